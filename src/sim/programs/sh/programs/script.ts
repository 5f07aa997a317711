// script (util-linux): runs a command, or a shell, on a terminal of its own and copies what it shows to stdout and a file.
// Leaves out timing files and logging of input.
import { Errno, type Sys } from '../../../engine/sys.ts';
import {
	clock,
	close,
	isatty,
	open,
	openpty,
	read,
	spawn,
	tcgetattr,
	tcsetattr,
	thread,
	wait,
	winsize,
	write,
	type Context,
	type Program
} from '../../../kernel/index.ts';
import { strftime } from '../../../values/index.ts';
import { statusOf } from '../children.ts';
import { getopt } from '../../utilities/lib/getopt.ts';
import { utility, type Tool } from '../../utilities/lib/tool.ts';

function* run(tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'aB:c:eE:fI:m:o:O:qt::T:V',
		long: [
			'append=a',
			'command:=c',
			'return=e',
			'flush=f',
			'force=F',
			'quiet=q',
			'log-out:=O',
			'log-in:=I',
			'log-io:=B',
			'echo:=E',
			'timing::=t',
			'output-limit:=o'
		]
	});
	const path = options.get('O') ?? options.operands[0] ?? 'typescript';
	const quiet = options.has('q');
	const log = yield* open(path, { write: true, create: true, mode: 0o666, ...(options.has('a') ? { append: true } : { trunc: true }) });
	const terminal = yield* isatty(0);
	const size = terminal ? yield* winsize(0) : { rows: 0, columns: 0 };
	const pty = yield* openpty(size);
	const command = options.get('c');
	const shell = tool.env['SHELL'] ?? '/bin/sh';
	const name = shell.slice(shell.lastIndexOf('/') + 1);
	const started = yield* clock();
	if (!quiet) yield* write(1, `Script started, output log file is '${path}'.\n`);
	if (!quiet)
		yield* write(
			log,
			`Script started on ${strftime(started, '%Y-%m-%d %H:%M:%S+00:00')} [${command === undefined ? '' : `COMMAND="${command}" `}<not executed on terminal>]\n`
		);
	const before = terminal ? yield* tcgetattr(0) : undefined;
	if (before) yield* tcsetattr(0, { echo: false, canonical: false, signals: false, onlcr: false });
	const pid = yield* spawn({
		path: shell,
		argv: command === undefined ? [name, '-i'] : [name, '-c', command],
		env: tool.env,
		fds: { 0: pty.slave, 1: pty.slave, 2: pty.slave },
		newSession: true,
		ctty: 0
	});
	yield* close(pty.slave);
	yield* thread('input', { master: pty.master });
	for (;;) {
		let part: Uint8Array;
		try {
			part = yield* read(pty.master);
		} catch (error) {
			if (error instanceof Errno && error.code === 'EIO') break;
			throw error;
		}
		if (part.length === 0) break;
		yield* write(1, part);
		yield* write(log, part);
	}
	const status = yield* wait(pid);
	if (before) yield* tcsetattr(0, before);
	const code = status ? statusOf(status) : 0;
	if (!quiet) {
		yield* write(log, `\nScript done on ${strftime(yield* clock(), '%Y-%m-%d %H:%M:%S+00:00')} [COMMAND_EXIT_CODE="${code}"]\n`);
		yield* write(1, `Script done.\n`);
	}
	return options.has('e') ? code : 0;
}

/** Copies stdin to the terminal; its end is typed as ^D. */
function* input(context: Context): Sys<void> {
	const { master } = context.init as { master: number };
	try {
		for (;;) {
			const part = yield* read(0);
			if (part.length === 0) break;
			yield* write(master, part);
		}
		yield* write(master, '\x04');
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

export const script: Program = { ...utility('script', run), threads: { input } };
