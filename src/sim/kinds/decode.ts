// Decoding: a client's JSON checked against a type as Go's decoder would, with its texts. Unknown fields are dropped and named, nulls dropped,
// quantities made canonical, zero values of struct fields filled in.
// Sub-trees that are the very object given as `known` are taken over unread, so an update that shares most of its parts costs what it changes.
import { formatQuantity, parseQuantity } from '../values/quantity.ts';
import { parseTime } from '../values/time.ts';
import type { FieldSchema, Schemas, TypeSchema } from './schema.ts';

/** A body that does not fit its type: Go's decoding error text. */
export class DecodeError {
	readonly message: string;
	/** What the converter that patches objects says of the same mistake. */
	readonly conversion: string;
	constructor(message: string, conversion = message) {
		this.message = message;
		this.conversion = conversion;
	}
}
export type Plain = { [key: string]: unknown };
export const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

interface Decoding {
	readonly schemas: Schemas;
	/** Paths of unknown fields, in document order. */
	readonly unknown: string[];
	/** encoding/json goes on after a mismatch and reports the first. */
	mismatch: string | null;
	conversion: string;
}

/** Decodes a value of a type. Throws DecodeError; answers the new object and the unknown fields' paths. */
export function decode(schemas: Schemas, type: TypeSchema, typeName: string, value: unknown, known?: unknown): { object: Plain; unknown: readonly string[] } {
	const run: Decoding = { schemas, unknown: [], mismatch: null, conversion: '' };
	if (!isPlain(value)) throw new DecodeError(`json: cannot unmarshal ${goKind(value)} into Go value of type ${typeName}`);
	const object = struct(run, type, shortName(typeName), value, known, '', '');
	if (run.mismatch) throw new DecodeError(run.mismatch, run.conversion);
	return { object, unknown: run.unknown };
}

export const shortName = (typeName: string): string => typeName.slice(typeName.lastIndexOf('.') + 1);
const goKind = (value: unknown): string =>
	Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value === 'bigint' ? 'number' : typeof value;

function struct(run: Decoding, type: TypeSchema | FieldSchema, name: string, value: Plain, known: unknown, path: string, goPath: string): Plain {
	const fields = type.f ?? {};
	const before = isPlain(known) ? known : undefined;
	const out: Plain = {};
	for (const key in value) {
		const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
		const given = value[key];
		if (!field) {
			if (type.x) out[key] = given;
			else run.unknown.push(path ? `${path}.${key}` : key);
			continue;
		}
		if (given === null || given === undefined) {
			if (field.n) out[key] = null;
			continue;
		}
		const old = before?.[key];
		if (given === old && typeof given === 'object') {
			out[key] = given;
			continue;
		}
		const decoded = one(run, field, name, given, old, path ? `${path}.${key}` : key, goPath ? `${goPath}.${key}` : key);
		if (decoded !== undefined) out[key] = decoded;
	}
	for (const key of type.Z ?? []) if (out[key] === undefined) out[key] = fresh(run, fields[key]);
	return out;
}
/** The zero value Go would write, with the zero values inside it. */
function fresh(run: Decoding, field: FieldSchema | undefined): unknown {
	if (!field?.r) return field?.z;
	const type = run.schemas[field.r];
	const out: Plain = {};
	if (type) for (const key of type.Z ?? []) if (typeof type.f[key]?.z === 'object') out[key] = fresh(run, type.f[key]);
	return out;
}
const goTypes: Readonly<Record<string, string>> = {
	bool: 'bool',
	int32: 'int32',
	int64: 'int64',
	float64: 'float64',
	string: 'string',
	bytes: '[]uint8',
	time: 'string',
	microtime: 'string'
};

function wrong(run: Decoding, value: unknown, name: string, goPath: string, goType: string): undefined {
	if (run.mismatch === null) run.conversion = conversionError(value, goType);
	run.mismatch ??= `json: cannot unmarshal ${goKind(value)} into Go struct field ${name}.${goPath} of type ${goType}`;
	return undefined;
}

/** runtime.DefaultUnstructuredConverter's words: reflect kinds instead of JSON's. */
function conversionError(value: unknown, goType: string): string {
	const integer = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
	const kind = Array.isArray(value) ? 'slice' : isPlain(value) ? 'map' : integer ? 'int64' : typeof value === 'number' ? 'float64' : goKind(value);
	if (goType.startsWith('map[')) return `cannot restore map from ${kind}`;
	if (goType.startsWith('[]')) return `cannot restore slice from ${kind}`;
	if (goType.startsWith('v1.') || goType === 'object') return `cannot restore struct from: ${kind}`;
	return kind === 'int64' && goType === 'string' ? 'cannot convert int64 to string' : `unrecognized type: ${goType}`;
}

