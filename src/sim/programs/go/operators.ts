// Unary and binary operators, with constants folded as the compiler folds them, and its messages where types do not fit.
// FIDELITY: constant fractions are 64-bit floats, not exact.
import { arithmetic, compareInts } from './arithmetic.ts';
import { receive } from './channels.ts';
import { expr, value } from './expr.ts';
import type { Code, Frame } from './machine.ts';
import { bad, boxed, constant, defaultType, describe, type Operand, represent, typed, unassignable, valueOf } from './operand.ts';
import type { Const, Fn } from './scope.ts';
import { type Expr, show } from './syntax.ts';
import {
	basicType,
	incomparable,
	isBoolean,
	isFloat,
	isInteger,
	isInterface,
	isNilable,
	isNumeric,
	isString,
	isUnsigned,
	isUntyped,
	tInt,
	type Type
} from './types.ts';
import { type Chan, eqOf, Pointer, type Value } from './values.ts';

const untypedBool = basicType('untyped bool');

export function unary(fn: Fn, e: Extract<Expr, { k: 'Unary' }>, hint: Type | null): Operand {
	if (e.op === '&') return address(fn, e, hint);
	if (e.op === '<-') return receiveFrom(fn, e);
	const x = value(fn, e.x, hint);
	if (x.mode === 'invalid') return x;
	const fits = e.op === '!' ? isBoolean(x.type) : e.op === '^' ? isInteger(x.type) : isNumeric(x.type);
	if (!fits || x.mode === 'nil') {
		fn.error(e.pos, `invalid operation: operator ${e.op} not defined on ${describe(fn, x)}`);
		return bad(e);
	}
	if (x.mode === 'const' && x.val !== undefined) {
		const v = x.val;
		let out: Const = v;
		if (e.op === '!') out = !(v as boolean);
		else if (e.op === '-') out = typeof v === 'bigint' ? -v : -(v as number);
		else if (e.op === '^') out = isUnsigned(x.type) ? BigInt.asUintN(Number(/\d+/.exec(x.type.u.kind)?.[0] ?? 64), ~(v as bigint)) : ~(v as bigint);
		return folded(fn, e, x.type, out);
	}
	const { code, type } = x;
	if (e.op === '!') return valueOf(e, type, (fr) => !code(fr));
	if (e.op === '+') return valueOf(e, type, code);
	const op = isFloat(type) ? null : arithmetic(type, e.op === '-' ? '-' : '^');
	if (e.op === '-') return valueOf(e, type, op ? (fr) => op(0, code(fr)) : (fr) => -(code(fr) as number));
	const xor = arithmetic(type, '-');
	return valueOf(e, type, (fr) => xor(xor(0, code(fr)), 1));
}
function address(fn: Fn, e: Extract<Expr, { k: 'Unary' }>, hint: Type | null): Operand {
	let inner = e.x;
	while (inner.k === 'Paren') inner = inner.x;
	if (inner.k === 'Comp') {
		const x = expr(fn, inner, hint?.u.kind === 'pointer' ? hint.u.elem : null);
		if (x.mode === 'invalid') return x;
		const { code } = x;
		const held = x.type.u.kind === 'struct' || x.type.u.kind === 'array' ? fn.keep(code) : fn.keep((fr) => new Pointer([code(fr)], 0));
		return valueOf(e, fn.types.pointer(x.type), held);
	}
	const x = value(fn, e.x);
	if (x.mode === 'invalid') return x;
	if (!x.place?.address) {
		fn.error(x.e.pos, `invalid operation: cannot take address of ${describe(fn, x)}`);
		return bad(e);
	}
	return valueOf(e, fn.types.pointer(x.type), x.place.address);
}
function receiveFrom(fn: Fn, e: Extract<Expr, { k: 'Unary' }>): Operand {
	const x = value(fn, e.x);
	if (x.mode === 'invalid') return x;
	const { u } = x.type;
	if (u.kind !== 'chan' || u.dir === 'send') {
		fn.error(
			e.pos,
			u.kind === 'chan'
				? `invalid operation: cannot receive from send-only channel ${describe(fn, x)}`
				: `invalid operation: cannot receive from non-channel ${describe(fn, x)}`
		);
		return bad(e);
	}
	const { code } = x;
	fn.emit((fr) => receive(fr.g, code(fr) as Chan | null));
	const got = fn.keep((fr) => fr.g.wake);
	const first: Code = (fr) => (got(fr) as Value[])[1];
	return { ...valueOf(e, u.elem as Type, first), pair: { value: first, ok: (fr) => (got(fr) as Value[])[2] } };
}

