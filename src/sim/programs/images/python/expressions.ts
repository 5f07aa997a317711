// Python expressions from text; statements build on it. Leaves out type parameters.
import type { Argument, Comprehension, FormatPart, Node, Parameter, Place } from './syntax.ts';
import { SyntaxFault, tokenize, unescape, type Token } from './tokens.ts';

export const keywords = new Set(
	'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
		' '
	)
);
const strength: Readonly<Record<string, number>> = { '|': 1, '^': 2, '&': 3, '<<': 4, '>>': 4, '+': 5, '-': 5, '*': 6, '/': 6, '//': 6, '%': 6, '@': 6 };

export class ExpressionParser {
	readonly tokens: Token[];
	at = 0;
	yields = false;
	constructor(source: string) {
		this.tokens = tokenize(source);
	}
	get next(): Token {
		return this.tokens[this.at] as Token;
	}
	fail(message = 'invalid syntax', token = this.next): never {
		if (token.kind === 'indent') throw new SyntaxFault('unexpected indent', token.line, token.column, token.column, 'IndentationError');
		throw new SyntaxFault(message, token.line, token.column, Math.max(token.end, token.column + 1));
	}
	is(text: string): boolean {
		return this.next.text === text && (this.next.kind === 'op' || this.next.kind === 'name');
	}
	take(text: string): boolean {
		if (!this.is(text)) return false;
		this.at++;
		return true;
	}
	need(text: string): void {
		if (!this.take(text)) this.fail(text === ':' ? "expected ':'" : 'invalid syntax');
	}
	name(): string {
		const token = this.next;
		if (token.kind !== 'name' || keywords.has(token.text)) this.fail();
		this.at++;
		return token.text;
	}
	from(token: Token | Place): Place {
		const last = this.tokens[this.at - 1] ?? this.next;
		return { line: token.line, column: token.column, endLine: last.line, end: last.end };
	}

	parameters(end: string): Parameter[] {
		let found: Parameter[] = [];
		let only: Parameter['only'] = '';
		while (!this.is(end)) {
			if (this.take('/')) {
				found = found.map((one) => ({ ...one, only: 'position' }));
				if (!this.take(',')) break;
				continue;
			}
			const star = this.take('**') ? '**' : this.take('*') ? '*' : '';
			if (star === '*' && this.take(',')) {
				only = 'keyword';
				continue;
			}
			const token = this.next;
			const name = this.name();
			if (found.some((one) => one.name === name))
				throw new SyntaxFault(`duplicate argument '${name}' in function definition`, token.line, token.column, token.end);
			const note = end === ')' && this.take(':') ? this.item() : null;
			const fallback = this.take('=') ? this.expression() : null;
			if (fallback === null && star === '' && only === '' && found.some((one) => one.fallback !== null && one.star === ''))
				throw new SyntaxFault('parameter without a default follows parameter with a default', token.line, token.column, token.end);
			found.push({ name, star, fallback, only: star === '' ? only : '', note });
			if (star === '*') only = 'keyword';
			if (!this.take(',')) break;
		}
		return found;
	}

	/** One expression or a tuple without parentheses. */
	expressions(): Node {
		const token = this.next;
		const first = this.item();
		if (!this.is(',')) return first;
		const items = [first];
		while (this.take(',')) {
			if (this.next.kind === 'newline' || this.next.kind === 'end' || this.is('=') || this.is(')') || this.is(':')) break;
			items.push(this.item());
		}
		return { kind: 'tuple', items, ...this.from(token) };
	}
	item(): Node {
		const token = this.next;
		return this.take('*') ? { kind: 'star', of: this.expression(), ...this.from(token) } : this.expression();
	}
	private starred(): Node {
		const token = this.next;
		return this.take('*') ? { kind: 'star', of: this.primary(), ...this.from(token) } : this.primary();
	}
	targets(): Node {
		const token = this.next;
		const first = this.starred();
		if (!this.is(',')) return first;
		const items = [first];
		while (this.take(',')) if (!this.is('in')) items.push(this.starred());
		return { kind: 'tuple', items, ...this.from(token) };
	}

