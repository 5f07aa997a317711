// Reading a line at a terminal as readline does: raw mode, keys to edits, history, ^R, Tab, bracketed paste, resize, ^C.
import { windowSize } from './window.ts';
import { part, type Sys } from '../../../engine/sys.ts';
import { tcgetattr, tcsetattr, winsize, write, type Termios } from '../../../kernel/index.ts';
import { editingPart } from '../parts.ts';
import { realFd, takeSignals, type Shell } from '../shell.ts';
import { Discard } from '../state.ts';
import { writable } from '../text.ts';
import { checkSignals } from '../traps.ts';
import { insert, newBuffer, textOfBuffer, type Buffer } from './buffer.ts';
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
		yield* (yield* part(editingPart)).command(e, name);
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

export function* typed(e: Editor, text: string): Sys<void> {
	e.tabs = 0;
	e.lastArgument = undefined;
	insert(e.buffer, text);
	e.buffer.killing = false;
	const quick = append(e.screen, e.prompt, e.buffer, text);
	if (quick === undefined) yield* redraw(e);
	else yield* put(e, quick);
}
