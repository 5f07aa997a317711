// redis-server: reads its settings and files, listens, runs clients' commands one after the other, saves by its save points and on
// SIGTERM, follows a master. Leaves out cluster, sentinel, Lua, streams and modules: their commands are unknown to it.
// Invariant: data is in memory only; what survives is what was written to the dump or the append-only file.
import { act, Errno, settle, type Sys } from '../../../engine/index.ts';
import {
	lookPath,
	accept,
	appendFile,
	awaitKey,
	awaitSignals,
	chdir,
	clock,
	close,
	exists,
	exit,
	getcwd,
	ids,
	listen,
	notify,
	random,
	read,
	readFile,
	readText,
	shutdown,
	setproctitle,
	sigaction,
	sleep,
	thread,
	write,
	type Context,
	type Program
} from '../../../kernel/index.ts';
import { formatGoTime } from '../../../values/index.ts';
import { drawing, execute, newClient, type Outcome } from './execute.ts';
import type { Memory } from './keyspace.ts';
import { log, note } from './log.ts';
import { dump, recorded, undump } from './persistence.ts';
import { apply, follow } from './replication.ts';
import { decodeRequest, encodeReply, fromBinary, toBinary } from './resp.ts';
import { pathsOf, save, writeDump, backgroundSave, rewriteAof } from './saving.ts';
import { defaultSettings, readArguments, readSettings, savePoints } from './settings.ts';

const denied =
	"-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. In this mode connections are only accepted from the loopback interface. If you want to connect from external computers to Redis you may adopt one of the following solutions: 1) Just disable protected mode sending the command 'CONFIG SET protected-mode no' from the loopback interface by connecting to Redis from the same host the server is running, however MAKE SURE Redis is not publicly accessible from internet if you do so. Use CONFIG REWRITE to make this change permanent. 2) Alternatively you can just disable the protected mode by editing the Redis configuration file, and setting the protected mode option to 'no', and then restarting the server. 3) If you started the server manually just for testing, restart it with the '--protected-mode no' option. 4) Setup a an authentication password for the default user. NOTE: You only need to do one of the above things in order for the server to start accepting connections from the outside.\r\n";

function* stop(nosave: boolean): Sys<boolean> {
	yield* note('#', 'User requested shutdown...');
	const { points, aof } = yield* act((m: Memory) => ({ points: savePoints(m.settings).length, aof: m.aof }));
	if (aof) yield* note('*', 'Calling fsync() on the AOF file.');
	if (!nosave && points > 0) {
		yield* note('*', 'Saving the final RDB snapshot before exiting.');
		if (!(yield* save())) {
			yield* note('#', "Error trying to save the DB, can't exit.");
			return false;
		}
	}
	yield* note('#', 'Redis is now ready to exit, bye bye...');
	return true;
}

