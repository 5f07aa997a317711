// What the build client and the engine's builder say to each other on one hijacked connection.
// FIDELITY: real buildx talks gRPC over /session and /grpc; here the same roles (the engine asks for files, tells its progress) are frames.
// Invariant: plain data, never changed after it was sent.

export interface SolveRequest {
	readonly tags: readonly string[];
	readonly target: string;
	readonly buildArgs: Readonly<Record<string, string>>;
	readonly labels: Readonly<Record<string, string>>;
	readonly noCache: boolean;
	readonly pull: boolean;
	readonly platform: string;
	/** Base name of the Dockerfile. */
	readonly dockerfile: string;
	/** Only lint. */
	readonly check: boolean;
}
/** A file of the build context, or of a stage that is copied from. `path` is relative without a leading slash. */
export interface ContextEntry {
	readonly path: string;
	readonly type: 'file' | 'dir' | 'symlink';
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	readonly mtime: number;
	readonly data?: Uint8Array;
	readonly target?: string;
}
export interface Warning {
	readonly rule: string;
	readonly text: string;
	readonly start: number;
	readonly end: number;
}
export type ToEngine =
	| { readonly solve: SolveRequest }
	/** null: there is no such file. */
	| { readonly file: string | null }
	| { readonly entries: readonly ContextEntry[] };

export type Outcome = 'done' | 'cached' | 'canceled';
export type ToClient =
	| { readonly ask: 'dockerfile' }
	| { readonly ask: 'dockerignore' }
	/** Everything at or below these paths (patterns already cut to their fixed beginning). */
	| { readonly ask: 'context'; readonly paths: readonly string[]; readonly ignore: string }
	| { readonly step: string }
	/** A line of the step that is open; `log` lines carry the µs since its start. */
	| { readonly line: string; readonly at?: number }
	| { readonly end: Outcome; readonly us: number }
	| { readonly error: string }
	| { readonly warning: Warning }
	| { readonly finished: string }
	| { readonly failed: string; readonly start: number; readonly stop: number };
