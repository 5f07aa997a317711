// Expressions: checked and made into code in one pass. Calls and receives become steps of their own before the code that uses their results.
// Order of evaluation is Go's where the specification says so; where it leaves it open (a variable beside a call), the call comes first.
import { call } from './call.ts';
import { composite } from './composite.ts';
import { functionLiteral } from './function.ts';
import type { Code, Frame } from './machine.ts';
import { bad, constant, defaultType, type Operand, type Place, single, typed, valueOf } from './operand.ts';
import { binary, unary } from './operators.ts';
import { assertion, deref, index, sliceExpr } from './places.ts';
import type { Fn, Obj } from './scope.ts';
import { type Expr, type Ident, type SelectorExpr, show } from './syntax.ts';
import { basicType, type Found, invalid, isInterface, isUntyped, lookUp, methodType, type PathStep, type Type, typeString, untypedNil } from './types.ts';
import { funcOf, funcType, typeOf } from './typing.ts';
import { copyOf, Func, Iface, isComposite, nilFault, overwrite, Pointer, RuntimeFault, type Value, zeroOf } from './values.ts';

/** One expression; `hint` is the type its context wants, for what has none by itself. Reports errors and answers an operand, perhaps invalid. */
export function expr(fn: Fn, e: Expr, hint: Type | null = null): Operand {
	switch (e.k) {
		case 'Paren': {
			const x = expr(fn, e.x, hint);
			return { ...x, e };
		}
		case 'Ident':
			return ident(fn, e);
		case 'Lit':
			switch (e.lit) {
				case 'int':
					return constant(e, basicType('untyped int'), BigInt(e.value));
				case 'char':
					return constant(e, basicType('untyped rune'), BigInt(e.value));
				case 'float':
					return constant(e, basicType('untyped float'), Number(e.value));
				case 'string':
					return constant(e, basicType('untyped string'), e.value);
			}
			fn.error(e.pos, 'complex numbers are not supported');
			return bad(e);
		case 'FuncLit':
			return functionLiteral(fn, e);
		case 'Comp':
			return composite(fn, e, hint);
		case 'Selector':
			return selector(fn, e);
		case 'Index':
			return index(fn, e);
		case 'SliceExpr':
			return sliceExpr(fn, e);
		case 'Assert':
			return assertion(fn, e);
		case 'Call':
			return call(fn, e, hint);
		case 'Star':
			return deref(fn, e);
		case 'Unary':
			return unary(fn, e, hint);
		case 'Binary':
			return binary(fn, e, hint);
	}
	const t = typeOf(fn, e);
	return t === invalid ? bad(e) : { mode: 'type', type: t, e, code: () => null };
}
/** A single value with a type of its own. */
export function value(fn: Fn, e: Expr, hint: Type | null = null): Operand {
	const x = expr(fn, e, hint);
	if (!single(fn, x)) return bad(e);
	return x;
}
/** As `value`, untyped ones with their default type. */
export function typedValue(fn: Fn, e: Expr): Operand {
	const x = value(fn, e);
	if (x.mode === 'nil') return x;
	return isUntyped(x.type) ? (typed(fn, x, defaultType(x.type)) ?? bad(e)) : x;
}

