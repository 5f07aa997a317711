// docker-init (tini): the first process of a container started with --init. It starts the command, passes signals on, and reaps orphans.
import { Errno, settle, type Sys } from '../engine/index.ts';
import { kill, pause, sigaction, signals, spawn, wait, write, type Context, type Program, type SignalName, type WaitStatus } from '../kernel/index.ts';

const forwarded: readonly SignalName[] = ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'PIPE', 'ALRM', 'TERM', 'CONT', 'TSTP', 'WINCH', 'IO', 'PWR', 'URG'];
const numbers: Readonly<Record<string, number>> = {
	HUP: 1,
	INT: 2,
	QUIT: 3,
	ILL: 4,
	TRAP: 5,
	ABRT: 6,
	BUS: 7,
	FPE: 8,
	KILL: 9,
	USR1: 10,
	SEGV: 11,
	USR2: 12,
	PIPE: 13,
	ALRM: 14,
	TERM: 15
};

function* find(name: string, env: Readonly<Record<string, string>>, argv: readonly string[]): Sys<number | Errno> {
	const dirs = name.includes('/') ? [''] : (env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':').map((dir) => dir + '/');
	let failure = new Errno('ENOENT');
	for (const dir of dirs) {
		try {
			return yield* spawn({ path: dir + name, argv, env, pgid: 'new', foreground: true });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code !== 'ENOENT') failure = error;
		}
	}
	return failure;
}
const codeOf = (status: WaitStatus): number | undefined =>
	'exited' in status ? status.exited : 'signaled' in status ? 128 + (numbers[status.signaled] ?? 0) : undefined;

function* main(context: Context): Sys<number> {
	const at = context.argv.indexOf('--');
	const argv = context.argv.slice(at < 0 ? 1 : at + 1);
	let child = context.settled as number | undefined;
	if (child === undefined) {
		for (const signal of [...forwarded, 'CHLD'] as const) yield* sigaction(signal, 'catch');
		const started = yield* find(argv[0] ?? '', context.env, argv);
		if (started instanceof Errno) {
			yield* write(2, `[FATAL tini (7)] exec ${argv[0] ?? ''} failed: ${started.message}\n`);
			return started.code === 'EACCES' ? 126 : 127;
		}
		child = started;
	}
	for (;;) {
		yield* settle(child);
		try {
			for (;;) {
				const status: WaitStatus | null = yield* wait(-1, { nohang: true });
				if (status === null) break;
				const code = status.pid === child ? codeOf(status) : undefined;
				if (code !== undefined) return code;
			}
			yield* pause();
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code === 'ECHILD') return 1;
		}
		for (const signal of yield* signals()) {
			if (signal === 'CHLD') continue;
			try {
				yield* kill(child, signal);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
		}
	}
}
/** The program behind /usr/bin/docker-init. */
export const dockerInit: Program = { name: 'docker-init', main, rss: 49_152 };
