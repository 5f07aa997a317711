// The virtual file system of one kernel as plain data: file systems, their inodes, and the mount tables of mount namespaces.
// A directory may be backed by a layer's directory (`base`): its children become inodes when they are first touched.
// Leaves out the page cache: what is written is on the disk. FIDELITY: a power cut loses only volatile file systems, never unsynced writes.
// Invariant: an inode lives while it has a name (nlink > 0) or is open (opens > 0); inode numbers are never used twice.
import type { Stat } from '../calls.ts';

export type NodeType = Stat['type'];
export type FileSystemKind = 'ext4' | 'tmpfs' | 'devtmpfs' | 'overlay' | 'proc' | 'sysfs' | 'cgroup2' | 'devpts' | 'mqueue' | 'nsfs';

/** One inode of one file system. */
export interface InodeRef {
	readonly dev: number;
	readonly ino: number;
}
/** A node of an unpacked layer's tree. Its inode number is `first` + node, whoever looks first. */
export interface LayerRef {
	readonly layer: string;
	readonly node: number;
	readonly first: number;
}
/** Inode numbers set aside for each unpacked layer. */
export const layerInodes = 1 << 20;

export interface Inode {
	readonly dev: number;
	readonly ino: number;
	readonly type: NodeType;
	mode: number;
	uid: number;
	gid: number;
	/** µs since the Unix epoch: the content's last change. Access and change of attributes are told only when they were at another time. */
	mtime: number;
	atime?: number;
	ctime?: number;
	nlink: number;
	/** Bytes; for a symlink its target's length. */
	size: number;
	/** Bytes charged to the file system. */
	charged: number;
	/** Open file descriptions, and other holds (a mount on it). */
	opens: number;
	/** Content that nobody has written over: the layer's, up to baseSize bytes. For directories: the children not in `entries`. */
	base?: LayerRef;
	baseSize?: number;
	/** Files: the first page, and the others by number. What is in neither is the base's, then zeros. */
	data?: Uint8Array;
	pages?: Map<number, Uint8Array>;
	/** Directories: name → inode number; 0 hides the base's entry of that name. Absent while there are none. */
	entries?: Map<string, number>;
	/** Directories: the inode of the parent (the root's is its own), and the name in it. */
	parent?: number;
	name?: string;
	/** Directories: hides the directories below it in an overlay. */
	opaque?: boolean;
	/** Symlinks. */
	target?: string;
	/** Devices. */
	rdev?: readonly [number, number];
	/** Overlay: where the node really is, whether that is the upper directory, and the directories merged below it. */
	real?: InodeRef;
	inUpper?: boolean;
	lowers?: readonly InodeRef[];
	/** Generated file systems: the path in it ("/12/status"). */
	path?: string;
}

export interface FileSystem {
	readonly dev: number;
	readonly kind: FileSystemKind;
	/** As df shows it: "/dev/sda1", "tmpfs", "overlay". */
	readonly source: string;
	/** Gone after a power cut. */
	readonly volatile: boolean;
	/** Bytes; null: none of its own. */
	size: number | null;
	used: number;
	readonly inodes: Map<number, Inode>;
	readonly root: number;
	nextIno: number;
	/** Ids of its mounts: most have a single one, kept in `sole` (0: none). A volatile one without mounts is dropped. */
	sole?: number;
	mounts?: Set<number>;
	/** Overlay: the directories, top first, as inodes of disk file systems; their paths as the mount options show them. */
	overlay?: { readonly upper?: InodeRef; readonly lowers: readonly InodeRef[]; readonly options: string };
	/** Layers unpacked on it so far. */
	unpacked: number;
	/** proc: the pid namespace whose processes it shows. sysfs: the network namespace. */
	namespace?: number;
	/** cgroup2: the group shown as its root. */
	cgroup?: string;
}

export interface Mount {
	readonly id: number;
	/** The mount namespace. */
	readonly ns: number;
	/** The mount it sits on (0 for the namespace's root) and the inode covered there. */
	parent: number;
	point: number;
	readonly dev: number;
	/** The directory or file of the file system that is seen here, and its path in the file system. */
	readonly root: number;
	readonly rootPath: string;
	/** Absolute path in the namespace. */
	target: string;
	source: string;
	readonly: boolean;
	noexec: boolean;
	/** Other options as /proc/mounts shows them ("nosuid,nodev,relatime"). */
	options: string;
	/** File system's options after the mount's own ("size=64k,mode=755"). */
	superOptions: string;
	/** Peer group it sends mounts to and gets them from (0: private), and the group it only gets them from. */
	group: number;
	master: number;
	/** Mounts on inodes below, by inode number. Absent when there are none. */
	children?: Map<number, number>;
}

export interface MountTable {
	readonly ns: number;
	root: number;
	/** Ids in mounting order. */
	readonly mounts: Set<number>;
}

export interface VfsState {
	readonly fileSystems: Map<number, FileSystem>;
	readonly mounts: Map<number, Mount>;
	/** By the mount namespace's inode number. */
	readonly tables: Map<number, MountTable>;
	/** The root disk's device number. */
	readonly rootDev: number;
	nextDev: number;
	nextMount: number;
	nextGroup: number;
	/** Written sysctls that have no home elsewhere: path below /proc/sys → value. */
	readonly sysctls: Map<string, string>;
	/** The file system of namespace files (/proc/PID/ns/*), while the machine runs. */
	nsfs: number;
}

export interface RootDisk {
	/** The layer that backs the root directory; absent: an empty disk. */
	readonly layer?: string;
	/** Bytes. */
	readonly size: number;
	/** µs since the epoch, of the empty root directory. */
	readonly time: number;
	readonly source?: string;
}

/** /dev/sda1: major 8, minor 1. */
const rootDev = 8 * 256 + 1;

/** A machine's file systems before its first boot: the root disk alone. Mounts are made by `initialMounts`. */
export function newVfs(disk: RootDisk): VfsState {
	const { size, time, layer } = disk;
	const root: Inode = {
		dev: rootDev,
		ino: 2,
		type: 'dir',
		mode: 0o755,
		uid: 0,
		gid: 0,
		mtime: time,
		nlink: 2,
		size: 4096,
		charged: 0,
		opens: 0,
		parent: 2,
		name: ''
	};
	if (layer !== undefined) root.base = { layer, node: 0, first: layerInodes };
	const fs: FileSystem = {
		dev: rootDev,
		kind: 'ext4',
		source: disk.source ?? '/dev/sda1',
		volatile: false,
		size,
		used: 0,
		inodes: new Map([[2, root]]),
		root: 2,
		nextIno: 11,
		sole: 0,
		unpacked: 1
	};
	return {
		fileSystems: new Map([[rootDev, fs]]),
		mounts: new Map(),
		tables: new Map(),
		rootDev,
		nextDev: 20,
		nextMount: 20,
		nextGroup: 1,
		sysctls: new Map(),
		nsfs: 0
	};
}
