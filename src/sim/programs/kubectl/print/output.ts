// -o: the printers of objects (json, yaml, kyaml, name, jsonpath, go-template, custom-columns), chosen and refused as cli-runtime does.
import { Errno, type Sys } from '../../../engine/index.ts';
import { readText } from '../../../kernel/index.ts';
import {
	encodeJson,
	encodeYaml,
	execute,
	executeJsonPath,
	executeJsonPathAsJson,
	goQuote,
	goSprint,
	goSyntax,
	JsonPathError,
	parseJsonPath,
	parseTemplate,
	TemplateError,
	TemplateFunctionError,
	text,
	unbase64,
	Base64Error
} from '../../../values/index.ts';
import { at, isObject, put, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { out, type Session } from '../session.ts';
import { columnsFromFile, columnsFromSpec, columnsText, type Column } from './custom-columns.ts';
import { encodeKyaml } from './kyaml.ts';
import { splitApiVersion } from './names.ts';

/** Prints one object after another. `operation` is what was done, for -o name and the plain success line. */
export type Print = (object: Json, operation?: string) => Sys<void>;

const generic = [
	'json',
	'yaml',
	'kyaml',
	'name',
	'go-template',
	'go-template-file',
	'template',
	'templatefile',
	'jsonpath',
	'jsonpath-as-json',
	'jsonpath-file'
];
/** The formats of get. */
export const getFormats = [...generic, 'wide', 'custom-columns', 'custom-columns-file'].sort();

function noPrinter(format: string, formats: readonly string[]): Failure {
	return new Failure(`unable to match a printer suitable for the output format ${goQuote(format)}, allowed formats are: ${[...formats].sort().join(',')}`);
}
/** Without managedFields, also inside lists. */
export function withoutManagedFields(object: Json): Json {
	const items = object.items;
	const own = at(object, 'metadata', 'managedFields') === undefined ? object : put(object, ['metadata', 'managedFields'], undefined);
	return Array.isArray(items) ? { ...own, items: items.map((item: unknown) => (isObject(item) ? withoutManagedFields(item) : item)) } : own;
}

interface Format {
	readonly name: string;
	readonly template: string;
}
/** "jsonpath={.items}" → jsonpath and its template. */
function split(output: string, template: string): Format {
	for (const name of [...generic, 'custom-columns', 'custom-columns-file'])
		if (output.startsWith(`${name}=`)) return { name, template: output.slice(name.length + 1) };
	return { name: output, template };
}
function* templateText(path: string): Sys<string> {
	try {
		return yield* readText(path);
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`error reading --template ${path}, open ${path}: no such file or directory`);
		throw error;
	}
}

export interface OutputOptions {
	readonly formats?: readonly string[];
	/** Keep Go's field order in JSON (objects made by the client itself). */
	readonly typed?: boolean;
	/** Names are printed bare, without the operation. */
	readonly bareNames?: boolean;
}

/** The printer of -o, or undefined when the output is for people. Throws Failure for formats and templates that cannot be used. */
export function* outputPrinter(s: Session, options: OutputOptions = {}): Sys<Print | undefined> {
	const given = s.str('output');
	if (given === 'wide' && (options.formats ?? generic).includes('wide')) return undefined;
	const format = given === '' && s.str('template') !== '' ? { name: 'go-template', template: s.str('template') } : split(given, s.str('template'));
	if (format.name === '') return undefined;
	const formats = options.formats ?? generic;
	if (!formats.includes(format.name)) throw noPrinter(given, formats);
	const keep = s.bool('show-managed-fields');
	const missing = !s.has('allow-missing-template-keys') || s.bool('allow-missing-template-keys');
	switch (format.name) {
		case 'json':
			return (object) => out(`${encodeJson(keep ? object : withoutManagedFields(object), { indent: '    ', sortKeys: !options.typed })}\n`);
		case 'yaml':
			return yamlPrinter(keep);
		case 'kyaml':
			return (object) => out(encodeKyaml(keep ? object : withoutManagedFields(object), options.typed));
		case 'name':
			return namePrinter(options.bareNames === true);
		case 'jsonpath':
		case 'jsonpath-as-json':
			return yield* jsonPathPrinter(format.template, missing, format.name);
		case 'jsonpath-file':
			return yield* jsonPathPrinter(yield* templateText(format.template), missing, 'jsonpath');
		case 'go-template':
		case 'template':
			return yield* templatePrinter(format.template, missing);
		case 'go-template-file':
		case 'templatefile':
			return yield* templatePrinter(format.template === '' ? '' : yield* templateText(format.template), missing);
		case 'custom-columns':
			return columnsPrinter(columnsFromSpec(format.template), s.bool('no-headers'));
		case 'custom-columns-file': {
			if (format.template === '') throw new Failure('custom-columns format specified but no custom columns given');
			return columnsPrinter(columnsFromFile(yield* readTemplate(format.template)), false);
		}
		default:
			throw noPrinter(given, formats);
	}
}
function* readTemplate(path: string): Sys<string> {
	try {
		return yield* readText(path);
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`error reading template ${path}, open ${path}: no such file or directory\n`);
		throw error;
	}
}

