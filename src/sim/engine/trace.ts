// The trace: facts that rooms write and views and graders read. A bounded ring plus a running digest over every fact ever
// written, so two worlds can be compared byte for byte without keeping everything.
import { finishHash, hashStart, hashText, mix32 } from './random.ts';

/** One fact. `at` is virtual µs; `n` counts all facts of the world; `kind` is e.g. "kernel.process.exited"; `data` is small and flat. */
export interface Fact {
	n: number;
	at: number;
	kind: string;
	data: Readonly<Record<string, string | number | boolean | undefined>>;
}

export interface Trace {
	ring: Fact[];
	/** Facts ever written. */
	count: number;
	digest: number;
	limit: number;
}

export const newTrace = (limit = 20_000): Trace => ({ ring: [], count: 0, digest: 0, limit });

/** Appends a fact. Cost: one hash over the fact's text; the ring is trimmed in blocks so the amortised cost is O(1). */
export function writeFact(trace: Trace, at: number, kind: string, data: Fact['data']): void {
	let hash = hashText(hashText(hashText(hashStart(), kind), '@'), String(at));
	for (const key in data) {
		hash = hashText(hashText(hash, '|'), key);
		hash = hashText(hashText(hash, '='), String(data[key]));
	}
	trace.digest = mix32(trace.digest ^ finishHash(hash));
	trace.ring.push({ n: trace.count++, at, kind, data });
	if (trace.ring.length > trace.limit * 1.25) trace.ring = trace.ring.slice(-trace.limit);
}
