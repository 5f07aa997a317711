// Starting a container: checks, mounts, the runtime spec, containerd's task, networks in its namespace, then go. Follows moby's containerStart.
// Invariant: a start that fails leaves no task, mounts, networks or ports, and says why in State.Error and State.ExitCode.
import { take } from '../pace.ts';
import { call, type Sys } from '../../engine/index.ts';
import { clock, netlink } from '../../kernel/index.ts';
import { RpcError } from '../../containerd/api.ts';
import { conflict, DockerError, forbidden, notModified, system, badParameter, asDockerError } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { noContent, param, type Reply, type Request } from '../http.ts';
import { getContainer, locked, newId, notifyState, remember, updateContainer, updateRuntime, updateState } from '../memory.ts';
import { connectContainer, releaseNetworks, writeHosts, writeResolv, cleaned, isUserDefined } from '../networks/endpoints.ts';
import { findNetwork, noSuchNetwork } from '../networks/store.ts';
import { writeHostname } from '../networks/host-files.ts';
import type { Container } from '../state.ts';
import { createTask, deleteTaskContainer, replaceTaskContainer, startTask } from '../tasks.ts';
import { checkSettings } from '../validate.ts';
import { logProblem } from './create.ts';
import { startHealth } from './health.ts';
import { abandonCopiers, closeAttached, closeStdin, makeFifos, openStdin, removeFifos, startCopiers } from './io.ts';
import { acquireMount, releaseMount } from './layer.ts';
import { setUpMounts, tearDownMounts } from './mounts.ts';
import { removeContainer } from './remove.ts';
import { containerRoot, saveContainer } from './save.ts';
import { createSpec, networkedContainer } from './spec.ts';

export function* postStart(request: Request): Sys<Reply> {
	const container = yield* getContainer(request.vars[0] ?? '');
	if (param(request, 'checkpoint') !== '') throw badParameter('checkpoint is only supported in experimental mode');
	if (param(request, 'checkpoint-dir') !== '') throw forbidden('custom checkpointdir is not supported');
	const { state } = container;
	if (state.paused) throw conflict('cannot start a paused container, try unpause instead');
	if (state.running) throw notModified('container is already running');
	if (state.removalInProgress || state.dead) throw conflict('container is marked for removal and cannot be started');
	yield* checkSettings(yield* remember((m) => m.config), container.hostConfig, null);
	yield* startContainer(container.id, true);
	return noContent;
}

/** Starts a container. `fresh`: not a restart by its policy, so the policy's counts begin anew. Throws DockerError. */
export function* startContainer(id: string, fresh: boolean): Sys<void> {
	try {
		yield* locked('container:' + id, call(start(id, fresh)));
	} catch (error) {
		const gone = yield* remember((m) => {
			const container = m.containers.get(id);
			return container && !container.state.running && container.hostConfig.AutoRemove && container.state.error !== '' ? container : undefined;
		});
		if (gone) yield* removeContainer(gone, { force: true, volumes: true });
		throw error;
	}
}

function* start(id: string, fresh: boolean): Sys<void> {
	const container = yield* remember((m) => m.containers.get(id));
	if (!container) return;
	if (fresh && container.state.running) return;
	if (container.state.removalInProgress || container.state.dead) throw conflict('container is marked for removal and cannot be started');
	try {
		yield* call(bringUp(container, fresh));
	} catch (error) {
		const failure = asDockerError(error);
		yield* failedStart(id, failure);
		throw failure;
	}
}

const exitCodes: readonly (readonly [RegExp, number, string])[] = [
	[/permission denied/i, 126, ''],
	[/is a directory/i, 126, ': permission denied'],
	[
		/not a directory/i,
		127,
		': Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type'
	],
	[/executable file not found|no such file or directory|failed to run runc create\/exec call/i, 127, '']
];
/** What a runtime's failure means: the exit code and the engine's text of it. */
export function runtimeFailure(message: string): { code: number; error: DockerError } {
	const found = exitCodes.find(([pattern]) => pattern.test(message));
	return found ? { code: found[1], error: badParameter(message + found[2]) } : { code: 128, error: system(message) };
}

function* failedStart(id: string, failure: DockerError): Sys<void> {
	const now = yield* remember((m) => m.containers.get(id));
	if (!now) return;
	yield* updateState(id, {
		running: false,
		restarting: false,
		paused: false,
		pid: 0,
		error: failure.message,
		exitCode: now.state.exitCode === 0 || now.state.running ? 128 : now.state.exitCode
	});
	yield* cleanUp(now);
	yield* closeAttached({ containerId: id, execId: '' });
	yield* saveContainer(id);
	yield* updateRuntime(id, (old) => ({ exits: old.exits + 1 }));
	yield* notifyState(id);
}
/** Releases what a container holds only while it runs. */
export function* cleanUp(container: Container): Sys<void> {
	try {
		yield* deleteTaskContainer(container.id);
	} catch (error) {
		// A containerd that is away keeps its record; the rest is released all the same.
		if (!(error instanceof RpcError)) throw error;
	}
	yield* releaseNetworks(container.id);
	yield* tearDownMounts(container);
	const mounted = yield* remember((m) => (m.runtime.get(container.id)?.mounted ?? false) && (m.mountUsers.get(container.id) ?? 0) > 0);
	if (mounted) yield* releaseMount(container);
	yield* closeStdin({ containerId: container.id, execId: '' }, false);
	yield* removeFifos({ containerId: container.id, execId: '' });
}

