// A create request's body as the engine's structs: every field of Config, HostConfig and NetworkingConfig, in their order and with Go's zero values.
// Invariant: decoding what was decoded gives the same; what is decoded prints as the engine prints it.
import type {
	ContainerConfig,
	DeviceMapping,
	DeviceRequest,
	EndpointSettings,
	Healthcheck,
	HostConfig,
	MountSpec,
	PortMap,
	Resources,
	Ulimit
} from './api-types.ts';
import {
	bool,
	byBytes,
	field,
	isObject,
	list,
	num,
	object,
	optional,
	sortedMap,
	str,
	stringMap,
	strings,
	stringSet,
	strSlice,
	type JsonObject
} from './decode.ts';

const some = <K extends string, V>(key: K, value: V | undefined | null): { [P in K]?: V } =>
	value === undefined || value === null ? {} : ({ [key]: value } as { [P in K]: V });
const nonEmpty = <T extends object>(value: T | null): T | undefined => (value !== null && Object.keys(value).length > 0 ? value : undefined);

function decodeHealthcheck(source: JsonObject): Healthcheck {
	return {
		...some('Test', strings(source, 'Test') ?? undefined),
		...some('Interval', num(source, 'Interval') || undefined),
		...some('Timeout', num(source, 'Timeout') || undefined),
		...some('StartPeriod', num(source, 'StartPeriod') || undefined),
		...some('StartInterval', num(source, 'StartInterval') || undefined),
		...some('Retries', num(source, 'Retries') || undefined)
	};
}

export function decodeConfig(source: JsonObject): ContainerConfig {
	const health = field(source, 'Healthcheck');
	const exposed = stringSet(source, 'ExposedPorts');
	return {
		Hostname: str(source, 'Hostname'),
		Domainname: str(source, 'Domainname'),
		User: str(source, 'User'),
		AttachStdin: bool(source, 'AttachStdin'),
		AttachStdout: bool(source, 'AttachStdout'),
		AttachStderr: bool(source, 'AttachStderr'),
		...some('ExposedPorts', nonEmpty(exposed)),
		Tty: bool(source, 'Tty'),
		OpenStdin: bool(source, 'OpenStdin'),
		StdinOnce: bool(source, 'StdinOnce'),
		Env: strings(source, 'Env'),
		Cmd: strSlice(source, 'Cmd'),
		...some('Healthcheck', isObject(health) ? decodeHealthcheck(health) : undefined),
		...some('ArgsEscaped', bool(source, 'ArgsEscaped') || undefined),
		Image: str(source, 'Image'),
		Volumes: stringSet(source, 'Volumes'),
		WorkingDir: str(source, 'WorkingDir'),
		Entrypoint: strSlice(source, 'Entrypoint'),
		...some('NetworkDisabled', bool(source, 'NetworkDisabled') || undefined),
		...some('MacAddress', str(source, 'MacAddress') || undefined),
		OnBuild: strings(source, 'OnBuild'),
		Labels: stringMap(source, 'Labels') ?? {},
		...some('StopSignal', str(source, 'StopSignal') || undefined),
		...some('StopTimeout', optional(source, 'StopTimeout', num)),
		...some('Shell', strSlice(source, 'Shell') ?? undefined)
	};
}

const objects = <T>(source: JsonObject, name: string, read: (item: JsonObject) => T): T[] | null =>
	list(source, name)?.map((item) => read(object(item))) ?? null;
const device = (o: JsonObject): DeviceMapping => ({
	PathOnHost: str(o, 'PathOnHost'),
	PathInContainer: str(o, 'PathInContainer'),
	CgroupPermissions: str(o, 'CgroupPermissions')
});
const deviceRequest = (o: JsonObject): DeviceRequest => ({
	Driver: str(o, 'Driver'),
	Count: num(o, 'Count'),
	DeviceIDs: strings(o, 'DeviceIDs'),
	Capabilities: list(o, 'Capabilities')?.map((set) => (Array.isArray(set) ? set.map(String) : [])) ?? null,
	Options: stringMap(o, 'Options')
});
const ulimit = (o: JsonObject): Ulimit => ({ Name: str(o, 'Name'), Hard: num(o, 'Hard'), Soft: num(o, 'Soft') });

