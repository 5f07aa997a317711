// From a CRI config to an OCI runtime spec, as containerd's CRI plug-in makes it. Pure.
import type { ImageConfig } from '../../oci/index.ts';
import type { ContainerConfig, CriMount, LinuxResources, LinuxSecurityContext, PodSandboxConfig, SecurityProfile } from '../cri.ts';
import type { Spec, SpecMount, SpecNamespace, SpecResources } from '../runtime-spec.ts';

const defaultCapabilities = [
	'CHOWN',
	'DAC_OVERRIDE',
	'FSETID',
	'FOWNER',
	'MKNOD',
	'NET_RAW',
	'SETGID',
	'SETUID',
	'SETFCAP',
	'SETPCAP',
	'NET_BIND_SERVICE',
	'SYS_CHROOT',
	'KILL',
	'AUDIT_WRITE'
];
const allCapabilities = [
	...defaultCapabilities,
	'DAC_READ_SEARCH',
	'LINUX_IMMUTABLE',
	'NET_BROADCAST',
	'NET_ADMIN',
	'IPC_LOCK',
	'IPC_OWNER',
	'SYS_MODULE',
	'SYS_RAWIO',
	'SYS_PTRACE',
	'SYS_PACCT',
	'SYS_ADMIN',
	'SYS_BOOT',
	'SYS_NICE',
	'SYS_RESOURCE',
	'SYS_TIME',
	'SYS_TTY_CONFIG',
	'LEASE',
	'AUDIT_CONTROL',
	'MAC_OVERRIDE',
	'MAC_ADMIN',
	'SYSLOG',
	'WAKE_ALARM',
	'BLOCK_SUSPEND',
	'AUDIT_READ',
	'PERFMON',
	'BPF',
	'CHECKPOINT_RESTORE'
];
const maskedPaths = [
	'/proc/asound',
	'/proc/acpi',
	'/proc/kcore',
	'/proc/keys',
	'/proc/latency_stats',
	'/proc/timer_list',
	'/proc/timer_stats',
	'/proc/sched_debug',
	'/sys/firmware',
	'/sys/devices/virtual/powercap',
	'/proc/scsi'
];
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

