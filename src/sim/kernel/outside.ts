// Files seen and saved from outside the machine: the editor, the lesson checks, the scenario player. Root's view from the first process.
import { Errno } from '../engine/sys.ts';
import { readContent } from './files/content.ts';
import { realInode } from './files/inodes.ts';
import { openFile } from './files/open.ts';
import { find } from './files/walk.ts';
import { fileKindOps } from './file-ops.ts';
import { handlers } from './handlers.ts';
import { BLOCK, type Kernel, type ProcessState, type ThreadState } from './state.ts';

function init(kernel: Kernel): { process: ProcessState; thread: ThreadState } {
	const process = kernel.state.processes.get(1);
	const thread = kernel.state.threads.get(1);
	if (!process || !thread) throw new Errno('ENOENT');
	return { process: { ...process, cwd: '/', umask: 0o022 }, thread };
}

/** A file's bytes. ENOENT and the like as root would meet them. A pure read. */
export function readPath(kernel: Kernel, path: string): Uint8Array {
	const { process } = init(kernel);
	const inode = realInode(kernel, find(kernel, process, path).inode);
	if (inode.type !== 'file') throw new Errno(inode.type === 'dir' ? 'EISDIR' : 'EINVAL');
	return readContent(kernel, inode, 0, inode.size);
}

/** Saves a file, making the directories it lacks. */
export function writePath(kernel: Kernel, path: string, data: Uint8Array, mode: number): void {
	const { process, thread } = init(kernel);
	const parts = path.split('/').slice(1, -1);
	for (let i = 1; i <= parts.length; i++) {
		try {
			handlers['mkdir']?.(kernel, process, thread, { op: 'mkdir', path: '/' + parts.slice(0, i).join('/'), mode: 0o755 } as never);
		} catch (error) {
			if (!(error instanceof Errno && error.code === 'EEXIST')) throw error;
		}
	}
	const file = openFile(kernel, process, path, { write: true, create: true, trunc: true, mode }, thread);
	if (file === BLOCK) throw new Errno('EINVAL');
	for (let at = 0; at < data.length; ) {
		const n = fileKindOps[file.kind].write(kernel, file, thread, data.subarray(at));
		if (n === BLOCK) break;
		at += n;
	}
	kernel.state.files.delete(file.id);
	fileKindOps[file.kind].close(kernel, file);
}

/** Removes a file; nothing happens when there is none. */
export function removePath(kernel: Kernel, path: string): void {
	const { process, thread } = init(kernel);
	try {
		handlers['unlink']?.(kernel, process, thread, { op: 'unlink', path } as never);
	} catch (error) {
		if (!(error instanceof Errno && error.code === 'ENOENT')) throw error;
	}
}
