// How psql prints results: aligned, expanded, unaligned, with or without headings; and errors with the line and the place.
import { isNumeric } from '../sql/data.ts';
import type { Result } from '../sql/data.ts';
import type { Fault } from './wire.ts';

export interface Look {
	tuples: boolean;
	aligned: boolean;
	expanded: boolean;
	separator: string;
	border: number;
	csv: boolean;
	nil: string;
	title?: string;
}
const width = (text: string): number => Math.max(...text.split('\n').map((l) => [...l].length));

export function table(result: Pick<Result, 'columns' | 'rows'>, look: Look): string {
	const columns = result.columns ?? [];
	const rows = result.rows.map((row) => row.map((v) => v ?? look.nil));
	const footer = look.tuples ? '' : `(${rows.length} row${rows.length === 1 ? '' : 's'})\n`;
	if (look.csv)
		return [columns.map((c) => c.name), ...rows]
			.slice(look.tuples ? 1 : 0)
			.map((row) => `${row.map((v) => (/[",\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v)).join(',')}\n`)
			.join('');
	if (look.expanded) {
		const left = Math.max(0, ...columns.map((c) => width(c.name)));
		if (!look.aligned) return rows.map((row) => row.map((v, i) => `${columns[i]?.name}${look.separator}${v}\n`).join('')).join('\n');
		if (rows.length === 0) return look.tuples ? '' : '(0 rows)\n\n';
		const right = Math.max(0, ...rows.flat().map(width));
		return `${rows
			.map((row, n) => {
				const mark = `-[ RECORD ${n + 1} ]`;
				const line = look.tuples
					? ''
					: `${mark}${left + 3 > mark.length ? `${'-'.repeat(left + 1 - mark.length)}+-${'-'.repeat(right)}` : '-'.repeat(Math.max(0, left + right + 3 - mark.length))}\n`;
				return line + row.map((v, i) => `${(columns[i]?.name ?? '').padEnd(left)} | ${v}\n`).join('');
			})
			.join('')}\n`;
	}
	if (!look.aligned)
		return `${look.tuples ? '' : `${columns.map((c) => c.name).join(look.separator)}\n`}${rows.map((row) => `${row.join(look.separator)}\n`).join('')}${footer}`;
	const widths = columns.map((c, i) => Math.max(width(c.name), ...rows.map((row) => width(row[i] ?? '')), 0));
	const center = (text: string, n: number): string => {
		const left = Math.floor((n - width(text)) / 2);
		return ' '.repeat(left) + text + ' '.repeat(n - width(text) - left);
	};
	let out =
		look.title === undefined
			? ''
			: `${center(
					look.title,
					widths.reduce((a, b) => a + b + 3, -1)
				)}`.trimEnd() + '\n';
	if (!look.tuples) {
		out += `${columns.map((c, i) => ` ${center(c.name, widths[i] ?? 0)} `).join('|')}\n`;
		out += `${widths.map((w) => '-'.repeat(w + 2)).join('+')}\n`;
	}
	for (const row of rows) {
		const cells = row.map((v) => v.split('\n'));
		const height = Math.max(1, ...cells.map((c) => c.length));
		for (let line = 0; line < height; line++) {
			const shown = cells.map((c, i) => {
				const text = c[line] ?? '';
				const last = i === cells.length - 1;
				const more = line < c.length - 1;
				const padded = isNumeric(columns[i]?.type ?? '') ? text.padStart(widths[i] ?? 0) : last && !more ? text : text.padEnd(widths[i] ?? 0);
				return ` ${padded}${more ? '+' : last ? '' : ' '}`;
			});
			out += `${shown.join('|')}\n`;
		}
	}
	return `${out}${footer}\n`;
}

/** An error as psql prints it; `sql` is what was sent. */
export function errorText(fault: Fault, sql: string, prefix = ''): string {
	let out = `${prefix}${fault.severity}:  ${fault.message}\n`;
	if (fault.at !== null) {
		const before = sql.slice(0, fault.at);
		const number = before.split('\n').length;
		const start = before.lastIndexOf('\n') + 1;
		const line = (sql.slice(start).split('\n')[0] ?? '').replaceAll('\t', ' ');
		const head = `LINE ${number}: `;
		const column = fault.at - start;
		const from = line.length > 60 && column > 40 ? Math.min(column - 30, line.length - 60) : 0;
		const shown = `${from > 0 ? '...' : ''}${line.slice(from, from + (from > 0 ? 57 : 60))}${line.length > from + 60 ? '...' : ''}`;
		out += `${head}${shown}\n${' '.repeat(head.length + column - from + (from > 0 ? 3 : 0))}^\n`;
	}
	if (fault.detail) out += `DETAIL:  ${fault.detail}\n`;
	if (fault.hint) out += `HINT:  ${fault.hint}\n`;
	return out;
}
