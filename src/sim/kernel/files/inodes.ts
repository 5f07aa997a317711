// Inodes: making, counting and freeing them, and their attributes wherever they really are.
import { Errno } from '../../engine/sys.ts';
import type { Kernel } from '../state.ts';
import { layerInodes, type FileSystem, type Inode, type InodeRef, type NodeType } from './state.ts';

/** What a new inode is made of. */
export interface NewNode {
	readonly type: NodeType;
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	readonly target?: string;
	readonly rdev?: readonly [number, number];
}

/** µs since the Unix epoch. */
export const wallClock = (kernel: Kernel): number => kernel.engine.state.epoch + kernel.engine.state.now;

/** When the inode was last read, and when it or its attributes last changed. */
export const accessTime = (inode: Inode): number => inode.atime ?? inode.mtime;
export const changeTime = (inode: Inode): number => inode.ctime ?? inode.mtime;

/** The content (a directory's names) changes. */
export function touch(inode: Inode, now: number): void {
	if (inode.atime === undefined && inode.mtime !== now) inode.atime = inode.mtime;
	inode.mtime = now;
	if (inode.ctime !== undefined) inode.ctime = now;
}

/** The attributes change. */
export function touchAttributes(inode: Inode, now: number): void {
	if (inode.ctime !== undefined || inode.mtime !== now) inode.ctime = now;
}

/** The file system an inode belongs to. ENOENT when it is gone. */
export function fileSystem(kernel: Kernel, dev: number): FileSystem {
	const fs = kernel.state.vfs.fileSystems.get(dev);
	if (!fs) throw new Errno('ENOENT');
	return fs;
}

export const inodeAt = (kernel: Kernel, ref: InodeRef): Inode | undefined => kernel.state.vfs.fileSystems.get(ref.dev)?.inodes.get(ref.ino);

/** The inode that holds the attributes and the content: itself, or an overlay's real one. */
export function realInode(kernel: Kernel, inode: Inode): Inode {
	if (inode.real === undefined) return inode;
	const real = inodeAt(kernel, inode.real);
	if (!real) throw new Errno('ENOENT');
	return real;
}

/** The next inode number outside the ranges of unpacked layers. */
function nextIno(fs: FileSystem): number {
	if (fs.nextIno === layerInodes) fs.nextIno = 2 ** 44;
	return fs.nextIno++;
}

/** A new inode that no directory names yet, with one link counted for the name it is about to get. */
export function newInode(kernel: Kernel, fs: FileSystem, node: NewNode, ino = nextIno(fs)): Inode {
	const now = wallClock(kernel);
	const { type, mode, uid, gid } = node;
	const inode: Inode = {
		dev: fs.dev,
		ino,
		type,
		mode,
		uid,
		gid,
		mtime: now,
		nlink: 1,
		size: 0,
		charged: 0,
		opens: 0
	};
	if (type === 'dir') {
		inode.nlink = 2;
		inode.size = 4096;
	}
	if (node.target !== undefined) {
		inode.target = node.target;
		inode.size = node.target.length;
	}
	if (node.rdev) inode.rdev = node.rdev;
	fs.inodes.set(inode.ino, inode);
	return inode;
}

/** Charges (or gives back, when negative) bytes of the file system. ENOSPC. */
export function charge(fs: FileSystem, inode: Inode, bytes: number): void {
	if (bytes > 0 && fs.size !== null && fs.used + bytes > fs.size) throw new Errno('ENOSPC');
	fs.used = Math.max(0, fs.used + bytes);
	inode.charged += bytes;
}

/** Frees the inode when it has neither a name nor a holder. */
export function release(fs: FileSystem, inode: Inode): void {
	if (inode.nlink > 0 || inode.opens > 0) return;
	charge(fs, inode, -inode.charged);
	fs.inodes.delete(inode.ino);
}

/** Holds an inode (an open file, a mount on it) and, for an overlay's, the real one. */
export function hold(kernel: Kernel, inode: Inode): void {
	const fs = kernel.state.vfs.fileSystems.get(inode.dev);
	if (inode.opens++ === 0 && fs && !fs.inodes.has(inode.ino)) fs.inodes.set(inode.ino, inode);
	if (inode.real !== undefined && inode.opens === 1) {
		const real = inodeAt(kernel, inode.real);
		if (real) real.opens++;
	}
}

/** Ends a hold. */
export function letGo(kernel: Kernel, inode: Inode): void {
	if (inode.opens > 1) {
		inode.opens--;
		return;
	}
	const fs = kernel.state.vfs.fileSystems.get(inode.dev);
	if (!fs) return;
	inode.opens--;
	if (inode.real !== undefined && inode.opens === 0) {
		const real = inodeAt(kernel, inode.real);
		const realFs = kernel.state.vfs.fileSystems.get(inode.real.dev);
		if (real && realFs) {
			real.opens--;
			release(realFs, real);
		}
	}
	if (inode.path !== undefined) {
		if (inode.opens === 0 && inode.ino !== fs.root) fs.inodes.delete(inode.ino);
		return;
	}
	release(fs, inode);
}
