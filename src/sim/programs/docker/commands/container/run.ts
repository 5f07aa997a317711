// docker container run: create, attach, start, and wait (cli/command/container/run.go).
import type { Sys } from '../../../../engine/index.ts';
import { isatty } from '../../../../kernel/index.ts';
import { call, hijack } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import { type Command, type Outcome, min, upTo } from '../../command.ts';
import { Failure, withHelp } from '../../failure.ts';
import { f, type Flags } from '../../flags/flag.ts';
import { abandon, beginWait, catchSignals, checkTty, detachKeys, startInput, tellSize, type Session } from '../../session.ts';
import { imageNames } from '../image/common.ts';
import type { CreateBody } from './container-config.ts';
import { checkPull, configOr125, createContainer } from './create.ts';
import { createFlags } from './create-flags.ts';

/** toStatusError: 127 for a missing program, 126 for one that cannot run, 125 for the rest; with the help line. */
function statusError(e: unknown): unknown {
	if (!(e instanceof Failure)) return e;
	const missing = ['executable file not found', 'no such file or directory', 'system cannot find the file specified'].some((text) => e.text.includes(text));
	const unusable = ['permission denied', 'is a directory'].some((text) => e.text.includes(text));
	return new Failure(withHelp(e.text, 'run'), missing ? 127 : unusable ? 126 : 125);
}

function* created(cli: Cli, flags: Flags, body: CreateBody): Sys<string> {
	try {
		return yield* createContainer(cli, flags, body);
	} catch (e) {
		throw statusError(e);
	}
}

function* runContainer(cli: Cli, flags: Flags, body: CreateBody): Sys<Outcome> {
	const { config } = body;
	const detach = flags.bool('detach');
	if (!detach) yield* checkTty(config.AttachStdin, config.Tty);
	else {
		if (flags.list('attach').length > 0) throw new Failure('conflicting options: cannot specify both --attach and --detach');
		config.AttachStdin = config.AttachStdout = config.AttachStderr = config.StdinOnce = false;
	}
	const id = yield* created(cli, flags, body);
	const attached = config.AttachStdin || config.AttachStdout || config.AttachStderr;
	if (!attached) {
		yield* out(`${id}\n`);
		try {
			yield* call(cli, 'POST', `/containers/${id}/start`);
		} catch (e) {
			throw statusError(e);
		}
		return 0;
	}
	const proxy = flags.bool('sig-proxy');
	if (proxy) yield* catchSignals();
	const given = flags.text('detach-keys') || (cli.config.detachKeys ?? '');
	const fd = yield* hijack(cli, `/containers/${id}/attach`, {
		query: { stream: true, stdin: config.AttachStdin, stdout: config.AttachStdout, stderr: config.AttachStderr, detachKeys: given }
	});
	const keys = config.Tty ? yield* detachKeys(cli, flags.text('detach-keys')) : [];
	const input = config.AttachStdin ? yield* startInput(fd, config.Tty, keys) : { told: null, terminal: null };
	const waiting = yield* beginWait(cli, id, flags.bool('rm') ? 'removed' : 'next-exit');
	try {
		yield* call(cli, 'POST', `/containers/${id}/start`);
	} catch (e) {
		yield* abandon([fd, waiting], input.terminal);
		throw statusError(e);
	}
	const resize = config.Tty && (yield* isatty(1));
	if (resize) yield* tellSize(cli, 'run', id);
	return {
		loop: 'session',
		cli,
		id,
		kind: 'run',
		output: fd,
		tty: config.Tty,
		toStdout: config.AttachStdout,
		toStderr: config.AttachStderr,
		rest: new Uint8Array(0),
		told: input.told,
		waiting,
		status: null,
		terminal: input.terminal,
		proxy,
		resize,
		terminations: 0
	} satisfies Session;
}

const run: Command = {
	name: 'run',
	use: 'run [OPTIONS] IMAGE [COMMAND] [ARG...]',
	short: 'Create and run a new container from an image',
	also: 'docker container run, docker run',
	top: 1,
	args: min(1),
	interspersed: false,
	flags: [
		f('bool', 'detach', 'd', 'Run container in background and print container ID'),
		f('string', 'detach-keys', '', 'Override the key sequence for detaching a container'),
		f('bool', 'disable-content-trust', '', 'Skip image verification', { def: 'true' }),
		f('string', 'name', '', 'Assign a name to the container'),
		f('string', 'platform', '', 'Set platform if server is multi-platform capable', { version: '1.32' }),
		f('string', 'pull', '', 'Pull image before running ("always", "missing", "never")', { def: 'missing' }),
		f('bool', 'quiet', 'q', 'Suppress the pull output'),
		f('bool', 'sig-proxy', '', 'Proxy received signals to the process', { def: 'true' }),
		f('bool', 'use-api-socket', '', 'Bind mount Docker API socket and required auth'),
		...createFlags
	],
	complete: upTo(1, imageNames),
	*run(cli, flags, args) {
		checkPull(flags, 'run');
		return yield* runContainer(cli, flags, yield* configOr125(cli, flags, args, 'run'));
	}
};
export default run;
