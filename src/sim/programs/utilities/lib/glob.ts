// fnmatch(3): shell patterns over whole texts, without JavaScript's RegExp. Linear in text × pattern.

export interface GlobOptions {
	/** * and ? do not match a slash. */
	readonly pathname?: boolean;
	/** A leading dot must be matched by a dot. */
	readonly period?: boolean;
	readonly ignoreCase?: boolean;
}

const classes: Readonly<Record<string, (c: string) => boolean>> = {
	alnum: (c) => /[A-Za-z0-9]/.test(c),
	alpha: (c) => /[A-Za-z]/.test(c),
	digit: (c) => c >= '0' && c <= '9',
	lower: (c) => c >= 'a' && c <= 'z',
	upper: (c) => c >= 'A' && c <= 'Z',
	space: (c) => ' \t\n\r\v\f'.includes(c),
	punct: (c) => /[!-/:-@[-`{-~]/.test(c),
	xdigit: (c) => /[0-9A-Fa-f]/.test(c),
	blank: (c) => c === ' ' || c === '\t',
	print: (c) => c >= ' ' && c !== '\x7f',
	graph: (c) => c > ' ' && c !== '\x7f',
	cntrl: (c) => c < ' ' || c === '\x7f'
};

/** Matches a bracket expression at `at` ("["): where it ends, and whether the character is in it; undefined when it does not end. */
function bracket(pattern: string, at: number, char: string): { end: number; matches: boolean } | undefined {
	let i = at + 1;
	const negated = pattern[i] === '!' || pattern[i] === '^';
	if (negated) i++;
	let matches = false;
	let first = true;
	for (; i < pattern.length && (first || pattern[i] !== ']'); first = false) {
		const named = /^\[:([a-z]+):\]/.exec(pattern.slice(i));
		if (named) {
			if (classes[named[1] ?? '']?.(char)) matches = true;
			i += named[0].length;
			continue;
		}
		if (pattern[i] === '\\') i++;
		const low = pattern[i++] ?? '';
		let high = low;
		if (pattern[i] === '-' && i + 1 < pattern.length && pattern[i + 1] !== ']') {
			i++;
			if (pattern[i] === '\\') i++;
			high = pattern[i++] ?? '';
		}
		if (char >= low && char <= high) matches = true;
	}
	return i >= pattern.length ? undefined : { end: i + 1, matches: matches !== negated };
}

/** Whether the whole text matches the pattern. */
export function globMatch(pattern: string, text: string, options: GlobOptions = {}): boolean {
	const p = options.ignoreCase ? pattern.toLowerCase() : pattern;
	const t = options.ignoreCase ? text.toLowerCase() : text;
	let [pi, ti] = [0, 0];
	let star = -1;
	let mark = 0;
	const dot = (at: number): boolean => options.period === true && t[at] === '.' && (at === 0 || (options.pathname === true && t[at - 1] === '/'));
	while (ti < t.length) {
		const char = t[ti] ?? '';
		const op = p[pi];
		let took = false;
		if (op === '*' && !dot(ti)) {
			star = pi++;
			mark = ti;
			continue;
		}
		if (op === '?') took = !(options.pathname && char === '/') && !dot(ti);
		else if (op === '[') {
			const found = bracket(p, pi, char);
			if (found) {
				if (found.matches && !(options.pathname && char === '/') && !dot(ti)) {
					pi = found.end;
					ti++;
					continue;
				}
			} else took = char === '[';
		} else if (op === '\\' && pi + 1 < p.length) {
			if (p[pi + 1] === char) {
				pi += 2;
				ti++;
				continue;
			}
		} else took = op === char && op !== undefined;
		if (took) {
			pi++;
			ti++;
		} else if (star >= 0 && !(options.pathname && t[mark] === '/')) {
			pi = star + 1;
			ti = ++mark;
		} else return false;
	}
	while (p[pi] === '*') pi++;
	return pi >= p.length;
}
