// What a kube-apiserver process knows: its options, the watch cache, connections, and what it derives from stored objects.
// Plain data, reached inside `act` only; everything that must survive is in etcd.
import type { Certificate } from '../kernel/index.ts';
import type { KubeObject } from '../kinds/index.ts';
import type { AuditRule } from './audit.ts';
import { newCache, type Cache } from './cache.ts';

export interface Options {
	readonly advertiseAddress: string;
	readonly securePort: number;
	readonly etcd: { readonly host: string; readonly port: number; readonly tls: boolean };
	readonly authorizationModes: readonly string[];
	readonly anonymous: boolean;
	readonly admission: readonly string[];
	readonly disabledAdmission: readonly string[];
	readonly serviceRange: string;
	readonly nodePorts: readonly [number, number];
	readonly issuer: string;
	readonly eventTtl: number;
	readonly auditLog: string;
	readonly auditPolicy: string;
	readonly kubeletPort: number;
	readonly bootstrapTokens: boolean;
	readonly files: {
		readonly certificate: string;
		readonly clientCa: string;
		readonly etcdCertificate: string;
		readonly kubeletCertificate: string;
		readonly saKey: string;
		readonly tokens: string;
	};
}
export interface User {
	readonly name: string;
	readonly uid?: string;
	readonly groups: readonly string[];
	readonly extra?: Readonly<Record<string, readonly string[]>>;
}
export interface Memory {
	options: Options;
	chain: readonly Certificate[];
	clientAuthority: string;
	etcdCertificate: Certificate | null;
	kubeletCertificate: Certificate | null;
	/** The service account keys' text: what tokens are signed with. */
	saKey: string;
	staticTokens: Map<string, User>;
	/** Client certificates by connection fd. */
	clients: Map<number, { readonly certificate: Certificate; readonly credential: string }>;
	/** Claims of service account tokens whose signature was looked at. */
	tokens: Map<string, Readonly<Record<string, unknown>>>;
	/** Fingerprints of certificates seen. */
	credentials: Map<string, string>;
	cache: Cache;
	/** Connected to etcd, and its first list is in. */
	ready: boolean;
	etcdError: string;
	idleEtcd: number[];
	/** Highest revision answered to a client: reads wait until the cache has it. */
	written: number;
	/** Post-start hooks not yet done. */
	hooks: Set<string>;
	/** Cluster IPs and node ports in use: owner key by address or "protocol/port". */
	clusterIPs: Map<string, string>;
	nodePorts: Map<string, string>;
	/** RBAC lookups by revision of the role objects. */
	rbac: {
		readonly version: number;
		readonly rules: ReadonlyMap<string, readonly RbacGrant[]>;
		/** By name and groups: what a user is granted. */
		readonly users: Map<string, readonly RbacGrant[]>;
	} | null;
	rbacVersion: number;
	customVersion: number;
	custom: Map<string, CustomDefinition>;
	/** A lease for events made in this minute. */
	eventLease: { readonly id: number; readonly until: number } | null;
	auditRules: readonly AuditRule[];
	auditFd: number;
	/** Keys of the server's own threads to wake after the act that changed what they follow. */
	wakes: readonly string[];
	/** Panics of handlers, for the log. */
	panics: string[];
	/** µs since the epoch as of the last write: ages in watched tables. */
	clock: number;
	/** Serial number for audit ids. */
	serial: number;
}
export interface RbacGrant {
	/** '' for cluster-wide bindings. */
	readonly namespace: string;
	readonly rules: readonly PolicyRuleLike[];
	readonly binding: string;
}
export interface PolicyRuleLike {
	readonly verbs: readonly string[];
	readonly apiGroups?: readonly string[];
	readonly resources?: readonly string[];
	readonly resourceNames?: readonly string[];
	readonly nonResourceURLs?: readonly string[];
}
/** A custom resource's served version, compiled from its definition (crd.ts). */
export interface CustomDefinition {
	readonly ref: string;
	readonly definition: KubeObject;
	readonly version: string;
}

export const newMemory = (options: Options): Memory => ({
	options,
	chain: [],
	clientAuthority: '',
	etcdCertificate: null,
	kubeletCertificate: null,
	saKey: '',
	staticTokens: new Map(),
	clients: new Map(),
	tokens: new Map(),
	credentials: new Map(),
	cache: newCache(),
	ready: false,
	etcdError: '',
	idleEtcd: [],
	written: 0,
	hooks: new Set(),
	clusterIPs: new Map(),
	nodePorts: new Map(),
	rbac: null,
	rbacVersion: 0,
	customVersion: 0,
	custom: new Map(),
	eventLease: null,
	auditRules: [],
	auditFd: -1,
	wakes: [],
	panics: [],
	clock: 0,
	serial: 0
});
