// Containers of pods: create (record, snapshot), start (task, log), stop (signal, wait, kill), remove.
// Invariant: a container's record says EXITED (finishedAt) only after its task is deleted, so a removed container leaves nothing running.
import { act, Errno, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, close, exists, mkdirAll, removeAll, thread, signalName } from '../../kernel/index.ts';
import type { ContainerStatus, CriContainer, CriMethods } from '../cri.ts';
import { createContainer as createRecord, deleteContainer } from '../daemon/containers.ts';
import { chainIds } from '../daemon/images.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { committedDirs, prepareSnapshot, removeSnapshot } from '../daemon/snapshots.ts';
import { createTask, deleteTask, killTask, passOn, startTask } from '../daemon/tasks.ts';
import { RpcError } from '../rpc.ts';
import { ignoring } from '../runc/files.ts';
import { forgiving, ioDir, newId, sandboxDir, selects, shmDir } from './common.ts';
import { findImage, type FoundImage } from './images.ts';
import { makeFifos, openLogs, readLogs } from './logs.ts';
import { changeContainer, containerOf, findContainer, forgetContainer, NAMESPACE, sandboxOf, saveContainer, tellEvent } from './memory-access.ts';
import type { CriContainerRecord, SandboxRecord } from './memory.ts';
import { containerSpec, resourcesOf } from './spec.ts';
import { imageFile, resolveUser, type User } from './users.ts';

type Params<M extends keyof CriMethods> = CriMethods[M]['params'];

function* userOf(p: Params<'CreateContainer'>, image: FoundImage, layers: readonly string[]): Sys<User> {
	const context = p.config.linux?.securityContext ?? {};
	const wanted = context.runAsUser !== undefined ? String(context.runAsUser) : (context.runAsUsername ?? image.config.config.User ?? '');
	const user = resolveUser(wanted, yield* imageFile(layers, 'etc/passwd'), yield* imageFile(layers, 'etc/group'));
	const gid = context.runAsGroup ?? user.gid;
	return {
		uid: user.uid,
		gid,
		groups: [...new Set([gid, ...user.groups.filter((g) => context.runAsGroup === undefined || g !== user.gid), ...(context.supplementalGroups ?? [])])]
	};
}

/** The pid whose pid namespace a container joins. */
function* pidNamespace(p: Params<'CreateContainer'>, sandbox: SandboxRecord): Sys<number | undefined> {
	const options = p.config.linux?.securityContext?.namespaceOptions;
	if (options?.pid === 'POD') return sandbox.pid;
	if (options?.pid !== 'TARGET') return undefined;
	const target = yield* findContainer(options.targetId ?? '');
	if (!target) throw new RpcError('Unknown', `invalid target container: container "${options.targetId}" not found`);
	return target.pid;
}

export function* createContainer(p: Params<'CreateContainer'>): Sys<{ containerId: string }> {
	const sandbox = yield* sandboxOf(p.podSandboxId);
	const image = yield* findImage(p.config.image.image);
	if (!image) throw new RpcError('NotFound', `failed to resolve image ${JSON.stringify(p.config.image.image)}: not found`);
	if (!sandbox.ready) throw new RpcError('Unknown', `failed to get sandbox container task: no running task found: task ${sandbox.id} not found: not found`);
	for (const m of p.config.mounts) {
		if (!(yield* exists(m.hostPath))) yield* hostDirectory(m.hostPath);
	}
	const id = yield* newId();
	const chain = chainIds(image.config.rootfs.diff_ids);
	const parent = chain[chain.length - 1] ?? '';
	const user = yield* userOf(p, image, yield* committedDirs(NAMESPACE, parent));
	yield* prepareSnapshot(NAMESPACE, id, parent);
	const spec = containerSpec({
		id,
		sandboxId: sandbox.id,
		config: p.config,
		sandbox: sandbox.config,
		sandboxPid: sandbox.pid,
		pidOf: yield* pidNamespace(p, sandbox),
		image: image.config,
		user,
		sandboxDir: sandboxDir(sandbox.id),
		shm: shmDir(sandbox.id),
		readonlyRoot: p.config.linux?.securityContext?.readonlyRootfs ?? false
	});
	if (spec.process.args.length === 0) {
		yield* removeSnapshot(NAMESPACE, id);
		throw new RpcError('Unknown', `failed to generate container "${id}" spec: failed to generate spec: no command specified`);
	}
	yield* createRecord(NAMESPACE, {
		id,
		spec,
		image: image.image.repoTags[0] ?? image.configDigest,
		snapshotter: 'overlayfs',
		snapshotKey: id,
		sandboxId: sandbox.id,
		runtime: { name: 'io.containerd.runc.v2', options: { systemdCgroup: true } },
		labels: { ...p.config.labels, 'io.cri-containerd.kind': 'container' }
	});
	const createdAt = yield* clock();
	const directory = p.sandboxConfig.logDirectory;
	yield* saveContainer({
		id,
		sandboxId: sandbox.id,
		config: p.config,
		imageId: image.configDigest,
		imageRef: image.image.repoDigests[0] ?? image.configDigest,
		imageName: image.image.repoTags[0] ?? p.config.image.image,
		logPath: directory === '' || p.config.logPath === '' ? '' : `${directory}/${p.config.logPath}`,
		createdAt,
		startedAt: 0,
		finishedAt: 0,
		exitCode: 0,
		reason: '',
		message: '',
		pid: 0,
		stopping: false,
		oomKilled: false,
		user,
		stopSignal: p.config.stopSignal ?? image.config.config.StopSignal ?? 'SIGTERM'
	});
	yield* tellEvent({ containerId: id, podSandboxId: sandbox.id, type: 'CONTAINER_CREATED_EVENT', createdAt });
	return { containerId: id };
}
/** A bind source that is missing is made, as the CRI plug-in does. */
function* hostDirectory(path: string): Sys<void> {
	try {
		yield* mkdirAll(path, 0o755);
	} catch (e) {
		if (e instanceof Errno)
			throw new RpcError('Unknown', `failed to generate container spec: failed to mkdir ${JSON.stringify(path)}: ${e.message.toLowerCase()}`);
		throw e;
	}
}

