// The part of a daemon's memory that this room owns: configuration, idle connections, stores, queues. Plain data, reached inside `act` only.
// Invariant: objects in stores are never changed, only replaced.
import type { Certificate } from '../kernel/index.ts';
import type { KubeObject, Lease } from '../kinds/index.ts';

/** Where the API is and who asks. */
export interface ClientConfig {
	readonly host: string;
	readonly port: number;
	/** false: plain HTTP. */
	readonly tls: boolean;
	/** Name checked against the server's certificate. */
	readonly serverName: string;
	/** The certificate authority's name that must have issued the server's certificate; absent: insecure-skip-tls-verify. */
	readonly authority?: string;
	readonly certificate?: Certificate;
	readonly token?: string;
	/** The context's namespace. */
	readonly namespace: string;
	/** "kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/0000000": its first word becomes the field manager. */
	readonly userAgent: string;
	/** --as and --as-group. */
	readonly impersonate?: { readonly user: string; readonly groups: readonly string[]; readonly uid?: string };
}

/** A cache of one resource, kept by a reflector. */
export interface Store {
	objects: Map<string, KubeObject>;
	/** Objects as they were before this process's own later write was put in (until the watch reports it). */
	before: Map<string, KubeObject | null>;
	/** index → value → keys */
	indexes: Map<string, Map<string, Set<string>>>;
	/** Names of rows of indexers.ts. */
	indexNames: readonly string[];
	/** Deleted here, not yet reported by the watch: uid. */
	gone: Set<string>;
	synced: boolean;
	resourceVersion: string;
}

export interface Queue {
	ready: string[];
	/** In `ready`, or to be added again when its processing ends. */
	dirty: Set<string>;
	processing: Set<string>;
	/** Sorted by time (monotonic µs). */
	delayed: { at: number; key: string }[];
	failures: Map<string, number>;
}

export interface EventCounter {
	readonly name: string;
	readonly namespace: string;
	readonly count: number;
	readonly first: string;
	readonly last: number;
	readonly resourceVersion: string;
}

/** Put this in your daemon's memory under the name `api`. */
export interface ApiMemory {
	config: ClientConfig | null;
	/** fds of connections nobody uses now. */
	idle: number[];
	stores: Map<string, Store>;
	queues: Map<string, Queue>;
	/** Notify keys touched inside an act, sent after it. */
	touched: string[];
	/** Recorded events by their aggregation key. */
	events: Map<string, EventCounter>;
	/** Spam filter: tokens and time of the last refill by source and object. */
	tokens: Map<string, { tokens: number; at: number }>;
	serial: number;
	/** The lease this process leads by, as it wrote it last. */
	lease: Lease | null;
}
export interface HasApi {
	readonly api: ApiMemory;
}

/** A fresh memory. */
export const apiMemory = (): ApiMemory => ({
	config: null,
	idle: [],
	stores: new Map(),
	queues: new Map(),
	touched: [],
	events: new Map(),
	tokens: new Map(),
	serial: 0,
	lease: null
});
