// kubectl's JSONPath templates (client-go util/jsonpath): text with {actions}. This file reads them, with the real error texts.

import { goUnquote } from '../strings.ts';

/** A template that does not parse, or fails when it runs; `message` is client-go's. */
export class JsonPathError extends Error {}

export interface Param {
	readonly value: number;
	readonly known: boolean;
	/** The end of a single index, worked out from its start. */
	readonly derived: boolean;
}

export type PathNode =
	| { readonly kind: 'list'; readonly nodes: PathNode[] }
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'field'; readonly name: string }
	| { readonly kind: 'identifier'; readonly name: string }
	| { readonly kind: 'array'; readonly params: readonly [Param, Param, Param] }
	| { readonly kind: 'filter'; readonly left: PathList; readonly right: PathList; readonly operator: string }
	| { readonly kind: 'value'; readonly value: number | boolean }
	| { readonly kind: 'wildcard' }
	| { readonly kind: 'recursive' }
	| { readonly kind: 'union'; readonly lists: readonly PathList[] };

export type PathList = Extract<PathNode, { kind: 'list' }>;

interface Parser {
	readonly input: string;
	pos: number;
	start: number;
	depth: number;
}

const isLetter = (char: string): boolean => /^[_\p{L}\p{Nd}]$/u.test(char);
const isTerminator = (char: string): boolean => char === '' || ' \t\r\n.,[]$@{}'.includes(char);

function peek(p: Parser): string {
	const code = p.input.codePointAt(p.pos);
	return code === undefined ? '' : String.fromCodePoint(code);
}

function next(p: Parser): string {
	const char = peek(p);
	p.pos += char.length;
	return char;
}

function consume(p: Parser): string {
	const text = p.input.slice(p.start, p.pos);
	p.start = p.pos;
	return text;
}

/** Parses `{text}` and answers the list inside. */
function parseAction(p: Parser, text: string): PathList {
	if (p.depth > 100) throw new JsonPathError('unclosed action');
	const inner: Parser = { input: `{${text}}`, pos: 0, start: 0, depth: p.depth + 1 };
	const first = parseText(inner).nodes[0];
	return first?.kind === 'list' ? first : { kind: 'list', nodes: [] };
}

function parseField(p: Parser, list: PathList): void {
	consume(p);
	while (!isTerminator(peek(p))) if (next(p) === '\\') next(p);
	const name = consume(p);
	list.nodes.push(name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') });
}

function parseRecursive(p: Parser, list: PathList): void {
	if (list.nodes[list.nodes.length - 1]?.kind === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
	p.pos += 2;
	consume(p);
	list.nodes.push({ kind: 'recursive' });
	if (isLetter(peek(p))) parseField(p, list);
}

function parseNumber(p: Parser, list: PathList): void {
	if ('+-'.includes(peek(p))) next(p);
	while (/^[.\d]$/.test(peek(p))) next(p);
	const text = consume(p);
	if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new JsonPathError(`cannot parse number ${text}`);
	list.nodes.push({ kind: 'value', value: Number(text) });
}

function parseQuote(p: Parser, list: PathList, end: string): void {
	for (;;) {
		const char = next(p);
		if (char === '' || char === '\n') throw new JsonPathError('unterminated quoted string');
		if (char === end && p.input.charAt(p.pos - 2) !== '\\') break;
	}
	const literal = consume(p);
	const body = literal.slice(1, -1);
	const text = body.includes('\\') ? goUnquote(`"${end === "'" ? body.replaceAll("\\'", "'").replaceAll('"', '\\"') : body}"`) : body;
	if (text === undefined) throw new JsonPathError(`unquote string ${literal} error invalid syntax`);
	list.nodes.push({ kind: 'text', text });
}

function sliceParams(text: string): readonly [Param, Param, Param] {
	const parts = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
	if (parts === null) throw new JsonPathError(`invalid array index ${text}`);
	const param = (index: number): Param => {
		const part = parts[index + 1] ?? '';
		if (part === '') {
			const start = Number(parts[1] ?? '');
			return index === 1 ? { value: start + 1, known: true, derived: true } : { value: 0, known: false, derived: false };
		}
		const digits = index > 0 ? part.slice(1) : part;
		if (index > 0 && digits === '') return { value: 0, known: false, derived: false };
		if (digits === '-') throw new JsonPathError(`array index ${digits} is not a number`);
		return { value: Number(digits), known: true, derived: false };
	};
	return [param(0), param(1), param(2)];
}

function parseArray(p: Parser, list: PathList): void {
	for (;;) {
		const char = next(p);
		if (char === '' || char === '\n') throw new JsonPathError('unterminated array');
		if (char === ']') break;
	}
	const inside = consume(p).slice(1, -1);
	const text = inside === '*' ? ':' : inside;
	const members = text.split(',');
	if (members.length > 1) {
		list.nodes.push({ kind: 'union', lists: members.map((member) => parseAction(p, `[${member.replace(/^ +| +$/g, '')}]`)) });
		return;
	}
	const key = /^'([^']*)'$/.exec(text);
	if (key !== null) list.nodes.push(...parseAction(p, `.${key[1] ?? ''}`).nodes);
	else list.nodes.push({ kind: 'array', params: sliceParams(text) });
}

