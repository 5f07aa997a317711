// One Linux as plain data: what a checkpoint copies. Generators live beside it (run.ts), rebuilt from the records kept here.
// Rooms inside the kernel own their part: files/ the vfs, net/ the sockets, and this file's neighbours the rest.
import type { Engine } from '../engine/engine.ts';
import type { PartTable } from '../engine/parts.ts';
import type { Sys, SysCall } from '../engine/sys.ts';
import type { Cred, NamespaceKind, SignalName, Termios, WindowSize } from './calls.ts';
import type { Layers } from './files/layers.ts';
import type { Chains } from './cgroup.ts';
import type { Program } from './program.ts';
import type { Known } from './files/known.ts';
import type { VfsState } from './files/state.ts';
import type { NetState } from './net/state.ts';
import type { Wire } from './net/wire.ts';

export interface ThreadState {
	tid: number;
	/** Host pid of its process. */
	pid: number;
	/** 'main' or a name in the program's threads. */
	entry: string;
	args: unknown;
	/** Set once the program settled. */
	settled?: { state: unknown };
	/** Answers since the start or the last settle; errors as {$errno}; runs of `undefined` as {$void: count}. */
	record: unknown[];
	/** The last entry of the record has not reached the generator yet. */
	unread: boolean;
	/** It stands at a call that waits for a part of the code: made by the running program, or made again after a block. */
	wanting?: { part: string; how: 'running' | 'woken' };
	/** Its code has begun (a fresh thread's first event starts it). */
	started: boolean;
	/** Waiting for these object ids to be woken (empty when running). */
	waitOn: number[];
	/** Absolute µs when the wait ends with a timeout. */
	deadline: number | null;
	/** Raised on each block, so a stale timer is known as stale. */
	blocks: number;
	/** A run event is in the queue. */
	queued: boolean;
	/** µs of work done but not yet let pass. */
	debt: number;
	/** Scratch of the blocked call's handler (plain data), e.g. bytes already written. Cleared when the call answers. */
	scratch: unknown;
	/** A stop signal or the freezer holds it; a run that comes up meanwhile is kept. */
	held: boolean;
	/** A caught signal arrived while it was blocked: the call answers EINTR. */
	interrupted: boolean;
	/** Named events: how many notifications of each it has seen, so that none is lost between a look and a wait. */
	seen?: Map<string, number>;
	/** Its queued run lets work pass: it shares the cores. */
	busy: boolean;
	/** The program has ended; the exit happens when its last work has passed. */
	exiting?: { exited: number };
}

export interface ProcessState {
	/** Pid in the kernel's outermost pid namespace. */
	pid: number;
	/** Pid in each pid namespace it is in, by the namespace's inode. */
	pids: Map<number, number>;
	ppid: number;
	pgid: number;
	sid: number;
	program: string;
	/** The executable's path as /proc/PID/exe shows it, and the name in /proc/PID/comm. */
	exe: string;
	comm: string;
	argv: readonly string[];
	/** What ps shows instead of argv, when the process said so. */
	title?: string;
	env: Readonly<Record<string, string>>;
	init: unknown;
	memory: unknown;
	threads: number[];
	/** Named events of its threads (awaitKey/notify): object id and notifications so far. */
	keys: Map<string, { id: number; count: number; sticky?: boolean }>;
	children: number[];
	fds: Map<number, { file: number; cloexec: boolean }>;
	/** Numbers from `top` on are free, and so are those in `free` (highest first). Null or absent: to be found out. */
	gaps?: { top: number; free: number[] } | null;
	/** Absolute path inside its mount namespace's root. */
	cwd: string;
	/** chroot: absolute path in the mount namespace; '/' normally. */
	root: string;
	umask: number;
	cred: Cred;
	capabilities: readonly string[];
	noNewPrivileges: boolean;
	namespaces: Record<NamespaceKind, number>;
	/** For children made after unshare(pid) or setns(pid). */
	childPidNamespace?: number;
	cgroup: string;
	rlimits: Record<string, readonly [number, number]>;
	actions: Map<SignalName, 'ignore' | 'catch'>;
	pending: SignalName[];
	state: 'live' | 'zombie';
	stopped: boolean;
	/** Set when it ended: what wait() answers. */
	status?: { exited: number } | { signaled: SignalName; core?: boolean };
	/** Stop or continue not yet reported to the parent. */
	changed?: { stopped: SignalName } | { continued: true };
	/** Id of its controlling tty. */
	tty: number | null;
	rss: number;
	/** It runs its parent's program and shares its pages. */
	forked?: boolean;
	startTime: number;
	cpuTime: number;
	oomScoreAdj: number;
	/** CPU µs of the children it has waited for, theirs included. */
	childCpu?: number;
	/** The nice value, when it is not 0. FIDELITY: shown, the scheduler does not weigh it. */
	nice?: number;
	label: string;
	seccomp: boolean;
	/** Object id woken when a child changes, and when this process ends. */
	childEvent: number;
	exitEvent: number;
}

/** An open file description. `kind` selects its operations (file-ops). `refs` counts descriptors. */
export interface OpenFile {
	id: number;
	kind: 'file' | 'dir' | 'pipe' | 'tty' | 'ptmx' | 'socket' | 'device' | 'generated';
	refs: number;
	readable: boolean;
	writable: boolean;
	append: boolean;
	nonblock: boolean;
	offset: number;
	/** Owner's reference: inode number (with dev), pipe, tty or socket id. */
	object: number;
	dev: number;
	/** The path it was opened by, for /proc/PID/fd and getcwd-style reports. */
	path: string;
	/** Text of a generated file (a /proc entry), made at the first read from its beginning. */
	data?: Uint8Array;
	/** Files: the mount it was opened through. */
	mount?: number;
	/** flock(2). */
	lock?: 'shared' | 'exclusive' | undefined;
}

