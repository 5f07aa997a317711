// The tasks service: bundles, shims, and calls passed on to them. What runs is known to the shims; containerd keeps where they are.
// Invariant: a task's record exists from a successful create to its delete, and as long its shim answers at its socket.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import {
	clock,
	close,
	ids,
	open,
	pipe,
	read,
	readdir,
	spawn,
	thread,
	umount,
	type CgroupStats,
	type Context,
	type SpawnOptions,
	signalName
} from '../../kernel/index.ts';
import { encodeJson, text } from '../../values/index.ts';
import { dial, once, RpcError, unary } from '../rpc.ts';
import { RuncError } from '../runc/container.ts';
import { ignoring, mkdirs, removeAll, writeOnce } from '../runc/files.ts';
import { deleteContainer } from '../runc/lifecycle.ts';
import { CONTAINERD_SOCKET, type ContainerdMethods, type Exit, type Task } from '../services.ts';
import { bundleDir, bundleRoot, runcRoot, shimSocket, type ShimMethod, type ShimMethods } from '../shim/api.ts';
import { getContainer } from './containers.ts';
import { publishEvent } from './events.ts';
import { inNamespace, type DaemonMemory, type TaskRecord } from './memory.ts';
import { snapshotMounts } from './snapshots.ts';
import type { Telling } from '../shim/memory.ts';

type Params<M extends keyof ContainerdMethods> = ContainerdMethods[M]['params'];

function* taskRecord(namespace: string, id: string): Sys<TaskRecord> {
	const found = yield* act((m: DaemonMemory) => m.namespaces[namespace]?.tasks[id]);
	if (!found) throw new RpcError('NotFound', `no running task found: task ${id} not found: not found`);
	return found;
}

/** One call of a task's shim. A shim that is gone is NotFound. */
function* ask<M extends ShimMethod>(namespace: string, shim: string, method: M, params: ShimMethods[M]['params']): Sys<ShimMethods[M]['result']> {
	try {
		return yield* once<ShimMethods[M]['result']>(shimSocket(namespace, shim), 'ttrpc', { namespace, method, params });
	} catch (e) {
		if (e instanceof RpcError && e.code === 'Unavailable') throw new RpcError('NotFound', 'ttrpc: closed: not found');
		throw e;
	}
}

/** Starts a shim and waits until it listens. Answers the end of its output, which ends with it. */
function* startShim(namespace: string, id: string, bundle: string): Sys<number> {
	const ready = yield* pipe();
	const devNull = yield* open('/dev/null', { read: true, write: true });
	yield* spawnShim({
		argv: ['/usr/bin/containerd-shim-runc-v2', '-namespace', namespace, '-id', id, '-address', CONTAINERD_SOCKET],
		cwd: bundle,
		newSession: true,
		reparent: 1,
		cgroup: '/system.slice/containerd.service',
		fds: { 0: devNull, 1: ready.write, 2: devNull }
	});
	yield* close(ready.write);
	yield* close(devNull);
	const said = text(yield* read(ready.read));
	if (said.startsWith('unix://')) return ready.read;
	yield* close(ready.read);
	throw new RpcError('Unknown', 'failed to start shim: exit status 1');
}

/** Who is told of an event before it is published. */
type Heard = (namespace: string, event: Telling) => Sys<void>;
interface Watched {
	readonly namespace: string;
	readonly shim: string;
	readonly fd: number;
}
/** Thread: waits for a shim's end; what it still kept then is cleared away and told ("shim disconnected"). */
export function* shimWatch(context: Context, heard: Heard): Sys<void> {
	const { namespace, shim, fd } = context.init as Watched;
	for (;;) {
		yield* settle(null);
		try {
			if ((yield* read(fd)).length === 0) break;
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code !== 'EINTR') break;
		}
	}
	yield* close(fd);
	yield* shimLost(namespace, shim, heard);
}
/** Spawns the shim's binary, the first there is. */
function* spawnShim(options: Omit<SpawnOptions, 'path'>): Sys<void> {
	for (const dir of ['/usr/bin', '/usr/local/bin', '/bin']) {
		try {
			yield* spawn({ ...options, path: `${dir}/containerd-shim-runc-v2` });
			return;
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code !== 'ENOENT') throw new RpcError('Unknown', `failed to start shim: start failed: ${(yield* ids()).hostPid}: ${e.message.toLowerCase()}`);
		}
	}
	throw new RpcError(
		'NotFound',
		'failed to start shim: failed to resolve runtime path: runtime "io.containerd.runc.v2" binary not installed "containerd-shim-runc-v2": file does not exist'
	);
}

