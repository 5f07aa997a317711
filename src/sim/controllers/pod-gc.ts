// The pod garbage collector: pods bound to a node that does not exist any more are failed and removed (pkg/controller/podgc).
// Keys are node names; a node must stay away for 40 s. Leaves out the limit of 12500 ended pods and out-of-service taints.
import { ApiError, cached, cachedByIndex, done, get, isNotFound, patch, remove, requeueAfter, type Controller, type Result } from '../client/index.ts';
import { actAndFlush } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { clock } from '../kernel/index.ts';
import { keyOf } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';
import type { Memory } from './memory.ts';

const quarantine = 40_000_000;

function* reconcile(key: string): Sys<Result> {
	const now = yield* clock();
	const known = yield* cached('v1/nodes', key);
	const pods = known ? [] : yield* cachedByIndex('v1/pods', 'node', key);
	if (pods.length === 0) {
		yield* actAndFlush((m: Memory) => m.missingNodes.delete(key));
		return done;
	}
	const since = yield* actAndFlush((m: Memory) => {
		const first = m.missingNodes.get(key) ?? now;
		m.missingNodes.set(key, first);
		return first;
	});
	if (now - since < quarantine) return requeueAfter(since + quarantine - now);
	try {
		yield* get('v1/nodes', key);
		return done;
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
	for (const pod of pods) {
		const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
		const condition = {
			type: 'DisruptionTarget',
			status: 'True',
			reason: 'DeletionByPodGC',
			message: 'PodGC: node no longer exists',
			lastTransitionTime: rfc3339(now)
		};
		try {
			if (!ended) yield* patch('v1/pods', keyOf(pod), { status: { phase: 'Failed', conditions: [condition] } }, { subresource: 'status' });
			yield* remove('v1/pods', keyOf(pod), { gracePeriodSeconds: 0 });
		} catch (error) {
			if (!(error instanceof ApiError && error.code === 404)) throw error;
		}
	}
	return done;
}

export const podGc: Controller = { name: 'pod-garbage-collector', reconcile };
