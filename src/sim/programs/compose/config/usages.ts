// Every command of `docker compose` 2.37.3 as help and the flag parser see it: usage line, what it does, flags, rule for its arguments.
// What a command does is its own file's (../commands); a row here without one there is a command that help lists and nothing runs.
// Invariant: the words are compose's own; defaults that depend on the environment or a terminal come in through `Surroundings`.
import { goQuote } from '../../../values/index.ts';
import { exact, min, type ArgsRule, type Command } from '../../docker/command.ts';
import { Failure } from '../../docker/failure.ts';
import { f, FORMAT_HELP } from '../../docker/flags/flag.ts';
import {
	buildFlags,
	configFlags,
	dryRun,
	execFlags,
	hidden,
	index,
	INDEX,
	isTrue,
	listFormat,
	logsFlags,
	ORPHANS,
	psFlags,
	pull,
	recreation,
	runFlags,
	TIMEOUT,
	upFlags,
	watchFlags,
	yes,
	type Surroundings
} from './flag-rows.ts';

export type Usage = Pick<Command, 'name' | 'use' | 'short' | 'long' | 'aliases' | 'args' | 'flags' | 'interspersed' | 'hidden'> & {
	readonly subs?: readonly Usage[];
};

// cobra's own rules, whose texts are not the docker CLI's.
const atLeast =
	(n: number): ArgsRule =>
	(_path, _use, args) => {
		if (args.length < n) throw new Failure(`requires at least ${n} arg(s), only received ${args.length}`);
	};
const atMost =
	(n: number): ArgsRule =>
	(_path, _use, args) => {
		if (args.length > n) throw new Failure(`accepts at most ${n} arg(s), received ${args.length}`);
	};
const between =
	(low: number, high: number): ArgsRule =>
	(_path, _use, args) => {
		if (args.length < low || args.length > high) throw new Failure(`accepts between ${low} and ${high} arg(s), received ${args.length}`);
	};
const noArgs: ArgsRule = (path, _use, args) => {
	if (args[0] !== undefined) throw new Failure(`unknown command ${goQuote(args[0])} for ${goQuote(path)}`);
};

const bridge: Usage = {
	name: 'bridge',
	use: 'bridge CMD [OPTIONS]',
	short: 'Convert compose files into another model',
	subs: [
		{
			name: 'convert',
			use: 'convert',
			short: 'Convert compose files to Kubernetes manifests, Helm charts, or another model',
			flags: [
				f('string', 'output', 'o', 'The output directory for the Kubernetes resources', { def: 'out' }),
				f('stringArray', 'transformation', 't', 'Transformation to apply to compose model (default: docker/compose-bridge-kubernetes)'),
				f('string', 'templates', '', 'Directory containing transformation templates')
			]
		},
		{
			name: 'transformations',
			use: 'transformations CMD [OPTIONS]',
			short: 'Manage transformation images',
			subs: [
				{
					name: 'create',
					use: 'create [OPTION] PATH',
					short: 'Create a new transformation',
					flags: [f('string', 'from', 'f', 'Existing transformation to copy (default: docker/compose-bridge-kubernetes)')]
				},
				{
					name: 'list',
					use: 'list',
					aliases: ['ls'],
					short: 'List available transformations',
					flags: [listFormat(), f('bool', 'quiet', 'q', 'Only display transformer names')]
				}
			]
		}
	]
};

const RM = `Removes stopped service containers

By default, anonymous volumes attached to containers will not be removed. You
can override this with -v. To list all volumes, use "docker volume ls".

Any data which is not in a volume will be lost.`;

const STATS_FORMAT = FORMAT_HELP.replace('https://docs.docker.com/go/formatting/', 'https://docs.docker.com/engine/cli/formatting/');

