// docker network inspect.
import { json } from '../../client/api.ts';
import { type Command, min } from '../../command.ts';
import { inspect } from '../../format/inspect.ts';
import { networkNames, networkPath } from './common.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] NETWORK [NETWORK...]',
	short: 'Display detailed information on one or more networks',
	args: min(1),
	flags: [f('string', 'format', 'f', INSPECT_HELP), f('bool', 'verbose', 'v', 'Verbose output for diagnostics')],
	complete: networkNames,
	*run(cli, flags, args) {
		return yield* inspect(args, flags.text('format'), (name) =>
			json(cli, 'GET', networkPath(name), { query: { verbose: flags.bool('verbose') ? 'true' : undefined } })
		);
	}
};
export default inspectCommand;
