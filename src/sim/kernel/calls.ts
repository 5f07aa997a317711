// The system calls: what a program may ask of its kernel, as typed routines. Follows Linux's own calls and errnos; calls that
// real programs make through libc and netlink (spawn, netlink, cgroup) are one call here.
// Every call may throw Errno; a call interrupted by a caught signal throws EINTR. Times are virtual µs unless the name says otherwise.
import { single, type Sys } from '../engine/sys.ts';
import type { Message, Received } from './http-message.ts';
import type { NetlinkRequest } from './net/netlink.ts';
import type { Layer, LayerEntry } from './layer.ts';

export type SignalName =
	| 'HUP'
	| 'INT'
	| 'QUIT'
	| 'ILL'
	| 'TRAP'
	| 'ABRT'
	| 'BUS'
	| 'FPE'
	| 'KILL'
	| 'USR1'
	| 'SEGV'
	| 'USR2'
	| 'PIPE'
	| 'ALRM'
	| 'TERM'
	| 'STKFLT'
	| 'CHLD'
	| 'CONT'
	| 'STOP'
	| 'TSTP'
	| 'TTIN'
	| 'TTOU'
	| 'URG'
	| 'XCPU'
	| 'XFSZ'
	| 'VTALRM'
	| 'PROF'
	| 'WINCH'
	| 'IO'
	| 'PWR'
	| 'SYS';

/** stat(2). Times in µs since the Unix epoch. */
export interface Stat {
	ino: number;
	/** Device: a file system's number. */
	dev: number;
	type: 'file' | 'dir' | 'symlink' | 'fifo' | 'socket' | 'char' | 'block';
	/** Permission bits incl. setuid, setgid, sticky: 0o7777. */
	mode: number;
	nlink: number;
	uid: number;
	gid: number;
	size: number;
	atime: number;
	mtime: number;
	ctime: number;
	/** 512-byte blocks in use. */
	blocks: number;
	/** For devices: major and minor. */
	rdev?: readonly [number, number];
}
export interface DirEntry {
	name: string;
	type: Stat['type'];
}
export interface OpenFlags {
	read?: boolean;
	write?: boolean;
	append?: boolean;
	create?: boolean;
	excl?: boolean;
	trunc?: boolean;
	directory?: boolean;
	nofollow?: boolean;
	nonblock?: boolean;
	cloexec?: boolean;
	/** For create; the umask is applied. */
	mode?: number;
}
export type SocketAddress =
	| {
			net: 'tcp' | 'udp';
			/** Listening: "" and "::" take IPv4 and IPv6, "0.0.0.0" only IPv4. */
			host: string;
			port: number;
			/** With "::": IPv6 only, so that "0.0.0.0" may have the port too (IPV6_V6ONLY). */
			v6?: boolean;
			/** The socket is made inside another network namespace (its inode number, or the pid whose it is), as a thread that entered it would. CAP_SYS_ADMIN. */
			inside?: number | { pid: number };
	  }
	| { net: 'unix'; path: string };
/** How a child ended or changed: exit code, or the signal that killed or stopped it. */
export type WaitStatus = { pid: number } & ({ exited: number } | { signaled: SignalName; core?: boolean } | { stopped: SignalName } | { continued: true });

export interface Cred {
	uid: number;
	gid: number;
	euid: number;
	egid: number;
	groups: readonly number[];
}
/** Namespaces to make new ('new') or to join (a namespace's inode number, or the pid whose namespace it is as {pid}). Absent: the parent's. */
export type NamespaceKind = 'pid' | 'net' | 'mnt' | 'uts' | 'ipc' | 'user' | 'cgroup';
export type NamespaceChoice = 'new' | number | { pid: number };

