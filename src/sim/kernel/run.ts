// Running threads: resumes generators, executes their calls, records the answers, lets work cost time.
// A thread runs until it blocks or its quantum is used; what it did costs virtual time before it runs on.
// Invariant: everything a generator learns goes through its record, so replay (replay.ts) can rebuild it.
import { costs } from '../engine/costs.ts';
import { Want, type Part } from '../engine/parts.ts';
import { Errno, type Sys, type SysCall } from '../engine/sys.ts';
import { isFrozen, pass, setResident } from './cgroup.ts';
import { copyPlain } from './copy.ts';
import { handlers } from './handlers.ts';
import { callsPart } from './parts.ts';
import { defaultRss, endProcess, endThread, killProcess } from './process.ts';
import { BLOCK, type Kernel, type Live, type ProcessState, type ThreadState } from './state.ts';
import type { Context } from './program.ts';
import { unblock } from './wait.ts';

/** µs of work after which a thread lets time pass. */
const quantum = 1000;
/** Depth of `call` before the stack is full (8 MiB of frames in the real thing). */
const stackLimit = 20_000;

interface Routine extends SysCall {
	routine: Sys<unknown>;
	state: unknown;
	run: (memory: unknown) => unknown;
	us: number;
	part: Part<unknown>;
}

/** Handles 'thread.run'. Answers what to load when the program's code, or a part that it comes to, is absent. */
export function runEvent(kernel: Kernel, tid: number): string | void {
	const thread = kernel.state.threads.get(tid);
	if (!thread) return;
	const process = kernel.state.processes.get(thread.pid) as ProcessState;
	if (!kernel.live.has(tid)) {
		if (kernel.program(process.program) === 'absent') return process.program;
		const wants = thread.started ? rebuild(kernel, process, thread) : undefined;
		if (wants !== undefined) return wants;
	}
	if (thread.wanting) return goOn(kernel, process, thread);
	thread.queued = false;
	if (thread.busy) {
		thread.busy = false;
		kernel.state.runnable--;
	}
	if (process.stopped || isFrozen(kernel, process.cgroup)) {
		thread.held = true;
		return;
	}
	if (thread.exiting) return endProcess(kernel, process, thread.exiting);
	if (!thread.started) return startThread(kernel, process, thread);
	const live = kernel.live.get(tid) as Live;
	if (thread.unread) {
		thread.unread = false;
		const last = thread.record[thread.record.length - 1];
		const failed = errnoOf(last);
		return resume(kernel, process, thread, live, failed ? undefined : voidOf(last), failed);
	}
	unblock(kernel, thread);
	if (thread.interrupted) {
		thread.interrupted = false;
		return answer(kernel, process, thread, live, undefined, new Errno('EINTR'));
	}
	return execute(kernel, process, thread, live, live.call as SysCall);
}

/** Handles 'thread.timeout'. Answers what to load, as 'thread.run' does. */
export function timeoutEvent(kernel: Kernel, tid: number, blocks: number): string | void {
	const thread = kernel.state.threads.get(tid);
	if (thread && (thread.wanting || (thread.blocks === blocks && thread.deadline !== null && !thread.queued))) return runEvent(kernel, tid);
}

/** Brings a thread of a restored kernel back to where it stood. Answers what to load first. */
function rebuild(kernel: Kernel, process: ProcessState, thread: ThreadState): string | void {
	const code = kernel.parts.get(callsPart);
	return code ? code.replayThread(kernel, process, thread) : callsPart.name;
}

/** Keeps a call that needs a part: its event goes on with it when the part is there, and nothing happens before. */
function waitForPart(kernel: Kernel, thread: ThreadState, live: Live, call: SysCall, part: string, how: 'running' | 'woken'): string {
	live.call = call;
	thread.wanting = { part, how };
	kernel.engine.state.halfway = true;
	return part;
}

/** The event that a part interrupted comes again: it goes on with the call that it stood at. */
function goOn(kernel: Kernel, process: ProcessState, thread: ThreadState): string | void {
	const live = kernel.live.get(thread.tid) as Live;
	const call = live.call as Routine;
	const how = thread.wanting?.how;
	delete thread.wanting;
	return how === 'running' ? resume(kernel, process, thread, live, undefined, undefined, call) : execute(kernel, process, thread, live, call);
}

