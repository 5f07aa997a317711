// Stopping, killing, restarting, pausing: signals to the container's init, and waiting for what comes of them.
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { RpcError } from '../../containerd/api.ts';
import { log } from '../daemon-log.ts';
import { conflict, DockerError, notModified, notRunning, prefixed, system } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { noContent, param, type Reply, type Request } from '../http.ts';
import { getContainer, locked, notifyState, remember, until, updateContainer, updateState } from '../memory.ts';
import { parseSignal, signalNumber } from '../signals.ts';
import type { Container } from '../state.ts';
import { killTask, pauseTask, resumeTask } from '../tasks.ts';
import { openMonitor, stopHealth } from './health.ts';
import { cancelRestart } from './monitor.ts';
import { saveContainer } from './save.ts';
import { startContainer } from './start.ts';

const KILL = 9;
const now = (id: string): Sys<Container | undefined> => remember((m) => m.containers.get(id));

/** Waits until the container is not running; false when `us` have passed first (Infinity: for ever). */
function* waitStopped(id: string, us: number): Sys<boolean> {
	const deadline = us === Infinity ? Infinity : (yield* clock()) + us;
	return (yield* until('state:' + id, (m) => (m.containers.get(id)?.state.running ? undefined : true), deadline)) ?? false;
}

/** moby's killWithSignal. Throws 409 when it is not running. Answers false when the process had ended already. */
function* signalContainer(id: string, signal: number): Sys<boolean> {
	const container = yield* now(id);
	if (!container || !container.state.running) throw notRunning(id);
	const stopSignal = container.config.StopSignal;
	const isStop = stopSignal && signal !== KILL ? signalNumber(stopSignal) === signal : true;
	if (isStop) yield* cancelRestart(id);
	if (!(yield* remember((m) => m.shuttingDown))) {
		yield* updateContainer(id, { hasBeenManuallyStopped: true });
		yield* saveContainer(id);
	}
	if (container.state.restarting) return true;
	let alive: boolean;
	try {
		alive = yield* killTask(id, signal);
	} catch (error) {
		if (error instanceof RpcError) throw system(`Cannot kill container ${id}: ${error.message}`);
		throw error;
	}
	if (alive && isStop && container.state.paused) {
		try {
			yield* resumeTask(id);
		} catch (error) {
			if (!(error instanceof RpcError)) throw error;
		}
	}
	yield* logContainerEvent(container, 'kill', { signal: String(signal) });
	return alive;
}
/** SIGKILL, and waits up to ten seconds. Throws 409 when it is not running. */
export function* kill(id: string): Sys<void> {
	yield* signalContainer(id, KILL);
	if (yield* waitStopped(id, 10_000_000)) return;
	yield* killTask(id, KILL);
	if (!(yield* waitStopped(id, 2_000_000))) throw system('tried to kill container, but did not receive an exit event');
}

