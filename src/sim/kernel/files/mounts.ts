// Mount tables: what is seen where, per mount namespace. A mount covers an inode of the mount below it.
// Leaves out mount flags without effect here (nosuid, nodev are kept as text). Propagation is simple: a mount made or ended under a
// shared mount is made or ended under its peers and slaves, by the same inode.
// Invariant: each mount but a namespace's root is in `children` of its parent under `point`; covered and covering inodes are held.
import type { Kernel } from '../state.ts';
import type { Place } from './fs-type.ts';
import { hold, inodeAt, letGo, wallClock } from './inodes.ts';
import { forgetBelow, joinGroups, leaveGroups, mountsOfGroup } from './known.ts';
import type { FileSystem, FileSystemKind, Inode, Mount, MountTable } from './state.ts';
import { mountRoot, pathOfDir, tableOf } from './walk.ts';

export interface NewFileSystem {
	readonly kind: FileSystemKind;
	readonly source: string;
	readonly size?: number | null;
	/** Of the root directory. */
	readonly mode?: number;
	readonly namespace?: number;
	readonly overlay?: FileSystem['overlay'];
	readonly cgroup?: string;
	/** Path of the root of a generated file system. */
	readonly path?: string;
}

/** Makes a file system that lives as long as it is mounted. */
export function newFileSystem(kernel: Kernel, made: NewFileSystem): FileSystem {
	const { vfs } = kernel.state;
	// The disk's own number is taken.
	if (vfs.nextDev === vfs.rootDev) vfs.nextDev++;
	const dev = vfs.nextDev++;
	const now = wallClock(kernel);
	const root: Inode = {
		dev,
		ino: 1,
		type: 'dir',
		mode: made.mode ?? 0o755,
		uid: 0,
		gid: 0,
		mtime: now,
		nlink: 2,
		size: 0,
		charged: 0,
		opens: 0,
		parent: 1,
		name: ''
	};
	if (made.path !== undefined) root.path = made.path;
	const fs: FileSystem = {
		dev,
		kind: made.kind,
		source: made.source,
		volatile: true,
		size: made.size ?? null,
		used: 0,
		inodes: new Map([[1, root]]),
		root: 1,
		// An overlay's inodes have the numbers of the real ones; these are for two that share one. Below 2^31, where the engine keeps numbers small.
		nextIno: made.kind === 'overlay' ? 2 ** 30 : 2,
		sole: 0,
		unpacked: 0,
		...(made.overlay && { overlay: made.overlay }),
		...(made.cgroup !== undefined && { cgroup: made.cgroup }),
		...(made.namespace !== undefined && { namespace: made.namespace })
	};
	vfs.fileSystems.set(dev, fs);
	return fs;
}

/** Whether it is seen anywhere. */
export const isMounted = (fs: FileSystem): boolean => (fs.sole ?? 0) !== 0 || (fs.mounts?.size ?? 0) > 0;
/** Ids of its mounts, in mounting order. */
export const mountsOf = (fs: FileSystem): Iterable<number> => fs.mounts ?? (fs.sole ? [fs.sole] : []);
export function addMountOf(fs: FileSystem, id: number): void {
	if (fs.mounts) fs.mounts.add(id);
	else if (!fs.sole) fs.sole = id;
	else {
		fs.mounts = new Set([fs.sole, id]);
		fs.sole = 0;
	}
}

export type MountSpec = Pick<Mount, 'dev' | 'root' | 'rootPath' | 'source'> &
	Partial<Pick<Mount, 'readonly' | 'noexec' | 'options' | 'superOptions' | 'group' | 'master'>>;

function addMount(kernel: Kernel, table: MountTable, parent: number, point: number, target: string, spec: MountSpec): Mount {
	const { vfs } = kernel.state;
	const { dev, root, rootPath, source, readonly = false, noexec = false, options = 'relatime', superOptions = '', group = 0, master = 0 } = spec;
	const id = vfs.nextMount++;
	const mount: Mount = { id, ns: table.ns, parent, point, dev, root, rootPath, target, source, readonly, noexec, options, superOptions, group, master };
	vfs.mounts.set(mount.id, mount);
	table.mounts.add(mount.id);
	const fs = vfs.fileSystems.get(mount.dev);
	if (fs) addMountOf(fs, mount.id);
	hold(kernel, mountRoot(kernel, mount));
	const above = vfs.mounts.get(parent);
	if (above) (above.children ??= new Map()).set(point, mount.id);
	forgetBelow(kernel, table.ns, target);
	joinGroups(kernel, mount);
	return mount;
}

/** Makes a namespace's table with its root mount. */
export function newTable(kernel: Kernel, ns: number, spec: MountSpec): Mount {
	const table: MountTable = { ns, root: 0, mounts: new Set() };
	kernel.state.vfs.tables.set(ns, table);
	const mount = addMount(kernel, table, 0, 0, '/', spec);
	table.root = mount.id;
	return mount;
}

