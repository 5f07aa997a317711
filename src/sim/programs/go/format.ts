// Package fmt's printing: verbs, flags, widths, and values of every type, calling Error, String and GoString where fmt does.
// Leaves out Formatter, %U's flags and scanning. Strings are byte strings.
import { formatFloat, goQuote } from '../../values/index.ts';
import { dispatch } from './expr.ts';
import { fromBytes, toText } from './text.ts';
import { runeBytes } from './scan.ts';
import { hasMethod, typeString, type Type } from './types.ts';
import { GoMap, Iface, items, Pointer, zeroOf, type NativeRequest, type Slice, type Value } from './values.ts';

type Gen = Generator<NativeRequest, string, Value>;
export interface Flags {
	minus: boolean;
	plus: boolean;
	/** %+v: field names; numbers keep their signs. */
	plusV: boolean;
	sharp: boolean;
	space: boolean;
	zero: boolean;
	width: number | null;
	prec: number | null;
}
const noFlags: Flags = { minus: false, plus: false, plusV: false, sharp: false, space: false, zero: false, width: null, prec: null };
const runeCount = (s: string): number => [...s].filter((c) => c < '\x80' || c >= '\xc0').length;

export function pad(text: string, f: Flags, zeros = false): string {
	const missing = (f.width ?? 0) - runeCount(text);
	if (missing <= 0) return text;
	if (f.minus) return text + ' '.repeat(missing);
	if (zeros && f.zero) return /^[+\- ]/.test(text) ? (text[0] ?? '') + '0'.repeat(missing) + text.slice(1) : '0'.repeat(missing) + text;
	return ' '.repeat(missing) + text;
}
const signed = (text: string, f: Flags): string => (text.startsWith('-') ? text : f.plus ? `+${text}` : f.space ? ` ${text}` : text);

function integer(v: number | bigint, verb: string, f: Flags): string | null {
	const n = BigInt(v);
	const digits = (base: number): string => (n < 0n ? '-' : '') + (n < 0n ? -n : n).toString(base);
	const prefixed = (text: string, prefix: string): string => (f.sharp ? text.replace(/^-?/, (s) => s + prefix) : text);
	let text: string;
	switch (verb) {
		case 'v':
		case 'd':
			text = digits(10);
			break;
		case 'b':
			text = prefixed(digits(2), '0b');
			break;
		case 'o':
			text = prefixed(digits(8), '0');
			break;
		case 'O':
			text = digits(8).replace(/^-?/, (s) => `${s}0o`);
			break;
		case 'x':
			text = prefixed(digits(16), '0x');
			break;
		case 'X':
			text = prefixed(digits(16).toUpperCase(), '0X');
			break;
		case 'c':
			return pad(runeBytes(Number(n)), f);
		case 'q':
			return pad(quoteRune(Number(n)), f);
		case 'U':
			return pad(`U+${Number(n).toString(16).toUpperCase().padStart(4, '0')}`, f);
		case 'e':
		case 'E':
		case 'f':
		case 'F':
		case 'g':
		case 'G':
			return null;
		default:
			return null;
	}
	if (f.prec !== null) {
		const negative = text.startsWith('-');
		text = (negative ? '-' : '') + text.replace('-', '').padStart(f.prec, '0');
		return pad(signed(text, f), { ...f, zero: false });
	}
	return pad(signed(text, f), f, true);
}
const quoteRune = (code: number): string => {
	const special: Readonly<Record<number, string>> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 39: "\\'", 92: '\\\\' };
	return `'${special[code] ?? (code < 32 || code === 127 ? `\\x${code.toString(16).padStart(2, '0')}` : runeBytes(code))}'`;
};
/** A float as %v prints it: %g with the shortest digits, exponents from 21. */
export function floatText(v: number, verb: string, prec: number | null, bits = 64): string {
	if (Number.isNaN(v)) return 'NaN';
	if (!Number.isFinite(v)) return v > 0 ? '+Inf' : '-Inf';
	if (verb === 'v') return prec === null ? formatFloat(bits === 32 ? shortest32(v) : v, 'g', -1) : formatFloat(v, 'g', prec);
	const kind = verb === 'F' ? 'f' : (verb as 'e' | 'E' | 'f' | 'g' | 'G');
	if ((kind === 'g' || kind === 'G') && prec === null) return formatFloat(bits === 32 ? shortest32(v) : v, kind, -1);
	return formatFloat(v, kind, prec ?? 6);
}
const shortest32 = (v: number): number => {
	for (let p = 1; p <= 9; p++) {
		const s = Number(v.toPrecision(p));
		if (Math.fround(s) === v) return s;
	}
	return v;
};
function float(v: number, verb: string, f: Flags, bits: number): string | null {
	if (!'vbeEfFgGxX'.includes(verb)) return null;
	const text = floatText(v, verb, f.prec, bits);
	if (!Number.isFinite(v)) return pad(f.plus ? text : text.replace(/^\+/, ''), { ...f, zero: false }).replace(/^(\s*)Inf/, '$1+Inf');
	return pad(signed(text, f), f, true);
}
const hexOf = (s: string, f: Flags, upper: boolean): string => {
	const text = [...s].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(f.space ? ' ' : '');
	return upper ? text.toUpperCase() : text;
};
function string(s: string, verb: string, f: Flags): string | null {
	const cut = (): string => (f.prec === null ? s : fromBytes([...toText(s)].slice(0, f.prec).join('')));
	switch (verb) {
		case 'v':
			return f.sharp ? pad(fromBytes(goQuote(toText(s))), f) : pad(cut(), f);
		case 's':
			return pad(cut(), f);
		case 'q':
			return pad(f.sharp && !s.includes('`') ? `\`${s}\`` : fromBytes(goQuote(toText(cut()))), f);
		case 'x':
		case 'X':
			return pad(hexOf(s, f, verb === 'X'), f);
	}
	return null;
}
const wrong = function* (verb: string, v: Iface, f: Flags): Gen {
	return `%!${verb}(${typeString(v.t, null)}=${yield* formatValue(v, 'v', { ...f, width: null, prec: null }, 1)})`;
};
/** An address in the heap: counted per program, the same object always has the same. */
function addressOf(v: Value): string {
	let n = 0;
	if (v instanceof Pointer) n = v.i + 1;
	return `0xc0000${(0x12000 + n * 8).toString(16)}`;
}

