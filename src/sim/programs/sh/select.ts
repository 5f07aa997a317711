// select: a numbered menu on stderr, a line read from stdin, the body, again.
import type { Sys } from '../../engine/sys.ts';
import type { CompoundNode } from './ast.ts';
import { readLine } from './input.ts';
import { expandWords } from './expand.ts';
import { body } from './run.ts';
import { writeTrace } from './xtrace.ts';
import { assignElement, complainRaw, getValue, print, type Shell } from './shell.ts';

export function* select(sh: Shell, node: Extract<CompoundNode, { kind: 'for' | 'select' }>): Sys<number> {
	const s = sh.state;
	const values = node.words ? yield* expandWords(sh, node.words) : [...s.args];
	if (values.length === 0) return (s.status = 0);
	let status = 0;
	let show = true;
	s.loops++;
	try {
		for (;;) {
			if (show && s.options.has('xtrace')) yield* writeTrace(sh, `select ${node.name} in ${node.words ? node.words.map((w) => w.text).join(' ') : '"$@"'}`);
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
			assignElement(sh, node.name, undefined, values[n - 1] ?? '', false);
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

/** bash's columns: as many as fit, read downwards. */
function menu(values: readonly string[], width: number): string {
	const digits = String(values.length).length;
	const longest = Math.max(...values.map((v) => v.length)) + digits + 2;
	const cell = longest + 2;
	let columns = Math.max(1, Math.floor(width / cell));
	let rows = Math.ceil(values.length / columns);
	columns = Math.ceil(values.length / rows);
	if (rows === 1) {
		rows = values.length;
		columns = 1;
	}
	let out = '';
	for (let r = 0; r < rows; r++) {
		for (let c = 0; c < columns; c++) {
			const i = r + c * rows;
			if (i >= values.length) break;
			const text = `${String(i + 1).padStart(digits)}) ${values[i]}`;
			out += c + 1 < columns && i + rows < values.length ? text.padEnd(cell) : text;
		}
		out += '\n';
	}
	return out;
}
