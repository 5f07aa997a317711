// Python's built-in functions, and how a row becomes one. Types are in types.ts, files in files.ts.
// Leaves out compile, memoryview, complex and breakpoint. Invariant: what draws lazily in CPython draws lazily here.
import { Errno, type Sys } from '../../../engine/index.ts';
import { open, read, write } from '../../../kernel/index.ts';
import { text as decode } from '../../../values/index.ts';
import { deleteAttribute, setAttribute } from './attributes.ts';
import { fileObject } from './files.ts';
import type { Interpreter } from './interpreter.ts';
import { iteratorOf } from './iteration.ts';
import { DictView, methodNames } from './methods.ts';
import { binary, ordered, sorted } from './operations.ts';
import { Parser } from './parser.ts';
import { installTypes } from './types.ts';
import {
	bare,
	Bound,
	Bytes,
	Class,
	Dict,
	Func,
	hash,
	Instance,
	Iter,
	List,
	Module,
	Native,
	PySet,
	Raised,
	Range,
	Scope,
	str,
	Tuple,
	typeName,
	type Keywords,
	type Run,
	type Value
} from './values.ts';

export const native = (name: string, run: Run): Native => new Native(name, run);
const none: Keywords = new Map();

/** Text for standard output, held back while it is no terminal, as CPython's buffer does. */
export class Output {
	private held = '';
	private readonly eager: boolean;
	constructor(eager: boolean) {
		this.eager = eager;
	}
	*put(text: string): Sys<void> {
		this.held += text;
		if (this.eager || this.held.length > 8192) yield* this.flush();
	}
	*flush(): Sys<void> {
		const { held } = this;
		this.held = '';
		if (held !== '') yield* write(1, held);
	}
}

