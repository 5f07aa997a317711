// Inodes of file systems whose files are made when they are read: their numbers are hashes of their paths.
import { hash32 } from '../../engine/random.ts';
import type { Kernel, ProcessState } from '../state.ts';
import type { FileSystemType } from './fs-type.ts';
import type { FileSystem, Inode, NodeType } from './state.ts';

/** A generated inode's number: 52 bits of its path. */
export const inoOf = (path: string): number => hash32(path) * 0x100000 + (hash32(path, 7) & 0xfffff);

const root = { uid: 0, gid: 0 };

/** A generated inode; the held one when there is one. */
export function generatedInode(kernel: Kernel, fs: FileSystem, path: string, type: NodeType, mode: number, owner = root, ino = inoOf(path)): Inode {
	const held = fs.inodes.get(ino);
	if (held) return held;
	const now = kernel.engine.state.epoch + kernel.state.bootedAt;
	const { uid, gid } = owner;
	return { dev: fs.dev, ino, type, mode, uid, gid, mtime: now, nlink: type === 'dir' ? 2 : 1, size: 0, charged: 0, opens: 0, path };
}

/** A file system kind made of rows. */
export interface GeneratedType extends FileSystemType {
	read(kernel: Kernel, inode: Inode, reader: ProcessState | undefined): string;
	write(kernel: Kernel, inode: Inode, text: string, writer: ProcessState | undefined): void;
}
