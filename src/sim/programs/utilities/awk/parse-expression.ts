// Parses AWK's expressions: the POSIX grammar with mawk's and gawk's additions, and mawk's complaints about names and regular expressions.
import type { Expr } from './ast.ts';
import { compileRegExp, RegExpError } from '../../../values/index.ts';
import { arity } from './arity.ts';
import { mawkReason, translate } from './interpreter.ts';
import { AwkSyntaxError } from './lex.ts';
import { TokenReader } from './token-reader.ts';

export class ExpressionParser extends TokenReader {
	place: 'begin' | 'main' | 'function' = 'main';
	loops = 0;
	params: readonly string[] = [];
	/** What global names were used as: mawk minds. */
	readonly uses = new Map<string, 'array' | 'variable'>();

	/** An error in mawk's words; the others call it a syntax error, or find it later. */
	mawk(line: number, message: string): void {
		if (this.dialect === 'mawk') throw new AwkSyntaxError(line, `line ${line}: ${message}`, 'mawk');
		if (message.startsWith('no arguments')) this.fail();
	}
	/** A global name is an array or a variable for good. */
	use(name: string, as: 'array' | 'variable', line: number): void {
		if (this.params.includes(name)) return;
		const was = this.uses.get(name) ?? as;
		if (was !== as) this.mawk(line, `illegal reference to ${was} ${name}`);
		this.uses.set(name, was);
	}

	list(close: string): Expr[] {
		const [noIn, noGreater] = [this.noIn, this.noGreater];
		this.noIn = this.noGreater = false;
		const out: Expr[] = [];
		if (close === ')') this.parentheses++;
		this.newlines();
		while (!this.is(close)) {
			out.push(this.expr());
			if (this.dialect !== 'mawk') this.newlines();
			if (!this.take(',')) break;
			this.newlines();
		}
		[this.noIn, this.noGreater] = [noIn, noGreater];
		this.expect(close);
		if (close === ')') this.parentheses--;
		return out;
	}

	expr(): Expr {
		return this.ternary();
	}

	ternary(): Expr {
		const left = this.or();
		if (this.is('?')) {
			this.at++;
			this.newlines();
			const yes = this.ternary();
			this.newlines();
			this.expect(':');
			this.newlines();
			return { k: 'cond', test: left, yes, no: this.ternary() };
		}
		return this.assignment(left) ?? left;
	}

	assignment(left: Expr): Expr | undefined {
		if (left.k !== 'var' && left.k !== 'field' && left.k !== 'index') return undefined;
		const op = this.token;
		if (op.kind !== 'op' || !['=', '+=', '-=', '*=', '/=', '%=', '^='].includes(op.text)) return undefined;
		this.at++;
		this.newlines();
		return { k: 'assign', op: op.text.slice(0, -1), target: left, value: this.ternary() };
	}

	or(): Expr {
		let left = this.and();
		while (this.take('||')) {
			this.newlines();
			left = { k: 'or', left, right: this.and() };
		}
		return left;
	}
	and(): Expr {
		let left = this.membership();
		while (this.take('&&')) {
			this.newlines();
			left = { k: 'and', left, right: this.membership() };
		}
		return left;
	}
	membership(): Expr {
		let left = this.matching();
		while (!this.noIn && this.is('in')) {
			this.at++;
			const { token } = this;
			if (token.kind !== 'name') this.fail();
			this.use(token.text, 'array', token.line);
			this.at++;
			const inner = left.k === 'group' ? left.inner : left;
			left = { k: 'in', name: token.text, subscripts: inner.k === 'list' ? inner.items : [left] };
		}
		return left;
	}
	matching(): Expr {
		let left = this.comparison();
		while (this.is('~') || this.is('!~')) {
			const negated = this.token.text === '!~';
			this.at++;
			this.newlines();
			left = { k: 'match', negated, left, right: this.comparison() };
		}
		return left;
	}
	comparison(): Expr {
		const left = this.concatenation();
		const { token } = this;
		if (token.kind === 'op' && ['<', '<=', '==', '!=', '>', '>='].includes(token.text) && !(token.text === '>' && this.noGreater)) {
			this.at++;
			this.newlines();
			return { k: 'compare', op: token.text, left, right: this.concatenation() };
		}
		return this.pipeGetline(left);
	}

	/** "command" | getline */
	pipeGetline(left: Expr): Expr {
		let out = left;
		while (this.is('|') && this.tokens[this.at + 1]?.text === 'getline' && this.tokens[this.at + 1]?.kind === 'keyword') {
			this.at += 2;
			out = { k: 'getline', from: 'command', source: out, target: this.lvalue() };
		}
		return out;
	}

