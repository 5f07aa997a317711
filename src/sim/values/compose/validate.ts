// Validation of a compose tree against the schema, and which of all mistakes compose tells: the deepest, an unknown field counting one deeper,
// the first of equals. Models santhosh-tekuri/jsonschema 6 as compose-go asks it. Leaves out keywords the schema does not use.
// Invariant: fields are looked at in byte order, where Go's maps have none.
import { goQuote } from '../strings.ts';
import { composeSchema } from './schema.ts';
import type { Schema, TypeName } from './schema-types.ts';
import { deepEqual, GoTime, isDict, isList, keysOf, type Dict } from './tree.ts';

interface Problem {
	readonly path: readonly string[];
	readonly text: string;
	readonly depth: number;
}

const quote = (text: string): string => {
	const quoted = goQuote(text).slice(1, -1);
	return `'${quoted.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
};
const quoted = (texts: readonly string[]): string => texts.map(quote).join(', ');

function typeOf(value: unknown): TypeName {
	if (value === null || value === undefined) return 'null';
	if (isList(value)) return 'array';
	if (isDict(value)) return 'object';
	if (typeof value === 'boolean') return 'boolean';
	return typeof value === 'string' ? 'string' : 'number';
}

const typeNames: Readonly<Record<TypeName, string>> = {
	null: 'null',
	boolean: 'boolean',
	number: 'number',
	integer: 'integer',
	string: 'string',
	array: 'array',
	object: 'mapping'
};

function readable(types: readonly TypeName[]): string {
	const names = types.map((name) => typeNames[name]);
	if (names.length === 1) return names[0] ?? '';
	names.sort();
	return `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

const isType = (value: unknown, wanted: readonly TypeName[]): boolean => {
	const is = typeOf(value);
	return wanted.includes(is) || (is === 'number' && wanted.includes('integer') && (typeof value === 'bigint' || Number.isInteger(value)));
};

/** The most specific of several: the first of the deepest. */
function worst(problems: readonly Problem[]): Problem | undefined {
	let found: Problem | undefined;
	for (const problem of problems) if (found === undefined || problem.depth > found.depth) found = problem;
	return found;
}

function problem(path: readonly string[], text: string, deeper = 0): Problem {
	return { path, text, depth: path.length + deeper };
}

function validateDict(schema: Schema, dict: Dict, path: readonly string[]): Problem[] {
	const found: Problem[] = [];
	const missing = schema.required?.filter((name) => !(name in dict)) ?? [];
	if (missing.length > 0) found.push(problem(path, `missing ${missing.length === 1 ? 'property' : 'properties'} ${quoted(missing)}`));
	const unknown: string[] = [];
	for (const key of keysOf(dict)) {
		const shapes = schema.patternProperties?.filter(([pattern]) => pattern.test(key)).map(([, shape]) => shape) ?? [];
		const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
		if (own) shapes.unshift(own);
		for (const shape of shapes) found.push(...validate(shape, dict[key], [...path, key]));
		if (shapes.length === 0 && schema.closed) unknown.push(key);
	}
	if (unknown.length > 0) found.push(problem(path, `additional properties ${quoted(unknown)} not allowed`, 1));
	return found;
}

function validateList(schema: Schema, items: readonly unknown[], path: readonly string[]): Problem[] {
	const found: Problem[] = [];
	if (schema.unique) {
		const pair = items.flatMap((item, j) => items.slice(0, j).flatMap((other, i) => (deepEqual(item, other) ? [[i, j] as const] : [])))[0];
		if (pair) found.push(problem(path, `items at ${pair[0]} and ${pair[1]} are equal`));
	}
	const shape = schema.items;
	if (shape) items.forEach((item, i) => found.push(...validate(shape, item, [...path, `${i}`])));
	return found;
}

function validateOneOf(schemas: readonly Schema[], value: unknown, path: readonly string[]): Problem[] {
	const failures: Problem[] = [];
	let matched = -1;
	for (const [i, schema] of schemas.entries()) {
		const problems = validate(schema, value, path);
		if (problems.length > 0) failures.push(...problems);
		else if (matched < 0) matched = i;
		else return [problem(path, `oneOf failed, subschemas ${matched}, ${i} matched`)];
	}
	const most = worst(failures);
	return matched >= 0 ? [] : most ? [most] : [];
}

function validate(schema: Schema, value: unknown, path: readonly string[]): Problem[] {
	if (value instanceof GoTime) return [problem(path, 'invalid jsonType time.Time')];
	if (schema.type && !isType(value, schema.type)) return [problem(path, `must be a ${readable(schema.type)}`)];
	if (schema.enum && !schema.enum.some((one) => one === value)) {
		return [problem(path, schema.enum.length === 1 ? `value must be ${quoted(schema.enum)}` : `value must be one of ${quoted(schema.enum)}`)];
	}
	const found: Problem[] = [];
	if (isDict(value)) found.push(...validateDict(schema, value, path));
	else if (isList(value)) found.push(...validateList(schema, value, path));
	else if (typeof value === 'string') {
		if (schema.pattern !== undefined && !schema.pattern.test(value)) {
			found.push(problem(path, `${quote(value)} does not match pattern ${quote(schema.pattern.source)}`));
		}
	} else if (typeof value === 'number') {
		if (schema.minimum !== undefined && value < schema.minimum) found.push(problem(path, `must be greater than or equal to ${schema.minimum}`));
		if (schema.maximum !== undefined && value > schema.maximum) found.push(problem(path, `must be less than or equal to ${schema.maximum}`));
	}
	if (schema.oneOf) found.push(...validateOneOf(schema.oneOf, value, path));
	return found;
}

/** What compose says is wrong with a tree, behind "validating FILE: "; undefined: nothing. */
export function validateTree(tree: Dict): string | undefined {
	const most = worst(validate(composeSchema, tree, []));
	return most === undefined ? undefined : `${most.path.join('.')} ${most.text}`;
}
