// cli/command/formatter.Context: one row a thing, shaped by "table", "table TEMPLATE", "json" or a template; tables are aligned by tabwriter.
import { GoStruct } from '../../../values/go-print.ts';
import { tabulate } from '../../../values/index.ts';
import { parse, parseHeader, run, runOr } from './template.ts';

/** What a template may ask of a row, by the names Go gives the methods. Functions take arguments ({{.Label "x"}}). */
export type Fields = Readonly<Record<string, unknown>>;
export type Headers = Readonly<Record<string, string>>;

export const isTable = (format: string): boolean => format.startsWith('table');

/** The whole output, or Failure for a broken template. `type` is Go's name of a row, for errors. */
export function formatRows(format: string, headers: Headers, rows: readonly Fields[], type: string): string {
	let body = isTable(format) ? format.slice('table'.length) : format === 'json' ? '{{json .}}' : format;
	body = body
		.replace(/^ +| +$/g, '')
		.replaceAll('\\t', '\t')
		.replaceAll('\\n', '\n');
	const template = parse(body);
	const lines = rows.map((row) => `${run(template, new GoStruct(type, row))}\n`).join('');
	if (!isTable(format)) return lines;
	const header = parseHeader(body);
	const titles = header ? runOr(header, withLabel(headers)) : '';
	return tabulate(`${titles}\n${lines}`, { minwidth: 10, tabwidth: 1, padding: 3, padchar: ' ' });
}

/** SubHeaderContext.Label: the last part of a label's name as a title. */
const withLabel = (headers: Headers): GoStruct =>
	new GoStruct('formatter.SubHeaderContext', { ...headers, Label: (name: string) => (name.split('.').pop() ?? '').replace(/[-_]/g, ' ') });

/** Labels as "a=1,b=2", and by name. */
export const labelFields = (labels: Readonly<Record<string, string>> | null | undefined): { Labels: string; Label: (name: string) => string } => ({
	Labels: Object.entries(labels ?? {})
		.map(([key, value]) => `${key}=${value}`)
		.sort()
		.join(','),
	Label: (name) => labels?.[name] ?? ''
});

/** stringid.TruncateID. */
export function shortId(id: string): string {
	return id.startsWith('sha256:') ? id.slice(7, 19) : id.slice(0, 12);
}

/** formatter.Ellipsis for narrow characters. */
export function ellipsis(text: string, width: number): string {
	if (text.length <= width) return text;
	const chars = [...text];
	return chars.length <= width ? text : `${chars.slice(0, width - 1).join('')}…`;
}

/** sortorder.NaturalLess as a comparison: runs of digits by their value. */
export function naturalCompare(a: string, b: string): number {
	const left = a.match(/\d+|\D+/g) ?? [];
	const right = b.match(/\d+|\D+/g) ?? [];
	for (let i = 0; i < Math.min(left.length, right.length); i++) {
		const x = left[i] ?? '';
		const y = right[i] ?? '';
		if (x === y) continue;
		const numbers = /^\d/.test(x) && /^\d/.test(y);
		if (numbers && BigInt(x) !== BigInt(y)) return BigInt(x) < BigInt(y) ? -1 : 1;
		return x < y ? -1 : 1;
	}
	return left.length - right.length;
}
