// jq's values: reading, changing and deleting at a path, and arithmetic, with jq's messages. Pure.
import { compact, compare, isArray, isObject, toText, typeOf, type Json, type JsonObject } from './json.ts';

export type Path = readonly Json[];

/** A jq error; `value` is what catch sees. */
export class JqError {
	readonly value: Json;
	constructor(value: Json) {
		this.value = value;
	}
}
export const fail = (message: string): never => {
	throw new JqError(message);
};

/** A value in an error message, shortened as jq does (11 bytes). */
export function shown(value: Json): string {
	const text = toText(value, compact);
	return text.length > 11 ? `${text.slice(0, 10)}...` : text;
}
export const described = (value: Json): string => `${typeOf(value)} (${shown(value)})`;

export const truthy = (value: Json): boolean => value !== null && value !== false;

/** .[key] of a value. */
export function getIndex(value: Json, key: Json): Json {
	if (value === null && (key === null || typeof key === 'string' || typeof key === 'number')) return null;
	if (isObject(value) && typeof key === 'string') return value.get(key) ?? null;
	if (isArray(value) && typeof key === 'number') {
		const i = Math.floor(key);
		return value[i < 0 ? i + value.length : i] ?? null;
	}
	if (isArray(value) && isArray(key)) return indicesOf(value, key);
	if ((isArray(value) || value === null || typeof value === 'string') && isObject(key))
		return getSlice(value, key.get('start') ?? null, key.get('end') ?? null);
	return fail(typeof key === 'string' ? `Cannot index ${typeOf(value)} with string "${key}"` : `Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

export function indicesOf(value: readonly Json[], wanted: readonly Json[]): Json[] {
	const out: Json[] = [];
	if (wanted.length === 0) return out;
	for (let i = 0; i + wanted.length <= value.length; i++) if (wanted.every((one, j) => compare(one, value[i + j] ?? null) === 0)) out.push(i);
	return out;
}

export function getSlice(value: Json, from: Json, to: Json): Json {
	if (value === null) return null;
	if (!isArray(value) && typeof value !== 'string') return fail(`Cannot index ${typeOf(value)} with object`);
	if ((from !== null && typeof from !== 'number') || (to !== null && typeof to !== 'number'))
		return fail('Start and end indices of an array slice must be numbers');
	const chars = typeof value === 'string' ? [...value] : value;
	const clamp = (n: number): number => Math.min(chars.length, Math.max(0, n < 0 ? n + chars.length : n));
	const start = from === null ? 0 : clamp(Math.floor(from));
	const end = to === null ? chars.length : clamp(Math.ceil(to));
	const part = chars.slice(start, Math.max(start, end));
	return typeof value === 'string' ? part.join('') : part;
}

/** Sets .[key]. */
function setIndex(value: Json, key: Json, to: Json): Json {
	if (typeof key === 'string' && (value === null || isObject(value))) {
		const copy = new Map(value ?? []);
		copy.set(key, to);
		return copy;
	}
	if (typeof key === 'number' && (value === null || isArray(value))) {
		const copy = [...(value ?? [])];
		let i = Math.floor(key);
		if (i < 0) i += copy.length;
		if (i < 0) return fail('Out of bounds negative array index');
		if (i > 536_870_911) return fail('Array index too large');
		while (copy.length < i) copy.push(null);
		copy[i] = to;
		return copy;
	}
	if (isObject(key) && (value === null || isArray(value))) {
		if (!isArray(to)) return fail('A slice of an array can only be assigned another array');
		const list = value ?? [];
		const clamp = (n: number): number => Math.min(list.length, Math.max(0, n < 0 ? n + list.length : n));
		const [from, end] = [key.get('start') ?? null, key.get('end') ?? null];
		const start = typeof from === 'number' ? clamp(Math.floor(from)) : 0;
		const stop = typeof end === 'number' ? Math.max(start, clamp(Math.ceil(end))) : list.length;
		return [...list.slice(0, start), ...to, ...list.slice(stop)];
	}
	if (isArray(key) && isArray(value)) return fail('Cannot update field at array index of array');
	return fail(
		typeof key === 'string'
			? `Cannot index ${typeOf(value)} with "${key}"`
			: isObject(value) && typeof key === 'number'
				? 'Cannot index object with number'
				: `Cannot update field at ${typeOf(key)} index of ${typeOf(value)}`
	);
}

export function getPath(value: Json, path: Path): Json {
	let at = value;
	for (const key of path) {
		if (at === null) return null;
		at = getIndex(at, key);
	}
	return at;
}
export function setPath(value: Json, path: Path, to: Json): Json {
	if (path.length === 0) return to;
	const [key = null, ...rest] = path;
	return setIndex(value, key, setPath(value === null ? null : getIndex(value, key), rest, to));
}
function deletePath(value: Json, path: Path): Json {
	if (value === null || path.length === 0) return value;
	const [key = null, ...rest] = path;
	if (rest.length > 0) {
		const inner = getIndex(value, key);
		return inner === null ? value : setIndex(value, key, deletePath(inner, rest));
	}
	if (isObject(value) && typeof key === 'string') {
		const copy = new Map(value);
		copy.delete(key);
		return copy;
	}
	if (isArray(value) && typeof key === 'number') {
		const i = key < 0 ? Math.floor(key) + value.length : Math.floor(key);
		return value.filter((_, n) => n !== i);
	}
	if (isArray(value) && isObject(key)) return setIndex(value, key, []);
	if (isObject(value) || isArray(value)) return fail(`Cannot delete field at ${isObject(value) ? 'array index of object' : 'object index of array'}`);
	return fail(`Cannot delete field at ${typeof key === 'string' ? 'object' : 'array'} index of ${typeOf(value)}`);
}
export function deletePaths(value: Json, paths: readonly Path[]): Json {
	let out = value;
	for (const path of [...paths].sort((a, b) => compare(b, a))) out = deletePath(out, path);
	return out;
}

function mergeDeep(a: JsonObject, b: JsonObject): JsonObject {
	const out = new Map(a);
	for (const [key, value] of b) {
		const old = out.get(key);
		out.set(key, old !== undefined && isObject(old) && isObject(value) ? mergeDeep(old, value) : value);
	}
	return out;
}

/** a op b. */
export function arithmetic(op: string, a: Json, b: Json): Json {
	switch (op) {
		case '==':
			return compare(a, b) === 0;
		case '!=':
			return compare(a, b) !== 0;
		case '<':
			return compare(a, b) < 0;
		case '<=':
			return compare(a, b) <= 0;
		case '>':
			return compare(a, b) > 0;
		case '>=':
			return compare(a, b) >= 0;
		case '+':
			if (a === null) return b;
			if (b === null) return a;
			if (typeof a === 'number' && typeof b === 'number') return a + b;
			if (typeof a === 'string' && typeof b === 'string') return a + b;
			if (isArray(a) && isArray(b)) return [...a, ...b];
			if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
			return fail(`${described(a)} and ${described(b)} cannot be added`);
		case '-':
			if (typeof a === 'number' && typeof b === 'number') return a - b;
			if (isArray(a) && isArray(b)) return a.filter((one) => !b.some((other) => compare(one, other) === 0));
			return fail(`${described(a)} and ${described(b)} cannot be subtracted`);
		case '*':
			if (typeof a === 'number' && typeof b === 'number') return a * b;
			if ((typeof a === 'string' && typeof b === 'number') || (typeof a === 'number' && typeof b === 'string')) {
				const [text, n] = typeof a === 'string' ? [a, b as number] : [b as string, a as number];
				if (n <= 0) return null;
				if (text.length * n > 1e8) return fail('Repeat string result too long');
				return text.repeat(n < 1 ? 1 : Math.floor(n));
			}
			if (isObject(a) && isObject(b)) return mergeDeep(a, b);
			return fail(`${described(a)} and ${described(b)} cannot be multiplied`);
		case '/':
			if (typeof a === 'number' && typeof b === 'number')
				return b === 0 ? fail(`${described(a)} and ${described(b)} cannot be divided because the divisor is zero`) : a / b;
			if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : b === '' ? [...a] : a.split(b);
			return fail(`${described(a)} and ${described(b)} cannot be divided`);
		default:
			if (typeof a === 'number' && typeof b === 'number') {
				const [x, y] = [Math.trunc(a), Math.abs(Math.trunc(b))];
				if (y === 0) return fail(`${described(a)} and ${described(b)} cannot be divided because the divisor is zero`);
				return x < 0 ? -(-x % y) || 0 : x % y;
			}
			return fail(`${described(a)} and ${described(b)} cannot be divided`);
	}
}
