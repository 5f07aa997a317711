// printf's formats, shared by the builtin and the binary: C's conversions, %b %q %(…)T, arguments reused until they run out.
import { strftime } from '../../../values/index.ts';
import { unescape } from '../escapes.ts';
import { backslashQuote } from '../quote.ts';
import { decode, encode } from '../text.ts';

/** `coreutils`: how the program /usr/bin/printf quotes for %q; it also stops at \\c in the format and tells of arguments left over. */
export interface PrintfOptions {
	now: number;
	/** dash: real numbers are doubles, not long doubles. */
	double?: boolean;
	coreutils?: (word: string) => string;
}
export interface Formatted {
	/** The first argument no conversion took (the program only). */
	excess?: string;
	text: string;
	double?: boolean | undefined;
	errors: string[];
	/** How much text had been made at each error. */
	places: number[];
	early?: string[];
	status: number;
}
interface Spec {
	flags: string;
	width: number | undefined;
	precision: number | undefined;
}
const conversion = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|h|ll|l|q(?=[diouxX])|j|z|t|L)?(?:\(([^)]*)\)T|([diouxXeEfFgGaAcsbqQn%]))/;

/** Formats as bash's printf does. `now` is µs since the epoch, for %(…)T. */
export function formatPrintf(format: string, values: readonly string[], options: PrintfOptions): Formatted {
	const out: Formatted = { text: '', errors: [], places: [], status: 0, double: options.double };
	let at = 0;
	const next = (): string | undefined => values[at++];
	do {
		const start = at;
		if (!once(format, next, out, options)) return out;
		if (at === start) {
			if (options.coreutils && at < values.length) out.excess = values[at];
			break;
		}
	} while (at < values.length);
	return out;
}

const complainOf = (out: Formatted, message: string): void => {
	out.errors.push(message);
	out.places.push(out.text.length);
};

