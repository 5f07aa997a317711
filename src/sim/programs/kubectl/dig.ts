// Reading API objects as plain JSON: what is missing or of another type reads as its empty value, as Go's decoded structs would show it.

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path; undefined when something on the way is missing. Numbers index lists. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
	let here = value;
	for (const step of path) {
		if (Array.isArray(here) && typeof step === 'number') here = here[step];
		else if (isObject(here)) here = Object.hasOwn(here, step) ? here[step] : undefined;
		else return undefined;
	}
	return here;
}
/** A string at a path, or "". */
export const str = (value: unknown, ...path: readonly (string | number)[]): string => {
	const found = at(value, ...path);
	return typeof found === 'string' ? found : '';
};
/** A string or number at a path as text (an IntOrString), or "". */
export const text = (value: unknown, ...path: readonly (string | number)[]): string => {
	const found = at(value, ...path);
	return typeof found === 'string' ? found : typeof found === 'number' || typeof found === 'bigint' || typeof found === 'boolean' ? String(found) : '';
};
/** A number at a path, or 0. */
export const num = (value: unknown, ...path: readonly (string | number)[]): number => {
	const found = at(value, ...path);
	return typeof found === 'number' ? found : typeof found === 'bigint' ? Number(found) : 0;
};
/** A number at a path, or undefined. */
export const maybeNum = (value: unknown, ...path: readonly (string | number)[]): number | undefined => {
	const found = at(value, ...path);
	return typeof found === 'number' ? found : undefined;
};
export const bool = (value: unknown, ...path: readonly (string | number)[]): boolean => at(value, ...path) === true;
/** A list at a path, or []. */
export const arr = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
	const found = at(value, ...path);
	return Array.isArray(found) ? found : [];
};
/** An object at a path, or {}. */
export const obj = (value: unknown, ...path: readonly (string | number)[]): Json => {
	const found = at(value, ...path);
	return isObject(found) ? found : {};
};
/** The strings of a list at a path. */
export const strs = (value: unknown, ...path: readonly (string | number)[]): readonly string[] =>
	arr(value, ...path).filter((item) => typeof item === 'string');
/** The pairs of an object at a path, values as text. */
export const pairs = (value: unknown, ...path: readonly (string | number)[]): Readonly<Record<string, string>> =>
	Object.fromEntries(Object.entries(obj(value, ...path)).map(([key, item]) => [key, text(item)]));

/** A copy with the value at a path replaced; objects on the way are made. undefined removes the field. */
export function put(value: unknown, path: readonly string[], item: unknown): Json {
	const [first, ...rest] = path;
	const own = isObject(value) ? value : {};
	if (first === undefined) return own;
	if (rest.length === 0 && item === undefined) {
		const { [first]: _gone, ...others } = own;
		return others;
	}
	return { ...own, [first]: rest.length === 0 ? item : put(own[first], rest, item) };
}
/** The fields that are not undefined. */
export function given(fields: Json): Json {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