const baseMounts = (privileged: boolean): SpecMount[] => [
	{ destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
	{ destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
	{ destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'] },
	{ destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
	{ destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', privileged ? 'rw' : 'ro'] },
	{ destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: ['nosuid', 'noexec', 'nodev', 'relatime', privileged ? 'rw' : 'ro'] }
];

/** The capabilities of a security context, with their prefix. */
function capabilitiesOf(context: LinuxSecurityContext): string[] {
	const { addCapabilities = [], dropCapabilities = [] } = context.capabilities ?? {};
	const bare = (names: readonly string[]): string[] => names.map((n) => n.toUpperCase().replace(/^CAP_/, ''));
	const [adds, drops] = [bare(addCapabilities), bare(dropCapabilities)];
	if (context.privileged) return allCapabilities.map((c) => 'CAP_' + c);
	let caps = drops.includes('ALL') ? [] : adds.includes('ALL') ? allCapabilities : defaultCapabilities;
	caps = [...caps.filter((c) => !drops.includes(c)), ...adds.filter((c) => c !== 'ALL' && !caps.includes(c))];
	return caps.map((c) => 'CAP_' + c);
}
const capabilities = (names: readonly string[]) => ({ bounding: names, effective: names, permitted: names });

const appArmor = (profile: SecurityProfile | undefined, privileged: boolean): string => {
	if (privileged || profile?.profileType === 'Unconfined') return 'unconfined';
	return profile?.profileType === 'Localhost' ? (profile.localhostRef ?? '').replace(/^localhost\//, '') : 'cri-containerd.apparmor.d';
};

/** The control group of a sandbox's or container's id under the pod's parent. */
export function cgroupsPath(parent: string | undefined, id: string): string {
	if (parent === undefined || parent === '') return `k8s.io/${id}`;
	const base = parent.slice(parent.lastIndexOf('/') + 1);
	return base.endsWith('.slice') ? `${base}:cri-containerd:${id}` : `${parent}/${id}`;
}

export const resourcesOf = (r: LinuxResources | undefined): SpecResources => ({
	...(r?.memoryLimitInBytes ? { memory: { limit: r.memoryLimitInBytes, swap: r.memoryLimitInBytes } } : {}),
	cpu: {
		...(r?.cpuShares ? { shares: r.cpuShares } : {}),
		...(r?.cpuQuota ? { quota: r.cpuQuota, period: r.cpuPeriod ?? 100_000 } : {}),
		...(r?.cpusetCpus ? { cpus: r.cpusetCpus } : {})
	}
});

/** The pause container's spec. */
export function sandboxSpec(id: string, config: PodSandboxConfig, image: ImageConfig, netns: string, shm: string): Spec {
	const context = config.linux?.securityContext ?? {};
	const host = context.namespaceOptions?.network === 'NODE';
	const { namespaceOptions: options = {} } = context;
	const namespaces: SpecNamespace[] = [{ type: 'mount' }, ...(host ? [] : [{ type: 'network' as const, path: netns }, { type: 'uts' as const }])];
	if (options.ipc !== 'NODE') namespaces.push({ type: 'ipc' });
	if (options.pid !== 'NODE') namespaces.push({ type: 'pid' });
	return {
		ociVersion: '1.3.0',
		process: {
			user: { uid: context.runAsUser ?? Number(image.config.User?.split(':')[0] || 0), gid: context.runAsGroup ?? 0 },
			args: [...(image.config.Entrypoint ?? []), ...(image.config.Cmd ?? [])],
			env: [...(image.config.Env ?? [])],
			cwd: '/',
			capabilities: capabilities(capabilitiesOf({})),
			noNewPrivileges: true,
			oomScoreAdj: -998
		},
		root: { path: 'rootfs', readonly: true },
		...(!host && { hostname: config.hostname }),
		mounts: [...baseMounts(false), { destination: '/dev/shm', type: 'bind', source: shm, options: ['rbind', 'ro', 'nosuid', 'nodev', 'noexec'] }],
		annotations: {
			'io.kubernetes.cri.container-type': 'sandbox',
			'io.kubernetes.cri.sandbox-id': id,
			'io.kubernetes.cri.sandbox-namespace': config.metadata.namespace,
			'io.kubernetes.cri.sandbox-name': config.metadata.name
		},
		linux: {
			cgroupsPath: cgroupsPath(config.linux?.cgroupParent, id),
			namespaces,
			resources: { cpu: { shares: 2 } },
			maskedPaths,
			readonlyPaths,
			seccomp: { defaultAction: 'SCMP_ACT_ERRNO' },
			...(config.linux?.sysctls && { sysctl: config.linux.sysctls })
		}
	};
}

export interface ContainerSpecInput {
	readonly id: string;
	readonly sandboxId: string;
	readonly config: ContainerConfig;
	readonly sandbox: PodSandboxConfig;
	readonly sandboxPid: number;
	/** Pid whose pid namespace is shared (pod's, or a target's). */
	readonly pidOf: number | undefined;
	readonly image: ImageConfig;
	readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
	readonly sandboxDir: string;
	readonly shm: string;
	/** 2–1000, by QoS. */
	readonly readonlyRoot: boolean;
}

const propagation: Readonly<Record<NonNullable<CriMount['propagation']>, string>> = {
	PROPAGATION_PRIVATE: 'rprivate',
	PROPAGATION_HOST_TO_CONTAINER: 'rslave',
	PROPAGATION_BIDIRECTIONAL: 'rshared'
};

function mountsOf(input: ContainerSpecInput, privileged: boolean): SpecMount[] {
	const { config, sandbox } = input;
	const asked = new Set(config.mounts.map((m) => m.containerPath));
	const ro = input.readonlyRoot ? 'ro' : 'rw';
	const given: SpecMount[] = [];
	const host = sandbox.linux?.securityContext?.namespaceOptions?.network === 'NODE';
	const own = (destination: string, source: string): void =>
		void (asked.has(destination) || given.push({ destination, type: 'bind', source, options: ['rbind', 'rprivate', ro] }));
	own('/etc/hostname', host ? '/etc/hostname' : `${input.sandboxDir}/hostname`);
	own('/etc/hosts', `${input.sandboxDir}/hosts`);
	own('/etc/resolv.conf', `${input.sandboxDir}/resolv.conf`);
	if (!asked.has('/dev/shm')) given.push({ destination: '/dev/shm', type: 'bind', source: input.shm, options: ['rbind', 'rprivate', 'rw'] });
	const extra = [...config.mounts].sort(
		(a, b) => a.containerPath.split('/').length - b.containerPath.split('/').length || (a.containerPath < b.containerPath ? -1 : 1)
	);
	for (const m of extra)
		given.push({
			destination: m.containerPath,
			type: 'bind',
			source: m.hostPath,
			options: ['rbind', propagation[m.propagation ?? 'PROPAGATION_PRIVATE'], m.readonly ? 'ro' : 'rw']
		});
	return [...baseMounts(privileged).filter((m) => !asked.has(m.destination)), ...given];
}

/** The environment: the image's, then the pod's, one value per name. */
export function environment(image: ImageConfig, config: ContainerConfig, hostname: string): string[] {
	const env = new Map<string, string>();
	env.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
	if (config.tty) env.set('TERM', 'xterm');
	env.set('HOSTNAME', hostname);
	for (const item of image.config.Env ?? []) {
		const at = item.indexOf('=');
		env.set(item.slice(0, at), item.slice(at + 1));
	}
	for (const { key, value } of config.envs) env.set(key, value);
	return [...env].map(([k, v]) => `${k}=${v}`);
}

/** What to run: `command` replaces the entrypoint (and the image's CMD with it), `args` the CMD. */
export function argumentsOf(image: ImageConfig, config: ContainerConfig): string[] {
	const { command = [], args = [] } = config;
	if (command.length > 0) return [...command, ...args];
	return [...(image.config.Entrypoint ?? []), ...(args.length > 0 ? args : (image.config.Cmd ?? []))];
}

/** A container's spec in its sandbox. */
export function containerSpec(input: ContainerSpecInput): Spec {
	const { id, config, sandbox, sandboxPid, image, user } = input;
	const context = config.linux?.securityContext ?? {};
	const privileged = context.privileged ?? false;
	const host = sandbox.linux?.securityContext?.namespaceOptions?.network === 'NODE';
	const joined = (type: SpecNamespace['type'], pid = sandboxPid): SpecNamespace => ({
		type,
		path: `/proc/${pid}/ns/${{ network: 'net', mount: 'mnt', pid: 'pid', ipc: 'ipc', uts: 'uts', user: 'user', cgroup: 'cgroup' }[type]}`
	});
	const pidMode = context.namespaceOptions?.pid ?? 'CONTAINER';
	const namespaces: SpecNamespace[] = [{ type: 'mount' }, joined('ipc'), joined('uts'), joined('network')];
	if (pidMode !== 'NODE') namespaces.push(input.pidOf === undefined ? { type: 'pid' } : joined('pid', input.pidOf));
	if (!privileged) namespaces.push({ type: 'cgroup' });
	const caps = capabilitiesOf(context);
	const oom = config.linux?.resources?.oomScoreAdj;
	const seccomp = context.seccomp?.profileType;
	return {
		ociVersion: '1.3.0',
		process: {
			...(config.tty && { terminal: true }),
			user: { uid: user.uid, gid: user.gid, additionalGids: user.groups },
			args: argumentsOf(image, config),
			env: environment(image, config, host ? '' : sandbox.hostname).filter((e) => e !== 'HOSTNAME='),
			cwd: config.workingDir || image.config.WorkingDir || '/',
			capabilities: capabilities(caps),
			noNewPrivileges: context.noNewPrivs ?? false,
			apparmorProfile: appArmor(context.apparmor, privileged),
			...(oom !== undefined && { oomScoreAdj: oom })
		},
		root: { path: 'rootfs', readonly: input.readonlyRoot },
		mounts: mountsOf(input, privileged),
		annotations: {
			'io.kubernetes.cri.container-type': 'container',
			'io.kubernetes.cri.container-name': config.metadata.name,
			'io.kubernetes.cri.sandbox-id': input.sandboxId,
			'io.kubernetes.cri.image-name': config.image.image
		},
		linux: {
			cgroupsPath: cgroupsPath(sandbox.linux?.cgroupParent, id),
			namespaces,
			resources: resourcesOf(config.linux?.resources),
			...(!privileged && { maskedPaths: context.maskedPaths ?? maskedPaths, readonlyPaths: context.readonlyPaths ?? readonlyPaths }),
			...(!privileged && seccomp === 'RuntimeDefault' && { seccomp: { defaultAction: 'SCMP_ACT_ERRNO' } })
		}
	};
}
