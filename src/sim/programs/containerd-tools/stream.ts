// The client's side of an Exec or Attach stream: standard input in, output out, a raw terminal when asked.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import { close, isatty, read, tcgetattr, tcsetattr, thread, winsize, write, type Context } from '../../kernel/index.ts';
import { criInput, criNext } from '../../containerd/index.ts';

/** Thread: passes what is typed on to the stream `fd`. */
export function* typing(context: Context): Sys<void> {
	const { fd } = context.init as { fd: number };
	for (;;) {
		yield* settle(null);
		try {
			const data = yield* read(0);
			if (data.length === 0) {
				yield* criInput<'Exec'>(fd, { closeStdin: true });
				return;
			}
			yield* criInput<'Exec'>(fd, { stdin: data });
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code !== 'EINTR') return;
		}
	}
}

/** Runs a stream to its end: answers the exit code. Throws RpcError. */
export function* runStream(fd: number, stdin: boolean, tty: boolean): Sys<number> {
	const raw = tty && (yield* isatty(0));
	const before = raw ? yield* tcgetattr(0) : undefined;
	if (raw) {
		yield* tcsetattr(0, { echo: false, canonical: false, signals: false, onlcr: false });
		const { columns, rows } = yield* winsize(0);
		yield* criInput<'Exec'>(fd, { resize: { width: columns, height: rows } });
	}
	if (stdin) yield* thread('typing', { fd });
	try {
		for (;;) {
			const step = yield* criNext<'Exec'>(fd);
			if ('result' in step) {
				if (before) yield* tcsetattr(0, before);
				yield* close(fd);
				return step.result.exitCode;
			}
			if ('stdout' in step.event) yield* write(1, step.event.stdout);
			else yield* write(2, step.event.stderr);
		}
	} catch (e) {
		if (before) yield* tcsetattr(0, before);
		throw e;
	}
}