export interface SpawnOptions {
	/** Absolute or cwd-relative path of the executable (no PATH search). Its file decides the program: a binary's head, or a `#!` line. */
	path?: string;
	/** Instead of path: a program by name without a file, as after fork: the caller's own code (e.g. a subshell) or a kernel-started one. */
	program?: string;
	argv: readonly string[];
	env?: Readonly<Record<string, string>>;
	cwd?: string;
	/** child fd → parent fd. Absent: 0, 1 and 2 are inherited; nothing else is (all program-visible fds are listed when given). */
	fds?: Readonly<Record<number, number>>;
	/** Plain data the child finds in context.init (a forked shell's variables). */
	init?: unknown;
	/** 'new': leads a new process group; a number: joins it. Absent: the parent's. */
	pgid?: 'new' | number;
	/** Makes the new group the terminal's foreground group (of fd 0..2's tty, or the session's). */
	foreground?: boolean;
	newSession?: boolean;
	/** With newSession: child fd that becomes the controlling terminal. */
	ctty?: number;
	cred?: Cred;
	umask?: number;
	/** Capability names without CAP_, e.g. "NET_ADMIN". Absent: inherited. */
	capabilities?: readonly string[];
	noNewPrivileges?: boolean;
	namespaces?: Partial<Record<NamespaceKind, NamespaceChoice>>;
	/** With a new or joined mount namespace: the directory (path in it) that becomes the root. */
	root?: string;
	/** Cgroup v2 path such as "/system.slice/docker-<id>.scope"; must exist. */
	cgroup?: string;
	rlimits?: Readonly<Record<string, readonly [soft: number, hard: number]>>;
	/** Signals the child starts out ignoring (nohup, background jobs of a non-interactive shell). */
	ignore?: readonly SignalName[];
	/** Ids its own threads take in its pid namespace before it executes anything (a Go program's runtime). */
	tids?: number;
	/** The child's parent becomes this pid (a container shim) instead of the caller. */
	reparent?: number;
	/** Shown as the AppArmor label and seccomp mode in /proc. */
	label?: string;
	seccomp?: boolean;
	oomScoreAdj?: number;
}

/** One system call: its op, and what it takes. */
const sys = single;

// files ------------------------------------------------------------------------------------------
export const open = (path: string, flags: OpenFlags = { read: true }): Sys<number> => sys({ op: 'open', path, flags });
export const close = (fd: number): Sys<void> => sys({ op: 'close', fd });
/** Up to `max` bytes; empty at end of file. Blocks on pipes, ttys and sockets. */
export const read = (fd: number, max = 65_536): Sys<Uint8Array> => sys({ op: 'read', fd, max });
/** Writes all of `data` (blocking as needed) and answers its length. EPIPE comes after SIGPIPE unless that is ignored or caught. */
export const write = (fd: number, data: Uint8Array | string): Sys<number> => sys({ op: 'write', fd, data });
export const lseek = (fd: number, offset: number, whence: 'set' | 'cur' | 'end' = 'set'): Sys<number> => sys({ op: 'lseek', fd, offset, whence });
export const ftruncate = (fd: number, size: number): Sys<void> => sys({ op: 'ftruncate', fd, size });
/** flock(2); null unlocks. Waits unless `nonblock`, which answers EAGAIN. */
export const flock = (fd: number, lock: 'shared' | 'exclusive' | null, nonblock = false): Sys<void> => sys({ op: 'flock', fd, lock, nonblock });
export const fsync = (fd: number): Sys<void> => sys({ op: 'fsync', fd });
export const pipe = (): Sys<{ read: number; write: number }> => sys({ op: 'pipe' });
/** Duplicates `fd` as `to` (closing what was there), or as the lowest free number ≥ `from`. */
export const dup = (fd: number, to?: number, from = 0): Sys<number> => sys({ op: 'dup', fd, to, from });
export const stat = (path: string): Sys<Stat> => sys({ op: 'stat', path, follow: true });
export const lstat = (path: string): Sys<Stat> => sys({ op: 'stat', path, follow: false });
export const fstat = (fd: number): Sys<Stat> => sys({ op: 'fstat', fd });
/** Entries without . and .., sorted by bytes. */
export const readdir = (path: string): Sys<readonly DirEntry[]> => sys({ op: 'readdir', path });
export const mkdir = (path: string, mode = 0o777): Sys<void> => sys({ op: 'mkdir', path, mode });
export const rmdir = (path: string): Sys<void> => sys({ op: 'rmdir', path });
export const unlink = (path: string): Sys<void> => sys({ op: 'unlink', path });
export const rename = (from: string, to: string): Sys<void> => sys({ op: 'rename', from, to });
export const link = (from: string, to: string): Sys<void> => sys({ op: 'link', from, to });
export const symlink = (target: string, path: string): Sys<void> => sys({ op: 'symlink', target, path });
export const readlink = (path: string): Sys<string> => sys({ op: 'readlink', path });
export const mknod = (path: string, type: 'fifo' | 'char' | 'block', mode: number, rdev?: readonly [number, number]): Sys<void> =>
	sys({ op: 'mknod', path, type, mode, rdev });
