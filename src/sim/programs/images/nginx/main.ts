// nginx: a master that reads the configuration, binds, opens logs and keeps workers; workers that accept and serve.
// Leaves out binary upgrade (USR2) and the cache processes. FIDELITY: the version is taken from NGINX_VERSION, which the official images set.
import { act, Errno, settle, type Sys } from '../../../engine/index.ts';
import {
	accept,
	awaitKey,
	awaitSignals,
	clock,
	close,
	getrlimit,
	header,
	ids,
	kill,
	listen,
	pipe,
	read,
	readRequest,
	readText,
	send,
	setproctitle,
	sigaction,
	sleep,
	spawn,
	sysinfo,
	thread,
	uname,
	wait,
	write,
	writeFile,
	type Context,
	type HttpResponse,
	type Program,
	type SignalName,
	type WaitStatus
} from '../../../kernel/index.ts';
import { formatGoTime, httpDate, text } from '../../../values/index.ts';
import { ConfigFault } from './config.ts';
import { Serving } from './serve.ts';
import { setting, type Site } from './site.ts';
import { type Options, optionsOf, log, load, openLog, logPaths } from './start.ts';

interface Shared {
	site: Site;
	resolved: Record<string, string>;
	version: string;
	/** Access log path → descriptor. */
	logs: Record<string, number>;
	/** Listening descriptors with their ports. */
	sockets: readonly { fd: number; host: string; port: number; tls: boolean }[];
	conf: Options;
	user: { uid: number; gid: number };
	/** A pipe that holds the number of the next connection: what the real one keeps in memory shared by its workers. */
	counter: { read: number; write: number };
}

/** The number of a new connection, a client's or an upstream's, counted over all workers. */
function* nextConnection({ counter }: Shared): Sys<number> {
	const number = Number(text(yield* read(counter.read)));
	yield* write(counter.write, String(number + 1));
	return number;
}

type Socket = Shared['sockets'][number];

/**
 * The sockets of a site: those that are open already for the same address stay, others are bound, with five tries each half a second for
 * an address in use. ConfigFault when it cannot be. `starting`: what goes wrong goes to standard error as well, as before the log is all there is.
 */
function* bind(site: Site, open: readonly Socket[], starting: boolean): Sys<Socket[]> {
	const wanted = new Map<string, { host: string; port: number; tls: boolean; v6: boolean }>();
	for (const server of site.servers) for (const l of server.listens) wanted.set(`${l.host}:${l.port}`, l);
	const sockets = new Map<string, Socket>();
	const tell = function* (message: string): Sys<void> {
		yield* log(2, 'emerg', message);
		if (starting) yield* write(2, `nginx: [emerg] ${message}\n`);
	};
	for (let tries = 5; tries > 0; tries--) {
		for (const [key, { host, port, tls, v6 }] of wanted) {
			if (sockets.has(key)) continue;
			const kept = open.find((s) => s.host === host && s.port === port);
			try {
				sockets.set(key, { fd: kept?.fd ?? (yield* listen({ net: 'tcp', host, port, ...(v6 ? { v6: true } : {}) })), host, port, tls });
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				const number = error.code === 'EADDRINUSE' ? 98 : error.code === 'EACCES' ? 13 : 99;
				yield* tell(`bind() to ${host === '::' ? '[::]' : host}:${port} failed (${number}: ${error.message})`);
				if (number !== 98) throw new ConfigFault('');
			}
		}
		if (sockets.size === wanted.size) return [...sockets.values()];
		yield* log(2, 'notice', 'try again to bind() after 500ms');
		yield* sleep(500_000);
	}
	for (const { fd } of sockets.values()) if (!open.some((s) => s.fd === fd)) yield* close(fd);
	yield* tell('still could not bind()');
	throw new ConfigFault('');
}

function* userOf(name: string): Sys<{ uid: number; gid: number }> {
	const line = (yield* readText('/etc/passwd')).split('\n').find((l) => l.startsWith(`${name}:`));
	if (!line) throw new ConfigFault(`getpwnam("${name}") failed in /etc/nginx/nginx.conf:2`);
	const [, , uid = '0', gid = '0'] = line.split(':');
	return { uid: Number(uid), gid: Number(gid) };
}

