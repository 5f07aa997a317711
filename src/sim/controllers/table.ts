// The controllers of kube-controller-manager as rows: what is watched, and which keys a change puts into whose queue.
import { all, byIndex, enqueue, lookup, type Controller, type Informers, type StoreEvent } from '../client/index.ts';
import { controllerOf, keyOf, type Node, type PersistentVolumeClaim, type Pod, type PodDisruptionBudget, type Secret, type Service } from '../kinds/index.ts';
import { autoscaler } from './autoscaler/index.ts';
import { approver, signer } from './certificates.ts';
import { clusterRoleAggregation } from './cluster-role-aggregation.ts';
import { cronjob } from './cronjob.ts';
import { daemonset } from './daemonset/index.ts';
import { deployment } from './deployment/index.ts';
import { disruption } from './disruption.ts';
import { endpoints } from './endpoints.ts';
import { endpointslice } from './endpointslice.ts';
import { endpointsliceMirroring } from './endpointslice-mirroring.ts';
import { servicesOf } from './endpoints-of.ts';
import { collected, garbage, itemKey } from './garbage.ts';
import { job } from './job.ts';
import type { Memory } from './memory.ts';
import { namespace } from './namespace.ts';
import { bootstrapSigner } from './bootstrap-signer.ts';
import { legacyTokens, tokenType } from './legacy-tokens.ts';
import { nodeTtl } from './node-ttl.ts';
import { nodeIpam } from './node-ipam.ts';
import { nodeEvents, nodeTaints, taintEviction } from './node-lifecycle.ts';
import { podGc } from './pod-gc.ts';
import { replicaset, replicationController } from './replicaset/index.ts';
import { counted, quotasOf, resourceQuota } from './resource-quota.ts';
import { selects } from './selectors.ts';
import { statefulset } from './statefulset/index.ts';
import { rootCertificate, serviceAccount } from './service-account.ts';
import { claims, volumes } from './volumes/binder.ts';
import { claimProtection, volumeProtection } from './volumes/protection.ts';

/** What happens in the queues when an object of a resource changes. */
export interface WatchRow {
	readonly resource: string;
	readonly onEvent: (memory: Memory, event: StoreEvent) => void;
}

/** Puts the object itself into a queue. */
const self = (queue: string) => (memory: Memory, event: StoreEvent) => enqueue(memory, queue, keyOf(event.object));
/** Puts the managing owner of a kind into a queue; of an orphan, those of its namespace that might take it. */
const owner = (kind: string, queue: string, resource: string) => (memory: Memory, event: StoreEvent) => {
	for (const object of event.old ? [event.object, event.old] : [event.object]) {
		const managing = controllerOf(object);
		if (managing) {
			if (managing.kind === kind) enqueue(memory, queue, `${object.metadata.namespace ?? ''}/${managing.name}`);
		} else if (event.type !== 'delete')
			for (const candidate of byIndex(memory, resource, 'namespace', object.metadata.namespace ?? '')) enqueue(memory, queue, keyOf(candidate));
	}
};
const services = (memory: Memory, event: StoreEvent) => {
	const candidates = byIndex(memory, 'v1/services', 'namespace', event.object.metadata.namespace ?? '') as readonly Service[];
	const keys = new Set(servicesOf(candidates, event.object as Pod));
	if (event.old) for (const key of servicesOf(candidates, event.old as Pod)) keys.add(key);
	for (const key of keys) {
		enqueue(memory, 'endpoints', key);
		enqueue(memory, 'endpointslice', key);
	}
};
const both = (memory: Memory, event: StoreEvent) => {
	enqueue(memory, 'endpoints', keyOf(event.object));
	enqueue(memory, 'endpointslice', keyOf(event.object));
};
const sliceService = (memory: Memory, event: StoreEvent) => {
	const name = event.object.metadata.labels?.['kubernetes.io/service-name'];
	if (name !== undefined && event.type === 'delete') enqueue(memory, 'endpointslice', `${event.object.metadata.namespace ?? ''}/${name}`);
};

