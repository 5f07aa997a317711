// dockerd's memory: plain data shared by its threads, reached only inside `act`. What must outlive the daemon is also in files
// under /var/lib/docker (files.ts). Invariant: records are replaced, never changed, so that what an act answered stays true.
import type { CacheRecord } from './builder/cache.ts';
import type { BuildRecord } from './builder/protocol.ts';
import type { BuildState } from './builder/shared.ts';
import type { ContainerConfig, EndpointSettings, HostConfig, Labels, MountPoint, PortBinding } from './api-types.ts';
import type { DaemonConfig } from './config.ts';
import type { ImageConfig } from '../oci/index.ts';
import type { Swarm } from './swarm/state.ts';

export interface HealthResult {
	readonly Start: string;
	readonly End: string;
	readonly ExitCode: number;
	readonly Output: string;
}
export interface Health {
	readonly Status: 'starting' | 'healthy' | 'unhealthy';
	readonly FailingStreak: number;
	readonly Log: readonly HealthResult[];
}
/** Times in µs since the Unix epoch; 0: never. */
export interface ContainerState {
	readonly running: boolean;
	readonly paused: boolean;
	readonly restarting: boolean;
	readonly oomKilled: boolean;
	readonly removalInProgress: boolean;
	readonly dead: boolean;
	readonly pid: number;
	readonly exitCode: number;
	readonly error: string;
	readonly startedAt: number;
	readonly finishedAt: number;
	readonly health?: Health;
}
export interface NetworkSettings {
	readonly sandboxId: string;
	readonly sandboxKey: string;
	readonly ports: Readonly<Record<string, readonly PortBinding[] | null>> | null;
	/** By network name. `desiredMac` is what the user asked for. */
	readonly networks: Readonly<Record<string, EndpointSettings & { readonly desiredMac?: string }>>;
}
export interface Container {
	readonly id: string;
	readonly created: number;
	readonly path: string;
	readonly args: readonly string[];
	readonly config: ContainerConfig;
	readonly hostConfig: HostConfig;
	/** Image id "sha256:…", or "". */
	readonly image: string;
	/** With a leading slash. */
	readonly name: string;
	readonly state: ContainerState;
	readonly restartCount: number;
	readonly hasBeenStartedBefore: boolean;
	readonly hasBeenManuallyStopped: boolean;
	readonly hasBeenManuallyRestarted: boolean;
	readonly mounts: readonly MountPoint[];
	readonly network: NetworkSettings;
	/** Directory under overlay2 of its writable layer. */
	readonly mountId: string;
	readonly resolvConfPath: string;
	readonly hostnamePath: string;
	readonly hostsPath: string;
	readonly execIds: readonly string[];
}
/** What only the living daemon knows of a container. */
export interface Runtime {
	/** The restart manager. */
	readonly restartCanceled: boolean;
	readonly restartTries: number;
	readonly restartTimeout: number;
	/** Number of the current run: raised by each start, so that late threads know they are late. */
	readonly run: number;
	/** Our end of its stdin, or -1. */
	readonly stdin: number;
	/** Output streams not yet at their end. */
	readonly copiers: number;
	/** Clients that read its output: fd of the connection and what it wants. */
	readonly attached: readonly Attached[];
	/** Health monitor generation; 0: none. */
	readonly monitor: number;
	readonly mounted: boolean;
	/** The chain its writable layer stands on; undefined: this daemon has not looked at the layer yet. */
	readonly parent?: string;
	/** How often it has ended: what `next-exit` waits on. */
	readonly exits: number;
}
export interface Attached {
	readonly fd: number;
	readonly stdin: boolean;
	readonly stdout: boolean;
	readonly stderr: boolean;
	readonly multiplexed: boolean;
}
export interface Exec {
	readonly id: string;
	readonly containerId: string;
	readonly running: boolean;
	readonly started: boolean;
	readonly exitCode: number | null;
	readonly pid: number;
	readonly openStdin: boolean;
	readonly openStdout: boolean;
	readonly openStderr: boolean;
	readonly tty: boolean;
	readonly consoleSize: readonly [number, number] | null;
	readonly privileged: boolean;
	readonly user: string;
	readonly workingDir: string;
	readonly env: readonly string[];
	readonly args: readonly string[];
	readonly detachKeys: string;
	readonly stdin: number;
	readonly copiers: number;
	readonly attached: readonly Attached[];
	/** A health probe's output is kept here instead of going to a client. */
	readonly output: string | null;
	readonly canRemove: boolean;
}
export interface Layer {
	readonly chainId: string;
	readonly diffId: string;
	readonly parent: string;
	/** Directory under overlay2. */
	readonly cacheId: string;
	readonly size: number;
}
export interface Image {
	/** Config digest. */
	readonly id: string;
	/** The config's JSON text as stored. */
	readonly text: string;
	readonly config: ImageConfig;
	/** Chain ids of its layers, bottom first: digests of digests. Absent in what an older build saved. */
	readonly chain?: readonly string[];
	readonly parent: string;
	/** µs of the last local tag; 0: never. */
	readonly lastTagged: number;
	/** Creation time in µs. */
	readonly created: number;
}
export interface IpamPool {
	readonly subnet: string;
	readonly gateway: string;
	readonly ipRange: string;
	readonly auxAddresses: Labels;
	/** As the user wrote it in IPAM.Config; null when chosen by the engine. */
	readonly given: boolean;
	readonly givenGateway: boolean;
}
export interface Endpoint {
	readonly id: string;
	readonly containerId: string;
	/** Container name at the time, without the slash. */
	readonly name: string;
	readonly ip: string;
	readonly prefix: number;
	readonly mac: string;
	readonly dnsNames: readonly string[];
	readonly veth: string;
	/** Interface inside: eth0 … */
	readonly ifname: string;
	readonly ports: readonly MappedPort[];
	/** The container's default route and published ports go through it. */
	readonly gateway: boolean;
}
export interface MappedPort {
	readonly proto: 'tcp' | 'udp' | 'sctp';
	readonly containerPort: number;
	readonly hostIp: string;
	readonly hostPort: number;
	readonly containerIp: string;
	/** docker-proxy's pid; 0: none. */
	readonly proxy: number;
	/** Our end of the pipe that tells it that we live; -1: none. */
	readonly leash: number;
}
export interface Network {
	readonly id: string;
	readonly name: string;
	readonly driver: 'bridge' | 'host' | 'null' | 'macvlan' | 'ipvlan';
	readonly created: number;
	readonly enableIPv4: boolean;
	readonly enableIPv6: boolean;
	readonly internal: boolean;
	readonly attachable: boolean;
	readonly options: Labels;
	readonly labels: Labels;
	readonly ipamDriver: string;
	readonly ipamOptions: Labels | null;
	readonly pools: readonly IpamPool[];
	/** The Linux bridge's name. */
	readonly bridge: string;
	readonly endpoints: readonly Endpoint[];
	/** The address handed out last: the next is looked for after it. */
	readonly lastAddress: number;
	/** A swarm's network. `driver` says what stands behind it on this node. */
	readonly overlay?: { readonly ingress: boolean; readonly removing?: boolean };
}
/** The taken addresses of a network as numbers, and for each pool one that all below are taken. */
export interface TakenAddresses {
	readonly taken: Set<number>;
	readonly low: number[];
}
export interface Volume {
	readonly name: string;
	readonly created: number;
	readonly driver: 'local';
	readonly labels: Labels | null;
	readonly options: Labels | null;
	readonly anonymous: boolean;
	/** Containers that refer to it. */
	readonly refs: readonly string[];
	/** How many running containers have it mounted (for volumes with a device). */
	readonly active: number;
}
export interface DockerEvent {
	readonly type: string;
	readonly action: string;
	readonly id: string;
	readonly attributes: Labels;
	/** µs since the Unix epoch. */
	readonly at: number;
}
/** A running embedded DNS server. */
export interface Resolver {
	readonly containerId: string;
	readonly fd: number;
}
export interface Memory {
	config: DaemonConfig;
	engineId: string;
	hostname: string;
	hostNetns: number;
	cgroupDriver: 'systemd' | 'cgroupfs';
	shuttingDown: boolean;
	containers: Map<string, Container>;
	/** Name with slash → id: reservations. */
	names: Map<string, string>;
	runtime: Map<string, Runtime>;
	execs: Map<string, Exec>;
	images: Map<string, Image>;
	/** Layers by chain id. */
	layers: Map<string, Layer>;
	/** "docker.io/library/nginx:1.27" or "…@sha256:…" → image id. */
	references: Map<string, string>;
	/** Diff id → compressed digest and the repositories it is known in. */
	distribution: Map<string, { readonly digest: string; readonly size: number; readonly repositories: readonly string[] }>;
	networks: Map<string, Network>;
	/** Made from the networks (networks/joined.ts): which a container is on, and which addresses of them are taken. */
	joined?: Map<string, readonly string[]>;
	addresses?: Map<string, TakenAddresses>;
	volumes: Map<string, Volume>;
	resolvers: Map<string, Resolver>;
	/** The last 256 events, and how many there ever were. */
	/** Exit codes of containers removed lately, for who still waits for them. */
	removed: Map<string, { readonly exitCode: number; readonly error: string }>;
	events: DockerEvent[];
	eventCount: number;
	/** How many look into a container's mounted file system. */
	/** The build cache's records as they are on disk; undefined: not read yet. */
	cacheRecords?: Map<string, CacheRecord>;
	/** Lines of its journal. */
	cacheLines?: number;
	/** Builds under way by number, and how many there ever were. */
	builds?: Map<number, BuildState>;
	buildCount?: number;
	/** Records of builds under way, by ref. */
	buildRecords?: Map<string, BuildRecord>;
	mountUsers: Map<string, number>;
	/** Connections to containerd that carry no call now. */
	idle?: number[];
	locks: Set<string>;
	/** Locks that somebody waits for. */
	awaited?: Set<string>;
	/** How many files were ever replaced: each is written beside under a name of its own. */
	replaced?: number;
	swarm: Swarm | null;
	/** Tasks that have a thread. */
	agents: Set<string>;
	/** Published ports of services, and the sockets that hold them. */
	ingressPorts: Map<number, number>;
	/** What the rules of published ports were made from. */
	ingressShown: string;
	/** Next ephemeral host port to try. */
	nextPort: number;
	counter: number;
}

export const initialRuntime: Runtime = {
	restartCanceled: false,
	restartTries: 0,
	restartTimeout: 0,
	run: 0,
	stdin: -1,
	copiers: 0,
	attached: [],
	monitor: 0,
	mounted: false,
	exits: 0
};
