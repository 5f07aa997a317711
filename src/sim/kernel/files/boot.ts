// The mounts of a booted machine, and what is left of the file systems when the power goes.
import type { Kernel } from '../state.ts';
import { release } from './inodes.ts';
import { newTable } from './mounts.ts';

/** Mounts the root disk and the system's own file systems in a new mount namespace. */
export function initialMounts(kernel: Kernel, ns: number): void {
	const { vfs } = kernel.state;
	const disk = vfs.fileSystems.get(vfs.rootDev);
	const root = disk?.inodes.get(disk.root);
	if (disk?.used === 0 && root?.base) disk.used = kernel.layers.index(root.base.layer)?.charged ?? 0;
	newTable(kernel, ns, {
		dev: vfs.rootDev, root: disk?.root ?? 2, rootPath: '/', source: disk?.source ?? '/dev/sda1', options: 'relatime', superOptions: 'discard,errors=remount-ro', group: vfs.nextGroup++
	});
}

/** A power cut: mounts, volatile file systems and open files are gone; the disks keep what has a name. */
export function dropVolatile(kernel: Kernel): void {
	const { vfs } = kernel.state;
	vfs.mounts.clear();
	vfs.tables.clear();
	for (const fs of [...vfs.fileSystems.values()]) {
		if (fs.volatile) {
			vfs.fileSystems.delete(fs.dev);
			continue;
		}
		fs.mounts = 0;
		for (const inode of [...fs.inodes.values()]) {
			inode.opens = 0;
			release(fs, inode);
		}
	}
}
