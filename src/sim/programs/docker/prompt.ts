// "Are you sure you want to continue? [y/N]" and the filters that prune commands add from config.json.
import { Errno, type Sys } from '../../engine/index.ts';
import { read } from '../../kernel/index.ts';
import { text as decode } from '../../values/index.ts';
import { out, type Cli } from './cli.ts';
import { Failure } from './failure.ts';
import type { Filters } from './flags/flag.ts';
import { cut } from './opts/cut.ts';

/** Reads a line from stdin, byte by byte as a prompt must. */
export function* readLine(): Sys<string | undefined> {
	let line = '';
	for (;;) {
		let byte: Uint8Array;
		try {
			byte = yield* read(0, 1);
		} catch (e) {
			if (e instanceof Errno && e.code === 'EINTR') throw new Failure('', 130);
			throw e;
		}
		if (byte.length === 0) return line === '' ? undefined : line;
		const char = decode(byte);
		if (char === '\n') return line;
		line += char;
	}
}

/** Asks; only y is yes. */
export function* confirm(message: string): Sys<boolean> {
	yield* out(`${message} [y/N] `);
	const answer = yield* readLine();
	return answer !== undefined && answer.trim().toLowerCase() === 'y';
}

/** Asks unless forced; a no ends the command quietly, with success. */
export function* confirmOr(force: boolean, message: string): Sys<void> {
	if (force || (yield* confirm(message))) return;
	throw new Failure('', 0);
}

/** command.PruneFilters: config.json's pruneFilters, unless the command line says otherwise of the same label. */
export function pruneFilters(cli: Cli, given: Filters): Filters {
	const out: Record<string, readonly string[]> = { ...given };
	const others: Readonly<Record<string, string>> = { label: 'label!', 'label!': 'label' };
	for (const filter of cli.config.pruneFilters ?? []) {
		const [name, value, found] = cut(filter, '=');
		if (!found) continue;
		const other = others[name];
		if (other !== undefined && (given[other] ?? []).includes(value)) continue;
		out[name] = [...(out[name] ?? []), value];
	}
	return out;
}