export const chmod = (path: string, mode: number): Sys<void> => sys({ op: 'chmod', path, mode });
/** −1 leaves an id as it is. */
export const chown = (path: string, uid: number, gid: number, follow = true): Sys<void> => sys({ op: 'chown', path, uid, gid, follow });
export const utimes = (path: string, atime: number, mtime: number, follow = true): Sys<void> => sys({ op: 'utimes', path, atime, mtime, follow });
/** access(2) with the real ids: throws EACCES or ENOENT. mode is a mask: 4 read, 2 write, 1 execute, 0 exists. */
export const access = (path: string, mode = 0): Sys<void> => sys({ op: 'access', path, mode });
/** The absolute path with symbolic links resolved. */
export const realpath = (path: string): Sys<string> => sys({ op: 'realpath', path });
export const statfs = (path: string): Sys<{ type: string; source: string; blocks: number; free: number; files: number; filesFree: number; target: string }> =>
	sys({ op: 'statfs', path });
export const umask = (mask?: number): Sys<number> => sys({ op: 'umask', mask });
export const chdir = (path: string): Sys<void> => sys({ op: 'chdir', path });
export const getcwd = (): Sys<string> => sys({ op: 'getcwd' });
export interface MountOptions {
	/** 'overlay' takes lower (top first), upper, work; 'bind' takes source; 'layers' is a read-only tree of content-addressed layers (top first). */
	type: 'overlay' | 'bind' | 'tmpfs' | 'proc' | 'sysfs' | 'cgroup2' | 'devpts' | 'devtmpfs' | 'mqueue';
	source?: string;
	lower?: readonly string[];
	upper?: string;
	work?: string;
	readonly?: boolean;
	/** Bytes, for tmpfs. */
	size?: number;
	mode?: number;
	/** As shown in /proc/mounts beside rw/ro. */
	options?: string;
	propagation?: 'private' | 'rprivate' | 'shared' | 'rshared' | 'slave' | 'rslave';
	noexec?: boolean;
}
export const mount = (target: string, options: MountOptions): Sys<void> => sys({ op: 'mount', target, options });
export const umount = (target: string, lazy = false): Sys<void> => sys({ op: 'umount', target, lazy });

// processes --------------------------------------------------------------------------------------
/** Starts a child (fork, then exec when `path`). ENOENT, EACCES, ENOEXEC, EAGAIN (pids limit) as execve(2) and clone(2) give them. */
export const spawn = (options: SpawnOptions): Sys<number> => sys({ op: 'spawn', options });
/** execve(2): replaces the caller; does not return. */
export const exec = (options: Pick<SpawnOptions, 'path' | 'program' | 'argv' | 'env' | 'init'>): Sys<never> => sys({ op: 'exec', options });
/** Waits for a child (-1: any; < -1: any of group -pid). `nohang` answers null when none has changed. ECHILD when there is none. */
export const wait = (pid = -1, flags: { nohang?: boolean; untraced?: boolean } = {}): Sys<WaitStatus | null> => sys({ op: 'wait', pid, flags });
/** pid 0: own group; -1: all that may be signalled; < -1: the group -pid. 'signal 0' is `null`. */
export const kill = (pid: number, signal: SignalName | null): Sys<void> => sys({ op: 'kill', pid, signal });
export const exit = (code: number): Sys<never> => sys({ op: 'exit', code });
export type SignalAction = 'default' | 'ignore' | 'catch';
/** 'catch': the signal interrupts the blocked call (EINTR) and is taken with `signals()`. Answers what was done before; without an action that is all. */
export const sigaction = (signal: SignalName, action?: SignalAction): Sys<SignalAction> => sys({ op: 'sigaction', signal, ...(action && { action }) });
/** Takes the caught signals that are pending, oldest first. Never blocks. */
export const signals = (): Sys<readonly SignalName[]> => sys({ op: 'signals' });
/** Blocks until a caught signal is pending (then throws EINTR). */
export const pause = (): Sys<never> => sys({ op: 'pause' });
export interface Ids {
	pid: number;
	ppid: number;
	pgid: number;
	sid: number;
	tid: number;
	cred: Cred;
	hostname: string;
	/** The pid in the kernel's own (outermost) namespace. */
	hostPid: number;
	capabilities: readonly string[];
}
export const ids = (): Sys<Ids> => sys({ op: 'ids' });
/** What ps shows as the command line (the real one writes over its argv). */
export const setproctitle = (title: string): Sys<void> => sys({ op: 'setproctitle', title });
export const setpgid = (pid: number, pgid: number): Sys<void> => sys({ op: 'setpgid', pid, pgid });
export const setsid = (): Sys<number> => sys({ op: 'setsid' });
export const setcred = (cred: Partial<Cred>): Sys<void> => sys({ op: 'setcred', cred });
export const chroot = (path: string): Sys<void> => sys({ op: 'chroot', path });
export const sethostname = (name: string): Sys<void> => sys({ op: 'sethostname', name });
/** `paths`: of the caller's mounts a new mount namespace gets only those on the way to these paths and below them. What comes out is the same
 *  when the root is changed to one of them next, as a container's is: pivot_root ends all others. */
