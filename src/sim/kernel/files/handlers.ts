// The system calls on files: one row each. Descriptors' own calls (close, read, write, dup, pipe) are the kernel's.
import { costs } from '../../engine/costs.ts';
import { Errno } from '../../engine/sys.ts';
import type { OpenFlags } from '../calls.ts';
import { allocateFd, fileOf, releaseFile } from '../descriptors.ts';
import { BLOCK, type Handler, type Kernel, type OpenFile, type ProcessState, type ThreadState } from '../state.ts';
import { changeMode, changeOwner, changeTimes, statOf, statOfFile } from './attributes.ts';
import { truncateContent } from './content.ts';
import { inodeOf } from './file-ops.ts';
import { generatedText, typeOf } from './fs-types.ts';
import { realInode } from './inodes.ts';
import { flockHandler } from './locks.ts';
import { filesPart } from '../parts.ts';
import { createChild, linkName, removeName, rename, walkToNew } from './names.ts';
import { openFile } from './open.ts';
import { allowed, capable, demand, demandCapability, MAY_EXEC, MAY_READ } from './permission.ts';
import { find, insideRoot, pathOfWalk, placeAt } from './walk.ts';

type Row<T> = (kernel: Kernel, process: ProcessState, call: T, thread: ThreadState) => unknown;
/** A handler of a call with the fields T. */
const row =
	<T>(run: Row<T>): Handler =>
	(kernel, process, thread, call) =>
		run(kernel, process, call as never, thread);

/** A call whose handler comes late. */
function late(op: string): Handler {
	return (kernel, process, thread, call) => {
		const handler = kernel.parts.need(filesPart).handlers[op];
		if (!handler) throw new Errno('ENOSYS');
		return handler(kernel, process, thread, call);
	};
}

/** Moves an offset. */
function seek(kernel: Kernel, process: ProcessState, file: OpenFile, offset: number, whence: 'set' | 'cur' | 'end'): number {
	if (file.kind === 'pipe' || file.kind === 'tty' || file.kind === 'ptmx' || file.kind === 'socket') throw new Errno('ESPIPE');
	const size = file.kind === 'file' ? realInode(kernel, inodeOf(kernel, file)).size : (file.data?.length ?? 0);
	const to = offset + (whence === 'set' ? 0 : whence === 'cur' ? file.offset : size);
	if (to < 0) throw new Errno('EINVAL');
	// A generated file read from its start again shows what is there now.
	if (file.kind === 'generated' && to === 0 && file.readable) file.data = generatedText(kernel, inodeOf(kernel, file), process);
	return (file.offset = to);
}

