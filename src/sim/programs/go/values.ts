// Go's values in the machine: numbers (64-bit ones beyond 2^53 as bigint, always in the one shortest form), byte strings, arrays for structs and
// arrays (a pointer to one is the array itself), and small classes for the rest. nil is null.
// Invariant: an array that stands for a struct or array variable is never replaced, only overwritten, so its address stays.
import { invalid, typeString, type Type } from './types.ts';
import type { FuncCode, Goroutine, Machine } from './machine.ts';

export type Value = number | bigint | string | boolean | null | undefined | Slice | Pointer | GoMap | Chan | Func | Iface | Native | Value[];

/** A host object inside a standard library type. */
export class Native {
	readonly host: unknown;
	constructor(host: unknown) {
		this.host = host;
	}
}
export class Slice {
	readonly a: Value[];
	readonly o: number;
	readonly n: number;
	readonly c: number;
	constructor(a: Value[], o = 0, n = a.length, c = a.length - o) {
		this.a = a;
		this.o = o;
		this.n = n;
		this.c = c;
	}
}
/** The address of a variable that is no struct and no array. */
export class Pointer {
	readonly b: Value[];
	readonly i: number;
	constructor(b: Value[], i: number) {
		this.b = b;
		this.i = i;
	}
}
export class GoMap {
	readonly m = new Map<unknown, [Value, Value]>();
}
export interface Waiter {
	readonly g: Goroutine;
	/** What is sent; receivers: undefined. */
	value: Value;
	/** select: which case; and the flag shared by all its waiters. */
	readonly index: number;
	readonly round: { done: boolean };
}
export class Chan {
	readonly capacity: number;
	readonly zero: () => Value;
	readonly buffer: Value[] = [];
	readonly receivers: Waiter[] = [];
	readonly senders: Waiter[] = [];
	closed = false;
	constructor(capacity: number, zero: () => Value) {
		this.capacity = capacity;
		this.zero = zero;
	}
}
export type NativeSync = (args: Value[], machine: Machine) => Value;
/** A native that may call back, wait or use system calls. */
export type NativeLong = (args: Value[], machine: Machine, g: Goroutine) => Generator<NativeRequest, Value, Value>;
export type NativeRequest =
	| { readonly call: Func; readonly args: Value[] }
	| { readonly sys: () => Generator<never, Value, unknown> }
	/** Waits until someone calls machine.ready(g, value). */
	| { readonly park: string };
export class Func {
	readonly code: FuncCode | null;
	readonly captured: Value[];
	readonly sync: NativeSync | null;
	readonly long: NativeLong | null;
	/** A bound receiver. */
	readonly bound: Value[] | null;
	constructor(code: FuncCode | null, captured: Value[] = [], sync: NativeSync | null = null, long: NativeLong | null = null, bound: Value[] | null = null) {
		this.code = code;
		this.captured = captured;
		this.sync = sync;
		this.long = long;
		this.bound = bound;
	}
}
export class Iface {
	readonly t: Type;
	readonly v: Value;
	constructor(t: Type, v: Value) {
		this.t = t;
		this.v = v;
	}
}
/** A Go panic on its way up. */
export class GoPanic {
	readonly value: Value;
	constructor(value: Value) {
		this.value = value;
	}
}
/** runtime.Goexit: ends the goroutine after its deferred calls. */
export class GoExit {
	readonly name = 'Goexit';
}
/** A run-time error: becomes a panic with a runtime.Error. */
export class RuntimeFault {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}
/** An unrecoverable end: "fatal error: …". */
export class Fatal {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}
export const nilFault = (): RuntimeFault => new RuntimeFault('invalid memory address or nil pointer dereference');

