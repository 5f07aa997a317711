// containerd's own services on /run/containerd/containerd.sock: namespaces, content, images, snapshots, containers, tasks, events.
// Names follow containerd's API; times are µs since the Unix epoch. Every call names a containerd namespace ("moby", "k8s.io", "default").
import type { Descriptor } from '../oci/index.ts';
import type { CgroupStats, MountOptions, SignalName } from '../kernel/index.ts';
import type { Spec, SpecProcess, SpecResources } from './runtime-spec.ts';

export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

export type Labels = Readonly<Record<string, string>>;

export interface ContainerRecord {
	readonly id: string;
	readonly labels: Labels;
	/** Reference of the image, or "" (dockerd gives none). */
	readonly image: string;
	readonly runtime: { readonly name: string; readonly options?: RuntimeOptions };
	readonly spec: Spec;
	readonly snapshotter: string;
	readonly snapshotKey: string;
	/** CRI: the sandbox whose shim it shares. */
	readonly sandboxId?: string;
	readonly createdAt: number;
	readonly updatedAt: number;
	readonly extensions?: Readonly<Record<string, unknown>>;
}
export interface RuntimeOptions {
	readonly systemdCgroup?: boolean;
	/** runc's state directory: "/run/docker/runtime-runc" for dockerd, default "/run/containerd/runc". */
	readonly root?: string;
	readonly binaryName?: string;
}
export type TaskStatus = 'CREATED' | 'RUNNING' | 'STOPPED' | 'PAUSED' | 'PAUSING' | 'UNKNOWN';
export interface Task {
	readonly containerId: string;
	/** "" for the container's init. */
	readonly execId: string;
	/** Host pid; the last one when stopped. */
	readonly pid: number;
	readonly status: TaskStatus;
	readonly exitStatus: number;
	readonly exitedAt: number;
	readonly stdin: string;
	readonly stdout: string;
	readonly stderr: string;
	readonly terminal: boolean;
}
/** Paths of fifos the caller made (mknod 'fifo') before create or exec; "" for none (then /dev/null). With terminal, stderr is not used.
 *  The shim opens each for reading and writing, so a reader may go and come again without the container noticing; it closes them when the process ended. */
export interface TaskIO {
	readonly stdin: string;
	readonly stdout: string;
	readonly stderr: string;
	readonly terminal: boolean;
}
export interface Exit {
	readonly pid: number;
	/** 0–255; 128 + number of the signal that killed it. */
	readonly exitStatus: number;
	readonly exitedAt: number;
}
export interface ImageRecord {
	/** "docker.io/library/nginx:1.27". */
	readonly name: string;
	readonly labels: Labels;
	/** Manifest or manifest list. */
	readonly target: Descriptor;
	readonly createdAt: number;
	readonly updatedAt: number;
}
export interface ContentInfo {
	readonly digest: string;
	readonly size: number;
	readonly labels: Labels;
	readonly createdAt: number;
}
export interface SnapshotInfo {
	readonly name: string;
	readonly parent: string;
	readonly kind: 'Active' | 'Committed' | 'View';
	readonly labels: Labels;
	readonly createdAt: number;
	/** Number of its directory under io.containerd.snapshotter.v1.overlayfs/snapshots. */
	readonly id: number;
}
/** What a pull tells while it runs: the state of one object. */
export interface PullProgress {
	readonly ref: string;
	/** "resolving" | "resolved" for the image; "waiting" | "downloading" | "exists" | "done" | "extracting" | "extracted" for objects. */
	readonly status: string;
	readonly digest?: string;
	readonly offset?: number;
	readonly total?: number;
}

/** An event of the `events.subscribe` stream. `topic` as containerd's: "/tasks/exit". */
export type ContainerdEvent = { readonly timestamp: number; readonly namespace: string } & (
	| { readonly topic: '/containers/create'; readonly event: { readonly id: string; readonly image: string } }
	| { readonly topic: '/containers/update' | '/containers/delete'; readonly event: { readonly id: string } }
	| { readonly topic: '/images/create' | '/images/update' | '/images/delete'; readonly event: { readonly name: string } }
	| { readonly topic: '/snapshot/prepare' | '/snapshot/remove'; readonly event: { readonly key: string; readonly parent?: string } }
	| { readonly topic: '/tasks/create'; readonly event: { readonly containerId: string; readonly bundle: string; readonly pid: number } }
	| { readonly topic: '/tasks/start'; readonly event: { readonly containerId: string; readonly pid: number } }
	| { readonly topic: '/tasks/exec-added'; readonly event: { readonly containerId: string; readonly execId: string } }
	| { readonly topic: '/tasks/exec-started'; readonly event: { readonly containerId: string; readonly execId: string; readonly pid: number } }
	/** `id` is the exec's id, or the container's own for its init. */
	| {
			readonly topic: '/tasks/exit';
			readonly event: { readonly containerId: string; readonly id: string; readonly pid: number; readonly exitStatus: number; readonly exitedAt: number };
	  }
	| {
			readonly topic: '/tasks/delete';
			readonly event: { readonly containerId: string; readonly pid: number; readonly exitStatus: number; readonly exitedAt: number; readonly id?: string };
	  }
	| { readonly topic: '/tasks/oom'; readonly event: { readonly containerId: string } }
	| { readonly topic: '/tasks/paused' | '/tasks/resumed'; readonly event: { readonly containerId: string } }
);