	expression(): Node {
		const token = this.next;
		if (this.take('lambda')) {
			const parameters = this.parameters(':');
			this.need(':');
			return { kind: 'lambda', parameters, body: this.expression(), ...this.from(token) };
		}
		if (this.take('yield')) {
			this.yields = true;
			const from = this.take('from');
			return {
				kind: 'yield',
				from,
				of: this.next.kind === 'newline' || this.is(')') || this.is(']') || this.is('=') ? null : this.expressions(),
				...this.from(token)
			};
		}
		if (token.kind === 'name' && this.tokens[this.at + 1]?.text === ':=') {
			this.at += 2;
			return { kind: 'walrus', name: token.text, value: this.expression(), ...this.from(token) };
		}
		const then = this.or();
		if (!this.take('if')) return then;
		const when = this.or();
		if (!this.take('else')) this.fail("expected 'else' after 'if' expression", token);
		return { kind: 'choice', when, then, otherwise: this.expression(), ...this.from(token) };
	}
	or(): Node {
		const token = this.next;
		let left = this.and();
		while (this.take('or')) left = { kind: 'logic', op: 'or', left, right: this.and(), ...this.from(token) };
		return left;
	}
	and(): Node {
		const token = this.next;
		let left = this.not();
		while (this.take('and')) left = { kind: 'logic', op: 'and', left, right: this.not(), ...this.from(token) };
		return left;
	}
	not(): Node {
		const token = this.next;
		if (this.take('not')) return { kind: 'unary', op: 'not', of: this.not(), ...this.from(token) };
		const left = this.binary(0);
		const rest: [string, Node][] = [];
		for (;;) {
			const op =
				this.is('not') && this.tokens[this.at + 1]?.text === 'in'
					? 'not in'
					: this.is('is')
						? this.tokens[this.at + 1]?.text === 'not'
							? 'is not'
							: 'is'
						: ['<', '>', '<=', '>=', '==', '!=', 'in'].includes(this.next.text) && this.next.kind !== 'string'
							? this.next.text
							: null;
			if (op === null) break;
			this.at += op.includes(' ') ? 2 : 1;
			rest.push([op, this.binary(0)]);
		}
		return rest.length ? { kind: 'compare', left, rest, ...this.from(token) } : left;
	}
	binary(power: number): Node {
		const token = this.next;
		let left = this.unary();
		for (;;) {
			const op = this.next.kind === 'op' ? this.next.text : '';
			const mine = strength[op];
			if (mine === undefined || mine <= power) return left;
			const { line, column, end } = this.next;
			this.at++;
			left = { kind: 'binary', op, left, right: this.binary(mine), ...this.from(token), mark: { line, from: column, to: end } };
		}
	}
	unary(): Node {
		const token = this.next;
		for (const op of ['-', '+', '~']) if (this.take(op)) return { kind: 'unary', op, of: this.unary(), ...this.from(token) };
		const waits = this.take('await');
		const inner = this.primary();
		const base: Node = waits ? { kind: 'await', of: inner, ...this.from(token) } : inner;
		const { line, column, end } = this.next;
		return this.take('**') ? { kind: 'binary', op: '**', left: base, right: this.unary(), ...this.from(token), mark: { line, from: column, to: end } } : base;
	}

