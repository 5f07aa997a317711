// How runc's init finds what to execute: Go's exec.LookPath, with the container's PATH and user, and its error texts.
import { Errno, type Sys } from '../../engine/index.ts';
import { access, stat } from '../../kernel/index.ts';
import { goErrno } from './files.ts';

/** Go's findExecutable: undefined when the file may be executed, else the error's text. */
function* notExecutable(file: string): Sys<string | undefined> {
	try {
		const found = yield* stat(file);
		if (found.type === 'dir') return 'is a directory';
		yield* access(file, 1);
		return (found.mode & 0o111) === 0 ? 'permission denied' : undefined;
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		return e.code === 'ENOENT' || e.code === 'ENOTDIR' ? `stat ${file}: ${goErrno(e)}` : goErrno(e);
	}
}

/** The path of the executable `name`, or { error } with Go's text: `exec: "x": executable file not found in $PATH`. */
export function* lookPath(name: string, path: string | undefined): Sys<{ path: string } | { error: string }> {
	if (name.includes('/')) {
		const why = yield* notExecutable(name);
		return why === undefined ? { path: name } : { error: `exec: ${JSON.stringify(name)}: ${why}` };
	}
	for (const dir of (path ?? '').split(':')) {
		const file = `${dir === '' ? '.' : dir}/${name}`;
		if ((yield* notExecutable(file)) === undefined) return { path: file };
	}
	return { error: `exec: ${JSON.stringify(name)}: executable file not found in $PATH` };
}
