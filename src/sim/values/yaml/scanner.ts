// libyaml's scanner, as go-yaml carries it: characters become tokens, with its errors and line numbers.
// Quoted, plain and block texts are read in scalars.ts. Leaves out encodings other than UTF-8.
// Invariant: tokens come out in libyaml's order; a KEY token is put in before the token it turns out to stand for.

import { scanBlockScalar, scanFlowScalar, scanPlainScalar } from './scalars.ts';

export interface Mark {
	readonly index: number;
	/** 0 is the first line. */
	readonly line: number;
	readonly column: number;
}

export type TokenType =
	| 'stream-end'
	| 'directive'
	| 'document-start'
	| 'document-end'
	| 'block-sequence-start'
	| 'block-mapping-start'
	| 'block-end'
	| '['
	| ']'
	| '{'
	| '}'
	| ','
	| '-'
	| 'key'
	| 'value'
	| 'alias'
	| 'anchor'
	| 'tag'
	| 'scalar';

export interface Token {
	readonly type: TokenType;
	readonly start: Mark;
	readonly end: Mark;
	readonly value: string;
	/** Of a scalar: whether it was written plain. */
	readonly plain: boolean;
}

interface SimpleKey {
	readonly possible: boolean;
	readonly required: boolean;
	readonly tokenNumber: number;
	readonly mark: Mark;
}

export interface Scanner {
	readonly source: string;
	readonly dialect: YamlDialect;
	index: number;
	line: number;
	column: number;
	readonly tokens: Token[];
	tokensParsed: number;
	ended: boolean;
	indent: number;
	readonly indents: number[];
	simpleKeyAllowed: boolean;
	readonly simpleKeys: SimpleKey[];
	flowLevel: number;
}

/** v2 is what Kubernetes reads with (YAML 1.1: yes and on are booleans); v3 is docker compose's (YAML 1.2's booleans). */
export type YamlDialect = 'v2' | 'v3';

/** A text that is not YAML, or a document that cannot be a JSON value; `message` is go-yaml's: "yaml: line 3: …". */
export class YamlError extends Error {}

export const isBlank = (char: string): boolean => char === ' ' || char === '\t';
export const isBreak = (char: string): boolean => char === '\n' || char === '\r' || char === '\x85' || char === '\u2028' || char === '\u2029';
export const isBreakOrEnd = (char: string): boolean => char === '' || isBreak(char);
export const isSpaceOrEnd = (char: string): boolean => isBlank(char) || isBreakOrEnd(char);
const isWord = (char: string): boolean => /^[0-9A-Za-z_-]$/.test(char);

/** The character `ahead` of the next one; '' beyond the end. */
export function charAt(s: Scanner, ahead = 0): string {
	return s.source.charAt(s.index + ahead);
}

export function mark(s: Scanner): Mark {
	return { index: s.index, line: s.line, column: s.column };
}

export function skip(s: Scanner): void {
	s.index++;
	s.column++;
}

/** Steps over one line break and answers what it counts for: line feed, or the Unicode separator itself. */
export function readLine(s: Scanner): string {
	const char = charAt(s);
	if (char === '') return '';
	s.index += char === '\r' && charAt(s, 1) === '\n' ? 2 : 1;
	s.line++;
	s.column = 0;
	return char === '\u2028' || char === '\u2029' ? char : '\n';
}

/** Whether a document marker (--- or ...) stands at the beginning of this line. */
export function atDocumentMarker(s: Scanner): boolean {
	if (s.column !== 0) return false;
	const three = s.source.slice(s.index, s.index + 3);
	return (three === '---' || three === '...') && isSpaceOrEnd(charAt(s, 3));
}

function where(line: number): string {
	return line === 0 ? '' : `line ${line}: `;
}

/** go-yaml's text for an error: v2 names the problem's line, v3 the context's; scanner errors count lines from one. */
export function yamlError(dialect: YamlDialect, problem: string, at: Mark, context: Mark | undefined, fromScanner: boolean): YamlError {
	const extra = fromScanner ? 1 : 0;
	const problemLine = at.line === 0 ? 0 : at.line + extra;
	const contextLine = context === undefined || context.line === 0 ? 0 : context.line + (dialect === 'v3' ? extra : 0);
	const line = dialect === 'v3' ? contextLine || problemLine : problemLine || contextLine;
	return new YamlError(`yaml: ${where(line)}${problem}`);
}

