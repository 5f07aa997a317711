// What the page is shown of a machine: facts go to views and checks as they come, patches and the clock go out at most 60 times a second.
// Invariant: every fact of the trace is folded once; what was posted is what a reload would show.
import type { Fact, World } from '#src/sim/world/index.ts';
import type { Command } from './commands.ts';
import type { Grader } from './grader.ts';
import type { ClockState, HostState, ToPage } from './protocol.ts';
import type { Terminals } from './terminals.ts';
import { Views } from './views.ts';

/** A patch may take this part of the time. */
const flushShare = 8;
const frameMs = 16;

/** What is shown, and the way to the page. */
export interface Shown {
	readonly world: World;
	readonly terminals: Terminals;
	readonly grader: Grader;
	/** Too much to copy: checks wait. */
	readonly crowded: boolean;
	readonly stopped: boolean;
	hosts(): HostState[];
	clockState(): ClockState;
	report(): string;
	post(message: ToPage): void;
	clock(): number;
	after(ms: number, act: () => void): void;
	/** A fact as it comes. */
	met(fact: Fact): void;
}

export class Showing {
	readonly #shown: Shown;
	#views = new Views();
	#seen = 0;
	#bugs = 0;
	#posted = '';
	#flushing = false;
	#flushMs = 0;

	constructor(shown: Shown) {
		this.#shown = shown;
	}

	command(command: Command): void {
		this.#views.command(command);
	}

	/** The world is another one: everything is folded again. */
	restart(commands: readonly Command[]): void {
		const { world, grader } = this.#shown;
		const { ring, count } = world.engine.state.trace;
		this.#views = new Views();
		this.#views.refold(ring, commands);
		this.#seen = count;
		this.#bugs = world.bugs.length;
		grader.restart();
	}

	/** Takes what happened: output to terminals, facts to views and checks. */
	take(): void {
		const shown = this.#shown;
		const { world, terminals, grader } = shown;
		const any = terminals.drain(world);
		terminals.sayEnded(world);
		const { ring, count } = world.engine.state.trace;
		const fresh = Math.min(count - this.#seen, ring.length);
		this.#seen = count;
		for (let i = ring.length - fresh; i < ring.length; i++) {
			const fact = ring[i];
			if (!fact) continue;
			this.#views.fold(fact);
			grader.fact(fact);
			shown.met(fact);
		}
		if (any) grader.output();
		if (world.bugs.length > this.#bugs) this.#tellBugs();
		if (!shown.crowded) grader.look(world, shown.clock());
		if (this.#flushing) return;
		this.#flushing = true;
		shown.after(Math.max(frameMs, flushShare * this.#flushMs), () => {
			this.#flushing = false;
			this.flush();
		});
	}

	/** Posts what has changed. */
	flush(): void {
		const shown = this.#shown;
		if (shown.stopped) return;
		const from = shown.clock();
		const patch = this.#views.patch(shown.world);
		this.#flushMs = shown.clock() - from;
		if (patch) shown.post({ type: 'view', patch });
		const clock = shown.clockState();
		const hosts = shown.hosts();
		const key = JSON.stringify([clock.paused, clock.speed, clock.settling, clock.undo, clock.behind, hosts, Math.floor(clock.now / 250_000)]);
		if (key === this.#posted) return;
		this.#posted = key;
		shown.post({ type: 'clock', clock });
		shown.post({ type: 'hosts', hosts });
	}

	#tellBugs(): void {
		const { world } = this.#shown;
		this.#bugs = world.bugs.length;
		const bug = world.bugs.at(-1);
		const error = bug?.error;
		this.#shown.post({
			type: 'bug',
			message: `${bug?.where}: ${error instanceof Error ? error.message : String(error)}`,
			report: this.#shown.report(),
			fatal: false
		});
	}
}
