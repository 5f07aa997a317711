// seq: a sequence of numbers, computed in decimal so that 0.1 steps stay exact.
import { formatC } from './lib/format.ts';
import { appletUsage, checkOperands, getopt } from './lib/getopt.ts';
import { utility, type Tool } from './lib/tool.ts';

interface Decimal {
	/** value × 10^scale */
	units: bigint;
	scale: number;
}

function parse(text: string): Decimal | undefined {
	const hex = /^\s*([+-]?)0[xX]([0-9a-fA-F]+)$/.exec(text);
	if (hex) return { units: BigInt(`0x${hex[2]}`) * (hex[1] === '-' ? -1n : 1n), scale: 0 };
	// No end: more than any loop reaches.
	if (/^\s*[+]?inf(?:inity)?$/i.test(text)) return { units: 10n ** 30n, scale: 0 };
	const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
	if (!match || ((match[2] ?? '') === '' && (match[3] ?? '') === '')) return undefined;
	const [, sign, whole = '', part = '', exponent = '0'] = match;
	let units = BigInt((whole || '0') + part);
	let scale = part.length - Number(exponent);
	if (scale < 0) {
		units *= 10n ** BigInt(-scale);
		scale = 0;
	}
	return { units: sign === '-' ? -units : units, scale };
}

const rescale = (value: Decimal, scale: number): bigint => value.units * 10n ** BigInt(scale - value.scale);

function show(units: bigint, scale: number): string {
	if (scale === 0) return String(units);
	const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
	return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export const seq = utility('seq', function* (tool: Tool) {
	// Numbers may be negative: what looks like one ends the options.
	const first = tool.args.findIndex((arg, i) => (/^(?:-?[\d.]|\+?inf)/.test(arg) || arg === '--') && !['-f', '-s'].includes(tool.args[i - 1] ?? ''));
	const head = first < 0 ? tool.args : tool.args.slice(0, first);
	const options = yield* getopt(tool, { short: 'f:s:w', long: ['format:=f', 'separator:=s', 'equal-width=w'], posix: true }, [
		...head,
		...(first < 0 ? [] : ['--', ...tool.args.slice(first)])
	]);
	let operands = options.operands[0] === '--' ? options.operands.slice(1) : [...options.operands];
	operands = operands.filter((arg) => !(arg === '-w'));
	const equal = options.has('w') || options.operands.includes('-w');
	if (tool.busybox && (operands.length < 1 || operands.length > 3)) yield* appletUsage(tool);
	yield* checkOperands(tool, operands, 1, 3);
	const numbers = operands.map(
		(text) => parse(text) ?? tool.usage(tool.busybox ? `invalid number '${text}'` : `invalid floating point argument: ${tool.quote(text)}`)
	);
	const one: Decimal = { units: 1n, scale: 0 };
	const [from, step, to] = numbers.length === 1 ? [one, one, numbers[0]] : numbers.length === 2 ? [numbers[0], one, numbers[1]] : numbers;
	if (!from || !step || !to) return 1;
	if (step.units === 0n) tool.usage(tool.busybox ? 'zero increment' : `invalid Zero increment value: ${tool.quote(operands[1] ?? '0')}`);
	const shownScale = Math.max(from.scale, step.scale);
	const scale = Math.max(shownScale, to.scale);
	const [start, by, end] = [rescale(from, scale), rescale(step, scale), rescale(to, scale)];
	const drop = 10n ** BigInt(scale - shownScale);
	const format = options.get('f');
	if (format !== undefined && !/^(?:[^%]|%%)*%[-+ #0']*\d*(?:\.\d*)?[aAeEfFgG](?:[^%]|%%)*$/.test(format)) {
		const kind =
			(format.replaceAll('%%', '').match(/%/g) ?? []).length > 1 && /%[-+ #0']*\d*(?:\.\d*)?[aAeEfFgG]/.test(format)
				? `format ${tool.quote(format)} has too many % directives`
				: /%(?!%)/.test(format)
					? `format ${tool.quote(format)} has unknown %${/%[-+ #0']*\d*(?:\.\d*)?(.)/.exec(format)?.[1] ?? ''} directive`
					: `format ${tool.quote(format)} has no % directive`;
		tool.die(kind);
	}
	const text = (units: bigint): string => show(units / drop, shownScale);
	const last = by > 0n ? (end >= start ? start + ((end - start) / by) * by : start) : end <= start ? start + ((end - start) / by) * by : start;
	const width = equal ? Math.max(text(start).length, text(last).length) : 0;
	const separator = options.get('s') ?? '\n';
	let any = false;
	for (let value = start; by > 0n ? value <= end : value >= end; value += by) {
		const plain = text(value);
		const padded = width <= plain.length ? plain : plain.startsWith('-') ? `-${plain.slice(1).padStart(width - 1, '0')}` : plain.padStart(width, '0');
		yield* tool.put((any ? separator : '') + (format === undefined ? padded : formatC(format, [Number(plain)])));
		any = true;
	}
	if (any) yield* tool.put('\n');
	return 0;
});
