// docker stack …: the engine's answers for a node that is in no swarm.
import { type Command, exact, min, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { asking } from './generic.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

const services = asking('GET', () => '/services');

const config: Command = {
	name: 'config',
	use: 'config [OPTIONS]',
	short: 'Outputs the final config file, after doing merges and interpolations',
	args: none,
	flags: [
		f('stringSlice', 'compose-file', 'c', 'Path to a Compose file, or "-" to read from stdin'),
		f('bool', 'skip-interpolation', '', 'Skip interpolation and output only merged config')
	],
	*run(_cli, flags) {
		if (flags.list('compose-file').length === 0) throw new Failure('Specify a Compose file (with --compose-file)');
		throw new Failure('Specify a Compose file (with --compose-file)');
	}
};
const deploy: Command = {
	name: 'deploy',
	use: 'deploy [OPTIONS] STACK',
	short: 'Deploy a new stack or update an existing stack',
	aliases: ['up'],
	args: exact(1),
	flags: [
		f('stringSlice', 'compose-file', 'c', 'Path to a Compose file, or "-" to read from stdin', { version: '1.25' }),
		f('bool', 'detach', 'd', 'Exit immediately instead of waiting for the stack services to converge', { def: 'true' }),
		f('bool', 'prune', '', 'Prune services that are no longer referenced', { version: '1.27' }),
		f('bool', 'quiet', 'q', 'Suppress progress output'),
		f('string', 'resolve-image', '', 'Query the registry to resolve image digest and supported platforms ("always", "changed", "never")', {
			def: 'always',
			version: '1.30'
		}),
		f('bool', 'with-registry-auth', '', 'Send registry authentication details to Swarm agents')
	],
	*run(cli, flags, args) {
		if (flags.list('compose-file').length === 0) throw new Failure('Specify a Compose file (with --compose-file)');
		return yield* services(cli, flags, args);
	}
};
const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List stacks',
	aliases: ['list'],
	args: none,
	flags: [f('string', 'format', '', FORMAT_HELP)],
	run: services
};
const ps: Command = {
	name: 'ps',
	use: 'ps [OPTIONS] STACK',
	short: 'List the tasks in the stack',
	args: exact(1),
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'no-resolve', '', 'Do not map IDs to Names'),
		f('bool', 'no-trunc', '', 'Do not truncate output'),
		f('bool', 'quiet', 'q', 'Only display task IDs')
	],
	run: asking('GET', () => '/tasks')
};
const rm: Command = {
	name: 'rm',
	use: 'rm [OPTIONS] STACK [STACK...]',
	short: 'Remove one or more stacks',
	aliases: ['remove', 'down'],
	args: min(1),
	flags: [f('bool', 'detach', 'd', 'Do not wait for stack removal', { def: 'true' })],
	run: services
};
const stackServices: Command = {
	name: 'services',
	use: 'services [OPTIONS] STACK',
	short: 'List the services in the stack',
	args: exact(1),
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'quiet', 'q', 'Only display IDs')
	],
	run: services
};

export const stack: Command = {
	name: 'stack',
	use: 'stack [OPTIONS]',
	short: 'Manage Swarm stacks',
	version: '1.25',
	swarm: 'manager',
	args: none,
	subs: [config, deploy, ls, ps, rm, stackServices]
};
