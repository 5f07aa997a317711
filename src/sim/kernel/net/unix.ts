// Names of unix sockets: files of type socket in the vfs, and abstract names (they begin with "@") of a network namespace.
import { Errno } from '../../engine/sys.ts';
import type { Kernel, ProcessState } from '../state.ts';
import type { ListenSocket } from './state.ts';
import { netnsOf } from './netns.ts';

/** What the vfs does for unix sockets. */
export interface UnixFiles {
	/** Makes a socket file. EADDRINUSE when the path exists; ENOENT, EACCES, EROFS as for creating a file. */
	bindUnix(kernel: Kernel, process: ProcessState, path: string, socketId: number): void;
	/** The socket bound at a path. ENOENT; EACCES without write permission; ECONNREFUSED when it is no socket or nobody listens. */
	lookupUnix(kernel: Kernel, process: ProcessState, path: string): number;
}

function absolute(process: ProcessState, path: string): string {
	const parts: string[] = [];
	for (const part of `${process.root}/${path.startsWith('/') ? path : `${process.cwd}/${path}`}`.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	return `${process.namespaces.mnt}:/${parts.join('/')}`;
}

/** Until files/ has its hook: a table of paths, by mount namespace. */
const table: UnixFiles = {
	bindUnix(kernel, process, path, socketId) {
		const key = absolute(process, path);
		if (kernel.state.net.unix.has(key)) throw new Errno('EADDRINUSE');
		kernel.state.net.unix.set(key, socketId);
	},
	lookupUnix(kernel, process, path) {
		const id = kernel.state.net.unix.get(absolute(process, path));
		if (id === undefined) throw new Errno('ENOENT');
		return id;
	}
};
const files: UnixFiles = table;

export function bindUnix(kernel: Kernel, process: ProcessState, path: string, socketId: number): void {
	if (!path.startsWith('@')) return files.bindUnix(kernel, process, path, socketId);
	const names = netnsOf(kernel, process.namespaces.net).abstract;
	if (names.has(path)) throw new Errno('EADDRINUSE');
	names.set(path, socketId);
}

/** The listener a client of `path` reaches. */
export function findUnix(kernel: Kernel, process: ProcessState, path: string): ListenSocket {
	const abstract = path.startsWith('@');
	const id = abstract ? netnsOf(kernel, process.namespaces.net).abstract.get(path) : files.lookupUnix(kernel, process, path);
	const socket = id === undefined ? undefined : kernel.state.net.sockets.get(id);
	if (socket?.kind !== 'listen') throw new Errno('ECONNREFUSED');
	return socket;
}
