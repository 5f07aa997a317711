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

/** The first difference, in words with the line's number; undefined when the output is as written. */
export function outputDifference(written: string, printed: string): { readonly line: number; readonly message: string } | undefined {
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
				message: pattern === undefined ? `there is one line more: "${brief(got[j])}"` : `"${brief(pattern)}" is written, and "${brief(got[j])}" is printed`
			};
	}
	while (want[i]?.trim() === '…') i++;
	const missing = want[Math.max(i, farthest)];
	return i >= want.length ? undefined : { line: Math.max(i, farthest), message: `"${brief(missing)}" is written, and is not printed` };
}

const brief = (text = ''): string => (text.length > 90 ? `${text.slice(0, 87)}…` : text);
