// The OCI runtime spec of a container: moby's createSpec. Process, namespaces, mounts, limits, security.
// Left out: SELinux, user namespaces, CDI and GPUs (a GPU request fails as it does without the driver), device cgroup rules.
import { Errno, type Sys } from '../../engine/index.ts';
import { readdir, stat } from '../../kernel/index.ts';
import type { Spec, SpecDevice, SpecMount, SpecNamespace, SpecProcess, SpecResources } from '../../containerd/api.ts';
import type { HostConfig, Resources } from '../api-types.ts';
import { effectiveCapabilities } from '../capabilities.ts';
import { badParameter, conflict, DockerError, errnoText, system } from '../errors.ts';
import { getContainer, remember, stateWord } from '../memory.ts';
import type { Container } from '../state.ts';
import { lookupUser } from './users.ts';

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
export const maskedPaths = [
	'/proc/asound',
	'/proc/acpi',
	'/proc/interrupts',
	'/proc/kcore',
	'/proc/keys',
	'/proc/latency_stats',
	'/proc/timer_list',
	'/proc/timer_stats',
	'/proc/sched_debug',
	'/proc/scsi',
	'/sys/firmware',
	'/sys/devices/virtual/powercap'
];
export const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** container.ReplaceOrAppendEnvValues: later values replace earlier ones of the same name; a bare name removes. */
export function mergeEnv(defaults: readonly string[], overrides: readonly string[]): string[] {
	const out = [...defaults];
	const nameOf = (entry: string): string => entry.slice(0, entry.indexOf('=') < 0 ? entry.length : entry.indexOf('='));
	for (const value of overrides) {
		const at = out.findIndex((entry) => nameOf(entry) === nameOf(value));
		if (!value.includes('=')) {
			if (at >= 0) out.splice(at, 1);
		} else if (at >= 0) out[at] = value;
		else out.push(value);
	}
	return out;
}
/** PATH, HOSTNAME, TERM on a terminal, links' variables, then the config's. */
export function* environment(container: Container, tty: boolean): Sys<string[]> {
	const base = ['PATH=' + defaultPath, 'HOSTNAME=' + container.config.Hostname, ...(tty ? ['TERM=xterm'] : []), ...(yield* linkEnv(container))];
	return mergeEnv(base, container.config.Env ?? []);
}
/** The variables of --link on the default bridge: ALIAS_NAME, ALIAS_PORT_80_TCP_ADDR … */
function* linkEnv(container: Container): Sys<string[]> {
	return yield* remember((m) =>
		(container.hostConfig.Links ?? []).flatMap((link) => {
			const [name = '', alias = name] = link.split(':');
			const target = m.containers.get(m.names.get(name.startsWith('/') ? name : '/' + name) ?? '');
			const ip = target?.network.networks['bridge']?.IPAddress;
			if (!target || !ip) return [];
			const prefix = (alias.split('/').pop() ?? alias).replaceAll('-', '_').toUpperCase();
			const ports = Object.keys(target.config.ExposedPorts ?? {}).map((port) => port.split('/'));
			const [first] = ports;
			return [
				...(first ? [`${prefix}_PORT=${first[1]}://${ip}:${first[0]}`] : []),
				...ports.flatMap(([port = '', proto = 'tcp']) => {
					const base = `${prefix}_PORT_${port}_${proto.toUpperCase()}`;
					return [`${base}=${proto}://${ip}:${port}`, `${base}_ADDR=${ip}`, `${base}_PORT=${port}`, `${base}_PROTO=${proto}`];
				}),
				`${prefix}_NAME=${container.name}/${alias.split('/').pop() ?? alias}`,
				...(target.config.Env ?? []).filter((entry) => !entry.startsWith('PATH=') && !entry.startsWith('HOME=')).map((entry) => `${prefix}_ENV_${entry}`)
			];
		})
	);
}

