// Between host text and Go's byte strings.
import { text as decode } from '../../values/index.ts';
import { toBytes } from './scan.ts';
import { hostBytes } from './values.ts';

export const fromBytes = (host: string): string => toBytes(host);
/** The text of a byte string; bytes that are no UTF-8 become U+FFFD. */
export function toText(s: string): string {
	for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) > 127) return decode(hostBytes(s));
	return s;
}