/** One operand. `depth` is 0 at the top. Calls methods of what implements error or Stringer. */
function* formatValue(operand: Value, verb: string, f: Flags, depth: number): Gen {
	if ((operand === null || operand === undefined) && f.sharp && verb === 'v' && depth > 0) return 'interface {}(nil)';
	if (operand === null || operand === undefined) return pad(verb === 'v' || verb === 's' ? (verb === 'v' ? '<nil>' : '%!s(<nil>)') : `%!${verb}(<nil>)`, f);
	const iface = operand as Iface;
	const { t, v } = iface;
	if (verb === 'T') return pad(fromBytes(typeString(t, null)), f);
	if (verb === 'p') return pad(`${addressOf(v)}`, f);
	if ((verb === 'v' && !f.sharp) || 'sxXq'.includes(verb))
		for (const name of ['Error', 'String']) {
			const found = hasMethod(t, name, '');
			if (!found || found.kind === 'field') continue;
			const type = found.kind === 'method' ? found.method.type() : found.method.type;
			if (type.params.length !== 0 || type.results.length !== 1 || type.results[0]?.u.kind !== 'string') continue;
			if (v === null && t.kind === 'pointer') return pad('<nil>', f);
			const d = dispatch(t, name);
			const text = yield { call: d.f, args: [d.adapt(v)] };
			return string(text as string, verb, f) ?? '';
		}
	return yield* plain(iface, verb, f, depth);
}
function* plain(iface: Iface, verb: string, f: Flags, depth: number): Gen {
	const { t, v } = iface;
	const { u } = t;
	switch (u.kind) {
		case 'bool':
			return verb === 'v' || verb === 't' ? pad(String(v), f) : yield* wrong(verb, iface, f);
		case 'string':
			return string(v as string, verb, f) ?? (yield* wrong(verb, iface, f));
		case 'float32':
		case 'float64':
			return float(v as number, verb, f, u.kind === 'float32' ? 32 : 64) ?? (yield* wrong(verb, iface, f));
		case 'pointer': {
			const elem = u.elem as Type;
			if (v === null)
				return verb === 'v' || verb === 's'
					? pad(f.sharp ? `(${typeString(t, null)})(nil)` : verb === 's' ? '%!s(' + typeString(t, null) + '=<nil>)' : '<nil>', f)
					: yield* wrong(verb, iface, f);
			if (depth === 0 && ['struct', 'array'].includes(elem.u.kind)) return `&${yield* formatValue(new Iface(elem, v), verb, f, depth + 1)}`;
			if (depth === 0 && ['map', 'slice'].includes(elem.u.kind) && v instanceof Pointer)
				return `&${yield* formatValue(new Iface(elem, v.b[v.i]), verb, f, depth + 1)}`;
			return pad(addressOf(v), f);
		}
		case 'chan':
		case 'func':
			return v === null ? pad('<nil>', f) : pad(addressOf(v), f);
		case 'struct':
			return yield* struct(iface, verb, f, depth);
		case 'map':
			return yield* map(iface, verb, f, depth);
		case 'slice':
		case 'array': {
			const elem = u.elem as Type;
			const list = u.kind === 'slice' ? items(v) : (v as Value[]);
			if (elem.u.kind === 'uint8' && ('sxX'.includes(verb) || verb === 'q')) {
				const text = list.map((b) => String.fromCharCode((b as number) ?? 0)).join('');
				return string(text, verb, f) ?? '';
			}
			if (f.sharp && verb === 'v') {
				if (v === null) return `${typeString(t, null)}(nil)`;
				const parts: string[] = [];
				for (const x of list) parts.push(yield* formatValue(wrapFor(elem, x), verb, f, depth + 1));
				return `${typeString(t, null)}{${parts.join(', ')}}`;
			}
			const parts: string[] = [];
			for (const x of list) parts.push(yield* formatValue(wrapFor(elem, x === undefined ? zeroOf(elem)() : x), verb, f, depth + 1));
			return `[${parts.join(' ')}]`;
		}
		case 'interface':
			return yield* formatValue(v, verb, f, depth);
		default: {
			if (!/^u?int/.test(u.kind)) return '?';
			if (f.sharp && verb === 'v' && u.kind.startsWith('uint')) return pad(`0x${BigInt(v as number).toString(16)}`, f);
			return integer(v as number, verb, verb === 'v' ? { ...f, sharp: false } : f) ?? (yield* wrong(verb, iface, f));
		}
	}
}
/** A field or element as an operand of its own. */
const wrapFor = (t: Type, v: Value): Value => (t.u.kind === 'interface' ? v : new Iface(t, v));

