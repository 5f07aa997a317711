// Evaluates Python's expressions. Tracebacks have CPython 3.12's lines and carets. Generator functions run to their end when
// they are called (FIDELITY: a generator's effects come early); what a module lacks is an AttributeError or ModuleNotFoundError.
import { call as stacked, Errno, type Sys } from '../../../engine/index.ts';
import { compute, setMemory, type SignalName } from '../../../kernel/index.ts';
import type { Frame } from './frame.ts';
import { binary, compare, indexOf, methodOf } from './operations.ts';
import type { Argument, Comprehension, Node, Place } from './syntax.ts';
import {
	Bound,
	Bytes,
	Class,
	Dict,
	exceptionClasses,
	format,
	Func,
	hash,
	Instance,
	List,
	Module,
	Native,
	PySet,
	Raised,
	Range,
	repr,
	Scope,
	str,
	truth,
	Tuple,
	typeName,
	type Keywords,
	type Value
} from './values.ts';

/** Evaluates expressions; statements and calls are the interpreter's. */
export abstract class Evaluator {
	abstract invoke(of: Value, args: Value[], keywords: Keywords): Sys<Value>;
	/** Runs a call that may be interrupted by a signal with a handler; then again, as Python retries on EINTR. */
	abstract blocking<T>(routine: () => Sys<T>): Sys<T>;
	readonly builtins = new Scope(null);
	readonly exceptions = exceptionClasses();
	readonly sources = new Map<string, string[]>();
	readonly modules = new Map<string, Module>();
	load: (name: string) => Sys<Module | null> = function* () {
		return null;
	};
	protected steps = 0;
	protected depth = 0;
	protected memory = 9 << 20;
	protected handled: Raised | null = null;
	/** What signal.signal() was given. */
	readonly handlers = new Map<SignalName, Value>();

	raise(type: string, text: string): never {
		throw new Raised(this.exception(type, [text]));
	}
	exception(type: string, args: Value[]): Instance {
		const made = new Instance(this.exceptions.get(type) ?? new Class(type, []));
		made.names.set('args', new Tuple(args));
		return made;
	}
	/** An OSError of an errno, as open() and sockets raise it. */
	osError(error: Errno, path?: string): Raised {
		const names: Record<string, [string, number]> = {
			ENOENT: ['FileNotFoundError', 2],
			EACCES: ['PermissionError', 13],
			EPERM: ['PermissionError', 1],
			EEXIST: ['FileExistsError', 17],
			EISDIR: ['IsADirectoryError', 21],
			ENOTDIR: ['NotADirectoryError', 20],
			ECONNREFUSED: ['ConnectionRefusedError', 111],
			ECONNRESET: ['ConnectionResetError', 104],
			EPIPE: ['BrokenPipeError', 32],
			ETIMEDOUT: ['TimeoutError', 110],
			EADDRINUSE: ['OSError', 98],
			EROFS: ['OSError', 30],
			EHOSTUNREACH: ['OSError', 113],
			ENOSPC: ['OSError', 28]
		};
		const [type, number] = names[error.code] ?? ['OSError', 5];
		const made = this.exception(type, [BigInt(number), error.message]);
		made.names.set('errno', BigInt(number));
		made.names.set('strerror', error.message);
		made.names.set('\0text', `[Errno ${number}] ${error.message}${path === undefined ? '' : `: ${repr(path)}`}`);
		return new Raised(made);
	}
	/** Accounts for a large value; the kernel may kill the process here. */
	*grow(bytes: number): Sys<void> {
		if (bytes < 1 << 20) return;
		this.memory += bytes;
		yield* setMemory(this.memory);
	}
	protected *tick(): Sys<void> {
		if (++this.steps % 100 === 0) yield* compute(60);
	}

	protected trace(error: unknown, frame: Frame, place: Place): never {
		if (error instanceof Errno && error.code === 'EINTR') throw error;
		if (error instanceof Errno) error = this.osError(error);
		if (error instanceof Raised) {
			let text = `  File "${frame.file}", line ${place.line}, in ${frame.name}\n`;
			const source = this.sources.get(frame.file)?.[place.line - 1];
			if (source !== undefined && frame.file !== '<string>' && frame.file !== '<stdin>') {
				const line = source.trim();
				const indent = source.length - source.trimStart().length;
				text += `    ${line}\n`;
				const end = place.endLine === place.line ? place.end : source.trimEnd().length;
				const whole = place.column === indent && end >= source.trimEnd().length;
				if (!whole && end > place.column) text += `    ${' '.repeat(place.column - indent)}${'^'.repeat(end - place.column)}\n`;
			}
			error.frames.unshift(text);
		}
		throw error;
	}

