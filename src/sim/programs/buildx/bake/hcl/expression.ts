// HCL's expressions: operators by precedence, calls, collections, `for`, traversals, templates. Follows hclsyntax/parser.go.
import { invalidToken, Scanner, type Token } from './scan.ts';
import { between, wrong, type Binary, type Expression, type Loop, type Part, type Range, type Step } from './syntax.ts';
import { quoted, whole } from './template.ts';

const levels: readonly (readonly Binary[])[] = [['||'], ['&&'], ['==', '!='], ['>', '>=', '<', '<='], ['+', '-'], ['*', '/', '%']];

export class Expressions {
	readonly scanner: Scanner;
	constructor(scanner: Scanner) {
		this.scanner = scanner;
	}
	readonly expression = (): Expression => {
		const condition = this.binary(0);
		if (!this.scanner.is('?')) return condition;
		this.scanner.read();
		const then = this.expression();
		const colon = this.scanner.peek();
		if (colon.text !== ':' || colon.type !== 'op')
			throw wrong(
				'Missing false expression in conditional',
				'The conditional operator (...?...:...) requires a false expression, delimited by a colon.',
				colon.range
			);
		this.scanner.read();
		const otherwise = this.expression();
		return { kind: 'if', condition, then, otherwise, range: between(condition.range, otherwise.range) };
	};
	binary(level: number): Expression {
		const ops = levels[level];
		if (!ops) return this.traversals(this.term());
		let left = this.binary(level + 1);
		for (;;) {
			const next = this.scanner.peek();
			const op = next.type === 'op' ? ops.find((one) => one === next.text) : undefined;
			if (op === undefined) return left;
			this.scanner.read();
			const right = this.binary(level + 1);
			left = { kind: 'binary', op, left, right, range: between(left.range, right.range) };
		}
	}
	traversals(from: Expression): Expression {
		let source = from;
		for (;;) {
			const next = this.scanner.peek();
			if (next.type !== 'op' || (next.text !== '.' && next.text !== '[')) return source;
			const splat = this.splat(source);
			if (splat) {
				source = splat;
				continue;
			}
			const step = this.step();
			source = { kind: 'traverse', source, step, range: between(source.range, step.range) };
		}
	}
	/** `.*.a` and `[*].a[0]`. */
	splat(source: Expression): Expression | undefined {
		const { scanner } = this;
		const before = scanner.at;
		const dot = scanner.read();
		if (!scanner.eat('*')) {
			scanner.at = before;
			return undefined;
		}
		if (dot.text === '[') {
			const close = scanner.read();
			if (close.text !== ']')
				throw wrong(
					'Missing close bracket on splat index',
					'The star for a full splat operator must be immediately followed by a closing bracket ("]").',
					close.range
				);
		}
		const steps: Step[] = [];
		while (scanner.is('.') || (dot.text === '[' && scanner.is('['))) steps.push(this.step());
		return { kind: 'splat', source, steps, range: { ...source.range, end: scanner.last.end } };
	}
	step(): Step {
		const { scanner } = this;
		const open = scanner.read();
		if (open.text === '.') {
			const name = scanner.peek();
			if (name.type === 'number') {
				scanner.read();
				return { index: { kind: 'literal', value: Number(name.text), range: name.range }, range: between(open.range, name.range) };
			}
			if (name.type !== 'ident') throw wrong('Invalid attribute name', 'An attribute name is required after a dot.', name.range);
			scanner.read();
			return { attribute: name.text, range: between(open.range, name.range) };
		}
		return scanner.within(() => {
			const index = this.expression();
			const close = scanner.read();
			if (close.text !== ']') throw wrong('Missing close bracket on index', 'The index operator must end with a closing bracket ("]").', close.range);
			return { index, range: between(open.range, close.range) };
		});
	}
	term(): Expression {
		const { scanner } = this;
		const start = scanner.peek();
		switch (start.type) {
			case 'number':
				scanner.read();
				return { kind: 'literal', value: Number(start.text), range: start.range };
			case 'quote':
				scanner.read();
				return this.template(quoted(scanner, this.expression), start);
			case 'heredoc':
				return this.heredoc();
			case 'ident':
				return this.name();
			case 'op':
				return this.operator(start);
			default:
				throw missing(start);
		}
	}
	operator(start: Token): Expression {
		const { scanner } = this;
		switch (start.text) {
			case '(':
				scanner.read();
				return scanner.within(() => {
					const inner = this.expression();
					const close = scanner.peek();
					if (close.text !== ')') throw wrong('Unbalanced parentheses', 'Expected a closing parenthesis to terminate the expression.', close.range);
					scanner.read();
					return { kind: 'parens', inner, range: between(start.range, close.range) };
				});
			case '-':
			case '!': {
				scanner.read();
				const operand = this.traversals(this.term());
				return { kind: 'unary', op: start.text, operand, range: between(start.range, operand.range) };
			}
			case '[':
				scanner.read();
				return scanner.within(() => this.tuple(start));
			case '{':
				scanner.read();
				return scanner.within(() => this.object(start));
			default:
				throw missing(start);
		}
	}
	template(parts: readonly Part[], start: Token): Expression {
		const range = between(start.range, this.scanner.last);
		const [only] = parts;
		if (parts.length === 0) return { kind: 'literal', value: '', range };
		return parts.length === 1 && only && 'text' in only ? { kind: 'literal', value: only.text, range } : { kind: 'template', parts, range };
	}
	/** A quoted text without expressions. */
	label(): { text: string; range: Range } {
		const start = this.scanner.read();
		const parts = quoted(this.scanner, this.expression);
		const range = between(start.range, this.scanner.last);
		if (parts.some((part) => !('text' in part)))
			throw wrong(
				'Invalid string literal',
				'Template sequences are not allowed in this string. To include a literal "$", double it (as "$$") to escape it.',
				range
			);
		return { text: parts.map((part) => ('text' in part ? part.text : '')).join(''), range };
	}
	heredoc(): Expression {
		const { scanner } = this;
		const start = scanner.read();
		const flush = start.text.startsWith('<<-');
		const marker = start.text.replace(/^<<-?/, '').trim();
		const lines: string[] = [];
		for (;;) {
			if (scanner.at >= scanner.source.length)
				throw wrong('Unterminated template string', 'No closing marker was found for the string.', scanner.range(scanner.at, scanner.at));
			const end = scanner.source.indexOf('\n', scanner.at);
			const line = scanner.source.slice(scanner.at, end < 0 ? undefined : end);
			if (line.trim() === marker) {
				// The marker's own newline ends the argument.
				scanner.at += line.length;
				break;
			}
			lines.push(line + '\n');
			scanner.at = end < 0 ? scanner.source.length : end + 1;
		}
		scanner.last = scanner.range(start.range.start.at, scanner.at);
		const indent = flush ? Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0), 1000) : 0;
		const inner = new Scanner(lines.map((line) => line.slice(Math.min(indent, line.length - 1))).join(''), scanner.file);
		return this.template(whole(inner, new Expressions(inner).expression), start);
	}
	name(): Expression {
		const { scanner } = this;
		const word = scanner.read();
		const { text: name, range } = word;
		if (scanner.is('(')) return this.call(word);
		if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', range };
		if (name === 'null') return { kind: 'literal', value: null, range };
		return { kind: 'name', name, nameRange: range, range };
	}
	call(word: Token): Expression {
		const { scanner } = this;
		const open = scanner.read();
		const args: Expression[] = [];
		let spread = false;
		return scanner.within((): Expression => {
			while (!scanner.is(')')) {
				args.push(this.expression());
				if (scanner.is(')')) break;
				const separator = scanner.read();
				if (separator.text === '...') {
					spread = true;
					if (!scanner.is(')'))
						throw wrong(
							'Missing closing parenthesis',
							'An expanded function argument (with ...) must be immediately followed by closing parentheses.',
							separator.range
						);
				} else if (separator.type === 'end')
					throw wrong(
						'Unterminated function call',
						'There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parenthesis nesting elsewhere in this file.',
						between(word.range, open.range)
					);
				else if (separator.text !== ',')
					throw wrong('Missing argument separator', 'A comma is required to separate each function argument from the next.', separator.range);
			}
			const close = scanner.read();
			return { kind: 'call', name: word.text, args, spread, nameRange: word.range, close: close.range, range: between(word.range, close.range) };
		});
	}
	tuple(open: Token): Expression {
		const { scanner } = this;
		if (scanner.peek().type === 'ident' && scanner.peek().text === 'for') return this.for(open, ']');
		const items: Expression[] = [];
		for (;;) {
			if (scanner.eat(']')) return { kind: 'tuple', items, range: between(open.range, scanner.last) };
			items.push(this.expression());
			const next = scanner.peek();
			if (next.text === ']') continue;
			if (next.type === 'end')
				throw wrong(
					'Unterminated tuple constructor expression',
					'There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.',
					open.range
				);
			if (next.text !== ',') throw wrong('Missing item separator', 'Expected a comma to mark the beginning of the next item.', next.range);
			scanner.read();
		}
	}
	object(open: Token): Expression {
		const { scanner } = this;
		if (scanner.peek().type === 'ident' && scanner.peek().text === 'for') return this.for(open, '}');
		scanner.newlines.push(true);
		const items: { key: Expression; value: Expression }[] = [];
		for (;;) {
			while (scanner.peek().type === 'newline') scanner.read();
			if (scanner.eat('}')) break;
			const key = this.expression();
			const equals = scanner.peek();
			if (equals.text !== '=' && equals.text !== ':')
				throw equals.type === 'newline' || equals.text === ','
					? wrong('Missing attribute value', 'Expected an attribute value, introduced by an equals sign ("=").', equals.range)
					: wrong(
							'Missing key/value separator',
							`Expected an equals sign ("=") to mark the beginning of the attribute value.${equals.type === 'ident' ? ' If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.' : ''}`,
							equals.range
						);
			scanner.read();
			const value = this.expression();
			items.push({ key: key.kind === 'name' ? { kind: 'literal', value: key.name, range: key.range } : key, value });
			const next = scanner.peek();
			if (next.text === '}') continue;
			if (next.type === 'newline' || next.text === ',') scanner.read();
			else if (next.type === 'end')
				throw wrong(
					'Unterminated object constructor expression',
					'There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.',
					open.range
				);
			else throw wrong('Missing attribute separator', 'Expected a newline or comma to mark the beginning of the next attribute.', next.range);
		}
		scanner.newlines.pop();
		return { kind: 'object', items, range: between(open.range, scanner.last) };
	}
	for(open: Token, end: ']' | '}'): Expression {
		const { scanner } = this;
		const bad = (detail: string, at: Range = scanner.peek().range) => wrong("Invalid 'for' expression", detail, at);
		scanner.read();
		if (scanner.peek().type !== 'ident') throw bad("For expression requires variable name after 'for'.");
		let value = scanner.read().text;
		let name = '';
		if (scanner.eat(',')) {
			if (scanner.peek().type !== 'ident') throw bad('For expression requires value variable name after comma.');
			[name, value] = [value, scanner.read().text];
		}
		if (scanner.peek().text !== 'in') throw bad("For expression requires the 'in' keyword after its name declarations.");
		scanner.read();
		const loop: Loop = { key: name, value, collection: this.expression() };
		if (!scanner.eat(':')) throw bad('For expression requires a colon after the collection expression.');
		let key: Expression | undefined;
		let result = this.expression();
		if (scanner.eat('=>')) [key, result] = [result, this.expression()];
		const group = scanner.eat('...');
		let condition: Expression | undefined;
		if (scanner.peek().type === 'ident' && scanner.peek().text === 'if') {
			scanner.read();
			condition = this.expression();
		}
		if (!scanner.eat(end)) throw bad("Extra characters after the end of the 'for' expression.");
		if (end === ']' && key) throw bad('Key expression is not valid when building a tuple.', key.range);
		if (end === ']' && group) throw bad('Grouping ellipsis (...) cannot be used when building a tuple.', scanner.last);
		if (end === '}' && !key) throw bad('Key expression is required when building an object.', result.range);
		return { kind: 'for', loop, key, value: result, group, condition, range: between(open.range, scanner.last) };
	}
}
const missing = (token: Token) =>
	invalidToken(token) ??
	(token.type === 'end'
		? wrong('Missing expression', 'Expected the start of an expression, but found the end of the file.', token.range)
		: wrong('Invalid expression', 'Expected the start of an expression, but found an invalid expression token.', token.range));
