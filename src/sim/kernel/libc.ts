// What every program's C library does with files and text, as routines over system calls. Errors are thrown Errnos as the calls give them.
import { call, Errno, type Sys } from '../engine/sys.ts';
import { access, close, lstat, mkdir, open, pause, read, readdir, rmdir, signals, stat, unlink, write, type SignalName } from './calls.ts';

const decoder = new TextDecoder();

/** Runs a routine and closes the descriptor after it, also when it throws. */
export function* closing<T>(fd: number, routine: Sys<T>): Sys<T> {
	let value: T;
	try {
		value = yield* routine;
	} catch (error) {
		yield* close(fd);
		throw error;
	}
	yield* close(fd);
	return value;
}

/** A whole file's bytes. */
export function* readFile(path: string): Sys<Uint8Array> {
	const fd = yield* open(path);
	return yield* closing(fd, readAll(fd));
}

/** Bytes of a descriptor until its end. */
export function* readAll(fd: number): Sys<Uint8Array> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for (;;) {
		const part = yield* read(fd, 1_048_576);
		if (part.length === 0) break;
		parts.push(part);
		size += part.length;
	}
	if (parts.length === 1) return parts[0] as Uint8Array;
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** A file as UTF-8 text; malformed bytes become U+FFFD. */
export function* readText(path: string): Sys<string> {
	return decoder.decode(yield* readFile(path));
}

/** The same, or undefined when the file cannot be read. */
export function* readTextIfAny(path: string): Sys<string | undefined> {
	try {
		return yield* readText(path);
	} catch (error) {
		if (error instanceof Errno) return undefined;
		throw error;
	}
}

/** Makes or truncates a file and writes it. `mode` is for a new file, before the umask. */
export function* writeFile(path: string, data: Uint8Array | string, mode = 0o666): Sys<void> {
	const fd = yield* open(path, { write: true, create: true, trunc: true, mode });
	yield* closing(fd, write(fd, data));
}

/** Adds to a file's end, making it when it is missing. */
export function* appendFile(path: string, data: Uint8Array | string, mode = 0o666): Sys<void> {
	const fd = yield* open(path, { write: true, append: true, create: true, mode });
	yield* closing(fd, write(fd, data));
}

/** Whether something is there (symbolic links are followed); an unreachable path counts as missing. */
export function* exists(path: string): Sys<boolean> {
	try {
		yield* stat(path);
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}

/** Whether a path leads to a directory; an unreachable one does not. */
export function* isDirectory(path: string): Sys<boolean> {
	try {
		return (yield* stat(path)).type === 'dir';
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}

/** Makes a directory and those above it; one that is there already is fine. EEXIST when a file is in the way. */
export function* mkdirAll(path: string, mode = 0o777): Sys<void> {
	try {
		yield* mkdir(path, mode);
		return;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (error.code === 'EEXIST' && (yield* stat(path)).type === 'dir') return;
		const slash = path.replaceAll('//', '/').lastIndexOf('/', path.length - 2);
		if (error.code !== 'ENOENT' || slash <= 0) throw error;
		yield* call(mkdirAll(path.slice(0, slash), mode));
	}
	try {
		yield* mkdir(path, mode);
	} catch (error) {
		if (!(error instanceof Errno && error.code === 'EEXIST')) throw error;
	}
}

/** Removes a tree; a missing one is fine. */
export function* removeAll(path: string): Sys<void> {
	try {
		if ((yield* lstat(path)).type !== 'dir') return yield* unlink(path);
		for (const entry of yield* readdir(path)) yield* call(removeAll(`${path}/${entry.name}`));
		yield* rmdir(path);
	} catch (error) {
		if (!(error instanceof Errno && error.code === 'ENOENT')) throw error;
	}
}

/** Sleeps until caught signals arrive (sigwaitinfo(2)); none when something else woke it. */
export function* awaitSignals(): Sys<readonly SignalName[]> {
	try {
		yield* pause();
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	return yield* signals();
}

/** The executable a name means: as it is when it has a slash, else the first in PATH that may be executed; null when there is none. */
export function* lookPath(name: string, path: string): Sys<string | null> {
	const candidates = name.includes('/') ? [name] : path.split(':').map((dir) => `${dir === '' ? '.' : dir}/${name}`);
	if (name === '') return null;
	for (const candidate of candidates) {
		try {
			if ((yield* stat(candidate)).type === 'dir') continue;
			yield* access(candidate, 1);
			return candidate;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	return null;
}

/** Writes text to standard output. */
export function* print(text: string): Sys<void> {
	if (text !== '') yield* write(1, text);
}

/** Writes text to standard error. */
export function* printError(text: string): Sys<void> {
	if (text !== '') yield* write(2, text);
}
