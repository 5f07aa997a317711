// Names of paths: basename, dirname, readlink, realpath, mktemp, which.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, getcwd, lookPath, lstat, mkdir, open, random, readlink as readlinkCall, realpath as realpathCall } from '../../kernel/index.ts';
import { appletUsage, checkOperands, getopt } from './lib/getopt.ts';
import { baseName, cleanPath, dirName, joinPath, relativePath } from './lib/paths.ts';
import { quoteName } from './lib/quote.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

export const basename = utility('basename', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'as:z', long: ['multiple=a', 'suffix:=s', 'zero=z'], posix: true });
	const many = options.has('a') || options.has('s');
	yield* checkOperands(tool, options.operands, 1, many ? Infinity : 2);
	const suffix = options.get('s') ?? (many ? '' : (options.operands[1] ?? ''));
	const end = options.has('z') ? '\0' : '\n';
	for (const path of many ? options.operands : options.operands.slice(0, 1)) {
		const base = baseName(path);
		yield* tool.put((suffix !== '' && base !== suffix && base.endsWith(suffix) && !base.endsWith('/') ? base.slice(0, -suffix.length) : base) + end);
	}
});

export const dirname = utility('dirname', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'z', long: ['zero=z'] });
	yield* checkOperands(tool, options.operands, 1);
	for (const path of options.operands) yield* tool.put(dirName(path) + (options.has('z') ? '\0' : '\n'));
});

/** Resolves a path. 'e': all must exist; 'f': all but the last; 'm': nothing need exist. */
function* canonical(path: string, how: 'e' | 'f' | 'm'): Sys<string> {
	if (path === '') throw new Errno('ENOENT');
	const absolute = path.startsWith('/') ? path : joinPath(yield* getcwd(), path);
	const found = yield* attempt(realpathCall(absolute));
	if (!(found instanceof Errno)) return found;
	if (how === 'e' || (how === 'f' && found.code !== 'ENOENT')) throw found;
	let known = '/';
	const parts = absolute.split('/').filter((part) => part !== '' && part !== '.');
	let depth = 0;
	while (parts.length > 0) {
		const part = parts.shift() ?? '';
		if (part === '..') {
			known = dirName(known);
			continue;
		}
		const next = joinPath(known, part);
		const info = yield* attempt(lstat(next));
		if (info instanceof Errno) {
			if (how === 'f' && (parts.length > 0 || info.code !== 'ENOENT')) throw info;
			if (how === 'm') return cleanPath(joinPath(next, parts.join('/')));
			return next;
		}
		if (info.type === 'symlink') {
			if (++depth > 40) throw new Errno('ELOOP');
			const target = yield* readlinkCall(next);
			if (target.startsWith('/')) known = '/';
			parts.unshift(...target.split('/').filter((piece) => piece !== '' && piece !== '.'));
		} else {
			if (info.type !== 'dir' && parts.length > 0 && how !== 'm') throw new Errno('ENOTDIR');
			known = next;
		}
	}
	return known;
}

export const readlink = utility('readlink', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'efmnqsvz',
		long: ['canonicalize=f', 'canonicalize-existing=e', 'canonicalize-missing=m', 'no-newline=n', 'quiet=q', 'silent=q', 'verbose=v', 'zero=z']
	});
	yield* checkOperands(tool, options.operands, 1);
	const how = options.options.findLast(([key]) => key === 'e' || key === 'f' || key === 'm')?.[0] as 'e' | 'f' | 'm' | undefined;
	const end = options.has('z') ? '\0' : options.has('n') && options.operands.length === 1 ? '' : '\n';
	if (options.has('n') && options.operands.length > 1) yield* tool.warn('ignoring --no-newline with multiple arguments', 0);
	for (const path of options.operands) {
		const found = yield* attempt(how ? canonical(path, how) : readlinkCall(path));
		if (!(found instanceof Errno)) yield* tool.put(found + end);
		else {
			tool.status = 1;
			if (options.has('v')) yield* tool.warn(`${quoteName(path)}: ${found.message}`);
		}
	}
});

