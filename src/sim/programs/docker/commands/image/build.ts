// docker image build without the buildx plug-in: the classic builder. It sends the context as a tar and shows the engine's stream.
// Leaves out: contexts from git and URLs. BuildKit builds are the buildx plug-in's.
import type { Sys } from '../../../../engine/index.ts';
import { encodeJson, humanSize, text as decode } from '../../../../values/index.ts';
import { stream } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { absolute, readAll, readFile, writeFile } from '../../files.ts';
import { cut } from '../../opts/cut.ts';
import { statOr } from '../../output-file.ts';
import { packContext } from '../../../buildx/context.ts';
import { writeTar, type TarEntry } from '../../tar.ts';
import { showProgress } from '../../progress.ts';
import { f } from '../../flags/flag.ts';
import { validateExtraHost, validateLabel } from '../../opts/validate.ts';

interface BuildContext {
	readonly tar: Uint8Array;
	/** The Dockerfile's path in it. */
	readonly dockerfile: string;
}
/** What is sent: PATH without what .dockerignore keeps back, or the archive or Dockerfile on stdin. */
export function* context(path: string, file: string): Sys<BuildContext> {
	if (path === '-') {
		const data = yield* readAll(0);
		return decode(data.subarray(257, 262)) === 'ustar'
			? { tar: data, dockerfile: file || 'Dockerfile' }
			: { tar: writeTar([fileEntry('Dockerfile', data)]), dockerfile: 'Dockerfile' };
	}
	const dir = yield* absolute(path);
	const status = yield* statOr(dir);
	if (!status) throw new Failure(`unable to prepare context: path ${JSON.stringify(path)} not found`);
	if (status.type !== 'dir') throw new Failure(`unable to prepare context: context must be a directory: ${dir}`);
	const at = file === '' ? `${dir}/Dockerfile` : yield* absolute(file);
	const inside = at.startsWith(dir + '/');
	if (file !== '-' && !(yield* statOr(at)))
		throw new Failure(`unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${at}: no such file or directory`);
	const ignore = (yield* statOr(`${dir}/.dockerignore`)) ? decode(yield* readFile(`${dir}/.dockerignore`)) : '';
	const dockerfile = inside && file !== '-' ? at.slice(dir.length + 1) : '.dockerfile';
	// The build files go along even when a pattern fits them.
	const entries = yield* packContext(dir, [''], ignore === '' ? '' : `${ignore}\n!.dockerignore\n!${dockerfile}`);
	const all: TarEntry[] = entries.map((entry) => ({
		...fileEntry(entry.path, entry.data ?? new Uint8Array()),
		type: entry.type,
		mode: entry.mode,
		mtime: Math.floor(entry.mtime / 1e6),
		target: entry.target ?? ''
	}));
	if (dockerfile === '.dockerfile') all.push(fileEntry(dockerfile, file === '-' ? yield* readAll(0) : yield* readFile(at)));
	return { tar: writeTar(all), dockerfile };
}
const fileEntry = (name: string, data: Uint8Array): TarEntry => ({ name, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, data, target: '' });

/** The progress of sending: a line each half mebibyte and at the end, each ended by a carriage return (moby's progress reader). */
export function sending(size: number): string {
	const marks: number[] = [];
	for (let at = 0, last = 0; at < size; at += readSize)
		if (Math.min(at + readSize, size) - last > progressStep) marks.push((last = Math.min(at + readSize, size)));
	return [...marks, size].map((n) => `Sending build context to Docker daemon  ${humanSize(n)}\r`).join('') + '\r\n';
}
const readSize = 32_768;
const progressStep = 524_288;

