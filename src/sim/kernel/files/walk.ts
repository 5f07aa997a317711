// From a path to a place: through directories, mounts, symbolic links and the links of /proc, as path_resolution(7) says.
// Paths of processes are strings. FIDELITY: a working directory is remembered by its path, so one that is moved or removed is lost.
import { Errno } from '../../engine/sys.ts';
import type { Kernel, OpenFile, ProcessState } from '../state.ts';
import type { FileSystemType, Place } from './fs-type.ts';
import { typeOf } from './fs-types.ts';
import { fileSystem, realInode } from './inodes.ts';
import { knownPaths } from './known.ts';
import { allowed, capable, MAY_EXEC } from './permission.ts';
import type { Inode, Mount, MountTable } from './state.ts';

/** Where a walk ended. */
export interface Walk {
	/** The last component's mount and inode; inode undefined when only the last component is missing. */
	mount: Mount;
	inode: Inode | undefined;
	/** The directory the last component was looked up in, and its name ("" for the root itself, "." or ".." as written). */
	dirMount: Mount;
	dir: Inode;
	name: string;
	/** A mount was entered at the last component. */
	crossed: boolean;
	/** The path ended with a slash. */
	slash: boolean;
	/** Symbolic links followed. */
	links: number;
	/** The absolute path in the namespace, when the one that was walked is it; "" when it must be put together (pathOfWalk). */
	path: string;
	/** A link of /proc led to this pipe, socket or terminal. */
	file?: OpenFile;
}

const maxLinks = 40;

/** The mount table of a namespace. */
export function tableOf(kernel: Kernel, ns: number): MountTable {
	const table = kernel.state.vfs.tables.get(ns);
	if (!table) throw new Errno('ENOENT');
	return table;
}

/** The inode at a mount's top. */
export function mountRoot(kernel: Kernel, mount: Mount): Inode {
	const inode = fileSystem(kernel, mount.dev).inodes.get(mount.root);
	if (!inode) throw new Errno('ENOENT');
	return inode;
}

/** The namespace's root directory. */
export function namespaceRoot(kernel: Kernel, ns: number): Place {
	const mount = kernel.state.vfs.mounts.get(tableOf(kernel, ns).root);
	if (!mount) throw new Errno('ENOENT');
	return topOf(kernel, mount, mountRoot(kernel, mount));
}

/** What is seen at an inode: the root of the mounts on it. */
function topOf(kernel: Kernel, mount: Mount, inode: Inode): Place {
	let place: Place = { mount, inode };
	for (;;) {
		const id = place.mount.children?.get(place.inode.ino);
		const next = id === undefined ? undefined : kernel.state.vfs.mounts.get(id);
		if (!next) return place;
		place = { mount: next, inode: mountRoot(kernel, next) };
	}
}

/** The process's root directory. */
function rootPlace(kernel: Kernel, process: ProcessState): Place {
	const top = namespaceRoot(kernel, process.namespaces.mnt);
	return process.root === '/' ? top : at(kernel, process, top, top, process.root);
}

/** A directory by its absolute path in the namespace, without permission checks. */
function at(kernel: Kernel, process: ProcessState | undefined, root: Place, start: Place, path: string): Place {
	const walk = walkFrom(kernel, process, root, start, path, true, false);
	if (!walk.inode) throw new Errno('ENOENT');
	return { mount: walk.mount, inode: walk.inode };
}

/**
 * The directory at an absolute path ("" for the root) that has no links, "." or ".." in it, seen from the namespace's top by who may
 * search everything: remembered, or found one step below the one above it. Undefined: not such a path, walk it.
 */
function knownDirectory(kernel: Kernel, paths: Map<string, Place>, ns: number, path: string): Place | undefined {
	const known = paths.get(path);
	if (known) return known;
	let place: Place;
	if (path === '') place = namespaceRoot(kernel, ns);
	else {
		const cut = path.lastIndexOf('/');
		const name = path.slice(cut + 1);
		if (cut < 0 || name === '' || name === '.' || name === '..') return undefined;
		const above = knownDirectory(kernel, paths, ns, path.slice(0, cut));
		if (!above || above.inode.path !== undefined) return undefined;
		const inode = typeOf(kernel, above.inode).lookup(kernel, above.inode, name, undefined);
		if (inode?.type !== 'dir') return undefined;
		place = above.mount.children === undefined ? { mount: above.mount, inode } : topOf(kernel, above.mount, inode);
		if (place.inode.type !== 'dir') return undefined;
	}
	// Inodes of generated file systems come and go, but their roots stay as long as they are mounted.
	if (place.inode.path === undefined || place.inode.ino === place.mount.root) paths.set(path, place);
	return place;
}

