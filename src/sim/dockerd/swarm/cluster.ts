// /swarm: making, joining, leaving and changing a swarm, what /info says of it, and its nodes.
// Leaves out: more managers, locking, external authorities. A join really dials the manager it is given.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, close, connect, netlink, random, sysinfo, thread, type Interface, type Route } from '../../kernel/index.ts';
import { rfc3339nano } from '../../values/index.ts';
import { object, str, strings, type JsonObject } from '../decode.ts';
import { badParameter, errnoText, system, unavailable } from '../errors.ts';
import { logEvent } from '../events.ts';
import { parseFilters, matches } from '../filters.ts';
import { flag, ok, param, readJson, type Reply, type Request } from '../http.ts';
import { remember } from '../memory.ts';
import { dropSwarmNetworks, makeSwarmNetworks } from './network.ts';
import type { Node, Swarm } from './state.ts';
import { changeSwarm, checkVersion, fresh, pick, saveSwarm, swarmId, theSwarm, withoutRow, withRow } from './store.ts';

const already = 'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.';
const token = function* (digest: string): Sys<string> {
	return `SWMTKN-1-${digest}-${yield* swarmId()}`;
};

/** The address to advertise: as given, an interface's, or the only one there is. Throws 400. */
function* advertised(given: string): Sys<string> {
	const links = yield* netlink<Interface[]>({ op: 'links' });
	const four = (link: Interface): string[] => link.addresses.filter((address) => !address.includes(':')).map((address) => address.split('/')[0] ?? '');
	const [host = ''] = given.replace(/:\d+$/, '').split('/');
	if (host !== '') {
		const link = links.find((candidate) => candidate.name === host);
		const address = link && four(link)[0];
		if (link && !address) throw badParameter(`interface ${host} has no usable IPv4 address`);
		if (!link && !/^\d+\.\d+\.\d+\.\d+$/.test(host))
			throw badParameter('advertise address must be a non-zero IP address or network interface (with optional port number)');
		return address ?? host;
	}
	const bridges = yield* remember((m) => [...m.networks.values()].map((network) => network.bridge));
	const routes = yield* netlink<Route[]>({ op: 'routes' });
	const own = links
		.filter((link) => link.name !== 'lo' && !bridges.includes(link.name) && !link.name.startsWith('veth'))
		.flatMap((link) => four(link).map((address) => ({ link, address })));
	const usual = own.filter(({ link }) => routes.some((route) => route.to === 'default' && route.dev === link.name));
	const found = usual.length === 1 ? usual : own;
	if (found.length === 0) throw badParameter("could not find the system's IP address - specify one with --advertise-addr");
	if (found.length > 1)
		throw badParameter(
			`could not choose an IP address to advertise since this system has multiple addresses on ${found[0]?.link.name === found[1]?.link.name ? 'interface ' : 'different interfaces '}(${found.map(({ link, address }) => `${address} on ${link.name}`).join(' and ')})`
		);
	return found[0]?.address ?? '';
}
const withDefaults = (spec: JsonObject): JsonObject => ({
	Name: 'default',
	Labels: object(spec['Labels']),
	Orchestration: { TaskHistoryRetentionLimit: Number(object(spec['Orchestration'])['TaskHistoryRetentionLimit'] ?? 5) },
	Raft: { SnapshotInterval: 10_000, KeepOldSnapshots: 0, LogEntriesForSlowFollowers: 500, ElectionTick: 10, HeartbeatTick: 1 },
	Dispatcher: { HeartbeatPeriod: Number(object(spec['Dispatcher'])['HeartbeatPeriod'] ?? 5_000_000_000) },
	CAConfig: { NodeCertExpiry: Number(object(spec['CAConfig'])['NodeCertExpiry'] ?? 7_776_000_000_000_000) },
	TaskDefaults: object(spec['TaskDefaults']),
	EncryptionConfig: { AutoLockManagers: object(spec['EncryptionConfig'])['AutoLockManagers'] === true }
});

