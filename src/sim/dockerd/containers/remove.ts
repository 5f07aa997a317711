// Removing containers: DELETE, prune, and what AutoRemove does.
// Invariant: after a removal nothing of the container is left but its named volumes.
import { take } from '../pace.ts';
import type { Sys } from '../../engine/index.ts';
import { notify } from '../../kernel/index.ts';
import { conflict, DockerError, prefixed, system } from '../errors.ts';
import { logContainerEvent, logEvent } from '../events.ts';
import { removeAll } from '../files.ts';
import { acceptFilters, parseFilters, prunable } from '../filters.ts';
import { flag, noContent, ok, param, type Reply, type Request } from '../http.ts';
import { getContainer, notifyState, remember, stateWord, updateState } from '../memory.ts';
import { untilCutoff } from '../images/read.ts';
import { locked } from '../memory.ts';
import { releaseNetworks } from '../networks/endpoints.ts';
import type { Container } from '../state.ts';
import { deleteContainerRecord } from '../tasks.ts';
import { layerSize, removeLayer } from './layer.ts';
import { cancelRestart } from './monitor.ts';
import { releaseVolumes } from './mounts.ts';
import { containerRoot, saveContainer } from './save.ts';
import { kill, stop } from './stop.ts';

export interface RemoveOptions {
	readonly force: boolean;
	readonly volumes: boolean;
}
/** Removes a container; `name` is how the client called it. Throws 409. */
export function* removeContainer(container: Container, options: RemoveOptions, name = container.name.slice(1)): Sys<void> {
	const { id } = container;
	const busy = yield* remember((m) => {
		const now = m.containers.get(id);
		if (!now) return undefined;
		if (now.state.removalInProgress) return true;
		m.containers.set(id, { ...now, state: { ...now.state, removalInProgress: true } });
		return false;
	});
	if (busy === undefined) return;
	if (busy) throw conflict(`removal of container ${name} is already in progress`);
	try {
		yield* cleanUp(id, options);
	} catch (error) {
		yield* updateState(id, { removalInProgress: false });
		if (error instanceof DockerError) throw prefixed(`cannot remove container "${name}": `, error);
		throw error;
	}
}
function* cleanUp(id: string, options: RemoveOptions): Sys<void> {
	const before = yield* remember((m) => m.containers.get(id));
	if (!before) return;
	if (before.state.running) {
		if (!options.force) throw stillRunning(before);
		try {
			yield* kill(id);
		} catch (error) {
			if (!(error instanceof DockerError)) throw error;
			if (error.status !== 409) throw prefixed('could not kill container: ', error);
		}
	}
	yield* stop(id, { timeout: 3 });
	yield* locked('container:' + id, dispose(id, options));
}
const stillRunning = (container: Container): DockerError =>
	container.state.paused
		? conflict('container is paused and must be unpaused first')
		: conflict(`container is ${stateWord(container)}: stop the container before removing or force remove`);
function* dispose(id: string, options: RemoveOptions): Sys<void> {
	// A start that was under way when the removal began has ended by now.
	const now = yield* remember((m) => m.containers.get(id));
	if (!now) return;
	if (now.state.running) throw stillRunning(now);
	const container = yield* updateState(id, { dead: true });
	if (!container) return;
	yield* saveContainer(id);
	yield* cancelRestart(id);
	yield* deleteContainerRecord(id);
	yield* releaseNetworks(id);
	yield* take('remove');
	yield* removeLayer(container);
	yield* removeAll(containerRoot(id));
	yield* releaseVolumes(container, options.volumes);
	yield* remember((m) => {
		m.containers.delete(id);
		if (m.names.get(container.name) === id) m.names.delete(container.name);
		for (const exec of [...m.execs.values()]) if (exec.containerId === id) m.execs.delete(exec.id);
		m.removed.set(id, { exitCode: container.state.exitCode, error: container.state.error });
		for (const old of [...m.removed.keys()].slice(0, -100)) m.removed.delete(old);
	});
	yield* logContainerEvent(container, 'destroy');
	yield* notifyState(id);
	yield* notify('log:' + id);
	yield* remember((m) => void m.runtime.delete(id));
}

export function* deleteContainer(request: Request): Sys<Reply> {
	const name = request.vars[0] ?? '';
	if (flag(request, 'link')) throw system('Conflict, cannot remove the default link name of the container');
	const container = yield* getContainer(name);
	yield* removeContainer(container, { force: flag(request, 'force'), volumes: flag(request, 'v') }, name);
	return noContent;
}

export function* pruneContainers(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, ['label', 'label!', 'until']);
	const cutoff = yield* untilCutoff(filters);
	const all = yield* remember((m) => [...m.containers.values()]);
	const deleted: string[] = [];
	let reclaimed = 0;
	for (const container of all) {
		if (container.state.running || (cutoff !== undefined && container.created > cutoff) || !prunable(filters, container.config.Labels)) continue;
		const size = yield* layerSize(container);
		try {
			yield* removeContainer(container, { force: false, volumes: false }, container.id);
		} catch (error) {
			if (!(error instanceof DockerError)) throw error;
			continue;
		}
		reclaimed += size;
		deleted.push(container.id);
	}
	yield* logEvent('container', 'prune', '', { reclaimed: String(reclaimed) });
	return ok({ ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed });
}
