// docker container stop: the stop signal, then SIGKILL after the timeout; all at once.
import { forEachAtOnce } from '../../client/parallel.ts';
import { type Command, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { type Flags, f } from '../../flags/flag.ts';
import type { Query } from '../../client/api.ts';
import { containerNames, path } from './common.ts';

/** --signal and --timeout (or the deprecated --time) as the API takes them. */
export function stopQuery(flags: Flags): Query {
	if (flags.changed('time') && flags.changed('timeout')) throw new Failure('conflicting options: cannot specify both --timeout and --time');
	const timeout = flags.changed('timeout') ? flags.text('timeout') : flags.changed('time') ? flags.text('time') : undefined;
	return { signal: flags.text('signal'), t: timeout };
}

const stop: Command = {
	name: 'stop',
	use: 'stop [OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Stop one or more running containers',
	also: 'docker container stop, docker stop',
	args: min(1),
	flags: [
		f('string', 'signal', 's', 'Signal to send to the container'),
		f('int', 'time', '', 'Seconds to wait before killing the container (deprecated: use --timeout)', { hidden: true, deprecated: 'use --timeout instead' }),
		f('int', 'timeout', 't', 'Seconds to wait before killing the container')
	],
	complete: containerNames(false),
	*run(cli, flags, args) {
		const query = stopQuery(flags);
		return yield* forEachAtOnce(cli, args, (name) => ({ method: 'POST', path: path(name, '/stop'), options: { query } }));
	}
};
export default stop;
