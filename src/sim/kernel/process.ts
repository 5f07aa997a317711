// The life of a process: fork, exec, exit, wait. Invariants: every live process but the first has a live parent; an ended one stays
// a zombie until its parent waits; the end of a pid namespace's first process ends all in it.
import { costs } from '../engine/costs.ts';
import { Errno } from '../engine/sys.ts';
import type { Cred, NamespaceKind, SignalName, SpawnOptions, WaitStatus } from './calls.ts';
import { enterCgroup, leaveCgroup, pass, pidsFit, releasePid } from './cgroup.ts';
import { copyPlain } from './copy.ts';
import { fileOf, releaseFile, setFd } from './descriptors.ts';
import { resolveExecutable } from './exec.ts';
import { chosenNamespace, holdNamespace, namespaceKinds, nextPidIn, pidIn, processByPid } from './namespaces.ts';
import { callsPart } from './parts.ts';
import { dumpsCore, groupMembers, sendSignal } from './signals.ts';
import type { Handler, Kernel, ProcessState, ThreadState } from './state.ts';
import { blockOn, runThread, unblock, wake } from './wait.ts';

/** What a process holds whose program does not say: a small binary's pages. */
export const defaultRss = 1 << 20;
/** What a fork without exec holds of its own: the rest it shares with its parent until one of them writes (copy on write). */
const forkedRss = 256 << 10;
/** Processes a kernel can hold: what a fork bomb meets when no cgroup stops it. */
const processLimit = 30_000;

export const rootCred: Cred = { uid: 0, gid: 0, euid: 0, egid: 0, groups: [0] };

/** A thread that has not begun. */
function newThread(kernel: Kernel, process: ProcessState, tid: number, entry: string, args: unknown): ThreadState {
	const thread: ThreadState = {
		tid,
		pid: process.pid,
		entry,
		args,
		record: [],
		unread: false,
		started: false,
		waitOn: [],
		deadline: null,
		blocks: 0,
		queued: false,
		debt: 0,
		scratch: undefined,
		held: false,
		interrupted: false,
		busy: false
	};
	kernel.state.threads.set(tid, thread);
	// Most have one: a list that is grown by a push keeps room for many.
	if (process.threads.length === 0) process.threads = [tid];
	else process.threads.push(tid);
	return thread;
}

