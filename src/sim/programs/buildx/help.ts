// Help of the plug-in: its group and its commands. Lists what real buildx takes; what is not modelled of it is refused when used.
import { usages } from '../docker/flags/parse.ts';
import { f, type Flag } from '../docker/flags/flag.ts';
import type { BuildxCommand } from './commands.ts';

const tail = '\nExperimental commands and flags are hidden. Set BUILDX_EXPERIMENTAL=1 to show them.\n';

/** A command's help. */
export function commandHelp(
	short: string,
	use: string,
	flags: readonly Flag[],
	aliases: string,
	env: Readonly<Record<string, string>>,
	columns: number
): string {
	const builder = env['BUILDX_BUILDER'] ?? '';
	const shown = flags.map((flag) => (flag.name === 'builder' && builder !== '' ? { ...flag, def: builder } : flag)).sort((a, b) => (a.name < b.name ? -1 : 1));
	return `${short}\n\nUsage:  docker buildx ${use}\n\n${short}\n\n${aliases === '' ? '' : `Aliases:\n  ${aliases}\n\n`}Options:\n${usages(shown, columns).trimEnd()}\n${tail}`;
}

/** Help of a group of commands: `docker buildx imagetools --help`. */
export function subgroupHelp(command: BuildxCommand, env: Readonly<Record<string, string>>, columns: number): string {
	const builder = env['BUILDX_BUILDER'] ?? '';
	const flags = command.flags.map((flag) => (flag.name === 'builder' && builder !== '' ? { ...flag, def: builder } : flag));
	const rows = (command.subs ?? [])
		.filter(({ name }) => !command.management?.some(([group]) => group === name))
		.map(({ name, short }) => [name, short] as const)
		.sort(([a], [b]) => (a < b ? -1 : 1));
	const groups = command.management === undefined ? '' : `Management Commands:\n${table(command.management, 10)}\n`;
	return `${command.short}\n\nUsage:  docker buildx ${command.use}\n\n${command.short}\n\nOptions:\n${usages(flags, columns).trimEnd()}\n\n${groups}Commands:\n${table(rows, 10)}\nRun 'docker buildx ${command.use.replace(/ \[.*$/, '')} COMMAND --help' for more information on a command.\n${tail}`;
}

const management = [
	['history', 'Commands to work on build records'],
	['imagetools', 'Commands to work on images in registry']
];
const commands = [
	['bake', 'Build from a file'],
	['build', 'Start a build'],
	['create', 'Create a new builder instance'],
	['dial-stdio', 'Proxy current stdio streams to builder instance'],
	['du', 'Disk usage'],
	['inspect', 'Inspect current builder instance'],
	['ls', 'List builder instances'],
	['prune', 'Remove build cache'],
	['rm', 'Remove one or more builder instances'],
	['stop', 'Stop builder instance'],
	['use', 'Set the current builder instance'],
	['version', 'Show buildx version information']
];
const table = (rows: readonly (readonly string[])[], width: number): string =>
	rows.map(([name = '', short = '']) => `  ${name.padEnd(width)}  ${short}\n`).join('');

/** `docker buildx --help`. */
export function groupHelp(env: Readonly<Record<string, string>>, columns: number): string {
	const builder = env['BUILDX_BUILDER'] ?? '';
	const options = usages(
		[
			f('string', 'builder', '', 'Override the configured builder instance', builder === '' ? {} : { def: builder }),
			f('bool', 'debug', 'D', 'Enable debug logging')
		],
		columns
	);
	const short = 'Extended build capabilities with BuildKit';
	return `${short}\n\nUsage:  docker buildx [OPTIONS] COMMAND\n\n${short}\n\nOptions:\n${options.trimEnd()}\n\nManagement Commands:\n${table(management, 10)}\nCommands:\n${table(commands, 10)}\nRun 'docker buildx COMMAND --help' for more information on a command.\n${tail}`;
}
