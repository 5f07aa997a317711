// Adding to tar archives: members from files and trees, and -r, -u and --delete on an archive that is there.
import { call, Errno, type Sys } from '../../../engine/sys.ts';
import { chdir, close, getcwd, lstat, open, read, readFile, readdir, readlink, writeFile } from '../../../kernel/index.ts';
import { concat } from '../../../values/index.ts';
import type { Parsed } from '../lib/getopt.ts';
import { globMatch } from '../lib/glob.ts';
import { joinPath } from '../lib/paths.ts';
import { attempt } from '../lib/tool.ts';
import { block, padding, writeHeader, type TarEntry } from './ustar.ts';
import { members } from './append.ts';
import { transformed } from './transform.ts';
import { listing, matchesAny, note, trouble, type Job } from './job.ts';

export function* add(job: Job, sink: (bytes: Uint8Array) => Sys<void>, path: string, operand: boolean): Sys<void> {
	const { tool } = job;
	const info = yield* attempt(lstat(path));
	if (info instanceof Errno) {
		yield* tool.error(tool.busybox ? `tar: ${path}: ${info.message}\n` : `tar: ${path}: Cannot stat: ${info.message}\n`);
		tool.status = tool.busybox ? 1 : 2;
		return;
	}
	if (job.exclude.some((glob) => globMatch(glob, path) || globMatch(`*/${glob}`, path) || globMatch(glob, path.replace(/^\.\//, '')))) return;
	let name = path;
	if (!job.absolute && /^(?:\/|\.\.\/)/.test(name)) {
		const lead = /^(?:\.\.\/|\/)+/.exec(name)?.[0] ?? '/';
		if (!job.warned.has(lead)) {
			job.warned.add(lead);
			yield* tool.error(tool.busybox ? `tar: removing leading '${lead}' from member names\n` : `tar: Removing leading \`${lead}' from member names\n`);
		}
		name = name.slice(lead.length);
	}
	if (info.type === 'socket') return yield* tool.error(`tar: ${path}: socket ignored\n`);
	const dir = info.type === 'dir';
	const key = `${info.dev}:${info.ino}`;
	const before = info.nlink > 1 && info.type === 'file' ? job.linked.get(key) : undefined;
	if (info.nlink > 1 && info.type === 'file' && before === undefined) job.linked.set(key, name);
	const own: TarEntry = {
		name: dir && !name.endsWith('/') ? `${name}/` : name,
		type: before !== undefined ? 'hard' : info.type === 'symlink' ? 'symlink' : dir ? 'dir' : (info.type as 'file'),
		mode: job.mode && info.type !== 'symlink' ? job.mode(info.mode, dir) : info.mode,
		uid: job.owner?.id ?? info.uid,
		gid: job.group?.id ?? info.gid,
		size: info.type === 'file' && before === undefined ? info.size : 0,
		mtime: job.mtime ?? Math.floor(info.mtime / 1_000_000),
		link: before ?? (info.type === 'symlink' ? yield* readlink(path) : ''),
		user: job.owner?.name ?? (yield* job.names.user(info.uid)) ?? '',
		group: job.group?.name ?? (yield* job.names.group(info.gid)) ?? '',
		...(info.rdev && { device: info.rdev })
	};
	const entry = transformed(own, job.transform);
	const told = job.showTransformed ? entry : own;
	if (entry.size > 0 || entry.type === 'file') {
		const fd = yield* attempt(open(path));
		if (fd instanceof Errno) {
			yield* tool.error(tool.busybox ? `tar: can't open '${path}': ${fd.message}\n` : `tar: ${path}: Cannot open: ${fd.message}\n`);
			tool.status = tool.busybox ? 1 : 2;
			return;
		}
		if (job.verbose > 0) yield* note(job, yield* listing(job, told, job.verbose > 1));
		yield* sink(writeHeader(entry));
		let left = entry.size;
		while (left > 0) {
			const part = yield* read(fd, Math.min(left, 262_144));
			if (part.length === 0) break;
			yield* sink(part);
			left -= part.length;
		}
		yield* sink(new Uint8Array(left));
		yield* sink(padding(entry.size));
		yield* close(fd);
		if (job.remove) job.removed.push(path);
		return;
	}
	if (name !== '' || operand) {
		if (job.verbose > 0) yield* note(job, yield* listing(job, told, job.verbose > 1));
		if (entry.name !== '') yield* sink(writeHeader(entry));
	}
	if (job.remove) job.removed.push(path);
	if (!dir || job.noRecursion) return;
	for (const child of yield* readdir(path)) yield* call(add(job, sink, joinPath(path, child.name), false));
}

/** -r, -u and --delete on an archive that is there. */
export function* update(job: Job, mode: string, file: string, compressed: boolean, options: Parsed): Sys<number> {
	const { tool } = job;
	if (compressed) throw trouble(tool, 'Cannot update compressed archives');
	const bytes = yield* attempt(readFile(file));
	if (!(bytes instanceof Errno) && bytes[0] === 0x1f && bytes[1] === 0x8b) throw trouble(tool, 'Cannot update compressed archives');
	if (bytes instanceof Errno && mode === 'delete') throw trouble(tool, `${file}: Cannot open: ${bytes.message}`);
	const target = file.startsWith('/') ? file : joinPath(yield* getcwd(), file);
	const wanted = options.operands;
	const found = members(bytes instanceof Errno ? new Uint8Array(0) : bytes, (name) => mode === 'delete' && matchesAny(wanted, name) !== undefined);
	if (!found) throw trouble(tool, 'This does not look like a tar archive');
	const held = [found.kept];
	let total = found.kept.length;
	const sink = function* (part: Uint8Array): Sys<void> {
		held.push(part);
		total += part.length;
	} as (part: Uint8Array) => Sys<void>;
	if (mode === 'delete') {
		for (const one of wanted) {
			if (found.dropped.some((name) => matchesAny([one], name) !== undefined)) continue;
			yield* tool.error(`tar: ${one}: Not found in archive\n`);
			tool.status = 2;
		}
	} else {
		const dir = options.get('C');
		if (dir !== undefined) yield* chdir(dir);
		for (const path of wanted) {
			const info = yield* attempt(lstat(path));
			const old = found.times.get(path) ?? found.times.get(`${path}/`);
			if (mode === 'u' && !(info instanceof Errno) && old !== undefined && Math.floor(info.mtime / 1_000_000) <= old) continue;
			yield* add(job, sink, path.replace(/(.)\/+$/, '$1'), true);
		}
	}
	yield* sink(new Uint8Array(2 * block));
	yield* sink(new Uint8Array((10_240 - (total % 10_240)) % 10_240));
	yield* writeFile(target, concat(held));
	yield* tool.flush();
	if (tool.status !== 0) yield* tool.error('tar: Exiting with failure status due to previous errors\n');
	return tool.status;
}
