// Back-off of restarts and pulls: 10 s, doubling to 300 s, forgotten after twice the longest of quiet.
import type { Sys } from '../engine/index.ts';
import { monotonic } from '../kernel/index.ts';
import { kubelet } from './memory.ts';

const first = 10_000_000;
const longest = 300_000_000;

/** How long to wait still, in µs, counted from `from` (monotonic µs; when it ended); 0 when the wait is over. */
export function* waitLeft(key: string, from: number): Sys<{ left: number; delay: number }> {
	const now = yield* monotonic();
	return yield* kubelet((m) => {
		const known = m.backOffs.get(key);
		if (!known) return { left: 0, delay: 0 };
		if (now - known.since > 2 * longest) {
			m.backOffs.delete(key);
			return { left: 0, delay: 0 };
		}
		return { left: Math.max(0, from + known.delay - now), delay: known.delay };
	});
}

/** Notes another failure: the next wait is twice as long. */
export function* failAgain(key: string): Sys<void> {
	const now = yield* monotonic();
	yield* kubelet((m) => {
		const known = m.backOffs.get(key);
		const delay = known && now - known.since <= 2 * longest ? Math.min(longest, known.delay * 2) : first;
		m.backOffs.set(key, { delay, since: now });
	});
}

/** Go's text of a duration of whole seconds, as the messages show it: "1m20s". */
export function seconds(us: number): string {
	const s = Math.round(us / 1e6);
	return s < 60 ? `${s}s` : `${Math.floor(s / 60)}m${s % 60}s`;
}
