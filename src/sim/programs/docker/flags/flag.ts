// A flag as data, and the values a command finds after parsing. Follows spf13/pflag and docker's opts package:
// the kind decides how a text is read, what help calls it, and which default is worth printing.
import type { Kind } from './kinds.ts';

/** Validates and may rewrite one value; throws Failure with the text that follows "invalid argument … flag: ". */
export type Check = (text: string, env: Readonly<Record<string, string>>) => string;

export interface Flag {
	readonly name: string;
	/** One letter, or ''. */
	readonly short: string;
	readonly kind: Kind;
	readonly usage: string;
	/** As help prints it; the kind's own zero when absent. */
	readonly def?: string;
	readonly check?: Check;
	readonly hidden?: true;
	readonly deprecated?: string;
	/** Values gather under this flag's name (--dns-opt is --dns-option). */
	readonly same?: string;
	/** Least API version, operating system, swarm role and so on that the daemon needs for it. */
	readonly version?: string;
	readonly ostype?: string;
	readonly experimental?: true;
	readonly swarm?: string;
}

/** A row: `f('list', 'env', 'e', 'Set environment variables')`. */
export const f = (kind: Kind, name: string, short: string, usage: string, more: Omit<Flag, 'kind' | 'name' | 'short' | 'usage'> = {}): Flag => ({
	kind,
	name,
	short,
	usage,
	...more
});

/** filters.Args: each name's values. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** What parsing found. Asking for a name the row does not have is an error of ours. */
export interface Flags {
	changed(name: string): boolean;
	bool(name: string): boolean;
	text(name: string): string;
	/** Integers as they are, bytes in bytes, decimals in billionths, durations in ns. */
	number(name: string): number;
	/** All values given, after their check. */
	list(name: string): readonly string[];
	map(name: string): Readonly<Record<string, string>>;
	filters(name: string): Filters;
}

export const FORMAT_HELP = `Format output using a custom template:
'table':            Print output in table format with column headers (default)
'table TEMPLATE':   Print output in table format using the given Go template
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates`;
export const INSPECT_HELP = `Format output using a custom template:
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates`;
