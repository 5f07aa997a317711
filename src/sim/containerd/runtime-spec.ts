// The OCI runtime specification's config.json, as far as runc here obeys it. Names are the specification's.

export interface SpecMount {
	readonly destination: string;
	readonly type: 'bind' | 'tmpfs' | 'proc' | 'sysfs' | 'cgroup' | 'cgroup2' | 'devpts' | 'mqueue' | 'overlay' | (string & {});
	readonly source: string;
	/** "ro", "rw", "rbind", "bind", "nosuid", "noexec", "nodev", "rprivate", "size=64m", "mode=755", "lowerdir=…" … */
	readonly options?: readonly string[];
}
export interface SpecCapabilities {
	/** With the prefix: "CAP_NET_ADMIN". */
	readonly bounding?: readonly string[];
	readonly effective?: readonly string[];
	readonly permitted?: readonly string[];
	readonly inheritable?: readonly string[];
	readonly ambient?: readonly string[];
}
export interface SpecProcess {
	readonly terminal?: boolean;
	readonly consoleSize?: { readonly height: number; readonly width: number };
	readonly user: { readonly uid: number; readonly gid: number; readonly umask?: number; readonly additionalGids?: readonly number[] };
	readonly args: readonly string[];
	/** "NAME=value". */
	readonly env: readonly string[];
	readonly cwd: string;
	readonly capabilities?: SpecCapabilities;
	readonly rlimits?: readonly { readonly type: string; readonly soft: number; readonly hard: number }[];
	readonly noNewPrivileges?: boolean;
	readonly apparmorProfile?: string;
	readonly oomScoreAdj?: number;
}
export interface SpecResources {
	readonly memory?: { readonly limit?: number; readonly reservation?: number; readonly swap?: number; readonly disableOOMKiller?: boolean };
	/** shares 2–262144; quota in µs per period. */
	readonly cpu?: { readonly shares?: number; readonly quota?: number; readonly period?: number; readonly cpus?: string; readonly mems?: string };
	readonly pids?: { readonly limit: number };
	readonly blockIO?: { readonly weight?: number };
	readonly devices?: readonly { readonly allow: boolean; readonly type?: string; readonly major?: number; readonly minor?: number; readonly access?: string }[];
}
export type SpecNamespaceType = 'pid' | 'network' | 'mount' | 'ipc' | 'uts' | 'user' | 'cgroup';
export interface SpecNamespace {
	readonly type: SpecNamespaceType;
	/** Joins the namespace of this path ("/proc/123/ns/net", "/var/run/netns/cni-…"); absent: a new one. */
	readonly path?: string;
}
export interface SpecDevice {
	readonly path: string;
	readonly type: 'c' | 'b' | 'p';
	readonly major: number;
	readonly minor: number;
	readonly fileMode?: number;
	readonly uid?: number;
	readonly gid?: number;
}
export interface SpecHook {
	readonly path: string;
	readonly args?: readonly string[];
	readonly env?: readonly string[];
}
export interface Spec {
	readonly ociVersion: string;
	readonly process: SpecProcess;
	/** `path` absolute, or relative to the bundle. */
	readonly root: { readonly path: string; readonly readonly?: boolean };
	readonly hostname?: string;
	readonly domainname?: string;
	readonly mounts: readonly SpecMount[];
	readonly annotations?: Readonly<Record<string, string>>;
	readonly hooks?: { readonly prestart?: readonly SpecHook[]; readonly createRuntime?: readonly SpecHook[]; readonly poststop?: readonly SpecHook[] };
	readonly linux: {
		/** systemd's "slice:prefix:name", or an absolute cgroup path. */
		readonly cgroupsPath?: string;
		/** A kind that is absent is shared with the host. */
		readonly namespaces: readonly SpecNamespace[];
		readonly resources?: SpecResources;
		readonly devices?: readonly SpecDevice[];
		readonly seccomp?: { readonly defaultAction: string };
		readonly maskedPaths?: readonly string[];
		readonly readonlyPaths?: readonly string[];
		readonly sysctl?: Readonly<Record<string, string>>;
		readonly rootfsPropagation?: string;
		readonly mountLabel?: string;
	};
}
