// A container's output on its way to its log file: containerd reads the fifos and writes lines in the CRI's format,
// "<time> stdout F <line>". Clients of Attach get a copy. Lines longer than 16 KiB are written in parts (P).
// Invariant: bytes reach the file in order per stream; the thread ends when both streams have ended.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import { appendFile, clock, close, mkdirAll, mknod, notify, open, poll, read, thread, type Context } from '../../kernel/index.ts';
import { rfc3339nano, text } from '../../values/index.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { ignoring } from '../runc/files.ts';
import type { TaskIO } from '../services.ts';
import { ioDir } from './common.ts';
import type { CriContainerRecord } from './memory.ts';

const maxLine = 16_384;
export type Stream = 'stdout' | 'stderr';
interface LogArguments {
	readonly id: string;
	readonly path: string;
	readonly fds: Readonly<Partial<Record<Stream, number>>>;
}
interface LogState {
	readonly fds: Partial<Record<Stream, number>>;
	readonly rest: Record<Stream, string>;
}

/** Reading ends of a container's output, open but not yet read. */
export type LogFds = Readonly<Partial<Record<Stream, number>>>;

/** Makes a container's fifos. */
export function* makeFifos(c: CriContainerRecord): Sys<TaskIO> {
	const path = (name: string): string => `${ioDir(c.id)}/${name}`;
	const terminal = c.config.tty ?? false;
	yield* mkdirAll(ioDir(c.id), 0o700);
	for (const name of ['stdin', 'stdout', 'stderr']) yield* ignoring(mknod(path(name), 'fifo', 0o700), 'EEXIST');
	return { stdin: c.config.stdin ? path('stdin') : '', stdout: path('stdout'), stderr: terminal ? '' : path('stderr'), terminal };
}

/** Opens the reading ends without waiting for a writer: nothing is lost from then on. */
export function* openLogs(c: CriContainerRecord): Sys<LogFds> {
	const stdout = yield* open(`${ioDir(c.id)}/stdout`, { read: true, nonblock: true });
	return c.config.tty ? { stdout } : { stdout, stderr: yield* open(`${ioDir(c.id)}/stderr`, { read: true, nonblock: true }) };
}

/** Starts reading; right when a writer is there (the shim), since a stream without one is at its end. */
export function* readLogs(c: CriContainerRecord, fds: LogFds): Sys<void> {
	if (c.logPath !== '') yield* mkdirAll(c.logPath.slice(0, c.logPath.lastIndexOf('/')), 0o755);
	yield* thread('cri.logs', { id: c.id, path: c.logPath, fds });
}

/** Splits a stream's new bytes into log lines and what is left of the last. */
export function logLines(time: string, stream: Stream, before: string, fresh: string, end: boolean): { lines: string; rest: string } {
	let rest = before + fresh;
	let lines = '';
	for (;;) {
		const at = rest.indexOf('\n');
		if (at >= 0 && at <= maxLine) {
			lines += `${time} ${stream} F ${rest.slice(0, at)}\n`;
			rest = rest.slice(at + 1);
		} else if (rest.length > maxLine) {
			lines += `${time} ${stream} P ${rest.slice(0, maxLine)}\n`;
			rest = rest.slice(maxLine);
		} else break;
	}
	if (end && rest !== '') {
		lines += `${time} ${stream} P ${rest}\n`;
		rest = '';
	}
	return { lines, rest };
}

function* copyToAttached(id: string, stream: Stream, data: Uint8Array): Sys<void> {
	const told = yield* act((m: DaemonMemory) => {
		const now = m.cri.attached[id];
		if (!now) return false;
		m.cri.attached[id] = { ...now, next: now.next + 1, chunks: [...now.chunks.slice(-200), { n: now.next, stream, data }] };
		return true;
	});
	if (told) yield* notify(`attached:${id}`);
}

/** Thread: reads the streams of {id, path, fds} until they end. */
export function* logThread(context: Context): Sys<void> {
	const args = context.init as LogArguments;
	let state: LogState = (context.settled as LogState | undefined) ?? { fds: { ...args.fds }, rest: { stdout: '', stderr: '' } };
	while (Object.keys(state.fds).length > 0) {
		yield* settle(state);
		const streams = Object.keys(state.fds) as Stream[];
		const ready = yield* poll(streams.map((s) => state.fds[s] ?? -1));
		for (const stream of streams) {
			const fd = state.fds[stream];
			if (fd === undefined || !ready.includes(fd)) continue;
			const data = yield* readSome(fd);
			if (data === undefined) continue;
			const ended = data.length === 0;
			const out = logLines(rfc3339nano(yield* clock()), stream, state.rest[stream], text(data), ended);
			if (out.lines !== '' && args.path !== '') yield* ignoring(appendFile(args.path, out.lines, 0o640));
			if (!ended) yield* copyToAttached(args.id, stream, data);
			const fds = { ...state.fds };
			if (ended) {
				yield* close(fd);
				delete fds[stream];
			}
			state = { fds, rest: { ...state.rest, [stream]: out.rest } };
		}
	}
	yield* act((m: DaemonMemory) => {
		const now = m.cri.attached[args.id];
		if (now) m.cri.attached[args.id] = { ...now, closed: true };
	});
	yield* notify(`attached:${args.id}`);
}

/** Bytes, none at the end, undefined when there is nothing yet. */
function* readSome(fd: number): Sys<Uint8Array | undefined> {
	try {
		return yield* read(fd);
	} catch (e) {
		if (e instanceof Errno && (e.code === 'EAGAIN' || e.code === 'EINTR')) return undefined;
		throw e;
	}
}
