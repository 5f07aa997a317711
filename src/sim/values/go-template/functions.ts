// The functions every Go template has: comparison, logic, printing, indexing, escaping.
// A whole number that comes from the template is a bigint (Go's int); numbers of the data are numbers.

import { goPrint, goSprint, goSprintf, goSprintln, GoStruct, goTypeName } from '../go-print.ts';
import { compareBytes, isPrintable } from '../strings.ts';
import { utf8, utf8Length, text as decode } from '../bytes.ts';

/** What a function of a template throws; the template adds `error calling NAME: `. */
export class TemplateFunctionError extends Error {}

/** How the numbers of the data are typed: as written, or all float64 (what json.Unmarshal makes of them in kubectl's go-template). */
export interface NumberMode {
	readonly floats: boolean;
}

export type Builtin = (args: readonly unknown[], mode: NumberMode) => unknown;

/** Go's truth: not empty, not zero, not nil. */
export function isTrue(value: unknown): boolean {
	if (value === undefined || value === null) return false;
	if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
	if (typeof value === 'number') return value !== 0;
	if (typeof value === 'bigint') return value !== 0n;
	if (typeof value === 'boolean') return value;
	if (value instanceof GoStruct) return !value.nil;
	if (typeof value !== 'object') return true;
	return value instanceof Uint8Array ? value.length > 0 : Object.keys(value).length > 0;
}

/** reflect's type name, with this mode's numbers. */
export function typeName(value: unknown, mode: NumberMode): string {
	if (typeof value === 'bigint') return 'int';
	return typeof value === 'number' && mode.floats ? 'float64' : goTypeName(value);
}

type Kind = 'bool' | 'int' | 'float' | 'string' | undefined;

function basicKind(value: unknown, mode: NumberMode): Kind {
	if (typeof value === 'boolean') return 'bool';
	if (typeof value === 'string') return 'string';
	if (typeof value === 'bigint') return 'int';
	if (typeof value === 'number') return mode.floats || !Number.isInteger(value) ? 'float' : 'int';
	return undefined;
}

function incompatible(a: unknown, b: unknown, mode: NumberMode): never {
	throw new TemplateFunctionError(`incompatible types for comparison: ${typeName(a, mode)} and ${typeName(b, mode)}`);
}

function sameValue(a: unknown, b: unknown, mode: NumberMode): boolean {
	const kind = basicKind(a, mode);
	if (kind !== basicKind(b, mode)) {
		if (a === undefined || b === undefined || a === null || b === null) return false;
		incompatible(a, b, mode);
	}
	if (kind === 'int' || kind === 'float') return Number(a) === Number(b);
	if (kind !== undefined) return a === b;
	const aNil = a === null || a === undefined;
	const bNil = b === null || b === undefined;
	if (aNil || bNil) return aNil === bNil;
	if (!(b instanceof GoStruct)) throw new TemplateFunctionError(`non-comparable type ${goPrint(b)}: ${typeName(b, mode)}`);
	return a === b;
}

function equal(args: readonly unknown[], mode: NumberMode): boolean {
	if (args.length < 2) throw new TemplateFunctionError('missing argument for comparison');
	return args.slice(1).some((other) => sameValue(args[0], other, mode));
}

function less(a: unknown, b: unknown, mode: NumberMode): boolean {
	const kind = basicKind(a, mode);
	const other = basicKind(b, mode);
	if (kind === undefined || other === undefined) throw new TemplateFunctionError('invalid type for comparison');
	if (kind !== other) incompatible(a, b, mode);
	if (kind === 'bool') throw new TemplateFunctionError('invalid type for comparison');
	if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b) < 0;
	return Number(a) < Number(b);
}

function lengthOf(value: unknown, mode: NumberMode): bigint {
	if (typeof value === 'string') return BigInt(utf8Length(value));
	if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length);
	if (value === null || value === undefined) throw new TemplateFunctionError('len of nil pointer');
	if (typeof value !== 'object' || value instanceof GoStruct) throw new TemplateFunctionError(`len of type ${typeName(value, mode)}`);
	return BigInt(Object.keys(value).length);
}

function indexArg(value: unknown, capacity: number, mode: NumberMode): number {
	if (value === undefined || value === null) throw new TemplateFunctionError('cannot index slice/array with nil');
	if (basicKind(value, mode) !== 'int') throw new TemplateFunctionError(`cannot index slice/array with type ${typeName(value, mode)}`);
	const at = Number(value);
	if (at < 0 || at > capacity) throw new TemplateFunctionError(`index out of range: ${at}`);
	return at;
}

function indexOne(item: unknown, key: unknown, mode: NumberMode): unknown {
	if (item === null || item === undefined) throw new TemplateFunctionError('index of nil pointer');
	if (Array.isArray(item) || item instanceof Uint8Array || typeof item === 'string') {
		const list: ArrayLike<unknown> = typeof item === 'string' ? utf8(item) : item;
		const at = indexArg(key, list.length, mode);
		if (at >= list.length) throw new TemplateFunctionError('reflect: slice index out of range');
		return list[at] ?? null;
	}
	if (typeof item !== 'object' || item instanceof GoStruct) throw new TemplateFunctionError(`can't index item of type ${typeName(item, mode)}`);
	if (key === null || key === undefined) throw new TemplateFunctionError('value is nil; should be of type string');
	if (typeof key !== 'string') throw new TemplateFunctionError(`value has type ${typeName(key, mode)}; should be string`);
	const map: Readonly<Record<string, unknown>> = { ...item };
	return Object.hasOwn(map, key) ? map[key] : null;
}

