// Runs an AWK program: rules over records, functions, statements. Expressions are in evaluate.ts, built-in functions in builtins.ts.
import { call, Errno, type Sys } from '../../../engine/sys.ts';
import { close, open, step } from '../../../kernel/index.ts';
import { attempt, Exit } from '../lib/tool.ts';
import type { AwkProgram, Expr, Rule, Stmt } from './ast.ts';
import { Interpreter, type Frame } from './interpreter.ts';
import { evaluate, assignTo } from './evaluate.ts';
import { RecordReader } from './reader.ts';
import { compareValues, fromInput, isTrue, toNumber, toText, type Value } from './values.ts';
import { unescape } from './lex.ts';
import { loopKeys } from './order.ts';

/** How a statement ended, when not by falling through. */
export type Flow = 'break' | 'continue' | 'next' | 'nextfile' | { exit: number } | { value: Value } | undefined;

function* statements(i: Interpreter, f: Frame, body: readonly Stmt[]): Sys<Flow> {
	for (const one of body) {
		const flow = yield* statement(i, f, one);
		if (flow !== undefined) return flow;
	}
	return undefined;
}

function* loop(i: Interpreter, f: Frame, s: { test: Expr | undefined; body: Stmt; next?: Stmt | undefined }, testFirst: boolean): Sys<Flow> {
	for (let turn = 0; ; turn++) {
		if ((turn & 63) === 63) yield* step();
		if ((testFirst || turn > 0) && s.test && !isTrue(yield* evaluate(i, f, s.test))) return undefined;
		const flow = yield* statement(i, f, s.body);
		if (flow === 'break') return undefined;
		if (flow !== undefined && flow !== 'continue') return flow;
		if (s.next) yield* statement(i, f, s.next);
	}
}

/** Runs one statement. */
export function* statement(i: Interpreter, f: Frame, s: Stmt): Sys<Flow> {
	switch (s.k) {
		case 'expr':
			yield* evaluate(i, f, s.value);
			return undefined;
		case 'print':
			yield* print(i, f, s);
			return undefined;
		case 'if':
			if (isTrue(yield* evaluate(i, f, s.test))) return yield* statement(i, f, s.yes);
			return s.no ? yield* statement(i, f, s.no) : undefined;
		case 'while':
			return yield* loop(i, f, s, true);
		case 'do':
			return yield* loop(i, f, s, false);
		case 'for':
			if (s.first) yield* statement(i, f, s.first);
			return yield* loop(i, f, s, true);
		case 'forin': {
			const array = i.array(f, s.array);
			for (const key of loopKeys(i, [...array.keys()], array)) {
				yield* assignTo(i, f, { k: 'var', name: s.name }, fromInputKey(key));
				const flow = yield* statement(i, f, s.body);
				if (flow === 'break') break;
				if (flow !== undefined && flow !== 'continue') return flow;
			}
			return undefined;
		}
		case 'block':
			return yield* statements(i, f, s.body);
		case 'next':
		case 'nextfile':
		case 'break':
		case 'continue':
			return s.k;
		case 'exit':
			if (s.value) i.exitStatus = toNumber(yield* evaluate(i, f, s.value)) & 255;
			return { exit: i.exitStatus };
		case 'return':
			return { value: s.value ? yield* evaluate(i, f, s.value) : undefined };
		case 'delete': {
			const array = i.array(f, s.name);
			if (!s.subscripts) array.clear();
			else array.delete(yield* i.key(f, s.subscripts, evaluate));
			return undefined;
		}
		case 'switch':
			return yield* switchCase(i, f, s);
	}
}

const fromInputKey = (key: string): Value => fromInput(key);

