// Python's operators and the methods of its built-in types.
import type { Sys } from '../../../engine/index.ts';
import type { Core as Evaluator } from './core.ts';
import {
	bare,
	Bytes,
	Class,
	Dict,
	dictOf,
	equal,
	format,
	Instance,
	List,
	PySet,
	Raised,
	Range,
	repr,
	str,
	truth,
	Tuple,
	typeName,
	type Key,
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
	'//': '__floordiv__',
	'%': '__mod__',
	'**': '__pow__',
	'@': '__matmul__',
	'&': '__and__',
	'|': '__or__',
	'^': '__xor__',
	'<<': '__lshift__',
	'>>': '__rshift__',
	'!=': '__ne__',
	'==': '__eq__',
	'<': '__lt__',
	'>': '__gt__',
	'<=': '__le__',
	'>=': '__ge__'
};

/** Whether a value is the built-in NotImplemented. */
const refuses = (vm: Evaluator, v: Value): boolean => v === vm.builtins.names.get('NotImplemented');
/** An operator that a class of the program defines, on the left side or reflected on the right; undefined when neither does. */
function* defined(vm: Evaluator, op: string, a: Value, b: Value): Sys<Value | undefined> {
	const name = special[op];
	if (name === undefined) return undefined;
	if (a instanceof Instance && a.type.find(name) !== undefined) {
		const value = yield* vm.invoke(yield* vm.attribute(a, name), [b], new Map());
		if (!refuses(vm, value)) return value;
	}
	const other =
		({ '<': '__gt__', '>': '__lt__', '<=': '__ge__', '>=': '__le__', '==': '__eq__', '!=': '__ne__' } as Record<string, string>)[op] ??
		name.replace('__', '__r');
	if (b instanceof Instance && b.type.find(other) !== undefined) {
		const value = yield* vm.invoke(yield* vm.attribute(b, other), [a], new Map());
		if (!refuses(vm, value)) return value;
	}
	return undefined;
}
/** a OP= b: in place where the type can, else as OP. */
export function* augmented(vm: Evaluator, op: string, old: Value, value: Value): Sys<Value> {
	if (old instanceof Instance) {
		const name = special[op]?.replace('__', '__i') ?? '';
		if (old.type.find(name) !== undefined) return yield* vm.invoke(yield* vm.attribute(old, name), [value], new Map());
	}
	if (op === '+' && old instanceof List) {
		old.items.push(...(yield* vm.iterate(value)));
		return old;
	}
	if (op === '|' && old instanceof Dict && bare(value) instanceof Dict) {
		for (const [k, row] of (bare(value) as Dict).map) old.map.set(k, row);
		return old;
	}
	if (old instanceof PySet && value instanceof PySet && !old.frozen) {
		const made = (yield* binary(vm, op, old, value)) as PySet;
		old.map.clear();
		for (const [k, v] of made.map) old.map.set(k, v);
		return old;
	}
	return yield* binary(vm, op, old, value, '=');
}

