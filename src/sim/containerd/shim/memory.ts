// What a shim knows: its containers and their processes. Plain data, reached inside `act`; records are replaced, never changed.
import type { ContainerdEvent, RuntimeOptions, TaskIO, TaskStatus } from '../services.ts';
import type { SpecProcess } from '../runtime-spec.ts';

export interface ShimProcess {
	/** "" for init. */
	readonly execId: string;
	readonly pid: number;
	readonly status: TaskStatus;
	readonly exitStatus: number;
	readonly exitedAt: number;
	readonly io: TaskIO;
	/** Exec only: what to run. */
	readonly process?: SpecProcess;
	/** The master side of its terminal. */
	readonly master?: number;
	/** The fifos the shim holds open, by stream; closed when the process ended. */
	readonly fds: readonly number[];
	readonly stdinFd?: number;
}
export interface ShimContainer {
	readonly id: string;
	readonly bundle: string;
	readonly options: RuntimeOptions;
	readonly cgroup: string;
	/** Number of mounts at <bundle>/rootfs. */
	readonly mounts: number;
	/** OOM kills already told. */
	readonly ooms: number;
	/** By exec id; "" is init. */
	readonly processes: Readonly<Record<string, ShimProcess>>;
}
export interface ShimMemory {
	readonly namespace: string;
	readonly address: string;
	containers: Record<string, ShimContainer>;
	/** Ended children by pid: status as containerd counts it. Emptied as they are claimed. */
	exits: Record<number, { status: number; at: number }>;
	/** Events containerd has not heard. */
	outbox: Telling[];
	/** A thread is sending the outbox. */
	publishing: boolean;
	/** Children exist that the reaper waits for. */
	reaping: boolean;
}
type Untimed<T> = T extends unknown ? Omit<T, 'timestamp' | 'namespace'> : never;
export type Telling = Untimed<ContainerdEvent> & { readonly timestamp: number };

export const newMemory = (namespace: string, address: string): ShimMemory => ({
	namespace,
	address,
	containers: {},
	exits: {},
	outbox: [],
	publishing: false,
	reaping: false
});

/** Replaces a container's process record. */
export function putProcess(m: ShimMemory, id: string, process: ShimProcess): void {
	const container = m.containers[id];
	if (container) m.containers[id] = { ...container, processes: { ...container.processes, [process.execId]: process } };
}
export function dropProcess(m: ShimMemory, id: string, execId: string): void {
	const container = m.containers[id];
	if (!container) return;
	const processes = { ...container.processes };
	delete processes[execId];
	m.containers[id] = { ...container, processes };
}
