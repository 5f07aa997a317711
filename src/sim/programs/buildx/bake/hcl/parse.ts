// HCL's native syntax: bodies of arguments and blocks. Follows hclsyntax/parser.go, up to the first thing that is wrong.
// Leaves out its recovery after an error (later errors of a file are not counted).
import { Expressions } from './expression.ts';
import { invalidToken, Scanner, type Token } from './scan.ts';
import { HclFailure, rangeText, wrong, type Attribute, type Block, type Body, type Range } from './syntax.ts';

const required = 'Argument or block definition required';
const unclosed = 'There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.';

/** A file's body. Throws HclFailure. */
export function parseHcl(source: string, file: string): Body {
	const scanner = new Scanner(source, file);
	return body(scanner, new Expressions(scanner), false);
}

function body(scanner: Scanner, expressions: Expressions, inBlock: boolean): Body {
	const start: Range = scanner.last;
	const attributes = new Map<string, Attribute>();
	const blocks: Block[] = [];
	for (;;) {
		const next = scanner.peek();
		if (next.type === 'newline') scanner.read();
		else if (inBlock ? next.text === '}' && next.type === 'op' : next.type === 'end') {
			scanner.read();
			return { attributes, blocks, missing: { ...start, end: start.start } };
		} else if (next.type === 'ident') {
			const item = bodyItem(scanner, expressions);
			if ('body' in item) blocks.push(item);
			else {
				const old = attributes.get(item.name);
				if (old)
					throw wrong(
						'Attribute redefined',
						`The argument ${JSON.stringify(item.name)} was already set at ${rangeText(old.nameRange)}. Each argument may be set only once.`,
						item.nameRange
					);
				attributes.set(item.name, item);
			}
		} else if (next.type === 'quote') throw wrong('Invalid argument name', 'Argument names must not be quoted.', next.range);
		else if (next.type === 'end') throw wrong('Unclosed configuration block', unclosed, start);
		else throw invalidToken(next) ?? wrong(required, 'An argument or block definition is required here.', next.range);
	}
}
function bodyItem(scanner: Scanner, expressions: Expressions): Attribute | Block {
	const ident = scanner.read();
	const next = scanner.peek();
	if (next.type === 'op' && next.text === '=') return attribute(scanner, expressions, ident, false);
	if (next.type === 'quote' || next.type === 'ident' || next.text === '{') return block(scanner, expressions, ident);
	throw (
		invalidToken(next) ??
		wrong(
			required,
			'An argument or block definition is required here. To set an argument, use the equals sign "=" to introduce the argument value.',
			ident.range
		)
	);
}
function attribute(scanner: Scanner, expressions: Expressions, ident: Token, singleLine: boolean): Attribute {
	scanner.read();
	const value = expressions.expression();
	const range = { ...ident.range, end: scanner.last.end };
	if (!singleLine) {
		const end = scanner.peek();
		if (end.type === 'newline') scanner.read();
		else if (end.type !== 'end') {
			const must = 'An argument definition must end with a newline.';
			throw (
				invalidToken(end) ??
				(end.text === ','
					? wrong('Unexpected comma after argument', `Argument definitions must be separated by newlines, not commas. ${must}`, end.range)
					: wrong('Missing newline after argument', must, end.range))
			);
		}
	}
	return { name: ident.text, value, range, nameRange: ident.range };
}
function block(scanner: Scanner, expressions: Expressions, ident: Token): Block {
	const labels: { text: string; range: Range }[] = [];
	let open: Token;
	for (;;) {
		open = scanner.peek();
		if (open.type === 'op' && open.text === '{') break;
		if (open.type === 'quote') labels.push(expressions.label());
		else if (open.type === 'ident') labels.push({ text: open.text, range: scanner.read().range });
		else
			throw (
				invalidToken(open) ??
				wrong(
					'Invalid block definition',
					open.text === '='
						? 'The equals sign "=" indicates an argument definition, and must not be used when defining a block.'
						: open.type === 'newline'
							? 'A block definition must have block content delimited by "{" and "}", starting on the same line as the block header.'
							: 'Either a quoted string block label or an opening brace ("{") is expected here.',
					open.range
				)
			);
	}
	scanner.read();
	const inside = scanner.peek();
	const isLong = inside.type === 'newline' || inside.type === 'end' || inside.text === '}';
	const content = isLong ? body(scanner, expressions, true) : singleLine(scanner, expressions, open);
	const eol = scanner.peek();
	if (eol.type === 'newline') scanner.read();
	else if (eol.type !== 'end')
		throw invalidToken(eol) ?? wrong('Missing newline after block definition', 'A block definition must end with a newline.', eol.range);
	return { type: ident.text, labels, body: content, typeRange: ident.range, open: open.range };
}
/** `foo { bar = baz }`. */
function singleLine(scanner: Scanner, expressions: Expressions, open: Token): Body {
	const ident = scanner.read();
	if (ident.type !== 'ident') throw invalidToken(ident) ?? wrong(required, 'An argument or block definition is required here.', ident.range);
	const next = scanner.peek();
	if (next.text !== '=') {
		if (next.type === 'quote' || next.type === 'ident' || next.text === '{')
			throw wrong(
				'Argument definition required',
				`A single-line block definition can contain only a single argument. If you meant to define argument ${JSON.stringify(ident.text)}, use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.`,
				{ ...ident.range, end: next.range.end }
			);
		throw wrong(
			required,
			'An argument or block definition is required here. To set an argument, use the equals sign "=" to introduce the argument value.',
			ident.range
		);
	}
	const only = attribute(scanner, expressions, ident, true);
	const close = scanner.peek();
	const bad = (detail: string): HclFailure => wrong('Invalid single-argument block definition', detail, close.range);
	if (close.type === 'op' && close.text === '}') scanner.read();
	else if (close.text === ',')
		throw bad(
			'Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.'
		);
	else if (close.type === 'newline')
		throw bad(
			"An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition."
		);
	else if (close.type === 'end') throw wrong('Unclosed configuration block', unclosed, open.range);
	else throw bad('A single-line block definition must end with a closing brace immediately after its single argument definition.');
	return { attributes: new Map([[only.name, only]]), blocks: [], missing: { ...only.range, end: only.range.start } };
}
