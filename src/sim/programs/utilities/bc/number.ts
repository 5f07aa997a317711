// bc's numbers: a whole number of units of the last decimal place, and how many places there are. Nothing is rounded: digits beyond are cut off.

export interface Num {
	readonly units: bigint;
	/** Decimal places. */
	readonly scale: number;
}

export const whole = (n: number | bigint): Num => ({ units: BigInt(n), scale: 0 });
export const zero = whole(0);
const ten = (places: number): bigint => 10n ** BigInt(places);

/** The same with this many places. */
export const rescale = (n: Num, scale: number): Num =>
	scale === n.scale ? n : scale > n.scale ? { units: n.units * ten(scale - n.scale), scale } : { units: n.units / ten(n.scale - scale), scale };

function aligned(a: Num, b: Num): [bigint, bigint, number] {
	const scale = Math.max(a.scale, b.scale);
	return [rescale(a, scale).units, rescale(b, scale).units, scale];
}
export function add(a: Num, b: Num): Num {
	const [x, y, scale] = aligned(a, b);
	return { units: x + y, scale };
}
export const negate = (a: Num): Num => ({ units: -a.units, scale: a.scale });
export const subtract = (a: Num, b: Num): Num => add(a, negate(b));
export function compare(a: Num, b: Num): number {
	const [x, y] = aligned(a, b);
	return x < y ? -1 : x > y ? 1 : 0;
}
export const isZero = (a: Num): boolean => a.units === 0n;
export const integerOf = (a: Num): bigint => a.units / ten(a.scale);

export function multiply(a: Num, b: Num, scale: number): Num {
	const full = { units: a.units * b.units, scale: a.scale + b.scale };
	return rescale(full, Math.min(full.scale, Math.max(scale, a.scale, b.scale)));
}
/** The divisor is not zero. */
export const divide = (a: Num, b: Num, scale: number): Num => ({
	units: scale + b.scale >= a.scale ? (a.units * ten(scale + b.scale - a.scale)) / b.units : a.units / (b.units * ten(a.scale - b.scale - scale)),
	scale
});
export function modulo(a: Num, b: Num, scale: number): Num {
	const places = Math.max(a.scale, b.scale + scale);
	const quotient = divide(a, b, scale);
	const product = rescale({ units: quotient.units * b.units, scale: quotient.scale + b.scale }, places);
	return rescale(subtract(a, product), places);
}
export function power(base: Num, exponent: bigint, scale: number): Num {
	const n = exponent < 0n ? -exponent : exponent;
	const full = { units: base.units ** n, scale: base.scale * Number(n) };
	return exponent < 0n ? divide(whole(1), full, scale) : rescale(full, Math.min(full.scale, Math.max(scale, base.scale)));
}
/** Of a number that is not negative. */
export function squareRoot(a: Num, scale: number): Num {
	const places = Math.max(scale, a.scale);
	const target = rescale(a, places * 2).units;
	if (target < 2n) return { units: target, scale: places };
	let x = 1n << BigInt(Math.ceil(target.toString(2).length / 2));
	for (;;) {
		const next = (x + target / x) / 2n;
		if (next >= x) return { units: x, scale: places };
		x = next;
	}
}

const digits = '0123456789ABCDEF';
/** A written number in an input base; a digit beyond the base counts as the base's last, unless it stands alone. */
export function readNumber(text: string, base: number): Num {
	const [left = '', right = ''] = text.split('.');
	const alone = left.length + right.length === 1;
	const digit = (c: string): bigint => BigInt(alone ? digits.indexOf(c) : Math.min(digits.indexOf(c), base - 1));
	if (base === 10 && /^\d*$/.test(left + right)) return { units: BigInt(`${left}${right}` || '0'), scale: right.length };
	let value = 0n;
	for (const c of left + right) value = value * BigInt(base) + digit(c);
	return divide({ units: value, scale: 0 }, whole(BigInt(base) ** BigInt(right.length)), right.length);
}

/** A number in an output base. */
export function writeNumber(n: Num, base: number): string {
	if (n.units === 0n) return '0';
	const sign = n.units < 0n ? '-' : '';
	const size = { units: n.units < 0n ? -n.units : n.units, scale: n.scale };
	const left = integerOf(size);
	if (base === 10) {
		const fraction = (size.units % ten(n.scale)).toString().padStart(n.scale, '0');
		return `${sign}${left === 0n ? '' : left}${n.scale > 0 ? `.${fraction}` : ''}`;
	}
	const out = (digit: bigint): string => (base <= 16 ? (digits[Number(digit)] ?? '') : ` ${String(digit).padStart(String(base - 1).length, '0')}`);
	let text = '';
	for (let rest = left; rest > 0n; rest /= BigInt(base)) text = out(rest % BigInt(base)) + text;
	if (n.scale > 0) {
		text += '.';
		let rest = size.units % ten(n.scale);
		for (let t = 1n; t.toString().length <= n.scale; t *= BigInt(base)) {
			rest *= BigInt(base);
			text += out(rest / ten(n.scale));
			rest %= ten(n.scale);
		}
	}
	return sign + text;
}
