// cp and mv: copies and renames files and trees.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { access, isatty, isDirectory, lstat, mkdirAll, readdir, rename, rmdir, stat, unlink } from '../../kernel/index.ts';
import { appletUsage, getopt, type Parsed } from './lib/getopt.ts';
import { backupName, backupOf } from './lib/backup.ts';
import { choose } from './lib/choose.ts';
import { askYes } from './lib/ask.ts';
import { copyTo, newCopyRules, type CopyRules } from './lib/copy.ts';
import { baseName, joinPath } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

/** Pairs of source and destination by the forms "A B", "A… DIR", "-t DIR A…", "-T A B". */
export function* pairs(tool: Tool, options: Parsed): Sys<readonly (readonly [from: string, to: string])[]> {
	const operands = [...options.operands];
	let target = options.get('t');
	if (operands.length === 0 || (operands.length === 1 && target === undefined)) {
		if (tool.busybox) yield* appletUsage(tool);
		if (operands.length === 0) tool.usage('missing file operand');
		tool.usage(`missing destination file operand after ${tool.quoteFile(operands[0] ?? '')}`);
	}
	if (options.has('T')) {
		if (operands.length > 2) tool.usage(`extra operand ${tool.quoteFile(operands[2] ?? '')}`);
		return [[operands[0] ?? '', operands[1] ?? '']];
	}
	if (target !== undefined) {
		const info = yield* attempt(stat(target));
		if (info instanceof Errno)
			tool.die(tool.busybox ? `can't stat '${target}': ${info.message}` : `target directory ${tool.quoteFile(target)}: ${info.message}`);
		if (info.type !== 'dir') tool.die(`target directory ${tool.quoteFile(target)}: Not a directory`);
	} else {
		const last = operands[operands.length - 1] ?? '';
		if (yield* isDirectory(last)) target = operands.pop();
		else if (operands.length > 2) {
			const info = yield* attempt(stat(last));
			tool.die(
				tool.busybox ? `target '${last}' is not a directory` : `target ${tool.quoteFile(last)}: ${info instanceof Errno ? info.message : 'Not a directory'}`
			);
		}
	}
	if (target === undefined) return [[operands[0] ?? '', operands[1] ?? '']];
	const dir = target;
	return operands.map((from) => [from, joinPath(dir, baseName(from) === '..' ? '' : baseName(from))] as const);
}

function preserveList(tool: Tool, rules: CopyRules, list: string, keep = true): void {
	for (const item of (list === '' ? 'mode,ownership,timestamps' : list).split(',')) {
		const all = item === 'all';
		if (all || item === 'mode') {
			rules.preserve.mode = keep;
			rules.plainMode = !keep;
		}
		if (all || item === 'ownership') rules.preserve.owner = keep;
		if (all || item === 'timestamps') rules.preserve.times = keep;
		if (all || item === 'links') rules.preserve.links = keep;
		if (!['all', 'mode', 'ownership', 'timestamps', 'links', 'context', 'xattr'].includes(item))
			tool.usage(
				`invalid argument ${tool.quote(item)} for ${tool.quote(keep ? '--preserve' : '--no-preserve')}\nValid arguments are:\n${['mode', 'timestamps', 'ownership', 'links', 'context', 'xattr', 'all'].map((name) => `  - ${tool.quote(name)}`).join('\n')}`
			);
	}
}

export const cp = utility('cp', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'abdfHilLnprRsS:t:TuvxPZ',
		long: [
			'archive=a',
			'backup::=backup',
			'attributes-only',
			'copy-contents',
			'debug',
			'dereference=L',
			'force=f',
			'interactive=i',
			'link=l',
			'no-clobber=n',
			'no-dereference=P',
			'no-preserve:',
			'no-target-directory=T',
			'one-file-system=x',
			'parents',
			'preserve::=preserve',
			'recursive=R',
			'remove-destination',
			'reflink::=reflink',
			'sparse:=sparse',
			'strip-trailing-slashes',
			'suffix:=S',
			'symbolic-link=s',
			'target-directory:=t',
			'update::=u',
			'verbose=v'
		]
	});
	const sparse = options.get('sparse');
	if (sparse !== undefined) choose(tool, '--sparse', sparse, [['never'], ['auto'], ['always']]);
	const reflink = options.get('reflink');
	if (reflink) choose(tool, '--reflink', reflink, [['auto'], ['always'], ['never']]);
	const rules: CopyRules = {
		...newCopyRules(),
		follow: 'H',
		backup: backupOf(tool, options),
		attributesOnly: options.has('attributes-only'),
		removeFirst: options.has('remove-destination')
	};
	let follow: CopyRules['follow'] | undefined;
	for (const [key, value] of options.options) {
		if (key === 'a') {
			rules.recursive = true;
			follow = 'P';
			preserveList(tool, rules, 'all');
		} else if (key === 'r' || key === 'R') rules.recursive = true;
		else if (key === 'd') [follow, rules.preserve.links] = ['P', true];
		else if (key === 'P' || key === 'L' || key === 'H') follow = key;
		else if (key === 'p') preserveList(tool, rules, '');
		else if (key === 'preserve') preserveList(tool, rules, value);
		else if (key === 'no-preserve') preserveList(tool, rules, value, false);
		else if (key === 'f') [rules.force, rules.interactive] = [true, tool.busybox ? false : rules.interactive];
		else if (key === 'i') [rules.interactive, rules.noClobber] = [true, false];
		else if (key === 'n') [rules.noClobber, rules.interactive] = [true, false];
		else if (key === 'u') rules.update = true;
		else if (key === 'v') rules.verbose = true;
		else if (key === 'l') rules.link = 'hard';
		else if (key === 's') rules.link = 'symbolic';
	}
	if (options.has('parents') && !tool.busybox) yield* parentsNeedDirectory(tool, options);
	rules.follow = follow ?? (rules.recursive ? 'P' : 'L');
	for (const [from, to] of yield* pairs(tool, options)) {
		const target = options.has('parents') ? joinPath(to.slice(0, to.length - baseName(from).length), from) : to;
		if (options.has('parents')) yield* makeParents(target);
		if (!(yield* copyTo(tool, from, target, rules))) tool.status = 1;
	}
});

