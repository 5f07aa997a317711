// Whether two JSON values are the same.
import { isObject } from '../dig.ts';

export function equal(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
	if (!isObject(a) || !isObject(b)) return typeof a === 'bigint' || typeof b === 'bigint' ? String(a) === String(b) : false;
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}
