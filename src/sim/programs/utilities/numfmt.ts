// numfmt: numbers to and from people's sizes (K, Ki, M …), by field. GNU coreutils 9.
// Numbers are exact fractions here, long doubles there. Leaves out locales' grouping.
// Invariant: a field that cannot be read is left as it was, with the status --invalid asks for.
import type { Sys } from '../../engine/sys.ts';
import { parseList } from './cut.ts';
import { choose } from './lib/choose.ts';
import { getopt } from './lib/getopt.ts';
import { eachLine } from './lib/lines.ts';
import { Exit, utility, type Tool } from './lib/tool.ts';
import { decimal, leadingDigits, over, rounded, times, type Fraction, type Rounding } from './numfmt/fraction.ts';
import { parseFormat, type Format } from './numfmt/format.ts';

const letters = 'KMGTPEZY';

interface Rules {
	from: string;
	to: string;
	fromUnit: bigint;
	toUnit: bigint;
	round: Rounding;
	suffix: string;
	/** Columns; below zero: to the left. 0: none asked for. */
	padding: number;
	format: Format | undefined;
	delimiter: string | undefined;
	/** A field keeps the columns it had, when nothing else says how many. */
	keepsWidth: boolean;
	fields: (field: number) => boolean;
	invalid: string;
}

interface Read {
	value: Fraction;
	/** The decimals it came with, which it keeps when it is not scaled. */
	decimals: number;
}

/** The number in a field's text, or the message that says what is wrong. */
function parse(tool: Tool, text: string, rules: Rules): Read | { wrong: string } {
	const shown = tool.quote(text);
	const match = /^(-?)(\d*)(?:\.(\d*))?(.*)$/s.exec(text);
	const [, sign = '', whole = '', fraction, rest = ''] = match ?? [];
	if (!match || (whole === '' && !fraction) || fraction === '') return { wrong: `invalid number: ${shown}` };
	if (whole.length > 27) return { wrong: `value too large to be converted: ${shown}` };
	let value = decimal(sign, whole, fraction ?? '');
	let decimals = fraction?.length ?? 0;
	let left = rest;
	if (left !== '') {
		left = left.replace(/^[ \t]+/, '');
		const letter = left === '' ? -1 : letters.indexOf(left[0] as string);
		if (left !== '' && letter < 0) return { wrong: `invalid suffix in input: ${shown}` };
		if (rules.from === 'none') return { wrong: `rejecting suffix in input: ${shown} (consider using --from)` };
		left = left.slice(1);
		let base = rules.from === 'iec' || rules.from === 'iec-i' ? 1024n : 1000n;
		if (rules.from === 'auto' && left[0] === 'i') {
			base = 1024n;
			left = left.slice(1);
		}
		decimals = 0;
		value = times(value, base ** BigInt(letter + 1));
	}
	if (rules.from === 'iec-i') {
		if (left[0] !== 'i') return { wrong: `missing 'i' suffix in input: ${shown} (e.g Ki/Mi/Gi)` };
		left = left.slice(1);
	}
	if (left !== '') return { wrong: `invalid suffix in input ${shown}: ${tool.quote(left)}` };
	return { value: over(times(value, rules.fromUnit), rules.toUnit), decimals };
}

function show({ value, decimals }: Read, rules: Rules): string {
	const precision = rules.format?.precision;
	if (rules.to === 'none') return rounded(value, precision ?? decimals, rules.round).toText(precision ?? decimals);
	const base = rules.to === 'si' ? 1000n : 1024n;
	const size = (f: Fraction): bigint => (f.n < 0n ? -f.n : f.n);
	let scaled = value;
	let unit = 0;
	while (size(scaled) >= base * scaled.d) {
		scaled = over(scaled, base);
		unit++;
	}
	const grain = precision !== undefined ? Math.min(unit * 3, precision) : size(scaled) < 10n * scaled.d ? 1 : 0;
	let out = rounded(scaled, grain, rules.round);
	if (size(out) >= base * out.d) {
		out = rounded(over(out, base), 18, rules.round);
		unit++;
	}
	const point = out.n !== 0n && size(out) < 10n * out.d && unit > 0 ? 1 : 0;
	return out.toText(precision ?? point) + (unit === 0 ? '' : `${letters[unit - 1]}${rules.to === 'iec-i' ? 'i' : ''}`);
}

