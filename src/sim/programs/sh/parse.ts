// The parser's way in: a shell's source to its tree (ast.ts) and, where it is wrong, what bash, dash or ash says of it.
// Written from POSIX's shell grammar and bash's manual, and from what the real shells answer.
// Leaves to others: here-document warnings, alias text (alias.ts). Invariant: the answer depends on the source and options alone.
import type * as ast from './ast.ts';
import { parseAll } from './parse-script.ts';
import { Reader, type ParseOptions } from './reader.ts';

export type { ParseOptions };
export interface Parsed {
	statements: ast.List;
	fault?: ast.Fault | undefined;
	/** More input could complete it (PS2). */
	incomplete: boolean;
	/** A here-document ran to the end of input: its line and delimiter. */
	openHeredoc?: { line: number; delimiter: string } | undefined;
}

export function parseShell(source: string, options: ParseOptions = {}): Parsed {
	const reader = new Reader(source, options);
	const { statements, fault, open } = parseAll(reader);
	return { statements, fault, incomplete: open, openHeredoc: reader.openHeredoc };
}
