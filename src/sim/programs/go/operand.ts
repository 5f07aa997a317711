// Operands: what an expression turned out to be; their words in messages; constants; and what may be assigned to what, after types2.
// An operand's code has no effects of its own: calls and receives were made steps before it.
import { convertNumber, wrap } from './arithmetic.ts';
import type { Code, Frame } from './machine.ts';
import type { Const, Fn, FuncObj, Package } from './scope.ts';
import { type Expr, show } from './syntax.ts';
import {
	basicType,
	invalid,
	isBoolean,
	isFloat,
	isInteger,
	isInterface,
	isNilable,
	isNumeric,
	isString,
	isUntyped,
	missingMethod,
	tBool,
	tFloat64,
	tInt,
	tRune,
	tString,
	type Type
} from './types.ts';
import { copyOf, Iface, isComposite, type Value } from './values.ts';

export interface Place {
	/** Overwrites what is there. */
	readonly store: (fr: Frame, v: Value) => void;
	/** Its address; absent for map elements. */
	readonly address?: Code;
	/** The same place with its parts evaluated now, as steps. */
	readonly fix?: () => Place;
}
export interface Operand {
	readonly mode: 'invalid' | 'novalue' | 'builtin' | 'type' | 'const' | 'var' | 'mapindex' | 'value' | 'nil' | 'pkg' | 'generic';
	readonly type: Type;
	readonly e: Expr;
	readonly code: Code;
	readonly val?: Const;
	readonly place?: Place;
	/** The two values of a comma-ok form. */
	readonly pair?: { readonly value: Code; readonly ok: Code };
	readonly name?: string;
	readonly pkg?: Package;
	readonly func?: FuncObj;
	readonly targs?: readonly Type[];
}
export const nothing: Code = () => null;
export const bad = (e: Expr): Operand => ({ mode: 'invalid', type: invalid, e, code: nothing });
export const valueOf = (e: Expr, type: Type, code: Code): Operand => ({ mode: 'value', type, e, code });

const shortFloat = (n: number): string => {
	if (Number.isInteger(n) && Math.abs(n) < 1e21) return String(n);
	const s = String(Number(n.toPrecision(6)));
	return s.includes('e') ? s.replace(/e([+-])(\d)$/, 'e$10$2') : s;
};
export const constText = (v: Const): string => (typeof v === 'string' ? goQuoted(v) : typeof v === 'number' ? shortFloat(v) : String(v));
const goQuoted = (s: string): string => {
	const q = JSON.stringify(s);
	return q.length > 72 ? `${q.slice(0, 69)}...` : q;
};
const composites: Readonly<Record<string, string>> = {
	pointer: 'pointer',
	slice: 'slice',
	array: 'array',
	map: 'map',
	chan: 'chan',
	func: 'func',
	struct: 'struct',
	interface: 'interface'
};

/** An operand in a message: `x (variable of type int)`. */
export function describe(fn: Fn, x: Operand): string {
	const expr = show(x.e);
	if (x.mode === 'nil') return x.type.kind === 'untyped nil' ? 'nil' : `nil (of type ${fn.str(x.type)})`;
	const mode = {
		invalid: 'invalid operand',
		novalue: 'no value',
		builtin: 'built-in',
		type: 'type',
		const: 'constant',
		var: 'variable',
		mapindex: 'map index expression',
		value: x.pair ? 'comma, ok expression' : 'value',
		pkg: 'package',
		generic: 'value'
	}[x.mode];
	if (['invalid', 'novalue', 'builtin', 'type'].includes(x.mode)) return `${expr} (${mode})`;
	let text = isUntyped(x.type) ? `${x.type.name} ${mode}` : mode;
	if (x.mode === 'const' && x.val !== undefined && constText(x.val) !== expr) text += ` ${constText(x.val)}`;
	if (!isUntyped(x.type)) {
		const kind = x.type.kind === 'named' ? `${composites[x.type.u.kind] ?? x.type.u.name} ` : '';
		text += x.type === invalid ? ' with invalid type' : ` of ${kind}type ${fn.str(x.type)}`;
	}
	return `${expr} (${text})`;
}

