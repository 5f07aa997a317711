// Python's values: int is bigint, float is number, str is a string; the rest are the classes below. And how they are shown, compared, hashed.
import type { Sys } from '../../../engine/index.ts';
import type { Node, Parameter, Statement } from './syntax.ts';

export type Value = null | boolean | bigint | number | string | Bytes | List | Tuple | Dict | PySet | Func | Native | Bound | Class | Instance | Module | Range;
export class Bytes {
	readonly data: string;
	constructor(data: string) {
		this.data = data;
	}
}
export class List {
	items: Value[];
	constructor(items: Value[]) {
		this.items = items;
	}
}
export class Tuple {
	readonly items: readonly Value[];
	constructor(items: readonly Value[]) {
		this.items = items;
	}
}
export class Dict {
	readonly map = new Map<string, [Value, Value]>();
}
export class PySet {
	readonly map = new Map<string, Value>();
}
export class Range {
	readonly from: bigint;
	readonly to: bigint;
	readonly step: bigint;
	constructor(from: bigint, to: bigint, step: bigint) {
		this.from = from;
		this.to = to;
		this.step = step;
	}
}
export class Scope {
	readonly names = new Map<string, Value>();
	readonly outer: Scope | null;
	readonly globals = new Set<string>();
	readonly isClass: boolean;
	constructor(outer: Scope | null, isClass = false) {
		this.outer = outer;
		this.isClass = isClass;
	}
}
export class Func {
	readonly name: string;
	readonly parameters: readonly Parameter[];
	readonly fallbacks: ReadonlyMap<string, Value>;
	readonly body: readonly Statement[] | Node;
	readonly scope: Scope;
	readonly file: string;
	readonly generator: boolean;
	owner: Class | null = null;
	constructor(
		name: string,
		parameters: readonly Parameter[],
		fallbacks: ReadonlyMap<string, Value>,
		body: readonly Statement[] | Node,
		scope: Scope,
		file: string,
		generator: boolean
	) {
		this.name = name;
		this.parameters = parameters;
		this.fallbacks = fallbacks;
		this.body = body;
		this.scope = scope;
		this.file = file;
		this.generator = generator;
	}
}
export type Keywords = ReadonlyMap<string, Value>;
export class Native {
	readonly name: string;
	readonly run: (args: Value[], keywords: Keywords) => Sys<Value>;
	constructor(name: string, run: (args: Value[], keywords: Keywords) => Sys<Value>) {
		this.name = name;
		this.run = run;
	}
}
export class Bound {
	readonly self: Value;
	readonly of: Func | Native;
	constructor(self: Value, of: Func | Native) {
		this.self = self;
		this.of = of;
	}
}
export class Class {
	readonly name: string;
	readonly bases: readonly Class[];
	readonly names: Map<string, Value>;
	readonly module: string;
	constructor(name: string, bases: readonly Class[], names = new Map<string, Value>(), module = '__main__') {
		this.name = name;
		this.bases = bases;
		this.names = names;
		this.module = module;
	}
	find(name: string): Value | undefined {
		const own = this.names.get(name);
		if (own !== undefined) return own;
		for (const base of this.bases) {
			const found = base.find(name);
			if (found !== undefined) return found;
		}
		return undefined;
	}
	isA(other: Class): boolean {
		return this === other || this.bases.some((b) => b.isA(other));
	}
}
export class Instance {
	readonly type: Class;
	readonly names = new Map<string, Value>();
	/** What a built-in type keeps (a file's descriptor). */
	inner: unknown = null;
	constructor(type: Class) {
		this.type = type;
	}
}
export class Module {
	readonly name: string;
	readonly names: Map<string, Value>;
	constructor(name: string, names: Map<string, Value>) {
		this.name = name;
		this.names = names;
	}
}

/** A raised exception. */
export class Raised {
	readonly value: Instance;
	/** Innermost last: text lines of the traceback. */
	readonly frames: string[] = [];
	constructor(value: Instance) {
		this.value = value;
	}
}

