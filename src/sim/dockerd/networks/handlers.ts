// /networks: list, inspect, create, remove, connect, disconnect, prune.
import { take } from '../pace.ts';
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { rfc3339nano } from '../../values/index.ts';
import { decodeEndpoint } from '../decode-config.ts';
import { bool, byBytes, field, isObject, list, object, optional, sortedMap, str, stringMap, type JsonObject } from '../decode.ts';
import { badParameter, conflict, DockerError, forbidden, notFound, system } from '../errors.ts';
import { logNetworkEvent, logEvent } from '../events.ts';
import { acceptFilters, boolFilter, fuzzyMatch, matches, matchesLabels, parseFilters, prunable, type Filters } from '../filters.ts';
import { noContent, ok, param, readJson, type Reply, type Request } from '../http.ts';
import { getContainer, locked, newId, remember, updateContainer } from '../memory.ts';
import { saveContainer } from '../containers/save.ts';
import type { Container, IpamPool, Network } from '../state.ts';
import { untilCutoff } from '../images/read.ts';
import { contains, freeSubnet, ipText, overlaps, parseCidr, parseIp } from './address.ts';
import { checkEndpoint, connectContainer, disconnectContainer, dnsNames, isUserDefined } from './endpoints.ts';
import { dropNetwork } from './joined.ts';
import { makeOverlay, removeOverlay } from '../swarm/network.ts';
import { notManager } from '../swarm/store.ts';
import { getNetwork, noSuchNetwork, plugIn, plugOut, saveNetworks, takenSubnets } from './store.ts';

const predefinedNames = ['bridge', 'host', 'none', 'default'];
const isPredefined = (network: Network): boolean => predefinedNames.includes(network.name);

/** What a network calls its driver. */
const driverOf = (network: Network): string => (network.overlay ? 'overlay' : network.driver);

/** A network as GET /networks shows it; inspect adds the containers. Pure. */
export function shown(network: Network, containers: boolean): JsonObject {
	const config = network.pools.map((pool) => ({
		Subnet: pool.subnet,
		...(pool.ipRange === '' ? {} : { IPRange: pool.ipRange }),
		...(pool.givenGateway || !pool.given ? { Gateway: pool.gateway } : {}),
		...(Object.keys(pool.auxAddresses).length > 0 ? { AuxiliaryAddresses: pool.auxAddresses } : {})
	}));
	const ends = [...network.endpoints].sort((a, b) => byBytes(a.containerId, b.containerId));
	return {
		Name: network.name,
		Id: network.id,
		Created: rfc3339nano(network.created),
		Scope: network.overlay ? 'swarm' : 'local',
		Driver: driverOf(network),
		EnableIPv4: network.enableIPv4,
		EnableIPv6: network.enableIPv6,
		IPAM: { Driver: network.ipamDriver, Options: network.ipamOptions, Config: config.length > 0 ? config : null },
		Internal: network.internal,
		Attachable: network.attachable,
		Ingress: network.overlay?.ingress ?? false,
		ConfigFrom: { Network: '' },
		ConfigOnly: false,
		Containers: containers
			? Object.fromEntries(
					ends.map((endpoint) => [
						endpoint.containerId,
						{
							Name: endpoint.name,
							EndpointID: endpoint.id,
							MacAddress: endpoint.mac,
							IPv4Address: endpoint.ip === '' ? '' : `${endpoint.ip}/${endpoint.prefix}`,
							IPv6Address: ''
						}
					])
				)
			: {},
		Options: sortedMap(network.options),
		Labels: sortedMap(network.labels)
	};
}

