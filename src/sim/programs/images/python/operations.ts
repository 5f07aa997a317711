// Python's operators and the methods of its built-in types.
import type { Sys } from '../../../engine/index.ts';
import type { Evaluator } from './evaluator.ts';
import {
	Bytes,
	Dict,
	dictOf,
	equal,
	format,
	fromUtf8,
	hash,
	Instance,
	List,
	Native,
	PySet,
	Raised,
	repr,
	str,
	truth,
	Tuple,
	typeName,
	utf8,
	type Keywords,
	type Value
} from './values.ts';

export function indexOf(vm: Evaluator, size: number, at: Value, what: string): number {
	if (typeof at !== 'bigint' && typeof at !== 'boolean')
		return vm.raise('TypeError', `${what.split(' ')[0]} indices must be integers or slices, not ${typeName(at)}`);
	const n = Number(at) < 0 ? Number(at) + size : Number(at);
	if (n < 0 || n >= size) vm.raise('IndexError', `${what === 'str' ? 'string' : what} index out of range`);
	return n;
}
const special: Readonly<Record<string, string>> = {
	'+': '__add__',
	'-': '__sub__',
	'*': '__mul__',
	'/': '__truediv__',
	'==': '__eq__',
	'<': '__lt__',
	'>': '__gt__',
	'<=': '__le__',
	'>=': '__ge__'
};

export function* binary(vm: Evaluator, op: string, a: Value, b: Value): Sys<Value> {
	const wrong = (): never =>
		op === '+' && typeof a === 'string'
			? vm.raise('TypeError', `can only concatenate str (not "${typeName(b)}") to str`)
			: op === '+' && a instanceof List
				? vm.raise('TypeError', `can only concatenate list (not "${typeName(b)}") to list`)
				: vm.raise('TypeError', `unsupported operand type(s) for ${op === '**' ? '** or pow()' : op}: '${typeName(a)}' and '${typeName(b)}'`);
	const x = typeof a === 'boolean' ? BigInt(a) : a;
	const y = typeof b === 'boolean' ? BigInt(b) : b;
	if (typeof x === 'bigint' && typeof y === 'bigint') {
		switch (op) {
			case '+':
				return x + y;
			case '-':
				return x - y;
			case '*':
				return x * y;
			case '/':
				if (y === 0n) vm.raise('ZeroDivisionError', 'division by zero');
				return Number(x) / Number(y);
			case '//':
			case '%': {
				if (y === 0n) vm.raise('ZeroDivisionError', op === '%' ? 'integer modulo by zero' : 'integer division or modulo by zero');
				const rest = ((x % y) + y) % y;
				return op === '%' ? rest : (x - rest) / y;
			}
			case '**':
				if (y < 0n) return Number(x) ** Number(y);
				if (y > 1_000_000n) vm.raise('MemoryError', '');
				return x ** y;
			case '&':
				return x & y;
			case '|':
				return x | y;
			case '^':
				return x ^ y;
			case '<<':
				return x << y;
			case '>>':
				return x >> y;
		}
	}
	if ((typeof x === 'bigint' || typeof x === 'number') && (typeof y === 'bigint' || typeof y === 'number')) {
		const [p, q] = [Number(x), Number(y)];
		switch (op) {
			case '+':
				return p + q;
			case '-':
				return p - q;
			case '*':
				return p * q;
			case '/':
				if (q === 0) vm.raise('ZeroDivisionError', 'float division by zero');
				return p / q;
			case '//':
				if (q === 0) vm.raise('ZeroDivisionError', 'float floor division by zero');
				return Math.floor(p / q);
			case '%':
				if (q === 0) vm.raise('ZeroDivisionError', 'float modulo');
				return ((p % q) + q) % q;
			case '**':
				return q === 0.5 ? Math.sqrt(p) : Number.isInteger(q) ? p ** q : vm.raise('ValueError', 'math domain error');
		}
		return wrong();
	}
	if (op === '+') {
		if (typeof a === 'string' && typeof b === 'string') {
			yield* vm.grow(a.length + b.length);
			return a + b;
		}
		if (a instanceof List && b instanceof List) return new List([...a.items, ...b.items]);
		if (a instanceof Tuple && b instanceof Tuple) return new Tuple([...a.items, ...b.items]);
		if (a instanceof Bytes && b instanceof Bytes) return new Bytes(a.data + b.data);
	}
	if (op === '*') {
		const [of, n] = typeof x === 'bigint' ? [b, Number(x)] : [a, typeof y === 'bigint' ? Number(y) : NaN];
		if (!Number.isNaN(n)) {
			const size =
				typeof of === 'string' ? of.length : of instanceof Bytes ? of.data.length : of instanceof List || of instanceof Tuple ? of.items.length * 8 : 0;
			if (typeof of === 'string' || of instanceof Bytes || of instanceof List || of instanceof Tuple) {
				yield* vm.grow(size * Math.max(0, n));
				if (size * n > 500_000_000 || ((of instanceof List || of instanceof Tuple) && n * size > 80_000_000)) throw new Raised(vm.exception('MemoryError', []));
			}
			if (typeof of === 'string') return of.repeat(Math.max(0, n));
			if (of instanceof Bytes) return new Bytes(of.data.repeat(Math.max(0, n)));
			if (of instanceof List || of instanceof Tuple) {
				const items: Value[] = [];
				for (let i = 0; i < n; i++) items.push(...of.items);
				return of instanceof List ? new List(items) : new Tuple(items);
			}
		}
	}
	if (op === '%' && typeof a === 'string') return percent(vm, a, b instanceof Tuple ? b.items : [b], b);
	if (a instanceof PySet && b instanceof PySet) {
		const made = new PySet();
		const keep = (k: string): boolean => (op === '|' ? true : op === '&' ? b.map.has(k) : op === '-' ? !b.map.has(k) : op === '^' ? !b.map.has(k) : wrong());
		for (const [k, v] of a.map) if (keep(k)) made.map.set(k, v);
		if (op === '|' || op === '^') for (const [k, v] of b.map) if (op === '|' || !a.map.has(k)) made.map.set(k, v);
		return made;
	}
	if (op === '|' && a instanceof Dict && b instanceof Dict) return dictOf([...a.map.values(), ...b.map.values()]);
	const name = special[op];
	if (a instanceof Instance && name !== undefined && a.type.find(name) !== undefined) return yield* vm.invoke(yield* vm.attribute(a, name), [b], new Map());
	return wrong();
}