export function* createTask(namespace: string, p: Params<'tasks.create'>): Sys<{ pid: number }> {
	const container = yield* getContainer(namespace, p.containerId);
	const id = container.id;
	if (yield* act((m: DaemonMemory) => m.namespaces[namespace]?.tasks[id] !== undefined)) throw new RpcError('AlreadyExists', `task ${id}: already exists`);
	const bundle = bundleDir(namespace, id);
	yield* mkdirs(bundle, 0o700);
	yield* writeOnce(`${bundle}/config.json`, encodeJson(container.spec));
	const shared = container.sandboxId !== undefined && container.sandboxId !== id ? container.sandboxId : undefined;
	const shim = shared ?? id;
	const fd = shared === undefined ? yield* startShim(namespace, id, bundle) : -1;
	const rootfs = p.rootfs ?? (container.snapshotKey === '' ? [] : yield* snapshotMounts(namespace, container.snapshotKey));
	const io = { stdin: p.stdin, stdout: p.stdout, stderr: p.stderr, terminal: p.terminal };
	try {
		const { pid } = yield* ask(namespace, shim, 'create', { id, bundle, rootfs, options: container.runtime.options ?? {}, ...io });
		yield* act((m: DaemonMemory) => {
			inNamespace(m, namespace).tasks[id] = { id, shim, bundle, pid };
		});
		if (fd >= 0) yield* thread('shimWatch', { namespace, shim, fd } satisfies Watched);
		return { pid };
	} catch (e) {
		if (fd >= 0) {
			yield* forgiving(ask(namespace, shim, 'shutdown', {}));
			yield* close(fd);
		}
		yield* ignoring(removeAll(bundle));
		if (e instanceof RpcError) throw new RpcError(e.code, `failed to create shim task: ${e.message}`);
		throw e;
	}
}
function* forgiving(routine: Sys<unknown>): Sys<void> {
	try {
		yield* routine;
	} catch (e) {
		if (!(e instanceof RpcError)) throw e;
	}
}

export function* startTask(namespace: string, p: Params<'tasks.start'>): Sys<{ pid: number }> {
	const { shim } = yield* taskRecord(namespace, p.containerId);
	return yield* ask(namespace, shim, 'start', { id: p.containerId, ...(p.execId && { execId: p.execId }) });
}

export function* execTask(namespace: string, p: Params<'tasks.exec'>): Sys<null> {
	const { shim } = yield* taskRecord(namespace, p.containerId);
	const { containerId: id, execId, process, stdin, stdout, stderr, terminal } = p;
	return yield* ask(namespace, shim, 'exec', { id, execId, process, stdin, stdout, stderr, terminal });
}

export function* deleteTask(namespace: string, p: Params<'tasks.delete'>): Sys<Exit> {
	const { shim, bundle } = yield* taskRecord(namespace, p.containerId);
	const id = p.containerId;
	const execId = p.execId ? { execId: p.execId } : {};
	if (p.force) {
		yield* forgiving(ask(namespace, shim, 'kill', { id, ...execId, signal: 'KILL' }));
		yield* forgiving(ask(namespace, shim, 'wait', { id, ...execId }));
	}
	if (p.execId) return yield* ask(namespace, shim, 'delete', { id, execId: p.execId });
	const { status } = yield* ask(namespace, shim, 'state', { id });
	if (status !== 'STOPPED' && status !== 'CREATED')
		throw new RpcError('FailedPrecondition', `task must be stopped before deletion: ${status.toLowerCase()}: failed precondition`);
	const exit = yield* ask(namespace, shim, 'delete', { id });
	yield* act((m: DaemonMemory) => void delete m.namespaces[namespace]?.tasks[id]);
	yield* forgiving(ask(namespace, shim, 'shutdown', {}));
	yield* ignoring(removeAll(bundle));
	return exit;
}

export function* killTask(namespace: string, p: Params<'tasks.kill'>): Sys<null> {
	const { shim } = yield* taskRecord(namespace, p.containerId);
	const signal = signalName(p.signal);
	if (signal === undefined) throw new RpcError('InvalidArgument', `invalid signal: ${p.signal}`);
	return yield* ask(namespace, shim, 'kill', { id: p.containerId, signal, ...(p.execId && { execId: p.execId }), ...(p.all && { all: true }) });
}

export function* waitTask(namespace: string, p: Params<'tasks.wait'>): Sys<Exit> {
	const { shim } = yield* taskRecord(namespace, p.containerId);
	return yield* ask(namespace, shim, 'wait', { id: p.containerId, ...(p.execId && { execId: p.execId }) });
}

export function* getTask(namespace: string, p: Params<'tasks.get'>): Sys<Task> {
	const { shim } = yield* taskRecord(namespace, p.containerId);
	return yield* ask(namespace, shim, 'state', { id: p.containerId, ...(p.execId && { execId: p.execId }) });
}

