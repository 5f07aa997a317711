// What sort compares: key positions, field rules and the orders (numeric, general, human, month, version, random).
// Invariant: a comparator is a total preorder; ties fall to the whole line's bytes unless the sort is stable.
import type { Tool } from './lib/tool.ts';
import { compareVersions } from './lib/version.ts';

export interface Ordering {
	readonly blanks: boolean;
	readonly dictionary: boolean;
	readonly fold: boolean;
	readonly printable: boolean;
	readonly reverse: boolean;
	readonly kind: '' | 'n' | 'g' | 'h' | 'M' | 'V';
	readonly random: boolean;
}
export interface Key {
	readonly from: { field: number; char: number; blanks: boolean };
	readonly to: { field: number; char: number; blanks: boolean } | undefined;
	readonly ordering: Ordering;
	/** Its own options. */
	readonly letters: string;
}

function ordering(letters: string): Ordering {
	const has = (letter: string): boolean => letters.includes(letter);
	const kind = (['n', 'g', 'h', 'M', 'V'] as const).find(has) ?? '';
	return { blanks: has('b'), dictionary: has('d'), fold: has('f'), printable: has('i'), reverse: has('r'), kind, random: has('R') };
}

/** Parses -k FIELD[.CHAR][OPTS][,FIELD[.CHAR][OPTS]]. */
export function parseKey(tool: Tool, text: string, global: Ordering): Key {
	const match = /^(\d+)(?:\.(\d+))?([bdfghiMnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfghiMnRrV]*))?$/.exec(text);
	if (!match) {
		if (!/^\d/.test(text))
			tool.die(tool.busybox ? `bad field specification` : `invalid number at field start: invalid count at start of ${tool.quote(text)}`, 2);
		// The first part that does not go on as a key does.
		const part = /^\d+(\.(?!\d))?(?:\.\d+)?([bdfghiMnRrV]*)(?:(,)(?!\d))?(?:,\d+(\.(?!\d))?)?/.exec(text);
		const rest = text.slice(part?.[0].length ?? 0);
		const [, dot, , comma, second] = part ?? [];
		if (dot ?? second) tool.die(`invalid number after '.': invalid count at start of ${tool.quote(rest)}`, 2);
		if (comma) tool.die(`invalid number after ',': invalid count at start of ${tool.quote(rest)}`, 2);
		tool.die(`stray character in field spec: invalid field specification ${tool.quote(text)}`, 2);
	}
	const [, f1 = '1', c1, o1 = '', f2, c2, o2 = ''] = match;
	if (Number(f1) === 0) tool.die(`field number is zero: invalid field specification ${tool.quote(text)}`, 2);
	if (c1 !== undefined && Number(c1) === 0) tool.die(`character offset is zero: invalid field specification ${tool.quote(text)}`, 2);
	if (f2 !== undefined && Number(f2) === 0) tool.die(`field number is zero: invalid field specification ${tool.quote(text)}`, 2);
	const own = o1 + o2;
	const effective = own === '' ? global : ordering(own);
	return {
		from: { field: Number(f1), char: Number(c1 ?? 1), blanks: own === '' ? global.blanks : o1.includes('b') },
		to: f2 === undefined ? undefined : { field: Number(f2), char: Number(c2 ?? 0), blanks: own === '' ? global.blanks : o2.includes('b') },
		ordering: effective,
		letters: own
	};
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/** Where a field begins: behind the separator, or at the blanks before it. */
function fieldStart(line: string, field: number, separator: string | undefined): number {
	let at = 0;
	for (let n = 1; n < field; n++) {
		if (separator !== undefined) {
			const next = line.indexOf(separator, at);
			if (next < 0) return line.length;
			at = next + 1;
		} else {
			while (isBlank(line[at])) at++;
			while (at < line.length && !isBlank(line[at])) at++;
		}
	}
	return at;
}

function fieldEnd(line: string, field: number, separator: string | undefined): number {
	const start = fieldStart(line, field, separator);
	if (separator !== undefined) {
		const next = line.indexOf(separator, start);
		return next < 0 ? line.length : next;
	}
	let at = start;
	while (isBlank(line[at])) at++;
	while (at < line.length && !isBlank(line[at])) at++;
	return at;
}

function keyText(line: string, key: Key, separator: string | undefined): string {
	let start = fieldStart(line, key.from.field, separator);
	if (key.from.blanks) while (isBlank(line[start])) start++;
	start = Math.min(line.length, start + key.from.char - 1);
	if (!key.to) return line.slice(start);
	let end: number;
	if (key.to.char === 0) end = fieldEnd(line, key.to.field, separator);
	else {
		end = fieldStart(line, key.to.field, separator);
		if (key.to.blanks) while (isBlank(line[end])) end++;
		end = Math.min(line.length, end + key.to.char);
	}
	return line.slice(start, Math.max(start, end));
}

