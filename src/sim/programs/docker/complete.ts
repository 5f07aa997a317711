// Completion: the words that may follow, as cobra's __complete would answer: subcommands, flags, and live names from the daemon.
import { Errno, type Sys } from '../../engine/index.ts';
import type { Command } from './command.ts';
import { root } from './commands/index.ts';
import { Failure } from './failure.ts';
import { makeCli } from './make-cli.ts';
import { commandAt, traverse, type Place } from './tree.ts';
import { listPlugins } from './plugins.ts';

/**
 * The completions of a line: `words` are those before the cursor's word (the first is "docker"), `word` the one being typed.
 * Runs inside the asking process: it opens the daemon's socket as the caller. Errors give no words.
 */
export function* completeDocker(words: readonly string[], word: string, env: Readonly<Record<string, string>>): Sys<readonly string[]> {
	const top = root(env['DOCKER_CONFIG'] || `${env['HOME'] ?? ''}/.docker`);
	try {
		const { place, args } = traverse([top], words.slice(1), env);
		const command = commandAt(place);
		const found = word.startsWith('-') ? flagWords(command) : command.subs ? yield* subcommands(place, env) : yield* names(top, command, words, args, env);
		return found.filter((one) => one.startsWith(word)).sort();
	} catch (e) {
		if (e instanceof Failure || e instanceof Errno) return [];
		throw e;
	}
}

const flagWords = (command: Command): string[] => [...(command.flags ?? []).filter((flag) => !flag.hidden).map((flag) => `--${flag.name}`), '--help'];

function* subcommands(place: Place, env: Readonly<Record<string, string>>): Sys<string[]> {
	const own = (commandAt(place).subs ?? []).filter((sub) => sub.hidden !== true).map((sub) => sub.name);
	if (place.length > 1) return own;
	const plugins = yield* listPlugins(yield* makeCli(place[0], ['docker'], env));
	return [...own, 'help', ...plugins.filter((plugin) => plugin.invalid === undefined).map((plugin) => plugin.name)];
}

function* names(
	top: Command,
	command: Command,
	words: readonly string[],
	args: readonly string[],
	env: Readonly<Record<string, string>>
): Sys<readonly string[]> {
	if (!command.complete) return [];
	const given = args.filter((arg) => !arg.startsWith('-'));
	const found = yield* command.complete(yield* makeCli(top, words, env), given);
	return found.filter((name) => !given.includes(name));
}
