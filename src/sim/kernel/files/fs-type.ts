// What each kind of file system can do with directories; content and attributes are the same for all (content.ts, inodes.ts).
// Callers (handlers) have checked permissions, types and names; these check only what the file system itself forbids.
import type { DirEntry } from '../calls.ts';
import type { Kernel, OpenFile, ProcessState } from '../state.ts';
import type { NewNode } from './inodes.ts';
import type { Inode, Mount } from './state.ts';

/** Where a path leads: an inode seen through a mount. */
export interface Place {
	readonly mount: Mount;
	readonly inode: Inode;
}

/** What a link in /proc leads to without a path: a place, or an open pipe, socket or terminal. */
export type Jump = { readonly place: Place } | { readonly file: OpenFile };

export interface FileSystemType {
	/** The child of that name. `process` is who looks (/proc/self). */
	lookup(kernel: Kernel, dir: Inode, name: string, process: ProcessState | undefined): Inode | undefined;
	/** All children, in no order. */
	list(kernel: Kernel, dir: Inode, process: ProcessState | undefined): DirEntry[];
	/** Makes a child; the name is free. */
	create(kernel: Kernel, dir: Inode, name: string, node: NewNode): Inode;
	/** Takes the name away; a directory is empty. */
	remove(kernel: Kernel, dir: Inode, name: string, inode: Inode): void;
	/** A further name for a file. */
	link(kernel: Kernel, inode: Inode, dir: Inode, name: string): void;
	/** Moves a name, replacing `old` there (an empty directory or a file). EXDEV when this file system cannot. */
	rename(kernel: Kernel, from: Inode, fromName: string, inode: Inode, to: Inode, toName: string, old: Inode | undefined): void;
	/** The inode to change when content or attributes change: an overlay copies up first. EROFS, EPERM. */
	change(kernel: Kernel, inode: Inode): Inode;
	/** The directory above, within the file system. */
	parent(kernel: Kernel, dir: Inode): Inode | undefined;
	/** Where a symlink of /proc leads that is more than its text. */
	jump?(kernel: Kernel, inode: Inode, process: ProcessState | undefined): Jump | undefined;
}
