// The CRI plug-in's table of methods, its threads, and what it hears of tasks.
import { act, Errno, type Sys } from '../../engine/index.ts';
import { awaitKey, process, thread, type Context } from '../../kernel/index.ts';
import type { ContainerEvent, CriMethod, CriMethods } from '../cri.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { savedObjects } from '../daemon/store.ts';
import { deleteTask, getTask } from '../daemon/tasks.ts';
import type { ContainerdVersion } from '../daemon/version.ts';
import { RpcError } from '../rpc.ts';
import { sendEvent, type Method, type ServerCall } from '../server.ts';
import type { Telling } from '../shim/memory.ts';
import { networkConf } from './cni.ts';
import { forgiving } from './common.ts';
import * as containers from './containers.ts';
import { attach, exec, execSync, inputThread } from './exec.ts';
import * as images from './images.ts';
import { logThread, openLogs, readLogs } from './logs.ts';
import { changeContainer, changeSandbox, NAMESPACE, tellEvent } from './memory-access.ts';
import type { CriContainerRecord, SandboxRecord } from './memory.ts';
import { portForward } from './port-forward.ts';
import * as sandboxes from './sandboxes.ts';
import * as stats from './stats.ts';

function* status(): Sys<CriMethods['Status']['result']> {
	const net = yield* networkConf();
	return {
		conditions: [
			{ type: 'RuntimeReady', status: true, reason: '', message: '' },
			{
				type: 'NetworkReady',
				status: net !== undefined,
				reason: net ? '' : 'NetworkPluginNotReady',
				message: net ? '' : 'Network plugin returns error: cni plugin not initialized'
			}
		]
	};
}

/** GetContainerEvents: runs until the client goes. */
function* containerEvents(call: ServerCall): Sys<null> {
	let next = yield* act((m: DaemonMemory) => m.cri.nextEvent);
	try {
		for (;;) {
			const fresh = yield* act((m: DaemonMemory): { next: number; events: readonly ContainerEvent[] } => ({
				next: m.cri.nextEvent,
				events: m.cri.events.flatMap((e) => (e.n >= next ? [e.event] : []))
			}));
			next = fresh.next;
			for (const event of fresh.events) yield* sendEvent(call, event);
			if (fresh.events.length === 0) yield* awaitKey('cri-events');
		}
	} catch (e) {
		if (e instanceof Errno && e.code !== 'EINTR') return null;
		throw e;
	}
}

type Row<M extends CriMethod> = (params: CriMethods[M]['params'], call: ServerCall) => Sys<unknown>;
const nothing = function* (): Sys<null> {
	return null;
};

/** The CRI of one version of containerd. */
export function criMethods(version: ContainerdVersion): Readonly<Record<string, Method>> {
	const rows: { readonly [M in CriMethod]: Row<M> } = {
		*Version() {
			return { version: '0.1.0', runtimeName: 'containerd', runtimeVersion: version.version, runtimeApiVersion: 'v1' };
		},
		Status: status,
		UpdateRuntimeConfig: nothing,
		*RuntimeConfig() {
			return { cgroupDriver: 'SYSTEMD' };
		},
		RunPodSandbox: sandboxes.runPodSandbox,
		StopPodSandbox: sandboxes.stopPodSandbox,
		RemovePodSandbox: sandboxes.removePodSandbox,
		PodSandboxStatus: sandboxes.podSandboxStatus,
		ListPodSandbox: sandboxes.listPodSandbox,
		CreateContainer: containers.createContainer,
		StartContainer: containers.startContainer,
		StopContainer: containers.stopContainer,
		RemoveContainer: containers.removeContainer,
		ListContainers: containers.listContainers,
		ContainerStatus: containers.containerStatus,
		UpdateContainerResources: containers.updateResources,
		ReopenContainerLog: nothing,
		ExecSync: execSync,
		Exec: exec,
		Attach: attach,
		PortForward: portForward,
		ContainerStats: stats.containerStats,
		ListContainerStats: stats.listContainerStats,
		PodSandboxStats: stats.podSandboxStats,
		ListPodSandboxStats: stats.listPodSandboxStats,
		GetContainerEvents: (_p, call) => containerEvents(call),
		ListImages: images.listCriImages,
		ImageStatus: images.imageStatus,
		PullImage: images.pullImage,
		RemoveImage: images.removeImage,
		ImageFsInfo: images.imageFsInfo
	};
	const methods: Record<string, Method> = {};
	for (const name in rows) {
		const row = rows[name as CriMethod] as (params: unknown, call: ServerCall) => Sys<unknown>;
		methods[name] = (call) => row(call.params, call);
	}
	return methods;
}

