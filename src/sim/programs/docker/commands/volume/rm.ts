// docker volume rm.
import { call } from '../../client/api.ts';
import { forEach } from '../../client/parallel.ts';
import { out } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { volumeNames, volumePath } from './common.ts';
import { f } from '../../flags/flag.ts';

const rm: Command = {
	name: 'rm',
	use: 'rm [OPTIONS] VOLUME [VOLUME...]',
	short: 'Remove one or more volumes',
	long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
	aliases: ['remove'],
	args: min(1),
	flags: [f('bool', 'force', 'f', 'Force the removal of one or more volumes', { version: '1.25' })],
	complete: volumeNames,
	*run(cli, flags, args) {
		return yield* forEach(args, function* (name) {
			yield* call(cli, 'DELETE', volumePath(name), { query: { force: flags.bool('force') } });
			yield* out(`${name}\n`);
		});
	}
};
export default rm;