export const fileHandlers: Record<string, Handler> = {
	...Object.fromEntries(['mount', 'umount', 'statfs', 'unpackLayer', 'packLayer', 'addLayer', 'readLayer'].map((op) => [op, late(op)])),
	open: row<{ path: string; flags: OpenFlags }>((kernel, process, { path, flags }, thread) => {
		const file = openFile(kernel, process, path, flags, thread);
		if (file === BLOCK) return BLOCK;
		try {
			return allocateFd(kernel, process, file.id, flags.cloexec);
		} catch (error) {
			file.refs = 1;
			releaseFile(kernel, file);
			throw error;
		}
	}),
	lseek: row<{ fd: number; offset: number; whence: 'set' | 'cur' | 'end' }>((kernel, process, { fd, offset, whence }) =>
		seek(kernel, process, fileOf(kernel, process, fd), offset, whence)
	),
	ftruncate: row<{ fd: number; size: number }>((kernel, process, { fd, size }) => {
		const file = fileOf(kernel, process, fd);
		if (file.kind !== 'file' || !file.writable || size < 0) throw new Errno('EINVAL');
		const inode = inodeOf(kernel, file);
		truncateContent(kernel, typeOf(kernel, inode).change(kernel, inode), size);
	}),
	flock: flockHandler,
	fsync: row<{ fd: number }>((kernel, process, { fd }, thread) => {
		const file = fileOf(kernel, process, fd);
		if (file.kind !== 'file' && file.kind !== 'dir') throw new Errno('EINVAL');
		thread.debt += costs.fsync;
	}),
	stat: row<{ path: string; follow: boolean }>((kernel, process, { path, follow }) => {
		const walk = find(kernel, process, path, follow);
		return walk.file ? statOfFile(kernel, process, walk.file) : statOf(kernel, walk.inode);
	}),
	fstat: row<{ fd: number }>((kernel, process, { fd }) => {
		const file = fileOf(kernel, process, fd);
		const own = file.kind === 'file' || file.kind === 'dir' || file.kind === 'generated' || file.kind === 'device';
		return own ? statOf(kernel, inodeOf(kernel, file)) : statOfFile(kernel, process, file);
	}),
	readdir: row<{ path: string }>((kernel, process, { path }, thread) => {
		const { inode } = find(kernel, process, path);
		if (inode.type !== 'dir') throw new Errno('ENOTDIR');
		demand(process, realInode(kernel, inode), MAY_READ);
		const list = typeOf(kernel, inode).list(kernel, inode, process);
		thread.debt += list.length >> 5;
		return list.sort((a, b) => (a.name < b.name ? -1 : 1));
	}),
	mkdir: row<{ path: string; mode: number }>((kernel, process, { path, mode }) => {
		createChild(kernel, process, walkToNew(kernel, process, path, true), { type: 'dir', mode: mode & ~process.umask & 0o1777 });
	}),
	rmdir: row<{ path: string }>((kernel, process, { path }) => removeName(kernel, process, path, 'dir')),
	unlink: row<{ path: string }>((kernel, process, { path }) => removeName(kernel, process, path, 'file')),
	rename: row<{ from: string; to: string }>((kernel, process, { from, to }) => rename(kernel, process, from, to)),
	link: row<{ from: string; to: string }>((kernel, process, { from, to }) => linkName(kernel, process, from, to)),
	symlink: row<{ target: string; path: string }>((kernel, process, { target, path }) => {
		if (target === '') throw new Errno('ENOENT');
		createChild(kernel, process, walkToNew(kernel, process, path, false), { type: 'symlink', mode: 0o777, target });
	}),
	readlink: row<{ path: string }>((kernel, process, { path }) => {
		const { inode } = find(kernel, process, path, false);
		if (inode.type !== 'symlink') throw new Errno('EINVAL');
		return inode.target ?? realInode(kernel, inode).target ?? '';
	}),
	mknod: row<{ path: string; type: 'fifo' | 'char' | 'block'; mode: number; rdev?: readonly [number, number] }>(
		(kernel, process, { path, type, mode, rdev }) => {
			if (type !== 'fifo') demandCapability(process, 'MKNOD');
			createChild(kernel, process, walkToNew(kernel, process, path, false), { type, mode: mode & ~process.umask & 0o7777, ...(rdev && { rdev }) });
		}
	),
	chmod: row<{ path: string; mode: number }>((kernel, process, { path, mode }) => changeMode(kernel, process, path, mode)),
	chown: row<{ path: string; uid: number; gid: number; follow: boolean }>((kernel, process, { path, uid, gid, follow }) =>
		changeOwner(kernel, process, path, uid, gid, follow)
	),
	utimes: row<{ path: string; atime: number; mtime: number; follow: boolean }>((kernel, process, { path, atime, mtime, follow }) =>
		changeTimes(kernel, process, path, atime, mtime, follow)
	),
	access: row<{ path: string; mode: number }>((kernel, process, { path, mode }) => {
		const { inode, mount } = find(kernel, process, path);
		if (mode & 2 && mount.readonly && (inode.type === 'file' || inode.type === 'dir')) throw new Errno('EROFS');
		if (mode && !allowed(process, realInode(kernel, inode), mode & 7, 'real')) throw new Errno('EACCES');
		if (mode & MAY_EXEC && inode.type === 'file' && mount.noexec) throw new Errno('EACCES');
	}),
	realpath: row<{ path: string }>((kernel, process, { path }) => insideRoot(process, pathOfWalk(kernel, find(kernel, process, path)))),
	umask: row<{ mask?: number }>((_kernel, process, { mask }) => {
		const old = process.umask;
		if (mask !== undefined) process.umask = mask & 0o777;
		return old;
	}),
	chdir: row<{ path: string }>((kernel, process, { path }) => {
		process.cwd = directory(kernel, process, path);
	}),
	getcwd: row<object>((kernel, process) => {
		if (process.cwd !== '/') placeAt(kernel, process.namespaces.mnt, process.cwd);
		return insideRoot(process, process.cwd);
	}),
	chroot: row<{ path: string }>((kernel, process, { path }) => {
		const to = directory(kernel, process, path);
		if (!capable(process, 'SYS_CHROOT')) throw new Errno('EPERM');
		process.root = to;
	})
};

/** The absolute path in the namespace of a directory the process may enter. */
function directory(kernel: Kernel, process: ProcessState, path: string): string {
	const walk = find(kernel, process, path);
	if (walk.inode.type !== 'dir') throw new Errno('ENOTDIR');
	demand(process, realInode(kernel, walk.inode), MAY_EXEC);
	return pathOfWalk(kernel, walk);
}