/** Makes a child of `parent` (null: the first process of the kernel) and queues its start. */
export function spawnProcess(kernel: Kernel, parent: ProcessState | null, options: SpawnOptions, base: ProcessState): number {
	const { state, engine } = kernel;
	// Asked for before anything is done.
	if (options.root !== undefined || options.namespaces?.mnt === 'new') kernel.parts.need(callsPart);
	const cgroup = options.cgroup ?? base.cgroup;
	const group = state.cgroups.get(cgroup);
	if (!group) throw new Errno('ENOENT');
	if (!pidsFit(kernel, cgroup) || state.processes.size >= processLimit) throw new Errno('EAGAIN');
	const namespaces: Record<NamespaceKind, number> = { ...base.namespaces };
	if (base.childPidNamespace !== undefined) namespaces.pid = base.childPidNamespace;
	for (const kind of namespaceKinds) {
		const choice = options.namespaces?.[kind];
		if (choice !== undefined) namespaces[kind] = chosenNamespace(kernel, base, kind, choice);
	}
	const pid = state.nextPid++;
	const owner = options.reparent === undefined ? parent : processByPid(kernel, base, options.reparent);
	const child: ProcessState = {
		pid,
		pids: new Map(),
		ppid: owner?.pid ?? 0,
		pgid: base.pgid,
		sid: base.sid,
		program: options.program ?? '',
		exe: base.exe,
		comm: base.comm,
		argv: options.argv,
		env: options.env ?? base.env,
		init: options.init === undefined ? undefined : copyPlain(options.init),
		memory: undefined,
		threads: [],
		keys: new Map(),
		children: [],
		fds: new Map(),
		gaps: null,
		cwd: options.cwd ?? base.cwd,
		root: base.root,
		umask: options.umask ?? base.umask,
		cred: options.cred ?? base.cred,
		capabilities: options.capabilities ?? base.capabilities,
		noNewPrivileges: options.noNewPrivileges ?? base.noNewPrivileges,
		namespaces,
		cgroup: group.path,
		rlimits: options.rlimits ? { ...base.rlimits, ...options.rlimits } : base.rlimits,
		actions: new Map(),
		pending: [],
		state: 'live',
		stopped: false,
		tty: base.tty,
		rss: 0,
		startTime: engine.state.now,
		cpuTime: 0,
		oomScoreAdj: options.oomScoreAdj ?? base.oomScoreAdj,
		label: options.label ?? base.label,
		seccomp: options.seccomp ?? base.seccomp,
		childEvent: engine.id(),
		exitEvent: engine.id()
	};
	if (base.nice !== undefined) child.nice = base.nice;
	for (const [signal, action] of base.actions) if (action === 'ignore') child.actions.set(signal, action);
	for (const signal of options.ignore ?? []) child.actions.set(signal, 'ignore');
	for (const kind of namespaceKinds) holdNamespace(kernel, namespaces[kind], 1);
	try {
		if (options.root !== undefined) {
			kernel.parts.need(callsPart).pivot(kernel, namespaces.mnt, options.root);
			child.root = '/';
			child.cwd = options.cwd ?? '/';
		}
		if (options.path !== undefined) resolveExecutable(kernel, child, options.path, options.argv);
		else {
			if (kernel.program(child.program) === undefined) throw new Errno('ENOENT');
			child.comm = options.program === base.program ? base.comm : child.program.slice(0, 15);
		}
	} catch (error) {
		for (const kind of namespaceKinds) holdNamespace(kernel, namespaces[kind], -1);
		throw error;
	}
	for (let ns: number | undefined = namespaces.pid; ns !== undefined; ns = state.namespaces.get(ns)?.parent) {
		const inNs = state.namespaces.get(ns)?.parent === undefined ? pid : nextPidIn(kernel, ns);
		child.pids.set(ns, inNs);
		const record = state.namespaces.get(ns);
		if (record && record.init === undefined && inNs === 1) record.init = pid;
		if (record?.nextPid !== undefined && record.parent !== undefined) record.nextPid += options.tids ?? 0;
	}
	state.processes.set(pid, child);
	owner?.children.push(pid);
	if (options.newSession) {
		child.sid = child.pgid = pid;
		child.tty = null;
	} else if (options.pgid === 'new') child.pgid = pid;
	else if (options.pgid !== undefined) child.pgid = processByPid(kernel, base, options.pgid).pgid;
	passDescriptors(kernel, base, child, options);
	if (options.newSession && options.ctty !== undefined) {
		const tty = state.ttys.get(fileOf(kernel, child, options.ctty).object);
		if (tty) {
			child.tty = tty.id;
			tty.session = child.sid;
			tty.foreground = child.pgid;
		}
	}
	if (options.foreground && child.tty !== null) {
		const tty = state.ttys.get(child.tty);
		if (tty) tty.foreground = child.pgid;
	}
	child.forked = options.path === undefined && options.program === base.program;
	child.rss = child.forked ? forkedRss : defaultRss;
	enterCgroup(kernel, child);
	engine.fact('kernel.process.started', { host: state.name, pid, ppid: child.ppid, comm: child.comm });
	beginWork(kernel, child, newThread(kernel, child, pid, 'main', undefined));
	return pid;
}

function passDescriptors(kernel: Kernel, base: ProcessState, child: ProcessState, options: SpawnOptions): void {
	if (options.fds) {
		for (const [to, from] of Object.entries(options.fds)) setFd(kernel, child, Number(to), fileOf(kernel, base, from).id);
		return;
	}
	for (const fd of [0, 1, 2]) {
		const entry = base.fds.get(fd);
		if (entry) setFd(kernel, child, fd, entry.file);
	}
}

