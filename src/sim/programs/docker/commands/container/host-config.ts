// The HostConfig of a new container: what belongs to this host. Field names and order are the API's.
import type { Flags } from '../../flags/flag.ts';
import { cut, pairs } from '../../opts/cut.ts';
import { parseGpus, parseThrottleBps, parseThrottleIops, parseWeight, type DeviceMapping, type DeviceRequest } from '../../opts/devices.ts';
import type { Mount } from '../../opts/mount.ts';
import { parseNetwork } from '../../opts/network.ts';
import type { PortBinding } from '../../opts/ports.ts';
import type { RestartPolicy } from '../../opts/restart.ts';
import { parseUlimit } from '../../opts/ulimit.ts';

export interface HostConfig {
	readonly NetworkMode: string;
	readonly AutoRemove: boolean;
	readonly ContainerIDFile: string;
	readonly Dns: readonly string[];
	readonly Mounts?: readonly Mount[];
	ConsoleSize: readonly [height: number, width: number];
	readonly [field: string]: unknown;
}
export interface Prepared {
	readonly binds: readonly string[];
	readonly bindings: Readonly<Record<string, readonly PortBinding[]>>;
	readonly devices: readonly DeviceMapping[];
	readonly cdi: readonly string[];
	readonly restart: RestartPolicy;
	readonly security: { readonly options: readonly string[]; readonly unmasked: boolean };
	readonly mounts: readonly Mount[];
}

const orNull = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);
const unlessEmpty = (field: string, map: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> =>
	Object.keys(map).length === 0 ? {} : { [field]: map };

/** opts.NetworkMode: the first network, or "default". */
const networkMode = (flags: Flags): string => flags.list('network').map(parseNetwork)[0]?.target ?? 'default';

/** The client's normalizeCapabilities: CAP_ names or ALL, each once, sorted. */
const capabilities = (names: readonly string[]): string[] =>
	[...new Set(names.map((name) => name.toUpperCase()).map((name) => (name === 'ALL' || name.startsWith('CAP_') ? name : `CAP_${name}`)))].sort();

function tmpfs(values: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		values.map((value) => {
			const [path, options] = cut(value, ':');
			return [path, options];
		})
	);
}

function resources(flags: Flags, prepared: Prepared): Readonly<Record<string, unknown>> {
	const requests: DeviceRequest[] = flags.list('gpus').map(parseGpus);
	if (prepared.cdi.length > 0) requests.push({ Driver: 'cdi', Count: 0, DeviceIDs: prepared.cdi, Capabilities: null, Options: null });
	const ulimits = flags.list('ulimit').map(parseUlimit);
	const byName = new Map(ulimits.map((ulimit) => [ulimit.Name, ulimit]));
	return {
		CpuShares: flags.number('cpu-shares'),
		Memory: flags.number('memory'),
		NanoCpus: flags.number('cpus'),
		CgroupParent: flags.text('cgroup-parent'),
		BlkioWeight: flags.number('blkio-weight'),
		BlkioWeightDevice: flags.list('blkio-weight-device').map(parseWeight),
		BlkioDeviceReadBps: flags.list('device-read-bps').map(parseThrottleBps),
		BlkioDeviceWriteBps: flags.list('device-write-bps').map(parseThrottleBps),
		BlkioDeviceReadIOps: flags.list('device-read-iops').map(parseThrottleIops),
		BlkioDeviceWriteIOps: flags.list('device-write-iops').map(parseThrottleIops),
		CpuPeriod: flags.number('cpu-period'),
		CpuQuota: flags.number('cpu-quota'),
		CpuRealtimePeriod: flags.number('cpu-rt-period'),
		CpuRealtimeRuntime: flags.number('cpu-rt-runtime'),
		CpusetCpus: flags.text('cpuset-cpus'),
		CpusetMems: flags.text('cpuset-mems'),
		Devices: prepared.devices,
		DeviceCgroupRules: orNull(flags.list('device-cgroup-rule')),
		DeviceRequests: orNull(requests),
		MemoryReservation: flags.number('memory-reservation'),
		MemorySwap: flags.number('memory-swap'),
		MemorySwappiness: flags.number('memory-swappiness'),
		OomKillDisable: flags.bool('oom-kill-disable'),
		PidsLimit: flags.number('pids-limit'),
		Ulimits: [...byName.values()].sort((a, b) => (a.Name < b.Name ? -1 : 1)),
		CpuCount: flags.number('cpu-count'),
		CpuPercent: flags.number('cpu-percent'),
		IOMaximumIOps: flags.number('io-maxiops'),
		IOMaximumBandwidth: flags.number('io-maxbandwidth')
	};
}

export function hostConfig(flags: Flags, prepared: Prepared): HostConfig {
	const masked = prepared.security.unmasked ? [] : null;
	return {
		Binds: orNull(prepared.binds),
		ContainerIDFile: flags.text('cidfile'),
		LogConfig: { Type: flags.text('log-driver'), Config: pairs(flags.list('log-opt')) },
		NetworkMode: networkMode(flags),
		PortBindings: prepared.bindings,
		RestartPolicy: prepared.restart,
		AutoRemove: flags.bool('rm'),
		VolumeDriver: flags.text('volume-driver'),
		VolumesFrom: orNull(flags.list('volumes-from')),
		ConsoleSize: [0, 0],
		...unlessEmpty('Annotations', flags.map('annotation')),
		CapAdd: orNull(capabilities(flags.list('cap-add'))),
		CapDrop: orNull(capabilities(flags.list('cap-drop'))),
		CgroupnsMode: flags.text('cgroupns'),
		Dns: flags.list('dns'),
		DnsOptions: flags.list('dns-option'),
		DnsSearch: flags.list('dns-search'),
		ExtraHosts: orNull(flags.list('add-host')),
		GroupAdd: orNull(flags.list('group-add')),
		IpcMode: flags.text('ipc'),
		Cgroup: '',
		Links: orNull(flags.list('link')),
		OomScoreAdj: flags.number('oom-score-adj'),
		PidMode: flags.text('pid'),
		Privileged: flags.bool('privileged'),
		PublishAllPorts: flags.bool('publish-all'),
		ReadonlyRootfs: flags.bool('read-only'),
		SecurityOpt: orNull(prepared.security.options),
		...unlessEmpty('StorageOpt', pairs(flags.list('storage-opt'))),
		...unlessEmpty('Tmpfs', tmpfs(flags.list('tmpfs'))),
		UTSMode: flags.text('uts'),
		UsernsMode: flags.text('userns'),
		ShmSize: flags.number('shm-size'),
		...unlessEmpty('Sysctls', flags.map('sysctl')),
		...(flags.text('runtime') === '' ? {} : { Runtime: flags.text('runtime') }),
		Isolation: flags.text('isolation'),
		...resources(flags, prepared),
		...(prepared.mounts.length === 0 ? {} : { Mounts: prepared.mounts }),
		MaskedPaths: masked,
		ReadonlyPaths: masked,
		...(flags.changed('init') ? { Init: flags.bool('init') } : {})
	};
}
