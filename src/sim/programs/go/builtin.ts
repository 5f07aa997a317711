// The predeclared functions: len, cap, append, copy, make, new, delete, close, panic, recover, print, println, min, max, clear.
// Leaves out complex, real and imag. Big makes count as the process's memory (FIDELITY: it is never given back).
import { closeChannel } from './channels.ts';
import { expr, value } from './expr.ts';
import type { Code, Frame } from './machine.ts';
import { assign, bad, constant, defaultType, describe, type Operand, own, typed, valueOf } from './operand.ts';
import type { Fn } from './scope.ts';
import { type CallExpr, show } from './syntax.ts';
import { invalid, isInteger, isNumeric, isString, isUntyped, tInt, type Type } from './types.ts';
import { typeOf } from './typing.ts';
import { Chan, copyOf, GoMap, GoPanic, hostBytes, isComposite, items, keyOf, Pointer, RuntimeFault, Slice, type Value, zeroOf } from './values.ts';

const arity: Readonly<Record<string, readonly [number, number]>> = {
	len: [1, 1],
	cap: [1, 1],
	append: [1, 1e9],
	copy: [2, 2],
	make: [1, 3],
	new: [1, 1],
	delete: [2, 2],
	close: [1, 1],
	panic: [1, 1],
	recover: [0, 0],
	print: [0, 1e9],
	println: [0, 1e9],
	min: [1, 1e9],
	max: [1, 1e9],
	clear: [1, 1]
};
const statementOnly = (e: CallExpr): Operand => ({ mode: 'novalue', type: invalid, e, code: () => null });
const sizes: Readonly<Record<string, number>> = {
	bool: 1,
	int8: 1,
	uint8: 1,
	int16: 2,
	uint16: 2,
	int32: 4,
	uint32: 4,
	float32: 4,
	string: 16,
	slice: 24,
	interface: 16
};
/** Bytes of a value of a type in memory. */
export const sizeOf = (t: Type): number =>
	t.u.kind === 'struct'
		? t.u.fields.reduce((sum, f) => sum + sizeOf(f.type), 0)
		: t.u.kind === 'array' && t.u.elem
			? t.u.len * sizeOf(t.u.elem)
			: (sizes[t.u.kind] ?? 8);
const allocate = (fr: Frame, bytes: number): void => {
	if (bytes >= 32_768) fr.g.m.heap += bytes;
};