const tree: Readonly<Record<string, string>> = {
	BaseException: '',
	Exception: 'BaseException',
	KeyboardInterrupt: 'BaseException',
	SystemExit: 'BaseException',
	GeneratorExit: 'BaseException',
	ArithmeticError: 'Exception',
	ZeroDivisionError: 'ArithmeticError',
	OverflowError: 'ArithmeticError',
	AssertionError: 'Exception',
	AttributeError: 'Exception',
	EOFError: 'Exception',
	ImportError: 'Exception',
	ModuleNotFoundError: 'ImportError',
	LookupError: 'Exception',
	IndexError: 'LookupError',
	KeyError: 'LookupError',
	MemoryError: 'Exception',
	NameError: 'Exception',
	UnboundLocalError: 'NameError',
	OSError: 'Exception',
	FileNotFoundError: 'OSError',
	PermissionError: 'OSError',
	FileExistsError: 'OSError',
	IsADirectoryError: 'OSError',
	NotADirectoryError: 'OSError',
	ConnectionError: 'OSError',
	ConnectionRefusedError: 'ConnectionError',
	ConnectionResetError: 'ConnectionError',
	BrokenPipeError: 'ConnectionError',
	TimeoutError: 'OSError',
	RuntimeError: 'Exception',
	NotImplementedError: 'RuntimeError',
	RecursionError: 'RuntimeError',
	StopIteration: 'Exception',
	SyntaxError: 'Exception',
	TypeError: 'Exception',
	ValueError: 'Exception',
	UnicodeDecodeError: 'ValueError'
};
/** The exception classes, made once for each run. */
export function exceptionClasses(): Map<string, Class> {
	const made = new Map<string, Class>();
	for (const name in tree) {
		const base = made.get(tree[name] as string);
		made.set(name, new Class(name, base ? [base] : [], new Map(), 'builtins'));
	}
	return made;
}

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
							? 'set'
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
												: 'module';
}

