// overlayfs: a stack of directories seen as one. An overlay's inode stands for a real one (the upper's, or the topmost lower's) and,
// for a directory, the directories merged below it. A change copies up first; what is removed is hidden by a whiteout (a character
// device 0/0) or an opaque directory in the upper. Layers must be directories of disk file systems.
// Leaves out redirect_dir, metacopy and xino: renaming a directory that has a lower part is EXDEV, as on Debian's defaults.
import { Errno } from '../../engine/sys.ts';
import type { DirEntry } from '../calls.ts';
import type { Kernel } from '../state.ts';
import { copyContent } from './content.ts';
import { disk, isWhiteout } from './disk.ts';
import type { FileSystemType } from './fs-type.ts';
import { accessTime, changeTime, fileSystem, inodeAt, newInode, realInode, touch, wallClock, type NewNode } from './inodes.ts';
import { forgetPaths } from './known.ts';
import type { FileSystem, Inode, InodeRef } from './state.ts';

const refOf = (inode: Inode): InodeRef => ({ dev: inode.dev, ino: inode.ino });

/** The real directories of a merged one, top first. */
function* layersOf(kernel: Kernel, dir: Inode): Generator<Inode> {
	const top = dir.real && inodeAt(kernel, dir.real);
	if (top) yield top;
	for (const ref of dir.lowers ?? []) {
		const lower = inodeAt(kernel, ref);
		if (lower) yield lower;
	}
}

/** A new inode for a real one: attributes and content are the real one's, and its number when that is free. Hard links in the upper share. */
function standFor(kernel: Kernel, fs: FileSystem, real: Inode, inUpper: boolean, dir: Inode, name: string, lowers: readonly InodeRef[]): Inode {
	const same = fs.inodes.get(real.ino);
	if (same && inUpper && same.inUpper && same.real?.dev === real.dev && same.real.ino === real.ino && real.type !== 'dir') {
		same.nlink++;
		(dir.entries ??= new Map()).set(name, same.ino);
		return same;
	}
	const inode: Inode = {
		dev: fs.dev,
		ino: same ? fs.nextIno++ : real.ino,
		type: real.type,
		mode: 0,
		uid: 0,
		gid: 0,
		mtime: 0,
		nlink: 1,
		size: 0,
		charged: 0,
		opens: 0,
		real: refOf(real),
		inUpper,
		parent: dir.ino,
		name
	};
	if (real.type === 'dir') {
		if (lowers.length > 0) inode.lowers = lowers;
	}
	if (real.target !== undefined) inode.target = real.target;
	fs.inodes.set(inode.ino, inode);
	(dir.entries ??= new Map()).set(name, inode.ino);
	return inode;
}

/** Whether the layers below a directory's upper one show the name. */
function inLower(kernel: Kernel, dir: Inode, name: string): boolean {
	const refs = dir.inUpper ? (dir.lowers ?? []) : [...(dir.real ? [dir.real] : []), ...(dir.lowers ?? [])];
	for (const ref of refs) {
		const lower = inodeAt(kernel, ref);
		const child = lower && disk.lookup(kernel, lower, name, undefined);
		if (child) return !isWhiteout(child);
	}
	return false;
}

/** The upper file system's directory for an overlay directory, copied up if it is not there yet. EROFS without an upper. */
function upperDir(kernel: Kernel, dir: Inode): Inode {
	copyUp(kernel, dir);
	return realInode(kernel, dir);
}

/** Makes the node live in the upper directory, with its parents. */
function copyUp(kernel: Kernel, inode: Inode): void {
	if (inode.inUpper) return;
	const fs = fileSystem(kernel, inode.dev);
	const parent = inode.parent === undefined ? undefined : fs.inodes.get(inode.parent);
	if (!fs.overlay?.upper || !parent) throw new Errno('EROFS');
	const to = upperDir(kernel, parent);
	const from = realInode(kernel, inode);
	const { type, mode, uid, gid, mtime, target, rdev } = from;
	const toFs = fileSystem(kernel, to.dev);
	const { mtime: dirTime, ctime: dirChange } = to;
	const node: NewNode = { type, mode, uid, gid, ...(target !== undefined && { target }), ...(rdev && { rdev }) };
	let made: Inode;
	if (type === 'file') {
		made = newInode(kernel, toFs, node);
		made.nlink = 0;
		try {
			copyContent(kernel, from, made);
		} catch (error) {
			toFs.inodes.delete(made.ino);
			throw error;
		}
		disk.link(kernel, made, to, inode.name ?? '');
	} else made = disk.create(kernel, to, inode.name ?? '', node);
	to.mtime = dirTime;
	if (dirChange !== undefined) to.ctime = dirChange;
	made.ctime = changeTime(made);
	made.atime = accessTime(from);
	made.mtime = mtime;
	if (inode.opens > 0) {
		made.opens++;
		from.opens--;
	}
	if (type === 'dir' && inode.real) inode.lowers = [inode.real, ...(inode.lowers ?? [])];
	inode.real = refOf(made);
	inode.inUpper = true;
}

