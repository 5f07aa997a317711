// GET /_ping, /version, /info, /system/df: what the engine says of itself and its machine.
import type { Sys } from '../engine/index.ts';
import { clock, sysinfo, uname } from '../kernel/index.ts';
import { RpcError } from '../containerd/api.ts';
import { allRecords, cacheRows } from './builder/cache.ts';
import { rfc3339nano } from '../values/index.ts';
import { byBytes, type JsonObject } from './decode.ts';
import { readText, treeSize } from './files.ts';
import { API_VERSION, before, MIN_API_VERSION, ok, SERVER_VERSION, type Reply, type Request } from './http.ts';
import { remember } from './memory.ts';
import { containerSizes, statusText } from './containers/read.ts';
import { chainIds, imageSize, layersOf, referencesOf } from './images/store.ts';
import { swarmInfo } from './swarm/cluster.ts';
import { containerdVersion } from './tasks.ts';
import { mountpoint } from './volumes/store.ts';
import { shownVolume, sortedVolumes } from './volumes/handlers.ts';
import { stateWord } from './memory.ts';

const shortCommit = '89c5e8f';
const buildTime = '2025-11-05T14:43:37.000000000+00:00';
const goVersion = 'go1.25.3';
const runcVersion = '1.3.3';

export function* ping(request: Request): Sys<Reply> {
	const active = yield* remember((m) => m.swarm !== null);
	const headers = {
		'Builder-Version': '2',
		'Cache-Control': 'no-cache, no-store, must-revalidate',
		Pragma: 'no-cache',
		Swarm: active ? 'active/manager' : 'inactive',
		'Content-Type': 'text/plain; charset=utf-8'
	};
	return request.method === 'HEAD' ? { status: 200, headers: { ...headers, 'Content-Length': '0' } } : { status: 200, headers, body: 'OK' };
}

function* runtimeVersion(): Sys<{ version: string; revision: string }> {
	try {
		return yield* containerdVersion();
	} catch (error) {
		if (error instanceof RpcError) return { version: '', revision: '' };
		throw error;
	}
}
export function* version(): Sys<Reply> {
	const { release } = yield* uname();
	const containerd = yield* runtimeVersion();
	const experimental = yield* remember((m) => m.config.experimental);
	const components: JsonObject[] = [
		{
			Name: 'Engine',
			Version: SERVER_VERSION,
			Details: {
				ApiVersion: API_VERSION,
				Arch: 'amd64',
				BuildTime: buildTime,
				Experimental: String(experimental),
				GitCommit: shortCommit,
				GoVersion: goVersion,
				KernelVersion: release,
				MinAPIVersion: MIN_API_VERSION,
				Os: 'linux'
			}
		},
		...(containerd.version === ''
			? []
			: [{ Name: 'containerd', Version: containerd.version.replace(/^v?/, 'v'), Details: { GitCommit: containerd.revision } }]),
		{ Name: 'runc', Version: runcVersion, Details: { GitCommit: 'v1.3.3-0-gd842d771' } },
		{ Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: 'de40ad0' } }
	];
	return ok({
		Platform: { Name: '' },
		Components: components,
		Version: SERVER_VERSION,
		ApiVersion: API_VERSION,
		MinAPIVersion: MIN_API_VERSION,
		GitCommit: shortCommit,
		GoVersion: goVersion,
		Os: 'linux',
		Arch: 'amd64',
		KernelVersion: release,
		...(experimental ? { Experimental: true } : {}),
		BuildTime: buildTime
	});
}

