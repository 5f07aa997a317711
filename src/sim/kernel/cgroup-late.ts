// What no boot does with control groups: removing, moving into, freezing, killing, and their figures.
import { Errno } from '../engine/sys.ts';
import type { CgroupStats } from './calls.ts';
import { chain, enforceMemory, enterCgroup, group, leaveCgroup, parentOf, releaseHeld, releasePid } from './cgroup.ts';
import { killProcess } from './process.ts';
import type { Kernel, ProcessState } from './state.ts';

/** EBUSY while it has processes or children. */
export function removeCgroup(kernel: Kernel, path: string): void {
	const g = group(kernel, path);
	if (g.procs.size > 0) throw new Errno('EBUSY');
	for (const other of kernel.state.cgroups.keys()) if (other.startsWith(path + '/')) throw new Errno('EBUSY');
	kernel.state.cgroups.delete(path);
	kernel.chains = undefined;
	// Those that ended and were not waited for yet go on counting one level up.
	for (const p of kernel.state.processes.values()) if (p.cgroup === path) p.cgroup = parentOf(path) ?? '/';
}

export function moveToCgroup(kernel: Kernel, pid: number, path: string): void {
	const process = kernel.state.processes.get(pid);
	if (!process) throw new Errno('ESRCH');
	group(kernel, path);
	leaveCgroup(kernel, process);
	releasePid(kernel, process);
	process.cgroup = path;
	enterCgroup(kernel, process);
	for (const g of chain(kernel, path)) enforceMemory(kernel, g);
}

/** Freezes or thaws a group; thawing lets held threads go on. */
export function freezeCgroup(kernel: Kernel, path: string, frozen: boolean): void {
	const g = group(kernel, path);
	if (g.frozen !== frozen) kernel.state.frozen += frozen ? 1 : -1;
	g.frozen = frozen;
	if (frozen) return;
	for (const process of subtree(kernel, path)) releaseHeld(kernel, process);
}

function subtree(kernel: Kernel, path: string): ProcessState[] {
	const inside = path === '/' ? '/' : path + '/';
	return [...kernel.state.processes.values()].filter((p) => p.state === 'live' && (p.cgroup === path || p.cgroup.startsWith(inside)));
}

/** Kills all processes in the group and below. */
export function killCgroup(kernel: Kernel, path: string): void {
	group(kernel, path);
	for (const process of subtree(kernel, path)) killProcess(kernel, process, 'KILL');
}

export function cgroupStats(kernel: Kernel, path: string): CgroupStats {
	const g = group(kernel, path);
	const { memoryCurrent, memoryMax, memoryPeak, oomKills, cpuUsage, cpuThrottled, cpuMax, pidsCurrent, pidsMax, ioRead, ioWrite, frozen } = g;
	return { memoryCurrent, memoryMax, memoryPeak, oomKills, cpuUsage, cpuThrottled, cpuMax, pidsCurrent, pidsMax, procs: [...g.procs], ioRead, ioWrite, frozen };
}
