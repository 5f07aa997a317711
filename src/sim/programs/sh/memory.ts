// A shell's memory as its long values fill it: what `x=$x$x` in a loop does to a container's limit.
// Leaves out short values and arrays, and never gives memory back, as malloc seldom does.
// FIDELITY: a value longer than 64 MiB is not made; the memory that it and its successors would need is asked for at once.
import type { Sys } from '../../engine/sys.ts';
import { ids, process, setMemory } from '../../kernel/index.ts';
import { complain, type Shell } from './shell.ts';
import { Exit } from './state.ts';

const felt = 1 << 20;
const longest = 1 << 26;
const mostBytes = 32 * 2 ** 30;

/** A value of so many bytes was stored: it and the buffer it was expanded in are resident. May be the last thing the shell does. */
export function* feelValue(sh: Shell, bytes: number): Sys<void> {
	if (bytes < felt || bytes <= sh.longestValue) return;
	if (sh.longestValue === 0) sh.memoryBefore = (yield* process((yield* ids()).pid)).rss;
	sh.longestValue = bytes;
	yield* setMemory(sh.memoryBefore + 2 * bytes);
	if (bytes < longest) return;
	for (let more = 4 * bytes; more <= mostBytes; more *= 2) yield* setMemory(sh.memoryBefore + more);
	yield* complain(sh, sh.state.flavour === 'bash' ? `xmalloc: cannot allocate ${4 * bytes} bytes` : 'out of memory');
	throw new Exit(sh.state.flavour === 'bash' ? 2 : 1);
}
