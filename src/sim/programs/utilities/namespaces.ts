// unshare, nsenter and lsns (util-linux 2.38), and su (shadow's PAM module as Debian ships it): programs that run another somewhere else.
// Leaves out user-namespace mappings other than -r, time namespaces, and passwords: the machine has no account that can be entered with one.
import { Errno, type Sys } from '../../engine/sys.ts';
import { chdir, chroot, ids, mount, processes, setcred, setns, spawn, stat, unshare as unshareCall, wait } from '../../kernel/index.ts';
import type { NamespaceKind, ProcessInfo } from '../../kernel/index.ts';
import { statusOf } from '../sh/children.ts';
import { getopt, type Parsed } from './lib/getopt.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { groups, Names, users } from './lib/users.ts';
import { execCommand, searchPath } from '../sh/programs/exec-path.ts';

const kinds: readonly (readonly [letter: string, long: string, kind: NamespaceKind, file: string])[] = [
	['U', 'user', 'user', 'user'],
	['C', 'cgroup', 'cgroup', 'cgroup'],
	['i', 'ipc', 'ipc', 'ipc'],
	['u', 'uts', 'uts', 'uts'],
	['n', 'net', 'net', 'net'],
	['p', 'pid', 'pid', 'pid'],
	['m', 'mount', 'mnt', 'mnt']
];

/** Starts the command as a child and answers its status, as a forked unshare or nsenter does. */
function* runChild(tool: Tool, command: readonly string[]): Sys<number> {
	yield* tool.flush();
	const path = yield* attempt(searchPath(command[0] ?? '', tool.env['PATH']));
	const pid = path instanceof Errno ? path : yield* attempt(spawn({ path, argv: command, env: tool.env }));
	if (pid instanceof Errno) {
		yield* tool.warn(`failed to execute ${command[0]}: ${pid.message}`);
		return pid.code === 'ENOENT' ? 127 : 126;
	}
	const status = yield* wait(pid);
	return status ? statusOf(status) : 1;
}

function* launch(tool: Tool, command: readonly string[], fork: boolean): Sys<number> {
	const argv = command.length > 0 ? command : [tool.env['SHELL'] ?? '/bin/sh'];
	if (fork) return yield* runChild(tool, argv);
	const failed = yield* attempt(execCommand(argv, tool.env));
	if (!(failed instanceof Errno)) return 0;
	yield* tool.warn(`failed to execute ${argv[0]}: ${failed.message}`);
	return failed.code === 'ENOENT' ? 127 : 126;
}

export const unshare = utility('unshare', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'm::u::i::n::p::U::C::T::frcR:w:S:G:hV',
		long: [
			...kinds.map(([letter, long]) => `${long}::=${letter}`),
			'fork=f',
			'map-root-user=r',
			'map-current-user=c',
			'kill-child::',
			'mount-proc::',
			'propagation:',
			'setgroups:',
			'root:=R',
			'wd:=w',
			'setuid:=S',
			'setgid:=G'
		],
		posix: true
	});
	const wanted = kinds.filter(
		([letter]) => options.has(letter) || (letter === 'U' && (options.has('r') || options.has('c'))) || (letter === 'm' && options.has('mount-proc'))
	);
	const failed = yield* attempt(unshareCall(wanted.map(([, , kind]) => kind)));
	if (failed instanceof Errno) tool.die(`unshare failed: ${failed.message}`);
	// A new mount namespace hears nothing of the old one, and tells it nothing, unless asked otherwise.
	if (wanted.some(([letter]) => letter === 'm') && options.get('propagation') !== 'unchanged')
		yield* mount('/', {
			type: 'bind',
			propagation: options.get('propagation') === 'slave' ? 'rslave' : options.get('propagation') === 'shared' ? 'rshared' : 'rprivate'
		});
	const root = options.get('R');
	if (root !== undefined) {
		const gone = yield* attempt(chroot(root));
		if (gone instanceof Errno) tool.die(`cannot change root directory to '${root}': ${gone.message}`);
		yield* chdir('/');
	}
	const wd = options.get('w');
	if (wd !== undefined) {
		const gone = yield* attempt(chdir(wd));
		if (gone instanceof Errno) tool.die(`cannot chdir to '${wd}': ${gone.message}`);
	}
	if (options.has('G')) yield* setcred({ gid: Number(options.get('G')), egid: Number(options.get('G')), groups: [] });
	if (options.has('S')) yield* setcred({ uid: Number(options.get('S')), euid: Number(options.get('S')) });
	const fork = options.has('f') || options.has('kill-child');
	if (!options.has('mount-proc')) return yield* launch(tool, options.operands, fork);
	// The new /proc is of the new pid namespace: a child mounts it, then becomes the command.
	const dir = options.get('mount-proc') || '/proc';
	const command = options.operands.length > 0 ? options.operands : [tool.env['SHELL'] ?? '/bin/sh'];
	if (!fork) {
		yield* mount(dir, { type: 'proc', source: 'proc' });
		return yield* launch(tool, command, false);
	}
	return yield* runChild(tool, ['unshare', '--mount-proc-here', dir, ...command]);
});

