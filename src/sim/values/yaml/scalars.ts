// The texts of a YAML stream: block (| and >), quoted, and plain scalars, as libyaml's scanner reads them.
// Invariant: the scanner stands behind the scalar afterwards, its line and column counted.

import { atDocumentMarker, charAt, fail, isBlank, isBreak, isBreakOrEnd, isSpaceOrEnd, type Mark, mark, readLine, type Scanner, skip } from './scanner.ts';

interface BlockHeader {
	/** '+' keeps, '-' strips, '' clips the line breaks at the end. */
	readonly chomping: string;
	readonly increment: number;
}

function digit(s: Scanner, start: Mark): number {
	const char = charAt(s);
	if (char === '' || !'0123456789'.includes(char)) return 0;
	if (char === '0') fail(s, 'found an indentation indicator equal to 0', start);
	skip(s);
	return Number(char);
}

function chomp(s: Scanner): string {
	const char = charAt(s);
	if (char !== '+' && char !== '-') return '';
	skip(s);
	return char;
}

function blockHeader(s: Scanner, start: Mark): BlockHeader {
	let chomping = chomp(s);
	const increment = digit(s, start);
	if (chomping === '' && increment > 0) chomping = chomp(s);
	while (isBlank(charAt(s))) skip(s);
	if (charAt(s) === '#') while (!isBreakOrEnd(charAt(s))) skip(s);
	if (!isBreakOrEnd(charAt(s))) fail(s, 'did not find expected comment or line break', start);
	readLine(s);
	return { chomping, increment };
}

/** Reads indentation and empty lines; settles the indentation when it is not known yet (0). */
function blockBreaks(s: Scanner, indent: number, start: Mark): { indent: number; breaks: string } {
	let breaks = '';
	let deepest = 0;
	for (;;) {
		while ((indent === 0 || s.column < indent) && charAt(s) === ' ') skip(s);
		if (s.column > deepest) deepest = s.column;
		if ((indent === 0 || s.column < indent) && charAt(s) === '\t') {
			fail(s, 'found a tab character where an indentation space is expected', start);
		}
		if (!isBreak(charAt(s))) break;
		breaks += readLine(s);
	}
	return { indent: indent === 0 ? Math.max(deepest, s.indent + 1, 1) : indent, breaks };
}

/** A literal (|) or folded (>) text. */
export function scanBlockScalar(s: Scanner): string {
	const start = mark(s);
	const literal = charAt(s) === '|';
	skip(s);
	const { chomping, increment } = blockHeader(s, start);
	const given = increment === 0 ? 0 : s.indent >= 0 ? s.indent + increment : increment;
	let { indent, breaks } = blockBreaks(s, given, start);
	let out = '';
	let leadingBreak = '';
	let leadingBlank = false;
	while (s.column === indent && charAt(s) !== '') {
		const blank = isBlank(charAt(s));
		if (!literal && !leadingBlank && !blank && leadingBreak === '\n') out += breaks === '' ? ' ' : '';
		else out += leadingBreak;
		out += breaks;
		leadingBlank = blank;
		const from = s.index;
		while (!isBreakOrEnd(charAt(s))) skip(s);
		out += s.source.slice(from, s.index);
		leadingBreak = readLine(s);
		({ indent, breaks } = blockBreaks(s, indent, start));
	}
	if (chomping !== '-') out += leadingBreak;
	if (chomping === '+') out += breaks;
	return out;
}

const escapes: Readonly<Record<string, string>> = {
	'0': '\0',
	a: '\x07',
	b: '\b',
	t: '\t',
	'\t': '\t',
	n: '\n',
	v: '\v',
	f: '\f',
	r: '\r',
	e: '\x1b',
	' ': ' ',
	'"': '"',
	"'": "'",
	'/': '/',
	'\\': '\\',
	N: '\x85',
	_: '\xa0',
	L: '\u2028',
	P: '\u2029'
};

