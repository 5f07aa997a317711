// The editor's state as plain data, and what one key does to it: motions, operators, counts, registers, undo and repeat, as vim's normal, insert
// and visual modes have them. Leaves out marks, macros, folds, splits and text objects beyond iw, aw, i" and a". Ex commands are in ex.ts.
import { findNext, motion, type Motion } from './motions.ts';

export interface Place {
	row: number;
	column: number;
}
export interface Snapshot {
	lines: string[];
	at: Place;
}
export interface Editor {
	lines: string[];
	at: Place;
	mode: 'normal' | 'insert' | 'replace' | 'visual' | 'visualLine' | 'command';
	/** Where the selection began. */
	anchor: Place;
	/** Keys typed of an unfinished command. */
	pending: string;
	/** The command line being typed, with its ":" or "/" first. */
	command: string;
	message: string;
	register: { text: string; lines: boolean };
	undo: Snapshot[];
	redo: Snapshot[];
	search: { pattern: string; back: boolean };
	/** Keys of the last change, for "."; those of the one being made. */
	last: string;
	made: string;
	file: string;
	changed: boolean;
	readonly: boolean;
	numbers: boolean;
	ignoreCase: boolean;
	top: number;
	/** The column up and down try to keep. */
	goal: number;
	/** Set when the editor is to end or to act outside: what the program does next. */
	wish:
		| { kind: 'quit'; status: number }
		| { kind: 'write'; path: string; force: boolean; quit: boolean; range?: [number, number] }
		| { kind: 'edit'; path: string }
		| { kind: 'read'; path: string }
		| { kind: 'shell'; command: string }
		| undefined;
}

export const newEditor = (file: string): Editor => ({
	lines: [''],
	at: { row: 0, column: 0 },
	mode: 'normal',
	anchor: { row: 0, column: 0 },
	pending: '',
	command: '',
	message: '',
	register: { text: '', lines: false },
	undo: [],
	redo: [],
	search: { pattern: '', back: false },
	last: '',
	made: '',
	file,
	changed: false,
	readonly: false,
	numbers: false,
	ignoreCase: false,
	top: 0,
	goal: 0,
	wish: undefined
});

export const lineAt = (e: Editor, row = e.at.row): string => e.lines[row] ?? '';

/** Remembers the text before a change. */
export function remember(e: Editor): void {
	e.undo.push({ lines: [...e.lines], at: { ...e.at } });
	if (e.undo.length > 100) e.undo.shift();
	e.redo = [];
	e.changed = true;
}

export function clamp(e: Editor): void {
	e.at.row = Math.max(0, Math.min(e.at.row, e.lines.length - 1));
	const length = lineAt(e).length;
	const most = e.mode === 'normal' ? Math.max(0, length - 1) : length;
	e.at.column = Math.max(0, Math.min(e.at.column, most));
}

/** The text between two places (`to` exclusive), or whole lines. */
function textBetween(e: Editor, from: Place, to: Place, whole: boolean): string {
	if (whole) return e.lines.slice(from.row, to.row + 1).join('\n');
	if (from.row === to.row) return lineAt(e, from.row).slice(from.column, to.column);
	return [lineAt(e, from.row).slice(from.column), ...e.lines.slice(from.row + 1, to.row), lineAt(e, to.row).slice(0, to.column)].join('\n');
}

export function deleteBetween(e: Editor, from: Place, to: Place, whole: boolean): void {
	if (whole) {
		e.lines.splice(from.row, to.row - from.row + 1);
		if (e.lines.length === 0) e.lines.push('');
		e.at = { row: Math.min(from.row, e.lines.length - 1), column: 0 };
		e.at.column = Math.max(0, lineAt(e).search(/\S|$/));
		return;
	}
	const joined = lineAt(e, from.row).slice(0, from.column) + lineAt(e, to.row).slice(to.column);
	e.lines.splice(from.row, to.row - from.row + 1, joined);
	e.at = { ...from };
}

export const before = (a: Place, b: Place): boolean => a.row < b.row || (a.row === b.row && a.column <= b.column);

