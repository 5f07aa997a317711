// The progress of pulls, pushes, loads and builds: JSON messages as lines when piped, as redrawn bars on a terminal (pkg/jsonmessage).
import { Errno, type Sys } from '../../engine/index.ts';
import { close, isatty, winsize, write } from '../../kernel/index.ts';
import { humanSize } from '../../values/index.ts';
import { nextMessage, type Stream } from './client/api.ts';
import { Failure } from './failure.ts';

export interface ProgressMessage {
	readonly stream?: string;
	readonly status?: string;
	readonly id?: string;
	readonly progressDetail?: {
		readonly current?: number;
		readonly total?: number;
		readonly start?: number;
		readonly hidecounts?: boolean;
		readonly units?: string;
	};
	readonly progress?: string;
	readonly error?: string;
	readonly errorDetail?: { readonly code?: number; readonly message?: string };
	readonly aux?: unknown;
}

/** JSONProgress.String for a terminal of that width. Time left is not shown: no engine sends a start any more. */
export function progressText(detail: NonNullable<ProgressMessage['progressDetail']>, width: number): string {
	const { current = 0, total = 0, units = '' } = detail;
	if (current <= 0 && total <= 0) return '';
	if (total <= 0) return units === '' ? humanSize(current).padStart(8) : `${current} ${units}`;
	const done = Math.min(50, Math.trunc(Math.trunc((current / total) * 100) / 2));
	const bar = width > 110 ? `[${'='.repeat(done)}>${' '.repeat(50 - done)}] ` : '';
	if (detail.hidecounts === true) return bar;
	const now = units === '' ? humanSize(current).padStart(8) : String(current);
	if (current > total) return bar + (units === '' ? now : `${now} ${units}`);
	return bar + (units === '' ? `${now}/${humanSize(total)}` : `${now}/${total} ${units}`);
}

/** One message as printed; `width` of the terminal, or undefined when it is none. */
function line(message: ProgressMessage, width: number | undefined): string {
	const detail = message.progressDetail;
	const bar = detail ? progressText(detail, width ?? 200) : '';
	let text = '';
	let end = '';
	if (width !== undefined && (message.stream ?? '') === '' && detail) {
		end = '\r';
		text = '\x1b[2K\r';
	} else if (bar !== '') return '';
	if ((message.id ?? '') !== '') text += `${message.id}: `;
	if (detail && width !== undefined) return `${text}${message.status ?? ''} ${bar}${end}`;
	if ((message.progress ?? '') !== '') return `${text}${message.status ?? ''} ${message.progress}${end}`;
	if ((message.stream ?? '') !== '') return `${text}${message.stream}${end}`;
	return `${text}${message.status ?? ''}${end}\n`;
}

/** Shows a stream on a descriptor until its end. Throws Failure for an error message in it. `aux` gets the out-of-band values. */
export function* showProgress(from: Stream, fd: number, aux: (value: unknown) => Sys<void> = ignore): Sys<void> {
	const width = (yield* isatty(fd)) ? (yield* winsize(fd)).columns : undefined;
	const ids: string[] = [];
	let stream = from;
	for (;;) {
		const next = yield* nextMessage(stream);
		if (!next) break;
		stream = next.stream;
		const message = next.message as ProgressMessage;
		if (message.aux !== undefined) {
			yield* aux(message.aux);
			continue;
		}
		let up = 0;
		let text = '';
		const id = message.id ?? '';
		if (id !== '' && (message.progressDetail !== undefined || (message.progress ?? '') !== '')) {
			if (!ids.includes(id)) {
				ids.push(id);
				if (width !== undefined) text += '\n';
			}
			up = ids.length - ids.indexOf(id);
			if (width !== undefined) text += `\x1b[${up}A`;
		} else ids.length = 0;
		const error = message.errorDetail?.message ?? message.error;
		if (error === undefined) text += line(message, width);
		if (id !== '' && width !== undefined && up > 0) text += `\x1b[${up}B`;
		if (text !== '') yield* write(fd, text);
		if (error !== undefined) throw new Failure(message.errorDetail?.code === 401 ? 'authentication is required' : error, 1, statusOf(message));
	}
	yield* closeStream(stream);
}

const statusOf = ({ errorDetail }: ProgressMessage): { status?: number } => (errorDetail?.code === undefined ? {} : { status: errorDetail.code });

/** Reads a stream to its end without showing it. */
export function* drain(from: Stream): Sys<void> {
	let stream = from;
	for (let next = yield* nextMessage(stream); next; next = yield* nextMessage(stream)) {
		stream = next.stream;
		const message = next.message as ProgressMessage;
		const error = message.errorDetail?.message ?? message.error;
		if (error !== undefined) throw new Failure(error, 1, statusOf(message));
	}
	yield* closeStream(stream);
}

function* closeStream(stream: Stream): Sys<void> {
	try {
		yield* close(stream.fd);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
}
function* ignore(): Sys<void> {}
