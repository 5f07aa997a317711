// A shim's methods: what each does to the container it keeps. runc does the work; the shim keeps streams, waits for what ends, and tells containerd.
// Invariant: a process's record says STOPPED before its exit is told; an exit is told once.
import { act, Errno, type Sys } from '../../engine/index.ts';
import {
	awaitKey,
	cgroupStats,
	close,
	ids,
	kill as sendSignal,
	mkdir,
	mount,
	notify,
	process as processInfo,
	processes,
	setWinsize,
	spawn,
	stat,
	thread,
	umount,
	type CgroupStats
} from '../../kernel/index.ts';
import { RpcError } from '../rpc.ts';
import { RuncError } from '../runc/container.ts';
import { goErrno, ignoring, readFile, readJson, removeAll, writeJson } from '../runc/files.ts';
import { deleteContainer, killContainer, pauseContainer, startContainer, updateContainer } from '../runc/lifecycle.ts';
import type { SpecProcess } from '../runtime-spec.ts';
import type { Exit, Task, TaskIO } from '../services.ts';
import { runcRoot, type ShimMethods } from './api.ts';
import { closeAll, openStreams, type Streams } from './io.ts';
import { dropProcess, putProcess, type ShimContainer, type ShimMemory, type ShimProcess } from './memory.ts';
import { tell } from './publish.ts';

type Params<M extends keyof ShimMethods> = ShimMethods[M]['params'];

/** Runs act on this shim's memory. */
const own = <T>(run: (m: ShimMemory) => T): Sys<T> => act<ShimMemory, T>(run);

function* containerOf(id: string): Sys<ShimContainer> {
	const container = yield* own((m) => m.containers[id]);
	if (!container) throw new RpcError('NotFound', 'container not created: not found');
	return container;
}
function* processOf(id: string, execId = ''): Sys<ShimProcess> {
	const container = yield* containerOf(id);
	const found = container.processes[execId];
	if (!found) throw new RpcError('NotFound', `process ${execId} does not exist: not found`);
	return found;
}
const rootOf = (c: ShimContainer): Sys<string> => own((m) => runcRoot(c.options, m.namespace));

/** RuncError and Errno become what containerd passes on. */
export function* translated<T>(routine: Sys<T>): Sys<T> {
	try {
		return yield* routine;
	} catch (e) {
		if (e instanceof RuncError) {
			if (e.message === 'container not running' || e.message === 'container does not exist')
				throw new RpcError('NotFound', 'process already finished: not found');
			throw new RpcError('Unknown', e.message);
		}
		if (e instanceof Errno && e.code === 'ESRCH') throw new RpcError('NotFound', 'process already finished: not found');
		if (e instanceof Errno && e.code !== 'EINTR') throw new RpcError('Unknown', goErrno(e));
		throw e;
	}
}

const searchPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
function* binary(name: string): Sys<string> {
	if (name.includes('/')) return name;
	for (const dir of searchPath) {
		try {
			yield* stat(`${dir}/${name}`);
			return `${dir}/${name}`;
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
	throw new RpcError('NotFound', `exec: ${JSON.stringify(name)}: executable file not found in $PATH`);
}

/** Runs runc with a process's streams; RpcError with runc's own last words when it fails. */
function* runRunc(container: ShimContainer, args: readonly string[], streams: Streams, failure: string): Sys<void> {
	const log = `${container.bundle}/log.json`;
	const path = yield* binary(container.options.binaryName ?? 'runc');
	const root = yield* rootOf(container);
	const { pid: self } = yield* ids();
	const [command = '', ...rest] = args;
	const argv = [
		'runc',
		'--root',
		root,
		'--log',
		log,
		'--log-format',
		'json',
		...(container.options.systemdCgroup ? ['--systemd-cgroup'] : []),
		command,
		'--parent',
		String(self),
		...rest
	];
	const [stdin, stdout, stderr] = streams.child;
	const pid = yield* spawn({ path, argv, fds: { 0: stdin, 1: stdout, 2: stderr }, cwd: container.bundle });
	yield* notify('children');
	const status = yield* exitOf(pid);
	if (status === 0) return;
	const lines = (yield* readLog(log)).trim().split('\n');
	const last = /"msg":"((?:[^"\\]|\\.)*)"/.exec(lines[lines.length - 1] ?? '');
	throw new RpcError('Unknown', `${failure}: ${last ? (JSON.parse(`"${last[1]}"`) as string) : `exit status ${status}`}`);
}
function* readLog(path: string): Sys<string> {
	try {
		return yield* readFile(path);
	} catch (e) {
		if (e instanceof Errno) return '';
		throw e;
	}
}

