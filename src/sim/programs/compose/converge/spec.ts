// A service as the body of POST /containers/create: config, host config, endpoints (pkg/compose/create.go's getCreateConfigs).
// Leaves out what the engine's model has no place for (GPU requests, CDI devices, storage options are sent and judged there).
import type { Sys } from '../../../engine/index.ts';
import { networksByPriority, serviceHash, type Project, type ServiceConfig, type ServiceHook } from '../../../values/compose/index.ts';
import { Failure } from '../../docker/failure.ts';
import { listContainers, labelFilter, type Container, type Engine } from '../engine.ts';
import { labels } from '../labels.ts';
import { canonicalName, containerName, imageName } from '../names.ts';
import { healthConfig } from './health-check.ts';
import { containerVolumes } from './mounts.ts';
import { resourcesOf } from './resources.ts';
import { securityOptions } from './security.ts';

export interface SpecOptions {
	readonly autoRemove: boolean;
	readonly attachStdin: boolean;
	readonly useNetworkAliases: boolean;
	readonly labels: Readonly<Record<string, string>>;
}

/** What the engine is asked to create. */
export function* createBody(
	engine: Engine,
	project: Project,
	service: ServiceConfig,
	number: number,
	inherit: Container | undefined,
	options: SpecOptions
): Sys<unknown> {
	const { tty = false, stdin_open: stdinOpen = false } = service;
	const { binds, mounts } = yield* containerVolumes(engine, project, service, inherit);
	const links = yield* linksOf(engine, project.name, service, number);
	const { mode, endpoints } = networkSettings(engine, project, service, number, links, options.useNetworkAliases);
	const security = yield* securityOptions(project, service.security_opt ?? []);
	const tmpfs = Object.fromEntries((service.tmpfs ?? []).map((entry) => (entry.includes(':') ? splitOnce(entry) : [entry, ''])));
	return {
		Hostname: service.hostname ?? '',
		Domainname: service.domainname ?? '',
		User: service.user ?? '',
		AttachStdin: options.attachStdin,
		AttachStdout: true,
		AttachStderr: true,
		...exposed(service),
		Tty: tty,
		OpenStdin: stdinOpen,
		StdinOnce: options.attachStdin && stdinOpen,
		Env: envList(service.environment),
		Cmd: service.command ?? null,
		...(service.healthcheck ? { Healthcheck: healthConfig(service.healthcheck) } : {}),
		Image: imageName(engine, service, project.name),
		Volumes: null,
		WorkingDir: service.working_dir ?? '',
		Entrypoint: service.entrypoint ?? null,
		...(service.network_mode === 'disabled' ? { NetworkDisabled: true } : {}),
		Labels: labelsOf(service, number, options.labels),
		...((service.stop_signal ?? '') === '' ? {} : { StopSignal: service.stop_signal }),
		...(service.stop_grace_period === undefined ? {} : { StopTimeout: Math.trunc(service.stop_grace_period / 1e6) }),
		HostConfig: {
			Binds: binds.length > 0 ? binds : null,
			LogConfig: { Type: service.logging?.driver ?? '', Config: service.logging?.options ?? null },
			NetworkMode: mode,
			PortBindings: portBindings(service),
			RestartPolicy: restartPolicy(service),
			AutoRemove: options.autoRemove,
			VolumeDriver: service.volume_driver ?? '',
			VolumesFrom: service.volumes_from ?? null,
			...(service.annotations ? { Annotations: service.annotations } : {}),
			CapAdd: service.cap_add ?? null,
			CapDrop: service.cap_drop ?? null,
			CgroupnsMode: service.cgroup ?? '',
			Dns: service.dns ?? null,
			DnsOptions: service.dns_opt ?? null,
			DnsSearch: service.dns_search ?? null,
			ExtraHosts: Object.entries(service.extra_hosts ?? {}).flatMap(([host, addresses]) => addresses.map((address) => `${host}:${address}`)),
			GroupAdd: service.group_add ?? null,
			IpcMode: service.ipc ?? '',
			Links: links.length > 0 ? links : null,
			OomScoreAdj: service.oom_score_adj ?? 0,
			PidMode: service.pid ?? '',
			Privileged: service.privileged === true,
			ReadonlyRootfs: service.read_only === true,
			SecurityOpt: security.options,
			...(service.storage_opt ? { StorageOpt: service.storage_opt } : {}),
			...(Object.keys(tmpfs).length > 0 ? { Tmpfs: tmpfs } : {}),
			UTSMode: service.uts ?? '',
			UsernsMode: service.userns_mode ?? '',
			ShmSize: service.shm_size ?? 0,
			...(service.sysctls ? { Sysctls: service.sysctls } : {}),
			...((service.runtime ?? '') === '' ? {} : { Runtime: service.runtime }),
			Isolation: service.isolation ?? '',
			...resourcesOf(service),
			...(mounts.length > 0 ? { Mounts: mounts } : {}),
			...(security.unconfined ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
			...(service.init === undefined ? {} : { Init: service.init })
		},
		...(endpoints ? { NetworkingConfig: { EndpointsConfig: endpoints } } : {})
	};
}

const splitOnce = (text: string): [string, string] => {
	const at = text.indexOf(':');
	return [text.slice(0, at), text.slice(at + 1)];
};

/** ToMobyEnv: a key without a value stays a key alone. */
export const envList = (environment: ServiceHook['environment']): readonly string[] =>
	Object.entries(environment ?? {}).map(([key, value]) => (value === null ? key : `${key}=${value}`));

function labelsOf(service: ServiceConfig, number: number, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	return {
		...given,
		[labels.configHash]: serviceHash(service),
		...(number > 0 ? { [labels.number]: String(number) } : {}),
		[labels.dependsOn]: Object.entries(service.depends_on ?? {})
			.map(([name, { condition = '', restart = false }]) => `${name}:${condition}:${restart}`)
			.join(',')
	};
}

const portKey = (target: number | undefined, protocol: string | undefined): string => `${target ?? 0}/${protocol ?? ''}`;
function exposed(service: ServiceConfig): { ExposedPorts?: Readonly<Record<string, object>> } {
	const ports = [...(service.expose ?? []), ...(service.ports ?? []).map((port) => portKey(port.target, port.protocol))];
	return ports.length === 0 ? {} : { ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])) };
}
function portBindings(service: ServiceConfig): Readonly<Record<string, readonly { HostIp: string; HostPort: string }[]>> {
	const out: Record<string, { HostIp: string; HostPort: string }[]> = {};
	for (const { target, protocol, host_ip: ip = '', published = '' } of service.ports ?? [])
		(out[portKey(target, protocol)] ??= []).push({ HostIp: ip, HostPort: published });
	return out;
}

