// dockerd: start, listen, and the wait for signals. Everything it knows it reads from its files; everything it does is in threads.
// Models the daemon of Engine 28.5.2 with the overlay2 graph driver over containerd. Left out: TLS on TCP sockets, authorization plug-ins.
import { call, Errno, settle, type Sys } from '../engine/index.ts';
import {
	accept,
	clock,
	getrlimit,
	ids,
	kill,
	netlink,
	notify,
	pause,
	process,
	random,
	setrlimit,
	sigaction,
	signals,
	sleep,
	thread,
	wait,
	write,
	type Context,
	type Program
} from '../kernel/index.ts';
import { dial, RpcError } from '../containerd/api.ts';
import { close } from '../kernel/index.ts';
import { hex, parseJson } from '../values/index.ts';
import { defaultConfig, mergeConfig, parseFlags, type DaemonConfig } from './config.ts';
import { buildMetadata } from './builder/metadata.ts';
import { buildStage } from './builder/solver.ts';
import { connection } from './connection.ts';
import { log } from './daemon-log.ts';
import { openSockets } from './listeners.ts';
import { DockerError } from './errors.ts';
import { logEvent } from './events.ts';
import { isErrno, makeDirs, readText, removeAll, writeFile } from './files.ts';
import { exists } from './mount-parser.ts';
import { remember } from './memory.ts';
import { autostart, restoreContainers, startAll } from './restore.ts';
import type { Memory } from './state.ts';
import { copier } from './containers/io.ts';
import { monitor } from './containers/health.ts';
import { exit, listener, restart } from './containers/monitor.ts';
import { stop } from './containers/stop.ts';
import { loadImages } from './images/store.ts';
import { resolver } from './networks/dns.ts';
import { setUpChains } from './networks/firewall.ts';
import { startNetworks } from './networks/store.ts';
import { agent, taskEnd } from './swarm/agent.ts';
import { orchestrator } from './swarm/orchestrator.ts';
import { loadSwarm } from './swarm/store.ts';
import { loadVolumes } from './volumes/store.ts';

const pidFile = '/var/run/docker.pid';

function* fail(text: string): Sys<number> {
	yield* write(2, text + '\n');
	return 1;
}

/** The configuration, or the text that stops the start. */
function* configure(argv: readonly string[]): Sys<DaemonConfig | string> {
	const flags = parseFlags(argv);
	if (typeof flags === 'string') return flags;
	const text = yield* readText(flags.configFile);
	if (text === undefined) {
		if (flags.configFileGiven)
			return `unable to configure the Docker daemon with file ${flags.configFile}: open ${flags.configFile}: no such file or directory`;
		return mergeConfig(undefined, flags.directives, flags.configFile);
	}
	if (text.trim() === '') return mergeConfig(undefined, flags.directives, flags.configFile);
	try {
		return mergeConfig(parseJson(text), flags.directives, flags.configFile);
	} catch (error) {
		if (error instanceof Error) return `unable to configure the Docker daemon with file ${flags.configFile}: ${error.message}`;
		throw error;
	}
}

