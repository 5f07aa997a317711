// Python's built-in types as classes: int, str, list … with their constructors; property, staticmethod, classmethod, super, slice, type.
import type { Sys } from '../../../engine/index.ts';
import type { Property } from './attributes.ts';
import type { Interpreter } from './interpreter.ts';
import { fillDict } from './methods.ts';
import {
	bare,
	Bytes,
	Class,
	Dict,
	fromUtf8,
	Func,
	Instance,
	List,
	Native,
	PySet,
	Range,
	repr,
	str,
	Tuple,
	typeName,
	utf8,
	type Keywords,
	type Run,
	type Value
} from './values.ts';

const none: Keywords = new Map();

export function installTypes(vm: Interpreter): void {
	const { names } = vm.builtins;
	const type = (name: string, construct: Run | null, bases: readonly Class[] = [vm.object]): Class => {
		const made = new Class(name, bases, new Map(), 'builtins');
		made.construct = construct;
		vm.types.set(name, made);
		return made;
	};
	const visible = (name: string, construct: Run, bases?: readonly Class[]): Class => {
		const made = type(name, construct, bases);
		names.set(name, made);
		return made;
	};
	names.set('object', vm.object);
	vm.types.set('object', vm.object);
	vm.object.names.set(
		'__init_subclass__',
		wrapped(
			'classmethod',
			new Native('__init_subclass__', function* () {
				return null;
			})
		)
	);
	function wrapped(kind: string, inner: Value): Instance {
		const made = new Instance(vm.types.get(kind) ?? new Class(kind, [vm.object], new Map(), 'builtins'));
		made.inner = inner;
		return made;
	}
	const special = function* (v: Value, name: string): Sys<Value | undefined> {
		return v instanceof Instance && v.type.find(name) !== undefined ? yield* vm.invoke(yield* vm.attribute(v, name), [], none) : undefined;
	};
	const int = visible('int', function* ([given = 0n, base], keywords) {
		const own = yield* special(given, '__int__');
		if (own !== undefined) return own;
		const v = bare(given);
		if (typeof v === 'bigint') return v;
		if (typeof v === 'boolean') return BigInt(v);
		if (typeof v === 'number') {
			if (Number.isNaN(v)) vm.raise('ValueError', 'cannot convert float NaN to integer');
			return Number.isFinite(v) ? BigInt(Math.trunc(v)) : vm.raise('OverflowError', 'cannot convert float infinity to integer');
		}
		const text =
			v instanceof Bytes
				? v.data
				: typeof v === 'string'
					? v
					: vm.raise('TypeError', `int() argument must be a string, a bytes-like object or a real number, not '${typeName(given)}'`);
		const radix = Number(base ?? keywords.get('base') ?? 10n);
		const clean = text.trim().replaceAll('_', '');
		const [, sign = '', head = '', body = ''] = /^([+-]?)(0[xob])?([0-9a-z]+)$/i.exec(clean) ?? [];
		const kind = { '0x': 16, '0o': 8, '0b': 2 }[head.toLowerCase()];
		const real = radix === 0 ? (kind ?? 10) : radix;
		const digits = head !== '' && kind !== real ? head + body : body;
		if (body === '' || [...digits.toLowerCase()].some((c) => !(parseInt(c, 36) < real)))
			return vm.raise('ValueError', `invalid literal for int() with base ${radix}: ${repr(v)}`);
		let n = 0n;
		for (const c of digits) n = n * BigInt(real) + BigInt(parseInt(c, 36));
		return sign === '-' ? -n : n;
	});
	visible(
		'bool',
		function* ([v = false]) {
			return yield* vm.truth(v);
		},
		[int]
	);
	visible('float', function* ([given = 0n]) {
		const own = yield* special(given, '__float__');
		if (own !== undefined) return own;
		const v = bare(given);
		if (typeof v === 'bigint' || typeof v === 'number' || typeof v === 'boolean') return Number(v);
		const text = v instanceof Bytes ? v.data : v;
		if (typeof text !== 'string') return vm.raise('TypeError', `float() argument must be a string or a real number, not '${typeName(given)}'`);
		const clean = text.trim().replaceAll('_', '');
		if (/^[+-]?(?:inf|infinity)$/i.test(clean)) return clean.startsWith('-') ? -Infinity : Infinity;
		if (/^[+-]?nan$/i.test(clean)) return NaN;
		return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(clean) ? Number(clean) : vm.raise('ValueError', `could not convert string to float: ${repr(v)}`);
	});
	visible('str', function* ([v = '', encoding], keywords) {
		return (encoding ?? keywords.get('encoding')) !== undefined && v instanceof Bytes ? fromUtf8(v.data) : yield* vm.str(v);
	});
	const bytes: Run = function* ([given = null, encoding]) {
		const v = bare(given);
		if (v === null) return new Bytes('');
		if (typeof v === 'string') return encoding === undefined ? vm.raise('TypeError', 'string argument without an encoding') : new Bytes(utf8(v));
		if (v instanceof Bytes) return v;
		if (typeof v === 'bigint') {
			yield* vm.grow(Number(v));
			return new Bytes('\0'.repeat(Math.min(Number(v), 500_000_000)));
		}
		return new Bytes((yield* vm.iterate(v)).map((n) => String.fromCharCode(Number(n))).join(''));
	};
	visible('bytes', bytes);
	visible('bytearray', bytes);
	visible('list', function* ([v]) {
		return new List(v === undefined ? [] : yield* vm.iterate(v));
	});
	visible('tuple', function* ([v]) {
		return v instanceof Tuple ? v : new Tuple(v === undefined ? [] : yield* vm.iterate(v));
	});
	for (const name of ['set', 'frozenset'])
		visible(name, function* ([v]) {
			const made = new PySet(name === 'frozenset');
			if (v !== undefined) for (const i of yield* vm.iterate(v)) if (!made.map.has(vm.key(i))) made.map.set(vm.key(i), i);
			return made;
		});
	visible('dict', function* ([v], keywords) {
		const made = new Dict();
		yield* fillDict(vm, made, v, keywords);
		return made;
	});
	visible('range', function* (args) {
		const [a, b, c] = args.map((given) => {
			const v = bare(given);
			return typeof v === 'bigint'
				? v
				: typeof v === 'boolean'
					? BigInt(v)
					: vm.raise('TypeError', `'${typeName(given)}' object cannot be interpreted as an integer`);
		});
		if (a === undefined) return vm.raise('TypeError', 'range expected at least 1 argument, got 0');
		if (c === 0n) vm.raise('ValueError', 'range() arg 3 must not be zero');
		return b === undefined ? new Range(0n, a, 1n) : new Range(a, b, c ?? 1n);
	});
	const slice = visible('slice', function* (args) {
		const made = new Instance(slice);
		const n = (v: Value | undefined): number | null => (v === undefined || v === null ? null : Number(v));
		made.inner = args.length === 1 ? [null, n(args[0]), null] : [n(args[0]), n(args[1]), n(args[2])];
		return made;
	});
	const propertyOf = (inner: Property): Instance => {
		const made = new Instance(property);
		made.inner = inner;
		for (const [name, key] of [
			['setter', 'set'],
			['getter', 'get'],
			['deleter', 'delete']
		] as const)
			made.names.set(
				name,
				new Native(name, function* ([f = null]) {
					return propertyOf({ ...inner, [key]: f });
				})
			);
		made.names.set('fget', inner.get);
		if (inner.get instanceof Func) made.names.set('__doc__', inner.get.names.get('__doc__') ?? null);
		return made;
	};
	const property = visible('property', function* ([get = null, set = null, remove = null]) {
		return propertyOf({ get, set, delete: remove });
	});
	for (const name of ['staticmethod', 'classmethod']) {
		const made = visible(name, function* ([f = null]) {
			return wrapped(name, f);
		});
		made.module = 'builtins';
	}
	const superType = visible('super', function* ([owner = null, self = null]) {
		if (!(owner instanceof Class)) return vm.raise('RuntimeError', 'super(): no arguments');
		const made = new Instance(superType);
		made.inner = { owner, self };
		return made;
	});
	visible('type', function* (args) {
		const [v = null, bases, space] = args;
		if (args.length < 3) return vm.typeOf(v);
		const rows = space instanceof Dict ? [...space.map.values()].map(([k, x]): [string, Value] => [str(k), x]) : [];
		const made = new Class(
			str(v),
			bases instanceof Tuple && bases.items.length ? bases.items.filter((b): b is Class => b instanceof Class) : [vm.object],
			new Map(rows)
		);
		for (const x of made.names.values()) if (x instanceof Func) x.owner ??= made;
		return made;
	});
	for (const name of ['NoneType', 'function', 'builtin_function_or_method', 'method', 'module', 'generator', 'coroutine']) type(name, null);
}
