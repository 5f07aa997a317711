// The machine at a glance and small jobs: free, uptime, pgrep, pkill, pidof, clear, reset, sync, mkfifo, mknod, mount, umount, mountpoint, dmesg, stty, install.
import { Errno, type Sys } from '../../engine/sys.ts';
import {
	chmod,
	chown,
	clock,
	fsync,
	ids,
	isatty,
	kill,
	mkdirAll,
	mknod as mknodCall,
	mount as mountCall,
	open,
	processes,
	read,
	readText,
	stat,
	statfs,
	sysinfo,
	tcgetattr,
	tcsetattr,
	umask,
	umount as umountCall,
	winsize,
	type ProcessInfo,
	type SignalName
} from '../../kernel/index.ts';
import { compileRegExp } from '../../values/index.ts';
import { humanCount } from './lib/count.ts';
import { copyTo, newCopyRules } from './lib/copy.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { appletUsage, checkOperands, getopt } from './lib/getopt.ts';
import { applyMode, parseMode } from './lib/mode.ts';
import { baseName, dirName, joinPath } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { groupId, Names, userId } from './lib/users.ts';

export const free = utility('free', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'bkmghs:c:tlwV',
		long: ['bytes=b', 'kibi=k', 'mebi=m', 'gibi=g', 'human=h', 'total=t', 'wide=w', 'si', 'kilo=k', 'mega=m', 'giga=g', 'lohi=l', 'seconds:=s', 'count:=c']
	});
	const text = yield* readText('/proc/meminfo');
	const value = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * 1024;
	const [total, unused, buffers, cached, shared, available] = [
		value('MemTotal'),
		value('MemFree'),
		value('Buffers'),
		value('Cached') + value('SReclaimable'),
		value('Shmem'),
		value('MemAvailable')
	];
	const cache = Math.min(buffers + cached, Math.max(0, total - unused));
	const used = Math.max(0, tool.busybox ? total - unused - cache : total - available);
	const unit = options.has('b') ? 1 : options.has('m') ? 1 << 20 : options.has('g') ? 1 << 30 : 1024;
	const show = (bytes: number): string => (options.has('h') ? (tool.busybox ? humanCount(bytes) : human(bytes)) : String(Math.floor(bytes / unit)));
	const row = (name: string, values: readonly number[]): string =>
		`${name.padEnd(tool.busybox ? 6 : 7)} ${values.map((one) => show(one).padStart(12)).join('')}\n`;
	yield* tool.put(
		`${' '.repeat(tool.busybox ? 14 : 15)}total        used        free      shared  buff/cache   available\n${row('Mem:', [total, used, unused, shared, cache, available])}${row('Swap:', [value('SwapTotal'), value('SwapTotal') - value('SwapFree'), value('SwapFree')])}`
	);
	if (options.has('t')) yield* tool.put(row('Total:', [total + value('SwapTotal'), used, unused + value('SwapFree')]));
});

/** free -h's form: "3.8Gi". */
function human(bytes: number): string {
	let size = bytes;
	let unit = 0;
	while (size >= 1024 && unit < 4) {
		size /= 1024;
		unit++;
	}
	return unit === 0 ? `${bytes}B` : `${size < 10 ? size.toFixed(1) : Math.floor(size)}${' KMGT'[unit]}i`;
}

