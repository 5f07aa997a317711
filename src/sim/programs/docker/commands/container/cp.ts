// docker container cp: a tar through the archive endpoints, in either direction (cli/command/container/cp.go and go-archive's rules for names).
// Leaves out the moving counter while it copies: the line at the end is printed.
import { Errno, type Sys } from '../../../../engine/index.ts';
import { isatty, lstat, readlink, realpath, stat } from '../../../../kernel/index.ts';
import { concat, goQuote, humanSize, parseJson, text as decode, unbase64 } from '../../../../values/index.ts';
import { extract, treeEntries } from '../../archive.ts';
import { call, download } from '../../client/api.ts';
import { header } from '../../client/http.ts';
import { err, out, type Cli } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { absolute, baseName, cleanPath, dirName, goErrno, readAll } from '../../files.ts';
import { type Flags, f } from '../../flags/flag.ts';
import { cut } from '../../opts/cut.ts';
import { statOr } from '../../output-file.ts';
import { readTar, writeTar, type TarEntry } from '../../tar.ts';
import { path } from './common.ts';

interface Place {
	readonly path: string;
	readonly exists: boolean;
	readonly isDir: boolean;
}
/** X-Docker-Container-Path-Stat; mode is Go's FileMode. */
interface PathStat {
	readonly name: string;
	readonly mode: number;
	readonly linkTarget: string;
}
const GO_DIR = 2 ** 31;
const GO_SYMLINK = 2 ** 27;
const GO_DEVICE = 2 ** 26;
const has = (mode: number, bit: number): boolean => Math.floor(mode / bit) % 2 === 1;

const splitArg = (arg: string): readonly [container: string, path: string] => {
	if (arg.startsWith('/')) return ['', arg];
	const [container, rest, found] = cut(arg, ':');
	return !found || container.startsWith('.') ? ['', arg] : [container, rest];
};
const asDirectory = (text: string): boolean => text.endsWith('/') || text === '.' || text.endsWith('/.');
/** filepath.Abs, keeping a trailing "/" or "/.". */
function* localPath(text: string): Sys<string> {
	const clean = yield* absolute(text);
	if (text === '.' || text.endsWith('/.')) return `${clean}/.`;
	return text.endsWith('/') && !clean.endsWith('/') ? `${clean}/` : clean;
}
/** SplitPathDirEntry's base: "." for a path that names a directory's content. */
const entryBase = (text: string): string => (text === '.' || text.endsWith('/.') ? '.' : baseName(cleanPath(text)));
const entryDir = (text: string): string => (text === '.' || text.endsWith('/.') ? cleanPath(text) : dirName(cleanPath(text)));

/** PrepareArchiveCopy: the directory to extract into, and the entries under the names they get there. */
function prepare(entries: readonly TarEntry[], source: { base: string; isDir: boolean }, target: Place): { directory: string; entries: readonly TarEntry[] } {
	if (target.exists && target.isDir) return { directory: target.path, entries };
	if (target.exists && source.isDir) throw new Failure('cannot copy directory');
	if (!target.exists && !source.isDir && asDirectory(target.path)) throw new Failure('no such directory');
	const base = entryBase(target.path);
	const rename = (name: string): string =>
		source.base === '/' ? base + name : name === source.base || name.startsWith(`${source.base}/`) ? base + name.slice(source.base.length) : name;
	return {
		directory: entryDir(target.path),
		entries: entries.map((entry) => ({ ...entry, name: rename(entry.name), target: entry.type === 'hardlink' ? rename(entry.target) : entry.target }))
	};
}

function* statPath(cli: Cli, container: string, where: string): Sys<PathStat> {
	const { response } = yield* call(cli, 'HEAD', path(container, '/archive'), { query: { path: where } });
	return parseJson(decode(unbase64(header(response, 'X-Docker-Container-Path-Stat') ?? ''))) as PathStat;
}

/** CopyInfoDestinationPath for a local path. */
function* localDestination(text: string): Sys<Place> {
	let now = text;
	try {
		for (let i = 0; ; i++) {
			const status = yield* lstat(now.replace(/\/\.?$/, '') || '/');
			if (status.type !== 'symlink') return { path: now, exists: true, isDir: status.type === 'dir' };
			if (i > 10) throw new Failure(`too many symlinks in ${text}`);
			const target = yield* readlink(now);
			now = target.startsWith('/') ? target : cleanPath(`${entryDir(now)}/${target}`);
		}
	} catch (e) {
		if (!(e instanceof Errno) || e.code !== 'ENOENT') throw e;
	}
	const parent = entryDir(now);
	const status = yield* statOr(parent);
	if (!status) throw new Failure(`stat ${parent}: no such file or directory`);
	if (status.type !== 'dir') throw new Failure('not a directory');
	return { path: now, exists: false, isDir: false };
}

function* checkOutput(text: string): Sys<void> {
	const dir = dirName(cleanPath(text));
	if (dir !== '.' && dir !== '' && !(yield* statOr(dir))) throw new Failure(`invalid output path: directory ${goQuote(dir)} does not exist`);
	const status = yield* statOr(text);
	if (status && (status.type === 'char' || status.type === 'block'))
		throw new Failure(`invalid output path: ${goQuote(text)} must be a directory or a regular file: got a device`);
}

const done = (size: number, to: string): Sys<void> => err(`Successfully copied ${humanSize(size, 3)} to ${to}\n`);