function* quietly(routine: Sys<unknown>): Sys<void> {
	try {
		yield* routine;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** Sends and writes what a command left to do. Answers false when the connection is to be closed. */
function* settleOutcome(fd: number, outcome: Outcome): Sys<boolean> {
	const { effect, replicas, db } = outcome;
	for (const [to, text] of effect.pushes) {
		if (text === '') yield* quietly(shutdown(to, 'both'));
		else yield* quietly(write(to, fromBinary(text)));
	}
	if (effect.record.length) {
		const text = recorded(db, effect.record);
		const { aof, incr } = yield* act((m: Memory) => {
			m.offset += text.length;
			return { aof: m.aof, incr: pathsOf(m.settings).incr };
		});
		if (aof) yield* appendFile(incr, fromBinary(text), 0o644);
		for (const to of replicas) yield* quietly(write(to, fromBinary(text)));
		yield* notify('changed');
	}
	if (effect.wake) yield* notify('pushed');
	const action = effect.action;
	if (action?.do === 'save') yield* save();
	else if (action?.do === 'bgsave') yield* thread('saver', 'once');
	else if (action?.do === 'rewrite') yield* rewriteAof();
	else if (action?.do === 'sleep') yield* sleep(action.us ?? 0);
	else if (action?.do === 'replicate') yield* thread('replica', null);
	else if (action?.do === 'shutdown') {
		if (yield* stop(action.nosave ?? false)) yield* exit(0);
	} else if (action?.do === 'sync') {
		const now = yield* clock();
		const { text, id, offset } = yield* act((m: Memory) => ({ text: dump(m, now / 1000), id: m.runId, offset: m.offset }));
		yield* note('*', 'Full resync requested by replica');
		yield* write(fd, fromBinary(`+FULLRESYNC ${id} ${offset}\r\n$${text.length}\r\n${text}`));
		return true;
	}
	return action?.do !== 'close';
}

/** Runs one request; waits when the command waits. */
function* serve(fd: number, words: readonly string[]): Sys<boolean> {
	const chance: number[] = [];
	if (drawing.has((words[0] ?? '').toLowerCase())) {
		const bytes = yield* random(64);
		for (let i = 0; i + 3 < bytes.length; i += 4)
			chance.push((((bytes[i] ?? 0) << 24) | ((bytes[i + 1] ?? 0) << 16) | ((bytes[i + 2] ?? 0) << 8) | (bytes[i + 3] ?? 0)) >>> 0);
	}
	let until: number | null = null;
	for (;;) {
		const now = yield* clock();
		const outcome = yield* act((m: Memory) => execute(m, fd, words, now, chance));
		const { reply } = outcome;
		if (reply !== null && 'waits' in reply) {
			until ??= reply.seconds === 0 ? Infinity : now + reply.seconds * 1e6;
			if (now >= until) {
				yield* write(fd, encodeReply(reply.late));
				return true;
			}
			yield* until === Infinity ? awaitKey('pushed') : awaitKey('pushed', until - now);
			continue;
		}
		const syncing = outcome.effect.action?.do === 'sync';
		const saving = outcome.effect.action?.do === 'save' || outcome.effect.action?.do === 'shutdown' || outcome.effect.action?.do === 'sleep';
		if (reply !== null && !syncing && !saving) yield* write(fd, fromBinary(encodeReply(reply)));
		const goOn = yield* settleOutcome(fd, outcome);
		if (reply !== null && saving) yield* write(fd, fromBinary(encodeReply(reply)));
		return goOn;
	}
}

function* connection(context: Context): Sys<void> {
	const { fd, host, port } = context.init as { fd: number; host: string; port: number };
	let left = (context.settled as string | undefined) ?? '';
	if (context.settled === undefined) {
		const now = yield* clock();
		const refused = yield* act((m: Memory) => {
			m.connections++;
			const password = m.settings['requirepass'] ?? '';
			const local = host === '127.0.0.1' || host === '::1' || host === 'unix';
			if (m.settings['protected-mode'] === 'yes' && password === '' && !local) return denied;
			if (m.clients.size >= Number(m.settings['maxclients'])) return '-ERR max number of clients reached\r\n';
			m.clients.set(fd, newClient(fd, m.nextClient++, `${host}:${port}`, Math.floor(now / 1000), password === ''));
			return null;
		});
		if (refused !== null) {
			yield* quietly(write(fd, refused));
			return yield* close(fd);
		}
	}
	try {
		for (let open = true; open;) {
			yield* settle(left);
			const bytes = yield* read(fd);
			if (bytes.length === 0) break;
			left += toBinary(bytes);
			while (open) {
				const request = decodeRequest(left);
				if (request === null) break;
				if ('fault' in request) {
					yield* write(fd, `-ERR ${request.fault}\r\n`);
					open = false;
				} else {
					left = left.slice(request.end);
					if (request.words.length) open = yield* serve(fd, request.words);
				}
			}
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* act((m: Memory) => void m.clients.delete(fd));
	yield* close(fd);
}

/** Loads the data directory. */
function* load(): Sys<void> {
	const { paths, aof } = yield* act((m: Memory) => ({ paths: pathsOf(m.settings), aof: m.aof }));
	const useAof = aof && (yield* exists(paths.manifest));
	const path = useAof ? paths.base : paths.dump;
	const now = Math.floor((yield* clock()) / 1000);
	if (yield* exists(path)) {
		const found = undump(yield* readFile(path));
		if (!found) {
			yield* log('M', '#', 'Wrong signature trying to load DB from file');
			yield* log('M', '#', `Fatal error loading the DB: ${strerrorOf}. Exiting.`);
			yield* exit(1);
			return;
		}
		if (useAof) yield* note('*', 'Reading RDB base file on AOF loading...');
		yield* note('*', `Loading RDB produced by version ${found.version}`);
		yield* note('*', `RDB age ${Math.max(0, Math.floor(now / 1000) - found.at)} seconds`);
		yield* note('*', 'RDB memory usage when created 0.82 Mb');
		const expired = yield* act((m: Memory) => {
			let gone = 0;
			for (const db of found.databases.values())
				for (const [key, entry] of db) if (entry.expires !== undefined && entry.expires <= now && db.delete(key)) gone++;
			m.databases = structuredClone(found.databases);
			return gone;
		});
		yield* note('*', `Done loading RDB, keys loaded: ${found.keys - expired}, keys expired: ${expired}.`);
		if (!useAof) yield* note('*', 'DB loaded from disk: 0.000 seconds');
		else yield* note('*', `DB loaded from base file ${paths.name}.1.base.rdb: 0.000 seconds`);
	}
	if (useAof) {
		const text = toBinary(yield* readFile(paths.incr));
		yield* act((m: Memory) => {
			for (let left = text, db = 0; ;) {
				const request = decodeRequest(left);
				if (!request || 'fault' in request) break;
				left = left.slice(request.end);
				if (request.words[0] === 'SELECT') db = Number(request.words[1]);
				else apply(m, db, request.words, now * 1000);
			}
			m.dirty = 0;
		});
		if (text !== '') yield* note('*', `DB loaded from incr file ${paths.name}.1.incr.aof: 0.000 seconds`);
		yield* note('*', 'DB loaded from append only file: 0.000 seconds');
		yield* note('*', `Opening AOF incr file ${paths.name}.1.incr.aof on server start`);
	} else if (aof) {
		yield* rewriteAof();
		yield* note('*', `Creating AOF base file ${paths.name}.1.base.rdb on server start`);
		yield* note('*', `Creating AOF incr file ${paths.name}.1.incr.aof on server start`);
	}
}

const strerrorOf = 'Invalid argument';

interface Socket {
	fd: number;
}

function* start(context: Context): Sys<number> {
	const version = context.env['REDIS_VERSION'] ?? '7.0.15';
	if (context.argv[1] === '-v' || context.argv[1] === '--version') {
		yield* write(1, `Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=9e3457b7e8ebdfdb\n`);
		return 0;
	}
	const { file, directives } = readArguments(context.argv);
	const settings = defaultSettings(yield* getcwd());
	// The official image's build has protected mode off (its Dockerfile patches config.c); it is told by its place.
	if ((yield* lookPath(context.argv[0] ?? '', context.env['PATH'] ?? '')) === '/usr/local/bin/redis-server') settings['protected-mode'] = 'no';
	if (file !== null) {
		try {
			const wrong = readSettings(yield* readText(file), settings);
			if (wrong !== null) {
				yield* write(2, wrong);
				return 1;
			}
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			const now = yield* clock();
			yield* write(
				1,
				`${(yield* ids()).pid}:C ${formatGoTime(now, '02 Jan 2006 15:04:05.000')} # Fatal error, can't open config file '${file.startsWith('/') ? file : `${settings['dir']}/${file}`}': ${error.message}\n`
			);
			return 1;
		}
	}
	const wrong = readSettings(directives, settings);
	if (wrong !== null) {
		yield* write(2, wrong);
		return 1;
	}
	const dir = settings['dir'] ?? '.';
	try {
		yield* chdir(dir);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* write(2, `\n*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nReading the configuration file, at line 1\n>>> 'dir "${dir}"'\n${error.message}\n`);
		return 1;
	}
	settings['dir'] = yield* getcwd();
	const now = yield* clock();
	const id = toBinary(yield* random(20))
		.split('')
		.map((c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
		.join('');
	const [host = '', port = ''] = (settings['replicaof'] ?? '').split(' ');
	yield* act(
		(m: Memory) =>
			void Object.assign(m, {
				settings: { ...settings },
				version,
				started: Math.floor(now / 1000),
				lastSave: Math.floor(now / 1000),
				runId: id,
				aof: settings['appendonly'] === 'yes',
				master: host === '' ? null : { host, port: Number(port), up: false }
			})
	);
	const { pid } = yield* ids();
	yield* log('C', '#', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', settings['logfile']);
	yield* log('C', '#', `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${pid}, just started`, settings['logfile']);
	if (file === null && directives === '')
		yield* log(
			'C',
			'#',
			'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
			settings['logfile']
		);
	else yield* log('C', '#', 'Configuration loaded', settings['logfile']);
	yield* note('*', 'monotonic clock: POSIX clock_gettime');
	const sockets: Socket[] = [];
	for (const word of (settings['bind'] ?? '').split(/\s+/).filter(Boolean)) {
		const name = word.replace(/^-/, '');
		const address =
			name === '*'
				? { net: 'tcp' as const, host: '0.0.0.0', port: Number(settings['port']) }
				: { net: 'tcp' as const, host: name === '::*' ? '::' : name, port: Number(settings['port']), ...(name.includes(':') ? { v6: true } : {}) };
		try {
			sockets.push({ fd: yield* listen(address) });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (word.startsWith('-') || error.code === 'EADDRNOTAVAIL') continue;
			yield* note('#', `Warning: Could not create server TCP listening socket ${name}:${settings['port']}: bind: ${error.message}`);
		}
	}
	if (sockets.length === 0) {
		yield* note('#', 'Failed listening on port ' + settings['port'] + ' (TCP), aborting.');
		return 1;
	}
	// proc-title-template is `{title} {listen-addr} {server-mode}`, and the last is empty when standalone.
	if (settings['set-proc-title'] === 'yes')
		yield* setproctitle(`${context.argv[0] ?? ''} ${(settings['bind'] ?? '').split(/\s+/)[0] || '*'}:${settings['port']}`);
	yield* note('*', `Running mode=standalone, port=${settings['port']}.`);
	yield* note('#', 'Server initialized');
	yield* load();
	yield* note('*', 'Ready to accept connections');
	yield* sigaction('TERM', 'catch');
	yield* sigaction('INT', 'catch');
	yield* sigaction('PIPE', 'ignore');
	yield* sigaction('HUP', 'ignore');
	for (const socket of sockets) yield* thread('listener', socket);
	yield* thread('saver', 'points');
	if (host !== '') yield* thread('replica', null);
	return yield* watch();
}

/** The main thread's life: signals. */
function* watch(): Sys<number> {
	for (;;) {
		yield* settle('serving');
		for (const signal of yield* awaitSignals()) {
			const now = yield* clock();
			const { pid } = yield* ids();
			yield* write(1, `${pid}:signal-handler (${Math.floor(now / 1e6)}) Received SIG${signal} scheduling shutdown...\n`);
			if (yield* stop(false)) return 0;
		}
	}
}

export const redisServer: Program = {
	name: 'redis-server',
	rss: 8 << 20,
	memory: (): Memory => ({
		databases: new Map(),
		clients: new Map(),
		settings: {},
		version: '7.0.15',
		started: 0,
		nextClient: 3,
		dirty: 0,
		lastSave: 0,
		saving: false,
		commands: 0,
		connections: 0,
		hits: 0,
		misses: 0,
		expired: 0,
		runId: '',
		master: null,
		offset: 0,
		aof: false,
		stopping: false
	}),
	*main(context) {
		if (context.settled !== undefined) return yield* watch();
		if (context.init === undefined) return yield* start(context);
		const job = context.init as { text: string; path: string };
		if (!(yield* writeDump(job.text, job.path))) return 1;
		yield* log('C', '*', 'DB saved on disk');
		yield* log('C', '*', 'Fork CoW for RDB: current 0 MB, peak 0 MB, average 0 MB');
		return 0;
	},
	threads: {
		*listener(context) {
			const { fd } = context.init as Socket;
			for (;;) {
				yield* settle('listening');
				const client = yield* accept(fd);
				const peer = client.peer.net === 'unix' ? { host: 'unix', port: 0 } : client.peer;
				yield* thread('connection', { fd: client.fd, host: peer.host.replace(/^::ffff:/, ''), port: peer.port });
			}
		},
		connection,
		*saver(context) {
			if (context.init === 'once') return yield* backgroundSave();
			for (;;) {
				yield* settle('saving');
				const now = yield* clock();
				const due = yield* act((m: Memory) => {
					const open = savePoints(m.settings)
						.filter(([, changes]) => m.dirty >= changes)
						.map(([seconds, changes]) => ({ seconds, at: m.lastSave * 1000 + seconds * 1e6, changes }));
					return open.sort((a, b) => a.at - b.at)[0] ?? null;
				});
				if (due === null) yield* awaitKey('changed');
				else if (due.at > now) yield* awaitKey('changed', due.at - now);
				else {
					yield* note('*', `${due.changes} changes in ${due.seconds} seconds. Saving...`);
					yield* backgroundSave();
				}
			}
		},
		*replica() {
			for (;;) {
				yield* settle('following');
				if (!(yield* follow())) return;
				yield* sleep(1_000_000);
			}
		}
	}
};
