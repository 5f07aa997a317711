// docker image save: images as a tar archive.
import { isatty } from '../../../../kernel/index.ts';
import { concat, encodeJson } from '../../../../values/index.ts';
import { download } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { dirName, writeFile } from '../../files.ts';
import { validPlatform } from '../../opts/platform.ts';
import { checkDirectory } from '../../output-file.ts';
import { imageNames } from './common.ts';
import { f } from '../../flags/flag.ts';

const save: Command = {
	name: 'save',
	use: 'save [OPTIONS] IMAGE [IMAGE...]',
	short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
	also: 'docker image save, docker save',
	args: min(1),
	flags: [
		f('string', 'output', 'o', 'Write to a file, instead of STDOUT'),
		f('string', 'platform', '', 'Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")', { version: '1.48' })
	],
	complete: imageNames,
	*run(cli, flags, args) {
		const file = flags.text('output');
		const platform = flags.text('platform');
		const query = { names: args, platform: platform === '' ? undefined : encodeJson(validPlatform(platform)) };
		if (file === '') {
			if (yield* isatty(1)) throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect');
			yield* download(cli, 'GET', '/images/get', { query }, out);
			return 0;
		}
		yield* checkDirectory(dirName(file), 'failed to save image: ');
		const chunks: Uint8Array[] = [];
		yield* download(cli, 'GET', '/images/get', { query }, function* (chunk) {
			chunks.push(chunk);
		});
		yield* writeFile(file, concat(chunks), 0o600);
		return 0;
	}
};
export default save;
