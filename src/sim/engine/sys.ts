// What a program of the machine is: a generator that yields system calls (docs/decisions/0001).
// It models the boundary between user space and kernel; it leaves out instructions and registers.
// Invariant: a program's locals are a function of its argv, its last settled state and the answers it got since.
import type { Part } from './parts.ts';

/** One system call as data. `op` selects the kernel's handler. */
export interface SysCall {
	readonly op: string;
}

/** A routine that runs inside a process and ends with a T: a generator, or a single call. Use `yield*` on it, or `call` when it may nest deeply. */
export interface Sys<T> {
	next(answer?: unknown): IteratorResult<SysCall, T>;
	throw(error: unknown): IteratorResult<SysCall, T>;
	return(value: T): IteratorResult<SysCall, T>;
	[Symbol.iterator](): Sys<T>;
}

/** A single call as a routine: yields it, and ends with its answer. What a generator would do, at the cost of an object. */
class SingleCall<T> implements Sys<T> {
	#call: SysCall | null;
	constructor(call: SysCall) {
		this.#call = call;
	}
	next(answer?: unknown): IteratorResult<SysCall, T> {
		const call = this.#call;
		// The type of the answer belongs to the call: whoever makes a single call says it.
		if (call === null) return { value: answer as T, done: true };
		this.#call = null;
		return { value: call, done: false };
	}
	throw(error: unknown): IteratorResult<SysCall, T> {
		this.#call = null;
		throw error;
	}
	return(value: T): IteratorResult<SysCall, T> {
		this.#call = null;
		return { value, done: true };
	}
	[Symbol.iterator](): Sys<T> {
		return this;
	}
}
/** Makes one call and ends with its answer, which is of the type T. */
export const single = <T>(call: SysCall & Readonly<Record<string, unknown>>): Sys<T> => new SingleCall<T>(call);

/** A failed system call, thrown into the program. `code` is the errno's name. It is not an Error: no stack is captured. */
export class Errno {
	readonly code: ErrnoCode;
	constructor(code: ErrnoCode) {
		this.code = code;
	}
	/** libc's text, e.g. "No such file or directory". */
	get message(): string {
		return strerror(this.code);
	}
}

const texts = {
	EPERM: [1, 'Operation not permitted'],
	ENOENT: [2, 'No such file or directory'],
	ESRCH: [3, 'No such process'],
	EINTR: [4, 'Interrupted system call'],
	EIO: [5, 'Input/output error'],
	ENXIO: [6, 'No such device or address'],
	E2BIG: [7, 'Argument list too long'],
	ENOEXEC: [8, 'Exec format error'],
	EBADF: [9, 'Bad file descriptor'],
	ECHILD: [10, 'No child processes'],
	EAGAIN: [11, 'Resource temporarily unavailable'],
	ENOMEM: [12, 'Cannot allocate memory'],
	EACCES: [13, 'Permission denied'],
	EBUSY: [16, 'Device or resource busy'],
	EEXIST: [17, 'File exists'],
	EXDEV: [18, 'Invalid cross-device link'],
	ENODEV: [19, 'No such device'],
	ENOTDIR: [20, 'Not a directory'],
	EISDIR: [21, 'Is a directory'],
	EINVAL: [22, 'Invalid argument'],
	ENFILE: [23, 'Too many open files in system'],
	EMFILE: [24, 'Too many open files'],
	ENOTTY: [25, 'Inappropriate ioctl for device'],
	ETXTBSY: [26, 'Text file busy'],
	EFBIG: [27, 'File too large'],
	ENOSPC: [28, 'No space left on device'],
	ESPIPE: [29, 'Illegal seek'],
	EROFS: [30, 'Read-only file system'],
	EMLINK: [31, 'Too many links'],
	EPIPE: [32, 'Broken pipe'],
	ERANGE: [34, 'Numerical result out of range'],
	ENAMETOOLONG: [36, 'File name too long'],
	ENOSYS: [38, 'Function not implemented'],
	ENOTEMPTY: [39, 'Directory not empty'],
	ELOOP: [40, 'Too many levels of symbolic links'],
	EPROTO: [71, 'Protocol error'],
	ENOTSOCK: [88, 'Socket operation on non-socket'],
	EOPNOTSUPP: [95, 'Operation not supported'],
	EADDRINUSE: [98, 'Address already in use'],
	EADDRNOTAVAIL: [99, 'Cannot assign requested address'],
	ENETDOWN: [100, 'Network is down'],
	ENETUNREACH: [101, 'Network is unreachable'],
	ECONNRESET: [104, 'Connection reset by peer'],
	ENOTCONN: [107, 'Transport endpoint is not connected'],
	ETIMEDOUT: [110, 'Connection timed out'],
	ECONNREFUSED: [111, 'Connection refused'],
	EHOSTUNREACH: [113, 'No route to host'],
	EDQUOT: [122, 'Disk quota exceeded']
} as const;

export type ErrnoCode = keyof typeof texts;

/** libc's strerror. */
export const strerror = (code: ErrnoCode): string => texts[code][1];
/** The errno's number on Linux x86_64. */
export const errnoNumber = (code: ErrnoCode): number => texts[code][0];

/** Runs a routine on the engine's own stack: a resume stays O(1) however deep the nesting, and depth has a limit (EAGAIN → "stack"). */
export const call = <T>(routine: Sys<T>): Sys<T> => single<T>({ op: 'call', routine });

/** A part of the program's own code that may come late: answers what it exports. Never recorded, and costs nothing. */
export const part = <T>(row: Part<T>): Sys<T> => single<T>({ op: 'part', part: row });

/**
 * Says: all I know is `state` (plain data, copied now). Answers recorded before this are forgotten; on restore the program
 * starts again with `context.settled = state` and must come back to this point. Only a routine on the program's outermost level may settle.
 */
export const settle = (state: unknown): Sys<void> => single<void>({ op: 'settle', state });

/**
 * Reads or changes the process's memory (plain data, shared by its threads, part of the world) and answers `run`'s result.
 * On replay the recorded result is answered and `run` is not called, so: never touch the memory outside an act, and never change
 * a value that an act has returned (return copies, or treat records as immutable and replace them).
 */
export const act = <M, T>(run: (memory: M) => T): Sys<T> => single<T>({ op: 'act', run });
