// docker image history.
import { clock } from '../../../../kernel/index.ts';
import { encodeJson } from '../../../../values/index.ts';
import { json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, exact, upTo } from '../../command.ts';
import { historyFields, historyHeaders, type HistoryItem } from '../../format/image.ts';
import { formatRows } from '../../format/write.ts';
import { validPlatform } from '../../opts/platform.ts';
import { imageNames, imagePath } from './common.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

const history: Command = {
	name: 'history',
	use: 'history [OPTIONS] IMAGE',
	short: 'Show the history of an image',
	also: 'docker image history, docker history',
	args: exact(1),
	flags: [
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'human', 'H', 'Print sizes and dates in human readable format', { def: 'true' }),
		f('bool', 'no-trunc', '', "Don't truncate output"),
		f('string', 'platform', '', 'Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")', { version: '1.48' }),
		f('bool', 'quiet', 'q', 'Only show image IDs')
	],
	complete: upTo(1, imageNames),
	*run(cli, flags, args) {
		const platform = flags.text('platform');
		const items = yield* json<readonly HistoryItem[]>(cli, 'GET', imagePath(args[0] ?? '', '/history'), {
			query: { platform: platform === '' ? undefined : encodeJson(validPlatform(platform)) }
		});
		const human = flags.bool('human');
		const given = flags.text('format') || 'table';
		const columns = human ? '{{.CreatedSince}}' : '{{.CreatedAt}}';
		const format = given !== 'table' ? given : flags.bool('quiet') ? '{{.ID}}' : `table {{.ID}}\t${columns}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}`;
		const now = yield* clock();
		yield* out(
			formatRows(
				format,
				historyHeaders,
				items.map((item) => historyFields(item, human, !flags.bool('no-trunc'), now)),
				'*image.historyContext'
			)
		);
		return 0;
	}
};
export default history;
