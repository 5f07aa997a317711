// The cache of an informer: objects by key with indexes, this process's own writes put through at once.
// Invariant: an object never goes back to an older resourceVersion; what the watch reports is delivered to onEvent exactly once.
import { act, type Sys } from '../engine/index.ts';
import { keyOf, type KubeObject, type ObjectOf, type ResourceRef } from '../kinds/index.ts';
import { matchesSelector, parseSelector } from '../values/selector.ts';
import { indexers, type IndexName } from './indexers.ts';
import type { HasApi, Store } from './memory.ts';

/** The store of a resource, made when missing. Inside act. */
export function storeOf(memory: HasApi, ref: ResourceRef): Store {
	let store = memory.api.stores.get(ref);
	if (!store) {
		store = { objects: new Map(), before: new Map(), indexes: new Map(), indexNames: [], gone: new Set(), synced: false, resourceVersion: '' };
		memory.api.stores.set(ref, store);
	}
	return store;
}

function reindex(store: Store, key: string, old: KubeObject | undefined, object: KubeObject | undefined): void {
	for (const name of store.indexNames) {
		const values = indexers[name];
		if (!values) continue;
		const index = store.indexes.get(name) ?? new Map<string, Set<string>>();
		store.indexes.set(name, index);
		if (old)
			for (const value of values(old)) {
				const keys = index.get(value);
				if (keys?.delete(key) && keys.size === 0) index.delete(value);
			}
		if (object)
			for (const value of values(object)) {
				const keys = index.get(value);
				if (keys) keys.add(key);
				else index.set(value, new Set([key]));
			}
	}
}

/** Puts an object or its absence, keeping the indexes. */
export function put(store: Store, key: string, object: KubeObject | undefined): void {
	const old = store.objects.get(key);
	if (object) store.objects.set(key, object);
	else store.objects.delete(key);
	reindex(store, key, old, object);
}

const versionOf = (object: KubeObject | undefined | null): number => Number(object?.metadata.resourceVersion ?? 0);

/** This process's own write, seen before the watch reports it. Index rules are those the reflector left. Inside act. */
export function writeThrough(memory: HasApi, ref: ResourceRef, object: KubeObject): void {
	const store = memory.api.stores.get(ref);
	if (!store?.synced || store.gone.has(object.metadata.uid)) return;
	const key = keyOf(object);
	const known = store.objects.get(key);
	if (versionOf(known) >= versionOf(object)) return;
	if (!known && store.resourceVersion !== '' && Number(store.resourceVersion) >= versionOf(object)) return; // deleted meanwhile
	if (!store.before.has(key)) store.before.set(key, known ?? null);
	store.objects.set(key, object);
	reindex(store, key, known, object);
}
/** A cached object; undefined when it is not there (or was deleted by this process). */
export function* cached<R extends ResourceRef>(ref: R, key: string): Sys<ObjectOf<R> | undefined> {
	return (yield* act((m: HasApi) => lookup(m, ref, key))) as ObjectOf<R> | undefined;
}
/** The same inside an act. */
export function lookup(memory: HasApi, ref: ResourceRef, key: string): KubeObject | undefined {
	const store = memory.api.stores.get(ref);
	const object = store?.objects.get(key);
	return object && store?.gone.has(object.metadata.uid) ? undefined : object;
}

/** Cached objects whose index has that value, in the order they came. */
export function* cachedByIndex<R extends ResourceRef>(ref: R, index: IndexName, value: string): Sys<readonly ObjectOf<R>[]> {
	return (yield* act((m: HasApi) => byIndex(m, ref, index, value))) as readonly ObjectOf<R>[];
}
export function byIndex(memory: HasApi, ref: ResourceRef, index: IndexName, value: string): readonly KubeObject[] {
	const store = memory.api.stores.get(ref);
	const found: KubeObject[] = [];
	for (const key of store?.indexes.get(index)?.get(value) ?? []) {
		const object = store?.objects.get(key);
		if (object && !store?.gone.has(object.metadata.uid)) found.push(object);
	}
	return found;
}

/** All cached objects, of a namespace and with matching labels if given. O(objects): use an index for what is asked often. */
export function* cachedList<R extends ResourceRef>(ref: R, options: { namespace?: string; labelSelector?: string } = {}): Sys<readonly ObjectOf<R>[]> {
	return (yield* act((m: HasApi) => all(m, ref, options))) as readonly ObjectOf<R>[];
}
export function all(memory: HasApi, ref: ResourceRef, options: { namespace?: string; labelSelector?: string } = {}): readonly KubeObject[] {
	const store = memory.api.stores.get(ref);
	if (!store) return [];
	const selector = options.labelSelector ? parseSelector(options.labelSelector) : undefined;
	const found: KubeObject[] = [];
	for (const object of store.objects.values()) {
		if (options.namespace && object.metadata.namespace !== options.namespace) continue;
		if (selector && !matchesSelector(selector, object.metadata.labels ?? {})) continue;
		if (!store.gone.has(object.metadata.uid)) found.push(object);
	}
	return found;
}