/** cgroup limits from the host config. */
export function specResources(r: Resources): SpecResources {
	const quota = r.NanoCpus > 0 ? Math.floor(r.NanoCpus / 10_000) : r.CpuQuota;
	const period = r.NanoCpus > 0 ? 100_000 : r.CpuPeriod;
	return {
		memory: {
			...(r.Memory > 0 ? { limit: r.Memory } : {}),
			...(r.MemoryReservation > 0 ? { reservation: r.MemoryReservation } : {}),
			...(r.MemorySwap !== 0 ? { swap: r.MemorySwap } : r.Memory > 0 ? { swap: r.Memory * 2 } : {})
		},
		cpu: {
			...(r.CpuShares > 0 ? { shares: r.CpuShares } : {}),
			...(quota !== 0 ? { quota } : {}),
			...(period > 0 ? { period } : {}),
			...(r.CpusetCpus === '' ? {} : { cpus: r.CpusetCpus }),
			...(r.CpusetMems === '' ? {} : { mems: r.CpusetMems })
		},
		...(r.PidsLimit !== null ? { pids: { limit: r.PidsLimit } } : {}),
		...(r.BlkioWeight > 0 ? { blockIO: { weight: r.BlkioWeight } } : {})
	};
}

/** The running container a `container:X` mode names. Throws 404 and 409. */
function* sharedWith(mode: string, what: string): Sys<Container> {
	const target = yield* getContainer(mode.slice('container:'.length));
	if (!target.state.running) throw conflict(`cannot join ${what} of a non running container: container ${target.name.slice(1)} is ${stateWord(target)}`);
	return target;
}
function* namespaces(container: Container): Sys<SpecNamespace[]> {
	const { NetworkMode, PidMode, IpcMode, UTSMode, CgroupnsMode } = container.hostConfig;
	const out: SpecNamespace[] = [ownNamespace.mount];
	if (NetworkMode.startsWith('container:')) out.push({ type: 'network', path: `/proc/${(yield* networkedContainer(container)).state.pid}/ns/net` });
	else if (NetworkMode !== 'host') out.push(ownNamespace.network);
	if (IpcMode.startsWith('container:')) out.push({ type: 'ipc', path: `/proc/${(yield* sharedWith(IpcMode, 'IPC namespace')).state.pid}/ns/ipc` });
	else if (IpcMode !== 'host') out.push(ownNamespace.ipc);
	if (PidMode.startsWith('container:')) out.push({ type: 'pid', path: `/proc/${(yield* sharedWith(PidMode, 'PID namespace')).state.pid}/ns/pid` });
	else if (PidMode !== 'host') out.push(ownNamespace.pid);
	if (UTSMode !== 'host') out.push(ownNamespace.uts);
	if (CgroupnsMode !== 'host') out.push(ownNamespace.cgroup);
	return out;
}
/** The container whose network namespace this one shares. Throws 500 and 409 with the words of `docker run --network container:X`. */
export function* networkedContainer(container: Container): Sys<Container> {
	const name = container.hostConfig.NetworkMode.slice('container:'.length);
	let target: Container;
	try {
		target = yield* getContainer(name);
	} catch (error) {
		if (error instanceof DockerError) throw system('joining network namespace of container: ' + error.message);
		throw error;
	}
	if (target.id === container.id) throw system('cannot join own network namespace');
	if (!target.state.running)
		throw conflict(`cannot join network namespace of a non running container: container ${target.name.slice(1)} is ${stateWord(target)}`);
	if (target.state.restarting)
		throw conflict(`cannot join network namespace of container: Container ${name} is restarting, wait until the container is running`);
	return target;
}