/** "text %s" % values. */
export function percent(vm: Evaluator, text: string, values: readonly Value[], whole: Value): string {
	let i = 0;
	const out = text.replace(
		/%(?:\((\w+)\))?([-+ 0#]*)(\d*)(?:\.(\d+))?([sdrfixXo%])/g,
		(_all, key: string | undefined, flags: string, width: string, precision: string | undefined, type: string) => {
			if (type === '%') return '%';
			if (key === undefined && i >= values.length) vm.raise('TypeError', 'not enough arguments for format string');
			const value = key !== undefined && whole instanceof Dict ? (whole.map.get(`s${key}`)?.[1] ?? null) : (values[i++] as Value);
			if ('dixXof'.includes(type) && typeof value !== 'bigint' && typeof value !== 'number' && typeof value !== 'boolean')
				vm.raise('TypeError', `%${type} format: a real number is required, not ${typeName(value)}`);
			const body =
				type === 's'
					? str(value)
					: type === 'r'
						? repr(value)
						: (format(
								type === 'd' || type === 'i' ? BigInt(Math.trunc(Number(value))) : value,
								type === 'f' ? `.${precision ?? 6}f` : type === 'd' || type === 'i' ? '' : type
							) ?? '');
			return flags.includes('-') ? body.padEnd(Number(width)) : body.padStart(Number(width), flags.includes('0') ? '0' : ' ');
		}
	);
	if (i < values.length && !(whole instanceof Dict)) vm.raise('TypeError', 'not all arguments converted during string formatting');
	return out;
}

export function* compare(vm: Evaluator, op: string, a: Value, b: Value): Sys<boolean> {
	if (op === 'is' || op === 'is not') return (a === b || (a === null && b === null)) === (op === 'is');
	if (op === 'in' || op === 'not in') {
		if (typeof b === 'string')
			return (
				(typeof a === 'string' ? b.includes(a) : vm.raise('TypeError', `'in <string>' requires string as left operand, not ${typeName(a)}`)) === (op === 'in')
			);
		if (b instanceof Bytes && a instanceof Bytes) return b.data.includes(a.data) === (op === 'in');
		if (b instanceof Dict || b instanceof PySet) return b.map.has(hash(a) ?? '') === (op === 'in');
		return (yield* vm.iterate(b)).some((v) => equal(a, v)) === (op === 'in');
	}
	const name = special[op];
	if (a instanceof Instance && name !== undefined && a.type.find(name) !== undefined)
		return truth(yield* vm.invoke(yield* vm.attribute(a, name), [b], new Map()));
	if (op === '==' || op === '!=') return equal(a, b) === (op === '==');
	const order = rank(a, b);
	if (order === null) return vm.raise('TypeError', `'${op}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
	return op === '<' ? order < 0 : op === '>' ? order > 0 : op === '<=' ? order <= 0 : order >= 0;
}
/** Order of two values; null when they have none. */
export function rank(a: Value, b: Value): number | null {
	const n = (v: Value): bigint | number | null => (typeof v === 'boolean' ? BigInt(v) : typeof v === 'bigint' || typeof v === 'number' ? v : null);
	const [x, y] = [n(a), n(b)];
	if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : 0;
	if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
	if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple)) {
		for (let i = 0; i < Math.min(a.items.length, b.items.length); i++) {
			const order = rank(a.items[i] as Value, b.items[i] as Value);
			if (order !== 0) return order;
		}
		return a.items.length - b.items.length;
	}
	return null;
}
export function* sorted(vm: Evaluator, items: readonly Value[], keywords: Keywords): Sys<Value[]> {
	const key = keywords.get('key');
	const rows: { v: Value; k: Value }[] = [];
	for (const v of items) rows.push({ v, k: key === undefined || key === null ? v : yield* vm.invoke(key, [v], new Map()) });
	rows.sort((a, b) => rank(a.k, b.k) ?? vm.raise('TypeError', `'<' not supported between instances of '${typeName(b.k)}' and '${typeName(a.k)}'`));
	const made = rows.map((r) => r.v);
	return truth(keywords.get('reverse') ?? false) ? made.reverse() : made;
}

type Method<T> = (of: T, args: Value[], vm: Evaluator) => Value;
const cut = (text: string, args: Value[], side: 'both' | 'start' | 'end'): string => {
	const set = typeof args[0] === 'string' ? args[0] : ' \t\n\r\f\v';
	let [from, to] = [0, text.length];
	if (side !== 'end') while (from < to && set.includes(text[from] as string)) from++;
	if (side !== 'start') while (to > from && set.includes(text[to - 1] as string)) to--;
	return text.slice(from, to);
};
function split(text: string, args: Value[]): string[] {
	const limit = args[1] === undefined ? -1 : Number(args[1]);
	if (typeof args[0] !== 'string') {
		const words = text.trim() === '' ? [] : text.trim().split(/\s+/);
		return limit >= 0 && words.length > limit + 1 ? [...words.slice(0, limit), words.slice(limit).join(' ')] : words;
	}
	const parts = text.split(args[0]);
	return limit >= 0 && parts.length > limit + 1 ? [...parts.slice(0, limit), parts.slice(limit).join(args[0])] : parts;
}
const starts = (text: string, which: Value | undefined, end: boolean): boolean =>
	(which instanceof Tuple ? which.items : [which ?? '']).some((w) => (end ? text.endsWith(str(w as Value)) : text.startsWith(str(w as Value))));

const strings: Readonly<Record<string, Method<string>>> = {
	upper: (s) => s.toUpperCase(),
	lower: (s) => s.toLowerCase(),
	strip: (s, a) => cut(s, a, 'both'),
	lstrip: (s, a) => cut(s, a, 'start'),
	rstrip: (s, a) => cut(s, a, 'end'),
	split: (s, a) => new List(split(s, a)),
	rsplit: (s, a) => new List(split(s, a)),
	splitlines: (s) => new List(s.replace(/\n$/, '').split('\n')),
	startswith: (s, [w]) => starts(s, w, false),
	endswith: (s, [w]) => starts(s, w, true),
	replace: (s, [a, b]) => s.replaceAll(str(a ?? ''), str(b ?? '')),
	find: (s, [w]) => BigInt(s.indexOf(str(w ?? ''))),
	rfind: (s, [w]) => BigInt(s.lastIndexOf(str(w ?? ''))),
	count: (s, [w]) => BigInt(s.split(str(w ?? '')).length - 1),
	encode: (s) => new Bytes(utf8(s)),
	title: (s) => s.replace(/[A-Za-z]+/g, (w) => (w[0] ?? '').toUpperCase() + w.slice(1).toLowerCase()),
	capitalize: (s) => (s[0] ?? '').toUpperCase() + s.slice(1).toLowerCase(),
	isdigit: (s) => /^\d+$/.test(s),
	isalpha: (s) => /^[A-Za-z]+$/.test(s),
	isalnum: (s) => /^[A-Za-z0-9]+$/.test(s),
	isupper: (s) => s !== s.toLowerCase() && s === s.toUpperCase(),
	islower: (s) => s !== s.toUpperCase() && s === s.toLowerCase(),
	isspace: (s) => /^\s+$/.test(s),
	zfill: (s, [n]) => s.padStart(Number(n), '0'),
	ljust: (s, [n, f]) => s.padEnd(Number(n), str(f ?? ' ')),
	rjust: (s, [n, f]) => s.padStart(Number(n), str(f ?? ' ')),
	center: (s, [n, f]) => format(s, `${str(f ?? ' ')}^${Number(n)}`),
	index: (s, [w], vm) => {
		const i = s.indexOf(str(w ?? ''));
		return i < 0 ? vm.raise('ValueError', 'substring not found') : BigInt(i);
	},
	partition: (s, [w]) => {
		const i = s.indexOf(str(w ?? ''));
		return new Tuple(i < 0 ? [s, '', ''] : [s.slice(0, i), str(w ?? ''), s.slice(i + str(w ?? '').length)]);
	},
	removeprefix: (s, [w]) => (s.startsWith(str(w ?? '')) ? s.slice(str(w ?? '').length) : s),
	removesuffix: (s, [w]) => (s.endsWith(str(w ?? '')) ? s.slice(0, s.length - str(w ?? '').length) : s)
};
const bytes: Readonly<Record<string, Method<Bytes>>> = {
	decode: (b) => fromUtf8(b.data),
	strip: (b, a) => new Bytes(cut(b.data, a, 'both')),
	split: (b, [w]) => new List(split(b.data, [w instanceof Bytes ? w.data : null]).map((p) => new Bytes(p))),
	startswith: (b, [w]) => w instanceof Bytes && b.data.startsWith(w.data),
	endswith: (b, [w]) => w instanceof Bytes && b.data.endsWith(w.data),
	hex: (b) => [...b.data].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')
};
const lists: Readonly<Record<string, Method<List>>> = {
	append: (l, [v]) => {
		l.items.push(v ?? null);
		return null;
	},
	pop: (l, [i], vm) => {
		if (l.items.length === 0) vm.raise('IndexError', 'pop from empty list');
		return l.items.splice(i === undefined ? l.items.length - 1 : indexOf(vm, l.items.length, i, 'pop'), 1)[0] ?? null;
	},
	insert: (l, [i, v]) => {
		l.items.splice(Number(i), 0, v ?? null);
		return null;
	},
	remove: (l, [v], vm) => {
		const i = l.items.findIndex((x) => equal(x, v ?? null));
		if (i < 0) vm.raise('ValueError', 'list.remove(x): x not in list');
		l.items.splice(i, 1);
		return null;
	},
	index: (l, [v], vm) => {
		const i = l.items.findIndex((x) => equal(x, v ?? null));
		return i < 0 ? vm.raise('ValueError', `${repr(v ?? null)} is not in list`) : BigInt(i);
	},
	count: (l, [v]) => BigInt(l.items.filter((x) => equal(x, v ?? null)).length),
	reverse: (l) => {
		l.items.reverse();
		return null;
	},
	clear: (l) => {
		l.items = [];
		return null;
	},
	copy: (l) => new List([...l.items])
};
const dicts: Readonly<Record<string, Method<Dict>>> = {
	get: (d, [k, other]) => d.map.get(hash(k ?? null) ?? '')?.[1] ?? other ?? null,
	keys: (d) => new List([...d.map.values()].map(([k]) => k)),
	values: (d) => new List([...d.map.values()].map(([, v]) => v)),
	items: (d) => new List([...d.map.values()].map((row) => new Tuple(row))),
	copy: (d) => dictOf(d.map.values()),
	clear: (d) => {
		d.map.clear();
		return null;
	},
	pop: (d, [k, other], vm) => {
		const key = hash(k ?? null) ?? '';
		const found = d.map.get(key);
		if (!found) {
			if (other === undefined) throw new Raised(vm.exception('KeyError', [k ?? null]));
			return other;
		}
		d.map.delete(key);
		return found[1];
	},
	setdefault: (d, [k, v]) => {
		const key = hash(k ?? null) ?? '';
		const found = d.map.get(key);
		if (found) return found[1];
		d.map.set(key, [k ?? null, v ?? null]);
		return v ?? null;
	},
	update: (d, [o]) => {
		if (o instanceof Dict) for (const [k, row] of o.map) d.map.set(k, row);
		return null;
	}
};
const sets: Readonly<Record<string, Method<PySet>>> = {
	add: (s, [v]) => {
		s.map.set(hash(v ?? null) ?? '', v ?? null);
		return null;
	},
	discard: (s, [v]) => {
		s.map.delete(hash(v ?? null) ?? '');
		return null;
	},
	remove: (s, [v], vm) => {
		if (!s.map.delete(hash(v ?? null) ?? '')) throw new Raised(vm.exception('KeyError', [v ?? null]));
		return null;
	}
};
const tuples: Readonly<Record<string, Method<Tuple>>> = {
	index: (t, [v], vm) => {
		const i = t.items.findIndex((x) => equal(x, v ?? null));
		return i < 0 ? vm.raise('ValueError', 'tuple.index(x): x not in tuple') : BigInt(i);
	},
	count: (t, [v]) => BigInt(t.items.filter((x) => equal(x, v ?? null)).length)
};

/** A built-in value's method, bound; null when it has none of the name. */
export function methodOf(vm: Evaluator, of: Value, name: string): Native | null {
	const bind = <T>(table: Readonly<Record<string, Method<T>>>, self: T): Native | null => {
		const method = Object.hasOwn(table, name) ? table[name] : undefined;
		return method
			? new Native(name, function* (args) {
					return method(self, args, vm);
				})
			: null;
	};
	if (typeof of === 'string') {
		if (name === 'join')
			return new Native(name, function* ([items]) {
				return (yield* vm.iterate(items ?? null))
					.map((v, i) => (typeof v === 'string' ? v : vm.raise('TypeError', `sequence item ${i}: expected str instance, ${typeName(v)} found`)))
					.join(of);
			});
		if (name === 'format')
			return new Native(name, function* (args, keywords) {
				let next = 0;
				return of.replace(
					/\{\{|\}\}|\{(\w*)(?:!(\w))?(?::([^}]*))?\}/g,
					(all, key: string | undefined, conversion: string | undefined, spec: string | undefined) => {
						if (key === undefined) return all[0] as string;
						const value = key === '' ? args[next++] : /^\d+$/.test(key) ? args[Number(key)] : keywords.get(key);
						if (value === undefined)
							return vm.raise(
								/^\d*$/.test(key) ? 'IndexError' : 'KeyError',
								/^\d*$/.test(key) ? `Replacement index ${key === '' ? next - 1 : key} out of range for positional args tuple` : key
							);
						return conversion === 'r' ? repr(value) : (format(value, spec ?? '') ?? '');
					}
				);
			});
		return bind(strings, of);
	}
	if (of instanceof List) {
		if (name === 'extend')
			return new Native(name, function* ([items]) {
				of.items.push(...(yield* vm.iterate(items ?? null)));
				return null;
			});
		if (name === 'sort')
			return new Native(name, function* (_args, keywords) {
				of.items = yield* sorted(vm, of.items, keywords);
				return null;
			});
		return bind(lists, of);
	}
	if (of instanceof Bytes) return bind(bytes, of);
	if (of instanceof Dict) return bind(dicts, of);
	if (of instanceof PySet) return bind(sets, of);
	return of instanceof Tuple ? bind(tuples, of) : null;
}
