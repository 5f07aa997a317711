// Statements become steps; what jumps is in flow.ts. Also which statements end a function ("missing return"), as the specification lists them.
import { deferred } from './call.ts';
import { checkClosed, send } from './channels.ts';
import { expr, value, variable } from './expr.ts';
import { branch, forStmt, ifStmt, selectStmt, switchStmt, typeSwitch } from './flow.ts';
import type { Code } from './machine.ts';
import { assign, constant, defaultType, describe, type Operand, own, type Place, represent, single, typed, valueOf } from './operand.ts';
import { arithmeticOf } from './operators.ts';
import { rangeStmt } from './range.ts';
import type { ConstObj, Fn } from './scope.ts';
import { type Block, type ConstDecl, type Expr, show, type Stmt, type VarDecl } from './syntax.ts';
import { invalid, isNumeric, isUntyped, tInt, type Type } from './types.ts';
import { declareLocalType, typeOf } from './typing.ts';
import { type Chan, type Func, type Value, zeroOf } from './values.ts';

/** Statements in a scope of their own. */
export function block(fn: Fn, list: readonly Stmt[]): void {
	fn.push();
	for (const s of list) statement(fn, s, '');
	fn.pop();
}
export function statement(fn: Fn, s: Stmt, label: string): void {
	fn.pos = s.pos;
	switch (s.k) {
		case 'Empty':
			return;
		case 'Block':
			return block(fn, s.list);
		case 'ExprStmt':
			return expressionStatement(fn, s.x);
		case 'Send': {
			const ch = value(fn, s.ch);
			const v = value(fn, s.value);
			if (ch.mode === 'invalid' || v.mode === 'invalid') return;
			const { u } = ch.type;
			if (u.kind !== 'chan' || u.dir === 'recv')
				return fn.error(
					s.pos,
					u.kind === 'chan'
						? `invalid operation: cannot send to receive-only channel ${describe(fn, ch)}`
						: `invalid operation: cannot send to non-channel ${describe(fn, ch)}`
				);
			const code = assign(fn, v, u.elem as Type, 'send');
			const { code: c } = ch;
			fn.emit((fr) => send(fr.g, c(fr) as Chan | null, code(fr)));
			return fn.emit((fr) => checkClosed(fr.g));
		}
		case 'IncDec': {
			const x = value(fn, s.x);
			if (x.mode === 'invalid') return;
			if (!isNumeric(x.type)) return fn.error(s.pos, `invalid operation: ${show(s.x)}${s.op} (non-numeric type ${fn.str(x.type)})`);
			return update(fn, x, constant(s.x, x.type, 1n), s.op === '++' ? '+' : '-', s.x);
		}
		case 'Assign':
			return assignment(fn, s);
		case 'Go':
		case 'Defer': {
			if (s.call.k !== 'Call') return fn.error(s.call.pos, `expression in ${s.k === 'Go' ? 'go' : 'defer'} must be function call`);
			const code = deferred(fn, s.call, s.k === 'Go' ? 'go' : 'defer');
			if (!code) return;
			if (s.k === 'Go') {
				const { name, file } = fn.code;
				const line = Math.floor(s.pos / 4096);
				return fn.emit((fr) => {
					const [f, ...args] = code(fr) as Value[];
					fr.g.m.go(f as Func | null, args, `created by ${name} in goroutine ${fr.g.id}\n\t${file}:${line} +0x${(fr.pc * 4 + 0x15).toString(16)}\n`);
				});
			}
			return fn.emit((fr) => {
				const [f, ...args] = code(fr) as Value[];
				(fr.defers ??= []).push({ f: f as Func | null, args });
			});
		}
		case 'Return':
			return returnStmt(fn, s.results, s.pos);
		case 'Branch':
			return branch(fn, s);
		case 'If':
			return ifStmt(fn, s);
		case 'Switch':
			return switchStmt(fn, s, label);
		case 'TypeSwitch':
			return typeSwitch(fn, s, label);
		case 'Select':
			return selectStmt(fn, s, label);
		case 'For':
			return forStmt(fn, s, label);
		case 'Range':
			return rangeStmt(fn, s, label);
		case 'Labeled':
			return statement(fn, s.stmt, s.label.name);
		case 'DeclStmt':
			for (const d of s.decls) {
				if (d.k === 'Var') declareVars(fn, d);
				else if (d.k === 'Const') declareConsts(fn, d);
				else if (d.k === 'Type') declareLocalType(fn, d);
			}
	}
}
const pure = new Set(['len', 'cap', 'append', 'make', 'new', 'min', 'max']);
function expressionStatement(fn: Fn, e: Expr): void {
	let inner = e;
	while (inner.k === 'Paren') inner = inner.x;
	const x = expr(fn, e);
	if (x.mode === 'invalid' || x.mode === 'novalue') return;
	const isCall = inner.k === 'Call';
	if (inner.k === 'Unary' && inner.op === '<-') return;
	if (
		isCall &&
		!(inner.k === 'Call' && inner.fun.k === 'Ident' && fn.scope.find(inner.fun.name)?.kind === 'builtin' && pure.has(inner.fun.name)) &&
		!(inner.k === 'Call' && x.mode === 'const')
	) {
		const f = inner.k === 'Call' ? inner.fun : inner;
		const conversion = (f.k === 'Ident' && fn.scope.find(f.name)?.kind === 'type') || f.k === 'ArrayType' || f.k === 'MapType';
		if (!conversion) return;
	}
	if (x.mode === 'type' || x.mode === 'pkg' || x.mode === 'builtin') return void single(fn, x);
	fn.error(
		e.pos,
		`${describe(fn, x).replace(/ \(/, ' (')} is not used`.replace(/^(.*) \((.*)\) is not used$/s, (_, a: string, b: string) => `${a} (${b}) is not used`)
	);
}

