// rm: removes files and trees, asking when it should.
import { Errno, call, type Sys } from '../../engine/sys.ts';
import { access, ids, isatty, lstat, readdir, rmdir, unlink } from '../../kernel/index.ts';
import type { Stat } from '../../kernel/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { choose } from './lib/choose.ts';
import { askYes } from './lib/ask.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

interface Rules {
	force: boolean;
	interactive: boolean;
	once: boolean;
	recursive: boolean;
	emptyDirs: boolean;
	verbose: boolean;
	terminal: boolean;
	root: boolean;
}

const kindOf = (info: Stat): string =>
	info.type === 'file'
		? info.size === 0
			? 'regular empty file'
			: 'regular file'
		: info.type === 'dir'
			? 'directory'
			: info.type === 'symlink'
				? 'symbolic link'
				: info.type === 'fifo'
					? 'fifo'
					: info.type === 'socket'
						? 'socket'
						: `${info.type === 'char' ? 'character' : 'block'} special file`;

/** Whether to ask before removing, and the answer. */
function* agreed(tool: Tool, path: string, info: Stat, rules: Rules): Sys<boolean> {
	const readOnly = !rules.force && rules.terminal && !rules.root && info.type !== 'symlink' && (yield* attempt(access(path, 2))) instanceof Errno;
	if (!rules.interactive && !readOnly) return true;
	const what = tool.busybox ? `'${path}'` : `${readOnly ? 'write-protected ' : ''}${kindOf(info)} ${tool.quoteFile(path)}`;
	return yield* askYes(tool, `remove ${what}? `);
}

/** Removes one operand or entry; answers whether it is gone. */
function* remove(tool: Tool, path: string, rules: Rules): Sys<boolean> {
	const info = yield* attempt(lstat(path));
	const cannot = function* (error: Errno): Sys<boolean> {
		yield* tool.warn(tool.busybox ? `can't remove '${path}': ${error.message}` : `cannot remove ${tool.quoteFile(path)}: ${error.message}`);
		return false;
	};
	if (info instanceof Errno) return rules.force && (info.code === 'ENOENT' || info.code === 'ENOTDIR') ? true : yield* cannot(info);
	if (info.type !== 'dir') {
		if (!(yield* agreed(tool, path, info, rules))) return true;
		const failed = yield* attempt(unlink(path));
		if (failed instanceof Errno) return yield* cannot(failed);
		if (rules.verbose) yield* tool.put(`removed ${tool.quoteFile(path)}\n`);
		return true;
	}
	if (!rules.recursive && !rules.emptyDirs) {
		if (tool.busybox) yield* tool.warn(`'${path}' is a directory`);
		else yield* tool.warn(`cannot remove ${tool.quoteFile(path)}: Is a directory`);
		return false;
	}
	if (rules.recursive) {
		const entries = yield* attempt(readdir(path));
		if (entries instanceof Errno) return yield* cannot(entries);
		if (rules.interactive && entries.length > 0 && !(yield* askYes(tool, `descend into directory ${tool.quoteFile(path)}? `))) return true;
		let all = true;
		for (const entry of entries) if (!(yield* call(remove(tool, path.endsWith('/') ? path + entry.name : `${path}/${entry.name}`, rules)))) all = false;
		if (!all) return false;
	}
	if (!(yield* agreed(tool, path, info, rules))) return true;
	const failed = yield* attempt(rmdir(path));
	if (failed instanceof Errno) return yield* cannot(failed);
	if (rules.verbose) yield* tool.put(`removed directory ${tool.quoteFile(path)}\n`);
	return true;
}

export const rm = utility('rm', function* (tool: Tool) {
	// A file whose name looks like an option: how to name it is told.
	tool.hintText = undefined;
	const strange = tool.busybox ? undefined : tool.args.find((arg) => /^-[^-]/.test(arg) && /[^dfiIrRv]/.test(arg.slice(1)));
	if (strange !== undefined && !tool.args.slice(0, tool.args.indexOf(strange)).includes('--') && !((yield* attempt(lstat(strange))) instanceof Errno))
		tool.hintText = `Try '${tool.name} ./${strange}' to remove the file ${tool.quoteFile(strange)}.\nTry '${tool.name} --help' for more information.\n`;
	const options = yield* getopt(tool, {
		short: 'dfiIrRv',
		long: [
			'force=f',
			'interactive::=interactive',
			'one-file-system',
			'no-preserve-root',
			'preserve-root::',
			'recursive=r',
			'dir=d',
			'verbose=v',
			'presume-input-tty'
		]
	});
	const rules: Rules = {
		force: false,
		interactive: false,
		once: false,
		recursive: options.has('r') || options.has('R'),
		emptyDirs: options.has('d'),
		verbose: options.has('v'),
		terminal: yield* isatty(0),
		root: (yield* ids()).cred.euid === 0
	};
	for (const [key, given] of options.options) {
		const value =
			key === 'interactive' && given !== '' && !tool.busybox
				? choose(tool, '--interactive', given, [['never', 'no', 'none'], ['once'], ['always', 'yes']])
				: given;
		if (key === 'f' || (key === 'interactive' && (value === 'never' || value === 'no' || value === 'none')))
			Object.assign(rules, { force: key === 'f' || rules.force, interactive: false, once: false });
		else if (key === 'i' || (key === 'interactive' && value !== 'once')) Object.assign(rules, { force: false, interactive: true, once: false });
		else if (key === 'I' || key === 'interactive') Object.assign(rules, { force: false, interactive: false, once: true });
	}
	if (options.operands.length === 0) {
		if (rules.force) return 0;
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage('missing operand');
	}
	if (rules.once && (rules.recursive || options.operands.length > 3)) {
		const n = options.operands.length;
		if (!(yield* askYes(tool, `remove ${n} argument${n === 1 ? '' : 's'}${rules.recursive ? ' recursively' : ''}? `))) return 0;
	}
	for (const path of options.operands) {
		const bare = path.replace(/\/+$/, '');
		const last = bare.slice(bare.lastIndexOf('/') + 1);
		if ((last === '.' || last === '..') && (rules.recursive || rules.emptyDirs || tool.busybox)) {
			yield* tool.warn(
				tool.busybox
					? `can't remove '.' or '..'`
					: `refusing to remove ${tool.quoteFile('.')} or ${tool.quoteFile('..')} directory: skipping ${tool.quoteFile(path)}`
			);
			continue;
		}
		if (rules.recursive && bare === '' && path !== '' && !options.has('no-preserve-root') && !tool.busybox) {
			yield* tool.error(
				`${tool.name}: it is dangerous to operate recursively on ${tool.quoteFile('/')}\n${tool.name}: use --no-preserve-root to override this failsafe\n`
			);
			tool.status = 1;
			continue;
		}
		yield* remove(tool, path, rules);
	}
	return tool.status;
});
