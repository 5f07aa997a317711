// `runc create` and `runc exec`: namespaces, control group, root file system, then an init in there that waits for `runc start`.
// Both run in a process of their own, because they change its namespaces. Invariant: a failed create leaves neither state nor control group.
import { Errno, type Sys } from '../../engine/index.ts';
import {
	allCapabilities,
	cgroupStats,
	clock,
	close,
	getcwd,
	ids,
	mkdir,
	mknod,
	open,
	pipe,
	process,
	read,
	sethostname,
	setns,
	spawn,
	unshare,
	write,
	type NamespaceChoice,
	type NamespaceKind,
	type SpawnOptions
} from '../../kernel/index.ts';
import { parseJson, text, utf8 } from '../../values/index.ts';
import type { Spec, SpecNamespace, SpecNamespaceType, SpecProcess } from '../runtime-spec.ts';
import { cgroupPath, execFifo, isAlive, loadState, makeCgroup, RuncError, stateDir, stateFile, type RuncState } from './container.ts';
import { goErrno, ignoring, readJson, removeAll, mkdirs, writeFile, writeJson } from './files.ts';
import { REPORT_FD, runcInit, START_FD, type InitOrder, type InitReport } from './init.ts';
import { destroyCgroup } from './lifecycle.ts';
import { namespaceAtPath } from './namespace-path.ts';
import { confineRootfs, prepareRootfs } from './rootfs.ts';

const kinds: Readonly<Record<SpecNamespaceType, NamespaceKind>> = {
	pid: 'pid',
	network: 'net',
	mount: 'mnt',
	ipc: 'ipc',
	uts: 'uts',
	user: 'user',
	cgroup: 'cgroup'
};

/** A text of its own: a part of what was read would keep the whole file's text alive as long as the process. */
const own = (part: string): string => text(utf8(part));
const capabilityNames: ReadonlyMap<string, string> = new Map(allCapabilities.map((name) => ['CAP_' + name, name]));

/** The namespace a path names: /proc/<pid>/ns/<kind>, or a bound one by its inode. RuncError when there is none. */
function* namespaceAt(ns: SpecNamespace): Sys<number | { pid: number }> {
	const path = ns.path ?? '';
	const match = /^\/proc\/(\d+)\/ns\/\w+$/.exec(path);
	if (match) {
		const pid = Number(match[1]);
		try {
			yield* process(pid);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			throw new RuncError(`lstat ${path}: no such file or directory`);
		}
		return { pid };
	}
	try {
		return yield* namespaceAtPath(path);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		throw new RuncError(`lstat ${path}: ${goErrno(e)}`);
	}
}

/** How the container's process is started, whatever its namespaces. */
function processOptions(
	p: SpecProcess,
	spec: Spec
): Pick<SpawnOptions, 'cred' | 'capabilities' | 'noNewPrivileges' | 'rlimits' | 'label' | 'seccomp' | 'umask' | 'oomScoreAdj'> {
	const { uid, gid, additionalGids = [], umask = 0o022 } = p.user;
	const caps = uid === 0 ? (p.capabilities?.effective ?? []) : (p.capabilities?.ambient ?? []);
	const profile = p.apparmorProfile ?? '';
	return {
		cred: { uid, gid, euid: uid, egid: gid, groups: additionalGids.length ? [...additionalGids] : [gid] },
		capabilities: caps.map((c) => capabilityNames.get(c) ?? own(c.replace(/^CAP_/, ''))),
		umask,
		label: profile === '' || profile === 'unconfined' ? 'unconfined' : own(`${profile} (enforce)`),
		seccomp: spec.linux.seccomp !== undefined,
		...(p.noNewPrivileges !== undefined && { noNewPrivileges: p.noNewPrivileges }),
		...(p.oomScoreAdj !== undefined && { oomScoreAdj: p.oomScoreAdj }),
		...(p.rlimits && p.rlimits.length > 0 && { rlimits: Object.fromEntries(p.rlimits.map((r) => [r.type.replace(/^RLIMIT_/, ''), [r.soft, r.hard] as const])) })
	};
}

export const envOf = (env: readonly string[]): Record<string, string> => {
	const result: Record<string, string> = {};
	for (const item of env) {
		const at = item.indexOf('=');
		result[at < 0 ? item : item.slice(0, at)] = at < 0 ? '' : item.slice(at + 1);
	}
	return result;
};

/** Reads init's one report; undefined when it went well. */
function* initFailure(fd: number, cgroup: string | undefined): Sys<string | undefined> {
	let line = '';
	for (;;) {
		const chunk = yield* read(fd);
		if (chunk.length === 0) break;
		line += text(chunk);
		if (line.includes('\n')) break;
	}
	yield* close(fd);
	if (line === '')
		return cgroup !== undefined && (yield* cgroupStats(cgroup)).oomKills > 0
			? 'container init was OOM-killed (memory limit too low?)'
			: 'container init exited unexpectedly';
	return (parseJson(line) as InitReport).error;
}

