// The menu of shortcuts at the foot of the terminal while `compose up` is attached (cmd/formatter/shortcut.go): keys come from the terminal itself,
// which does not turn ^C into a signal meanwhile. Leaves out the entries of Docker Desktop. Plain data, so that it can be settled between turns.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, ids, isatty, kill, monotonic, open, read, tcgetattr, tcgetpgrp, tcsetattr, winsize, type Termios } from '../../../kernel/index.ts';
import { utf8 } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { truthy, type App } from '../app.ts';
import { warn } from '../log.ts';

export interface Menu {
	/** Where keys are read from; null once it is closed. */
	keys: { readonly fd: number; readonly saved: Termios } | null;
	/** Cursor moves; without them only the words come out. */
	readonly ansi: boolean;
	/** A service says what to watch. */
	readonly configured: boolean;
	watching: boolean;
	/** Nothing is shown any more. */
	hidden: boolean;
	stumble: { readonly text: string; readonly at: number } | null;
}
export type Key = 'interrupt' | 'watch' | 'enter';

/** How long a stumble is shown, and when the menu is drawn without it, µs. */
const SHOWN = 10_000_000;
const REDRAWN = 11_000_000;

/** Whether `up` shows it: on a terminal, unless told otherwise. */
export function* menuWanted(app: App, flag: boolean | undefined): Sys<boolean> {
	if (app.mode === 'plain' || !(yield* isatty(1))) return false;
	const told = app.env['COMPOSE_MENU'];
	return flag ?? (told === undefined || truthy(told));
}

/** Takes the keyboard; null when there is none. */
export function* openMenu(app: App, configured: boolean, watching: boolean): Sys<Menu | null> {
	try {
		const fd = yield* open('/dev/tty', { read: true, write: true });
		yield* comeToForeground(fd);
		const saved = yield* tcgetattr(fd);
		yield* tcsetattr(fd, { echo: false, canonical: false, signals: false });
		return { keys: { fd, saved }, ansi: app.ansi, configured, watching, hidden: false, stumble: null };
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		yield* warn(app, `could not start menu, an error occurred while starting: open /dev/tty: ${e.message}`);
		return null;
	}
}
/** Who sets up a terminal from the background is stopped, with its group, until it is in the foreground (Linux's SIGTTOU). */
function* comeToForeground(fd: number): Sys<void> {
	const { pgid } = yield* ids();
	// Whoever ignores the signal goes on.
	for (let tries = 0; tries < 100 && (yield* tcgetpgrp(fd)) !== pgid; tries++) yield* kill(-pgid, 'TTOU');
}
/** Gives the terminal back. */
export function* closeKeys(menu: Menu | null): Sys<void> {
	if (!menu?.keys) return;
	const { fd, saved } = menu.keys;
	menu.keys = null;
	yield* tcsetattr(fd, saved);
	yield* close(fd);
}
/** The keys that mean something. */
export function* takeKeys(menu: Menu): Sys<readonly Key[]> {
	if (!menu.keys) return [];
	const bytes = yield* read(menu.keys.fd, 256);
	if (bytes.length === 0) yield* closeKeys(menu);
	const keys: Key[] = [];
	// An escape begins a key of several bytes; none of them means anything.
	for (const byte of bytes[0] === 27 ? [] : bytes) {
		if (byte === 3) keys.push('interrupt');
		else if (byte === 13) keys.push('enter');
		else if (byte === 119) keys.push('watch');
	}
	return keys;
}

const code = (menu: Menu, text: string): string => (menu.ansi ? `\x1b${text}` : '');
const colored = (codes: string, text: string): string => `\x1b[${codes}m${text}\x1b[0m`;
const words = (menu: Menu): string => colored('1;38;2;0;0;0;48;2;255;255;255', 'w') + colored('2', menu.watching ? ' Disable Watch' : ' Enable Watch');
// eslint-disable-next-line no-control-regex -- colours do not count
const extraLines = (text: string, columns: number): number => Math.floor(utf8(text.replace(/\x1b\[[\d;]*m/g, '')).length / columns);

const cleared = (menu: Menu, rows: number): string =>
	code(menu, '[0G') + code(menu, '7') + (code(menu, '[1B') + code(menu, '[2K')).repeat(rows) + code(menu, '8');

/** Makes room for what is printed next. */
export function* clearMenu(menu: Menu | null): Sys<void> {
	if (menu) yield* out(cleared(menu, (yield* winsize(1)).rows));
}
/** Draws it at the terminal's foot, the cursor stays. */
export function* drawMenu(menu: Menu | null): Sys<void> {
	if (!menu || menu.hidden) return;
	const { rows, columns } = yield* winsize(1);
	const text = words(menu);
	const { stumble } = menu;
	const shown = stumble && (yield* monotonic()) - stumble.at < SHOWN ? stumble.text : '';
	const below = extraLines(text, columns);
	const lines = 1 + (shown === '' ? 0 : extraLines(shown, columns) + 1) + below + 1;
	const room = `${code(menu, '[2K')}\n${code(menu, '[0G')}`.repeat(lines) + code(menu, `[${lines}A`);
	const error = shown === '' ? '' : code(menu, `[${rows - 1 - below - extraLines(shown, columns)};0H`) + code(menu, '[2K') + shown;
	yield* out(
		cleared(menu, rows) +
			room +
			code(menu, '[0G') +
			code(menu, '7') +
			error +
			code(menu, `[${rows - below};0H`) +
			code(menu, '[2K') +
			text +
			code(menu, '[0G') +
			code(menu, '8')
	);
}
/** ^C: the menu goes for good and the terminal is as it was. */
export function* leaveMenu(menu: Menu): Sys<void> {
	yield* closeKeys(menu);
	yield* clearMenu(menu);
	if (menu.ansi) yield* out('\x1b[?25h');
	menu.hidden = true;
}
/** Says above the menu, for ten seconds, that there is nothing to watch. */
export function* nothingToWatch(menu: Menu): Sys<void> {
	const text = `watch is not yet configured. Learn more: ${colored('36', 'https://docs.docker.com/compose/file-watch/')}`;
	menu.stumble = { text: `${colored('1;36', 'Watch →')}  ${text}`, at: yield* monotonic() };
	yield* drawMenu(menu);
}
/** When to draw it without the stumble, µs since boot. */
export const redrawAt = (menu: Menu | null): number | undefined => (menu?.stumble ? menu.stumble.at + REDRAWN : undefined);
/** Draws it without the stumble once its time is over. */
export function* redraw(menu: Menu | null): Sys<void> {
	const due = redrawAt(menu);
	if (!menu || due === undefined || (yield* monotonic()) < due) return;
	menu.stumble = null;
	yield* drawMenu(menu);
}
