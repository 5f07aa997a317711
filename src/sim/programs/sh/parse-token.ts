// Tokens: operators, words, newlines with the here-documents due at them. Which words are reserved and which are assignments depends on
// where they stand, so the grammar tells with each step what may come next.
import type { Assignment, Element, Part, Word } from './ast.ts';
import { Stop } from './parse-fault.ts';
import { indexWord } from './parse-parameter.ts';
import { makeWord, readParts, splitWords } from './parse-word.ts';
import type { Reader, Token } from './reader.ts';

/**
 * What may come: a command, one after assignments, an argument of declare or of eval, a reserved word, a mere word; or one
 * that may be a number though a redirection follows it.
 */
export type Place = 'command' | 'assignment' | 'declaration' | 'array' | 'reserved' | 'word' | 'number';
const assigning: readonly Place[] = ['command', 'assignment', 'declaration', 'array'];

const operators = {
	bash: new Set([';;&', '<<<', '<<-', '&>>', ';;', ';&', '&&', '||', '|&', '<<', '>>', '<&', '>&', '<>', '>|', '&>']),
	ash: new Set(['<<-', '&>>', ';;', '&&', '||', '<<', '>>', '<&', '>&', '<>', '>|', '&>']),
	dash: new Set(['<<-', ';;', '&&', '||', '<<', '>>', '<&', '>&', '<>', '>|'])
};
const name = /[A-Za-z_]\w*/y;
const digits = /\d+(?=[<>])/y;
const digit = /\d(?=[<>])/y;
const braced = /\{([A-Za-z_]\w*(?:\[[^\]\s]*\])?)\}(?=[<>])/y;
const ends = ' \t\n;&|<>()';

/** Reads the next token. */
export function next(r: Reader, place: Place = 'command'): void {
	r.last = r.at;
	blanks(r);
	const from = r.at;
	const c = r.text[from];
	if (place === 'command') r.commandLine = undefined;
	if (c === undefined) return atEnd(r);
	if (c === '\n') {
		r.at++;
		readHeredocs(r);
		return give(r, { kind: 'newline', text: '\n', from, to: from + 1, parts: [] }, '\n');
	}
	if (';&|<>()'.includes(c) && !substitutes(r, from)) {
		operator(r, from);
		return;
	}
	const descriptor = place === 'number' ? undefined : descriptorAt(r, from);
	if (descriptor) {
		r.at = from + descriptor.length;
		operator(r, from, descriptor.endsWith('}') ? { variable: descriptor.slice(1, -1) } : { fd: Number(descriptor) });
		return;
	}
	const assigned = assigning.includes(place) ? assignment(r, place) : undefined;
	const parts = assigned ? [] : readParts(r, 'unquoted', ends, { word: true });
	const text = r.text.slice(from, r.at);
	const bare = !assigned && parts.length === 1 && parts[0]?.kind === 'literal' ? parts[0].text : undefined;
	give(r, { kind: 'word', text, from, to: r.at, parts, assign: assigned }, place === 'command' || place === 'reserved' ? bare : undefined);
}
/** Past blanks, comments and `\`newline. */
export function blanks(r: Reader): void {
	const { text } = r;
	for (;;) {
		const c = text[r.at];
		if (c === ' ' || c === '\t') r.at++;
		else if (c === '\\' && text[r.at + 1] === '\n') r.at = r.skip(r.at);
		else if (c === '#') {
			const end = text.indexOf('\n', r.at);
			r.at = end < 0 ? text.length : end;
		} else return;
	}
}
function give(r: Reader, token: Token, key: string | undefined): void {
	[r.token, r.key] = [token, key];
}
function atEnd(r: Reader): void {
	const { length } = r.text;
	readHeredocs(r);
	// bash ends a last line that has no newline.
	const newline = r.bash && !r.ended && length > 0 && !r.text.endsWith('\n');
	r.ended = true;
	give(r, { kind: newline ? 'newline' : 'end', text: '', from: length, to: length, parts: [] }, newline ? '\n' : '');
}
const substitutes = (r: Reader, at: number): boolean => r.flavour !== 'dash' && r.text[at + 1] === '(' && (r.text[at] === '<' || r.text[at] === '>');

