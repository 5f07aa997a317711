// Calls: of functions, methods, interfaces, generic functions, and conversions. A call is one step; its result waits in a slot of its own.
import { convertNumber } from './arithmetic.ts';
import { builtin } from './builtin.ts';
import { expr, receiver, value } from './expr.ts';
import type { Code, Frame } from './machine.ts';
import {
	assign,
	bad,
	boxed,
	constant,
	constText,
	defaultType,
	describe,
	type Operand,
	own,
	represent,
	single,
	typed,
	unassignable,
	valueOf
} from './operand.ts';
import { decodeRune, runeBytes } from './scan.ts';
import type { Fn, FuncObj } from './scope.ts';
import { type CallExpr, type Expr, show } from './syntax.ts';
import { basicType, invalid, isFloat, isInteger, isInterface, isNumeric, isString, isUntyped, lookUp, methodType, type Type } from './types.ts';
import { instantiateFunc, unify, unifyConstraints } from './typing.ts';
import { bytesToString, type Func, items, Slice, stringToBytes, type Value } from './values.ts';

/** What a call will run: the function, and the arguments it begins with. */
export type Callee = (fr: Frame) => { readonly f: Func | null; readonly args: Value[] };
export interface Prepared {
	readonly callee: Callee;
	readonly args: readonly Code[];
	/** f(g()) with several results: the one code gives all arguments. */
	readonly spread: Code | null;
	readonly type: Type;
}

export function call(fn: Fn, e: CallExpr, hint: Type | null): Operand {
	const f = e.fun.k === 'Paren' && e.fun.x.k === 'FuncType' ? expr(fn, e.fun.x) : callee(fn, e.fun);
	if ('callee' in f) return finishCall(fn, e, prepare(fn, e, f.type, f.callee));
	const x = f;
	switch (x.mode) {
		case 'invalid':
			for (const a of e.args) expr(fn, a);
			return bad(e);
		case 'type':
			return conversion(fn, e, x.type);
		case 'builtin':
			return builtin(fn, e, x.name ?? '', hint);
		case 'generic':
			return finishCall(fn, e, prepareGeneric(fn, e, x));
	}
	const p = prepareValue(fn, e, x);
	return finishCall(fn, e, p);
}
function prepareValue(fn: Fn, e: CallExpr, x: Operand): Prepared | null {
	if (!single(fn, x)) return null;
	if (x.type.u.kind !== 'func') {
		fn.error(e.pos, `invalid operation: cannot call non-function ${describe(fn, x)}`);
		for (const a of e.args) expr(fn, a);
		return null;
	}
	const { code } = x;
	return prepare(fn, e, x.type.u, (fr) => ({ f: code(fr) as Func | null, args: [] }));
}
/** A method call's callee without making a bound function; else the operand. */
function callee(fn: Fn, e: Expr): Operand | { readonly callee: Callee; readonly type: Type } {
	if (e.k !== 'Selector') return expr(fn, e);
	if (e.x.k === 'Ident') {
		const o = fn.scope.find(e.x.name);
		if (o?.kind === 'pkg' || o?.kind === 'type') return expr(fn, e);
	}
	const x = expr(fn, e.x);
	if (x.mode === 'type' || x.mode === 'invalid' || x.mode === 'nil' || isUntyped(x.type)) return x.mode === 'invalid' ? x : expr(fn, e);
	const found = x.type.kind === 'tuple' ? null : lookUp(x.type, e.sel.name, fn.pkg.path);
	if (!found || found.kind === 'field' || (x.type.kind === 'pointer' && x.type.elem && isInterface(x.type.elem))) return again(fn, e, x);
	if (!single(fn, x)) return bad(e);
	const r = receiver(fn, x, found, e);
	if (!r) return bad(e);
	const { recv, target } = r;
	return { callee: (fr) => target(recv(fr)), type: methodType(found) };
}
/** Selects from an operand that is already made: nothing runs twice. */
function again(fn: Fn, e: Extract<Expr, { k: 'Selector' }>, x: Operand): Operand {
	if (x.mode === 'value' && e.x.k === 'Call') {
		const name = `\0${fn.slot()}`;
		const o = fn.declare(name, x.type, e.pos, false);
		fn.init(o, x.code);
		const y = expr(fn, { ...e, x: { k: 'Ident', pos: e.x.pos, name } });
		return y;
	}
	return expr(fn, e);
}
/** Checks arguments against parameters. */
export function prepare(fn: Fn, e: CallExpr, type: Type, target: Callee): Prepared | null {
	const { params, variadic } = type;
	const last = params.length - 1;
	const paramAt = (i: number): Type | undefined => (variadic && i >= last ? (e.dots ? params[last] : (params[last]?.elem ?? undefined)) : params[i]);
	const name = show(e.fun);
	const [first] = e.args;
	if (e.args.length === 1 && first?.k === 'Call' && (params.length > 1 || variadic)) {
		const x = expr(fn, first);
		if (x.type.kind === 'tuple') {
			const types = x.type.results;
			if (
				!counts(
					fn,
					e,
					type,
					types.map((t) => fn.str(t)),
					types.length,
					name
				)
			)
				return null;
			const { code } = x;
			const parts = types.map((t, i) => {
				const part = valueOf(first, t, (fr) => (code(fr) as Value[])[i]);
				return assign(fn, part, paramAt(i) ?? invalid, `argument to ${name}`);
			});
			return pack(fn, type, parts, false, target);
		}
		if (!single(fn, x)) return null;
		if (!counts(fn, e, type, [], 1, name, [x])) return null;
		return pack(fn, type, [assign(fn, x, paramAt(0) ?? invalid, `argument to ${name}`)], e.dots, target);
	}
	const xs = e.args.map((a, i) => value(fn, a, paramAt(i) ?? null));
	if (xs.some((x) => x.mode === 'invalid')) return { callee: target, args: [], spread: null, type };
	if (!counts(fn, e, type, [], xs.length, name, xs)) return { callee: target, args: [], spread: null, type };
	if (e.dots && !variadic) {
		fn.error(e.args.at(-1)?.pos ?? e.pos, `have (...) but function is not variadic: ${name}`);
		return null;
	}
	const codes = xs.map((x, i) => assign(fn, x, paramAt(i) ?? invalid, `argument to ${name}`));
	return pack(fn, type, codes, e.dots, target);
}
function pack(fn: Fn, type: Type, codes: readonly Code[], dots: boolean, target: Callee): Prepared {
	void fn;
	if (!type.variadic || dots) return { callee: target, args: codes, spread: null, type };
	const fixed = type.params.length - 1;
	const rest = codes.slice(fixed);
	const list: Code = rest.length === 0 ? () => null : (fr) => new Slice(rest.map((c) => c(fr)));
	return { callee: target, args: [...codes.slice(0, fixed), list], spread: null, type };
}
const countWord = (fn: Fn, x: Operand): string =>
	x.mode === 'nil' ? 'nil' : isUntyped(x.type) ? (isNumeric(x.type) ? 'number' : x.type.kind === 'untyped string' ? 'string' : 'bool') : fn.str(x.type);
