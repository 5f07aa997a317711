// docker container top: ps on the host, of the container's processes.
import { tabulate } from '../../../../values/index.ts';
import { json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { containerNames, path } from './common.ts';

const top: Command = {
	name: 'top',
	use: 'top CONTAINER [ps OPTIONS]',
	short: 'Display the running processes of a container',
	also: 'docker container top, docker top',
	args: min(1),
	interspersed: false,
	complete: containerNames(false),
	*run(cli, _flags, args) {
		const [name = '', ...words] = args;
		const list = yield* json<{ Titles: readonly string[]; Processes: readonly (readonly string[])[] | null }>(cli, 'GET', path(name, '/top'), {
			query: { ps_args: words.join(' ') }
		});
		const lines = [list.Titles, ...(list.Processes ?? [])].map((cells) => `${cells.join('\t')}\n`).join('');
		yield* out(tabulate(lines, { minwidth: 20, tabwidth: 1, padding: 3, padchar: ' ' }));
		return 0;
	}
};
export default top;
