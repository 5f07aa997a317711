// Where vi's motions lead: by character, word, line, search and text object. Pure over the editor's lines.
import { compileRegExp, RegExpError } from '../../../values/index.ts';
import type { Editor, Place } from './editor.ts';

export interface Motion {
	to: Place;
	/** For text objects: where the stretch begins. */
	from?: Place;
	/** The character at `to` belongs to the stretch. */
	inclusive?: boolean;
	/** Whole lines. */
	lines?: boolean;
	keepGoal?: boolean;
}

const kind = (char: string | undefined, big: boolean): number => (char === undefined || /\s/.test(char) ? 0 : big || /\w/.test(char) ? 1 : 2);

function wordForward(e: Editor, from: Place, big: boolean, forOperator: boolean, last: boolean): Place {
	let { row, column } = from;
	let line = e.lines[row] ?? '';
	const own = kind(line[column], big);
	while (column < line.length && own !== 0 && kind(line[column], big) === own) column++;
	for (;;) {
		while (column < line.length && kind(line[column], big) === 0) column++;
		if (column < line.length) return { row, column };
		// An operator's last word ends with its line.
		if (forOperator && last) return { row, column: line.length };
		if (row + 1 >= e.lines.length) return { row, column: Math.max(0, forOperator ? line.length : line.length - 1) };
		row++;
		column = 0;
		line = e.lines[row] ?? '';
		if (line === '') return { row, column: 0 };
	}
}

function wordEnd(e: Editor, from: Place, big: boolean): Place {
	let { row, column } = from;
	let line = e.lines[row] ?? '';
	column++;
	for (;;) {
		while (column < line.length && kind(line[column], big) === 0) column++;
		if (column < line.length) break;
		if (row + 1 >= e.lines.length) return { row, column: Math.max(0, line.length - 1) };
		row++;
		column = 0;
		line = e.lines[row] ?? '';
	}
	const own = kind(line[column], big);
	while (column + 1 < line.length && kind(line[column + 1], big) === own) column++;
	return { row, column };
}

function wordBack(e: Editor, from: Place, big: boolean): Place {
	let { row, column } = from;
	let line = e.lines[row] ?? '';
	column--;
	for (;;) {
		while (column >= 0 && kind(line[column], big) === 0) column--;
		if (column >= 0) break;
		if (row === 0) return { row: 0, column: 0 };
		row--;
		line = e.lines[row] ?? '';
		column = line.length - 1;
		if (line === '') return { row, column: 0 };
	}
	const own = kind(line[column], big);
	while (column > 0 && kind(line[column - 1], big) === own) column--;
	return { row, column };
}

