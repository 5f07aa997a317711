// POST /containers/create: moby's containerCreate, check by check, in its order.
// Invariant: a create that fails leaves no name, layer, directory, or volume reference behind.
import { take } from '../pace.ts';
import { call, type Sys } from '../../engine/index.ts';
import { clock, random } from '../../kernel/index.ts';
import { fromHumanSize, SizeError } from '../../values/index.ts';
import type { ContainerConfig, EndpointSettings, HostConfig, MountPoint } from '../api-types.ts';
import { decodeConfig, decodeEndpoints, decodeHostConfig, emptyEndpoint } from '../decode-config.ts';
import { field, object, setOf, sortedMap, type JsonObject } from '../decode.ts';
import { badParameter, conflict, DockerError, notFound, prefixed } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { makeDirs, removeAll } from '../files.ts';
import { param, readJson, type Reply, type Request } from '../http.ts';
import { findContainer, locked, newId, remember } from '../memory.ts';
import { generatedName } from '../names.ts';
import { hostPlatform, parsePlatform, platformText, type Platform } from '../images/pull.ts';
import { findImage, noSuchImage } from '../images/store.ts';
import { checkEndpoint, isUserDefined, networkName } from '../networks/endpoints.ts';
import { findNetwork } from '../networks/store.ts';
import type { Container, Image } from '../state.ts';
import { checkSettings } from '../validate.ts';
import { acquireMount, createLayer, releaseMount, removeLayer } from './layer.ts';
import { anonymousMounts, populate, registerMounts, releaseVolumes } from './mounts.ts';
import { resolveIn } from './paths.ts';
import { containerRoot, saveContainer } from './save.ts';
import { maskedPaths, readonlyPaths } from './spec.ts';

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
/** Throws 400 for a name that is not one. */
export function checkName(name: string): void {
	if (!namePattern.test(name.replace(/^\//, ''))) throw badParameter(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
}
const nameConflict = (name: string, id: string): DockerError =>
	conflict(
		`Conflict. The container name "${name}" is already in use by container "${id}". You have to remove (or rename) that container to be able to reuse that name.`
	);
/** Reserves a name with its slash; throws 409. */
export function* reserveName(name: string, id: string): Sys<void> {
	const owner = yield* remember((m) => {
		const there = m.names.get(name);
		if (there === undefined) m.names.set(name, id);
		return there;
	});
	if (owner !== undefined && owner !== id) throw nameConflict(name, owner);
}
function* chooseName(given: string, id: string): Sys<string> {
	if (given !== '') {
		checkName(given);
		const name = given.startsWith('/') ? given : '/' + given;
		yield* reserveName(name, id);
		return name;
	}
	for (let retry = 0; retry < 6; retry++) {
		const name = '/' + generatedName(yield* random(5), retry === 0 ? 0 : retry + ((yield* random(1))[0] ?? 0));
		if (yield* remember((m) => (m.names.has(name) ? false : (m.names.set(name, id), true)))) return name;
	}
	yield* reserveName('/' + id.slice(0, 12), id);
	return '/' + id.slice(0, 12);
}

/** runconfig's checks of options that exclude each other. */
function checkModes(config: ContainerConfig, host: HostConfig): void {
	const fail = (why: string): never => {
		throw badParameter(why);
	};
	const mode = host.NetworkMode;
	if (host.UTSMode === 'host' && config.Hostname !== '') fail('conflicting options: hostname and the UTS mode');
	const shared = mode.startsWith('container:');
	if (shared) {
		if (mode === 'container:') fail('invalid container format container:<name|id>');
		if (config.Hostname !== '') fail('conflicting options: hostname and the network mode');
		if ((host.Links ?? []).length > 0) fail("conflicting options: container type network can't be used with links. This would result in undefined behavior");
		if ((host.Dns ?? []).length > 0) fail('conflicting options: dns and the network mode');
		if ((host.ExtraHosts ?? []).length > 0) fail('conflicting options: custom host-to-IP mapping and the network mode');
		if (Object.keys(host.PortBindings).length > 0 || host.PublishAllPorts) fail('conflicting options: port publishing and the container type network mode');
		if (Object.keys(config.ExposedPorts ?? {}).length > 0) fail('conflicting options: port exposing and the container type network mode');
	}
	if (mode === 'host' && (host.Links ?? []).length > 0)
		fail("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
	if (!['', 'default'].includes(host.Isolation)) fail(`invalid isolation (${host.Isolation}): linux only supports 'default'`);
}

/** Fills what the request left open from the image. */
function mergeImage(config: ContainerConfig, image: Image | undefined): ContainerConfig {
	const from = image?.config.config ?? {};
	const env = [...(config.Env ?? [])];
	for (const entry of from.Env ?? []) {
		const name = entry.slice(0, entry.indexOf('=') + 1);
		if (!env.some((own) => own.startsWith(name))) env.push(entry);
	}
	const exposed = { ...from.ExposedPorts, ...config.ExposedPorts };
	const volumes = { ...from.Volumes, ...config.Volumes };
	const noEntry = (config.Entrypoint ?? []).length === 0;
	const cmd = noEntry && (config.Cmd ?? []).length === 0 ? (from.Cmd ?? null) : config.Cmd;
	const entrypoint = config.Entrypoint === null ? (from.Entrypoint ?? null) : config.Entrypoint;
	const health =
		config.Healthcheck === undefined
			? from.Healthcheck
			: config.Healthcheck.Test === undefined || config.Healthcheck.Test.length === 0
				? { ...from.Healthcheck, ...config.Healthcheck, Test: from.Healthcheck?.Test ?? [] }
				: config.Healthcheck;
	const merged: JsonObject = {
		...config,
		User: config.User || (from.User ?? ''),
		ExposedPorts: setOf(Object.keys(exposed)),
		Env: env,
		Cmd: cmd,
		...(health === undefined ? {} : { Healthcheck: health }),
		Volumes: Object.keys(volumes).length > 0 ? setOf(Object.keys(volumes)) : null,
		WorkingDir: config.WorkingDir || (from.WorkingDir ?? ''),
		Entrypoint: entrypoint !== null && entrypoint.length === 1 && entrypoint[0] === '' ? null : entrypoint,
		OnBuild: null,
		Labels: sortedMap({ ...from.Labels, ...config.Labels }),
		StopSignal: config.StopSignal ?? from.StopSignal ?? '',
		StopTimeout: config.StopTimeout ?? from.StopTimeout,
		Shell: config.Shell ?? from.Shell
	};
	const result = decodeConfig(merged);
	if ((result.Entrypoint ?? []).length === 0 && (result.Cmd ?? []).length === 0) throw badParameter('no command specified');
	return result;
}

const drivers = ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'none', 'splunk', 'syslog'];
const logOptions: Readonly<Record<string, readonly string[]>> = {
	'json-file': ['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag'],
	local: ['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag'],
	syslog: [
		'env',
		'env-regex',
		'labels',
		'labels-regex',
		'syslog-address',
		'syslog-facility',
		'syslog-tls-ca-cert',
		'syslog-tls-cert',
		'syslog-tls-key',
		'syslog-tls-skip-verify',
		'tag',
		'syslog-format'
	]
};
/** The log driver with the daemon's defaults; throws 400 and 404 for what no driver knows. */
function* logConfig(given: HostConfig['LogConfig']): Sys<HostConfig['LogConfig']> {
	const daemon = yield* remember((m) => ({ Type: m.config.logDriver, Config: m.config.logOpts }));
	const type = given.Type || daemon.Type;
	const config = type === daemon.Type && type !== 'none' ? { ...daemon.Config, ...given.Config } : given.Config;
	if (!drivers.includes(type)) throw badParameter(`error looking up logging plugin ${type}: plugin "${type}" not found`);
	const known = logOptions[type];
	for (const key of Object.keys(config)) {
		if (['mode', 'max-buffer-size', 'cache-disabled', 'cache-max-size', 'cache-max-file', 'cache-compress'].includes(key)) continue;
		if (known && !known.includes(key)) throw badParameter(`unknown log opt '${key}' for ${type} log driver`);
	}
	const mode = config['mode'];
	if (mode !== undefined && mode !== 'blocking' && mode !== 'non-blocking') throw badParameter(`logger: logging mode not supported: ${mode}`);
	return { Type: type, Config: sortedMap(config) };
}
/** What starting the logger says of its options; undefined when they are fine. */
export function logProblem(config: HostConfig['LogConfig']): string | undefined {
	const size = config.Config['max-size'];
	if (size !== undefined) {
		try {
			fromHumanSize(size);
		} catch (error) {
			if (error instanceof SizeError) return error.message;
			throw error;
		}
	}
	const files = config.Config['max-file'];
	if (files !== undefined && !/^\d+$/.test(files)) return `strconv.Atoi: parsing "${files}": invalid syntax`;
	if (files !== undefined && Number(files) < 1) return 'max-file cannot be less than 1';
	return undefined;
}

/** Defaults of the host config. */
function* adapt(host: HostConfig): Sys<HostConfig> {
	const daemon = yield* remember((m) => ({ shm: m.config.shmSize, runtime: m.config.defaultRuntime, cgroupns: m.config.cgroupnsMode }));
	const full = (mode: string): Sys<string> =>
		remember((m) => {
			if (!mode.startsWith('container:')) return mode;
			const target = findContainer(m, mode.slice('container:'.length));
			return target instanceof DockerError ? mode : 'container:' + target.id;
		});
	const labels = yield* securityLabels(host);
	const dns = (value: readonly string[] | null): readonly string[] => value ?? [];
	return {
		...host,
		NetworkMode: yield* full(host.NetworkMode === 'default' || host.NetworkMode === '' ? 'bridge' : host.NetworkMode),
		PidMode: yield* full(host.PidMode),
		IpcMode: (yield* full(host.IpcMode)) || 'private',
		CgroupnsMode: host.CgroupnsMode || (host.Privileged ? 'host' : daemon.cgroupns),
		ShmSize: host.ShmSize || daemon.shm,
		Runtime: host.Runtime || daemon.runtime,
		SecurityOpt: labels.length > 0 ? [...(host.SecurityOpt ?? []), ...labels] : host.SecurityOpt,
		RestartPolicy: { ...host.RestartPolicy, Name: host.RestartPolicy.Name || 'no' },
		MemorySwap: host.Memory > 0 && host.MemorySwap === 0 ? host.Memory * 2 : host.MemorySwap,
		MemorySwappiness: host.MemorySwappiness === -1 ? null : host.MemorySwappiness,
		OomKillDisable: null,
		PidsLimit: host.PidsLimit !== null && host.PidsLimit <= 0 ? null : host.PidsLimit,
		Dns: dns(host.Dns),
		DnsOptions: dns(host.DnsOptions),
		DnsSearch: dns(host.DnsSearch),
		BlkioWeightDevice: host.BlkioWeightDevice ?? [],
		Devices: host.Devices ?? [],
		Ulimits: host.Ulimits ?? [],
		MaskedPaths: host.MaskedPaths ?? (host.Privileged || (host.SecurityOpt ?? []).includes('systempaths=unconfined') ? null : maskedPaths),
		ReadonlyPaths: host.ReadonlyPaths ?? (host.Privileged || (host.SecurityOpt ?? []).includes('systempaths=unconfined') ? null : readonlyPaths)
	};
}

function* imageFor(name: string, platform: Platform | undefined): Sys<Image | undefined> {
	if (name === '') return undefined;
	const image = yield* remember((m) => findImage(m, name));
	if (!image) throw noSuchImage(name);
	const own: Platform = { os: image.config.os, architecture: image.config.architecture };
	if (platform && (own.os !== platform.os || own.architecture !== platform.architecture))
		throw notFound(
			`image with reference ${name} was found but its platform (${platformText(own)}) does not match the specified platform (${platformText(platform)})`
		);
	return image;
}

export function* createContainer(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	if (Object.keys(body).length === 0) throw badParameter('config cannot be empty in order to create a container');
	const config = decodeConfig(body);
	const hostGiven = decodeHostConfig(object(field(body, 'HostConfig')));
	checkModes(config, hostGiven);
	const { default: onDefault, ...named } = decodeEndpoints(field(body, 'NetworkingConfig'));
	const endpoints = onDefault ? { bridge: onDefault, ...named } : named;
	yield* take('create');
	const { id, warnings } = yield* create({
		name: param(request, 'name'),
		config,
		host: hostGiven,
		endpoints,
		platform: parsePlatform(param(request, 'platform'))
	});
	return { status: 201, json: { Id: id, Warnings: warnings } };
}
export interface Creation {
	readonly name: string;
	readonly config: ContainerConfig;
	readonly host: HostConfig;
	readonly endpoints: Readonly<Record<string, EndpointSettings>>;
	readonly platform: Platform | undefined;
}

/** Makes a container: its record, name, layer, volumes. Throws 400, 404, 409. */
export function* create(wanted: Creation): Sys<{ id: string; warnings: string[] }> {
	const daemon = yield* remember((m) => m.config);
	const warnings = yield* checkSettings(daemon, wanted.host, wanted.config);
	let found: Image | undefined;
	if (wanted.platform === undefined) {
		found = yield* imageFor(wanted.config.Image, undefined);
		if (found && found.config.architecture !== hostPlatform.architecture)
			warnings.push(
				`The requested image's platform (${platformText({ os: found.config.os, architecture: found.config.architecture })}) does not match the detected host platform (linux/amd64/v3) and no specific platform was requested`
			);
	}
	yield* checkNetworks(wanted.endpoints);
	const host = yield* adapt(wanted.host);
	const image = found ?? (yield* imageFor(wanted.config.Image, wanted.platform));
	const config = mergeImage(wanted.config, image);
	yield* checkLinks(host);
	const withLog: HostConfig = { ...host, LogConfig: yield* logConfig(host.LogConfig) };
	const id = yield* newId();
	const name = yield* chooseName(wanted.name, id);
	try {
		const container = yield* call(build(id, name, config, withLog, image, wanted.endpoints));
		yield* logContainerEvent(container, 'create');
	} catch (error) {
		yield* undo(id, name);
		throw error;
	}
	return { id, warnings };
}
/**
 * SELinux's labels of a container (generateSecurityOpt): none where the host's namespaces are used; what another container's namespace
 * would give is looked up there, so that container must exist. The caller's own labels go before.
 */
function* securityLabels(host: HostConfig): Sys<readonly string[]> {
	if ((host.SecurityOpt ?? []).some((option) => option.split('=')[0] === 'label')) return [];
	if (host.IpcMode === 'host' || host.PidMode === 'host' || host.Privileged) return ['label=disable'];
	for (const mode of [host.IpcMode, host.PidMode])
		if (mode.startsWith('container:')) {
			const found = yield* remember((m) => findContainer(m, mode.slice('container:'.length)));
			if (found instanceof DockerError) throw badParameter(found.message);
		}
	return [];
}
/** --link's containers must be there, and have a network of their own; on a network of the user's they are only names. */
function* checkLinks(host: HostConfig): Sys<void> {
	if (isUserDefined(host.NetworkMode)) return;
	for (const link of host.Links ?? []) {
		let name = link.split(':')[0] ?? '';
		for (;;) {
			const found = yield* remember((m) => findContainer(m, name));
			if (found instanceof DockerError)
				throw found.status === 404
					? badParameter(`could not get container for ${name}: ${found.message}`)
					: prefixed(`could not get container for ${name}: `, found);
			if (found.hostConfig.NetworkMode === 'host')
				throw badParameter("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
			if (!found.hostConfig.NetworkMode.startsWith('container:')) break;
			name = found.hostConfig.NetworkMode.slice('container:'.length);
		}
	}
}
function* checkNetworks(endpoints: Readonly<Record<string, EndpointSettings>>): Sys<void> {
	for (const [name, settings] of Object.entries(endpoints)) {
		const network = yield* remember((m) => findNetwork(m, name));
		try {
			checkEndpoint(network, name, settings);
		} catch (error) {
			if (error instanceof DockerError) throw prefixed(`invalid config for network ${name}: `, error);
			throw error;
		}
	}
}
function* undo(id: string, name: string): Sys<void> {
	const container = yield* remember((m) => {
		const there = m.containers.get(id);
		m.containers.delete(id);
		m.runtime.delete(id);
		if (m.names.get(name) === id) m.names.delete(name);
		return there;
	});
	if (container) {
		yield* removeLayer(container);
		yield* releaseVolumes(container, true);
	}
	yield* remember((m) => {
		for (const volume of m.volumes.values())
			if (volume.refs.includes(id)) m.volumes.set(volume.name, { ...volume, refs: volume.refs.filter((ref) => ref !== id) });
	});
	yield* removeAll(containerRoot(id));
}

function* build(
	id: string,
	name: string,
	given: ContainerConfig,
	host: HostConfig,
	image: Image | undefined,
	endpoints: Readonly<Record<string, EndpointSettings>>
): Sys<Container> {
	const hostname = given.Hostname || (host.NetworkMode === 'host' || host.UTSMode === 'host' ? yield* remember((m) => m.hostname) : id.slice(0, 12));
	const shared = host.NetworkMode.startsWith('container:');
	const config: ContainerConfig = { ...given, Hostname: shared ? '' : hostname };
	const entry = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
	const dir = containerRoot(id);
	yield* makeDirs(dir, 0o710);
	yield* makeDirs(dir + '/mounts', 0o700);
	const now = yield* clock();
	const blank: Container = {
		id,
		created: now,
		path: entry[0] ?? '',
		args: entry.slice(1),
		config,
		hostConfig: host,
		image: image?.id ?? '',
		name,
		state: {
			running: false,
			paused: false,
			restarting: false,
			oomKilled: false,
			removalInProgress: false,
			dead: false,
			pid: 0,
			exitCode: 0,
			error: '',
			startedAt: 0,
			finishedAt: 0
		},
		restartCount: 0,
		hasBeenStartedBefore: false,
		hasBeenManuallyStopped: false,
		hasBeenManuallyRestarted: false,
		mounts: [],
		network: { sandboxId: '', sandboxKey: '', ports: {}, networks: {} },
		mountId: yield* createLayer(id, image),
		resolvConfPath: '',
		hostnamePath: '',
		hostsPath: '',
		execIds: []
	};
	const layered = { ...blank, network: { ...blank.network, networks: yield* initialNetworks(host.NetworkMode, endpoints) } };
	// Known from here on, so that what fails can be undone; nobody finds it by name before it is complete.
	yield* remember((m) => void m.containers.set(id, layered));
	const mounts = yield* locked('volumes', registerMounts(id, host));
	const all = touchesFiles(config, mounts) ? yield* prepareFiles(layered, mounts) : mounts;
	const container: Container = { ...layered, mounts: all };
	yield* remember((m) => void m.containers.set(id, container));
	yield* saveContainer(id);
	return container;
}
/** Whether making a container looks into its files: FIDELITY: the real one mounts them in any case, to no end where this says no. */
const touchesFiles = (config: ContainerConfig, mounts: readonly MountPoint[]): boolean =>
	!['', '/'].includes(config.WorkingDir) || Object.keys(config.Volumes ?? {}).length > 0 || mounts.some((point) => point.type === 'volume' && point.copyData);

/** The working directory is made, anonymous volumes are made and filled: answers all mounts. */
function* prepareFiles(container: Container, mounts: readonly MountPoint[]): Sys<readonly MountPoint[]> {
	const { id, config, hostConfig } = container;
	const merged = yield* acquireMount(container);
	let all: MountPoint[];
	try {
		if (config.WorkingDir !== '') yield* makeDirs(yield* resolveIn(merged, config.WorkingDir));
		all = [...mounts, ...(yield* locked('volumes', anonymousMounts(id, config, hostConfig, mounts, merged)))];
		yield* populate(all, merged);
	} catch (error) {
		yield* releaseMount(container);
		throw error;
	}
	yield* releaseMount(container);
	return all;
}
function* initialNetworks(mode: string, endpoints: Readonly<Record<string, EndpointSettings>>): Sys<Container['network']['networks']> {
	if (mode.startsWith('container:')) return {};
	const withMac = (settings: EndpointSettings): EndpointSettings & { desiredMac?: string } => ({
		...settings,
		...(settings.MacAddress === '' ? {} : { desiredMac: settings.MacAddress })
	});
	const out: Record<string, EndpointSettings & { desiredMac?: string }> = {};
	for (const [name, settings] of Object.entries(endpoints)) {
		const network = yield* remember((m) => findNetwork(m, networkName(name)));
		out[network?.name ?? networkName(name)] = withMac(settings);
	}
	if (Object.keys(out).length === 0) {
		const name = networkName(mode);
		const network = isUserDefined(name) ? yield* remember((m) => findNetwork(m, name)) : undefined;
		out[network?.name ?? name] = emptyEndpoint;
	}
	return out;
}
