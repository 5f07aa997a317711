// /proc/PID: one row per file, as proc(5) describes them. Numbers that nothing here measures (page tables, faults, context switches)
// are constants of a small process.
import { Errno } from '../../../engine/sys.ts';
import type { NamespaceKind, ProcessInfo } from '../../calls.ts';
import { allCapabilities } from '../../capabilities.ts';
import { pidIn } from '../../namespaces.ts';
import { signalNumber } from '../../signal-names.ts';
import type { Kernel, ProcessState } from '../../state.ts';
import { processInfo } from '../../process-info.ts';
import type { GeneratedRow, View } from '../generated.ts';
import { mountinfoText, mountsText } from '../mount-lists.ts';
import { insideRoot } from '../walk.ts';

/** The pid namespace a proc mount shows; the kernel's own when it was mounted at boot. */
export function namespaceOf(view: { kernel: Kernel; fs: View['fs'] }): number {
	if (view.fs.namespace !== undefined) return view.fs.namespace;
	for (const ns of view.kernel.state.namespaces.values()) if (ns.kind === 'pid' && ns.parent === undefined) return ns.ino;
	return 0;
}

/** The process of a path's pid. ESRCH. */
export function subject(view: View): ProcessState {
	const ns = namespaceOf(view);
	const pid = Number(view.params['pid']);
	const direct = view.kernel.state.processes.get(pid);
	if (direct?.pids.get(ns) === pid) return direct;
	for (const process of view.kernel.state.processes.values()) if (process.pids.get(ns) === pid) return process;
	throw new Errno('ESRCH');
}

