// Parser of Go's expressions and types, after cmd/compile/internal/syntax: the same places notice the same errors.
// Leaves out recovery: the first syntax error ends the file. Invariant: `level` < 0 while a `{` would begin a block, not a literal.
import { SyntaxFault, type CompExpr, type Element, type Expr, type FieldDecl, type FuncType, type Ident, type Param, type Pos, type Block } from './syntax.ts';
import type { Token } from './scan.ts';

const words = new Set(
	'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var'.split(
		' '
	)
);
const tokenWord = (t: string): string => (t === ',' ? 'comma' : t === ';' ? 'semicolon or newline' : words.has(t) ? `keyword ${t}` : t);
const precedence: Readonly<Record<string, number>> = {
	'||': 1,
	'&&': 2,
	'==': 3,
	'!=': 3,
	'<': 3,
	'<=': 3,
	'>': 3,
	'>=': 3,
	'+': 4,
	'-': 4,
	'|': 4,
	'^': 4,
	'*': 5,
	'/': 5,
	'%': 5,
	'&': 5,
	'&^': 5,
	'<<': 5,
	'>>': 5
};

export class ExprParser {
	readonly path: string;
	protected readonly tokens: readonly Token[];
	protected at = 0;
	protected level = 0;

	constructor(path: string, tokens: readonly Token[]) {
		this.path = path;
		this.tokens = tokens;
	}
	protected get token(): Token {
		return this.tokens[this.at] ?? { t: 'EOF', pos: 0, text: 'EOF' };
	}
	protected get t(): string {
		return this.token.t;
	}
	protected is(t: string): boolean {
		return this.token.t === t;
	}
	protected get pos(): Pos {
		return this.token.pos;
	}
	/** Throws; a message that begins with "in ", "at ", "after " or "expected " is completed by the token that was met. */
	fail(message: string, pos = this.pos): never {
		if (!/^(?:in|at|after|expected) /.test(message)) throw new SyntaxFault(this.path, pos, `syntax error: ${message}`);
		const { t, text } = this.token;
		const met = t === 'name' ? `name ${text}` : t === ';' ? text : t === 'literal' ? `literal ${text}` : t === 'EOF' ? 'EOF' : tokenWord(t);
		throw new SyntaxFault(this.path, pos, `syntax error: unexpected ${met}${message.startsWith('expected') ? ', ' : ' '}${message}`);
	}
	protected next(): Token {
		const { token } = this;
		if (token.t !== 'EOF') this.at++;
		return token;
	}
	protected got(t: string): boolean {
		if (!this.is(t)) return false;
		this.next();
		return true;
	}
	protected want(t: string): Token {
		if (!this.is(t)) this.fail(`expected ${tokenWord(t)}`);
		return this.next();
	}
	protected name(): Ident {
		if (!this.is('name')) this.fail('expected name');
		const { pos, text } = this.next();
		return { k: 'Ident', pos, name: text };
	}
	/** Reads items up to `close`; answers the closing position. */
	protected list(context: string, sep: string, close: string, item: () => void): Pos {
		while (!this.is('EOF') && !this.is(close)) {
			item();
			if (!this.got(sep) && !this.is(close)) this.fail(`in ${context}; possibly missing ${tokenWord(sep)} or ${tokenWord(close)}`);
		}
		return this.want(close).pos;
	}

