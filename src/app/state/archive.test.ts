import { describe, expect, test } from 'vitest';
import { advance } from '#src/scenario/drive.ts';
import { createWorld } from '#src/sim/world/index.ts';
import { bytesOf } from '#src/worker/text.ts';
import { readArchive, writeArchive, type Archive } from './archive.ts';
import { pack, unpack } from './pack.ts';

async function used() {
	const world = await createWorld('docker');
	world.input({ kind: 'terminal.open', host: 'docker', terminal: 1, size: { rows: 24, columns: 80 } });
	await advance(world, 3_000_000);
	world.input({ kind: 'terminal.input', terminal: 1, data: bytesOf('docker run -d --name web nginx:latest; while sleep 1; do date; done\r') });
	await advance(world, 20_000_000);
	return world;
}

const header = { machine: 'sandbox/docker', format: 1, build: 'abc', seed: 1, preset: 'docker', created: 1, used: 2, watermark: 3 } as const;
const empty: Archive = { store: 2, build: 'abc', made: 5, machines: [], progress: [], answers: [], lessons: [], settings: { theme: 'dark' } };
const small: Archive = {
	...empty,
	machines: [{ header, checkpoint: null, first: 0, log: [{ at: 0, events: 0, input: { kind: 'terminal.input', terminal: 1, data: bytesOf('ls\r') } }] }],
	progress: [
		{ lesson: 'docker/a', task: 'run', version: 'v', passed: 7, passedVersion: 'v', held: [0, 1], hints: 1, solution: false, attempts: 3, seconds: 40 }
	],
	answers: [{ lesson: 'docker/a', item: 'q', kind: 'quiz', version: 'v', tries: [{ at: 1, answer: [0, 2], right: true }], right: 1, hints: 0, shown: false }],
	lessons: [{ lesson: 'docker/a', opened: 1, used: 9, seconds: 60, finished: 8 }]
};

describe('packed data', () => {
	test('a real world’s checkpoint comes back equal and goes on as the world does, so a save is whole: it does', async () => {
		const world = await used();
		const checkpoint = world.checkpoint();
		const again = unpack(pack(checkpoint)) as typeof checkpoint;
		expect(again).toEqual(checkpoint);
		const copy = await createWorld('docker', { from: again, programs: world.programs });
		await advance(world, 5_000_000);
		await advance(copy, 5_000_000);
		expect(copy.engine.state.trace.digest).toBe(world.engine.state.trace.digest);
	});

	test('shared values, odd keys and numbers come back as they were: they do', () => {
		const shared = { a: 1 };
		const value = {
			x: [shared, shared],
			m: new Map<unknown, unknown>([
				[1, 2n ** 70n],
				['k', new Set([-0, NaN, -5, 1.5, 2 ** 53])]
			]),
			b: Uint8Array.of(1, 2),
			u: undefined,
			n: null
		};
		Object.defineProperty(value, '__proto__', { value: 'own', enumerable: true, writable: true, configurable: true });
		const again = unpack(pack(value)) as typeof value;
		expect(again).toEqual(value);
		expect(again.x[0]).toBe(again.x[1]);
		expect(Object.getPrototypeOf(again)).toBe(Object.prototype);
	});

	test('damaged bytes are refused whatever they are, so a file cannot hang or break the page: they are', () => {
		const good = pack(small);
		let state = 7;
		const next = (below: number): number => {
			state = Math.imul(state, 1103515245) + 12345;
			return (state >>> 8) % below;
		};
		for (let i = 0; i < 3000; i++) {
			const bad = good.slice(0, i % 3 === 0 ? next(good.length) : good.length);
			for (let flips = 1 + next(4); flips > 0 && bad.length > 0; flips--) bad[next(bad.length)] = next(256);
			try {
				unpack(bad);
			} catch (error) {
				expect(error).toBeInstanceOf(Error);
			}
		}
		expect(() => unpack(new Uint8Array(20_000).fill(11))).toThrow('damaged');
		expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
	});
});

describe('a save file', () => {
	test('what was written is read, so nothing is lost on the way: it is', () => {
		expect(readArchive(writeArchive(small))).toEqual(small);
	});

	const reason = (file: Uint8Array): string => {
		try {
			readArchive(file);
			return 'read';
		} catch (error) {
			return (error as Error).message;
		}
	};
	const shaped = (change: object): string => reason(writeArchive({ ...small, ...change } as Archive));

	test('a file that is none, is damaged, or is of another format says what was expected and what was found: it does', () => {
		const good = writeArchive(small);
		expect(reason(bytesOf('PK\u0003\u0004 a zip'))).toBe('Expected a file that Drydock saved (it begins with “DRYDOCK SAVE 1”), found something else.');
		expect(reason(bytesOf('DRYDOCK SAVE 9\n{}\n'))).toContain('Expected a save of format 1, found format 9');
		expect(reason(bytesOf('DRYDOCK SAVE 1\nnot json\n'))).toBe('Expected a second line with sizes and checksum, found something else.');
		expect(reason(bytesOf('DRYDOCK SAVE 1\n{"sha256":5}\n'))).toBe(
			'The second line is wrong. second line.sha256: expected a text of at most 64 characters, found 5.'
		);
		expect(reason(good.slice(0, -3))).toMatch(/^Expected \d+ bytes of data, found \d+: the file was cut off or added to\.$/);
		const flipped = good.slice();
		flipped[flipped.length - 5] = (flipped[flipped.length - 5] as number) ^ 1;
		expect(reason(flipped)).toMatch(/^Expected data with the checksum .* the file was changed or damaged\.$/);
	});

	test('a save whose data has the wrong shape is named to the field, so a hostile file changes nothing: it is', () => {
		expect(shaped({ store: 99 })).toBe('The save does not have the right shape. save.store: expected 2, found 99.');
		expect(shaped({ machines: [{ header: { ...header, seed: 'x' }, checkpoint: null, log: [], first: 0 }] })).toContain(
			'save.machines[0].header.seed: expected a whole number from 0 to 4294967296, found the text "x"'
		);
		expect(
			shaped({
				machines: [
					{
						header,
						checkpoint: null,
						first: 0,
						log: [{ at: 0, events: 0, input: { kind: 'file.write', host: 'docker', path: '/../etc', data: new Uint8Array() } }]
					}
				]
			})
		).toContain('save.machines[0].log[0].input: expected an input, found a record');
		expect(shaped({ progress: [{ ...small.progress[0], extra: 1 }] })).toContain('save.progress[0].extra: expected no such field');
		expect(shaped({ progress: 5 })).toContain('save.progress: expected a list');
	});
});
