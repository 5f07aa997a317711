// docker search: what Docker Hub's index finds.
import { encodeAuth, INDEX_SERVER, storedAuth } from '../../auth.ts';
import { filtersJson, json } from '../../client/api.ts';
import { err, out } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { ellipsis, formatRows } from '../../format/write.ts';
import { f } from '../../flags/flag.ts';

interface Result {
	readonly name: string;
	readonly description: string;
	readonly star_count: number;
	readonly is_official: boolean;
}
const headers = { Name: 'NAME', Description: 'DESCRIPTION', StarCount: 'STARS', IsOfficial: 'OFFICIAL' };

const search: Command = {
	name: 'search',
	use: 'search [OPTIONS] TERM',
	short: 'Search Docker Hub for images',
	top: 10,
	args: exact(1),
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', 'Pretty-print search using a Go template'),
		f('int', 'limit', '', 'Max number of search results'),
		f('bool', 'no-trunc', '', "Don't truncate output")
	],
	*run(cli, flags, args) {
		const filters = flags.filters('filter');
		if (filters['is-automated'])
			yield* err('WARNING: the "is-automated" filter is deprecated, and searching for "is-automated=true" will not yield any results in future.\n');
		const limit = flags.number('limit');
		const results = yield* json<readonly Result[] | null>(cli, 'GET', '/images/search', {
			query: { term: args[0], filters: filtersJson(filters), limit: limit > 0 ? limit : undefined },
			headers: { 'X-Registry-Auth': encodeAuth(storedAuth(cli, INDEX_SERVER)) }
		});
		const format = ['', 'table'].includes(flags.text('format')) ? 'table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}' : flags.text('format');
		const asJson = format.includes('json');
		const rows = (results ?? []).map((result) => {
			const text = result.description.replace(/[\r\n]/g, ' ');
			const official = asJson ? String(result.is_official) : result.is_official ? '[OK]' : '';
			return { Description: flags.bool('no-trunc') ? text : ellipsis(text, 45), IsOfficial: official, Name: result.name, StarCount: String(result.star_count) };
		});
		yield* out(formatRows(format, headers, rows, '*registry.searchContext'));
		return 0;
	}
};
export default search;
