// Parses sed scripts with GNU sed's rules and error texts ("-e expression #1, char 3: unterminated `s' command").
// Invariant: every { has its } and every jump its target, or SedError is thrown.
import { compileRegExp, RegExpError } from '../../../values/index.ts';
import type { CompiledRegExp } from '../../../values/index.ts';
import type { Address, Command, Piece, Script, SecondAddress, Substitution } from './script.ts';

export class SedError {
	/** "-e expression #1, char 5" or "file x line 2". */
	readonly where: string;
	readonly plain: string;
	constructor(where: string, plain: string) {
		this.where = where;
		this.plain = plain;
	}
}

class Reader {
	readonly text: string;
	readonly from: string;
	at = 0;
	constructor(text: string, from: string) {
		this.text = text;
		this.from = from;
	}
	peek(): string {
		return this.text[this.at] ?? '';
	}
	fail(message: string, at = this.at): never {
		if (this.from.startsWith('file ')) throw new SedError(`${this.from} line ${this.text.slice(0, at).split('\n').length}`, message);
		throw new SedError(`${this.from}, char ${at}`, message);
	}
	skip(set: string): void {
		while (this.at < this.text.length && set.includes(this.peek())) this.at++;
	}
	number(): number | undefined {
		const start = this.at;
		while (/[0-9]/.test(this.peek())) this.at++;
		return this.at === start ? undefined : Number(this.text.slice(start, this.at));
	}
}

const blanks = ' \t\r\v\f';
const escapeText: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The end of a bracket expression that begins here; undefined when it has none. */
function bracketEnd(text: string, start: number): number | undefined {
	let i = start + 1;
	if (text[i] === '^') i++;
	if (text[i] === ']') i++;
	for (; i < text.length && text[i] !== '\n'; i++) {
		if (text[i] === ']') return i;
		const kind = text[i] === '[' ? text[i + 1] : undefined;
		if (kind === undefined || !':.='.includes(kind)) continue;
		const closed = text.indexOf(`${kind}]`, i + 2);
		if (closed >= 0) i = closed + 1;
	}
	return undefined;
}

/** Reads to an unescaped delimiter. `regexp`: a \\n becomes a newline. */
function delimited(r: Reader, delimiter: string, regexp: boolean): string | undefined {
	let out = '';
	while (r.at < r.text.length) {
		const char = r.peek();
		if (char === delimiter) {
			r.at++;
			return out;
		}
		const shut = regexp && char === '[' ? bracketEnd(r.text, r.at) : undefined;
		if (shut !== undefined) {
			// A delimiter in brackets is one of their characters.
			out += r.text.slice(r.at, shut + 1).replace(/\\([\s\S])/g, (both: string, next: string) => (next === 'n' ? '\n' : next === delimiter ? next : both));
			r.at = shut + 1;
			continue;
		}
		r.at++;
		if (char === '\\') {
			const next = r.peek();
			if (next === '') return undefined;
			r.at++;
			if (next === delimiter && delimiter !== '\n') {
				// \D stands for D itself; as a special character of the expression it loses its meaning.
				out +=
					regexp && '.*[]^$+?(){}|'.includes(delimiter) && !'(){}|+?'.includes(delimiter)
						? `[${delimiter}]`.replace('[^]', '\\^').replace('[]]', '\\]').replace('[[]', '\\[')
						: regexp && '(){}|+?'.includes(delimiter)
							? delimiter
							: !regexp && delimiter === '&'
								? '\\&'
								: delimiter;
			} else if (next === 'n' && regexp) out += '\n';
			else out += char + next;
			continue;
		}
		out += char;
	}
	return undefined;
}

/** GNU's character escapes inside an expression: \t \xHH \dNNN \oNNN. */
function expressionEscapes(pattern: string): string {
	return pattern.replace(
		/\\(?:([afrtv])|x([0-9A-Fa-f]{1,2})|d([0-9]{3})|o([0-7]{1,3})|c(.)|([\s\S]))/g,
		(whole: string, letter?: string, hex?: string, dec?: string, oct?: string, ctrl?: string) => {
			if (letter !== undefined) return escapeText[letter] ?? whole;
			const code =
				hex !== undefined
					? parseInt(hex, 16)
					: dec !== undefined
						? Number(dec)
						: oct !== undefined
							? parseInt(oct, 8)
							: ctrl !== undefined
								? ctrl.toUpperCase().charCodeAt(0) ^ 64
								: -1;
			if (code < 0) return whole;
			const char = String.fromCharCode(code);
			return '.*[]^$\\/+?(){}|'.includes(char) ? `\\${char}`.replace(/^\\([+?(){}|])$/, '[$1]') : char;
		}
	);
}