/** A thread's end; the process goes on. */
export function endThread(kernel: Kernel, process: ProcessState, thread: ThreadState): void {
	// The last to begin are the first to end: a daemon may have thousands.
	const at = process.threads.lastIndexOf(thread.tid);
	if (at >= 0) process.threads.splice(at, 1);
	dropThread(kernel, thread);
}

function dropThread(kernel: Kernel, thread: ThreadState): void {
	unblock(kernel, thread);
	if (thread.busy) kernel.state.runnable--;
	kernel.state.threads.delete(thread.tid);
	kernel.live.delete(thread.tid);
}

/** Ends a process by a signal. */
export function killProcess(kernel: Kernel, process: ProcessState, signal: SignalName): void {
	endProcess(kernel, process, dumpsCore(signal) ? { signaled: signal, core: true } : { signaled: signal });
}

/** Ends a process: descriptors, threads, memory and cgroup go; it stays a zombie until waited for. */
export function endProcess(kernel: Kernel, process: ProcessState, status: NonNullable<ProcessState['status']>): void {
	if (process.state === 'zombie') return;
	const { state, engine } = kernel;
	process.state = 'zombie';
	process.status = status;
	process.stopped = false;
	for (const tid of process.threads) {
		const thread = state.threads.get(tid);
		if (thread) dropThread(kernel, thread);
	}
	process.threads = [];
	leaveCgroup(kernel, process);
	const entries = [...process.fds.values()];
	process.fds.clear();
	for (const entry of entries) {
		const file = state.files.get(entry.file);
		if (file) releaseFile(kernel, file);
	}
	process.memory = undefined;
	const how = 'exited' in status ? { code: status.exited } : { signal: status.signaled };
	engine.fact('kernel.process.exited', { host: state.name, pid: process.pid, comm: process.comm, ...how });
	const namespace = state.namespaces.get(process.namespaces.pid);
	if (namespace?.init === process.pid) {
		for (const other of [...state.processes.values()]) if (other !== process && other.pids.has(namespace.ino)) killProcess(kernel, other, 'KILL');
	}
	adopt(kernel, process);
	hangUp(kernel, process);
	wake(kernel, process.exitEvent);
	for (const kind of namespaceKinds) holdNamespace(kernel, process.namespaces[kind], -1);
	const parent = state.processes.get(process.ppid);
	if (!parent || parent.state === 'zombie' || parent.actions.get('CHLD') === 'ignore') return reap(kernel, process);
	wake(kernel, parent.childEvent);
	sendSignal(kernel, parent, 'CHLD');
}

/** Children of an ended process go to the first process of its pid namespace (or the kernel's). */
function adopt(kernel: Kernel, process: ProcessState): void {
	const { state } = kernel;
	const init = state.namespaces.get(process.namespaces.pid)?.init;
	const candidate = init === undefined || init === process.pid ? undefined : state.processes.get(init);
	const heir = candidate?.state === 'live' ? candidate : state.processes.get(1);
	for (const pid of [...process.children]) {
		const child = state.processes.get(pid);
		if (!child) continue;
		child.ppid = heir?.pid ?? 0;
		if (!heir || heir === process) {
			if (child.state === 'zombie') reap(kernel, child);
			continue;
		}
		heir.children.push(pid);
		if (child.state === 'zombie') {
			wake(kernel, heir.childEvent);
			sendSignal(kernel, heir, 'CHLD');
		}
	}
	process.children = [];
}

/** The end of a session's leader hangs up its terminal's foreground group. */
function hangUp(kernel: Kernel, process: ProcessState): void {
	if (process.sid !== process.pid || process.tty === null) return;
	const tty = kernel.state.ttys.get(process.tty);
	if (!tty || tty.session !== process.sid) return;
	for (const member of groupMembers(kernel, tty.foreground)) if (member !== process) sendSignal(kernel, member, 'HUP');
	tty.session = 0;
}

/** Removes a zombie for good. */
function reap(kernel: Kernel, process: ProcessState): void {
	kernel.state.processes.delete(process.pid);
	releasePid(kernel, process);
	const parent = kernel.state.processes.get(process.ppid);
	if (!parent) return;
	// In place, and mostly at its head: a reaper of 30,000 zombies is not slowed down by their number squared.
	const at = parent.children.indexOf(process.pid);
	if (at >= 0) parent.children.splice(at, 1);
}

