// .dockerignore: which paths of a context stay at home. Follows moby's patternmatcher: the last pattern that fits decides, "!" takes back.
// Invariant: pure; patterns are matched by hand, never by JavaScript's own expressions.

interface Pattern {
	readonly parts: readonly string[];
	readonly back: boolean;
}
const clean = (text: string): string[] => {
	const out: string[] = [];
	for (const part of text.split('/')) {
		if (part === '..') out.pop();
		else if (part !== '' && part !== '.') out.push(part);
	}
	return out;
};
function partMatches(pattern: string, name: string): boolean {
	const step = (p: number, n: number): boolean => {
		for (; p < pattern.length; p++, n++) {
			const c = pattern.charAt(p);
			if (c === '*') {
				for (let end = n; end <= name.length; end++) if (step(p + 1, end)) return true;
				return false;
			}
			if (n >= name.length) return false;
			if (c === '[') {
				const close = pattern.indexOf(']', p + 1);
				if (close < 0) return false;
				const not = pattern.charAt(p + 1) === '^';
				const set = pattern.slice(p + (not ? 2 : 1), close);
				let inside = false;
				for (let i = 0; i < set.length; i++) {
					const range = set.charAt(i + 1) === '-' && i + 2 < set.length;
					if (range ? name.charAt(n) >= set.charAt(i) && name.charAt(n) <= set.charAt(i + 2) : name.charAt(n) === set.charAt(i)) inside = true;
					if (range) i += 2;
				}
				if (inside === not) return false;
				p = close;
			} else if (c !== '?' && (c === '\\' ? pattern.charAt(++p) : c) !== name.charAt(n)) return false;
		}
		return n === name.length;
	};
	return step(0, 0);
}
/** Whether the pattern fits the path or one of the directories above it. */
function fits(pattern: readonly string[], path: readonly string[]): boolean {
	if (pattern.length === 0) return true;
	const [first = '', ...rest] = pattern;
	if (first === '**') {
		for (let skip = 0; skip <= path.length; skip++) if (fits(rest, path.slice(skip)) && (rest.length > 0 || path.length > 0)) return true;
		return false;
	}
	return path.length > 0 && partMatches(first, path[0] ?? '') && fits(rest, path.slice(1));
}

export interface Ignore {
	excludes(path: string): boolean;
	/** Some pattern takes back: excluded directories must be looked into. */
	readonly takesBack: boolean;
}
/** Reads a .dockerignore. */
export function parseIgnore(text: string): Ignore {
	const patterns: Pattern[] = [];
	for (const line of text.split('\n')) {
		const trimmed = line.trim();
		if (trimmed === '' || line.startsWith('#')) continue;
		const back = trimmed.startsWith('!');
		const parts = clean(back ? trimmed.slice(1).trim() : trimmed);
		if (parts.length > 0) patterns.push({ parts, back });
	}
	return {
		takesBack: patterns.some((pattern) => pattern.back),
		excludes(path) {
			const parts = path.split('/');
			let out = false;
			for (const pattern of patterns) if (out === pattern.back && fits(pattern.parts, parts)) out = !pattern.back;
			return out;
		}
	};
}
