// lsof 4.95: the open files of processes, from /proc/PID/fd, and their sockets. Selections: -p, -c, -u, -i, -t, -n, -P, +D and names.
// Leaves out memory maps, field output and tasks. Invariant: a row is a descriptor the kernel holds now.
import { Errno, type Sys } from '../../engine/sys.ts';
import { ids, lstat, netlink, processes, readdir, readlink, stat, type ProcessInfo, type SocketInfo } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';

interface Row {
	command: string;
	pid: number;
	user: string;
	fd: string;
	type: string;
	device: string;
	size: string;
	node: string;
	name: string;
}

const ports: Readonly<Record<string, string>> = {
	'22': 'ssh',
	'53': 'domain',
	'80': 'http',
	'443': 'https',
	'3306': 'mysql',
	'5432': 'postgresql',
	'6379': 'redis',
	'8080': 'http-alt'
};

function socketRow(s: SocketInfo, numeric: boolean): Pick<Row, 'type' | 'device' | 'size' | 'node' | 'name'> {
	const end = (address: string): string => {
		const at = address.lastIndexOf(':');
		const [host, port] = [address.slice(0, at), address.slice(at + 1)];
		const any = host === '' || host === '0.0.0.0' || host === '::' || host === '[::]' || host === '*';
		const shown = any ? '*' : host.includes(':') && !host.startsWith('[') ? `[${host}]` : host === '127.0.0.1' && !numeric ? 'localhost' : host;
		return `${shown}:${numeric ? port : (ports[port] ?? port)}`;
	};
	if (s.net === 'unix')
		return { type: 'unix', device: '0x0000000000000000', size: '0t0', node: '0', name: `${s.local === '' ? 'type=STREAM' : `${s.local} type=STREAM`}` };
	const six = (s.local.match(/:/g)?.length ?? 0) > 1 || s.local.startsWith('*');
	const words: Readonly<Record<string, string>> = { ESTAB: 'ESTABLISHED', LISTEN: 'LISTEN', 'CLOSE-WAIT': 'CLOSE_WAIT', 'TIME-WAIT': 'TIME_WAIT' };
	const peer = s.state === 'ESTAB' || s.state === 'CLOSE-WAIT' ? `->${end(s.peer)}` : '';
	return {
		type: six ? 'IPv6' : 'IPv4',
		device: String(20_000 + (s.pid ?? 0) * 16 + (s.fd ?? 0)),
		size: '0t0',
		node: s.net.toUpperCase(),
		name: `${end(s.local)}${peer}${s.net === 'tcp' ? ` (${words[s.state] ?? s.state})` : ''}`
	};
}

const types: Readonly<Record<string, string>> = { file: 'REG', dir: 'DIR', char: 'CHR', block: 'BLK', fifo: 'FIFO', symlink: 'LINK', socket: 'sock' };

function* fileRow(path: string, target: string): Sys<Pick<Row, 'type' | 'device' | 'size' | 'node' | 'name'>> {
	const pipe = /^pipe:\[(\d+)\]$/.exec(target);
	if (pipe) return { type: 'FIFO', device: '0,13', size: '0t0', node: pipe[1] ?? '', name: 'pipe' };
	const anon = /^anon_inode:(.*)$/.exec(target);
	if (anon) return { type: 'a_inode', device: '0,14', size: '0', node: '1057', name: anon[1] ?? '' };
	const info = yield* attempt(stat(path));
	if (info instanceof Errno) return { type: 'unknown', device: '', size: '', node: '', name: `${target} (${info.message})` };
	const device = info.rdev ? `${info.rdev[0]},${info.rdev[1]}` : `${info.dev > 255 ? Math.floor(info.dev / 256) : 8},${info.dev % 256}`;
	return {
		type: types[info.type] ?? 'REG',
		device,
		size: info.type === 'char' || info.type === 'fifo' ? '0t0' : String(info.size),
		node: String(info.ino),
		name: target
	};
}

function* rowsOf(p: ProcessInfo, user: string, sockets: ReadonlyMap<string, SocketInfo>, numeric: boolean, onlyNet: boolean): Sys<Row[]> {
	const base = { command: p.comm.slice(0, 9), pid: p.pid, user };
	const out: Row[] = [];
	if (!onlyNet)
		for (const [fd, link] of [
			['cwd', 'cwd'],
			['rtd', 'root'],
			['txt', 'exe']
		] as const) {
			const target = yield* attempt(readlink(`/proc/${p.pid}/${link}`));
			if (!(target instanceof Errno)) out.push({ ...base, fd, ...(yield* fileRow(`/proc/${p.pid}/${link}`, target)) });
		}
	const fds = yield* attempt(readdir(`/proc/${p.pid}/fd`));
	if (fds instanceof Errno) return out;
	for (const { name } of [...fds].sort((a, b) => Number(a.name) - Number(b.name))) {
		const target = yield* attempt(readlink(`/proc/${p.pid}/fd/${name}`));
		if (target instanceof Errno) continue;
		const socket = sockets.get(`${p.pid}/${name}`);
		if (socket) out.push({ ...base, fd: `${name}u`, ...socketRow(socket, numeric) });
		else if (target.startsWith('socket:')) {
			if (!onlyNet) out.push({ ...base, fd: `${name}u`, type: 'sock', device: '0,8', size: '0t0', node: /\d+/.exec(target)?.[0] ?? '', name: 'protocol: TCP' });
		} else if (!onlyNet) {
			const mode = yield* accessMode(p.pid, name);
			out.push({ ...base, fd: name + mode, ...(yield* fileRow(`/proc/${p.pid}/fd/${name}`, target)) });
		}
	}
	return out;
}

