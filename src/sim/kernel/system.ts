// The remaining calls: identity, time, memory, events. What no first prompt asks for is in system-late.ts.
import { randomBytes } from '../engine/random.ts';
import type { Ids, Uname } from './calls.ts';
import { setResident } from './cgroup.ts';
import { pidIn, processByPid } from './namespaces.ts';
import type { Handler, Kernel, ProcessState, ThreadState } from './state.ts';
import { blockOn, timedOut, wake } from './wait.ts';

/** What the modelled kernel calls itself. */
export const release = '6.1.0-31-amd64';
const version = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07)';

const hostname = (kernel: Kernel, process: ProcessState): string => kernel.state.namespaces.get(process.namespaces.uts)?.hostname ?? kernel.state.name;

/** The µs since the Unix epoch on this kernel's clock. */
export const wallClock = (kernel: Kernel): number => kernel.engine.state.epoch + kernel.engine.state.now;

/** The moment a thread is at, in engine µs; never before what another thread of this kernel was told. */
function told(kernel: Kernel, thread: ThreadState): number {
	const at = kernel.engine.state.now + thread.debt;
	// A world saved before this was kept has no such number.
	if (!(at <= kernel.state.told)) kernel.state.told = at;
	return kernel.state.told;
}

/** A process's named event, made on first use. */
function keyOf(kernel: Kernel, process: ProcessState, key: string): { id: number; count: number } {
	let entry = process.keys.get(key);
	if (!entry) process.keys.set(key, (entry = { id: kernel.engine.id(), count: 0 }));
	return entry;
}

type Call<T> = T & { op: string };
export const on = <T>(run: (kernel: Kernel, process: ProcessState, thread: ThreadState, call: Call<T>) => unknown): Handler => run as Handler;

export const systemHandlers: Record<string, Handler> = {
	sleep: on<{ us: number }>((kernel, _process, thread, call) => {
		if (timedOut(kernel, thread)) return undefined;
		return blockOn(kernel, thread, [], thread.deadline ?? kernel.engine.state.now + Math.max(1, Math.round(call.us)) + thread.debt);
	}),
	clock: on((kernel, _process, thread) => kernel.engine.state.epoch + told(kernel, thread)),
	monotonic: on((kernel, _process, thread) => told(kernel, thread) - kernel.state.bootedAt),
	random: on<{ n: number }>((kernel, process, thread, call) =>
		randomBytes(kernel.engine.state.seed, `random:${kernel.state.id}:${process.pid}:${thread.tid}:${thread.blocks}:${kernel.engine.state.now}`, call.n)
	),
	ids: on((kernel, process, thread): Ids => {
		const ns = process.namespaces.pid;
		const pidOf = (pid: number) => {
			const p = kernel.state.processes.get(pid);
			return p ? pidIn(p, ns) : 0;
		};
		return {
			pid: pidIn(process, ns),
			ppid: pidOf(process.ppid),
			pgid: pidOf(process.pgid),
			sid: pidOf(process.sid),
			tid: thread.tid,
			cred: process.cred,
			hostname: hostname(kernel, process),
			hostPid: process.pid,
			capabilities: process.capabilities
		};
	}),
	setpgid: on<{ pid: number; pgid: number }>((kernel, process, _thread, call) => {
		const target = call.pid === 0 ? process : processByPid(kernel, process, call.pid);
		target.pgid = call.pgid === 0 ? target.pid : processByPid(kernel, process, call.pgid).pid;
	}),
	setMemory: on<{ bytes: number }>((kernel, process, _thread, call) => setResident(kernel, process, Math.max(0, Math.round(call.bytes)))),
	awaitKey: on<{ key: string; timeout?: number }>((kernel, process, thread, call) => {
		const entry = keyOf(kernel, process, call.key);
		thread.seen ??= new Map();
		if ((thread.seen.get(call.key) ?? 0) !== entry.count) {
			thread.seen.set(call.key, entry.count);
			return true;
		}
		if (timedOut(kernel, thread)) return false;
		const deadline = call.timeout === undefined ? null : (thread.deadline ?? kernel.engine.state.now + Math.max(0, Math.round(call.timeout)));
		return blockOn(kernel, thread, [entry.id], deadline);
	}),
	notify: on<{ key: string }>((kernel, process, _thread, call) => {
		const entry = keyOf(kernel, process, call.key);
		entry.count++;
		wake(kernel, entry.id);
	}),
	uname: on((kernel, process): Uname => ({ sysname: 'Linux', nodename: hostname(kernel, process), release, version, machine: 'x86_64' })),
	trace: on<{ kind: string; data: Readonly<Record<string, string | number | boolean | undefined>> }>((kernel, _process, _thread, call) =>
		kernel.engine.fact(call.kind, { host: kernel.state.name, ...call.data })
	)
};