export function floatText(n: number): string {
	if (n === Infinity) return 'inf';
	if (n === -Infinity) return '-inf';
	if (Number.isNaN(n)) return 'nan';
	if (Number.isInteger(n) && Math.abs(n) < 1e16) return Object.is(n, -0) ? '-0.0' : `${n}.0`;
	return String(n).replace(/e([+-])(\d)$/, 'e$10$2');
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
	if (v instanceof PySet) return v.map.size ? `{${[...v.map.values()].map(repr).join(', ')}}` : 'set()';
	if (v instanceof Range) return v.step === 1n ? `range(${v.from}, ${v.to})` : `range(${v.from}, ${v.to}, ${v.step})`;
	if (v instanceof Func) return `<function ${v.name} at 0x7f3a5c0b8e00>`;
	if (v instanceof Native) return `<built-in function ${v.name}>`;
	if (v instanceof Bound) return `<bound method ${v.of.name}>`;
	if (v instanceof Class) return `<class '${v.module === 'builtins' ? '' : `${v.module}.`}${v.name}'>`;
	if (v instanceof Module) return `<module '${v.name}'>`;
	const args = v.names.get('args');
	if (args instanceof Tuple) return `${v.type.name}(${args.items.map(repr).join(', ')})`;
	return `<${v.type.module}.${v.type.name} object at 0x7f3a5c0b9f10>`;
}
export function str(v: Value): string {
	if (typeof v === 'string') return v;
	if (v instanceof Instance) {
		const args = v.names.get('args');
		if (args instanceof Tuple) {
			const text = v.names.get('\0text');
			if (typeof text === 'string') return text;
			if (args.items.length === 0) return '';
			return args.items.length === 1 ? (v.type.name === 'KeyError' ? repr(args.items[0] as Value) : str(args.items[0] as Value)) : repr(args);
		}
	}
	return repr(v);
}
export function truth(v: Value): boolean {
	if (v === null || v === false || v === 0n || v === 0 || v === '') return false;
	if (v instanceof List || v instanceof Tuple) return v.items.length > 0;
	if (v instanceof Dict || v instanceof PySet) return v.map.size > 0;
	if (v instanceof Bytes) return v.data !== '';
	return !(v instanceof Range) || (v.step > 0n ? v.from < v.to : v.from > v.to);
}
/** A dict key's identity; null when it cannot be hashed. */
export function hash(v: Value): string | null {
	if (v === null) return 'n';
	if (typeof v === 'boolean') return `i${v ? 1 : 0}`;
	if (typeof v === 'bigint') return `i${v}`;
	if (typeof v === 'number') return Number.isInteger(v) ? `i${v}` : `f${v}`;
	if (typeof v === 'string') return `s${v}`;
	if (v instanceof Bytes) return `b${v.data}`;
	if (v instanceof Tuple) {
		const parts = v.items.map(hash);
		return parts.includes(null) ? null : `t${JSON.stringify(parts)}`;
	}
	if (v instanceof List || v instanceof Dict || v instanceof PySet) return null;
	return `o${repr(v)}`;
}
export function equal(a: Value, b: Value): boolean {
	const number = (v: Value): number | bigint | null => (typeof v === 'boolean' ? BigInt(v) : typeof v === 'bigint' || typeof v === 'number' ? v : null);
	const [x, y] = [number(a), number(b)];
	if (x !== null && y !== null) return x == y;
	if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple))
		return a.items.length === b.items.length && a.items.every((v, i) => equal(v, b.items[i] as Value));
	if (a instanceof Dict && b instanceof Dict)
		return (
			a.map.size === b.map.size &&
			[...a.map].every(([k, [, v]]) => {
				const other = b.map.get(k);
				return other !== undefined && equal(v, other[1]);
			})
		);
	if (a instanceof PySet && b instanceof PySet) return a.map.size === b.map.size && [...a.map.keys()].every((k) => b.map.has(k));
	if (a instanceof Bytes && b instanceof Bytes) return a.data === b.data;
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
export function format(v: Value, spec: string): string | null {
	const m = /^(?:(.)?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?(,|_)?(?:\.(\d+))?([a-zA-Z%])?$/.exec(spec);
	if (!m) return null;
	const [, fill, align, sign = '', , zero, width = '0', group, precision, type = ''] = m;
	let text: string;
	const numeric = typeof v === 'bigint' || typeof v === 'number' || (typeof v === 'boolean' && type !== '');
	if (numeric) {
		const n = typeof v === 'boolean' ? BigInt(v) : v;
		if (type === 'x' || type === 'X' || type === 'b' || type === 'o') text = BigInt(n as bigint).toString({ x: 16, X: 16, b: 2, o: 8 }[type]);
		else if (type === '%') text = `${(Number(n) * 100).toFixed(Number(precision ?? 6))}%`;
		else if (type === 'e')
			text = Number(n)
				.toExponential(Number(precision ?? 6))
				.replace(/e([+-])(\d)$/, 'e$10$2');
		else if (type === 'f' || type === 'F' || (precision !== undefined && type === '' && typeof n === 'number'))
			text = Number(n).toFixed(Number(precision ?? 6));
		else text = typeof n === 'number' && type !== 'g' ? floatText(n) : String(n);
		if (type === 'X') text = text.toUpperCase();
		if (group) text = text.replace(/^(-?\d+)/, (d) => d.replace(/\B(?=(\d{3})+(?!\d))/g, group));
		if (sign === '+' && !text.startsWith('-')) text = `+${text}`;
	} else {
		text = str(v);
		if (precision !== undefined) text = [...text].slice(0, Number(precision)).join('');
	}
	const pad = Math.max(0, Number(width) - [...text].length);
	const filler = (fill ?? (zero ? '0' : ' ')).repeat(pad);
	const how = align ?? (zero && numeric ? '=' : numeric ? '>' : '<');
	if (how === '<') return text + filler;
	if (how === '>') return filler + text;
	if (how === '=') return text.replace(/^[+-]?/, (s) => s + filler);
	return filler.slice(0, Math.floor(pad / 2)) + text + filler.slice(Math.floor(pad / 2));
}
