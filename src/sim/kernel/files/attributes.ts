// stat(2) and its kin: reading and changing the attributes of what a path or descriptor names.
import { Errno } from '../../engine/sys.ts';
import type { Stat } from '../calls.ts';
import type { Kernel, OpenFile, ProcessState } from '../state.ts';
import { typeOf } from './fs-types.ts';
import { accessTime, changeTime, realInode, touchAttributes, wallClock } from './inodes.ts';
import { capable, demand, demandCapability, demandOwner, MAY_WRITE } from './permission.ts';
import type { Inode } from './state.ts';
import { find } from './walk.ts';

/** The attributes of an inode. */
export function statOf(kernel: Kernel, inode: Inode): Stat {
	const real = realInode(kernel, inode);
	const { mode, uid, gid, size, mtime, rdev } = real;
	// overlayfs does not count the subdirectories of a merged directory.
	const nlink = inode.type === 'dir' && inode.lowers?.length ? 1 : real.nlink;
	const blocks =
		inode.type === 'file' ? (real.charged || (real.path === undefined ? Math.ceil(size / 4096) * 4096 : 0)) / 512 : inode.type === 'dir' && size ? 8 : 0;
	const stat: Stat = {
		ino: inode.ino,
		dev: inode.dev,
		type: inode.type,
		mode,
		nlink,
		uid,
		gid,
		size,
		atime: accessTime(real),
		mtime,
		ctime: changeTime(real),
		blocks
	};
	if (rdev) stat.rdev = rdev;
	return stat;
}

/** The attributes of an open pipe, socket or terminal. */
export function statOfFile(kernel: Kernel, process: ProcessState, file: OpenFile): Stat {
	const now = wallClock(kernel);
	const { euid, egid } = process.cred;
	const common = { ino: file.object, dev: 15, nlink: 1, uid: euid, gid: egid, size: 0, atime: now, mtime: now, ctime: now, blocks: 0 };
	if (file.kind === 'pipe') return { ...common, type: 'fifo', mode: 0o600 };
	if (file.kind === 'socket') return { ...common, dev: 9, type: 'socket', mode: 0o777 };
	const tty = kernel.state.ttys.get(file.object);
	return {
		...common,
		dev: 24,
		ino: (tty?.number ?? 0) + 3,
		uid: tty?.uid ?? 0,
		gid: 5,
		type: 'char',
		mode: 0o620,
		rdev: file.kind === 'ptmx' ? [5, 2] : [136, tty?.number ?? 0]
	};
}

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
