// How a rollout moves: scaling the new set up and the old ones down within maxSurge and maxUnavailable (pkg/controller/deployment rolling.go, sync.go).
import { patch, recordEvent, update } from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import { keyOf, type Deployment, type Pod, type ReplicaSet } from '../../kinds/index.ts';
import { isActive } from '../pods.ts';
import { available, byCreation, limits, replicasOf, total } from './sets.ts';

const desired = 'deployment.kubernetes.io/desired-replicas';
const maximum = 'deployment.kubernetes.io/max-replicas';

/** The annotations a set carries for proportional scaling. */
export const sizeAnnotations = (deployment: Deployment): Record<string, string> => ({
	[desired]: String(deployment.spec?.replicas ?? 1),
	[maximum]: String((deployment.spec?.replicas ?? 1) + limits(deployment).surge)
});

/** Sets a replica set's size; says so in an event. Answers the set as it is now. */
export function* scale(deployment: Deployment, set: ReplicaSet, replicas: number): Sys<ReplicaSet> {
	const annotations = { ...set.metadata.annotations, ...sizeAnnotations(deployment) };
	const from = replicasOf(set);
	const same = Object.entries(sizeAnnotations(deployment)).every(([key, value]) => set.metadata.annotations?.[key] === value);
	if (from === replicas && same) return set;
	const scaled = yield* update('apps/v1/replicasets', { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } } as ReplicaSet);
	if (from !== replicas) yield* sayScaled(deployment, set.metadata.name, from, replicas);
	return scaled;
}
export function* sayScaled(deployment: Deployment, set: string, from: number, to: number): Sys<void> {
	const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set} from ${from} to ${to}`;
	yield* recordEvent({ component: 'deployment-controller', about: deployment, type: 'Normal', reason: 'ScalingReplicaSet', message });
}

/** How many pods the new set should have now. */
function newReplicas(deployment: Deployment, all: readonly ReplicaSet[], fresh: ReplicaSet): number {
	const wanted = deployment.spec?.replicas ?? 1;
	if (deployment.spec?.strategy?.type === 'Recreate') return wanted;
	const most = wanted + limits(deployment).surge;
	const now = total(all, replicasOf);
	if (now >= most) return replicasOf(fresh);
	return replicasOf(fresh) + Math.min(most - now, wanted - replicasOf(fresh));
}

/** One step of a rolling update. */
export function* rolling(deployment: Deployment, old: readonly ReplicaSet[], fresh: ReplicaSet): Sys<void> {
	const all = [...old, fresh];
	const wanted = deployment.spec?.replicas ?? 1;
	if (replicasOf(fresh) > wanted) return void (yield* scale(deployment, fresh, wanted));
	const next = newReplicas(deployment, all, fresh);
	if (next !== replicasOf(fresh)) return void (yield* scale(deployment, fresh, next));
	yield* shrinkOld(deployment, old, fresh);
}

function* shrinkOld(deployment: Deployment, old: readonly ReplicaSet[], fresh: ReplicaSet): Sys<void> {
	if (total(old, replicasOf) === 0) return;
	const least = (deployment.spec?.replicas ?? 1) - limits(deployment).unavailable;
	const all = [...old, fresh];
	const unavailableFresh = replicasOf(fresh) - (fresh.status?.availableReplicas ?? 0);
	let spare = total(all, replicasOf) - least - unavailableFresh;
	if (spare <= 0) return;
	let sets = [...old].sort(byCreation);
	// First what does not work anyway.
	const cleaned: ReplicaSet[] = [];
	for (const set of sets) {
		const broken = replicasOf(set) - (set.status?.availableReplicas ?? 0);
		const gone = Math.min(spare, broken);
		if (spare > 0 && replicasOf(set) > 0 && gone > 0) {
			cleaned.push(yield* scale(deployment, set, replicasOf(set) - gone));
			spare -= gone;
		} else cleaned.push(set);
	}
	sets = cleaned;
	let room = available([...sets, fresh]) - least;
	for (const set of sets) {
		if (room <= 0) return;
		if (replicasOf(set) === 0) continue;
		const gone = Math.min(replicasOf(set), room);
		yield* scale(deployment, set, replicasOf(set) - gone);
		room -= gone;
	}
}

/** One step of Recreate: the old ones go, wholly, before the new set is made. Answers whether the new set may come. */
export function* emptied(deployment: Deployment, old: readonly ReplicaSet[], pods: readonly Pod[]): Sys<boolean> {
	let shrunk = false;
	for (const set of old) {
		if (replicasOf(set) === 0) continue;
		yield* scale(deployment, set, 0);
		shrunk = true;
	}
	const uids = new Set(old.map((set) => set.metadata.uid));
	const running = pods.some((pod) => {
		const owner = pod.metadata.ownerReferences?.find((ref) => ref.controller);
		return owner !== undefined && uids.has(owner.uid) && (isActive(pod) || pod.metadata.deletionTimestamp !== undefined);
	});
	return !shrunk && !running;
}

/** When only the size changed (or it is paused): the active sets share the change in proportion. */
export function* proportional(deployment: Deployment, old: readonly ReplicaSet[], fresh: ReplicaSet | undefined): Sys<void> {
	const wanted = deployment.spec?.replicas ?? 1;
	const all = fresh ? [...old, fresh] : [...old];
	const active = all.filter((set) => replicasOf(set) > 0);
	const only = active.length <= 1 ? (active[0] ?? fresh ?? [...old].sort(byCreation).at(-1)) : undefined;
	if (only) return void (yield* scale(deployment, only, wanted));
	if (fresh && replicasOf(fresh) === wanted && (fresh.status?.availableReplicas ?? 0) === wanted) {
		for (const set of old) if (replicasOf(set) > 0) yield* scale(deployment, set, 0);
		return;
	}
	if (deployment.spec?.strategy?.type === 'Recreate') return;
	const most = wanted === 0 ? 0 : wanted + limits(deployment).surge;
	let change = most - total(active, replicasOf);
	const order = [...active].sort((a, b) => replicasOf(b) - replicasOf(a) || (change > 0 ? byCreation(b, a) : byCreation(a, b)));
	const sizes = order.map((set) => {
		const before = Number(set.metadata.annotations?.[maximum] ?? 0) || wanted;
		const exact = Math.round((replicasOf(set) * most) / before) - replicasOf(set);
		const part = change > 0 ? Math.min(Math.max(0, exact), change) : Math.max(Math.min(0, exact), change);
		change -= part;
		return replicasOf(set) + part;
	});
	for (const [i, set] of order.entries()) yield* scale(deployment, set, Math.max(0, (sizes[i] ?? 0) + (i === 0 ? change : 0)));
}

/** Whether the sets still carry an older size: then this is a scaling, not a rollout. */
export const isScaling = (deployment: Deployment, sets: readonly ReplicaSet[]): boolean =>
	sets.some(
		(set) =>
			replicasOf(set) > 0 && set.metadata.annotations?.[desired] !== undefined && Number(set.metadata.annotations[desired]) !== (deployment.spec?.replicas ?? 1)
	);

/** Writes the deployment's own revision. */
export const writeRevision = (deployment: Deployment, revision: string): Sys<Deployment> =>
	patch('apps/v1/deployments', keyOf(deployment), { metadata: { annotations: { 'deployment.kubernetes.io/revision': revision } } }, { type: 'merge' });
