// Reading the cluster's state inside an act: the stored objects as the watch cache has them, the kinds served now.
import { kinds, keyOf, type Kind, type KubeObject, type ObjectOf, type ResourceRef } from '../kinds/index.ts';
import { ordered } from './cache.ts';
import { customKind } from './crd.ts';
import type { Memory } from './memory.ts';

/** The kind of a resource, custom ones included. */
export const kindOf = (m: Memory, ref: string): Kind | undefined => kinds.get(ref) ?? customKind(m, ref);
/** Every kind served now. */
export function* allKinds(m: Memory): Generator<Kind> {
	yield* kinds.values();
	for (const ref of m.custom.keys()) {
		const kind = customKind(m, ref);
		if (kind) yield kind;
	}
}

/** A stored object; undefined when there is none. */
export function lookup<R extends ResourceRef>(m: Memory, ref: R, namespace: string, name: string): ObjectOf<R> | undefined {
	const kind = kindOf(m, ref);
	return kind && (stored(m, kind, namespace, name) as ObjectOf<R> | undefined);
}
export const stored = (m: Memory, kind: Kind, namespace: string, name: string): KubeObject | undefined =>
	m.cache.resources.get(kind.storage)?.objects.get(kind.row.namespaced ? `${namespace}/${name}` : name);

/** All stored objects of a namespace ('' for all), in etcd's order. */
export function listAll<R extends ResourceRef>(m: Memory, ref: R, namespace = ''): readonly ObjectOf<R>[] {
	const kind = kindOf(m, ref);
	const resource = kind && m.cache.resources.get(kind.storage);
	return resource ? (ordered(resource, namespace) as readonly ObjectOf<R>[]) : [];
}

/** What field selectors can ask of a storage's objects. */
export function selectable(storage: string, object: KubeObject): Readonly<Record<string, string>> {
	const kind = byStorage.get(storage);
	return { 'metadata.name': object.metadata.name, 'metadata.namespace': object.metadata.namespace ?? '', ...kind?.strategy.fields?.(object) };
}
const byStorage: ReadonlyMap<string, Kind> = new Map([...kinds.values()].reverse().map((kind) => [kind.storage, kind]));

/** "/registry/pods/default/web" */
export const etcdKey = (storage: string, key: string): string => `/registry/${storage}/${key}`;
const singles: ReadonlySet<string> = new Set([...kinds.values()].map((kind) => kind.storage).filter((storage) => !storage.includes('/')));
/** Storage and key of an etcd key; undefined for keys that are not ours. */
export function parseEtcdKey(key: string): { storage: string; key: string } | undefined {
	if (!key.startsWith('/registry/')) return undefined;
	const rest = key.slice('/registry/'.length);
	const first = rest.indexOf('/');
	if (first < 0) return undefined;
	const head = rest.slice(0, first);
	if (singles.has(head)) return { storage: head, key: rest.slice(first + 1) };
	const second = rest.indexOf('/', first + 1);
	return second < 0 ? undefined : { storage: rest.slice(0, second), key: rest.slice(second + 1) };
}
export { keyOf };
