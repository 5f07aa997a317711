// docker network prune.
import type { Sys } from '../../../../engine/index.ts';
import { filtersJson, json } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { type Filters, f } from '../../flags/flag.ts';
import { confirmOr, pruneFilters } from '../../prompt.ts';
import type { Pruned } from '../container/prune.ts';

export function* pruneNetworks(cli: Cli, filters: Filters): Sys<Pruned> {
	const report = yield* json<{ NetworksDeleted?: readonly string[] | null }>(cli, 'POST', '/networks/prune', {
		query: { filters: filtersJson(pruneFilters(cli, filters)) ?? '{}' }
	});
	const deleted = report.NetworksDeleted ?? [];
	return { reclaimed: 0, text: deleted.length === 0 ? '' : `Deleted Networks:\n${deleted.map((name) => `${name}\n`).join('')}` };
}

const prune: Command = {
	name: 'prune',
	use: 'prune [OPTIONS]',
	short: 'Remove all unused networks',
	version: '1.25',
	args: none,
	flags: [f('filter', 'filter', '', 'Provide filter values (e.g. "until=<timestamp>")'), f('bool', 'force', 'f', 'Do not prompt for confirmation')],
	*run(cli, flags) {
		yield* confirmOr(
			flags.bool('force'),
			'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?'
		);
		const { text } = yield* pruneNetworks(cli, flags.filters('filter'));
		if (text !== '') yield* out(`${text}\n`);
		return 0;
	}
};
export default prune;
