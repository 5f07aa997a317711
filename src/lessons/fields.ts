// Reading YAML with positions: a mapping's fields by name and type, with a problem and a suggestion for everything else.
// Leaves out anchors, aliases and merge keys on purpose: a lesson needs none, and a bomb is made of them.
// Invariant: what is returned fits its fields; what does not is a problem with line and column, and left out.
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Json } from '#src/worker/json.ts';
import { fieldTypes, matcherFields, type FieldType } from './field-types.ts';
import type { Problem } from './lesson.ts';

export interface FieldSpec {
	readonly type: FieldType;
	readonly about: string;
	readonly oneOf?: readonly string[];
	readonly required?: boolean;
	/** Of a mapping, or of each mapping in a list. */
	readonly fields?: Fields;
	/** What a text must look like: a problem is what it says. */
	readonly form?: { readonly matches: RegExp; readonly says: string };
	/** Least number. */
	readonly min?: number;
}
export type Fields = Readonly<Record<string, FieldSpec>>;

export interface YamlSource {
	readonly text: string;
	readonly lines: LineCounter;
	/** Lines before the YAML in its file, and columns before it in each line. */
	readonly lineOffset: number;
	readonly columnOffset: number;
	readonly problems: Problem[];
}

/** What to do about YAML's commonest mistakes. */
const advice: Readonly<Record<string, string>> = {
	BLOCK_AS_IMPLICIT_KEY: ': a text with a colon and a blank in it needs quotes',
	MULTILINE_IMPLICIT_KEY: ': expected a colon behind the name, or quotes around a longer text',
	TAB_AS_INDENT: ': expected blanks',
	BAD_INDENT: ': expected the fields of one mapping below each other',
	BAD_SCALAR_START: ': a text that begins with ` or @ needs quotes',
	MISSING_CHAR: ': expected the closing quote or bracket',
	DUPLICATE_KEY: ': expected each field once',
	UNEXPECTED_TOKEN: ': expected one `name: text` per line, or quotes around a whole text'
};

/** Where the first tab is that indents a line, when YAML stumbles there or in the line before: one cause has many errors. */
function tabIn(text: string, errors: readonly { readonly code: string; readonly pos: readonly [number, number] }[]): number | undefined {
	const first = errors[0];
	if (!first) return undefined;
	const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
	for (const match of text.matchAll(/^ *\t/gm)) {
		const line = lineOf(match.index);
		const stumble = lineOf(first.pos[0]);
		if (errors.some(({ code }) => code === 'TAB_AS_INDENT') ? stumble >= line - 1 : stumble === line || stumble === line - 1)
			return match.index + match[0].length - 1;
	}
	return undefined;
}