function* bringUp(given: Container, fresh: boolean): Sys<void> {
	const { id } = given;
	yield* updateState(id, { error: '', exitCode: 0, oomKilled: false });
	yield* updateRuntime(id, (old) => ({ run: old.run + 1, copiers: 0, ...(fresh ? { restartCanceled: false, restartTries: 0, restartTimeout: 0 } : {}) }));
	if (fresh) yield* updateContainer(id, { hasBeenManuallyStopped: false, restartCount: 0 });
	const root = yield* acquireMount(given);
	const container = yield* prepareNetwork(given);
	const mounts = yield* setUpMounts(container);
	const spec = yield* call(createSpec(container, root, mounts));
	const systemd = (yield* remember((m) => m.cgroupDriver)) === 'systemd';
	yield* replaceTaskContainer(id, spec, systemd);
	yield* take('start');
	const pid = yield* makeTask(container);
	try {
		yield* joinNetworks(container, pid);
	} catch (error) {
		const failure = asDockerError(error);
		throw new DockerError(failure.status, 'failed to set up container networking: ' + failure.message);
	}
	const startedAt = yield* clock();
	try {
		yield* startTask(id);
	} catch (error) {
		throw yield* afterRuntime(id, error, '');
	}
	const running = yield* updateContainer(id, (old) => ({
		hasBeenManuallyRestarted: false,
		hasBeenStartedBefore: true,
		state: { ...old.state, running: true, restarting: false, paused: false, dead: false, exitCode: 0, error: '', pid, startedAt }
	}));
	yield* saveContainer(id);
	yield* startHealth(id);
	if (running) yield* logContainerEvent(running, 'start');
	yield* notifyState(id);
}
function* afterRuntime(id: string, error: unknown, prefix: string): Sys<DockerError> {
	if (!(error instanceof RpcError)) return asDockerError(error);
	const failure = runtimeFailure(prefix + error.message);
	yield* updateState(id, { exitCode: failure.code });
	return failure.error;
}

/** containerd's task with its streams. */
function* makeTask(container: Container): Sys<number> {
	const owner = { containerId: container.id, execId: '' };
	const prefix = 'failed to create task for container: ';
	const problem = logProblem(container.hostConfig.LogConfig);
	if (problem !== undefined) {
		yield* updateState(container.id, { exitCode: 128 });
		throw system(`${prefix}failed to initialize logging driver: ${problem}`);
	}
	const io = yield* makeFifos(owner, container.config.OpenStdin, container.config.Tty);
	yield* startCopiers(owner, io, container.hostConfig.LogConfig.Type !== 'none');
	try {
		const pid = yield* createTask(container.id, io);
		yield* openStdin(owner, io);
		return pid;
	} catch (error) {
		yield* abandonCopiers(io);
		throw yield* afterRuntime(container.id, error, prefix);
	}
}

/** Files, sandbox id and network mode before the task is made. */
function* prepareNetwork(container: Container): Sys<Container> {
	const dir = containerRoot(container.id);
	const mode = container.hostConfig.NetworkMode;
	if (mode.startsWith('container:')) {
		const other = yield* networkedContainer(container);
		const config = { ...container.config, Hostname: other.config.Hostname, Domainname: other.config.Domainname };
		return (
			(yield* updateContainer(container.id, { config, hostnamePath: other.hostnamePath, hostsPath: other.hostsPath, resolvConfPath: other.resolvConfPath })) ??
			container
		);
	}
	const sandboxId = yield* newId();
	const next = yield* updateContainer(container.id, (old) => ({
		hostnamePath: dir + '/hostname',
		hostsPath: dir + '/hosts',
		resolvConfPath: dir + '/resolv.conf',
		network: {
			...old.network,
			sandboxId,
			sandboxKey: mode === 'host' ? '/var/run/docker/netns/default' : '/var/run/docker/netns/' + sandboxId.slice(0, 12),
			networks: Object.fromEntries(Object.entries(old.network.networks).map(([name, settings]) => [name, cleaned(settings)]))
		}
	}));
	if (next) yield* writeHostname(next);
	yield* writeHosts(container.id);
	yield* writeResolv(container.id);
	return next ?? container;
}
/** Loopback up, then each network: the one of its mode first. */
function* joinNetworks(container: Container, pid: number): Sys<void> {
	const mode = container.hostConfig.NetworkMode;
	if (mode.startsWith('container:')) return;
	if (mode !== 'host') yield* netlink({ op: 'link.set', name: 'lo', up: true, inside: { pid } });
	const names = Object.keys(container.network.networks).sort((a, b) => Number(b === mode) - Number(a === mode) || (a < b ? -1 : 1));
	for (const name of names) {
		const settings = container.network.networks[name];
		// A network of one's own that was removed is not found again by its name; the predefined ones are made anew with each boot.
		const wanted = (isUserDefined(name) && settings?.NetworkID) || name;
		if (!(yield* remember((m) => findNetwork(m, wanted)))) throw noSuchNetwork(wanted);
		if (settings) yield* connectContainer(container.id, name, settings, pid, true);
	}
}