/** Waits until the reaper has seen the end of a child. */
function* exitOf(pid: number): Sys<number> {
	for (;;) {
		const exit = yield* own((m) => {
			const { [pid]: found, ...others } = m.exits;
			if (found) m.exits = others;
			return found;
		});
		if (exit) return exit.status;
		yield* awaitKey(`exit:${pid}`);
	}
}

function* startCopies(streams: Streams): Sys<void> {
	for (const args of streams.copies) yield* thread('copy', args);
}
function* abandon(streams: Streams): Sys<void> {
	yield* closeAll([...new Set([...streams.passing, ...streams.held, ...streams.copies.flatMap((c) => c.owned)])]);
}
const record = (execId: string, pid: number, status: ShimProcess['status'], io: TaskIO, streams: Streams): ShimProcess => ({
	execId,
	pid,
	status,
	io,
	exitStatus: 0,
	exitedAt: 0,
	fds: streams.held,
	...(streams.master !== undefined && { master: streams.master }),
	...(streams.stdinFd !== undefined && { stdinFd: streams.stdinFd })
});

export function* create(p: Params<'create'>): Sys<{ pid: number }> {
	if (yield* own((m) => m.containers[p.id] !== undefined)) throw new RpcError('AlreadyExists', `task ${p.id}: already exists`);
	const rootfs = `${p.bundle}/rootfs`;
	if (p.rootfs.length > 0) yield* ignoring(mkdir(rootfs, 0o711), 'EEXIST');
	for (const m of p.rootfs) yield* translated(mount(rootfs, m));
	const container: ShimContainer = { id: p.id, bundle: p.bundle, options: p.options, cgroup: '', mounts: p.rootfs.length, ooms: 0, processes: {} };
	const io: TaskIO = { stdin: p.stdin, stdout: p.stdout, stderr: p.stderr, terminal: p.terminal };
	const streams = yield* translated(openStreams(io, io.terminal ? yield* consoleSize(p.bundle) : undefined));
	const pidFile = `${p.bundle}/init.pid`;
	let pid: number;
	let cgroup: string;
	try {
		yield* runRunc(container, ['create', '--bundle', p.bundle, '--pid-file', pidFile, p.id], streams, 'OCI runtime create failed');
		pid = Number(yield* translated(readFile(pidFile)));
		cgroup = yield* cgroupOf(pid);
	} catch (e) {
		yield* abandon(streams);
		for (let i = 0; i < p.rootfs.length; i++) yield* ignoring(umount(rootfs, true));
		throw e;
	}
	yield* closeAll(streams.passing);
	yield* startCopies(streams);
	const ended = yield* own((m) => {
		const exit = m.exits[pid];
		m.containers[p.id] = { ...container, cgroup, processes: { '': record('', pid, 'CREATED', io, streams) } };
		return exit !== undefined;
	});
	yield* tell({ topic: '/tasks/create', event: { containerId: p.id, bundle: p.bundle, pid } });
	if (ended) yield* processEnded(pid);
	return { pid };
}

/** The size a spec asks for its terminal. */
function* consoleSize(bundle: string): Sys<{ rows: number; columns: number } | undefined> {
	const size = (yield* readJson<{ process?: SpecProcess }>(`${bundle}/config.json`))?.process?.consoleSize;
	return size && { rows: size.height, columns: size.width };
}
/** The control group of a process; "" when it has ended already. */
function* cgroupOf(pid: number): Sys<string> {
	try {
		return (yield* processInfo(pid)).cgroup;
	} catch (e) {
		if (e instanceof Errno) return '';
		throw e;
	}
}

export function* start(p: Params<'start'>): Sys<{ pid: number }> {
	const container = yield* containerOf(p.id);
	if (p.execId) return yield* startExec(container, p.execId);
	const init = yield* processOf(p.id);
	try {
		yield* startContainer(yield* rootOf(container), p.id);
	} catch (e) {
		if (e instanceof RuncError) throw new RpcError('Unknown', `OCI runtime start failed: ${e.message}`);
		throw e;
	}
	yield* own((m) => {
		const now = m.containers[p.id]?.processes[''];
		if (now?.status === 'CREATED') putProcess(m, p.id, { ...now, status: 'RUNNING' });
	});
	yield* tell({ topic: '/tasks/start', event: { containerId: p.id, pid: init.pid } });
	return { pid: init.pid };
}

