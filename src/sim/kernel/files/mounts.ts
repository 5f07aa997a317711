// Mount tables: what is seen where, per mount namespace. A mount covers an inode of the mount below it.
// Leaves out mount flags without effect here (nosuid, nodev are kept as text). Propagation is simple: a mount made or ended under a
// shared mount is made or ended under its peers and slaves, by the same inode.
// Invariant: each mount but a namespace's root is in `children` of its parent under `point`; covered and covering inodes are held.
import { Errno } from '../../engine/sys.ts';
import { detached } from '../copy.ts';
import type { Kernel, ProcessState } from '../state.ts';
import type { Place } from './fs-type.ts';
import { hold, inodeAt, letGo, wallClock } from './inodes.ts';
import { forgetBelow, joinGroups, leaveGroups, mountsOfGroup } from './known.ts';
import type { FileSystem, FileSystemKind, Inode, Mount, MountTable } from './state.ts';
import { mountRoot, pathBelow, pathOfDir, placeAt, tableOf, walkPath } from './walk.ts';

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
function addMountOf(fs: FileSystem, id: number): void {
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
function peersOf(kernel: Kernel, mount: Mount): Mount[] {
	return mount.group === 0 ? [] : mountsOfGroup(kernel, mount.group).filter((peer) => peer !== mount);
}

function coverInode(kernel: Kernel, mount: Mount, inode: Inode, target: string, spec: MountSpec): Mount {
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
function childrenOf(kernel: Kernel, mount: Mount): Mount[] {
	const children: Mount[] = [];
	for (const id of mount.children?.values() ?? []) {
		const child = kernel.state.vfs.mounts.get(id);
		if (child) children.push(child);
	}
	return children;
}

/** A mount and all below it, parents first. */
function subtreeOf(kernel: Kernel, mount: Mount): Mount[] {
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
function removeMount(kernel: Kernel, mount: Mount): void {
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

function uncover(kernel: Kernel, mount: Mount, parent: Mount | undefined): void {
	const covered = parent && inodeAt(kernel, { dev: parent.dev, ino: mount.point });
	if (covered) letGo(kernel, covered);
}

/** Whether a process works in it or has a file open through it. */
function isBusy(kernel: Kernel, mount: Mount): boolean {
	const { files, processes } = kernel.state;
	for (const file of files.values()) if (file.mount === mount.id) return true;
	for (const process of processes.values()) {
		if (process.state !== 'live' || process.namespaces.mnt !== mount.ns) continue;
		if (process.cwd === mount.target || process.cwd.startsWith(`${mount.target}/`)) return true;
	}
	return false;
}

/** umount(2): EBUSY while it is used or has mounts below, unless lazy. Ends the copies at peers and slaves too. */
export function unmount(kernel: Kernel, mount: Mount, lazy: boolean): void {
	const { vfs } = kernel.state;
	if (mount.parent === 0) throw new Errno(lazy ? 'EINVAL' : 'EBUSY');
	if (!lazy && (mount.children !== undefined || isBusy(kernel, mount))) throw new Errno('EBUSY');
	const parent = vfs.mounts.get(mount.parent);
	const peers = parent ? peersOf(kernel, parent) : [];
	for (const below of subtreeOf(kernel, mount).reverse()) removeMount(kernel, below);
	for (const peer of peers) {
		const copy = vfs.mounts.get(peer.children?.get(mount.point) ?? 0);
		if (copy && copy.dev === mount.dev && copy.children === undefined) removeMount(kernel, copy);
	}
}

/** Sets the propagation of a mount; "r…" of all below it too. */
export function setPropagation(kernel: Kernel, mount: Mount, how: string): void {
	const { vfs } = kernel.state;
	for (const m of how.startsWith('r') ? subtreeOf(kernel, mount) : [mount]) {
		leaveGroups(kernel, m);
		if (how.endsWith('shared')) m.group ||= vfs.nextGroup++;
		else if (how.endsWith('slave')) {
			m.master = m.group || m.master;
			m.group = 0;
		} else m.group = m.master = 0;
		joinGroups(kernel, m);
	}
}

const specOf = (mount: Mount): MountSpec => {
	const { dev, root, rootPath, source, readonly, noexec, options, superOptions, group, master } = mount;
	return { dev, root, rootPath, source, readonly, noexec, options, superOptions, group, master };
};

/** Binds a subtree of mounts (rbind): `from`'s children that lie below the bound directory (at `path` in its namespace) appear below `to`. */
export function bindBelow(kernel: Kernel, from: Mount, path: string, to: Mount): void {
	const prefix = path === '/' ? '/' : `${path}/`;
	for (const child of childrenOf(kernel, from)) {
		if (child === to || !child.target.startsWith(prefix)) continue;
		const covered = inodeAt(kernel, { dev: from.dev, ino: child.point });
		if (!covered) continue;
		const below = child.target.slice(prefix.length - 1);
		const copy = coverInode(kernel, to, covered, to.target === '/' ? below : to.target + below, specOf(child));
		bindBelow(kernel, child, child.target, copy);
	}
}

/** Ids of the mounts on the way to some paths, and below them. Paths that lead nowhere count as far as they go: not at all. */
export function mountsTowards(kernel: Kernel, process: ProcessState, paths: readonly string[]): Set<number> {
	const { vfs } = kernel.state;
	const wanted = new Set([tableOf(kernel, process.namespaces.mnt).root]);
	for (const path of paths) {
		let walk;
		try {
			walk = walkPath(kernel, process, path, true);
		} catch (error) {
			if (error instanceof Errno) continue;
			throw error;
		}
		for (let mount: Mount | undefined = walk.mount; mount; mount = vfs.mounts.get(mount.parent)) wanted.add(mount.id);
		if (!walk.mount.children || walk.inode?.type !== 'dir') continue;
		const at = pathOfDir(kernel, walk.mount, walk.inode);
		const prefix = at === '/' ? '/' : `${at}/`;
		for (const child of childrenOf(kernel, walk.mount)) if (child.target.startsWith(prefix)) for (const below of subtreeOf(kernel, child)) wanted.add(below.id);
	}
	return wanted;
}

/** Gives a new mount namespace a copy of another's table (or of the mounts `only`, parents among them), in the same order. */
export function copyMounts(kernel: Kernel, from: number, to: number, only?: ReadonlySet<number>): void {
	const { vfs } = kernel.state;
	const old = tableOf(kernel, from);
	const table: MountTable = { ns: to, root: 0, mounts: new Set() };
	vfs.tables.set(to, table);
	const copies = new Map<number, Mount>();
	for (const id of only ? [...only].sort((a, b) => a - b) : old.mounts) {
		const mount = vfs.mounts.get(id);
		const fs = mount && vfs.fileSystems.get(mount.dev);
		const root = fs?.inodes.get(mount?.root ?? 0);
		if (!mount || !fs || !root) throw new Errno('ENOENT');
		const copy: Mount = { ...mount, id: vfs.nextMount++, ns: to };
		delete copy.children;
		copies.set(id, copy);
		vfs.mounts.set(copy.id, copy);
		table.mounts.add(copy.id);
		addMountOf(fs, copy.id);
		joinGroups(kernel, copy);
		// Both inodes are held already, by the mount this is a copy of.
		root.opens++;
	}
	for (const copy of copies.values()) {
		const parent = copies.get(copy.parent);
		if (!parent) {
			table.root = copy.id;
			continue;
		}
		copy.parent = parent.id;
		(parent.children ??= new Map()).set(copy.point, copy.id);
		const covered = inodeAt(kernel, { dev: parent.dev, ino: copy.point });
		if (covered) covered.opens++;
	}
}

/** Ends a mount namespace: all its mounts go. */
export function dropMounts(kernel: Kernel, ns: number): void {
	const { vfs } = kernel.state;
	const table = vfs.tables.get(ns);
	const root = table && vfs.mounts.get(table.root);
	if (root) for (const mount of subtreeOf(kernel, root).reverse()) removeMount(kernel, mount);
	vfs.tables.delete(ns);
}

/** pivot_root(2) and unmounting of the old root, as a container's start does: the directory becomes the namespace's root. ENOENT, ENOTDIR. */
export function pivot(kernel: Kernel, ns: number, newRoot: string): void {
	const { vfs } = kernel.state;
	const table = tableOf(kernel, ns);
	let place = placeAt(kernel, ns, newRoot);
	if (place.inode.type !== 'dir') throw new Errno('ENOTDIR');
	if (place.mount.id === table.root && place.inode.ino === place.mount.root) return;
	if (place.inode.ino !== place.mount.root) {
		const { mount, inode } = place;
		const made = coverInode(kernel, mount, inode, pathOfDir(kernel, mount, inode), {
			...specOf(mount),
			root: inode.ino,
			rootPath: pathWithin(kernel, place),
			group: 0,
			master: 0
		});
		bindBelow(kernel, mount, made.target, made);
		place = { mount: made, inode };
	}
	forgetBelow(kernel, ns, '/');
	const { mount } = place;
	const kept = new Set(subtreeOf(kernel, mount));
	const prefix = mount.target;
	const parent = vfs.mounts.get(mount.parent);
	if (parent?.children?.get(mount.point) === mount.id) parent.children.delete(mount.point);
	uncover(kernel, mount, parent);
	mount.parent = mount.point = 0;
	const root = vfs.mounts.get(table.root);
	table.root = mount.id;
	if (root) for (const other of subtreeOf(kernel, root).reverse()) if (!kept.has(other)) removeMount(kernel, other);
	for (const m of kept) m.target = m === mount ? '/' : detached(m.target.slice(prefix.length)) || '/';
	forgetBelow(kernel, ns, '/');
}

/** The path of a place inside its file system, for mountinfo. */
export function pathWithin(kernel: Kernel, place: Place): string {
	const { mount, inode } = place;
	if (inode.type !== 'dir') return mount.rootPath;
	const below = pathBelow(kernel, mount, inode);
	return mount.rootPath === '/' ? below || '/' : mount.rootPath + below;
}