export function builtin(fn: Fn, e: CallExpr, name: string, hint: Type | null): Operand {
	const [least, most] = arity[name] ?? [0, 0];
	if (e.args.length < least || e.args.length > most) {
		const few = e.args.length < least;
		fn.error(
			few ? e.end : (e.args[most]?.pos ?? e.pos),
			`${few ? 'not enough' : 'too many'} arguments for ${show(e)} (expected ${few ? least : most}, found ${e.args.length})`
		);
		return bad(e);
	}
	const [first, second, third] = e.args;
	switch (name) {
		case 'len':
		case 'cap':
			return length(fn, e, name);
		case 'append':
			return append(fn, e, hint);
		case 'copy':
			return copy(fn, e);
		case 'make':
			return make(fn, e);
		case 'new': {
			const t = first ? typeOf(fn, first) : invalid;
			if (t === invalid) return bad(e);
			const zero = zeroOf(t);
			return valueOf(e, fn.types.pointer(t), fn.keep(isComposite(t) ? zero : () => new Pointer([zero()], 0)));
		}
		case 'delete': {
			const m = value(fn, first as CallExpr);
			if (m.mode === 'invalid') return m;
			if (m.type.u.kind !== 'map') {
				fn.error(m.e.pos, `invalid argument: ${describe(fn, m)} is not a map`);
				return bad(e);
			}
			const key = m.type.u.key as Type;
			const k = assign(fn, value(fn, second as CallExpr, key), key, 'argument to delete');
			const hash = keyOf(key);
			const { code } = m;
			fn.emit((fr) => void (code(fr) as GoMap | null)?.m.delete(hash(k(fr))));
			return statementOnly(e);
		}
		case 'close': {
			const c = value(fn, first as CallExpr);
			if (c.mode === 'invalid') return c;
			if (c.type.u.kind !== 'chan' || c.type.u.dir === 'recv') {
				fn.error(
					c.e.pos,
					c.type.u.kind === 'chan'
						? `invalid operation: cannot close receive-only channel ${describe(fn, c)}`
						: `invalid operation: cannot close non-channel ${describe(fn, c)}`
				);
				return bad(e);
			}
			const { code } = c;
			fn.emit((fr) => closeChannel(fr.g.m, code(fr) as Chan | null));
			return statementOnly(e);
		}
		case 'panic': {
			const v = assign(fn, value(fn, first as CallExpr), fn.types.any, 'argument to panic');
			fn.pos = e.pos;
			fn.emit((fr) => {
				const given = v(fr);
				throw given === null ? new RuntimeFault('\0panic called with nil argument (use GODEBUG=panicnil=1 to disable)') : new GoPanic(given);
			});
			return statementOnly(e);
		}
		case 'recover':
			return valueOf(
				e,
				fn.types.any,
				fn.keep((fr) => fr.g.m.recover(fr))
			);
		case 'print':
		case 'println': {
			const codes = e.args.map((a) => {
				const x = value(fn, a);
				return own(isUntyped(x.type) ? (typed(fn, x, defaultType(x.type)) ?? x) : x);
			});
			fn.emit((fr) => {
				const text = codes.map((c) => printed(c(fr))).join(name === 'println' ? ' ' : '') + (name === 'println' ? '\n' : '');
				const out = fr.g.m.state.get('stderr');
				if (Array.isArray(out)) out.push(hostBytes(text));
			});
			return statementOnly(e);
		}
		case 'min':
		case 'max': {
			let x = value(fn, first as CallExpr, hint);
			for (const a of e.args.slice(1)) {
				const y = value(fn, a, hint);
				if (x.mode === 'invalid' || y.mode === 'invalid') return bad(e);
				x = lesser(fn, e, x, y, name);
			}
			return { ...x, e };
		}
		case 'clear': {
			const x = value(fn, first as CallExpr);
			const { code } = x;
			const zero = x.type.u.kind === 'slice' ? zeroOf(x.type.u.elem as Type) : null;
			fn.emit((fr) => {
				const v = code(fr);
				if (v instanceof GoMap) v.m.clear();
				else if (v instanceof Slice && zero) for (let i = 0; i < v.n; i++) v.a[v.o + i] = zero();
			});
			return statementOnly(e);
		}
	}
	void third;
	return bad(e);
}
const printed = (v: Value): string =>
	typeof v === 'number' && !Number.isInteger(v) ? v.toExponential(6) : v === null ? 'nil' : typeof v === 'object' ? '0xc000012120' : String(v);

