// An input as JSON and back: bytes as text where they are UTF-8, else base64. Used by links and archives.
// Invariant: `readInput(writeInput(x))` equals x; anything that is no input of this format reads as undefined, whatever it is.
import type { Input } from '#src/sim/world/index.ts';
import type { Json } from './json.ts';
import { bytesOf } from './text.ts';

/** Longest path, name and text of a field. */
const longest = 4096;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function writeBytes(bytes: Uint8Array): Json {
	try {
		return strict.decode(bytes);
	} catch {
		let binary = '';
		for (const byte of bytes) binary += String.fromCharCode(byte);
		return { base64: btoa(binary) };
	}
}

function readBytes(value: unknown): Uint8Array | undefined {
	if (typeof value === 'string') return bytesOf(value);
	const { base64 } = record(value) ?? {};
	if (typeof base64 !== 'string' || !/^[\w+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return undefined;
	return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

const record = (value: unknown): Record<string, unknown> | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

/** JSON of an input. */
export function writeInput(input: Input): Json {
	const out: Record<string, unknown> = { ...input };
	for (const key of ['data', 'stdin']) if (out[key] instanceof Uint8Array) out[key] = writeBytes(out[key]);
	return out as Json;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= longest && !value.includes('\0');
const isName = (value: unknown): value is string => typeof value === 'string' && /^[a-z0-9][a-z0-9.-]{0,62}$/i.test(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isPath = (value: unknown): value is string => isText(value) && value.startsWith('/') && !value.split('/').includes('..');
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.length <= 256 && value.every(isText);
const isTextMap = (value: unknown): boolean => {
	const map = record(value);
	return map !== undefined && Object.keys(map).length <= 256 && Object.entries(map).every(([key, text]) => isText(key) && isText(text));
};
const isSize = (value: unknown): boolean => {
	const { rows, columns, ...rest } = record(value) ?? {};
	return isNumber(rows) && isNumber(columns) && rows <= 1000 && columns <= 1000 && Object.keys(rest).length === 0;
};
const isOptions = (value: unknown): boolean => {
	const { path, program, argv, env, cwd, ...rest } = record(value) ?? {};
	return (
		isTexts(argv) &&
		(path === undefined || isPath(path)) &&
		(program === undefined || isName(program)) &&
		(env === undefined || isTextMap(env)) &&
		(cwd === undefined || isPath(cwd)) &&
		Object.keys(rest).length === 0
	);
};

type Test = (value: unknown) => boolean;
const bytes: Test = (value) => readBytes(value) !== undefined;
const optional =
	(test: Test): Test =>
	(value) =>
		value === undefined || test(value);

/** What each kind of input holds. A kind without a row never comes from a page. */
const fields: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
	'terminal.open': { host: isName, terminal: isNumber, size: isSize, argv: optional(isTexts), env: optional(isTextMap), cwd: optional(isPath) },
	'terminal.input': { terminal: isNumber, data: bytes },
	'terminal.resize': { terminal: isNumber, size: isSize },
	'terminal.close': { terminal: isNumber },
	'file.write': { host: isName, path: isPath, data: bytes, mode: optional((value) => isNumber(value) && value <= 0o7777) },
	'file.remove': { host: isName, path: isPath },
	'process.start': { host: isName, process: isNumber, options: isOptions, stdin: optional(bytes), keepOpen: optional(isFlag) },
	'process.input': { process: isNumber, data: bytes },
	'process.end': { process: isNumber },
	power: { host: isName, on: isFlag },
	link: { host: isName, up: isFlag }
};

/** An input from JSON that anybody may have written; undefined when it is none. */
export function readInput(value: unknown): Input | undefined {
	const given = record(value);
	const kind = given?.['kind'];
	if (!given || typeof kind !== 'string' || !Object.hasOwn(fields, kind)) return undefined;
	const tests = fields[kind] ?? {};
	const input: Record<string, unknown> = { kind };
	for (const key of Object.keys(given)) if (key !== 'kind' && !Object.hasOwn(tests, key)) return undefined;
	for (const [key, test] of Object.entries(tests)) {
		if (!test(given[key])) return undefined;
		if (given[key] !== undefined) input[key] = key === 'data' || key === 'stdin' ? readBytes(given[key]) : given[key];
	}
	return input as Input;
}