function filterNetworks(all: readonly Network[], filters: Filters): Network[] {
	const type = filters.get('type');
	if (type && type.some((value) => value !== 'custom' && value !== 'builtin'))
		throw badParameter(`invalid filter: 'type'='${type.find((value) => value !== 'custom' && value !== 'builtin') ?? ''}'`);
	const dangling = filters.has('dangling') ? boolFilter(filters, 'dangling', false) : undefined;
	return all.filter(
		(network) =>
			(!filters.has('driver') || (filters.get('driver') ?? []).includes(driverOf(network))) &&
			matches(filters, 'name', network.name) &&
			fuzzyMatch(filters, 'id', network.id) &&
			matchesLabels(filters, 'label', network.labels) &&
			(!filters.has('scope') || (filters.get('scope') ?? []).includes(network.overlay ? 'swarm' : 'local')) &&
			(!type || type.includes(isPredefined(network) ? 'builtin' : 'custom')) &&
			(dangling === undefined || (!isPredefined(network) && network.endpoints.length === 0) === dangling)
	);
}
export function* listNetworks(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']);
	const all = yield* remember((m) => [...m.networks.values()].filter((network) => !network.overlay?.removing));
	return ok(filterNetworks(all, filters).map((network) => shown(network, false)));
}
export function* inspectNetwork(request: Request): Sys<Reply> {
	const term = request.vars[0] ?? '';
	const found = yield* remember((m) => {
		const all = [...m.networks.values()];
		const exact = m.networks.get(term);
		if (exact) return exact;
		const named = all.filter((network) => network.name === term);
		if (named.length === 1) return named[0];
		if (named.length > 1) return `network ${term} is ambiguous (${named.length} matches found based on name)`;
		const prefixed = all.filter((network) => network.id.startsWith(term));
		if (prefixed.length > 1) return `network ${term} is ambiguous (${prefixed.length} matches found based on ID prefix)`;
		return prefixed[0];
	});
	if (typeof found === 'string') throw badParameter(found);
	if (!found) throw noSuchNetwork(term);
	const scope = param(request, 'scope');
	if (scope !== '' && scope !== (found.overlay ? 'swarm' : 'local')) throw noSuchNetwork(term);
	return ok(shown(found, true));
}

/** The subnets of a request's IPAM. Throws 400 with every problem. */
function pools(ipam: JsonObject): IpamPool[] {
	const problems: string[] = [];
	const out: IpamPool[] = [];
	for (const config of (list(ipam, 'Config') ?? []).filter(isObject)) {
		const text = str(config, 'Subnet');
		if (text === '' && str(config, 'Gateway') === '' && str(config, 'IPRange') === '') continue;
		const gateway = str(config, 'Gateway');
		const ipRange = str(config, 'IPRange');
		const auxAddresses = stringMap(config, 'AuxiliaryAddresses') ?? {};
		if (text.includes(':')) continue; // IPv6: accepted and left out.
		const subnet = parseCidr(text);
		if (!subnet) {
			problems.push(`invalid subnet ${text}: invalid CIDR block notation`);
			continue;
		}
		if (subnet.address !== subnet.base) problems.push(`invalid subnet ${text}: it should be ${ipText(subnet.base)}/${subnet.bits}`);
		const range = ipRange === '' ? undefined : parseCidr(ipRange);
		if (ipRange !== '' && !range) problems.push(`invalid ip-range ${ipRange}: invalid CIDR block notation`);
		else if (range) {
			if (range.bits < subnet.bits) problems.push(`invalid ip-range ${ipRange}: CIDR block is bigger than its parent subnet ${text}`);
			if (range.address !== range.base) problems.push(`invalid ip-range ${ipRange}: it should be ${ipText(range.base)}/${range.bits}`);
			if (!contains(subnet, range.base)) problems.push(`invalid ip-range ${ipRange}: parent subnet ${text} doesn't contain ip-range`);
		}
		const address = (label: string, value: string): void => {
			const ip = parseIp(value);
			if (ip === undefined) problems.push(`invalid ${label} ${value}: invalid address`);
			else if (!contains(subnet, ip)) problems.push(`invalid ${label} ${value}: parent subnet ${text} doesn't contain this address`);
		};
		if (gateway !== '') address('gateway', gateway);
		for (const [name, value] of Object.entries(auxAddresses)) address(`auxiliary address ${name}:`.replace(/:$/, ''), value);
		const first = range && !contains(subnet, range.base) ? subnet.base : (range?.base ?? subnet.base);
		out.push({
			subnet: text,
			gateway: gateway || ipText(first === subnet.base ? first + 1 : first),
			ipRange,
			auxAddresses,
			given: true,
			givenGateway: gateway !== ''
		});
	}
	if (problems.length > 0) throw badParameter(`invalid network config:\n${problems.join('\n')}`);
	return out;
}

