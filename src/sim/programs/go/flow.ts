// Statements that choose and repeat: if, for, range, switch, type switch, select, break and continue.
// Loop variables are new in each round (Go 1.22). Leaves out goto.
import { type Case, select } from './channels.ts';
import { expr, typedValue, value, variable } from './expr.ts';
import type { Code } from './machine.ts';
import { assign, describe, own } from './operand.ts';
import { binary } from './operators.ts';
import { impossible, matches } from './places.ts';
import type { Fn, Label, VarObj } from './scope.ts';
import { block, statement } from './stmt.ts';
import { type Clause, type Expr, show, type Stmt } from './syntax.ts';
import { invalid, isBoolean, isInterface, type Type } from './types.ts';
import { typeOf } from './typing.ts';
import { type Chan, copyOf, type Iface, RuntimeFault, type Value } from './values.ts';

export const label = (): Label => ({ pc: 0 });

/** A condition's code; reports what is not boolean. */
function condition(fn: Fn, e: Expr, word: string): Code {
	const x = value(fn, e);
	if (x.mode === 'invalid') return () => false;
	if (!isBoolean(x.type)) {
		fn.error(e.pos, `non-boolean condition in ${word} statement`);
		return () => false;
	}
	return x.code;
}
export function ifStmt(fn: Fn, s: Extract<Stmt, { k: 'If' }>): void {
	fn.push();
	if (s.init) statement(fn, s.init, '');
	const c = condition(fn, s.cond, 'if');
	const no = label();
	fn.emit((fr) => {
		if (!c(fr)) fr.pc = no.pc;
	});
	block(fn, s.then.list);
	if (s.other) {
		const end = label();
		fn.jump(end);
		fn.here(no);
		statement(fn, s.other, '');
		fn.here(end);
	} else fn.here(no);
	fn.pop();
}
export function branch(fn: Fn, s: Extract<Stmt, { k: 'Branch' }>): void {
	if (s.word === 'fallthrough') {
		if (fn.fallthrough) fn.jump(fn.fallthrough);
		else fn.error(s.pos, 'fallthrough statement out of place');
		return;
	}
	const { label: name } = s;
	const found = fn.targets.findLast((t) => (name ? t.label === name.name : s.word === 'break' || t.onContinue !== null));
	if (!found) {
		fn.error(
			name?.pos ?? s.pos,
			name ? `invalid ${s.word} label ${name.name}` : s.word === 'break' ? 'break is not in a loop, switch, or select' : 'continue is not in a loop'
		);
		return;
	}
	const to = s.word === 'break' ? found.onBreak : found.onContinue;
	if (to) fn.jump(to);
}
/** Runs `body` with break and continue going to the given places. */
export function loop(fn: Fn, name: string, onBreak: Label, onContinue: Label | null, body: () => void): void {
	fn.targets.push({ label: name, onBreak, onContinue, used: false });
	const { fallthrough } = fn;
	if (onContinue) fn.fallthrough = null;
	body();
	fn.fallthrough = fallthrough;
	fn.targets.pop();
}
export function forStmt(fn: Fn, s: Extract<Stmt, { k: 'For' }>, name: string): void {
	fn.push();
	if (s.init) statement(fn, s.init, '');
	const vars = [...fn.scope.names.values()].filter((o): o is VarObj => o.kind === 'var' && o.boxed);
	const [top, next, end] = [label(), label(), label()];
	fn.here(top);
	if (s.cond) {
		fn.pos = s.cond.pos;
		const c = condition(fn, s.cond, 'for');
		fn.emit((fr) => {
			if (!c(fr)) fr.pc = end.pc;
		});
	}
	loop(fn, name, end, next, () => block(fn, s.body.list));
	fn.here(next);
	for (const o of vars)
		fn.emit((fr) => {
			fr.l[o.slot] = [(fr.l[o.slot] as Value[])[0]];
		});
	if (s.post) statement(fn, s.post, '');
	fn.jump(top);
	fn.here(end);
	fn.pop();
}