function* switchCase(i: Interpreter, f: Frame, s: Extract<Stmt, { k: 'switch' }>): Sys<Flow> {
	const value = yield* evaluate(i, f, s.value);
	let at = -1;
	for (const [n, one] of s.cases.entries()) {
		if (!one.test) continue;
		const hit =
			one.test.k === 'regexp' ? i.regexp(one.test.source).test(i.text(value)) : compareValues(value, yield* evaluate(i, f, one.test), i.convfmt, i.whole) === 0;
		if (hit) {
			at = n;
			break;
		}
	}
	if (at < 0) at = s.cases.findIndex((one) => !one.test);
	for (; at >= 0 && at < s.cases.length; at++) {
		const flow = yield* statements(i, f, s.cases[at]?.body ?? []);
		if (flow === 'break') return undefined;
		if (flow !== undefined) return flow;
	}
	return undefined;
}

function* print(i: Interpreter, f: Frame, s: Extract<Stmt, { k: 'print' }>): Sys<void> {
	const values: Value[] = [];
	for (const arg of s.args) values.push(yield* evaluate(i, f, arg));
	let text: string;
	if (s.format) {
		try {
			text = i.sprintf(values.length > 0 ? i.text(values[0]) : '', values.slice(1), 'printf');
		} catch (error) {
			// mawk prints as it goes.
			if (error instanceof Exit && i.dialect === 'mawk' && s.to === '') yield* i.tool.put(i.begun);
			throw error;
		}
	} else text = (values.length === 0 ? i.record.text : values.map((value) => toText(value, i.ofmt, i.whole)).join(i.ofs)) + i.ors;
	if (s.to === '' || !s.target) return yield* i.tool.put(text);
	const name = i.text(yield* evaluate(i, f, s.target));
	const failed = yield* attempt(i.files.print(s.to, name, text));
	if (failed instanceof Errno)
		throw i.dialect === 'mawk'
			? new Exit(2, `${i.name}: cannot open "${name}" for output (${failed.message})\n`)
			: i.fatal(i.dialect === 'gawk' ? `cannot redirect to \`${name}': ${failed.message}` : `cannot open "${name}" for output`, s.to);
}

function* rule(i: Interpreter, one: Rule, open: Set<Rule>): Sys<Flow> {
	const f: Frame = i.globalFrame;
	let run = true;
	if (one.pattern) {
		if (one.end) {
			run = open.has(one) || isTrue(yield* evaluate(i, f, one.pattern));
			if (run) {
				open.add(one);
				if (isTrue(yield* evaluate(i, f, one.end))) open.delete(one);
			}
		} else run = isTrue(yield* evaluate(i, f, one.pattern));
	}
	if (!run) return undefined;
	if (one.body) return yield* statement(i, f, one.body);
	yield* i.tool.put(i.record.text + i.ors);
	return undefined;
}

/** Opens the next file operand that is no assignment. Answers false when none is left. */
export function* nextInput(i: Interpreter): Sys<boolean> {
	if (i.input && i.input.fd !== 0) yield* close(i.input.fd);
	i.input = undefined;
	const argv = i.array(i.globalFrame, 'ARGV');
	while (i.argIndex < toNumber(i.get('ARGC'))) {
		const operand = i.text(argv.get(String(i.argIndex++)));
		if (operand === '') continue;
		const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(operand);
		if (assignment) {
			i.set(assignment[1] ?? '', fromInput(unescape(assignment[2] ?? '')));
			continue;
		}
		i.usedFile = true;
		if (operand === '-' || operand === '/dev/stdin') {
			i.input = new RecordReader(i.tool, 0);
		} else {
			const fd = yield* attempt(open(i.outer(operand)));
			if (fd instanceof Errno) {
				if (i.dialect === 'gawk') {
					yield* i.tool.flush();
					yield* i.tool.error(
						fd.code === 'ENOENT'
							? `gawk: fatal: cannot open file \`${operand}' for reading: ${fd.message}\n`
							: `gawk: warning: command line argument \`${operand}': ${fd.message}\n`
					);
					i.exitStatus = 2;
					continue;
				}
				if (i.dialect === 'busybox') throw new Exit(1, `awk: ${operand}: ${fd.message}\n`);
				throw new Exit(2, `${i.tool.name}: cannot open ${operand} (${fd.message})\n`);
			}
			i.input = new RecordReader(i.tool, fd);
		}
		i.set('FILENAME', operand);
		i.set('FNR', 0);
		return true;
	}
	if (i.usedFile) return false;
	i.usedFile = true;
	i.input = new RecordReader(i.tool, 0);
	i.set('FILENAME', i.dialect === 'gawk' ? '' : i.dialect === 'mawk' ? '-' : '');
	return true;
}

