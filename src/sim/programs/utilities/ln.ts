// ln, touch, truncate: links, and files made or stamped.
import { Errno, type Sys } from '../../engine/sys.ts';
import { civilTime } from '../../values/index.ts';
import { clock, close, ftruncate, link as linkCall, lstat, open, realpath, rename, stat, symlink, unlink, utimes } from '../../kernel/index.ts';
import { choose } from './lib/choose.ts';
import { askYes } from './lib/ask.ts';
import { parseCount } from './lib/count.ts';
import { parseDate, timeZone } from './lib/dates.ts';
import { appletUsage, checkOperands, getopt } from './lib/getopt.ts';
import { backupName, backupOf } from './lib/backup.ts';
import { baseName, cleanPath, dirName, joinPath, relativePath } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

export const ln = utility('ln', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'bdfFinLPrsS:t:Tv',
		long: [
			'backup::=backup',
			'directory=d',
			'force=f',
			'interactive=i',
			'logical=L',
			'no-dereference=n',
			'physical=P',
			'relative=r',
			'symbolic=s',
			'suffix:=S',
			'target-directory:=t',
			'no-target-directory=T',
			'verbose=v'
		]
	});
	const operands = [...options.operands];
	if (operands.length === 0) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage('missing file operand');
	}
	const symbolic = options.has('s');
	const backup = backupOf(tool, options);
	let dir = options.get('t');
	const last = operands[operands.length - 1] ?? '';
	if (dir === undefined && operands.length === 1) dir = '.';
	else if (dir === undefined && !options.has('T')) {
		const info = yield* attempt(options.has('n') ? lstat(last) : stat(last));
		if (!(info instanceof Errno) && info.type === 'dir') dir = operands.pop();
		else if (operands.length > 2) tool.die(`target ${tool.quoteFile(last)}: ${info instanceof Errno ? info.message : 'Not a directory'}`);
	}
	const pairs =
		dir === undefined ? [[operands[0] ?? '', operands[1] ?? ''] as const] : operands.map((target) => [target, joinPath(dir, baseName(target))] as const);
	for (const [target, name] of pairs) {
		const path = dir === '.' && options.operands.length === 1 ? `./${baseName(target)}` : name;
		let text = target;
		if (!symbolic) {
			const info = yield* attempt(options.has('L') ? stat(target) : lstat(target));
			if (info instanceof Errno) {
				yield* tool.warn(tool.busybox ? `${target}: ${info.message}` : `failed to access ${tool.quoteFile(target)}: ${info.message}`);
				continue;
			}
			if (info.type === 'dir') {
				yield* tool.warn(tool.busybox ? `${path}: Operation not permitted` : `${target}: hard link not allowed for directory`);
				continue;
			}
		} else if (options.has('r')) {
			const at = yield* attempt(realpath(dirName(path)));
			const to = yield* attempt(realpath(target));
			const whole = to instanceof Errno ? cleanPath(target.startsWith('/') ? target : joinPath(yield* realpath('.'), target)) : to;
			text = relativePath(whole, at instanceof Errno ? '/' : at);
		}
		const there = yield* attempt(lstat(path));
		let saved: string | undefined;
		if (!(there instanceof Errno)) {
			if (options.has('i') && !(yield* askYes(tool, `replace ${tool.quoteFile(path)}? `))) continue;
			if (backup) {
				saved = yield* backupName(path, backup);
				yield* rename(path, saved);
			} else if (options.has('f') || options.has('i')) {
				const from = symbolic ? undefined : yield* attempt(lstat(target));
				if (from && !(from instanceof Errno) && from.ino === there.ino && from.dev === there.dev) {
					// Another name of the same file is what is asked for.
					if (cleanPath(target) !== cleanPath(path)) continue;
					yield* tool.warn(`${tool.quoteFile(target)} and ${tool.quoteFile(path)} are the same file`);
					continue;
				}
				if (there.type === 'dir') {
					yield* tool.warn(tool.busybox ? `${path}: File exists` : `${tool.quoteFile(path)}: cannot overwrite directory`);
					continue;
				}
				yield* unlink(path);
			}
		}
		const failed = yield* attempt(symbolic ? symlink(text, path) : linkCall(target, path));
		if (failed instanceof Errno) {
			const arrow =
				failed.code === 'EEXIST' || (symbolic && failed.code !== 'ENOENT' && failed.code !== 'EACCES') ? '' : symbolic ? '' : ` => ${tool.quoteFile(target)}`;
			yield* tool.warn(
				tool.busybox
					? `${path}: ${failed.message}`
					: `failed to create ${symbolic ? 'symbolic' : 'hard'} link ${tool.quoteFile(path)}${arrow}: ${failed.message}`
			);
		} else if (options.has('v'))
			yield* tool.put(
				tool.busybox
					? `'${path}' -> '${text}'\n`
					: `${saved === undefined ? '' : `${tool.quoteFile(saved)} ~ `}${tool.quoteFile(path)} ${symbolic ? '->' : '=>'} ${tool.quoteFile(text)}\n`
			);
	}
});

