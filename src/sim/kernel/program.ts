// What the kernel runs: a program is a name, a main routine, and named thread entries (so that a checkpoint can start them again).
import type { Sys } from '../engine/sys.ts';

/** What a program finds when it starts. */
export interface Context<Init = unknown, Settled = unknown> {
	/** argv[0] is the name it was called by. */
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	/** Plain data from whoever spawned it without an executable (a forked shell), or a thread's args. */
	readonly init?: Init;
	/** After a restore: the state of the last `settle`. A program that settles must start from it when it is there. */
	readonly settled?: Settled;
}

/** A program's code. main ends with the exit status (0–255). */
export interface Program {
	readonly name: string;
	main(context: Context): Sys<number>;
	/** Entries for `thread(entry, args)`; args arrive as context.init. */
	readonly threads?: Readonly<Record<string, (context: Context) => Sys<void>>>;
	/** A daemon's empty memory, made once when the process starts; plain data; reached only inside `act`. */
	memory?(): unknown;
	/** Resident memory in bytes at start. Defaults to 1 MiB. */
	readonly rss?: number;
}

/** A row of the program table: eager facts, and the code loaded on first use (HOUSE rule 14). */
export interface ProgramRow {
	readonly name: string;
	/** The code itself, or how to load it. */
	readonly code: Program | (() => Promise<Program>);
	/** Where a Debian host has it; absent: /usr/bin/NAME. An empty list: nowhere. */
	readonly paths?: readonly string[];
	/** Bytes of its executable. Absent: 100 KiB. */
	readonly size?: number;
}
