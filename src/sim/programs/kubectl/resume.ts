// A session made again from its words, for loops that go on after a checkpoint. Flags were accepted once and are so again.
import { findCommand, parseFlags } from '../../values/index.ts';
import { flagSet, globalFlags, normalize } from './globals.ts';
import { pathOf, type Place } from './help.ts';
import { Session } from './session.ts';
import { root } from './commands/index.ts';
import type { Command } from './tree.ts';

interface Tree extends Command {
	readonly commands?: readonly Tree[];
}
/** The command tree as cobra's search wants it. */
const treeOf = (command: Command): Tree => ({ ...command, ...(command.subs ? { commands: command.subs.map(treeOf) } : {}) });

/** The session of a command line. */
export function sessionOf(argv: readonly string[], env: Readonly<Record<string, string>>): Session {
	const { path, args } = findCommand(treeOf(root), argv.slice(1), { flags: globalFlags(env['HOME'] ?? ''), normalize });
	const place: Place = [path[0] ?? root, ...path.slice(1)];
	const set = flagSet(place, env['HOME'] ?? '');
	return new Session(argv, env, pathOf(place), place[place.length - 1] ?? root, parseFlags(set, args), set);
}
