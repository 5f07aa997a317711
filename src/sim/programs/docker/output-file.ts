// Files that commands write their result to (save -o, export -o, cp): the directory must be there.
import { Errno, type Sys } from '../../engine/index.ts';
import { stat, type Stat } from '../../kernel/index.ts';
import { Failure } from './failure.ts';

/** The file's status, or undefined when there is none. */
export function* statOr(path: string): Sys<Stat | undefined> {
	try {
		return yield* stat(path);
	} catch (e) {
		if (e instanceof Errno) return undefined;
		throw e;
	}
}

/** Throws `${says}invalid output path: …` when the directory is missing. */
export function* checkDirectory(directory: string, says = ''): Sys<void> {
	if (directory === '.' || directory === '') return;
	const status = yield* statOr(directory);
	if (!status) throw new Failure(`${says}invalid output path: stat ${directory}: no such file or directory`);
}
