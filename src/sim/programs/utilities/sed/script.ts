// sed's script as data.
import type { CompiledRegExp } from '../../../values/index.ts';

export type Address =
	| { kind: 'line'; line: number }
	| { kind: 'last' }
	| { kind: 'step'; first: number; step: number }
	/** An empty expression means the last one used. */
	| { kind: 'regexp'; regexp: CompiledRegExp | undefined };
export type SecondAddress = Address | { kind: 'plus'; count: number } | { kind: 'multiple'; of: number };

/** A piece of an s command's replacement. */
export type Piece = { text: string } | { group: number } | { fold: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface Substitution {
	regexp: CompiledRegExp | undefined;
	replacement: readonly Piece[];
	global: boolean;
	nth: number;
	print: number;
	evaluate: boolean;
	write: string | undefined;
}

export interface Command {
	name: string;
	a1: Address | undefined;
	/** addr1 is 0: the range may end on the first line. */
	zero: boolean;
	a2: SecondAddress | undefined;
	negated: boolean;
	/** Text of a i c, label of : b t T, file of r R w W, e's command. */
	text: string;
	/** q Q l L's number. */
	number: number | undefined;
	substitution?: Substitution;
	map?: ReadonlyMap<string, string>;
	/** Where { ends, or where b t T jump to. */
	target: number;
}

export interface Script {
	commands: Command[];
	quiet: boolean;
}
