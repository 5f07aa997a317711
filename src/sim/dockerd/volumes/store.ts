// The local volume driver: directories under /var/lib/docker/volumes, their options and labels, and who refers to them.
// FIDELITY: metadata.db holds JSON here, not a bolt database. Invariant: a volume with references is not removed.
import { Errno, type Sys } from '../../engine/index.ts';
import { chmod, clock, mount, readdir, stat, umount, type MountOptions } from '../../kernel/index.ts';
import { encodeJson, ramInBytes } from '../../values/index.ts';
import type { Labels } from '../api-types.ts';
import { isObject, object, stringMap } from '../decode.ts';
import { badParameter, conflict, errnoText, notFound, system } from '../errors.ts';
import { logEvent } from '../events.ts';
import { isErrno, makeDirs, readJsonFile, removeAll, replaceFile, writeFile } from '../files.ts';
import { newId, remember } from '../memory.ts';
import type { Volume } from '../state.ts';

const volumesRoot = '/var/lib/docker/volumes';
export const mountpoint = (name: string): string => `${volumesRoot}/${name}/_data`;
const pattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

export const noSuchVolume = (name: string) => notFound(`get ${name}: no such volume`);
export function* getVolume(name: string): Sys<Volume> {
	const volume = yield* remember((m) => m.volumes.get(name));
	if (!volume) throw noSuchVolume(name);
	return volume;
}

export interface NewVolume {
	readonly name: string;
	readonly driver: string;
	readonly options: Labels | null;
	readonly labels: Labels | null;
	/** The container it is made for. */
	readonly ref?: string;
}
/** Makes a volume, or answers the one of that name. Throws 400, 404, 409. */
export function* createVolume(wanted: NewVolume): Sys<Volume> {
	const anonymous = wanted.name === '';
	const name = anonymous ? yield* newId() : wanted.name;
	if (wanted.driver !== '' && wanted.driver !== 'local')
		throw notFound(`create ${name}: error looking up volume plugin ${wanted.driver}: plugin "${wanted.driver}" not found`);
	if (!pattern.test(name)) {
		if (name.length === 1) throw badParameter(`create ${name}: volume name is too short, names should be at least two alphanumeric characters`);
		throw badParameter(
			`create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`
		);
	}
	const there = yield* remember((m) => m.volumes.get(name));
	if (there) {
		if (wanted.ref !== undefined) yield* refer(name, wanted.ref);
		return there;
	}
	checkOptions(name, wanted.options);
	yield* makeDirs(mountpoint(name));
	const options = wanted.options && Object.keys(wanted.options).length > 0 ? wanted.options : null;
	if (options) yield* writeFile(`${volumesRoot}/${name}/opts.json`, encodeJson(options), 0o600);
	const volume: Volume = {
		name,
		created: yield* clock(),
		driver: 'local',
		labels: anonymous ? { ...wanted.labels, 'com.docker.volume.anonymous': '' } : wanted.labels,
		options,
		anonymous,
		refs: wanted.ref === undefined ? [] : [wanted.ref],
		active: 0
	};
	yield* remember((m) => void m.volumes.set(name, volume));
	yield* saveVolumes();
	yield* logEvent('volume', 'create', name, { driver: 'local' });
	return volume;
}
function checkOptions(name: string, options: Labels | null): void {
	for (const key of Object.keys(options ?? {})) {
		if (!['type', 'device', 'o', 'size'].includes(key)) throw badParameter(`create ${name}: invalid option: "${key}"`);
	}
	const { type = '', device = '', o = '' } = options ?? {};
	if ((type !== '' || o !== '') && device === '') throw badParameter(`create ${name}: missing device in volume options`);
	if (device !== '' && type === '' && !o.includes('bind')) throw badParameter(`create ${name}: missing type in volume options`);
}
const change = (name: string, next: (old: Volume) => Partial<Volume>): Sys<Volume | undefined> =>
	remember((m) => {
		const old = m.volumes.get(name);
		if (!old) return undefined;
		const volume = { ...old, ...next(old) };
		m.volumes.set(name, volume);
		return volume;
	});
export function* refer(name: string, containerId: string): Sys<void> {
	yield* change(name, (old) => ({ refs: old.refs.includes(containerId) ? old.refs : [...old.refs, containerId] }));
}
export function* dereference(name: string, containerId: string): Sys<void> {
	yield* change(name, (old) => ({ refs: old.refs.filter((ref) => ref !== containerId) }));
}