export function* exec(p: Params<'exec'>): Sys<null> {
	const container = yield* containerOf(p.id);
	if (container.processes[p.execId]) throw new RpcError('AlreadyExists', `id ${p.execId}: already exists`);
	const io: TaskIO = { stdin: p.stdin, stdout: p.stdout, stderr: p.stderr, terminal: p.terminal };
	yield* own((m) => putProcess(m, p.id, { execId: p.execId, pid: 0, status: 'CREATED', io, exitStatus: 0, exitedAt: 0, fds: [], process: p.process }));
	yield* tell({ topic: '/tasks/exec-added', event: { containerId: p.id, execId: p.execId } });
	return null;
}

function* startExec(container: ShimContainer, execId: string): Sys<{ pid: number }> {
	const { id } = container;
	const waiting = yield* processOf(id, execId);
	if (waiting.status !== 'CREATED' || !waiting.process) throw new RpcError('FailedPrecondition', 'cannot start a started process: failed precondition');
	const size = waiting.process.consoleSize;
	const streams = yield* translated(openStreams(waiting.io, size && { rows: size.height, columns: size.width }));
	const file = `${container.bundle}/${execId}-process.json`;
	const pidFile = `${container.bundle}/${execId}.pid`;
	yield* writeJson(file, waiting.process);
	try {
		yield* runRunc(container, ['exec', '--process', file, '--detach', '--pid-file', pidFile, id], streams, 'OCI runtime exec failed');
	} catch (e) {
		yield* abandon(streams);
		throw e;
	}
	const pid = Number(yield* readFile(pidFile));
	yield* removeAll(file);
	yield* removeAll(pidFile);
	yield* closeAll(streams.passing);
	yield* startCopies(streams);
	const ended = yield* own((m) => {
		putProcess(m, id, { ...record(execId, pid, 'RUNNING', waiting.io, streams), process: waiting.process });
		return m.exits[pid] !== undefined;
	});
	yield* tell({ topic: '/tasks/exec-started', event: { containerId: id, execId, pid } });
	if (ended) yield* processEnded(pid);
	return { pid };
}

/** What follows the end of one of the containers' processes: OOM, streams, the exit told. Does nothing for other children (runc). */
export function* processEnded(pid: number): Sys<void> {
	const found = yield* own((m) => {
		const exit = m.exits[pid];
		for (const container of Object.values(m.containers)) {
			for (const p of Object.values(container.processes)) {
				if (p.pid !== pid || p.status === 'STOPPED' || !exit) continue;
				delete m.exits[pid];
				putProcess(m, container.id, { ...p, status: 'STOPPED', exitStatus: exit.status, exitedAt: exit.at });
				return { container, process: p, exit };
			}
		}
		return undefined;
	});
	if (!found) return;
	const { container, process: p, exit } = found;
	yield* tellOom(container);
	yield* closeAll(p.fds);
	yield* tell({ topic: '/tasks/exit', event: { containerId: container.id, id: p.execId || container.id, pid, exitStatus: exit.status, exitedAt: exit.at } });
	yield* notify('ended');
}

function* tellOom(container: ShimContainer): Sys<void> {
	let stats: CgroupStats;
	try {
		stats = yield* cgroupStats(container.cgroup);
	} catch (e) {
		if (e instanceof Errno) return;
		throw e;
	}
	const fresh = yield* own((m) => {
		const now = m.containers[container.id];
		if (!now || stats.oomKills <= now.ooms) return false;
		m.containers[container.id] = { ...now, ooms: stats.oomKills };
		return true;
	});
	if (fresh) yield* tell({ topic: '/tasks/oom', event: { containerId: container.id } });
}

export function* remove(p: Params<'delete'>): Sys<Exit> {
	const container = yield* containerOf(p.id);
	const process = yield* processOf(p.id, p.execId);
	const { pid, exitStatus, exitedAt } = process;
	if (p.execId) {
		if (process.status !== 'STOPPED' && process.pid !== 0) throw new RpcError('FailedPrecondition', 'cannot delete a running process: failed precondition');
		yield* own((m) => dropProcess(m, p.id, p.execId ?? ''));
		return { pid, exitStatus, exitedAt };
	}
	if (process.status === 'RUNNING' || process.status === 'PAUSED')
		throw new RpcError('FailedPrecondition', 'cannot delete a running process: failed precondition');
	yield* translated(deleteContainer(yield* rootOf(container), p.id, true));
	if (process.status === 'CREATED') yield* waitUntilStopped(p.id, '');
	for (let i = 0; i < container.mounts; i++) yield* ignoring(umount(`${container.bundle}/rootfs`, true));
	const last = yield* processOf(p.id);
	yield* own((m) => void delete m.containers[p.id]);
	yield* tell({ topic: '/tasks/delete', event: { containerId: p.id, pid: last.pid, exitStatus: last.exitStatus, exitedAt: last.exitedAt } });
	return { pid: last.pid, exitStatus: last.exitStatus, exitedAt: last.exitedAt };
}

