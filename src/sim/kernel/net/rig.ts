// For tests: several bare kernels on one engine, where a test's routine runs as a process and its result comes back.
import { Engine } from '../../engine/engine.ts';
import type { Sys } from '../../engine/sys.ts';
import { pause } from '../calls.ts';
import { LayerStore } from '../files/index.ts';
import { bootKernel, newKernelState, registerKernels } from '../kernel.ts';
import { spawnProcess } from '../process.ts';
import type { Program } from '../program.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { wholeKernel } from '../whole.ts';
import { registerNet } from './events.ts';
import { configureNet } from './netlink-call.ts';
import type { NetlinkRequest } from './netlink.ts';
import type { Wire } from './wire.ts';

export interface Rig {
	engine: Engine;
	kernels: Map<number, Kernel>;
	/** Errors of ours; tests assert that there are none. */
	bugs: unknown[];
	kernel(host: number): Kernel;
	/** Starts a routine as a process of a host, in a network namespace when given. */
	start<T>(host: number, routine: () => Sys<T>, netns?: number, options?: { capabilities?: readonly string[] }): { pid: number; done(): boolean; result(): T };
	/** Starts a routine, lets time pass until it ends (at most `us`), answers its result. */
	run<T>(host: number, routine: () => Sys<T>, netns?: number, us?: number): T;
	/** Configures a namespace (0: the host's own). */
	set(host: number, netns: number, ...requests: NetlinkRequest[]): void;
	/** Makes a named namespace with loopback up. */
	namespace(host: number, name: string): number;
	hostNs(host: number): number;
	advance(us: number): void;
}

export function newRig(hosts: number, wireOf?: (engine: Engine) => Wire): Rig {
	const engine = new Engine(1, 1_795_161_600_000_000);
	const kernels = new Map<number, Kernel>();
	const bugs: unknown[] = [];
	const programs = new Map<string, Program>();
	const wire = wireOf?.(engine);
	programs.set('init', {
		name: 'init',
		*main() {
			yield* pause();
			return 0;
		}
	});
	registerKernels(engine, kernels);
	registerNet(engine, (id) => kernels.get(id));
	for (let id = 1; id <= hosts; id++) {
		const kernel: Kernel = {
			state: newKernelState(id, `host${id}`, { cores: 2, memoryBytes: 1 << 30 }, { size: 1 << 30, time: engine.state.epoch }),
			engine,
			layers: new LayerStore(),
			live: new Map(),
			parts: wholeKernel,
			program: (name) => programs.get(name),
			peer: (other) => kernels.get(other),
			report: (error) => void bugs.push(error),
			...(wire && { wire })
		};
		kernels.set(id, kernel);
		bootKernel(kernel, { program: 'init', argv: ['init'] });
	}
	engine.advance(1000);
	const kernel = (host: number) => kernels.get(host) as Kernel;
	const hostNs = (host: number) => (kernel(host).state.processes.get(1) as ProcessState).namespaces.net;
	let count = 0;
	const rig: Rig = {
		engine,
		kernels,
		bugs,
		kernel,
		hostNs,
		start(host, routine, netns, options) {
			const name = `test${++count}`;
			let value: { is: ReturnType<ReturnType<typeof routine>['next']>['value'] } | undefined;
			programs.set(name, {
				name,
				*main() {
					value = { is: yield* routine() };
					return 0;
				}
			});
			const init = kernel(host).state.processes.get(1) as ProcessState;
			const pid = spawnProcess(kernel(host), init, { program: name, argv: [name], ...(netns && { namespaces: { net: netns } }), ...options }, init);
			return {
				pid,
				done: () => value !== undefined,
				result: () => {
					if (!value) throw bugs[0] ?? new Error(`${name} has not ended`);
					return value.is as never;
				}
			};
		},
		run(host, routine, netns, us = 300_000_000) {
			const job = rig.start(host, routine, netns);
			const end = engine.state.now + us;
			while (!job.done() && engine.state.queue[0] && engine.state.queue[0].at <= end && bugs.length === 0) engine.advance(engine.state.queue[0].at);
			return job.result();
		},
		set(host, netns, ...requests) {
			for (const request of requests) configureNet(kernel(host), netns || hostNs(host), request);
		},
		namespace(host, name) {
			const ino = configureNet(kernel(host), hostNs(host), { op: 'netns.add', name }) as number;
			rig.set(host, ino, { op: 'link.set', name: 'lo', up: true });
			return ino;
		},
		advance: (us) => void engine.advance(engine.state.now + us)
	};
	for (let id = 1; id <= hosts; id++) rig.set(id, 0, { op: 'link.set', name: 'lo', up: true });
	return rig;
}

/** A container's place on a bridge: a veth pair, an address and a default route. */
export function plug(rig: Rig, host: number, netns: number, bridge: string, veth: string, address: string, gateway: string): void {
	rig.set(host, 0, { op: 'link.add', name: veth, kind: 'veth', peer: 'eth0', peerNetns: netns }, { op: 'link.set', name: veth, master: bridge, up: true });
	rig.set(
		host,
		netns,
		{ op: 'address.add', dev: 'eth0', address },
		{ op: 'link.set', name: 'eth0', up: true },
		{ op: 'route.add', route: { to: 'default', via: gateway, dev: 'eth0' } }
	);
}

/** A bridge with an address, as docker0. */
export function addBridge(rig: Rig, host: number, name: string, address: string): void {
	rig.set(
		host,
		0,
		{ op: 'link.add', name, kind: 'bridge' },
		{ op: 'address.add', dev: name, address },
		{ op: 'link.set', name, up: true },
		{ op: 'forward', on: true }
	);
}
