// cgroup2: a directory is a control group, its files are the rows of cgroup-rows.ts. mkdir makes a group, rmdir removes it.
import { Errno } from '../../../engine/sys.ts';
import { createCgroup } from '../../cgroup.ts';
import { removeCgroup } from '../../cgroup-late.ts';
import type { CgroupState, Kernel } from '../../state.ts';
import { generatedInode, type GeneratedType } from '../generated-inodes.ts';
import { fileSystem } from '../inodes.ts';
import type { FileSystem, Inode } from '../state.ts';
import { cgroupRows, type CgroupRow } from './cgroup-rows.ts';

const byName: ReadonlyMap<string, CgroupRow> = new Map(cgroupRows.map((row) => [row.name, row]));

/** The path of the group that a directory of the mount stands for. */
function groupPath(fs: FileSystem, path: string): string {
	const root = fs.cgroup ?? '/';
	return root === '/' ? path : path === '/' ? root : root + path;
}
const groupOf = (kernel: Kernel, fs: FileSystem, path: string): CgroupState | undefined => kernel.state.cgroups.get(groupPath(fs, path));
const join = (dir: Inode, name: string): string => (dir.path === '/' || dir.path === undefined ? `/${name}` : `${dir.path}/${name}`);

/** The group and row of a file. ENODEV when the group is gone. */
function fileOf(kernel: Kernel, inode: Inode): { group: CgroupState; row: CgroupRow } {
	const path = inode.path ?? '/';
	const at = path.lastIndexOf('/');
	const row = byName.get(path.slice(at + 1));
	const group = groupOf(kernel, fileSystem(kernel, inode.dev), path.slice(0, at) || '/');
	if (!row || !group) throw new Errno('ENODEV');
	return { group, row };
}

const refuse = (): never => {
	throw new Errno('EPERM');
};

export const cgroupfs: GeneratedType = {
	lookup(kernel, dir, name) {
		const fs = fileSystem(kernel, dir.dev);
		const path = join(dir, name);
		const row = byName.get(name);
		if (row) {
			const group = groupOf(kernel, fs, dir.path ?? '/');
			if (!group || (row.belowRoot && group.path === '/')) return undefined;
			return generatedInode(kernel, fs, path, 'file', row.write ? (row.text ? 0o644 : 0o200) : 0o444);
		}
		return groupOf(kernel, fs, path) && generatedInode(kernel, fs, path, 'dir', 0o755);
	},
	list(kernel, dir) {
		const fs = fileSystem(kernel, dir.dev);
		const group = groupOf(kernel, fs, dir.path ?? '/');
		if (!group) throw new Errno('ENOENT');
		const below = group.path === '/' ? '/' : `${group.path}/`;
		const list: { name: string; type: 'file' | 'dir' }[] = [];
		for (const row of cgroupRows) if (!row.belowRoot || group.path !== '/') list.push({ name: row.name, type: 'file' });
		for (const path of kernel.state.cgroups.keys()) {
			if (path !== '/' && path.startsWith(below) && path.indexOf('/', below.length) < 0) list.push({ name: path.slice(below.length), type: 'dir' });
		}
		return list;
	},
	create(kernel, dir, name, node) {
		if (node.type !== 'dir') throw new Errno('EACCES');
		const fs = fileSystem(kernel, dir.dev);
		const path = join(dir, name);
		createCgroup(kernel, groupPath(fs, path));
		return generatedInode(kernel, fs, path, 'dir', 0o755);
	},
	remove(kernel, dir, name, inode) {
		if (inode.type !== 'dir') throw new Errno('EPERM');
		removeCgroup(kernel, groupPath(fileSystem(kernel, dir.dev), join(dir, name)));
	},
	parent(kernel, dir) {
		const fs = fileSystem(kernel, dir.dev);
		const path = dir.path ?? '/';
		const above = path.slice(0, path.lastIndexOf('/'));
		return above === '' ? fs.inodes.get(fs.root) : generatedInode(kernel, fs, above, 'dir', 0o755);
	},
	read(kernel, inode, reader) {
		const { group, row } = fileOf(kernel, inode);
		if (!row.text) throw new Errno('EINVAL');
		return row.text({ kernel, group, reader });
	},
	write(kernel, inode, text, writer) {
		const { group, row } = fileOf(kernel, inode);
		if (!row.write) throw new Errno('EINVAL');
		row.write({ kernel, group, reader: writer }, text);
	},
	link: refuse,
	rename: refuse,
	change: refuse
};
