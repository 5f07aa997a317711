// Help of the plug-in: its group and its commands. Lists what real buildx takes; what is not modelled of it is refused when used.
import { usages } from '../docker/flags/parse.ts';
import { f, type Flag } from '../docker/flags/flag.ts';

/** Flags of `build` that help shows and this builder refuses. */
export const refused: readonly Flag[] = [
	f('list', 'add-host', '', 'Add a custom host-to-IP mapping (format: "host:ip")'),
	f('list', 'allow', '', 'Allow extra privileged entitlement (e.g., "network.host", "security.insecure")'),
	f('list', 'annotation', '', 'Add annotation to the image'),
	f('list', 'attest', '', 'Attestation parameters (format: "type=sbom,generator=image")'),
	f('list', 'build-context', '', 'Additional build contexts (e.g., name=path)'),
	f('list', 'cache-from', '', 'External cache sources (e.g., "user/app:cache", "type=local,src=path/to/dir")'),
	f('list', 'cache-to', '', 'Cache export destinations (e.g., "user/app:cache", "type=local,dest=path/to/dir")'),
	f('string', 'call', '', 'Set method for evaluating build ("check", "outline", "targets")', { def: 'build' }),
	f('string', 'cgroup-parent', '', 'Set the parent cgroup for the "RUN" instructions during build'),
	f('string', 'metadata-file', '', 'Write build result metadata to a file'),
	f('list', 'no-cache-filter', '', 'Do not cache specified stages'),
	f('list', 'output', 'o', 'Output destination (format: "type=local,dest=path")'),
	f('string', 'provenance', '', 'Shorthand for "--attest=type=provenance"'),
	f('bool', 'push', '', 'Shorthand for "--output=type=registry"'),
	f('string', 'sbom', '', 'Shorthand for "--attest=type=sbom"'),
	f('list', 'secret', '', 'Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")'),
	f('bytes', 'shm-size', '', 'Shared memory size for build containers'),
	f('list', 'ssh', '', 'SSH agent socket or keys to expose to the build (format: "default|<id>[=<socket>|<key>[,<key>]]")'),
	f('ulimit', 'ulimit', '', 'Ulimit options')
];

const tail = '\nExperimental commands and flags are hidden. Set BUILDX_EXPERIMENTAL=1 to show them.\n';

/** A command's help. */
export function commandHelp(
	short: string,
	use: string,
	flags: readonly Flag[],
	aliases: string,
	env: Readonly<Record<string, string>>,
	columns: number
): string {
	const builder = env['BUILDX_BUILDER'] ?? '';
	const shown = flags.map((flag) => (flag.name === 'builder' && builder !== '' ? { ...flag, def: builder } : flag)).sort((a, b) => (a.name < b.name ? -1 : 1));
	return `${short}\n\nUsage:  docker buildx ${use}\n\n${short}\n\n${aliases === '' ? '' : `Aliases:\n  ${aliases}\n\n`}Options:\n${usages(shown, columns).trimEnd()}\n${tail}`;
}

const management = [
	['history', 'Commands to work on build records'],
	['imagetools', 'Commands to work on images in registry']
];
const commands = [
	['bake', 'Build from a file'],
	['build', 'Start a build'],
	['create', 'Create a new builder instance'],
	['dial-stdio', 'Proxy current stdio streams to builder instance'],
	['du', 'Disk usage'],
	['inspect', 'Inspect current builder instance'],
	['ls', 'List builder instances'],
	['prune', 'Remove build cache'],
	['rm', 'Remove one or more builder instances'],
	['stop', 'Stop builder instance'],
	['use', 'Set the current builder instance'],
	['version', 'Show buildx version information']
];
const table = (rows: readonly (readonly string[])[], width: number): string =>
	rows.map(([name = '', short = '']) => `  ${name.padEnd(width)}  ${short}\n`).join('');

/** `docker buildx --help`. */
export function groupHelp(env: Readonly<Record<string, string>>, columns: number): string {
	const builder = env['BUILDX_BUILDER'] ?? '';
	const options = usages(
		[
			f('string', 'builder', '', 'Override the configured builder instance', builder === '' ? {} : { def: builder }),
			f('bool', 'debug', 'D', 'Enable debug logging')
		],
		columns
	);
	const short = 'Extended build capabilities with BuildKit';
	return `${short}\n\nUsage:  docker buildx [OPTIONS] COMMAND\n\n${short}\n\nOptions:\n${options.trimEnd()}\n\nManagement Commands:\n${table(management, 10)}\nCommands:\n${table(commands, 10)}\nRun 'docker buildx COMMAND --help' for more information on a command.\n${tail}`;
}
