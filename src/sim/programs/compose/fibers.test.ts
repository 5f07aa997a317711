// Routines that take turns: groups, limits, failures, cancelling, signals; against a machine of the test's own.
import { expect, test } from 'vitest';
import { Errno, type Sys, type SysCall } from '../../engine/index.ts';
import { awaitSignals, Canceled, go, goShielded, group, join, readable, rest, run, when } from './fibers.ts';

interface Asked extends SysCall {
	readonly fds?: readonly number[];
	readonly timeout?: number;
}
/** Descriptors that become readable at a time, and a signal that comes at one. */
interface Machine {
	readonly arrivals?: Readonly<Record<number, number>>;
	readonly interruptAt?: number;
}

/** Runs it to its end; time passes only in polls. */
function play<T>(routine: Sys<T>, { arrivals = {}, interruptAt = Infinity }: Machine = {}): { value: T; now: number } {
	let now = 0;
	let pending = true;
	const steps = run(routine);
	let step = steps.next();
	while (step.done !== true) {
		const asked = step.value as Asked;
		if (asked.op === 'monotonic') step = steps.next(now);
		else if (asked.op === 'signals') step = steps.next(['INT']);
		else if (asked.op === 'poll') {
			const fds = asked.fds ?? [];
			const end = Math.min(now + (asked.timeout ?? Infinity), ...fds.map((fd) => Math.max(now, arrivals[fd] ?? Infinity)));
			if (pending && interruptAt <= end) {
				pending = false;
				now = Math.max(now, interruptAt);
				step = steps.throw(new Errno('EINTR'));
				continue;
			}
			if (end === Infinity) throw new Error('waits for ever');
			now = end;
			step = steps.next(fds.filter((fd) => (arrivals[fd] ?? Infinity) <= now));
		} else throw new Error(`asks for ${asked.op}`);
	}
	return { value: step.value, now };
}
function* after<T>(us: number, value: T): Sys<T> {
	yield* rest(us);
	return value;
}
function* fail(us: number, text: string): Sys<never> {
	yield* rest(us);
	throw new Error(text);
}

test('a group waits for all, together, and answers in their order', () => {
	expect(play(group([after(30, 'a'), after(10, 'b'), after(20, 'c')]))).toEqual({ value: ['a', 'b', 'c'], now: 30 });
	expect(play(group([]))).toEqual({ value: [], now: 0 });
});
test('a limit keeps the others waiting', () => {
	expect(play(group([after(30, 1), after(10, 2), after(30, 3)], { limit: 1 })).now).toBe(70);
	expect(play(group([after(30, 1), after(10, 2), after(30, 3)], { limit: 2 })).now).toBe(40);
});
test('the first failure in time is thrown, after all have ended; with cancels the others stop where they wait', () => {
	const log: string[] = [];
	function* slow(): Sys<void> {
		try {
			yield* rest(100);
			log.push('slow ended');
		} catch (e) {
			if (!(e instanceof Canceled)) throw e;
			log.push('slow canceled');
		}
	}
	expect(() => play(group([slow(), fail(20, 'late'), fail(10, 'early')]))).toThrow('early');
	expect(log.splice(0)).toEqual(['slow ended']);
	expect(() => play(group([slow(), fail(20, 'late'), fail(10, 'early')], { cancels: true }))).toThrow('early');
	expect(log).toEqual(['slow canceled']);
});
test('what is readable wakes its reader; what others do wakes who waits for it', () => {
	const log: string[] = [];
	let ready = false;
	function* reader(): Sys<void> {
		yield* readable(7);
		log.push('read');
		ready = true;
	}
	function* main(): Sys<string> {
		const task = yield* go(reader());
		yield* when(() => ready);
		yield* join(task);
		return log.join();
	}
	expect(play(main(), { arrivals: { 7: 40 } })).toEqual({ value: 'read', now: 40 });
});
test('a signal cancels all but the shielded; a listener takes it instead', () => {
	expect(() => play(group([after(50, 1), after(60, 2)]), { interruptAt: 20 })).toThrow(expect.any(Canceled) as Error);
	function* listening(): Sys<string> {
		const names: string[] = [];
		yield* goShielded(
			(function* () {
				names.push(...(yield* awaitSignals()));
			})()
		);
		yield* rest(50);
		return names.join();
	}
	expect(play(listening(), { interruptAt: 20 })).toEqual({ value: 'INT', now: 50 });
	function* shielded(): Sys<unknown> {
		const task = yield* goShielded(after(50, 'cleaned up'));
		try {
			yield* rest(100);
		} catch (e) {
			if (!(e instanceof Canceled)) throw e;
		}
		return yield* join(task);
	}
	expect(play(shielded(), { interruptAt: 20 })).toEqual({ value: 'cleaned up', now: 50 });
});