// assignment ---------------------------------------------------------------------------------------
/** Where a left-hand side stores; null after an error, or for _. */
function target(fn: Fn, e: Expr): { type: Type; place: Place } | null | '_' {
	let inner = e;
	while (inner.k === 'Paren') inner = inner.x;
	if (inner.k === 'Ident') {
		if (inner.name === '_') return '_';
		const o = fn.scope.find(inner.name);
		if (o?.kind === 'var') {
			o.resolve?.();
			if (!o.fn) fn.deps.add(o);
			return o.type === invalid ? null : { type: o.type, place: variable(fn, o) };
		}
	}
	const x = expr(fn, e);
	if (x.mode === 'invalid') return null;
	if (!x.place || (x.mode !== 'var' && x.mode !== 'mapindex')) {
		const why =
			inner.k === 'Selector' && inner.x.k === 'Index' && x.mode === 'value'
				? `cannot assign to struct field ${show(e)} in map`
				: `cannot assign to ${describe(fn, x).replace(/\)$/, '')})`.replace(
						/\((.*)\)$/s,
						(_, d: string) => `(neither addressable nor a map index expression)${d === '' ? '' : ''}`
					);
		fn.error(e.pos, why);
		return null;
	}
	return { type: x.type, place: x.place };
}
function assignment(fn: Fn, s: Extract<Stmt, { k: 'Assign' }>): void {
	if (s.op === ':=') return define(fn, s.lhs, s.rhs, s.pos);
	const [l, r] = [s.lhs[0] as Expr, s.rhs[0] as Expr];
	if (s.op !== '=') {
		if (s.lhs.length > 1 || s.rhs.length > 1) return fn.error(s.pos, `assignment operation ${s.op} requires single-valued expressions`);
		const x = value(fn, l);
		const y = value(fn, r, x.type);
		if (x.mode === 'invalid' || y.mode === 'invalid') return;
		return update(fn, x, y, s.op.slice(0, -1), { k: 'Binary', pos: l.pos, op: s.op, x: l, y: r }, true);
	}
	if (s.lhs.length === 1 && s.rhs.length === 1) {
		const to = target(fn, l);
		const [x] = unpack(fn, [r], 1, [to && to !== '_' ? to.type : null], l.pos, to === null) ?? [];
		if (!x || x.mode === 'invalid' || to === null) return;
		if (to === '_') {
			if (x.mode === 'nil') return fn.error(r.pos, 'use of untyped nil in assignment');
			const { code } = x;
			return fn.emit((fr) => void code(fr));
		}
		const code = assign(fn, x, to.type, 'assignment');
		const { store } = to.place;
		return fn.emit((fr) => store(fr, code(fr)));
	}
	const targets = s.lhs.map((e) => target(fn, e));
	const places = targets.map((t) => (t && t !== '_' ? { type: t.type, place: t.place.fix?.() ?? t.place } : t));
	const values = unpack(
		fn,
		s.rhs,
		s.lhs.length,
		targets.map((t) => (t && t !== '_' ? t.type : null)),
		s.lhs[0]?.pos ?? s.pos,
		targets.includes(null)
	);
	if (!values) return;
	const kept = values.map((x, i) => {
		const t = places[i];
		if (!t || t === '_') return own(x);
		return fn.keep(assign(fn, x, t.type, 'assignment'));
	});
	kept.forEach((code, i) => {
		const t = places[i];
		if (t && t !== '_') fn.emit((fr) => t.place.store(fr, code(fr)));
		else fn.emit((fr) => void code(fr));
	});
}
/** x op= y. */
function update(fn: Fn, x: Operand, y0: Operand, op: string, e: Expr, assigns = false): void {
	const shiftOp = op === '<<' || op === '>>';
	if (!x.place) {
		fn.error(x.e.pos, `cannot assign to ${show(x.e)} (neither addressable nor a map index expression)`);
		return;
	}
	let y = y0;
	if (isUntyped(y.type)) y = (shiftOp ? typed(fn, y, tInt) : typed(fn, y, x.type)) ?? y;
	if (y.mode === 'invalid') return;
	if (!shiftOp && (y.type !== x.type || isUntyped(y.type))) {
		fn.error(x.e.pos, `invalid operation: ${show(e)} (mismatched types ${fn.str(x.type)} and ${fn.str(y.type)})`);
		return;
	}
	const place = x.place.fix?.() ?? x.place;
	const sum = arithmeticOf(fn, e, { ...x, val: undefined } as Operand, { ...y, ...(assigns || shiftOp ? {} : { val: undefined }) } as Operand, op);
	if (sum.mode === 'invalid') return;
	fn.emit((fr) => place.store(fr, sum.code(fr)));
}
/** What a call's text is in `f returns 2 values`. */
const calleeText = (e: Expr): string => (e.k === 'Call' ? show(e.fun) : show(e));
/** The operands of a right-hand side for n left ones: n expressions, one call with n results, or a comma-ok form. Null after an error. */
export function unpack(fn: Fn, rhs: readonly Expr[], n: number, hints: readonly (Type | null)[], pos: number, broken = false): readonly Operand[] | null {
	const [only] = rhs;
	const vars = (k: number): string => `${k} variable${k === 1 ? '' : 's'}`;
	const vals = (k: number): string => `${k} value${k === 1 ? '' : 's'}`;
	if (rhs.length === 1 && n > 1 && only) {
		const x = expr(fn, only);
		if (x.mode === 'invalid') return null;
		if (x.type.kind === 'tuple') {
			if (x.type.results.length !== n) {
				fn.error(only.pos, `assignment mismatch: ${vars(n)} but ${calleeText(only)} returns ${vals(x.type.results.length)}`);
				return null;
			}
			const { code } = x;
			return x.type.results.map((t, i) => valueOf(only, t, (fr) => (code(fr) as Value[])[i]));
		}
		if (n === 2 && x.pair) {
			const [v, ok] = [x.pair.value, x.pair.ok];
			return [
				valueOf(only, x.type, v),
				valueOf(only, fn.prog.universe.names.get('bool')?.kind === 'type' ? (fn.prog.universe.names.get('bool') as { type: Type }).type : invalid, ok)
			];
		}
		const returns = only.k === 'Call' && x.mode !== 'type';
		fn.error(
			only.pos,
			`assignment mismatch: ${vars(n)} but ${returns ? `${calleeText(only)} returns ${x.mode === 'novalue' ? 'no value' : vals(1)}` : vals(1)}`
		);
		return null;
	}
	const single1 = rhs.length === 1 && n === 1 && only?.k === 'Call' ? expr(fn, only, hints[0] ?? null) : null;
	if (single1 && only) {
		if (single1.mode === 'invalid') return null;
		if (single1.type.kind !== 'tuple') return single(fn, single1) ? [single1] : null;
		fn.error(only.pos, `assignment mismatch: 1 variable but ${calleeText(only)} returns ${vals(single1.type.results.length)}`);
		return null;
	}
	if (rhs.length !== n) {
		const xs = rhs.map((e) => expr(fn, e));
		if (xs.every((x) => x.mode !== 'invalid') && !broken) fn.error(rhs[0]?.pos ?? pos, `assignment mismatch: ${vars(n)} but ${vals(rhs.length)}`);
		return null;
	}
	const out = rhs.map((e, i) => value(fn, e, hints[i] ?? null));
	return out.some((x) => x.mode === 'invalid') && n === 1 ? null : out;
}
function define(fn: Fn, lhs: readonly Expr[], rhs: readonly Expr[], pos: number): void {
	const names = lhs.map((e) => (e.k === 'Ident' ? e : null));
	for (const [i, n] of names.entries())
		if (!n) {
			fn.error((lhs[i] as Expr).pos, `non-name ${show(lhs[i] as Expr)} on left side of :=`);
			return;
		}
	const old = names.map((n) => (n && n.name !== '_' ? fn.scope.names.get(n.name) : undefined));
	const fresh = names.some((n, i) => n && n.name !== '_' && !old[i]);
	const values = unpack(
		fn,
		rhs,
		lhs.length,
		old.map((o) => (o?.kind === 'var' ? o.type : null)),
		lhs[0]?.pos ?? pos
	);
	if (!fresh) fn.error(pos, 'no new variables on left side of :=');
	const several = lhs.length > 1;
	const todo: (() => void)[] = [];
	names.forEach((n, i) => {
		if (!n) return;
		const x = values?.[i];
		const o = old[i];
		if (o?.kind === 'var') {
			if (!x) return;
			const code = assign(fn, x, o.type, 'assignment');
			const kept = several ? fn.keep(code) : code;
			const { store } = variable(fn, o);
			todo.push(() => fn.emit((fr) => store(fr, kept(fr))));
			return;
		}
		const type = x ? newType(fn, x) : invalid;
		const code = x && type !== invalid ? assign(fn, x, type, 'assignment') : () => null;
		const kept = several && type !== invalid ? fn.keep(code) : code;
		todo.push(() => {
			const obj = fn.declare(n.name, type, n.pos);
			if (type === invalid) obj.used = true;
			fn.init(obj, kept);
		});
	});
	for (const each of todo) each();
}
/** The type a new variable takes from its value. */
function newType(fn: Fn, x: Operand): Type {
	if (!single(fn, x)) return invalid;
	if (x.mode === 'nil') {
		fn.error(x.e.pos, 'use of untyped nil in assignment');
		return invalid;
	}
	const t = defaultType(x.type);
	if (x.val !== undefined && isUntyped(x.type)) {
		const r = represent(x.val, t);
		if (typeof r === 'object') fn.error(x.e.pos, `cannot use ${describe(fn, x)} as ${fn.str(t)} value in variable declaration (${r.why})`);
	}
	return t;
}
function declareVars(fn: Fn, d: VarDecl): void {
	const type = d.type ? typeOf(fn, d.type) : null;
	if (d.values.length === 0) {
		for (const n of d.names) fn.init(fn.declare(n.name, type ?? invalid, n.pos), zeroOf(type ?? invalid));
		return;
	}
	const values = unpack(
		fn,
		d.values,
		d.names.length,
		d.names.map(() => type),
		d.names[0]?.pos ?? d.pos
	);
	const codes = d.names.map((_, i): readonly [Type, Code] => {
		const x = values?.[i];
		if (!x || x.mode === 'invalid') return [type ?? invalid, () => null];
		const t = type ?? newType(fn, x);
		const code = assign(fn, x, t, 'variable declaration');
		return [t, d.names.length > 1 ? fn.keep(code) : code];
	});
	d.names.forEach((n, i) => {
		const [t, code] = codes[i] as readonly [Type, Code];
		const o = fn.declare(n.name, t, n.pos);
		if (t === invalid) o.used = true;
		fn.init(o, code);
	});
}
function declareConsts(fn: Fn, d: ConstDecl): void {
	d.names.forEach((n, i) => {
		const o: ConstObj = { kind: 'const', name: n.name, pos: n.pos, type: invalid, val: 0n, resolve: null };
		evaluateConst(fn, d, i, o);
		if (n.name !== '_') fn.scope.names.set(n.name, o);
	});
}
/** Fills in a constant from its declaration. */
export function evaluateConst(fn: Fn, d: ConstDecl, i: number, o: ConstObj): void {
	const e = d.values[i];
	if (!e) return fn.error(d.names[i]?.pos ?? d.pos, 'missing init expr for const declaration');
	const { iota } = fn;
	fn.iota = d.iota;
	const type = d.type ? typeOf(fn, d.type) : null;
	const x = value(fn, e, type);
	fn.iota = iota;
	if (x.mode === 'invalid') return;
	if (x.mode !== 'const' || x.val === undefined) return fn.error(e.pos, `${describe(fn, x)} is not constant`);
	if (type) {
		assign(fn, x, type, 'constant declaration');
		const r = represent(x.val, type);
		o.type = type;
		o.val = typeof r === 'object' ? x.val : r;
	} else Object.assign(o, { type: x.type, val: x.val });
}
function returnStmt(fn: Fn, exprs: readonly Expr[], pos: number): void {
	const { results, resultVars } = fn;
	const done = (): void => {
		fn.pos = pos;
		fn.jump(exitOf(fn));
	};
	if (exprs.length === 0) {
		if (results.length > 0 && !resultVars) fn.error(pos, `not enough return values\n\thave ()\n\twant (${results.map((t) => fn.str(t)).join(', ')})`);
		return done();
	}
	const [only] = exprs;
	let xs: readonly Operand[];
	const first = exprs.length === 1 && only?.k === 'Call' ? expr(fn, only, results[0] ?? null) : null;
	if (first && first.mode === 'invalid') return;
	if (first && only && first.type.kind === 'tuple') {
		const { code } = first;
		xs = first.type.results.map((t, i) => valueOf(only, t, (fr) => (code(fr) as Value[])[i]));
	} else if (first) xs = single(fn, first) ? [first] : [];
	else xs = exprs.map((e, i) => value(fn, e, results[i] ?? null));
	if (xs.length === 0 || xs.some((x) => x.mode === 'invalid')) return;
	if (xs.length !== results.length) {
		const word = (x: Operand): string =>
			x.mode === 'nil' ? 'nil' : x.mode === 'const' && isUntyped(x.type) ? (isNumeric(x.type) ? 'number' : x.type.kind.slice(8)) : fn.str(x.type);
		const at = xs.length < results.length || results.length === 0 ? (exprs[0]?.pos ?? pos) : (exprs[0]?.pos ?? pos);
		return fn.error(
			results.length === 0 ? (exprs[0]?.pos ?? pos) : at,
			results.length === 0
				? `too many return values\n\thave (${xs.map(word).join(', ')})\n\twant ()`
				: `${xs.length < results.length ? 'not enough' : 'too many'} return values\n\thave (${xs.map(word).join(', ')})\n\twant (${results.map((t) => fn.str(t)).join(', ')})`
		);
	}
	const codes = xs.map((x, i) => assign(fn, x, results[i] as Type, 'return statement'));
	if (resultVars) {
		const kept = codes.length > 1 ? codes.map((c) => fn.keep(c)) : codes;
		resultVars.forEach((o, i) => {
			const { store } = variable(fn, o);
			const code = kept[i] as Code;
			fn.emit((fr) => store(fr, code(fr)));
		});
	} else {
		const [c] = codes;
		fn.emit(
			codes.length === 1 && c
				? (fr) => {
						fr.result = c(fr);
					}
				: (fr) => {
						fr.result = codes.map((x) => x(fr));
					}
		);
	}
	done();
}
/** The function's epilogue, as a label that is known once the body is made. */
const exitOf = (fn: Fn): { pc: number } => ({
	get pc() {
		return fn.code.epilogue;
	},
	set pc(_: number) {
		throw new Error('the epilogue has one place');
	}
});

