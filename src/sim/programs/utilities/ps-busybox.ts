// BusyBox's ps: every process of the namespace, a few columns, -o for others.
import type { Sys } from '../../engine/sys.ts';
import { isatty, processes, sysinfo, winsize } from '../../kernel/index.ts';
import type { ProcessInfo } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import type { Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';

interface Row {
	p: ProcessInfo;
	user: string;
	group: string;
	uptime: number;
}
interface Column {
	title: string;
	width: number;
	text(row: Row): string;
}

const minutes = (us: number, width: number): string =>
	`${String(Math.floor(us / 60_000_000)).padStart(width)}:${String(Math.floor(us / 1_000_000) % 60).padStart(2, '0')}`;
const command = ({ p }: Row): string => (p.cmdline.length === 0 ? `[${p.comm}]` : p.cmdline.join(' '));
const size = (bytes: number): string => {
	const kib = Math.floor(bytes / 1024);
	return kib < 10_000 ? String(kib) : kib < 1024 * 1024 ? `${Math.floor(kib / 1024)}m` : `${(kib / 1024 / 1024).toFixed(1)}g`;
};

const columns: Readonly<Record<string, Column>> = {
	user: { title: 'USER', width: 8, text: ({ user }) => user },
	group: { title: 'GROUP', width: 8, text: ({ group }) => group },
	comm: { title: 'COMMAND', width: 16, text: ({ p }) => p.comm },
	args: { title: 'COMMAND', width: 256, text: command },
	pid: { title: 'PID', width: 5, text: ({ p }) => String(p.pid).padStart(5) },
	ppid: { title: 'PPID', width: 5, text: ({ p }) => String(p.ppid).padStart(5) },
	pgid: { title: 'PGID', width: 5, text: ({ p }) => String(p.pgid).padStart(5) },
	etime: { title: 'ELAPSED', width: 7, text: ({ p, uptime }) => minutes(Math.max(0, uptime - p.startTime), 3) },
	nice: { title: 'NI', width: 5, text: ({ p }) => String(p.nice).padStart(5) },
	rgroup: { title: 'RGROUP', width: 8, text: ({ group }) => group },
	ruser: { title: 'RUSER', width: 8, text: ({ user }) => user },
	time: { title: 'TIME', width: 6, text: ({ p }) => minutes(p.cpuTime, 3) },
	tty: { title: 'TT', width: 6, text: ({ p }) => (p.tty === null ? '?' : p.tty.replace('/dev/pts/', '136,')) },
	vsz: { title: 'VSZ', width: 4, text: ({ p }) => size(p.vsz).padStart(4) },
	rss: { title: 'RSS', width: 4, text: ({ p }) => size(p.rss).padStart(4) },
	sid: { title: 'SID', width: 5, text: ({ p }) => String(p.sid).padStart(5) },
	stat: { title: 'STAT', width: 4, text: ({ p }) => p.state.padEnd(4) }
};

/** Runs the applet. */
export function* busyboxPs(tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'o:TaAdefltuwx' });
	const names: string[] = [];
	for (const [key, value] of options.options) {
		if (key !== 'o') continue;
		for (const name of value.split(',')) {
			if (!columns[name.split('=')[0] ?? '']) tool.die(`bad -o argument '${name}', supported arguments: ${Object.keys(columns).join(',')}`);
			names.push(name);
		}
	}
	if (names.length === 0) names.push('pid', 'user', 'time', 'args');
	const used = names.map((name) => {
		const [key = '', title] = name.split('=');
		return { column: columns[key] as Column, title };
	});
	const users = new Names();
	const { uptime } = yield* sysinfo();
	const width = (yield* isatty(1)) ? (yield* winsize(1)).columns : Infinity;
	const print = function* (cells: readonly string[]): Sys<void> {
		const line = used
			.map(({ column }, i) => (i === used.length - 1 ? (cells[i] ?? '') : (cells[i] ?? '').slice(0, column.width).padEnd(column.width)))
			.join(' ');
		yield* tool.put(`${line.slice(0, width)}\n`);
	};
	yield* print(used.map(({ column, title }) => title ?? column.title));
	for (const p of yield* processes()) {
		const row: Row = { p, uptime, user: (yield* users.user(p.uid)) ?? String(p.uid), group: (yield* users.group(p.gid)) ?? String(p.gid) };
		yield* print(used.map(({ column }) => column.text(row)));
	}
	return 0;
}
