// The machine's own share of the bytes before the prompt: engine, kernel and shell (with its parser) alone, bundled and minified as the site's
// build does it, gzip. What they load later (patterns, programs, parts of the shell) is counted apart. Target: 100 KB (the shell's own issue).
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, type Rolldown } from 'vite';

const root = join(import.meta.dirname, '..');
const sim = join(root, 'src/sim');
const parts: readonly (readonly [name: string, files: readonly string[]])[] = [
	['engine and kernel', ['engine/index.ts', 'kernel/kernel.ts', 'kernel/index.ts']],
	['shell with its parser', ['engine/index.ts', 'kernel/kernel.ts', 'kernel/index.ts', 'programs/sh/main.ts']]
];

/** gzip KB of the entry and what it imports without waiting. */
async function measure(files: readonly string[]): Promise<number> {
	const entry = '\0machine';
	const late: Plugin = {
		name: 'machine',
		enforce: 'pre',
		resolveId: (source, importer) =>
			source === entry
				? entry
				: importer && /\/regexp\.ts$/.test(source) && join(dirname(importer), source).endsWith('values/regexp.ts')
					? { id: source, external: true }
					: undefined,
		load: (id) => (id === entry ? files.map((file, i) => `export * as m${i} from ${JSON.stringify(join(sim, file))};`).join('\n') : undefined)
	};
	const done = (await build({
		configFile: false,
		root,
		logLevel: 'silent',
		plugins: [late],
		build: {
			write: false,
			minify: true,
			rollupOptions: {
				input: entry,
				preserveEntrySignatures: 'strict',
				treeshake: { moduleSideEffects: (id: string) => !/\/src\/sim\/|\/node_modules\/(?:re2js|unbash|@noble|yaml)\//.test(id) }
			}
		}
	})) as Rolldown.RolldownOutput;
	const chunks = new Map(done.output.flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one] as const] : [])));
	const wanted = [...chunks.values()].filter((chunk) => chunk.isEntry);
	const seen = new Set(wanted);
	for (const chunk of seen) for (const name of chunk.imports) if (chunks.has(name)) seen.add(chunks.get(name) as Rolldown.OutputChunk);
	return [...seen].reduce((sum, chunk) => sum + gzipSync(chunk.code).length / 1000, 0);
}

/** Lines for tools/size.ts's report. */
export async function machineSizes(): Promise<string[]> {
	const out: string[] = [];
	let total = 0;
	for (const [name, files] of parts) {
		const kb = await measure(files);
		out.push(`  ${(kb - total).toFixed(1).padStart(6)} KB  ${name}`);
		total = kb;
	}
	return [...out, `machine alone: ${total.toFixed(1)} KB gzip (target 100: ${total <= 100 ? 'met' : `MISSED by ${(total / 100).toFixed(2)}×`})`];
}

if (import.meta.main) for (const line of await machineSizes()) console.log(line);