/** A folded constant of a type: overflow is reported. */
function folded(fn: Fn, e: Expr, type: Type, v: Const): Operand {
	if (isUntyped(type)) return constant(e, type, v);
	const r = represent(v, type);
	if (typeof r === 'object') {
		fn.error(
			e.pos,
			r.why === 'truncated'
				? `${show(e)} (constant ${String(v)} of type ${fn.str(type)}) truncated`
				: `cannot use ${show(e)} (untyped int constant ${String(v)}) as ${fn.str(type)} value in expression (overflows)`.replace(
						/^.*$/s,
						`${show(e)} (constant ${String(v)} of type ${fn.str(type)}) overflows ${fn.str(type)}`
					)
		);
		return bad(e);
	}
	return constant(e, type, r);
}
const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const rank: Readonly<Record<string, number>> = { 'untyped int': 1, 'untyped rune': 2, 'untyped float': 3 };

function foldBinary(op: string, a: Const, b: Const, integer: boolean): Const | null {
	if (comparisons.has(op)) {
		const [x, y] = typeof a === 'bigint' && typeof b === 'number' ? [Number(a), b] : typeof a === 'number' && typeof b === 'bigint' ? [a, Number(b)] : [a, b];
		return op === '==' ? x === y : op === '!=' ? x !== y : op === '<' ? x < y : op === '<=' ? x <= y : op === '>' ? x > y : x >= y;
	}
	if (typeof a === 'string' && typeof b === 'string') return op === '+' ? a + b : null;
	if (typeof a === 'boolean' && typeof b === 'boolean') return op === '&&' ? a && b : op === '||' ? a || b : null;
	if (typeof a === 'bigint' && typeof b === 'bigint' && (integer || op !== '/')) {
		switch (op) {
			case '+':
				return a + b;
			case '-':
				return a - b;
			case '*':
				return a * b;
			case '/':
				return a / b;
			case '%':
				return a % b;
			case '&':
				return a & b;
			case '|':
				return a | b;
			case '^':
				return a ^ b;
			case '&^':
				return a & ~b;
		}
		return null;
	}
	const [x, y] = [Number(a), Number(b)];
	return op === '+' ? x + y : op === '-' ? x - y : op === '*' ? x * y : op === '/' ? x / y : null;
}
/** Whether an expression may make steps (calls, receives, literals of functions). */
function hasSteps(e: unknown): boolean {
	if (typeof e !== 'object' || e === null) return false;
	if (Array.isArray(e)) return e.some(hasSteps);
	const { k, op } = e as { k?: string; op?: string };
	if (k === 'Call' || k === 'FuncLit' || (k === 'Unary' && (op === '<-' || op === '&'))) return true;
	if (k === 'Selector') return true;
	return Object.values(e).some(hasSteps);
}

