// etcd as a program: listens for clients, answers frames, writes its log before it answers, streams watches, ends leases.
// One member; no raft, no auth. Invariant: what was answered is in the log; watchers see events in revision order, after the log has them.
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import {
	accept,
	awaitKey,
	clock,
	close,
	fsync,
	header,
	listen,
	monotonic,
	notify,
	recv,
	send,
	sleep,
	thread,
	trace,
	write,
	open,
	read,
	type Certificate,
	type Context,
	type HttpRequest,
	type Program,
	type Received
} from '../kernel/index.ts';
import { concat, text } from '../values/bytes.ts';
import { rfc3339nano } from '../values/time.ts';
import { parseCertificate } from '../values/x509.ts';
import { dropSegments, leaseLine, load, logLine, openSegment, snapshotText, writeSnapshot } from './disk.ts';
import { compact, eventsSince, grant, newKeyspace, range, revoke, transact, wants, type Keyspace } from './keyspace.ts';
import { isEtcdRequest, type EtcdRequest, type EtcdResponse, type WatchEvent, type WatchRequest } from './protocol.ts';

interface Watcher {
	readonly fd: number;
	readonly request: WatchRequest;
	queue: WatchEvent[];
	done: boolean;
}
interface Memory {
	space: Keyspace;
	options: Options;
	/** The chain shown to clients, and the authority clients must be issued by. */
	chain: readonly Certificate[];
	clientAuthority: string;
	log: number;
	segment: number;
	logged: number;
	snapshotSize: number;
	watchers: Map<number, Watcher>;
	/** Revisions written to the log out of turn, and events waiting for theirs. */
	committed: number;
	waiting: Map<number, readonly WatchEvent[]>;
	rotating: boolean;
}
interface Options {
	readonly name: string;
	readonly dataDir: string;
	readonly clientUrls: readonly string[];
	readonly metricsUrls: readonly string[];
	readonly advertise: readonly string[];
	readonly peers: readonly string[];
	readonly fsync: boolean;
	readonly clientAuth: boolean;
	readonly certFile: string;
	readonly caFile: string;
}
const version = '3.6.7';
/** Log bytes after which a snapshot is written (or twice the last snapshot's size). */
const rotateAt = 4_194_304;

function flagsOf(argv: readonly string[]): Record<string, string> {
	const flags: Record<string, string> = {};
	for (let i = 1; i < argv.length; i++) {
		const word = argv[i] ?? '';
		if (!word.startsWith('-')) continue;
		const bare = word.startsWith('--') ? word.slice(2) : word.slice(1);
		const equals = bare.indexOf('=');
		if (equals >= 0) flags[bare.slice(0, equals)] = bare.slice(equals + 1);
		else flags[bare] = argv[i + 1]?.startsWith('-') === false ? (argv[++i] ?? '') : 'true';
	}
	return flags;
}
function optionsOf(argv: readonly string[]): Options {
	const flags = flagsOf(argv);
	const name = flags.name ?? 'default';
	const list = (value: string | undefined, fallback: string): readonly string[] => (value ?? fallback).split(',').filter(Boolean);
	return {
		name,
		dataDir: flags['data-dir'] ?? `${name}.etcd`,
		clientUrls: list(flags['listen-client-urls'], 'http://localhost:2379'),
		metricsUrls: list(flags['listen-metrics-urls'], ''),
		advertise: list(flags['advertise-client-urls'], 'http://localhost:2379'),
		peers: list(flags['initial-advertise-peer-urls'], 'http://localhost:2380'),
		fsync: flags['unsafe-no-fsync'] !== 'true',
		clientAuth: flags['client-cert-auth'] === 'true',
		certFile: flags['cert-file'] ?? '',
		caFile: flags['trusted-ca-file'] ?? ''
	};
}

function* readCertificate(path: string): Sys<Certificate | undefined> {
	if (!path) return undefined;
	const fd = yield* open(path);
	const chunk: Uint8Array[] = [];
	for (let part = yield* read(fd); part.length > 0; part = yield* read(fd)) chunk.push(part);
	yield* close(fd);
	return parseCertificate(text(concat(chunk)));
}

function* log(level: string, msg: string, fields: Readonly<Record<string, unknown>> = {}): Sys<void> {
	const ts = rfc3339nano(yield* clock());
	yield* write(2, `${JSON.stringify({ level, ts, caller: 'etcdserver/server.go', msg, ...fields })}\n`);
}

