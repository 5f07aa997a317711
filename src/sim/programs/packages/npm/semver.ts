// Versions and ranges as node-semver 7 reads them: ^ ~ x * - || and comparators; a prerelease only matches a range that names one of its triple.
// Leaves out loose parsing and build metadata in order. Invariant: pure; a text that is no range gives null.

export interface Version {
	readonly numbers: readonly [number, number, number];
	readonly pre: readonly (string | number)[];
}
interface Comparator {
	readonly op: '<' | '<=' | '>' | '>=' | '=';
	readonly version: Version;
}
/** Alternatives of comparators that must all hold. */
export type Range = readonly (readonly Comparator[])[];

const digits = (text: string): boolean => text !== '' && [...text].every((c) => c >= '0' && c <= '9');
const preOf = (text: string | undefined): (string | number)[] =>
	text === undefined || text === '' ? [] : text.split('.').map((part) => (digits(part) ? Number(part) : part));

/** "1.2.3-rc.1" as a version, or null. */
export function parseVersion(text: string): Version | null {
	const match = /^\s*[v=]*\s*(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\s*$/.exec(text);
	return match ? { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], pre: preOf(match[4]) } : null;
}
export const formatVersion = ({ numbers, pre }: Version): string => numbers.join('.') + (pre.length ? `-${pre.join('.')}` : '');

export function compareVersions(a: Version, b: Version): number {
	for (let i = 0; i < 3; i++) {
		const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
		if (difference !== 0) return difference;
	}
	if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
	for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
		const [x, y] = [a.pre[i], b.pre[i]];
		if (x === undefined) return -1;
		if (y === undefined) return 1;
		if (x === y) continue;
		if (typeof x === 'number') return typeof y === 'number' ? x - y : -1;
		return typeof y === 'number' ? 1 : x < y ? -1 : 1;
	}
	return 0;
}
/** Order of two version texts; texts that are no versions come first. */
export function compareTexts(a: string, b: string): number {
	const [x, y] = [parseVersion(a), parseVersion(b)];
	return x && y ? compareVersions(x, y) : x ? 1 : y ? -1 : 0;
}

const make = (a: number, b: number, c: number, pre: readonly (string | number)[] = []): Version => ({ numbers: [a, b, c], pre });
const wild = (part: string | undefined): boolean => part === undefined || part === '' || part === 'x' || part === 'X' || part === '*';

/** One term ("^1.2", ">=2", "1.x") as comparators, or null. */
function term(text: string): Comparator[] | null {
	const match = /^(\^|~>?|>=|<=|>|<|=|)\s*v?(\d+|[xX*]|)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
	if (!match) return null;
	const [, op = '', major, minor, patch, pre] = match;
	if (wild(major)) return op === '<' || op === '>' ? [{ op: '<', version: make(0, 0, 0, [0]) }] : [];
	const [a, b, c] = [Number(major), wild(minor) ? 0 : Number(minor), wild(minor) || wild(patch) ? 0 : Number(patch)];
	const from = make(a, b, c, preOf(pre));
	const loose = wild(minor) || wild(patch);
	const next = wild(minor) ? make(a + 1, 0, 0, [0]) : make(a, b + 1, 0, [0]);
	switch (op) {
		case '^': {
			const to = a > 0 || wild(minor) ? make(a + 1, 0, 0, [0]) : b > 0 || wild(patch) ? make(0, b + 1, 0, [0]) : make(0, 0, c + 1, [0]);
			return [
				{ op: '>=', version: from },
				{ op: '<', version: to }
			];
		}
		case '~':
		case '~>':
			return [
				{ op: '>=', version: from },
				{ op: '<', version: next }
			];
		case '>':
			return loose ? [{ op: '>=', version: { ...next, pre: [] } }] : [{ op, version: from }];
		case '<=':
			return loose ? [{ op: '<', version: next }] : [{ op, version: from }];
		case '>=':
		case '<':
			return [{ op, version: loose && op === '<' ? make(a, b, c, [0]) : from }];
	}
	return loose
		? [
				{ op: '>=', version: from },
				{ op: '<', version: next }
			]
		: [{ op: '=', version: from }];
}

/** A range's alternatives, or null when the text is none. */
export function parseRange(text: string): Range | null {
	const all: Comparator[][] = [];
	for (const part of text.split('||')) {
		const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(part);
		const words = hyphen
			? [`>=${hyphen[1]}`, `<=${hyphen[2]}`]
			: part
					.trim()
					.replaceAll(/(\^|~>?|[<>]=?|=)\s+/g, '$1')
					.split(/\s+/);
		const found: Comparator[] = [];
		for (const word of words) {
			const one = term(word);
			if (one === null) return null;
			found.push(...one);
		}
		all.push(found);
	}
	return all;
}

const holds = ({ op, version }: Comparator, v: Version): boolean => {
	const order = compareVersions(v, version);
	return op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : op === '>=' ? order >= 0 : order === 0;
};
/** Whether a version is in a range; false when either is none. */
export function satisfies(version: string, range: string): boolean {
	const v = parseVersion(version);
	const r = parseRange(range);
	if (!v || !r) return false;
	return r.some(
		(all) =>
			all.every((one) => holds(one, v)) &&
			(v.pre.length === 0 || all.some(({ version: { numbers, pre } }) => pre.length > 0 && pre[0] !== 0 && numbers.every((n, i) => n === v.numbers[i])))
	);
}
/** The newest of `versions` in the range, or undefined. */
export function maxSatisfying(versions: readonly string[], range: string): string | undefined {
	let best: string | undefined;
	for (const one of versions) if (satisfies(one, range) && (best === undefined || compareTexts(one, best) > 0)) best = one;
	return best;
}
