// RUN: a process in a container of its own on the step's file system, its output line by line as it comes.
// FIDELITY: the network is the host's (BuildKit bridges one in), and runc works behind a shim of containerd (BuildKit calls runc itself).
// Left out: --security. Invariant: the container is gone when the step ends.
import type { Sys } from '../../engine/index.ts';
import { clock, close, mknod, open, poll, read, sleep } from '../../kernel/index.ts';
import { containerd, RpcError, type Spec } from '../../containerd/api.ts';
import { text as decode } from '../../values/index.ts';
import { effectiveCapabilities } from '../capabilities.ts';
import { lookupUser } from '../containers/users.ts';
import { maskedPaths, mergeEnv, readonlyPaths, defaultPath } from '../containers/spec.ts';
import { DockerError } from '../errors.ts';
import { makeDirs, removeAll } from '../files.ts';
import { remember } from '../memory.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import type { Mounted } from './mounts.ts';
import type { Ready } from './run-mounts.ts';
import { askLock, ClientGone } from './session.ts';

export interface Run {
	readonly args: readonly string[];
	readonly env: readonly string[];
	readonly cwd: string;
	readonly user: string;
	/** Networking: "host" shares the machine's, "none" has none. */
	readonly network: string;
}
/** Of a container's creation and runc's start-up, in µs; calibrated on the recordings' first output line (0.12–0.16 s). */
const startUp = 90_000;

/** Runs it; `line` is told what it prints. Throws BuildFailure when it cannot start or ends with another status than 0; what `proceed` throws stops it, and so does the end of
 * the client's connection (ClientGone). */
export function* runProcess(
	mounted: Mounted,
	run: Run,
	ready: Ready,
	line: (text: string, at: number) => Sys<void>,
	{ proceed, client }: { readonly proceed: () => Sys<void>; readonly client: number }
): Sys<void> {
	const began = yield* clock();
	const what = `process "${run.args.join(' ')}" did not complete successfully`;
	let user;
	try {
		user = yield* lookupUser(mounted.root, run.user, []);
	} catch (error) {
		if (error instanceof DockerError) throw new BuildFailure(`${what}: ${error.message}`);
		throw error;
	}
	const caps = effectiveCapabilities([], [], false);
	const bind = (file: string): Spec['mounts'][number] => ({ destination: file, type: 'bind', source: file, options: ['rbind', 'ro'] });
	const spec: Spec = {
		ociVersion: '1.2.1',
		process: {
			terminal: false,
			user,
			args: run.args,
			env: mergeEnv(['PATH=' + defaultPath, 'HOSTNAME=buildkitsandbox'], [...run.env, ...ready.env]),
			cwd: run.cwd || '/',
			capabilities: { bounding: caps, ...(user.uid === 0 ? { effective: caps, permitted: caps } : {}) },
			rlimits: [],
			noNewPrivileges: false
		},
		root: { path: mounted.root, readonly: false },
		hostname: 'buildkitsandbox',
		mounts: [
			{ destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
			{ destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
			{ destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'] },
			{ destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=67108864'] },
			{ destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
			bind('/etc/resolv.conf'),
			bind('/etc/hosts'),
			...ready.mounts
		],
		linux: {
			cgroupsPath: `system.slice:buildkit:${mounted.id}`,
			namespaces: [
				{ type: 'mount' },
				{ type: 'ipc' },
				{ type: 'pid' },
				{ type: 'uts' },
				{ type: 'cgroup' },
				...(run.network === 'none' ? [{ type: 'network' as const }] : [])
			],
			resources: {},
			maskedPaths,
			readonlyPaths,
			seccomp: { defaultAction: 'SCMP_ACT_ERRNO' }
		}
	};
	const socket = yield* remember((m) => m.config.containerd);
	const dir = '/run/docker/buildkit/' + mounted.id;
	yield* makeDirs(dir, 0o700);
	const fifo = dir + '/output';
	yield* mknod(fifo, 'fifo', 0o700);
	const out = yield* open(fifo, { read: true, write: true });
	const id = mounted.id;
	try {
		const systemd = (yield* remember((m) => m.cgroupDriver)) === 'systemd';
		const runtime = { name: 'io.containerd.runc.v2', options: { systemdCgroup: systemd, root: '/run/docker/runtime-runc', binaryName: 'runc' } };
		yield* containerd('moby', 'containers.create', { id, spec, runtime }, socket);
		yield* sleep(startUp);
		yield* containerd('moby', 'tasks.create', { containerId: id, stdin: '', stdout: fifo, stderr: fifo, terminal: false }, socket);
		yield* containerd('moby', 'tasks.start', { containerId: id }, socket);
	} catch (error) {
		yield* cleanUp(id, out, dir, socket);
		if (!(error instanceof RpcError)) throw error;
		const text = error.message.replace(/^.*?runc create failed: /, '').replace(/: unknown$/, '');
		yield* line(`runc run failed: ${text}`, (yield* clock()) - began);
		throw new BuildFailure(`${what}: exit code: 1`);
	}
	let rest = '';
	let status: number | undefined;
	for (let wait = 5_000; ;) {
		const found = yield* poll([out, client], status === undefined ? wait : 0);
		try {
			yield* proceed();
			// The client speaks only when it is asked: it has gone.
			if (found.includes(client) && !(yield* remember((m) => m.locks.has(askLock(client))))) throw new ClientGone();
		} catch (error) {
			yield* cleanUp(id, out, dir, socket);
			throw error;
		}
		if (found.includes(out)) {
			wait = 5_000;
			const lines = (rest + decode(yield* read(out, 32_768))).split('\n');
			rest = lines.pop() ?? '';
			for (const text of lines) yield* line(text, (yield* clock()) - began);
			continue;
		}
		// Nothing more to read: the end is final once the process has ended.
		if (status !== undefined) break;
		const task = yield* containerd('moby', 'tasks.get', { containerId: id }, socket);
		if (task.status === 'STOPPED') status = task.exitStatus;
		else wait = Math.min(wait * 2, 160_000);
	}
	if (rest !== '') yield* line(rest, (yield* clock()) - began);
	yield* cleanUp(id, out, dir, socket);
	if (status !== 0) throw new BuildFailure(`${what}: exit code: ${status}`);
}
function* cleanUp(id: string, out: number, dir: string, socket: string): Sys<void> {
	const steps: readonly Sys<unknown>[] = [
		containerd('moby', 'tasks.delete', { containerId: id, force: true }, socket),
		containerd('moby', 'containers.delete', { id }, socket)
	];
	for (const one of steps) {
		try {
			yield* one;
		} catch (error) {
			if (!(error instanceof RpcError)) throw error;
		}
	}
	yield* close(out);
	yield* removeAll(dir);
}