const unshareMain = unshare.run;
/** The child of --mount-proc: mounts, then becomes the command. */
export const unshareProgram = utility('unshare', function* (tool: Tool): Sys<number> {
	if (tool.args[0] !== '--mount-proc-here') return (yield* unshareMain(tool)) ?? tool.status;
	const [, dir = '/proc', ...command] = tool.args;
	const failed = yield* attempt(mount(dir, { type: 'proc', source: 'proc' }));
	if (failed instanceof Errno) tool.die(`mount ${dir} failed: ${failed.message}`);
	return yield* launch(tool, command, false);
});

export const nsenter = utility('nsenter', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'at:m::u::i::n::p::U::C::T::S:G:r::w::W:FZhV',
		long: [
			...kinds.map(([letter, long]) => `${long}::=${letter}`),
			'all=a',
			'target:=t',
			'setuid:=S',
			'setgid:=G',
			'root::=r',
			'wd::=w',
			'wdns:=W',
			'no-fork=F',
			'preserve-credentials'
		],
		posix: true
	});
	const target = options.get('t');
	if (target !== undefined && !/^\d+$/.test(target)) tool.die(`failed to parse pid: '${target}'`);
	const wanted = kinds.filter(([letter]) => options.has(letter) || (options.has('a') && letter !== 'U'));
	// All the files are opened before anything is entered.
	const choices: [NamespaceKind, number][] = [];
	for (const [letter, , kind, name] of wanted) {
		const file = options.get(letter) || (target === undefined ? '' : `/proc/${target}/ns/${name}`);
		if (file === '') tool.die('no target PID specified for --' + (kinds.find(([one]) => one === letter)?.[1] ?? name));
		const info = yield* attempt(stat(file));
		if (info instanceof Errno) tool.die(`cannot open ${file}: ${info.message}`);
		choices.push([kind, info.ino]);
	}
	const cwd = options.has('w') && target !== undefined ? `/proc/${target}/cwd` : undefined;
	for (const [kind, ino] of choices) {
		const failed = yield* attempt(setns(kind, ino));
		if (failed instanceof Errno) tool.die(`reassociate to namespace 'ns/${kind}' failed: ${failed.message}`);
	}
	if (options.has('r') && (options.get('r') ?? '') !== '') yield* chroot(options.get('r') ?? '/');
	if (cwd !== undefined) yield* attempt(chdir(cwd));
	if (options.has('G')) yield* setcred({ gid: Number(options.get('G')), egid: Number(options.get('G')), groups: [] });
	if (options.has('S')) yield* setcred({ uid: Number(options.get('S')), euid: Number(options.get('S')) });
	return yield* launch(tool, options.operands, wanted.some(([letter]) => letter === 'p') && !options.has('F'));
});

const lsnsKinds: readonly NamespaceKind[] = ['mnt', 'net', 'ipc', 'user', 'pid', 'uts', 'cgroup'];

export const lsns = utility('lsns', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'Jlno:p:rt:uWT::hV',
		long: ['json=J', 'list=l', 'noheadings=n', 'output:=o', 'task:=p', 'raw=r', 'type:=t', 'notruncate=u', 'nowrap=W', 'persistent=P', 'tree::=T', 'output-all']
	});
	const list = yield* processes();
	const names = new Names();
	const only = options.get('t');
	if (only !== undefined && !lsnsKinds.includes(only as NamespaceKind)) tool.die(`unknown namespace type: ${only}`);
	const rows: { ns: number; kind: NamespaceKind; members: ProcessInfo[] }[] = [];
	for (const kind of lsnsKinds) {
		if (only !== undefined && kind !== only) continue;
		for (const p of list) {
			const ns = p.namespaces[kind];
			const row = rows.find((one) => one.ns === ns && one.kind === kind);
			if (row) row.members.push(p);
			else rows.push({ ns, kind, members: [p] });
		}
	}
	const [operand] = options.operands;
	const chosen = rows
		.filter(
			(row) => (operand === undefined || row.ns === Number(operand)) && (!options.has('p') || row.members.some((p) => p.pid === Number(options.get('p'))))
		)
		.sort((a, b) => a.ns - b.ns);
	const titles = (options.get('o') ?? 'NS,TYPE,NPROCS,PID,USER,COMMAND').split(',').map((one) => one.trim().toUpperCase());
	const cells: string[][] = [];
	for (const row of chosen) {
		const first = row.members[0];
		const user = first ? ((yield* names.user(first.uid)) ?? String(first.uid)) : '';
		const known: Readonly<Record<string, string>> = {
			NS: String(row.ns),
			TYPE: row.kind,
			NPROCS: String(row.members.length),
			PID: String(first?.pid ?? ''),
			PPID: String(first?.ppid ?? ''),
			USER: user,
			UID: String(first?.uid ?? ''),
			COMMAND: first ? first.cmdline.join(' ') || first.comm : '',
			PATH: first ? `/proc/${first.pid}/ns/${row.kind}` : ''
		};
		for (const title of titles) if (known[title] === undefined) tool.die(`unknown column: ${title}`);
		cells.push(titles.map((title) => known[title] ?? ''));
	}
	const right = new Set(['NS', 'NPROCS', 'PID', 'PPID', 'UID']);
	const all = options.has('n') ? cells : [titles, ...cells];
	const widths = titles.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length), 0));
	for (const row of all)
		yield* tool.put(
			`${row.map((cell, i) => (options.has('r') ? cell : right.has(titles[i] ?? '') ? cell.padStart(widths[i] ?? 0) : i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join(' ')}\n`
		);
	return chosen.length === 0 ? 1 : 0;
});

