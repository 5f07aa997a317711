// The table of builtins: one row each. `special` is POSIX's word. dash and ash have the rows marked for them.
import type { Sys } from '../../../engine/sys.ts';
import type { Assignment } from '../ast.ts';
import type { Shell } from '../shell.ts';
import type { ShellState } from '../state.ts';
import { aliasBuiltin, unaliasBuiltin } from './alias.ts';
import { cdBuiltin, dirsBuiltin, popdBuiltin, pushdBuiltin, pwdBuiltin } from './directories.ts';
import { declareBuiltin, exportBuiltin, localBuiltin, readonlyBuiltin, unsetBuiltin } from './declare.ts';
import { bindBuiltin, compgenBuiltin, completeBuiltin, compoptBuiltin } from './complete.ts';
import {
	breakBuiltin,
	builtinBuiltin,
	colonBuiltin,
	commandBuiltin,
	continueBuiltin,
	dotBuiltin,
	evalBuiltin,
	execBuiltin,
	exitBuiltin,
	falseBuiltin,
	letBuiltin,
	returnBuiltin,
	shiftBuiltin,
	callerBuiltin
} from './control.ts';
import { bgBuiltin, disownBuiltin, fgBuiltin, jobsBuiltin, waitBuiltin, suspendBuiltin } from './jobs.ts';
import { enableBuiltin, hashBuiltin, helpBuiltin, typeBuiltin } from './lookup.ts';
import { echoBuiltin, printfBuiltin } from './output.ts';
import { fcBuiltin, historyBuiltin } from './history.ts';
import { getoptsBuiltin } from './getopts.ts';
import { killBuiltin } from './kill.ts';
import { mapfileBuiltin, readBuiltin } from './read.ts';
import { setBuiltin, shoptBuiltin } from './set.ts';
import { testBuiltin } from './test.ts';
import { timesBuiltin, trapBuiltin, ulimitBuiltin, umaskBuiltin } from './process.ts';

export interface BuiltinCall {
	readonly name: string;
	readonly args: readonly string[];
	/** name=(…) arguments, by position in [name, ...args]. */
	readonly arrays: ReadonlyMap<number, Assignment>;
	/** exec and command may replace the process. */
	readonly exec: boolean;
	/** Line on which the command ends: where eval counts from. */
	readonly endLine?: number;
}
export interface Builtin {
	readonly special?: boolean;
	/** All it does is write this text: a child that runs it alone needs nothing of the shell. Undefined: it would do more. */
	writes?(state: ShellState, args: readonly string[]): string | undefined;
	/** Absent from dash and ash. */
	readonly bashOnly?: boolean;
	run(sh: Shell, invocation: BuiltinCall): Sys<number>;
}

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
	['.', dotBuiltin],
	[':', colonBuiltin],
	['[', testBuiltin],
	['alias', aliasBuiltin],
	['bg', bgBuiltin],
	['bind', bindBuiltin],
	['break', breakBuiltin],
	['builtin', builtinBuiltin],
	['caller', callerBuiltin],
	['cd', cdBuiltin],
	['command', commandBuiltin],
	['compgen', compgenBuiltin],
	['complete', completeBuiltin],
	['compopt', compoptBuiltin],
	['continue', continueBuiltin],
	['declare', declareBuiltin],
	['dirs', dirsBuiltin],
	['disown', disownBuiltin],
	['echo', echoBuiltin],
	['enable', enableBuiltin],
	['eval', evalBuiltin],
	['exec', execBuiltin],
	['exit', exitBuiltin],
	['export', exportBuiltin],
	['false', falseBuiltin],
	['fc', fcBuiltin],
	['fg', fgBuiltin],
	['getopts', getoptsBuiltin],
	['hash', hashBuiltin],
	['help', helpBuiltin],
	['history', historyBuiltin],
	['jobs', jobsBuiltin],
	['kill', killBuiltin],
	['let', letBuiltin],
	['local', localBuiltin],
	['logout', exitBuiltin],
	['mapfile', mapfileBuiltin],
	['popd', popdBuiltin],
	['printf', printfBuiltin],
	['pushd', pushdBuiltin],
	['pwd', pwdBuiltin],
	['read', readBuiltin],
	['readarray', mapfileBuiltin],
	['readonly', readonlyBuiltin],
	['return', returnBuiltin],
	['set', setBuiltin],
	['shift', shiftBuiltin],
	['shopt', shoptBuiltin],
	['source', { ...dotBuiltin, bashOnly: true }],
	['suspend', suspendBuiltin],
	['test', testBuiltin],
	['times', timesBuiltin],
	['trap', trapBuiltin],
	['true', colonBuiltin],
	['type', typeBuiltin],
	['typeset', declareBuiltin],
	['ulimit', ulimitBuiltin],
	['umask', umaskBuiltin],
	['unalias', unaliasBuiltin],
	['unset', unsetBuiltin],
	['wait', waitBuiltin]
]);

/** The builtin of a name in a flavour of the shell, unless `enable -n` has put it out of use. */
export function builtinNamed({ flavour, disabled }: ShellState, name: string): Builtin | undefined {
	const row = builtins.get(name);
	if (!row || flavour === 'bash') return disabled.size > 0 && disabled.has(name) ? undefined : row;
	// busybox ash has source, let and a few more.
	return row.bashOnly && !(flavour === 'ash' && (name === 'source' || name === 'let' || name === 'history')) ? undefined : row;
}
