// HCL's JSON syntax: objects are bodies or expressions as the reader wants them, texts are templates. Follows hcl/json/parser.go.
// Leaves out arrays of objects as bodies. Invariant: every value knows its place.
import { Expressions } from './expression.ts';
import { Scanner } from './scan.ts';
import { didYouMean, wrong, wrongAnd, type Attribute, type Block, type Body, type Expression, type Range } from './syntax.ts';
import { whole } from './template.ts';

type Node = { readonly range: Range } & (
	| { readonly type: 'object'; readonly items: readonly { readonly name: string; readonly nameRange: Range; readonly value: Node }[] }
	| { readonly type: 'array'; readonly items: readonly Node[] }
	| { readonly type: 'text'; readonly text: string }
	| { readonly type: 'other'; readonly value: number | boolean | null }
);

/** A file's body: `blocks` are the names of blocks that have a label. Throws HclFailure. */
export function parseHclJson(source: string, file: string, blocks: readonly string[]): Body {
	const reader = new Reader(source, file);
	const node = reader.value();
	reader.space();
	if (reader.at < source.length) throw wrong('Extraneous data after value', 'Extra characters appear after the JSON value.', reader.here());
	if (node.type !== 'object')
		throw wrong('Incorrect JSON value type', 'A JSON object is required here, setting the arguments for this block.', {
			...node.range,
			end: { ...node.range.start, column: node.range.start.column + 1 }
		});
	return bodyOf(node, source, file, blocks);
}
function bodyOf(node: Extract<Node, { type: 'object' }>, source: string, file: string, blocks: readonly string[]): Body {
	const attributes = new Map<string, Attribute>();
	const found: Block[] = [];
	for (const { name, nameRange, value } of node.items) {
		if (!blocks.includes(name)) {
			attributes.set(name, { name, value: expressionOf(value, source, file), range: { ...nameRange, end: value.range.end }, nameRange });
			continue;
		}
		if (value.type !== 'object')
			throw wrongAnd(
				1,
				'Incorrect JSON value type',
				'Either a JSON object or JSON array of objects is required here, to specify name labels for this block.',
				value.range
			);
		for (const labelled of value.items) {
			if (labelled.value.type !== 'object')
				throw wrong(
					'Incorrect JSON value type',
					`Either a JSON object or a JSON array is required, representing the contents of one or more ${JSON.stringify(name)} blocks.`,
					labelled.value.range
				);
			const labels = [{ text: labelled.name, range: labelled.nameRange }];
			found.push({ type: name, labels, body: bodyOf(labelled.value, source, file, []), typeRange: nameRange, open: labelled.value.range });
		}
	}
	const { end } = node.range;
	return { attributes, blocks: found, missing: { file, start: { ...end, column: end.column - 1, at: end.at - 1 }, end } };
}
function expressionOf(node: Node, source: string, file: string): Expression {
	const { range } = node;
	if (node.type === 'other') return { kind: 'literal', value: node.value, range };
	if (node.type === 'array') return { kind: 'tuple', items: node.items.map((item) => expressionOf(item, source, file)), range };
	if (node.type === 'object') {
		const items = node.items.map(({ name, nameRange, value }) => ({
			key: templateOf(name, nameRange, source, file),
			value: expressionOf(value, source, file)
		}));
		return { kind: 'object', items, range };
	}
	return templateOf(node.text, range, source, file);
}
/** A text as a template: its expressions stand where they are in the file, unless escapes move them. */
function templateOf(text: string, range: Range, source: string, file: string): Expression {
	if (!/[$%]\{/.test(text)) return { kind: 'parens', inner: { kind: 'literal', value: text, range }, range };
	const [from, to] = [range.start.at + 1, range.end.at - 1];
	const inPlace = source.slice(from, to) === text;
	const scanner = new Scanner(inPlace ? source.slice(0, to) : text, file);
	if (inPlace) scanner.at = from;
	return { kind: 'template', parts: whole(scanner, new Expressions(scanner).expression), range };
}

const mustStart = 'A JSON value must start with a brace, a bracket, a number, a string, or a keyword.';
class Reader extends Scanner {
	space(): void {
		while (/\s/.test(this.source[this.at] ?? '')) this.at++;
	}
	here(): Range {
		return this.range(this.at, Math.min(this.source.length, this.at + 1));
	}
	next(): string {
		this.space();
		return this.source[this.at] ?? '';
	}
	value(after: '' | '[' = ''): Node {
		const c = this.next();
		const from = this.at;
		if (c === '{') return this.object();
		if (c === '[') return this.array();
		if (c === '"') {
			const text = this.text();
			return { type: 'text', text, range: this.range(from, this.at) };
		}
		const number = /^-?[0-9][0-9.eE+-]*/.exec(this.source.slice(from, from + 64))?.[0];
		if (number !== undefined) {
			this.at += number.length;
			const value = Number(number);
			if (Number.isNaN(value)) throw wrong('Invalid JSON number', 'There is a syntax error in the given JSON number.', this.range(from, this.at));
			return { type: 'other', value, range: this.range(from, this.at) };
		}
		const word = /^[A-Za-z_]\w*/.exec(this.source.slice(from, from + 64))?.[0];
		if (word !== undefined) {
			this.at += word.length;
			const range = this.range(from, this.at);
			if (word === 'true' || word === 'false' || word === 'null') return { type: 'other', value: word === 'null' ? null : word === 'true', range };
			if (word === 'undefined' || word === 'NaN' || word === 'Infinity')
				throw wrong('Invalid JSON keyword', `The JavaScript identifier ${JSON.stringify(word)} cannot be used in JSON.`, range);
			throw wrong('Invalid JSON keyword', `${JSON.stringify(word)} is not a valid JSON keyword.${didYouMean(word, ['true', 'false', 'null'])}`, range);
		}
		if (c === '') throw wrong('Missing value', 'The JSON data ends prematurely.', this.here());
		if (c === ']' && after === '[') throw wrong('Missing array element value', mustStart, this.here());
		if (c === ',' || c === '}' || c === ']') throw wrong('Missing JSON value', mustStart, this.here());
		throw wrong('Invalid start of value', mustStart, this.here());
	}
	text(): string {
		const from = this.at;
		for (this.at++; this.at < this.source.length; this.at++) {
			const c = this.source[this.at];
			if (c === '\\') this.at++;
			else if (c === '"') {
				this.at++;
				try {
					return String(JSON.parse(this.source.slice(from, this.at)));
				} catch {
					break;
				}
			}
		}
		throw wrong('Invalid JSON string', 'There is a syntax error in the given JSON string.', this.range(from, Math.min(this.at, this.source.length)));
	}
	object(): Node {
		const open = this.here();
		this.at++;
		const items: { name: string; nameRange: Range; value: Node }[] = [];
		for (;;) {
			if (this.next() === '}') break;
			const from = this.at;
			if (this.next() !== '"') throw wrong('Invalid object property name', 'A JSON object property name must be a string', this.value().range);
			const name = this.text();
			const nameRange = this.range(from, this.at);
			const colon = this.next();
			if (colon !== ':') {
				if (colon === '}' || colon === ',')
					throw wrong('Missing object value', 'A JSON object attribute must have a value, introduced by a colon.', this.here());
				throw wrong(
					'Missing property value colon',
					colon === '='
						? 'JSON uses a colon as its name/value delimiter, not an equals sign.'
						: "A colon must appear between an object property's name and its value.",
					this.here()
				);
			}
			this.at++;
			items.push({ name, nameRange, value: this.value() });
			const end = this.next();
			if (end === '}') break;
			if (end === '') throw wrong('Unclosed object', 'No closing brace was found for this JSON object.', open);
			if (end === ']') throw wrong('Mismatched braces', 'A JSON object must be closed with a brace, not a bracket.', this.here());
			if (end !== ',') throw wrong('Missing attribute seperator comma', 'A comma must appear between each property definition in an object.', this.here());
			const comma = this.here();
			this.at++;
			if (this.next() === '}') throw wrong('Trailing comma in object', 'JSON does not permit a trailing comma after the final property in an object.', comma);
		}
		this.at++;
		return { type: 'object', items, range: { ...open, end: this.pos(this.at) } };
	}
	array(): Node {
		const open = this.here();
		this.at++;
		const items: Node[] = [];
		for (;;) {
			if (this.next() === ']') break;
			items.push(this.value('['));
			const end = this.next();
			if (end === ']') break;
			if (end === ':') throw wrong('Invalid array value', 'A colon is not used to introduce values in a JSON array.', this.here());
			if (end === '') throw wrong('Unclosed object', 'No closing bracket was found for this JSON array.', open);
			if (end === '}') throw wrong('Mismatched brackets', 'A JSON array must be closed with a bracket, not a brace.', this.here());
			if (end !== ',') throw wrong('Missing attribute seperator comma', 'A comma must appear between each value in an array.', this.here());
			const comma = this.here();
			this.at++;
			if (this.next() === ']') throw wrong('Trailing comma in array', 'JSON does not permit a trailing comma after the final value in an array.', comma);
		}
		this.at++;
		return { type: 'array', items, range: { ...open, end: this.pos(this.at) } };
	}
}
