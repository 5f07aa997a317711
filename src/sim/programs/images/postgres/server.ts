// postgres: the server. Reads its data directory, listens on its socket and addresses, asks for passwords as pg_hba.conf says, runs
// SQL, writes every committed change to its files; SIGTERM, SIGINT and SIGQUIT stop it (smart, fast, immediate).
// FIDELITY: tables are kept as JSON under base/, there is no write-ahead log; a transaction works on its own copy and the last commit wins.
import { act, Errno, settle, type Sys } from '../../../engine/index.ts';
import {
	accept,
	awaitSignals,
	chmod,
	clock,
	close,
	exists,
	ids,
	kill,
	listen,
	pause,
	random,
	readText,
	rename,
	sigaction,
	sleep,
	spawn,
	thread,
	unlink,
	wait,
	write,
	writeFile,
	type Context as Start,
	type Program,
	type WaitStatus
} from '../../../kernel/index.ts';
import { formatGoTime, parseJson } from '../../../values/index.ts';
import type { Cluster, Context, Database, Result } from '../sql/data.ts';
import { perform } from '../sql/define.ts';
import { store, tableOf } from '../sql/engine.ts';
import { SqlFault, statements } from '../sql/lexer.ts';
import { Parser } from '../sql/parser.ts';
import { versionText, settingsOf, lock, methodFor } from './settings.ts';
import { fault, hear, tell, type Fault, type FromClient } from './wire.ts';

interface Session {
	user: string;
	database: string;
	copy: Database | null;
	failed: boolean;
	copying: { table: string; columns: string[] | null } | null;
}

interface Memory {
	cluster: Cluster;
	settings: Record<string, string>;
	version: string;
	data: string;
	sessions: Record<number, Session>;
	stopping: boolean;
}

function* log(level: string, text: string, pid?: number): Sys<void> {
	const now = yield* clock();
	yield* write(2, `${formatGoTime(now, '2006-01-02 15:04:05.000')} UTC [${pid ?? (yield* ids()).pid}] ${level}:  ${text}\n`);
}

function* loadCluster(data: string): Sys<Cluster> {
	const value = parseJson(yield* readText(`${data}/global/pg_control`));
	return value as Cluster;
}

/** Writes the whole cluster beside its place and renames it. */
function* save(): Sys<void> {
	const { data, text } = yield* act((m: Memory) => ({ data: m.data, text: JSON.stringify(m.cluster) }));
	yield* writeFile(`${data}/global/pg_control.new`, text, 0o600);
	yield* rename(`${data}/global/pg_control.new`, `${data}/global/pg_control`);
}

