// POST /containers/{id}/rename and /update.
import type { Sys } from '../../engine/index.ts';
import { RpcError } from '../../containerd/api.ts';
import type { HostConfig } from '../api-types.ts';
import { decodeHostConfig, decodeResources } from '../decode-config.ts';
import { field, isObject, num, object } from '../decode.ts';
import { badParameter, conflict, DockerError, prefixed, system } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { noContent, ok, param, readJson, type Reply, type Request } from '../http.ts';
import { getContainer, remember, updateContainer, updateRuntime } from '../memory.ts';
import { dnsNames, isUserDefined, writeHosts } from '../networks/endpoints.ts';
import { saveEndpoint } from '../networks/store.ts';
import { updateTask } from '../tasks.ts';
import { checkResources, checkRestartPolicy } from '../validate.ts';
import { checkName, reserveName } from './create.ts';
import { saveContainer } from './save.ts';
import { specResources } from './spec.ts';

export function* renameContainer(request: Request): Sys<Reply> {
	const given = param(request, 'name');
	const oldName = request.vars[0] ?? '';
	if (oldName === '' || given === '') throw badParameter('Neither old nor new names may be empty');
	const container = yield* getContainer(oldName);
	const name = given.startsWith('/') ? given : '/' + given;
	if (container.name === name) throw badParameter('Renaming a container with the same name as its current name');
	try {
		checkName(given);
		yield* reserveName(name, container.id);
	} catch (error) {
		if (error instanceof DockerError) throw prefixed('Error when allocating new name: ', error);
		throw error;
	}
	const renamed = yield* updateContainer(container.id, { name });
	yield* remember((m) => {
		if (m.names.get(container.name) === container.id) m.names.delete(container.name);
		for (const network of m.networks.values()) {
			if (!network.endpoints.some((endpoint) => endpoint.containerId === container.id)) continue;
			const endpoints = network.endpoints.map((endpoint) =>
				endpoint.containerId !== container.id || !renamed
					? endpoint
					: {
							...endpoint,
							name: name.slice(1),
							dnsNames: isUserDefined(network.name) ? dnsNames(renamed, renamed.network.networks[network.name]?.Aliases ?? null) : []
						}
			);
			m.networks.set(network.id, { ...network, endpoints });
		}
	});
	yield* saveContainer(container.id);
	for (const { network, endpoint } of yield* endpointsOf(container.id)) yield* saveEndpoint(network, endpoint);
	if (container.state.running) yield* writeHosts(container.id);
	if (renamed) yield* logContainerEvent(renamed, 'rename', { oldName: container.name });
	return noContent;
}

const endpointsOf = (id: string) =>
	remember((m) =>
		[...m.networks.values()].flatMap((network) => network.endpoints.filter((e) => e.containerId === id).map((e) => ({ network: network.id, endpoint: e.id })))
	);

export function* updateResources(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	const wanted = decodeHostConfig(body);
	if (isObject(field(body, 'RestartPolicy')) && wanted.RestartPolicy.Name !== '') checkRestartPolicy(wanted.RestartPolicy);
	yield* checkResources(wanted, true);
	const container = yield* getContainer(request.vars[0] ?? '');
	const cannot = `Cannot update container ${container.id}: `;
	if (container.state.removalInProgress || container.state.dead) throw conflict(`${cannot}container is marked for removal and cannot be "update"`);
	const next = merged(container.hostConfig, wanted, cannot);
	if (wanted.RestartPolicy.Name !== '' && container.hostConfig.AutoRemove && wanted.RestartPolicy.Name !== 'no')
		throw conflict(cannot + 'Restart policy cannot be updated because AutoRemove is enabled for the container');
	yield* updateContainer(container.id, { hostConfig: next });
	yield* saveContainer(container.id);
	if (wanted.RestartPolicy.Name !== '') yield* updateRuntime(container.id, { restartTries: 0 });
	if (container.state.running && !container.state.restarting) {
		try {
			yield* updateTask(container.id, specResources(next));
		} catch (error) {
			if (!(error instanceof RpcError)) throw error;
			yield* updateContainer(container.id, { hostConfig: container.hostConfig });
			yield* saveContainer(container.id);
			throw system(cannot + error.message);
		}
	}
	yield* logContainerEvent((yield* remember((m) => m.containers.get(container.id))) ?? container, 'update');
	return ok({ Warnings: null });
}
/** What an update sets; zero values leave things as they are. Throws 400 and 409. */
function merged(old: HostConfig, wanted: HostConfig, cannot: string): HostConfig {
	const r = decodeResources(object({ ...wanted }));
	const pick = (
		name: 'BlkioWeight' | 'CpuShares' | 'CpuPeriod' | 'CpuQuota' | 'CpuRealtimePeriod' | 'CpuRealtimeRuntime' | 'MemoryReservation' | 'NanoCpus'
	): number => num(object({ ...r }), name) || old[name];
	if (r.NanoCpus > 0 && old.CpuPeriod > 0) throw conflict(cannot + 'Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set');
	if (r.NanoCpus > 0 && old.CpuQuota > 0) throw conflict(cannot + 'Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set');
	if (r.CpuPeriod > 0 && old.NanoCpus > 0) throw conflict(cannot + 'Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set');
	if (r.CpuQuota > 0 && old.NanoCpus > 0) throw conflict(cannot + 'Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set');
	if (r.Memory !== 0 && r.MemorySwap === 0 && r.Memory > old.MemorySwap && old.MemorySwap > 0)
		throw conflict(cannot + 'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time');
	return {
		...old,
		BlkioWeight: pick('BlkioWeight'),
		CpuShares: pick('CpuShares'),
		CpuPeriod: pick('CpuPeriod'),
		CpuQuota: pick('CpuQuota'),
		CpuRealtimePeriod: pick('CpuRealtimePeriod'),
		CpuRealtimeRuntime: pick('CpuRealtimeRuntime'),
		NanoCpus: pick('NanoCpus'),
		MemoryReservation: pick('MemoryReservation'),
		Memory: r.Memory || old.Memory,
		MemorySwap: r.MemorySwap || old.MemorySwap,
		CpusetCpus: r.CpusetCpus || old.CpusetCpus,
		CpusetMems: r.CpusetMems || old.CpusetMems,
		PidsLimit: r.PidsLimit === null ? old.PidsLimit : r.PidsLimit <= 0 ? null : r.PidsLimit,
		RestartPolicy: wanted.RestartPolicy.Name === '' ? old.RestartPolicy : wanted.RestartPolicy
	};
}
