// Index and slice expressions, *p, and type assertions: values that are also places, with Go's run-time checks.
// Invariant: a constant index outside a known length is the compiler's complaint, any other the machine's.
import { elementPlace, expr, pointee, value } from './expr.ts';
import type { Code, Frame } from './machine.ts';
import { assign, bad, describe, type Operand, type Place, represent, single, valueOf } from './operand.ts';
import type { Fn } from './scope.ts';
import { type Expr, show } from './syntax.ts';
import { invalid, isInteger, isInterface, isString, isUntyped, missingMethod, tByte, tInt, tString, type Type, typeString } from './types.ts';
import { instantiateFunc, typeOf } from './typing.ts';
import { type GoMap, type Iface, isComposite, keyOf, nilFault, overwrite, type Pointer, RuntimeFault, Slice, type Value, zeroOf } from './values.ts';

// index, slice, dereference, assertion --------------------------------------------------------------
const outOfRange = (i: Value, n: number): RuntimeFault => new RuntimeFault(`index out of range [${String(i)}]${(i as number) < 0 ? '' : ` with length ${n}`}`);

/** An index as code; a constant one is checked against a constant length. */
function indexCode(fn: Fn, e: Expr, length: number | null, x: Expr): Code {
	const i = value(fn, e);
	if (i.mode === 'invalid') return () => 0;
	if (i.val !== undefined && isUntyped(i.type)) {
		const r = represent(i.val, tInt);
		if (typeof r === 'object') {
			fn.error(
				e.pos,
				r.why === 'kind'
					? `invalid argument: index ${describe(fn, i)} must be integer`
					: `invalid argument: index ${describe(fn, i)} ${r.why === 'truncated' ? 'truncated to int' : 'overflows int'}`
			);
			return () => 0;
		}
	} else if (!isInteger(i.type)) {
		fn.error(e.pos, `invalid argument: index ${describe(fn, i)} must be integer`);
		return () => 0;
	}
	if (i.val !== undefined) {
		const n = Number(i.val);
		if (n < 0) fn.error(e.pos, `invalid argument: index ${show(e)} (constant of type int) must not be negative`);
		else if (length !== null && n >= length) fn.error(e.pos, `invalid argument: index ${n} out of bounds [0:${length}]`);
		void x;
		return () => n;
	}
	return i.code;
}
export function index(fn: Fn, e: Extract<Expr, { k: 'Index' }>): Operand {
	const first = e.indices[0] as Expr;
	const x = expr(fn, e.x);
	if (x.mode === 'generic' && x.func) {
		const args = e.indices.map((i) => typeOf(fn, i));
		if (args.includes(invalid)) return bad(e);
		if (args.length < x.func.decl.type.tparams.length) return { ...x, e, targs: args };
		const made = instantiateFunc(fn, e, x.func, args);
		return made ? valueOf(e, made.type, () => made.func) : bad(e);
	}
	if (x.mode === 'type') {
		const t = typeOf(fn, e);
		return t === invalid ? bad(e) : { mode: 'type', type: t, e, code: () => null };
	}
	if (!single(fn, x)) return bad(e);
	const { u } = x.type;
	const arrayPointer = u.kind === 'pointer' && u.elem?.u.kind === 'array';
	const t = arrayPointer ? (u.elem as Type).u : u;
	const { code } = x;
	if (isString(x.type)) {
		const i = indexCode(fn, first, typeof x.val === 'string' ? x.val.length : null, e.x);
		return valueOf(e, tByte, (fr) => {
			const s = code(fr) as string;
			const n = i(fr) as number;
			if (!(n >= 0 && n < s.length)) throw outOfRange(n, s.length);
			return s.charCodeAt(n);
		});
	}
	if (t.kind === 'map') {
		const key = t.key as Type;
		const elem = t.elem as Type;
		const k = assign(fn, value(fn, first, key), key, 'map index');
		const hash = keyOf(key);
		const zero = zeroOf(elem);
		const load: Code = (fr) => {
			const m = code(fr) as GoMap | null;
			const h = hash(k(fr));
			const found = m?.m.get(h);
			return found ? found[1] : zero();
		};
		const ok: Code = (fr) => (code(fr) as GoMap | null)?.m.has(hash(k(fr))) ?? false;
		return {
			mode: 'mapindex',
			type: elem,
			e,
			code: load,
			pair: { value: load, ok },
			place: mapPlace(fn, code, k, hash)
		};
	}
	if (t.kind === 'slice') {
		const elem = t.elem as Type;
		const i = indexCode(fn, first, null, e.x);
		const zero = zeroOf(elem);
		const at = (fr: Frame): readonly [Value[], number] => {
			const s = code(fr) as Slice | null;
			const n = i(fr) as number;
			if (s === null || !(n >= 0 && n < s.n)) throw outOfRange(n, s?.n ?? 0);
			return [s.a, s.o + n];
		};
		const load: Code = (fr) => {
			const s = code(fr) as Slice | null;
			const n = i(fr) as number;
			if (s === null || !(n >= 0 && n < s.n)) throw outOfRange(n, s?.n ?? 0);
			const v = s.a[s.o + n];
			return v === undefined ? (s.a[s.o + n] = zero()) : v;
		};
		return {
			mode: 'var',
			type: elem,
			e,
			code: load,
			place: fixable(fn, code, i, elem, (c, n) => elementPlace(elem, (fr) => sliceAt(c(fr), n(fr)))) ?? elementPlace(elem, at)
		};
	}
	if (t.kind === 'array') {
		const elem = t.elem as Type;
		const i = indexCode(fn, first, t.len, e.x);
		const at = (fr: Frame): readonly [Value[], number] => {
			const a = code(fr) as Value[] | null;
			if (a === null) throw nilFault();
			const n = i(fr) as number;
			if (!(n >= 0 && n < a.length)) throw outOfRange(n, a.length);
			return [a, n];
		};
		const load: Code = (fr) => {
			const [a, n] = at(fr);
			return a[n];
		};
		return {
			mode: x.place?.address || arrayPointer ? 'var' : 'value',
			type: elem,
			e,
			code: load,
			...((x.place?.address || arrayPointer) && { place: elementPlace(elem, at) })
		};
	}
	fn.error(e.pos, `invalid operation: cannot index ${describe(fn, x)}`);
	return bad(e);
}
const sliceAt = (s: Value, n: Value): readonly [Value[], number] => {
	const [slice, i] = [s as Slice | null, n as number];
	if (slice === null || !(i >= 0 && i < slice.n)) throw outOfRange(i, slice?.n ?? 0);
	return [slice.a, slice.o + i];
};
const fixable = (fn: Fn, c: Code, i: Code, elem: Type, make: (c: Code, i: Code) => Place): Place => {
	void elem;
	return { ...make(c, i), fix: () => make(fn.keep(c), fn.keep(i)) };
};
function mapPlace(fn: Fn, code: Code, k: Code, hash: (v: Value) => unknown): Place {
	const make = (c: Code, key: Code): Place => ({
		store: (fr, v) => {
			const m = c(fr) as GoMap | null;
			if (m === null) throw new RuntimeFault('\0assignment to entry in nil map');
			const kv = key(fr);
			const h = hash(kv);
			const old = m.m.get(h);
			if (old) old[1] = v;
			else m.m.set(h, [kv, v]);
		}
	});
	return { ...make(code, k), fix: () => make(fn.keep(code), fn.keep(k)) };
}
export function sliceExpr(fn: Fn, e: Extract<Expr, { k: 'SliceExpr' }>): Operand {
	const x = value(fn, e.x);
	if (x.mode === 'invalid') return x;
	const { u } = x.type;
	const { code } = x;
	const part = (p: Expr | null): Code | null => (p ? indexCode(fn, p, null, e.x) : null);
	const [lo, hi, max] = [part(e.lo), part(e.hi), part(e.max)];
	if (isString(x.type)) {
		const type = isUntyped(x.type) ? tString : x.type;
		return valueOf(e, type, (fr) => {
			const s = code(fr) as string;
			const [a, b] = [lo ? (lo(fr) as number) : 0, hi ? (hi(fr) as number) : s.length];
			if (!(b >= 0 && b <= s.length)) throw new RuntimeFault(`slice bounds out of range [:${b}] with length ${s.length}`);
			if (!(a >= 0 && a <= b)) throw new RuntimeFault(`slice bounds out of range [${a}:${hi ? b : ''}]${hi ? '' : ` with length ${s.length}`}`);
			return s.slice(a, b);
		});
	}
	const arrayType = u.kind === 'array' ? u : u.kind === 'pointer' && u.elem?.u.kind === 'array' ? u.elem.u : null;
	if (u.kind !== 'slice' && !arrayType) {
		fn.error(e.pos, `cannot slice ${describe(fn, x)}`);
		return bad(e);
	}
	if (u.kind === 'array' && !x.place?.address) {
		fn.error(e.pos, `invalid operation: ${describe(fn, x)} (slice of unaddressable value)`);
		return bad(e);
	}
	const type = arrayType ? fn.types.slice(arrayType.elem as Type) : x.type;
	return valueOf(e, type, (fr) => {
		const v = code(fr);
		const s = Array.isArray(v) ? new Slice(v) : (v as Slice | null);
		const [n, c] = [s?.n ?? 0, s?.c ?? 0];
		const [a, b] = [lo ? (lo(fr) as number) : 0, hi ? (hi(fr) as number) : n];
		const m = max ? (max(fr) as number) : c;
		if (!(m >= 0 && m <= c)) throw new RuntimeFault(`slice bounds out of range [::${m}] with capacity ${c}`);
		if (!(b >= 0 && b <= m)) throw new RuntimeFault(`slice bounds out of range [:${b}] with ${Array.isArray(v) ? 'length' : 'capacity'} ${m}`);
		if (!(a >= 0 && a <= b)) throw new RuntimeFault(`slice bounds out of range [${a}:${b}]`);
		return s ? new Slice(s.a, s.o + a, b - a, m - a) : null;
	});
}
export function deref(fn: Fn, e: Extract<Expr, { k: 'Star' }>): Operand {
	const x = expr(fn, e.x);
	if (x.mode === 'type') return { mode: 'type', type: fn.types.pointer(x.type), e, code: () => null };
	if (!single(fn, x)) return bad(e);
	if (x.mode === 'nil') {
		fn.error(e.pos, 'invalid operation: cannot indirect nil');
		return bad(e);
	}
	const t = x.type.u.kind === 'pointer' ? x.type.u.elem : null;
	if (!t) {
		fn.error(e.pos, `invalid operation: cannot indirect ${describe(fn, x)}`);
		return bad(e);
	}
	const load = pointee(x.code, t);
	const { code } = x;
	const checked: Code = (fr) => {
		const v = code(fr);
		if (v === null) throw nilFault();
		return v;
	};
	const place: Place = isComposite(t)
		? { store: (fr, v) => overwrite(t, checked(fr) as Value[], v as Value[]), address: checked }
		: {
				store: (fr, v) => {
					const p = checked(fr) as Pointer;
					p.b[p.i] = v;
				},
				address: checked
			};
	return { mode: 'var', type: t, e, code: load, place };
}
/** Whether a dynamic type is, or implements, t. */
export function matches(dynamic: Type, t: Type): boolean {
	if (!isInterface(t)) return dynamic === t;
	const cache = ((dynamic.cache as { does?: Map<Type, boolean> }).does ??= new Map<Type, boolean>());
	let known = cache.get(t);
	if (known === undefined) cache.set(t, (known = missingMethod(dynamic, t, '') === ''));
	return known;
}
export function assertion(fn: Fn, e: Extract<Expr, { k: 'Assert' }>): Operand {
	const x = value(fn, e.x);
	if (x.mode === 'invalid') return x;
	if (!e.type) {
		fn.error(e.pos, 'invalid syntax tree: use of .(type) outside type switch');
		return bad(e);
	}
	const t = typeOf(fn, e.type);
	if (t === invalid) return bad(e);
	if (!isInterface(x.type)) {
		fn.error(e.x.pos, `invalid operation: ${show(e.x)} (${describe(fn, x).slice(show(e.x).length + 2, -1)}) is not an interface`);
		return bad(e);
	}
	if (!impossible(fn, x, t, e.pos, show(e))) return bad(e);
	const { code } = x;
	const from = x.type;
	const convert = (v: Iface): Value => (isInterface(t) ? v : v.v);
	const zero = zeroOf(t);
	const pair = {
		value: ((fr) => {
			const v = code(fr) as Iface | null;
			return v !== null && matches(v.t, t) ? convert(v) : zero();
		}) as Code,
		ok: ((fr) => {
			const v = code(fr) as Iface | null;
			return v !== null && matches(v.t, t);
		}) as Code
	};
	return {
		mode: 'value',
		type: t,
		e,
		pair,
		code: (fr) => {
			const v = code(fr) as Iface | null;
			if (v !== null && matches(v.t, t)) return convert(v);
			const name = typeString(from, null).replace('interface {}', 'interface {}');
			if (v === null) throw new RuntimeFault(`\0interface conversion: ${isInterface(t) ? 'interface' : name} is nil, not ${typeString(t, null)}`);
			if (isInterface(t))
				throw new RuntimeFault(
					`\0interface conversion: ${typeString(v.t, null)} is not ${typeString(t, null)}: ${missingMethod(v.t, t, '').replace(/^\(|\)$/g, '')}`
				);
			throw new RuntimeFault(`\0interface conversion: ${name} is ${typeString(v.t, null)}, not ${typeString(t, null)}`);
		}
	};
}
/** Reports an assertion or case that can never hold. */
export function impossible(fn: Fn, x: Operand, t: Type, pos: number, text: string): boolean {
	if (isInterface(t)) return true;
	const why = missingMethod(t, x.type, fn.pkg.path);
	if (why === '') return true;
	fn.error(
		pos,
		`impossible type ${text.startsWith('case') ? 'switch case' : 'assertion'}: ${text.startsWith('case') ? `${describe(fn, x)} cannot have dynamic type ${fn.str(t)} ${why}` : `${text}\n\t${fn.str(t)} does not implement ${fn.str(x.type)} ${why}`}`
	);
	return false;
}
