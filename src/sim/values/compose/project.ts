// The model a set of compose files loads into: compose-go 2.6's types.Project with the specification's own field names.
// Everything is resolved: short forms are long ones, paths are absolute, variables are replaced, profiles are applied.
// Leaves out nothing the specification knows; a field that was not given (Go's zero value) is absent. Durations are µs, sizes bytes.
// Invariant: plain data; encoding follows the field tables in structs.ts, which name every field written here, in Go's order.

export type Strings = Readonly<Record<string, string>>;
/** `KEY` without a value is null: taken from where the container is run, or left out. */
export type MappingWithEquals = Readonly<Record<string, string | null>>;
export type Extensions = Readonly<Record<string, unknown>>;

interface Extended {
	/** Its x-… fields. */
	readonly '#extensions'?: Extensions;
}

export interface Project extends Extended {
	readonly name: string;
	readonly workingDir: string;
	/** Absolute paths, in the order they were merged ("-" is standard input). */
	readonly composeFiles: readonly string[];
	/** What interpolation saw: the process's environment, then the .env files. */
	readonly environment: Strings;
	/** Profiles that are on. */
	readonly profiles: readonly string[];
	readonly services: Readonly<Record<string, ServiceConfig>>;
	/** Services that no profile turned on. */
	readonly disabledServices: Readonly<Record<string, ServiceConfig>>;
	readonly networks: Readonly<Record<string, NetworkConfig>>;
	readonly volumes: Readonly<Record<string, VolumeConfig>>;
	readonly secrets: Readonly<Record<string, FileObjectConfig>>;
	readonly configs: Readonly<Record<string, FileObjectConfig>>;
}

export interface ServiceConfig extends Extended {
	readonly name: string;
	readonly profiles?: readonly string[];
	readonly annotations?: Strings;
	readonly attach?: boolean;
	readonly build?: BuildConfig;
	readonly develop?: { readonly watch?: readonly WatchTrigger[] } & Extended;
	readonly blkio_config?: BlkioConfig;
	readonly cap_add?: readonly string[];
	readonly cap_drop?: readonly string[];
	readonly cgroup_parent?: string;
	readonly cgroup?: string;
	readonly cpu_count?: number;
	readonly cpu_percent?: number;
	readonly cpu_period?: number;
	readonly cpu_quota?: number;
	readonly cpu_rt_period?: number;
	readonly cpu_rt_runtime?: number;
	readonly cpus?: number;
	readonly cpuset?: string;
	readonly cpu_shares?: number;
	/** An empty list is not the same as none: it clears the image's CMD. */
	readonly command?: readonly string[];
	readonly configs?: readonly FileReferenceConfig[];
	readonly container_name?: string;
	readonly credential_spec?: { readonly config?: string; readonly file?: string; readonly registry?: string } & Extended;
	readonly depends_on?: Readonly<Record<string, ServiceDependency>>;
	readonly deploy?: DeployConfig;
	readonly device_cgroup_rules?: readonly string[];
	readonly devices?: readonly ({ readonly source?: string; readonly target?: string; readonly permissions?: string } & Extended)[];
	readonly dns?: readonly string[];
	readonly dns_opt?: readonly string[];
	readonly dns_search?: readonly string[];
	readonly dockerfile?: string;
	readonly domainname?: string;
	readonly entrypoint?: readonly string[];
	readonly provider?: { readonly type?: string; readonly options?: Readonly<Record<string, readonly string[]>> } & Extended;
	readonly environment?: MappingWithEquals;
	readonly env_file?: readonly EnvFile[];
	readonly expose?: readonly string[];
	readonly extends?: { readonly file?: string; readonly service?: string };
	readonly external_links?: readonly string[];
	readonly extra_hosts?: Readonly<Record<string, readonly string[]>>;
	readonly group_add?: readonly string[];
	readonly gpus?: readonly DeviceRequest[];
	readonly hostname?: string;
	readonly healthcheck?: HealthCheckConfig;
	readonly image?: string;
	readonly init?: boolean;
	readonly ipc?: string;
	readonly isolation?: string;
	readonly labels?: Strings;
	readonly label_file?: readonly string[];
	/** com.docker.compose.* labels of the project (project, service, config_files, oneoff …); not part of any rendering or hash. */
	readonly customLabels?: Strings;
	readonly links?: readonly string[];
	readonly logging?: { readonly driver?: string; readonly options?: Strings } & Extended;
	readonly log_driver?: string;
	readonly log_opt?: Strings;
	readonly mem_limit?: number;
	readonly mem_reservation?: number;
	readonly memswap_limit?: number;
	readonly mem_swappiness?: number;
	readonly mac_address?: string;
	readonly net?: string;
	readonly network_mode?: string;
	/** By network key; null is a network without settings. */
	readonly networks?: Readonly<Record<string, ServiceNetworkConfig | null>>;
	readonly oom_kill_disable?: boolean;
	readonly oom_score_adj?: number;
	readonly pid?: string;
	readonly pids_limit?: number;
	readonly platform?: string;
	readonly ports?: readonly ServicePortConfig[];
	readonly privileged?: boolean;
	/** always, never, missing, build, daily, weekly, every_… */
	readonly pull_policy?: string;
	readonly read_only?: boolean;
	readonly restart?: string;
	readonly runtime?: string;
	readonly scale?: number;
	readonly secrets?: readonly FileReferenceConfig[];
	readonly security_opt?: readonly string[];
	readonly shm_size?: number;
	readonly stdin_open?: boolean;
	/** µs */
	readonly stop_grace_period?: number;
	readonly stop_signal?: string;
	readonly storage_opt?: Strings;
	readonly sysctls?: Strings;
	readonly tmpfs?: readonly string[];
	readonly tty?: boolean;
	readonly ulimits?: Readonly<Record<string, UlimitsConfig>>;
	readonly use_api_socket?: boolean;
	readonly user?: string;
	readonly userns_mode?: string;
	readonly uts?: string;
	readonly volume_driver?: string;
	readonly volumes?: readonly ServiceVolumeConfig[];
	readonly volumes_from?: readonly string[];
	readonly working_dir?: string;
	readonly post_start?: readonly ServiceHook[];
	readonly pre_stop?: readonly ServiceHook[];
}