/** Objects with owners or collector's finalizers, and the dependents of what is gone. */
const collect = (resource: string) => (memory: Memory, event: StoreEvent) => {
	const { object } = event;
	if (event.type === 'delete') {
		for (const ref of collected)
			for (const dependent of byIndex(memory, ref, 'owners', object.metadata.uid)) enqueue(memory, 'garbage-collector', itemKey(ref, dependent));
		return;
	}
	const finalizing =
		object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).some((f) => f === 'orphan' || f === 'foregroundDeletion');
	const fresh = event.type === 'add' && (object.metadata.ownerReferences?.length ?? 0) > 0;
	if (finalizing || fresh) enqueue(memory, 'garbage-collector', itemKey(resource, object));
};

/** The budgets a pod counts in. */
const budgets = (memory: Memory, event: StoreEvent) => {
	for (const budget of byIndex(memory, 'policy/v1/poddisruptionbudgets', 'namespace', event.object.metadata.namespace ?? '') as readonly PodDisruptionBudget[])
		if ([event.object, event.old].some((pod) => pod && selects(budget.spec?.selector, pod.metadata.labels))) enqueue(memory, 'disruption', keyOf(budget));
};
/** Usage falls by deletions, and by pods that end; what comes is counted by admission, but for what admission did not see. */
const quotas = (memory: Memory, event: StoreEvent) => {
	const phase = (object: StoreEvent['object'] | undefined) => (object?.kind === 'Pod' ? (object as Pod).status?.phase : undefined);
	if (event.type === 'update' && phase(event.object) === phase(event.old) && event.object.kind !== 'Service' && event.object.kind !== 'PersistentVolumeClaim')
		return;
	for (const quota of quotasOf(memory, event.object.metadata.namespace ?? '')) enqueue(memory, 'resourcequota', keyOf(quota));
};
/** A node that pods are bound to and that is not there. */
const missingNode = (memory: Memory, event: StoreEvent) => {
	const node = (event.object as Pod).spec?.nodeName;
	if (node && event.type !== 'delete' && !lookup(memory, 'v1/nodes', node)) enqueue(memory, 'pod-garbage-collector', node);
};
const aggregations = (memory: Memory, event: StoreEvent) => {
	if (
		event.type === 'update' &&
		JSON.stringify([event.object.metadata.labels, 'rules' in event.object && event.object.rules]) ===
			JSON.stringify([event.old?.metadata.labels, event.old && 'rules' in event.old && event.old.rules])
	)
		return;
	for (const role of all(memory, 'rbac.authorization.k8s.io/v1/clusterroles'))
		if ('aggregationRule' in role) enqueue(memory, 'clusterrole-aggregation', keyOf(role));
};

