// Packing local files into a tar and unpacking one, as `docker cp` and the classic builder do (moby/go-archive).
import { call, Errno, type Sys } from '../../engine/index.ts';
import { chmod, close, lstat, mkdir, mknod, open, readdir, readlink, symlink, unlink, utimes, write, type Stat } from '../../kernel/index.ts';
import { Failure } from './failure.ts';
import { goErrno, readFile } from './files.ts';
import type { TarEntry } from './tar.ts';

const empty = new Uint8Array(0);

function* entryOf(path: string, name: string, status: Stat): Sys<TarEntry> {
	const type = status.type === 'socket' ? 'fifo' : status.type;
	return {
		name,
		type,
		mode: status.mode,
		uid: status.uid,
		gid: status.gid,
		mtime: Math.floor(status.mtime / 1_000_000),
		data: type === 'file' ? yield* readFile(path) : empty,
		target: type === 'symlink' ? yield* readlink(path) : '',
		...(status.rdev ? { rdev: status.rdev } : {})
	};
}

function* collect(path: string, name: string, out: TarEntry[]): Sys<void> {
	const status = yield* lstat(path);
	if (name !== '' && status.type !== 'socket') out.push(yield* entryOf(path, name, status));
	if (status.type !== 'dir') return;
	for (const child of yield* readdir(path)) yield* call(collect(`${path}/${child.name}`, name === '' ? child.name : `${name}/${child.name}`, out));
}

/** The tree at `path` as entries under `name` ('': its content alone). */
export function* treeEntries(path: string, name: string): Sys<TarEntry[]> {
	const out: TarEntry[] = [];
	yield* call(collect(path, name, out));
	return out;
}

function* place(path: string, entry: TarEntry, root: string): Sys<void> {
	if (entry.type === 'dir') {
		try {
			yield* mkdir(path, 0o755);
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'EEXIST')) throw e;
			if ((yield* lstat(path)).type !== 'dir')
				throw new Failure(`cannot overwrite non-directory ${JSON.stringify(path)} with directory ${JSON.stringify(root)}`);
		}
	} else {
		try {
			if ((yield* lstat(path)).type === 'dir')
				throw new Failure(`cannot overwrite directory ${JSON.stringify(path)} with non-directory ${JSON.stringify(root)}`);
			yield* unlink(path);
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'ENOENT')) throw e;
		}
		if (entry.type === 'symlink') yield* symlink(entry.target, path);
		else if (entry.type === 'file' || entry.type === 'hardlink') {
			const fd = yield* open(path, { write: true, create: true, trunc: true, mode: 0o666 });
			if (entry.data.length > 0) yield* write(fd, entry.data);
			yield* close(fd);
		} else yield* mknod(path, entry.type, entry.mode, entry.rdev);
	}
	if (entry.type !== 'symlink') yield* chmod(path, entry.mode);
	yield* utimes(path, entry.mtime * 1_000_000, entry.mtime * 1_000_000, false);
}

/** Extracts entries into a directory, keeping modes and times, not owners. Throws Failure with what is in the way. */
export function* extract(entries: readonly TarEntry[], directory: string): Sys<void> {
	for (const entry of entries) {
		const name = entry.name.replace(/^\/+|\/+$/g, '');
		if (name === '' || name === '.' || name.split('/').includes('..')) continue;
		const linked = entry.type === 'hardlink' ? entries.find((other) => other.name === entry.target) : undefined;
		try {
			yield* place(`${directory}/${name}`, linked ? { ...entry, data: linked.data } : entry, directory);
		} catch (e) {
			if (e instanceof Errno) throw new Failure(`open ${directory}/${name}: ${goErrno(e)}`);
			throw e;
		}
	}
}
