// Lets a machine's time pass by the wall clock in slices of at most 8 ms; pause, speed, step, until settled.
// Invariant: while the page is hidden, the machine paused, stopped or frozen (an input is being kept, code is loading, undo), no virtual
// time passes; while parts of the machine are on their way, none passes but the moment after a key.
import { isChange, load } from '#src/scenario/drive.ts';
import type { Fact, World } from '#src/sim/world/index.ts';
import { Pace } from './clock.ts';
import type { Call } from './protocol.ts';
import { nextEventAt, runSlice } from './slices.ts';

const sliceMs = 8;
/** Virtual µs the machine may run ahead after a key, so that its echo does not wait for the clock. */
const leadUs = 3000;
/** What a new machine has behind it when it is handed over: its services are up. It gets there as fast as it goes. */
const bootedUs = 2_000_000;
const quietUs = 3_000_000;
const settleLimitUs = 120_000_000;
/** A network that was away for a moment is asked again. */
const loadTries = 4;
const loadAgainMs = 700;

/** The machine whose time this is. */
export interface Timed {
	readonly world: World;
	readonly stopped: boolean;
	clock(): number;
	soon(act: () => void): void;
	after(ms: number, act: () => void): void;
	/** Something may have happened. */
	shown(): void;
	flush(): void;
	/** A new machine's services are up. */
	booted(): void;
	/** A slice has passed: saving may be due. */
	keepUp(wall: number): void;
	broken(error: unknown): void;
}

export class Timekeeper {
	readonly #machine: Timed;
	readonly #pace = new Pace();
	paused = false;
	visible = true;
	/** The machine cannot keep up with the wall. */
	behind = false;
	/** Parts are on their way: only keys make time pass. */
	waiting = false;
	/** Raised while time must stand still. */
	frozen = 0;
	#settling: { until: number; changed: number } | null = null;
	/** A new machine on its way to `bootedUs`. */
	#booting = false;
	/** The last slice ended with more to do. */
	#busy = false;
	#turn = 0;

	constructor(machine: Timed) {
		this.#machine = machine;
	}

	get speed(): number {
		return this.#pace.speed;
	}

	get settling(): boolean {
		return this.#settling !== null;
	}

	/** A new machine gets to its services as fast as it goes. */
	boot(): void {
		this.#booting = true;
	}

	/** From here on virtual time follows the wall. */
	anchor(): void {
		this.#pace.anchor(this.#machine.clock(), this.#machine.world.now);
	}

	/** Virtual time does not wait for the wall. */
	get #hurry(): boolean {
		return this.#settling !== null || this.#booting;
	}

	get #still(): boolean {
		return this.#machine.stopped || this.paused || !this.visible || this.waiting || this.frozen > 0;
	}

	/** Lets time pass up to now, and comes back when the next event is due. */
	tick(): void {
		const turn = ++this.#turn;
		if (this.#still) return;
		const machine = this.#machine;
		const { world } = machine;
		const wall = machine.clock();
		const again = (): void => void (turn === this.#turn && this.tick());
		const paced = this.#hurry ? { until: world.now + 100_000, behind: false } : this.#pace.target(wall, world.now, this.#busy);
		this.behind = paced.behind;
		if (paced.until <= world.now) return machine.after(Math.max(1, this.#pace.wait(wall, world.now + 1000)), again);
		const end = this.#guard(() => runSlice(world, paced.until, sliceMs, () => machine.clock()));
		machine.shown();
		machine.keepUp(wall);
		this.#busy = end !== undefined && 'more' in end;
		if (!end) return;
		if ('wants' in end) return void this.#loadPart(end.wants);
		if (this.#settling) this.#settle();
		if (this.#booting && world.now >= bootedUs) {
			this.#booting = false;
			this.anchor();
			machine.booted();
		}
		if ('more' in end || this.#hurry) return machine.soon(again);
		const next = nextEventAt(world);
		const wait = next === null ? 1000 : this.#pace.wait(machine.clock(), next);
		machine.after(Math.min(1000, Math.max(1, wait)), again);
	}

	/** After a key: its echo at once. */
	lead(): void {
		const machine = this.#machine;
		if (!this.paused && this.frozen === 0 && !machine.stopped) this.#guard(() => runSlice(machine.world, machine.world.now + leadUs, 4, () => machine.clock()));
		machine.shown();
		this.tick();
	}

	/** Code comes from the network: time stands still, so that the log never shows how long it took, nor that it took several tries. */
	async #loadPart(name: string): Promise<void> {
		this.frozen++;
		for (let left = loadTries; left > 0; left--) {
			try {
				await load(this.#machine.world, name);
				break;
			} catch (error) {
				if (left === 1) this.#machine.broken(error);
				else await new Promise<void>((done) => this.#machine.after(loadAgainMs, done));
			}
		}
		this.frozen--;
		this.anchor();
		this.tick();
	}

	/** A fact, for "until settled". */
	met(fact: Fact): void {
		if (this.#settling && isChange(fact)) this.#settling.changed = fact.at;
	}

	#settle(): void {
		const settling = this.#settling;
		const { now } = this.#machine.world;
		if (!settling || (now < settling.until && now - settling.changed < quietUs)) return;
		this.#settling = null;
		this.anchor();
		this.#machine.flush();
	}

	/** Pause, speed, step, until settled. */
	set(call: Extract<Call, { op: 'time' }>): void {
		const { now } = this.#machine.world;
		if (call.paused !== undefined) this.paused = call.paused;
		if (call.speed !== undefined) this.#pace.speed = Math.min(64, Math.max(0.1, call.speed));
		if (call.act === 'step') this.#step();
		if (call.act === 'settle') {
			this.paused = false;
			this.#settling = { until: now + settleLimitUs, changed: now };
		} else this.#settling = null;
		this.anchor();
		this.#machine.flush();
		this.tick();
	}

	/** Until the next fact, at most one second. */
	#step(): void {
		const { world } = this.#machine;
		this.paused = true;
		const { trace } = world.engine.state;
		const [from, end] = [trace.count, world.now + 1_000_000];
		this.#guard(() => {
			while (trace.count === from && world.now < end) {
				const { wants, more } = world.advance(end - world.now, 1);
				if (wants !== undefined) return void load(world, wants).then(() => this.#step());
				if (!more) return;
			}
		});
		this.#machine.shown();
	}

	#guard<T>(act: () => T): T | undefined {
		try {
			return act();
		} catch (error) {
			this.#machine.broken(error);
			return undefined;
		}
	}
}
