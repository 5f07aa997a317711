// select: a numbered menu on stderr, a line read from stdin, the body, again.
import type { Sys } from '../../engine/sys.ts';
import type { CompoundNode } from './ast.ts';
import { readLine } from './input.ts';
import { after, body, debug, loopHead, loopValues } from './run.ts';
import { ShellError } from './state.ts';
import { writeTrace } from './xtrace.ts';
import { assignElement, complain, complainRaw, getValue, print, type Shell } from './shell.ts';

export function* select(sh: Shell, node: Extract<CompoundNode, { kind: 'for' | 'select' }>): Sys<number> {
	const s = sh.state;
	const values = yield* loopValues(sh, node);
	if (s.traps.size) yield* debug(sh, loopHead(node));
	if (values.length === 0) return (s.status = 0);
	let status = 0;
	let show = true;
	s.loops++;
	try {
		for (;;) {
			if (show && s.options.has('xtrace')) yield* writeTrace(sh, loopHead(node));
			if (show) yield* complainRaw(sh, menu(values, Number(getValue(sh, 'COLUMNS')) || 80));
			yield* complainRaw(sh, getValue(sh, 'PS3') ?? '#? ');
			const line = yield* readLine(sh, 0);
			if (line === undefined) {
				yield* print(sh, '\n');
				return (s.status = 1);
			}
			const reply = line.trim();
			show = reply === '';
			if (show) continue;
			assignElement(sh, 'REPLY', undefined, line, false);
			const n = /^\d+$/.test(reply) ? Number(reply) : 0;
			try {
				assignElement(sh, node.name, undefined, values[n - 1] ?? '', false);
			} catch (error) {
				if (!(error instanceof ShellError)) throw error;
				yield* complain(sh, error.message);
				return yield* after(sh, 1);
			}
			const on = yield* body(sh, node.body);
			({ status } = s);
			if (!on) break;
			show = getValue(sh, 'REPLY') === '';
		}
	} finally {
		if (s.loops > 0) s.loops--;
	}
	return (s.status = status);
}

/** bash's columns: as many as fit, read downwards, filled with tabs where one reaches. Numbers of the first column are as wide as its count of rows. */
function menu(values: readonly string[], width: number): string {
	const count = values.length;
	const digits = String(count).length;
	const cell = Math.max(...values.map((v) => displayWidth(v))) + digits + 4;
	let columns = Math.max(1, Math.floor(width / cell));
	let rows = Math.ceil(count / columns);
	columns = Math.ceil(count / rows);
	if (rows === 1) rows = columns;
	let out = '';
	for (let row = 0; row < rows; row++) {
		let at = 0;
		for (let i = row; i < count; i += rows) {
			const value = values[i] as string;
			const number = at === 0 ? String(rows).length : digits;
			out += `${String(i + 1).padStart(number)}) ${value}`;
			if (i + rows < count) out += indent(at + displayWidth(value) + number + 2, at + cell);
			at += cell;
		}
		out += '\n';
	}
	return out;
}
const displayWidth = (text: string): number => [...text].length;
/** Tabs and blanks from one column to another. */
function indent(from: number, to: number): string {
	let out = '';
	for (let at = from; at < to;) {
		const tab = Math.floor(to / 8) > Math.floor(at / 8);
		out += tab ? '\t' : ' ';
		at += tab ? 8 - (at % 8) : 1;
	}
	return out;
}
