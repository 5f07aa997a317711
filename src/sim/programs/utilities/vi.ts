// vi (vim's words): reads a file, edits it on the terminal by vi/editor.ts, writes it. The whole screen is drawn at each key.
// Leaves out swap files, configuration and splits. Settles at each key with the whole editor.
import { Errno, settle, type Sys } from '../../engine/sys.ts';
import { access, isatty, read, readText, spawn, stat, tcgetattr, tcsetattr, wait, winsize, writeFile, type Termios } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { decode, encode, textWidth } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { before, clamp, newEditor, pressKey, remember, type Editor } from './vi/editor.ts';
import { runEx } from './vi/ex.ts';
import { findNext } from './vi/motions.ts';

interface Settled {
	editor: Editor;
	/** Keys read but not yet acted on. */
	keys: string;
	old: Termios;
}

function* load(e: Editor, path: string): Sys<void> {
	e.file = path;
	e.at = { row: 0, column: 0 };
	e.changed = false;
	e.undo = [];
	const text = yield* attempt(readText(path));
	if (text instanceof Errno) {
		e.lines = [''];
		e.message = text.code === 'ENOENT' ? `"${path}" [New]` : text.code === 'EISDIR' ? `"${path}" is a directory` : `"${path}" [Permission Denied]`;
		return;
	}
	e.readonly = (yield* attempt(access(path, 2))) instanceof Errno;
	const lines = text.split('\n');
	const open = lines[lines.length - 1] !== '';
	if (!open && lines.length > 1) lines.pop();
	e.lines = lines;
	const count = text === '' ? 0 : lines.length;
	e.message = `"${path}"${e.readonly ? ' [readonly]' : ''}${open && text !== '' ? ' [noeol]' : ''} ${count}L, ${encode(text).length}B`;
}

function* save(e: Editor, path: string, force: boolean, range?: [number, number]): Sys<boolean> {
	const info = yield* attempt(stat(path));
	if (!force && path === e.file && e.readonly) {
		e.message = "E45: 'readonly' option is set (add ! to override)";
		return false;
	}
	if (!force && path !== e.file && !(info instanceof Errno)) {
		e.message = 'E13: File exists (add ! to override)';
		return false;
	}
	const own = range ? e.lines.slice(range[0], range[1] + 1) : e.lines;
	const text = own.length === 1 && own[0] === '' ? (info instanceof Errno || range ? '' : '') : `${own.join('\n')}\n`;
	const failed = yield* attempt(writeFile(path, encode(text)));
	if (failed instanceof Errno) {
		e.message = failed.code === 'EISDIR' ? `"${path}" E502: is a directory` : `"${path}" E212: Can't open file for writing`;
		return false;
	}
	if (e.file === '') e.file = path;
	if (path === e.file && !range) e.changed = false;
	e.message = `"${path}" ${info instanceof Errno ? '[New] ' : ''}${text === '' ? 0 : own.length}L, ${encode(text).length}B written`;
	return true;
}

/** The screen's rows of one line of text, with tabs and controls as vi shows them. */
function shownLine(line: string): string {
	let out = '';
	for (const char of line) out += char === '\t' ? ' '.repeat(8 - (textWidth(out) % 8)) : char < ' ' ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : char;
	return out;
}

