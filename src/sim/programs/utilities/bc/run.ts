// Runs bc's statements: variables, arrays, functions, and the numbers it shows. A fault at run time gives up the line.
import { call, type Sys } from '../../../engine/sys.ts';
import { step } from '../../../kernel/index.ts';
import type { Tool } from '../lib/tool.ts';
import { mathFunctions } from './math.ts';
import {
	add,
	compare,
	divide,
	integerOf,
	isZero,
	modulo,
	multiply,
	negate,
	power,
	readNumber,
	squareRoot,
	subtract,
	whole,
	writeNumber,
	zero,
	type Num
} from './number.ts';
import type { Definition, Expression, Statement } from './parse.ts';

/** The line is given up: a text for standard error. */
export class BcError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}
export class Halt {}
type Jump = { readonly kind: 'break' | 'continue' } | { readonly kind: 'return'; readonly value: Num } | undefined;

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', q: '"', r: '\r', t: '\t', '\\': '\\', e: '\\' };

export class Machine {
	readonly #tool: Tool;
	readonly #math: boolean;
	readonly #functions = new Map<string, Definition>();
	#variables = new Map<string, Num>();
	#arrays = new Map<string, Map<string, Num>>();
	#scale: number;
	#ibase = 10;
	#obase = 10;
	#last: Num = zero;
	#column = 0;
	#depth = 0;
	readonly #width: number;

	constructor(tool: Tool, math: boolean) {
		this.#tool = tool;
		this.#math = math;
		this.#scale = math ? 20 : 0;
		const asked = Number(tool.env['BC_LINE_LENGTH'] ?? 70);
		this.#width = asked === 0 ? Infinity : asked > 2 ? asked : 70;
	}

	define(f: Definition): void {
		this.#functions.set(f.name, f);
	}
	*run(list: readonly Statement[]): Sys<Jump> {
		for (const statement of list) {
			const jump = yield* this.#statement(statement);
			if (jump) return jump;
		}
		return undefined;
	}

