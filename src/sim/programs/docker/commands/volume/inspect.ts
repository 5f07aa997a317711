// docker volume inspect.
import { json } from '../../client/api.ts';
import { type Command, min } from '../../command.ts';
import { inspect } from '../../format/inspect.ts';
import { volumeNames, volumePath } from './common.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] VOLUME [VOLUME...]',
	short: 'Display detailed information on one or more volumes',
	args: min(1),
	flags: [f('string', 'format', 'f', INSPECT_HELP)],
	complete: volumeNames,
	*run(cli, flags, args) {
		return yield* inspect(args, flags.text('format'), (name) => json(cli, 'GET', volumePath(name)));
	}
};
export default inspectCommand;
