// The tree a compose file is while it is loaded: plain mappings and lists, and the paths compose names places by ("services.web.ports.[]").
// Invariant: mappings have no prototype, so that no key of a learner's file means anything to JavaScript; keys are walked in byte order,
// where Go walks its maps at random.
import { goNumber } from '../numbers.ts';
import { compareBytes } from '../strings.ts';

export type Dict = Record<string, unknown>;
/** A list's items are `[]` in a path, but where a text says otherwise. */
export type Path = readonly string[];

export const newDict = (entries: Iterable<readonly [string, unknown]> = []): Dict => {
	const dict: Dict = Object.create(null);
	for (const [key, value] of entries) dict[key] = value;
	return dict;
};

/** A date that YAML read as a time: no kind the schema knows. */
export class GoTime {
	/** RFC 3339. */
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

export const isDict = (value: unknown): value is Dict => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof GoTime);
export const isList = (value: unknown): value is unknown[] => Array.isArray(value);
export const keysOf = (dict: object): string[] => Object.keys(dict).sort(compareBytes);
/** The mapping at a key, when there is one. */
export const dictAt = (dict: Dict, key: string): Dict | undefined => {
	const value = dict[key];
	return isDict(value) ? value : undefined;
};
export const textAt = (dict: Dict, key: string): string | undefined => {
	const value = dict[key];
	return typeof value === 'string' ? value : undefined;
};

export const shown = (path: Path): string => path.join('.');

/** Rules by the places they are for; `*` is any one step. */
export interface Rules<T> {
	readonly rows: readonly { readonly parts: readonly string[]; readonly rule: T }[];
}
export const rules = <T>(table: Readonly<Record<string, T>>): Rules<T> => ({
	rows: Object.entries(table).map(([pattern, rule]) => ({ parts: pattern === '' ? [] : pattern.split('.'), rule }))
});
export const matches = (path: Path, parts: readonly string[]): boolean =>
	parts.length === path.length && parts.every((part, i) => part === '*' || part === path[i]);
export const ruleFor = <T>(table: Rules<T>, path: Path): T | undefined => table.rows.find(({ parts }) => matches(path, parts))?.rule;

export function deepClone(value: unknown): unknown {
	if (isList(value)) return value.map(deepClone);
	if (isDict(value)) return newDict(Object.entries(value).map(([key, one]) => [key, deepClone(one)]));
	return value;
}

export function deepEqual(a: unknown, b: unknown): boolean {
	if (isList(a)) return isList(b) && a.length === b.length && a.every((one, i) => deepEqual(one, b[i]));
	if (isDict(a)) return isDict(b) && Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => key in b && deepEqual(a[key], b[key]));
	return Object.is(a, b);
}

/** fmt's %v and %s of a scalar; lists and mappings as Go prints them. */
export function printed(value: unknown): string {
	if (value === null || value === undefined) return '<nil>';
	if (isList(value)) return `[${value.map(printed).join(' ')}]`;
	if (isDict(value))
		return `map[${keysOf(value)
			.map((key) => `${key}:${printed(value[key])}`)
			.join(' ')}]`;
	if (value instanceof GoTime) return value.text;
	return typeof value === 'number' && !Number.isInteger(value) ? goNumber(value) : String(value);
}

/** fmt's %T of what a YAML tree holds. */
export function goType(value: unknown): string {
	if (value === null || value === undefined) return '<nil>';
	if (isList(value)) return '[]interface {}';
	if (isDict(value)) return 'map[string]interface {}';
	if (value instanceof GoTime) return 'time.Time';
	if (typeof value === 'boolean') return 'bool';
	if (typeof value === 'string') return 'string';
	return typeof value === 'bigint' || Number.isInteger(value) ? 'int' : 'float64';
}
