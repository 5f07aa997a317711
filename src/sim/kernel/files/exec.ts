// What execve(2) needs of a file: may it run, where is it really, and its first bytes.
import { Errno } from '../../engine/sys.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { readContent } from './content.ts';
import { realInode } from './inodes.ts';
import { demand, MAY_EXEC } from './permission.ts';
import { find, insideRoot, pathOfWalk } from './walk.ts';

export interface ExecutableFile {
	/** Up to 256 bytes. */
	readonly head: Uint8Array;
	/** Resolved, as the process sees it. */
	readonly path: string;
	readonly uid: number;
	readonly gid: number;
	/** Permission bits: setuid and setgid are the caller's to honour. */
	readonly mode: number;
}

/** Checks that the process may execute the file and reads its head. ENOENT, EACCES (no x bit, a directory, a noexec mount), ELOOP. */
export function readHead(kernel: Kernel, process: ProcessState, path: string): ExecutableFile {
	const walk = find(kernel, process, path);
	const inode = realInode(kernel, walk.inode);
	if (inode.type !== 'file' || walk.mount.noexec) throw new Errno('EACCES');
	demand(process, inode, MAY_EXEC);
	const { uid, gid, mode } = inode;
	return { head: readContent(kernel, inode, 0, 256), path: insideRoot(process, pathOfWalk(kernel, walk)), uid, gid, mode };
}