export const link = utility('link', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: '' });
	yield* checkOperands(tool, options.operands, 2, 2);
	const [from = '', to = ''] = options.operands;
	const failed = yield* attempt(linkCall(from, to));
	if (failed instanceof Errno) tool.die(`cannot create link ${tool.quoteFile(to)} to ${tool.quoteFile(from)}: ${failed.message}`);
});

export const unlinkTool = utility('unlink', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: '' });
	yield* checkOperands(tool, options.operands, 1, 1);
	const path = options.operands[0] ?? '';
	const failed = yield* attempt(unlink(path));
	if (failed instanceof Errno)
		tool.die(tool.busybox ? `can't remove '${path}': ${failed.message}` : `cannot unlink ${tool.quoteFile(path)}: ${failed.message}`);
});

/** touch -t [[CC]YY]MMDDhhmm[.ss], as an instant. */
function* stamp(tool: Tool, text: string): Sys<number> {
	const match = /^(?:(\d\d(?=\d{10}(?:\.|$)))?(\d\d(?=\d{8}(?:\.|$))))?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text);
	const now = yield* clock();
	if (!match) tool.die(`invalid date format ${tool.quote(text)}`);
	const [, century, yy, mon, day, hour, minute, second = '0'] = match;
	const year =
		yy === undefined ? civilTime(now).year : century === undefined ? (Number(yy) < 69 ? 2000 : 1900) + Number(yy) : Number(century) * 100 + Number(yy);
	const parsed = parseDate(`${year}-${mon}-${day} ${hour}:${minute}:${second.padStart(2, '0')}`, now, yield* timeZone(tool.env));
	if (parsed === undefined) tool.die(`invalid date format ${tool.quote(text)}`);
	return parsed;
}