function yamlPrinter(keep: boolean): Print {
	let count = 0;
	return function* (object) {
		count += 1;
		yield* out(`${count > 1 ? '---\n' : ''}${encodeYaml(keep ? object : withoutManagedFields(object))}`);
	};
}
function columnsPrinter(columns: readonly Column[], noHeaders: boolean): Print {
	let printed = noHeaders;
	return function* (object) {
		yield* out(columnsText(object, columns, printed));
		printed = true;
	};
}

/** "pod/web", or "pod/web created". */
function namePrinter(bare: boolean): Print {
	return function* (object, operation = '') {
		if (Array.isArray(object.items) && str(object, 'kind').endsWith('List')) {
			for (const item of object.items) if (isObject(item)) yield* out(`${nameLine(item)}\n`);
			return;
		}
		yield* out(`${nameLine(object)}${operation === '' || bare ? '' : ` ${operation}`}\n`);
	};
}
/** "deployment.apps/web" */
export function nameLine(object: Json): string {
	const kind = str(object, 'kind').toLowerCase();
	const { group } = splitApiVersion(str(object, 'apiVersion'));
	const name = str(object, 'metadata', 'name');
	const shown = name === '' ? '<unknown>' : name;
	if (kind === '') return `<unknown>/${shown}`;
	return `${kind}${group === '' ? '' : `.${group}`}/${shown}`;
}

function* jsonPathPrinter(template: string, allowMissingKeys: boolean, format: string): Sys<Print> {
	if (template === '') throw new Failure('template format specified but no template given');
	let path;
	try {
		path = parseJsonPath(template);
	} catch (error) {
		if (error instanceof JsonPathError) throw new Failure(`error parsing jsonpath ${template}, ${error.message}`);
		throw error;
	}
	const parsed = path;
	return function* (object) {
		try {
			yield* out(format === 'jsonpath' ? executeJsonPath(parsed, object, { allowMissingKeys }) : executeJsonPathAsJson(parsed, object, { allowMissingKeys }));
		} catch (error) {
			if (!(error instanceof JsonPathError)) throw error;
			throw new Failure(
				`error executing jsonpath ${goQuote(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`
			);
		}
	};
}

function exists(item: unknown, ...path: unknown[]): boolean {
	let here = item;
	for (const step of path) {
		if (typeof step !== 'string' && typeof step !== 'number') return false;
		here = at(here, step);
	}
	return here !== undefined && here !== null;
}
function base64decode(value: unknown): string {
	try {
		return text(unbase64(typeof value === 'string' ? value : ''));
	} catch (error) {
		if (error instanceof Base64Error) throw new TemplateFunctionError(`base64 decode failed: ${error.message}`);
		throw error;
	}
}

function* templatePrinter(template: string, missing: boolean): Sys<Print> {
	if (template === '') throw new Failure('template format specified but no template given');
	let parsed: ReturnType<typeof parseTemplate>;
	try {
		parsed = parseTemplate(template, { name: 'output', funcs: { exists, base64decode }, ...(missing ? {} : { missingKey: 'error' as const }), floats: true });
	} catch (error) {
		if (error instanceof TemplateError) throw new Failure(`error parsing template ${template}, ${error.message}`);
		throw error;
	}
	return function* (object) {
		let partial = '';
		try {
			yield* out(execute(parsed, object, { write: (text) => (partial = text) }));
		} catch (error) {
			if (!(error instanceof TemplateError)) throw error;
			yield* out(
				`${partial}Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\traw data was:\n\t\t${encodeJson(object, { sortKeys: true })}\n\n\tobject given to template engine was:\n\t\t${goSprint(object)}\n\n`
			);
			throw new Failure(`error executing template ${goQuote(template)}: ${error.message}`);
		}
	};
}
