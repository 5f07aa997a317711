// ^R and ^S: incremental search through the history.
import type { Sys } from '../../../engine/sys.ts';
import { setText, textOfBuffer } from './buffer.ts';
import { readKey, type Key } from './keys.ts';
import { put, redraw, type Editor } from './line.ts';
import { draw } from './screen.ts';

/** Searches until a key ends it; answers that key when it has still to act (Enter, movements), undefined when it was an abort. */
export function* search(e: Editor, backwards: boolean): Sys<Key | undefined> {
	const original = { text: textOfBuffer(e.buffer), cursor: e.buffer.at, at: e.at };
	let reverse = backwards;
	let text = '';
	let failed = false;
	let at = e.at;
	const step = (from: number): void => {
		for (let i = from; i >= 0 && i < e.history.length; i += reverse ? -1 : 1) {
			const line = i === original.at ? original.text : (e.history[i] as string);
			const found = reverse ? line.lastIndexOf(text) : line.indexOf(text);
			if (text !== '' && found >= 0) {
				at = i;
				failed = false;
				setText(e.buffer, line);
				e.buffer.at = [...line.slice(0, found)].length;
				return;
			}
		}
		failed = text !== '';
	};
	for (;;) {
		const label = `(${failed ? 'failed ' : ''}${reverse ? 'reverse-' : ''}i-search)\`${text}': `;
		yield* put(e, draw(e.screen, label, e.buffer));
		const key = yield* readKey(e.fd);
		if ('text' in key || 'paste' in key) {
			text += 'text' in key ? key.text : key.paste;
			step(at);
			if (failed) yield* put(e, '\x07');
			continue;
		}
		const name = 'name' in key ? key.name : '';
		if (name === 'C-r' || name === 'C-s') {
			reverse = name === 'C-r';
			if (text === '') text = e.sh.lastSearch;
			step(at + (reverse ? -1 : 1));
			if (failed) yield* put(e, '\x07');
			continue;
		}
		if (name === 'backspace' || name === 'C-h') {
			text = [...text].slice(0, -1).join('');
			at = original.at;
			setText(e.buffer, original.text);
			step(at);
			continue;
		}
		e.sh.lastSearch = text;
		if (name === 'C-g') {
			setText(e.buffer, original.text);
			e.buffer.at = original.cursor;
			e.at = original.at;
			yield* put(e, '\x07');
			yield* redraw(e);
			return undefined;
		}
		e.history[original.at] = original.text;
		e.at = at;
		yield* redraw(e);
		return name.startsWith('M-') || name === 'unknown' ? undefined : key;
	}
}
