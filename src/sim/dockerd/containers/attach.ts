// POST /containers/{id}/attach and the pump of hijacked connections: the client's bytes to stdin, detach keys, and the wait for the end.
import { Errno, type Sys } from '../../engine/index.ts';
import { recv, write } from '../../kernel/index.ts';
import { utf8 } from '../../values/index.ts';
import { badParameter, conflict } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { bytesOf, flag, frame, hijack, param, writeRaw, type Reply, type Request } from '../http.ts';
import { getContainer, remember, runtimeOf, until } from '../memory.ts';
import { attach, closeStdin, detach, stdinOf, type Owner } from './io.ts';
import { readLog } from './log-file.ts';

/** A hijacked connection between a client and a process. */
export interface AttachStream extends Owner {
	readonly kind: 'attach';
	/** The client's bytes go to the process. */
	readonly stdin: boolean;
	/** The process's stdin ends with the client's (StdinOnce, without a terminal); otherwise the client's end ends the attachment. */
	readonly once: boolean;
	/** "ctrl-p,ctrl-q". */
	readonly keys: string;
	/** How many of the detach keys were typed just now. */
	readonly matched: number;
	/** The client sends nothing more. */
	readonly closed: boolean;
}

/** The bytes of a detach sequence; throws 400. */
export function detachBytes(text: string): number[] {
	return (text || 'ctrl-p,ctrl-q').split(',').map((key) => {
		if (key.length === 1) return key.charCodeAt(0);
		const match = /^ctrl-([a-zA-Z@[\\\]^_])$/i.exec(key);
		if (!match) throw badParameter(`Invalid detach keys (${text}) provided`);
		return (match[1] ?? '').toUpperCase().charCodeAt(0) & 31;
	});
}

export function* attachContainer(request: Request): Sys<Reply> {
	const container = yield* getContainer(request.vars[0] ?? '');
	const keys = param(request, 'detachKeys');
	detachBytes(keys);
	if (container.state.paused) throw conflict(`container ${container.id} is paused, unpause the container before attach`);
	if (container.state.running && container.state.restarting) throw conflict(`container ${container.id} is restarting, wait until the container is running`);
	const { Tty, OpenStdin, StdinOnce } = container.config;
	yield* hijack(request, Tty);
	const [stdout, stderr] = [flag(request, 'stdout'), flag(request, 'stderr')];
	if (flag(request, 'logs')) {
		for (const line of (yield* readLog(container)).lines) {
			if (!(line.stream === 1 ? stdout : stderr)) continue;
			yield* writeRaw(request.fd, Tty ? utf8(line.text) : frame(line.stream, utf8(line.text)));
		}
	}
	if (!flag(request, 'stream')) return { done: true };
	const owner = { containerId: container.id, execId: '' };
	yield* attach(owner, { fd: request.fd, stdin: flag(request, 'stdin'), stdout, stderr, multiplexed: !Tty });
	yield* logContainerEvent(container, 'attach');
	return { stream: { kind: 'attach', ...owner, stdin: flag(request, 'stdin') && OpenStdin, once: StdinOnce && !Tty, keys, matched: 0, closed: false } };
}

/** Whether the connection is still attached. */
const attached = (m: Parameters<Parameters<typeof remember>[0]>[0], state: Owner, fd: number): boolean =>
	(state.execId === '' ? runtimeOf(m, state.containerId).attached : (m.execs.get(state.execId)?.attached ?? [])).some((client) => client.fd === fd);

/** One turn of the connection: some input, or the wait for its end. */
export function* attachTurn(fd: number, state: AttachStream): Sys<AttachStream | null> {
	if (state.closed) {
		yield* until('attached:' + fd, (m) => (attached(m, state, fd) ? undefined : true));
		return null;
	}
	let data: Uint8Array | null;
	try {
		const message = yield* recv(fd);
		data =
			message === null
				? null
				: message.kind === 'bytes'
					? message.data
					: message.kind === 'chunk'
						? bytesOf(message.body)
						: message.kind === 'end'
							? null
							: new Uint8Array();
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* detach(state, fd);
		return null;
	}
	if (data === null) {
		if (!(yield* remember((m) => attached(m, state, fd)))) return null;
		if (state.stdin && state.once) yield* stdinEnds(state, fd);
		else if (state.stdin) {
			yield* detach(state, fd);
			return null;
		}
		return { ...state, closed: true };
	}
	if (!state.stdin || data.length === 0) return state;
	const keys = detachBytes(state.keys);
	let matched = state.matched;
	for (const byte of data) {
		matched = byte === keys[matched] ? matched + 1 : byte === keys[0] ? 1 : 0;
		if (matched < keys.length) continue;
		yield* detach(state, fd);
		const container = yield* remember((m) => m.containers.get(state.containerId));
		if (container) yield* logContainerEvent(container, state.execId === '' ? 'detach' : 'exec_detach', state.execId === '' ? {} : { execID: state.execId });
		return null;
	}
	// A first detach key is held back until it is known whether the second follows.
	const held = data.slice(0, data.length - (matched > 0 ? Math.min(matched, data.length) : 0));
	const late = state.matched > 0 && matched === 0 ? Uint8Array.from(keys.slice(0, state.matched)) : new Uint8Array();
	yield* toStdin(state, fd, late);
	yield* toStdin(state, fd, held);
	return { ...state, matched };
}
/** Waits until the process has a stdin (it may not have been started yet), or is over. */
function* stdinReady(state: AttachStream, fd: number): Sys<number | undefined> {
	const found = yield* until('stdin:' + (state.execId || state.containerId), (m) => {
		const stdin = state.execId === '' ? runtimeOf(m, state.containerId).stdin : (m.execs.get(state.execId)?.stdin ?? -1);
		if (stdin >= 0) return stdin;
		return attached(m, state, fd) ? undefined : -1;
	});
	return found === undefined || found < 0 ? undefined : found;
}
function* toStdin(state: AttachStream, fd: number, data: Uint8Array): Sys<void> {
	if (data.length === 0) return;
	const stdin = yield* stdinReady(state, fd);
	if (stdin === undefined) return;
	try {
		yield* write(stdin, data);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
function* stdinEnds(state: AttachStream, fd: number): Sys<void> {
	if ((yield* stdinReady(state, fd)) === undefined) return;
	if ((yield* stdinOf(state)) !== undefined) yield* closeStdin(state, true);
}
