// Keeps one machine's log and checkpoints through a Keeper, and knows what to do when that stops working.
// Invariants: the kept log has no gap: after an entry could not be kept, none is until a checkpoint holds all that came before it.
// Nothing here rejects: a machine whose saving fails goes on, and the learner is told, once each time it turns.
import type { LoggedInput } from '#src/sim/world/index.ts';
import type { Keeper } from './keeper.ts';
import type { ToPage } from './protocol.ts';
import { isFull, type MachineHeader, type SavedCheckpoint } from './store.ts';

export interface RecorderOptions {
	/** Asked each time: the machine begins before the store is open. */
	keeper(): Keeper;
	post(message: ToPage): void;
}

export class Recorder {
	readonly #options: RecorderOptions;
	header!: MachineHeader;
	/** Entries of the log so far, kept or not. */
	entries = 0;
	/** Saving has stopped working. */
	failing = false;

	constructor(options: RecorderOptions) {
		this.#options = options;
	}

	get keeper(): Keeper {
		return this.#options.keeper();
	}

	/** A new machine: what was kept under its name goes. */
	async begin(header: MachineHeader): Promise<void> {
		this.header = header;
		this.entries = 0;
		await this.#attempt((keeper) => keeper.begin(header));
	}

	/** Keeps entries as the next of the log. They count when they are applied (`entries`). */
	async append(entries: readonly LoggedInput[]): Promise<void> {
		if (!this.failing) await this.#attempt((keeper) => keeper.append(this.entries, entries));
	}

	/** Keeps how far time has come. */
	async mark(changes: Partial<MachineHeader>): Promise<void> {
		this.header = { ...this.header, ...changes };
		if (!this.failing) await this.#attempt((keeper) => keeper.header(this.header));
	}

	/** Keeps a checkpoint, with which everything is kept again if saving had failed. */
	async checkpoint(saved: SavedCheckpoint): Promise<void> {
		const was = this.failing;
		this.failing = false;
		await this.#attempt((keeper) => keeper.checkpoint(saved, this.header), was);
		if (was && !this.failing) this.#say('Saving works again: everything up to now is kept.');
	}

	/** Forgets the log from entry `from` on. */
	async truncate(from: number, changes: Partial<MachineHeader> = {}): Promise<void> {
		this.header = { ...this.header, ...changes };
		await this.#attempt((keeper) => keeper.truncate(from, this.header));
	}

	/** Tries; when there is no space, makes some and tries once more. `known`: the learner has been told. */
	async #attempt(act: (keeper: Keeper) => Promise<void>, known = false): Promise<void> {
		try {
			await act(this.keeper);
		} catch (first) {
			let error: unknown = first;
			if (isFull(first)) {
				try {
					await this.keeper.thin();
					return await act(this.keeper);
				} catch (second) {
					error = second;
				}
			}
			this.failing = true;
			if (!known) this.#say(reason(error));
		}
	}

	#say(message: string): void {
		this.#options.post({ type: 'storage', message });
	}
}

function reason(error: unknown): string {
	if (isFull(error))
		return 'The browser has no space left for Drydock. The machine goes on, but what you do from here on is lost when the tab closes, until there is space: free some, or save everything to a file.';
	return `Saving does not work here (${error instanceof Error ? error.message : String(error)}). The machine goes on; what you do from here on is lost when the tab closes.`;
}
