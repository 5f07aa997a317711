// Python's statements and expressions as plain data, with where they stand.

export interface Place {
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly end: number;
	/** The operator of a binary operation, the brackets of a subscript: what a traceback points at. */
	readonly mark?: { readonly line: number; readonly from: number; readonly to: number };
}
export interface Argument {
	readonly name: string | null;
	readonly star: '' | '*' | '**';
	readonly value: Node;
}
export interface Parameter {
	readonly name: string;
	readonly fallback: Node | null;
	readonly star: '' | '*' | '**';
	/** After "*": by name only; before "/": by position only. */
	readonly only: '' | 'keyword' | 'position';
	readonly note: Node | null;
}
export interface Comprehension {
	readonly target: Node;
	readonly over: Node;
	readonly when: readonly Node[];
}
export interface Hole {
	of: Node;
	conversion: string;
	spec: string | FormatPart[];
	echo: string;
}
export type FormatPart = string | Hole;
export type Node = Place &
	(
		| { kind: 'constant'; value: string | number | bigint | boolean | null }
		| { kind: 'bytes'; value: string }
		| { kind: 'format'; parts: FormatPart[] }
		| { kind: 'name'; name: string }
		| { kind: 'attribute'; of: Node; name: string }
		| { kind: 'index'; of: Node; at: Node }
		| { kind: 'slice'; from: Node | null; to: Node | null; step: Node | null }
		| { kind: 'call'; of: Node; args: Argument[] }
		| { kind: 'unary'; op: string; of: Node }
		| { kind: 'binary'; op: string; left: Node; right: Node }
		| { kind: 'logic'; op: 'and' | 'or'; left: Node; right: Node }
		| { kind: 'compare'; left: Node; rest: [string, Node][] }
		| { kind: 'choice'; when: Node; then: Node; otherwise: Node }
		| { kind: 'list' | 'tuple' | 'set'; items: Node[] }
		| { kind: 'star'; of: Node }
		| { kind: 'dict'; items: [Node | null, Node][] }
		| { kind: 'comprehension'; shape: 'list' | 'set' | 'generator' | 'dict'; item: Node; value: Node | null; loops: Comprehension[] }
		| { kind: 'lambda'; parameters: Parameter[]; body: Node }
		| { kind: 'yield'; of: Node | null; from: boolean }
		| { kind: 'await'; of: Node }
		| { kind: 'walrus'; name: string; value: Node }
	);
export type Pattern = Place &
	(
		| { kind: 'value'; of: Node }
		| { kind: 'capture'; name: string | null }
		| { kind: 'sequence'; items: Pattern[] }
		| { kind: 'rest'; name: string | null }
		| { kind: 'mapping'; items: [Node, Pattern][]; rest: string | null }
		| { kind: 'class'; of: Node; items: Pattern[]; named: [string, Pattern][] }
		| { kind: 'either'; items: Pattern[] }
		| { kind: 'as'; of: Pattern; name: string }
	);
export type Statement = Place &
	(
		| { kind: 'expression'; of: Node }
		| { kind: 'assign'; targets: Node[]; value: Node }
		| { kind: 'annotate'; target: Node; note: Node; value: Node | null }
		| { kind: 'augment'; target: Node; op: string; value: Node }
		| { kind: 'if'; when: Node; then: Statement[]; otherwise: Statement[] }
		| { kind: 'while'; when: Node; body: Statement[]; otherwise: Statement[] }
		| { kind: 'for'; target: Node; over: Node; body: Statement[]; otherwise: Statement[] }
		| {
				kind: 'def';
				name: string;
				parameters: Parameter[];
				returns: Node | null;
				body: Statement[];
				decorators: Node[];
				flavour: 'plain' | 'generator' | 'async';
		  }
		| { kind: 'class'; name: string; bases: Argument[]; body: Statement[]; decorators: Node[] }
		| { kind: 'return'; of: Node | null }
		| { kind: 'raise'; of: Node | null; cause: Node | null }
		| { kind: 'import'; names: { path: string; as: string | null }[] }
		| { kind: 'from'; path: string; names: { name: string; as: string | null }[] }
		| { kind: 'try'; body: Statement[]; handlers: { type: Node | null; name: string | null; body: Statement[] }[]; otherwise: Statement[]; last: Statement[] }
		| { kind: 'with'; items: { of: Node; as: Node | null }[]; body: Statement[] }
		| { kind: 'match'; of: Node; cases: { pattern: Pattern; when: Node | null; body: Statement[] }[] }
		| { kind: 'assert'; of: Node; message: Node | null }
		| { kind: 'delete'; targets: Node[] }
		| { kind: 'global' | 'nonlocal'; names: string[] }
		| { kind: 'pass' | 'break' | 'continue' }
	);