function lesser(fn: Fn, e: CallExpr, x0: Operand, y0: Operand, name: string): Operand {
	let [x, y] = [x0, y0];
	if (isUntyped(x.type) && !isUntyped(y.type)) x = typed(fn, x, y.type) ?? x;
	else if (isUntyped(y.type) && !isUntyped(x.type)) y = typed(fn, y, x.type) ?? y;
	if (!isNumeric(x.type) && !isString(x.type)) {
		fn.error(x.e.pos, `invalid argument: ${describe(fn, x)} cannot be ordered`);
		return bad(e);
	}
	if (x.type !== y.type && !(isUntyped(x.type) && isUntyped(y.type))) {
		fn.error(y.e.pos, `invalid argument: mismatched types ${fn.str(x.type)} (previous argument) and ${fn.str(y.type)} (type of ${show(y.e)})`);
		return bad(e);
	}
	if (x.val !== undefined && y.val !== undefined)
		return constant(e, x.type.kind === 'untyped float' ? x.type : y.type, (name === 'min') === x.val < y.val ? x.val : y.val);
	const [a, b] = [x.code, y.code];
	return valueOf(e, x.type, (fr) => {
		const [v, w] = [a(fr), b(fr)];
		return (v as number) < (w as number) === (name === 'min') ? v : w;
	});
}
function length(fn: Fn, e: CallExpr, name: string): Operand {
	const x = value(fn, e.args[0] as CallExpr);
	if (x.mode === 'invalid') return x;
	const { u } = x.type;
	const { code } = x;
	if (isString(x.type) && name === 'len')
		return typeof x.val === 'string' ? constant(e, tInt, BigInt(x.val.length)) : valueOf(e, tInt, (fr) => (code(fr) as string).length);
	const array = u.kind === 'array' ? u : u.kind === 'pointer' && u.elem?.u.kind === 'array' ? u.elem.u : null;
	if (array) return constant(e, tInt, BigInt(array.len));
	if (u.kind === 'slice') return valueOf(e, tInt, name === 'len' ? (fr) => (code(fr) as Slice | null)?.n ?? 0 : (fr) => (code(fr) as Slice | null)?.c ?? 0);
	if (u.kind === 'map' && name === 'len') return valueOf(e, tInt, (fr) => (code(fr) as GoMap | null)?.m.size ?? 0);
	if (u.kind === 'chan')
		return valueOf(e, tInt, (fr) => (name === 'len' ? ((code(fr) as Chan | null)?.buffer.length ?? 0) : ((code(fr) as Chan | null)?.capacity ?? 0)));
	fn.error(x.e.pos, `invalid argument: ${describe(fn, x)} for built-in ${name}`);
	return bad(e);
}
/** The capacity append grows to, as the runtime's growslice (without its rounding to size classes). */
const grown = (old: number, need: number): number => {
	if (need > old * 2) return need;
	if (old < 256) return Math.max(need, old * 2);
	let c = old;
	while (c < need) c += Math.floor((c + 768) / 4);
	return c;
};
/** Appends items to a slice; shares the array while there is room. */
function appendTo(s: Slice | null, more: readonly Value[], fr: Frame | null = null, size = 8): Slice | null {
	if (more.length === 0) return s;
	const n = s?.n ?? 0;
	if (s && n + more.length <= s.c) {
		for (let i = 0; i < more.length; i++) s.a[s.o + n + i] = more[i];
		return new Slice(s.a, s.o, n + more.length, s.c);
	}
	const c = grown(s?.c ?? 0, n + more.length);
	if (fr) allocate(fr, c * size);
	const a: Value[] = s ? s.a.slice(s.o, s.o + n) : [];
	if (a.length < n) a.length = n;
	for (const v of more) a.push(v);
	return new Slice(a, 0, n + more.length, c);
}
function append(fn: Fn, e: CallExpr, hint: Type | null): Operand {
	const s = value(fn, e.args[0] as CallExpr, hint);
	if (s.mode === 'invalid') {
		for (const a of e.args.slice(1)) expr(fn, a);
		return s;
	}
	const type = s.mode === 'nil' ? (hint ?? invalid) : s.type;
	if (type.u.kind !== 'slice') {
		fn.error(
			s.e.pos,
			s.mode === 'nil' ? 'first argument to append must be a typed slice; have untyped nil' : `invalid argument: ${describe(fn, s)} is not a slice`
		);
		return bad(e);
	}
	const elem = type.u.elem as Type;
	const { code } = s;
	const size = sizeOf(elem);
	if (e.dots) {
		const x = value(fn, e.args[1] as CallExpr);
		if (x.mode === 'invalid') return x;
		const copyEach = copyOf(elem);
		const { code: more } = x;
		if (isString(x.type) && elem.u.kind === 'uint8')
			return valueOf(
				e,
				type,
				fn.keep((fr) =>
					appendTo(
						code(fr) as Slice | null,
						[...(more(fr) as string)].map((c) => c.charCodeAt(0)),
						fr,
						1
					)
				)
			);
		assign(fn, x, fn.types.slice(elem) === x.type ? x.type : type, 'argument to append');
		return valueOf(
			e,
			type,
			fn.keep((fr) => appendTo(code(fr) as Slice | null, copyEach ? items(more(fr)).map(copyEach) : items(more(fr)), fr, size))
		);
	}
	const codes = e.args.slice(1).map((a) => assign(fn, value(fn, a, elem), elem, 'argument to append'));
	return valueOf(
		e,
		type,
		fn.keep((fr) =>
			appendTo(
				code(fr) as Slice | null,
				codes.map((c) => c(fr)),
				fr,
				size
			)
		)
	);
}
function copy(fn: Fn, e: CallExpr): Operand {
	const [to, from] = e.args.map((a) => value(fn, a)) as [Operand, Operand];
	if (to.mode === 'invalid' || from.mode === 'invalid') return bad(e);
	if (to.type.u.kind !== 'slice' || (from.type.u.kind !== 'slice' && !isString(from.type))) {
		fn.error(e.pos, `invalid argument: copy expects slice arguments; found ${describe(fn, to)} and ${describe(fn, from)}`);
		return bad(e);
	}
	const copyEach = copyOf(to.type.u.elem as Type);
	const [a, b] = [to.code, from.code];
	return valueOf(
		e,
		tInt,
		fn.keep((fr) => {
			const target = a(fr) as Slice | null;
			const source = b(fr);
			const list = typeof source === 'string' ? [...source].map((c): Value => c.charCodeAt(0)) : items(source);
			const n = Math.min(target?.n ?? 0, list.length);
			for (let i = 0; i < n; i++) (target as Slice).a[(target as Slice).o + i] = copyEach ? copyEach(list[i]) : list[i];
			return n;
		})
	);
}
function make(fn: Fn, e: CallExpr): Operand {
	const [first, ...rest] = e.args;
	const t = first ? typeOf(fn, first) : invalid;
	if (t === invalid) return bad(e);
	const sizesGiven = rest.map((a): Code => {
		const x = value(fn, a);
		if (x.mode === 'invalid') return () => 0;
		if (!isInteger(x.type) && !(x.val !== undefined && Number.isInteger(Number(x.val)))) {
			fn.error(a.pos, `cannot convert ${describe(fn, x)} to type int`);
			return () => 0;
		}
		if (x.val !== undefined && Number(x.val) < 0) fn.error(a.pos, `invalid argument: index ${show(a)} (constant of type int) must not be negative`);
		return isUntyped(x.type) ? (typed(fn, x, tInt)?.code ?? x.code) : x.code;
	});
	const [n, c] = sizesGiven;
	switch (t.u.kind) {
		case 'slice': {
			if (!n) {
				fn.error(e.pos, `invalid operation: ${show(e)} expects 2 or 3 arguments; found 1`);
				return bad(e);
			}
			const zero = zeroOf(t.u.elem as Type);
			const size = sizeOf(t.u.elem as Type);
			return valueOf(
				e,
				t,
				fn.keep((fr) => {
					const count = n(fr) as number;
					const cap = c ? (c(fr) as number) : count;
					if (!(count >= 0 && count * size < 1e15)) throw new RuntimeFault('makeslice: len out of range');
					if (!(cap >= count)) throw new RuntimeFault('makeslice: cap out of range');
					allocate(fr, cap * size);
					// A great array is filled when it is looked at.
					const a: Value[] = count > 100_000 ? [] : Array.from({ length: count }, zero);
					return new Slice(a, 0, count, cap);
				})
			);
		}
		case 'map':
			return valueOf(
				e,
				t,
				fn.keep(() => new GoMap())
			);
		case 'chan': {
			const zero = zeroOf(t.u.elem as Type);
			return valueOf(
				e,
				t,
				fn.keep((fr) => {
					const size = n ? (n(fr) as number) : 0;
					if (size < 0) throw new RuntimeFault('\0makechan: size out of range');
					return new Chan(size, zero);
				})
			);
		}
	}
	fn.error(first?.pos ?? e.pos, `invalid argument: cannot make ${show(first as CallExpr)}; type must be slice, map, or channel`);
	return bad(e);
}
