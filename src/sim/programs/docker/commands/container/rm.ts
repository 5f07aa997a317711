// docker container rm: remove containers, all at once.
import { forEachAtOnce } from '../../client/parallel.ts';
import { type Command, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { containerNames, path } from './common.ts';
import { f } from '../../flags/flag.ts';

const rm: Command = {
	name: 'rm',
	use: 'rm [OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Remove one or more containers',
	aliases: ['remove'],
	also: 'docker container rm, docker container remove, docker rm',
	args: min(1),
	flags: [
		f('bool', 'force', 'f', 'Force the removal of a running container (uses SIGKILL)'),
		f('bool', 'link', 'l', 'Remove the specified link'),
		f('bool', 'volumes', 'v', 'Remove anonymous volumes associated with the container')
	],
	complete: containerNames(true, ({ State }, flags) => flags.bool('force') || State === 'exited' || State === 'created'),
	*run(cli, flags, args) {
		const query = { v: flags.bool('volumes'), link: flags.bool('link'), force: flags.bool('force') };
		const operation = (given: string) => {
			const name = given.replace(/^\/+|\/+$/g, '');
			if (name === '') throw new Failure('container name cannot be empty');
			return { method: 'DELETE', path: path(name), options: { query } };
		};
		return yield* forEachAtOnce(cli, args, operation, flags.bool('force'));
	}
};
export default rm;
