// The command tree as dispatch and help walk it: a command with its parents, its path and its usage line; and cobra's way of finding it.
import type { Command } from './command.ts';
import type { Flag } from './flags/flag.ts';
import { parseFlags, type Parsed } from './flags/parse.ts';
import { Failure } from './failure.ts';

/** A command at its place: the commands from the root down to it. */
export type Place = readonly [Command, ...Command[]];

export const commandAt = (place: Place): Command => place[place.length - 1] ?? place[0];
export const pathOf = (place: Place): string => place.map((command) => command.name).join(' ');
export const useLineOf = (place: Place): string => [...place.slice(0, -1).map((command) => command.name), commandAt(place).use].join(' ');
export const child = (command: Command, name: string): Command | undefined => command.subs?.find((sub) => sub.name === name || sub.aliases?.includes(name));

const takesValue = (flags: readonly Flag[], arg: string): boolean => {
	const flag = arg.startsWith('--') ? flags.find((one) => one.name === arg.slice(2)) : arg.length === 2 ? flags.find((one) => one.short === arg[1]) : undefined;
	return arg.startsWith('--') ? flag?.kind !== 'bool' : flag !== undefined && flag.kind !== 'bool';
};

/** The usage error of a flag: what is wrong, the usage line, where to read more; exit code 125. */
export const flagFailure = (place: Place, text: string): Failure =>
	new Failure(`${text}\n\nUsage:  ${useLineOf(place)}\n\nRun '${pathOf(place)} --help' for more information`, 125);

/** Parses a command's flags; errors carry its usage. */
export function parseAt(place: Place, args: readonly string[], env: Readonly<Record<string, string>>): Parsed {
	const command = commandAt(place);
	try {
		return parseFlags(command.flags ?? [], args, command.interspersed !== false, env);
	} catch (e) {
		if (e instanceof Failure) throw flagFailure(place, e.text);
		throw e;
	}
}

/** cobra's Traverse: the deepest command the words name, and what is left for it. Flags of the groups on the way are parsed there (and may throw). */
export function traverse(from: Place, args: readonly string[], env: Readonly<Record<string, string>>): { place: Place; args: readonly string[] } {
	const command = commandAt(from);
	const flags: string[] = [];
	let value = false;
	for (const [i, arg] of args.entries()) {
		if (arg.startsWith('-') && arg !== '-' && !value) {
			flags.push(arg);
			value = !arg.includes('=') && arg !== '--help' && takesValue(command.flags ?? [], arg);
			continue;
		}
		if (value) {
			value = false;
			flags.push(arg);
			continue;
		}
		const next = child(command, arg);
		if (!next) return { place: from, args };
		parseAt(from, flags, env);
		return traverse([...from, next], args.slice(i + 1), env);
	}
	return { place: from, args };
}
