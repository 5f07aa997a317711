// The builder's end of a build client's connection: asking for files, telling of vertices (steps). Several threads of one build speak at once:
// each tells of its own vertices, and questions take turns.
// Invariant: no two threads of a build number their vertices alike; a vertex that was begun is ended.
import type { Sys } from '../../engine/index.ts';
import { clock, recv, send } from '../../kernel/index.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import { locked } from '../memory.ts';
import type { BuildEvent, ContextEntry, Outcome, ToClient, ToEngine, Warning } from './protocol.ts';

/** The client went away. */
export class ClientGone {
	readonly gone = true;
}
/** Another part of the build has failed: what is under way is given up. */
export class BuildCanceled {
	readonly canceled = true;
}
/** Held while a client is asked something beside other work. */
export const askLock = (fd: number): string => `build client ${fd}`;
/** How many vertices one thread may number. */
const range = 100_000;

export class Session {
	readonly fd: number;
	/** µs when the build began: its name in the trace. */
	began = 0;
	/** What was told of vertices, for the history. */
	readonly events: BuildEvent[] = [];
	/** µs of the last look at the clock. */
	now = 0;
	/** The Dockerfile, once it is read. */
	source = '';
	/** Images the build is made of. */
	materials: (readonly [uri: string, digest: string])[] = [];
	/** The vertex told of last. */
	vertex: number;
	/** `part` 0 is the build's own thread. */
	constructor(fd: number, part = 0) {
		this.fd = fd;
		this.vertex = part * range;
	}
	*tell(value: ToClient): Sys<void> {
		if ('vertex' in value) this.events.push({ at: this.now, value });
		yield* send(this.fd, { kind: 'frame', protocol: 'buildkit', value });
	}
	/** Adds what other threads told, in the order of time. */
	gather(told: readonly BuildEvent[]): void {
		if (told.length === 0) return;
		const all = [...this.events, ...told].map((event, i) => ({ event, i })).sort((a, b) => a.event.at - b.event.at || a.i - b.i);
		this.events.splice(0, this.events.length, ...all.map(({ event }) => event));
	}
	*hear(): Sys<ToEngine> {
		const message = yield* recv(this.fd);
		if (message === null || message.kind !== 'frame' || message.protocol !== 'buildkit') throw new ClientGone();
		return message.value as ToEngine;
	}
	*question(value: ToClient): Sys<ToEngine> {
		yield* this.tell(value);
		return yield* this.hear();
	}
	*file(what: 'dockerfile' | 'dockerignore', context?: string): Sys<string | null> {
		const said = yield* this.question(what === 'dockerfile' ? { ask: what } : { ask: what, ...(context === undefined ? {} : { context }) });
		return 'file' in said ? said.file : null;
	}
	*context(paths: readonly string[], ignore: string, context?: string): Sys<readonly ContextEntry[]> {
		const said = yield* this.question({ ask: 'context', paths, ignore, ...(context === undefined ? {} : { context }) });
		return 'entries' in said ? said.entries : [];
	}
	/** A secret of the client's, or null when it was not given. Any thread may ask. */
	*secret(id: string): Sys<Uint8Array | null> {
		const said = yield* locked(askLock(this.fd), this.question({ ask: 'secret', id }));
		return 'secret' in said ? said.secret : null;
	}
	/** Warnings belong to the vertex told of last. */
	*warn(warnings: readonly Warning[]): Sys<void> {
		for (const warning of warnings) yield* this.tell({ vertex: this.vertex, warning });
	}
	*begin(name: string, key?: string): Sys<number> {
		this.now = yield* clock();
		const vertex = ++this.vertex;
		yield* this.tell({ vertex, step: name, ...(key === undefined ? {} : { key }) });
		return vertex;
	}
	/** A step that only has an outcome. */
	*note(name: string, outcome: Outcome, lines: readonly string[] = [], key?: string): Sys<void> {
		const vertex = yield* this.begin(name, key);
		for (const line of lines) yield* this.tell({ vertex, line });
		yield* this.tell({ vertex, end: outcome, us: 0 });
	}
	/** A step that fails without having been begun. */
	*failed(name: string, error: string): Sys<void> {
		const vertex = yield* this.begin(name);
		yield* this.tell({ vertex, error });
	}
	/** Runs a step: its lines, its end. What it throws as BuildFailure ends the step with an error, BuildCanceled with that. */
	*step<T>(name: string, work: (line: (text: string, at?: number) => Sys<void>) => Sys<T>, key?: string): Sys<T> {
		const vertex = yield* this.begin(name, key);
		const began = this.now;
		const tell = (line: string, at?: number): Sys<void> => this.tell({ vertex, line, ...(at === undefined ? {} : { at }) });
		try {
			const result = yield* work(tell);
			this.now = yield* clock();
			yield* this.tell({ vertex, end: 'done', us: this.now - began });
			return result;
		} catch (error) {
			if (error instanceof BuildFailure) yield* this.tell({ vertex, error: error.message });
			if (error instanceof BuildCanceled) yield* this.tell({ vertex, end: 'canceled', us: 0 });
			throw error;
		}
	}
}
