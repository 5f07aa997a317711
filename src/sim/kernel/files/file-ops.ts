// What open descriptions of files, directories, generated files and devices do on read and write.
import { Errno } from '../../engine/sys.ts';
import { randomBytes } from '../../engine/random.ts';
import { text, utf8 } from '../../values/bytes.ts';
import type { FileOps, Kernel, OpenFile, ThreadState } from '../state.ts';
import { readContent, writeContent } from './content.ts';
import { generatedText, typeOf, writeGenerated } from './fs-types.ts';
import { accessTime, inodeAt, letGo, realInode, wallClock } from './inodes.ts';
import { dropIfUnused, isMounted } from './mounts.ts';
import type { Inode } from './state.ts';

/** The inode behind a description. EIO when its file system is gone. */
export function inodeOf(kernel: Kernel, file: OpenFile): Inode {
	const inode = inodeAt(kernel, { dev: file.dev, ino: file.object });
	if (!inode) throw new Errno('EIO');
	return inode;
}

/** Ends the description's hold of its inode. */
function close(kernel: Kernel, file: OpenFile): void {
	const inode = inodeAt(kernel, { dev: file.dev, ino: file.object });
	if (inode) letGo(kernel, inode);
	const fs = kernel.state.vfs.fileSystems.get(file.dev);
	if (fs && !isMounted(fs)) dropIfUnused(kernel, file.dev);
}

const always = { close, ready: () => true, events: (): number[] => [] };

export const fileOps: FileOps = {
	...always,
	read(kernel, file, _thread, max) {
		const inode = realInode(kernel, inodeOf(kernel, file));
		const data = readContent(kernel, inode, file.offset, max);
		file.offset += data.length;
		// relatime: the first read after a change.
		if (accessTime(inode) <= inode.mtime) inode.atime = wallClock(kernel);
		return data;
	},
	write(kernel, file, _thread, data) {
		const inode = inodeOf(kernel, file);
		const real = typeOf(kernel, inode).change(kernel, inode);
		if (file.append) file.offset = real.size;
		writeContent(kernel, real, file.offset, data);
		if (real.mode & 0o6000) real.mode &= ~0o4000 & (real.mode & 0o010 ? ~0o2000 : ~0);
		file.offset += data.length;
		return data.length;
	}
};

export const directoryOps: FileOps = {
	...always,
	read() {
		throw new Errno('EISDIR');
	},
	write() {
		throw new Errno('EBADF');
	}
};

export const generatedOps: FileOps = {
	...always,
	read(kernel, file, thread, max) {
		// Made at the first read, not at the open: `tr … < /proc/self/cmdline` is opened by a shell that has become tr when it reads.
		file.data ??= generatedText(kernel, inodeOf(kernel, file), kernel.state.processes.get(thread.pid));
		const data = file.data.slice(file.offset, file.offset + max);
		file.offset += data.length;
		return data;
	},
	write(kernel, file, thread, data) {
		writeGenerated(kernel, inodeOf(kernel, file), text(data), kernel.state.processes.get(thread.pid));
		return data.length;
	}
};

interface Device {
	read(kernel: Kernel, file: OpenFile, thread: ThreadState, max: number): Uint8Array;
	write(kernel: Kernel, data: Uint8Array): number;
}
const sink = (_kernel: Kernel, data: Uint8Array): number => data.length;
const log = (kernel: Kernel, data: Uint8Array): number => {
	for (const line of text(data).split('\n')) if (line !== '') kernel.state.log.push({ at: kernel.engine.state.now, text: line });
	return data.length;
};
const empty = (): Uint8Array => new Uint8Array(0);
// One block for everybody: what is read is never written to, and a program that reads zeros for ever shall not fill this machine.
const zeroBlock = new Uint8Array(65_536);
const zeros = (_kernel: Kernel, _file: OpenFile, _thread: ThreadState, max: number): Uint8Array =>
	max <= zeroBlock.length ? zeroBlock.subarray(0, max) : new Uint8Array(max);
const random = (kernel: Kernel, file: OpenFile, _thread: ThreadState, max: number): Uint8Array => {
	const { engine, state } = kernel;
	const data = randomBytes(engine.state.seed, `random/${state.id}/${file.id}/${file.offset}`, max);
	file.offset += max;
	return data;
};
/** Lines of dmesg, from the one numbered by the offset. FIDELITY: answers end of file instead of waiting for the next. */
const messages = (kernel: Kernel, file: OpenFile): Uint8Array => {
	const entry = kernel.state.log[file.offset];
	if (!entry) return new Uint8Array(0);
	const line = `6,${file.offset},${entry.at - kernel.state.bootedAt},-;${entry.text}\n`;
	file.offset++;
	return utf8(line);
};

/** Memory devices (major 1) and the console, by minor number. */
const devices: Readonly<Record<string, Device>> = {
	'1:3': { read: empty, write: sink },
	'1:5': { read: zeros, write: sink },
	'1:7': {
		read: zeros,
		write() {
			throw new Errno('ENOSPC');
		}
	},
	'1:8': { read: random, write: sink },
	'1:9': { read: random, write: sink },
	'1:11': { read: messages, write: log },
	'5:1': { read: empty, write: log }
};

function deviceOf(kernel: Kernel, file: OpenFile): Device {
	const rdev = realInode(kernel, inodeOf(kernel, file)).rdev;
	const device = rdev && devices[`${rdev[0]}:${rdev[1]}`];
	if (!device) throw new Errno('ENXIO');
	return device;
}

export const deviceOps: FileOps = {
	...always,
	read: (kernel, file, thread, max) => deviceOf(kernel, file).read(kernel, file, thread, max),
	write: (kernel, file, _thread, data) => deviceOf(kernel, file).write(kernel, data)
};
