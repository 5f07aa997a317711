// The command tree of docker: the groups, and the commands that stand at the top as well.
import { atTop, type Command } from '../command.ts';
import { f } from '../flags/flag.ts';
import { bake, builder } from './builder.ts';
import { container } from './container/index.ts';
import { ps } from './container/ls.ts';
import { context } from './context/index.ts';
import { image } from './image/index.ts';
import { images } from './image/ls.ts';
import { rmi } from './image/rm.ts';
import { checkpoint, manifest, trust } from './manifest/index.ts';
import { network } from './network/index.ts';
import { plugin } from './plugin/index.ts';
import login from './registry/login.ts';
import logout from './registry/logout.ts';
import search from './registry/search.ts';
import { node } from './swarm/node.ts';
import { config, secret } from './swarm/secret.ts';
import { service } from './swarm/service.ts';
import { stack } from './swarm/stack.ts';
import { swarm } from './swarm/swarm.ts';
import { system } from './system/index.ts';
import inspect from './system/inspect.ts';
import version from './system/version.ts';
import { volume } from './volume/index.ts';

const lifted = (group: Command, names: string): Command[] => {
	const wanted = names.split(' ');
	return (group.subs ?? []).filter((command) => wanted.includes(command.name)).map((command) => (command.name === 'rm' ? command : atTop(command)));
};

const subs: readonly Command[] = [
	bake,
	builder,
	checkpoint,
	config,
	container,
	context,
	image,
	images,
	inspect,
	login,
	logout,
	manifest,
	network,
	node,
	plugin,
	ps,
	rmi,
	search,
	secret,
	service,
	stack,
	swarm,
	system,
	trust,
	version,
	volume,
	...lifted(container, 'attach commit cp create diff exec export kill logs pause port rename restart rm run start stats stop top unpause update wait'),
	...lifted(image, 'build history import load pull push save tag'),
	...lifted(system, 'events info')
];

/** The root command; the defaults of some global flags name the configuration directory. */
export const root = (configDir: string): Command => ({
	name: 'docker',
	use: 'docker [OPTIONS] COMMAND [ARG...]',
	short: 'A self-sufficient runtime for containers',
	flags: [
		f('string', 'config', '', 'Location of client config files', { def: configDir }),
		f(
			'string',
			'context',
			'c',
			'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")'
		),
		f('bool', 'debug', 'D', 'Enable debug mode'),
		f('list', 'host', 'H', 'Daemon socket to connect to'),
		f('string', 'log-level', 'l', 'Set the logging level ("debug", "info", "warn", "error", "fatal")', { def: 'info' }),
		f('bool', 'tls', '', 'Use TLS; implied by --tlsverify'),
		f('string', 'tlscacert', '', 'Trust certs signed only by this CA', { def: `${configDir}/ca.pem` }),
		f('string', 'tlscert', '', 'Path to TLS certificate file', { def: `${configDir}/cert.pem` }),
		f('string', 'tlskey', '', 'Path to TLS key file', { def: `${configDir}/key.pem` }),
		f('bool', 'tlsverify', '', 'Use TLS and verify the remote'),
		f('bool', 'version', 'v', 'Print version information and quit')
	],
	subs
});
