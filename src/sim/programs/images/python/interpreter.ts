// Runs Python's statements, calls and signals over the evaluator. Tracebacks have CPython 3.12's lines and carets. Generator functions run to
// their end when they are called (FIDELITY: a generator's effects come early).
import { Errno, type Sys } from '../../../engine/index.ts';
import { pause, signals } from '../../../kernel/index.ts';
import { Evaluator } from './evaluator.ts';
import { Leave, type Frame } from './frame.ts';
import { binary, indexOf } from './operations.ts';
import type { Node, Statement } from './syntax.ts';
import { Bound, Class, Dict, Func, hash, Instance, List, Native, Raised, Range, Scope, truth, Tuple, typeName, type Keywords, type Value } from './values.ts';

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
				yield* this.invoke(handler, [({ HUP: 1n, INT: 2n, TERM: 15n, USR1: 10n } as Record<string, bigint>)[signal] ?? 15n, null], new Map());
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
		const frame: Frame = { name, file, scope, yields: null };
		const left = yield* this.block(body, frame);
		return left?.how === 'return' ? left.value : null;
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
		const compound = s.kind === 'if' || s.kind === 'while' || s.kind === 'for' || s.kind === 'try' || s.kind === 'with';
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
	private readonly traced = new Map<Raised, Frame>();

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
			case 'augment': {
				const old = yield* this.evaluate(s.target, f);
				const value = yield* this.evaluate(s.value, f);
				this.at = s;
				if (s.op === '+' && old instanceof List) {
					old.items.push(...(yield* this.iterate(value)));
					return null;
				}
				yield* this.assign(s.target, yield* binary(this, s.op, old, value), f);
				return null;
			}
			case 'if':
				return yield* this.block(truth(yield* this.evaluate(s.when, f)) ? s.then : s.otherwise, f);
			case 'while': {
				while (truth(yield* this.evaluate(s.when, f))) {
					const left = yield* this.block(s.body, f);
					if (left?.how === 'break') return null;
					if (left?.how === 'return') return left;
					yield* this.tick();
				}
				return yield* this.block(s.otherwise, f);
			}
			case 'for': {
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
				for (const item of yield* this.iterate(over)) {
					yield* this.assign(s.target, item, f);
					const left = yield* this.block(s.body, f);
					if (left?.how === 'break') return null;
					if (left?.how === 'return') return left;
				}
				return yield* this.block(s.otherwise, f);
			}
			case 'def': {
				const made = yield* this.func(s.name, s.parameters, s.body, f, s.generator);
				let value: Value = made;
				for (const d of [...s.decorators].reverse()) {
					if (d.kind === 'name' && ['staticmethod', 'classmethod', 'property'].includes(d.name)) {
						const wrapped = new Instance(new Class(d.name, [], new Map(), 'builtins'));
						wrapped.inner = value;
						value = wrapped;
					} else value = yield* this.invoke(yield* this.evaluate(d, f), [value], new Map());
				}
				this.store(s.name, value, f.scope);
				return null;
			}
			case 'class': {
				const bases: Class[] = [];
				for (const b of s.bases) {
					const base = yield* this.evaluate(b, f);
					if (base instanceof Class) bases.push(base);
				}
				const scope = new Scope(f.scope, true);
				yield* this.block(s.body, { ...f, scope, name: s.name });
				const made = new Class(s.name, bases, scope.names);
				for (const value of scope.names.values()) if (value instanceof Func) value.owner = made;
				this.store(s.name, made, f.scope);
				return null;
			}
			case 'return':
				return new Leave('return', s.of ? yield* this.evaluate(s.of, f) : null);
			case 'raise': {
				if (!s.of) {
					if (this.handled) throw this.handled;
					this.raise('RuntimeError', 'No active exception to reraise');
				}
				let value = yield* this.evaluate(s.of, f);
				this.at = s;
				if (value instanceof Class) value = yield* this.invoke(value, [], new Map());
				if (!(value instanceof Instance) || !value.names.has('args')) this.raise('TypeError', 'exceptions must derive from BaseException');
				throw new Raised(value);
			}
			case 'import':
				for (const { path, as } of s.names) {
					const module = yield* this.importModule(path);
					if (as !== null) this.store(as, module, f.scope);
					else this.store(path.split('.')[0] ?? path, yield* this.importModule(path.split('.')[0] ?? path), f.scope);
				}
				return null;
			case 'from': {
				const module = yield* this.importModule(s.path);
				for (const { name, as } of s.names) {
					if (name === '*') for (const [k, v] of module.names) this.store(k, v, f.scope);
					else {
						const value = module.names.get(name);
						if (value === undefined) this.raise('ImportError', `cannot import name '${name}' from '${s.path}' (unknown location)`);
						this.store(as ?? name, value ?? null, f.scope);
					}
				}
				return null;
			}
			case 'try':
				return yield* this.attempt(s, f);
			case 'with': {
				const entered: Value[] = [];
				for (const item of s.items) {
					const context = yield* this.evaluate(item.of, f);
					entered.push(context);
					const value = yield* this.invoke(yield* this.attribute(context, '__enter__'), [], new Map());
					if (item.as) yield* this.assign(item.as, value, f);
				}
				let left: Leave | null = null;
				let thrown: unknown = null;
				try {
					left = yield* this.block(s.body, f);
				} catch (error) {
					thrown = error;
				}
				for (const context of entered.reverse()) yield* this.invoke(yield* this.attribute(context, '__exit__'), [null, null, null], new Map());
				if (thrown !== null) throw thrown;
				return left;
			}
			case 'assert': {
				if (truth(yield* this.evaluate(s.of, f))) return null;
				const message = s.message ? yield* this.evaluate(s.message, f) : null;
				throw new Raised(this.exception('AssertionError', s.message ? [message] : []));
			}
			case 'delete':
				for (const target of s.targets) {
					if (target.kind === 'name') f.scope.names.delete(target.name);
					else if (target.kind === 'index') {
						const of = yield* this.evaluate(target.of, f);
						const at = yield* this.evaluate(target.at, f);
						if (of instanceof Dict) {
							if (!of.map.delete(hash(at) ?? '')) throw new Raised(this.exception('KeyError', [at]));
						} else if (of instanceof List) of.items.splice(indexOf(this, of.items.length, at, 'list'), 1);
					}
				}
				return null;
			case 'global':
				for (const name of s.names) f.scope.globals.add(name);
				return null;
		}
	}

	private *attempt(s: Extract<Statement, { kind: 'try' }>, f: Frame): Sys<Leave | null> {
		let left: Leave | null = null;
		let thrown: unknown = null;
		try {
			left = yield* this.block(s.body, f);
			if (!left) left = yield* this.block(s.otherwise, f);
		} catch (error) {
			thrown = error;
			if (error instanceof Raised)
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
					}
					this.handled = before;
					break;
				}
		}
		const last = yield* this.block(s.last, f);
		if (last) return last;
		if (thrown !== null) throw thrown;
		return left;
	}

	*invoke(of: Value, args: Value[], keywords: Keywords): Sys<Value> {
		if (of instanceof Native) return yield* of.run(args, keywords);
		if (of instanceof Bound) return yield* this.invoke(of.of, [of.self, ...args], keywords);
		if (of instanceof Class) {
			const made = new Instance(of);
			const base = this.exceptions.get('BaseException');
			if (base && of.isA(base)) made.names.set('args', new Tuple(args));
			const init = of.find('__init__');
			if (init instanceof Func || init instanceof Native) yield* this.invoke(init, [made, ...args], keywords);
			else if (args.length > 0 && !made.names.has('args')) this.raise('TypeError', `${of.name}() takes no arguments`);
			return made;
		}
		if (of instanceof Instance && of.type.find('__call__') !== undefined) return yield* this.invoke(yield* this.attribute(of, '__call__'), args, keywords);
		if (!(of instanceof Func)) return this.raise('TypeError', `'${typeName(of)}' object is not callable`);
		const scope = new Scope(of.scope);
		const shown = of.owner ? `${of.owner.name}.${of.name}` : of.name;
		const plain = of.parameters.filter((p) => p.star === '');
		const used = new Set<string>();
		const rest = args.slice(plain.length);
		for (const [i, p] of plain.entries()) {
			if (i < args.length) scope.names.set(p.name, args[i] as Value);
			else if (keywords.has(p.name)) scope.names.set(p.name, keywords.get(p.name) as Value);
			else if (of.fallbacks.has(p.name)) scope.names.set(p.name, of.fallbacks.get(p.name) as Value);
			if (keywords.has(p.name)) used.add(p.name);
		}
		const missing = plain.filter((p) => !scope.names.has(p.name)).map((p) => `'${p.name}'`);
		if (missing.length)
			this.raise(
				'TypeError',
				`${shown}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${missing.length > 2 ? `${missing.slice(0, -1).join(', ')}, and ${missing[missing.length - 1]}` : missing.join(' and ')}`
			);
		const star = of.parameters.find((p) => p.star === '*');
		const twice = of.parameters.find((p) => p.star === '**');
		if (star) scope.names.set(star.name, new Tuple(rest));
		else if (rest.length)
			this.raise(
				'TypeError',
				`${shown}() takes ${plain.length} positional argument${plain.length === 1 ? '' : 's'} but ${args.length} ${args.length === 1 ? 'was' : 'were'} given`
			);
		const extra = new Dict();
		for (const [k, v] of keywords) {
			if (used.has(k)) continue;
			if (!twice) this.raise('TypeError', `${shown}() got an unexpected keyword argument '${k}'`);
			extra.map.set(`s${k}`, [k, v]);
		}
		if (twice) scope.names.set(twice.name, extra);
		if (of.owner) scope.names.set('\0owner', of.owner);
		if (++this.depth > 990) {
			this.depth = 0;
			this.raise('RecursionError', 'maximum recursion depth exceeded');
		}
		const frame: Frame = { name: shown, file: of.file, scope, yields: of.generator ? [] : null };
		let value: Value;
		if (Array.isArray(of.body)) {
			const running = { ...frame, name: of.name };
			const left = yield* this.block(of.body as Statement[], running);
			value = running.yields ? new List(running.yields) : (left?.value ?? null);
		} else value = yield* this.evaluate(of.body as Node, { ...frame, name: '<lambda>' });
		this.depth--;
		return value;
	}
}