function ident(fn: Fn, e: Ident): Operand {
	if (e.name === '_') {
		fn.error(e.pos, 'cannot use _ as value');
		return bad(e);
	}
	const o = fn.scope.find(e.name);
	if (!o) {
		fn.error(e.pos, `undefined: ${e.name}`);
		return bad(e);
	}
	return object(fn, e, o);
}
export function object(fn: Fn, e: Expr, o: Obj): Operand {
	switch (o.kind) {
		case 'var':
			o.used = true;
			o.resolve?.();
			if (!o.fn) fn.deps.add(o);
			return o.type === invalid ? bad(e) : { mode: 'var', type: o.type, e, code: fn.load(o), place: variable(fn, o) };
		case 'const':
			if (o.name === 'iota' && o.pos === 0) {
				if (fn.iota === null) {
					fn.error(e.pos, 'cannot use iota outside constant declaration');
					return bad(e);
				}
				return constant(e, basicType('untyped int'), BigInt(fn.iota));
			}
			o.resolve?.();
			return o.type === invalid ? bad(e) : constant(e, o.type, o.val);
		case 'type':
			o.resolve?.();
			return { mode: 'type', type: o.generic ? invalid : o.type, e, code: () => null };
		case 'func': {
			fn.deps.add(o.decl);
			if (o.decl.type.tparams.length > 0) return { mode: 'generic', type: invalid, e, code: () => null, func: o };
			const f = funcOf(fn.prog, o);
			return { mode: 'value', type: funcType(fn.prog, o), e, code: () => f, func: o };
		}
		case 'pkg':
			o.used = true;
			return { mode: 'pkg', type: invalid, e, code: () => null, pkg: o.pkg };
		case 'builtin':
			return { mode: 'builtin', type: invalid, e, code: () => null, name: o.name };
		case 'nil':
			return { mode: 'nil', type: untypedNil, e, code: () => null };
	}
}
/** A variable as a place. */
export function variable(fn: Fn, o: Extract<Obj, { kind: 'var' }>): Place {
	const load = fn.load(o);
	if (isComposite(o.type)) return { store: (fr, v) => overwrite(o.type, load(fr) as Value[], v as Value[]), address: load };
	const local = o.fn === fn && !o.boxed;
	const { slot } = o;
	if (local)
		return {
			store: (fr, v) => {
				fr.l[slot] = v;
			},
			address: (fr) => new Pointer(fr.l, slot)
		};
	const box = fn.boxCode(o);
	return {
		store: (fr, v) => {
			(box(fr) as Value[])[0] = v;
		},
		address: (fr) => new Pointer(box(fr) as Value[], 0)
	};
}
/** The place i of an array that `at` gives. */
export function elementPlace(t: Type, at: (fr: Frame) => readonly [Value[], number]): Place {
	if (isComposite(t)) {
		const load: Code = (fr) => {
			const [a, i] = at(fr);
			return (a[i] ??= zeroOf(t)());
		};
		return { store: (fr, v) => overwrite(t, load(fr) as Value[], v as Value[]), address: load };
	}
	return {
		store: (fr, v) => {
			const [a, i] = at(fr);
			a[i] = v;
		},
		address: (fr) => {
			const [a, i] = at(fr);
			return new Pointer(a, i);
		}
	};
}

