// What the runtime has of a pod, asked over the CRI: its sandbox and its containers, newest first.
import { criOn, type ContainerStatus, type PodSandbox } from '../containerd/index.ts';
import type { Sys } from '../engine/index.ts';
import { close } from '../kernel/index.ts';
import { giveRuntime, takeRuntime } from './cri.ts';
import { kubelet, type Memory, type WantedPod } from './memory.ts';

export const podLabel = 'io.kubernetes.pod.uid';
export const nameLabel = 'io.kubernetes.container.name';
export const restartAnnotation = 'io.kubernetes.container.restartCount';
export const hashAnnotation = 'io.kubernetes.container.hash';
export const messageAnnotation = 'io.kubernetes.container.terminationMessagePath';
export const policyAnnotation = 'io.kubernetes.container.terminationMessagePolicy';

export interface RuntimePod {
	/** Newest first. */
	readonly sandboxes: readonly PodSandbox[];
	readonly ip: string;
	/** By container name, newest first. */
	readonly containers: ReadonlyMap<string, readonly ContainerStatus[]>;
}

/** What was last asked of the runtime and still holds: nothing was told of the pod since, and its worker did nothing to it. */
export interface KnownPod {
	readonly pod: RuntimePod;
	/** How often it may be used before the runtime is asked all the same. */
	readonly uses: number;
}
const mostUses = 13;

/** Counts one more use of what is known of a pod; undefined when there is none left. Inside an act. */
function usedPod(memory: Memory, uid: string): RuntimePod | undefined {
	const known = memory.runtimePods.get(uid);
	if (!known || known.uses === 0) return undefined;
	memory.runtimePods.set(uid, { pod: known.pod, uses: known.uses - 1 });
	return known.pod;
}
const versionOf = ({ pod, source }: WantedPod): string => source ?? pod.metadata.resourceVersion;
/** While its worker looks. */
const looking = '';
/**
 * A worker's turn begins (inside an act). True when there is nothing to look at: the pod is just as it was left when there was nothing to do, and
 * nothing was told of it since.
 */
export function isQuiet(memory: Memory, wanted: WantedPod): boolean {
	const { uid } = wanted.pod.metadata;
	if (memory.quiet.get(uid) === versionOf(wanted) && usedPod(memory, uid) !== undefined) return true;
	memory.quiet.set(uid, looking);
	return false;
}
/** A worker that found nothing to do ends its turn (inside an act), unless it was called meanwhile or the API server was not told of the status. */
export function leaveQuiet(memory: Memory, uid: string, status: string): void {
	const wanted = memory.pods.get(uid);
	if (wanted && memory.quiet.get(uid) === looking && memory.sent.get(uid) === status) memory.quiet.set(uid, versionOf(wanted));
}

/** A pod as its worker's turn goes by: as remembered (the real one's pod cache, which the listing of containers keeps), else as the runtime says. */
export function* knownPod(uid: string): Sys<RuntimePod> {
	const { known, changes } = yield* kubelet((m) => ({ known: usedPod(m, uid), changes: m.runtimeChanges }));
	if (known) return known;
	const pod = yield* runtimePod(uid);
	// What was told while it was asked for may or may not be in it.
	yield* kubelet((m) => {
		if (m.runtimeChanges === changes) m.runtimePods.set(uid, { pod, uses: mostUses });
	});
	return pod;
}
/** Something happens to a pod in the runtime (inside an act): it is asked for anew. */
export function forgetPod(memory: Memory, uid: string): void {
	memory.runtimeChanges++;
	memory.runtimePods.delete(uid);
	memory.quiet.delete(uid);
}

/** Asks for a pod's sandboxes and containers. */
export function* runtimePod(uid: string): Sys<RuntimePod> {
	const fd = yield* takeRuntime();
	try {
		const pod = yield* ask(fd, uid);
		yield* giveRuntime(fd);
		return pod;
	} catch (error) {
		yield* close(fd);
		throw error;
	}
}

function* ask(fd: number, uid: string): Sys<RuntimePod> {
	const filter = { labelSelector: { [podLabel]: uid } };
	const { items } = yield* criOn(fd, 'ListPodSandbox', { filter });
	const sandboxes = [...items].sort((a, b) => b.createdAt - a.createdAt);
	let ip = '';
	const [newest] = sandboxes;
	if (newest?.state === 'SANDBOX_READY') ip = (yield* criOn(fd, 'PodSandboxStatus', { podSandboxId: newest.id })).status.network.ip;
	const { containers } = yield* criOn(fd, 'ListContainers', { filter });
	const byName = new Map<string, ContainerStatus[]>();
	for (const container of [...containers].sort((a, b) => b.metadata.attempt - a.metadata.attempt || b.createdAt - a.createdAt)) {
		const { status } = yield* criOn(fd, 'ContainerStatus', { containerId: container.id });
		byName.set(container.metadata.name, [...(byName.get(container.metadata.name) ?? []), status]);
	}
	return { sandboxes, ip, containers: byName };
}
