// Descriptors and open file descriptions: numbers of a process pointing at shared descriptions with an offset.
// What a description does is its kind's FileOps. Invariant: `refs` counts the descriptors of all processes that point at it.
import { Errno } from '../engine/sys.ts';
import { fileKindOps } from './file-ops.ts';
import { unlockFile } from './files/locks.ts';
import { sendSignal } from './signals.ts';
import { BLOCK, type Handler, type Kernel, type OpenFile, type ProcessState } from './state.ts';
import { blockOn, timedOut } from './wait.ts';

/** Makes a description with no descriptor yet. */
export function newFile(kernel: Kernel, file: Pick<OpenFile, 'kind' | 'object'> & Partial<Omit<OpenFile, 'id' | 'refs' | 'data'>>): OpenFile {
	const { kind, object, readable = true, writable = true, append = false, nonblock = false, offset = 0, dev = 0, path = '', mount } = file;
	const id = kernel.engine.id();
	const made: OpenFile = { id, kind, refs: 0, readable, writable, append, nonblock, offset, object, dev, path };
	if (mount !== undefined) made.mount = mount;
	kernel.state.files.set(id, made);
	return made;
}

/** Points the lowest free descriptor ≥ `from` at a description. EMFILE at RLIMIT_NOFILE. */
export function allocateFd(kernel: Kernel, process: ProcessState, file: number, cloexec = false, from = 0): number {
	const gaps = gapsOf(process);
	let fd = from;
	if (!gaps) while (process.fds.has(fd)) fd++;
	else fd = gaps.free.findLast((gap) => gap >= from) ?? Math.max(from, gaps.top);
	if (fd >= (process.rlimits['NOFILE']?.[0] ?? 1024)) throw new Errno('EMFILE');
	setFd(kernel, process, fd, file, cloexec);
	return fd;
}

/** Which numbers are free: kept as descriptors come and go, so that the lowest is at hand however many are open. Undefined: too many, look. */
function gapsOf(process: ProcessState): { top: number; free: number[] } | undefined {
	if (process.gaps) return process.gaps;
	let top = 0;
	for (const fd of process.fds.keys()) if (fd >= top) top = fd + 1;
	if (top > process.fds.size + 1000) return undefined;
	const free: number[] = [];
	for (let fd = top - 1; fd >= 0; fd--) if (!process.fds.has(fd)) free.push(fd);
	return (process.gaps = { top, free });
}

function taken(process: ProcessState, fd: number): void {
	const { gaps } = process;
	if (!gaps) return;
	if (fd < gaps.top) {
		const at = gaps.free.lastIndexOf(fd);
		if (at >= 0) gaps.free.splice(at, 1);
		return;
	}
	if (fd > gaps.top) process.gaps = null;
	else gaps.top++;
}

function given(process: ProcessState, fd: number): void {
	const { gaps } = process;
	if (!gaps) return;
	let at = gaps.free.length;
	while (at > 0 && (gaps.free[at - 1] as number) < fd) at--;
	gaps.free.splice(at, 0, fd);
}

export function setFd(kernel: Kernel, process: ProcessState, fd: number, file: number, cloexec = false): void {
	taken(process, fd);
	process.fds.set(fd, { file, cloexec });
	(kernel.state.files.get(file) as OpenFile).refs++;
}

/** The description behind a descriptor. EBADF. */
export function fileOf(kernel: Kernel, process: ProcessState, fd: number): OpenFile {
	const entry = process.fds.get(fd);
	const file = entry && kernel.state.files.get(entry.file);
	if (!file) throw new Errno('EBADF');
	return file;
}

export function closeFd(kernel: Kernel, process: ProcessState, fd: number): void {
	const file = fileOf(kernel, process, fd);
	process.fds.delete(fd);
	given(process, fd);
	releaseFile(kernel, file);
}

/** Drops one reference; the last one closes the description. */
export function releaseFile(kernel: Kernel, file: OpenFile): void {
	if (--file.refs > 0) return;
	kernel.state.files.delete(file.id);
	if (file.lock !== undefined) unlockFile(kernel, file);
	fileKindOps[file.kind].close(kernel, file);
}

const encoder = new TextEncoder();

/** A text's bytes. Most writes are a few letters (an echo, a line): a call into the engine's encoder costs more than they do. */
function bytesOf(text: string): Uint8Array {
	const { length } = text;
	if (length > 48) return encoder.encode(text);
	const bytes = new Uint8Array(length);
	for (let i = 0; i < length; i++) {
		const code = text.charCodeAt(i);
		if (code > 0x7f) return encoder.encode(text);
		bytes[i] = code;
	}
	return bytes;
}

type Call<T> = { op: string } & T;
const handler = <T>(run: (kernel: Kernel, process: ProcessState, thread: Parameters<Handler>[2], call: Call<T>) => unknown): Handler => run as Handler;

export const descriptorHandlers: Record<string, Handler> = {
	close: handler<{ fd: number }>((kernel, process, _thread, call) => closeFd(kernel, process, call.fd)),
	read: handler<{ fd: number; max: number }>((kernel, process, thread, call) => {
		const file = fileOf(kernel, process, call.fd);
		if (!file.readable) throw new Errno('EBADF');
		const ops = fileKindOps[file.kind];
		if (file.nonblock && !ops.ready(kernel, file)) throw new Errno('EAGAIN');
		const data = ops.read(kernel, file, thread, call.max);
		if (data !== BLOCK) thread.debt += data.length >> 10;
		return data;
	}),
	write: handler<{ fd: number; data: Uint8Array | string }>((kernel, process, thread, call) => {
		const file = fileOf(kernel, process, call.fd);
		if (!file.writable) throw new Errno('EBADF');
		const data = typeof call.data === 'string' ? bytesOf(call.data) : call.data;
		const ops = fileKindOps[file.kind];
		let done = (thread.scratch as number | undefined) ?? 0;
		try {
			while (done < data.length) {
				const taken = ops.write(kernel, file, thread, done === 0 ? data : data.subarray(done));
				if (taken === BLOCK) {
					thread.scratch = done;
					return BLOCK;
				}
				done += taken;
			}
		} catch (error) {
			if (error instanceof Errno && error.code === 'EPIPE') sendSignal(kernel, process, 'PIPE');
			throw error;
		}
		thread.debt += data.length >> 10;
		return data.length;
	}),
	dup: handler<{ fd: number; to?: number; from: number }>((kernel, process, _thread, call) => {
		const file = fileOf(kernel, process, call.fd);
		if (call.to === undefined) return allocateFd(kernel, process, file.id, false, call.from);
		if (call.to === call.fd) return call.fd;
		file.refs++; // held while the old descriptor goes
		if (process.fds.has(call.to)) closeFd(kernel, process, call.to);
		setFd(kernel, process, call.to, file.id);
		file.refs--;
		return call.to;
	}),
	poll: handler<{ fds: readonly number[]; timeout?: number }>((kernel, process, thread, call) => {
		const files = call.fds.map((fd) => fileOf(kernel, process, fd));
		const ready = call.fds.filter((_fd, i) => fileKindOps[(files[i] as OpenFile).kind].ready(kernel, files[i] as OpenFile));
		if (ready.length > 0 || timedOut(kernel, thread) || call.timeout === 0) return ready;
		const deadline = call.timeout === undefined ? null : (thread.deadline ?? kernel.engine.state.now + call.timeout);
		return blockOn(
			kernel,
			thread,
			files.flatMap((file) => fileKindOps[file.kind].events(kernel, file)),
			deadline
		);
	})
};
