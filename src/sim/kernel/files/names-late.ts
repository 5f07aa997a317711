// rename(2) and link(2).
import { Errno } from '../../engine/sys.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { typeOf } from './fs-types.ts';
import { realInode } from './inodes.ts';
import { coveredSomewhere, isEmpty, walkToNew } from './names.ts';
import { allowed, capable, demand, demandRemoval, MAY_EXEC, MAY_WRITE } from './permission.ts';
import type { Inode } from './state.ts';
import { walkPath } from './walk.ts';

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