function* accessMode(pid: number, fd: string): Sys<string> {
	const info = yield* attempt(stat(`/proc/${pid}/fd/${fd}`));
	if (info instanceof Errno) return '';
	const link = yield* attempt(linkMode(pid, fd));
	return link instanceof Errno ? 'u' : link;
}
function* linkMode(pid: number, fd: string): Sys<string> {
	const { mode } = yield* lstat(`/proc/${pid}/fd/${fd}`);
	const [r, w] = [(mode & 0o400) !== 0, (mode & 0o200) !== 0];
	return r && w ? 'u' : w ? 'w' : 'r';
}

export const lsof = utility('lsof', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(
		tool,
		{ short: 'abc:Cd:D:F::g::i::KlL:MnNoOPp:r::Rs:S::tTu:UvVwx::hf' },
		tool.args.flatMap((arg) => (arg.startsWith('+') ? ['-D', arg.slice(2)].filter((part) => part !== '') : [arg]))
	);
	const me = yield* ids();
	const list = (yield* processes()).filter((p) => p.pid !== me.pid && p.state !== 'Z');
	const sockets = new Map<string, SocketInfo>();
	for (const s of yield* netlink<readonly SocketInfo[]>({ op: 'sockets' })) if (s.pid !== undefined && s.fd !== undefined) sockets.set(`${s.pid}/${s.fd}`, s);
	const net = options.has('i');
	const spec = (options.get('i') ?? '').replace(/^[46]?/, '');
	const names = new Names();
	const users = options.get('u')?.split(',');
	const pids = options.get('p')?.split(',').map(Number);
	const commands = options.options.filter(([key]) => key === 'c').map(([, value]) => value);
	const targets: string[] = [];
	for (const name of options.operands) {
		const info = yield* attempt(stat(name));
		if (info instanceof Errno) {
			yield* tool.error(`lsof: status error on ${name}: ${info.message}\n`);
			tool.status = 1;
		} else targets.push(`${info.dev}:${info.ino}`);
	}
	if (options.operands.length > 0 && targets.length === 0) return 1;
	const rows: Row[] = [];
	for (const p of list) {
		const user = (yield* names.user(p.uid)) ?? String(p.uid);
		const byProcess = [
			pids && pids.includes(p.pid),
			users && (users.includes(user) || users.includes(String(p.uid))),
			commands.some((c) => p.comm.startsWith(c))
		];
		const chosenBy = byProcess.filter((one) => one === true);
		const asked = pids !== undefined || users !== undefined || commands.length > 0;
		const wanted = options.has('a')
			? (!pids || byProcess[0]) && (!users || byProcess[1]) && (commands.length === 0 || byProcess[2])
			: !asked || chosenBy.length > 0;
		if (!wanted && !(net && !options.has('a'))) continue;
		if (!wanted && asked && !net) continue;
		const own = yield* rowsOf(p, user, sockets, options.has('n') || options.has('P'), net && (options.has('a') || !wanted || !asked));
		for (const row of own) {
			if (net && (options.has('a') || !asked || !wanted) && !matchesSpec(row, spec)) continue;
			if (targets.length > 0) {
				const info = /^\d/.test(row.fd) || row.fd.length === 3 ? yield* attempt(stat(row.name)) : new Errno('ENOENT');
				if (info instanceof Errno || !targets.includes(`${info.dev}:${info.ino}`)) continue;
			}
			rows.push(row);
		}
	}
	if (rows.length === 0) return 1;
	if (options.has('t')) {
		yield* tool.put([...new Set(rows.map((row) => row.pid))].map((pid) => `${pid}\n`).join(''));
		return tool.status;
	}
	const title: Readonly<Record<keyof Row, string>> = {
		command: 'COMMAND',
		pid: 'PID',
		user: 'USER',
		fd: 'FD',
		type: 'TYPE',
		device: 'DEVICE',
		size: 'SIZE/OFF',
		node: 'NODE',
		name: 'NAME'
	};
	const all: (Row | typeof title)[] = [title, ...rows];
	const wide = (key: keyof Row): number => Math.max(...all.map((row) => String(row[key]).length));
	const fdWide = Math.max(4, ...rows.map((row) => row.fd.replace(/[a-z]$/, '').length + 1));
	for (const row of all) {
		const fd =
			row === title
				? '  FD '.padStart(fdWide + 1)
				: /^\d/.test(row.fd)
					? `${row.fd.slice(0, -1).padStart(fdWide)}${row.fd.slice(-1)}`
					: `${row.fd.padStart(fdWide)} `;
		yield* tool.put(
			`${row.command.padEnd(wide('command'))} ${String(row.pid).padStart(wide('pid'))} ${row.user.padStart(wide('user'))} ${fd} ${row.type.padStart(Math.max(6, wide('type')))} ${row.device.padStart(wide('device'))} ${row.size.padStart(wide('size'))} ${row.node.padStart(wide('node'))} ${row.name}\n`
		);
	}
	return tool.status;
});

function matchesSpec(row: Row, spec: string): boolean {
	if (row.type !== 'IPv4' && row.type !== 'IPv6') return false;
	const match = /^(tcp|udp)?(?:@([^:]+))?(?::([\w,-]+))?$/i.exec(spec);
	if (!match) return false;
	if (match[1] && row.node !== match[1].toUpperCase()) return false;
	if (match[2] && !row.name.includes(match[2])) return false;
	if (!match[3]) return true;
	return match[3].split(',').some((one) => {
		const [from = '', to = from] = one.split('-');
		return [...row.name.matchAll(/:([\w-]+)/g)].some(([, port = '']) => {
			const number = Number(port) || Number(Object.entries(ports).find(([, name]) => name === port)?.[0] ?? 0);
			return port === one || (number >= Number(from) && number <= Number(to));
		});
	});
}
