// The daemon's JSON as Go's types present it to a template: objects are structs, whose missing fields are errors, except where Go has a map;
// a nil map or list prints as an empty one; fields that JSON omits or names differently are there.
// Invariant: `json` in a template still sees the very value that came over the wire.
import { GoStruct } from '../../../values/go-print.ts';

const RAW: unique symbol = Symbol('raw');

/** Fields that are maps in Go, by name (or parent.name where the name alone is not enough). */
const maps = new Set(
	'Labels Label Options DriverOpts Volumes ExposedPorts Ports PortBindings Networks Containers Sysctls Tmpfs Annotations StorageOpt LogConfig.Config GraphDriver.Data Details Runtimes IndexConfigs AuxiliaryAddresses AuxAddress Attributes Services Endpoints TLSMaterial'.split(
		' '
	)
);
const lists = new Set(
	'Env Cmd Entrypoint OnBuild Shell Mounts Binds Links ExtraHosts Dns DnsOptions DnsSearch CapAdd CapDrop GroupAdd SecurityOpt VolumesFrom Devices DeviceRequests DeviceCgroupRules Ulimits MaskedPaths ReadonlyPaths BlkioWeightDevice BlkioDeviceReadBps BlkioDeviceWriteBps BlkioDeviceReadIOps BlkioDeviceWriteIOps Aliases DNSNames RepoTags RepoDigests Layers ExecIDs Warnings SecurityOptions Config Args Test Log'.split(
		' '
	)
);
/** Wire name → Go name. */
const goNames: Readonly<Record<string, string>> = {
	Id: 'ID',
	NanoCpus: 'NanoCPUs',
	CpuShares: 'CPUShares',
	CpuPeriod: 'CPUPeriod',
	CpuQuota: 'CPUQuota',
	Dns: 'DNS',
	DnsOptions: 'DNSOptions',
	DnsSearch: 'DNSSearch',
	HostIp: 'HostIP',
	ApiVersion: 'APIVersion'
};
const noList = remember([], null);
const noMap = remember({}, null);
/** Fields that JSON leaves out when they are empty, by the field that holds their struct ('': the outermost); a nil pointer is a type's name. */
const absent: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
	State: { Health: nil('*container.Health') },
	Config: {
		Healthcheck: nil('*v1.HealthcheckConfig'),
		ExposedPorts: noMap,
		StopSignal: '',
		StopTimeout: nil('*int'),
		Shell: noList,
		ArgsEscaped: false,
		NetworkDisabled: false,
		User: '',
		Env: noList,
		Entrypoint: noList,
		Cmd: noList,
		Volumes: noMap,
		WorkingDir: '',
		Labels: noMap,
		OnBuild: noList,
		MacAddress: ''
	},
	HostConfig: { Mounts: noList, Tmpfs: noMap, Sysctls: noMap, StorageOpt: noMap, Annotations: noMap, Init: nil('*bool'), Runtime: '' },
	'': { SizeRw: nil('*int64'), SizeRootFs: nil('*int64'), Status: noMap, ClusterVolume: nil('*volume.ClusterVolume'), UsageData: nil('*volume.UsageData') }
};
function nil(typeName: string): GoStruct {
	return remember(new GoStruct(typeName, {}, true), null);
}

/** Makes `json` in a template see `raw` in the target's place. */
export function remember<T extends object>(target: T, raw: unknown): T {
	Object.defineProperty(target, RAW, { value: raw });
	return target;
}

function convert(value: unknown, name: string, parent: string, typeName: string, root: boolean): unknown {
	const isMap = maps.has(name) || maps.has(`${parent}.${name}`);
	if (value === null || value === undefined) return isMap ? remember({}, null) : lists.has(name) ? remember([], null) : null;
	if (typeof value !== 'object' || value instanceof Uint8Array) return value;
	if (Array.isArray(value))
		return remember(
			value.map((item: unknown) => convert(item, '', name, typeName, false)),
			value
		);
	const entries = Object.entries(value);
	if (isMap) return remember(Object.fromEntries(entries.map(([key, item]) => [key, convert(item, '', name, typeName, false)])), value);
	const fields: Record<string, unknown> = {};
	for (const [key, item] of entries) fields[goNames[key] ?? key] = convert(item, key, name, typeName, false);
	for (const [key, item] of Object.entries(name !== '' || root ? (absent[name] ?? {}) : {})) if (!(key in fields)) fields[key] = item;
	return remember(new GoStruct(typeName, fields), value);
}

/** A value for templates. `typeName` is what an error calls the outermost struct. */
export const typed = (value: unknown, typeName = 'struct'): unknown => convert(value, '', '', typeName, true);

/** Whether a value is a row made here: Go marshals those by a method of their own, which escapes HTML. */
export const isRow = (value: unknown): boolean => value instanceof GoStruct && !(RAW in value);

/** What came over the wire, for `json`. Rows made here give their fields, without those that are methods with arguments. */
export function untyped(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
	if (RAW in value) return value[RAW];
	if (Array.isArray(value)) return value.map(untyped);
	if (value instanceof GoStruct) {
		const names = Object.keys(value.fields)
			.filter((name) => name !== 'Label')
			.sort();
		return Object.fromEntries(names.map((name) => [name, untyped(fieldOf(value.fields[name]))]));
	}
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untyped(item)]));
}
const fieldOf = (field: unknown): unknown => (typeof field === 'function' ? Reflect.apply(field, undefined, []) : field);