function* startWorkers(shared: Shared): Sys<number[]> {
	const { cores } = yield* sysinfo();
	const count = shared.site.workers === 'auto' ? cores : shared.site.workers;
	const fds: Record<number, number> = { 0: 0, 1: 1, 2: 2 };
	for (const { fd } of shared.sockets) fds[fd] = fd;
	for (const fd of [...Object.values(shared.logs), shared.counter.read, shared.counter.write]) fds[fd] = fd;
	const { cred } = yield* ids();
	const worker =
		cred.euid === 0 ? { uid: shared.user.uid, euid: shared.user.uid, gid: shared.user.gid, egid: shared.user.gid, groups: [shared.user.gid] } : cred;
	yield* log(2, 'notice', 'start worker processes');
	const pids: number[] = [];
	for (let i = 0; i < count; i++) {
		const pid = yield* spawn({
			program: 'nginx',
			argv: ['nginx: worker process'],
			fds,
			init: shared,
			...(cred.euid === 0 ? { cred: worker, capabilities: [] } : {})
		});
		pids.push(pid);
		yield* log(2, 'notice', `start worker process ${pid}`);
	}
	return pids;
}

interface MasterState {
	shared: Shared;
	workers: number[];
	leaving: number[];
	stopping: boolean;
}

function* tell(pids: readonly number[], signal: SignalName): Sys<void> {
	for (const pid of pids) {
		try {
			yield* kill(pid, signal);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}

const numbers: Partial<Record<SignalName, number>> = { HUP: 1, INT: 2, QUIT: 3, USR1: 10, TERM: 15, CHLD: 17, WINCH: 28 };

/** The master's life after start-up. */
function* master(state: MasterState): Sys<number> {
	for (;;) {
		yield* settle(state);
		let { shared, workers, leaving, stopping } = state;
		for (const signal of yield* awaitSignals()) {
			if (signal === 'CHLD') {
				for (;;) {
					let ended: WaitStatus | null = null;
					try {
						ended = yield* wait(-1, { nohang: true });
					} catch (error) {
						if (!(error instanceof Errno)) throw error;
					}
					if (ended === null) break;
					const { pid } = ended;
					yield* log(2, 'notice', `signal 17 (SIGCHLD) received from ${pid}`);
					yield* log(
						2,
						'notice',
						'signaled' in ended
							? `worker process ${pid} exited on signal ${numbers[ended.signaled] ?? 9}`
							: `worker process ${pid} exited with code ${'exited' in ended ? ended.exited : 0}`
					);
					const wasWorker = workers.includes(pid);
					workers = workers.filter((other) => other !== pid);
					leaving = leaving.filter((other) => other !== pid);
					if (wasWorker && !stopping) {
						const [fresh] = yield* startWorkers({ ...shared, site: { ...shared.site, workers: 1 } });
						if (fresh !== undefined) workers = [...workers, fresh];
					}
				}
				if (stopping && workers.length === 0 && leaving.length === 0) {
					yield* log(2, 'notice', 'exit');
					return 0;
				}
			} else if (signal === 'TERM' || signal === 'INT' || signal === 'QUIT') {
				yield* log(2, 'notice', `signal ${numbers[signal]} (SIG${signal}) received, ${signal === 'QUIT' ? 'shutting down' : 'exiting'}`);
				stopping = true;
				yield* tell([...workers, ...leaving], signal);
			} else if (signal === 'HUP') {
				yield* log(2, 'notice', 'signal 1 (SIGHUP) received, reconfiguring');
				yield* log(2, 'notice', 'reconfiguring');
				try {
					const { site, resolved } = yield* load(shared.conf);
					const sockets = yield* bind(site, shared.sockets, false);
					for (const { fd } of shared.sockets) if (!sockets.some((s) => s.fd === fd)) yield* close(fd);
					const logs: Record<string, number> = {};
					for (const path of logPaths(site)) logs[path] = shared.logs[path] ?? (yield* openLog(path));
					shared = { ...shared, site, resolved, sockets, logs };
					const old = workers;
					workers = yield* startWorkers(shared);
					leaving = [...leaving, ...old];
					yield* tell(old, 'QUIT');
				} catch (error) {
					if (!(error instanceof ConfigFault)) throw error;
					if (error.message !== '') yield* log(2, 'emerg', error.message);
				}
			} else if (signal === 'USR1') yield* tell(workers, 'USR1');
		}
		state = { shared, workers, leaving, stopping };
	}
}

interface WorkerMemory {
	/** What the master handed over. */
	shared: Shared | null;
	turn: number;
	connections: number;
	quitting: boolean;
}

/** Serves one connection. */
function* serveConnection(shared: Shared, context: { fd: number; host: string; port: number; local: number; number: number; tls: boolean }): Sys<void> {
	const { fd } = context;
	for (;;) {
		const message = yield* readRequest(fd);
		if (message?.kind === 'tls-hello') {
			yield* send(fd, {
				kind: 'tls-certificate',
				chain: [{ commonName: 'localhost', organization: [], names: ['localhost'], issuer: 'localhost', notBefore: 0, notAfter: 4_102_444_800 }]
			});
			continue;
		}
		if (message?.kind !== 'request') break;
		const turn = yield* act((m: WorkerMemory) => m.turn++);
		const serving = new Serving(shared.site, {
			request: message,
			remote: context.host,
			remotePort: context.port,
			port: context.local,
			scheme: context.tls ? 'https' : 'http',
			version: shared.version,
			turn,
			connecting: () => nextConnection(shared)
		});
		for (const name in shared.resolved) serving.variables[`resolved ${name}`] = shared.resolved[name] as string;
		const outcome = yield* serving.serve();
		const now = yield* clock();
		const last = header(message, 'Connection')?.toLowerCase() === 'close' || (yield* act((m: WorkerMemory) => m.quitting));
		const { 'Content-Type': type, Location: location, 'Last-Modified': modified, ETag: tag, 'Accept-Ranges': ranges, ...rest } = outcome.response.headers;
		const tokens = setting(outcome.levels, 'server_tokens')?.[0] === 'off' ? 'nginx' : shared.version;
		const head = message.method === 'HEAD';
		const { size } = outcome;
		const bodiless = outcome.response.status === 304 || outcome.response.status === 204;
		const headers = {
			Server: tokens,
			Date: httpDate(now),
			...(type === undefined || bodiless ? {} : { 'Content-Type': type }),
			...(bodiless ? {} : { 'Content-Length': String(size) }),
			...(modified === undefined ? {} : { 'Last-Modified': modified }),
			...(location === undefined ? {} : { Location: location }),
			Connection: last ? 'close' : 'keep-alive',
			...(tag === undefined ? {} : { ETag: tag }),
			...rest,
			...(ranges === undefined ? {} : { 'Accept-Ranges': ranges })
		};
		const { body: _body, ...bare } = outcome.response;
		yield* send(fd, { ...(bodiless || head ? bare : outcome.response), headers } as HttpResponse);
		const values: Record<string, string> = {
			...outcome.variables,
			status: String(outcome.response.status),
			body_bytes_sent: String(outcome.sent),
			bytes_sent: String(outcome.sent + 200),
			time_local: formatGoTime(now, '02/Jan/2006:15:04:05 -0700'),
			time_iso8601: formatGoTime(now, '2006-01-02T15:04:05-07:00'),
			msec: (now / 1e6).toFixed(3),
			request_time: '0.000',
			upstream_response_time: '0.000',
			connection: String(context.number)
		};
		for (const [level, text] of outcome.errors) {
			const [what, upstream] = text.split('\0');
			yield* log(
				2,
				level,
				`*${context.number} ${what}, client: ${context.host}, server: ${outcome.server.names[0] ?? ''}, request: "${values['request']}"${upstream ? `, ${upstream}` : ''}, host: "${values['http_host']}"`
			);
		}
		const [path = '/var/log/nginx/access.log', format = 'combined'] = setting(outcome.levels, 'access_log') ?? [];
		const target = shared.logs[path];
		if (path !== 'off' && target !== undefined) {
			const template = shared.site.formats[format] ?? shared.site.formats['combined'] ?? '';
			yield* write(target, template.replace(/\$\{?(\w+)\}?/g, (_all, name: string) => values[name] || (name === 'uri' ? serving.path : '-')) + '\n');
		}
		if (last) break;
	}
}

const run = function* (context: Context): Sys<number> {
	const version = `nginx/${context.env['NGINX_VERSION'] ?? '1.27.5'}`;
	if (context.settled !== undefined) return yield* master(context.settled as MasterState);
	const options = optionsOf(context.argv);
	if (typeof options === 'string') {
		yield* write(2, options);
		return 1;
	}
	if (options.version) {
		yield* write(2, `nginx version: ${version}\n`);
		return 0;
	}
	try {
		const { site, resolved } = yield* load(options);
		if (options.signal !== null) {
			yield* log(2, 'notice', 'signal process started');
			const pid = Number(yield* readText(site.pid));
			yield* kill(pid, ({ stop: 'TERM', quit: 'QUIT', reopen: 'USR1', reload: 'HUP' } as const)[options.signal as 'stop']);
			return 0;
		}
		if (options.test) {
			yield* write(2, `nginx: the configuration file ${options.conf} syntax is ok\nnginx: configuration file ${options.conf} test is successful\n`);
			return 0;
		}
		const logs: Record<string, number> = {};
		for (const path of logPaths(site)) logs[path] = yield* openLog(path);
		const { cred } = yield* ids();
		const user = cred.euid === 0 ? yield* userOf(site.user) : { uid: cred.uid, gid: cred.gid };
		const sockets = yield* bind(site, [], true);
		try {
			yield* writeFile(site.pid, `${(yield* ids()).pid}\n`);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			throw new ConfigFault(`open() "${site.pid}" failed (13: ${error.message})`);
		}
		const counter = yield* pipe();
		yield* write(counter.write, '1');
		const shared: Shared = { site, resolved, version, logs, sockets, conf: options, user, counter };
		yield* setproctitle(`nginx: master process ${context.argv.join(' ')}`);
		yield* log(2, 'notice', 'using the "epoll" event method');
		yield* log(2, 'notice', version);
		yield* log(2, 'notice', `OS: Linux ${(yield* uname()).release}`);
		const [soft, hard] = yield* getrlimit('NOFILE');
		yield* log(2, 'notice', `getrlimit(RLIMIT_NOFILE): ${soft}:${hard}`);
		for (const signal of ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', 'CHLD', 'WINCH'] as const) yield* sigaction(signal, 'catch');
		const workers = yield* startWorkers(shared);
		return yield* master({ shared, workers, leaving: [], stopping: false });
	} catch (error) {
		const fault =
			error instanceof ConfigFault
				? error.message
				: error instanceof Errno && options.signal !== null
					? `open() "/run/nginx.pid" failed (2: ${error.message})`
					: null;
		if (fault === null) throw error;
		if (fault !== '') yield* log(2, options.signal !== null && error instanceof Errno ? 'error' : 'emerg', fault);
		if (options.test) yield* write(2, `nginx: configuration file ${options.conf} test failed\n`);
		return 1;
	}
};

/** A worker: accepts on every listener until told to stop. */
function* worker(context: Context): Sys<number> {
	const shared = context.init as Shared;
	if (context.settled === undefined) {
		yield* act((m: WorkerMemory) => void (m.shared = shared));
		yield* sigaction('TERM', 'catch');
		yield* sigaction('QUIT', 'catch');
		yield* sigaction('INT', 'ignore');
		yield* sigaction('USR1', 'catch');
		for (const socket of shared.sockets) yield* thread('listener', socket);
	}
	for (;;) {
		yield* settle('serving');
		for (const signal of yield* awaitSignals()) {
			if (signal === 'USR1') continue;
			if (signal === 'QUIT') {
				yield* log(2, 'notice', 'gracefully shutting down');
				yield* act((m: WorkerMemory) => void (m.quitting = true));
				for (let i = 0; i < 100 && (yield* act((m: WorkerMemory) => m.connections)) > 0; i++) yield* awaitKey('closed', 100_000);
			}
			yield* log(2, 'notice', 'exiting');
			yield* log(2, 'notice', 'exit');
			return 0;
		}
	}
}

export const nginx: Program = {
	name: 'nginx',
	rss: 6 << 20,
	memory: (): WorkerMemory => ({ shared: null, turn: 0, connections: 0, quitting: false }),
	main: (context) => (context.init === undefined ? run(context) : worker(context)),
	threads: {
		*listener(context) {
			const socket = context.init as Shared['sockets'][number];
			for (;;) {
				yield* settle('listening');
				const client = yield* accept(socket.fd);
				const shared = yield* act((m: WorkerMemory) => (m.connections++, m.shared));
				const number = shared ? yield* nextConnection(shared) : 0;
				const peer = client.peer.net === 'unix' ? { host: 'unix:', port: 0 } : client.peer;
				yield* thread('connection', { fd: client.fd, host: peer.host.replace(/^::ffff:/, ''), port: peer.port, local: socket.port, number, tls: socket.tls });
			}
		},
		*connection(context) {
			const job = context.init as { fd: number; host: string; port: number; local: number; number: number; tls: boolean };
			try {
				const shared = yield* act((m: WorkerMemory) => m.shared);
				if (shared) yield* serveConnection(shared, job);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			yield* close(job.fd);
			yield* act((m: WorkerMemory) => void m.connections--);
		}
	}
};
