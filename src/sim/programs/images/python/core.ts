// What every part of the interpreter stands on: built-in names and types, exceptions, modules, names in scopes, iteration, text of values.
// Leaves out expressions (evaluator.ts) and statements (interpreter.ts). Invariant: a step costs time, so no loop holds the machine.
import type { Frame } from './frame.ts';
import type { Node } from './syntax.ts';
import { Errno, errnoNumber, type Sys } from '../../../engine/index.ts';
import { compute, setMemory, type SignalName } from '../../../kernel/index.ts';
import { attributeOf } from './attributes.ts';
import { iteratorOf } from './iteration.ts';
import { DictView } from './methods.ts';
import {
	bare,
	Bytes,
	Class,
	Dict,
	exceptionClasses,
	hash,
	Instance,
	List,
	Module,
	PySet,
	Raised,
	repr,
	Scope,
	str,
	truth,
	Tuple,
	typeName,
	type Key,
	type Keywords,
	type Value
} from './values.ts';

const none: Keywords = new Map();

/** Evaluates expressions; statements and calls are the interpreter's. */
export abstract class Core {
	abstract invoke(of: Value, args: Value[], keywords: Keywords): Sys<Value>;
	/** Runs a call that may be interrupted by a signal with a handler; then again, as Python retries on EINTR. */
	abstract evaluate(e: Node, f: Frame): Sys<Value>;
	abstract item(of: Value, at: Value): Sys<Value>;
	abstract format(value: Value, spec: string): Sys<string>;
	abstract blocking<T>(routine: () => Sys<T>): Sys<T>;
	/** How the interpreter was called, and its environment at the start. */
	argv0 = 'python';
	env: Readonly<Record<string, string>> = {};
	readonly builtins = new Scope(null);
	readonly object = new Class('object', [], new Map(), 'builtins');
	readonly exceptions = exceptionClasses(this.object);
	/** Built-in types by name. */
	readonly types = new Map<string, Class>();
	readonly sources = new Map<string, string[]>();
	readonly modules = new Map<string, Module>();
	/** sys.modules. */
	readonly moduleDict = new Dict();
	load: (name: string) => Sys<Module | null> = function* () {
		return null;
	};
	protected steps = 0;
	protected depth = 0;
	protected memory = 9 << 20;
	handled: Raised | null = null;
	/** What signal.signal() was given. */
	readonly handlers = new Map<SignalName, Value>();

	raise(type: string, text: string): never {
		throw new Raised(this.exception(type, [text]));
	}
	exception(type: string, args: Value[]): Instance {
		const made = new Instance(this.exceptions.get(type) ?? new Class(type, [this.object]));
		made.names.set('args', new Tuple(args));
		return made;
	}
	/** An OSError of an errno, as open() and sockets raise it. */
	osError(error: Errno, path?: string): Raised {
		const names: Record<string, string> = {
			ENOENT: 'FileNotFoundError',
			EACCES: 'PermissionError',
			EPERM: 'PermissionError',
			EEXIST: 'FileExistsError',
			EISDIR: 'IsADirectoryError',
			ENOTDIR: 'NotADirectoryError',
			ECONNREFUSED: 'ConnectionRefusedError',
			ECONNRESET: 'ConnectionResetError',
			EPIPE: 'BrokenPipeError',
			ETIMEDOUT: 'TimeoutError',
			EAGAIN: 'BlockingIOError',
			ESRCH: 'ProcessLookupError',
			ECHILD: 'ChildProcessError'
		};
		const number = errnoNumber(error.code);
		const made = this.exception(names[error.code] ?? 'OSError', [BigInt(number), error.message]);
		made.names.set('errno', BigInt(number));
		made.names.set('strerror', error.message);
		made.names.set('filename', path ?? null);
		made.names.set('\0text', `[Errno ${number}] ${error.message}${path === undefined ? '' : `: ${repr(path)}`}`);
		return new Raised(made);
	}
	/** Accounts for a large value; the kernel may kill the process here. */
	*grow(bytes: number): Sys<void> {
		if (bytes < 1 << 20) return;
		this.memory += bytes;
		yield* setMemory(this.memory);
	}
	*tick(): Sys<void> {
		if (++this.steps % 100 === 0) yield* compute(60);
	}
	/** The class of a value. */
	typeOf(v: Value): Class {
		if (v instanceof Instance) return v.type;
		const name = typeName(v);
		let found = this.types.get(name);
		if (!found) this.types.set(name, (found = new Class(name, [this.object], new Map(), 'builtins')));
		return found;
	}
	/** Whether a value is of a class. */
	isA(v: Value, type: Value): boolean {
		if (type instanceof Tuple) return type.items.some((one) => this.isA(v, one));
		return type instanceof Class && (this.typeOf(v).isA(type) || (type.name === 'int' && typeof v === 'boolean') || type === this.object);
	}
	key(v: Value): Key {
		return hash(v) ?? this.raise('TypeError', `unhashable type: '${typeName(v)}'`);
	}