/** walkPath for a process that may search everything: only the last name is walked when what is above it is known. */
function walkKnown(kernel: Kernel, process: ProcessState, path: string, follow: boolean): Walk | undefined {
	const { mnt } = process.namespaces;
	const paths = knownPaths(kernel, mnt);
	const top = process.root === '/' ? '' : process.root;
	const root = knownDirectory(kernel, paths, mnt, top);
	if (!root) return undefined;
	if (path.charCodeAt(0) !== 47) {
		const start = process.cwd === '/' ? knownDirectory(kernel, paths, mnt, '') : knownDirectory(kernel, paths, mnt, process.cwd);
		return start && walkFrom(kernel, process, root, start, path, follow, true);
	}
	const cut = path.lastIndexOf('/');
	// Of "/etc/" the last name is "etc": let it be walked.
	if (cut === path.length - 1) return undefined;
	const start = cut === 0 ? root : knownDirectory(kernel, paths, mnt, top + path.slice(0, cut));
	if (!start) return undefined;
	const walk = walkFrom(kernel, process, root, start, path.slice(cut + 1), follow, true);
	if (walk.links === 0 && walk.name !== '.' && walk.name !== '..') walk.path = top + path;
	return walk;
}

/** The place of an absolute path in a mount namespace, seen from its top: no chroot, no permission checks. ENOENT. */
export function placeAt(kernel: Kernel, ns: number, path: string): Place {
	const top = namespaceRoot(kernel, ns);
	return at(kernel, undefined, top, top, path);
}

/** Walks a path as the process sees it. `follow`: also a symlink in the last component. Missing last component: inode undefined. */
export function walkPath(kernel: Kernel, process: ProcessState, path: string, follow: boolean): Walk {
	if (path === '') throw new Errno('ENOENT');
	if (path.length >= 4096) throw new Errno('ENAMETOOLONG');
	if (capable(process, 'DAC_OVERRIDE')) {
		const short = walkKnown(kernel, process, path, follow);
		if (short) return short;
	}
	const root = rootPlace(kernel, process);
	let start = root;
	if (path.charCodeAt(0) !== 47 && process.cwd !== '/') {
		const top = process.root === '/' ? root : namespaceRoot(kernel, process.namespaces.mnt);
		start = at(kernel, process, top, top, process.cwd);
	}
	return walkFrom(kernel, process, root, start, path, follow, true);
}

/** Like walkPath, but the last component must be there. */
export function find(kernel: Kernel, process: ProcessState, path: string, follow = true): Walk & { inode: Inode } {
	const walk = walkPath(kernel, process, path, follow);
	if (!isFound(walk)) throw new Errno('ENOENT');
	if (walk.slash && walk.inode.type !== 'dir') throw new Errno('ENOTDIR');
	return walk;
}

const isFound = (walk: Walk): walk is Walk & { inode: Inode } => walk.inode !== undefined;

/** One level up from a directory, staying below `root`. */
function above(kernel: Kernel, root: Place, mount: Mount, inode: Inode): Place {
	if (inode.ino === root.inode.ino && mount.id === root.mount.id) return root;
	if (inode.ino === mount.root) {
		const top = namespaceRoot(kernel, mount.ns);
		if (mount.target === '/' || mount.parent === 0) return top;
		const slash = mount.target.lastIndexOf('/');
		return at(kernel, undefined, top, top, slash <= 0 ? '/' : mount.target.slice(0, slash));
	}
	const parent = typeOf(kernel, inode).parent(kernel, inode);
	if (!parent) throw new Errno('ENOENT');
	return { mount, inode: parent };
}

