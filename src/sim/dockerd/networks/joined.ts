// Who is on which network, and which addresses are taken: kept as endpoints come and go, so that joining costs the same with one container
// as with a thousand. Both are made from the networks' endpoints when they are not there (a daemon that has just read its files).
// Invariant: endpoints are added to and removed from a network's record only here.
import type { Endpoint, Memory, Network, TakenAddresses } from '../state.ts';
import { endOf, freeAddress, parseCidr, parseIp } from './address.ts';

type Joined = Pick<Memory, 'networks' | 'joined' | 'addresses'>;

function joinedOf(m: Joined): Map<string, readonly string[]> {
	if (m.joined) return m.joined;
	const joined = (m.joined = new Map<string, readonly string[]>());
	for (const network of m.networks.values()) for (const { containerId } of network.endpoints) noteJoined(joined, containerId, network.id);
	return joined;
}
function noteJoined(joined: Map<string, readonly string[]>, containerId: string, network: string): void {
	const now = joined.get(containerId) ?? [];
	if (!now.includes(network)) joined.set(containerId, [...now, network]);
}

/** The endpoint of a container on a network. A plain loop from the newest: there may be a thousand, and a connect asks several times. */
export function endpointOf(network: Network, containerId: string): Endpoint | undefined {
	const { endpoints } = network;
	for (let i = endpoints.length - 1; i >= 0; i--) {
		const endpoint = endpoints[i];
		if (endpoint?.containerId === containerId) return endpoint;
	}
	return undefined;
}
/** A container's endpoints, network by network. */
export function endpointsOf(m: Joined, containerId: string): { network: Network; endpoint: Endpoint }[] {
	const ids = joinedOf(m).get(containerId);
	if (!ids) return [];
	const out: { network: Network; endpoint: Endpoint }[] = [];
	for (const network of m.networks.values()) {
		const endpoint = ids.includes(network.id) ? endpointOf(network, containerId) : undefined;
		if (endpoint) out.push({ network, endpoint });
	}
	return out;
}

function addressesOf(m: Joined, network: Network): TakenAddresses {
	const all = (m.addresses ??= new Map());
	const known = all.get(network.id);
	if (known) return known;
	const taken = new Set<number>();
	const take = (text: string): void => {
		const ip = parseIp(text);
		if (ip !== undefined) taken.add(ip);
	};
	for (const pool of network.pools) {
		take(pool.gateway);
		for (const address of Object.values(pool.auxAddresses)) take(address);
	}
	for (const endpoint of network.endpoints) take(endpoint.ip);
	const made: TakenAddresses = { taken, low: network.pools.map(() => 0) };
	all.set(network.id, made);
	return made;
}
export const isTaken = (m: Joined, network: Network, ip: number): boolean => addressesOf(m, network).taken.has(ip);

/** The lowest free address of a network's pools, neither a pool's first nor its last; undefined when there is none. */
export function nextAddress(m: Joined, network: Network): number | undefined {
	const { taken, low } = addressesOf(m, network);
	for (const [at, pool] of network.pools.entries()) {
		const subnet = parseCidr(pool.subnet);
		const range = parseCidr(pool.ipRange) ?? subnet;
		if (!subnet || !range) continue;
		const ip = freeAddress(subnet, range, taken, low[at]);
		low[at] = ip ?? endOf(range);
		if (ip !== undefined) return ip;
	}
	return undefined;
}

/** Puts an endpoint on a network; answers the network with it. */
export function addEndpoint(m: Joined, networkId: string, endpoint: Endpoint): Network | undefined {
	const old = m.networks.get(networkId);
	if (!old) return undefined;
	const { taken } = addressesOf(m, old);
	const ip = parseIp(endpoint.ip);
	if (ip !== undefined) taken.add(ip);
	noteJoined(joinedOf(m), endpoint.containerId, networkId);
	const next = { ...old, endpoints: [...old.endpoints, endpoint] };
	m.networks.set(networkId, next);
	return next;
}
export function removeEndpoint(m: Joined, networkId: string, endpointId: string): void {
	const old = m.networks.get(networkId);
	const gone = old?.endpoints.findLast((endpoint) => endpoint.id === endpointId);
	if (!old || !gone) return;
	const { taken, low } = addressesOf(m, old);
	const joined = joinedOf(m);
	const next = { ...old, endpoints: old.endpoints.filter((endpoint) => endpoint !== gone) };
	m.networks.set(networkId, next);
	const ip = parseIp(gone.ip);
	if (ip !== undefined) {
		taken.delete(ip);
		for (const [at, from] of low.entries()) low[at] = Math.min(from, ip);
	}
	if (endpointOf(next, gone.containerId)) return;
	const left = (joined.get(gone.containerId) ?? []).filter((id) => id !== networkId);
	if (left.length > 0) joined.set(gone.containerId, left);
	else joined.delete(gone.containerId);
}
/** Forgets a network that nobody is on. */
export function dropNetwork(m: Joined, id: string): void {
	m.networks.delete(id);
	m.addresses?.delete(id);
}
