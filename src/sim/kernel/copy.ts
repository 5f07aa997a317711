// Copies of plain data: what a settle, an `init` or a thread's arguments hand over. Most are a number, a text or a record of those, and
// maps and sets among them, and are copied here at once; what has another shape (bytes, very deep nesting) is left to structuredClone, with the same result.
// Invariant: the copy shares nothing with its source that may be changed.
/**
 * The same text, sharing nothing with the one it was cut from or joined of: for a short text that is kept long (a path out of a JSON file),
 * which would otherwise keep all of that alive.
 */
export const detached = (source: string): string => (source.length < shortest ? source : (JSON.parse(JSON.stringify(source)) as string));
/** Below this length engines neither cut nor join texts by reference. */
const shortest = 13;

const deepest = 40;

/** Data that was promised never to change: handed over as it is. */
const constants = new WeakSet<object>();
/** Promises that a value (a parsed program) and all in it never change, so that it need not be copied. */
export function constant<T extends object>(value: T): T {
	constants.add(value);
	return value;
}

/** A deep copy. Throws as structuredClone does for what is not data (functions). */
export function copyPlain<T>(value: T): T {
	if (typeof value !== 'object' || value === null) return typeof value === 'function' ? structuredClone(value) : value;
	const copy = copyOf(value, 0);
	return copy === other ? structuredClone(value) : (copy as T);
}

/** What is not copied here. */
const other: unique symbol = Symbol('other');

function copyOf(value: unknown, depth: number): unknown {
	if (typeof value === 'function' || typeof value === 'symbol') return other;
	if (typeof value !== 'object' || value === null) return value;
	if (constants.has(value)) return value;
	if (depth === deepest) return other;
	if (Array.isArray(value)) {
		const list: unknown[] = [];
		for (const item of value) {
			const copy = copyOf(item, depth + 1);
			if (copy === other) return other;
			list.push(copy);
		}
		return list;
	}
	if (value instanceof Map) {
		const map = new Map<unknown, unknown>();
		for (const [key, item] of value) {
			const copy = copyOf(item, depth + 1);
			if (copy === other || (typeof key === 'object' && key !== null)) return other;
			map.set(key, copy);
		}
		return map;
	}
	if (value instanceof Set) {
		for (const item of value) if (typeof item === 'object' && item !== null) return other;
		return new Set(value);
	}
	if (Object.getPrototypeOf(value) !== Object.prototype) return other;
	const record: Record<string, unknown> = {};
	for (const key of Object.keys(value)) {
		const copy = copyOf((value as Readonly<Record<string, unknown>>)[key], depth + 1);
		if (copy === other || key === '__proto__') return other;
		record[key] = copy;
	}
	return record;
}