/** The pid of the process that is to be the container's parent (a shim), or none. */
interface StartedInit {
	readonly pid: number;
	readonly failure: string | undefined;
}
/** Threads of `runc init`'s Go runtime (measured: the first process after a container's first is 7). */
const goThreads = 5;

function* startInit(options: SpawnOptions, order: InitOrder, startFd: number | undefined): Sys<StartedInit> {
	const report = yield* pipe();
	const terminal = options.ctty !== undefined;
	const fds: Record<number, number> = { 0: 0, 1: 1, 2: 2, [REPORT_FD]: report.write };
	if (startFd !== undefined) fds[START_FD] = startFd;
	const pid = yield* spawn({
		...options,
		program: runcInit.name,
		argv: ['runc', 'init'],
		init: order,
		newSession: true,
		tids: goThreads,
		...(terminal && { ctty: 0 }),
		fds
	});
	yield* close(report.write);
	return { pid, failure: yield* initFailure(report.read, options.cgroup) };
}

export interface CreateOptions {
	readonly root: string;
	readonly bundle: string;
	readonly id: string;
	readonly pidFile?: string;
	/** The init's parent (the shim's pid). */
	readonly parent?: number;
	/** What runc 1.2 and later put before what init reports. */
	readonly initPrefix: string;
}

function* config(bundle: string): Sys<Spec> {
	const spec = yield* readJson<Spec>(`${bundle}/config.json`);
	if (!spec) throw new RuncError('JSON specification file config.json not found');
	return spec;
}

/** `runc create`. Throws RuncError with the text after "runc create failed: ". */
export function* createContainer(options: CreateOptions): Sys<RuncState> {
	const { root, id } = options;
	if (!/^[\w+.-]+$/.test(id)) throw new RuncError(`invalid container ID format`);
	const bundle = options.bundle.startsWith('/') ? options.bundle : `${yield* getcwd()}/${options.bundle}`;
	const spec = yield* config(bundle);
	yield* makeStateDir(root, id);
	let cgroup: string | undefined;
	try {
		const asked = spec.linux.cgroupsPath;
		const outer = asked?.startsWith('/') || asked?.includes(':') ? '/' : (yield* process((yield* ids()).pid)).cgroup;
		cgroup = own(cgroupPath(spec, id, outer));
		yield* makeCgroup(cgroup, spec.linux.resources);
		return yield* startContainer(options, bundle, spec, cgroup);
	} catch (e) {
		if (cgroup !== undefined) yield* destroyCgroup(cgroup);
		yield* ignoring(removeAll(stateDir(root, id)));
		if (e instanceof RuncError) throw new RuncError('unable to start container process: ' + e.message);
		throw e;
	}
}

function* makeStateDir(root: string, id: string): Sys<void> {
	const dir = stateDir(root, id);
	try {
		yield* mkdir(dir, 0o711);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		if (e.code === 'EEXIST') throw new RuncError('container with given ID already exists');
		if (e.code !== 'ENOENT') throw e;
		yield* mkdirs(dir, 0o711);
	}
}

function* startContainer(options: CreateOptions, bundle: string, spec: Spec, cgroup: string): Sys<RuncState> {
	const { root, id } = options;
	const rootfs = spec.root.path.startsWith('/') ? spec.root.path : `${bundle}/${spec.root.path}`;
	const fresh: NamespaceKind[] = [];
	for (const ns of spec.linux.namespaces) {
		if (ns.type === 'user') continue;
		if (ns.path === undefined || ns.path === '') fresh.push(kinds[ns.type]);
		else yield* setns(kinds[ns.type], yield* namespaceAt(ns));
	}
	// A bind's source may be seen through a link in the way.
	const sources = spec.mounts.flatMap((m) => (m.source.startsWith('/') ? [m.source] : []));
	yield* unshare(fresh.includes('mnt') ? fresh : [...fresh, 'mnt'], [rootfs, root, '/proc', ...sources]);
	if (spec.hostname !== undefined && spec.hostname !== '' && fresh.includes('uts')) yield* sethostname(spec.hostname);
	yield* prefixed(options.initPrefix, prepareRootfs(spec, rootfs, cgroup));
	for (const [key, value] of Object.entries(spec.linux.sysctl ?? {})) yield* writeSysctl(key, value);
	const fifo = execFifo(root, id);
	yield* mknod(fifo, 'fifo', 0o622);
	const start = yield* open(fifo, { read: true, write: true });
	const p = spec.process;
	const env = envOf(p.env.map(own));
	if (env['HOME'] === undefined) env['HOME'] = yield* homeOf(rootfs, p.user.uid);
	yield* prefixed(options.initPrefix, confineRootfs(spec, rootfs));
	const started = yield* startBackHome(
		{
			argv: [],
			env,
			cwd: '/',
			root: rootfs,
			cgroup,
			...processOptions(p, spec),
			...(options.parent !== undefined && { reparent: options.parent }),
			...(p.terminal && { ctty: 0 })
		},
		{ args: p.args.map(own), env, cwd: own(p.cwd || '/'), wait: true, makeCwd: true },
		start
	);
	yield* close(start);
	if (started.failure !== undefined) throw new RuncError((started.failure.startsWith('container init') ? '' : options.initPrefix) + started.failure);
	const info = yield* process(started.pid);
	const state: RuncState = {
		id,
		pid: started.pid,
		startTime: info.startTime,
		created: yield* clock(),
		bundle,
		rootfs,
		cgroup,
		spec,
		ociVersion: spec.ociVersion,
		owner: 'root'
	};
	yield* writeJson(stateFile(root, id), state);
	if (options.pidFile !== undefined) yield* writeFile(options.pidFile, String(started.pid));
	return state;
}

