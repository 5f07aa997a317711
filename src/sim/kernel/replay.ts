// Rebuilding generators after a restore: each started thread runs again from its start or last settle, fed with its recorded
// answers and nothing else. One whose code, or a part of it, is not loaded yet is rebuilt when something happens to it (run.ts asks for it then).
// Invariant: afterwards every generator stands at the call it stood at when the checkpoint was taken.
import { assert } from '../engine/assert.ts';
import type { Part } from '../engine/parts.ts';
import { Errno, type Sys, type SysCall } from '../engine/sys.ts';
import { routineOf } from './run.ts';
import type { Kernel, ProcessState, ThreadState } from './state.ts';

interface Replayed extends SysCall {
	routine: Sys<unknown>;
	part: Part<unknown>;
}

function* answers(thread: ThreadState): Generator<unknown, void, void> {
	const last = thread.record.length - 1;
	for (const [i, entry] of thread.record.entries()) {
		if (typeof entry === 'object' && entry !== null && '$void' in entry) {
			const count = (entry.$void as number) - (i === last && thread.unread ? 1 : 0);
			for (let n = 0; n < count; n++) yield undefined;
		} else if (i < last || !thread.unread) yield entry;
	}
}

/** Rebuilds one thread's generator; or answers the part of its code that must be loaded first. Throws Bug when the program does not come back to where it was. */
export function replayThread(kernel: Kernel, process: ProcessState, thread: ThreadState): string | void {
	const routine = routineOf(kernel, process, thread);
	assert(routine, `${process.program} cannot be restored: its code is not loaded`);
	const frames: Sys<unknown>[] = [routine];
	const recorded = answers(thread);
	let next = recorded.next();
	let settled = thread.settled === undefined;
	let value: unknown;
	let error: Errno | undefined;
	for (;;) {
		const frame = frames[frames.length - 1];
		assert(frame, `${process.program}/${thread.entry} ended during replay`);
		let result: IteratorResult<SysCall, unknown>;
		try {
			result = error ? frame.throw(error) : frame.next(value);
		} catch (thrown) {
			frames.pop();
			if (frames.length === 0) throw thrown;
			error = thrown as Errno;
			continue;
		}
		error = undefined;
		if (result.done) {
			frames.pop();
			value = result.value;
			// A program that has ended and only waits for its last work to pass stands nowhere.
			if (frames.length === 0 && thread.exiting) return void kernel.live.set(thread.tid, { frames: [], call: null });
			continue;
		}
		const call = result.value as Replayed;
		if (call.op === 'call') {
			frames.push(call.routine);
			value = undefined;
			continue;
		}
		if (call.op === 'part') {
			// Here it was when the checkpoint was taken: the event that it is in goes on with this call.
			if (next.done && thread.wanting?.part === call.part.name) return void kernel.live.set(thread.tid, { frames, call });
			value = kernel.parts.get(call.part);
			if (value === undefined) return call.part.name;
			continue;
		}
		if (call.op === 'settle') {
			assert(!settled, `${process.program}/${thread.entry} settles where it did not before`);
			settled = true;
			value = undefined;
			continue;
		}
		assert(settled, `${process.program}/${thread.entry} makes the call ${call.op} before it comes back to its settle`);
		if (next.done) return void kernel.live.set(thread.tid, { frames, call });
		value = next.value;
		next = recorded.next();
		if (typeof value === 'object' && value !== null && '$errno' in value) {
			error = new Errno(value.$errno as Errno['code']);
			value = undefined;
		}
	}
}

/** Rebuilds every generator of a kernel whose code is there. Cost: the answers recorded since each program's last settle. */
export function replayKernel(kernel: Kernel): void {
	kernel.live.clear();
	for (const thread of kernel.state.threads.values()) {
		const process = kernel.state.processes.get(thread.pid) as ProcessState;
		if (thread.started && kernel.program(process.program) !== 'absent') replayThread(kernel, process, thread);
	}
}
