// The kubelet's memory: the pods it should run, what it last learned of them, and its caches. Plain data, gone when the kubelet dies;
// what containers there are is asked of the runtime, never remembered.
import { apiMemory, type HasApi } from '../client/index.ts';
import { act, type Sys } from '../engine/index.ts';
import type { Pod } from '../kinds/index.ts';
import type { Images, SeenNode } from './node.ts';
import type { KnownPod } from './runtime.ts';

/** Why a container waits: what the next status shows (the real one's reason cache). */
export interface Reason {
	readonly reason: string;
	readonly message: string;
}
export interface BackOff {
	/** µs of the current delay. */
	readonly delay: number;
	/** Monotonic µs of the last failure. */
	readonly since: number;
}
export interface ProbeResult {
	readonly containerId: string;
	readonly ok: boolean;
	/** It has failed as often as it may (a startup probe that is not ok yet has not). */
	readonly failed: boolean;
}
export interface SeenContainer {
	readonly id: string;
	readonly running: boolean;
	/** The pod's address. */
	readonly ip: string;
}
export interface WantedPod {
	readonly pod: Pod;
	/** From a manifest file: the file's hash. */
	readonly source?: string;
}

/** What /etc/os-release calls the system, the machine's id and its kernel: read once. */
export interface Machine {
	readonly osImage: string;
	readonly id: string;
	readonly release: string;
}

export interface Memory extends HasApi {
	node: string;
	address: string;
	clusterDns: string;
	clusterDomain: string;
	manifests: string;
	/** By uid. A pod stays until its containers are gone and the API server has let it go. */
	pods: Map<string, WantedPod>;
	/** Manifest files as they were last read, by name. */
	files: Map<string, { readonly version: string; readonly wanted: WantedPod | null }>;
	/** Pods that have a worker thread. */
	workers: Set<string>;
	/** "uid/container" → why it waits. */
	reasons: Map<string, Reason>;
	/** "uid/container" (restarts) and "uid/container/image" (pulls). */
	backOffs: Map<string, BackOff>;
	/** "uid/container" → its newest container as the pod's worker last saw it: what probes go by (the real one's status manager). */
	seen: Map<string, SeenContainer>;
	/** "uid/container/readiness" and so on. */
	probes: Map<string, ProbeResult>;
	/** "uid/container/type" of running probe threads. */
	probing: Set<string>;
	/** "uid" → why the whole pod was ended (eviction, deadline). */
	ended: Map<string, Reason & { readonly at: number }>;
	/** Containers killed by the kubelet for a reason, by container id: why. */
	killing: Map<string, string>;
	/** Last status sent, as text, by uid. */
	sent: Map<string, string>;
	/** Mirror pods of static ones: static uid → mirror's uid. */
	mirrors: Map<string, string>;
	/** Something happened by which a static pod may lack its mirror. */
	mirrorsDue: boolean;
	/** Sandbox id → the pod's uid. */
	sandboxes: Map<string, string>;
	/** Whether the API server has been reached. */
	connected: boolean;
	runtimeReady: boolean;
	/** As it said last; empty while it does not answer. */
	runtimeVersion: string;
	/** The images as listed last. */
	images: { at: number; list: Images } | undefined;
	machine: Machine | undefined;
	/** What the node's status was made of last. */
	seenNode: SeenNode | undefined;
	/** CPU µs of containers by id when statistics were asked for last. */
	samples: Readonly<Record<string, { readonly at: number; readonly cpu: number }>>;
	/** Connections to the runtime that nobody uses now. */
	runtimes: number[];
	/** By uid: pods as the runtime last said. */
	runtimePods: Map<string, KnownPod>;
	/** How often something was told of the runtime. */
	runtimeChanges: number;
	/** By uid: pods whose worker found nothing to do and has not been called since, by the version it saw. */
	quiet: Map<string, string>;
}

export const newMemory = (): Memory => ({
	api: apiMemory(),
	node: '',
	address: '',
	clusterDns: '10.96.0.10',
	clusterDomain: 'cluster.local',
	manifests: '/etc/kubernetes/manifests',
	pods: new Map(),
	files: new Map(),
	workers: new Set(),
	reasons: new Map(),
	backOffs: new Map(),
	seen: new Map(),
	probes: new Map(),
	probing: new Set(),
	ended: new Map(),
	killing: new Map(),
	sent: new Map(),
	mirrors: new Map(),
	mirrorsDue: true,
	sandboxes: new Map(),
	connected: false,
	runtimeReady: false,
	runtimeVersion: '',
	images: undefined,
	machine: undefined,
	seenNode: undefined,
	samples: {},
	runtimes: [],
	runtimePods: new Map(),
	runtimeChanges: 0,
	quiet: new Map()
});

/** An act on the kubelet's memory. */
export const kubelet = <T>(run: (memory: Memory) => T): Sys<T> => act<Memory, T>(run);

/** Marks a pod's probes for another look: a container came or went, or its start-up is over. */
export const touchProbes = (memory: Memory, uid: string): void => void memory.api.touched.push(`probes:${uid}`);

/** Marks a pod for another look by its worker. */
export function touchPod(memory: Memory, uid: string): void {
	memory.quiet.delete(uid);
	memory.api.touched.push(`pod:${uid}`);
}
