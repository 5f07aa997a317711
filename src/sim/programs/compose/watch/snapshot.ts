// Which files there are below the watched paths, and which have changed since.
// FIDELITY: the real one is told by the kernel (inotify); here the paths are looked through twice a second.
import { call, Errno, type Sys } from '../../../engine/index.ts';
import { lstat, readdir, step } from '../../../kernel/index.ts';
import { parseIgnore, type Ignore } from '../../buildx/ignore.ts';
import type { Rule } from './rules.ts';

/** A file's size and time of change, by path. */
export type Snapshot = Readonly<Record<string, string>>;

export function* takeSnapshot(rules: readonly Rule[]): Sys<Snapshot> {
	const out: Record<string, string> = {};
	for (const rule of rules) yield* call(walk(rule.trigger.path, parseIgnore(rule.ignore), out));
	return out;
}
function* walk(path: string, ignore: Ignore, out: Record<string, string>): Sys<void> {
	yield* step();
	try {
		const status = yield* lstat(path);
		if (status.type !== 'dir') {
			out[path] = `${status.size} ${status.mtime} ${status.ino}`;
			return;
		}
		if (ignore.excludes(path.slice(1)) && !ignore.takesBack) return;
		for (const { name } of yield* readdir(path)) yield* call(walk(`${path === '/' ? '' : path}/${name}`, ignore, out));
	} catch (e) {
		// It may be gone by now.
		if (!(e instanceof Errno)) throw e;
	}
}

/** Made, changed and removed files, by path. */
export function changed(before: Snapshot, after: Snapshot): readonly string[] {
	const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
	return [...paths].filter((path) => before[path] !== after[path]).sort();
}
