// Runs Python's statements and signals over the evaluator. Tracebacks have CPython 3.12's lines and carets.
// Leaves out except* and type statements. Invariant: an exception's frames are added once for each frame it leaves.
import { Errno, type Sys } from '../../../engine/index.ts';
import { pause, signals } from '../../../kernel/index.ts';
import { deleteAttribute } from './attributes.ts';
import { Evaluator } from './evaluator.ts';
import { Leave, type Frame } from './frame.ts';
import { invokeValue } from './invoke.ts';
import { iteratorOf } from './iteration.ts';
import { matches } from './matching.ts';
import { augmented } from './operations.ts';
import type { Node, Parameter, Statement } from './syntax.ts';
import { Bound, Class, Dict, Func, Instance, Module, Raised, Range, Scope, Tuple, typeName, type Keywords, type Value } from './values.ts';

const none: Keywords = new Map();

export class Interpreter extends Evaluator {
	/** Runs a call that may be interrupted by a signal with a handler; then again, as Python retries on EINTR. */
	*blocking<T>(routine: () => Sys<T>): Sys<T> {
		for (;;) {
			try {
				return yield* routine();
			} catch (error) {
				if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
				yield* this.deliver();
			}
		}
	}
	private *deliver(): Sys<void> {
		for (const signal of yield* signals()) {
			const handler = this.handlers.get(signal);
			if (handler !== undefined && handler !== null && typeof handler !== 'bigint')
				yield* this.invoke(handler, [({ HUP: 1n, INT: 2n, TERM: 15n, USR1: 10n } as Record<string, bigint>)[signal] ?? 15n, null], none);
		}
	}
	*waitForSignal(): Sys<void> {
		try {
			yield* pause();
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* this.deliver();
		}
	}
	*run(body: readonly Statement[], scope: Scope, file: string, name = '<module>'): Sys<Value> {
		return yield* this.body(body, { name, file, scope, owner: null, self: null });
	}
	/** A body's statements to its return. */
	*body(body: readonly Statement[], frame: Frame): Sys<Value> {
		const left = yield* this.block(body, frame);
		return left?.how === 'return' ? left.value : null;
	}
	/** A call inside a call, up to the limit of recursion. */
	*deeper(routine: Sys<Value>): Sys<Value> {
		if (++this.depth > 999) {
			this.depth = 0;
			this.raise('RecursionError', 'maximum recursion depth exceeded');
		}
		const { depth } = this;
		try {
			return yield* routine;
		} finally {
			this.depth = depth - 1;
		}
	}
	*invoke(of: Value, args: Value[], keywords: Keywords): Sys<Value> {
		return yield* invokeValue(this, of, args, keywords);
	}

	private *block(body: readonly Statement[], frame: Frame): Sys<Leave | null> {
		for (const statement of body) {
			const left = yield* this.statement(statement, frame);
			if (left) return left;
		}
		return null;
	}
	private *statement(s: Statement, f: Frame): Sys<Leave | null> {
		yield* this.tick();
		const compound = s.kind === 'if' || s.kind === 'while' || s.kind === 'for' || s.kind === 'try' || s.kind === 'with' || s.kind === 'match';
		this.at = null;
		try {
			return yield* this.perform(s, f);
		} catch (error) {
			if (
				error instanceof Leave ||
				(error instanceof Raised && error.frames.length > 0 && (compound || this.traced.has(error)) && this.traced.get(error) === f)
			)
				throw error;
			if (error instanceof Raised) this.traced.set(error, f);
			return this.trace(error, f, this.at ?? s);
		}
	}
	private readonly traced = new WeakMap<Raised, Frame>();

