// What the stack picture reads of a kernel, in one pure look: containers (cgroups with a container's id), daemons, ports, namespaces.
// Nothing here comes from a daemon: a container is drawn as running when, and only when, it has a process.
import type { World } from '#src/sim/world/index.ts';
import { layerOfProgram } from '../layer-of.ts';

export interface ProcessLook {
	readonly pid: number;
	readonly ppid: number;
	readonly comm: string;
	readonly argv: string;
	readonly uid: number;
	/** Virtual µs. */
	readonly started: number;
	readonly cgroup: string;
	readonly rss: number;
	/** TCP ports and unix sockets it listens on. */
	readonly listens: readonly string[];
	/** Files and directories it has open. */
	readonly files: readonly string[];
}

export interface KernelContainer {
	/** From the cgroup's name: 64 hexadecimal digits. */
	readonly id: string;
	/** Its first process: pid 1 inside, unless it shares another pid namespace. */
	readonly main: ProcessLook;
	readonly pidInside: number;
	readonly processes: readonly ProcessLook[];
	readonly hostname: string;
	readonly address: string | undefined;
	readonly interfaces: readonly string[];
	readonly netns: number;
	readonly pidns: number;
	readonly memory: number;
	readonly memoryMax: number | null;
	/** µs of CPU per 100 ms; null: no limit. */
	readonly cpuMax: number | null;
	readonly pidsMax: number | null;
	readonly frozen: boolean;
	readonly oomKills: number;
}

export interface KernelLook {
	readonly host: string;
	readonly on: boolean;
	readonly containers: readonly KernelContainer[];
	/** Programs of the layers below, and the cluster's own wherever they run, by name. */
	readonly daemons: ReadonlyMap<string, readonly ProcessLook[]>;
	readonly processes: number;
	readonly memory: number;
	readonly memoryTotal: number;
	readonly cores: number;
	readonly booted: number;
	/** Listening TCP ports of the host. */
	readonly ports: ReadonlyMap<number, ProcessLook | undefined>;
}

type State = ReturnType<World['kernel']>['state'];
type Process = State['processes'] extends Map<number, infer P> ? P : never;

const idPattern = /([0-9a-f]{64})(?:\.scope)?(?:\/|$)/;
const quad = (n: number): string => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

function processLook(state: State, process: Process): ProcessLook {
	const listens: string[] = [];
	const files: string[] = [];
	for (const { file } of process.fds.values()) {
		const open = state.files.get(file);
		const socket = open?.kind === 'socket' ? state.net.sockets.get(open.object) : undefined;
		if (socket?.kind === 'listen') listens.push(socket.local.net === 'tcp' ? `tcp ${socket.local.port}` : socket.local.net === 'unix' ? socket.local.path : '');
		else if (open && (open.kind === 'file' || open.kind === 'dir') && open.path) files.push(open.path);
	}
	return {
		pid: process.pid,
		ppid: process.ppid,
		comm: process.comm,
		argv: process.title ?? process.argv.join(' '),
		uid: process.cred.euid,
		started: process.startTime,
		cgroup: process.cgroup,
		rss: process.rss,
		listens: [...new Set(listens)].sort(),
		files: [...new Set(files)].sort()
	};
}

function containerLook(state: State, id: string, members: readonly Process[]): KernelContainer | undefined {
	const root = state.processes.get(1)?.namespaces.pid;
	const first = members.find((process) => process.namespaces.pid !== root && process.pids.get(process.namespaces.pid) === 1) ?? members[0];
	if (!first) return undefined;
	const group = state.cgroups.get(first.cgroup);
	const interfaces: string[] = [];
	let address: string | undefined;
	for (const { name, addresses } of state.net.namespaces.get(first.namespaces.net)?.interfaces.values() ?? []) {
		const own = addresses.map((one) => `${quad(one.address)}/${one.prefix}`);
		interfaces.push(`${name} ${own.join(' ')}`.trim());
		if (name !== 'lo') address ??= own[0]?.split('/')[0];
	}
	return {
		id,
		main: processLook(state, first),
		pidInside: first.pids.get(first.namespaces.pid) ?? first.pid,
		processes: members.map((process) => processLook(state, process)),
		hostname: state.namespaces.get(first.namespaces.uts)?.hostname ?? '',
		address,
		interfaces,
		netns: first.namespaces.net,
		pidns: first.namespaces.pid,
		memory: group?.memoryCurrent ?? 0,
		memoryMax: group?.memoryMax ?? null,
		cpuMax: group?.cpuMax ?? null,
		pidsMax: group?.pidsMax ?? null,
		frozen: group?.frozen ?? false,
		oomKills: group?.oomKills ?? 0
	};
}

export function lookAtKernel(world: World, host: string): KernelLook {
	const { state } = world.kernel(host);
	const groups = new Map<string, Process[]>();
	const daemons = new Map<string, ProcessLook[]>();
	const listeners = new Map<number, Process>();
	let processes = 0;
	let memory = 0;
	for (const process of state.processes.values()) {
		if (process.state !== 'live') continue;
		processes++;
		memory += process.rss;
		const id = idPattern.exec(process.cgroup)?.[1];
		const layer = layerOfProgram(process.comm);
		if (id === undefined ? layer !== undefined : layer === 'orch')
			daemons.set(process.comm, [...(daemons.get(process.comm) ?? []), processLook(state, process)]);
		else if (id !== undefined) groups.set(id, [...(groups.get(id) ?? []), process]);
		for (const { file } of process.fds.values()) {
			const open = state.files.get(file);
			if (open?.kind === 'socket') listeners.set(open.object, process);
		}
	}
	const root = state.processes.get(1)?.namespaces.net;
	const ports = new Map<number, ProcessLook | undefined>();
	for (const socket of state.net.sockets.values()) {
		if (socket.kind !== 'listen' || socket.net !== 'tcp' || socket.netns !== root || socket.local.net !== 'tcp') continue;
		const process = listeners.get(socket.id);
		ports.set(socket.local.port, process && processLook(state, process));
	}
	const containers = [...groups].flatMap(([id, members]) => containerLook(state, id, members) ?? []);
	return {
		host,
		on: state.running,
		containers: containers.sort((a, b) => a.main.pid - b.main.pid),
		daemons,
		processes,
		memory,
		memoryTotal: state.memoryTotal,
		cores: state.cores,
		booted: state.bootedAt,
		ports
	};
}
