// `docker-buildx`: the CLI plug-in 0.24.0 with the docker driver: build, prune, version, ls.
// Leaves out bake, du, history, imagetools and builders of one's own (create, use, rm): they answer as unknown commands.
import { type Sys } from '../../engine/index.ts';
import type { Context, Program } from '../../kernel/index.ts';
import { encodeJson, humanSize } from '../../values/index.ts';
import { err, out, DEFAULT_HOST } from '../docker/cli.ts';
import { answer, bodyJson, dispatch, readBody } from '../docker/client/http.ts';
import { Failure } from '../docker/failure.ts';
import { f, type Flag } from '../docker/flags/flag.ts';
import { parseFlags } from '../docker/flags/parse.ts';
import { helpColumns } from '../docker/help.ts';
import { build, buildFlags } from './build.ts';
import { commandHelp, groupHelp } from './help.ts';

const metadata = { SchemaVersion: '0.1.0', Vendor: 'Docker Inc.', Version: 'v0.24.0', ShortDescription: 'Docker Buildx', Experimental: false };

const pruneFlags: readonly Flag[] = [
	f('bool', 'all', 'a', 'Include internal/frontend images'),
	f('string', 'builder', '', 'Override the configured builder instance'),
	f('bool', 'debug', 'D', 'Enable debug logging'),
	f('filter', 'filter', '', 'Provide filter values (e.g., "until=24h")'),
	f('bool', 'force', 'f', 'Do not prompt for confirmation'),
	f('bytes', 'max-used-space', '', 'Maximum amount of disk space allowed to keep for cache'),
	f('bytes', 'min-free-space', '', 'Target amount of free disk space after pruning'),
	f('bytes', 'reserved-space', '', 'Amount of disk space always allowed to keep for cache'),
	f('bool', 'verbose', '', 'Provide a more verbose output')
];

function* prune(args: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const { flags, help } = parseFlags(pruneFlags, args, true, env);
	if (help) {
		yield* out(commandHelp('Remove build cache', 'prune', pruneFlags, '', env, yield* helpColumns()));
		return 0;
	}
	const pending = yield* dispatch(env['DOCKER_HOST'] || DEFAULT_HOST, { method: 'POST', path: `/build/prune${flags.bool('all') ? '?all=1' : ''}` });
	const reply = yield* answer(pending);
	const value = bodyJson(yield* readBody(pending.fd, reply)) as { CachesDeleted?: readonly string[] | null; SpaceReclaimed?: number };
	const ids = value.CachesDeleted ?? [];
	if (ids.length > 0) yield* out('ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n' + ids.map((id) => `${id.padEnd(41)}\ttrue       \t0B\t\t\n`).join(''));
	yield* out(`Total:\t${humanSize(value.SpaceReclaimed ?? 0)}\n`);
	return 0;
}

const usage = (name: string): string =>
	`docker: 'docker buildx ${name}' requires 1 argument\n\nUsage:  docker buildx ${name} [OPTIONS] PATH | URL | -\n\nRun 'docker buildx ${name} --help' for more information`;

/** A wrong flag is said without "ERROR:", with the usage, and ends with 125. */
class FlagFailure extends Failure {}
function parsed(args: readonly string[], env: Readonly<Record<string, string>>): ReturnType<typeof parseFlags> {
	try {
		return parseFlags(buildFlags, args, true, env);
	} catch (e) {
		if (!(e instanceof Failure)) throw e;
		throw new FlagFailure(`${e.text}\n\nUsage:  docker buildx build [OPTIONS] PATH | URL | -\n\nRun 'docker buildx build --help' for more information`, 125);
	}
}

function* run(words: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const [name = '', ...args] = words;
	switch (name) {
		case 'build':
		case 'b': {
			const { flags, args: rest, help } = parsed(args, env);
			if (help) {
				yield* out(
					commandHelp(
						'Start a build',
						'build [OPTIONS] PATH | URL | -',
						buildFlags,
						'docker build, docker builder build, docker image build, docker buildx b',
						env,
						yield* helpColumns()
					)
				);
				return 0;
			}
			if (rest.length !== 1) throw new Failure(usage('build'));
			return yield* build(flags, rest, env);
		}
		case 'prune':
			return yield* prune(args, env);
		case 'version':
			yield* out('github.com/docker/buildx v0.24.0 \n');
			return 0;
		case 'ls':
			yield* out(
				'NAME/NODE     DRIVER/ENDPOINT   STATUS    BUILDKIT   PLATFORMS\ndefault*      docker                                 \n \\_ default    \\_ default       running   v0.25.2    linux/amd64 (+4), linux/386\n'
			);
			return 0;
		case '':
		case '-h':
		case '--help':
			yield* out(groupHelp(env, yield* helpColumns()));
			return 0;
		default:
			throw new Failure(`unknown command: docker buildx ${name}\n\nRun 'docker buildx --help' for more information`);
	}
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
			if (e.text !== '') yield* err(`${e instanceof FlagFailure ? '' : 'ERROR: '}${e.text}\n`);
			return e.code;
		}
	}
};