/** Whether a path's pid is a process that is seen. */
export function isThere(view: View): boolean {
	if (!/^[1-9][0-9]*$/.test(view.params['pid'] ?? '')) return false;
	try {
		return subject(view).pid > 0;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}

const kb = (bytes: number): string => `${String(Math.floor(bytes / 1024)).padStart(8)} kB`;
const states = { R: 'running', S: 'sleeping', D: 'disk sleep', T: 'stopped', Z: 'zombie', I: 'idle' } as const;
const initialIds = '         0          0 4294967295\n';

/** Capabilities as the kernel's hexadecimal mask. */
function mask(capabilities: readonly string[]): string {
	let bits = 0n;
	allCapabilities.forEach((name, number) => {
		if (capabilities.includes(name)) bits |= 1n << BigInt(number);
	});
	return bits.toString(16).padStart(16, '0');
}

/** Signals with an action as a mask. */
function signalMask(process: ProcessState, action: 'ignore' | 'catch'): string {
	let bits = 0n;
	for (const [name, chosen] of process.actions) if (chosen === action) bits |= 1n << BigInt(signalNumber(name) - 1);
	return bits.toString(16).padStart(16, '0');
}

/** A process's ids in each pid namespace from the mount's inwards. */
function nested(view: View, process: ProcessState, id: number): string {
	const from = namespaceOf(view);
	const target = view.kernel.state.processes.get(id);
	const chain: number[] = [];
	for (let ns: number | undefined = process.namespaces.pid; ns !== undefined; ns = view.kernel.state.namespaces.get(ns)?.parent) {
		chain.unshift(target ? pidIn(target, ns) : 0);
		if (ns === from) break;
	}
	return chain.join('\t');
}

/** Slots of the descriptor table: a power of two, at least 64. */
function fdSize(process: ProcessState): number {
	let slots = 64;
	for (const fd of process.fds.keys()) while (fd >= slots) slots *= 2;
	return slots;
}

/** A process as the mount shows it; who reads is running. */
function seen(view: View, process: ProcessState): ProcessInfo {
	const info = processInfo(view.kernel, process, namespaceOf(view));
	return view.reader === process ? { ...info, state: 'R' } : info;
}

function status(view: View): string {
	const p = subject(view);
	const info = seen(view, p);
	const { uid, euid, gid, egid, groups } = p.cred;
	const cores = view.kernel.state.cores;
	const ignored = signalMask(p, 'ignore');
	const caps = mask(p.capabilities);
	const lines: (readonly [string, string])[] = [
		['Name', p.comm],
		['Umask', p.umask.toString(8).padStart(4, '0')],
		['State', `${info.state} (${states[info.state]})`],
		['Tgid', String(info.pid)],
		['Ngid', '0'],
		['Pid', String(info.pid)],
		['PPid', String(info.ppid)],
		['TracerPid', '0'],
		['Uid', `${uid}\t${euid}\t${euid}\t${euid}`],
		['Gid', `${gid}\t${egid}\t${egid}\t${egid}`],
		['FDSize', String(fdSize(p))],
		['Groups', groups.join(' ') + ' '],
		['NStgid', nested(view, p, p.pid)],
		['NSpid', nested(view, p, p.pid)],
		['NSpgid', nested(view, p, p.pgid)],
		['NSsid', nested(view, p, p.sid)],
		['Kthread', '0']
	];
	if (p.state !== 'zombie') {
		lines.push(
			['VmPeak', kb(info.vsz)],
			['VmSize', kb(info.vsz)],
			['VmLck', kb(0)],
			['VmPin', kb(0)],
			['VmHWM', kb(p.rss)],
			['VmRSS', kb(p.rss)],
			['RssAnon', kb(p.rss * 0.25)],
			['RssFile', kb(p.rss * 0.75)],
			['RssShmem', kb(0)],
			['VmData', kb(p.rss * 0.5)],
			['VmStk', kb(135_168)],
			['VmExe', kb(p.rss * 0.25)],
			['VmLib', kb(1_796_096)],
			['VmPTE', kb(57_344)],
			['VmSwap', kb(0)],
			['HugetlbPages', kb(0)],
			['CoreDumping', '0'],
			['THP_enabled', '1']
		);
	}
	const cpus = ((1n << BigInt(cores)) - 1n).toString(16);
	lines.push(
		['Threads', String(info.threads)],
		['SigQ', `${p.pending.length}/31450`],
		['SigPnd', '0'.repeat(16)],
		['ShdPnd', '0'.repeat(16)],
		['SigBlk', '0'.repeat(16)],
		['SigIgn', ignored],
		['SigCgt', signalMask(p, 'catch')],
		['CapInh', '0'.repeat(16)],
		['CapPrm', caps],
		['CapEff', p.cred.euid === 0 ? caps : p.capabilities.length ? caps : '0'.repeat(16)],
		['CapBnd', caps],
		['CapAmb', '0'.repeat(16)],
		['NoNewPrivs', p.noNewPrivileges ? '1' : '0'],
		['Seccomp', p.seccomp ? '2' : '0'],
		['Seccomp_filters', p.seccomp ? '1' : '0'],
		['Speculation_Store_Bypass', 'thread vulnerable'],
		['SpeculationIndirectBranch', 'conditional enabled'],
		['Cpus_allowed', cpus],
		['Cpus_allowed_list', cores === 1 ? '0' : `0-${cores - 1}`],
		['Mems_allowed', '1'],
		['Mems_allowed_list', '0'],
		['voluntary_ctxt_switches', '10'],
		['nonvoluntary_ctxt_switches', '2']
	);
	return lines.map(([name, value]) => `${name}:\t${value}\n`).join('');
}

/** Clock ticks (1/100 s). */
const ticks = (us: number): number => Math.floor(us / 10_000);

function stat(view: View): string {
	const p = subject(view);
	const info = seen(view, p);
	const tty = p.tty === null ? undefined : view.kernel.state.ttys.get(p.tty);
	const foreground = tty && view.kernel.state.processes.get(tty.foreground);
	const fields = [
		info.pid,
		`(${p.comm})`,
		info.state,
		info.ppid,
		info.pgid,
		info.sid,
		tty ? 136 * 256 + tty.number : 0,
		foreground ? pidIn(foreground, namespaceOf(view)) : -1,
		4_194_560,
		120,
		0,
		0,
		0,
		ticks(p.cpuTime),
		0,
		0,
		0,
		20,
		0,
		info.threads,
		0,
		ticks(info.startTime),
		info.vsz,
		Math.floor(p.rss / 4096),
		'18446744073709551615',
		1,
		1,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		17,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0
	];
	return `${fields.slice(0, 52).join(' ')}\n`;
}

const limitNames: readonly (readonly [name: string, key: string, unit: string])[] = [
	['Max cpu time', 'CPU', 'seconds'],
	['Max file size', 'FSIZE', 'bytes'],
	['Max data size', 'DATA', 'bytes'],
	['Max stack size', 'STACK', 'bytes'],
	['Max core file size', 'CORE', 'bytes'],
	['Max resident set', 'RSS', 'bytes'],
	['Max processes', 'NPROC', 'processes'],
	['Max open files', 'NOFILE', 'files'],
	['Max locked memory', 'MEMLOCK', 'bytes'],
	['Max address space', 'AS', 'bytes'],
	['Max file locks', 'LOCKS', 'locks'],
	['Max pending signals', 'SIGPENDING', 'signals'],
	['Max msgqueue size', 'MSGQUEUE', 'bytes'],
	['Max nice priority', 'NICE', ''],
	['Max realtime priority', 'RTPRIO', ''],
	['Max realtime timeout', 'RTTIME', 'us']
];
const bound = (value: number): string => (value === Infinity ? 'unlimited' : String(value));
const limits = (view: View): string =>
	`${'Limit'.padEnd(26)}${'Soft Limit'.padEnd(21)}${'Hard Limit'.padEnd(21)}Units     \n` +
	limitNames
		.map(([name, key, unit]) => {
			const [soft, hard] = subject(view).rlimits[key] ?? [Infinity, Infinity];
			return `${name.padEnd(26)}${bound(soft).padEnd(21)}${bound(hard).padEnd(21)}${unit.padEnd(10)}\n`;
		})
		.join('');

/** The root of a process's cgroup namespace: what all its members' groups have in common. */
function cgroupRoot(kernel: Kernel, process: ProcessState): string {
	if (process.namespaces.cgroup === kernel.state.processes.get(1)?.namespaces.cgroup) return '/';
	let common = process.cgroup;
	for (const other of kernel.state.processes.values()) {
		if (other.namespaces.cgroup !== process.namespaces.cgroup || other.state !== 'live') continue;
		while (common !== '' && other.cgroup !== common && !other.cgroup.startsWith(`${common}/`)) common = common.slice(0, common.lastIndexOf('/'));
	}
	return common || '/';
}

function cgroup(view: View): string {
	const p = subject(view);
	const root = view.reader ? cgroupRoot(view.kernel, view.reader) : '/';
	const path = root === '/' ? p.cgroup : p.cgroup === root ? '/' : p.cgroup.startsWith(`${root}/`) ? p.cgroup.slice(root.length) : `/..${p.cgroup}`;
	return `0::${path}\n`;
}

function maps(view: View): string {
	const { exe } = subject(view);
	const ino = '1048701';
	return [
		`55d0c8a00000-55d0c8a20000 r-xp 00000000 08:01 ${ino}                    ${exe}`,
		`55d0c8a20000-55d0c8a24000 rw-p 00020000 08:01 ${ino}                    ${exe}`,
		'55d0c9b0e000-55d0c9b2f000 rw-p 00000000 00:00 0                          [heap]',
		'7ffd5c1e6000-7ffd5c207000 rw-p 00000000 00:00 0                          [stack]',
		'7ffd5c3a5000-7ffd5c3a9000 r--p 00000000 00:00 0                          [vvar]',
		'7ffd5c3a9000-7ffd5c3ab000 r-xp 00000000 00:00 0                          [vdso]\n'
	].join('\n');
}

const owner = (view: View): { uid: number; gid: number } => {
	const { euid, egid } = subject(view).cred;
	return { uid: euid, gid: egid };
};
const badness = (p: ProcessState, kernel: Kernel): number => Math.max(0, Math.floor((p.rss / kernel.state.memoryTotal) * 1000 + 666 + p.oomScoreAdj * (2 / 3)));

function writeScore(view: View, text: string, writer: ProcessState | undefined): void {
	const value = Number(text.trim());
	const p = subject(view);
	if (!Number.isInteger(value) || value < -1000 || value > 1000) throw new Errno('EINVAL');
	if (value < p.oomScoreAdj && writer && !writer.capabilities.includes('SYS_RESOURCE')) throw new Errno('EACCES');
	p.oomScoreAdj = value;
}

const sockets: readonly NamespaceKind[] = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'];
export const namespaceFiles: readonly string[] = [...sockets, 'pid_for_children'].sort();
export const namespaceFile = (view: View): { kind: string; ino: number } => {
	const name = view.params['kind'] ?? '';
	const p = subject(view);
	if (name === 'pid_for_children') return { kind: 'pid', ino: p.childPidNamespace ?? p.namespaces.pid };
	const kind = sockets.find((k) => k === name);
	if (!kind) throw new Errno('ENOENT');
	return { kind, ino: p.namespaces[kind] };
};

/** Files of one process. */
export const processRows: readonly GeneratedRow[] = [
	{ path: '/:pid/status', text: status },
	{ path: '/:pid/stat', text: stat },
	{
		path: '/:pid/statm',
		text: (v) => `${Math.floor((subject(v).rss * 3) / 4096)} ${Math.floor(subject(v).rss / 4096)} ${Math.floor((subject(v).rss * 3) / 16384)} 30 0 90 0\n`
	},
	{
		path: '/:pid/cmdline',
		text: (v) =>
			subject(v).state === 'zombie'
				? ''
				: subject(v)
						.argv.map((arg) => `${arg}\0`)
						.join('')
	},
	{
		path: '/:pid/comm',
		mode: 0o644,
		text: (v) => `${subject(v).comm}\n`,
		write: (v, text) => void (subject(v).comm = text.replace(/\n$/, '').slice(0, 15)),
		owner
	},
	{
		path: '/:pid/environ',
		mode: 0o400,
		text: (v) =>
			Object.entries(subject(v).env)
				.map(([name, value]) => `${name}=${value}\0`)
				.join(''),
		owner
	},
	{ path: '/:pid/cgroup', text: cgroup },
	{ path: '/:pid/mounts', text: (v) => mountsText(v.kernel, subject(v)) },
	{ path: '/:pid/mountinfo', text: (v) => mountinfoText(v.kernel, subject(v)) },
	{ path: '/:pid/limits', text: limits },
	{ path: '/:pid/maps', text: maps, owner },
	{ path: '/:pid/oom_score', text: (v) => `${badness(subject(v), v.kernel)}\n` },
	{ path: '/:pid/oom_score_adj', mode: 0o644, text: (v) => `${subject(v).oomScoreAdj}\n`, write: writeScore, owner },
	{ path: '/:pid/io', mode: 0o400, text: () => 'rchar: 4292\nwchar: 0\nsyscr: 13\nsyscw: 0\nread_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n', owner },
	{ path: '/:pid/loginuid', text: () => '4294967295' },
	{ path: '/:pid/sessionid', text: () => '4294967295' },
	{ path: '/:pid/uid_map', text: () => initialIds },
	{ path: '/:pid/gid_map', text: () => initialIds },
	{ path: '/:pid/setgroups', text: () => 'allow\n' },
	{ path: '/:pid/wchan', text: () => '0' },
	{ path: '/:pid/attr/current', text: (v) => `${subject(v).label}${subject(v).label === 'unconfined' ? '' : ' (enforce)'}\n` },
	{ path: '/:pid/attr/apparmor/current', text: (v) => `${subject(v).label}${subject(v).label === 'unconfined' ? '' : ' (enforce)'}\n` },
	{ path: '/:pid/task/:tid', values: (v) => [String(v.params['pid'])] },
	{ path: '/:pid/task/:tid/comm', text: (v) => `${subject(v).comm}\n` },
	{
		path: '/:pid/task/:tid/children',
		text: (v) =>
			subject(v)
				.children.map((pid) => {
					const child = v.kernel.state.processes.get(pid);
					return child ? `${pidIn(child, namespaceOf(v))} ` : '';
				})
				.join('')
	},
	{ path: '/:pid/task/:tid/status', text: status },
	{ path: '/:pid/task/:tid/stat', text: stat },
	{ path: '/:pid/task/:tid/cgroup', text: cgroup }
];

/** What a process's cwd and root links say. */
export const cwdText = (v: View): string => insideRoot(v.reader ?? subject(v), subject(v).cwd);
export const rootText = (v: View): string => insideRoot(v.reader ?? subject(v), subject(v).root);
