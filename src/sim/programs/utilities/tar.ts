// tar: creates, lists and extracts archives (GNU 1.34's words, BusyBox's as an applet). The format is archive/ustar.ts.
// Compressed archives are held in memory; plain ones stream.
import { Errno, call, type Sys } from '../../engine/sys.ts';
import { gunzipSync, gzipSync } from 'fflate';
import {
	chdir,
	chmod,
	chown,
	close,
	ids,
	isatty,
	link,
	lstat,
	mkdir,
	mkdirAll,
	mknod,
	open,
	read,
	readAll,
	readdir,
	readlink,
	readText,
	symlink,
	unlink,
	utimes,
	write
} from '../../kernel/index.ts';
import { concat } from '../../values/index.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { getopt, appletUsage } from './lib/getopt.ts';
import { globMatch } from './lib/glob.ts';
import { permissions } from './lib/mode.ts';
import { dirName, joinPath } from './lib/paths.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';
import { block, padding, paxRecords, readHeader, writeHeader, type TarEntry } from './archive/ustar.ts';

interface Job {
	tool: Tool;
	verbose: number;
	exclude: readonly string[];
	strip: number;
	keepOld: boolean;
	samePermissions: boolean;
	sameOwner: boolean;
	toStdout: boolean;
	names: Names;
	dereference: boolean;
	absolute: boolean;
	noRecursion: boolean;
	/** "Removing leading" was said. */
	warned: Set<string>;
	linked: Map<string, string>;
	transform: string | undefined;
	/** Where -v lines go: standard error when the archive goes to standard output. */
	notes: 1 | 2;
}

const typeLetter: Readonly<Record<TarEntry['type'], string>> = { file: '-', dir: 'd', symlink: 'l', hard: 'h', fifo: 'p', char: 'c', block: 'b' };
const trouble = (tool: Tool, text: string): Exit =>
	new Exit(tool.busybox ? 1 : 2, tool.busybox ? `tar: ${text}\n` : `tar: ${text}\ntar: Error is not recoverable: exiting now\n`);

function* note(job: Job, text: string): Sys<void> {
	if (job.notes === 1) yield* job.tool.put(text);
	else yield* job.tool.error(text);
}

