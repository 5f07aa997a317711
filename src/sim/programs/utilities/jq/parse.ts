// Parses jq programs: precedence climbing over jq's grammar, with jq 1.7's messages for what does not parse.
import type { Definition, Node, Pattern } from './ast.ts';
import { CompileError, Lexer, type Token } from './lex.ts';

export { CompileError };

const identity: Node = { k: 'identity' };

class Parser {
	readonly source: string;
	readonly tokens: Token[];
	at = 0;
	constructor(source: string) {
		this.source = source;
		this.tokens = new Lexer(source, (text) => new Parser(text).whole()).tokens();
	}
	get token(): Token {
		return this.tokens[this.at] as Token;
	}
	is(text: string): boolean {
		const { token } = this;
		return token.text === text && (token.kind === 'op' || token.kind === 'keyword');
	}
	take(text: string): boolean {
		if (!this.is(text)) return false;
		this.at++;
		return true;
	}
	fail(wanted = ''): never {
		const { token } = this;
		const names: Readonly<Record<string, string>> = {
			number: 'LITERAL',
			string: 'QQSTRING_START',
			field: 'FIELD',
			name: 'IDENT',
			format: 'FORMAT',
			end: 'end of file',
			bad: 'INVALID_CHARACTER'
		};
		const shown =
			token.kind === 'op'
				? token.text.length === 1 && !'}])'.includes(token.text)
					? `'${token.text}'`
					: '}])'.includes(token.text)
						? 'INVALID_CHARACTER'
						: token.text
				: token.kind === 'keyword'
					? token.text
					: token.kind === 'var'
						? 'BINDING'
						: (names[token.kind] ?? token.text);
		const expecting = wanted !== '' ? `, expecting ${wanted}` : token.kind !== 'end' && this.at === 0 ? ', expecting end of file' : '';
		const last = token.kind === 'end' ? this.tokens[this.at - 1] : token;
		const lines = this.source.split('\n');
		const line = lines[token.line - 1] ?? '';
		const begin = lines.slice(0, token.line - 1).reduce((all, one) => all + one.length + 1, 0);
		// jq pads the line it shows with as many blanks as stand before the place.
		const pad = ' '.repeat(Math.max(0, (last?.start ?? 0) - begin));
		throw new CompileError(`syntax error, unexpected ${shown}${expecting} (Unix shell quoting issues?) at <top-level>, line ${token.line}:\n${line}${pad}`);
	}
	expect(text: string): void {
		if (!this.take(text)) this.fail();
	}

	whole(): Node {
		const defs: Definition[] = [];
		while (this.is('def')) defs.push(this.definition());
		let node: Node = this.token.kind === 'end' ? identity : this.pipe();
		if (this.token.kind !== 'end') this.fail();
		for (const def of defs.reverse()) node = { k: 'def', def, rest: node };
		return node;
	}
	definitions(): Definition[] {
		const defs: Definition[] = [];
		while (this.is('def')) defs.push(this.definition());
		return defs;
	}

	definition(): Definition {
		this.expect('def');
		const name = this.token.text;
		if (this.token.kind !== 'name' && this.token.kind !== 'keyword') this.fail();
		this.at++;
		const params: string[] = [];
		if (this.take('(')) {
			do {
				const one = this.tokens[this.at] as Token;
				params.push(one.kind === 'var' ? `$${one.text}` : one.text);
				this.at++;
			} while (this.take(';'));
			this.expect(')');
		}
		this.expect(':');
		const body = this.pipe();
		this.expect(';');
		return { name, params, body };
	}

	pipe(): Node {
		if (this.is('def')) {
			const def = this.definition();
			return { k: 'def', def, rest: this.pipe() };
		}
		const left = this.comma();
		if (this.take('as')) {
			const patterns = [this.pattern()];
			while (this.take('?//')) patterns.push(this.pattern());
			this.expect('|');
			return { k: 'as', source: left, patterns, body: this.pipe() };
		}
		return this.take('|') ? { k: 'pipe', left, right: this.pipe() } : left;
	}
	comma(): Node {
		let left = this.binary(0);
		while (this.take(',')) left = { k: 'comma', left, right: this.binary(0) };
		return left;
	}

