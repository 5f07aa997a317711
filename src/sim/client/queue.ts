// client-go's rate-limited work queue as data: a key is processed by one worker at a time, and re-added keys wait until that ends.
// Leaves out metrics and shutdown. Invariant: a key in `ready` is in `dirty` and not in `processing`.
import { act, type Sys } from '../engine/index.ts';
import { awaitKey, monotonic, notify } from '../kernel/index.ts';
import type { HasApi, Queue } from './memory.ts';

/** The queue of that name, made when missing. Inside act. */
function queueOf(memory: HasApi, name: string): Queue {
	let queue = memory.api.queues.get(name);
	if (!queue) {
		queue = { ready: [], dirty: new Set(), processing: new Set(), delayed: [], failures: new Map() };
		memory.api.queues.set(name, queue);
	}
	return queue;
}

/** Adds a key (once). Inside act or onEvent; its worker is woken after the act by whoever runs it (`flush`). */
export function enqueue(memory: HasApi, name: string, key: string): void {
	const queue = queueOf(memory, name);
	if (queue.dirty.has(key)) return;
	queue.dirty.add(key);
	if (queue.processing.has(key)) return;
	queue.ready.push(key);
	const wake = `queue:${name}`;
	if (!memory.api.touched.includes(wake)) memory.api.touched.push(wake);
}

/** Adds a key once the monotonic clock reaches `at` (µs). Inside act. */
function enqueueAt(memory: HasApi, name: string, key: string, at: number): void {
	const queue = queueOf(memory, name);
	const known = queue.delayed.findIndex((d) => d.key === key);
	if (known >= 0) {
		if ((queue.delayed[known]?.at ?? 0) <= at) return;
		queue.delayed.splice(known, 1);
	}
	let i = queue.delayed.length;
	while (i > 0 && (queue.delayed[i - 1]?.at ?? 0) > at) i--;
	queue.delayed.splice(i, 0, { at, key });
	const wake = `queue:${name}`;
	if (i === 0 && !memory.api.touched.includes(wake)) memory.api.touched.push(wake);
}

/** Takes the keys to notify after an act, in it. */
export function takeTouched(memory: HasApi): readonly string[] {
	const { touched } = memory.api;
	if (touched.length === 0) return none;
	memory.api.touched = [];
	return touched;
}
/** Wakes the workers of the queues touched by the last acts. */
export function* flush(): Sys<void> {
	for (const key of yield* act(takeTouched)) yield* notify(key);
}
const none: readonly string[] = [];

/** act and flush: for adding keys outside informers. */
export function* actAndFlush<M extends HasApi, T>(run: (memory: M) => T): Sys<T> {
	const result = yield* act(run);
	yield* flush();
	return result;
}

/** Blocks until a key is due and takes it; the caller must end it with finishKey. */
export function* takeKey(name: string): Sys<string> {
	let now = -1;
	for (;;) {
		const time = now;
		const next = yield* act((m: HasApi): { key: string } | { wait: number } | { clock: true } | null => {
			const queue = queueOf(m, name);
			while (queue.delayed.length > 0) {
				if (time < 0) break;
				const first = queue.delayed[0];
				if (!first || first.at > time) break;
				queue.delayed.shift();
				enqueue(m, name, first.key);
			}
			const key = queue.ready.shift();
			if (key !== undefined) {
				queue.dirty.delete(key);
				queue.processing.add(key);
				return { key };
			}
			const first = queue.delayed[0];
			if (!first) return null;
			return time < 0 ? { clock: true } : { wait: first.at - time };
		});
		if (next === null) {
			yield* awaitKey(`queue:${name}`);
			now = -1;
		} else if ('key' in next) return next.key;
		else if ('clock' in next) now = yield* monotonic();
		else {
			yield* awaitKey(`queue:${name}`, next.wait);
			now = yield* monotonic();
		}
	}
}

/** How a key's processing ended. */
export type Result = { readonly kind: 'done' } | { readonly kind: 'after'; readonly us: number } | { readonly kind: 'error' };
export const done: Result = { kind: 'done' };
export const failed: Result = { kind: 'error' };
/** Come back to this key after so many µs. */
export const requeueAfter = (us: number): Result => ({ kind: 'after', us });

/** Ends a key's processing: 'error' brings it back with exponential back-off (5 ms doubling to 1000 s, client-go's default). */
export function* finishKey(name: string, key: string, result: Result): Sys<void> {
	const now = result.kind === 'done' ? 0 : yield* monotonic();
	yield* act((m: HasApi) => {
		const queue = queueOf(m, name);
		queue.processing.delete(key);
		if (queue.dirty.delete(key)) enqueue(m, name, key);
		if (result.kind === 'error') {
			const failures = queue.failures.get(key) ?? 0;
			queue.failures.set(key, failures + 1);
			enqueueAt(m, name, key, now + backoffUs(failures));
		} else {
			queue.failures.delete(key);
			if (result.kind === 'after') enqueueAt(m, name, key, now + result.us);
		}
	});
	yield* flush();
}
/** 5 ms · 2^failures, at most 1000 s. */
const backoffUs = (failures: number): number => (failures > 17 ? 1_000_000_000 : Math.min(1_000_000_000, 5_000 * (1 << failures)));
