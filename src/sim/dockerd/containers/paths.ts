// Paths inside a container: resolved so that a symbolic link of the container cannot lead out of its root.
import { Errno, type Sys } from '../../engine/index.ts';
import { lstat, readlink } from '../../kernel/index.ts';

/** The host path of `path` under `root`, links followed as if root were /. Missing parts stay as they are. With `last` false the last part is not followed. */
export function* resolveIn(root: string, path: string, last = true): Sys<string> {
	let done: string[] = [];
	let todo = path.split('/').filter((part) => part !== '' && part !== '.');
	for (let links = 0; todo.length > 0;) {
		const [part = '', ...rest] = todo;
		todo = rest;
		if (part === '..') {
			done = done.slice(0, -1);
			continue;
		}
		const next = [...done, part];
		const target = todo.length > 0 || last ? yield* linkTarget(`${root}/${next.join('/')}`) : undefined;
		if (target === undefined) {
			done = next;
			continue;
		}
		if (++links > 255) throw new Errno('ELOOP');
		if (target.startsWith('/')) done = [];
		todo = [...target.split('/').filter((piece) => piece !== '' && piece !== '.'), ...todo];
	}
	return `${root}/${done.join('/')}`.replace(/\/$/, '') || '/';
}
function* linkTarget(path: string): Sys<string | undefined> {
	try {
		return (yield* lstat(path)).type === 'symlink' ? yield* readlink(path) : undefined;
	} catch (error) {
		if (error instanceof Errno) return undefined;
		throw error;
	}
}
