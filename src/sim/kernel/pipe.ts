// Pipes and fifos: 64 KiB of bytes in order. A reader at the end of a pipe without writers reads nothing; a writer without readers gets EPIPE.
import { Errno } from '../engine/sys.ts';
import { allocateFd, newFile } from './descriptors.ts';
import { BLOCK, type FileOps, type Handler, type Kernel, type OpenFile, type PipeState, type ThreadState } from './state.ts';
import { blockOn, wake } from './wait.ts';

const capacity = 65_536;

const pipeOf = (kernel: Kernel, file: OpenFile) => kernel.state.pipes.get(file.object) as PipeState;

export function newPipe(kernel: Kernel): PipeState {
	const pipe: PipeState = { id: kernel.engine.id(), chunks: [], size: 0, readers: 0, writers: 0 };
	kernel.state.pipes.set(pipe.id, pipe);
	return pipe;
}

/** Opens one end of a pipe. */
export function openPipeEnd(kernel: Kernel, pipe: PipeState, end: 'read' | 'write' | 'both', path = `pipe:[${pipe.id}]`): OpenFile {
	if (end !== 'write') pipe.readers++;
	if (end !== 'read') pipe.writers++;
	return newFile(kernel, { kind: 'pipe', object: pipe.id, readable: end !== 'write', writable: end !== 'read', path });
}

/** Takes up to `max` bytes from the front of a chunk list. */
export function takeBytes(chunks: Uint8Array[], max: number): Uint8Array {
	const first = chunks[0];
	if (!first) return new Uint8Array(0);
	if (chunks.length === 1 && first.length <= max) {
		chunks.length = 0;
		return first;
	}
	let size = 0;
	const parts: Uint8Array[] = [];
	while (chunks.length > 0 && size < max) {
		const chunk = chunks[0] as Uint8Array;
		const room = max - size;
		if (chunk.length <= room) chunks.shift();
		else chunks[0] = chunk.subarray(room);
		const part = chunk.length <= room ? chunk : chunk.subarray(0, room);
		parts.push(part);
		size += part.length;
	}
	if (parts.length === 1) return parts[0] as Uint8Array;
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

export const pipeOps: FileOps = {
	read(kernel: Kernel, file: OpenFile, thread: ThreadState, max: number) {
		const pipe = pipeOf(kernel, file);
		if (pipe.size === 0) return pipe.writers === 0 ? new Uint8Array(0) : blockOn(kernel, thread, [pipe.id]);
		const data = takeBytes(pipe.chunks, max);
		pipe.size -= data.length;
		wake(kernel, pipe.id);
		return data;
	},
	write(kernel, file, thread, data) {
		const pipe = pipeOf(kernel, file);
		if (pipe.readers === 0) throw new Errno('EPIPE');
		const room = capacity - pipe.size;
		// Up to 4096 bytes are written in one piece or not at all (PIPE_BUF).
		if (room < Math.min(data.length, 4096)) return file.nonblock ? throwAgain() : blockOn(kernel, thread, [pipe.id]);
		const part = data.length <= room ? data : data.subarray(0, room);
		pipe.chunks.push(part.slice());
		pipe.size += part.length;
		wake(kernel, pipe.id);
		return part.length;
	},
	close(kernel, file) {
		const pipe = pipeOf(kernel, file);
		if (file.readable) pipe.readers--;
		if (file.writable) pipe.writers--;
		wake(kernel, pipe.id);
		if (pipe.readers === 0 && pipe.writers === 0) kernel.state.pipes.delete(pipe.id);
	},
	ready(kernel, file) {
		const pipe = pipeOf(kernel, file);
		return pipe.size > 0 || pipe.writers === 0;
	},
	events: (_kernel, file) => [file.object]
};

function throwAgain(): never {
	throw new Errno('EAGAIN');
}

/** Opens a fifo's inode: blocks until the other side is open too. `key` names the inode (device and number). */
export function openFifo(
	kernel: Kernel,
	thread: ThreadState,
	key: string,
	flags: { read?: boolean; write?: boolean; nonblock?: boolean }
): OpenFile | typeof BLOCK {
	const { fifos, pipes } = kernel.state;
	const pipe = pipes.get(fifos.get(key) ?? 0) ?? newPipe(kernel);
	fifos.set(key, pipe.id);
	const end = flags.read && flags.write ? 'both' : flags.write ? 'write' : 'read';
	if (thread.scratch === undefined) {
		if (end === 'write' && flags.nonblock && pipe.readers === 0) throw new Errno('ENXIO');
		const file = openPipeEnd(kernel, pipe, end);
		wake(kernel, pipe.id);
		if (end === 'both' || flags.nonblock || (end === 'read' ? pipe.writers : pipe.readers) > 0) return file;
		thread.scratch = file.id;
		return blockOn(kernel, thread, [pipe.id]);
	}
	const file = kernel.state.files.get(thread.scratch as number) as OpenFile;
	if ((end === 'read' ? pipe.writers : pipe.readers) > 0 || (end === 'read' && pipe.size > 0)) return file;
	return blockOn(kernel, thread, [pipe.id]);
}

export const pipeHandlers: Record<string, Handler> = {
	pipe(kernel, process) {
		const pipe = newPipe(kernel);
		const read = allocateFd(kernel, process, openPipeEnd(kernel, pipe, 'read').id);
		return { read, write: allocateFd(kernel, process, openPipeEnd(kernel, pipe, 'write').id) };
	}
};
