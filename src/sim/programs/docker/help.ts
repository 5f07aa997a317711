// Help and usage, derived from the rows: the groups of the main help, the sections of a command's help (cli/cobra.go's template),
// and the hiding of what the daemon does not support (version, swarm role, experimental, operating system).
import { Errno, type Sys } from '../../engine/index.ts';
import { isatty, winsize } from '../../kernel/index.ts';
import type { Cli, ServerInfo } from './cli.ts';
import { serverInfo, versionBelow } from './client/endpoint.ts';
import type { Command } from './command.ts';
import { Failure } from './failure.ts';
import type { Flag, Flags } from './flags/flag.ts';
import { usages as flagUsages } from './flags/parse.ts';
import { commandAt, pathOf, useLineOf, type Place } from './tree.ts';

/** Whether the daemon lacks what a command or flag needs, so that help does not show it. */
const unsupported = (needs: Pick<Command, 'version' | 'swarm' | 'experimental' | 'ostype'> | Flag, server: ServerInfo): boolean =>
	(needs.experimental === true && !server.experimental) ||
	(needs.ostype !== undefined && server.osType !== '' && needs.ostype !== server.osType) ||
	(needs.swarm !== undefined &&
		server.swarm !== undefined &&
		((needs.swarm === 'manager' && !server.swarm.manager) || (needs.swarm === 'active' && server.swarm.state === 'inactive'))) ||
	(needs.version !== undefined && versionBelow(server.version, needs.version));

/** Throws the error of a command or of its given flags that the daemon does not support. */
export function* checkSupported(cli: Cli, place: Place, flags?: Flags): Sys<void> {
	const needy = place.some((command) => command.version !== undefined || command.ostype !== undefined || command.experimental === true);
	const given = (commandAt(place).flags ?? []).filter(
		(flag) => (flag.version ?? flag.ostype ?? flag.experimental) !== undefined && flags?.changed(flag.name) === true
	);
	if (!needy && given.length === 0) return;
	const server = yield* serverInfo(cli);
	const path = pathOf(place);
	for (const command of [...place].reverse()) {
		if (command.version !== undefined && versionBelow(server.version, command.version))
			throw new Failure(`${path} requires API version ${command.version}, but the Docker daemon API version is ${server.version}`);
		if (command.ostype !== undefined && server.osType !== '' && command.ostype !== server.osType)
			throw new Failure(`${path} is only supported on a Docker daemon running on ${command.ostype}, but the Docker daemon is running on ${server.osType}`);
		if (command.experimental === true && !server.experimental)
			throw new Failure(`${path} is only supported on a Docker daemon with experimental features enabled`);
	}
	const errors = given.flatMap((flag) => {
		if (flag.version !== undefined && versionBelow(server.version, flag.version))
			return [`"--${flag.name}" requires API version ${flag.version}, but the Docker daemon API version is ${server.version}`];
		if (flag.ostype !== undefined && server.osType !== '' && flag.ostype !== server.osType)
			return [`"--${flag.name}" is only supported on a Docker daemon running on ${flag.ostype}, but the Docker daemon is running on ${server.osType}`];
		if (flag.experimental === true && !server.experimental) return [`"--${flag.name}" is only supported on a Docker daemon with experimental features enabled`];
		return [];
	});
	if (errors.length > 0) throw new Failure(errors.join('\n'));
}

function section(title: string, commands: readonly Command[], width: number): string {
	if (commands.length === 0) return '';
	const label = (command: Command): string => `${command.name}${command.plugin && command.plugin.invalid === undefined ? '*' : ' '}`;
	return `\n${title}:\n${commands.map((command) => `  ${label(command).padEnd(width + 1)}${command.plugin?.invalid ?? command.short}\n`).join('')}`;
}

const available = (command: Command): boolean => command.hidden !== true && (command.run !== undefined || (command.subs ?? []).some(available));

/** The help text. `columns` is the width to wrap at. */
export function helpText(place: Place, server: ServerInfo, columns: number): string {
	const command = commandAt(place);
	const root = place.length === 1;
	const path = pathOf(place);
	const group = (command.subs ?? []).length > 0;
	const shown = (command.flags ?? []).filter((flag) => flag.hidden !== true && !unsupported(flag, server));
	const everything = [...(command.subs ?? [])].filter((sub) => available(sub) && !unsupported(sub, server)).sort((a, b) => (a.name < b.name ? -1 : 1));
	const invalid = everything.filter((sub) => sub.plugin?.invalid !== undefined);
	const subs = everything.filter((sub) => !invalid.includes(sub));
	const width = Math.max(11, ...(command.subs ?? []).map((sub) => sub.name.length));
	let text = `Usage:  ${group ? `${path}${shown.length > 0 ? ' [OPTIONS]' : ''} COMMAND` : useLineOf(place)}\n\n${(command.long ?? command.short).trim()}\n`;
	if (place.some((one) => one.experimentalCli === true))
		text += `\nEXPERIMENTAL:\n  ${path} is an experimental feature.\n  Experimental features provide early access to product functionality. These\n  features may change between releases without warning, or can be removed from a\n  future release. Learn more about experimental features in our documentation:\n  https://docs.docker.com/go/experimental/\n`;
	const aliases =
		command.also ?? (command.aliases ? [path, ...command.aliases.map((alias) => `${pathOf(place).slice(0, -command.name.length)}${alias}`)].join(', ') : '');
	if (aliases !== '') text += `\nAliases:\n  ${aliases}\n`;
	const usages = flagUsages(shown, columns);
	if (!root && usages !== '') text += `\nOptions:\n${usages.trimEnd()}\n`;
	const isGroup = (sub: Command): boolean => sub.plugin !== undefined || (sub.subs ?? []).some(available);
	const top = root ? subs.filter((sub) => sub.top !== undefined && sub.plugin === undefined).sort((a, b) => (a.top ?? 0) - (b.top ?? 0)) : [];
	text += section('Common Commands', top, width);
	text += section(
		'Management Commands',
		subs.filter((sub) => isGroup(sub) && sub.swarm === undefined),
		width
	);
	text += section(
		'Swarm Commands',
		subs.filter((sub) => isGroup(sub) && sub.swarm !== undefined),
		width
	);
	text += section(
		'Commands',
		subs.filter((sub) => !isGroup(sub) && !top.includes(sub)),
		width
	);
	text += section('Invalid Plugins', invalid, width);
	if (root) text += `\nGlobal Options:\n${usages.trimEnd()}\n`;
	if (group) text += `\nRun '${path} COMMAND --help' for more information on a command.\n`;
	if (root) text += '\nFor more help on how to use Docker, head to https://docs.docker.com/go/guides/\n';
	return text;
}

/** The width help wraps at: stdin's terminal, or 80 columns. */
export function* helpColumns(): Sys<number> {
	try {
		if (yield* isatty(0)) return (yield* winsize(0)).columns - 1;
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	return 79;
}

/** A command's help as the daemon at hand shapes it. */
export function* help(cli: Cli, place: Place): Sys<string> {
	yield* checkSupported(cli, place);
	return helpText(place, yield* serverInfo(cli), yield* helpColumns());
}
