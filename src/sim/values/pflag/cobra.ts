// What spf13/cobra adds to flags: finding the command in the arguments, suggestions, and its checks of arguments and flags.
// Every check answers the error's text, or undefined when all is well; the tool prints it in its own way.

import { goQuote } from '../strings.ts';
import { type FlagSet, noOptDefVal, type ParsedFlags } from './flags.ts';

/** The least a command tree must tell to be searched. */
export interface CommandNode {
	readonly name: string;
	readonly aliases?: readonly string[];
	readonly hidden?: boolean;
	readonly suggestFor?: readonly string[];
	readonly commands?: readonly CommandNode[];
}

/** cobra's Levenshtein distance, ignoring case. */
export function editDistance(from: string, to: string): number {
	const a = from.toLowerCase();
	const b = to.toLowerCase();
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a.charAt(i - 1) === b.charAt(j - 1);
			next.push(same ? (row[j - 1] ?? 0) : 1 + Math.min(row[j] ?? 0, row[j - 1] ?? 0, next[j - 1] ?? 0));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}

/** cobra's SuggestionsFor: the sub-commands that were probably meant. */
export function suggestionsFor(typed: string, commands: readonly CommandNode[], distance = 2): string[] {
	return commands
		.filter(({ hidden }) => hidden !== true)
		.filter(({ name, suggestFor }) => {
			if (editDistance(typed, name) <= distance || name.toLowerCase().startsWith(typed.toLowerCase())) return true;
			return suggestFor?.some((other) => other.toLowerCase() === typed.toLowerCase()) ?? false;
		})
		.map(({ name }) => name);
}

/** `unknown command "x" for "kubectl"`, with suggestions when there are any. */
export function unknownCommand(typed: string, path: string, suggestions: readonly string[]): string {
	const meant = suggestions.length === 0 ? '' : `\n\nDid you mean this?\n${suggestions.map((name) => `\t${name}\n`).join('')}`;
	return `unknown command ${goQuote(typed)} for ${goQuote(path)}${meant}`;
}

/** Whether an argument is a flag whose value is the next argument. */
function takesNext(argument: string, set: FlagSet): boolean {
	if (argument.includes('=')) return false;
	const long = argument.startsWith('--');
	const row = long
		? set.flags.find(({ name }) => name === argument.slice(2))
		: set.flags.find(({ shorthand }) => argument.length === 2 && shorthand === argument.slice(1));
	return row === undefined ? false : noOptDefVal(row) === undefined;
}

/** A command whose sub-commands are of the same kind. */
export interface CommandTree<T> {
	readonly name: string;
	readonly aliases?: readonly string[];
	readonly commands?: readonly T[];
}

export interface FoundCommand<T> {
	/** From the root to the command. */
	readonly path: readonly T[];
	/** The arguments without the words that named the command. */
	readonly args: readonly string[];
}

/**
 * cobra's Find: walks down the tree along the words that are not flags. `flags` are those that may stand before a sub-command.
 * The words are taken out of the arguments; the rest keeps its order.
 */
export function findCommand<T extends CommandTree<T>>(root: T, argv: readonly string[], flags: FlagSet): FoundCommand<T> {
	const path = [root];
	const args = [...argv];
	let at = 0;
	let current = root;
	while (at < args.length) {
		const argument = args[at] ?? '';
		if (argument === '--') break;
		if (argument.startsWith('-') && argument !== '-') {
			at += takesNext(argument, flags) ? 2 : 1;
			continue;
		}
		const next = current.commands?.find(({ name, aliases }) => name === argument || (aliases?.includes(argument) ?? false));
		if (next === undefined) break;
		args.splice(at, 1);
		path.push(next);
		current = next;
	}
	return { path, args };
}

/** cobra.NoArgs, ExactArgs, MinimumNArgs, MaximumNArgs and RangeArgs in one: the error, or undefined. */
export function checkArgs(args: readonly string[], bounds: { min?: number; max?: number }, path: string): string | undefined {
	const { min = 0, max = Infinity } = bounds;
	const count = args.length;
	if (max === 0 && count > 0) return `unknown command ${goQuote(args[0] ?? '')} for ${goQuote(path)}`;
	if (count >= min && count <= max) return undefined;
	if (min === max) return `accepts ${min} arg(s), received ${count}`;
	if (max === Infinity) return `requires at least ${min} arg(s), only received ${count}`;
	if (min === 0) return `accepts at most ${max} arg(s), received ${count}`;
	return `accepts between ${min} and ${max} arg(s), received ${count}`;
}

/** cobra's ValidateRequiredFlags: `required flag(s) "image" not set`. */
export function checkRequiredFlags(parsed: ParsedFlags, required: readonly string[]): string | undefined {
	const missing = required.filter((name) => !parsed.changed.has(name));
	return missing.length === 0 ? undefined : `required flag(s) "${missing.join('", "')}" not set`;
}

/** MarkFlagsMutuallyExclusive. */
export function checkExclusiveFlags(parsed: ParsedFlags, group: readonly string[]): string | undefined {
	const given = group.filter((name) => parsed.changed.has(name)).sort();
	if (given.length < 2) return undefined;
	return `if any flags in the group [${group.join(' ')}] are set none of the others can be; [${given.join(' ')}] were all set`;
}
