// What the runtime has of a pod, asked over the CRI: its sandbox and its containers, newest first.
import { criOn, type ContainerStatus, type PodSandbox } from '../containerd/index.ts';
import type { Sys } from '../engine/index.ts';
import { close } from '../kernel/index.ts';
import { giveRuntime, takeRuntime } from './cri.ts';

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