export const unshare = (kinds: readonly NamespaceKind[], paths?: readonly string[]): Sys<void> => sys({ op: 'unshare', kinds, paths });
export const setns = (kind: NamespaceKind, to: { pid: number } | number): Sys<void> => sys({ op: 'setns', kind, to });
export const getrlimit = (name: string): Sys<readonly [number, number]> => sys({ op: 'getrlimit', name });
export const setrlimit = (name: string, soft: number, hard: number): Sys<void> => sys({ op: 'setrlimit', name, soft, hard });
/** The nice value of a process (0: the caller), −20 to 19. EACCES to lower it without CAP_SYS_NICE; EPERM for others' processes; ESRCH. */
export const setpriority = (pid: number, nice: number): Sys<void> => sys({ op: 'setpriority', pid, nice });
/** Sets the calling process's resident memory to `bytes`; may be the last thing it does (OOM kill). */
export const setMemory = (bytes: number): Sys<void> => sys({ op: 'setMemory', bytes });
/** Burns CPU for `us` µs (stretched by the cgroup's cpu.max and by busy cores). */
export const compute = (us: number): Sys<void> => sys({ op: 'compute', us });
/** One interpreter step: costs `costs.step` and lets the engine interrupt a busy program. Call it in every loop that may run long without other calls. */
export const step = (): Sys<void> => sys({ op: 'compute', us: 15 });
/** A thread of the same process: runs `threads[entry]` of the same program with `args` (plain data). Answers its tid. */
export const thread = (entry: string, args: unknown): Sys<number> => sys({ op: 'thread', entry, args });
/** Blocks until another thread (or this process) calls notify with the same key, or the timeout passes: answers whether it was notified. A notify that came since this thread last waited for the key counts (none is lost; one may be stale), so check your condition in a loop. */
export const awaitKey = (key: string, timeoutUs?: number): Sys<boolean> => sys({ op: 'awaitKey', key, timeout: timeoutUs });
export const notify = (key: string): Sys<void> => sys({ op: 'notify', key });

// time -------------------------------------------------------------------------------------------
export const sleep = (us: number): Sys<void> => sys({ op: 'sleep', us });
/** Wall clock of this machine: µs since the Unix epoch. */
export const clock = (): Sys<number> => sys({ op: 'clock' });
/** µs since boot. */
export const monotonic = (): Sys<number> => sys({ op: 'monotonic' });
/** `n` random bytes, keyed by this process. */
export const random = (n: number): Sys<Uint8Array> => sys({ op: 'random', n });