export function installBuiltins(vm: Interpreter, out: Output): void {
	const names = vm.builtins.names;
	const set = (name: string, run: Run): void => void names.set(name, native(name, run));
	for (const [name, type] of vm.exceptions) names.set(name, type);
	names.set('IOError', vm.exceptions.get('OSError') as Class);
	names.set('EnvironmentError', vm.exceptions.get('OSError') as Class);
	for (const name of ['NotImplemented', 'Ellipsis'])
		names.set(
			name,
			new Instance(
				new Class(
					name === 'Ellipsis' ? 'ellipsis' : 'NotImplementedType',
					[vm.object],
					new Map([
						[
							'__repr__',
							native('__repr__', function* () {
								return name;
							})
						]
					]),
					'builtins'
				)
			)
		);
	names.set('__debug__', true);
	installTypes(vm);
	const fileType = new Class('TextIOWrapper', [vm.object], new Map(), '_io');
	set('print', function* (args, keywords) {
		const words: string[] = [];
		for (const a of args) words.push(yield* vm.str(a));
		const sep = keywords.get('sep') ?? null;
		const end = keywords.get('end') ?? null;
		const text = words.join(sep === null ? ' ' : str(sep)) + (end === null ? '\n' : str(end));
		const file = keywords.get('file') ?? null;
		const to = file ?? vm.modules.get('sys')?.names.get('stdout') ?? null;
		if (to instanceof Instance && to !== names.get('\0stdout')) yield* vm.invoke(yield* vm.attribute(to, 'write'), [text], none);
		else yield* out.put(text);
		if (yield* vm.truth(keywords.get('flush') ?? false)) yield* out.flush();
		return null;
	});
	set('len', function* ([given = null]) {
		if (given instanceof Instance && given.type.find('__len__') !== undefined) return yield* vm.invoke(yield* vm.attribute(given, '__len__'), [], none);
		const v = bare(given);
		if (typeof v === 'string') return BigInt(v.length > 65_536 ? v.length : [...v].length);
		if (v instanceof List || v instanceof Tuple) return BigInt(v.items.length);
		if (v instanceof Dict || v instanceof PySet) return BigInt(v.map.size);
		if (v instanceof DictView) return BigInt(v.of.map.size);
		if (v instanceof Bytes) return BigInt(v.data.length);
		if (v instanceof Range) {
			const n = v.step > 0n ? (v.to - v.from + v.step - 1n) / v.step : (v.from - v.to - v.step - 1n) / -v.step;
			return n > 0n ? n : 0n;
		}
		return vm.raise('TypeError', `object of type '${typeName(given)}' has no len()`);
	});
	set('repr', function* ([v = null]) {
		return yield* vm.repr(v);
	});
	set('ascii', function* ([v = null]) {
		return (yield* vm.repr(v)).replace(/[\x80-\uffff]/g, (c) =>
			c < '\u0100' ? `\\x${c.charCodeAt(0).toString(16)}` : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
		);
	});
	set('sum', function* ([v = null, start], keywords) {
		let total: Value = start ?? keywords.get('start') ?? 0n;
		for (const i of yield* vm.iterate(v)) total = yield* binary(vm, '+', total, i);
		return total;
	});
	const extreme = (name: string, sign: number): Run =>
		function* (args, keywords) {
			const items = args.length === 1 ? yield* vm.iterate(args[0] as Value) : args;
			if (items.length === 0) {
				const other = keywords.get('default');
				return other === undefined ? vm.raise('ValueError', `${name}() iterable argument is empty`) : other;
			}
			const key = keywords.get('key') ?? null;
			let best: Value = null;
			let bestKey: Value | undefined;
			for (const item of items) {
				const k = key === null ? item : yield* vm.invoke(key, [item], none);
				const order: number | null = bestKey === undefined ? 1 : yield* ordered(vm, k, bestKey);
				if (order === null)
					vm.raise('TypeError', `'${sign > 0 ? '>' : '<'}' not supported between instances of '${typeName(k)}' and '${typeName(bestKey ?? null)}'`);
				if (bestKey === undefined || (order ?? 0) * sign > 0) [best, bestKey] = [item, k];
			}
			return best;
		};
	set('max', extreme('max', 1));
	set('min', extreme('min', -1));
	set('sorted', function* ([v = null], keywords) {
		return new List(yield* sorted(vm, yield* vm.iterate(v), keywords));
	});
	const lazily = (name: string, make: (args: Value[], keywords: Keywords) => Sys<() => Sys<Value | undefined>>): void =>
		set(name, function* (args, keywords) {
			return new Iter(name, yield* make(args, keywords));
		});
	set('reversed', function* ([v = null]) {
		if (v instanceof Instance && v.type.find('__reversed__') !== undefined) return yield* vm.invoke(yield* vm.attribute(v, '__reversed__'), [], none);
		const items = (yield* vm.iterate(v)).reverse();
		return new Iter('reversed', function* () {
			return items.shift();
		});
	});
	lazily('enumerate', function* ([v = null, start], keywords) {
		let n = BigInt(Number(start ?? keywords.get('start') ?? 0n));
		const iter = yield* iteratorOf(vm, v);
		return function* () {
			const one = yield* iter.next();
			return one === undefined ? undefined : new Tuple([n++, one]);
		};
	});
	lazily('zip', function* (args, keywords) {
		const all: Iter[] = [];
		for (const a of args) all.push(yield* iteratorOf(vm, a));
		const strict = keywords.get('strict') === true;
		return function* () {
			const row: Value[] = [];
			for (const [i, iter] of all.entries()) {
				const one = yield* iter.next();
				if (one !== undefined) {
					row.push(one);
					continue;
				}
				if (strict && i > 0) vm.raise('ValueError', `zip() argument ${i + 1} is shorter than argument${i > 1 ? 's' : ''} ${i > 1 ? `1-${i}` : '1'}`);
				return undefined;
			}
			return row.length ? new Tuple(row) : undefined;
		};
	});
	lazily('map', function* ([f = null, ...rest]) {
		const all: Iter[] = [];
		for (const a of rest) all.push(yield* iteratorOf(vm, a));
		return function* () {
			const row: Value[] = [];
			for (const iter of all) {
				const one = yield* iter.next();
				if (one === undefined) return undefined;
				row.push(one);
			}
			return yield* vm.invoke(f, row, none);
		};
	});
	lazily('filter', function* ([f = null, v = null]) {
		const iter = yield* iteratorOf(vm, v);
		return function* () {
			for (;;) {
				const one = yield* iter.next();
				if (one === undefined) return undefined;
				if (yield* vm.truth(f === null ? one : yield* vm.invoke(f, [one], none))) return one;
			}
		};
	});
	for (const [name, until] of [
		['any', true],
		['all', false]
	] as const)
		set(name, function* ([v = null]) {
			const iter = yield* iteratorOf(vm, v);
			for (let one = yield* iter.next(); one !== undefined; one = yield* iter.next()) if ((yield* vm.truth(one)) === until) return until;
			return !until;
		});
	set('abs', function* ([given = null]) {
		if (given instanceof Instance && given.type.find('__abs__') !== undefined) return yield* vm.invoke(yield* vm.attribute(given, '__abs__'), [], none);
		const v = bare(given);
		return typeof v === 'bigint'
			? v < 0n
				? -v
				: v
			: typeof v === 'number'
				? Math.abs(v)
				: typeof v === 'boolean'
					? BigInt(v)
					: vm.raise('TypeError', `bad operand type for abs(): '${typeName(given)}'`);
	});
	set('round', function* ([given = null, n]) {
		const v = bare(given);
		if (typeof v !== 'bigint' && typeof v !== 'number' && typeof v !== 'boolean')
			return vm.raise('TypeError', `type ${typeName(given)} doesn't define __round__ method`);
		if (typeof v === 'bigint') return v;
		const x = Number(v);
		if (n === undefined || n === null) {
			const r = Math.round(x);
			return BigInt(Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r);
		}
		const digits = Number(n);
		if (digits < 0) return Math.round(x / 10 ** -digits) * 10 ** -digits;
		// Halves go to even, as far as the float holds one exactly.
		const scaled = x * 10 ** digits;
		return Math.abs(scaled % 1) === 0.5 && Number.isInteger(scaled * 2) && digits < 4
			? (Math.floor(scaled) % 2 === 0 ? Math.floor(scaled) : Math.ceil(scaled)) / 10 ** digits
			: Number(x.toFixed(digits));
	});
	set('pow', function* ([a = 0n, b = 0n, m]) {
		if (m !== undefined && m !== null && typeof a === 'bigint' && typeof b === 'bigint' && typeof m === 'bigint') {
			let [r, base, e] = [1n, a % m, b];
			for (; e > 0n; e >>= 1n) {
				if (e & 1n) r = (r * base) % m;
				base = (base * base) % m;
			}
			return ((r % m) + m) % m;
		}
		return yield* binary(vm, '**', a, b);
	});
	set('divmod', function* ([a = 0n, b = 0n]) {
		return new Tuple([yield* binary(vm, '//', a, b), yield* binary(vm, '%', a, b)]);
	});
	set('chr', function* ([v = 0n]) {
		return String.fromCodePoint(Number(v));
	});
	set('ord', function* ([v = '']) {
		const of = v instanceof Bytes ? v.data : v;
		if (typeof of !== 'string') return vm.raise('TypeError', `ord() expected string of length 1, but ${typeName(v)} found`);
		if ([...of].length !== 1) vm.raise('TypeError', `ord() expected a character, but string of length ${[...of].length} found`);
		return BigInt(of.codePointAt(0) ?? 0);
	});
	for (const [name, radix, head] of [
		['hex', 16, '0x'],
		['bin', 2, '0b'],
		['oct', 8, '0o']
	] as const)
		set(name, function* ([given = 0n]) {
			const v = bare(given);
			if (typeof v !== 'bigint' && typeof v !== 'boolean') return vm.raise('TypeError', `'${typeName(given)}' object cannot be interpreted as an integer`);
			const n = BigInt(v);
			return `${n < 0n ? '-' : ''}${head}${(n < 0n ? -n : n).toString(radix)}`;
		});
	set('id', function* () {
		return 139_872_234_112n;
	});
	set('hash', function* ([v = null]) {
		if (v instanceof Instance && v.type.find('__hash__') !== undefined) return yield* vm.invoke(yield* vm.attribute(v, '__hash__'), [], none);
		if (typeof v === 'bigint') return v;
		const key = hash(v) ?? vm.raise('TypeError', `unhashable type: '${typeName(v)}'`);
		let n = 7n;
		for (const c of typeof key === 'string' ? key : 'object') n = BigInt.asIntN(61, n * 31n + BigInt(c.charCodeAt(0)));
		return n;
	});
	set('format', function* ([v = null, spec = '']) {
		return yield* vm.format(v, str(spec));
	});
	set('iter', function* ([v = null, until]) {
		if (until === undefined) return yield* iteratorOf(vm, v);
		return new Iter('callable_iterator', function* () {
			const one = yield* vm.invoke(v, [], none);
			return one === until || hash(one) === hash(until) ? undefined : one;
		});
	});
	set('next', function* ([v = null, other]) {
		if (v instanceof Iter && !(v instanceof DictView)) {
			const one = yield* v.next();
			if (one !== undefined) return one;
			if (other !== undefined) return other;
			const stop = vm.exception('StopIteration', v.result === null ? [] : [v.result]);
			stop.names.set('value', v.result);
			throw new Raised(stop);
		}
		if (!(v instanceof Instance) || v.type.find('__next__') === undefined) return vm.raise('TypeError', `'${typeName(v)}' object is not an iterator`);
		try {
			return yield* vm.invoke(yield* vm.attribute(v, '__next__'), [], none);
		} catch (error) {
			if (other !== undefined && error instanceof Raised && error.value.type.name === 'StopIteration') return other;
			throw error;
		}
	});
	set('callable', function* ([v = null]) {
		return (
			v instanceof Native || v instanceof Class || v instanceof Func || v instanceof Bound || (v instanceof Instance && v.type.find('__call__') !== undefined)
		);
	});
	set('isinstance', function* ([v = null, t = null]) {
		if (!(t instanceof Class || t instanceof Tuple)) vm.raise('TypeError', 'isinstance() arg 2 must be a type, a tuple of types, or a union');
		const hook = t instanceof Class ? t.find('__instancecheck__') : undefined;
		if (hook !== undefined) return yield* vm.invoke(hook, [t, v], none);
		return vm.isA(v, t);
	});
	set('issubclass', function* ([a = null, b = null]) {
		if (!(a instanceof Class)) vm.raise('TypeError', 'issubclass() arg 1 must be a class');
		return (b instanceof Tuple ? b.items : [b]).some((one) => a instanceof Class && one instanceof Class && (a.isA(one) || one === vm.object));
	});
	const attempt = function* (v: Value, name: Value, other: Value | undefined): Sys<Value | undefined> {
		try {
			return yield* vm.attribute(v, str(name));
		} catch (e) {
			if (e instanceof Raised && e.value.type.name === 'AttributeError') return other;
			throw e;
		}
	};
	set('hasattr', function* ([v = null, name = '']) {
		return (yield* attempt(v, name, undefined)) !== undefined;
	});
	set('getattr', function* ([v = null, name = '', other]) {
		return other === undefined ? yield* vm.attribute(v, str(name)) : ((yield* attempt(v, name, other)) ?? null);
	});
	set('setattr', function* ([v = null, name = '', x = null]) {
		yield* setAttribute(vm, v, str(name), x);
		return null;
	});
	set('delattr', function* ([v = null, name = '']) {
		yield* deleteAttribute(vm, v, str(name));
		return null;
	});
	set('vars', function* ([v = null]) {
		return yield* vm.attribute(v, '__dict__');
	});
	set('dir', function* ([v = null]) {
		const found = new Set<string>();
		if (v instanceof Instance || v instanceof Module || v instanceof Func) for (const k of v.names.keys()) found.add(k);
		for (const type of v instanceof Class ? v.mro : vm.typeOf(v).mro) {
			for (const k of type.names.keys()) found.add(k);
			for (const k of methodNames(type.name)) found.add(k);
		}
		return new List([...found].filter((k) => !k.startsWith('\0')).sort());
	});
	names.set(
		'globals',
		native('\0globals', function* ([d = null]) {
			return d;
		})
	);
	names.set(
		'locals',
		native('\0locals', function* ([d = null]) {
			return d;
		})
	);
	const evaluated = function* (text: Value, into: Value | undefined, mode: 'eval' | 'exec'): Sys<Value> {
		const scope = new Scope(vm.builtins);
		if (into instanceof Dict) for (const [k, v] of into.map.values()) scope.names.set(str(k), v);
		const body = new Parser(`${str(text).trim()}\n`).module();
		const [first] = body;
		const value =
			mode === 'eval' && first?.kind === 'expression'
				? yield* vm.evaluate(first.of, { name: '<module>', file: '<string>', scope, owner: null, self: null })
				: yield* vm.run(body, scope, '<string>');
		if (into instanceof Dict) for (const [k, v] of scope.names) into.map.set(`s${k}`, [k, v]);
		return mode === 'eval' ? value : null;
	};
	set('eval', ([text = '', into]) => evaluated(text, into, 'eval'));
	set('exec', ([text = '', into]) => evaluated(text, into, 'exec'));
	set('__import__', function* ([name = '']) {
		return yield* vm.importModule(str(name));
	});
	set('input', function* ([text]) {
		if (text !== undefined) yield* out.put(str(text));
		yield* out.flush();
		let line: number[] = [];
		for (;;) {
			const bytes = yield* read(0, 1);
			if (bytes.length === 0) {
				if (line.length === 0) throw new Raised(vm.exception('EOFError', ['EOF when reading a line']));
				return decode(Uint8Array.from(line));
			}
			if (bytes[0] === 10) return decode(Uint8Array.from(line));
			line = [...line, bytes[0] as number];
		}
	});
	set('open', function* ([path = '', mode = 'r'], keywords) {
		const m = str(keywords.get('mode') ?? mode);
		const name = path instanceof Instance ? yield* vm.str(path) : str(path);
		try {
			const fd = yield* open(name, {
				read: m.includes('r') || m.includes('+'),
				write: /[wax+]/.test(m),
				append: m.includes('a'),
				create: /[wax]/.test(m),
				trunc: m.includes('w'),
				excl: m.includes('x'),
				mode: 0o666
			});
			return fileObject(vm, fileType, fd, name, m.includes('b'), m);
		} catch (e) {
			if (e instanceof Errno) throw vm.osError(e, name);
			throw e;
		}
	});
	const leave: Run = function* ([code]) {
		throw new Raised(vm.exception('SystemExit', code === undefined ? [] : [code]));
	};
	set('exit', leave);
	set('quit', leave);
}
