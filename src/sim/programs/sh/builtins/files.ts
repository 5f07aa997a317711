// Reading a descriptor to its end as shell text.
import type { Sys } from '../../../engine/sys.ts';
import { read } from '../../../kernel/index.ts';
import { decode } from '../text.ts';

/** Everything left in a descriptor, after what was already read of it; the caller closes it. */
export function* drainFile(fd: number, before?: Uint8Array): Sys<string> {
	const chunks: Uint8Array[] = before ? [before] : [];
	let size = before?.length ?? 0;
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
