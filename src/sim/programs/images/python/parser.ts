// Python source to statements. Leaves out type parameters and except*.
import { ExpressionParser, keywords } from './expressions.ts';
import type { Node, Pattern, Statement } from './syntax.ts';
import { SyntaxFault, type Token } from './tokens.ts';

export class Parser extends ExpressionParser {
	module(): Statement[] {
		const body: Statement[] = [];
		while (this.next.kind !== 'end') body.push(...this.statement());
		return body;
	}

	private block(what: string, line: number): Statement[] {
		this.need(':');
		if (this.next.kind !== 'newline') return this.simple();
		this.at++;
		if ((this.tokens[this.at] as Token).kind !== 'indent')
			throw new SyntaxFault(`expected an indented block after ${what} on line ${line}`, this.next.line, this.next.column, this.next.end, 'IndentationError');
		this.at++;
		const over = (): boolean => ['dedent', 'end'].includes((this.tokens[this.at] as Token).kind);
		const body: Statement[] = [];
		while (!over()) body.push(...this.statement());
		if ((this.tokens[this.at] as Token).kind === 'dedent') this.at++;
		return body;
	}

	private simple(): Statement[] {
		const found: Statement[] = [this.small()];
		while (this.take(';')) if (this.next.kind !== 'newline') found.push(this.small());
		if (this.next.kind === 'newline') this.at++;
		else if (this.next.kind !== 'end') this.fail();
		return found;
	}