export function* initSwarm(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	if (yield* remember((m) => m.swarm !== null)) throw unavailable(already);
	const address = yield* advertised(str(body, 'AdvertiseAddr'));
	const kept = yield* fresh();
	const nodeId = yield* swarmId();
	const hostname = yield* remember((m) => m.hostname);
	const digest = [...(yield* random(50))].map((byte) => (byte % 36).toString(36)).join('');
	const node: Node = {
		...kept,
		id: nodeId,
		hostname,
		address,
		spec: { Labels: {}, Role: 'manager', Availability: str(body, 'Availability') || 'active' },
		state: 'ready'
	};
	const swarm: Swarm = {
		...kept,
		workerToken: yield* token(digest),
		managerToken: yield* token(digest),
		spec: withDefaults(object(body['Spec'])),
		nodeId,
		address,
		index: 10,
		nodes: { [nodeId]: { ...node, version: 9 } },
		services: {},
		tasks: {},
		secrets: {},
		configs: {}
	};
	yield* remember((m) => void (m.swarm = { ...swarm, version: 10 }));
	yield* makeSwarmNetworks();
	yield* saveSwarm();
	yield* logEvent('node', 'create', nodeId, { name: hostname });
	yield* thread('orchestrator', null);
	return ok(nodeId);
}
export function* joinSwarm(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	if (yield* remember((m) => m.swarm !== null)) throw unavailable(already);
	const [remote = ''] = strings(body, 'RemoteAddrs') ?? [];
	if (remote === '') throw badParameter('at least 1 RemoteAddr is required to join');
	if (!/^SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}$/.test(str(body, 'JoinToken'))) throw badParameter('invalid join token');
	const [host = '', port = '2377'] = remote.split(':');
	try {
		yield* close(yield* connect({ net: 'tcp', host, port: Number(port) }, 5_000_000));
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		throw unavailable(
			`rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ${host}:${port}: connect: ${errnoText(error)}"`
		);
	}
	throw system('rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: EOF"');
}
export function* leaveSwarm(request: Request): Sys<Reply> {
	const swarm = yield* remember((m) => m.swarm);
	if (!swarm) throw unavailable('This node is not part of a swarm');
	if (!flag(request, 'force'))
		throw unavailable(
			'You are attempting to leave the swarm on a node that is participating as a manager. Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message.'
		);
	const containers = Object.values(swarm.tasks).flatMap((task) => (task.containerId === '' ? [] : [task.containerId]));
	yield* remember((m) => void (m.swarm = null));
	yield* saveSwarm();
	for (const id of containers) yield* thread('taskEnd', { containerId: id, remove: true });
	yield* dropSwarmNetworks();
	return { status: 200 };
}

const tls = { TrustRoot: '', CertIssuerSubject: 'MBMxETAPBgNVBAMTCHN3YXJtLWNh', CertIssuerPublicKey: '' };
const swarmJson = (swarm: Swarm): JsonObject => ({
	ID: swarm.id,
	Version: { Index: swarm.version },
	CreatedAt: rfc3339nano(swarm.created),
	UpdatedAt: rfc3339nano(swarm.updated),
	Spec: swarm.spec,
	TLSInfo: tls,
	RootRotationInProgress: false,
	DataPathPort: 4789,
	DefaultAddrPool: ['10.0.0.0/8'],
	SubnetSize: 24
});
export function* inspectSwarm(): Sys<Reply> {
	const swarm = yield* theSwarm();
	return ok({ ...swarmJson(swarm), JoinTokens: { Worker: swarm.workerToken, Manager: swarm.managerToken } });
}
export function* updateSwarm(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const body = yield* readJson(request);
	checkVersion(swarm, param(request, 'version'));
	const part = yield* swarmId();
	const rotated = (old: string): string => `${old.split('-').slice(0, 3).join('-')}-${part}`;
	const now = yield* clock();
	yield* changeSwarm((s) => ({
		...s,
		index: s.index + 1,
		version: s.index + 1,
		updated: now,
		spec: withDefaults(body),
		workerToken: flag(request, 'rotateWorkerToken') ? rotated(s.workerToken) : s.workerToken,
		managerToken: flag(request, 'rotateManagerToken') ? rotated(s.managerToken) : s.managerToken
	}));
	return { status: 200 };
}
export function* unlockKey(): Sys<Reply> {
	yield* theSwarm();
	return ok({ UnlockKey: '' });
}
export function* unlockSwarm(): Sys<Reply> {
	yield* theSwarm();
	throw unavailable('swarm is not locked');
}

