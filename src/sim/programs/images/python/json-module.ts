// The json module's reading and writing: values to text with Python's separators and escapes, and back.
import type { Interpreter } from './interpreter.ts';
import { Class, Dict, dictOf, floatText, List, str, Tuple, typeName, type Value } from './values.ts';

export function fromJson(v: unknown): Value {
	if (v === null || typeof v === 'string' || typeof v === 'boolean' || typeof v === 'bigint') return v as Value;
	if (typeof v === 'number') return Number.isInteger(v) ? BigInt(v) : v;
	if (Array.isArray(v)) return new List(v.map(fromJson));
	return dictOf(Object.entries(v as object).map(([k, x]) => [k, fromJson(x)]));
}

const quoted = (text: string, ascii: boolean): string =>
	JSON.stringify(text).replace(/[\x7f-\uffff]/g, (c) => (ascii ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c));

export function toJson(
	vm: Interpreter,
	v: Value,
	indent: number | null,
	level: number,
	options: { sort: boolean; ascii: boolean; comma: string; colon: string }
): string {
	if (v === null) return 'null';
	if (typeof v === 'boolean' || typeof v === 'bigint') return String(v);
	if (typeof v === 'number') return v === Infinity ? 'Infinity' : Number.isNaN(v) ? 'NaN' : floatText(v);
	if (typeof v === 'string') return quoted(v, options.ascii);
	const open = indent === null ? '' : `\n${' '.repeat(indent * (level + 1))}`;
	const shut = indent === null ? '' : `\n${' '.repeat(indent * level)}`;
	const comma = indent === null ? options.comma : `,${open}`;
	if (v instanceof List || v instanceof Tuple)
		return v.items.length === 0 ? '[]' : `[${open}${v.items.map((x) => toJson(vm, x, indent, level + 1, options)).join(comma)}${shut}]`;
	if (v instanceof Dict) {
		let rows = [...v.map.values()].map(([k, x]) => [typeof k === 'string' ? k : k === null ? 'null' : typeof k === 'boolean' ? String(k) : str(k), x] as const);
		if (options.sort) rows = rows.sort((a, b) => (a[0] < b[0] ? -1 : 1));
		return rows.length === 0
			? '{}'
			: `{${open}${rows.map(([k, x]) => `${quoted(k, options.ascii)}${options.colon}${toJson(vm, x, indent, level + 1, options)}`).join(comma)}${shut}}`;
	}
	return vm.raise('TypeError', `Object of type ${typeName(v)} is not JSON serializable`);
}

export const decodeError = (vm: Interpreter): Class => {
	const known = vm.exceptions.get('\0JSONDecodeError');
	const type = known ?? new Class('JSONDecodeError', [vm.exceptions.get('ValueError') as Class], new Map(), 'json.decoder');
	vm.exceptions.set('\0JSONDecodeError', type);
	return type;
};
