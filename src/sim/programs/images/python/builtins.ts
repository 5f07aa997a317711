// Python's built-in functions and types.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, open, read, readAll, write } from '../../../kernel/index.ts';
import { text as decode } from '../../../values/index.ts';
import type { Interpreter } from './interpreter.ts';
import { rank, sorted } from './operations.ts';
import {
	Bytes,
	Class,
	Dict,
	dictOf,
	format,
	hash,
	Instance,
	List,
	Native,
	PySet,
	Raised,
	Range,
	repr,
	str,
	truth,
	Tuple,
	typeName,
	utf8,
	fromUtf8,
	type Keywords,
	type Value
} from './values.ts';

type Run = (args: Value[], keywords: Keywords) => Sys<Value>;
export const native = (name: string, run: Run): Native => new Native(name, run);
const toBytes = (data: string): Uint8Array => Uint8Array.from(data, (c) => c.charCodeAt(0));

/** Standard output as Python has it: lines at once on a terminal or with -u, else held until 8 KiB or the end. */
export class Output {
	held = '';
	readonly eager: boolean;
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

/** A file object over a descriptor. */
export function fileObject(vm: Interpreter, type: Class, fd: number, name: string, binary: boolean): Instance {
	const made = new Instance(type);
	const set = (key: string, run: Run): void => void made.names.set(key, native(key, run));
	let left: string | null = null;
	const rest = function* (): Sys<string> {
		if (left === null) {
			const bytes = yield* readAll(fd);
			left = binary ? [...bytes].map((b) => String.fromCharCode(b)).join('') : decode(bytes);
		}
		return left;
	};
	const give = (text: string): Value => (binary ? new Bytes(text) : text);
	const line = function* (): Sys<string> {
		const all = yield* rest();
		const at = all.indexOf('\n');
		const one = at < 0 ? all : all.slice(0, at + 1);
		left = all.slice(one.length);
		return one;
	};
	made.names.set('name', name);
	set('read', function* () {
		const all = yield* rest();
		left = '';
		return give(all);
	});
	set('readline', function* () {
		return give(yield* line());
	});
	set('readlines', function* () {
		const all: Value[] = [];
		for (let l = yield* line(); l !== ''; l = yield* line()) all.push(give(l));
		return new List(all);
	});
	set('write', function* ([v]) {
		const text = v instanceof Bytes ? v.data : utf8(str(v ?? null));
		yield* write(fd, toBytes(text));
		return BigInt(text.length);
	});
	set('flush', function* () {
		return null;
	});
	set('fileno', function* () {
		return BigInt(fd);
	});
	set('isatty', function* () {
		return false;
	});
	set('close', function* () {
		try {
			yield* close(fd);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
		return null;
	});
	set('__enter__', function* () {
		return made;
	});
	set('__exit__', function* () {
		yield* close(fd);
		return null;
	});
	type.names.set(
		'__iter__',
		native('__iter__', function* ([self]) {
			return yield* vm.invoke(yield* vm.attribute(self ?? null, 'readlines'), [], new Map());
		})
	);
	return made;
}

export function installBuiltins(vm: Interpreter, out: Output): void {
	const names = vm.builtins.names;
	const set = (name: string, run: Run): void => void names.set(name, native(name, run));
	for (const [name, type] of vm.exceptions) names.set(name, type);
	names.set('IOError', vm.exceptions.get('OSError') as Class);
	names.set('object', new Class('object', [], new Map(), 'builtins'));
	names.set('__name__', '__main__');
	const fileType = new Class('TextIOWrapper', [], new Map(), '_io');
	set('print', function* (args, keywords) {
		const words: string[] = [];
		for (const a of args) words.push(yield* vm.str(a));
		const text = words.join(str(keywords.get('sep') ?? ' ')) + str(keywords.get('end') ?? '\n');
		const file = keywords.get('file');
		if (file instanceof Instance) yield* vm.invoke(yield* vm.attribute(file, 'write'), [text], new Map());
		else yield* out.put(text);
		if (truth(keywords.get('flush') ?? false)) yield* out.flush();
		return null;
	});
	set('len', function* ([v = null]) {
		if (typeof v === 'string') return BigInt(v.length > 65_536 ? v.length : [...v].length);
		if (v instanceof List || v instanceof Tuple) return BigInt(v.items.length);
		if (v instanceof Dict || v instanceof PySet) return BigInt(v.map.size);
		if (v instanceof Bytes) return BigInt(v.data.length);
		if (v instanceof Range) return BigInt((yield* vm.iterate(v)).length);
		if (v instanceof Instance && v.type.find('__len__') !== undefined) return yield* vm.invoke(yield* vm.attribute(v, '__len__'), [], new Map());
		return vm.raise('TypeError', `object of type '${typeName(v)}' has no len()`);
	});
	set('range', function* (args) {
		const [a, b, c] = args.map((v) => (typeof v === 'bigint' ? v : vm.raise('TypeError', `'${typeName(v)}' object cannot be interpreted as an integer`)));
		if (c === 0n) vm.raise('ValueError', 'range() arg 3 must not be zero');
		return b === undefined ? new Range(0n, a ?? 0n, 1n) : new Range(a ?? 0n, b, c ?? 1n);
	});
	set('int', function* ([v = 0n, base]) {
		if (typeof v === 'bigint') return v;
		if (typeof v === 'boolean') return BigInt(v);
		if (typeof v === 'number') return Number.isFinite(v) ? BigInt(Math.trunc(v)) : vm.raise('OverflowError', 'cannot convert float infinity to integer');
		const text =
			v instanceof Bytes
				? v.data
				: typeof v === 'string'
					? v
					: vm.raise('TypeError', `int() argument must be a string, a bytes-like object or a real number, not '${typeName(v)}'`);
		const radix = Number(base ?? 10n);
		const clean = text.trim().replaceAll('_', '');
		if (radix === 10 ? /^[+-]?\d+$/.test(clean) : /^[+-]?(0[xob])?[0-9a-f]+$/i.test(clean))
			return radix === 10 ? BigInt(clean.replace('+', '')) : BigInt(parseInt(clean.replace(/^([+-]?)0[xob]/i, '$1'), radix));
		return vm.raise('ValueError', `invalid literal for int() with base ${radix}: ${repr(v)}`);
	});
	set('float', function* ([v = 0n]) {
		if (typeof v === 'string' && !/^\s*[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|inf|nan|infinity)\s*$/i.test(v))
			vm.raise('ValueError', `could not convert string to float: ${repr(v)}`);
		return typeof v === 'string' && /inf/i.test(v) ? (v.includes('-') ? -Infinity : Infinity) : Number(v);
	});
	set('str', function* ([v = '', encoding]) {
		return encoding !== undefined && v instanceof Bytes ? fromUtf8(v.data) : yield* vm.str(v);
	});
	set('repr', function* ([v = null]) {
		return yield* vm.repr(v);
	});
	set('bool', function* ([v = false]) {
		return truth(v);
	});
	set('bytes', function* ([v = null]) {
		return v === null
			? new Bytes('')
			: typeof v === 'string'
				? new Bytes(utf8(v))
				: typeof v === 'bigint'
					? new Bytes('\0'.repeat(Number(v)))
					: new Bytes((yield* vm.iterate(v)).map((n) => String.fromCharCode(Number(n))).join(''));
	});
	set('bytearray', function* ([v = 0n]) {
		if (typeof v === 'bigint') yield* vm.grow(Number(v));
		return typeof v === 'bigint' ? new Bytes('\0'.repeat(Math.min(Number(v), 500_000_000))) : v;
	});
	set('list', function* ([v]) {
		return new List(v === undefined ? [] : yield* vm.iterate(v));
	});
	set('tuple', function* ([v]) {
		return new Tuple(v === undefined ? [] : yield* vm.iterate(v));
	});
	const setOf: Run = function* ([v]) {
		const made = new PySet();
		if (v !== undefined) for (const i of yield* vm.iterate(v)) made.map.set(hash(i) ?? vm.raise('TypeError', `unhashable type: '${typeName(i)}'`), i);
		return made;
	};
	set('set', setOf);
	set('frozenset', setOf);
	set('dict', function* ([v], keywords) {
		const made = v instanceof Dict ? dictOf(v.map.values()) : new Dict();
		if (v !== undefined && !(v instanceof Dict))
			for (const row of yield* vm.iterate(v)) {
				const [k = null, x = null] = yield* vm.iterate(row);
				made.map.set(hash(k) ?? '', [k, x]);
			}
		for (const [k, x] of keywords) made.map.set(`s${k}`, [k, x]);
		return made;
	});
	set('sum', function* ([v = null, start = 0n]) {
		let total: Value = start;
		const add = vm.builtins.names.get('\0add') as Native;
		for (const i of yield* vm.iterate(v)) total = yield* add.run([total, i], new Map());
		return total;
	});
	const extreme = (name: string, sign: number): Run =>
		function* (args, keywords) {
			const items = args.length === 1 ? yield* vm.iterate(args[0] as Value) : args;
			if (items.length === 0) return keywords.get('default') ?? vm.raise('ValueError', `${name}() iterable argument is empty`);
			const key = keywords.get('key');
			let best: Value = null;
			let bestKey: Value | undefined;
			for (const item of items) {
				const k = key === undefined ? item : yield* vm.invoke(key, [item], new Map());
				const order = bestKey === undefined ? 1 : rank(k, bestKey);
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
	set('reversed', function* ([v = null]) {
		return new List((yield* vm.iterate(v)).reverse());
	});
	set('enumerate', function* ([v = null, start = 0n], keywords) {
		const from = Number(keywords.get('start') ?? start);
		return new List((yield* vm.iterate(v)).map((x, i) => new Tuple([BigInt(i + from), x])));
	});
	set('zip', function* (args) {
		const all: Value[][] = [];
		for (const a of args) all.push(yield* vm.iterate(a));
		const n = Math.min(...all.map((a) => a.length));
		return new List(Array.from({ length: all.length ? n : 0 }, (_x, i) => new Tuple(all.map((a) => a[i] as Value))));
	});
	set('map', function* ([f = null, ...rest]) {
		const all: Value[][] = [];
		for (const a of rest) all.push(yield* vm.iterate(a));
		const made: Value[] = [];
		for (let i = 0; i < Math.min(...all.map((a) => a.length)); i++)
			made.push(
				yield* vm.invoke(
					f,
					all.map((a) => a[i] as Value),
					new Map()
				)
			);
		return new List(made);
	});
	set('filter', function* ([f = null, v = null]) {
		const made: Value[] = [];
		for (const i of yield* vm.iterate(v)) if (truth(f === null ? i : yield* vm.invoke(f, [i], new Map()))) made.push(i);
		return new List(made);
	});
	set('any', function* ([v = null]) {
		return (yield* vm.iterate(v)).some(truth);
	});
	set('all', function* ([v = null]) {
		return (yield* vm.iterate(v)).every(truth);
	});
	set('abs', function* ([v = null]) {
		return typeof v === 'bigint' ? (v < 0n ? -v : v) : Math.abs(Number(v));
	});
	set('round', function* ([v = null, n]) {
		if (typeof v === 'bigint') return v;
		const x = Number(v);
		if (n === undefined || n === null) {
			const r = Math.round(x);
			return BigInt(Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r);
		}
		return Number(x.toFixed(Number(n)));
	});
	set('pow', function* ([a = 0n, b = 0n]) {
		return typeof a === 'bigint' && typeof b === 'bigint' && b >= 0n ? a ** b : Number(a) ** Math.trunc(Number(b));
	});
	set('divmod', function* ([a = 0n, b = 0n]) {
		if (b === 0n) vm.raise('ZeroDivisionError', 'integer division or modulo by zero');
		const [x, y] = [BigInt(Number(a)), BigInt(Number(b))];
		const r = ((x % y) + y) % y;
		return new Tuple([(x - r) / y, r]);
	});
	set('chr', function* ([v = 0n]) {
		return String.fromCodePoint(Number(v));
	});
	set('ord', function* ([v = '']) {
		return BigInt(str(v).codePointAt(0) ?? 0);
	});
	set('hex', function* ([v = 0n]) {
		return `0x${BigInt(Number(v)).toString(16)}`;
	});
	set('bin', function* ([v = 0n]) {
		return `0b${BigInt(Number(v)).toString(2)}`;
	});
	set('id', function* () {
		return 139_872_234_112n;
	});
	set('hash', function* ([v = null]) {
		let n = 7n;
		for (const c of hash(v) ?? vm.raise('TypeError', `unhashable type: '${typeName(v)}'`)) n = BigInt.asIntN(61, n * 31n + BigInt(c.charCodeAt(0)));
		return n;
	});
	set('format', function* ([v = null, spec = '']) {
		return format(v, str(spec));
	});
	set('iter', function* ([v = null]) {
		return new List(yield* vm.iterate(v));
	});
	set('next', function* ([v = null, other]) {
		if (v instanceof List && v.items.length) return v.items.shift() ?? null;
		if (other !== undefined) return other;
		throw new Raised(vm.exception('StopIteration', []));
	});
	set('callable', function* ([v = null]) {
		return v instanceof Native || v instanceof Class || typeName(v) === 'function';
	});
	const types = new Map<string, Class>();
	set('type', function* ([v = null]) {
		if (v instanceof Instance) return v.type;
		const name = typeName(v);
		const made = types.get(name) ?? new Class(name, [], new Map(), 'builtins');
		types.set(name, made);
		return made;
	});
	set('isinstance', function* ([v = null, t = null]) {
		const kinds = t instanceof Tuple ? t.items : [t];
		return kinds.some((k) =>
			k instanceof Class
				? v instanceof Instance
					? v.type.isA(k)
					: k.name === typeName(v) || k.name === 'object'
				: k instanceof Native && (k.name === typeName(v) || (k.name === 'int' && typeof v === 'boolean'))
		);
	});
	set('issubclass', function* ([a = null, b = null]) {
		return a instanceof Class && b instanceof Class && a.isA(b);
	});
	set('hasattr', function* ([v = null, name = '']) {
		try {
			yield* vm.attribute(v, str(name));
			return true;
		} catch (e) {
			if (e instanceof Raised) return false;
			throw e;
		}
	});
	set('getattr', function* ([v = null, name = '', other]) {
		try {
			return yield* vm.attribute(v, str(name));
		} catch (e) {
			if (e instanceof Raised && other !== undefined) return other;
			throw e;
		}
	});
	set('setattr', function* ([v = null, name = '', x = null]) {
		if (v instanceof Instance || v instanceof Class) v.names.set(str(name), x);
		return null;
	});
	set('super', function* ([owner, self]) {
		const made = new Instance(new Class('super', [], new Map(), 'builtins'));
		if (owner instanceof Class && self instanceof Instance)
			for (const base of [...owner.bases].reverse()) {
				const add = function* (c: Class): Sys<void> {
					for (const b of c.bases) yield* add(b);
					for (const [k, v] of c.names)
						made.names.set(
							k,
							native(k, function* (a, kw) {
								return yield* vm.invoke(v, [self, ...a], kw);
							})
						);
				};
				yield* add(base);
			}
		if (!made.names.has('__init__'))
			made.names.set(
				'__init__',
				native('__init__', function* (a) {
					if (self instanceof Instance && self.names.has('args')) self.names.set('args', new Tuple(a));
					return null;
				})
			);
		return made;
	});
	set('input', function* ([text]) {
		if (text !== undefined) yield* out.put(str(text));
		yield* out.flush();
		let line = '';
		for (;;) {
			const bytes = yield* read(0, 1);
			if (bytes.length === 0) {
				if (line === '') throw new Raised(vm.exception('EOFError', ['EOF when reading a line']));
				return line;
			}
			const c = decode(bytes);
			if (c === '\n') return line;
			line += c;
		}
	});
	set('open', function* ([path = '', mode = 'r'], keywords) {
		const m = str(keywords.get('mode') ?? mode);
		try {
			const fd = yield* open(str(path), {
				read: m.includes('r') || m.includes('+'),
				write: /[wax+]/.test(m),
				append: m.includes('a'),
				create: /[wax]/.test(m),
				trunc: m.includes('w'),
				excl: m.includes('x'),
				mode: 0o666
			});
			return fileObject(vm, fileType, fd, str(path), m.includes('b'));
		} catch (e) {
			if (e instanceof Errno) throw vm.osError(e, str(path));
			throw e;
		}
	});
	const leave: Run = function* ([code]) {
		throw new Raised(vm.exception('SystemExit', code === undefined ? [] : [code]));
	};
	set('exit', leave);
	set('quit', leave);
}
