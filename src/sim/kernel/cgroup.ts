// Control groups v2: limits and usage by path. The one place where memory limits are decided: an OOM kill starts here.
// Leaves out io limits and cpu weights (kept and shown, without effect). Invariant: usage of a group includes its children's.
import { Errno } from '../engine/sys.ts';
import type { CgroupLimits } from './calls.ts';
import { detached } from './copy.ts';
import { killProcess } from './process.ts';
import type { CgroupState, Kernel, ProcessState, ThreadState } from './state.ts';
import { runThread } from './wait.ts';

const periodUs = 100_000;

/** A new, empty group's state. */
const newCgroup = (path: string): CgroupState => ({
	path,
	memoryMax: null,
	memorySwapMax: null,
	cpuMax: null,
	cpuWeight: 100,
	pidsMax: null,
	cpuset: '',
	memoryCurrent: 0,
	pidsCurrent: 0,
	memoryPeak: 0,
	oomKills: 0,
	cpuUsage: 0,
	cpuThrottled: 0,
	period: 0,
	periodUsed: 0,
	frozen: false,
	procs: new Set(),
	ioRead: 0,
	ioWrite: 0
});

export const parentOf = (path: string): string | null => (path === '/' ? null : path.slice(0, path.lastIndexOf('/')) || '/');

/** Groups with their ancestors by path, of one state of the groups: remembered, not part of a checkpoint, dropped when a group comes or goes. */
export interface Chains {
	readonly groups: ReadonlyMap<string, CgroupState>;
	readonly chains: Map<string, readonly CgroupState[]>;
}

/** The group and its ancestors, innermost first. */
export function chain(kernel: Kernel, path: string): readonly CgroupState[] {
	const { cgroups } = kernel.state;
	if (kernel.chains?.groups !== cgroups) kernel.chains = { groups: cgroups, chains: new Map() };
	const known = kernel.chains.chains.get(path);
	if (known) return known;
	const groups: CgroupState[] = [];
	for (let at: string | null = path; at !== null; at = parentOf(at)) {
		const group = cgroups.get(at);
		if (group) groups.push(group);
	}
	kernel.chains.chains.set(detached(path), groups);
	return groups;
}

/** Makes a group, and the ancestors it lacks. EEXIST when it is there. */
export function createCgroup(kernel: Kernel, path: string, limits: CgroupLimits = {}): void {
	if (kernel.state.cgroups.has(path)) throw new Errno('EEXIST');
	const parent = parentOf(path);
	if (parent !== null && !kernel.state.cgroups.has(parent)) createCgroup(kernel, parent);
	const own = detached(path);
	kernel.state.cgroups.set(own, newCgroup(own));
	kernel.chains = undefined;
	setLimits(kernel, path, limits);
}

export function group(kernel: Kernel, path: string): CgroupState {
	const found = kernel.state.cgroups.get(path);
	if (!found) throw new Errno('ENOENT');
	return found;
}

/** Changes limits; a memory limit below current usage kills at once. */
export function setLimits(kernel: Kernel, path: string, limits: CgroupLimits): void {
	const g = group(kernel, path);
	if (limits.memoryMax !== undefined) g.memoryMax = limits.memoryMax;
	if (limits.memorySwapMax !== undefined) g.memorySwapMax = limits.memorySwapMax;
	if (limits.cpuMax !== undefined) g.cpuMax = limits.cpuMax;
	if (limits.cpuWeight !== undefined) g.cpuWeight = limits.cpuWeight;
	if (limits.pidsMax !== undefined) g.pidsMax = limits.pidsMax;
	if (limits.cpuset !== undefined) g.cpuset = limits.cpuset;
	enforceMemory(kernel, g);
}

/** Whether a fork fits the pids limits of a group and its ancestors. */
export const pidsFit = (kernel: Kernel, path: string): boolean => chain(kernel, path).every((g) => g.pidsMax === null || g.pidsCurrent < g.pidsMax);

/** Enters a process. */
export function enterCgroup(kernel: Kernel, process: ProcessState): void {
	kernel.state.cgroups.get(process.cgroup)?.procs.add(process.pid);
	for (const g of chain(kernel, process.cgroup)) {
		g.pidsCurrent++;
		g.memoryCurrent += process.rss;
		if (g.memoryCurrent > g.memoryPeak) g.memoryPeak = g.memoryCurrent;
	}
}

/** Takes a process that ended out, with its memory. Its pid counts until it has been waited for (releasePid). */
export function leaveCgroup(kernel: Kernel, process: ProcessState): void {
	if (!kernel.state.cgroups.get(process.cgroup)?.procs.delete(process.pid)) return;
	for (const g of chain(kernel, process.cgroup)) g.memoryCurrent -= process.rss;
}

export function releasePid(kernel: Kernel, process: ProcessState): void {
	for (const g of chain(kernel, process.cgroup)) g.pidsCurrent--;
}

