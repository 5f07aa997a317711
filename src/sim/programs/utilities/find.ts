// find: walks trees and evaluates an expression at each file. Parsing is in find/expression.ts, -printf in find/printf.ts.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { access, clock, getcwd, lookPath, lstat, open, readdir, readlink, rmdir, spawn, stat, statfs, unlink, wait, write } from '../../kernel/index.ts';
import type { Stat } from '../../kernel/index.ts';
import { readAnswer } from './lib/ask.ts';
import { timeZone, type Zone } from './lib/dates.ts';
import { globMatch } from './lib/glob.ts';
import { baseName, cleanPath, dirName, joinPath } from './lib/paths.ts';
import { encode } from './lib/text.ts';
import { attempt, Exit, showGnuText, showUsage, utility, type Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';
import { FindParser, letterOf, type Compare, type FindOptions, type Node } from './find/expression.ts';
import { expand, lsLine, type Visit } from './find/printf.ts';

/** Paths for one run of -exec … +; with -execdir those of one directory, the operands apart. */
interface Batch {
	dir: string;
	start: boolean;
	paths: string[];
}

interface Walk {
	tool: Tool;
	options: FindOptions;
	root: Node;
	names: Names;
	zone: Zone;
	now: number;
	pruned: boolean;
	quit: boolean;
	/** Arguments waiting for -exec … +, by action. */
	batches: Map<Node, Batch[]>;
	files: Map<string, number>;
}

const compares = ({ sign, n }: Compare, value: number): boolean => (sign === 0 ? value === n : sign > 0 ? value > n : value < n);

function* outputTo(w: Walk, path: string, text: string): Sys<void> {
	let fd = w.files.get(path);
	if (fd === undefined) {
		fd = yield* open(path, { write: true, create: true, trunc: true });
		w.files.set(path, fd);
	}
	yield* write(fd, encode(text));
}

/** Runs a command with its words ready; answers whether it succeeded. */
function* runCommand(w: Walk, words: readonly string[], cwd: string | undefined): Sys<boolean> {
	yield* w.tool.flush();
	const name = words[0] ?? '';
	const path = yield* lookPath(name, w.tool.env['PATH'] ?? '/usr/bin:/bin');
	if (path === null) {
		yield* w.tool.error(`${w.tool.name}: ${w.tool.busybox ? name : w.tool.quote(name)}: No such file or directory\n`);
		return false;
	}
	const pid = yield* attempt(
		spawn({ path, argv: words, env: w.tool.env, ...(cwd !== undefined && { cwd: cleanPath(cwd.startsWith('/') ? cwd : joinPath(yield* getcwd(), cwd)) }) })
	);
	if (pid instanceof Errno) {
		yield* w.tool.error(`${w.tool.name}: ${w.tool.quote(name)}: ${pid.message}\n`);
		return false;
	}
	const status = yield* wait(pid);
	return status !== null && 'exited' in status && status.exited === 0;
}

function* execute(w: Walk, node: Extract<Node, { k: 'exec' }>, v: Visit): Sys<boolean> {
	const dir = node.dir ? (v.path.includes('/') ? dirName(v.path) : '.') : '';
	const path = node.dir ? `./${baseName(v.path)}` : v.path;
	if (node.batch) {
		const batches = w.batches.get(node) ?? [];
		w.batches.set(node, batches);
		const start = node.dir && v.depth === 0;
		let batch = batches.find((one) => one.dir === dir && one.start === start);
		if (!batch) batches.push((batch = { dir, start, paths: [] }));
		batch.paths.push(path);
		if (batch.paths.length >= 2000) yield* runBatch(w, node, batch);
		return true;
	}
	const words = node.command.map((word) => word.replaceAll('{}', path));
	if (node.ask) {
		yield* w.tool.flush();
		yield* write(2, encode(`< ${node.command[0] ?? ''} ... ${v.path} > ? `));
		if (!/^[yY]/.test((yield* readAnswer()) ?? '')) return false;
	}
	return yield* runCommand(w, words, node.dir ? yield* absolute(dir) : undefined);
}

function* absolute(path: string): Sys<string> {
	return path.startsWith('/') ? path : joinPath(yield* getcwd(), path);
}

function* runBatch(w: Walk, node: Extract<Node, { k: 'exec' }>, batch: Batch): Sys<void> {
	if (batch.paths.length === 0) return;
	const words = [...node.command.slice(0, -1), ...batch.paths];
	batch.paths = [];
	if (!(yield* runCommand(w, words, node.dir ? yield* absolute(batch.dir) : undefined))) w.tool.status = 1;
}

function* isEmpty(v: Visit): Sys<boolean> {
	if (v.info.type === 'file') return v.info.size === 0;
	if (v.info.type !== 'dir') return false;
	const entries = yield* attempt(readdir(v.path));
	return !(entries instanceof Errno) && entries.length === 0;
}

/** Evaluates the expression at one file. */
function* test(w: Walk, n: Node, v: Visit): Sys<boolean> {
	const { info } = v;
	switch (n.k) {
		case 'and':
			return (yield* test(w, n.left, v)) && !w.quit && (yield* test(w, n.right, v));
		case 'or':
			return (yield* test(w, n.left, v)) || (yield* test(w, n.right, v));
		case 'list':
			yield* test(w, n.left, v);
			return yield* test(w, n.right, v);
		case 'not':
			return !(yield* test(w, n.inner, v));
		case 'true':
			return true;
		case 'false':
			return false;
		case 'empty':
			return yield* isEmpty(v);
		case 'fstype': {
			const mounted = yield* attempt(statfs(v.path));
			return !(mounted instanceof Errno) && mounted.type === n.name;
		}
		case 'nouser':
			return (yield* w.names.user(info.uid)) === undefined;
		case 'nogroup':
			return (yield* w.names.group(info.gid)) === undefined;
		case 'prune':
			w.pruned = true;
			return true;
		case 'quit':
			w.quit = true;
			return true;
		case 'print':
			yield* w.tool.put(`${v.path}\n`);
			return true;
		case 'print0':
			yield* w.tool.put(`${v.path}\0`);
			return true;
		case 'ls':
			if (n.to === undefined) yield* w.tool.put(yield* lsLine(v, w.names, w.zone, w.now));
			else yield* outputTo(w, n.to, yield* lsLine(v, w.names, w.zone, w.now));
			return true;
		case 'delete': {
			if (v.path === '.') return true;
			const failed = yield* attempt(info.type === 'dir' ? rmdir(v.path) : unlink(v.path));
			if (!(failed instanceof Errno)) return true;
			yield* w.tool.warn(w.tool.busybox ? `${v.path}: ${failed.message}` : `cannot delete ${w.tool.quote(v.path)}: ${failed.message}`);
			return false;
		}
		case 'name':
			return globMatch(n.glob, v.path === '/' ? '/' : baseName(v.path), { ignoreCase: n.ignoreCase });
		case 'path':
			return globMatch(n.glob, v.path, { ignoreCase: n.ignoreCase });
		case 'lname':
			return info.type === 'symlink' && globMatch(n.glob, yield* readlink(v.path), { ignoreCase: n.ignoreCase });
		case 'regex':
			return n.compiled.test(v.path);
		case 'type':
			return n.letters.split(',').includes(letterOf(info.type));
		case 'xtype': {
			const other = yield* attempt(w.options.follow === 'L' ? lstat(v.path) : stat(v.path));
			return n.letters.split(',').includes(letterOf(other instanceof Errno ? 'symlink' : other.type));
		}
		case 'size':
			return compares(n.compare, Math.ceil(info.size / n.unit));
		case 'time':
			return n.unit === 60
				? compareAge(n.compare, (n.now - info[n.field]) / 60_000_000)
				: compares(n.compare, Math.floor((n.now - info[n.field]) / (n.unit * 1_000_000)));
		case 'newer':
			return info[n.field] > n.than;
		case 'perm':
			return n.how === 'exact' ? info.mode === n.mode : n.how === 'all' ? (info.mode & n.mode) === n.mode : n.mode === 0 || (info.mode & n.mode) !== 0;
		case 'user':
		case 'uid':
			return compares(n.compare, info.uid);
		case 'group':
		case 'gid':
			return compares(n.compare, info.gid);
		case 'links':
			return compares(n.compare, info.nlink);
		case 'inum':
			return compares(n.compare, info.ino);
		case 'samefile':
			return info.dev === n.dev && info.ino === n.ino;
		case 'access':
			return !((yield* attempt(access(v.path, n.mask))) instanceof Errno);
		case 'printf': {
			const text = yield* expand(n.format, v, w.names, w.zone);
			yield* n.to === undefined ? w.tool.put(text) : outputTo(w, n.to, text);
			return true;
		}
		case 'fprint':
			yield* outputTo(w, n.to, v.path + n.end);
			return true;
		case 'exec':
			return yield* execute(w, n, v);
	}
}

const compareAge = ({ sign, n }: Compare, age: number): boolean => (sign > 0 ? age > n : sign < 0 ? age < n : Math.ceil(age) === n);

function* visit(w: Walk, path: string, start: string, depth: number, device: number): Sys<void> {
	if (w.quit) return;
	const follow = w.options.follow === 'L' || (w.options.follow === 'H' && depth === 0);
	let info: Stat | Errno = yield* attempt(follow ? stat(path) : lstat(path));
	if (info instanceof Errno && follow) info = yield* attempt(lstat(path));
	if (info instanceof Errno) return yield* w.tool.warn(w.tool.busybox ? `${path}: ${info.message}` : `${w.tool.quote(path)}: ${info.message}`);
	const v: Visit = { path, start, depth, info };
	w.pruned = false;
	const inRange = depth >= w.options.minDepth;
	if (!w.options.depthFirst && inRange) yield* test(w, w.root, v);
	const pruned = w.pruned && !w.options.depthFirst;
	if (info.type === 'dir' && !pruned && depth < w.options.maxDepth && !w.quit && !(w.options.oneFileSystem && depth > 0 && info.dev !== device)) {
		const entries = yield* attempt(readdir(path));
		if (entries instanceof Errno) yield* w.tool.warn(w.tool.busybox ? `${path}: ${entries.message}` : `${w.tool.quote(path)}: ${entries.message}`);
		else for (const entry of entries) yield* call(visit(w, joinPath(path, entry.name), start, depth + 1, device === -1 ? info.dev : device));
	}
	if (w.options.depthFirst && inRange && !w.quit) yield* test(w, w.root, v);
}

export const find = utility('find', function* (tool: Tool): Sys<number> {
	const options: FindOptions = { maxDepth: Infinity, minDepth: 0, depthFirst: false, oneFileSystem: false, follow: 'P' };
	const args = [...tool.args];
	while (/^-[HLP]$/.test(args[0] ?? '') || /^-[OD]/.test(args[0] ?? '')) {
		const arg = args.shift() ?? '';
		if (arg.startsWith('-O') && !/^-O\d/.test(arg))
			tool.die(arg === '-O' ? 'The -O option must be immediately followed by a decimal integer' : 'Please specify a decimal number immediately after -O');
		if (arg === '-D' && args.shift() === undefined)
			throw new Exit(1, `${tool.name}: Missing argument after the -D option.\nTry '${tool.name} --help' for more information.\n`);
		if (/^-[HLP]$/.test(arg)) options.follow = arg[1] as 'H';
	}
	if (args[0] === '--help' || args[0] === '-help') yield* tool.busybox ? showUsage(tool, 0) : showGnuText(tool, 'help', 'find');
	if (args[0] === '--version' || args[0] === '-version') yield* showGnuText(tool, 'version', 'find');
	if (args[0] === '--' && !tool.busybox) args.shift();
	const starts: string[] = [];
	while (args.length > 0 && !/^-./.test(args[0] ?? '') && args[0] !== '(' && args[0] !== '!') starts.push(args.shift() ?? '');
	const parser = new FindParser(tool, args, options);
	let parsed: Node;
	try {
		parsed = yield* parser.parse();
	} catch (error) {
		if (!(error instanceof Exit) || parser.guess === undefined || !((yield* attempt(lstat(parser.guess))) instanceof Errno)) throw error;
		throw new Exit(error.status, error.message.replace(/\nfind: possible unquoted[^\n]*/, ''));
	}
	const root: Node = parser.hasAction ? parsed : { k: 'and', left: parsed, right: { k: 'print' } };
	const w: Walk = {
		tool,
		options,
		root,
		names: new Names(),
		zone: yield* timeZone(tool.env),
		now: yield* clock(),
		pruned: false,
		quit: false,
		batches: new Map(),
		files: parser.files
	};
	for (const start of starts.length === 0 ? ['.'] : starts) yield* visit(w, start, start, 0, -1);
	for (const [node, batches] of w.batches) for (const batch of batches) if (node.k === 'exec') yield* runBatch(w, node, batch);
	return tool.status;
});
