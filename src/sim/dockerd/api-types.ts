// The engine's API objects as this daemon keeps and prints them: field names and order are moby's api/types (1.51).
// Invariant: an object here is printed as it is; absent optional fields are those Go marks omitempty.

export type Labels = Readonly<Record<string, string>>;
type Empty = Record<string, never>;

/** Times in ns. */
export interface Healthcheck {
	readonly Test?: readonly string[];
	readonly Interval?: number;
	readonly Timeout?: number;
	readonly StartPeriod?: number;
	readonly StartInterval?: number;
	readonly Retries?: number;
}
export interface ContainerConfig {
	readonly Hostname: string;
	readonly Domainname: string;
	readonly User: string;
	readonly AttachStdin: boolean;
	readonly AttachStdout: boolean;
	readonly AttachStderr: boolean;
	readonly ExposedPorts?: Readonly<Record<string, Empty>>;
	readonly Tty: boolean;
	readonly OpenStdin: boolean;
	readonly StdinOnce: boolean;
	readonly Env: readonly string[] | null;
	readonly Cmd: readonly string[] | null;
	readonly Healthcheck?: Healthcheck;
	readonly ArgsEscaped?: boolean;
	readonly Image: string;
	readonly Volumes: Readonly<Record<string, Empty>> | null;
	readonly WorkingDir: string;
	readonly Entrypoint: readonly string[] | null;
	readonly NetworkDisabled?: boolean;
	readonly MacAddress?: string;
	readonly OnBuild: readonly string[] | null;
	readonly Labels: Labels;
	readonly StopSignal?: string;
	readonly StopTimeout?: number;
	readonly Shell?: readonly string[];
}
export interface PortBinding {
	readonly HostIp: string;
	readonly HostPort: string;
}
export type PortMap = Readonly<Record<string, readonly PortBinding[] | null>>;
export interface RestartPolicy {
	readonly Name: string;
	readonly MaximumRetryCount: number;
}
export interface DeviceMapping {
	readonly PathOnHost: string;
	readonly PathInContainer: string;
	readonly CgroupPermissions: string;
}
export interface DeviceRequest {
	readonly Driver: string;
	readonly Count: number;
	readonly DeviceIDs: readonly string[] | null;
	readonly Capabilities: readonly (readonly string[])[] | null;
	readonly Options: Labels | null;
}
export interface Ulimit {
	readonly Name: string;
	readonly Hard: number;
	readonly Soft: number;
}
export interface MountSpec {
	readonly Type?: string;
	readonly Source?: string;
	readonly Target?: string;
	readonly ReadOnly?: boolean;
	readonly Consistency?: string;
	readonly BindOptions?: { readonly Propagation?: string; readonly NonRecursive?: boolean; readonly CreateMountpoint?: boolean };
	readonly VolumeOptions?: {
		readonly NoCopy?: boolean;
		readonly Labels?: Labels;
		readonly Subpath?: string;
		readonly DriverConfig?: { readonly Name?: string; readonly Options?: Labels };
	};
	readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number };
}
export interface Resources {
	readonly CpuShares: number;
	readonly Memory: number;
	readonly NanoCpus: number;
	readonly CgroupParent: string;
	readonly BlkioWeight: number;
	readonly BlkioWeightDevice: readonly unknown[] | null;
	readonly BlkioDeviceReadBps: readonly unknown[] | null;
	readonly BlkioDeviceWriteBps: readonly unknown[] | null;
	readonly BlkioDeviceReadIOps: readonly unknown[] | null;
	readonly BlkioDeviceWriteIOps: readonly unknown[] | null;
	readonly CpuPeriod: number;
	readonly CpuQuota: number;
	readonly CpuRealtimePeriod: number;
	readonly CpuRealtimeRuntime: number;
	readonly CpusetCpus: string;
	readonly CpusetMems: string;
	readonly Devices: readonly DeviceMapping[] | null;
	readonly DeviceCgroupRules: readonly string[] | null;
	readonly DeviceRequests: readonly DeviceRequest[] | null;
	readonly MemoryReservation: number;
	readonly MemorySwap: number;
	readonly MemorySwappiness: number | null;
	readonly OomKillDisable: boolean | null;
	readonly PidsLimit: number | null;
	readonly Ulimits: readonly Ulimit[] | null;
	readonly CpuCount: number;
	readonly CpuPercent: number;
	readonly IOMaximumIOps: number;
	readonly IOMaximumBandwidth: number;
}
export interface HostConfig extends Resources {
	readonly Binds: readonly string[] | null;
	readonly ContainerIDFile: string;
	readonly LogConfig: { readonly Type: string; readonly Config: Labels };
	readonly NetworkMode: string;
	readonly PortBindings: PortMap;
	readonly RestartPolicy: RestartPolicy;
	readonly AutoRemove: boolean;
	readonly VolumeDriver: string;
	readonly VolumesFrom: readonly string[] | null;
	readonly ConsoleSize: readonly [number, number];
	readonly Annotations?: Labels;
	readonly CapAdd: readonly string[] | null;
	readonly CapDrop: readonly string[] | null;
	readonly CgroupnsMode: string;
	readonly Dns: readonly string[] | null;
	readonly DnsOptions: readonly string[] | null;
	readonly DnsSearch: readonly string[] | null;
	readonly ExtraHosts: readonly string[] | null;
	readonly GroupAdd: readonly string[] | null;
	readonly IpcMode: string;
	readonly Cgroup: string;
	readonly Links: readonly string[] | null;
	readonly OomScoreAdj: number;
	readonly PidMode: string;
	readonly Privileged: boolean;
	readonly PublishAllPorts: boolean;
	readonly ReadonlyRootfs: boolean;
	readonly SecurityOpt: readonly string[] | null;
	readonly StorageOpt?: Labels;
	readonly Tmpfs?: Labels;
	readonly UTSMode: string;
	readonly UsernsMode: string;
	readonly ShmSize: number;
	readonly Sysctls?: Labels;
	readonly Runtime: string;
	readonly Isolation: string;
	readonly Mounts?: readonly MountSpec[];
	readonly MaskedPaths: readonly string[] | null;
	readonly ReadonlyPaths: readonly string[] | null;
	readonly Init?: boolean;
}
export interface EndpointIPAMConfig {
	readonly IPv4Address?: string;
	readonly IPv6Address?: string;
	readonly LinkLocalIPs?: readonly string[];
}
export interface EndpointSettings {
	readonly IPAMConfig: EndpointIPAMConfig | null;
	readonly Links: readonly string[] | null;
	readonly Aliases: readonly string[] | null;
	readonly MacAddress: string;
	readonly DriverOpts: Labels | null;
	readonly GwPriority: number;
	readonly NetworkID: string;
	readonly EndpointID: string;
	readonly Gateway: string;
	readonly IPAddress: string;
	readonly IPPrefixLen: number;
	readonly IPv6Gateway: string;
	readonly GlobalIPv6Address: string;
	readonly GlobalIPv6PrefixLen: number;
	readonly DNSNames: readonly string[] | null;
}
/** What a container has mounted. */
export interface MountPoint {
	readonly type: 'bind' | 'volume' | 'tmpfs';
	readonly name: string;
	readonly source: string;
	readonly destination: string;
	readonly driver: string;
	readonly mode: string;
	readonly rw: boolean;
	readonly propagation: string;
	/** A named volume's first use copies the image's files. */
	readonly copyData: boolean;
	/** The volume was made for this container without a name. */
	readonly anonymous: boolean;
	/** Binds by -v make their source when it is missing. */
	readonly createSource: boolean;
	readonly subpath?: string;
	readonly tmpfsOptions?: string;
	readonly spec?: MountSpec;
}
