// Signals by name and number (Linux x86_64): the one table, for the kernel and for every program that names or counts them.
import type { SignalName } from './calls.ts';

/** Signal names by number (1-based), as on Linux x86_64. */
export const signalNames: readonly SignalName[] = [
	'HUP',
	'INT',
	'QUIT',
	'ILL',
	'TRAP',
	'ABRT',
	'BUS',
	'FPE',
	'KILL',
	'USR1',
	'SEGV',
	'USR2',
	'PIPE',
	'ALRM',
	'TERM',
	'STKFLT',
	'CHLD',
	'CONT',
	'STOP',
	'TSTP',
	'TTIN',
	'TTOU',
	'URG',
	'XCPU',
	'XFSZ',
	'VTALRM',
	'PROF',
	'WINCH',
	'IO',
	'PWR',
	'SYS'
];
/** A signal's number. */
export const signalNumber = (name: SignalName): number => signalNames.indexOf(name) + 1;

/** A signal from "9", "KILL" or "SIGKILL" (any case); undefined when there is none. */
export function signalName(text: string | number): SignalName | undefined {
	if (typeof text === 'number' || /^\d+$/.test(text)) return signalNames[Number(text) - 1];
	const bare = text.toUpperCase().replace(/^SIG/, '');
	return signalNames.find((name) => name === bare);
}