/** What /info says of the swarm. Pure. */
export function swarmInfo(swarm: Swarm | null): JsonObject {
	if (!swarm) return { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '', RemoteManagers: null };
	const nodes = Object.values(swarm.nodes);
	return {
		NodeID: swarm.nodeId,
		NodeAddr: swarm.address,
		LocalNodeState: 'active',
		ControlAvailable: true,
		Error: '',
		RemoteManagers: [{ NodeID: swarm.nodeId, Addr: `${swarm.address}:2377` }],
		Nodes: nodes.length,
		Managers: nodes.filter((node) => node.spec['Role'] === 'manager').length,
		Cluster: swarmJson(swarm)
	};
}

const nodeJson = (swarm: Swarm, node: Node, platform: { cores: number; memory: number }): JsonObject => ({
	ID: node.id,
	Version: { Index: node.version },
	CreatedAt: rfc3339nano(node.created),
	UpdatedAt: rfc3339nano(node.updated),
	Spec: node.spec,
	Description: {
		Hostname: node.hostname,
		Platform: { Architecture: 'x86_64', OS: 'linux' },
		Resources: { NanoCPUs: platform.cores * 1e9, MemoryBytes: platform.memory },
		Engine: {
			EngineVersion: '28.5.2',
			Plugins: [
				...['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'].map((Name) => ({ Type: 'Log', Name })),
				...['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'].map((Name) => ({ Type: 'Network', Name })),
				{ Type: 'Volume', Name: 'local' }
			]
		},
		TLSInfo: tls
	},
	Status: { State: node.state, Addr: node.address },
	...(node.spec['Role'] === 'manager' ? { ManagerStatus: { Leader: node.id === swarm.nodeId, Reachability: 'reachable', Addr: `${node.address}:2377` } } : {})
});
function* platformOf(): Sys<{ cores: number; memory: number }> {
	const { cores, memoryTotal } = yield* sysinfo();
	return { cores, memory: memoryTotal };
}
const pickNode = (swarm: Swarm, term: string): Node => pick(swarm.nodes, term, 'node', (node) => node.hostname);

export function* listNodes(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const filters = parseFilters(param(request, 'filters'));
	const platform = yield* platformOf();
	const found = Object.values(swarm.nodes).filter(
		(node) =>
			matches(filters, 'name', node.hostname) &&
			matches(filters, 'id', node.id) &&
			(!filters.has('role') || (filters.get('role') ?? []).includes(String(node.spec['Role'])))
	);
	return ok(found.map((node) => nodeJson(swarm, node, platform)));
}
export function* inspectNode(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	return ok(nodeJson(swarm, pickNode(swarm, request.vars[0] ?? ''), yield* platformOf()));
}
export function* updateNode(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const node = pickNode(swarm, request.vars[0] ?? '');
	const spec = yield* readJson(request);
	checkVersion(node, param(request, 'version'));
	if (spec['Role'] === 'worker' && node.spec['Role'] === 'manager')
		throw system('rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm');
	const now = yield* clock();
	yield* changeSwarm((s) => withRow(s, 'nodes', { ...node, spec: { ...spec, Labels: object(spec['Labels']) } }, now));
	yield* logEvent('node', 'update', node.id, { name: node.hostname });
	return { status: 200 };
}
export function* removeNode(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const node = pickNode(swarm, request.vars[0] ?? '');
	if (node.spec['Role'] === 'manager')
		throw system(
			`rpc error: code = FailedPrecondition desc = node ${node.id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`
		);
	yield* changeSwarm((s) => withoutRow(s, 'nodes', node.id));
	yield* logEvent('node', 'remove', node.id, { name: node.hostname });
	return { status: 200 };
}
