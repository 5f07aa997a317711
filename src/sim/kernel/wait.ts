// Blocking and waking: a blocked call waits on object ids; waking one runs its handler again.
import { costs } from '../engine/costs.ts';
import { BLOCK, type Kernel, type ThreadState } from './state.ts';

/** Blocks the thread on object ids, optionally until an absolute deadline (µs). Answer its value from the handler. */
export function blockOn(kernel: Kernel, thread: ThreadState, objects: readonly number[], deadline: number | null = null): typeof BLOCK {
	const { waiters } = kernel.state;
	for (const id of objects) {
		const list = waiters.get(id);
		if (list) list.push(thread.tid);
		else waiters.set(id, [thread.tid]);
	}
	thread.waitOn = [...objects];
	if (deadline !== null && thread.deadline !== deadline) {
		thread.deadline = deadline;
		kernel.engine.schedule(deadline - kernel.engine.state.now, 'thread.timeout', { kernel: kernel.state.id, tid: thread.tid, blocks: thread.blocks });
	}
	return BLOCK;
}

/** Takes the thread off every wait list. */
export function unblock(kernel: Kernel, thread: ThreadState): void {
	if (thread.waitOn.length === 0) return;
	const { waiters } = kernel.state;
	for (const id of thread.waitOn) {
		const list = waiters.get(id);
		if (!list) continue;
		if (list.length === 1) {
			if (list[0] === thread.tid) waiters.delete(id);
			continue;
		}
		const left = list.filter((tid) => tid !== thread.tid);
		if (left.length) waiters.set(id, left);
		else waiters.delete(id);
	}
	thread.waitOn = [];
}

/** Queues a run of the thread `delay` µs from now, unless one is queued. */
export function runThread(kernel: Kernel, thread: ThreadState, delay: number): void {
	if (thread.queued) return;
	thread.queued = true;
	kernel.engine.schedule(delay, 'thread.run', { kernel: kernel.state.id, tid: thread.tid });
}

/** Wakes every thread blocked on an object: their calls are tried again. O(waiters). */
export function wake(kernel: Kernel, object: number): void {
	const list = kernel.state.waiters.get(object);
	if (!list) return;
	kernel.state.waiters.delete(object);
	for (const tid of list) {
		const thread = kernel.state.threads.get(tid);
		if (!thread) continue;
		thread.waitOn = thread.waitOn.length === 1 ? [] : thread.waitOn.filter((id) => id !== object);
		runThread(kernel, thread, costs.wake);
	}
}

/** Whether the blocked call's deadline has passed. */
export const timedOut = (kernel: Kernel, thread: ThreadState): boolean => thread.deadline !== null && kernel.engine.state.now >= thread.deadline;