function* devices(host: HostConfig): Sys<SpecDevice[]> {
	const out: SpecDevice[] = [];
	for (const device of host.Devices ?? []) out.push(...(yield* deviceAt(device.PathOnHost, device.PathInContainer || device.PathOnHost)));
	return out;
}
function* deviceAt(source: string, target: string): Sys<SpecDevice[]> {
	try {
		const s = yield* stat(source);
		if (s.type === 'char' || s.type === 'block')
			return [
				{ path: target, type: s.type === 'char' ? 'c' : 'b', major: s.rdev?.[0] ?? 0, minor: s.rdev?.[1] ?? 0, fileMode: s.mode, uid: s.uid, gid: s.gid }
			];
		if (s.type === 'dir') {
			const out: SpecDevice[] = [];
			for (const { name, type } of yield* readdir(source))
				if (type === 'char' || type === 'block') out.push(...(yield* deviceAt(`${source}/${name}`, `${target}/${name}`)));
			return out;
		}
		throw system(`error gathering device information while adding custom device "${source}": not a device node`);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		throw system(`error gathering device information while adding custom device "${source}": ${errnoText(error)}`);
	}
}

// What all containers have in common is one value for all: a thousand specs are kept.
const systemMounts = (privileged: boolean): readonly SpecMount[] => [
	{ destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
	{ destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
	{ destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'] },
	{ destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', ...(privileged ? [] : ['ro'])] },
	{ destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: [...(privileged ? [] : ['ro']), 'nosuid', 'noexec', 'nodev'] },
	{ destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] }
];
const privilegedMounts = systemMounts(true);
const usualMounts = systemMounts(false);
const shm = (size: number): SpecMount => ({
	destination: '/dev/shm',
	type: 'tmpfs',
	source: 'shm',
	options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=' + size]
});
const usualShmSize = 64 << 20;
const usualShm = shm(usualShmSize);
const defaultMounts = (host: HostConfig): SpecMount[] => [
	...(host.Privileged ? privilegedMounts : usualMounts),
	...(host.IpcMode === 'none' ? [] : [host.ShmSize === usualShmSize ? usualShm : shm(host.ShmSize)])
];
const bindOptions: readonly string[] = ['rbind', 'rprivate'];
const readonlyBindOptions: readonly string[] = [...bindOptions, 'ro'];
const ownNamespace = {
	mount: { type: 'mount' },
	network: { type: 'network' },
	ipc: { type: 'ipc' },
	pid: { type: 'pid' },
	uts: { type: 'uts' },
	cgroup: { type: 'cgroup' }
} as const;
const noHooks = {};
const defaultSeccomp = { defaultAction: 'SCMP_ACT_ERRNO' };

const option = (host: HostConfig, name: string): string | undefined =>
	(host.SecurityOpt ?? []).find((text) => text === name || text.startsWith(name + '=') || text.startsWith(name + ':'));
export const noNewPrivileges = (host: HostConfig): boolean => {
	const text = option(host, 'no-new-privileges');
	return text !== undefined && !text.endsWith('false');
};

/** The process of a container or, with changes, of an exec. */
export function* specProcess(
	container: Container,
	root: string,
	change: {
		args: readonly string[];
		env: readonly string[];
		cwd: string;
		user: string;
		tty: boolean;
		privileged: boolean;
		size?: readonly [number, number] | null;
	}
): Sys<SpecProcess> {
	const host = container.hostConfig;
	const user = yield* lookupUser(root, change.user, host.GroupAdd ?? []);
	const caps = effectiveCapabilities(host.CapAdd ?? [], host.CapDrop ?? [], host.Privileged || change.privileged);
	const defaults = yield* remember((m) => m.config.defaultUlimits);
	const ulimits = [...defaults.filter((limit) => !(host.Ulimits ?? []).some((other) => other.Name === limit.Name)), ...(host.Ulimits ?? [])];
	return {
		terminal: change.tty,
		...(change.tty && change.size && (change.size[0] > 0 || change.size[1] > 0) ? { consoleSize: { height: change.size[0], width: change.size[1] } } : {}),
		user,
		args: change.args,
		env: change.env,
		cwd: change.cwd || '/',
		capabilities: { bounding: caps, ...(user.uid === 0 ? { effective: caps, permitted: caps } : {}) },
		rlimits: ulimits.map((limit) => ({ type: 'RLIMIT_' + limit.Name.toUpperCase(), soft: limit.Soft, hard: limit.Hard })),
		noNewPrivileges: noNewPrivileges(host),
		oomScoreAdj: host.OomScoreAdj
	};
}

/** In a network namespace of its own a container needs no capability for low ports (ping is open to all here anyway). */
const networkSysctls = ({ NetworkMode: mode }: HostConfig): Readonly<Record<string, string>> =>
	mode === 'host' || mode.startsWith('container:') ? {} : { 'net.ipv4.ip_unprivileged_port_start': '0' };

/** The whole spec. `root` is the mounted root file system, `mounts` the container's own. Throws 500. */
export function* createSpec(container: Container, root: string, mounts: readonly SpecMount[]): Sys<Spec> {
	const { config, hostConfig: host } = container;
	for (const request of host.DeviceRequests ?? [])
		throw badParameter(
			`could not select device driver "${request.Driver}" with capabilities: [${(request.Capabilities ?? []).map((set) => `[${set.join(' ')}]`).join(' ')}]`
		);
	const init = host.Init ?? (yield* remember((m) => m.config.init));
	const args = [container.path, ...container.args];
	const withInit = init && !(host.PidMode === 'host' || host.PidMode.startsWith('container:'));
	const process = yield* specProcess(container, root, {
		args: withInit ? ['/sbin/docker-init', '--', ...args] : args,
		env: yield* environment(container, config.Tty),
		cwd: config.WorkingDir,
		user: config.User,
		tty: config.Tty,
		privileged: false,
		size: host.ConsoleSize
	});
	const own = [...mounts, ...(withInit ? [{ destination: '/sbin/docker-init', type: 'bind', source: '/usr/bin/docker-init', options: ['bind', 'ro'] }] : [])];
	const replaced = new Set(own.map((mount) => mount.destination));
	const files = [
		['/etc/resolv.conf', container.resolvConfPath],
		['/etc/hostname', container.hostnamePath],
		['/etc/hosts', container.hostsPath]
	] as const;
	const network = files
		.filter(([destination, source]) => source !== '' && !replaced.has(destination))
		.map(([destination, source]): SpecMount => ({ destination, type: 'bind', source, options: host.ReadonlyRootfs ? readonlyBindOptions : bindOptions }));
	const unconfined = host.Privileged || option(host, 'seccomp') === 'seccomp=unconfined';
	const systemd = (yield* remember((m) => m.cgroupDriver)) === 'systemd';
	const parent = host.CgroupParent || (yield* remember((m) => m.config.cgroupParent));
	return {
		ociVersion: '1.2.1',
		process,
		root: { path: root, readonly: host.ReadonlyRootfs },
		...(host.UTSMode === 'host'
			? {}
			: { hostname: config.Domainname === '' ? config.Hostname : (`${config.Hostname}.${config.Domainname}`.split('.')[0] ?? config.Hostname) }),
		mounts: [...defaultMounts(host).filter((mount) => !replaced.has(mount.destination)), ...own, ...network],
		hooks: noHooks,
		linux: {
			cgroupsPath: systemd
				? `${parent || 'system.slice'}:docker:${container.id}`
				: `${parent === '' ? '/docker' : parent.startsWith('/') ? parent : '/' + parent}/${container.id}`,
			namespaces: yield* namespaces(container),
			resources: specResources(host),
			devices: yield* devices(host),
			...(unconfined ? {} : { seccomp: defaultSeccomp }),
			maskedPaths: host.MaskedPaths ?? [],
			readonlyPaths: host.ReadonlyPaths ?? [],
			sysctl: { ...networkSysctls(host), ...host.Sysctls }
		}
	};
}
