// docker network ls.
import { filtersJson, json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { networkFields, networkFormat, networkHeaders, type Network } from '../../format/volume.ts';
import { formatRows, naturalCompare } from '../../format/write.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List networks',
	aliases: ['list'],
	args: none,
	flags: [
		f('filter', 'filter', 'f', 'Provide filter values (e.g. "driver=bridge")'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'no-trunc', '', 'Do not truncate the output'),
		f('bool', 'quiet', 'q', 'Only display network IDs')
	],
	*run(cli, flags) {
		const networks = yield* json<readonly Network[]>(cli, 'GET', '/networks', { query: { filters: filtersJson(flags.filters('filter')) } });
		const quiet = flags.bool('quiet');
		const given = flags.text('format') || (quiet ? '' : (cli.config.networksFormat ?? '')) || 'table';
		const sorted = [...networks].sort((a, b) => naturalCompare(a.Name, b.Name));
		yield* out(
			formatRows(
				networkFormat(given, quiet),
				networkHeaders,
				sorted.map((network) => networkFields(network, !flags.bool('no-trunc'))),
				'*network.networkContext'
			)
		);
		return 0;
	}
};
export default ls;
