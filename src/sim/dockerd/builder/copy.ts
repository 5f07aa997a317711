// COPY and ADD: which files a source means, where they land, their checksum, and writing them. Follows BuildKit's file ops:
// a directory's content is copied, a destination with a slash or of several sources is a directory.
// Leaves out --parents, --exclude, git sources, archives in xz and bzip2. Invariant: the checksum has paths, modes and contents in it, never times.
import { gunzipSync } from 'fflate';
import { call, type Sys } from '../../engine/index.ts';
import { chmod, chown, lstat, mkdir, readdir, readlink, stat, step, symlink, utimes } from '../../kernel/index.ts';
import { digest, sha256Hex } from '../../values/index.ts';
import { resolveIn } from '../containers/paths.ts';
import { lookupUser } from '../containers/users.ts';
import { DockerError } from '../errors.ts';
import { isErrno, makeDirs, readFile, removeAll, writeFile } from '../files.ts';
import { globMatches } from '../images/read.ts';
import { decodeTar, TarError } from '../tar.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import type { ContextEntry } from './protocol.ts';

/** path.Clean under "/", without the leading slash: ".." stops at the top. */
export function cleanPath(path: string): string {
	const out: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..') out.pop();
		else if (part !== '' && part !== '.') out.push(part);
	}
	return out.join('/');
}
/** The directory a pattern surely lies in, or the path itself. */
export const fixedPart = (path: string): string => {
	const parts = cleanPath(path).split('/');
	const at = parts.findIndex((part) => /[*?[]/.test(part));
	return (at < 0 ? parts : parts.slice(0, at)).join('/');
};

/** One source: the entries it means, each with its path below the destination; `dir` when it is a directory's content. */
export interface Source {
	readonly dir: boolean;
	/** Last part of a file's path. */
	readonly base: string;
	/** Where it was found. */
	readonly path: string;
	/** Downloaded: not unpacked. */
	readonly remote?: true;
	readonly entries: readonly ContextEntry[];
}

/** The sources of a copy among `entries`. Throws BuildFailure `"/x": not found` without a place. */
export function sourcesOf(patterns: readonly string[], entries: readonly ContextEntry[]): Source[] {
	return patterns.flatMap((pattern) => {
		const path = cleanPath(pattern);
		const wild = /[*?[]/.test(path);
		const depth = path.split('/').length;
		const found = wild
			? entries.filter((entry) => entry.path.split('/').length === depth && globMatches(path, entry.path)).map((entry) => entry.path)
			: path === '' || entries.some((entry) => entry.path === path || entry.path.startsWith(path + '/'))
				? [path]
				: [];
		// A pattern that fits nothing copies nothing.
		if (found.length === 0 && !wild) throw new BuildFailure(`"/${path}": not found`);
		return found.map((one): Source => {
			const self = entries.find((entry) => entry.path === one);
			if (self && self.type !== 'dir') return { dir: false, base: one.slice(one.lastIndexOf('/') + 1), path: one, entries: [{ ...self, path: '' }] };
			const prefix = one === '' ? '' : one + '/';
			return {
				dir: true,
				base: '',
				path: one,
				entries: entries
					.filter((entry) => entry.path.startsWith(prefix) && entry.path !== one)
					.map((entry) => ({ ...entry, path: entry.path.slice(prefix.length) }))
			};
		});
	});
}
/** What a cache key knows of sources. */
export const checksum = (sources: readonly Source[]): string =>
	digest(
		sources
			.map(
				(source) =>
					`${source.dir ? 'd' : 'f'} ${source.base}\n` +
					source.entries.map((e) => `${e.path}\0${e.type}\0${e.mode}\0${e.uid}:${e.gid}\0${e.target ?? ''}\0${e.data ? sha256Hex(e.data) : ''}\n`).join('')
			)
			.join('\n')
	);

/** A tree of a mounted file system as entries, for COPY --from. */
export function* readTree(root: string, path: string): Sys<ContextEntry[]> {
	const out: ContextEntry[] = [];
	const host = yield* resolveIn(root, '/' + path);
	yield* call(walk(host, path, out));
	return out;
}
function* walk(host: string, path: string, out: ContextEntry[]): Sys<void> {
	yield* step();
	let s;
	try {
		s = yield* lstat(host);
	} catch (error) {
		if (isErrno(error)) return;
		throw error;
	}
	const common = { path, mode: s.mode, uid: s.uid, gid: s.gid, mtime: s.mtime };
	if (s.type === 'dir') {
		if (path !== '') out.push({ ...common, type: 'dir' });
		for (const { name } of yield* readdir(host)) yield* call(walk(`${host}/${name}`, path === '' ? name : `${path}/${name}`, out));
	} else if (s.type === 'symlink') out.push({ ...common, type: 'symlink', target: yield* readlink(host) });
	else if (s.type === 'file') out.push({ ...common, type: 'file', data: (yield* readFile(host)) ?? new Uint8Array() });
}

export interface CopyTo {
	/** Absolute; a slash at the end makes it a directory. */
	readonly dest: string;
	readonly chown: string;
	readonly chmod: string;
	/** ADD: archives are unpacked. */
	readonly unpack: boolean;
}

function* isDir(path: string): Sys<boolean> {
	try {
		return (yield* stat(path)).type === 'dir';
	} catch (error) {
		if (isErrno(error)) return false;
		throw error;
	}
}
function gunzip(data: Uint8Array): Uint8Array | undefined {
	try {
		return gunzipSync(data);
	} catch {
		// Not gzip after all: it is copied as it is.
		return undefined;
	}
}
/** The entries of a tar archive (plain or gzip), or undefined when it is none. */
function unpacked(data: Uint8Array | undefined): ContextEntry[] | undefined {
	const plain = data?.[0] === 0x1f && data[1] === 0x8b ? gunzip(data) : data;
	if (!plain || plain.length < 512) return undefined;
	try {
		const entries = decodeTar(plain);
		return entries.length === 0
			? undefined
			: entries.flatMap((e): ContextEntry[] => (e.type === 'file' || e.type === 'dir' || e.type === 'symlink' ? [{ ...e, type: e.type }] : []));
	} catch (error) {
		if (error instanceof TarError) return undefined;
		throw error;
	}
}

/** Writes sources into a mounted file system. Throws BuildFailure. */
export function* copyInto(root: string, sources: readonly Source[], to: CopyTo): Sys<void> {
	let owner: { uid: number; gid: number } | undefined;
	if (to.chown !== '') {
		try {
			owner = yield* lookupUser(root, to.chown, []);
			if (/^\d+$/.test(to.chown)) owner = { uid: owner.uid, gid: Number(to.chown) };
		} catch (error) {
			// An unknown name leaves root's ownership, as BuildKit does.
			if (!(error instanceof DockerError)) throw error;
			owner = { uid: 0, gid: 0 };
		}
	}
	const mode = to.chmod === '' ? undefined : parseInt(to.chmod, 8);
	const target = yield* resolveIn(root, to.dest);
	const many = sources.length > 1 || to.dest.endsWith('/') || (yield* isDir(target));
	for (const source of sources) {
		const archive = to.unpack && !source.dir && source.remote !== true ? unpacked(source.entries[0]?.data) : undefined;
		const asDir = source.dir || archive !== undefined;
		if (asDir || many) yield* makeDirs(target);
		else yield* makeDirs(target.slice(0, target.lastIndexOf('/')));
		for (const entry of archive ?? source.entries) {
			const at = asDir ? `${target}/${entry.path}` : many ? `${target}/${source.base}` : target;
			yield* put(at, entry, owner ?? { uid: entry.uid, gid: entry.gid }, mode);
		}
	}
}
function* put(path: string, entry: ContextEntry, owner: { uid: number; gid: number }, mode: number | undefined): Sys<void> {
	const parent = path.slice(0, path.lastIndexOf('/'));
	if (!(yield* isDir(parent))) yield* makeDirs(parent);
	if (entry.type === 'dir') {
		if (yield* isDir(path)) return;
		yield* mkdir(path, entry.mode);
		yield* chmod(path, mode ?? entry.mode);
	} else {
		if (yield* isDir(path)) throw new BuildFailure(`cannot copy to non-directory: ${path.slice(path.indexOf('/merged') + 7)}`);
		yield* removeAll(path);
		if (entry.type === 'symlink') {
			yield* symlink(entry.target ?? '', path);
			yield* chown(path, owner.uid, owner.gid, false);
			return;
		}
		yield* writeFile(path, entry.data ?? '', entry.mode);
		yield* chmod(path, mode ?? entry.mode);
	}
	yield* chown(path, owner.uid, owner.gid, false);
	yield* utimes(path, entry.mtime, entry.mtime, false);
}
