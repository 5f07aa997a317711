// Directories of file systems that hold their own inodes: ext4, tmpfs, devtmpfs, mqueue. A directory backed by a layer makes inodes of
// the layer's entries when they are first looked up, so that unpacking is O(1).
// Invariant: `entries` wins over the base; 0 in it hides the base's entry.
import { Errno } from '../../engine/sys.ts';
import type { DirEntry } from '../calls.ts';
import { detached } from '../copy.ts';
import type { Kernel } from '../state.ts';
import type { FileSystemType } from './fs-type.ts';
import { charge, fileSystem, newInode, release, touch, touchAttributes, wallClock, type NewNode } from './inodes.ts';
import { forgetPaths } from './known.ts';
import type { LayerIndex, LayerNode } from './layers.ts';
import type { FileSystem, Inode, LayerRef } from './state.ts';

/** A whiteout as overlayfs keeps it: a character device 0/0. */
export const isWhiteout = (inode: Inode): boolean => inode.type === 'char' && inode.rdev !== undefined && inode.rdev[0] === 0 && inode.rdev[1] === 0;

/** The index of a base's layer. EIO when the layer is gone. */
export function baseIndex(kernel: Kernel, base: LayerRef): LayerIndex {
	const index = kernel.layers.index(base.layer);
	if (!index) throw new Errno('EIO');
	return index;
}

/** Makes a layer's node into an inode's content. */
function fillFromNode(inode: Inode, index: LayerIndex, node: LayerNode, base: LayerRef): void {
	const { entry } = node;
	inode.mode = entry?.mode ?? (node.type === 'dir' || entry?.program ? 0o755 : node.type === 'symlink' ? 0o777 : node.type === 'whiteout' ? 0 : 0o644);
	inode.uid = entry?.uid ?? 0;
	inode.gid = entry?.gid ?? 0;
	inode.mtime = entry?.mtime ?? index.layer.mtime;
	inode.size = node.size;
	inode.nlink = node.type === 'dir' ? 2 + node.subdirs : node.links;
	if (node.type === 'dir') {
		inode.base = base;
		if (node.opaque) inode.opaque = true;
	} else if (node.type === 'file' && node.size > 0) {
		inode.base = base;
		inode.baseSize = node.size;
		inode.charged = Math.ceil(node.size / 4096) * 4096;
	}
}

function materialise(kernel: Kernel, fs: FileSystem, dir: Inode, name: string, base: LayerRef): Inode | undefined {
	const index = baseIndex(kernel, base);
	const number = index.nodes[base.node]?.children?.get(name);
	const node = number === undefined ? undefined : index.nodes[number];
	if (number === undefined || !node) return undefined;
	const entries = (dir.entries ??= new Map());
	const ino = base.first + number;
	const known = node.links > 1 ? fs.inodes.get(ino) : undefined;
	if (known) {
		entries.set(name, known.ino);
		return known;
	}
	const { entry } = node;
	const inode = newInode(
		kernel,
		fs,
		{
			type: node.type === 'whiteout' ? 'char' : node.type,
			mode: 0,
			uid: 0,
			gid: 0,
			...(node.type === 'symlink' && { target: entry?.target ?? '' }),
			...(node.type === 'whiteout' ? { rdev: [0, 0] as const } : entry?.rdev && { rdev: entry.rdev })
		},
		ino
	);
	fillFromNode(inode, index, node, { layer: base.layer, node: number, first: base.first });
	if (inode.type === 'dir') {
		inode.parent = dir.ino;
		inode.name = name;
	}
	entries.set(name, inode.ino);
	return inode;
}

const inBase = (kernel: Kernel, dir: Inode, name: string): boolean =>
	dir.base !== undefined && (baseIndex(kernel, dir.base).nodes[dir.base.node]?.children?.has(name) ?? false);

function attach(kernel: Kernel, dir: Inode, name: string, inode: Inode): void {
	// A name comes as a part of a path.
	const own = detached(name);
	(dir.entries ??= new Map()).set(own, inode.ino);
	if (inode.type === 'dir') {
		inode.parent = dir.ino;
		inode.name = own;
		dir.nlink++;
	}
	touch(dir, wallClock(kernel));
}

function detach(kernel: Kernel, dir: Inode, name: string, inode: Inode): void {
	if (inBase(kernel, dir, name)) (dir.entries ??= new Map()).set(name, 0);
	else dir.entries?.delete(name);
	if (inode.type === 'dir') {
		dir.nlink--;
		forgetPaths(kernel);
	}
	touch(dir, wallClock(kernel));
}

/** Whether an own or base entry is in the directory. O(entries hidden) at worst. */
export function isEmptyDir(kernel: Kernel, dir: Inode): boolean {
	for (const ino of dir.entries?.values() ?? []) if (ino !== 0) return false;
	if (!dir.base) return true;
	for (const name of baseIndex(kernel, dir.base).nodes[dir.base.node]?.children?.keys() ?? []) if (!dir.entries?.has(name)) return false;
	return true;
}

export const disk: FileSystemType = {
	lookup(kernel, dir, name) {
		const ino = dir.entries?.get(name);
		if (ino === 0) return undefined;
		const fs = fileSystem(kernel, dir.dev);
		if (ino !== undefined) return fs.inodes.get(ino);
		return dir.base === undefined ? undefined : materialise(kernel, fs, dir, name, dir.base);
	},
	list(kernel, dir) {
		const fs = fileSystem(kernel, dir.dev);
		const list: DirEntry[] = [];
		for (const [name, ino] of dir.entries ?? []) {
			const inode = ino === 0 ? undefined : fs.inodes.get(ino);
			if (inode) list.push({ name, type: inode.type });
		}
		if (!dir.base) return list;
		const index = baseIndex(kernel, dir.base);
		for (const [name, number] of index.nodes[dir.base.node]?.children ?? []) {
			if (dir.entries?.has(name)) continue;
			const type = index.nodes[number]?.type ?? 'file';
			list.push({ name, type: type === 'whiteout' ? 'char' : type });
		}
		return list;
	},
	create(kernel, dir, name, node: NewNode) {
		const fs = fileSystem(kernel, dir.dev);
		if (node.type === 'dir' && fs.size !== null && fs.used + 4096 > fs.size) throw new Errno('ENOSPC');
		const inode = newInode(kernel, fs, node);
		if (node.type === 'dir') charge(fs, inode, 4096);
		attach(kernel, dir, name, inode);
		return inode;
	},
	remove(kernel, dir, name, inode) {
		detach(kernel, dir, name, inode);
		inode.nlink = inode.type === 'dir' ? 0 : inode.nlink - 1;
		touchAttributes(inode, wallClock(kernel));
		release(fileSystem(kernel, inode.dev), inode);
	},
	link(kernel, inode, dir, name) {
		inode.nlink++;
		touchAttributes(inode, wallClock(kernel));
		attach(kernel, dir, name, inode);
	},
	rename(kernel, from, fromName, inode, to, toName, old) {
		if (old) disk.remove(kernel, to, toName, old);
		detach(kernel, from, fromName, inode);
		attach(kernel, to, toName, inode);
		touchAttributes(inode, wallClock(kernel));
	},
	change: (_kernel, inode) => inode,
	parent: (kernel, dir) => kernel.state.vfs.fileSystems.get(dir.dev)?.inodes.get(dir.parent ?? 0)
};
