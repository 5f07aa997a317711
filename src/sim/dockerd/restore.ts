// What the daemon does with the containers it finds when it starts: those that still run are taken over (live-restore) or stopped, those
// that should be running are started by their policy, the others are Exited. Follows moby's restore.
import { call, type Sys } from '../engine/index.ts';
import { clock, notify, thread, type Context } from '../kernel/index.ts';
import type { TaskIO } from '../containerd/api.ts';
import { DockerError } from './errors.ts';
import { isErrno } from './files.ts';
import { remember, updateContainer, updateRuntime, updateState } from './memory.ts';
import { initialRuntime, type Container } from './state.ts';
import { deleteTaskContainer, killTask, taskState } from './tasks.ts';
import { fifoDir, openStdin, startCopiers } from './containers/io.ts';
import { loadContainers, saveContainer } from './containers/save.ts';
import { startContainer } from './containers/start.ts';
import { openMonitor } from './containers/health.ts';
import { removeContainer } from './containers/remove.ts';
import { restartDelay } from './containers/monitor.ts';
import { startResolver } from './networks/dns.ts';
import { isUserDefined } from './networks/endpoints.ts';
import { acquireMount, releaseMount } from './containers/layer.ts';
import { refer } from './volumes/store.ts';

/** Reads the containers and finds out which are alive. Answers those to start and those to remove. */
export function* restoreContainers(): Sys<{ start: string[]; remove: string[] }> {
	for (const container of yield* loadContainers()) {
		yield* remember((m) => {
			m.containers.set(container.id, container);
			m.names.set(container.name, container.id);
			m.runtime.set(container.id, initialRuntime);
		});
		for (const mount of container.mounts) if (mount.type === 'volume') yield* refer(mount.name, container.id);
	}
	const start: string[] = [];
	const remove: string[] = [];
	for (const container of yield* remember((m) => [...m.containers.values()])) {
		const alive = yield* call(restoreOne(container));
		const now = yield* remember((m) => m.containers.get(container.id));
		if (!now || alive) continue;
		if (now.state.removalInProgress || now.state.dead) {
			yield* updateState(now.id, { removalInProgress: false });
			remove.push(now.id);
		} else if (now.hostConfig.AutoRemove && container.state.running) remove.push(now.id);
		else if (shouldRestart(now, container)) start.push(now.id);
	}
	return { start, remove };
}
function shouldRestart(now: Container, before: Container): boolean {
	const policy = now.hostConfig.RestartPolicy.Name;
	if (!now.hasBeenStartedBefore) return false;
	if (policy === 'on-failure' && !before.state.running) return false;
	return restartDelay(now, initialRuntime, now.state.exitCode, now.hasBeenManuallyStopped, 0) !== undefined;
}

/** Answers whether the container runs on. */
function* restoreOne(container: Container): Sys<boolean> {
	const task = yield* taskState(container.id);
	const alive = task !== undefined && (task.status === 'RUNNING' || task.status === 'PAUSED');
	const live = yield* remember((m) => m.config.liveRestore);
	if (alive && live) {
		yield* takeOver(container, task.pid, task.status === 'PAUSED');
		return true;
	}
	if (alive) {
		yield* killTask(container.id, 9);
	}
	if (task) yield* deleteTaskContainer(container.id);
	// What the last daemon had mounted.
	yield* releaseMount(container);
	if (container.state.running || container.state.paused || container.state.restarting) {
		const finishedAt = task && task.status === 'STOPPED' ? task.exitedAt : yield* clock();
		const exitCode = task && task.status === 'STOPPED' ? task.exitStatus : alive ? 137 : 255;
		yield* updateState(container.id, { running: false, paused: false, restarting: false, pid: 0, exitCode, finishedAt });
		yield* updateContainer(container.id, (old) => ({ network: { ...old.network, sandboxId: '', sandboxKey: '', ports: {} } }));
		yield* saveContainer(container.id);
	}
	return false;
}
/** Takes the streams, mounts and networks of a container that ran on without us. */
function* takeOver(container: Container, pid: number, paused: boolean): Sys<void> {
	const { id } = container;
	yield* updateRuntime(id, { run: 1 });
	const now = yield* updateState(id, { running: true, paused, restarting: false, pid });
	yield* acquireMount(container);
	const owner = { containerId: id, execId: '' };
	const dir = fifoDir(id);
	const io: TaskIO = {
		stdin: container.config.OpenStdin ? dir + '/init-stdin' : '',
		stdout: dir + '/init-stdout',
		stderr: container.config.Tty ? '' : dir + '/init-stderr',
		terminal: container.config.Tty
	};
	yield* startCopiers(owner, io, container.hostConfig.LogConfig.Type !== 'none');
	try {
		yield* openStdin(owner, io);
	} catch (error) {
		if (!isErrno(error)) throw error;
	}
	if (now && Object.keys(now.network.networks).some(isUserDefined)) yield* startResolver(id, pid);
	yield* openMonitor(id);
}

/** The thread that starts a container again after the daemon has come up. */
export function* autostart(context: Context): Sys<void> {
	const { id, remove } = context.init as { id: string; remove: boolean };
	try {
		if (remove) {
			const container = yield* remember((m) => m.containers.get(id));
			if (container) yield* removeContainer(container, { force: true, volumes: true });
		} else yield* startContainer(id, true);
	} catch (error) {
		if (!(error instanceof DockerError)) throw error;
	}
	yield* notify('autostart');
}
export function* startAll(plan: { start: readonly string[]; remove: readonly string[] }): Sys<void> {
	for (const id of plan.start) yield* thread('autostart', { id, remove: false });
	for (const id of plan.remove) yield* thread('autostart', { id, remove: true });
}