	private *perform(s: Statement, f: Frame): Sys<Leave | null> {
		switch (s.kind) {
			case 'pass':
				return null;
			case 'break':
			case 'continue':
				return new Leave(s.kind);
			case 'expression':
				yield* this.evaluate(s.of, f);
				return null;
			case 'assign': {
				const value = yield* this.evaluate(s.value, f);
				for (const target of s.targets) yield* this.assign(target, value, f);
				return null;
			}
			case 'annotate': {
				if (s.value) yield* this.assign(s.target, yield* this.evaluate(s.value, f), f);
				if (s.target.kind === 'name' && f.scope.locals === null) {
					let notes = f.scope.names.get('__annotations__');
					if (!(notes instanceof Dict)) f.scope.names.set('__annotations__', (notes = new Dict()));
					notes.map.set(`s${s.target.name}`, [s.target.name, yield* this.note(s.note, f)]);
				}
				return null;
			}
			case 'augment': {
				const old = yield* this.evaluate(s.target, f);
				const value = yield* this.evaluate(s.value, f);
				this.at = s;
				yield* this.assign(s.target, yield* augmented(this, s.op, old, value), f);
				return null;
			}
			case 'if':
				return yield* this.block((yield* this.truth(yield* this.evaluate(s.when, f))) ? s.then : s.otherwise, f);
			case 'while': {
				while (yield* this.truth(yield* this.evaluate(s.when, f))) {
					const left = yield* this.block(s.body, f);
					if (left?.how === 'break') return null;
					if (left?.how === 'return') return left;
					yield* this.tick();
				}
				return yield* this.block(s.otherwise, f);
			}
			case 'for':
				return yield* this.loop(s, f);
			case 'def': {
				let value: Value = yield* this.define(s, f);
				for (const d of [...s.decorators].reverse()) {
					const by = yield* this.evaluate(d, f);
					this.at = d;
					value = yield* this.invoke(by, [value], none);
				}
				this.store(s.name, value, f.scope);
				return null;
			}
			case 'class': {
				let value: Value = yield* this.classOf(s, f);
				for (const d of [...s.decorators].reverse()) value = yield* this.invoke(yield* this.evaluate(d, f), [value], none);
				this.store(s.name, value, f.scope);
				return null;
			}
			case 'return':
				return new Leave('return', s.of ? yield* this.evaluate(s.of, f) : null);
			case 'raise':
				return yield* this.raiseStatement(s, f);
			case 'import':
				for (const { path, as } of s.names) {
					const module = yield* this.importModule(path);
					if (as !== null) this.store(as, module, f.scope);
					else this.store(path.split('.')[0] ?? path, yield* this.importModule(path.split('.')[0] ?? path), f.scope);
				}
				return null;
			case 'from':
				return yield* this.importFrom(s, f);
			case 'try':
				return yield* this.attempt(s, f);
			case 'with':
				return yield* this.within(s, s.items, f);
			case 'match': {
				const of = yield* this.evaluate(s.of, f);
				for (const one of s.cases) {
					if (!(yield* matches(this, one.pattern, of, f))) continue;
					if (one.when && !(yield* this.truth(yield* this.evaluate(one.when, f)))) continue;
					return yield* this.block(one.body, f);
				}
				return null;
			}
			case 'assert': {
				if (yield* this.truth(yield* this.evaluate(s.of, f))) return null;
				this.at = s.of;
				const message = s.message ? yield* this.evaluate(s.message, f) : null;
				this.at = s.of;
				throw new Raised(this.exception('AssertionError', s.message ? [message] : []));
			}
			case 'delete':
				for (const target of s.targets) yield* this.remove(target, f);
				return null;
			case 'global':
				for (const name of s.names) f.scope.globals.add(name);
				return null;
			case 'nonlocal':
				for (const name of s.names) f.scope.nonlocals.add(name);
				return null;
		}
	}
	private *remove(target: Node, f: Frame): Sys<void> {
		if (target.kind === 'name') {
			if (!f.scope.names.delete(target.name)) this.lookup(target.name, f.scope);
		} else if (target.kind === 'attribute') yield* deleteAttribute(this, yield* this.evaluate(target.of, f), target.name);
		else if (target.kind === 'index') {
			const of = yield* this.evaluate(target.of, f);
			const at = yield* this.evaluate(target.at, f);
			this.at = target;
			yield* this.deleteItem(of, at);
		} else if (target.kind === 'tuple') for (const one of target.items) yield* this.remove(one, f);
	}
	private *loop(s: Extract<Statement, { kind: 'for' }>, f: Frame): Sys<Leave | null> {
		const over = yield* this.evaluate(s.over, f);
		if (over instanceof Range) {
			for (let n = over.from; over.step > 0n ? n < over.to : n > over.to; n += over.step) {
				yield* this.assign(s.target, n, f);
				const left = yield* this.block(s.body, f);
				if (left?.how === 'break') return null;
				if (left?.how === 'return') return left;
			}
			return yield* this.block(s.otherwise, f);
		}
		this.at = s.over;
		const iter = yield* iteratorOf(this, over);
		for (;;) {
			this.at = s.over;
			const item = yield* iter.next();
			if (item === undefined) break;
			this.at = s.target;
			yield* this.assign(s.target, item, f);
			const left = yield* this.block(s.body, f);
			if (left?.how === 'break') return null;
			if (left?.how === 'return') return left;
		}
		return yield* this.block(s.otherwise, f);
	}
	/** An annotation's value; what cannot be evaluated stays its text. */
	private *note(node: Node, f: Frame): Sys<Value> {
		try {
			return yield* this.evaluate(node, f);
		} catch (error) {
			if (error instanceof Raised) return node.kind === 'name' ? node.name : null;
			throw error;
		}
	}
	private *define(s: Extract<Statement, { kind: 'def' }>, f: Frame): Sys<Func> {
		const made = yield* this.func(s.name, s.parameters, s.body, f, s.flavour);
		const [first] = s.body;
		if (first?.kind === 'expression' && first.of.kind === 'constant' && typeof first.of.value === 'string') made.names.set('__doc__', first.of.value);
		const notes = new Dict();
		for (const p of s.parameters as readonly Parameter[]) if (p.note) notes.map.set(`s${p.name}`, [p.name, yield* this.note(p.note, f)]);
		if (s.returns) notes.map.set('sreturn', ['return', yield* this.note(s.returns, f)]);
		made.names.set('__annotations__', notes);
		return made;
	}
	private *classOf(s: Extract<Statement, { kind: 'class' }>, f: Frame): Sys<Class> {
		const bases: Class[] = [];
		const keywords = new Map<string, Value>();
		for (const b of s.bases) {
			const base = yield* this.evaluate(b.value, f);
			if (b.name !== null) keywords.set(b.name, base);
			else if (base instanceof Class) bases.push(base);
			else if (b.star === '*') bases.push(...(yield* this.iterate(base)).filter((one): one is Class => one instanceof Class));
			else if (base instanceof Instance && base.inner instanceof Class) bases.push(base.inner);
		}
		const scope = new Scope(f.scope, true);
		let top = f.scope;
		while (top.outer && top.outer !== this.builtins) top = top.outer;
		const module = top.names.get('__name__');
		const [first] = s.body;
		if (first?.kind === 'expression' && first.of.kind === 'constant' && typeof first.of.value === 'string') scope.names.set('__doc__', first.of.value);
		yield* this.block(s.body, { ...f, scope, name: s.name });
		const made = new Class(s.name, bases.length ? bases : [this.object], scope.names, typeof module === 'string' ? module : '__main__');
		const own = (value: Value): void => {
			if (value instanceof Func && value.owner === null) value.owner = made;
			else if (value instanceof Instance && ['staticmethod', 'classmethod'].includes(value.type.name)) own(value.inner as Value);
			else if (value instanceof Instance && value.type.name === 'property') for (const one of Object.values(value.inner as Record<string, Value>)) own(one);
			else if (value instanceof Func) {
				const inner = value.names.get('__wrapped__');
				if (inner !== undefined) own(inner);
			}
		};
		for (const [name, value] of [...scope.names]) {
			own(value);
			if (value instanceof Instance && value.type.find('__set_name__') !== undefined)
				yield* this.invoke(yield* this.attribute(value, '__set_name__'), [made, name], none);
		}
		if (keywords.has('metaclass')) made.names.set('\0abstract', true);
		keywords.delete('metaclass');
		for (const one of made.mro.slice(1)) {
			const hook = one.names.get('__init_subclass__');
			if (hook === undefined) continue;
			yield* this.invoke(new Bound(made, hook instanceof Instance ? (hook.inner as Value) : hook), [], keywords);
			break;
		}
		return made;
	}
	private *raiseStatement(s: Extract<Statement, { kind: 'raise' }>, f: Frame): Sys<never> {
		if (!s.of) {
			if (this.handled) throw this.handled;
			this.raise('RuntimeError', 'No active exception to reraise');
		}
		const made = function* (vm: Interpreter, node: Node): Sys<Instance> {
			let value = yield* vm.evaluate(node, f);
			vm.at = s;
			if (value instanceof Class) value = yield* vm.invoke(value, [], none);
			const base = vm.exceptions.get('BaseException');
			return value instanceof Instance && base && value.type.isA(base) ? value : vm.raise('TypeError', 'exceptions must derive from BaseException');
		};
		const value = yield* made(this, s.of);
		const raised = this.handled?.value === value ? this.handled : new Raised(value);
		if (s.cause) {
			const cause = yield* this.evaluate(s.cause, f);
			raised.cause = cause === null ? null : this.handled?.value === cause ? this.handled : new Raised(cause as Instance);
			value.names.set('__cause__', cause);
		}
		this.at = s;
		throw raised;
	}
	private *importFrom(s: Extract<Statement, { kind: 'from' }>, f: Frame): Sys<null> {
		let { path } = s;
		const dots = /^\.*/.exec(path)?.[0].length ?? 0;
		if (dots > 0) {
			let top = f.scope;
			while (top.outer && top.outer !== this.builtins) top = top.outer;
			const name = String(top.names.get('__name__') ?? '');
			const parts = name.split('.');
			const keep = parts.slice(0, parts.length - dots + (top.names.has('__path__') ? 1 : 0));
			if (name === '__main__' || keep.length === 0) this.raise('ImportError', 'attempted relative import with no known parent package');
			path = [...keep, ...(path.slice(dots) === '' ? [] : [path.slice(dots)])].join('.');
		}
		const module = yield* this.importModule(path);
		for (const { name, as } of s.names) {
			if (name === '*') {
				const all = module.names.get('__all__');
				const listed = all === undefined ? [...module.names.keys()].filter((k) => !k.startsWith('_')) : (yield* this.iterate(all)).map(String);
				for (const k of listed) this.store(k, module.names.get(k) ?? null, f.scope);
				continue;
			}
			let value = module.names.get(name);
			if (value === undefined && module.names.has('__path__')) {
				try {
					value = yield* this.importModule(`${path}.${name}`);
				} catch (error) {
					if (!(error instanceof Raised && error.value.type.name === 'ModuleNotFoundError' && error.value.names.get('name') === `${path}.${name}`)) throw error;
				}
			}
			if (value === undefined) {
				const file = module.names.get('__file__');
				this.raise('ImportError', `cannot import name '${name}' from '${path}' (${typeof file === 'string' ? file : 'unknown location'})`);
			}
			this.store(as ?? name, value ?? null, f.scope);
		}
		return null;
	}