/** Applies d, c, y, >, <, gu, gU, ~ over a stretch. */
function operate(e: Editor, operator: string, start: Place, end: Place, whole: boolean): void {
	const [from, to] = before(start, end) ? [start, end] : [end, start];
	const text = textBetween(e, from, to, whole);
	if (operator === 'y') {
		e.register = { text, lines: whole };
		e.at = whole ? { row: from.row, column: e.at.column } : { ...from };
		const count = to.row - from.row + 1;
		if (whole && count > 2) e.message = `${count} lines yanked`;
		return clamp(e);
	}
	remember(e);
	if (operator === 'd') {
		e.register = { text, lines: whole };
		const count = to.row - from.row + 1;
		deleteBetween(e, from, to, whole);
		if (whole && count > 2) e.message = `${count} fewer lines`;
		if (whole && e.lines.length === 1 && e.lines[0] === '') e.message = '--No lines in buffer--';
	} else if (operator === 'c') {
		e.register = { text, lines: whole };
		if (whole) {
			const indent = /^\s*/.exec(lineAt(e, from.row))?.[0] ?? '';
			e.lines.splice(from.row, to.row - from.row + 1, indent);
			e.at = { row: from.row, column: indent.length };
		} else deleteBetween(e, from, to, false);
		e.mode = 'insert';
		return;
	} else if (operator === '>' || operator === '<') {
		for (let row = from.row; row <= to.row; row++) {
			const line = lineAt(e, row);
			e.lines[row] = operator === '>' ? (line === '' ? '' : `\t${line}`) : line.replace(/^(?:\t| {1,8})/, '');
		}
		e.at = { row: from.row, column: lineAt(e, from.row).search(/\S|$/) };
	} else {
		const change = (part: string): string =>
			operator === 'gu'
				? part.toLowerCase()
				: operator === 'gU'
					? part.toUpperCase()
					: [...part].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
		for (let row = from.row; row <= to.row; row++) {
			const line = lineAt(e, row);
			const [a, b] = [whole || row > from.row ? 0 : from.column, whole || row < to.row ? line.length : to.column];
			e.lines[row] = line.slice(0, a) + change(line.slice(a, b)) + line.slice(b);
		}
		e.at = { ...from };
	}
	clamp(e);
}

function paste(e: Editor, after: boolean, count: number): void {
	const { text, lines } = e.register;
	if (text === '' && !lines) return;
	remember(e);
	if (lines) {
		const own = Array.from({ length: count }, () => text.split('\n')).flat();
		const row = e.at.row + (after ? 1 : 0);
		e.lines.splice(row, 0, ...own);
		e.at = { row, column: Math.max(0, lineAt(e, row).search(/\S|$/)) };
		if (own.length > 2) e.message = `${own.length} more lines`;
		return;
	}
	const line = lineAt(e);
	const at = after ? Math.min(line.length, e.at.column + 1) : e.at.column;
	const parts = (line.slice(0, at) + text.repeat(count)).split('\n');
	const last = parts[parts.length - 1] ?? '';
	const column = last.length - 1;
	parts[parts.length - 1] = last + line.slice(at);
	e.lines.splice(e.at.row, 1, ...parts);
	e.at = parts.length > 1 ? { row: e.at.row, column: at } : { row: e.at.row, column };
}

function undo(e: Editor, from: Snapshot[], to: Snapshot[]): void {
	const snapshot = from.pop();
	if (!snapshot) {
		e.message = from === e.undo ? 'Already at oldest change' : 'Already at newest change';
		return;
	}
	const difference = snapshot.lines.length - e.lines.length;
	to.push({ lines: [...e.lines], at: { ...e.at } });
	e.lines = snapshot.lines;
	e.at = snapshot.at;
	const n = Math.abs(difference);
	const what =
		difference > 0
			? `${n} more line${n === 1 ? '' : 's'}`
			: difference < 0
				? `${n} line less`.replace('line less', n === 1 ? 'line less' : 'fewer lines')
				: '1 change';
	e.message = `${what}; ${from === e.undo ? 'before' : 'after'} #${from === e.undo ? from.length + 1 : e.undo.length}`;
	clamp(e);
}

function insertKey(e: Editor, key: string): void {
	const line = lineAt(e);
	if (key === '\x1b') {
		e.mode = 'normal';
		e.at.column--;
		e.last = e.made;
		return clamp(e);
	}
	if (key === '\r' || key === '\n') {
		e.lines.splice(e.at.row, 1, line.slice(0, e.at.column), line.slice(e.at.column));
		e.at = { row: e.at.row + 1, column: 0 };
	} else if (key === '\x7f' || key === '\b') {
		if (e.at.column > 0) {
			e.lines[e.at.row] = line.slice(0, e.at.column - 1) + line.slice(e.at.column);
			e.at.column--;
		} else if (e.at.row > 0) {
			const above = lineAt(e, e.at.row - 1);
			e.lines.splice(e.at.row - 1, 2, above + line);
			e.at = { row: e.at.row - 1, column: above.length };
		}
	} else if (key === '\x17') {
		const cut = line.slice(0, e.at.column).replace(/(?:\w+|[^\w\s]+)?\s*$/, '');
		e.lines[e.at.row] = cut + line.slice(e.at.column);
		e.at.column = cut.length;
	} else if (key === '\x15') {
		e.lines[e.at.row] = line.slice(e.at.column);
		e.at.column = 0;
	} else if (key.startsWith('\x1b[') || key.startsWith('\x1bO')) arrow(e, key);
	else if (key >= ' ' || key === '\t') {
		e.lines[e.at.row] = line.slice(0, e.at.column) + key + line.slice(e.at.column + (e.mode === 'replace' ? key.length : 0));
		e.at.column += key.length;
	}
}

