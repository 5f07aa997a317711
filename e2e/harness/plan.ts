// What the killed worker does, step by step, and what the store must then hold: both follow from the round and the step alone, so that the
// page knows what a worker did without being told. Used by store.worker.ts (does it) and kill.ts (knows it).
export const machine = 'harness/kill';
export const lesson = 'harness/lesson';

/** What the store holds, as far as the plan goes. */
export interface Held {
	readonly watermark: number;
	/** Log entries by what they hold. */
	readonly log: readonly number[];
	/** Entries before each checkpoint kept. */
	readonly checkpoints: readonly number[];
	readonly attempts: number;
	readonly tries: number;
}

export type Step =
	| { readonly kind: 'append'; readonly entries: readonly number[] }
	| { readonly kind: 'mark'; readonly watermark: number }
	| { readonly kind: 'checkpoint' }
	| { readonly kind: 'truncate'; readonly drop: number }
	| { readonly kind: 'progress' }
	| { readonly kind: 'answer' };

/** A number from round and step. */
function roll(round: number, step: number, of: number): number {
	let x = Math.imul(round + 1, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca77) ^ Math.imul(of + 1, 0xc2b2ae3d);
	x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
	x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
	return (x ^ (x >>> 15)) >>> 0;
}

export function stepOf(round: number, step: number): Step {
	const kind = roll(round, step, 0) % 16;
	if (kind < 8) return { kind: 'append', entries: Array.from({ length: 1 + (roll(round, step, 1) % 4) }, (_, i) => roll(round, step, 2 + i)) };
	if (kind < 10) return { kind: 'mark', watermark: roll(round, step, 1) };
	if (kind < 12) return { kind: 'checkpoint' };
	if (kind < 13) return { kind: 'truncate', drop: 1 + (roll(round, step, 1) % 60) };
	return { kind: kind < 15 ? 'progress' : 'answer' };
}

/** The store after a step. */
export function after(held: Held, step: Step): Held {
	switch (step.kind) {
		case 'append':
			return { ...held, log: [...held.log, ...step.entries] };
		case 'mark':
			return { ...held, watermark: step.watermark };
		case 'checkpoint': {
			const entries = held.log.length;
			return { ...held, checkpoints: [...held.checkpoints.filter((one) => one !== entries).slice(-3), entries] };
		}
		case 'truncate': {
			const from = Math.max(0, held.log.length - step.drop);
			return { ...held, log: held.log.slice(0, from), checkpoints: held.checkpoints.filter((one) => one <= from) };
		}
		case 'progress':
			return { ...held, attempts: held.attempts + 1 };
		case 'answer':
			return { ...held, tries: Math.min(50, held.tries + 1) };
	}
}
