// Many things at once inside one process, as compose does with goroutines: routines that take turns and wait together for answers.
// A routine that would block (an answer of the engine, a pause, others) parks; when all are parked the process polls for the first to go on.
// Invariant: which routine goes on is a function of the answers alone (first parked, first served), so a restore replays it exactly.
import { assert, Errno, type Sys, type SysCall } from '../../engine/index.ts';
import { monotonic, poll, signals, type SignalName } from '../../kernel/index.ts';

/** A routine's context was cancelled: a sibling failed, or the learner pressed Ctrl-C. */
export class Canceled {
	readonly text = 'context canceled';
}

/** A context: cancelled itself, or with one of those it derives from. */
interface Scope {
	readonly parents: readonly Scope[];
	canceled: boolean;
}
type Wait =
	| { readonly kind: 'fd'; readonly fd: number }
	| { readonly kind: 'fds'; readonly fds: () => readonly number[] }
	| { readonly kind: 'until'; readonly at: number }
	| { readonly kind: 'when'; readonly ready: () => boolean }
	| { readonly kind: 'signal' };
interface Fiber {
	readonly stack: Sys<unknown>[];
	readonly scope: Scope;
	/** Cancelling does not reach it: it cleans up. */
	readonly shielded: boolean;
	input: { readonly value: unknown } | { readonly error: unknown };
	wait: Wait | undefined;
	ended: { readonly value: unknown } | { readonly error: unknown } | undefined;
}
/** A routine that was started. */
export type Task = Pick<Fiber, 'ended'>;

interface Park extends SysCall {
	readonly op: 'compose.park';
	readonly wait: Wait;
}
interface Start extends SysCall {
	readonly op: 'compose.start';
	readonly routine: Sys<unknown>;
	readonly scope: Scope | undefined;
	readonly shielded: boolean;
}
interface CallOp extends SysCall {
	readonly routine: Sys<unknown>;
}

function* park(wait: Wait): Sys<unknown> {
	return yield { op: 'compose.park', wait } as Park;
}
/** Waits until something can be read. */
export function* readable(fd: number): Sys<void> {
	yield* park({ kind: 'fd', fd });
}
/** Waits until one of them can be read, in their order; which they are is asked anew each time. */
export function* readableOf(fds: () => readonly number[]): Sys<readonly number[]> {
	return (yield* park({ kind: 'fds', fds })) as readonly number[];
}
/** Lets time pass. */
export function* rest(us: number): Sys<void> {
	const now = yield* monotonic();
	yield* park({ kind: 'until', at: now + us });
}
/** Waits until what others do makes it true. */
export function* when(ready: () => boolean): Sys<void> {
	if (!ready()) yield* park({ kind: 'when', ready });
}
/** Waits for caught signals. While one routine waits for them, they do not cancel the others. */
export function* awaitSignals(): Sys<readonly SignalName[]> {
	return (yield* park({ kind: 'signal' })) as readonly SignalName[];
}
function* begin(routine: Sys<unknown>, scope: Scope | undefined, shielded = false): Sys<Task> {
	return (yield { op: 'compose.start', routine, scope, shielded } as Start) as Task;
}
/** Starts a routine beside this one; it ends with the process at the latest. */
export const go = (routine: Sys<unknown>): Sys<Task> => begin(routine, undefined);
/** A routine that no cancelling reaches. */
export const goShielded = (routine: Sys<unknown>): Sys<Task> => begin(routine, undefined, true);
/** The end of a routine that was started; throws what it threw. */
export function* join(task: Task): Sys<unknown> {
	yield* when(() => task.ended !== undefined);
	const { ended } = task;
	assert(ended !== undefined, 'a joined routine has ended');
	if ('error' in ended) throw ended.error;
	return ended.value;
}
/** Stops a routine where it waits; it does not go on. */
export function abandon(task: Task): void {
	task.ended ??= { error: new Canceled() };
}

export interface GroupOptions {
	/** The first failure cancels the others (errgroup.WithContext, when its context is used). */
	readonly cancels?: boolean;
	/** How many at once; 0 or less: all. */
	readonly limit?: number;
}

/** errgroup: runs all, waits for all, throws the first failure in time. */
export function* group<T>(routines: readonly Sys<T>[], options: GroupOptions = {}): Sys<T[]> {
	const scope: Scope = { parents: [], canceled: false };
	let failed: { readonly error: unknown } | undefined;
	let running = 0;
	const results: T[] = [];
	function* one(routine: Sys<T>, i: number): Sys<void> {
		try {
			results[i] = yield* routine;
		} catch (error) {
			if (error instanceof Errno && error.code === 'EINTR') throw error;
			failed ??= { error };
			if (options.cancels === true) scope.canceled = true;
		} finally {
			running--;
		}
	}
	for (const [i, routine] of routines.entries()) {
		const { limit = 0 } = options;
		if (limit > 0) yield* when(() => running < limit);
		running++;
		yield* begin(one(routine, i), scope);
	}
	yield* when(() => running === 0);
	if (failed) throw failed.error;
	return results;
}