function waitFor(kernel: Kernel, process: ProcessState, thread: ThreadState, call: { pid: number; flags: { nohang?: boolean; untraced?: boolean } }): unknown {
	const ns = process.namespaces.pid;
	let any = false;
	for (const pid of process.children) {
		const child = kernel.state.processes.get(pid);
		if (!child) continue;
		const seen = pidIn(child, ns) || child.pid;
		if (call.pid > 0 ? seen !== call.pid : call.pid < -1 ? child.pgid !== -call.pid : call.pid === 0 && child.pgid !== process.pgid) continue;
		any = true;
		if (child.state === 'zombie') {
			process.childCpu = (process.childCpu ?? 0) + child.cpuTime + (child.childCpu ?? 0);
			reap(kernel, child);
			return { pid: seen, ...(child.status as object) } as WaitStatus;
		}
		if (call.flags.untraced && child.changed) {
			const changed = child.changed;
			delete child.changed;
			return { pid: seen, ...changed } as WaitStatus;
		}
	}
	if (!any) throw new Errno('ECHILD');
	return call.flags.nohang ? null : blockOn(kernel, thread, [process.childEvent]);
}

function exec(kernel: Kernel, process: ProcessState, options: SpawnOptions): void {
	const { state } = kernel;
	if (options.path !== undefined) resolveExecutable(kernel, process, options.path, options.argv);
	else {
		if (options.program === undefined || kernel.program(options.program) === undefined) throw new Errno('ENOENT');
		process.program = options.program;
		process.argv = options.argv;
	}
	if (options.env) process.env = options.env;
	process.init = options.init === undefined ? undefined : copyPlain(options.init);
	for (const [fd, entry] of [...process.fds]) {
		if (!entry.cloexec) continue;
		process.fds.delete(fd);
		process.gaps = null;
		const file = state.files.get(entry.file);
		if (file) releaseFile(kernel, file);
	}
	for (const [signal, action] of [...process.actions]) if (action === 'catch') process.actions.delete(signal);
	process.pending = [];
	delete process.title;
	process.forked = false;
	process.memory = undefined;
	for (const tid of process.threads) {
		const thread = state.threads.get(tid);
		if (thread) dropThread(kernel, thread);
	}
	process.threads = [];
	kernel.engine.fact('kernel.process.exec', { host: state.name, pid: process.pid, comm: process.comm });
	beginWork(kernel, process, newThread(kernel, process, process.pid, 'main', undefined));
}

/** Lets a new program start when the work of starting it has passed. */
function beginWork(kernel: Kernel, process: ProcessState, thread: ThreadState): void {
	thread.debt = costs.spawn;
	pass(kernel, process, thread);
}

type Call<T> = T & { op: string };

export const processHandlers: Record<string, Handler> = {
	spawn: ((kernel, process, thread, call: Call<{ options: SpawnOptions }>) => {
		const pid = spawnProcess(kernel, process, call.options, process);
		thread.debt += costs.spawn / 4;
		return pidIn(kernel.state.processes.get(pid) as ProcessState, process.namespaces.pid) || pid;
	}) as Handler,
	exec: ((kernel, process, _thread, call: Call<{ options: SpawnOptions }>) => exec(kernel, process, call.options)) as Handler,
	exit: ((kernel, process, _thread, call: Call<{ code: number }>) => endProcess(kernel, process, { exited: call.code & 255 })) as Handler,
	wait: ((kernel, process, thread, call: Call<{ pid: number; flags: { nohang?: boolean; untraced?: boolean } }>) =>
		waitFor(kernel, process, thread, call)) as Handler,
	thread: ((kernel, process, _thread, call: Call<{ entry: string; args: unknown }>) => {
		const tid = kernel.state.nextPid++;
		runThread(kernel, newThread(kernel, process, tid, call.entry, copyPlain(call.args)), costs.wake);
		return tid;
	}) as Handler
};
