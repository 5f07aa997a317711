// numfmt: numbers to and from people's sizes (K, Ki, M …), by field. GNU coreutils 9.
// Leaves out locales' grouping. Invariant: a field that cannot be read is left as it was, with the status --invalid asks for.
import type { Sys } from '../../engine/sys.ts';
import { getopt, type Parsed } from './lib/getopt.ts';
import { eachLine } from './lib/lines.ts';
import { Exit, utility, type Tool } from './lib/tool.ts';

const letters = 'KMGTPEZY';
type Scale = 'none' | 'si' | 'iec' | 'iec-i' | 'auto';

interface Rules {
	from: Scale;
	to: Scale;
	fromUnit: number;
	toUnit: number;
	round: string;
	suffix: string;
	padding: number;
	format: { before: string; after: string; flags: string; width: number; precision: number | undefined } | undefined;
	delimiter: string | undefined;
	fields: (field: number) => boolean;
	invalid: string;
	zero: boolean;
}

const power = (base: number, n: number): number => {
	let value = 1;
	for (let i = 0; i < n; i++) value *= base;
	return value;
};

function rounded(value: number, how: string): number {
	const sign = value < 0 ? -1 : 1;
	const size = Math.abs(value);
	// What floats add to a product is not a fraction.
	const near = Math.abs(size - Math.round(size)) < 1e-9 * Math.max(1, size) ? Math.round(size) : size;
	if (how === 'up') return value < 0 ? -Math.floor(near) : Math.ceil(near);
	if (how === 'down') return value < 0 ? -Math.ceil(near) : Math.floor(near);
	if (how === 'towards-zero') return sign * Math.floor(near);
	if (how === 'nearest') return sign * Math.round(near);
	return sign * Math.ceil(near);
}

/** The number in a field's text, or the message that says what is wrong. */
function parse(tool: Tool, text: string, rules: Rules): number | { wrong: string } {
	const match = /^([-+]?)(\d*)(?:\.(\d*))?(.*)$/s.exec(text);
	const [, sign = '', whole = '', fraction, rest = ''] = match ?? [];
	if (!match || (whole === '' && !fraction) || fraction === '' || sign === '+') return { wrong: `invalid number: ${tool.quote(text)}` };
	let value = Number(`${whole || '0'}.${fraction || '0'}`);
	let left = rest;
	const letter = letters.indexOf(left[0] === 'k' ? 'K' : (left[0] ?? ' '));
	if (left !== '' && letter >= 0) {
		if (rules.from === 'none') return { wrong: `rejecting suffix in input: ${tool.quote(text)} (consider using --from)` };
		left = left.slice(1);
		let base = rules.from === 'si' ? 1000 : 1024;
		if (rules.from === 'auto') base = left[0] === 'i' ? 1024 : 1000;
		if (left[0] === 'i' && (rules.from === 'auto' || rules.from === 'iec-i')) left = left.slice(1);
		else if (rules.from === 'iec-i') return { wrong: `missing 'i' suffix in input: ${tool.quote(text)} (e.g Ki/Mi/Gi)` };
		value *= power(base, letter + 1);
	}
	if (rules.suffix !== '' && left === rules.suffix) left = '';
	if (left !== '') {
		if (letter >= 0) return { wrong: `invalid suffix in input ${tool.quote(text)}: ${tool.quote(left)}` };
		return { wrong: `invalid suffix in input: ${tool.quote(text)}` };
	}
	return (sign === '-' ? -value : value) * rules.fromUnit;
}

/** The decimals a number came with, which it keeps when it is not scaled. */
const decimals = (text: string): number => /^[-+]?\d*\.(\d+)$/.exec(text)?.[1]?.length ?? 0;

function show(number: number, rules: Rules, given: number): string {
	let value = number / rules.toUnit;
	const precision = rules.format?.precision ?? (rules.to === 'none' && given > 0 ? given : undefined);
	const grain = precision === undefined ? 1 : power(10, precision);
	if (rules.to === 'none') {
		value = rounded(value * grain, rules.round) / grain;
		return precision === undefined ? String(value) : value.toFixed(precision);
	}
	const base = rules.to === 'si' ? 1000 : 1024;
	let unit = 0;
	while (Math.abs(value) >= base && unit < letters.length) {
		value /= base;
		unit++;
	}
	const tail = (): string => (unit === 0 ? '' : `${letters[unit - 1]}${rules.to === 'iec-i' ? 'i' : ''}`);
	const small = precision === undefined && Math.abs(value) < 10 && unit > 0;
	const step = precision !== undefined ? grain : small ? 10 : 1;
	value = rounded(value * step, rules.round) / step;
	if (Math.abs(value) >= base && unit < letters.length) {
		value /= base;
		unit++;
	}
	if (precision !== undefined) return value.toFixed(precision) + tail();
	return (unit > 0 && Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0)) + tail();
}