	/** Where the failing instruction stands: the innermost call, attribute or operation is marked by `at`. */
	protected at: Place | null = null;

	protected *func(name: string, parameters: Func['parameters'], body: Func['body'], f: Frame, generator: boolean): Sys<Func> {
		const fallbacks = new Map<string, Value>();
		for (const p of parameters) if (p.fallback) fallbacks.set(p.name, yield* this.evaluate(p.fallback, f));
		return new Func(name, parameters, fallbacks, body, f.scope, f.file, generator);
	}
	store(name: string, value: Value, scope: Scope): void {
		let target = scope;
		if (scope.globals.has(name))
			for (target = scope.outer ?? scope; target.outer && target.outer !== this.builtins && !target.names.has(name);) target = target.outer;
		target.names.set(name, value);
	}
	protected lookup(name: string, scope: Scope): Value {
		for (let s: Scope | null = scope, first = true; s; s = s.outer, first = false) {
			if (s.isClass && !first) continue;
			const found = s.names.get(name);
			if (found !== undefined) return found;
		}
		const base = this.builtins.names.get(name);
		if (base !== undefined) return base;
		const hint = ['sys', 'os', 'time', 'json', 'math', 'random', 'socket'].includes(name) ? `. Did you forget to import '${name}'?` : '';
		return this.raise('NameError', `name '${name}' is not defined${hint}`);
	}
	*importModule(path: string): Sys<Module> {
		const found = this.modules.get(path) ?? (yield* this.load(path));
		if (!found) {
			const root = path.split('.')[0] ?? path;
			return this.raise('ModuleNotFoundError', path.includes('.') && this.modules.has(root) ? `No module named '${path}'` : `No module named '${root}'`);
		}
		this.modules.set(path, found);
		const dot = path.lastIndexOf('.');
		if (dot > 0) (yield* this.importModule(path.slice(0, dot))).names.set(path.slice(dot + 1), found);
		return found;
	}

	protected *assign(target: Node, value: Value, f: Frame): Sys<void> {
		if (target.kind === 'name') return this.store(target.name, value, f.scope);
		if (target.kind === 'tuple' || target.kind === 'list') {
			const items = yield* this.iterate(value);
			const star = target.items.findIndex((t) => t.kind === 'star');
			if (star < 0 && items.length !== target.items.length)
				this.raise(
					'ValueError',
					items.length > target.items.length
						? `too many values to unpack (expected ${target.items.length})`
						: `not enough values to unpack (expected ${target.items.length}, got ${items.length})`
				);
			for (const [i, t] of target.items.entries()) {
				const after = target.items.length - 1 - i;
				if (t.kind === 'star') yield* this.assign(t.of, new List(items.slice(star, items.length - after)), f);
				else yield* this.assign(t, items[star >= 0 && i > star ? items.length - 1 - after : i] as Value, f);
			}
			return;
		}
		if (target.kind === 'attribute') {
			const of = yield* this.evaluate(target.of, f);
			if (of instanceof Instance || of instanceof Class || of instanceof Module) of.names.set(target.name, value);
			else this.raise('AttributeError', `'${typeName(of)}' object has no attribute '${target.name}'`);
			return;
		}
		if (target.kind !== 'index') return;
		const of = yield* this.evaluate(target.of, f);
		const at = yield* this.evaluate(target.at, f);
		this.at = target;
		if (of instanceof Dict) {
			const key = hash(at);
			if (key === null) this.raise('TypeError', `unhashable type: '${typeName(at)}'`);
			else of.map.set(key, [at, value]);
		} else if (of instanceof List) of.items[indexOf(this, of.items.length, at, 'list assignment')] = value;
		else if (of instanceof Instance && of.type.find('__setitem__') !== undefined)
			yield* this.invoke(yield* this.attribute(of, '__setitem__'), [at, value], new Map());
		else this.raise('TypeError', `'${typeName(of)}' object does not support item assignment`);
	}

