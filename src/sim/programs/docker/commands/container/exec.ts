// docker container exec (cli/command/container/exec.go).
import { isatty, sigaction, winsize } from '../../../../kernel/index.ts';
import { call, hijack, json } from '../../client/api.ts';
import { type Command, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { readPairs } from '../../opts/env-file.ts';
import { checkTty, detachKeys, startInput, tellSize, type Session } from '../../session.ts';
import { containerNames, inspectContainer, path } from './common.ts';
import { f } from '../../flags/flag.ts';
import { validateEnv } from '../../opts/validate.ts';

const exec: Command = {
	name: 'exec',
	use: 'exec [OPTIONS] CONTAINER COMMAND [ARG...]',
	short: 'Execute a command in a running container',
	also: 'docker container exec, docker exec',
	top: 2,
	args: min(2),
	flags: [
		f('bool', 'detach', 'd', 'Detached mode: run command in the background'),
		f('string', 'detach-keys', '', 'Override the key sequence for detaching a container'),
		f('list', 'env', 'e', 'Set environment variables', { check: validateEnv, version: '1.25' }),
		f('list', 'env-file', '', 'Read in a file of environment variables', { version: '1.25' }),
		f('bool', 'interactive', 'i', 'Keep STDIN open even if not attached'),
		f('bool', 'privileged', '', 'Give extended privileges to the command'),
		f('bool', 'tty', 't', 'Allocate a pseudo-TTY'),
		f('string', 'user', 'u', 'Username or UID (format: "<name|uid>[:<group|gid>]")'),
		f('string', 'workdir', 'w', 'Working directory inside the container', { version: '1.35' })
	],
	interspersed: false,
	complete: containerNames(false, (container) => container.State !== 'paused'),
	*run(cli, flags, args) {
		const [name = '', ...command] = args;
		const env = yield* readPairs(flags.list('env-file'), flags.list('env'), cli.env);
		const detach = flags.bool('detach');
		const tty = flags.bool('tty');
		const stdin = !detach && flags.bool('interactive');
		yield* inspectContainer(cli, name);
		if (!detach) yield* checkTty(stdin, tty);
		const size = tty && (yield* isatty(1)) ? yield* winsize(1) : undefined;
		const consoleSize = tty ? { ConsoleSize: [size?.rows ?? 0, size?.columns ?? 0] } : {};
		const created = yield* json<{ Id: string }>(cli, 'POST', path(name, '/exec'), {
			body: {
				json: {
					User: flags.text('user'),
					Privileged: flags.bool('privileged'),
					Tty: tty,
					...consoleSize,
					Detach: detach,
					AttachStdin: stdin,
					AttachStderr: !detach,
					AttachStdout: !detach,
					DetachKeys: flags.text('detach-keys') || (cli.config.detachKeys ?? ''),
					Env: env.length === 0 ? null : env,
					WorkingDir: flags.text('workdir'),
					Cmd: command
				}
			}
		});
		if (created.Id === '') throw new Failure('exec ID empty');
		const body = { json: { Detach: detach, Tty: tty, ...consoleSize } };
		if (detach) {
			yield* call(cli, 'POST', `/exec/${created.Id}/start`, { body });
			return 0;
		}
		const fd = yield* hijack(cli, `/exec/${created.Id}/start`, { body });
		const keys = tty ? yield* detachKeys(cli, flags.text('detach-keys')) : [];
		const input = stdin ? yield* startInput(fd, tty, keys) : { told: null, terminal: null };
		const resize = tty && (yield* isatty(0));
		if (resize) {
			yield* sigaction('WINCH', 'catch');
			yield* tellSize(cli, 'exec', created.Id);
		}
		return {
			loop: 'session',
			cli,
			id: created.Id,
			kind: 'exec',
			output: fd,
			tty,
			toStdout: true,
			toStderr: true,
			rest: new Uint8Array(0),
			told: input.told,
			waiting: null,
			status: null,
			terminal: input.terminal,
			proxy: false,
			resize,
			terminations: 0
		} satisfies Session;
	}
};
export default exec;