	expr(least = 0): Expr {
		let x = this.unary();
		for (;;) {
			const { t } = this;
			const p = precedence[t] ?? 0;
			if (p <= least) return x;
			this.next();
			x = { k: 'Binary', pos: x.pos, op: t, x, y: this.expr(p) };
		}
	}
	protected exprList(): Expr[] {
		const out = [this.expr()];
		while (this.got(',')) out.push(this.expr());
		return out;
	}
	private unary(): Expr {
		const { t, pos } = this;
		if (t === '*') {
			this.next();
			return { k: 'Star', pos, x: this.unary() };
		}
		if (['+', '-', '!', '^', '&', '~'].includes(t)) {
			this.next();
			return { k: 'Unary', pos, op: t, x: this.unary() };
		}
		if (t === '<-') {
			this.next();
			if (this.is('chan')) {
				this.next();
				return { k: 'ChanType', pos, dir: 'recv', elem: this.type() };
			}
			return { k: 'Unary', pos, op: '<-', x: this.unary() };
		}
		return this.primary(true);
	}
	private operand(keepType: boolean): Expr {
		const { t, pos, token } = this;
		switch (t) {
			case 'name':
				return this.name();
			case 'literal':
				this.next();
				return { k: 'Lit', pos, lit: token.lit ?? 'int', text: token.text, value: token.value ?? '' };
			case '(': {
				this.next();
				this.level++;
				const x = this.typeOrExpr();
				this.level--;
				this.want(')');
				return { k: 'Paren', pos, x };
			}
			case 'func': {
				this.next();
				const type = this.signature(pos);
				if (!this.is('{')) return type;
				this.level++;
				const body = this.funcBody();
				this.level--;
				return { k: 'FuncLit', pos, type, body };
			}
			case '[':
			case 'chan':
			case 'map':
			case 'struct':
			case 'interface':
				void keepType;
				return this.type();
		}
		return this.fail('expected expression');
	}
	protected typeOrExpr(): Expr {
		return this.expr();
	}
	protected funcBody(): Block {
		return this.fail('expected {');
	}
	private primary(keepType: boolean): Expr {
		let x = this.operand(keepType);
		for (;;) {
			const { pos } = x;
			switch (this.t) {
				case '.':
					this.next();
					if (this.is('name')) x = { k: 'Selector', pos, x, sel: this.name() };
					else if (this.got('(')) {
						if (this.got('type')) {
							this.want(')');
							x = { k: 'Assert', pos, x, type: null };
						} else {
							const type = this.type();
							this.want(')');
							x = { k: 'Assert', pos, x, type };
						}
					} else this.fail('expected name or (');
					continue;
				case '[':
					x = this.indexOrSlice(x);
					continue;
				case '(': {
					const open = this.pos;
					this.next();
					this.level++;
					const args: Expr[] = [];
					let dots = false;
					const end = this.list('argument list', ',', ')', () => {
						args.push(this.typeOrExpr());
						dots = this.got('...');
					});
					this.level--;
					x = { k: 'Call', pos, fun: x, args, dots, open, end };
					continue;
				}
				case '{': {
					const inner = ((): Expr => {
						let y = x;
						while (y.k === 'Paren') y = y.x;
						return y;
					})();
					const typeLike =
						inner.k === 'Ident' || inner.k === 'Selector' ? this.level >= 0 : inner.k === 'Index' ? this.level >= 0 && isTypeName(inner.x) : false;
					const always = inner.k === 'ArrayType' || inner.k === 'StructType' || inner.k === 'MapType';
					if (!typeLike && !always) return x;
					if (x.k === 'Paren') this.fail('cannot parenthesize type in composite literal');
					x = this.composite(x);
					continue;
				}
			}
			return x;
		}
	}
	private indexOrSlice(x: Expr): Expr {
		this.next();
		const { pos } = x;
		if (this.is(']')) this.fail('expected operand');
		this.level++;
		const parts: (Expr | null)[] = [null, null, null];
		let colons = 0;
		if (!this.is(':')) {
			const first = this.typeOrExpr();
			if (this.is(',')) {
				const indices = [first];
				while (this.got(',')) if (!this.is(']')) indices.push(this.type());
				this.level--;
				this.want(']');
				return { k: 'Index', pos, x, indices };
			}
			if (this.got(']')) {
				this.level--;
				return { k: 'Index', pos, x, indices: [first] };
			}
			parts[0] = first;
		}
		if (!this.is(':')) this.fail('expected comma, : or ]');
		while (this.is(':') && colons < 2) {
			this.next();
			colons++;
			if (!this.is(':') && !this.is(']')) parts[colons] = this.expr();
		}
		this.level--;
		if (colons === 2 && !parts[1]) this.fail('middle index required in 3-index slice');
		if (colons === 2 && !parts[2]) this.fail('final index required in 3-index slice');
		this.want(']');
		return { k: 'SliceExpr', pos, x, lo: parts[0] ?? null, hi: parts[1] ?? null, max: parts[2] ?? null };
	}
	private composite(type: Expr | null): CompExpr {
		const pos = type?.pos ?? this.pos;
		this.want('{');
		this.level++;
		const elements: Element[] = [];
		const bare = (): Expr => (this.is('{') ? this.composite(null) : this.expr());
		const end = this.list('composite literal', ',', '}', () => {
			const first = bare();
			if (this.got(':')) elements.push({ key: first, value: bare() });
			else elements.push({ key: null, value: first });
		});
		this.level--;
		return { k: 'Comp', pos, type, elements, end };
	}

