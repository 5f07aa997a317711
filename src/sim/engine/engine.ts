// The engine: virtual time, the event queue and the live generators. It knows nothing of kernels: rooms above register event
// handlers by kind. All its state but the generators is plain data (`EngineState`), so a world can be copied and restored.
import { assert } from './assert.ts';
import { pop, push, type Event } from './queue.ts';
import { newTrace, writeFact, type Fact, type Trace } from './trace.ts';

export interface EngineState {
	/** Virtual µs since the world's epoch. */
	now: number;
	/** Number of the next event, also the count of events scheduled. */
	seq: number;
	/** Events dispatched so far: with `now`, the point in time at which an input arrives. */
	dispatched: number;
	queue: Event[];
	trace: Trace;
	seed: number;
	/** Unix time in µs of virtual time 0. */
	epoch: number;
	/** Next id of any kernel object; never reused. */
	nextId: number;
	/** The event at the head of the queue has begun and waits for a part of the code: it goes on where it stopped, before anything else happens. */
	halfway?: true;
}

/** Handles one kind of event. Answers the name of a part that must be loaded first, or nothing. */
export type EventHandler = (args: never, event: Event) => string | void;

export class Engine {
	state: EngineState;
	readonly #handlers = new Map<string, EventHandler>();

	constructor(seed: number, epoch: number) {
		this.state = { now: 0, seq: 0, dispatched: 0, queue: [], trace: newTrace(), seed, epoch, nextId: 1 };
	}

	/** Registers the handler of an event kind; once per kind. */
	on(kind: string, handler: EventHandler): void {
		assert(!this.#handlers.has(kind), `event kind ${kind} registered twice`);
		this.#handlers.set(kind, handler);
	}

	/** Schedules an event `delay` µs from now (an integer ≥ 0). */
	schedule(delay: number, kind: string, args: unknown): void {
		const s = this.state;
		push(s.queue, { at: s.now + Math.max(0, Math.round(delay)), seq: s.seq++, kind, args });
	}

	/** A new object id. */
	id(): number {
		return this.state.nextId++;
	}

	/** Writes a fact to the trace. */
	fact(kind: string, data: Fact['data']): void {
		writeFact(this.state.trace, this.state.now, kind, data);
	}

	/**
	 * Runs events up to and including virtual time `until`. `budget` bounds the events of this slice. Answers where time stands,
	 * and the part to load when a program's code is absent (nothing has been lost: call again after loading).
	 * advance(a); advance(b) equals advance(b) for a < b: slices leave no mark.
	 */
	advance(until: number, budget = Infinity): { reached: number; wants?: string; more?: boolean } {
		const s = this.state;
		while (s.queue.length > 0 && (s.queue[0] as Event).at <= until) {
			if (budget-- <= 0) return { reached: s.now, more: true };
			const event = pop(s.queue) as Event;
			s.now = event.at;
			const handler = this.#handlers.get(event.kind);
			assert(handler, `no handler for event ${event.kind}`);
			const wants = handler(event.args as never, event);
			if (wants !== undefined) {
				push(s.queue, event);
				return { reached: s.now, wants };
			}
			s.dispatched++;
			if (s.halfway) delete s.halfway;
		}
		if (until > s.now) s.now = until;
		return { reached: s.now };
	}
}