// selectors --------------------------------------------------------------------------------------
function selector(fn: Fn, e: SelectorExpr): Operand {
	if (e.x.k === 'Ident') {
		const p = fn.scope.find(e.x.name);
		if (p?.kind === 'pkg') {
			p.used = true;
			const o = p.pkg.scope.names.get(e.sel.name);
			if (!o || !/^[A-Z]/.test(e.sel.name)) {
				const near = e.sel.name[0]?.toUpperCase() + e.sel.name.slice(1);
				const but = !/^[A-Z]/.test(e.sel.name) && p.pkg.scope.names.has(near) ? ` (but have ${near})` : '';
				fn.error(e.sel.pos, o && !p.pkg.std ? `name ${e.sel.name} not exported by package ${p.pkg.name}` : `undefined: ${show(e)}${but}`);
				return bad(e);
			}
			return object(fn, e, o);
		}
	}
	const x = expr(fn, e.x);
	if (x.mode === 'type') return methodExpression(fn, e, x.type);
	if (!single(fn, x)) return bad(e);
	const base = isUntyped(x.type) && x.mode !== 'nil' ? (typed(fn, x, defaultType(x.type)) ?? x) : x;
	const found = e.sel.name === '_' ? null : lookUp(base.type, e.sel.name, fn.pkg.path);
	if (!found || (base.type.kind === 'pointer' && base.type.elem && isInterface(base.type.elem))) {
		const t = fn.str(base.type);
		const other = [...(base.type.kind === 'pointer' ? (base.type.elem?.declared ?? []) : base.type.declared)].map(([n]) => n);
		const fields = (base.type.kind === 'pointer' ? base.type.elem : base.type)?.u.fields.map((f) => f.name) ?? [];
		const near = [...other, ...fields].find((n) => n.toLowerCase() === e.sel.name.toLowerCase());
		const what = other.includes(near ?? '') ? 'method' : 'field';
		const why =
			base.type.kind === 'pointer' && base.type.elem && isInterface(base.type.elem)
				? `type ${t} is pointer to interface, not interface`
				: near !== undefined && near !== e.sel.name
					? `type ${t} has no field or method ${e.sel.name}, but does have ${what} ${near}`
					: near === e.sel.name && !/^[A-Z]/.test(near)
						? `cannot refer to unexported ${what} ${near}`
						: `type ${t} has no field or method ${e.sel.name}`;
		fn.error(e.sel.pos, `${show(e)} undefined (${why})`);
		return bad(e);
	}
	if (found.kind === 'field') return field(base, found.path, e, found.field.type);
	const bound = receiver(fn, base, found, e);
	if (!bound) return bad(e);
	const recv = fn.keep(bound.recv);
	return valueOf(e, methodType(found), (fr) => {
		const r = recv(fr);
		const { f, args } = bound.target(r);
		return new Func(f.code, f.captured, f.sync, f.long, [...(f.bound ?? []), ...args]);
	});
}
/** x.path…: the struct that holds each field is an array, and so is a pointer to it. */
function field(x: Operand, path: readonly PathStep[], e: Expr, type: Type): Operand {
	let holder: Code = x.code;
	let pointer = x.type.u.kind === 'pointer';
	for (const [n, step] of path.entries()) {
		const { code, index, checks } = { code: holder, index: step.index, checks: pointer };
		const last = n === path.length - 1;
		const at: Code = checks
			? (fr) => {
					const v = code(fr);
					if (v === null) throw nilFault();
					return v;
				}
			: code;
		if (last) {
			const load: Code = (fr) => (at(fr) as Value[])[index];
			const addressable = x.place?.address || path.some((s, i) => (i === 0 ? x.type.u.kind === 'pointer' : path[i - 1]?.type.u.kind === 'pointer'));
			return {
				mode: addressable || x.mode === 'var' ? 'var' : 'value',
				type,
				e,
				code: load,
				...(addressable && { place: elementPlace(type, (fr) => [at(fr) as Value[], index]) })
			};
		}
		holder = (fr) => (at(fr) as Value[])[index];
		pointer = step.type.u.kind === 'pointer';
	}
	return x;
}
export interface Receiver {
	/** The receiver's value, or the interface value. */
	readonly recv: Code;
	/** The function for a receiver, and the arguments it begins with. */
	readonly target: (r: Value) => { readonly f: Func; readonly args: Value[] };
}
/** How a method is called on x; null after reporting. */
export function receiver(fn: Fn, x: Operand, found: Exclude<Found, { kind: 'field' }>, e: SelectorExpr): Receiver | null {
	const lastStep = found.path.at(-1);
	const inner: Operand = found.path.length === 0 || !lastStep ? x : field(x, found.path, e, lastStep.type);
	if (found.kind === 'interface') {
		const { name } = found.method;
		return {
			recv: inner.code,
			target: (r) => {
				if (r === null || r === undefined) throw nilFault();
				const { t, v } = r as Iface;
				const m = dispatch(t, name);
				return { f: m.f, args: [m.adapt(v)] };
			}
		};
	}
	const { method, recv } = found;
	fn.deps.add(method.decl);
	let f: Func | null = null;
	const target = (r: Value): { f: Func; args: Value[] } => ({ f: (f ??= method.func()), args: [r] });
	if (fn.pkg === undefined) return null;
	const isPointer = inner.type.kind === 'pointer';
	if (method.pointer) {
		if (isPointer) return { recv: inner.code, target };
		if (!inner.place?.address) {
			fn.error(e.pos, `cannot call pointer method ${method.name} on ${fn.str(recv)}`);
			return null;
		}
		return { recv: inner.place.address, target };
	}
	const copy = copyOf(recv);
	const code: Code = isPointer ? pointee(inner.code, recv) : inner.code;
	return { recv: copy ? (fr) => copy(code(fr)) : code, target };
}
/** *p for a pointer to t. */
export function pointee(p: Code, t: Type): Code {
	if (isComposite(t))
		return (fr) => {
			const v = p(fr);
			if (v === null) throw nilFault();
			return v;
		};
	return (fr) => {
		const v = p(fr);
		if (v === null) throw nilFault();
		return (v as Pointer).b[(v as Pointer).i];
	};
}
interface Dispatch {
	readonly f: Func;
	readonly adapt: (v: Value) => Value;
}
/** The method `name` of a dynamic type, and how its receiver is made of the interface's value. */
export function dispatch(t: Type, name: string): Dispatch {
	const cache = (t.cache as { dispatch?: Map<string, Dispatch> }).dispatch ?? new Map<string, Dispatch>();
	(t.cache as { dispatch?: Map<string, Dispatch> }).dispatch = cache;
	const known = cache.get(name);
	if (known) return known;
	const base = t.kind === 'pointer' ? t.elem : t;
	const found = lookUp(t, name, base?.pkg ?? '');
	if (!found || found.kind === 'field') throw new RuntimeFault(`${typeString(t, null)} has no method ${name}`);
	let at = t;
	const steps: ((v: Value) => Value)[] = [];
	for (const step of found.path) {
		const pointer = at.u.kind === 'pointer';
		steps.push((v) => {
			if (pointer && v === null) throw nilFault();
			return (v as Value[])[step.index];
		});
		at = step.type;
	}
	const walk = (v: Value): Value => steps.reduce((x, s) => s(x), v);
	let made: Dispatch;
	if (found.kind === 'interface') {
		made = {
			f: new Func(null, [], null, function* ([held, ...args]) {
				if (held === null || held === undefined) throw nilFault();
				const inner = dispatch((held as Iface).t, name);
				return yield { call: inner.f, args: [inner.adapt((held as Iface).v), ...args] };
			}),
			adapt: walk
		};
	} else {
		const { method, recv } = found;
		const copy = copyOf(recv);
		const isPointer = at.kind === 'pointer';
		made = {
			f: method.func(),
			adapt:
				method.pointer || !isPointer
					? method.pointer || !copy
						? walk
						: (v) => copy(walk(v))
					: (v) => {
							const p = walk(v);
							if (p === null) throw nilFault();
							const x = isComposite(recv) ? p : (p as Pointer).b[(p as Pointer).i];
							return copy ? copy(x) : x;
						}
		};
	}
	cache.set(name, made);
	return made;
}
/** T.Method as a function of the receiver. */
function methodExpression(fn: Fn, e: SelectorExpr, t: Type): Operand {
	const found = lookUp(t, e.sel.name, fn.pkg.path);
	if (!found || found.kind === 'field') {
		fn.error(e.sel.pos, `${show(e)} undefined (type ${fn.str(t)} has no method ${e.sel.name})`);
		return bad(e);
	}
	const m = methodType(found);
	const type = fn.types.func([t, ...m.params], m.results, m.variadic);
	const f = new Func(null, [], null, function* ([r, ...args]) {
		const dynamic = isInterface(t) ? (r as Iface) : new Iface(t, r);
		const d = dispatch(dynamic.t, e.sel.name);
		return yield { call: d.f, args: [d.adapt(dynamic.v), ...args] };
	});
	return valueOf(e, type, () => f);
}
