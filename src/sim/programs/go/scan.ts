// Go's lexer: tokens with semicolon insertion, and the words the compiler uses for them in syntax errors.
// Strings are byte strings (each char a byte of UTF-8), as everywhere in this room. Leaves out imaginary numbers' values.
import { utf8 } from '../../values/index.ts';
import { posAt, SyntaxFault, type Pos } from './syntax.ts';

export interface Token {
	/** 'name', 'literal', 'EOF', ';', an operator or a keyword. */
	readonly t: string;
	readonly pos: Pos;
	/** A name, a literal's source, or for ';': "semicolon", "newline" or "EOF". */
	readonly text: string;
	readonly lit?: 'int' | 'float' | 'imag' | 'char' | 'string';
	/** A literal's value: digits, or the string's bytes, or the char's code in decimal. */
	readonly value?: string;
}

/** Text as a byte string: each char is one byte of its UTF-8. */
export function toBytes(text: string): string {
	let plain = true;
	for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) plain = false;
	if (plain) return text;
	let out = '';
	for (const byte of utf8(text)) out += String.fromCharCode(byte);
	return out;
}

const keywords = new Set(
	'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var'.split(
		' '
	)
);
const operators = ('<<= >>= &^= ... && || <- ++ -- == != <= >= := += -= *= /= %= &= |= ^= << >> &^ ' + '+ - * / % & | ^ < > = ! ( ) [ ] { } , . : ~').split(
	' '
);
const endsStatement = new Set(['name', 'literal', 'break', 'continue', 'fallthrough', 'return', '++', '--', ')', ']', '}']);
const isLetter = (c: string): boolean => (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_' || c > '\x7f';
const isDigit = (c: string): boolean => c >= '0' && c <= '9';
const simple: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' };

/** A code point's bytes. */
export function runeBytes(code: number): string {
	if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return '\xef\xbf\xbd';
	if (code < 0x80) return String.fromCharCode(code);
	if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
	if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
	return String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
}

/** All tokens of a file; `source` is a byte string. Comments that begin with //go:embed are kept in `embeds` by line. */
export function scan(path: string, source: string, embeds: Map<number, string> = new Map()): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	let line = 1;
	let start = 0;
	const here = (): Pos => posAt(line, at - start + 1);
	const fail = (pos: Pos, message: string): never => {
		throw new SyntaxFault(path, pos, message);
	};
	const last = (): string => tokens.at(-1)?.t ?? '';
	const newline = (text: string): void => {
		if (endsStatement.has(last())) tokens.push({ t: ';', pos: here(), text });
	};
	const escape = (quote: string, begin: Pos): string => {
		const c = source[at++] ?? '';
		if (c in simple && !(c === "'" && quote === '"') && !(c === '"' && quote === "'")) return simple[c] ?? '';
		const hex = (n: number): number => {
			const digits = source.slice(at, at + n);
			if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < n) fail(here(), 'invalid character in escape sequence');
			at += n;
			return parseInt(digits, 16);
		};
		if (c === 'x') return String.fromCharCode(hex(2));
		if (c === 'u') return runeBytes(hex(4));
		if (c === 'U') return runeBytes(hex(8));
		if (c >= '0' && c <= '7') {
			const digits = source.slice(at - 1, at + 2);
			at += 2;
			return String.fromCharCode(parseInt(digits, 8) & 255);
		}
		at--;
		return fail(begin, 'unknown escape');
	};
	for (;;) {
		const c = source[at];
		if (c === undefined) {
			newline('EOF');
			tokens.push({ t: 'EOF', pos: here(), text: 'EOF' });
			return tokens;
		}
		if (c === '\n') {
			newline('newline');
			at++;
			line++;
			start = at;
			continue;
		}
		if (c === ' ' || c === '\t' || c === '\r') {
			at++;
			continue;
		}
		if (c === '/' && source[at + 1] === '/') {
			const end = source.indexOf('\n', at);
			const text = source.slice(at, end < 0 ? source.length : end);
			if (text.startsWith('//go:embed ')) embeds.set(line, text.slice(11).trim());
			newline('newline');
			at = end < 0 ? source.length : end;
			continue;
		}
		if (c === '/' && source[at + 1] === '*') {
			const end = source.indexOf('*/', at + 2);
			if (end < 0) fail(here(), 'comment not terminated');
			const text = source.slice(at, end + 2);
			if (text.includes('\n')) newline('newline');
			for (let i = 0; i < text.length; i++)
				if (text[i] === '\n') {
					line++;
					start = at + i + 1;
				}
			at = end + 2;
			continue;
		}
		const pos = here();
		if (isLetter(c)) {
			const from = at;
			while (at < source.length && (isLetter(source[at] ?? '') || isDigit(source[at] ?? ''))) at++;
			const text = source.slice(from, at);
			tokens.push({ t: keywords.has(text) ? text : 'name', pos, text });
			continue;
		}
		if (isDigit(c) || (c === '.' && isDigit(source[at + 1] ?? ''))) {
			const found = /^(?:0[xX][0-9a-fA-F_]+(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?\d+)?|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?(?:\.[\d_]*)?(?:[eE][+-]?\d+)?)i?/.exec(
				source.slice(at, at + 400)
			);
			const text = found?.[0] ?? c;
			at += text.length;
			const digits = text.replaceAll('_', '');
			const lit = digits.endsWith('i') ? 'imag' : /^0[xXbBoO]/.test(digits) ? 'int' : /[.eE]/.test(digits) ? 'float' : 'int';
			const octal = lit === 'int' && /^0[0-7]+$/.test(digits);
			tokens.push({ t: 'literal', pos, text, lit, value: octal ? `0o${digits.slice(1)}` : digits });
			continue;
		}
		if (c === '"') {
			const from = at++;
			let value = '';
			for (;;) {
				const d = source[at];
				if (d === undefined || d === '\n') fail(pos, d === undefined ? 'string not terminated' : 'newline in string');
				at++;
				if (d === '"') break;
				value += d === '\\' ? escape('"', posAt(line, at - start)) : d;
			}
			tokens.push({ t: 'literal', pos, text: source.slice(from, at), lit: 'string', value });
			continue;
		}
		if (c === '`') {
			const end = source.indexOf('`', at + 1);
			if (end < 0) fail(pos, 'string not terminated');
			const text = source.slice(at, end + 1);
			for (let i = 0; i < text.length; i++)
				if (text[i] === '\n') {
					line++;
					start = at + i + 1;
				}
			at = end + 1;
			tokens.push({ t: 'literal', pos, text, lit: 'string', value: text.slice(1, -1).replaceAll('\r', '') });
			continue;
		}
		if (c === "'") {
			const from = at++;
			let value = '';
			let units = 0;
			for (;;) {
				const d = source[at];
				if (d === undefined || d === '\n') fail(pos, 'rune literal not terminated');
				at++;
				if (d === "'") break;
				const begin = at - 1;
				if (d === '\\') {
					const kind = source[at] ?? '';
					value = escape("'", posAt(line, at - start));
					if (kind !== 'u' && kind !== 'U') value = `#${value.charCodeAt(0)}`;
				} else {
					const width = (d ?? '') < '\x80' ? 1 : (d ?? '') < '\xe0' ? 2 : (d ?? '') < '\xf0' ? 3 : 4;
					at = begin + width;
					value = source.slice(begin, at);
				}
				units++;
			}
			if (units !== 1) fail(pos, units === 0 ? "empty rune literal or unescaped ' in rune literal" : 'more than one character in rune literal');
			tokens.push({
				t: 'literal',
				pos,
				text: source.slice(from, at),
				lit: 'char',
				value: String(value.startsWith('#') && value.length > 1 ? Number(value.slice(1)) : decodeRune(value, 0)[0])
			});
			continue;
		}
		if (c === ';') {
			at++;
			tokens.push({ t: ';', pos, text: 'semicolon' });
			continue;
		}
		const op = operators.find((o) => source.startsWith(o, at));
		if (op === undefined)
			fail(pos, `invalid character U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}${c > ' ' && c < '\x7f' ? ` '${c}'` : ''}`);
		at += op?.length ?? 1;
		tokens.push({ t: op ?? c, pos, text: op ?? c });
	}
}

/** The code point at `at` of a byte string, and its width: U+FFFD of width 1 where it is not valid. */
export function decodeRune(s: string, at: number): [rune: number, width: number] {
	const a = s.charCodeAt(at);
	if (a < 0x80) return [a, 1];
	const more = (i: number): number => {
		const b = s.charCodeAt(at + i);
		return b >= 0x80 && b < 0xc0 ? b & 63 : -1;
	};
	const [b, c, d] = [more(1), more(2), more(3)];
	if (a >= 0xc2 && a < 0xe0 && b >= 0) return [((a & 31) << 6) | b, 2];
	if (a >= 0xe0 && a < 0xf0 && b >= 0 && c >= 0) {
		const code = ((a & 15) << 12) | (b << 6) | c;
		if (code >= 0x800 && (code < 0xd800 || code > 0xdfff)) return [code, 3];
	}
	if (a >= 0xf0 && a < 0xf5 && b >= 0 && c >= 0 && d >= 0) {
		const code = ((a & 7) << 18) | (b << 12) | (c << 6) | d;
		if (code >= 0x10000 && code <= 0x10ffff) return [code, 4];
	}
	return [0xfffd, 1];
}