/** Runs one statement of a session; answers its result and whether files must be written. */
function step(m: Memory, fd: number, text: string, now: number, chance: () => number): { result: Result | { fault: Fault }; wrote: boolean } {
	const session = m.sessions[fd] as Session;
	const shared = m.cluster.databases.find((d) => d.name === session.database) as Database;
	const context: Context = {
		dialect: 'postgres',
		cluster: m.cluster,
		database: session.copy ?? structuredClone(shared),
		user: session.user,
		version: m.version,
		now,
		random: chance,
		looked: 0
	};
	const plain = (tag: string, notice?: string): Result => ({ tag, columns: null, rows: [], count: 0, ...(notice === undefined ? {} : { notice }) });
	try {
		if (/^\s*select\s+drydock_catalogue\(\)\s*$/i.test(text)) {
			const bare = m.cluster.databases.map((d) => ({
				...d,
				tables: (d.name === session.database ? context.database : d).tables.map((t) => ({ ...t, rows: [] }))
			}));
			return {
				result: {
					tag: 'SELECT 1',
					columns: [{ name: 'catalogue', type: 'text' }],
					rows: [[JSON.stringify({ databases: bare, roles: m.cluster.roles.map((r) => ({ ...r, password: null })) })]],
					count: 1
				},
				wrote: false
			};
		}
		const statement = new Parser(text).statement();
		if (statement.kind === 'transaction') {
			const { word } = statement;
			if (word === 'begin') {
				if (session.copy) return { result: plain('BEGIN', 'there is already a transaction in progress'), wrote: false };
				session.copy = context.database;
				return { result: plain('BEGIN'), wrote: false };
			}
			const { copy, failed } = session;
			Object.assign(session, { copy: null, failed: false });
			if (!copy) return { result: plain(word.toUpperCase(), 'there is no transaction in progress'), wrote: false };
			if (word === 'rollback' || failed) return { result: plain('ROLLBACK'), wrote: false };
			m.cluster.databases[m.cluster.databases.indexOf(shared)] = copy;
			return { result: plain('COMMIT'), wrote: true };
		}
		if (session.failed) throw new SqlFault('current transaction is aborted, commands ignored until end of transaction block', null, '25P02');
		if (statement.kind === 'show') {
			const name = statement.what.replace(/;$/, '').replace('time zone', 'timezone');
			const value = name === 'server_version' ? (/[\d.]+/.exec(m.version)?.[0] ?? '') : m.settings[name];
			if (name === 'all')
				return {
					result: {
						tag: 'SHOW',
						columns: [
							{ name: 'name', type: 'text' },
							{ name: 'setting', type: 'text' }
						],
						rows: Object.entries(m.settings).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
						count: 0
					},
					wrote: false
				};
			if (value === undefined) throw new SqlFault(`unrecognized configuration parameter "${name}"`, null, '42704');
			return { result: { tag: 'SHOW', columns: [{ name, type: 'text' }], rows: [[value]], count: 1 }, wrote: false };
		}
		if (statement.kind === 'copy') {
			tableOf(context.database, statement.table, statement.at, context);
			session.copying = { table: statement.table, columns: statement.columns };
			return { result: plain('COPY'), wrote: false };
		}
		const role = m.cluster.roles.find((r) => r.name === session.user);
		if ((statement.kind === 'create-database' || statement.kind === 'create-role') && !role?.super)
			throw new SqlFault(statement.kind === 'create-role' ? 'permission denied to create role' : 'permission denied to create database', null, '42501');
		if (statement.kind === 'use' || statement.kind === 'describe') throw new SqlFault(`syntax error at or near "${text.trim().split(/\s+/)[0]}"`, 0, '42601');
		const result = perform(statement, context);
		const wrote = !['select', 'explain', 'set'].includes(statement.kind) || /nextval/.test(text);
		if (wrote && !session.copy) {
			const at = m.cluster.databases.findIndex((d) => d.name === session.database);
			if (at >= 0) m.cluster.databases[at] = context.database;
		}
		return { result, wrote: wrote && !session.copy };
	} catch (error) {
		if (!(error instanceof SqlFault)) throw error;
		if (session.copy) session.failed = true;
		return { result: { fault: fault(error) }, wrote: false };
	}
}

function* answerQuery(fd: number, sql: string): Sys<void> {
	const now = yield* clock();
	const seed = yield* random(4);
	const logging = yield* act((m: Memory) => m.settings['log_statement'] ?? 'none');
	if (logging === 'all') yield* log('LOG', `statement: ${sql.trim()}`);
	const outcome = yield* act((m: Memory) => {
		let state = (((seed[0] ?? 1) << 24) ^ ((seed[1] ?? 1) << 16) ^ ((seed[2] ?? 1) << 8) ^ (seed[3] ?? 1)) >>> 0;
		const chance = (): number => {
			state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
			return state / 4_294_967_296;
		};
		const results: (Result | { fault: Fault })[] = [];
		let wrote = false;
		let parts: { text: string; at: number }[] = [];
		try {
			parts = statements(sql);
		} catch (error) {
			if (!(error instanceof SqlFault)) throw error;
			results.push({ fault: fault(error) });
		}
		let naps = 0;
		for (const part of parts) {
			const made = step(m, fd, part.text, now, chance);
			naps += Number(/^\s*select\s+pg_sleep\(([\d.]+)\)/i.exec(part.text)?.[1] ?? 0);
			wrote ||= made.wrote;
			results.push(
				'fault' in made.result && made.result.fault.at !== null ? { fault: { ...made.result.fault, at: made.result.fault.at + part.at } } : made.result
			);
			if ('fault' in made.result) break;
		}
		const session = m.sessions[fd] as Session;
		return {
			results,
			wrote,
			naps,
			copying: session.copying !== null,
			transaction: session.failed ? ('failed' as const) : session.copy ? ('open' as const) : ('idle' as const)
		};
	});
	if (outcome.naps > 0) yield* sleep(outcome.naps * 1e6);
	if (outcome.wrote) yield* save();
	for (const result of outcome.results) {
		if (!('fault' in result)) continue;
		yield* log(result.fault.severity, result.fault.message + (result.fault.at === null ? '' : ` at character ${result.fault.at + 1}`));
		if (result.fault.detail) yield* log('DETAIL', result.fault.detail);
		if (result.fault.hint) yield* log('HINT', result.fault.hint);
		yield* log('STATEMENT', sql.trim());
	}
	yield* tell(fd, { type: 'results', results: outcome.results, copying: outcome.copying, transaction: outcome.transaction });
}