/** Sets a process's resident memory and enforces every limit above it: this is where OOMKilled is decided. */
export function setResident(kernel: Kernel, process: ProcessState, bytes: number): void {
	const groups = chain(kernel, process.cgroup);
	for (const g of groups) {
		g.memoryCurrent += bytes - process.rss;
		if (g.memoryCurrent > g.memoryPeak) g.memoryPeak = Math.min(g.memoryCurrent, g.memoryMax ?? g.memoryCurrent);
	}
	process.rss = bytes;
	for (const g of groups) enforceMemory(kernel, g);
	const root = kernel.state.cgroups.get('/');
	if (root && root.memoryCurrent > kernel.state.memoryTotal) oomKill(kernel, root, 'CONSTRAINT_NONE');
}

export function enforceMemory(kernel: Kernel, g: CgroupState): void {
	while (g.memoryMax !== null && g.memoryCurrent > g.memoryMax && oomKill(kernel, g, 'CONSTRAINT_MEMCG'));
}

/** Kills the process with the highest badness (resident memory and oom_score_adj) in a group's subtree. */
function oomKill(kernel: Kernel, g: CgroupState, constraint: string): boolean {
	let victim: ProcessState | undefined;
	let worst = -Infinity;
	const inside = g.path === '/' ? '/' : g.path + '/';
	for (const p of kernel.state.processes.values()) {
		// The first process of the machine is never chosen.
		if (p.state === 'zombie' || p.pid === 1 || p.oomScoreAdj === -1000 || !(p.cgroup === g.path || p.cgroup.startsWith(inside))) continue;
		const badness = p.rss / 4096 + (p.oomScoreAdj * (g.memoryMax ?? kernel.state.memoryTotal)) / 4096 / 1000;
		if (badness > worst) {
			worst = badness;
			victim = p;
		}
	}
	if (!victim) return false;
	const kb = (n: number) => `${Math.floor(n / 1024)}kB`;
	const oomPath = g.path;
	const log = (text: string) => kernel.state.log.push({ at: kernel.engine.state.now, text });
	log(`${victim.comm} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=${victim.oomScoreAdj}`);
	if (g.memoryMax !== null) log(`memory: usage ${kb(g.memoryMax)}, limit ${kb(g.memoryMax)}, failcnt ${g.oomKills + 1}`);
	log(
		`oom-kill:constraint=${constraint},nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${oomPath},task_memcg=${victim.cgroup},task=${victim.comm},pid=${victim.pid},uid=${victim.cred.uid}`
	);
	const what = constraint === 'CONSTRAINT_MEMCG' ? 'Memory cgroup out of memory' : 'Out of memory';
	log(
		`${what}: Killed process ${victim.pid} (${victim.comm}) total-vm:${kb(victim.rss * 2)}, anon-rss:${kb(victim.rss)}, file-rss:0kB, shmem-rss:0kB, UID:${victim.cred.uid} pgtables:0kB oom_score_adj:${victim.oomScoreAdj}`
	);
	g.oomKills++;
	const own = kernel.state.cgroups.get(victim.cgroup);
	if (own && own !== g) own.oomKills++;
	kernel.engine.fact('kernel.oom', { host: kernel.state.name, pid: victim.pid, comm: victim.comm, cgroup: victim.cgroup });
	killProcess(kernel, victim, 'KILL');
	return true;
}

/** Lets a thread's work pass: charged to its groups, stretched when the cores are shared or a quota is used up. */
export function pass(kernel: Kernel, process: ProcessState, thread: ThreadState): void {
	const { state } = kernel;
	const debt = thread.debt;
	thread.debt = 0;
	process.cpuTime += debt;
	const throttled = chargeCpu(kernel, process.cgroup, debt);
	state.runnable++;
	thread.busy = true;
	runThread(kernel, thread, debt * Math.max(1, state.runnable / state.cores) + throttled);
}

/** Charges `us` µs of CPU; answers the extra µs to wait because a quota is used up. */
function chargeCpu(kernel: Kernel, path: string, us: number): number {
	let wait = 0;
	const now = kernel.engine.state.now;
	for (const g of chain(kernel, path)) {
		g.cpuUsage += us;
		if (g.cpuMax === null) continue;
		const period = Math.floor(now / periodUs);
		if (period > g.period) {
			g.period = period;
			g.periodUsed = 0;
		}
		g.periodUsed += us;
		if (g.periodUsed <= g.cpuMax) continue;
		const full = Math.floor(g.periodUsed / g.cpuMax);
		g.periodUsed -= full * g.cpuMax;
		const resumes = (g.period + full) * periodUs;
		g.period += full;
		wait = Math.max(wait, resumes - now - us);
	}
	if (wait > 0) {
		const own = kernel.state.cgroups.get(path);
		if (own) own.cpuThrottled += wait;
	}
	return Math.max(0, wait);
}

/** Whether a process in this group is held by the freezer. */
export const isFrozen = (kernel: Kernel, path: string): boolean => kernel.state.frozen > 0 && chain(kernel, path).some((g) => g.frozen);

/** Lets a process's held threads run. */
export function releaseHeld(kernel: Kernel, process: ProcessState): void {
	if (process.stopped || isFrozen(kernel, process.cgroup)) return;
	for (const tid of process.threads) {
		const thread = kernel.state.threads.get(tid);
		if (!thread?.held) continue;
		thread.held = false;
		runThread(kernel, thread, 0);
	}
}