	primary(): Node {
		const token = this.next;
		let of = this.atom();
		for (;;) {
			if (this.take('.')) of = { kind: 'attribute', of, name: this.name(), ...this.from(token) };
			else if (this.take('(')) of = { kind: 'call', of, args: this.callArguments(), ...this.from(token) };
			else if (this.is('[')) {
				const { line, column } = this.next;
				this.at++;
				const at = this.subscript();
				this.need(']');
				const place = this.from(token);
				of = { kind: 'index', of, at, ...place, mark: { line, from: column, to: place.end } };
			} else return of;
		}
	}
	subscript(): Node {
		const token = this.next;
		const one = (): Node => {
			const start = this.next;
			if (this.is('*')) return this.item();
			const part = (): Node | null => (this.is(':') || this.is(']') || this.is(',') ? null : this.expression());
			const from = part();
			if (!this.take(':')) return from ?? this.fail();
			const to = part();
			const step = this.take(':') ? part() : null;
			return { kind: 'slice', from, to, step, ...this.from(start) };
		};
		const first = one();
		if (!this.is(',')) return first;
		const items = [first];
		while (this.take(',')) if (!this.is(']')) items.push(one());
		return { kind: 'tuple', items, ...this.from(token) };
	}
	callArguments(): Argument[] {
		const found: Argument[] = [];
		while (!this.is(')')) {
			const star = this.take('**') ? '**' : this.take('*') ? '*' : '';
			const token = this.next;
			if (star === '' && token.kind === 'name' && this.tokens[this.at + 1]?.text === '=' && this.tokens[this.at + 1]?.kind === 'op') {
				this.at += 2;
				found.push({ name: token.text, star, value: this.expression() });
			} else {
				const value = this.expression();
				const open = this.tokens[this.at - 1];
				void open;
				found.push({
					name: null,
					star,
					value: this.is('for')
						? this.comprehension('generator', value, null, this.tokens.find((t) => t.line === value.line && t.column === value.column) ?? token)
						: value
				});
			}
			if (!this.take(',') && !this.is(')'))
				this.fail(
					this.next.kind === 'name' || this.next.kind === 'string' || this.next.kind === 'number'
						? 'invalid syntax. Perhaps you forgot a comma?'
						: 'invalid syntax',
					token
				);
		}
		this.need(')');
		return found;
	}
	comprehension(shape: 'list' | 'set' | 'generator' | 'dict', item: Node, value: Node | null, token: Token): Node {
		const loops: Comprehension[] = [];
		while (this.is('for') || (this.is('async') && this.tokens[this.at + 1]?.text === 'for')) {
			this.take('async');
			this.need('for');
			const target = this.targets();
			this.need('in');
			const over = this.or();
			const when: Node[] = [];
			while (this.take('if')) when.push(this.or());
			loops.push({ target, over, when });
		}
		return { kind: 'comprehension', shape, item, value, loops, ...this.from(token) };
	}

	atom(): Node {
		const token = this.next;
		const done = (node: object): Node => ({ ...node, ...this.from(token) }) as Node;
		if (token.kind === 'number') {
			this.at++;
			const whole = /^(?:0[xXoObB]|\d+$)/.test(token.text);
			return done({ kind: 'constant', value: whole ? BigInt(token.text) : Number(token.text) });
		}
		if (token.kind === 'string') return this.strings();
		if (token.kind === 'name') {
			const constants: Readonly<Record<string, boolean | null>> = { None: null, True: true, False: false };
			if (Object.hasOwn(constants, token.text)) {
				this.at++;
				return done({ kind: 'constant', value: constants[token.text] });
			}
			return done({ kind: 'name', name: this.name() });
		}
		if (this.take('...')) return done({ kind: 'name', name: 'Ellipsis' });
		if (this.take('(')) {
			if (this.take(')')) return done({ kind: 'tuple', items: [] });
			const inner = this.expressions();
			if (this.is('for') || this.is('async')) {
				const made = this.comprehension('generator', inner, null, token);
				this.need(')');
				return made;
			}
			this.need(')');
			return { ...inner, ...(inner.kind === 'tuple' ? this.from(token) : {}) } as Node;
		}
		if (this.take('[')) {
			if (this.take(']')) return done({ kind: 'list', items: [] });
			const first = this.item();
			if (this.is('for')) {
				const made = this.comprehension('list', first, null, token);
				this.need(']');
				return made;
			}
			const items = [first];
			while (this.take(',')) if (!this.is(']')) items.push(this.item());
			this.need(']');
			return done({ kind: 'list', items });
		}
		if (this.take('{')) {
			if (this.take('}')) return done({ kind: 'dict', items: [] });
			if (this.take('**')) return this.dict([[null, this.expression()]], token);
			const first = this.item();
			if (this.take(':')) {
				const value = this.expression();
				if (this.is('for')) {
					const made = this.comprehension('dict', first, value, token);
					this.need('}');
					return made;
				}
				return this.dict([[first, value]], token);
			}
			if (this.is('for')) {
				const made = this.comprehension('set', first, null, token);
				this.need('}');
				return made;
			}
			const items = [first];
			while (this.take(',')) if (!this.is('}')) items.push(this.item());
			this.need('}');
			return done({ kind: 'set', items });
		}
		return this.fail();
	}
	dict(items: [Node | null, Node][], token: Token): Node {
		while (this.take(',')) {
			if (this.is('}')) break;
			if (this.take('**')) items.push([null, this.expression()]);
			else {
				const key = this.expression();
				this.need(':');
				items.push([key, this.expression()]);
			}
		}
		this.need('}');
		return { kind: 'dict', items, ...this.from(token) };
	}

