// Traps and signals: EXIT, ERR, DEBUG, RETURN and real signals. A caught signal waits in the kernel until the shell asks for it, which
// it does between commands when it catches any; then its trap runs with $? kept.
import type { Sys } from '../../engine/sys.ts';
import { ids, kill, sigaction, type SignalName } from '../../kernel/index.ts';
import { signalNumbers } from './children.ts';
import { evalText } from './eval.ts';
import { takeSignals, type Shell } from './shell.ts';
import { Discard } from './state.ts';

/** Signals an interactive shell keeps from killing or stopping it. Caught rather than ignored, so that children get the defaults. */
const interactiveSignals: readonly SignalName[] = ['INT', 'QUIT', 'TERM', 'TSTP', 'TTIN', 'TTOU', 'WINCH'];

export function* catchInteractive(sh: Shell): Sys<void> {
	for (const signal of interactiveSignals) yield* sigaction(signal, 'catch');
	sh.state.catching = [...interactiveSignals];
}

/** Handles what signals have arrived: runs traps; SIGINT at an interactive shell gives up the command line. */
export function* checkSignals(sh: Shell): Sys<void> {
	const s = sh.state;
	if (s.catching.length === 0) return;
	yield* takeSignals(sh);
	while (sh.pending.length) {
		const signal = sh.pending.shift() as SignalName;
		const action = s.traps.get(signal);
		if (action) yield* runTrap(sh, signal);
		else if (action === undefined && s.interactive) {
			if (signal === 'INT') throw new Discard(130, true);
		} else if (action === undefined && fatal.includes(signal)) yield* dieOf(sh, signal);
	}
}
/** Signals that would end a script at once, but for its EXIT trap. */
const fatal: readonly SignalName[] = ['HUP', 'INT', 'TERM'];
function* dieOf(sh: Shell, signal: SignalName): Sys<void> {
	sh.state.status = 128 + signalNumbers[signal];
	yield* runTrap(sh, 'EXIT');
	sh.state.traps.delete('EXIT');
	yield* sigaction(signal, 'default');
	yield* kill((yield* ids()).pid, signal);
}
/** Whether a signal ends the script at once even while it waits for a child. */
export const endsWait = (sh: Shell): boolean => !sh.state.interactive && sh.pending.some((x) => x !== 'INT' && fatal.includes(x) && !sh.state.traps.has(x));

/** Runs a trap's command; $? is as before afterwards. */
export function* runTrap(sh: Shell, name: string): Sys<void> {
	const s = sh.state;
	const text = s.traps.get(name);
	if (!text) return;
	const { status, pipeStatus, line } = s;
	s.inTrap++;
	try {
		yield* evalText(sh, text, name === 'DEBUG' || name === 'ERR' || name === 'RETURN' ? line : 1, 'trap');
	} finally {
		s.inTrap--;
		s.line = line;
	}
	s.status = status;
	s.pipeStatus = pipeStatus;
}

/** POSIX: a signal that a script found ignored stays so; bash lists it as such, and dash what it was told of it. */
export function* ignoredAtStart(sh: Shell, signal: SignalName): Sys<boolean> {
	const s = sh.state;
	if (s.ignoredAtStart?.includes(signal)) return true;
	if (s.interactive || s.traps.has(signal) || s.catching.includes(signal)) return false;
	// What runs in the background ignores these two by its parent's will: it may trap them.
	if (s.subshell > 0 && (signal === 'INT' || signal === 'QUIT')) return false;
	if ((yield* sigaction(signal)) !== 'ignore') return false;
	s.ignoredAtStart = [...(s.ignoredAtStart ?? []), signal];
	return true;
}

/** Sets what a signal or event does: a command, '' to ignore, undefined for the default. */
export function* setTrap(sh: Shell, name: string, action: string | undefined): Sys<void> {
	const s = sh.state;
	s.parentTraps = undefined;
	const isEvent = ['EXIT', 'ERR', 'DEBUG', 'RETURN', 'KILL', 'STOP'].includes(name);
	const fixed = !isEvent && (yield* ignoredAtStart(sh, name as SignalName));
	if (fixed && s.flavour === 'bash') return;
	if (action === undefined) s.traps.delete(name);
	else s.traps.set(name, action);
	if (name === 'EXIT' && action && !s.interactive && s.flavour === 'bash') {
		for (const signal of fatal) {
			if (s.traps.has(signal) || s.catching.includes(signal) || (yield* ignoredAtStart(sh, signal))) continue;
			yield* sigaction(signal, 'catch');
			s.catching.push(signal);
		}
	}
	if (isEvent || fixed) return;
	const signal = name as SignalName;
	const kept = s.interactive && interactiveSignals.includes(signal);
	yield* sigaction(signal, action === '' ? 'ignore' : action !== undefined || kept ? 'catch' : 'default');
	s.catching = s.catching.filter((x) => x !== signal);
	if (action === undefined && !kept && fatal.includes(signal) && s.traps.get('EXIT') && s.flavour === 'bash') {
		yield* sigaction(signal, 'catch');
		s.catching.push(signal);
	}
	if (action || (kept && action === undefined)) s.catching.push(signal);
}

/** A child shell's traps: only what is ignored stays. */
export function resetTraps(sh: Shell): void {
	const s = sh.state;
	if (s.traps.size) s.parentTraps = new Map(s.traps);
	for (const [name, action] of s.traps) {
		if (action === '') continue;
		if (name === 'ERR' && s.options.has('errtrace')) continue;
		if ((name === 'DEBUG' || name === 'RETURN') && s.options.has('functrace')) continue;
		s.traps.delete(name);
	}
	s.catching = [];
}