export function* createNetwork(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	const name = str(body, 'Name');
	if (name === '' || name.trim() === '') throw badParameter('invalid network name: name is empty');
	if (yield* remember((m) => [...m.networks.values()].some((network) => network.name === name && !isPredefined(network))))
		throw conflict(`network with name ${name} already exists`);
	if (predefinedNames.includes(name)) throw forbidden(`operation is not permitted on predefined ${name} network`);
	return { status: 201, json: yield* locked('network', create(name, body)) };
}
function* create(name: string, body: JsonObject): Sys<JsonObject> {
	const driver = str(body, 'Driver') || 'bridge';
	if (driver === 'overlay') return yield* createOverlay(name, body);
	const ipam = object(field(body, 'IPAM'));
	const given = pools(ipam);
	if (driver === 'host' || driver === 'null') throw forbidden(`only one instance of "${driver}" network is allowed`);
	if (driver !== 'bridge' && driver !== 'macvlan' && driver !== 'ipvlan') throw notFound(`plugin "${driver}" not found`);
	const ipamDriver = str(ipam, 'Driver') || 'default';
	if (ipamDriver !== 'default' && ipamDriver !== 'null') throw badParameter(`invalid ipam driver: plugin "${ipamDriver}" not found`);
	const taken = yield* takenSubnets();
	for (const pool of given) {
		const subnet = parseCidr(pool.subnet);
		if (subnet && driver === 'bridge' && (yield* ourSubnets()).some((other) => overlaps(other, subnet)))
			throw forbidden('invalid pool request: Pool overlaps with other one on this address space');
	}
	const chosen = given.length > 0 ? given : [yield* chosenPool(taken)];
	const id = yield* newId();
	const options = stringMap(body, 'Options') ?? {};
	const network: Network = {
		id,
		name,
		driver,
		created: yield* clock(),
		enableIPv4: optional(body, 'EnableIPv4', bool) ?? true,
		enableIPv6: optional(body, 'EnableIPv6', bool) ?? false,
		internal: bool(body, 'Internal'),
		attachable: bool(body, 'Attachable'),
		options,
		labels: stringMap(body, 'Labels') ?? {},
		ipamDriver,
		ipamOptions: stringMap(ipam, 'Options') ?? (given.length > 0 || Object.keys(ipam).length > 0 ? {} : null),
		pools: chosen,
		bridge: driver === 'bridge' ? options['com.docker.network.bridge.name'] || 'br-' + id.slice(0, 12) : '',
		endpoints: [],
		lastAddress: 0
	};
	const clash = driver !== 'bridge' ? undefined : yield* remember((m) => [...m.networks.values()].find((other) => other.bridge === network.bridge));
	if (clash)
		throw forbidden(`cannot create network ${id} (${network.bridge}): conflicts with network ${clash.id} (${clash.bridge}): networks have same bridge name`);
	yield* remember((m) => void m.networks.set(id, network));
	yield* take('networkCreate');
	yield* plugIn(network);
	yield* saveNetworks();
	yield* logNetworkEvent(network, 'create');
	return { Id: id, Warning: '' };
}
function* createOverlay(name: string, body: JsonObject): Sys<JsonObject> {
	if (yield* remember((m) => m.swarm === null)) throw forbidden(notManager);
	const given = pools(object(field(body, 'IPAM')));
	const network = yield* makeOverlay(name, {
		internal: bool(body, 'Internal'),
		attachable: bool(body, 'Attachable'),
		labels: stringMap(body, 'Labels') ?? {},
		...(given.length > 0 ? { pools: given } : {})
	});
	yield* logNetworkEvent(network, 'create');
	return { Id: network.id, Warning: '' };
}
function* ourSubnets() {
	return yield* remember((m) =>
		[...m.networks.values()].filter((n) => n.driver === 'bridge').flatMap((network) => network.pools.flatMap((pool) => parseCidr(pool.subnet) ?? []))
	);
}
function* chosenPool(taken: Parameters<typeof freeSubnet>[1]): Sys<IpamPool> {
	const addressPools = yield* remember((m) => m.config.addressPools);
	const subnet = freeSubnet(addressPools, taken);
	if (!subnet) throw badParameter('all predefined address pools have been fully subnetted');
	return {
		subnet: `${ipText(subnet.base)}/${subnet.bits}`,
		gateway: ipText(subnet.base + 1),
		ipRange: '',
		auxAddresses: {},
		given: false,
		givenGateway: false
	};
}

export function* deleteNetwork(request: Request): Sys<Reply> {
	const network = yield* getNetwork(request.vars[0] ?? '');
	if (network.overlay) yield* removeOverlay(network);
	else yield* locked('network', remove(network));
	return noContent;
}
function* remove(network: Network): Sys<void> {
	if (isPredefined(network)) throw forbidden(`${network.name} is a pre-defined network and cannot be removed`);
	const current = yield* remember((m) => m.networks.get(network.id));
	if (!current) throw noSuchNetwork(network.id);
	if (current.endpoints.length > 0) {
		const ends = current.endpoints.map((endpoint) => `name:"${endpoint.name}" id:"${endpoint.id.slice(0, 12)}"`).join(', ');
		throw forbidden(`error while removing network: network ${network.name} has active endpoints (${ends})`);
	}
	yield* take('networkRemove');
	yield* plugOut(current);
	yield* remember((m) => dropNetwork(m, network.id));
	yield* saveNetworks();
	yield* logNetworkEvent(network, 'destroy');
}