const build: Command = {
	name: 'build',
	use: 'build [OPTIONS] PATH | URL | -',
	short: 'Build an image from a Dockerfile',
	also: 'docker image build, docker build, docker builder build',
	top: 4,
	args: exact(1),
	flags: [
		f('list', 'add-host', '', 'Add a custom host-to-IP mapping ("host:ip")', { check: validateExtraHost }),
		f('list', 'build-arg', '', 'Set build-time variables'),
		f('stringSlice', 'cache-from', '', 'Images to consider as cache sources'),
		f('string', 'cgroup-parent', '', 'Set the parent cgroup for the "RUN" instructions during build'),
		f('bool', 'compress', '', 'Compress the build context using gzip'),
		f('int64', 'cpu-period', '', 'Limit the CPU CFS (Completely Fair Scheduler) period'),
		f('int64', 'cpu-quota', '', 'Limit the CPU CFS (Completely Fair Scheduler) quota'),
		f('int64', 'cpu-shares', 'c', 'CPU shares (relative weight)'),
		f('string', 'cpuset-cpus', '', 'CPUs in which to allow execution (0-3, 0,1)'),
		f('string', 'cpuset-mems', '', 'MEMs in which to allow execution (0-3, 0,1)'),
		f('bool', 'disable-content-trust', '', 'Skip image verification', { def: 'true' }),
		f('string', 'file', 'f', 'Name of the Dockerfile (Default is "PATH/Dockerfile")'),
		f('bool', 'force-rm', '', 'Always remove intermediate containers'),
		f('string', 'iidfile', '', 'Write the image ID to the file'),
		f('string', 'isolation', '', 'Container isolation technology'),
		f('list', 'label', '', 'Set metadata for an image', { check: validateLabel }),
		f('bytes', 'memory', 'm', 'Memory limit'),
		f('swapBytes', 'memory-swap', '', 'Swap limit equal to memory plus swap: -1 to enable unlimited swap'),
		f('string', 'network', '', 'Set the networking mode for the RUN instructions during build', { def: 'default', version: '1.25' }),
		f('bool', 'no-cache', '', 'Do not use cache when building the image'),
		f('string', 'platform', '', 'Set platform if server is multi-platform capable', { version: '1.38' }),
		f('bool', 'pull', '', 'Always attempt to pull a newer version of the image'),
		f('bool', 'quiet', 'q', 'Suppress the build output and print image ID on success'),
		f('bool', 'rm', '', 'Remove intermediate containers after a successful build', { def: 'true' }),
		f('stringSlice', 'security-opt', '', 'Security options'),
		f('bytes', 'shm-size', '', 'Size of "/dev/shm"'),
		f('bool', 'squash', '', 'Squash newly built layers into a single new layer', { version: '1.25', experimental: true }),
		f('list', 'tag', 't', 'Name and optionally a tag in the "name:tag" format'),
		f('string', 'target', '', 'Set the target build stage to build.'),
		f('ulimit', 'ulimit', '', 'Ulimit options')
	],
	*run(cli, flags, args) {
		const { tar, dockerfile } = yield* context(args[0] ?? '', flags.text('file'));
		const labels = flags.list('label').map((label) => cut(label, '='));
		const buildArgs = flags.list('build-arg').map((arg) => cut(arg, '='));
		const quiet = flags.bool('quiet');
		let id = '';
		if (!quiet) yield* out(sending(tar.length));
		const progress = yield* stream(cli, 'POST', '/build', {
			query: {
				t: flags.list('tag'),
				dockerfile,
				q: quiet,
				nocache: flags.bool('no-cache'),
				rm: flags.bool('rm') ? undefined : '0',
				forcerm: flags.bool('force-rm'),
				pull: flags.bool('pull'),
				target: flags.text('target'),
				networkmode: flags.text('network'),
				platform: flags.text('platform').toLowerCase(),
				memory: flags.text('memory') === '0' ? undefined : flags.number('memory'),
				version: '1',
				buildargs: encodeJson(Object.fromEntries(buildArgs.map(([key, value, found]) => [key, found ? value : null]))),
				labels: encodeJson(Object.fromEntries(labels.map(([key, value]) => [key, value])))
			},
			headers: { 'Content-Type': 'application/x-tar' },
			body: tar
		});
		const aux = function* (value: unknown): Sys<void> {
			if (typeof value === 'object' && value !== null && 'ID' in value && typeof value.ID === 'string') id = value.ID;
		};
		try {
			yield* showProgress(progress, 1, aux);
		} catch (e) {
			// The status is a RUN's exit code.
			if (e instanceof Failure && e.status !== undefined) throw new Failure(e.text, e.status);
			throw e;
		}
		if (flags.text('iidfile') !== '') yield* writeFile(flags.text('iidfile'), id, 0o666);
		return 0;
	}
};
export default build;