function* main(context: Context): Sys<number> {
	if (context.settled === undefined) {
		const options = optionsOf(context.argv);
		yield* log('info', 'Running: ', { args: context.argv });
		try {
			yield* start(options);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* log('fatal', 'discovery failed', { error: error.message });
			return 1;
		}
		yield* log('info', 'ready to serve client requests');
	}
	for (;;) {
		yield* settle(true);
		yield* sleep(86_400_000_000);
	}
}

function* start(options: Options): Sys<void> {
	const certificate = yield* readCertificate(options.certFile);
	const authority = yield* readCertificate(options.caFile);
	const { space, next } = yield* load(options.dataDir);
	const now = yield* monotonic();
	for (const lease of space.leases.values()) lease.expires = now + lease.ttl * 1_000_000;
	const fd = yield* openSegment(options.dataDir, next);
	yield* act((m: Memory) => {
		m.space = space;
		m.options = options;
		m.chain = certificate ? [certificate] : [];
		m.clientAuthority = options.clientAuth ? (authority?.commonName ?? '') : '';
		m.log = fd;
		m.segment = next;
		m.committed = space.revision;
	});
	yield* thread('leases', null);
	for (const url of [...options.clientUrls, ...options.metricsUrls]) {
		const hostPort = url.slice(url.indexOf('://') + 3);
		const colon = hostPort.lastIndexOf(':');
		const host = hostPort.slice(0, colon);
		const listening = yield* listen({ net: 'tcp', host: host === 'localhost' ? '127.0.0.1' : host, port: Number(hostPort.slice(colon + 1)) });
		const tls = url.startsWith('https:');
		yield* thread('listener', { fd: listening, tls, probes: !tls && options.metricsUrls.includes(url) });
	}
}

function* listener(context: Context): Sys<void> {
	const { fd, tls, probes } = context.init as { fd: number; tls: boolean; probes: boolean };
	for (;;) {
		yield* settle(true);
		const connection = yield* accept(fd);
		if (probes && (yield* probed(connection.fd))) yield* close(connection.fd);
		else yield* thread('connection', { fd: connection.fd, tls });
	}
}

/** On a metrics address a probe's request is there with its connection and is answered at once. False: somebody stays. */
function* probed(fd: number): Sys<boolean> {
	try {
		const message = yield* recv(fd, { http: 'request', timeoutUs: 0 });
		if (message?.kind === 'frame' && isEtcdRequest(message.value)) yield* answer(fd, message.value);
		if (message?.kind !== 'request') return message?.kind !== 'frame';
		yield* answerHttp(fd, message);
		return header(message, 'Connection') === 'close';
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return error.code !== 'EAGAIN';
	}
}

function* connection(context: Context): Sys<void> {
	const { fd, tls } = context.init as { fd: number; tls: boolean };
	let greeted = (context.settled as boolean | undefined) ?? !tls;
	for (;;) {
		yield* settle(greeted);
		let message: Received;
		try {
			message = yield* recv(fd, { http: 'request' });
			if (!message) break;
			if (message.kind === 'tls-hello') {
				const hello = message;
				const chain = yield* act((m: Memory) => (m.clientAuthority && hello.certificate?.issuer !== m.clientAuthority ? null : m.chain));
				if (!chain) break;
				yield* send(fd, { kind: 'tls-certificate', chain, requestsClient: true });
				greeted = true;
			} else if (!greeted) break;
			else if (message.kind === 'request') {
				yield* answerHttp(fd, message);
				if (header(message, 'Connection') === 'close') break;
			} else if (message.kind === 'frame' && isEtcdRequest(message.value)) yield* answer(fd, message.value);
			else break;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			break;
		}
	}
	const stop = yield* act((m: Memory) => {
		const watcher = m.watchers.get(fd);
		if (watcher) watcher.done = true;
		m.watchers.delete(fd);
		return watcher !== undefined;
	});
	if (stop) yield* notify(`watch:${fd}`);
	yield* close(fd);
}