/** Why a number cannot be printed: too many digits for what it is printed as. */
function tooLarge(read: Read, rules: Rules): string | undefined {
	const exponent = leadingDigits(read.value);
	const precision = rules.format?.precision ?? read.decimals;
	const number = (): string => exponent.text;
	if (rules.to === 'none' && exponent.power + precision > 18)
		return precision > 0
			? `value/precision too large to be printed: '${number()}/${precision}' (consider using --to)`
			: `value too large to be printed: '${number()}' (consider using --to)`;
	return exponent.power > 26 ? `value too large to be printed: '${number()}' (cannot handle values > 999Y)` : undefined;
}

function* field(tool: Tool, given: string, at: number, rules: Rules): Sys<string> {
	const text = rules.suffix !== '' && given.length > rules.suffix.length && given.endsWith(rules.suffix) ? given.slice(0, -rules.suffix.length) : given;
	const bare = text.replace(/^[ \t]+/, '');
	const read = parse(tool, bare, rules);
	const wrong = 'wrong' in read ? read.wrong : tooLarge(read, rules);
	if ('wrong' in read || wrong !== undefined) {
		if (rules.invalid === 'abort') {
			yield* tool.flush();
			throw new Exit(2, `${tool.name}: ${wrong}\n`);
		}
		if (rules.invalid !== 'ignore') yield* tool.warn(wrong ?? '', 0);
		if (rules.invalid === 'fail') tool.status = 2;
		return text;
	}
	let out = show(read, rules);
	const f = rules.format;
	if (f && f.zeros > out.length) {
		const unit = /[A-Z]i?$/.exec(out)?.[0] ?? '';
		const sign = out.startsWith('-') ? '-' : '';
		const digits = out.slice(sign.length, out.length - unit.length);
		out = sign + digits.padStart(f.zeros - sign.length, '0') + unit;
	}
	out += rules.suffix;
	const columns = rules.keepsWidth && (bare.length < text.length || at > 1) ? text.length : rules.padding;
	out = columns < 0 ? out.padEnd(-columns) : out.padStart(columns);
	return f ? f.before + out + f.after : out;
}

function unitSize(tool: Tool, text: string | undefined): bigint {
	if (text === undefined) return 1n;
	const match = /^\+?(\d*)(?:([KMGTPEZY])(i?))?$/.exec(text);
	if (!match || text === '' || (match[1] === '' && match[2] === undefined)) tool.die(`invalid unit size: ${tool.quote(text)}`);
	const value = BigInt(match[1] || '1') * (match[2] ? (match[3] ? 1024n : 1000n) ** BigInt(letters.indexOf(match[2]) + 1) : 1n);
	if (value === 0n || value >= 1n << 64n) tool.die(`invalid unit size: ${tool.quote(text)}`);
	return value;
}

const words = (...list: string[]): string[][] => list.map((one) => [one]);
const rounds = words('up', 'down', 'from-zero', 'towards-zero', 'nearest');

