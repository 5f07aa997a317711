// The machine at a glance and small jobs: free, uptime, clear, reset, sync, mkfifo, mknod, dmesg, stty, install.
import { Errno, type Sys } from '../../engine/sys.ts';
import {
	mknod as mknodCall,
	chmod,
	chown,
	clock,
	fsync,
	isatty,
	mkdir,
	open,
	processes,
	read,
	readText,
	stat,
	sysinfo,
	tcgetattr,
	tcsetattr,
	umask,
	winsize
} from '../../kernel/index.ts';
import { backupOf } from './lib/backup.ts';
import { humanCount } from './lib/count.ts';
import { copyTo, newCopyRules } from './lib/copy.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { applyMode, parseMode } from './lib/mode.ts';
import { baseName, dirName, joinPath } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { groupId, userId } from './lib/users.ts';

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
			'suffix:=S',
			'backup::=backup'
		]
	});
	const change = parseMode(options.get('m') ?? '755');
	if (!change) tool.die(`invalid mode ${tool.quote(options.get('m') ?? '')}`);
	const mode = applyMode(0, false, change, 0);
	const owner = options.get('o') === undefined ? -1 : yield* userId(options.get('o') ?? '');
	const group = options.get('g') === undefined ? -1 : yield* groupId(options.get('g') ?? '');
	if (owner === undefined) tool.die(`invalid user ${tool.quote(options.get('o') ?? '')}`);
	if (group === undefined) tool.die(`invalid group ${tool.quote(options.get('g') ?? '')}`);
	const verbose = options.has('v');
	// Parents get the usual mode, and are told as they are made.
	const makeDirs = function* (path: string, ancestor = false): Sys<boolean> {
		const parts = path.replace(/\/+$/, '').split('/');
		for (let i = 1; i <= parts.length; i++) {
			const at = parts.slice(0, i).join('/');
			if (at === '') continue;
			const failed = yield* attempt(mkdir(at));
			if (!(failed instanceof Errno)) {
				if (verbose) yield* tool.put(tool.busybox ? '' : `install: creating directory ${tool.quoteFile(at)}\n`);
				continue;
			}
			const info = yield* attempt(stat(at));
			if (!(info instanceof Errno) && info.type === 'dir') continue;
			yield* tool.warn(
				`cannot create directory ${ancestor || tool.busybox ? tool.quoteFile(at) : tool.quote(at)}: ${info instanceof Errno ? failed.message : i < parts.length || ancestor ? new Errno('ENOTDIR').message : failed.message}`
			);
			return false;
		}
		return true;
	};
	const finish = function* (path: string): Sys<void> {
		yield* chmod(path, mode);
		if (owner !== -1 || group !== -1) yield* chown(path, typeof owner === 'number' ? owner : owner.uid, group);
	};
	const backup = backupOf(tool, options);
	const operands = [...options.operands];
	if (operands.length === 0) tool.usage('missing file operand');
	if (options.has('d')) {
		for (const path of operands) {
			if (yield* makeDirs(path)) yield* finish(path);
		}
		return tool.status;
	}
	let dir = options.get('t');
	if (dir === undefined && operands.length === 1) tool.usage(`missing destination file operand after ${tool.quoteFile(operands[0] ?? '')}`);
	const last = dir === undefined ? (operands.pop() ?? '') : '';
	if (dir === undefined && !options.has('T')) {
		const info = yield* attempt(stat(last));
		if (!(info instanceof Errno) && info.type === 'dir') dir = last;
		else if (operands.length > 1 && !tool.busybox) tool.die(`target ${tool.quoteFile(last)}: ${info instanceof Errno ? info.message : 'Not a directory'}`);
	}
	for (const from of operands) {
		const to = dir === undefined ? last : joinPath(dir, baseName(from));
		if (options.has('D') && !(yield* makeDirs(dirName(to), true))) continue;
		const info = yield* attempt(stat(from));
		if (!(info instanceof Errno) && info.type === 'dir') {
			yield* tool.warn(`omitting directory ${tool.quoteFile(from)}`);
			continue;
		}
		if (yield* copyTo(tool, from, to, { ...newCopyRules(), follow: 'L', removeFirst: true, verbose, backup })) yield* finish(to);
		else tool.status = 1;
	}
	return tool.status;
});
