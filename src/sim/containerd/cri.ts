// The Container Runtime Interface (runtime.v1) as the kubelet and crictl speak it with containerd or CRI-O.
// Field names are the protobuf JSON names; times are µs since the Unix epoch (the real ones are ns).
// FIDELITY: Exec, Attach and PortForward stream on the CRI connection itself instead of answering a URL of the streaming server.

export type NamespaceMode = 'POD' | 'CONTAINER' | 'NODE' | 'TARGET';
export interface NamespaceOption {
	readonly network?: NamespaceMode;
	readonly pid?: NamespaceMode;
	readonly ipc?: NamespaceMode;
	/** With pid TARGET: the container whose pid namespace is shared (kubectl debug --target). */
	readonly targetId?: string;
}
export interface SecurityProfile {
	readonly profileType: 'RuntimeDefault' | 'Unconfined' | 'Localhost';
	readonly localhostRef?: string;
}
export interface PodSandboxMetadata {
	readonly name: string;
	readonly uid: string;
	readonly namespace: string;
	readonly attempt: number;
}
export interface PodSandboxConfig {
	readonly metadata: PodSandboxMetadata;
	readonly hostname: string;
	/** "/var/log/pods/<ns>_<name>_<uid>". */
	readonly logDirectory: string;
	readonly dnsConfig?: { readonly servers: readonly string[]; readonly searches: readonly string[]; readonly options: readonly string[] };
	readonly portMappings?: readonly {
		readonly protocol: 'TCP' | 'UDP' | 'SCTP';
		readonly containerPort: number;
		readonly hostPort: number;
		readonly hostIp?: string;
	}[];
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations: Readonly<Record<string, string>>;
	readonly linux?: {
		/** "/kubepods/burstable/pod<uid>" or systemd's "kubepods-burstable-pod<uid>.slice". */
		readonly cgroupParent?: string;
		readonly sysctls?: Readonly<Record<string, string>>;
		readonly securityContext?: LinuxSecurityContext;
	};
}
export interface LinuxSecurityContext {
	readonly namespaceOptions?: NamespaceOption;
	readonly runAsUser?: number;
	readonly runAsGroup?: number;
	/** Container only: a user name from the image. */
	readonly runAsUsername?: string;
	readonly supplementalGroups?: readonly number[];
	readonly readonlyRootfs?: boolean;
	readonly privileged?: boolean;
	readonly noNewPrivs?: boolean;
	/** Without the prefix: "NET_ADMIN", "ALL". */
	readonly capabilities?: { readonly addCapabilities?: readonly string[]; readonly dropCapabilities?: readonly string[] };
	readonly seccomp?: SecurityProfile;
	readonly apparmor?: SecurityProfile;
	readonly maskedPaths?: readonly string[];
	readonly readonlyPaths?: readonly string[];
}
export type PodSandboxState = 'SANDBOX_READY' | 'SANDBOX_NOTREADY';
export interface PodSandbox {
	readonly id: string;
	readonly metadata: PodSandboxMetadata;
	readonly state: PodSandboxState;
	readonly createdAt: number;
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations: Readonly<Record<string, string>>;
	readonly runtimeHandler: string;
}
export interface PodSandboxStatus extends PodSandbox {
	/** ip "" for a pod of the host's network, or one that is not ready. */
	readonly network: { readonly ip: string; readonly additionalIps: readonly string[] };
	readonly linux: { readonly namespaces: { readonly options: NamespaceOption } };
	/** crictl inspectp's info. */
	readonly info: { readonly pid: number; readonly netns: string; readonly config: PodSandboxConfig };
}
export interface ContainerMetadata {
	readonly name: string;
	readonly attempt: number;
}
export interface LinuxResources {
	readonly cpuPeriod?: number;
	readonly cpuQuota?: number;
	readonly cpuShares?: number;
	readonly memoryLimitInBytes?: number;
	readonly oomScoreAdj?: number;
	readonly cpusetCpus?: string;
}
export interface CriMount {
	readonly containerPath: string;
	readonly hostPath: string;
	readonly readonly: boolean;
	readonly propagation?: 'PROPAGATION_PRIVATE' | 'PROPAGATION_HOST_TO_CONTAINER' | 'PROPAGATION_BIDIRECTIONAL';
}
export interface ContainerConfig {
	readonly metadata: ContainerMetadata;
	/** Reference or id as given to PullImage / answered by it. */
	readonly image: { readonly image: string; readonly userSpecifiedImage?: string };
	/** Replaces the image's ENTRYPOINT; `args` its CMD. */
	readonly command?: readonly string[];
	readonly args?: readonly string[];
	readonly workingDir?: string;
	readonly envs: readonly { readonly key: string; readonly value: string }[];
	readonly mounts: readonly CriMount[];
	readonly devices?: readonly { readonly containerPath: string; readonly hostPath: string; readonly permissions: string }[];
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations: Readonly<Record<string, string>>;
	/** Relative to the sandbox's logDirectory: "<name>/<attempt>.log". */
	readonly logPath: string;
	readonly stdin?: boolean;
	readonly stdinOnce?: boolean;
	readonly tty?: boolean;
	readonly linux?: { readonly resources?: LinuxResources; readonly securityContext?: LinuxSecurityContext };
	readonly stopSignal?: string;
}
export type ContainerState = 'CONTAINER_CREATED' | 'CONTAINER_RUNNING' | 'CONTAINER_EXITED' | 'CONTAINER_UNKNOWN';
export interface CriContainer {
	readonly id: string;
	readonly podSandboxId: string;
	readonly metadata: ContainerMetadata;
	/** As the container was asked for. */
	readonly image: { readonly image: string };
	/** Image id: digest of the config. */
	readonly imageRef: string;
	readonly imageId: string;
	readonly state: ContainerState;
	readonly createdAt: number;
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations: Readonly<Record<string, string>>;
}
export interface ContainerStatus extends Omit<CriContainer, 'podSandboxId'> {
	/** 0 when not yet. */
	readonly startedAt: number;
	readonly finishedAt: number;
	readonly exitCode: number;
	/** "Completed", "Error", "OOMKilled", "StartError", "ContainerStatusUnknown". */
	readonly reason: string;
	readonly message: string;
	readonly mounts: readonly CriMount[];
	/** Absolute. */
	readonly logPath: string;
	readonly resources?: { readonly linux: LinuxResources };
	readonly user?: { readonly linux: { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] } };
	/** crictl inspect's info. */
	readonly info: { readonly pid: number; readonly sandboxID: string; readonly config: ContainerConfig };
}
export interface CriImage {
	/** Digest of the config: "sha256:…". */
	readonly id: string;
	readonly repoTags: readonly string[];
	readonly repoDigests: readonly string[];
	/** Compressed size in bytes, as containerd reports it. */
	readonly size: number;
	/** The image's numeric user, or its name. */
	readonly uid?: number;
	readonly username?: string;
	readonly pinned: boolean;
}
export interface ContainerStats {
	readonly id: string;
	readonly podSandboxId: string;
	readonly metadata: ContainerMetadata;
	readonly labels: Readonly<Record<string, string>>;
	readonly timestamp: number;
	/** CPU time used in ns since start, and over the last interval in nano-cores. */
	readonly cpu: { readonly usageCoreNanoSeconds: number; readonly usageNanoCores: number };
	readonly memory: { readonly workingSetBytes: number; readonly usageBytes: number; readonly rssBytes: number };
	readonly writableLayer: { readonly usedBytes: number; readonly inodesUsed: number };
}
export interface PodSandboxStats {
	readonly id: string;
	readonly metadata: PodSandboxMetadata;
	readonly labels: Readonly<Record<string, string>>;
	readonly cpu: ContainerStats['cpu'];
	readonly memory: ContainerStats['memory'];
	readonly network: { readonly rxBytes: number; readonly txBytes: number };
	readonly containers: readonly ContainerStats[];
}
export interface RuntimeCondition {
	readonly type: 'RuntimeReady' | 'NetworkReady';
	readonly status: boolean;
	readonly reason: string;
	readonly message: string;
}
export interface AuthConfig {
	readonly username?: string;
	readonly password?: string;
	readonly auth?: string;
	readonly identityToken?: string;
}
export interface ContainerEvent {
	readonly containerId: string;
	readonly type: 'CONTAINER_CREATED_EVENT' | 'CONTAINER_STARTED_EVENT' | 'CONTAINER_STOPPED_EVENT' | 'CONTAINER_DELETED_EVENT';
	readonly createdAt: number;
	readonly podSandboxId: string;
}
export type LabelFilter = { readonly id?: string; readonly labelSelector?: Readonly<Record<string, string>> };
/** What a server of Exec and Attach tells; after the process ended comes the result. */
export type StreamOutput = { readonly stdout: Uint8Array } | { readonly stderr: Uint8Array };
/** What a client of Exec and Attach sends. */
export type StreamInput =
	{ readonly stdin: Uint8Array } | { readonly closeStdin: true } | { readonly resize: { readonly width: number; readonly height: number } };

