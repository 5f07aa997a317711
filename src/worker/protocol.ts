// What the page and the machine's worker say to each other: one typed union each way (docs/decisions/0005).
// Terminal bytes are not here: each terminal has a MessagePort of its own (TerminalToWorker, TerminalToPage).
// Invariant: everything is structured-clonable plain data; a `call` gets exactly one `answer` with its number.
import type { SolutionStep, Task } from '#src/lessons/lesson.ts';
import type { Json } from './json.ts';

/** Which machine, and what is graded on it. */
export interface OpenRequest {
	/** Key of the saved machine, e.g. "learn/docker/your-first-container" or "sandbox/docker". */
	readonly machine: string;
	readonly preset: string;
	readonly tasks: readonly Task[];
	/** Progress is kept under this key; absent: none is kept. */
	readonly lesson?: string;
	/** What is done to a new machine before the learner comes. */
	readonly start?: readonly SolutionStep[];
	/** Takes the machine from another tab that has it. */
	readonly takeOver?: boolean;
	/** Leaves what was saved aside and starts a new machine. */
	readonly fresh?: boolean;
	/** The machine was kept before: what it needed last time, fetched at once. */
	readonly known?: KnownCode;
}

/** Code that a machine needed to come back: the programs that ran in it, and the files of the build that held them. */
export interface KnownCode {
	readonly programs: readonly string[];
	readonly build: string;
	readonly files: readonly string[];
}

export interface Size {
	readonly rows: number;
	readonly columns: number;
}

/** Requests with an answer. */
export type Call =
	| { readonly op: 'terminal.open'; readonly host: string; readonly size: Size; readonly terminal?: number }
	| { readonly op: 'terminal.close'; readonly terminal: number }
	| { readonly op: 'terminal.resize'; readonly terminal: number; readonly size: Size }
	/** Types a line and presses Enter (click-to-run). */
	| { readonly op: 'terminal.run'; readonly terminal: number; readonly command: string }
	| { readonly op: 'power'; readonly host: string; readonly on: boolean }
	| { readonly op: 'browse'; readonly host: string; readonly url: string }
	| { readonly op: 'file.read'; readonly host: string; readonly path: string }
	| { readonly op: 'file.bytes'; readonly host: string; readonly path: string }
	/** Null: there is no such directory. */
	| { readonly op: 'file.list'; readonly host: string; readonly path: string }
	| { readonly op: 'file.stat'; readonly host: string; readonly path: string }
	| { readonly op: 'file.write'; readonly host: string; readonly path: string; readonly text: string }
	/** Writes only over what the editor started from: `base`, or null when the file was not there. */
	| { readonly op: 'file.save'; readonly host: string; readonly path: string; readonly text: string; readonly base: string | null }
	| { readonly op: 'file.remove'; readonly host: string; readonly path: string }
	/** The learner's own files, checked by the page (src/app/state/bring.ts). Answers how many were written. */
	| { readonly op: 'files.drop'; readonly host: string; readonly files: readonly DroppedFile[] }
	/** A file as it is, or a folder as a zip archive. */
	| { readonly op: 'files.take'; readonly host: string; readonly path: string }
	/** The world as text for a link (src/worker/share.ts). */
	| { readonly op: 'share' }
	/** What the file tree does: mv, mkdir or rm in the machine (src/worker/files.ts). */
	| { readonly op: 'file.act'; readonly host: string; readonly act: 'move' | 'folder' | 'delete'; readonly path: string; readonly to?: string }
	/** One text per path that changes when the file or the directory does; '' when it is not there. */
	| { readonly op: 'file.stamps'; readonly host: string; readonly paths: readonly string[] }
	| { readonly op: 'undo' }
	| { readonly op: 'time'; readonly paused?: boolean; readonly speed?: number; readonly act?: 'step' | 'settle' }
	/** Everything needed to see this machine again: header and log. */
	| { readonly op: 'export' };

export interface DroppedFile {
	/** Absolute. */
	readonly path: string;
	readonly data: Uint8Array;
	readonly mode: number;
}

export interface FileEntry {
	readonly name: string;
	readonly type: 'file' | 'dir' | 'symlink' | 'char' | 'block' | 'fifo' | 'socket';
}

export interface FileStat {
	readonly type: FileEntry['type'];
	/** Permission bits. */
	readonly mode: number;
	readonly size: number;
	/** Unix µs. */
	readonly mtime: number;
}