/** One pass over the format. Answers false when output stops. */
function once(format: string, next: () => string | undefined, out: Formatted, options: PrintfOptions): boolean {
	for (let i = 0; i < format.length;) {
		const percent = format.indexOf('%', i);
		const plain = format.slice(i, percent < 0 ? undefined : percent);
		const stop = options.coreutils ? /(?:^|[^\\])(?:\\\\)*(\\c)/.exec(plain) : null;
		const literal = unescape(stop ? plain.slice(0, stop.index + stop[0].length - 2) : plain, 'printf');
		out.text += literal.text;
		if (stop) return false;
		if (percent < 0) return true;
		const m = conversion.exec(format.slice(percent));
		if (!m) {
			const bad = /^%[-+ #0'*.\d]*(?:hh|h|ll|l|j|z|t|L)?(.?)/s.exec(format.slice(percent));
			complainOf(out, bad?.[1] ? `\`${bad[1]}': invalid format character` : `\`${bad?.[0] ?? '%'}': missing format character`);
			out.status = 1;
			return false;
		}
		i = percent + m[0].length;
		let flags = m[1] ?? '';
		let width = m[2] === '*' ? integer(next() ?? '0', out, true) : m[2] === undefined ? undefined : Number(m[2]);
		const precision = m[3] === '*' ? integer(next() ?? '0', out, true) : m[3] === undefined ? undefined : Number(m[3] || 0);
		if (width !== undefined && width < 0) {
			flags += '-';
			width = -Number(width);
		}
		const spec: Spec = {
			flags,
			width: width === undefined ? undefined : Number(width),
			precision: precision === undefined || precision < 0 ? undefined : Number(precision)
		};
		if (m[4] !== undefined) {
			const when = next();
			const us = when === undefined || when === '-1' || when === '-2' ? options.now : Number(integer(when, out)) * 1e6;
			out.text += pad(strftime(us, m[4] || '%X'), spec);
			continue;
		}
		const letter = m[5] as string;
		if (options.double && 'qQ'.includes(letter)) {
			complainOf(out, `\`${letter}': invalid format character`);
			out.status = 2;
			return false;
		}
		if (letter === '%' && m[0] !== '%%') {
			complainOf(out, `\`%': invalid format character`);
			out.status = 1;
			return false;
		}
		if (letter === '%') out.text += '%';
		else if (letter === 'q' && options.coreutils) out.text += pad(options.coreutils(next() ?? ''), spec);
		else if (!one(letter, spec, next, out)) return false;
	}
	return true;
}

function one(letter: string, spec: Spec, next: () => string | undefined, out: Formatted): boolean {
	switch (letter) {
		case 's':
			out.text += pad(cut(next() ?? '', spec.precision), spec);
			return true;
		case 'c':
			out.text += pad([...(next() ?? '')][0] ?? '\0', spec);
			return true;
		case 'b': {
			const value = unescape(next() ?? '', 'b');
			out.text += pad(cut(value.text, spec.precision), spec);
			return !value.stop;
		}
		case 'q':
			out.text += pad(cut(backslashQuote(next() ?? ''), spec.precision), spec);
			return true;
		case 'Q':
			out.text += pad(backslashQuote(cut(next() ?? '', spec.precision)), spec);
			return true;
		case 'n':
			return true;
		case 'd':
		case 'i':
		case 'u':
		case 'o':
		case 'x':
		case 'X': {
			const value = next();
			out.text += number(letter, value === undefined ? 0n : BigInt(integer(value, out, false, letter !== 'd' && letter !== 'i')), spec);
			return true;
		}
		default: {
			const value = next();
			out.text += float(letter, value === undefined ? 0 : real(value, out), spec, out.double ? undefined : value);
			return true;
		}
	}
}
const cut = (text: string, precision: number | undefined): string => (precision === undefined ? text : decode(encode(text).slice(0, precision)));
function pad(text: string, spec: Spec): string {
	// Widths count bytes, as C's printf does.
	const { length } = /^[\x00-\x7f]*$/.test(text) ? text : encode(text);
	if (spec.width === undefined || length >= spec.width) return text;
	const fill = ' '.repeat(spec.width - length);
	return spec.flags.includes('-') ? text + fill : fill + text;
}
function padNumber(sign: string, prefix: string, digits: string, spec: Spec, zeros: boolean): string {
	const body = sign + prefix + digits;
	const lack = (spec.width ?? 0) - body.length;
	if (lack <= 0) return body;
	if (spec.flags.includes('-')) return body + ' '.repeat(lack);
	return zeros && spec.flags.includes('0') ? sign + prefix + '0'.repeat(lack) + digits : ' '.repeat(lack) + body;
}
function number(letter: string, value: bigint, spec: Spec): string {
	const signed = letter === 'd' || letter === 'i';
	const v = signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
	const base = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10;
	let digits = (v < 0n ? -v : v).toString(base);
	if (letter === 'X') digits = digits.toUpperCase();
	if (spec.precision !== undefined) digits = spec.precision === 0 && v === 0n ? '' : digits.padStart(spec.precision, '0');
	const alternate = spec.flags.includes('#') && v !== 0n;
	if (alternate && letter === 'o' && digits[0] !== '0') digits = '0' + digits;
	if (spec.flags.includes("'") && base === 10) void 0;
	const sign = signed ? (v < 0n ? '-' : spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '') : '';
	return padNumber(sign, alternate && base === 16 ? '0' + letter : '', digits, spec, spec.precision === undefined);
}
function float(letter: string, value: number, spec: Spec, source?: string): string {
	const sign = value < 0 || Object.is(value, -0) ? '-' : spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '';
	const v = Math.abs(value);
	if (!Number.isFinite(v)) {
		const text = Number.isNaN(v) ? 'nan' : 'inf';
		return padNumber(sign, '', letter < 'a' ? text.toUpperCase() : text, spec, false);
	}
	const p = spec.precision ?? 6;
	let digits: string;
	const lower = letter.toLowerCase();
	if (lower === 'f') digits = (source !== undefined && fixedLong(source, p)) || fixed(v, p);
	else if (lower === 'e') digits = exponent(v, p);
	else if (lower === 'g') digits = general(v, p === 0 ? 1 : p, spec.flags.includes('#'));
	else digits = hexFloat(v);
	if (spec.flags.includes('#') && lower === 'f' && p === 0) digits += '.';
	return padNumber(sign, '', letter < 'a' ? digits.toUpperCase() : digits, spec, true);
}
/** The same of a decimal text read as x86's long double: 64 bits of mantissa. Undefined for other texts. */
function fixedLong(source: string, p: number): string | undefined {
	const match = /^\s*[-+]?(\d{1,40})(?:\.(\d{1,40}))?$/.exec(source);
	if (!match?.[2]) return undefined;
	const numerator = BigInt(`${match[1]}${match[2]}`);
	const denominator = 10n ** BigInt(match[2].length);
	if (numerator === 0n) return undefined;
	const size = numerator.toString(2).length - denominator.toString(2).length;
	let shift = BigInt(Math.max(0, 64 - size));
	let mantissa = rounded(numerator << shift, denominator);
	while (mantissa >= 1n << 64n && shift > 0n) mantissa = rounded(numerator << --shift, denominator);
	return withPoint(rounded(mantissa * 10n ** BigInt(p), 1n << shift), p);
}
/** A quotient rounded to the nearest, ties to even. */
function rounded(numerator: bigint, denominator: bigint): bigint {
	const quotient = numerator / denominator;
	const twice = (numerator % denominator) * 2n;
	return twice > denominator || (twice === denominator && quotient & 1n) ? quotient + 1n : quotient;
}
function withPoint(digits: bigint, p: number): string {
	const text = digits.toString().padStart(p + 1, '0');
	return p === 0 ? text : `${text.slice(0, -p)}.${text.slice(-p)}`;
}
/** Correctly rounded decimal text of a double, exact beyond toFixed's limits too. */
function fixed(v: number, p: number): string {
	// v = mantissa × 2^exponent, exactly; a tie goes to the even digit, as in C.
	let exponent = 0;
	let mantissa = v;
	while (mantissa !== Math.trunc(mantissa)) {
		mantissa *= 2;
		exponent++;
	}
	return withPoint(rounded(BigInt(mantissa) * 10n ** BigInt(p), 1n << BigInt(exponent)), p);
}
const exponent = (v: number, p: number): string => v.toExponential(Math.min(100, p)).replace(/e([+-])(\d)$/, 'e$10$2');
function general(v: number, p: number, alternate: boolean): string {
	if (v === 0) return alternate ? '0.' + '0'.repeat(p - 1) : '0';
	const e = Number(v.toExponential(p - 1).split('e')[1]);
	const text = e < -4 || e >= p ? exponent(v, p - 1) : fixed(v, Math.max(0, p - 1 - e));
	if (alternate || !text.includes('.')) return text;
	return text.replace(/\.?0+(?=e|$)/, '');
}
function hexFloat(v: number): string {
	if (v === 0) return '0x0p+0';
	let e = 0;
	let m = v;
	while (m >= 2) {
		m /= 2;
		e++;
	}
	while (m < 1) {
		m *= 2;
		e--;
	}
	// As x86's long double prints: a leading digit of 8 to f.
	m *= 8;
	e -= 3;
	let digits = '';
	let rest = m - Math.trunc(m);
	while (rest > 0) {
		rest *= 16;
		digits += Math.trunc(rest).toString(16);
		rest -= Math.trunc(rest);
	}
	return `0x${Math.trunc(m).toString(16)}${digits ? '.' + digits : ''}p${e < 0 ? '-' : '+'}${Math.abs(e)}`;
}

/** A number argument: decimal, 0octal, 0xhex, or 'c. */
function integer(text: string, out: Formatted, small = false, unsigned = false): number | bigint {
	const t = text.trimStart();
	if (t[0] === "'" || t[0] === '"') return t.codePointAt(1) ?? 0;
	const m = /^([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(t);
	if (!m || m[0].length < t.length) {
		if (text === '') {
			// An empty argument is 0 without complaint in bash.
		} else {
			complainOf(
				out,
				/^[-+]?0\d*[89]/.test(t) ? `${text}: invalid octal number` : /^0[xX]/.test(t) ? `${text}: invalid hex number` : `${text}: invalid number`
			);
			out.status = 1;
		}
		if (!m) return 0;
	}
	const digits = m[2] as string;
	let value = /^0[xX]/.test(digits) ? BigInt(digits) : digits[0] === '0' && digits.length > 1 ? BigInt('0o' + digits.slice(1)) : BigInt(digits);
	if (m[1] === '-') value = -value;
	if (unsigned && value > 0x7fffffffffffffffn && value <= 0xffffffffffffffffn) return value;
	if (value > 0x7fffffffffffffffn || value < -0x8000000000000000n) {
		complainOf(out, `warning: ${text}: Numerical result out of range`);
		out.status = 0;
		value = value > 0n ? (unsigned ? 0xffffffffffffffffn : 0x7fffffffffffffffn) : -0x8000000000000000n;
	}
	return small ? Number(value) : value;
}
function real(text: string, out: Formatted): number {
	const t = text.trimStart();
	if (t[0] === "'" || t[0] === '"') return t.codePointAt(1) ?? 0;
	const m = /^[-+]?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)/i.exec(t);
	if ((!m || m[0].length < t.length) && text !== '') {
		complainOf(out, `${text}: invalid number`);
		out.status = 1;
	}
	if (!m) return 0;
	const word = m[0].toLowerCase();
	if (word.includes('inf')) return word[0] === '-' ? -Infinity : Infinity;
	if (word.includes('nan')) return NaN;
	return Number(m[0]);
}