export function binary(fn: Fn, e: Extract<Expr, { k: 'Binary' }>, hint: Type | null): Operand {
	const { op } = e;
	if (op === '&&' || op === '||') return logic(fn, e);
	const x0 = value(fn, e.x, hint);
	if (op === '<<' || op === '>>') return shift(fn, e, x0, hint);
	const y0 = value(fn, e.y, isUntyped(x0.type) ? hint : x0.type);
	if (x0.mode === 'invalid' || y0.mode === 'invalid') return bad(e);
	const pair = match(fn, e, x0, y0);
	if (!pair) return bad(e);
	const [x, y] = pair;
	if (x.mode === 'invalid' || y.mode === 'invalid') return bad(e);
	if (comparisons.has(op)) return comparison(fn, e, x, y);
	if (x.type !== y.type) {
		fn.error(e.pos, `invalid operation: ${show(e)} (mismatched types ${fn.str(x.type)} and ${fn.str(y.type)})`);
		return bad(e);
	}
	return arithmeticOf(fn, e, x, y, op);
}
/** x op y for operands of one type. */
export function arithmeticOf(fn: Fn, e: Expr, x: Operand, y: Operand, op: string): Operand {
	const { type } = x;
	const fits =
		op === '+'
			? isNumeric(type) || isString(type)
			: '-*/'.includes(op)
				? isNumeric(type)
				: isInteger(type) || (type.kind === 'untyped float' && x.val !== undefined && Number.isInteger(Number(x.val)));
	if (!fits || x.mode === 'nil') {
		fn.error(x.e.pos, `invalid operation: operator ${op} not defined on ${describe(fn, x)}`);
		return bad(e);
	}
	if ((op === '/' || op === '%') && isInteger(type) && y.val !== undefined && Number(y.val) === 0) {
		fn.error(y.e.pos, 'invalid operation: division by zero');
		return bad(e);
	}
	if (x.val !== undefined && y.val !== undefined) {
		const v = foldBinary(op, x.val, y.val, isInteger(type));
		if (v !== null) return folded(fn, e, type, v);
	}
	const f = arithmetic(isUntyped(type) ? defaultType(type) : type, op);
	const [a, b] = [x.code, y.code];
	return valueOf(e, type, (fr) => f(a(fr), b(fr)));
}
/** Brings two operands to one type; null after reporting a mismatch. */
function match(fn: Fn, e: Extract<Expr, { k: 'Binary' }>, x: Operand, y: Operand): readonly [Operand, Operand] | null {
	const mismatch = (): null => {
		fn.error(
			comparisons.has(e.op) ? e.y.pos : e.pos,
			`invalid operation: ${show(e)} (mismatched types ${x.mode === 'nil' ? 'untyped nil' : fn.str(x.type)} and ${y.mode === 'nil' ? 'untyped nil' : fn.str(y.type)})`
		);
		return null;
	};
	const [ux, uy] = [isUntyped(x.type), isUntyped(y.type)];
	if (ux && uy) {
		if (x.mode === 'nil' || y.mode === 'nil') {
			if (x.mode === 'nil' && y.mode === 'nil') {
				fn.error(e.pos, `invalid operation: ${show(e)} (operator ${e.op} not defined on nil)`);
				return null;
			}
			return mismatch();
		}
		const [rx, ry] = [rank[x.type.kind], rank[y.type.kind]];
		if (rx && ry) return rx >= ry ? [x, { ...y, type: x.type }] : [{ ...x, type: y.type }, y];
		return x.type === y.type ? [x, y] : mismatch();
	}
	if (ux || uy) {
		const [u, t] = ux ? [x, y] : [y, x];
		if (u.mode === 'nil' && !isNilable(t.type)) return mismatchNil(fn, e, u, t);
		const made = u.mode === 'nil' ? { ...u, type: t.type } : typed(fn, u, t.type);
		if (!made) return mismatch();
		return ux ? [made, y] : [x, made];
	}
	return [x, y];
}
function mismatchNil(fn: Fn, e: Extract<Expr, { k: 'Binary' }>, u: Operand, t: Operand): null {
	void u;
	fn.error(
		e.x === u.e ? e.x.pos : e.y.pos,
		`invalid operation: ${show(e)} (mismatched types ${e.x === u.e ? 'untyped nil' : fn.str(t.type)} and ${e.x === u.e ? fn.str(t.type) : 'untyped nil'})`
	);
	return null;
}
function comparison(fn: Fn, e: Extract<Expr, { k: 'Binary' }>, x: Operand, y: Operand): Operand {
	const { op } = e;
	if (x.val !== undefined && y.val !== undefined && x.mode === 'const' && y.mode === 'const') {
		const v = foldBinary(op, x.val, y.val, true);
		if (v !== null) return constant(e, untypedBool, v);
	}
	const t = isInterface(x.type) && x.mode !== 'nil' ? x.type : y.mode === 'nil' || (!isInterface(y.type) && x.mode !== 'nil') ? x.type : y.type;
	if (unassignable(fn, x, y.type) !== '' && unassignable(fn, y, x.type) !== '') {
		fn.error(e.pos, `invalid operation: ${show(e)} (mismatched types ${fn.str(x.type)} and ${fn.str(y.type)})`);
		return bad(e);
	}
	const nil = x.mode === 'nil' || y.mode === 'nil';
	if (op === '==' || op === '!=') {
		const why = nil ? '' : incomparable(t);
		if (why !== '') {
			const hint = why === 'struct' ? `struct containing uncomparable field cannot be compared` : `${why} can only be compared to nil`;
			fn.error(e.pos, `invalid operation: ${show(e)} (${hint})`);
			return bad(e);
		}
		const eq = eqOf(t);
		const [a, b] = isInterface(t) ? [x.mode === 'nil' ? x.code : boxed(x.type, x.code), y.mode === 'nil' ? y.code : boxed(y.type, y.code)] : [x.code, y.code];
		const same: Code = nil ? (x.mode === 'nil' ? (fr: Frame) => b(fr) === null : (fr: Frame) => a(fr) === null) : (fr: Frame) => eq(a(fr), b(fr));
		return valueOf(e, untypedBool, op === '==' ? same : (fr) => !same(fr));
	}
	if (!isNumeric(t) && !isString(t)) {
		fn.error(
			e.pos,
			`invalid operation: ${show(e)} (operator ${op} not defined on ${t.u.kind === 'bool' ? 'bool' : t.u.kind})`.replace('(operator', '(operator')
		);
		return bad(e);
	}
	const [a, b] = [x.code, y.code];
	switch (op) {
		case '<':
			return valueOf(e, untypedBool, (fr) => compare(a(fr), b(fr)) < 0);
		case '<=':
			return valueOf(e, untypedBool, (fr) => lessEqual(a(fr), b(fr)));
		case '>':
			return valueOf(e, untypedBool, (fr) => compare(a(fr), b(fr)) > 0);
		default:
			return valueOf(e, untypedBool, (fr) => lessEqual(b(fr), a(fr)));
	}
}
const compare = (a: Value, b: Value): number => compareInts(a, b);
const lessEqual = (a: Value, b: Value): boolean => (a as number) <= (b as number);

