// --since and --until: "42m", a Unix time, or a date, as seconds[.nanoseconds] (api/types/time.GetTimestamp and the client's words for a wrong one).
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import { DurationError, goQuote, parseGoDuration, parseTime } from '../../../values/index.ts';
import { Failure } from '../failure.ts';

const seconds = (us: number): string => `${Math.floor(us / 1_000_000)}.${String(((us % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0')}000`;

/** The query value; '' stays ''. */
export function* timestamp(name: string, text: string): Sys<string> {
	if (text === '') return '';
	try {
		const ago = parseGoDuration(text);
		return seconds((yield* clock()) - ago);
	} catch (e) {
		if (!(e instanceof DurationError)) throw e;
	}
	if (/^-?\d+(\.\d+)?$/.test(text)) return text;
	const at = parseTime(text);
	if (at !== undefined) return seconds(at);
	throw new Failure(`${name === '' ? '' : `invalid value for ${goQuote(name)}: `}failed to parse value as time or duration: ${goQuote(text)}`);
}
