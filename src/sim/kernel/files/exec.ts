// What execve(2) needs of a file: may it run, where is it really, and its first bytes.
import { Errno } from '../../engine/sys.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { readContent } from './content.ts';
import { interpreterOf, programOf } from './executable.ts';
import { realInode } from './inodes.ts';
import { demand, MAY_EXEC } from './permission.ts';
import type { Inode } from './state.ts';
import { find, insideRoot, pathOfWalk } from './walk.ts';

export interface ExecutableFile {
	/** Up to 256 bytes, when they name no program. */
	readonly head: Uint8Array;
	/** The program its first bytes name, and the loader a dynamically linked one names. */
	readonly program: string | undefined;
	readonly interpreter: string | undefined;
	/** Resolved, as the process sees it. */
	readonly path: string;
	readonly uid: number;
	readonly gid: number;
	/** Permission bits: setuid and setgid are the caller's to honour. */
	readonly mode: number;
}

const none = new Uint8Array(0);

/** Checks that the process may execute the file and looks at its first bytes. ENOENT, EACCES (no x bit, a directory, a noexec mount), ELOOP. */
export function executableAt(kernel: Kernel, process: ProcessState, path: string): ExecutableFile {
	const walk = find(kernel, process, path);
	const inode = realInode(kernel, walk.inode);
	if (inode.type !== 'file' || walk.mount.noexec) throw new Errno('EACCES');
	demand(process, inode, MAY_EXEC);
	const { uid, gid, mode } = inode;
	const file = { path: insideRoot(process, pathOfWalk(kernel, walk)), uid, gid, mode };
	const known = unchangedProgram(kernel, inode);
	if (known) return { head: none, program: known.name, interpreter: known.interpreter, ...file };
	const head = readContent(kernel, inode, 0, 256);
	return { head, program: programOf(head), interpreter: interpreterOf(head), ...file };
}

/** What a layer's entry says of a file nobody has written to: its first bytes would say the same (layers.ts). */
function unchangedProgram(kernel: Kernel, { base, baseSize, size, pages, data }: Inode): { name: string; interpreter?: string } | undefined {
	if (!base || baseSize !== size || pages || data) return undefined;
	return kernel.layers.index(base.layer)?.nodes[base.node]?.entry?.program;
}
