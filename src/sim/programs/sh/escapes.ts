// Backslash escapes: of $'…' , of echo -e, of printf formats and %b. One decoder with the three dialects' differences.
import { byteText, normalise } from './text.ts';

export interface Unescaped {
	text: string;
	/** \c was met: print nothing more. */
	stop: boolean;
}
const single: Record<string, string> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** dialect 'ansi': $'…'; 'echo': echo -e and %b (octal is \0nnn, \c stops); 'printf': a printf format (octal \nnn). */
export function unescape(text: string, dialect: 'ansi' | 'echo' | 'printf' | 'b'): Unescaped {
	if (!text.includes('\\')) return { text, stop: false };
	let out = '';
	for (let i = 0; i < text.length; i++) {
		const c = text[i] as string;
		if (c !== '\\' || i + 1 >= text.length) {
			out += c;
			continue;
		}
		const d = text[++i] as string;
		if (d in single) out += single[d];
		else if (d === "'" || d === '"' || d === '?') out += dialect === 'ansi' || dialect === 'printf' ? d : '\\' + d;
		else if (d === 'x' || d === 'u' || d === 'U') {
			const max = d === 'x' ? 2 : d === 'u' ? 4 : 8;
			let j = i + 1;
			while (j < text.length && j - i <= max && /[0-9a-fA-F]/.test(text[j] as string)) j++;
			if (j === i + 1) {
				out += '\\' + d;
				continue;
			}
			const value = parseInt(text.slice(i + 1, j), 16);
			out += d === 'x' ? byteText(value) : value <= 0x10ffff ? String.fromCodePoint(value) : '';
			i = j - 1;
		} else if (d >= '0' && d <= '7') {
			const skip = d === '0' && (dialect === 'echo' || dialect === 'b') ? 1 : 0;
			if (dialect === 'echo' && !skip) {
				out += '\\' + d;
				continue;
			}
			let j = i + skip;
			while (j < text.length && j - i - skip < 3 && (text[j] as string) >= '0' && (text[j] as string) <= '7') j++;
			out += byteText(parseInt(text.slice(i + skip, j) || '0', 8) & 255);
			i = j - 1;
		} else if (d === 'c') {
			if (dialect !== 'ansi') {
				if (dialect === 'printf') {
					out += '\\c';
					continue;
				}
				return { text: normalise(out), stop: true };
			}
			const control = text[++i];
			if (control !== undefined) out += String.fromCharCode(control === '?' ? 127 : control.charCodeAt(0) & 31);
		} else out += '\\' + d;
	}
	return { text: normalise(out), stop: false };
}
/** The value of $'…'. A NUL ends the string, as in C. */
export function ansiC(text: string): string {
	const value = unescape(text, 'ansi').text;
	const nul = value.indexOf('\0');
	return nul < 0 ? value : value.slice(0, nul);
}