/** --parents puts trees below a directory: the last operand must be one. */
function* parentsNeedDirectory(tool: Tool, options: Parsed): Sys<void> {
	const last = options.operands.at(-1);
	if (last === undefined || options.has('t') || (options.operands.length !== 2 && !options.has('T'))) return;
	if (options.has('T') || !(yield* isDirectory(last))) tool.usage('with --parents, the destination must be a directory');
}

function* makeParents(path: string): Sys<void> {
	const slash = path.lastIndexOf('/');
	if (slash > 0) yield* mkdirAll(path.slice(0, slash));
}

/** Removes what was copied across file systems. */
function* removeTree(path: string): Sys<void> {
	if ((yield* lstat(path)).type !== 'dir') return yield* unlink(path);
	for (const entry of yield* readdir(path)) yield* call(removeTree(joinPath(path, entry.name)));
	yield* rmdir(path);
}

export const mv = utility('mv', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'bfinS:t:TuvZ',
		long: [
			'backup::=backup',
			'force=f',
			'interactive=i',
			'no-clobber=n',
			'strip-trailing-slashes',
			'suffix:=S',
			'target-directory:=t',
			'no-target-directory=T',
			'update::=u',
			'verbose=v',
			'debug',
			'no-copy'
		]
	});
	let how: 'f' | 'i' | 'n' | '' = '';
	for (const [key] of options.options) if (key === 'f' || key === 'i' || key === 'n') how = key;
	const backup = backupOf(tool, options);
	const terminal = yield* isatty(0);
	const q = (name: string): string => tool.quoteFile(name);
	const fail = (text: string): Sys<void> => tool.warn(text);
	for (const [from, to] of yield* pairs(tool, options)) {
		const info = yield* attempt(lstat(from.replace(/(.)\/+$/, '$1')));
		if (info instanceof Errno) {
			yield* fail(tool.busybox ? `can't rename '${from}': ${info.message}` : `cannot stat ${q(from)}: ${info.message}`);
			continue;
		}
		const old = yield* attempt(lstat(to));
		let saved: string | undefined;
		if (!(old instanceof Errno)) {
			if (old.dev === info.dev && old.ino === info.ino && from.replace(/\/+$/, '') === to.replace(/\/+$/, '')) {
				yield* fail(`${q(from)} and ${q(to)} are the same file`);
				continue;
			}
			if (how === 'n' || (options.has('u') && old.mtime >= info.mtime)) continue;
			const locked = how === '' && terminal && old.type !== 'symlink' && (yield* attempt(access(to, 2))) instanceof Errno;
			if (how === 'i' || locked) {
				if (!(yield* askYes(tool, tool.busybox ? `overwrite '${to}'? ` : `${locked ? 'replace' : 'overwrite'} ${q(to)}? `))) continue;
			}
			if (old.type === 'dir' && info.type !== 'dir') {
				yield* fail(tool.busybox ? `can't rename '${from}': Is a directory` : `cannot overwrite directory ${q(to)} with non-directory`);
				continue;
			}
			if (old.type !== 'dir' && info.type === 'dir') {
				yield* fail(tool.busybox ? `can't rename '${from}': Not a directory` : `cannot overwrite non-directory ${q(to)} with directory ${q(from)}`);
				continue;
			}
			if (backup !== undefined) {
				saved = yield* backupName(to, backup);
				yield* rename(to, saved);
			}
		}
		const failed = yield* attempt(rename(from, to));
		if (failed instanceof Errno && failed.code === 'EXDEV') {
			const rules: CopyRules = {
				...newCopyRules(),
				recursive: true,
				follow: 'P',
				preserve: { mode: true, owner: true, times: true, links: true },
				force: true,
				removeFirst: true,
				moving: true
			};
			if (yield* copyTo(tool, from, to, rules)) yield* removeTree(from);
			else tool.status = 1;
		} else if (failed instanceof Errno) {
			if (failed.code === 'EINVAL')
				yield* fail(tool.busybox ? `can't rename '${from}': ${failed.message}` : `cannot move ${q(from)} to a subdirectory of itself, ${q(to)}`);
			else yield* fail(tool.busybox ? `can't rename '${from}': ${failed.message}` : `cannot move ${q(from)} to ${q(to)}: ${failed.message}`);
			continue;
		}
		if (options.has('v'))
			yield* tool.put(tool.busybox ? `'${from}' -> '${to}'\n` : `renamed ${q(from)} -> ${q(to)}${saved === undefined ? '' : ` (backup: ${q(saved)})`}\n`);
	}
});
