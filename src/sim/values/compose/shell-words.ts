// A command given as one text, cut into words as go-shellwords does: quotes and backslashes, no variables, nothing run;
// the words end at an unquoted ; & | < or >. Invariant: a quote left open is an error.
import { ValueError } from './codecs.ts';

const OPERATORS = ';&|<>';
const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';

/** Throws `ValueError`. */
export function shellWords(line: string): string[] {
	const words: string[] = [];
	let word = '';
	let got = false;
	let escaped = false;
	const quote = { double: false, single: false, back: false, dollar: false };
	for (const char of line) {
		if (escaped) {
			word += char;
			escaped = false;
			got = true;
			continue;
		}
		if (char === '\\') {
			if (quote.single) word += char;
			else escaped = true;
			continue;
		}
		if (isSpace(char)) {
			if (quote.single || quote.double || quote.back || quote.dollar) word += char;
			else if (got) {
				words.push(word);
				word = '';
				got = false;
			}
			continue;
		}
		const open = quote.single || quote.double;
		if (char === '`' && !open && !quote.dollar) quote.back = !quote.back;
		else if (char === ')' && !open && !quote.back) quote.dollar = !quote.dollar;
		else if (char === '(' && !open && !quote.back) {
			if (quote.dollar || !word.endsWith('$')) throw new ValueError('invalid command line string');
			quote.dollar = true;
			word += char;
			continue;
		} else if (char === '"' && !quote.single && !quote.dollar) {
			if (quote.double) got = true;
			quote.double = !quote.double;
			continue;
		} else if (char === "'" && !quote.double && !quote.dollar) {
			if (quote.single) got = true;
			quote.single = !quote.single;
			continue;
		} else if (OPERATORS.includes(char) && !(open || quote.back || quote.dollar)) {
			if (char === '>' && /^[0-9]/.test(word)) got = false;
			break;
		}
		got = true;
		word += char;
	}
	if (got) words.push(word);
	if (escaped || quote.single || quote.double || quote.back || quote.dollar) throw new ValueError('invalid command line string');
	return words;
}
