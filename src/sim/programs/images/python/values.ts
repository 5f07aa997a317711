// How Python's values are shown, compared, hashed and formatted. Invariant: nothing here runs the program's own code.
import { bare, Bound, Bytes, Class, Dict, Func, Instance, Iter, List, Module, Native, PySet, Range, Tuple, type Key, type Value } from './objects.ts';

export * from './objects.ts';

export function typeName(v: Value): string {
	if (v === null) return 'NoneType';
	switch (typeof v) {
		case 'boolean':
			return 'bool';
		case 'bigint':
			return 'int';
		case 'number':
			return 'float';
		case 'string':
			return 'str';
	}
	return v instanceof Instance
		? v.type.name
		: v instanceof Bytes
			? 'bytes'
			: v instanceof List
				? 'list'
				: v instanceof Tuple
					? 'tuple'
					: v instanceof Dict
						? 'dict'
						: v instanceof PySet
							? v.frozen
								? 'frozenset'
								: 'set'
							: v instanceof Range
								? 'range'
								: v instanceof Func
									? 'function'
									: v instanceof Native
										? 'builtin_function_or_method'
										: v instanceof Bound
											? 'method'
											: v instanceof Class
												? 'type'
												: v instanceof Iter
													? v.name
													: 'module';
}

export function floatText(n: number): string {
	if (n === Infinity) return 'inf';
	if (n === -Infinity) return '-inf';
	if (Number.isNaN(n)) return 'nan';
	if (Number.isInteger(n) && Math.abs(n) < 1e16) return Object.is(n, -0) ? '-0.0' : `${n}.0`;
	return (Math.abs(n) >= 1e16 || (Math.abs(n) < 1e-4 && n !== 0) ? Number(n).toExponential() : String(n)).replace(/e([+-])(\d)$/, 'e$10$2');
}
const escaped = (text: string, quote: string): string =>
	[...text]
		.map((c) =>
			c === quote || c === '\\'
				? `\\${c}`
				: c === '\n'
					? '\\n'
					: c === '\r'
						? '\\r'
						: c === '\t'
							? '\\t'
							: c < ' ' || c === '\x7f'
								? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`
								: c
		)
		.join('');

export function repr(v: Value): string {
	if (v === null) return 'None';
	if (typeof v === 'boolean') return v ? 'True' : 'False';
	if (typeof v === 'bigint') return String(v);
	if (typeof v === 'number') return floatText(v);
	if (v instanceof Iter) return `<${v.name} object at 0x7f3a5c0b9f10>`;
	if (v instanceof Instance && v.value !== undefined && !v.names.has('args')) return repr(v.value);
	if (typeof v === 'string') {
		const quote = v.includes("'") && !v.includes('"') ? '"' : "'";
		return quote + escaped(v, quote) + quote;
	}
	if (v instanceof Bytes)
		return `b'${[...v.data]
			.map((c) => {
				const n = c.charCodeAt(0);
				return c === "'" || c === '\\'
					? `\\${c}`
					: c === '\n'
						? '\\n'
						: c === '\r'
							? '\\r'
							: c === '\t'
								? '\\t'
								: n < 32 || n > 126
									? `\\x${n.toString(16).padStart(2, '0')}`
									: c;
			})
			.join('')}'`;
	if (v instanceof List) return `[${v.items.map(repr).join(', ')}]`;
	if (v instanceof Tuple) return v.items.length === 1 ? `(${repr(v.items[0] as Value)},)` : `(${v.items.map(repr).join(', ')})`;
	if (v instanceof Dict) return `{${[...v.map.values()].map(([k, x]) => `${repr(k)}: ${repr(x)}`).join(', ')}}`;
	if (v instanceof PySet) {
		const inner = v.map.size ? `{${[...v.map.values()].map(repr).join(', ')}}` : '';
		return v.frozen ? `frozenset(${inner})` : inner || 'set()';
	}
	if (v instanceof Range) return v.step === 1n ? `range(${v.from}, ${v.to})` : `range(${v.from}, ${v.to}, ${v.step})`;
	if (v instanceof Func) return `<function ${v.name} at 0x7f3a5c0b8e00>`;
	if (v instanceof Native) return `<built-in function ${v.name}>`;
	if (v instanceof Bound)
		return `<bound method ${v.of instanceof Func ? (v.of.owner ? `${v.of.owner.name}.${v.of.name}` : v.of.name) : v.of instanceof Native ? v.of.name : ''} of ${repr(v.self)}>`;
	if (v instanceof Class) return `<class '${v.module === 'builtins' ? '' : `${v.module}.`}${v.name}'>`;
	if (v instanceof Module) {
		const file = v.names.get('__file__');
		return `<module '${v.name}'${typeof file === 'string' ? ` from '${file}'` : ' (built-in)'}>`;
	}
	const args = v.names.get('args');
	if (args instanceof Tuple) return `${v.type.name}(${args.items.map(repr).join(', ')})`;
	return `<${v.type.module}.${v.type.name} object at 0x7f3a5c0b9f10>`;
}
export function str(v: Value): string {
	if (typeof v === 'string') return v;
	if (v instanceof Instance && v.value !== undefined && !v.names.has('args')) return str(v.value);
	if (v instanceof Instance) {
		const args = v.names.get('args');
		if (args instanceof Tuple) {
			const text = v.names.get('\0text');
			if (typeof text === 'string') return text;
			if (args.items.length === 0) return '';
			return args.items.length === 1
				? v.type.mro.some((one) => one.name === 'KeyError')
					? repr(args.items[0] as Value)
					: str(args.items[0] as Value)
				: repr(args);
		}
	}
	return repr(v);
}
export function truth(given: Value): boolean {
	const v = bare(given);
	if (v === null || v === false || v === 0n || v === 0 || v === '') return false;
	if (v === true || typeof v === 'string') return true;
	if (v instanceof List || v instanceof Tuple) return v.items.length > 0;
	if (v instanceof Dict || v instanceof PySet) return v.map.size > 0;
	if (v instanceof Bytes) return v.data !== '';
	return !(v instanceof Range) || (v.step > 0n ? v.from < v.to : v.from > v.to);
}
/** A dict key's identity; null when it cannot be hashed. */
export function hash(given: Value): Key | null {
	const v = bare(given);
	if (typeof v === 'string') return `s${v}`;
	if (v === null) return 'n';
	if (typeof v === 'boolean') return `i${v ? 1 : 0}`;
	if (typeof v === 'bigint') return `i${v}`;
	if (typeof v === 'number') return Number.isInteger(v) ? `i${v}` : `f${v}`;
	if (v instanceof Bytes) return `b${v.data}`;
	if (v instanceof Tuple) {
		const parts = v.items.map(hash);
		return parts.includes(null) ? null : `t${JSON.stringify(parts.map((part) => (typeof part === 'string' ? part : repr(null))))}`;
	}
	if (v instanceof PySet && v.frozen) return `z${[...v.map.keys()].map(String).sort().join('\0')}`;
	if (v instanceof List || v instanceof Dict || v instanceof PySet) return null;
	if (v instanceof Bound) return v.of as object;
	if (v instanceof Instance) {
		const key = v.names.get('\0hash');
		if (typeof key === 'string') return key;
	}
	return v;
}
export function equal(one: Value, other: Value): boolean {
	const [a, b] = [bare(one), bare(other)];
	const number = (v: Value): number | bigint | null => (typeof v === 'boolean' ? BigInt(v) : typeof v === 'bigint' || typeof v === 'number' ? v : null);
	const [x, y] = [number(a), number(b)];
	if (x !== null && y !== null) return x == y;
	if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple))
		return a.items.length === b.items.length && a.items.every((v, i) => equal(v, b.items[i] as Value));
	if (a instanceof Dict && b instanceof Dict)
		return (
			a.map.size === b.map.size &&
			[...a.map].every(([k, [, v]]) => {
				const row = b.map.get(k);
				return row !== undefined && equal(v, row[1]);
			})
		);
	if (a instanceof PySet && b instanceof PySet) return a.map.size === b.map.size && [...a.map.keys()].every((k) => b.map.has(k));
	if (a instanceof Bytes && b instanceof Bytes) return a.data === b.data;
	if (a instanceof Range && b instanceof Range) return a.from === b.from && a.to === b.to && a.step === b.step;
	if (a instanceof Bound && b instanceof Bound) return a.self === b.self && a.of === b.of;
	return a === b;
}
export const dictOf = (rows: Iterable<readonly [Value, Value]>): Dict => {
	const made = new Dict();
	for (const [k, v] of rows) made.map.set(hash(k) ?? '', [k, v]);
	return made;
};
export const utf8 = (text: string): string => {
	let out = '';
	for (const b of new TextEncoder().encode(text)) out += String.fromCharCode(b);
	return out;
};
export const fromUtf8 = (data: string): string => new TextDecoder().decode(Uint8Array.from(data, (c) => c.charCodeAt(0)));

