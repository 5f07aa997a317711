// docker container create, and the creation that docker run begins with: pull when the image is missing, warnings, --cidfile.
import { Errno, type Sys } from '../../../../engine/index.ts';
import { isatty, winsize } from '../../../../kernel/index.ts';
import { authHeaders } from '../../auth.ts';
import { json, stream } from '../../client/api.ts';
import { err, out, type Cli } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { Failure, withHelp } from '../../failure.ts';
import { writeFile } from '../../files.ts';
import { f, type Flags } from '../../flags/flag.ts';
import { formatPlatform, parsePlatform } from '../../opts/platform.ts';
import { drain, showProgress } from '../../progress.ts';
import { fullName, familiarString, parseAnyReference, withLatest } from '../../reference.ts';
import { imageNames } from '../image/common.ts';
import { statOr } from '../../output-file.ts';
import { containerConfig, type CreateBody } from './container-config.ts';
import { createFlags } from './create-flags.ts';

/** Throws what a wrong --pull says. */
export function checkPull(flags: Flags, command: string): void {
	const value = flags.text('pull');
	if (!['always', 'missing', 'never', ''].includes(value))
		throw new Failure(withHelp(`invalid pull option: '${value}': must be one of "always", "missing" or "never"`, command), 125);
}

/** parse() with the help line and code 125 on a mistake. */
export function* configOr125(cli: Cli, flags: Flags, args: readonly string[], command: string): Sys<CreateBody> {
	try {
		return yield* containerConfig(cli, flags, args[0] ?? '', args.slice(1));
	} catch (e) {
		if (e instanceof Failure) throw new Failure(withHelp(e.text, command), 125);
		throw e;
	}
}

function* pull(cli: Cli, image: string, platform: string, quiet: boolean): Sys<void> {
	const reference = withLatest(parseAnyReference(image) ?? { domain: 'docker.io', path: image });
	const progress = yield* stream(cli, 'POST', '/images/create', {
		query: { fromImage: fullName(reference), tag: reference.digest ?? reference.tag, platform: platform.toLowerCase() },
		headers: authHeaders(cli, image)
	});
	if (quiet) yield* drain(progress);
	else yield* showProgress(progress, 2);
}

/** createContainer: answers the new container's id. */
export function* createContainer(cli: Cli, flags: Flags, body: CreateBody): Sys<string> {
	const { config, host } = body;
	const cidFile = host.ContainerIDFile;
	if (cidFile !== '') {
		if (yield* statOr(cidFile)) throw new Failure(`container ID file found, make sure the other container isn't running or delete ${cidFile}`);
	}
	const reference = parseAnyReference(config.Image);
	let platform = flags.text('platform');
	if (platform !== '') {
		try {
			platform = formatPlatform(parsePlatform(platform));
		} catch (e) {
			if (e instanceof Failure) throw new Failure(`error parsing specified platform: ${e.text}`);
			throw e;
		}
	}
	const quiet = flags.bool('quiet');
	if (flags.text('pull') === 'always') yield* pull(cli, config.Image, flags.text('platform'), quiet);
	if (yield* isatty(1)) {
		const size = yield* winsize(1);
		host.ConsoleSize = [size.rows, size.columns];
	}
	const create = (): Sys<{ Id: string; Warnings?: readonly string[] | null }> =>
		json(cli, 'POST', '/containers/create', {
			query: { name: flags.text('name'), platform },
			body: { json: { ...config, HostConfig: host, NetworkingConfig: { EndpointsConfig: body.endpoints } } }
		});
	let created: { Id: string; Warnings?: readonly string[] | null };
	try {
		created = yield* create();
	} catch (e) {
		if (!(e instanceof Failure && e.status === 404 && reference && flags.text('pull') === 'missing')) throw e;
		if (!quiet) yield* err(`Unable to find image '${familiarString(withLatest(reference))}' locally\n`);
		yield* pull(cli, config.Image, flags.text('platform'), quiet);
		created = yield* create();
	}
	const local = host.Dns.find((ip) => ip.startsWith('127.') || ip === '::1');
	for (const warning of [...(created.Warnings ?? []), ...(local === undefined ? [] : [`Localhost DNS (${local}) may fail in containers.`])])
		yield* err(`WARNING: ${warning}\n`);
	if (cidFile !== '') yield* writeCid(cidFile, created.Id);
	return created.Id;
}

function* writeCid(file: string, id: string): Sys<void> {
	try {
		yield* writeFile(file, id, 0o666);
	} catch (e) {
		if (e instanceof Failure) throw new Failure(`failed to create the container ID file: ${e.text}`);
		if (e instanceof Errno) throw new Failure(`failed to write the container ID to the file: ${e.message}`);
		throw e;
	}
}

const create: Command = {
	name: 'create',
	use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
	short: 'Create a new container',
	also: 'docker container create, docker create',
	args: min(1),
	interspersed: false,
	flags: [
		f('string', 'name', '', 'Assign a name to the container'),
		f('string', 'platform', '', 'Set platform if server is multi-platform capable', { version: '1.32' }),
		f('string', 'pull', '', 'Pull image before creating ("always", "|missing", "never")', { def: 'missing' }),
		f('bool', 'quiet', 'q', 'Suppress the pull output'),
		f('bool', 'use-api-socket', '', 'Bind mount Docker API socket and required auth'),
		f('bool', 'disable-content-trust', '', 'Skip image verification', { def: 'true' }),
		...createFlags
	],
	complete: imageNames,
	*run(cli, flags, args) {
		checkPull(flags, 'create');
		const id = yield* createContainer(cli, flags, yield* configOr125(cli, flags, args, 'create'));
		yield* out(`${id}\n`);
		return 0;
	}
};
export default create;