function* answerHttp(fd: number, request: HttpRequest): Sys<void> {
	const path = request.path.split('?')[0];
	const body =
		path === '/health'
			? '{"health":"true","reason":""}'
			: path === '/version'
				? `{"etcdserver":"${version}","etcdcluster":"3.6.0","storage":"3.6.0"}`
				: path === '/livez' || path === '/readyz'
					? 'ok\n'
					: undefined;
	yield* send(fd, {
		kind: 'response',
		status: body === undefined ? 404 : 200,
		headers: { 'Content-Type': body?.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8' },
		body: body ?? '404 page not found\n'
	});
}

const reply = (fd: number, value: EtcdResponse): Sys<void> => send(fd, { kind: 'frame', protocol: 'etcd', value });

function* answer(fd: number, request: EtcdRequest): Sys<void> {
	switch (request.op) {
		case 'put':
		case 'delete':
		case 'txn': {
			const { response, events, log: file, fsync: sync } = yield* act((m: Memory) => ({ ...transact(m.space, request), log: m.log, fsync: m.options.fsync }));
			if (events.length > 0) yield* commit(response.revision, events, file, sync);
			return yield* reply(fd, response);
		}
		case 'range':
			return yield* reply(fd, yield* act((m: Memory) => range(m.space, request)));
		case 'watch':
			return yield* startWatch(fd, request);
		case 'leaseGrant': {
			const now = yield* monotonic();
			const { lease, file, revision } = yield* act((m: Memory) => {
				const { id, ttl } = grant(m.space, request.ttl, now, request.id);
				return { lease: { id, ttl }, file: m.log, revision: m.space.revision };
			});
			yield* write(file, leaseLine(revision, [lease]));
			yield* notify('leases');
			return yield* reply(fd, { revision, lease });
		}
		case 'leaseRevoke': {
			const { events, known, revision, file, sync } = yield* act((m: Memory) => {
				const present = m.space.leases.has(request.id);
				return { known: present, events: revoke(m.space, request.id), revision: m.space.revision, file: m.log, sync: m.options.fsync };
			});
			if (events.length > 0) yield* commit(revision, events, file, sync);
			return yield* reply(fd, known ? { revision } : { revision, error: 'etcdserver: requested lease not found' });
		}
		case 'leaseKeepAlive':
		case 'leaseTimeToLive': {
			const now = yield* monotonic();
			return yield* reply(
				fd,
				yield* act((m: Memory): EtcdResponse => {
					const lease = m.space.leases.get(request.id);
					if (!lease) return { revision: m.space.revision, lease: { id: request.id, ttl: -1 } };
					if (request.op === 'leaseKeepAlive') lease.expires = now + lease.ttl * 1_000_000;
					return {
						revision: m.space.revision,
						lease: { id: lease.id, ttl: Math.floor((lease.expires - now) / 1_000_000), granted: lease.ttl, keys: [...lease.keys].sort() }
					};
				})
			);
		}
		case 'leases':
			return yield* reply(fd, yield* act((m: Memory) => ({ revision: m.space.revision, leases: [...m.space.leases.keys()] })));
		case 'compact':
			return yield* reply(fd, yield* act((m: Memory) => compact(m.space, request.revision)));
		case 'snapshot':
			return yield* reply(fd, yield* act((m: Memory) => ({ revision: m.space.revision, snapshot: snapshotText(m.space) })));
		case 'hash':
		case 'status':
			return yield* reply(
				fd,
				yield* act((m: Memory) => ({
					revision: m.space.revision,
					status: { version, dbSize: Math.max(20_480, m.snapshotSize + m.logged), memberId: memberId, clusterId, raftIndex: m.space.revision + 7, raftTerm: 2 }
				}))
			);
		case 'memberList':
			return yield* reply(
				fd,
				yield* act((m: Memory) => ({
					revision: m.space.revision,
					members: [{ id: memberId, name: m.options.name, peerURLs: m.options.peers, clientURLs: m.options.advertise }]
				}))
			);
	}
}
const memberId = '69016da2e0b1a1e2';
const clusterId = '3d1e2d2bfd3a3f1c';

/** Writes the log line, then lets watchers see the events, in revision order. */
function* commit(revision: number, events: readonly WatchEvent[], file: number, sync: boolean): Sys<void> {
	const line = logLine(revision, events);
	yield* write(file, line);
	if (sync) yield* fsync(file);
	const { wake, rotate } = yield* act((m: Memory) => {
		m.logged += line.length;
		m.waiting.set(revision, events);
		const wakes: number[] = [];
		for (let next = m.waiting.get(m.committed + 1); next; next = m.waiting.get(m.committed + 1)) {
			m.waiting.delete(++m.committed);
			for (const watcher of m.watchers.values()) {
				const wanted = next.filter((event) => wants(event.kv.key, watcher.request));
				if (wanted.length === 0) continue;
				if (watcher.queue.length === 0) wakes.push(watcher.fd);
				watcher.queue.push(...wanted);
			}
		}
		const full = !m.rotating && m.logged > Math.max(rotateAt, 2 * m.snapshotSize);
		if (full) m.rotating = true;
		return { wake: wakes, rotate: full };
	});
	for (const fd of wake) yield* notify(`watch:${fd}`);
	if (rotate) yield* thread('rotate', null);
}

function* startWatch(fd: number, request: WatchRequest): Sys<void> {
	const first = yield* act((m: Memory): EtcdResponse => {
		const past = eventsSince(m.space, request);
		if (!past) return { revision: m.space.revision, compactRevision: m.space.compacted, error: 'etcdserver: mvcc: required revision has been compacted' };
		m.watchers.set(fd, { fd, request, queue: past.filter((event) => event.kv.modRevision <= m.committed), done: false });
		return { revision: m.space.revision, created: true };
	});
	yield* reply(fd, first);
	if (first.created) yield* thread('watch', { fd });
}

function* watch(context: Context): Sys<void> {
	const { fd } = context.init as { fd: number };
	// What it begins with was queued untold; whatever is queued later is told, also while this sends.
	let begun = context.settled !== undefined;
	for (;;) {
		yield* settle(true);
		if (begun) yield* awaitKey(`watch:${fd}`);
		begun = true;
		const next = yield* act((m: Memory) => {
			const watcher = m.watchers.get(fd);
			if (!watcher || watcher.done) return 'done';
			if (watcher.queue.length === 0) return 'nothing';
			const queued = watcher.queue;
			watcher.queue = [];
			const { prevKv } = watcher.request;
			const last = queued[queued.length - 1];
			return { events: prevKv ? queued : queued.map(({ type, kv }) => ({ type, kv })), revision: last?.kv.modRevision ?? m.committed };
		});
		if (next === 'done') return;
		if (next === 'nothing') continue;
		try {
			yield* reply(fd, next);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			return;
		}
	}
}

function* leases(): Sys<void> {
	for (;;) {
		yield* settle(true);
		const now = yield* monotonic();
		const next = yield* act((m: Memory) => {
			let earliest = Number.POSITIVE_INFINITY;
			for (const lease of m.space.leases.values()) {
				if (lease.expires <= now) return { events: revoke(m.space, lease.id), revision: m.space.revision, file: m.log, sync: m.options.fsync };
				earliest = Math.min(earliest, lease.expires);
			}
			return earliest === Number.POSITIVE_INFINITY ? null : earliest - now;
		});
		if (next === null) yield* awaitKey('leases');
		else if (typeof next === 'number') yield* awaitKey('leases', next);
		else if (next.events.length > 0) yield* commit(next.revision, next.events, next.file, next.sync);
	}
}

/** A snapshot, a new log segment, and the segments before the last one deleted. */
function* rotate(): Sys<void> {
	const { options, index } = yield* act((m: Memory) => ({ options: m.options, index: m.segment + 1 }));
	const fd = yield* openSegment(options.dataDir, index);
	const content = yield* act((m: Memory) => {
		m.log = fd;
		m.segment = index;
		m.logged = 0;
		return snapshotText(m.space);
	});
	yield* writeSnapshot(options.dataDir, content);
	yield* dropSegments(options.dataDir, index - 1);
	yield* act((m: Memory) => {
		m.rotating = false;
		m.snapshotSize = content.length;
	});
	yield* trace('etcd.snapshot', { bytes: content.length });
}

/** The program `etcd`. */
export const etcd: Program = {
	name: 'etcd',
	rss: 48 << 20,
	memory: (): Memory => ({
		space: newKeyspace(),
		options: optionsOf([]),
		chain: [],
		clientAuthority: '',
		log: -1,
		segment: 0,
		logged: 0,
		snapshotSize: 0,
		watchers: new Map(),
		committed: 1,
		waiting: new Map(),
		rotating: false
	}),
	main,
	threads: { listener, connection, watch, leases, rotate }
};
