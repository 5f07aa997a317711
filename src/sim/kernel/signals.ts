// Signals: delivery, default actions, stop and continue. Only the kernel kills; a program that catches a signal sees EINTR and asks `signals()`.
import { Errno } from '../engine/sys.ts';
import type { SignalAction, SignalName } from './calls.ts';
import { releaseHeld } from './cgroup.ts';
import { processByPid } from './namespaces.ts';
import { killProcess } from './process.ts';
import type { Handler, Kernel, ProcessState } from './state.ts';
import { blockOn, runThread, wake } from './wait.ts';

const harmless = new Set<SignalName>(['CHLD', 'WINCH', 'URG', 'CONT']);
const stopping = new Set<SignalName>(['STOP', 'TSTP', 'TTIN', 'TTOU']);
const coring = new Set<SignalName>(['QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'SEGV', 'SYS', 'XCPU', 'XFSZ']);

/** Whether ending by this signal says "(core dumped)". */
export const dumpsCore = (signal: SignalName): boolean => coring.has(signal);

/**
 * Delivers a signal. `fromNamespace` is the sender's pid namespace: the first process of a namespace is spared by its own members
 * from signals it has no handler for, KILL and STOP included; an ancestor's KILL and STOP do reach it.
 */
export function sendSignal(kernel: Kernel, process: ProcessState, signal: SignalName, fromNamespace?: number): void {
	if (process.state === 'zombie') return;
	const action = process.actions.get(signal);
	const own = process.namespaces.pid;
	const isInit = kernel.state.namespaces.get(own)?.init === process.pid;
	if (isInit && action !== 'catch') {
		const outside = fromNamespace !== undefined && fromNamespace !== own;
		if (!(outside && (signal === 'KILL' || signal === 'STOP'))) return;
	}
	if (signal === 'CONT') continueProcess(kernel, process);
	if (signal === 'KILL') return killProcess(kernel, process, 'KILL');
	if (signal !== 'STOP') {
		if (action === 'ignore') return;
		if (action === 'catch') return interrupt(kernel, process, signal);
	}
	if (harmless.has(signal)) return;
	if (stopping.has(signal)) return stopProcess(kernel, process, signal);
	killProcess(kernel, process, signal);
}

function interrupt(kernel: Kernel, process: ProcessState, signal: SignalName): void {
	if (!process.pending.includes(signal)) process.pending.push(signal);
	const thread = kernel.state.threads.get(process.pid);
	if (!thread || !thread.started || thread.unread || thread.exiting) return;
	// One that is not rebuilt yet after a restore stands at a call.
	const live = kernel.live.get(thread.tid);
	if (live && !live.call) return;
	thread.interrupted = true;
	runThread(kernel, thread, 0);
}

function stopProcess(kernel: Kernel, process: ProcessState, signal: SignalName): void {
	if (process.stopped) return;
	process.stopped = true;
	process.changed = { stopped: signal };
	noteChange(kernel, process);
}

function continueProcess(kernel: Kernel, process: ProcessState): void {
	if (!process.stopped) return;
	process.stopped = false;
	process.changed = { continued: true };
	releaseHeld(kernel, process);
	noteChange(kernel, process);
}

function noteChange(kernel: Kernel, process: ProcessState): void {
	const parent = kernel.state.processes.get(process.ppid);
	if (!parent) return;
	wake(kernel, parent.childEvent);
	sendSignal(kernel, parent, 'CHLD');
}

/** The live processes of a process group. */
export function groupMembers(kernel: Kernel, pgid: number): ProcessState[] {
	return [...kernel.state.processes.values()].filter((p) => p.pgid === pgid && p.state === 'live');
}

const mayS = (sender: ProcessState, target: ProcessState): boolean =>
	sender.cred.euid === 0 || sender.cred.euid === target.cred.uid || sender.cred.uid === target.cred.uid || sender.capabilities.includes('KILL');

function kill(kernel: Kernel, sender: ProcessState, pid: number, signal: SignalName | null): void {
	let targets: ProcessState[];
	if (pid > 0) targets = [processByPid(kernel, sender, pid)];
	else if (pid === 0) targets = groupMembers(kernel, sender.pgid);
	else if (pid === -1) {
		const ns = sender.namespaces.pid;
		const init = kernel.state.namespaces.get(ns)?.init;
		targets = [...kernel.state.processes.values()].filter((p) => p.pids.has(ns) && p !== sender && p.pid !== init && p.state === 'live');
	} else {
		const leader = processByPidOrGroup(kernel, sender, -pid);
		targets = groupMembers(kernel, leader);
	}
	if (targets.length === 0) throw new Errno('ESRCH');
	const allowed = targets.filter((target) => mayS(sender, target));
	if (allowed.length === 0) throw new Errno('EPERM');
	if (signal === null) return;
	for (const target of allowed) sendSignal(kernel, target, signal, sender.namespaces.pid);
}

/** A process group's host id from the caller's view; the group's leader may be gone already. */
function processByPidOrGroup(kernel: Kernel, sender: ProcessState, pgid: number): number {
	try {
		return processByPid(kernel, sender, pgid).pid;
	} catch {
		return pgid;
	}
}

export const signalHandlers: Record<string, Handler> = {
	kill: ((kernel, process, _thread, call: { op: string; pid: number; signal: SignalName | null }) => kill(kernel, process, call.pid, call.signal)) as Handler,
	sigaction: ((_kernel, process, _thread, call: { op: string; signal: SignalName; action?: SignalAction }) => {
		const before = process.actions.get(call.signal) ?? 'default';
		if (call.action === undefined) return before;
		if (call.action !== 'default' && (call.signal === 'KILL' || call.signal === 'STOP')) throw new Errno('EINVAL');
		if (call.action === 'default') process.actions.delete(call.signal);
		else process.actions.set(call.signal, call.action);
		if (call.action !== 'catch') process.pending = process.pending.filter((s) => s !== call.signal);
		return before;
	}) as Handler,
	signals(_kernel, process) {
		const pending = process.pending;
		process.pending = [];
		return pending;
	},
	pause: (kernel, _process, thread) => blockOn(kernel, thread, [])
};
