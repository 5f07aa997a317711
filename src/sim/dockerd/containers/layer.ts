// A container's writable layer: directories under overlay2 and the overlay mount on them.
// Invariant: `merged` is mounted while the container runs or someone looks into it; `diff` outlives everything but removal.
import { Errno, type Sys } from '../../engine/index.ts';
import { mkdir, mount, open, close, statfs, symlink, umount, chmod } from '../../kernel/index.ts';
import { lowerDirs, mountParent, overlay, releaseChain, root, topChain } from '../images/store.ts';
import { makeDirs, removeAll, treeSize, writeFile } from '../files.ts';
import { locked, newId, remember, runtimeOf, updateRuntime } from '../memory.ts';
import type { Container, Image } from '../state.ts';

export const mergedDir = (container: Container): string => `${overlay}/${container.mountId}/merged`;
export const diffDir = (container: Container): string => `${overlay}/${container.mountId}/diff`;

const initDirs = ['dev', 'dev/pts', 'dev/shm', 'proc', 'sys', 'etc'];
const initFiles = ['.dockerenv', 'etc/resolv.conf', 'etc/hosts', 'etc/hostname', 'dev/console'];

/** Files that every container finds, below its own layer: mount points of /etc/hosts and friends. */
export function* makeInit(dir: string): Sys<void> {
	for (const path of initDirs) yield* makeDirs(`${dir}/${path}`);
	for (const path of initFiles) yield* close(yield* open(`${dir}/${path}`, { write: true, create: true, mode: 0o755 }));
	try {
		yield* symlink('/proc/mounts', dir + '/etc/mtab');
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** Makes the directories of a new writable layer; answers its id. */
export function* createLayer(containerId: string, image: Image | undefined): Sys<string> {
	const id = yield* newId();
	const parent = image === undefined ? '' : topChain(image);
	const below = yield* remember((m) => lowerDirs(m, parent));
	const init = `${overlay}/${id}-init`;
	yield* makeDirs(init, 0o710);
	yield* makeDirs(init + '/diff');
	yield* makeInit(init + '/diff');
	yield* writeFile(init + '/link', id.slice(26, 52).toUpperCase());
	const dir = `${overlay}/${id}`;
	yield* mkdir(dir, 0o710);
	yield* mkdir(dir + '/diff', 0o755);
	yield* chmod(dir + '/diff', 0o755);
	yield* mkdir(dir + '/work', 0o700);
	yield* mkdir(dir + '/merged', 0o700);
	yield* writeFile(dir + '/link', id.slice(0, 26).toUpperCase());
	yield* writeFile(dir + '/lower', [init + '/diff', ...below].map((path) => path.slice(overlay.length + 1)).join(':'));
	const db = `${root}/layerdb/mounts/${containerId}`;
	yield* makeDirs(db);
	yield* writeFile(db + '/mount-id', id);
	yield* writeFile(db + '/init-id', id + '-init');
	if (image) yield* writeFile(db + '/parent', parent);
	yield* updateRuntime(containerId, { parent });
	return id;
}

/** The chain a container's writable layer stands on: as this daemon knows it, or as it is written down. */
function* parentOf(container: Container): Sys<string> {
	return (yield* remember((m) => runtimeOf(m, container.id).parent)) ?? (yield* mountParent(container.id));
}
/** Directories below a container's own, top first. */
export function* lowers(container: Container): Sys<string[]> {
	return yield* lowersOn(container, yield* parentOf(container));
}
const lowersOn = (container: Container, parent: string): Sys<string[]> =>
	remember((m) => [`${overlay}/${container.mountId}-init/diff`, ...lowerDirs(m, parent)]);

/** Mounts the container's file system, once more for each caller; answers its path. Release it with `releaseMount`. */
export function* acquireMount(container: Container): Sys<string> {
	return yield* locked('mount:' + container.id, acquire(container));
}
function* acquire(container: Container): Sys<string> {
	const target = mergedDir(container);
	const { users, known } = yield* remember((m) => {
		const count = (m.mountUsers.get(container.id) ?? 0) + 1;
		m.mountUsers.set(container.id, count);
		return { users: count, known: runtimeOf(m, container.id).parent !== undefined };
	});
	const parent = yield* parentOf(container);
	// What a daemon before this one mounted may still be there, as the real reference counter finds out when it first counts.
	if (users === 1 && (known || !(yield* isMounted(target))))
		yield* mount(target, {
			type: 'overlay',
			source: 'overlay',
			lower: yield* lowersOn(container, parent),
			upper: diffDir(container),
			work: `${overlay}/${container.mountId}/work`
		});
	yield* updateRuntime(container.id, { mounted: true, parent });
	return target;
}
export function* releaseMount(container: Container): Sys<void> {
	yield* locked('mount:' + container.id, release(container));
}
function* release(container: Container): Sys<void> {
	const users = yield* remember((m) => {
		const count = Math.max(0, (m.mountUsers.get(container.id) ?? 0) - 1);
		if (count === 0) m.mountUsers.delete(container.id);
		else m.mountUsers.set(container.id, count);
		return count;
	});
	if (users > 0) return;
	yield* unmount(mergedDir(container));
	if (yield* remember((m) => m.runtime.has(container.id) && runtimeOf(m, container.id).mounted)) yield* updateRuntime(container.id, { mounted: false });
}
function* isMounted(path: string): Sys<boolean> {
	try {
		return (yield* statfs(path)).target === path;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
function* unmount(path: string): Sys<void> {
	try {
		yield* umount(path, true);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** Removes a container's layer for good. */
export function* removeLayer(container: Container): Sys<void> {
	const parent = yield* parentOf(container);
	yield* unmount(mergedDir(container));
	yield* removeAll(`${overlay}/${container.mountId}`);
	yield* removeAll(`${overlay}/${container.mountId}-init`);
	yield* removeAll(`${root}/layerdb/mounts/${container.id}`);
	if (!(yield* remember((m) => m.images.has(container.image)))) yield* releaseChain(parent);
}
/** Bytes of its own files. */
export const layerSize = (container: Container): Sys<number> => treeSize(diffDir(container));