/** su's environment: a login has little of the caller's. */
function loginEnv(tool: Tool, user: { name: string; home: string; shell: string; uid: number }, login: boolean): Record<string, string> {
	const own = { HOME: user.home, SHELL: user.shell, USER: user.name, LOGNAME: user.name };
	const path = user.uid === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games';
	if (login) return { ...(tool.env['TERM'] !== undefined && { TERM: tool.env['TERM'] }), ...own, PATH: path };
	const kept = { ...tool.env };
	if (user.uid === 0) return { ...kept, HOME: user.home, SHELL: user.shell };
	return { ...kept, ...own };
}

function* shellArguments(options: Parsed, shell: string, login: boolean, rest: readonly string[]): Sys<string[]> {
	const name = shell.split('/').pop() ?? shell;
	return [login ? `-${name}` : name, ...(options.has('c') ? ['-c', options.get('c') ?? ''] : []), ...rest];
}

export const su = utility('su', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'c:fg:G:lmpPs:w:hV',
		long: [
			'command:=c',
			'fast=f',
			'group:=g',
			'supp-group:=G',
			'login=l',
			'preserve-environment=p',
			'pty=P',
			'shell:=s',
			'whitelist-environment:=w',
			'session-command:=c'
		]
	});
	const operands = [...options.operands];
	const login = options.has('l') || operands[0] === '-';
	if (operands[0] === '-') operands.shift();
	const name = operands.shift() ?? 'root';
	const user = (yield* users()).find((one) => one.name === name);
	if (!user) {
		yield* tool.error(
			tool.busybox ? `su: unknown user ${name}\n` : `su: user ${name} does not exist or the user entry does not contain all the required fields\n`
		);
		return 1;
	}
	const me = yield* ids();
	if (me.cred.uid !== 0 && me.cred.uid !== user.uid) {
		yield* tool.error(tool.busybox ? 'su: must be suid to work properly\n' : 'Password: \nsu: Authentication failure\n');
		return 1;
	}
	const others = (yield* supplementary(user.name)).filter((gid) => gid !== user.gid);
	const shell = (me.cred.uid === 0 || options.has('p')) && options.get('s') !== undefined ? (options.get('s') ?? '/bin/sh') : user.shell || '/bin/sh';
	const env = options.has('p') || options.has('m') ? { ...tool.env } : loginEnv(tool, { ...user, shell }, login);
	if (login) {
		const failed = yield* attempt(chdir(user.home));
		if (failed instanceof Errno) {
			yield* tool.error(`su: warning: cannot change directory to ${user.home}: ${failed.message}\n`);
			yield* attempt(chdir('/'));
		}
	}
	yield* setcred({ gid: user.gid, egid: user.gid, groups: [user.gid, ...others] });
	yield* setcred({ uid: user.uid, euid: user.uid });
	const argv = yield* shellArguments(options, shell, login, operands);
	yield* tool.flush();
	const pid = yield* attempt(spawn({ path: shell, argv, env }));
	if (pid instanceof Errno) {
		yield* tool.error(`su: failed to execute ${shell}: ${pid.message}\n`);
		return pid.code === 'ENOENT' ? 127 : 126;
	}
	for (;;) {
		const status = yield* attempt(wait(pid));
		if (status instanceof Errno) {
			if (status.code !== 'EINTR') throw status;
			continue;
		}
		if (!status) return 1;
		if ('signaled' in status) yield* tool.error(`\nSession terminated, killing shell... ...killed.\n`);
		return statusOf(status);
	}
});

function* supplementary(name: string): Sys<number[]> {
	return (yield* groups()).filter((group) => group.members.includes(name)).map((group) => group.gid);
}

export const nologin = utility('nologin', function* (tool: Tool): Sys<number> {
	yield* tool.put('This account is currently not available.\n');
	return 1;
});
