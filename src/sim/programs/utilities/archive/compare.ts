// tar -d: members against what is on disk, in the words of GNU tar's compare.c.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { lstat, readFile, readlink } from '../../../kernel/index.ts';
import { attempt } from '../lib/tool.ts';
import { listing, type Job } from './job.ts';
import type { TarEntry } from './ustar.ts';

/** Says how the member differs from the file of its name; a difference makes the status 1. */
export function* compare(job: Job, entry: TarEntry, data: (size: number) => Sys<Uint8Array>): Sys<void> {
	const { tool } = job;
	const path = entry.name.replace(/(.)\/+$/, '$1');
	const bytes = yield* data(entry.size);
	if (job.verbose > 0) yield* tool.put(yield* listing(job, entry, job.verbose > 1));
	const info = yield* attempt(lstat(path));
	if (info instanceof Errno) {
		yield* tool.flush();
		yield* tool.error(`tar: ${entry.name}: Warning: Cannot stat: ${info.message}\n`);
		tool.status = 1;
		return;
	}
	const differs = function* (what: string): Sys<void> {
		tool.status = 1;
		yield* tool.put(`${entry.name}: ${what}\n`);
	};
	const type = entry.type === 'hard' ? 'file' : entry.type;
	if (info.type !== type) return yield* differs('File type differs');
	if (type === 'symlink') {
		if ((yield* readlink(path)) !== entry.link) yield* differs('Symlink differs');
		return;
	}
	if ((info.mode & 0o7777) !== (entry.mode & 0o7777)) yield* differs('Mode differs');
	if (type !== 'file' || entry.type === 'hard') return;
	if (info.uid !== entry.uid) yield* differs('Uid differs');
	if (info.gid !== entry.gid) yield* differs('Gid differs');
	if (Math.floor(info.mtime / 1_000_000) !== entry.mtime) yield* differs('Mod time differs');
	if (info.size !== entry.size) return yield* differs('Size differs');
	const content = yield* attempt(readFile(path));
	if (content instanceof Errno || content.some((byte, at) => byte !== bytes[at])) yield* differs('Contents differ');
}