/** Takes a whiteout away before a name is made over it. */
function clearWhiteout(kernel: Kernel, upper: Inode, name: string): boolean {
	const there = disk.lookup(kernel, upper, name, undefined);
	if (!there || !isWhiteout(there)) return false;
	disk.remove(kernel, upper, name, there);
	return true;
}

/** Removes a name of the upper directory for good; a directory's whiteouts go with it. */
function removeReal(kernel: Kernel, upper: Inode, name: string, real: Inode): void {
	if (real.type === 'dir') {
		for (const { name: below } of disk.list(kernel, real, undefined)) {
			const child = disk.lookup(kernel, real, below, undefined);
			if (child) disk.remove(kernel, real, below, child);
		}
	}
	disk.remove(kernel, upper, name, real);
}

/** Forgets one name of an overlay inode. */
function forget(kernel: Kernel, dir: Inode, name: string, inode: Inode): void {
	if (inode.type === 'dir') forgetPaths(kernel);
	dir.entries?.delete(name);
	inode.nlink--;
	if (inode.nlink <= 0 && inode.opens === 0) kernel.state.vfs.fileSystems.get(inode.dev)?.inodes.delete(inode.ino);
}

const whiteout: NewNode = { type: 'char', mode: 0, uid: 0, gid: 0, rdev: [0, 0] };

export const overlay: FileSystemType = {
	lookup(kernel, dir, name) {
		const fs = fileSystem(kernel, dir.dev);
		const known = dir.entries?.get(name);
		if (known !== undefined) return fs.inodes.get(known);
		let top: Inode | undefined;
		let inUpper = false;
		let first = true;
		const lowers: InodeRef[] = [];
		for (const layer of layersOf(kernel, dir)) {
			const child = disk.lookup(kernel, layer, name, undefined);
			const upper = first && dir.inUpper === true;
			first = false;
			if (!child) continue;
			if (isWhiteout(child)) break;
			if (!top) {
				top = child;
				inUpper = upper;
			} else if (child.type === 'dir') lowers.push(refOf(child));
			if (child.type !== 'dir' || child.opaque) break;
		}
		return top && standFor(kernel, fs, top, inUpper, dir, name, lowers);
	},
	list(kernel, dir) {
		const seen = new Map<string, DirEntry['type'] | null>();
		for (const layer of layersOf(kernel, dir)) {
			for (const { name, type } of disk.list(kernel, layer, undefined)) {
				if (seen.has(name)) continue;
				const child = type === 'char' ? disk.lookup(kernel, layer, name, undefined) : undefined;
				seen.set(name, child && isWhiteout(child) ? null : type);
			}
		}
		const list: DirEntry[] = [];
		for (const [name, type] of seen) if (type !== null) list.push({ name, type });
		return list;
	},
	create(kernel, dir, name, node) {
		const upper = upperDir(kernel, dir);
		const covered = clearWhiteout(kernel, upper, name);
		const made = disk.create(kernel, upper, name, node);
		if (covered && node.type === 'dir') made.opaque = true;
		return standFor(kernel, fileSystem(kernel, dir.dev), made, true, dir, name, []);
	},
	remove(kernel, dir, name, inode) {
		const upper = upperDir(kernel, dir);
		const below = inLower(kernel, dir, name);
		const real = disk.lookup(kernel, upper, name, undefined);
		forget(kernel, dir, name, inode);
		if (real) removeReal(kernel, upper, name, real);
		if (below) disk.create(kernel, upper, name, whiteout);
		touch(upper, wallClock(kernel));
	},
	link(kernel, inode, dir, name) {
		copyUp(kernel, inode);
		const upper = upperDir(kernel, dir);
		clearWhiteout(kernel, upper, name);
		disk.link(kernel, realInode(kernel, inode), upper, name);
		inode.nlink++;
		(dir.entries ??= new Map()).set(name, inode.ino);
	},
	rename(kernel, from, fromName, inode, to, toName, old) {
		if (inode.type === 'dir' && (!inode.inUpper || (inode.lowers?.length ?? 0) > 0)) throw new Errno('EXDEV');
		copyUp(kernel, inode);
		const upperFrom = upperDir(kernel, from);
		const upperTo = upperDir(kernel, to);
		const covered = inLower(kernel, to, toName);
		if (old) {
			const real = disk.lookup(kernel, upperTo, toName, undefined);
			forget(kernel, to, toName, old);
			if (real) removeReal(kernel, upperTo, toName, real);
		} else clearWhiteout(kernel, upperTo, toName);
		const real = realInode(kernel, inode);
		disk.rename(kernel, upperFrom, fromName, real, upperTo, toName, undefined);
		if (covered && real.type === 'dir') real.opaque = true;
		if (inLower(kernel, from, fromName)) disk.create(kernel, upperFrom, fromName, whiteout);
		from.entries?.delete(fromName);
		(to.entries ??= new Map()).set(toName, inode.ino);
		inode.parent = to.ino;
		inode.name = toName;
	},
	change(kernel, inode) {
		copyUp(kernel, inode);
		return realInode(kernel, inode);
	},
	parent: (kernel, dir) => kernel.state.vfs.fileSystems.get(dir.dev)?.inodes.get(dir.parent ?? 0)
};
