// Signals by name and number (Linux x86_64).
import type { SignalName } from '../../kernel/index.ts';

const names: readonly SignalName[] = [
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

/** The signal's number. */
export const signalNumber = (name: SignalName): number => names.indexOf(name) + 1;

/** A signal from "9", "KILL" or "SIGKILL" (any case); undefined when there is none. */
export function signalName(text: string | number): SignalName | undefined {
	if (typeof text === 'number' || /^\d+$/.test(text)) return names[Number(text) - 1];
	const bare = text.toUpperCase().replace(/^SIG/, '');
	return names.find((n) => n === bare);
}
