// Shell patterns: * ? [sets] and extended globs, over characters. A match is computed as the set of positions each piece can reach,
// so that no pattern takes more than (pieces × length²) steps, hostile ones included. A backslash quotes the next character.

type Piece =
	| { kind: 'char'; value: string }
	| { kind: 'any' }
	| { kind: 'star' }
	| { kind: 'set'; negated: boolean; has: (c: string) => boolean }
	| { kind: 'group'; operator: string; options: Piece[][] };

export interface Pattern {
	readonly pieces: readonly Piece[];
	/** The text it matches, when it can match only one. */
	readonly exact: string | undefined;
	readonly fold: boolean;
}

export function compilePattern(text: string, options: { extglob?: boolean; fold?: boolean } = {}): Pattern {
	const source = options.fold ? text.toLowerCase() : text;
	const pieces = parsePieces(characters(source), options.extglob ?? true);
	let exact: string | undefined = '';
	for (const p of pieces) exact = p.kind === 'char' && exact !== undefined ? exact + p.value : undefined;
	return { pieces, exact, fold: options.fold === true };
}

const characters = (text: string): readonly string[] => [...text];

function parsePieces(text: readonly string[], extglob: boolean): Piece[] {
	const out: Piece[] = [];
	for (let i = 0; i < text.length; i++) {
		const c = text[i] as string;
		if (extglob && text[i + 1] === '(' && '?*+@!'.includes(c)) {
			const end = groupEnd(text, i + 1);
			if (end > 0) {
				out.push({ kind: 'group', operator: c, options: alternatives(text.slice(i + 2, end)).map((a) => parsePieces(a, true)) });
				i = end;
				continue;
			}
		}
		if (c === '\\') {
			i++;
			out.push({ kind: 'char', value: text[i] ?? '\\' });
		} else if (c === '*') {
			if (out.at(-1)?.kind !== 'star') out.push({ kind: 'star' });
		} else if (c === '?') out.push({ kind: 'any' });
		else if (c === '[') {
			const set = parseSet(text, i);
			if (set) {
				out.push(set.piece);
				i = set.end;
			} else out.push({ kind: 'char', value: '[' });
		} else out.push({ kind: 'char', value: c });
	}
	return out;
}

function groupEnd(text: readonly string[], open: number): number {
	let depth = 0;
	for (let i = open; i < text.length; i++) {
		if (text[i] === '\\') i++;
		else if (text[i] === '[') i = parseSet(text, i)?.end ?? i;
		else if (text[i] === '(') depth++;
		else if (text[i] === ')' && --depth === 0) return i;
	}
	return -1;
}
function alternatives(text: readonly string[]): string[][] {
	const out: string[][] = [[]];
	let depth = 0;
	for (let i = 0; i < text.length; i++) {
		const c = text[i] as string;
		const last = out.at(-1) as string[];
		if (c === '\\') last.push(c, text[++i] ?? '');
		else if (c === '|' && depth === 0) out.push([]);
		else {
			if (c === '(') depth++;
			if (c === ')') depth--;
			last.push(c);
		}
	}
	return out;
}

