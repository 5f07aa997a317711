// The json module's reading and writing: values to text with Python's separators and escapes, and back.
import type { Interpreter } from './interpreter.ts';
import { bare, Class, Dict, floatText, Instance, List, Raised, str, Tuple, typeName, type Value } from './values.ts';

const quoted = (text: string, ascii: boolean): string =>
	JSON.stringify(text).replace(/[\x7f-\uffff]/g, (c) => (ascii ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c));

export function toJson(
	vm: Interpreter,
	given: Value,
	indent: number | null,
	level: number,
	options: { sort: boolean; ascii: boolean; comma: string; colon: string }
): string {
	const v = bare(given);
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

/** json.loads: CPython's scanner, with its complaints and places. Integers stay exact. */
export function parsePython(vm: Interpreter, text: string): Value {
	let at = 0;
	const fail = (message: string, where = at): never => {
		const before = text.slice(0, where).split('\n');
		const made = new Instance(decodeError(vm));
		const shown = `${message}: line ${before.length} column ${(before.at(-1) ?? '').length + 1} (char ${where})`;
		for (const [k, v] of [
			['args', new Tuple([shown])],
			['msg', message],
			['pos', BigInt(where)],
			['lineno', BigInt(before.length)],
			['colno', BigInt((before.at(-1) ?? '').length + 1)],
			['doc', text]
		] as [string, Value][])
			made.names.set(k, v);
		throw new Raised(made);
	};
	const skip = (): void => {
		while (' \t\n\r'.includes(text[at] ?? 'x')) at++;
	};
	const string = (): string => {
		const start = at++;
		let out = '';
		for (;;) {
			const c = text[at];
			if (c === undefined) return fail('Unterminated string starting at', start);
			if (c === '"') break;
			if (c < ' ') return fail('Invalid control character at');
			if (c !== '\\') {
				out += c;
				at++;
				continue;
			}
			const e = text[at + 1] ?? '';
			if (e === 'u') {
				const digits = text.slice(at + 2, at + 6);
				if (!/^[0-9a-fA-F]{4}$/.test(digits)) return fail('Invalid \\uXXXX escape', at + 1);
				out += String.fromCharCode(parseInt(digits, 16));
				at += 6;
			} else {
				const plain = ({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' } as Record<string, string>)[e];
				if (plain === undefined) return fail('Invalid \\escape');
				out += plain;
				at += 2;
			}
		}
		at++;
		return out;
	};
	const value = (): Value => {
		const c = text[at];
		if (c === '"') return string();
		if (c === '{') {
			at++;
			const made = new Dict();
			skip();
			if (text[at] === '}') {
				at++;
				return made;
			}
			for (;;) {
				if (text[at] !== '"') return fail('Expecting property name enclosed in double quotes');
				const key = string();
				skip();
				if (text[at] !== ':') return fail("Expecting ':' delimiter");
				at++;
				skip();
				made.map.set(`s${key}`, [key, value()]);
				skip();
				if (text[at] === '}') break;
				if (text[at] !== ',') return fail("Expecting ',' delimiter");
				at++;
				skip();
			}
			at++;
			return made;
		}
		if (c === '[') {
			at++;
			const items: Value[] = [];
			skip();
			if (text[at] === ']') {
				at++;
				return new List(items);
			}
			for (;;) {
				items.push(value());
				skip();
				if (text[at] === ']') break;
				if (text[at] !== ',') return fail("Expecting ',' delimiter");
				at++;
				skip();
			}
			at++;
			return new List(items);
		}
		for (const [word, v] of [
			['null', null],
			['true', true],
			['false', false],
			['NaN', NaN],
			['Infinity', Infinity],
			['-Infinity', -Infinity]
		] as [string, Value][])
			if (text.startsWith(word, at)) {
				at += word.length;
				return v;
			}
		const number = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(at, at + 400));
		if (!number) return fail('Expecting value');
		at += number[0].length;
		return number[1] === undefined && number[2] === undefined ? BigInt(number[0]) : Number(number[0]);
	};
	skip();
	const found = value();
	skip();
	if (at < text.length) fail('Extra data');
	return found;
}