function decodePortMap(source: unknown): PortMap {
	const out: Record<string, { HostIp: string; HostPort: string }[] | null> = {};
	for (const [port, bindings] of Object.entries(object(source)).sort(([a], [b]) => byBytes(a, b))) {
		out[port] = Array.isArray(bindings)
			? bindings.map((binding) => ({ HostIp: str(object(binding), 'HostIp'), HostPort: str(object(binding), 'HostPort') }))
			: null;
	}
	return out;
}

function decodeMount(o: JsonObject): MountSpec {
	const bind = field(o, 'BindOptions');
	const volume = field(o, 'VolumeOptions');
	const tmpfs = field(o, 'TmpfsOptions');
	const driver = isObject(volume) ? field(volume, 'DriverConfig') : undefined;
	return {
		...some('Type', str(o, 'Type') || undefined),
		...some('Source', str(o, 'Source') || undefined),
		...some('Target', str(o, 'Target') || undefined),
		...some('ReadOnly', bool(o, 'ReadOnly') || undefined),
		...some('Consistency', str(o, 'Consistency') || undefined),
		...some(
			'BindOptions',
			isObject(bind)
				? {
						...some('Propagation', str(bind, 'Propagation') || undefined),
						...some('NonRecursive', bool(bind, 'NonRecursive') || undefined),
						...some('CreateMountpoint', bool(bind, 'CreateMountpoint') || undefined)
					}
				: undefined
		),
		...some(
			'VolumeOptions',
			isObject(volume)
				? {
						...some('NoCopy', bool(volume, 'NoCopy') || undefined),
						...some('Labels', stringMap(volume, 'Labels')),
						...some('Subpath', str(volume, 'Subpath') || undefined),
						...some(
							'DriverConfig',
							isObject(driver) ? { ...some('Name', str(driver, 'Name') || undefined), ...some('Options', stringMap(driver, 'Options')) } : undefined
						)
					}
				: undefined
		),
		...some(
			'TmpfsOptions',
			isObject(tmpfs) ? { ...some('SizeBytes', num(tmpfs, 'SizeBytes') || undefined), ...some('Mode', num(tmpfs, 'Mode') || undefined) } : undefined
		)
	};
}

export function decodeResources(o: JsonObject): Resources {
	return {
		CpuShares: num(o, 'CpuShares'),
		Memory: num(o, 'Memory'),
		NanoCpus: num(o, 'NanoCpus'),
		CgroupParent: str(o, 'CgroupParent'),
		BlkioWeight: num(o, 'BlkioWeight'),
		BlkioWeightDevice: list(o, 'BlkioWeightDevice'),
		BlkioDeviceReadBps: list(o, 'BlkioDeviceReadBps'),
		BlkioDeviceWriteBps: list(o, 'BlkioDeviceWriteBps'),
		BlkioDeviceReadIOps: list(o, 'BlkioDeviceReadIOps'),
		BlkioDeviceWriteIOps: list(o, 'BlkioDeviceWriteIOps'),
		CpuPeriod: num(o, 'CpuPeriod'),
		CpuQuota: num(o, 'CpuQuota'),
		CpuRealtimePeriod: num(o, 'CpuRealtimePeriod'),
		CpuRealtimeRuntime: num(o, 'CpuRealtimeRuntime'),
		CpusetCpus: str(o, 'CpusetCpus'),
		CpusetMems: str(o, 'CpusetMems'),
		Devices: objects(o, 'Devices', device),
		DeviceCgroupRules: strings(o, 'DeviceCgroupRules'),
		DeviceRequests: objects(o, 'DeviceRequests', deviceRequest),
		MemoryReservation: num(o, 'MemoryReservation'),
		MemorySwap: num(o, 'MemorySwap'),
		MemorySwappiness: optional(o, 'MemorySwappiness', num) ?? null,
		OomKillDisable: optional(o, 'OomKillDisable', bool) ?? null,
		PidsLimit: optional(o, 'PidsLimit', num) ?? null,
		Ulimits: objects(o, 'Ulimits', ulimit),
		CpuCount: num(o, 'CpuCount'),
		CpuPercent: num(o, 'CpuPercent'),
		IOMaximumIOps: num(o, 'IOMaximumIOps'),
		IOMaximumBandwidth: num(o, 'IOMaximumBandwidth')
	};
}

