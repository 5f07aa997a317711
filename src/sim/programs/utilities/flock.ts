// flock of util-linux: a command, or the shell that holds a descriptor, under a file's lock. Leaves out --no-fork's process replacement.
// Invariant: the command runs only while the lock is held.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, flock as flockCall, monotonic, open, sleep, wait } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';
import { startCommand } from '../sh/programs/exec-path.ts';

/** Takes the lock; false: it was not to be had in time. */
function* take(fd: number, lock: 'shared' | 'exclusive', nonblock: boolean, seconds: number | undefined): Sys<boolean | Errno> {
	const limit = seconds === undefined ? Infinity : (yield* monotonic()) + seconds * 1e6;
	for (;;) {
		const failed = yield* attempt(flockCall(fd, lock, nonblock || seconds !== undefined));
		if (!(failed instanceof Errno)) return true;
		if (failed.code !== 'EAGAIN') return failed;
		if (nonblock || (yield* monotonic()) >= limit) return false;
		yield* sleep(10_000);
	}
}

export const flock = utility('flock', function* (tool: Tool): Sys<number> {
	tool.hintText = `Try 'flock --help' for more information.\n`;
	tool.usageStatus = 64;
	const options = yield* getopt(tool, {
		short: 'sexnouw:E:Fc:V',
		long: [
			'shared=s',
			'exclusive=x',
			'unlock=u',
			'nonblock=n',
			'nb=n',
			'timeout:=w',
			'wait:=w',
			'conflict-exit-code:=E',
			'close=o',
			'no-fork=F',
			'command:=c',
			'verbose'
		],
		posix: true
	});
	const operands = [...options.operands];
	const conflict = Number(options.get('E') ?? 1);
	const timeout = options.get('w');
	if (timeout !== undefined && !/^\d*\.?\d+$/.test(timeout)) tool.die(`invalid timeout value: '${timeout}'`, 64);
	if (operands.length === 0) tool.usage('not enough arguments', 64);
	const nonblock = options.has('n') || (timeout !== undefined && Number(timeout) === 0);
	const lock = options.has('s') ? 'shared' : 'exclusive';
	const [path = ''] = operands;
	let command = options.has('c') ? ['/bin/sh', '-c', options.get('c') ?? ''] : operands.slice(1);
	if (command[0] === '-c' || command[0] === '--command') {
		if (command.length !== 2) tool.die(`${command[0]} requires exactly one command argument`, 64);
		command = [tool.env['SHELL'] || '/bin/sh', '-c', command[1] ?? ''];
	}
	if (command.length === 0 && !/^\d+$/.test(path)) throw new Exit(64, `${tool.name}: bad file descriptor: '${path}'\n`);
	const own = command.length > 0;
	let fd = Number(path);
	if (own) {
		let opened = yield* attempt(open(path, { read: true, create: true, mode: 0o666 }));
		if (opened instanceof Errno && opened.code === 'EISDIR') opened = yield* attempt(open(path));
		if (opened instanceof Errno) throw new Exit(66, `${tool.name}: cannot open lock file ${path}: ${opened.message}\n`);
		fd = opened;
	}
	if (options.has('u')) {
		const failed = yield* attempt(flockCall(fd, null));
		if (failed instanceof Errno) throw new Exit(65, `${tool.name}: ${path}: ${failed.message}\n`);
		return 0;
	}
	const got = yield* take(fd, lock, nonblock, timeout === undefined ? undefined : Number(timeout));
	if (got instanceof Errno) throw new Exit(65, `${tool.name}: ${path}: ${got.message}\n`);
	if (!got) {
		if (options.has('verbose')) yield* tool.error(`${tool.name}: ${nonblock ? 'failed to get lock' : 'timeout while waiting to get lock'}\n`);
		return conflict;
	}
	if (!own) return 0;
	const pid = yield* attempt(startCommand(command, { env: tool.env, ...(options.has('o') && { fds: { 0: 0, 1: 1, 2: 2 } }) }));
	if (pid instanceof Errno) throw new Exit(69, `${tool.name}: failed to execute ${command[0]}: ${pid.message}\n`);
	const status = yield* wait(pid);
	yield* close(fd);
	return status && 'exited' in status ? status.exited : status && 'signaled' in status ? 71 : 0;
});
