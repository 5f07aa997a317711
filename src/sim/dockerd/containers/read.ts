// GET /containers/json and /containers/{id}/json, and their JSON.
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { goQuote, humanDuration } from '../../values/index.ts';
import type { EndpointSettings, MountPoint } from '../api-types.ts';
import { byBytes, sortedMap, type JsonObject } from '../decode.ts';
import { badParameter, DockerError } from '../errors.ts';
import { acceptFilters, boolFilter, fuzzyMatch, matches, matchesLabels, parseFilters, type Filters } from '../filters.ts';
import { flag, ok, param, type Reply, type Request } from '../http.ts';
import { findContainer, getContainer, remember, stateWord } from '../memory.ts';
import { findImage, imageSize, overlay } from '../images/store.ts';
import { parsePort } from '../networks/ports.ts';
import type { Container, Memory } from '../state.ts';
import { layerSize, lowers } from './layer.ts';
import { logPath, shownTime } from './save.ts';

const shownMount = (mount: MountPoint): JsonObject => ({
	Type: mount.type,
	...(mount.name === '' ? {} : { Name: mount.name }),
	Source: mount.source,
	Destination: mount.destination,
	...(mount.driver === '' ? {} : { Driver: mount.driver }),
	Mode: mount.mode,
	RW: mount.rw,
	Propagation: mount.propagation
});
const shownMounts = (container: Container): JsonObject[] => [...container.mounts].sort((a, b) => byBytes(a.destination, b.destination)).map(shownMount);

/** EndpointSettings in the API's order, without what only the daemon keeps. */
export const shownEndpoint = (e: EndpointSettings): JsonObject => ({
	IPAMConfig: e.IPAMConfig,
	Links: e.Links,
	Aliases: e.Aliases,
	MacAddress: e.MacAddress,
	DriverOpts: e.DriverOpts,
	GwPriority: e.GwPriority,
	NetworkID: e.NetworkID,
	EndpointID: e.EndpointID,
	Gateway: e.Gateway,
	IPAddress: e.IPAddress,
	IPPrefixLen: e.IPPrefixLen,
	IPv6Gateway: e.IPv6Gateway,
	GlobalIPv6Address: e.GlobalIPv6Address,
	GlobalIPv6PrefixLen: e.GlobalIPv6PrefixLen,
	DNSNames: e.DNSNames
});
const shownNetworks = (container: Container): JsonObject =>
	sortedMap(Object.fromEntries(Object.entries(container.network.networks).map(([name, settings]) => [name, shownEndpoint(settings)])));

/** "Up 5 seconds (healthy)", "Exited (0) 2 hours ago". Pure. */
export function statusText(container: Container, nowUs: number): string {
	const s = container.state;
	const since = (us: number): string => humanDuration(Math.max(0, nowUs - us));
	if (s.running) {
		if (s.paused) return `Up ${since(s.startedAt)} (Paused)`;
		if (s.restarting) return `Restarting (${s.exitCode}) ${since(s.finishedAt)} ago`;
		if (s.health) return `Up ${since(s.startedAt)} (${s.health.Status === 'starting' ? 'health: starting' : s.health.Status})`;
		return `Up ${since(s.startedAt)}`;
	}
	if (s.removalInProgress) return 'Removal In Progress';
	if (s.dead) return 'Dead';
	if (s.startedAt === 0) return 'Created';
	if (s.finishedAt === 0) return '';
	return `Exited (${s.exitCode}) ${since(s.finishedAt)} ago`;
}
function ports(container: Container): JsonObject[] {
	const out: JsonObject[] = [];
	const map = container.network.ports ?? {};
	const keys = Object.keys(container.state.running ? map : {});
	for (const key of keys) {
		const { port, proto } = parsePort(key);
		const bindings = map[key] ?? null;
		if (bindings === null) out.push({ PrivatePort: port, Type: proto });
		else for (const binding of bindings) out.push({ IP: binding.HostIp, PrivatePort: port, PublicPort: Number(binding.HostPort), Type: proto });
	}
	return out;
}
/** The image's name as the container was made with, or its id when that name is another image's now. Pure. */
function imageName(m: Memory, container: Container, known: Map<string, string | undefined>): string {
	const name = container.config.Image;
	if (container.image === '' || name === container.image || container.image.startsWith(name) || container.image.startsWith('sha256:' + name)) return name;
	// Looked up once for a list: most containers are of few images.
	if (!known.has(name)) known.set(name, findImage(m, name)?.id);
	return known.get(name) === container.image ? name : container.image;
}
function commandText(container: Container): string {
	return [container.path, ...container.args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))].join(' ');
}

