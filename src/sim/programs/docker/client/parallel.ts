// One operation on several objects at once, reported in order: what `docker stop a b c` and its kin do.
import type { Sys } from '../../../engine/index.ts';
import { err, out, type Cli } from '../cli.ts';
import { Failure, joinFailures } from '../failure.ts';
import { begin, finish, type CallOptions } from './api.ts';
import type { Pending } from './http.ts';

export interface Operation {
	readonly method: string;
	readonly path: string;
	readonly options?: CallOptions;
}

/** Sends all, then reads the answers in order: each name is printed, failures come last, one a line. `quiet404` prints a missing one on stderr without failing. */
export function* forEachAtOnce(cli: Cli, names: readonly string[], operation: (name: string) => Operation, quiet404 = false): Sys<number> {
	const sent: (Pending | Failure)[] = [];
	for (const name of names) {
		try {
			const { method, path, options } = operation(name);
			sent.push(yield* begin(cli, method, path, options));
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			sent.push(e);
		}
	}
	const errors: string[] = [];
	for (const [i, name] of names.entries()) {
		try {
			const pending = sent[i];
			if (pending instanceof Failure) throw pending;
			if (pending) yield* finish(pending);
			yield* out(`${name}\n`);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			if (quiet404 && e.status === 404) yield* err(`${e.text}\n`);
			else errors.push(e.text);
		}
	}
	joinFailures(errors);
	return 0;
}

/** The same, one after another. */
export function* forEach(names: readonly string[], one: (name: string) => Sys<void>): Sys<number> {
	const errors: string[] = [];
	for (const name of names) {
		try {
			yield* one(name);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			errors.push(e.text);
		}
	}
	joinFailures(errors);
	return 0;
}
