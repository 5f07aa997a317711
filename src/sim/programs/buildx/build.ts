// `docker buildx build`: checks the command line, opens the engine's build connection, answers its questions, shows its progress.
// Leaves out builders other than the docker driver, outputs other than the image store, secrets, named contexts, added hosts (their flags are unknown), ssh and cache import and export.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, close, isatty, lstat, recv, send, stat } from '../../kernel/index.ts';
import type { ContextEntry, SolveRequest, ToClient, ToEngine } from '../../dockerd/index.ts';
import { parseReference, ReferenceError } from '../../oci/index.ts';
import { text as decode } from '../../values/index.ts';
import { err, out, DEFAULT_HOST } from '../docker/cli.ts';
import { answer, dispatch } from '../docker/client/http.ts';
import { Failure } from '../docker/failure.ts';
import { absolute, baseName, readAll, readFile, writeFile } from '../docker/files.ts';
import { f, type Flag, type Flags } from '../docker/flags/flag.ts';
import { cut } from '../docker/opts/cut.ts';
import { helpColumns } from '../docker/help.ts';
import { readTar, type TarEntry } from '../docker/tar.ts';
import { Display, excerpt, type Mode } from './display.ts';
import { packContext } from './context.ts';

export const buildFlags: readonly Flag[] = [
	f('list', 'build-arg', '', 'Set build-time variables'),
	f('string', 'builder', '', 'Override the configured builder instance'),
	f('bool', 'check', '', 'Shorthand for "--call=check"', { def: '' }),
	f('bool', 'debug', 'D', 'Enable debug logging'),
	f('string', 'file', 'f', 'Name of the Dockerfile (default: "PATH/Dockerfile")'),
	f('string', 'iidfile', '', 'Write the image ID to a file'),
	f('list', 'label', '', 'Set metadata for an image'),
	f('bool', 'load', '', 'Shorthand for "--output=type=docker"'),
	f('string', 'network', '', 'Set the networking mode for the "RUN" instructions during build', { def: 'default' }),
	f('bool', 'no-cache', '', 'Do not use cache when building the image'),
	f('list', 'platform', '', 'Set target platform for build'),
	f('string', 'progress', '', 'Set type of progress output ("auto", "quiet", "plain", "tty", "rawjson"). Use plain to show container output', { def: 'auto' }),
	f('bool', 'pull', '', 'Always attempt to pull all referenced images'),
	f('bool', 'quiet', 'q', 'Suppress the build output and print image ID on success'),
	f('list', 'tag', 't', 'Name and optionally a tag (format: "name:tag")'),
	f('string', 'target', '', 'Set the target build stage to build')
];

/** The engine's reply to a build's connection, over a unix socket or TCP. */
const hostOf = (env: Readonly<Record<string, string>>): string => env['DOCKER_HOST'] || DEFAULT_HOST;

function* typeOf(path: string): Sys<'dir' | 'other' | 'none'> {
	try {
		return (yield* stat(path)).type === 'dir' ? 'dir' : 'other';
	} catch (e) {
		if (e instanceof Errno) return 'none';
		throw e;
	}
}
function* textAt(path: string): Sys<string | null> {
	try {
		return decode(yield* readFile(path));
	} catch (e) {
		if (e instanceof Errno) return null;
		throw e;
	}
}