interface Ended {
	readonly id: string;
	readonly exitStatus: number;
	readonly exitedAt: number;
}
/** Thread: takes in the end of a container or sandbox (the shim that told of it must not wait for this). */
function* endedThread(context: Context): Sys<void> {
	const { id, exitStatus, exitedAt } = context.init as Ended;
	const kind = yield* act((m: DaemonMemory) => (m.cri.containers[id] ? 'container' : m.cri.sandboxes[id] ? 'sandbox' : 'none'));
	if (kind === 'container') yield* containers.containerEnded(id, exitStatus, exitedAt);
	if (kind === 'sandbox') {
		yield* forgiving(deleteTask(NAMESPACE, { containerId: id }));
		yield* changeSandbox(id, { ready: false });
		yield* tellEvent({ containerId: id, podSandboxId: id, type: 'CONTAINER_STOPPED_EVENT', createdAt: exitedAt });
	}
}

/** What a shim tells, before it is published. */
export function* criHeard(namespace: string, told: Telling): Sys<void> {
	if (namespace !== NAMESPACE) return;
	if (told.topic === '/tasks/oom') yield* changeContainer(told.event.containerId, { oomKilled: true });
	if (told.topic !== '/tasks/exit' || told.event.id !== told.event.containerId) return;
	const { containerId: id, exitStatus, exitedAt } = told.event;
	const wait = yield* act((m: DaemonMemory) => {
		const c = m.cri.containers[id];
		if (!c || c.startedAt > 0) return false;
		m.cri.ended[id] = { exitStatus, exitedAt };
		return true;
	});
	if (!wait) yield* thread('cri.ended', { id, exitStatus, exitedAt });
}

export const criEntries = { 'cri.ended': endedThread, 'cri.logs': logThread, 'cri.input': inputThread };

/** At start: reads the records, follows the logs of what still runs, takes in what ended meanwhile. */
export function* criRestore(): Sys<void> {
	const saved = yield* savedObjects<SandboxRecord>(NAMESPACE, 'sandboxes');
	const savedContainers = yield* savedObjects<CriContainerRecord>(NAMESPACE, 'cri-containers');
	yield* act((m: DaemonMemory) => {
		for (const s of saved) m.cri.sandboxes[s.id] = s;
		for (const c of savedContainers) m.cri.containers[c.id] = c;
	});
	for (const s of saved) if (s.ready && !(yield* alive(s.id))) yield* changeSandbox(s.id, { ready: false });
	for (const c of savedContainers) {
		if (c.startedAt === 0 || c.finishedAt > 0) continue;
		const task = yield* taskOf(c.id);
		if (!task) yield* changeContainer(c.id, { finishedAt: c.startedAt, exitCode: 255, reason: 'Unknown', pid: 0 });
		else if (task.status === 'STOPPED') yield* thread('cri.ended', { id: c.id, exitStatus: task.exitStatus, exitedAt: task.exitedAt });
		else yield* readLogs(c, yield* openLogs(c));
	}
}
function* taskOf(id: string): Sys<{ status: string; exitStatus: number; exitedAt: number; pid: number } | undefined> {
	try {
		return yield* getTask(NAMESPACE, { containerId: id });
	} catch (e) {
		if (e instanceof RpcError) return undefined;
		throw e;
	}
}
function* alive(id: string): Sys<boolean> {
	const task = yield* taskOf(id);
	if (!task || task.status === 'STOPPED') return false;
	try {
		yield* process(task.pid);
		return true;
	} catch (e) {
		if (e instanceof Errno) return false;
		throw e;
	}
}