/** Every method: params → result. Errors are RpcError with containerd's texts, e.g. NotFound `an error occurred when try to find container "x": not found`,
 *  and for PullImage `failed to pull and unpack image "docker.io/library/x:y": failed to resolve reference …`. */
export interface CriMethods {
	Version: { params: Record<string, never>; result: { version: string; runtimeName: string; runtimeVersion: string; runtimeApiVersion: string } };
	Status: { params: { verbose?: boolean }; result: { conditions: readonly RuntimeCondition[]; info?: Readonly<Record<string, string>> } };
	UpdateRuntimeConfig: { params: { podCidr: string }; result: null };
	RuntimeConfig: { params: Record<string, never>; result: { cgroupDriver: 'SYSTEMD' | 'CGROUPFS' } };

	/** Network namespace, CNI, pause container. Answers its id (64 hex digits). */
	RunPodSandbox: { params: { config: PodSandboxConfig; runtimeHandler?: string }; result: { podSandboxId: string } };
	/** Kills what runs in it and takes its network down; idempotent. */
	StopPodSandbox: { params: { podSandboxId: string }; result: null };
	RemovePodSandbox: { params: { podSandboxId: string }; result: null };
	PodSandboxStatus: {
		params: { podSandboxId: string; verbose?: boolean };
		result: { status: PodSandboxStatus; containersStatuses: readonly ContainerStatus[] };
	};
	ListPodSandbox: { params: { filter?: LabelFilter & { readonly state?: PodSandboxState } }; result: { items: readonly PodSandbox[] } };

