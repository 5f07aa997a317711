// etcd's v3 API as frames of protocol 'etcd': one request, one answer; a watch connection then carries event batches.
// Values are JSON by reference (what kube-apiserver stores) or text (what etcdctl puts). Leaves out auth, members' changes and raft.

export interface KeyValue {
	readonly key: string;
	readonly value: unknown;
	readonly createRevision: number;
	readonly modRevision: number;
	readonly version: number;
	readonly lease: number;
}
export interface RangeRequest {
	readonly op: 'range';
	readonly key: string;
	/** All keys with this prefix (then `key` is the first one wanted). */
	readonly prefix?: string;
	readonly limit?: number;
	/** As of this revision; 0 or absent: now. */
	readonly revision?: number;
	readonly keysOnly?: boolean;
	readonly countOnly?: boolean;
}
export interface PutRequest {
	readonly op: 'put';
	readonly key: string;
	readonly value: unknown;
	readonly lease?: number;
}
export interface DeleteRequest {
	readonly op: 'delete';
	readonly key: string;
	readonly prefix?: string;
}
export interface Compare {
	readonly key: string;
	readonly target: 'mod' | 'version' | 'create';
	readonly equals: number;
}
export interface TxnRequest {
	readonly op: 'txn';
	readonly compare: readonly Compare[];
	readonly success: readonly (RangeRequest | PutRequest | DeleteRequest)[];
	readonly failure: readonly (RangeRequest | PutRequest | DeleteRequest)[];
}
export interface WatchRequest {
	readonly op: 'watch';
	readonly key: string;
	readonly prefix?: string;
	/** First revision wanted; 0: from now on. */
	readonly startRevision?: number;
	readonly prevKv?: boolean;
}
export type EtcdRequest =
	| RangeRequest
	| PutRequest
	| DeleteRequest
	| TxnRequest
	| WatchRequest
	| { readonly op: 'leaseGrant'; /** Seconds. */ readonly ttl: number; readonly id?: number }
	| { readonly op: 'leaseRevoke' | 'leaseKeepAlive' | 'leaseTimeToLive'; readonly id: number }
	| { readonly op: 'compact'; readonly revision: number }
	| { readonly op: 'status' | 'snapshot' | 'memberList' | 'hash' | 'leases' };

export interface WatchEvent {
	readonly type: 'PUT' | 'DELETE';
	/** For DELETE: only key and modRevision mean something. */
	readonly kv: KeyValue;
	readonly prevKv?: KeyValue;
}
export interface EtcdResponse {
	/** gRPC's text when it failed, e.g. "etcdserver: mvcc: required revision has been compacted". */
	readonly error?: string;
	readonly revision: number;
	readonly kvs?: readonly KeyValue[];
	readonly count?: number;
	readonly more?: boolean;
	readonly deleted?: number;
	readonly succeeded?: boolean;
	readonly responses?: readonly EtcdResponse[];
	readonly created?: boolean;
	readonly events?: readonly WatchEvent[];
	readonly compactRevision?: number;
	readonly lease?: { readonly id: number; readonly ttl: number; readonly granted?: number; readonly keys?: readonly string[] };
	readonly leases?: readonly number[];
	readonly status?: {
		readonly version: string;
		readonly dbSize: number;
		readonly memberId: string;
		readonly clusterId: string;
		readonly raftIndex: number;
		readonly raftTerm: number;
	};
	readonly members?: readonly { readonly id: string; readonly name: string; readonly peerURLs: readonly string[]; readonly clientURLs: readonly string[] }[];
	/** The data file's text, for `snapshot save`. */
	readonly snapshot?: string;
}
/** Whether a value is an answer of etcd. */
export const isEtcdResponse = (value: unknown): value is EtcdResponse => typeof value === 'object' && value !== null && 'revision' in value;
export const isEtcdRequest = (value: unknown): value is EtcdRequest =>
	typeof value === 'object' && value !== null && 'op' in value && typeof value.op === 'string';
