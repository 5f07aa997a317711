// GET /info, as far as the client reads it.
export interface Info {
	readonly ID?: string;
	readonly Containers: number;
	readonly ContainersRunning: number;
	readonly ContainersPaused: number;
	readonly ContainersStopped: number;
	readonly Images: number;
	readonly ServerVersion?: string;
	readonly Driver?: string;
	readonly DriverStatus?: readonly (readonly [string, string])[] | null;
	readonly LoggingDriver?: string;
	readonly CgroupDriver?: string;
	readonly CgroupVersion?: string;
	readonly Plugins: {
		readonly Volume?: readonly string[] | null;
		readonly Network?: readonly string[] | null;
		readonly Authorization?: readonly string[] | null;
		readonly Log?: readonly string[] | null;
	};
	readonly CDISpecDirs?: readonly string[] | null;
	readonly Swarm?: SwarmInfo;
	readonly Runtimes?: Readonly<Record<string, unknown>> | null;
	readonly DefaultRuntime?: string;
	readonly OSType?: string;
	readonly InitBinary?: string;
	readonly ContainerdCommit?: { readonly ID: string };
	readonly RuncCommit?: { readonly ID: string };
	readonly InitCommit?: { readonly ID: string };
	readonly SecurityOptions?: readonly string[] | null;
	readonly KernelVersion?: string;
	readonly OperatingSystem?: string;
	readonly Architecture?: string;
	readonly NCPU: number;
	readonly MemTotal: number;
	readonly Name?: string;
	readonly DockerRootDir: string;
	readonly Debug: boolean;
	readonly NFd?: number;
	readonly NGoroutines?: number;
	readonly SystemTime?: string;
	readonly NEventsListener?: number;
	readonly HttpProxy?: string;
	readonly HttpsProxy?: string;
	readonly NoProxy?: string;
	readonly Labels?: readonly string[] | null;
	readonly ExperimentalBuild: boolean;
	readonly RegistryConfig?: {
		readonly InsecureRegistryCIDRs?: readonly string[] | null;
		readonly IndexConfigs?: Readonly<Record<string, { readonly Name: string; readonly Secure: boolean }>> | null;
		readonly Mirrors?: readonly string[] | null;
	};
	readonly LiveRestoreEnabled: boolean;
	readonly ProductLicense?: string;
	readonly DefaultAddressPools?: readonly { readonly Base: string; readonly Size: number }[] | null;
	readonly Warnings?: readonly string[] | null;
}

export interface SwarmInfo {
	readonly NodeID?: string;
	readonly NodeAddr?: string;
	readonly LocalNodeState?: string;
	readonly ControlAvailable?: boolean;
	readonly Error?: string;
	readonly RemoteManagers?: readonly { readonly NodeID: string; readonly Addr: string }[] | null;
	readonly Nodes?: number;
	readonly Managers?: number;
	readonly Cluster?: {
		readonly ID: string;
		readonly DefaultAddrPool?: readonly string[] | null;
		readonly SubnetSize?: number;
		readonly DataPathPort?: number;
		readonly RootRotationInProgress?: boolean;
		readonly Spec: {
			readonly Orchestration?: { readonly TaskHistoryRetentionLimit?: number };
			readonly Raft?: {
				readonly SnapshotInterval?: number;
				readonly KeepOldSnapshots?: number;
				readonly HeartbeatTick?: number;
				readonly ElectionTick?: number;
			};
			/** Nanoseconds. */
			readonly Dispatcher?: { readonly HeartbeatPeriod?: number };
			readonly CAConfig?: { readonly NodeCertExpiry?: number; readonly ForceRotate?: number };
			readonly EncryptionConfig?: { readonly AutoLockManagers?: boolean };
		};
	} | null;
}
