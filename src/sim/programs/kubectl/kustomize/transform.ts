// Kustomize's transformers: namespace, prefix and suffix, labels, annotations, replicas, images.
import { at, isObject, num, put, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { clusterScoped, type Item } from './item.ts';

/** Changes the value at a path; "*" steps into every item of a list. `create`: a missing value is made. */
function changeAt(value: unknown, path: readonly string[], create: boolean, change: (value: unknown) => unknown): unknown {
	const [first, ...rest] = path;
	if (first === undefined) return change(value);
	if (first === '*') return Array.isArray(value) ? value.map((item: unknown) => changeAt(item, rest, create, change)) : value;
	if (value !== undefined && value !== null && !isObject(value)) return value;
	const own: Json = isObject(value) ? value : {};
	if (own[first] === undefined && (!create || rest.includes('*'))) return value;
	return { ...own, [first]: changeAt(own[first], rest, create, change) };
}
const templated: Readonly<Record<string, readonly string[]>> = {
	Deployment: ['spec', 'template'],
	ReplicaSet: ['spec', 'template'],
	DaemonSet: ['spec', 'template'],
	StatefulSet: ['spec', 'template'],
	Job: ['spec', 'template'],
	ReplicationController: ['spec', 'template'],
	CronJob: ['spec', 'jobTemplate', 'spec', 'template']
};
const workloads = new Set(['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet']);
function edit(item: Item, path: readonly string[], create: boolean, change: (value: unknown) => unknown): void {
	const next = changeAt(item.object, path, create, change);
	if (isObject(next)) item.object = next;
}

export function setNamespace(items: readonly Item[], namespace: string): void {
	for (const item of items) {
		if (item.kind === 'Namespace') item.rename(namespace);
		else if (!clusterScoped(item.kind)) {
			item.object = put(item.object, ['metadata', 'namespace'], namespace);
			item.namespaces.push(namespace);
		}
		if (item.kind === 'RoleBinding' || item.kind === 'ClusterRoleBinding')
			edit(item, ['subjects', '*'], false, (subject) =>
				str(subject, 'kind') === 'ServiceAccount' && str(subject, 'name') === 'default' ? put(subject, ['namespace'], namespace) : subject
			);
	}
}
export function setAffixes(items: readonly Item[], prefix: string, suffix: string): void {
	if (prefix === '' && suffix === '') return;
	for (const item of items) if (!['CustomResourceDefinition', 'APIService', 'Namespace'].includes(item.kind)) item.rename(prefix + item.name + suffix);
}

const podSelectors = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
	['affinity', affinity, 'preferredDuringSchedulingIgnoredDuringExecution', '*', 'podAffinityTerm', 'labelSelector', 'matchLabels'],
	['affinity', affinity, 'requiredDuringSchedulingIgnoredDuringExecution', '*', 'labelSelector', 'matchLabels']
]);
function selectorPaths(item: Item): (readonly [path: readonly string[], create: boolean])[] {
	switch (item.kind) {
		case 'Service':
			return item.group === '' ? [[['spec', 'selector'], true]] : [];
		case 'ReplicationController':
			return [[['spec', 'selector'], true]];
		case 'Job':
			return [[['spec', 'selector', 'matchLabels'], false]];
		case 'CronJob':
			return [[['spec', 'jobTemplate', 'spec', 'selector', 'matchLabels'], false]];
		case 'PodDisruptionBudget':
			return [[['spec', 'selector', 'matchLabels'], false]];
		case 'NetworkPolicy':
			return [
				['spec', 'podSelector', 'matchLabels'],
				['spec', 'ingress', '*', 'from', '*', 'podSelector', 'matchLabels'],
				['spec', 'egress', '*', 'to', '*', 'podSelector', 'matchLabels']
			].map((path) => [path, false]);
		default:
			if (!workloads.has(item.kind)) return [];
			return [
				[['spec', 'selector', 'matchLabels'], true],
				...(item.kind === 'Deployment' || item.kind === 'StatefulSet'
					? [...podSelectors, ['topologySpreadConstraints', '*', 'labelSelector', 'matchLabels']].map((path): readonly [readonly string[], boolean] => [
							['spec', 'template', 'spec', ...path],
							false
						])
					: [])
			];
	}
}
function templatePaths(item: Item, field: 'labels' | 'annotations'): (readonly string[])[] {
	const template = templated[item.kind];
	return [...(template ? [[...template, 'metadata', field]] : []), ...(item.kind === 'CronJob' ? [['spec', 'jobTemplate', 'metadata', field]] : [])];
}
export function setLabels(
	items: readonly Item[],
	labels: Readonly<Record<string, string>>,
	where: { readonly selectors: boolean; readonly templates: boolean }
): void {
	const add = (value: unknown): unknown => ({ ...(isObject(value) ? value : {}), ...labels });
	for (const item of items) {
		edit(item, ['metadata', 'labels'], true, add);
		if (where.selectors || where.templates) for (const path of templatePaths(item, 'labels')) edit(item, path, true, add);
		if (!where.selectors) continue;
		for (const [path, create] of selectorPaths(item)) edit(item, path, create, add);
		if (item.kind === 'StatefulSet')
			edit(item, ['spec', 'volumeClaimTemplates', '*', 'metadata'], false, (metadata) => put(metadata, ['labels'], add(at(metadata, 'labels'))));
	}
}
export function setAnnotations(items: readonly Item[], annotations: Readonly<Record<string, string>>): void {
	const add = (value: unknown): unknown => ({ ...(isObject(value) ? value : {}), ...annotations });
	for (const item of items) for (const path of [['metadata', 'annotations'], ...templatePaths(item, 'annotations')]) edit(item, path, true, add);
}
export function setReplicas(items: readonly Item[], replica: unknown): void {
	const name = str(replica, 'name');
	const found = items.filter((item) => item.names.includes(name) && ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].includes(item.kind));
	if (found.length === 0)
		throw new Failure(
			`resource with name ${name} does not match a config with the following GVK [Deployment.[noVer].[noGrp] StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]`
		);
	for (const item of found) item.object = put(item.object, ['spec', 'replicas'], num(replica, 'count'));
}

