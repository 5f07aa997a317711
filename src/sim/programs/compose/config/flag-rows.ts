// The flags of compose's commands that have many, and the pieces several commands share. Words and defaults are compose 2.37.3's.
// Invariant: rows only; which command takes which is usages.ts.
import { f, FORMAT_HELP, type Flag } from '../../docker/flags/flag.ts';

/** What some defaults depend on: the environment, and whether stdout is a terminal. */
export interface Surroundings {
	readonly env: Readonly<Record<string, string>>;
	readonly terminal: boolean;
}

export const hidden = { hidden: true } as const;
export const yes = (usage: string): readonly Flag[] => [f('bool', 'yes', 'y', usage), f('bool', 'y', '', usage, { hidden: true, same: 'yes' })];
const YES = 'Assume "yes" as answer to all prompts and run non-interactively';
export const dryRun = f('bool', 'dry-run', '', 'Execute command in dry run mode');
export const index = (usage: string): Flag => f('int', 'index', '', usage);
export const INDEX = 'Index of the container if service has multiple replicas';
export const ORPHANS = 'Remove containers for services not defined in the Compose file';
export const TIMEOUT = 'Specify a shutdown timeout in seconds';
const PROGRESS = 'auto, tty, plain, json, quiet';
export const listFormat = (usage = 'Format the output. Values: [table | json]'): Flag => f('string', 'format', '', usage, { def: 'table' });

/** strings of strconv.ParseBool that are true, with blanks around them. */
export const isTrue = (text: string | undefined): boolean => ['1', 't', 'true'].includes((text ?? '').trim().toLowerCase());

/** Flags of `docker compose` itself. */
export const rootFlags = ({ env }: Surroundings): readonly Flag[] => [
	f('stringArray', 'profile', '', 'Specify a profile to enable'),
	f('string', 'project-name', 'p', 'Project name'),
	f('stringArray', 'file', 'f', 'Compose configuration files'),
	f('stringArray', 'env-file', '', 'Specify an alternate environment file', { def: envFilesDefault(env) }),
	f('string', 'project-directory', '', 'Specify an alternate working directory\n(default: the path of the, first specified, Compose file)'),
	f(
		'string',
		'workdir',
		'',
		'DEPRECATED! USE --project-directory INSTEAD.\nSpecify an alternate working directory\n(default: the path of the, first specified, Compose file)',
		hidden
	),
	f('bool', 'compatibility', '', 'Run compose in backward compatibility mode'),
	f('string', 'progress', '', `Set type of progress output (${PROGRESS})`, { def: env['COMPOSE_PROGRESS'] ?? '' }),
	f('bool', 'all-resources', '', 'Include all resources, even those not used by services'),
	f('string', 'ansi', '', 'Control when to print ANSI control characters ("never"|"always"|"auto")', { def: 'auto' }),
	f('int', 'parallel', '', 'Control max parallelism, -1 for unlimited', { def: '-1' }),
	f('bool', 'version', 'v', 'Show the Docker Compose version information', hidden),
	dryRun,
	f('bool', 'no-ansi', '', 'Do not print ANSI control characters (DEPRECATED)', hidden),
	f('bool', 'verbose', '', 'Show more output', hidden)
];

/** COMPOSE_ENV_FILES, cut at commas. */
export const envFilesOf = (env: Readonly<Record<string, string>>): readonly string[] =>
	(env['COMPOSE_ENV_FILES'] ?? '').split(',').filter((file) => file !== '');
const envFilesDefault = (env: Readonly<Record<string, string>>): string => `[${envFilesOf(env).join(',')}]`;

export const pull = (also: string): Flag => f('string', 'pull', '', `Pull image before running ("always"|"missing"|"never"${also})`, { def: 'policy' });
export const recreation: readonly Flag[] = [
	f('bool', 'build', '', 'Build images before starting containers'),
	f('bool', 'no-build', '', "Don't build an image, even if it's policy"),
	f('bool', 'quiet-pull', '', 'Pull without printing progress information'),
	f('bool', 'force-recreate', '', "Recreate containers even if their configuration and image haven't changed"),
	f('bool', 'no-recreate', '', "If containers already exist, don't recreate them. Incompatible with --force-recreate."),
	f('bool', 'remove-orphans', '', ORPHANS),
	f('stringArray', 'scale', '', 'Scale SERVICE to NUM instances. Overrides the `scale` setting in the Compose file if present.'),
	...yes(YES)
];

