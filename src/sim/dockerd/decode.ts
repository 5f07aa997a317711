// Reading request bodies: Go's encoding/json rules where they show (field names match whatever their case, absent and null are zero values).
// Leaves out the "cannot unmarshal" texts of wrongly typed fields: a wrong type reads as absent.

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const object = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** A field by name, exact first, then by any case. */
export function field(source: JsonObject, name: string): unknown {
	if (Object.hasOwn(source, name)) return source[name];
	// Letters of another case are as long.
	let wanted: string | undefined;
	for (const key in source) if (key.length === name.length && key.toLowerCase() === (wanted ??= name.toLowerCase())) return source[key];
	return undefined;
}

export function str(source: JsonObject, name: string): string {
	const value = field(source, name);
	return typeof value === 'string' ? value : '';
}
export function num(source: JsonObject, name: string): number {
	const value = field(source, name);
	return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : 0;
}
export function bool(source: JsonObject, name: string): boolean {
	return field(source, name) === true;
}
export function optional<T>(source: JsonObject, name: string, read: (source: JsonObject, name: string) => T): T | undefined {
	const value = field(source, name);
	return value === undefined || value === null ? undefined : read(source, name);
}
/** null when absent, as a Go slice. */
export function strings(source: JsonObject, name: string): string[] | null {
	const value = field(source, name);
	return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : null;
}
/** strslice.StrSlice: a list, or one text. */
export function strSlice(source: JsonObject, name: string): string[] | null {
	const value = field(source, name);
	return typeof value === 'string' ? [value] : strings(source, name);
}
export function list(source: JsonObject, name: string): readonly unknown[] | null {
	const value = field(source, name);
	return Array.isArray(value) ? value : null;
}
/** A map of texts, keys in byte order (as Go prints maps); null when absent. */
export function stringMap(source: JsonObject, name: string): Record<string, string> | null {
	const value = field(source, name);
	if (!isObject(value)) return null;
	const out: Record<string, string> = {};
	for (const key of Object.keys(value).sort(byBytes)) {
		const item = value[key];
		if (typeof item === 'string') out[key] = item;
	}
	return out;
}
/** A set as Go writes it: {"80/tcp": {}}; null when absent. */
export function stringSet(source: JsonObject, name: string): Record<string, Record<string, never>> | null {
	const value = field(source, name);
	return isObject(value) ? setOf(Object.keys(value)) : null;
}
export const setOf = (keys: readonly string[]): Record<string, Record<string, never>> => Object.fromEntries([...keys].sort(byBytes).map((key) => [key, {}]));
export const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** The same map with its keys in byte order. */
export function sortedMap<T>(map: Readonly<Record<string, T>>): Record<string, T> {
	const keys = Object.keys(map);
	if (keys.every((key, at) => at === 0 || (keys[at - 1] ?? '') <= key)) return { ...map };
	return Object.fromEntries(Object.entries(map).sort(([a], [b]) => byBytes(a, b)));
}
