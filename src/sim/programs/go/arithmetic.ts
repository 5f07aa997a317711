// Integer arithmetic as Go's: wraps at the type's width. 64-bit values are numbers while they are safe integers, else bigint (canonical).
// Float32 rounds after each operation. Division by zero is a run-time error for integers.
import type { Type } from './types.ts';
import { RuntimeFault, type Value } from './values.ts';

type Int = number | bigint;
const most = Number.MAX_SAFE_INTEGER;
const canon = (b: bigint): Int => (b <= 9007199254740991n && b >= -9007199254740991n ? Number(b) : b);
const width: Readonly<Record<string, number>> = { int8: 8, int16: 16, int32: 32, uint8: 8, uint16: 16, uint32: 32 };

/** Brings any integer into a type's range, by wrapping. */
export function wrap(t: Type, v: Int): Int {
	const { kind } = t.u;
	switch (kind) {
		case 'int8':
			return typeof v === 'number' && Math.abs(v) <= most ? Number(BigInt.asIntN(8, BigInt(v))) : Number(BigInt.asIntN(8, BigInt(v)));
		case 'uint8':
			return typeof v === 'number' && v >= 0 && v < 4294967296 ? v & 255 : Number(BigInt.asUintN(8, BigInt(v)));
		case 'int32':
			return typeof v === 'number' && v >= -2147483648 && v <= 2147483647 ? v : Number(BigInt.asIntN(32, BigInt(v)));
		case 'int16':
		case 'uint16':
		case 'uint32': {
			const bits = width[kind] ?? 64;
			return Number(kind === 'int16' ? BigInt.asIntN(bits, BigInt(v)) : BigInt.asUintN(bits, BigInt(v)));
		}
		case 'uint':
		case 'uint64':
		case 'uintptr':
			return typeof v === 'number' && v >= 0 && v <= most ? v : canon(BigInt.asUintN(64, BigInt(v)));
		default:
			return typeof v === 'number' && v <= most && v >= -most ? v : canon(BigInt.asIntN(64, BigInt(v)));
	}
}
const powers = Array.from({ length: 54 }, (_, i) => Number(1n << BigInt(i)));
const small = (v: Int): v is number => typeof v === 'number' && v >= 0 && v <= 2147483647;

const big: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
	'+': (a, b) => a + b,
	'-': (a, b) => a - b,
	'*': (a, b) => a * b,
	'&': (a, b) => a & b,
	'|': (a, b) => a | b,
	'^': (a, b) => a ^ b,
	'&^': (a, b) => a & ~b
};

/** The operation of two values of type t. Comparison and logic are elsewhere. */
export function arithmetic(t: Type, op: string): (a: Value, b: Value) => Value {
	const { kind } = t.u;
	if (kind === 'string') return (a, b) => (a as string) + (b as string);
	if (kind === 'float64' || kind === 'float32') {
		const f = {
			'+': (a: number, b: number) => a + b,
			'-': (a: number, b: number) => a - b,
			'*': (a: number, b: number) => a * b,
			'/': (a: number, b: number) => a / b
		}[op] as (a: number, b: number) => number;
		return kind === 'float64' ? (f as (a: Value, b: Value) => Value) : (a, b) => Math.fround(f(a as number, b as number));
	}
	switch (op) {
		case '+':
			if (kind === 'int' || kind === 'int64')
				return (a, b) => {
					const r = (a as number) + (b as number);
					return typeof a === 'number' && typeof b === 'number' && r <= most && r >= -most ? r : wrap(t, BigInt(a as Int) + BigInt(b as Int));
				};
			break;
		case '-':
			if (kind === 'int' || kind === 'int64')
				return (a, b) => {
					if (typeof a !== 'number' || typeof b !== 'number') return wrap(t, BigInt(a as Int) - BigInt(b as Int));
					const r = a - b;
					return r <= most && r >= -most ? r : wrap(t, BigInt(a) - BigInt(b));
				};
			break;
		case '/':
		case '%':
			return (a, b) => {
				if (b === 0) throw new RuntimeFault('integer divide by zero');
				if (typeof a === 'number' && typeof b === 'number') {
					const rest = a % b;
					return wrap(t, (op === '%' ? rest : (a - rest) / b) + 0);
				}
				return wrap(t, op === '%' ? BigInt(a as Int) % BigInt(b as Int) : BigInt(a as Int) / BigInt(b as Int));
			};
		case '<<':
			return (a, b) => {
				if ((b as Int) < 0) throw new RuntimeFault('negative shift amount');
				if ((b as Int) >= 64) return 0;
				const n = Number(b);
				if (typeof a === 'number' && n < 53) {
					const r = a * (powers[n] ?? 0);
					if (r <= most && r >= -most) return wrap(t, r);
				}
				return wrap(t, BigInt(a as Int) << BigInt(n));
			};
		case '>>':
			return (a, b) => {
				if ((b as Int) < 0) throw new RuntimeFault('negative shift amount');
				if ((b as Int) >= 64) return (a as Int) < 0 ? -1 : 0;
				const n = Number(b);
				if (typeof a === 'number') return n >= 53 ? (a < 0 ? -1 : 0) : Math.floor(a / (powers[n] ?? 1));
				return wrap(t, BigInt(a as Int) >> BigInt(n));
			};
	}
	const slow = big[op];
	if (!slow) throw new RuntimeFault(`operator ${op}`);
	const fast: ((a: number, b: number) => number) | null =
		op === '&' ? (a, b) => a & b : op === '|' ? (a, b) => a | b : op === '^' ? (a, b) => a ^ b : op === '&^' ? (a, b) => a & ~b : null;
	if (fast) return (a, b) => (small(a as Int) && small(b as Int) ? fast(a as number, b as number) : wrap(t, slow(BigInt(a as Int), BigInt(b as Int))));
	const plain = op === '+' ? (a: number, b: number) => a + b : op === '-' ? (a: number, b: number) => a - b : (a: number, b: number) => a * b;
	return (a, b) => {
		if (typeof a === 'number' && typeof b === 'number') {
			const r = plain(a, b);
			if (r <= most && r >= -most) return wrap(t, r + 0);
		}
		return wrap(t, slow(BigInt(a as Int), BigInt(b as Int)));
	};
}

/** Conversion between numeric types. */
export function convertNumber(from: Type, to: Type): (v: Value) => Value {
	const [f, k] = [from.u.kind, to.u.kind];
	const fromFloat = f.startsWith('float') || f === 'untyped float';
	if (k === 'float64') return (v) => Number(v);
	if (k === 'float32') return (v) => Math.fround(Number(v));
	if (!fromFloat) return (v) => wrap(to, v as Int);
	return (v) => {
		const n = Math.trunc(v as number);
		if (!Number.isFinite(n)) return k === 'int' || k === 'int64' ? -9223372036854775808n : 0;
		return wrap(to, Math.abs(n) <= most ? n + 0 : BigInt(n));
	};
}
export const compareInts = (a: Value, b: Value): number => ((a as Int) < (b as Int) ? -1 : (a as Int) > (b as Int) ? 1 : 0);
