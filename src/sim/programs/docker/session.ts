// An attached container or exec: the hijacked connection's output to our stdout and stderr, our stdin to it (in a thread of its own),
// signals forwarded, terminal sizes told, detach keys, and the exit status waited for. Models hijack.go, run.go's select and tty.go.
// One turn of the loop handles one event and answers the next plain state, so that program.ts can settle between turns.
import { Errno, type Sys } from '../../engine/index.ts';
import {
	close,
	isatty,
	pipe,
	poll,
	read,
	sigaction,
	signals,
	tcgetattr,
	tcsetattr,
	thread,
	winsize,
	type SignalName,
	type Termios
} from '../../kernel/index.ts';
import { goQuote } from '../../values/index.ts';
import { begin, call, closeQuietly, headOf, json } from './client/api.ts';
import { bodyJson, readBody } from './client/http.ts';
import { err, out, type Cli } from './cli.ts';
import type { LoopState, Outcome } from './command.ts';
import { Failure } from './failure.ts';
import { demultiplex } from './multiplex.ts';
import type { StdinThread } from './threads.ts';

export interface Session extends LoopState {
	readonly loop: 'session';
	readonly cli: Cli;
	/** Container or exec id. */
	readonly id: string;
	readonly kind: 'run' | 'start' | 'attach' | 'exec';
	/** The hijacked connection; null once its output has ended. */
	readonly output: number | null;
	readonly tty: boolean;
	readonly toStdout: boolean;
	readonly toStderr: boolean;
	/** Bytes of an unfinished frame. */
	readonly rest: Uint8Array;
	/** Read end of the pipe on which the stdin thread tells E (end) or D (detached); null without stdin. */
	readonly told: number | null;
	/** The connection on which the daemon answers POST /containers/x/wait. */
	readonly waiting: number | null;
	readonly status: number | null;
	/** The terminal's settings to restore. */
	readonly terminal: Termios | null;
	readonly proxy: boolean;
	readonly resize: boolean;
	/** SIGINT and SIGTERM seen so far. */
	readonly terminations: number;
}

/** What the client forwards: everything a process may catch, but for SIGCHLD, SIGPIPE and SIGURG. */
const forwarded: readonly SignalName[] = [
	'HUP',
	'INT',
	'QUIT',
	'USR1',
	'USR2',
	'ALRM',
	'TERM',
	'CONT',
	'TSTP',
	'WINCH',
	'IO',
	'PWR',
	'VTALRM',
	'PROF',
	'TRAP',
	'XCPU',
	'XFSZ'
];

/** A logrus line on a terminal-less stderr. FIDELITY: the time is left out, for it would cost a call on a road nobody takes. */
const logLine = (level: string, message: string): string => `time="" level=${level} msg=${goQuote(message)}\n`;

/** The error of `-it` without a terminal. */
export function* checkTty(attachStdin: boolean, tty: boolean): Sys<void> {
	if (attachStdin && tty && !(yield* isatty(0))) throw new Failure('the input device is not a TTY');
}

/** From now on signals go to the container instead of ending this process. */
export function* catchSignals(): Sys<void> {
	for (const signal of forwarded) yield* sigaction(signal, 'catch');
}

/** The escape sequence that detaches: ctrl-p,ctrl-q unless given. Throws nothing: a wrong one gives the default. */
export function* detachKeys(cli: Cli, given: string): Sys<readonly number[]> {
	const text = given === '' ? (cli.config.detachKeys ?? '') : given;
	if (text === '') return [16, 17];
	const keys: number[] = [];
	for (const key of text.split(',')) {
		const control = /^ctrl-([a-z@[\\\]^_])$/.exec(key.toLowerCase())?.[1];
		if (key.length === 1) keys.push(key.charCodeAt(0));
		else if (control !== undefined) keys.push(control.toUpperCase().charCodeAt(0) & 31);
		else {
			yield* err(logLine('warning', `invalid detach escape keys, using default: Unknown character: '${key}'`));
			return [16, 17];
		}
	}
	return keys;
}

/** Puts the terminal into raw mode and starts copying stdin; answers the pipe's read end and the settings to restore. */
export function* startInput(fd: number, tty: boolean, keys: readonly number[]): Sys<{ told: number; terminal: Termios | null }> {
	let terminal: Termios | null = null;
	if (tty && (yield* isatty(0))) {
		terminal = yield* tcgetattr(0);
		yield* tcsetattr(0, { echo: false, canonical: false, signals: false, onlcr: false });
	}
	const ends = yield* pipe();
	yield* thread('stdin', { fd, told: ends.write, keys: tty ? keys : [], matched: 0 } satisfies StdinThread);
	return { told: ends.read, terminal };
}

