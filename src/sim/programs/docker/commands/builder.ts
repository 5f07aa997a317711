// docker builder … without the buildx plug-in: the classic builder, and its cache's prune.
import { humanSize } from '../../../values/index.ts';
import { out } from '../cli.ts';
import { type Command, none, rename } from '../command.ts';
import { confirmOr, pruneFilters } from '../prompt.ts';
import build from './image/build.ts';
import { pruneBuildCache } from './system/prune.ts';
import { f } from '../flags/flag.ts';

const prune: Command = {
	name: 'prune',
	use: 'prune',
	short: 'Remove build cache',
	version: '1.39',
	args: none,
	flags: [
		f('bool', 'all', 'a', 'Remove all unused build cache, not just dangling ones'),
		f('filter', 'filter', '', 'Provide filter values (e.g. "until=24h")'),
		f('bool', 'force', 'f', 'Do not prompt for confirmation'),
		f('bytes', 'keep-storage', '', 'Amount of disk space to keep for cache')
	],
	*run(cli, flags) {
		const all = flags.bool('all');
		yield* confirmOr(flags.bool('force'), `WARNING! This will remove all ${all ? '' : 'dangling '}build cache. Are you sure you want to continue?`);
		const { reclaimed, text } = yield* pruneBuildCache(cli, pruneFilters(cli, flags.filters('filter')), all, flags.number('keep-storage'));
		yield* out(`${text === '' ? '' : `${text}\n`}Total reclaimed space: ${humanSize(reclaimed)}\n`);
		return 0;
	}
};

export const builder: Command = { name: 'builder', use: 'builder', short: 'Manage builds', version: '1.31', args: none, subs: [rename(build, 'build'), prune] };

/** Listed in the main help beside buildx; without that plug-in it ends in its error before it gets here. */
export const bake: Command = {
	name: 'bake',
	use: 'bake [OPTIONS] [TARGET...]',
	short: 'Build from a file',
	also: 'docker buildx bake',
	top: 5,
	version: '1.31',
	*run() {
		return 1;
	}
};