/** Puts a mount at a place (whose absolute path is `target`), and at the same place of peers and slaves. */
export function mountOn(kernel: Kernel, place: Place, target: string, spec: MountSpec): Mount {
	const { vfs } = kernel.state;
	const { group } = place.mount;
	const shared = group === 0 ? spec : { ...spec, group: spec.group ?? vfs.nextGroup++ };
	const made = coverInode(kernel, place.mount, place.inode, target, shared);
	if (group === 0) return made;
	for (const peer of peersOf(kernel, place.mount)) {
		if (place.inode.type !== 'dir' || !isBelow(kernel, peer, place.inode)) continue;
		const copy = peer.group === group ? shared : { ...spec, group: 0, master: made.group };
		coverInode(kernel, peer, place.inode, pathOfDir(kernel, peer, place.inode), copy);
	}
	return made;
}

/** The other mounts that get what is mounted on one: its peers and slaves. */
export function peersOf(kernel: Kernel, mount: Mount): Mount[] {
	return mount.group === 0 ? [] : mountsOfGroup(kernel, mount.group).filter((peer) => peer !== mount);
}

export function coverInode(kernel: Kernel, mount: Mount, inode: Inode, target: string, spec: MountSpec): Mount {
	hold(kernel, inode);
	return addMount(kernel, tableOf(kernel, mount.ns), mount.id, inode.ino, target, spec);
}

/** Whether a directory is seen through a mount of its file system. */
function isBelow(kernel: Kernel, mount: Mount, dir: Inode): boolean {
	let inode: Inode | undefined = dir;
	while (inode) {
		if (inode.ino === mount.root) return true;
		const parent: Inode | undefined = inode.parent === undefined ? undefined : inodeAt(kernel, { dev: inode.dev, ino: inode.parent });
		if (parent === inode) return false;
		inode = parent;
	}
	return false;
}

/** Mounts on a mount, directly. */
export function childrenOf(kernel: Kernel, mount: Mount): Mount[] {
	const children: Mount[] = [];
	for (const id of mount.children?.values() ?? []) {
		const child = kernel.state.vfs.mounts.get(id);
		if (child) children.push(child);
	}
	return children;
}

/** A mount and all below it, parents first. */
export function subtreeOf(kernel: Kernel, mount: Mount): Mount[] {
	const all = [mount];
	for (let i = 0; i < all.length; i++) {
		const next = all[i];
		if (next?.children) for (const child of childrenOf(kernel, next)) all.push(child);
	}
	return all;
}

/** Drops a file system nobody mounts or has open. The disk stays. */
export function dropIfUnused(kernel: Kernel, dev: number): void {
	const { vfs } = kernel.state;
	const fs = vfs.fileSystems.get(dev);
	if (!fs?.volatile || isMounted(fs)) return;
	// What is open is held.
	for (const inode of fs.inodes.values()) if (inode.opens > 0) return;
	vfs.fileSystems.delete(dev);
	for (const ref of fs.overlay ? [fs.overlay.upper, ...fs.overlay.lowers] : []) {
		const inode = ref && inodeAt(kernel, ref);
		if (inode) letGo(kernel, inode);
	}
}

/** Takes one mount (without children) out of its table. */
export function removeMount(kernel: Kernel, mount: Mount): void {
	const { vfs } = kernel.state;
	forgetBelow(kernel, mount.ns, mount.target);
	leaveGroups(kernel, mount);
	vfs.mounts.delete(mount.id);
	vfs.tables.get(mount.ns)?.mounts.delete(mount.id);
	const parent = vfs.mounts.get(mount.parent);
	if (parent?.children?.get(mount.point) === mount.id) {
		parent.children.delete(mount.point);
		if (parent.children.size === 0) delete parent.children;
	}
	uncover(kernel, mount, parent);
	const fs = vfs.fileSystems.get(mount.dev);
	if (!fs) return;
	const root = fs.inodes.get(mount.root);
	if (fs.sole === mount.id) fs.sole = 0;
	else fs.mounts?.delete(mount.id);
	if (root) letGo(kernel, root);
	dropIfUnused(kernel, mount.dev);
}

export function uncover(kernel: Kernel, mount: Mount, parent: Mount | undefined): void {
	const covered = parent && inodeAt(kernel, { dev: parent.dev, ino: mount.point });
	if (covered) letGo(kernel, covered);
}

/** Ends a mount namespace: all its mounts go. */
export function dropMounts(kernel: Kernel, ns: number): void {
	const { vfs } = kernel.state;
	const table = vfs.tables.get(ns);
	const root = table && vfs.mounts.get(table.root);
	if (root) for (const mount of subtreeOf(kernel, root).reverse()) removeMount(kernel, mount);
	vfs.tables.delete(ns);
}
