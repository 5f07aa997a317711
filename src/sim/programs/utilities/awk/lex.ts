// Cuts AWK source into tokens. Whether "/" divides or begins an expression depends on the token before it.

export type Dialect = 'mawk' | 'gawk' | 'busybox';
export interface Token {
	kind: 'newline' | 'number' | 'string' | 'regexp' | 'name' | 'func' | 'builtin' | 'keyword' | 'op' | 'end';
	text: string;
	value: number;
	line: number;
}

/** A program that does not parse; the text after "awk: ". */
export class AwkSyntaxError {
	readonly line: number;
	readonly near: string;
	/** 'mawk': `near` is the whole message of mawk. */
	readonly kind: 'syntax' | 'missing' | 'other' | 'arguments' | 'mawk';
	constructor(line: number, near: string, kind: AwkSyntaxError['kind'] = 'syntax') {
		this.line = line;
		this.near = near;
		this.kind = kind;
	}
}

const keywords = new Set([
	'BEGIN',
	'END',
	'function',
	'func',
	'if',
	'else',
	'while',
	'for',
	'do',
	'break',
	'continue',
	'next',
	'nextfile',
	'exit',
	'return',
	'delete',
	'in',
	'getline',
	'print',
	'printf'
]);
const gawkKeywords = new Set(['switch', 'case', 'default', 'BEGINFILE', 'ENDFILE']);
const builtins = new Set(
	'length substr index split sub gsub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper system close fflush systime strftime mktime'.split(
		' '
	)
);
const gawkBuiltins = new Set('gensub strtonum and or xor lshift rshift compl asort asorti patsplit isarray typeof'.split(' '));
const busyboxBuiltins = new Set('and or xor lshift rshift compl'.split(' '));

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** A string literal's text. */
const decimal = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;
const decimalOrHex = /^(?:0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/;

export function unescape(body: string): string {
	return body.replace(
		/\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(\n)|([\s\S]))/g,
		(_whole: string, oct?: string, hex?: string, newline?: string, char?: string) => {
			if (oct !== undefined) return String.fromCharCode(parseInt(oct, 8) & 255);
			if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
			if (newline !== undefined) return '';
			return escapes[char ?? ''] ?? `\\${char ?? ''}`;
		}
	);
}

const operators = [
	'&&',
	'||',
	'++',
	'--',
	'+=',
	'-=',
	'*=',
	'/=',
	'%=',
	'^=',
	'**=',
	'**',
	'==',
	'<=',
	'>=',
	'!=',
	'>>',
	'!~',
	'{',
	'}',
	'(',
	')',
	'[',
	']',
	';',
	',',
	'+',
	'-',
	'*',
	'/',
	'%',
	'^',
	'!',
	'>',
	'<',
	'|',
	'?',
	':',
	'~',
	'$',
	'='
].sort((a, b) => b.length - a.length);

/** All tokens of a program. */
export function tokenize(source: string, dialect: Dialect): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	let line = 1;
	const push = (kind: Token['kind'], text: string, value = 0): void => void tokens.push({ kind, text, value, line });
	const regexpMayStart = (): boolean => {
		const last = tokens[tokens.length - 1];
		if (!last) return true;
		if (last.kind === 'number' || last.kind === 'string' || last.kind === 'name' || last.kind === 'builtin') return false;
		return !(last.kind === 'op' && [')', ']', '$', '++', '--'].includes(last.text));
	};
	while (at < source.length) {
		const char = source[at] as string;
		if (char === '\n') {
			push('newline', '\n');
			line++;
			at++;
			continue;
		}
		if (char === ' ' || char === '\t' || char === '\r') {
			at++;
			continue;
		}
		if (char === '\\' && (source[at + 1] === '\n' || source.startsWith('\r\n', at + 1))) {
			at += source[at + 1] === '\n' ? 2 : 3;
			line++;
			continue;
		}
		if (char === '#') {
			while (at < source.length && source[at] !== '\n') at++;
			continue;
		}
		if (char === '"') {
			let end = at + 1;
			while (end < source.length && source[end] !== '"' && source[end] !== '\n') end += source[end] === '\\' ? 2 : 1;
			if (source[end] !== '"') throw new AwkSyntaxError(line, source.slice(at, at + 10), dialect === 'mawk' ? 'other' : 'syntax');
			push('string', unescape(dialect === 'mawk' ? source.slice(at + 1, end).replaceAll('\\/', '\\\\/') : source.slice(at + 1, end)));
			at = end + 1;
			continue;
		}
		if (char === '/' && regexpMayStart()) {
			let end = at + 1;
			let bracket = false;
			for (; end < source.length && source[end] !== '\n' && (bracket || source[end] !== '/'); end++) {
				if (source[end] === '\\') end++;
				else if (source[end] === '[' && !bracket) {
					bracket = true;
					if (source[end + 1] === '^') end++;
					if (source[end + 1] === ']') end++;
				} else if (source[end] === '[' && source[end + 1] === ':') end = source.indexOf(':]', end + 2) < 0 ? end : source.indexOf(':]', end + 2) + 1;
				else if (source[end] === ']') bracket = false;
			}
			if (source[end] !== '/') throw new AwkSyntaxError(line, dialect === 'mawk' ? source.slice(at, at + 10).split('\n')[0] + '' : '/', 'other');
			push('regexp', source.slice(at + 1, end).replaceAll('\\/', '/'));
			at = end + 1;
			continue;
		}
		// mawk reads texts as hexadecimal, its own numbers not.
		const number = (dialect === 'mawk' ? decimal : decimalOrHex).exec(source.slice(at, at + 64));
		if (number) {
			push('number', number[0], Number(number[0]));
			at += number[0].length;
			continue;
		}
		const word = /^[A-Za-z_]\w*/.exec(source.slice(at, at + 256));
		if (word) {
			const name = word[0];
			at += name.length;
			if ((keywords.has(name) && !(name === 'func' && dialect === 'mawk')) || (dialect === 'gawk' && gawkKeywords.has(name)))
				push('keyword', name === 'func' ? 'function' : name);
			else if (builtins.has(name) || (dialect === 'gawk' && gawkBuiltins.has(name)) || (dialect === 'busybox' && busyboxBuiltins.has(name)))
				push('builtin', name);
			else push(source[at] === '(' ? 'func' : 'name', name);
			continue;
		}
		const op = operators.find((one) => source.startsWith(one, at) && !(dialect === 'mawk' && one.startsWith('**')));
		if (op === undefined)
			throw new AwkSyntaxError(line, dialect === 'mawk' ? `${line}: unexpected character '${char}'` : char, dialect === 'mawk' ? 'mawk' : 'syntax');
		push('op', op === '**' ? '^' : op === '**=' ? '^=' : op);
		at += op.length;
	}
	push('newline', '\n');
	line++;
	push('end', '');
	return tokens;
}
