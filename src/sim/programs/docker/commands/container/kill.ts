// docker container kill: a signal to each container's first process.
import { forEachAtOnce } from '../../client/parallel.ts';
import { type Command, min } from '../../command.ts';
import { containerNames, path } from './common.ts';
import { f } from '../../flags/flag.ts';

const kill: Command = {
	name: 'kill',
	use: 'kill [OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Kill one or more running containers',
	also: 'docker container kill, docker kill',
	args: min(1),
	flags: [f('string', 'signal', 's', 'Signal to send to the container')],
	complete: containerNames(false),
	*run(cli, flags, args) {
		return yield* forEachAtOnce(cli, args, (name) => ({ method: 'POST', path: path(name, '/kill'), options: { query: { signal: flags.text('signal') } } }));
	}
};
export default kill;
