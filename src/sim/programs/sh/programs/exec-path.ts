// execvp(3) for the programs that run others: the search of PATH, and becoming or starting what was found.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { access, exec, spawn, stat, type SpawnOptions } from '../../../kernel/index.ts';

/** The file to execute. Throws ENOENT, or EACCES when only a file that may not be executed was found. */
export function* searchPath(name: string, path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'): Sys<string> {
	if (name.includes('/')) return name;
	let failure = new Errno('ENOENT');
	for (const dir of path.split(':')) {
		const file = `${dir || '.'}/${name}`;
		try {
			if ((yield* stat(file)).type !== 'file') continue;
			yield* access(file, 1);
			return file;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code === 'EACCES') failure = error;
		}
	}
	throw failure;
}

/** Becomes the command. A script without #! is run by /bin/sh, as execvp does. */
export function* execCommand(argv: readonly string[], env: Readonly<Record<string, string>>): Sys<never> {
	const path = yield* searchPath(argv[0] as string, env['PATH']);
	try {
		return yield* exec({ path, argv, env });
	} catch (error) {
		if (!(error instanceof Errno) || error.code !== 'ENOEXEC') throw error;
		return yield* exec({ path: '/bin/sh', argv: ['sh', path, ...argv.slice(1)], env });
	}
}
/** Starts the command as a child. */
export function* startCommand(argv: readonly string[], options: Omit<SpawnOptions, 'argv' | 'path'>): Sys<number> {
	const path = yield* searchPath(argv[0] as string, options.env?.['PATH']);
	try {
		return yield* spawn({ ...options, path, argv });
	} catch (error) {
		if (!(error instanceof Errno) || error.code !== 'ENOEXEC') throw error;
		return yield* spawn({ ...options, path: '/bin/sh', argv: ['sh', path, ...argv.slice(1)] });
	}
}
