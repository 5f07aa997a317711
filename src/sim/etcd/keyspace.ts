// The multi-version key space: keys, revisions, history for watches and old reads, leases. Pure state and functions on it.
// Invariant: revision grows by one per transaction that writes; history holds every event after `compacted`, in order.
import type { Compare, DeleteRequest, EtcdResponse, KeyValue, PutRequest, RangeRequest, TxnRequest, WatchEvent } from './protocol.ts';

export interface Lease {
	readonly id: number;
	readonly ttl: number;
	/** Monotonic µs; set again by keepalive. */
	expires: number;
	readonly keys: Set<string>;
}
export interface Keyspace {
	revision: number;
	compacted: number;
	keys: Map<string, KeyValue>;
	history: WatchEvent[];
	leases: Map<number, Lease>;
	nextLease: number;
}
export const newKeyspace = (): Keyspace => ({ revision: 1, compacted: 0, keys: new Map(), history: [], leases: new Map(), nextLease: 0x694d77aa });

const matches = (key: string, request: { readonly key: string; readonly prefix?: string }): boolean =>
	request.prefix === undefined ? key === request.key : key.startsWith(request.prefix) && key >= request.key;

/** The keys as they were at `revision`, by undoing history. */
function asOf(space: Keyspace, revision: number): Map<string, KeyValue> {
	const keys = new Map(space.keys);
	for (let i = space.history.length - 1; i >= 0; i--) {
		const event = space.history[i];
		if (!event || event.kv.modRevision <= revision) break;
		if (event.prevKv) keys.set(event.kv.key, event.prevKv);
		else keys.delete(event.kv.key);
	}
	return keys;
}

export function range(space: Keyspace, request: RangeRequest): EtcdResponse {
	const { revision = 0 } = request;
	if (revision > space.revision) return { revision: space.revision, error: 'etcdserver: mvcc: required revision is a future revision' };
	if (revision > 0 && revision < space.compacted) return { revision: space.revision, error: 'etcdserver: mvcc: required revision has been compacted' };
	const keys = revision > 0 && revision < space.revision ? asOf(space, revision) : space.keys;
	if (request.prefix === undefined) {
		const kv = keys.get(request.key);
		return { revision: space.revision, kvs: kv && !request.countOnly ? [shown(kv, request)] : [], count: kv ? 1 : 0, more: false };
	}
	const found: KeyValue[] = [];
	for (const kv of keys.values()) if (matches(kv.key, request)) found.push(kv);
	const count = found.length;
	if (request.countOnly) return { revision: space.revision, kvs: [], count, more: false };
	found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
	const { limit = 0 } = request;
	const kvs = limit > 0 && count > limit ? found.slice(0, limit) : found;
	return { revision: space.revision, kvs: request.keysOnly ? kvs.map((kv) => shown(kv, request)) : kvs, count, more: kvs.length < count };
}
const shown = (kv: KeyValue, request: RangeRequest): KeyValue => (request.keysOnly ? { ...kv, value: '' } : kv);

function put(space: Keyspace, request: PutRequest, revision: number): EtcdResponse {
	const { lease = 0 } = request;
	if (lease !== 0 && !space.leases.has(lease)) return { revision: space.revision, error: 'etcdserver: requested lease not found' };
	const prevKv = space.keys.get(request.key);
	const kv: KeyValue = {
		key: request.key,
		value: request.value,
		createRevision: prevKv?.createRevision ?? revision,
		modRevision: revision,
		version: (prevKv?.version ?? 0) + 1,
		lease
	};
	record(space, { type: 'PUT', kv, ...(prevKv ? { prevKv } : {}) });
	return { revision };
}

function remove(space: Keyspace, request: DeleteRequest, revision: number): EtcdResponse {
	const doomed = request.prefix === undefined ? [space.keys.get(request.key)] : [...space.keys.values()].filter((kv) => matches(kv.key, request));
	let deleted = 0;
	for (const prevKv of doomed) {
		if (!prevKv) continue;
		record(space, { type: 'DELETE', kv: { key: prevKv.key, value: null, createRevision: 0, modRevision: revision, version: 0, lease: 0 }, prevKv });
		deleted++;
	}
	return { revision, deleted };
}

/** Puts an event into keys, leases and history: also how a log is replayed. */
export function record(space: Keyspace, event: WatchEvent): void {
	const { kv, prevKv } = event;
	if (prevKv?.lease) space.leases.get(prevKv.lease)?.keys.delete(kv.key);
	if (event.type === 'PUT') {
		space.keys.set(kv.key, kv);
		if (kv.lease) space.leases.get(kv.lease)?.keys.add(kv.key);
	} else space.keys.delete(kv.key);
	space.history.push(event);
}

const holds = (space: Keyspace, compare: Compare): boolean => {
	const kv = space.keys.get(compare.key);
	const value = compare.target === 'mod' ? kv?.modRevision : compare.target === 'version' ? kv?.version : kv?.createRevision;
	return (value ?? 0) === compare.equals;
};

/** One transaction: all its writes share one revision. Answers also the events it made. */
export function transact(space: Keyspace, request: TxnRequest | PutRequest | DeleteRequest): { response: EtcdResponse; events: readonly WatchEvent[] } {
	const start = space.history.length;
	const revision = space.revision + 1;
	let response: EtcdResponse;
	if (request.op === 'put') response = put(space, request, revision);
	else if (request.op === 'delete') response = remove(space, request, revision);
	else {
		const succeeded = request.compare.every((compare) => holds(space, compare));
		const responses = (succeeded ? request.success : request.failure).map((op) =>
			op.op === 'range' ? range(space, op) : op.op === 'put' ? put(space, op, revision) : remove(space, op, revision)
		);
		response = { revision: space.revision, succeeded, responses };
	}
	const events = space.history.slice(start);
	if (events.length > 0) space.revision = revision;
	return { response: response.error ? response : { ...response, revision: space.revision }, events };
}

/** Forgets history up to a revision. */
export function compact(space: Keyspace, revision: number): EtcdResponse {
	if (revision <= space.compacted) return { revision: space.revision, error: 'etcdserver: mvcc: required revision has been compacted' };
	if (revision > space.revision) return { revision: space.revision, error: 'etcdserver: mvcc: required revision is a future revision' };
	space.compacted = revision;
	space.history = space.history.filter((event) => event.kv.modRevision > revision);
	return { revision: space.revision };
}

export function grant(space: Keyspace, ttl: number, now: number, id = 0): Lease {
	const lease: Lease = { id: id || space.nextLease++, ttl, expires: now + ttl * 1_000_000, keys: new Set() };
	space.leases.set(lease.id, lease);
	return lease;
}
/** Ends a lease: its keys go, in one revision. */
export function revoke(space: Keyspace, id: number): readonly WatchEvent[] {
	const lease = space.leases.get(id);
	if (!lease) return [];
	space.leases.delete(id);
	const start = space.history.length;
	for (const key of [...lease.keys].sort()) remove(space, { op: 'delete', key }, space.revision + 1);
	const events = space.history.slice(start);
	if (events.length > 0) space.revision++;
	return events;
}
/** Past events a watch asks for; null when they are compacted. */
export function eventsSince(
	space: Keyspace,
	request: { readonly key: string; readonly prefix?: string; readonly startRevision?: number }
): readonly WatchEvent[] | null {
	const { startRevision = 0 } = request;
	if (startRevision === 0) return [];
	if (startRevision <= space.compacted) return null;
	return space.history.filter((event) => event.kv.modRevision >= startRevision && matches(event.kv.key, request));
}
export const wants = matches;