// terminals --------------------------------------------------------------------------------------
export interface WindowSize {
	rows: number;
	columns: number;
}
export interface Termios {
	echo: boolean;
	canonical: boolean;
	signals: boolean;
	/** Output: \n becomes \r\n. */ onlcr: boolean;
}
/** Moves the caller's terminal at `fd` into the devpts instance of device number `dev`, as its lowest free number. ENOTTY. */
export const adoptTerminal = (fd: number, dev: number): Sys<void> => sys({ op: 'adoptTerminal', fd, dev });
export const openpty = (size?: WindowSize): Sys<{ master: number; slave: number; path: string }> => sys({ op: 'openpty', size });
export const isatty = (fd: number): Sys<boolean> => sys({ op: 'isatty', fd });
export const tcgetattr = (fd: number): Sys<Termios> => sys({ op: 'tcgetattr', fd });
export const tcsetattr = (fd: number, termios: Partial<Termios>): Sys<void> => sys({ op: 'tcsetattr', fd, termios });
export const winsize = (fd: number): Sys<WindowSize> => sys({ op: 'winsize', fd });
export const setWinsize = (fd: number, size: WindowSize): Sys<void> => sys({ op: 'setWinsize', fd, size });
export const tcgetpgrp = (fd: number): Sys<number> => sys({ op: 'tcgetpgrp', fd });
export const tcsetpgrp = (fd: number, pgid: number): Sys<void> => sys({ op: 'tcsetpgrp', fd, pgid });

// sockets ----------------------------------------------------------------------------------------
/** Binds and listens. EADDRINUSE, EADDRNOTAVAIL, EACCES. port 0: an ephemeral one. */
export const listen = (address: SocketAddress): Sys<number> => sys({ op: 'listen', address });
export const accept = (fd: number): Sys<{ fd: number; peer: SocketAddress; local: SocketAddress }> => sys({ op: 'accept', fd });
/** Connects to a numeric address or unix path (names: use getaddrinfo). ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, ENOENT, EACCES. */
export const connect = (address: SocketAddress, timeoutUs?: number): Sys<number> => sys({ op: 'connect', address, timeout: timeoutUs });
/** Sends one message on a connected stream. */
export const send = (fd: number, message: Message): Sys<void> => sys({ op: 'send', fd, message });
/** The next message (or bytes, when the peer wrote bytes), or null at end of stream. Bytes that form HTTP/1.1 text arrive parsed when `http` is set. */
export const recv = (fd: number, options: { http?: 'request' | 'response'; timeoutUs?: number } = {}): Sys<Received> => sys({ op: 'recv', fd, ...options });
export const shutdown = (fd: number, how: 'write' | 'both' = 'write'): Sys<void> => sys({ op: 'shutdown', fd, how });
export const socketAddresses = (fd: number): Sys<{ local: SocketAddress; peer?: SocketAddress }> => sys({ op: 'socketAddresses', fd });
/** A UDP socket (port 0: ephemeral). `inside` as for SocketAddress. */
export const udp = (address: { host: string; port: number; inside?: number | { pid: number } }): Sys<number> => sys({ op: 'udp', address });
export const sendto = (fd: number, to: { host: string; port: number }, value: unknown): Sys<void> => sys({ op: 'sendto', fd, to, value });
export const recvfrom = (fd: number, timeoutUs?: number): Sys<{ value: unknown; from: { host: string; port: number } } | null> =>
	sys({ op: 'recvfrom', fd, timeout: timeoutUs });
/** ICMP echo: round-trip µs, or throws EHOSTUNREACH / ENETUNREACH / ETIMEDOUT. */
export const ping = (host: string, timeoutUs: number): Sys<{ rtt: number; ttl: number }> => sys({ op: 'ping', host, timeout: timeoutUs });
/** Waits until one of the fds is readable (or a timeout, answering []). */
export const poll = (fds: readonly number[], timeoutUs?: number): Sys<readonly number[]> => sys({ op: 'poll', fds, timeout: timeoutUs });
/** Network configuration of the caller's network namespace (CAP_NET_ADMIN to change it). */
export const netlink = <T = unknown>(request: NetlinkRequest): Sys<T> => sys({ op: 'netlink', request });

