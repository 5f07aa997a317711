// Reading tar archives: members one after the other from a stream, and what becomes of them on disk.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { chmod, chown, close, link, lstat, mkdir, mkdirAll, mknod, open, read, symlink, unlink, utimes, write } from '../../../kernel/index.ts';
import { concat } from '../../../values/index.ts';
import { dirName, joinPath } from '../lib/paths.ts';
import { attempt, Exit } from '../lib/tool.ts';
import { block, padding, paxRecords, readHeader, type TarEntry } from './ustar.ts';
import { transformed } from './transform.ts';
import { listing, note, trouble, type Job } from './job.ts';

/** Bytes of an archive, as they are asked for. */
export class Source {
	readonly fd: number;
	#rest: Uint8Array;
	constructor(fd: number, ready?: Uint8Array) {
		this.fd = fd;
		this.#rest = ready ?? new Uint8Array(0);
	}
	*take(size: number): Sys<Uint8Array> {
		const parts: Uint8Array[] = [];
		let need = size;
		while (need > 0) {
			if (this.#rest.length === 0) {
				if (this.fd < 0) break;
				this.#rest = yield* read(this.fd, Math.max(10_240, Math.min(need, 262_144)));
				if (this.#rest.length === 0) break;
			}
			const part = this.#rest.subarray(0, need);
			this.#rest = this.#rest.subarray(part.length);
			parts.push(part);
			need -= part.length;
		}
		return parts.length === 1 ? (parts[0] as Uint8Array) : concat(parts);
	}
}

/** The entries of an archive, one after the other, their data handed to `each`. */
export function* entries(job: Job, source: Source, each: (entry: TarEntry, data: (size: number) => Sys<Uint8Array>) => Sys<void>): Sys<void> {
	let longName: string | undefined;
	let longLink: string | undefined;
	for (let n = 0; ; n++) {
		const header = yield* source.take(block);
		if (header.length === 0 && n > 0) return;
		if (header.length < block) {
			if (!job.tool.busybox && n === 0)
				throw new Exit(2, 'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n');
			throw trouble(job.tool, job.tool.busybox ? 'short read' : 'Unexpected EOF in archive');
		}
		const found = readHeader(header);
		if ('end' in found) {
			// The rest is read so that whoever writes it is not cut off.
			while ((yield* source.take(65_536)).length > 0);
			return;
		}
		if ('bad' in found) {
			if (job.tool.busybox) throw trouble(job.tool, 'invalid tar magic');
			throw new Exit(2, 'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n');
		}
		const { entry, flag } = found;
		if ('LKxg'.includes(flag)) {
			const data = yield* source.take(entry.size);
			yield* source.take(padding(entry.size).length);
			const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0.*$/s, '');
			if (flag === 'L') longName = textOf(data);
			else if (flag === 'K') longLink = textOf(data);
			else if (flag === 'x') {
				const records = paxRecords(data);
				longName = records['path'] ?? longName;
				longLink = records['linkpath'] ?? longLink;
			}
			continue;
		}
		if (longName !== undefined) entry.name = longName;
		if (longLink !== undefined) entry.link = longLink;
		longName = longLink = undefined;
		const size = entry.type === 'file' ? entry.size : 0;
		let left = size;
		yield* each(entry, function* (want): Sys<Uint8Array> {
			const part = yield* source.take(Math.min(want, left));
			if (part.length === 0 && left > 0) {
				// Where it cannot skip what is missing, GNU's stumbles over it twice.
				if (!job.tool.busybox && source.fd < 0) yield* job.tool.warn('Unexpected EOF in archive');
				throw trouble(job.tool, job.tool.busybox ? 'short read' : 'Unexpected EOF in archive');
			}
			left -= part.length;
			return part;
		});
		while (left > 0) {
			const part = yield* source.take(Math.min(left, 262_144));
			if (part.length === 0) throw trouble(job.tool, job.tool.busybox ? 'short read' : 'Unexpected EOF in archive');
			left -= part.length;
		}
		yield* source.take(padding(size).length);
	}
}

