// Python's values: int is bigint, float is number, str is a string; the rest are the classes below. Invariant: plain data, but for generators.
import type { Sys, SysCall } from '../../../engine/index.ts';
import type { Node, Parameter, Statement } from './syntax.ts';

export type Value =
	null | boolean | bigint | number | string | Bytes | List | Tuple | Dict | PySet | Func | Native | Bound | Class | Instance | Module | Range | Iter;
/** Bytes as a string of characters below 256. */
export class Bytes {
	readonly data: string;
	constructor(data: string) {
		this.data = data;
	}
}
export class List {
	items: Value[];
	constructor(items: Value[]) {
		this.items = items;
	}
}
export class Tuple {
	readonly items: readonly Value[];
	constructor(items: readonly Value[]) {
		this.items = items;
	}
}
/** What a dict or set knows a value by: text for values with equality of their own, the object itself otherwise. */
export type Key = string | object;
export class Dict {
	readonly map = new Map<Key, [Value, Value]>();
}
export class PySet {
	readonly map = new Map<Key, Value>();
	readonly frozen: boolean;
	constructor(frozen = false) {
		this.frozen = frozen;
	}
}
export class Range {
	readonly from: bigint;
	readonly to: bigint;
	readonly step: bigint;
	constructor(from: bigint, to: bigint, step: bigint) {
		this.from = from;
		this.to = to;
		this.step = step;
	}
}
/** An iterator: what next() draws from. `next` answers undefined at the end. */
export class Iter {
	readonly name: string;
	readonly next: () => Sys<Value | undefined>;
	/** A generator's routine and state, for send, throw and close. */
	readonly routine: Sys<Value> | null;
	state: 'new' | 'suspended' | 'running' | 'done' = 'new';
	/** What the routine returned, or the value to be sent. */
	result: Value = null;
	constructor(name: string, next: (() => Sys<Value | undefined>) | null, routine: Sys<Value> | null = null) {
		this.name = name;
		this.routine = routine;
		this.next = next ?? (() => resume(this, null));
	}
}
/** What a generator's body hands to who draws from it, on its way through the routines below. */
export interface Given extends SysCall {
	readonly op: '\0yield';
	readonly value: Value;
}
/** Runs a generator's routine to its next yield; undefined when it ended (then `result` is what it returned). */
export function* resume(of: Iter, sent: Value, thrown?: Raised): Sys<Value | undefined> {
	const { routine } = of;
	if (routine === null || of.state === 'done') {
		if (thrown) throw thrown;
		return undefined;
	}
	of.state = 'running';
	try {
		let step = thrown ? routine.throw(thrown) : routine.next(sent);
		for (;;) {
			if (step.done) {
				of.state = 'done';
				of.result = step.value;
				return undefined;
			}
			if (step.value.op === '\0yield') {
				of.state = 'suspended';
				return (step.value as Given).value;
			}
			let answer: unknown;
			try {
				answer = yield step.value;
			} catch (error) {
				step = routine.throw(error);
				continue;
			}
			step = routine.next(answer);
		}
	} catch (error) {
		of.state = 'done';
		throw error;
	}
}
export class Scope {
	readonly names = new Map<string, Value>();
	readonly outer: Scope | null;
	readonly globals = new Set<string>();
	readonly nonlocals = new Set<string>();
	readonly isClass: boolean;
	/** A function's own names; null for modules and classes. */
	locals: ReadonlySet<string> | null = null;
	constructor(outer: Scope | null, isClass = false) {
		this.outer = outer;
		this.isClass = isClass;
	}
}
export class Func {
	readonly name: string;
	readonly parameters: readonly Parameter[];
	readonly fallbacks: ReadonlyMap<string, Value>;
	readonly body: readonly Statement[] | Node;
	readonly scope: Scope;
	readonly file: string;
	readonly flavour: 'plain' | 'generator' | 'async';
	owner: Class | null = null;
	/** Attributes: __name__, __doc__, __annotations__ and what was set. */
	readonly names = new Map<string, Value>();
	locals: ReadonlySet<string> | null = null;
	constructor(
		name: string,
		parameters: readonly Parameter[],
		fallbacks: ReadonlyMap<string, Value>,
		body: readonly Statement[] | Node,
		scope: Scope,
		file: string,
		flavour: 'plain' | 'generator' | 'async'
	) {
		this.name = name;
		this.parameters = parameters;
		this.fallbacks = fallbacks;
		this.body = body;
		this.scope = scope;
		this.file = file;
		this.flavour = flavour;
	}
}
export type Keywords = ReadonlyMap<string, Value>;
export class Native {
	readonly name: string;
	readonly run: (args: Value[], keywords: Keywords) => Sys<Value>;
	constructor(name: string, run: (args: Value[], keywords: Keywords) => Sys<Value>) {
		this.name = name;
		this.run = run;
	}
}
export class Bound {
	readonly self: Value;
	readonly of: Value;
	constructor(self: Value, of: Value) {
		this.self = self;
		this.of = of;
	}
}
export type Run = (args: Value[], keywords: Keywords) => Sys<Value>;
export class Class {
	readonly name: string;
	readonly bases: readonly Class[];
	readonly names: Map<string, Value>;
	module: string;
	/** A built-in type's constructor. */
	construct: Run | null = null;
	/** This class, then its bases in the order attributes are looked for. */
	readonly mro: readonly Class[];
	constructor(name: string, bases: readonly Class[], names = new Map<string, Value>(), module = '__main__') {
		this.name = name;
		this.bases = bases;
		this.names = names;
		this.module = module;
		this.mro = [this, ...merge([...bases.map((base) => base.mro), bases])];
	}
	find(name: string): Value | undefined {
		for (const one of this.mro) {
			const own = one.names.get(name);
			if (own !== undefined) return own;
		}
		return undefined;
	}
	isA(other: Class): boolean {
		return this.mro.includes(other);
	}
	/** The built-in type that makes this class's values, if one does. */
	get maker(): Class | undefined {
		return this.mro.find((one) => one.construct !== null);
	}
}
/** C3's merge; a conflict falls back to the order of the lists. */
function merge(lists: readonly (readonly Class[])[]): Class[] {
	const left = lists.map((list) => [...list]).filter((list) => list.length > 0);
	const out: Class[] = [];
	while (left.some((list) => list.length > 0)) {
		const heads = left.filter((list) => list.length > 0).map((list) => list[0] as Class);
		const good = heads.find((head) => !left.some((list) => list.indexOf(head) > 0)) ?? (heads[0] as Class);
		out.push(good);
		for (const list of left) {
			const at = list.indexOf(good);
			if (at >= 0) list.splice(at, 1);
		}
	}
	return out;
}
export class Instance {
	readonly type: Class;
	readonly names = new Map<string, Value>();
	/** What a type of ours keeps (a file's descriptor). */
	inner: unknown = null;
	/** The built-in value of a class that extends a built-in type. */
	value: Value | undefined = undefined;
	constructor(type: Class) {
		this.type = type;
	}
}
/** A value, or the built-in one inside an instance of a class that extends a built-in type. */
export const bare = (v: Value): Value => (v instanceof Instance && v.value !== undefined ? v.value : v);
export class Module {
	readonly name: string;
	readonly names: Map<string, Value>;
	constructor(name: string, names: Map<string, Value>) {
		this.name = name;
		this.names = names;
	}
}