	/** Levels: // (right), assignment (none), or, and, comparison (none), additive, multiplicative. */
	binary(level: number): Node {
		if (level === 0) {
			const left = this.binary(1);
			return this.take('//') ? { k: 'alternative', left, right: this.binary(0) } : left;
		}
		if (level === 1) {
			const left = this.binary(2);
			for (const op of ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//=']) if (this.take(op)) return { k: 'update', op, left, right: this.binary(0) };
			return left;
		}
		if (level === 4) {
			const left = this.binary(5);
			for (const op of ['==', '!=', '<', '<=', '>', '>=']) if (this.take(op)) return { k: 'binary', op, left, right: this.binary(5) };
			return left;
		}
		if (level === 7) return this.prefix();
		const ops = { 2: ['or'], 3: ['and'], 5: ['+', '-'], 6: ['*', '/', '%'] }[level] ?? [];
		let left = this.binary(level + 1);
		for (let op = ops.find((one) => this.is(one)); op !== undefined; op = ops.find((one) => this.is(one))) {
			this.at++;
			const right = this.binary(level + 1);
			left = op === 'or' || op === 'and' ? { k: op, left, right } : { k: 'binary', op, left, right };
		}
		return left;
	}
	prefix(): Node {
		if (this.take('-')) return { k: 'neg', inner: this.postfix() };
		return this.postfix();
	}

	postfix(): Node {
		let node = this.term();
		for (;;) {
			const { token } = this;
			if (token.kind === 'field') {
				this.at++;
				node = { k: 'index', of: node, at: { k: 'literal', value: token.text } };
			} else if (this.is('.') && this.tokens[this.at + 1]?.kind === 'string') {
				this.at++;
				node = { k: 'index', of: node, at: this.stringNode(undefined) };
			} else if (this.is('.') && this.tokens[this.at + 1]?.text === '[') this.at++;
			else if (this.is('[')) node = this.bracket(node);
			else if (this.take('?')) node = { k: 'try', body: node, handler: undefined };
			else if (this.is('as') && this.token.kind === 'keyword') {
				this.at++;
				const patterns = [this.pattern()];
				while (this.take('?//')) patterns.push(this.pattern());
				this.expect('|');
				return { k: 'as', source: node, patterns, body: this.pipe() };
			} else return node;
		}
	}

	bracket(of: Node): Node {
		this.expect('[');
		if (this.take(']')) return { k: 'iterate', of };
		if (this.take(':')) {
			const to = this.pipe();
			this.expect(']');
			return { k: 'slice', of, from: undefined, to };
		}
		const at = this.pipe();
		if (this.take(':')) {
			const to = this.is(']') ? undefined : this.pipe();
			this.expect(']');
			return { k: 'slice', of, from: at, to };
		}
		this.expect(']');
		return { k: 'index', of, at };
	}

	stringNode(format: string | undefined): Node {
		const parts = this.token.parts ?? [''];
		this.at++;
		if (parts.length === 1 && typeof parts[0] === 'string') return { k: 'literal', value: parts[0] };
		return { k: 'string', format, parts };
	}

	term(): Node {
		const { token } = this;
		switch (token.kind) {
			case 'number':
				this.at++;
				return { k: 'literal', value: Number(token.text) };
			case 'string':
				return this.stringNode(undefined);
			case 'format':
				this.at++;
				if (this.token.kind === 'string') return this.stringNode(token.text);
				return { k: 'format', name: token.text };
			case 'field':
				this.at++;
				return { k: 'index', of: identity, at: { k: 'literal', value: token.text } };
			case 'var':
				this.at++;
				if (token.text === '__loc__') return { k: 'loc', line: token.line };
				return { k: 'var', name: token.text };
			case 'name':
				return this.callTerm(token.text);
			case 'keyword':
				return this.keywordTerm(token.text);
			default:
		}
		if (this.take('.')) {
			if (this.token.kind === 'string') return { k: 'index', of: identity, at: this.stringNode(undefined) };
			return this.is('[') ? this.bracket(identity) : identity;
		}
		if (this.take('..')) return { k: 'recurse' };
		if (this.take('(')) {
			const inner = this.pipe();
			this.expect(')');
			return inner;
		}
		if (this.take('[')) {
			if (this.take(']')) return { k: 'array', inner: undefined };
			const inner = this.pipe();
			this.expect(']');
			return { k: 'array', inner };
		}
		if (this.is('{')) return this.object();
		if (this.take('-')) return { k: 'neg', inner: this.postfix() };
		return this.fail();
	}

	callTerm(name: string): Node {
		this.at++;
		if (name === 'true' || name === 'false') return { k: 'literal', value: name === 'true' };
		if (name === 'null') return { k: 'literal', value: null };
		if (name === 'break' && this.token.kind === 'var') {
			const label = this.token.text;
			this.at++;
			return { k: 'break', name: label };
		}
		const args: Node[] = [];
		if (this.take('(')) {
			do args.push(this.pipe());
			while (this.take(';'));
			this.expect(')');
		}
		return { k: 'call', name, args };
	}

	keywordTerm(word: string): Node {
		this.at++;
		switch (word) {
			case 'if': {
				const test = this.pipe();
				this.expect('then');
				const yes = this.pipe();
				let no: Node | undefined;
				if (this.is('elif')) no = this.keywordTerm('if');
				else {
					if (this.take('else')) no = this.pipe();
					this.expect('end');
				}
				return { k: 'if', test, yes, no };
			}
			case 'try': {
				const body = this.postTerm();
				return { k: 'try', body, handler: this.take('catch') ? this.postTerm() : { k: 'call', name: 'empty', args: [] } };
			}
			case 'reduce':
			case 'foreach': {
				const source = this.postTermNoAs();
				this.expect('as');
				const pattern = this.pattern();
				this.expect('(');
				const init = this.pipe();
				this.expect(';');
				const update = this.pipe();
				const extract = word === 'foreach' && this.take(';') ? this.pipe() : undefined;
				this.expect(')');
				return word === 'reduce' ? { k: 'reduce', source, pattern, init, update } : { k: 'foreach', source, pattern, init, update, extract };
			}
			case 'label': {
				const name = this.token.text;
				this.at++;
				this.expect('|');
				return { k: 'label', name, body: this.pipe() };
			}
			case 'def':
				this.at--;
				return this.pipe();
			default:
				this.at--;
				return this.fail();
		}
	}

	/** A term with its suffixes, without "as". */
	postTermNoAs(): Node {
		let node = this.term();
		for (;;) {
			if (this.token.kind === 'field') {
				node = { k: 'index', of: node, at: { k: 'literal', value: this.token.text } };
				this.at++;
			} else if (this.is('.') && this.tokens[this.at + 1]?.text === '[') this.at++;
			else if (this.is('[')) node = this.bracket(node);
			else if (this.take('?')) node = { k: 'try', body: node, handler: undefined };
			else return node;
		}
	}
	postTerm(): Node {
		return this.is('-') ? this.prefix() : this.postTermNoAs();
	}

	object(): Node {
		this.expect('{');
		const entries: { key: Node; value: Node | undefined }[] = [];
		while (!this.is('}')) {
			entries.push(this.entry());
			if (!this.take(',')) break;
		}
		this.expect('}');
		return { k: 'object', entries };
	}
	entry(): { key: Node; value: Node | undefined } {
		const { token } = this;
		let key: Node;
		let own: Node | undefined;
		if (token.kind === 'var') {
			this.at++;
			if (token.text === '__loc__') return { key: { k: 'literal', value: '__loc__' }, value: { k: 'loc', line: token.line } };
			return { key: { k: 'literal', value: token.text }, value: { k: 'var', name: token.text } };
		}
		if (token.kind === 'name' || token.kind === 'keyword') {
			this.at++;
			key = { k: 'literal', value: token.text };
		} else if (token.kind === 'number') {
			this.at++;
			key = { k: 'literal', value: token.text };
		} else if (token.kind === 'string') {
			key = this.stringNode(undefined);
		} else if (token.kind === 'format') {
			this.at++;
			key = this.token.kind === 'string' ? this.stringNode(token.text) : { k: 'format', name: token.text };
		} else if (this.take('(')) {
			key = this.pipe();
			this.expect(')');
		} else return this.fail();
		if (!this.take(':')) return { key, value: own };
		own = this.objectValue();
		return { key, value: own };
	}
	/** Values of object entries: terms joined by |, without commas. */
	objectValue(): Node {
		const left = this.binary(2);
		const node: Node = this.take('//') ? { k: 'alternative', left, right: this.objectValue() } : left;
		return this.take('|') ? { k: 'pipe', left: node, right: this.objectValue() } : node;
	}

	pattern(): Pattern {
		const { token } = this;
		if (token.kind === 'var') {
			this.at++;
			return { k: 'var', name: token.text };
		}
		if (this.take('[')) {
			const items = [this.pattern()];
			while (this.take(',')) items.push(this.pattern());
			this.expect(']');
			return { k: 'array', items };
		}
		if (!this.take('{')) this.fail("BINDING or '[' or '{'");
		const entries: { key: Node; bind: string | undefined; pattern: Pattern | undefined }[] = [];
		do {
			const one = this.token;
			if (one.kind === 'var') {
				this.at++;
				entries.push({ key: { k: 'literal', value: one.text }, bind: one.text, pattern: this.take(':') ? this.pattern() : undefined });
				continue;
			}
			let key: Node;
			if (one.kind === 'string') key = this.stringNode(undefined);
			else if (this.take('(')) {
				key = this.pipe();
				this.expect(')');
			} else {
				this.at++;
				key = { k: 'literal', value: one.text };
			}
			this.expect(':');
			entries.push({ key, bind: undefined, pattern: this.pattern() });
		} while (this.take(','));
		this.expect('}');
		return { k: 'object', entries };
	}
}

/** Parses a program. Throws CompileError. */
export const parseJq = (source: string): Node => new Parser(source).whole();
/** Parses definitions alone (jq's own library). */
export const parseDefinitions = (source: string): Definition[] => new Parser(source).definitions();
