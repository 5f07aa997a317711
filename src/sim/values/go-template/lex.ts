// text/template's lexer: text and {{actions}} become items, with its error texts and line numbers.
// Leaves out other delimiters than {{ and }}, and complex numbers.

export type ItemType =
	| 'error'
	| 'bool'
	| 'char'
	| 'char-constant'
	| 'assign'
	| 'declare'
	| 'eof'
	| 'field'
	| 'identifier'
	| 'left-delim'
	| '('
	| 'number'
	| 'pipe'
	| 'raw-string'
	| 'right-delim'
	| ')'
	| 'space'
	| 'string'
	| 'text'
	| 'variable'
	| 'block'
	| 'break'
	| 'continue'
	| 'dot'
	| 'define'
	| 'else'
	| 'end'
	| 'if'
	| 'nil'
	| 'range'
	| 'template'
	| 'with';

export interface Item {
	readonly type: ItemType;
	/** Where it begins in the template's text. */
	readonly pos: number;
	readonly value: string;
	/** Counted from 1. */
	readonly line: number;
}

export interface Lexer {
	readonly input: string;
	pos: number;
	start: number;
	line: number;
	startLine: number;
	insideAction: boolean;
	parens: number;
	failed: boolean;
}

const keywords: Readonly<Record<string, ItemType>> = {
	block: 'block',
	break: 'break',
	continue: 'continue',
	define: 'define',
	else: 'else',
	end: 'end',
	if: 'if',
	range: 'range',
	nil: 'nil',
	template: 'template',
	with: 'with'
};

const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';
const isAlphaNumeric = (char: string): boolean => /^[_\p{L}\p{Nd}]$/u.test(char);

export function newLexer(input: string): Lexer {
	return { input, pos: 0, start: 0, line: 1, startLine: 1, insideAction: false, parens: 0, failed: false };
}

function peek(l: Lexer): string {
	const code = l.input.codePointAt(l.pos);
	return code === undefined ? '' : String.fromCodePoint(code);
}

function next(l: Lexer): string {
	const char = peek(l);
	l.pos += char.length;
	if (char === '\n') l.line++;
	return char;
}

function ignore(l: Lexer): void {
	l.start = l.pos;
	l.startLine = l.line;
}

function item(l: Lexer, type: ItemType): Item {
	const made: Item = { type, pos: l.start, value: l.input.slice(l.start, l.pos), line: l.startLine };
	l.start = l.pos;
	l.startLine = l.line;
	return made;
}

function fail(l: Lexer, message: string): Item {
	const made: Item = { type: 'error', pos: l.start, value: message, line: l.startLine };
	l.failed = true;
	return made;
}

/** Go's %#U: U+0040 '@'. */
function unicodeName(char: string): string {
	const code = char.codePointAt(0);
	if (code === undefined) return 'U+FFFFFFFFFFFFFFFF';
	return `U+${code.toString(16).toUpperCase().padStart(4, '0')}${code < 0x20 || code === 0x7f ? '' : ` '${char}'`}`;
}

function trimsLeft(l: Lexer, at: number): boolean {
	return l.input.charAt(at) === '-' && isSpace(l.input.charAt(at + 1));
}

function trimsRight(l: Lexer, at: number): boolean {
	return isSpace(l.input.charAt(at)) && l.input.charAt(at + 1) === '-' && l.input.startsWith('}}', at + 2);
}

function countLines(text: string): number {
	return text.split('\n').length - 1;
}

function skipSpaces(l: Lexer): void {
	while (isSpace(peek(l))) next(l);
}

function lexText(l: Lexer): Item | undefined {
	const found = l.input.indexOf('{{', l.pos);
	if (found < 0) {
		l.line += countLines(l.input.slice(l.pos));
		l.pos = l.input.length;
		return item(l, l.pos > l.start ? 'text' : 'eof');
	}
	if (found > l.pos) {
		const text = l.input.slice(l.pos, found);
		const kept = trimsLeft(l, found + 2) ? text.replace(/[ \t\r\n]+$/, '') : text;
		l.pos += kept.length;
		l.line += countLines(kept);
		const made = item(l, 'text');
		l.line += countLines(text.slice(kept.length));
		l.pos = found;
		ignore(l);
		if (made.value !== '') return made;
	}
	return lexLeftDelim(l);
}

function lexLeftDelim(l: Lexer): Item | undefined {
	l.pos += 2;
	const marker = trimsLeft(l, l.pos) ? 2 : 0;
	if (l.input.startsWith('/*', l.pos + marker)) {
		l.pos += marker;
		ignore(l);
		return lexComment(l);
	}
	const made = item(l, 'left-delim');
	l.insideAction = true;
	l.line += countLines(l.input.slice(l.pos, l.pos + marker));
	l.pos += marker;
	ignore(l);
	l.parens = 0;
	return made;
}

