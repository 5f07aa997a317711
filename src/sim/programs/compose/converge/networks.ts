// The project's networks: found by name and label, made when missing, made anew when their configuration changed
// (ensureNetwork of pkg/compose/create.go). External ones are only looked up.
import type { Sys } from '../../../engine/index.ts';
import { networkHash, type NetworkConfig } from '../../../values/compose/index.ts';
import { goQuote } from '../../../values/index.ts';
import { filtersJson, segment } from '../../docker/client/api.ts';
import { Failure } from '../../docker/failure.ts';
import { VERSION } from '../app.ts';
import { askJson, change, getContainers, isConflict, isNotFound, type Container } from '../engine.ts';
import { labels } from '../labels.ts';
import { warn } from '../log.ts';
import { created, creating, errorEvent, removed } from '../progress/event.ts';
import type { Work } from './state.ts';
import { stopServices } from './stop.ts';

interface Network {
	readonly Id: string;
	readonly Name: string;
	readonly Labels: Readonly<Record<string, string>> | null;
}

/** The ids by key. */
export function* ensureNetworks(work: Work): Sys<ReadonlyMap<string, string>> {
	const ids = new Map<string, string>();
	for (const [key, network] of Object.entries(work.project.networks))
		ids.set(key, network.external === true ? yield* external(work, network) : yield* own(work, key, network));
	return ids;
}

function* own(work: Work, key: string, network: NetworkConfig): Sys<string> {
	try {
		return yield* resolveOrCreate(work, key, network);
	} catch (e) {
		// Another compose may have made it in between.
		if (isConflict(e)) return yield* resolveOrCreate(work, key, network);
		throw e;
	}
}
const listed = (work: Work, name: string): Sys<readonly Network[]> =>
	askJson<readonly Network[]>(work.engine, 'GET', '/networks', { query: { filters: filtersJson({ name: [name] }) } });
const foreign = (name: string): string => `a network with name ${name} exists but was not created`;
const USE_EXTERNAL = '.\nSet `external: true` to use an existing network';

function* resolveOrCreate(work: Work, key: string, network: NetworkConfig): Sys<string> {
	const { engine, project } = work;
	const name = network.name ?? '';
	let dangling: readonly Container[] = [];
	let found: Network | undefined;
	try {
		found = yield* askJson<Network>(engine, 'GET', `/networks/${segment(name)}`);
	} catch (e) {
		if (!(e instanceof Failure) || e.status === undefined) throw e;
	}
	if (found && (found.Name === name || found.Id === name)) {
		const owner = found.Labels?.[labels.project];
		if (owner === undefined) yield* warn(engine, `${foreign(name)} by compose${USE_EXTERNAL}`);
		else if (owner !== project.name) yield* warn(engine, `${foreign(name)} for project ${goQuote(project.name)}${USE_EXTERNAL}`);
		const label = found.Labels?.[labels.network] ?? '';
		if (label !== key)
			throw new Failure(`network ${name} was found but has incorrect label ${labels.network} set to ${goQuote(label)} (expected: ${goQuote(key)})`);
		const hash = found.Labels?.[labels.configHash] ?? '';
		if (hash === '' || hash === networkHash(network)) return found.Id;
		dangling = yield* removeDiverged(work, key, name);
	}
	const same = (yield* listed(work, name)).filter((one) => one.Name === name);
	const mine = same.find((one) => one.Labels?.[labels.project] === project.name && one.Labels[labels.network] === key);
	if (mine) return mine.Id;
	if (same[0]) {
		yield* warn(engine, `${foreign(name)} by compose${USE_EXTERNAL}`);
		return same[0].Id;
	}
	return yield* create(work, key, network, dangling);
}

