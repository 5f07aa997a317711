// POSIX basic and extended regular expressions with GNU's extensions (\w \s \b \< \> \+ \? \|), glibc's error texts.
// Leaves out collating elements longer than one character and locales other than C.

import { choice, type Node, type Pattern, posixClasses, type RegExpSet, sequence, spaceRanges, syntaxError, wordRanges } from './ast.ts';

interface Parser {
	readonly chars: readonly string[];
	readonly extended: boolean;
	readonly ignoreCase: boolean;
	/** As regcomp has extended syntax: a repetition of nothing and a wrong interval are faults. egrep takes them for text. */
	readonly strict: boolean;
	at: number;
	groups: number;
	readonly closed: Set<number>;
	depth: number;
}

const brackets = 'Unmatched [, [^, [:, [., or [=';
const badPattern = 'Invalid regular expression';
const repeatLimit = 32_767;

/** The operator at the parser's place in one spelling for both syntaxes ("(", ")", "|", "{", "}", "+", "?"), and its length. */
function operator(p: Parser): { name: string; length: number } | undefined {
	const char = p.chars[p.at];
	if (char === undefined) return undefined;
	const next = p.chars[p.at + 1];
	if (p.extended) return '(){}|+?'.includes(char) ? { name: char, length: 1 } : undefined;
	return char === '\\' && next !== undefined && '(){}|+?'.includes(next) ? { name: next, length: 2 } : undefined;
}

function codeOf(char: string | undefined): number {
	return char?.codePointAt(0) ?? 0;
}

/** The end of [:name:], [.x.] or [=x=] that begins at `at`; -1 when it does not end. */
function closing(p: Parser, at: number, sign: string): number {
	for (let i = at; i + 1 < p.chars.length; i++) if (p.chars[i] === sign && p.chars[i + 1] === ']') return i;
	return -1;
}

function bracketItem(p: Parser): number | readonly (readonly [number, number])[] {
	const char = p.chars[p.at];
	const sign = p.chars[p.at + 1] ?? '';
	if (char === undefined) throw syntaxError(brackets);
	if (char !== '[' || !':.='.includes(sign) || sign === '') {
		p.at++;
		return codeOf(char);
	}
	const end = closing(p, p.at + 2, sign);
	if (end < 0) throw syntaxError(brackets);
	const name = p.chars.slice(p.at + 2, end).join('');
	p.at = end + 2;
	if (sign === ':') {
		const ranges = posixClasses[name];
		if (ranges === undefined || name === 'word') throw syntaxError('Invalid character class name');
		return p.ignoreCase && (name === 'upper' || name === 'lower') ? (posixClasses['alpha'] ?? ranges) : ranges;
	}
	if ([...name].length !== 1) throw syntaxError('Invalid collation character');
	return codeOf(name);
}

function bracket(p: Parser): Node {
	p.at++;
	const negated = p.chars[p.at] === '^';
	if (negated) p.at++;
	const ranges: (readonly [number, number])[] = [];
	for (let first = true; ; first = false) {
		// glibc has other words for one that ends where it begins.
		if (p.chars[p.at] === undefined) throw syntaxError(first ? badPattern : brackets);
		if (p.chars[p.at] === ']' && !first) break;
		const low = bracketItem(p);
		if (typeof low !== 'number') {
			ranges.push(...low);
			continue;
		}
		if (p.chars[p.at] !== '-' || p.chars[p.at + 1] === ']' || p.chars[p.at + 1] === undefined) {
			ranges.push([low, low]);
			continue;
		}
		p.at++;
		const high = bracketItem(p);
		if (typeof high !== 'number' || high < low) throw syntaxError('Invalid range end');
		ranges.push([low, high]);
	}
	p.at++;
	const set: RegExpSet = { ranges, negated };
	return { kind: 'set', set, ignoreCase: p.ignoreCase };
}

const asSet = (ranges: RegExpSet['ranges'], negated: boolean): Node => ({ kind: 'set', set: { ranges, negated }, ignoreCase: false });

const escapes: Readonly<Record<string, Node>> = {
	w: asSet(wordRanges, false),
	W: asSet(wordRanges, true),
	s: asSet(spaceRanges, false),
	S: asSet(spaceRanges, true),
	b: { kind: 'assert', what: 'word-edge' },
	B: { kind: 'assert', what: 'not-word-edge' },
	'<': { kind: 'assert', what: 'word-start' },
	'>': { kind: 'assert', what: 'word-end' },
	'`': { kind: 'assert', what: 'text-start' },
	"'": { kind: 'assert', what: 'text-end' }
};

function escape(p: Parser): Node {
	const char = p.chars[p.at + 1];
	if (char === undefined) throw syntaxError('Trailing backslash');
	p.at += 2;
	if (char >= '1' && char <= '9') {
		const index = Number(char);
		if (!p.closed.has(index)) throw syntaxError('Invalid back reference');
		return { kind: 'reference', index, ignoreCase: p.ignoreCase };
	}
	return escapes[char] ?? { kind: 'char', code: char === 'n' ? 10 : codeOf(char), ignoreCase: p.ignoreCase };
}

function group(p: Parser, length: number): Node {
	p.at += length;
	const index = ++p.groups;
	if (++p.depth > 250) throw syntaxError('Regular expression too big');
	const item = alternatives(p);
	const close = operator(p);
	if (close?.name !== ')') throw syntaxError('Unmatched ( or \\(');
	p.at += close.length;
	p.depth--;
	p.closed.add(index);
	return { kind: 'group', index, item };
}