/** A constant as the machine's value of a type. */
function constValue(v: Const, t: Type): Value {
	if (typeof v === 'bigint') return isFloat(t) ? Number(v) : wrap(t, v);
	if (typeof v === 'number') return isInteger(t) ? wrap(t, BigInt(v)) : t.u.kind === 'float32' ? Math.fround(v) : v;
	return v;
}
export function constant(e: Expr, type: Type, val: Const): Operand {
	const value = constValue(val, type);
	return { mode: 'const', type, e, val, code: () => value };
}
const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = Object.fromEntries(
	[8n, 16n, 32n, 64n].flatMap((b) => [
		[`int${b}`, [-(1n << (b - 1n)), (1n << (b - 1n)) - 1n] as const],
		[`uint${b}`, [0n, (1n << b) - 1n] as const]
	])
);
const rangeOf = (kind: string): readonly [bigint, bigint] | undefined =>
	ranges[kind === 'int' ? 'int64' : kind === 'uint' || kind === 'uintptr' ? 'uint64' : kind];

/** A constant in a type's own form; or why it does not fit: "overflows", "truncated" or "kind". */
export function represent(v: Const, t: Type): Const | { readonly why: 'overflows' | 'truncated' | 'kind' } {
	if (isString(t)) return typeof v === 'string' ? v : { why: 'kind' };
	if (isBoolean(t)) return typeof v === 'boolean' ? v : { why: 'kind' };
	if (typeof v === 'string' || typeof v === 'boolean') return { why: 'kind' };
	if (isInteger(t)) {
		if (typeof v === 'number' && !Number.isInteger(v)) return { why: 'truncated' };
		const n = BigInt(v);
		const range = rangeOf(t.u.kind);
		return range && (n < range[0] || n > range[1]) ? { why: 'overflows' } : n;
	}
	if (isFloat(t)) return Number(v);
	return { why: 'kind' };
}
/** The type an untyped operand takes by itself. */
export function defaultType(t: Type): Type {
	switch (t.kind) {
		case 'untyped bool':
			return tBool;
		case 'untyped int':
			return tInt;
		case 'untyped rune':
			return tRune;
		case 'untyped float':
			return tFloat64;
		case 'untyped string':
			return tString;
		default:
			return t;
	}
}
const sameKind = (from: Type, to: Type): boolean =>
	(isNumeric(from) && isNumeric(to)) || (isString(from) && isString(to)) || (isBoolean(from) && isBoolean(to));

/** An untyped operand with a type; null when its kind does not fit. Reports a constant that does not fit. */
export function typed(fn: Fn, x: Operand, t: Type): Operand | null {
	if (!isUntyped(x.type)) return x;
	if (x.mode === 'nil') return isNilable(t) ? { ...x, type: t } : null;
	if (isInterface(t)) return typed(fn, x, defaultType(x.type));
	if (!sameKind(x.type, t)) return null;
	if (x.mode === 'const' && x.val !== undefined) {
		const r = represent(x.val, t);
		if (typeof r === 'object') {
			const op = x.e.k === 'Binary' || x.e.k === 'Unary' ? `${show(x.e)} (constant ${constText(x.val)} of type ${fn.str(t)})` : '';
			void op;
			fn.error(
				x.e.pos,
				r.why === 'truncated'
					? `${describe(fn, x)} truncated to ${fn.str(t)}`
					: `cannot use ${describe(fn, x)} as ${fn.str(t)} value in ${'expression'} (${r.why})`.replace(
							/cannot use (.*) as (.*) value in expression \(overflows\)/s,
							'$1 overflows $2'
						)
			);
			return bad(x.e);
		}
		return constant(x.e, t, r);
	}
	return { ...x, type: t, code: isNumeric(t) && !isUntyped(t) && x.mode !== 'const' ? convertNumbers(x, t) : x.code };
}
const convertNumbers = (x: Operand, t: Type): Code => {
	const c = convertNumber(basicType('int'), t);
	const { code } = x;
	return (fr) => c(code(fr));
};

