// Perl-compatible expressions (grep -P, nginx locations): lookaround, lazy and possessive repeats, named groups, inline options, PCRE2's error texts.
// Leaves out recursion, conditionals, branch reset, callouts and verbs: they are refused with PCRE2's text for an unknown construct.

import {
	choice,
	digitRanges,
	isProperty,
	type Node,
	type Pattern,
	posixClasses,
	type RegExpSet,
	sequence,
	spaceRanges,
	syntaxError,
	wordRanges
} from './ast.ts';

interface Options {
	readonly i: boolean;
	readonly m: boolean;
	readonly s: boolean;
	readonly x: boolean;
}

interface Parser {
	readonly source: string;
	at: number;
	options: Options;
	groups: number;
	depth: number;
	readonly names: Record<string, number>;
	readonly references: (number | string)[];
}

const unknownGroup = 'unrecognized character after (? or (?-';

function peek(p: Parser): string {
	const code = p.source.codePointAt(p.at);
	return code === undefined ? '' : String.fromCodePoint(code);
}

function take(p: Parser): string {
	const char = peek(p);
	p.at += char.length;
	return char;
}

function looking(p: Parser, text: string): boolean {
	if (!p.source.startsWith(text, p.at)) return false;
	p.at += text.length;
	return true;
}

function takeWhile(p: Parser, test: RegExp): string {
	let out = '';
	while (peek(p) !== '' && test.test(peek(p))) out += take(p);
	return out;
}

const classes: Readonly<Record<string, RegExpSet>> = {
	d: { ranges: digitRanges, negated: false },
	D: { ranges: digitRanges, negated: true },
	w: { ranges: wordRanges, negated: false },
	W: { ranges: wordRanges, negated: true },
	s: { ranges: spaceRanges, negated: false },
	S: { ranges: spaceRanges, negated: true },
	h: {
		ranges: [
			[9, 9],
			[32, 32],
			[0xa0, 0xa0]
		],
		negated: false
	},
	H: {
		ranges: [
			[9, 9],
			[32, 32],
			[0xa0, 0xa0]
		],
		negated: true
	},
	v: {
		ranges: [
			[10, 13],
			[0x85, 0x85],
			[0x2028, 0x2029]
		],
		negated: false
	},
	V: {
		ranges: [
			[10, 13],
			[0x85, 0x85],
			[0x2028, 0x2029]
		],
		negated: true
	},
	N: { ranges: [[10, 10]], negated: true }
};

const controls: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

const asserts: Readonly<Record<string, Node>> = {
	A: { kind: 'assert', what: 'text-start' },
	Z: { kind: 'assert', what: 'last-line-end' },
	z: { kind: 'assert', what: 'text-end' },
	b: { kind: 'assert', what: 'word-edge' },
	B: { kind: 'assert', what: 'not-word-edge' },
	K: { kind: 'keep' }
};

function property(p: Parser, negatedLetter: boolean): RegExpSet {
	const braced = looking(p, '{');
	let name = braced ? takeWhile(p, /[^}]/) : take(p);
	if (braced && !looking(p, '}')) throw syntaxError('malformed \\P or \\p sequence');
	const caret = name.startsWith('^');
	if (caret) name = name.slice(1);
	if (!isProperty(name)) throw syntaxError('unknown property after \\P or \\p');
	return { ranges: [], properties: [{ name, negated: negatedLetter !== caret }], negated: false };
}

