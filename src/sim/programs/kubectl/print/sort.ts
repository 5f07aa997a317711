// --sort-by: rows or objects in the order of a JSONPath's value, as kubectl's sorter compares (quantities by amount, missing first).
import {
	compareBytes,
	compareQuantity,
	findJsonPath,
	JsonPathError,
	parseJsonPath,
	parseQuantity,
	QuantityError,
	relaxedJsonPath,
	type JsonPath
} from '../../../values/index.ts';
import { at } from '../dig.ts';
import { Failure } from '../failure.ts';

function parse(field: string): JsonPath {
	try {
		return parseJsonPath(field);
	} catch (error) {
		if (error instanceof JsonPathError) throw new Failure(error.message);
		throw error;
	}
}
function firstOf(path: JsonPath, object: unknown): unknown {
	try {
		return findJsonPath(path, object, { allowMissingKeys: true })[0]?.[0];
	} catch (error) {
		if (error instanceof JsonPathError) return undefined;
		throw error;
	}
}
function less(a: unknown, b: unknown): boolean {
	if (a === undefined) return true;
	if (b === undefined) return false;
	if (a === null || b === null) return a === null && b !== null;
	if (typeof a === 'number' && typeof b === 'number') return a < b;
	if (typeof a === 'string' && typeof b === 'string') {
		try {
			return compareQuantity(parseQuantity(a), parseQuantity(b)) < 0;
		} catch (error) {
			if (error instanceof QuantityError) return compareBytes(a, b) < 0;
			throw error;
		}
	}
	throw new Failure(`unsortable interface: ${typeof a}`);
}

/** The items sorted by a field of `objectOf(item)`. Throws Failure when no item has it. */
export function sortItems<T>(items: readonly T[], sortBy: string, objectOf: (item: T) => unknown = (item) => item): T[] {
	let field = sortBy;
	try {
		field = relaxedJsonPath(sortBy);
	} catch (error) {
		if (!(error instanceof JsonPathError)) throw error;
	}
	const path = parse(field);
	const keyed = items.map((item) => ({ item, value: firstOf(path, objectOf(item)) }));
	if (items.length > 0 && keyed.every(({ value }) => value === undefined))
		throw new Failure(`couldn't find any field with path ${JSON.stringify(field)} in the list of objects`);
	return keyed.sort((a, b) => (less(a.value, b.value) ? (less(b.value, a.value) ? 0 : -1) : less(b.value, a.value) ? 1 : 0)).map(({ item }) => item);
}
/** A Table's rows sorted by a field of their objects. */
export const rowObject = (row: unknown): unknown => at(row, 'object');
