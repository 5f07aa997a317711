// `docker-compose`: the CLI plug-in 2.37.3. Parses the flags before the command, finds the command's row (config/usages.ts) and its routine
// (commands/index.ts), runs it. Commands end with an exit code, or leave a loop (attached up, logs -f, events, sessions) that is settled at each turn.
// Leaves out: tracing, Docker Desktop, remote files (git, OCI), bridge and publish.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import { compute, isatty, type Context, type Program } from '../../kernel/index.ts';
import { ComposeError } from '../../values/compose/index.ts';
import { encodeJson, goQuote } from '../../values/index.ts';
import { err, out, type ServerInfo } from '../docker/cli.ts';
import type { Command, LoopState, Outcome } from '../docker/command.ts';
import { root as dockerRoot } from '../docker/commands/index.ts';
import { Failure } from '../docker/failure.ts';
import { parseFlags, type Parsed } from '../docker/flags/parse.ts';
import { helpColumns, helpText } from '../docker/help.ts';
import { makeCli } from '../docker/make-cli.ts';
import { threads } from '../docker/threads.ts';
import { pathOf, useLineOf, type Place } from '../docker/tree.ts';
import { VERSION, type App } from './app.ts';
import { commands } from './commands/index.ts';
import { printCompletion } from './complete.ts';
import { rootFlags, type Surroundings } from './config/flag-rows.ts';
import { usages, type Usage } from './config/usages.ts';
import { Canceled, run } from './fibers.ts';
import { loops } from './loops.ts';
import { makeApp } from './make-app.ts';

const metadata = { SchemaVersion: '0.1.0', Vendor: 'Docker Inc.', Version: `v${VERSION}`, ShortDescription: 'Docker Compose' };

/** CPU time of the Go runtime and of building the command tree, in µs. */
const STARTUP = 25_000;

function* main(context: Context): Sys<number> {
	let next: Outcome;
	if (context.settled === undefined) {
		yield* compute(STARTUP);
		next = yield* guarded(context, start(context));
	} else next = context.settled as LoopState;
	while (typeof next !== 'number') {
		yield* settle(next);
		const state: LoopState = next;
		next = yield* guarded(context, turn(state));
	}
	return next & 255;
}
function* turn(state: LoopState): Sys<Outcome> {
	const loop = loops[state.loop];
	if (!loop) throw new Failure(`no loop ${state.loop}`);
	return yield* loop(state);
}

/** A learner's error is printed and becomes the exit code; a code alone prints an empty line, as the plug-in's frame does. */
function* guarded(context: Context, step: Sys<Outcome>): Sys<Outcome> {
	const json = context.argv.some((word, i) => word === '--progress=json' || (word === '--progress' && context.argv[i + 1] === 'json'));
	try {
		return yield* step;
	} catch (e) {
		if (e instanceof Canceled || (e instanceof Errno && e.code === 'EINTR')) {
			yield* err('\n');
			return 130;
		}
		const failure = e instanceof ComposeError ? new Failure(e.text) : e;
		if (!(failure instanceof Failure)) throw e;
		const { text, code } = failure;
		if (text !== '' || code !== 0) yield* err(`${json && text !== '' ? encodeJson({ error: true, message: text }) : text}\n`);
		return code;
	}
}

/** The command tree as help shows it. */
function tree(around: Surroundings): Command {
	const command = (usage: Usage): Command => ({
		...usage,
		...(usage.subs ? { subs: usage.subs.map(command) } : { run: nothing })
	});
	return {
		name: 'compose',
		use: 'compose',
		short: 'Docker Compose',
		long: 'Define and run multi-container applications with Docker',
		flags: rootFlags(around),
		subs: usages(around).map(command)
	};
}
function* nothing(): Sys<number> {
	return 0;
}
const noServer: ServerInfo = { osType: '', experimental: true, version: '1.50', reachable: false };
function* showHelp(place: Place): Sys<void> {
	yield* out(helpText(place, noServer, yield* helpColumns()));
}

function* start(context: Context): Sys<Outcome> {
	const { argv, env } = context;
	const words = argv.slice(1);
	if (words[0] === 'docker-cli-plugin-metadata') {
		yield* out(`${encodeJson(metadata, { indent: '     ' })}\n`);
		return 0;
	}
	const completes = words[0] === '__complete';
	// The client hands over its whole command line: its own flags come before the plug-in's name.
	const docker = dockerRoot(env['DOCKER_CONFIG'] || `${env['HOME'] ?? ''}/.docker`);
	const global = parseFlags(docker.flags ?? [], completes ? words.slice(1) : words, false, env);
	const asked = global.args[0] === 'help';
	const compose = tree({ env, terminal: yield* isatty(1) });
	const top: Place = [docker, compose];
	if (completes) return yield* completion(context, top, global);
	const own = parseFlags(compose.flags ?? [], global.args.slice(asked ? 2 : 1), false, env);
	const [given = '', ...rest] = own.args;
	const [name, args] = given === 'help' ? [rest[0] ?? '', rest.slice(1)] : [given, rest];
	const command = compose.subs?.find((sub) => sub.name === name || sub.aliases?.includes(name));
	if (asked || given === 'help' || name === '') {
		yield* showHelp(command ? [docker, compose, command] : top);
		return 0;
	}
	if (own.help && !command) {
		yield* showHelp(top);
		return 0;
	}
	if (!command) {
		yield* showHelp(top);
		throw new Failure(`unknown docker command: ${goQuote(`compose ${name}`)}`);
	}
	const place: Place = [docker, compose, command];
	const parsed = parseFlags(command.flags ?? [], args, command.interspersed !== false, env);
	if (parsed.help || own.help || command.subs) {
		yield* showHelp(place);
		return 0;
	}
	command.args?.(pathOf(place), useLineOf(place), parsed.args, false);
	const cli = yield* makeCli(docker, argv, env, global.flags);
	const app: App = yield* makeApp(cli, own.flags, parsed.flags, env);
	const routine = commands[command.name];
	if (!routine) throw new Failure('not implemented');
	return yield* run(routine(app, parsed.flags, parsed.args));
}

/** Completes with as much of the line as can be parsed already. */
function* completion({ argv, env }: Context, top: Place, global: Parsed): Sys<number> {
	const words = global.args.slice(1);
	const [docker, compose] = top;
	const flags = compose?.flags ?? [];
	const parsed = (given: readonly string[]): Parsed => {
		try {
			return parseFlags(flags, given, false, env);
		} catch (e) {
			if (e instanceof Failure) return parseFlags(flags, [], false, env);
			throw e;
		}
	};
	const app = yield* makeApp(yield* makeCli(docker, argv, env, global.flags), parsed(words.slice(0, -1)).flags, parsed([]).flags, env);
	return yield* printCompletion(app, top, words);
}

/** The program behind docker-compose. */
export const dockerCompose: Program = { name: 'docker-compose', main, threads, rss: 40 * 1024 * 1024 };
