// What the controllers of kube-controller-manager share: caches and queues, and nothing else (HOUSE: queues hold keys, not payloads).
import { apiMemory, type HasApi } from '../client/index.ts';
import type { Remembered } from './autoscaler/rates.ts';

export interface Memory extends HasApi {
	/** Since when nodes that pods are bound to are missing (µs). */
	readonly missingNodes: Map<string, number>;
	/** By key: what each autoscaler recommended and did lately. */
	readonly autoscalers: Map<string, Remembered>;
}
/** A fresh memory of kube-controller-manager. */
export const freshMemory = (): Memory => ({ api: apiMemory(), missingNodes: new Map(), autoscalers: new Map() });

/** A µs time of an RFC 3339 text that the API server wrote; 0 when absent. */
export function timeOf(text: string | undefined | null): number {
	if (!text) return 0;
	const n = (from: number, to: number): number => Number(text.slice(from, to));
	const year = n(0, 4);
	const month = n(5, 7);
	// Days from the civil date (proleptic Gregorian), March-based.
	const y = month <= 2 ? year - 1 : year;
	const era = Math.floor(y / 400);
	const yoe = y - era * 400;
	const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + n(8, 10) - 1;
	const days = era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
	const fraction = text[19] === '.' ? Number(`0${text.slice(19, text.length - 1)}`) : 0;
	return ((days * 24 + n(11, 13)) * 60 + n(14, 16)) * 60_000_000 + n(17, 19) * 1_000_000 + Math.round(fraction * 1e6);
}