function* fromContainer(cli: Cli, flags: Flags, container: string, from: string, to: string, quiet: boolean): Sys<void> {
	const target = to === '-' ? '-' : yield* localPath(to);
	if (target !== '-') yield* checkOutput(target);
	let source = from;
	let rebased: string | undefined;
	if (flags.bool('follow-link')) {
		const status = yield* statPath(cli, container, from);
		if (has(status.mode, GO_SYMLINK)) {
			rebased = entryBase(from);
			source = status.linkTarget.startsWith('/') ? status.linkTarget : cleanPath(`${entryDir(from)}/${status.linkTarget}`);
		}
	}
	const chunks: Uint8Array[] = [];
	const response = yield* download(cli, 'GET', path(container, '/archive'), { query: { path: source } }, function* (chunk) {
		if (target === '-') yield* out(chunk);
		else chunks.push(chunk);
	});
	if (target === '-') return;
	const archive = concat(chunks);
	const status = parseJson(decode(unbase64(header(response, 'X-Docker-Container-Path-Stat') ?? ''))) as PathStat;
	const base = entryBase(source);
	let entries: readonly TarEntry[] = readTar(archive) ?? [];
	if (rebased !== undefined)
		entries = entries.map((entry) => ({
			...entry,
			name: entry.name === base || entry.name.startsWith(`${base}/`) ? rebased + entry.name.slice(base.length) : entry.name
		}));
	const ready = prepare(entries, { base: rebased ?? base, isDir: has(status.mode, GO_DIR) }, yield* localDestination(target));
	yield* extract(ready.entries, ready.directory);
	if (!quiet) yield* done(archive.length, target);
}

function* localSource(text: string, follow: boolean): Sys<{ entries: readonly TarEntry[]; base: string; isDir: boolean }> {
	const where = yield* localPath(text);
	try {
		const bare = where.replace(/\/\.?$/, '') || '/';
		const real = follow ? yield* realpath(bare) : bare;
		const status = yield* lstat(real);
		if (status.type !== 'dir' && asDirectory(where) && (status.type !== 'symlink' || (yield* stat(real)).type !== 'dir')) throw new Errno('ENOTDIR');
		const base = entryBase(where);
		return { entries: yield* treeEntries(real, base === '.' ? '.' : base), base, isDir: status.type === 'dir' };
	} catch (e) {
		if (e instanceof Errno) throw new Failure(`lstat ${where}: ${goErrno(e)}`);
		throw e;
	}
}

function* containerDestination(cli: Cli, container: string, to: string): Sys<Place> {
	let where = to;
	try {
		let status = yield* statPath(cli, container, to);
		if (has(status.mode, GO_SYMLINK)) {
			where = status.linkTarget.startsWith('/') ? status.linkTarget : cleanPath(`${entryDir(to)}/${status.linkTarget}`);
			status = yield* statPath(cli, container, where);
		}
		if (has(status.mode, GO_DEVICE)) throw new Failure(`destination "${container}:${to}" must be a directory or a regular file: got a device`, 2);
		return { path: where, exists: true, isDir: has(status.mode, GO_DIR) };
	} catch (e) {
		if (!(e instanceof Failure) || e.code === 2) throw e;
		return { path: where, exists: false, isDir: false };
	}
}

function* toContainer(cli: Cli, flags: Flags, from: string, container: string, to: string, quiet: boolean): Sys<void> {
	const target = yield* containerDestination(cli, container, to);
	let directory = target.path;
	let body: Uint8Array;
	if (from === '-') {
		if (!target.isDir) throw new Failure(`destination "${container}:${to}" must be a directory`);
		body = yield* readAll(0);
	} else {
		const source = yield* localSource(from, flags.bool('follow-link'));
		const ready = prepare(source.entries, source, target);
		directory = ready.directory;
		body = writeTar(ready.entries);
	}
	yield* call(cli, 'PUT', path(container, '/archive'), {
		query: { path: directory, noOverwriteDirNonDir: 'true', copyUIDGID: flags.bool('archive') ? 'true' : undefined },
		headers: { 'Content-Type': 'application/x-tar' },
		body
	});
	if (!quiet) yield* done(body.length, `${container}:${target.path}`);
}

const cp: Command = {
	name: 'cp',
	use: `cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-
	docker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH`,
	short: 'Copy files/folders between a container and the local filesystem',
	long: `Copy files/folders between a container and the local filesystem

Use '-' as the source to read a tar archive from stdin
and extract it to a directory destination in a container.
Use '-' as the destination to stream a tar archive of a
container source to stdout.`,
	also: 'docker container cp, docker cp',
	args: exact(2),
	flags: [
		f('bool', 'archive', 'a', 'Archive mode (copy all uid/gid information)'),
		f('bool', 'follow-link', 'L', 'Always follow symbol link in SRC_PATH'),
		f('bool', 'quiet', 'q', 'Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached')
	],
	*run(cli, flags, args) {
		const [from = '', to = ''] = args;
		if (from === '') throw new Failure('source can not be empty');
		if (to === '') throw new Failure('destination can not be empty');
		const quiet = flags.changed('quiet') ? flags.bool('quiet') : !(yield* isatty(1));
		const [source, sourcePath] = splitArg(from);
		const [target, targetPath] = splitArg(to);
		if (source !== '' && target !== '') throw new Failure('copying between containers is not supported');
		if (source !== '') yield* fromContainer(cli, flags, source, sourcePath, targetPath, quiet);
		else if (target !== '') yield* toContainer(cli, flags, sourcePath, target, targetPath, quiet);
		else throw new Failure('must specify at least one container source');
		return 0;
	}
};
export default cp;
