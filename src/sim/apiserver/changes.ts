// What else a stored change means for the server's memory: role tables, custom kinds, addresses in use.
import type { KubeObject, Service } from '../kinds/index.ts';
import { trackAddresses } from './admission/service-addresses.ts';
import { ingest, withVersion, type CacheChange, type CacheHooks } from './cache.ts';
import { parseEtcdKey, selectable } from './cluster.ts';
import { trackDefinition } from './crd.ts';
import type { Memory } from './memory.ts';

type Track = (m: Memory, change: CacheChange, old: KubeObject | undefined) => void;
const roles: Track = (m) => void m.rbacVersion++;
const trackers: Readonly<Record<string, Track>> = {
	roles,
	clusterroles: roles,
	rolebindings: roles,
	clusterrolebindings: roles,
	'services/specs': (m, change, old) => trackAddresses(m, old as Service | undefined, (change.object ?? undefined) as Service | undefined, change.key),
	'apiregistration.k8s.io/apiservices': (m, _change, old) => void (m.wakes = old ? m.wakes : ['availability']),
	'apiextensions.k8s.io/customresourcedefinitions': (m, change, old) => trackDefinition(m, old, change.object ?? undefined)
};
const hooksOf = (m: Memory): CacheHooks => ({ selectable, applied: (change, old) => trackers[change.storage]?.(m, change, old) });

/** Applies a revision to the cache; answers the watchers to wake. */
export const applyRevision = (m: Memory, revision: number, changes: readonly CacheChange[]): readonly number[] =>
	ingest(m.cache, revision, changes, hooksOf(m));

/** etcd's key and value as a change. */
export function changeOf(key: string, value: unknown, revision: number): CacheChange | undefined {
	const place = parseEtcdKey(key);
	if (!place) return undefined;
	const isObject = typeof value === 'object' && value !== null && 'metadata' in value && 'kind' in value;
	return { ...place, object: isObject ? withVersion(value as KubeObject, revision) : null };
}
/** The first list: everything at one revision. */
export function loadAll(m: Memory, revision: number, changes: readonly CacheChange[]): void {
	m.cache.revision = revision - 1;
	m.cache.pending.clear();
	for (const resource of m.cache.resources.values()) {
		resource.objects.clear();
		resource.namespaces.clear();
		resource.nodes.clear();
		resource.sorted = null;
		resource.events = [];
		resource.forgotten = revision;
	}
	m.clusterIPs.clear();
	m.nodePorts.clear();
	m.custom.clear();
	applyRevision(m, revision, changes);
	for (const resource of m.cache.resources.values()) {
		resource.events = [];
		resource.forgotten = revision;
	}
	for (const watcher of m.cache.watchers.values()) watcher.closed = true;
}
