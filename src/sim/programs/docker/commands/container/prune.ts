// docker container prune: removes all stopped containers.
import type { Sys } from '../../../../engine/index.ts';
import { humanSize } from '../../../../values/index.ts';
import { filtersJson, json } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { type Filters, f } from '../../flags/flag.ts';
import { confirmOr, pruneFilters } from '../../prompt.ts';

/** What a prune tells: bytes and the list of what went. */
export interface Pruned {
	readonly reclaimed: number;
	readonly text: string;
}

export function* pruneContainers(cli: Cli, filters: Filters): Sys<Pruned> {
	const report = yield* json<{ ContainersDeleted?: readonly string[] | null; SpaceReclaimed: number }>(cli, 'POST', '/containers/prune', {
		query: { filters: filtersJson(pruneFilters(cli, filters)) ?? '{}' }
	});
	const deleted = report.ContainersDeleted ?? [];
	if (deleted.length === 0) return { reclaimed: 0, text: '' };
	return { reclaimed: report.SpaceReclaimed, text: `Deleted Containers:\n${deleted.map((id) => `${id}\n`).join('')}` };
}

const prune: Command = {
	name: 'prune',
	use: 'prune [OPTIONS]',
	short: 'Remove all stopped containers',
	version: '1.25',
	args: none,
	flags: [f('filter', 'filter', '', 'Provide filter values (e.g. "until=<timestamp>")'), f('bool', 'force', 'f', 'Do not prompt for confirmation')],
	*run(cli, flags) {
		yield* confirmOr(flags.bool('force'), 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?');
		const { reclaimed, text } = yield* pruneContainers(cli, flags.filters('filter'));
		yield* out(`${text === '' ? '' : `${text}\n`}Total reclaimed space: ${humanSize(reclaimed)}\n`);
		return 0;
	}
};
export default prune;
