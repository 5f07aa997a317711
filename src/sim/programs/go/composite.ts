// Composite literals: structs, arrays, slices and maps, with elided inner types. Each run makes fresh values.
import { expr, value } from './expr.ts';
import type { Code } from './machine.ts';
import { assign, bad, type Operand, valueOf } from './operand.ts';
import type { Fn } from './scope.ts';
import { type CompExpr, type Expr, show } from './syntax.ts';
import { invalid, isUntyped, type Type } from './types.ts';
import { typeOf } from './typing.ts';
import { GoMap, keyOf, Pointer, Slice, type Value, zeroOf } from './values.ts';

export function composite(fn: Fn, e: CompExpr, hint: Type | null): Operand {
	let type: Type;
	let pointer = false;
	if (e.type) {
		if (e.type.k === 'ArrayType' && e.type.len === '...') {
			const elem = typeOf(fn, e.type.elem);
			return elements(fn, e, fn.types.array(-1, elem), elem);
		}
		type = typeOf(fn, e.type);
	} else if (hint) {
		type = hint;
		if (type.u.kind === 'pointer' && type.u.elem) {
			pointer = true;
			type = type.u.elem;
		}
	} else {
		fn.error(e.pos, 'invalid composite literal type: missing type');
		return bad(e);
	}
	if (type === invalid) {
		for (const el of e.elements) if (el.value.k !== 'Comp') expr(fn, el.value);
		return bad(e);
	}
	const x = ofType(fn, e, type);
	if (!pointer || x.mode === 'invalid') return x;
	const { code } = x;
	const composites = type.u.kind === 'struct' || type.u.kind === 'array';
	return valueOf(e, fn.types.pointer(type), composites ? code : (fr) => new Pointer([code(fr)], 0));
}
function ofType(fn: Fn, e: CompExpr, type: Type): Operand {
	switch (type.u.kind) {
		case 'struct':
			return struct(fn, e, type);
		case 'array':
		case 'slice':
			return elements(fn, e, type, type.u.elem as Type);
		case 'map':
			return map(fn, e, type);
	}
	fn.error(e.pos, `invalid composite literal type ${fn.str(type)}`);
	return bad(e);
}
/** An element, whose own type may be left out. */
const element = (fn: Fn, e: Expr, t: Type, where: string): Code => assign(fn, e.k === 'Comp' && !e.type ? composite(fn, e, t) : value(fn, e, t), t, where);

function struct(fn: Fn, e: CompExpr, type: Type): Operand {
	const { fields } = type.u;
	const zeros = fields.map((f) => zeroOf(f.type));
	const set: (readonly [number, Code])[] = [];
	if (e.elements.some((x) => x.key)) {
		const seen = new Set<string>();
		for (const el of e.elements) {
			if (!el.key) {
				fn.error(el.value.pos, 'mixture of field:value and value elements in struct literal');
				continue;
			}
			const name = el.key.k === 'Ident' ? el.key.name : '';
			const i = fields.findIndex((f) => f.name === name && (/^[A-Z]/.test(name) || f.pkg === fn.pkg.path));
			if (i < 0) {
				fn.error(
					el.key.pos,
					el.key.k === 'Ident' ? `unknown field ${name} in struct literal of type ${fn.str(type)}` : `invalid field name ${show(el.key)} in struct literal`
				);
				value(fn, el.value);
				continue;
			}
			if (seen.has(name)) fn.error(el.key.pos, `duplicate field name ${name} in struct literal`);
			seen.add(name);
			set.push([i, element(fn, el.value, (fields[i] as (typeof fields)[number]).type, 'struct literal')]);
		}
	} else if (e.elements.length > 0) {
		e.elements.forEach((el, i) => {
			const f = fields[i];
			if (!f) {
				if (i === fields.length) fn.error(el.value.pos, `too many values in struct literal of type ${fn.str(type)}`);
				return;
			}
			set.push([i, element(fn, el.value, f.type, 'struct literal')]);
		});
		if (e.elements.length < fields.length) fn.error(e.end, `too few values in struct literal of type ${fn.str(type)}`);
	}
	return valueOf(e, type, (fr) => {
		const out: Value[] = zeros.map((z) => z());
		for (const [i, code] of set) out[i] = code(fr);
		return out;
	});
}
function elements(fn: Fn, e: CompExpr, type: Type, elem: Type): Operand {
	const array = type.u.kind === 'array';
	const set: (readonly [number, Code])[] = [];
	let at = 0;
	let length = 0;
	for (const el of e.elements) {
		if (el.key) {
			const k = value(fn, el.key);
			if (k.mode === 'invalid') continue;
			if (typeof k.val !== 'bigint') {
				fn.error(el.key.pos, `index ${show(el.key)} must be integer constant`);
				continue;
			}
			at = Number(k.val);
		}
		if (array && type.u.len >= 0 && at >= type.u.len) fn.error((el.key ?? el.value).pos, `invalid argument: index ${at} out of bounds [0:${type.u.len}]`);
		set.push([at, element(fn, el.value, elem, 'array or slice literal')]);
		at++;
		length = Math.max(length, at);
	}
	const made = array && type.u.len < 0 ? fn.types.array(length, elem) : type;
	const n = made.u.kind === 'array' ? made.u.len : length;
	const zero = zeroOf(elem);
	const dense = set.length === n && set.every(([i], k) => i === k);
	const codes = set.map(([, c]) => c);
	const make: (fr: Parameters<Code>[0]) => Value[] = dense
		? (fr) => codes.map((c) => c(fr))
		: (fr) => {
				const out = Array.from({ length: n }, zero);
				for (const [i, c] of set) out[i] = c(fr);
				return out;
			};
	return valueOf(e, made, array ? make : (fr) => new Slice(make(fr)));
}
function map(fn: Fn, e: CompExpr, type: Type): Operand {
	const [key, elem] = [type.u.key as Type, type.u.elem as Type];
	const seen = new Set<unknown>();
	const set = e.elements.map((el): readonly [Code, Code] => {
		if (!el.key) {
			fn.error(el.value.pos, 'missing key in map literal');
			return [() => null, () => null];
		}
		const k = el.key.k === 'Comp' && !el.key.type ? composite(fn, el.key, key) : value(fn, el.key, key);
		if (k.val !== undefined && isUntyped(k.type)) {
			if (seen.has(k.val)) fn.error(el.key.pos, `duplicate key ${show(el.key)} in map literal`);
			seen.add(k.val);
		}
		return [assign(fn, k, key, 'map literal'), element(fn, el.value, elem, 'map literal')];
	});
	const hash = keyOf(key);
	return valueOf(e, type, (fr) => {
		const out = new GoMap();
		for (const [k, v] of set) {
			const kv = k(fr);
			out.m.set(hash(kv), [kv, v(fr)]);
		}
		return out;
	});
}
