// What /proc and the outside are told of processes and of the machine.
import type { ProcessInfo, SysInfo } from './calls.ts';
import { pidIn } from './namespaces.ts';
import type { Kernel, ProcessState } from './state.ts';

/** A process as /proc shows it to a member of pid namespace `ns`. */
export function processInfo(kernel: Kernel, p: ProcessState, ns: number): ProcessInfo {
	const parent = kernel.state.processes.get(p.ppid);
	const group = kernel.state.processes.get(p.pgid);
	const session = kernel.state.processes.get(p.sid);
	const tty = p.tty === null ? undefined : kernel.state.ttys.get(p.tty);
	const running = p.threads.some((tid) => {
		const thread = kernel.state.threads.get(tid);
		return thread !== undefined && (thread.busy || (thread.queued && thread.waitOn.length === 0) || !thread.started);
	});
	return {
		pid: pidIn(p, ns),
		hostPid: p.pid,
		ppid: parent ? pidIn(parent, ns) : 0,
		pgid: group ? pidIn(group, ns) : 0,
		sid: session ? pidIn(session, ns) : 0,
		state: p.state === 'zombie' ? 'Z' : p.stopped ? 'T' : running ? 'R' : 'S',
		uid: p.cred.euid,
		gid: p.cred.egid,
		comm: p.comm,
		cmdline: p.state === 'zombie' ? [] : p.title === undefined ? p.argv : [p.title],
		startTime: p.startTime - kernel.state.bootedAt,
		cpuTime: p.cpuTime,
		childCpu: p.childCpu ?? 0,
		rss: p.rss,
		vsz: p.rss * 3,
		tty: tty ? `pts/${tty.number}` : null,
		nice: p.nice ?? 0,
		threads: Math.max(1, p.threads.length),
		cgroup: p.cgroup,
		namespaces: p.namespaces
	};
}

/** The processes a member of `ns` sees, by pid. */
export function processList(kernel: Kernel, ns: number): ProcessInfo[] {
	const list: ProcessInfo[] = [];
	for (const p of kernel.state.processes.values()) if (p.pids.has(ns)) list.push(processInfo(kernel, p, ns));
	return list.sort((a, b) => a.pid - b.pid);
}

export function systemInfo(kernel: Kernel): SysInfo {
	const { state } = kernel;
	const used = state.cgroups.get('/')?.memoryCurrent ?? 0;
	const cached = Math.min(Math.round(state.memoryTotal / 8), 900 << 20);
	return {
		uptime: kernel.engine.state.now - state.bootedAt,
		cores: state.cores,
		memoryTotal: state.memoryTotal,
		memoryFree: Math.max(0, state.memoryTotal - used - cached),
		memoryCached: cached,
		load: [state.runnable, state.runnable, state.runnable],
		processes: state.processes.size
	};
}