export const uptime = utility('uptime', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'psV', long: ['pretty=p', 'since=s'] });
	const info = yield* sysinfo();
	const now = yield* clock();
	const zone = yield* timeZone(tool.env);
	const minutes = Math.floor(info.uptime / 60_000_000);
	const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
	if (options.has('s')) return yield* tool.put(`${formatDate(now - info.uptime, '%Y-%m-%d %H:%M:%S', zone)}\n`);
	if (options.has('p')) {
		const parts = [
			days > 0 ? `${days} day${days === 1 ? '' : 's'}` : '',
			hours > 0 ? `${hours} hour${hours === 1 ? '' : 's'}` : '',
			rest > 0 || minutes < 60 ? `${rest} minute${rest === 1 ? '' : 's'}` : ''
		];
		return yield* tool.put(`up ${parts.filter((part) => part !== '').join(', ')}\n`);
	}
	const up = `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}` : `${rest} min`}`;
	const list = yield* processes();
	const users = new Set(list.filter((p) => p.tty !== null).map((p) => p.tty)).size;
	yield* tool.put(
		` ${formatDate(now, '%H:%M:%S', zone)} up ${up}, ${tool.busybox ? '' : ` ${users} user${users === 1 ? '' : 's'}, `} load average: ${info.load.map((one) => one.toFixed(2)).join(', ')}\n`
	);
});

/** Processes that pgrep's options choose. */
function* chosen(tool: Tool, options: { has(key: string): boolean; get(key: string): string | undefined; operands: readonly string[] }): Sys<ProcessInfo[]> {
	const pattern = options.operands[0];
	const me = yield* ids();
	const names = new Names();
	const compiled =
		pattern === undefined ? undefined : compileRegExp(options.has('x') ? `^(${pattern})$` : pattern, { syntax: 'ere', ignoreCase: options.has('i') });
	const list = (key: string): string[] | undefined => options.get(key)?.split(',');
	const [users, parents] = [list('u') ?? list('U'), list('P')];
	const out: ProcessInfo[] = [];
	for (const p of yield* processes()) {
		if (p.pid === me.pid || p.state === 'Z') continue;
		const text = options.has('f') && p.cmdline.length > 0 ? p.cmdline.join(' ') : p.comm;
		const matched =
			(compiled === undefined || compiled.test(text)) &&
			(users === undefined || users.includes(String(p.uid)) || users.includes((yield* names.user(p.uid)) ?? '')) &&
			(parents === undefined || parents.includes(String(p.ppid)));
		if (matched !== options.has('v')) out.push(p);
	}
	out.sort((a, b) => a.startTime - b.startTime || a.pid - b.pid);
	if (options.has('n')) return out.slice(-1);
	if (options.has('o')) return out.slice(0, 1);
	return out.sort((a, b) => a.pid - b.pid);
}
const grepOptions = {
	short: 'acd:fFg:G:ilnoP:r:s:t:u:U:vwxAeq',
	long: [
		'list-full=a',
		'count=c',
		'delimiter:=d',
		'full=f',
		'ignore-case=i',
		'list-name=l',
		'newest=n',
		'oldest=o',
		'parent:=P',
		'euid:=u',
		'uid:=U',
		'inverse=v',
		'exact=x',
		'signal:=signal',
		'echo=e'
	]
};

export const pgrep = utility(
	'pgrep',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, grepOptions);
		if (options.operands.length === 0 && !['u', 'U', 'P'].some((key) => options.has(key))) {
			if (tool.busybox) yield* appletUsage(tool);
			yield* tool.error(`pgrep: no matching criteria specified\nTry \`pgrep --help' for more information.\n`);
			return 2;
		}
		const found = yield* chosen(tool, options);
		if (options.has('c')) yield* tool.put(`${found.length}\n`);
		else if (found.length > 0)
			yield* tool.put(
				found
					.map((p) =>
						options.has('a')
							? `${p.pid} ${p.cmdline.join(' ') || p.comm}`
							: options.has('l')
								? `${p.pid} ${tool.busybox && options.has('f') ? p.cmdline.join(' ') : p.comm}`
								: String(p.pid)
					)
					.join(options.get('d') ?? '\n') + '\n'
			);
		return found.length > 0 ? 0 : 1;
	},
	{ usageStatus: 2 }
);

