// What grep looks for: a list of patterns as one matcher with -i, -w and -x applied. Fixed strings do not go through the expression engine.
// Invariant: spans answered are leftmost, and the longest of those (Perl's: the first).
import { compileRegExp, RegExpError } from '../../values/index.ts';
import type { CompiledRegExp } from '../../values/index.ts';
import type { Tool } from './lib/tool.ts';

export interface Matcher {
	/** What GREP_COLORS says of matches. */
	readonly colour?: string | undefined;
	/** The next match at or behind `from`; null: none. */
	find(line: string, from: number): { start: number; end: number } | null;
}
export interface MatchRules {
	syntax: 'bre' | 'ere' | 'pcre' | 'fixed';
	ignoreCase: boolean;
	word: boolean;
	line: boolean;
}

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char);
const wordAt = (line: string, start: number, end: number): boolean => !isWord(line[start - 1]) && !isWord(line[end]);

type Find = (line: string, from: number) => { start: number; end: number } | null;

function fixedFind(pattern: string, ignoreCase: boolean): Find {
	const wanted = ignoreCase ? pattern.toLowerCase() : pattern;
	return (line, from) => {
		const start = (ignoreCase ? line.toLowerCase() : line).indexOf(wanted, from);
		return start < 0 ? null : { start, end: start + pattern.length };
	};
}

function expressionFind(compiled: CompiledRegExp): Find {
	return (line, from) => {
		const span = compiled.exec(line, from)?.spans[0];
		return span ? { start: span.start, end: span.end } : null;
	};
}

/** A pattern without operators is searched as text. */
const literal = (pattern: string, syntax: MatchRules['syntax']): boolean => syntax === 'fixed' || !/[\\^$.[\]|()*+?{}]/.test(pattern);

function escapeLoneParens(pattern: string): string {
	let depth = 0;
	return pattern.replace(/\\.|\[\^?\]?[^\]]*\]|[()]/gs, (part) => {
		if (part === '(') depth++;
		if (part !== ')') return part;
		if (depth === 0) return '\\)';
		depth--;
		return part;
	});
}

function compileOne(pattern: string, rules: MatchRules): Find {
	if (literal(pattern, rules.syntax)) return fixedFind(pattern, rules.ignoreCase);
	const { syntax, ignoreCase } = rules;
	try {
		if (syntax === 'pcre')
			return expressionFind(compileRegExp(rules.line ? `^(?:${pattern})$` : rules.word ? `(?<!\\w)(?:${pattern})(?!\\w)` : pattern, { syntax, ignoreCase }));
		const inner = rules.line ? (syntax === 'ere' ? `^(${pattern})$` : `^\\(${pattern}\\)$`) : pattern;
		return expressionFind(compileRegExp(rules.line && /\\[1-9]/.test(pattern) ? pattern : inner, { syntax: syntax === 'ere' ? 'ere' : 'bre', ignoreCase }));
	} catch (error) {
		// A lone ) of an extended expression stands for itself.
		if (error instanceof RegExpError && syntax === 'ere' && error.message === 'Unmatched ) or \\)') return compileOne(escapeLoneParens(pattern), rules);
		if (error instanceof RegExpError && rules.line) compileRegExp(pattern, { syntax: syntax === 'fixed' ? 'bre' : syntax, ignoreCase });
		throw error;
	}
}

/** Shortest ends first fail: tries shorter matches at one start until it stands between word edges. */
function wordFind(
	find: Find,
	line: string,
	from: number,
	shorter: (line: string, start: number, end: number) => number | null
): { start: number; end: number } | null {
	let at = from;
	while (at <= line.length) {
		const found = find(line, at);
		if (!found) return null;
		let end: number | null = found.end;
		while (end !== null && end >= found.start) {
			if (wordAt(line, found.start, end) && end > found.start) return { start: found.start, end };
			end = shorter(line, found.start, end);
		}
		at = found.start + 1;
	}
	return null;
}

/** Compiles the patterns. Throws RegExpError. */
export function matcherOf(tool: Tool, patterns: readonly string[], rules: MatchRules): Matcher {
	if (rules.syntax === 'pcre' && patterns.length > 1) tool.die('the -P option only supports a single pattern', 2);
	const finds = patterns.map((pattern) => compileOne(pattern, rules));
	const shorten = finds.map((find) => (line: string, start: number, end: number): number | null => {
		// The engine answers the longest match; a shorter one is found in the text cut off before its end.
		const found = end > start ? find(line.slice(0, end - 1), start) : null;
		return found && found.start === start ? found.end : null;
	});
	const each: Find[] = finds.map((find, n) => {
		if (rules.syntax === 'pcre') return find;
		if (rules.line)
			return (line, from) => {
				if (from > 0) return null;
				const found = find(line, 0);
				return found && found.start === 0 && found.end === line.length ? found : null;
			};
		const less = shorten[n];
		return rules.word && less ? (line, from) => wordFind(find, line, from, less) : find;
	});
	const only = each[0];
	if (each.length === 1 && only) return { find: only };
	return {
		find(line, from) {
			let best: { start: number; end: number } | null = null;
			for (const find of each) {
				const found = find(line, from);
				if (found && (!best || found.start < best.start || (found.start === best.start && found.end > best.end))) best = found;
			}
			return best;
		}
	};
}
