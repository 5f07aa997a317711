// Python's statements and expressions as plain data, with where they stand.

export interface Place {
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly end: number;
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
}
export interface Comprehension {
	readonly target: Node;
	readonly over: Node;
	readonly when: readonly Node[];
}
export type Node = Place &
	(
		| { kind: 'constant'; value: string | number | bigint | boolean | null }
		| { kind: 'bytes'; value: string }
		| { kind: 'format'; parts: (string | { of: Node; conversion: string; spec: string; echo: string })[] }
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
		| { kind: 'yield'; of: Node | null }
		| { kind: 'walrus'; name: string; value: Node }
	);
export type Statement = Place &
	(
		| { kind: 'expression'; of: Node }
		| { kind: 'assign'; targets: Node[]; value: Node }
		| { kind: 'augment'; target: Node; op: string; value: Node }
		| { kind: 'if'; when: Node; then: Statement[]; otherwise: Statement[] }
		| { kind: 'while'; when: Node; body: Statement[]; otherwise: Statement[] }
		| { kind: 'for'; target: Node; over: Node; body: Statement[]; otherwise: Statement[] }
		| { kind: 'def'; name: string; parameters: Parameter[]; body: Statement[]; decorators: Node[]; generator: boolean }
		| { kind: 'class'; name: string; bases: Node[]; body: Statement[] }
		| { kind: 'return'; of: Node | null }
		| { kind: 'raise'; of: Node | null }
		| { kind: 'import'; names: { path: string; as: string | null }[] }
		| { kind: 'from'; path: string; names: { name: string; as: string | null }[] }
		| { kind: 'try'; body: Statement[]; handlers: { type: Node | null; name: string | null; body: Statement[] }[]; otherwise: Statement[]; last: Statement[] }
		| { kind: 'with'; items: { of: Node; as: Node | null }[]; body: Statement[] }
		| { kind: 'assert'; of: Node; message: Node | null }
		| { kind: 'delete'; targets: Node[] }
		| { kind: 'global'; names: string[] }
		| { kind: 'pass' | 'break' | 'continue' }
	);
