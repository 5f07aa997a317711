// runc's view of a container: where its state is kept, what state.json says, and its control group.
// Invariant: <root>/<id>/state.json exists from the end of `runc create` to `runc delete`.
import { Errno, type Sys } from '../../engine/index.ts';
import { cgroupCreate, cgroupSet, process, type CgroupLimits } from '../../kernel/index.ts';
import type { Spec, SpecResources } from '../runtime-spec.ts';
import { ignoring, readJson } from './files.ts';

/** A failure of runc; `message` is what it prints after "runc <command> failed: ". */
export class RuncError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

export interface RuncState {
	readonly id: string;
	/** Pid of init in the pid namespace runc ran in. */
	readonly pid: number;
	/** The process's start time: tells it from a later one of the same pid. */
	readonly startTime: number;
	/** µs since the Unix epoch. */
	readonly created: number;
	readonly bundle: string;
	readonly rootfs: string;
	readonly cgroup: string;
	readonly spec: Spec;
	readonly ociVersion: string;
	readonly owner: string;
}

export const stateDir = (root: string, id: string): string => `${root}/${id}`;
export const stateFile = (root: string, id: string): string => `${root}/${id}/state.json`;
/** init waits at it for `runc start`, which removes it: a container that has it was created and not started. */
export const execFifo = (root: string, id: string): string => `${root}/${id}/exec.fifo`;

/** The state of a container. RuncError `container does not exist`. */
export function* loadState(root: string, id: string): Sys<RuncState> {
	const state = yield* readJson<RuncState>(stateFile(root, id));
	if (!state) throw new RuncError('container does not exist');
	return state;
}

/** Whether the container's init is alive. */
export function* isAlive(state: RuncState): Sys<boolean> {
	try {
		const info = yield* process(state.pid);
		return info.state !== 'Z' && info.startTime === state.startTime;
	} catch (e) {
		if (e instanceof Errno && e.code === 'ESRCH') return false;
		throw e;
	}
}

/** "kubepods-burstable-podX.slice" → "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podX.slice", as systemd nests slices. */
function expandSlice(slice: string): string {
	if (!slice.endsWith('.slice') || slice === '-.slice') return slice === '-.slice' ? '' : '/' + slice;
	const parts = slice.slice(0, -6).split('-');
	let path = '';
	for (let i = 1; i <= parts.length; i++) path += `/${parts.slice(0, i).join('-')}.slice`;
	return path;
}

/** The cgroup path a spec asks for: systemd's "slice:prefix:name" or a plain path (below `own` when relative). */
export function cgroupPath(spec: Spec, id: string, own: string): string {
	const asked = spec.linux.cgroupsPath;
	const base = own === '/' ? '' : own;
	if (asked === undefined || asked === '') return `${base}/${id}`;
	const [slice, prefix, name] = asked.split(':');
	if (name !== undefined)
		return `${base}${expandSlice(slice || 'system.slice')}/${prefix ? prefix + '-' : ''}${name}${name.endsWith('.slice') ? '' : '.scope'}`;
	return asked.startsWith('/') ? base + asked : `${base}/${asked}`;
}

/** cpu.weight from v1 shares, by runc's formula. */
const weightOfShares = (shares: number): number => (shares === 0 ? 100 : Math.max(1, Math.min(10_000, Math.floor(1 + ((shares - 2) * 9999) / 262_142))));

/** Limits of a control group from a spec's resources; what is absent is left as it is. */
export function limitsOf(resources: SpecResources | undefined): CgroupLimits {
	const limits: { -readonly [K in keyof CgroupLimits]: CgroupLimits[K] } = {};
	const { memory, cpu, pids } = resources ?? {};
	if (memory?.limit !== undefined) limits.memoryMax = memory.limit > 0 ? memory.limit : null;
	if (memory?.swap !== undefined) limits.memorySwapMax = memory.swap > 0 ? Math.max(0, memory.swap - (memory.limit ?? 0)) : null;
	if (cpu?.quota !== undefined) limits.cpuMax = cpu.quota > 0 ? Math.round((cpu.quota * 100_000) / (cpu.period || 100_000)) : null;
	if (cpu?.shares !== undefined && cpu.shares > 0) limits.cpuWeight = weightOfShares(cpu.shares);
	if (cpu?.cpus !== undefined && cpu.cpus !== '') limits.cpuset = cpu.cpus;
	if (pids) limits.pidsMax = pids.limit > 0 ? pids.limit : null;
	return limits;
}

/** Makes the control group with its limits. */
export function* makeCgroup(path: string, resources: SpecResources | undefined): Sys<void> {
	yield* ignoring(cgroupCreate(path), 'EEXIST');
	yield* cgroupSet(path, limitsOf(resources));
}
