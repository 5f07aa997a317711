// The kinds of file system whose code comes late: each operation asks for it before it does anything.
// Invariant: what is answered here without it is what it answers.
import type { Kernel } from '../state.ts';
import { callsPart } from '../parts.ts';
import type { FileSystemType } from './fs-type.ts';
import { generatedInode, type GeneratedType } from './generated-inodes.ts';
import { fileSystem } from './inodes.ts';
import type { FileSystemKind } from './state.ts';

/** Kinds whose files are made when they are read. */
export type LateKind = Extract<FileSystemKind, 'proc' | 'sysfs' | 'cgroup2'>;

function lateType(code: (kernel: Kernel) => FileSystemType): FileSystemType {
	return {
		lookup: (kernel, ...rest) => code(kernel).lookup(kernel, ...rest),
		list: (kernel, ...rest) => code(kernel).list(kernel, ...rest),
		create: (kernel, ...rest) => code(kernel).create(kernel, ...rest),
		remove: (kernel, ...rest) => code(kernel).remove(kernel, ...rest),
		link: (kernel, ...rest) => code(kernel).link(kernel, ...rest),
		rename: (kernel, ...rest) => code(kernel).rename(kernel, ...rest),
		change: (kernel, ...rest) => code(kernel).change(kernel, ...rest),
		parent: (kernel, ...rest) => code(kernel).parent(kernel, ...rest),
		jump: (kernel, ...rest) => code(kernel).jump?.(kernel, ...rest)
	};
}

function lateGenerated(kind: LateKind): GeneratedType {
	const code = (kernel: Kernel): GeneratedType => kernel.parts.need(callsPart).types[kind];
	return {
		...lateType(code),
		read: (kernel, ...rest) => code(kernel).read(kernel, ...rest),
		write: (kernel, ...rest) => code(kernel).write(kernel, ...rest)
	};
}

export const overlay = lateType((kernel) => kernel.parts.need(callsPart).types.overlay);
export const proc = lateGenerated('proc');
export const cgroupfs = lateGenerated('cgroup2');

const lateSysfs = lateGenerated('sysfs');
/** Directories that the boot mounts on. */
const mountPoints: ReadonlySet<string> = new Set(['/fs', '/fs/cgroup']);
export const sysfs: GeneratedType = {
	...lateSysfs,
	lookup(kernel, dir, name, process) {
		const path = dir.path === '/' ? `/${name}` : `${dir.path}/${name}`;
		return mountPoints.has(path) ? generatedInode(kernel, fileSystem(kernel, dir.dev), path, 'dir', 0o555) : lateSysfs.lookup(kernel, dir, name, process);
	}
};
