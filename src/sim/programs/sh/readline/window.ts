// COLUMNS and LINES follow the terminal's size (shopt checkwinsize): before each prompt, and when the window changes.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { winsize } from '../../../kernel/index.ts';
import { assignElement, type Shell } from '../shell.ts';

export function* windowSize(sh: Shell): Sys<void> {
	if (!sh.state.shopt.has('checkwinsize')) return;
	try {
		const { rows, columns } = yield* winsize(sh.state.terminal);
		if (columns > 0) assignElement(sh, 'COLUMNS', undefined, String(columns), false);
		if (rows > 0) assignElement(sh, 'LINES', undefined, String(rows), false);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
