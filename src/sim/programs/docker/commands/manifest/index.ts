// docker manifest …, docker trust … and docker checkpoint …: help and usage. The client would talk to registries and notary servers itself;
// that road is not modelled, so these end with the error of a manifest that is not there or a server that cannot be reached.
import { call, json, segment } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type ArgsRule, type Command, type Run, exact, min, none, range } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { formatRows } from '../../format/write.ts';
import { fullString, parseReference, withLatest } from '../../reference.ts';
import { f, type Flag } from '../../flags/flag.ts';

const noManifest: Run = function* (_cli, _flags, args) {
	const reference = withLatest(parseReference(args[args.length - 1] ?? ''));
	throw new Failure(`no such manifest: ${fullString(reference)}`);
};
const notary: Run = function* (_cli, _flags, args) {
	for (const name of args) parseReference(name);
	throw new Failure('error contacting notary server: dial tcp: lookup notary.docker.io: no such host');
};

const annotate: Command = {
	name: 'annotate',
	use: 'annotate [OPTIONS] MANIFEST_LIST MANIFEST',
	short: 'Add additional information to a local image manifest',
	args: exact(2),
	flags: [
		f('string', 'arch', '', 'Set architecture'),
		f('string', 'os', '', 'Set operating system'),
		f('stringSlice', 'os-features', '', 'Set operating system feature'),
		f('string', 'os-version', '', 'Set operating system version'),
		f('string', 'variant', '', 'Set architecture variant')
	],
	run: noManifest
};
const create: Command = {
	name: 'create',
	use: 'create MANIFEST_LIST MANIFEST [MANIFEST...]',
	short: 'Create a local manifest list for annotating and pushing to a registry',
	args: min(2),
	flags: [f('bool', 'amend', 'a', 'Amend an existing manifest list'), f('bool', 'insecure', '', 'Allow communication with an insecure registry')],
	run: noManifest
};
const inspectCommand: Command = {
	name: 'inspect',
	use: 'inspect [OPTIONS] [MANIFEST_LIST] MANIFEST',
	short: 'Display an image manifest, or manifest list',
	args: range(1, 2),
	flags: [
		f('bool', 'insecure', '', 'Allow communication with an insecure registry'),
		f('bool', 'verbose', 'v', 'Output additional info including layers and platform')
	],
	run: noManifest
};
const push: Command = {
	name: 'push',
	use: 'push [OPTIONS] MANIFEST_LIST',
	short: 'Push a manifest list to a repository',
	args: exact(1),
	flags: [f('bool', 'insecure', '', 'Allow push to an insecure registry'), f('bool', 'purge', 'p', 'Remove the local manifest list after push')],
	*run(_cli, _flags, args) {
		parseReference(args[0] ?? '');
		throw new Failure(`No such manifest: ${args[0]}`);
	}
};
const rm: Command = {
	name: 'rm',
	use: 'rm MANIFEST_LIST [MANIFEST_LIST...]',
	short: 'Delete one or more manifest lists from local storage',
	args: min(1),
	*run(_cli, _flags, args) {
		throw new Failure(args.map((name) => `No such manifest: ${name}`).join('\n'));
	}
};
export const manifest: Command = {
	name: 'manifest',
	use: 'manifest COMMAND',
	short: 'Manage Docker image manifests and manifest lists',
	long: `
The **docker manifest** command has subcommands for managing image manifests and
manifest lists. A manifest list allows you to use one name to refer to the same image
built for multiple architectures.

To see help for a subcommand, use:

    docker manifest CMD --help

For full details on using docker manifest lists, see the registry v2 specification.

`,
	experimentalCli: true,
	args: none,
	subs: [annotate, create, inspectCommand, push, rm]
};

