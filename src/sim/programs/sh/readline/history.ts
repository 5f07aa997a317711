// The history file: $HISTFILE, lines one to a command, loaded at the start and saved at the end of an interactive shell.
import { type Sys } from '../../../engine/sys.ts';
import { close, open, write } from '../../../kernel/index.ts';
import { readFile } from '../expand.ts';
import { getValue, type Shell } from '../shell.ts';
import { writable } from '../text.ts';

export function* loadHistory(sh: Shell, path = getValue(sh, 'HISTFILE')): Sys<string[]> {
	if (!path) return [];
	const text = yield* readFile(path);
	return text.split('\n').filter((line) => line !== '' && !/^#\d+$/.test(line));
}
/** Writes the history; `append` adds this session's lines only. Throws Errno. */
export function* saveHistory(sh: Shell, append: boolean, path = getValue(sh, 'HISTFILE')): Sys<void> {
	const s = sh.state;
	if (!path) return;
	const size = Number(getValue(sh, 'HISTFILESIZE') ?? 500);
	const lines = append ? s.history.slice(s.history.length - s.historyNew) : s.history.slice(-size);
	if (lines.length) {
		const fd = yield* open(path, { write: true, create: true, mode: 0o600, ...(append ? { append: true } : { trunc: true }) });
		yield* write(fd, writable(lines.join('\n') + '\n'));
		yield* close(fd);
	}
	s.historyNew = 0;
}
/** Adds a line as HISTCONTROL and HISTIGNORE allow. */
export function remember(sh: Shell, line: string): void {
	const s = sh.state;
	const control = (getValue(sh, 'HISTCONTROL') ?? '').split(':');
	const both = control.includes('ignoreboth');
	if (line.trim() === '' || ((both || control.includes('ignorespace')) && line[0] === ' ')) return;
	if ((both || control.includes('ignoredups')) && s.history.at(-1) === line) return;
	const list = control.includes('erasedups') ? s.history.filter((l) => l !== line) : s.history;
	const size = Number(getValue(sh, 'HISTSIZE') ?? 500);
	s.history = [...list, line].slice(-size);
	s.historyNew++;
}
