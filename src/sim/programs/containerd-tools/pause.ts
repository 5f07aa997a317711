// The pause container's program: holds a pod's namespaces, reaps what is orphaned in them, ends on SIGINT or SIGTERM.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import { pause as waitForSignal, sigaction, signals, wait, write, type Context, type Program } from '../../kernel/index.ts';

function* reap(): Sys<void> {
	try {
		while (yield* wait(-1, { nohang: true }));
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
}

function* main(context: Context): Sys<number> {
	if (context.settled === undefined && context.argv[1] === '-v') {
		yield* write(1, 'pause.c 3.10.1\n');
		return 0;
	}
	if (context.settled === undefined) for (const signal of ['INT', 'TERM', 'CHLD'] as const) yield* sigaction(signal, 'catch');
	for (;;) {
		yield* settle(null);
		try {
			yield* waitForSignal();
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
		const caught = yield* signals();
		if (caught.includes('CHLD')) yield* reap();
		if (caught.includes('INT') || caught.includes('TERM')) {
			yield* write(2, `Shutting down, got signal: ${caught.includes('TERM') ? 'Terminated' : 'Interrupt'}\n`);
			return 0;
		}
	}
}

export const pause: Program = { name: 'pause', main, rss: 400 << 10 };
