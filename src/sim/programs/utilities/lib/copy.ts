// Copying files and trees with their attributes: cp, mv across file systems, install.
// Leaves out reflinks, sparse files and security contexts. Invariant: a source is never changed.
import { backupName, type Backup } from './backup.ts';
import { call, Errno, type Sys } from '../../../engine/sys.ts';
import {
	access,
	chmod,
	chown,
	close,
	ids,
	link,
	lstat,
	mkdir,
	mknod,
	open,
	read,
	readdir,
	readlink,
	rename,
	stat,
	symlink,
	umask,
	unlink,
	utimes,
	write
} from '../../../kernel/index.ts';
import type { Stat } from '../../../kernel/index.ts';
import { askYes } from './ask.ts';
import { attempt, type Tool } from './tool.ts';

export interface CopyRules {
	recursive: boolean;
	/** 'P' never follows links, 'H' follows operands, 'L' follows all. */
	follow: 'P' | 'H' | 'L';
	preserve: { mode: boolean; owner: boolean; times: boolean; links: boolean };
	/** --no-preserve=mode: what is made has the mode of any new file. */
	plainMode: boolean;
	force: boolean;
	interactive: boolean;
	noClobber: boolean;
	update: boolean;
	verbose: boolean;
	removeFirst: boolean;
	backup: Backup | undefined;
	link: 'hard' | 'symbolic' | undefined;
	attributesOnly: boolean;
	/** Shown verb of -v lines; mv says "renamed". */
	moving: boolean;
	/** Inodes copied already, for hard links: "dev:ino" → path. */
	seen: Map<string, string>;
	/** Destinations written by this command. */
	made: Set<string>;
}

export const newCopyRules = (): CopyRules => ({
	recursive: false,
	follow: 'P',
	preserve: { mode: false, owner: false, times: false, links: false },
	plainMode: false,
	force: false,
	interactive: false,
	noClobber: false,
	update: false,
	verbose: false,
	removeFirst: false,
	backup: undefined,
	link: undefined,
	attributesOnly: false,
	moving: false,
	seen: new Map(),
	made: new Set()
});

const q = (tool: Tool, name: string): string => tool.quoteFile(name);

function* attributes(tool: Tool, from: Stat, to: string, rules: CopyRules, isNew: boolean): Sys<void> {
	const follow = from.type !== 'symlink';
	if (rules.preserve.times) yield* attempt(utimes(to, from.atime, from.mtime, follow));
	if (rules.preserve.owner) {
		const { cred } = yield* ids();
		const failed = yield* attempt(chown(to, from.uid, from.gid, follow));
		if (failed instanceof Errno && cred.euid === 0) yield* tool.warn(`failed to preserve ownership for ${q(tool, to)}: ${failed.message}`);
	}
	if (follow && (rules.preserve.mode || (isNew && from.type === 'dir')))
		yield* attempt(chmod(to, rules.preserve.mode ? from.mode : (rules.plainMode ? 0o777 : from.mode & 0o777) & ~(yield* umask())));
}

function* bytes(tool: Tool, from: string, to: string, mode: number, rules: CopyRules): Sys<boolean> {
	const input = yield* attempt(open(from));
	if (input instanceof Errno) {
		yield* tool.warn(tool.busybox ? `can't open '${from}': ${input.message}` : `cannot open ${q(tool, from)} for reading: ${input.message}`);
		return false;
	}
	let output = yield* attempt(open(to, { write: true, create: true, trunc: !rules.attributesOnly, mode }));
	if (output instanceof Errno && rules.force && !((yield* attempt(lstat(to))) instanceof Errno)) {
		const gone = yield* attempt(unlink(to));
		if (!(gone instanceof Errno)) output = yield* attempt(open(to, { write: true, create: true, trunc: true, mode }));
	}
	if (output instanceof Errno) {
		yield* close(input);
		yield* tool.warn(
			tool.busybox
				? `can't create '${to}': ${output.message}`
				: `cannot create regular file ${q(tool, to)}: ${output.code === 'EISDIR' && to.endsWith('/') ? 'Not a directory' : output.message}`
		);
		return false;
	}
	let good = true;
	if (!rules.attributesOnly) {
		try {
			for (let part = yield* read(input, 262_144); part.length > 0; part = yield* read(input, 262_144)) yield* write(output, part);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* tool.warn(
				error.code === 'EISDIR' || error.code === 'EIO' ? `error reading ${q(tool, from)}: ${error.message}` : `error writing ${q(tool, to)}: ${error.message}`
			);
			good = false;
		}
	}
	yield* close(input);
	yield* close(output);
	return good;
}

