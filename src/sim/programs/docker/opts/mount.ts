// --mount: docker's MountOpt. A relative source that starts with "." is made absolute when the command runs, for parsing makes no system calls.
import { ramInBytes, SizeError } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import { csvFields } from './csv.ts';
import { cut, parseBool } from './cut.ts';

export interface Mount {
	Type: string;
	Source?: string;
	Target: string;
	ReadOnly?: boolean;
	Consistency?: string;
	BindOptions?: { Propagation?: string; NonRecursive?: boolean; ReadOnlyNonRecursive?: boolean; ReadOnlyForceRecursive?: boolean };
	VolumeOptions?: { NoCopy?: boolean; Labels: Record<string, string>; Subpath?: string; DriverConfig: { Name?: string; Options?: Record<string, string> } };
	ImageOptions?: { Subpath?: string };
	TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

const flag = (key: string, value: string | undefined): boolean => {
	if (value === undefined) return true;
	const parsed = parseBool(value);
	if (parsed === undefined) throw new Failure(`invalid value for ${key}: ${value}`);
	return parsed;
};
const addTo = (map: Record<string, string>, pair: string): void => {
	const [key, value] = cut(pair, '=');
	if (key !== '') map[key] = value;
};
const volumeOptions = (mount: Mount): NonNullable<Mount['VolumeOptions']> => (mount.VolumeOptions ??= { Labels: {}, DriverConfig: {} });
const bindOptions = (mount: Mount): NonNullable<Mount['BindOptions']> => (mount.BindOptions ??= {});
const tmpfsOptions = (mount: Mount): NonNullable<Mount['TmpfsOptions']> => (mount.TmpfsOptions ??= {});

function tmpfsSize(key: string, value: string): number {
	try {
		return ramInBytes(value);
	} catch (e) {
		if (e instanceof SizeError) throw new Failure(`invalid value for ${key}: ${value}`);
		throw e;
	}
}

const recursive: Readonly<Record<string, (mount: Mount) => void>> = {
	enabled: () => undefined,
	disabled: (mount) => void (bindOptions(mount).NonRecursive = true),
	writable: (mount) => void (bindOptions(mount).ReadOnlyNonRecursive = true),
	readonly: (mount) => void (bindOptions(mount).ReadOnlyForceRecursive = true)
};

/** key → what it does with its value (undefined: the key stood alone). */
const keys: Readonly<Record<string, (mount: Mount, value: string, key: string) => void>> = {
	type: (mount, value) => void (mount.Type = value.toLowerCase()),
	source: (mount, value) => void (mount.Source = value),
	target: (mount, value) => void (mount.Target = value),
	readonly: (mount, value, key) => void (mount.ReadOnly = flag(key, value)),
	consistency: (mount, value) => void (mount.Consistency = value.toLowerCase()),
	'bind-propagation': (mount, value) => void (bindOptions(mount).Propagation = value.toLowerCase()),
	'bind-nonrecursive': (mount, value, key) => void (bindOptions(mount).NonRecursive = flag(key, value)),
	'bind-recursive': (mount, value, key) => {
		const set = recursive[value];
		if (!set) throw new Failure(`invalid value for ${key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`);
		set(mount);
	},
	'volume-subpath': (mount, value) => void (volumeOptions(mount).Subpath = value),
	'volume-nocopy': (mount, value) => void (volumeOptions(mount).NoCopy = flag('volume-nocopy', value)),
	'volume-label': (mount, value) => addTo(volumeOptions(mount).Labels, value),
	'volume-driver': (mount, value) => void (volumeOptions(mount).DriverConfig.Name = value),
	'volume-opt': (mount, value) => addTo((volumeOptions(mount).DriverConfig.Options ??= {}), value),
	'image-subpath': (mount, value) => void ((mount.ImageOptions ??= {}).Subpath = value),
	'tmpfs-size': (mount, value, key) => void (tmpfsOptions(mount).SizeBytes = tmpfsSize(key, value)),
	'tmpfs-mode': (mount, value, key) => {
		if (!/^[0-7]{1,11}$/.test(value)) throw new Failure(`invalid value for ${key}: ${value}`);
		tmpfsOptions(mount).Mode = parseInt(value, 8);
	}
};
const aliases: Readonly<Record<string, string>> = { src: 'source', dst: 'target', destination: 'target', ro: 'readonly' };
const alone = ['readonly', 'volume-nocopy', 'bind-nonrecursive'];

function check(mount: Mount): void {
	if (mount.Type === '') throw new Failure('type is required');
	if (mount.Target === '') throw new Failure('target is required');
	const mixed: [unknown, string][] = [
		[mount.VolumeOptions, 'volume'],
		[mount.ImageOptions, 'image'],
		[mount.BindOptions, 'bind'],
		[mount.TmpfsOptions, 'tmpfs']
	];
	for (const [options, type] of mixed)
		if (options !== undefined && mount.Type !== type) throw new Failure(`cannot mix '${type}-*' options with mount type '${mount.Type}'`);
	if (mount.BindOptions?.ReadOnlyNonRecursive && !mount.ReadOnly)
		throw new Failure("option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction");
	if (mount.BindOptions?.ReadOnlyForceRecursive) {
		if (!mount.ReadOnly) throw new Failure("option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction");
		if (mount.BindOptions.Propagation !== 'rprivate')
			throw new Failure("option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction");
	}
}

/** One --mount value. Throws Failure with the real texts. */
export function parseMount(text: string): Mount {
	const mount: Mount = { Type: 'volume', Target: '' };
	for (const field of csvFields(text)) {
		const [name, value, found] = cut(field, '=');
		const written = name.toLowerCase();
		const key = aliases[written] ?? written;
		if (!found && !alone.includes(key)) throw new Failure(`invalid field '${field}' must be a key=value pair`);
		const set = keys[key];
		if (!set) throw new Failure(`unexpected key '${written}' in '${field}'`);
		set(mount, found ? value : 'true', written);
	}
	check(mount);
	return mount;
}
