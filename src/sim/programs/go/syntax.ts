// Go's syntax tree as plain data. Positions are line * 4096 + column (columns count bytes from 1, as the compiler prints them).
// Leaves out comments, goto's targets in blocks, and labels on anything but loops, switches and selects.

export type Pos = number;
export const posAt = (line: number, column: number): Pos => line * 4096 + Math.min(column, 4095);
export const lineOf = (pos: Pos): number => Math.floor(pos / 4096);
export const columnOf = (pos: Pos): number => pos % 4096;

export interface Ident {
	readonly k: 'Ident';
	readonly pos: Pos;
	readonly name: string;
}
export interface Param {
	readonly name: Ident | null;
	readonly type: Expr;
	readonly variadic: boolean;
}
export interface FuncType {
	readonly k: 'FuncType';
	readonly pos: Pos;
	readonly tparams: readonly Param[];
	readonly params: readonly Param[];
	readonly results: readonly Param[];
}
export interface FieldDecl {
	readonly pos: Pos;
	readonly name: string;
	readonly type: Expr;
	readonly embedded: boolean;
	readonly tag: string;
}
export interface FuncLit {
	readonly k: 'FuncLit';
	readonly pos: Pos;
	readonly type: FuncType;
	readonly body: Block;
}
export interface Element {
	readonly key: Expr | null;
	readonly value: Expr;
}
export interface CallExpr {
	readonly k: 'Call';
	readonly pos: Pos;
	readonly fun: Expr;
	readonly args: readonly Expr[];
	readonly dots: boolean;
	/** Its parentheses. */
	readonly open: Pos;
	readonly end: Pos;
}
export interface CompExpr {
	readonly k: 'Comp';
	readonly pos: Pos;
	readonly type: Expr | null;
	readonly elements: readonly Element[];
	readonly end: Pos;
}
export interface SelectorExpr {
	readonly k: 'Selector';
	readonly pos: Pos;
	readonly x: Expr;
	readonly sel: Ident;
}
export type Expr =
	| Ident
	| { readonly k: 'Lit'; readonly pos: Pos; readonly lit: 'int' | 'float' | 'imag' | 'char' | 'string'; readonly text: string; readonly value: string }
	| CompExpr
	| FuncLit
	| { readonly k: 'Paren'; readonly pos: Pos; readonly x: Expr }
	| SelectorExpr
	| { readonly k: 'Index'; readonly pos: Pos; readonly x: Expr; readonly indices: readonly Expr[] }
	| { readonly k: 'SliceExpr'; readonly pos: Pos; readonly x: Expr; readonly lo: Expr | null; readonly hi: Expr | null; readonly max: Expr | null }
	| { readonly k: 'Assert'; readonly pos: Pos; readonly x: Expr; readonly type: Expr | null }
	| CallExpr
	| { readonly k: 'Star'; readonly pos: Pos; readonly x: Expr }
	| { readonly k: 'Unary'; readonly pos: Pos; readonly op: string; readonly x: Expr }
	| { readonly k: 'Binary'; readonly pos: Pos; readonly op: string; readonly x: Expr; readonly y: Expr }
	| { readonly k: 'ArrayType'; readonly pos: Pos; readonly len: Expr | '...' | null; readonly elem: Expr }
	| { readonly k: 'MapType'; readonly pos: Pos; readonly key: Expr; readonly elem: Expr }
	| { readonly k: 'ChanType'; readonly pos: Pos; readonly dir: 'both' | 'send' | 'recv'; readonly elem: Expr }
	| FuncType
	| { readonly k: 'StructType'; readonly pos: Pos; readonly fields: readonly FieldDecl[] }
	| {
			readonly k: 'InterfaceType';
			readonly pos: Pos;
			readonly methods: readonly { readonly name: Ident; readonly type: FuncType }[];
			readonly embeds: readonly Expr[];
	  };

export interface Block {
	readonly k: 'Block';
	readonly pos: Pos;
	readonly list: readonly Stmt[];
	readonly end: Pos;
}
export interface Clause {
	readonly pos: Pos;
	/** null: default. */
	readonly exprs: readonly Expr[] | null;
	/** select: the communication. */
	readonly comm: Stmt | null;
	readonly body: readonly Stmt[];
}
export type Stmt =
	| Block
	| { readonly k: 'Empty'; readonly pos: Pos }
	| { readonly k: 'ExprStmt'; readonly pos: Pos; readonly x: Expr }
	| { readonly k: 'Send'; readonly pos: Pos; readonly ch: Expr; readonly value: Expr }
	| { readonly k: 'IncDec'; readonly pos: Pos; readonly x: Expr; readonly op: string }
	| { readonly k: 'Assign'; readonly pos: Pos; readonly lhs: readonly Expr[]; readonly op: string; readonly rhs: readonly Expr[] }
	| { readonly k: 'Go'; readonly pos: Pos; readonly call: Expr }
	| { readonly k: 'Defer'; readonly pos: Pos; readonly call: Expr }
	| { readonly k: 'Return'; readonly pos: Pos; readonly results: readonly Expr[] }
	| { readonly k: 'Branch'; readonly pos: Pos; readonly word: string; readonly label: Ident | null }
	| { readonly k: 'If'; readonly pos: Pos; readonly init: Stmt | null; readonly cond: Expr; readonly then: Block; readonly other: Stmt | null }
	| { readonly k: 'Switch'; readonly pos: Pos; readonly init: Stmt | null; readonly tag: Expr | null; readonly clauses: readonly Clause[]; readonly end: Pos }
	| {
			readonly k: 'TypeSwitch';
			readonly pos: Pos;
			readonly init: Stmt | null;
			readonly bind: Ident | null;
			readonly x: Expr;
			readonly clauses: readonly Clause[];
			readonly end: Pos;
	  }
	| { readonly k: 'Select'; readonly pos: Pos; readonly clauses: readonly Clause[] }
	| {
			readonly k: 'For';
			readonly pos: Pos;
			readonly init: Stmt | null;
			readonly cond: Expr | null;
			readonly post: Stmt | null;
			readonly body: Block;
	  }
	| {
			readonly k: 'Range';
			readonly pos: Pos;
			readonly key: Expr | null;
			readonly value: Expr | null;
			readonly define: boolean;
			readonly x: Expr;
			readonly body: Block;
	  }
	| { readonly k: 'Labeled'; readonly pos: Pos; readonly label: Ident; readonly stmt: Stmt }
	| { readonly k: 'DeclStmt'; readonly pos: Pos; readonly decls: readonly Decl[] };

