// tar: creates, lists and extracts archives (GNU 1.34's words, BusyBox's as an applet). The format is archive/ustar.ts.
// Compressed archives are held in memory; plain ones stream.
import { Errno, type Sys } from '../../engine/sys.ts';
import {
	chdir,
	chmod,
	chown,
	clock,
	ids,
	isatty,
	lstat,
	open,
	read,
	readAll,
	readText,
	rmdir,
	stat,
	umask,
	unlink,
	utimes,
	write
} from '../../kernel/index.ts';
import { concat } from '../../values/index.ts';
import { parseDate, timeZone } from './lib/dates.ts';
import { appletUsage, getopt, type Parsed } from './lib/getopt.ts';
import { globMatch } from './lib/glob.ts';
import { applyMode, parseMode } from './lib/mode.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';
import { groupId, Names, userId } from './lib/users.ts';
import { block, type TarEntry } from './archive/ustar.ts';
import { gzipSync } from 'fflate';
import { add, update } from './archive/add.ts';
import { readMembers } from './archive/members.ts';
import { parseTransform, transformed } from './archive/transform.ts';
import { compare } from './archive/compare.ts';
import { entries, extract, Source } from './archive/extract.ts';
import { listing, matchesAny, trouble, type Job } from './archive/job.ts';

/** --mtime, --mode, --owner and --group: what the members are said to have. Throws Exit. */
function* overrides(tool: Tool, options: Parsed): Sys<Pick<Job, 'mtime' | 'owner' | 'group' | 'mode'>> {
	const time = options.get('mtime');
	let mtime: number | undefined;
	if (time !== undefined) {
		const file = /^[./]/.test(time) ? yield* attempt(stat(time)) : undefined;
		if (file instanceof Errno) throw trouble(tool, `${time}: Cannot stat: ${file.message}`);
		mtime = file?.mtime ?? parseDate(time, yield* clock(), yield* timeZone(tool.env));
		if (mtime === undefined) throw trouble(tool, `Invalid mtime: '${time}'`);
	}
	const names = new Names();
	const account = function* (text: string | undefined, what: 'user' | 'group'): Sys<{ name: string; id: number | undefined } | undefined> {
		if (text === undefined) return undefined;
		const [name = '', id] = text.replace(/^\+/, ':').split(':');
		if (/^\d+$/.test(name)) return { name: (yield* names[what](Number(name))) ?? '', id: Number(name) };
		const found = what === 'group' ? yield* groupId(name) : yield* userId(name);
		return { name, id: id === undefined ? (typeof found === 'object' ? found.uid : found) : Number(id) };
	};
	const modeText = options.get('mode');
	const change = modeText === undefined ? undefined : parseMode(modeText);
	if (modeText !== undefined && !change) throw trouble(tool, 'Invalid mode given on option');
	const mask = yield* umask();
	const mode = change && ((old: number, dir: boolean): number => applyMode(old, dir, change, mask));
	return {
		mode,
		mtime: mtime === undefined ? undefined : Math.floor(mtime / 1_000_000),
		owner: yield* account(options.get('owner'), 'user'),
		group: yield* account(options.get('group'), 'group')
	};
}

/** The gzip that tar reads from has not ended well. */
const childEnded = (status: number): Exit => new Exit(2, `tar: Child returned status ${status}\ntar: Error is not recoverable: exiting now\n`);

/** What --exclude-vcs leaves out. */
const versionControl = ['CVS', '.cvsignore', 'RCS', 'SCCS', '.git', '.gitignore', '.gitattributes', '.gitmodules', '.arch-ids', '{arch}', '=RELEASE-ID'].concat(
	['=meta-update', '=update', '.bzr', '.bzrignore', '.bzrtags', '.hg', '.hgignore', '.hgtags', '.svn', '_darcs']
);

