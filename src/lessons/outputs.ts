// Whether a fenced output is what the machine printed: line by line, blanks at the ends aside. "…" in a line stands for any text in it;
// a line of "…" alone for any lines, also none. Beside "…" columns may be wider or narrower, as what it stands for is.

const trimmed = (text: string): string[] =>
	text
		.trimEnd()
		.split('\n')
		.map((line) => line.trimEnd());

const narrow = (text: string): string => text.replace(/ {2,}/g, ' ');

/** Whether a line is what a pattern asks for; each "…" of the pattern is any text. */
function lineFits(pattern: string, whole: string): boolean {
	const line = pattern.includes('…') ? narrow(whole) : whole;
	const [first = '', ...rest] = (pattern.includes('…') ? narrow(pattern).replace(/ ?… ?/g, '…') : pattern).split('…');
	const last = rest.pop();
	if (last === undefined) return pattern === line;
	if (!line.startsWith(first)) return false;
	let at = first.length;
	for (const part of rest) {
		const found = line.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return line.length - last.length >= at && line.endsWith(last);
}

export interface Difference {
	/** From 0. */
	readonly line: number;
	/** Of the line, from 1. */
	readonly column: number;
	readonly message: string;
}

/** Where a line begins to be another than its pattern, from 1: at the piece between two "…" that is not found. */
function columnOf(pattern: string, line: string): number {
	let at = 0;
	let from = 0;
	for (const [i, piece] of pattern.split('…').entries()) {
		const text = narrow(piece).trim();
		const found = i === 0 ? (line.startsWith(piece) ? 0 : -1) : narrow(line).indexOf(text, from);
		if (found < 0) {
			let same = 0;
			if (i === 0) while (same < piece.length && piece[same] === line[same]) same++;
			return at + same + 1;
		}
		from = found + text.length;
		at += piece.length + 1;
	}
	// Everything is found, and more stands behind it.
	return pattern.length + 1;
}

/** The first difference, in words with its place; undefined when the output is as written. */
export function outputDifference(written: string, printed: string): Difference | undefined {
	const [want, got] = [trimmed(written), trimmed(printed)];
	let [i, j] = [0, 0];
	// Where to go on after the last line of "…", as far as is known.
	let [star, mark] = [-1, 0];
	let farthest = 0;
	while (j < got.length) {
		const pattern = want[i];
		if (pattern?.trim() === '…') [star, mark] = [i++, j];
		else if (pattern !== undefined && lineFits(pattern, got[j] ?? '')) {
			i++;
			j++;
			farthest = Math.max(farthest, i);
		} else if (star >= 0) [i, j] = [star + 1, ++mark];
		else
			return {
				line: i,
				column: pattern === undefined ? 1 : columnOf(pattern, got[j] ?? ''),
				message: pattern === undefined ? `there is one line more: "${brief(got[j])}"` : `"${brief(pattern)}" is written, and "${brief(got[j])}" is printed`
			};
	}
	while (want[i]?.trim() === '…') i++;
	const missing = want[Math.max(i, farthest)];
	return i >= want.length ? undefined : { line: Math.max(i, farthest), column: 1, message: `"${brief(missing)}" is written, and is not printed` };
}

const brief = (text = ''): string => (text.length > 90 ? `${text.slice(0, 87)}…` : text);
