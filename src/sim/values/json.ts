// JSON as Go's encoding/json writes it: fields in the order given, HTML escaped, integers exact, floats in Go's text.
// Leaves out struct tags: what is omitted is `undefined` in the value. A Uint8Array is a []byte (base64).
// Invariant: parseJson(encodeJson(v)) equals v; integers beyond 2^53 are bigint both ways.

import { base64 } from './bytes.ts';
import { parseText } from './json-parse.ts';
import { sortedKeys } from './strings.ts';

export { JsonSyntaxError, JsonTypeError } from './json-parse.ts';

export interface EncodeJsonOptions {
	/** One level of indentation, as json.MarshalIndent's last argument; none: compact. */
	readonly indent?: string;
	/** Sort the keys of every object by bytes, as Go does for maps. */
	readonly sortKeys?: boolean;
	/** Write <, > and & as \u003c …; Go's default. kubectl and docker's {{json}} switch it off in places. */
	readonly escapeHtml?: boolean;
}

/** A value JSON has no text for (NaN, infinities, functions), or nesting beyond 10,000; Go's message. */
class JsonValueError extends Error {}

const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeChar(char: string): string {
	const known = escapes[char];
	if (known !== undefined) return known;
	const code = char.charCodeAt(0);
	if (code >= 0xd800 && code < 0xe000) return '\\ufffd';
	return `\\u${code.toString(16).padStart(4, '0')}`;
}