export interface BuildConfig extends Extended {
	readonly context?: string;
	readonly dockerfile?: string;
	readonly dockerfile_inline?: string;
	readonly entitlements?: readonly string[];
	readonly args?: MappingWithEquals;
	readonly ssh?: readonly { readonly id?: string; readonly path?: string }[];
	readonly labels?: Strings;
	readonly cache_from?: readonly string[];
	readonly cache_to?: readonly string[];
	readonly no_cache?: boolean;
	readonly additional_contexts?: Strings;
	readonly pull?: boolean;
	readonly extra_hosts?: Readonly<Record<string, readonly string[]>>;
	readonly isolation?: string;
	readonly network?: string;
	readonly target?: string;
	readonly secrets?: readonly FileReferenceConfig[];
	readonly shm_size?: number;
	readonly tags?: readonly string[];
	readonly ulimits?: Readonly<Record<string, UlimitsConfig>>;
	readonly platforms?: readonly string[];
	readonly privileged?: boolean;
}

export interface WatchTrigger extends Extended {
	readonly path: string;
	readonly action: 'sync' | 'rebuild' | 'restart' | 'sync+restart' | 'sync+exec';
	readonly target?: string;
	readonly exec?: ServiceHook;
	readonly include?: readonly string[];
	readonly ignore?: readonly string[];
}

export interface ServiceHook extends Extended {
	readonly command?: readonly string[];
	readonly user?: string;
	readonly privileged?: boolean;
	readonly working_dir?: string;
	readonly environment?: MappingWithEquals;
}