export const pkill = utility(
	'pkill',
	function* (tool: Tool): Sys<number> {
		let signal = 'TERM';
		const args = tool.args.filter((arg) => {
			const match = /^-(?:SIG)?(\d+|[A-Z]+[A-Z0-9]*)$/.exec(arg);
			if (match && !/^-[A-Z]$/.test(arg)) signal = match[1] ?? 'TERM';
			return !(match && !/^-[A-Z]$/.test(arg));
		});
		const options = yield* getopt(tool, grepOptions, args);
		signal = options.get('signal') ?? signal;
		const byNumber: Readonly<Record<string, string>> = {
			'0': '0',
			'1': 'HUP',
			'2': 'INT',
			'3': 'QUIT',
			'9': 'KILL',
			'10': 'USR1',
			'12': 'USR2',
			'15': 'TERM',
			'18': 'CONT',
			'19': 'STOP'
		};
		const name = byNumber[signal] ?? signal.replace(/^SIG/, '');
		const found = yield* chosen(tool, options);
		let any = false;
		for (const p of found) {
			const failed = yield* attempt(kill(p.pid, name === '0' ? null : (name as SignalName)));
			if (failed instanceof Errno) yield* tool.error(`pkill: killing pid ${p.pid} failed: ${failed.message}\n`);
			else any = true;
		}
		return any ? 0 : 1;
	},
	{ usageStatus: 2 }
);

export const pidof = utility('pidof', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'cno:sxq' });
	const found = (yield* processes())
		.filter(
			(p) => p.state !== 'Z' && options.operands.some((name) => p.comm === baseName(name).slice(0, 15) || baseName(p.cmdline[0] ?? '') === baseName(name))
		)
		.map((p) => p.pid)
		.sort((a, b) => b - a);
	if (found.length === 0) return 1;
	yield* tool.put(`${(options.has('s') ? found.slice(0, 1) : found).join(' ')}\n`);
	return 0;
});

export const clear = utility('clear', function* (tool: Tool): Sys<number> {
	if (!tool.busybox && tool.env['TERM'] === undefined) {
		yield* tool.error('TERM environment variable not set.\n');
		return 1;
	}
	yield* tool.put(tool.busybox ? '\x1b[H\x1b[J' : '\x1b[H\x1b[2J\x1b[3J');
	return 0;
});

export const reset = utility('reset', function* (tool: Tool) {
	if (yield* isatty(0)) yield* tcsetattr(0, { echo: true, canonical: true, signals: true, onlcr: true });
	yield* tool.put('\x1bc\x1b(B\x1b[m\x1b[J\x1b[?25h');
});

export const sync = utility('sync', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'df', long: ['data=d', 'file-system=f'] });
	for (const path of options.operands) {
		const fd = yield* attempt(open(path));
		if (fd instanceof Errno) yield* tool.warn(`error opening ${tool.quoteFile(path)}: ${fd.message}`);
		else yield* fsync(fd);
	}
});

export const mkfifo = utility('mkfifo', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'm:Z', long: ['mode:=m'] });
	yield* checkOperands(tool, options.operands, 1);
	const mask = yield* umask();
	for (const path of options.operands) {
		const change = parseMode(options.get('m') ?? '666');
		if (!change) tool.die(`invalid mode`);
		const failed = yield* attempt(mknodCall(path, 'fifo', options.has('m') ? applyMode(0o666, false, change, mask) : 0o666));
		if (failed instanceof Errno)
			yield* tool.warn(tool.busybox ? `${path}: ${failed.message}` : `cannot create fifo ${tool.quoteFile(path)}: ${failed.message}`);
	}
});

export const mknod = utility('mknod', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'm:Z', long: ['mode:=m'] });
	const [path = '', kind = '', major, minor] = options.operands;
	yield* checkOperands(tool, options.operands, 2, 4);
	const type = { p: 'fifo', c: 'char', u: 'char', b: 'block' }[kind] as 'fifo' | 'char' | 'block' | undefined;
	if (!type) tool.usage(`invalid device type ${tool.quote(kind)}`);
	const change = parseMode(options.get('m') ?? '666');
	const failed = yield* attempt(
		mknodCall(path, type, change ? applyMode(0, false, change, 0) : 0o666, major === undefined ? undefined : [Number(major), Number(minor ?? 0)])
	);
	if (failed instanceof Errno) yield* tool.warn(`${path}: ${failed.message}`);
});