	private *within(s: Extract<Statement, { kind: 'with' }>, items: Extract<Statement, { kind: 'with' }>['items'], f: Frame): Sys<Leave | null> {
		const [item, ...rest] = items;
		if (!item) return yield* this.block(s.body, f);
		const context = yield* this.evaluate(item.of, f);
		this.at = item.of;
		const type = this.typeOf(context);
		const waits = type.find('__aenter__') !== undefined && type.find('__enter__') === undefined;
		if (!waits && type.find('__enter__') === undefined && !(context instanceof Instance && context.names.has('__enter__')))
			this.raise('TypeError', `'${typeName(context)}' object does not support the context manager protocol`);
		const exit = yield* this.attribute(context, waits ? '__aexit__' : '__exit__');
		const entered = yield* this.invoke(yield* this.attribute(context, waits ? '__aenter__' : '__enter__'), [], none);
		const value = waits ? yield* this.awaited(entered) : entered;
		const leave = function* (vm: Interpreter, args: Value[]): Sys<Value> {
			const got = yield* vm.invoke(exit, args, none);
			return waits ? yield* vm.awaited(got) : got;
		};
		let left: Leave | null;
		try {
			if (item.as) yield* this.assign(item.as, value, f);
			left = yield* this.within(s, rest, f);
		} catch (error) {
			const raised = error instanceof Errno && error.code !== 'EINTR' ? this.osError(error) : error;
			if (!(raised instanceof Raised)) throw error;
			const before = this.handled;
			this.handled = raised;
			const kept = yield* leave(this, [raised.value.type, raised.value, null]);
			this.handled = before;
			if (yield* this.truth(kept)) return null;
			throw raised;
		}
		yield* leave(this, [null, null, null]);
		return left;
	}

