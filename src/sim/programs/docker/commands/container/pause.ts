// docker container pause: freeze all processes of containers.
import { forEachAtOnce } from '../../client/parallel.ts';
import { type Command, min } from '../../command.ts';
import { containerNames, path } from './common.ts';

const pause: Command = {
	name: 'pause',
	use: 'pause CONTAINER [CONTAINER...]',
	short: 'Pause all processes within one or more containers',
	also: 'docker container pause, docker pause',
	args: min(1),
	complete: containerNames(false, (container) => container.State !== 'paused'),
	*run(cli, _flags, args) {
		return yield* forEachAtOnce(cli, args, (name) => ({ method: 'POST', path: path(name, '/pause') }));
	}
};
export default pause;
