// What flows between a process and the world: fifos that containerd's shim opens, copier threads that read them, logs and clients.
// Invariant: a client's connection is closed only after everything the process wrote was sent to it; the log has it before that.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import type { TaskIO } from '../../containerd/api.ts';
import { close, mknod, notify, open, read, shutdown, thread, write, type Context } from '../../kernel/index.ts';
import { concat, text as decode } from '../../values/index.ts';
import { makeDirs, removeAll } from '../files.ts';
import { frame } from '../http.ts';
import { remember, runtimeOf, updateExec, updateRuntime } from '../memory.ts';
import type { Attached } from '../state.ts';
import { closeTaskStdin } from '../tasks.ts';
import { appendLog, type LogLine } from './log-file.ts';

/** Whose stream it is: a container's init (execId "") or an exec. */
export interface Owner {
	readonly containerId: string;
	readonly execId: string;
}
export const fifoDir = (containerId: string): string => `/run/docker/containerd/${containerId}`;
const fifo = (owner: Owner, stream: string): string => `${fifoDir(owner.containerId)}/${owner.execId || 'init'}-${stream}`;

/** Makes the fifos of a process. */
export function* makeFifos(owner: Owner, stdin: boolean, terminal: boolean): Sys<TaskIO> {
	yield* makeDirs(fifoDir(owner.containerId), 0o700);
	const io = { stdin: stdin ? fifo(owner, 'stdin') : '', stdout: fifo(owner, 'stdout'), stderr: terminal ? '' : fifo(owner, 'stderr'), terminal };
	for (const path of [io.stdin, io.stdout, io.stderr]) {
		if (path !== '') yield* makeFifo(path);
	}
	return io;
}
/** A new one, whatever an end of the daemon left at its place. */
function* makeFifo(path: string): Sys<void> {
	try {
		yield* mknod(path, 'fifo', 0o700);
	} catch (error) {
		if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
		yield* removeAll(path);
		yield* mknod(path, 'fifo', 0o700);
	}
}
export function* removeFifos(owner: Owner): Sys<void> {
	for (const stream of ['stdin', 'stdout', 'stderr']) yield* removeAll(fifo(owner, stream));
	if (owner.execId === '') yield* removeAll(fifoDir(owner.containerId));
}

interface Copier extends Owner {
	readonly stream: 1 | 2;
	readonly path: string;
	/** -1: not open yet. */
	readonly fd: number;
	/** A line that has not ended yet; null: none, so that a copier that waits holds no bytes. */
	readonly rest: Uint8Array | null;
	readonly log: boolean;
	readonly run: number;
}