export function* extract(job: Job, entry: TarEntry, data: (size: number) => Sys<Uint8Array>, times: Map<string, TarEntry>): Sys<void> {
	const { tool } = job;
	const changed = transformed(entry, job.transform);
	let name = changed.name;
	if (name === '') return;
	if (job.strip > 0) {
		name =
			name
				.split('/')
				.filter((part) => part !== '')
				.slice(job.strip)
				.join('/') + (entry.name.endsWith('/') ? '/' : '');
		if (name === '' || name === '/') return;
	}
	if (!job.absolute && name.startsWith('/')) {
		if (!job.warned.has('/')) {
			job.warned.add('/');
			yield* tool.error(tool.busybox ? `tar: removing leading '/' from member names\n` : "tar: Removing leading `/' from member names\n");
		}
		name = name.replace(/^\/+/, '');
	}
	if (name.split('/').includes('..')) {
		yield* tool.error(tool.busybox ? `tar: name with '..' skipped: '${entry.name}'\n` : `tar: ${entry.name}: Member name contains '..'\n`);
		tool.status = tool.busybox ? 1 : 2;
		return;
	}
	if (job.verbose > 0) yield* note(job, yield* listing(job, job.showTransformed ? changed : entry, job.verbose > 1 && !tool.busybox));
	if (job.toStdout) {
		if (entry.type === 'file') for (let part = yield* data(262_144); part.length > 0; part = yield* data(262_144)) yield* tool.putBytes(part);
		return;
	}
	const bare = name.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '') || '.';
	const path =
		job.top === undefined || bare === job.top || bare.startsWith(`${job.top}/`)
			? name.replace(/\/+$/, '') || '.'
			: joinPath(job.top, bare === '.' ? '' : bare).replace(/\/+$/, '');
	const cannot = function* (what: string, error: Errno): Sys<void> {
		yield* tool.error(tool.busybox ? `tar: can't ${what} '${path}': ${error.message}\n` : `tar: ${path}: Cannot ${what}: ${error.message}\n`);
		tool.status = tool.busybox ? 1 : 2;
	};
	if (path.includes('/')) yield* attempt(mkdirAll(dirName(path)));
	if (entry.type === 'dir') {
		const made = yield* attempt(mkdir(path, entry.mode | 0o700));
		if (made instanceof Errno && made.code !== 'EEXIST') return yield* cannot(tool.busybox ? 'create directory' : 'mkdir', made);
		if (path !== '.') times.set(path, entry);
		return;
	}
	const there = yield* attempt(lstat(path));
	if (!(there instanceof Errno)) {
		if (job.keepOld) return yield* cannot('open', new Errno('EEXIST'));
		if (there.type !== 'dir') yield* attempt(unlink(path));
	}
	let failed: void | number | Errno;
	if (entry.type === 'file') {
		failed = yield* attempt(open(path, { write: true, create: true, trunc: true, mode: entry.mode & 0o777 }));
		if (failed instanceof Errno) return yield* cannot('open', failed);
		const fd = failed as number;
		for (let part = yield* data(262_144); part.length > 0; part = yield* data(262_144)) {
			const wrote = yield* attempt(write(fd, part));
			if (wrote instanceof Errno) {
				yield* close(fd);
				return yield* cannot('write', wrote);
			}
		}
		yield* close(fd);
	} else {
		failed = yield* attempt(
			entry.type === 'symlink'
				? symlink(changed.link, path)
				: entry.type === 'hard'
					? link(changed.link, path)
					: mknod(path, entry.type, entry.mode, entry.device)
		);
		if (failed instanceof Errno)
			return yield* cannot(
				entry.type === 'symlink' ? `create symlink to '${entry.link}'` : entry.type === 'hard' ? `hard link to '${entry.link}'` : 'mknod',
				failed
			);
	}
	const follow = entry.type !== 'symlink';
	if (entry.type === 'hard') return;
	if (job.sameOwner) yield* attempt(chown(path, entry.uid, entry.gid, follow));
	if (follow && job.samePermissions) yield* attempt(chmod(path, entry.mode & 0o7777));
	yield* attempt(utimes(path, entry.mtime * 1_000_000, entry.mtime * 1_000_000, follow));
}
