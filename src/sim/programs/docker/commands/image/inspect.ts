// docker image inspect.
import { encodeJson } from '../../../../values/index.ts';
import { rawJson } from '../../client/api.ts';
import { type Command, min } from '../../command.ts';
import { inspect } from '../../format/inspect.ts';
import { parsePlatform } from '../../opts/platform.ts';
import { imageNames, imagePath, presented } from './common.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] IMAGE [IMAGE...]',
	short: 'Display detailed information on one or more images',
	args: min(1),
	flags: [
		f('string', 'format', 'f', INSPECT_HELP),
		f(
			'string',
			'platform',
			'',
			`Inspect a specific platform of the multi-platform image.
If the image or the server is not multi-platform capable, the command will error out if the platform does not match.
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`,
			{ version: '1.49' }
		)
	],
	complete: imageNames,
	*run(cli, flags, args) {
		const platform = flags.text('platform');
		const query = { platform: platform === '' ? undefined : encodeJson(parsePlatform(platform)) };
		return yield* inspect(args, flags.text('format'), function* (name) {
			return presented(yield* rawJson(cli, 'GET', imagePath(name, '/json'), { query }));
		});
	}
};
export default inspectCommand;