/** --one-top-level without a name: the archive's, without what says that it is one. */
function topOf(tool: Tool, file: string): string {
	const base = file.slice(file.lastIndexOf('/') + 1);
	const top = base.replace(/\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|taz|tlz|tzst)$/, '');
	if (top === base) throw new Exit(2, `tar: Cannot deduce top-level directory name; please set it explicitly with --one-top-level=DIR\n${tool.hint()}`);
	return top;
}

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
			for (const letter of first) {
				const wants = 'fCbTXKNVLgFIH'.includes(letter);
				if (wants && args.length === 0 && !tool.busybox)
					throw new Exit(2, `tar: Old option '${letter}' requires an argument.\nTry 'tar --help' or 'tar --usage' for more information.\n`);
				spread.push(`-${letter}`, ...(wants && args.length > 0 ? [args.shift() ?? ''] : []));
			}
			args.unshift(...spread);
		}
		tool.hintText = "Try 'tar --help' or 'tar --usage' for more information.\n";
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
					'delete',
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
					'remove-files',
					'one-top-level::',
					'exclude-vcs',
					'exclude-backups',
					'transform:=xform',
					'xform:=xform',
					'sort:',
					'format:=H',
					'overwrite',
					'wildcards',
					'one-file-system',
					'checkpoint::',
					'totals',
					'full-time',
					'block-number=R',
					'no-auto-compress',
					'no-wildcards',
					'ignore-case',
					'utc',
					'show-transformed-names',
					'acls',
					'selinux',
					'sparse=S',
					'verify=W',
					'interactive=w',
					'catenate=A',
					'concatenate=A',
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
		const mode = options.options.map(([key]) => key).find((key) => ('ctxrud'.includes(key) && key.length === 1) || key === 'delete');
		const modes = new Set(options.options.map(([key]) => key).filter((key) => ('Actxrud'.includes(key) && key.length === 1) || key === 'delete'));
		if (!tool.busybox && modes.size > 1)
			throw new Exit(2, `tar: You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option\n${tool.hint()}`);
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
			// Each further -t is a -v.
			verbose: options.options.filter(([key]) => key === 'v').length + Math.max(0, options.options.filter(([key]) => key === 't').length - 1),
			exclude: [
				...options.options.filter(([key]) => key === 'exclude').map(([, value]) => value),
				...(options.has('exclude-vcs') ? versionControl : []),
				...(options.has('exclude-backups') ? ['.#*', '*~', '#*#'] : [])
			],
			strip: Number(options.get('strip') ?? 0),
			keepOld: options.has('k'),
			samePermissions: root || options.has('p') || tool.busybox,
			sameOwner: root && !options.has('o'),
			toStdout: options.has('O'),
			names: new Names(),
			dereference: options.has('h'),
			absolute: options.has('P'),
			noRecursion: options.has('nr'),
			numeric: options.has('numeric'),
			fullTime: options.has('full-time'),
			warned: new Set(),
			linked: new Map(),
			transform: options.has('xform')
				? parseTransform(
						tool,
						options.options.filter(([key]) => key === 'xform').map(([, value]) => value)
					)
				: undefined,
			showTransformed: options.has('show-transformed-names'),
			remove: options.has('remove-files'),
			removed: [],
			top: options.has('one-top-level') ? options.get('one-top-level') || topOf(tool, file) : undefined,
			...(yield* overrides(tool, options)),
			notes: (mode === 'c' && file === '-') || options.has('O') ? 2 : 1
		};
		if (mode === 'c') {
			const operands = [...options.operands];
			const list = options.get('T');
			const listed = list === undefined ? '' : yield* attempt(readText(list === '-' ? '/dev/stdin' : list));
			if (listed instanceof Errno) throw trouble(tool, tool.busybox ? `can't open '${list}': ${listed.message}` : `${list}: Cannot stat: ${listed.message}`);
			if (list !== undefined) operands.push(...listed.split('\n').filter((one) => one !== ''));
			if (operands.length === 0 && (list === undefined || tool.busybox)) {
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
			for (const path of job.removed.reverse()) yield* attempt((yield* lstat(path)).type === 'dir' ? rmdir(path) : unlink(path));
			if (compressed) yield* write(fd, gzipSync(concat(held), { mtime: 0 }));
			yield* tool.flush();
			if (tool.status !== 0)
				yield* tool.error(tool.busybox ? 'tar: error exit delayed from previous errors\n' : 'tar: Exiting with failure status due to previous errors\n');
			return tool.status;
		}
		if (mode !== 't' && mode !== 'x' && mode !== 'd') return yield* update(job, mode, file, compressed, options);
		const fd = file === '-' ? 0 : yield* attempt(open(file));
		if (fd instanceof Errno) throw trouble(tool, tool.busybox ? `can't open '${file}': ${fd.message}` : `${file}: Cannot open: ${fd.message}`);
		const start = yield* read(fd, 262_144);
		let source: Source;
		let child = 0;
		if (start[0] === 0x1f && start[1] === 0x8b) {
			const found = readMembers(concat([start, yield* readAll(fd)]));
			if (tool.busybox && found.fault) throw new Exit(1, 'tar: short read\n');
			const said = found.fault ?? (found.garbage && !tool.busybox ? 'decompression OK, trailing garbage ignored' : undefined);
			if (said !== undefined) {
				yield* tool.error(`\ngzip: stdin: ${said.replaceAll('\n', '\n\ngzip: stdin: ')}\n`);
				child = found.fault === undefined ? 2 : 1;
			}
			if (found.data.length < block && child !== 0) throw childEnded(child);
			source = new Source(-1, found.data);
		} else {
			if (compressed && !tool.busybox)
				throw new Exit(
					2,
					`\ngzip: stdin: ${start.length === 0 ? 'unexpected end of file' : 'not in gzip format'}\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n`
				);
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
				const hit = matchesAny(options.operands, entry.name, tool.busybox || options.has('wildcards'));
				if (hit === undefined) return;
				seen.add(hit);
			}
			if (job.exclude.some((glob) => globMatch(glob, entry.name.replace(/\/$/, '')) || globMatch(`*/${glob}`, entry.name))) return;
			if (mode === 'd') yield* compare(job, entry, data);
			else if (mode === 't') yield* tool.put(yield* listing(job, job.showTransformed ? transformed(entry, job.transform) : entry, job.verbose > 0));
			else yield* extract(job, entry, data, dirs);
		});
		for (const [path, entry] of [...dirs].reverse()) {
			if (job.sameOwner) yield* attempt(chown(path, entry.uid, entry.gid));
			yield* attempt(chmod(path, entry.mode & 0o7777));
			yield* attempt(utimes(path, entry.mtime * 1_000_000, entry.mtime * 1_000_000));
		}
		const globs = options.operands.some((one) => !seen.has(one) && /[*?[]/.test(one)) && !options.has('wildcards') && !options.has('no-wildcards');
		if (globs && !tool.busybox) {
			yield* tool.flush();
			yield* tool.error(
				'tar: Pattern matching characters used in file names\ntar: Use --wildcards to enable pattern matching, or --no-wildcards to suppress this warning\n'
			);
		}
		for (const one of options.operands) {
			if (seen.has(one)) continue;
			yield* tool.flush();
			yield* tool.error(tool.busybox ? `tar: ${one}: not found in archive\n` : `tar: ${one}: Not found in archive\n`);
			tool.status = tool.busybox ? 1 : 2;
		}
		yield* tool.flush();
		if (child !== 0) throw childEnded(child);
		if (tool.status > 1 && !tool.busybox) yield* tool.error('tar: Exiting with failure status due to previous errors\n');
		return tool.status;
	},
	{ usageStatus: 2 }
);
