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
	/** Base name of the Dockerfile; "" when the client has neither a file nor a context to give. */
	readonly dockerfile: string;
	/** What is asked: an image, or something about the Dockerfile. */
	readonly call: 'build' | 'check' | 'outline' | 'targets';
	/** Named contexts (`--build-context`): "local", "docker-image://…", or "input:sha256:…", what another build of output "input" made. */
	readonly contexts: Readonly<Record<string, string>>;
	/** Stages that are not taken from the cache. */
	readonly noCacheFilter: readonly string[];
	/** Where the result goes: an image of the store, files of the client, nowhere; or it stays in the cache to be another build's context. */
	readonly output: 'image' | 'tar' | 'local' | 'none' | 'input';
	/** "host:ip". */
	readonly addHosts: readonly string[];
	/** What the context is called in the cache. */
	readonly name?: string;
	/** The build's name in the history; the engine makes one when there is none. */
	readonly ref?: string;
	/** Networking mode of RUN: default, none, host. */
	readonly network: string;
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
/** What `--call=outline` tells of a target. */
export interface Outline {
	readonly name: string;
	readonly args: readonly { readonly name: string; readonly value: string }[];
	readonly secrets: readonly { readonly name: string; readonly required: boolean }[];
	readonly ssh: readonly { readonly name: string; readonly required: boolean }[];
}
/** What `--call=targets` tells of a stage. */
export interface Target {
	readonly name: string;
	readonly isDefault: boolean;
}
/** A record of the build cache, as `du` and `system df` show it. Times in RFC 3339. */
export interface CacheRow {
	readonly id: string;
	readonly parent: string;
	readonly type: 'regular' | 'source.local' | 'exec.cachemount' | 'internal';
	readonly description: string;
	readonly inUse: boolean;
	readonly shared: boolean;
	readonly mutable: boolean;
	readonly size: number;
	readonly createdAt: string;
	readonly lastUsedAt: string;
	readonly usageCount: number;
}
/** The engine's builder: version, platforms, labels, and when it lets go of its cache (sizes in bytes, time in ns). */
export interface Worker {
	readonly id: string;
	readonly version: string;
	readonly platforms: readonly string[];
	readonly labels: Readonly<Record<string, string>>;
	readonly gc: readonly {
		readonly all: boolean;
		readonly filter: readonly string[];
		readonly keepDuration: number;
		readonly reservedSpace: number;
		readonly maxUsedSpace: number;
		readonly minFreeSpace: number;
	}[];
}
/** Something a build told of its vertices, and when (µs). */
export interface BuildEvent {
	readonly at: number;
	readonly value: Extract<ToClient, { vertex: number }>;
}
/** One build. Times in µs. */
export interface BuildRecord {
	readonly id: string;
	readonly created: number;
	/** 0: it is under way. */
	readonly completed: number;
	/** What the frontend was told: "target", "build-arg:A", "label:b". */
	readonly attrs: Readonly<Record<string, string>>;
	/** Vertices: all, ended, from the cache. */
	readonly steps: readonly [total: number, completed: number, cached: number];
	readonly error?: BuildError;
	/** Images it was made of: "pkg:docker/alpine@3.20?platform=linux%2Famd64" and digest. */
	readonly materials: readonly (readonly [uri: string, digest: string])[];
	/** Id of the image it made. */
	readonly image: string;
}
/** How a build failed: the gRPC code's number (1: canceled, 2: unknown), and the lines it is about. */
export interface BuildError {
	readonly code: number;
	readonly message: string;
	readonly file: string;
	readonly source: string;
	readonly start: number;
	readonly stop: number;
}
export type ToEngine =
	| { readonly tell: 'worker' | 'usage' | 'history' }
	| { readonly prune: { readonly all: boolean } }
	| { readonly forget: readonly string[] }
	/** Asks for what a build told. */
	| { readonly events: string }
	| { readonly solve: SolveRequest }
	/** null: there is no such file. */
	| { readonly file: string | null }
	/** null: the client was not given it. */
	| { readonly secret: Uint8Array | null }
	| { readonly entries: readonly ContextEntry[] };

export type Outcome = 'done' | 'cached' | 'canceled';
export type ToClient =
	| { readonly worker: Worker }
	| { readonly usage: readonly CacheRow[] }
	| { readonly history: readonly BuildRecord[] }
	| { readonly events: readonly BuildEvent[] }
	| { readonly ask: 'dockerfile' }
	/** `context`: of a named one. */
	| { readonly ask: 'dockerignore'; readonly context?: string }
	/** Everything at or below these paths (patterns already cut to their fixed beginning). */
	| { readonly ask: 'context'; readonly paths: readonly string[]; readonly ignore: string; readonly context?: string }
	| { readonly ask: 'secret'; readonly id: string }
	/** The result's files, for outputs that the client writes. */
	| { readonly files: readonly ContextEntry[] }
	| { readonly outline: Outline }
	| { readonly targets: readonly Target[] }
	/** A vertex begins. Vertices are numbered as they like to be; several may be open at once. Those of one key are one, in all builds of a client. */
	| { readonly vertex: number; readonly step: string; readonly key?: string }
	/** A line of an open vertex; what a command prints carries the µs since its start. */
	| { readonly vertex: number; readonly line: string; readonly at?: number }
	| { readonly vertex: number; readonly end: Outcome; readonly us: number }
	| { readonly vertex: number; readonly error: string }
	| { readonly vertex: number; readonly warning: Warning }
	| { readonly finished: string }
	| { readonly failed: string; readonly start: number; readonly stop: number };