/** The options, each judged in its turn. */
function rulesOf(tool: Tool, options: readonly (readonly [string, string])[]): Rules & { header: number } {
	const rules: Rules & { header: number } = {
		from: 'none',
		to: 'none',
		fromUnit: 1n,
		toUnit: 1n,
		round: 'from-zero',
		suffix: '',
		padding: 0,
		format: undefined,
		delimiter: undefined,
		keepsWidth: false,
		fields: (n) => n === 1,
		invalid: 'abort',
		header: 0
	};
	let format: string | undefined;
	let fields = false;
	for (const [key, value] of options) {
		if (key === 'from') rules.from = choose(tool, '--from', value, words('none', 'auto', 'si', 'iec', 'iec-i'));
		else if (key === 'to') rules.to = choose(tool, '--to', value, words('none', 'si', 'iec', 'iec-i'));
		else if (key === 'from-unit') rules.fromUnit = unitSize(tool, value);
		else if (key === 'to-unit') rules.toUnit = unitSize(tool, value);
		else if (key === 'round') rules.round = choose(tool, '--round', value, rounds) as Rounding;
		else if (key === 'padding') {
			if (!/^[-+]?\d+$/.test(value) || Number(value) === 0) tool.die(`invalid padding value ${tool.quote(value)}`);
			rules.padding = Number(value);
		} else if (key === 'field') {
			if (fields) tool.die('multiple field specifications');
			fields = true;
			const ranges = parseList(tool, value, true, true);
			rules.fields = (n) => ranges.some(([a, b]) => n >= a && n <= b);
		} else if (key === 'd') {
			if ([...value].length > 1) tool.die('the delimiter must be a single character');
			rules.delimiter = value;
		} else if (key === 'suffix') rules.suffix = value;
		else if (key === 'header') {
			if (value !== '' && (!/^\+?\d+$/.test(value) || Number(value) === 0)) tool.die(`invalid header value ${tool.quote(value)}`);
			rules.header = Number(value || 1);
		} else if (key === 'format') format = value;
		else if (key === 'invalid') rules.invalid = choose(tool, '--invalid', value, words('abort', 'fail', 'warn', 'ignore'));
	}
	const grouping = options.some(([key]) => key === 'grouping');
	if (format !== undefined && grouping) tool.die('--grouping cannot be combined with --format');
	rules.format = format === undefined ? undefined : parseFormat(tool, format);
	if (rules.format && rules.format.width !== 0) rules.padding = rules.format.width;
	if ((grouping || rules.format?.grouping) && rules.to !== 'none') tool.die('grouping cannot be combined with --to');
	rules.keepsWidth = rules.padding === 0 && rules.delimiter === undefined;
	return rules;
}

/** A line's fields, each with the character that ended it; blanks before a field are its own. */
function* fieldsOf(text: string, delimiter: string | undefined): Generator<[field: string, end: string]> {
	let at = 0;
	for (;;) {
		let end = at;
		if (delimiter === undefined) {
			while (/[ \t\n]/.test(text[end] ?? '')) end++;
			while (end < text.length && !/[ \t\n]/.test(text[end] as string)) end++;
		} else {
			const found = delimiter === '' ? -1 : text.indexOf(delimiter, at);
			end = found < 0 ? text.length : found;
		}
		if (end >= text.length) return yield [text.slice(at), ''];
		yield [text.slice(at, end), delimiter ?? ' '];
		at = end + 1;
	}
}

export const numfmt = utility('numfmt', function* (tool: Tool): Sys<number> {
	const parsed = yield* getopt(tool, {
		short: 'd:z',
		long: [
			'from:',
			'from-unit:',
			'to:',
			'to-unit:',
			'round:',
			'padding:',
			'suffix:',
			'grouping',
			'delimiter:=d',
			'field:',
			'debug',
			'header::',
			'format:',
			'invalid:',
			'zero-terminated=z'
		]
	});
	const { options, operands } = parsed;
	const rules = rulesOf(tool, options);
	const end = parsed.has('z') ? '\0' : '\n';
	const debug = parsed.has('debug');
	if (debug && rules.from === 'none' && rules.to === 'none' && !parsed.has('grouping') && rules.padding === 0 && !rules.format)
		yield* tool.error(`${tool.name}: no conversion option specified\n`);
	if (debug && parsed.has('grouping')) yield* tool.error(`${tool.name}: grouping has no effect in this locale\n`);
	if (debug && rules.header > 0 && operands.length > 0) yield* tool.error(`${tool.name}: --header ignored with command-line input\n`);
	const line = function* (text: string, ended: boolean): Sys<void> {
		let n = 0;
		for (const [cell, sep] of fieldsOf(text, rules.delimiter)) yield* tool.put((rules.fields(++n) ? yield* field(tool, cell, n, rules) : cell) + sep);
		if (ended) yield* tool.put(end);
	};
	if (operands.length > 0) for (const text of operands) yield* line(text, true);
	else {
		let header = rules.header;
		yield* eachLine(
			tool,
			[],
			function* (text, ended): Sys<void> {
				if (header-- > 0) yield* tool.put(text + (ended ? end : ''));
				else yield* line(text, ended);
			},
			parsed.has('z') ? 0 : 10
		);
	}
	if (debug && tool.status === 2) yield* tool.warn('failed to convert some of the input numbers', 2);
	return tool.status;
});