interface Wanted {
	readonly all: boolean;
	readonly limit: number;
	readonly filters: Filters;
	readonly before: number | undefined;
	readonly since: number | undefined;
	readonly ancestors: ReadonlySet<string> | undefined;
	readonly nowUs: number;
}
const accepted = [
	'ancestor',
	'before',
	'exited',
	'expose',
	'health',
	'id',
	'is-task',
	'isolation',
	'label',
	'name',
	'network',
	'publish',
	'since',
	'status',
	'volume'
];
function wantedPort(values: readonly string[], published: boolean, container: Container): boolean {
	const own = published ? Object.keys(container.hostConfig.PortBindings) : Object.keys(container.config.ExposedPorts ?? {});
	return values.some((value) => {
		const [range = '', proto = 'tcp'] = value.split('/');
		const [low = '', high = low] = range.split('-');
		return own.some((key) => {
			const parsed = parsePort(key);
			const numbers = published ? (container.hostConfig.PortBindings[key] ?? []).map((binding) => Number(binding.HostPort)) : [];
			const fits = (port: number): boolean => port >= Number(low) && port <= Number(high);
			return parsed.proto === proto && (fits(parsed.port) || numbers.some(fits));
		});
	});
}
/** Whether the filters let a container through. Pure. */
export function includes(m: Memory, container: Container, w: Wanted): boolean {
	const { filters } = w;
	const values = (name: string): readonly string[] => filters.get(name) ?? [];
	if (!container.state.running && !w.all && w.limit <= 0 && values('status').length === 0 && values('exited').length === 0) return false;
	if (filters.size === 0) return true;
	if (!fuzzyMatch(filters, 'id', container.id)) return false;
	if (values('name').length > 0 && !matches(filters, 'name', container.name) && !matches(filters, 'name', container.name.slice(1))) return false;
	if (!matchesLabels(filters, 'label', container.config.Labels)) return false;
	if (w.before !== undefined && container.created >= w.before) return false;
	if (w.since !== undefined && container.created <= w.since) return false;
	if (
		values('exited').length > 0 &&
		(container.state.running || container.state.startedAt === 0 || !values('exited').includes(String(container.state.exitCode)))
	)
		return false;
	if (values('status').length > 0 && !values('status').includes(stateWord(container))) return false;
	if (values('health').length > 0 && !values('health').includes(container.state.health?.Status ?? 'none')) return false;
	if (w.ancestors && !w.ancestors.has(container.image)) return false;
	if (
		values('volume').length > 0 &&
		!container.mounts.some((mount) =>
			values('volume').some((value) => value === mount.name || value === mount.destination || (value.startsWith('/') && value === mount.source))
		)
	)
		return false;
	if (
		values('network').length > 0 &&
		!values('network').some((value) =>
			Object.entries(container.network.networks).some(
				([name, settings]) =>
					name === value ||
					(settings.NetworkID !== '' && settings.NetworkID.startsWith(value)) ||
					[...m.networks.values()].some((n) => n.name === name && n.id.startsWith(value))
			)
		)
	)
		return false;
	if (values('publish').length > 0 && !wantedPort(values('publish'), true, container)) return false;
	if (values('expose').length > 0 && !wantedPort(values('expose'), false, container)) return false;
	return !(values('is-task').length > 0 && boolFilter(filters, 'is-task', false));
}
function row(m: Memory, container: Container, nowUs: number, images: Map<string, string | undefined>): JsonObject {
	return {
		Id: container.id,
		Names: [container.name],
		Image: imageName(m, container, images),
		ImageID: container.image,
		Command: commandText(container),
		Created: Math.floor(container.created / 1e6),
		Ports: ports(container),
		Labels: sortedMap(container.config.Labels),
		State: stateWord(container),
		Status: statusText(container, nowUs),
		HostConfig: {
			NetworkMode: container.hostConfig.NetworkMode,
			...(container.hostConfig.Annotations ? { Annotations: container.hostConfig.Annotations } : {})
		},
		NetworkSettings: { Networks: shownNetworks(container) },
		Mounts: shownMounts(container)
	};
}
const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
/** The values of filters that take only some words; throws for the first that is none. */
function checkValues(filters: Filters): void {
	const check = (name: string, problem: (value: string) => string | undefined): void => {
		for (const value of filters.get(name) ?? []) {
			const found = problem(value);
			if (found !== undefined) throw badParameter(`invalid filter '${name}=${value}': ${found}`);
		}
	};
	const oneOf =
		(known: readonly string[], what: string) =>
		(value: string): string | undefined =>
			known.includes(value) ? undefined : `invalid value for ${what} (${value}): must be one of ${known.join(', ')}`;
	check('exited', (value) => (/^[+-]?\d+$/.test(value) ? undefined : `strconv.Atoi: parsing ${goQuote(value)}: invalid syntax`));
	check('status', oneOf(states, 'state'));
	check('health', oneOf(['none', 'starting', 'healthy', 'unhealthy'], 'health'));
}
export function* listContainers(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, accepted);
	checkValues(filters);
	const limit = Number(param(request, 'limit') || '0');
	const nowUs = yield* clock();
	const found = yield* remember((m) => {
		const createdOf = (name: 'before' | 'since'): number | undefined | { error: string; status: number } => {
			const [value] = filters.get(name) ?? [];
			if (value === undefined) return undefined;
			const container = findContainer(m, value);
			return container instanceof DockerError ? { error: container.message, status: container.status } : container.created;
		};
		const beforeTime = createdOf('before');
		const since = createdOf('since');
		if (typeof beforeTime === 'object') return beforeTime;
		if (typeof since === 'object') return since;
		const ancestors = filters.has('ancestor') ? ancestorImages(m, filters.get('ancestor') ?? []) : undefined;
		const wanted: Wanted = { all: flag(request, 'all'), limit, filters, before: beforeTime, since, ancestors, nowUs };
		const list = [...m.containers.values()].filter((container) => includes(m, container, wanted)).sort((a, b) => b.created - a.created || byBytes(b.id, a.id));
		const images = new Map<string, string | undefined>();
		return (limit > 0 ? list.slice(0, limit) : list).map((container) => ({ container, json: row(m, container, nowUs, images) }));
	});
	if (!Array.isArray(found)) throw new DockerError(found.status, found.error);
	if (!flag(request, 'size')) return { status: 200, json: found.map(({ json }) => json), fresh: true };
	const out: JsonObject[] = [];
	for (const { container, json } of found) {
		const sizes = yield* containerSizes(container);
		const { Labels, State, Status, HostConfig, NetworkSettings, Mounts, ...head } = json;
		out.push({ ...head, ...(sizes.rw > 0 ? { SizeRw: sizes.rw } : {}), SizeRootFs: sizes.root, Labels, State, Status, HostConfig, NetworkSettings, Mounts });
	}
	return ok(out);
}
/** Images that are one of these or made from one. Pure. */
function ancestorImages(m: Memory, names: readonly string[]): Set<string> {
	const out = new Set<string>();
	for (const name of names) {
		const base = findImage(m, name);
		if (!base) continue;
		for (const image of m.images.values())
			if (image.id === base.id || base.config.rootfs.diff_ids.every((diff, index) => image.config.rootfs.diff_ids[index] === diff)) out.add(image.id);
	}
	return out;
}
export function* containerSizes(container: Container): Sys<{ rw: number; root: number }> {
	const rw = yield* layerSize(container);
	const below = yield* remember((m) => {
		const image = m.images.get(container.image);
		return image ? imageSize(m, image) : 0;
	});
	return { rw, root: rw + below };
}

