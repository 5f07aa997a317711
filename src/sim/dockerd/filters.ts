// The filters of list, prune and event requests: the query's JSON, which names are accepted, and how values match. Follows moby's api/types/filters.
import { compileRegExp } from '../values/regexp.ts';
import { parseJson } from '../values/index.ts';
import { badParameter, type DockerError } from './errors.ts';
import { isObject } from './decode.ts';

/** Values by filter name. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/** Reads {"name":{"value":true}} or the older {"name":["value"]}. Throws 400. */
export function parseFilters(text: string): Filters {
	const out = new Map<string, readonly string[]>();
	if (text === '') return out;
	let value: unknown;
	try {
		value = parseJson(text);
	} catch {
		throw badParameter('invalid filter');
	}
	if (!isObject(value)) throw badParameter('invalid filter');
	for (const [name, values] of Object.entries(value)) {
		if (Array.isArray(values)) out.set(name, values.map(String));
		else if (isObject(values))
			out.set(
				name,
				Object.keys(values).filter((key) => values[key] === true)
			);
		else throw badParameter('invalid filter');
	}
	return out;
}

/** Throws `invalid filter 'x'` for the first name that is not accepted. */
export function acceptFilters(filters: Filters, names: readonly string[]): void {
	for (const name of filters.keys()) if (!names.includes(name)) throw badParameter(`invalid filter '${name}'`);
}
const filterError = (name: string, values: readonly string[]): DockerError => badParameter(`invalid filter '${name}=[${values.join(' ')}]'`);

/** true when the filter is absent or one of its values is exactly `source`. */
export function exactMatch(filters: Filters, name: string, source: string): boolean {
	const values = filters.get(name);
	return !values || values.length === 0 || values.includes(source);
}
/** As exactMatch, or a value is a prefix. */
export function fuzzyMatch(filters: Filters, name: string, source: string): boolean {
	const values = filters.get(name);
	return !values || values.length === 0 || values.some((value) => source.startsWith(value));
}
/** As exactMatch, or a value is a regular expression (RE2) found in `source`. */
export function matches(filters: Filters, name: string, source: string): boolean {
	const values = filters.get(name);
	if (!values || values.length === 0) return true;
	return values.some((value) => value === source || found(value, source));
}
function found(pattern: string, source: string): boolean {
	try {
		return compileRegExp(pattern, { syntax: 're2' }).exec(source, 0) !== null;
	} catch {
		return false;
	}
}
/** Every "key" or "key=value" of the filter holds in the map. */
export function matchesLabels(filters: Filters, name: string, labels: Readonly<Record<string, string>> | null): boolean {
	const values = filters.get(name);
	if (!values || values.length === 0) return true;
	return values.every((value) => labelHolds(value, labels ?? {}));
}
function labelHolds(value: string, labels: Readonly<Record<string, string>>): boolean {
	const at = value.indexOf('=');
	const key = at < 0 ? value : value.slice(0, at);
	return Object.hasOwn(labels, key) && (at < 0 || labels[key] === value.slice(at + 1));
}
/** Prune's label and label!: all of the first, none of the second. */
export function prunable(filters: Filters, labels: Readonly<Record<string, string>> | null): boolean {
	if (!matchesLabels(filters, 'label', labels)) return false;
	const not = filters.get('label!');
	return !not || not.length === 0 || !matchesLabels(filters, 'label!', labels);
}
/** A filter's boolean; throws 400 for another word. */
export function boolFilter(filters: Filters, name: string, fallback: boolean): boolean {
	const values = filters.get(name);
	if (!values || values.length === 0) return fallback;
	const yes = values.some((value) => value === '1' || value === 'true');
	const no = values.some((value) => value === '0' || value === 'false');
	if (yes === no) throw filterError(name, values);
	return yes;
}