export const touch = utility('touch', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'acd:fhmr:t:', long: ['no-create=c', 'date:=d', 'no-dereference=h', 'reference:=r', 'time:=time'] });
	const now = yield* clock();
	let atime = now;
	let mtime = now;
	const [date, reference, at] = [options.get('d'), options.get('r'), options.get('t')];
	const stamped = at === undefined ? undefined : yield* stamp(tool, at);
	if (stamped !== undefined && (date !== undefined || reference !== undefined) && !tool.busybox) tool.usage('cannot specify times from more than one source');
	if (reference !== undefined) {
		const info = yield* attempt(stat(reference));
		if (info instanceof Errno)
			tool.die(tool.busybox ? `${reference}: ${info.message}` : `failed to get attributes of ${tool.quoteFile(reference)}: ${info.message}`);
		[atime, mtime] = [info.atime, info.mtime];
	}
	if (date !== undefined) {
		const parsed = parseDate(date, reference === undefined ? now : mtime, yield* timeZone(tool.env));
		if (parsed === undefined) tool.die(tool.busybox ? `invalid date '${date}'` : `invalid date format ${tool.quote(date)}`);
		atime = mtime = parsed;
	}
	if (stamped !== undefined) atime = mtime = stamped;
	if (options.operands.length === 0) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage('missing file operand');
	}
	const word =
		options.get('time') === undefined || tool.busybox
			? options.get('time')
			: choose(tool, '--time', options.get('time') ?? '', [
					['atime', 'access', 'use'],
					['mtime', 'modify']
				]);
	const onlyAccess = options.has('a') || word === 'access' || word === 'atime' || word === 'use';
	const onlyModify = options.has('m') || word === 'modify' || word === 'mtime';
	for (const path of options.operands) {
		const follow = !options.has('h');
		let info = yield* attempt(follow ? stat(path) : lstat(path));
		if (info instanceof Errno) {
			if (info.code === 'ENOENT' && (options.has('c') || !follow) && follow) continue;
			if (!follow) {
				yield* tool.warn(`setting times of ${tool.quoteFile(path)}: ${info.message}`);
				continue;
			}
			const fd = yield* attempt(open(path, { write: true, create: true }));
			if (fd instanceof Errno) {
				// GNU tells of a name with a slash at its end by what utimensat says.
				yield* tool.warn(
					tool.busybox
						? `${path}: ${fd.message}`
						: fd.code === 'EISDIR'
							? `setting times of ${tool.quoteFile(path)}: No such file or directory`
							: `cannot touch ${tool.quoteFile(path)}: ${fd.message}`
				);
				continue;
			}
			yield* close(fd);
			if (date === undefined && reference === undefined && at === undefined) continue;
			info = yield* stat(path);
		}
		const set = yield* attempt(utimes(path, onlyModify && !onlyAccess ? info.atime : atime, onlyAccess && !onlyModify ? info.mtime : mtime, follow));
		if (set instanceof Errno)
			yield* tool.warn(
				tool.busybox ? `${path}: ${set.message}` : `${set.code === 'EACCES' ? 'cannot touch' : 'setting times of'} ${tool.quoteFile(path)}: ${set.message}`
			);
	}
});

export const truncate = utility('truncate', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'cor:s:', long: ['no-create=c', 'io-blocks=o', 'reference:=r', 'size:=s'] });
	const [text, reference] = [options.get('s'), options.get('r')];
	if (text === undefined && reference === undefined) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage(`you must specify either ${tool.quote('--size')} or ${tool.quote('--reference')}`);
	}
	if (options.operands.length === 0) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage('missing file operand');
	}
	const sign = /^[-+<>/%]/.exec(text ?? '')?.[0] ?? '';
	const count = text === undefined ? 0 : parseCount(text.slice(sign.length));
	if (count === undefined) tool.die(`Invalid number: ${tool.quote(text ?? '')}`);
	const like = reference === undefined ? undefined : yield* attempt(stat(reference));
	if (like instanceof Errno) tool.die(tool.busybox ? `${reference}: ${like.message}` : `cannot stat ${tool.quoteFile(reference ?? '')}: ${like.message}`);
	for (const path of options.operands) {
		const fd = yield* attempt(open(path, { write: true, create: !options.has('c') }));
		if (fd instanceof Errno) {
			if (fd.code !== 'ENOENT' || !options.has('c')) yield* tool.warn(`cannot open ${tool.quoteFile(path)} for writing: ${fd.message}`);
			continue;
		}
		const { size } = yield* stat(path);
		const base = reference === undefined ? 0 : (yield* stat(reference)).size;
		const wanted: Readonly<Record<string, number>> = {
			'': base + count,
			'+': size + count,
			'-': Math.max(0, size - count),
			'<': Math.min(size, count),
			'>': Math.max(size, count),
			'/': Math.floor(size / (count || 1)) * count,
			'%': Math.ceil(size / (count || 1)) * count
		};
		yield* ftruncate(fd, wanted[sign] ?? 0);
		yield* close(fd);
	}
});
