// The build context: what the engine asks for of the client's directory, without what .dockerignore keeps back.
// Owners are root's and times the files' own, as buildx sends them. Leaves out contexts from git and URLs.
import { call, type Sys } from '../../engine/index.ts';
import { lstat, readdir, readlink, step } from '../../kernel/index.ts';
import type { ContextEntry } from '../../dockerd/index.ts';
import { readFile } from '../docker/files.ts';
import { parseIgnore, type Ignore } from './ignore.ts';

/** The entries at and below `paths` ("": all). */
export function* packContext(dir: string, paths: readonly string[], ignoreText: string): Sys<ContextEntry[]> {
	const out: ContextEntry[] = [];
	const ignore = parseIgnore(ignoreText);
	const wanted = (path: string): boolean => paths.some((one) => one === '' || path === one || path.startsWith(one + '/'));
	const leadsTo = (path: string): boolean => paths.some((one) => one.startsWith(path + '/'));
	yield* call(walk(dir, '', ignore, wanted, leadsTo, out));
	return out;
}
function* walk(
	dir: string,
	path: string,
	ignore: Ignore,
	wanted: (path: string) => boolean,
	leadsTo: (path: string) => boolean,
	out: ContextEntry[]
): Sys<void> {
	for (const { name } of yield* readdir(path === '' ? dir : `${dir}/${path}`)) {
		yield* step();
		const at = path === '' ? name : `${path}/${name}`;
		if (!wanted(at) && !leadsTo(at)) continue;
		const excluded = ignore.excludes(at);
		const s = yield* lstat(`${dir}/${at}`);
		const common = { path: at, mode: s.mode, uid: 0, gid: 0, mtime: s.mtime };
		if (s.type === 'dir') {
			const before = out.length;
			if (!excluded) out.push({ ...common, type: 'dir' });
			if (!excluded || ignore.takesBack) yield* call(walk(dir, at, ignore, wanted, leadsTo, out));
			// A directory that only leads to a file taken back comes along with it.
			if (excluded && out.length > before) out.splice(before, 0, { ...common, type: 'dir' });
		} else if (excluded) continue;
		else if (s.type === 'symlink') out.push({ ...common, mode: 0o777, type: 'symlink', target: yield* readlink(`${dir}/${at}`) });
		else if (s.type === 'file') out.push({ ...common, type: 'file', data: yield* readFile(`${dir}/${at}`) });
	}
}
