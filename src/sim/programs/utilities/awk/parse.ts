// Parses AWK's rules, functions and statements. Then finds out which names are arrays.
import type { AwkProgram, Expr, Func, Rule, Stmt } from './ast.ts';
import { findArrays } from './arrays.ts';
import { AwkSyntaxError, tokenize, type Dialect } from './lex.ts';
import { ExpressionParser } from './parse-expression.ts';

/** Parses a program. Throws AwkSyntaxError. */
export function parseAwk(source: string, dialect: Dialect): AwkProgram {
	return new Parser(tokenize(source, dialect), dialect).program();
}

class Parser extends ExpressionParser {
	loopBody(): Stmt {
		this.loops++;
		const body = this.body();
		this.loops--;
		return body;
	}

	program(): AwkProgram {
		const program: AwkProgram = { rules: [], functions: new Map(), arrays: new Set() };
		this.ends();
		while (this.token.kind !== 'end') {
			if (this.take('function')) this.func(program);
			else program.rules.push(this.rule());
			this.ends();
		}
		findArrays(program);
		return program;
	}

	func(program: AwkProgram): void {
		const { token } = this;
		if (token.kind !== 'name' && token.kind !== 'func') this.fail();
		this.at++;
		this.expect('(');
		const params: string[] = [];
		while (!this.is(')')) {
			this.newlines();
			if (this.token.kind !== 'name') this.fail();
			if (params.includes(this.token.text)) this.mawk(this.token.line, `${this.token.text} is duplicated in argument list`);
			params.push(this.token.text);
			this.at++;
			this.newlines();
			if (!this.take(',')) break;
		}
		this.expect(')');
		this.newlines();
		this.place = 'function';
		this.params = params;
		const body = this.block();
		this.params = [];
		const fn: Func = { name: token.text, params, body, arrays: new Set() };
		program.functions.set(token.text, fn);
	}

	rule(): Rule {
		const { token } = this;
		if (token.kind === 'keyword' && (token.text === 'BEGIN' || token.text === 'END' || token.text === 'BEGINFILE' || token.text === 'ENDFILE')) {
			this.at++;
			if (this.dialect === 'mawk' && this.token.kind === 'newline') throw new AwkSyntaxError(token.line, 'end of line');
			this.newlines();
			this.place = 'begin';
			return { kind: token.text, pattern: undefined, end: undefined, body: this.block() };
		}
		this.place = 'main';
		const pattern = this.is('{') ? undefined : this.expr();
		let end: Expr | undefined;
		if (pattern && this.take(',')) {
			this.newlines();
			end = this.expr();
		}
		const body = this.is('{') ? this.block() : undefined;
		return { kind: 'main', pattern, end, body };
	}

	block(): Stmt {
		this.expect('{');
		this.depth++;
		const body: Stmt[] = [];
		this.ends();
		while (!this.is('}')) {
			body.push(this.statement());
			this.ends();
		}
		this.at++;
		this.depth--;
		return { k: 'block', body };
	}

	/** Ends a simple statement: ; newline or before }. */
	terminator(): void {
		if (this.token.kind === 'newline' || this.is(';')) this.at++;
		else if (!this.is('}') && this.token.kind !== 'end') this.fail();
	}

	/** A statement after a condition: newlines before it are allowed; a lone ; is empty. */
	body(): Stmt {
		this.newlines();
		if (this.take(';')) return { k: 'block', body: [] };
		return this.statement();
	}

	statement(): Stmt {
		const { token } = this;
		if (this.is('{')) return this.block();
		if (token.kind !== 'keyword') return this.simple(true);
		switch (token.text) {
			case 'if': {
				this.at++;
				this.expect('(');
				const test = this.grouped();
				const yes = this.body();
				const mark = this.at;
				this.ends();
				if (this.take('else')) return { k: 'if', test, yes, no: this.body() };
				this.at = mark;
				return { k: 'if', test, yes, no: undefined };
			}
			case 'while': {
				this.at++;
				this.expect('(');
				const test = this.grouped();
				return { k: 'while', test, body: this.loopBody() };
			}
			case 'do': {
				this.at++;
				const body = this.loopBody();
				this.ends();
				this.expect('while');
				this.expect('(');
				const test = this.grouped();
				this.terminator();
				return { k: 'do', test, body };
			}
			case 'for':
				return this.forLoop();
			case 'switch':
				return this.switchCase();
			default:
				return this.simple(true);
		}
	}

	grouped(): Expr {
		this.parentheses++;
		this.newlines();
		const [noIn, noGreater] = [this.noIn, this.noGreater];
		this.noIn = this.noGreater = false;
		const test = this.expr();
		[this.noIn, this.noGreater] = [noIn, noGreater];
		if (this.dialect !== 'mawk') this.newlines();
		this.expect(')');
		this.parentheses--;
		return test;
	}

