// Making, removing and moving names: the checks that all file systems share, then the file system's own operation.
import { Errno } from '../../engine/sys.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { isEmptyDir } from './disk.ts';
import { typeOf } from './fs-types.ts';
import { realInode, type NewNode } from './inodes.ts';
import { mountsOf } from './mounts.ts';
import { demand, demandRemoval, MAY_EXEC, MAY_WRITE } from './permission.ts';
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
export function coveredSomewhere(kernel: Kernel, inode: Inode): boolean {
	if (inode.opens === 0) return false;
	const { vfs } = kernel.state;
	const fs = vfs.fileSystems.get(inode.dev);
	for (const id of fs ? mountsOf(fs) : []) if (vfs.mounts.get(id)?.children?.has(inode.ino)) return true;
	return false;
}