	private *attempt(s: Extract<Statement, { kind: 'try' }>, f: Frame): Sys<Leave | null> {
		let left: Leave | null = null;
		let thrown: unknown = null;
		let ran = false;
		try {
			left = yield* this.block(s.body, f);
			ran = true;
			if (!left) left = yield* this.block(s.otherwise, f);
		} catch (given) {
			const error = given instanceof Errno && given.code !== 'EINTR' ? this.osError(given) : given;
			thrown = error;
			if (error instanceof Raised && !ran)
				for (const h of s.handlers) {
					const type = h.type ? yield* this.evaluate(h.type, f) : null;
					const types = type instanceof Tuple ? type.items : [type];
					if (!types.some((t) => t === null || (t instanceof Class && error.value.type.isA(t)))) continue;
					thrown = null;
					const before = this.handled;
					this.handled = error;
					if (h.name !== null) this.store(h.name, error.value, f.scope);
					try {
						left = yield* this.block(h.body, f);
					} catch (again) {
						thrown = again;
						if (again instanceof Raised && again !== error && again.context === null) again.context = error;
					}
					this.handled = before;
					if (h.name !== null) f.scope.names.delete(h.name);
					break;
				}
		}
		if (s.last.length > 0) {
			const before = this.handled;
			if (thrown instanceof Raised) this.handled = thrown;
			let last: Leave | null;
			try {
				last = yield* this.block(s.last, f);
			} catch (again) {
				if (again instanceof Raised && thrown instanceof Raised && again !== thrown && again.context === null) again.context = thrown;
				throw again;
			}
			this.handled = before;
			if (last) return last;
		}
		if (thrown !== null) throw thrown;
		return left;
	}
	/** A module of that name, made known before its text runs. */
	enter(name: string, names: Map<string, Value>): Module {
		const made = new Module(name, names);
		this.modules.set(name, made);
		this.moduleDict.map.set(`s${name}`, [name, made]);
		return made;
	}
}
