// docker image prune.
import type { Sys } from '../../../../engine/index.ts';
import { humanSize } from '../../../../values/index.ts';
import { filtersJson, json } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { type Filters, f } from '../../flags/flag.ts';
import { confirmOr, pruneFilters } from '../../prompt.ts';
import type { Pruned } from '../container/prune.ts';

export function* pruneImages(cli: Cli, filters: Filters, all: boolean): Sys<Pruned> {
	const wanted = pruneFilters(cli, { ...filters, dangling: [...(filters['dangling'] ?? []), String(!all)] });
	const report = yield* json<{ ImagesDeleted?: readonly { Untagged?: string; Deleted?: string }[] | null; SpaceReclaimed: number }>(
		cli,
		'POST',
		'/images/prune',
		{ query: { filters: filtersJson(wanted) } }
	);
	const deleted = report.ImagesDeleted ?? [];
	if (deleted.length === 0) return { reclaimed: 0, text: '' };
	const lines = deleted.map((one) => (one.Untagged === undefined || one.Untagged === '' ? `deleted: ${one.Deleted ?? ''}\n` : `untagged: ${one.Untagged}\n`));
	return { reclaimed: report.SpaceReclaimed, text: `Deleted Images:\n${lines.join('')}` };
}

const prune: Command = {
	name: 'prune',
	use: 'prune [OPTIONS]',
	short: 'Remove unused images',
	version: '1.25',
	args: none,
	flags: [
		f('bool', 'all', 'a', 'Remove all unused images, not just dangling ones'),
		f('filter', 'filter', '', 'Provide filter values (e.g. "until=<timestamp>")'),
		f('bool', 'force', 'f', 'Do not prompt for confirmation')
	],
	*run(cli, flags) {
		const all = flags.bool('all');
		const what = all ? 'all images without at least one container associated to them' : 'all dangling images';
		yield* confirmOr(flags.bool('force'), `WARNING! This will remove ${what}.\nAre you sure you want to continue?`);
		const { reclaimed, text } = yield* pruneImages(cli, flags.filters('filter'), all);
		yield* out(`${text === '' ? '' : `${text}\n`}Total reclaimed space: ${humanSize(reclaimed)}\n`);
		return 0;
	}
};
export default prune;
