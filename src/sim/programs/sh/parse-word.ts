// Words: quoting resolved to parts by where it stands (unquoted, in double quotes, in a here-document), braces expanded, expansions kept.
// One pass: a word's end is found by reading its parts. Leaves to others: what begins with $ or ` (parse-dollar.ts).
import type { Part, Word } from './ast.ts';
import { braceExpand } from './brace.ts';
import { substitution } from './parse-command.ts';
import { backquotes, dollar } from './parse-dollar.ts';
import { Stop } from './parse-fault.ts';
import type { Reader, Token } from './reader.ts';

export type Quoting = 'unquoted' | 'double' | 'heredoc';
export interface Reading {
	/** Pairs of this and what it closes with are part of the text. */
	readonly open?: string;
	/** A word of a command line: <(…) and +(…) are live. */
	readonly word?: boolean;
	/** The expression of =~ : its parentheses may hold anything. */
	readonly regexp?: boolean;
	/** The extent of (( )): only quotes and commands in it hide a parenthesis. */
	readonly extent?: boolean;
}

/** Characters that mean nothing anywhere in a word. */
const dull = new Uint8Array(128);
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,%=~^-') dull[c.charCodeAt(0)] = 1;

/** No pattern: the command's name. */
const bracket = /^\[\[?$/;
/** Marks words that need no expansion. */
export function makeWord(parts: readonly Part[], text: string): Word {
	let plain = '';
	for (const part of parts) {
		if (part.kind === 'literal' && (!/[*?[~]|[?*+@!]\(/.test(part.text) || bracket.test(text))) plain += part.text;
		else if (part.kind === 'quoted') plain += part.text;
		else if (part.kind === 'double' && part.parts.every((p) => p.kind === 'quoted')) for (const p of part.parts) plain += p.kind === 'quoted' ? p.text : '';
		else return { parts, text };
	}
	// A tilde after = or : matters in assignments only; those look at the parts.
	return { parts, text, plain };
}

/** What braces make that needs no reading. */
const inert = /^[\w./:,%@=+-]*$/;
/** FIDELITY: a word of more than so many braces is not expanded; bash tries, and takes a time that grows with their square. */
const mostBraces = 500;
/** A word of a command line: braces expanded, so possibly several. */
export function splitWords(r: Reader, { parts, text, from }: Token): Word[] {
	let braces = 0;
	if (r.bash && !r.skimming)
		for (const p of parts) if (p.kind === 'literal') for (let i = p.text.indexOf('{'); i >= 0; i = p.text.indexOf('{', i + 1)) braces++;
	const texts = braces > 0 && braces <= mostBraces ? braceExpand(text) : [];
	if (texts.length === 0 || (texts.length === 1 && texts[0] === text)) return [makeWord(parts, text)];
	return texts
		.filter((piece) => piece !== '')
		.map((piece) =>
			inert.test(piece)
				? { parts: [{ kind: 'literal', text: piece }], text: piece, plain: piece }
				: makeWord(readParts(r.reread(piece, from), 'unquoted', '', { word: true }), piece)
		);
}

/** What parts are collected in: runs of characters become one part. */
export class Parts {
	readonly all: Part[] = [];
	readonly #kind: 'literal' | 'quoted';
	#run = '';
	constructor(quoting: Quoting) {
		this.#kind = quoting === 'unquoted' ? 'literal' : 'quoted';
	}
	text(text: string): void {
		this.#run += text;
	}
	part(part: Part): void {
		this.#flush();
		this.all.push(part);
	}
	/** Parts of something in it that is no part of its own. */
	parts(parts: readonly Part[]): void {
		for (const part of parts) {
			if (part.kind === this.#kind) this.#run += part.text;
			else this.part(part);
		}
	}
	#flush(): void {
		if (this.#run) this.all.push({ kind: this.#kind, text: this.#run });
		this.#run = '';
	}
	end(): Part[] {
		this.#flush();
		return this.all;
	}
}

/** Reads up to one of `stops`, which is left to be read. */
export function readParts(r: Reader, quoting: Quoting, stops: string, how: Reading = {}): Part[] {
	const { text } = r;
	const out = new Parts(quoting);
	const close = how.open === undefined ? '' : (stops.at(-1) as string);
	let depth = 0;
	for (;;) {
		const from = r.at;
		while (dull[text.charCodeAt(r.at)] === 1) r.at++;
		if (r.at > from) out.text(text.slice(from, r.at));
		const c = text[r.at];
		if (c === undefined) return out.end();
		if (how.word && quoting === 'unquoted' && text[r.at + 1] === '(' && special(r, c, out)) continue;
		if (depth === 0 && stops.includes(c)) return out.end();
		if (how.regexp && c === '(') {
			nested(r, c, out);
			continue;
		}
		if (c === how.open) depth++;
		else if (c === close && depth > 0) depth--;
		const plain = how.extent && c === '$' && text[r.at + 1] !== '(';
		if (plain || !('\\\'"`$'.includes(c) && quoted(r, c, quoting, stops, out))) {
			out.text(c);
			r.at++;
		}
	}
}
/** Text of parentheses that belong to a word: +(…), and those of a regular expression. */
function nested(r: Reader, head: string, out: Parts): void {
	const open = r.at + head.length - 1;
	r.enter(open);
	r.at = open + 1;
	out.text(head);
	out.parts(readParts(r, 'unquoted', ')', { open: '(' }));
	if (r.text[r.at] !== ')') throw Stop.unclosed(r, open, ')');
	r.at++;
	out.text(')');
	r.leave();
}
/** <(…), >(…), and extended globs when they are on. */
function special(r: Reader, c: string, out: Parts): boolean {
	if ((c === '<' || c === '>') && r.flavour !== 'dash') {
		r.at += 2;
		out.part({ kind: 'process', operator: c, body: substitution(r, r.at - 1) });
		return true;
	}
	if (!r.extglob || !'?*+@!'.includes(c)) return false;
	nested(r, c + '(', out);
	return true;
}

/** Quotes, backslashes and $ : puts what they stand for; false when the character stands for itself. */
function quoted(r: Reader, c: string, quoting: Quoting, stops: string, out: Parts): boolean {
	switch (c) {
		case '\\':
			return backslash(r, quoting, stops, out);
		case '`':
			out.part(backquotes(r, quoting));
			return true;
		case '$':
			return dollar(r, quoting, out);
		case "'":
			return singleQuotes(r, quoting, stops, out);
		default:
			return doubleQuotes(r, quoting, stops, out);
	}
}
function backslash(r: Reader, quoting: Quoting, stops: string, out: Parts): boolean {
	const { text } = r;
	const after = text[r.at + 1];
	if (after === '\n') {
		r.at = r.skip(r.at);
		return true;
	}
	if (after === undefined) r.continued = true;
	if (quoting === 'unquoted') {
		const c = after === undefined ? '\\' : String.fromCodePoint(text.codePointAt(r.at + 1) as number);
		r.at = Math.min(text.length, r.at + 1 + c.length);
		out.part({ kind: 'quoted', text: c });
		return true;
	}
	if (after === undefined || !('$`\\'.includes(after) || (quoting === 'double' && (after === '"' || (after === '}' && stops === '}'))))) return false;
	r.at += 2;
	out.text(after);
	return true;
}
function singleQuotes(r: Reader, quoting: Quoting, stops: string, out: Parts): boolean {
	const from = r.at;
	if (quoting === 'unquoted') {
		const end = r.text.indexOf("'", from + 1);
		if (end < 0) throw Stop.unclosed(r, from, "'");
		r.at = end + 1;
		out.part({ kind: 'quoted', text: r.text.slice(from + 1, end) });
		return true;
	}
	// In "${x:-'}'}" and $((…)) they are text, but what is between them ends nothing; dash does not look at them.
	if (!r.bash || quoting === 'heredoc' || !/[})\]]/.test(stops)) return false;
	r.at++;
	const inside = readParts(r, quoting, "'");
	if (r.text[r.at] !== "'") throw Stop.unclosed(r, from, "'");
	r.at++;
	out.text("'");
	out.parts(inside);
	out.text("'");
	return true;
}
function doubleQuotes(r: Reader, quoting: Quoting, stops: string, out: Parts): boolean {
	if (quoting === 'heredoc' || stops === "'") return false;
	const from = r.at++;
	r.enter(from);
	const inside = readParts(r, 'double', '"');
	if (r.text[r.at] !== '"') throw Stop.unclosed(r, from, !r.bash && stops === ')' ? ')' : '"');
	r.at++;
	r.leave();
	if (quoting === 'double') out.parts(inside);
	else out.part({ kind: 'double', parts: inside.length ? inside : [{ kind: 'quoted', text: '' }] });
	return true;
}
