// The disruption controller: how many pods of each PodDisruptionBudget may go now (pkg/controller/disruption).
// Pods the eviction API has let go count as gone for two minutes. Leaves out scale subresources of custom kinds.
import { ApiError, cached, cachedByIndex, done, recordEvent, requeueAfter, updateStatus, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { clock } from '../kernel/index.ts';
import { controllerOf, type KubeObject, type Pod, type PodDisruptionBudget, type PodDisruptionBudgetStatus } from '../kinds/index.ts';
import { formatSelector, labelSelectorAsSelector, rfc3339 } from '../values/index.ts';
import { timeOf } from './memory.ts';
import { isReady } from './pods.ts';
import { selects } from './selectors.ts';

const component = 'controllermanager';
const deletionTimeout = 120_000_000;

/** A percentage of a number rounded up, or the number itself. */
export function scaled(value: number | string, total: number): number {
	if (typeof value === 'number') return value;
	const percent = Number(value.endsWith('%') ? value.slice(0, -1) : value);
	return Math.ceil((percent * total) / 100);
}

const scales = [
	['ReplicaSet', 'apps/v1/replicasets'],
	['ReplicationController', 'v1/replicationcontrollers'],
	['StatefulSet', 'apps/v1/statefulsets']
] as const;

/** The controller whose scale a pod counts in: its owner, or its ReplicaSet's Deployment. */
function* scaleOf(pod: Pod): Sys<{ uid: string; replicas: number } | string | null> {
	const owner = controllerOf(pod);
	if (!owner) return null;
	const namespace = pod.metadata.namespace ?? '';
	const row = scales.find(([kind]) => kind === owner.kind);
	if (!row) return `${owner.kind.toLowerCase()}s.${owner.apiVersion.split('/')[0] ?? ''} does not implement the scale subresource`;
	const object = (yield* cached(row[1], `${namespace}/${owner.name}`)) as (KubeObject & { spec?: { replicas?: number } }) | undefined;
	if (object?.metadata.uid !== owner.uid) return null;
	const parent = controllerOf(object);
	const deployment = parent?.kind === 'Deployment' ? yield* cached('apps/v1/deployments', `${namespace}/${parent.name}`) : undefined;
	if (deployment) return { uid: deployment.metadata.uid, replicas: deployment.spec?.replicas ?? 1 };
	return { uid: owner.uid, replicas: object.spec?.replicas ?? 1 };
}

interface Expected {
	readonly expected: number;
	readonly desired: number;
}

function* expectedOf(pdb: PodDisruptionBudget, pods: readonly Pod[]): Sys<Expected | string> {
	const { minAvailable, maxUnavailable } = pdb.spec ?? {};
	if (maxUnavailable === undefined && typeof (minAvailable ?? 0) === 'number') return { expected: pods.length, desired: Number(minAvailable ?? 0) };
	const counted = new Map<string, number>();
	let unmanaged = false;
	for (const pod of pods) {
		const scale = yield* scaleOf(pod);
		if (typeof scale === 'string') return scale;
		if (scale) counted.set(scale.uid, scale.replicas);
		else unmanaged = true;
	}
	if (unmanaged) {
		const selector = formatSelector(labelSelectorAsSelector(pdb.spec?.selector));
		const message = `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
		yield* recordEvent({ component, about: pdb, type: 'Warning', reason: 'UnmanagedPods', message });
	}
	const expected = [...counted.values()].reduce((sum, replicas) => sum + replicas, 0);
	return { expected, desired: maxUnavailable === undefined ? scaled(minAvailable ?? 0, expected) : Math.max(0, expected - scaled(maxUnavailable, expected)) };
}

function statusWith(
	pdb: PodDisruptionBudget,
	counts: Omit<PodDisruptionBudgetStatus, 'conditions'>,
	allowed: 'SufficientPods' | 'InsufficientPods' | 'SyncFailed',
	message: string,
	time: string
): PodDisruptionBudgetStatus {
	const known = pdb.status?.conditions?.find((c) => c.type === 'DisruptionAllowed');
	const status = allowed === 'SufficientPods' ? 'True' : 'False';
	const same = known?.status === status;
	const condition = {
		type: 'DisruptionAllowed',
		status,
		observedGeneration: pdb.metadata.generation ?? 0,
		lastTransitionTime: same ? known.lastTransitionTime : time,
		reason: allowed,
		message
	};
	return { ...counts, conditions: [...(pdb.status?.conditions ?? []).filter((c) => c !== known), condition] };
}

function* save(pdb: PodDisruptionBudget, status: PodDisruptionBudgetStatus): Sys<void> {
	const plain = (s: PodDisruptionBudgetStatus | undefined) =>
		JSON.stringify([
			s?.currentHealthy ?? 0,
			s?.desiredHealthy ?? 0,
			s?.disruptionsAllowed ?? 0,
			s?.expectedPods ?? 0,
			s?.observedGeneration,
			s?.disruptedPods ?? {},
			(s?.conditions ?? []).map((c) => [c.type, c.status, c.reason, c.message, c.observedGeneration])
		]);
	if (plain(status) !== plain(pdb.status)) yield* updateStatus('policy/v1/poddisruptionbudgets', { ...pdb, status });
}

function* reconcile(key: string): Sys<Result> {
	const pdb = yield* cached('policy/v1/poddisruptionbudgets', key);
	if (!pdb) return done;
	const now = yield* clock();
	const time = rfc3339(now);
	const pods = (yield* cachedByIndex('v1/pods', 'namespace', pdb.metadata.namespace ?? '')).filter((pod) => selects(pdb.spec?.selector, pod.metadata.labels));
	if (pods.length === 0) yield* recordEvent({ component, about: pdb, type: 'Normal', reason: 'NoPods', message: 'No matching pods found' });
	const counts = yield* expectedOf(pdb, pods);
	if (typeof counts === 'string') {
		yield* recordEvent({
			component,
			about: pdb,
			type: 'Warning',
			reason: 'CalculateExpectedPodCountFailed',
			message: `Failed to calculate the number of expected pods: ${counts}`
		});
		yield* save(
			pdb,
			statusWith(
				pdb,
				{
					...pdb.status,
					currentHealthy: pdb.status?.currentHealthy ?? 0,
					desiredHealthy: pdb.status?.desiredHealthy ?? 0,
					expectedPods: pdb.status?.expectedPods ?? 0,
					disruptionsAllowed: 0,
					observedGeneration: pdb.metadata.generation ?? 0
				},
				'SyncFailed',
				counts,
				time
			)
		);
		return done;
	}
	let recheck = Infinity;
	const disrupted: Record<string, string> = {};
	for (const [name, since] of Object.entries(pdb.status?.disruptedPods ?? {})) {
		const pod = pods.find((p) => p.metadata.name === name);
		if (!pod || pod.metadata.deletionTimestamp) continue;
		const until = timeOf(since) + deletionTimeout;
		if (until <= now)
			yield* recordEvent({
				component,
				about: pod,
				type: 'Warning',
				reason: 'NotDeleted',
				message: `Pod was expected by PDB ${key} to be deleted but it wasn't`
			});
		else {
			disrupted[name] = since;
			recheck = Math.min(recheck, until - now);
		}
	}
	const healthy = pods.filter((pod) => !pod.metadata.deletionTimestamp && disrupted[pod.metadata.name] === undefined && isReady(pod)).length;
	const allowed = counts.expected <= 0 ? 0 : Math.max(0, healthy - counts.desired);
	const next = {
		currentHealthy: healthy,
		desiredHealthy: counts.desired,
		disruptionsAllowed: allowed,
		expectedPods: counts.expected,
		...(pdb.metadata.generation === undefined ? {} : { observedGeneration: pdb.metadata.generation }),
		...(Object.keys(disrupted).length ? { disruptedPods: disrupted } : {})
	};
	try {
		yield* save(pdb, statusWith(pdb, next, allowed > 0 ? 'SufficientPods' : 'InsufficientPods', '', time));
	} catch (error) {
		if (!(error instanceof ApiError && (error.code === 404 || error.code === 409))) throw error;
		if (error.code === 409) return requeueAfter(100_000);
	}
	return recheck === Infinity ? done : requeueAfter(recheck + 1000);
}

export const disruption: Controller = { name: 'disruption', workers: 1, reconcile };
