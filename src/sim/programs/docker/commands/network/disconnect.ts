// docker network disconnect.
import { call, json } from '../../client/api.ts';
import { type Command, exact } from '../../command.ts';
import { networkNames, networkPath } from './common.ts';
import { f } from '../../flags/flag.ts';

const disconnect: Command = {
	name: 'disconnect',
	use: 'disconnect [OPTIONS] NETWORK CONTAINER',
	short: 'Disconnect a container from a network',
	args: exact(2),
	flags: [f('bool', 'force', 'f', 'Force the container to disconnect from a network')],
	*complete(cli, args) {
		const [network] = args;
		if (network === undefined) return yield* networkNames(cli, args);
		const found = yield* json<{ Containers?: Readonly<Record<string, { Name: string }>> | null }>(cli, 'GET', networkPath(network));
		return Object.values(found.Containers ?? {}).map((container) => container.Name);
	},
	*run(cli, flags, args) {
		const [network = '', container = ''] = args;
		yield* call(cli, 'POST', networkPath(network, '/disconnect'), { body: { json: { Container: container, Force: flags.bool('force') } } });
		return 0;
	}
};
export default disconnect;
