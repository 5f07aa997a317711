// docker system prune: containers, networks, volumes if asked, images and build cache in one go.
import type { Sys } from '../../../../engine/index.ts';
import { humanSize } from '../../../../values/index.ts';
import { filtersJson, json } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { type Filters, type Flags, f } from '../../flags/flag.ts';
import { naturalCompare } from '../../format/write.ts';
import { confirmOr, pruneFilters } from '../../prompt.ts';
import { pruneContainers, type Pruned } from '../container/prune.ts';
import { pruneImages } from '../image/prune.ts';
import { pruneNetworks } from '../network/prune.ts';
import { pruneVolumes } from '../volume/prune.ts';

/** builder.CachePrune. */
export function* pruneBuildCache(cli: Cli, filters: Filters, all: boolean, keep = 0): Sys<Pruned> {
	const report = yield* json<{ CachesDeleted?: readonly string[] | null; SpaceReclaimed: number }>(cli, 'POST', '/build/prune', {
		query: { all, 'keep-storage': keep > 0 ? keep : undefined, filters: filtersJson(filters) ?? '{}' }
	});
	const deleted = report.CachesDeleted ?? [];
	if (deleted.length === 0) return { reclaimed: 0, text: '' };
	return { reclaimed: report.SpaceReclaimed, text: `Deleted build cache objects:\n${deleted.map((id) => `${id}\n`).join('')}` };
}

function message(cli: Cli, flags: Flags): string {
	const all = flags.bool('all');
	const warnings = [
		'all stopped containers',
		'all networks not used by at least one container',
		...(flags.bool('volumes') ? ['all anonymous volumes not used by at least one container'] : []),
		all ? 'all images without at least one container associated to them' : 'all dangling images',
		all ? 'all build cache' : 'unused build cache'
	];
	const given = pruneFilters(cli, flags.filters('filter'));
	const filters = ['label', 'label!', 'until'].flatMap((name) => (given[name] ?? []).map((value) => `${name}=${value}`)).sort(naturalCompare);
	const listed = filters.length === 0 ? '' : `\n  Items to be pruned will be filtered with:${filters.map((filter) => `\n  - ${filter}`).join('')}\n`;
	return `WARNING! This will remove:${warnings.map((warning) => `\n  - ${warning}`).join('')}\n${listed}\nAre you sure you want to continue?`;
}

const prune: Command = {
	name: 'prune',
	use: 'prune [OPTIONS]',
	short: 'Remove unused data',
	version: '1.25',
	args: none,
	flags: [
		f('bool', 'all', 'a', 'Remove all unused images not just dangling ones'),
		f('filter', 'filter', '', 'Provide filter values (e.g. "label=<key>=<value>")', { version: '1.28' }),
		f('bool', 'force', 'f', 'Do not prompt for confirmation'),
		f('bool', 'volumes', '', 'Prune anonymous volumes')
	],
	*run(cli, flags) {
		const filters = flags.filters('filter');
		const volumes = flags.bool('volumes');
		if (volumes && filters['until']) throw new Failure('ERROR: The "until" filter is not supported with "--volumes"');
		const all = flags.bool('all');
		yield* confirmOr(flags.bool('force'), message(cli, flags));
		const steps: (() => Sys<Pruned>)[] = [() => pruneContainers(cli, filters), () => pruneNetworks(cli, filters)];
		if (volumes) steps.push(() => pruneVolumes(cli, filters));
		steps.push(
			() => pruneImages(cli, filters, all),
			() => pruneBuildCache(cli, filters, all)
		);
		let reclaimed = 0;
		for (const step of steps) {
			const done = yield* step();
			reclaimed += done.reclaimed;
			if (done.text !== '') yield* out(`${done.text}\n`);
		}
		yield* out(`Total reclaimed space: ${humanSize(reclaimed)}\n`);
		return 0;
	}
};
export default prune;
