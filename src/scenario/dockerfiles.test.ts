// Fifty Dockerfiles in the style of real projects: each builds, builds again from the cache alone, and after each edit does again what BuildKit would.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { createWorld, type World } from '#src/sim/world/index.ts';
import { advance, settle } from './drive.ts';

const root = 'testdata/dockerfiles';
interface Edit {
	readonly what: string;
	readonly write: Readonly<Record<string, string>>;
	readonly again: readonly string[];
}

const filesOf = (dir: string): string[] => readdirSync(dir).flatMap((name) => (statSync(join(dir, name)).isDirectory() ? filesOf(join(dir, name)) : [join(dir, name)]));
const write = (world: World, path: string, text: string): void => world.input({ kind: 'file.write', host: 'docker', path, data: new TextEncoder().encode(text) });

let process = 100;
/** Runs a command line to its end; answers what it printed on both streams, and its status. */
async function run(world: World, command: string): Promise<{ output: string; exit: number | undefined }> {
	const out = `/root/.out${process}`;
	world.input({
		kind: 'process.start',
		host: 'docker',
		process: ++process,
		options: { path: '/bin/bash', argv: ['bash', '-c', `(${command}) > ${out} 2>&1; echo $? > ${out}.exit`], env: { PATH: '/usr/bin:/bin', HOME: '/root' } }
	});
	for (let i = 0; i < 400 && world.readFile('docker', `${out}.exit`) === undefined; i++) await advance(world, 250_000);
	const text = (path: string): string => new TextDecoder().decode(world.readFile('docker', path) ?? new Uint8Array());
	return { output: text(out), exit: Number(text(`${out}.exit`)) };
}
/** The instructions of a plain build that were done, not taken from the cache; without FROM. */
function done(output: string): string[] {
	const titles = new Map<string, string>();
	const cached = new Set<string>();
	for (const line of output.split('\n')) {
		const [, number = '', rest = ''] = /^#(\d+) (.*)$/.exec(line) ?? [];
		const title = /^\[(?:\S+ )?\s*\d+\/\d+\] (.*)$/.exec(rest)?.[1];
		if (title !== undefined && !titles.has(number)) titles.set(number, title);
		if (rest === 'CACHED') cached.add(number);
	}
	return [...titles].filter(([number, title]) => !cached.has(number) && !title.startsWith('FROM ')).map(([, title]) => title);
}

const cases = readdirSync(root).sort();
test('there are fifty', () => expect(cases).toHaveLength(50));

test.for(cases)('%s builds, and after each edit as much again as BuildKit would', { timeout: 60_000 }, async (name) => {
	const dir = join(root, name);
	const world = await createWorld('docker');
	await advance(world, 5_000_000);
	await settle(world);
	for (const path of filesOf(dir)) if (!path.endsWith('case.yaml')) write(world, `/root/p/${relative(dir, path)}`, readFileSync(path, 'utf8'));
	const build = 'cd /root/p && docker build --progress=plain -t it .';
	const first = await run(world, build);
	expect(first.exit, first.output).toBe(0);
	const second = await run(world, build);
	expect(done(second.output), 'a build of the same').toEqual([]);
	for (const edit of (parse(readFileSync(join(dir, 'case.yaml'), 'utf8')) as { edits: readonly Edit[] }).edits) {
		for (const [path, text] of Object.entries(edit.write)) write(world, `/root/p/${path}`, text);
		const { output, exit } = await run(world, build);
		expect(exit, output).toBe(0);
		expect(done(output).sort(), edit.what).toEqual([...edit.again].sort());
	}
	expect(world.bugs).toEqual([]);
});
