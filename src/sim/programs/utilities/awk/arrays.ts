// Which names of an AWK program are arrays: by index, in, delete, split's second argument, and calls that pass them on (a fixed point).
import type { AwkProgram, Expr, Func, Stmt } from './ast.ts';

/** Fills in `arrays` of the program and its functions. */
export function findArrays(program: AwkProgram): void {
	for (let again = true; again;) {
		again = false;
		const use = (name: string, fn: Func | undefined): void => {
			const set = fn?.params.includes(name) ? fn.arrays : program.arrays;
			if (set.has(name)) return;
			set.add(name);
			again = true;
		};
		for (const rule of program.rules) {
			for (const e of [rule.pattern, rule.end]) if (e) expr(e, undefined, use, program);
			if (rule.body) stmt(rule.body, undefined, use, program);
		}
		for (const fn of program.functions.values()) stmt(fn.body, fn, use, program);
	}
}

type Use = (name: string, fn: Func | undefined) => void;

/** Positions of array arguments of built-in functions. */
const arrayArguments: Readonly<Record<string, readonly number[]>> = {
	split: [1, 3],
	asort: [0, 1],
	asorti: [0, 1],
	patsplit: [1, 3],
	match: [2],
	isarray: [0]
};

function expr(e: Expr, fn: Func | undefined, use: Use, program: AwkProgram): void {
	const each = (list: readonly (Expr | undefined)[]): void => list.forEach((one) => one && expr(one, fn, use, program));
	switch (e.k) {
		case 'index':
		case 'in':
			use(e.name, fn);
			return each(e.subscripts);
		case 'field':
			return each([e.index]);
		case 'assign':
			return each([e.target, e.value]);
		case 'cond':
			return each([e.test, e.yes, e.no]);
		case 'and':
		case 'or':
		case 'match':
		case 'compare':
		case 'binary':
		case 'concat':
			return each([e.left, e.right]);
		case 'unary':
			return each([e.operand]);
		case 'step':
			return each([e.target]);
		case 'group':
			return each([e.inner]);
		case 'list':
			return each(e.items);
		case 'getline':
			return each([e.target, e.source]);
		case 'builtin':
			e.args.forEach((arg, i) => arg.k === 'var' && arrayArguments[e.name]?.includes(i) && use(arg.name, fn));
			return each(e.args);
		case 'call': {
			const called = program.functions.get(e.name);
			e.args.forEach((arg, i) => {
				const param = called?.params[i];
				if (arg.k === 'var' && param !== undefined && called?.arrays.has(param)) use(arg.name, fn);
			});
			return each(e.args);
		}
		default:
	}
}

function stmt(s: Stmt, fn: Func | undefined, use: Use, program: AwkProgram): void {
	const each = (...list: (Stmt | undefined)[]): void => list.forEach((one) => one && stmt(one, fn, use, program));
	const exprs = (...list: (Expr | undefined)[]): void => list.forEach((one) => one && expr(one, fn, use, program));
	switch (s.k) {
		case 'expr':
			return exprs(s.value);
		case 'print':
			return exprs(...s.args, s.target);
		case 'if':
			exprs(s.test);
			return each(s.yes, s.no);
		case 'while':
		case 'do':
			exprs(s.test);
			return each(s.body);
		case 'for':
			exprs(s.test);
			return each(s.first, s.next, s.body);
		case 'forin':
			use(s.array, fn);
			return each(s.body);
		case 'block':
			return each(...s.body);
		case 'exit':
		case 'return':
			return exprs(s.value);
		case 'delete':
			use(s.name, fn);
			return exprs(...(s.subscripts ?? []));
		case 'switch':
			exprs(s.value, ...s.cases.map((one) => one.test));
			return each(...s.cases.flatMap((one) => one.body));
		default:
	}
}