	*#put(text: string): Sys<void> {
		const end = text.lastIndexOf('\n');
		this.#column = end < 0 ? this.#column + text.length : text.length - end - 1;
		yield* this.#tool.put(text);
	}
	/** Digits, broken with a backslash where the line is full. */
	*#number(n: Num): Sys<void> {
		let out = '';
		for (const c of writeNumber(n, this.#obase)) {
			if (++this.#column === this.#width - 1) {
				out += '\\\n';
				this.#column = 1;
			}
			out += c;
		}
		yield* this.#tool.put(out);
		this.#last = n;
	}

	*#statement(s: Statement): Sys<Jump> {
		yield* step();
		switch (s.kind) {
			case 'expression': {
				const value = yield* this.#value(s.value);
				const silent = s.value.kind === 'assign' || (s.value.kind === 'call' && this.#functions.get(s.value.name)?.silent === true);
				if (silent) return undefined;
				yield* this.#number(value);
				yield* this.#put('\n');
				return undefined;
			}
			case 'string':
				yield* this.#put(s.text);
				return undefined;
			case 'print':
				for (const item of s.items) {
					if (typeof item === 'string') yield* this.#put(item.replace(/\\(.)/g, (_, c: string) => escapes[c] ?? ''));
					else yield* this.#number(yield* this.#value(item));
				}
				return undefined;
			case 'group':
				return yield* this.run(s.body);
			case 'if':
				if (!isZero(yield* this.#value(s.test))) return yield* this.#statement(s.then);
				return s.otherwise && (yield* this.#statement(s.otherwise));
			case 'while':
				return yield* this.#loop(s.test, s.body, undefined);
			case 'for':
				if (s.first) yield* this.#value(s.first);
				return yield* this.#loop(s.test, s.body, s.next);
			case 'return':
				return { kind: 'return', value: s.value ? yield* this.#value(s.value) : zero };
			case 'break':
			case 'continue':
				return { kind: s.kind };
			default:
				throw new Halt();
		}
	}
	*#loop(test: Expression | undefined, body: Statement, next: Expression | undefined): Sys<Jump> {
		while (test === undefined || !isZero(yield* this.#value(test))) {
			yield* step();
			const jump = yield* this.#statement(body);
			if (jump?.kind === 'break') break;
			if (jump?.kind === 'return') return jump;
			if (next) yield* this.#value(next);
		}
		return undefined;
	}

	*#value(e: Expression): Sys<Num> {
		switch (e.kind) {
			case 'number':
				return readNumber(e.text, this.#ibase);
			case 'variable':
			case 'element':
				return this.#get(e.kind === 'element' ? e.name : e.name, e.kind === 'element' ? yield* this.#index(e.index) : undefined);
			case 'array':
				throw new BcError('Array used as a value.');
			case 'call':
				return yield* this.#call(e.name, e.args);
			case 'assign': {
				const value = yield* this.#value(e.value);
				const key = e.target.kind === 'element' ? yield* this.#index(e.target.index) : undefined;
				const name = nameOf(e.target);
				return this.#set(name, key, e.operator === '' ? value : this.#arithmetic(e.operator, this.#get(name, key), value));
			}
			case 'step': {
				const key = e.target.kind === 'element' ? yield* this.#index(e.target.index) : undefined;
				const name = nameOf(e.target);
				const old = this.#get(name, key);
				const fresh = this.#set(name, key, add(old, whole(e.operator === '++' ? 1 : -1)));
				return e.before ? fresh : old;
			}
			case 'unary': {
				const value = yield* this.#value(e.operand);
				return e.operator === '-' ? negate(value) : e.operator === '!' ? whole(isZero(value) ? 1 : 0) : value;
			}
			case 'binary': {
				const left = yield* this.#value(e.left);
				if (e.operator === '&&') return whole(!isZero(left) && !isZero(yield* this.#value(e.right)) ? 1 : 0);
				if (e.operator === '||') return whole(!isZero(left) || !isZero(yield* this.#value(e.right)) ? 1 : 0);
				return this.#arithmetic(e.operator, left, yield* this.#value(e.right));
			}
		}
	}
	*#index(e: Expression): Sys<string> {
		return String(integerOf(yield* this.#value(e)));
	}
	#get(name: string, key: string | undefined): Num {
		if (key !== undefined) return this.#arrays.get(name)?.get(key) ?? zero;
		switch (name) {
			case 'scale':
				return whole(this.#scale);
			case 'ibase':
				return whole(this.#ibase);
			case 'obase':
				return whole(this.#obase);
			case 'last':
				return this.#last;
		}
		return this.#variables.get(name) ?? zero;
	}
	#set(name: string, key: string | undefined, value: Num): Num {
		if (key !== undefined) {
			const array = this.#arrays.get(name) ?? new Map<string, Num>();
			this.#arrays.set(name, array.set(key, value));
		} else if (name === 'scale') this.#scale = Math.max(0, Number(integerOf(value)));
		else if (name === 'ibase') this.#ibase = Math.min(16, Math.max(2, Number(integerOf(value))));
		else if (name === 'obase') this.#obase = Math.max(2, Number(integerOf(value)));
		else if (name === 'last') this.#last = value;
		else this.#variables.set(name, value);
		return value;
	}
	#arithmetic(operator: string, a: Num, b: Num): Num {
		switch (operator) {
			case '+':
				return add(a, b);
			case '-':
				return subtract(a, b);
			case '*':
				return multiply(a, b, this.#scale);
			case '/':
				if (isZero(b)) throw new BcError('Divide by zero');
				return divide(a, b, this.#scale);
			case '%':
				if (isZero(b)) throw new BcError('Modulo by zero');
				return modulo(a, b, this.#scale);
			case '^':
				if (integerOf(b) < 0n && isZero(a)) throw new BcError('Divide by zero');
				return power(a, integerOf(b), this.#scale);
		}
		const order = compare(a, b);
		const holds = { '==': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator];
		return whole(holds ? 1 : 0);
	}

	*#call(name: string, args: readonly Expression[]): Sys<Num> {
		const f = this.#functions.get(name);
		if (f) return yield* call(this.#function(f, args));
		const values: Num[] = [];
		for (const arg of args) values.push(yield* this.#value(arg));
		const [x = zero] = values;
		if (name === 'length') {
			const size = (x.units < 0n ? -x.units : x.units).toString();
			return whole(Math.max(x.scale, isZero(x) ? 1 : size.length));
		}
		if (name === 'scale') return whole(x.scale);
		if (name === 'sqrt') {
			if (x.units < 0n) throw new BcError('Square root of a negative number');
			return squareRoot(x, this.#scale);
		}
		const math = this.#math ? mathFunctions.get(name) : undefined;
		if (!math) throw new BcError(`Function ${name} not defined.`);
		return math(values, this.#scale);
	}
	/** Parameters and autos hide what had their names, for all that is called meanwhile. */
	*#function(f: Definition, args: readonly Expression[]): Sys<Num> {
		if (args.length !== f.parameters.length) throw new BcError(`Parameter number mismatch`);
		if (++this.#depth > 5000) throw new BcError('Function nesting too deep');
		const values = new Map<string, Num>();
		const arrays = new Map<string, Map<string, Num>>();
		for (const [i, parameter] of f.parameters.entries()) {
			const arg = args[i] as Expression;
			if (parameter.endsWith('[]')) arrays.set(parameter.slice(0, -2), new Map(this.#arrays.get(nameOf(arg))));
			else values.set(parameter, yield* this.#value(arg));
		}
		for (const local of f.locals) {
			if (local.endsWith('[]')) arrays.set(local.slice(0, -2), new Map());
			else values.set(local, zero);
		}
		const hidden = [...values.keys()].map((n) => [n, this.#variables.get(n)] as const);
		const hiddenArrays = [...arrays.keys()].map((n) => [n, this.#arrays.get(n)] as const);
		for (const [n, v] of values) this.#variables.set(n, v);
		for (const [n, v] of arrays) this.#arrays.set(n, v);
		try {
			const jump = yield* this.run(f.body);
			return jump?.kind === 'return' ? jump.value : zero;
		} finally {
			this.#depth--;
			for (const [n, v] of hidden) v === undefined ? this.#variables.delete(n) : this.#variables.set(n, v);
			for (const [n, v] of hiddenArrays) v === undefined ? this.#arrays.delete(n) : this.#arrays.set(n, v);
		}
	}
}
const nameOf = (e: Expression): string => (e.kind === 'variable' || e.kind === 'element' || e.kind === 'array' ? e.name : '');