/** A command of trust: what it is called, and its one flag. */
const trusting = (use: string, short: string, args: ArgsRule, flag: Flag): Command => ({
	name: use.split(' ')[0] ?? '',
	use,
	short,
	args,
	flags: [flag],
	run: notary
});
const key: Command = {
	name: 'key',
	use: 'key',
	short: 'Manage keys for signing Docker images',
	args: none,
	subs: [
		trusting(
			'generate NAME',
			'Generate and load a signing key-pair',
			exact(1),
			f('string', 'dir', '', 'Directory to generate key in, defaults to current directory')
		),
		trusting('load [OPTIONS] KEYFILE', 'Load a private key file for signing', exact(1), f('string', 'name', '', 'Name for the loaded key', { def: 'signer' }))
	]
};
const signer: Command = {
	name: 'signer',
	use: 'signer',
	short: 'Manage entities who can sign Docker images',
	args: none,
	subs: [
		trusting('add OPTIONS NAME REPOSITORY [REPOSITORY...] ', 'Add a signer', min(2), f('list', 'key', '', "Path to the signer's public key file")),
		trusting(
			'remove [OPTIONS] NAME REPOSITORY [REPOSITORY...]',
			'Remove a signer',
			min(2),
			f('bool', 'force', 'f', 'Do not prompt for confirmation before removing the most recent signer')
		)
	]
};
export const trust: Command = {
	name: 'trust',
	use: 'trust',
	short: 'Manage trust on Docker images',
	args: none,
	subs: [
		trusting(
			'inspect IMAGE[:TAG] [IMAGE[:TAG]...]',
			'Return low-level information about keys and signatures',
			min(1),
			f('bool', 'pretty', '', 'Print the information in a human friendly format')
		),
		key,
		trusting('revoke [OPTIONS] IMAGE[:TAG]', 'Remove trust for an image', exact(1), f('bool', 'yes', 'y', 'Do not prompt for confirmation')),
		trusting('sign IMAGE:TAG', 'Sign an image', exact(1), f('bool', 'local', '', 'Sign a locally tagged image')),
		signer
	]
};

const checkpoints = (name: string): string => `/containers/${segment(name)}/checkpoints`;
const createCheckpoint: Command = {
	name: 'create',
	use: 'create [OPTIONS] CONTAINER CHECKPOINT',
	short: 'Create a checkpoint from a running container',
	args: exact(2),
	flags: [
		f('string', 'checkpoint-dir', '', 'Use a custom checkpoint storage directory'),
		f('bool', 'leave-running', '', 'Leave the container running after checkpoint')
	],
	*run(cli, flags, args) {
		const [container = '', name = ''] = args;
		yield* call(cli, 'POST', checkpoints(container), {
			body: { json: { CheckpointID: name, CheckpointDir: flags.text('checkpoint-dir'), Exit: !flags.bool('leave-running') } }
		});
		yield* out(`${name}\n`);
		return 0;
	}
};
const lsCheckpoint: Command = {
	name: 'ls',
	use: 'ls [OPTIONS] CONTAINER',
	short: 'List checkpoints for a container',
	aliases: ['list'],
	args: exact(1),
	flags: [f('string', 'checkpoint-dir', '', 'Use a custom checkpoint storage directory')],
	*run(cli, flags, args) {
		const list = yield* json<readonly { Name: string }[] | null>(cli, 'GET', checkpoints(args[0] ?? ''), { query: { dir: flags.text('checkpoint-dir') } });
		yield* out(
			formatRows(
				'table {{.Name}}',
				{ Name: 'CHECKPOINT NAME' },
				(list ?? []).map(({ Name }) => ({ Name })),
				'*checkpoint.checkpointContext'
			)
		);
		return 0;
	}
};
const rmCheckpoint: Command = {
	name: 'rm',
	use: 'rm [OPTIONS] CONTAINER CHECKPOINT',
	short: 'Remove a checkpoint',
	aliases: ['remove'],
	args: exact(2),
	flags: [f('string', 'checkpoint-dir', '', 'Use a custom checkpoint storage directory')],
	*run(cli, flags, args) {
		const [container = '', name = ''] = args;
		yield* call(cli, 'DELETE', `${checkpoints(container)}/${segment(name)}`, { query: { dir: flags.text('checkpoint-dir') } });
		return 0;
	}
};
export const checkpoint: Command = {
	name: 'checkpoint',
	use: 'checkpoint',
	short: 'Manage checkpoints',
	version: '1.25',
	experimental: true,
	ostype: 'linux',
	args: none,
	subs: [createCheckpoint, lsCheckpoint, rmCheckpoint]
};