export const mount = utility('mount', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'aBfhil:L:MnNo:O:rRsT:t:U:vVw',
		long: [
			'all=a',
			'bind=B',
			'rbind=R',
			'move=M',
			'options:=o',
			'read-only=r',
			'types:=t',
			'verbose=v',
			'make-private=private',
			'make-rprivate=rprivate',
			'make-shared=shared',
			'make-rshared=rshared',
			'source:=source',
			'target:=target',
			'mkdir::=mkdir'
		]
	});
	const table = yield* readText('/proc/self/mounts');
	if (options.operands.length === 0) {
		const type = options.get('t');
		for (const line of table.split('\n')) {
			const [source = '', target = '', kind = '', flags = ''] = line.split(' ');
			if (line !== '' && (type === undefined || type === kind)) yield* tool.put(`${source} on ${target} type ${kind} (${flags})\n`);
		}
		return 0;
	}
	const [source = '', target] = options.operands;
	const flags = (options.get('o') ?? '').split(',').filter((flag) => flag !== '');
	const bind = options.has('B') || options.has('R') || flags.includes('bind') || flags.includes('rbind');
	const type = bind ? 'bind' : options.get('t');
	if (target === undefined) {
		if (options.has('private') || options.has('rprivate') || options.has('shared') || options.has('rshared')) return 0;
		yield* tool.error(tool.busybox ? `mount: can't find ${source} in /etc/fstab\n` : `mount: ${source}: can't find in /etc/fstab.\n`);
		return 1;
	}
	const kinds = ['overlay', 'bind', 'tmpfs', 'proc', 'sysfs', 'cgroup2', 'devpts', 'devtmpfs', 'mqueue'] as const;
	const kind = kinds.find((one) => one === type);
	const value = (name: string): string | undefined => flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1);
	const fail = function* (why: string): Sys<number> {
		yield* tool.error(
			tool.busybox
				? `mount: mounting ${source} on ${target} failed: ${why}\n`
				: `mount: ${target}: ${why}.\n${why.startsWith('special') || why.startsWith('unknown') ? '' : '       dmesg(1) may have more information after failed mount system call.\n'}`
		);
		return 32;
	};
	if (!(yield* ids()).capabilities.includes('SYS_ADMIN')) return yield* fail(tool.busybox ? 'permission denied (are you root?)' : 'permission denied');
	if ((yield* attempt(stat(target))) instanceof Errno) return yield* fail(tool.busybox ? 'No such file or directory' : 'mount point does not exist');
	if (!kind) return yield* fail(type === undefined ? `special device ${source} does not exist` : `unknown filesystem type '${type}'`);
	if (bind && (yield* attempt(stat(source))) instanceof Errno)
		return yield* fail(tool.busybox ? 'No such file or directory' : `special device ${source} does not exist`);
	const size = /^(\d+)([kmgKMG]?)$/.exec(value('size') ?? '');
	const bytes = size ? Number(size[1]) * ({ k: 1024, m: 1 << 20, g: 1 << 30 }[(size[2] ?? '').toLowerCase()] ?? 1) : undefined;
	const failed = yield* attempt(
		mountCall(target, {
			type: kind,
			source,
			readonly: options.has('r') || flags.includes('ro'),
			...(value('lowerdir') && { lower: (value('lowerdir') ?? '').split(':') }),
			...(value('upperdir') && { upper: value('upperdir') as string }),
			...(value('workdir') && { work: value('workdir') as string }),
			...(bytes !== undefined && { size: bytes }),
			...(value('mode') && { mode: parseInt(value('mode') ?? '0', 8) })
		})
	);
	return failed instanceof Errno
		? yield* fail(failed.code === 'EPERM' ? 'permission denied' : failed.code === 'EBUSY' ? `${source} already mounted on ${target}` : failed.message)
		: 0;
});