/** Stops with a scanner error at the present place. */
export function fail(s: Scanner, problem: string, context: Mark = mark(s)): never {
	throw yamlError(s.dialect, problem, mark(s), context, true);
}

export function newScanner(source: string, dialect: YamlDialect): Scanner {
	const body = source.startsWith('\ufeff') ? source.slice(1) : source;
	// eslint-disable-next-line no-control-regex -- exactly the characters libyaml's reader refuses
	if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(body)) throw new YamlError('yaml: control characters are not allowed');
	const first: SimpleKey = { possible: false, required: false, tokenNumber: 0, mark: { index: 0, line: 0, column: 0 } };
	return {
		source: body,
		dialect,
		index: 0,
		line: 0,
		column: 0,
		tokens: [],
		tokensParsed: 0,
		ended: false,
		indent: -1,
		indents: [],
		simpleKeyAllowed: true,
		simpleKeys: [first],
		flowLevel: 0
	};
}

function push(s: Scanner, type: TokenType, start: Mark, value = '', plain = false): void {
	s.tokens.push({ type, start, end: mark(s), value, plain });
}

function lastKey(s: Scanner): SimpleKey | undefined {
	return s.simpleKeys[s.simpleKeys.length - 1];
}

function setLastKey(s: Scanner, key: SimpleKey): void {
	s.simpleKeys[s.simpleKeys.length - 1] = key;
}

/** Whether what stands at `key` may still turn out to be a mapping key: on the same line, within 1024 characters. */
function keyIsValid(s: Scanner, key: SimpleKey): boolean {
	if (!key.possible) return false;
	if (key.mark.line >= s.line && key.mark.index + 1024 >= s.index) return true;
	if (key.required) fail(s, "could not find expected ':'", key.mark);
	return false;
}

function removeSimpleKey(s: Scanner): void {
	const key = lastKey(s);
	if (key === undefined || !key.possible) return;
	if (key.required) fail(s, "could not find expected ':'", key.mark);
	setLastKey(s, { ...key, possible: false });
}

function saveSimpleKey(s: Scanner): void {
	if (!s.simpleKeyAllowed) return;
	const required = s.flowLevel === 0 && s.indent === s.column;
	removeSimpleKey(s);
	setLastKey(s, { possible: true, required, tokenNumber: s.tokensParsed + s.tokens.length, mark: mark(s) });
}

const maxDepth = 10_000;

function rollIndent(s: Scanner, column: number, tokenNumber: number, type: TokenType, at: Mark): void {
	if (s.flowLevel > 0 || s.indent >= column) return;
	s.indents.push(s.indent);
	s.indent = column;
	if (s.indents.length > maxDepth) fail(s, `exceeded max depth of ${maxDepth}`);
	const token: Token = { type, start: at, end: at, value: '', plain: false };
	if (tokenNumber < 0) s.tokens.push(token);
	else s.tokens.splice(tokenNumber - s.tokensParsed, 0, token);
}

function unrollIndent(s: Scanner, column: number): void {
	if (s.flowLevel > 0) return;
	while (s.indent > column) {
		push(s, 'block-end', mark(s));
		s.indent = s.indents.pop() ?? -1;
	}
}

function skipComment(s: Scanner): void {
	if (charAt(s) !== '#') return;
	while (!isBreakOrEnd(charAt(s))) skip(s);
}

function scanToNextToken(s: Scanner): void {
	for (;;) {
		if (s.column === 0 && charAt(s) === '\ufeff') skip(s);
		while (charAt(s) === ' ' || (charAt(s) === '\t' && (s.flowLevel > 0 || !s.simpleKeyAllowed))) skip(s);
		skipComment(s);
		if (!isBreak(charAt(s))) return;
		readLine(s);
		if (s.flowLevel === 0) s.simpleKeyAllowed = true;
	}
}

