// open(2): from a path to an open file description. Files, directories and devices are ours; fifos, terminals and what /proc/PID/fd
// leads to belong to the kernel's neighbours.
import { Errno } from '../../engine/sys.ts';
import type { OpenFlags } from '../calls.ts';
import { newFile } from '../descriptors.ts';
import { openFifo, openPipeEnd } from '../pipe.ts';
import { BLOCK, type Kernel, type OpenFile, type ProcessState, type ThreadState } from '../state.ts';
import { hostDevpts } from './devices.ts';
import { freeNumber, openPtmx, openTty } from '../tty.ts';
import { truncateContent } from './content.ts';
import { typeOf } from './fs-types.ts';
import { hold, realInode } from './inodes.ts';
import { demand, MAY_READ, MAY_WRITE } from './permission.ts';
import type { Inode } from './state.ts';
import { insideRoot, pathOfWalk, walkPath, type Walk } from './walk.ts';
import { createChild } from './names.ts';

/** Opens a path as the process. With refs 0: point a descriptor at it. May block on a fifo. Errors as open(2). */
export function openFile(kernel: Kernel, process: ProcessState, path: string, flags: OpenFlags, thread: ThreadState): OpenFile | typeof BLOCK {
	const walk = walkPath(kernel, process, path, !flags.nofollow && !flags.excl);
	if (walk.file) return reopen(kernel, process, walk.file, flags);
	let { inode } = walk;
	let created = false;
	if (!inode) {
		if (!flags.create) throw new Errno('ENOENT');
		if (walk.slash) throw new Errno('EISDIR');
		inode = createChild(kernel, process, walk, { type: 'file', mode: (flags.mode ?? 0o666) & ~process.umask & 0o7777 });
		created = true;
	} else if (flags.create && flags.excl) throw new Errno('EEXIST');
	if (inode.type === 'symlink') throw new Errno('ELOOP');
	if (walk.slash && inode.type !== 'dir') throw new Errno('ENOTDIR');
	return openInode(kernel, process, walk, inode, flags, thread, created);
}

function openInode(
	kernel: Kernel,
	process: ProcessState,
	walk: Walk,
	inode: Inode,
	flags: OpenFlags,
	thread: ThreadState,
	created: boolean
): OpenFile | typeof BLOCK {
	const write = flags.write === true || flags.append === true;
	const read = flags.read ?? !write;
	if (flags.directory && inode.type !== 'dir') throw new Errno('ENOTDIR');
	if (inode.type === 'dir' && (write || flags.create)) throw new Errno('EISDIR');
	let real = realInode(kernel, inode);
	if (!created) {
		const mask = (read ? MAY_READ : 0) | (write || flags.trunc ? MAY_WRITE : 0);
		if (mask) demand(process, real, mask);
	}
	if (inode.type === 'socket') throw new Errno('ENXIO');
	const { mount } = walk;
	if (inode.type === 'fifo') return openFifo(kernel, thread, `${real.dev}:${real.ino}`, { ...flags, read, write });
	const generated = inode.path !== undefined && inode.type === 'file';
	const device = inode.type === 'char' || inode.type === 'block';
	const opened: Opened = {
		kind: device ? 'device' : generated ? 'generated' : inode.type === 'dir' ? 'dir' : 'file',
		readable: read,
		writable: write,
		append: flags.append ?? false,
		nonblock: flags.nonblock ?? false,
		object: inode.ino,
		dev: inode.dev,
		path: insideRoot(process, pathOfWalk(kernel, walk)),
		mount: mount.id
	};
	if (device) return openDevice(kernel, process, inode, real, opened);
	if (write && mount.readonly) throw new Errno('EROFS');
	if (inode.type === 'file' && !generated && (write || flags.trunc)) {
		real = typeOf(kernel, inode).change(kernel, inode);
		if (flags.trunc && real.size > 0) truncateContent(kernel, real, 0);
	}
	hold(kernel, inode);
	return newFile(kernel, opened);
}

type Opened = Pick<OpenFile, 'kind' | 'readable' | 'writable' | 'append' | 'nonblock' | 'object' | 'dev' | 'path' | 'mount'>;

function openDevice(kernel: Kernel, process: ProcessState, inode: Inode, real: Inode, opened: Opened): OpenFile {
	const [major, minor] = real.rdev ?? [0, 0];
	if (inode.type === 'block') {
		hold(kernel, inode);
		return newFile(kernel, opened);
	}
	if (major === 5 && minor === 0) {
		if (process.tty === null) throw new Errno('ENXIO');
		return withFlags(openTty(kernel, process, process.tty), opened);
	}
	const instance = kernel.state.vfs.fileSystems.get(inode.dev)?.kind === 'devpts' && inode.dev !== hostDevpts(kernel) ? inode.dev : undefined;
	if (major === 5 && minor === 2) return withFlags(newTerminal(kernel, instance), opened);
	if (major >= 136 && major <= 143) {
		for (const tty of kernel.state.ttys.values()) {
			if (tty.number === minor && tty.devpts === instance) return withFlags(openTty(kernel, process, tty.id), opened);
		}
		throw new Errno('ENXIO');
	}
	if (major !== 1 && !(major === 5 && minor === 1)) throw new Errno('ENXIO');
	hold(kernel, inode);
	return newFile(kernel, opened);
}

/** Opens a ptmx: the terminal belongs to the devpts instance it was opened in, and has its lowest free number. */
function newTerminal(kernel: Kernel, instance: number | undefined): OpenFile {
	const file = openPtmx(kernel);
	const tty = kernel.state.ttys.get(file.object);
	if (!tty || instance === undefined) return file;
	tty.number = freeNumber(kernel, instance);
	tty.devpts = instance;
	return file;
}

function withFlags(file: OpenFile, opened: Opened): OpenFile {
	file.readable = opened.readable;
	file.writable = opened.writable;
	file.nonblock = opened.nonblock;
	return file;
}

/** Opens what a descriptor of some process stands for, through /proc/PID/fd. A socket cannot be opened: ENXIO. */
function reopen(kernel: Kernel, process: ProcessState, file: OpenFile, flags: OpenFlags): OpenFile {
	const write = flags.write === true || flags.append === true;
	const read = flags.read ?? !write;
	if (file.kind === 'tty') {
		const opened = openTty(kernel, process, file.object);
		opened.readable = read;
		opened.writable = write;
		return opened;
	}
	const pipe = file.kind === 'pipe' ? kernel.state.pipes.get(file.object) : undefined;
	if (!pipe) throw new Errno('ENXIO');
	return openPipeEnd(kernel, pipe, read && write ? 'both' : write ? 'write' : 'read');
}
