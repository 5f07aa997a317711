// Kubernetes quantities (apimachinery resource.Quantity): exact decimal amounts with a suffix that is kept in kind.
// An amount is an integer times a power of ten; nothing here is a float. Smaller than a billionth rounds away from zero.
// Invariant: formatQuantity is the canonical form: a mantissa as small as possible without losing anything.

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
	/** The amount is `unscaled` times ten to the power of `scale`. */
	readonly unscaled: bigint;
	readonly scale: number;
	readonly format: QuantityFormat;
	/** The text it was parsed from, when apimachinery keeps it ("1.500" stays). */
	readonly text?: string;
}

/** A text that is no quantity; `message` is apimachinery's. */
export class QuantityError extends Error {}

const formatWrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const maxInt64 = 9_223_372_036_854_775_807n;
/** Beyond ten to this power every comparison is decided already; it bounds the work a huge exponent can ask for. */
const largestShift = 400;

const decimalSuffixes: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

function power10(exponent: number): bigint {
	return 10n ** BigInt(exponent > largestShift ? largestShift : exponent);
}

function divideAwayFromZero(value: bigint, divisor: bigint): bigint {
	const quotient = value / divisor;
	if (quotient * divisor === value) return quotient;
	return value < 0n ? quotient - 1n : quotient + 1n;
}

/** The amount in units of ten to the power of `scale`, rounded away from zero. */
function scaledQuantity(q: Quantity, scale: number): bigint {
	if (q.unscaled === 0n) return 0n;
	return q.scale >= scale ? q.unscaled * power10(q.scale - scale) : divideAwayFromZero(q.unscaled, power10(scale - q.scale));
}

interface Suffix {
	readonly base: 2 | 10;
	readonly exponent: number;
	readonly format: QuantityFormat;
}

function interpretSuffix(suffix: string): Suffix {
	const decimal = decimalSuffixes[suffix];
	if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
	const binary = binarySuffixes[suffix];
	if (binary !== undefined) return { base: 2, exponent: binary, format: 'BinarySI' };
	if (!/^[eE][+-]?\d+$/.test(suffix) || suffix.length > 19) throw new QuantityError("unable to parse quantity's suffix");
	return { base: 10, exponent: Number(suffix.slice(1)), format: 'DecimalExponent' };
}

/** Whether apimachinery keeps the text as it is instead of writing the canonical form. */
function keepsText(suffix: Suffix, whole: string, fraction: string): boolean {
	const digits = whole + fraction;
	if (suffix.base === 2) {
		const room = 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1;
		return fraction === '' && room >= 0 && (BigInt(whole) & 7n) !== 0n;
	}
	const scale = suffix.exponent - fraction.length;
	return digits.length <= 18 && scale >= -9 && scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

/** resource.ParseQuantity. Throws `QuantityError` with its text. */
export function parseQuantity(text: string): Quantity {
	const parts = /^([+-]?)0*(\d*)(\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
	if (text === '' || parts === null) throw new QuantityError(formatWrong);
	const whole = parts[2] === undefined || parts[2] === '' ? '0' : parts[2];
	const fraction = parts[4] ?? '';
	const suffix = interpretSuffix(parts[5] ?? '');
	const negative = parts[1] === '-';
	let unscaled = BigInt(whole + fraction);
	let scale = -fraction.length;
	let format = suffix.format;
	if (suffix.base === 2) unscaled <<= BigInt(suffix.exponent);
	else scale += suffix.exponent;
	if (scale < -9) {
		unscaled = divideAwayFromZero(unscaled, power10(-9 - scale));
		scale = -9;
	}
	const kept = keepsText(suffix, whole, fraction);
	if (!kept && format === 'BinarySI' && unscaled !== 0n) {
		if (unscaled > maxInt64 * power10(-scale)) {
			unscaled = maxInt64;
			scale = 0;
		}
		if (unscaled < power10(-scale)) format = 'DecimalSI';
	}
	const value = { unscaled: negative ? -unscaled : unscaled, scale, format };
	return kept || text === '0' ? { ...value, text } : value;
}

function decimalText(q: Quantity, format: QuantityFormat): string {
	let mantissa = q.unscaled;
	let exponent = q.scale;
	while (mantissa % 10n === 0n) {
		mantissa /= 10n;
		exponent++;
	}
	while (exponent % 3 !== 0) {
		mantissa *= 10n;
		exponent--;
	}
	if (format === 'DecimalExponent') return `${mantissa}${exponent === 0 ? '' : `e${exponent}`}`;
	const suffix = Object.keys(decimalSuffixes).find((name) => decimalSuffixes[name] === exponent) ?? '';
	return `${mantissa}${suffix}`;
}

function binaryText(value: bigint): string {
	let mantissa = value;
	let exponent = 0;
	while (mantissa % 1024n === 0n) {
		mantissa /= 1024n;
		exponent += 10;
	}
	const suffix = Object.keys(binarySuffixes).find((name) => binarySuffixes[name] === exponent) ?? '';
	return `${mantissa}${suffix}`;
}

/** Quantity's String: the canonical form, e.g. 0.5 is "500m", 1024Mi is "1Gi". */
export function formatQuantity(q: Quantity): string {
	if (q.text !== undefined) return q.text;
	if (q.unscaled === 0n) return '0';
	if (q.format !== 'BinarySI') return decimalText(q, q.format);
	const value = scaledQuantity(q, 0);
	const exact = q.scale >= 0 || value * power10(-q.scale) === q.unscaled;
	if (!exact || (value > -1024n && value < 1024n)) return decimalText(q, 'DecimalSI');
	return binaryText(value);
}

/** The amount as a whole number, rounded away from zero, exact. */
export function quantityBig(q: Quantity): bigint {
	return scaledQuantity(q, 0);
}

/** The amount as a whole number, rounded away from zero: bytes of memory, whole cores. Exact up to 2^53. */
export function quantityValue(q: Quantity): number {
	return Number(scaledQuantity(q, 0));
}

/** The amount in thousandths, rounded away from zero: milli-cores. Exact up to 2^53. */
export function milliValue(q: Quantity): number {
	return Number(scaledQuantity(q, -3));
}

/** resource.NewQuantity: a whole amount. */
export function newQuantity(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
	return { unscaled: BigInt(value), scale: 0, format };
}

/** resource.NewMilliQuantity: an amount in thousandths. */
export function newMilliQuantity(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
	return { unscaled: BigInt(value), scale: -3, format };
}

/** The sum, in the format of `a`, or of `b` when `a` is zero. */
export function addQuantity(a: Quantity, b: Quantity): Quantity {
	const scale = a.scale < b.scale ? a.scale : b.scale;
	return { unscaled: scaledQuantity(a, scale) + scaledQuantity(b, scale), scale, format: a.unscaled === 0n ? b.format : a.format };
}

/** The difference a - b, in the format of `a`, or of `b` when `a` is zero. */
export function subQuantity(a: Quantity, b: Quantity): Quantity {
	return addQuantity(a, { unscaled: -b.unscaled, scale: b.scale, format: b.format });
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compareQuantity(a: Quantity, b: Quantity): number {
	const scale = a.scale < b.scale ? a.scale : b.scale;
	const x = scaledQuantity(a, scale);
	const y = scaledQuantity(b, scale);
	return x < y ? -1 : x > y ? 1 : 0;
}
