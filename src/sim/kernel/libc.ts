// What every program takes from its C library: whole files, directories, the search path, printing. Routines over system calls.
import { Errno, type Sys } from '../engine/sys.ts';
import { access, close, mkdir, open, read, readdir, rmdir, stat, lstat, unlink, write } from './calls.ts';

const decoder = new TextDecoder();

/** A file's bytes. */
export function* readFile(path: string): Sys<Uint8Array> {
	const fd = yield* open(path, { read: true });
	const parts: Uint8Array[] = [];
	let size = 0;
	try {
		for (;;) {
			const part = yield* read(fd, 1 << 20);
			if (part.length === 0) break;
			parts.push(part);
			size += part.length;
		}
	} catch (error) {
		yield* close(fd);
		throw error;
	}
	yield* close(fd);
	if (parts.length === 1) return parts[0] as Uint8Array;
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** A file as text (UTF-8, lossy). */
export function* readText(path: string): Sys<string> {
	return decoder.decode(yield* readFile(path));
}

/** Writes a whole file, making or truncating it. */
export function* writeFile(path: string, data: Uint8Array | string, mode = 0o644): Sys<void> {
	const fd = yield* open(path, { write: true, create: true, trunc: true, mode });
	yield* write(fd, data);
	yield* close(fd);
}

/** Whether the path is there (symbolic links followed). */
export function* exists(path: string): Sys<boolean> {
	try {
		yield* stat(path);
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}

/** mkdir -p. */
export function* mkdirAll(path: string, mode = 0o755): Sys<void> {
	const parts = path.split('/').filter((part) => part !== '');
	for (let i = 1; i <= parts.length; i++) {
		try {
			yield* mkdir((path.startsWith('/') ? '/' : '') + parts.slice(0, i).join('/'), mode);
		} catch (error) {
			if (!(error instanceof Errno && (error.code === 'EEXIST' || error.code === 'EROFS'))) throw error;
		}
	}
}

/** rm -rf: nothing happens when it is not there. */
export function* removeAll(path: string): Sys<void> {
	try {
		const { type } = yield* lstat(path);
		if (type !== 'dir') return yield* unlink(path);
		for (const entry of yield* readdir(path)) yield* removeAll(`${path}/${entry.name}`);
		yield* rmdir(path);
	} catch (error) {
		if (!(error instanceof Errno && error.code === 'ENOENT')) throw error;
	}
}

/** The executable a name means along PATH, or null. A name with a slash is itself. */
export function* lookPath(name: string, path: string): Sys<string | null> {
	if (name.includes('/')) return name;
	for (const directory of path.split(':')) {
		const candidate = `${directory || '.'}/${name}`;
		try {
			yield* access(candidate, 1);
			if ((yield* stat(candidate)).type === 'file') return candidate;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	return null;
}

export const print = (text: string): Sys<number> => write(1, text);
export const printError = (text: string): Sys<number> => write(2, text);