	strings(): Node {
		const token = this.next;
		const parts: FormatPart[] = [];
		let formatted = false;
		let bytes = false;
		while (this.next.kind === 'string') {
			const { text, prefix } = this.next;
			bytes ||= prefix.includes('b');
			if (prefix.includes('f')) {
				formatted = true;
				parts.push(...formatParts(text, prefix.includes('r'), token));
			} else parts.push(text);
			this.at++;
		}
		const place = this.from(token);
		if (bytes) return { kind: 'bytes', value: parts.join(''), ...place };
		return formatted ? { kind: 'format', parts, ...place } : { kind: 'constant', value: parts.join(''), ...place };
	}
}

/** An f-string's pieces. */
function formatParts(text: string, raw: boolean, token: Token): FormatPart[] {
	const parts: FormatPart[] = [];
	let plain = '';
	const nested = (source: string): string | FormatPart[] => (source.includes('{') ? formatParts(source, raw, token) : source);
	for (let i = 0; i < text.length; i++) {
		const c = text[i] as string;
		if ((c === '{' || c === '}') && text[i + 1] === c) {
			plain += c;
			i++;
		} else if (c === '}') throw new SyntaxFault("f-string: single '}' is not allowed", token.line, token.column);
		else if (c !== '{') plain += c;
		else {
			if (plain !== '') parts.push(raw ? plain : unescape(plain));
			plain = '';
			let [depth, end, quote] = [0, i + 1, ''];
			for (; end < text.length; end++) {
				const d = text[end] as string;
				if (quote !== '') quote = d === quote ? '' : quote;
				else if (d === '"' || d === "'") quote = d;
				else if ('([{'.includes(d)) depth++;
				else if (depth > 0 && ')]}'.includes(d)) depth--;
				else if (depth === 0 && (d === '}' || d === ':' || (d === '!' && text[end + 1] !== '='))) break;
			}
			let source = text.slice(i + 1, end);
			const conversion = text[end] === '!' ? (text[++end] ?? '') : '';
			if (conversion !== '') end++;
			let spec = '';
			if (text[end] === ':') {
				let [inner, close] = [0, end + 1];
				for (; close < text.length && (inner > 0 || text[close] !== '}'); close++) inner += text[close] === '{' ? 1 : text[close] === '}' ? -1 : 0;
				spec = text.slice(end + 1, close);
				end = close;
			}
			if (text[end] !== '}' || end < 0) throw new SyntaxFault("f-string: expecting '}'", token.line, token.column);
			let echo = '';
			if (/[^=!<>]=\s*$/.test(source)) {
				echo = source;
				source = source.replace(/=\s*$/, '');
			}
			if (source.trim() === '') throw new SyntaxFault("f-string: valid expression required before '}'", token.line, token.column);
			const of = new ExpressionParser(`(${source.trim()}\n)`).expressions();
			parts.push({ of: { ...of, line: token.line, endLine: token.line, column: token.column, end: token.end }, conversion, spec: nested(spec), echo });
			i = end;
		}
	}
	if (plain !== '') parts.push(raw ? plain : unescape(plain));
	return parts;
}
