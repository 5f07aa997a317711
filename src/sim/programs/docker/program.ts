// `docker`: the command-line client 28.2.2 as a program. Parses the global flags, hands plug-ins their commands, finds the command's row,
// checks and runs it. Commands end with an exit code, or leave a loop (logs -f, events, stats, attached runs) that is settled at each turn.
// Leaves out: OpenTelemetry, CLI hooks, content trust servers.
import { settle, type Sys } from '../../engine/index.ts';
import { compute, type Context, type Program } from '../../kernel/index.ts';
import { err, out, CLIENT, type Cli } from './cli.ts';
import { root } from './commands/index.ts';
import { printCompletion } from './complete.ts';
import type { LoopState, Outcome } from './command.ts';
import { Failure } from './failure.ts';
import { parseFlags } from './flags/parse.ts';
import { forwardBuilder } from './builder-alias.ts';
import { checkSupported, help } from './help.ts';
import { loops } from './loops.ts';
import { makeCli } from './make-cli.ts';
import { findPlugin, listPlugins, pluginStub, runPlugin } from './plugins.ts';
import { child, commandAt, flagFailure, parseAt, pathOf, traverse, useLineOf, type Place } from './tree.ts';
import { threads } from './threads.ts';

/** CPU time of the Go runtime and of building the command tree, measured with the real binary, in µs. */
const STARTUP = 10_000;

/** Runs a step of the program; a learner's error is printed and becomes the exit code. */
function* guarded(step: Sys<Outcome>): Sys<Outcome> {
	try {
		return yield* step;
	} catch (e) {
		if (!(e instanceof Failure)) throw e;
		if (e.text !== '') yield* err(`${e.text}\n`);
		return e.code;
	}
}

function* main(context: Context): Sys<number> {
	let next: Outcome;
	if (context.settled === undefined) {
		yield* compute(STARTUP);
		next = yield* guarded(start(context));
	} else next = context.settled as LoopState;
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

const rootFor = (env: Readonly<Record<string, string>>) => root(env['DOCKER_CONFIG'] || `${env['HOME'] ?? ''}/.docker`);

function* start(context: Context): Sys<Outcome> {
	const { argv, env } = context;
	const top = rootFor(env);
	let parsed;
	try {
		parsed = parseFlags(top.flags ?? [], argv.slice(1), false, env);
	} catch (e) {
		if (e instanceof Failure) throw flagFailure([top], e.text);
		throw e;
	}
	for (const notice of parsed.notices) yield* err(`${notice}\n`);
	if (argv[1] === '__complete') return yield* printCompletion(argv.slice(2), env);
	const cli = yield* makeCli(top, argv, env, parsed.flags);
	const before = argv.slice(1, argv.length - parsed.args.length);
	const forwarded = yield* forwardBuilder(cli, parsed.args);
	const args = forwarded.args;
	const [name] = args;
	if (name !== undefined && name !== 'help' && !child(top, name)) {
		const plugin = yield* findPlugin(cli, name);
		if (plugin !== undefined) return yield* runPlugin(cli, plugin, [...before, ...args], forwarded.env);
	}
	if (name === 'help') return yield* helpCommand(cli, [top], args.slice(1));
	if (parsed.help) return yield* showHelp(cli, traverse([top], args, env).place, out);
	if (name === undefined && parsed.flags.bool('version')) {
		yield* out(`Docker version ${CLIENT.version}, build ${CLIENT.gitCommit}\n`);
		return 0;
	}
	return yield* execute(cli, [top], args);
}

type Print = (text: string) => Sys<void>;

function* showHelp(cli: Cli, place: Place, print: Print): Sys<number> {
	if (place.length > 1) yield* print(yield* help(cli, place));
	else {
		const [top] = place;
		const plugins = yield* listPlugins(cli);
		const subs = (top.subs ?? []).map((sub) =>
			sub.name === 'bake' && !plugins.some((plugin) => plugin.name === 'buildx' && plugin.invalid === undefined) ? { ...sub, hidden: true as const } : sub
		);
		yield* print(yield* help(cli, [{ ...top, subs: [...subs, ...plugins.map(pluginStub)] }]));
	}
	return 0;
}

/** `docker help [COMMAND]`. */
function* helpCommand(cli: Cli, top: Place, words: readonly string[]): Sys<number> {
	const [name] = words;
	if (name !== undefined) {
		const plugin = yield* findPlugin(cli, name);
		if (plugin !== undefined) {
			const code = yield* runPlugin(cli, plugin, cli.argv.slice(1));
			if (code !== 0) throw new Failure(`exit status ${code}`);
			return 0;
		}
	}
	const { place, args } = traverse(top, words, cli.env);
	if (args.length > 0) throw new Failure(`unknown help topic: ${args.join(' ')}`);
	return yield* showHelp(cli, place, out);
}

function* execute(cli: Cli, top: Place, words: readonly string[]): Sys<Outcome> {
	const { place, args: left } = traverse(top, words, cli.env);
	const command = commandAt(place);
	let parsed;
	try {
		parsed = parseAt(place, left, cli.env);
	} catch (e) {
		if (e instanceof Failure) yield* checkSupported(cli, place);
		throw e;
	}
	const { flags, args, help: wanted, notices } = parsed;
	for (const notice of notices) yield* out(`${notice}\n`);
	if (wanted) return yield* showHelp(cli, place, out);
	if (place.length === 1) {
		if (args.length > 0) throw new Failure(`docker: unknown command: docker ${args[0]}\n\nRun 'docker --help' for more information`);
		return yield* showHelp(cli, place, err);
	}
	if (place.some((one) => (one.version ?? one.also ?? one.swarm ?? one.top) !== undefined)) yield* checkSupported(cli, place);
	command.args?.(pathOf(place), useLineOf(place), args, command.subs !== undefined);
	yield* checkSupported(cli, place, flags);
	if (!command.run) return yield* showHelp(cli, place, err);
	return yield* command.run(cli, flags, args);
}

export const docker: Program = { name: 'docker', main, threads, rss: 28 * 1024 * 1024 };
