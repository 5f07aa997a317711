// docker container start, with or without attaching (cli/command/container/start.go).
import type { Sys } from '../../../../engine/index.ts';
import { isatty } from '../../../../kernel/index.ts';
import { call, hijack } from '../../client/api.ts';
import { err, out, type Cli } from '../../cli.ts';
import { type Command, type Outcome, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { type Flags, f } from '../../flags/flag.ts';
import { abandon, beginWait, catchSignals, detachKeys, startInput, tellSize, type Session } from '../../session.ts';
import { containerNames, inspectContainer, path } from './common.ts';

function* startAttached(cli: Cli, flags: Flags, args: readonly string[]): Sys<Outcome> {
	if (args.length > 1) throw new Failure('you cannot start and attach multiple containers at once');
	const container = yield* inspectContainer(cli, args[0] ?? '');
	const tty = container.Config.Tty === true;
	if (!tty) yield* catchSignals();
	const stdin = flags.bool('interactive') && container.Config.OpenStdin === true;
	const given = flags.text('detach-keys') || (cli.config.detachKeys ?? '');
	const fd = yield* hijack(cli, path(container.Id, '/attach'), { query: { stream: true, stdin, stdout: true, stderr: true, detachKeys: given } });
	const keys = tty ? yield* detachKeys(cli, flags.text('detach-keys')) : [];
	const input = stdin ? yield* startInput(fd, tty, keys) : { told: null, terminal: null };
	const waiting = yield* beginWait(cli, container.Id, container.HostConfig.AutoRemove === true ? 'removed' : 'next-exit');
	try {
		yield* call(cli, 'POST', path(container.Id, '/start'));
	} catch (e) {
		yield* abandon([fd, waiting], input.terminal);
		throw e;
	}
	const resize = tty && (yield* isatty(1));
	if (resize) yield* tellSize(cli, 'start', container.Id);
	return {
		loop: 'session',
		cli,
		id: container.Id,
		kind: 'start',
		output: fd,
		tty,
		toStdout: true,
		toStderr: true,
		rest: new Uint8Array(0),
		told: input.told,
		waiting,
		status: null,
		terminal: input.terminal,
		proxy: !tty,
		resize,
		terminations: 0
	} satisfies Session;
}

const start: Command = {
	name: 'start',
	use: 'start [OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Start one or more stopped containers',
	also: 'docker container start, docker start',
	args: min(1),
	flags: [
		f('bool', 'attach', 'a', 'Attach STDOUT/STDERR and forward signals'),
		f('string', 'checkpoint', '', 'Restore from this checkpoint', { ostype: 'linux', experimental: true }),
		f('string', 'checkpoint-dir', '', 'Use a custom checkpoint storage directory', { ostype: 'linux', experimental: true }),
		f('string', 'detach-keys', '', 'Override the key sequence for detaching a container'),
		f('bool', 'interactive', 'i', "Attach container's STDIN")
	],
	complete: containerNames(true, (container) => container.State === 'exited' || container.State === 'created'),
	*run(cli, flags, args) {
		if (flags.bool('attach') || flags.bool('interactive')) return yield* startAttached(cli, flags, args);
		if (flags.text('checkpoint') !== '') {
			if (args.length > 1) throw new Failure('you cannot restore multiple containers at once');
			yield* call(cli, 'POST', path(args[0] ?? '', '/start'), {
				query: { checkpoint: flags.text('checkpoint'), 'checkpoint-dir': flags.text('checkpoint-dir') }
			});
			return 0;
		}
		const failed: string[] = [];
		for (const name of args) {
			try {
				yield* call(cli, 'POST', path(name, '/start'));
				yield* out(`${name}\n`);
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
				yield* err(`${e.text}\n`);
				failed.push(name);
			}
		}
		if (failed.length > 0) throw new Failure(`Error: failed to start containers: ${failed.join(', ')}`);
		return 0;
	}
};
export default start;
