// What the stack picture reads of a machine, gathered in one pure look: containers as the kernel sees them (pid namespaces), daemons, images.
import type { World } from '#src/sim/world/index.ts';
import { layerOfProgram } from '../layer-of.ts';

export interface KernelContainer {
	/** Container id from the cgroup's name, or the cgroup itself. */
	readonly id: string;
	/** The process that is pid 1 inside. */
	readonly pid: number;
	readonly comm: string;
	/** The host name inside: a Pod's name. */
	readonly hostname: string;
	readonly argv: string;
	readonly processes: number;
	readonly cgroup: string;
	readonly address: string | undefined;
	readonly netns: number;
	readonly pidns: number;
}

export interface HostLook {
	readonly name: string;
	readonly on: boolean;
	readonly containers: readonly KernelContainer[];
	/** Host processes, and the cluster's own programs wherever they run, by name → pids. */
	readonly daemons: ReadonlyMap<string, readonly number[]>;
	readonly processes: number;
	/** Listening TCP ports of the host → the process that listens. */
	readonly ports: ReadonlyMap<number, string>;
	/** Image references docker knows. */
	readonly images: readonly string[];
}

const idPattern = /([0-9a-f]{64})/;
const quad = (n: number): string => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

export function lookAtHost(world: World, host: string): HostLook {
	const { state } = world.kernel(host);
	const init = state.processes.get(1);
	const rootPidns = init?.namespaces.pid;
	const rootNetns = init?.namespaces.net;
	const byNamespace = new Map<number, { main: KernelContainer; count: number }>();
	const daemons = new Map<string, number[]>();
	const listeners = new Map<number, string>();
	let processes = 0;
	for (const process of state.processes.values()) {
		if (process.state !== 'live') continue;
		processes++;
		const pidns = process.namespaces.pid;
		if (pidns === rootPidns) {
			daemons.set(process.comm, [...(daemons.get(process.comm) ?? []), process.pid]);
			for (const { file } of process.fds.values()) {
				const open = state.files.get(file);
				if (open?.kind === 'socket') listeners.set(open.object, process.comm);
			}
			continue;
		}
		if (layerOfProgram(process.comm) === 'orch') {
			daemons.set(process.comm, [...(daemons.get(process.comm) ?? []), process.pid]);
			continue;
		}
		const known = byNamespace.get(pidns);
		if (known) known.count++;
		if (process.pids.get(pidns) !== 1) continue;
		const main: KernelContainer = {
			id: idPattern.exec(process.cgroup)?.[1] ?? process.cgroup,
			pid: process.pid,
			comm: process.comm,
			hostname: state.namespaces.get(process.namespaces.uts)?.hostname ?? '',
			argv: process.argv.join(' '),
			processes: 1,
			cgroup: process.cgroup,
			address: addressOf(state, process.namespaces.net),
			netns: process.namespaces.net,
			pidns
		};
		byNamespace.set(pidns, { main, count: (known?.count ?? 0) + (known ? 0 : 1) });
	}
	const ports = new Map<number, string>();
	for (const socket of state.net.sockets.values()) {
		if (socket.kind === 'listen' && socket.net === 'tcp' && socket.netns === rootNetns && socket.local.net === 'tcp')
			ports.set(socket.local.port, listeners.get(socket.id) ?? '');
	}
	return {
		name: host,
		on: state.running,
		containers: [...byNamespace.values()].map(({ main, count }) => ({ ...main, processes: Math.max(1, count) })).sort((a, b) => a.pid - b.pid),
		daemons,
		processes,
		ports,
		images: images(world, host)
	};
}

function addressOf(state: ReturnType<World['kernel']>['state'], netns: number): string | undefined {
	for (const iface of state.net.namespaces.get(netns)?.interfaces.values() ?? []) {
		const address = iface.addresses[0];
		if (iface.name !== 'lo' && address) return quad(address.address);
	}
	return undefined;
}

/** What `docker images` would list, from the engine's own file. */
function images(world: World, host: string): string[] {
	const bytes = world.readFile(host, '/var/lib/docker/image/overlay2/repositories.json');
	if (!bytes) return [];
	try {
		const { Repositories } = JSON.parse(new TextDecoder().decode(bytes)) as { Repositories?: Record<string, Record<string, string>> };
		return Object.values(Repositories ?? {}).flatMap((tags) => Object.keys(tags).filter((tag) => !tag.includes('@')));
	} catch {
		return [];
	}
}
