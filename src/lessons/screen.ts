// What stands on a terminal after some output, as text: enough of a terminal to read progress bars and line editors, without a width.
// Leaves out colours, scrolling regions and the alternate screen (what is drawn there is not output).

const sequence = /\x1b(?:\[([0-9;?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\-_78=>])/g;

/** The lines as they stand after all of it, without blanks at their ends. */
export function screenText(output: string): string {
	const lines: string[][] = [[]];
	let [row, column] = [0, 0];
	let other = false;
	const line = (): string[] => {
		while (lines.length <= row) lines.push([]);
		return lines[row] as string[];
	};
	const put = (text: string): void => {
		if (other) return;
		for (const letter of text) {
			if (letter === '\n') row++;
			else if (letter === '\r') column = 0;
			else if (letter === '\b') column = Math.max(0, column - 1);
			else if (letter === '\t') column = (Math.floor(column / 8) + 1) * 8;
			else if (letter >= ' ') {
				const cells = line();
				while (cells.length < column) cells.push(' ');
				cells[column++] = letter;
			}
		}
	};
	const act = (parameters: string, final: string): void => {
		const n = Number(parameters.split(';')[0] || 1) || 1;
		if (final === 'h' && parameters === '?1049') other = true;
		else if (final === 'l' && parameters === '?1049') other = false;
		else if (other) return;
		else if (final === 'A') row = Math.max(0, row - n);
		else if (final === 'B') row += n;
		else if (final === 'C') column += n;
		else if (final === 'D') column = Math.max(0, column - n);
		else if (final === 'G') column = n - 1;
		else if (final === 'K') {
			if (parameters === '2') line().length = 0;
			else if (parameters === '' || parameters === '0') line().length = Math.min(line().length, column);
		} else if (final === 'J') {
			if (parameters === '2' || parameters === '3') lines.fill([]);
			else {
				line().length = Math.min(line().length, column);
				lines.length = row + 1;
			}
		}
	};
	let at = 0;
	for (const match of output.matchAll(sequence)) {
		put(output.slice(at, match.index));
		if (match[2] !== undefined) act(match[1] ?? '', match[2]);
		at = match.index + match[0].length;
	}
	put(output.slice(at));
	line();
	return lines
		.map((cells) =>
			Array.from(cells, (cell) => cell ?? ' ')
				.join('')
				.trimEnd()
		)
		.join('\n');
}
