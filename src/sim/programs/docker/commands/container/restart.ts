// docker container restart: one after another.
import { call } from '../../client/api.ts';
import { forEach } from '../../client/parallel.ts';
import { out } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { containerNames, path } from './common.ts';
import { stopQuery } from './stop.ts';
import { f } from '../../flags/flag.ts';

const restart: Command = {
	name: 'restart',
	use: 'restart [OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Restart one or more containers',
	also: 'docker container restart, docker restart',
	args: min(1),
	flags: [
		f('string', 'signal', 's', 'Signal to send to the container'),
		f('int', 'time', '', 'Seconds to wait before killing the container (deprecated: use --timeout)', { hidden: true, deprecated: 'use --timeout instead' }),
		f('int', 'timeout', 't', 'Seconds to wait before killing the container')
	],
	complete: containerNames(true),
	*run(cli, flags, args) {
		const query = stopQuery(flags);
		return yield* forEach(args, function* (name) {
			yield* call(cli, 'POST', path(name, '/restart'), { query });
			yield* out(`${name}\n`);
		});
	}
};
export default restart;
