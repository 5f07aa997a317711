// The engine alone: what a sleeping generator process weighs, and what a resume costs. Reference: a spike's 0.6 KB and 0.45 µs; keep within 3×.
import { Engine } from '#src/sim/engine/index.ts';
import { bootKernel, LayerStore, newKernelState, registerKernels, type Kernel } from '#src/sim/kernel/host.ts';
import { sleep, spawn, type Program } from '#src/sim/kernel/index.ts';
import { heapUsed } from './drive.ts';
import { cpu, type Figure } from './report.ts';

const count = 25_000;

const programs: Record<string, Program> = {
	init: {
		name: 'init',
		*main() {
			for (let i = 0; i < count; i++) yield* spawn({ program: 'sleeper', argv: ['sleeper'] });
			yield* sleep(1e15);
			return 0;
		}
	},
	sleeper: {
		name: 'sleeper',
		*main() {
			for (;;) yield* sleep(1_000_000);
		}
	}
};

export function engine(): Figure[] {
	const engine = new Engine(1, 0);
	const kernels = new Map<number, Kernel>();
	const kernel: Kernel = {
		state: newKernelState(1, 'host', { cores: 64, memoryBytes: 1e15 }, { size: 1 << 30, time: 0 }),
		engine,
		layers: new LayerStore(),
		live: new Map(),
		program: (name) => programs[name],
		peer: () => undefined,
		report: (error) => {
			throw error;
		}
	};
	kernels.set(1, kernel);
	registerKernels(engine, kernels);
	const before = heapUsed();
	bootKernel(kernel, { program: 'init', argv: ['init'] });
	engine.advance(120_000_000);
	const weight = (heapUsed() - before) / kernel.state.processes.size;
	const dispatched = engine.state.dispatched;
	const from = cpu();
	engine.advance(150_000_000);
	const resumes = engine.state.dispatched - dispatched;
	const each = ((cpu() - from) * 1000) / resumes;
	return [
		{
			name: 'a whole process asleep',
			value: weight / 1024,
			unit: 'KiB',
			note: `${kernel.state.processes.size} processes with descriptors, namespaces, cgroup`
		},
		{ name: 'wake, resume and sleep again', value: each, unit: 'µs', target: 1.35, note: `${Math.round(resumes)} sleeps` }
	];
}
