// docker image load: images from a tar archive.
import { isatty } from '../../../../kernel/index.ts';
import { encodeJson } from '../../../../values/index.ts';
import { stream } from '../../client/api.ts';
import { type Command, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { readAll, readFileOr } from '../../files.ts';
import { validPlatform } from '../../opts/platform.ts';
import { showProgress } from '../../progress.ts';
import { f } from '../../flags/flag.ts';

const load: Command = {
	name: 'load',
	use: 'load [OPTIONS]',
	short: 'Load an image from a tar archive or STDIN',
	also: 'docker image load, docker load',
	args: none,
	flags: [
		f('string', 'input', 'i', 'Read from tar archive file, instead of STDIN'),
		f('string', 'platform', '', 'Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")', { version: '1.48' }),
		f('bool', 'quiet', 'q', 'Suppress the load output')
	],
	*run(cli, flags) {
		const file = flags.text('input');
		if (file === '' && (yield* isatty(0))) throw new Failure('requested load from stdin, but stdin is empty');
		const body = file === '' ? yield* readAll(0) : yield* readFileOr(file);
		const quiet = flags.bool('quiet') || !(yield* isatty(1));
		const platform = flags.text('platform');
		const progress = yield* stream(cli, 'POST', '/images/load', {
			query: { quiet: quiet ? '1' : '0', platform: platform === '' ? undefined : encodeJson(validPlatform(platform)) },
			headers: { 'Content-Type': 'application/x-tar' },
			body
		});
		yield* showProgress(progress, 1);
		return 0;
	}
};
export default load;
