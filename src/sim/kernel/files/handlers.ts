// The system calls on files: one row each. Descriptors' own calls (close, read, write, dup, pipe) are the kernel's.
import { Errno } from '../../engine/sys.ts';
import type { OpenFlags } from '../calls.ts';
import { allocateFd, fileOf, releaseFile } from '../descriptors.ts';
import { BLOCK, type Handler, type Kernel, type OpenFile, type ProcessState, type ThreadState } from '../state.ts';
import { statOf, statOfFile } from './attributes.ts';
import { truncateContent } from './content.ts';
import { inodeOf } from './file-ops.ts';
import { generatedText, typeOf } from './fs-types.ts';
import { realInode } from './inodes.ts';
import { createChild, removeName, walkToNew } from './names.ts';
import { openFile } from './open.ts';
import { allowed, demand, MAY_EXEC, MAY_READ } from './permission.ts';
import { find, insideRoot, pathOfWalk, placeAt } from './walk.ts';

type Row<T> = (kernel: Kernel, process: ProcessState, call: T, thread: ThreadState) => unknown;
/** A handler of a call with the fields T. */
export const row =
	<T>(run: Row<T>): Handler =>
	(kernel, process, thread, call) =>
		run(kernel, process, call as never, thread);

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
	readlink: row<{ path: string }>((kernel, process, { path }) => {
		const { inode } = find(kernel, process, path, false);
		if (inode.type !== 'symlink') throw new Errno('EINVAL');
		return inode.target ?? realInode(kernel, inode).target ?? '';
	}),
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
	})
};

/** The absolute path in the namespace of a directory the process may enter. */
export function directory(kernel: Kernel, process: ProcessState, path: string): string {
	const walk = find(kernel, process, path);
	if (walk.inode.type !== 'dir') throw new Errno('ENOTDIR');
	demand(process, realInode(kernel, walk.inode), MAY_EXEC);
	return pathOfWalk(kernel, walk);
}
