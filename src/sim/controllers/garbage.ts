// The garbage collector: objects whose owners are all gone are deleted; foreground deletion waits for dependents, orphaning lets them go.
// Follows pkg/controller/garbagecollector over the informers' caches instead of a graph of its own. Keys are "resource namespace/name".
import { ApiError, byIndex, cached, done, get, isNotFound, lookup, patch, remove, requeueAfter, type Controller, type Result } from '../client/index.ts';
import { act, type Sys } from '../engine/index.ts';
import { keyOf, type KubeObject } from '../kinds/index.ts';
import type { Memory } from './memory.ts';

/** Resources whose objects own or are owned, by their references: the caches the collector looks into. */
export const collected: readonly string[] = [
	'v1/pods',
	'v1/services',
	'v1/endpoints',
	'v1/configmaps',
	'v1/secrets',
	'v1/serviceaccounts',
	'v1/persistentvolumeclaims',
	'v1/replicationcontrollers',
	'apps/v1/deployments',
	'apps/v1/replicasets',
	'apps/v1/statefulsets',
	'apps/v1/daemonsets',
	'apps/v1/controllerrevisions',
	'batch/v1/jobs',
	'batch/v1/cronjobs',
	'discovery.k8s.io/v1/endpointslices',
	'policy/v1/poddisruptionbudgets',
	'autoscaling/v2/horizontalpodautoscalers',
	'networking.k8s.io/v1/ingresses',
	'networking.k8s.io/v1/networkpolicies',
	'rbac.authorization.k8s.io/v1/roles',
	'rbac.authorization.k8s.io/v1/rolebindings'
];

export const itemKey = (ref: string, object: KubeObject): string => `${ref} ${keyOf(object)}`;

const kindRefs: ReadonlyMap<string, string> = new Map([
	['v1/Pod', 'v1/pods'],
	['v1/Service', 'v1/services'],
	['v1/ConfigMap', 'v1/configmaps'],
	['v1/Secret', 'v1/secrets'],
	['v1/ServiceAccount', 'v1/serviceaccounts'],
	['v1/Node', 'v1/nodes'],
	['v1/PersistentVolumeClaim', 'v1/persistentvolumeclaims'],
	['v1/ReplicationController', 'v1/replicationcontrollers'],
	['v1/Namespace', 'v1/namespaces'],
	['apps/v1/Deployment', 'apps/v1/deployments'],
	['apps/v1/ReplicaSet', 'apps/v1/replicasets'],
	['apps/v1/StatefulSet', 'apps/v1/statefulsets'],
	['apps/v1/DaemonSet', 'apps/v1/daemonsets'],
	['batch/v1/Job', 'batch/v1/jobs'],
	['batch/v1/CronJob', 'batch/v1/cronjobs']
]);

/** Whether an owner is still there (by the cache, or by asking). */
function* lives(object: KubeObject, owner: NonNullable<KubeObject['metadata']['ownerReferences']>[number]): Sys<boolean> {
	const ref = kindRefs.get(`${owner.apiVersion}/${owner.kind}`);
	if (!ref) return true; // a kind we do not watch: leave its dependents alone
	const key = object.metadata.namespace && ref !== 'v1/nodes' && ref !== 'v1/namespaces' ? `${object.metadata.namespace}/${owner.name}` : owner.name;
	const known = yield* act((m: Memory) => lookup(m, ref, key));
	if (known?.metadata.uid === owner.uid) return true;
	try {
		return (yield* get(ref, key)).metadata.uid === owner.uid;
	} catch (error) {
		if (isNotFound(error)) return false;
		throw error;
	}
}

/** The objects that name this one as an owner. */
const dependents = (uid: string): Sys<{ ref: string; object: KubeObject }[]> =>
	act((m: Memory) => collected.flatMap((ref) => byIndex(m, ref, 'owners', uid).map((object) => ({ ref, object }))));

const withoutFinalizer = (object: KubeObject, finalizer: string) => ({
	metadata: { resourceVersion: object.metadata.resourceVersion, finalizers: (object.metadata.finalizers ?? []).filter((f) => f !== finalizer) }
});

function* reconcile(key: string): Sys<Result> {
	const space = key.indexOf(' ');
	const ref = key.slice(0, space);
	const object = yield* cached(ref, key.slice(space + 1));
	if (!object) return done;
	try {
		if (object.metadata.deletionTimestamp) return yield* finish(ref, object);
		const owners = object.metadata.ownerReferences ?? [];
		if (owners.length === 0) return done;
		const alive: boolean[] = [];
		for (const owner of owners) alive.push(yield* lives(object, owner));
		if (alive.every(Boolean)) return done;
		if (alive.some(Boolean)) {
			const gone = owners.filter((_owner, i) => !alive[i]);
			yield* patch(
				ref,
				keyOf(object),
				{ metadata: { uid: object.metadata.uid, ownerReferences: owners.filter((owner) => !gone.includes(owner)) } },
				{ type: 'merge' }
			);
			return done;
		}
		yield* remove(ref, keyOf(object), { propagationPolicy: 'Background', uid: object.metadata.uid });
	} catch (error) {
		if (!isNotFound(error) && !(error instanceof ApiError && error.code === 409)) throw error;
	}
	return done;
}

/** An object that is being deleted and has a finalizer of the collector. */
function* finish(ref: string, object: KubeObject): Sys<Result> {
	const finalizers = object.metadata.finalizers ?? [];
	if (finalizers.includes('orphan')) {
		for (const { ref: other, object: dependent } of yield* dependents(object.metadata.uid)) {
			yield* patch(
				other,
				keyOf(dependent),
				{
					metadata: {
						uid: dependent.metadata.uid,
						ownerReferences: (dependent.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== object.metadata.uid)
					}
				},
				{ type: 'merge' }
			);
		}
		yield* patch(ref, keyOf(object), withoutFinalizer(object, 'orphan'), { type: 'merge' });
	} else if (finalizers.includes('foregroundDeletion')) {
		const left = yield* dependents(object.metadata.uid);
		const blocking = left.filter(({ object: dependent }) =>
			dependent.metadata.ownerReferences?.some((owner) => owner.uid === object.metadata.uid && owner.blockOwnerDeletion)
		);
		for (const { ref: other, object: dependent } of left) {
			if (!dependent.metadata.deletionTimestamp) yield* remove(other, keyOf(dependent), { propagationPolicy: 'Foreground', uid: dependent.metadata.uid });
		}
		if (blocking.length > 0) return requeueAfter(200_000);
		yield* patch(ref, keyOf(object), withoutFinalizer(object, 'foregroundDeletion'), { type: 'merge' });
	}
	return done;
}

export const garbage: Controller = { name: 'garbage-collector', workers: 4, reconcile };
