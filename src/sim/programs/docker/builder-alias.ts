// `docker build`, `docker builder …`, `docker image build` and `docker bake` are buildx by another name when that plug-in is there (cmd/docker/builder.go).
import type { Sys } from '../../engine/index.ts';
import { goQuote } from '../../values/index.ts';
import { err, type Cli } from './cli.ts';
import { Failure } from './failure.ts';
import { parseBool } from './opts/cut.ts';
import { findPlugin } from './plugins.ts';

const deprecated = 'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n            ';
const missingWarning = `${deprecated}Install the buildx component to build images with BuildKit:\n            https://docs.docker.com/go/buildx/`;
const disabledWarning = `${deprecated}BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n            environment-variable.`;
const missingError =
	'ERROR: BuildKit is enabled but the buildx component is missing or broken.\n       Install the buildx component to build images with BuildKit:\n       https://docs.docker.com/go/buildx/';
const bakeError =
	'ERROR: docker bake requires the buildx component but it is missing or broken.\n       Install the buildx component to use bake:\n       https://docs.docker.com/go/buildx/';

const forwards: readonly (readonly [from: readonly string[], to: readonly string[]])[] = [
	[['bake'], ['buildx', 'bake']],
	[['builder'], ['buildx']],
	[['build'], ['buildx', 'build']],
	[
		['image', 'build'],
		['buildx', 'build']
	]
];

/** The words to run instead, and the environment to add. Prints the deprecation warnings of the classic builder. */
export function* forwardBuilder(cli: Cli, args: readonly string[]): Sys<{ args: readonly string[]; env: Readonly<Record<string, string>> }> {
	const forward = forwards.find(([from]) => from.every((word, i) => args[i] === word));
	const setting = cli.env['DOCKER_BUILDKIT'] ?? '';
	const enabled = setting === '' ? undefined : parseBool(setting);
	if (setting !== '' && enabled === undefined)
		throw new Failure(`DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool: parsing ${goQuote(setting)}: invalid syntax`);
	if (!forward) return { args, env: {} };
	const bake = args[0] === 'bake';
	if (enabled === false && !bake) {
		yield* err(`${disabledWarning}\n\n`);
		return { args, env: {} };
	}
	if ((yield* findPlugin(cli, 'buildx')) === undefined) {
		if (bake) throw new Failure(bakeError);
		if (enabled === true) throw new Failure(missingError);
		yield* err(`${missingWarning}\n\n`);
		return { args, env: {} };
	}
	const named = (cli.env['BUILDX_BUILDER'] ?? '') !== '' || args.some((arg) => arg === '--builder' || arg.startsWith('--builder='));
	return { args: [...forward[1], ...args.slice(forward[0].length)], env: named ? {} : { BUILDX_BUILDER: cli.context } };
}
