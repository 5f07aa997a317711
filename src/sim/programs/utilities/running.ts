// Programs that run another with something changed: setsid, stdbuf, chroot, and nice.
// FIDELITY: priorities are shown, the scheduler does not weigh them.
import { Errno, type Sys } from '../../engine/sys.ts';
import { chdir, chroot as chrootCall, ids, process, setcred, setpriority, setsid as setsidCall, spawn, wait } from '../../kernel/index.ts';
import { execCommand } from '../sh/programs/exec-path.ts';
import { getopt } from './lib/getopt.ts';
import { attempt, utility, type Tool, type Utility } from './lib/tool.ts';
import { groupId, userId } from './lib/users.ts';

/** Becomes a command, or says why not: 127 when it is not there, 126 when it cannot be run. */
export function* become(
	tool: Tool,
	command: readonly string[],
	env: Readonly<Record<string, string>>,
	said = 'failed to run command ',
	quoted = true
): Sys<number> {
	yield* tool.flush();
	const failed = yield* attempt(execCommand(command, env));
	if (!(failed instanceof Errno)) return 0;
	yield* tool.warn(
		tool.busybox
			? `can't execute '${command[0]}': ${failed.message}`
			: `${said}${quoted ? tool.quote(command[0] ?? '') : (command[0] ?? '')}: ${failed.message}`
	);
	return failed.code === 'ENOENT' ? 127 : 126;
}

export const setsid = utility('setsid', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'cfwV', long: ['ctty=c', 'fork=f', 'wait=w'], posix: true });
	if (options.operands.length === 0) tool.usage('no command specified');
	const me = yield* ids();
	if (me.pgid === me.pid || options.has('f')) {
		const pid = yield* spawn({ path: '/usr/bin/setsid', argv: ['setsid', ...options.operands], env: tool.env, pgid: me.pgid === me.pid ? 'new' : me.pgid });
		if (!options.has('w')) return 0;
		const status = yield* wait(pid);
		return status && 'exited' in status ? status.exited : 1;
	}
	yield* attempt(setsidCall());
	return yield* become(tool, options.operands, tool.env, 'failed to execute ', false);
});

export const nice = utility(
	'nice',
	function* (tool: Tool): Sys<number> {
		const args = tool.args.map((arg, i) => (/^-{1,2}\d+$/.test(arg) && tool.args.slice(0, i).every((one) => one.startsWith('-')) ? `-n${arg.slice(1)}` : arg));
		const options = yield* getopt(tool, { short: 'n:', long: ['adjustment:=n'], posix: true }, args);
		const now = (yield* process((yield* ids()).pid)).nice;
		const text = options.get('n') ?? '10';
		if (!/^[-+]?\d+$/.test(text)) tool.die(`invalid adjustment ${tool.quote(text)}`, 125);
		if (options.operands.length === 0) {
			if (options.has('n')) tool.usage('a command must be given with an adjustment');
			yield* tool.put(`${now}\n`);
			return 0;
		}
		const failed = yield* attempt(setpriority(0, now + Number(text)));
		if (failed instanceof Errno) yield* tool.error(`${tool.name}: cannot set niceness: ${failed.message}\n`);
		return yield* become(tool, options.operands, tool.env, '');
	},
	{ usageStatus: 125 }
);

export const renice = utility('renice', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(
		tool,
		{ short: 'n:gpuhV', long: ['priority:=n', 'pgrp=g', 'pid=p', 'user=u'] },
		tool.args.map((arg, i) => (i === 0 && /^-\d+$/.test(arg) ? `-n${arg}` : arg))
	);
	const operands = [...options.operands];
	const text = options.get('n') ?? operands.shift();
	if (text === undefined) tool.usage('not enough arguments');
	if (!/^[-+]?\d+$/.test(text)) tool.usage(`invalid priority '${text}'`);
	if (operands.length === 0) tool.usage('not enough arguments');
	for (const one of operands) {
		const pid = Number(one);
		if (!Number.isInteger(pid)) {
			yield* tool.warn(`bad process ID value: ${one}`);
			continue;
		}
		const before = yield* attempt(process(pid));
		const failed = before instanceof Errno ? before : yield* attempt(setpriority(pid, Number(text)));
		if (failed instanceof Errno)
			yield* tool.warn(
				before instanceof Errno
					? `failed to get priority for ${pid} (process ID): ${failed.message}`
					: `failed to set priority for ${pid} (process ID): ${failed.message}`
			);
		else
			yield* tool.put(
				`${pid} (process ID) old priority ${before instanceof Errno ? 0 : before.nice}, new priority ${Math.max(-20, Math.min(19, Number(text)))}\n`
			);
	}
	return tool.status;
});

export const stdbuf = utility(
	'stdbuf',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, { short: 'i:o:e:', long: ['input:=i', 'output:=o', 'error:=e'], posix: true });
		if (options.operands.length === 0) tool.usage('missing operand');
		if (options.options.length === 0) tool.usage('you must specify a buffering mode option');
		for (const [key, value] of options.options)
			if (key === 'i' && value === 'L') tool.usage('line buffering stdin is meaningless');
			else if (!/^(L|\d+[kKMG]?B?)$/.test(value)) tool.die(`invalid mode ${tool.quote(value)}`, 125);
		return yield* become(tool, options.operands, tool.env);
	},
	{ usageStatus: 125 }
);

export const chroot = utility(
	'chroot',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, { short: '', long: ['groups:', 'userspec:', 'skip-chdir'], posix: true });
		const [root, ...command] = options.operands;
		if (root === undefined) tool.usage('missing operand');
		const failed = yield* attempt(chrootCall(root));
		if (failed instanceof Errno) {
			yield* tool.warn(
				tool.busybox
					? `can't change root directory to '${root}': ${failed.message}`
					: `cannot change root directory to ${tool.quoteFile(root)}: ${failed.message}`
			);
			return tool.busybox ? 1 : 125;
		}
		if (!options.has('skip-chdir')) yield* chdir('/');
		const [user = '', group] = (options.get('userspec') ?? '').split(':');
		if (group !== undefined && group !== '') {
			const gid = yield* groupId(group);
			if (gid === undefined) tool.die(`invalid group`, 125);
			yield* setcred({ gid, egid: gid, groups: [] });
		}
		if (user !== '') {
			const found = yield* userId(user);
			if (found === undefined) tool.die(`invalid user`, 125);
			const uid = typeof found === 'number' ? found : found.uid;
			if (typeof found !== 'number' && group === undefined) yield* setcred({ gid: found.gid, egid: found.gid, groups: [] });
			yield* setcred({ uid, euid: uid });
		}
		return yield* become(tool, command.length > 0 ? command : [tool.env['SHELL'] ?? '/bin/sh', '-i'], tool.env);
	},
	{ usageStatus: 125 }
);

/** A script of one line: another program with options before the arguments. */
const script = (name: string, ...command: string[]): Utility => utility(name, (tool: Tool) => become(tool, [...command, ...tool.args], tool.env));
export const rgrep = script('rgrep', 'grep', '-r');
export const uncompress = script('uncompress', 'gzip', '-d');
export const zegrep = script('zegrep', 'zgrep', '-E');
export const zfgrep = script('zfgrep', 'zgrep', '-F');
