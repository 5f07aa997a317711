// Names of unix sockets: files of type socket in the vfs, and abstract names (they begin with "@") of a network namespace.
// A socket file outlives its socket, on disk and in a bind mount: what connects to it then is refused.
import { Errno } from '../../engine/sys.ts';
import { realInode } from '../files/inodes.ts';
import { createChild, walkToNew } from '../files/names.ts';
import { demand, MAY_WRITE } from '../files/permission.ts';
import { find } from '../files/walk.ts';
import type { Inode } from '../files/state.ts';
import type { Kernel, ProcessState } from '../state.ts';
import type { ListenSocket } from './state.ts';
import { netnsOf } from './netns.ts';

const keyOf = (inode: Inode) => `${inode.dev}:${inode.ino}`;

/** Binds a socket to a path (made as a socket file). EADDRINUSE when the path exists; else as for making a file. */
export function bindUnix(kernel: Kernel, process: ProcessState, path: string, socketId: number): void {
	if (path.startsWith('@')) {
		const names = netnsOf(kernel, process.namespaces.net).abstract;
		if (names.has(path)) throw new Errno('EADDRINUSE');
		names.set(path, socketId);
		return;
	}
	if (path.length > 107) throw new Errno('EINVAL');
	try {
		const inode = createChild(kernel, process, walkToNew(kernel, process, path, false), { type: 'socket', mode: 0o777 & ~process.umask });
		kernel.state.net.unix.set(keyOf(realInode(kernel, inode)), socketId);
	} catch (error) {
		throw error instanceof Errno && error.code === 'EEXIST' ? new Errno('EADDRINUSE') : error;
	}
}

/** The listener a client of `path` reaches. ENOENT, EACCES (write permission is asked for), ECONNREFUSED. */
export function findUnix(kernel: Kernel, process: ProcessState, path: string): ListenSocket {
	const { net } = kernel.state;
	let id: number | undefined;
	if (path.startsWith('@')) id = netnsOf(kernel, process.namespaces.net).abstract.get(path);
	else {
		const inode = realInode(kernel, find(kernel, process, path).inode);
		demand(process, inode, MAY_WRITE);
		id = net.unix.get(keyOf(inode));
	}
	const socket = id === undefined ? undefined : net.sockets.get(id);
	if (socket?.kind !== 'listen') throw new Errno('ECONNREFUSED');
	return socket;
}