/** The code point of \xHH, \x{…}, \o{…}, \cX, \0oo or a control letter; undefined when the letter is none of these. */
function escapedCode(p: Parser, letter: string): number | undefined {
	const control = controls[letter];
	if (control !== undefined) return control;
	if (letter === 'x' || letter === 'o') {
		const base = letter === 'x' ? 16 : 8;
		if (looking(p, '{')) {
			const digits = takeWhile(p, letter === 'x' ? /[0-9a-fA-F]/ : /[0-7]/);
			if (!looking(p, '}'))
				throw syntaxError(letter === 'x' ? 'non-hex character in \\x{} (closing brace missing?)' : 'non-octal character in \\o{} (closing brace missing?)');
			const code = parseInt(digits === '' ? '0' : digits, base);
			if (code > 0x10ffff) throw syntaxError('character code point value in \\x{} or \\o{} is too large');
			return code;
		}
		if (letter === 'o') throw syntaxError('missing opening brace after \\o');
		const digits = /^[0-9a-fA-F]{0,2}/.exec(p.source.slice(p.at))?.[0] ?? '';
		p.at += digits.length;
		return digits === '' ? 0 : parseInt(digits, 16);
	}
	if (letter === 'c') return take(p).toUpperCase().charCodeAt(0) ^ 64;
	if (letter === '0') {
		const digits = /^[0-7]{0,2}/.exec(p.source.slice(p.at))?.[0] ?? '';
		p.at += digits.length;
		return parseInt(`0${digits}`, 8);
	}
	return undefined;
}

function reference(p: Parser, target: number | string): Node {
	p.references.push(target);
	return { kind: 'reference', index: typeof target === 'number' ? target : -p.references.length, ignoreCase: p.options.i };
}

function namedReference(p: Parser, close: string): Node {
	const name = takeWhile(p, /[A-Za-z0-9_]/);
	if (name === '' || !looking(p, close)) throw syntaxError('syntax error in subpattern name (missing terminator?)');
	return reference(p, name);
}

function groupReference(p: Parser): Node {
	const braced = looking(p, '{');
	const text = takeWhile(p, /[-+A-Za-z0-9_]/);
	if (braced && !looking(p, '}')) throw syntaxError('\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number');
	if (/^-\d+$/.test(text)) return reference(p, p.groups + 1 + Number(text));
	return reference(p, /^\d+$/.test(text) ? Number(text) : text);
}

function escape(p: Parser): Node {
	p.at++;
	const letter = take(p);
	if (letter === '') throw syntaxError('\\ at end of pattern');
	if (letter === 'E') return { kind: 'empty' };
	if (letter >= '1' && letter <= '9') {
		p.at--;
		return reference(p, Number(takeWhile(p, /\d/)));
	}
	if (letter === 'g') return groupReference(p);
	if (letter === 'k') {
		const open = take(p);
		const close = { '<': '>', '{': '}', "'": "'" }[open];
		if (close === undefined) throw syntaxError('\\k is not followed by a braced, angle-bracketed, or quoted name');
		return namedReference(p, close);
	}
	if (letter === 'R')
		return choice([
			sequence([character(p, '\r'), character(p, '\n')]),
			{ kind: 'set', set: classes['v'] ?? { ranges: [], negated: false }, ignoreCase: false }
		]);
	const known = asserts[letter];
	if (known !== undefined) return known;
	const set = classes[letter] ?? (letter === 'p' || letter === 'P' ? property(p, letter === 'P') : undefined);
	if (set !== undefined) return { kind: 'set', set, ignoreCase: false };
	const code = escapedCode(p, letter);
	if (code === undefined && /[A-Za-z]/.test(letter)) throw syntaxError('unrecognized character follows \\');
	return { kind: 'char', code: code ?? letter.codePointAt(0) ?? 0, ignoreCase: p.options.i };
}

function character(p: Parser, char: string): Node {
	return { kind: 'char', code: char.codePointAt(0) ?? 0, ignoreCase: p.options.i };
}

/** One member of a bracket: a code point, or a set. */
function member(p: Parser): number | RegExpSet {
	const named = /^\[:(\^?)([a-z]+):\]/.exec(p.source.slice(p.at));
	if (named !== null) {
		const ranges = posixClasses[named[2] ?? ''];
		if (ranges === undefined) throw syntaxError('unknown POSIX class name');
		p.at += named[0].length;
		return { ranges, negated: named[1] === '^' };
	}
	const char = take(p);
	if (char !== '\\') return char.codePointAt(0) ?? 0;
	const letter = take(p);
	if (letter === '') throw syntaxError('\\ at end of pattern');
	if (letter === 'b') return 8;
	const set = classes[letter] ?? (letter === 'p' || letter === 'P' ? property(p, letter === 'P') : undefined);
	if (set !== undefined) return set;
	const code = escapedCode(p, letter);
	if (code === undefined && /[A-Za-z]/.test(letter)) throw syntaxError('unrecognized character follows \\');
	return code ?? letter.codePointAt(0) ?? 0;
}

