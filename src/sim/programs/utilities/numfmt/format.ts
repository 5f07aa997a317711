// numfmt's --format: one %f with text around it, which stays as it is written, doubled percents and all.
import type { Tool } from '../lib/tool.ts';

export interface Format {
	before: string;
	after: string;
	/** Columns, below zero to the left; 0 when none are asked for. */
	width: number;
	/** Digits to fill with zeros. */
	zeros: number;
	precision: number | undefined;
	grouping: boolean;
}

export function parseFormat(tool: Tool, format: string): Format {
	let i = 0;
	let before = 0;
	for (; !(format[i] === '%' && format[i + 1] !== '%'); i += format[i] === '%' ? 2 : 1) {
		if (i >= format.length) tool.die(`format ${tool.quote(format)} has no % directive`);
		before++;
	}
	const flags = /^[ '0]*/.exec(format.slice(i + 1))?.[0] ?? '';
	i += 1 + flags.length;
	const digits = /^[-+]?\d+/.exec(format.slice(i))?.[0] ?? '';
	i += digits.length;
	const width = Number(digits || 0);
	if (i >= format.length) tool.die(`format ${tool.quote(format)} ends in %`);
	let precision: number | undefined;
	if (format[i] === '.') {
		const text = /^-?\d*/.exec(format.slice(++i))?.[0] ?? '';
		if (text.startsWith('-') || /[ \t+]/.test(format[i] ?? '')) tool.die(`invalid precision in format ${tool.quote(format)}`);
		precision = Number(text || 0);
		i += text.length;
	}
	if (format[i] !== 'f') tool.die(`invalid format ${tool.quote(format)}, directive must be %[0]['][-][N][.][N]f`);
	const after = format.slice(++i);
	for (let j = 0; j < after.length; j += after[j] === '%' ? 2 : 1)
		if (after[j] === '%' && after[j + 1] !== '%') tool.die(`format ${tool.quote(format)} has too many % directives`);
	const zero = flags.includes('0') && width > 0;
	return { before: format.slice(0, before), after, width: zero ? 0 : width, zeros: zero ? width : 0, precision, grouping: flags.includes("'") };
}
