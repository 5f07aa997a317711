// docker network disconnect.
import { call } from '../../client/api.ts';
import { type Command, exact } from '../../command.ts';
import { containerNames } from '../container/common.ts';
import { isConnected, networkNames, networkPath } from './common.ts';
import { f } from '../../flags/flag.ts';

const disconnect: Command = {
	name: 'disconnect',
	use: 'disconnect [OPTIONS] NETWORK CONTAINER',
	short: 'Disconnect a container from a network',
	args: exact(2),
	flags: [f('bool', 'force', 'f', 'Force the container to disconnect from a network')],
	*complete(cli, args, flags, word) {
		const [network] = args;
		if (network === undefined) return yield* networkNames(cli, args, flags, word);
		return yield* containerNames(true, (container) => isConnected(container, network))(cli, args, flags, word);
	},
	*run(cli, flags, args) {
		const [network = '', container = ''] = args;
		yield* call(cli, 'POST', networkPath(network, '/disconnect'), { body: { json: { Container: container, Force: flags.bool('force') } } });
		return 0;
	}
};
export default disconnect;
