// docker container inspect.
import { json } from '../../client/api.ts';
import { type Command, min } from '../../command.ts';
import { inspect } from '../../format/inspect.ts';
import { containerNames, path } from './common.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Display detailed information on one or more containers',
	args: min(1),
	flags: [f('string', 'format', 'f', INSPECT_HELP), f('bool', 'size', 's', 'Display total file sizes')],
	complete: containerNames(true),
	*run(cli, flags, args) {
		return yield* inspect(args, flags.text('format'), (name) => json(cli, 'GET', path(name, '/json'), { query: { size: flags.bool('size') } }));
	}
};
export default inspectCommand;