/** COPY's rows. */
function* answerCopy(fd: number, lines: readonly string[]): Sys<void> {
	const now = yield* clock();
	const made = yield* act((m: Memory): Result | { fault: Fault } => {
		const session = m.sessions[fd] as Session;
		const { copying } = session;
		session.copying = null;
		const at = m.cluster.databases.findIndex((d) => d.name === session.database);
		const database = session.copy ?? structuredClone(m.cluster.databases[at] as Database);
		const context: Context = { dialect: 'postgres', cluster: m.cluster, database, user: session.user, version: m.version, now, random: () => 0, looked: 0 };
		try {
			const table = tableOf(database, copying?.table ?? '', null, context);
			store(
				table,
				copying?.columns ?? null,
				lines.map((line) =>
					line.split('\t').map((v) => (v === '\\N' ? null : v.replace(/\\([\\tnr])/g, (_all, c: string) => ({ t: '\t', n: '\n', r: '\r' })[c] ?? c)))
				),
				context
			);
			for (const c of table.columns)
				if (c.type.endsWith('serial'))
					table.serials[c.name] = Math.max(table.serials[c.name] ?? 0, ...table.rows.map((r) => Number(r[table.columns.indexOf(c)])));
			if (!session.copy) m.cluster.databases[at] = database;
			return { tag: `COPY ${lines.length}`, columns: null, rows: [], count: lines.length };
		} catch (error) {
			if (!(error instanceof SqlFault)) throw error;
			return { fault: fault(error) };
		}
	});
	yield* save();
	yield* tell(fd, { type: 'results', results: [made], copying: false, transaction: 'idle' });
}

/** Lets a client in. Answers whether it is. */
function* admit(fd: number, local: boolean, host: string, hello: Extract<FromClient, { type: 'startup' }>): Sys<boolean> {
	const refuse = function* (message: string, code: string, logged = true): Sys<boolean> {
		if (logged) yield* log('FATAL', message);
		yield* tell(fd, { type: 'fault', fault: { severity: 'FATAL', message, at: null, detail: '', hint: '', code } });
		return false;
	};
	const { stopping, data, role, known, version } = yield* act((m: Memory) => ({
		stopping: m.stopping,
		data: m.data,
		role: structuredClone(m.cluster.roles.find((r) => r.name === hello.user) ?? null),
		known: m.cluster.databases.some((d) => d.name === hello.database),
		version: m.version
	}));
	if (stopping) return yield* refuse('the database system is shutting down', '57P03');
	if (hello.probe) {
		yield* tell(fd, { type: 'ready', version });
		return false;
	}
	const method = methodFor(yield* readText(`${data}/pg_hba.conf`), local, host, hello.user, hello.database);
	if (method === null || method === 'reject')
		return yield* refuse(`no pg_hba.conf entry for host "${host}", user "${hello.user}", database "${hello.database}", no encryption`, '28000');
	if (method !== 'trust' && method !== 'peer') {
		yield* tell(fd, { type: 'need-password' });
		const reply = yield* hear<FromClient>(fd);
		if (reply?.type !== 'password') return false;
		if (!role || role.password === null || role.password !== reply.password) {
			yield* log('FATAL', `password authentication failed for user "${hello.user}"`);
			if (!role) yield* log('DETAIL', `Role "${hello.user}" does not exist.`);
			return yield* refuse(`password authentication failed for user "${hello.user}"`, '28P01', false);
		}
	}
	if (!role) return yield* refuse(`role "${hello.user}" does not exist`, '28000');
	if (!role.login) return yield* refuse(`role "${hello.user}" is not permitted to log in`, '28000');
	if (!known) return yield* refuse(`database "${hello.database}" does not exist`, '3D000');
	yield* act((m: Memory) => void (m.sessions[fd] = { user: hello.user, database: hello.database, copy: null, failed: false, copying: null }));
	yield* tell(fd, { type: 'ready', version });
	return true;
}