function counts(fn: Fn, e: CallExpr, type: Type, given: readonly string[], n: number, name: string, xs: readonly Operand[] = []): boolean {
	const { params, variadic } = type;
	const least = variadic && !e.dots ? params.length - 1 : params.length;
	if (n >= least && (variadic ? !e.dots || n === params.length : n === params.length)) return true;
	const have = given.length > 0 ? given : xs.map((x) => countWord(fn, x));
	const want = params.map((p, i) => (variadic && i === params.length - 1 ? `...${fn.str(p.elem ?? p)}` : fn.str(p)));
	const few = n < least;
	const pos = few ? (e.args.at(-1)?.pos ?? e.end) : (e.args[params.length]?.pos ?? e.args[0]?.pos ?? e.pos);
	fn.error(pos, `${few ? 'not enough' : 'too many'} arguments in call to ${name}\n\thave (${have.join(', ')})\n\twant (${want.join(', ')})`);
	return false;
}
function finishCall(fn: Fn, e: CallExpr, p: Prepared | null): Operand {
	if (!p) return bad(e);
	const { results } = p.type;
	const slot = results.length > 0 ? fn.slot() : -1;
	const { pos } = fn;
	fn.pos = e.pos;
	emitCall(fn, p, slot);
	fn.pos = pos;
	const [only] = results;
	if (!only) return { mode: 'novalue', type: invalid, e, code: () => null };
	return valueOf(e, results.length === 1 ? only : fn.types.tuple(results), (fr) => fr.l[slot]);
}
function emitCall(fn: Fn, { callee: target, args }: Prepared, slot: number): void {
	const [a, b, c] = args;
	if (args.length === 0)
		fn.emit((fr) => {
			const t = target(fr);
			fr.g.m.enter(fr.g, t.f, t.args, slot);
		});
	else if (args.length === 1 && a)
		fn.emit((fr) => {
			const t = target(fr);
			t.args.push(a(fr));
			fr.g.m.enter(fr.g, t.f, t.args, slot);
		});
	else if (args.length === 2 && a && b)
		fn.emit((fr) => {
			const t = target(fr);
			t.args.push(a(fr), b(fr));
			fr.g.m.enter(fr.g, t.f, t.args, slot);
		});
	else
		fn.emit((fr) => {
			const t = target(fr);
			for (const x of args) t.args.push(x(fr));
			fr.g.m.enter(fr.g, t.f, t.args, slot);
		});
	void c;
}
/** The function and arguments of a go or defer statement, evaluated now; null after an error. */
export function deferred(fn: Fn, e: CallExpr, word: string): Code | null {
	const f = callee(fn, e.fun);
	let p: Prepared | null;
	if ('callee' in f) p = prepare(fn, e, f.type, f.callee);
	else if (f.mode === 'invalid') return null;
	else if (f.mode === 'type') {
		fn.error(e.pos, `${word} requires function call, not conversion`);
		return null;
	} else if (f.mode === 'builtin') {
		const inner: CallExpr = e;
		const names = inner.args.map((a) => {
			const x = value(fn, a);
			const o = fn.declare(`\0${fn.slot()}`, x.type, a.pos, false);
			fn.init(o, own(x));
			return o;
		});
		void names;
		return builtinDeferred(
			fn,
			e,
			f.name ?? '',
			names.map((o) => o.name)
		);
	} else p = f.mode === 'generic' ? prepareGeneric(fn, e, f) : prepareValue(fn, e, f);
	if (!p) return null;
	const { callee: target, args } = p;
	return (fr) => {
		const t = target(fr);
		return [t.f, ...t.args, ...args.map((a) => a(fr))];
	};
}
/** defer close(ch), panic(v), delete(m, k) …: a closure made of the built-in. */
function builtinDeferred(fn: Fn, e: CallExpr, name: string, args: readonly string[]): Code | null {
	for (const arg of args) (fn.reached as Set<string>).add(arg);
	const body: CallExpr = { ...e, fun: { k: 'Ident', pos: e.pos, name }, args: args.map((n): Expr => ({ k: 'Ident', pos: e.pos, name: n })) };
	// The arguments' variables were declared before they were known to be reached: box them again.
	for (const n of args) {
		const old = fn.scope.find(n);
		if (old?.kind !== 'var') continue;
		fn.scope.names.delete(n);
		const o = fn.declare(n, old.type, e.pos, false);
		const load = fn.load(old);
		fn.init(o, load);
	}
	const lit = expr(fn, {
		k: 'FuncLit',
		pos: e.pos,
		type: { k: 'FuncType', pos: e.pos, tparams: [], params: [], results: [] },
		body: { k: 'Block', pos: e.pos, list: [{ k: 'ExprStmt', pos: e.pos, x: body }], end: e.pos }
	});
	const { code } = lit;
	return (fr) => [code(fr)];
}
function prepareGeneric(fn: Fn, e: CallExpr, x: Operand): Prepared | null {
	const o = x.func as FuncObj;
	const { tparams, params } = o.decl.type;
	const numbers = new Map(tparams.map((p, i) => [p.name?.name ?? '', i]));
	const found: (Type | undefined)[] = tparams.map((_, i) => x.targs?.[i]);
	const late: (readonly [Expr, Expr])[] = [];
	const untypedOnes: (readonly [Expr, Operand])[] = [];
	const made = new Map<Expr, Operand>();
	e.args.forEach((a, i) => {
		const p = params[Math.min(i, params.length - 1)];
		if (!p) return;
		if (a.k === 'FuncLit' && found.some((t) => !t)) return void late.push([p.type, a]);
		const v = a.k === 'FuncLit' ? undefined : expr(fn, a);
		if (!v || v.mode === 'generic') return;
		if (v.mode === 'invalid') return void made.set(a, v);
		made.set(a, v);
		const pt: Expr = p.variadic && e.dots ? { k: 'ArrayType', pos: p.type.pos, len: null, elem: p.type } : p.type;
		if (isUntyped(v.type)) untypedOnes.push([pt, v]);
		else if (!unify(pt, v.type, numbers, found)) {
			unifyConstraints(o, numbers, found);
		}
	});
	if ([...made.values()].some((v) => v.mode === 'invalid')) return null;
	for (const [pt, v] of untypedOnes)
		if (v.mode !== 'nil') {
			const i = pt.k === 'Ident' ? numbers.get(pt.name) : undefined;
			if (
				i !== undefined &&
				found[i] &&
				isUntyped(v.type) &&
				untypedOnes.some(([q, w]) => q.k === 'Ident' && q !== pt && numbers.get(q.name) === i && w !== v && found[i] === defaultType(w.type)) &&
				isFloat(v.type)
			)
				found[i] = defaultType(v.type);
			if (i !== undefined && !found[i]) found[i] = defaultType(v.type);
		}
	unifyConstraints(o, numbers, found);
	for (const [pt, a] of late) {
		if (a.k !== 'FuncLit') continue;
		const sig = expr(fn, a.type);
		unify(pt, sig.type, numbers, found);
	}
	for (const [i, t] of found.entries())
		if (!t) {
			fn.error(
				e.open,
				`in call to ${show(e.fun)}, cannot infer ${tparams[i]?.name?.name} (declared at ${o.file.file.path}:${Math.floor((tparams[i]?.name?.pos ?? 0) / 4096)}:${(tparams[i]?.name?.pos ?? 0) % 4096})`
			);
			return null;
		}
	const done = instantiateFunc(fn, e, o, found as Type[]);
	if (!done) return null;
	const { type, func } = done;
	// Arguments already made must not be made twice: they stand as hidden variables.
	const args = e.args.map((a): Expr => {
		const v = made.get(a);
		if (!v || v.mode === 'nil' || isUntyped(v.type)) return a;
		const name = `\0${fn.slot()}`;
		const obj = fn.declare(name, v.type, a.pos, false);
		fn.init(obj, own(v));
		return { k: 'Ident', pos: a.pos, name };
	});
	fn.deps.add(o.decl);
	return prepare(fn, { ...e, args }, type, () => ({ f: func, args: [] }));
}

