// Regular expressions of the tools learners meet: Go's (re2), POSIX basic and extended (grep, sed, awk, bash), Perl's (grep -P, nginx).
// A learner's pattern never reaches JavaScript's RegExp: it runs on a linear engine, or on a backtracker that counts its steps.

import { RegExpError } from './regexp/ast.ts';
import { compileBacktrack } from './regexp/backtrack.ts';
import { compileGo, compileLinear, type Find, type Span } from './regexp/linear.ts';
import { parsePerl } from './regexp/perl.ts';
import { parsePosix } from './regexp/posix.ts';

export { RegExpError };

export type RegExpSyntax = 're2' | 'ere' | 'bre' | 'pcre';

export interface RegExpOptions {
	readonly syntax: RegExpSyntax;
	readonly ignoreCase?: boolean;
	/** ^ and $ also match at line breaks inside the text. */
	readonly multiline?: boolean;
	/** Steps one search of the backtracking engine may take; a million unless told. */
	readonly limit?: number;
	/** Extended syntax as regcomp has it (sed -E, bash's =~): a repetition of nothing is a fault. */
	readonly strict?: boolean;
}

export interface RegExpMatch {
	/** Where the match begins, in UTF-16 units as all positions. */
	readonly index: number;
	/** The text of the whole match (0) and of each group; undefined: took no part. */
	readonly groups: readonly (string | undefined)[];
	/** The named groups. */
	readonly names: Readonly<Record<string, string | undefined>>;
	/** Where the whole match and each group lie. */
	readonly spans: readonly (Span | undefined)[];
}

export interface CompiledRegExp {
	/** The leftmost match that begins at `from` or behind; anchors and word edges see the text before it. Throws `RegExpError` ('limit'). */
	exec(text: string, from?: number): RegExpMatch | null;
	/** Whether the text holds a match. */
	test(text: string): boolean;
	readonly groupCount: number;
}

function compiled(find: Find, names: Readonly<Record<string, number>>, groupCount: number): CompiledRegExp {
	const exec = (text: string, from = 0): RegExpMatch | null => {
		const spans = from > text.length ? undefined : find(text, from);
		if (spans === undefined) return null;
		const groups = spans.map((span) => (span === undefined ? undefined : text.slice(span.start, span.end)));
		const named = Object.fromEntries(Object.entries(names).map(([name, index]) => [name, groups[index]]));
		return { index: spans[0]?.start ?? 0, groups, names: named, spans };
	};
	return { exec, test: (text) => find(text, 0) !== undefined, groupCount };
}

/** Compiles a pattern. Throws `RegExpError` of kind 'syntax' with the text of Go, glibc or PCRE2. */
export function compileRegExp(pattern: string, options: RegExpOptions): CompiledRegExp {
	const ignoreCase = options.ignoreCase === true;
	const multiline = options.multiline === true;
	const limit = options.limit ?? 1_000_000;
	if (options.syntax === 're2') {
		const { find, names, groupCount } = compileGo(pattern, { ignoreCase, multiline });
		return compiled(find, names, groupCount);
	}
	if (options.syntax === 'pcre') {
		const parsed = parsePerl(pattern, { ignoreCase, multiline });
		return compiled(compileBacktrack(parsed, { longest: false, multiline, limit }), parsed.names, parsed.groupCount);
	}
	const parsed = parsePosix(pattern, options.syntax === 'ere', ignoreCase, options.strict);
	const find = compileLinear(parsed, multiline) ?? compileBacktrack(parsed, { longest: true, multiline, limit });
	return compiled(find, {}, parsed.groupCount);
}
