// A JSON reader with Go's errors: encoding/json's scanner, one byte at a time, with its messages and offsets.
// It keeps its own stack, so depth is bounded by Go's rule (10,000) and not by the host's.
// Leaves out reading into typed structs; kinds and commands check types themselves.

import { utf8, utf8Length } from './bytes.ts';
import { goQuote } from './strings.ts';

/** A text that is not JSON. `message` is encoding/json's; `offset` counts the bytes read when it was found. */
export class JsonSyntaxError extends Error {
	readonly offset: number;
	constructor(message: string, offset: number) {
		super(message);
		this.offset = offset;
	}
}

/** JSON of the wrong type for its place, e.g. a number that no float64 holds. */
export class JsonTypeError extends Error {}

interface Frame {
	readonly list: unknown[] | undefined;
	readonly fields: Record<string, unknown> | undefined;
	key: string;
}

interface Reader {
	readonly source: string;
	at: number;
}

const maxDepth = 10_000;

/** How encoding/json names a character in its errors. Characters beyond ASCII are named by their first byte, as there. */
function quoteChar(char: string): string {
	if (char === "'") return `'\\''`;
	if (char === '"') return `'"'`;
	const byte = utf8(char)[0] ?? 0;
	return `'${goQuote(String.fromCharCode(byte)).slice(1, -1)}'`;
}

function fail(reader: Reader, context: string): never {
	const code = reader.source.codePointAt(reader.at);
	if (code === undefined) {
		// At the end Go's scanner is fed one blank: it offends inside literals, numbers and escapes, and nowhere else.
		const inside = /^in (literal|numeric|string escape|\\u)|numeric literal$/.test(context);
		throw new JsonSyntaxError(inside ? `invalid character ' ' ${context}` : 'unexpected end of JSON input', utf8Length(reader.source));
	}
	const offset = utf8Length(reader.source.slice(0, reader.at)) + 1;
	throw new JsonSyntaxError(`invalid character ${quoteChar(String.fromCodePoint(code))} ${context}`, offset);
}

function skipSpace(reader: Reader): string {
	for (;;) {
		const char = reader.source.charAt(reader.at);
		if (char !== ' ' && char !== '\n' && char !== '\r' && char !== '\t') return char;
		reader.at++;
	}
}

const simple: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function readEscape(reader: Reader): string {
	const char = reader.source.charAt(reader.at);
	const known = simple[char];
	if (known !== undefined) {
		reader.at++;
		return known;
	}
	if (char !== 'u') fail(reader, 'in string escape code');
	reader.at++;
	for (let i = 0; i < 4; i++) {
		if (!/^[0-9a-fA-F]$/.test(reader.source.charAt(reader.at))) fail(reader, 'in \\u hexadecimal character escape');
		reader.at++;
	}
	return String.fromCharCode(parseInt(reader.source.slice(reader.at - 4, reader.at), 16));
}

function readString(reader: Reader): string {
	reader.at++;
	let out = '';
	for (;;) {
		const start = reader.at;
		let code = reader.source.charCodeAt(reader.at);
		while (code >= 0x20 && code !== 0x22 && code !== 0x5c) code = reader.source.charCodeAt(++reader.at);
		out += reader.source.slice(start, reader.at);
		if (code === 0x5c) {
			reader.at++;
			out += readEscape(reader);
			continue;
		}
		if (code !== 0x22) fail(reader, 'in string literal');
		reader.at++;
		return out.isWellFormed() ? out : out.toWellFormed();
	}
}

function readDigits(reader: Reader): void {
	while (/^[0-9]$/.test(reader.source.charAt(reader.at))) reader.at++;
}