const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function scanEscape(s: Scanner, start: Mark): string {
	const letter = charAt(s, 1);
	const length = codeLengths[letter];
	const plain = letter === '/' && s.dialect === 'v2' ? undefined : escapes[letter];
	if (length === undefined && plain === undefined) fail(s, 'found unknown escape character', start);
	skip(s);
	skip(s);
	if (length === undefined) return plain ?? '';
	const digits = s.source.slice(s.index, s.index + length);
	if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) fail(s, 'did not find expected hexdecimal number', start);
	const code = parseInt(digits, 16);
	if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) fail(s, 'found invalid Unicode character escape code', start);
	for (let i = 0; i < length; i++) skip(s);
	return String.fromCodePoint(code);
}

interface Folding {
	leadingBlanks: boolean;
	leadingBreak: string;
	trailingBreaks: string;
	whitespace: string;
}

/** The blanks and breaks between two words of a flow or plain scalar; `indent` limits tabs in plain ones. */
function scanGap(s: Scanner, gap: Folding, indent: number | undefined, start: Mark): void {
	for (;;) {
		const char = charAt(s);
		if (isBlank(char)) {
			if (indent !== undefined && gap.leadingBlanks && s.column < indent && char === '\t') {
				fail(s, 'found a tab character that violates indentation', start);
			}
			if (!gap.leadingBlanks) gap.whitespace += char;
			skip(s);
		} else if (isBreak(char)) {
			if (gap.leadingBlanks) gap.trailingBreaks += readLine(s);
			else {
				gap.whitespace = '';
				gap.leadingBreak = readLine(s);
				gap.leadingBlanks = true;
			}
		} else return;
	}
}

/** What a gap stands for in the text: its blanks, one blank for one line break, or the breaks after the first. */
function folded(gap: Folding): string {
	if (!gap.leadingBlanks) return gap.whitespace;
	if (gap.leadingBreak === '\n') return gap.trailingBreaks === '' ? ' ' : gap.trailingBreaks;
	return gap.leadingBreak + gap.trailingBreaks;
}

const newGap = (): Folding => ({ leadingBlanks: false, leadingBreak: '', trailingBreaks: '', whitespace: '' });

/** A text in single or double quotes. */
export function scanFlowScalar(s: Scanner): string {
	const start = mark(s);
	const quote = charAt(s);
	const single = quote === "'";
	skip(s);
	let out = '';
	for (;;) {
		if (atDocumentMarker(s)) fail(s, 'found unexpected document indicator', start);
		if (charAt(s) === '') fail(s, 'found unexpected end of stream', start);
		const gap = newGap();
		while (!isSpaceOrEnd(charAt(s))) {
			if (single && charAt(s) === "'" && charAt(s, 1) === "'") {
				out += "'";
				skip(s);
				skip(s);
			} else if (charAt(s) === quote) break;
			else if (!single && charAt(s) === '\\' && isBreak(charAt(s, 1))) {
				skip(s);
				readLine(s);
				gap.leadingBlanks = true;
				break;
			} else if (!single && charAt(s) === '\\') out += scanEscape(s, start);
			else {
				out += charAt(s);
				skip(s);
			}
		}
		if (charAt(s) === quote) break;
		scanGap(s, gap, undefined, start);
		out += gap.leadingBlanks && gap.leadingBreak === '' ? gap.trailingBreaks : folded(gap);
	}
	skip(s);
	return out;
}

/** A text without quotes. */
export function scanPlainScalar(s: Scanner): string {
	const start = mark(s);
	const indent = s.indent + 1;
	let out = '';
	let gap = newGap();
	for (;;) {
		if (atDocumentMarker(s) || charAt(s) === '#') break;
		while (!isSpaceOrEnd(charAt(s))) {
			const char = charAt(s);
			if (char === ':' && isSpaceOrEnd(charAt(s, 1))) break;
			if (s.flowLevel > 0 && (',[]{}'.includes(char) || (char === '?' && s.dialect === 'v2'))) break;
			if (gap.leadingBlanks || gap.whitespace !== '') {
				out += folded(gap);
				gap = newGap();
			}
			out += char;
			skip(s);
		}
		if (!isBlank(charAt(s)) && !isBreak(charAt(s))) break;
		scanGap(s, gap, indent, start);
		if (s.flowLevel === 0 && s.column < indent) break;
	}
	if (gap.leadingBlanks) s.simpleKeyAllowed = true;
	return out;
}
