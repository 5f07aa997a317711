// How natives reach the kernel: quick calls are made by the main thread at once, those that may wait long by a thread of their own.
// Errors come back as the errno's name, which package syscall makes an error of.
import { Errno, type Sys } from '../../../engine/index.ts';
import { thread } from '../../../kernel/index.ts';
import type { Goroutine, Machine } from '../machine.ts';
import { Native, type NativeLong, type NativeRequest, type Value } from '../values.ts';

type Gen = Generator<NativeRequest, Value, Value>;
/** The routine as a request: its answer is what the native resumes with. */
export const request = (routine: () => Sys<Value>): NativeRequest => ({ sys: routine as unknown as () => Generator<never, Value, unknown> });

/** A native of one system call; it answers [...values, errno name or ""]. */
export const quick = (run: (args: Value[], m: Machine) => Sys<Value[]>, failed: readonly Value[] = []): NativeLong =>
	function* (args, m) {
		return yield request(function* () {
			try {
				return [...(yield* run(args, m)), ''];
			} catch (e) {
				if (e instanceof Errno) return [...failed, e.code];
				throw e;
			}
		});
	};
/** What a job of another thread is: plain data. */
export interface Job {
	readonly op: string;
	readonly [key: string]: unknown;
}
/** Has a thread do the job and waits for its answer (plain data). */
export function* waitFor(m: Machine, g: Goroutine, job: Job): Generator<NativeRequest, unknown, Value> {
	const id = m.job((result) => m.wake(g, new Native(result)));
	yield request(function* () {
		yield* thread('job', { ...job, id });
		return null;
	});
	const got = yield { park: 'IO wait' };
	return got instanceof Native ? got.host : undefined;
}
export type { Gen };
