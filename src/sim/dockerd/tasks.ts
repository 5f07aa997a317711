// dockerd's side of containerd: containers and tasks in namespace "moby". A call takes a connection that is idle, or dials one: the real client
// has one for all calls at a time.
// Errors are RpcError with the runtime's text; what is already gone is not an error where the caller wants it gone.
import type { Sys } from '../engine/index.ts';
import {
	containerdNext,
	containerdSend,
	containerdStream,
	isRpc,
	RpcError,
	type ContainerdMethod,
	type ContainerdMethods,
	type Exit,
	type Spec,
	type SpecProcess,
	type SpecResources,
	type TaskIO
} from '../containerd/api.ts';
import { close, type CgroupStats } from '../kernel/index.ts';
import { remember } from './memory.ts';
import { signalName } from './signals.ts';

const namespace = 'moby';
/** Idle connections that are kept. */
const mostIdle = 4;

/** Sends a call on an idle connection; undefined when there is none that still works. */
function* sendOnIdle<M extends ContainerdMethod>(method: M, params: ContainerdMethods[M]['params']): Sys<number | undefined> {
	for (;;) {
		const fd = yield* remember((m) => m.idle?.pop());
		if (fd === undefined) return undefined;
		try {
			yield* containerdSend(fd, namespace, method, params);
			return fd;
		} catch (error) {
			// containerd has been started anew since.
			if (!isRpc(error, 'Unavailable')) throw error;
			yield* close(fd);
		}
	}
}
/** One call. */
function* ask<M extends ContainerdMethod>(method: M, params: ContainerdMethods[M]['params']): Sys<ContainerdMethods[M]['result']> {
	const idle = yield* sendOnIdle(method, params);
	const fd = idle ?? (yield* containerdStream(namespace, method, params, yield* remember((m) => m.config.containerd)));
	try {
		for (;;) {
			const step = yield* containerdNext<M>(fd);
			if (!('result' in step)) continue;
			yield* keep(fd);
			return step.result;
		}
	} catch (error) {
		if (error instanceof RpcError && error.code !== 'Unavailable') yield* keep(fd);
		else yield* close(fd);
		throw error;
	}
}
function* keep(fd: number): Sys<void> {
	const kept = yield* remember((m) => {
		const idle = (m.idle ??= []);
		return idle.length < mostIdle && idle.push(fd) > 0;
	});
	if (!kept) yield* close(fd);
}

/** Makes (anew) the containerd container of `id`. */
export function* replaceTaskContainer(id: string, spec: Spec, systemd: boolean): Sys<void> {
	const runtime = { name: 'io.containerd.runc.v2', options: { systemdCgroup: systemd, root: '/run/docker/runtime-runc', binaryName: 'runc' } };
	try {
		yield* ask('containers.create', { id, spec, runtime, labels: { 'com.docker/engine.bundle.path': '/var/run/docker/containerd/' + id } });
	} catch (error) {
		if (!isRpc(error, 'AlreadyExists')) throw error;
		yield* deleteTaskContainer(id);
		yield* ask('containers.create', { id, spec, runtime });
	}
}
function* ignoringMissing(routine: Sys<unknown>): Sys<void> {
	try {
		yield* routine;
	} catch (error) {
		if (!isRpc(error, 'NotFound')) throw error;
	}
}
/** Deletes task (killing it) and container, whatever of them is there. */
export function* deleteTaskContainer(id: string): Sys<void> {
	yield* ignoringMissing(ask('tasks.delete', { containerId: id, force: true }));
	yield* ignoringMissing(ask('containers.delete', { id }));
}
export function* createTask(id: string, io: TaskIO): Sys<number> {
	return (yield* ask('tasks.create', { containerId: id, ...io })).pid;
}
export function* startTask(id: string): Sys<number> {
	return (yield* ask('tasks.start', { containerId: id })).pid;
}
export function* execTask(id: string, execId: string, process: SpecProcess, io: TaskIO): Sys<number> {
	yield* ask('tasks.exec', { containerId: id, execId, process, ...io });
	try {
		return (yield* ask('tasks.start', { containerId: id, execId })).pid;
	} catch (error) {
		yield* ignoringMissing(ask('tasks.delete', { containerId: id, execId }));
		throw error;
	}
}
/** Sends a signal; answers false when the process has ended already. */
export function* killTask(id: string, signal: number, execId?: string): Sys<boolean> {
	try {
		yield* ask('tasks.kill', { containerId: id, signal: signalName(signal), ...(execId === undefined ? {} : { execId }) });
		return true;
	} catch (error) {
		if (isRpc(error, 'NotFound')) return false;
		throw error;
	}
}
/** Forgets a stopped task or exec; undefined when it is not there. */
export function* deleteTask(id: string, execId?: string): Sys<Exit | undefined> {
	try {
		return yield* ask('tasks.delete', { containerId: id, ...(execId === undefined ? {} : { execId }) });
	} catch (error) {
		if (isRpc(error, 'NotFound')) return undefined;
		throw error;
	}
}
/** Forgets containerd's container of one that does not run; a containerd that is away has none, or keeps it. */
export function* deleteContainerRecord(id: string): Sys<void> {
	try {
		yield* ignoringMissing(ask('containers.delete', { id }));
	} catch (error) {
		if (!isRpc(error, 'Unavailable')) throw error;
	}
}
export function* taskState(id: string) {
	try {
		return yield* ask('tasks.get', { containerId: id });
	} catch (error) {
		if (isRpc(error, 'NotFound')) return undefined;
		throw error;
	}
}
export function* pauseTask(id: string): Sys<void> {
	yield* ask('tasks.pause', { containerId: id });
}
export function* resumeTask(id: string): Sys<void> {
	yield* ask('tasks.resume', { containerId: id });
}
export function* resizeTask(id: string, width: number, height: number, execId?: string): Sys<void> {
	yield* ask('tasks.resizePty', { containerId: id, width, height, ...(execId === undefined ? {} : { execId }) });
}
export function* closeTaskStdin(id: string, execId?: string): Sys<void> {
	yield* ignoringMissing(ask('tasks.closeStdin', { containerId: id, ...(execId === undefined ? {} : { execId }) }));
}
export function* updateTask(id: string, resources: SpecResources): Sys<void> {
	yield* ask('tasks.update', { containerId: id, resources });
}
export function* taskPids(id: string): Sys<readonly { pid: number; execId?: string }[]> {
	return yield* ask('tasks.pids', { containerId: id });
}
export function* taskMetrics(id: string): Sys<CgroupStats> {
	return yield* ask('tasks.metrics', { containerId: id });
}
export function* containerdVersion() {
	return yield* ask('version', {});
}
