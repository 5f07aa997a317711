// Container logs: the CRI log format ("time stream tag text"), read with the options of the log subresource.
import { Errno, type Sys } from '../engine/index.ts';
import { readText } from '../kernel/index.ts';
import { parseTime } from '../values/index.ts';

export interface LogOptions {
	readonly follow: boolean;
	readonly timestamps: boolean;
	readonly tailLines: number | null;
	/** µs since the epoch. */
	readonly since: number | null;
	readonly limitBytes: number | null;
}

interface Line {
	readonly time: string;
	readonly text: string;
	/** P: the line goes on in the next entry. */
	readonly partial: boolean;
}

/** The entries of a log file's text; an unfinished last line is left out. */
export function logLines(text: string): Line[] {
	const lines = text.split('\n');
	lines.pop();
	return lines.map((line) => {
		const [time = '', , tag = 'F'] = line.split(' ', 3);
		const at = line.indexOf(' ', line.indexOf(' ', line.indexOf(' ') + 1) + 1);
		return { time, text: line.slice(at + 1), partial: tag === 'P' };
	});
}

/** What a reader of the log gets of these lines. */
export function showLines(lines: readonly Line[], options: LogOptions): string {
	let out = '';
	let open = false;
	for (const { time, text, partial } of lines) {
		if (options.since !== null && (parseTime(time) ?? 0) < options.since) continue;
		out += (options.timestamps && !open ? `${time} ` : '') + text + (partial ? '' : '\n');
		open = partial;
	}
	return options.limitBytes === null ? out : out.slice(0, options.limitBytes);
}

/** The last lines as the options ask. */
export const tailOf = (lines: readonly Line[], options: LogOptions): readonly Line[] =>
	options.tailLines === null ? lines : options.tailLines === 0 ? [] : lines.slice(-options.tailLines);

/** A log file's text; empty when it is not there yet. */
export function* logText(path: string): Sys<string> {
	try {
		return yield* readText(path);
	} catch (error) {
		if (error instanceof Errno) return '';
		throw error;
	}
}