const canceledIn = (scope: Scope): boolean => scope.canceled || scope.parents.some(canceledIn);

class Turns {
	readonly ready: Fiber[] = [];
	parked: Fiber[] = [];
	readonly root: Scope = { parents: [], canceled: false };

	start(routine: Sys<unknown>, scope: Scope, shielded: boolean): Fiber {
		const fiber: Fiber = { stack: [routine], scope, shielded, input: { value: undefined }, wait: undefined, ended: undefined };
		this.ready.push(fiber);
		return fiber;
	}

	/** Runs a routine until it waits or ends. */
	*turn(fiber: Fiber): Sys<void> {
		for (;;) {
			const top = fiber.stack.at(-1);
			if (top === undefined || fiber.ended) return;
			const { input } = fiber;
			let step: IteratorResult<SysCall, unknown>;
			try {
				step = 'error' in input ? top.throw(input.error) : top.next(input.value);
			} catch (error) {
				fiber.stack.pop();
				fiber.input = { error };
				if (fiber.stack.length === 0) fiber.ended ??= { error };
				continue;
			}
			if (step.done === true) {
				fiber.stack.pop();
				fiber.input = { value: step.value };
				if (fiber.stack.length === 0) fiber.ended ??= { value: step.value };
				continue;
			}
			const asked = step.value;
			if (asked.op === 'compose.park') {
				fiber.wait = (asked as Park).wait;
				this.parked.push(fiber);
				return;
			}
			if (asked.op === 'compose.start') {
				const { routine, scope, shielded } = asked as Start;
				const inside: Scope = { parents: shielded ? [] : scope ? [scope, fiber.scope] : [fiber.scope], canceled: false };
				fiber.input = { value: this.start(routine, inside, shielded || fiber.shielded) };
			} else if (asked.op === 'call') {
				fiber.stack.push((asked as CallOp).routine);
				fiber.input = { value: undefined };
			} else {
				try {
					fiber.input = { value: yield asked };
				} catch (error) {
					fiber.input = { error };
				}
			}
		}
	}

	wake(fiber: Fiber, input: Fiber['input']): void {
		fiber.input = input;
		fiber.wait = undefined;
		this.parked.splice(this.parked.indexOf(fiber), 1);
		this.ready.push(fiber);
	}

	/** Wakes what need not wait any longer, without asking the machine. Who waits for others is not cancelled: the others are. */
	wakeReady(): boolean {
		for (const fiber of [...this.parked]) {
			if (fiber.ended) this.parked.splice(this.parked.indexOf(fiber), 1);
			else if (!fiber.shielded && canceledIn(fiber.scope) && fiber.wait?.kind !== 'signal' && fiber.wait?.kind !== 'when')
				this.wake(fiber, { error: new Canceled() });
			else if (fiber.wait?.kind === 'when' && fiber.wait.ready()) this.wake(fiber, { value: undefined });
		}
		return this.ready.length > 0;
	}

	/** Everybody waits: so does the process. */
	*waitForNews(): Sys<void> {
		const fds: number[] = [];
		let until = Infinity;
		for (const { wait } of this.parked) {
			if (wait?.kind === 'fd') fds.push(wait.fd);
			else if (wait?.kind === 'fds') fds.push(...wait.fds());
			else if (wait?.kind === 'until') until = Math.min(until, wait.at);
		}
		const now = yield* monotonic();
		let readableNow: readonly number[] = [];
		try {
			if (until > now) readableNow = yield* poll([...new Set(fds)], until === Infinity ? undefined : until - now);
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'EINTR')) throw e;
			const list = yield* signals();
			const listener = this.parked.find((fiber) => fiber.wait?.kind === 'signal');
			if (listener) this.wake(listener, { value: list });
			else this.root.canceled = true;
			return;
		}
		const later = until === Infinity ? 0 : yield* monotonic();
		for (const fiber of [...this.parked]) {
			const { wait } = fiber;
			if (wait?.kind === 'fds') {
				const mine = wait.fds().filter((fd) => readableNow.includes(fd));
				if (mine.length > 0) this.wake(fiber, { value: mine });
			} else if (wait?.kind === 'fd' ? readableNow.includes(wait.fd) : wait?.kind === 'until' && wait.at <= later) this.wake(fiber, { value: undefined });
		}
	}
}

/** Runs a routine and all it starts, until it ends. Throws Canceled when a caught signal came that nobody waited for. */
export function* run<T>(main: Sys<T>): Sys<T> {
	const turns = new Turns();
	const first = turns.start(main, turns.root, false);
	for (;;) {
		for (let fiber = turns.ready.shift(); fiber; fiber = turns.ready.shift()) {
			yield* turns.turn(fiber);
			if (first.ended) {
				if ('error' in first.ended) throw first.ended.error;
				return first.ended.value as T;
			}
		}
		if (!turns.wakeReady()) yield* turns.waitForNews();
	}
}
