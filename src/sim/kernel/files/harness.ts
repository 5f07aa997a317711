// A hand-made kernel for this room's tests: state and layers, no engine run. Calls answer what their handlers answer.
import { Engine } from '../../engine/engine.ts';
import type { Kernel, ProcessState, ThreadState } from '../state.ts';
import type { LayerEntry } from '../layer.ts';
import { createCgroup } from '../cgroup.ts';
import { newKernelState } from '../kernel.ts';
import { handlers } from '../handlers.ts';
import { wholeKernel } from '../whole.ts';
import { text, utf8 } from '../../values/bytes.ts';
import { initialMounts } from './boot.ts';
import { LayerStore } from './layers.ts';

const rootCapabilities = [
	'CHOWN',
	'DAC_OVERRIDE',
	'DAC_READ_SEARCH',
	'FOWNER',
	'FSETID',
	'KILL',
	'MKNOD',
	'NET_ADMIN',
	'SETGID',
	'SETUID',
	'SYS_ADMIN',
	'SYS_CHROOT'
];

export interface Harness {
	readonly kernel: Kernel;
	readonly process: ProcessState;
	readonly thread: ThreadState;
	/** One system call of `process` (or another). */
	sys<T = unknown>(op: string, args?: object, process?: ProcessState): T;
	read(path: string): string;
	write(path: string, content: string, flags?: object): void;
	/** A further process. */
	spawn(changes: Partial<ProcessState>): ProcessState;
}

export const epoch = 1_774_000_000_000_000;
const mnt = 4_026_531_841;
const pidNs = 4_026_531_836;

function newProcess(kernel: Kernel, pid: number): ProcessState {
	const process: ProcessState = {
		pid,
		pids: new Map([[pidNs, pid]]),
		ppid: pid === 1 ? 0 : 1,
		pgid: pid,
		sid: pid,
		program: 'sh',
		exe: '/usr/bin/sh',
		comm: 'sh',
		argv: ['sh', '-l'],
		env: { HOME: '/root' },
		init: undefined,
		memory: undefined,
		threads: [pid],
		keys: new Map(),
		children: [],
		fds: new Map(),
		cwd: '/',
		root: '/',
		umask: 0o022,
		cred: { uid: 0, gid: 0, euid: 0, egid: 0, groups: [0] },
		capabilities: rootCapabilities,
		noNewPrivileges: false,
		namespaces: { pid: pidNs, net: 4_026_531_840, mnt, uts: 4_026_531_838, ipc: 4_026_531_839, user: 4_026_531_837, cgroup: 4_026_531_835 },
		cgroup: '/',
		rlimits: { NOFILE: [1024, 4096] },
		actions: new Map(),
		pending: [],
		state: 'live',
		stopped: false,
		tty: null,
		rss: 4_194_304,
		startTime: 0,
		cpuTime: 0,
		oomScoreAdj: 0,
		label: 'unconfined',
		seccomp: false,
		childEvent: kernel.engine.id(),
		exitEvent: kernel.engine.id()
	};
	kernel.state.processes.set(pid, process);
	return process;
}

/** A kernel whose root disk is backed by a layer of these entries. */
export function harness(entries: readonly LayerEntry[], size = 10_000_000): Harness {
	const engine = new Engine(1, epoch);
	const layers = new LayerStore();
	layers.add({ id: 'sha256:base', entries, size: 0, mtime: epoch - 1_000_000 });
	const kernel: Kernel = {
		engine,
		layers,
		program: () => undefined,
		peer: () => undefined,
		live: new Map(),
		parts: wholeKernel,
		report: () => undefined,
		state: newKernelState(1, 'host', { cores: 2, memoryBytes: 8 * 2 ** 30 }, { layer: 'sha256:base', size, time: epoch })
	};
	kernel.state.running = true;
	kernel.state.nextPid = 2;
	kernel.state.namespaces.set(pidNs, { ino: pidNs, kind: 'pid', refs: 1, pinned: true });
	createCgroup(kernel, '/');
	initialMounts(kernel, mnt);
	const process = newProcess(kernel, 1);
	const thread = { tid: 1, pid: 1, debt: 0, scratch: undefined } as ThreadState;
	const sys = <T>(op: string, args: object = {}, by = process): T => handlers[op]?.(kernel, by, { ...thread, pid: by.pid }, { op, ...args }) as T;
	return {
		kernel,
		process,
		thread,
		sys,
		read(path) {
			const fd = sys<number>('open', { path, flags: { read: true } });
			let all = '';
			for (;;) {
				const data = sys<Uint8Array>('read', { fd, max: 65_536 });
				if (data.length === 0) break;
				all += text(data);
			}
			sys('close', { fd });
			return all;
		},
		write(path, content, flags = { write: true, create: true, trunc: true }) {
			const fd = sys<number>('open', { path, flags });
			sys('write', { fd, data: utf8(content) });
			sys('close', { fd });
		},
		spawn: (changes) => Object.assign(newProcess(kernel, kernel.state.nextPid++), changes)
	};
}

/** The errno's name that a call throws, or what it answers. */
export function errno(run: () => unknown): unknown {
	try {
		return run();
	} catch (error) {
		if (typeof error === 'object' && error !== null && 'code' in error) return error.code;
		throw error;
	}
}