export const umount = utility('umount', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'aflnrRt:vdO:q', long: ['lazy=l', 'force=f', 'recursive=R', 'all=a', 'verbose=v', 'types:=t'] });
	if (options.operands.length === 0) {
		if (tool.busybox) yield* appletUsage(tool);
		tool.usage('bad usage', 1);
	}
	let status = 0;
	for (const path of options.operands) {
		const failed = yield* attempt(umountCall(path, options.has('l')));
		if (!(failed instanceof Errno)) continue;
		status = 32;
		const why =
			failed.code === 'EINVAL'
				? 'not mounted'
				: failed.code === 'ENOENT'
					? 'no mount point specified'
					: failed.code === 'EBUSY'
						? 'target is busy'
						: failed.code === 'EPERM'
							? 'must be superuser to unmount'
							: failed.message;
		yield* tool.error(tool.busybox ? `umount: can't unmount ${path}: ${failed.message}\n` : `umount: ${path}: ${why}.\n`);
		if (tool.busybox) status = 1;
	}
	return status;
});

export const mountpoint = utility('mountpoint', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'dqx', long: ['fs-devno=d', 'quiet=q', 'nofollow'] });
	const path = options.operands[0] ?? '';
	const info = yield* attempt(statfs(path));
	if (info instanceof Errno) {
		if (!options.has('q')) yield* tool.error(`mountpoint: ${path}: ${info.message}\n`);
		return 1;
	}
	const [here, above] = [yield* stat(path), yield* stat(joinPath(path, '..'))];
	const is = here.type === 'dir' && (here.dev !== above.dev || here.ino === above.ino);
	if (!options.has('q')) yield* tool.put(`${path} is ${is ? '' : 'not '}a mountpoint\n`);
	return is ? 0 : tool.busybox ? 1 : 32;
});

export const dmesg = utility('dmesg', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'CcDdEeF:f:HhkL::l:n:PprSs:TtuVWwx',
		long: ['ctime=T', 'human=H', 'follow=w', 'level:=l', 'facility:=f', 'notime=t', 'color::=L', 'nopager=P', 'read-clear=c', 'clear=C']
	});
	const fd = yield* attempt(open('/dev/kmsg', { read: true, nonblock: true }));
	if (fd instanceof Errno) tool.die(tool.busybox ? `klogctl: ${new Errno('EPERM').message}` : `read kernel buffer failed: Operation not permitted`);
	const info = yield* sysinfo();
	const boot = (yield* clock()) - info.uptime;
	const zone = yield* timeZone(tool.env);
	for (;;) {
		const part = yield* attempt(read(fd));
		if (part instanceof Errno || part.length === 0) break;
		for (const line of new TextDecoder().decode(part).split('\n')) {
			const match = /^\d+,\d+,(\d+),[^;]*;(.*)$/.exec(line);
			if (!match) continue;
			const us = Number(match[1]);
			const stamp = options.has('t')
				? ''
				: options.has('T')
					? `[${formatDate(boot + us, '%a %b %e %H:%M:%S %Y', zone)}] `
					: `[${(us / 1_000_000).toFixed(6).padStart(12)}] `;
			yield* tool.put(`${stamp}${match[2]}\n`);
		}
	}
	return 0;
});