	forLoop(): Stmt {
		this.at++;
		this.expect('(');
		const [a, b, c, d] = [this.token, this.tokens[this.at + 1], this.tokens[this.at + 2], this.tokens[this.at + 3]];
		if (a.kind === 'name' && b?.text === 'in' && b.kind === 'keyword' && c?.kind === 'name' && d?.text === ')' && d.kind === 'op') {
			this.at += 4;
			this.use(c.text, 'array', c.line);
			return { k: 'forin', name: a.text, array: c.text, body: this.loopBody() };
		}
		this.parentheses++;
		const first = this.is(';') ? undefined : this.simple(false);
		this.expect(';');
		this.newlines();
		const test = this.is(';') ? undefined : this.expr();
		this.expect(';');
		this.newlines();
		const next = this.is(')') ? undefined : this.simple(false);
		this.expect(')');
		this.parentheses--;
		return { k: 'for', first, test, next, body: this.loopBody() };
	}

	switchCase(): Stmt {
		this.at++;
		this.expect('(');
		const value = this.grouped();
		this.newlines();
		this.expect('{');
		const cases: { test: Expr | undefined; body: Stmt[] }[] = [];
		this.ends();
		while (!this.take('}')) {
			const test = this.take('default') ? undefined : (this.expect('case'), this.ternary());
			this.expect(':');
			const body: Stmt[] = [];
			this.ends();
			while (!this.is('case') && !this.is('default') && !this.is('}')) {
				this.loops++;
				body.push(this.statement());
				this.loops--;
				this.ends();
			}
			cases.push({ test, body });
		}
		return { k: 'switch', value, cases };
	}

	simple(ends: boolean): Stmt {
		const one = this.simpleOne();
		if (ends) this.terminator();
		return one;
	}

	simpleOne(): Stmt {
		const { token } = this;
		if (token.kind === 'keyword') {
			switch (token.text) {
				case 'print':
				case 'printf':
					return this.print(token.text === 'printf');
				case 'next':
				case 'nextfile':
				case 'break':
				case 'continue':
					if (token.text.startsWith('next') ? this.place !== 'main' : this.loops === 0)
						this.mawk(token.line, token.text.startsWith('next') ? `improper use of ${token.text}` : `${token.text} statement outside of loop`);
					this.at++;
					return { k: token.text };
				case 'exit':
				case 'return': {
					if (token.text === 'return' && this.place !== 'function') this.mawk(token.line, 'return outside function body');
					this.at++;
					const bare = this.token.kind === 'newline' || this.is(';') || this.is('}') || this.token.kind === 'end';
					return { k: token.text, value: bare ? undefined : this.expr() };
				}
				case 'delete': {
					this.at++;
					const paren = this.take('(');
					const name = this.token;
					if (name.kind !== 'name') this.fail();
					this.use(name.text, 'array', name.line);
					this.at++;
					const subscripts = this.take('[') ? this.list(']') : undefined;
					if (paren) this.expect(')');
					return { k: 'delete', name: name.text, subscripts };
				}
			}
		}
		return { k: 'expr', value: this.expr() };
	}

	print(format: boolean): Stmt {
		this.at++;
		let args: readonly Expr[] = [];
		const stops = (): boolean => this.token.kind === 'newline' || this.token.kind === 'end' || [';', '}', '>', '>>', '|'].some((op) => this.is(op));
		const outer = this.noGreater;
		this.noGreater = true;
		if (!stops()) {
			const list = [this.expr()];
			while (this.take(',')) {
				this.newlines();
				list.push(this.expr());
			}
			const only = list[0];
			args =
				list.length === 1 && only?.k === 'list' ? only.items : list.length === 1 && only?.k === 'group' && only.inner.k === 'list' ? only.inner.items : list;
		}
		let to: '' | '>' | '>>' | '|' = '';
		let target: Expr | undefined;
		for (const op of ['>', '>>', '|'] as const) {
			if (to === '' && this.take(op)) {
				to = op;
				target = this.concatenation(op !== '|');
				// mawk takes a whole expression: print a > b ? c : d.
				if (this.dialect === 'mawk' && this.take('?')) {
					const yes = this.ternary();
					this.expect(':');
					target = { k: 'cond', test: target, yes, no: this.ternary() };
				}
			}
		}
		this.noGreater = outer;
		if (format && args.length === 0) this.mawk(this.tokens[this.at - 1]?.line ?? 1, 'no arguments in call to printf');
		return { k: 'print', format, args, to, target };
	}
}
