// What containerd tells: a process ended, memory ran out. Here a container's end is handled, and its restart policy decides what comes next.
// Invariant: an end is handled once for each run; output is copied before the state changes.
import { take } from '../pace.ts';
import { call, settle, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, close, notify, sleep, thread, type Context } from '../../kernel/index.ts';
import { containerdNext, containerdStream, RpcError } from '../../containerd/api.ts';
import { DockerError } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { locked, notifyState, remember, runtimeOf, until, updateContainer, updateExec, updateRuntime, updateState } from '../memory.ts';
import type { Container } from '../state.ts';
import { log } from '../daemon-log.ts';
import { deleteTask, taskState } from '../tasks.ts';
import { stopHealth } from './health.ts';
import { closeAttached, closeStdin, removeFifos } from './io.ts';
import { removeContainer } from './remove.ts';
import { saveContainer } from './save.ts';
import { cleanUp, startContainer } from './start.ts';

/** The thread that listens to containerd; when containerd goes away it looks for it again, and at what was missed meanwhile. */
export function* listener(context: Context): Sys<void> {
	let fd = (context.settled as number | undefined) ?? -1;
	for (;;) {
		yield* settle(fd);
		try {
			if (fd < 0) {
				const socket = yield* remember((m) => m.config.containerd);
				fd = yield* containerdStream('moby', 'events.subscribe', { namespaces: ['moby'], topics: '/tasks/' }, socket);
				continue;
			}
			const step = yield* containerdNext<'events.subscribe'>(fd);
			if (!('event' in step)) throw new RpcError('Unavailable', 'stream ended');
			const { event } = step;
			if (event.topic === '/ready') yield* reconcile();
			else if (event.topic === '/tasks/exit') yield* thread('exit', event.event);
			else if (event.topic === '/tasks/oom') yield* outOfMemory(event.event.containerId);
		} catch (error) {
			if (!(error instanceof RpcError)) throw error;
			if (fd >= 0) yield* close(fd);
			fd = -1;
			yield* sleep(1_000_000);
		}
	}
}
/** Ends that happened while nobody listened. */
function* reconcile(): Sys<void> {
	const running = yield* remember((m) => [...m.containers.values()].filter((c) => c.state.running && !c.state.restarting));
	for (const container of running) {
		const task = yield* taskState(container.id);
		if (task && task.status !== 'STOPPED') continue;
		yield* thread('exit', {
			containerId: container.id,
			id: container.id,
			pid: container.state.pid,
			exitStatus: task?.exitStatus ?? 255,
			exitedAt: task?.exitedAt ?? (yield* clock())
		});
	}
}
function* outOfMemory(id: string): Sys<void> {
	const container = yield* updateState(id, { oomKilled: true });
	if (container) yield* logContainerEvent(container, 'oom');
}

interface ExitEvent {
	readonly containerId: string;
	readonly id: string;
	readonly pid: number;
	readonly exitStatus: number;
	readonly exitedAt: number;
}
/** The thread that handles one end. */
export function* exit(context: Context): Sys<void> {
	const event = context.init as ExitEvent;
	if (event.id !== event.containerId) return yield* execEnded(event);
	yield* locked('container:' + event.containerId, call(ended(event.containerId, event)));
	const removable = yield* remember((m) => {
		const container = m.containers.get(event.containerId);
		return container && !container.state.running && container.hostConfig.AutoRemove && !container.hasBeenManuallyRestarted ? container : undefined;
	});
	if (removable) yield* removeQuietly(removable);
}
function* removeQuietly(container: Container): Sys<void> {
	try {
		yield* removeContainer(container, { force: true, volumes: true });
	} catch (error) {
		if (!(error instanceof DockerError)) throw error;
	}
}

function* execEnded(event: ExitEvent): Sys<void> {
	const owner = { containerId: event.containerId, execId: event.id };
	yield* updateExec(event.id, { exitCode: event.exitStatus, running: false });
	const deadline = (yield* clock()) + 2_000_000;
	yield* until('copied:' + event.id, (m) => ((m.execs.get(event.id)?.copiers ?? 0) <= 0 ? true : undefined), deadline);
	yield* closeStdin(owner, false);
	yield* closeAttached(owner);
	yield* deleteTask(event.containerId, event.id);
	yield* removeFifos(owner);
	const container = yield* updateContainer(event.containerId, (old) => ({ execIds: old.execIds.filter((id) => id !== event.id) }));
	if (container) yield* logContainerEvent(container, 'exec_die', { execID: event.id, exitCode: String(event.exitStatus) });
	yield* notify('exec:' + event.id);
}

