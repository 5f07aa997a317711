// What the kernel remembers about its mounts beside the state, as Linux's dentry cache does: directories found before by their path in a
// mount namespace, so that a path costs its last name and not all of them, and the mounts of each peer group. Only directories reached
// without links, "." and "..", and none inside generated file systems. It may be dropped at any time and is not part of a checkpoint.
// Invariant: an entry is what a walk would find. A mount and its end drop what lies below them; a directory's removal or renaming drops all.
import type { Kernel } from '../state.ts';
import type { Place } from './fs-type.ts';
import type { Mount, VfsState } from './state.ts';

/** What is remembered of one state of the file systems. */
export interface Known {
	readonly vfs: VfsState;
	/** By mount namespace: directories by path, the root's is "". */
	readonly tables: Map<number, Map<string, Place>>;
	/** By peer group: its mounts, and those that only get from it. Absent: to be counted. */
	groups?: Map<number, Set<Mount>>;
}

const namespacesKept = 16;
const pathsKept = 1000;

function knownOf(kernel: Kernel): Known {
	const { vfs } = kernel.state;
	const { known } = kernel;
	// A restore gave the kernel another state.
	return known?.vfs === vfs ? known : (kernel.known = { vfs, tables: new Map() });
}

/** The directories known in a namespace, to look up and to add to. */
export function knownPaths(kernel: Kernel, ns: number): Map<string, Place> {
	const { tables } = knownOf(kernel);
	let paths = tables.get(ns);
	if (!paths) {
		if (tables.size >= namespacesKept) tables.clear();
		tables.set(ns, (paths = new Map()));
	} else if (paths.size >= pathsKept) paths.clear();
	return paths;
}

/** Something is mounted at a path of a namespace, or no longer. */
export function forgetBelow(kernel: Kernel, ns: number, target: string): void {
	const { known } = kernel;
	const paths = known?.tables.get(ns);
	if (!known || !paths) return;
	if (target === '/') {
		known.tables.delete(ns);
		return;
	}
	const { length } = target;
	for (const path of paths.keys()) if (path.startsWith(target) && (path.length === length || path.charCodeAt(length) === 47)) paths.delete(path);
}

/** A directory is no longer where it was. */
export function forgetPaths(kernel: Kernel): void {
	kernel.known?.tables.clear();
}

/** The mounts of a group and its slaves, in mounting order. */
export function mountsOfGroup(kernel: Kernel, group: number): Mount[] {
	const known = knownOf(kernel);
	if (!known.groups) {
		known.groups = new Map();
		for (const mount of known.vfs.mounts.values()) joinGroups(kernel, mount);
	}
	const mounts = known.groups.get(group);
	return mounts ? [...mounts].sort((a, b) => a.id - b.id) : [];
}

/** A mount is made, or its propagation was set. */
export function joinGroups(kernel: Kernel, mount: Mount): void {
	const groups = knownOf(kernel).groups;
	if (!groups) return;
	for (const group of [mount.group, mount.master]) {
		if (group === 0) continue;
		const mounts = groups.get(group);
		if (mounts) mounts.add(mount);
		else groups.set(group, new Set([mount]));
	}
}

/** A mount ends, or its propagation is about to be set. */
export function leaveGroups(kernel: Kernel, mount: Mount): void {
	const groups = knownOf(kernel).groups;
	if (!groups) return;
	for (const group of [mount.group, mount.master]) {
		const mounts = groups.get(group);
		if (mounts?.delete(mount) && mounts.size === 0) groups.delete(group);
	}
}