function* connection(context: Start): Sys<void> {
	const { fd, local, host } = context.init as { fd: number; local: boolean; host: string };
	try {
		if (context.settled === undefined) {
			const hello = yield* hear<FromClient>(fd);
			if (hello?.type !== 'startup' || !(yield* admit(fd, local, host, hello))) return yield* close(fd);
		}
		for (;;) {
			yield* settle('in');
			const message = yield* hear<FromClient>(fd);
			if (message === null) break;
			if (message.type === 'query') yield* answerQuery(fd, message.sql);
			else if (message.type === 'copy-data') yield* answerCopy(fd, message.lines);
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* act((m: Memory) => void delete m.sessions[fd]);
	yield* close(fd);
}

const helpers = ['checkpointer ', 'background writer ', 'walwriter ', 'autovacuum launcher ', 'logical replication launcher '];

function* start(context: Start): Sys<number> {
	const { short, long } = versionText(context.env);
	if (context.argv.includes('--version') || context.argv.includes('-V')) {
		yield* write(1, `postgres (PostgreSQL) ${/\(Debian [^)]*\)/.exec(long) ? `${short} ${/\(Debian [^)]*\)/.exec(long)?.[0]}` : short}\n`);
		return 0;
	}
	const { cred, pid } = yield* ids();
	if (cred.euid === 0) {
		yield* write(
			2,
			'"root" execution of the PostgreSQL server is not permitted.\nThe server must be started under an unprivileged user ID to prevent\npossible system security compromise.  See the documentation for\nmore information on how to properly start the server.\n'
		);
		return 1;
	}
	const at = context.argv.indexOf('-D');
	const data = at >= 0 ? (context.argv[at + 1] ?? '') : (context.env['PGDATA'] ?? '');
	if (data === '') {
		yield* write(
			2,
			'postgres does not know where to find the server configuration file.\nYou must specify the --config-file or -D invocation option or set the PGDATA environment variable.\n'
		);
		return 2;
	}
	let conf = '';
	try {
		conf = yield* readText(`${data}/postgresql.conf`);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* write(2, `postgres: could not access the server configuration file "${data}/postgresql.conf": ${error.message}\n`);
		return 2;
	}
	const settings = settingsOf(conf, context.argv);
	if (typeof settings === 'string') {
		yield* write(2, settings);
		return 1;
	}
	const major = short.split('.')[0] ?? '';
	const made = (yield* readText(`${data}/PG_VERSION`)).trim();
	if (made !== major) {
		yield* log('FATAL', 'database files are incompatible with server');
		yield* log(
			'DETAIL',
			`The data directory was initialized by PostgreSQL version ${made}, which is not compatible with this version ${short}${/ \(Debian [^)]*\)/.exec(long)?.[0] ?? ''}.`
		);
		return 1;
	}
	yield* log('LOG', `starting ${long}`);
	const port = Number(settings['port']);
	const sockets: { fd: number; local: boolean }[] = [];
	const listened = settings['listen_addresses'] ?? '';
	for (const name of listened
		.split(',')
		.map((n) => n.trim())
		.filter(Boolean)) {
		for (const host of name === '*' ? ['0.0.0.0', '::'] : name === 'localhost' ? ['127.0.0.1'] : [name]) {
			try {
				sockets.push({ fd: yield* listen({ net: 'tcp', host, port, ...(host.includes(':') ? { v6: true } : {}) }), local: false });
				yield* log('LOG', `listening on ${host.includes(':') ? 'IPv6' : 'IPv4'} address "${host}", port ${port}`);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				if (host === '::') continue;
				yield* log('LOG', `could not bind IPv4 address "${host}": ${error.message}`);
				if (error.code === 'EADDRINUSE') yield* log('HINT', `Is another postmaster already running on port ${port}? If not, wait a few seconds and retry.`);
				yield* log('FATAL', 'could not create any TCP/IP sockets');
				return 1;
			}
		}
	}
	const path = `${(settings['unix_socket_directories'] ?? '').split(',')[0]}/.s.PGSQL.${port}`;
	if (yield* exists(path)) yield* unlink(path);
	try {
		sockets.push({ fd: yield* listen({ net: 'unix', path }), local: true });
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* log('FATAL', `could not create lock file "${path}.lock": ${error.message}`);
		return 1;
	}
	yield* chmod(path, 0o777);
	yield* log('LOG', `listening on Unix socket "${path}"`);
	const cluster = yield* loadCluster(data);
	const now = yield* clock();
	const killed = yield* exists(`${data}/postmaster.pid`);
	yield* act((m: Memory) => void Object.assign(m, { cluster: structuredClone(cluster), settings, version: long, data }));
	yield* writeFile(`${data}/postmaster.pid`, lock(data, pid, now, String(port)), 0o600);
	for (const name of ['TERM', 'INT', 'QUIT', 'HUP', 'CHLD'] as const) yield* sigaction(name, 'catch');
	const pids: number[] = [];
	for (const name of helpers) pids.push(yield* spawn({ program: 'postgres', argv: [`postgres: ${name}`], init: 'helper' }));
	const starter = (pids[0] ?? pid) + 2;
	yield* log(
		'LOG',
		killed
			? `database system was interrupted; last known up at ${formatGoTime(now, '2006-01-02 15:04:05')} UTC`
			: `database system was shut down at ${formatGoTime(now - 1e6, '2006-01-02 15:04:05')} UTC`,
		starter
	);
	if (killed) {
		yield* log('LOG', 'database system was not properly shut down; automatic recovery in progress', starter);
		yield* log('LOG', 'redo starts at 0/152BEE8', starter);
		yield* log('LOG', 'invalid record length at 0/152BF20: expected at least 24, got 0', starter);
		yield* log('LOG', 'redo done at 0/152BEE8 system usage: CPU: user: 0.00 s, system: 0.00 s, elapsed: 0.00 s', starter);
	}
	for (const socket of sockets) yield* thread('listener', socket);
	yield* log('LOG', 'database system is ready to accept connections');
	return yield* watch({ pids, path });
}

interface Watched {
	pids: number[];
	path: string;
}

function* watch(state: Watched): Sys<number> {
	for (;;) {
		yield* settle(state);
		for (const signal of yield* awaitSignals()) {
			if (signal === 'CHLD') {
				try {
					for (let gone: WaitStatus | null = yield* wait(-1, { nohang: true }); gone; gone = yield* wait(-1, { nohang: true }));
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
				}
				continue;
			}
			if (signal === 'HUP') {
				yield* log('LOG', 'received SIGHUP, reloading configuration files');
				continue;
			}
			yield* act((m: Memory) => void (m.stopping = true));
			yield* log('LOG', `received ${signal === 'TERM' ? 'smart' : signal === 'INT' ? 'fast' : 'immediate'} shutdown request`);
			for (let i = 0; signal === 'TERM' && i < 100 && (yield* act((m: Memory) => Object.keys(m.sessions).length)) > 0; i++) yield* sleep(100_000);
			const [checkpointer = 0] = state.pids;
			const launcher = state.pids[state.pids.length - 1] ?? 0;
			if (signal === 'INT') yield* log('LOG', 'aborting any active transactions');
			for (const pid of state.pids) {
				try {
					yield* kill(pid, 'KILL');
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
				}
			}
			if (signal !== 'QUIT') {
				yield* log('LOG', `background worker "logical replication launcher" (PID ${launcher}) exited with exit code 1`);
				yield* log('LOG', 'shutting down', checkpointer);
				yield* log('LOG', 'checkpoint starting: shutdown immediate', checkpointer);
				yield* log(
					'LOG',
					'checkpoint complete: wrote 3 buffers (0.0%); 0 WAL file(s) added, 0 removed, 0 recycled; write=0.002 s, sync=0.001 s, total=0.006 s; sync files=2, longest=0.001 s, average=0.001 s; distance=0 kB, estimate=0 kB; lsn=0/152BF58, redo lsn=0/152BF58',
					checkpointer
				);
				const { data } = yield* act((m: Memory) => ({ data: m.data }));
				// Another server on the same directory may have removed it.
				for (const file of [`${data}/postmaster.pid`, state.path]) if (yield* exists(file)) yield* unlink(file);
			}
			yield* log('LOG', 'database system is shut down');
			return signal === 'QUIT' ? 2 : 0;
		}
	}
}

export const postgres: Program = {
	name: 'postgres',
	rss: 24 << 20,
	memory: (): Memory => ({ cluster: { databases: [], roles: [] }, settings: {}, version: '', data: '', sessions: {}, stopping: false }),
	*main(context) {
		if (context.init === 'helper')
			for (;;) {
				yield* settle('waiting');
				yield* pause();
			}
		return context.settled === undefined ? yield* start(context) : yield* watch(context.settled as Watched);
	},
	threads: {
		*listener(context) {
			const { fd, local } = context.init as { fd: number; local: boolean };
			for (;;) {
				yield* settle('listening');
				const client = yield* accept(fd);
				yield* thread('connection', { fd: client.fd, local, host: client.peer.net === 'unix' ? '[local]' : client.peer.host.replace(/^::ffff:/, '') });
			}
		},
		connection
	}
};
