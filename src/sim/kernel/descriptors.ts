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
	const made: OpenFile = { id, kind, refs: 0, readable, writable, append, nonblock, offset, object, dev, path, ...(mount !== undefined && { mount }) };
	kernel.state.files.set(made.id, made);
	return made;
}

/** Points the lowest free descriptor ≥ `from` at a description. EMFILE at RLIMIT_NOFILE. */
export function allocateFd(kernel: Kernel, process: ProcessState, file: number, cloexec = false, from = 0): number {
	const floor = process.fdFloor ?? 0;
	let fd = Math.max(from, floor);
	while (process.fds.has(fd)) fd++;
	if (fd >= (process.rlimits['NOFILE']?.[0] ?? 1024)) throw new Errno('EMFILE');
	if (from <= floor) process.fdFloor = fd + 1;
	setFd(kernel, process, fd, file, cloexec);
	return fd;
}

export function setFd(kernel: Kernel, process: ProcessState, fd: number, file: number, cloexec = false): void {
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
	if (process.fdFloor !== undefined && fd < process.fdFloor) process.fdFloor = fd;
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
		const data = typeof call.data === 'string' ? encoder.encode(call.data) : call.data;
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
