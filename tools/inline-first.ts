// After the build: what runs before anything else is put into the pages' heads, allowed by its hash. On pages with a machine that is also
// what begins it (src/app/first.ts); the page's own code is then fetched and run when the machine's has come.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const sha = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** src/app/first.ts and what it uses, as one script. */
async function bundled(): Promise<string> {
	const result = await build({
		configFile: false,
		root,
		logLevel: 'error',
		build: { write: false, minify: true, modulePreload: false, lib: { entry: join(root, 'src/app/first.ts'), name: 'first', formats: ['iife'] } }
	});
	for (const { output } of [result].flat() as { output: readonly { type: string; code?: string }[] }[])
		for (const { type, code } of output) if (type === 'chunk' && code !== undefined) return code;
	throw new Error('src/app/first.ts was not bundled');
}

const start = (await readFile(join(root, 'static/start.js'), 'utf8'))
	.replaceAll(/^\s*\/\/.*\n/gm, '')
	.replaceAll(/\n\s*/g, '\n')
	.trim();
const first = `${start};${(await bundled()).trim()}`;
if (first.includes('</script')) throw new Error('the first script would end the page');

/** What a page with a machine names, beside itself: the worker, and what else is fetched first, or once that is there. */
export interface Parts {
	readonly worker: string;
	readonly now: readonly string[];
	readonly later: readonly string[];
}

/** A built page with its first script in its head. */
export function inlined(html: string, parts: Parts | undefined): string {
	const code = parts ? first : start;
	let page = html.replace(/(<meta http-equiv="content-security-policy"[^>]*script-src 'self')/, `$1 ${sha(code)}`);
	if (parts) {
		page = page
			.replaceAll(/<link href="([^"]*)" rel="modulepreload">/g, '<link href="$1" rel="drydock-later">')
			.replace(/<script>(\s*\{\s*__sveltekit)/, '<script type="text/drydock-later">$1');
		if (!page.includes('text/drydock-later')) throw new Error('the page’s own script was not found');
	}
	const links = (rel: string, files: readonly string[] = []): string => files.map((file) => `<link rel="${rel}" href="${file}" />`).join('');
	const worker = parts ? `<meta name="drydock-worker" content="${parts.worker}" />` : '';
	return page.replace(
		/<script src="[^"]*start\.js"><\/script>/,
		() => `${worker}<script>${code}</script>${links('modulepreload', parts?.now)}${links('drydock-later', parts?.later)}`
	);
}
