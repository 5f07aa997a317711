// etcdctl and etcdutl: get, put, del, watch, lease, compaction, member list, endpoint health and status, snapshot save; snapshot status and restore.
// Talks etcd's frames over the modelled TLS. Leaves out auth, locks, elections, moving leaders. A value that is an object (kube-apiserver's) is shown as JSON.
import { Errno, type Sys } from '../engine/index.ts';
import {
	clock,
	close,
	connect,
	fsync,
	monotonic,
	open,
	readText,
	recv,
	send,
	sleep,
	write,
	type Certificate,
	type Context,
	type Program
} from '../kernel/index.ts';

import { encodeJson } from '../values/json.ts';
import { rfc3339nano } from '../values/time.ts';
import { parseCertificate } from '../values/x509.ts';
import { ensureDirectory, parseSnapshot, snapshotText, writeSnapshot } from './disk.ts';
import { isEtcdResponse, type EtcdRequest, type EtcdResponse, type KeyValue } from './protocol.ts';

interface Run {
	readonly words: readonly string[];
	readonly flags: Readonly<Record<string, string>>;
	readonly endpoints: readonly string[];
}
class Failure {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}
const boolean = new Set([
	'prefix',
	'keys-only',
	'print-value-only',
	'count-only',
	'prev-kv',
	'from-key',
	'hex',
	'help',
	'h',
	'insecure-skip-tls-verify',
	'physical',
	'cluster',
	'debug',
	'version'
]);
const short: Readonly<Record<string, string>> = { w: 'write-out', h: 'help' };

function parse(context: Context): Run {
	const words: string[] = [];
	const flags: Record<string, string> = {};
	for (let i = 1; i < context.argv.length; i++) {
		const word = context.argv[i] ?? '';
		if (!word.startsWith('-') || word === '-') {
			words.push(word);
			continue;
		}
		const bare = word.replace(/^--?/, '');
		const equals = bare.indexOf('=');
		const name = equals < 0 ? bare : bare.slice(0, equals);
		const full = short[name] ?? name;
		flags[full] = equals >= 0 ? bare.slice(equals + 1) : boolean.has(full) ? 'true' : (context.argv[++i] ?? '');
	}
	for (const name of ['endpoints', 'cacert', 'cert', 'key']) flags[name] ??= context.env[`ETCDCTL_${name.toUpperCase()}`] ?? '';
	return { words, flags, endpoints: (flags.endpoints || '127.0.0.1:2379').split(',') };
}

function* certificateOf(flags: Run['flags']): Sys<Certificate | undefined> {
	for (const name of ['cacert', 'cert', 'key'] as const) {
		const path = flags[name];
		if (!path) continue;
		try {
			const content = yield* readText(path);
			if (name === 'cert') return parseCertificate(content);
		} catch (error) {
			if (error instanceof Errno) throw new Failure(`open ${path}: ${error.message.toLowerCase()}`);
			throw error;
		}
	}
	return undefined;
}

