// docker volume prune.
import type { Sys } from '../../../../engine/index.ts';
import { humanSize } from '../../../../values/index.ts';
import { filtersJson, json } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { type Filters, f } from '../../flags/flag.ts';
import { confirmOr, pruneFilters } from '../../prompt.ts';
import type { Pruned } from '../container/prune.ts';

export function* pruneVolumes(cli: Cli, filters: Filters): Sys<Pruned> {
	const report = yield* json<{ VolumesDeleted?: readonly string[] | null; SpaceReclaimed: number }>(cli, 'POST', '/volumes/prune', {
		query: { filters: filtersJson(pruneFilters(cli, filters)) ?? '{}' }
	});
	const deleted = report.VolumesDeleted ?? [];
	if (deleted.length === 0) return { reclaimed: 0, text: '' };
	return { reclaimed: report.SpaceReclaimed, text: `Deleted Volumes:\n${deleted.map((name) => `${name}\n`).join('')}` };
}

const prune: Command = {
	name: 'prune',
	use: 'prune [OPTIONS]',
	short: 'Remove unused local volumes',
	version: '1.25',
	args: none,
	flags: [
		f('bool', 'all', 'a', 'Remove all unused volumes, not just anonymous ones', { version: '1.42' }),
		f('filter', 'filter', '', 'Provide filter values (e.g. "label=<label>")'),
		f('bool', 'force', 'f', 'Do not prompt for confirmation')
	],
	*run(cli, flags) {
		const all = flags.bool('all');
		const filters = flags.filters('filter');
		if (all && filters['all']) throw new Failure('conflicting options: cannot specify both --all and --filter all=1');
		yield* confirmOr(
			flags.bool('force'),
			`WARNING! This will remove ${all ? 'all' : 'anonymous'} local volumes not used by at least one container.\nAre you sure you want to continue?`
		);
		const { reclaimed, text } = yield* pruneVolumes(cli, all ? { ...filters, all: ['true'] } : filters);
		yield* out(`${text === '' ? '' : `${text}\n`}Total reclaimed space: ${humanSize(reclaimed)}\n`);
		return 0;
	}
};
export default prune;
