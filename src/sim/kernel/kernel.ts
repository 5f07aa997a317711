// A kernel from power-on to power-off: what a fresh one knows, how it boots its first process, what a power cut takes.
// Invariant: after power-off only what is on disk is left.
import type { Engine } from '../engine/engine.ts';
import { assert } from '../engine/assert.ts';
import type { SysCall } from '../engine/sys.ts';
import type { SpawnOptions } from './calls.ts';
import { allCapabilities } from './capabilities.ts';
import { createCgroup } from './cgroup.ts';
import { dropVolatile, initialMounts, newVfs, openFile, type RootDisk } from './files/index.ts';
import { handlers } from './handlers.ts';
import { initialNet } from './net/index.ts';
import type { NetlinkRequest } from './net/netlink.ts';
import { netPart } from './parts.ts';
import { namespaceKinds, newNamespace } from './namespaces.ts';
import { rootCred, spawnProcess } from './process.ts';
import { runEvent, timeoutEvent } from './run.ts';
import { BLOCK, type Kernel, type KernelState, type OpenFile, type ProcessState } from './state.ts';

const rlimits: ProcessState['rlimits'] = {
	NOFILE: [1024, 1_048_576],
	NPROC: [95_682, 95_682],
	CORE: [0, Infinity],
	STACK: [8 << 20, Infinity],
	FSIZE: [Infinity, Infinity],
	DATA: [Infinity, Infinity],
	AS: [Infinity, Infinity],
	CPU: [Infinity, Infinity],
	MEMLOCK: [3_139_682_304, 3_139_682_304],
	RSS: [Infinity, Infinity],
	SIGPENDING: [95_682, 95_682],
	MSGQUEUE: [819_200, 819_200],
	NICE: [0, 0],
	RTPRIO: [0, 0],
	LOCKS: [Infinity, Infinity],
	RTTIME: [Infinity, Infinity]
};

/** A machine that has never been switched on. */
export function newKernelState(id: number, name: string, size: { cores: number; memoryBytes: number }, disk: RootDisk): KernelState {
	return {
		id,
		name,
		running: false,
		bootedAt: 0,
		told: 0,
		boots: 0,
		cores: size.cores,
		memoryTotal: size.memoryBytes,
		nextPid: 1,
		processes: new Map(),
		threads: new Map(),
		files: new Map(),
		pipes: new Map(),
		ttys: new Map(),
		namespaces: new Map(),
		cgroups: new Map(),
		frozen: 0,
		waiters: new Map(),
		fifos: new Map(),
		runnable: 0,
		log: [],
		vfs: newVfs(disk),
		net: initialNet()
	};
}

/** Switches the machine on and starts its first process. */
export function bootKernel(kernel: Kernel, init: SpawnOptions): void {
	const { state, engine } = kernel;
	state.running = true;
	state.bootedAt = engine.state.now;
	state.boots++;
	state.nextPid = 1;
	state.log = [
		{ at: engine.state.now, text: 'Linux version 6.1.0-31-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP PREEMPT_DYNAMIC' }
	];
	createCgroup(kernel, '/');
	const namespaces = {} as ProcessState['namespaces'];
	for (const kind of namespaceKinds) namespaces[kind] = newNamespace(kernel, kind);
	initialMounts(kernel, namespaces.mnt);
	const base: ProcessState = {
		pid: 0,
		pids: new Map(),
		ppid: 0,
		pgid: 0,
		sid: 0,
		program: '',
		exe: '',
		comm: 'swapper',
		argv: [],
		env: {},
		init: undefined,
		memory: undefined,
		threads: [],
		keys: new Map(),
		children: [],
		fds: new Map(),
		cwd: '/',
		root: '/',
		umask: 0o022,
		cred: rootCred,
		capabilities: allCapabilities,
		noNewPrivileges: false,
		namespaces,
		cgroup: '/',
		rlimits,
		actions: new Map(),
		pending: [],
		state: 'live',
		stopped: false,
		tty: null,
		rss: 0,
		startTime: engine.state.now,
		cpuTime: 0,
		oomScoreAdj: 0,
		label: 'unconfined',
		seccomp: false,
		childEvent: 0,
		exitEvent: 0
	};
	engine.fact('host.booted', { host: state.name, boot: state.boots });
	spawnProcess(kernel, null, { newSession: true, ...init }, base);
}

/** Cuts the power: processes, memory, sockets and volatile file systems are gone; disks stay as they are. */
export function powerOff(kernel: Kernel): void {
	const { state } = kernel;
	// Without its code there are no connections.
	kernel.parts.get(netPart)?.fallSilent(kernel);
	state.running = false;
	state.processes.clear();
	state.threads.clear();
	kernel.live.clear();
	state.files.clear();
	state.pipes.clear();
	for (const tty of [...state.ttys.values()]) if (!tty.external) state.ttys.delete(tty.id);
	state.namespaces.clear();
	state.cgroups.clear();
	kernel.chains = undefined;
	state.frozen = 0;
	state.waiters.clear();
	state.fifos.clear();
	state.runnable = 0;
	state.net = initialNet();
	dropVolatile(kernel);
	kernel.engine.fact('host.stopped', { host: state.name });
}

/** Registers the kernels' events; call once per engine. */
export function registerKernels(engine: Engine, kernels: ReadonlyMap<number, Kernel>): void {
	engine.on('thread.run', (args: { kernel: number; tid: number }) => {
		const kernel = kernels.get(args.kernel);
		return kernel?.state.running ? runEvent(kernel, args.tid) : undefined;
	});
	engine.on('thread.timeout', (args: { kernel: number; tid: number; blocks: number }) => {
		const kernel = kernels.get(args.kernel);
		return kernel?.state.running ? timeoutEvent(kernel, args.tid, args.blocks) : undefined;
	});
}

/** Configures the first process's network, as the boot scripts would. */
export function configureNetwork(kernel: Kernel, requests: readonly NetlinkRequest[]): void {
	const init = kernel.state.processes.get(1);
	const thread = kernel.state.threads.get(1);
	const netlink = handlers['netlink'];
	if (!init || !thread || !netlink) return;
	for (const request of requests) netlink(kernel, init, thread, { op: 'netlink', request } as SysCall);
}

/** /dev/null, opened by the first process: where a program started from outside prints to. */
export function openNull(kernel: Kernel): OpenFile {
	const init = kernel.state.processes.get(1);
	const thread = kernel.state.threads.get(1);
	assert(init && thread, `${kernel.state.name} is off`);
	const file = openFile(kernel, init, '/dev/null', { read: true, write: true }, thread);
	assert(file !== BLOCK, '/dev/null does not block');
	return file;
}