/** Opens a connection to an endpoint; gRPC's way to fail is to run out of time. */
function* dial(run: Run, endpoint: string): Sys<number> {
	const certificate = yield* certificateOf(run.flags);
	const tls = endpoint.startsWith('https://');
	const hostPort = endpoint.replace('https://', '').replace('http://', '');
	const colon = hostPort.lastIndexOf(':');
	const host = hostPort.slice(0, colon) === 'localhost' ? '127.0.0.1' : hostPort.slice(0, colon);
	try {
		const fd = yield* connect({ net: 'tcp', host, port: Number(hostPort.slice(colon + 1)) }, 5_000_000);
		if (!tls && !run.flags.cert) return fd;
		yield* send(fd, { kind: 'tls-hello', serverName: host, ...(certificate ? { certificate } : {}) });
		const hello = yield* recv(fd, { timeoutUs: 5_000_000 });
		if (hello?.kind === 'tls-certificate') return fd;
		yield* close(fd);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	return yield* timeout(hostPort);
}
function* timeout(target: string): Sys<never> {
	yield* sleep(5_000_000);
	const ts = rfc3339nano(yield* clock());
	yield* write(
		2,
		`${JSON.stringify({ level: 'warn', ts, logger: 'etcd-client', caller: 'v3@v3.6.7/retry_interceptor.go:65', msg: 'retrying of unary invoker failed', target: `etcd-endpoints://0xc0000/${target}`, attempt: 0, error: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded' })}\n`
	);
	throw new Failure('context deadline exceeded');
}
function* exchange(fd: number, endpoint: string, request: EtcdRequest): Sys<EtcdResponse> {
	yield* send(fd, { kind: 'frame', protocol: 'etcd', value: request });
	const answer = yield* recv(fd, { timeoutUs: 5_000_000 });
	if (answer?.kind !== 'frame' || !isEtcdResponse(answer.value)) return yield* timeout(endpoint);
	if (answer.value.error) throw new Failure(answer.value.error);
	return answer.value;
}
function* ask(run: Run, request: EtcdRequest): Sys<EtcdResponse> {
	const endpoint = run.endpoints[0] ?? '';
	const fd = yield* dial(run, endpoint);
	const answer = yield* exchange(fd, endpoint, request);
	yield* close(fd);
	return answer;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : encodeJson(value));
const pair = (kv: KeyValue, valueOnly: boolean): string => `${valueOnly ? '' : `${kv.key}\n`}${shown(kv.value)}\n`;
/** olekukonko/tablewriter's boxes. */
function box(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
	const line = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
	const centre = (cell: string, width: number): string => {
		const left = Math.floor((width - cell.length) / 2);
		return ' '.repeat(left) + cell + ' '.repeat(width - cell.length - left);
	};
	const titles = `|${head.map((title, i) => ` ${centre(title, widths[i] ?? 0)} `).join('|')}|\n`;
	return (
		line +
		titles +
		line +
		rows
			.map((row) => `|${row.map((cell, i) => ` ${/^[\d.]+$/.test(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)} `).join('|')}|\n`)
			.join('') +
		line
	);
}
/** go-humanize's Bytes: "860 kB", "4.2 MB". */
function bytesText(bytes: number): string {
	const units = ['B', 'kB', 'MB', 'GB'];
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${unit > 0 && value < 10 ? value.toFixed(1) : value.toFixed(0)} ${units[unit] ?? 'B'}`;
}
const leaseId = (id: number): string => id.toString(16).padStart(16, '0');

type Command = (run: Run, rest: readonly string[]) => Sys<string>;
const need = (rest: readonly string[], count: number, what: string): void => {
	if (rest.length < count) throw new Failure(what);
};
const output = (run: Run): string => run.flags['write-out'] ?? 'simple';

function* get(run: Run, rest: readonly string[]): Sys<string> {
	need(rest, 1, 'get command needs one argument as key and an optional argument as range_end');
	const { flags } = run;
	const key = rest[0] ?? '';
	const request: EtcdRequest = {
		op: 'range',
		key,
		...(flags.prefix ? { prefix: key } : flags['from-key'] ? { prefix: '' } : {}),
		...(flags.limit ? { limit: Number(flags.limit) } : {}),
		...(flags.rev ? { revision: Number(flags.rev) } : {}),
		...(flags['keys-only'] ? { keysOnly: true } : {}),
		...(flags['count-only'] ? { countOnly: true } : {})
	};
	const answer = yield* ask(run, request);
	const kvs = answer.kvs ?? [];
	if (output(run) === 'json') {
		const encoded = kvs.map((kv) => ({
			key: btoa(kv.key),
			create_revision: kv.createRevision,
			mod_revision: kv.modRevision,
			version: kv.version,
			...(flags['keys-only'] ? {} : { value: btoa(shown(kv.value)) })
		}));
		return `${encodeJson({ header: { cluster_id: 1, member_id: 1, revision: answer.revision, raft_term: 2 }, ...(encoded.length ? { kvs: encoded } : {}), count: answer.count ?? 0 })}\n`;
	}
	if (output(run) === 'fields') {
		const head = `"ClusterID" : 1\n"MemberID" : 1\n"Revision" : ${answer.revision}\n"RaftTerm" : 2\n`;
		const body = kvs
			.map(
				(kv) =>
					`"Key" : ${JSON.stringify(kv.key)}\n"CreateRevision" : ${kv.createRevision}\n"ModRevision" : ${kv.modRevision}\n"Version" : ${kv.version}\n"Value" : ${JSON.stringify(shown(kv.value))}\n"Lease" : ${kv.lease}\n`
			)
			.join('');
		return `${head}${body}"More" : ${String(answer.more ?? false)}\n"Count" : ${answer.count ?? 0}\n`;
	}
	return kvs.map((kv) => pair(kv, flags['print-value-only'] === 'true')).join('');
}
function* put(run: Run, rest: readonly string[]): Sys<string> {
	need(rest, 2, 'put command needs 1 argument and input from stdin or 2 arguments');
	yield* ask(run, { op: 'put', key: rest[0] ?? '', value: rest[1] ?? '', ...(run.flags.lease ? { lease: Number.parseInt(run.flags.lease, 16) } : {}) });
	return 'OK\n';
}
function* del(run: Run, rest: readonly string[]): Sys<string> {
	need(rest, 1, 'del command needs one argument as key and an optional argument as range_end');
	const key = rest[0] ?? '';
	return `${(yield* ask(run, { op: 'delete', key, ...(run.flags.prefix ? { prefix: key } : {}) })).deleted ?? 0}\n`;
}
function* watch(run: Run, rest: readonly string[]): Sys<string> {
	need(rest, 1, 'watch command needs one argument as key or key range');
	const key = rest[0] ?? '';
	const endpoint = run.endpoints[0] ?? '';
	const fd = yield* dial(run, endpoint);
	yield* exchange(fd, endpoint, {
		op: 'watch',
		key,
		...(run.flags.prefix ? { prefix: key } : {}),
		...(run.flags.rev ? { startRevision: Number(run.flags.rev) } : {})
	});
	for (;;) {
		const message = yield* recv(fd);
		if (message?.kind !== 'frame' || !isEtcdResponse(message.value)) throw new Failure('watch is canceled by the server');
		for (const { type, kv } of message.value.events ?? []) yield* write(1, `${type}\n${kv.key}\n${type === 'PUT' ? shown(kv.value) : ''}\n`);
	}
}
function* memberList(run: Run): Sys<string> {
	const members = (yield* ask(run, { op: 'memberList' })).members ?? [];
	const rows = members.map((m) => [m.id, 'started', m.name, m.peerURLs.join(','), m.clientURLs.join(','), 'false']);
	if (output(run) === 'table') return box(['ID', 'STATUS', 'NAME', 'PEER ADDRS', 'CLIENT ADDRS', 'IS LEARNER'], rows);
	return rows.map((row) => `${row.join(', ')}\n`).join('');
}
function* endpointHealth(run: Run): Sys<string> {
	let out = '';
	for (const endpoint of run.endpoints) {
		const start = yield* monotonic();
		yield* ask({ ...run, endpoints: [endpoint] }, { op: 'range', key: 'health' });
		const took = ((yield* monotonic()) - start) / 1000;
		out += `${endpoint} is healthy: successfully committed proposal: took = ${took.toFixed(6)}ms\n`;
	}
	return out;
}
function* endpointStatus(run: Run): Sys<string> {
	const rows: string[][] = [];
	for (const endpoint of run.endpoints) {
		const { status } = yield* ask({ ...run, endpoints: [endpoint] }, { op: 'status' });
		if (!status) continue;
		const size = bytesText(status.dbSize);
		rows.push([
			endpoint,
			status.memberId,
			status.version,
			'3.6.0',
			size,
			size,
			'0%',
			'0 B',
			'true',
			'false',
			String(status.raftTerm),
			String(status.raftIndex),
			String(status.raftIndex),
			'',
			'',
			'false'
		]);
	}
	const head = [
		'ENDPOINT',
		'ID',
		'VERSION',
		'STORAGE VERSION',
		'DB SIZE',
		'IN USE',
		'PERCENTAGE NOT IN USE',
		'QUOTA',
		'IS LEADER',
		'IS LEARNER',
		'RAFT TERM',
		'RAFT INDEX',
		'RAFT APPLIED INDEX',
		'ERRORS',
		'DOWNGRADE TARGET VERSION',
		'DOWNGRADE ENABLED'
	];
	return output(run) === 'table' ? box(head, rows) : rows.map((row) => `${row.join(', ')}\n`).join('');
}
function* snapshotSave(run: Run, rest: readonly string[]): Sys<string> {
	need(rest, 1, 'snapshot save expects one argument');
	const path = rest[0] ?? '';
	const { snapshot = '' } = yield* ask(run, { op: 'snapshot' });
	const log = function* (msg: string, fields: object): Sys<void> {
		yield* write(2, `${JSON.stringify({ level: 'info', ts: rfc3339nano(yield* clock()), caller: 'snapshot/v3_snapshot.go:83', msg, ...fields })}\n`);
	};
	yield* log('created temporary db file', { path: `${path}.part` });
	const fd = yield* open(path, { write: true, create: true, trunc: true, mode: 0o600 });
	yield* write(fd, snapshot);
	yield* fsync(fd);
	yield* close(fd);
	yield* log('saved', { path });
	return `Snapshot saved at ${path}\nServer version 3.6.0\n`;
}
function* leaseCommand(run: Run, rest: readonly string[]): Sys<string> {
	const [what = '', argument = ''] = rest;
	const id = Number.parseInt(argument, 16);
	switch (what) {
		case 'grant': {
			const { lease } = yield* ask(run, { op: 'leaseGrant', ttl: Number(argument) });
			return `lease ${leaseId(lease?.id ?? 0)} granted with TTL(${lease?.ttl ?? 0}s)\n`;
		}
		case 'revoke':
			yield* ask(run, { op: 'leaseRevoke', id });
			return `lease ${leaseId(id)} revoked\n`;
		case 'timetolive': {
			const { lease } = yield* ask(run, { op: 'leaseTimeToLive', id });
			return (lease?.ttl ?? -1) < 0
				? `lease ${leaseId(id)} already expired\n`
				: `lease ${leaseId(id)} granted with TTL(${lease?.granted ?? 0}s), remaining(${lease?.ttl ?? 0}s)\n`;
		}
		case 'list': {
			const { leases = [] } = yield* ask(run, { op: 'leases' });
			return `found ${leases.length} leases\n${leases.map((one) => `${leaseId(one)}\n`).join('')}`;
		}
		default:
			throw new Failure(`unknown command ${JSON.stringify(what)} for "etcdctl lease"`);
	}
}

/** By words: "member list". */
const commands: Readonly<Record<string, Command>> = {
	get,
	put,
	del,
	watch,
	lease: leaseCommand,
	'member list': memberList,
	'endpoint health': endpointHealth,
	'endpoint status': endpointStatus,
	'snapshot save': snapshotSave,
	compact: function* (run, rest) {
		yield* ask(run, { op: 'compact', revision: Number(rest[0]) });
		return `compacted revision ${rest[0] ?? ''}\n`;
	},
	defrag: function* (run) {
		const start = yield* monotonic();
		yield* ask(run, { op: 'status' });
		const took = (((yield* monotonic()) - start) / 1000).toFixed(6);
		return run.endpoints.map((endpoint) => `Finished defragmenting etcd member[${endpoint}]. took ${took}ms\n`).join('');
	},
	version: function* () {
		return 'etcdctl version: 3.6.7\nAPI version: 3.6\n';
	}
};
const hashOf = (content: string): string => {
	let hash = 0x811c9dc5;
	for (let i = 0; i < content.length; i++) hash = Math.imul(hash ^ content.charCodeAt(i), 0x01000193) >>> 0;
	return hash.toString(16);
};
const utilities: Readonly<Record<string, Command>> = {
	'snapshot status': function* (run, rest) {
		need(rest, 1, 'snapshot status requires exactly one argument');
		const content = yield* readText(rest[0] ?? '');
		const space = parseSnapshot(content);
		const row = [hashOf(content), String(space.revision), String(space.keys.size), bytesText(content.length), '3.6.0'];
		return output(run) === 'table' ? box(['HASH', 'REVISION', 'TOTAL KEYS', 'TOTAL SIZE', 'STORAGE VERSION'], [row]) : `${row.join(', ')}\n`;
	},
	'snapshot restore': function* (run, rest) {
		need(rest, 1, 'snapshot restore requires exactly one argument');
		const dir = run.flags['data-dir'] || `${run.flags.name || 'default'}.etcd`;
		const space = parseSnapshot(yield* readText(rest[0] ?? ''));
		for (const path of [dir, `${dir}/member`, `${dir}/member/snap`, `${dir}/member/wal`]) {
			if (path === `${dir}/member`) {
				try {
					yield* close(yield* open(path));
					throw new Failure(`data-dir "${dir}" not empty or could not be read`);
				} catch (error) {
					if (!(error instanceof Errno) || error.code !== 'ENOENT') throw error;
				}
			}
			yield* ensureDirectory(path);
		}
		yield* writeSnapshot(dir, snapshotText(space));
		yield* write(
			2,
			`${rfc3339nano(yield* clock())}\tinfo\tsnapshot/v3_snapshot.go:333\trestored snapshot\t{"path": "${rest[0] ?? ''}", "wal-dir": "${dir}/member/wal", "data-dir": "${dir}", "snap-dir": "${dir}/member/snap"}\n`
		);
		return '';
	},
	version: function* () {
		return 'etcdutl version: 3.6.7\nAPI version: 3.6\n';
	}
};

function program(name: string, table: Readonly<Record<string, Command>>): Program {
	return {
		name,
		rss: 12 << 20,
		*main(context) {
			const run = parse(context);
			const [first = '', second = ''] = run.words;
			const two = table[`${first} ${second}`];
			const command = two ?? table[first];
			if (!command || run.flags.help) {
				if (first !== '' && !command) {
					yield* write(2, `Error: unknown command "${run.words.join(' ')}" for "${name}"\nRun '${name} --help' for usage.\n`);
					return 1;
				}
				yield* write(
					1,
					`NAME:\n\t${name} - A simple command line client for etcd3.\n\nUSAGE:\n\t${name} [flags]\n\nVERSION:\n\t3.6.7\n\nCOMMANDS:\n${Object.keys(table)
						.sort()
						.map((line) => `\t${line}\n`)
						.join('')}`
				);
				return 0;
			}
			try {
				yield* write(1, yield* command(run, run.words.slice(two ? 2 : 1)));
				return 0;
			} catch (error) {
				if (error instanceof Failure) yield* write(2, `Error: ${error.message}\n`);
				else if (error instanceof Errno) yield* write(2, `Error: ${error.message.toLowerCase()}\n`);
				else throw error;
				return 1;
			}
		}
	};
}
export const etcdctl = program('etcdctl', commands);
export const etcdutl = program('etcdutl', utilities);
