// Evaluates AWK expressions. Every evaluator is a routine because getline, system and pipes may block anywhere.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { pow } from '../lib/math.ts';
import { attempt } from '../lib/tool.ts';
import type { Expr } from './ast.ts';
import { builtin } from './builtins.ts';
import type { Frame, Interpreter } from './interpreter.ts';
import { callFunction, nextRecord } from './run.ts';
import { compareValues, fromInput, isTrue, toNumber, type Value } from './values.ts';

function fieldIndex(i: Interpreter, value: Value): number {
	const n = Math.trunc(toNumber(value));
	if (n < 0)
		throw i.fatal(i.dialect === 'gawk' ? `attempt to access field ${n}` : i.dialect === 'busybox' ? 'access to negative field' : `negative field index $${n}`);
	return n;
}

/** Reads a variable: a parameter, or a global. */
const readVariable = (i: Interpreter, f: Frame, name: string): Value => (f.fn && f.fn.params.includes(name) ? f.scalars.get(name) : i.get(name));

/** Sets a variable, field or element. */
export function* assignTo(i: Interpreter, f: Frame, target: Expr, value: Value): Sys<void> {
	switch (target.k) {
		case 'var':
			if (f.fn?.params.includes(target.name)) f.scalars.set(target.name, value);
			else i.set(target.name, value);
			return;
		case 'field':
			i.record.put(fieldIndex(i, yield* evaluate(i, f, target.index)), value);
			return;
		case 'index':
			i.array(f, target.name).set(yield* i.key(f, target.subscripts, evaluate), value);
			return;
		case 'group':
			return yield* assignTo(i, f, target.inner, value);
		default:
			throw i.fatal('assignment to a value');
	}
}

function arithmetic(i: Interpreter, op: string, a: number, b: number): number {
	switch (op) {
		case '+':
			return a + b;
		case '-':
			return a - b;
		case '*':
			return a * b;
		case '/':
			if (b === 0 && i.dialect !== 'mawk') throw i.fatal(i.dialect === 'gawk' ? 'division by zero attempted' : 'Division by zero');
			return a / b;
		case '%':
			if (b === 0 && i.dialect !== 'mawk') throw i.fatal(i.dialect === 'gawk' ? "division by zero attempted in `%'" : 'Division by zero');
			return a % b;
		default:
			return pow(a, b);
	}
}

/** A reference that is computed once, for ++ and +=. */
function* pinned(i: Interpreter, f: Frame, target: Expr): Sys<Expr> {
	if (target.k === 'field') return { k: 'field', index: { k: 'number', value: fieldIndex(i, yield* evaluate(i, f, target.index)) } };
	if (target.k === 'index') return { k: 'index', name: target.name, subscripts: [{ k: 'string', value: yield* i.key(f, target.subscripts, evaluate) }] };
	return target;
}

function* getline(i: Interpreter, f: Frame, e: Extract<Expr, { k: 'getline' }>): Sys<Value> {
	let record: string | null;
	if (e.from === 'main') record = yield* nextRecord(i);
	else {
		const name = i.text(e.source ? yield* evaluate(i, f, e.source) : '');
		const reader = yield* i.files.reader(e.from, name);
		if (!reader) return -1;
		const read = yield* attempt(reader.next(i.separator()));
		if (read instanceof Errno) return -1;
		record = read;
		if (record !== null && e.from === 'command') i.nr++;
	}
	if (record === null) return 0;
	if (e.target) yield* assignTo(i, f, e.target, fromInput(record));
	else i.record.set(record);
	return 1;
}

/** Whether a value matches an expression operand: a literal, or text as an expression. */
export function* regexpOf(i: Interpreter, f: Frame, e: Expr) {
	return i.regexp(e.k === 'regexp' ? e.source : i.text(yield* evaluate(i, f, e)));
}

/** The value of an expression. */
export function* evaluate(i: Interpreter, f: Frame, e: Expr): Sys<Value> {
	switch (e.k) {
		case 'number':
		case 'string':
			return e.value;
		case 'regexp':
			return i.regexp(e.source).test(i.record.text) ? 1 : 0;
		case 'var':
			return readVariable(i, f, e.name);
		case 'field':
			return i.record.get(fieldIndex(i, yield* evaluate(i, f, e.index)));
		case 'index': {
			const array = i.array(f, e.name);
			const key = yield* i.key(f, e.subscripts, evaluate);
			if (!array.has(key)) array.set(key, undefined);
			return array.get(key);
		}
		case 'in':
			return i.array(f, e.name).has(yield* i.key(f, e.subscripts, evaluate)) ? 1 : 0;
		case 'group':
			return e.inner.k === 'list' ? i.text(yield* i.key(f, e.inner.items, evaluate)) : yield* evaluate(i, f, e.inner);
		case 'list':
			return yield* i.key(f, e.items, evaluate);
		case 'assign': {
			if (e.op === '') {
				const target = yield* pinned(i, f, e.target);
				const value = yield* evaluate(i, f, e.value);
				yield* assignTo(i, f, target, value);
				return value;
			}
			const target = yield* pinned(i, f, e.target);
			const right = toNumber(yield* evaluate(i, f, e.value), i.strtod);
			const value = arithmetic(i, e.op, toNumber(yield* evaluate(i, f, target), i.strtod), right);
			yield* assignTo(i, f, target, value);
			return value;
		}
		case 'cond':
			return isTrue(yield* evaluate(i, f, e.test)) ? yield* evaluate(i, f, e.yes) : yield* evaluate(i, f, e.no);
		case 'and':
			return isTrue(yield* evaluate(i, f, e.left)) && isTrue(yield* evaluate(i, f, e.right)) ? 1 : 0;
		case 'or':
			return isTrue(yield* evaluate(i, f, e.left)) || isTrue(yield* evaluate(i, f, e.right)) ? 1 : 0;
		case 'match': {
			const text = i.text(yield* evaluate(i, f, e.left));
			const compiled = yield* regexpOf(i, f, e.right);
			return compiled.test(text) !== e.negated ? 1 : 0;
		}
		case 'compare': {
			const left = yield* evaluate(i, f, e.left);
			const order = compareValues(left, yield* evaluate(i, f, e.right), i.convfmt, i.whole);
			return { '<': order < 0, '<=': order <= 0, '==': order === 0, '!=': order !== 0, '>': order > 0, '>=': order >= 0 }[e.op] ? 1 : 0;
		}
		case 'binary': {
			const left = toNumber(yield* evaluate(i, f, e.left), i.strtod);
			return arithmetic(i, e.op, left, toNumber(yield* evaluate(i, f, e.right), i.strtod));
		}
		case 'concat': {
			const left = i.text(yield* evaluate(i, f, e.left));
			return left + i.text(yield* evaluate(i, f, e.right));
		}
		case 'unary': {
			const value = yield* evaluate(i, f, e.operand);
			return e.op === '!' ? (isTrue(value) ? 0 : 1) : e.op === '-' ? -toNumber(value, i.strtod) : toNumber(value, i.strtod);
		}
		case 'step': {
			const target = yield* pinned(i, f, e.target);
			const old = toNumber(yield* evaluate(i, f, target), i.strtod);
			yield* assignTo(i, f, target, old + e.by);
			return e.prefix ? old + e.by : old;
		}
		case 'call':
			return yield* callFunction(i, f, e);
		case 'builtin':
			return yield* builtin(i, f, e);
		case 'getline':
			return yield* getline(i, f, e);
	}
}