const rows = ({ env, terminal }: Surroundings): readonly Usage[] => {
	const orphans = f('bool', 'remove-orphans', '', ORPHANS, { def: isTrue(env['COMPOSE_REMOVE_ORPHANS']) ? 'true' : 'false' });
	return [
		{
			name: 'attach',
			use: 'attach [OPTIONS] SERVICE',
			short: "Attach local standard input, output, and error streams to a service's running container",
			args: atLeast(1),
			flags: [
				index('index of the container if service has multiple replicas.'),
				f('string', 'detach-keys', '', 'Override the key sequence for detaching from a container.'),
				f('bool', 'no-stdin', '', 'Do not attach STDIN'),
				f('bool', 'sig-proxy', '', 'Proxy all received signals to the process', { def: 'true' })
			]
		},
		bridge,
		{ name: 'build', use: 'build [OPTIONS] [SERVICE...]', short: 'Build or rebuild services', flags: buildFlags },
		{
			name: 'commit',
			use: 'commit [OPTIONS] SERVICE [REPOSITORY[:TAG]]',
			short: "Create a new image from a service container's changes",
			args: between(1, 2),
			flags: [
				index('index of the container if service has multiple replicas.'),
				f('bool', 'pause', 'p', 'Pause container during commit', { def: 'true' }),
				f('string', 'message', 'm', 'Commit message'),
				f('string', 'author', 'a', 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")'),
				f('list', 'change', 'c', 'Apply Dockerfile instruction to the created image')
			]
		},
		{
			name: 'config',
			use: 'config [OPTIONS] [SERVICE...]',
			short: 'Parse, resolve and render compose file in canonical format',
			flags: configFlags
		},
		{
			name: 'cp',
			use: 'cp [OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\tdocker compose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH',
			short: 'Copy files/folders between a service container and the local filesystem',
			args: exact(2),
			flags: [
				index(INDEX),
				f('bool', 'all', '', 'Include containers created by the run command'),
				f('bool', 'follow-link', 'L', 'Always follow symbol link in SRC_PATH'),
				f('bool', 'archive', 'a', 'Archive mode (copy all uid/gid information)')
			]
		},
		{ name: 'create', use: 'create [OPTIONS] [SERVICE...]', short: 'Creates containers for a service', flags: [...recreation, pull('|"build"')] },
		{
			name: 'down',
			use: 'down [OPTIONS] [SERVICES]',
			short: 'Stop and remove containers, networks',
			flags: [
				orphans,
				f('int', 'timeout', 't', TIMEOUT),
				f('bool', 'volumes', 'v', 'Remove named volumes declared in the "volumes" section of the Compose file and anonymous volumes attached to containers'),
				f('bool', 'volume', '', 'Remove named volumes', { hidden: true, same: 'volumes' }),
				f('string', 'rmi', '', 'Remove images used by services. "local" remove only images that don\'t have a custom tag ("local"|"all")')
			]
		},
		{
			name: 'events',
			use: 'events [OPTIONS] [SERVICE...]',
			short: 'Receive real time events from containers',
			flags: [f('bool', 'json', '', 'Output events as a stream of json objects')]
		},
		{
			name: 'exec',
			use: 'exec [OPTIONS] SERVICE COMMAND [ARGS...]',
			short: 'Execute a command in a running container',
			args: atLeast(2),
			interspersed: false,
			flags: execFlags(terminal)
		},
		{
			name: 'export',
			use: 'export [OPTIONS] SERVICE',
			short: "Export a service container's filesystem as a tar archive",
			args: atLeast(1),
			flags: [index('index of the container if service has multiple replicas.'), f('string', 'output', 'o', 'Write to a file, instead of STDOUT')]
		},
		{
			name: 'images',
			use: 'images [OPTIONS] [SERVICE...]',
			short: 'List images used by the created containers',
			flags: [listFormat(), f('bool', 'quiet', 'q', 'Only display IDs')]
		},
		{
			name: 'kill',
			use: 'kill [OPTIONS] [SERVICE...]',
			short: 'Force stop service containers',
			flags: [orphans, f('string', 'signal', 's', 'SIGNAL to send to the container', { def: 'SIGKILL' })]
		},
		{ name: 'logs', use: 'logs [OPTIONS] [SERVICE...]', short: 'View output from containers', flags: logsFlags },
		{
			name: 'ls',
			use: 'ls [OPTIONS]',
			short: 'List running compose projects',
			args: noArgs,
			flags: [
				listFormat(),
				f('bool', 'quiet', 'q', 'Only display project names'),
				f('filter', 'filter', '', 'Filter output based on conditions provided'),
				f('bool', 'all', 'a', 'Show all stopped Compose projects')
			]
		},
		{ name: 'pause', use: 'pause [SERVICE...]', short: 'Pause services' },
		{
			name: 'port',
			use: 'port [OPTIONS] SERVICE PRIVATE_PORT',
			short: 'Print the public port for a port binding',
			args: atLeast(2),
			flags: [f('string', 'protocol', '', 'tcp or udp', { def: 'tcp' }), index(INDEX)]
		},
		{ name: 'ps', use: 'ps [OPTIONS] [SERVICE...]', short: 'List containers', flags: psFlags },
		{
			name: 'publish',
			use: 'publish [OPTIONS] REPOSITORY[:TAG]',
			short: 'Publish compose application',
			args: exact(1),
			flags: [
				f('bool', 'resolve-image-digests', '', 'Pin image tags to digests'),
				f('string', 'oci-version', '', 'OCI image/artifact specification version (automatically determined by default)'),
				f('bool', 'with-env', '', 'Include environment variables in the published OCI artifact'),
				...yes('Assume "yes" as answer to all prompts')
			]
		},
		{
			name: 'pull',
			use: 'pull [OPTIONS] [SERVICE...]',
			short: 'Pull service images',
			flags: [
				f('bool', 'quiet', 'q', 'Pull without printing progress information'),
				f('bool', 'include-deps', '', 'Also pull services declared as dependencies'),
				f('bool', 'parallel', '', 'DEPRECATED pull multiple images in parallel', { def: 'true', hidden: true }),
				f('bool', 'no-parallel', '', 'DEPRECATED disable parallel pulling', { def: 'true', hidden: true }),
				f('bool', 'ignore-pull-failures', '', 'Pull what it can and ignores images with pull failures'),
				f('bool', 'ignore-buildable', '', 'Ignore images that can be built'),
				f('string', 'policy', '', 'Apply pull policy ("missing"|"always")')
			]
		},
		{
			name: 'push',
			use: 'push [OPTIONS] [SERVICE...]',
			short: 'Push service images',
			flags: [
				f('bool', 'ignore-push-failures', '', 'Push what it can and ignores images with push failures'),
				f('bool', 'include-deps', '', 'Also push images of services declared as dependencies'),
				f('bool', 'quiet', 'q', 'Push without printing progress information')
			]
		},
		{
			name: 'restart',
			use: 'restart [OPTIONS] [SERVICE...]',
			short: 'Restart service containers',
			flags: [f('int', 'timeout', 't', TIMEOUT), f('bool', 'no-deps', '', "Don't restart dependent services")]
		},
		{
			name: 'rm',
			use: 'rm [OPTIONS] [SERVICE...]',
			short: 'Removes stopped service containers',
			long: RM,
			flags: [
				f('bool', 'force', 'f', "Don't ask to confirm removal"),
				f('bool', 'stop', 's', 'Stop the containers, if required, before removing'),
				f('bool', 'volumes', 'v', 'Remove any anonymous volumes attached to containers'),
				f('bool', 'all', 'a', 'Deprecated - no effect', hidden)
			]
		},
		{
			name: 'run',
			use: 'run [OPTIONS] SERVICE [COMMAND] [ARGS...]',
			short: 'Run a one-off command on a service',
			args: atLeast(1),
			interspersed: false,
			flags: runFlags(terminal)
		},
		{
			name: 'scale',
			use: 'scale [SERVICE=REPLICAS...]',
			short: 'Scale services ',
			args: atLeast(1),
			flags: [f('bool', 'no-deps', '', "Don't start linked services")]
		},
		{ name: 'start', use: 'start [SERVICE...]', short: 'Start services' },
		{
			name: 'stats',
			use: 'stats [OPTIONS] [SERVICE]',
			short: 'Display a live stream of container(s) resource usage statistics',
			args: atMost(1),
			flags: [
				f('bool', 'all', 'a', 'Show all containers (default shows just running)'),
				f('string', 'format', '', STATS_FORMAT),
				f('bool', 'no-stream', '', 'Disable streaming stats and only pull the first result'),
				f('bool', 'no-trunc', '', 'Do not truncate output')
			]
		},
		{ name: 'stop', use: 'stop [OPTIONS] [SERVICE...]', short: 'Stop services', flags: [f('int', 'timeout', 't', TIMEOUT)] },
		{ name: 'top', use: 'top [SERVICES...]', short: 'Display the running processes' },
		{ name: 'unpause', use: 'unpause [SERVICE...]', short: 'Unpause services' },
		{ name: 'up', use: 'up [OPTIONS] [SERVICE...]', short: 'Create and start containers', flags: upFlags },
		{
			name: 'version',
			use: 'version [OPTIONS]',
			short: 'Show the Docker Compose version information',
			args: noArgs,
			flags: [
				f('string', 'format', 'f', 'Format the output. Values: [pretty | json]. (Default: pretty)'),
				f('bool', 'short', '', "Shows only Compose's version number")
			]
		},
		{
			name: 'wait',
			use: 'wait SERVICE [SERVICE...] [OPTIONS]',
			short: 'Block until containers of all (or specified) services stop.',
			args: min(1),
			flags: [f('bool', 'down-project', '', 'Drops project when the first container stops')]
		},
		{
			name: 'watch',
			use: 'watch [SERVICE...]',
			short: 'Watch build context for service and rebuild/refresh containers when files are updated',
			flags: watchFlags
		}
	];
};

const withDryRun = (usage: Usage): Usage => ({
	...usage,
	flags: [...(usage.flags ?? []), dryRun],
	...(usage.subs === undefined ? {} : { subs: usage.subs.map(withDryRun) })
});

/** All commands, each with the flag --dry-run that `docker compose` hands down. */
export const usages = (around: Surroundings): readonly Usage[] => rows(around).map(withDryRun);
