// Small routines over system calls that this room's programs share: whole files, directories with parents, JSON state.
// Invariant: a file written with `writeFile` is complete or absent for readers (written beside, then renamed).
import { Errno, type Sys } from '../../engine/index.ts';
import { close, mkdir, open, read, readdir, rename, rmdir, unlink, write } from '../../kernel/index.ts';
import { concat, encodeJson, parseJson, text } from '../../values/index.ts';

/** Reads a whole regular file as text: what gives less than it was asked for has ended. */
export function* readFile(path: string): Sys<string> {
	const fd = yield* open(path);
	let all = yield* read(fd, most);
	for (let chunk = all; chunk.length === most;) {
		chunk = yield* read(fd, most);
		all = concat([all, chunk]);
	}
	yield* close(fd);
	return text(all);
}
const most = 1 << 20;

/** Writes a whole file, atomically. */
export function* writeFile(path: string, content: string, mode = 0o644): Sys<void> {
	const beside = path + '.tmp';
	const fd = yield* open(beside, { write: true, create: true, trunc: true, mode });
	yield* write(fd, content);
	yield* close(fd);
	yield* rename(beside, path);
}

/** Writes a whole file that nobody reads before it is written. */
export function* writeOnce(path: string, content: string, mode = 0o644): Sys<void> {
	const fd = yield* open(path, { write: true, create: true, trunc: true, mode });
	yield* write(fd, content);
	yield* close(fd);
}

/** Appends to a file, making it if need be. */
export function* appendFile(path: string, content: string, mode = 0o644): Sys<void> {
	const fd = yield* open(path, { write: true, append: true, create: true, mode });
	yield* write(fd, content);
	yield* close(fd);
}

/** A JSON file's value, or undefined when there is none. */
export function* readJson<T>(path: string): Sys<T | undefined> {
	try {
		return parseJson(yield* readFile(path)) as T;
	} catch (e) {
		if (e instanceof Errno && (e.code === 'ENOENT' || e.code === 'ENOTDIR')) return undefined;
		throw e;
	}
}

export const writeJson = (path: string, value: unknown): Sys<void> => writeFile(path, encodeJson(value));

/** mkdir -p. */
export function* mkdirs(path: string, mode = 0o755): Sys<void> {
	try {
		yield* mkdir(path, mode);
		return;
	} catch (e) {
		if (!(e instanceof Errno) || (e.code !== 'EEXIST' && e.code !== 'ENOENT')) throw e;
		if (e.code === 'EEXIST') return;
	}
	const parent = path.slice(0, path.lastIndexOf('/'));
	if (parent !== '') yield* mkdirs(parent, mode);
	yield* ignoring(mkdir(path, mode), 'EEXIST');
}

/** Runs a routine; the given errnos (all, when none is given) do not matter. */
export function* ignoring(routine: Sys<unknown>, ...codes: readonly string[]): Sys<void> {
	try {
		yield* routine;
	} catch (e) {
		if (!(e instanceof Errno) || (codes.length > 0 && !codes.includes(e.code))) throw e;
	}
}

/** rm -rf. */
export function* removeAll(path: string): Sys<void> {
	try {
		yield* unlink(path);
		return;
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		if (e.code === 'ENOENT' || e.code === 'ENOTDIR') return;
		if (e.code !== 'EISDIR' && e.code !== 'EPERM') throw e;
	}
	for (const entry of yield* readdir(path)) {
		if (entry.type === 'dir') yield* removeAll(`${path}/${entry.name}`);
		else yield* unlink(`${path}/${entry.name}`);
	}
	yield* rmdir(path);
}

/** Go's text of an errno: libc's, in lower case. */
export const goErrno = (e: Errno): string => e.message.slice(0, 1).toLowerCase() + e.message.slice(1);