interface Interval {
	readonly min: number;
	readonly max: number;
	readonly end: number;
}

/** A {m,n} at the parser's place: what it says, or undefined when it is ordinary text (extended syntax only). */
function interval(p: Parser, length: number): Interval | undefined {
	const close = p.extended ? '}' : '\\}';
	const rest = p.chars.slice(p.at + length).join('');
	const parts = /^(\d*)(,?)(\d*)(\\?\})?/.exec(rest);
	const shut = parts?.[4] ?? '';
	const low = parts?.[1] ?? '';
	const high = parts?.[3] ?? '';
	const comma = parts?.[2] === ',';
	if (shut !== close || (low === '' && !comma)) {
		if (p.extended && !p.strict) return undefined;
		throw syntaxError(rest.includes(close) ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
	}
	const min = low === '' ? 0 : Number(low);
	const max = !comma ? min : high === '' ? Infinity : Number(high);
	if (min > repeatLimit || (max !== Infinity && max > repeatLimit)) throw syntaxError('Regular expression too big');
	if (max < min) throw syntaxError('Invalid content of \\{\\}');
	return { min, max, end: p.at + length + (parts?.[0].length ?? 0) };
}

function repeats(p: Parser, atom: Node): Node {
	let item = atom;
	for (;;) {
		const found = operator(p);
		let bounds: Interval | undefined;
		if (p.chars[p.at] === '*') bounds = { min: 0, max: Infinity, end: p.at + 1 };
		else if (found?.name === '+') bounds = { min: 1, max: Infinity, end: p.at + found.length };
		else if (found?.name === '?') bounds = { min: 0, max: 1, end: p.at + found.length };
		else if (found?.name === '{') bounds = interval(p, found.length);
		if (bounds === undefined) return item;
		p.at = bounds.end;
		item = { kind: 'repeat', item, min: bounds.min, max: bounds.max, mode: 'greedy' };
	}
}

/** Whether a $ here is an anchor: always in extended syntax; in basic syntax at the end of a branch. */
function endsBranch(p: Parser): boolean {
	if (p.extended || p.at + 1 >= p.chars.length) return true;
	return p.chars[p.at + 1] === '\\' && (p.chars[p.at + 2] === ')' || p.chars[p.at + 2] === '|');
}

function atom(p: Parser, first: boolean): Node {
	const char = p.chars[p.at] ?? '';
	const found = operator(p);
	if (found?.name === '(') return group(p, found.length);
	if (char === '[') return bracket(p);
	if (char === '^' && (p.extended || first)) {
		p.at++;
		return { kind: 'assert', what: 'line-start' };
	}
	if (char === '$' && endsBranch(p)) {
		p.at++;
		return { kind: 'assert', what: 'line-end' };
	}
	if (char === '.') {
		p.at++;
		return { kind: 'any', newline: true };
	}
	// A repetition with nothing before it is ordinary text, except \{ in basic syntax.
	if (found?.name === '{' && !p.extended) throw syntaxError('Invalid preceding regular expression');
	if (found !== undefined && !p.extended && '+?'.includes(found.name)) {
		p.at += found.length;
		return { kind: 'char', code: codeOf(found.name), ignoreCase: false };
	}
	if (char === '\\') return escape(p);
	p.at++;
	return { kind: 'char', code: codeOf(char), ignoreCase: p.ignoreCase };
}

/** Whether an extended repetition stands here. */
function repetition(p: Parser): boolean {
	return p.at < p.chars.length && '*+?{'.includes(p.chars[p.at] as string);
}

function branch(p: Parser): Node {
	const items: Node[] = [];
	let first = true;
	while (p.at < p.chars.length) {
		const found = operator(p);
		if (found?.name === '|' || (found?.name === ')' && (p.depth > 0 || !p.extended))) break;
		if (found?.name === ')') throw syntaxError('Unmatched ) or \\)');
		if (p.strict && first && repetition(p)) throw syntaxError('Invalid preceding regular expression');
		// In extended syntax a repetition at the start of a branch repeats nothing.
		if (p.extended && first && (p.chars[p.at] === '*' || found?.name === '+' || found?.name === '?')) {
			p.at++;
			continue;
		}
		const item = atom(p, first);
		const anchored = item.kind === 'assert' && (item.what === 'line-start' || item.what === 'line-end');
		if (p.strict && anchored && item.what === 'line-start' && repetition(p)) throw syntaxError('Invalid preceding regular expression');
		items.push(anchored && !p.extended ? item : repeats(p, item));
		first = anchored && item.what === 'line-start' && !p.extended;
		if (first && p.chars[p.at] === '*') {
			p.at++;
			items.push(repeats(p, { kind: 'char', code: 42, ignoreCase: false }));
			first = false;
		}
	}
	return sequence(items);
}

function alternatives(p: Parser): Node {
	const items = [branch(p)];
	for (let found = operator(p); found?.name === '|'; found = operator(p)) {
		p.at += found.length;
		items.push(branch(p));
	}
	return choice(items);
}

/** Parses a basic or extended POSIX expression. Throws `RegExpError` with glibc's text. */
export function parsePosix(source: string, extended: boolean, ignoreCase: boolean, strict = false): Pattern {
	const p: Parser = { chars: [...source], extended, ignoreCase, strict: strict && extended, at: 0, groups: 0, closed: new Set(), depth: 0 };
	const root = alternatives(p);
	if (p.at < p.chars.length) throw syntaxError('Unmatched ) or \\)');
	return { root, groupCount: p.groups, names: {} };
}