function imageOf(text: string, image: unknown): string {
	const name = str(image, 'name');
	if (text !== name && !text.startsWith(`${name}:`) && !text.startsWith(`${name}@`)) return text;
	const rest = text.slice(name.length);
	if (!/^(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$/.test(rest)) return text;
	const [tag = '', digest = ''] = rest.split('@');
	const [newTag, newDigest, suffix] = [
		str(image, 'newTag') || (num(image, 'newTag') !== 0 ? String(num(image, 'newTag')) : ''),
		str(image, 'digest'),
		str(image, 'tagSuffix')
	];
	const base = str(image, 'newName') || name;
	if (newTag !== '' && newDigest !== '') return `${base}:${newTag}@${newDigest}`;
	if (newTag !== '') return `${base}:${newTag}`;
	if (newDigest !== '') return `${base}${tag}@${newDigest}`;
	if (suffix !== '') return `${base}${tag}${suffix}`;
	return `${base}${tag}${digest === '' ? '' : `@${digest}`}`;
}
export function setImages(items: readonly Item[], images: readonly unknown[]): void {
	const walk = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(walk);
		if (!isObject(value)) return value;
		return Object.fromEntries(
			Object.entries(value).map(([key, inner]) => {
				if ((key !== 'containers' && key !== 'initContainers') || !Array.isArray(inner)) return [key, walk(inner)];
				return [
					key,
					inner.map((container: unknown) =>
						typeof at(container, 'image') === 'string' ? put(container, ['image'], images.reduce<string>(imageOf, str(container, 'image'))) : container
					)
				];
			})
		);
	};
	for (const item of items) {
		const next = walk(item.object);
		if (isObject(next) && item.kind !== 'CustomResourceDefinition') item.object = next;
	}
}
