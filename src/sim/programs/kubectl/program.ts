// `kubectl` 1.36.3 as a program: finds the command, checks flags and arguments as cobra does, runs it, says what went wrong.
// Commands end with an exit code, or leave a loop (get -w, logs -f, port-forward …) that is settled at each turn.
// Leaves out: profiling, kuberc preferences.
import { costs, Errno, settle, type Sys } from '../../engine/index.ts';
import { compute, isatty, winsize, type Context, type Program } from '../../kernel/index.ts';
import { checkRequiredFlags, findCommand, FlagError, parseFlags, suggestionsFor, unknownCommand } from '../../values/index.ts';
import { root } from './commands/index.ts';
import { complete } from './complete.ts';
import { Failure, fatal, isKubectlError } from './failure.ts';
import { flagSet, globalFlags, normalize } from './globals.ts';
import { commandAt, helpText, pathOf, usageText, type Place } from './help.ts';
import { loops } from './loops.ts';
import { runPlugin } from './plugins.ts';
import { err, out, Session } from './session.ts';
import { threads } from './threads.ts';
import type { Command, LoopState, Outcome } from './tree.ts';

function* guarded(step: Sys<Outcome>): Sys<Outcome> {
	try {
		return yield* step;
	} catch (error) {
		if (!isKubectlError(error)) throw error;
		const { text, code } = fatal(error);
		yield* err(text);
		return code;
	}
}

function* main(context: Context): Sys<number> {
	let next: Outcome = context.settled === undefined ? yield* guarded(start(context)) : (context.settled as LoopState);
	while (typeof next !== 'number') {
		yield* settle(next);
		next = yield* guarded(turn(next));
	}
	return next & 255;
}
function* turn(state: LoopState): Sys<Outcome> {
	const loop = loops[state.loop];
	if (!loop) throw new Failure(`no loop ${state.loop}`);
	return yield* loop(state);
}

/** The width help wraps at: the terminal's, narrowed to kubectl's steps; 0 elsewhere. */
export function* helpColumns(): Sys<number> {
	try {
		if (!(yield* isatty(1))) return 0;
		const { columns } = yield* winsize(1);
		return [120, 100, 80].find((step) => columns >= step) ?? 0;
	} catch (error) {
		if (error instanceof Errno) return 0;
		throw error;
	}
}

interface Tree extends Command {
	readonly commands?: readonly Tree[];
}
const treeOf = (command: Command): Tree => ({ ...command, ...(command.subs ? { commands: command.subs.map(treeOf) } : {}) });

function* start(context: Context): Sys<Outcome> {
	const { argv, env } = context;
	const home = env['HOME'] ?? '';
	const words = argv.slice(1);
	if (words[0] === '__complete' || words[0] === '__completeNoDesc') return yield* complete(argv, env);
	const { path, args } = findCommand(treeOf(root), words, { flags: globalFlags(home), normalize });
	const place: Place = [path[0] ?? root, ...path.slice(1)];
	if (place.length === 1) {
		const word = words.find((one) => !one.startsWith('-'));
		if (words[0] === 'help') return yield* helpFor(words.slice(1).filter((one) => !one.startsWith('-')));
		if (word !== undefined && words[0] === word) {
			const plugin = yield* runPlugin(words, env);
			if (plugin !== undefined) return plugin;
		}
	}
	return yield* execute(argv, env, place, args);
}

function* helpFor(words: readonly string[]): Sys<number> {
	const { path, args } = findCommand(treeOf(root), words, { flags: [] });
	const place: Place = [path[0] ?? root, ...path.slice(1)];
	if (args.length > 0 && place.length === 1) {
		yield* err(`Unknown help topic [\`${words.join(' ')}\`]\n`);
		yield* err(usageText(place, yield* helpColumns()));
		return 0;
	}
	yield* out(helpText(place, yield* helpColumns()));
	return 0;
}

function* execute(argv: readonly string[], env: Readonly<Record<string, string>>, place: Place, args: readonly string[]): Sys<Outcome> {
	const command = commandAt(place);
	const path = pathOf(place);
	const set = flagSet(place, env['HOME'] ?? '');
	let parsed;
	try {
		parsed = parseFlags(set, args);
	} catch (error) {
		if (!(error instanceof FlagError)) throw error;
		const answer = command.flagErrors ?? { text: `See '${path} --help' for usage.`, code: 1 };
		throw new Failure(`${error.message}\n${answer.text}`, answer.code);
	}
	for (const warning of parsed.warnings) yield* err(`${warning}\n`);
	if (command.says !== undefined) {
		yield* err(command.says);
		return 0;
	}
	if ((parsed.help && !command.helpIsRun) || !runs(command)) {
		yield* out(helpText(place, yield* helpColumns()));
		return 0;
	}
	if (place.length === 1) {
		const [word] = parsed.args;
		if (word !== undefined) throw new Failure(unknownCommand(word, 'kubectl', suggestionsFor(word, root.subs ?? [])).trimEnd());
		yield* out(helpText(place, yield* helpColumns()));
		return 0;
	}
	const missing = checkRequiredFlags(parsed, command.required ?? []);
	if (missing !== undefined) throw new Failure(missing);
	const session = new Session(argv, env, path, command, parsed, set);
	yield* compute(costs.client);
	if (command.run) {
		const outcome = yield* command.run(session);
		if (outcome === 0 && session.bool('warnings-as-errors') && session.warnings > 0)
			throw new Failure(session.warnings === 1 ? '1 warning received' : `${session.warnings} warnings received`);
		return outcome;
	}
	if (session.args.length > 0) throw session.usage(`unknown command "${session.args.join(' ')}"`);
	const text = helpText(place, yield* helpColumns());
	// rollout and certificate print on stdout, the others where errors go.
	yield* command.helpOnStdout ? out(text) : err(text);
	return command.helpIsSuccess ? 0 : 1;
}
const runs = (command: Command): boolean => command.runnable !== false;

export const kubectl: Program = { name: 'kubectl', main, threads, rss: 40 * 1024 * 1024 };
