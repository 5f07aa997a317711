// The shell's own syntax tree: plain JSON, so a function or a subshell's body can be settled, saved and handed to a child shell.
// It is what parse.ts makes of a source: quoting resolved to parts, brace expansion done, lines computed.
// Invariant: nodes are never changed after they are made; they are shared by reference.

/** A piece of a word. Text of 'literal' is unquoted (tilde, globs and pattern characters are live); of 'quoted' it is not. */
export type Part =
	| { readonly kind: 'literal'; readonly text: string }
	| { readonly kind: 'quoted'; readonly text: string }
	| { readonly kind: 'double'; readonly parts: readonly Part[] }
	| ParameterPart
	| { readonly kind: 'command'; readonly body: List; readonly line: number; readonly fault?: Fault | undefined; readonly source: string }
	| { readonly kind: 'arithmetic'; readonly text: Word }
	| { readonly kind: 'process'; readonly operator: '<' | '>'; readonly body: List };

export interface ParameterPart {
	readonly kind: 'parameter';
	readonly name: string;
	/** `${!x…}` or `${#x}`. */
	readonly prefix?: '!' | '#' | undefined;
	readonly index?: Word | undefined;
	/** e.g. ':-', '##', '//', ':', '^^', '@', 'names'. */
	readonly operator?: string | undefined;
	/** Operand, pattern or offset. */
	readonly operand?: Word | undefined;
	/** Replacement or length. */
	readonly second?: Word | undefined;
	/** Source text, for "bad substitution". */
	readonly text: string;
	/** Not a form the shell knows. */
	readonly bad?: boolean | undefined;
}

export interface Word {
	readonly parts: readonly Part[];
	/** Source text. */
	readonly text: string;
	/** The whole value, when nothing in the word is ever expanded, split or matched. */
	readonly plain?: string | undefined;
	/** An argument of declare, export … of the form name=value: neither split nor matched. */
	readonly assignment?: boolean | undefined;
}

export interface Assignment {
	readonly name: string;
	readonly index?: Word | undefined;
	readonly append: boolean;
	readonly value?: Word | undefined;
	readonly elements?: readonly Element[] | undefined;
	readonly text: string;
}
/** `[key]=value` or a word of `(…)`. */
export interface Element {
	readonly key?: Word | undefined;
	readonly append?: boolean | undefined;
	readonly value: Word;
}
export type Argument = Word | { readonly assign: Assignment };

export interface Redirection {
	/** '<' '>' '>>' '<>' '>|' '<&' '>&' '&>' '&>>' '<<' '<<<' */
	readonly operator: string;
	readonly fd?: number | undefined;
	readonly variable?: string | undefined;
	/** Target word; for '<<' the body. */
	readonly target: Word;
	/** For '<<': as written. */
	readonly delimiter?: string | undefined;
	readonly quoted?: boolean | undefined;
	readonly stripTabs?: boolean | undefined;
}

export interface Simple {
	readonly kind: 'simple';
	readonly line: number;
	readonly endLine: number;
	readonly assignments: readonly Assignment[];
	readonly words: readonly Argument[];
	readonly redirections: readonly Redirection[];
}
interface Compound {
	readonly line: number;
	readonly redirections?: readonly Redirection[] | undefined;
}
export type CompoundNode = Compound &
	(
		| { readonly kind: 'group'; readonly body: List }
		| { readonly kind: 'subshell'; readonly body: List }
		| { readonly kind: 'if'; readonly clauses: readonly { readonly test: List; readonly body: List }[]; readonly otherwise?: List | undefined }
		| { readonly kind: 'for' | 'select'; readonly name: string; readonly words?: readonly Word[] | undefined; readonly body: List }
		| { readonly kind: 'arithmetic-for'; readonly initialize: Word; readonly test: Word; readonly update: Word; readonly body: List }
		| { readonly kind: 'while'; readonly until: boolean; readonly test: List; readonly body: List }
		| { readonly kind: 'case'; readonly word: Word; readonly items: readonly CaseItem[] }
		| { readonly kind: 'condition'; readonly expression: Condition; readonly text: string }
		| { readonly kind: 'arithmetic'; readonly text: Word }
	);
export interface CaseItem {
	readonly patterns: readonly Word[];
	readonly body: List;
	readonly terminator: ';;' | ';&' | ';;&';
}
export type Condition =
	| { readonly kind: 'unary'; readonly operator: string; readonly operand: Word }
	| { readonly kind: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word }
	| { readonly kind: 'logical'; readonly operator: '&&' | '||'; readonly operands: readonly Condition[] }
	| { readonly kind: 'not'; readonly operand: Condition }
	| { readonly kind: 'parentheses'; readonly operand: Condition };
export interface FunctionNode {
	readonly kind: 'function';
	readonly line: number;
	readonly name: string;
	readonly body: CompoundNode;
	readonly keyword: boolean;
	/** Its definition as written, here-documents included: what is remembered and handed to child shells. */
	readonly text: string;
}
export interface Pipeline {
	readonly kind: 'pipeline';
	readonly line: number;
	readonly commands: readonly Node[];
	/** Whether stage i's stderr goes into the pipe too (`|&`). */
	readonly both: readonly boolean[];
	readonly negated: boolean;
	readonly time?: 'bash' | 'posix' | undefined;
}
export interface AndOr {
	readonly kind: 'and-or';
	readonly line: number;
	readonly commands: readonly Node[];
	readonly operators: readonly ('&&' | '||')[];
}
export interface Coproc {
	readonly kind: 'coproc';
	readonly line: number;
	readonly name: string;
	readonly body: Node;
}
export type Node = Simple | CompoundNode | FunctionNode | Pipeline | AndOr | Coproc;
export interface Statement {
	readonly node: Node;
	readonly background: boolean;
	/** Offsets in the source of a top-level statement. */
	readonly from: number;
	readonly to: number;
}
export type List = readonly Statement[];

/** A syntax error: what the shell says of it. `text` is the offending source line. */
export interface Fault {
	readonly kind: 'token' | 'eof' | 'matching' | 'message';
	/** The token, the closing character, or the message; dash's and ash's is always the message. */
	readonly token: string;
	readonly line: number;
	readonly text: string;
	/** More of the message, each on its own line of the source; and whether bash had read to the end when it stopped. */
	readonly further?: readonly { readonly line: number; readonly text: string }[];
	readonly ended?: boolean;
	/** In a $(…): bash -c then ends with 127. */
	readonly inside?: boolean;
	/** The shell's exit status, when it is not 2. */
	readonly status?: number;
	/** Offset of the error in the source. */
	readonly at: number;
}
