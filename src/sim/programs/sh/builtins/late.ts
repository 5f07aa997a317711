// The builtins that no start-up file needs before a prompt: one row each, as in index.ts.
import { aliasBuiltin, unaliasBuiltin } from './alias.ts';
import { cdBuiltin, dirsBuiltin, popdBuiltin, pushdBuiltin, pwdBuiltin } from './directories.ts';
import { bindBuiltin, compgenBuiltin, completeBuiltin, compoptBuiltin } from './complete.ts';
import {
	breakBuiltin,
	builtinBuiltin,
	commandBuiltin,
	continueBuiltin,
	evalBuiltin,
	execBuiltin,
	exitBuiltin,
	falseBuiltin,
	letBuiltin,
	logoutBuiltin,
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
import { timesBuiltin, trapBuiltin, ulimitBuiltin, umaskBuiltin } from './process.ts';
import type { Builtin } from './index.ts';

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
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
	['dirs', dirsBuiltin],
	['disown', disownBuiltin],
	['echo', echoBuiltin],
	['enable', enableBuiltin],
	['eval', evalBuiltin],
	['exec', execBuiltin],
	['exit', exitBuiltin],
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
	['logout', logoutBuiltin],
	['mapfile', mapfileBuiltin],
	['popd', popdBuiltin],
	['printf', printfBuiltin],
	['pushd', pushdBuiltin],
	['pwd', pwdBuiltin],
	['read', readBuiltin],
	['readarray', mapfileBuiltin],
	['return', returnBuiltin],
	['shift', shiftBuiltin],
	['suspend', suspendBuiltin],
	['times', timesBuiltin],
	['trap', trapBuiltin],
	['type', typeBuiltin],
	['ulimit', ulimitBuiltin],
	['umask', umaskBuiltin],
	['unalias', unaliasBuiltin],
	['wait', waitBuiltin]
]);
