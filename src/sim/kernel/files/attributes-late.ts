// Changing the attributes of what a path names: chmod(2), chown(2), utimensat(2).
import { Errno } from '../../engine/sys.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { typeOf } from './fs-types.ts';
import { realInode, touchAttributes, wallClock } from './inodes.ts';
import { capable, demand, demandCapability, demandOwner, MAY_WRITE } from './permission.ts';
import type { Inode } from './state.ts';
import { find } from './walk.ts';

/** The real inode to change of a path. EROFS on a read-only mount. */
function toChange(kernel: Kernel, process: ProcessState, path: string, follow: boolean, check: (real: Inode) => void): Inode | undefined {
	const walk = find(kernel, process, path, follow);
	if (walk.file) return undefined;
	if (walk.mount.readonly) throw new Errno('EROFS');
	check(realInode(kernel, walk.inode));
	if (walk.inode.path !== undefined && walk.inode.type !== 'char') return undefined;
	return typeOf(kernel, walk.inode).change(kernel, walk.inode);
}

/** chmod(2): the owner or CAP_FOWNER. setgid is dropped for who is not in the group. */
export function changeMode(kernel: Kernel, process: ProcessState, path: string, mode: number): void {
	const inode = toChange(kernel, process, path, true, (real) => demandOwner(process, real));
	if (!inode) return;
	const { egid, groups } = process.cred;
	const inGroup = inode.gid === egid || groups.includes(inode.gid) || capable(process, 'FSETID');
	inode.mode = mode & (inGroup || inode.type === 'dir' ? 0o7777 : 0o5777);
	touchAttributes(inode, wallClock(kernel));
}

/** chown(2): CAP_CHOWN, or the owner giving a group of his own. Clears setuid and setgid of files. */
export function changeOwner(kernel: Kernel, process: ProcessState, path: string, uid: number, gid: number, follow: boolean): void {
	const inode = toChange(kernel, process, path, follow, (real) => {
		const { euid, egid, groups } = process.cred;
		const own = real.uid === euid && (uid === -1 || uid === real.uid) && (gid === -1 || gid === egid || groups.includes(gid));
		if (!own) demandCapability(process, 'CHOWN');
	});
	if (!inode) return;
	if (uid !== -1) inode.uid = uid;
	if (gid !== -1) inode.gid = gid;
	if (inode.type === 'file' && (uid !== -1 || gid !== -1)) inode.mode &= inode.mode & 0o010 ? 0o1777 : 0o3777;
	touchAttributes(inode, wallClock(kernel));
}

/** utimensat(2): the owner, or (for now) who may write. Times in µs since the epoch. */
export function changeTimes(kernel: Kernel, process: ProcessState, path: string, atime: number, mtime: number, follow: boolean): void {
	const now = wallClock(kernel);
	const inode = toChange(kernel, process, path, follow, (real) => {
		if (process.cred.euid === real.uid || capable(process, 'FOWNER')) return;
		if (atime !== now || mtime !== now) throw new Errno('EPERM');
		demand(process, real, MAY_WRITE);
	});
	if (!inode) return;
	inode.atime = atime;
	inode.mtime = mtime;
	inode.ctime = now;
}
