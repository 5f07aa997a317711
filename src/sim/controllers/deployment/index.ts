// The Deployment controller: one replica set per template, rolled over within the strategy's limits, with revisions and history.
// Follows pkg/controller/deployment. One step per reconcile: each write brings it back by the watch.
import { ApiError, cached, cachedByIndex, create, done, remove, requeueAfter, update, updateStatus, type Controller, type Result } from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { controllerRef, keyOf, type Deployment, type ReplicaSet } from '../../kinds/index.ts';
import { claim } from '../adoption.ts';
import { emptied, isScaling, proportional, rolling, sayScaled, scale, sizeAnnotations, writeRevision } from './scale.ts';
import { byCreation, hashLabel, newSetOf, replicasOf, revisionAnnotation, revisionOf, templateHash } from './sets.ts';
import { deadlineIn, statusOf, type Progress } from './status.ts';

const historyAnnotation = 'deployment.kubernetes.io/revision-history';
const notCopied = new Set([
	'kubectl.kubernetes.io/last-applied-configuration',
	revisionAnnotation,
	historyAnnotation,
	'deployment.kubernetes.io/desired-replicas',
	'deployment.kubernetes.io/max-replicas',
	'deprecated.deployment.rollback.to'
]);

const copied = (deployment: Deployment): Record<string, string> =>
	Object.fromEntries(Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key)));

/** Makes the set of the current template, sized for a first step. */
function* createSet(deployment: Deployment, old: readonly ReplicaSet[], revision: string): Sys<ReplicaSet> {
	const hash = templateHash(deployment.spec?.template, deployment.status?.collisionCount ?? 0);
	const template = deployment.spec?.template;
	const wanted = deployment.spec?.replicas ?? 1;
	const now = old.reduce((sum, other) => sum + replicasOf(other), 0);
	const most = Number(sizeAnnotations(deployment)['deployment.kubernetes.io/max-replicas']);
	const first = deployment.spec?.strategy?.type === 'Recreate' ? wanted : Math.max(0, Math.min(most - now, wanted));
	const set = yield* create('apps/v1/replicasets', {
		apiVersion: 'apps/v1',
		kind: 'ReplicaSet',
		metadata: {
			name: `${deployment.metadata.name}-${hash}`,
			...(deployment.metadata.namespace ? { namespace: deployment.metadata.namespace } : {}),
			labels: { ...template?.metadata?.labels, [hashLabel]: hash },
			annotations: { ...copied(deployment), ...sizeAnnotations(deployment), [revisionAnnotation]: revision },
			ownerReferences: [controllerRef(deployment)]
		},
		spec: {
			replicas: first,
			...(deployment.spec?.minReadySeconds ? { minReadySeconds: deployment.spec.minReadySeconds } : {}),
			selector: { ...deployment.spec?.selector, matchLabels: { ...deployment.spec?.selector.matchLabels, [hashLabel]: hash } },
			template: { ...template, metadata: { ...template?.metadata, labels: { ...template?.metadata?.labels, [hashLabel]: hash } } }
		}
	});
	if (first > 0) yield* sayScaled(deployment, set.metadata.name, 0, first);
	return set;
}

/** Keeps the new set's revision and annotations up to date. */
function* refresh(deployment: Deployment, fresh: ReplicaSet, revision: string): Sys<ReplicaSet> {
	const before = fresh.metadata.annotations?.[revisionAnnotation];
	const stale = Number(before ?? 0) < Number(revision);
	const history = fresh.metadata.annotations?.[historyAnnotation];
	const annotations: Record<string, string> = { ...fresh.metadata.annotations, ...copied(deployment) };
	if (stale) {
		annotations[revisionAnnotation] = revision;
		if (before) annotations[historyAnnotation] = history ? `${history},${before}` : before;
	}
	const seconds = deployment.spec?.minReadySeconds ?? 0;
	const same = Object.entries(annotations).every(([key, value]) => fresh.metadata.annotations?.[key] === value);
	if (same && (fresh.spec?.minReadySeconds ?? 0) === seconds) return fresh;
	return yield* update('apps/v1/replicasets', {
		...fresh,
		metadata: { ...fresh.metadata, annotations },
		spec: { ...fresh.spec, minReadySeconds: seconds }
	} as ReplicaSet);
}