	private statement(): Statement[] {
		const token = this.next;
		const word = token.kind === 'name' ? token.text : token.text === '@' ? '@' : '';
		const done = (statement: object): Statement[] => [{ ...statement, ...this.from(token) } as Statement];
		switch (word) {
			case 'if': {
				this.at++;
				const when = this.expression();
				const then = this.block("'if' statement", token.line);
				return done({ kind: 'if', when, then, otherwise: this.elseOf() });
			}
			case 'while': {
				this.at++;
				const when = this.expression();
				const body = this.block("'while' statement", token.line);
				return done({ kind: 'while', when, body, otherwise: this.take('else') ? this.block("'else' statement", token.line) : [] });
			}
			case 'for': {
				this.at++;
				const target = this.targets();
				this.need('in');
				const over = this.expressions();
				const body = this.block("'for' statement", token.line);
				return done({ kind: 'for', target, over, body, otherwise: this.take('else') ? this.block("'else' statement", token.line) : [] });
			}
			case '@': {
				const decorators: Node[] = [];
				while (this.take('@')) {
					decorators.push(this.expression());
					if (this.next.kind === 'newline') this.at++;
				}
				const [inner] = this.statement();
				return inner?.kind === 'def' || inner?.kind === 'class' ? [{ ...inner, decorators }] : inner ? [inner] : [];
			}
			case 'def': {
				this.at++;
				const name = this.name();
				this.need('(');
				const parameters = this.parameters(')');
				this.need(')');
				const returns = this.take('->') ? this.expression() : null;
				const outer = this.yields;
				this.yields = false;
				const body = this.block('function definition', token.line);
				const generator = this.yields;
				this.yields = outer;
				return done({ kind: 'def', name, parameters, returns, body, decorators: [], flavour: generator ? 'generator' : 'plain' });
			}
			case 'async': {
				this.at++;
				const [inner] = this.statement();
				return inner?.kind === 'def' ? [{ ...inner, flavour: inner.flavour === 'generator' ? 'generator' : 'async' }] : inner ? [inner] : [];
			}
			case 'match': {
				const start = this.at;
				const found = this.match(token);
				if (found) return [found];
				this.at = start;
				return this.simple();
			}
			case 'class': {
				this.at++;
				const name = this.name();
				const bases = this.take('(') ? this.callArguments() : [];
				return done({ kind: 'class', name, bases, decorators: [], body: this.block('class definition', token.line) });
			}
			case 'try': {
				this.at++;
				const body = this.block("'try' statement", token.line);
				const handlers: Extract<Statement, { kind: 'try' }>['handlers'] = [];
				while (this.is('except')) {
					const { line } = this.next;
					this.at++;
					const type = this.is(':') ? null : this.expression();
					const name = this.take('as') ? this.name() : null;
					handlers.push({ type, name, body: this.block("'except' statement", line) });
				}
				const otherwise = this.take('else') ? this.block("'else' statement", token.line) : [];
				const last = this.take('finally') ? this.block("'finally' statement", token.line) : [];
				if (handlers.length === 0 && last.length === 0) this.fail("expected 'except' or 'finally' block");
				return done({ kind: 'try', body, handlers, otherwise, last });
			}
			case 'with': {
				this.at++;
				const items: Extract<Statement, { kind: 'with' }>['items'] = [];
				const start = this.at;
				const read = (end: string): void => {
					do {
						if (this.is(end)) break;
						const of = this.expression();
						items.push({ of, as: this.take('as') ? this.primary() : null });
					} while (this.take(','));
				};
				// Parentheses may be around all items or around the first expression.
				if (this.take('(')) {
					try {
						read(')');
						if (!this.take(')') || !this.is(':')) items.length = 0;
					} catch (error) {
						if (!(error instanceof SyntaxFault)) throw error;
						items.length = 0;
					}
				}
				if (items.length === 0) {
					this.at = start;
					read(':');
				}
				return done({ kind: 'with', items, body: this.block("'with' statement", token.line) });
			}
			default:
				return this.simple();
		}
	}
	/** A match statement; null when "match" is a name here. */
	private match(token: Token): Statement | null {
		this.at++;
		const after = this.next;
		if (after.kind === 'newline' || (after.kind === 'op' && !'([{-*'.includes(after.text)) || this.is('.')) return null;
		let of: Node;
		try {
			of = this.expressions();
		} catch (error) {
			if (error instanceof SyntaxFault) return null;
			throw error;
		}
		if (!this.take(':') || this.next.kind !== 'newline' || this.tokens[this.at + 1]?.kind !== 'indent') return null;
		this.at += 2;
		const cases: Extract<Statement, { kind: 'match' }>['cases'] = [];
		while (this.take('case')) {
			const { line } = this.next;
			const pattern = this.patterns();
			const when = this.take('if') ? this.expression() : null;
			cases.push({ pattern, when, body: this.block("'case' statement", line) });
		}
		if ((this.tokens[this.at] as Token).kind === 'dedent') this.at++;
		return { kind: 'match', of, cases, ...this.from(token) };
	}
	private patterns(): Pattern {
		const token = this.next;
		const first = this.pattern();
		if (!this.is(',')) return first;
		const items = [first];
		while (this.take(',')) if (!this.is(':') && !this.is('if')) items.push(this.pattern());
		return { kind: 'sequence', items, ...this.from(token) };
	}
	private pattern(): Pattern {
		const token = this.next;
		let found = this.closed();
		if (this.is('|')) {
			const items = [found];
			while (this.take('|')) items.push(this.closed());
			found = { kind: 'either', items, ...this.from(token) };
		}
		return this.take('as') ? { kind: 'as', of: found, name: this.name(), ...this.from(token) } : found;
	}
	private closed(): Pattern {
		const token = this.next;
		const list = (end: string): Pattern[] => {
			const items: Pattern[] = [];
			while (!this.take(end)) {
				items.push(this.pattern());
				if (!this.take(',') && !this.is(end)) this.fail();
			}
			return items;
		};
		if (this.take('*')) {
			const name = this.name();
			return { kind: 'rest', name: name === '_' ? null : name, ...this.from(token) };
		}
		if (this.take('[')) return { kind: 'sequence', items: list(']'), ...this.from(token) };
		if (this.take('(')) {
			const items = list(')');
			const single = items.length === 1 && this.tokens[this.at - 2]?.text !== ',' ? items[0] : undefined;
			return single ?? { kind: 'sequence', items, ...this.from(token) };
		}
		if (this.take('{')) {
			const items: [Node, Pattern][] = [];
			let rest: string | null = null;
			while (!this.take('}')) {
				if (this.take('**')) rest = this.name();
				else {
					const key = this.unary();
					this.need(':');
					items.push([key, this.pattern()]);
				}
				if (!this.take(',') && !this.is('}')) this.fail();
			}
			return { kind: 'mapping', items, rest, ...this.from(token) };
		}
		if (token.kind === 'name' && !['None', 'True', 'False'].includes(token.text)) {
			const after = this.tokens[this.at + 1]?.text;
			if (after !== '.' && after !== '(') {
				const name = this.name();
				return { kind: 'capture', name: name === '_' ? null : name, ...this.from(token) };
			}
			let of: Node = { kind: 'name', name: this.name(), ...this.from(token) };
			while (this.take('.')) of = { kind: 'attribute', of, name: this.name(), ...this.from(token) };
			if (!this.take('(')) return { kind: 'value', of, ...this.from(token) };
			const items: Pattern[] = [];
			const named: [string, Pattern][] = [];
			while (!this.take(')')) {
				if (this.tokens[this.at + 1]?.text === '=') {
					const name = this.name();
					this.need('=');
					named.push([name, this.pattern()]);
				} else items.push(this.pattern());
				if (!this.take(',') && !this.is(')')) this.fail();
			}
			return { kind: 'class', of, items, named, ...this.from(token) };
		}
		return { kind: 'value', of: this.binary(1), ...this.from(token) };
	}

