// Reading YAML with positions: a mapping's fields by name and type, with a problem and a suggestion for everything else.
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Json } from '#src/worker/json.ts';
import type { Problem } from './lesson.ts';

export type FieldType = 'text' | 'number' | 'boolean' | 'texts' | 'map' | 'any';

export interface FieldSpec {
	readonly type: FieldType;
	readonly about: string;
	readonly oneOf?: readonly string[];
	readonly required?: boolean;
}

export interface YamlSource {
	readonly lines: LineCounter;
	/** Lines before the YAML in its file. */
	readonly lineOffset: number;
	readonly problems: Problem[];
}

/** Parses YAML; its syntax errors become problems. */
export function yamlNode(text: string, lineOffset: number, problems: Problem[]): { node: Node | null; source: YamlSource } {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	const source = { lines, lineOffset, problems };
	for (const error of document.errors) {
		const { line, col } = lines.linePos(error.pos[0]);
		problems.push({ line: line + lineOffset, column: col, message: `YAML: ${error.message}` });
	}
	return { node: document.errors.length > 0 ? null : document.contents, source };
}

export function place(node: Node | null | undefined, source: YamlSource): { line: number; column: number } {
	const { line, col } = source.lines.linePos(node?.range?.[0] ?? 0);
	return { line: line + source.lineOffset, column: col };
}

export const problemAt = (node: Node | null | undefined, source: YamlSource, message: string): void =>
	void source.problems.push({ ...place(node, source), message });

/** The name nearest to a wrong one, for "did you mean". */
export function nearest(name: string, names: readonly string[]): string | undefined {
	let best: string | undefined;
	let least = Math.max(2, Math.floor(name.length / 2)) + 1;
	for (const other of names) {
		const distance = editDistance(name, other);
		if (distance < least) [best, least] = [other, distance];
	}
	return best;
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

export const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

/** A mapping's entries, each with the nodes of key and value. */
export const entriesOf = (map: YAMLMap): { name: string; key: Node; value: Node | null }[] =>
	map.items.map((pair) => ({ name: keyOf(pair), key: pair.key as Node, value: pair.value as Node | null }));

const typeNames: Readonly<Record<FieldType, string>> = {
	text: 'a text',
	number: 'a number',
	boolean: 'true or false',
	texts: 'a list of texts',
	map: 'a mapping',
	any: 'a value'
};

function fits(value: unknown, type: FieldType): boolean {
	switch (type) {
		case 'text':
			return typeof value === 'string';
		case 'number':
			return typeof value === 'number';
		case 'boolean':
			return typeof value === 'boolean';
		case 'texts':
			return Array.isArray(value) && value.every((item) => typeof item === 'string');
		case 'map':
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		default:
			return true;
	}
}

/** Reads a mapping by its fields. What does not fit is a problem and left out. */
export function readFields(node: Node | null, fields: Readonly<Record<string, FieldSpec>>, what: string, source: YamlSource): Record<string, Json> {
	const values: Record<string, Json> = {};
	if (!isMap(node)) {
		problemAt(node, source, `${what} is a mapping: expected ${Object.keys(fields).join(', ')}`);
		return values;
	}
	for (const { name, key, value } of entriesOf(node)) {
		const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (!field) {
			const near = nearest(name, Object.keys(fields));
			problemAt(key, source, `${what} has no field "${name}": ${near ? `did you mean ${near}?` : `expected one of ${Object.keys(fields).join(', ')}`}`);
			continue;
		}
		const plain: unknown = isScalar(value) || isMap(value) || isSeq(value) ? value.toJSON() : null;
		const read = field.type === 'text' && typeof plain === 'number' ? String(plain) : plain;
		if (!fits(read, field.type)) problemAt(value ?? key, source, `${name} is ${typeNames[field.type]} (${field.about})`);
		else if (field.oneOf && !field.oneOf.includes(String(read)))
			problemAt(value ?? key, source, `${name} is "${String(read)}": expected one of ${field.oneOf.join(', ')}`);
		else values[name] = read as Json;
	}
	for (const [name, { required, about }] of Object.entries(fields))
		if (required && values[name] === undefined && !entriesOf(node).some((entry) => entry.name === name))
			problemAt(node, source, `${what} has no ${name} (${about})`);
	return values;
}
