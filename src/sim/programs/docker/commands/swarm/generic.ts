// Routines that swarm's commands share: list, inspect, remove, and one call whose answer prints nothing. The engine answers for a node that is in no swarm.
import type { Sys } from '../../../../engine/index.ts';
import { call, filtersJson, json, segment, type CallOptions } from '../../client/api.ts';
import { forEach } from '../../client/parallel.ts';
import { out, type Cli } from '../../cli.ts';
import { min, type Command, type Run } from '../../command.ts';
import { inspect } from '../../format/inspect.ts';
import { formatRows, type Fields, type Headers } from '../../format/write.ts';
import { FORMAT_HELP, INSPECT_HELP, f, type Flag, type Flags } from '../../flags/flag.ts';

/** GET a list and print it as a table. */
export const listing = <T>(path: string, headers: Headers, table: string, fields: (item: T) => Fields, type: string): Run =>
	function* (cli, flags) {
		const items = yield* json<readonly T[] | null>(cli, 'GET', path, { query: { filters: filtersJson(flags.filters('filter')) } });
		const given = flags.text('format') || 'table';
		const format = flags.bool('quiet') ? '{{.ID}}' : given === 'table' ? table : given;
		yield* out(formatRows(format, headers, (items ?? []).map(fields), type));
		return 0;
	};

export const listFlags: readonly Flag[] = [
	f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
	f('string', 'format', '', FORMAT_HELP),
	f('bool', 'quiet', 'q', 'Only display IDs')
];

/** What a name on the command line is called by the engine. */
type Naming = (cli: Cli, name: string) => Sys<string>;
const asGiven: Naming = function* (_cli, name) {
	return name;
};

/** GET each by name. */
const inspecting = (path: string, naming: Naming): Run =>
	function* (cli, flags, args) {
		return yield* inspect(args, flags.text('format'), function* (name) {
			return yield* json(cli, 'GET', `${path}/${segment(yield* naming(cli, name))}`);
		});
	};

export const inspectCommand = (what: string, args: string, naming = asGiven): Command => ({
	name: 'inspect',
	use: `inspect [OPTIONS] ${args}`,
	short: `Display detailed information on one or more ${what}`,
	args: min(1),
	flags: [f('string', 'format', 'f', INSPECT_HELP), f('bool', 'pretty', '', 'Print the information in a human friendly format')],
	run: inspecting(`/${what}`, naming)
});

/** DELETE each and print its name. */
export const removing = (path: string, options: (flags: Flags) => CallOptions = () => ({})): Run =>
	function* (cli, flags, args) {
		return yield* forEach(args, function* (name) {
			yield* call(cli, 'DELETE', `${path}/${segment(name)}`, options(flags));
			yield* out(`${name}\n`);
		});
	};