interface TaskRef {
	readonly containerId: string;
	/** An exec instead of the init. */
	readonly execId?: string;
}

/** Every method: params → result (and for streaming ones: event). Errors are RpcError: NotFound `container "x" in namespace "moby": not found`,
 *  AlreadyExists, FailedPrecondition `task must be stopped before deletion: running: failed precondition`, and for create the runtime's own text
 *  (`failed to create shim task: OCI runtime create failed: runc create failed: … : unknown`). */
export interface ContainerdMethods {
	version: { params: Record<string, never>; result: { version: string; revision: string; runtime: string } };
	'namespaces.list': { params: Record<string, never>; result: readonly { name: string; labels: Labels }[] };
	'namespaces.create': { params: { name: string; labels?: Labels }; result: null };
	'namespaces.delete': { params: { name: string }; result: null };

	'content.list': { params: Record<string, never>; result: readonly ContentInfo[] };
	/** A manifest, index or config as its JSON text; layers answer their descriptor's JSON. */
	'content.read': { params: { digest: string }; result: { text: string } };
	'content.delete': { params: { digest: string }; result: null };

	'images.list': { params: Record<string, never>; result: readonly ImageRecord[] };
	'images.get': { params: { name: string }; result: ImageRecord };
	/** Tags: makes or replaces the record. */
	'images.create': { params: { name: string; target: Descriptor; labels?: Labels }; result: ImageRecord };
	'images.delete': { params: { name: string }; result: null };
	/** Resolves, downloads, unpacks into the overlayfs snapshotter. `ref` is a full reference. */
	'images.pull': {
		params: { ref: string; auth?: { username: string; password: string }; plainHttp?: boolean; insecure?: boolean };
		event: PullProgress;
		result: ImageRecord;
	};
	'images.push': { params: { ref: string; auth?: { username: string; password: string }; plainHttp?: boolean }; event: PullProgress; result: null };

	'snapshots.list': { params: { snapshotter?: string }; result: readonly SnapshotInfo[] };
	'snapshots.usage': { params: { key: string }; result: { size: number; inodes: number } };
	/** An active snapshot on `parent` ("" for none): answers how to mount it. */
	'snapshots.prepare': { params: { key: string; parent: string; labels?: Labels }; result: readonly MountOptions[] };
	'snapshots.mounts': { params: { key: string }; result: readonly MountOptions[] };
	'snapshots.remove': { params: { key: string }; result: null };

	'containers.list': { params: { filters?: readonly string[] }; result: readonly ContainerRecord[] };
	'containers.get': { params: { id: string }; result: ContainerRecord };
	'containers.create': {
		params: {
			id: string;
			spec: Spec;
			labels?: Labels;
			image?: string;
			runtime?: ContainerRecord['runtime'];
			snapshotter?: string;
			snapshotKey?: string;
			sandboxId?: string;
			extensions?: Readonly<Record<string, unknown>>;
		};
		result: ContainerRecord;
	};
	'containers.update': { params: { id: string; labels?: Labels; spec?: Spec }; result: ContainerRecord };
	'containers.delete': { params: { id: string }; result: null };

	'tasks.list': { params: Record<string, never>; result: readonly Task[] };
	'tasks.get': { params: TaskRef; result: Task };
	/** Starts the shim and runs `runc create`: namespaces exist and the init waits. The rootfs is spec.root.path as it is (dockerd mounts it), unless
	 *  `rootfs` (or the container's snapshotKey) says what to mount at <bundle>/rootfs. */
	'tasks.create': { params: { containerId: string; rootfs?: readonly MountOptions[] } & TaskIO; result: { pid: number } };
	/** `runc start`, or starts a prepared exec. Event /tasks/start or /tasks/exec-started. */
	'tasks.start': { params: TaskRef; result: { pid: number } };
	/** Prepares a process in a running container; `tasks.start` with its execId runs it. */
	'tasks.exec': { params: { containerId: string; execId: string; process: SpecProcess } & TaskIO; result: null };
	/** Forgets a stopped task (and ends its shim), or a stopped exec. */
	'tasks.delete': { params: TaskRef & { /** Kill it first. */ force?: boolean }; result: Exit };
	/** `all`: every process of the container. NotFound `process already finished: not found` when it has ended. */
	'tasks.kill': { params: TaskRef & { signal: SignalName | number; all?: boolean }; result: null };
	/** Blocks until the process has ended. */
	'tasks.wait': { params: TaskRef; result: Exit };
	/** Host pids, with the exec they belong to where known. */
	'tasks.pids': { params: { containerId: string }; result: readonly { pid: number; execId?: string }[] };
	'tasks.pause': { params: { containerId: string }; result: null };
	'tasks.resume': { params: { containerId: string }; result: null };
	'tasks.resizePty': { params: TaskRef & { width: number; height: number }; result: null };
	'tasks.closeStdin': { params: TaskRef; result: null };
	'tasks.update': { params: { containerId: string; resources: SpecResources }; result: null };
	'tasks.metrics': { params: { containerId: string }; result: CgroupStats };

	/** Never ends by itself. With `namespaces`, only their events; with `topics`, only those whose topic begins so. Reply order: first event { ready } so that nothing is missed after it. */
	'events.subscribe': { params: { namespaces?: readonly string[]; topics?: string }; event: ContainerdEvent | { readonly topic: '/ready' }; result: unknown };
}
export type ContainerdMethod = keyof ContainerdMethods;