// conversions --------------------------------------------------------------------------------------
function conversion(fn: Fn, e: CallExpr, t: Type): Operand {
	const [arg] = e.args;
	if (!arg || e.args.length > 1) {
		fn.error(
			arg ? (e.args[1]?.pos ?? e.pos) : e.end,
			arg ? `too many arguments in conversion to ${fn.str(t)}` : `missing argument in conversion to ${fn.str(t)}`
		);
		return bad(e);
	}
	const x = value(fn, arg, t);
	if (x.mode === 'invalid') return x;
	return convert(fn, e, x, t);
}
export function convert(fn: Fn, e: Expr, x: Operand, t: Type): Operand {
	const cannot = (why = ''): Operand => {
		fn.error(x.e.pos, `cannot convert ${describe(fn, x)} to type ${fn.str(t)}${why}`);
		return bad(e);
	};
	const { u } = t;
	if (x.mode === 'const' && x.val !== undefined && (isNumeric(t) || isString(t) || u.kind === 'bool')) {
		if (isString(t) && isInteger(x.type)) return constant(e, t, runeBytes(Number(x.val)));
		const truncating = isInteger(t) && !isUntyped(x.type) && isFloat(x.type) ? x.val : x.val;
		const r = represent(truncating, t);
		if (typeof r !== 'object') return constant(e, t, r);
		if (r.why === 'truncated') return cannot();
		if (r.why === 'overflows') {
			fn.error(x.e.pos, `constant ${constText(x.val)} overflows ${fn.str(t)}`);
			return bad(e);
		}
		return cannot();
	}
	if (unassignable(fn, x, t) === '') {
		const y = isUntyped(x.type) ? (typed(fn, x, isInterface(t) ? defaultType(x.type) : t) ?? x) : x;
		return valueOf(e, t, isInterface(t) && y.mode !== 'nil' ? boxed(y.type, y.code) : own(y));
	}
	const from = isUntyped(x.type) ? defaultType(x.type) : x.type;
	const code = isUntyped(x.type) ? (typed(fn, x, from)?.code ?? x.code) : own(x);
	if (from.u === u || (from.u.kind === 'pointer' && u.kind === 'pointer' && from.u.elem?.u === u.elem?.u)) return valueOf(e, t, code);
	if (
		from.u.kind === 'struct' &&
		u.kind === 'struct' &&
		from.u.fields.length === u.fields.length &&
		from.u.fields.every((f, i) => f.name === u.fields[i]?.name && f.type === u.fields[i]?.type)
	)
		return valueOf(e, t, code);
	if (isNumeric(from) && isNumeric(t)) {
		const f = convertNumber(from, t);
		return valueOf(e, t, (fr) => f(code(fr)));
	}
	if (isString(t)) {
		if (isInteger(from)) return valueOf(e, t, (fr) => runeBytes(Number(code(fr))));
		const elem = from.u.kind === 'slice' ? from.u.elem?.u : null;
		if (elem === basicType('uint8')) return valueOf(e, t, (fr) => bytesToString(code(fr)));
		if (elem === basicType('int32'))
			return valueOf(e, t, (fr) =>
				items(code(fr))
					.map((r) => runeBytes(Number(r)))
					.join('')
			);
	}
	if (isString(from) && u.kind === 'slice') {
		if (u.elem?.u === basicType('uint8')) return valueOf(e, t, (fr) => stringToBytes(code(fr) as string));
		if (u.elem?.u === basicType('int32')) return valueOf(e, t, (fr) => new Slice(runesOf(code(fr) as string)));
	}
	return cannot();
}
function runesOf(s: string): Value[] {
	const out: Value[] = [];
	for (let i = 0; i < s.length;) {
		const [r, w] = decodeRune(s, i);
		out.push(r);
		i += w;
	}
	return out;
}
