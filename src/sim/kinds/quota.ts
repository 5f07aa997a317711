// What an object counts for in a resource quota: the evaluators of pods, services, claims and the object counter.
// Used by admission (what a create would use) and by the quota controller (what is in use).
import { parseQuantity, type Quantity } from '../values/quantity.ts';
import { podLimits, podRequests, qosClass } from './pod-resources.ts';
import type { PersistentVolumeClaim, Pod, ResourceQuota, Service } from './generated/types.ts';
import type { KubeObject } from './object.ts';

const one = parseQuantity('1');
const plainCounts: ReadonlySet<string> = new Set(['configmaps', 'secrets', 'services', 'replicationcontrollers', 'resourcequotas', 'persistentvolumeclaims']);

/** Usage of one object of a resource ("pods", "deployments.apps"), by quota resource name. */
export function quotaUsage(resource: string, object: KubeObject): ReadonlyMap<string, Quantity> {
	const usage = new Map<string, Quantity>([[`count/${resource}`, one]]);
	if (plainCounts.has(resource)) usage.set(resource, one);
	if (resource === 'pods') podUsage(object as Pod, usage);
	else if (resource === 'services') serviceUsage(object as Service, usage);
	else if (resource === 'persistentvolumeclaims') claimUsage(object as PersistentVolumeClaim, usage);
	return usage;
}
function podUsage(pod: Pod, usage: Map<string, Quantity>): void {
	if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return;
	usage.set('pods', one);
	if (!pod.spec) return;
	for (const [name, value] of podRequests(pod.spec)) {
		if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') usage.set(name, value);
		usage.set(`requests.${name}`, value);
	}
	for (const [name, value] of podLimits(pod.spec)) usage.set(`limits.${name}`, value);
}
function serviceUsage(service: Service, usage: Map<string, Quantity>): void {
	const type = service.spec?.type ?? 'ClusterIP';
	const ports = service.spec?.ports?.length ?? 0;
	const nodePorts = type === 'NodePort' || (type === 'LoadBalancer' && service.spec?.allocateLoadBalancerNodePorts !== false);
	if (nodePorts) usage.set('services.nodeports', parseQuantity(String(ports)));
	if (type === 'LoadBalancer') usage.set('services.loadbalancers', one);
}
function claimUsage(claim: PersistentVolumeClaim, usage: Map<string, Quantity>): void {
	const storage = parseQuantity(claim.spec?.resources?.requests?.storage ?? '0');
	usage.set('requests.storage', storage);
	const className = claim.spec?.storageClassName;
	if (className) {
		usage.set(`${className}.storageclass.storage.k8s.io/requests.storage`, storage);
		usage.set(`${className}.storageclass.storage.k8s.io/persistentvolumeclaims`, one);
	}
}

/** Whether a quota's scopes take an object in. Quotas with scopes count pods only. */
export function quotaMatches(quota: ResourceQuota, resource: string, object: KubeObject): boolean {
	const scopes = [
		...(quota.spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: undefined })),
		...(quota.spec?.scopeSelector?.matchExpressions ?? [])
	];
	if (scopes.length === 0) return true;
	if (resource !== 'pods') return false;
	const pod = object as Pod;
	return scopes.every(({ scopeName, operator, values }) => {
		switch (scopeName) {
			case 'BestEffort':
				return qosClass(pod.spec ?? { containers: [] }) === 'BestEffort';
			case 'NotBestEffort':
				return qosClass(pod.spec ?? { containers: [] }) !== 'BestEffort';
			case 'Terminating':
				return pod.spec?.activeDeadlineSeconds !== undefined;
			case 'NotTerminating':
				return pod.spec?.activeDeadlineSeconds === undefined;
			case 'PriorityClass': {
				const name = pod.spec?.priorityClassName ?? '';
				if (operator === 'Exists') return name !== '';
				if (operator === 'DoesNotExist') return name === '';
				return (values ?? []).includes(name) === (operator === 'In');
			}
			default:
				return false;
		}
	});
}
