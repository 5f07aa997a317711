// The networks the engine knows: lookups, the Linux bridges behind them, and their file under /var/lib/docker/network/files.
// FIDELITY: local-kv.db holds JSON here, not a bolt database. Invariant: a bridge network's bridge and rules exist while the daemon runs.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, netlink, readdir, type Interface, type Route } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { badParameter, DockerError, notFound } from '../errors.ts';
import { makeDirs, readJsonFile, removeAll, replaceFile, writeFile } from '../files.ts';
import { isObject, object } from '../decode.ts';
import { newId, remember } from '../memory.ts';
import type { Endpoint, Memory, Network } from '../state.ts';
import { contains, freeSubnet, ipText, parseCidr, type Cidr } from './address.ts';
import { addRules, endpointRules, networkRules, portRules, removeRules } from './firewall.ts';
import { addEndpoint, dropNetwork, removeEndpoint } from './joined.ts';
import { republish } from './ports.ts';

const dir = '/var/lib/docker/network/files';
const file = dir + '/local-kv.db';

/** Full id, then full name, then a unique id prefix. Throws 404. */
export function findNetwork(m: Memory, term: string): Network | undefined {
	const byId = m.networks.get(term);
	if (byId) return byId;
	const all = [...m.networks.values()];
	const named = all.filter((network) => network.name === term);
	if (named.length > 0) return named[0];
	const prefixed = term === '' ? [] : all.filter((network) => network.id.startsWith(term));
	return prefixed.length === 1 ? prefixed[0] : undefined;
}
export const noSuchNetwork = (term: string): DockerError => notFound(`network ${term} not found`);
export function* getNetwork(term: string): Sys<Network> {
	const network = yield* remember((m) => findNetwork(m, term));
	if (!network) throw noSuchNetwork(term);
	return network;
}
export const updateNetwork = (id: string, change: (old: Network) => Partial<Network>): Sys<Network | undefined> =>
	remember((m) => {
		const old = m.networks.get(id);
		if (!old) return undefined;
		const next = { ...old, ...change(old) };
		m.networks.set(id, next);
		return next;
	});

/** Writes the networks; endpoints are files of their own, so that a connect costs the same however many there are. */
export function* saveNetworks(): Sys<void> {
	const all = yield* remember((m) => [...m.networks.values()].map((network) => ({ ...network, endpoints: [] })));
	yield* replaceFile(file, encodeJson(all));
}
const endpointFile = (id: string): string => `${dir}/endpoint-${id}.json`;
export function* saveEndpoint(networkId: string, id: string): Sys<void> {
	// The newest is the one that is asked for, mostly.
	const endpoint = yield* remember((m) => m.networks.get(networkId)?.endpoints.findLast((candidate) => candidate.id === id));
	if (endpoint) yield* writeFile(endpointFile(id), encodeJson({ networkId, endpoint }), 0o600);
}
export function* forgetEndpoint(id: string): Sys<void> {
	yield* removeAll(endpointFile(id));
}
function* loadEndpoints(): Sys<void> {
	for (const { name } of yield* readdir(dir)) {
		if (!name.startsWith('endpoint-')) continue;
		const stored = object(yield* readJsonFile(`${dir}/${name}`));
		const endpoint = stored['endpoint'];
		const networkId = stored['networkId'];
		if (typeof networkId === 'string' && isEndpoint(endpoint)) yield* remember((m) => void addEndpoint(m, networkId, endpoint));
		else yield* removeAll(`${dir}/${name}`);
	}
}
const isEndpoint = (value: unknown): value is Endpoint =>
	isObject(value) &&
	typeof value['id'] === 'string' &&
	typeof value['containerId'] === 'string' &&
	Array.isArray(value['ports']) &&
	Array.isArray(value['dnsNames']);

/** Subnets that a new one may not overlap: the networks', and what the host itself is connected to. */
export function* takenSubnets(): Sys<Cidr[]> {
	const ours = yield* remember((m) => [...m.networks.values()].flatMap((network) => network.pools.map((pool) => pool.subnet)));
	const routes = yield* netlink<Route[]>({ op: 'routes' });
	return [...ours, ...routes.map((route) => route.to)].flatMap((text) => parseCidr(text) ?? []);
}