/** What the restart policy says. Pure; moby's restartmanager. Answers the µs to wait, or undefined for no restart. */
export function restartDelay(
	container: Container,
	runtime: { restartCanceled: boolean; restartTries: number; restartTimeout: number },
	exitCode: number,
	manuallyStopped: boolean,
	ranUs: number
): number | undefined {
	if (runtime.restartCanceled) return undefined;
	const { Name: policy, MaximumRetryCount: max } = container.hostConfig.RestartPolicy;
	const again =
		policy === 'always' ||
		(policy === 'unless-stopped' && !manuallyStopped) ||
		(policy === 'on-failure' && exitCode !== 0 && (max === 0 || runtime.restartTries < max));
	if (!again) return undefined;
	if (ranUs >= 10_000_000 || runtime.restartTimeout === 0) return 100_000;
	return Math.min(runtime.restartTimeout * 2, 60_000_000);
}

/** Handles a container's end; the caller holds its lock. */
export function* ended(id: string, event: { readonly exitStatus: number; readonly exitedAt: number; readonly pid: number }): Sys<void> {
	const before = yield* remember((m) => m.containers.get(id));
	if (!before || !before.state.running || before.state.restarting) return;
	if (before.state.pid !== event.pid) return;
	yield* stopHealth(id);
	yield* deleteTask(id);
	yield* log('info', 'ignoring event', { container: id, module: 'libcontainerd', namespace: 'moby', topic: '/tasks/delete', type: '*events.TaskDelete' });
	const deadline = (yield* clock()) + 2_000_000;
	yield* until('copied:' + id, (m) => (runtimeOf(m, id).copiers <= 0 ? true : undefined), deadline);
	const now = yield* clock();
	const ran = now - before.state.startedAt;
	const { runtime, shuttingDown } = yield* remember((m) => ({ runtime: runtimeOf(m, id), shuttingDown: m.shuttingDown }));
	const current = (yield* remember((m) => m.containers.get(id))) ?? before;
	const delay = restartDelay(current, runtime, event.exitStatus, shuttingDown || current.hasBeenManuallyStopped, ran);
	yield* take('exit');
	yield* cleanUp(current);
	yield* closeAttached({ containerId: id, execId: '' });
	yield* forgetExecs(id);
	const finished = { paused: false, pid: 0, exitCode: event.exitStatus, finishedAt: event.exitedAt };
	const after = yield* updateContainer(id, (old) => ({
		restartCount: old.restartCount + (delay === undefined ? 0 : 1),
		state: {
			...old.state,
			...finished,
			running: delay !== undefined,
			restarting: delay !== undefined,
			...(old.state.health && delay === undefined ? { health: { ...old.state.health, Status: 'unhealthy' as const } } : {})
		}
	}));
	yield* updateRuntime(id, (old) => ({ exits: old.exits + 1, ...(delay === undefined ? {} : { restartTries: old.restartTries + 1, restartTimeout: delay }) }));
	yield* saveContainer(id);
	if (after) yield* logContainerEvent(after, 'die', { exitCode: String(event.exitStatus), execDuration: String(Math.floor(ran / 1e6)) });
	if (delay !== undefined) yield* thread('restart', { id, delay, run: runtime.run });
	yield* notify('log:' + id);
	yield* notifyState(id);
}
function* forgetExecs(id: string): Sys<void> {
	const ids = yield* remember((m) => m.containers.get(id)?.execIds ?? []);
	for (const execId of ids) {
		yield* removeFifos({ containerId: id, execId });
		// Its own end was not told when the shim died with it.
		const left = yield* remember((m) => m.execs.get(execId)?.running === true);
		if (!left) continue;
		yield* updateExec(execId, { running: false, exitCode: 137 });
		yield* notify('exec:' + execId);
	}
	yield* updateContainer(id, { execIds: [] });
}

interface RestartArgs {
	readonly id: string;
	readonly delay: number;
	readonly run: number;
}
/** The thread that waits out the back-off and starts the container again, unless that is canceled. */
export function* restart(context: Context): Sys<void> {
	const { id, delay, run } = context.init as RestartArgs;
	const until_ = (yield* clock()) + delay;
	const canceled = (): Sys<boolean> => remember((m) => !m.containers.has(id) || runtimeOf(m, id).restartCanceled || runtimeOf(m, id).run !== run);
	for (;;) {
		if (yield* canceled()) break;
		const left = until_ - (yield* clock());
		if (left <= 0) break;
		yield* awaitKey('cancel:' + id, left);
	}
	if (!(yield* canceled())) {
		try {
			yield* startContainer(id, false);
			return;
		} catch (error) {
			if (!(error instanceof DockerError)) throw error;
		}
	}
	if (yield* remember((m) => runtimeOf(m, id).run > run + 1)) return;
	const stopped = yield* remember((m) => {
		const container = m.containers.get(id);
		return container?.state.restarting ? container : undefined;
	});
	if (!stopped) return;
	yield* updateState(id, { running: false, restarting: false });
	yield* saveContainer(id);
	yield* notifyState(id);
}
/** Calls off a pending restart and all to come. */
export function* cancelRestart(id: string): Sys<void> {
	yield* updateRuntime(id, { restartCanceled: true });
	yield* notify('cancel:' + id);
}
