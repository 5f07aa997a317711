// A container's mount points: registered when it is made (volumes-from, -v, --mount, anonymous volumes), set up when it starts.
// Invariant: each destination is mounted once; a volume it mentions has a reference to it until it is removed.
import type { Sys } from '../../engine/index.ts';
import { readdir, stat } from '../../kernel/index.ts';
import type { SpecMount } from '../../containerd/api.ts';
import type { ContainerConfig, HostConfig, MountPoint } from '../api-types.ts';
import { badParameter, DockerError, system } from '../errors.ts';
import { copyTree, isErrno, makeDirs } from '../files.ts';
import { findContainer, remember } from '../memory.ts';
import { checkMountSpec, cleanPath, exists, mountOf, modeWritable, parseBind, parseVolumesFrom } from '../mount-parser.ts';
import type { Container } from '../state.ts';
import { createVolume, mountpoint, mountVolume, noSuchVolume, refer, unmountVolume, dereference, removeVolume } from '../volumes/store.ts';
import { resolveIn } from './paths.ts';

/** A volume's mount point, its volume made or found. */
function* withVolume(point: MountPoint, containerId: string, volumeDriver: string): Sys<MountPoint> {
	if (point.type !== 'volume') return point;
	const volume = yield* createVolume({
		name: point.name,
		driver: point.driver || (point.anonymous ? volumeDriver : ''),
		options: point.spec?.VolumeOptions?.DriverConfig?.Options ?? null,
		labels: point.spec?.VolumeOptions?.Labels ?? null,
		ref: containerId
	});
	const subpath = point.subpath === undefined ? '' : '/' + point.subpath;
	return { ...point, name: volume.name, source: mountpoint(volume.name) + subpath, driver: volume.driver, mode: point.mode === '' ? 'z' : point.mode };
}

/** moby's registerMountPoints: what the host config asks for. Throws 400, 404. */
export function* registerMounts(containerId: string, host: HostConfig): Sys<MountPoint[]> {
	const points = new Map<string, MountPoint>();
	for (const text of host.VolumesFrom ?? []) {
		const { id, mode } = parseVolumesFrom(text);
		const other = yield* remember((m) => findContainer(m, id));
		// Not a 404: the client would take that for a missing image.
		if (other instanceof DockerError) throw badParameter(other.message);
		for (const mount of other.mounts) {
			if (mount.type === 'volume') yield* refer(mount.name, containerId);
			points.set(mount.destination, { ...mount, mode, rw: mount.rw && modeWritable(mode), copyData: false });
		}
	}
	const taken = new Set<string>();
	const claim = (destination: string): void => {
		if (taken.has(destination)) throw badParameter(`Duplicate mount point: ${destination}`);
		taken.add(destination);
	};
	for (const raw of host.Binds ?? []) {
		const point = yield* parseBind(raw, host.VolumeDriver);
		if (host.Tmpfs && Object.hasOwn(host.Tmpfs, point.destination)) throw badParameter(`Duplicate mount point: ${point.destination}`);
		claim(point.destination);
		points.set(point.destination, yield* withVolume(point, containerId, host.VolumeDriver));
	}
	for (const spec of host.Mounts ?? []) {
		yield* checkMountSpec(spec, true);
		const point = mountOf(spec);
		if (host.Tmpfs && Object.hasOwn(host.Tmpfs, point.destination)) throw badParameter(`Duplicate mount point: ${point.destination}`);
		claim(point.destination);
		points.set(point.destination, yield* withVolume(point, containerId, host.VolumeDriver));
	}
	return [...points.values()];
}
/** Anonymous volumes for the image's and the config's VOLUMEs that nothing else is mounted on. */
export function* anonymousMounts(
	containerId: string,
	config: ContainerConfig,
	host: HostConfig,
	have: readonly MountPoint[],
	merged: string
): Sys<MountPoint[]> {
	const out: MountPoint[] = [];
	for (const spec of Object.keys(config.Volumes ?? {})) {
		const destination = cleanPath(spec);
		if (have.some((point) => point.destination === destination) || Object.hasOwn(host.Tmpfs ?? {}, destination)) continue;
		const path = yield* resolveIn(merged, destination);
		try {
			if ((yield* stat(path)).type !== 'dir') throw system(`cannot mount volume over existing file, file exists ${path}`);
		} catch (error) {
			if (!isErrno(error)) throw error;
		}
		const volume = yield* createVolume({ name: '', driver: host.VolumeDriver, options: null, labels: null, ref: containerId });
		out.push({
			type: 'volume',
			name: volume.name,
			source: mountpoint(volume.name),
			destination,
			driver: 'local',
			mode: '',
			rw: true,
			propagation: '',
			copyData: true,
			anonymous: true,
			createSource: false
		});
	}
	return out;
}
/** Copies what the image has at a volume's place into the volume, when that is still empty. */
export function* populate(points: readonly MountPoint[], merged: string): Sys<void> {
	for (const point of points) {
		if (point.type !== 'volume' || !point.copyData) continue;
		const from = yield* resolveIn(merged, point.destination);
		if (!(yield* isDir(from)) || !(yield* isEmpty(point.source))) continue;
		yield* copyTree(from, point.source);
	}
}
function* isDir(path: string): Sys<boolean> {
	try {
		return (yield* stat(path)).type === 'dir';
	} catch (error) {
		if (isErrno(error)) return false;
		throw error;
	}
}
function* isEmpty(path: string): Sys<boolean> {
	try {
		return (yield* readdir(path)).length === 0;
	} catch (error) {
		if (isErrno(error)) return false;
		throw error;
	}
}