function* waitUntilStopped(id: string, execId: string): Sys<ShimProcess> {
	for (;;) {
		const process = yield* processOf(id, execId);
		if (process.status === 'STOPPED') return process;
		yield* awaitKey('ended', 60_000_000);
	}
}

export function* wait(p: Params<'wait'>): Sys<Exit> {
	const { pid, exitStatus, exitedAt } = yield* waitUntilStopped(p.id, p.execId ?? '');
	return { pid, exitStatus, exitedAt };
}

export function* kill(p: Params<'kill'>): Sys<null> {
	const container = yield* containerOf(p.id);
	const process = yield* processOf(p.id, p.execId);
	const finished = new RpcError('NotFound', 'process already finished: not found');
	if (process.status === 'STOPPED') throw finished;
	if (!p.execId) yield* translated(killContainer(yield* rootOf(container), p.id, p.signal, p.all));
	else {
		if (process.pid === 0) throw new RpcError('FailedPrecondition', 'process not created: failed precondition');
		yield* translated(sendSignal(process.pid, p.signal));
	}
	return null;
}

export function* state(p: Params<'state'>): Sys<Task> {
	const { execId, pid, status, exitStatus, exitedAt, io } = yield* processOf(p.id, p.execId);
	return { containerId: p.id, execId, pid, status, exitStatus, exitedAt, ...io };
}

export function* pids(p: Params<'pids'>): Sys<readonly { pid: number; execId?: string }[]> {
	const container = yield* containerOf(p.id);
	const { procs } = yield* translated(cgroupStats(container.cgroup));
	const inside = new Set(procs);
	const execs = new Map(Object.values(container.processes).map((x) => [x.pid, x.execId]));
	return (yield* processes()).filter((x) => inside.has(x.hostPid)).map(({ pid }) => (execs.get(pid) ? { pid, execId: execs.get(pid) ?? '' } : { pid }));
}

export function* pause(p: Params<'pause'>): Sys<null> {
	const container = yield* containerOf(p.id);
	yield* translated(pauseContainer(yield* rootOf(container), p.id, p.frozen));
	yield* own((m) => {
		const init = m.containers[p.id]?.processes[''];
		if (init && init.status !== 'STOPPED') putProcess(m, p.id, { ...init, status: p.frozen ? 'PAUSED' : 'RUNNING' });
	});
	yield* tell({ topic: p.frozen ? '/tasks/paused' : '/tasks/resumed', event: { containerId: p.id } });
	return null;
}

export function* resizePty(p: Params<'resizePty'>): Sys<null> {
	const { master, status } = yield* processOf(p.id, p.execId);
	if (master !== undefined && status !== 'STOPPED') yield* translated(setWinsize(master, { rows: p.height, columns: p.width }));
	return null;
}

export function* closeStdin(p: Params<'closeStdin'>): Sys<null> {
	const process = yield* processOf(p.id, p.execId);
	const { stdinFd } = process;
	if (stdinFd === undefined || process.status === 'STOPPED') return null;
	const mine = yield* own((m) => {
		const now = m.containers[p.id]?.processes[p.execId ?? ''];
		if (now?.stdinFd === undefined) return false;
		const { stdinFd: closed, ...rest } = now;
		putProcess(m, p.id, { ...rest, fds: now.fds.filter((fd) => fd !== closed) });
		return true;
	});
	if (mine) yield* close(stdinFd);
	return null;
}

export function* update(p: Params<'update'>): Sys<null> {
	const container = yield* containerOf(p.id);
	yield* translated(updateContainer(yield* rootOf(container), p.id, p.resources));
	return null;
}

export function* stats(p: Params<'stats'>): Sys<CgroupStats> {
	const container = yield* containerOf(p.id);
	return yield* translated(cgroupStats(container.cgroup));
}

export function* connect(): Sys<ShimMethods['connect']['result']> {
	const { pid } = yield* ids();
	const tasks = yield* own((m) =>
		Object.values(m.containers).flatMap((c) =>
			Object.values(c.processes).map(({ execId, pid: taskPid, status, exitStatus, exitedAt, io }) => ({
				containerId: c.id,
				bundle: c.bundle,
				execId,
				pid: taskPid,
				status,
				exitStatus,
				exitedAt,
				...io
			}))
		)
	);
	return { shimPid: pid, tasks };
}