/** format(value, spec) and f"{value:spec}". Null: the spec is not understood. */
export function format(given: Value, spec: string): string | null {
	const v = bare(given);
	const m = /^(?:(.)?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?(,|_)?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su.exec(spec);
	if (!m) return null;
	const [, fill, align, sign = '', alternate, zero, width = '0', group, precision, type = ''] = m;
	let text: string;
	const numeric = typeof v === 'bigint' || typeof v === 'number' || (typeof v === 'boolean' && type !== '');
	if (numeric) {
		const n = typeof v === 'boolean' ? BigInt(v) : v;
		if (type === 'x' || type === 'X' || type === 'b' || type === 'o') {
			if (typeof n !== 'bigint') return null;
			text = n.toString({ x: 16, X: 16, b: 2, o: 8 }[type]);
			if (alternate) text = text.replace(/^-?/, (s) => `${s}0${type.toLowerCase()}`);
		} else if (type === 'c') text = String.fromCodePoint(Number(n));
		else if (type === 'd' && typeof n !== 'bigint') return null;
		else if (type === 'g' || type === 'G' || (type === '' && precision !== undefined && typeof n === 'number'))
			text = general(Number(n), Number(precision ?? 6), type === '');
		else if (type === '%') text = `${(Number(n) * 100).toFixed(Number(precision ?? 6))}%`;
		else if (type === 'e')
			text = Number(n)
				.toExponential(Number(precision ?? 6))
				.replace(/e([+-])(\d)$/, 'e$10$2');
		else if (type === 'f' || type === 'F') text = Number(n).toFixed(Number(precision ?? 6));
		else text = typeof n === 'number' ? floatText(n) : String(n);
		if (type === 'X') text = text.toUpperCase();
		if (group) text = text.replace(/^(-?\d+)/, (d) => d.replace(/\B(?=(\d{3})+(?!\d))/g, group));
		if (sign !== '' && sign !== '-' && !text.startsWith('-')) text = sign + text;
	} else {
		if (type !== '' && type !== 's') return null;
		text = str(v);
		if (precision !== undefined) text = [...text].slice(0, Number(precision)).join('');
	}
	const pad = Math.max(0, Number(width) - [...text].length);
	const filler = (fill ?? (zero ? '0' : ' ')).repeat(pad);
	const how = align ?? (zero && numeric ? '=' : numeric ? '>' : '<');
	if (how === '<') return text + filler;
	if (how === '>') return filler + text;
	if (how === '=') return text.replace(/^[+ -]?/, (s) => s + filler);
	return filler.slice(0, Math.floor(pad / 2)) + text + filler.slice(Math.floor(pad / 2));
}

/** %g's text: the shorter of fixed and exponent, without zeros at the end. `plain`: a float's default with a precision keeps ".0". */
function general(n: number, digits: number, plain: boolean): string {
	if (!Number.isFinite(n)) return floatText(n);
	const size = Math.max(1, digits);
	const [mantissa = '0', exponent = '0'] = n.toExponential(size - 1).split('e');
	const e = Number(exponent);
	const trim = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
	if (e < -4 || e >= size) return `${trim(mantissa)}e${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`;
	const text = trim(n.toFixed(Math.max(0, size - 1 - e)));
	return plain && !text.includes('.') ? `${text}.0` : text;
}
