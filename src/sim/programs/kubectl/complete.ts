// Completion of kubectl's words: sub-commands, kinds, live names. The shell asks with `kubectl __complete …` (cobra's protocol).
import type { Sys } from '../../engine/index.ts';
import { findCommand, parseFlags, FlagError } from '../../values/index.ts';
import { root } from './commands/index.ts';
import { isKubectlError } from './failure.ts';
import { flagSet, globalFlags, normalize } from './globals.ts';
import { commandAt, pathOf, type Place } from './help.ts';
import { out, Session } from './session.ts';
import type { Command } from './tree.ts';

interface Tree extends Command {
	readonly commands?: readonly Tree[];
}
const treeOf = (command: Command): Tree => ({ ...command, ...(command.subs ? { commands: command.subs.map(treeOf) } : {}) });

/** The words that may stand where `typed` does, after `words`. */
function* candidates(words: readonly string[], typed: string, env: Readonly<Record<string, string>>): Sys<readonly string[]> {
	const home = env['HOME'] ?? '';
	const { path, args } = findCommand(treeOf(root), words, { flags: globalFlags(home), normalize });
	const place: Place = [path[0] ?? root, ...path.slice(1)];
	const command = commandAt(place);
	const set = flagSet(place, home);
	if (typed.startsWith('-'))
		return set.flags
			.filter(({ hidden }) => hidden !== true)
			.map(({ name }) => `--${name}`)
			.filter((name) => name.startsWith(typed))
			.sort();
	const subs = (command.subs ?? []).filter((sub) => sub.hidden !== true && sub.name.startsWith(typed)).map(({ name }) => name);
	if (subs.length > 0 && args.every((arg) => arg.startsWith('-'))) return subs;
	if (!command.complete) return [];
	try {
		const parsed = parseFlags(set, args, { unknownFlags: true });
		const session = new Session(['kubectl', ...words], env, pathOf(place), command, parsed, set);
		return (yield* command.complete(session, typed)).filter((word) => word.startsWith(typed));
	} catch (error) {
		if (error instanceof FlagError || isKubectlError(error)) return [];
		throw error;
	}
}

/** `kubectl __complete get po ""`: words, then the directive. */
export function* complete(argv: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const words = argv.slice(2);
	const typed = words[words.length - 1] ?? '';
	const found = yield* candidates(words.slice(0, -1), typed, env);
	yield* out(found.map((word) => `${word}\n`).join('') + ':4\n');
	return 0;
}