export interface BlkioConfig extends Extended {
	readonly weight?: number;
	readonly weight_device?: readonly { readonly path: string; readonly weight: number }[];
	readonly device_read_bps?: readonly { readonly path: string; readonly rate: number }[];
	readonly device_read_iops?: readonly { readonly path: string; readonly rate: number }[];
	readonly device_write_bps?: readonly { readonly path: string; readonly rate: number }[];
	readonly device_write_iops?: readonly { readonly path: string; readonly rate: number }[];
}

export interface ServiceDependency extends Extended {
	readonly condition?: 'service_started' | 'service_healthy' | 'service_completed_successfully';
	readonly restart?: boolean;
	readonly required: boolean;
}

export interface DeployConfig extends Extended {
	readonly mode?: string;
	readonly replicas?: number;
	readonly labels?: Strings;
	readonly update_config?: UpdateConfig;
	readonly rollback_config?: UpdateConfig;
	readonly resources?: { readonly limits?: Resource; readonly reservations?: Resource } & Extended;
	readonly restart_policy?: {
		readonly condition?: string;
		/** µs */
		readonly delay?: number;
		readonly max_attempts?: number;
		/** µs */
		readonly window?: number;
	} & Extended;
	readonly placement?: {
		readonly constraints?: readonly string[];
		readonly preferences?: readonly ({ readonly spread?: string } & Extended)[];
		readonly max_replicas_per_node?: number;
	} & Extended;
	readonly endpoint_mode?: string;
}

export interface UpdateConfig extends Extended {
	readonly parallelism?: number;
	/** µs */
	readonly delay?: number;
	readonly failure_action?: string;
	/** µs */
	readonly monitor?: number;
	readonly max_failure_ratio?: number;
	readonly order?: string;
}

export interface Resource extends Extended {
	/** CPUs, as a fraction (0.5). */
	readonly cpus?: number;
	readonly memory?: number;
	readonly pids?: number;
	readonly devices?: readonly DeviceRequest[];
	readonly generic_resources?: readonly ({
		readonly discrete_resource_spec?: { readonly kind: string; readonly value: number } & Extended;
	} & Extended)[];
}

export interface DeviceRequest {
	readonly capabilities?: readonly string[];
	readonly driver?: string;
	/** -1 is all. */
	readonly count?: number;
	readonly device_ids?: readonly string[];
	readonly options?: Strings;
}

export interface EnvFile {
	readonly path: string;
	readonly required: boolean;
	/** "raw": values as they are, as docker run --env-file reads them. */
	readonly format?: string;
}

export interface HealthCheckConfig extends Extended {
	/** Begins with CMD, CMD-SHELL or NONE. */
	readonly test?: readonly string[];
	/** µs */
	readonly timeout?: number;
	/** µs */
	readonly interval?: number;
	readonly retries?: number;
	/** µs */
	readonly start_period?: number;
	/** µs */
	readonly start_interval?: number;
	readonly disable?: boolean;
}

export interface ServiceNetworkConfig extends Extended {
	readonly aliases?: readonly string[];
	readonly driver_opts?: Strings;
	readonly gw_priority?: number;
	readonly interface_name?: string;
	readonly ipv4_address?: string;
	readonly ipv6_address?: string;
	readonly link_local_ips?: readonly string[];
	readonly mac_address?: string;
	readonly priority?: number;
}

export interface ServicePortConfig extends Extended {
	readonly name?: string;
	readonly mode?: string;
	readonly host_ip?: string;
	readonly target?: number;
	/** A port or a range "8000-8010". */
	readonly published?: string;
	readonly protocol?: string;
	readonly app_protocol?: string;
}

export interface ServiceVolumeConfig extends Extended {
	/** volume, bind, tmpfs, image, npipe, cluster */
	readonly type?: string;
	/** A volume's key, a host path, or absent for an anonymous volume. */
	readonly source?: string;
	readonly target?: string;
	readonly read_only?: boolean;
	readonly consistency?: string;
	readonly bind?: {
		readonly selinux?: string;
		readonly propagation?: string;
		readonly create_host_path?: boolean;
		readonly recursive?: string;
	} & Extended;
	readonly volume?: { readonly labels?: Strings; readonly nocopy?: boolean; readonly subpath?: string } & Extended;
	readonly tmpfs?: { readonly size?: number; readonly mode?: number } & Extended;
	readonly image?: { readonly subpath?: string } & Extended;
}

