// Numbers as Go's strconv prints and parses them.
// Decimal expansion is exact (big integers), so rounding is half-to-even on the true binary value as in Go, on every machine.
// Leaves out hexadecimal floats and complex numbers.

interface Decimal {
	/** Significant digits without leading or trailing zeros; '' is zero. */
	readonly digits: string;
	/** Position of the decimal point counted from the start of `digits`. */
	readonly point: number;
}

function exactDecimal(value: number): Decimal {
	const view = new DataView(new ArrayBuffer(8));
	view.setFloat64(0, value);
	const bits = view.getBigUint64(0);
	const exponent = Number((bits >> 52n) & 0x7ffn);
	let mantissa = bits & 0xfffffffffffffn;
	if (exponent !== 0) mantissa |= 1n << 52n;
	const shift = (exponent === 0 ? 1 : exponent) - 1075;
	let all: string;
	let scale = 0;
	if (shift >= 0) all = (mantissa << BigInt(shift)).toString();
	else {
		scale = -shift;
		all = (mantissa * 5n ** BigInt(scale)).toString();
	}
	if (all === '0') return { digits: '', point: 0 };
	return { digits: all.replace(/0+$/, ''), point: all.length - scale };
}

function shortestDecimal(value: number): Decimal {
	const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
	const digits = mantissa.replace('.', '').replace(/0+$/, '');
	return { digits, point: digits === '' ? 0 : Number(exponent) + 1 };
}

function roundDecimal(decimal: Decimal, count: number): Decimal {
	const { digits, point } = decimal;
	if (count >= digits.length) return decimal;
	if (count < 0) return { digits: '', point: 0 };
	const rest = digits.slice(count);
	const kept = digits.slice(0, count);
	const half = rest.startsWith('5') && rest.length === 1;
	const up = half ? '13579'.includes(kept.slice(-1) || '0') : rest.charAt(0) >= '5';
	if (!up) return { digits: kept.replace(/0+$/, ''), point: kept === '' ? 0 : point };
	const next = (BigInt(kept === '' ? '0' : kept) + 1n).toString();
	return { digits: next.replace(/0+$/, ''), point: point + (next.length - kept.length) };
}

function exponential(decimal: Decimal, fraction: number, letter: string): string {
	const digits = decimal.digits.padEnd(fraction + 1, '0');
	const exponent = decimal.digits === '' ? 0 : decimal.point - 1;
	const size = `${exponent < 0 ? -exponent : exponent}`;
	return `${digits.charAt(0)}${fraction > 0 ? `.${digits.slice(1, fraction + 1)}` : ''}${letter}${exponent < 0 ? '-' : '+'}${size.padStart(2, '0')}`;
}

function positional(decimal: Decimal, fraction: number): string {
	const { digits, point } = decimal;
	const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
	if (fraction <= 0) return whole;
	const part = point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
	return `${whole}.${part.padEnd(fraction, '0').slice(0, fraction)}`;
}

export type FloatVerb = 'e' | 'E' | 'f' | 'g' | 'G';

/** strconv.FormatFloat(value, verb, precision, 64); precision -1 is the shortest text that reads back as the same value. */
export function formatFloat(value: number, verb: FloatVerb, precision = -1): string {
	if (value !== value) return 'NaN';
	if (value === Infinity || value === -Infinity) return value > 0 ? '+Inf' : '-Inf';
	const sign = value < 0 || Object.is(value, -0) ? '-' : '';
	const size = value < 0 ? -value : value;
	const shortest = precision < 0;
	const letter = verb === 'E' || verb === 'G' ? 'E' : 'e';
	const decimal = shortest ? shortestDecimal(size) : exactDecimal(size);
	if (verb === 'f') {
		const fraction = shortest ? Math.max(decimal.digits.length - decimal.point, 0) : precision;
		return sign + positional(shortest ? decimal : roundDecimal(decimal, decimal.point + fraction), fraction);
	}
	if (verb === 'e' || verb === 'E') {
		const fraction = shortest ? Math.max(decimal.digits.length - 1, 0) : precision;
		return sign + exponential(shortest ? decimal : roundDecimal(decimal, fraction + 1), fraction, letter);
	}
	const wanted = precision === 0 ? 1 : precision;
	const rounded = shortest ? decimal : roundDecimal(decimal, wanted);
	const count = rounded.digits.length;
	let limit = shortest ? 6 : wanted;
	if (!shortest && limit > count && count >= rounded.point) limit = count;
	const exponent = rounded.digits === '' ? -1 : rounded.point - 1;
	if (rounded.digits !== '' && (exponent < -4 || exponent >= limit)) return sign + exponential(rounded, Math.max(count - 1, 0), letter);
	return sign + positional(rounded, Math.max(count - rounded.point, 0));
}

/** A number as fmt's %v prints it: integers plainly, floats as %g with the shortest text. */
export function goNumber(value: number | bigint): string {
	if (typeof value === 'bigint' || Number.isInteger(value)) return BigInt(value).toString();
	return formatFloat(value, 'g');
}

/** A failed strconv call; `message` is Go's, e.g. `strconv.Atoi: parsing "x": invalid syntax`. */
export class NumError extends Error {
	readonly kind: 'syntax' | 'range';
	constructor(func: string, quoted: string, kind: 'syntax' | 'range') {
		super(`strconv.${func}: parsing ${quoted}: ${kind === 'syntax' ? 'invalid syntax' : 'value out of range'}`);
		this.kind = kind;
	}
}

const digitsOf: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16 };

/** An integer text as Go's ParseInt(text, base, bits) reads it; base 0 takes 0x, 0o, 0b, 0 prefixes and underscores. Undefined: not one. */
export function parseInteger(source: string, base = 10): bigint | undefined {
	let rest = source;
	let negative = false;
	if (rest.startsWith('-') || rest.startsWith('+')) {
		negative = rest.startsWith('-');
		rest = rest.slice(1);
	}
	let radix = base;
	if (base === 0) {
		radix = 10;
		if (rest.startsWith('0') && rest.length > 1) {
			const prefix = digitsOf[rest.charAt(1).toLowerCase()];
			radix = prefix ?? 8;
			rest = rest.slice(prefix === undefined ? 1 : 2);
			if (rest.startsWith('_')) rest = rest.slice(1);
		}
		if (/__|_$|^_/.test(rest)) return undefined;
		rest = rest.replaceAll('_', '');
	}
	if (rest === '') return undefined;
	let value = 0n;
	for (const char of rest.toLowerCase()) {
		const digit = '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(char);
		if (digit < 0 || digit >= radix) return undefined;
		value = value * BigInt(radix) + BigInt(digit);
	}
	return negative ? -value : value;
}

/** A float text as Go's ParseFloat reads it (decimal, inf, nan); undefined: not one. */
export function parseFloatText(source: string): number | undefined {
	if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(source)) return Number(source);
	const word = /^([+-]?)(inf|infinity|nan)$/i.exec(source);
	if (word === null) return undefined;
	if ((word[2] ?? '').toLowerCase() === 'nan') return NaN;
	return word[1] === '-' ? -Infinity : Infinity;
}