function logic(fn: Fn, e: Extract<Expr, { k: 'Binary' }>): Operand {
	const x = value(fn, e.x);
	const both = (y: Operand): boolean => {
		if (x.mode === 'invalid' || y.mode === 'invalid') return false;
		for (const o of [x, y])
			if (!isBoolean(o.type)) {
				fn.error(o.e.pos, `invalid operation: operator ${e.op} not defined on ${describe(fn, o)}`);
				return false;
			}
		return true;
	};
	const typeOfBoth = (y: Operand): Type => (isUntyped(x.type) ? y.type : x.type);
	const { code: a } = x;
	if (!hasSteps(e.y)) {
		const y = value(fn, e.y);
		if (!both(y)) return bad(e);
		if (x.val !== undefined && y.val !== undefined)
			return constant(e, typeOfBoth(y), e.op === '&&' ? (x.val as boolean) && (y.val as boolean) : (x.val as boolean) || (y.val as boolean));
		const { code: b } = y;
		return valueOf(e, typeOfBoth(y), e.op === '&&' ? (fr) => a(fr) && b(fr) : (fr) => a(fr) || b(fr));
	}
	const t = fn.slot();
	const end = { pc: 0 };
	const go = e.op === '&&';
	fn.emit((fr) => {
		const v = a(fr);
		fr.l[t] = v;
		if (v !== go) fr.pc = end.pc;
	});
	const y = value(fn, e.y);
	const { code: b } = y;
	fn.emit((fr) => {
		fr.l[t] = b(fr);
	});
	fn.here(end);
	return both(y) ? valueOf(e, typeOfBoth(y), (fr) => fr.l[t]) : bad(e);
}
function shift(fn: Fn, e: Extract<Expr, { k: 'Binary' }>, x0: Operand, hint: Type | null): Operand {
	const y = value(fn, e.y);
	if (x0.mode === 'invalid' || y.mode === 'invalid') return bad(e);
	const intConst = (o: Operand): boolean => o.val !== undefined && isUntyped(o.type) && Number.isInteger(Number(o.val)) && typeof o.val !== 'string';
	if (!isInteger(x0.type) && !intConst(x0)) {
		fn.error(e.pos, `invalid operation: shifted operand ${describe(fn, x0)} must be integer`);
		return bad(e);
	}
	if (!isInteger(y.type) && !intConst(y)) {
		fn.error(e.y.pos, `invalid operation: shift count ${describe(fn, y)} must be integer`);
		return bad(e);
	}
	if (y.val !== undefined && Number(y.val) < 0) {
		fn.error(e.y.pos, `invalid operation: negative shift count ${describe(fn, y)}`);
		return bad(e);
	}
	if (x0.val !== undefined && y.val !== undefined) {
		const [a, n] = [BigInt(x0.val as bigint | number), BigInt(y.val as bigint | number)];
		if (n > 10_000n) {
			fn.error(e.y.pos, `invalid shift count ${describe(fn, y)}`);
			return bad(e);
		}
		return folded(fn, e, isUntyped(x0.type) && x0.type.kind === 'untyped float' ? basicType('untyped int') : x0.type, e.op === '<<' ? a << n : a >> n);
	}
	const x = isUntyped(x0.type) ? (typed(fn, x0, hint && isInteger(hint) && !isUntyped(hint) ? hint : tInt) ?? bad(e)) : x0;
	if (x.mode === 'invalid') return x;
	const f = arithmetic(x.type, e.op);
	const [a, b] = [x.code, y.code];
	return valueOf(e, x.type, (fr) => f(a(fr), b(fr)));
}