function compile(
	r: Reader,
	pattern: string,
	flags: { ignoreCase: boolean; multiline: boolean },
	extended: boolean,
	unclosed = 'unterminated address regex'
): CompiledRegExp | undefined {
	if (pattern === '') return undefined;
	try {
		return compileRegExp(expressionEscapes(pattern), { syntax: extended ? 'ere' : 'bre', strict: true, ...flags });
	} catch (error) {
		if (error instanceof RegExpError) r.fail(/^(?:Unmatched \[|Invalid regular)/.test(error.message) ? unclosed : error.message);
		throw error;
	}
}

function address(r: Reader, extended: boolean): Address | undefined {
	const char = r.peek();
	if (/[0-9]/.test(char)) {
		const first = r.number() ?? 0;
		if (r.peek() === '~') {
			r.at++;
			return { kind: 'step', first, step: r.number() ?? 0 };
		}
		return { kind: 'line', line: first };
	}
	if (char === '$') {
		r.at++;
		return { kind: 'last' };
	}
	if (char === '+' || char === '~') r.fail('invalid usage of +N or ~N as first address', r.at + 2);
	if (char !== '/' && char !== '\\') return undefined;
	r.at++;
	const delimiter = char === '/' ? '/' : r.peek();
	if (char === '\\') r.at++;
	const pattern = delimited(r, delimiter, true);
	if (pattern === undefined) r.fail('unterminated address regex', r.text.length);
	const flags = { ignoreCase: false, multiline: false };
	for (; 'IM'.includes(r.peek()) && r.peek() !== ''; r.at++) {
		if (r.peek() === 'I') flags.ignoreCase = true;
		else flags.multiline = true;
	}
	return { kind: 'regexp', regexp: compile(r, pattern, flags, extended) };
}

function secondAddress(r: Reader, extended: boolean): SecondAddress | undefined {
	const char = r.peek();
	if (char === '+' || char === '~') {
		r.at++;
		const count = r.number() ?? 0;
		return char === '+' ? { kind: 'plus', count } : { kind: 'multiple', of: count };
	}
	return address(r, extended);
}

/** A replacement text's pieces. */
export function pieces(text: string, groups: number | undefined, fail: (message: string) => never): Piece[] {
	const out: Piece[] = [];
	let plain = '';
	const push = (piece: Piece): void => {
		if (plain !== '') out.push({ text: plain });
		plain = '';
		out.push(piece);
	};
	for (let i = 0; i < text.length; i++) {
		const char = text[i] as string;
		if (char === '&') push({ group: 0 });
		else if (char !== '\\') plain += char;
		else {
			const next = text[++i] ?? '\\';
			const coded = /^(?:x([0-9A-Fa-f]{1,2})|d([0-9]{3})|o([0-7]{1,3}))/.exec(text.slice(i));
			if (/[0-9]/.test(next)) {
				if (groups !== undefined && Number(next) > groups) fail(`invalid reference \\${next} on \`s' command's RHS`);
				push({ group: Number(next) });
			} else if ('ULulE'.includes(next)) push({ fold: next as 'U' });
			else if (coded) {
				plain += String.fromCharCode(
					coded[1] !== undefined ? parseInt(coded[1], 16) : coded[2] !== undefined ? Number(coded[2]) : parseInt(coded[3] ?? '0', 8)
				);
				i += coded[0].length - 1;
			} else if (next === 'c' && text[i + 1] !== undefined) plain += String.fromCharCode((text[++i] ?? '').toUpperCase().charCodeAt(0) ^ 64);
			else plain += escapeText[next] ?? next;
		}
	}
	if (plain !== '') out.push({ text: plain });
	return out;
}

function substitution(r: Reader, extended: boolean): Substitution {
	const delimiter = r.peek();
	r.at++;
	if (delimiter === '' || delimiter === '\n' || delimiter === '\\') r.fail("unterminated `s' command", r.at - (delimiter === '' ? 1 : 0));
	const pattern = delimited(r, delimiter, true);
	const replacement = pattern === undefined ? undefined : delimited(r, delimiter, false);
	if (pattern === undefined || replacement === undefined) r.fail("unterminated `s' command", r.text.length);
	const s: Substitution = { regexp: undefined, replacement: [], global: false, nth: 0, print: 0, evaluate: false, write: undefined };
	const flags = { ignoreCase: false, multiline: false };
	for (;;) {
		if (s.nth > 0 && /^[ \t]+[0-9]/.test(r.text.slice(r.at))) r.skip(blanks);
		const char = r.peek();
		if (/[0-9]/.test(char)) {
			if (s.nth > 0) r.fail("multiple number options to `s' command", r.at + 1);
			s.nth = r.number() ?? 0;
			if (s.nth === 0) r.fail("number option to `s' command may not be zero");
			continue;
		}
		if (char === 'g') {
			if (s.global) r.fail("multiple `g' options to `s' command", r.at + 1);
			s.global = true;
		} else if (char === 'p') {
			if (s.print > 0) r.fail("multiple `p' options to `s' command", r.at + 1);
			s.print = s.evaluate ? 2 : 1;
		} else if (char === 'i' || char === 'I') flags.ignoreCase = true;
		else if (char === 'm' || char === 'M') flags.multiline = true;
		else if (char === 'e') s.evaluate = true;
		else if (char === 'w') {
			r.at++;
			s.write = fileName(r);
			break;
		} else {
			endOf(r, "unknown option to `s'");
			break;
		}
		r.at++;
	}
	const regexp = compile(r, pattern, flags, extended, "unterminated `s' command");
	return { ...s, regexp, replacement: pieces(replacement, regexp?.groupCount, (message) => r.fail(message)) };
}

function fileName(r: Reader): string {
	r.skip(blanks);
	const end = r.text.indexOf('\n', r.at);
	const name = r.text.slice(r.at, end < 0 ? undefined : end);
	if (name === '') r.fail('missing filename in r/R/w/W commands');
	r.at = end < 0 ? r.text.length : end;
	return name;
}

/** What may follow a command: blanks, then ; newline } # or the end. */
function endOf(r: Reader, message = 'extra characters after command'): void {
	r.skip(blanks);
	const char = r.peek();
	if (char === '' || char === '}' || char === '#') return;
	if (char !== ';' && char !== '\n') r.fail(message, r.at + 1);
	r.at++;
}

/** The text of a, i and c: the one-line form, or lines continued with backslashes. */
function textOf(r: Reader, next: () => boolean): string {
	r.skip(blanks);
	if (r.peek() === '') r.fail("expected \\ after `a', `c' or `i'");
	if (r.peek() === '\\') {
		r.at++;
		const start = r.at;
		r.skip(blanks);
		if (r.peek() === '\n') r.at++;
		else if (r.peek() !== '') r.at = start;
		else if (!next()) return '';
	}
	let out = '';
	while (r.at < r.text.length) {
		const char = r.peek();
		r.at++;
		if (char === '\\') {
			out += escapeText[r.peek()] ?? r.peek();
			r.at++;
		} else if (char === '\n') return `${out}\n`;
		else out += char;
	}
	return `${out}\n`;
}

function transliteration(r: Reader): Map<string, string> {
	const delimiter = r.peek();
	r.at++;
	const raw = [delimited(r, delimiter, false), delimited(r, delimiter, false)];
	if (raw[0] === undefined || raw[1] === undefined) r.fail("unterminated `y' command", r.text.length);
	const [from, to] = raw
		.map((text) =>
			[...(text ?? '').replace(/\\([\s\S])/g, (whole: string, c: string) => (c === '\\' ? '\\\\' : (escapeText[c] ?? whole)))].join('').replaceAll('\\\\', '\\')
		)
		.map((text) => [...text]);
	if (!from || !to || from.length !== to.length) r.fail("strings for `y' command are different lengths");
	return new Map(from.map((char, i) => [char, to[i] ?? char]));
}

/** Parses the parts of a script (one per -e or -f). */
export function parseScript(parts: readonly { text: string; from: string }[], extended: boolean): Script {
	const script: Script = { commands: [], quiet: parts[0]?.text.startsWith('#n\n') === true || parts[0]?.text === '#n' };
	const open: number[] = [];
	let firstWhere: Reader | undefined;
	const text = parts.map((part) => part.text);
	for (let p = 0; p < parts.length; p++) {
		const part = parts[p];
		if (!part) continue;
		let r = new Reader(text[p] ?? '', part.from);
		firstWhere ??= r;
		const continued = (): boolean => {
			const following = parts[p + 1];
			if (!following) return false;
			p++;
			r = Object.assign(r, { text: following.text, from: following.from, at: 0 });
			return true;
		};
		for (;;) {
			r.skip(`${blanks}\n;`);
			if (r.at >= r.text.length) break;
			if (r.peek() === '#') {
				const end = r.text.indexOf('\n', r.at);
				r.at = end < 0 ? r.text.length : end;
				continue;
			}
			command(r, script, open, extended, continued);
		}
	}
	const from = firstWhere?.from ?? '-e expression #1';
	if (open.length > 0) throw new SedError(parts[parts.length - 1]?.from.startsWith('file') ? from : '-e expression #1, char 0', "unmatched `{'");
	for (const one of script.commands) {
		if (!'btT'.includes(one.name) || one.text === '') continue;
		const at = script.commands.findIndex((other) => other.name === ':' && other.text === one.text);
		if (at < 0) throw new SedError('', `can't find label for jump to \`${one.text}'`);
		one.target = at;
	}
	return script;
}

function command(r: Reader, script: Script, open: number[], extended: boolean, continued: () => boolean): void {
	const one: Command = { name: '', a1: undefined, zero: false, a2: undefined, negated: false, text: '', number: undefined, target: -1 };
	one.a1 = address(r, extended);
	r.skip(blanks);
	if (one.a1 && r.peek() === ',') {
		r.at++;
		r.skip(blanks);
		one.a2 = secondAddress(r, extended);
		if (!one.a2) r.fail("unexpected `,'", r.at + 1 - (r.at >= r.text.length ? 1 : 0));
	}
	if (one.a1?.kind === 'line' && one.a1.line === 0) {
		if (one.a2?.kind !== 'regexp') r.fail('invalid usage of line address 0', r.at + 1);
		one.zero = true;
	}
	r.skip(blanks);
	while (r.peek() === '!') {
		if (one.negated) r.fail("multiple `!'s", r.at + 1);
		one.negated = true;
		r.at++;
		r.skip(blanks);
	}
	one.name = r.peek();
	if (one.name === '' || one.name === '\n') r.fail('missing command');
	r.at++;
	const addressCount = one.a2 ? 2 : one.a1 ? 1 : 0;
	switch (one.name) {
		case '{':
			open.push(script.commands.length);
			break;
		case '}': {
			const start = open.pop();
			if (start === undefined) r.fail("unexpected `}'");
			if (addressCount > 0) r.fail("} doesn't want any addresses");
			const opener = script.commands[start];
			if (opener) opener.target = script.commands.length;
			endOf(r);
			break;
		}
		case ':': {
			if (addressCount > 0) r.fail(": doesn't want any addresses");
			r.skip(blanks);
			const end = /[\n;\s]/.exec(r.text.slice(r.at));
			one.text = r.text.slice(r.at, end ? r.at + end.index : undefined);
			if (one.text === '') r.fail('":" lacks a label');
			r.at += one.text.length;
			break;
		}
		case 'b':
		case 't':
		case 'T': {
			r.skip(blanks);
			const end = /[\n;}\s]/.exec(r.text.slice(r.at));
			one.text = r.text.slice(r.at, end ? r.at + end.index : undefined);
			r.at += one.text.length;
			endOf(r);
			break;
		}
		case 'a':
		case 'i':
		case 'c':
			one.text = textOf(r, continued);
			break;
		case 'r':
		case 'R':
		case 'w':
		case 'W':
			one.text = fileName(r);
			break;
		case 'e': {
			r.skip(blanks);
			const end = r.text.indexOf('\n', r.at);
			one.text = r.text.slice(r.at, end < 0 ? undefined : end);
			r.at = end < 0 ? r.text.length : end;
			break;
		}
		case 's':
			one.substitution = substitution(r, extended);
			break;
		case 'y':
			one.map = transliteration(r);
			endOf(r);
			break;
		case 'q':
		case 'Q':
		case 'l':
		case 'L':
			if (addressCount > 1 && (one.name === 'q' || one.name === 'Q')) r.fail('command only uses one address');
			r.skip(blanks);
			one.number = r.number();
			endOf(r);
			break;
		case '=':
		case 'd':
		case 'D':
		case 'F':
		case 'g':
		case 'G':
		case 'h':
		case 'H':
		case 'n':
		case 'N':
		case 'p':
		case 'P':
		case 'x':
		case 'z':
			endOf(r);
			break;
		case 'v': {
			r.skip(blanks);
			const wanted = /^[0-9.]*/.exec(r.text.slice(r.at))?.[0] ?? '';
			r.at += wanted.length;
			const [major = 0, minor = 0] = wanted.split('.').map(Number);
			if (major > 4 || (major === 4 && minor > 9)) r.fail('expected newer version of sed');
			endOf(r);
			return;
		}
		default:
			r.fail(`unknown command: \`${one.name}'`);
	}
	script.commands.push(one);
}