/** The next match of the search pattern, around the ends; sets the message when there is none. */
export function findNext(e: Editor, back: boolean): Place | undefined {
	const { pattern } = e.search;
	if (pattern === '') {
		e.message = 'E35: No previous regular expression';
		return undefined;
	}
	try {
		const compiled = compileRegExp(pattern, { syntax: 'bre', ignoreCase: e.ignoreCase });
		const count = e.lines.length;
		for (let i = 0; i <= count; i++) {
			const row = (((e.at.row + (back ? -i : i)) % count) + count) % count;
			const line = e.lines[row] ?? '';
			const found: number[] = [];
			for (let at = 0; at <= line.length;) {
				const match = compiled.exec(line, at);
				if (!match) break;
				found.push(match.index);
				at = Math.max(match.index + 1, at + 1);
			}
			const column =
				i === 0
					? back
						? found.findLast((c) => c < e.at.column)
						: found.find((c) => c > e.at.column)
					: i === count
						? back
							? found.findLast((c) => c >= e.at.column)
							: found.find((c) => c <= e.at.column)
						: back
							? found[found.length - 1]
							: found[0];
			if (column === undefined) continue;
			const wrapped = back ? row > e.at.row || (i === count && column >= e.at.column) : row < e.at.row || (i === count && column <= e.at.column);
			if (wrapped) e.message = back ? 'search hit TOP, continuing at BOTTOM' : 'search hit BOTTOM, continuing at TOP';
			return { row, column };
		}
	} catch (error) {
		if (!(error instanceof RegExpError)) throw error;
	}
	e.message = `E486: Pattern not found: ${pattern}`;
	return undefined;
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function matching(e: Editor): Place | undefined {
	const line = e.lines[e.at.row] ?? '';
	const start = line.slice(e.at.column).search(/[()[\]{}]/);
	if (start < 0) return undefined;
	const open = line[e.at.column + start] ?? '';
	const forward = pairs[open] !== undefined;
	const other = forward ? (pairs[open] ?? '') : (Object.keys(pairs).find((key) => pairs[key] === open) ?? '');
	let depth = 0;
	for (let row = e.at.row, column = e.at.column + start; row >= 0 && row < e.lines.length;) {
		const char = e.lines[row]?.[column];
		if (char === open) depth++;
		if (char === other && --depth === 0) return { row, column };
		column += forward ? 1 : -1;
		if (column < 0 || column >= (e.lines[row] ?? '').length) {
			row += forward ? 1 : -1;
			column = forward ? 0 : (e.lines[row] ?? '').length - 1;
		}
	}
	return undefined;
}

function textObject(e: Editor, name: string): Motion | undefined {
	const line = e.lines[e.at.row] ?? '';
	const { row, column } = e.at;
	const around = name[0] === 'a';
	const what = name[1] ?? '';
	if (what === 'w' || what === 'W') {
		const own = kind(line[column], what === 'W');
		let [start, end] = [column, column];
		while (start > 0 && kind(line[start - 1], what === 'W') === own) start--;
		while (end + 1 < line.length && kind(line[end + 1], what === 'W') === own) end++;
		if (around) while (end + 1 < line.length && /\s/.test(line[end + 1] ?? '')) end++;
		return { from: { row, column: start }, to: { row, column: end }, inclusive: true };
	}
	const quote = '"\'`'.includes(what) && what !== '';
	const [open = '', close = ''] = quote
		? [what, what]
		: ({ '(': ['(', ')'], ')': ['(', ')'], b: ['(', ')'], '{': ['{', '}'], '}': ['{', '}'], B: ['{', '}'], '[': ['[', ']'], ']': ['[', ']'] }[what] ?? [
				'',
				''
			]);
	if (open === '') return undefined;
	let start = line.lastIndexOf(open, column);
	if (start < 0) start = line.indexOf(open, column);
	const end = start < 0 ? -1 : line.indexOf(close ?? '', Math.max(start + 1, quote ? start + 1 : column));
	if (end < 0) return undefined;
	return around ? { from: { row, column: start }, to: { row, column: end }, inclusive: true } : { from: { row, column: start + 1 }, to: { row, column: end } };
}

const blank = (e: Editor, row: number): boolean => (e.lines[row] ?? '') === '';

/** Where a motion leads; 'more': it wants another key; undefined: it is none, or it fails. */
export function motion(e: Editor, name: string, count: number, counted: boolean, forOperator: boolean): Motion | 'more' | undefined {
	const { row, column } = e.at;
	const line = e.lines[row] ?? '';
	const last = e.lines.length - 1;
	const toRow = (to: number): Motion | undefined =>
		forOperator && (to < 0 || to > last)
			? undefined
			: { to: { row: Math.max(0, Math.min(last, to)), column: Math.max(0, (e.lines[Math.max(0, Math.min(last, to))] ?? '').search(/\S|$/)) }, lines: true };
	const repeated = (next: (from: Place, n: number) => Place): Place => {
		let at = e.at;
		for (let i = 1; i <= count; i++) at = next(at, i);
		return at;
	};
	switch (name) {
		case 'h':
		case '\x7f':
		case '\b':
		case '\x1b[D':
			return { to: { row, column: Math.max(0, column - count) } };
		case 'l':
		case ' ':
		case '\x1b[C':
			return { to: { row, column: Math.min(line.length, column + count) } };
		case 'j':
		case '\x0e':
		case '\n':
		case '\x1b[B':
			return row + count > last && forOperator ? undefined : { to: { row: Math.min(last, row + count), column: e.goal }, lines: true, keepGoal: true };
		case 'k':
		case '\x10':
		case '\x1b[A':
			return row - count < 0 && forOperator ? undefined : { to: { row: Math.max(0, row - count), column: e.goal }, lines: true, keepGoal: true };
		case '\r':
		case '+':
			return toRow(row + count);
		case '-':
			return toRow(row - count);
		case '_':
			return toRow(row + count - 1);
		case '0':
		case '\x1b[H':
		case '\x1b[1~':
			return { to: { row, column: 0 } };
		case '^':
			return { to: { row, column: Math.max(0, line.search(/\S|$/)) } };
		case '$':
		case '\x1b[F':
		case '\x1b[4~': {
			const end = Math.min(last, row + count - 1);
			return { to: { row: end, column: forOperator ? (e.lines[end] ?? '').length : Math.max(0, (e.lines[end] ?? '').length - 1) } };
		}
		case 'w':
		case 'W':
			return { to: repeated((from, n) => wordForward(e, from, name === 'W', forOperator, n === count)) };
		case 'e':
		case 'E':
			return { to: repeated((from) => wordEnd(e, from, name === 'E')), inclusive: true };
		case 'b':
		case 'B':
			return { to: repeated((from) => wordBack(e, from, name === 'B')) };
		case 'G':
			return toRow(counted ? count - 1 : last);
		case 'gg':
			return toRow(counted ? count - 1 : 0);
		case 'H':
			return toRow(e.top);
		case 'M':
			return toRow(e.top + Math.floor(Math.min(22, last - e.top) / 2));
		case 'L':
			return toRow(Math.min(last, e.top + 22));
		case '}':
		case '{': {
			let at = row;
			const step = name === '}' ? 1 : -1;
			for (let i = 0; i < count; i++) {
				while (at > 0 - (step > 0 ? 1 : 0) && at <= last && blank(e, at)) at += step;
				while (at > 0 && at < last && !blank(e, at)) at += step;
				if (step > 0 && at <= last && at === row) at++;
			}
			at = Math.max(0, Math.min(last, at));
			return { to: { row: at, column: at === last && !blank(e, at) ? (e.lines[at] ?? '').length : 0 } };
		}
		case '\x06':
		case '\x1b[6~':
			return toRow(row + 22);
		case '\x02':
		case '\x1b[5~':
			return toRow(row - 22);
		case '\x04':
			return toRow(row + 11);
		case '\x15':
			return toRow(row - 11);
		case '%': {
			const to = matching(e);
			return to ? { to, inclusive: true } : undefined;
		}
		case 'g':
		case 'f':
		case 'F':
		case 't':
		case 'T':
		case '\x1b':
		case '\x1b[':
		case '\x1bO':
			return 'more';
		case 'i':
		case 'a':
			return 'more';
		case 'n':
		case 'N': {
			const to = findNext(e, e.search.back !== (name === 'N'));
			return to ? { to } : undefined;
		}
	}
	if (/^[fFtT]./s.test(name)) {
		const target = name[1] ?? '';
		let at = column;
		for (let i = 0; i < count; i++) {
			at = /[ft]/.test(name) ? line.indexOf(target, at + 1) : line.lastIndexOf(target, at - 1);
			if (at < 0) return undefined;
		}
		if (name[0] === 't') at--;
		if (name[0] === 'T') at++;
		return { to: { row, column: at }, inclusive: /^[ft]/.test(name) };
	}
	if (/^[ia].$/.test(name)) return textObject(e, name);
	return undefined;
}
