// A container process's standard streams. Without a terminal its descriptors are the caller's fifos themselves; with one, the shim
// keeps the master and copies. The shim holds every fifo open for reading and writing, so that a reader may come and go (live-restore).
import { Errno, settle, type Sys } from '../../engine/index.ts';
import { close, open, openpty, read, step, write, type Context } from '../../kernel/index.ts';
import type { TaskIO } from '../services.ts';

/** A process's streams, open. */
export interface Streams {
	/** For the process: 0, 1, 2. */
	readonly child: readonly [number, number, number];
	/** The shim's, to close when the process ended. */
	readonly held: readonly number[];
	/** To close as soon as the process has been started. */
	readonly passing: readonly number[];
	/** The shim's writing end of stdin: closing it is the process's end of file, once the caller's is closed too. */
	readonly stdinFd?: number;
	readonly master?: number;
	/** Copies to start, for a terminal. */
	readonly copies: readonly CopyArguments[];
}

const both = { read: true, write: true };
const held = (path: string): Sys<number> => open(path === '' ? '/dev/null' : path, both);

/** Opens what a process needs. Errno when a fifo is missing. */
export function* openStreams(io: TaskIO, size?: { rows: number; columns: number }): Sys<Streams> {
	const stdin = yield* held(io.stdin);
	const stdout = yield* held(io.stdout);
	if (io.terminal) return yield* openTerminal(io, stdin, stdout, size);
	const stderr = yield* held(io.stderr);
	// The process gets ends of its own: to read, and to write.
	const input = io.stdin === '' ? stdin : yield* open(io.stdin);
	const out = io.stdout === '' ? stdout : yield* open(io.stdout, { write: true });
	const err = io.stderr === '' ? stderr : yield* open(io.stderr, { write: true });
	const all = [stdin, stdout, stderr];
	return {
		child: [input, out, err],
		held: all,
		passing: [input, out, err].filter((fd) => !all.includes(fd)),
		copies: [],
		...(io.stdin !== '' && { stdinFd: stdin })
	};
}

function* openTerminal(io: TaskIO, stdin: number, stdout: number, size: { rows: number; columns: number } | undefined): Sys<Streams> {
	const { master, slave } = yield* openpty(size);
	const copies: CopyArguments[] = [{ from: master, to: stdout, owned: [stdout, master] }];
	if (io.stdin !== '') {
		const input = yield* open(io.stdin);
		copies.push({ from: input, to: master, owned: [input] });
	}
	return { child: [slave, slave, slave], held: [stdin], passing: [slave], master, copies, ...(io.stdin !== '' && { stdinFd: stdin }) };
}

/** One direction of a terminal's traffic: the copying thread closes `owned` when it ends. */
export interface CopyArguments {
	readonly from: number;
	readonly to: number;
	readonly owned: readonly number[];
}

/** Thread: copies bytes until either side ends. */
export function* copy(context: Context): Sys<void> {
	const { from, to, owned } = context.init as CopyArguments;
	for (;;) {
		yield* settle(null);
		try {
			const chunk = yield* read(from);
			if (chunk.length === 0) break;
			yield* write(to, chunk);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code !== 'EINTR') break;
		}
		yield* step();
	}
	yield* closeAll(owned);
}

/** Closes descriptors; those already closed do not matter. */
export function* closeAll(fds: readonly number[]): Sys<void> {
	for (const fd of fds) {
		try {
			yield* close(fd);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
}
