// docker container attach (cli/command/container/attach.go).
import type { Sys } from '../../../../engine/index.ts';
import { isatty } from '../../../../kernel/index.ts';
import { hijack } from '../../client/api.ts';
import type { Cli } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { beginWait, catchSignals, checkTty, detachKeys, startInput, tellSize, type Session } from '../../session.ts';
import { containerNames, inspectContainer, path, type ContainerJson } from './common.ts';
import { f } from '../../flags/flag.ts';

function* running(cli: Cli, name: string): Sys<ContainerJson> {
	const container = yield* inspectContainer(cli, name);
	if (!container.State.Running) throw new Failure('You cannot attach to a stopped container, start it first');
	if (container.State.Paused) throw new Failure('You cannot attach to a paused container, unpause it first');
	if (container.State.Restarting) throw new Failure('You cannot attach to a restarting container, wait until it is running');
	return container;
}

const attach: Command = {
	name: 'attach',
	use: 'attach [OPTIONS] CONTAINER',
	short: 'Attach local standard input, output, and error streams to a running container',
	also: 'docker container attach, docker attach',
	args: exact(1),
	flags: [
		f('string', 'detach-keys', '', 'Override the key sequence for detaching a container'),
		f('bool', 'no-stdin', '', 'Do not attach STDIN'),
		f('bool', 'sig-proxy', '', 'Proxy all received signals to the process', { def: 'true' })
	],
	complete: containerNames(false, (container) => container.State !== 'paused'),
	*run(cli, flags, args) {
		const [name = ''] = args;
		const container = yield* running(cli, name);
		const tty = container.Config.Tty === true;
		yield* checkTty(!flags.bool('no-stdin'), tty);
		const waiting = yield* beginWait(cli, container.Id, '');
		const stdin = !flags.bool('no-stdin') && container.Config.OpenStdin === true;
		const proxy = flags.bool('sig-proxy') && !tty;
		if (proxy) yield* catchSignals();
		const given = flags.text('detach-keys') || (cli.config.detachKeys ?? '');
		const fd = yield* hijack(cli, path(container.Id, '/attach'), { query: { stream: true, stdin, stdout: true, stderr: true, detachKeys: given } });
		yield* running(cli, name);
		const resize = tty && (yield* isatty(1));
		if (resize) {
			// The size is told one too big first: a program that draws itself on SIGWINCH then always gets one.
			yield* tellSize(cli, 'attach', container.Id, 1);
			yield* tellSize(cli, 'attach', container.Id);
		}
		const keys = tty ? yield* detachKeys(cli, flags.text('detach-keys')) : [];
		const input = stdin ? yield* startInput(fd, tty, keys) : { told: null, terminal: null };
		return {
			loop: 'session',
			cli,
			id: container.Id,
			kind: 'attach',
			output: fd,
			tty,
			toStdout: true,
			toStderr: true,
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
};
export default attach;
