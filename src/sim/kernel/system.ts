// The remaining calls: identity, time, memory, cgroups, what /proc shows, the power switch.
import { randomBytes } from '../engine/random.ts';
import { Errno } from '../engine/sys.ts';
import type { CgroupLimits, Cred, Ids, NamespaceKind, ProcessInfo, SysInfo, Uname } from './calls.ts';
import { cgroupStats, createCgroup, freezeCgroup, killCgroup, removeCgroup, setLimits, setResident } from './cgroup.ts';
import { chosenNamespace, holdNamespace, newNamespace, pidIn, processByPid } from './namespaces.ts';
import { mountsTowards } from './files/index.ts';
import type { Handler, Kernel, ProcessState, ThreadState } from './state.ts';
import { BLOCK } from './state.ts';
import { blockOn, timedOut, wake } from './wait.ts';

/** What the modelled kernel calls itself. */
export const release = '6.1.0-31-amd64';
const version = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07)';

const hostname = (kernel: Kernel, process: ProcessState): string => kernel.state.namespaces.get(process.namespaces.uts)?.hostname ?? kernel.state.name;

/** The µs since the Unix epoch on this kernel's clock. */
export const wallClock = (kernel: Kernel): number => kernel.engine.state.epoch + kernel.engine.state.now;

/** The moment a thread is at, in engine µs; never before what another thread of this kernel was told. */
function told(kernel: Kernel, thread: ThreadState): number {
	const at = kernel.engine.state.now + thread.debt;
	// A world saved before this was kept has no such number.
	if (!(at <= kernel.state.told)) kernel.state.told = at;
	return kernel.state.told;
}

/** A process as /proc shows it to a member of pid namespace `ns`. */
export function processInfo(kernel: Kernel, p: ProcessState, ns: number): ProcessInfo {
	const parent = kernel.state.processes.get(p.ppid);
	const group = kernel.state.processes.get(p.pgid);
	const session = kernel.state.processes.get(p.sid);
	const tty = p.tty === null ? undefined : kernel.state.ttys.get(p.tty);
	const running = p.threads.some((tid) => {
		const thread = kernel.state.threads.get(tid);
		return thread !== undefined && (thread.busy || (thread.queued && thread.waitOn.length === 0) || !thread.started);
	});
	return {
		pid: pidIn(p, ns),
		hostPid: p.pid,
		ppid: parent ? pidIn(parent, ns) : 0,
		pgid: group ? pidIn(group, ns) : 0,
		sid: session ? pidIn(session, ns) : 0,
		state: p.state === 'zombie' ? 'Z' : p.stopped ? 'T' : running ? 'R' : 'S',
		uid: p.cred.euid,
		gid: p.cred.egid,
		comm: p.comm,
		cmdline: p.state === 'zombie' ? [] : p.title === undefined ? p.argv : [p.title],
		startTime: p.startTime - kernel.state.bootedAt,
		cpuTime: p.cpuTime,
		childCpu: p.childCpu ?? 0,
		rss: p.rss,
		vsz: p.rss * 3,
		tty: tty ? `pts/${tty.number}` : null,
		nice: p.nice ?? 0,
		threads: Math.max(1, p.threads.length),
		cgroup: p.cgroup,
		namespaces: p.namespaces
	};
}

/** The processes a member of `ns` sees, by pid. */
export function processList(kernel: Kernel, ns: number): ProcessInfo[] {
	const list: ProcessInfo[] = [];
	for (const p of kernel.state.processes.values()) if (p.pids.has(ns)) list.push(processInfo(kernel, p, ns));
	return list.sort((a, b) => a.pid - b.pid);
}

export function systemInfo(kernel: Kernel): SysInfo {
	const { state } = kernel;
	const used = state.cgroups.get('/')?.memoryCurrent ?? 0;
	const cached = Math.min(Math.round(state.memoryTotal / 8), 900 << 20);
	return {
		uptime: kernel.engine.state.now - state.bootedAt,
		cores: state.cores,
		memoryTotal: state.memoryTotal,
		memoryFree: Math.max(0, state.memoryTotal - used - cached),
		memoryCached: cached,
		load: [state.runnable, state.runnable, state.runnable],
		processes: state.processes.size
	};
}

