// What a docker command is: one row of data (name, usage, flags, rule for its arguments) and the routine that runs it.
// Help, usage errors, completion and dispatch all derive from the row (cobra's Command). One file per command; its group's index.ts lists it.
import type { Sys } from '../../engine/index.ts';
import type { Cli } from './cli.ts';
import { Failure } from './failure.ts';
import type { Flag, Flags } from './flags/flag.ts';

/** What a command leaves to be done: its exit code, or a loop that program.ts turns (a long-lived stream, settled at each turn). */
export type Outcome = number | LoopState;
/** Plain data: the name of the loop and all it knows. */
export interface LoopState {
	readonly loop: string;
	readonly [field: string]: unknown;
}
export type Run = (cli: Cli, flags: Flags, args: readonly string[]) => Sys<Outcome>;

/** Checks the number of arguments; throws the usage error. */
export type ArgsRule = (path: string, useLine: string, args: readonly string[], group: boolean) => void;

/** Words to complete, each maybe with "\t" and a description, and cobra's directive about what else may be done. */
export interface Offer {
	readonly words: readonly string[];
	readonly directive: number;
}
/** cobra's directives: nothing can be said; file names too; no blank after the word; no file names. */
export const FAILED = 1;
export const FILES = 0;
export const NO_SPACE = 2;
export const NO_FILES = 4;
/** Answers the words that complete an argument or a flag's value (live names from the daemon, or fixed ones); words alone: and no file names. */
export type Completer = (cli: Cli, args: readonly string[], flags: Flags, word: string) => Sys<readonly string[] | Offer>;
/** A completer for the first `limit` arguments only. */
export const upTo = (limit: number, completer: Completer, directive = NO_FILES): Completer =>
	function* (cli, args, flags, word) {
		return args.length >= limit ? { words: [], directive } : yield* completer(cli, args, flags, word);
	};

export interface Command {
	readonly name: string;
	/** The usage line after the parents' names. */
	readonly use: string;
	readonly short: string;
	readonly long?: string;
	readonly aliases?: readonly string[];
	/** The "Aliases:" line of commands that live at two places of the tree. */
	readonly also?: string;
	readonly args?: ArgsRule;
	readonly flags?: readonly Flag[];
	/** Flags end at the first argument (run, exec). */
	readonly interspersed?: false;
	readonly subs?: readonly Command[];
	/** Runs the command; a group without one prints its help on stderr. */
	readonly run?: Run;
	readonly complete?: Completer;
	readonly hidden?: true;
	/** Place among the main help's "Common Commands". */
	readonly top?: number;
	/** Least API version, needed swarm role, experimental daemon, operating system of the daemon. */
	readonly version?: string;
	readonly swarm?: '' | 'active' | 'manager';
	readonly experimental?: true;
	readonly experimentalCli?: true;
	readonly ostype?: string;
	/** Set on the stub of a plug-in found on disk. */
	readonly plugin?: { readonly vendor: string; readonly version: string; readonly path: string; readonly invalid?: string };
}

const plural = (word: string, n: number): string => (n === 1 ? word : word + 's');

const usageError = (path: string, says: string, useLine: string, see: string): Failure =>
	new Failure(`docker: '${path}' ${says}\n\nUsage:  ${useLine}\n\n${see} '${path} --help' for more information`);

export const none: ArgsRule = (path, useLine, args, group) => {
	if (args.length === 0) return;
	if (group) throw new Failure(`docker: unknown command: ${path} ${args[0]}\n\nUsage:  ${useLine}\n\nRun '${path} --help' for more information`);
	throw usageError(path, 'accepts no arguments', useLine, 'Run');
};
export const min =
	(n: number): ArgsRule =>
	(path, useLine, args) => {
		if (args.length < n) throw usageError(path, `requires at least ${n} ${plural('argument', n)}`, useLine, 'See');
	};
/** The real text says "SRun". */
export const max =
	(n: number): ArgsRule =>
	(path, useLine, args) => {
		if (args.length > n) throw usageError(path, `requires at most ${n} ${plural('argument', n)}`, useLine, 'SRun');
	};
export const range =
	(low: number, high: number): ArgsRule =>
	(path, useLine, args) => {
		if (args.length < low || args.length > high)
			throw usageError(path, `requires at least ${low} and at most ${high} ${plural('argument', high)}`, useLine, 'Run');
	};
export const exact =
	(n: number): ArgsRule =>
	(path, useLine, args) => {
		if (args.length !== n) throw usageError(path, `requires ${n} ${plural('argument', n)}`, useLine, 'Run');
	};

/** A command as another place of the tree shows it: `docker ps` is `docker container ls` by another name. */
export function rename(command: Command, name: string): Command {
	const { aliases: _aliases, ...rest } = command;
	return { ...rest, name, use: name + command.use.slice(command.name.length) };
}
/** The same command at the top of the tree. */
export const atTop = (command: Command): Command => rename(command, command.name);