/** The operator at hand; `from`: where its descriptor stands. */
export function operator(r: Reader, from: number, descriptor: { fd?: number; variable?: string } = {}): Token {
	let text = r.text[r.at++] as string;
	for (;;) {
		const at = r.skip(r.at);
		const longer = text + (r.text[at] ?? '');
		if (longer === text || !operators[r.flavour].has(longer)) break;
		text = longer;
		r.at = at + 1;
	}
	give(r, { kind: 'operator', text: r.text.slice(from, r.at).replaceAll('\\\n', ''), from, to: r.at, parts: [], ...descriptor }, text);
	return r.token;
}
/** The descriptor before a redirection: 2> , {name}> . */
function descriptorAt(r: Reader, from: number): string | undefined {
	const c = r.text[from] as string;
	if (c !== '{' && !(c >= '0' && c <= '9')) return undefined;
	const pattern = c === '{' ? braced : r.flavour === 'dash' ? digit : digits;
	if (pattern === braced && !r.bash) return undefined;
	pattern.lastIndex = from;
	const found = pattern.exec(r.text)?.[0];
	return found !== undefined && !substitutes(r, from + found.length) ? found : undefined;
}

/** name=value, name[subscript]=value, name=(…), with +=, when that is what comes. */
function assignment(r: Reader, place: Place): Assignment | undefined {
	const from = r.at;
	name.lastIndex = from;
	const variable = name.exec(r.text)?.[0];
	if (variable === undefined) return undefined;
	let at = from + variable.length;
	let index: Word | undefined;
	if (r.bash && r.text[at] === '[') {
		const close = subscript(r, at, place);
		index = close && indexWord(close, r.text.slice(at + 1, r.at - 1));
		at = r.at;
		r.at = from;
		if (!index) return undefined;
	}
	const append = r.bash && r.text[at] === '+' && r.text[at + 1] === '=';
	if (append) at++;
	if (r.text[at] !== '=') return undefined;
	at++;
	if (place === 'array' && r.text[at] !== '(') return undefined;
	r.at = at;
	const base = { name: variable, append, index };
	if (r.bash && r.text[at] === '(') {
		const elements = readElements(r);
		return { ...base, elements, text: r.text.slice(from, r.at) };
	}
	const parts = readParts(r, 'unquoted', ends, { word: true });
	return { ...base, value: makeWord(parts, r.text.slice(at, r.at)), text: r.text.slice(from, r.at) };
}
/** A subscript that opens at `at`: up to past its ]. Where it stands in an argument it is a part of a word, which blanks end. */
function subscript(r: Reader, at: number, place: Place): Part[] | undefined {
	r.at = at + 1;
	const parts = readParts(r, 'unquoted', place === 'command' || place === 'assignment' ? ']' : ' \t\n;&|<>()]', { open: '[' });
	if (r.text[r.at] === ']') r.at++;
	else if (r.text[r.at] === undefined && (place === 'command' || place === 'assignment')) throw Stop.unclosed(r, at, ']');
	else return undefined;
	return parts;
}
/** The words of (…), which opens at hand. A wrong one ends the command alone: its status is 1. */
function readElements(r: Reader): Element[] {
	try {
		return elementsOf(r);
	} catch (error) {
		if (!(error instanceof Stop) || error.fault.kind !== 'matching' || error.fault.token === ')') throw error;
		throw new Stop({ ...error.fault, status: 1, further: [{ line: r.endLine(), text: 'syntax error: unexpected end of file' }] }, true);
	}
}
function elementsOf(r: Reader): Element[] {
	const open = r.at++;
	const elements: Element[] = [];
	for (;;) {
		blanks(r);
		const from = r.at;
		const c = r.text[from];
		if (c === '\n') {
			r.at++;
			readHeredocs(r);
			continue;
		}
		if (c === undefined) throw Stop.unclosed(r, open, ')', { status: 1 });
		if (c === ')') {
			r.at++;
			return elements;
		}
		if ((ends.includes(c) && !substitutes(r, from)) || descriptorAt(r, from)) wrongElement(r);
		if (c === '[' && keyed(r, elements)) continue;
		r.at = from;
		const parts = readParts(r, 'unquoted', ends, { word: true });
		for (const value of splitWords(r, { kind: 'word', text: r.text.slice(from, r.at), from, to: r.at, parts })) elements.push({ value });
	}
}
function wrongElement(r: Reader): never {
	next(r, 'word');
	const { fault } = Stop.atToken(r, r.token, r.key);
	throw new Stop({ ...fault, status: 1 });
}
/** `[key]=value` and `[key]+=value`. */
function keyed(r: Reader, elements: Element[]): boolean {
	const from = r.at;
	const parts = subscript(r, from, 'assignment') as Part[];
	const key = makeWord(parts, r.text.slice(from + 1, r.at - 1));
	const append = r.text[r.at] === '+';
	if (r.text[r.at + (append ? 1 : 0)] !== '=') return false;
	r.at += append ? 2 : 1;
	const at = r.at;
	const value = readParts(r, 'unquoted', ends, { word: true });
	elements.push({ key, append, value: makeWord(value, r.text.slice(at, r.at)) });
	return true;
}

