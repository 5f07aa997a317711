// dockerd's side of containerd: containers and tasks in namespace "moby". Each call dials a connection of its own.
// Errors are RpcError with the runtime's text; what is already gone is not an error where the caller wants it gone.
import type { Sys } from '../engine/index.ts';
import { containerd, isRpc, type Exit, type Spec, type SpecProcess, type SpecResources, type TaskIO } from '../containerd/api.ts';
import type { CgroupStats } from '../kernel/index.ts';
import { remember } from './memory.ts';
import { signalName } from './signals.ts';

const namespace = 'moby';
const socket = (): Sys<string> => remember((m) => m.config.containerd);

/** Makes (anew) the containerd container of `id`. */
export function* replaceTaskContainer(id: string, spec: Spec, systemd: boolean): Sys<void> {
	const path = yield* socket();
	const runtime = { name: 'io.containerd.runc.v2', options: { systemdCgroup: systemd, root: '/run/docker/runtime-runc', binaryName: 'runc' } };
	try {
		yield* containerd(
			namespace,
			'containers.create',
			{ id, spec, runtime, labels: { 'com.docker/engine.bundle.path': '/var/run/docker/containerd/' + id } },
			path
		);
	} catch (error) {
		if (!isRpc(error, 'AlreadyExists')) throw error;
		yield* deleteTaskContainer(id);
		yield* containerd(namespace, 'containers.create', { id, spec, runtime }, path);
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
	const path = yield* socket();
	yield* ignoringMissing(containerd(namespace, 'tasks.delete', { containerId: id, force: true }, path));
	yield* ignoringMissing(containerd(namespace, 'containers.delete', { id }, path));
}
export function* createTask(id: string, io: TaskIO): Sys<number> {
	return (yield* containerd(namespace, 'tasks.create', { containerId: id, ...io }, yield* socket())).pid;
}
export function* startTask(id: string): Sys<number> {
	return (yield* containerd(namespace, 'tasks.start', { containerId: id }, yield* socket())).pid;
}
export function* execTask(id: string, execId: string, process: SpecProcess, io: TaskIO): Sys<number> {
	const path = yield* socket();
	yield* containerd(namespace, 'tasks.exec', { containerId: id, execId, process, ...io }, path);
	try {
		return (yield* containerd(namespace, 'tasks.start', { containerId: id, execId }, path)).pid;
	} catch (error) {
		yield* ignoringMissing(containerd(namespace, 'tasks.delete', { containerId: id, execId }, path));
		throw error;
	}
}
/** Sends a signal; answers false when the process has ended already. */
export function* killTask(id: string, signal: number, execId?: string): Sys<boolean> {
	try {
		yield* containerd(namespace, 'tasks.kill', { containerId: id, signal: signalName(signal), ...(execId === undefined ? {} : { execId }) }, yield* socket());
		return true;
	} catch (error) {
		if (isRpc(error, 'NotFound')) return false;
		throw error;
	}
}
/** Forgets a stopped task or exec; undefined when it is not there. */
export function* deleteTask(id: string, execId?: string): Sys<Exit | undefined> {
	try {
		return yield* containerd(namespace, 'tasks.delete', { containerId: id, ...(execId === undefined ? {} : { execId }) }, yield* socket());
	} catch (error) {
		if (isRpc(error, 'NotFound')) return undefined;
		throw error;
	}
}
/** Forgets containerd's container of one that does not run; a containerd that is away has none, or keeps it. */
export function* deleteContainerRecord(id: string): Sys<void> {
	try {
		yield* ignoringMissing(containerd(namespace, 'containers.delete', { id }, yield* socket()));
	} catch (error) {
		if (!isRpc(error, 'Unavailable')) throw error;
	}
}
export function* taskState(id: string) {
	try {
		return yield* containerd(namespace, 'tasks.get', { containerId: id }, yield* socket());
	} catch (error) {
		if (isRpc(error, 'NotFound')) return undefined;
		throw error;
	}
}
export function* pauseTask(id: string): Sys<void> {
	yield* containerd(namespace, 'tasks.pause', { containerId: id }, yield* socket());
}
export function* resumeTask(id: string): Sys<void> {
	yield* containerd(namespace, 'tasks.resume', { containerId: id }, yield* socket());
}
export function* resizeTask(id: string, width: number, height: number, execId?: string): Sys<void> {
	yield* containerd(namespace, 'tasks.resizePty', { containerId: id, width, height, ...(execId === undefined ? {} : { execId }) }, yield* socket());
}
export function* closeTaskStdin(id: string, execId?: string): Sys<void> {
	yield* ignoringMissing(containerd(namespace, 'tasks.closeStdin', { containerId: id, ...(execId === undefined ? {} : { execId }) }, yield* socket()));
}
export function* updateTask(id: string, resources: SpecResources): Sys<void> {
	yield* containerd(namespace, 'tasks.update', { containerId: id, resources }, yield* socket());
}
export function* taskPids(id: string): Sys<readonly { pid: number; execId?: string }[]> {
	return yield* containerd(namespace, 'tasks.pids', { containerId: id }, yield* socket());
}
export function* taskMetrics(id: string): Sys<CgroupStats> {
	return yield* containerd(namespace, 'tasks.metrics', { containerId: id }, yield* socket());
}
export function* containerdVersion() {
	return yield* containerd(namespace, 'version', {}, yield* socket());
}
