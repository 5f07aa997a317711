// References by name follow their objects: prefixes, suffixes and hashes are put where other objects name them.
import { isObject, put, str, type Json } from '../dig.ts';
import type { Item } from './item.ts';

/** The kind a field refers to, by the field and the one around it. */
const fields: Readonly<Record<string, string>> = {
	'configMapKeyRef.name': 'ConfigMap',
	'configMapRef.name': 'ConfigMap',
	'configMap.name': 'ConfigMap',
	'secretKeyRef.name': 'Secret',
	'secretRef.name': 'Secret',
	'secret.name': 'Secret',
	'secret.secretName': 'Secret',
	'imagePullSecrets.name': 'Secret',
	'secrets.name': 'Secret',
	'tls.secretName': 'Secret',
	'persistentVolumeClaim.claimName': 'PersistentVolumeClaim',
	'service.name': 'Service',
	'.serviceAccountName': 'ServiceAccount',
	'.serviceName': 'Service',
	'.priorityClassName': 'PriorityClass',
	'.storageClassName': 'StorageClass',
	'.volumeName': 'PersistentVolume',
	'.ingressClassName': 'IngressClass',
	'configMap.configMap': 'ConfigMap',
	'nodePublishSecretRef.name': 'Secret'
};
const kinded = new Set(['scaleTargetRef', 'roleRef', 'subjects', 'targetRef']);

export function fixReferences(items: readonly Item[]): void {
	const target = (kind: string, name: string, from: Item): Item | undefined => {
		const all = items.filter((item) => item.kind === kind && item.names.includes(name));
		return (
			all.find((item) => item.namespace === from.namespace) ??
			all.find((item) => item.namespaces.some((one) => from.namespaces.includes(one))) ??
			(all.length === 1 ? all[0] : undefined)
		);
	};
	const walk = (value: unknown, around: string, item: Item): unknown => {
		if (Array.isArray(value)) return value.map((one: unknown) => walk(one, around, item));
		if (!isObject(value)) return value;
		let next: Json = Object.fromEntries(
			Object.entries(value).map(([key, inner]) => {
				const kind = fields[`${around}.${key}`] ?? fields[`.${key}`];
				const found = kind !== undefined && typeof inner === 'string' ? target(kind, inner, item) : undefined;
				return [key, found ? found.name : walk(inner, key, item)];
			})
		);
		if (kinded.has(around) && str(value, 'kind') !== '') {
			const found = target(str(value, 'kind'), str(value, 'name'), item);
			if (found) next = { ...next, name: found.name, ...(around === 'subjects' && found.namespace !== '' ? { namespace: found.namespace } : {}) };
		}
		return next;
	};
	for (const item of items) {
		const { metadata, ...rest } = item.object;
		const next = walk(rest, '', item);
		if (isObject(next)) item.object = metadata === undefined ? next : put(next, ['metadata'], metadata);
	}
}

const first = [
	'Namespace',
	'ResourceQuota',
	'StorageClass',
	'CustomResourceDefinition',
	'ServiceAccount',
	'PodSecurityPolicy',
	'Role',
	'ClusterRole',
	'RoleBinding',
	'ClusterRoleBinding',
	'ConfigMap',
	'Secret',
	'Endpoints',
	'Service',
	'LimitRange',
	'PriorityClass',
	'PersistentVolume',
	'PersistentVolumeClaim',
	'Deployment',
	'StatefulSet',
	'CronJob',
	'PodDisruptionBudget'
];
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
/** Kustomize's "legacy" order: by kind, then by group, version, kind, namespace and name. */
export function inLegacyOrder(items: readonly Item[]): Item[] {
	const rank = (kind: string): number => (first.includes(kind) ? first.indexOf(kind) - first.length : last.includes(kind) ? 1 + last.indexOf(kind) : 0);
	const key = (item: Item): string => [item.group, str(item.object, 'apiVersion'), item.kind, item.namespace, item.name].join('_');
	return [...items].sort((a, b) => rank(a.kind) - rank(b.kind) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