function index(args: readonly unknown[], mode: NumberMode): unknown {
	const [item, ...keys] = args;
	if (item === null || item === undefined) throw new TemplateFunctionError('index of untyped nil');
	return keys.reduce((current, key) => indexOne(current, key, mode), item);
}

function slice(args: readonly unknown[], mode: NumberMode): unknown {
	const [item, ...indexes] = args;
	if (item === null || item === undefined) throw new TemplateFunctionError('slice of untyped nil');
	if (indexes.length > 3) throw new TemplateFunctionError(`too many slice indexes: ${indexes.length}`);
	if (typeof item !== 'string' && !Array.isArray(item)) throw new TemplateFunctionError(`can't slice item of type ${typeName(item, mode)}`);
	if (typeof item === 'string' && indexes.length === 3) throw new TemplateFunctionError('cannot 3-index slice a string');
	const length = typeof item === 'string' ? utf8Length(item) : item.length;
	const [from = 0, to = length, capacity = length] = indexes.map((value) => indexArg(value, length, mode));
	if (from > to) throw new TemplateFunctionError(`invalid slice index: ${from} > ${to}`);
	if (to > capacity) throw new TemplateFunctionError(`invalid slice index: ${to} > ${capacity}`);
	return typeof item === 'string' ? decode(utf8(item).subarray(from, to)) : item.slice(from, to);
}

function join(args: readonly unknown[]): string {
	const [only] = args;
	return args.length === 1 && typeof only === 'string' ? only : goSprint(...args);
}

const htmlEscapes: Readonly<Record<string, string>> = { '\0': '\ufffd', '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const jsEscapes: Readonly<Record<string, string>> = {
	'\\': '\\\\',
	"'": "\\'",
	'"': '\\"',
	'<': '\\u003C',
	'>': '\\u003E',
	'&': '\\u0026',
	'=': '\\u003D'
};

function escapeJs(source: string): string {
	let out = '';
	for (const char of source) {
		const code = char.codePointAt(0) ?? 0;
		const known = jsEscapes[char];
		if (known !== undefined) out += known;
		else if (code < 0x20 || (code > 0x7f && !isPrintable(char))) out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
		else out += char;
	}
	return out;
}

function escapeQuery(source: string): string {
	let out = '';
	for (const byte of utf8(source)) {
		const char = String.fromCharCode(byte);
		if (/^[A-Za-z0-9_.~-]$/.test(char)) out += char;
		else out += char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
	}
	return out;
}

function print(format: unknown, args: readonly unknown[], mode: NumberMode): string {
	if (typeof format !== 'string') throw new TemplateFunctionError(`wrong type for value; expected string; got ${typeName(format, mode)}`);
	return goSprintf(format, ...args);
}

export interface BuiltinRow {
	/** How many arguments it takes; `variadic`: at least so many. */
	readonly arity: number;
	readonly variadic: boolean;
	readonly run: Builtin;
}

const fixed = (arity: number, run: Builtin): BuiltinRow => ({ arity, variadic: false, run });
const variadic = (arity: number, run: Builtin): BuiltinRow => ({ arity, variadic: true, run });

/** The built-in functions. `and`, `or` and `call` are evaluated by execute.ts: they look at their arguments one at a time. */
export const builtins: Readonly<Record<string, BuiltinRow>> = {
	and: variadic(1, () => undefined),
	or: variadic(1, () => undefined),
	call: variadic(1, () => undefined),
	eq: variadic(1, equal),
	ge: fixed(2, ([a, b], mode) => !less(a, b, mode)),
	gt: fixed(2, ([a, b], mode) => !less(a, b, mode) && !sameValue(a, b, mode)),
	html: variadic(0, (args) => join(args).replace(/[\0"'&<>]/g, (char) => htmlEscapes[char] ?? char)),
	index: variadic(1, index),
	js: variadic(0, (args) => escapeJs(join(args))),
	le: fixed(2, ([a, b], mode) => less(a, b, mode) || sameValue(a, b, mode)),
	len: fixed(1, ([value], mode) => lengthOf(value, mode)),
	lt: fixed(2, ([a, b], mode) => less(a, b, mode)),
	ne: fixed(2, ([a, b], mode) => !sameValue(a, b, mode)),
	not: fixed(1, ([value]) => !isTrue(value)),
	print: variadic(0, (args) => goSprint(...args)),
	printf: variadic(1, ([format, ...args], mode) => print(format, args, mode)),
	println: variadic(0, (args) => goSprintln(...args)),
	slice: variadic(1, slice),
	urlquery: variadic(0, (args) => escapeQuery(join(args)))
};
