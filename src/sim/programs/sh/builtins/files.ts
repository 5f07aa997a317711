// Reading a descriptor to its end as shell text.
import type { Sys } from '../../../engine/sys.ts';
import { read } from '../../../kernel/index.ts';
import { decode } from '../text.ts';

/** Everything left in a descriptor; the caller closes it. */
export function* drainFile(fd: number): Sys<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for (;;) {
		const bytes = yield* read(fd);
		if (bytes.length === 0) break;
		chunks.push(bytes);
		size += bytes.length;
	}
	const all = new Uint8Array(size);
	let at = 0;
	for (const chunk of chunks) {
		all.set(chunk, at);
		at += chunk.length;
	}
	return decode(all);
}
