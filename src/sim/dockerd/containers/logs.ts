// GET /containers/{id}/logs: what the log driver kept, filtered, multiplexed, and followed.
import type { Sys } from '../../engine/index.ts';
import { utf8 } from '../../values/index.ts';
import { badParameter, notImplemented } from '../errors.ts';
import { beginStream, before, chunk, done, endStream, flag, frame, MULTIPLEXED_STREAM, param, RAW_STREAM, type Reply, type Request } from '../http.ts';
import { awaitKey } from '../../kernel/index.ts';
import { getContainer, lookAgainUs, remember } from '../memory.ts';
import { readFile } from '../files.ts';
import { text as decode } from '../../values/index.ts';
import { logFile, parseLog, readLog, type StoredLine } from './log-file.ts';
import { shownTime } from './save.ts';

interface Options {
	readonly stdout: boolean;
	readonly stderr: boolean;
	readonly timestamps: boolean;
	readonly details: boolean;
	readonly since: number;
	readonly until: number;
	readonly tty: boolean;
}
/** A connection that follows a log. */
export interface LogStream extends Options {
	readonly kind: 'logs';
	readonly id: string;
	readonly path: string;
	/** Bytes of the file already shown. */
	readonly offset: number;
	/** Exits when the follow began: the next one ends it. */
	readonly exits: number;
}
/** "1700000000.000000001" as µs; 0 for none. */
function seconds(text: string, name: string): number {
	if (text === '' || text === '0') return 0;
	const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
	if (!match) throw badParameter(`invalid value for "${name}": failed to parse value as time or duration: "${text}"`);
	return Number(match[1]) * 1e6 + Math.floor(Number((match[2] ?? '').padEnd(9, '0').slice(0, 9)) / 1000);
}

export function* getLogs(request: Request): Sys<Reply> {
	const [stdout, stderr] = [flag(request, 'stdout'), flag(request, 'stderr')];
	if (!stdout && !stderr) throw badParameter('Bad parameters: you must choose at least one stream');
	const container = yield* getContainer(request.vars[0] ?? '');
	if (logFile(container) === '') throw notImplemented('configured logging driver does not support reading');
	const tail = /^\d+$/.test(param(request, 'tail')) ? Number(param(request, 'tail')) : -1;
	const options: Options = {
		stdout,
		stderr,
		timestamps: flag(request, 'timestamps'),
		details: flag(request, 'details'),
		since: seconds(param(request, 'since'), 'since'),
		until: seconds(param(request, 'until'), 'until'),
		tty: container.config.Tty
	};
	const exits = yield* remember((m) => m.runtime.get(container.id)?.exits ?? 0);
	const { lines, size } = yield* readLog(container);
	yield* beginStream(request.fd, container.config.Tty || before(request, '1.42') ? RAW_STREAM : MULTIPLEXED_STREAM);
	const inTime = lines.filter((line) => (options.since === 0 || line.at >= options.since) && (options.until === 0 || line.at <= options.until));
	yield* show(request.fd, tail < 0 ? inTime : inTime.slice(inTime.length - Math.min(tail, inTime.length)), options);
	if (!flag(request, 'follow')) {
		yield* endStream(request.fd);
		return done;
	}
	return { stream: { kind: 'logs', id: container.id, path: logFile(container), offset: size, exits, ...options } };
}
function* show(fd: number, lines: readonly StoredLine[], options: Options): Sys<void> {
	const parts: Uint8Array[] = [];
	let size = 0;
	const flush = function* (): Sys<void> {
		if (parts.length === 0) return;
		const all = new Uint8Array(size);
		let at = 0;
		for (const part of parts) {
			all.set(part, at);
			at += part.length;
		}
		parts.length = 0;
		size = 0;
		yield* chunk(fd, all);
	};
	for (const line of lines) {
		if (!(line.stream === 1 ? options.stdout : options.stderr)) continue;
		const text = utf8((options.timestamps ? fixedTime(line.at) + ' ' : '') + (options.details ? line.attrs + ' ' : '') + line.text);
		const piece = options.tty ? text : frame(line.stream, text);
		parts.push(piece);
		size += piece.length;
		if (size > 32_768) yield* flush();
	}
	yield* flush();
}
/** RFC 3339 with nine digits: columns line up. */
const fixedTime = (us: number): string => {
	const text = shownTime(us);
	const [head = '', fraction = ''] = text.replace('Z', '').split('.');
	return `${head}.${fraction.padEnd(9, '0')}Z`;
};

/** One turn of following: new lines, or the container's end. */
export function* logTurn(fd: number, state: LogStream): Sys<LogStream | null> {
	const bytes = (yield* readFile(state.path)) ?? new Uint8Array();
	const from = bytes.length < state.offset ? 0 : state.offset; // shorter: it was rotated
	if (bytes.length > from) {
		const lines = parseLog(decode(bytes.subarray(from)));
		yield* show(
			fd,
			lines.filter((line) => state.until === 0 || line.at <= state.until),
			state
		);
		return { ...state, offset: bytes.length };
	}
	const over = yield* remember((m) => {
		const container = m.containers.get(state.id);
		return !container || !container.state.running || (m.runtime.get(state.id)?.exits ?? 0) !== state.exits;
	});
	if (over) {
		yield* endStream(fd);
		return null;
	}
	// Waits for the log's next word; the look at the file above decides what it was.
	yield* awaitKey('log:' + state.id, lookAgainUs);
	return state;
}