	CreateContainer: { params: { podSandboxId: string; config: ContainerConfig; sandboxConfig: PodSandboxConfig }; result: { containerId: string } };
	StartContainer: { params: { containerId: string }; result: null };
	/** The stop signal, then KILL after `timeout` seconds. */
	StopContainer: { params: { containerId: string; timeout: number }; result: null };
	RemoveContainer: { params: { containerId: string }; result: null };
	ListContainers: {
		params: { filter?: LabelFilter & { readonly state?: ContainerState; readonly podSandboxId?: string } };
		result: { containers: readonly CriContainer[] };
	};
	ContainerStatus: { params: { containerId: string; verbose?: boolean }; result: { status: ContainerStatus } };
	UpdateContainerResources: { params: { containerId: string; linux: LinuxResources }; result: null };
	ReopenContainerLog: { params: { containerId: string }; result: null };
	/** `timeout` in seconds, 0 for none; DeadlineExceeded when it passes. */
	ExecSync: { params: { containerId: string; cmd: readonly string[]; timeout: number }; result: { stdout: Uint8Array; stderr: Uint8Array; exitCode: number } };
	Exec: {
		params: { containerId: string; cmd: readonly string[]; tty: boolean; stdin: boolean };
		event: StreamOutput;
		input: StreamInput;
		result: { exitCode: number };
	};
	Attach: { params: { containerId: string; tty: boolean; stdin: boolean }; event: StreamOutput; input: StreamInput; result: { exitCode: number } };
	/** One forwarded connection to 127.0.0.1:port in the sandbox's network namespace; first event { connected }. Text of a refused one:
	 *  `failed to execute portforward in network namespace "…": failed to connect to localhost:80 inside namespace "…", IPv4: dial tcp4 127.0.0.1:80: connect: connection refused`. */
	PortForward: {
		params: { podSandboxId: string; port: number };
		event: { readonly connected: true } | { readonly message: unknown };
		input: { readonly message: unknown } | { readonly end: true };
		result: null;
	};
	ContainerStats: { params: { containerId: string }; result: { stats: ContainerStats } };
	ListContainerStats: { params: { filter?: LabelFilter & { readonly podSandboxId?: string } }; result: { stats: readonly ContainerStats[] } };
	PodSandboxStats: { params: { podSandboxId: string }; result: { stats: PodSandboxStats } };
	ListPodSandboxStats: { params: { filter?: LabelFilter }; result: { stats: readonly PodSandboxStats[] } };
	/** Never ends by itself. */
	GetContainerEvents: { params: Record<string, never>; event: ContainerEvent; result: null };

	ListImages: { params: { filter?: { image: { image: string } } }; result: { images: readonly CriImage[] } };
	/** null when absent. */
	ImageStatus: { params: { image: { image: string }; verbose?: boolean }; result: { image: CriImage | null; info?: unknown } };
	PullImage: { params: { image: { image: string }; auth?: AuthConfig; sandboxConfig?: PodSandboxConfig }; result: { imageRef: string } };
	RemoveImage: { params: { image: { image: string } }; result: null };
	ImageFsInfo: {
		params: Record<string, never>;
		result: { imageFilesystems: readonly { timestamp: number; mountpoint: string; usedBytes: number; inodesUsed: number }[] };
	};
}
export type CriMethod = keyof CriMethods;
