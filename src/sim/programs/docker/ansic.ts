// Build times: RFC 3339 as ANSI C's "Fri May 30 12:07:14 2025"; a text that is no time stays.
import { formatGoTime, parseTime } from '../../values/index.ts';

export function ansic(text: string): string {
	const at = parseTime(text);
	return at === undefined ? text : formatGoTime(at, 'Mon Jan _2 15:04:05 2006');
}