// eslint-disable-next-line no-control-regex -- these are the characters JSON must escape
const plain = /["\\\u0000-\u001f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// eslint-disable-next-line no-control-regex -- as above
const html = /["\\<>&\u0000-\u001f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// eslint-disable-next-line no-control-regex -- what may need one of the escapes above
const special = /["\\<>&\u0000-\u001f\u2028\u2029\ud800-\udfff]/;

/** A JSON string literal in Go's spelling. */
function quoteJson(value: string, escapeHtml = true): string {
	if (!special.test(value)) return `"${value}"`;
	return `"${value.replace(escapeHtml ? html : plain, escapeChar)}"`;
}

/** The exact text of a JSON number in Go's spelling; throws `JsonValueError` for NaN and infinities. */
function jsonNumber(value: number): string {
	if (Number.isSafeInteger(value)) return value === 0 ? '0' : String(value);
	if (Number.isFinite(value)) return Number.isInteger(value) && value > -1e21 && value < 1e21 ? BigInt(value).toString() : String(value);
	throw new JsonValueError(`json: unsupported value: ${value !== value ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
}

function encodeList(values: readonly string[], open: string, close: string, indent: string | undefined, depth: number): string {
	if (values.length === 0) return open + close;
	if (indent === undefined) return open + values.join(',') + close;
	const line = `\n${indent.repeat(depth + 1)}`;
	return `${open}${line}${values.join(`,${line}`)}\n${indent.repeat(depth)}${close}`;
}

function encodeValue(value: unknown, options: EncodeJsonOptions, depth: number): string {
	if (depth > 1000) throw new JsonValueError('json: unsupported value: encountered a cycle');
	switch (typeof value) {
		case 'string':
			return quoteJson(value, options.escapeHtml !== false);
		case 'number':
			return jsonNumber(value);
		case 'bigint':
			return value.toString();
		case 'boolean':
			return value ? 'true' : 'false';
		case 'undefined':
			return 'null';
		case 'object':
			break;
		default:
			throw new JsonValueError(`json: unsupported type: ${typeof value}`);
	}
	if (value === null) return 'null';
	if (value instanceof Uint8Array) return `"${base64(value)}"`;
	const colon = options.indent === undefined ? ':' : ': ';
	if (options.indent === undefined && options.sortKeys !== true) return encodeCompact(value, options, depth);
	if (Array.isArray(value)) {
		const items = value.map((item: unknown) => encodeValue(item, options, depth + 1));
		return encodeList(items, '[', ']', options.indent, depth);
	}
	const fields: string[] = [];
	if (value instanceof Map) {
		for (const [key, field] of value) fields.push(`${quoteJson(String(key), options.escapeHtml !== false)}${colon}${encodeValue(field, options, depth + 1)}`);
		return encodeList(fields, '{', '}', options.indent, depth);
	}
	const entries: Readonly<Record<string, unknown>> = { ...value };
	for (const key of options.sortKeys === true ? sortedKeys(entries) : Object.keys(entries)) {
		const field = entries[key];
		if (field === undefined) continue;
		fields.push(`${quoteJson(key, options.escapeHtml !== false)}${colon}${encodeValue(field, options, depth + 1)}`);
	}
	return encodeList(fields, '{', '}', options.indent, depth);
}

/** A list or record without indentation, in its own order: the usual case. */
function encodeCompact(value: object, options: EncodeJsonOptions, depth: number): string {
	let out = '';
	if (Array.isArray(value)) {
		for (const item of value as readonly unknown[]) out += `${out === '' ? '' : ','}${encodeValue(item, options, depth + 1)}`;
		return `[${out}]`;
	}
	const escapeHtml = options.escapeHtml !== false;
	if (value instanceof Map) {
		for (const [key, field] of value) out += `${out === '' ? '' : ','}${quoteJson(String(key), escapeHtml)}:${encodeValue(field, options, depth + 1)}`;
		return `{${out}}`;
	}
	const record = value as Readonly<Record<string, unknown>>;
	for (const key of Object.keys(record)) {
		const field = record[key];
		if (field !== undefined) out += `${out === '' ? '' : ','}${quoteJson(key, escapeHtml)}:${encodeValue(field, options, depth + 1)}`;
	}
	return `{${out}}`;
}

/**
 * The JSON text of a value, as json.Marshal (json.MarshalIndent with `indent`). No newline at the end (an Encoder adds one).
 * Fields keep their order (a Map's even when its keys are numbers) and those that are `undefined` are left out; `undefined` in an array is null. Throws `JsonValueError`.
 */
export function encodeJson(value: unknown, options: EncodeJsonOptions = {}): string {
	if (typeof value === 'object' && value !== null && options.indent === undefined && options.sortKeys !== true && isPlain(value, 0)) {
		const quick = JSON.stringify(value);
		// The engine finds the larger set by far faster: mostly nothing of either is there.
		if (!differsHtml.test(quick) || (options.escapeHtml === false && !differs.test(quick))) return quick;
	}
	return encodeValue(value, options, 0);
}

/** What Go spells otherwise than the engine: separators of lines, surrogates, and for HTML <, > and &. */
const differs = /[\u2028\u2029\ud800-\udfff]|\\ud/;
const differsHtml = /[<>&\u2028\u2029\ud800-\udfff]|\\ud/;

/** Whether the engine's own writer knows all values in it: lists and records of texts, booleans and numbers that are exact or fractions. */
function isPlain(value: object, depth: number): boolean {
	if (depth > 100) return false;
	if (Array.isArray(value)) {
		for (const item of value as readonly unknown[]) if (!isPlainField(item, depth)) return false;
		return true;
	}
	if (value instanceof Uint8Array || value instanceof Map) return false;
	const record = value as Readonly<Record<string, unknown>>;
	for (const key in record) if (!isPlainField(record[key], depth)) return false;
	return true;
}

function isPlainField(value: unknown, depth: number): boolean {
	switch (typeof value) {
		case 'string':
		case 'boolean':
		case 'undefined':
			return true;
		case 'number':
			return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
		case 'object':
			return value === null || isPlain(value, depth + 1);
		default:
			return false;
	}
}

/**
 * The value of a JSON text. Throws `JsonSyntaxError` with encoding/json's message and byte offset.
 * Integers beyond 2^53 become bigint; the last of equal keys wins; `__proto__` is an ordinary key.
 */
export function parseJson(source: string): unknown {
	const quick = needsCare(source) ? undefined : parseNative(source);
	return quick === undefined ? parseText(source) : quick.value;
}

/** Long integers, huge exponents and lone surrogates; and what each of those has in it, which is found faster. */
const careful = /[:[,\s]-?(?:\d{17}|9\d{15}|\d[\d.]*[eE][+-]?\d{3})|\\u[dD][89a-fA-F]/;
const bareNumber = /^-?\d/;
const suspicious = /\d{16}|[\d.][eE][+-]?\d{3}|\\u[dD]/;
/** A text that may be as deep as nothing is allowed to be (10,000): each level opens and closes. */
const deepText = 18_000;

/** Texts whose value the engine's own parser would get wrong: the above, and great depth. */
function needsCare(source: string): boolean {
	// A time in µs has 16 digits and is exact: what begins with a 9 may not be.
	if (suspicious.test(source) && (bareNumber.test(source) || careful.test(source))) return true;
	if (source.length < deepText) return false;
	let depth = 0;
	let deepest = 0;
	for (let i = 0; i < source.length; i++) {
		const code = source.charCodeAt(i);
		if (code === 0x5b || code === 0x7b) {
			depth++;
			if (depth > deepest) deepest = depth;
		} else if (code === 0x5d || code === 0x7d) depth--;
	}
	return deepest * 2 > deepText;
}

function parseNative(source: string): { value: unknown } | undefined {
	try {
		return { value: JSON.parse(source) };
	} catch {
		return undefined;
	}
}