	concatenation(noPipe = false): Expr {
		let left = this.additive();
		for (;;) {
			if (!noPipe) left = this.pipeGetline(left);
			const { token } = this;
			const starts =
				token.kind === 'number' ||
				token.kind === 'string' ||
				token.kind === 'name' ||
				token.kind === 'func' ||
				token.kind === 'builtin' ||
				token.kind === 'regexp' ||
				(token.kind === 'op' && ['$', '!', '(', '-', '+', '++', '--'].includes(token.text));
			if (!starts || (token.kind === 'keyword' && token.text === 'in')) return left;
			// After a complete operand + and - are binary, which additive() took already.
			if (token.text === '!' && token.kind === 'op' && this.tokens[this.at + 1]?.text === '~') return left;
			left = { k: 'concat', left, right: this.additive() };
		}
	}
	additive(): Expr {
		let left = this.multiplicative();
		while (this.is('+') || this.is('-')) {
			const op = this.token.text;
			this.at++;
			this.newlines();
			left = { k: 'binary', op, left, right: this.multiplicative() };
		}
		return left;
	}
	multiplicative(): Expr {
		let left = this.unary();
		while (this.is('*') || this.is('/') || this.is('%')) {
			const op = this.token.text;
			this.at++;
			this.newlines();
			left = { k: 'binary', op, left, right: this.unary() };
		}
		return left;
	}
	unary(): Expr {
		for (const op of ['!', '-', '+'] as const) if (this.take(op)) return { k: 'unary', op, operand: this.notAssigned(this.unary()) };
		return this.power();
	}
	/** !x = y assigns to x, as yacc's grammars allow. */
	notAssigned(operand: Expr): Expr {
		return this.assignment(operand) ?? operand;
	}
	power(): Expr {
		const left = this.postfix();
		if (!this.is('^')) return left;
		this.at++;
		this.newlines();
		const right: Expr = this.is('-') || this.is('+') || this.is('!') ? this.unaryPower() : this.power();
		return { k: 'binary', op: '^', left, right };
	}
	unaryPower(): Expr {
		const op = this.token.text as '-' | '+' | '!';
		this.at++;
		return { k: 'unary', op, operand: this.is('-') || this.is('+') || this.is('!') ? this.unaryPower() : this.power() };
	}
	postfix(): Expr {
		const target = this.primary();
		if ((target.k === 'var' || target.k === 'field' || target.k === 'index') && (this.is('++') || this.is('--'))) {
			const by = this.token.text === '++' ? 1 : -1;
			this.at++;
			return { k: 'step', prefix: false, by, target };
		}
		return target;
	}

	lvalue(): Expr | undefined {
		const { token } = this;
		if (this.is('$')) {
			this.at++;
			return { k: 'field', index: this.primary() };
		}
		if (token.kind !== 'name') return undefined;
		this.at++;
		if (this.take('[')) {
			this.use(token.text, 'array', token.line);
			return { k: 'index', name: token.text, subscripts: this.list(']') };
		}
		// A name alone as an argument may be either, and so may what stands before `in`.
		if (!(this.parentheses > 0 && (this.is(',') || this.is(')')))) this.use(token.text, 'variable', token.line);
		return { k: 'var', name: token.text };
	}

	primary(): Expr {
		const { token } = this;
		switch (token.kind) {
			case 'number':
				this.at++;
				return { k: 'number', value: token.value };
			case 'string':
				this.at++;
				return { k: 'string', value: token.text };
			case 'regexp':
				this.checkRegexp(token.text, token.line);
				this.at++;
				return { k: 'regexp', source: token.text };
			case 'name': {
				const target = this.lvalue();
				return target ?? this.fail();
			}
			case 'func':
				this.at += 2;
				return { k: 'call', name: token.text, args: this.list(')'), line: token.line };
			case 'builtin': {
				this.at++;
				const args = this.take('(') ? this.list(')') : token.text === 'length' ? [] : this.fail();
				const limits = this.dialect === 'mawk' ? arity[token.text] : undefined;
				if (limits && (args.length < limits[0] || args.length > limits[1])) throw new AwkSyntaxError(token.line, token.text, 'arguments');
				return { k: 'builtin', name: token.text, args, line: token.line };
			}
			case 'keyword':
				if (token.text === 'getline') {
					this.at++;
					const target = this.lvalue();
					if (this.take('<')) return { k: 'getline', from: 'file', source: this.fileOperand(), target };
					return { k: 'getline', from: 'main', source: undefined, target };
				}
				return this.fail();
			default:
		}
		if (this.take('(')) {
			const items = this.list(')');
			const first = items[0];
			if (!first) this.fail();
			if (items.length > 1) return { k: 'group', inner: { k: 'list', items } };
			return { k: 'group', inner: first };
		}
		if (this.is('$')) {
			this.at++;
			if (this.is('++') || this.is('--') || this.is('-') || this.is('+') || this.is('!'))
				return { k: 'field', index: this.is('-') || this.is('+') || this.is('!') ? this.unary() : this.primary() };
			return { k: 'field', index: this.primary() };
		}
		for (const op of ['++', '--']) {
			if (!this.take(op)) continue;
			const target = this.lvalue();
			return target ? { k: 'step', prefix: true, by: op === '++' ? 1 : -1, target } : this.fail();
		}
		if (this.is('!') || this.is('-') || this.is('+')) return this.unary();
		return this.fail();
	}

	/** mawk compiles an expression where it stands. */
	checkRegexp(source: string, line: number): void {
		if (this.dialect !== 'mawk') return;
		try {
			compileRegExp(translate(source, 'mawk'), { syntax: 'ere' });
		} catch (error) {
			if (!(error instanceof RegExpError)) throw error;
			this.mawk(line, `regular expression compile failed (${mawkReason(error.message)})\n${source}`);
		}
	}

	/** What stands behind getline <: a primary, without concatenation. */
	fileOperand(): Expr {
		return this.primary();
	}
}
