// Whole files and local paths, as the Go client uses them: errors read "open PATH: no such file or directory".
import { Errno, type Sys } from '../../engine/index.ts';
import { close, getcwd, open, readAll, readFile, write } from '../../kernel/index.ts';
import { Failure } from './failure.ts';

export { readAll, readFile };

/** Go's words for an errno: lower case, without libc's capitals. */
export const goErrno = (e: Errno): string => e.message.charAt(0).toLowerCase() + e.message.slice(1);

/** os.Open and io.ReadAll; throws Failure "open PATH: no such file or directory". */
export function* readFileOr(path: string): Sys<Uint8Array> {
	try {
		return yield* readFile(path);
	} catch (e) {
		if (e instanceof Errno) throw new Failure(`${e.code === 'EISDIR' ? 'read' : 'open'} ${path}: ${goErrno(e)}`);
		throw e;
	}
}

/** os.WriteFile. */
export function* writeFile(path: string, data: Uint8Array | string, mode: number): Sys<void> {
	try {
		const fd = yield* open(path, { write: true, create: true, trunc: true, mode });
		yield* write(fd, data);
		yield* close(fd);
	} catch (e) {
		if (e instanceof Errno) throw new Failure(`open ${path}: ${goErrno(e)}`);
		throw e;
	}
}

/** path.Clean. */
export function cleanPath(path: string): string {
	const rooted = path.startsWith('/');
	const out: string[] = [];
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..' && out.length > 0 && out[out.length - 1] !== '..') out.pop();
		else if (part !== '..' || !rooted) out.push(part);
	}
	const clean = (rooted ? '/' : '') + out.join('/');
	return clean === '' ? '.' : clean;
}

/** filepath.Abs. */
export function* absolute(path: string): Sys<string> {
	if (path.startsWith('/')) return cleanPath(path);
	const cwd = yield* getcwd();
	return cleanPath(`${cwd}/${path}`);
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const dirName = (path: string): string => {
	const at = path.lastIndexOf('/');
	return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at);
};
