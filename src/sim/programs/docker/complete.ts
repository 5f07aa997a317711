// Completion as cobra's __complete answers it: subcommands, flags, flags' values, and live names from the daemon. The shell filters what it shows
// by the typed word: live names come unfiltered, as from the real client.
import { Errno, type Sys } from '../../engine/index.ts';
import { err, out, type Cli } from './cli.ts';
import { FAILED, FILES, NO_FILES, type Command, type Completer, type Offer } from './command.ts';
import { root } from './commands/index.ts';
import { argumentsOf, valuesOf } from './complete-values.ts';
import { Failure } from './failure.ts';
import type { Flag } from './flags/flag.ts';
import { parseFlags, type Parsed } from './flags/parse.ts';
import { makeCli } from './make-cli.ts';
import { cut } from './opts/cut.ts';
import { findPlugin, listPlugins, runPlugin } from './plugins.ts';
import { commandAt, traverse, type Place } from './tree.ts';

/**
 * The completions of a line: `words` are those before the cursor's word (the first is "docker"), `word` the one being typed.
 * Runs inside the asking process: it opens the daemon's socket as the caller.
 */
function* completeDocker(words: readonly string[], word: string, env: Readonly<Record<string, string>>): Sys<Offer> {
	const top = root(env['DOCKER_CONFIG'] || `${env['HOME'] ?? ''}/.docker`);
	try {
		const { place, args } = traverse([top], words.slice(1), env);
		return yield* complete(yield* makeCli(top, words, env), place, args, word);
	} catch (e) {
		if (e instanceof Failure || e instanceof Errno) return { words: [], directive: FILES };
		throw e;
	}
}

const directives: Readonly<Record<number, string>> = {
	0: 'ShellCompDirectiveDefault',
	1: 'ShellCompDirectiveError',
	2: 'ShellCompDirectiveNoSpace',
	4: 'ShellCompDirectiveNoFileComp',
	6: 'ShellCompDirectiveNoSpace, ShellCompDirectiveNoFileComp',
	8: 'ShellCompDirectiveFilterFileExt',
	16: 'ShellCompDirectiveFilterDirs'
};
/** `docker __complete WORD…`, which shells' completion scripts call. */
export function* printCompletion(words: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const plugin = yield* pluginOf(words.slice(0, -1), env);
	if (plugin) return yield* runPlugin(plugin.cli, plugin.path, ['__complete', ...plugin.words, words.at(-1) ?? '']);
	const offer = yield* completeDocker(['docker', ...words.slice(0, -1)], words.at(-1) ?? '', env);
	return yield* printOffer(offer);
}
/** A plug-in completes its own words. */
function* pluginOf(words: readonly string[], env: Readonly<Record<string, string>>): Sys<{ cli: Cli; path: string; words: readonly string[] } | undefined> {
	const top = root(env['DOCKER_CONFIG'] || `${env['HOME'] ?? ''}/.docker`);
	try {
		const { args, flags } = parseFlags(top.flags ?? [], words, false, env);
		const [name] = args;
		if (name === undefined || top.subs?.some((sub) => sub.name === name)) return undefined;
		const cli = yield* makeCli(top, ['docker', ...words], env, flags);
		const path = yield* findPlugin(cli, name);
		return path === undefined ? undefined : { cli, path, words: args };
	} catch (e) {
		if (e instanceof Failure || e instanceof Errno) return undefined;
		throw e;
	}
}
/** The words and the directive, as shells' completion scripts read them. */
export function* printOffer(offer: Offer): Sys<number> {
	yield* out([...offer.words, `:${offer.directive}`].map((line) => `${line}\n`).join(''));
	yield* err(`Completion ended with directive: ${directives[offer.directive]}\n`);
	return 0;
}

