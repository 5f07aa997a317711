// The watch cache: every stored object by resource, the recent events of each, and who watches what. Fed in revision order.
// Invariant: `revision` is the last revision applied and none before it is missing; objects carry their resourceVersion.
import { keyOf, type KubeObject } from '../kinds/index.ts';
import { matchesFieldSelector, type FieldSelector } from '../values/field-selector.ts';
import { matchesSelector, type Selector } from '../values/selector.ts';

export interface CacheEvent {
	readonly revision: number;
	readonly object: KubeObject;
	readonly old?: KubeObject;
	readonly deleted: boolean;
}
export interface ResourceCache {
	objects: Map<string, KubeObject>;
	namespaces: Map<string, Set<string>>;
	/** Keys by spec.nodeName, for objects that have one. */
	nodes: Map<string, Set<string>>;
	/** Keys in etcd's order; null after an insertion or deletion. */
	sorted: readonly string[] | null;
	events: CacheEvent[];
	/** Events up to this revision are forgotten. */
	forgotten: number;
	watchers: WatcherIndex;
}
/** Watchers by what they ask for, the most selective index first. */
export interface WatcherIndex {
	nodes: Map<string, Set<number>>;
	names: Map<string, Set<number>>;
	namespaces: Map<string, Set<number>>;
	all: Set<number>;
}
export interface Watcher {
	readonly id: number;
	readonly storage: string;
	/** The version asked for. */
	readonly ref: string;
	readonly namespace: string;
	readonly labels: Selector | null;
	readonly fields: FieldSelector | null;
	readonly bookmarks: boolean;
	readonly table: 'table' | 'metadata' | '';
	queue: WatchItem[];
	/** Set when it must end, with an ERROR event if given. */
	closed: boolean;
}
export interface WatchItem {
	readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
	readonly object: unknown;
}
export interface Cache {
	revision: number;
	resources: Map<string, ResourceCache>;
	watchers: Map<number, Watcher>;
	pending: Map<number, readonly CacheChange[]>;
	nextWatcher: number;
}
export interface CacheChange {
	readonly storage: string;
	readonly key: string;
	/** null: deleted. */
	readonly object: KubeObject | null;
}
const kept = 1000;

export const newCache = (): Cache => ({ revision: 0, resources: new Map(), watchers: new Map(), pending: new Map(), nextWatcher: 1 });

/** The cache of a storage, made when missing. */
export function resourceOf(cache: Cache, storage: string): ResourceCache {
	let resource = cache.resources.get(storage);
	if (!resource) {
		resource = {
			objects: new Map(),
			namespaces: new Map(),
			nodes: new Map(),
			sorted: null,
			events: [],
			forgotten: cache.revision,
			watchers: { nodes: new Map(), names: new Map(), namespaces: new Map(), all: new Set() }
		};
		cache.resources.set(storage, resource);
	}
	return resource;
}

/** An object as of a revision. */
export const withVersion = (object: KubeObject, revision: number): KubeObject => ({
	...object,
	metadata: { ...object.metadata, resourceVersion: String(revision) }
});

/** Applies a revision's changes once all before it are in; answers the ids of watchers that have something to send. */
export function ingest(cache: Cache, revision: number, changes: readonly CacheChange[], hooks: CacheHooks): readonly number[] {
	if (revision <= cache.revision) return none;
	cache.pending.set(revision, changes);
	let woken: number[] | undefined;
	for (let next = cache.pending.get(cache.revision + 1); next; next = cache.pending.get(cache.revision + 1)) {
		cache.pending.delete(++cache.revision);
		for (const change of next) woken = applyChange(cache, change, hooks, woken ?? []);
	}
	return woken ?? none;
}
const none: readonly number[] = [];

export interface CacheHooks {
	readonly selectable: Selectable;
	/** Told of each change once it is in. */
	readonly applied: (change: CacheChange, old: KubeObject | undefined) => void;
}
/** How fields of a storage's objects are found for field selectors. */
export type Selectable = (storage: string, object: KubeObject) => Readonly<Record<string, string>>;

function applyChange(cache: Cache, change: CacheChange, hooks: CacheHooks, woken: number[]): number[] {
	const resource = resourceOf(cache, change.storage);
	const old = resource.objects.get(change.key);
	const { revision } = cache;
	if (!change.object && !old) return woken;
	const object = change.object ?? withVersion(old as KubeObject, revision);
	const namespace = object.metadata.namespace ?? '';
	if (change.object) {
		resource.objects.set(change.key, object);
		if (!old) {
			resource.sorted = null;
			const keys = resource.namespaces.get(namespace);
			if (keys) keys.add(change.key);
			else resource.namespaces.set(namespace, new Set([change.key]));
		}
	} else {
		resource.objects.delete(change.key);
		resource.sorted = null;
		const keys = resource.namespaces.get(namespace);
		if (keys?.delete(change.key) && keys.size === 0) resource.namespaces.delete(namespace);
	}
	placeOnNode(resource, change.key, nodeNameOf(old), change.object ? nodeNameOf(object) : '');
	hooks.applied(change, old);
	const event: CacheEvent = { revision, object, deleted: !change.object, ...(old ? { old } : {}) };
	resource.events.push(event);
	if (resource.events.length > 2 * kept) {
		const dropped = resource.events.splice(0, kept);
		resource.forgotten = dropped[dropped.length - 1]?.revision ?? resource.forgotten;
	}
	for (const id of candidates(resource.watchers, object, old)) {
		const watcher = cache.watchers.get(id);
		if (!watcher || watcher.closed) continue;
		const item = itemFor(watcher, event, hooks.selectable);
		if (!item) continue;
		if (watcher.queue.length === 0) woken.push(id);
		watcher.queue.push(item);
	}
	return woken;
}

