// A yes-or-no question: the question alone when piped, survey's coloured one with "(y/N)" on a terminal (pkg/prompt/prompt.go).
import type { Sys } from '../../engine/index.ts';
import { isatty } from '../../kernel/index.ts';
import { out } from '../docker/cli.ts';
import { readLine } from '../docker/prompt.ts';
import { truthy } from './app.ts';

const question = (message: string): string => `\x1b[0;1;92m? \x1b[0m\x1b[0;1;99m${message} \x1b[0m`;

/** No is the default. */
export function* confirm(message: string): Sys<boolean> {
	const terminal = (yield* isatty(0)) && (yield* isatty(1));
	if (!terminal) {
		yield* out(message);
		return truthy(((yield* readLine()) ?? '').trim().split(/\s+/)[0]);
	}
	for (;;) {
		yield* out(`${question(message)}\x1b[0;37m(y/N) \x1b[0m`);
		const answer = ((yield* readLine()) ?? '').trim();
		if (!/^(?:y(?:es)?|n(?:o)?|)$/i.test(answer)) {
			yield* out(`\x1b[0;31mX Sorry, your reply was invalid: ${JSON.stringify(answer)} is not a valid answer, please try again.\x1b[0m\n`);
			continue;
		}
		const yes = /^y/i.test(answer);
		yield* out(`\x1b[1A\x1b[2K\r${question(message)}\x1b[0;36m${yes ? 'Yes' : 'No'}\x1b[0m\n`);
		return yes;
	}
}
