// The linear engine: patterns without references and lookaround run on re2js, in time proportional to the text.
// FIDELITY: of equally long matches re2 picks the groups a backtracking search would find first, POSIX the longest first group.

import { RE2JS } from 're2js';
import { type Node, type Pattern, type RegExpSet, syntaxError } from './ast.ts';

export interface Span {
	readonly start: number;
	readonly end: number;
}

/** Finds the leftmost match at or behind `from`: the spans of the whole match and of each group. */
export type Find = (text: string, from: number) => (Span | undefined)[] | undefined;

const hex = (code: number): string => `\\x{${code.toString(16)}}`;

function setText(set: RegExpSet): string | undefined {
	if ((set.properties?.length ?? 0) > 0 || (set.without?.length ?? 0) > 0) return undefined;
	if (set.ranges.length === 0) return set.negated ? '(?s:.)' : undefined;
	return `[${set.negated ? '^' : ''}${set.ranges.map(([low, high]) => (low === high ? hex(low) : `${hex(low)}-${hex(high)}`)).join('')}]`;
}

const asserts: Readonly<Record<string, string>> = {
	'text-start': '\\A',
	'text-end': '\\z',
	'word-edge': '\\b',
	'not-word-edge': '\\B'
};

function repeatText(node: Extract<Node, { kind: 'repeat' }>, multiline: boolean): string | undefined {
	const item = translate(node.item, multiline);
	if (item === undefined || node.min > 1000 || (node.max !== Infinity && node.max > 1000) || node.mode === 'possessive') return undefined;
	const lazy = node.mode === 'lazy' ? '?' : '';
	if (node.min === 0 && node.max === Infinity) return `(?:${item})*${lazy}`;
	if (node.min === 1 && node.max === Infinity) return `(?:${item})+${lazy}`;
	return `(?:${item}){${node.min},${node.max === Infinity ? '' : node.max}}${lazy}`;
}

/** The pattern in RE2's spelling, or undefined when RE2 has none for it. */
function translate(node: Node, multiline: boolean): string | undefined {
	switch (node.kind) {
		case 'empty':
			return '';
		case 'char':
			return node.ignoreCase ? `(?i:${hex(node.code)})` : hex(node.code);
		case 'any':
			return node.newline ? '(?s:.)' : '.';
		case 'set': {
			const text = setText(node.set);
			return text !== undefined && node.ignoreCase ? `(?i:${text})` : text;
		}
		case 'sequence':
		case 'choice': {
			const items: string[] = [];
			for (const item of node.items) {
				const text = translate(item, multiline);
				if (text === undefined) return undefined;
				items.push(text);
			}
			return node.kind === 'sequence' ? items.join('') : `(?:${items.join('|')})`;
		}
		case 'repeat':
			return repeatText(node, multiline);
		case 'group': {
			const item = translate(node.item, multiline);
			return item === undefined ? undefined : `(${item})`;
		}
		case 'assert':
			if (node.what === 'line-start') return multiline ? '(?m:^)' : '\\A';
			if (node.what === 'line-end') return multiline ? '(?m:$)' : '\\z';
			return asserts[node.what];
		default:
			return undefined;
	}
}

function compileRe2(source: string, flags: number): RE2JS {
	try {
		return RE2JS.compile(source, flags);
	} catch (error) {
		throw syntaxError(error instanceof Error ? error.message : String(error));
	}
}

function finder(program: RE2JS): Find {
	return (text, from) => {
		const matcher = program.matcher(text);
		if (!matcher.find(from)) return undefined;
		const spans: (Span | undefined)[] = [];
		for (let i = 0; i <= matcher.groupCount(); i++) {
			const start = matcher.start(i);
			spans.push(start < 0 ? undefined : { start, end: matcher.end(i) });
		}
		return spans;
	};
}

/** Runs a POSIX pattern on re2js, leftmost-longest; undefined when it needs the backtracking engine. */
export function compileLinear(pattern: Pattern, multiline: boolean): Find | undefined {
	const source = translate(pattern.root, multiline);
	return source === undefined ? undefined : finder(compileRe2(source, RE2JS.LONGEST_MATCH));
}

/** Runs a pattern in Go's own syntax. Throws `RegExpError` with Go's text ("error parsing regexp: missing closing ): `(a`"). */
export function compileGo(
	source: string,
	options: { ignoreCase: boolean; multiline: boolean }
): { find: Find; names: Readonly<Record<string, number>>; groupCount: number } {
	const flags = (options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (options.multiline ? RE2JS.MULTILINE : 0);
	const program = compileRe2(source, flags);
	return { find: finder(program), names: { ...program.namedGroups() }, groupCount: program.groupCount() };
}
