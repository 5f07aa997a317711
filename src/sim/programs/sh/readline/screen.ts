// What an edited line looks like: prompt and text laid over rows of the terminal, redrawn from the prompt's last row when needed.
// Invariant: after draw() the terminal's cursor is where the buffer's is.
import { textWidth } from '../../utilities/lib/text.ts';
import type { Buffer } from './buffer.ts';

export interface Screen {
	columns: number;
	/** Row of the cursor below the row where the prompt's last line begins. */
	row: number;
	/** Last row drawn. */
	rows: number;
	/** There is something to wipe before drawing. */
	drawn: boolean;
}
export const newScreen = (columns: number): Screen => ({ columns: columns > 0 ? columns : 80, row: 0, rows: 0, drawn: false });

// eslint-disable-next-line no-control-regex -- escape sequences take no room
const invisible = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|[\x01\x02\x07]/g;
export const visibleWidth = (text: string): number => textWidth(text.replace(invisible, ''));

/** Control characters as ^X; newlines stay. */
const shown = (chars: readonly string[]): string => chars.map((c) => (c === '\n' || c >= ' ' ? c : '^' + String.fromCharCode(c.charCodeAt(0) + 64))).join('');

/** Row and column after writing text from a column. */
function place(text: string, column: number, columns: number): { row: number; column: number } {
	let row = 0;
	let at = column;
	for (const c of text) {
		if (c === '\n') {
			row++;
			at = 0;
			continue;
		}
		const width = textWidth(c);
		if (at + width > columns) {
			row++;
			at = 0;
		}
		at += width;
	}
	if (at === columns) return { row: row + 1, column: 0 };
	return { row, column: at };
}

/** Bytes that draw the prompt's last line and the buffer, from wherever the cursor is. */
export function draw(s: Screen, prompt: string, b: Buffer): string {
	const start = visibleWidth(prompt);
	const offset = { row: Math.floor(start / s.columns), column: start % s.columns };
	const text = shown(b.chars);
	const end = place(text, offset.column, s.columns);
	const cursor = place(shown(b.chars.slice(0, b.at)), offset.column, s.columns);
	let out = s.row > 0 ? `\x1b[${s.row}A` : '';
	if (s.drawn) out += '\r\x1b[J';
	s.drawn = true;
	out += prompt + text;
	// A full last row: the terminal has not wrapped yet.
	if (end.column === 0 && (text !== '' || start > 0) && !text.endsWith('\n')) out += ' \r';
	const up = end.row - cursor.row;
	if (up > 0) out += `\x1b[${up}A`;
	if (b.at < b.chars.length) out += '\r' + (cursor.column > 0 ? `\x1b[${cursor.column}C` : '');
	s.row = offset.row + cursor.row;
	s.rows = offset.row + end.row;
	return out;
}
/** Bytes for a character typed at the end of the line, or undefined when the line must be drawn again. */
export function append(s: Screen, prompt: string, b: Buffer, text: string): string | undefined {
	if (b.at !== b.chars.length || text.includes('\n') || text < ' ') return undefined;
	const start = visibleWidth(prompt);
	const before = b.chars.slice(0, b.chars.length - [...text].length);
	const from = place(shown(before), start % s.columns, s.columns);
	if (from.column + textWidth(text) >= s.columns) return undefined;
	return text;
}
/** Bytes that leave the cursor on a fresh row below the line. */
export function leave(s: Screen): string {
	const down = s.rows - s.row;
	s.row = s.rows = 0;
	s.drawn = false;
	return (down > 0 ? `\x1b[${down}B` : '') + '\n';
}
