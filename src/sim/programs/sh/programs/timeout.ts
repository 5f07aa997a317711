// timeout: runs a command with a limit. A thread sleeps for the limit and then signals; main waits for the command.
import { act, Errno, type Sys } from '../../../engine/sys.ts';
import { ids, kill, setpgid, sigaction, sleep, thread, wait, write, type Context, type Program, type SignalName } from '../../../kernel/index.ts';
import { parseSignal } from '../builtins/kill.ts';
import { statusOf } from '../children.ts';
import { getopt } from '../../utilities/lib/getopt.ts';
import { utility, type Tool } from '../../utilities/lib/tool.ts';
import { startCommand } from './exec-path.ts';
import { parseInterval } from './interval.ts';

interface Memory {
	timedOut: boolean;
	killed: boolean;
}
interface Timer {
	pid: number;
	group: boolean;
	limit: number;
	signal: SignalName;
	killAfter: number | null;
	/** With -v: what is said when the limit is reached. */
	said: string | undefined;
}

function* run(tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'k:s:v', long: ['kill-after:=k', 'signal:=s', 'foreground=f', 'preserve-status=p', 'verbose=v'], posix: true });
	const [limitText, ...command] = options.operands;
	if (limitText === undefined || command.length === 0) tool.usage(tool.busybox && limitText !== undefined ? 'missing operand' : '', 125);
	const limit = parseInterval(limitText as string);
	if (limit === undefined) tool.usage(`invalid time interval ${tool.quote(limitText as string)}`, 125);
	const after = options.get('k');
	const killAfter = after === undefined ? null : parseInterval(after);
	if (killAfter === undefined) tool.usage(`invalid time interval ${tool.quote(after as string)}`, 125);
	const signal = parseSignal(options.get('s') ?? 'TERM');
	if (!signal) tool.usage(`${tool.quote(options.get('s') as string)}: invalid signal`, 125);
	const group = !options.has('f');
	if (group) yield* setpgid(0, 0);
	let pid: number;
	try {
		pid = yield* startCommand(command, { env: tool.env });
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* tool.warn(
			tool.busybox ? `can't execute '${command[0]}': ${error.message}` : `failed to run command ${tool.quote(command[0] as string)}: ${error.message}`
		);
		return error.code === 'ENOENT' ? 127 : 126;
	}
	for (const s of ['TERM', 'INT', 'HUP', 'QUIT'] as const) yield* sigaction(s, 'catch');
	const timer: Timer = {
		pid,
		group,
		limit: limit as number,
		signal: signal as SignalName,
		killAfter: killAfter ?? null,
		said: options.has('v') ? `timeout: sending signal ${signal} to command ${tool.quote(command[0] as string)}\n` : undefined
	};
	if (timer.limit > 0) yield* thread('timer', timer);
	for (;;) {
		try {
			const status = yield* wait(pid);
			const memory = yield* act((m: Memory) => ({ ...m }));
			if (!status) continue;
			if (memory.killed || (memory.timedOut && timer.signal === 'KILL')) yield* kill((yield* ids()).pid, 'KILL');
			if (memory.timedOut && !options.has('p')) return tool.busybox ? 143 : 124;
			return statusOf(status);
		} catch (error) {
			if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
			yield* quietly(pid, 'TERM');
		}
	}
}
function* quietly(pid: number, signal: SignalName): Sys<void> {
	try {
		yield* kill(pid, signal);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
function* timer(context: Context): Sys<void> {
	const t = context.init as Timer;
	yield* sleep(t.limit);
	yield* act((m: Memory) => {
		m.timedOut = true;
	});
	if (t.said !== undefined) yield* write(2, t.said);
	yield* quietly(t.pid, t.signal);
	yield* quietly(t.pid, 'CONT');
	if (t.killAfter === null) return;
	yield* sleep(t.killAfter);
	yield* act((m: Memory) => {
		m.killed = true;
	});
	yield* quietly(t.pid, 'KILL');
}

export const timeout: Program = {
	...utility('timeout', run, { usageStatus: 125 }),
	memory: (): Memory => ({ timedOut: false, killed: false }),
	threads: { timer }
};
