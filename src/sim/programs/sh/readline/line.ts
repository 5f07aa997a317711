// Reading a line at a terminal as readline does: raw mode, keys to edits, history, ^R, Tab, bracketed paste, resize, ^C.
import { windowSize } from './window.ts';
import { part, type Sys } from '../../../engine/sys.ts';
import { tcgetattr, tcsetattr, winsize, write, type Termios } from '../../../kernel/index.ts';
import { editingPart } from '../parts.ts';
import { realFd, takeSignals, type Shell } from '../shell.ts';
import { Discard } from '../state.ts';
import { writable } from '../text.ts';
import { checkSignals } from '../traps.ts';
import { edit, insert, newBuffer, setText, textOfBuffer, type Buffer } from './buffer.ts';
import { readKey, type Key } from './keys.ts';
import { append, draw, leave, newScreen, type Screen } from './screen.ts';

export interface Editor {
	readonly sh: Shell;
	readonly fd: number;
	readonly out: number;
	readonly buffer: Buffer;
	readonly screen: Screen;
	/** The last line of the prompt. */
	prompt: string;
	/** All of the prompt, for ^L. */
	readonly fullPrompt: string;
	/** History with this session's changes; the last entry is the line being typed. */
	readonly history: string[];
	at: number;
	/** The last key was Tab: the next one lists. */
	tabs: number;
	/** M-.: how far back, and where the word went. */
	lastArgument: { back: number; from: number } | undefined;
}

/** A line, or undefined at end of input. Throws Discard when SIGINT came. */
export function* readInteractive(sh: Shell, prompt: string): Sys<string | undefined> {
	const fd = realFd(sh, 0);
	const out = realFd(sh, sh.state.fds.has(2) ? 2 : 1);
	const before = yield* tcgetattr(fd);
	yield* tcsetattr(fd, { echo: false, canonical: false, signals: true, onlcr: before.onlcr });
	const { columns } = yield* winsize(fd);
	const lines = prompt.split('\n');
	const e: Editor = {
		sh,
		fd,
		out,
		buffer: newBuffer(),
		screen: newScreen(columns),
		prompt: lines.at(-1) as string,
		fullPrompt: prompt,
		history: [...sh.state.history, ''],
		at: sh.state.history.length,
		tabs: 0,
		lastArgument: undefined
	};
	yield* put(
		e,
		`${paste(e, 'h')}${lines
			.slice(0, -1)
			.map((l) => l + '\n')
			.join('')}`
	);
	yield* redraw(e);
	let result: string | undefined | typeof interrupted;
	try {
		result = yield* keys(e);
	} catch (error) {
		yield* finish(e, before);
		throw error;
	}
	yield* finish(e, before);
	if (result === interrupted) throw new Discard(130, true);
	return result;
}
const interrupted = Symbol('interrupted');
/** Bracketed paste on or off; busybox's line editor does not know it. */
const paste = (e: Editor, how: 'h' | 'l'): string => (e.sh.state.flavour === 'bash' ? `\x1b[?2004${how}${how === 'l' ? '\r' : ''}` : '');

function* finish(e: Editor, before: Termios): Sys<void> {
	yield* tcsetattr(e.fd, before);
}
export function* put(e: Editor, text: string): Sys<void> {
	if (text !== '') yield* write(e.out, writable(text));
}
export function* redraw(e: Editor): Sys<void> {
	yield* put(e, draw(e.screen, e.prompt, e.buffer));
}

function* keys(e: Editor): Sys<string | undefined | typeof interrupted> {
	let key: Key | undefined;
	for (;;) {
		key ??= yield* readKey(e.fd);
		const now = key;
		key = undefined;
		if ('end' in now) return undefined;
		if ('interrupted' in now) {
			if (yield* handleSignal(e)) return interrupted;
			continue;
		}
		if ('paste' in now || 'text' in now) {
			yield* typed(e, 'paste' in now ? now.paste : now.text);
			continue;
		}
		const { name } = now;
		if (name !== 'C-i') e.tabs = 0;
		if (name !== 'M-.' && name !== 'M-_') e.lastArgument = undefined;
		if (name === 'C-j' || name === 'C-m') return yield* accept(e);
		if (name === 'C-d' && e.buffer.chars.length === 0) {
			yield* put(e, paste(e, 'l'));
			return undefined;
		}
		if (name === 'C-r' || name === 'C-s') {
			key = yield* (yield* part(editingPart)).search(e, name === 'C-r');
			continue;
		}
		yield* command(e, name);
	}
}
function* accept(e: Editor): Sys<string> {
	yield* put(e, leave(e.screen) + paste(e, 'l'));
	return textOfBuffer(e.buffer);
}
/** Answers whether the line is given up. */
function* handleSignal(e: Editor): Sys<boolean> {
	const { sh } = e;
	yield* takeSignals(sh);
	if (sh.pending.includes('WINCH')) {
		yield* windowSize(sh);
		const { columns } = yield* winsize(e.fd);
		e.screen.columns = columns > 0 ? columns : 80;
		yield* redraw(e);
	}
	if (sh.pending.includes('INT') && !sh.state.traps.has('INT')) {
		sh.pending.length = 0;
		yield* put(e, '^C' + leave(e.screen) + paste(e, 'l'));
		return true;
	}
	yield* checkSignals(sh);
	return false;
}

function* typed(e: Editor, text: string): Sys<void> {
	e.tabs = 0;
	e.lastArgument = undefined;
	insert(e.buffer, text);
	e.buffer.killing = false;
	const quick = append(e.screen, e.prompt, e.buffer, text);
	if (quick === undefined) yield* redraw(e);
	else yield* put(e, quick);
}
const bell = '\x07';

function* command(e: Editor, name: string): Sys<void> {
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
			return yield* (yield* part(editingPart)).complete(e);
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