export function* startContainer(p: Params<'StartContainer'>): Sys<null> {
	const c = yield* containerOf(p.containerId);
	if (c.startedAt > 0 || c.finishedAt > 0) throw new RpcError('Unknown', `failed to start container "${c.id}": container is in ${stateOf(c)} state`);
	const sandbox = yield* sandboxOf(c.sandboxId);
	if (!sandbox.ready) throw new RpcError('Unknown', `sandbox container "${sandbox.id}" is not running`);
	const io = yield* makeFifos(c);
	const logs = yield* openLogs(c);
	let reading = false;
	try {
		const { pid } = yield* createTask(NAMESPACE, { containerId: c.id, ...io });
		yield* readLogs(c, logs);
		reading = true;
		yield* changeContainer(c.id, { pid });
		yield* startTask(NAMESPACE, { containerId: c.id });
	} catch (e) {
		if (!(e instanceof RpcError)) throw e;
		if (!reading) for (const fd of Object.values(logs)) yield* close(fd);
		const now = yield* clock();
		const message = `failed to create containerd task: ${e.message}`;
		yield* forgiving(deleteTask(NAMESPACE, { containerId: c.id, force: true }));
		yield* changeContainer(c.id, { finishedAt: now, exitCode: 128, reason: 'StartError', message, pid: 0 });
		throw new RpcError(e.code, message);
	}
	const startedAt = yield* clock();
	yield* changeContainer(c.id, { startedAt });
	yield* tellEvent({ containerId: c.id, podSandboxId: c.sandboxId, type: 'CONTAINER_STARTED_EVENT', createdAt: startedAt });
	// A process that ended before this was written: its end waits to be taken in.
	const early = yield* act((m: DaemonMemory) => m.cri.ended[c.id]);
	if (early) yield* thread('cri.ended', { id: c.id, ...early });
	return null;
}

/** What follows a container's end: the task goes, the record says how it ended. */
export function* containerEnded(id: string, exitStatus: number, exitedAt: number): Sys<void> {
	const c = yield* findContainer(id);
	if (!c || c.finishedAt > 0) return;
	yield* forgiving(deleteTask(NAMESPACE, { containerId: id }));
	const now = yield* findContainer(id);
	const reason = now?.oomKilled ? 'OOMKilled' : exitStatus === 0 ? 'Completed' : 'Error';
	yield* act((m: DaemonMemory) => void delete m.cri.ended[id]);
	yield* changeContainer(id, { finishedAt: exitedAt, exitCode: exitStatus, reason, pid: 0 });
	yield* tellEvent({ containerId: id, podSandboxId: c.sandboxId, type: 'CONTAINER_STOPPED_EVENT', createdAt: exitedAt });
}