/** The container's mounts as runc's, sources made and volumes mounted; shallow paths first. Throws 500. */
export function* setUpMounts(container: Container): Sys<SpecMount[]> {
	const out: SpecMount[] = [];
	for (const point of container.mounts) {
		if (point.type === 'tmpfs') {
			out.push({ destination: point.destination, type: 'tmpfs', source: 'tmpfs', options: tmpfsOptions(point.tmpfsOptions ?? '') });
			continue;
		}
		if (point.type === 'bind' && !(yield* exists(point.source))) {
			if (!point.createSource) throw badParameter(`invalid mount config for type "bind": bind source path does not exist: ${point.source}`);
			yield* makeDirs(point.source);
		}
		if (point.type === 'volume') {
			if (!(yield* remember((m) => m.volumes.has(point.name)))) throw noSuchVolume(point.name);
			yield* mountVolume(point.name, container.id, point.destination, point.rw, point.propagation);
			if (point.subpath !== undefined && !(yield* exists(point.source)))
				throw system(`cannot access path ${point.source}: lstat ${point.source}: no such file or directory`);
		}
		out.push({
			destination: point.destination,
			type: 'bind',
			source: point.source,
			options: ['rbind', point.propagation || 'rprivate', ...(point.rw ? [] : ['ro'])]
		});
	}
	for (const [destination, options] of Object.entries(container.hostConfig.Tmpfs ?? {}))
		out.push({ destination: cleanPath(destination), type: 'tmpfs', source: 'tmpfs', options: tmpfsOptions(options) });
	return out.sort((a, b) => depth(a.destination) - depth(b.destination));
}
const depth = (path: string): number => path.split('/').filter((part) => part !== '').length;
/** The defaults noexec,nosuid,nodev with what the user changes. */
function tmpfsOptions(text: string): string[] {
	const given = text.split(',').filter((word) => word !== '');
	const defaults = ['noexec', 'nosuid', 'nodev'].filter((word) => !given.includes(word.slice(2)) && !given.includes(word));
	return [...defaults, ...given];
}
export function* tearDownMounts(container: Container): Sys<void> {
	for (const point of container.mounts) if (point.type === 'volume') yield* unmountVolume(point.name, container.id);
}
/** Gives up the container's volumes; anonymous ones go too when asked. */
export function* releaseVolumes(container: Container, remove: boolean): Sys<void> {
	for (const point of container.mounts) {
		if (point.type !== 'volume') continue;
		yield* dereference(point.name, container.id);
		const free = yield* remember((m) => m.volumes.get(point.name)?.refs.length === 0);
		if (remove && free && point.anonymous) yield* removeVolume(point.name, true);
	}
}