/** Tells the daemon our terminal's size. Errors are nobody's concern. */
export function* tellSize(cli: Cli, kind: Session['kind'], id: string, more = 0): Sys<void> {
	try {
		const size = yield* winsize(1);
		const base = kind === 'exec' ? `/exec/${id}/resize` : `/containers/${id}/resize`;
		yield* call(cli, 'POST', base, { query: { h: String(size.rows + more), w: String(size.columns + more) } });
	} catch (e) {
		if (!(e instanceof Failure) && !(e instanceof Errno)) throw e;
	}
}

function* restore(state: Session): Sys<Session> {
	if (state.terminal) yield* tcsetattr(0, state.terminal);
	return { ...state, terminal: null };
}

function* takeSignals(state: Session): Sys<Session> {
	let { terminations } = state;
	for (const signal of yield* signals()) {
		if (signal === 'WINCH' && state.resize) yield* tellSize(state.cli, state.kind, state.id);
		if (!state.proxy) continue;
		try {
			yield* call(state.cli, 'POST', `/containers/${state.id}/kill`, { query: { signal } });
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
		}
		if (signal === 'INT' || signal === 'TERM') terminations++;
		if (terminations >= 3) {
			yield* err('\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n');
			yield* restore(state);
			throw new Failure('', 1);
		}
	}
	return { ...state, terminations };
}

function* copyOutput(state: Session, fd: number): Sys<Session> {
	let chunk: Uint8Array;
	try {
		chunk = yield* read(fd);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		if (e.code === 'EINTR') return state;
		chunk = new Uint8Array(0);
	}
	if (chunk.length === 0) return { ...(yield* restore(state)), output: null };
	if (state.tty) {
		if (state.toStdout) yield* out(chunk);
		return state;
	}
	const { frames, rest } = demultiplex(state.rest, chunk);
	for (const { channel, data } of frames) {
		if (channel === 2 && state.toStderr) yield* err(data);
		else if (channel === 1 && state.toStdout) yield* out(data);
	}
	return { ...state, rest };
}

function* readStatus(state: Session, fd: number): Sys<Session> {
	let result: { StatusCode?: number; Error?: { Message?: string } | null } | undefined;
	try {
		result = bodyJson(yield* readBody(fd, streamed)) as typeof result;
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	yield* closeQuietly(fd);
	const failed = result ? (result.Error?.Message ?? '') : 'unexpected EOF';
	if (failed === '') return { ...state, waiting: null, status: result?.StatusCode ?? 0 };
	if (state.kind === 'attach') throw new Failure(failed);
	yield* err(logLine('error', `Error waiting for container: ${failed}`));
	return { ...state, waiting: null, status: 125 };
}

function* detached(state: Session): Sys<Outcome> {
	yield* restore(state);
	if (state.kind === 'run' || state.kind === 'start') return 0;
	throw new Failure('read escape sequence');
}

/** The end, once output and status are both known. */
function* ended(state: Session): Sys<Outcome | undefined> {
	if (state.output !== null && (state.toStdout || state.toStderr)) return undefined;
	if (state.kind !== 'exec') {
		if (state.status === null) return undefined;
		yield* restore(state);
		return state.status;
	}
	yield* restore(state);
	const result = yield* json<{ ExitCode?: number | null }>(state.cli, 'GET', `/exec/${state.id}/json`);
	return result.ExitCode ?? 0;
}

/** One turn. */
export function* sessionTurn(before: LoopState): Sys<Outcome> {
	let state = yield* takeSignals(before as Session);
	const over = yield* ended(state);
	if (over !== undefined) return over;
	const fds = [state.output, state.told, state.waiting].filter((fd) => fd !== null);
	let ready: readonly number[];
	try {
		ready = yield* poll(fds);
	} catch (e) {
		if (e instanceof Errno && e.code === 'EINTR') return state;
		throw e;
	}
	if (state.told !== null && ready.includes(state.told)) {
		const word = yield* read(state.told, 1);
		if (word[0] === 68) return yield* detached(state);
		yield* close(state.told);
		state = { ...(yield* restore(state)), told: null };
	}
	if (state.output !== null && ready.includes(state.output)) state = yield* copyOutput(state, state.output);
	else if (state.waiting !== null && ready.includes(state.waiting)) state = yield* readStatus(state, state.waiting);
	return state;
}

const streamed = { kind: 'response', status: 200, headers: {}, stream: true } as const;

/** Starts waiting for a container's end; the daemon has noted it when this answers. */
export function* beginWait(cli: Cli, id: string, condition: string): Sys<number> {
	const pending = yield* begin(cli, 'POST', `/containers/${id}/wait`, { query: { condition } });
	yield* headOf(pending);
	return pending.fd;
}

/** Gives up a session that never began. */
export function* abandon(fds: readonly (number | null | undefined)[], terminal: Termios | null): Sys<void> {
	if (terminal) yield* tcsetattr(0, terminal);
	for (const fd of fds) if (fd !== null && fd !== undefined) yield* closeQuietly(fd);
}
