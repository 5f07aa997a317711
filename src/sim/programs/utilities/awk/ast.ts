// An AWK program as a tree. Variables are resolved to slots by name at run time; arrays and scalars are told apart by use.

export type Expr =
	| { k: 'number'; value: number }
	| { k: 'string'; value: string }
	| { k: 'regexp'; source: string }
	| { k: 'var'; name: string }
	| { k: 'field'; index: Expr }
	| { k: 'index'; name: string; subscripts: readonly Expr[] }
	| { k: 'in'; name: string; subscripts: readonly Expr[] }
	| { k: 'assign'; op: string; target: Expr; value: Expr }
	| { k: 'cond'; test: Expr; yes: Expr; no: Expr }
	| { k: 'and' | 'or'; left: Expr; right: Expr }
	| { k: 'match'; negated: boolean; left: Expr; right: Expr }
	| { k: 'compare'; op: string; left: Expr; right: Expr }
	| { k: 'binary'; op: string; left: Expr; right: Expr }
	| { k: 'concat'; left: Expr; right: Expr }
	| { k: 'unary'; op: '!' | '-' | '+'; operand: Expr }
	| { k: 'step'; prefix: boolean; by: 1 | -1; target: Expr }
	| { k: 'group'; inner: Expr }
	| { k: 'call'; name: string; args: readonly Expr[]; line: number }
	| { k: 'builtin'; name: string; args: readonly Expr[]; line: number }
	| { k: 'getline'; target: Expr | undefined; from: 'main' | 'file' | 'command'; source: Expr | undefined }
	/** (a, b) before `in`. */
	| { k: 'list'; items: readonly Expr[] };

export type Stmt =
	| { k: 'expr'; value: Expr }
	| { k: 'print'; format: boolean; args: readonly Expr[]; to: '' | '>' | '>>' | '|'; target: Expr | undefined }
	| { k: 'if'; test: Expr; yes: Stmt; no: Stmt | undefined }
	| { k: 'while'; test: Expr; body: Stmt }
	| { k: 'do'; test: Expr; body: Stmt }
	| { k: 'for'; first: Stmt | undefined; test: Expr | undefined; next: Stmt | undefined; body: Stmt }
	| { k: 'forin'; name: string; array: string; body: Stmt }
	| { k: 'block'; body: readonly Stmt[] }
	| { k: 'next' | 'nextfile' | 'break' | 'continue' }
	| { k: 'exit' | 'return'; value: Expr | undefined }
	| { k: 'delete'; name: string; subscripts: readonly Expr[] | undefined }
	| { k: 'switch'; value: Expr; cases: readonly { test: Expr | undefined; body: readonly Stmt[] }[] };

export interface Rule {
	kind: 'BEGIN' | 'END' | 'BEGINFILE' | 'ENDFILE' | 'main';
	pattern: Expr | undefined;
	/** The second pattern of a range. */
	end: Expr | undefined;
	body: Stmt | undefined;
}
export interface Func {
	name: string;
	params: readonly string[];
	body: Stmt;
	/** Which parameters are arrays, found by use. */
	arrays: Set<string>;
}
export interface AwkProgram {
	rules: Rule[];
	functions: Map<string, Func>;
	/** Global names used as arrays. */
	arrays: Set<string>;
}
