// Help and usage in kubectl's own templates: description, aliases, examples, sub-commands, options, usage line, hints.
import { kubectlFlagUsages } from '../../values/index.ts';
import { globalFlags } from './globals.ts';
import { compareBytes } from '../../values/index.ts';
import type { Command } from './tree.ts';

export type Place = readonly [Command, ...Command[]];
export const commandAt = (place: Place): Command => place[place.length - 1] ?? place[0];
/** "kubectl create deployment" */
export const pathOf = (place: Place): string => place.map(({ name }) => name).join(' ');

/** The groups of the main help. */
const groups: readonly (readonly [title: string, names: readonly string[]])[] = [
	['Basic Commands (Beginner):', ['create', 'expose', 'run', 'set']],
	['Basic Commands (Intermediate):', ['explain', 'get', 'edit', 'delete']],
	['Deploy Commands:', ['rollout', 'scale', 'autoscale']],
	['Cluster Management Commands:', ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint']],
	['Troubleshooting and Debugging Commands:', ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events']],
	['Advanced Commands:', ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize']],
	['Settings Commands:', ['label', 'annotate', 'completion']],
	['Subcommands provided by plugins:', []],
	['Other Commands:', ['api-resources', 'api-versions', 'config', 'kuberc', 'plugin', 'version']]
];
const runnable = (command: Command): boolean => command.runnable !== false;
const available = (command: Command): boolean => command.hidden !== true && (runnable(command) || (command.subs ?? []).some(available));

function subcommands(place: Place): string {
	const command = commandAt(place);
	const all = (command.subs ?? []).filter(available);
	const width = Math.max(11, ...(command.subs ?? []).map(({ name }) => name.length));
	const line = (sub: Command): string => `  ${sub.name.padEnd(width)}   ${sub.short}`;
	if (place.length > 1) return ['Available Commands:', ...[...all].sort((a, b) => compareBytes(a.name, b.name)).map(line)].join('\n');
	return groups.map(([title, names]) => [title, ...names.flatMap((name) => all.filter((sub) => sub.name === name)).map(line)].join('\n')).join('\n\n');
}
function usageLine(place: Place): string {
	const command = commandAt(place);
	const parents = place.slice(0, -1).map(({ name }) => name);
	let line = [...parents, command.use].join(' ');
	if (command.noFlagsInUse !== true && !line.includes('[flags]')) line += ' [flags]';
	return line.includes('[options]') ? line : `${line} [options]`;
}

/** What stands below the description. `columns`: the terminal's width; 0: no wrapping. */
export function usageText(place: Place, columns = 0): string {
	const command = commandAt(place);
	const root = place.length === 1;
	const persistent = place[1]?.name === 'config' && place.length === 2 ? new Set((command.flags ?? []).map(({ name }) => name)) : new Set<string>();
	const flags = root ? [] : (command.flags ?? []).filter(({ name }) => !persistent.has(name));
	const subs = (command.subs ?? []).some(available);
	let text = '\n\n';
	if (command.aliases && command.aliases.length > 0) text += `Aliases:\n${[command.name, ...command.aliases].join(', ')}\n\n`;
	if (command.example) text += `Examples:\n${command.example.trimEnd()}\n\n`;
	if (subs) text += `${subcommands(place)}\n\n`;
	const shown = kubectlFlagUsages({ flags: [...flags] }, { columns });
	if (flags.length > 0) text += `Options:\n${shown.trimEnd()}\n\n`;
	if (runnable(command)) text += `Usage:\n  ${usageLine(place)}\n\n`;
	if (subs) text += `Use "${pathOf(place)} <command> --help" for more information about a given command.\n`;
	if (runnable(command)) text += 'Use "kubectl options" for a list of global command-line options (applies to all commands).\n';
	return text;
}
/** The help text. */
export function helpText(place: Place, columns = 0): string {
	const command = commandAt(place);
	return (command.long ?? command.short).trim() + usageText(place, columns);
}
/** `kubectl options`. */
export const optionsText = (home: string, columns = 0): string =>
	`The following options can be passed to any command:\n\n${kubectlFlagUsages({ flags: [...globalFlags(home)] }, { columns })}`;