function* osRelease(): Sys<{ name: string; version: string }> {
	const text = (yield* readText('/etc/os-release')) ?? '';
	const value = (key: string): string => (new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '').replace(/^"|"$/g, '');
	return { name: value('PRETTY_NAME') || 'Linux', version: value('VERSION_ID') };
}
export function* info(): Sys<Reply> {
	const machine = yield* uname();
	const sys = yield* sysinfo();
	const os = yield* osRelease();
	const now = yield* clock();
	const containerd = yield* runtimeVersion();
	const m = yield* remember((memory) => {
		const words = [...memory.containers.values()].map(stateWord);
		const count = (...names: string[]): number => words.filter((word) => names.includes(word)).length;
		return {
			id: memory.engineId,
			config: memory.config,
			total: words.length,
			running: count('running', 'restarting'),
			paused: count('paused'),
			stopped: count('created', 'exited', 'dead', 'removing'),
			images: memory.images.size,
			cgroup: memory.cgroupDriver,
			listeners: memory.eventCount
		};
	});
	const { config } = m;
	return ok({
		ID: m.id,
		Containers: m.total,
		ContainersRunning: m.running,
		ContainersPaused: m.paused,
		ContainersStopped: m.stopped,
		Images: m.images,
		Driver: 'overlay2',
		DriverStatus: [
			['Backing Filesystem', 'extfs'],
			['Supports d_type', 'true'],
			['Using metacopy', 'false'],
			['Native Overlay Diff', 'true'],
			['userxattr', 'false']
		],
		Plugins: {
			Volume: ['local'],
			Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
			Authorization: null,
			Log: ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog']
		},
		MemoryLimit: true,
		SwapLimit: true,
		CpuCfsPeriod: true,
		CpuCfsQuota: true,
		CPUShares: true,
		CPUSet: true,
		PidsLimit: true,
		IPv4Forwarding: true,
		Debug: config.debug,
		NFd: 25,
		OomKillDisable: false,
		NGoroutines: 46,
		SystemTime: rfc3339nano(now),
		LoggingDriver: config.logDriver,
		CgroupDriver: m.cgroup,
		CgroupVersion: '2',
		NEventsListener: 0,
		KernelVersion: machine.release,
		OperatingSystem: os.name,
		OSVersion: os.version,
		OSType: 'linux',
		Architecture: machine.machine,
		IndexServerAddress: 'https://index.docker.io/v1/',
		RegistryConfig: {
			IndexConfigs: {
				'docker.io': { Mirrors: config.registryMirrors, Name: 'docker.io', Official: true, Secure: true },
				...Object.fromEntries(
					config.insecureRegistries.filter((name) => !name.includes('/')).map((name) => [name, { Mirrors: [], Name: name, Official: false, Secure: false }])
				)
			},
			InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8', ...config.insecureRegistries.filter((name) => name.includes('/'))],
			Mirrors: config.registryMirrors.length > 0 ? config.registryMirrors : null
		},
		NCPU: sys.cores,
		MemTotal: sys.memoryTotal,
		GenericResources: null,
		DockerRootDir: config.dataRoot,
		HttpProxy: '',
		HttpsProxy: '',
		NoProxy: '',
		Name: machine.nodename,
		Labels: config.labels,
		ExperimentalBuild: config.experimental,
		ServerVersion: SERVER_VERSION,
		Runtimes: { 'io.containerd.runc.v2': { path: 'runc', status: {} }, runc: { path: 'runc', status: {} } },
		DefaultRuntime: config.defaultRuntime,
		Swarm: swarmInfo(yield* remember((m) => m.swarm)),
		LiveRestoreEnabled: config.liveRestore,
		Isolation: '',
		InitBinary: 'docker-init',
		ContainerdCommit: { ID: containerd.revision },
		RuncCommit: { ID: 'v1.3.3-0-gd842d771' },
		InitCommit: { ID: 'de40ad0' },
		SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
		FirewallBackend: { Driver: 'iptables' },
		CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
		Containerd: { Address: config.containerd, Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' } },
		Warnings: warnings(config.hosts)
	});
}
/** What /info warns of. Pure. */
function warnings(hosts: readonly string[]): string[] | null {
	const open = hosts.filter((host) => host.startsWith('tcp://') && !/^tcp:\/\/(127\.|localhost)/.test(host));
	const text = open.map(
		(host) =>
			`WARNING: API is accessible on http://${host.slice(6)} without encryption.\n         Access to the remote API is equivalent to root access on the host. Refer\n         to the 'Docker daemon attack surface' section in the documentation for\n         more information: https://docs.docker.com/go/attack-surface/`
	);
	return text.length > 0 ? text : null;
}

export function* diskUsage(request: Request): Sys<Reply> {
	const types = request.lists.get('type') ?? [];
	const wants = (type: string): boolean => types.length === 0 || types.includes(type);
	const now = yield* clock();
	const answer: Record<string, unknown> = {};
	const images = yield* remember((m) => {
		const uses = new Map<string, number>();
		for (const container of m.containers.values()) uses.set(container.image, (uses.get(container.image) ?? 0) + 1);
		const sharing = new Map<string, number>();
		for (const image of m.images.values()) for (const chain of chainIds(image.config.rootfs.diff_ids)) sharing.set(chain, (sharing.get(chain) ?? 0) + 1);
		const rows = [...m.images.values()].map((image) => {
			const { tags, digests } = referencesOf(m, image.id);
			return {
				Containers: uses.get(image.id) ?? 0,
				Created: Math.floor(image.created / 1e6),
				Id: image.id,
				Labels: image.config.config.Labels ?? null,
				ParentId: image.parent,
				RepoDigests: digests,
				RepoTags: tags,
				SharedSize: layersOf(m, image)
					.filter((layer) => (sharing.get(layer.chainId) ?? 0) > 1)
					.reduce((sum, layer) => sum + layer.size, 0),
				Size: imageSize(m, image)
			};
		});
		return {
			rows: rows.sort((a, b) => b.Created - a.Created || byBytes(a.Id, b.Id)),
			layers: [...m.layers.values()].reduce((sum, layer) => sum + layer.size, 0)
		};
	});
	if (wants('image')) {
		answer['LayersSize'] = images.layers;
		answer['Images'] = images.rows;
	}
	if (wants('container')) answer['Containers'] = yield* containerRows(now);
	if (wants('volume')) {
		const rows: JsonObject[] = [];
		for (const volume of yield* sortedVolumes()) rows.push(shownVolume(volume, { size: yield* treeSize(mountpoint(volume.name)), refs: volume.refs.length }));
		answer['Volumes'] = rows;
	}
	if (wants('build-cache')) answer['BuildCache'] = yield* cacheUsage();
	if (before(request, '1.42')) answer['BuilderSize'] = 0;
	return ok(answer);
}
/** The build cache's records. */
function* cacheUsage(): Sys<JsonObject[]> {
	const records = yield* allRecords();
	const rows = yield* remember((m) => cacheRows(m, records));
	return rows.map((row) => ({
		ID: row.id,
		...(row.parent === '' ? {} : { Parents: [row.parent] }),
		Type: row.type,
		Description: row.description,
		InUse: row.inUse,
		Shared: row.shared,
		Size: row.size,
		CreatedAt: row.createdAt,
		LastUsedAt: row.lastUsedAt,
		UsageCount: row.usageCount
	}));
}
function* containerRows(now: number): Sys<JsonObject[]> {
	const all = yield* remember((m) => [...m.containers.values()].sort((a, b) => b.created - a.created));
	const rows: JsonObject[] = [];
	for (const container of all) {
		const { rw, root } = yield* containerSizes(container);
		rows.push({
			Id: container.id,
			Names: [container.name],
			Image: container.config.Image,
			ImageID: container.image,
			Command: [container.path, ...container.args].join(' '),
			Created: Math.floor(container.created / 1e6),
			Ports: [],
			...(rw > 0 ? { SizeRw: rw } : {}),
			SizeRootFs: root,
			Labels: container.config.Labels,
			State: stateWord(container),
			Status: statusText(container, now),
			HostConfig: { NetworkMode: container.hostConfig.NetworkMode },
			NetworkSettings: { Networks: {} },
			Mounts: container.mounts
				.filter((mount) => mount.type === 'volume')
				.map((mount) => ({
					Type: mount.type,
					Name: mount.name,
					Source: mount.source,
					Destination: mount.destination,
					Driver: mount.driver,
					Mode: mount.mode,
					RW: mount.rw,
					Propagation: mount.propagation
				}))
		});
	}
	return rows;
}
