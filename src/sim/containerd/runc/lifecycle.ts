// runc's other commands, as routines that the shim calls without a process of their own: start, kill, delete, pause, resume, update, state, list.
import { Errno, type Sys } from '../../engine/index.ts';
import {
	cgroupFreeze,
	cgroupKill,
	cgroupRemove,
	cgroupSet,
	cgroupStats,
	close,
	kill,
	open,
	readdir,
	sleep,
	stat,
	unlink,
	write,
	type SignalName
} from '../../kernel/index.ts';
import type { SpecResources } from '../runtime-spec.ts';
import { execFifo, isAlive, limitsOf, loadState, RuncError, stateDir, stateFile, type RuncState } from './container.ts';
import { ignoring, readJson, removeAll } from './files.ts';

export type RuncStatus = 'creating' | 'created' | 'running' | 'pausing' | 'paused' | 'stopped';

/** A container's status now, of those kept in `root`. */
export function* statusOf(root: string, state: RuncState): Sys<RuncStatus> {
	if (!(yield* isAlive(state))) return 'stopped';
	if ((yield* cgroupStats(state.cgroup)).frozen) return 'paused';
	try {
		yield* stat(execFifo(root, state.id));
		return 'created';
	} catch (e) {
		if (e instanceof Errno) return 'running';
		throw e;
	}
}

/** The fifo at which a created container's init waits, open. RuncError when none waits there. */
function* waitingInit(root: string, id: string): Sys<number> {
	try {
		return yield* open(execFifo(root, id), { write: true, nonblock: true });
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	const status = yield* statusOf(root, yield* loadState(root, id));
	throw new RuncError(status === 'stopped' ? 'cannot start a container that has stopped' : 'cannot start an already running container');
}

/** `runc start`: lets the waiting init execute. */
export function* startContainer(root: string, id: string): Sys<void> {
	const fd = yield* waitingInit(root, id);
	yield* write(fd, '0');
	yield* close(fd);
	yield* ignoring(unlink(execFifo(root, id)));
}

/** `runc kill`. */
export function* killContainer(root: string, id: string, signal: SignalName, all = false): Sys<void> {
	const state = yield* loadState(root, id);
	if (all) {
		const stats = yield* cgroupStats(state.cgroup);
		if (signal === 'KILL') yield* cgroupKill(state.cgroup);
		else for (const pid of stats.procs) yield* ignoring(kill(pid, signal), 'ESRCH');
		return;
	}
	if (!(yield* isAlive(state))) throw new RuncError('container not running');
	yield* kill(state.pid, signal);
}

/** `runc delete`: what is left of a stopped container goes; with force it is killed first. */
export function* deleteContainer(root: string, id: string, force: boolean): Sys<void> {
	const state = yield* readJson<RuncState>(stateFile(root, id));
	if (!state) {
		if (force) return yield* ignoring(removeAll(stateDir(root, id)));
		throw new RuncError('container does not exist');
	}
	const status = yield* statusOf(root, state);
	if (status !== 'stopped' && status !== 'created' && !force) throw new RuncError(`cannot delete container ${id} that is not stopped: ${status}`);
	yield* destroyCgroup(state.cgroup);
	yield* removeAll(stateDir(root, id));
}

/** Ends what still runs in a control group (a container without a pid namespace of its own outlives its init), and removes it. */
export function* destroyCgroup(cgroup: string): Sys<void> {
	yield* ignoring(cgroupFreeze(cgroup, false), 'ENOENT');
	yield* ignoring(cgroupKill(cgroup), 'ENOENT');
	for (let tries = 0; tries < 100; tries++) {
		try {
			yield* cgroupRemove(cgroup);
			break;
		} catch (e) {
			if (!(e instanceof Errno) || e.code !== 'EBUSY') break;
			yield* sleep(1000);
		}
	}
}

export function* pauseContainer(root: string, id: string, frozen: boolean): Sys<void> {
	const state = yield* loadState(root, id);
	const status = yield* statusOf(root, state);
	if (status === 'stopped') throw new RuncError('container not running');
	yield* cgroupFreeze(state.cgroup, frozen);
}

export function* updateContainer(root: string, id: string, resources: SpecResources): Sys<void> {
	const state = yield* loadState(root, id);
	yield* cgroupSet(state.cgroup, limitsOf(resources));
}

/** The containers of a state directory, by id. */
export function* listContainers(root: string): Sys<readonly { state: RuncState; status: RuncStatus }[]> {
	const all: { state: RuncState; status: RuncStatus }[] = [];
	let entries;
	try {
		entries = yield* readdir(root);
	} catch (e) {
		if (e instanceof Errno && e.code === 'ENOENT') return [];
		throw e;
	}
	for (const entry of entries) {
		const state = yield* readJson<RuncState>(stateFile(root, entry.name));
		if (state) all.push({ state, status: yield* statusOf(root, state) });
	}
	return all;
}
