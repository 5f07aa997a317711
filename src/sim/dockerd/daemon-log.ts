// What dockerd says on stderr, as logrus words it: key=value lines into a pipe (the journal), short ones on a terminal.
import { Errno, type Sys } from '../engine/index.ts';
import { clock, isatty, write } from '../kernel/index.ts';
import { rfc3339nano } from '../values/index.ts';

export type Fields = Readonly<Record<string, string>>;

const short = { info: 'INFO', warning: 'WARN', error: 'ERRO' } as const;
const quoted = (text: string): string => (text === '' || /[^A-Za-z0-9\-._/@^+:]/.test(text) ? JSON.stringify(text) : text);

/** One line of the daemon's log. Nobody reading it is no problem of the daemon's. */
export function* log(level: keyof typeof short, text: string, fields: Fields = {}): Sys<void> {
	const time = rfc3339nano(yield* clock()).replace(/(?:\.(\d+))?Z$/, (_, digits: string | undefined) => `.${(digits ?? '').padEnd(9, '0')}Z`);
	const rest = Object.entries(fields)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => ` ${name}=${quoted(value)}`)
		.join('');
	const line = (yield* isatty(2))
		? `${short[level]}[${time}] ${text.padEnd(44)} ${rest}`
		: `time=${JSON.stringify(time)} level=${level} msg=${quoted(text)}${rest}`;
	try {
		yield* write(2, line + '\n');
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
