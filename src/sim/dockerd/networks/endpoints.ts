// Putting containers on networks: address, veth pair, routes, published ports, names; and taking them off again.
// Models libnetwork's sandbox and endpoint for bridge, host, null (and macvlan as far as the kernel has it).
// Invariant: an endpoint in a network's record has its address; what a failed connect made is undone.
import { Errno, type Sys } from '../../engine/index.ts';
import { netlink, random } from '../../kernel/index.ts';
import { hex } from '../../values/index.ts';
import type { EndpointSettings } from '../api-types.ts';
import { badParameter, DockerError, errnoText, forbidden, system, unavailable } from '../errors.ts';
import { logNetworkEvent } from '../events.ts';
import { readText, writeFile } from '../files.ts';
import { locked, newId, remember, updateContainer } from '../memory.ts';
import type { Container, Endpoint, Network } from '../state.ts';
import { ipText, parseCidr, parseIp } from './address.ts';
import { startResolver, stopResolver } from './dns.ts';
import { addRules, endpointRules, removeRules } from './firewall.ts';
import { extraHosts, hostsText, ownNames, resolvSettings, resolvText, type HostRecord } from './host-files.ts';
import { addEndpoint, endpointOf, endpointsOf, isTaken, nextAddress, removeEndpoint } from './joined.ts';
import { portMap, publish, unpublish } from './ports.ts';
import { forgetEndpoint, getNetwork, inNetwork, saveEndpoint, updateNetwork } from './store.ts';

export const isUserDefined = (mode: string): boolean => !['', 'default', 'bridge', 'host', 'none'].includes(mode) && !mode.startsWith('container:');
export const networkName = (mode: string): string => (mode === '' || mode === 'default' ? 'bridge' : mode);

/** Throws 400 `invalid endpoint settings:\n…` with every problem. */
export function checkEndpoint(network: Network | undefined, name: string, settings: EndpointSettings): void {
	const problems: string[] = [];
	const ip = settings.IPAMConfig?.IPv4Address ?? '';
	const ip6 = settings.IPAMConfig?.IPv6Address ?? '';
	if (!isUserDefined(name)) {
		if (ip !== '' || ip6 !== '') problems.push('user specified IP address is supported on user defined networks only');
		if ((settings.Aliases ?? []).length > 0) problems.push('network-scoped alias is supported only for containers in user defined networks');
	}
	if (ip !== '' && parseIp(ip) === undefined) problems.push(`invalid IPv4 address: ${ip}`);
	else if (ip !== '' && network && isUserDefined(name)) {
		if (!network.pools.some((pool) => pool.given))
			problems.push('user specified IP address is supported only when connecting to networks with user configured subnets');
		else if (!inNetwork(network, parseIp(ip) ?? 0)) problems.push(`no configured subnet or ip-range contain the IP address ${ip}`);
	}
	if (settings.MacAddress !== '' && !/^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(settings.MacAddress))
		throw badParameter(`invalid MAC address ${settings.MacAddress}`);
	if (problems.length > 0) throw badParameter(`invalid endpoint settings:\n${problems.join('\n')}`);
}

/** Names a container has on a user-defined network: its name, aliases, short id and host name. */
export const dnsNames = (container: Container, aliases: readonly string[] | null): string[] => [
	...new Set([container.name.slice(1), ...(aliases ?? []), container.id.slice(0, 12), ...(container.config.Hostname === '' ? [] : [container.config.Hostname])])
];