export const stty = utility('stty', function* (tool: Tool): Sys<number> {
	if (!(yield* isatty(0))) {
		yield* tool.error(tool.busybox ? 'stty: standard input: Inappropriate ioctl for device\n' : "stty: 'standard input': Inappropriate ioctl for device\n");
		return 1;
	}
	const size = yield* winsize(0);
	const state = yield* tcgetattr(0);
	if (tool.args[0] === 'size') {
		yield* tool.put(`${size.rows} ${size.columns}\n`);
		return 0;
	}
	if (tool.args.length === 0 || tool.args[0] === '-a') {
		const flag = (on: boolean, name: string): string => (on ? name : `-${name}`);
		if (tool.args.length === 0)
			yield* tool.put(
				`speed 38400 baud; line = 0;\n${[state.canonical ? '' : '-icanon', state.echo ? '' : '-echo', state.signals ? '' : '-isig'].filter((one) => one !== '').join(' ')}${state.canonical && state.echo && state.signals ? '' : '\n'}`
			);
		else
			yield* tool.put(
				`speed 38400 baud; rows ${size.rows}; columns ${size.columns}; line = 0;\nintr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>; eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R; werase = ^W; lnext = ^V; discard = ^O;\n${flag(state.signals, 'isig')} ${flag(state.canonical, 'icanon')} iexten ${flag(state.echo, 'echo')} echoe echok -echonl -noflsh opost ${flag(state.onlcr, 'onlcr')}\n`
			);
		return 0;
	}
	for (const arg of tool.args) {
		const on = !arg.startsWith('-');
		const name = arg.replace(/^-/, '');
		if (name === 'echo') yield* tcsetattr(0, { echo: on });
		else if (name === 'icanon') yield* tcsetattr(0, { canonical: on });
		else if (name === 'isig') yield* tcsetattr(0, { signals: on });
		else if (name === 'onlcr') yield* tcsetattr(0, { onlcr: on });
		else if (name === 'raw') yield* tcsetattr(0, { echo: state.echo, canonical: !on, signals: !on, onlcr: !on });
		else if (name === 'cooked') yield* tcsetattr(0, { canonical: on, signals: on, onlcr: on });
		else if (name === 'sane') yield* tcsetattr(0, { echo: true, canonical: true, signals: true, onlcr: true });
		else if (!/^(?:\d+|min|time|cols|columns|rows|ixon|ixoff|icrnl|opost|echoe|echok|echonl|iexten)$/.test(name))
			tool.usage(`invalid argument ${tool.quote(arg)}`);
	}
	return 0;
});

export const install = utility('install', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'bcCdDg:m:o:psS:t:TvZ',
		long: [
			'directory=d',
			'group:=g',
			'mode:=m',
			'owner:=o',
			'preserve-timestamps=p',
			'strip=s',
			'target-directory:=t',
			'no-target-directory=T',
			'verbose=v',
			'compare=C',
			'backup::=b'
		]
	});
	const change = parseMode(options.get('m') ?? '755');
	if (!change) tool.die(`invalid mode ${tool.quote(options.get('m') ?? '')}`);
	const mode = applyMode(0, false, change, 0);
	const owner = options.get('o') === undefined ? -1 : yield* userId(options.get('o') ?? '');
	const group = options.get('g') === undefined ? -1 : yield* groupId(options.get('g') ?? '');
	if (owner === undefined) tool.die(`invalid user ${tool.quote(options.get('o') ?? '')}`);
	if (group === undefined) tool.die(`invalid group ${tool.quote(options.get('g') ?? '')}`);
	const finish = function* (path: string): Sys<void> {
		yield* chmod(path, mode);
		if (owner !== -1 || group !== -1) yield* chown(path, typeof owner === 'number' ? owner : owner.uid, group);
	};
	const operands = [...options.operands];
	if (operands.length === 0) tool.usage('missing file operand');
	if (options.has('d')) {
		for (const path of operands) {
			yield* mkdirAll(path);
			yield* finish(path);
			if (options.has('v')) yield* tool.put(`install: creating directory ${tool.quoteFile(path)}\n`);
		}
		return 0;
	}
	let dir = options.get('t');
	if (dir === undefined && operands.length === 1) tool.usage(`missing destination file operand after ${tool.quoteFile(operands[0] ?? '')}`);
	const last = dir === undefined ? (operands.pop() ?? '') : '';
	if (dir === undefined && !options.has('T')) {
		const info = yield* attempt(stat(last));
		if (!(info instanceof Errno) && info.type === 'dir') dir = last;
	}
	for (const from of operands) {
		const to = dir === undefined ? last : joinPath(dir, baseName(from));
		if (options.has('D')) yield* mkdirAll(dirName(to));
		if (yield* copyTo(tool, from, to, { ...newCopyRules(), follow: 'L', removeFirst: true, verbose: options.has('v') })) yield* finish(to);
		else tool.status = 1;
	}
	return tool.status;
});
