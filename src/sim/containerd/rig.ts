// A machine for this room's tests: one kernel with containerd on its disk, and a scenario that runs as a process there. No world, no network.
import { Engine, type Sys } from '../engine/index.ts';
import { makeLayer, bootKernel, LayerStore, newKernelState, readPath, registerKernels, registerNet, replayKernel, type Kernel } from '../kernel/host.ts';
import { mkdir, mknod, mount, netlink, spawn, wait, type Layer, type LayerEntry, type Program, type ProgramRow } from '../kernel/index.ts';
import { wholeKernel } from '../kernel/whole.ts';
import { entriesOf, program, type Tree } from '../oci/tree.ts';
import { containerdPrograms } from './index.ts';
import { ignoring } from './runc/files.ts';

export interface Rig {
	readonly kernel: Kernel;
	readonly engine: Engine;
	readonly bugs: unknown[];
	/** Lets `us` µs pass. */
	advance(us: number): void;
	read(path: string): string;
	/** The same machine in the same state, as a restored save is: it goes its own way from here. */
	restored(): Rig;
}

const host: Tree = {
	'usr/bin/containerd': program('containerd', 1000),
	'usr/bin/containerd-shim-runc-v2': program('containerd-shim-runc-v2', 1000),
	'usr/bin/runc': program('runc', 1000),
	dev: { dir: true },
	proc: { dir: true },
	sys: { dir: true },
	run: { dir: true },
	tmp: { dir: true, mode: 0o1777 },
	'var/lib': { dir: true },
	'etc/hosts': '127.0.0.1 localhost\n',
	'etc/resolv.conf': 'nameserver 10.0.2.3\n'
};

interface Saved {
	readonly engine: Engine['state'];
	readonly kernel: Kernel['state'];
	readonly layers: readonly Layer[];
}
/** Boots a machine that runs containerd and then `scenario`, with further programs and files; or goes on from a saved one. */
export function rig(
	scenario: () => Sys<void>,
	programs: readonly Program[] = [],
	files: Tree = {},
	layers: readonly Layer[] = [],
	more: readonly LayerEntry[] = [],
	from?: Saved
): Rig {
	const engine = new Engine(1, 1_795_161_600_000_000);
	const store = new LayerStore();
	const base = makeLayer([...entriesOf({ ...host, ...files }, 1_795_000_000_000_000), ...more], 0);
	store.add(base);
	for (const layer of layers) store.add(layer);
	const bugs: unknown[] = [];
	const init: Program = {
		name: 'init',
		*main() {
			yield* mount('/proc', { type: 'proc' });
			yield* mount('/sys', { type: 'sysfs' });
			yield* mount('/dev', { type: 'devtmpfs' });
			yield* ignoring(mknod('/dev/null', 'char', 0o666, [1, 3]), 'EEXIST');
			yield* ignoring(mkdir('/dev/pts'), 'EEXIST');
			yield* mount('/dev/pts', { type: 'devpts' });
			yield* mount('/run', { type: 'tmpfs', mode: 0o755 });
			yield* netlink({ op: 'link.set', name: 'lo', up: true });
			yield* spawn({ path: '/usr/bin/containerd', argv: ['containerd'], newSession: true });
			yield* spawn({ program: 'scenario', argv: ['scenario'] });
			for (;;) yield* wait();
		}
	};
	const test: Program = {
		name: 'scenario',
		*main() {
			yield* scenario();
			return 0;
		}
	};
	const rows: readonly ProgramRow[] = [...containerdPrograms, ...[init, test, ...programs].map((code) => ({ name: code.name, code }))];
	const table = new Map(rows.map((row) => [row.name, row.code]));
	const kernels = new Map<number, Kernel>();
	const kernel: Kernel = {
		state: newKernelState(1, 'host', { cores: 2, memoryBytes: 4 * 2 ** 30 }, { size: 2 ** 36, time: engine.state.epoch, layer: base.id }),
		engine,
		layers: store,
		live: new Map(),
		parts: wholeKernel,
		program: (name) => table.get(name) as Program | undefined,
		peer: () => undefined,
		report: (error, where) => void bugs.push(`${where}: ${error instanceof Error ? error.stack : JSON.stringify(error)}`)
	};
	kernels.set(1, kernel);
	registerKernels(engine, kernels);
	registerNet(engine, (id) => kernels.get(id));
	if (from) {
		engine.state = structuredClone(from.engine);
		kernel.state = structuredClone(from.kernel);
		for (const layer of from.layers) store.add(layer);
		replayKernel(kernel);
	} else bootKernel(kernel, { program: 'init', argv: ['init'], cgroup: '/' });
	return {
		kernel,
		engine,
		bugs,
		advance: (us) => void engine.advance(engine.state.now + us),
		read: (path) => new TextDecoder().decode(readPath(kernel, path)),
		restored: () => rig(scenario, programs, files, layers, more, { engine: engine.state, kernel: kernel.state, layers: [...store.added.values()] })
	};
}
