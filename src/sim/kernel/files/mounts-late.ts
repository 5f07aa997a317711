// What no boot does with mounts: ending and binding them, propagation, copies for another namespace, and a container's root.
import { Errno } from '../../engine/sys.ts';
import { detached } from '../copy.ts';
import type { Kernel, ProcessState } from '../state.ts';
import type { Place } from './fs-type.ts';
import { inodeAt } from './inodes.ts';
import { forgetBelow, joinGroups, leaveGroups } from './known.ts';
import { addMountOf, childrenOf, coverInode, peersOf, removeMount, subtreeOf, uncover, type MountSpec } from './mounts.ts';
import type { Mount, MountTable } from './state.ts';
import { pathBelow, pathOfDir, placeAt, tableOf, walkPath } from './walk.ts';

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
