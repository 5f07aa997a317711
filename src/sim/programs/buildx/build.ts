// `docker buildx build`: checks the command line, has the build done, writes or names what came of it.
// Leaves out contexts from git and URLs, ssh agents, attestations and cache export (refused in buildx's words).
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, isatty, lstat, stat } from '../../kernel/index.ts';
import type { ContextEntry, SolveRequest } from '../../dockerd/index.ts';
import { parseReference, ReferenceError } from '../../oci/index.ts';
import { encodeJson, text as decode } from '../../values/index.ts';
import { err, out } from '../docker/cli.ts';
import { Failure } from '../docker/failure.ts';
import { absolute, baseName, readAll, writeFile } from '../docker/files.ts';
import { f, type Flag, type Flags } from '../docker/flags/flag.ts';
import { helpColumns } from '../docker/help.ts';
import { cut } from '../docker/opts/cut.ts';
import { readTar, type TarEntry } from '../docker/tar.ts';
import { perform, textAt, type ClientBuild } from './client.ts';
import { Display, excerpt, type Mode } from './display.ts';
import { boot, builderOf, needsNode, noOutput } from './driver.ts';
import { newRef, noteActivity, saveRef, type Instance } from './instances.ts';
import { checkFeatures, parseContexts, parseOutput, parseSecrets, type Output } from './options.ts';
import { pushImage } from './push.ts';
import { checkOutput, printCheck, printOutline, printTargets, writeOutput } from './results.ts';

export const buildFlags: readonly Flag[] = [
	f('stringSlice', 'add-host', '', 'Add a custom host-to-IP mapping (format: "host:ip")'),
	f('stringArray', 'allow', '', 'Allow extra privileged entitlement (e.g., "network.host", "security.insecure")'),
	f('stringArray', 'annotation', '', 'Add annotation to the image'),
	f('stringArray', 'attest', '', 'Attestation parameters (format: "type=sbom,generator=image")'),
	f('stringArray', 'build-context', '', 'Additional build contexts (e.g., name=path)'),
	f('stringArray', 'cache-from', '', 'External cache sources (e.g., "user/app:cache", "type=local,src=path/to/dir")'),
	f('stringArray', 'cache-to', '', 'Cache export destinations (e.g., "user/app:cache", "type=local,dest=path/to/dir")'),
	f('string', 'call', '', 'Set method for evaluating build ("check", "outline", "targets")', { def: 'build' }),
	f('string', 'cgroup-parent', '', 'Set the parent cgroup for the "RUN" instructions during build'),
	f('string', 'metadata-file', '', 'Write build result metadata to a file'),
	f('stringArray', 'no-cache-filter', '', 'Do not cache specified stages'),
	f('stringArray', 'output', 'o', 'Output destination (format: "type=local,dest=path")'),
	f('string', 'provenance', '', 'Shorthand for "--attest=type=provenance"'),
	f('bool', 'push', '', 'Shorthand for "--output=type=registry"'),
	f('string', 'sbom', '', 'Shorthand for "--attest=type=sbom"'),
	f('stringArray', 'secret', '', 'Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")'),
	f('bytes', 'shm-size', '', 'Shared memory size for build containers'),
	f('bool', 'squash', '', 'Squash newly built layers into a single new layer', { hidden: true }),
	f('stringArray', 'ssh', '', 'SSH agent socket or keys to expose to the build (format: "default|<id>[=<socket>|<key>[,<key>]]")'),
	f('ulimit', 'ulimit', '', 'Ulimit options'),
	f('stringArray', 'build-arg', '', 'Set build-time variables'),
	f('string', 'builder', '', 'Override the configured builder instance'),
	f('bool', 'check', '', 'Shorthand for "--call=check"', { def: '' }),
	f('bool', 'debug', 'D', 'Enable debug logging'),
	f('string', 'file', 'f', 'Name of the Dockerfile (default: "PATH/Dockerfile")'),
	f('string', 'iidfile', '', 'Write the image ID to a file'),
	f('stringArray', 'label', '', 'Set metadata for an image'),
	f('bool', 'load', '', 'Shorthand for "--output=type=docker"'),
	f('string', 'network', '', 'Set the networking mode for the "RUN" instructions during build', { def: 'default' }),
	f('bool', 'no-cache', '', 'Do not use cache when building the image'),
	f('stringArray', 'platform', '', 'Set target platform for build'),
	f('string', 'progress', '', 'Set type of progress output ("auto", "quiet", "plain", "tty", "rawjson"). Use plain to show container output', { def: 'auto' }),
	f('bool', 'pull', '', 'Always attempt to pull all referenced images'),
	f('bool', 'quiet', 'q', 'Suppress the build output and print image ID on success'),
	f('stringArray', 'tag', 't', 'Name and optionally a tag (format: "name:tag")'),
	f('string', 'target', '', 'Set the target build stage to build')
];

