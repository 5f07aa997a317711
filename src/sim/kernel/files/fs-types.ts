// The table of file system kinds: one row each, and how generated files are read and written.
import { Errno } from '../../engine/sys.ts';
import { utf8 } from '../../values/bytes.ts';
import { callsPart } from '../parts.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { devpts } from './devices.ts';
import { disk } from './disk.ts';
import { nsfs } from './nsfs.ts';
import type { FileSystemType } from './fs-type.ts';
import type { GeneratedType } from './generated-inodes.ts';
import { fileSystem } from './inodes.ts';
import { cgroupfs, overlay, proc, sysfs } from './late-types.ts';
import type { FileSystemKind, Inode } from './state.ts';

const generated: Partial<Record<FileSystemKind, GeneratedType>> = { proc, sysfs, cgroup2: cgroupfs, nsfs };
const types: Readonly<Record<FileSystemKind, FileSystemType>> = {
	ext4: disk,
	tmpfs: disk,
	devtmpfs: disk,
	mqueue: disk,
	overlay,
	proc,
	sysfs,
	cgroup2: cgroupfs,
	nsfs,
	devpts
};

/** The operations of the inode's file system. */
export function typeOf(kernel: Kernel, inode: Inode): FileSystemType {
	const { kind } = fileSystem(kernel, inode.dev);
	const late: Partial<Record<FileSystemKind, FileSystemType>> | undefined = kernel.parts.get(callsPart)?.types;
	return late?.[kind] ?? types[kind];
}

/** What a generated file shows now. */
export function generatedText(kernel: Kernel, inode: Inode, reader: ProcessState | undefined): Uint8Array {
	const type = generated[fileSystem(kernel, inode.dev).kind];
	if (!type) throw new Errno('EINVAL');
	return utf8(type.read(kernel, inode, reader));
}

/** A write to a generated file. */
export function writeGenerated(kernel: Kernel, inode: Inode, text: string, writer: ProcessState | undefined): void {
	const type = generated[fileSystem(kernel, inode.dev).kind];
	if (!type) throw new Errno('EINVAL');
	type.write(kernel, inode, text, writer);
}
