// The program table of a world: every program by name, its code loaded on first use (HOUSE rule 14).
// Invariant: loading changes nothing in the world; time stands still until the code is there.
import type { Program, ProgramRow } from '../kernel/index.ts';

export class ProgramTable {
	readonly #rows = new Map<string, ProgramRow>();
	readonly #loaded = new Map<string, Program>();

	constructor(rows: readonly ProgramRow[]) {
		for (const row of rows) {
			this.#rows.set(row.name, row);
			if (typeof row.code !== 'function') this.#loaded.set(row.name, row.code);
		}
	}

	/** The program, 'absent' when it exists but its code is not loaded, undefined when there is none of that name. */
	get(name: string): Program | 'absent' | undefined {
		return this.#loaded.get(name) ?? (this.#rows.has(name) ? 'absent' : undefined);
	}

	/** How to load a program's code; undefined when it is there or does not exist. The caller awaits it and then calls `loaded`. */
	loader(name: string): (() => Promise<Program>) | undefined {
		const code = this.#rows.get(name)?.code;
		return typeof code === 'function' && !this.#loaded.has(name) ? code : undefined;
	}

	/** Hands in a program's code. */
	loaded(name: string, program: Program): void {
		this.#loaded.set(name, program);
	}

	names(): readonly string[] {
		return [...this.#rows.keys()];
	}
}
