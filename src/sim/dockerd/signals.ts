// Signal names and numbers as the API takes them: "SIGTERM", "term", "15".
import { signalNames, type SignalName } from '../kernel/index.ts';
import { badParameter } from './errors.ts';

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
	const at = signalNames.findIndex((known) => known === name);
	if (at >= 0) return at + 1;
	const realtime = /^RT(MIN\+|MAX-)(\d+)$/.exec(name);
	if (realtime) return realtime[1] === 'MIN+' ? 34 + Number(realtime[2]) : 64 - Number(realtime[2]);
	return others[name];
}
/** The kernel's name of a number, or the number itself for a real-time signal. */
export function signalName(number: number): SignalName | number {
	return signalNames[number - 1] ?? number;
}