/** The bodies of the here-documents whose line has ended. */
function readHeredocs(r: Reader): void {
	if (r.heredocs.length === 0) return;
	for (const { redirection, delimiter, at, line: commandLine } of r.heredocs.splice(0)) {
		const from = r.at;
		let body = '';
		let closed = false;
		r.heredoc = { at, end: 0 };
		while (r.at < r.text.length && !closed) {
			let line = heredocLine(r, redirection.quoted === true);
			if (redirection.stripTabs) line = line.replace(/^\t+/, '');
			closed = line === delimiter || line === delimiter + '\n';
			if (!closed) body += line;
		}
		if (!closed) {
			r.openHeredoc = { line: r.rawLine(at), delimiter };
			if (r.bash && body !== '' && !body.endsWith('\n')) body += '\n';
		}
		redirection.target = heredocWord(r, body, from, redirection.quoted === true, commandLine);
	}
	const end = r.text[r.at - 1] === '\n' ? r.at - 1 : r.at;
	r.heredoc.end = end;
	for (const [from, node] of r.unfinished.splice(0)) node.text = r.text.slice(from, end);
}
/** A line with its newline; unquoted, `\`newline joins it to the next. */
function heredocLine(r: Reader, quoted: boolean): string {
	let line = '';
	for (;;) {
		const end = r.text.indexOf('\n', r.at);
		const piece = r.text.slice(r.at, end < 0 ? r.text.length : end + 1);
		r.at += piece.length;
		line += piece;
		let backslashes = 0;
		while (piece[piece.length - 2 - backslashes] === '\\') backslashes++;
		if (quoted || end < 0 || r.at >= r.text.length || backslashes % 2 === 0) return line;
	}
}
function heredocWord(r: Reader, body: string, at: number, quoted: boolean, line: number | undefined): Word {
	if (quoted || r.skimming || !/[$`\\]/.test(body)) return { parts: [{ kind: 'quoted', text: body }], text: body, plain: body };
	r.enter(at);
	const inner = r.inner(body, at);
	r.leave();
	inner.deferred = r.bash;
	inner.commandLine = line;
	try {
		return makeWord(readParts(inner, 'heredoc', ''), body);
	} catch (error) {
		if (!(error instanceof Stop) || !r.bash || error.fault.status === 139) throw error;
		return { parts: [{ kind: 'parameter', name: '', bad: true, text: body }], text: body };
	}
}
