// Exact fractions for numfmt: scaled by powers of 1000 or 1024 and rounded five ways. Invariant: the denominator is above zero.

export type Rounding = 'up' | 'down' | 'from-zero' | 'towards-zero' | 'nearest';
export interface Fraction {
	readonly n: bigint;
	readonly d: bigint;
}
interface Rounded extends Fraction {
	/** With that many decimals, ties to even as printf does. */
	toText(decimals: number): string;
}

const tens = (n: number): bigint => 10n ** BigInt(n);

export const decimal = (sign: string, whole: string, fraction: string): Fraction => {
	const n = BigInt((whole || '0') + fraction);
	return { n: sign === '-' ? -n : n, d: tens(fraction.length) };
};
export const times = ({ n, d }: Fraction, by: bigint): Fraction => ({ n: n * by, d });
export const over = ({ n, d }: Fraction, by: bigint): Fraction => ({ n, d: d * by });

/** A quotient of a number that is not below zero: whole, rounded away from zero, or to the nearest (halves away, or to even). */
function divide(n: bigint, d: bigint, how: 'down' | 'up' | 'half-up' | 'half-even'): bigint {
	const whole = n / d;
	const twice = (n % d) * 2n;
	if (twice === 0n || how === 'down') return whole;
	if (how === 'up') return whole + 1n;
	return twice > d || (twice === d && (how === 'half-up' || whole % 2n === 1n)) ? whole + 1n : whole;
}

/** Rounded at a number of decimals. */
export function rounded({ n, d }: Fraction, decimals: number, how: Rounding): Rounded {
	const negative = n < 0n;
	const away = how === 'from-zero' || (how === 'up' && !negative) || (how === 'down' && negative);
	const size = divide((negative ? -n : n) * tens(decimals), d, how === 'nearest' ? 'half-up' : away ? 'up' : 'down');
	const value = { n: negative ? -size : size, d: tens(decimals) };
	return { ...value, toText: (digits) => toText(value, digits) };
}

function toText({ n, d }: Fraction, decimals: number): string {
	const size = divide((n < 0n ? -n : n) * tens(decimals), d, 'half-even');
	const digits = String(size).padStart(decimals + 1, '0');
	const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
	return n < 0n ? `-${text}` : text;
}

/** The power of ten of the first digit, and the number as printf's %g writes it. */
export function leadingDigits({ n, d }: Fraction): { power: number; text: string } {
	const size = (n < 0n ? -n : n) / d;
	const digits = String(size);
	const power = digits.length - 1;
	const six = toText({ n: size, d: tens(Math.max(0, power - 5)) }, 0);
	const mantissa = `${six[0]}.${six.slice(1, 6)}`.replace(/\.?0*$/, '');
	return { power, text: `${n < 0n ? '-' : ''}${power > 5 ? `${mantissa}e+${String(power).padStart(2, '0')}` : digits}` };
}
