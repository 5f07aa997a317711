// Server tables as text (printers.HumanReadablePrinter): headers, wide columns, the namespace, kind and label columns, watch events.
// Invariant: columns never get narrower within one table, also over the events of a watch.
import { kubectlTable, tabulateRemembering } from '../../../values/index.ts';
import { goSprint } from '../../../values/index.ts';
import { arr, at, num, pairs, str } from '../dig.ts';

export interface TableOptions {
	readonly noHeaders: boolean;
	readonly wide: boolean;
	readonly withNamespace: boolean;
	/** "deployment.apps" before each name; "" for none. */
	readonly kind: string;
	readonly showLabels: boolean;
	readonly columnLabels: readonly string[];
}
/** What a printer knows from one table to the next. Plain data. */
export interface TableState {
	readonly columns: readonly unknown[];
	readonly printedHeaders: boolean;
	readonly widths: readonly number[];
}
export const freshTable: TableState = { columns: [], printedHeaders: false, widths: [] };

const sameColumns = (a: readonly unknown[], b: readonly unknown[]): boolean =>
	a.length === b.length && a.every((column, i) => str(column, 'name') === str(b[i], 'name') && num(column, 'priority') === num(b[i], 'priority'));
const visible = (value: string): string => value.replaceAll('\x1b', '^[');

function cellText(cell: unknown): string {
	if (cell === null || cell === undefined) return '';
	if (typeof cell !== 'string') return goSprint(cell);
	const cut = cell.search(/[\f\n\r]/);
	return visible(cut < 0 ? cell : `${cell.slice(0, cut)}...`);
}
const labelsText = (labels: Readonly<Record<string, string>>): string => {
	const keys = Object.keys(labels).sort();
	return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels[key] ?? ''}`).join(',');
};
const columnTitle = (label: string): string => label.slice(label.lastIndexOf('/') + 1);

interface Decorated {
	readonly titles: readonly string[];
	readonly rows: readonly (readonly string[])[];
}
function decorate(columns: readonly unknown[], rows: readonly unknown[], options: TableOptions, eventType: string): Decorated {
	const shown = columns.map((column, i) => ({ column, i })).filter(({ column }) => options.wide || num(column, 'priority') === 0);
	const nameColumn = options.kind === '' ? -1 : columns.findIndex((column) => str(column, 'format') === 'name' && str(column, 'type') === 'string');
	const titles = [
		...(eventType === '' ? [] : ['EVENT']),
		...(options.withNamespace ? ['NAMESPACE'] : []),
		...shown.map(({ column }) => str(column, 'name').toUpperCase()),
		...options.columnLabels.map((label) => columnTitle(label).toUpperCase()),
		...(options.showLabels ? ['LABELS'] : [])
	];
	return {
		titles,
		rows: rows.map((row) => {
			const metadata = at(row, 'object', 'metadata');
			const labels = pairs(metadata, 'labels');
			const cells = arr(row, 'cells');
			return [
				...(eventType === '' ? [] : [eventType.padEnd(8)]),
				...(options.withNamespace ? [str(metadata, 'namespace')] : []),
				...shown.map(({ i }) => (i === nameColumn ? `${options.kind}/` : '') + cellText(cells[i])),
				...options.columnLabels.map((label) => labels[label] ?? ''),
				...(options.showLabels ? [labelsText(labels)] : [])
			];
		})
	};
}

/** The lines of a table before they are laid out, tab-separated, and the state after it. */
export function tableLines(table: unknown, options: TableOptions, state: TableState, eventType = ''): { lines: string; state: TableState } {
	const given = arr(table, 'columnDefinitions');
	const rows = arr(table, 'rows');
	const known = given.length === 0 || sameColumns(given, state.columns);
	const noHeaders = options.noHeaders || (state.printedHeaders && known);
	const columns = given.length === 0 ? state.columns : given;
	const printed = known ? state.printedHeaders : false;
	const next: TableState = { ...state, columns, printedHeaders: printed || rows.length > 0 };
	const decorated = decorate(columns, rows, options, eventType);
	let lines = '';
	if (!noHeaders && rows.length > 0) lines += `${decorated.titles.join('\t')}\n`;
	for (const row of decorated.rows) lines += `${row.join('\t')}\n`;
	return { lines, state: next };
}
/** Lines laid out in columns that remember their widths. */
export function layOut(lines: string, state: TableState): { text: string; state: TableState } {
	if (lines === '') return { text: '', state };
	const { text, widths } = tabulateRemembering(lines, kubectlTable, state.widths);
	return { text, state: { ...state, widths } };
}
