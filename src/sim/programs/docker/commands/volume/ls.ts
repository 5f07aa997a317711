// docker volume ls.
import { filtersJson, json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { volumeFields, volumeFormat, volumeHeaders, type Volume } from '../../format/volume.ts';
import { formatRows, naturalCompare } from '../../format/write.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List volumes',
	aliases: ['list'],
	args: none,
	flags: [
		f('bool', 'cluster', '', 'Display only cluster volumes, and use cluster volume list formatting', { version: '1.42', swarm: 'manager' }),
		f('filter', 'filter', 'f', 'Provide filter values (e.g. "dangling=true")'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'quiet', 'q', 'Only display volume names')
	],
	*run(cli, flags) {
		const list = yield* json<{ Volumes: readonly (Volume & { ClusterVolume?: unknown })[] | null }>(cli, 'GET', '/volumes', {
			query: { filters: filtersJson(flags.filters('filter')) }
		});
		const quiet = flags.bool('quiet');
		const cluster = flags.bool('cluster');
		const given = flags.text('format') || (quiet ? '' : (cli.config.volumesFormat ?? '')) || 'table';
		const format =
			cluster && !quiet ? 'table {{.Name}}\t{{.Group}}\t{{.Driver}}\t{{.Availability}}\t{{.Status}}' : volumeFormat(cluster ? 'table' : given, quiet);
		const volumes = (list.Volumes ?? []).filter((volume) => !cluster || volume.ClusterVolume !== undefined).sort((a, b) => naturalCompare(a.Name, b.Name));
		yield* out(formatRows(format, volumeHeaders, volumes.map(volumeFields), '*formatter.volumeContext'));
		return 0;
	}
};
export default ls;
