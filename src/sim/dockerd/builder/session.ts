// The builder's end of a build client's connection: asking for files, telling of steps.
// Invariant: one step is open at a time (FIDELITY: BuildKit runs independent steps at once; here one after the other).
import type { Sys } from '../../engine/index.ts';
import { clock, recv, send } from '../../kernel/index.ts';
import type { ContextEntry, Outcome, ToClient, ToEngine, Warning } from './protocol.ts';

/** A failed build: the text after "failed to solve: ", and the lines it is about. */
export class BuildFailure {
	readonly message: string;
	readonly start: number;
	readonly end: number;
	constructor(message: string, start = 0, end = start) {
		this.message = message;
		this.start = start;
		this.end = end;
	}
}
/** The client went away. */
export class ClientGone {
	readonly gone = true;
}

export class Session {
	readonly fd: number;
	/** µs when the build began: its name in the trace. */
	began = 0;
	constructor(fd: number) {
		this.fd = fd;
	}
	*tell(value: ToClient): Sys<void> {
		yield* send(this.fd, { kind: 'frame', protocol: 'buildkit', value });
	}
	*hear(): Sys<ToEngine> {
		const message = yield* recv(this.fd);
		if (message === null || message.kind !== 'frame' || message.protocol !== 'buildkit') throw new ClientGone();
		return message.value as ToEngine;
	}
	*file(what: 'dockerfile' | 'dockerignore', context?: string): Sys<string | null> {
		yield* this.tell(what === 'dockerfile' ? { ask: 'dockerfile' } : { ask: 'dockerignore', ...(context === undefined ? {} : { context }) });
		const said = yield* this.hear();
		return 'file' in said ? said.file : null;
	}
	*context(paths: readonly string[], ignore: string, context?: string): Sys<readonly ContextEntry[]> {
		yield* this.tell({ ask: 'context', paths, ignore, ...(context === undefined ? {} : { context }) });
		const said = yield* this.hear();
		return 'entries' in said ? said.entries : [];
	}
	/** A secret of the client's, or null when it was not given. */
	*secret(id: string): Sys<Uint8Array | null> {
		yield* this.tell({ ask: 'secret', id });
		const said = yield* this.hear();
		return 'secret' in said ? said.secret : null;
	}
	*warn(warnings: readonly Warning[]): Sys<void> {
		for (const warning of warnings) yield* this.tell({ warning });
	}
	/** A step that only has an outcome. */
	*note(name: string, outcome: Outcome, lines: readonly string[] = []): Sys<void> {
		yield* this.tell({ step: name });
		for (const line of lines) yield* this.tell({ line });
		yield* this.tell({ end: outcome, us: 0 });
	}
	/** Runs a step: its lines, its end. What it throws as BuildFailure ends the step with an error; `shown` is that step's own text of it. */
	*step<T>(
		name: string,
		work: (line: (text: string, at?: number) => Sys<void>) => Sys<T>,
		shown: (failure: BuildFailure) => string = (f) => f.message
	): Sys<T> {
		const began = yield* clock();
		yield* this.tell({ step: name });
		const tell = (line: string, at?: number): Sys<void> => this.tell({ line, ...(at === undefined ? {} : { at }) });
		try {
			const result = yield* work(tell);
			yield* this.tell({ end: 'done', us: (yield* clock()) - began });
			return result;
		} catch (error) {
			if (error instanceof BuildFailure) yield* this.tell({ error: shown(error) });
			throw error;
		}
	}
}