/** Files on their way to the learner's own disk. */
export interface TakenFiles {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly files: number;
	/** What could not be taken: devices, sockets. */
	readonly left: readonly string[];
}

/** What a browser inside the machine's network got. */
export interface BrowserResponse {
	readonly url: string;
	readonly status?: number;
	readonly reason?: string;
	readonly type?: string;
	readonly body?: string;
	/** Instead of a response: what went wrong, e.g. "ECONNREFUSED". */
	readonly error?: string;
}

export interface Answers {
	'terminal.open': number;
	'terminal.close': null;
	'terminal.resize': null;
	'terminal.run': null;
	power: null;
	browse: BrowserResponse;
	'file.read': string | null;
	'file.bytes': Uint8Array | null;
	'file.list': readonly FileEntry[] | null;
	'file.stat': FileStat | null;
	'file.write': null;
	'file.save': { readonly saved: true } | { readonly saved: false; readonly there: string | null };
	'file.remove': null;
	'files.drop': number;
	'files.take': TakenFiles;
	share: string;
	'file.act': null;
	'file.stamps': readonly string[];
	undo: string | null;
	time: null;
	export: string;
}

export type ToWorker =
	| { readonly type: 'open'; readonly request: OpenRequest }
	/** The lesson's tasks, for a machine that was opened without them. */
	| { readonly type: 'tasks'; readonly tasks: readonly Task[] }
	| { readonly type: 'terminal'; readonly terminal: number; readonly port: MessagePort }
	| { readonly type: 'call'; readonly n: number; readonly call: Call }
	| { readonly type: 'visible'; readonly visible: boolean };

/** One check as it stands now. */
export interface CheckState {
	readonly ok: boolean;
	/** What was seen, e.g. "container web is exited". */
	readonly seen: string;
	/** Not looked at yet. */
	readonly pending?: boolean;
}
export interface TaskState {
	readonly task: string;
	readonly checks: readonly CheckState[];
	/** All checks held at the same time once; kept in the progress store. */
	readonly passed: boolean;
}

/** Where time stands: virtual µs at the moment of sending; the page draws the clock from it. */
export interface ClockState {
	readonly now: number;
	readonly paused: boolean;
	readonly speed: number;
	readonly settling: boolean;
	/** The command that undo would take back, or null. */
	readonly undo: string | null;
	/** The worker cannot keep up with the wall clock. */
	readonly behind: boolean;
}

export interface HostState {
	readonly name: string;
	readonly on: boolean;
}

export interface TerminalState {
	readonly terminal: number;
	readonly host: string;
}

export type ToPage =
	/** The worker's code has come. */
	| { readonly type: 'here' }
	| {
			readonly type: 'opened';
			readonly restored: boolean;
			readonly hosts: readonly HostState[];
			readonly terminals: readonly TerminalState[];
			readonly seed: number;
			readonly epoch: number;
			readonly notice?: string;
	  }
	| { readonly type: 'answer'; readonly n: number; readonly value: unknown }
	| { readonly type: 'failed'; readonly n: number; readonly message: string }
	| { readonly type: 'clock'; readonly clock: ClockState }
	| { readonly type: 'hosts'; readonly hosts: readonly HostState[] }
	/** What the machine needs to come back. */
	| { readonly type: 'code'; readonly code: KnownCode }
	| { readonly type: 'view'; readonly patch: ViewPatch }
	| { readonly type: 'tasks'; readonly tasks: readonly TaskState[] }
	/** Another tab has this machine, or took it. */
	| { readonly type: 'elsewhere'; readonly taken: boolean }
	| { readonly type: 'reset' }
	/** Saving stopped working: what is told to the learner. */
	| { readonly type: 'storage'; readonly message: string }
	/** A saved machine that cannot be brought back. */
	| { readonly type: 'unrestorable'; readonly message: string }
	/** An error of ours. `fatal`: the machine has stopped; else one program ended by it. */
	| { readonly type: 'bug'; readonly message: string; readonly report: string; readonly fatal: boolean };

/** Changes of the views since the last patch; keys are "view/key", and null takes one away. */
export type ViewPatch = Readonly<Record<string, Json | null>>;

/** A terminal's own port. The page acknowledges what it has drawn, so that a flood waits in the worker. */
export type TerminalToWorker = { readonly data: string } | { readonly drawn: number } | { readonly size: Size };
export type TerminalToPage = { readonly bytes: Uint8Array; readonly clear?: boolean };
