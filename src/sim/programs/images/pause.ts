// The pause container of a pod: holds its namespaces, reaps orphans when it is their init, ends on INT or TERM.
import { Errno, settle } from '../../engine/index.ts';
import { pause as waitForSignal, sigaction, signals, wait, type Program } from '../../kernel/index.ts';

export const pause: Program = {
	name: 'pause',
	rss: 300 << 10,
	*main(context) {
		if (context.settled === undefined) for (const signal of ['INT', 'TERM', 'CHLD'] as const) yield* sigaction(signal, 'catch');
		for (;;) {
			yield* settle('waiting');
			try {
				yield* waitForSignal();
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			const pending = yield* signals();
			if (pending.some((signal) => signal !== 'CHLD')) return 0;
			try {
				while ((yield* wait(-1, { nohang: true })) !== null);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
		}
	}
};
