// What a kubectl command is: its help (generated from the real client) joined with the routine that runs it. Help, usage errors and completion
// derive from these rows (cobra's Command).
import type { Sys } from '../../engine/index.ts';
import type { FlagRow } from '../../values/index.ts';
import type { Session } from './session.ts';

/** How a command describes itself. */
export interface HelpRow {
	/** The usage line after the parents' names. */
	readonly use: string;
	readonly short: string;
	readonly long?: string;
	readonly example?: string;
	readonly aliases?: readonly string[];
	readonly suggestFor?: readonly string[];
	readonly hidden?: true;
	readonly runnable?: false;
	/** The usage line gets no "[flags]". */
	readonly noFlagsInUse?: true;
	readonly flags?: readonly FlagRow[];
	readonly commands?: Readonly<Record<string, HelpRow>>;
}

/** What a command leaves to be done: its exit code, or a loop that program.ts turns (a stream, settled at each turn). */
export type Outcome = number | LoopState;
/** Plain data: the name of a loop and all it knows. */
export interface LoopState {
	readonly loop: string;
	readonly [field: string]: unknown;
}
export type Run = (session: Session) => Sys<Outcome>;
/** Words that may follow; errors mean none. */
type Complete = (session: Session, typed: string) => Sys<readonly string[]>;

export interface Command extends HelpRow2 {
	readonly name: string;
	readonly run?: Run;
	readonly complete?: Complete;
	/** Flags that must be given. */
	readonly required?: readonly string[];
	readonly subs?: readonly Command[];
	/** Without a sub-command its help goes to stdout instead of stderr. */
	readonly helpOnStdout?: true;
	/** … and the exit code is 0. */
	readonly helpIsSuccess?: true;
	/** How a wrong flag is answered; absent: "See '… --help' for usage." with 1. */
	readonly flagErrors?: { readonly text: string; readonly code: number };
	/** --help does what the command does. */
	readonly helpIsRun?: true;
	/** Said on stderr instead of any help. */
	readonly says?: string;
}
type HelpRow2 = Omit<HelpRow, 'commands'>;

interface Parts {
	readonly run?: Run;
	readonly complete?: Complete;
	readonly required?: readonly string[];
	readonly helpOnStdout?: true;
	readonly helpIsSuccess?: true;
	readonly flagErrors?: { readonly text: string; readonly code: number };
	readonly helpIsRun?: true;
	readonly says?: string;
	/** Parts of the sub-commands by name. */
	readonly subs?: Readonly<Record<string, Parts>>;
}

/** A command: its help and what it does. A sub-command without parts of its own prints its help. */
export function command(help: HelpRow, parts: Parts): Command {
	const { commands, ...rest } = help;
	const { subs, ...own } = parts;
	const list = Object.entries(commands ?? {}).map(([name, row]) => command(row, subs?.[name] ?? {}));
	return { ...rest, name: help.use.split(' ')[0] ?? '', ...own, ...(list.length > 0 ? { subs: list } : {}) };
}