/** What completes arguments and flags' values at a place of a command tree. */
export interface Completers {
	argumentsOf(place: Place): Completer | undefined;
	valuesOf(place: Place, flag: Flag): Completer | undefined;
}
/** The completions at a place, after the words `before` of it. */
export function* complete(cli: Cli, place: Place, before: readonly string[], typed: string, by: Completers = { argumentsOf, valuesOf }): Sys<Offer> {
	const command = commandAt(place);
	const rows = command.flags ?? [];
	const parse = (args: readonly string[]): Parsed => parseFlags(rows, args, command.interspersed !== false, cli.env);
	const found = valueOf(rows, before, typed);
	const parsed = parse(found.before);
	const flagsEnded = ends(parse, found.before, parsed.args.length);
	if (found.unknown && !flagsEnded) return { words: [], directive: FILES };
	if (parsed.help || (place.length === 1 && parsed.flags.bool('version'))) return { words: [], directive: NO_FILES };
	const flag = flagsEnded ? undefined : found.flag;
	if (!found.flag && typed.startsWith('-') && !typed.includes('=') && !flagsEnded) return { words: flagNames(rows, parsed, typed), directive: NO_FILES };
	const subs = found.flag || parsed.args.length > 0 ? [] : yield* subcommands(cli, place);
	const names = subs.filter((sub) => sub.name.startsWith(typed)).map((sub) => `${sub.name}\t${sub.short}`);
	const completer = flag ? by.valuesOf(place, flag) : by.argumentsOf(place);
	if (!completer) return { words: names, directive: subs.length > 0 ? NO_FILES : FILES };
	let offer;
	try {
		offer = yield* completer(cli, parsed.args, parsed.flags, found.word);
	} catch (e) {
		if (e instanceof Failure) return { words: names, directive: FAILED };
		throw e;
	}
	return 'directive' in offer ? { ...offer, words: [...names, ...offer.words] } : { words: [...names, ...offer], directive: NO_FILES };
}

/** Whether flags are over: after "--", or after the first argument of run and exec. Then one more "--" counts as an argument. */
function ends(parse: (args: readonly string[]) => Parsed, before: readonly string[], count: number): boolean {
	try {
		return parse([...before, '--']).args.length > count;
	} catch (e) {
		if (e instanceof Failure) return false;
		throw e;
	}
}

interface Value {
	/** The flag whose value is being typed. */
	readonly flag?: Flag;
	/** A flag there is not. */
	readonly unknown?: true;
	readonly before: readonly string[];
	/** What is typed of the value. */
	readonly word: string;
}

function valueOf(rows: readonly Flag[], before: readonly string[], typed: string): Value {
	const [head, tail, equals] = cut(typed, '=');
	const plain: Value = { before, word: typed };
	if (typed.startsWith('-') && !equals) return plain;
	const last = typed.startsWith('-') ? head : (before.at(-1) ?? '');
	if (!/^--[^-]|^-[^-]/.test(last) || last.includes('=')) return plain;
	const flag = rows.find((row) => (last.startsWith('--') ? row.name === last.slice(2) : row.short !== '' && row.short === last.slice(-1)));
	if (!flag) return last === '--help' ? plain : { ...plain, unknown: true };
	if (typed.startsWith('-')) return { flag, before, word: tail };
	return flag.kind === 'bool' ? plain : { flag, before: before.slice(0, -1), word: typed };
}

/** The flags that may still be given. */
function flagNames(rows: readonly Flag[], parsed: Parsed, typed: string): string[] {
	const again = (flag: Flag): boolean => flag.kind === 'stringSlice' || flag.kind === 'stringToString';
	return [...rows]
		.sort((a, b) => (a.name < b.name ? -1 : 1))
		.filter((flag) => flag.hidden !== true && flag.deprecated === undefined && (again(flag) || !parsed.flags.changed(flag.name)))
		.flatMap((flag) => [`--${flag.name}`, ...(flag.short === '' ? [] : [`-${flag.short}`])].map((name) => [name, flag.usage.split('\n')[0]] as const))
		.filter(([name]) => name.startsWith(typed))
		.map(([name, about]) => `${name}\t${about}`);
}

const available = (command: Command): boolean => command.hidden !== true && (command.run !== undefined || (command.subs ?? []).some(available));

function* subcommands(cli: Cli, place: Place): Sys<readonly { name: string; short: string }[]> {
	const own = (commandAt(place).subs ?? []).filter(available);
	const plugins = place.length > 1 ? [] : (yield* listPlugins(cli)).filter((plugin) => plugin.invalid === undefined);
	const all = place.length > 1 ? own : [...own, { name: 'help', short: 'Help about the command' }, ...plugins];
	return [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
}