function* listing(job: Job, entry: TarEntry, long: boolean): Sys<string> {
	const name = entry.name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
	if (!long) return `${name}\n`;
	const zone = yield* timeZone(job.tool.env);
	const owner = `${entry.user || entry.uid}/${entry.group || entry.gid}`;
	const size = String(entry.size);
	const to = entry.type === 'symlink' ? ` -> ${entry.link}` : entry.type === 'hard' ? ` link to ${entry.link}` : '';
	const when = formatDate(entry.mtime * 1_000_000, job.tool.busybox ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M', zone);
	return job.tool.busybox
		? `${typeLetter[entry.type]}${permissions(entry.mode)} ${owner} ${size.padStart(9)} ${when} ${name}${to}\n`
		: `${typeLetter[entry.type]}${permissions(entry.mode)} ${owner} ${size.padStart(Math.max(0, 19 - owner.length - 1))} ${when} ${name}${to}\n`;
}

/** Bytes of an archive, as they are asked for. */
class Source {
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

function* add(job: Job, sink: (bytes: Uint8Array) => Sys<void>, path: string, operand: boolean): Sys<void> {
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
	if (job.transform) {
		const [, from = '', to = ''] = job.transform.split(job.transform[1] ?? '/');
		if (name.startsWith(from.replace('^', ''))) name = to + name.slice(from.replace('^', '').length);
	}
	if (info.type === 'socket') return yield* tool.error(`tar: ${path}: socket ignored\n`);
	const dir = info.type === 'dir';
	const key = `${info.dev}:${info.ino}`;
	const before = info.nlink > 1 && info.type === 'file' ? job.linked.get(key) : undefined;
	if (info.nlink > 1 && info.type === 'file' && before === undefined) job.linked.set(key, name);
	const entry: TarEntry = {
		name: dir && !name.endsWith('/') ? `${name}/` : name,
		type: before !== undefined ? 'hard' : info.type === 'symlink' ? 'symlink' : dir ? 'dir' : (info.type as 'file'),
		mode: info.mode,
		uid: info.uid,
		gid: info.gid,
		size: info.type === 'file' && before === undefined ? info.size : 0,
		mtime: Math.floor(info.mtime / 1_000_000),
		link: before ?? (info.type === 'symlink' ? yield* readlink(path) : ''),
		user: (yield* job.names.user(info.uid)) ?? '',
		group: (yield* job.names.group(info.gid)) ?? '',
		...(info.rdev && { device: info.rdev })
	};
	if (entry.size > 0 || entry.type === 'file') {
		const fd = yield* attempt(open(path));
		if (fd instanceof Errno) {
			yield* tool.error(tool.busybox ? `tar: can't open '${path}': ${fd.message}\n` : `tar: ${path}: Cannot open: ${fd.message}\n`);
			tool.status = tool.busybox ? 1 : 2;
			return;
		}
		if (job.verbose > 0) yield* note(job, yield* listing(job, entry, job.verbose > 1));
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
		return;
	}
	if (name !== '' || operand) {
		if (job.verbose > 0) yield* note(job, yield* listing(job, entry, job.verbose > 1));
		yield* sink(writeHeader(entry));
	}
	if (!dir || job.noRecursion) return;
	for (const child of yield* readdir(path)) yield* call(add(job, sink, joinPath(path, child.name), false));
}

/** The entries of an archive, one after the other, their data handed to `each`. */
function* entries(job: Job, source: Source, each: (entry: TarEntry, data: (size: number) => Sys<Uint8Array>) => Sys<void>): Sys<void> {
	let longName: string | undefined;
	let longLink: string | undefined;
	for (let n = 0; ; n++) {
		const header = yield* source.take(block);
		if (header.length === 0 && n > 0) return;
		if (header.length < block)
			throw trouble(job.tool, job.tool.busybox ? 'short read' : n === 0 ? 'This does not look like a tar archive' : 'Unexpected EOF in archive');
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
			if (part.length === 0 && left > 0) throw trouble(job.tool, job.tool.busybox ? 'short read' : 'Unexpected EOF in archive');
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

function* extract(job: Job, entry: TarEntry, data: (size: number) => Sys<Uint8Array>, times: Map<string, TarEntry>): Sys<void> {
	const { tool } = job;
	let name = entry.name;
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
	if (job.verbose > 0) yield* note(job, yield* listing(job, entry, job.verbose > 1 && !tool.busybox));
	if (job.toStdout) {
		if (entry.type === 'file') for (let part = yield* data(262_144); part.length > 0; part = yield* data(262_144)) yield* tool.putBytes(part);
		return;
	}
	const path = name.replace(/\/+$/, '') || '.';
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
			entry.type === 'symlink' ? symlink(entry.link, path) : entry.type === 'hard' ? link(entry.link, path) : mknod(path, entry.type, entry.mode, entry.device)
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

const matchesAny = (wanted: readonly string[], name: string): string | undefined =>
	wanted.find((one) => name === one || name === `${one}/` || name.startsWith(`${one.replace(/\/$/, '')}/`) || (/[*?[]/.test(one) && globMatch(one, name)));

export const tar = utility(
	'tar',
	function* (tool: Tool): Sys<number> {
		tool.usageStatus = tool.busybox ? 1 : 2;
		// The old form: tar czf x.tgz dir.
		const first = tool.args[0] ?? '';
		const args = [...tool.args];
		if (first !== '' && !first.startsWith('-')) {
			args.shift();
			const spread: string[] = [];
			for (const letter of first) spread.push(`-${letter}`, ...('fCbTXKNVLgFIH'.includes(letter) && args.length > 0 ? [args.shift() ?? ''] : []));
			args.unshift(...spread);
		}
		const options = yield* getopt(
			tool,
			{
				short: 'Acdrtuxkf:C:zjJZavphlOPmT:X:b:wWI:nsSoK:N:V:H:',
				long: [
					'create=c',
					'list=t',
					'extract=x',
					'get=x',
					'append=r',
					'update=u',
					'diff=d',
					'file:=f',
					'directory:=C',
					'gzip=z',
					'gunzip=z',
					'bzip2=j',
					'xz=J',
					'zstd=zstd',
					'auto-compress=a',
					'verbose=v',
					'preserve-permissions=p',
					'same-permissions=p',
					'dereference=h',
					'to-stdout=O',
					'absolute-names=P',
					'touch=m',
					'files-from:=T',
					'exclude-from:=X',
					'exclude:=exclude',
					'strip-components:=strip',
					'keep-old-files=k',
					'no-same-owner=o',
					'same-owner=so',
					'no-same-permissions=nsp',
					'owner:=owner',
					'group:=group',
					'mode:',
					'mtime:',
					'numeric-owner=numeric',
					'no-recursion=nr',
					'transform:=xform',
					'xform:=xform',
					'sort:',
					'format:=H',
					'overwrite',
					'wildcards',
					'one-file-system',
					'checkpoint::',
					'totals',
					'no-xattrs',
					'xattrs',
					'skip-old-files',
					'null',
					'anchored',
					'warning:',
					'ignore-failed-read',
					'occurrence::',
					'use-compress-program:=I'
				]
			},
			args
		);
		const mode = options.options.map(([key]) => key).find((key) => 'ctxrud'.includes(key) && key.length === 1);
		if (mode === undefined) {
			if (tool.busybox) yield* appletUsage(tool);
			yield* tool.error(
				"tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.\n"
			);
			return 2;
		}
		const file = options.get('f') ?? '-';
		const compressed = options.has('z') || (options.has('a') && /\.t?gz$/.test(file));
		const root = (yield* ids()).cred.euid === 0;
		const job: Job = {
			tool,
			verbose: options.options.filter(([key]) => key === 'v').length,
			exclude: options.options.filter(([key]) => key === 'exclude').map(([, value]) => value),
			strip: Number(options.get('strip') ?? 0),
			keepOld: options.has('k'),
			samePermissions: root || options.has('p') || tool.busybox,
			sameOwner: root && !options.has('o'),
			toStdout: options.has('O'),
			names: new Names(),
			dereference: options.has('h'),
			absolute: options.has('P'),
			noRecursion: options.has('nr'),
			warned: new Set(),
			linked: new Map(),
			transform: options.get('xform'),
			notes: (mode === 'c' && file === '-') || options.has('O') ? 2 : 1
		};
		if (mode === 'c') {
			const operands = [...options.operands];
			const list = options.get('T');
			if (list !== undefined) operands.push(...(yield* readText(list === '-' ? '/dev/stdin' : list)).split('\n').filter((one) => one !== ''));
			if (operands.length === 0) {
				if (tool.busybox) throw trouble(tool, 'empty archive');
				yield* tool.error("tar: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n");
				return 2;
			}
			if (file === '-' && (yield* isatty(1))) throw trouble(tool, 'Refusing to write archive contents to terminal (missing -f option?)');
			const fd = file === '-' ? 1 : yield* attempt(open(file, { write: true, create: true, trunc: true }));
			if (fd instanceof Errno) throw trouble(tool, tool.busybox ? `can't open '${file}': ${fd.message}` : `${file}: Cannot open: ${fd.message}`);
			const held: Uint8Array[] = [];
			let total = 0;
			const sink = function* (bytes: Uint8Array): Sys<void> {
				if (bytes.length === 0) return;
				total += bytes.length;
				if (compressed) held.push(bytes);
				else yield* write(fd, bytes);
			};
			const dir = options.get('C');
			if (dir !== undefined) {
				const moved = yield* attempt(chdir(dir));
				if (moved instanceof Errno)
					throw trouble(tool, tool.busybox ? `can't change directory to '${dir}': ${moved.message}` : `${dir}: Cannot open: ${moved.message}`);
			}
			for (const path of operands) yield* add(job, sink, path.replace(/(.)\/+$/, '$1'), true);
			yield* sink(new Uint8Array(2 * block));
			yield* sink(new Uint8Array((10_240 - (total % 10_240)) % 10_240));
			if (compressed) yield* write(fd, gzipSync(concat(held), { mtime: 0 }));
			yield* tool.flush();
			if (tool.status !== 0)
				yield* tool.error(tool.busybox ? 'tar: error exit delayed from previous errors\n' : 'tar: Exiting with failure status due to previous errors\n');
			return tool.status;
		}
		if (mode !== 't' && mode !== 'x') throw trouble(tool, 'Cannot update compressed archives');
		const fd = file === '-' ? 0 : yield* attempt(open(file));
		if (fd instanceof Errno) throw trouble(tool, tool.busybox ? `can't open '${file}': ${fd.message}` : `${file}: Cannot open: ${fd.message}`);
		const start = yield* read(fd, 262_144);
		let source: Source;
		if (start[0] === 0x1f && start[1] === 0x8b) {
			try {
				source = new Source(-1, gunzipSync(concat([start, yield* readAll(fd)])));
			} catch {
				throw new Exit(2, '\ngzip: stdin: unexpected end of file\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n');
			}
		} else {
			if (compressed && !tool.busybox)
				throw new Exit(2, '\ngzip: stdin: not in gzip format\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n');
			if (compressed) throw new Exit(1, 'tar: invalid magic\ntar: short read\n');
			source = new Source(fd, start);
		}
		const dir = options.get('C');
		if (dir !== undefined) {
			const moved = yield* attempt(chdir(dir));
			if (moved instanceof Errno)
				throw trouble(tool, tool.busybox ? `can't change directory to '${dir}': ${moved.message}` : `${dir}: Cannot open: ${moved.message}`);
		}
		const seen = new Set<string>();
		const dirs = new Map<string, TarEntry>();
		yield* entries(job, source, function* (entry, data): Sys<void> {
			if (options.operands.length > 0) {
				const hit = matchesAny(options.operands, entry.name);
				if (hit === undefined) return;
				seen.add(hit);
			}
			if (job.exclude.some((glob) => globMatch(glob, entry.name.replace(/\/$/, '')) || globMatch(`*/${glob}`, entry.name))) return;
			if (mode === 't') yield* tool.put(yield* listing(job, entry, job.verbose > 0));
			else yield* extract(job, entry, data, dirs);
		});
		for (const [path, entry] of [...dirs].reverse()) {
			if (job.sameOwner) yield* attempt(chown(path, entry.uid, entry.gid));
			yield* attempt(chmod(path, entry.mode & 0o7777));
			yield* attempt(utimes(path, entry.mtime * 1_000_000, entry.mtime * 1_000_000));
		}
		for (const one of options.operands) {
			if (seen.has(one)) continue;
			yield* tool.flush();
			yield* tool.error(tool.busybox ? `tar: ${one}: not found in archive\n` : `tar: ${one}: Not found in archive\n`);
			tool.status = tool.busybox ? 1 : 2;
		}
		yield* tool.flush();
		if (tool.status !== 0 && !tool.busybox) yield* tool.error('tar: Exiting with failure status due to previous errors\n');
		return tool.status;
	},
	{ usageStatus: 2 }
);