// what ends a function --------------------------------------------------------------------------------
export function terminates(s: Stmt | undefined, label = ''): boolean {
	switch (s?.k) {
		case 'Return':
			return true;
		case 'Branch':
			return s.word === 'goto' || s.word === 'fallthrough';
		case 'ExprStmt':
			return s.x.k === 'Call' && s.x.fun.k === 'Ident' && s.x.fun.name === 'panic';
		case 'Block':
			return terminates(lastOf(s));
		case 'If':
			return s.other !== null && terminates(s.then) && terminates(s.other);
		case 'For':
			return s.cond === null && !breaks(s.body.list, label, true);
		case 'Labeled':
			return terminates(s.stmt, s.label.name);
		case 'Switch':
		case 'TypeSwitch':
			return s.clauses.some((c) => c.exprs === null) && s.clauses.every((c) => terminates(lastOfList(c.body)) && !breaks(c.body, label, true));
		case 'Select':
			return s.clauses.every((c) => terminates(lastOfList(c.body)) && !breaks(c.body, label, true));
	}
	return false;
}
const lastOfList = (list: readonly Stmt[]): Stmt | undefined => list.findLast((x) => x.k !== 'Empty');
const lastOf = (b: Block): Stmt | undefined => lastOfList(b.list);
function breaks(list: readonly Stmt[], label: string, own: boolean): boolean {
	return list.some((s): boolean => {
		switch (s.k) {
			case 'Branch':
				return s.word === 'break' && (s.label ? s.label.name === label : own);
			case 'Block':
				return breaks(s.list, label, own);
			case 'If':
				return breaks(s.then.list, label, own) || (s.other !== null && breaks([s.other], label, own));
			case 'Labeled':
				return breaks([s.stmt], label, own);
			case 'For':
			case 'Range':
				return breaks(s.body.list, label, false);
			case 'Switch':
			case 'TypeSwitch':
			case 'Select':
				return s.clauses.some((c) => breaks(c.body, label, false));
		}
		return false;
	});
}