/** Removes a volume. Throws 404, 409; with `force` a missing one is fine. */
export function* removeVolume(name: string, force: boolean): Sys<void> {
	const volume = yield* remember((m) => m.volumes.get(name));
	if (!volume) {
		if (force) return;
		throw noSuchVolume(name);
	}
	if (volume.refs.length > 0) throw conflict(`remove ${name}: volume is in use - [${volume.refs.join(', ')}]`);
	yield* removeAll(`${volumesRoot}/${name}`);
	yield* remember((m) => void m.volumes.delete(name));
	yield* saveVolumes();
	yield* logEvent('volume', 'destroy', name, { driver: 'local' });
}

/** Makes the volume's device show at its mount point (the first user does) and says so. Throws 500. */
export function* mountVolume(name: string, containerId: string, destination: string, rw: boolean, propagation: string): Sys<void> {
	const volume = yield* change(name, (old) => ({ active: old.active + 1 }));
	if (!volume) throw noSuchVolume(name);
	if (volume.options?.['device'] !== undefined && volume.active === 1) {
		try {
			yield* mount(mountpoint(name), deviceMount(volume.options));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* change(name, (old) => ({ active: old.active - 1 }));
			const { type = '', device = '', o = '' } = volume.options;
			throw system(
				`failed to mount local volume: mount ${device}:${mountpoint(name)}${o === '' ? '' : `, data: ${o}`}${type === 'none' ? ', flags: 0x1000' : ''}: ${errnoText(error)}`
			);
		}
	}
	yield* logEvent('volume', 'mount', name, { container: containerId, destination, driver: 'local', propagation, 'read/write': String(rw) });
}
function deviceMount(options: Labels): MountOptions {
	const { type = '', device = '', o = '' } = options;
	const words = o.split(',').filter((word) => word !== '');
	const size = words.find((word) => word.startsWith('size='))?.slice(5);
	const mode = words.find((word) => word.startsWith('mode='))?.slice(5);
	const readonly = words.includes('ro');
	if (type === 'tmpfs')
		return {
			type: 'tmpfs',
			source: device,
			readonly,
			...(size === undefined ? {} : { size: ramInBytes(size) }),
			...(mode === undefined ? {} : { mode: parseInt(mode, 8) })
		};
	if (words.includes('bind') || words.includes('rbind') || type === 'none') return { type: 'bind', source: device, readonly };
	throw new Errno('ENODEV');
}
export function* unmountVolume(name: string, containerId: string): Sys<void> {
	const volume = yield* change(name, (old) => ({ active: Math.max(0, old.active - 1) }));
	if (!volume) return;
	if (volume.options?.['device'] !== undefined && volume.active === 0) {
		try {
			yield* umount(mountpoint(name), true);
		} catch (error) {
			if (!isErrno(error)) throw error;
		}
	}
	yield* logEvent('volume', 'unmount', name, { container: containerId, driver: 'local' });
}

function* saveVolumes(): Sys<void> {
	const all = yield* remember((m) => [...m.volumes.values()].map(({ name, labels, created, anonymous }) => ({ name, labels, created, anonymous })));
	yield* replaceFile(volumesRoot + '/metadata.db', encodeJson(all));
}
/** Reads the volumes from their directories (the daemon's start). */
export function* loadVolumes(): Sys<void> {
	yield* makeDirs(volumesRoot, 0o701);
	yield* chmod(volumesRoot, 0o701);
	const stored = yield* readJsonFile(volumesRoot + '/metadata.db');
	const facts = new Map((Array.isArray(stored) ? stored.filter(isObject) : []).map((record) => [String(record['name']), record]));
	for (const { name, type } of yield* readdir(volumesRoot)) {
		if (type !== 'dir') continue;
		const record = object(facts.get(name));
		const options = yield* readJsonFile(`${volumesRoot}/${name}/opts.json`);
		const created = typeof record['created'] === 'number' ? record['created'] : (yield* stat(`${volumesRoot}/${name}`)).mtime;
		const volume: Volume = {
			name,
			created,
			driver: 'local',
			labels: stringMap(record, 'labels'),
			options: isObject(options) ? stringMap({ options }, 'options') : null,
			anonymous: record['anonymous'] === true,
			refs: [],
			active: 0
		};
		yield* remember((m) => void m.volumes.set(name, volume));
	}
}