/** A raised exception. */
export class Raised {
	readonly value: Instance;
	/** Innermost last: text lines of the traceback. */
	readonly frames: string[] = [];
	/** What was being handled, or what "raise … from" names. */
	context: Raised | null = null;
	cause: Raised | null | undefined = undefined;
	constructor(value: Instance) {
		this.value = value;
	}
}

const tree: Readonly<Record<string, string>> = {
	BaseException: '',
	Exception: 'BaseException',
	KeyboardInterrupt: 'BaseException',
	SystemExit: 'BaseException',
	GeneratorExit: 'BaseException',
	ArithmeticError: 'Exception',
	ZeroDivisionError: 'ArithmeticError',
	OverflowError: 'ArithmeticError',
	AssertionError: 'Exception',
	AttributeError: 'Exception',
	EOFError: 'Exception',
	ImportError: 'Exception',
	ModuleNotFoundError: 'ImportError',
	LookupError: 'Exception',
	IndexError: 'LookupError',
	KeyError: 'LookupError',
	MemoryError: 'Exception',
	NameError: 'Exception',
	UnboundLocalError: 'NameError',
	OSError: 'Exception',
	FileNotFoundError: 'OSError',
	PermissionError: 'OSError',
	FileExistsError: 'OSError',
	IsADirectoryError: 'OSError',
	NotADirectoryError: 'OSError',
	ConnectionError: 'OSError',
	ConnectionRefusedError: 'ConnectionError',
	ConnectionResetError: 'ConnectionError',
	BrokenPipeError: 'ConnectionError',
	TimeoutError: 'OSError',
	RuntimeError: 'Exception',
	NotImplementedError: 'RuntimeError',
	RecursionError: 'RuntimeError',
	StopIteration: 'Exception',
	StopAsyncIteration: 'Exception',
	BlockingIOError: 'OSError',
	ChildProcessError: 'OSError',
	ProcessLookupError: 'OSError',
	InterruptedError: 'OSError',
	ConnectionAbortedError: 'ConnectionError',
	FloatingPointError: 'ArithmeticError',
	BufferError: 'Exception',
	ReferenceError: 'Exception',
	SystemError: 'Exception',
	Warning: 'Exception',
	UserWarning: 'Warning',
	DeprecationWarning: 'Warning',
	RuntimeWarning: 'Warning',
	FutureWarning: 'Warning',
	ResourceWarning: 'Warning',
	PendingDeprecationWarning: 'Warning',
	ImportWarning: 'Warning',
	SyntaxError: 'Exception',
	IndentationError: 'SyntaxError',
	TypeError: 'Exception',
	ValueError: 'Exception',
	UnicodeError: 'ValueError',
	UnicodeDecodeError: 'UnicodeError',
	UnicodeEncodeError: 'UnicodeError'
};
/** The exception classes, made once for each run. */
export function exceptionClasses(object: Class): Map<string, Class> {
	const made = new Map<string, Class>();
	for (const name in tree) {
		const base = made.get(tree[name] as string);
		made.set(name, new Class(name, [base ?? object], new Map(), 'builtins'));
	}
	return made;
}
