// Saving: the dump by hand, by save points and at the end, and the append-only file written anew.
import { act, Errno, type Sys } from '../../../engine/index.ts';
import { clock, ids, mkdirAll, rename, spawn, wait, writeFile } from '../../../kernel/index.ts';
import type { Memory } from './keyspace.ts';
import { note } from './log.ts';
import { dump, manifest } from './persistence.ts';
import { fromBinary } from './resp.ts';

interface Paths {
	dump: string;
	directory: string;
	base: string;
	incr: string;
	manifest: string;
	name: string;
}

export const pathsOf = (settings: Readonly<Record<string, string>>): Paths => {
	const dir = settings['dir'] ?? '.';
	const name = settings['appendfilename'] ?? '';
	const directory = `${dir}/${settings['appenddirname']}`;
	return {
		dump: `${dir}/${settings['dbfilename']}`,
		directory,
		base: `${directory}/${name}.1.base.rdb`,
		incr: `${directory}/${name}.1.incr.aof`,
		manifest: `${directory}/${name}.manifest`,
		name
	};
};

/** SAVE: writes the dump beside its place and renames it. False (and a log line) when the directory refuses. */
export function* save(): Sys<boolean> {
	const now = yield* clock();
	const { text, paths } = yield* act((m: Memory) => ({ text: dump(m, now / 1000), paths: pathsOf(m.settings) }));
	if (!(yield* writeDump(text, paths.dump))) return false;
	yield* note('*', 'DB saved on disk');
	yield* act((m: Memory) => void Object.assign(m, { dirty: 0, lastSave: Math.floor(now / 1000) }));
	return true;
}

export function* writeDump(text: string, path: string): Sys<boolean> {
	const { pid } = yield* ids();
	const slash = path.lastIndexOf('/');
	const temporary = `${path.slice(0, slash)}/temp-${pid}.rdb`;
	try {
		yield* writeFile(temporary, fromBinary(text), 0o644);
		yield* rename(temporary, path);
		return true;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* note('#', `Failed opening the temp RDB file temp-${pid}.rdb (in server root dir ${path.slice(0, slash)}) for saving: ${error.message}`);
		return false;
	}
}

/** BGSAVE: a child writes what memory held when it began. */
export function* backgroundSave(): Sys<void> {
	const now = yield* clock();
	const { text, paths, dirty } = yield* act((m: Memory) => {
		m.saving = true;
		return { text: dump(m, now / 1000), paths: pathsOf(m.settings), dirty: m.dirty };
	});
	const pid = yield* spawn({ program: 'redis-server', argv: ['redis-rdb-bgsave'], init: { text, path: paths.dump } });
	yield* note('*', `Background saving started by pid ${pid}`);
	const ended = yield* wait(pid);
	const good = ended !== null && 'exited' in ended && ended.exited === 0;
	yield* note(good ? '*' : '#', good ? 'Background saving terminated with success' : 'Background saving error');
	yield* act(
		(m: Memory) => void Object.assign(m, { saving: false, ...(good ? { dirty: Math.max(0, m.dirty - dirty), lastSave: Math.floor(now / 1000) } : {}) })
	);
}

/** The base of a new append-only file. */
export function* rewriteAof(): Sys<void> {
	const now = yield* clock();
	const { text, paths } = yield* act((m: Memory) => ({ text: dump(m, now / 1000), paths: pathsOf(m.settings) }));
	yield* mkdirAll(paths.directory, 0o755);
	yield* writeFile(paths.base, fromBinary(text), 0o644);
	yield* writeFile(paths.incr, '', 0o644);
	yield* writeFile(paths.manifest, manifest(paths.name), 0o644);
}
