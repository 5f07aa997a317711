// Signal names and numbers as the API takes them: "SIGTERM", "term", "15".
import type { SignalName } from '../kernel/index.ts';
import { badParameter } from './errors.ts';

const names =
	'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
		' '
	);
const others: Readonly<Record<string, number>> = { CLD: 17, IOT: 6, POLL: 29, UNUSED: 31, RTMIN: 34, RTMAX: 64 };

/** The number of a signal; throws 400 `invalid signal: X`. */
export function parseSignal(text: string): number {
	const number = signalNumber(text);
	if (number === undefined) throw badParameter('invalid signal: ' + text);
	return number;
}
export function signalNumber(text: string): number | undefined {
	if (/^[+-]?\d+$/.test(text)) {
		const value = Number(text);
		return value === 0 ? undefined : value;
	}
	const name = text.toUpperCase().replace(/^SIG/, '');
	const at = names.indexOf(name);
	if (at >= 0) return at + 1;
	const realtime = /^RT(MIN\+|MAX-)(\d+)$/.exec(name);
	if (realtime) return realtime[1] === 'MIN+' ? 34 + Number(realtime[2]) : 64 - Number(realtime[2]);
	return others[name];
}
/** The kernel's name of a number, or the number itself for a real-time signal. */
export function signalName(number: number): SignalName | number {
	return (names[number - 1] as SignalName | undefined) ?? number;
}
