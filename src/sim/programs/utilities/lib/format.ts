// C's printf conversions over JavaScript numbers, bigints and strings: what seq, awk, stat, find and others format with.
import { formatFloat } from '../../../values/index.ts';

export interface Conversion {
	readonly flags: string;
	readonly width: number | undefined;
	readonly precision: number | undefined;
	readonly letter: string;
}

/** Pads a converted text to its width. */
export function padTo(text: string, { flags, width = 0 }: Pick<Conversion, 'flags' | 'width'>, numeric = false): string {
	if (text.length >= width) return text;
	if (flags.includes('-')) return text.padEnd(width);
	if (numeric && flags.includes('0')) {
		const sign = /^(?:[+\- ]?0[xX]|[+\- ])/.exec(text)?.[0] ?? '';
		return sign + text.slice(sign.length).padStart(width - sign.length, '0');
	}
	return text.padStart(width);
}

const signOf = (negative: boolean, flags: string): string => (negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '');

/** d, i, u, o, x, X, c of an integer. */
export function formatInteger(value: bigint, c: Conversion): string {
	const negative = value < 0n;
	let magnitude = negative ? -value : value;
	const signed = c.letter === 'd' || c.letter === 'i';
	if (!signed && negative) magnitude = BigInt.asUintN(64, value);
	let digits = magnitude.toString(c.letter === 'o' ? 8 : c.letter.toLowerCase() === 'x' ? 16 : 10);
	if (c.letter === 'X') digits = digits.toUpperCase();
	if (c.precision !== undefined) digits = c.precision === 0 && magnitude === 0n ? '' : digits.padStart(c.precision, '0');
	if (c.flags.includes('#')) {
		if (c.letter === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
		if (c.letter.toLowerCase() === 'x' && magnitude !== 0n) digits = `0${c.letter}${digits}`;
	}
	const sign = signed ? signOf(negative, c.flags) : '';
	return padTo(sign + digits, c, c.precision === undefined);
}

/** e, f, g (and capitals) of a number. */
export function formatNumber(value: number, c: Conversion): string {
	const negative = value < 0 || Object.is(value, -0);
	const magnitude = Math.abs(value);
	const sign = signOf(negative, c.flags);
	const upper = c.letter !== c.letter.toLowerCase();
	if (!Number.isFinite(value)) {
		const text = Number.isNaN(value) ? 'nan' : 'inf';
		return padTo(sign + (upper ? text.toUpperCase() : text), { ...c, flags: c.flags.replace('0', '') });
	}
	const letter = c.letter.toLowerCase();
	const precision = c.precision ?? 6;
	let text: string;
	if (letter === 'f') text = formatFloat(magnitude, 'f', precision);
	else if (letter === 'e') text = formatFloat(magnitude, 'e', precision);
	else text = general(magnitude, precision === 0 ? 1 : precision, c.flags.includes('#'));
	return padTo(sign + (upper ? text.toUpperCase() : text), c, true);
}

/** C's %g: exponent form below 1e-4 and from 10^precision on, without trailing zeros. */
function general(value: number, precision: number, keepZeros: boolean): string {
	const [mantissa = '0', exponent = '+00'] = formatFloat(value, 'e', precision - 1).split('e');
	const power = Number(exponent);
	const trim = (text: string): string => (keepZeros || !text.includes('.') ? text : text.replace(/\.?0+$/, ''));
	if (value !== 0 && (power < -4 || power >= precision)) return `${trim(mantissa)}e${exponent}`;
	return trim(formatFloat(value, 'f', Math.max(0, precision - 1 - power)));
}

const pattern = /%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|ll|[hlLjzt])?(.)?/gs;

/** A whole printf over ready arguments: numbers for numeric conversions, text for %s. "%%" is a percent sign. */
export function formatC(format: string, args: readonly (number | bigint | string)[]): string {
	let next = 0;
	return format.replace(pattern, (whole: string, flags: string, width: string | undefined, precision: string | undefined, letter: string | undefined) => {
		if (letter === '%') return '%';
		if (letter === undefined) return whole;
		const c: Conversion = {
			flags,
			width: width === undefined ? undefined : Number(width),
			precision: precision === undefined ? undefined : Number(precision || 0),
			letter
		};
		const value = args[next++] ?? '';
		if ('diouxX'.includes(letter)) return formatInteger(typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)) || 0), c);
		if ('eEfFgG'.includes(letter)) return formatNumber(Number(value), c);
		if (letter === 's') return padTo(c.precision === undefined ? String(value) : String(value).slice(0, c.precision), c);
		if (letter === 'c') return padTo(typeof value === 'string' ? value.slice(0, 1) : String.fromCodePoint(Number(value)), c);
		return whole;
	});
}