/** mapRestartPolicyCondition: swarm's words as the engine's. */
const restartName = (condition: string): string => ({ none: 'no', any: 'always' })[condition] ?? condition;
function restartPolicy(service: ServiceConfig): { Name: string; MaximumRetryCount: number } {
	const swarm = service.deploy?.restart_policy;
	if (swarm) return { Name: restartName(swarm.condition ?? ''), MaximumRetryCount: swarm.max_attempts ?? 0 };
	const [name = '', attempts = ''] = (service.restart ?? '').split(':');
	return { Name: restartName(name), MaximumRetryCount: /^\d+$/.test(attempts) ? Number(attempts) : 0 };
}

interface Endpoint {
	readonly IPAMConfig: { IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: readonly string[] } | null;
	readonly Links: readonly string[] | null;
	readonly Aliases: readonly string[];
	readonly MacAddress: string;
	readonly DriverOpts: Readonly<Record<string, string>> | null;
	readonly GwPriority: number;
}
/** defaultNetworkSettings: the first network is the mode, all are endpoints. */
function networkSettings(
	engine: Engine,
	project: Project,
	service: ServiceConfig,
	number: number,
	links: readonly string[],
	useAliases: boolean
): { mode: string; endpoints?: Readonly<Record<string, Endpoint>> } {
	if ((service.network_mode ?? '') !== '') return { mode: service.network_mode ?? '' };
	if (Object.keys(project.networks).length === 0) return { mode: 'none' };
	const keys = networksByPriority(service);
	const primary = keys[0] ?? 'default';
	const own = service.networks?.[primary]?.mac_address ?? '';
	if ((service.mac_address ?? '') !== '' && own !== '' && own !== service.mac_address)
		throw new Failure(`the service-level mac_address should have the same value as network ${primary}`);
	const endpoint = (key: string): Endpoint => {
		const config = service.networks?.[key];
		const mac = config?.mac_address ?? '';
		const opts = {
			...config?.driver_opts,
			...((config?.interface_name ?? '') === '' ? {} : { 'com.docker.network.endpoint.ifname': config?.interface_name ?? '' })
		};
		const { ipv4_address: v4 = '', ipv6_address: v6 = '', link_local_ips: linkLocal } = config ?? {};
		return {
			IPAMConfig: config
				? { ...(v4 === '' ? {} : { IPv4Address: v4 }), ...(v6 === '' ? {} : { IPv6Address: v6 }), ...(linkLocal ? { LinkLocalIPs: linkLocal } : {}) }
				: null,
			Links: links.length > 0 ? links : null,
			Aliases: [containerName(engine, project.name, service, number), ...(useAliases ? [service.name, ...(config?.aliases ?? [])] : [])],
			MacAddress: mac !== '' || key !== primary ? mac : (service.mac_address ?? ''),
			DriverOpts: Object.keys(opts).length > 0 ? opts : null,
			GwPriority: config?.gw_priority ?? 0
		};
	};
	const name = (key: string): string => project.networks[key]?.name ?? '';
	return { mode: name(primary), endpoints: Object.fromEntries([...new Set([...keys, primary])].map((key) => [name(key), endpoint(key)])) };
}

/** getLinks: "container:alias" for each container of a linked service. */
function* linksOf(engine: Engine, project: string, service: ServiceConfig, number: number): Sys<readonly string[]> {
	const out: string[] = [];
	const containersOf = (name: string): Sys<readonly Container[]> =>
		listContainers(engine, labelFilter([[labels.project, project], [labels.service, name], [labels.configHash], [labels.oneOff, 'False']]), true);
	for (const raw of service.links ?? []) {
		const [name = '', alias = name] = raw.split(':');
		for (const container of yield* containersOf(name)) {
			const linked = canonicalName(container);
			for (const one of [alias, [name, number].join(engine.separator), [project, name, number].join(engine.separator)]) out.push(`${linked}:${one}`);
		}
	}
	for (const raw of service.external_links ?? []) {
		const [name = '', alias = name] = raw.split(':');
		out.push(`${name}:${alias}`);
	}
	return out;
}
