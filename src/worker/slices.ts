// Lets a world run for a slice of wall time: events in small budgets until the slice is over, loading program code that it asks for.
import type { World } from '#src/sim/world/index.ts';

/** Events between two looks at the wall clock: at most this many, and fewer when events are dear (a fork bomb's). */
const mostEvents = 256;
const lookMs = 2;
export type SliceEnd = { readonly reached: true } | { readonly more: true } | { readonly wants: string };

/** Runs until virtual time `until` or for `sliceMs`. Says what ended it. `stop` is asked after each budget. */
export function runSlice(world: World, until: number, sliceMs: number, clock: () => number, stop?: () => boolean): SliceEnd {
	let now = clock();
	const end = now + sliceMs;
	let budget = 8;
	for (;;) {
		const { wants, more } = world.advance(Math.max(0, until - world.now), budget);
		if (wants !== undefined) return { wants };
		if (!more || stop?.()) return { reached: true };
		const then = now;
		now = clock();
		if (now >= end) return { more: true };
		budget = Math.min(mostEvents, Math.max(1, now - then < lookMs ? budget * 2 : Math.floor(budget / 2)));
	}
}

/** When the next event is due (virtual µs), or null when nothing will happen by itself. */
export const nextEventAt = (world: World): number | null => world.engine.state.queue[0]?.at ?? null;