function* struct(iface: Iface, verb: string, f: Flags, depth: number): Gen {
	const { t, v } = iface;
	const parts: string[] = [];
	const sharp = f.sharp && verb === 'v';
	const inner = { ...f };
	for (const [i, field] of t.u.fields.entries()) {
		const x = (v as Value[])[i];
		// Methods of unexported fields are not called.
		const operand = wrapFor(field.type, x);
		const text =
			operand === null
				? sharp
					? `${typeString(field.type, null)}(nil)`
					: '<nil>'
				: /^[A-Z]/.test(field.name) || field.embedded
					? yield* formatValue(operand, verb, inner, depth + 1)
					: yield* unexported(operand as Iface, verb, inner, depth + 1);
		parts.push(f.plusV || sharp ? `${field.name}:${text}` : text);
	}
	return sharp ? `${typeString(t, null)}{${parts.join(', ')}}` : `{${parts.join(' ')}}`;
}
function* unexported(v: Iface, verb: string, f: Flags, depth: number): Gen {
	return yield* plain(v, verb, f, depth);
}
/** Entries sorted by key, as fmt prints maps. */
export function sortedEntries(m: GoMap, key: Type): [Value, Value][] {
	const rank = (v: Value): number | bigint | string => {
		if (key.u.kind === 'interface' && v !== null) return rank((v as Iface).v);
		return typeof v === 'boolean'
			? Number(v)
			: typeof v === 'number' || typeof v === 'bigint' || typeof v === 'string'
				? v
				: Array.isArray(v)
					? v.map((x) => String(x)).join('\0')
					: 0;
	};
	return [...m.m.values()].sort(([a], [b]) => {
		const [x, y] = [rank(a), rank(b)];
		return x < y ? -1 : x > y ? 1 : 0;
	});
}
function* map(iface: Iface, verb: string, f: Flags, depth: number): Gen {
	const { t, v } = iface;
	const [key, elem] = [t.u.key as Type, t.u.elem as Type];
	const sharp = f.sharp && verb === 'v';
	if (v === null) return sharp ? `${typeString(t, null)}(nil)` : 'map[]';
	const parts: string[] = [];
	for (const [k, x] of sortedEntries(v as GoMap, key))
		parts.push(`${yield* formatValue(wrapFor(key, k), verb, f, depth + 1)}:${yield* formatValue(wrapFor(elem, x), verb, f, depth + 1)}`);
	return sharp ? `${typeString(t, null)}{${parts.join(', ')}}` : `map[${parts.join(' ')}]`;
}

