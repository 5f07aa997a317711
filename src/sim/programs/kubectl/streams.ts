// Streams of exec and attach: a WebSocket-like upgrade of the v5.channel protocol, frames both ways, the exit status as the last one.
// Channels: 0 stdin, 1 stdout, 2 stderr, 3 error (a Status as JSON), 4 resize, 255 close (of channel data[0]).
import { Errno, type Sys } from '../../engine/index.ts';
import { bodyText, close, isatty, poll, read, recv, send, sigaction, signals, tcgetattr, tcsetattr, winsize, write } from '../../kernel/index.ts';
import { ApiError } from '../../client/index.ts';
import { text, utf8 } from '../../values/index.ts';
import { parseJson } from '../../values/json.ts';
import { arr, num, str } from './dig.ts';
import { Failure } from './failure.ts';
import { upgrade } from './rest.ts';
import { err, type Session } from './session.ts';

export interface StreamTarget {
	readonly namespace: string;
	readonly pod: string;
	readonly container: string;
	readonly stdin: boolean;
	readonly tty: boolean;
	readonly quiet: boolean;
}
const frame = (channel: number, data: Uint8Array) => ({ kind: 'frame' as const, protocol: 'v5.channel', value: { channel, data } });

/** What a Status on channel 3 means: nothing, or the error to end with. */
function outcome(data: Uint8Array): Failure | undefined {
	const status = parseJson(text(data));
	if (str(status, 'status') === 'Success') return undefined;
	if (str(status, 'reason') === 'NonZeroExitCode') {
		const cause = arr(status, 'details', 'causes').find((one) => str(one, 'reason') === 'ExitCode');
		const code = Number(str(cause, 'message')) || 1;
		return new Failure(`command terminated with exit code ${code}`, code, true);
	}
	return new Failure(str(status, 'message'));
}

interface Io {
	/** What comes out on channels 1 and 2; absent: the program's own. */
	readonly stdout?: (data: Uint8Array) => Sys<void>;
	/** The descriptor for channel 2; absent: 2. */
	readonly stderr?: number;
	/** What goes in; absent: standard input. An empty piece ends it. */
	readonly stdin?: () => Sys<Uint8Array>;
}
function* opened(s: Session, path: string): Sys<number> {
	const { fd, response } = yield* upgrade(s, path);
	if (response.status === 101) return fd;
	const body = bodyText(response.body).trim();
	yield* close(fd);
	if (body.startsWith('{')) {
		const status = parseJson(body);
		throw new ApiError({
			kind: 'Status',
			apiVersion: 'v1',
			metadata: {},
			status: 'Failure',
			message: str(status, 'message'),
			reason: str(status, 'reason'),
			code: num(status, 'code') || response.status
		});
	}
	throw new Failure(
		response.status === 404 || response.status === 500 ? `unable to upgrade connection: ${body}` : `unable to upgrade connection: ${body} (${response.status})`
	);
}
function* sendSize(fd: number): Sys<void> {
	const { columns, rows } = yield* winsize(0);
	yield* send(fd, frame(4, utf8(JSON.stringify({ Width: columns, Height: rows }))));
}

/** Carries the streams until the other end says how it ended. */
function* carry(s: Session, path: string, target: { readonly stdin: boolean; readonly tty: boolean }, io: Io = {}): Sys<void> {
	const fd = yield* opened(s, path);
	if (target.tty) {
		yield* tcsetattr(0, { echo: false, canonical: false, signals: false, onlcr: false });
		yield* sigaction('WINCH', 'catch');
		yield* sendSize(fd);
	}
	if (io.stdin) {
		for (;;) {
			const piece = yield* io.stdin();
			if (piece.length === 0) break;
			yield* send(fd, frame(0, piece));
		}
		yield* send(fd, frame(255, new Uint8Array([0])));
	}
	const problem = yield* pump(fd, target, io);
	yield* close(fd);
	if (problem) throw problem;
}
function* pump(fd: number, target: { readonly stdin: boolean }, io: Io): Sys<Failure | undefined> {
	let reading = target.stdin && io.stdin === undefined;
	for (;;) {
		let ready: readonly number[];
		try {
			ready = yield* poll(reading ? [fd, 0] : [fd]);
		} catch (error) {
			if (!(error instanceof Errno && error.code === 'EINTR')) throw error;
			if ((yield* signals()).includes('WINCH')) yield* sendSize(fd);
			continue;
		}
		if (reading && ready.includes(0)) {
			const data = yield* read(0, 32_768);
			if (data.length > 0) yield* send(fd, frame(0, data));
			else {
				reading = false;
				yield* send(fd, frame(255, new Uint8Array([0])));
			}
		}
		if (!ready.includes(fd)) continue;
		const message = yield* recv(fd);
		if (message === null) return undefined;
		if (message.kind !== 'frame') continue;
		const { channel, data } = message.value as { channel: number; data?: Uint8Array };
		if (!data) continue;
		if (channel === 1) yield* io.stdout ? io.stdout(data) : write(1, data);
		else if (channel === 2) yield* write(io.stderr ?? 2, data);
		else if (channel === 3) return outcome(data);
	}
}

const flag = (name: string, on: boolean): string => (on ? `&${name}=true` : '');
/** Whether standard input is a terminal that can be given; says so when a TTY was asked for and it is not. */
export function* usableTty(wanted: boolean, stdin: boolean, quiet: boolean): Sys<boolean> {
	if (!wanted || !stdin) return false;
	if (yield* isatty(0)) return true;
	if (!quiet) yield* err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
	return false;
}
/** Runs a command in a container. Throws Failure with its exit code. */
export function* execStreams(s: Session, target: StreamTarget, command: readonly string[], io: Io = {}): Sys<void> {
	const words = command.map((word) => `&command=${encodeURIComponent(word)}`).join('');
	const path = `/api/v1/namespaces/${target.namespace}/pods/${target.pod}/exec?container=${target.container}${words}${flag('stdin', target.stdin)}&stdout=true${flag('stderr', !target.tty)}${flag('tty', target.tty)}`;
	yield* raw(s, path, target, io);
}
/** Attaches to a container's main process. */
export function* attachStreams(s: Session, target: StreamTarget): Sys<void> {
	const path = `/api/v1/namespaces/${target.namespace}/pods/${target.pod}/attach?container=${target.container}${flag('stdin', target.stdin)}&stdout=true${flag('stderr', !target.tty)}${flag('tty', target.tty)}`;
	yield* raw(s, path, target, {});
}
/** The terminal is put back however the streams end. */
function* raw(s: Session, path: string, target: StreamTarget, io: Io): Sys<void> {
	const before = target.tty ? yield* tcgetattr(0) : undefined;
	let problem: unknown;
	try {
		yield* carry(s, path, target, io);
	} catch (error) {
		problem = error;
	}
	if (before) yield* tcsetattr(0, before);
	if (problem !== undefined) throw problem;
}
