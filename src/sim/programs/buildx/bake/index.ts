// `docker buildx bake`: targets from a file, built at once. Follows buildx's commands/bake.go.
// Leaves out definitions from URLs and the prompt for entitlements of the host's network.
import { f } from '../../docker/flags/flag.ts';
import type { BuildxCommand } from '../commands.ts';
import { runBake } from './run.ts';

export const bakeCommand: BuildxCommand = {
	name: 'bake',
	use: 'bake [OPTIONS] [TARGET...]',
	short: 'Build from a file',
	aliases: ['f'],
	flags: [
		f('stringArray', 'allow', '', 'Allow build to access specified resources'),
		f('string', 'builder', '', 'Override the configured builder instance'),
		f('bool', 'debug', 'D', 'Enable debug logging'),
		f('string', 'call', '', 'Set method for evaluating build ("check", "outline", "targets")', { def: 'build' }),
		f('bool', 'check', '', 'Shorthand for "--call=check"', { def: '' }),
		f('stringArray', 'file', 'f', 'Build definition file'),
		f('string', 'list', '', 'List targets or variables'),
		f('bool', 'load', '', 'Shorthand for "--set=*.output=type=docker"'),
		f('string', 'metadata-file', '', 'Write build result metadata to a file'),
		f('bool', 'no-cache', '', 'Do not use cache when building the image'),
		f('bool', 'print', '', 'Print the options without building'),
		f('string', 'progress', '', 'Set type of progress output ("auto", "quiet", "plain", "tty", "rawjson"). Use plain to show container output', {
			def: 'auto'
		}),
		f('string', 'provenance', '', 'Shorthand for "--set=*.attest=type=provenance"'),
		f('bool', 'pull', '', 'Always attempt to pull all referenced images'),
		f('bool', 'push', '', 'Shorthand for "--set=*.output=type=registry"'),
		f('string', 'sbom', '', 'Shorthand for "--set=*.attest=type=sbom"'),
		f('stringArray', 'set', '', 'Override target value (e.g., "targetpattern.key=value")')
	],
	args: { least: 0, most: 99 },
	run: runBake
};
