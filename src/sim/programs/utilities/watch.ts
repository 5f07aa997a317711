// watch: runs a command again and again and shows its output on a cleared screen. Settles at each turn.
import { settle, type Sys } from '../../engine/sys.ts';
import { clock, close, ids, pipe, readAll, sleep, spawn, wait, winsize, isatty } from '../../kernel/index.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { decode } from './lib/text.ts';
import { utility, type Tool } from './lib/tool.ts';

export const watch = utility('watch', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: tool.busybox ? 'n:tx' : 'bcdeghn:ptvwx',
		long: ['interval:=n', 'no-title=t', 'exec=x', 'differences::=d', 'errexit=e', 'chgexit=g', 'color=c', 'beep=b', 'precise=p'],
		posix: true
	});
	if (options.operands.length === 0) {
		if (tool.busybox) yield* appletUsage(tool);
		yield* tool.error('\nUsage:\n watch [options] command\n');
		return 1;
	}
	const interval = Math.max(0.1, Number(options.get('n') ?? 2));
	const command = options.operands.join(' ');
	let previous = (tool.context.settled as { previous: string | null } | undefined)?.previous ?? null;
	for (;;) {
		yield* settle({ previous });
		const ends = yield* pipe();
		const pid = yield* spawn({ path: '/bin/sh', argv: ['sh', '-c', command], env: tool.env, fds: { 0: 0, 1: ends.write, 2: ends.write } });
		yield* close(ends.write);
		const output = decode(yield* readAll(ends.read));
		yield* close(ends.read);
		const status = yield* wait(pid);
		const size = (yield* isatty(1)) ? yield* winsize(1) : { rows: 24, columns: 80 };
		const zone = yield* timeZone(tool.env);
		const left = `Every ${interval.toFixed(1)}s: ${command}`;
		const right = `${(yield* ids()).hostname}: ${formatDate(yield* clock(), '%a %b %e %H:%M:%S %Y', zone)}`;
		const title = options.has('t')
			? ''
			: `${left.slice(0, Math.max(0, size.columns - right.length - 1)).padEnd(Math.max(0, size.columns - right.length))}${right}\n\n`;
		const room = size.rows - (options.has('t') ? 0 : 2);
		yield* tool.put(
			`\x1b[H\x1b[2J${title}${output
				.split('\n')
				.slice(0, room)
				.map((line) => line.slice(0, size.columns))
				.join('\n')}`
		);
		yield* tool.flush();
		if (options.has('e') && status && 'exited' in status && status.exited !== 0) return 8;
		if (options.has('g') && previous !== null && previous !== output) return 0;
		previous = output;
		yield* sleep(Math.round(interval * 1_000_000));
	}
});
