// Making, removing and moving names: the checks that all file systems share, then the file system's own operation.
import { Errno } from '../../engine/sys.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { isEmptyDir } from './disk.ts';
import { typeOf } from './fs-types.ts';
import { realInode, type NewNode } from './inodes.ts';
import { mountsOf } from './mounts.ts';
import { allowed, capable, demand, demandRemoval, MAY_EXEC, MAY_WRITE } from './permission.ts';
import type { Inode } from './state.ts';
import { walkPath, type Walk } from './walk.ts';

/** Makes the last component of a walk that found nothing there. Owner, group and setgid as creat(2). EEXIST, EACCES, EROFS, ENOSPC. */
export function createChild(kernel: Kernel, process: ProcessState, walk: Walk, made: Pick<NewNode, 'type' | 'mode' | 'target' | 'rdev'>): Inode {
	if (walk.inode || walk.name === '.' || walk.name === '..' || walk.name === '') throw new Errno('EEXIST');
	const dir = realInode(kernel, walk.dir);
	if (walk.dirMount.readonly) throw new Errno('EROFS');
	demand(process, dir, MAY_WRITE | MAY_EXEC);
	if (dir.nlink === 0) throw new Errno('ENOENT');
	const setgid = (dir.mode & 0o2000) !== 0;
	const node: NewNode = {
		...made,
		uid: process.cred.euid,
		gid: setgid ? dir.gid : process.cred.egid,
		mode: setgid && made.type === 'dir' ? made.mode | 0o2000 : made.mode
	};
	return typeOf(kernel, walk.dir).create(kernel, walk.dir, walk.name, node);
}

/** Walks to a place for a new name. EEXIST when something is there. */
export function walkToNew(kernel: Kernel, process: ProcessState, path: string, dir: boolean): Walk {
	const walk = walkPath(kernel, process, path, false);
	if (walk.inode) throw new Errno('EEXIST');
	if (walk.slash && !dir) throw new Errno('ENOENT');
	return walk;
}

/** Whether a directory shows no entries. */
export function isEmpty(kernel: Kernel, dir: Inode, process: ProcessState): boolean {
	if (dir.real === undefined && dir.path === undefined) return isEmptyDir(kernel, dir);
	return typeOf(kernel, dir).list(kernel, dir, process).length === 0;
}

/** unlink(2) and rmdir(2). EISDIR, ENOTDIR, ENOTEMPTY, EBUSY (a mount), EACCES, EPERM (sticky), EROFS. */
export function removeName(kernel: Kernel, process: ProcessState, path: string, what: 'file' | 'dir'): void {
	const walk = walkPath(kernel, process, path, false);
	const { inode } = walk;
	if (!inode) throw new Errno('ENOENT');
	if (what === 'dir' && walk.name === '.') throw new Errno('EINVAL');
	if (what === 'dir' && walk.name === '..') throw new Errno('ENOTEMPTY');
	if (walk.crossed || walk.name === '') throw new Errno('EBUSY');
	if (walk.dirMount.readonly) throw new Errno('EROFS');
	const generated = inode.path !== undefined;
	if (!generated) demandRemoval(process, realInode(kernel, walk.dir), realInode(kernel, inode));
	if (what === 'file' && inode.type === 'dir') throw new Errno('EISDIR');
	if ((what === 'dir' || walk.slash) && inode.type !== 'dir') throw new Errno('ENOTDIR');
	if (what === 'dir' && !generated && !isEmpty(kernel, inode, process)) throw new Errno('ENOTEMPTY');
	if (coveredSomewhere(kernel, inode)) throw new Errno('EBUSY');
	typeOf(kernel, walk.dir).remove(kernel, walk.dir, walk.name, inode);
}

/** Whether a mount of the caller's or another namespace covers it. FIDELITY: Linux detaches mounts of other namespaces instead. */
function coveredSomewhere(kernel: Kernel, inode: Inode): boolean {
	if (inode.opens === 0) return false;
	const { vfs } = kernel.state;
	const fs = vfs.fileSystems.get(inode.dev);
	for (const id of fs ? mountsOf(fs) : []) if (vfs.mounts.get(id)?.children?.has(inode.ino)) return true;
	return false;
}

/** rename(2): replaces what is there. EXDEV, EINVAL (into itself), ENOTEMPTY, EISDIR, ENOTDIR, EBUSY, EACCES, EPERM, EROFS. */
export function rename(kernel: Kernel, process: ProcessState, fromPath: string, toPath: string): void {
	const from = walkPath(kernel, process, fromPath, false);
	const to = walkPath(kernel, process, toPath, false);
	const { inode } = from;
	if (!inode) throw new Errno('ENOENT');
	if (from.dirMount.id !== to.dirMount.id) throw new Errno('EXDEV');
	if (from.crossed || to.crossed || isDots(from.name) || isDots(to.name)) throw new Errno('EBUSY');
	if (from.dirMount.readonly) throw new Errno('EROFS');
	if ((from.slash || to.slash) && inode.type !== 'dir') throw new Errno('ENOTDIR');
	const type = typeOf(kernel, from.dir);
	demandRemoval(process, realInode(kernel, from.dir), realInode(kernel, inode));
	const toDir = realInode(kernel, to.dir);
	demand(process, toDir, MAY_WRITE | MAY_EXEC);
	const old = to.inode;
	if (old === inode) return;
	if (inode.type === 'dir') {
		for (let dir: Inode | undefined = to.dir; dir;) {
			if (dir === inode) throw new Errno('EINVAL');
			const parent: Inode | undefined = type.parent(kernel, dir);
			dir = parent === dir ? undefined : parent;
		}
		if (from.dir !== to.dir && !allowed(process, realInode(kernel, inode), MAY_WRITE)) throw new Errno('EACCES');
	}
	if (old) {
		demandRemoval(process, toDir, realInode(kernel, old));
		if (inode.type === 'dir' && old.type !== 'dir') throw new Errno('ENOTDIR');
		if (inode.type !== 'dir' && old.type === 'dir') throw new Errno('EISDIR');
		if (old.type === 'dir' && !isEmpty(kernel, old, process)) throw new Errno('ENOTEMPTY');
		if (coveredSomewhere(kernel, old)) throw new Errno('EBUSY');
	}
	if (coveredSomewhere(kernel, inode)) throw new Errno('EBUSY');
	type.rename(kernel, from.dir, from.name, inode, to.dir, to.name, old);
}

const isDots = (name: string): boolean => name === '.' || name === '..' || name === '';

/** link(2). EPERM for directories, EXDEV, EEXIST. */
export function linkName(kernel: Kernel, process: ProcessState, fromPath: string, toPath: string): void {
	const from = walkPath(kernel, process, fromPath, false);
	const { inode } = from;
	if (!inode) throw new Errno('ENOENT');
	const to = walkToNew(kernel, process, toPath, false);
	if (inode.type === 'dir') throw new Errno('EPERM');
	if (from.mount.id !== to.dirMount.id || inode.dev !== to.dir.dev) throw new Errno('EXDEV');
	if (to.dirMount.readonly) throw new Errno('EROFS');
	const real = realInode(kernel, inode);
	// fs.protected_hardlinks: only to one's own files, or ones that could be read and written.
	if (process.cred.euid !== real.uid && !capable(process, 'FOWNER') && !allowed(process, real, 6)) throw new Errno('EPERM');
	demand(process, realInode(kernel, to.dir), MAY_WRITE | MAY_EXEC);
	typeOf(kernel, to.dir).link(kernel, inode, to.dir, to.name);
}