	/** Everything a value yields. */
	*iterate(v: Value): Sys<Value[]> {
		if (v instanceof List || v instanceof Tuple) return [...v.items];
		if (typeof v === 'string') return [...v];
		if (v instanceof Dict) return [...v.map.values()].map(([k]) => k);
		if (v instanceof PySet) return [...v.map.values()];
		if (v instanceof Bytes) return [...v.data].map((c) => BigInt(c.charCodeAt(0)));
		if (v instanceof Range) {
			const found: Value[] = [];
			for (let n = v.from; v.step > 0n ? n < v.to : n > v.to; n += v.step) {
				found.push(n);
				if (found.length % 10_000 === 0) yield* compute(1000);
			}
			return found;
		}
		if (v instanceof Instance && v.type.find('__iter__') !== undefined)
			return yield* this.iterate(yield* this.invoke(yield* this.attribute(v, '__iter__'), [], new Map()));
		return this.raise('TypeError', `'${typeName(v)}' object is not iterable`);
	}

	*evaluate(e: Node, f: Frame): Sys<Value> {
		switch (e.kind) {
			case 'constant':
				return e.value;
			case 'bytes':
				return new Bytes(e.value);
			case 'name':
				this.at = e;
				return this.lookup(e.name, f.scope);
			case 'format': {
				let text = '';
				for (const p of e.parts) {
					if (typeof p === 'string') {
						text += p;
						continue;
					}
					const value = yield* this.evaluate(p.of, f);
					const shown =
						p.conversion === 'r' || (p.echo !== '' && p.spec === '' && p.conversion === '')
							? yield* this.repr(value)
							: p.spec === ''
								? yield* this.str(value)
								: format(value, p.spec);
					if (shown === null) this.raise('ValueError', `Invalid format specifier '${p.spec}' for object of type '${typeName(value)}'`);
					text += p.echo + (shown ?? '');
				}
				return text;
			}
			case 'attribute': {
				const of = yield* this.evaluate(e.of, f);
				this.at = e;
				return yield* this.attribute(of, e.name);
			}
			case 'index': {
				const of = yield* this.evaluate(e.of, f);
				if (e.at.kind === 'slice') {
					const part = function* (self: Evaluator, n: Node | null): Sys<number | null> {
						const v = n ? yield* self.evaluate(n, f) : null;
						return v === null ? null : Number(v);
					};
					const [from, to, step] = [yield* part(this, e.at.from), yield* part(this, e.at.to), yield* part(this, e.at.step)];
					const items: readonly Value[] =
						of instanceof List || of instanceof Tuple
							? of.items
							: of instanceof Bytes
								? [...of.data]
								: typeof of === 'string'
									? [...of]
									: this.raise('TypeError', `'${typeName(of)}' object is not subscriptable`);
					const by = step ?? 1;
					const size = items.length;
					const clamp = (n: number | null, fallback: number): number =>
						n === null ? fallback : Math.max(by < 0 ? -1 : 0, Math.min(by < 0 ? size - 1 : size, n < 0 ? n + size : n));
					const cut: Value[] = [];
					for (let i = clamp(from, by < 0 ? size - 1 : 0), end = clamp(to, by < 0 ? -1 : size); by < 0 ? i > end : i < end; i += by)
						cut.push(items[i] as Value);
					return typeof of === 'string' ? cut.join('') : of instanceof Bytes ? new Bytes(cut.join('')) : of instanceof Tuple ? new Tuple(cut) : new List(cut);
				}
				const at = yield* this.evaluate(e.at, f);
				this.at = e;
				return yield* this.item(of, at);
			}
			case 'slice':
				return null;
			case 'call': {
				const of = yield* this.evaluate(e.of, f);
				const args: Value[] = [];
				const keywords = new Map<string, Value>();
				try {
					yield* this.spread(e.args, args, keywords, f);
				} catch (error) {
					if (error instanceof Raised && e.args.some((a) => a.value.kind === 'comprehension' && a.value.shape === 'generator')) this.at = e;
					throw error;
				}
				if (e.of.kind === 'name' && e.of.name === 'super' && args.length === 0 && of instanceof Native) args.push(...this.superOf(f));
				this.at = e;
				const value = yield* stacked(this.invoke(of, args, keywords));
				this.at = e;
				return value;
			}
			case 'unary': {
				const value = yield* this.evaluate(e.of, f);
				if (e.op === 'not') return !truth(value);
				this.at = e;
				if (typeof value === 'boolean') return e.op === '-' ? -BigInt(value) : BigInt(value);
				if (typeof value === 'bigint') return e.op === '-' ? -value : e.op === '~' ? ~value : value;
				if (typeof value === 'number') return e.op === '-' ? -value : value;
				return this.raise('TypeError', `bad operand type for unary ${e.op}: '${typeName(value)}'`);
			}
			case 'binary': {
				const left = yield* this.evaluate(e.left, f);
				const right = yield* this.evaluate(e.right, f);
				this.at = e;
				return yield* binary(this, e.op, left, right);
			}
			case 'logic': {
				const left = yield* this.evaluate(e.left, f);
				return truth(left) === (e.op === 'or') ? left : yield* this.evaluate(e.right, f);
			}
			case 'compare': {
				let left = yield* this.evaluate(e.left, f);
				for (const [op, node] of e.rest) {
					const right = yield* this.evaluate(node, f);
					this.at = e;
					if (!(yield* compare(this, op, left, right))) return false;
					left = right;
				}
				return true;
			}
			case 'choice':
				return yield* this.evaluate(truth(yield* this.evaluate(e.when, f)) ? e.then : e.otherwise, f);
			case 'list':
			case 'tuple':
			case 'set': {
				const items: Value[] = [];
				for (const i of e.items) {
					if (i.kind === 'star') items.push(...(yield* this.iterate(yield* this.evaluate(i.of, f))));
					else items.push(yield* this.evaluate(i, f));
				}
				if (e.kind === 'tuple') return new Tuple(items);
				if (e.kind === 'list') return new List(items);
				const made = new PySet();
				for (const item of items) made.map.set(hash(item) ?? '', item);
				return made;
			}
			case 'star':
				return yield* this.evaluate(e.of, f);
			case 'dict': {
				const made = new Dict();
				for (const [k, v] of e.items) {
					const value = yield* this.evaluate(v, f);
					if (k === null) {
						if (value instanceof Dict) for (const [h, row] of value.map) made.map.set(h, row);
						continue;
					}
					const key = yield* this.evaluate(k, f);
					made.map.set(hash(key) ?? this.raise('TypeError', `unhashable type: '${typeName(key)}'`), [key, value]);
				}
				return made;
			}
			case 'comprehension':
				return yield* this.comprehend(e, f);
			case 'lambda':
				return yield* this.func('<lambda>', e.parameters, e.body, f, false);
			case 'yield': {
				const value = e.of ? yield* this.evaluate(e.of, f) : null;
				f.yields?.push(value);
				if ((f.yields?.length ?? 0) > 1_000_000) this.raise('MemoryError', '');
				return null;
			}
			case 'walrus': {
				const value = yield* this.evaluate(e.value, f);
				this.store(e.name, value, f.scope);
				return value;
			}
		}
	}

