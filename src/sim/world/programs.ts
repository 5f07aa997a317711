// The program table of a world: every program by name, and the parts that come late, each loaded on first use (HOUSE rule 14).
// Invariant: loading changes nothing in the world; time stands still until the code is there.
import type { PartTable } from '../engine/index.ts';
import type { Program, ProgramRow } from '../kernel/index.ts';

export class ProgramTable {
	readonly #rows = new Map<string, ProgramRow>();
	readonly #loaded = new Map<string, Program>();
	/** Parts of programs and of the kernel. Their names have a slash, programs' have none. */
	readonly parts: PartTable;

	constructor(rows: readonly ProgramRow[], parts: PartTable) {
		this.parts = parts;
		for (const row of rows) {
			this.#rows.set(row.name, row);
			if (typeof row.code !== 'function') this.#loaded.set(row.name, row.code);
		}
	}

	/** The program, 'absent' when it exists but its code is not loaded, undefined when there is none of that name. */
	get(name: string): Program | 'absent' | undefined {
		return this.#loaded.get(name) ?? (this.#rows.has(name) ? 'absent' : undefined);
	}

	/** Loads a program's code, or a part, into the table; undefined when it is there or does not exist. */
	loader(name: string): (() => Promise<void>) | undefined {
		const code = this.#rows.get(name)?.code;
		if (code === undefined) return this.parts.loader(name);
		return typeof code === 'function' && !this.#loaded.has(name) ? async () => this.loaded(name, await code()) : undefined;
	}

	/** Hands in a program's code. */
	loaded(name: string, program: Program): void {
		this.#loaded.set(name, program);
	}

	names(): readonly string[] {
		return [...this.#rows.keys()];
	}
}
