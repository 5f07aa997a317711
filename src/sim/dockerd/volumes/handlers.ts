// /volumes: list, inspect, create, remove, prune, update.
import type { Sys } from '../../engine/index.ts';
import { rfc3339 } from '../../values/index.ts';
import { byBytes, isObject, field, sortedMap, str, stringMap, type JsonObject } from '../decode.ts';
import { badParameter, unavailable } from '../errors.ts';
import { logEvent } from '../events.ts';
import { treeSize } from '../files.ts';
import { acceptFilters, boolFilter, matches, matchesLabels, parseFilters, prunable } from '../filters.ts';
import { before, flag, noContent, ok, param, readJson, type Reply, type Request } from '../http.ts';
import { locked, remember } from '../memory.ts';
import type { Volume } from '../state.ts';
import { createVolume, getVolume, mountpoint, removeVolume } from './store.ts';

/** A volume as the API shows it. Pure. */
export function shownVolume(volume: Volume, usage?: { size: number; refs: number }): JsonObject {
	return {
		CreatedAt: rfc3339(volume.created),
		Driver: volume.driver,
		Labels: volume.labels === null || Object.keys(volume.labels).length === 0 ? null : sortedMap(volume.labels),
		Mountpoint: mountpoint(volume.name),
		Name: volume.name,
		Options: volume.options === null ? null : sortedMap(volume.options),
		Scope: 'local',
		...(usage ? { UsageData: { RefCount: usage.refs, Size: usage.size } } : {})
	};
}
export const sortedVolumes = (): Sys<Volume[]> => remember((m) => [...m.volumes.values()].sort((a, b) => byBytes(a.name, b.name)));

export function* listVolumes(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, ['dangling', 'name', 'driver', 'label']);
	const dangling = filters.has('dangling') ? boolFilter(filters, 'dangling', false) : undefined;
	const all = (yield* sortedVolumes()).filter(
		(volume) =>
			(dangling === undefined || (volume.refs.length === 0) === dangling) &&
			matches(filters, 'name', volume.name) &&
			(!filters.has('driver') || (filters.get('driver') ?? []).includes(volume.driver)) &&
			matchesLabels(filters, 'label', volume.labels)
	);
	return ok({ Volumes: all.map((volume) => shownVolume(volume)), Warnings: null });
}
export function* inspectVolume(request: Request): Sys<Reply> {
	return ok(shownVolume(yield* getVolume(request.vars[0] ?? '')));
}
export function* postVolume(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	if (isObject(field(body, 'ClusterVolumeSpec')))
		throw unavailable('This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.');
	const volume = yield* locked(
		'volumes',
		createVolume({ name: str(body, 'Name'), driver: str(body, 'Driver'), options: stringMap(body, 'DriverOpts'), labels: stringMap(body, 'Labels') })
	);
	return { status: 201, json: shownVolume(volume) };
}
export function* deleteVolume(request: Request): Sys<Reply> {
	yield* locked('volumes', removeVolume(request.vars[0] ?? '', flag(request, 'force')));
	return noContent;
}
/** PUT /volumes/{name}: cluster volumes only, so without a swarm it is the volume that is looked for first. */
export function* updateVolume(request: Request): Sys<Reply> {
	yield* getVolume(request.vars[0] ?? '');
	throw unavailable('This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.');
}
export function* pruneVolumes(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, ['all', 'label', 'label!']);
	const all = before(request, '1.42') || boolFilter(filters, 'all', false);
	if (filters.has('until')) throw badParameter("invalid filter 'until'");
	const deleted: string[] = [];
	let reclaimed = 0;
	for (const volume of yield* sortedVolumes()) {
		// Volumes with options (a device, a size) are never pruned.
		if (volume.refs.length > 0 || volume.options !== null || (!all && !volume.anonymous) || !prunable(filters, volume.labels)) continue;
		reclaimed += yield* treeSize(mountpoint(volume.name));
		yield* locked('volumes', removeVolume(volume.name, false));
		deleted.push(volume.name);
	}
	yield* logEvent('volume', 'prune', '', { reclaimed: String(reclaimed) });
	return ok({ VolumesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed });
}