	protected *comprehend(e: Extract<Node, { kind: 'comprehension' }>, f: Frame): Sys<Value> {
		const lazy = e.shape === 'generator';
		const inner: Frame = { ...f, scope: new Scope(f.scope), name: lazy ? '<genexpr>' : f.name };
		const rows: [Value, Value][] = [];
		const self = this; // oxlint-disable-line no-this-alias -- a generator function has no arrow form
		const loop = function* (left: readonly Comprehension[]): Sys<void> {
			const [first, ...rest] = left;
			if (!first) {
				rows.push([yield* self.evaluate(e.item, inner), e.value ? yield* self.evaluate(e.value, inner) : null]);
				return yield* self.tick();
			}
			for (const item of yield* self.iterate(yield* self.evaluate(first.over, inner))) {
				yield* self.assign(first.target, item, inner);
				let kept = true;
				for (const when of first.when) kept &&= truth(yield* self.evaluate(when, inner));
				if (kept) yield* loop(rest);
			}
		};
		try {
			yield* loop(e.loops);
		} catch (error) {
			if (!lazy || !(error instanceof Raised)) throw error;
			try {
				this.trace(error, inner, this.at ?? e);
			} catch {
				this.at = null;
			}
			throw error;
		}
		if (e.shape === 'dict') {
			const made = new Dict();
			for (const [k, v] of rows) made.map.set(hash(k) ?? '', [k, v]);
			return made;
		}
		if (e.shape === 'set') {
			const made = new PySet();
			for (const [v] of rows) made.map.set(hash(v) ?? '', v);
			return made;
		}
		return new List(rows.map(([v]) => v));
	}