function* create(work: Work, key: string, network: NetworkConfig, dangling: readonly Container[]): Sys<string> {
	const { engine, project, writer } = work;
	const { name = '', ipam } = network;
	const id = `Network ${name}`;
	yield* writer.event(creating(id));
	const wantsIpam = (ipam?.driver ?? '') !== '' || (ipam?.config ?? []).length > 0;
	const body = {
		Name: name,
		Driver: network.driver ?? '',
		...(network.enable_ipv4 === undefined ? {} : { EnableIPv4: network.enable_ipv4 }),
		...(network.enable_ipv6 === undefined ? {} : { EnableIPv6: network.enable_ipv6 }),
		...(wantsIpam
			? {
					IPAM: {
						Driver: ipam?.driver ?? '',
						Options: null,
						Config: (ipam?.config ?? []).map((pool) => ({
							...(pool.subnet === undefined ? {} : { Subnet: pool.subnet }),
							...(pool.ip_range === undefined ? {} : { IPRange: pool.ip_range }),
							...(pool.gateway === undefined ? {} : { Gateway: pool.gateway }),
							...(pool.aux_addresses === undefined ? {} : { AuxiliaryAddresses: pool.aux_addresses })
						}))
					}
				}
			: {}),
		Internal: network.internal === true,
		Attachable: network.attachable === true,
		Options: network.driver_opts ?? null,
		Labels: {
			...network.labels,
			[labels.network]: key,
			[labels.project]: project.name,
			[labels.version]: VERSION,
			[labels.configHash]: networkHash(network)
		}
	};
	try {
		const answer = engine.dryRun ? { Id: name } : yield* askJson<{ Id: string }>(engine, 'POST', '/networks/create', { body: { json: body } });
		yield* writer.event(created(id));
		for (const container of dangling) yield* change(engine, 'POST', `/networks/${segment(name)}/connect`, { body: { json: { Container: container.Id } } });
		return answer.Id;
	} catch (e) {
		if (!(e instanceof Failure)) throw e;
		yield* writer.event(errorEvent(id));
		throw new Failure(`failed to create network ${name}: ${e.text}`, e.code, e.status === undefined ? {} : { status: e.status });
	}
}

/** What uses a network that is to be made anew stops and leaves it. */
function* removeDiverged(work: Work, key: string, name: string): Sys<readonly Container[]> {
	const { engine, project, writer } = work;
	const services = Object.values(project.services).flatMap((service) => (Object.hasOwn(service.networks ?? {}, key) ? [service.name] : []));
	yield* stopServices(work, services, undefined);
	const containers = yield* getContainers(engine, project.name, { oneOff: 'exclude', all: true, services });
	for (const container of containers)
		yield* change(engine, 'POST', `/networks/${segment(name)}/disconnect`, { body: { json: { Container: container.Id, Force: true } } });
	let failed: unknown;
	try {
		yield* change(engine, 'DELETE', `/networks/${segment(name)}`);
	} catch (e) {
		failed = e;
	}
	yield* writer.event(removed(`Network ${name}`));
	if (failed !== undefined) throw failed;
	return containers;
}

function* external(work: Work, network: NetworkConfig): Sys<string> {
	const { engine } = work;
	const name = network.name ?? '';
	let networks = yield* listed(work, name);
	if (networks.length === 0) {
		try {
			networks = [yield* askJson<Network>(engine, 'GET', `/networks/${segment(name)}`)];
		} catch (e) {
			if (!isNotFound(e)) throw e;
		}
	}
	const [first, second] = networks.filter((one) => one.Name === name || one.Id === name);
	if (second) throw new Failure(`multiple networks with name ${goQuote(name)} were found. Use network ID as \`name\` to avoid ambiguity`);
	if (first) return first.Id;
	const info = yield* askJson<{ Swarm?: { LocalNodeState?: string } }>(engine, 'GET', '/info');
	if (!['inactive', 'locked', '', undefined].includes(info.Swarm?.LocalNodeState)) return 'swarm';
	throw new Failure(`network ${name} declared as external, but could not be found`);
}
