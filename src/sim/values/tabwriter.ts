// Go's text/tabwriter: columns of tab-terminated cells, aligned over adjacent lines.
// Leaves out the HTML filter and escaped segments, which neither docker nor kubectl use. Widths are counted in characters.
// Invariant: a column ends at the first line that has no cell in it; the last cell of a line belongs to no column.

import { runeCount } from './strings.ts';

export interface TabWriterOptions {
	readonly minwidth: number;
	readonly tabwidth: number;
	readonly padding: number;
	readonly padchar: string;
	readonly alignRight?: boolean;
	readonly discardEmptyColumns?: boolean;
	readonly tabIndent?: boolean;
	readonly debug?: boolean;
}

interface Cell {
	readonly text: string;
	readonly width: number;
	readonly htab: boolean;
}

interface Layout {
	readonly options: TabWriterOptions;
	readonly remembered: number[] | undefined;
	readonly lines: readonly (readonly Cell[])[];
	readonly widths: number[];
	out: string;
}

function padding(options: TabWriterOptions, textWidth: number, cellWidth: number, useTabs: boolean): string {
	if (options.padchar !== '\t' && !useTabs) return options.padchar.repeat(cellWidth - textWidth);
	if (options.tabwidth === 0) return '';
	const width = Math.ceil(cellWidth / options.tabwidth) * options.tabwidth;
	return '\t'.repeat(Math.ceil((width - textWidth) / options.tabwidth));
}

function writeLines(layout: Layout, from: number, to: number): void {
	const { options, widths } = layout;
	const alignRight = options.alignRight === true && options.padchar !== '\t';
	for (let i = from; i < to; i++) {
		let useTabs = options.tabIndent === true;
		const line = layout.lines[i] ?? [];
		line.forEach((cell, j) => {
			if (j > 0 && options.debug === true) layout.out += '|';
			const width = widths[j];
			if (cell.text !== '') useTabs = false;
			const blank = width === undefined ? '' : padding(options, cell.width, width, useTabs);
			layout.out += alignRight ? blank + cell.text : cell.text + blank;
		});
		if (i + 1 < layout.lines.length) layout.out += '\n';
	}
}

function columnWidth(layout: Layout, block: readonly (readonly Cell[])[], column: number): number {
	const { options, remembered } = layout;
	let width = options.minwidth;
	let discardable = true;
	for (const line of block) {
		const cell = line[column];
		if (cell === undefined) continue;
		if (cell.width + options.padding > width) width = cell.width + options.padding;
		if (cell.width > 0 || cell.htab) discardable = false;
	}
	if (discardable && options.discardEmptyColumns === true) width = 0;
	if (remembered === undefined) return width;
	while (remembered.length < column) remembered.push(layout.widths[remembered.length] ?? 0);
	const before = remembered[column];
	if (before !== undefined && before > width) return before;
	remembered[column] = width;
	return width;
}

function format(layout: Layout, from: number, to: number): void {
	const column = layout.widths.length;
	let start = from;
	for (let i = from; i < to; i++) {
		if (column >= (layout.lines[i] ?? []).length - 1) continue;
		writeLines(layout, start, i);
		start = i;
		let end = i;
		while (end < to && column < (layout.lines[end] ?? []).length - 1) end++;
		layout.widths.push(columnWidth(layout, layout.lines.slice(start, end), column));
		format(layout, start, end);
		layout.widths.pop();
		start = end;
		i = end;
	}
	writeLines(layout, start, to);
}

function cellsOf(section: string): Cell[][] {
	const lines: Cell[][] = [];
	for (const line of section.split('\n')) {
		const texts = line.split(/[\t\v]/);
		const cells: Cell[] = [];
		let at = 0;
		for (const text of texts) {
			at += text.length + 1;
			cells.push({ text, width: runeCount(text), htab: line.charAt(at - 1) === '\t' });
		}
		lines.push(cells);
	}
	const last = lines[lines.length - 1];
	if (last !== undefined && last[last.length - 1]?.text === '') last.pop();
	return lines;
}

function tabulateInto(source: string, options: TabWriterOptions, remembered: number[] | undefined): string {
	const sections = source.split('\f');
	return sections
		.map((section, i) => {
			const text = i + 1 < sections.length ? `${section}\n` : section;
			const layout: Layout = { options, remembered, lines: cellsOf(text), widths: [], out: '' };
			format(layout, 0, layout.lines.length);
			return layout.out + (i + 1 < sections.length && options.debug === true ? '---\n' : '');
		})
		.join('');
}

/** The text laid out in columns: what a tabwriter prints for it after Write and Flush. A form feed ends all columns. */
export function tabulate(source: string, options: TabWriterOptions): string {
	return tabulateInto(source, options, undefined);
}

/**
 * kubectl's tabwriter (liggitt/tabwriter with RememberWidths): columns never get narrower from one flush to the next.
 * Give back `widths` with the next text of the same table, as `kubectl get -w` does.
 */
export function tabulateRemembering(source: string, options: TabWriterOptions, widths: readonly number[]): { text: string; widths: readonly number[] } {
	const remembered = [...widths];
	return { text: tabulateInto(source, options, remembered), widths: remembered };
}

/** kubectl's table writer (printers.GetNewTabWriter): padded with three blanks. */
export const kubectlTable: TabWriterOptions = { minwidth: 6, tabwidth: 4, padding: 3, padchar: ' ' };

/** kubectl describe's writer: two blanks. */
export const kubectlDescribe: TabWriterOptions = { minwidth: 0, tabwidth: 8, padding: 2, padchar: ' ' };

/** docker's table writer (cli/command/formatter): ten wide at least, three blanks. */
export const dockerTable: TabWriterOptions = { minwidth: 10, tabwidth: 1, padding: 3, padchar: ' ' };
