// Parts of the machine's code that are loaded late (HOUSE physics 14, docs/decisions/0011). A program asks for one with `part` (sys.ts), a
// handler of the kernel throws a Want before it has any effect; the world then stands still until the part is in its table.
// Invariant: whether a part was there or came late is not to be seen in the world.

/** A row: the part's name in the world's table, and where its code is. */
export interface Part<T> {
	readonly name: string;
	readonly load: () => Promise<T>;
}

/** Thrown by what cannot go on without a part; nothing has been done yet, and it is done again when the part is there. */
export class Want {
	readonly part: string;
	constructor(part: string) {
		this.part = part;
	}
}

/** The parts that a world has. */
export class PartTable {
	readonly #rows: ReadonlyMap<string, Part<unknown>>;
	readonly #code = new Map<string, unknown>();

	constructor(rows: readonly Part<unknown>[]) {
		this.#rows = new Map(rows.map((row) => [row.name, row]));
	}

	/** A part's code; undefined when it is not there yet. What a name stands for is its row's, and rows have different names. */
	get<T>({ name }: Part<T>): T | undefined {
		return this.#code.get(name) as T | undefined;
	}

	/** A part's code. Throws a Want when it is not there yet. */
	need<T>(part: Part<T>): T {
		const code = this.get(part);
		if (code === undefined) throw new Want(part.name);
		return code;
	}

	/** Loads a part into the table; undefined when it is there or does not exist. */
	loader(name: string): (() => Promise<void>) | undefined {
		const row = this.#rows.get(name);
		return row && !this.#code.has(name) ? async () => void this.#code.set(name, await row.load()) : undefined;
	}

	names(): readonly string[] {
		return [...this.#rows.keys()];
	}
}

/** A table that has all its parts from the start: for machines that are driven without loading (tests, graders). */
export async function wholeTable(rows: readonly Part<unknown>[]): Promise<PartTable> {
	const table = new PartTable(rows);
	for (const name of table.names()) await table.loader(name)?.();
	return table;
}