export function* inspectContainer(request: Request): Sys<Reply> {
	const container = yield* getContainer(request.vars[0] ?? '');
	const sizes = flag(request, 'size') ? yield* containerSizes(container) : undefined;
	const lower = (yield* lowers(container)).join(':');
	return ok(inspected(container, lower, sizes));
}
/** The whole of it, in the API's order. Pure. */
export function inspected(c: Container, lower: string, sizes: { rw: number; root: number } | undefined): JsonObject {
	const s = c.state;
	const layer = `${overlay}/${c.mountId}`;
	const bridge = c.network.networks['bridge'];
	return {
		Id: c.id,
		Created: shownTime(c.created),
		Path: c.path,
		Args: c.args,
		State: {
			Status: stateWord(c),
			Running: s.running,
			Paused: s.paused,
			Restarting: s.restarting,
			OOMKilled: s.oomKilled,
			Dead: s.dead,
			Pid: s.pid,
			ExitCode: s.exitCode,
			Error: s.error,
			StartedAt: shownTime(s.startedAt),
			FinishedAt: shownTime(s.finishedAt),
			...(s.health ? { Health: s.health } : {})
		},
		Image: c.image,
		ResolvConfPath: c.resolvConfPath,
		HostnamePath: c.hostnamePath,
		HostsPath: c.hostsPath,
		LogPath: s.startedAt === 0 && s.error === '' ? '' : logPath(c),
		Name: c.name,
		RestartCount: c.restartCount,
		Driver: 'overlay2',
		Platform: 'linux',
		MountLabel: '',
		ProcessLabel: '',
		AppArmorProfile: '',
		ExecIDs: c.execIds.length > 0 ? c.execIds : null,
		HostConfig: c.hostConfig,
		GraphDriver: { Data: { ID: c.id, LowerDir: lower, MergedDir: layer + '/merged', UpperDir: layer + '/diff', WorkDir: layer + '/work' }, Name: 'overlay2' },
		...(sizes ? { SizeRw: sizes.rw, SizeRootFs: sizes.root } : {}),
		Mounts: shownMounts(c),
		Config: c.config,
		NetworkSettings: {
			Bridge: '',
			SandboxID: c.network.sandboxId,
			SandboxKey: c.network.sandboxKey,
			Ports: c.network.ports ?? {},
			HairpinMode: false,
			LinkLocalIPv6Address: '',
			LinkLocalIPv6PrefixLen: 0,
			SecondaryIPAddresses: null,
			SecondaryIPv6Addresses: null,
			EndpointID: bridge?.EndpointID ?? '',
			Gateway: bridge?.Gateway ?? '',
			GlobalIPv6Address: '',
			GlobalIPv6PrefixLen: 0,
			IPAddress: bridge?.IPAddress ?? '',
			IPPrefixLen: bridge?.IPPrefixLen ?? 0,
			IPv6Gateway: '',
			MacAddress: bridge?.MacAddress ?? '',
			Networks: shownNetworks(c)
		}
	};
}