function* typeOf(path: string): Sys<'dir' | 'other' | 'none'> {
	try {
		return (yield* stat(path)).type === 'dir' ? 'dir' : 'other';
	} catch (e) {
		if (e instanceof Errno) return 'none';
		throw e;
	}
}

/** Checks names of images. Throws Failure with buildx's text. */
export function checkTags(tags: readonly string[]): void {
	for (const tag of tags) {
		try {
			parseReference(tag);
		} catch (e) {
			if (!(e instanceof ReferenceError)) throw e;
			throw new Failure(`invalid tag ${JSON.stringify(tag)}: ${e.message.includes('must be lowercase') ? 'repository name must be lowercase' : e.message}`);
		}
	}
}

/** The progress mode that was asked for, on this terminal. Throws Failure. */
export function progressMode(asked: string, terminal: boolean): Mode {
	if (asked === 'auto') return terminal ? 'tty' : 'plain';
	if (asked === 'none') return 'quiet';
	if (asked === 'plain' || asked === 'quiet' || asked === 'rawjson' || asked === 'tty') return asked;
	throw new Failure(`invalid progress mode ${asked}`);
}

const callOf = (flags: Flags): SolveRequest['call'] => {
	const asked = flags.bool('check') ? 'check' : flags.text('call');
	if (asked === '' || asked === 'build') return 'build';
	if (asked === 'check' || asked === 'lint') return 'check';
	if (asked === 'outline' || asked === 'targets') return asked;
	throw new Failure(`failed to solve: unsupported call ${JSON.stringify(asked)}`);
};

/** Reads a build's command line and what it names on disk. Throws Failure. */
function* prepare(flags: Flags, where: string, env: Readonly<Record<string, string>>, output: Output): Sys<ClientBuild> {
	const piped = where === '-' || flags.text('file') === '-' ? yield* readAll(0) : undefined;
	// On stdin: a Dockerfile, or with PATH "-" an archive that is the whole context.
	const archive = where === '-' && piped && decode(piped.subarray(257, 262)) === 'ustar' ? archived(readTar(piped) ?? []) : undefined;
	const stdin = piped && !archive ? decode(piped) : undefined;
	const dir = where === '-' ? undefined : yield* absolute(where);
	if (dir !== undefined && (yield* typeOf(dir)) !== 'dir') throw new Failure(`unable to prepare context: path ${JSON.stringify(where)} not found`);
	const given = flags.text('file');
	let file = given === '' ? `${dir ?? ''}/Dockerfile` : yield* absolute(given);
	if (given === '' && dir !== undefined && (yield* typeOf(file)) === 'none' && (yield* typeOf(`${dir}/dockerfile`)) === 'other') file = `${dir}/dockerfile`;
	const inArchive = archive?.find((entry) => entry.path === (given || 'Dockerfile'))?.data;
	const contexts = yield* parseContexts(flags.list('build-context'));
	const tags = [...flags.list('tag'), ...output.names];
	checkTags(tags);
	// Nothing on standard input is no Dockerfile at all.
	const nothing = where === '-' && piped?.length === 0;
	return {
		dir,
		archive,
		file: stdin === undefined && !archive ? file : '',
		given: given === '' ? '' : stdin === undefined ? file : '-',
		source: nothing ? null : archive ? (inArchive ? decode(inArchive) : null) : (stdin ?? (yield* textAt(file))),
		contexts: contexts.dirs,
		secrets: yield* parseSecrets(flags.list('secret'), env),
		solve: {
			tags,
			target: flags.text('target'),
			buildArgs: Object.fromEntries(
				flags.list('build-arg').flatMap((arg) => {
					const [key, value] = arg.includes('=') ? cut(arg, '=') : [arg, env[arg]];
					return value === undefined ? [] : [[key, value]];
				})
			),
			labels: Object.fromEntries(flags.list('label').map((label) => cut(label, '='))),
			noCache: flags.bool('no-cache'),
			noCacheFilter: flags.list('no-cache-filter').flatMap((text) => text.split(',')),
			pull: flags.bool('pull'),
			platform: flags.list('platform')[0] ?? '',
			dockerfile: nothing ? '' : stdin === undefined ? baseName(file) : 'Dockerfile',
			call: callOf(flags),
			contexts: contexts.refs,
			output: output.type === 'docker' ? 'image' : output.type,
			addHosts: flags.list('add-host'),
			name: baseName(dir ?? ''),
			ref: yield* newRef(),
			network: flags.text('network')
		}
	};
}

