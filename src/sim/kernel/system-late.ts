// Calls about identity, limits, namespaces, cgroups and the power switch that no first prompt makes: one row each.
import { Errno } from '../engine/sys.ts';
import type { CgroupLimits, Cred, NamespaceKind } from './calls.ts';
import { createCgroup, setLimits } from './cgroup.ts';
import { cgroupStats, freezeCgroup, killCgroup, removeCgroup } from './cgroup-late.ts';
import { mountsTowards } from './files/mounts-late.ts';
import { chosenNamespace, holdNamespace, newNamespace, processByPid } from './namespaces.ts';
import { processInfo, processList, systemInfo } from './process-info.ts';
import { BLOCK, type Handler, type Kernel, type ProcessState } from './state.ts';
import { on } from './system.ts';

function privileged(process: ProcessState, capability: string): void {
	if (!process.capabilities.includes(capability)) throw new Errno('EPERM');
}

export const lateSystemHandlers: Readonly<Record<string, Handler>> = {
	setproctitle: on<{ title: string }>((_kernel, process, _thread, call) => void (process.title = call.title)),
	setsid: on((_kernel, process) => {
		process.sid = process.pgid = process.pid;
		process.tty = null;
		return process.pid;
	}),
	setcred: on<{ cred: Partial<Cred> }>((_kernel, process, _thread, call) => {
		const own = [process.cred.uid, process.cred.euid];
		const { uid, euid } = call.cred;
		if (!process.capabilities.includes('SETUID') && [uid, euid].some((id) => id !== undefined && !own.includes(id))) throw new Errno('EPERM');
		process.cred = { ...process.cred, ...call.cred };
		if (process.cred.uid !== 0 && process.cred.euid !== 0) process.capabilities = [];
	}),
	sethostname: on<{ name: string }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		const ns = kernel.state.namespaces.get(process.namespaces.uts);
		if (ns) ns.hostname = call.name;
	}),
	unshare: on<{ kinds: readonly NamespaceKind[]; paths?: readonly string[] }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		const mounts = call.paths && mountsTowards(kernel, process, call.paths);
		for (const kind of call.kinds) enter(kernel, process, kind, newNamespace(kernel, kind, process.namespaces[kind], mounts));
	}),
	setns: on<{ kind: NamespaceKind; to: { pid: number } | number }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		enter(kernel, process, call.kind, chosenNamespace(kernel, process, call.kind, call.to));
		if (call.kind === 'mnt') process.root = process.cwd = '/';
	}),
	getrlimit: on<{ name: string }>((_kernel, process, _thread, call) => process.rlimits[call.name] ?? [Infinity, Infinity]),
	setrlimit: on<{ name: string; soft: number; hard: number }>((_kernel, process, _thread, call) => {
		const now = process.rlimits[call.name]?.[1] ?? Infinity;
		if (call.soft > call.hard) throw new Errno('EINVAL');
		if (call.hard > now) privileged(process, 'SYS_RESOURCE');
		process.rlimits = { ...process.rlimits, [call.name]: [call.soft, call.hard] };
	}),
	setpriority: on<{ pid: number; nice: number }>((kernel, process, _thread, call) => {
		const target = call.pid === 0 ? process : processByPid(kernel, process, call.pid);
		const { uid, euid } = process.cred;
		if (euid !== 0 && target.cred.uid !== uid && target.cred.uid !== euid) throw new Errno('EPERM');
		const value = Math.max(-20, Math.min(19, call.nice));
		if (value < (target.nice ?? 0) && !process.capabilities.includes('SYS_NICE')) throw new Errno('EACCES');
		target.nice = value;
	}),
	cgroupCreate: on<{ path: string; limits: CgroupLimits }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		createCgroup(kernel, call.path, call.limits);
	}),
	cgroupSet: on<{ path: string; limits: CgroupLimits }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_ADMIN');
		setLimits(kernel, call.path, call.limits);
	}),
	cgroupRemove: on<{ path: string }>((kernel, _process, _thread, call) => removeCgroup(kernel, call.path)),
	cgroupStats: on<{ path: string }>((kernel, _process, _thread, call) => cgroupStats(kernel, call.path)),
	cgroupFreeze: on<{ path: string; frozen: boolean }>((kernel, _process, _thread, call) => freezeCgroup(kernel, call.path, call.frozen)),
	cgroupKill: on<{ path: string }>((kernel, _process, _thread, call) => killCgroup(kernel, call.path)),
	processes: on((kernel, process) => processList(kernel, process.namespaces.pid)),
	process: on<{ pid: number }>((kernel, process, _thread, call) => processInfo(kernel, processByPid(kernel, process, call.pid), process.namespaces.pid)),
	sysinfo: on((kernel) => systemInfo(kernel)),
	reboot: on<{ how: 'off' | 'reboot' }>((kernel, process, _thread, call) => {
		privileged(process, 'SYS_BOOT');
		kernel.engine.schedule(0, 'host.power', { kernel: kernel.state.id, how: call.how });
		return BLOCK;
	})
};

function enter(kernel: Kernel, process: ProcessState, kind: NamespaceKind, ino: number): void {
	if (kind === 'pid') {
		process.childPidNamespace = ino;
		return;
	}
	if (process.namespaces[kind] === ino) return;
	holdNamespace(kernel, ino, 1);
	holdNamespace(kernel, process.namespaces[kind], -1);
	process.namespaces = { ...process.namespaces, [kind]: ino };
}
