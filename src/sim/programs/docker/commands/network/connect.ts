// docker network connect.
import { call } from '../../client/api.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { cut } from '../../opts/cut.ts';
import { containerNames } from '../container/common.ts';
import { unfilled } from '../container/network-config.ts';
import { isConnected, networkNames, networkPath } from './common.ts';
import { f } from '../../flags/flag.ts';
import { validateLink } from '../../opts/validate.ts';

function driverOptions(options: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		options.map((option) => {
			const [key, value, found] = cut(option, '=');
			if (!found || key.trim() === '') throw new Failure('invalid key/value pair format in driver options');
			return [key.trim(), value.trim()];
		})
	);
}

const connect: Command = {
	name: 'connect',
	use: 'connect [OPTIONS] NETWORK CONTAINER',
	short: 'Connect a container to a network',
	args: exact(2),
	flags: [
		f('stringSlice', 'alias', '', 'Add network-scoped alias for the container'),
		f('stringSlice', 'driver-opt', '', 'driver options for the network'),
		f('int', 'gw-priority', '', 'Highest gw-priority provides the default gateway. Accepts positive and negative values.'),
		f('string', 'ip', '', 'IPv4 address (e.g., "172.30.100.104")'),
		f('string', 'ip6', '', 'IPv6 address (e.g., "2001:db8::33")'),
		f('list', 'link', '', 'Add link to another container', { check: validateLink }),
		f('stringSlice', 'link-local-ip', '', 'Add a link-local address for the container')
	],
	*complete(cli, args, flags, word) {
		const [network] = args;
		if (network === undefined) return yield* networkNames(cli, args, flags, word);
		return yield* containerNames(true, (container) => !isConnected(container, network))(cli, args, flags, word);
	},
	*run(cli, flags, args) {
		const [network = '', container = ''] = args;
		const linkLocal = flags.list('link-local-ip');
		const config = {
			IPAMConfig: {
				...(flags.text('ip') === '' ? {} : { IPv4Address: flags.text('ip') }),
				...(flags.text('ip6') === '' ? {} : { IPv6Address: flags.text('ip6') }),
				...(linkLocal.length === 0 ? {} : { LinkLocalIPs: linkLocal })
			},
			Links: flags.list('link').length === 0 ? null : flags.list('link'),
			Aliases: flags.list('alias'),
			DriverOpts: driverOptions(flags.list('driver-opt')),
			GwPriority: flags.number('gw-priority'),
			MacAddress: '',
			...unfilled
		};
		yield* call(cli, 'POST', networkPath(network, '/connect'), { body: { json: { Container: container, EndpointConfig: config } } });
		return 0;
	}
};
export default connect;
