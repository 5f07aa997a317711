// GLOBIGNORE: patterns that pathname expansion leaves out, separated by colons. Each sees the whole path. As in bash only a star that ends a
// pattern takes slashes with it.
import { compilePattern, matches } from './pattern.ts';

/** Paths that no pattern of the list matches; neither . nor .. is ever one. */
export function unignored(paths: readonly string[], list: string, extglob: boolean): string[] {
	const patterns = split(list).map((text) => ({
		parts: text.split('/').map((part) => compilePattern(part, { extglob })),
		open: /(?:^|[^\\])\*$/.test(text)
	}));
	return paths.filter((path) => {
		const names = path.split('/');
		if (/^\.\.?$/.test(names.at(-1) || names[0] || '')) return false;
		return !patterns.some(
			({ parts, open }) => (names.length === parts.length || (open && names.length > parts.length)) && parts.every((p, i) => matches(p, names[i] as string))
		);
	});
}

/** A colon in brackets or parentheses, or behind a backslash, does not separate. */
function split(list: string): string[] {
	const out: string[] = [];
	let from = 0;
	let depth = 0;
	for (let i = 0; i < list.length; i++) {
		const c = list[i];
		if (c === '\\') i++;
		else if (c === '[') {
			const end = list.indexOf(']', i + 2);
			if (end > 0) i = end;
		} else if (c === '(') depth++;
		else if (c === ')') depth--;
		else if (c === ':' && depth === 0) {
			out.push(list.slice(from, i));
			from = i + 1;
		}
	}
	return [...out, list.slice(from)].filter((text) => text !== '');
}
