// jq's values and their texts: JSON with doubles, keys in order of insertion (shown sorted where jq sorts), numbers with 17 digits.
// Objects are Maps, so that "__proto__" is a key like any other.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

export const isObject = (value: Json): value is JsonObject => value instanceof Map;
export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';
export function typeOf(value: Json): JsonType {
	if (value === null) return 'null';
	if (isArray(value)) return 'array';
	if (isObject(value)) return 'object';
	return typeof value as 'boolean';
}

/** A number in jq's spelling. */
export function numberText(value: number): string {
	if (Number.isNaN(value)) return 'null';
	const v = value === Infinity ? Number.MAX_VALUE : value === -Infinity ? -Number.MAX_VALUE : value;
	if (v === 0) return Object.is(v, -0) ? '-0' : '0';
	const [mantissa = '', exponent = '0'] = v.toExponential().split('e');
	const negative = mantissa.startsWith('-');
	const digits = mantissa.replace(/[-.]/g, '');
	const point = Number(exponent) + 1;
	const sign = negative ? '-' : '';
	if (point <= -4 || point > digits.length + 15) {
		const power = point - 1;
		return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
	}
	if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
	return sign + (digits.length <= point ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`);
}

const named: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r', '\b': '\\b', '\f': '\\f' };
// eslint-disable-next-line no-control-regex -- what JSON must escape
const special = /["\\\u0000-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const hex4 = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

export function quote(text: string, ascii = false): string {
	let out = text.replace(special, (char) => named[char] ?? (char.charCodeAt(0) >= 0xd800 ? '\ufffd' : hex4(char.charCodeAt(0))));
	if (ascii) out = out.replace(/[\u0080-\uffff]/g, (char) => hex4(char.charCodeAt(0)));
	return `"${out}"`;
}

export interface Style {
	/** '' is compact. */
	indent: string;
	sortKeys: boolean;
	ascii: boolean;
	colour: boolean;
}
export const compact: Style = { indent: '', sortKeys: false, ascii: false, colour: false };

const colours: Readonly<Record<JsonType, string>> = { null: '0;90', boolean: '0;39', number: '0;39', string: '0;32', array: '1;39', object: '1;39' };
const paint = (on: boolean, type: JsonType, text: string): string => (on ? `\x1b[${colours[type]}m${text}\x1b[0m` : text);

/** The text of a value. */
export function toText(value: Json, style: Style = compact, depth = 0): string {
	if (value === null) return paint(style.colour, 'null', 'null');
	if (typeof value === 'boolean') return paint(style.colour, 'boolean', String(value));
	if (typeof value === 'number') return paint(style.colour, 'number', numberText(value));
	if (typeof value === 'string') return paint(style.colour, 'string', quote(value, style.ascii));
	const newline = style.indent === '' ? '' : `\n${style.indent.repeat(depth + 1)}`;
	const last = style.indent === '' ? '' : `\n${style.indent.repeat(depth)}`;
	const c = style.colour;
	const [on, off] = c ? [`\x1b[${colours.array}m`, '\x1b[0m'] : ['', ''];
	if (isArray(value)) {
		if (value.length === 0) return `${on}[]${off}`;
		if (!c) return `[${value.map((item) => newline + toText(item, style, depth + 1)).join(',')}${last}]`;
		return `${on}[${value.map((item, i) => `${i > 0 ? `${on},` : ''}${newline}${toText(item, style, depth + 1)}`).join('')}${on}${last}${on}]${off}`;
	}
	const keys = style.sortKeys ? sortedKeys(value as JsonObject) : [...(value as JsonObject).keys()];
	if (keys.length === 0) return `${on}{}${off}`;
	const colon = style.indent === '' ? ':' : ': ';
	const item = (key: string): string => toText((value as JsonObject).get(key) ?? null, style, depth + 1);
	if (!c) return `{${keys.map((key) => `${newline}${quote(key, style.ascii)}${colon}${item(key)}`).join(',')}${last}}`;
	return `${on}{${keys.map((key, i) => `${i > 0 ? `${on},${newline}` : newline}${off}\x1b[1;34m${quote(key, style.ascii)}${off}${on}${colon.trimEnd()}${colon.endsWith(' ') ? ' ' : ''}${off}${item(key)}`).join('')}${on}${last}${on}}${off}`;
}

const byText = (a: string, b: string): number => {
	if (a === b) return 0;
	const [x, y] = [[...a], [...b]];
	for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
	return x.length - y.length;
};
export const sortedKeys = (value: JsonObject): string[] => [...value.keys()].sort(byText);

const rank = (value: Json): number =>
	value === null ? 0 : value === false ? 1 : value === true ? 2 : typeof value === 'number' ? 3 : typeof value === 'string' ? 4 : isArray(value) ? 5 : 6;

/** jq's order of all values. */
export function compare(a: Json, b: Json): number {
	const order = rank(a) - rank(b);
	if (order !== 0) return order;
	if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) ? -1 : a < b ? -1 : a > b ? 1 : a === b ? 0 : 1;
	if (typeof a === 'string' && typeof b === 'string') return byText(a, b);
	if (isArray(a) && isArray(b)) {
		for (let i = 0; i < Math.min(a.length, b.length); i++) {
			const each = compare(a[i] ?? null, b[i] ?? null);
			if (each !== 0) return each;
		}
		return a.length - b.length;
	}
	if (a instanceof Map && b instanceof Map) {
		const [x, y] = [sortedKeys(a as JsonObject), sortedKeys(b as JsonObject)];
		const byKeys = compare(x, y);
		if (byKeys !== 0) return byKeys;
		for (const key of x) {
			const each = compare((a as JsonObject).get(key) ?? null, (b as JsonObject).get(key) ?? null);
			if (each !== 0) return each;
		}
	}
	return 0;
}

/** A plain value (of the YAML or Go codecs) as jq's, and back. */
export function fromPlain(value: unknown): Json {
	if (value === null || value === undefined) return null;
	if (typeof value === 'bigint') return Number(value);
	if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
	if (Array.isArray(value)) return value.map(fromPlain);
	return new Map(Object.entries(value as object).map(([key, item]) => [key, fromPlain(item)]));
}
export function toPlain(value: Json): unknown {
	if (isArray(value)) return value.map(toPlain);
	if (isObject(value)) return Object.fromEntries([...value].map(([key, item]) => [key, toPlain(item)]));
	return value;
}