/** A process's named event, made on first use. */
function keyOf(kernel: Kernel, process: ProcessState, key: string): { id: number; count: number } {
	let entry = process.keys.get(key);
	if (!entry) process.keys.set(key, (entry = { id: kernel.engine.id(), count: 0 }));
	return entry;
}

function privileged(process: ProcessState, capability: string): void {
	if (!process.capabilities.includes(capability)) throw new Errno('EPERM');
}

type Call<T> = T & { op: string };
const on = <T>(run: (kernel: Kernel, process: ProcessState, thread: ThreadState, call: Call<T>) => unknown): Handler => run as Handler;

export const systemHandlers: Record<string, Handler> = {
	sleep: on<{ us: number }>((kernel, _process, thread, call) => {
		if (timedOut(kernel, thread)) return undefined;
		return blockOn(kernel, thread, [], thread.deadline ?? kernel.engine.state.now + Math.max(1, Math.round(call.us)) + thread.debt);
	}),
	clock: on((kernel, _process, thread) => kernel.engine.state.epoch + told(kernel, thread)),
	monotonic: on((kernel, _process, thread) => told(kernel, thread) - kernel.state.bootedAt),
	random: on<{ n: number }>((kernel, process, thread, call) =>
		randomBytes(kernel.engine.state.seed, `random:${kernel.state.id}:${process.pid}:${thread.tid}:${thread.blocks}:${kernel.engine.state.now}`, call.n)
	),
	ids: on((kernel, process, thread): Ids => {
		const ns = process.namespaces.pid;
		const pidOf = (pid: number) => {
			const p = kernel.state.processes.get(pid);
			return p ? pidIn(p, ns) : 0;
		};
		return {
			pid: pidIn(process, ns),
			ppid: pidOf(process.ppid),
			pgid: pidOf(process.pgid),
			sid: pidOf(process.sid),
			tid: thread.tid,
			cred: process.cred,
			hostname: hostname(kernel, process),
			hostPid: process.pid,
			capabilities: process.capabilities
		};
	}),
	setproctitle: on<{ title: string }>((_kernel, process, _thread, call) => void (process.title = call.title)),
	setpgid: on<{ pid: number; pgid: number }>((kernel, process, _thread, call) => {
		const target = call.pid === 0 ? process : processByPid(kernel, process, call.pid);
		target.pgid = call.pgid === 0 ? target.pid : processByPid(kernel, process, call.pgid).pid;
	}),
	setsid: on((_kernel, process) => {
		process.sid = process.pgid = process.pid;
		process.tty = null;
		return process.pid;
	}),
	setcred: on<{ cred: Partial<Cred> }>((_kernel, process, _thread, call) => {
		const own = [process.cred.uid, process.cred.euid];
		const { uid, euid } = call.cred;
		if (!process.capabilities.includes('SETUID') && [uid, euid].some((id) => id !== undefined && !own.includes(id))) throw new Errno('EPERM');
		process.cred = { ...process.cred, ...call.cred };
		if (process.cred.uid !== 0 && process.cred.euid !== 0) process.capabilities = [];
	}),
	sethostname: on<{ name: string }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		const ns = kernel.state.namespaces.get(process.namespaces.uts);
		if (ns) ns.hostname = call.name;
	}),
	unshare: on<{ kinds: readonly NamespaceKind[]; paths?: readonly string[] }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		const mounts = call.paths && mountsTowards(kernel, process, call.paths);
		for (const kind of call.kinds) enter(kernel, process, kind, newNamespace(kernel, kind, process.namespaces[kind], mounts));
	}),
	setns: on<{ kind: NamespaceKind; to: { pid: number } | number }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		enter(kernel, process, call.kind, chosenNamespace(kernel, process, call.kind, call.to));
		if (call.kind === 'mnt') process.root = process.cwd = '/';
	}),
	getrlimit: on<{ name: string }>((_kernel, process, _thread, call) => process.rlimits[call.name] ?? [Infinity, Infinity]),
	setrlimit: on<{ name: string; soft: number; hard: number }>((_kernel, process, _thread, call) => {
		const now = process.rlimits[call.name]?.[1] ?? Infinity;
		if (call.soft > call.hard) throw new Errno('EINVAL');
		if (call.hard > now) privileged(process, 'SYS_RESOURCE');
		process.rlimits = { ...process.rlimits, [call.name]: [call.soft, call.hard] };
	}),
	setpriority: on<{ pid: number; nice: number }>((kernel, process, _thread, call) => {
		const target = call.pid === 0 ? process : processByPid(kernel, process, call.pid);
		const { uid, euid } = process.cred;
		if (euid !== 0 && target.cred.uid !== uid && target.cred.uid !== euid) throw new Errno('EPERM');
		const value = Math.max(-20, Math.min(19, call.nice));
		if (value < (target.nice ?? 0) && !process.capabilities.includes('SYS_NICE')) throw new Errno('EACCES');
		target.nice = value;
	}),
	setMemory: on<{ bytes: number }>((kernel, process, _thread, call) => setResident(kernel, process, Math.max(0, Math.round(call.bytes)))),
	awaitKey: on<{ key: string; timeout?: number }>((kernel, process, thread, call) => {
		const entry = keyOf(kernel, process, call.key);
		thread.seen ??= new Map();
		if ((thread.seen.get(call.key) ?? 0) !== entry.count) {
			thread.seen.set(call.key, entry.count);
			return true;
		}
		if (timedOut(kernel, thread)) return false;
		const deadline = call.timeout === undefined ? null : (thread.deadline ?? kernel.engine.state.now + Math.max(0, Math.round(call.timeout)));
		return blockOn(kernel, thread, [entry.id], deadline);
	}),
	notify: on<{ key: string }>((kernel, process, _thread, call) => {
		const entry = keyOf(kernel, process, call.key);
		entry.count++;
		wake(kernel, entry.id);
	}),
	cgroupCreate: on<{ path: string; limits: CgroupLimits }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		createCgroup(kernel, call.path, call.limits);
	}),
	cgroupSet: on<{ path: string; limits: CgroupLimits }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		setLimits(kernel, call.path, call.limits);
	}),
	cgroupRemove: on<{ path: string }>((kernel, _process, _thread, call) => removeCgroup(kernel, call.path)),
	cgroupStats: on<{ path: string }>((kernel, _process, _thread, call) => cgroupStats(kernel, call.path)),
	cgroupFreeze: on<{ path: string; frozen: boolean }>((kernel, _process, _thread, call) => freezeCgroup(kernel, call.path, call.frozen)),
	cgroupKill: on<{ path: string }>((kernel, _process, _thread, call) => killCgroup(kernel, call.path)),
	processes: on((kernel, process) => processList(kernel, process.namespaces.pid)),
	process: on<{ pid: number }>((kernel, process, _thread, call) => processInfo(kernel, processByPid(kernel, process, call.pid), process.namespaces.pid)),
	uname: on((kernel, process): Uname => ({ sysname: 'Linux', nodename: hostname(kernel, process), release, version, machine: 'x86_64' })),
	sysinfo: on((kernel) => systemInfo(kernel)),
	trace: on<{ kind: string; data: Readonly<Record<string, string | number | boolean | undefined>> }>((kernel, _process, _thread, call) =>
		kernel.engine.fact(call.kind, { host: kernel.state.name, ...call.data })
	),
	reboot: on<{ how: 'off' | 'reboot' }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_BOOT');
		kernel.engine.schedule(0, 'host.power', { kernel: kernel.state.id, how: call.how });
		return BLOCK;
	})
};

function enter(kernel: Kernel, process: ProcessState, kind: NamespaceKind, ino: number): void {
	if (kind === 'pid') {
		process.childPidNamespace = ino;
		return;
	}
	if (process.namespaces[kind] === ino) return;
	holdNamespace(kernel, ino, 1);
	holdNamespace(kernel, process.namespaces[kind], -1);
	process.namespaces = { ...process.namespaces, [kind]: ino };
}
