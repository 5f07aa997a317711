// What a key means that is not typed into the line: history, completion, redrawing, and the line's edits.
import type { Sys } from '../../../engine/sys.ts';
import { insert, setText, textOfBuffer } from './buffer.ts';
import { complete } from './complete.ts';
import { edit } from './edit.ts';
import { readKey } from './keys.ts';
import { put, redraw, typed, type Editor } from './line.ts';

const bell = '\x07';

export function* command(e: Editor, name: string): Sys<void> {
	const b = e.buffer;
	switch (name) {
		case 'C-p':
		case 'up':
			return yield* move(e, e.at - 1);
		case 'C-n':
		case 'down':
			return yield* move(e, e.at + 1);
		case 'M-<':
		case 'page-up':
			return yield* move(e, 0);
		case 'M->':
		case 'page-down':
			return yield* move(e, e.history.length - 1);
		case 'C-l':
			e.screen.row = e.screen.rows = 0;
			e.screen.drawn = false;
			yield* put(
				e,
				'\x1b[H\x1b[2J' +
					e.fullPrompt
						.split('\n')
						.slice(0, -1)
						.map((l) => l + '\n')
						.join('')
			);
			return yield* redraw(e);
		case 'C-i':
			return yield* complete(e);
		case 'C-v': {
			const next = yield* readKey(e.fd);
			if ('text' in next) yield* typed(e, next.text);
			else if ('name' in next && next.name.startsWith('C-')) yield* typed(e, String.fromCharCode(next.name.charCodeAt(2) & 31));
			return;
		}
		case 'M-.':
		case 'M-_':
			return yield* lastArgument(e);
		case 'M-#':
			b.chars.unshift('#');
			return yield* redraw(e);
		case 'C-g':
			return yield* put(e, bell);
		case 'M-r':
			setText(b, e.history[e.at] ?? '');
			return yield* redraw(e);
	}
	const done = edit(b, name === 'C-\x7f' ? 'C-_' : name);
	if (done === 'bell') yield* put(e, bell);
	else if (done) yield* redraw(e);
}
/** Goes to another line of the history. */
function* move(e: Editor, to: number): Sys<void> {
	if (to < 0 || to >= e.history.length || to === e.at) return yield* put(e, to === e.at ? '' : bell);
	e.history[e.at] = textOfBuffer(e.buffer);
	e.at = to;
	setText(e.buffer, e.history[to] as string);
	yield* redraw(e);
}
/** M-.: the last word of an earlier line. */
function* lastArgument(e: Editor): Sys<void> {
	const back = (e.lastArgument?.back ?? 0) + 1;
	const line = e.sh.state.history.at(-back);
	if (line === undefined) return yield* put(e, bell);
	const b = e.buffer;
	const from = e.lastArgument?.from ?? b.at;
	b.chars.splice(from, b.at - from);
	b.at = from;
	insert(b, /(?:\\.|'[^']*'|"[^"]*"|\S)+\s*$/.exec(line)?.[0].trim() ?? '');
	e.lastArgument = { back, from };
	yield* redraw(e);
}
