// The way in: inputs wait until they are kept, in batches, and are then applied in order.
// Invariant: an input is kept (or its loss was told) before the world acts on it, and virtual time stands still meanwhile.
import type { Input, LoggedInput } from '#src/sim/world/index.ts';

export interface InputsOptions {
	/** The stamp an input would get now. */
	stamp(input: Input): LoggedInput;
	keep(entries: readonly LoggedInput[]): Promise<void>;
	/** Resolves when the machine can take this input. */
	ready(input: Input): Promise<void> | undefined;
	/** Acts on the world; throws what the world says of it. */
	apply(input: Input): void;
	/** Time stands still between the two. */
	freeze(): void;
	/** All that waited has been applied. */
	thaw(): void;
}

export class Inputs {
	readonly #options: InputsOptions;
	#waiting: { input: Input; done: () => void; failed: (error: unknown) => void }[] = [];
	#writing = false;

	constructor(options: InputsOptions) {
		this.#options = options;
	}

	/** Resolves when the input is kept and applied. */
	add(input: Input): Promise<void> {
		return new Promise((done, failed) => {
			this.#waiting.push({ input, done, failed });
			if (!this.#writing) void this.#write();
		});
	}

	/** Keeps what waits, then applies it; inputs that come meanwhile form the next batch. */
	async #write(): Promise<void> {
		const { stamp, keep, ready, apply, freeze, thaw } = this.#options;
		this.#writing = true;
		freeze();
		while (this.#waiting.length > 0) {
			const batch = this.#waiting.splice(0);
			await keep(batch.map(({ input }) => stamp(input)));
			for (const { input, done, failed } of batch) {
				const wait = ready(input);
				if (wait) await wait;
				try {
					apply(input);
					done();
				} catch (error) {
					failed(error);
				}
			}
		}
		this.#writing = false;
		thaw();
	}
}