export function zeroOf(t: Type): () => Value {
	return (t.cache.zero ??= makeZero(t));
}
function makeZero(t: Type): () => Value {
	const { u } = t;
	switch (u.kind) {
		case 'bool':
		case 'untyped bool':
			return () => false;
		case 'string':
		case 'untyped string':
			return () => '';
		case 'struct': {
			let zeros: (() => Value)[] | null = null;
			return () => (zeros ??= u.fields.map((f) => zeroOf(f.type))).map((z) => z());
		}
		case 'array': {
			const zero = u.elem ? zeroOf(u.elem) : () => null;
			return () => Array.from({ length: u.len }, zero);
		}
		default:
			return /^(?:u?int|float|untyped (?:int|rune|float))/.test(u.kind) && u.kind !== 'interface' ? () => 0 : () => null;
	}
}
export const isComposite = (t: Type): boolean => t.u.kind === 'struct' || t.u.kind === 'array';
/** How a value of this type is copied; null when it is not more than itself. */
export function copyOf(t: Type): ((v: Value) => Value) | null {
	if (t.cache.copy !== undefined) return t.cache.copy;
	const { u } = t;
	if (u.kind === 'array') {
		const each = u.elem ? copyOf(u.elem) : null;
		return (t.cache.copy = each ? (v) => (v as Value[]).map(each) : (v) => (v as Value[]).slice());
	}
	if (u.kind !== 'struct') return (t.cache.copy = null);
	const inner = u.fields.map((f, i) => [i, isComposite(f.type) ? copyOf(f.type) : null] as const).filter(([, c]) => c);
	if (inner.length === 0) return (t.cache.copy = (v) => (v as Value[]).slice());
	return (t.cache.copy = (v) => {
		const out = (v as Value[]).slice();
		for (const [i, c] of inner) if (c) out[i] = c(out[i]);
		return out;
	});
}
/** Overwrites a struct or array variable with a value of its own (already copied). */
export function overwrite(t: Type, to: Value[], from: Value[]): void {
	if (to === from) return;
	const { u } = t;
	for (let i = 0; i < from.length; i++) {
		const part = u.kind === 'struct' ? u.fields[i]?.type : u.elem;
		const old = to[i];
		if (part && isComposite(part) && Array.isArray(old)) overwrite(part, old, from[i] as Value[]);
		else to[i] = from[i];
	}
}
const same = (a: Value, b: Value): boolean => a === b || (a instanceof Pointer && b instanceof Pointer && a.b === b.b && a.i === b.i);
/** == for a type; interfaces that hold what cannot be compared throw. */
export function eqOf(t: Type): (a: Value, b: Value) => boolean {
	if (t.cache.eq) return t.cache.eq;
	const { u } = t;
	if (u.kind === 'struct') {
		const eqs = u.fields.map((f) => (f.name === '_' ? () => true : eqOf(f.type)));
		return (t.cache.eq = (a, b) => eqs.every((eq, i) => eq((a as Value[])[i], (b as Value[])[i])));
	}
	if (u.kind === 'array') {
		const eq = eqOf(u.elem ?? invalid);
		return (t.cache.eq = (a, b) => (a as Value[]).every((x, i) => eq(x, (b as Value[])[i])));
	}
	if (u.kind === 'interface') return (t.cache.eq = ifaceEq);
	return (t.cache.eq = same);
}
function ifaceEq(a: Value, b: Value): boolean {
	if (a === null || b === null) return a === b;
	const [x, y] = [a as Iface, b as Iface];
	if (x.t !== y.t) return false;
	if (['slice', 'map', 'func'].includes(x.t.u.kind)) throw new RuntimeFault(`comparing uncomparable type ${typeString(x.t, null)}`);
	return eqOf(x.t)(x.v, y.v);
}
const none: unknown = {};
/** A map key as a host map's key: equal keys give the same. */
export function keyOf(t: Type): (v: Value) => unknown {
	if (t.cache.key) return t.cache.key;
	const { u } = t;
	if (u.kind === 'struct' || u.kind === 'array') {
		const parts = u.kind === 'struct' ? u.fields.map((f) => keyOf(f.type)) : null;
		const each = u.elem ? keyOf(u.elem) : null;
		return (t.cache.key = (v) =>
			(v as Value[])
				.map((x, i) => {
					const k = parts ? parts[i]?.(x) : each?.(x);
					const text = String(k);
					return `${typeof k}${text.length}:${text}`;
				})
				.join(''));
	}
	if (u.kind === 'interface')
		return (t.cache.key = (v) => {
			if (v === null) return none;
			const { t: dynamic, v: inner } = v as Iface;
			if (['slice', 'map', 'func'].includes(dynamic.u.kind)) throw new RuntimeFault(`hash of unhashable type ${typeString(dynamic, null)}`);
			const k = keyOf(dynamic)(inner);
			return typeof k === 'object' ? k : `${dynamic.id}:${String(k)}`;
		});
	if (u.kind === 'pointer') return (t.cache.key = (v) => (v === null ? none : v instanceof Pointer && v.i === 0 ? v.b : v));
	return (t.cache.key = (v) => v);
}

/** A Go string of a slice of bytes, and back. */
export function bytesToString(s: Value): string {
	if (s === null || s === undefined) return '';
	const { a, o, n } = s as Slice;
	let out = '';
	for (let i = 0; i < n; i += 4096) out += String.fromCharCode(...(a.slice(o + i, o + Math.min(n, i + 4096)) as number[]));
	return out;
}
export function stringToBytes(s: string): Slice {
	const a: Value[] = [];
	for (let i = 0; i < s.length; i++) a[i] = s.charCodeAt(i);
	return new Slice(a);
}
/** Host bytes of a byte string, and back. */
export const hostBytes = (s: string): Uint8Array => Uint8Array.from({ length: s.length }, (_, i) => s.charCodeAt(i));
export function fromHost(bytes: Uint8Array): string {
	let out = '';
	for (let i = 0; i < bytes.length; i += 4096) out += String.fromCharCode(...bytes.subarray(i, i + 4096));
	return out;
}
export const items = (s: Value): Value[] => (s === null || s === undefined ? [] : (s as Slice).a.slice((s as Slice).o, (s as Slice).o + (s as Slice).n));
