// The ReplicaSet controller: as many active pods as spec.replicas says, made in slow-start batches, deleted in a stated order.
// Follows pkg/controller/replicaset; expectations are not needed, since a write is in the cache before the next reconcile.
import { cached, done, requeueAfter, updateStatus, type Controller, type Result } from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import type { Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../../kinds/index.ts';
import { rfc3339 } from '../../values/index.ts';
import { claim } from '../adoption.ts';
import { timeOf } from '../memory.ts';
import { byDeletionOrder, createPod, deletePod, isActive, isAvailable, isReady, podCondition } from '../pods.ts';

const component = 'replicaset-controller';
const burst = 500;

/** Creates or deletes pods towards the wanted number. */
function* manage(set: ReplicaSet, active: readonly Pod[], now: number): Sys<void> {
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
}

function statusOf(set: ReplicaSet, pods: readonly Pod[], failure: string | undefined, now: number): ReplicaSetStatus {
	const active = pods.filter(isActive);
	const labels = Object.entries(set.spec?.template?.metadata?.labels ?? {});
	const ready = active.filter(isReady);
	const conditions: ReplicaSetCondition[] = (set.status?.conditions ?? []).filter((condition) => condition.type !== 'ReplicaFailure');
	const known = set.status?.conditions?.find((condition) => condition.type === 'ReplicaFailure');
	if (failure !== undefined) {
		conditions.push(known ?? { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: failure, lastTransitionTime: rfc3339(now) });
	}
	const available = ready.filter((pod) => isAvailable(pod, set.spec?.minReadySeconds ?? 0, now)).length;
	return {
		replicas: active.length,
		...(active.length ? { fullyLabeledReplicas: active.filter((pod) => labels.every(([key, value]) => pod.metadata.labels?.[key] === value)).length } : {}),
		...(ready.length ? { readyReplicas: ready.length } : {}),
		...(available ? { availableReplicas: available } : {}),
		terminatingReplicas: pods.filter((pod) => pod.metadata.deletionTimestamp && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed').length,
		...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
		...(conditions.length ? { conditions } : {})
	};
}

function* reconcile(key: string): Sys<Result> {
	const set = yield* cached('apps/v1/replicasets', key);
	if (!set) return done;
	const now = yield* clock();
	let pods = yield* claim('v1/pods', set, set.spec?.selector);
	let failure: string | undefined;
	let thrown: unknown;
	if (!set.metadata.deletionTimestamp) {
		try {
			yield* manage(set, pods.filter(isActive), now);
		} catch (error) {
			thrown = error;
			failure = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
		}
		pods = yield* claim('v1/pods', set, set.spec?.selector);
	}
	const status = statusOf(set, pods, failure, now);
	if (JSON.stringify(status) !== JSON.stringify(set.status)) yield* updateStatus('apps/v1/replicasets', { ...set, status });
	if (thrown !== undefined) throw thrown;
	const seconds = set.spec?.minReadySeconds ?? 0;
	if (seconds === 0 || (status.readyReplicas ?? 0) === (status.availableReplicas ?? 0)) return done;
	// A pod becomes available by time alone.
	const waits = pods.filter((pod) => isReady(pod) && !isAvailable(pod, seconds, now)).map((pod) => timeOf(podCondition(pod, 'Ready')?.lastTransitionTime) + seconds * 1_000_000 - now);
	return waits.length ? requeueAfter(Math.max(100_000, Math.min(...waits))) : done;
}

export const replicaset: Controller = { name: 'replicaset', workers: 5, reconcile };
