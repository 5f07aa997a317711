// A deployment's status: counts, and the conditions Available, Progressing and ReplicaFailure with their real reasons and messages.
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../kinds/index.ts';
import { rfc3339 } from '../../values/index.ts';
import { timeOf } from '../memory.ts';
import { available, limits, replicasOf, total } from './sets.ts';

const condition = (deployment: { status?: DeploymentStatus }, type: string): DeploymentCondition | undefined =>
	deployment.status?.conditions?.find((c) => c.type === type);

/** Puts a condition; its transition time changes only with its status. */
function withCondition(
	conditions: readonly DeploymentCondition[],
	type: string,
	status: string,
	reason: string,
	message: string,
	now: number
): DeploymentCondition[] {
	const old = conditions.find((c) => c.type === type);
	if (old && old.status === status && old.reason === reason && (type !== 'Progressing' || old.message === message)) return [...conditions];
	const time = rfc3339(now);
	const next = {
		type,
		status,
		reason,
		message,
		lastUpdateTime: time,
		lastTransitionTime: old && old.status === status ? (old.lastTransitionTime ?? time) : time
	};
	return old ? [...conditions.filter((c) => c !== old), next] : [...conditions, next];
}

export interface Progress {
	/** What the reconcile did to the new set. */
	readonly found?: 'created' | 'found';
	readonly failure?: { readonly reason: string; readonly message: string };
}

/** Everything wanted is there, updated and available. */
const isComplete = (deployment: Deployment, status: DeploymentStatus): boolean => {
	const wanted = deployment.spec?.replicas ?? 1;
	return (
		(status.updatedReplicas ?? 0) === wanted &&
		(status.replicas ?? 0) === wanted &&
		(status.availableReplicas ?? 0) === wanted &&
		(status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
	);
};

/** The status of a deployment with these replica sets. */
export function statusOf(deployment: Deployment, old: readonly ReplicaSet[], fresh: ReplicaSet | undefined, progress: Progress, now: number): DeploymentStatus {
	const all = fresh ? [...old, fresh] : old;
	const wanted = deployment.spec?.replicas ?? 1;
	const replicas = total(all, (set) => set.status?.replicas ?? 0);
	const up = available(all);
	const ready = total(all, (set) => set.status?.readyReplicas ?? 0);
	const missing = Math.max(0, total(all, replicasOf) - up);
	const updated = fresh?.status?.replicas ?? 0;
	const counts: DeploymentStatus = {
		...(deployment.metadata.generation === undefined ? {} : { observedGeneration: deployment.metadata.generation }),
		...(replicas ? { replicas } : {}),
		...(updated ? { updatedReplicas: updated } : {}),
		...(ready ? { readyReplicas: ready } : {}),
		...(up ? { availableReplicas: up } : {}),
		...(missing ? { unavailableReplicas: missing } : {}),
		terminatingReplicas: total(all, (set) => set.status?.terminatingReplicas ?? 0),
		...(deployment.status?.collisionCount ? { collisionCount: deployment.status.collisionCount } : {})
	};
	let conditions = [...(deployment.status?.conditions ?? [])];
	const enough = up >= wanted - limits(deployment).unavailable;
	conditions = enough
		? withCondition(conditions, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
		: withCondition(conditions, 'Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', now);
	conditions = progressing(deployment, counts, fresh, progress, conditions, now);
	const failing = all.flatMap((set) => set.status?.conditions ?? []).find((c) => c.type === 'ReplicaFailure');
	const failure = failing ? { reason: failing.reason ?? '', message: failing.message ?? '' } : progress.failure;
	conditions = failure
		? withCondition(conditions, 'ReplicaFailure', 'True', failure.reason, failure.message, now)
		: conditions.filter((c) => c.type !== 'ReplicaFailure');
	return { ...counts, conditions };
}

function progressing(
	deployment: Deployment,
	counts: DeploymentStatus,
	fresh: ReplicaSet | undefined,
	progress: Progress,
	before: DeploymentCondition[],
	now: number
): DeploymentCondition[] {
	const name = fresh?.metadata.name ?? deployment.metadata.name;
	const what = fresh ? `ReplicaSet "${name}"` : `Deployment "${name}"`;
	const known = before.find((c) => c.type === 'Progressing');
	if (deployment.spec?.paused) {
		return known?.reason === 'DeploymentPaused' ? before : withCondition(before, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', now);
	}
	if (known?.reason === 'DeploymentPaused') return withCondition(before, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', now);
	if (progress.found === 'created') return withCondition(before, 'Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`, now);
	if (progress.found === 'found' && !known) return withCondition(before, 'Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${name}"`, now);
	const done = isComplete(deployment, counts);
	const wasDone = known?.reason === 'NewReplicaSetAvailable' && (deployment.status?.replicas ?? 0) === (deployment.status?.updatedReplicas ?? 0);
	if (wasDone && (counts.updatedReplicas ?? 0) === (counts.replicas ?? 0)) return before;
	if (done) return withCondition(before, 'Progressing', 'True', 'NewReplicaSetAvailable', `${what} has successfully progressed.`, now);
	const old = deployment.status ?? {};
	const moved =
		(counts.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
		(counts.replicas ?? 0) - (counts.updatedReplicas ?? 0) < (old.replicas ?? 0) - (old.updatedReplicas ?? 0) ||
		(counts.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
		(counts.availableReplicas ?? 0) > (old.availableReplicas ?? 0);
	if (moved) {
		const time = rfc3339(now);
		const next = {
			type: 'Progressing',
			status: 'True',
			reason: 'ReplicaSetUpdated',
			message: `${what} is progressing.`,
			lastUpdateTime: time,
			lastTransitionTime: known?.status === 'True' ? (known.lastTransitionTime ?? time) : time
		};
		return known ? [...before.filter((c) => c !== known), next] : [...before, next];
	}
	if (overdue(deployment, known, now))
		return withCondition(before, 'Progressing', 'False', 'ProgressDeadlineExceeded', `${what} has timed out progressing.`, now);
	return before;
}

const overdue = (deployment: Deployment, known: DeploymentCondition | undefined, now: number): boolean => {
	const deadline = deployment.spec?.progressDeadlineSeconds;
	if (!known || deadline === undefined || deadline === 2_147_483_647 || known.reason === 'NewReplicaSetAvailable') return false;
	return now - timeOf(known.lastUpdateTime) >= deadline * 1_000_000;
};

/** µs until the progress deadline passes, if one is running. */
export function deadlineIn(deployment: Deployment, status: DeploymentStatus, now: number): number | undefined {
	const known = condition({ status }, 'Progressing');
	const deadline = deployment.spec?.progressDeadlineSeconds;
	if (
		!known ||
		known.status !== 'True' ||
		known.reason === 'NewReplicaSetAvailable' ||
		deadline === undefined ||
		deadline === 2_147_483_647 ||
		deployment.spec?.paused
	)
		return undefined;
	return Math.max(1_000_000, timeOf(known.lastUpdateTime) + deadline * 1_000_000 - now + 1_000_000);
}