export const watches: readonly WatchRow[] = [
	{ resource: 'apps/v1/deployments', onEvent: self('deployment') },
	{ resource: 'apps/v1/replicasets', onEvent: owner('Deployment', 'deployment', 'apps/v1/deployments') },
	{ resource: 'apps/v1/replicasets', onEvent: self('replicaset') },
	{ resource: 'v1/pods', onEvent: owner('ReplicaSet', 'replicaset', 'apps/v1/replicasets') },
	{
		// A Recreate rollout waits for the last old pod to be gone.
		resource: 'v1/pods',
		onEvent: (memory, event) => {
			if (event.type !== 'delete') return;
			const set = controllerOf(event.object);
			const parent = set && byIndex(memory, 'apps/v1/replicasets', 'uid', set.uid)[0];
			const managing = parent && controllerOf(parent);
			if (managing) enqueue(memory, 'deployment', `${event.object.metadata.namespace ?? ''}/${managing.name}`);
		}
	},
	{ resource: 'v1/services', onEvent: both },
	{ resource: 'v1/pods', onEvent: services },
	{ resource: 'v1/endpoints', onEvent: (memory, event) => void (event.type === 'delete' && enqueue(memory, 'endpoints', keyOf(event.object))) },
	{ resource: 'discovery.k8s.io/v1/endpointslices', onEvent: sliceService },
	{ resource: 'v1/namespaces', onEvent: self('namespace') },
	{ resource: 'v1/namespaces', onEvent: self('serviceaccount') },
	{ resource: 'v1/namespaces', onEvent: self('root-ca-cert-publisher') },
	{
		resource: 'v1/serviceaccounts',
		onEvent: (memory, event) => void (event.type === 'delete' && enqueue(memory, 'serviceaccount', event.object.metadata.namespace ?? ''))
	},
	{
		resource: 'v1/configmaps',
		onEvent: (memory, event) =>
			void (event.object.metadata.name === 'kube-root-ca.crt' && enqueue(memory, 'root-ca-cert-publisher', event.object.metadata.namespace ?? ''))
	},
	{ resource: 'v1/nodes', onEvent: self('node-ipam') },
	{ resource: 'v1/nodes', onEvent: (memory, event) => void (event.type === 'add' && enqueue(memory, 'ttl', keyOf(event.object))) },
	{
		resource: 'v1/configmaps',
		onEvent: (memory, event) => void (event.object.metadata.name === 'cluster-info' && enqueue(memory, 'bootstrapsigner', 'cluster-info'))
	},
	{
		resource: 'v1/secrets',
		onEvent: (memory, event) => {
			const { type } = event.object as Secret;
			if (type === tokenType) enqueue(memory, 'serviceaccount-token', keyOf(event.object));
			else if (type === 'bootstrap.kubernetes.io/token') enqueue(memory, 'bootstrapsigner', 'cluster-info');
		}
	},
	{
		resource: 'v1/serviceaccounts',
		onEvent: (memory, event) => {
			if (event.type !== 'delete') return;
			for (const secret of byIndex(memory, 'v1/secrets', 'namespace', event.object.metadata.namespace ?? ''))
				if ((secret as Secret).type === tokenType) enqueue(memory, 'serviceaccount-token', keyOf(secret));
		}
	},
	{ resource: 'v1/nodes', onEvent: self('node-taints') },
	{ resource: 'v1/nodes', onEvent: self('taint-eviction') },
	{ resource: 'v1/nodes', onEvent: (memory, event) => void (event.type === 'add' && enqueue(memory, 'node-events', keyOf(event.object))) },
	{
		resource: 'v1/pods',
		onEvent: (memory, event) => void ((event.object as Pod).spec?.nodeName && enqueue(memory, 'taint-eviction', (event.object as Pod).spec?.nodeName ?? ''))
	},
	{ resource: 'apps/v1/statefulsets', onEvent: self('statefulset') },
	{ resource: 'v1/pods', onEvent: owner('StatefulSet', 'statefulset', 'apps/v1/statefulsets') },
	{ resource: 'batch/v1/jobs', onEvent: self('job') },
	{ resource: 'v1/pods', onEvent: owner('Job', 'job', 'batch/v1/jobs') },
	{ resource: 'batch/v1/cronjobs', onEvent: self('cronjob') },
	{ resource: 'batch/v1/jobs', onEvent: owner('CronJob', 'cronjob', 'batch/v1/cronjobs') },
	{ resource: 'v1/persistentvolumeclaims', onEvent: self('persistentvolume-claims') },
	{ resource: 'v1/persistentvolumeclaims', onEvent: self('pvc-protection') },
	{
		resource: 'v1/persistentvolumeclaims',
		onEvent: (memory, event) => {
			for (const volume of byIndex(memory, 'v1/persistentvolumes', 'claimRef', keyOf(event.object))) enqueue(memory, 'persistentvolumes', keyOf(volume));
		}
	},
	{ resource: 'v1/persistentvolumes', onEvent: self('persistentvolumes') },
	{ resource: 'v1/persistentvolumes', onEvent: self('pv-protection') },
	{
		resource: 'v1/persistentvolumes',
		onEvent: (memory, event) => {
			for (const claim of all(memory, 'v1/persistentvolumeclaims'))
				if (
					event.type !== 'delete'
						? !(claim as PersistentVolumeClaim).spec?.volumeName
						: (claim as PersistentVolumeClaim).spec?.volumeName === event.object.metadata.name
				)
					enqueue(memory, 'persistentvolume-claims', keyOf(claim));
		}
	},
	{ resource: 'storage.k8s.io/v1/storageclasses', onEvent: () => undefined },
	{
		resource: 'v1/pods',
		onEvent: (memory, event) => {
			const over = event.type === 'delete' || (event.object as Pod).status?.phase === 'Succeeded' || (event.object as Pod).status?.phase === 'Failed';
			if (!over) return;
			for (const volume of (event.object as Pod).spec?.volumes ?? [])
				if (volume.persistentVolumeClaim)
					enqueue(memory, 'pvc-protection', `${event.object.metadata.namespace ?? ''}/${volume.persistentVolumeClaim.claimName}`);
		}
	},
	{ resource: 'apps/v1/daemonsets', onEvent: self('daemonset') },
	{ resource: 'v1/pods', onEvent: owner('DaemonSet', 'daemonset', 'apps/v1/daemonsets') },
	{
		resource: 'v1/nodes',
		onEvent: (memory, event) => {
			const shape = (node: Node | undefined) => JSON.stringify([node?.metadata.labels, node?.spec?.taints, node?.spec?.unschedulable]);
			if (event.type === 'update' && shape(event.object as Node) === shape(event.old as Node | undefined)) return;
			for (const set of all(memory, 'apps/v1/daemonsets')) enqueue(memory, 'daemonset', keyOf(set));
		}
	},
	{ resource: 'v1/replicationcontrollers', onEvent: self('replicationcontroller') },
	{ resource: 'v1/pods', onEvent: owner('ReplicationController', 'replicationcontroller', 'v1/replicationcontrollers') },
	{ resource: 'policy/v1/poddisruptionbudgets', onEvent: self('disruption') },
	{ resource: 'v1/pods', onEvent: budgets },
	...['apps/v1/deployments', 'apps/v1/replicasets', 'apps/v1/statefulsets', 'v1/replicationcontrollers'].map((resource) => ({
		resource,
		onEvent: (memory: Memory, event: StoreEvent) => {
			// A budget in percent follows the scale of its pods' controllers.
			if (event.type === 'update' && event.object.metadata.generation === event.old?.metadata.generation) return;
			for (const budget of byIndex(memory, 'policy/v1/poddisruptionbudgets', 'namespace', event.object.metadata.namespace ?? ''))
				enqueue(memory, 'disruption', keyOf(budget));
		}
	})),
	{ resource: 'v1/resourcequotas', onEvent: self('resourcequota') },
	...counted.map((resource) => ({ resource, onEvent: quotas })),
	{ resource: 'v1/pods', onEvent: missingNode },
	{ resource: 'v1/nodes', onEvent: (memory, event) => void (event.type === 'delete' && enqueue(memory, 'pod-garbage-collector', keyOf(event.object))) },
	{ resource: 'rbac.authorization.k8s.io/v1/clusterroles', onEvent: aggregations },
	{ resource: 'certificates.k8s.io/v1/certificatesigningrequests', onEvent: self('csrapproving') },
	{ resource: 'certificates.k8s.io/v1/certificatesigningrequests', onEvent: self('csrsigning') },
	{ resource: 'v1/endpoints', onEvent: self('endpointslice-mirroring') },
	{ resource: 'v1/services', onEvent: self('endpointslice-mirroring') },
	{
		resource: 'autoscaling/v2/horizontalpodautoscalers',
		onEvent: (memory, event) => void (event.type !== 'update' && enqueue(memory, 'horizontalpodautoscaling', keyOf(event.object)))
	},
	...collected.map((resource) => ({ resource, onEvent: collect(resource) }))
];

