// What a quiet Docker host's engine believes, against its kernel and itself: nothing is running, mounted, published, plugged in or
// referred to that the other side knows nothing of. Read from state, never from what is printed.
import type { KernelState } from '../../kernel/host.ts';
import type { World } from '../world.ts';

interface Engine {
	readonly containers: ReadonlyMap<string, Container>;
	readonly names: ReadonlyMap<string, string>;
	readonly images: ReadonlyMap<string, { readonly id: string; readonly config: { readonly rootfs: { readonly diff_ids: readonly string[] } } }>;
	readonly layers: ReadonlyMap<string, { readonly chainId: string; readonly parent: string; readonly cacheId: string }>;
	readonly references: ReadonlyMap<string, string>;
	readonly networks: ReadonlyMap<string, Network>;
	readonly volumes: ReadonlyMap<string, { readonly name: string; readonly refs: readonly string[] }>;
	readonly execs: ReadonlyMap<string, { readonly containerId: string; readonly running: boolean }>;
	readonly locks: ReadonlySet<string>;
	readonly mountUsers: ReadonlyMap<string, number>;
}
interface Container {
	readonly id: string;
	readonly name: string;
	readonly image: string;
	readonly mountId: string;
	readonly mounts: readonly { readonly Type?: string; readonly Name?: string; readonly type?: string; readonly name?: string }[];
	readonly state: { readonly running: boolean; readonly restarting: boolean; readonly dead: boolean; readonly pid: number };
}
interface Network {
	readonly name: string;
	readonly driver: string;
	readonly bridge: string;
	readonly endpoints: readonly Endpoint[];
}
interface Endpoint {
	readonly containerId: string;
	readonly name: string;
	readonly ip: string;
	readonly veth: string;
	readonly ports: readonly { readonly proto: string; readonly hostPort: number; readonly proxy: number }[];
}

/** All that is wrong; nothing when the engine or containerd does not run. */
export function quietDockerFaults(world: World): string[] {
	const { state } = world.kernel(world.hosts()[0] ?? '');
	const daemons = [...state.processes.values()].filter((process) => process.program === 'dockerd' && process.state === 'live');
	if (daemons.length > 1) return [`${daemons.length} engines run`];
	const engine = daemons[0]?.memory as Engine | undefined;
	// Without containerd nobody can tell the engine what ended.
	const containerd = [...state.processes.values()].some((process) => process.comm === 'containerd' && process.state === 'live');
	if (!engine || !containerd) return [];
	return [
		...processFaults(engine, state),
		...mountFaults(engine, state),
		...networkFaults(engine, state),
		...recordFaults(engine),
		...(engine.locks.size > 0 ? [`locks are held: ${[...engine.locks].join()}`] : [])
	];
}

/** Containers in which something is to run now (between two tries of a restart policy nothing is). */
const running = (engine: Engine): Container[] => [...engine.containers.values()].filter(({ state }) => state.running && !state.restarting);

function* processFaults(engine: Engine, state: KernelState): Generator<string> {
	const believed = new Map<number, Container>();
	for (const container of running(engine)) {
		believed.set(container.state.pid, container);
		if (state.processes.get(container.state.pid)?.state !== 'live') yield `${container.name} is Running as ${container.state.pid}, which does not live`;
	}
	for (const container of engine.containers.values())
		if (!container.state.running && container.state.pid !== 0) yield `${container.name} does not run and has pid ${container.state.pid}`;
	const alive = new Set(running(engine).map((container) => container.id));
	for (const process of state.processes.values()) {
		if (process.state !== 'live') continue;
		const group = /docker[-/]([0-9a-f]{64})/.exec(process.cgroup)?.[1];
		if (group !== undefined && !alive.has(group)) yield `${process.pid} (${process.comm}) lives in the cgroup of ${group.slice(0, 12)}, which does not run`;
		if (process.comm.startsWith('containerd-shim')) {
			const id = process.argv[process.argv.indexOf('-id') + 1] ?? '';
			if (process.argv.includes('moby') && !alive.has(id)) yield `shim ${process.pid} keeps ${id.slice(0, 12)}, which does not run`;
		}
	}
	for (const path of state.cgroups.keys()) {
		const group = /docker[-/]([0-9a-f]{64})(?:\.scope)?$/.exec(path)?.[1];
		if (group !== undefined && !alive.has(group)) yield `cgroup ${path} is left`;
	}
	for (const [id, exec] of engine.execs) if (exec.running && !alive.has(exec.containerId)) yield `exec ${id.slice(0, 12)} runs in a container that does not`;
}