/** Where a fence stands in the first column, and YAML stumbles over it. */
function fenceIn(text: string, errors: readonly { readonly pos: readonly [number, number] }[]): number | undefined {
	const [offset] = errors[0]?.pos ?? [];
	if (offset === undefined) return undefined;
	const start = text.lastIndexOf('\n', offset - 1) + 1;
	return /^(?:`{3}|~{3})/.test(text.slice(start, start + 3)) ? start : undefined;
}

/** Parses YAML; its syntax errors, anchors and aliases become problems. */
export function yamlNode(text: string, lineOffset: number, problems: Problem[], columnOffset = 0): { node: Node | null; source: YamlSource } {
	const lines = new LineCounter();
	const source: YamlSource = { text, lines, lineOffset, columnOffset, problems };
	const before = problems.length;
	try {
		const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
		const told = (offset: number, message: string): void => {
			const { line, col } = lines.linePos(offset);
			problems.push({ line: line + lineOffset, column: col + columnOffset, message });
		};
		const tab = tabIn(text, document.errors);
		if (tab !== undefined) told(tab, 'YAML: a tab is not allowed for indenting: expected blanks');
		const fence = tab === undefined ? fenceIn(text, document.errors) : undefined;
		if (fence !== undefined) told(fence, 'YAML: a fence in a text is indented like the text: expected blanks before it, in each of its lines');
		for (const error of tab === undefined && fence === undefined ? document.errors : [])
			told(error.pos[0], `YAML: ${error.message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '')}${advice[error.code] ?? ''}`);
		if (problems.length === before) {
			const refuse = (node: { range?: readonly number[] | null }, what: string): symbol => {
				told(node.range?.[0] ?? 0, `YAML: ${what} is not part of the lesson format: expected the value itself`);
				return visit.BREAK;
			};
			visit(document, {
				Alias: (_key, node) => refuse(node, 'an alias'),
				Node: (_key, node) => ('anchor' in node && node.anchor !== undefined ? refuse(node, 'an anchor') : undefined)
			});
		}
		return { node: problems.length > before ? null : (document.contents as Node | null), source };
	} catch (error) {
		problems.push({
			line: lineOffset + 1,
			column: columnOffset + 1,
			message: `YAML: it cannot be read: ${error instanceof RangeError ? 'it is nested too deeply' : String(error)}`
		});
		return { node: null, source };
	}
}

export function place(node: Node | null | undefined, source: YamlSource): { line: number; column: number } {
	const { line, col } = source.lines.linePos(node?.range?.[0] ?? 0);
	return { line: Math.max(line, 1) + source.lineOffset, column: Math.max(col, 1) + source.columnOffset };
}

/** Where the text of a scalar begins: what is parsed out of it has its places counted from here. */
export function textPlace(node: Node | null | undefined, source: YamlSource): { lineOffset: number; columnOffset: number } {
	const { line, column } = place(node, source);
	if (!isScalar(node) || !node.range) return { lineOffset: line - 1, columnOffset: column - 1 };
	if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
		const rest = source.text.slice(source.text.indexOf('\n', node.range[0]) + 1);
		const indent =
			rest
				.split('\n')
				.find((text) => text.trim() !== '')
				?.search(/\S/) ?? 0;
		return { lineOffset: line, columnOffset: source.columnOffset + indent };
	}
	return { lineOffset: line - 1, columnOffset: column - 1 + (node.type?.startsWith('QUOTE') ? 1 : 0) };
}

export const problemAt = (node: Node | null | undefined, source: YamlSource, message: string): void =>
	void source.problems.push({ ...place(node, source), message });

/** The name nearest to a wrong one, for "did you mean". */
export function nearest(name: string, names: readonly string[]): string | undefined {
	let best: string | undefined;
	let least = Math.max(2, Math.floor(name.length / 2)) + 1;
	for (const other of names) {
		const distance = editDistance(name.slice(0, 64).toLowerCase(), other.toLowerCase());
		if (distance < least) [best, least] = [other, distance];
	}
	return best;
}

/** "did you mean x?", or what there is. */
export function suggest(name: string, names: readonly string[]): string {
	const near = nearest(name, names);
	if (near !== undefined) {
		// Others that begin like it are as likely meant: k8s is k8s-1 or k8s-3.
		const like = names.length > 16 || name.length < 3 ? [] : names.filter((one) => one !== near && one.startsWith(name) && near.startsWith(name));
		return `did you mean ${[near, ...like].join(' or ')}?`;
	}
	return names.length > 16 ? `expected one such as ${names.slice(0, 5).join(', ')}` : `expected one of ${names.join(', ')}`;
}

function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
		row = next;
	}
	return row[b.length] ?? 0;
}

const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

/** A mapping's entries, each with the nodes of key and value. */
export const entriesOf = (map: YAMLMap): { name: string; key: Node; value: Node | null }[] =>
	map.items.map((pair) => ({ name: keyOf(pair), key: pair.key as Node, value: pair.value as Node | null }));

/** The node of a mapping's field. */
export const fieldNode = (node: Node | null | undefined, name: string): Node | null =>
	isMap(node) ? (entriesOf(node).find((entry) => entry.name === name)?.value ?? null) : null;

/** The nodes of a list's items; none when it is no list. */
export const itemNodes = (node: Node | null | undefined): Node[] => (isSeq(node) ? (node.items as Node[]) : []);

const valueOf = (node: Node | null): unknown => (isScalar(node) || isMap(node) || isSeq(node) ? node.toJSON() : null);

/** A value in a problem's words. */
function told(value: unknown): string {
	if (value === null || value === undefined || value === '') return 'empty';
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
	return typeof value === 'object' ? 'a mapping' : `"${String(value).slice(0, 60)}"`;
}

/** Reads one value by its field; undefined and a problem when it does not fit. */
function readValue(name: string, field: FieldSpec, key: Node, node: Node | null, source: YamlSource): Json | undefined {
	const at = node ?? key;
	const type = fieldTypes[field.type];
	const raw = valueOf(node);
	const value = type.read(raw);
	if (value === undefined) return void problemAt(at, source, `${name} is ${told(raw)}: expected ${type.says} (${field.about})`);
	if (field.oneOf && !field.oneOf.includes(String(value))) {
		return void problemAt(at, source, `${name} is "${String(value)}": ${suggest(String(value), field.oneOf)}`);
	}
	if (field.form && typeof value === 'string' && !field.form.matches.test(value))
		return void problemAt(at, source, `${name} is "${value.length > 60 ? `${value.slice(0, 57)}…` : value}": ${field.form.says}`);
	if (field.min !== undefined && Number(value) < field.min) return void problemAt(at, source, `${name} is ${String(value)}: expected at least ${field.min}`);
	const inside = field.fields ?? (field.type === 'matcher' ? matcherFields : undefined);
	if (inside && isMap(node)) return readFields(node, inside, name, source);
	if (inside && isSeq(node)) return itemNodes(node).map((item) => readFields(item, inside, `an item of ${name}`, source));
	if (field.type === 'expect' && isMap(node)) {
		return Object.fromEntries(
			entriesOf(node).map((entry) => [
				entry.name,
				isMap(entry.value) ? readFields(entry.value, matcherFields, entry.name, source) : (valueOf(entry.value) as Json)
			])
		);
	}
	const wrong = type.wrong?.(value);
	if (wrong !== undefined) return void problemAt(at, source, `${name}: ${wrong}`);
	return value;
}

/** Reads a mapping by its fields. What does not fit is a problem and left out. */
export function readFields(node: Node | null, fields: Fields, what: string, source: YamlSource): Record<string, Json> {
	const values: Record<string, Json> = {};
	const names = Object.keys(fields);
	if (!isMap(node)) {
		problemAt(node, source, `${what} is a mapping: expected ${names.join(', ')}`);
		return values;
	}
	const entries = entriesOf(node);
	for (const { name, key, value } of entries) {
		const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (!field) {
			problemAt(key, source, `${what} has no field "${name}": ${suggest(name, names)}`);
			continue;
		}
		const read = readValue(name, field, key, value, source);
		if (read !== undefined) values[name] = read;
	}
	// JSONPath gives text: a mapping can never be it.
	if (values['jsonpath'] !== undefined && typeof values['is'] === 'object' && values['is'] !== null)
		problemAt(fieldNode(node, 'is'), source, `is is ${told(values['is'])}: jsonpath gives a text, expected one (matchers go into expect)`);
	// A name that is only misspelt is told once.
	const meant = entries.flatMap(({ name }) => (Object.hasOwn(fields, name) ? [] : (nearest(name, names) ?? [])));
	for (const [name, { required, about }] of Object.entries(fields))
		if (required && !meant.includes(name) && !entries.some((entry) => entry.name === name)) problemAt(node, source, `${what} has no ${name} (${about})`);
	return values;
}
