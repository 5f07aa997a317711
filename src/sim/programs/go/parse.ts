// Parser of Go's files, declarations and statements, after cmd/compile/internal/syntax.
// Leaves out goto and recovery from errors. Invariant: what it accepts, the compiler's parser accepts.
import { ExprParser } from './parse-expr.ts';
import { scan } from './scan.ts';
import {
	lineOf,
	show,
	type Block,
	type Clause,
	type ConstDecl,
	type Decl,
	type Expr,
	type FuncDecl,
	type Ident,
	type ImportDecl,
	type Param,
	type SourceFile,
	type Stmt,
	type TypeDecl,
	type VarDecl
} from './syntax.ts';

interface Header {
	init: Stmt | null;
	cond: Stmt | null;
	post: Stmt | null;
	range: Extract<Stmt, { k: 'Range' }> | null;
}
const assignOps = new Set(['=', ':=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '&^=']);

class Parser extends ExprParser {
	private embeds: Map<number, string>;
	constructor(path: string, source: string) {
		const embeds = new Map<number, string>();
		super(path, scan(path, source, embeds));
		this.embeds = embeds;
	}

	file(importsOnly: boolean): SourceFile {
		if (!this.is('package')) this.fail('package statement must be first');
		this.next();
		const pkg = this.name();
		this.want(';');
		const imports: ImportDecl[] = [];
		const decls: Decl[] = [];
		let late = false;
		while (!this.is('EOF')) {
			const { t } = this;
			if (t === 'import') {
				if (late) this.fail('imports must appear before other declarations');
				this.next();
				this.group(() => void imports.push(this.importDecl()));
			} else {
				if (importsOnly) break;
				late = true;
				if (t === 'const') {
					this.next();
					decls.push(...this.constGroup());
				} else if (t === 'var') {
					this.next();
					this.group(() => void decls.push(this.varDecl()));
				} else if (t === 'type') {
					this.next();
					this.group(() => void decls.push(this.typeDecl()));
				} else if (t === 'func') decls.push(this.funcDecl());
				else {
					if (t === '{' && decls.at(-1)?.k === 'Func' && !(decls.at(-1) as FuncDecl).body) this.fail('unexpected semicolon or newline before {');
					this.fail('non-declaration statement outside function body');
				}
			}
			if (!this.is('EOF') && !this.got(';')) this.fail('after top level declaration');
		}
		return { path: this.path, pkg, imports, decls };
	}
	private group(item: () => void): void {
		if (this.got('(')) this.list('declaration', ';', ')', item);
		else item();
	}
	private importDecl(): ImportDecl {
		const { pos } = this;
		let name: Ident | null = null;
		if (this.is('name')) name = this.name();
		else if (this.is('.')) {
			this.next();
			name = { k: 'Ident', pos, name: '.' };
		}
		if (!this.is('literal')) this.fail('missing import path');
		if (this.token.lit !== 'string') this.fail('import path must be a string');
		const at = this.pos;
		return { k: 'Import', pos: name ? pos : at, name, path: this.next().value ?? '' };
	}
	private constGroup(): ConstDecl[] {
		const out: ConstDecl[] = [];
		let [type, values]: [Expr | null, readonly Expr[]] = [null, []];
		this.group(() => {
			const { pos } = this;
			const names = this.names();
			if (!this.is(';') && !this.is(')') && !this.is('EOF')) {
				type = this.is('=') ? null : this.typeOrNull();
				values = this.got('=') ? this.exprList() : [];
			}
			out.push({ k: 'Const', pos, names, type, values, iota: out.length });
		});
		return out;
	}
	private names(): Ident[] {
		const out = [this.name()];
		while (this.got(',')) out.push(this.name());
		return out;
	}
	private varDecl(): VarDecl {
		const { pos } = this;
		const names = this.names();
		const embed = this.embeds.get(lineOf(pos) - 1) ?? '';
		if (this.got('=')) return { k: 'Var', pos, names, type: null, values: this.exprList(), embed };
		const type = this.type();
		return { k: 'Var', pos, names, type, values: this.got('=') ? this.exprList() : [], embed };
	}
	private typeDecl(): TypeDecl {
		const name = this.name();
		let tparams: Param[] = [];
		if (this.is('[') && this.tokens[this.at + 1]?.t === 'name' && !['+', '-', '*', '/', ']'].includes(this.tokens[this.at + 2]?.t ?? '')) {
			this.next();
			tparams = this.params(']');
		}
		const alias = this.got('=');
		const type = this.typeOrNull();
		if (!type) this.fail('in type declaration');
		return { k: 'Type', pos: name.pos, name, tparams, alias, type: type as Expr };
	}
	private funcDecl(): FuncDecl {
		const { pos } = this;
		this.next();
		let recv: Param | null = null;
		if (this.is('(')) {
			const at = this.pos;
			this.next();
			const list = this.params(')');
			if (list.length !== 1) this.fail(list.length === 0 ? 'method has no receiver' : 'method has multiple receivers', at);
			recv = list[0] ?? null;
		}
		if (!this.is('name')) this.fail('expected name' + (recv ? '' : ' or ('));
		const name = this.name();
		let tparams: Param[] = [];
		if (this.got('[')) tparams = this.params(']');
		const type = this.signature(pos, tparams);
		return { k: 'Func', pos, name, recv, type, body: this.is('{') ? this.funcBody() : null };
	}
	protected override funcBody(): Block {
		const { level } = this;
		this.level = 0;
		const body = this.block();
		this.level = level;
		return body;
	}
	private block(): Block {
		const { pos } = this.want('{');
		const list = this.stmts();
		const end = this.pos;
		this.want('}');
		return { k: 'Block', pos, list, end };
	}
	private stmts(): Stmt[] {
		const out: Stmt[] = [];
		while (!this.is('EOF') && !this.is('}') && !this.is('case') && !this.is('default')) {
			const s = this.stmt();
			if (!s) break;
			out.push(s);
			if (!this.got(';') && !this.is('}') && !this.is(')')) this.fail('at end of statement');
			else if (this.is(')')) this.fail('at end of statement');
		}
		return out;
	}
	private stmt(): Stmt | null {
		const { t, pos } = this;
		switch (t) {
			case '{':
				return this.block();
			case 'var':
			case 'const':
			case 'type': {
				this.next();
				const decls: Decl[] = [];
				if (t === 'const') decls.push(...this.constGroup());
				else this.group(() => void decls.push(t === 'var' ? this.varDecl() : this.typeDecl()));
				return { k: 'DeclStmt', pos, decls };
			}
			case 'for':
				return this.forStmt();
			case 'switch':
				return this.switchStmt();
			case 'select':
				return this.selectStmt();
			case 'if':
				return this.ifStmt();
			case 'fallthrough':
				this.next();
				return { k: 'Branch', pos, word: t, label: null };
			case 'break':
			case 'continue':
			case 'goto':
				this.next();
				return { k: 'Branch', pos, word: t, label: this.is('name') ? this.name() : null };
			case 'go':
			case 'defer': {
				this.next();
				let call = this.expr();
				while (call.k === 'Paren') call = call.x;
				return { k: t === 'go' ? 'Go' : 'Defer', pos, call };
			}
			case 'return':
				this.next();
				return { k: 'Return', pos, results: this.is(';') || this.is('}') ? [] : this.exprList() };
			case ';':
				return { k: 'Empty', pos };
			case '}':
			case 'EOF':
				return null;
		}
		// What begins no statement ends the list: the block then wants its brace.
		if (/^[a-z]/.test(t) && !['name', 'literal', 'func', 'struct', 'map', 'chan', 'interface'].includes(t)) return null;
		return this.simple(true);
	}
	private simple(labels: boolean, range = false): Stmt {
		const { pos } = this;
		if (range && this.is('range')) {
			this.next();
			const x = this.expr();
			return { k: 'Range', pos, key: null, value: null, define: false, x, body: { k: 'Block', pos, list: [], end: pos } };
		}
		const lhs = this.exprList();
		const [first] = lhs;
		const { t } = this;
		const at = this.pos;
		if (assignOps.has(t)) {
			this.next();
			if (range && this.is('range') && (t === '=' || t === ':=')) {
				this.next();
				const x = this.expr();
				return { k: 'Range', pos, key: first ?? null, value: lhs[1] ?? null, define: t === ':=', x, body: { k: 'Block', pos, list: [], end: pos } };
			}
			const rhs = this.exprList();
			return { k: 'Assign', pos: t === ':=' ? at : pos, lhs, op: t, rhs };
		}
		if (lhs.length > 1) this.fail('expected := or = or comma');
		if (!first) return this.fail('expected expression');
		if (t === ':' && labels && first.k === 'Ident') {
			this.next();
			if (this.is('}')) return { k: 'Labeled', pos, label: first, stmt: { k: 'Empty', pos } };
			const stmt = this.stmt();
			if (!stmt) this.fail('missing statement after label', pos);
			return { k: 'Labeled', pos, label: first, stmt: stmt ?? { k: 'Empty', pos } };
		}
		if (t === '++' || t === '--') {
			this.next();
			return { k: 'IncDec', pos, x: first, op: t };
		}
		if (t === '<-') {
			this.next();
			return { k: 'Send', pos, ch: first, value: this.expr() };
		}
		return { k: 'ExprStmt', pos, x: first };
	}
	private header(word: string): Header {
		const out: Header = { init: null, cond: null, post: null, range: null };
		if (this.is('{')) {
			if (word === 'if') this.fail('missing condition in if statement');
			return out;
		}
		const { level } = this;
		this.level = -1;
		let semi: { pos: number; text: string } | null = null;
		if (!this.is(';')) {
			if (this.is('var')) this.fail(`var declaration not allowed in ${word} initializer`);
			const first = this.simple(false, word === 'for');
			if (first.k === 'Range') {
				this.level = level;
				return { ...out, range: first };
			}
			out.init = first;
		}
		if (this.is(';')) {
			semi = this.token;
			this.next();
			if (word === 'for') {
				if (!this.is(';')) {
					if (this.is('{')) this.fail('expected for loop condition');
					out.cond = this.simple(false);
				}
				this.want(';');
				if (!this.is('{')) out.post = this.simple(false);
			} else if (!this.is('{')) out.cond = this.simple(false);
		} else {
			out.cond = out.init;
			out.init = null;
		}
		this.level = level;
		if (word === 'if' && !out.cond) {
			if (semi && semi.text !== 'semicolon') this.fail(`unexpected ${semi.text}, expected { after if clause`, semi.pos);
			this.fail('missing condition in if statement', semi?.pos);
		}
		return out;
	}
	private condition(s: Stmt | null, word: string): Expr | null {
		if (!s) return null;
		if (s.k === 'ExprStmt') return s.x;
		const text =
			s.k === 'Assign' && s.lhs[0] && s.rhs[0]
				? s.op === '='
					? `assignment ${part(s.lhs[0])} = ${part(s.rhs[0])}`
					: `${s.lhs.map(show).join(', ')} ${s.op} ${s.rhs.map(show).join(', ')}`
				: 'statement';
		void word;
		return this.fail(`cannot use ${text} as value`, s.k === 'Assign' ? (s.lhs[0]?.pos ?? s.pos) : s.pos);
	}
	private body(context: string): Block {
		if (!this.is('{')) this.fail(`expected { after ${context}`);
		const { level } = this;
		this.level = 0;
		const out = this.block();
		this.level = level;
		return out;
	}
	private ifStmt(): Stmt {
		const { pos } = this.next();
		const h = this.header('if');
		const cond = this.condition(h.cond, 'if');
		const then = this.body('if clause');
		let other: Stmt | null = null;
		if (this.got('else')) {
			if (this.is('if')) other = this.ifStmt();
			else if (this.is('{')) other = this.block();
			else this.fail('else must be followed by if or statement block');
		}
		return { k: 'If', pos, init: h.init, cond: cond ?? { k: 'Ident', pos, name: 'true' }, then, other };
	}
	private forStmt(): Stmt {
		const { pos } = this.next();
		const h = this.header('for');
		if (h.range) return { ...h.range, pos, body: this.body('for clause') };
		const cond = this.condition(h.cond, 'for');
		return { k: 'For', pos, init: h.init, cond, post: h.post, body: this.body('for clause') };
	}
	private switchStmt(): Stmt {
		const { pos } = this.next();
		const h = this.header('switch');
		if (!this.is('{')) this.fail('missing { after switch clause');
		this.next();
		const clauses: Clause[] = [];
		while (!this.is('EOF') && !this.is('}')) clauses.push(this.clause(false));
		const end = this.want('}').pos;
		const c = h.cond;
		if (c?.k === 'Assign' && c.op === ':=' && c.rhs[0]?.k === 'Assert' && !c.rhs[0].type && c.lhs[0]?.k === 'Ident')
			return { k: 'TypeSwitch', pos, init: h.init, bind: c.lhs[0], x: c.rhs[0].x, clauses, end };
		if (c?.k === 'ExprStmt' && c.x.k === 'Assert' && !c.x.type) return { k: 'TypeSwitch', pos, init: h.init, bind: null, x: c.x.x, clauses, end };
		return { k: 'Switch', pos, init: h.init, tag: this.condition(c, 'switch'), clauses, end };
	}
	private clause(select: boolean): Clause {
		const { t, pos } = this;
		let exprs: Expr[] | null = null;
		let comm: Stmt | null = null;
		if (t === 'case') {
			this.next();
			if (select) comm = this.simple(false);
			else {
				exprs = [this.typeOrExpr()];
				while (this.got(',')) exprs.push(this.typeOrExpr());
			}
		} else if (t === 'default') this.next();
		else this.fail('expected case or default or }');
		this.want(':');
		return { pos, exprs, comm, body: this.stmts() };
	}
	private selectStmt(): Stmt {
		const { pos } = this.next();
		if (!this.is('{')) this.fail('missing { after select clause');
		this.next();
		const clauses: Clause[] = [];
		while (!this.is('EOF') && !this.is('}')) clauses.push(this.clause(true));
		this.want('}');
		return { k: 'Select', pos, clauses };
	}
}

const part = (e: Expr): string => (e.k === 'Ident' || e.k === 'Lit' ? show(e) : `(${show(e)})`);

/** Parses a file (byte string). Throws SyntaxFault at the first error. `importsOnly` stops after the imports, as `go list` does. */
export const parseFile = (path: string, source: string, importsOnly = false): SourceFile => new Parser(path, source).file(importsOnly);