function* main(context: Context): Sys<number> {
	let sockets = context.settled as readonly number[] | undefined;
	if (!sockets) {
		yield* sigaction('PIPE', 'ignore');
		if (context.argv.includes('--version') || context.argv.includes('-v')) {
			yield* write(1, 'Docker version 28.5.2, build 89c5e8f\n');
			return 0;
		}
		const config = yield* configure(context.argv);
		if (typeof config === 'string') return yield* fail(config);
		if (context.argv.includes('--validate')) {
			yield* write(2, 'configuration OK\n');
			return 0;
		}
		// As Go's runtime does in every program that opens files: each container takes two descriptors of ours.
		const [, most] = yield* getrlimit('NOFILE');
		yield* setrlimit('NOFILE', most, most);
		const started = yield* call(start(config));
		if (typeof started === 'string') return yield* fail(started);
		sockets = started;
		for (const signal of ['TERM', 'INT', 'HUP', 'USR1', 'CHLD'] as const) yield* sigaction(signal, 'catch');
	}
	for (;;) {
		yield* settle(sockets);
		try {
			yield* pause();
		} catch (error) {
			if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
		}
		const caught = yield* signals();
		if (caught.includes('CHLD')) yield* reap();
		if (caught.includes('HUP')) yield* reload(context.argv);
		if (caught.includes('TERM') || caught.includes('INT')) {
			yield* call(shutDown(sockets));
			return 0;
		}
	}
}
/** docker-proxy processes that died by themselves; other children are waited for where they were started. */
function* reap(): Sys<void> {
	const proxies = yield* remember((m) => [...m.networks.values()].flatMap((n) => n.endpoints.flatMap((e) => e.ports.map((port) => port.proxy))));
	for (const pid of proxies) {
		if (pid === 0) continue;
		try {
			yield* wait(pid, { nohang: true });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}

/** Brings the daemon up; answers its listening sockets, or what is wrong. */
function* start(config: DaemonConfig): Sys<readonly number[] | string> {
	const old = Number((yield* readText(pidFile)) ?? '0');
	const { pid } = yield* ids();
	yield* log('info', 'Starting up');
	if (old > 0 && old !== pid && (yield* isDockerd(old)))
		return `failed to start daemon, ensure docker is not running or delete ${pidFile}: process with PID ${old} is still running`;
	yield* makeDirs('/var/run', 0o755);
	yield* writeFile(pidFile, String(pid));
	for (const dir of ['', '/containers', '/image', '/network', '/overlay2', '/volumes', '/tmp', '/plugins', '/swarm', '/runtimes', '/buildkit'])
		yield* makeDirs(config.dataRoot + dir, 0o711);
	// Clients may connect from here on; they are answered once all is up.
	const listening = yield* openSockets(config);
	if (typeof listening === 'string') return listening;
	for (const dir of ['/etc/cdi', '/var/run/cdi'])
		yield* log('info', 'CDI directory does not exist, skipping: failed to monitor for changes: no such file or directory', { dir });
	yield* makeDirs('/run/docker/netns', 0o755);
	yield* makeDirs('/run/docker/containerd', 0o700);
	yield* log('info', 'Creating a containerd client', { address: config.containerd, timeout: '1m0s' });
	const problem = yield* reachContainerd(config.containerd);
	if (problem !== undefined) return 'failed to start daemon: ' + problem;
	if (yield* exists(config.dataRoot + '/image/overlay2')) yield* log('info', '[graphdriver] using prior storage driver: overlay2');
	const cgroupOption = config.execOpts.find((option) => option.startsWith('native.cgroupdriver='))?.slice('native.cgroupdriver='.length);
	const systemd = cgroupOption === undefined ? yield* exists('/run/systemd/system') : cgroupOption === 'systemd';
	const own = yield* process(pid);
	const { hostname } = yield* ids();
	const engineId = yield* identity(config.dataRoot);
	yield* remember((m) => {
		m.config = config;
		m.hostname = hostname;
		m.hostNetns = own.namespaces.net;
		m.cgroupDriver = systemd ? 'systemd' : 'cgroupfs';
		m.engineId = engineId;
	});
	try {
		yield* loadImages();
		yield* loadVolumes();
		yield* log('info', 'Loading containers: start.');
		const plan = yield* call(restoreContainers());
		yield* netlink({ op: 'forward', on: true });
		yield* setUpChains();
		yield* call(startNetworks());
		yield* thread('listener', null);
		yield* startAll(plan);
		yield* loadSwarm();
		if (yield* remember((m) => m.swarm !== null)) yield* thread('orchestrator', null);
		yield* log('info', 'Loading containers: done.');
	} catch (error) {
		if (error instanceof DockerError) return 'failed to start daemon: Error initializing network controller: ' + error.message;
		throw error;
	}
	yield* log('info', 'Docker daemon', { commit: '89c5e8f', 'containerd-snapshotter': 'false', 'storage-driver': 'overlay2', version: '28.5.2' });
	yield* log('info', 'Initializing buildkit');
	yield* log('info', 'Completed buildkit initialization');
	yield* log('info', 'Daemon has completed initialization');
	for (const { fd, name } of listening) {
		yield* thread('acceptor', fd);
		yield* log('info', `API listen on ${name}`);
	}
	return listening.map(({ fd }) => fd);
}
function* isDockerd(pid: number): Sys<boolean> {
	try {
		const info = yield* process(pid);
		return info.comm === 'dockerd' && info.state !== 'Z';
	} catch (error) {
		if (isErrno(error)) return false;
		throw error;
	}
}
function* identity(root: string): Sys<string> {
	const there = yield* readText(root + '/engine-id');
	if (there !== undefined && there !== '') return there;
	const h = hex(yield* random(16));
	const id = `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
	yield* writeFile(root + '/engine-id', id, 0o600);
	return id;
}
function* reachContainerd(path: string): Sys<string | undefined> {
	let text = '';
	for (let tries = 0; tries < 15; tries++) {
		try {
			yield* close(yield* dial(path));
			return undefined;
		} catch (error) {
			if (!(error instanceof RpcError)) throw error;
			text = error.message;
		}
		yield* sleep(1_000_000);
	}
	return `failed to dial "${path}": failed to dial "unix://${path}": ${text}`;
}
/** The thread behind each listening socket. */
function* acceptor(context: Context): Sys<void> {
	const fd = (context.settled as number | undefined) ?? (context.init as number);
	for (;;) {
		yield* settle(fd);
		try {
			const client = yield* accept(fd);
			yield* thread('connection', { fd: client.fd });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code === 'EBADF' || error.code === 'EINVAL') return;
		}
	}
}

/** SIGHUP: what can change while the daemon runs. */
function* reload(argv: readonly string[]): Sys<void> {
	yield* log('info', 'Got signal to reload configuration, reloading from: /etc/docker/daemon.json');
	const config = yield* configure(argv);
	if (typeof config === 'string') return yield* log('error', config);
	yield* remember((m) => {
		const { debug, labels, liveRestore, insecureRegistries, registryMirrors, maxConcurrentDownloads, shutdownTimeout, defaultRuntime, runtimes } = config;
		m.config = {
			...m.config,
			debug,
			labels,
			liveRestore,
			insecureRegistries,
			registryMirrors,
			maxConcurrentDownloads,
			shutdownTimeout,
			defaultRuntime,
			runtimes
		};
	});
	const { id, name } = yield* remember((m) => ({ id: m.engineId, name: m.hostname }));
	yield* logEvent('daemon', 'reload', id, { name });
}

/** SIGTERM: nobody is let in any more; containers are stopped, unless they may live on without the daemon. */
function* shutDown(sockets: readonly number[]): Sys<void> {
	// From here on no signal interrupts what this thread does.
	for (const signal of ['TERM', 'INT', 'HUP', 'USR1'] as const) yield* sigaction(signal, 'ignore');
	yield* sigaction('CHLD', 'default');
	yield* log('info', "Processing signal 'terminated'");
	for (const fd of sockets) yield* close(fd);
	const running = yield* remember((m) => {
		m.shuttingDown = true;
		return m.config.liveRestore ? [] : [...m.containers.values()].filter((container) => container.state.running).map((container) => container.id);
	});
	for (const id of running) yield* thread('stopping', id);
	const limit = (yield* clock()) + (yield* remember((m) => m.config.shutdownTimeout)) * 1e6;
	while ((yield* clock()) < limit) {
		const left = yield* remember((m) => running.filter((id) => m.containers.get(id)?.state.running).length);
		if (left === 0) break;
		yield* sleep(20_000);
	}
	const proxies = yield* remember((m) =>
		m.config.liveRestore ? [] : [...m.networks.values()].flatMap((network) => network.endpoints.flatMap((endpoint) => endpoint.ports.map((port) => port.proxy)))
	);
	for (const pid of proxies) {
		if (pid === 0) continue;
		try {
			yield* kill(pid, 'INT');
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	yield* removeAll(pidFile);
	yield* log('info', 'Daemon shutdown complete');
}
function* stopping(context: Context): Sys<void> {
	const id = context.init as string;
	try {
		yield* stop(id, {});
	} catch (error) {
		if (!(error instanceof DockerError)) throw error;
	}
	yield* notify('stopped');
}

const memory = (): Memory => ({
	config: defaultConfig,
	engineId: '',
	hostname: '',
	hostNetns: 0,
	cgroupDriver: 'systemd',
	shuttingDown: false,
	containers: new Map(),
	names: new Map(),
	runtime: new Map(),
	execs: new Map(),
	images: new Map(),
	layers: new Map(),
	references: new Map(),
	distribution: new Map(),
	networks: new Map(),
	volumes: new Map(),
	resolvers: new Map(),
	removed: new Map(),
	events: [],
	eventCount: 0,
	mountUsers: new Map(),
	locks: new Set(),
	swarm: null,
	agents: new Set(),
	ingressPorts: new Map(),
	ingressShown: '',
	nextPort: 32_768,
	counter: 0
});

/** The program behind /usr/bin/dockerd. */
export const dockerd: Program = {
	name: 'dockerd',
	main,
	memory,
	rss: 83_886_080,
	threads: {
		acceptor,
		buildMetadata,
		buildStage,
		connection,
		listener,
		exit,
		restart,
		copier,
		monitor,
		resolver,
		autostart,
		stopping,
		orchestrator,
		agent,
		taskEnd
	}
};