export const upFlags: readonly Flag[] = [
	f('bool', 'detach', 'd', 'Detached mode: Run containers in the background'),
	...recreation,
	pull(''),
	f('bool', 'no-color', '', 'Produce monochrome output'),
	f('bool', 'no-log-prefix', '', "Don't print prefix in logs"),
	f('bool', 'no-start', '', "Don't start the services after creating them"),
	f('bool', 'abort-on-container-exit', '', 'Stops all containers if any container was stopped. Incompatible with -d'),
	f('bool', 'abort-on-container-failure', '', 'Stops all containers if any container exited with failure. Incompatible with -d'),
	f('string', 'exit-code-from', '', 'Return the exit code of the selected service container. Implies --abort-on-container-exit'),
	f('int', 'timeout', 't', 'Use this timeout in seconds for container shutdown when attached or when containers are already running'),
	f('bool', 'timestamps', '', 'Show timestamps'),
	f('bool', 'no-deps', '', "Don't start linked services"),
	f('bool', 'always-recreate-deps', '', 'Recreate dependent containers. Incompatible with --no-recreate.'),
	f('bool', 'renew-anon-volumes', 'V', 'Recreate anonymous volumes instead of retrieving data from the previous containers'),
	f('stringArray', 'attach', '', 'Restrict attaching to the specified services. Incompatible with --attach-dependencies.'),
	f('stringArray', 'no-attach', '', 'Do not attach (stream logs) to the specified services'),
	f('bool', 'attach-dependencies', '', 'Automatically attach to log output of dependent services'),
	f('bool', 'wait', '', 'Wait for services to be running|healthy. Implies detached mode.'),
	f('int', 'wait-timeout', '', 'Maximum duration in seconds to wait for the project to be running|healthy'),
	f('bool', 'watch', 'w', 'Watch source code and rebuild/refresh containers when files are updated.'),
	f(
		'bool',
		'menu',
		'',
		'Enable interactive shortcuts when running attached. Incompatible with --detach. Can also be enable/disable by setting COMPOSE_MENU environment var.'
	)
];

export const execFlags = (terminal: boolean): readonly Flag[] => [
	f('bool', 'detach', 'd', 'Detached mode: Run command in the background'),
	f('stringArray', 'env', 'e', 'Set environment variables'),
	index(INDEX),
	f('bool', 'privileged', '', 'Give extended privileges to the process'),
	f('string', 'user', 'u', 'Run the command as this user'),
	f('bool', 'no-TTY', 'T', 'Disable pseudo-TTY allocation. By default `docker compose exec` allocates a TTY.', { def: terminal ? 'false' : 'true' }),
	f('string', 'workdir', 'w', 'Path to workdir directory for this command'),
	f('bool', 'interactive', 'i', 'Keep STDIN open even if not attached', { def: 'true', hidden: true }),
	f('bool', 'tty', 't', 'Allocate a pseudo-TTY', { def: 'true', hidden: true })
];

export const runFlags = (terminal: boolean): readonly Flag[] => [
	f('bool', 'detach', 'd', 'Run container in background and print container ID'),
	f('stringArray', 'env', 'e', 'Set environment variables'),
	f('stringArray', 'env-from-file', '', 'Set environment variables from file'),
	f('stringArray', 'label', 'l', 'Add or override a label'),
	f('stringArray', 'labels', '', 'Add or override a label', { hidden: true, same: 'label' }),
	f('bool', 'rm', '', 'Automatically remove the container when it exits'),
	f('bool', 'no-TTY', 'T', 'Disable pseudo-TTY allocation (default: auto-detected)', { def: terminal ? 'false' : 'true' }),
	f('string', 'name', '', 'Assign a name to the container'),
	f('string', 'user', 'u', 'Run as specified username or uid'),
	f('string', 'workdir', 'w', 'Working directory inside the container'),
	f('string', 'entrypoint', '', 'Override the entrypoint of the image'),
	f('list', 'cap-add', '', 'Add Linux capabilities'),
	f('list', 'cap-drop', '', 'Drop Linux capabilities'),
	f('bool', 'no-deps', '', "Don't start linked services"),
	f('stringArray', 'volume', 'v', 'Bind mount a volume'),
	f('stringArray', 'volumes', '', 'Bind mount a volume', { hidden: true, same: 'volume' }),
	f('stringArray', 'publish', 'p', "Publish a container's port(s) to the host"),
	f('bool', 'use-aliases', '', "Use the service's network useAliases in the network(s) the container connects to"),
	f('bool', 'service-ports', 'P', "Run command with all service's ports enabled and mapped to the host"),
	pull(''),
	f('bool', 'quiet', 'q', "Don't print anything to STDOUT"),
	f('bool', 'quiet-build', '', 'Suppress progress output from the build process'),
	f('bool', 'quiet-pull', '', 'Pull without printing progress information'),
	f('bool', 'build', '', 'Build image before starting container'),
	f('bool', 'remove-orphans', '', ORPHANS),
	f('bool', 'interactive', 'i', 'Keep STDIN open even if not attached', { def: 'true' }),
	f('bool', 'tty', 't', 'Allocate a pseudo-TTY', { def: 'true', hidden: true })
];