function bracket(p: Parser): Node {
	p.at++;
	const negated = looking(p, '^');
	const ranges: (readonly [number, number])[] = [];
	const properties: { name: string; negated: boolean }[] = [];
	const without: RegExpSet[] = [];
	for (let first = true; ; first = false) {
		if (peek(p) === '') throw syntaxError('missing terminating ] for character class');
		if (peek(p) === ']' && !first) break;
		const low = member(p);
		if (typeof low !== 'number') {
			if (low.negated) without.push({ ...low, negated: false });
			else ranges.push(...low.ranges);
			properties.push(...(low.properties ?? []));
			continue;
		}
		const dash = p.source.startsWith('-', p.at) && p.source.charAt(p.at + 1) !== ']' && p.at + 1 < p.source.length;
		if (!dash) {
			ranges.push([low, low]);
			continue;
		}
		p.at++;
		const high = member(p);
		if (typeof high !== 'number') throw syntaxError('invalid range in character class');
		if (high < low) throw syntaxError('range out of order in character class');
		ranges.push([low, high]);
	}
	p.at++;
	return { kind: 'set', set: { ranges, properties, without, negated }, ignoreCase: p.options.i };
}

function capture(p: Parser, name: string | undefined): Node {
	const index = ++p.groups;
	if (name !== undefined) {
		if (Object.hasOwn(p.names, name)) throw syntaxError('two named subpatterns have the same name (PCRE2_DUPNAMES not set)');
		p.names[name] = index;
	}
	return { kind: 'group', index, item: body(p) };
}

function groupName(p: Parser, close: string): string {
	const name = takeWhile(p, /[A-Za-z0-9_]/);
	if (name === '' || /^\d/.test(name)) throw syntaxError('subpattern name must start with a non-digit');
	if (!looking(p, close)) throw syntaxError('syntax error in subpattern name (missing terminator?)');
	return name;
}

/** The alternatives up to the closing parenthesis, which is taken; options set inside end there. */
function body(p: Parser): Node {
	const { options } = p;
	if (++p.depth > 250) throw syntaxError('parentheses are too deeply nested');
	const item = alternatives(p);
	if (!looking(p, ')')) throw syntaxError('missing closing parenthesis');
	p.depth--;
	p.options = options;
	return item;
}

function inlineOptions(p: Parser): Node {
	const letters = takeWhile(p, /[-imsx]/);
	const [on = '', off = ''] = letters.split('-');
	const flag = (name: 'i' | 'm' | 's' | 'x'): boolean => (on.includes(name) || p.options[name]) && !off.includes(name);
	const before = p.options;
	const options: Options = { i: flag('i'), m: flag('m'), s: flag('s'), x: flag('x') };
	p.options = options;
	if (looking(p, ')')) return { kind: 'empty' };
	if (letters === '' || !looking(p, ':')) throw syntaxError(unknownGroup);
	const item = body(p);
	p.options = before;
	return item;
}

function group(p: Parser): Node {
	p.at++;
	if (!looking(p, '?')) {
		if (p.source.startsWith('*', p.at)) throw syntaxError('(*VERB) not recognized or malformed');
		return capture(p, undefined);
	}
	if (looking(p, ':')) return body(p);
	if (looking(p, '#')) {
		takeWhile(p, /[^)]/);
		if (!looking(p, ')')) throw syntaxError('missing ) after (?# comment');
		return { kind: 'empty' };
	}
	if (looking(p, '=')) return { kind: 'look', behind: false, negated: false, item: body(p) };
	if (looking(p, '!')) return { kind: 'look', behind: false, negated: true, item: body(p) };
	if (looking(p, '<=')) return { kind: 'look', behind: true, negated: false, item: body(p) };
	if (looking(p, '<!')) return { kind: 'look', behind: true, negated: true, item: body(p) };
	if (looking(p, '>')) return { kind: 'atomic', item: body(p) };
	if (looking(p, 'P=')) return namedReference(p, ')');
	if (looking(p, 'P<') || looking(p, '<')) return capture(p, groupName(p, '>'));
	if (looking(p, "'")) return capture(p, groupName(p, "'"));
	return inlineOptions(p);
}

