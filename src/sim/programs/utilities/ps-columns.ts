// The columns of ps(1): title, width, alignment and text, as procps 4.0 prints them.
import type { ProcessInfo } from '../../kernel/index.ts';
import { formatDate, type Zone } from './lib/dates.ts';

export interface Shown {
	p: ProcessInfo;
	user: string;
	group: string;
	/** Foreground group of its terminal. */
	tpgid: number;
	/** µs since boot. */
	uptime: number;
	memory: number;
	now: number;
	zone: Zone;
	/** Drawn before the command (--forest). */
	indent: string;
}
export interface PsColumn {
	title: string;
	width: number;
	left?: boolean;
	/** Cut with a + when too long. */
	cut?: boolean;
	text(s: Shown): string;
	/** What --sort compares. */
	key?(s: Shown): number;
}

const two = (n: number): string => String(n).padStart(2, '0');
const seconds = (us: number): number => Math.floor(us / 1_000_000);

function cpuTime(us: number): string {
	const s = seconds(us);
	const days = Math.floor(s / 86_400);
	return `${days > 0 ? `${days}-` : ''}${two(Math.floor((s % 86_400) / 3600))}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
}
const bsdTime = (us: number): string => `${Math.floor(seconds(us) / 60)}:${two(seconds(us) % 60)}`;
const age = ({ p, uptime }: Shown): number => Math.max(0, uptime - p.startTime);
const started = (s: Shown): number => s.now - age(s);
const share = (s: Shown): number => (age(s) <= 0 ? 0 : (s.p.cpuTime * 100) / age(s));

function elapsed(us: number): string {
	const s = seconds(us);
	const [d, h, m] = [Math.floor(s / 86_400), Math.floor((s % 86_400) / 3600), Math.floor((s % 3600) / 60)];
	return `${d > 0 ? `${d}-` : ''}${d > 0 || h > 0 ? `${two(h)}:` : ''}${two(m)}:${two(s % 60)}`;
}

/** The command line; a process without one is shown in brackets, a zombie as defunct. */
function commandLine({ p, indent }: Shown): string {
	if (p.state === 'Z') return `${indent}[${p.comm}] <defunct>`;
	return indent + (p.cmdline.length === 0 ? `[${p.comm}]` : p.cmdline.join(' '));
}

function startedBsd(s: Shown): string {
	const when = started(s);
	const day = 86_400_000_000;
	if (s.now - when < day) return formatDate(when, '%H:%M', s.zone);
	return formatDate(when, s.now - when < 365 * day ? '%b%d' : ' %Y', s.zone);
}

function stateFlags({ p, tpgid }: Shown): string {
	return (
		p.state +
		(p.nice < 0 ? '<' : p.nice > 0 ? 'N' : '') +
		(p.sid === p.pid ? 's' : '') +
		(p.threads > 1 ? 'l' : '') +
		(p.pgid === tpgid && p.tty !== null ? '+' : '')
	);
}

const ttyName = ({ p }: Shown): string => p.tty?.replace(/^\/dev\//, '') ?? '?';
const namespaceColumn = (kind: keyof ProcessInfo['namespaces']): PsColumn => ({
	title: `${kind.toUpperCase()}NS`,
	width: 10,
	text: ({ p }) => String(p.namespaces[kind])
});

const base: Readonly<Record<string, PsColumn>> = {
	pid: { title: 'PID', width: 7, text: ({ p }) => String(p.pid), key: ({ p }) => p.pid },
	ppid: { title: 'PPID', width: 7, text: ({ p }) => String(p.ppid), key: ({ p }) => p.ppid },
	pgid: { title: 'PGID', width: 7, text: ({ p }) => String(p.pgid), key: ({ p }) => p.pgid },
	sid: { title: 'SID', width: 7, text: ({ p }) => String(p.sid), key: ({ p }) => p.sid },
	tpgid: { title: 'TPGID', width: 7, text: ({ tpgid }) => String(tpgid) },
	lwp: { title: 'LWP', width: 7, text: ({ p }) => String(p.pid) },
	user: { title: 'USER', width: 8, left: true, cut: true, text: ({ user }) => user },
	ruser: { title: 'RUSER', width: 8, left: true, cut: true, text: ({ user }) => user },
	group: { title: 'GROUP', width: 8, left: true, cut: true, text: ({ group }) => group },
	rgroup: { title: 'RGROUP', width: 8, left: true, cut: true, text: ({ group }) => group },
	uid: { title: 'UID', width: 5, text: ({ p }) => String(p.uid), key: ({ p }) => p.uid },
	ruid: { title: 'RUID', width: 5, text: ({ p }) => String(p.uid), key: ({ p }) => p.uid },
	gid: { title: 'GID', width: 5, text: ({ p }) => String(p.gid), key: ({ p }) => p.gid },
	rgid: { title: 'RGID', width: 5, text: ({ p }) => String(p.gid), key: ({ p }) => p.gid },
	pcpu: { title: '%CPU', width: 4, text: (s) => (share(s) > 99.9 ? share(s).toFixed(0) : share(s).toFixed(1)), key: share },
	pmem: { title: '%MEM', width: 4, text: ({ p, memory }) => (Math.floor((p.rss * 1000) / memory) / 10).toFixed(1), key: ({ p }) => p.rss },
	c: { title: 'C', width: 2, text: (s) => String(Math.min(99, Math.floor(share(s)))) },
	vsz: { title: 'VSZ', width: 6, text: ({ p }) => String(Math.floor(p.vsz / 1024)), key: ({ p }) => p.vsz },
	rss: { title: 'RSS', width: 5, text: ({ p }) => String(Math.floor(p.rss / 1024)), key: ({ p }) => p.rss },
	sz: { title: 'SZ', width: 5, text: ({ p }) => String(Math.floor(p.vsz / 4096)), key: ({ p }) => p.vsz },
	tty: { title: 'TTY', width: 8, left: true, text: ttyName },
	stat: { title: 'STAT', width: 4, left: true, text: stateFlags },
	s: { title: 'S', width: 1, left: true, text: ({ p }) => p.state },
	time: { title: 'TIME', width: 8, text: ({ p }) => cpuTime(p.cpuTime), key: ({ p }) => p.cpuTime },
	bsdtime: { title: 'TIME', width: 6, text: ({ p }) => bsdTime(p.cpuTime), key: ({ p }) => p.cpuTime },
	times: { title: 'TIME', width: 8, text: ({ p }) => String(seconds(p.cpuTime)), key: ({ p }) => p.cpuTime },
	stime: { title: 'STIME', width: 5, left: true, text: startedBsd },
	bsdstart: { title: 'START', width: 5, left: false, text: startedBsd },
	start: {
		title: 'STARTED',
		width: 8,
		text: (s) => formatDate(started(s), s.now - started(s) < 86_400_000_000 ? '%H:%M:%S' : '  %b %d', s.zone),
		key: ({ p }) => p.startTime
	},
	lstart: { title: 'STARTED', width: 24, text: (s) => formatDate(started(s), '%a %b %e %H:%M:%S %Y', s.zone), key: ({ p }) => p.startTime },
	etime: { title: 'ELAPSED', width: 11, text: (s) => elapsed(age(s)), key: age },
	etimes: { title: 'ELAPSED', width: 7, text: (s) => String(seconds(age(s))), key: age },
	ni: { title: 'NI', width: 3, text: ({ p }) => String(p.nice), key: ({ p }) => p.nice },
	pri: { title: 'PRI', width: 3, text: ({ p }) => String(19 - p.nice) },
	f: { title: 'F', width: 1, text: ({ p }) => (p.uid === 0 ? '4' : '0') },
	addr: { title: 'ADDR', width: 4, left: true, text: () => '-' },
	wchan: { title: 'WCHAN', width: 6, left: true, text: () => '-' },
	psr: { title: 'PSR', width: 3, text: ({ p }) => String(p.pid % 2) },
	nlwp: { title: 'NLWP', width: 4, text: ({ p }) => String(p.threads), key: ({ p }) => p.threads },
	comm: { title: 'COMMAND', width: 15, left: true, text: ({ p, indent }) => indent + p.comm + (p.state === 'Z' ? ' <defunct>' : '') },
	args: { title: 'COMMAND', width: 27, left: true, text: commandLine },
	cmd: { title: 'CMD', width: 27, left: true, text: commandLine },
	ucmd: { title: 'CMD', width: 15, left: true, text: ({ p, indent }) => indent + p.comm + (p.state === 'Z' ? ' <defunct>' : '') },
	cgroup: { title: 'CGROUP', width: 27, left: true, text: ({ p }) => `0::${p.cgroup}` },
	maj_flt: { title: 'MAJFL', width: 6, text: () => '0' },
	trs: { title: 'TRS', width: 4, text: () => '0' },
	drs: { title: 'DRS', width: 5, text: ({ p }) => String(Math.floor(p.vsz / 1024)) },
	ipcns: namespaceColumn('ipc'),
	mntns: namespaceColumn('mnt'),
	netns: namespaceColumn('net'),
	pidns: namespaceColumn('pid'),
	userns: namespaceColumn('user'),
	utsns: namespaceColumn('uts'),
	cgroupns: namespaceColumn('cgroup')
};
const also: Readonly<Record<string, string>> = {
	'%cpu': 'pcpu',
	'%mem': 'pmem',
	euser: 'user',
	uname: 'user',
	euid: 'uid',
	egid: 'gid',
	egroup: 'group',
	vsize: 'vsz',
	rssize: 'rss',
	rsz: 'rss',
	tname: 'tty',
	tt: 'tty',
	state: 's',
	cputime: 'time',
	command: 'args',
	nice: 'ni',
	sess: 'sid',
	session: 'sid',
	thcount: 'nlwp',
	spid: 'lwp',
	tid: 'lwp',
	pgrp: 'pgid',
	start_time: 'stime',
	ucomm: 'comm',
	cputimes: 'times'
};
/** All columns by name. */
export const columns: Readonly<Record<string, PsColumn>> = {
	...base,
	...Object.fromEntries(
		Object.entries(also).flatMap(([name, of]) =>
			base[of]
				? [
						[
							name,
							{
								...base[of],
								...(name === 'tt' && { title: 'TT' }),
								...(name === 'euser' && { title: 'EUSER' }),
								...(name === 'euid' && { title: 'EUID' }),
								...(name === 'sess' && { title: 'SESS' })
							}
						]
					]
				: []
		)
	)
};