function arrow(e: Editor, key: string): void {
	const letter = key[key.length - 1];
	if (letter === 'A') e.at.row--;
	if (letter === 'B') e.at.row++;
	if (letter === 'C') e.at.column++;
	if (letter === 'D') e.at.column--;
	if (letter === 'H') e.at.column = 0;
	if (letter === 'F') e.at.column = lineAt(e).length;
	clamp(e);
}

function startInsert(e: Editor, key: string, count: number): void {
	if (key !== 'c') remember(e);
	const line = lineAt(e);
	if (key === 'a') e.at.column = Math.min(line.length, e.at.column + 1);
	if (key === 'A') e.at.column = line.length;
	if (key === 'I') e.at.column = Math.max(0, line.search(/\S|$/));
	if (key === 'o' || key === 'O') {
		const row = e.at.row + (key === 'o' ? 1 : 0);
		e.lines.splice(row, 0, '');
		e.at = { row, column: 0 };
	}
	void count;
	e.mode = key === 'R' ? 'replace' : 'insert';
}

const simple: Readonly<Record<string, string>> = { x: 'dl', X: 'dh', D: 'd$', C: 'c$', s: 'cl', S: 'cc', Y: 'yy' };
/** A normal command: count, operator, count, motion. Undefined: unfinished. */
const shape = /^([1-9]\d*)?(?:"(.))?([dcy<>~]|g[uU~])?([1-9]\d*)?(.*)$/s;

function normalKey(e: Editor, key: string): void {
	e.message = '';
	if (key === '\x1b') {
		e.pending = '';
		if (e.mode !== 'normal') e.mode = 'normal';
		return clamp(e);
	}
	e.pending += key;
	const visual = e.mode === 'visual' || e.mode === 'visualLine';
	const match = shape.exec(e.pending);
	let [, first, , operator = '', second, rest = ''] = match ?? [];
	if (operator === '~') [operator, rest] = ['', '~'];
	if (rest === '' && !(visual && operator !== '')) return;
	const counted = first !== undefined || second !== undefined;
	const count = Number(first ?? 1) * Number(second ?? 1);
	const done = (repeatable = false): void => {
		if (repeatable) e.made = e.pending;
		e.pending = '';
		if (repeatable && e.mode !== 'insert' && e.mode !== 'replace') e.last = e.made;
	};
	if (visual && (operator !== '' || ['x', 'X', 'D', '~', 'u', 'U', 'J', 's', 'p'].includes(rest))) {
		const name = operator !== '' ? operator : ({ x: 'd', X: 'd', D: 'd', s: 'c', u: 'gu', U: 'gU', '~': 'g~' }[rest] ?? rest);
		const whole = e.mode === 'visualLine' || rest === 'X' || rest === 'D' || name === '>' || name === '<';
		const [from, to] = before(e.anchor, e.at) ? [e.anchor, e.at] : [e.at, e.anchor];
		e.mode = 'normal';
		if (name === 'J') joinLines(e, from.row, Math.max(2, to.row - from.row + 1));
		else operate(e, name, { ...from }, { row: to.row, column: to.column + 1 }, whole);
		return done();
	}
	if (operator === '') {
		const short = simple[rest];
		if (short !== undefined) {
			e.pending = (first ?? '') + short;
			const keep = e.pending.slice(-1);
			e.pending = e.pending.slice(0, -1);
			return normalKey(e, keep);
		}
		if (immediate(e, rest, count, counted, done)) return;
	} else if (rest === operator[operator.length - 1] || (operator.length === 2 && rest === operator)) {
		operate(e, operator, { row: e.at.row, column: 0 }, { row: Math.min(e.lines.length - 1, e.at.row + count - 1), column: 0 }, true);
		return done(operator !== 'y');
	}
	// cw changes to the end of the word, as ce.
	const name = operator === 'c' && /^[wW]$/.test(rest) && /\S/.test(lineAt(e)[e.at.column] ?? '') ? (rest === 'w' ? 'e' : 'E') : rest;
	const found: Motion | 'more' | undefined = motion(e, name, count, counted, operator !== '');
	if (found === 'more') return;
	if (found === undefined) return done();
	if (operator === '') {
		e.at = found.to;
		if (!found.keepGoal) e.goal = e.at.column;
		clamp(e);
		return done();
	}
	const from = found.from ?? e.at;
	const end = { ...found.to };
	if (found.inclusive && before(from, end)) end.column++;
	operate(e, operator, { ...from }, end, found.lines === true);
	done(operator !== 'y');
}

function joinLines(e: Editor, row: number, count: number): void {
	remember(e);
	for (let i = 1; i < count && row + 1 < e.lines.length; i++) {
		const [a, b] = [lineAt(e, row).replace(/\s+$/, ''), lineAt(e, row + 1).replace(/^\s+/, '')];
		e.at = { row, column: a.length };
		e.lines.splice(row, 2, a === '' || b === '' || b.startsWith(')') ? a + b : `${a} ${b}`);
	}
	clamp(e);
}

/** Commands that are no motion. True: dealt with (or unfinished). */
function immediate(e: Editor, rest: string, count: number, counted: boolean, done: (repeatable?: boolean) => void): boolean {
	if (['i', 'a', 'I', 'A', 'o', 'O', 'R'].includes(rest) && e.mode === 'normal') {
		startInsert(e, rest, count);
		done(true);
		return true;
	}
	if (rest === ':' || rest === '/' || rest === '?') {
		e.command = rest === ':' && (e.mode === 'visual' || e.mode === 'visualLine') ? ":'<,'>" : rest === ':' && counted ? `:.,.+${count - 1}` : rest;
		if (e.mode === 'visual' || e.mode === 'visualLine') e.goal = e.at.row;
		e.mode = 'command';
	} else if (rest === 'u') for (let i = 0; i < count; i++) undo(e, e.undo, e.redo);
	else if (rest === '\x12') undo(e, e.redo, e.undo);
	else if (rest === 'p' || rest === 'P') {
		paste(e, rest === 'p', count);
		clamp(e);
		done(true);
		return true;
	} else if (rest === 'J') {
		joinLines(e, e.at.row, Math.max(2, count));
		done(true);
		return true;
	} else if (rest === '~') {
		const { row, column } = e.at;
		operate(e, 'g~', { row, column }, { row, column: Math.min(lineAt(e).length, column + count) }, false);
		e.at = { row, column: column + count };
		clamp(e);
		done(true);
		return true;
	} else if (/^r./s.test(rest)) {
		remember(e);
		const line = lineAt(e);
		if (rest[1] === '\r') e.lines.splice(e.at.row, 1, line.slice(0, e.at.column), line.slice(e.at.column + 1));
		else e.lines[e.at.row] = line.slice(0, e.at.column) + (rest[1] ?? '').repeat(Math.min(count, line.length - e.at.column)) + line.slice(e.at.column + count);
		done(true);
		return true;
	} else if (rest === 'r' || rest === 'Z' || rest === 'z') return true;
	else if (rest === '.') {
		const keys = e.last;
		e.pending = '';
		for (const one of keys) pressKey(e, one);
		e.last = keys;
		return true;
	} else if (rest === 'v' || rest === 'V') {
		const mode = rest === 'v' ? 'visual' : 'visualLine';
		if (e.mode === mode) e.mode = 'normal';
		else {
			e.mode = mode;
			e.anchor = { ...e.at };
		}
	} else if (rest === 'ZZ') e.wish = { kind: 'write', path: e.file, force: false, quit: true };
	else if (rest === 'ZQ') e.wish = { kind: 'quit', status: 0 };
	else if (rest === 'n' || rest === 'N') {
		const found = findNext(e, e.search.back !== (rest === 'N'));
		if (found) e.at = found;
	} else if (rest === '*') {
		const line = lineAt(e);
		const word = /^\w+/.exec(line.slice(line.slice(0, e.at.column + 1).search(/\w*$/)))?.[0];
		if (word) {
			e.search = { pattern: `\\<${word}\\>`, back: false };
			const found = findNext(e, false);
			if (found) e.at = found;
		}
	} else if (rest === '\x07')
		e.message = `"${e.file || '[No Name]'}"${e.changed ? ' [Modified]' : ''} ${e.lines.length} line${e.lines.length === 1 ? '' : 's'} --${Math.floor((100 * (e.at.row + 1)) / e.lines.length)}%--`;
	else if (/^z[zt.b\r]$/.test(rest)) e.top = rest === 'zt' ? e.at.row : Math.max(0, e.at.row - 10);
	else if (rest === '\x0c') e.message = '';
	else return false;
	done();
	return true;
}

/** One key in insert, replace, normal or visual mode. */
export function pressKey(e: Editor, key: string): void {
	if (e.mode === 'insert' || e.mode === 'replace') {
		e.made += key;
		insertKey(e, key);
	} else normalKey(e, key);
}