export const realpath = utility('realpath', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'eLmPqsz',
		long: [
			'canonicalize-existing=e',
			'canonicalize-missing=m',
			'logical=L',
			'physical=P',
			'quiet=q',
			'relative-to:=to',
			'relative-base:=base',
			'strip=s',
			'no-symlinks=s',
			'zero=z'
		]
	});
	yield* checkOperands(tool, options.operands, 1);
	const how = options.has('e') ? 'e' : options.has('m') ? 'm' : 'f';
	const resolve = function* (path: string): Sys<string> {
		if (options.has('s') && path !== '') return cleanPath(path.startsWith('/') ? path : joinPath(yield* getcwd(), path));
		return yield* canonical(path, how);
	};
	const to = options.get('to');
	const base = options.get('base');
	for (const path of options.operands) {
		const found = yield* attempt(resolve(path));
		if (found instanceof Errno) {
			tool.status = 1;
			if (!options.has('q')) yield* tool.warn(`${quoteName(path)}: ${found.message}`);
			continue;
		}
		let shown = found;
		const within = base === undefined ? undefined : yield* resolve(base);
		if (within === undefined || found === within || found.startsWith(within === '/' ? '/' : `${within}/`)) {
			if (to !== undefined) shown = relativePath(found, yield* resolve(to));
			else if (within !== undefined) shown = relativePath(found, within);
		}
		yield* tool.put(shown + (options.has('z') ? '\0' : '\n'));
	}
});

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const mktemp = utility('mktemp', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'dp:qtuV', long: ['directory=d', 'dry-run=u', 'quiet=q', 'suffix:=suffix', 'tmpdir::=p'] });
	if (options.operands.length > 1) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage('too many templates');
	}
	const own = options.operands[0];
	const template = own ?? 'tmp.XXXXXXXXXX';
	const suffix = options.get('suffix') ?? /X([^X/]*)$/.exec(template)?.[1] ?? '';
	const stem = options.get('suffix') !== undefined ? template : template.slice(0, template.length - suffix.length);
	if (!tool.busybox && suffix.includes('/')) tool.die(`invalid suffix ${tool.quote(suffix)}, contains directory separator`);
	const run = /X*$/.exec(stem)?.[0].length ?? 0;
	const tail = /X([^X]*)$/.exec(template)?.[1] ?? '';
	if (!tool.busybox && options.get('suffix') === undefined && tail.includes('/')) tool.die(`invalid suffix ${tool.quote(tail)}, contains directory separator`);
	if (run < (tool.busybox ? 6 : 3)) tool.die(tool.busybox ? `${template}: Invalid argument` : `too few X's in template ${tool.quote(template)}`);
	if (!tool.busybox && own?.startsWith('/') && options.has('p')) tool.die(`invalid template, ${tool.quote(own)}; with --tmpdir, it may not be absolute`);
	if (!tool.busybox && own?.includes('/') && options.has('t')) tool.die(`invalid template, ${tool.quote(own)}, contains directory separator`);
	const dir = options.has('p') || options.has('t') || own === undefined ? options.get('p') || tool.env['TMPDIR'] || '/tmp' : '';
	for (let tries = 0; tries < 100; tries++) {
		const bytes = yield* random(run);
		let name = stem.slice(0, stem.length - run);
		for (const byte of bytes) name += letters[byte % 62];
		const path = (dir === '' ? name : joinPath(dir, name)) + suffix;
		if (options.has('u')) {
			yield* tool.put(`${path}\n`);
			return 0;
		}
		const made: number | void | Errno = yield* attempt<number | void>(
			options.has('d') ? mkdir(path, 0o700) : open(path, { read: true, write: true, create: true, excl: true, mode: 0o600 })
		);
		if (made instanceof Errno) {
			if (made.code === 'EEXIST') continue;
			const shape = dir === '' ? template : joinPath(dir, template);
			if (options.has('q')) return 1;
			tool.die(
				tool.busybox
					? `${shape}: ${made.message}`
					: `failed to create ${options.has('d') ? 'directory' : 'file'} via template ${tool.quote(shape)}: ${made.message}`
			);
		}
		if (typeof made === 'number') yield* close(made);
		yield* tool.put(`${path}\n`);
		return 0;
	}
	return 1;
});

export const which = utility('which', function* (tool: Tool) {
	const all = tool.args.includes('-a');
	if (tool.args.every((arg) => arg === '-a')) return 1;
	for (const name of tool.args.filter((arg) => arg !== '-a')) {
		const path = tool.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
		let found = false;
		for (const dir of all ? path.split(':') : [path]) {
			const one = yield* lookPath(name, dir);
			if (one === null) continue;
			found = true;
			yield* tool.put(`${one}\n`);
		}
		if (!found) tool.status = 1;
	}
	return tool.status;
});