const nodeNameOf = (object: KubeObject | undefined): string => {
	const spec = object && 'spec' in object ? object.spec : undefined;
	return typeof spec === 'object' && spec !== null && 'nodeName' in spec && typeof spec.nodeName === 'string' ? spec.nodeName : '';
};

function placeOnNode(resource: ResourceCache, key: string, before: string, now: string): void {
	if (before === now) return;
	const left = resource.nodes.get(before);
	if (left?.delete(key) && left.size === 0) resource.nodes.delete(before);
	if (now === '') return;
	const keys = resource.nodes.get(now);
	if (keys) keys.add(key);
	else resource.nodes.set(now, new Set([key]));
}
/** Objects with that spec.nodeName, in etcd's order. */
export function onNode(resource: ResourceCache, node: string): readonly KubeObject[] {
	const keys = [...(resource.nodes.get(node) ?? [])].sort(byBytes);
	return keys.map((key) => resource.objects.get(key)).filter((object) => object !== undefined);
}

function* candidates(index: WatcherIndex, object: KubeObject, old: KubeObject | undefined): Generator<number> {
	yield* index.all;
	const { namespace = '', name } = object.metadata;
	if (index.namespaces.size > 0) yield* index.namespaces.get(namespace) ?? none;
	if (index.names.size > 0) yield* index.names.get(name) ?? none;
	if (index.nodes.size > 0) {
		const now = nodeNameOf(object);
		const before = nodeNameOf(old);
		yield* index.nodes.get(now) ?? none;
		if (old && before !== now) yield* index.nodes.get(before) ?? none;
	}
}

/** Whether an object is what a watcher or list asks for. */
export function selects(filter: Pick<Watcher, 'namespace' | 'labels' | 'fields' | 'storage'>, object: KubeObject, selectable: Selectable): boolean {
	if (filter.namespace !== '' && object.metadata.namespace !== filter.namespace) return false;
	if (filter.labels && !matchesSelector(filter.labels, object.metadata.labels ?? {})) return false;
	return !filter.fields || matchesFieldSelector(filter.fields, selectable(filter.storage, object));
}

/** What a watcher sees of an event: an object that stops matching is DELETED for it. */
export function itemFor(watcher: Watcher, event: CacheEvent, selectable: Selectable): WatchItem | null {
	const before = event.old !== undefined && selects(watcher, event.old, selectable);
	const after = !event.deleted && selects(watcher, event.object, selectable);
	if (after) return { type: before ? 'MODIFIED' : 'ADDED', object: event.object };
	if (!before) return null;
	return { type: 'DELETED', object: event.deleted ? event.object : withVersion(event.old, event.revision) };
}

const indexOf = (watcher: Watcher): ['nodes' | 'names' | 'namespaces' | 'all', string] => {
	for (const term of watcher.fields ?? []) {
		if (term.operator === '!=') continue;
		if (term.field === 'spec.nodeName' && watcher.storage === 'pods') return ['nodes', term.value];
		if (term.field === 'metadata.name') return ['names', term.value];
	}
	return watcher.namespace === '' ? ['all', ''] : ['namespaces', watcher.namespace];
};
/** Adds a watcher to its index. */
export function addWatcher(cache: Cache, watcher: Watcher): void {
	cache.watchers.set(watcher.id, watcher);
	const { watchers } = resourceOf(cache, watcher.storage);
	const [index, value] = indexOf(watcher);
	if (index === 'all') watchers.all.add(watcher.id);
	else {
		const ids = watchers[index].get(value);
		if (ids) ids.add(watcher.id);
		else watchers[index].set(value, new Set([watcher.id]));
	}
}
export function removeWatcher(cache: Cache, id: number): void {
	const watcher = cache.watchers.get(id);
	if (!watcher) return;
	cache.watchers.delete(id);
	const { watchers } = resourceOf(cache, watcher.storage);
	const [index, value] = indexOf(watcher);
	if (index === 'all') watchers.all.delete(id);
	else {
		const ids = watchers[index].get(value);
		if (ids?.delete(id) && ids.size === 0) watchers[index].delete(value);
	}
}

/** Objects in etcd's order, of one namespace or all; fewer when the fields name a node (the caller filters anyway). */
export function ordered(resource: ResourceCache, namespace: string, fields: FieldSelector | null = null): readonly KubeObject[] {
	const node = fields?.find((term) => term.field === 'spec.nodeName' && term.operator === '=');
	if (node && node.value !== '') return onNode(resource, node.value);
	const objects: KubeObject[] = [];
	if (namespace !== '') {
		for (const key of [...(resource.namespaces.get(namespace) ?? [])].sort(byBytes)) {
			const object = resource.objects.get(key);
			if (object) objects.push(object);
		}
		return objects;
	}
	resource.sorted ??= [...resource.objects.keys()].sort(byBytes);
	for (const key of resource.sorted) {
		const object = resource.objects.get(key);
		if (object) objects.push(object);
	}
	return objects;
}
const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export { keyOf };
