// What controllers ask of pods: is it active, ready, available; and how one is made from a template.
import { create, recordEvent, remove, ApiError } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { controllerRef, type KubeObject, type Pod, type PodTemplateSpec } from '../kinds/index.ts';
import { timeOf } from './memory.ts';

export const isActive = (pod: Pod): boolean => pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed' && !pod.metadata.deletionTimestamp;
/** A condition of a pod by type. */
export const podCondition = (pod: Pod, type: string) => pod.status?.conditions?.find((condition) => condition.type === type);
export const isReady = (pod: Pod): boolean => podCondition(pod, 'Ready')?.status === 'True';

/** Ready for at least `seconds`. */
export function isAvailable(pod: Pod, seconds: number, now: number): boolean {
	const ready = podCondition(pod, 'Ready');
	if (ready?.status !== 'True') return false;
	return seconds === 0 || now - timeOf(ready.lastTransitionTime) >= seconds * 1_000_000;
}

/** Creates a pod from a template, owned by `owner`; says so in an event. */
export function* createPod(
	owner: KubeObject,
	template: PodTemplateSpec,
	component: string,
	name?: string,
	labels?: Readonly<Record<string, string>>
): Sys<Pod> {
	const prefix = `${owner.metadata.name}-`;
	try {
		const pod = yield* create('v1/pods', {
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: {
				...(name ? { name } : { generateName: prefix }),
				...(owner.metadata.namespace ? { namespace: owner.metadata.namespace } : {}),
				labels: { ...template.metadata?.labels, ...labels },
				...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
				...(template.metadata?.finalizers ? { finalizers: template.metadata.finalizers } : {}),
				ownerReferences: [controllerRef(owner)]
			},
			spec: template.spec
		});
		yield* recordEvent({ component, about: owner, type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}` });
		return pod;
	} catch (error) {
		if (error instanceof ApiError)
			yield* recordEvent({ component, about: owner, type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${error.message}` });
		throw error;
	}
}

/** Deletes a pod on behalf of its owner; says so in an event. */
export function* deletePod(owner: KubeObject, pod: Pod, component: string): Sys<void> {
	try {
		yield* remove('v1/pods', `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`);
		yield* recordEvent({ component, about: owner, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}` });
	} catch (error) {
		if (!(error instanceof ApiError && error.code === 404)) throw error;
	}
}

const phaseRank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** Orders pods for deletion, the first to go first (pkg/controller ActivePodsWithRanks). `related` counts the owner's pods on the same node. */
export function byDeletionOrder(related: (pod: Pod) => number, now: number): (a: Pod, b: Pod) => number {
	const cost = (pod: Pod) => Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);
	const restarts = (pod: Pod) => Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount));
	// Ages count on a logarithmic scale: pods of like age are equal.
	const bucket = (us: number) => Math.floor(Math.max(0, now - us) / 1_000_000).toString(2).length;
	return (a, b) => {
		const assigned = (a.spec?.nodeName ? 1 : 0) - (b.spec?.nodeName ? 1 : 0);
		if (assigned) return assigned;
		const phase = (phaseRank[a.status?.phase ?? ''] ?? 0) - (phaseRank[b.status?.phase ?? ''] ?? 0);
		if (phase) return phase;
		const ready = (isReady(a) ? 1 : 0) - (isReady(b) ? 1 : 0);
		if (ready) return ready;
		if (cost(a) !== cost(b)) return cost(a) - cost(b);
		const doubled = related(b) - related(a);
		if (doubled) return doubled;
		if (isReady(a) && isReady(b)) {
			const age = bucket(timeOf(podCondition(a, 'Ready')?.lastTransitionTime)) - bucket(timeOf(podCondition(b, 'Ready')?.lastTransitionTime));
			if (age) return age;
		}
		if (restarts(a) !== restarts(b)) return restarts(b) - restarts(a);
		const created = bucket(timeOf(a.metadata.creationTimestamp)) - bucket(timeOf(b.metadata.creationTimestamp));
		if (created) return created;
		return a.metadata.uid < b.metadata.uid ? -1 : 1;
	};
}