// switch -------------------------------------------------------------------------------------------
export function switchStmt(fn: Fn, s: Extract<Stmt, { k: 'Switch' }>, name: string): void {
	fn.push();
	if (s.init) statement(fn, s.init, '');
	let tag: Expr | null = null;
	if (s.tag) {
		const x = typedValue(fn, s.tag);
		if (x.mode === 'nil') fn.error(s.tag.pos, 'use of untyped nil in switch expression');
		const hidden = `\0${fn.slot()}`;
		fn.init(fn.declare(hidden, x.mode === 'nil' ? invalid : x.type, s.tag.pos, false), own(x));
		tag = { k: 'Ident', pos: s.tag.pos, name: hidden };
	}
	const end = label();
	const bodies = s.clauses.map(() => label());
	const seen = new Map<unknown, Expr>();
	s.clauses.forEach((c, i) => {
		for (const e of c.exprs ?? []) {
			fn.pos = e.pos;
			const test = tag ? caseTest(fn, tag, s.tag as Expr, e, seen) : condition(fn, e, 'case');
			const to = bodies[i] as Label;
			fn.emit((fr) => {
				if (test(fr)) fr.pc = to.pc;
			});
		}
	});
	const fallback = s.clauses.findIndex((c) => c.exprs === null);
	fn.jump(fallback >= 0 ? (bodies[fallback] as Label) : end);
	clauseBodies(fn, s.clauses, bodies, end, name);
	fn.pop();
}
function caseTest(fn: Fn, tag: Expr, shown: Expr, e: Expr, seen: Map<unknown, Expr>): Code {
	const before = fn.prog.errors.length;
	const x = binary(fn, { k: 'Binary', pos: e.pos, op: '==', x: tag, y: e }, null);
	for (const error of fn.prog.errors.slice(before)) {
		const better = error.message.replace(
			/^invalid operation: \0\d+ == (.*) \(mismatched types (.*) and (.*)\)$/s,
			(_, text: string, a: string, b: string) => `invalid case ${text} in switch on ${show(shown)} (mismatched types ${b} and ${a})`
		);
		Object.assign(error, { message: better.replaceAll(/\0\d+/g, show(shown)) });
	}
	if (e.k === 'Lit') {
		if (seen.has(e.value))
			fn.error(
				e.pos,
				`duplicate case ${show(e)} (constant of type ${e.lit === 'string' ? 'string' : e.lit === 'char' ? 'rune' : e.lit === 'float' ? 'float64' : 'int'}) in expression switch\n\t${fn.file.file.path}:${Math.floor((seen.get(e.value)?.pos ?? 0) / 4096)}:${(seen.get(e.value)?.pos ?? 0) % 4096}: previous case`
			);
		else seen.set(e.value, e);
	}
	return x.code;
}
function clauseBodies(
	fn: Fn,
	clauses: readonly Clause[],
	bodies: readonly Label[],
	end: Label,
	name: string,
	prepareBody: (i: number) => void = () => undefined
): void {
	clauses.forEach((c, i) => {
		fn.here(bodies[i] as Label);
		fn.push();
		prepareBody(i);
		const { fallthrough } = fn;
		fn.fallthrough = bodies[i + 1] ?? null;
		const inner = fn.fallthrough;
		fn.targets.push({ label: name, onBreak: end, onContinue: null, used: false });
		for (const s of c.body) {
			fn.fallthrough = inner;
			statement(fn, s, '');
		}
		fn.targets.pop();
		fn.fallthrough = fallthrough;
		fn.pop();
		fn.jump(end);
	});
	fn.here(end);
}
export function typeSwitch(fn: Fn, s: Extract<Stmt, { k: 'TypeSwitch' }>, name: string): void {
	fn.push();
	if (s.init) statement(fn, s.init, '');
	const x = value(fn, s.x);
	if (x.mode !== 'invalid' && !isInterface(x.type)) fn.error(s.x.pos, `${describe(fn, x).replace(/ \((.*)\)$/s, ' ($1)')} is not an interface`);
	const held = fn.keep(x.code);
	const end = label();
	const bodies = s.clauses.map(() => label());
	const types = s.clauses.map((c, i) =>
		(c.exprs ?? []).map((e): Type | null => {
			const nil = e.k === 'Ident' && e.name === 'nil';
			const t = nil ? null : typeOf(fn, e);
			if (t && t !== invalid && isInterface(x.type)) impossible(fn, x, t, e.pos, `case ${show(e)}`);
			const to = bodies[i] as Label;
			fn.emit((fr) => {
				const v = held(fr) as Iface | null;
				if (t ? v !== null && matches(v.t, t) : v === null) fr.pc = to.pc;
			});
			return t;
		})
	);
	const fallback = s.clauses.findIndex((c) => c.exprs === null);
	fn.jump(fallback >= 0 ? (bodies[fallback] as Label) : end);
	const bound: VarObj[] = [];
	clauseBodies(fn, s.clauses, bodies, end, name, (i) => {
		if (!s.bind) return;
		const list = types[i] ?? [];
		const [only] = list;
		const t = list.length === 1 && only ? only : x.type;
		const o = fn.declare(s.bind.name, t, s.bind.pos, false);
		bound.push(o);
		const copy = list.length === 1 && only ? copyOf(only) : null;
		fn.init(o, list.length === 1 && only && !isInterface(only) ? (fr) => (copy ? copy((held(fr) as Iface).v) : (held(fr) as Iface).v) : held);
	});
	if (s.bind && !bound.some((o) => o.used)) fn.error(s.bind.pos, `declared and not used: ${s.bind.name}`);
	fn.pop();
}
export function selectStmt(fn: Fn, s: Extract<Stmt, { k: 'Select' }>, name: string): void {
	const end = label();
	const bodies = s.clauses.map(() => label());
	const made: { ch: Code; send: boolean; value: Code; elem: Type }[] = [];
	const numbers: number[] = [];
	s.clauses.forEach((c, i) => {
		if (!c.comm) return;
		numbers.push(i);
		const m = c.comm;
		if (m.k === 'Send') {
			const ch = value(fn, m.ch);
			const elem = ch.type.u.elem ?? invalid;
			made.push({ ch: fn.keep(ch.code), send: true, value: fn.keep(assign(fn, value(fn, m.value), elem, 'send')), elem });
			return;
		}
		let e = m.k === 'ExprStmt' ? m.x : m.k === 'Assign' ? (m.rhs[0] as Expr) : null;
		while (e?.k === 'Paren') e = e.x;
		if (e?.k !== 'Unary' || e.op !== '<-') {
			fn.error(m.pos, 'select case must be receive, send or assign recv');
			made.push({ ch: () => null, send: false, value: () => null, elem: invalid });
			return;
		}
		const ch = value(fn, e.x);
		if (ch.mode !== 'invalid' && ch.type.u.kind !== 'chan') fn.error(e.x.pos, `invalid operation: cannot receive from non-channel ${describe(fn, ch)}`);
		made.push({ ch: fn.keep(ch.code), send: false, value: () => null, elem: ch.type.u.elem ?? invalid });
	});
	const fallback = s.clauses.findIndex((c) => !c.comm);
	fn.pos = s.pos;
	fn.emit((fr) => {
		const cases = made.map((c): Case => ({ ch: c.ch(fr) as Chan | null, send: c.send, value: c.value(fr) }));
		select(fr.g, cases, fallback >= 0);
	});
	const got = fn.keep((fr) => fr.g.wake);
	fn.emit((fr) => {
		const i = (got(fr) as Value[])[0] as number;
		if (i === -1) throw new RuntimeFault('\0send on closed channel');
		fr.pc = (bodies[i === -2 ? fallback : (numbers[i] ?? 0)] as Label).pc;
	});
	clauseBodies(fn, s.clauses, bodies, end, name, (i) => {
		const m = s.clauses[i]?.comm;
		if (m?.k !== 'Assign') return;
		const info = made[numbers.indexOf(i)];
		const parts: readonly (readonly [Type, Code])[] = [
			[info?.elem ?? invalid, (fr) => (got(fr) as Value[])[1]],
			[
				fn.prog.universe.names.get('bool')?.kind === 'type' ? (fn.prog.universe.names.get('bool') as { type: Type }).type : invalid,
				(fr) => (got(fr) as Value[])[2]
			]
		];
		m.lhs.forEach((e, k) => {
			const [t, code] = parts[k] ?? [invalid, () => null];
			if (e.k === 'Ident' && e.name === '_') return;
			if (m.op === ':=' && e.k === 'Ident') return fn.init(fn.declare(e.name, t, e.pos), code);
			const o = e.k === 'Ident' ? fn.scope.find(e.name) : undefined;
			const place = o?.kind === 'var' ? variable(fn, o) : expr(fn, e).place;
			if (place) fn.emit((fr) => place.store(fr, code(fr)));
		});
	});
}
