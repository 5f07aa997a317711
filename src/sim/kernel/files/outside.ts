// Files as the world outside the machine reaches them: the page's editor, checks and views, as root and without a process.
// Reading leaves no mark. A machine that is off shows its disk.
import { Errno } from '../../engine/sys.ts';
import { compareBytes } from '../../values/strings.ts';
import type { DirEntry } from '../calls.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { readContent, truncateContent, writeContent } from './content.ts';
import { generatedText, typeOf } from './fs-types.ts';
import { realInode } from './inodes.ts';
import { dropMounts, newTable } from './mounts.ts';
import type { Inode, NodeType } from './state.ts';
import { namespaceRoot, walkFrom, type Walk } from './walk.ts';

/** Runs with the mount namespace of the machine's first process; of a machine that is off, with its disk alone. */
function inNamespace<T>(kernel: Kernel, run: (ns: number) => T): T {
	const { vfs } = kernel.state;
	for (const ns of vfs.tables.keys()) return run(ns);
	const disk = vfs.fileSystems.get(vfs.rootDev);
	newTable(kernel, 0, { dev: vfs.rootDev, root: disk?.root ?? 2, rootPath: '/', source: disk?.source ?? '' });
	try {
		return run(0);
	} finally {
		dropMounts(kernel, 0);
	}
}

function walkTo(kernel: Kernel, ns: number, path: string, process?: ProcessState): Walk {
	const root = namespaceRoot(kernel, ns);
	return walkFrom(kernel, process, root, root, path, true, false);
}

/** A file's bytes. ENOENT, ENOTDIR, EISDIR. */
export function readPath(kernel: Kernel, path: string): Uint8Array {
	return inNamespace(kernel, (ns) => {
		const { inode } = walkTo(kernel, ns, path);
		if (!inode) throw new Errno('ENOENT');
		if (inode.type === 'dir') throw new Errno('EISDIR');
		if (inode.path !== undefined) return generatedText(kernel, inode, undefined);
		const real = realInode(kernel, inode);
		return readContent(kernel, real, 0, real.size);
	});
}

/** A directory's entries, by name. ENOENT, ENOTDIR. */
export function listPath(kernel: Kernel, path: string): DirEntry[] {
	return inNamespace(kernel, (ns) => {
		const { inode } = walkTo(kernel, ns, path);
		if (!inode) throw new Errno('ENOENT');
		if (inode.type !== 'dir') throw new Errno('ENOTDIR');
		return typeOf(kernel, inode)
			.list(kernel, inode, undefined)
			.sort((a, b) => compareBytes(a.name, b.name));
	});
}

/** What a path is, links followed or not: type, permission bits, bytes, Unix µs of its last change, a link's text. ENOENT. */
export function statPath(kernel: Kernel, path: string, follow = true): { type: NodeType; mode: number; size: number; mtime: number; target?: string } {
	return inNamespace(kernel, (ns) => {
		const root = namespaceRoot(kernel, ns);
		const { inode } = walkFrom(kernel, undefined, root, root, path, follow, false);
		if (!inode) throw new Errno('ENOENT');
		const { type, mode, size, mtime } = realInode(kernel, inode);
		return { type, mode, size, mtime, ...(inode.target !== undefined && { target: inode.target }) };
	});
}

/** Writes a whole file, making it (mode as given, owned by root) and the directories above it. EISDIR, ENOTDIR, EROFS, ENOSPC. */
export function writePath(kernel: Kernel, path: string, data: Uint8Array, mode = 0o644): void {
	inNamespace(kernel, (ns) => {
		const parts = path.split('/').filter((part) => part !== '');
		for (let i = 1; i < parts.length; i++) child(kernel, walkTo(kernel, ns, `/${parts.slice(0, i).join('/')}`), 'dir', 0o755);
		const walk = walkTo(kernel, ns, path);
		const inode = child(kernel, walk, 'file', mode);
		if (inode.type === 'dir') throw new Errno('EISDIR');
		if (walk.mount.readonly) throw new Errno('EROFS');
		const real = typeOf(kernel, inode).change(kernel, inode);
		truncateContent(kernel, real, 0);
		writeContent(kernel, real, 0, data);
	});
}

function child(kernel: Kernel, walk: Walk, type: 'dir' | 'file', mode: number): Inode {
	if (walk.inode) return walk.inode;
	if (walk.dirMount.readonly) throw new Errno('EROFS');
	return typeOf(kernel, walk.dir).create(kernel, walk.dir, walk.name, { type, mode, uid: 0, gid: 0 });
}

/** Removes a file, or a directory with all below it. ENOENT, EBUSY (a mount), EROFS. */
export function removePath(kernel: Kernel, path: string): void {
	inNamespace(kernel, (ns) => {
		const root = namespaceRoot(kernel, ns);
		const walk = walkFrom(kernel, undefined, root, root, path, false, false);
		if (!walk.inode) throw new Errno('ENOENT');
		if (walk.crossed || walk.name === '') throw new Errno('EBUSY');
		if (walk.dirMount.readonly) throw new Errno('EROFS');
		removeTree(kernel, walk.dir, walk.name, walk.inode);
	});
}

/** Takes a name away, with all below it. */
export function removeTree(kernel: Kernel, dir: Inode, name: string, inode: Inode): void {
	const type = typeOf(kernel, dir);
	if (inode.type === 'dir') {
		for (const { name: below } of type.list(kernel, inode, undefined)) {
			const next = type.lookup(kernel, inode, below, undefined);
			if (next) removeTree(kernel, inode, below, next);
		}
	}
	type.remove(kernel, dir, name, inode);
}

/** Bytes and inodes of a tree, as `du` would count them: blocks of files in use, each hard link once. Layers nobody touched are counted from their index. */
export function diskUsage(kernel: Kernel, path: string): { bytes: number; inodes: number } {
	return inNamespace(kernel, (ns) => {
		const { inode } = walkTo(kernel, ns, path);
		if (!inode) throw new Errno('ENOENT');
		const seen = new Set<Inode>();
		const usage = { bytes: 0, inodes: 0 };
		const add = (next: Inode): void => {
			const real = realInode(kernel, next);
			if (seen.has(real)) return;
			seen.add(real);
			usage.inodes++;
			usage.bytes += next.type === 'dir' ? 4096 : real.charged;
			if (next.type !== 'dir') return;
			if (real === next && next.base?.node === 0 && (next.entries?.size ?? 0) === 0) {
				const index = kernel.layers.index(next.base.layer);
				usage.bytes += (index?.charged ?? 0) + 4096 * (index?.nodes.filter((node) => node.type === 'dir').length ?? 1) - 4096;
				usage.inodes += (index?.nodes.length ?? 1) - 1;
				return;
			}
			const type = typeOf(kernel, next);
			for (const { name } of type.list(kernel, next, undefined)) {
				const child = type.lookup(kernel, next, name, undefined);
				if (child) add(child);
			}
		};
		add(inode);
		return usage;
	});
}