/** Waits until a container has ended or `us` µs have passed; answers whether it has. */
function* endedWithin(id: string, us: number): Sys<boolean> {
	const until = (yield* clock()) + us;
	for (;;) {
		const c = yield* findContainer(id);
		if (!c || c.finishedAt > 0) return true;
		const left = until - (yield* clock());
		if (left <= 0) return false;
		yield* awaitKey(`cri:${id}`, left);
	}
}

export function* stopContainer(p: Params<'StopContainer'>): Sys<null> {
	const c = yield* findContainer(p.containerId);
	if (!c || c.finishedAt > 0 || c.startedAt === 0) return null;
	yield* changeContainer(c.id, { stopping: true });
	if (p.timeout > 0) {
		yield* forgiving(killTask(NAMESPACE, { containerId: c.id, signal: signalName(c.stopSignal) ?? 'TERM' }));
		if (yield* endedWithin(c.id, p.timeout * 1_000_000)) return null;
	}
	yield* forgiving(killTask(NAMESPACE, { containerId: c.id, signal: 'KILL' }));
	if (!(yield* endedWithin(c.id, 60_000_000))) throw new RpcError('Unknown', `failed to kill container "${c.id}": context deadline exceeded`);
	return null;
}

export function* removeContainer(p: Params<'RemoveContainer'>): Sys<null> {
	const c = yield* findContainer(p.containerId);
	if (!c) return null;
	if (c.startedAt > 0 && c.finishedAt === 0) yield* stopContainer({ containerId: c.id, timeout: 0 });
	yield* forgiving(deleteTask(NAMESPACE, { containerId: c.id, force: true }));
	yield* forgiving(deleteContainer(NAMESPACE, c.id));
	yield* forgiving(removeSnapshot(NAMESPACE, c.id));
	yield* ignoring(removeAll(ioDir(c.id).slice(0, -3)));
	yield* forgetContainer(c.id);
	yield* tellEvent({ containerId: c.id, podSandboxId: c.sandboxId, type: 'CONTAINER_DELETED_EVENT', createdAt: yield* clock() });
	return null;
}

export function stateOf(c: CriContainerRecord): CriContainer['state'] {
	if (c.finishedAt > 0) return 'CONTAINER_EXITED';
	return c.startedAt > 0 ? 'CONTAINER_RUNNING' : 'CONTAINER_CREATED';
}
const shown = (c: CriContainerRecord): CriContainer => ({
	id: c.id,
	podSandboxId: c.sandboxId,
	metadata: c.config.metadata,
	image: { image: c.config.image.image },
	imageRef: c.imageRef,
	imageId: c.imageId,
	state: stateOf(c),
	createdAt: c.createdAt,
	labels: c.config.labels,
	annotations: c.config.annotations
});
export function statusOf(c: CriContainerRecord): ContainerStatus {
	const { podSandboxId, ...rest } = shown(c);
	return {
		...rest,
		image: { image: c.imageName },
		startedAt: c.startedAt,
		finishedAt: c.finishedAt,
		exitCode: c.exitCode,
		reason: c.reason,
		message: c.message,
		mounts: c.config.mounts,
		logPath: c.logPath,
		...(c.config.linux?.resources && { resources: { linux: c.config.linux.resources } }),
		user: { linux: { uid: c.user.uid, gid: c.user.gid, supplementalGroups: c.user.groups } },
		info: { pid: c.pid, sandboxID: podSandboxId, config: c.config }
	};
}

export const listContainers = (p: Params<'ListContainers'>): Sys<{ containers: readonly CriContainer[] }> =>
	act((m: DaemonMemory) => {
		const { filter: f } = p;
		const all = Object.values(m.cri.containers).map(shown);
		return {
			containers: all.filter(
				(c) =>
					(!f?.id || c.id.startsWith(f.id)) &&
					(!f?.state || c.state === f.state) &&
					(!f?.podSandboxId || c.podSandboxId.startsWith(f.podSandboxId)) &&
					selects(f?.labelSelector, c.labels)
			)
		};
	});

export function* containerStatus(p: Params<'ContainerStatus'>): Sys<{ status: ContainerStatus }> {
	return { status: statusOf(yield* containerOf(p.containerId)) };
}

export function* updateResources(p: Params<'UpdateContainerResources'>): Sys<null> {
	const c = yield* containerOf(p.containerId);
	if (stateOf(c) === 'CONTAINER_RUNNING') yield* passOn(NAMESPACE, 'tasks.update', { containerId: c.id, resources: resourcesOf(p.linux) });
	yield* changeContainer(c.id, { config: { ...c.config, linux: { ...c.config.linux, resources: { ...c.config.linux?.resources, ...p.linux } } } });
	return null;
}