export interface StopOptions {
	readonly signal?: string;
	/** Seconds; negative: for ever. */
	readonly timeout?: number;
}
/** Stop signal, patience, SIGKILL. Does nothing to a stopped one. */
export function* stop(id: string, options: StopOptions): Sys<void> {
	const container = yield* now(id);
	if (!container?.state.running) return;
	const signal = options.signal ? parseSignal(options.signal) : (signalNumber(container.config.StopSignal || 'TERM') ?? 15);
	const timeout = options.timeout ?? container.config.StopTimeout ?? 10;
	let patience = timeout < 0 ? Infinity : timeout * 1e6;
	try {
		yield* signalContainer(id, signal);
	} catch (error) {
		if (!(error instanceof DockerError)) throw error;
		patience = 2_000_000;
	}
	if (!(yield* waitStopped(id, patience))) {
		if (timeout >= 0) yield* log('info', `Container failed to exit within ${timeout}s of signal ${signal} - using the force`, { container: id });
		try {
			yield* kill(id);
		} catch (error) {
			if (!(error instanceof DockerError)) throw error;
			if (!(yield* waitStopped(id, 2_000_000))) throw error;
		}
	}
	const stopped = yield* now(id);
	if (stopped) yield* logContainerEvent(stopped, 'stop');
}
function options(request: Request): StopOptions {
	const signal = param(request, 'signal');
	const t = param(request, 't');
	return { ...(signal === '' ? {} : { signal }), ...(t === '' ? {} : { timeout: Number(t) }) };
}
export function* postStop(request: Request): Sys<Reply> {
	const name = request.vars[0] ?? '';
	const container = yield* getContainer(name);
	if (!container.state.running) throw notModified('container is already stopped');
	try {
		yield* stop(container.id, options(request));
	} catch (error) {
		if (error instanceof DockerError) throw system(`cannot stop container: ${name}: ${error.message}`);
		throw error;
	}
	return noContent;
}
export function* postKill(request: Request): Sys<Reply> {
	const name = request.vars[0] ?? '';
	const text = param(request, 'signal');
	try {
		const signal = text === '' ? KILL : parseSignal(text);
		const container = yield* getContainer(name);
		if (signal === KILL) yield* kill(container.id);
		else yield* signalContainer(container.id, signal);
	} catch (error) {
		if (error instanceof DockerError) throw prefixed(`cannot kill container: ${name}: `, error);
		throw error;
	}
	return noContent;
}
export function* postRestart(request: Request): Sys<Reply> {
	const name = request.vars[0] ?? '';
	const container = yield* getContainer(name);
	try {
		const { AutoRemove } = container.hostConfig;
		yield* updateContainer(container.id, (old) => ({ hasBeenManuallyRestarted: true, hostConfig: { ...old.hostConfig, AutoRemove: false } }));
		try {
			if (container.state.running) yield* stop(container.id, options(request));
		} catch (error) {
			yield* updateContainer(container.id, (old) => ({ hostConfig: { ...old.hostConfig, AutoRemove } }));
			throw error;
		}
		yield* updateContainer(container.id, (old) => ({ hostConfig: { ...old.hostConfig, AutoRemove } }));
		yield* startContainer(container.id, true);
		yield* logContainerEvent((yield* now(container.id)) ?? container, 'restart');
	} catch (error) {
		if (error instanceof DockerError) throw prefixed(`Cannot restart container ${name}: `, error);
		throw error;
	}
	return noContent;
}

export function* postPause(request: Request): Sys<Reply> {
	const container = yield* getContainer(request.vars[0] ?? '');
	yield* locked('container:' + container.id, pause(container));
	return noContent;
}
function* pause(container: Container): Sys<void> {
	const { id } = container;
	const { state } = (yield* now(id)) ?? container;
	if (!state.running) throw notRunning(id);
	if (state.paused) throw conflict(`Container ${id} is already paused`);
	if (state.restarting) throw conflict(`Container ${id} is restarting, wait until the container is running`);
	yield* runtimeCall(`cannot pause container ${id}: `, pauseTask(id));
	yield* stopHealth(id);
	yield* settled(id, true, 'pause');
}
export function* postUnpause(request: Request): Sys<Reply> {
	const container = yield* getContainer(request.vars[0] ?? '');
	yield* locked('container:' + container.id, unpause(container));
	return noContent;
}
function* unpause(container: Container): Sys<void> {
	const { id } = container;
	const { state } = (yield* now(id)) ?? container;
	if (!state.paused) throw conflict(`Container ${id} is not paused`);
	yield* runtimeCall(`cannot unpause container ${id}: `, resumeTask(id));
	yield* settled(id, false, 'unpause');
	yield* openMonitor(id);
}
function* settled(id: string, paused: boolean, action: string): Sys<void> {
	const container = yield* updateState(id, { paused });
	yield* saveContainer(id);
	if (container) yield* logContainerEvent(container, action);
	yield* notifyState(id);
}
function* runtimeCall(prefix: string, routine: Sys<void>): Sys<void> {
	try {
		yield* routine;
	} catch (error) {
		if (error instanceof RpcError) throw system(prefix + error.message);
		throw error;
	}
}
