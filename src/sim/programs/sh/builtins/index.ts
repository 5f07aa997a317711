// The table of builtins: one row each. `special` is POSIX's word. dash and ash have the rows marked for them. What start-up files are made of is
// here; the code of the others (late.ts) comes with the first of them that is run.
import type { Sys } from '../../../engine/sys.ts';
import type { Assignment } from '../ast.ts';
import type { Shell } from '../shell.ts';
import type { ShellState } from '../state.ts';
import { language } from '../parts.ts';
import { declareBuiltin, exportBuiltin, localBuiltin, readonlyBuiltin, unsetBuiltin } from './declare.ts';
import { setBuiltin, shoptBuiltin } from './set.ts';
import { colonBuiltin, dotBuiltin } from './source.ts';
import { testBuiltin } from './test.ts';

export interface BuiltinCall {
	readonly name: string;
	readonly args: readonly string[];
	/** name=(…) arguments, by position in [name, ...args]. */
	readonly arrays: ReadonlyMap<number, Assignment>;
	/** exec and command may replace the process. */
	readonly exec: boolean;
	/** Run by `command`: an error does not end a POSIX shell. */
	readonly commanded?: boolean;
	/** Line on which the command ends: where eval counts from. */
	readonly endLine?: number;
}
export interface Builtin {
	readonly special?: boolean;
	/** All it does is write this text: a child that runs it alone needs nothing of the shell. Undefined: it would do more. */
	writes?(state: ShellState, args: readonly string[]): string | undefined;
	/** Its code comes late: whether it writes is not known here. */
	readonly late?: true;
	/** Absent from dash and ash. */
	readonly bashOnly?: boolean;
	run(sh: Shell, invocation: BuiltinCall): Sys<number>;
}

/** A row whose code comes late. */
const late = (name: string, row: Pick<Builtin, 'special' | 'bashOnly'> = {}): [string, Builtin] => [
	name,
	{ ...row, late: true, run: (sh, invocation) => sh.language?.builtins.get(name)?.run(sh, invocation) ?? first(sh, invocation, name) }
];
/** The first that a shell runs of them waits for their code. */
function* first(sh: Shell, invocation: BuiltinCall, name: string): Sys<number> {
	const row = (yield* language(sh)).builtins.get(name);
	return row ? yield* row.run(sh, invocation) : 127;
}
const special = { special: true };
const bashOnly = { bashOnly: true };

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
	['.', dotBuiltin],
	[':', colonBuiltin],
	['[', testBuiltin],
	late('alias'),
	late('bg'),
	late('bind', bashOnly),
	late('break', special),
	late('builtin', bashOnly),
	late('caller', bashOnly),
	late('cd'),
	late('command'),
	late('compgen', bashOnly),
	late('complete', bashOnly),
	late('compopt', bashOnly),
	late('continue', special),
	['declare', declareBuiltin],
	late('dirs', bashOnly),
	late('disown', bashOnly),
	late('echo'),
	late('enable', bashOnly),
	late('eval', special),
	late('exec', special),
	late('exit', special),
	['export', exportBuiltin],
	late('false'),
	late('fc'),
	late('fg'),
	late('getopts'),
	late('hash'),
	late('help', bashOnly),
	late('history'),
	late('jobs'),
	late('kill'),
	late('let', bashOnly),
	['local', localBuiltin],
	late('logout', bashOnly),
	late('mapfile', bashOnly),
	late('popd', bashOnly),
	late('printf'),
	late('pushd', bashOnly),
	late('pwd'),
	late('read'),
	late('readarray', bashOnly),
	['readonly', readonlyBuiltin],
	late('return', special),
	['set', setBuiltin],
	late('shift', special),
	['shopt', shoptBuiltin],
	['source', { ...dotBuiltin, bashOnly: true }],
	late('suspend', bashOnly),
	['test', testBuiltin],
	late('times', special),
	late('trap', special),
	['true', colonBuiltin],
	late('type'),
	['typeset', declareBuiltin],
	late('ulimit'),
	late('umask'),
	late('unalias'),
	['unset', unsetBuiltin],
	late('wait')
]);

/** The builtin of a name in a flavour of the shell, unless `enable -n` has put it out of use. */
export function builtinNamed({ flavour, disabled }: ShellState, name: string): Builtin | undefined {
	const row = builtins.get(name);
	if (!row || flavour === 'bash') return disabled.size > 0 && disabled.has(name) ? undefined : row;
	// busybox ash has source, let and a few more.
	return row.bashOnly && !(flavour === 'ash' && (name === 'source' || name === 'let' || name === 'history')) ? undefined : row;
}