export const controllers: readonly Controller[] = [
	deployment,
	replicaset,
	endpoints,
	endpointslice,
	namespace,
	serviceAccount,
	rootCertificate,
	nodeIpam,
	nodeTtl,
	bootstrapSigner,
	legacyTokens,
	nodeTaints,
	taintEviction,
	nodeEvents,
	daemonset,
	statefulset,
	job,
	cronjob,
	claims,
	volumes,
	claimProtection,
	volumeProtection,
	garbage,
	replicationController,
	disruption,
	resourceQuota,
	podGc,
	clusterRoleAggregation,
	approver,
	signer,
	endpointsliceMirroring,
	autoscaler
];

/** One informer per watched resource, calling every row. */
export function informersOf(rows: readonly WatchRow[]): Informers<Memory> {
	const resources = [...new Set(rows.map((row) => row.resource))];
	return Object.fromEntries(
		resources.map((resource) => {
			const handlers = rows.filter((row) => row.resource === resource).map((row) => row.onEvent);
			const onEvent = (memory: Memory, event: StoreEvent) => {
				for (const handler of handlers) handler(memory, event);
			};
			return [
				resource.replaceAll('/', '-'),
				{ resource, indexes: ['namespace', 'owner', 'owners', 'uid', 'node', 'service', 'claim', 'claimRef', 'volumeName'] as const, onEvent }
			];
		})
	);
}
