// Questions to whoever sits at standard input: rm -i, cp -i, mv -i.
import type { Sys } from '../../../engine/sys.ts';
import { read } from '../../../kernel/index.ts';
import { decode } from './text.ts';
import type { Tool } from './tool.ts';

/** Reads one line of standard input byte by byte, so that the rest stays for others; null at its end. */
export function* readAnswer(): Sys<string | null> {
	const bytes: number[] = [];
	for (;;) {
		const part = yield* read(0, 1);
		const byte = part[0];
		if (byte === undefined) return bytes.length === 0 ? null : decode(Uint8Array.from(bytes));
		if (byte === 10) return decode(Uint8Array.from(bytes));
		bytes.push(byte);
	}
}

/** Asks on standard error; whether the answer begins with y. */
export function* askYes(tool: Tool, question: string): Sys<boolean> {
	yield* tool.flush();
	yield* tool.error(`${tool.name}: ${question}`);
	return /^[yY]/.test((yield* readAnswer()) ?? '');
}