	// types --------------------------------------------------------------------------------------
	type(): Expr {
		const x = this.typeOrNull();
		if (!x) this.fail('expected type');
		return x as Expr;
	}
	protected typeOrNull(): Expr | null {
		const { t, pos } = this;
		switch (t) {
			case '*':
				this.next();
				return { k: 'Star', pos, x: this.type() };
			case '<-':
				this.next();
				this.want('chan');
				return { k: 'ChanType', pos, dir: 'recv', elem: this.type() };
			case 'func':
				this.next();
				return this.signature(pos);
			case '[': {
				this.next();
				if (this.got(']')) return { k: 'ArrayType', pos, len: null, elem: this.type() };
				this.level++;
				const len = this.got('...') ? '...' : this.expr();
				this.level--;
				this.want(']');
				return { k: 'ArrayType', pos, len, elem: this.type() };
			}
			case 'chan':
				this.next();
				if (this.got('<-')) return { k: 'ChanType', pos, dir: 'send', elem: this.type() };
				return { k: 'ChanType', pos, dir: 'both', elem: this.type() };
			case 'map': {
				this.next();
				this.want('[');
				const key = this.type();
				this.want(']');
				return { k: 'MapType', pos, key, elem: this.type() };
			}
			case 'struct':
				return this.structType();
			case 'interface':
				return this.interfaceType();
			case 'name': {
				let x: Expr = this.name();
				if (this.got('.')) x = { k: 'Selector', pos, x, sel: this.name() };
				if (this.is('[') && this.tokens[this.at + 1]?.t !== ']') {
					this.next();
					const indices: Expr[] = [];
					this.level++;
					this.list('type argument list', ',', ']', () => void indices.push(this.type()));
					this.level--;
					x = { k: 'Index', pos, x, indices };
				}
				return x;
			}
			case '(': {
				this.next();
				const x = this.type();
				this.want(')');
				return { k: 'Paren', pos, x };
			}
		}
		return null;
	}
	protected signature(pos: Pos, tparams: readonly Param[] = []): FuncType {
		this.want('(');
		const params = this.params(')');
		let results: Param[] = [];
		if (this.got('(')) results = this.params(')');
		else {
			const type = this.typeOrNull();
			if (type) results = [{ name: null, type, variadic: false }];
		}
		return { k: 'FuncType', pos, tparams, params, results };
	}
	/** Parameters up to `close`: all named or none. In type parameters a type is a constraint. */
	protected params(close: string): Param[] {
		const found: { name: Ident | null; type: Expr | null; variadic: boolean }[] = [];
		this.level++;
		this.list(close === ']' ? 'type parameter list' : 'parameter list', ',', close, () => {
			if (this.got('...')) return void found.push({ name: null, type: this.type(), variadic: true });
			const first = this.is('name') && this.tokens[this.at + 1]?.t === '[' ? this.nameOrType(close) : close === ']' ? this.constraint() : this.typeOrNull();
			if (!first) return this.fail(`expected ${close}`);
			if (first.k === 'Ident' && !this.is(',') && !this.is(close)) {
				const variadic = this.got('...');
				const type = close === ']' ? this.constraint() : this.typeOrNull();
				if (!type) this.fail(`in ${close === ']' ? 'type parameter' : 'parameter'} list; possibly missing comma or ${close}`);
				found.push({ name: first, type, variadic });
			} else found.push({ name: null, type: first, variadic: false });
		});
		this.level--;
		if (!found.some((p) => p.name)) return found.map((p) => ({ name: null, type: p.type as Expr, variadic: p.variadic }));
		let type: Expr | null = null;
		for (const p of found.reverse()) {
			if (p.name) type = p.type;
			else {
				if (p.type?.k !== 'Ident' || !type) this.fail('mixed named and unnamed parameters', p.type?.pos);
				p.name = p.type as Ident;
				p.type = type;
			}
		}
		return found.reverse().map((p) => ({ name: p.name, type: p.type as Expr, variadic: p.variadic }));
	}
	/** `a [3]int` or `List[int]`: a type when nothing follows it. */
	private nameOrType(close: string): Expr {
		const { at, level } = this;
		try {
			const type = this.type();
			if (this.is(',') || this.is(close)) return type;
		} catch (e) {
			if (!(e instanceof SyntaxFault)) throw e;
		}
		this.at = at;
		this.level = level;
		return this.name();
	}
	private constraint(): Expr {
		const term = (): Expr => {
			const { pos } = this;
			if (this.got('~')) return { k: 'Unary', pos, op: '~', x: this.type() };
			return this.type();
		};
		let x = term();
		while (this.got('|')) x = { k: 'Binary', pos: x.pos, op: '|', x, y: term() };
		return x;
	}
	private structType(): Expr {
		const { pos } = this;
		this.want('struct');
		this.want('{');
		const fields: FieldDecl[] = [];
		this.list('struct type', ';', '}', () => {
			const start = this.pos;
			const tag = (): string => (this.is('literal') && this.token.lit === 'string' ? (this.next().value ?? '') : '');
			const embed = (type: Expr): void => {
				let base = type.k === 'Star' ? type.x : type;
				if (base.k === 'Index') base = base.x;
				const name = base.k === 'Selector' ? base.sel.name : base.k === 'Ident' ? base.name : '';
				fields.push({ pos: start, name, type, embedded: true, tag: tag() });
			};
			if (this.is('*')) return embed(this.type());
			if (!this.is('name')) this.fail('expected field name or embedded type');
			const after = this.tokens[this.at + 1]?.t ?? '';
			if (after === '.' || after === ';' || after === '}' || after === 'literal') return embed(this.type());
			const names = [this.name()];
			while (this.got(',')) names.push(this.name());
			const type = this.type();
			const text = tag();
			for (const n of names) fields.push({ pos: n.pos, name: n.name, type, embedded: false, tag: text });
		});
		return { k: 'StructType', pos, fields };
	}
	private interfaceType(): Expr {
		const { pos } = this;
		this.want('interface');
		this.want('{');
		const methods: { name: Ident; type: FuncType }[] = [];
		const embeds: Expr[] = [];
		this.list('interface type', ';', '}', () => {
			if (this.is('name') && this.tokens[this.at + 1]?.t === '(') {
				const name = this.name();
				methods.push({ name, type: this.signature(name.pos) });
			} else embeds.push(this.constraint());
		});
		return { k: 'InterfaceType', pos, methods, embeds };
	}
}

const isTypeName = (x: Expr): boolean => x.k === 'Ident' || x.k === 'Selector';
