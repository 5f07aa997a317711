// On the machine itself: what is read from its disk, and what comes back as inputs of its log.
import { beforeAll, describe, expect, test } from 'vitest';
import { Grader } from '#src/worker/grader.ts';
import { memoryKeeper } from '#src/worker/keeper.ts';
import { Machine } from '#src/worker/machine.ts';
import { bytesOf, textOf } from '#src/worker/text.ts';
import { findChanges, saveChanges } from './changes.ts';
import { commandHere } from './here.ts';
import { projectLimits, readProject, treeOf, type Ask } from './project.ts';

const post = (): void => {};
const after = (ms: number, act: () => void): void => void setTimeout(act, ms).unref();
const keeper = memoryKeeper();
const machine = new Machine(
	{ keeper, build: 'one', post, clock: () => performance.now(), date: () => 0, soon: (act) => void setImmediate(act), after },
	{ machine: 'test', preset: 'docker', tasks: [] },
	new Grader({ tasks: [], post, after, keep: async () => {}, date: () => 0, finished: async () => {} })
);
const ask: Ask = (call) => machine.call(call) as never;
const host = 'docker';
const put = (path: string, data: string | Uint8Array) =>
	ask<'files.drop'>({ op: 'files.drop', host, files: [{ path, data: typeof data === 'string' ? bytesOf(data) : data, mode: 0o644 }] });
const read = (path: string): string | undefined => {
	const bytes = machine.world.readFile(host, path);
	return bytes && textOf(bytes);
};
const why = (path: string) =>
	readProject(ask, host, path).then(
		() => 'read',
		(error: Error) => error.message
	);

beforeAll(async () => {
	await machine.start(() => {});
	await put('/root/app/package.json', '{"dependencies":{"ms":"2"},"scripts":{"start":"node src/server.js"}}');
	await put('/root/app/src/server.js', 'require("ms")\n');
	await put('/root/app/logo.png', Uint8Array.of(0x89, 0x50, 0xff, 0));
	await put('/root/app/.env', 'A=1\n');
	await put('/root/app/.git/config', 'secret');
	await put('/root/app/node_modules/ms/index.js', 'ms');
	await put('/root/alone/one.js', '1\n');
}, 30_000);

describe('a project', () => {
	test('is the folder of the nearest package.json without its packages and dotted folders, so what runs is what is there: it is', async () => {
		const project = await readProject(ask, host, '/root/app/src/server.js');
		expect([...project.files.keys()].sort()).toEqual(['.env', 'logo.png', 'package.json', 'src/server.js']);
		expect(project).toMatchObject({ host, root: '/root/app', packages: true, command: ['node', 'src/server.js'] });
		expect(treeOf(project)['src']).toEqual({ directory: { 'server.js': { file: { contents: 'require("ms")\n' } } } });
		expect(treeOf(project)['logo.png']).toEqual({ file: { contents: Uint8Array.of(0x89, 0x50, 0xff, 0) } });
	});

	test('is begun by what package.json says, so `npm start` is what it is at work: it is', async () => {
		expect((await readProject(ask, host, '/root/app/package.json')).command).toEqual(['npm', 'start']);
		await put('/root/plain/package.json', '{"main":"app.mjs"}');
		expect(await readProject(ask, host, '/root/plain/package.json')).toMatchObject({ packages: false, command: ['node', 'app.mjs'] });
		await put('/root/broken/package.json', '{');
		expect(await readProject(ask, host, '/root/broken/package.json')).toMatchObject({ packages: true, command: ['node', 'index.js'] });
	});

	test('without a package.json is the folder of its file, so a script runs by itself: it is', async () => {
		expect(await readProject(ask, host, '/root/alone/one.js')).toMatchObject({ root: '/root/alone', packages: false, command: ['node', 'one.js'] });
	});

	test('that is too large, too deep or nowhere is refused with the reason, so a page keeps its memory: it is', async () => {
		await put('/root/large/a.js', '');
		await put('/root/large/big.bin', new Uint8Array(projectLimits.each + 1));
		await put(`/root/deep/${'d/'.repeat(13)}a.js`, '');
		await put('/root/deep/a.js', '');
		await put('/a.js', '');
		expect(await why('/root/large/a.js')).toBe('/root/large/big.bin is larger than 2 MiB.');
		expect(await why('/root/deep/a.js')).toMatch(/^\/root\/deep\/(?:d\/)+d is more than 12 folders deep\.$/);
		expect(await why('/a.js')).toBe('/a.js lies in the root directory.');
		expect(await why('/root/alone/gone.js')).toBe('/root/alone/gone.js is not on docker’s disk.');
	});

	test('runs in the machine by the command one would type there, so there is always a way: it does', async () => {
		expect(await commandHere(ask, await readProject(ask, host, '/root/alone/one.js'))).toBe(
			'docker run --rm -it --init --network host -v /root/alone:/app -w /app node:22-alpine node one.js'
		);
		await put("/root/it's/package.json", '{"dependencies":{"ms":"2"}}');
		await put("/root/it's/a b.js", '');
		expect(await commandHere(ask, await readProject(ask, host, "/root/it's/a b.js"))).toBe(
			"docker run --rm -it --init --network host -v '/root/it'\\''s':/app -w /app node:22-alpine sh -c 'npm install && node '\\''a b.js'\\'''"
		);
		expect(await commandHere(ask, await readProject(ask, host, '/root/app/package.json'))).toBe(
			'docker run --rm -it --init --network host -v /root/app:/app -w /app node:22-alpine npm start'
		);
	});
});

