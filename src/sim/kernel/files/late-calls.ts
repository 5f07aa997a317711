// The calls on files that no first prompt makes: one row each.
import { costs } from '../../engine/costs.ts';
import { Errno } from '../../engine/sys.ts';
import { fileOf } from '../descriptors.ts';
import type { Handler } from '../state.ts';
import { changeMode, changeOwner, changeTimes } from './attributes-late.ts';
import { directory, row } from './handlers.ts';
import { layerHandlers } from './layer-calls.ts';
import { flockHandler } from './locks.ts';
import { mountHandlers } from './mount-calls.ts';
import { createChild, walkToNew } from './names.ts';
import { linkName, rename } from './names-late.ts';
import { capable, demandCapability } from './permission.ts';

export const lateFileHandlers: Readonly<Record<string, Handler>> = {
	...mountHandlers,
	...layerHandlers,
	flock: flockHandler,
	rename: row<{ from: string; to: string }>((kernel, process, { from, to }) => rename(kernel, process, from, to)),
	link: row<{ from: string; to: string }>((kernel, process, { from, to }) => linkName(kernel, process, from, to)),
	symlink: row<{ target: string; path: string }>((kernel, process, { target, path }) => {
		if (target === '') throw new Errno('ENOENT');
		createChild(kernel, process, walkToNew(kernel, process, path, false), { type: 'symlink', mode: 0o777, target });
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
	chroot: row<{ path: string }>((kernel, process, { path }) => {
		const to = directory(kernel, process, path);
		if (!capable(process, 'SYS_CHROOT')) throw new Errno('EPERM');
		process.root = to;
	}),
	fsync: row<{ fd: number }>((kernel, process, { fd }, thread) => {
		const file = fileOf(kernel, process, fd);
		if (file.kind !== 'file' && file.kind !== 'dir') throw new Errno('EINVAL');
		thread.debt += costs.fsync;
	})
};
