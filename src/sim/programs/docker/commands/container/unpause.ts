// docker container unpause: thaw containers.
import { forEachAtOnce } from '../../client/parallel.ts';
import { type Command, min } from '../../command.ts';
import { containerNames, path } from './common.ts';

const unpause: Command = {
	name: 'unpause',
	use: 'unpause CONTAINER [CONTAINER...]',
	short: 'Unpause all processes within one or more containers',
	also: 'docker container unpause, docker unpause',
	args: min(1),
	complete: containerNames(false, (container) => container.State === 'paused'),
	*run(cli, _flags, args) {
		return yield* forEachAtOnce(cli, args, (name) => ({ method: 'POST', path: path(name, '/unpause') }));
	}
};
export default unpause;