function parseFilter(p: Parser, list: PathList): void {
	p.pos += 3;
	consume(p);
	let begin = false;
	let end = false;
	let pair = '';
	for (;;) {
		const char = next(p);
		if (char === '' || char === '\n') throw new JsonPathError('unterminated filter');
		if (char === '"' || char === "'") {
			if (!begin) {
				begin = true;
				pair = char;
			} else if (p.input.charAt(p.pos - 2) !== '\\' && char === pair) end = true;
		} else if (char === ')' && begin === end) break;
	}
	if (next(p) !== ']') throw new JsonPathError('unclosed array expect ]');
	const text = consume(p).slice(0, -2);
	const parts = /^([^!<>=]+)([!<>=]+)([^\n]+?)$/.exec(text);
	if (parts === null) list.nodes.push({ kind: 'filter', left: parseAction(p, text), right: { kind: 'list', nodes: [] }, operator: 'exists' });
	else list.nodes.push({ kind: 'filter', left: parseAction(p, parts[1] ?? ''), right: parseAction(p, parts[3] ?? ''), operator: parts[2] ?? '' });
}

function parseIdentifier(p: Parser, list: PathList): void {
	while (!isTerminator(peek(p))) next(p);
	const name = consume(p);
	list.nodes.push(name === 'true' || name === 'false' ? { kind: 'value', value: name === 'true' } : { kind: 'identifier', name });
}

function parseInside(p: Parser, list: PathList): void {
	for (;;) {
		if (p.input.startsWith('}', p.pos)) {
			p.pos++;
			consume(p);
			return;
		}
		const char = peek(p);
		if (p.input.startsWith('[?(', p.pos)) parseFilter(p, list);
		else if (p.input.startsWith('..', p.pos)) parseRecursive(p, list);
		else if (char === '' || char === '\r' || char === '\n') throw new JsonPathError('unclosed action');
		else if (char === '+' || char === '-' || /^\p{Nd}$/u.test(char)) parseNumber(p, list);
		else if (isLetter(char)) parseIdentifier(p, list);
		else {
			next(p);
			if (char === ' ' || char === '@' || char === '$') consume(p);
			else if (char === '[') parseArray(p, list);
			else if (char === '"' || char === "'") parseQuote(p, list, char);
			else if (char === '.') parseField(p, list);
			else {
				const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
				throw new JsonPathError(`unrecognized character in action: U+${code} '${char}'`);
			}
		}
	}
}

function parseText(p: Parser): PathList {
	const root: PathList = { kind: 'list', nodes: [] };
	while (p.pos < p.input.length) {
		if (p.input.charAt(p.pos) !== '{') {
			next(p);
			continue;
		}
		if (p.pos > p.start) root.nodes.push({ kind: 'text', text: consume(p) });
		p.pos++;
		consume(p);
		const list: PathList = { kind: 'list', nodes: [] };
		root.nodes.push(list);
		parseInside(p, list);
	}
	if (p.pos > p.start) root.nodes.push({ kind: 'text', text: consume(p) });
	return root;
}

/** Reads a template. Throws `JsonPathError`. */
export function parsePath(text: string): PathList {
	return parseText({ input: text, pos: 0, start: 0, depth: 0 });
}