export function* listTasks(namespace: string): Sys<readonly Task[]> {
	const records = yield* act((m: DaemonMemory) => Object.values(m.namespaces[namespace]?.tasks ?? {}));
	const all: Task[] = [];
	for (const { id, shim } of records) {
		try {
			all.push(yield* ask(namespace, shim, 'state', { id }));
		} catch (e) {
			if (!(e instanceof RpcError)) throw e;
		}
	}
	return all;
}

/** The calls that are passed on as they are. */
export function* passOn(namespace: string, method: string, params: unknown): Sys<unknown> {
	const p = params as { containerId: string; execId?: string; width?: number; height?: number; resources?: Params<'tasks.update'>['resources'] };
	const { shim } = yield* taskRecord(namespace, p.containerId);
	const id = p.containerId;
	const exec = p.execId ? { execId: p.execId } : {};
	if (method === 'tasks.pids') return yield* ask(namespace, shim, 'pids', { id });
	if (method === 'tasks.pause' || method === 'tasks.resume') return yield* ask(namespace, shim, 'pause', { id, frozen: method === 'tasks.pause' });
	if (method === 'tasks.resizePty') return yield* ask(namespace, shim, 'resizePty', { id, ...exec, width: p.width ?? 0, height: p.height ?? 0 });
	if (method === 'tasks.closeStdin') return yield* ask(namespace, shim, 'closeStdin', { id, ...exec });
	return yield* ask(namespace, shim, 'update', { id, resources: p.resources ?? {} });
}
export function* taskMetrics(namespace: string, id: string): Sys<CgroupStats> {
	const { shim } = yield* taskRecord(namespace, id);
	return yield* ask(namespace, shim, 'stats', { id });
}

/** At start: the shims that outlived the last containerd, by their bundles. A bundle without one is cleared away, with what runs of it. */
export function* findShims(): Sys<void> {
	for (const namespace of yield* entries(bundleRoot)) {
		const alone: string[] = [];
		const found = new Set<string>();
		for (const id of yield* entries(`${bundleRoot}/${namespace}`)) {
			try {
				const fd = yield* dial(shimSocket(namespace, id));
				const { tasks } = yield* unary<ShimMethods['connect']['result']>(fd, 'ttrpc', { namespace, method: 'connect', params: {} });
				for (const t of tasks) found.add(t.containerId);
				yield* act((m: DaemonMemory) => {
					for (const t of tasks)
						if (t.execId === '') inNamespace(m, namespace).tasks[t.containerId] = { id: t.containerId, shim: id, bundle: t.bundle, pid: t.pid };
				});
				// Its output went to the last containerd; this connection ends with it as well.
				yield* thread('shimWatch', { namespace, shim: id, fd } satisfies Watched);
			} catch (e) {
				if (!(e instanceof RpcError)) throw e;
				alone.push(id);
			}
		}
		// A pod's containers have no shim of their own: their sandbox's has them.
		for (const id of alone) if (!found.has(id)) yield* cleanUpDeadShim(namespace, id);
	}
}

/** The tasks of a shim that died while containerd ran: ended, told and forgotten. */
function* shimLost(namespace: string, shim: string, heard: Heard): Sys<void> {
	const lost = yield* act((m: DaemonMemory) => {
		const tasks = m.namespaces[namespace]?.tasks ?? {};
		const of = Object.values(tasks).filter((task) => task.shim === shim);
		for (const { id } of of) delete tasks[id];
		return of;
	});
	for (const { id, pid } of lost) {
		yield* cleanUpDeadShim(namespace, id);
		const exit = { containerId: id, pid, exitStatus: 137, exitedAt: yield* clock() };
		for (const told of [{ topic: '/tasks/exit', event: { ...exit, id } } as const, { topic: '/tasks/delete', event: exit } as const]) {
			yield* heard(namespace, { ...told, timestamp: exit.exitedAt });
			yield* publishEvent(namespace, told);
		}
	}
}

/** What a shim that died leaves behind: its containers are killed, their mounts and bundle go (`containerd-shim-runc-v2 delete`). */
function* cleanUpDeadShim(namespace: string, id: string): Sys<void> {
	const options = yield* act((m: DaemonMemory) => m.namespaces[namespace]?.containers[id]?.runtime.options ?? {});
	const bundle = bundleDir(namespace, id);
	try {
		yield* deleteContainer(runcRoot(options, namespace), id, true);
	} catch (e) {
		if (!(e instanceof Errno) && !(e instanceof RuncError)) throw e;
	}
	yield* ignoring(umount(`${bundle}/rootfs`, true));
	yield* ignoring(removeAll(bundle));
}
function* entries(dir: string): Sys<string[]> {
	try {
		return (yield* readdir(dir)).map((e) => e.name);
	} catch (e) {
		if (e instanceof Errno) return [];
		throw e;
	}
}
