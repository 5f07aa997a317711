// Go templates with docker's functions (templates/templates.go), and how a failed one reads.
import { encodeJson } from '../../../values/index.ts';
import { execute, parseTemplate, TemplateError, type Template } from '../../../values/go-template/index.ts';
import { Failure } from '../failure.ts';
import { isRow, typed, untyped } from './typed.ts';

const string = (value: unknown): string => (typeof value === 'string' ? value : String(value));
const number = (value: unknown): number => Number(value);
/** strings.Title for ASCII. */
const title = (text: string): string => text.replace(/(^|[^0-9A-Za-z_'])([a-z])/g, (_all, before: string, letter: string) => before + letter.toUpperCase());

type Funcs = Readonly<Record<string, (...args: unknown[]) => unknown>>;
const functions: Funcs = {
	json: (value) => encodeJson(untyped(value), { escapeHtml: isRow(value) }),
	split: (text, separator) => string(text).split(string(separator)),
	join: (list, separator) => (Array.isArray(list) ? list.map(string).join(string(separator)) : ''),
	title: (text) => title(string(text)),
	lower: (text) => string(text).toLowerCase(),
	upper: (text) => string(text).toUpperCase(),
	pad: (text, before, after) => (string(text) === '' ? '' : ' '.repeat(number(before)) + string(text) + ' '.repeat(number(after))),
	truncate: (text, length) => (string(text).length < number(length) ? string(text) : string(text).slice(0, number(length)))
};
/** In a table's header these leave the column's title alone. */
const same = (value: unknown): unknown => value;
const headerFunctions: Funcs = { ...functions, json: same, split: same, join: same, title: same, lower: same, upper: same, truncate: same };

/** Parses a template; throws Failure `${says}: template: :1: …`. */
export function parse(text: string, says = 'template parsing error', code = 1, more: { readonly funcs?: Funcs; readonly name?: string } = {}): Template {
	try {
		return parseTemplate(text, { ...more, funcs: { ...functions, ...more.funcs } });
	} catch (e) {
		if (e instanceof TemplateError) throw new Failure(`${says}: ${e.message}`, code);
		throw e;
	}
}
export function parseHeader(text: string): Template | undefined {
	try {
		return parseTemplate(text, { funcs: headerFunctions });
	} catch (e) {
		if (e instanceof TemplateError) return undefined;
		throw e;
	}
}

/** Runs a template; throws Failure `${says}: template: :1:2: executing …`. */
export function run(template: Template, data: unknown, says = 'template parsing error', code = 1): string {
	try {
		return execute(template, data);
	} catch (e) {
		if (e instanceof TemplateError) throw new Failure(says === '' ? e.message : `${says}: ${e.message}`, code);
		throw e;
	}
}
/** Runs a template on a value as Go's types have it, and when that fails on the raw JSON, where a missing key is an error (inspect's fallback). */
export function runTyped(template: Template, value: unknown): string {
	try {
		return execute(template, typed(value));
	} catch (e) {
		if (!(e instanceof TemplateError)) throw e;
	}
	try {
		return execute(template, value, { missingKey: 'error' });
	} catch (e) {
		if (e instanceof TemplateError) throw new Failure(`template parsing error: ${e.message}`);
		throw e;
	}
}
/** What the template makes of the data, or nothing when it cannot. */
export function runOr(template: Template, data: unknown): string {
	try {
		return execute(template, data);
	} catch (e) {
		if (e instanceof TemplateError) return '';
		throw e;
	}
}