const errnoOf = (entry: unknown): Errno | undefined =>
	typeof entry === 'object' && entry !== null && '$errno' in entry ? new Errno(entry.$errno as Errno['code']) : undefined;
const voidOf = (entry: unknown): unknown => (typeof entry === 'object' && entry !== null && '$void' in entry ? undefined : entry);

/** What a program's start sees; `settled` is copied, since the program may change what it got. */
function contextOf(process: ProcessState, thread: ThreadState): Context {
	const settled = thread.settled ? copyPlain(thread.settled.state) : undefined;
	return { argv: process.argv, env: process.env, init: thread.entry === 'main' ? process.init : thread.args, settled };
}

/** Makes the generator of a thread; undefined when the program or the entry is not there. */
export function routineOf(kernel: Kernel, process: ProcessState, thread: ThreadState): Sys<unknown> | undefined {
	const program = kernel.program(process.program);
	if (program === undefined || program === 'absent') return undefined;
	const context = contextOf(process, thread);
	return thread.entry === 'main' ? program.main(context) : program.threads?.[thread.entry]?.(context);
}

function startThread(kernel: Kernel, process: ProcessState, thread: ThreadState): string | void {
	const program = kernel.program(process.program);
	if (program && program !== 'absent' && thread.entry === 'main') {
		if (process.memory === undefined && program.memory) process.memory = program.memory();
		// Here and not at the fork: only now is the code surely loaded, and a limit may end the process.
		if (!process.forked) setResident(kernel, process, program.rss ?? defaultRss);
		if (process.state !== 'live') return;
	}
	const routine = routineOf(kernel, process, thread);
	thread.started = true;
	if (!routine) {
		kernel.report(new Error(`program ${process.program} has no ${thread.entry}`), process.comm);
		return killProcess(kernel, process, 'SEGV');
	}
	const live: Live = { frames: [routine], call: null };
	kernel.live.set(thread.tid, live);
	return resume(kernel, process, thread, live, undefined);
}

/** Adds an answer to the record; repeated `undefined`s are counted instead of stored. */
function record(thread: ThreadState, value: unknown): void {
	if (value === undefined) {
		const last = thread.record[thread.record.length - 1];
		if (typeof last === 'object' && last !== null && '$void' in last) (last as { $void: number }).$void++;
		else thread.record.push({ $void: 1 });
	} else thread.record.push(value);
}

/** A call's answer: recorded, charged, and handed to the generator at once or when its work has passed. */
function answer(kernel: Kernel, process: ProcessState, thread: ThreadState, live: Live, value: unknown, error?: Errno): string | void {
	thread.scratch = undefined;
	if (thread.deadline !== null) thread.deadline = null;
	thread.blocks++;
	record(thread, error ? { $errno: error.code } : value);
	if (!letPass(kernel, process, thread)) return resume(kernel, process, thread, live, value, error);
}

/** Lets the thread's debt pass when it has used its quantum: answers whether it must wait (its answer stays unread). */
function letPass(kernel: Kernel, process: ProcessState, thread: ThreadState): boolean {
	if (thread.debt < quantum) return false;
	thread.unread = true;
	pass(kernel, process, thread);
	return true;
}

function execute(kernel: Kernel, process: ProcessState, thread: ThreadState, live: Live, call: SysCall): string | void {
	const handler = (kernel.calls ?? handlers)[call.op];
	let value: unknown;
	try {
		value = handler ? handler(kernel, process, thread, call) : fail();
	} catch (error) {
		if (error instanceof Want) return waitForPart(kernel, thread, live, call, error.part, 'woken');
		if (!(error instanceof Errno)) throw error;
		if (process.state === 'zombie' || !kernel.state.threads.has(thread.tid)) return;
		return answer(kernel, process, thread, live, undefined, error);
	}
	if (process.state === 'zombie' || kernel.live.get(thread.tid) !== live) return; // the call ended or replaced its caller
	if (value === BLOCK) {
		live.call = call;
		if (thread.tid === process.pid && process.pending.length > 0) {
			unblock(kernel, thread);
			return answer(kernel, process, thread, live, undefined, new Errno('EINTR'));
		}
		return;
	}
	return answer(kernel, process, thread, live, value);
}

function fail(): never {
	throw new Errno('ENOSYS');
}

