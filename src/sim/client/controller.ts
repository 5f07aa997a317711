// Controllers as rows: a name, how many workers, and reconcile(key). The queue, back-off and retries are given here.
import { Errno, settle, type Sys } from '../engine/index.ts';
import { thread, trace, type Context } from '../kernel/index.ts';
import { ApiError, TlsError } from './errors.ts';
import { failed, finishKey, takeKey, type Result } from './queue.ts';

export interface Controller {
	/** Also the name of its queue (`enqueue(memory, name, key)`). */
	readonly name: string;
	/** Keys processed at the same time; 1 when absent. */
	readonly workers?: number;
	/** Brings the world of one key closer to what it should be. A thrown ApiError, TlsError or Errno means: again, with back-off. */
	reconcile(key: string): Sys<Result>;
}

/** Thread entries of controllers: spread them into the program's `threads`. */
export function controllerThreads(controllers: readonly Controller[]): Record<string, (context: Context) => Sys<void>> {
	const entries: Record<string, (context: Context) => Sys<void>> = {};
	for (const controller of controllers) entries[`worker-${controller.name}`] = () => work(controller);
	return entries;
}

/** Starts the workers. */
export function* startControllers(controllers: readonly Controller[]): Sys<void> {
	for (const controller of controllers) for (let i = 0; i < (controller.workers ?? 1); i++) yield* thread(`worker-${controller.name}`, null);
}

function* work(controller: Controller): Sys<void> {
	for (;;) {
		yield* settle(null);
		const key = yield* takeKey(controller.name);
		let result: Result;
		try {
			result = yield* controller.reconcile(key);
		} catch (error) {
			if (!(error instanceof ApiError || error instanceof Errno || error instanceof TlsError)) throw error;
			yield* trace('controller.error', { controller: controller.name, key, message: error.message });
			result = failed;
		}
		yield* finishKey(controller.name, key, result);
	}
}