/** A service's use of a secret or config. */
export interface FileReferenceConfig extends Extended {
	readonly source?: string;
	readonly target?: string;
	readonly uid?: string;
	readonly gid?: string;
	readonly mode?: number;
}

/** Either one number or a soft and a hard limit. */
export interface UlimitsConfig extends Extended {
	readonly single?: number;
	readonly soft?: number;
	readonly hard?: number;
}

export interface NetworkConfig extends Extended {
	readonly name?: string;
	readonly driver?: string;
	readonly driver_opts?: Strings;
	readonly ipam?: {
		readonly driver?: string;
		readonly config?: readonly {
			readonly subnet?: string;
			readonly gateway?: string;
			readonly ip_range?: string;
			readonly aux_addresses?: Strings;
		}[];
	} & Extended;
	readonly external?: boolean;
	readonly internal?: boolean;
	readonly attachable?: boolean;
	readonly labels?: Strings;
	readonly enable_ipv4?: boolean;
	readonly enable_ipv6?: boolean;
}

export interface VolumeConfig extends Extended {
	readonly name?: string;
	readonly driver?: string;
	readonly driver_opts?: Strings;
	readonly external?: boolean;
	readonly labels?: Strings;
}

/** A top-level secret or config. */
export interface FileObjectConfig extends Extended {
	readonly name?: string;
	readonly file?: string;
	readonly environment?: string;
	/** Given, or the value of `environment`; renderings leave a secret's out. */
	readonly content?: string;
	readonly external?: boolean;
	readonly labels?: Strings;
	readonly driver?: string;
	readonly driver_opts?: Strings;
	readonly template_driver?: string;
}

/** A mistake in the files, with the text compose prints. */
export class ComposeError {
	readonly text: string;
	/** What errors.Is asks for. */
	readonly kind: 'invalid' | 'not found' | 'disabled' | undefined;
	constructor(text: string, kind?: 'invalid' | 'not found' | 'disabled') {
		this.text = text;
		this.kind = kind;
	}
}

/** What loading asks of the machine. A warning is logged at once, so that it comes before what is asked next. */
export type Question =
	| { readonly ask: 'read'; readonly path: string }
	| { readonly ask: 'stdin' }
	| { readonly ask: 'stat'; readonly path: string }
	| { readonly ask: 'realpath'; readonly path: string }
	| { readonly ask: 'warn'; readonly text: string };

/** `text` of what was read; `kind` of what is at a path; `path` behind symbolic links; `error` is Go's text, "no such file or directory". */
export interface Answer {
	readonly text?: string;
	readonly kind?: 'file' | 'directory';
	readonly path?: string;
	readonly error?: string;
}

/** A routine that puts questions and ends with a T; the machine's side answers each (programs/compose/config/machine.ts). */
export type Loading<T> = Generator<Question, T, Answer>;

/** cli.ProjectOptions and loader.Options together: how a project is found and loaded. */
export interface LoadOptions {
	/** -f, or none: COMPOSE_FILE, or the default names from the working directory upwards. */
	readonly files: readonly string[];
	/** The process's working directory. */
	readonly cwd: string;
	/** --project-directory */
	readonly projectDirectory?: string;
	/** -p */
	readonly projectName?: string;
	/** The process's environment. */
	readonly env: Strings;
	/** --env-file; none: .env beside the files. */
	readonly envFiles: readonly string[];
	/** --profile; none: COMPOSE_PROFILES. */
	readonly profiles: readonly string[];
	readonly skipInterpolation?: boolean;
	readonly skipNormalization?: boolean;
	readonly skipConsistency?: boolean;
	readonly skipResolvePaths?: boolean;
	/** Leave env_file alone until withEnvironmentResolved. */
	readonly skipEnvironment?: boolean;
	/** Drop `env_file` once it is merged into `environment`. */
	readonly discardEnvFiles?: boolean;
}