/** A Linux bridge with the gateway's address, up. */
function* makeBridge(name: string, gateway: string, bits: number, mtu: number): Sys<void> {
	try {
		yield* netlink({ op: 'link.add', name, kind: 'bridge', mtu });
	} catch (error) {
		if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
	}
	const link = (yield* netlink<Interface[]>({ op: 'links' })).find((candidate) => candidate.name === name);
	const address = `${gateway}/${bits}`;
	for (const other of link?.addresses ?? []) if (other !== address && !other.includes(':')) yield* netlink({ op: 'address.delete', dev: name, address: other });
	if (!link?.addresses.includes(address)) yield* netlink({ op: 'address.add', dev: name, address });
	yield* netlink({ op: 'link.set', name, up: true });
}
/** Brings a bridge network into the kernel: bridge, address, rules. */
export function* plugIn(network: Network): Sys<void> {
	if (network.driver !== 'bridge') return;
	const pool = network.pools[0];
	const subnet = parseCidr(pool?.subnet ?? '');
	if (!pool || !subnet) return;
	yield* makeBridge(network.bridge, pool.gateway, subnet.bits, Number(network.options['com.docker.network.driver.mtu'] ?? 1500));
	const { proxy, icc } = yield* remember((m) => ({ proxy: m.config.userlandProxy, icc: m.config.icc }));
	yield* addRules(networkRules(network, proxy, iccOf(network, icc)), true);
}
const iccOf = (network: Network, fallback: boolean): boolean => {
	const option = network.options['com.docker.network.bridge.enable_icc'];
	return option === undefined ? fallback : option !== 'false';
};
export function* plugOut(network: Network): Sys<void> {
	if (network.driver !== 'bridge') return;
	const { proxy, icc } = yield* remember((m) => ({ proxy: m.config.userlandProxy, icc: m.config.icc }));
	yield* removeRules(networkRules(network, proxy, iccOf(network, icc)));
	try {
		yield* netlink({ op: 'link.delete', name: network.bridge });
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

const predefined = (name: string, driver: Network['driver'], id: string, created: number): Network => ({
	id,
	name,
	driver,
	created,
	enableIPv4: true,
	enableIPv6: false,
	internal: false,
	attachable: false,
	options: {},
	labels: {},
	ipamDriver: 'default',
	ipamOptions: null,
	pools: [],
	bridge: '',
	endpoints: [],
	lastAddress: 0
});

/** The daemon's start: networks from the file, docker0, host and none; all bridges plugged in. */
export function* startNetworks(): Sys<void> {
	yield* makeDirs(dir, 0o750);
	const stored = yield* readJsonFile(file);
	for (const value of Array.isArray(stored) ? stored.filter(isNetwork) : []) {
		yield* remember((m) => void m.networks.set(value.id, { ...value, endpoints: [] }));
	}
	yield* loadEndpoints();
	for (const [name, driver] of [
		['none', 'null'],
		['host', 'host']
	] as const) {
		const known = yield* remember((m) => findNetwork(m, name));
		if (known) continue;
		const id = yield* newId();
		const created = yield* clock();
		yield* remember((m) => void m.networks.set(id, predefined(name, driver, id, created)));
	}
	yield* defaultBridge();
	for (const network of yield* remember((m) => [...m.networks.values()])) {
		yield* plugIn(network);
		yield* restoreEndpoints(network);
	}
	yield* saveNetworks();
}
/** Endpoints of running containers (live-restore) get their ports again; those of containers that ended with the last daemon go. */
function* restoreEndpoints(network: Network): Sys<void> {
	for (const endpoint of network.endpoints) {
		const alive = yield* remember((m) => m.containers.get(endpoint.containerId)?.state.running === true);
		if (alive) {
			const ports = yield* republish(endpoint.ports, network.bridge);
			yield* updateNetwork(network.id, (old) => ({ endpoints: old.endpoints.map((other) => (other.id === endpoint.id ? { ...other, ports } : other)) }));
			if (network.driver === 'bridge' && !network.internal) yield* addRules(endpointRules(network.bridge, endpoint.ip), true);
			yield* saveEndpoint(network.id, endpoint.id);
			continue;
		}
		yield* remember((m) => removeEndpoint(m, network.id, endpoint.id));
		yield* forgetEndpoint(endpoint.id);
		yield* removeRules([...endpointRules(network.bridge, endpoint.ip), ...endpoint.ports.flatMap((port) => portRules(network.bridge, port))]);
	}
}
const isNetwork = (value: unknown): value is Network =>
	isObject(value) &&
	typeof value['id'] === 'string' &&
	typeof value['driver'] === 'string' &&
	Array.isArray(value['endpoints']) &&
	Array.isArray(value['pools']);

/** docker0 is made anew at each start (its id changes, as in the real daemon), unless containers still run in it. */
function* defaultBridge(): Sys<void> {
	const old = yield* remember((m) => findNetwork(m, 'bridge'));
	if (old && (yield* remember((m) => old.endpoints.some((endpoint) => m.containers.get(endpoint.containerId)?.state.running === true)))) return;
	if (old) yield* restoreEndpoints(old);
	if (old) yield* remember((m) => dropNetwork(m, old.id));
	const { bip, pools, icc, mtu } = yield* remember((m) => ({ bip: m.config.bip, pools: m.config.addressPools, icc: m.config.icc, mtu: m.config.mtu }));
	const given = bip === '' ? undefined : parseCidr(bip);
	const own = yield* existingSubnet('docker0');
	const taken = (yield* takenSubnets()).filter((subnet) => !own || subnet.base !== own.base);
	const subnet = given ?? own ?? freeSubnet(pools, taken);
	if (!subnet) throw badParameter('all predefined address pools have been fully subnetted');
	const gateway = given ? given.address : own ? own.address : subnet.base + 1;
	const id = yield* newId();
	const created = yield* clock();
	const network: Network = {
		...predefined('bridge', 'bridge', id, created),
		bridge: 'docker0',
		options: {
			'com.docker.network.bridge.default_bridge': 'true',
			'com.docker.network.bridge.enable_icc': String(icc),
			'com.docker.network.bridge.enable_ip_masquerade': 'true',
			'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
			'com.docker.network.bridge.name': 'docker0',
			'com.docker.network.driver.mtu': String(mtu)
		},
		pools: [{ subnet: `${ipText(subnet.base)}/${subnet.bits}`, gateway: ipText(gateway), ipRange: '', auxAddresses: {}, given: true, givenGateway: true }]
	};
	yield* remember((m) => void m.networks.set(id, network));
}
function* existingSubnet(name: string): Sys<Cidr | undefined> {
	const link = (yield* netlink<Interface[]>({ op: 'links' })).find((candidate) => candidate.name === name);
	return parseCidr(link?.addresses.find((address) => !address.includes(':')) ?? '');
}

export const inNetwork = (network: Network, ip: number): boolean =>
	network.pools.some((pool) => {
		const subnet = parseCidr(pool.subnet);
		return subnet !== undefined && contains(subnet, ip);
	});
