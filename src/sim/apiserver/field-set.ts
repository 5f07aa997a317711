// Field sets: which fields of an object someone owns, as FieldsV1 trees ("f:name", "k:{…}", "v:…", "." for the node itself).
// Follows structured-merge-diff. Invariant: trees are never changed in place.
import { isPlain, type FieldSchema, type Plain, type Schemas, type TypeSchema } from '../kinds/index.ts';

export interface Tree {
	readonly [element: string]: Tree;
}
export const empty: Tree = {};
type Schema = FieldSchema | TypeSchema;
const untyped: FieldSchema = { t: 'any' };

/** Follows a reference. */
export const resolve = (schemas: Schemas, schema: Schema): Schema => ('r' in schema && schema.r ? (schemas[schema.r] ?? untyped) : schema);
/** Whether a value of that schema is owned as a whole. */
function isAtomic(schemas: Schemas, schema: Schema, value: unknown): boolean {
	if (Array.isArray(value)) return !('l' in schema) || schema.l === undefined || schema.l === 'atomic';
	if (!isPlain(value)) return true;
	return schema.m === 'atomic' || resolve(schemas, schema).m === 'atomic';
}
/** The schema of a field or map entry. */
export function child(schemas: Schemas, schema: Schema, key: string): Schema {
	const type = resolve(schemas, schema);
	const fields = type.f;
	if (fields && Object.hasOwn(fields, key)) return fields[key] ?? untyped;
	return ('i' in type && type.i) || untyped;
}
export const itemSchema = (schema: Schema): Schema => ('i' in schema && schema.i) || untyped;

/** The path element of a list's item: its keys, or its value in a set. */
function elementOf(schemas: Schemas, schema: Schema, item: unknown): string {
	if ('l' in schema && schema.l === 'map' && isPlain(item)) {
		const keys: Plain = {};
		for (const key of [...(schema.K ?? [])].sort()) {
			const fallback = child(schemas, itemSchema(schema), key);
			const value = item[key] ?? ('d' in fallback ? fallback.d : undefined);
			if (value !== undefined) keys[key] = value;
		}
		return `k:${JSON.stringify(keys)}`;
	}
	return `v:${JSON.stringify(item)}`;
}

const node = (member: boolean, children: Record<string, Tree>): Tree | null => {
	for (const _key in children) return member ? { '.': empty, ...children } : children;
	return member ? empty : null;
};
export const isMember = (tree: Tree): boolean => '.' in tree || isEmpty(tree);
const isEmpty = (tree: object): boolean => {
	for (const _key in tree) return false;
	return true;
};
const childrenOf = (tree: Tree): readonly string[] => Object.keys(tree).filter((key) => key !== '.');

/** Every field of a configuration (ToFieldSet): what an applier owns. */
export function fieldsOf(schemas: Schemas, schema: Schema, value: unknown): Tree | null {
	if (isAtomic(schemas, schema, value)) return empty;
	const children: Record<string, Tree> = {};
	if (Array.isArray(value)) {
		for (const item of value)
			children[elementOf(schemas, schema, item)] = node(true, { ...(isPlain(item) ? withoutDot(fieldsOf(schemas, itemSchema(schema), item)) : {}) }) ?? empty;
		return node(false, children);
	}
	const type = resolve(schemas, schema);
	for (const key in value as Plain) {
		const inner = (value as Plain)[key];
		const bare = inner === null || (isPlain(inner) && isEmpty(inner));
		const below = bare ? empty : fieldsOf(schemas, child(schemas, schema, key), inner);
		const isField = type.f !== undefined && Object.hasOwn(type.f, key);
		const leaf = below !== null && isEmpty(below);
		const made = leaf ? empty : node(!isField, withoutDot(below));
		if (made) children[`f:${key}`] = made;
	}
	return node(false, children);
}
const withoutDot = (tree: Tree | null): Record<string, Tree> => {
	if (!tree) return {};
	const { '.': _dot, ...rest } = tree;
	return rest;
};

/** Everything below and including a value that is new. */
function added(schemas: Schemas, schema: Schema, value: unknown): Tree {
	if (isAtomic(schemas, schema, value)) return empty;
	const children: Record<string, Tree> = {};
	if (Array.isArray(value)) for (const item of value) children[elementOf(schemas, schema, item)] = added(schemas, itemSchema(schema), item);
	else for (const key in value as Plain) children[`f:${key}`] = added(schemas, child(schemas, schema, key), (value as Plain)[key]);
	return node(true, children) ?? empty;
}