	private elseOf(): Statement[] {
		const token = this.next;
		if (this.take('elif')) {
			const when = this.expression();
			const then = this.block("'elif' statement", token.line);
			return [{ kind: 'if', when, then, otherwise: this.elseOf(), ...this.from(token) }];
		}
		return this.take('else') ? this.block("'else' statement", token.line) : [];
	}

	private small(): Statement {
		const token = this.next;
		const done = (statement: object): Statement => ({ ...statement, ...this.from(token) }) as Statement;
		const over = (): boolean => this.next.kind === 'newline' || this.next.kind === 'end' || this.is(';');
		switch (token.kind === 'name' ? token.text : '') {
			case 'pass':
			case 'break':
			case 'continue':
				this.at++;
				return done({ kind: token.text });
			case 'return':
				this.at++;
				return done({ kind: 'return', of: over() ? null : this.expressions() });
			case 'raise': {
				this.at++;
				const of = over() ? null : this.expression();
				const cause = this.take('from') ? this.expression() : null;
				return done({ kind: 'raise', of, cause });
			}
			case 'assert': {
				this.at++;
				const of = this.expression();
				return done({ kind: 'assert', of, message: this.take(',') ? this.expression() : null });
			}
			case 'del': {
				this.at++;
				const targets = [this.primary()];
				while (this.take(',')) targets.push(this.primary());
				return done({ kind: 'delete', targets });
			}
			case 'global':
			case 'nonlocal': {
				this.at++;
				const names = [this.name()];
				while (this.take(',')) names.push(this.name());
				return done({ kind: token.text, names });
			}
			case 'import': {
				this.at++;
				const names: { path: string; as: string | null }[] = [];
				do {
					const path = this.dotted();
					names.push({ path, as: this.take('as') ? this.name() : null });
				} while (this.take(','));
				return done({ kind: 'import', names });
			}
			case 'from': {
				this.at++;
				const path = this.dotted();
				this.need('import');
				const wrapped = this.take('(');
				const names: { name: string; as: string | null }[] = [];
				if (this.take('*')) names.push({ name: '*', as: null });
				else
					do {
						if (this.is(')')) break;
						const name = this.name();
						names.push({ name, as: this.take('as') ? this.name() : null });
					} while (this.take(','));
				if (wrapped) this.need(')');
				return done({ kind: 'from', path, names });
			}
			case 'print': {
				const after = this.tokens[this.at + 1];
				if (after?.kind === 'string' || (after?.kind === 'name' && !keywords.has(after.text))) {
					this.at++;
					this.expressions();
					const last = this.tokens[this.at - 1] as Token;
					throw new SyntaxFault("Missing parentheses in call to 'print'. Did you mean print(...)?", token.line, token.column, last.end);
				}
			}
		}
		const first = this.expressions();
		if (this.take(':')) {
			const note = this.expression();
			return done({ kind: 'annotate', target: first, note, value: this.take('=') ? this.expressions() : null });
		}
		const { text } = this.next;
		if (this.next.kind === 'op' && /^(?:\*\*|\/\/|>>|<<|[-+*/%|&^@])=$/.test(text)) {
			this.at++;
			return done({ kind: 'augment', target: first, op: text.slice(0, -1), value: this.expressions() });
		}
		const targets: Node[] = [];
		let value = first;
		while (this.take('=')) {
			if (!['name', 'attribute', 'index', 'tuple', 'list', 'star'].includes(value.kind))
				throw new SyntaxFault(
					value.kind === 'call'
						? "cannot assign to function call here. Maybe you meant '==' instead of '='?"
						: value.kind === 'constant'
							? `cannot assign to ${value.value === true ? 'True' : value.value === false ? 'False' : value.value === null ? 'None' : 'literal'} here. Maybe you meant '==' instead of '='?`
							: `cannot assign to expression here. Maybe you meant '==' instead of '='?`,
					value.line,
					value.column,
					value.end
				);
			targets.push(value);
			value = this.expressions();
		}
		return targets.length ? done({ kind: 'assign', targets, value }) : done({ kind: 'expression', of: first });
	}
	private dotted(): string {
		let path = '';
		while (this.take('.')) path += '.';
		if (this.next.kind === 'name' && !this.is('import')) path += this.name();
		while (this.take('.')) path += `.${this.name()}`;
		return path;
	}
}