function* allocateAddress(network: Network, wanted: string): Sys<string> {
	if (wanted !== '') {
		if (yield* remember((m) => isTaken(m, network, parseIp(wanted) ?? -1))) throw forbidden('Address already in use');
		return wanted;
	}
	const ip = yield* remember((m) => nextAddress(m, network));
	if (ip !== undefined) return ipText(ip);
	throw unavailable("no available IPv4 addresses on this network's address pools: " + `${network.name} (${network.id})`);
}
function* newMac(): Sys<string> {
	const bytes = yield* random(6);
	const first = ((bytes[0] ?? 0) & 0xfe) | 0x02;
	return [first, ...bytes.slice(1)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Reserves an endpoint: id, address, names. Throws 403 and 503. */
function* createEndpoint(container: Container, term: string, settings: Joining): Sys<{ network: Network; endpoint: Endpoint }> {
	const network = yield* getNetwork(term);
	const id = yield* newId();
	const mac = (settings.desiredMac ?? '').replaceAll('-', ':').toLowerCase() || (yield* newMac());
	const bridged = network.driver === 'bridge' || network.driver === 'macvlan' || network.driver === 'ipvlan';
	const ip = bridged ? yield* allocateAddress(network, settings.IPAMConfig?.IPv4Address ?? '') : '';
	const veth = 'veth' + hex(yield* random(4)).slice(0, 7);
	const names = isUserDefined(network.name) ? dnsNames(container, settings.Aliases) : [];
	const used = yield* remember((m) => endpointsOf(m, container.id).map((other) => other.endpoint.ifname));
	let index = 0;
	while (used.includes('eth' + index)) index++;
	const endpoint: Endpoint = {
		id,
		containerId: container.id,
		name: container.name.slice(1),
		ip,
		prefix: parseCidr(network.pools[0]?.subnet ?? '')?.bits ?? 0,
		mac: bridged ? mac : '',
		dnsNames: names,
		veth: bridged ? veth : '',
		ifname: bridged ? 'eth' + index : '',
		ports: [],
		gateway: false
	};
	const updated = yield* remember((m) => addEndpoint(m, network.id, endpoint));
	return { network: updated ?? network, endpoint };
}
const dropEndpoint = (networkId: string, endpointId: string): Sys<void> => remember((m) => removeEndpoint(m, networkId, endpointId));

/** The veth pair between bridge and container, with its address. */
function* plugEndpoint(network: Network, endpoint: Endpoint, pid: number): Sys<void> {
	const inside = { pid };
	if (network.driver === 'macvlan' || network.driver === 'ipvlan') {
		yield* netlink({ op: 'link.add', name: endpoint.veth, kind: 'macvlan', mac: endpoint.mac, link: network.options['parent'] ?? '' });
		yield* netlink({ op: 'link.set', name: endpoint.veth, netns: inside, rename: endpoint.ifname });
	} else {
		yield* netlink({ op: 'link.add', name: endpoint.veth, kind: 'veth', peer: endpoint.ifname, peerNetns: inside });
		yield* netlink({ op: 'link.set', name: endpoint.veth, up: true, master: network.bridge });
		yield* netlink({ op: 'link.set', name: endpoint.ifname, mac: endpoint.mac, inside });
	}
	yield* netlink({ op: 'address.add', dev: endpoint.ifname, address: `${endpoint.ip}/${endpoint.prefix}`, inside });
	yield* netlink({ op: 'link.set', name: endpoint.ifname, up: true, inside });
	yield* addRules(network.internal || network.driver !== 'bridge' ? [] : endpointRules(network.bridge, endpoint.ip));
}

const operational = (settings: EndpointSettings, network: Network, endpoint: Endpoint): EndpointSettings => ({
	...settings,
	MacAddress: endpoint.mac,
	NetworkID: network.id,
	EndpointID: endpoint.id,
	Gateway: network.driver === 'bridge' && !network.internal ? (network.pools[0]?.gateway ?? '') : '',
	IPAddress: endpoint.ip,
	IPPrefixLen: endpoint.prefix,
	DNSNames: endpoint.dnsNames.length > 0 ? endpoint.dnsNames : null
});
/** Settings without what only holds while connected. */
export const cleaned = <T extends EndpointSettings>(settings: T): T => ({
	...settings,
	EndpointID: '',
	Gateway: '',
	IPAddress: '',
	IPPrefixLen: 0,
	IPv6Gateway: '',
	GlobalIPv6Address: '',
	GlobalIPv6PrefixLen: 0,
	MacAddress: ''
});

type Joining = EndpointSettings & { readonly desiredMac?: string };
/** Connects a container (its namespace is that of `pid`) to a network. `starting`: its resolv.conf has just been written. */
export function* connectContainer(containerId: string, term: string, settings: Joining, pid: number, starting = false): Sys<void> {
	yield* locked('network', connect(containerId, term, settings, pid, starting));
}
/** A swarm's network takes containers of its services, and others only when it was made so. Throws 403. */
function* checkAttachable(container: Container, term: string): Sys<void> {
	const network = yield* getNetwork(term);
	if (network.overlay && !network.attachable && container.config.Labels['com.docker.swarm.task.id'] === undefined)
		throw forbidden(`Could not attach to network ${term}: rpc error: code = PermissionDenied desc = network ${term} not manually attachable`);
}
function* connect(containerId: string, term: string, settings: Joining, pid: number, starting: boolean): Sys<void> {
	const container = yield* remember((m) => m.containers.get(containerId));
	if (!container) return;
	yield* checkAttachable(container, term);
	const { network, endpoint } = yield* createEndpoint(container, settings.NetworkID !== '' && isUserDefined(term) ? settings.NetworkID : term, settings);
	try {
		checkEndpoint(network, network.name, settings);
		if (endpoint.ifname !== '') yield* plugEndpoint(network, endpoint, pid);
		if (isUserDefined(network.name) && network.driver === 'bridge') yield* startResolver(container.id, pid);
		yield* chooseGateway(container, pid, { [network.name]: settings.GwPriority });
	} catch (error) {
		yield* unplugEndpoint(network, endpoint);
		yield* dropEndpoint(network.id, endpoint.id);
		yield* chooseGateway(container, pid, {});
		if (error instanceof Errno) throw system(errnoText(error));
		throw error;
	}
	yield* updateContainer(container.id, (old) => {
		const { [term]: _, ...others } = old.network.networks;
		const shown = { ...operational(settings, network, endpoint), ...(settings.desiredMac === undefined ? {} : { desiredMac: settings.desiredMac }) };
		return { network: { ...old.network, networks: { ...others, [network.name]: shown } } };
	});
	yield* showPorts(container.id);
	yield* writeHosts(container.id);
	if (!starting || isUserDefined(network.name)) yield* writeResolv(container.id);
	yield* saveEndpoint(network.id, endpoint.id);
	yield* logNetworkEvent(network, 'connect', { container: container.id });
}
const changeEndpoint = (networkId: string, id: string, change: Partial<Endpoint>): Sys<Network | undefined> =>
	updateNetwork(networkId, (old) => {
		const at = old.endpoints.findLastIndex((other) => other.id === id);
		const other = old.endpoints[at];
		return other ? { endpoints: old.endpoints.with(at, { ...other, ...change }) } : {};
	});
/** Gives the default route and the published ports to the network with the highest priority, among equals the first by name, that leads outside. */
function* chooseGateway(container: Container, pid: number, joining: Readonly<Record<string, number>>): Sys<void> {
	const ways = yield* remember((m) => endpointsOf(m, container.id).filter(({ network }) => network.driver === 'bridge' && !network.internal));
	const priority = (name: string): number => joining[name] ?? container.network.networks[name]?.GwPriority ?? 0;
	ways.sort((a, b) => priority(b.network.name) - priority(a.network.name) || (a.network.name < b.network.name ? -1 : 1));
	const best = ways[0];
	if (!best || best.endpoint.gateway) return;
	for (const { network, endpoint } of ways) {
		if (!endpoint.gateway) continue;
		yield* unpublish(endpoint.ports, network.bridge);
		yield* changeEndpoint(network.id, endpoint.id, { gateway: false, ports: [] });
		try {
			yield* netlink({ op: 'route.delete', to: 'default', inside: { pid } });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	const { network, endpoint } = best;
	yield* changeEndpoint(network.id, endpoint.id, { gateway: true });
	yield* netlink({ op: 'route.add', route: { to: 'default', via: network.pools[0]?.gateway ?? '', dev: endpoint.ifname }, inside: { pid } });
	yield* publishOn(container, network, endpoint);
}
/** NetworkSettings.Ports as it is now. */
const showPorts = (containerId: string): Sys<Container | undefined> =>
	remember((m) => {
		const container = m.containers.get(containerId);
		if (!container) return undefined;
		const ends = endpointsOf(m, containerId).map(({ network, endpoint }) => ({ driver: network.driver, ports: endpoint.ports }));
		const none = ends.every(({ driver }) => driver === 'host' || driver === 'null');
		const next = {
			...container,
			network: {
				...container.network,
				ports: none
					? {}
					: portMap(
							container,
							ends.flatMap(({ ports }) => ports)
						)
			}
		};
		m.containers.set(containerId, next);
		return next;
	});
function* publishOn(container: Container, network: Network, endpoint: Endpoint): Sys<void> {
	try {
		const ports = yield* publish(container, network.bridge, endpoint.ip);
		if (ports.length > 0) yield* changeEndpoint(network.id, endpoint.id, { ports });
	} catch (error) {
		if (!(error instanceof DockerError)) throw error;
		throw system(`driver failed programming external connectivity on endpoint ${endpoint.name} (${endpoint.id}): ${error.message}`);
	}
}
function* unplugEndpoint(network: Network, endpoint: Endpoint): Sys<void> {
	const current = yield* remember((m) => m.networks.get(network.id)?.endpoints.findLast((other) => other.id === endpoint.id));
	yield* unpublish(current?.ports ?? [], network.bridge);
	if (endpoint.veth === '') return;
	yield* removeRules(network.internal || network.driver !== 'bridge' ? [] : endpointRules(network.bridge, endpoint.ip));
	try {
		yield* netlink({ op: 'link.delete', name: endpoint.veth });
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** The container's hosts file: extra hosts, links of the default bridge, its own addresses; on the host's network a copy of the host's. */
export function* writeHosts(containerId: string): Sys<void> {
	const container = yield* remember((m) => m.containers.get(containerId));
	if (!container || container.hostsPath === '') return;
	if (container.hostConfig.NetworkMode === 'host' && (container.hostConfig.ExtraHosts ?? []).length === 0)
		return yield* writeFile(container.hostsPath, (yield* readText('/etc/hosts')) ?? '');
	const own = yield* remember((m) =>
		endpointsOf(m, containerId)
			.filter(({ endpoint }) => endpoint.ip !== '')
			.map(({ network, endpoint: { ip, ifname } }) => ({ ip, ifname, bridge: network.name === 'bridge' }))
	);
	const names = ownNames(container);
	const records: HostRecord[] = [...(yield* extraHosts(container))];
	if (own.some((endpoint) => endpoint.bridge)) records.push(...(yield* linkRecords(container)));
	for (const { ip } of [...own].sort((a, b) => (a.ifname < b.ifname ? -1 : 1))) records.push({ ip, names });
	yield* writeFile(container.hostsPath, hostsText(records));
}
/** Linked containers on the default bridge: alias, host name and name. */
function* linkRecords(container: Container): Sys<HostRecord[]> {
	return yield* remember((m) =>
		(container.hostConfig.Links ?? []).flatMap((link) => {
			const [name = '', alias = name] = link.split(':');
			const target = m.containers.get(m.names.get(name.startsWith('/') ? name : '/' + name) ?? '') ?? m.containers.get(name);
			const ip = target?.network.networks['bridge']?.IPAddress;
			return target && ip
				? [{ ip, names: [alias.split('/').pop(), target.config.Hostname, target.name.slice(1)].filter((n, i, all) => all.indexOf(n) === i).join(' ') }]
				: [];
		})
	);
}
export function* writeResolv(containerId: string): Sys<void> {
	const { container, internal } = yield* remember((m) => ({ container: m.containers.get(containerId), internal: m.resolvers.has(containerId) }));
	if (!container || container.resolvConfPath === '') return;
	yield* writeFile(container.resolvConfPath, resolvText(yield* resolvSettings(container), internal));
}

/** Takes a container off one network. */
export function* disconnectContainer(containerId: string, network: Network): Sys<void> {
	yield* locked('network', disconnect(containerId, network, false));
}
/** `ended`: the container has no namespace any more that a route could be moved in. */
function* disconnect(containerId: string, network: Network, ended: boolean): Sys<void> {
	const endpoint = yield* remember((m) => {
		const now = m.networks.get(network.id);
		return now && endpointOf(now, containerId);
	});
	if (!endpoint) return;
	yield* unplugEndpoint(network, endpoint);
	yield* dropEndpoint(network.id, endpoint.id);
	const left = yield* remember((m) => endpointsOf(m, containerId).some((other) => isUserDefined(other.network.name)));
	if (!left) yield* stopResolver(containerId);
	yield* forgetEndpoint(endpoint.id);
	const container = yield* remember((m) => m.containers.get(containerId));
	if (!ended && endpoint.gateway && container) {
		yield* chooseGateway(container, container.state.pid, {});
		yield* showPorts(containerId);
	}
	yield* logNetworkEvent(network, 'disconnect', { container: containerId });
}

/** Releases everything a container has on its networks (it has ended): endpoints, ports, resolver. */
export function* releaseNetworks(containerId: string): Sys<void> {
	yield* stopResolver(containerId);
	const ends = yield* remember((m) => endpointsOf(m, containerId));
	for (const { network } of ends) yield* locked('network', disconnect(containerId, network, true));
	yield* updateContainer(containerId, (old) => ({
		network: {
			sandboxId: '',
			sandboxKey: '',
			ports: {},
			networks: Object.fromEntries(Object.entries(old.network.networks).map(([name, settings]) => [name, cleaned(settings)]))
		}
	}));
}
