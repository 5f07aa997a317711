// kube-apiserver as a program: reads its files, fills its cache from etcd and follows it, listens, serves.
// Invariant: everything it knows it can read again from etcd; it dies and starts without losing anything but open connections.
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import {
	accept,
	awaitKey,
	clock,
	close,
	listen,
	notify,
	readText,
	recv,
	send,
	sleep,
	thread,
	trace,
	write,
	type Certificate,
	type Context,
	type Program
} from '../kernel/index.ts';
import { isEtcdResponse } from '../etcd/index.ts';

import { formatGoTime } from '../values/time.ts';
import { parseCertificate } from '../values/x509.ts';
import { parsePolicy } from './audit.ts';
import { availability } from './availability.ts';
import { bootstrap, identity } from './bootstrap.ts';
import { applyRevision, changeOf, loadAll } from './changes.ts';
import type { CacheChange } from './cache.ts';
import { tunnelDown } from './streams/tunnel.ts';
import { channelInput } from './streams/upgrade.ts';
import { connection, relay, takeAtOnce } from './connection.ts';
import { dialEtcd, exchangeEtcd } from './etcd-client.ts';
import { newMemory, type Memory, type User } from './memory.ts';
import { optionsOf } from './options.ts';

/** What the file of an option holds; nothing for an option that is not given. */
function* optionalText(path: string): Sys<string> {
	return path === '' ? '' : yield* readText(path);
}
/** klog's line: "I1120 05:58:33.000000       1 server.go:150] …". */
function* klog(level: 'I' | 'W' | 'E' | 'F', where: string, message: string): Sys<void> {
	const now = yield* clock();
	yield* write(2, `${level}${formatGoTime(now, '0102 15:04:05.000000')}       1 ${where}] ${message}\n`);
}

function* main(context: Context): Sys<number> {
	if (context.settled === undefined) {
		const status = yield* start(context);
		if (status !== 0) return status;
	}
	for (;;) {
		yield* settle(true);
		yield* sleep(86_400_000_000);
	}
}

function* start(context: Context): Sys<number> {
	const options = optionsOf(context.argv);
	yield* klog('I', 'options.go:263', `external host was not specified, using ${options.advertiseAddress}`);
	yield* klog('I', 'server.go:150', 'Version: v1.36.3');
	try {
		yield* readFiles(context);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* write(2, `Error: unable to load server certificate: ${error.message}\n`);
		return 1;
	}
	yield* thread('follow', null);
	for (let waited = 0; !(yield* act((m: Memory) => m.ready)); waited++) {
		if (waited >= 20) {
			const { host, port } = options.etcd;
			yield* klog('F', 'instance.go:233', `Error creating leases: error creating storage factory: context deadline exceeded (etcd ${host}:${port})`);
			return 1;
		}
		yield* awaitKey('ready', 1_000_000);
	}
	let fd: number;
	try {
		fd = yield* listen({ net: 'tcp', host: '::', port: options.securePort });
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* write(
			2,
			`E run.go:72] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:${options.securePort}: listen tcp 0.0.0.0:${options.securePort}: bind: ${error.message.toLowerCase()}"\n`
		);
		return 1;
	}
	yield* klog('I', 'secure_serving.go:213', `Serving securely on [::]:${options.securePort}`);
	yield* act((m: Memory) => void m.hooks.add('rbac/bootstrap-roles').add('scheduling/bootstrap-system-priority-classes').add('bootstrap-controller'));
	yield* thread('listener', { fd });
	yield* thread('bootstrap', null);
	yield* thread('compactor', null);
	yield* thread('availability', null);
	return 0;
}

function* readFiles(context: Context): Sys<void> {
	const options = optionsOf(context.argv);
	const { files } = options;
	const certificate = parseCertificate(yield* optionalText(files.certificate));
	const clientCa = parseCertificate(yield* optionalText(files.clientCa));
	const etcdCertificate = parseCertificate(yield* optionalText(files.etcdCertificate));
	const kubeletCertificate = parseCertificate(yield* optionalText(files.kubeletCertificate));
	const saKey = yield* optionalText(files.saKey);
	const tokens = yield* optionalText(files.tokens);
	const policy = yield* optionalText(options.auditPolicy);
	yield* act((m: Memory) => {
		m.options = options;
		m.chain = certificate ? [certificate as Certificate] : [];
		m.clientAuthority = clientCa?.commonName ?? '';
		m.etcdCertificate = etcdCertificate ?? null;
		m.kubeletCertificate = kubeletCertificate ?? null;
		m.saKey = saKey;
		m.auditRules = policy ? parsePolicy(policy) : [];
		for (const line of tokens.split('\n')) {
			const [token = '', name = '', uid = '', groups = ''] = line.split(',');
			const user: User = { name, uid, groups: groups.replaceAll('"', '').split(',').filter(Boolean) };
			if (token && name) m.staticTokens.set(token, user);
		}
	});
}