	protected *spread(given: readonly Argument[], args: Value[], keywords: Map<string, Value>, f: Frame): Sys<void> {
		for (const a of given) {
			const value = yield* this.evaluate(a.value, f);
			if (a.star === '*') args.push(...(yield* this.iterate(value)));
			else if (a.star === '**') {
				if (value instanceof Dict) for (const [k, v] of value.map.values()) keywords.set(str(k), v);
			} else if (a.name !== null) keywords.set(a.name, value);
			else args.push(value);
		}
	}
	protected superOf(f: Frame): Value[] {
		for (let s: Scope | null = f.scope; s; s = s.outer) {
			const self = [...s.names.values()][0];
			const owner = s.names.get('\0owner');
			if (owner instanceof Class && self instanceof Instance) return [owner, self];
		}
		return [];
	}

	*item(of: Value, at: Value): Sys<Value> {
		if (of instanceof Dict) {
			const found = of.map.get(hash(at) ?? this.raise('TypeError', `unhashable type: '${typeName(at)}'`));
			if (!found) throw new Raised(this.exception('KeyError', [at]));
			return found[1];
		}
		if (of instanceof List || of instanceof Tuple) return of.items[indexOf(this, of.items.length, at, typeName(of))] as Value;
		if (typeof of === 'string') return [...of][indexOf(this, [...of].length, at, 'string')] ?? '';
		if (of instanceof Bytes) return BigInt(of.data.charCodeAt(indexOf(this, of.data.length, at, 'bytes')));
		if (of instanceof Range) return of.from + BigInt(Number(at)) * of.step;
		if (of instanceof Instance && of.type.find('__getitem__') !== undefined)
			return yield* this.invoke(yield* this.attribute(of, '__getitem__'), [at], new Map());
		return this.raise('TypeError', `'${typeName(of)}' object is not subscriptable`);
	}

	*attribute(of: Value, name: string): Sys<Value> {
		if (of instanceof Module) {
			const found = of.names.get(name);
			if (found !== undefined) return found;
			this.raise('AttributeError', `module '${of.name}' has no attribute '${name}'`);
		}
		if (of instanceof Class) {
			if (name === '__name__') return of.name;
			const found = of.find(name);
			if (found instanceof Instance && (found.type.name === 'staticmethod' || found.type.name === 'classmethod'))
				return found.type.name === 'staticmethod' ? (found.inner as Value) : new Bound(of, found.inner as Func);
			if (found !== undefined) return found;
			this.raise('AttributeError', `type object '${of.name}' has no attribute '${name}'`);
		}
		if (of instanceof Instance) {
			const own = of.names.get(name);
			if (own !== undefined) return own;
			if (name === '__class__') return of.type;
			if (name === '__dict__') {
				const d = new Dict();
				for (const [k, v] of of.names) d.map.set(`s${k}`, [k, v]);
				return d;
			}
			const found = of.type.find(name);
			if (found instanceof Func || found instanceof Native) return new Bound(of, found);
			if (found instanceof Instance && found.type.name === 'property') return yield* this.invoke(found.inner as Value, [of], new Map());
			if (found instanceof Instance && found.type.name === 'staticmethod') return found.inner as Value;
			if (found instanceof Instance && found.type.name === 'classmethod') return new Bound(of.type, found.inner as Func);
			if (found !== undefined) return found;
		}
		if (of instanceof Func && name === '__name__') return of.name;
		const method = methodOf(this, of, name);
		if (method) return method;
		return this.raise('AttributeError', `'${typeName(of)}' object has no attribute '${name}'`);
	}

	*str(v: Value): Sys<string> {
		if (v instanceof Instance && !v.names.has('args'))
			for (const name of ['__str__', '__repr__'])
				if (v.type.find(name) !== undefined) return str(yield* this.invoke(yield* this.attribute(v, name), [], new Map()));
		if (v instanceof List || v instanceof Tuple || v instanceof Dict) return yield* this.repr(v);
		return str(v);
	}
	*repr(v: Value): Sys<string> {
		if (v instanceof Instance && v.type.find('__repr__') !== undefined) return str(yield* this.invoke(yield* this.attribute(v, '__repr__'), [], new Map()));
		if (v instanceof List) {
			const parts: string[] = [];
			for (const item of v.items) parts.push(yield* this.repr(item));
			return `[${parts.join(', ')}]`;
		}
		return repr(v);
	}
}