function* mountFaults(engine: Engine, state: KernelState): Generator<string> {
	const first = state.processes.get(1)?.namespaces.mnt ?? 0;
	const merged = new Set<string>();
	const wanted = new Map(running(engine).map((container) => [container.mountId, container.name]));
	for (const mount of state.vfs.mounts.values()) {
		if (mount.ns !== first) continue;
		const layer = /^\/var\/lib\/docker\/overlay2\/([^/]+)\/merged$/.exec(mount.target)?.[1];
		if (layer !== undefined) {
			if (merged.has(layer)) yield `${mount.target} is mounted twice`;
			merged.add(layer);
			if (!wanted.has(layer)) yield `${mount.target} is mounted for no running container`;
		}
		const id = /^\/var\/lib\/docker\/containers\/([0-9a-f]{64})\/mounts\//.exec(mount.target)?.[1];
		if (id !== undefined && !engine.containers.get(id)?.state.running) yield `${mount.target} is mounted for no running container`;
	}
	for (const [layer, name] of wanted) if (!merged.has(layer)) yield `${name} runs and ${layer} is not mounted`;
	for (const [id, users] of engine.mountUsers)
		if (users !== (engine.containers.get(id)?.state.running ? 1 : 0)) yield `${users} use the root of ${id.slice(0, 12)}`;
}

function* networkFaults(engine: Engine, state: KernelState): Generator<string> {
	const first = state.net.namespaces.get(state.processes.get(1)?.namespaces.net ?? 0);
	if (!first) return;
	const veths = new Set<string>();
	const proxies = new Set<number>();
	const addresses = new Set<string>();
	for (const network of engine.networks.values()) {
		if (network.driver === 'bridge' && !first.names.has(network.bridge)) yield `network ${network.name} has no bridge ${network.bridge}`;
		for (const endpoint of network.endpoints) {
			const container = engine.containers.get(endpoint.containerId);
			if (!container?.state.running) yield `network ${network.name} has an endpoint of ${endpoint.name}, which does not run`;
			if (endpoint.veth !== '') {
				veths.add(endpoint.veth);
				if (network.driver === 'bridge' && !first.names.has(endpoint.veth)) yield `endpoint of ${endpoint.name} in ${network.name} has no ${endpoint.veth}`;
			}
			if (endpoint.ip !== '') {
				if (addresses.has(endpoint.ip)) yield `${endpoint.ip} is given twice`;
				addresses.add(endpoint.ip);
			}
			for (const { proxy } of endpoint.ports) if (proxy > 0) proxies.add(proxy);
		}
	}
	for (const name of first.names.keys()) {
		if (name.startsWith('veth') && !veths.has(name)) yield `${name} belongs to no endpoint`;
		if (name.startsWith('br-') && ![...engine.networks.values()].some((network) => network.bridge === name)) yield `${name} belongs to no network`;
	}
	for (const process of state.processes.values())
		if (process.comm === 'docker-proxy' && process.state === 'live' && !proxies.has(process.pid)) yield `docker-proxy ${process.pid} is known to nobody`;
	for (const [table, chains] of Object.entries(first.tables))
		for (const [chain, { rules }] of chains)
			for (const { rule } of rules) {
				const to = /(?:--to-destination |to:)?(\d+\.\d+\.\d+\.\d+):\d+/.exec(JSON.stringify(rule))?.[1];
				if (chain === 'DOCKER' && table === 'nat' && to !== undefined && !addresses.has(to)) yield `a rule leads to ${to}, which nobody has`;
			}
}

function* recordFaults(engine: Engine): Generator<string> {
	for (const [name, id] of engine.names) if (!engine.containers.has(id)) yield `the name ${name} is kept for ${id.slice(0, 12)}, which is gone`;
	for (const container of engine.containers.values()) {
		if (engine.names.get(container.name) !== container.id) yield `${container.name} does not have its name`;
		if (container.state.dead) yield `${container.name} is Dead`;
		for (const mount of container.mounts) {
			const name = mount.Name ?? mount.name;
			if (name && (mount.Type ?? mount.type) === 'volume' && !engine.volumes.get(name)?.refs.includes(container.id))
				yield `${container.name} is not counted in ${name}`;
		}
	}
	for (const volume of engine.volumes.values())
		for (const id of volume.refs) if (!engine.containers.has(id)) yield `volume ${volume.name} is held by ${id.slice(0, 12)}, which is gone`;
	for (const [reference, id] of engine.references) if (!engine.images.has(id)) yield `${reference} names an image that is gone`;
	const needed = new Set<string>();
	const byCache = new Map([...engine.layers.values()].map((layer) => [layer.chainId, layer]));
	for (const image of engine.images.values()) {
		let count = 0;
		// Layers are kept by chains; an image needs as many as it has diff ids.
		for (const layer of byCache.values()) if (depth(engine, layer.chainId) <= image.config.rootfs.diff_ids.length) count++;
		if (count < image.config.rootfs.diff_ids.length) yield `${image.id.slice(7, 19)} has lost layers`;
	}
	for (const layer of engine.layers.values()) {
		if (layer.parent !== '' && !engine.layers.has(layer.parent)) yield `layer ${layer.chainId.slice(7, 19)} has lost its parent`;
		needed.add(layer.parent);
	}
}
function depth(engine: Engine, chainId: string): number {
	let count = 0;
	for (let at = engine.layers.get(chainId); at; at = engine.layers.get(at.parent)) count++;
	return count;
}
