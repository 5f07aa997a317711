// What containerd knows while it runs. Metadata is written to its root as it changes (store.ts); tasks are known by their shims alone.
// Invariant: what is in `containers`, `images`, `snapshots` is what is on disk.
import type { ContainerdEvent, ContainerRecord, ImageRecord, Labels, SnapshotInfo } from '../services.ts';
import type { CriMemory } from '../cri/memory.ts';
import type { ImageConfig, Manifest } from '../../oci/index.ts';

export interface TaskRecord {
	readonly id: string;
	/** The container whose shim runs it. */
	readonly shim: string;
	readonly bundle: string;
	readonly pid: number;
}
export interface ContentRecord {
	readonly digest: string;
	readonly size: number;
	readonly labels: Labels;
	readonly createdAt: number;
}
/** An image's manifest for this machine, and its config. */
export interface ReadImage {
	readonly manifest: Manifest;
	readonly manifestDigest: string;
	readonly config: ImageConfig;
	readonly configDigest: string;
}
/** Everything of one containerd namespace. */
export interface NamespaceMemory {
	labels: Labels;
	containers: Record<string, ContainerRecord>;
	images: Record<string, ImageRecord>;
	tasks: Record<string, TaskRecord>;
}
export interface SnapshotRecord extends SnapshotInfo {
	/** Sizes of a committed snapshot. */
	readonly size: number;
	readonly inodes: number;
}
export interface DaemonMemory {
	ready: boolean;
	namespaces: Record<string, NamespaceMemory>;
	/** Content is shared by all namespaces, as its store is. */
	content: Record<string, ContentRecord>;
	/** Images read so far, by their target's digest. */
	read?: Record<string, ReadImage>;
	/** By "<namespace>/<key>". */
	snapshots: Record<string, SnapshotRecord>;
	nextSnapshot: number;
	/** The last events, and the number of the next. */
	events: { readonly n: number; readonly event: ContainerdEvent }[];
	nextEvent: number;
	/** Pulls under way: layers by digest, so that two pulls fetch one blob once. */
	fetching: Record<string, true>;
	/** Blobs on disk whose trees are laid out, by chain id. */
	cri: CriMemory;
}

export const newNamespace = (): NamespaceMemory => ({ labels: {}, containers: {}, images: {}, tasks: {} });

/** The namespace's memory, made on first use. */
export const inNamespace = (m: DaemonMemory, name: string): NamespaceMemory => (m.namespaces[name] ??= newNamespace());
