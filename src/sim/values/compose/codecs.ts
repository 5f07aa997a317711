// What a field of the model holds: how it is read from a tree in long forms, and how it is written as YAML and as JSON.
// Models compose-go's types with their DecodeMapstructure, MarshalYAML and MarshalJSON; structs.ts names each field's codec.
// Invariant: `undefined` is Go's zero value; a codec that keeps zeros (a pointer in Go) answers them.
import { goDuration } from '../duration.ts';
import { compareYamlKeys } from '../yaml/encode.ts';
import { CastError } from './interpolate.ts';
import { ComposeError } from './project.ts';
import { GoTime, goType, isDict, isList, keysOf, printed, type Dict } from './tree.ts';

/** Where mistakes of a decode gather: mapstructure tells them all at once. */
export interface Decoding {
	readonly errors: string[];
	warn(text: string): void;
}

export interface Codec {
	decode(value: unknown, name: string, d: Decoding): unknown;
	/** Undefined: left out (Go's omitempty for YAML). */
	yaml(value: unknown): unknown;
	/** Undefined: left out. */
	json(value: unknown): unknown;
}

const same = (value: unknown): unknown => value;

/** A mistake in a value; the decode says where it is. */
export class ValueError {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

/** A codec from a function that throws `ValueError`; what is null stays zero. */
export const scalar = (read: (value: unknown, d: Decoding) => unknown, write: (value: unknown) => unknown = same): Codec => ({
	decode: (value, name, d) => {
		if (value === null || value === undefined) return undefined;
		try {
			return read(value, d);
		} catch (e) {
			if (e instanceof Unconvertible) d.errors.push(`'${name}' ${e.text}`);
			else if (e instanceof ValueError || e instanceof CastError) d.errors.push(`error decoding '${name}': ${e.text}`);
			else throw e;
			return undefined;
		}
	},
	yaml: (value) => (value === undefined ? undefined : write(value)),
	json: (value) => (value === undefined ? undefined : write(value))
});

/** A type mapstructure cannot bring into another. */
class Unconvertible {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}
export const unconvertible = (wanted: string, value: unknown): Unconvertible =>
	new Unconvertible(`expected type '${wanted}', got unconvertible type '${goType(value)}', value: '${printed(value)}'`);

/** reflect's Kind of what a tree holds. */
const kindOf = (value: unknown): string => (isList(value) ? 'slice' : isDict(value) ? 'map' : value instanceof GoTime ? 'struct' : goType(value));
const isNothing = (value: unknown): boolean => value === null || value === undefined;

/** Throws `ComposeError` with all mistakes of a decode. */
export function throwMistakes(d: Decoding): void {
	if (d.errors.length > 0) throw new ComposeError(`decoding failed due to the following error(s):\n\n${d.errors.join('\n')}`);
}

/** A list; an empty one is left out. */
export const listOf = (item: Codec): Codec => ({
	decode: (value, name, d) => {
		if (!isList(value)) {
			if (!isNothing(value)) d.errors.push(`'${name}': source data must be an array or slice, got ${kindOf(value)}`);
			return undefined;
		}
		const items = value.map((one, i) => item.decode(one, `${name}[${i}]`, d) ?? emptyOf(item));
		return items.length === 0 ? undefined : items;
	},
	yaml: (value) => (isList(value) && value.length > 0 ? value.map((one) => item.yaml(one) ?? emptyOf(item)) : undefined),
	json: (value) => (isList(value) && value.length > 0 ? value.map((one) => item.json(one) ?? emptyOf(item)) : undefined)
});

const emptyOf = (codec: Codec): unknown => ('fields' in codec ? {} : '');

type Order = (a: string, b: string) => number;
/** go-yaml 3's order of a mapping's keys, and JSON's. */
export const yamlOrder: Order = (a, b) => compareYamlKeys(a, b, 'v3');

/** A mapping in an order, to be written: a Map, since objects put keys that are numbers first. */
export const sorted = (dict: object, order: Order, write: (value: unknown) => unknown = same): ReadonlyMap<string, unknown> =>
	new Map(
		Object.entries(dict)
			.sort(([a], [b]) => order(a, b))
			.map(([key, value]) => [key, write(value)])
	);

export const byBytes: Order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** A tree of whatever kind, its mappings' keys sorted. */
export function anyTree(value: unknown, order: Order): unknown {
	if (isList(value)) return value.map((one) => anyTree(one, order));
	if (value instanceof GoTime) return value.text;
	return isDict(value) ? sorted(value, order, (one) => anyTree(one, order)) : value;
}

/** A mapping of names to values of one kind; `nulls` (pointers) keeps those that are nothing. */
export const mapOf = (item: Codec, nulls = false): Codec => ({
	decode: (value, name, d) => {
		if (!isDict(value)) {
			if (!isNothing(value)) d.errors.push(`'${name}' expected a map, got '${kindOf(value)}'`);
			return undefined;
		}
		if (Object.keys(value).length === 0) return undefined;
		return Object.fromEntries(keysOf(value).map((key) => [key, item.decode(value[key], `${name}[${key}]`, d) ?? (nulls ? null : emptyOf(item))]));
	},
	yaml: (value) =>
		isDict(value) && Object.keys(value).length > 0 ? sorted(value, yamlOrder, (one) => (one === null ? null : (item.yaml(one) ?? emptyOf(item)))) : undefined,
	json: (value) =>
		isDict(value) && Object.keys(value).length > 0 ? sorted(value, byBytes, (one) => (one === null ? null : (item.json(one) ?? emptyOf(item)))) : undefined
});

/** Where a mapping's x- fields are put before it is decoded (extensions.ts). */
export const EXTENSIONS = '#extensions';

export interface Field {
	readonly name: string;
	readonly codec: Codec;
	/** JSON's name, when it is another; '-': not in JSON. */
	readonly json?: string;
	/** Written though zero: with this value, in YAML, in JSON. */
	readonly always?: { readonly yaml?: unknown; readonly json?: unknown };
}

export interface Struct extends Codec {
	readonly fields: readonly Field[];
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

/** A structure's fields in Go's order, then its x- fields. `present`: a pointer, which an empty mapping makes not nil. */
export function struct(fields: readonly Field[], present = false): Struct {
	return {
		fields,
		decode: (value, name, d) => {
			if (!isDict(value)) {
				if (!isNothing(value)) d.errors.push(`'${name}' expected a map, got '${kindOf(value)}'`);
				return undefined;
			}
			const out: Record<string, unknown> = {};
			for (const { name: field, codec } of fields) {
				const read = codec.decode(value[field], name === '' ? field : `${name}.${field}`, d);
				if (read !== undefined) out[field] = read;
			}
			const extensions = value[EXTENSIONS];
			if (isDict(extensions)) out[EXTENSIONS] = Object.fromEntries(Object.entries(extensions));
			return isEmpty(out) && !present ? undefined : out;
		},
		yaml: (value) => {
			if (value === undefined) return undefined;
			const out: Record<string, unknown> = {};
			const from: Dict = isDict(value) ? value : {};
			for (const { name, codec, always } of fields) {
				const written = codec.yaml(from[name]) ?? always?.yaml;
				if (written !== undefined) out[name] = written;
			}
			const extensions = from[EXTENSIONS];
			if (isDict(extensions)) for (const key of Object.keys(extensions).sort(yamlOrder)) out[key] = anyTree(extensions[key], yamlOrder);
			return isEmpty(out) && !present ? undefined : out;
		},
		json: (value) => {
			if (value === undefined && present) return undefined;
			const out: Record<string, unknown> = {};
			const from: Dict = isDict(value) ? value : {};
			for (const { name, codec, json, always } of fields) {
				const written = codec.json(from[name]) ?? always?.json;
				if (written !== undefined && json !== '-') out[json ?? name] = written;
			}
			return out;
		}
	};
}

/** Duration in µs, as Go prints it. */
export const writeDuration = (value: unknown): unknown => (typeof value === 'number' ? goDuration(value) : undefined);
