// Python's words: names, numbers, strings with their prefixes, operators, indents. Errors are SyntaxErrors with line and column.

export interface Token {
	readonly kind: 'name' | 'number' | 'string' | 'op' | 'newline' | 'indent' | 'dedent' | 'end';
	readonly text: string;
	/** For strings: 'f', 'b', 'r' as written, lower case. */
	readonly prefix: string;
	readonly line: number;
	readonly column: number;
	readonly end: number;
}
/** A SyntaxError (or IndentationError) before anything runs. */
export class SyntaxFault {
	readonly type: string;
	readonly message: string;
	readonly line: number;
	readonly column: number;
	readonly end: number;
	constructor(message: string, line: number, column: number, end = column + 1, type = 'SyntaxError') {
		this.type = type;
		this.message = message;
		this.line = line;
		this.column = column;
		this.end = end;
	}
}
const operators = [
	'**=',
	'//=',
	'>>=',
	'<<=',
	'...',
	'!=',
	'<=',
	'>=',
	'==',
	'->',
	':=',
	'+=',
	'-=',
	'*=',
	'/=',
	'%=',
	'|=',
	'&=',
	'^=',
	'**',
	'//',
	'<<',
	'>>',
	'(',
	')',
	'[',
	']',
	'{',
	'}',
	',',
	':',
	'.',
	';',
	'=',
	'+',
	'-',
	'*',
	'/',
	'%',
	'<',
	'>',
	'|',
	'&',
	'^',
	'~',
	'@=',
	'@'
];

const escapes: Readonly<Record<string, string>> = {
	n: '\n',
	t: '\t',
	r: '\r',
	'\\': '\\',
	"'": "'",
	'"': '"',
	'0': '\0',
	a: '\x07',
	b: '\b',
	f: '\f',
	v: '\v',
	'\n': ''
};
/** A literal's text with its escapes read. */
export function unescape(text: string): string {
	let out = '';
	for (let i = 0; i < text.length; i++) {
		if (text[i] !== '\\') {
			out += text[i];
			continue;
		}
		const next = text[++i] ?? '';
		const size = { x: 2, u: 4, U: 8 }[next];
		if (size) {
			out += String.fromCodePoint(parseInt(text.slice(i + 1, i + 1 + size), 16) || 0);
			i += size;
		} else out += escapes[next] ?? `\\${next}`;
	}
	return out;
}

export function tokenize(source: string): Token[] {
	const found: Token[] = [];
	const indents = [0];
	let [i, line, start, depth] = [0, 1, 0, 0];
	let fresh = true;
	const add = (kind: Token['kind'], text: string, at: number, prefix = ''): void =>
		void found.push({ kind, text, prefix, line, column: at - start, end: i - start });
	while (i < source.length) {
		if (fresh && depth === 0) {
			let width = 0;
			while (source[i] === ' ' || source[i] === '\t') width += source[i++] === '\t' ? 8 - (width % 8) : 1;
			if (source[i] === '#' || source[i] === '\n' || source[i] === '\r' || i >= source.length) {
				while (i < source.length && source[i] !== '\n') i++;
				i++;
				line++;
				start = i;
				continue;
			}
			fresh = false;
			if (width > (indents[indents.length - 1] ?? 0)) {
				indents.push(width);
				add('indent', '', i);
			}
			while (width < (indents[indents.length - 1] ?? 0)) {
				indents.pop();
				if (width > (indents[indents.length - 1] ?? 0))
					throw new SyntaxFault('unindent does not match any outer indentation level', line, width, width, 'IndentationError');
				add('dedent', '', i);
			}
		}
		const c = source[i] as string;
		const at = i;
		if (c === '\n') {
			if (depth === 0) {
				add('newline', '', at);
				fresh = true;
			}
			i++;
			line++;
			start = i;
		} else if (c === ' ' || c === '\t' || c === '\r') i++;
		else if (c === '#') while (i < source.length && source[i] !== '\n') i++;
		else if (c === '\\' && source[i + 1] === '\n') {
			i += 2;
			line++;
			start = i;
		} else {
			const [, prefix = '', quote = ''] = /^([rbfuRBFU]{0,2})("""|'''|"|')/.exec(source.slice(i, i + 5)) ?? [];
			if (quote !== '') {
				const raw = prefix.toLowerCase().includes('r');
				let end = i + prefix.length + quote.length;
				const from = end;
				while (!source.startsWith(quote, end)) {
					if (end >= source.length || (quote.length === 1 && source[end] === '\n'))
						throw new SyntaxFault(
							quote.length === 1
								? `unterminated string literal (detected at line ${line})`
								: `unterminated triple-quoted string literal (detected at line ${source.split('\n').length})`,
							line,
							at - start
						);
					end += source[end] === '\\' ? 2 : 1;
				}
				const text = source.slice(from, end);
				i = end + quote.length;
				add('string', raw || prefix.toLowerCase().includes('f') ? text : unescape(text), at, prefix.toLowerCase());
				const breaks = text.split('\n').length - 1;
				if (breaks > 0) {
					line += breaks;
					start = at + source.slice(at, i).lastIndexOf('\n') + 1;
				}
			} else if (/[0-9]/.test(c) || (c === '.' && /[0-9]/.test(source[i + 1] ?? ''))) {
				const text =
					/^(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/.exec(source.slice(i, i + 400))?.[0] ?? c;
				i += text.length;
				if (/[A-Za-z_]/.test(source[i] ?? '')) throw new SyntaxFault('invalid decimal literal', line, i - 1 - start);
				add('number', text.replaceAll('_', ''), at);
			} else if (/[A-Za-z_\u0080-\uffff]/.test(c)) {
				while (i < source.length && /[A-Za-z0-9_\u0080-\uffff]/.test(source[i] as string)) i++;
				add('name', source.slice(at, i), at);
			} else {
				const op = operators.find((o) => source.startsWith(o, i));
				if (op === undefined) throw new SyntaxFault('invalid syntax', line, at - start);
				if ('([{'.includes(op)) depth++;
				if (')]}'.includes(op)) {
					if (depth === 0) throw new SyntaxFault(`unmatched '${op}'`, line, at - start);
					depth--;
				}
				i += op.length;
				add('op', op, at);
			}
		}
	}
	if (depth > 0) {
		const open: Token[] = [];
		for (const t of found)
			if (t.kind === 'op') {
				if ('([{'.includes(t.text)) open.push(t);
				else if (')]}'.includes(t.text)) open.pop();
			}
		const last = open[open.length - 1];
		throw new SyntaxFault(`'${last?.text ?? '('}' was never closed`, last?.line ?? line, last?.column ?? 0);
	}
	if (!fresh) add('newline', '', i);
	while (indents.length > 1) {
		indents.pop();
		add('dedent', '', i);
	}
	add('end', '', i);
	return found;
}