/** Runs a build. Throws Failure with the text after "ERROR: ". */
export function* build(flags: Flags, args: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const where = args[0] ?? '';
	for (const tag of flags.list('tag')) {
		try {
			parseReference(tag);
		} catch (e) {
			if (!(e instanceof ReferenceError)) throw e;
			throw new Failure(`invalid tag ${JSON.stringify(tag)}: ${e.message.includes('must be lowercase') ? 'repository name must be lowercase' : e.message}`);
		}
	}
	const asked = flags.bool('quiet') ? 'quiet' : flags.text('progress');
	if (!['auto', 'plain', 'tty', 'quiet', 'none', 'rawjson'].includes(asked)) throw new Failure(`invalid progress mode ${asked}`);
	const terminal = yield* isatty(2);
	const mode: Mode =
		asked === 'auto'
			? terminal
				? 'tty'
				: 'plain'
			: asked === 'none'
				? 'quiet'
				: asked === 'plain' || asked === 'quiet' || asked === 'rawjson'
					? asked
					: 'tty';
	const piped = where === '-' || flags.text('file') === '-' ? yield* readAll(0) : undefined;
	// On stdin: a Dockerfile, or with PATH "-" an archive that is the whole context.
	const archive = where === '-' && piped && decode(piped.subarray(257, 262)) === 'ustar' ? archived(readTar(piped) ?? []) : undefined;
	const inArchive = (path: string): string | null => {
		const data = archive?.find((entry) => entry.path === path)?.data;
		return data ? decode(data) : null;
	};
	const stdin = piped && !archive ? decode(piped) : undefined;
	const dir = where === '-' ? undefined : yield* absolute(where);
	if (dir !== undefined && (yield* typeOf(dir)) !== 'dir') throw new Failure(`unable to prepare context: path ${JSON.stringify(where)} not found`);
	const given = flags.text('file');
	let file = given === '' ? `${dir ?? ''}/Dockerfile` : yield* absolute(given);
	if (given === '' && dir !== undefined && (yield* typeOf(file)) === 'none' && (yield* typeOf(`${dir}/dockerfile`)) === 'other') file = `${dir}/dockerfile`;
	const name = stdin === undefined ? baseName(file) : 'Dockerfile';
	const source = archive ? inArchive(given || 'Dockerfile') : (stdin ?? (yield* textAt(file)));
	const solve: SolveRequest = {
		tags: flags.list('tag'),
		target: flags.text('target'),
		buildArgs: Object.fromEntries(
			flags.list('build-arg').flatMap((arg) => {
				const [key, value] = arg.includes('=') ? cut(arg, '=') : [arg, env[arg]];
				return value === undefined ? [] : [[key, value]];
			})
		),
		labels: Object.fromEntries(flags.list('label').map((label) => cut(label, '='))),
		noCache: flags.bool('no-cache'),
		pull: flags.bool('pull'),
		platform: flags.list('platform')[0] ?? '',
		dockerfile: name,
		check: flags.bool('check')
	};
	const host = hostOf(env);
	const pending = yield* dispatch(host, { method: 'POST', path: '/grpc', headers: { Connection: 'Upgrade', Upgrade: 'h2c' } });
	const reply = yield* answer(pending);
	if (reply.status !== 101) throw new Failure(`failed to build: unexpected status ${reply.status} from the engine`);
	const { fd } = pending;
	const say = (value: ToEngine): Sys<void> => send(fd, { kind: 'frame', protocol: 'buildkit', value });
	const display = new Display(mode, terminal ? yield* helpColumns() : 80, yield* clock());
	yield* display.begin();
	yield* say({ solve });
	for (;;) {
		const message = yield* recv(fd);
		if (message === null || message.kind !== 'frame')
			throw new Failure('failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF');
		const value = message.value as ToClient;
		if ('ask' in value) {
			if (value.ask === 'dockerfile') yield* say({ file: source });
			else if (value.ask === 'dockerignore')
				yield* say({
					file: dir === undefined ? inArchive('.dockerignore') : ((yield* textAt(`${file}.dockerignore`)) ?? (yield* textAt(`${dir}/.dockerignore`)))
				});
			else if (value.ask === 'context') yield* say({ entries: dir === undefined ? (archive ?? []) : yield* packContext(dir, value.paths, value.ignore) });
			continue;
		}
		const now = yield* clock();
		if ('finished' in value || 'failed' in value) {
			yield* close(fd);
			yield* display.finish(now);
			if (solve.check) return yield* report(display, name, source ?? '', value);
			yield* display.summary();
			if (dir !== undefined && (yield* brokenGit(dir)))
				yield* err(
					'WARNING: current commit information was not captured by the build: failed to read current commit information with git rev-parse --is-inside-work-tree\n'
				);
			if ('failed' in value) {
				if (value.start > 0) yield* err(excerpt(name, source ?? '', value.start, value.stop));
				throw new Failure(`failed to solve: ${value.failed}`);
			}
			if (flags.text('iidfile') !== '') yield* writeFile(flags.text('iidfile'), value.finished, 0o644);
			if (asked === 'quiet') yield* out(value.finished + '\n');
			return 0;
		}
		yield* display.take(value, now);
	}
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

const kebab = (rule: string): string =>
	rule
		.replace(/([a-z])([A-Z])/g, '$1-$2')
		.replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
		.toLowerCase();

/** `--check`: the warnings by line, and the error that ended it. */
function* report(display: Display, name: string, source: string, end: Extract<ToClient, { finished: string } | { failed: string }>): Sys<number> {
	if ('failed' in end && end.start === 0) throw new Failure(`failed to solve: ${end.failed}`);
	const all = display.warnings
		.map((warning, i) => ({ warning, i }))
		.sort((a, b) => a.warning.start - b.warning.start || (a.warning.rule === b.warning.rule ? a.i - b.i : 0) || a.i - b.i);
	if (all.length === 0 && !('failed' in end)) {
		yield* out('Check complete, no warnings found.\n');
		return 0;
	}
	if (all.length > 0) {
		yield* out(`Check complete, ${all.length} warning${all.length === 1 ? ' has' : 's have'} been found!\n`);
		for (const { warning } of all)
			yield* out(
				`\nWARNING: ${warning.rule} - https://docs.docker.com/go/dockerfile/rule/${kebab(warning.rule)}/\n${warning.text}\n${excerpt(name, source, warning.start, warning.end)}`
			);
	}
	if ('failed' in end) yield* err(`ERROR: ${end.failed}\n${excerpt(name, source, end.start, end.stop)}\n`);
	return 1;
}