/** Copies one source to exactly `to`. Answers whether all of it worked. */
export function* copyTo(
	tool: Tool,
	from: string,
	to: string,
	rules: CopyRules,
	operand = true,
	roots: readonly [from: string, to: string] = [from, to]
): Sys<boolean> {
	const followed = rules.follow === 'L' || (operand && rules.follow === 'H') || (!rules.recursive && rules.follow !== 'P');
	const info = yield* attempt(followed ? stat(from) : lstat(from));
	if (info instanceof Errno) {
		yield* tool.warn(tool.busybox ? `can't stat '${from}': ${info.message}` : `cannot stat ${q(tool, from)}: ${info.message}`);
		return false;
	}
	if (info.type === 'dir' && !rules.recursive) {
		yield* tool.warn(tool.busybox ? `omitting directory '${from}'` : `-r not specified; omitting directory ${q(tool, from)}`);
		return false;
	}
	const old = yield* attempt(info.type === 'symlink' ? lstat(to) : stat(to));
	const there = old instanceof Errno ? undefined : old;
	let saved: string | undefined;
	if (there) {
		if (there.dev === info.dev && there.ino === info.ino && rules.link === undefined) {
			const sameName = rules.backup === undefined;
			if (sameName) {
				yield* tool.warn(tool.busybox ? `'${from}' and '${to}' are the same file` : `${q(tool, from)} and ${q(tool, to)} are the same file`);
				return false;
			}
		}
		if (there.type !== 'dir' && info.type === 'dir') {
			yield* tool.warn(tool.busybox ? `target '${to}' is not a directory` : `cannot overwrite non-directory ${q(tool, to)} with directory ${q(tool, from)}`);
			return false;
		}
		if (there.type === 'dir' && info.type !== 'dir') {
			yield* tool.warn(tool.busybox ? `can't create '${to}': Is a directory` : `cannot overwrite directory ${q(tool, to)} with non-directory`);
			return false;
		}
		if (info.type !== 'dir') {
			if (rules.made.has(to) && !tool.busybox) {
				yield* tool.warn(`will not overwrite just-created ${q(tool, to)} with ${q(tool, from)}`);
				return false;
			}
			if (rules.noClobber) return true;
			if (rules.update && there.mtime >= info.mtime) return true;
			if (
				rules.interactive &&
				!(yield* askYes(
					tool,
					tool.busybox ? `overwrite '${to}'? ` : `${(yield* attempt(access(to, 2))) instanceof Errno ? 'replace' : 'overwrite'} ${q(tool, to)}? `
				))
			)
				return true;
			if (rules.backup !== undefined) {
				saved = yield* backupName(to, rules.backup);
				yield* rename(to, saved);
			} else if (rules.removeFirst || rules.link !== undefined || info.type === 'symlink') yield* attempt(unlink(to));
		}
	}
	if (rules.verbose && (info.type !== 'dir' || !there))
		yield* tool.put(`${q(tool, from)} -> ${q(tool, to)}${saved === undefined ? '' : ` (backup: ${q(tool, saved)})`}\n`);
	rules.made.add(to);
	const inode = `${info.dev}:${info.ino}`;
	if (rules.preserve.links && info.type !== 'dir' && info.nlink > 1) {
		const first = rules.seen.get(inode);
		if (first !== undefined) {
			yield* attempt(unlink(to));
			const failed = yield* attempt(link(first, to));
			return !(failed instanceof Errno);
		}
		rules.seen.set(inode, to);
	}
	switch (info.type) {
		case 'dir':
			return yield* call(copyTree(tool, from, to, info, rules, there !== undefined, roots));
		case 'symlink': {
			const failed = yield* attempt(symlink(yield* readlink(from), to));
			if (failed instanceof Errno) {
				yield* tool.warn(tool.busybox ? `can't create symlink '${to}': ${failed.message}` : `cannot create symbolic link ${q(tool, to)}: ${failed.message}`);
				return false;
			}
			break;
		}
		case 'file': {
			if (rules.link !== undefined) {
				const failed = yield* attempt(rules.link === 'hard' ? link(from, to) : symlink(from, to));
				if (failed instanceof Errno) {
					yield* tool.warn(`cannot create ${rules.link} link ${q(tool, to)}${rules.link === 'hard' ? ` to ${q(tool, from)}` : ''}: ${failed.message}`);
					return false;
				}
				return true;
			}
			if (!(yield* bytes(tool, from, to, rules.plainMode ? 0o666 : info.mode & 0o777, rules))) return false;
			break;
		}
		default: {
			if (!rules.recursive) {
				if (!(yield* bytes(tool, from, to, rules.plainMode ? 0o666 : info.mode & 0o777, rules))) return false;
				break;
			}
			if (info.type === 'socket') return true;
			const failed = yield* attempt(mknod(to, info.type, info.mode, info.rdev));
			if (failed instanceof Errno) {
				yield* tool.warn(`cannot create ${info.type === 'fifo' ? 'fifo' : 'special file'} ${q(tool, to)}: ${failed.message}`);
				return false;
			}
		}
	}
	yield* attributes(tool, info, to, rules, there === undefined);
	return true;
}

function* copyTree(tool: Tool, from: string, to: string, info: Stat, rules: CopyRules, exists: boolean, roots: readonly [string, string]): Sys<boolean> {
	if (!exists) {
		const failed = yield* attempt(mkdir(to, info.mode | 0o700));
		if (failed instanceof Errno) {
			yield* tool.warn(tool.busybox ? `can't create directory '${to}': ${failed.message}` : `cannot create directory ${q(tool, to)}: ${failed.message}`);
			return false;
		}
	}
	const made = yield* stat(to);
	rules.seen.set(`made:${made.dev}:${made.ino}`, to);
	const entries = yield* attempt(readdir(from));
	if (entries instanceof Errno) {
		yield* tool.warn(tool.busybox ? `can't open '${from}': ${entries.message}` : `cannot access ${q(tool, from)}: ${entries.message}`);
		return false;
	}
	let good = true;
	for (const entry of entries) {
		const path = `${from.replace(/\/+$/, '') || (from.startsWith('/') ? '' : '.')}/${entry.name}`;
		const child = yield* attempt(lstat(path));
		if (!(child instanceof Errno) && rules.seen.has(`made:${child.dev}:${child.ino}`)) {
			if (!tool.busybox) yield* tool.warn(`cannot copy a directory, ${q(tool, roots[0])}, into itself, ${q(tool, roots[1])}`);
			good = false;
			continue;
		}
		if (!(yield* call(copyTo(tool, path, `${to.replace(/\/+$/, '')}/${entry.name}`, rules, false, roots)))) good = false;
	}
	yield* attributes(tool, info, to, rules, !exists);
	return good;
}