export interface ImportDecl {
	readonly k: 'Import';
	readonly pos: Pos;
	readonly name: Ident | null;
	readonly path: string;
}
export interface ConstDecl {
	readonly k: 'Const';
	readonly pos: Pos;
	readonly names: readonly Ident[];
	readonly type: Expr | null;
	readonly values: readonly Expr[];
	readonly iota: number;
}
export interface VarDecl {
	readonly k: 'Var';
	readonly pos: Pos;
	readonly names: readonly Ident[];
	readonly type: Expr | null;
	readonly values: readonly Expr[];
	/** Text of a //go:embed line above it. */
	readonly embed: string;
}
export interface TypeDecl {
	readonly k: 'Type';
	readonly pos: Pos;
	readonly name: Ident;
	readonly tparams: readonly Param[];
	readonly alias: boolean;
	readonly type: Expr;
}
export interface FuncDecl {
	readonly k: 'Func';
	readonly pos: Pos;
	readonly name: Ident;
	readonly recv: Param | null;
	readonly type: FuncType;
	/** null: a native of the standard library. */
	readonly body: Block | null;
}
export type Decl = ImportDecl | ConstDecl | VarDecl | TypeDecl | FuncDecl;
export interface SourceFile {
	/** Path as the compiler prints it: "./main.go". */
	readonly path: string;
	readonly pkg: Ident;
	readonly imports: readonly ImportDecl[];
	readonly decls: readonly Decl[];
}

/** A syntax error: the compiler's text after "syntax error: " included. */
export class SyntaxFault {
	readonly path: string;
	readonly pos: Pos;
	readonly message: string;
	constructor(path: string, pos: Pos, message: string) {
		this.path = path;
		this.pos = pos;
		this.message = message;
	}
}

/** Source text of an expression, as the compiler shows it in messages. */
export function show(e: Expr): string {
	switch (e.k) {
		case 'Ident':
			return e.name;
		case 'Lit':
			return e.text;
		case 'Comp':
			return `${e.type ? show(e.type) : ''}{${e.elements.length > 0 ? '…' : ''}}`;
		case 'FuncLit':
			return `${show(e.type)} {…}`;
		case 'Paren':
			return `(${show(e.x)})`;
		case 'Selector':
			return `${show(e.x)}.${e.sel.name}`;
		case 'Index':
			return `${show(e.x)}[${e.indices.map(show).join(', ')}]`;
		case 'SliceExpr':
			return `${show(e.x)}[${e.lo ? show(e.lo) : ''}:${e.hi ? show(e.hi) : ''}${e.max ? `:${show(e.max)}` : ''}]`;
		case 'Assert':
			return `${show(e.x)}.(${e.type ? show(e.type) : 'type'})`;
		case 'Call':
			return `${show(e.fun)}(${e.args.map(show).join(', ')}${e.dots ? '...' : ''})`;
		case 'Star':
			return `*${show(e.x)}`;
		case 'Unary':
			return e.op + show(e.x);
		case 'Binary':
			return `${show(e.x)} ${e.op} ${show(e.y)}`;
		case 'ArrayType':
			return `[${e.len === null ? '' : e.len === '...' ? '...' : show(e.len)}]${show(e.elem)}`;
		case 'MapType':
			return `map[${show(e.key)}]${show(e.elem)}`;
		case 'ChanType':
			return `${e.dir === 'recv' ? '<-chan' : e.dir === 'send' ? 'chan<-' : 'chan'} ${show(e.elem)}`;
		case 'FuncType': {
			const list = (ps: readonly Param[]): string => ps.map((p) => `${p.name ? `${p.name.name} ` : ''}${p.variadic ? '...' : ''}${show(p.type)}`).join(', ');
			const results = e.results.length === 0 ? '' : e.results.length === 1 && !e.results[0]?.name ? ` ${list(e.results)}` : ` (${list(e.results)})`;
			return `func(${list(e.params)})${results}`;
		}
		case 'StructType':
			return 'struct{' + e.fields.map((f) => `${f.embedded ? '' : `${f.name} `}${show(f.type)}`).join('; ') + '}';
		case 'InterfaceType':
			return e.methods.length + e.embeds.length === 0 ? 'interface{}' : 'interface{…}';
	}
}
