// The mounts of a booted machine, and what is left of the file systems when the power goes.
import type { Kernel } from '../state.ts';
import { populateDev } from './devices.ts';
import { release } from './inodes.ts';
import { mountOn, newFileSystem, newTable, type NewFileSystem } from './mounts.ts';
import { typeOf } from './fs-types.ts';
import { placeAt } from './walk.ts';

interface BootMount extends NewFileSystem {
	readonly target: string;
	readonly options: string;
	readonly superOptions?: string;
}

const kibibytes = (bytes: number): string => `${Math.floor(bytes / 1024)}k`;

/** A Debian machine's mounts beside the root disk, in mounting order. */
function bootMounts(memory: number): BootMount[] {
	const run = Math.floor(memory / 10);
	const flags = 'nosuid,nodev,noexec,relatime';
	return [
		{ target: '/sys', kind: 'sysfs', source: 'sysfs', mode: 0o555, path: '/', options: flags },
		{ target: '/proc', kind: 'proc', source: 'proc', mode: 0o555, path: '/', options: flags },
		{
			target: '/dev',
			kind: 'devtmpfs',
			source: 'udev',
			size: Math.floor(memory / 2),
			options: 'nosuid,relatime',
			superOptions: `size=${kibibytes(memory / 2)},nr_inodes=${Math.floor(memory / 16384)},mode=755,inode64`
		},
		{ target: '/dev/pts', kind: 'devpts', source: 'devpts', path: '/', options: 'nosuid,noexec,relatime', superOptions: 'gid=5,mode=620,ptmxmode=000' },
		{ target: '/run', kind: 'tmpfs', source: 'tmpfs', size: run, options: flags, superOptions: `size=${kibibytes(run)},mode=755,inode64` },
		{ target: '/dev/shm', kind: 'tmpfs', source: 'tmpfs', size: Math.floor(memory / 2), mode: 0o1777, options: 'nosuid,nodev', superOptions: 'inode64' },
		{ target: '/run/lock', kind: 'tmpfs', source: 'tmpfs', size: 5 << 20, mode: 0o1777, options: flags, superOptions: 'size=5120k,inode64' },
		{ target: '/sys/fs/cgroup', kind: 'cgroup2', source: 'cgroup2', path: '/', options: flags, superOptions: 'nsdelegate,memory_recursiveprot' },
		{ target: '/dev/mqueue', kind: 'mqueue', source: 'mqueue', mode: 0o1777, options: flags }
	];
}

/** Mounts the root disk and the system's own file systems in a new mount namespace. Missing mount points are made. */
export function initialMounts(kernel: Kernel, ns: number): void {
	const { vfs } = kernel.state;
	const disk = vfs.fileSystems.get(vfs.rootDev);
	const root = disk?.inodes.get(disk.root);
	if (disk?.used === 0 && root?.base) disk.used = kernel.layers.index(root.base.layer)?.charged ?? 0;
	const top = newTable(kernel, ns, {
		dev: vfs.rootDev,
		root: disk?.root ?? 2,
		rootPath: '/',
		source: disk?.source ?? '/dev/sda1',
		options: 'relatime',
		superOptions: 'discard,errors=remount-ro',
		group: vfs.nextGroup++
	});
	const names = newFileSystem(kernel, { kind: 'nsfs', source: 'nsfs', path: '/' });
	names.mounts = new Set([0]);
	vfs.nsfs = names.dev;
	for (const made of bootMounts(kernel.state.memoryTotal)) {
		const fs = newFileSystem(kernel, made);
		if (made.kind === 'devtmpfs') populateDev(kernel, fs);
		const place = mountPoint(kernel, ns, made.target);
		mountOn(kernel, place, made.target, {
			dev: fs.dev,
			root: fs.root,
			rootPath: '/',
			source: fs.source,
			options: made.options,
			superOptions: made.superOptions ?? ''
		});
	}
	// The list shows the initramfs' mounts before the root disk's.
	const table = vfs.tables.get(ns);
	const ids = [...(table?.mounts ?? [])].filter((id) => id !== top.id);
	ids.splice(5, 0, top.id);
	table?.mounts.clear();
	for (const id of ids) table?.mounts.add(id);
}

/** The directory to mount on, made when it is not there. */
function mountPoint(kernel: Kernel, ns: number, target: string): ReturnType<typeof placeAt> {
	const at = target.lastIndexOf('/');
	const parent = placeAt(kernel, ns, at <= 0 ? '/' : target.slice(0, at));
	const type = typeOf(kernel, parent.inode);
	const name = target.slice(at + 1);
	if (!type.lookup(kernel, parent.inode, name, undefined)) type.create(kernel, parent.inode, name, { type: 'dir', mode: 0o755, uid: 0, gid: 0 });
	return placeAt(kernel, ns, target);
}

/** A power cut: mounts, volatile file systems and open files are gone; the disks keep what has a name. */
export function dropVolatile(kernel: Kernel): void {
	const { vfs } = kernel.state;
	delete kernel.known;
	vfs.mounts.clear();
	vfs.tables.clear();
	vfs.sysctls.clear();
	vfs.nsfs = 0;
	for (const fs of [...vfs.fileSystems.values()]) {
		if (fs.volatile) {
			vfs.fileSystems.delete(fs.dev);
			continue;
		}
		fs.sole = 0;
		fs.mounts?.clear();
		for (const inode of [...fs.inodes.values()]) {
			inode.opens = 0;
			release(fs, inode);
		}
	}
}
