// The parts of an HCL file (hashicorp/hcl v2, native syntax): bodies of arguments and blocks, expressions with their places, and what is wrong with them.
// Leaves out function namespaces and the old index syntax (`a.0`). Invariant: plain data; columns and lines count from 1.

export interface Pos {
	readonly line: number;
	readonly column: number;
	readonly at: number;
}
export interface Range {
	readonly file: string;
	readonly start: Pos;
	readonly end: Pos;
}
export const between = (a: Range, b: Range): Range => ({ file: a.file, start: a.start, end: b.end });
/** "docker-bake.hcl:3,5-9". */
export const rangeText = ({ file, start, end }: Range): string =>
	`${file}:${start.line},${start.column}-${end.line === start.line ? '' : `${end.line},`}${end.column}`;

export interface Diagnostic {
	readonly summary: string;
	readonly detail: string;
	readonly subject: Range;
}
/** What is wrong with a file, in HCL's words; one or more. */
export class HclFailure {
	readonly all: readonly Diagnostic[];
	constructor(all: readonly Diagnostic[]) {
		this.all = all;
	}
	get text(): string {
		const [first] = this.all;
		if (!first) return 'no diagnostics';
		const more = this.all.length > 1 ? `, and ${this.all.length - 1} other diagnostic(s)` : '';
		return `${rangeText(first.subject)}: ${first.summary}; ${first.detail}${more}`;
	}
}
export const wrong = (summary: string, detail: string, subject: Range): HclFailure => new HclFailure([{ summary, detail, subject }]);
/** The same, with as many more that only follow from it: they are counted. */
export const wrongAnd = (more: number, summary: string, detail: string, subject: Range): HclFailure =>
	new HclFailure(Array.from({ length: more + 1 }, () => ({ summary, detail, subject })));

/** null, booleans, numbers, texts; tuples, lists and sets; objects and maps. */
export type Value = null | boolean | number | string | readonly Value[] | ReadonlyMap<string, Value>;
export const isMap = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** A step of a traversal: `.name` or `["key"]`. */
export type Step = { readonly attribute: string; readonly range: Range } | { readonly index: Expression; readonly range: Range };
export type Binary = '==' | '!=' | '<' | '>' | '<=' | '>=' | '&&' | '||' | '+' | '-' | '*' | '/' | '%';
export type Part = { readonly text: string } | { readonly value: Expression } | If | For;
interface If {
	readonly condition: Expression;
	readonly then: readonly Part[];
	readonly otherwise: readonly Part[];
}
interface For {
	readonly each: Loop;
	readonly body: readonly Part[];
}
/** `for k, v in collection`. */
export interface Loop {
	readonly key: string;
	readonly value: string;
	readonly collection: Expression;
}
export type Expression = { readonly range: Range } & (
	| { readonly kind: 'literal'; readonly value: Value }
	| { readonly kind: 'template'; readonly parts: readonly Part[] }
	| { readonly kind: 'name'; readonly name: string; readonly nameRange: Range }
	| { readonly kind: 'traverse'; readonly source: Expression; readonly step: Step }
	| { readonly kind: 'splat'; readonly source: Expression; readonly steps: readonly Step[] }
	| {
			readonly kind: 'call';
			readonly name: string;
			readonly args: readonly Expression[];
			readonly spread: boolean;
			readonly nameRange: Range;
			readonly close: Range;
	  }
	| { readonly kind: 'tuple'; readonly items: readonly Expression[] }
	| { readonly kind: 'object'; readonly items: readonly { readonly key: Expression; readonly value: Expression }[] }
	| {
			readonly kind: 'for';
			readonly loop: Loop;
			/** Of an object: its keys. */
			readonly key: Expression | undefined;
			readonly value: Expression;
			readonly group: boolean;
			readonly condition: Expression | undefined;
	  }
	| { readonly kind: 'unary'; readonly op: '-' | '!'; readonly operand: Expression }
	| { readonly kind: 'binary'; readonly op: Binary; readonly left: Expression; readonly right: Expression }
	| { readonly kind: 'if'; readonly condition: Expression; readonly then: Expression; readonly otherwise: Expression }
	| { readonly kind: 'parens'; readonly inner: Expression }
);
export interface Attribute {
	readonly name: string;
	readonly value: Expression;
	readonly range: Range;
	readonly nameRange: Range;
}
export interface Block {
	readonly type: string;
	readonly labels: readonly { readonly text: string; readonly range: Range }[];
	readonly body: Body;
	readonly typeRange: Range;
	readonly open: Range;
}
export interface Body {
	readonly attributes: ReadonlyMap<string, Attribute>;
	readonly blocks: readonly Block[];
	/** Where what is missing would be. */
	readonly missing: Range;
}

/** Edits between two words (agext/levenshtein). */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
		row = next;
	}
	return row[b.length] ?? 0;
}
/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
	const found = known.find((name) => distance(given, name) < 3);
	return found === undefined ? '' : ` Did you mean ${JSON.stringify(found)}?`;
}