export const buildFlags: readonly Flag[] = [
	f('bool', 'push', '', 'Push service images'),
	f('bool', 'quiet', 'q', "Don't print anything to STDOUT"),
	f('bool', 'pull', '', 'Always attempt to pull a newer version of the image'),
	f('stringArray', 'build-arg', '', 'Set build-time variables for services'),
	f('string', 'ssh', '', "Set SSH authentications used when building service images. (use 'default' for using your default SSH Agent)"),
	f('string', 'builder', '', 'Set builder to use'),
	f('bool', 'with-dependencies', '', 'Also build dependencies (transitively)'),
	f('bool', 'parallel', '', 'Build images in parallel. DEPRECATED', { def: 'true', hidden: true }),
	f('bool', 'compress', '', 'Compress the build context using gzip. DEPRECATED', { def: 'true', hidden: true }),
	f('bool', 'force-rm', '', 'Always remove intermediate containers. DEPRECATED', { def: 'true', hidden: true }),
	f('bool', 'no-cache', '', 'Do not use cache when building the image'),
	f('bool', 'no-rm', '', 'Do not remove intermediate containers after a successful build. DEPRECATED', hidden),
	f('bytes', 'memory', 'm', 'Set memory limit for the build container. Not supported by BuildKit.'),
	f('string', 'progress', '', `Set type of ui output (${PROGRESS})`, hidden),
	f('bool', 'print', '', 'Print equivalent bake file'),
	f('bool', 'check', '', 'Check build configuration')
];

export const configFlags: readonly Flag[] = [
	f('string', 'format', '', 'Format the output. Values: [yaml | json]'),
	f('bool', 'resolve-image-digests', '', 'Pin image tags to digests'),
	f('bool', 'lock-image-digests', '', 'Produces an override file with image digests'),
	f('bool', 'quiet', 'q', "Only validate the configuration, don't print anything"),
	f('bool', 'no-interpolate', '', "Don't interpolate environment variables"),
	f('bool', 'no-normalize', '', "Don't normalize compose model"),
	f('bool', 'no-path-resolution', '', "Don't resolve file paths"),
	f('bool', 'no-consistency', '', "Don't check model consistency - warning: may produce invalid Compose output"),
	f('bool', 'no-env-resolution', '', "Don't resolve service env files"),
	f('bool', 'services', '', 'Print the service names, one per line.'),
	f('bool', 'volumes', '', 'Print the volume names, one per line.'),
	f('bool', 'profiles', '', 'Print the profile names, one per line.'),
	f('bool', 'images', '', 'Print the image names, one per line.'),
	f('string', 'hash', '', 'Print the service config hash, one per line.'),
	f('bool', 'variables', '', 'Print model variables and default values.'),
	f('bool', 'environment', '', 'Print environment used for interpolation.'),
	f('string', 'output', 'o', 'Save to file (default to stdout)')
];

export const logsFlags: readonly Flag[] = [
	f('bool', 'follow', 'f', 'Follow log output'),
	index('index of the container if service has multiple replicas'),
	f('string', 'since', '', 'Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)'),
	f('string', 'until', '', 'Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)'),
	f('bool', 'no-color', '', 'Produce monochrome output'),
	f('bool', 'no-log-prefix', '', "Don't print prefix in logs"),
	f('bool', 'timestamps', 't', 'Show timestamps'),
	f('string', 'tail', 'n', 'Number of lines to show from the end of the logs for each container', { def: 'all' })
];

export const psFlags: readonly Flag[] = [
	listFormat(FORMAT_HELP),
	f('string', 'filter', '', 'Filter services by a property (supported filters: status)'),
	f('stringArray', 'status', '', 'Filter services by status. Values: [paused | restarting | removing | running | dead | created | exited]'),
	f('bool', 'quiet', 'q', 'Only display IDs'),
	f('bool', 'services', '', 'Display services'),
	f('bool', 'orphans', '', 'Include orphaned services (not declared by project)', { def: 'true' }),
	f('bool', 'all', 'a', 'Show all stopped containers (including those created by the run command)'),
	f('bool', 'no-trunc', '', "Don't truncate output")
];

export const watchFlags: readonly Flag[] = [
	f('bool', 'quiet', '', 'hide build output'),
	f('bool', 'prune', '', 'Prune dangling images on rebuild', { def: 'true' }),
	f('bool', 'no-up', '', 'Do not build & start services before watching')
];