// control groups, system -------------------------------------------------------------------------
export interface CgroupLimits {
	/** Bytes; null: no limit. */
	memoryMax?: number | null;
	memorySwapMax?: number | null;
	/** CPU quota in µs per 100,000 µs; null: no limit. */
	cpuMax?: number | null;
	cpuWeight?: number;
	pidsMax?: number | null;
	/** e.g. "0-1". */
	cpuset?: string;
}
export interface CgroupStats {
	memoryCurrent: number;
	memoryMax: number | null;
	memoryPeak: number;
	oomKills: number;
	/** µs of CPU used, and throttled. */
	cpuUsage: number;
	cpuThrottled: number;
	cpuMax: number | null;
	pidsCurrent: number;
	pidsMax: number | null;
	/** Host pids in it (not in children). */
	procs: readonly number[];
	ioRead: number;
	ioWrite: number;
	frozen: boolean;
}
export const cgroupCreate = (path: string, limits: CgroupLimits = {}): Sys<void> => sys({ op: 'cgroupCreate', path, limits });
export const cgroupSet = (path: string, limits: CgroupLimits): Sys<void> => sys({ op: 'cgroupSet', path, limits });
export const cgroupRemove = (path: string): Sys<void> => sys({ op: 'cgroupRemove', path });
export const cgroupStats = (path: string): Sys<CgroupStats> => sys({ op: 'cgroupStats', path });
export const cgroupFreeze = (path: string, frozen: boolean): Sys<void> => sys({ op: 'cgroupFreeze', path, frozen });
/** Kills every process in the cgroup and its children with SIGKILL. */
export const cgroupKill = (path: string): Sys<void> => sys({ op: 'cgroupKill', path });
export interface ProcessInfo {
	pid: number;
	hostPid: number;
	ppid: number;
	pgid: number;
	sid: number;
	state: 'R' | 'S' | 'D' | 'T' | 'Z' | 'I';
	uid: number;
	gid: number;
	comm: string;
	cmdline: readonly string[];
	/** µs since boot. */ startTime: number;
	cpuTime: number;
	/** CPU µs of the children it waited for. */ childCpu: number;
	rss: number;
	vsz: number;
	tty: string | null;
	nice: number;
	threads: number;
	cgroup: string;
	namespaces: Readonly<Record<NamespaceKind, number>>;
}
/** What /proc shows: the processes of the caller's pid namespace, by pid. */
export const processes = (): Sys<readonly ProcessInfo[]> => sys({ op: 'processes' });
export const process = (pid: number): Sys<ProcessInfo> => sys({ op: 'process', pid });
export interface Uname {
	sysname: string;
	nodename: string;
	release: string;
	version: string;
	machine: string;
}
export const uname = (): Sys<Uname> => sys({ op: 'uname' });
export interface SysInfo {
	uptime: number;
	cores: number;
	memoryTotal: number;
	memoryFree: number;
	memoryCached: number;
	load: readonly [number, number, number];
	processes: number;
}
export const sysinfo = (): Sys<SysInfo> => sys({ op: 'sysinfo' });
/** Writes a fact to the world's trace: what rooms and views read. `data` is small and flat. */
export const trace = (kind: string, data: Readonly<Record<string, string | number | boolean | undefined>>): Sys<void> => sys({ op: 'trace', kind, data });
/** The power switch: 'off', 'reboot'. */
export const reboot = (how: 'off' | 'reboot'): Sys<never> => sys({ op: 'reboot', how });

// layers -----------------------------------------------------------------------------------------
/** Puts a known layer's tree at the directory `path` (made if missing), sharing it copy-on-write: O(1) in the layer's size. ENOENT when the layer is not known. */
export const unpackLayer = (path: string, id: string): Sys<void> => sys({ op: 'unpackLayer', path, id });
/** Makes a layer of the tree at `path` (whiteouts included when it is an overlay's upper directory) and makes it known; the same tree gives the same id. */
export const packLayer = (path: string): Sys<{ id: string; size: number; entries: number }> => sys({ op: 'packLayer', path });
/** Makes a layer known from its entries (a build's COPY, an imported tarball). */
export const addLayer = (entries: readonly LayerEntry[]): Sys<{ id: string; size: number }> => sys({ op: 'addLayer', entries });
/** A known layer's entries. */
export const readLayer = (id: string): Sys<Layer> => sys({ op: 'readLayer', id });
