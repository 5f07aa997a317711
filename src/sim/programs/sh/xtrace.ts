// set -x: what a command is, after expansion, on stderr behind PS4.
import type { Sys } from '../../engine/sys.ts';
import { Errno } from '../../engine/sys.ts';
import { expandText } from './expand.ts';
import { promptText, promptTime } from './prompt.ts';
import { xtraceQuote } from './quote.ts';
import { getValue, print, type Shell } from './shell.ts';

/** Writes one traced line. */
export function* writeTrace(sh: Shell, text: string, prefix?: string): Sys<void> {
	const fd = Number(getValue(sh, 'BASH_XTRACEFD') ?? 2) || 2;
	try {
		yield* print(sh, `${prefix ?? (yield* tracePrefix(sh))}${text}\n`, fd);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
/** PS4, expanded. */
export function* tracePrefix(sh: Shell): Sys<string> {
	const s = sh.state;
	const ps4 = getValue(sh, 'PS4') ?? '+ ';
	let text = ps4;
	if (/[$`\\]/.test(ps4)) {
		const word = sh.wordOf(promptText(s, ps4, yield* promptTime(sh, ps4)));
		if (word) {
			s.options.delete('xtrace');
			const { status } = s;
			text = yield* expandText(sh, word);
			s.status = status;
			s.options.add('xtrace');
		}
	}
	return s.flavour === 'bash' ? text.slice(0, 1).repeat(s.evalDepth + 1) + text.slice(1) : text;
}
export const traceWords = (words: readonly string[]): string => words.map(xtraceQuote).join(' ');