export function* binary(vm: Evaluator, op: string, left: Value, right: Value, sign = ''): Sys<Value> {
	if (left instanceof Instance || right instanceof Instance) {
		const value = yield* defined(vm, op, left, right);
		if (value !== undefined) return value;
	}
	const [a, b] = [bare(left), bare(right)];
	const wrong = (): never =>
		op === '+' && typeof a === 'string'
			? vm.raise('TypeError', `can only concatenate str (not "${typeName(b)}") to str`)
			: op === '+' && a instanceof List
				? vm.raise('TypeError', `can only concatenate list (not "${typeName(b)}") to list`)
				: vm.raise(
						'TypeError',
						`unsupported operand type(s) for ${op === '**' && sign === '' ? '** or pow()' : op + sign}: '${typeName(left)}' and '${typeName(right)}'`
					);
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
	if (op === '%' && typeof a === 'string') {
		const items: Value[] = [];
		for (const one of b instanceof Tuple ? b.items : [right])
			items.push(one instanceof Instance ? yield* vm.str(one) : one instanceof List || one instanceof Dict || one instanceof Tuple ? yield* vm.repr(one) : one);
		return percent(vm, a, items, b);
	}
	if (a instanceof PySet && b instanceof PySet) {
		const made = new PySet(a.frozen);
		const keep = (k: Key): boolean => (op === '|' ? true : op === '&' ? b.map.has(k) : op === '-' ? !b.map.has(k) : op === '^' ? !b.map.has(k) : wrong());
		for (const [k, v] of a.map) if (keep(k)) made.map.set(k, v);
		if (op === '|' || op === '^') for (const [k, v] of b.map) if (op === '|' || !a.map.has(k)) made.map.set(k, v);
		return made;
	}
	if (op === '|' && a instanceof Dict && b instanceof Dict) return dictOf([...a.map.values(), ...b.map.values()]);
	if (op === '|' && (a instanceof Class || a === null) && (b instanceof Class || b === null)) return new Tuple([a, b]);
	if (op === '|' && a instanceof Tuple && b instanceof Class) return new Tuple([...a.items, b]);
	if (op === '%' && a instanceof Bytes) return new Bytes(percent(vm, a.data, b instanceof Tuple ? b.items : [b], b));
	if (op === '+' && a instanceof Tuple) return vm.raise('TypeError', `can only concatenate tuple (not "${typeName(b)}") to tuple`);
	if (op === '+' && a instanceof Bytes) return vm.raise('TypeError', `can't concat ${typeName(b)} to bytes`);
	if (op === '*' && (typeof a === 'string' || a instanceof List || a instanceof Tuple))
		return vm.raise('TypeError', `can't multiply sequence by non-int of type '${typeName(b)}'`);
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

export function* compare(vm: Evaluator, op: string, left: Value, right: Value): Sys<Value> {
	if (op === 'is' || op === 'is not') return (left === right) === (op === 'is');
	if (op === 'in' || op === 'not in') return (yield* contains(vm, left, right)) === (op === 'in');
	if (left instanceof Instance || right instanceof Instance) {
		const value = yield* defined(vm, op, left, right);
		if (value !== undefined) return value;
		if (op === '!=') {
			const same = yield* defined(vm, '==', left, right);
			if (same !== undefined) return !(yield* vm.truth(same));
		}
	}
	const [a, b] = [bare(left), bare(right)];
	if (op === '==' || op === '!=') return (yield* same(vm, a, b)) === (op === '==');
	if (a instanceof PySet && b instanceof PySet) {
		const within = (x: PySet, y: PySet): boolean => [...x.map.keys()].every((k) => y.map.has(k));
		return op === '<='
			? within(a, b)
			: op === '>='
				? within(b, a)
				: op === '<'
					? within(a, b) && a.map.size < b.map.size
					: within(b, a) && b.map.size < a.map.size;
	}
	const order = yield* ordered(vm, a, b);
	if (order === null) return vm.raise('TypeError', `'${op}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
	return op === '<' ? order < 0 : op === '>' ? order > 0 : op === '<=' ? order <= 0 : order >= 0;
}
/** Equality that asks the elements' own classes. */
export function* same(vm: Evaluator, a: Value, b: Value): Sys<boolean> {
	if (a instanceof Instance || b instanceof Instance) return a === b || (yield* vm.truth(yield* compare(vm, '==', a, b)));
	if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple)) {
		if (a.items.length !== b.items.length) return false;
		for (const [i, v] of a.items.entries()) if (!(yield* same(vm, v, b.items[i] as Value))) return false;
		return true;
	}
	if (a instanceof Dict && b instanceof Dict) {
		if (a.map.size !== b.map.size) return false;
		for (const [k, row] of a.map) {
			const other = b.map.get(k);
			if (!other || !(yield* same(vm, row[1], other[1]))) return false;
		}
		return true;
	}
	return equal(a, b);
}
function* contains(vm: Evaluator, a: Value, given: Value): Sys<boolean> {
	if (given instanceof Instance && given.type.find('__contains__') !== undefined)
		return yield* vm.truth(yield* vm.invoke(yield* vm.attribute(given, '__contains__'), [a], new Map()));
	const b = given instanceof Instance && given.type.find('__iter__') !== undefined ? given : bare(given);
	if (typeof b === 'string')
		return typeof bare(a) === 'string'
			? b.includes(bare(a) as string)
			: vm.raise('TypeError', `'in <string>' requires string as left operand, not ${typeName(a)}`);
	if (b instanceof Bytes) return a instanceof Bytes ? b.data.includes(a.data) : b.data.includes(String.fromCharCode(Number(a)));
	if (b instanceof Dict || b instanceof PySet) return b.map.has(vm.key(a));
	if (b instanceof Range && typeof a === 'bigint') return (b.step > 0n ? a >= b.from && a < b.to : a <= b.from && a > b.to) && (a - b.from) % b.step === 0n;
	if (b === null || typeof b === 'bigint' || typeof b === 'number' || typeof b === 'boolean')
		return vm.raise('TypeError', `argument of type '${typeName(b)}' is not iterable`);
	for (const one of yield* vm.iterate(b)) if (one === a || (yield* same(vm, one, a))) return true;
	return false;
}
/** Order of two values, by their classes' __lt__ where they have one; null when they have none. */
export function* ordered(vm: Evaluator, left: Value, right: Value): Sys<number | null> {
	if (left instanceof Instance || right instanceof Instance) {
		const less = yield* defined(vm, '<', left, right);
		if (less !== undefined) {
			if (yield* vm.truth(less)) return -1;
			const more = yield* defined(vm, '<', right, left);
			return more !== undefined && (yield* vm.truth(more)) ? 1 : 0;
		}
	}
	const [a, b] = [bare(left), bare(right)];
	if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple)) {
		for (let i = 0; i < Math.min(a.items.length, b.items.length); i++) {
			if (yield* same(vm, a.items[i] as Value, b.items[i] as Value)) continue;
			return yield* ordered(vm, a.items[i] as Value, b.items[i] as Value);
		}
		return a.items.length - b.items.length;
	}
	return rank(a, b);
}
/** Order of two values; null when they have none. */
export function rank(a: Value, b: Value): number | null {
	const n = (v: Value): bigint | number | null => (typeof v === 'boolean' ? BigInt(v) : typeof v === 'bigint' || typeof v === 'number' ? v : null);
	const [x, y] = [n(a), n(b)];
	if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : 0;
	if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
	if (a instanceof Bytes && b instanceof Bytes) return a.data < b.data ? -1 : a.data > b.data ? 1 : 0;
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
	const made: { v: Value; k: Value }[] = yield* mergeSort(vm, rows);
	const values = made.map((r) => r.v);
	if (!truth(keywords.get('reverse') ?? false)) return values;
	// Reversed sorting keeps equal elements in their order.
	const turned = yield* mergeSort(vm, [...rows].reverse());
	return turned.map((r) => r.v).reverse();
}
type Row = { v: Value; k: Value };
function* mergeSort(vm: Evaluator, rows: Row[]): Sys<Row[]> {
	if (rows.length < 2) return rows;
	const middle = rows.length >> 1;
	const [a, b] = [yield* mergeSort(vm, rows.slice(0, middle)), yield* mergeSort(vm, rows.slice(middle))];
	const out: Row[] = [];
	let [i, j] = [0, 0];
	while (i < a.length && j < b.length) {
		const [x, y] = [a[i] as Row, b[j] as Row];
		const order = yield* ordered(vm, y.k, x.k);
		if (order === null) vm.raise('TypeError', `'<' not supported between instances of '${typeName(y.k)}' and '${typeName(x.k)}'`);
		if ((order ?? 0) < 0) {
			out.push(y);
			j++;
		} else {
			out.push(x);
			i++;
		}
	}
	return [...out, ...a.slice(i), ...b.slice(j)];
}

export { hasMethod, methodOf } from './methods.ts';