/** Runs a build. Throws Failure with the text after "ERROR: ". */
export function* build(flags: Flags, args: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	if (flags.changed('squash'))
		yield* err('WARNING: experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage Dockerfile for efficiency.\n');
	checkTags(flags.list('tag'));
	const asked = flags.bool('quiet') ? 'quiet' : flags.text('progress');
	const terminal = yield* isatty(2);
	const mode = progressMode(asked, terminal);
	const output = parseOutput(flags);
	yield* checkOutput(output);
	if (!(yield* builderOf(flags, env))) checkFeatures(flags);
	const made = yield* prepare(flags, args[0] ?? '', env, output);
	const display = new Display(mode, terminal ? yield* helpColumns() : 80, yield* clock());
	const builder = yield* builderOf(flags, env);
	if (builder) return yield* elsewhere(builder, display, env, flags.list('output').length === 0 && !flags.bool('push') && !flags.bool('load'));
	return yield* finish(made, output, display, env, {
		iidfile: flags.text('iidfile'),
		metadata: flags.text('metadata-file'),
		printId: asked === 'quiet'
	});
}

/** A build by a builder of its own: it is booted first. Throws Failure. */
export function* elsewhere(builder: Instance, display: Display, env: Readonly<Record<string, string>>, kept: boolean): Sys<never> {
	yield* noteActivity(env, builder.name);
	display.corner = `${builder.driver}:${builder.name}`;
	yield* display.begin(`building with ${JSON.stringify(builder.name)} instance using ${builder.driver} driver`);
	let failure: Failure;
	try {
		yield* boot(display, builder, env);
		return yield* needsNode(env, builder);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		failure = error;
	}
	yield* display.finish(yield* clock());
	if (kept) yield* err(noOutput);
	throw failure;
}

/** Has a build done and deals with its end; answers the exit status. Throws Failure. */
export function* finish(
	made: ClientBuild,
	output: Output,
	display: Display,
	env: Readonly<Record<string, string>>,
	write: { readonly iidfile: string; readonly metadata: string; readonly printId: boolean }
): Sys<number> {
	const { solve, dir, source } = made;
	yield* noteActivity(env, 'default');
	if (solve.ref !== undefined) yield* saveRef(env, solve.ref, 'default', { path: dir ?? '-', dockerfile: made.given });
	const ended = yield* perform(made, env, display);
	const { end } = ended;
	if (solve.call === 'check') return yield* printCheck(display, solve.dockerfile, source ?? '', end);
	yield* display.summary();
	if (dir !== undefined && (yield* brokenGit(dir)))
		yield* err(
			'WARNING: current commit information was not captured by the build: failed to read current commit information with git rev-parse --is-inside-work-tree\n'
		);
	if ('failed' in end) {
		if (end.start > 0) yield* err(excerpt(solve.dockerfile, source ?? '', end.start, end.stop));
		throw new Failure(`failed to solve: ${end.failed}`);
	}
	if (ended.outline) yield* printOutline(ended.outline);
	if (solve.call === 'targets') yield* printTargets(ended.targets);
	if (output.type === 'tar' || output.type === 'local') yield* writeOutput(output, ended.files);
	if (output.push) for (const tag of solve.tags) yield* pushImage(tag, display, env);
	if (write.iidfile !== '') yield* writeFile(write.iidfile, end.finished, 0o644);
	if (write.metadata !== '')
		yield* writeFile(
			write.metadata,
			encodeJson(
				{
					...(solve.ref === undefined ? {} : { 'buildx.build.ref': `default/default/${solve.ref}` }),
					'containerimage.config.digest': end.finished,
					'containerimage.digest': end.finished,
					...(solve.tags.length > 0 ? { 'image.name': solve.tags.join(',') } : {})
				},
				{ indent: '  ' }
			),
			0o644
		);
	if (write.printId) yield* out(end.finished + '\n');
	return 0;
}

/** An archive's entries as a context. */
const archived = (entries: readonly TarEntry[]): ContextEntry[] =>
	entries.flatMap(({ name, type, mode, mtime, data, target }): ContextEntry[] => {
		const path = name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
		if (path === '' || path === '.' || (type !== 'file' && type !== 'dir' && type !== 'symlink')) return [];
		return [{ path, type, mode, uid: 0, gid: 0, mtime: mtime * 1e6, ...(type === 'file' ? { data } : {}), ...(type === 'symlink' ? { target } : {}) }];
	});

/** A .git that is no repository: git is asked and fails. */
function* brokenGit(dir: string): Sys<boolean> {
	try {
		if ((yield* lstat(`${dir}/.git`)).type !== 'dir') return false;
	} catch (e) {
		if (e instanceof Errno) return false;
		throw e;
	}
	return (yield* textAt(`${dir}/.git/HEAD`)) === null;
}
