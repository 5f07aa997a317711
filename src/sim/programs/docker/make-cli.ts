// Builds the client's state from global flags, environment and configuration file (DockerCli.Initialize).
import type { Sys } from '../../engine/index.ts';
import { err, type Cli } from './cli.ts';
import type { Command } from './command.ts';
import { loadConfig } from './config-file.ts';
import { Failure } from './failure.ts';
import type { Flags } from './flags/flag.ts';

/** The client's state from the tree's root, global flags, environment and configuration file. */
export function* makeCli(top: Command, argv: readonly string[], env: Readonly<Record<string, string>>, flags?: Flags): Sys<Cli> {
	const given = flags?.text('config') ?? '';
	const configDir = flags?.changed('config') === true ? given : env['DOCKER_CONFIG'] || `${env['HOME'] ?? ''}/.docker`;
	const { config, warning } = yield* loadConfig(configDir);
	if (warning !== undefined) yield* err(`${warning}\n`);
	const hosts = flags?.list('host') ?? [];
	const named = flags?.text('context') ?? '';
	if (named !== '' && hosts.length > 0) throw new Failure('conflicting options: cannot specify both --host and --context');
	const fromHost = hosts.length > 0 || (env['DOCKER_HOST'] ?? '') !== '';
	const context = named !== '' ? named : fromHost ? 'default' : env['DOCKER_CONTEXT'] || config.currentContext || 'default';
	const builtin = ['help', ...(top.subs ?? []).map((sub) => sub.name)];
	return { env, argv, configDir, config, context, hosts, debug: flags?.bool('debug') === true, builtin };
}
