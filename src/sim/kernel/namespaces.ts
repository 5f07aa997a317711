// Namespaces by inode number: who shares what. pid namespaces nest; mount and net namespaces own tables kept by files/ and net/.
import { Errno } from '../engine/sys.ts';
import type { NamespaceChoice, NamespaceKind } from './calls.ts';
import { dropMounts } from './files/index.ts';
import { dropNetNamespace, newNetNamespace } from './net/index.ts';
import { callsPart } from './parts.ts';
import type { Kernel, NamespaceState, ProcessState } from './state.ts';

export const namespaceKinds: readonly NamespaceKind[] = ['pid', 'net', 'mnt', 'uts', 'ipc', 'user', 'cgroup'];

/** Makes a namespace; what it starts with is copied from the namespace `from` of its kind, when the kind has content (of its mounts, `mounts` if given). */
export function newNamespace(kernel: Kernel, kind: NamespaceKind, from?: number, mounts?: ReadonlySet<number>): number {
	const { state, engine } = kernel;
	const ino = 4_026_531_840 + engine.id();
	const parent = from === undefined ? undefined : state.namespaces.get(from);
	const ns: NamespaceState = { ino, kind, refs: 0, pinned: false };
	if (kind === 'uts') ns.hostname = parent?.hostname ?? state.name;
	if (kind === 'pid') {
		ns.nextPid = 1;
		// It holds its parent, and lets go of it in its end (holdNamespace).
		if (parent) {
			ns.parent = parent.ino;
			parent.refs++;
		}
	}
	state.namespaces.set(ino, ns);
	if (kind === 'net') newNetNamespace(kernel, ino);
	if (kind === 'mnt' && from !== undefined) kernel.parts.need(callsPart).copyMounts(kernel, from, ino, mounts);
	return ino;
}

/** Counts a holder (a process, a pinned name) in or out; a namespace nobody holds is gone, with all it owned. */
export function holdNamespace(kernel: Kernel, ino: number, by: 1 | -1): void {
	const ns = kernel.state.namespaces.get(ino);
	if (!ns) return;
	ns.refs += by;
	if (ns.refs > 0 || ns.pinned) return;
	kernel.state.namespaces.delete(ino);
	if (ns.kind === 'net') dropNetNamespace(kernel, ino);
	if (ns.kind === 'mnt') dropMounts(kernel, ino);
	if (ns.kind === 'pid' && ns.parent !== undefined) holdNamespace(kernel, ns.parent, -1);
}

/** The process a caller means by a pid of its own namespace. ESRCH. */
export function processByPid(kernel: Kernel, caller: ProcessState, pid: number): ProcessState {
	const ns = caller.namespaces.pid;
	const direct = kernel.state.processes.get(pid);
	if (direct?.pids.get(ns) === pid) return direct;
	for (const process of kernel.state.processes.values()) if (process.pids.get(ns) === pid) return process;
	throw new Errno('ESRCH');
}

/** A process's pid as seen from a pid namespace: 0 when it is outside. */
export const pidIn = (process: ProcessState, ns: number): number => process.pids.get(ns) ?? 0;

/** The inode number a choice stands for. */
export function chosenNamespace(kernel: Kernel, caller: ProcessState, kind: NamespaceKind, choice: NamespaceChoice): number {
	if (choice === 'new') return newNamespace(kernel, kind, caller.namespaces[kind]);
	if (typeof choice === 'object') return processByPid(kernel, caller, choice.pid).namespaces[kind];
	if (kernel.state.namespaces.get(choice)?.kind !== kind) throw new Errno('EINVAL');
	return choice;
}

/** The next pid in a pid namespace. */
export function nextPidIn(kernel: Kernel, ino: number): number {
	const ns = kernel.state.namespaces.get(ino);
	if (!ns) throw new Errno('ENOMEM');
	return (ns.nextPid = (ns.nextPid ?? 1) + 1) - 1;
}