/** Starts init in the mount namespace that has been prepared, whose root it changes for all in there; runc itself returns to its caller's. */
function* startBackHome(options: SpawnOptions, order: InitOrder, start: number): Sys<StartedInit> {
	const caller = { pid: (yield* ids()).ppid };
	let started: StartedInit;
	try {
		started = yield* startInit(options, order, start);
	} catch (e) {
		yield* setns('mnt', caller);
		throw e;
	}
	yield* setns('mnt', caller);
	return started;
}

function* prefixed(prefix: string, routine: Sys<void>): Sys<void> {
	try {
		yield* routine;
	} catch (e) {
		if (e instanceof RuncError) throw new RuncError(prefix + e.message);
		throw e;
	}
}

function* writeSysctl(key: string, value: string): Sys<void> {
	const path = '/proc/sys/' + key.replaceAll('.', '/');
	try {
		const fd = yield* open(path, { write: true });
		yield* write(fd, value);
		yield* close(fd);
	} catch (e) {
		if (e instanceof Errno) throw new RuncError(`error during container init: open ${path.replace('/proc/', '')}: ${goErrno(e)}`);
		throw e;
	}
}

/** The home directory of a user id in the image's /etc/passwd; "/" when it has none. */
function* homeOf(rootfs: string, uid: number): Sys<string> {
	try {
		const fd = yield* open(rootfs + '/etc/passwd');
		const passwd = text(yield* read(fd, 1 << 16));
		yield* close(fd);
		const row = passwd.split('\n').find((line) => line.split(':')[2] === String(uid));
		return row?.split(':')[5] || '/';
	} catch (e) {
		if (e instanceof Errno) return uid === 0 ? '/root' : '/';
		throw e;
	}
}

export interface ExecOptions {
	readonly root: string;
	readonly id: string;
	readonly process: SpecProcess;
	readonly pidFile?: string;
	readonly parent?: number;
}

/** `runc exec --detach`: answers the pid. Throws RuncError with the text after "exec failed: ". */
export function* execInContainer(options: ExecOptions): Sys<number> {
	const state = yield* loadState(options.root, options.id);
	if (!(yield* isAlive(state))) throw new RuncError('cannot exec in a stopped container');
	const p = options.process;
	const env = envOf(p.env);
	if (env['HOME'] === undefined) env['HOME'] = yield* homeOf(`/proc/${state.pid}/root`, p.user.uid);
	const join: Partial<Record<NamespaceKind, NamespaceChoice>> = {};
	for (const kind of ['pid', 'net', 'mnt', 'uts', 'ipc', 'cgroup'] as const) join[kind] = { pid: state.pid };
	let started;
	try {
		started = yield* startInit(
			{
				argv: [],
				env,
				cwd: '/',
				namespaces: join,
				cgroup: state.cgroup,
				...processOptions(p, state.spec),
				...(options.parent !== undefined && { reparent: options.parent }),
				...(p.terminal && { ctty: 0 })
			},
			{ args: p.args, env, cwd: p.cwd || '/', wait: false, makeCwd: false },
			undefined
		);
	} catch (e) {
		if (e instanceof Errno) throw new RuncError('unable to start container process: ' + goErrno(e));
		throw e;
	}
	if (started.failure !== undefined) throw new RuncError('unable to start container process: ' + started.failure);
	if (options.pidFile !== undefined) yield* writeFile(options.pidFile, String(started.pid));
	return started.pid;
}
