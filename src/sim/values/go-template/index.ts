// Go templates (text/template): docker's --format, kubectl's -o go-template, and everything else that prints through them.
// The data are JSON values; a GoStruct (go-print.ts) stands for a value of a Go type whose missing fields are errors.

import { executeTemplate, type Executable, type TemplateFunction } from './execute.ts';
import { builtins } from './functions.ts';
import type { List } from './nodes.ts';
import { parseTrees, TemplateError } from './parse.ts';

export { TemplateError };
export { TemplateFunctionError } from './functions.ts';
export type { TemplateFunction } from './execute.ts';

export interface TemplateOptions {
	/** The template's name in error messages; docker's templates have none (""). */
	readonly name?: string;
	/** More functions. A function that takes named parameters is called with exactly so many; "...args" takes any number. */
	readonly funcs?: Readonly<Record<string, TemplateFunction>>;
	/** Option("missingkey=…"): a missing map key is <no value> (default), null (zero), or an error. */
	readonly missingKey?: 'default' | 'zero' | 'error';
	/** The data went through json.Unmarshal: every number is a float64, so 1000650000 prints as 1.00065e+09 (kubectl's go-template). */
	readonly floats?: boolean;
}

/** A parsed template. */
export type Template = Executable;

/** Parses a template. Throws `TemplateError`: "template: NAME:1: unclosed action". */
export function parseTemplate(text: string, options: TemplateOptions = {}): Template {
	const { name = '', funcs = {}, missingKey = 'default', floats = false } = options;
	const trees = new Map<string, List>();
	parseTrees({ name, text, trees, hasFunction: (func) => Object.hasOwn(builtins, func) || Object.hasOwn(funcs, func) });
	return { name, text, trees, funcs, missingKey, numbers: { floats } };
}

export interface ExecuteOptions {
	/** Another missing-key rule than the template's. */
	readonly missingKey?: TemplateOptions['missingKey'];
	/** Gets what was written before an error. */
	readonly write?: (partial: string) => void;
}

/** The text the template makes of the data. Throws `TemplateError`: `template: :1:2: executing "" at <.Foo>: …`. */
export function execute(template: Template, data: unknown, options: ExecuteOptions = {}): string {
	const ready = options.missingKey === undefined ? template : { ...template, missingKey: options.missingKey };
	return executeTemplate(ready, template.name, data, options.write);
}
