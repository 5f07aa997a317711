// `docker buildx imagetools`: the group's rows. Texts follow buildx 0.24.0.
import { f } from '../../docker/flags/flag.ts';
import type { BuildxCommand } from '../commands.ts';
import { createImage } from './create.ts';
import { inspectImage } from './inspect.ts';

const builder = [f('string', 'builder', '', 'Override the configured builder instance'), f('bool', 'debug', 'D', 'Enable debug logging')];

export const imagetoolsCommand: BuildxCommand = {
	name: 'imagetools',
	use: 'imagetools [OPTIONS] COMMAND',
	short: 'Commands to work on images in registry',
	flags: builder,
	args: { least: 0, most: 99 },
	subs: [
		{
			name: 'inspect',
			use: 'imagetools inspect [OPTIONS] NAME',
			short: 'Show details of an image in the registry',
			flags: [
				...builder,
				f('string', 'format', '', 'Format the output using the given Go template'),
				f('bool', 'raw', '', 'Show original, unformatted JSON manifest')
			],
			args: { least: 1, most: 1 },
			run: inspectImage
		},
		{
			name: 'create',
			use: 'imagetools create [OPTIONS] [SOURCE...]',
			short: 'Create a new image based on source images',
			flags: [
				f('stringArray', 'annotation', '', 'Add annotation to the image'),
				f('bool', 'append', '', 'Append to existing manifest'),
				...builder,
				f('bool', 'dry-run', '', 'Show final image instead of pushing'),
				f('stringArray', 'file', 'f', 'Read source descriptor from file'),
				f(
					'bool',
					'prefer-index',
					'',
					'When only a single source is specified, prefer outputting an image index or manifest list instead of performing a carbon copy',
					{
						def: 'true'
					}
				),
				f('string', 'progress', '', 'Set type of progress output ("auto", "plain", "tty", "rawjson"). Use plain to show container output', { def: 'auto' }),
				f('stringArray', 'tag', 't', 'Set reference for new image')
			],
			args: { least: 0, most: 99 },
			run: createImage
		}
	]
};
