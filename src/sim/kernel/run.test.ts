import { describe, expect, test } from 'vitest';
import { Engine } from '../engine/engine.ts';
import { act, call, Errno, settle, type Sys } from '../engine/sys.ts';
import * as sys from './calls.ts';
import { LayerStore, readPath, writePath } from './files/index.ts';
import { wholeKernel } from './whole.ts';
import { bootKernel, newKernelState, powerOff, registerKernels } from './kernel.ts';
import type { Program } from './program.ts';
import { replayKernel } from './replay.ts';
import type { Kernel } from './state.ts';

const text = new TextDecoder();

function* log(line: string): Sys<void> {
	const fd = yield* sys.open('/log', { write: true, append: true, create: true, mode: 0o644 });
	yield* sys.write(fd, line + '\n');
	yield* sys.close(fd);
}

function* deep(n: number): Sys<number> {
	return n === 0 ? 0 : 1 + (yield* call(deep(n - 1)));
}

const programs: Record<string, Program> = {
	init: {
		name: 'init',
		*main(context) {
			if (context.settled === undefined) for (const name of ['pipes', 'signals', 'daemon', 'busy', 'depth']) yield* sys.spawn({ program: name, argv: [name] });
			for (;;) {
				yield* settle(null);
				const status = yield* sys.wait();
				yield* log(`reaped ${JSON.stringify(status)}`);
			}
		}
	},
	pipes: {
		name: 'pipes',
		*main() {
			const p = yield* sys.pipe();
			yield* sys.spawn({ program: 'yes', argv: ['yes'], fds: { 1: p.write } });
			yield* sys.close(p.write);
			const first = yield* sys.read(p.read, 4);
			yield* log(`read ${text.decode(first)}`);
			yield* sys.close(p.read);
			yield* log(`yes ${JSON.stringify(yield* sys.wait())}`);
			return 3;
		}
	},
	yes: {
		name: 'yes',
		*main(): Sys<number> {
			for (;;) yield* sys.write(1, 'y\n'.repeat(512));
		}
	},
	signals: {
		name: 'signals',
		*main() {
			yield* sys.sigaction('TERM', 'catch');
			const { pid } = yield* sys.ids();
			yield* sys.spawn({ program: 'killer', argv: ['killer', String(pid)] });
			try {
				yield* sys.sleep(10_000_000);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				yield* log(`${error.code} ${(yield* sys.signals()).join()}`);
			}
			return 0;
		}
	},
	killer: {
		name: 'killer',
		*main(context) {
			yield* sys.sleep(5000);
			yield* sys.kill(Number(context.argv[1]), 'TERM');
			return 0;
		}
	},
	daemon: {
		name: 'daemon',
		memory: () => ({ count: 0 }),
		*main(context) {
			let state = (context.settled as { turns: number } | undefined) ?? null;
			if (!state) {
				state = { turns: 0 };
				yield* sys.thread('beat', { every: 700 });
			}
			for (;;) {
				yield* settle(state);
				yield* sys.awaitKey('beat');
				const count = yield* act((m: { count: number }) => m.count);
				state = { turns: state.turns + 1 };
				if (state.turns % 10 === 0) yield* log(`daemon ${state.turns} ${count}`);
			}
		},
		threads: {
			*beat(context) {
				const { every } = context.init as { every: number };
				for (;;) {
					yield* settle(null);
					yield* sys.sleep(every);
					yield* act((m: { count: number }) => void m.count++);
					yield* sys.notify('beat');
				}
			}
		}
	},
	busy: {
		name: 'busy',
		*main() {
			for (let i = 0; i < 5000; i++) yield* sys.step();
			yield* log(`busy done at ${yield* sys.monotonic()}`);
			return 0;
		}
	},
	depth: {
		name: 'depth',
		*main() {
			yield* log(`depth ${yield* call(deep(5000))}`);
			return 0;
		}
	}
};

function machine(): { engine: Engine; kernel: Kernel; bugs: unknown[] } {
	const engine = new Engine(1, 1_763_618_400_000_000);
	const kernels = new Map<number, Kernel>();
	const bugs: unknown[] = [];
	const kernel: Kernel = {
		state: newKernelState(1, 'host', { cores: 2, memoryBytes: 1 << 30 }, { size: 1 << 30, time: engine.state.epoch }),
		engine,
		layers: new LayerStore(),
		live: new Map(),
		parts: wholeKernel,
		program: (name) => programs[name],
		peer: (id) => kernels.get(id),
		report: (error) => void bugs.push(error)
	};
	kernels.set(1, kernel);
	registerKernels(engine, kernels);
	return { engine, kernel, bugs };
}

const logOf = (kernel: Kernel) => text.decode(readPath(kernel, '/log'));

describe('running programs', () => {
	test('pipes, signals, threads, busy work and deep calls end as on Linux, so it works', () => {
		const { engine, kernel, bugs } = machine();
		bootKernel(kernel, { program: 'init', argv: ['init'] });
		engine.advance(200_000);
		expect(bugs).toEqual([]);
		const lines = logOf(kernel).split('\n');
		expect(lines).toContain('read y\ny\n'.split('\n')[0]);
		expect(lines.some((line) => line.startsWith('yes {"pid":') && line.endsWith('"signaled":"PIPE"}'))).toBe(true);
		expect(lines).toContain('EINTR TERM');
		expect(lines).toContain('depth 5000');
		expect(lines.some((line) => line.startsWith('busy done at '))).toBe(true);
		expect(lines.some((line) => line.startsWith('daemon 100 '))).toBe(true);
	});

	test('time in slices leaves no mark, and a restored copy goes on as the original, so it is deterministic', () => {
		const whole = machine();
		bootKernel(whole.kernel, { program: 'init', argv: ['init'] });
		whole.engine.advance(150_000);
		const sliced = machine();
		bootKernel(sliced.kernel, { program: 'init', argv: ['init'] });
		for (let t = 0; t <= 150_000; t += 317) sliced.engine.advance(t);
		sliced.engine.advance(150_000);
		expect(sliced.engine.state.trace.digest).toBe(whole.engine.state.trace.digest);
		for (let at = 1000; at < 100_000; at += 4931) {
			const first = machine();
			bootKernel(first.kernel, { program: 'init', argv: ['init'] });
			first.engine.advance(at);
			const copy = structuredClone({ engine: first.engine.state, kernel: first.kernel.state });
			const second = machine();
			second.engine.state = copy.engine;
			second.kernel.state = copy.kernel;
			replayKernel(second.kernel);
			second.engine.advance(150_000);
			expect(second.bugs).toEqual([]);
			expect(logOf(second.kernel)).toBe(logOf(whole.kernel));
			expect(second.engine.state.trace.digest).toBe(whole.engine.state.trace.digest);
		}
	});

	test('a power cut leaves the disk and nothing else, so it boots again', () => {
		const { engine, kernel } = machine();
		bootKernel(kernel, { program: 'init', argv: ['init'] });
		engine.advance(50_000);
		writePath(kernel, '/etc/kept/file', new TextEncoder().encode('kept'), 0o600);
		powerOff(kernel);
		expect(kernel.state.processes.size).toBe(0);
		engine.advance(60_000);
		bootKernel(kernel, { program: 'init', argv: ['init'] });
		engine.advance(120_000);
		expect(text.decode(readPath(kernel, '/etc/kept/file'))).toBe('kept');
		expect(kernel.state.boots).toBe(2);
	});
});
