// A container's files: config.v2.json and hostconfig.json in /var/lib/docker/containers/<id>, written where the real daemon checkpoints.
// Field names are moby's; what this daemon alone keeps (mount points as it has them) is under "MountPoints". Invariant: load(save(c)) is c.
import type { Sys } from '../../engine/index.ts';
import { readdir } from '../../kernel/index.ts';
import { encodeJson, parseTime, rfc3339nano } from '../../values/index.ts';
import type { EndpointSettings, MountPoint } from '../api-types.ts';
import { decodeConfig, decodeEndpoint, decodeHostConfig } from '../decode-config.ts';
import { bool, field, isObject, list, num, object, str, strings, type JsonObject } from '../decode.ts';
import { makeDirs, readJsonFile, replaceFile } from '../files.ts';
import { remember } from '../memory.ts';
import type { Container, ContainerState, Health } from '../state.ts';

const containersRoot = '/var/lib/docker/containers';
export const containerRoot = (id: string): string => `${containersRoot}/${id}`;
export const logPath = (container: Container): string =>
	container.hostConfig.LogConfig.Type === 'json-file' ? `${containerRoot(container.id)}/${container.id}-json.log` : '';
export const localLogPath = (id: string): string => `${containerRoot(id)}/local-logs/container.log`;

const zero = '0001-01-01T00:00:00Z';
export const shownTime = (us: number): string => (us === 0 ? zero : rfc3339nano(us));
const readTime = (text: string): number => (text === zero || text === '' ? 0 : (parseTime(text) ?? 0));

/** Writes the container's record as it is now. */
export function* saveContainer(id: string): Sys<void> {
	const container = yield* remember((m) => m.containers.get(id));
	if (!container) return;
	const dir = containerRoot(id);
	yield* replaceFile(`${dir}/hostconfig.json`, encodeJson(container.hostConfig, { escapeHtml: false }));
	yield* replaceFile(`${dir}/config.v2.json`, encodeJson(stored(container), { escapeHtml: false }));
}
function stored(c: Container): JsonObject {
	const s = c.state;
	return {
		StreamConfig: {},
		State: {
			Running: s.running,
			Paused: s.paused,
			Restarting: s.restarting,
			OOMKilled: s.oomKilled,
			RemovalInProgress: s.removalInProgress,
			Dead: s.dead,
			Pid: s.pid,
			ExitCode: s.exitCode,
			Error: s.error,
			StartedAt: shownTime(s.startedAt),
			FinishedAt: shownTime(s.finishedAt),
			Health: s.health ?? null
		},
		ID: c.id,
		Created: shownTime(c.created),
		Managed: false,
		Path: c.path,
		Args: c.args,
		Config: c.config,
		Image: c.image,
		ImageManifest: null,
		NetworkSettings: {
			Bridge: '',
			SandboxID: c.network.sandboxId,
			SandboxKey: c.network.sandboxKey,
			HairpinMode: false,
			Networks: c.network.networks,
			Ports: c.network.ports,
			HasSwarmEndpoint: false
		},
		LogPath: logPath(c),
		Name: c.name,
		Driver: 'overlay2',
		OS: 'linux',
		RestartCount: c.restartCount,
		HasBeenStartedBefore: c.hasBeenStartedBefore,
		HasBeenManuallyStopped: c.hasBeenManuallyStopped,
		HasBeenManuallyRestarted: c.hasBeenManuallyRestarted,
		MountPoints: c.mounts,
		SecretReferences: null,
		ConfigReferences: null,
		MountLabel: '',
		ProcessLabel: '',
		AppArmorProfile: '',
		SeccompProfile: '',
		NoNewPrivileges: (c.hostConfig.SecurityOpt ?? []).some((option) => /^no-new-privileges(:true|=true)?$/.test(option)),
		HostnamePath: c.hostnamePath,
		HostsPath: c.hostsPath,
		ShmPath: '',
		ResolvConfPath: c.resolvConfPath,
		LayerMount: c.mountId
	};
}

function readState(o: JsonObject): ContainerState {
	const health = field(o, 'Health');
	return {
		running: bool(o, 'Running'),
		paused: bool(o, 'Paused'),
		restarting: bool(o, 'Restarting'),
		oomKilled: bool(o, 'OOMKilled'),
		removalInProgress: bool(o, 'RemovalInProgress'),
		dead: bool(o, 'Dead'),
		pid: num(o, 'Pid'),
		exitCode: num(o, 'ExitCode'),
		error: str(o, 'Error'),
		startedAt: readTime(str(o, 'StartedAt')),
		finishedAt: readTime(str(o, 'FinishedAt')),
		...(isHealth(health) ? { health } : {})
	};
}
const isHealth = (value: unknown): value is Health => isObject(value) && typeof value['Status'] === 'string' && Array.isArray(value['Log']);
const isMount = (value: unknown): value is MountPoint => isObject(value) && typeof value['destination'] === 'string' && typeof value['type'] === 'string';

function readEndpoint(value: unknown): EndpointSettings & { desiredMac?: string } {
	const o = object(value);
	const desired = str(o, 'desiredMac');
	return {
		...decodeEndpoint(o),
		EndpointID: str(o, 'EndpointID'),
		Gateway: str(o, 'Gateway'),
		IPAddress: str(o, 'IPAddress'),
		IPPrefixLen: num(o, 'IPPrefixLen'),
		DNSNames: strings(o, 'DNSNames'),
		...(desired === '' ? {} : { desiredMac: desired })
	};
}
function readContainer(o: JsonObject, host: JsonObject): Container {
	const network = object(field(o, 'NetworkSettings'));
	const ports = field(network, 'Ports');
	return {
		id: str(o, 'ID'),
		created: readTime(str(o, 'Created')),
		path: str(o, 'Path'),
		args: strings(o, 'Args') ?? [],
		config: decodeConfig(object(field(o, 'Config'))),
		hostConfig: decodeHostConfig(host),
		image: str(o, 'Image'),
		name: str(o, 'Name'),
		state: readState(object(field(o, 'State'))),
		restartCount: num(o, 'RestartCount'),
		hasBeenStartedBefore: bool(o, 'HasBeenStartedBefore'),
		hasBeenManuallyStopped: bool(o, 'HasBeenManuallyStopped'),
		hasBeenManuallyRestarted: bool(o, 'HasBeenManuallyRestarted'),
		mounts: (list(o, 'MountPoints') ?? []).filter(isMount),
		network: {
			sandboxId: str(network, 'SandboxID'),
			sandboxKey: str(network, 'SandboxKey'),
			ports: isObject(ports) ? decodeHostConfig({ PortBindings: ports }).PortBindings : null,
			networks: Object.fromEntries(Object.entries(object(field(network, 'Networks'))).map(([name, value]) => [name, readEndpoint(value)]))
		},
		mountId: str(o, 'LayerMount'),
		resolvConfPath: str(o, 'ResolvConfPath'),
		hostnamePath: str(o, 'HostnamePath'),
		hostsPath: str(o, 'HostsPath'),
		execIds: []
	};
}
/** Reads every container (the daemon's start). */
export function* loadContainers(): Sys<Container[]> {
	yield* makeDirs(containersRoot, 0o710);
	const out: Container[] = [];
	for (const { name } of yield* readdir(containersRoot)) {
		const config = yield* readJsonFile(`${containersRoot}/${name}/config.v2.json`);
		const host = yield* readJsonFile(`${containersRoot}/${name}/hostconfig.json`);
		if (!isObject(config) || !isObject(host)) continue;
		out.push(readContainer(config, host));
	}
	return out.sort((a, b) => a.created - b.created);
}
