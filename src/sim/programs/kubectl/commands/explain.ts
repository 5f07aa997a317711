// kubectl explain: a kind or one of its fields, from the server's OpenAPI v3 document.
import type { Sys } from '../../../engine/index.ts';
import { ApiError } from '../../../client/index.ts';
import { discover, findMapping, type Mapping } from '../discovery.ts';
import { arr, at, isObject, obj, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { explainHelp } from '../help/explain.ts';
import { call } from '../rest.ts';
import { out, type Session } from '../session.ts';
import { command } from '../tree.ts';
import { indent, wordWrap } from '../wrap.ts';

/** The document a schema's references point into. */
type Schemas = Readonly<Record<string, unknown>>;
const resolve = (schemas: Schemas, reference: string): Json | undefined => {
	const found = schemas[reference.slice(reference.lastIndexOf('/') + 1)];
	return isObject(found) ? found : undefined;
};
const referenced = (schemas: Schemas, schema: unknown): Json => resolve(schemas, str(schema, '$ref')) ?? (isObject(schema) ? schema : {});

function typeGuess(schemas: Schemas, schema: unknown): string {
	const items = at(schema, 'items');
	if (isObject(items)) return `[]${typeGuess(schemas, items)}`;
	const values = at(schema, 'additionalProperties');
	if (isObject(values)) return `map[string]${typeGuess(schemas, values)}`;
	const all = arr(schema, 'allOf');
	if (all.length === 1 && at(schema, 'properties') === undefined) return typeGuess(schemas, all[0]);
	const reference = str(schema, '$ref');
	if (reference !== '') {
		const target = resolve(schemas, reference);
		const type = str(target, 'type');
		return !target || type === '' || type === 'object'
			? reference.slice(Math.max(reference.lastIndexOf('/'), reference.lastIndexOf('.')) + 1) || 'Object'
			: type;
	}
	const type = str(schema, 'type');
	return type === 'object' || type === '' ? 'Object' : type;
}
function description(schemas: Schemas, schema: unknown): string {
	const resolved = referenced(schemas, schema);
	let text = str(resolved, 'description') === '' ? '' : `${str(resolved, 'description')}\n`;
	for (const one of arr(resolved, 'allOf')) text += description(schemas, one);
	if (isObject(resolved.items)) text += description(schemas, resolved.items);
	if (isObject(resolved.additionalProperties)) text += description(schemas, resolved.additionalProperties);
	return text;
}
const enumText = (value: unknown): string => (value === '' ? '""' : String(value));
function shortEnum(schema: unknown, amount: number): string {
	const values = arr(schema, 'enum');
	if (values.length === 0) return '';
	return `\n${' '.repeat(amount)}enum: ${values.slice(0, 4).map(enumText).join(', ')}${values.length > 4 ? ', ....' : ''}`;
}
const longEnum = (schema: unknown): string => {
	const values = arr(schema, 'enum');
	return values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${enumText(value)}`).join('')}`;
};
function externalDocs(docs: unknown, title: number, width: number): string {
	if (!isObject(docs)) return '';
	const text = str(docs, 'description');
	const url = str(docs, 'url');
	return `${indent('EXTERNAL DOCS:', title)}\n${text === '' ? '' : `${indent(wordWrap(text, width), title === 0 ? 4 : title + 2)}\n`}${url === '' ? '' : `${indent(`URL: ${url}`, title === 0 ? 4 : title + 2)}\n`}`;
}

interface Listing {
	readonly schemas: Schemas;
	readonly recursive: boolean;
}
function fieldList(listing: Listing, schema: unknown, level: number, history: ReadonlySet<string>): string {
	const reference = str(schema, '$ref');
	if (reference !== '' && history.has(reference)) return '';
	const known = new Set([...history, reference]);
	const resolved = referenced(listing.schemas, schema);
	let text = '';
	const properties = obj(resolved, 'properties');
	for (const name of Object.keys(properties).sort()) {
		text += field(listing, name, properties[name], arr(resolved, 'required').includes(name), level);
		if (listing.recursive) text += fieldList(listing, properties[name], level + 1, known);
	}
	for (const one of arr(resolved, 'allOf')) text += fieldList(listing, one, level, known);
	if (isObject(resolved.items)) text += fieldList(listing, resolved.items, level, known);
	if (isObject(resolved.additionalProperties)) text += fieldList(listing, resolved.additionalProperties, level, known);
	return text;
}
function field({ schemas, recursive }: Listing, name: string, schema: unknown, required: boolean, level: number): string {
	const amount = level * 2;
	const head = `${indent(name, amount)}\t<${typeGuess(schemas, schema)}>${required ? ' -required-' : ''}${shortEnum(schema, amount)}\n`;
	if (recursive) return head;
	const docs = externalDocs(at(schema, 'externalDocs'), amount + 2, 76 - amount);
	return `${head}${indent(wordWrap(str(schema, 'description') || '<no description>', 78 - amount), amount + 2)}\n${docs === '' ? '' : `\n${docs}`}\n`;
}

/** What a path of fields leads to; "" when it leads nowhere. */
function output(listing: Listing, schema: unknown, path: readonly string[], history: ReadonlySet<string>): string {
	const { schemas } = listing;
	const reference = str(schema, '$ref');
	const known = new Set([...history, reference]);
	const resolved = referenced(schemas, schema);
	const [first, ...rest] = path;
	if (first === undefined) {
		const docs = externalDocs(resolved.externalDocs, 0, 76);
		const fields = fieldList(listing, resolved, 1, new Set());
		return `DESCRIPTION:\n${indent(wordWrap(description(schemas, resolved) || '<empty>', 76), 4)}\n${docs === '' ? '' : `\n${docs}`}${fields === '' ? '' : `FIELDS:\n${fields}`}`;
	}
	if (reference !== '' && history.has(reference)) return '';
	const next = obj(resolved, 'properties')[first];
	if (next !== undefined) {
		const head = rest.length > 0 ? '' : `FIELD: ${first} <${typeGuess(schemas, next)}>\n${longEnum(next)}\n\n`;
		const inner = output(listing, next, rest, new Set());
		return head + inner;
	}
	if (isObject(resolved.items)) return output(listing, resolved.items, path, known);
	if (isObject(resolved.additionalProperties)) return output(listing, resolved.additionalProperties, path, known);
	for (const one of arr(resolved, 'allOf')) {
		const found = output(listing, one, path, known);
		if (found !== '') return found;
	}
	return '';
}

/** "deployments.apps.spec" as a resource and fields: the longest "resource.group" first. */
function* placeOf(s: Session, argument: string): Sys<{ mapping: Mapping; path: readonly string[] }> {
	const discovery = yield* discover(s, 2);
	const [word = '', ...path] = argument.split('.');
	const mapping = findMapping(discovery, word.toLowerCase());
	if (!mapping) throw new Failure(`the server doesn't have a resource type ${JSON.stringify(word)}`, 1, true);
	if (s.str('api-version') === '') {
		const named = discovery.mappings.find(
			(one) => one.group !== '' && one.resource === mapping.resource && `${argument}.`.startsWith(`${one.resource}.${one.group}.`)
		);
		if (named)
			return {
				mapping: named,
				path: argument
					.slice(named.resource.length + named.group.length + 1)
					.split('.')
					.filter((step) => step !== '')
			};
	}
	return { mapping, path: path.filter((step) => step !== '') };
}

function* run(s: Session): Sys<number> {
	const [argument, ...more] = s.args;
	if (argument === undefined)
		throw new Failure('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n');
	if (more.length > 0) throw new Failure('We accept only this format: explain RESOURCE\n');
	const { mapping, path } = yield* placeOf(s, argument);
	const format = s.str('output');
	let { group, version } = mapping;
	if (s.str('api-version') !== '') {
		const parts = s.str('api-version').split('/');
		if (parts.length > 2) throw new Failure(`unexpected GroupVersion string: ${s.str('api-version')}`);
		group = parts.length === 2 ? (parts[0] ?? '') : '';
		version = parts[parts.length - 1] ?? '';
	}
	const place = group === '' ? `api/${version}` : `apis/${group}/${version}`;
	const shown = `${group}/${version}, Resource=${mapping.resource}`;
	let document: unknown;
	try {
		document = yield* call(s, 'GET', `/openapi/v3/${place}`);
	} catch (error) {
		if (error instanceof ApiError && error.reason === 'NotFound') throw new Failure(`couldn't find resource for ${JSON.stringify(shown)}`);
		throw error;
	}
	if (!format.startsWith('plaintext')) throw new Failure(`unrecognized format: ${format}`);
	const schemas = obj(document, 'components', 'schemas');
	const schema = Object.values(schemas).find((one) =>
		arr(one, 'x-kubernetes-group-version-kind').some(
			(gvk) => str(gvk, 'kind') === mapping.kind && str(gvk, 'group') === group && str(gvk, 'version') === version
		)
	);
	if (schema === undefined) throw new Failure(`GVR (${shown}) not found in OpenAPI schema`);
	yield* out(`${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${mapping.kind}\nVERSION:    ${version}\n\n`);
	const text = output({ schemas, recursive: s.bool('recursive') }, schema, path, new Set());
	if (text === '') throw new Failure(`field ${JSON.stringify(path[path.length - 1] ?? '')} does not exist`);
	yield* out(`${text}\n`);
	return 0;
}
export const explain = command(explainHelp, { run });