function refuseShared(container: Container, network: Network): void {
	const mode = container.hostConfig.NetworkMode;
	const shared = 'container sharing network namespace with another container or host cannot be connected to any other network';
	if (mode.startsWith('container:')) throw badParameter(shared);
	if (mode !== 'host' && network.driver === 'host')
		throw badParameter('cannot connect container to host network - container must be created in host network mode');
	if (mode === 'host' && network.driver !== 'host') throw badParameter(shared);
	const names = Object.keys(container.network.networks).filter((name) => name !== network.name);
	if (names.includes('none') || (network.driver === 'null' && names.length > 0))
		throw badParameter('container cannot be connected to multiple networks with one of the networks in private (none) mode');
}
export function* connectNetwork(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	const network = yield* getNetwork(request.vars[0] ?? '');
	const container = yield* getContainer(str(body, 'Container'));
	const settings = decodeEndpoint(object(field(body, 'EndpointConfig')));
	if (container.state.removalInProgress || container.state.dead)
		throw system(`Container ${container.id} is marked for removal and cannot be connected or disconnected to the network`);
	try {
		checkEndpoint(network, network.name, settings);
	} catch (error) {
		if (error instanceof DockerError) throw badParameter(error.message);
		throw error;
	}
	refuseShared(container, network);
	const wanted = { ...settings, ...(settings.MacAddress === '' ? {} : { desiredMac: settings.MacAddress }) };
	const { pid, running } = container.state;
	if (running && network.endpoints.some((endpoint) => endpoint.containerId === container.id))
		throw forbidden(`endpoint with name ${container.name.slice(1)} already exists in network ${network.name}`);
	if (running) yield* connectContainer(container.id, network.name, { ...wanted, NetworkID: network.id }, pid);
	else {
		const names = isUserDefined(network.name) ? dnsNames(container, settings.Aliases) : null;
		yield* updateContainer(container.id, (old) => ({
			network: { ...old.network, networks: { ...old.network.networks, [network.name]: { ...wanted, DNSNames: names } } }
		}));
	}
	yield* saveContainer(container.id);
	return { status: 200 };
}
export function* disconnectNetwork(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	const network = yield* getNetwork(request.vars[0] ?? '');
	const force = bool(body, 'Force');
	let container: Container;
	try {
		container = yield* getContainer(str(body, 'Container'));
	} catch (error) {
		if (!(error instanceof DockerError) || !force) throw error;
		const endpoint = network.endpoints.find((candidate) => candidate.name === str(body, 'Container'));
		if (!endpoint) throw notFound(`endpoint ${str(body, 'Container')} not found`);
		yield* disconnectContainer(endpoint.containerId, network);
		return { status: 200 };
	}
	if (container.hostConfig.NetworkMode === 'host' && network.driver === 'host')
		throw badParameter('cannot disconnect container from host network - container was created in host network mode');
	const connected = container.state.running
		? network.endpoints.some((endpoint) => endpoint.containerId === container.id)
		: Object.hasOwn(container.network.networks, network.name);
	if (!connected) throw system(`container ${container.id} is not connected to ${container.state.running ? 'network' : 'the network'} ${network.name}`);
	if (container.state.running) yield* disconnectContainer(container.id, network);
	yield* updateContainer(container.id, (old) => {
		const { [network.name]: _, ...networks } = old.network.networks;
		return { network: { ...old.network, networks } };
	});
	yield* saveContainer(container.id);
	return { status: 200 };
}

export function* pruneNetworks(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, ['label', 'label!', 'until']);
	const cutoff = yield* untilCutoff(filters);
	const used = yield* remember(
		(m) => new Set([...m.containers.values()].flatMap((container) => (container.state.running ? Object.keys(container.network.networks) : [])))
	);
	const candidates = yield* remember((m) => [...m.networks.values()]);
	const deleted: string[] = [];
	for (const network of candidates) {
		if (isPredefined(network) || network.endpoints.length > 0 || used.has(network.name)) continue;
		if ((cutoff !== undefined && network.created > cutoff) || !prunable(filters, network.labels)) continue;
		yield* locked('network', remove(network));
		deleted.push(network.name);
	}
	yield* logEvent('network', 'prune', '', { reclaimed: '0' });
	return ok({ NetworksDeleted: deleted.length > 0 ? deleted : null });
}