function readNumber(reader: Reader): number | bigint {
	const start = reader.at;
	if (reader.source.charAt(reader.at) === '-') reader.at++;
	if (reader.source.charAt(reader.at) === '0') reader.at++;
	else {
		if (!/^[1-9]$/.test(reader.source.charAt(reader.at))) fail(reader, 'in numeric literal');
		readDigits(reader);
	}
	let integer = true;
	if (reader.source.charAt(reader.at) === '.') {
		integer = false;
		reader.at++;
		if (!/^[0-9]$/.test(reader.source.charAt(reader.at))) fail(reader, 'after decimal point in numeric literal');
		readDigits(reader);
	}
	if (/^[eE]$/.test(reader.source.charAt(reader.at))) {
		integer = false;
		reader.at++;
		if (/^[+-]$/.test(reader.source.charAt(reader.at))) reader.at++;
		if (!/^[0-9]$/.test(reader.source.charAt(reader.at))) fail(reader, 'in exponent of numeric literal');
		readDigits(reader);
	}
	const literal = reader.source.slice(start, reader.at);
	const value = Number(literal);
	if (integer && !Number.isSafeInteger(value)) return BigInt(literal);
	if (!Number.isFinite(value)) throw new JsonTypeError(`json: cannot unmarshal number ${literal} into Go value of type float64`);
	return value;
}

const words: Readonly<Record<string, { readonly word: string; readonly value: boolean | null }>> = {
	t: { word: 'true', value: true },
	f: { word: 'false', value: false },
	n: { word: 'null', value: null }
};

function readWord(reader: Reader, first: string): boolean | null {
	const entry = words[first];
	if (entry === undefined) fail(reader, 'looking for beginning of value');
	for (const char of entry.word) {
		if (reader.source.charAt(reader.at) !== char) fail(reader, `in literal ${entry.word} (expecting '${char}')`);
		reader.at++;
	}
	return entry.value;
}

function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
	if (key === '__proto__') Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
	else fields[key] = value;
}

function readKey(reader: Reader, frame: Frame): void {
	if (skipSpace(reader) !== '"') fail(reader, 'looking for beginning of object key string');
	frame.key = readString(reader);
	if (skipSpace(reader) !== ':') fail(reader, 'after object key');
	reader.at++;
}

/** Opens a list or an object. Returns its value when it is empty and so already closed. */
function open(reader: Reader, stack: Frame[], char: string): unknown[] | Record<string, unknown> | undefined {
	if (stack.length >= maxDepth) throw new JsonSyntaxError('exceeded max depth', utf8Length(reader.source.slice(0, reader.at)) + 1);
	reader.at++;
	const next = skipSpace(reader);
	if (next === (char === '[' ? ']' : '}')) {
		reader.at++;
		return char === '[' ? [] : {};
	}
	const frame: Frame = { list: char === '[' ? [] : undefined, fields: char === '[' ? undefined : {}, key: '' };
	stack.push(frame);
	if (char === '{') readKey(reader, frame);
	return undefined;
}

/** The value of a JSON text, read with Go's rules throughout. Throws `JsonSyntaxError` or `JsonTypeError`. */
export function parseText(source: string): unknown {
	const reader: Reader = { source, at: 0 };
	const stack: Frame[] = [];
	for (;;) {
		const char = skipSpace(reader);
		let value: unknown;
		if (char === '[' || char === '{') {
			value = open(reader, stack, char);
			if (value === undefined) continue;
		} else if (char === '"') value = readString(reader);
		else if (char === '-' || (char >= '0' && char <= '9')) value = readNumber(reader);
		else value = readWord(reader, char);
		for (;;) {
			const frame = stack[stack.length - 1];
			const next = skipSpace(reader);
			if (frame === undefined) {
				if (next !== '') fail(reader, 'after top-level value');
				return value;
			}
			if (frame.fields !== undefined) setField(frame.fields, frame.key, value);
			else frame.list?.push(value);
			if (next === ',') {
				reader.at++;
				if (frame.fields !== undefined) readKey(reader, frame);
				break;
			}
			if (next !== (frame.fields === undefined ? ']' : '}')) fail(reader, frame.fields === undefined ? 'after array element' : 'after object key:value pair');
			reader.at++;
			stack.pop();
			value = frame.fields ?? frame.list;
		}
	}
}