/** A container's disk as a table. */
const disk = (files: Readonly<Record<string, string | Uint8Array>>) => ({
	readdir: async (path: string) => {
		const names = new Map<string, boolean>();
		for (const file of Object.keys(files)) {
			const [name = '', ...more] = file.startsWith(`${path}/`) ? file.slice(path.length + 1).split('/') : [''];
			if (name !== '') names.set(name, more.length > 0);
		}
		return [...names].map(([name, folder]) => ({ name, isFile: () => !folder, isDirectory: () => folder }));
	},
	readFile: async (path: string) => {
		const file = files[path] ?? '';
		return typeof file === 'string' ? bytesOf(file) : file;
	},
	mkdir: async (path: string) => path,
	rm: async () => {}
});

describe('what comes from real Node', () => {
	test('enters the world as inputs of the log, and only what was asked for, so the world stays seed and log: it does', async () => {
		await put('/root/back/a.js', 'one\n');
		const project = await readProject(ask, host, '/root/back/a.js');
		const { list, beyond } = await findChanges(
			disk({ 'p/a.js': 'two\n', 'p/out/new.txt': 'new\n', 'p/raw.bin': Uint8Array.of(0, 1), 'p/node_modules/x.js': 'x', 'p/.cache/y': 'y' }),
			'p',
			project.files
		);
		expect(list.map(({ path, was }) => [path, was === undefined])).toEqual([
			['a.js', false],
			['out/new.txt', true],
			['raw.bin', true]
		]);
		expect(beyond).toBe(0);
		expect(read('/root/back/a.js')).toBe('one\n');
		const before = (await keeper.wholeLog()).length;
		expect(await saveChanges(ask, project, list)).toEqual({ saved: list, kept: [] });
		expect([read('/root/back/a.js'), read('/root/back/out/new.txt'), read('/root/back/raw.bin')]).toEqual(['two\n', 'new\n', '\0\x01']);
		const log = (await keeper.wholeLog()).slice(before).map(({ input }) => (input.kind === 'file.write' ? `file.write ${input.path}` : input.kind));
		expect(log).toEqual(['file.write /root/back/a.js', 'file.write /root/back/out/new.txt', 'file.write /root/back/raw.bin']);
	});

	test('is not written over what changed on the machine meanwhile, so nothing is lost: it is not', async () => {
		await put('/root/both/a.js', 'one\n');
		await put('/root/both/b.bin', Uint8Array.of(0, 1));
		const project = await readProject(ask, host, '/root/both/a.js');
		const { list } = await findChanges(
			disk({ 'p/a.js': 'theirs\n', 'p/b.bin': Uint8Array.of(0, 2), 'p/c.js': 'c\n', 'p/d.bin': Uint8Array.of(0) }),
			'p',
			project.files
		);
		await put('/root/both/a.js', 'mine\n');
		await put('/root/both/b.bin', Uint8Array.of(0, 9));
		await put('/root/both/d.bin', Uint8Array.of(7));
		const { saved, kept } = await saveChanges(ask, project, list);
		expect(saved.map(({ path }) => path)).toEqual(['c.js']);
		expect(kept).toEqual(['a.js has changed on docker meanwhile', 'b.bin has changed on docker meanwhile', 'd.bin has changed on docker meanwhile']);
		expect(read('/root/both/a.js')).toBe('mine\n');
	});

	test('is bounded in number and size, and what is beyond is counted, so a build cannot fill the world: it is', async () => {
		const many = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`p/f${i}`, String(i)]));
		const { list, beyond } = await findChanges(disk({ ...many, 'p/big': 'x'.repeat((1 << 20) + 1) }), 'p', new Map());
		expect([list.length, beyond]).toEqual([100, 21]);
	});
});
