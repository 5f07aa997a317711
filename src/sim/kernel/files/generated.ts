// File systems whose files are made when they are read: proc and sysfs. Each entry is a row: a path pattern and what it shows.
// Directories of the pattern's parts exist by themselves. Inodes are made on look-up and kept only while held (open, or mounted on);
// their numbers are hashes of their paths.
import { Errno, type ErrnoCode } from '../../engine/sys.ts';
import type { DirEntry } from '../calls.ts';
import type { Kernel, ProcessState } from '../state.ts';
import type { Jump } from './fs-type.ts';
import { generatedInode, inoOf, type GeneratedType } from './generated-inodes.ts';
import { fileSystem, type NewNode } from './inodes.ts';
import type { FileSystem, Inode, NodeType } from './state.ts';

/** What a row looks at: the file system instance, the values of the pattern's parameters, and who looks (absent: nobody in particular). */
export interface View {
	readonly kernel: Kernel;
	readonly fs: FileSystem;
	readonly params: Readonly<Record<string, string>>;
	readonly reader: ProcessState | undefined;
}

export interface GeneratedRow {
	/** "/:pid/status": parts with a colon take any value that the row of the directory, "/:pid", lists. */
	readonly path: string;
	/** Permission bits; defaults 0o444 for files, 0o555 for directories, 0o777 for symlinks. */
	readonly mode?: number;
	readonly text?: (view: View) => string;
	/** Makes it a symlink. */
	readonly target?: (view: View) => string;
	/** Where the symlink leads when that is more than its text. */
	readonly jump?: (view: View) => Jump | undefined;
	/** Makes it a directory: for a parameter's, its values now. */
	readonly values?: (view: View) => readonly string[];
	/** Whether a parameter's value is there; absent: values has it. */
	readonly has?: (view: View) => boolean;
	/** A write to it. EINVAL for what it does not understand. */
	readonly write?: (view: View, text: string, writer: ProcessState | undefined) => void;
	readonly owner?: (view: View) => { uid: number; gid: number };
}

/** Rows as a tree of path parts. */
interface Part {
	row?: GeneratedRow;
	readonly parts: Map<string, Part>;
	param?: { readonly name: string; readonly part: Part };
	/** Its inode's number, when its path has no parameters. */
	readonly ino?: number;
}

/** Builds the tree of a table of rows; `fixed`: its parts that have no parameter above them, by path. */
function treeOf(rows: readonly GeneratedRow[]): { readonly tree: Part; readonly fixed: ReadonlyMap<string, Part> } {
	const tree: Part = { parts: new Map(), ino: inoOf('/') };
	const fixed = new Map([['/', tree]]);
	for (const row of rows) {
		let part = tree;
		let path: string | undefined = '';
		for (const name of row.path.split('/').slice(1)) {
			if (name === '') continue;
			if (name.startsWith(':')) {
				path = undefined;
				part = (part.param ??= { name: name.slice(1), part: { parts: new Map() } }).part;
				continue;
			}
			if (path !== undefined) path += `/${name}`;
			let next = part.parts.get(name);
			if (!next) {
				part.parts.set(name, (next = path === undefined ? { parts: new Map() } : { parts: new Map(), ino: inoOf(path) }));
				if (path !== undefined) fixed.set(path, next);
			}
			part = next;
		}
		part.row = row;
	}
	return { tree, fixed };
}

/** Makes the file system kind of a table of rows. `creation`: the error for making a name in it. */
export function generatedType(rows: readonly GeneratedRow[], creation: (node: NewNode) => ErrnoCode): GeneratedType {
	const { tree, fixed } = treeOf(rows);
	const locate = (kernel: Kernel, fs: FileSystem, path: string, reader: ProcessState | undefined): { part: Part; view: View } | undefined => {
		const at = fixed.get(path);
		const params: Record<string, string> = {};
		const view: View = { kernel, fs, params, reader };
		if (at) return { part: at, view };
		let part = tree;
		for (const name of path.split('/')) {
			if (name === '') continue;
			const next = part.parts.get(name);
			if (next) part = next;
			else if (part.param) {
				params[part.param.name] = name;
				part = part.param.part;
				const { row } = part;
				if (row?.has ? !row.has(view) : !row?.values?.(view).includes(name)) return undefined;
			} else return undefined;
		}
		return { part, view };
	};
	const kindOf = ({ row, parts, param }: Part): NodeType =>
		parts.size > 0 || param ? 'dir' : row?.target ? 'symlink' : row?.text || row?.write ? 'file' : 'dir';
	const rowOf = (kernel: Kernel, inode: Inode, reader: ProcessState | undefined): { row: GeneratedRow; view: View } => {
		const found = locate(kernel, fileSystem(kernel, inode.dev), inode.path ?? '/', reader);
		if (!found?.part.row) throw new Errno(inode.path?.match(/^\/[0-9]/) ? 'ESRCH' : 'ENOENT');
		return { row: found.part.row, view: found.view };
	};
	const inodeFor = (kernel: Kernel, fs: FileSystem, path: string, part: Part, view: View): Inode => {
		const type = kindOf(part);
		const mode = part.row?.mode ?? (type === 'dir' ? 0o555 : type === 'symlink' ? 0o777 : 0o444);
		const inode = generatedInode(kernel, fs, path, type, mode, part.row?.owner?.(view), part.ino);
		if (part.row?.target) inode.target = part.row.target(view);
		return inode;
	};
	const refuse = (): never => {
		throw new Errno('EPERM');
	};
	return {
		lookup(kernel, dir, name, process) {
			const path = dir.path === '/' || dir.path === undefined ? `/${name}` : `${dir.path}/${name}`;
			const fs = fileSystem(kernel, dir.dev);
			const found = locate(kernel, fs, path, process);
			return found && inodeFor(kernel, fs, path, found.part, found.view);
		},
		list(kernel, dir, process) {
			const found = locate(kernel, fileSystem(kernel, dir.dev), dir.path ?? '/', process);
			if (!found) throw new Errno('ENOENT');
			const { part, view } = found;
			const list: DirEntry[] = [...part.parts].map(([name, child]) => ({ name, type: kindOf(child) }));
			if (part.param) {
				const child = part.param.part;
				const type = kindOf(child);
				for (const name of child.row?.values?.(view) ?? []) list.push({ name, type });
			}
			return list;
		},
		parent(kernel, dir) {
			const fs = fileSystem(kernel, dir.dev);
			const path = dir.path ?? '/';
			const above = path.slice(0, path.lastIndexOf('/'));
			if (above === '') return fs.inodes.get(fs.root);
			const found = locate(kernel, fs, above, undefined);
			return found && inodeFor(kernel, fs, above, found.part, found.view);
		},
		jump(kernel, inode, process) {
			const { row, view } = rowOf(kernel, inode, process);
			return row.jump?.(view);
		},
		read(kernel, inode, reader) {
			const { row, view } = rowOf(kernel, inode, reader);
			if (!row.text) throw new Errno('EINVAL');
			return row.text(view);
		},
		write(kernel, inode, text, writer) {
			const { row, view } = rowOf(kernel, inode, writer);
			if (!row.write) throw new Errno('EIO');
			row.write(view, text, writer);
		},
		create(_kernel, _dir, _name, node) {
			throw new Errno(creation(node));
		},
		remove: refuse,
		link: refuse,
		rename: refuse,
		change: refuse
	};
}