function fetchStreamEnd(s: Scanner): void {
	if (s.column !== 0) {
		s.column = 0;
		s.line++;
	}
	unrollIndent(s, -1);
	removeSimpleKey(s);
	s.simpleKeyAllowed = false;
	s.ended = true;
	push(s, 'stream-end', mark(s));
}

function scanDirective(s: Scanner): void {
	unrollIndent(s, -1);
	removeSimpleKey(s);
	s.simpleKeyAllowed = false;
	const start = mark(s);
	skip(s);
	let name = '';
	while (isWord(charAt(s))) {
		name += charAt(s);
		skip(s);
	}
	if (name === '') fail(s, 'could not find expected directive name', start);
	if (!isSpaceOrEnd(charAt(s))) fail(s, 'found unexpected non-alphabetical character', start);
	if (name !== 'YAML' && name !== 'TAG') fail(s, 'found unknown directive name', start);
	let value = '';
	while (!isBreakOrEnd(charAt(s)) && charAt(s) !== '#') {
		value += charAt(s);
		skip(s);
	}
	if (name === 'YAML' && !/^[ \t]+\d+\.\d+[ \t]*$/.test(value)) fail(s, "did not find expected digit or '.' character", start);
	skipComment(s);
	push(s, 'directive', start, `${name}${value}`);
}

function fetchDocumentMarker(s: Scanner): void {
	unrollIndent(s, -1);
	removeSimpleKey(s);
	s.simpleKeyAllowed = false;
	const start = mark(s);
	const type = charAt(s) === '-' ? 'document-start' : 'document-end';
	for (let i = 0; i < 3; i++) skip(s);
	push(s, type, start);
}

function fetchFlow(s: Scanner, char: '[' | '{' | ']' | '}' | ','): void {
	if (char === '[' || char === '{') {
		saveSimpleKey(s);
		s.simpleKeys.push({ possible: false, required: false, tokenNumber: 0, mark: mark(s) });
		s.flowLevel++;
		if (s.flowLevel > maxDepth) fail(s, `exceeded max depth of ${maxDepth}`);
	} else {
		removeSimpleKey(s);
		if (char !== ',' && s.flowLevel > 0) {
			s.flowLevel--;
			s.simpleKeys.pop();
		}
	}
	s.simpleKeyAllowed = char === '[' || char === '{' || char === ',';
	const start = mark(s);
	skip(s);
	push(s, char, start);
}

function fetchEntry(s: Scanner): void {
	if (s.flowLevel === 0) {
		if (!s.simpleKeyAllowed) fail(s, 'block sequence entries are not allowed in this context');
		rollIndent(s, s.column, -1, 'block-sequence-start', mark(s));
	}
	removeSimpleKey(s);
	s.simpleKeyAllowed = true;
	const start = mark(s);
	skip(s);
	push(s, '-', start);
}

function fetchKey(s: Scanner): void {
	if (s.flowLevel === 0) {
		if (!s.simpleKeyAllowed) fail(s, 'mapping keys are not allowed in this context');
		rollIndent(s, s.column, -1, 'block-mapping-start', mark(s));
	}
	removeSimpleKey(s);
	s.simpleKeyAllowed = s.flowLevel === 0;
	const start = mark(s);
	skip(s);
	push(s, 'key', start);
}

function fetchValue(s: Scanner): void {
	const key = lastKey(s);
	if (key !== undefined && keyIsValid(s, key)) {
		s.tokens.splice(key.tokenNumber - s.tokensParsed, 0, { type: 'key', start: key.mark, end: key.mark, value: '', plain: false });
		rollIndent(s, key.mark.column, key.tokenNumber, 'block-mapping-start', key.mark);
		setLastKey(s, { ...key, possible: false });
		s.simpleKeyAllowed = false;
	} else {
		if (s.flowLevel === 0) {
			if (!s.simpleKeyAllowed) fail(s, 'mapping values are not allowed in this context');
			rollIndent(s, s.column, -1, 'block-mapping-start', mark(s));
		}
		s.simpleKeyAllowed = s.flowLevel === 0;
	}
	const start = mark(s);
	skip(s);
	push(s, 'value', start);
}