export function decodeHostConfig(o: JsonObject): HostConfig {
	const log = object(field(o, 'LogConfig'));
	const policy = object(field(o, 'RestartPolicy'));
	const size = list(o, 'ConsoleSize');
	return {
		Binds: strings(o, 'Binds'),
		ContainerIDFile: str(o, 'ContainerIDFile'),
		LogConfig: { Type: str(log, 'Type'), Config: stringMap(log, 'Config') ?? {} },
		NetworkMode: str(o, 'NetworkMode'),
		PortBindings: decodePortMap(field(o, 'PortBindings')),
		RestartPolicy: { Name: str(policy, 'Name'), MaximumRetryCount: num(policy, 'MaximumRetryCount') },
		AutoRemove: bool(o, 'AutoRemove'),
		VolumeDriver: str(o, 'VolumeDriver'),
		VolumesFrom: strings(o, 'VolumesFrom'),
		ConsoleSize: [Number(size?.[0] ?? 0), Number(size?.[1] ?? 0)],
		...some('Annotations', nonEmpty(stringMap(o, 'Annotations'))),
		CapAdd: strSlice(o, 'CapAdd'),
		CapDrop: strSlice(o, 'CapDrop'),
		CgroupnsMode: str(o, 'CgroupnsMode'),
		Dns: strings(o, 'Dns'),
		DnsOptions: strings(o, 'DnsOptions'),
		DnsSearch: strings(o, 'DnsSearch'),
		ExtraHosts: strings(o, 'ExtraHosts'),
		GroupAdd: strings(o, 'GroupAdd'),
		IpcMode: str(o, 'IpcMode'),
		Cgroup: str(o, 'Cgroup'),
		Links: strings(o, 'Links'),
		OomScoreAdj: num(o, 'OomScoreAdj'),
		PidMode: str(o, 'PidMode'),
		Privileged: bool(o, 'Privileged'),
		PublishAllPorts: bool(o, 'PublishAllPorts'),
		ReadonlyRootfs: bool(o, 'ReadonlyRootfs'),
		SecurityOpt: strings(o, 'SecurityOpt'),
		...some('StorageOpt', nonEmpty(stringMap(o, 'StorageOpt'))),
		...some('Tmpfs', nonEmpty(stringMap(o, 'Tmpfs'))),
		UTSMode: str(o, 'UTSMode'),
		UsernsMode: str(o, 'UsernsMode'),
		ShmSize: num(o, 'ShmSize'),
		...some('Sysctls', nonEmpty(stringMap(o, 'Sysctls'))),
		Runtime: str(o, 'Runtime'),
		Isolation: str(o, 'Isolation'),
		...decodeResources(o),
		...some('Mounts', nonEmpty(objects(o, 'Mounts', decodeMount))),
		MaskedPaths: strings(o, 'MaskedPaths'),
		ReadonlyPaths: strings(o, 'ReadonlyPaths'),
		...some('Init', optional(o, 'Init', bool))
	};
}

export const emptyEndpoint: EndpointSettings = {
	IPAMConfig: null,
	Links: null,
	Aliases: null,
	MacAddress: '',
	DriverOpts: null,
	GwPriority: 0,
	NetworkID: '',
	EndpointID: '',
	Gateway: '',
	IPAddress: '',
	IPPrefixLen: 0,
	IPv6Gateway: '',
	GlobalIPv6Address: '',
	GlobalIPv6PrefixLen: 0,
	DNSNames: null
};

export function decodeEndpoint(o: JsonObject): EndpointSettings {
	const ipam = field(o, 'IPAMConfig');
	return {
		...emptyEndpoint,
		IPAMConfig: isObject(ipam)
			? {
					...some('IPv4Address', str(ipam, 'IPv4Address') || undefined),
					...some('IPv6Address', str(ipam, 'IPv6Address') || undefined),
					...some('LinkLocalIPs', strings(ipam, 'LinkLocalIPs'))
				}
			: null,
		Links: strings(o, 'Links'),
		Aliases: strings(o, 'Aliases'),
		MacAddress: str(o, 'MacAddress'),
		DriverOpts: stringMap(o, 'DriverOpts'),
		GwPriority: num(o, 'GwPriority'),
		NetworkID: str(o, 'NetworkID')
	};
}
/** EndpointsConfig by network name or id. */
export function decodeEndpoints(networking: unknown): Record<string, EndpointSettings> {
	const endpoints = object(field(object(networking), 'EndpointsConfig'));
	return sortedMap(Object.fromEntries(Object.entries(endpoints).map(([name, value]) => [name, decodeEndpoint(object(value))])));
}