function compareNumeric(a: string, b: string): number {
	const parse = (text: string): { negative: boolean; whole: string; part: string } => {
		const match = /^[ \t]*(-?)(\d*)(?:\.(\d*))?/.exec(text);
		const whole = (match?.[2] ?? '').replace(/^0+/, '');
		const part = (match?.[3] ?? '').replace(/0+$/, '');
		return { negative: match?.[1] === '-' && (whole !== '' || part !== ''), whole, part };
	};
	const [x, y] = [parse(a), parse(b)];
	if (x.negative !== y.negative) return x.negative ? -1 : 1;
	const order = x.whole.length - y.whole.length || (x.whole < y.whole ? -1 : x.whole > y.whole ? 1 : x.part < y.part ? -1 : x.part > y.part ? 1 : 0);
	return x.negative ? -order : order;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const monthOf = (text: string): number => months.indexOf(text.trimStart().slice(0, 3).toUpperCase());

function general(text: string): number | undefined {
	const match = /^[ \t\n]*([+-]?(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan))/i.exec(text);
	if (!match) return undefined;
	const word = (match[1] ?? '').toLowerCase();
	if (word.includes('nan')) return NaN;
	if (word.includes('inf')) return word.startsWith('-') ? -Infinity : Infinity;
	return Number(word);
}

function compareGeneral(a: string, b: string): number {
	const rank = (value: number | undefined): number => (value === undefined ? 0 : Number.isNaN(value) ? 1 : 2);
	const [x, y] = [general(a), general(b)];
	if (rank(x) !== rank(y)) return rank(x) - rank(y);
	return x === undefined || y === undefined || x === y ? 0 : x < y ? -1 : 1;
}

function compareHuman(a: string, b: string): number {
	const unit = (text: string): number => {
		const match = /^[ \t]*-?\d*(?:\.\d*)?([kKMGTPEZY]?)/.exec(text);
		const order = ' KMGTPEZY'.indexOf((match?.[1] ?? '').toUpperCase() || ' ');
		const zero = !/[1-9]/.test(/^[ \t]*-?[\d.]*/.exec(text)?.[0] ?? '');
		return zero ? 0 : /^[ \t]*-/.test(text) ? -order : order;
	};
	return unit(a) - unit(b) || compareNumeric(a, b);
}

function compareTexts(a: string, b: string, o: Ordering): number {
	let [x, y] = [a, b];
	if (o.blanks) [x, y] = [x.replace(/^[ \t]+/, ''), y.replace(/^[ \t]+/, '')];
	if (o.dictionary) [x, y] = [x.replace(/[^A-Za-z0-9 \t]/g, ''), y.replace(/[^A-Za-z0-9 \t]/g, '')];
	else if (o.printable) [x, y] = [x.replace(/[^ -~]/g, ''), y.replace(/[^ -~]/g, '')];
	if (o.fold) [x, y] = [x.replace(/[a-z]+/g, (s) => s.toUpperCase()), y.replace(/[a-z]+/g, (s) => s.toUpperCase())];
	if (o.kind === 'n') return compareNumeric(x, y);
	if (o.kind === 'g') return compareGeneral(x, y);
	if (o.kind === 'h') return compareHuman(x, y);
	if (o.kind === 'M') return monthOf(x) - monthOf(y);
	if (o.kind === 'V') return compareVersions(x, y);
	return x < y ? -1 : x > y ? 1 : 0;
}

/** A keyed hash for -R: equal keys stay together. */
function scramble(text: string, salt: string): number {
	let hash = 2_166_136_261;
	for (const part of [salt, text]) for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 16_777_619) >>> 0;
	return Math.imul(hash ^ (hash >>> 15), 2_246_822_519) >>> 0;
}

export interface Comparing {
	readonly keys: readonly Key[];
	readonly global: Ordering;
	readonly separator: string | undefined;
	readonly stable: boolean;
	readonly salt: string;
}

/** The order of two lines. */
export function comparator({ keys, global, separator, stable, salt }: Comparing): (a: string, b: string) => number {
	const one = (a: string, b: string, o: Ordering): number => {
		const order = o.random ? scramble(a, salt) - scramble(b, salt) : compareTexts(a, b, o);
		return o.reverse ? -order : order;
	};
	const plain = keys.length === 0 && global.kind === '' && !global.blanks && !global.dictionary && !global.fold && !global.printable && !global.random;
	const last = (a: string, b: string): number => {
		const order = a < b ? -1 : a > b ? 1 : 0;
		return global.reverse ? -order : order;
	};
	if (plain) return last;
	return (a, b) => {
		if (keys.length === 0) {
			const order = one(a, b, global);
			if (order !== 0) return order;
		}
		for (const key of keys) {
			const order = one(keyText(a, key, separator), keyText(b, key, separator), { ...key.ordering, blanks: key.ordering.kind !== '' });
			if (order !== 0) return order;
		}
		return stable ? 0 : last(a, b);
	};
}