function fetchAnchor(s: Scanner, type: 'anchor' | 'alias'): void {
	saveSimpleKey(s);
	s.simpleKeyAllowed = false;
	const start = mark(s);
	skip(s);
	let name = '';
	while (isWord(charAt(s))) {
		name += charAt(s);
		skip(s);
	}
	const after = charAt(s);
	if (name === '' || !(isSpaceOrEnd(after) || '?:,]}%@`'.includes(after))) fail(s, 'did not find expected alphabetic or numeric character', start);
	push(s, type, start, name);
}

function fetchTag(s: Scanner): void {
	saveSimpleKey(s);
	s.simpleKeyAllowed = false;
	const start = mark(s);
	const verbatim = charAt(s, 1) === '<';
	let value = '';
	while (/^[0-9A-Za-z_;/?:@&=+$,.!~*'()[\]%-]$/.test(charAt(s)) || (verbatim && s.index === start.index + 1)) {
		value += charAt(s);
		skip(s);
	}
	if (verbatim && charAt(s) === '>') {
		value += '>';
		skip(s);
	} else if (verbatim) fail(s, "did not find the expected '>'", start);
	if (!isSpaceOrEnd(charAt(s))) fail(s, 'did not find expected whitespace or line break', start);
	if (verbatim) value = value.slice(2, -1);
	else if (value.startsWith('!!')) value = `tag:yaml.org,2002:${value.slice(2)}`;
	push(s, 'tag', start, value);
}

function fetchScalar(s: Scanner, read: (s: Scanner) => string, plain: boolean): void {
	saveSimpleKey(s);
	s.simpleKeyAllowed = false;
	const start = mark(s);
	const value = read(s);
	push(s, 'scalar', start, value, plain);
}

function fetchBlockScalar(s: Scanner): void {
	removeSimpleKey(s);
	s.simpleKeyAllowed = true;
	const start = mark(s);
	push(s, 'scalar', start, scanBlockScalar(s), false);
}

function startsPlain(s: Scanner, char: string): boolean {
	if (!isSpaceOrEnd(char) && !'-?:,[]{}#&*!|>\'"%@`'.includes(char)) return true;
	if (char === '-') return !isBlank(charAt(s, 1));
	return s.flowLevel === 0 && (char === '?' || char === ':') && !isSpaceOrEnd(charAt(s, 1));
}

function fetchNextToken(s: Scanner): void {
	scanToNextToken(s);
	unrollIndent(s, s.column);
	const char = charAt(s);
	const spaced = isSpaceOrEnd(charAt(s, 1));
	if (char === '') return fetchStreamEnd(s);
	if (s.column === 0 && char === '%') return scanDirective(s);
	if (atDocumentMarker(s)) return fetchDocumentMarker(s);
	if (char === '[' || char === '{' || char === ']' || char === '}' || char === ',') return fetchFlow(s, char);
	if (char === '-' && spaced) return fetchEntry(s);
	if (char === '?' && (s.flowLevel > 0 || spaced)) return fetchKey(s);
	if (char === ':' && (s.flowLevel > 0 || spaced)) return fetchValue(s);
	if (char === '*') return fetchAnchor(s, 'alias');
	if (char === '&') return fetchAnchor(s, 'anchor');
	if (char === '!') return fetchTag(s);
	if ((char === '|' || char === '>') && s.flowLevel === 0) return fetchBlockScalar(s);
	if (char === "'" || char === '"') return fetchScalar(s, scanFlowScalar, false);
	if (startsPlain(s, char)) return fetchScalar(s, scanPlainScalar, true);
	fail(s, 'found character that cannot start any token');
}

/** The next token, left in the queue. */
export function peekToken(s: Scanner): Token {
	for (;;) {
		const head = s.tokens[0];
		if (head !== undefined) {
			const key = s.simpleKeys.find(({ possible, tokenNumber }) => possible && tokenNumber === s.tokensParsed);
			if (key === undefined || !keyIsValid(s, key)) return head;
		}
		fetchNextToken(s);
	}
}

/** Takes the next token from the queue. */
export function skipToken(s: Scanner): void {
	s.tokens.shift();
	s.tokensParsed++;
}