function lexComment(l: Lexer): Item | undefined {
	const end = l.input.indexOf('*/', l.pos + 2);
	if (end < 0) return fail(l, 'unclosed comment');
	l.pos = end + 2;
	const trim = trimsRight(l, l.pos);
	if (!trim && !l.input.startsWith('}}', l.pos)) return fail(l, 'comment ends before closing delimiter');
	l.line += countLines(l.input.slice(l.start, l.pos));
	l.pos += trim ? 4 : 2;
	if (trim) skipSpaces(l);
	ignore(l);
	return undefined;
}

function lexRightDelim(l: Lexer): Item {
	const trim = trimsRight(l, l.pos);
	if (trim) {
		l.line += countLines(l.input.charAt(l.pos));
		l.pos += 2;
		ignore(l);
	}
	l.pos += 2;
	const made = item(l, 'right-delim');
	if (trim) {
		skipSpaces(l);
		ignore(l);
	}
	l.insideAction = false;
	return made;
}

function atTerminator(l: Lexer): boolean {
	const char = peek(l);
	return char === '' || isSpace(char) || '.,|:)('.includes(char) || l.input.startsWith('}}', l.pos);
}

function lexSpace(l: Lexer): Item {
	let spaces = 0;
	while (isSpace(peek(l))) {
		next(l);
		spaces++;
	}
	if (trimsRight(l, l.pos - 1)) {
		l.pos--;
		if (l.input.charAt(l.pos) === '\n') l.line--;
		if (spaces === 1) return lexRightDelim(l);
	}
	return item(l, 'space');
}

function lexQuoted(l: Lexer, quote: string, type: ItemType, name: string): Item {
	for (;;) {
		const char = next(l);
		if (char === quote) return item(l, type);
		const escaped = char === '\\' && quote !== '`' ? next(l) : 'x';
		if (char === '' || escaped === '' || escaped === '\n' || (char === '\n' && quote !== '`')) return fail(l, `unterminated ${name}`);
	}
}

function lexWord(l: Lexer): Item {
	while (isAlphaNumeric(peek(l))) next(l);
	const word = l.input.slice(l.start, l.pos);
	if (!atTerminator(l)) return fail(l, `bad character ${unicodeName(peek(l))}`);
	return item(l, Object.hasOwn(keywords, word) ? (keywords[word] ?? 'identifier') : word === 'true' || word === 'false' ? 'bool' : 'identifier');
}

function lexField(l: Lexer, type: 'field' | 'variable'): Item {
	if (atTerminator(l)) return item(l, type === 'field' ? 'dot' : 'variable');
	while (isAlphaNumeric(peek(l))) next(l);
	if (!atTerminator(l)) return fail(l, `bad character ${unicodeName(peek(l))}`);
	return item(l, type);
}

const numberPattern =
	/^[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)/;

function lexNumber(l: Lexer): Item {
	l.pos += numberPattern.exec(l.input.slice(l.pos))?.[0].length ?? 0;
	if (isAlphaNumeric(peek(l)) || peek(l) === '+' || peek(l) === '-') {
		next(l);
		return fail(l, `bad number syntax: ${JSON.stringify(l.input.slice(l.start, l.pos))}`);
	}
	return item(l, 'number');
}

function lexInsideAction(l: Lexer): Item {
	if (trimsRight(l, l.pos) || l.input.startsWith('}}', l.pos)) return l.parens === 0 ? lexRightDelim(l) : fail(l, 'unclosed left paren');
	const char = peek(l);
	if (char === '') return fail(l, 'unclosed action');
	if (isSpace(char)) return lexSpace(l);
	if (char === '+' || char === '-' || (char >= '0' && char <= '9') || /^\.[0-9]/.test(l.input.slice(l.pos, l.pos + 2))) return lexNumber(l);
	if (isAlphaNumeric(char)) return lexWord(l);
	next(l);
	if (char === '=') return item(l, 'assign');
	if (char === ':') return next(l) === '=' ? item(l, 'declare') : fail(l, 'expected :=');
	if (char === '|') return item(l, 'pipe');
	if (char === '"') return lexQuoted(l, '"', 'string', 'quoted string');
	if (char === '`') return lexQuoted(l, '`', 'raw-string', 'raw quoted string');
	if (char === "'") return lexQuoted(l, "'", 'char-constant', 'character constant');
	if (char === '$') return lexField(l, 'variable');
	if (char === '.') return lexField(l, 'field');
	if (char === '(') {
		l.parens++;
		return item(l, '(');
	}
	if (char === ')') return --l.parens < 0 ? fail(l, 'unexpected right paren') : item(l, ')');
	if (char >= ' ' && char <= '~') return item(l, 'char');
	return fail(l, `unrecognized character in action: ${unicodeName(char)}`);
}

/** The next item; after an error, the end. */
export function nextItem(l: Lexer): Item {
	if (l.failed) return { type: 'eof', pos: l.pos, value: 'EOF', line: l.startLine };
	for (;;) {
		const made = l.insideAction ? lexInsideAction(l) : lexText(l);
		if (made !== undefined) return made.type === 'eof' ? { ...made, value: 'EOF' } : made;
	}
}