function draw(e: Editor, rows: number, columns: number): string {
	const room = rows - 1;
	if (e.at.row < e.top) e.top = e.at.row;
	if (e.at.row >= e.top + room) e.top = e.at.row - room + 1;
	const gutter = e.numbers ? Math.max(4, String(e.lines.length).length + 1) : 0;
	let out = '\x1b[?25l\x1b[H';
	const [from, to] = before(e.anchor, e.at) ? [e.anchor, e.at] : [e.at, e.anchor];
	for (let i = 0; i < room; i++) {
		const row = e.top + i;
		const line = e.lines[row];
		if (line === undefined) {
			out += '\x1b[94m~\x1b[m\x1b[K\r\n';
			continue;
		}
		const selected = (e.mode === 'visual' || e.mode === 'visualLine') && row >= from.row && row <= to.row;
		const text = shownLine(line).slice(0, columns - gutter);
		out += `${gutter ? `\x1b[93m${String(row + 1).padStart(gutter - 1)} \x1b[m` : ''}${selected ? `\x1b[7m${text || ' '}\x1b[m` : text}\x1b[K\r\n`;
	}
	const modes: Partial<Record<Editor['mode'], string>> = {
		insert: '-- INSERT --',
		replace: '-- REPLACE --',
		visual: '-- VISUAL --',
		visualLine: '-- VISUAL LINE --'
	};
	const left = e.mode === 'command' ? e.command : (modes[e.mode] ?? e.message.split('\n').pop() ?? '');
	const all =
		e.lines.length <= room ? 'All' : e.top === 0 ? 'Top' : e.top + room >= e.lines.length ? 'Bot' : `${Math.floor((100 * e.top) / (e.lines.length - room))}%`;
	const empty = (e.lines[e.at.row] ?? '') === '';
	const ruler = `${e.at.row + 1},${empty ? '0-1' : e.at.column + 1}`.padEnd(14) + all;
	const bold = modes[e.mode] !== undefined;
	const error = e.mode !== 'command' && /^E\d+:/.test(left);
	out += `${bold ? '\x1b[1m' : error ? '\x1b[97;41m' : ''}${left.slice(0, columns - 1)}${bold || error ? '\x1b[m' : ''}\x1b[K`;
	if (e.mode !== 'command' && columns > 40) out += `\x1b[${rows};${columns - 17}H${ruler}`;
	const column = e.mode === 'command' ? textWidth(e.command) : gutter + textWidth(shownLine((e.lines[e.at.row] ?? '').slice(0, e.at.column)));
	const row = e.mode === 'command' ? rows : e.at.row - e.top + 1;
	return `${out}\x1b[${row};${Math.min(columns, column + 1)}H\x1b[?25h`;
}

function commandKey(e: Editor, key: string): void {
	if (key === '\x1b' || key === '\x03' || ((key === '\x7f' || key === '\b') && e.command.length <= 1)) {
		e.mode = 'normal';
		e.command = '';
		return;
	}
	if (key === '\x7f' || key === '\b') e.command = e.command.slice(0, -1);
	else if (key === '\x15') e.command = e.command.slice(0, 1);
	else if (key === '\r' || key === '\n') {
		const line = e.command;
		e.mode = 'normal';
		e.command = '';
		e.pending = '';
		if (line[0] === ':') return runEx(e, line.slice(1));
		e.search = { pattern: line.slice(1) || e.search.pattern, back: line[0] === '?' };
		const found = findNext(e, e.search.back);
		if (found) e.at = found;
		clamp(e);
	} else if (key >= ' ') e.command += key;
}

/** The next key of what was typed: an escape sequence is one key. */
function takeKey(keys: string): string {
	const sequence = /^\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])/.exec(keys);
	return sequence ? sequence[0] : (keys[Symbol.iterator]().next().value ?? '');
}

/** Does what a command wished of the outside. Answers the exit status when the editor is to end. */
function* grant(tool: Tool, e: Editor, old: Termios): Sys<number | undefined> {
	const { wish } = e;
	e.wish = undefined;
	if (wish === undefined) return undefined;
	if (wish.kind === 'quit') return wish.status;
	if (wish.kind === 'write') return (yield* save(e, wish.path, wish.force, wish.range)) && wish.quit ? 0 : undefined;
	if (wish.kind === 'edit') yield* load(e, wish.path);
	else if (wish.kind === 'read') {
		const text = yield* attempt(readText(wish.path));
		if (text instanceof Errno) e.message = `E484: Can't open file ${wish.path}`;
		else {
			remember(e);
			e.lines.splice(e.at.row + 1, 0, ...text.replace(/\n$/, '').split('\n'));
			e.at = { row: e.at.row + 1, column: 0 };
		}
	} else {
		yield* tcsetattr(0, old);
		yield* tool.put(`\x1b[?1049l:!${wish.command}\r\n`);
		yield* tool.flush();
		yield* wait(yield* spawn({ path: tool.env['SHELL'] ?? '/bin/sh', argv: ['sh', '-c', wish.command], env: tool.env }));
		yield* tool.put('\r\nPress ENTER or type command to continue');
		yield* tool.flush();
		yield* tcsetattr(0, { echo: false, canonical: false, signals: false });
		yield* read(0, 16);
		yield* tool.put('\x1b[?1049h');
	}
	return undefined;
}

export const vi = utility('vi', function* (tool: Tool): Sys<number> {
	const plus = tool.args.filter((arg) => arg.startsWith('+'));
	const options = yield* getopt(
		tool,
		{ short: 'bdEeMmNnRrsvy c:u:i:o:O:p:', long: ['clean', 'noplugin'], help: 'vi' },
		tool.args.filter((arg) => !arg.startsWith('+'))
	);
	if (!(yield* isatty(1)) || !(yield* isatty(0))) {
		yield* tool.error(!(yield* isatty(1)) ? 'Vim: Warning: Output is not to a terminal\n' : '');
		if (!(yield* isatty(0))) {
			yield* tool.error('Vim: Warning: Input is not from a terminal\nVim: Error reading input, exiting...\nVim: Finished.\n');
			return 1;
		}
	}
	const settled = tool.context.settled as Settled | undefined;
	const editor = settled?.editor ?? newEditor(options.operands[0] ?? '');
	const old = settled?.old ?? (yield* tcgetattr(0));
	let keys = settled?.keys ?? '';
	if (!settled) {
		if (options.operands[0] !== undefined) yield* load(editor, options.operands[0]);
		if (options.has('R')) editor.readonly = true;
		for (const command of plus) runEx(editor, command === '+' ? '$' : command.slice(1));
		for (const [key, value] of options.options) if (key === 'c') runEx(editor, value);
		yield* tcsetattr(0, { echo: false, canonical: false, signals: false });
		yield* tool.put('\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=\x1b[H\x1b[2J');
	}
	for (;;) {
		yield* settle({ editor, keys, old });
		const ended = yield* grant(tool, editor, old);
		if (ended !== undefined) {
			yield* tcsetattr(0, old);
			const { rows } = yield* winsize(1);
			yield* tool.put(`\x1b[${rows};1H\x1b[K\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t`);
			return ended;
		}
		if (keys === '') {
			const size = yield* winsize(1);
			yield* tool.put(draw(editor, Math.max(2, size.rows), Math.max(10, size.columns)));
			yield* tool.flush();
			const got = yield* attempt(read(0, 1024));
			if (got instanceof Errno && got.code === 'EINTR') continue;
			if (got instanceof Errno || got.length === 0) {
				yield* tcsetattr(0, old);
				return 1;
			}
			keys = decode(got);
		}
		const key = takeKey(keys);
		keys = keys.slice(key.length);
		if (editor.mode === 'command') commandKey(editor, key);
		else if (key === '\x03') {
			pressKey(editor, '\x1b');
			editor.message = 'Type  :qa  and press <Enter> to exit Vim';
		} else pressKey(editor, key);
	}
});
