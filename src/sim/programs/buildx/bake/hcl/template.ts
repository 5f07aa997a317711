// Templates: quoted texts and here documents with `${…}` and `%{…}` in them. Follows hclsyntax/parser_template.go.
// Invariant: what a template holds besides text is read by the expression parser it is given.
import type { Scanner } from './scan.ts';
import { between, didYouMean, rangeText, wrong, wrongAnd, type HclFailure, type Expression, type Loop, type Part, type Range } from './syntax.ts';

type Directive =
	| { readonly open: 'if'; readonly condition: Expression; readonly range: Range }
	| { readonly open: 'for'; readonly each: Loop; readonly range: Range }
	| { readonly end: 'endif' | 'else' | 'endfor'; readonly range: Range };
type Piece = { readonly text: string } | { readonly value: Expression } | Directive;
type ReadExpression = () => Expression;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
const unbalanced = 'The control directives within this template are unbalanced.';

/** Gathers pieces: text between markers, and what is trimmed of it. */
class Pieces {
	readonly scanner: Scanner;
	readonly expression: ReadExpression;
	readonly list: Piece[] = [];
	text = '';
	constructor(scanner: Scanner, expression: ReadExpression) {
		this.scanner = scanner;
		this.expression = expression;
	}
	flush(): void {
		if (this.text !== '') this.list.push({ text: this.text });
		this.text = '';
	}
	/** One character of text, or a marker. */
	next(): void {
		const { scanner } = this;
		const { source } = scanner;
		const sign = source[scanner.at] ?? '';
		if (sign !== '$' && sign !== '%') {
			this.text += sign;
			scanner.at++;
		} else if (source.startsWith(`${sign}${sign}{`, scanner.at)) {
			this.text += `${sign}{`;
			scanner.at += 3;
		} else if (source[scanner.at + 1] === '{') this.marker(sign);
		else {
			this.text += sign;
			scanner.at++;
		}
	}
	marker(sign: '$' | '%'): void {
		const { scanner } = this;
		const start = scanner.range(scanner.at, scanner.at + 2);
		scanner.at += 2;
		if (scanner.source[scanner.at] === '~') {
			scanner.at++;
			this.text = this.text.trimEnd();
		}
		this.flush();
		scanner.within(() => {
			const keyword = sign === '%' ? scanner.peek().text : '';
			const piece: Piece = sign === '$' ? { value: this.expression() } : this.directive(start);
			const whole = (end: Range): void => void this.list.push('range' in piece ? { ...piece, range: between(start, end) } : piece);
			if (scanner.source[scanner.at] === '~' && scanner.source[scanner.at + 1] === '}') {
				whole(scanner.range(scanner.at, scanner.at + 2));
				scanner.at += 2;
				while (/\s/.test(scanner.source[scanner.at] ?? '')) scanner.at++;
				return;
			}
			const close = scanner.read();
			if (close.text === '}') return whole(close.range);
			if (sign === '%')
				throw wrong(`Extra characters in ${keyword} marker`, 'Expected a closing brace to end the sequence, but found extra characters.', close.range);
			if (close.type === 'end')
				throw wrong(
					'Unclosed template interpolation sequence',
					'There is no closing brace for this interpolation sequence before the end of the file. This might be caused by incorrect nesting inside the given expression.',
					start
				);
			if (close.type === 'quote') {
				// It begins a text of its own, which then lacks its end.
				const rest = /^[^"\n]*/.exec(scanner.source.slice(scanner.at))?.[0].length ?? 0;
				if (scanner.source[scanner.at + rest] === '\n') throw multiLine(scanner, scanner.at + rest);
				throw wrong(
					'Unclosed template interpolation sequence',
					'There is no closing brace for this interpolation sequence before the end of the quoted template. This might be caused by incorrect nesting inside the given expression.',
					start
				);
			}
			throw wrong(
				'Extra characters after interpolation expression',
				close.text === ':'
					? 'Template interpolation doesn\'t expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can escape it by starting with "$${" instead of just "${".'
					: 'Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, escape it by starting with "$${" instead of just "${".',
				close.range
			);
		});
	}
	directive(start: Range): Directive {
		const { scanner } = this;
		const word = scanner.read();
		if (word.type !== 'ident')
			throw wrong('Invalid template directive', 'A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.', word.range);
		switch (word.text) {
			case 'if':
				return { open: 'if', condition: this.expression(), range: start };
			case 'for': {
				const bad = (detail: string) => wrong("Invalid 'for' directive", detail, scanner.peek().range);
				if (scanner.peek().type !== 'ident') throw bad("For directive requires variable name after 'for'.");
				let value = scanner.read().text;
				let key = '';
				if (scanner.eat(',')) {
					if (scanner.peek().type !== 'ident') throw bad('For directive requires value variable name after comma.');
					[key, value] = [value, scanner.read().text];
				}
				if (scanner.peek().text !== 'in') throw bad("For directive requires 'in' keyword after names.");
				scanner.read();
				return { open: 'for', each: { key, value, collection: this.expression() }, range: start };
			}
			case 'else':
			case 'endif':
			case 'endfor':
				return { end: word.text, range: start };
			default: {
				const known = ['if', 'for', 'else', 'endif', 'endfor'];
				const detail = `${JSON.stringify(word.text)} is not a valid template control keyword.${didYouMean(word.text, known)}`;
				throw wrong('Invalid template control keyword', detail, word.range);
			}
		}
	}
	done(): Part[] {
		this.flush();
		return structured(this.list, this.scanner.last);
	}
}

const multiLine = (scanner: Scanner, at: number): HclFailure =>
	wrongAnd(
		2,
		'Invalid multi-line string',
		'Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax.',
		scanner.range(at, at + 1)
	);

/** Reads up to the closing quote, which is read too. */
export function quoted(scanner: Scanner, expression: ReadExpression): Part[] {
	const pieces = new Pieces(scanner, expression);
	const { source } = scanner;
	for (;;) {
		const { at } = scanner;
		const c = source[at];
		if (c === undefined) throw wrong('Unterminated template string', 'No closing marker was found for the string.', scanner.range(at, at));
		if (c === '\n') throw multiLine(scanner, at);
		if (c === '"') {
			scanner.at++;
			scanner.last = scanner.range(at, at + 1);
			return pieces.done();
		}
		if (c !== '\\') {
			pieces.next();
			continue;
		}
		const next = source[at + 1] ?? '';
		const digits = next === 'u' ? 4 : next === 'U' ? 8 : 0;
		const code = digits > 0 ? /^[0-9a-fA-F]+/.exec(source.slice(at + 2, at + 2 + digits))?.[0] : undefined;
		if (digits > 0 && code?.length !== digits)
			throw wrong(
				'Invalid escape sequence',
				`The \\${next} escape sequence must be followed by ${digits === 4 ? 'four' : 'eight'} hexadecimal digits.`,
				scanner.range(at, at + 2)
			);
		const plain = code === undefined ? escapes[next] : String.fromCodePoint(parseInt(code, 16));
		if (plain === undefined)
			throw wrong('Invalid escape sequence', `The symbol ${JSON.stringify(next)} is not a valid escape sequence selector.`, scanner.range(at, at + 2));
		pieces.text += plain;
		scanner.at += 2 + digits;
	}
}

/** A template whose source is all of the scanner's: JSON's texts and bodies of here documents. */
export function whole(scanner: Scanner, expression: ReadExpression): Part[] {
	const pieces = new Pieces(scanner, expression);
	while (scanner.at < scanner.source.length) pieces.next();
	return pieces.done();
}

/** Flat pieces as a tree of their directives. */
function structured(pieces: readonly Piece[], end: Range): Part[] {
	let at = 0;
	const until = (open: Extract<Directive, { open: string }> | undefined, inElse: boolean): { parts: Part[]; end: string } => {
		const parts: Part[] = [];
		while (at < pieces.length) {
			const piece = pieces[at++];
			if (!piece) break;
			if ('end' in piece) {
				const unexpected = (detail: string) => wrong(`Unexpected ${piece.end} directive`, detail, piece.range);
				if (!open) throw unexpected(unbalanced);
				if (open.open === 'for') {
					if (piece.end === 'endfor') return { parts, end: piece.end };
					if (piece.end === 'else') throw unexpected('An else clause is not expected for a for directive.');
					throw unexpected(`Expecting an endfor directive corresponding to the for directive at ${rangeText(open.range)}.`);
				}
				if (piece.end === 'else' && inElse) throw unexpected(`Already in the else clause for the if started at ${rangeText(open.range)}.`);
				if (piece.end === 'endfor') throw unexpected(`Expecting an endif directive for the if started at ${rangeText(open.range)}.`);
				return { parts, end: piece.end };
			}
			if (!('open' in piece)) parts.push(piece);
			else if (piece.open === 'if') {
				const then = until(piece, false);
				parts.push({ condition: piece.condition, then: then.parts, otherwise: then.end === 'else' ? until(piece, true).parts : [] });
			} else parts.push({ each: piece.each, body: until(piece, false).parts });
		}
		if (open)
			throw wrong(
				'Unexpected end of template',
				`The ${open.open} directive at ${rangeText(open.range)} is missing its corresponding end${open.open} directive.`,
				end
			);
		return { parts, end: '' };
	};
	return until(undefined, false).parts;
}