/** Tests of [:class:] names. */
export const characterClasses: Record<string, (c: string) => boolean> = {
	alpha: (c) => /\p{L}/u.test(c),
	digit: (c) => c >= '0' && c <= '9',
	alnum: (c) => /[\p{L}0-9]/u.test(c),
	upper: (c) => /\p{Lu}/u.test(c),
	lower: (c) => /\p{Ll}/u.test(c),
	space: (c) => /[ \t\n\v\f\r]/.test(c),
	blank: (c) => c === ' ' || c === '\t',
	punct: (c) => /[!-/:-@[-`{-~]/.test(c) || (c > '\x7f' && /[\p{P}\p{S}]/u.test(c)),
	print: (c) => c >= ' ' && c !== '\x7f',
	graph: (c) => c > ' ' && c !== '\x7f',
	cntrl: (c) => c < ' ' || c === '\x7f',
	xdigit: (c) => /[0-9A-Fa-f]/.test(c),
	word: (c) => /[\p{L}0-9_]/u.test(c),
	ascii: (c) => c <= '\x7f'
};

function parseSet(text: readonly string[], open: number): { piece: Piece; end: number } | undefined {
	let i = open + 1;
	const negated = text[i] === '!' || text[i] === '^';
	if (negated) i++;
	const tests: ((c: string) => boolean)[] = [];
	const singles = new Set<string>();
	for (let first = true; ; first = false) {
		let c = text[i];
		if (c === undefined) return undefined;
		if (c === ']' && !first) break;
		if (c === '[' && (text[i + 1] === ':' || text[i + 1] === '.' || text[i + 1] === '=')) {
			const mark = text[i + 1] as string;
			let j = i + 2;
			while (j < text.length && !(text[j] === mark && text[j + 1] === ']')) j++;
			if (j < text.length) {
				const name = text.slice(i + 2, j).join('');
				const known = characterClasses[name];
				if (mark === ':') {
					if (known) tests.push(known);
				} else singles.add(name);
				i = j + 2;
				continue;
			}
		}
		if (c === '\\') c = text[++i] ?? '\\';
		if (text[i + 1] === '-' && text[i + 2] !== ']' && text[i + 2] !== undefined) {
			let high = text[i + 2] as string;
			i += 3;
			if (high === '\\') high = text[i++] ?? '\\';
			const from = c.codePointAt(0) as number;
			const to = high.codePointAt(0) as number;
			tests.push((x) => {
				const p = x.codePointAt(0) as number;
				return p >= from && p <= to;
			});
		} else {
			singles.add(c);
			i++;
		}
	}
	return { piece: { kind: 'set', negated, has: (c) => singles.has(c) || tests.some((t) => t(c)) }, end: i };
}

/** Positions reachable from `from` by matching all pieces, in ascending order. */
function reach(pieces: readonly Piece[], text: readonly string[], from: readonly number[]): readonly number[] {
	let at = from;
	for (const piece of pieces) {
		if (at.length === 0) return at;
		at = step(piece, text, at);
	}
	return at;
}
function step(piece: Piece, text: readonly string[], at: readonly number[]): readonly number[] {
	switch (piece.kind) {
		case 'char':
			return at.filter((p) => text[p] === piece.value).map((p) => p + 1);
		case 'any':
			return at.filter((p) => p < text.length).map((p) => p + 1);
		case 'set':
			return at.filter((p) => p < text.length && piece.has(text[p] as string) !== piece.negated).map((p) => p + 1);
		case 'star': {
			const out: number[] = [];
			for (let p = at[0] as number; p <= text.length; p++) out.push(p);
			return out;
		}
		case 'group':
			return group(piece, text, at);
	}
}
function group(piece: Extract<Piece, { kind: 'group' }>, text: readonly string[], at: readonly number[]): readonly number[] {
	const once = (from: readonly number[]): Set<number> => new Set(piece.options.flatMap((o) => reach(o, text, from)));
	const found = new Set<number>();
	if (piece.operator === '!') {
		for (const p of at) {
			const taken = once([p]);
			for (let end = p; end <= text.length; end++) if (!taken.has(end)) found.add(end);
		}
	} else {
		if (piece.operator === '?' || piece.operator === '*') for (const p of at) found.add(p);
		let fresh = [...once(at)];
		for (;;) {
			fresh = fresh.filter((p) => !found.has(p) || (piece.operator === '?' && false));
			for (const p of fresh) found.add(p);
			if (fresh.length === 0 || piece.operator === '?' || piece.operator === '@') break;
			fresh = [...once(fresh)];
		}
	}
	return [...found].sort((a, b) => a - b);
}

const folded = (pattern: Pattern, text: string): string => (pattern.fold ? text.toLowerCase() : text);

export function matches(pattern: Pattern, subject: string): boolean {
	const text = folded(pattern, subject);
	if (pattern.exact !== undefined) return text === pattern.exact;
	const chars = characters(text);
	return reach(pattern.pieces, chars, [0]).at(-1) === chars.length;
}

/** Length (in UTF-16 units) of the shortest or longest prefix that matches, or -1. */
export function matchPrefix(pattern: Pattern, subject: string, longest: boolean): number {
	const text = folded(pattern, subject);
	if (pattern.exact !== undefined) return text.startsWith(pattern.exact) ? pattern.exact.length : -1;
	const chars = characters(text);
	const ends = reach(pattern.pieces, chars, [0]);
	const end = longest ? ends.at(-1) : ends[0];
	return end === undefined ? -1 : units(chars, 0, end);
}
/** Start of the shortest or longest suffix that matches, or -1. */
export function matchSuffix(pattern: Pattern, subject: string, longest: boolean): number {
	const text = folded(pattern, subject);
	if (pattern.exact !== undefined) return text.endsWith(pattern.exact) ? text.length - pattern.exact.length : -1;
	const chars = characters(text);
	const test = (start: number): boolean => reach(pattern.pieces, chars, [start]).at(-1) === chars.length;
	if (longest) {
		for (let i = 0; i <= chars.length; i++) if (test(i)) return units(chars, 0, i);
	} else for (let i = chars.length; i >= 0; i--) if (test(i)) return units(chars, 0, i);
	return -1;
}
/** Replaces the first or every longest match. `anchor`: only at the start or end. The replacement sees what was matched. */
export function replaceMatches(pattern: Pattern, subject: string, replacement: (match: string) => string, all: boolean): string {
	const text = folded(pattern, subject);
	if (pattern.exact !== undefined) {
		if (pattern.exact === '') return subject;
		let out = '';
		let from = 0;
		for (let i = text.indexOf(pattern.exact); i >= 0; i = text.indexOf(pattern.exact, from)) {
			const to = i + pattern.exact.length;
			out += subject.slice(from, i) + replacement(subject.slice(i, to));
			from = to;
			if (!all) break;
		}
		return out + subject.slice(from);
	}
	const chars = characters(text);
	const original = characters(subject);
	let out = '';
	let i = 0;
	while (i < chars.length) {
		const end = reach(pattern.pieces, chars, [i]).at(-1);
		if (end === undefined || end === i) {
			out += original[i++];
			continue;
		}
		out += replacement(original.slice(i, end).join(''));
		i = end;
		if (!all) break;
	}
	return out + original.slice(i).join('');
}
const units = (chars: readonly string[], from: number, to: number): number => {
	let n = 0;
	for (let i = from; i < to; i++) n += (chars[i] as string).length;
	return n;
};

/** Quotes the characters that a pattern gives meaning to. */
export const escapePattern = (text: string): string => text.replace(/[\\*?[\]()|!+@^-]/g, '\\$&');
/** Whether a pattern has live pattern characters. */
export const isMagic = (text: string, extglob: boolean): boolean => {
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (c === '\\') i++;
		else if (c === '*' || c === '?') return true;
		else if (c === '[' && text.indexOf(']', i + 1) > 0) return true;
		else if (extglob && text[i + 1] === '(' && '+@!'.includes(c as string)) return true;
	}
	return false;
};
export const unescapePattern = (text: string): string => text.replace(/\\(.)/gs, '$1');
