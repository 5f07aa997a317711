import { describe, expect, it } from 'vitest';
import { dockerTable, kubectlTable, tabulate, tabulateRemembering } from './tabwriter.ts';
import { rows } from './testdata/tables.ts';

interface Table {
	Text: string;
	MinWidth: number;
	TabWidth: number;
	Padding: number;
	PadChar: string;
	AlignRight: boolean;
	Discard: boolean;
	TabIndent: boolean;
	Debug: boolean;
}

describe('tabulate', () => {
	it.each(rows<Table, string>('Tables'))('it lays out %j as text/tabwriter does', (t, wanted) => {
		const options = {
			minwidth: t.MinWidth,
			tabwidth: t.TabWidth,
			padding: t.Padding,
			padchar: t.PadChar,
			alignRight: t.AlignRight,
			discardEmptyColumns: t.Discard,
			tabIndent: t.TabIndent,
			debug: t.Debug
		};
		expect(tabulate(t.Text, options)).toBe(wanted);
	});

	it('it makes kubectl’s and docker’s tables', () => {
		const text = 'NAME\tREADY\tAGE\nweb-1\t1/1\t5m\nlonger-name\t0/1\t3s\n';
		expect(tabulate(text, kubectlTable)).toBe('NAME          READY   AGE\nweb-1         1/1     5m\nlonger-name   0/1     3s\n');
		expect(tabulate(text, dockerTable)).toBe('NAME          READY     AGE\nweb-1         1/1       5m\nlonger-name   0/1       3s\n');
	});

	it('it remembers widths from flush to flush', () => {
		const first = tabulateRemembering('NAME\tREADY\tAGE\nlonger-name\t0/1\t3s\n', kubectlTable, []);
		expect(first.widths).toEqual([14, 8]);
		expect(tabulateRemembering('web\t1/1\t5m\n', kubectlTable, first.widths).text).toBe('web           1/1     5m\n');
	});
});
