// kubectl's JSONPath (-o jsonpath, custom-columns, --sort-by, kubectl wait): client-go's util/jsonpath, its dialect and its error texts.

import { findPath, printResults } from './jsonpath/evaluate.ts';
import { JsonPathError, type PathList, parsePath } from './jsonpath/parse.ts';
import { encodeJson } from './json.ts';

export { JsonPathError };

/** A parsed template. */
export interface JsonPath {
	readonly root: PathList;
}

/** Reads a template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`. Throws `JsonPathError`, e.g. "unclosed action". */
export function parseJsonPath(text: string): JsonPath {
	return { root: parsePath(text) };
}

export interface JsonPathOptions {
	/** Missing keys stand for nothing instead of failing; kubectl's -o jsonpath sets it unless told otherwise. */
	readonly allowMissingKeys?: boolean;
}

/** What the template stands for, part by part: one list of values for each text or action. Throws `JsonPathError`. */
export function findJsonPath(path: JsonPath, data: unknown, options: JsonPathOptions = {}): unknown[][] {
	return findPath(path.root, data, options.allowMissingKeys === true).map((results) => [...results]);
}

/** The text the template makes of the data. Throws `JsonPathError`, e.g. "foo is not found". */
export function executeJsonPath(path: JsonPath, data: unknown, options: JsonPathOptions = {}): string {
	return findPath(path.root, data, options.allowMissingKeys === true)
		.map(printResults)
		.join('');
}

/** The same as -o jsonpath-as-json prints it: each part a JSON list, indented by four. */
export function executeJsonPathAsJson(path: JsonPath, data: unknown, options: JsonPathOptions = {}): string {
	return findPath(path.root, data, options.allowMissingKeys === true)
		.map((results) => `${encodeJson(results, { sortKeys: true, indent: '    ' })}\n`)
		.join('');
}

/** kubectl's RelaxedJSONPathExpression: "x.y", ".x.y", "{x.y}" and "{.x.y}" all become "{.x.y}". Throws `JsonPathError`. */
export function relaxedJsonPath(text: string): string {
	if (text === '') return text;
	const parts = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
	const path = parts?.[1] ?? parts?.[2];
	if (path === undefined) {
		throw new JsonPathError("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
	}
	return `{.${path}}`;
}
