// AWK's values: numbers, strings, and input texts that look like numbers ("strnum"). undefined is a variable nobody set.
import { formatC } from '../lib/format.ts';
import type { Dialect } from './lex.ts';

/** A text from input that looks like a number. */
export class StrNum {
	readonly text: string;
	readonly number: number;
	constructor(text: string, number: number) {
		this.text = text;
		this.number = number;
	}
}
export type Value = number | string | StrNum | undefined;

const prefix = /^[ \t\n\r\f\v]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/;
const whole = /^[ \t\n\r\f\v]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\r\f\v]*$/;

/** What strtod reads besides: mawk leaves its texts to it. */
const special = /^[ \t\n\r\f\v]*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(inf(?:inity)?)|nan)/i;

/** The number a text begins with. `strtod`: as C reads it, hexadecimal and infinite too. */
export function numberOf(text: string, strtod = false): number {
	const more = strtod ? special.exec(text) : null;
	if (more) {
		const size = more[2] !== undefined ? Number(`0x${more[2]}`) : more[3] !== undefined ? Infinity : NaN;
		return more[1] === '-' ? -size : size;
	}
	const match = prefix.exec(text);
	if (match) return Number(match[1]);
	return 0;
}

/** A text from outside as a value. */
export const fromInput = (text: string): Value => (whole.test(text) ? new StrNum(text, Number(text)) : text);

export function toNumber(value: Value, strtod = false): number {
	if (typeof value === 'number') return value;
	if (value === undefined) return 0;
	return typeof value === 'string' ? numberOf(value, strtod) : value.number;
}

/** Whole numbers beyond this are shown by CONVFMT or OFMT: mawk 1.3.4-20200120 counts in ints. */
export const wholeLimit = (dialect: Dialect): number => (dialect === 'mawk' ? 2_147_483_648 : 1e19);

/** A number as text, with CONVFMT or OFMT. */
export function numberText(value: number, format: string, limit: number): string {
	if (Number.isInteger(value)) {
		if (Math.abs(value) < limit) return String(value === 0 ? 0 : value).includes('e') ? BigInt(value).toString() : String(value === 0 ? 0 : value);
		return formatC(format, [value]);
	}
	if (Number.isNaN(value)) return '-nan';
	if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
	return formatC(format, [value]);
}

export function toText(value: Value, format: string, limit: number): string {
	if (typeof value === 'string') return value;
	if (value === undefined) return '';
	return typeof value === 'number' ? numberText(value, format, limit) : value.text;
}

export function isTrue(value: Value): boolean {
	if (typeof value === 'number') return value !== 0;
	if (typeof value === 'string') return value !== '';
	return value !== undefined && value.number !== 0;
}

/** Compares as numbers when both are numeric, else as texts. */
export function compareValues(a: Value, b: Value, format: string, limit: number): number {
	if (typeof a !== 'string' && typeof b !== 'string') {
		const [x, y] = [toNumber(a), toNumber(b)];
		return x < y ? -1 : x > y ? 1 : 0;
	}
	const [x, y] = [toText(a, format, limit), toText(b, format, limit)];
	return x < y ? -1 : x > y ? 1 : 0;
}
