// What a pattern means, whatever its spelling: the tree that the POSIX and Perl parsers build and both engines read.
// Characters are Unicode code points.

export interface RegExpSet {
	/** Inclusive ranges of code points. */
	readonly ranges: readonly (readonly [number, number])[];
	/** Unicode properties (\p{L}), tested beside the ranges. */
	readonly properties?: readonly { readonly name: string; readonly negated: boolean }[];
	/** Sets whose complement belongs to this one (\D inside brackets). */
	readonly without?: readonly RegExpSet[];
	readonly negated: boolean;
}

export type Assertion = 'line-start' | 'line-end' | 'text-start' | 'text-end' | 'last-line-end' | 'word-edge' | 'not-word-edge' | 'word-start' | 'word-end';

export type Node =
	| { readonly kind: 'empty' }
	| { readonly kind: 'char'; readonly code: number; readonly ignoreCase: boolean }
	| { readonly kind: 'any'; readonly newline: boolean }
	| { readonly kind: 'set'; readonly set: RegExpSet; readonly ignoreCase: boolean }
	| { readonly kind: 'sequence'; readonly items: readonly Node[] }
	| { readonly kind: 'choice'; readonly items: readonly Node[] }
	| { readonly kind: 'repeat'; readonly item: Node; readonly min: number; readonly max: number; readonly mode: 'greedy' | 'lazy' | 'possessive' }
	| { readonly kind: 'group'; readonly index: number; readonly item: Node }
	| { readonly kind: 'assert'; readonly what: Assertion }
	| { readonly kind: 'reference'; readonly index: number; readonly ignoreCase: boolean }
	| { readonly kind: 'look'; readonly behind: boolean; readonly negated: boolean; readonly item: Node }
	| { readonly kind: 'atomic'; readonly item: Node }
	| { readonly kind: 'keep' };

export interface Pattern {
	readonly root: Node;
	readonly groupCount: number;
	/** Group names to their numbers. */
	readonly names: Readonly<Record<string, number>>;
}

/**
 * A pattern that does not compile ('syntax', with the tool's own text), or a search that took too long ('limit').
 * FIDELITY: glibc searches on for ever where ours reports a limit; PCRE has one too.
 */
export class RegExpError extends Error {
	readonly kind: 'syntax' | 'limit';
	constructor(kind: 'syntax' | 'limit', message: string) {
		super(message);
		this.kind = kind;
	}
}

export function syntaxError(message: string): RegExpError {
	return new RegExpError('syntax', message);
}

const range = (text: string): (readonly [number, number])[] => {
	const ranges: (readonly [number, number])[] = [];
	for (let i = 0; i + 1 < text.length; i += 2) ranges.push([text.charCodeAt(i), text.charCodeAt(i + 1)]);
	return ranges;
};

/** The POSIX classes in the C locale. */
export const posixClasses: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
	alnum: range('09AZaz'),
	alpha: range('AZaz'),
	blank: range('  \t\t'),
	cntrl: [
		[0, 31],
		[127, 127]
	],
	digit: range('09'),
	graph: [[33, 126]],
	lower: range('az'),
	print: [[32, 126]],
	punct: range('!/:@[`{~'),
	space: range('\t\r  '),
	upper: range('AZ'),
	word: range('09AZaz__'),
	xdigit: range('09AFaf')
};

export const wordRanges = posixClasses['word'] ?? [];
export const spaceRanges = posixClasses['space'] ?? [];
export const digitRanges = posixClasses['digit'] ?? [];

const properties: Readonly<Record<string, RegExp>> = {
	L: /^\p{L}$/u,
	Lu: /^\p{Lu}$/u,
	Ll: /^\p{Ll}$/u,
	N: /^\p{N}$/u,
	Nd: /^\p{Nd}$/u,
	P: /^\p{P}$/u,
	S: /^\p{S}$/u,
	Z: /^\p{Z}$/u,
	M: /^\p{M}$/u,
	Greek: /^\p{Script=Greek}$/u,
	Cyrillic: /^\p{Script=Cyrillic}$/u,
	Latin: /^\p{Script=Latin}$/u,
	Han: /^\p{Script=Han}$/u
};

export function isProperty(name: string): boolean {
	return Object.hasOwn(properties, name);
}

/** Whether the code point belongs to the set. */
export function inSet(set: RegExpSet, code: number): boolean {
	let found = set.ranges.some(([low, high]) => code >= low && code <= high);
	found ||= set.without?.some((other) => !inSet(other, code)) ?? false;
	found ||= set.properties?.some(({ name, negated }) => (properties[name]?.test(String.fromCodePoint(code)) ?? false) !== negated) ?? false;
	return found !== set.negated;
}

/** The other case of a code point, or itself. */
export function otherCase(code: number): number {
	const char = String.fromCodePoint(code);
	const upper = char.toUpperCase();
	const other = upper === char ? char.toLowerCase() : upper;
	return [...other].length === 1 ? (other.codePointAt(0) ?? code) : code;
}

/** Joins items into the smallest node. */
export function sequence(items: readonly Node[]): Node {
	return items.length === 1 ? (items[0] ?? { kind: 'empty' }) : items.length === 0 ? { kind: 'empty' } : { kind: 'sequence', items };
}

export function choice(items: readonly Node[]): Node {
	return items.length === 1 ? (items[0] ?? { kind: 'empty' }) : { kind: 'choice', items };
}
