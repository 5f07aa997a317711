// Evaluates Python's expressions. Tracebacks have CPython 3.12's lines and carets; generators run as far as they are drawn from.
// What a module lacks is an AttributeError or ModuleNotFoundError. Invariant: a step costs time, so no loop holds the machine.
import { call as stacked, Errno, type Sys, type SysCall } from '../../../engine/index.ts';
import { setAttribute } from './attributes.ts';
import { Core } from './core.ts';
import type { Frame } from './frame.ts';
import { binary, compare, indexOf } from './operations.ts';
import { iteratorOf } from './iteration.ts';
import type { Argument, Comprehension, FormatPart, Node, Place } from './syntax.ts';
import {
	bare,
	Bytes,
	Class,
	Dict,
	format,
	Func,
	Instance,
	Iter,
	List,
	Native,
	PySet,
	Raised,
	Range,
	resume,
	Scope,
	str,
	Tuple,
	typeName,
	type Keywords,
	type Value
} from './values.ts';

const none: Keywords = new Map();

/** Evaluates expressions; statements and calls are the interpreter's. */
export abstract class Evaluator extends Core {
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
				const { mark } = place;
				const marks =
					mark && place.endLine === place.line && mark.line === place.line
						? `${'~'.repeat(mark.from - place.column)}${'^'.repeat(mark.to - mark.from)}${'~'.repeat(Math.max(0, end - mark.to))}`
						: undefined;
				if ((!whole || marks !== undefined) && end > place.column)
					text += `    ${' '.repeat(place.column - indent)}${marks ?? '^'.repeat(end - place.column)}\n`;
			}
			error.frames.unshift(text);
		}
		throw error;
	}

	/** Where the failing instruction stands: the innermost call, attribute or operation is marked by `at`. */
	protected at: Place | null = null;

	protected *func(name: string, parameters: Func['parameters'], body: Func['body'], f: Frame, flavour: Func['flavour']): Sys<Func> {
		const fallbacks = new Map<string, Value>();
		for (const p of parameters) if (p.fallback) fallbacks.set(p.name, yield* this.evaluate(p.fallback, f));
		return new Func(name, parameters, fallbacks, body, f.scope, f.file, flavour);
	}
	*assign(target: Node, value: Value, f: Frame): Sys<void> {
		if (target.kind === 'name') return this.store(target.name, value, f.scope);
		if (target.kind === 'tuple' || target.kind === 'list') {
			const items = yield* this.unpackable(value);
			const star = target.items.findIndex((t) => t.kind === 'star');
			if (star < 0 && items.length !== target.items.length)
				this.raise(
					'ValueError',
					items.length > target.items.length
						? `too many values to unpack (expected ${target.items.length})`
						: `not enough values to unpack (expected ${target.items.length}, got ${items.length})`
				);
			if (star >= 0 && items.length < target.items.length - 1)
				this.raise('ValueError', `not enough values to unpack (expected at least ${target.items.length - 1}, got ${items.length})`);
			for (const [i, t] of target.items.entries()) {
				const after = target.items.length - 1 - i;
				if (t.kind === 'star') yield* this.assign(t.of, new List(items.slice(star, items.length - after)), f);
				else yield* this.assign(t, items[star >= 0 && i > star ? items.length - 1 - after : i] as Value, f);
			}
			return;
		}
		if (target.kind === 'attribute') {
			const of = yield* this.evaluate(target.of, f);
			this.at = target;
			return yield* setAttribute(this, of, target.name, value);
		}
		if (target.kind !== 'index') return;
		const of = yield* this.evaluate(target.of, f);
		const at = target.at.kind === 'slice' ? yield* this.slice(target.at, f) : yield* this.evaluate(target.at, f);
		this.at = target;
		yield* this.setItem(of, at, value);
	}
	private *unpackable(value: Value): Sys<Value[]> {
		const v = bare(value);
		if (v === null || typeof v === 'boolean' || typeof v === 'bigint' || typeof v === 'number')
			return this.raise('TypeError', `cannot unpack non-iterable ${typeName(v)} object`);
		return yield* this.iterate(value);
	}
	*setItem(given: Value, at: Value, value: Value): Sys<void> {
		if (given instanceof Instance && given.type.find('__setitem__') !== undefined)
			return void (yield* this.invoke(yield* this.attribute(given, '__setitem__'), [at, value], none));
		const of = bare(given);
		if (of instanceof Dict) of.map.set(this.key(at), [at, value]);
		else if (of instanceof List && at instanceof Instance && at.type.name === 'slice') {
			const [from, to] = at.inner as [number | null, number | null];
			const size = of.items.length;
			const clamp = (n: number | null, other: number): number => (n === null ? other : Math.max(0, Math.min(size, n < 0 ? n + size : n)));
			const start = clamp(from, 0);
			of.items.splice(start, Math.max(0, clamp(to, size) - start), ...(yield* this.iterate(value)));
		} else if (of instanceof List) of.items[indexOf(this, of.items.length, at, 'list assignment')] = value;
		else this.raise('TypeError', `'${typeName(given)}' object does not support item assignment`);
	}
	*deleteItem(given: Value, at: Value): Sys<void> {
		if (given instanceof Instance && given.type.find('__delitem__') !== undefined)
			return void (yield* this.invoke(yield* this.attribute(given, '__delitem__'), [at], none));
		const of = bare(given);
		if (of instanceof Dict) {
			if (!of.map.delete(this.key(at))) throw new Raised(this.exception('KeyError', [at]));
		} else if (of instanceof List && at instanceof Instance && at.type.name === 'slice') {
			const [from, to] = at.inner as [number | null, number | null];
			const size = of.items.length;
			const clamp = (n: number | null, other: number): number => (n === null ? other : Math.max(0, Math.min(size, n < 0 ? n + size : n)));
			of.items.splice(clamp(from, 0), Math.max(0, clamp(to, size) - clamp(from, 0)));
		} else if (of instanceof List) of.items.splice(indexOf(this, of.items.length, at, 'list assignment'), 1);
		else this.raise('TypeError', `'${typeName(given)}' object doesn't support item deletion`);
	}

	/** A slice's three parts, as the value a[from:to:step] hands over. */
	private *slice(e: Extract<Node, { kind: 'slice' }>, f: Frame): Sys<Instance> {
		const made = new Instance(this.types.get('slice') ?? new Class('slice', [this.object], new Map(), 'builtins'));
		const part = function* (self: Evaluator, n: Node | null): Sys<number | null> {
			const v = n ? bare(yield* self.evaluate(n, f)) : null;
			if (v !== null && typeof v !== 'bigint' && typeof v !== 'boolean')
				self.raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
			return v === null ? null : Number(v);
		};
		made.inner = [yield* part(this, e.from), yield* part(this, e.to), yield* part(this, e.step)];
		return made;
	}
	private cut(of: Value, [from, to, step]: readonly (number | null)[]): Value {
		if (of instanceof Range) {
			const items: Value[] = [];
			for (let n = of.from; of.step > 0n ? n < of.to : n > of.to; n += of.step) items.push(n);
			const got = this.cut(new List(items), [from ?? null, to ?? null, step ?? null]) as List;
			const first = (got.items[0] ?? 0n) as bigint;
			const by = of.step * BigInt(step ?? 1);
			return new Range(first, got.items.length ? (got.items.at(-1) as bigint) + (by > 0n ? 1n : -1n) : first, by);
		}
		const items: readonly Value[] =
			of instanceof List || of instanceof Tuple
				? of.items
				: of instanceof Bytes
					? [...of.data]
					: typeof of === 'string'
						? [...of]
						: this.raise('TypeError', `'${typeName(of)}' object is not subscriptable`);
		const by = step ?? 1;
		if (by === 0) this.raise('ValueError', 'slice step cannot be zero');
		const size = items.length;
		const clamp = (n: number | null | undefined, fallback: number): number =>
			n === null || n === undefined ? fallback : Math.max(by < 0 ? -1 : 0, Math.min(by < 0 ? size - 1 : size, n < 0 ? n + size : n));
		const found: Value[] = [];
		for (let i = clamp(from, by < 0 ? size - 1 : 0), end = clamp(to, by < 0 ? -1 : size); by < 0 ? i > end : i < end; i += by) found.push(items[i] as Value);
		return typeof of === 'string' ? found.join('') : of instanceof Bytes ? new Bytes(found.join('')) : of instanceof Tuple ? new Tuple(found) : new List(found);
	}

	private *formatted(parts: readonly FormatPart[], f: Frame): Sys<string> {
		let text = '';
		for (const p of parts) {
			if (typeof p === 'string') {
				text += p;
				continue;
			}
			let value = yield* this.evaluate(p.of, f);
			const spec = typeof p.spec === 'string' ? p.spec : yield* this.formatted(p.spec, f);
			if (p.conversion === 'r' || p.conversion === 'a' || (p.echo !== '' && spec === '' && p.conversion === '')) value = yield* this.repr(value);
			else if (p.conversion === 's') value = yield* this.str(value);
			text += p.echo + (yield* this.format(value, spec));
		}
		return text;
	}
	/** format(value, spec). */
	*format(value: Value, spec: string): Sys<string> {
		if (value instanceof Instance && value.type.find('__format__') !== undefined)
			return str(yield* this.invoke(yield* this.attribute(value, '__format__'), [spec], none));
		if (spec === '') return yield* this.str(value);
		const v = bare(value);
		if (v === null || (typeof v === 'object' && !(v instanceof Instance)) || (v instanceof Instance && value === v))
			return this.raise('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`);
		const shown = format(value, spec);
		if (shown !== null) return shown;
		const code = /[A-Za-z%]$/.exec(spec)?.[0];
		return this.raise(
			'ValueError',
			code === undefined
				? `Invalid format specifier '${spec}' for object of type '${typeName(value)}'`
				: `Unknown format code '${code}' for object of type '${typeName(value)}'`
		);
	}

	/** A subroutine's answer without the cost of one for what needs none. */
	*evaluate(e: Node, f: Frame): Sys<Value> {
		switch (e.kind) {
			case 'constant':
				return e.value;
			case 'bytes':
				return new Bytes(e.value);
			case 'name':
				this.at = e;
				return this.lookup(e.name, f.scope);
			case 'format':
				return yield* this.formatted(e.parts, f);
			case 'attribute': {
				const of = e.of.kind === 'name' ? this.named(e.of, f) : yield* this.evaluate(e.of, f);
				this.at = e;
				return yield* this.attribute(of, e.name);
			}
			case 'index': {
				const of = yield* this.evaluate(e.of, f);
				if (e.at.kind === 'slice') {
					const part = yield* this.slice(e.at, f);
					this.at = e;
					if (of instanceof Instance && of.type.find('__getitem__') !== undefined)
						return yield* this.invoke(yield* this.attribute(of, '__getitem__'), [part], none);
					return this.cut(bare(of), part.inner as (number | null)[]);
				}
				const at = e.at.kind === 'constant' ? e.at.value : yield* this.evaluate(e.at, f);
				this.at = e;
				return yield* this.item(of, at);
			}
			case 'slice':
				return yield* this.slice(e, f);
			case 'call': {
				const of = e.of.kind === 'name' ? this.named(e.of, f) : yield* this.evaluate(e.of, f);
				const args: Value[] = [];
				let keywords: Map<string, Value> | null = null;
				for (const a of e.args) {
					if (a.star === '' && a.name === null)
						args.push(a.value.kind === 'constant' ? a.value.value : a.value.kind === 'name' ? this.named(a.value, f) : yield* this.evaluate(a.value, f));
					else {
						keywords ??= new Map();
						yield* this.spread(a, args, keywords, f, of);
					}
				}
				if (e.of.kind === 'name' && e.of.name === 'super' && args.length === 0 && of === this.types.get('super')) args.push(f.owner, f.self);
				if (of instanceof Native && of.name.startsWith('\0')) args.push(...this.hidden(of.name, f));
				this.at = e;
				try {
					return yield* stacked(this.invoke(of, args, keywords ?? none));
				} finally {
					this.at = e;
				}
			}
			case 'unary': {
				const given = yield* this.evaluate(e.of, f);
				if (e.op === 'not') return !(yield* this.truth(given));
				this.at = e;
				const value = bare(given);
				if (typeof value === 'boolean') return e.op === '-' ? -BigInt(value) : e.op === '~' ? ~BigInt(value) : BigInt(value);
				if (typeof value === 'bigint') return e.op === '-' ? -value : e.op === '~' ? ~value : value;
				if (typeof value === 'number' && e.op !== '~') return e.op === '-' ? -value : value;
				const special = { '-': '__neg__', '+': '__pos__', '~': '__invert__' }[e.op] ?? '';
				if (given instanceof Instance && given.type.find(special) !== undefined) return yield* this.invoke(yield* this.attribute(given, special), [], none);
				return this.raise('TypeError', `bad operand type for unary ${e.op}: '${typeName(given)}'`);
			}
			case 'binary': {
				const left = e.left.kind === 'constant' ? e.left.value : e.left.kind === 'name' ? this.named(e.left, f) : yield* this.evaluate(e.left, f);
				const right = e.right.kind === 'constant' ? e.right.value : e.right.kind === 'name' ? this.named(e.right, f) : yield* this.evaluate(e.right, f);
				this.at = e;
				return yield* binary(this, e.op, left, right);
			}
			case 'logic': {
				const left = yield* this.evaluate(e.left, f);
				return (yield* this.truth(left)) === (e.op === 'or') ? left : yield* this.evaluate(e.right, f);
			}
			case 'compare': {
				let left = e.left.kind === 'name' ? this.named(e.left, f) : yield* this.evaluate(e.left, f);
				let value: Value = true;
				for (const [op, node] of e.rest) {
					const right = node.kind === 'constant' ? node.value : yield* this.evaluate(node, f);
					this.at = e;
					value = yield* compare(this, op, left, right);
					if (e.rest.length > 1 && !(yield* this.truth(value))) return value;
					left = right;
				}
				return value;
			}
			case 'choice':
				return yield* this.evaluate((yield* this.truth(yield* this.evaluate(e.when, f))) ? e.then : e.otherwise, f);
			case 'list':
			case 'tuple':
			case 'set': {
				const items: Value[] = [];
				for (const i of e.items) {
					if (i.kind === 'star') items.push(...(yield* this.iterate(yield* this.evaluate(i.of, f))));
					else items.push(i.kind === 'constant' ? i.value : yield* this.evaluate(i, f));
				}
				if (e.kind === 'tuple') return new Tuple(items);
				if (e.kind === 'list') return new List(items);
				const made = new PySet();
				for (const item of items) if (!made.map.has(this.key(item))) made.map.set(this.key(item), item);
				return made;
			}
			case 'star':
				return yield* this.evaluate(e.of, f);
			case 'dict': {
				const made = new Dict();
				for (const [k, v] of e.items) {
					if (k === null) {
						const value = yield* this.evaluate(v, f);
						const other = bare(value);
						if (other instanceof Dict) for (const [h, row] of other.map) made.map.set(h, row);
						else this.raise('TypeError', `'${typeName(value)}' object is not a mapping`);
						continue;
					}
					const key = yield* this.evaluate(k, f);
					const value = yield* this.evaluate(v, f);
					made.map.set(this.key(key), [key, value]);
				}
				return made;
			}
			case 'comprehension':
				return yield* this.comprehend(e, f);
			case 'lambda':
				return yield* this.func('<lambda>', e.parameters, e.body, f, 'plain');
			case 'yield': {
				if (!e.from) return yield* this.give(e.of ? yield* this.evaluate(e.of, f) : null);
				const iter = yield* iteratorOf(this, e.of ? yield* this.evaluate(e.of, f) : null);
				for (let one = yield* iter.next(); one !== undefined;) {
					const sent = yield* this.give(one);
					one = iter.routine && iter.state === 'suspended' ? yield* resume(iter, sent) : yield* iter.next();
				}
				return iter.result;
			}
			case 'await':
				return yield* this.awaited(yield* this.evaluate(e.of, f));
			case 'walrus': {
				const value = yield* this.evaluate(e.value, f);
				this.store(e.name, value, f.scope);
				return value;
			}
		}
	}
	/** A name's value, without a routine of its own. */
	private named(e: Extract<Node, { kind: 'name' }>, f: Frame): Value {
		this.at = e;
		return this.lookup(e.name, f.scope);
	}
	/** What globals(), locals(), exec and __import__ need of the caller. */
	private hidden(name: string, f: Frame): Value[] {
		const dict = (scope: Scope): Dict => {
			const made = new Dict();
			for (const [k, v] of scope.names) if (!k.startsWith('\0')) made.map.set(`s${k}`, [k, v]);
			return made;
		};
		let top = f.scope;
		while (top.outer && top.outer !== this.builtins) top = top.outer;
		return name === '\0globals' ? [dict(top)] : [dict(f.scope)];
	}
	/** Hands a value to who draws from the generator; answers what was sent back. */
	*give(value: Value): Sys<Value> {
		const sent = yield { op: '\0yield', value } as SysCall;
		return (sent ?? null) as Value;
	}
	/** What a coroutine or future comes to. */
	*awaited(of: Value): Sys<Value> {
		if (of instanceof Iter && of.routine) {
			of.state = 'running';
			const value = yield* of.routine;
			of.state = 'done';
			return value;
		}
		if (of instanceof Instance && of.type.find('__await__') !== undefined)
			return yield* this.awaited(yield* this.invoke(yield* this.attribute(of, '__await__'), [], none));
		return this.raise('TypeError', `object ${typeName(of)} can't be used in 'await' expression`);
	}

	private *comprehend(e: Extract<Node, { kind: 'comprehension' }>, f: Frame): Sys<Value> {
		const lazy = e.shape === 'generator';
		const inner: Frame = { ...f, scope: new Scope(f.scope.isClass ? f.scope : f.scope), name: lazy ? '<genexpr>' : f.name };
		const self = this; // oxlint-disable-line no-this-alias -- a generator function has no arrow form
		const [first] = e.loops;
		const source = first ? yield* this.evaluate(first.over, f) : null;
		const loop = function* (left: readonly Comprehension[], over: Value, each: () => Sys<void>): Sys<void> {
			const [head, ...rest] = left;
			if (!head) return yield* each();
			const iter = yield* iteratorOf(self, over);
			for (let item = yield* iter.next(); item !== undefined; item = yield* iter.next()) {
				yield* self.tick();
				yield* self.assign(head.target, item, inner);
				let kept = true;
				for (const when of head.when) kept &&= yield* self.truth(yield* self.evaluate(when, inner));
				if (!kept) continue;
				yield* loop(rest, rest[0] ? yield* self.evaluate(rest[0].over, inner) : null, each);
			}
		};
		if (lazy) {
			const run = function* (): Sys<Value> {
				try {
					yield* loop(e.loops, source, function* () {
						yield* self.give(yield* self.evaluate(e.item, inner));
					});
				} catch (error) {
					if (error instanceof Raised) return self.trace(error, inner, self.at ?? e);
					throw error;
				}
				return null;
			};
			// What is drawn from cannot be iterated: CPython says so at once.
			yield* iteratorOf(this, source);
			return new Iter('generator', null, run());
		}
		if (e.shape === 'dict') {
			const made = new Dict();
			yield* loop(e.loops, source, function* () {
				const k = yield* self.evaluate(e.item, inner);
				made.map.set(self.key(k), [k, e.value ? yield* self.evaluate(e.value, inner) : null]);
			});
			return made;
		}
		if (e.shape === 'set') {
			const made = new PySet();
			yield* loop(e.loops, source, function* () {
				const v = yield* self.evaluate(e.item, inner);
				made.map.set(self.key(v), v);
			});
			return made;
		}
		const items: Value[] = [];
		yield* loop(e.loops, source, function* () {
			items.push(yield* self.evaluate(e.item, inner));
		});
		return new List(items);
	}

	private *spread(a: Argument, args: Value[], keywords: Map<string, Value>, f: Frame, of: Value): Sys<void> {
		const value = yield* this.evaluate(a.value, f);
		const put = (name: string, v: Value): void => {
			if (keywords.has(name))
				this.raise('TypeError', `${of instanceof Func || of instanceof Native ? of.name : typeName(of)}() got multiple values for keyword argument '${name}'`);
			keywords.set(name, v);
		};
		if (a.star === '*') args.push(...(yield* this.iterate(value)));
		else if (a.star === '**') {
			const other = bare(value);
			if (other instanceof Dict) for (const [k, v] of other.map.values()) put(str(k), v);
			else this.raise('TypeError', `argument after ** must be a mapping, not ${typeName(value)}`);
		} else if (a.name !== null) put(a.name, value);
	}

	*item(given: Value, at: Value): Sys<Value> {
		if (given instanceof Instance && given.type.find('__getitem__') !== undefined)
			return yield* this.invoke(yield* this.attribute(given, '__getitem__'), [at], none);
		const of = bare(given);
		if (at instanceof Instance && at.type.name === 'slice' && !(of instanceof Dict)) return this.cut(of, at.inner as (number | null)[]);
		if (of instanceof Dict) {
			const found = of.map.get(this.key(at));
			if (found) return found[1];
			if (given instanceof Instance && given.type.find('__missing__') !== undefined)
				return yield* this.invoke(yield* this.attribute(given, '__missing__'), [at], none);
			throw new Raised(this.exception('KeyError', [at]));
		}
		if (of instanceof List || of instanceof Tuple) return of.items[indexOf(this, of.items.length, at, typeName(of))] as Value;
		if (typeof of === 'string') {
			const all = [...of];
			return all[indexOf(this, all.length, at, 'string')] ?? '';
		}
		if (of instanceof Bytes) return BigInt(of.data.charCodeAt(indexOf(this, of.data.length, at, 'bytes')));
		if (of instanceof Range) {
			const size = of.step > 0n ? (of.to - of.from + of.step - 1n) / of.step : (of.from - of.to - of.step - 1n) / -of.step;
			return of.from + BigInt(indexOf(this, Math.max(0, Number(size)), at, 'range object')) * of.step;
		}
		if (of instanceof Class) {
			// list[int], Optional[str]: a type for readers, the class itself when it is called.
			const own = of.find('__class_getitem__');
			return own !== undefined ? yield* this.invoke(own instanceof Instance ? (own.inner as Value) : own, [of, at], none) : of;
		}
		return this.raise(
			'TypeError',
			of instanceof Native || of instanceof Func ? `'${typeName(of)}' object is not subscriptable` : `'${typeName(given)}' object is not subscriptable`
		);
	}
}
