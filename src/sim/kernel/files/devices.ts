// What is in /dev: the nodes of a devtmpfs at boot, and devpts, whose entries are the kernel's terminals.
import { Errno } from '../../engine/sys.ts';
import type { Kernel, TtyState } from '../state.ts';
import { disk } from './disk.ts';
import type { FileSystemType } from './fs-type.ts';
import { fileSystem, wallClock } from './inodes.ts';
import type { FileSystem, Inode } from './state.ts';

/** Device nodes: type, major, minor, mode, group. */
const nodes: Readonly<Record<string, readonly [type: 'char' | 'block', major: number, minor: number, mode: number, gid: number]>> = {
	null: ['char', 1, 3, 0o666, 0],
	zero: ['char', 1, 5, 0o666, 0],
	full: ['char', 1, 7, 0o666, 0],
	random: ['char', 1, 8, 0o666, 0],
	urandom: ['char', 1, 9, 0o666, 0],
	kmsg: ['char', 1, 11, 0o644, 0],
	tty: ['char', 5, 0, 0o666, 5],
	console: ['char', 5, 1, 0o600, 5],
	ptmx: ['char', 5, 2, 0o666, 5],
	fuse: ['char', 10, 229, 0o666, 0],
	mem: ['char', 1, 1, 0o640, 15],
	sda: ['block', 8, 0, 0o660, 6],
	sda1: ['block', 8, 1, 0o660, 6],
	'loop-control': ['char', 10, 237, 0o660, 6],
	loop0: ['block', 7, 0, 0o660, 6]
};
const links: Readonly<Record<string, string>> = {
	fd: '/proc/self/fd',
	stdin: '/proc/self/fd/0',
	stdout: '/proc/self/fd/1',
	stderr: '/proc/self/fd/2',
	core: '/proc/kcore'
};

/** Fills a devtmpfs as udev does at boot. */
export function populateDev(kernel: Kernel, fs: FileSystem): void {
	const root = fs.inodes.get(fs.root);
	if (!root) return;
	for (const [name, [type, major, minor, mode, gid]] of Object.entries(nodes))
		disk.create(kernel, root, name, { type, mode, uid: 0, gid, rdev: [major, minor] });
	for (const [name, target] of Object.entries(links)) disk.create(kernel, root, name, { type: 'symlink', mode: 0o777, uid: 0, gid: 0, target });
	for (const name of ['pts', 'shm', 'mqueue', 'net']) disk.create(kernel, root, name, { type: 'dir', mode: 0o755, uid: 0, gid: 0 });
}

/** The device number of the host's devpts, which its terminals belong to. */
export function hostDevpts(kernel: Kernel): number | undefined {
	for (const fs of kernel.state.vfs.fileSystems.values()) if (fs.kind === 'devpts') return fs.dev;
	return undefined;
}

/** Terminals an instance shows. */
const ttysOf = (kernel: Kernel, dev: number): TtyState[] => {
	const instance = dev === hostDevpts(kernel) ? undefined : dev;
	return [...kernel.state.ttys.values()].filter((tty) => tty.devpts === instance);
};

const ptmxIno = 2;
function node(kernel: Kernel, dev: number, name: string): Inode | undefined {
	const tty = name === 'ptmx' ? undefined : ttysOf(kernel, dev).find((t) => String(t.number) === name);
	if (!tty && name !== 'ptmx') return undefined;
	const now = wallClock(kernel);
	return {
		dev,
		ino: tty ? tty.number + 3 : ptmxIno,
		type: 'char',
		mode: tty ? 0o620 : 0,
		uid: tty?.uid ?? 0,
		gid: tty ? 5 : 0,
		mtime: now,
		nlink: 1,
		size: 0,
		charged: 0,
		opens: 0,
		path: `/${name}`,
		rdev: tty ? [136, tty.number] : [5, 2]
	};
}

const refuse = (): never => {
	throw new Errno('EPERM');
};

export const devpts: FileSystemType = {
	lookup: (kernel, dir, name) => fileSystem(kernel, dir.dev).inodes.get(name === 'ptmx' ? ptmxIno : Number(name) + 3) ?? node(kernel, dir.dev, name),
	list: (kernel, dir) => [...ttysOf(kernel, dir.dev).map((tty) => ({ name: String(tty.number), type: 'char' as const })), { name: 'ptmx', type: 'char' }],
	parent: (_kernel, dir) => dir,
	create: refuse,
	remove: refuse,
	link: refuse,
	rename: refuse,
	change: (_kernel, inode) => inode
};