/** Sprintf. `wrapped` collects the operands of %w. */
export function* sprintf(format: string, args: readonly Value[], wrapped: Value[] = []): Gen {
	let out = '';
	let next = 0;
	let reordered = false;
	for (let i = 0; i < format.length; i++) {
		const c = format[i] as string;
		if (c !== '%') {
			out += c;
			continue;
		}
		const f: Flags = { ...noFlags };
		i++;
		for (; '+-# 0'.includes(format[i] ?? 'x'); i++) {
			const flag = format[i];
			if (flag === '+') f.plus = true;
			else if (flag === '-') f.minus = true;
			else if (flag === '#') f.sharp = true;
			else if (flag === ' ') f.space = true;
			else f.zero = !f.minus;
		}
		const argNumber = (): void => {
			const m = /^\[(\d+)\]/.exec(format.slice(i, i + 8));
			if (!m) return;
			next = Number(m[1]) - 1;
			reordered = true;
			i += m[0].length;
		};
		argNumber();
		if (format[i] === '*') {
			i++;
			const w = Number((args[next++] as Iface | null)?.v ?? 0);
			f.width = Math.abs(w);
			if (w < 0) f.minus = true;
		} else {
			const m = /^\d+/.exec(format.slice(i, i + 12));
			if (m) {
				f.width = Number(m[0]);
				i += m[0].length;
			}
		}
		if (format[i] === '.') {
			i++;
			argNumber();
			if (format[i] === '*') {
				i++;
				f.prec = Number((args[next++] as Iface | null)?.v ?? 0);
			} else {
				const m = /^\d*/.exec(format.slice(i, i + 12));
				f.prec = Number(m?.[0] ?? 0);
				i += m?.[0].length ?? 0;
			}
		}
		argNumber();
		const verb = format[i];
		if (verb === undefined) {
			out += '%!(NOVERB)';
			break;
		}
		if (verb === '%') {
			out += '%';
			continue;
		}
		if (next >= args.length) {
			out += `%!${verb}(MISSING)`;
			continue;
		}
		const operand = args[next++] as Value;
		if (verb === 'v' || verb === 'w') Object.assign(f, { plusV: f.plus, plus: false });
		if (verb === 'w') wrapped.push(operand);
		out += yield* formatValue(operand, verb === 'w' ? 'v' : verb, f, 0);
	}
	if (!reordered && next < args.length) {
		const parts: string[] = [];
		for (const a of args.slice(next)) parts.push(a === null ? '<nil>' : `${typeString((a as Iface).t, null)}=${yield* formatValue(a, 'v', noFlags, 0)}`);
		out += `%!(EXTRA ${parts.join(', ')})`;
	}
	return out;
}
/** Sprint: spaces between operands when neither is a string. */
export function* sprint(args: readonly Value[]): Gen {
	let out = '';
	let before = true;
	for (const [i, a] of args.entries()) {
		const text = a !== null && (a as Iface).t.u.kind === 'string';
		if (i > 0 && !text && !before) out += ' ';
		out += yield* formatValue(a, 'v', noFlags, 0);
		before = text;
	}
	return out;
}
export function* sprintln(args: readonly Value[]): Gen {
	const parts: string[] = [];
	for (const a of args) parts.push(yield* formatValue(a, 'v', noFlags, 0));
	return `${parts.join(' ')}\n`;
}
export type { Slice };
