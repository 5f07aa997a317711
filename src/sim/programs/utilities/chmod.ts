// chmod, chown and chgrp: modes and owners, recursively when asked.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { chmod as chmodCall, chown as chownCall, lstat, readdir, stat, umask } from '../../kernel/index.ts';
import type { Stat } from '../../kernel/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { applyMode, parseMode, permissions, type ModeChange } from './lib/mode.ts';
import { joinPath } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { groupId, Names, userId } from './lib/users.ts';

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** Visits a path and, when it is a directory, all below it. */
function* walk(
	tool: Tool,
	path: string,
	recursive: boolean,
	visit: (path: string, info: Stat, operand: boolean) => Sys<void>,
	operand = true,
	quiet = false,
	follow = true
): Sys<void> {
	const info = yield* attempt(operand && follow ? stat(path) : lstat(path));
	if (info instanceof Errno) {
		const link = operand ? yield* attempt(lstat(path)) : info;
		if (quiet) tool.status = 1;
		else if (!(link instanceof Errno))
			yield* tool.warn(
				tool.busybox
					? `${path}: ${info.message}`
					: `cannot ${tool.name.endsWith('chmod') ? 'operate on dangling symlink' : 'dereference'} ${tool.quoteFile(path)}${tool.name.endsWith('chmod') ? '' : `: ${info.message}`}`
			);
		else yield* tool.warn(tool.busybox ? `${path}: ${info.message}` : `cannot access ${tool.quoteFile(path)}: ${info.message}`);
		return;
	}
	if (!operand && info.type === 'symlink' && tool.name.endsWith('chmod')) return;
	yield* visit(path, info, operand);
	if (!recursive || info.type !== 'dir') return;
	const entries = yield* attempt(readdir(path));
	if (entries instanceof Errno) {
		if (!quiet)
			yield* tool.warn(tool.busybox ? `can't open '${path}': ${entries.message}` : `cannot read directory ${tool.quoteFile(path)}: ${entries.message}`);
		else tool.status = 1;
		return;
	}
	for (const entry of entries) yield* call(walk(tool, joinPath(path, entry.name), true, visit, false, quiet));
}

export const chmod = utility('chmod', function* (tool: Tool) {
	// A mode such as -x or -rw looks like options.
	const at = tool.args.findIndex(
		(arg, i) =>
			/^-[rwxXstugo0-7]+([,+=-].*)?$/.test(arg) && !tool.args.slice(0, i).includes('--') && !tool.args.slice(0, i).some((other) => !other.startsWith('-'))
	);
	const minus = at >= 0 ? tool.args[at] : undefined;
	const args = minus === undefined ? tool.args : tool.args.filter((_, i) => i !== at);
	const options = yield* getopt(
		tool,
		{ short: 'cfRv', long: ['changes=c', 'recursive=R', 'no-preserve-root', 'preserve-root', 'quiet=f', 'reference:=reference', 'silent=f', 'verbose=v'] },
		args
	);
	const reference = options.get('reference');
	const operands = [...options.operands];
	const text = minus ?? (reference === undefined ? operands.shift() : undefined);
	if (text === undefined && reference === undefined) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage('missing operand');
	}
	if (operands.length === 0) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage(`missing operand after ${tool.quote(text ?? reference ?? '')}`);
	}
	let change: ModeChange | undefined;
	if (reference !== undefined) {
		const info = yield* attempt(stat(reference));
		if (info instanceof Errno) tool.die(`failed to get attributes of ${tool.quoteFile(reference)}: ${info.message}`);
		change = { octal: info.mode, long: true };
	} else change = parseMode(text ?? '');
	const wanted = change ?? (tool.busybox ? tool.die(`invalid mode '${text}'`) : tool.usage(`invalid mode: ${tool.quote(text ?? '')}`));
	const mask = yield* umask();
	for (const path of operands) {
		yield* walk(
			tool,
			path,
			options.has('R'),
			function* (name, info): Sys<void> {
				const mode = applyMode(info.mode, info.type === 'dir', wanted, mask);
				const failed = yield* attempt(chmodCall(name, mode));
				if (failed instanceof Errno) {
					tool.status = 1;
					if (!options.has('f'))
						yield* tool.warn(tool.busybox ? `${name}: ${failed.message}` : `changing permissions of ${tool.quoteFile(name)}: ${failed.message}`);
					return;
				}
				const changed = mode !== info.mode;
				if (changed && (options.has('c') || options.has('v')))
					yield* tool.put(
						`mode of ${tool.quoteFile(name)} changed from ${octal(info.mode)} (${permissions(info.mode)}) to ${octal(mode)} (${permissions(mode)})\n`
					);
				else if (options.has('v')) yield* tool.put(`mode of ${tool.quoteFile(name)} retained as ${octal(mode)} (${permissions(mode)})\n`);
				if (minus !== undefined && !tool.busybox) {
					const plain = applyMode(info.mode, info.type === 'dir', wanted, 0);
					if (plain !== mode) yield* tool.warn(`${name}: new permissions are ${permissions(mode)}, not ${permissions(plain)}`);
				}
			},
			true,
			options.has('f')
		);
	}
});

interface Owner {
	uid: number;
	gid: number;
	text: string;
}

