// stat(2) and its kin: reading and changing the attributes of what a path or descriptor names.
import type { Stat } from '../calls.ts';
import type { Kernel, OpenFile, ProcessState } from '../state.ts';
import { accessTime, changeTime, realInode, wallClock } from './inodes.ts';
import type { Inode } from './state.ts';

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
