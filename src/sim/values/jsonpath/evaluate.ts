// Running a JSONPath template over a JSON value, as client-go's util/jsonpath does, its range and end included.
// FIDELITY: Go walks maps in random order; ours in the order of their keys.

import { encodeJson } from '../json.ts';
import { goPrint, goTypeName } from '../go-print.ts';
import { compareBytes, sortedKeys } from '../strings.ts';
import { utf8 } from '../bytes.ts';
import { JsonPathError, type Param, type PathList, type PathNode } from './parse.ts';

interface Run {
	readonly nodes: readonly PathNode[];
	readonly allowMissingKeys: boolean;
	beginRange: number;
	inRange: number;
	endRange: number;
	lastEnd: number;
}

function asMap(value: unknown): Readonly<Record<string, unknown>> | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	return { ...value };
}

function kindName(value: unknown): string {
	return typeof value === 'number' && Number.isInteger(value) ? 'int64' : goTypeName(value);
}

/** The members of a map, a list, or a text (its bytes). */
function members(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value === 'string') return [...utf8(value)];
	const map = asMap(value);
	return map === undefined ? [] : sortedKeys(map).map((key) => map[key]);
}

function evalField(run: Run, input: readonly unknown[], name: string): unknown[] {
	if (input.length === 0) return [];
	const results: unknown[] = [];
	for (const value of input) {
		const map = asMap(value);
		if (map !== undefined && Object.hasOwn(map, name) && map[name] !== undefined) results.push(map[name]);
	}
	if (results.length === 0 && !run.allowMissingKeys) throw new JsonPathError(`${name} is not found`);
	return results;
}

function slice(value: readonly unknown[], [start, end, stride]: readonly [Param, Param, Param]): unknown[] {
	const length = value.length;
	let from = start.known ? start.value : 0;
	if (from < 0) from += length;
	let to = end.known ? end.value : length;
	if (to < 0 || (to === 0 && end.derived)) to += length;
	if (to === from) return [];
	if (from >= length || from < 0) throw new JsonPathError(`array index out of bounds: index ${from}, length ${length}`);
	if (to > length || to < 0) throw new JsonPathError(`array index out of bounds: index ${to - 1}, length ${length}`);
	if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
	if (stride.known && stride.value <= 0) throw new JsonPathError('step must be > 0');
	const step = stride.known ? stride.value : 1;
	return value.slice(from, to).filter((_, i) => i % step === 0);
}

function evalArray(input: readonly unknown[], params: readonly [Param, Param, Param]): unknown[] {
	const results: unknown[] = [];
	for (const value of input) {
		if (value === null || value === undefined) continue;
		if (!Array.isArray(value)) throw new JsonPathError(`${kindName(value)} is not array or slice`);
		const part = slice(value, params);
		if (part.length === 0) return results;
		results.push(...part);
	}
	return results;
}

function evalRecursive(input: readonly unknown[]): unknown[] {
	const results: unknown[] = [];
	const pending = [...input].reverse();
	while (pending.length > 0) {
		const value = pending.pop();
		const inner = members(value);
		if (inner.length === 0) continue;
		results.push(value);
		for (let i = inner.length - 1; i >= 0; i--) pending.push(inner[i]);
	}
	return results;
}

type Basic = 'bool' | 'int' | 'float' | 'string';

function basicKind(value: unknown): Basic {
	if (typeof value === 'boolean') return 'bool';
	if (typeof value === 'string') return 'string';
	if (typeof value === 'bigint') return 'int';
	if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
	throw new JsonPathError('invalid type for comparison');
}

function less(a: unknown, b: unknown): boolean {
	const kind = basicKind(a);
	if (kind !== basicKind(b)) throw new JsonPathError('incompatible types for comparison');
	if (kind === 'bool') throw new JsonPathError('invalid type for comparison');
	if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b) < 0;
	return Number(a) < Number(b);
}

function equal(a: unknown, b: unknown): boolean {
	if (basicKind(a) !== basicKind(b)) throw new JsonPathError('incompatible types for comparison');
	return typeof a === 'string' ? a === b : Number(a) === Number(b);
}