/** What left a thread's outermost routine: its peer went away, or an error of ours. */
function uncaught(kernel: Kernel, process: ProcessState, thread: ThreadState, thrown: unknown): void {
	if (thrown instanceof Errno && thread.entry !== 'main') {
		// A peer went away while a thread served it: the thread ends, its daemon goes on.
		kernel.engine.fact('kernel.thread.failed', { host: kernel.state.name, pid: process.pid, comm: process.comm, entry: thread.entry, errno: thrown.code });
		return endThread(kernel, process, thread);
	}
	kernel.report(thrown instanceof Errno ? new Error(`uncaught ${thrown.code}`) : thrown, `${process.comm}[${process.pid}] ${thread.entry}`);
	killProcess(kernel, process, 'SEGV');
}

/** A thread's outermost routine has ended: the program ends when its last work has passed. */
function ended(kernel: Kernel, process: ProcessState, thread: ThreadState, value: unknown): void {
	if (thread.entry !== 'main') return endThread(kernel, process, thread);
	thread.exiting = { exited: Number(value ?? 0) & 255 };
	if (thread.debt > 0) return pass(kernel, process, thread);
	endProcess(kernel, process, thread.exiting);
}

/** Runs the generator with an answer (or from the call it stands at) until it blocks, ends, or its quantum is used. Answers a part to load. */
function resume(kernel: Kernel, process: ProcessState, thread: ThreadState, live: Live, value: unknown, error?: unknown, standing?: Routine): string | void {
	const { frames } = live;
	live.call = null;
	for (;;) {
		let call = standing;
		if (call) standing = undefined;
		else {
			const frame = frames[frames.length - 1] as Sys<unknown>;
			let result: IteratorResult<SysCall, unknown>;
			try {
				result = error ? frame.throw(error) : frame.next(value);
			} catch (thrown) {
				frames.pop();
				if (frames.length === 0) return uncaught(kernel, process, thread, thrown);
				error = thrown; // on its way to a catch further out
				continue;
			}
			error = undefined;
			if (result.done) {
				frames.pop();
				value = result.value;
				if (frames.length === 0) return ended(kernel, process, thread, value);
				continue;
			}
			call = result.value as Routine;
		}
		const op = call.op;
		if (op === 'call') {
			value = undefined;
			if (frames.length >= stackLimit) return killProcess(kernel, process, 'SEGV');
			frames.push(call.routine);
			continue;
		}
		if (op === 'settle') {
			thread.settled = { state: copyPlain(call.state) };
			thread.record = [];
			value = undefined;
			continue;
		}
		if (op === 'part') {
			value = kernel.parts.get(call.part);
			if (value === undefined) return waitForPart(kernel, thread, live, call, call.part.name, 'running');
			continue;
		}
		if (op === 'act') {
			try {
				value = call.run(process.memory);
			} catch (thrown) {
				// Only errnos can be recorded; any other throw is a bug of ours.
				if (!(thrown instanceof Errno)) {
					kernel.report(thrown, `${process.comm}[${process.pid}] act`);
					return killProcess(kernel, process, 'SEGV');
				}
				error = thrown;
			}
			record(thread, error ? { $errno: (error as Errno).code } : value);
			thread.debt += 1;
		} else if (op === 'compute') {
			thread.debt += call.us;
			value = undefined;
			record(thread, undefined);
		} else {
			thread.debt += costs.syscall;
			const handler = (kernel.calls ?? handlers)[op];
			try {
				value = handler ? handler(kernel, process, thread, call) : fail();
			} catch (thrown) {
				if (thrown instanceof Want) {
					thread.debt -= costs.syscall;
					return waitForPart(kernel, thread, live, call, thrown.part, 'running');
				}
				if (!(thrown instanceof Errno)) throw thrown;
				error = thrown;
			}
			if (process.state === 'zombie' || kernel.live.get(thread.tid) !== live) return;
			if (value === BLOCK && !error) {
				live.call = call;
				if (thread.tid !== process.pid || process.pending.length === 0) return;
				unblock(kernel, thread);
				error = new Errno('EINTR');
			}
			thread.scratch = undefined;
			thread.deadline = null;
			thread.blocks++;
			record(thread, error ? { $errno: (error as Errno).code } : value);
		}
		if (thread.debt >= quantum) {
			live.call = call;
			thread.unread = true;
			return pass(kernel, process, thread);
		}
	}
}
