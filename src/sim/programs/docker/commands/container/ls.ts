// docker container ls, docker ps: the list of containers.
import { GoStruct } from '../../../../values/go-print.ts';
import { clock } from '../../../../kernel/index.ts';
import { filtersJson, json } from '../../client/api.ts';
import { err, out } from '../../cli.ts';
import { type Command, none, rename } from '../../command.ts';
import { containerFields, containerFormat, containerHeaders, type ContainerSummary, type ImageNames } from '../../format/container.ts';
import { parse, run as execute } from '../../format/template.ts';
import { formatRows } from '../../format/write.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

/** Whether a template asks for .Size: then the daemon has to count. */
function asksSize(format: string): boolean {
	const template = parse(format, 'failed to parse template');
	let asked = false;
	const empty = Object.fromEntries(Object.keys(containerHeaders).map((name) => [name, '']));
	const size = (): string => {
		asked = true;
		return '0B';
	};
	execute(template, new GoStruct('*formatter.ContainerContext', { ...empty, Size: size, Label: () => '' }), 'failed to execute template');
	return asked;
}

const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List containers',
	aliases: ['ps', 'list'],
	also: 'docker container ls, docker container list, docker container ps, docker ps',
	top: 3,
	args: none,
	flags: [
		f('bool', 'all', 'a', 'Show all containers (default shows just running)'),
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', FORMAT_HELP),
		f('int', 'last', 'n', 'Show n last created containers (includes all states)', { def: '-1' }),
		f('bool', 'latest', 'l', 'Show the latest created container (includes all states)'),
		f('bool', 'no-trunc', '', "Don't truncate output"),
		f('bool', 'quiet', 'q', 'Only display container IDs'),
		f('bool', 'size', 's', 'Display total file sizes')
	],
	*run(cli, flags) {
		const quiet = flags.bool('quiet');
		const given = flags.text('format');
		if (given !== '' && quiet) yield* err('WARNING: Ignoring custom format, because both --format and --quiet are set.\n');
		const format = given === '' ? (cli.config.psFormat ?? '') : given;
		const size = flags.bool('size') || (format !== '' && asksSize(format) && !quiet && !flags.changed('size'));
		const last = flags.number('last');
		const limit = flags.bool('latest') && last === -1 ? 1 : last;
		const containers = yield* json<readonly ContainerSummary[]>(cli, 'GET', '/containers/json', {
			query: { all: flags.bool('all'), limit: limit > 0 ? limit : undefined, size, filters: filtersJson(flags.filters('filter')) }
		});
		const now = yield* clock();
		const trunc = !flags.bool('no-trunc');
		const images: ImageNames = new Map();
		yield* out(
			formatRows(
				containerFormat(format, quiet, size),
				containerHeaders,
				containers.map((container) => containerFields(container, trunc, now, images)),
				'*formatter.ContainerContext'
			)
		);
		return 0;
	}
};
export default ls;
/** The top-level name. */
export const ps = rename(ls, 'ps');
