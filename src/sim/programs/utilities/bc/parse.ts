// bc's language: words, and statements line by line (GNU bc 1.07). A line with a fault is given up whole; what follows is read on.

export type Expression =
	| { readonly kind: 'number'; readonly text: string }
	| { readonly kind: 'variable'; readonly name: string }
	| { readonly kind: 'element'; readonly name: string; readonly index: Expression }
	| { readonly kind: 'array'; readonly name: string }
	| { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
	| { readonly kind: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression }
	| { readonly kind: 'step'; readonly operator: '++' | '--'; readonly before: boolean; readonly target: Expression }
	| { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
	| { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };
export type Statement =
	| { readonly kind: 'expression'; readonly value: Expression }
	| { readonly kind: 'string'; readonly text: string }
	| { readonly kind: 'print'; readonly items: readonly (Expression | string)[] }
	| { readonly kind: 'group'; readonly body: readonly Statement[] }
	| { readonly kind: 'if'; readonly test: Expression; readonly then: Statement; readonly otherwise: Statement | undefined }
	| { readonly kind: 'while'; readonly test: Expression; readonly body: Statement }
	| { readonly kind: 'for'; readonly first?: Expression; readonly test?: Expression; readonly next?: Expression; readonly body: Statement }
	| { readonly kind: 'return'; readonly value: Expression | undefined }
	| { readonly kind: 'break' | 'continue' | 'halt' | 'quit' };
export interface Definition {
	readonly kind: 'define';
	readonly name: string;
	readonly silent: boolean;
	readonly parameters: readonly string[];
	readonly locals: readonly string[];
	readonly body: readonly Statement[];
}

/** What is wrong, and on which line. */
export class BcFault {
	readonly line: number;
	readonly message: string;
	constructor(line: number, message: string) {
		this.line = line;
		this.message = message;
	}
}

interface Word {
	readonly kind: 'number' | 'name' | 'string' | 'sign' | 'end' | 'illegal';
	readonly text: string;
	readonly line: number;
}
const wordAt =
	/(?:[ \t\r\f]|\\\n|\/\*[\s\S]*?\*\/|#[^\n]*)*(?:([0-9A-F](?:[0-9A-F]|\\\n)*\.?(?:[0-9A-F]|\\\n)*|\.[0-9A-F](?:[0-9A-F]|\\\n)*)|([a-z][a-z0-9_]*)|"([^"]*)"|(\+\+|--|==|!=|<=|>=|&&|\|\||[-+*/%^]=|[-+*/%^=<>!(){}[\],;.\n])|([\s\S]))/y;

export class Parser {
	readonly #words: Word[] = [];
	#at = 0;

	constructor(text: string) {
		let line = 1;
		const reader = new RegExp(wordAt);
		while (reader.lastIndex < text.length) {
			const from = reader.lastIndex;
			const m = reader.exec(text);
			if (!m) break;
			line += text.slice(from, reader.lastIndex).split('\n').length - 1;
			const [, number, name, string, sign, illegal] = m;
			if (number !== undefined) this.#words.push({ kind: 'number', text: number.replaceAll('\\\n', ''), line });
			else if (name !== undefined) this.#words.push({ kind: 'name', text: name, line });
			else if (string !== undefined) this.#words.push({ kind: 'string', text: string, line });
			else if (sign !== undefined) this.#words.push({ kind: 'sign', text: sign, line });
			else this.#words.push({ kind: 'illegal', text: illegal ?? '', line });
		}
		this.#words.push({ kind: 'end', text: '', line });
	}

	get #word(): Word {
		return this.#words[this.#at] as Word;
	}
	#over(): boolean {
		return this.#word.kind === 'end';
	}
	#is(text: string): boolean {
		return (this.#word.kind === 'sign' || this.#word.kind === 'name') && this.#word.text === text;
	}
	#take(text: string): boolean {
		if (!this.#is(text)) return false;
		this.#at++;
		return true;
	}
	#fault(): never {
		const word = this.#word;
		throw new BcFault(word.line, word.kind === 'illegal' ? `illegal character: ${word.text}` : 'syntax error');
	}
	#need(text: string): void {
		if (!this.#take(text)) this.#fault();
	}
	#newlines(): void {
		while (this.#take('\n'));
	}

	/** The next line's statements or function; undefined at the end. A fault has the rest of its line skipped. */
	next(): readonly Statement[] | Definition | undefined {
		this.#newlines();
		if (this.#over()) return undefined;
		try {
			if (this.#is('define')) return this.#definition();
			const out: Statement[] = [];
			while (!this.#take('\n') && !this.#over()) {
				if (this.#take(';')) continue;
				out.push(this.#statement());
				if (!this.#is('\n') && !this.#over()) this.#need(';');
			}
			return out;
		} catch (error) {
			if (error instanceof BcFault) {
				const before = this.#words[this.#at - 1];
				if (!(before?.kind === 'sign' && before.text === '\n')) while (!this.#take('\n') && !this.#over()) this.#at++;
			}
			throw error;
		}
	}

	#names(end: string): string[] {
		const names: string[] = [];
		while (!this.#is(end) && this.#word.kind === 'name') {
			let name = this.#word.text;
			this.#at++;
			if (this.#take('[')) {
				this.#need(']');
				name += '[]';
			}
			names.push(name);
			if (!this.#take(',')) break;
		}
		return names;
	}
	#definition(): Definition {
		this.#need('define');
		const silent = this.#take('void');
		const name = this.#word.text;
		if (this.#word.kind !== 'name') this.#fault();
		this.#at++;
		this.#need('(');
		const parameters = this.#names(')');
		this.#need(')');
		this.#newlines();
		this.#need('{');
		this.#newlines();
		let locals: string[] = [];
		if (this.#take('auto')) locals = this.#names(';');
		return { kind: 'define', name, silent, parameters, locals, body: this.#block() };
	}
	/** Statements up to }. */
	#block(): Statement[] {
		const out: Statement[] = [];
		for (;;) {
			if (this.#take('}')) return out;
			if (this.#take(';') || this.#take('\n')) continue;
			out.push(this.#statement());
			if (!this.#is('}') && !this.#is(';') && !this.#is('\n')) this.#fault();
		}
	}

	#statement(): Statement {
		const word = this.#word;
		if (word.kind === 'string') {
			this.#at++;
			return { kind: 'string', text: word.text };
		}
		if (this.#take('{')) return { kind: 'group', body: this.#block() };
		if (word.kind === 'name') {
			this.#at++;
			switch (word.text) {
				case 'break':
				case 'continue':
				case 'halt':
				case 'quit':
					return { kind: word.text };
				case 'return':
					return { kind: 'return', value: this.#ends() ? undefined : this.#expression() };
				case 'print':
					return { kind: 'print', items: this.#items() };
				case 'if':
					return this.#conditional();
				case 'while': {
					const test = this.#tested();
					return { kind: 'while', test, body: this.#statement() };
				}
				case 'for':
					return this.#loop();
			}
			this.#at--;
		}
		return { kind: 'expression', value: this.#expression() };
	}
	#ends(): boolean {
		return this.#over() || this.#is(';') || this.#is('\n') || this.#is('}');
	}
	#items(): (Expression | string)[] {
		const items: (Expression | string)[] = [];
		do {
			if (this.#word.kind === 'string') {
				items.push(this.#word.text);
				this.#at++;
			} else items.push(this.#expression());
		} while (this.#take(','));
		return items;
	}
	#tested(): Expression {
		this.#need('(');
		const test = this.#expression();
		this.#need(')');
		this.#newlines();
		return test;
	}
	#conditional(): Statement {
		const test = this.#tested();
		const then = this.#statement();
		let otherwise: Statement | undefined;
		if (this.#take('else')) {
			this.#newlines();
			otherwise = this.#statement();
		}
		return { kind: 'if', test, then, otherwise };
	}
	#loop(): Statement {
		this.#need('(');
		const first = this.#is(';') ? undefined : this.#expression();
		this.#need(';');
		const test = this.#is(';') ? undefined : this.#expression();
		this.#need(';');
		const next = this.#is(')') ? undefined : this.#expression();
		this.#need(')');
		this.#newlines();
		return { kind: 'for', ...(first && { first }), ...(test && { test }), ...(next && { next }), body: this.#statement() };
	}

	#expression(): Expression {
		return this.#binary(0);
	}
	/** || && ! relations, then assignments and arithmetic. */
	#binary(level: number): Expression {
		const operators = [['||'], ['&&']][level];
		if (operators === undefined) return this.#negation();
		let left = this.#binary(level + 1);
		for (let found = operators.find((o) => this.#is(o)); found; found = operators.find((o) => this.#is(o))) {
			this.#at++;
			left = { kind: 'binary', operator: found, left, right: this.#binary(level + 1) };
		}
		return left;
	}
	#negation(): Expression {
		if (this.#take('!')) return { kind: 'unary', operator: '!', operand: this.#negation() };
		let left = this.#assignment();
		while (['==', '!=', '<=', '>=', '<', '>'].some((o) => this.#is(o))) {
			const operator = this.#word.text;
			this.#at++;
			left = { kind: 'binary', operator, left, right: this.#assignment() };
		}
		return left;
	}
	#assignment(): Expression {
		const left = this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#power()));
		const operator = this.#word.text;
		if (this.#word.kind !== 'sign' || !/^[-+*/%^]?=$/.test(operator)) return left;
		if (left.kind !== 'variable' && left.kind !== 'element') this.#fault();
		this.#at++;
		return { kind: 'assign', operator: operator.slice(0, -1), target: left, value: this.#assignment() };
	}
	#chain(operators: readonly string[], below: () => Expression): Expression {
		let left = below();
		while (operators.some((o) => this.#is(o))) {
			const operator = this.#word.text;
			this.#at++;
			left = { kind: 'binary', operator, left, right: below() };
		}
		return left;
	}
	#power(): Expression {
		const left = this.#unary();
		return this.#take('^') ? { kind: 'binary', operator: '^', left, right: this.#power() } : left;
	}
	#unary(): Expression {
		if (this.#take('-')) return { kind: 'unary', operator: '-', operand: this.#unary() };
		for (const operator of ['++', '--'] as const)
			if (this.#take(operator)) {
				const target = this.#primary();
				if (target.kind !== 'variable' && target.kind !== 'element') this.#fault();
				return { kind: 'step', operator, before: true, target };
			}
		const value = this.#primary();
		if (value.kind === 'variable' || value.kind === 'element')
			for (const operator of ['++', '--'] as const) if (this.#take(operator)) return { kind: 'step', operator, before: false, target: value };
		return value;
	}
	#primary(): Expression {
		const word = this.#word;
		if (word.kind === 'number') {
			this.#at++;
			return { kind: 'number', text: word.text };
		}
		if (this.#take('(')) {
			const inside = this.#expression();
			this.#need(')');
			// In parentheses an assignment is a value to be shown.
			return inside.kind === 'assign' ? { kind: 'unary', operator: '(', operand: inside } : inside;
		}
		if (this.#take('.')) return { kind: 'variable', name: 'last' };
		if (word.kind !== 'name' || ['if', 'else', 'while', 'for', 'define', 'auto', 'return', 'print', 'break', 'continue', 'halt', 'quit'].includes(word.text))
			this.#fault();
		this.#at++;
		if (this.#take('(')) {
			const args: Expression[] = [];
			while (!this.#is(')')) {
				args.push(this.#expression());
				if (!this.#take(',')) break;
			}
			this.#need(')');
			return { kind: 'call', name: word.text, args };
		}
		if (!this.#take('[')) return { kind: 'variable', name: word.text };
		if (this.#take(']')) return { kind: 'array', name: word.text };
		const index = this.#expression();
		this.#need(']');
		return { kind: 'element', name: word.text, index };
	}
}
