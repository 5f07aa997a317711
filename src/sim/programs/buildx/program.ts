// `docker-buildx`: the CLI plug-in 0.24.0 with the docker driver. Finds a command in its table, parses its flags, runs it.
// Leaves out what commands.ts lists; an unknown word is answered with the help, as buildx does.
import { type Sys } from '../../engine/index.ts';
import type { Context, Program } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { err, out } from '../docker/cli.ts';
import { Failure } from '../docker/failure.ts';
import { parseFlags } from '../docker/flags/parse.ts';
import { helpColumns } from '../docker/help.ts';
import { build, buildFlags } from './build.ts';
import { commands, type BuildxCommand } from './commands.ts';
import { commandHelp, groupHelp, subgroupHelp } from './help.ts';

const metadata = { SchemaVersion: '0.1.0', Vendor: 'Docker Inc.', Version: 'v0.24.0', ShortDescription: 'Docker Buildx', Experimental: false };

const all: readonly BuildxCommand[] = [
	{
		name: 'build',
		use: 'build [OPTIONS] PATH | URL | -',
		short: 'Start a build',
		aliases: ['b'],
		flags: buildFlags,
		args: { least: 1, most: 1 },
		run: build
	},
	{
		name: 'version',
		use: 'version',
		short: 'Show buildx version information',
		flags: buildFlags.filter(({ name }) => name === 'debug'),
		args: { least: 0, most: 0 },
		*run(): Sys<number> {
			yield* out('github.com/docker/buildx v0.24.0 \n');
			return 0;
		}
	},
	...commands
];
/** Names that help lists a command under. */
const shownAliases: Readonly<Record<string, string>> = {
	build: 'docker build, docker builder build, docker image build, docker buildx b',
	bake: 'docker buildx bake, docker buildx f'
};

/** A wrong flag or a wrong number of arguments: said without "ERROR:" before it. */
class UsageFailure extends Failure {}
const more = (command: BuildxCommand): string =>
	`\n\nUsage:  docker buildx ${command.use}\n\nRun 'docker buildx ${command.use.replace(/ [[A-Z].*$/, '')} --help' for more information`;
const named = (list: readonly BuildxCommand[], name: string): BuildxCommand | undefined => list.find((one) => one.name === name || one.aliases?.includes(name));

function* runCommand(command: BuildxCommand, words: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	if (command.subs) {
		const [first = '', ...rest] = words;
		const sub = named(command.subs, first);
		if (sub) return yield* runCommand(sub, rest, env);
		if (!command.run || first === '--help' || first === '-h') {
			yield* out(subgroupHelp(command, env, yield* helpColumns()));
			if (first === '' || first.startsWith('-')) return 0;
			throw new Failure(`unknown command: ${JSON.stringify(first)}`);
		}
	}
	let parsed;
	try {
		parsed = parseFlags(command.flags, words, true, env);
	} catch (e) {
		if (e instanceof Failure) throw new UsageFailure(e.text + more(command), 125);
		throw e;
	}
	if (parsed.help) {
		yield* out(commandHelp(command.short, command.use, command.flags, shownAliases[command.name] ?? '', env, yield* helpColumns()));
		return 0;
	}
	const { least, most } = command.args;
	const count = parsed.args.length;
	if (command.plain && count > most)
		throw new Failure(
			most === 0
				? `unknown command ${JSON.stringify(parsed.args[0])} for "docker buildx ${command.use.replace(/ [[A-Z-].*$/, '')}"`
				: `accepts at most ${most} arg(s), received ${count}`
		);
	if (count < least || count > most) {
		const path = `docker buildx ${command.use.replace(/ [[A-Z].*$/, '')}`;
		const wants =
			most === 0
				? 'accepts no arguments'
				: least === most
					? `requires ${least} argument${least === 1 ? '' : 's'}`
					: `accepts at most ${most} argument${most === 1 ? '' : 's'}`;
		throw new Failure(`docker: '${path}' ${wants}${more(command)}`);
	}
	return command.run ? yield* command.run(parsed.flags, parsed.args, env, words) : 0;
}

function* run(words: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const [name = '', ...args] = words;
	const command = named(all, name);
	if (command) return yield* runCommand(command, args, env);
	yield* out(groupHelp(env, yield* helpColumns()));
	if (name === '' || name === '-h' || name === '--help') return 0;
	throw new Failure(`unknown command: ${JSON.stringify(name)}`);
}

/** The program behind docker-buildx. */
export const dockerBuildx: Program = {
	name: 'docker-buildx',
	*main(context: Context): Sys<number> {
		const words = context.argv.slice(1);
		if (words[0] === 'docker-cli-plugin-metadata') {
			yield* out(encodeJson(metadata, { indent: '     ' }) + '\n');
			return 0;
		}
		// The client hands over its whole command line; `buildx` is the plug-in's own name in it.
		const at = words.indexOf('buildx');
		try {
			return yield* run(at < 0 ? words : words.slice(at + 1), context.env);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			if (e.text !== '') yield* err(`${e instanceof UsageFailure ? '' : 'ERROR: '}${e.text}\n`);
			return e.code;
		}
	}
};
