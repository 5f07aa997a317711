// Warnings as logrus prints them: key=value pairs in a file or pipe, a coloured level on a terminal; on stderr.
import type { Sys } from '../../engine/index.ts';
import { clock, isatty } from '../../kernel/index.ts';
import { encodeJson, goQuote, rfc3339 } from '../../values/index.ts';
import { err } from '../docker/cli.ts';
import type { App } from './app.ts';

const levels = { warning: ['WARN', 33], info: ['INFO', 36], error: ['ERRO', 31] } as const;

/** One line of level and message. */
export function* log(app: Pick<App, 'mode'>, level: keyof typeof levels, message: string): Sys<void> {
	const time = rfc3339(yield* clock());
	if (app.mode === 'json') yield* err(`${encodeJson({ level, msg: message, time }, { sortKeys: true })}\n`);
	else if (yield* isatty(2)) {
		const [word, color] = levels[level];
		yield* err(`\x1b[${color}m${word}\x1b[0m[0000] ${message.padEnd(44)} \n`);
	} else yield* err(`time=${goQuote(time)} level=${level} msg=${goQuote(message)}\n`);
}
export const warn = (app: Pick<App, 'mode'>, message: string): Sys<void> => log(app, 'warning', message);