/** The next record of the main input. */
export function* nextRecord(i: Interpreter): Sys<string | null> {
	for (;;) {
		if (!i.input && !(yield* nextInput(i))) return null;
		const { input } = i;
		if (!input) return null;
		const record = yield* attempt(input.next(i.separator()));
		if (record instanceof Errno) {
			if (i.dialect === 'gawk')
				yield* i.tool.error(`gawk: cmd. line:1: warning: command line argument \`${i.text(i.get('FILENAME'))}' is a directory: skipped\n`);
			else if (i.dialect === 'busybox') throw new Exit(1, `awk: ${i.text(i.get('FILENAME'))}: ${record.message}\n`);
			else throw new Exit(2, `${i.tool.name}: read error on ${i.text(i.get('FILENAME'))}: ${record.message}\n`);
		} else if (record !== null) {
			i.nr++;
			i.fnr++;
			if (i.dialect === 'gawk') i.set('RT', input.terminator);
			return record;
		}
		if (!(yield* nextInput(i))) return null;
	}
}

/** Runs the whole program; answers the exit status. */
export function* runAwk(i: Interpreter, program: AwkProgram): Sys<number> {
	const of = (kind: Rule['kind']): Rule[] => program.rules.filter((one) => one.kind === kind);
	let exiting = false;
	for (const one of of('BEGIN')) {
		const flow = yield* rule(i, one, new Set());
		if (typeof flow === 'object' && 'exit' in flow) {
			exiting = true;
			break;
		}
	}
	const main = of('main');
	const ends = of('END');
	if (!exiting && (main.length > 0 || ends.length > 0)) {
		const ranges = new Set<Rule>();
		records: for (let n = 1; ; n++) {
			if ((n & 255) === 0) yield* step();
			const record = yield* nextRecord(i);
			if (record === null) break;
			i.record.set(record);
			for (const one of main) {
				const flow = yield* rule(i, one, ranges);
				if (flow === undefined) continue;
				if (flow === 'next') break;
				if (flow === 'nextfile') {
					if (!(yield* nextInput(i))) break records;
					break;
				}
				if (typeof flow === 'object' && 'exit' in flow) {
					exiting = true;
					break records;
				}
			}
		}
	}
	for (const one of ends) {
		const flow = yield* rule(i, one, new Set());
		if (typeof flow === 'object' && 'exit' in flow) break;
	}
	yield* i.files.closeAll();
	return i.exitStatus;
}

/** A call of the program's own function. */
export function* callFunction(i: Interpreter, f: Frame, e: Extract<Expr, { k: 'call' }>): Sys<Value> {
	const fn = i.program.functions.get(e.name);
	if (!fn) throw i.fatal(`function ${e.name} never defined`, 'function');
	const frame: Frame = { scalars: new Map(), arrays: new Map(), fn };
	for (const [n, param] of fn.params.entries()) {
		const arg = e.args[n];
		if (fn.arrays.has(param)) frame.arrays.set(param, arg?.k === 'var' ? i.array(f, arg.name) : new Map());
		else frame.scalars.set(param, arg ? yield* evaluate(i, f, arg) : undefined);
	}
	if (++i.depth > 2000) throw i.fatal('function call nesting too deep', 'function');
	const flow = yield* call(statement(i, frame, fn.body));
	i.depth--;
	if (typeof flow === 'object' && 'value' in flow) return flow.value;
	if (typeof flow === 'object' && 'exit' in flow) throw new Exited(flow.exit);
	return undefined;
}

/** exit inside a function: unwinds to the top. */
export class Exited {
	readonly status: number;
	constructor(status: number) {
		this.status = status;
	}
}
