// docker image ls, docker images.
import { clock } from '../../../../kernel/index.ts';
import type { Sys } from '../../../../engine/index.ts';
import { goQuote } from '../../../../values/index.ts';
import { filtersJson, json } from '../../client/api.ts';
import { err, out, type Cli } from '../../cli.ts';
import { type Command, max, rename } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { FORMAT_HELP, type Flags, f } from '../../flags/flag.ts';
import { imageFormat, imageHeaders, imageRows, type ImageSummary } from '../../format/image.ts';
import { formatRows } from '../../format/write.ts';
import { printTree, type TreeImage } from './tree.ts';

function* list(cli: Cli, flags: Flags, args: readonly string[]): Sys<number> {
	const [match = ''] = args;
	const filters = { ...flags.filters('filter') };
	if (match !== '') filters['reference'] = [...(filters['reference'] ?? []), match];
	const quiet = flags.bool('quiet');
	if (flags.bool('tree')) return yield* tree(cli, flags, filters);
	const images = yield* json<readonly ImageSummary[]>(cli, 'GET', '/images/json', { query: { all: flags.bool('all'), filters: filtersJson(filters) } });
	const given = flags.text('format') || (quiet ? '' : (cli.config.imagesFormat ?? '')) || 'table';
	const digests = flags.bool('digests');
	const format = imageFormat(given, quiet, digests);
	const now = yield* clock();
	yield* out(
		formatRows(
			format,
			imageHeaders,
			images.flatMap((image) => imageRows(image, format, digests, !flags.bool('no-trunc'), now)),
			'*formatter.imageContext'
		)
	);
	return images.length;
}

function* tree(cli: Cli, flags: Flags, filters: Readonly<Record<string, readonly string[]>>): Sys<number> {
	const clash: [boolean, string][] = [
		[flags.bool('quiet'), 'quiet'],
		[flags.bool('no-trunc'), 'no-trunc'],
		[flags.bool('digests'), 'show-digest'],
		[flags.text('format') !== '', 'format']
	];
	for (const [given, name] of clash) if (given) throw new Failure(`--${name} is not yet supported with --tree`);
	const images = yield* json<readonly TreeImage[]>(cli, 'GET', '/images/json', {
		query: { all: flags.bool('all'), manifests: true, filters: filtersJson(filters) }
	});
	yield* out(printTree(images));
	return images.length;
}

const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS] [REPOSITORY[:TAG]]',
	short: 'List images',
	aliases: ['list'],
	also: 'docker image ls, docker image list, docker images',
	top: 7,
	args: max(1),
	flags: [
		f('bool', 'all', 'a', 'Show all images (default hides intermediate images)'),
		f('bool', 'digests', '', 'Show digests'),
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'no-trunc', '', "Don't truncate output"),
		f('bool', 'quiet', 'q', 'Only show image IDs'),
		f('bool', 'tree', '', 'List multi-platform images as a tree (EXPERIMENTAL)', { version: '1.47' })
	],
	*run(cli, flags, args) {
		yield* list(cli, flags, args);
		return 0;
	}
};
export default ls;

const subcommands = ['build', 'history', 'import', 'inspect', 'list', 'load', 'ls', 'prune', 'pull', 'push', 'rm', 'save', 'tag'];
/** The top-level name, which hints at the management command when nothing was found. */
export const images: Command = {
	...rename(ls, 'images'),
	*run(cli, flags, args) {
		const count = yield* list(cli, flags, args);
		const [match = ''] = args;
		if (count === 0 && subcommands.includes(match)) yield* err(`\nNo images found matching ${goQuote(match)}: did you mean "docker image ${match}"?\n`);
		return 0;
	}
};
