// A stand-in for the vendor's frame (https://stackblitz.com/headless): it speaks the wire of @webcontainer/api and has no Node in it. It tries
// the page's half: probe, policy, isolation, files there and back, output, a server. What it cannot try is the vendor's half.
import type { BrowserContext } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const comlink = readFileSync(join(import.meta.dirname, '../../node_modules/@webcontainer/api/dist/vendor/index.js'), 'utf8').replace(
	/export \{\s*comlink_exports as Comlink\s*\};/,
	'const Comlink = comlink_exports;'
);

/** The frame's script: a disk, `npm install` that leaves a lock file, `node` that listens and writes a file. */
const script = `
const disk = new Map();
const listeners = new Map();
const utf8 = new TextEncoder();
const load = (tree, at) => {
	for (const [name, node] of Object.entries(tree.d))
		if (node.d) load(node, at + '/' + name);
		else disk.set(at + '/' + name, node.f.b ? Uint8Array.from(node.f.c, (c) => c.charCodeAt(0)) : utf8.encode(node.f.c));
};
const fs = {
	readdir(path) {
		const names = new Map();
		for (const file of disk.keys()) {
			if (!file.startsWith(path + '/')) continue;
			const [name, ...more] = file.slice(path.length + 1).split('/');
			names.set(name, more.length > 0 ? 2 : 1);
		}
		return [...names].map(([name, type]) => ({ name, 'Symbol(type)': type }));
	},
	readFile: (path) => disk.get(path),
	mkdir: (path) => path,
	rm(path) { for (const file of [...disk.keys()]) if (file === path || file.startsWith(path + '/')) disk.delete(file); }
};
const instance = {
	fs: () => Comlink.proxy(fs),
	previewScript: () => ({}),
	runtimeInfo: () => ({ path: '/bin', cwd: '/home/drydock' }),
	loadFiles(payload, { mountPoints }) { load(JSON.parse(new TextDecoder().decode(payload)), mountPoints); },
	on(event, listener) { listeners.set(event, listener); return Comlink.proxy(() => {}); },
	teardown() {},
	run({ command, args }, _out, _err, output) {
		let end;
		const onExit = new Promise((done) => (end = done));
		const say = (text) => output(utf8.encode(text));
		const line = [command, ...args].join(' ');
		const finish = async (status) => { await output(null); end(status); };
		void (async () => {
			if (line === 'npm install') {
				disk.set('project/package-lock.json', utf8.encode('{"lockfileVersion":3}\\n'));
				await say('\\r\\nadded 1 package in 1s\\r\\n\\r\\n');
				return finish(0);
			}
			await say('\\x1b[32mlistening\\x1b[0m on 3000, isolated: ' + crossOriginIsolated + '\\r\\n');
			await listeners.get('server-ready')(3000, 'https://stand--3000.local-corp.webcontainer-api.io');
		})();
		return Comlink.proxy({ onExit, kill: () => void finish(137), write: (data) => say('typed ' + data + '\\r\\n'), resize() {} });
	}
};
const { port1, port2 } = new MessageChannel();
Comlink.expose({ build: () => Comlink.proxy(instance) }, port1);
parent.postMessage({ type: 'init' }, '*', [port2]);
`;
const headers = { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'cross-origin', 'content-type': 'text/html' };

/** Answers for the vendor. */
export async function standIn(context: BrowserContext): Promise<void> {
	await context.route(/^https:\/\/stackblitz\.com\/headless\?/, (route) =>
		route.fulfill({ headers, body: `<!doctype html><script type="module">${comlink}\n${script}</script>` })
	);
	await context.route(/^https:\/\/stand--3000\.local-corp\.webcontainer-api\.io\//, (route) =>
		route.fulfill({ headers, body: '<!doctype html><html lang="en"><title>shop</title><h1>Served by the stand-in</h1></html>' })
	);
}