/** The walk itself. Without a process nothing is /proc/self; without `check` search permission is not asked for. */
export function walkFrom(kernel: Kernel, process: ProcessState | undefined, root: Place, start: Place, text: string, follow: boolean, check: boolean): Walk {
	const { mounts } = kernel.state.vfs;
	let path = text;
	let { mount, inode } = path.charCodeAt(0) === 47 ? root : start;
	let i = 0;
	const walk: Walk = { mount, inode, dirMount: mount, dir: inode, name: '', crossed: false, slash: false, links: 0, path: '' };
	let type: FileSystemType = typeOf(kernel, inode);
	let dev = inode.dev;
	for (;;) {
		while (path.charCodeAt(i) === 47) i++;
		if (i >= path.length) break;
		let end = path.indexOf('/', i);
		if (end < 0) end = path.length;
		const name = path.slice(i, end);
		i = end;
		while (path.charCodeAt(i) === 47) i++;
		const last = i >= path.length;
		if (last) walk.slash = end < path.length;
		if (inode.type !== 'dir') throw new Errno('ENOTDIR');
		if (check && process && !allowed(process, inode.real === undefined ? inode : realInode(kernel, inode), MAY_EXEC)) throw new Errno('EACCES');
		walk.dir = inode;
		walk.dirMount = mount;
		walk.name = name;
		walk.crossed = false;
		if (name === '.') continue;
		if (name === '..') {
			({ mount, inode } = above(kernel, root, mount, inode));
		} else {
			if (name.length > 255) throw new Errno('ENAMETOOLONG');
			const child: Inode | undefined = type.lookup(kernel, inode, name, process);
			if (!child) {
				if (!last) throw new Errno('ENOENT');
				walk.mount = mount;
				walk.inode = undefined;
				return walk;
			}
			if (child.type === 'symlink' && (!last || follow || walk.slash)) {
				if (++walk.links > maxLinks) throw new Errno('ELOOP');
				const jump = type.jump?.(kernel, child, process);
				if (jump && 'file' in jump) {
					if (!last) throw new Errno('ENOTDIR');
					walk.file = jump.file;
					walk.mount = mount;
					walk.inode = child;
					return walk;
				}
				if (jump) ({ mount, inode } = jump.place);
				else {
					const target = child.target ?? '';
					if (target === '') throw new Errno('ENOENT');
					path = last ? target + (walk.slash ? '/' : '') : `${target}/${path.slice(i)}`;
					i = 0;
					if (target.charCodeAt(0) === 47) ({ mount, inode } = root);
				}
			} else inode = child;
			while (mount.children !== undefined) {
				const id = mount.children.get(inode.ino);
				const next: Mount | undefined = id === undefined ? undefined : mounts.get(id);
				if (!next) break;
				mount = next;
				inode = mountRoot(kernel, next);
				walk.crossed = true;
			}
		}
		if (inode.dev !== dev) {
			type = typeOf(kernel, inode);
			dev = inode.dev;
		}
	}
	walk.mount = mount;
	walk.inode = inode;
	return walk;
}

/** The absolute path, in its namespace, of a directory seen through a mount. */
export function pathOfDir(kernel: Kernel, mount: Mount, dir: Inode): string {
	const below = pathBelow(kernel, mount, dir);
	return mount.target === '/' ? below || '/' : mount.target + below;
}

/** The path of a directory from the top of a mount: "" for the top itself. */
export function pathBelow(kernel: Kernel, mount: Mount, dir: Inode): string {
	let below = '';
	let inode: Inode | undefined = dir;
	while (inode && inode.ino !== mount.root) {
		const name: string = inode.path !== undefined ? inode.path.slice(inode.path.lastIndexOf('/') + 1) : (inode.name ?? '');
		below = `/${name}${below}`;
		const parent: Inode | undefined = typeOf(kernel, inode).parent(kernel, inode);
		inode = parent === inode ? undefined : parent;
	}
	return below;
}

/** The absolute path, in its namespace, of what a walk found. */
export function pathOfWalk(kernel: Kernel, walk: Walk): string {
	if (walk.path !== '') return walk.path;
	if (walk.inode?.type === 'dir') return pathOfDir(kernel, walk.mount, walk.inode);
	const dir = pathOfDir(kernel, walk.dirMount, walk.dir);
	return dir === '/' ? `/${walk.name}` : `${dir}/${walk.name}`;
}

/** A namespace path as a chrooted process sees it. */
export function insideRoot(process: ProcessState, path: string): string {
	if (process.root === '/') return path;
	if (path === process.root) return '/';
	return path.startsWith(`${process.root}/`) ? path.slice(process.root.length) : path;
}
