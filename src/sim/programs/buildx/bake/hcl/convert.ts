// Conversions between kinds of values, as go-cty's convert package makes them. Throws Unsuitable with its text ("string required").
import { encodeJson } from '../../../../values/index.ts';
import { isList, isMap, type Value } from './syntax.ts';

/** A value that cannot be what is wanted; or why a function fails. */
export class Unsuitable {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}
/** The same of one of a function's arguments. */
export class UnsuitableArgument {
	readonly index: number;
	readonly message: string;
	constructor(index: number, message: string) {
		this.index = index;
		this.message = message;
	}
}
export const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A type's friendly name. */
export const typeName = (value: Value): string =>
	value === null ? 'dynamic' : typeof value === 'boolean' ? 'bool' : isList(value) ? 'tuple' : isMap(value) ? 'object' : typeof value;

export function toText(value: Value): string {
	if (typeof value === 'string') return value;
	if (value === Infinity || value === -Infinity) return value > 0 ? '+Inf' : '-Inf';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new Unsuitable('string required');
}
export function toNumber(value: Value): number {
	if (typeof value === 'number') return value;
	if (typeof value === 'string' && value.trim() === value && value !== '' && Number.isFinite(Number(value))) return Number(value);
	throw new Unsuitable(typeof value === 'string' ? 'a number is required' : 'number required');
}
export function toBool(value: Value): boolean {
	if (typeof value === 'boolean') return value;
	if (value === 'true' || value === '1') return true;
	if (value === 'false' || value === '0') return false;
	throw new Unsuitable(typeof value === 'string' ? 'a bool is required' : 'bool required');
}
export function toList(value: Value): readonly Value[] {
	if (isList(value)) return value;
	throw new Unsuitable('list of any single type required');
}
export function toTexts(value: Value): string[] {
	if (!isList(value)) throw new Unsuitable('list of string required');
	return value.map((item, i) => {
		if (item === null) throw new Unsuitable('null value is not allowed');
		if (typeof item === 'object') throw new Unsuitable(`element ${i}: string required`);
		return toText(item);
	});
}
export function equal(a: Value, b: Value): boolean {
	if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i] ?? null));
	if (isMap(a) && isMap(b)) return a.size === b.size && [...a].every(([key, item]) => b.has(key) && equal(item, b.get(key) ?? null));
	return a === b;
}
/** As plain data, maps by sorted key. */
export function plain(value: Value): unknown {
	if (isList(value)) return value.map(plain);
	if (isMap(value)) return Object.fromEntries([...value].sort(([a], [b]) => compareKeys(a, b)).map(([key, item]) => [key, plain(item)]));
	return value;
}
export const jsonText = (value: Value): string => encodeJson(plain(value));
/** From plain data. Throws Unsuitable for what is no value. */
export function valueOf(data: unknown): Value {
	if (data === null || typeof data === 'boolean' || typeof data === 'number' || typeof data === 'string') return data;
	if (typeof data === 'bigint') return Number(data);
	if (Array.isArray(data)) return data.map(valueOf);
	if (typeof data === 'object') return new Map(Object.entries(data).map(([key, item]) => [key, valueOf(item)]));
	throw new Unsuitable('value required');
}
