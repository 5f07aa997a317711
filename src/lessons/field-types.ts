// The types a field of a lesson's YAML may have: how a value is read, how a wrong one is named, and the JSON schema of it (schemas.ts).
// One row per type.
import { compileRegExp, JsonPathError, parseJsonPath, RegExpError, relaxedJsonPath } from '#src/sim/values/index.ts';
import { CompileError } from '#src/sim/programs/utilities/jq/parse.ts';
import type { Json } from '#src/worker/json.ts';
import type { Fields } from './fields.ts';
import { compileJq } from './jq.ts';
import { microseconds } from './spans.ts';

export type FieldType =
	'text' | 'number' | 'boolean' | 'texts' | 'map' | 'list' | 'any' | 'matcher' | 'expect' | 'duration' | 'count' | 'regexp' | 'jsonpath' | 'jq';

interface TypeRow {
	/** In an author's words, after "NAME is …". */
	readonly says: string;
	/** The value as kept; undefined: it does not fit. */
	read(value: unknown): Json | undefined;
	/** What is wrong with a value of the right kind. */
	wrong?(value: Json): string | undefined;
	readonly schema: Readonly<Record<string, Json>>;
}

/** What YAML may write for a text: `body: 200` is one too. */
const scalarTypes = ['string', 'number', 'boolean'];

const isMap = (value: unknown): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined =>
	typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** An expression that is compiled when the lesson is read, so that no learner meets a broken one. */
const expression = (says: string, compile: (text: string) => unknown, expected: (error: unknown) => string | undefined): TypeRow => ({
	says,
	read: text,
	wrong(value) {
		try {
			compile(String(value));
			return undefined;
		} catch (error) {
			return `"${String(value)}" is not ${says}: ${(expected(error) ?? String(error)).split('\n')[0]}`;
		}
	},
	schema: { type: scalarTypes }
});

export const fieldTypes: Readonly<Record<FieldType, TypeRow>> = {
	text: { says: 'a text', read: text, schema: { type: scalarTypes } },
	number: { says: 'a number', read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined), schema: { type: 'number' } },
	boolean: { says: 'true or false', read: (value) => (typeof value === 'boolean' ? value : undefined), schema: { type: 'boolean' } },
	texts: {
		says: 'a list of texts',
		read: (value) => (Array.isArray(value) && value.every((item) => text(item) !== undefined) ? value.map((item) => text(item) ?? '') : undefined),
		schema: { type: 'array', items: { type: scalarTypes } }
	},
	map: { says: 'a mapping', read: (value) => (isMap(value) ? value : undefined), schema: { type: 'object' } },
	list: { says: 'a list', read: (value) => (Array.isArray(value) && value.length > 0 ? (value as Json[]) : undefined), schema: { type: 'array', minItems: 1 } },
	any: { says: 'a value', read: (value) => (value === undefined ? undefined : (value as Json)), schema: {} },
	matcher: {
		says: 'a text it must hold, or a mapping such as matches: ^web',
		// A number is the text it is written as: `body: 200` is held by a longer text, as `body: "200"` is.
		read: (value) => (isMap(value) && Object.keys(value).length > 0 ? value : text(value)),
		schema: { anyOf: [{ type: scalarTypes }, { $ref: '#/$defs/matcher' }] }
	},
	expect: {
		says: 'a mapping of fields by dotted path',
		read: (value) => (isMap(value) && Object.keys(value).length > 0 ? value : undefined),
		schema: { type: 'object', minProperties: 1, additionalProperties: { anyOf: [{ type: [...scalarTypes, 'null', 'array'] }, { $ref: '#/$defs/matcher' }] } }
	},
	duration: {
		says: 'a time such as 30s',
		read: (value) => (microseconds(value) === undefined ? undefined : (value as Json)),
		schema: { type: ['string', 'number'], minimum: 0, pattern: String.raw`^(\d{1,6}(\.\d{1,3})?(ms|s|m|h))+$` }
	},
	count: {
		says: 'a number, or a comparison such as ">= 2"',
		read: (value) => (typeof value === 'number' || (typeof value === 'string' && /^(?:>=|<=|>|<|=)? ?\d+$/.test(value)) ? value : undefined),
		schema: { type: ['string', 'number'], pattern: String.raw`^(>=|<=|>|<|=)? ?\d+$` }
	},
	regexp: expression(
		'a regular expression (RE2)',
		(value) => compileRegExp(value, { syntax: 're2' }),
		(error) => (error instanceof RegExpError ? error.message : undefined)
	),
	jsonpath: expression(
		'a JSONPath as kubectl takes it',
		(value) => parseJsonPath(value.includes('{') ? value : relaxedJsonPath(value)),
		(error) => (error instanceof JsonPathError ? error.message : undefined)
	),
	jq: expression('a jq filter', compileJq, (error) => (error instanceof CompileError ? error.message : undefined))
};

/** How a text or a value is compared; several in one mapping must all hold. */
export const matcherFields: Fields = {
	equals: { type: 'any', about: 'it is exactly this; texts without blanks at the ends' },
	contains: { type: 'text', about: 'it holds this text, or this item' },
	matches: { type: 'regexp', about: 'a part of it matches this regular expression (RE2)' },
	not: { type: 'any', about: 'it is not this, or does not hold this text' },
	min: { type: 'number', about: 'it is a number not below this' },
	max: { type: 'number', about: 'it is a number not above this' },
	set: { type: 'boolean', about: 'true: there is a value; false: there is none' },
	jsonpath: { type: 'jsonpath', about: 'read as JSON (or YAML): what this JSONPath finds must be `is`' },
	jq: { type: 'jq', about: 'read as JSON: the first result of this filter must be `is`' },
	is: { type: 'any', about: 'what jsonpath or jq must give; true when absent' }
};