function* listener(context: Context): Sys<void> {
	const { fd } = context.init as { fd: number };
	for (;;) {
		yield* settle(true);
		const { fd: client, peer } = yield* accept(fd);
		const from = peer.net === 'unix' ? peer.path : peer.host;
		const begun = yield* takeAtOnce(client, from);
		if (begun) yield* thread('connection', { fd: client, peer: from, begun });
	}
}

/** Thread entry: lists everything once, then follows etcd's watch; starts over when the connection breaks. */
function* follow(context: Context): Sys<void> {
	let fd = (context.settled as number | undefined) ?? -1;
	for (;;) {
		yield* settle(fd);
		try {
			if (fd < 0) fd = yield* listAndWatch();
			else yield* takeEvents(fd);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			const failed = error;
			yield* act((m: Memory) => void (m.etcdError = failed.code));
			if (fd >= 0) yield* close(fd);
			fd = -1;
			yield* sleep(1_000_000);
		}
	}
}
function* listAndWatch(): Sys<number> {
	const fd = yield* dialEtcd();
	const from = yield* act((m: Memory) => (m.ready ? m.cache.revision : 0));
	if (from > 0) {
		const started = yield* exchangeEtcd(fd, { op: 'watch', key: '', prefix: '', startRevision: from + 1 });
		if (!started.error) {
			yield* act((m: Memory) => void (m.etcdError = ''));
			return fd;
		}
	}
	const all = yield* exchangeEtcd(fd, { op: 'range', key: '/registry/', prefix: '/registry/' });
	const ids = yield* act((m: Memory) => {
		const changes = (all.kvs ?? []).map((kv) => changeOf(kv.key, kv.value, kv.modRevision)).filter((change) => change !== undefined);
		loadAll(m, all.revision, changes);
		m.ready = true;
		m.etcdError = '';
		return [...m.cache.watchers.keys()];
	});
	for (const id of ids) yield* notify(`watch:${id}`);
	yield* notify('ready');
	yield* trace('apiserver.ready', { revision: all.revision });
	yield* exchangeEtcd(fd, { op: 'watch', key: '', prefix: '', startRevision: all.revision + 1 });
	return fd;
}
function* takeEvents(fd: number): Sys<void> {
	const message = yield* recv(fd);
	if (message?.kind !== 'frame' || !isEtcdResponse(message.value)) throw new Errno('ECONNRESET');
	const { events = [] } = message.value;
	const woken = yield* act((m: Memory) => {
		const last = events[events.length - 1]?.kv.modRevision ?? 0;
		if (last <= m.cache.revision) return null; // our own writes, known already
		const byRevision = new Map<number, CacheChange[]>();
		for (const { type, kv } of events) {
			const change = type === 'PUT' ? changeOf(kv.key, kv.value, kv.modRevision) : changeOf(kv.key, null, kv.modRevision);
			const list = byRevision.get(kv.modRevision) ?? [];
			byRevision.set(kv.modRevision, list);
			if (change) list.push(change);
		}
		const ids = new Set<number>();
		for (const [revision, changes] of byRevision) for (const id of applyRevision(m, revision, changes)) ids.add(id);
		return [...ids];
	});
	if (!woken) return;
	for (const id of woken) yield* notify(`watch:${id}`);
	yield* notify('cache');
}

/** Thread entry: every five minutes history older than that is compacted, as the real server does. */
function* compactor(context: Context): Sys<void> {
	let last = (context.settled as number | undefined) ?? 0;
	for (;;) {
		yield* settle(last);
		yield* sleep(300_000_000);
		const revision = last;
		last = yield* act((m: Memory) => m.cache.revision);
		if (revision === 0) continue;
		try {
			const fd = yield* dialEtcd();
			yield* send(fd, { kind: 'frame', protocol: 'etcd', value: { op: 'compact', revision } });
			yield* recv(fd);
			yield* close(fd);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}

/** The program `kube-apiserver`. */
export const kubeApiserver: Program = {
	name: 'kube-apiserver',
	rss: 220 << 20,
	memory: (): Memory => newMemory(optionsOf([])),
	main,
	threads: { listener, connection, relay, 'channel-input': channelInput, 'tunnel-down': tunnelDown, follow, bootstrap, identity, availability, compactor }
};
