// Parts that come late: a run that waits for them is, byte for byte, the run of a machine that has them.
import { expect, test } from 'vitest';
import { act, Engine, part, PartTable, settle, wholeTable, type Part } from '../engine/index.ts';
import { utf8 } from '../values/bytes.ts';
import { close, open, sleep, step, write } from './calls.ts';
import { LayerStore } from './files/index.ts';
import { bootKernel, newKernelState, registerKernels } from './kernel.ts';
import type { Program } from './program.ts';
import { replayKernel } from './replay.ts';
import type { Kernel } from './state.ts';

const greeting: Part<{ readonly text: string }> = { name: 'test/greeting', load: async () => ({ text: 'hello' }) };
const farewell: Part<{ readonly text: string }> = { name: 'test/farewell', load: async () => ({ text: 'bye' }) };
const rows = [greeting, farewell];

const program: Program = {
	name: 'init',
	*main({ settled }) {
		let fd = settled as number | undefined;
		if (fd === undefined) {
			fd = yield* open('/log', { write: true, create: true });
			for (let i = 0; i < 300; i++) yield* step();
			yield* write(fd, utf8((yield* part(greeting)).text));
			for (let i = 0; i < 900; i++) yield* step();
		}
		yield* settle(fd);
		yield* sleep(700);
		const { text } = yield* part(farewell);
		yield* act(() => undefined);
		yield* write(fd, utf8(text));
		yield* close(fd);
		for (;;) yield* sleep(10_000);
	}
};

function machine(parts: PartTable): { engine: Engine; kernel: Kernel; bugs: unknown[] } {
	const engine = new Engine(1, 1_763_618_400_000_000);
	const kernels = new Map<number, Kernel>();
	const bugs: unknown[] = [];
	const kernel: Kernel = {
		state: newKernelState(1, 'host', { cores: 2, memoryBytes: 1 << 30 }, { size: 1 << 30, time: engine.state.epoch }),
		engine,
		layers: new LayerStore(),
		live: new Map(),
		parts,
		program: () => program,
		peer: (id) => kernels.get(id),
		report: (error) => void bugs.push(error)
	};
	kernels.set(1, kernel);
	registerKernels(engine, kernels);
	return { engine, kernel, bugs };
}
const state = ({ engine, kernel }: ReturnType<typeof machine>): unknown => structuredClone({ engine: engine.state, kernel: kernel.state });

test('a program that waits for parts of its code ends as one that had them, also from a checkpoint taken meanwhile', async () => {
	const whole = machine(await wholeTable(rows));
	bootKernel(whole.kernel, { program: 'init', argv: ['init'] });
	whole.engine.advance(50_000);
	expect(whole.bugs).toEqual([]);

	const late = machine(new PartTable(rows));
	bootKernel(late.kernel, { program: 'init', argv: ['init'] });
	const wanted: string[] = [];
	for (;;) {
		const { wants } = late.engine.advance(50_000);
		if (wants === undefined) break;
		wanted.push(wants);
		expect(late.engine.state.halfway).toBe(true);
		// Asked again without loading, nothing has changed; and what is restored from here stands where it stood.
		const before = state(late);
		expect(late.engine.advance(50_000).wants).toBe(wants);
		expect(state(late)).toEqual(before);
		const copy = structuredClone({ engine: late.engine.state, kernel: late.kernel.state });
		const table = new PartTable(rows);
		const restored = machine(table);
		restored.engine.state = copy.engine;
		restored.kernel.state = copy.kernel;
		replayKernel(restored.kernel);
		for (;;) {
			const next = restored.engine.advance(50_000).wants;
			if (next === undefined) break;
			await table.loader(next)?.();
		}
		expect(restored.bugs).toEqual([]);
		expect(state(restored)).toEqual(state(whole));
		await (late.kernel.parts as PartTable).loader(wants)?.();
	}
	expect(wanted).toEqual(['test/greeting', 'test/farewell']);
	expect(state(late)).toEqual(state(whole));
});