/** Deletes the oldest empty sets beyond revisionHistoryLimit. */
function* prune(deployment: Deployment, old: readonly ReplicaSet[]): Sys<void> {
	const keep = deployment.spec?.revisionHistoryLimit ?? 10;
	const empty = old
		.filter((set) => !set.metadata.deletionTimestamp && replicasOf(set) === 0 && (set.status?.replicas ?? 0) === 0)
		.sort((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b));
	for (const set of empty.slice(0, Math.max(0, empty.length - keep))) {
		try {
			yield* remove('apps/v1/replicasets', keyOf(set), { propagationPolicy: 'Background' });
		} catch (error) {
			if (!(error instanceof ApiError && error.code === 404)) throw error;
		}
	}
}

function* reconcile(key: string): Sys<Result> {
	let deployment = yield* cached('apps/v1/deployments', key);
	if (!deployment || deployment.metadata.deletionTimestamp) return done;
	const now = yield* clock();
	const sets = yield* claim('apps/v1/replicasets', deployment, deployment.spec?.selector);
	let fresh = newSetOf(deployment, sets);
	const old = sets.filter((set) => set !== fresh);
	let progress: Progress = fresh ? { found: 'found' } : {};
	const paused = deployment.spec?.paused === true;
	const recreate = deployment.spec?.strategy?.type === 'Recreate';
	const mayCreate =
		!paused && (!recreate || (yield* emptied(deployment, old, yield* cachedByIndex('v1/pods', 'namespace', deployment.metadata.namespace ?? ''))));
	let made = false;
	try {
		const highest = Math.max(0, ...old.map(revisionOf));
		const revision = String(Math.max(highest + 1, fresh ? revisionOf(fresh) : 0));
		if (!fresh && mayCreate) {
			fresh = yield* createSet(deployment, old, revision);
			progress = { found: 'created' };
			made = true;
		} else if (fresh && !paused) fresh = yield* refresh(deployment, fresh, revision);
		const current = fresh?.metadata.annotations?.[revisionAnnotation];
		if (current !== undefined && !paused && deployment.metadata.annotations?.[revisionAnnotation] !== current)
			deployment = yield* writeRevision(deployment, current);
		if (!made) {
			if (paused || isScaling(deployment, fresh ? [...old, fresh] : old)) yield* proportional(deployment, old, fresh);
			else if (fresh && recreate) yield* scale(deployment, fresh, deployment.spec?.replicas ?? 1);
			else if (fresh) yield* rolling(deployment, old, fresh);
		}
	} catch (error) {
		if (!(error instanceof ApiError) || error.code === 409 || error.code === 404) throw error;
		progress = { failure: { reason: 'ReplicaSetCreateError', message: error.message } };
	}
	const after = yield* claim('apps/v1/replicasets', deployment, deployment.spec?.selector);
	const freshNow = newSetOf(deployment, after);
	const oldNow = after.filter((set) => set !== freshNow);
	const status = statusOf(deployment, oldNow, freshNow, progress, now);
	if (JSON.stringify(status) !== JSON.stringify(deployment.status)) yield* updateStatus('apps/v1/deployments', { ...deployment, status });
	if (status.conditions?.some((c) => c.type === 'Progressing' && c.reason === 'NewReplicaSetAvailable')) yield* prune(deployment, oldNow);
	const wait = deadlineIn(deployment, status, now);
	return wait === undefined ? done : requeueAfter(wait);
}

export const deployment: Controller = { name: 'deployment', workers: 5, reconcile };