function one(run: Decoding, field: FieldSchema, name: string, value: unknown, known: unknown, path: string, goPath: string): unknown {
	if (field.r) {
		const type = run.schemas[field.r];
		if (!type) return value;
		if (!isPlain(value)) return wrong(run, value, name, goPath, `v1.${shortName(field.r)}`);
		return struct(run, type, shortName(field.r), value, known, path, goPath);
	}
	switch (field.t) {
		case 'string':
			return typeof value === 'string' ? value : wrong(run, value, name, goPath, 'string');
		case 'bool':
			return typeof value === 'boolean' ? value : wrong(run, value, name, goPath, 'bool');
		case 'int32':
		case 'int64':
			return integer(run, value, name, goPath, field.t);
		case 'float64':
			return typeof value === 'number' ? value : wrong(run, value, name, goPath, 'float64');
		case 'array': {
			if (!Array.isArray(value)) return wrong(run, value, name, goPath, `[]${goTypeOf(field.i)}`);
			const item = field.i ?? { t: 'any' };
			const before = Array.isArray(known) ? known : [];
			return value.map((element: unknown, i) => {
				const old: unknown = before[i];
				if (element === old && typeof element === 'object') return element;
				return element === null
					? item.r
						? struct(run, run.schemas[item.r] ?? { f: {} }, '', {}, undefined, path, goPath)
						: zero(item)
					: one(run, item, name, element, old, `${path}[${i}]`, goPath);
			});
		}
		case 'map': {
			if (!isPlain(value)) return wrong(run, value, name, goPath, `map[string]${goTypeOf(field.i)}`);
			const item = field.i ?? { t: 'any' };
			const out: Plain = {};
			for (const key in value) {
				const given = value[key];
				out[key] = given === null ? zero(item) : one(run, item, name, given, undefined, `${path}.${key}`, goPath);
			}
			return out;
		}
		case 'bytes':
			return bytes(run, value, name, goPath);
		case 'quantity':
			return quantity(value);
		case 'time':
		case 'microtime':
			return time(run, value, name, goPath);
		case 'intstr':
			return typeof value === 'string' || typeof value === 'number' ? value : wrong(run, value, name, goPath, 'intstr.IntOrString');
		case 'struct':
			if (!isPlain(value)) return wrong(run, value, name, goPath, 'object');
			return struct(run, field, name, value, known, path, goPath);
		default:
			return value;
	}
}
const goTypeOf = (field: FieldSchema | undefined): string => (field?.r ? `v1.${shortName(field.r)}` : (goTypes[field?.t ?? ''] ?? 'interface {}'));
const zero = (field: FieldSchema): unknown =>
	field.t === 'string' || field.t === 'quantity' ? '' : field.t === 'int32' || field.t === 'int64' ? 0 : field.t === 'bool' ? false : null;

function integer(run: Decoding, value: unknown, name: string, goPath: string, type: 'int32' | 'int64'): unknown {
	if (typeof value === 'bigint') return type === 'int64' ? value : wrongNumber(run, String(value), name, goPath, type);
	if (typeof value !== 'number') return wrong(run, value, name, goPath, type);
	if (!Number.isInteger(value) || (type === 'int32' && (value > 2_147_483_647 || value < -2_147_483_648)))
		return wrongNumber(run, String(value), name, goPath, type);
	return value;
}
function wrongNumber(run: Decoding, text: string, name: string, goPath: string, type: string): undefined {
	if (run.mismatch === null) run.conversion = `cannot convert float64 to ${type}`;
	run.mismatch ??= `json: cannot unmarshal number ${text} into Go struct field ${name}.${goPath} of type ${type}`;
	return undefined;
}

function bytes(run: Decoding, value: unknown, name: string, goPath: string): unknown {
	if (typeof value !== 'string') return wrong(run, value, name, goPath, '[]uint8');
	const clean = value.replaceAll('\n', '').replaceAll('\r', '');
	for (let i = 0; i < clean.length; i++) {
		const c = clean.charCodeAt(i);
		const ok = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 43 || c === 47 || (c === 61 && i >= clean.length - 2);
		if (!ok) throw new DecodeError(`illegal base64 data at input byte ${i}`);
	}
	if (clean.length % 4 !== 0) throw new DecodeError(`illegal base64 data at input byte ${clean.length - (clean.length % 4)}`);
	return clean;
}

const canonical = /^(?:0|[1-9][0-9]{0,2}(?:m|Ki|Mi|Gi|Ti)?)$/;
/** Canonical text of a quantity. Throws DecodeError with apimachinery's text. */
export function quantity(value: unknown): string {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (canonical.test(text)) return text;
	try {
		return formatQuantity(parseQuantity(text));
	} catch {
		throw new DecodeError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
	}
}

/** Times as our own clients write them, surely valid. */
const usual = /^20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{6})?Z$/;
function time(run: Decoding, value: unknown, name: string, goPath: string): unknown {
	if (typeof value !== 'string') return wrong(run, value, name, goPath, 'string');
	if (!usual.test(value) && parseTime(value) === undefined)
		throw new DecodeError(`parsing time "${value}" as "2006-01-02T15:04:05Z07:00": cannot parse "${value}" as "2006"`);
	return value;
}
