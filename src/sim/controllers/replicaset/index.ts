// The ReplicaSet controller: as many active pods as spec.replicas says, made in slow-start batches, deleted in a stated order.
// Follows pkg/controller/replicaset; expectations are not needed, since a write is in the cache before the next reconcile.
// ReplicationControllers are the same loop over another kind, as upstream: their selector is a plain map and their status shorter.
import { cached, done, requeueAfter, updateStatus, type Controller, type Result } from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import type {
	KubeObject,
	LabelSelector,
	Pod,
	PodTemplateSpec,
	ReplicaSet,
	ReplicaSetCondition,
	ReplicaSetStatus,
	ReplicationController
} from '../../kinds/index.ts';
import { rfc3339 } from '../../values/index.ts';
import { claim } from '../adoption.ts';
import { timeOf } from '../memory.ts';
import { byDeletionOrder, createPod, deletePod, isActive, isAvailable, isReady, podCondition } from '../pods.ts';

const burst = 500;

/** A ReplicaSet or a ReplicationController, seen the same way. */
interface Replicated extends KubeObject {
	readonly spec?: { readonly replicas?: number; readonly minReadySeconds?: number; readonly template?: PodTemplateSpec };
	readonly status?: ReplicaSetStatus;
}
interface Adapter {
	readonly name: string;
	readonly component: string;
	readonly find: (key: string) => Sys<Replicated | undefined>;
	readonly selector: (set: Replicated) => LabelSelector | undefined;
	readonly save: (set: Replicated, status: ReplicaSetStatus) => Sys<unknown>;
	/** Whether its status counts pods that are going. */
	readonly terminating: boolean;
}

/** Creates or deletes pods towards the wanted number. Answers whether there was something to do. */
function* manage(set: Replicated, active: readonly Pod[], now: number, component: string): Sys<boolean> {
	const difference = active.length - (set.spec?.replicas ?? 1);
	if (difference < 0) {
		let left = Math.min(-difference, burst);
		// Slow start: a template that cannot be created fails once, not five hundred times.
		for (let batch = 1; left > 0; batch *= 2) {
			const size = Math.min(batch, left);
			for (let i = 0; i < size; i++) yield* createPod(set, set.spec?.template ?? {}, component);
			left -= size;
		}
	} else if (difference > 0) {
		const perNode = new Map<string, number>();
		for (const pod of active) perNode.set(pod.spec?.nodeName ?? '', (perNode.get(pod.spec?.nodeName ?? '') ?? 0) + 1);
		const order = [...active].sort(byDeletionOrder((pod) => perNode.get(pod.spec?.nodeName ?? '') ?? 0, now));
		for (const pod of order.slice(0, Math.min(difference, burst))) yield* deletePod(set, pod, component);
	}
	return difference !== 0;
}

function statusOf(set: Replicated, pods: readonly Pod[], failure: string | undefined, now: number, terminating: boolean): ReplicaSetStatus {
	const active = pods.filter(isActive);
	const labels = Object.entries(set.spec?.template?.metadata?.labels ?? {});
	let ready = 0;
	let available = 0;
	let labelled = 0;
	for (const pod of active) {
		if (labels.every(([key, value]) => pod.metadata.labels?.[key] === value)) labelled++;
		if (!isReady(pod)) continue;
		ready++;
		if (isAvailable(pod, set.spec?.minReadySeconds ?? 0, now)) available++;
	}
	const conditions: ReplicaSetCondition[] = (set.status?.conditions ?? []).filter((condition) => condition.type !== 'ReplicaFailure');
	const known = set.status?.conditions?.find((condition) => condition.type === 'ReplicaFailure');
	if (failure !== undefined) {
		conditions.push(known ?? { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: failure, lastTransitionTime: rfc3339(now) });
	}
	return {
		replicas: active.length,
		...(active.length ? { fullyLabeledReplicas: labelled } : {}),
		...(ready ? { readyReplicas: ready } : {}),
		...(available ? { availableReplicas: available } : {}),
		...(terminating
			? {
					terminatingReplicas: pods.filter((pod) => pod.metadata.deletionTimestamp && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed')
						.length
				}
			: {}),
		...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
		...(conditions.length ? { conditions } : {})
	};
}

function* reconcile(adapter: Adapter, key: string): Sys<Result> {
	const set = yield* adapter.find(key);
	if (!set) return done;
	const now = yield* clock();
	let pods = yield* claim('v1/pods', set, adapter.selector(set));
	let failure: string | undefined;
	let thrown: unknown;
	if (!set.metadata.deletionTimestamp) {
		let acted = true;
		try {
			acted = yield* manage(set, pods.filter(isActive), now, adapter.component);
		} catch (error) {
			thrown = error;
			failure = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
		}
		if (acted) pods = yield* claim('v1/pods', set, adapter.selector(set));
	}
	const status = statusOf(set, pods, failure, now, adapter.terminating);
	if (JSON.stringify(status) !== JSON.stringify(set.status)) yield* adapter.save(set, status);
	if (thrown !== undefined) throw thrown;
	const seconds = set.spec?.minReadySeconds ?? 0;
	if (seconds === 0 || (status.readyReplicas ?? 0) === (status.availableReplicas ?? 0)) return done;
	// A pod becomes available by time alone.
	const waits = pods
		.filter((pod) => isReady(pod) && !isAvailable(pod, seconds, now))
		.map((pod) => timeOf(podCondition(pod, 'Ready')?.lastTransitionTime) + seconds * 1_000_000 - now);
	return waits.length ? requeueAfter(Math.max(100_000, Math.min(...waits))) : done;
}

const loop = (adapter: Adapter): Controller => ({ name: adapter.name, workers: 5, reconcile: (key) => reconcile(adapter, key) });

export const replicaset = loop({
	name: 'replicaset',
	component: 'replicaset-controller',
	find: (key) => cached('apps/v1/replicasets', key),
	selector: (set) => (set as ReplicaSet).spec?.selector,
	save: (set, status) => updateStatus('apps/v1/replicasets', { ...(set as ReplicaSet), status }),
	terminating: true
});
export const replicationController = loop({
	name: 'replicationcontroller',
	component: 'replication-controller',
	find: (key) => cached('v1/replicationcontrollers', key),
	selector: (set) => ({ matchLabels: (set as ReplicationController).spec?.selector ?? {} }),
	save: (set, status) => updateStatus('v1/replicationcontrollers', { ...(set as ReplicationController), status }),
	terminating: false
});
