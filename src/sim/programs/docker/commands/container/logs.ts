// docker container logs, also following (cli/command/container/logs.go).
import { Errno, type Sys } from '../../../../engine/index.ts';
import { close } from '../../../../kernel/index.ts';
import { begin, headOf, nextBytes } from '../../client/api.ts';
import { toBytes } from '../../client/http.ts';
import { err, out } from '../../cli.ts';
import { type Command, type LoopState, type Outcome, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { demultiplex } from '../../multiplex.ts';
import { text as decode } from '../../../../values/index.ts';
import { timestamp } from '../../opts/timestamp.ts';
import { containerNames, inspectContainer, path } from './common.ts';
import { f } from '../../flags/flag.ts';

interface LogsState extends LoopState {
	readonly loop: 'logs';
	readonly fd: number;
	readonly tty: boolean;
	readonly rest: Uint8Array;
}

function* show(tty: boolean, rest: Uint8Array, chunk: Uint8Array): Sys<Uint8Array> {
	if (tty) {
		yield* out(chunk);
		return rest;
	}
	const split = demultiplex(rest, chunk);
	for (const { channel, data } of split.frames) {
		if (channel === 3) throw new Failure(`error from daemon in stream: ${decode(data)}`);
		if (channel === 2) yield* err(data);
		else yield* out(data);
	}
	return split.rest;
}

/** One piece of a streamed log. */
export function* logsTurn(before: LoopState): Sys<Outcome> {
	const state = before as LogsState;
	let chunk: Uint8Array | undefined;
	try {
		chunk = yield* nextBytes(state.fd);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	if (chunk === undefined) return 0;
	return { ...state, rest: yield* show(state.tty, state.rest, chunk) } satisfies LogsState;
}

const logs: Command = {
	name: 'logs',
	use: 'logs [OPTIONS] CONTAINER',
	short: 'Fetch the logs of a container',
	also: 'docker container logs, docker logs',
	args: exact(1),
	flags: [
		f('bool', 'details', '', 'Show extra details provided to logs'),
		f('bool', 'follow', 'f', 'Follow log output'),
		f('string', 'since', '', 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'),
		f('string', 'tail', 'n', 'Number of lines to show from the end of the logs', { def: 'all' }),
		f('bool', 'timestamps', 't', 'Show timestamps'),
		f('string', 'until', '', 'Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)', { version: '1.35' })
	],
	complete: containerNames(true),
	*run(cli, flags, args) {
		const container = yield* inspectContainer(cli, args[0] ?? '');
		const tty = container.Config.Tty === true;
		const pending = yield* begin(cli, 'GET', path(container.Id, '/logs'), {
			query: {
				stdout: true,
				stderr: true,
				since: yield* timestamp('since', flags.text('since')),
				until: yield* timestamp('until', flags.text('until')),
				timestamps: flags.bool('timestamps'),
				details: flags.bool('details'),
				follow: flags.bool('follow'),
				tail: flags.text('tail')
			}
		});
		const response = yield* headOf(pending);
		if (response.stream === true) return { loop: 'logs', fd: pending.fd, tty, rest: new Uint8Array(0) } satisfies LogsState;
		yield* show(tty, new Uint8Array(0), toBytes(response.body));
		yield* close(pending.fd);
		return 0;
	}
};
export default logs;
