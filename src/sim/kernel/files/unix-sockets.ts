// Unix sockets' names: files of type socket that know the listener bound to them.
import { Errno } from '../../engine/sys.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { realInode } from './inodes.ts';
import { createChild } from './names.ts';
import { demand, MAY_WRITE } from './permission.ts';
import { find, walkPath } from './walk.ts';

/** Makes a socket file bound to a listener. EADDRINUSE when the path exists; ENOENT, EACCES, EROFS as for creating a file. */
export function bindUnix(kernel: Kernel, process: ProcessState, path: string, socketId: number): void {
	const walk = walkPath(kernel, process, path, true);
	if (walk.inode) throw new Errno('EADDRINUSE');
	const inode = createChild(kernel, process, walk, { type: 'socket', mode: 0o777 & ~process.umask });
	realInode(kernel, inode).socket = socketId;
}

/** The listener bound at a path. ENOENT; EACCES without write permission; ECONNREFUSED when it is no socket. */
export function lookupUnix(kernel: Kernel, process: ProcessState, path: string): number {
	const inode = realInode(kernel, find(kernel, process, path).inode);
	demand(process, inode, MAY_WRITE);
	if (inode.type !== 'socket' || inode.socket === undefined) throw new Errno('ECONNREFUSED');
	return inode.socket;
}