function* field(tool: Tool, text: string, rules: Rules, padded: boolean): Sys<string> {
	const bare = text.trim();
	const number = parse(tool, bare, rules);
	if (typeof number === 'object') {
		if (rules.invalid !== 'ignore') yield* tool.error(`${tool.name}: ${number.wrong}\n`);
		if (rules.invalid === 'abort') throw new Exit(2);
		if (rules.invalid === 'fail') tool.status = 2;
		return text;
	}
	let out = show(number, rules, decimals(bare)) + rules.suffix;
	const f = rules.format;
	if (f) {
		if (f.width > 0) out = f.flags.includes('-') ? out.padEnd(f.width) : f.flags.includes('0') ? out.padStart(f.width, '0') : out.padStart(f.width);
		return f.before + out + f.after;
	}
	if (rules.padding > 0) return out.padStart(rules.padding);
	if (rules.padding < 0) return out.padEnd(-rules.padding);
	return padded ? out.padStart(text.length) : out;
}

function fieldList(tool: Tool, text: string): (n: number) => boolean {
	if (text === '-') return () => true;
	const ranges = text.split(',').map((part) => {
		const match = /^(\d*)(-?)(\d*)$/.exec(part);
		if (!match || part === '') tool.usage(`invalid field value ${tool.quote(part)}`);
		const from = match[1] === '' ? 1 : Number(match[1]);
		return [from, match[2] === '' ? from : match[3] === '' ? Infinity : Number(match[3])] as const;
	});
	return (n) => ranges.some(([a, b]) => n >= a && n <= b);
}

function scale(tool: Tool, options: Parsed, key: string, allowed: readonly Scale[]): Scale {
	const text = options.get(key) ?? 'none';
	const found = allowed.find((one) => one === text);
	if (!found)
		tool.usage(
			`invalid argument ${tool.quote(text)} for ${tool.quote(`--${key}`)}\nValid arguments are:\n${allowed.map((one) => `  - ${tool.quote(one)}`).join('\n')}`
		);
	return found;
}

function rulesOf(tool: Tool, options: Parsed): Rules {
	const format = options.get('format');
	const match = format === undefined ? null : /^((?:[^%]|%%)*)%([-0' ]*)(\d*)(?:\.(\d+))?f((?:[^%]|%%)*)$/.exec(format);
	if (format !== undefined && !match)
		tool.die(
			format.includes('%') ? `invalid format ${tool.quote(format)}, directive must be %[0]['][-][N][.][N]f` : `format ${tool.quote(format)} has no % directive`
		);
	const count = (key: string): number => {
		const text = options.get(key);
		if (text === undefined) return 1;
		const value = /^(\d+)([KMGTPEZY]?)(i?)$/.exec(text);
		if (!value) tool.die(`invalid unit size: ${tool.quote(text)}`);
		if (Number(value[1]) === 0) tool.die(`invalid unit size: ${tool.quote(text)}`);
		return Number(value[1]) * power(value[3] ? 1024 : 1000, value[2] ? letters.indexOf(value[2]) + 1 : 0);
	};
	const padding = Number(options.get('padding') ?? 0);
	if (options.has('padding') && (!Number.isInteger(padding) || padding === 0)) tool.die(`invalid padding value ${tool.quote(options.get('padding') ?? '')}`);
	if ([...(options.get('d') ?? '')].length > 1) tool.die('the delimiter must be a single character');
	return {
		from: scale(tool, options, 'from', ['none', 'auto', 'si', 'iec', 'iec-i']),
		to: scale(tool, options, 'to', ['none', 'si', 'iec', 'iec-i']),
		fromUnit: count('from-unit'),
		toUnit: count('to-unit'),
		round: options.get('round') ?? 'from-zero',
		suffix: options.get('suffix') ?? '',
		padding,
		format: match
			? {
					before: (match[1] ?? '').replaceAll('%%', '%'),
					flags: match[2] ?? '',
					width: Number(match[3] || 0),
					precision: match[4] === undefined ? undefined : Number(match[4]),
					after: (match[5] ?? '').replaceAll('%%', '%')
				}
			: undefined,
		delimiter: options.get('d'),
		fields: fieldList(tool, options.get('field') ?? '1'),
		invalid: options.get('invalid') ?? 'abort',
		zero: options.has('z')
	};
}

export const numfmt = utility('numfmt', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
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
	const rules = rulesOf(tool, options);
	const end = rules.zero ? '\0' : '\n';
	const line = function* (text: string): Sys<void> {
		if (rules.delimiter !== undefined) {
			const cells = text.split(rules.delimiter);
			for (const [i, cell] of cells.entries()) if (rules.fields(i + 1)) cells[i] = yield* field(tool, cell, rules, false);
			return yield* tool.put(cells.join(rules.delimiter) + end);
		}
		const cells = [...text.matchAll(/[ \t]*[^ \t]+/g)].map((match) => match[0]);
		for (const [i, cell] of cells.entries()) {
			const lead = i > 0 ? 1 : 0;
			if (rules.fields(i + 1)) cells[i] = cell.slice(0, lead) + (yield* field(tool, cell.slice(lead), rules, /^[ \t]/.test(cell.slice(lead))));
		}
		yield* tool.put((cells.length === 0 && rules.fields(1) ? yield* field(tool, '', rules, false) : cells.join('')) + end);
	};
	if (options.operands.length > 0) {
		for (const text of options.operands) yield* line(text);
		return tool.status;
	}
	let header = options.has('header') ? Number(options.get('header') || 1) : 0;
	yield* eachLine(
		tool,
		[],
		function* (text): Sys<void> {
			if (header-- > 0) yield* tool.put(text + end);
			else yield* line(text);
		},
		rules.zero ? 0 : 10
	);
	return tool.status;
});
