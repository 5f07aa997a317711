// Fifty Dockerfiles in the style of real projects: each builds, builds again from the cache alone, and after each edit does again what BuildKit would.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { Bench } from './testing.ts';

const root = 'testdata/dockerfiles';
interface Edit {
	readonly what: string;
	readonly write: Readonly<Record<string, string>>;
	readonly again: readonly string[];
}

const filesOf = (dir: string): string[] =>
	readdirSync(dir).flatMap((name) => (statSync(join(dir, name)).isDirectory() ? filesOf(join(dir, name)) : [join(dir, name)]));
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
	const bench = await Bench.of('docker');
	for (const path of filesOf(dir)) if (!path.endsWith('case.yaml')) bench.write(`/root/p/${relative(dir, path)}`, readFileSync(path, 'utf8'));
	const build = 'cd /root/p && docker build --progress=plain -t it .';
	const first = await bench.run(build);
	expect(first.exit, first.output).toBe(0);
	const second = await bench.run(build);
	expect(done(second.output), 'a build of the same').toEqual([]);
	for (const edit of (parse(readFileSync(join(dir, 'case.yaml'), 'utf8')) as { edits: readonly Edit[] }).edits) {
		for (const [path, text] of Object.entries(edit.write)) bench.write(`/root/p/${path}`, text);
		const { output, exit } = await bench.run(build);
		expect(exit, output).toBe(0);
		expect(done(output).sort(), edit.what).toEqual([...edit.again].sort());
	}
	expect(bench.world.bugs).toEqual([]);
});
