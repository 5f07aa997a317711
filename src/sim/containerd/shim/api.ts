// What containerd asks of a shim over its socket (ttrpc's task service), and where a shim is found.
// Invariant: a shim serves the containers of one containerd container, or of one pod.
import type { CgroupStats, MountOptions, SignalName } from '../../kernel/index.ts';
import type { Exit, RuntimeOptions, Task, TaskIO } from '../services.ts';
import type { SpecProcess, SpecResources } from '../runtime-spec.ts';

/** Every method of a shim. `execId` absent: the container's init. */
export interface ShimMethods {
	create: { params: { id: string; bundle: string; rootfs: readonly MountOptions[]; options: RuntimeOptions } & TaskIO; result: { pid: number } };
	start: { params: { id: string; execId?: string }; result: { pid: number } };
	exec: { params: { id: string; execId: string; process: SpecProcess } & TaskIO; result: null };
	delete: { params: { id: string; execId?: string }; result: Exit };
	kill: { params: { id: string; execId?: string; signal: SignalName; all?: boolean }; result: null };
	wait: { params: { id: string; execId?: string }; result: Exit };
	state: { params: { id: string; execId?: string }; result: Task };
	pids: { params: { id: string }; result: readonly { pid: number; execId?: string }[] };
	pause: { params: { id: string; frozen: boolean }; result: null };
	resizePty: { params: { id: string; execId?: string; width: number; height: number }; result: null };
	closeStdin: { params: { id: string; execId?: string }; result: null };
	update: { params: { id: string; resources: SpecResources }; result: null };
	stats: { params: { id: string }; result: CgroupStats };
	/** What runs here: for a containerd that comes back. */
	connect: { params: Record<string, never>; result: { shimPid: number; tasks: readonly (Task & { bundle: string })[] } };
	/** Ends the shim when no container is left. */
	shutdown: { params: Record<string, never>; result: null };
}
export type ShimMethod = keyof ShimMethods;

export const bundleRoot = '/run/containerd/io.containerd.runtime.v2.task';
export const bundleDir = (namespace: string, id: string): string => `${bundleRoot}/${namespace}/${id}`;
export const shimSocket = (namespace: string, id: string): string => `/run/containerd/s/${namespace}-${id}`;
/** Where runc keeps its states for a namespace. */
export const runcRoot = (options: RuntimeOptions, namespace: string): string => `${options.root ?? '/run/containerd/runc'}/${namespace}`;
