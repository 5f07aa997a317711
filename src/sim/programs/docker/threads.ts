// The client's threads: copying stdin to a hijacked connection, watching for the detach keys (moby/term's EscapeProxy).
import { Errno, settle, type Sys } from '../../engine/index.ts';
import { read, shutdown, write, type Context } from '../../kernel/index.ts';
import { concat } from '../../values/index.ts';

export interface StdinThread {
	readonly fd: number;
	/** Write end of the pipe to the main thread. */
	readonly told: number;
	/** The escape sequence; empty: none. */
	readonly keys: readonly number[];
	/** How many of the keys were just typed. */
	readonly matched: number;
}

/** What to send of typed bytes; keys that begin the sequence are held back until it breaks. The byte that breaks it begins no new one. */
export function escape(state: Pick<StdinThread, 'keys' | 'matched'>, typed: Uint8Array): { send: Uint8Array; matched: number; detach: boolean } {
	const { keys } = state;
	if (keys.length === 0) return { send: typed, matched: 0, detach: false };
	const parts: Uint8Array[] = [];
	let { matched } = state;
	for (const byte of typed) {
		if (byte === keys[matched]) {
			matched++;
			if (matched === keys.length) return { send: concat(parts), matched, detach: true };
			continue;
		}
		parts.push(Uint8Array.from(keys.slice(0, matched)), Uint8Array.of(byte));
		matched = 0;
	}
	return { send: concat(parts), matched, detach: false };
}

function* readInput(): Sys<Uint8Array> {
	for (;;) {
		try {
			return yield* read(0);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code !== 'EINTR') return new Uint8Array(0);
		}
	}
}

function* stdin(context: Context): Sys<void> {
	let state = (context.settled ?? context.init) as StdinThread;
	for (;;) {
		yield* settle(state);
		const typed = yield* readInput();
		const { send, matched, detach } = escape(state, typed);
		try {
			if (send.length > 0) yield* write(state.fd, send);
			if (detach) yield* write(state.told, 'D');
			if (typed.length === 0) {
				yield* shutdown(state.fd, 'write');
				yield* write(state.told, 'E');
			}
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			return;
		}
		if (detach || typed.length === 0) return;
		state = { ...state, matched };
	}
}

export const threads = { stdin } as const;