	store(name: string, value: Value, scope: Scope): void {
		let target = scope;
		if (scope.globals.has(name)) while (target.outer && target.outer !== this.builtins) target = target.outer;
		else if (scope.nonlocals.has(name))
			for (let s = scope.outer; s; s = s.outer)
				if (!s.isClass && (s.names.has(name) || s.locals?.has(name))) {
					target = s;
					break;
				}
		target.names.set(name, value);
	}
	lookup(name: string, scope: Scope): Value {
		const global = scope.globals.has(name);
		for (let s: Scope | null = scope; s; s = s.outer) {
			if (global && s.outer && s.outer !== this.builtins) continue;
			if (s.isClass && s !== scope) continue;
			const found = s.names.get(name);
			if (found !== undefined) return found;
			if (s.locals?.has(name) && !s.globals.has(name) && !s.nonlocals.has(name)) {
				if (s === scope) return this.raise('UnboundLocalError', `cannot access local variable '${name}' where it is not associated with a value`);
				return this.raise('NameError', `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
			}
		}
		const base = this.builtins.names.get(name);
		if (base !== undefined) return base;
		const hint = [
			'sys',
			'os',
			'time',
			'json',
			'math',
			'random',
			'socket',
			're',
			'logging',
			'datetime',
			'collections',
			'string',
			'threading',
			'subprocess'
		].includes(name)
			? `. Did you forget to import '${name}'?`
			: this.near(name, scope);
		return this.raise('NameError', `name '${name}' is not defined${hint}`);
	}
	/** CPython's suggestion for a name that is not there. */
	private near(name: string, scope: Scope): string {
		let best: string | undefined;
		let least = Math.floor((name.length + 3) / 3) + 1;
		const look = (names: Iterable<string>): void => {
			for (const one of names) {
				if (one.startsWith('\0')) continue;
				const d = distance(name, one);
				if (d < least) [best, least] = [one, d];
			}
		};
		if (name.length > 1) {
			for (let s: Scope | null = scope; s; s = s.outer) look(s.names.keys());
			look(this.builtins.names.keys());
		}
		return best === undefined ? '' : `. Did you mean: '${best}'?`;
	}
	*importModule(path: string): Sys<Module> {
		const known = this.modules.get(path);
		if (known) return known;
		const dot = path.lastIndexOf('.');
		const parent = dot > 0 ? yield* this.importModule(path.slice(0, dot)) : null;
		const found = this.modules.get(path) ?? (yield* this.load(path));
		if (!found) {
			const root = path.split('.')[0] ?? path;
			const text =
				parent !== null && !parent.names.has('__path__')
					? `No module named '${path}'; '${path.slice(0, dot)}' is not a package`
					: `No module named '${dot > 0 ? path : root}'`;
			const made = this.exception('ModuleNotFoundError', [text]);
			made.names.set('name', path);
			throw new Raised(made);
		}
		this.modules.set(path, found);
		this.moduleDict.map.set(`s${path}`, [path, found]);
		parent?.names.set(path.slice(dot + 1), found);
		return found;
	}

	/** Everything a value yields. */
	*iterate(given: Value): Sys<Value[]> {
		const v = given instanceof Instance && given.type.find('__iter__') === undefined ? bare(given) : given;
		if (v instanceof List || v instanceof Tuple) return [...v.items];
		if (typeof v === 'string') return [...v];
		if (v instanceof Dict) return [...v.map.values()].map(([k]) => k);
		if (v instanceof PySet) return [...v.map.values()];
		if (v instanceof Bytes) return [...v.data].map((c) => BigInt(c.charCodeAt(0)));
		const found: Value[] = [];
		const iter = yield* iteratorOf(this, v);
		for (let one = yield* iter.next(); one !== undefined; one = yield* iter.next()) {
			found.push(one);
			if (found.length % 1000 === 0) {
				yield* compute(100);
				yield* this.grow(found.length % 200_000 === 0 ? 200_000 * 32 : 0);
			}
		}
		return found;
	}

	*attribute(of: Value, name: string): Sys<Value> {
		return yield* attributeOf(this, of, name);
	}
	*truth(v: Value): Sys<boolean> {
		if (!(v instanceof Instance)) return truth(v);
		for (const name of ['__bool__', '__len__']) if (v.type.find(name) !== undefined) return truth(yield* this.invoke(yield* this.attribute(v, name), [], none));
		return truth(v);
	}

	*str(v: Value): Sys<string> {
		if (typeof v === 'string') return v;
		if (v instanceof Instance) {
			if (v.type.find('__str__') !== undefined) return str(yield* this.invoke(yield* this.attribute(v, '__str__'), [], none));
			if (v.names.has('args') && v.type.find('__repr__') === undefined) {
				const args = v.names.get('args');
				return args instanceof Tuple && args.items.length === 1 && args.items[0] instanceof Instance ? yield* this.str(args.items[0]) : str(v);
			}
			if (typeof v.value === 'string' && v.type.find('__repr__') === undefined) return v.value;
		}
		return yield* this.repr(v);
	}
	*repr(v: Value, seen: readonly Value[] = []): Sys<string> {
		if (v instanceof Instance) {
			if (v.type.find('__repr__') !== undefined) return str(yield* this.invoke(yield* this.attribute(v, '__repr__'), [], none));
			if (v.value !== undefined && !v.names.has('args')) return yield* this.repr(v.value, seen);
			const args = v.names.get('args');
			if (args instanceof Tuple) {
				const inner = yield* this.repr(args, seen);
				return `${v.type.name}${args.items.length === 1 ? inner.replace(/,\)$/, ')') : inner}`;
			}
			return repr(v);
		}
		if (v instanceof DictView) return `${v.name}(${yield* this.repr(new List(v.items), seen)})`;
		if (!(v instanceof List || v instanceof Tuple || v instanceof Dict || v instanceof PySet)) return repr(v);
		if (seen.includes(v)) return v instanceof List ? '[...]' : v instanceof Dict ? '{...}' : '(...)';
		const within = [...seen, v];
		const parts: string[] = [];
		if (v instanceof Dict) {
			for (const [k, x] of v.map.values()) parts.push(`${yield* this.repr(k, within)}: ${yield* this.repr(x, within)}`);
			return `{${parts.join(', ')}}`;
		}
		for (const item of v instanceof PySet ? v.map.values() : v.items) parts.push(yield* this.repr(item, within));
		if (v instanceof List) return `[${parts.join(', ')}]`;
		if (v instanceof Tuple) return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(', ')})`;
		return v.map.size === 0 ? repr(v) : v.frozen ? `frozenset({${parts.join(', ')}})` : `{${parts.join(', ')}}`;
	}
}

/** Levenshtein's distance. */
export function distance(a: string, b: string): number {
	if (Math.abs(a.length - b.length) > 3) return 99;
	let row = Array.from({ length: b.length + 1 }, (_x, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
		row = next;
	}
	return row[b.length] ?? 0;
}