/** Why x cannot be assigned to t; '' when it can, null when no more is to be said. */
export function unassignable(fn: Fn, x: Operand, t: Type): string | null {
	const v = x.type;
	if (v === t || t === invalid || v === invalid) return '';
	if (isUntyped(v)) {
		if (x.mode === 'nil') return isNilable(t) ? '' : null;
		if (isInterface(t))
			return t.u.methods.length === 0 ? '' : `${fn.str(defaultType(v))} does not implement ${fn.str(t)} ${missingMethod(defaultType(v), t, fn.pkg.path)}`;
		if (!sameKind(v, t)) return null;
		if (x.mode === 'const' && x.val !== undefined) {
			const r = represent(x.val, t);
			return typeof r === 'object' ? `(${r.why})` : '';
		}
		return '';
	}
	if (v.u === t.u && (v.kind !== 'named' || t.kind !== 'named') && v.u.kind !== 'typeparam') return '';
	if (isInterface(t)) {
		const why = missingMethod(v, t, fn.pkg.path);
		if (why === '') return '';
		if (v.kind === 'pointer' && v.elem && isInterface(v.elem))
			return `${fn.str(v)} does not implement ${fn.str(t)} (type ${fn.str(v)} is pointer to interface, not interface)`;
		return `${fn.str(v)} does not implement ${fn.str(t)} ${why}`;
	}
	if (isInterface(v) && missingMethod(t, v, fn.pkg.path) === '') return 'need type assertion';
	if (v.u.kind === 'chan' && t.u.kind === 'chan' && v.u.dir === 'both' && v.u.elem === t.u.elem && (v.kind !== 'named' || t.kind !== 'named')) return '';
	return null;
}
/** Wraps a value of type `from` for an interface. */
export function boxed(from: Type, code: Code): Code {
	if (isInterface(from)) return code;
	const copy = copyOf(from);
	return copy ? (fr) => new Iface(from, copy(code(fr))) : (fr) => new Iface(from, code(fr));
}
/** The value of x for its own use: a copy when it is a struct or array variable. */
export function own(x: Operand): Code {
	const copy = isComposite(x.type) && x.mode !== 'value' ? copyOf(x.type) : null;
	const { code } = x;
	return copy ? (fr) => copy(code(fr)) : code;
}
/** Checks that x may be assigned to t, `context` as in "assignment"; answers code for a value of type t. */
export function assign(fn: Fn, x: Operand, t: Type, context: string): Code {
	if (x.mode === 'invalid' || t === invalid) return nothing;
	if (!single(fn, x)) return nothing;
	const why = unassignable(fn, x, t);
	if (why !== '') {
		const cause = why === null ? '' : why.startsWith('(') ? ` ${why}` : `: ${why}`;
		const shown = isInterface(t) && isUntyped(x.type) && x.mode !== 'nil' ? { ...x, type: defaultType(x.type) } : x;
		fn.error(x.e.pos, `cannot use ${describe(fn, shown)} as ${fn.str(t)} value in ${context}${cause}`);
		return nothing;
	}
	return coerce(fn, x, t);
}
/** The code of x as a value of t, to which it may be assigned. */
function coerce(fn: Fn, x: Operand, t: Type): Code {
	const y = isUntyped(x.type) ? (typed(fn, x, isInterface(t) ? defaultType(x.type) : t) ?? x) : x;
	if (isInterface(t)) return y.mode === 'nil' ? nothing : boxed(y.type, y.code);
	return own(y);
}
/** Whether x is one value; reports when not. */
export function single(fn: Fn, x: Operand): boolean {
	switch (x.mode) {
		case 'invalid':
			return false;
		case 'novalue':
			fn.error(x.e.pos, `${show(x.e)} (no value) used as value`);
			return false;
		case 'builtin':
			fn.error(x.e.pos, `${show(x.e)} (built-in) must be called`);
			return false;
		case 'type':
			fn.error(x.e.pos, `${show(x.e)} (type) is not an expression`);
			return false;
		case 'pkg':
			fn.error(x.e.pos, `use of package ${show(x.e)} not in selector`);
			return false;
		case 'generic':
			fn.error(x.e.pos, `cannot use generic function ${show(x.e)} without instantiation`);
			return false;
	}
	if (x.type.kind === 'tuple') {
		fn.error(x.e.pos, `multiple-value ${show(x.e)} (value of type ${fn.str(x.type)}) in single-value context`);
		return false;
	}
	return true;
}