/** What differs: `changed` holds added and modified fields, `removed` those that are gone. Equal references are equal. */
export interface Difference {
	readonly changed: Tree | null;
	readonly removed: Tree | null;
}
const same: Difference = { changed: null, removed: null };
export function compare(schemas: Schemas, schema: Schema, before: unknown, after: unknown): Difference {
	if (before === after) return same;
	const comparable = (isPlain(before) && isPlain(after)) || (Array.isArray(before) && Array.isArray(after));
	if (!comparable || isAtomic(schemas, schema, after))
		return equal(before, after) ? same : { changed: comparable || !isContainer(after) ? empty : added(schemas, schema, after), removed: null };
	const changed: Record<string, Tree> = {};
	const removed: Record<string, Tree> = {};
	const visit = (element: string, inner: Schema, old: unknown, now: unknown): void => {
		if (now === undefined) removed[element] = added(schemas, inner, old);
		else if (old === undefined) changed[element] = added(schemas, inner, now);
		else {
			const difference = compare(schemas, inner, old, now);
			if (difference.changed) changed[element] = difference.changed;
			if (difference.removed) removed[element] = difference.removed;
		}
	};
	if (Array.isArray(before) && Array.isArray(after)) {
		const old = new Map(before.map((item: unknown) => [elementOf(schemas, schema, item), item]));
		const now = new Map(after.map((item: unknown) => [elementOf(schemas, schema, item), item]));
		for (const [element, item] of now) visit(element, itemSchema(schema), old.get(element), item);
		for (const [element, item] of old) if (!now.has(element)) visit(element, itemSchema(schema), item, undefined);
	} else {
		const old = before as Plain;
		const now = after as Plain;
		for (const key in now) if (old[key] !== now[key]) visit(`f:${key}`, child(schemas, schema, key), old[key], now[key]);
		for (const key in old) if (now[key] === undefined && old[key] !== undefined) visit(`f:${key}`, child(schemas, schema, key), old[key], undefined);
	}
	return { changed: node(false, changed), removed: node(false, removed) };
}
const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Deep equality of JSON. */
export function equal(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
	if (!isPlain(a) || !isPlain(b)) return false;
	let count = 0;
	for (const key in a) {
		if (a[key] === undefined) continue;
		if (!equal(a[key], b[key])) return false;
		count++;
	}
	for (const key in b) if (b[key] !== undefined) count--;
	return count === 0;
}

export function union(a: Tree | null, b: Tree | null): Tree | null {
	if (!a || a === b) return b;
	if (!b) return a;
	const children: Record<string, Tree> = withoutDot(a);
	for (const key of childrenOf(b)) children[key] = union(children[key] ?? null, b[key] ?? null) ?? empty;
	return node(isMember(a) || isMember(b), children);
}
/** The fields of a that are not in b: a itself when they share none. */
export function minus(a: Tree | null, b: Tree | null): Tree | null {
	if (!a || !b) return a;
	const member = isMember(a);
	let touched = member && isMember(b);
	const children: Record<string, Tree> = {};
	for (const key in a) {
		if (key === '.') continue;
		const whole = a[key] ?? null;
		const left = minus(whole, b[key] ?? null);
		if (left) children[key] = left;
		if (left !== whole) touched = true;
	}
	return touched ? node(member && !isMember(b), children) : a;
}
export function intersection(a: Tree | null, b: Tree | null): Tree | null {
	if (!a || !b) return null;
	const children: Record<string, Tree> = {};
	for (const key of childrenOf(a)) {
		const both = intersection(a[key] ?? null, b[key] ?? null);
		if (both) children[key] = both;
	}
	return node(isMember(a) && isMember(b), children);
}
/** a without whole sub-trees named in b. */
export function without(a: Tree | null, b: Tree): Tree | null {
	if (!a) return null;
	const children: Record<string, Tree> = {};
	for (const key of childrenOf(a)) {
		const cut = b[key];
		if (cut && isEmpty(cut)) continue;
		const left = cut ? without(a[key] ?? null, cut) : (a[key] ?? null);
		if (left) children[key] = left;
	}
	return node(isMember(a), children);
}

/** The paths of a set as conflicts print them: .spec.containers[name="web"].image */
export function paths(tree: Tree, prefix = ''): string[] {
	const found = isMember(tree) && prefix !== '' ? [prefix] : [];
	for (const key of [...childrenOf(tree)].sort()) found.push(...paths(tree[key] ?? empty, prefix + elementText(key)));
	return found;
}
function elementText(element: string): string {
	const body = element.slice(2);
	if (element.startsWith('f:')) return `.${body}`;
	if (element.startsWith('v:')) return `[=${body}]`;
	const keys = JSON.parse(body) as Plain;
	return `[${Object.keys(keys)
		.map((key) => `${key}=${JSON.stringify(keys[key])}`)
		.join(',')}]`;
}

/** Live object with an applied configuration merged in: maps by key, list-maps by item, atomics replaced. */
export function merge(schemas: Schemas, schema: Schema, live: unknown, config: unknown): unknown {
	if (config === undefined) return live;
	if (isAtomic(schemas, schema, config) || !isContainer(live)) return config;
	if (Array.isArray(config)) {
		if (!Array.isArray(live)) return config;
		const wanted = new Map(config.map((item: unknown) => [elementOf(schemas, schema, item), item]));
		const merged = live.map((item: unknown) => {
			const element = elementOf(schemas, schema, item);
			const other = wanted.get(element);
			wanted.delete(element);
			return other === undefined ? item : merge(schemas, itemSchema(schema), item, other);
		});
		return [...merged, ...wanted.values()];
	}
	if (!isPlain(live) || !isPlain(config)) return config;
	const out: Plain = { ...live };
	for (const key in config) out[key] = merge(schemas, child(schemas, schema, key), live[key], config[key]);
	return out;
}

/** The object without the fields of a set. */
export function removeFields(schemas: Schemas, schema: Schema, value: unknown, doomed: Tree): unknown {
	if (Array.isArray(value)) {
		const kept: unknown[] = [];
		for (const item of value) {
			const below = doomed[elementOf(schemas, schema, item)];
			if (!below) kept.push(item);
			else if (!isMember(below)) kept.push(removeFields(schemas, itemSchema(schema), item, below));
		}
		return kept;
	}
	if (!isPlain(value)) return value;
	const out: Plain = {};
	for (const key in value) {
		const below = doomed[`f:${key}`];
		if (!below) out[key] = value[key];
		else if (!isMember(below)) {
			const left = removeFields(schemas, child(schemas, schema, key), value[key], below);
			const bare = Array.isArray(left) ? left.length === 0 : isPlain(left) && isEmpty(left);
			if (!bare) out[key] = left;
		}
	}
	return out;
}