/** Starts a copier for each output of a process. Call it before the process is made: the fifo's open waits for the other side. */
export function* startCopiers(owner: Owner, io: TaskIO, log: boolean): Sys<void> {
	const outputs = [
		[1, io.stdout],
		[2, io.stderr]
	] as const;
	const used = outputs.filter(([, path]) => path !== '');
	const run = yield* remember((m) => runtimeOf(m, owner.containerId).run);
	yield* addCopiers(owner, used.length);
	for (const [stream, path] of used) yield* thread('copier', { ...owner, stream, path, fd: -1, rest: null, log, run } satisfies Copier);
}
function* addCopiers(owner: Owner, by: number): Sys<number> {
	if (owner.execId === '') return (yield* updateRuntime(owner.containerId, (old) => ({ copiers: old.copiers + by }))).copiers;
	return (yield* updateExec(owner.execId, (old) => ({ copiers: old.copiers + by })))?.copiers ?? 0;
}
/** Lets copiers go whose process was never made: they wait in open, or hold an end nobody writes to. */
export function* abandonCopiers(io: TaskIO): Sys<void> {
	for (const path of [io.stdout, io.stderr]) {
		if (path === '') continue;
		try {
			yield* close(yield* open(path, { read: true, write: true, nonblock: true }));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}

/** The thread. */
export function* copier(context: Context): Sys<void> {
	let state = (context.settled as Copier | undefined) ?? (context.init as Copier);
	for (;;) {
		yield* settle(state);
		if (state.fd < 0) {
			try {
				state = { ...state, fd: yield* open(state.path) };
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				return yield* ended(state);
			}
			continue;
		}
		const data = yield* read(state.fd, 32_768);
		if (data.length === 0) break;
		yield* tellAttached(state, data);
		state = { ...state, rest: yield* logged(state, data) };
	}
	if (state.rest && state.rest.length > 0 && state.log) yield* appendLog(state.containerId, [{ text: decode(state.rest), stream: state.stream }]);
	yield* close(state.fd);
	yield* ended(state);
}

const attachedTo = (owner: Owner): Sys<readonly Attached[]> =>
	remember((m) => (owner.execId === '' ? runtimeOf(m, owner.containerId).attached : (m.execs.get(owner.execId)?.attached ?? [])));
function* tellAttached(state: Copier, data: Uint8Array): Sys<void> {
	for (const client of yield* attachedTo(state)) {
		if (!(state.stream === 1 ? client.stdout : client.stderr)) continue;
		try {
			yield* write(client.fd, client.multiplexed ? frame(state.stream, data) : data);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* detach(state, client.fd);
		}
	}
	if (state.execId === '') return;
	// A health probe keeps what its command says.
	yield* updateExec(state.execId, (old) => (old.output === null ? {} : { output: (old.output + decode(data)).slice(0, 4096) }));
}

const longestLine = 16_384;
/** Puts whole lines into the log; answers what is left of the last one. */
function* logged(state: Copier, data: Uint8Array): Sys<Uint8Array | null> {
	if (!state.log) return state.rest;
	const all = state.rest ? concat([state.rest, data]) : data;
	const lines: LogLine[] = [];
	let from = 0;
	for (let at = 0; at < all.length; at++) {
		if (all[at] !== 10 && at - from + 1 < longestLine) continue;
		lines.push({ text: decode(all.subarray(from, at + 1)), stream: state.stream });
		from = at + 1;
	}
	if (lines.length > 0) yield* appendLog(state.containerId, lines);
	return from < all.length ? all.slice(from) : null;
}
function* ended(state: Copier): Sys<void> {
	const left = yield* addCopiers(state, -1);
	if (left > 0) return;
	// An exec's client asks for the exit code as soon as its connection ends: that waits for the exit to be known.
	if (state.execId === '') yield* closeAttached(state);
	yield* notify('copied:' + (state.execId || state.containerId));
}

export function* attach(owner: Owner, client: Attached): Sys<void> {
	if (owner.execId === '') yield* updateRuntime(owner.containerId, (old) => ({ attached: [...old.attached, client] }));
	else yield* updateExec(owner.execId, (old) => ({ attached: [...old.attached, client] }));
}
/** Forgets a client; its connection's thread closes it. */
export function* detach(owner: Owner, fd: number): Sys<void> {
	const without = (list: readonly Attached[]): readonly Attached[] => list.filter((client) => client.fd !== fd);
	if (owner.execId === '') yield* updateRuntime(owner.containerId, (old) => ({ attached: without(old.attached) }));
	else yield* updateExec(owner.execId, (old) => ({ attached: without(old.attached) }));
	yield* notify('attached:' + fd);
}
/** Ends the output of everyone who is attached. */
export function* closeAttached(owner: Owner): Sys<void> {
	for (const client of yield* attachedTo(owner)) {
		try {
			yield* shutdown(client.fd, 'both');
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
		yield* detach(owner, client.fd);
	}
}

/** Our end of the process's stdin, or undefined when it has none (any more). */
export const stdinOf = (owner: Owner): Sys<number | undefined> =>
	remember((m) => {
		const fd = owner.execId === '' ? runtimeOf(m, owner.containerId).stdin : (m.execs.get(owner.execId)?.stdin ?? -1);
		return fd < 0 ? undefined : fd;
	});
/** Opens the process's stdin for writing, once the shim has it. */
export function* openStdin(owner: Owner, io: TaskIO): Sys<void> {
	if (io.stdin === '') return;
	const fd = yield* open(io.stdin, { write: true });
	if (owner.execId === '') yield* updateRuntime(owner.containerId, { stdin: fd });
	else yield* updateExec(owner.execId, { stdin: fd });
	yield* notify('stdin:' + (owner.execId || owner.containerId));
}
/** Closes it: the process reads end of file. */
export function* closeStdin(owner: Owner, tellShim: boolean): Sys<void> {
	const fd = yield* stdinOf(owner);
	if (fd === undefined) return;
	if (owner.execId === '') yield* updateRuntime(owner.containerId, { stdin: -1 });
	else yield* updateExec(owner.execId, { stdin: -1 });
	yield* close(fd);
	if (tellShim) yield* closeTaskStdin(owner.containerId, owner.execId === '' ? undefined : owner.execId);
}