/** Parses USER, USER:GROUP, USER:, :GROUP and USER.GROUP. */
function* parseOwner(tool: Tool, text: string): Sys<Owner> {
	let at = text.indexOf(':');
	if (at < 0 && text.includes('.') && !tool.busybox && (yield* userId(text)) === undefined) {
		const dot = text.indexOf('.');
		if ((yield* userId(text.slice(0, dot))) !== undefined) {
			yield* tool.warn(`warning: '.' should be ':': ${tool.quote(text)}`, 0);
			at = dot;
		}
	}
	const [user, group] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
	let [uid, gid] = [-1, -1];
	if (user !== '') {
		const found = yield* userId(user);
		if (found === undefined) tool.die(tool.busybox ? `unknown user ${text}` : `invalid user: ${tool.quote(text)}`);
		uid = typeof found === 'number' ? found : found.uid;
		if (group === '') {
			if (typeof found === 'number') tool.die(`invalid spec: ${tool.quote(text)}`);
			gid = found.gid;
		}
	}
	if (group !== undefined && group !== '') {
		const found = yield* groupId(group);
		if (found === undefined) tool.die(tool.busybox ? `unknown group ${group}` : `invalid group: ${tool.quote(text)}`);
		gid = found;
	}
	return { uid, gid, text };
}

const ownerOptions = {
	short: 'cfhRvHLP',
	long: [
		'changes=c',
		'dereference',
		'from:=from',
		'no-dereference=h',
		'no-preserve-root',
		'preserve-root',
		'quiet=f',
		'recursive=R',
		'reference:=reference',
		'silent=f',
		'verbose=v'
	]
};

function* changeOwner(tool: Tool, groupOnly: boolean): Sys<number> {
	const options = yield* getopt(tool, ownerOptions);
	const reference = options.get('reference');
	const operands = [...options.operands];
	let owner: Owner;
	if (operands.length < (reference === undefined ? 2 : 1)) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage(operands.length === 0 ? 'missing operand' : `missing operand after ${tool.quote(operands[0] ?? '')}`);
	}
	if (reference !== undefined) {
		const info = yield* attempt(stat(reference));
		if (info instanceof Errno) tool.die(`failed to get attributes of ${tool.quoteFile(reference)}: ${info.message}`);
		owner = { uid: groupOnly ? -1 : info.uid, gid: info.gid, text: '' };
	} else {
		const text = operands.shift() ?? '';
		if (groupOnly) {
			const gid = yield* groupId(text);
			if (gid === undefined) tool.die(tool.busybox ? `unknown group ${text}` : `invalid group: ${tool.quote(text)}`);
			owner = { uid: -1, gid, text };
		} else owner = yield* parseOwner(tool, text);
	}
	const names = new Names();
	const show = function* (uid: number, gid: number): Sys<string> {
		const group = (yield* names.group(gid)) ?? String(gid);
		if (groupOnly) return group;
		const user = (yield* names.user(uid)) ?? String(uid);
		return owner.gid >= 0 && owner.uid >= 0 ? `${user}:${group}` : owner.uid >= 0 ? user : owner.gid >= 0 ? `:${group}` : '';
	};
	/** What it was: both names whenever the group changes. */
	const before = function* (uid: number, gid: number): Sys<string> {
		const group = (yield* names.group(gid)) ?? String(gid);
		if (groupOnly) return group;
		const user = (yield* names.user(uid)) ?? String(uid);
		return owner.gid >= 0 ? `${user}:${group}` : user;
	};
	const from = options.get('from');
	const only = from === undefined ? undefined : yield* parseOwner(tool, from);
	for (const path of operands) {
		yield* walk(
			tool,
			path,
			options.has('R'),
			function* (name, target, operand): Sys<void> {
				const info = options.has('h') ? yield* lstat(name) : target;
				if (only && ((only.uid >= 0 && only.uid !== info.uid) || (only.gid >= 0 && only.gid !== info.gid))) return;
				const failed = yield* attempt(chownCall(name, owner.uid, owner.gid, !options.has('h') && operand));
				const what = groupOnly ? 'group' : 'ownership';
				if (failed instanceof Errno) {
					tool.status = 1;
					if (!options.has('f'))
						yield* tool.warn(tool.busybox ? `${name}: ${failed.message}` : `changing ${what} of ${tool.quoteFile(name)}: ${failed.message}`);
					return;
				}
				const changed = (owner.uid >= 0 && owner.uid !== info.uid) || (owner.gid >= 0 && owner.gid !== info.gid);
				if (changed && (options.has('v') || options.has('c')))
					yield* tool.put(
						`changed ${what} of ${tool.quoteFile(name)} from ${yield* before(info.uid, info.gid)} to ${owner.text === '' ? yield* show(owner.uid, owner.gid) : owner.text.replace(/^\+(?=\d+$)/, '')}\n`
					);
				else if (options.has('v'))
					yield* tool.put(`${what} of ${tool.quoteFile(name)} retained${owner.uid < 0 && owner.gid < 0 ? '' : ` as ${yield* show(info.uid, info.gid)}`}\n`);
			},
			true,
			options.has('f'),
			!options.has('h')
		);
	}
	return tool.status;
}

export const chown = utility('chown', (tool: Tool) => changeOwner(tool, false));
export const chgrp = utility('chgrp', (tool: Tool) => changeOwner(tool, true));