export interface PipeState {
	id: number;
	chunks: Uint8Array[];
	size: number;
	readers: number;
	writers: number;
}

export interface TtyState {
	id: number;
	/** n of /dev/pts/n in its devpts instance. */
	number: number;
	/** The devpts instance's device number; absent: the host's. */
	devpts?: number;
	termios: Termios;
	size: WindowSize;
	/** Bytes ready for readers of the slave (in canonical mode: whole lines). */
	input: Uint8Array[];
	/** Canonical mode: the line being edited. */
	line: number[];
	/** An end of file (^D on an empty line) is next after `input`. */
	eof: boolean;
	/** Bytes for readers of the master. */
	output: Uint8Array[];
	outputSize: number;
	foreground: number;
	session: number;
	masterRefs: number;
	slaveRefs: number;
	/** The master side is the world itself: a terminal of the page. */
	external: boolean;
	uid: number;
}

export interface NamespaceState {
	ino: number;
	kind: NamespaceKind;
	/** uts: the host name. */
	hostname?: string;
	/** pid: parent namespace, next pid and init's host pid. */
	parent?: number;
	nextPid?: number;
	init?: number;
	/** Processes in it; a namespace with none and not pinned is gone. */
	refs: number;
	pinned: boolean;
}

export interface CgroupState {
	path: string;
	memoryMax: number | null;
	memorySwapMax: number | null;
	cpuMax: number | null;
	cpuWeight: number;
	pidsMax: number | null;
	cpuset: string;
	/** Resident bytes and processes in it and below. */
	memoryCurrent: number;
	pidsCurrent: number;
	memoryPeak: number;
	oomKills: number;
	cpuUsage: number;
	cpuThrottled: number;
	/** Quota accounting: the current 100 ms period and µs used in it. */
	period: number;
	periodUsed: number;
	frozen: boolean;
	procs: Set<number>;
	ioRead: number;
	ioWrite: number;
}

export interface KernelState {
	/** Number of the kernel in its world. */
	id: number;
	name: string;
	running: boolean;
	/** Virtual µs of the last boot; boots counts them. */
	bootedAt: number;
	/** Engine µs: the latest moment a thread has been told. Threads run up to a quantum ahead of each other, and no clock goes back. */
	told: number;
	boots: number;
	cores: number;
	memoryTotal: number;
	nextPid: number;
	processes: Map<number, ProcessState>;
	threads: Map<number, ThreadState>;
	files: Map<number, OpenFile>;
	pipes: Map<number, PipeState>;
	ttys: Map<number, TtyState>;
	namespaces: Map<number, NamespaceState>;
	cgroups: Map<string, CgroupState>;
	/** How many cgroups are frozen. */
	frozen: number;
	/** Object id → threads blocked on it, in order. */
	waiters: Map<number, number[]>;
	/** Open fifos: inode key → pipe id. */
	fifos: Map<string, number>;
	/** Threads with work to do now: what busy cores are shared by. */
	runnable: number;
	/** dmesg. */
	log: { at: number; text: string }[];
	vfs: VfsState;
	net: NetState;
}

/** A running kernel: its state and what it stands on. */
export interface Kernel {
	state: KernelState;
	readonly engine: Engine;
	/** The program table: undefined when there is no such program, 'absent' when its code is not loaded yet. */
	readonly program: (name: string) => Program | 'absent' | undefined;
	/** The other kernels of this world, by number (a connection's far end). */
	readonly peer: (id: number) => Kernel | undefined;
	/** The segments outside; absent in a machine without a network card. */
	readonly wire?: Wire;
	/** Parts of the code that come late. */
	readonly parts: Pick<PartTable, 'get' | 'need'>;
	/** The content-addressed layers known to this world: the catalogue's, and those made in it. */
	readonly layers: Layers;
	/** The table of calls with the rows that came late. Not part of the state; absent: handlers.ts. */
	calls?: Readonly<Record<string, Handler>>;
	/** Directories and peer groups remembered. Not part of the state: found again when it is absent. */
	known?: Known;
	chains?: Chains | undefined;
	/** The generators of started threads, by tid. Not part of the state: rebuilt by replay. */
	readonly live: Map<number, Live>;
	/** An error of ours inside a program: reported, and the process ends as by a segmentation fault. */
	readonly report: (error: unknown, where: string) => void;
}

/** A thread's generator stack and the call it waits in. */
export interface Live {
	readonly frames: Sys<unknown>[];
	call: SysCall | null;
}

/** Answered by a handler to block the caller until one of `thread.waitOn` is woken or its deadline passes; then the handler runs again. */
export const BLOCK: unique symbol = Symbol('block');

/** Executes one call: answers its value, throws Errno, or answers BLOCK after `blockOn`. Runs again from the start on each wake. */
export type Handler<C extends SysCall = SysCall> = (kernel: Kernel, process: ProcessState, thread: ThreadState, call: C) => unknown;

/** Operations of an open file kind. read/write answer BLOCK after blockOn when they must wait. */
export interface FileOps {
	read(kernel: Kernel, file: OpenFile, thread: ThreadState, max: number): Uint8Array | typeof BLOCK;
	write(kernel: Kernel, file: OpenFile, thread: ThreadState, data: Uint8Array): number | typeof BLOCK;
	/** Called when the last descriptor is closed. */
	close(kernel: Kernel, file: OpenFile): void;
	/** Whether a read would answer at once. */
	ready(kernel: Kernel, file: OpenFile): boolean;
	/** Object ids that are woken when `ready` may have changed. */
	events(kernel: Kernel, file: OpenFile): number[];
}