const comparisons: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
	'<': less,
	'<=': (a, b) => less(a, b) || equal(a, b),
	'>': (a, b) => !(less(a, b) || equal(a, b)),
	'>=': (a, b) => !less(a, b),
	'==': equal,
	'!=': (a, b) => !equal(a, b)
};

function passes(run: Run, item: unknown, node: Extract<PathNode, { kind: 'filter' }>): boolean {
	if (node.operator === 'exists') {
		try {
			return evalList(run, [item], node.left).length > 0;
		} catch (error) {
			if (error instanceof JsonPathError) return false;
			throw error;
		}
	}
	const lefts = evalList(run, [item], node.left);
	if (lefts.length === 0) return false;
	if (lefts.length > 1) throw new JsonPathError('can only compare one element at a time');
	const rights = evalList(run, [item], node.right);
	if (rights.length === 0) return false;
	if (rights.length > 1) throw new JsonPathError('can only compare one element at a time');
	const compare = comparisons[node.operator];
	if (compare === undefined) throw new JsonPathError(`unrecognized filter operator ${node.operator}`);
	return compare(lefts[0], rights[0]);
}

function evalFilter(run: Run, input: readonly unknown[], node: Extract<PathNode, { kind: 'filter' }>): unknown[] {
	const results: unknown[] = [];
	for (const value of input) {
		if (!Array.isArray(value)) throw new JsonPathError(`${goPrint(value)} is not array or slice and cannot be filtered`);
		for (const item of value) if (passes(run, item, node)) results.push(item);
	}
	return results;
}

function evalIdentifier(run: Run, input: readonly unknown[], name: string): readonly unknown[] {
	if (name === 'range') {
		run.beginRange++;
		return input;
	}
	if (name !== 'end') throw new JsonPathError(`unrecognized identifier ${name}`);
	if (run.inRange <= 0) throw new JsonPathError('not in range, nothing to end');
	run.endRange++;
	return [];
}

function evalList(run: Run, input: readonly unknown[], list: PathList): readonly unknown[] {
	return list.nodes.reduce<readonly unknown[]>((current, node) => walk(run, current, node), input);
}

function walk(run: Run, input: readonly unknown[], node: PathNode): readonly unknown[] {
	switch (node.kind) {
		case 'list':
			return evalList(run, input, node);
		case 'text':
			return [node.text];
		case 'field':
			return evalField(run, input, node.name);
		case 'array':
			return evalArray(input, node.params);
		case 'filter':
			return evalFilter(run, input, node);
		case 'value':
			return input.map(() => node.value);
		case 'wildcard':
			return input.flatMap(members);
		case 'recursive':
			return evalRecursive(input);
		case 'union':
			return node.lists.flatMap((list) => [...evalList(run, input, list)]);
		case 'identifier':
			return evalIdentifier(run, input, node.name);
	}
}

function find(run: Run, data: unknown, from: number): (readonly unknown[])[] {
	const full: (readonly unknown[])[] = [];
	for (let i = from; i < run.nodes.length; i++) {
		const node = run.nodes[i];
		if (node === undefined) break;
		const results = walk(run, [data], node);
		if (run.endRange > 0 && run.endRange <= run.inRange) {
			run.endRange--;
			run.lastEnd = i;
			break;
		}
		if (run.beginRange === 0) {
			full.push(results);
			continue;
		}
		run.beginRange--;
		run.inRange++;
		for (const value of results) full.push(...find(run, value, i + 1));
		if (results.length === 0) find(run, undefined, i + 1);
		run.inRange--;
		if (run.lastEnd > i) i = run.lastEnd;
	}
	return full;
}

/** JSONPath.FindResults: what each part of the template stands for. Throws `JsonPathError`. */
export function findPath(root: PathList, data: unknown, allowMissingKeys: boolean): (readonly unknown[])[] {
	return find({ nodes: root.nodes, allowMissingKeys, beginRange: 0, inRange: 0, endRange: 0, lastEnd: -1 }, data, 0);
}

/** JSONPath.PrintResults: values with blanks between them, maps and lists as JSON. */
export function printResults(results: readonly unknown[]): string {
	return results
		.map((value) => {
			if (value === null || value === undefined) return 'null';
			return typeof value === 'object' ? encodeJson(value, { sortKeys: true }) : goPrint(value);
		})
		.join(' ');
}
