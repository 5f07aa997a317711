// The light that goes along a journey: boxes light at least 90 ms apart, in the journey's order; another command begins in the dark.
import { untrack } from 'svelte';

const stepMs = 90;

export class Light {
	/** Boxes whose light is on. */
	on = $state.raw<ReadonlySet<string>>(new Set());
	#command = '';
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** The journey of a command is this now. */
	follow(command: string, order: readonly string[]): void {
		untrack(() => {
			if (command !== this.#command) this.on = new Set();
			this.#command = command;
			this.#step(order);
		});
	}

	#step(order: readonly string[]): void {
		clearTimeout(this.#timer);
		const next = order.find((id) => !this.on.has(id));
		this.on = new Set([...this.on, ...(next === undefined ? [] : [next])].filter((id) => order.includes(id)));
		if (next !== undefined) this.#timer = setTimeout(() => this.#step(order), stepMs);
	}

	end(): void {
		clearTimeout(this.#timer);
	}
}