function skipExtended(p: Parser): void {
	while (p.options.x && /^[\s#]/.test(peek(p))) {
		if (take(p) === '#') takeWhile(p, /[^\n]/);
	}
}

function repeats(p: Parser, item: Node): Node {
	skipExtended(p);
	const bounds = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})/.exec(p.source.slice(p.at));
	if (bounds === null) return item;
	p.at += bounds[0].length;
	let min = bounds[1] === '+' ? 1 : 0;
	let max = bounds[1] === '?' ? 1 : Infinity;
	if (bounds[1] === undefined) {
		min = Number(bounds[2]);
		max = bounds[3] === '' ? min : bounds[4] === '' ? Infinity : Number(bounds[4]);
		if (min > 65_535 || (max !== Infinity && max > 65_535)) throw syntaxError('number too big in {} quantifier');
		if (max < min) throw syntaxError('numbers out of order in {} quantifier');
	}
	const mode = looking(p, '?') ? 'lazy' : looking(p, '+') ? 'possessive' : 'greedy';
	return repeats(p, { kind: 'repeat', item, min, max, mode });
}

function atom(p: Parser): Node {
	const char = peek(p);
	if (char === '(') return group(p);
	if (char === '[') return bracket(p);
	if (char === '\\') return escape(p);
	if ('*+?'.includes(char) || /^\{\d+(,\d*)?\}/.test(p.source.slice(p.at))) throw syntaxError('quantifier does not follow a repeatable item');
	p.at += char.length;
	if (char === '.') return { kind: 'any', newline: p.options.s };
	if (char === '^') return { kind: 'assert', what: p.options.m ? 'line-start' : 'text-start' };
	if (char === '$') return { kind: 'assert', what: p.options.m ? 'line-end' : 'last-line-end' };
	return character(p, char);
}

/** The characters between \Q and \E, as they are. */
function quoted(p: Parser): Node[] {
	const end = p.source.indexOf('\\E', p.at);
	const text = p.source.slice(p.at, end < 0 ? undefined : end);
	p.at = end < 0 ? p.source.length : end + 2;
	return [...text].map((char) => character(p, char));
}

function branch(p: Parser): Node {
	const items: Node[] = [];
	for (;;) {
		skipExtended(p);
		const char = peek(p);
		if (char === '' || char === '|' || char === ')') return sequence(items);
		if (looking(p, '\\Q')) {
			items.push(...quoted(p));
			const last = items.pop();
			if (last !== undefined) items.push(repeats(p, last));
		} else items.push(repeats(p, atom(p)));
	}
}

function alternatives(p: Parser): Node {
	const items = [branch(p)];
	while (looking(p, '|')) items.push(branch(p));
	return choice(items);
}

/** Puts group numbers in place of names, which may be defined behind their use. */
function bind(node: Node, p: Parser): Node {
	switch (node.kind) {
		case 'reference': {
			const target = node.index < 0 ? p.references[-node.index - 1] : node.index;
			const index = typeof target === 'string' ? p.names[target] : target;
			if (index === undefined || index < 1 || index > p.groups) throw syntaxError('reference to non-existent subpattern');
			return { ...node, index };
		}
		case 'sequence':
		case 'choice':
			return { ...node, items: node.items.map((item) => bind(item, p)) };
		case 'repeat':
		case 'group':
		case 'look':
		case 'atomic':
			return { ...node, item: bind(node.item, p) };
		default:
			return node;
	}
}

/** Parses a Perl-compatible expression. Throws `RegExpError` with PCRE2's text. */
export function parsePerl(source: string, options: { ignoreCase: boolean; multiline: boolean }): Pattern {
	const p: Parser = {
		source,
		at: 0,
		options: { i: options.ignoreCase, m: options.multiline, s: false, x: false },
		groups: 0,
		depth: 0,
		names: {},
		references: []
	};
	const root = alternatives(p);
	if (p.at < source.length) throw syntaxError('unmatched closing parenthesis');
	return { root: bind(root, p), groupCount: p.groups, names: p.names };
}
