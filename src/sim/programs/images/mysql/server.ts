// mysqld and mariadbd: the server. Prepares and reads its data directory, listens on its socket and port, lets clients in by user and
// password, answers their statements and writes every change to its files; SIGTERM stops it. Leaves out replication, TLS, storage engines,
// privileges beyond "may it log in". FIDELITY: tables are JSON in ibdata1.
import { act, Errno, settle, type Sys } from '../../../engine/index.ts';
import {
	accept,
	chmod,
	clock,
	close,
	exists,
	ids,
	kill,
	listen,
	mkdir,
	pause,
	random,
	readText,
	rename,
	sigaction,
	signals,
	sleep,
	thread,
	unlink,
	write,
	writeFile,
	type Context,
	type Program
} from '../../../kernel/index.ts';
import { formatGoTime, parseJson } from '../../../values/index.ts';
import type { Cluster } from '../sql/data.ts';
import { SqlFault } from '../sql/lexer.ts';
import { answer, type Session } from './statements.ts';
import { refusal } from './translate.ts';
import { hear, tell, type FromClient, type Refusal } from './wire.ts';

interface Memory {
	cluster: Cluster;
	version: string;
	settings: Record<string, string>;
	data: string;
	sessions: Record<number, Session>;
	nextId: number;
	maria: boolean;
	stopping: boolean;
}
const socketPath = '/var/run/mysqld/mysqld.sock';

function* log(maria: boolean, level: 'System' | 'Warning' | 'ERROR', code: string, text: string): Sys<void> {
	const now = yield* clock();
	if (maria)
		yield* write(2, `${formatGoTime(now, '2006-01-02 15:04:05')} 0 [${level === 'ERROR' ? 'ERROR' : level === 'Warning' ? 'Warning' : 'Note'}] ${text}\n`);
	else yield* write(2, `${formatGoTime(now, '2006-01-02T15:04:05.000000Z')} 0 [${level}] [${code}] [Server] ${text}\n`);
}

/** The number in MYSQL_VERSION "8.4.5-1.el9" or MARIADB_VERSION "1:11.4.7+maria~ubu2404". */
const versionOf = (env: Readonly<Record<string, string>>, maria: boolean): string =>
	maria ? `${(env['MARIADB_VERSION'] ?? '1:11.4.7').replace(/^1:|\+.*/g, '')}-MariaDB-ubu2404` : (env['MYSQL_VERSION'] ?? '8.4.5').replace(/-.*/, '');

function* save(): Sys<void> {
	const { data, text } = yield* act((m: Memory) => ({ data: m.data, text: JSON.stringify(m.cluster) }));
	yield* writeFile(`${data}/ibdata1.new`, text, 0o640);
	yield* rename(`${data}/ibdata1.new`, `${data}/ibdata1`);
}

function* admit(fd: number, host: string, hello: Extract<FromClient, { type: 'login' }>): Sys<boolean> {
	const found = yield* act((m: Memory): { refusal: Refusal } | { version: string; id: number; maria: boolean } => {
		const role = m.cluster.roles.find((candidate) => candidate.name === hello.user);
		const no = (code: string, state: string, message: string) => ({ refusal: { code, state, message } });
		if (m.stopping) return no('1053', '08S01', 'Server shutdown in progress');
		if (!role || (role.password ?? '') !== (hello.password ?? ''))
			return no('1045', '28000', `Access denied for user '${hello.user}'@'${host}' (using password: ${hello.password ? 'YES' : 'NO'})`);
		if (hello.database !== '' && !['mysql', 'information_schema'].includes(hello.database) && !m.cluster.databases.some((d) => d.name === hello.database))
			return no('1049', '42000', `Unknown database '${hello.database}'`);
		const id = m.nextId++;
		m.sessions[fd] = { user: hello.user, database: hello.database, copy: null, id };
		return { version: m.version, id, maria: m.maria };
	});
	if ('refusal' in found) {
		yield* tell(fd, { type: 'refused', refusal: found.refusal });
		return false;
	}
	const comment = found.maria ? 'mariadb.org binary distribution' : 'MySQL Community Server - GPL';
	yield* tell(fd, { type: 'ready', version: found.version, comment, id: found.id, user: hello.user });
	return true;
}
function* query(fd: number, sql: string): Sys<void> {
	const now = yield* clock();
	const seed = yield* random(4);
	const outcome = yield* act((m: Memory): { refusal: Refusal } | ReturnType<typeof answer> => {
		let state = (((seed[0] ?? 1) << 24) ^ ((seed[1] ?? 1) << 16) ^ ((seed[2] ?? 1) << 8) ^ (seed[3] ?? 1)) >>> 0;
		const chance = (): number => {
			state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
			return state / 4_294_967_296;
		};
		try {
			return answer(m, m.sessions[fd] as Session, sql, { now, random: chance });
		} catch (error) {
			if (!(error instanceof SqlFault)) throw error;
			return { refusal: refusal(error, sql) };
		}
	});
	const nap = Number(/^\s*select\s+sleep\(([\d.]+)\)/i.exec(sql)?.[1] ?? 0);
	if (nap > 0) yield* sleep(nap * 1e6);
	if ('refusal' in outcome) return yield* tell(fd, { type: 'refused', refusal: outcome.refusal });
	if (outcome.wrote) yield* save();
	yield* tell(fd, { type: 'result', result: outcome.result });
}
function* connection(context: Context): Sys<void> {
	const { fd, host } = context.init as { fd: number; host: string };
	try {
		if (context.settled === undefined) {
			const hello = yield* hear<FromClient>(fd);
			if (hello?.type !== 'login' || !(yield* admit(fd, host, hello))) return yield* close(fd);
		}
		for (;;) {
			yield* settle('in');
			const message = yield* hear<FromClient>(fd);
			if (message?.type === 'query') yield* query(fd, message.sql);
			else if (message?.type === 'shutdown') {
				yield* act((m: Memory) => void (m.stopping = true));
				yield* tell(fd, { type: 'result', result: { tag: 'OK', columns: null, rows: [], count: 0 } });
				yield* thread('ending', null);
			} else break;
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* act((m: Memory) => void delete m.sessions[fd]);
	yield* close(fd);
}

/** --initialize-insecure: a data directory whose root has no password. */
function* initialize(data: string, maria: boolean, version: string): Sys<number> {
	if (!maria)
		yield* log(maria, 'System', 'MY-013169', `/usr/sbin/mysqld (mysqld ${version}) initializing of server in progress as process ${(yield* ids()).pid}`);
	for (const dir of [data, `${data}/mysql`, `${data}/sys`, `${data}/performance_schema`]) if (!(yield* exists(dir))) yield* mkdir(dir, 0o750);
	const cluster: Cluster = { databases: [], roles: [{ name: 'root', password: '', super: true, login: true }] };
	yield* writeFile(`${data}/ibdata1`, JSON.stringify(cluster), 0o640);
	yield* sleep(1_500_000);
	if (!maria)
		yield* log(
			maria,
			'Warning',
			'MY-010453',
			'root@localhost is created with an empty password ! Please consider switching off the --initialize-insecure option.'
		);
	return 0;
}

function* start(context: Context): Sys<number | { path: string }> {
	const maria = /mariadbd/.test(context.argv[0] ?? '');
	const version = versionOf(context.env, maria);
	const option = (name: string): string | undefined => context.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
	if (context.argv.includes('--version') || context.argv.includes('-V')) {
		yield* write(
			1,
			maria
				? `${context.argv[0]}  Ver ${version} for debian-linux-gnu on x86_64 (mariadb.org binary distribution)\n`
				: `/usr/sbin/mysqld  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)\n`
		);
		return 0;
	}
	const data = option('datadir') ?? '/var/lib/mysql';
	if (context.argv.some((arg) => arg.startsWith('--initialize'))) return yield* initialize(data, maria, version);
	const { cred, pid } = yield* ids();
	if (!maria) yield* log(maria, 'System', 'MY-015015', 'MySQL Server - start.');
	if (cred.euid === 0 && option('user') === undefined && !maria) {
		yield* log(maria, 'ERROR', 'MY-010123', 'Fatal error: Please read "Security" section of the manual to find out how to run mysqld as root!');
		yield* log(maria, 'ERROR', 'MY-010119', 'Aborting');
		return 1;
	}
	yield* log(
		maria,
		'System',
		'MY-010116',
		maria ? `Starting MariaDB ${version} source revision as process ${pid}` : `/usr/sbin/mysqld (mysqld ${version}) starting as process ${pid}`
	);
	if (!(yield* exists(`${data}/ibdata1`))) {
		yield* log(maria, 'ERROR', 'MY-010457', '--initialize specified but the data directory has files in it. Aborting.');
		return 1;
	}
	yield* sleep(400_000);
	if (maria)
		for (const text of ['InnoDB: Initializing buffer pool, total size = 128.000MiB, chunk size = 2.000MiB', 'InnoDB: Completed initialization of buffer pool'])
			yield* log(maria, 'System', '', text);
	else {
		const stamp = function* (text: string, code: string): Sys<void> {
			yield* write(2, `${formatGoTime(yield* clock(), '2006-01-02T15:04:05.000000Z')} 1 [System] [${code}] [InnoDB] ${text}\n`);
		};
		yield* stamp('InnoDB initialization has started.', 'MY-013576');
		yield* sleep(300_000);
		yield* stamp('InnoDB initialization has ended.', 'MY-013577');
		yield* log(maria, 'Warning', 'MY-010068', 'CA certificate ca.pem is self signed.');
		yield* log(maria, 'System', 'MY-013602', 'Channel mysql_main configured to support TLS. Encrypted connections are now supported for this channel.');
	}
	const cluster = parseJson(yield* readText(`${data}/ibdata1`)) as Cluster;
	const port = Number(option('port') ?? 3306);
	const networked = !context.argv.some((arg) => /^--skip[-_]networking/.test(arg));
	const path = option('socket') ?? socketPath;
	const sockets: number[] = [];
	if (networked) {
		try {
			sockets.push(yield* listen({ net: 'tcp', host: '::', port }));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* log(maria, 'ERROR', 'MY-010262', `Can't start server: Bind on TCP/IP port: ${error.message}`);
			yield* log(maria, 'ERROR', 'MY-010119', 'Aborting');
			return 1;
		}
	}
	if (yield* exists(path)) yield* unlink(path);
	sockets.push(yield* listen({ net: 'unix', path }));
	yield* chmod(path, 0o777);
	const settings = {
		version,
		port: String(networked ? port : 0),
		datadir: `${data}/`,
		socket: path,
		max_connections: '151',
		character_set_server: 'utf8mb4',
		version_comment: maria ? 'mariadb.org binary distribution' : 'MySQL Community Server - GPL'
	};
	yield* act((m: Memory) => void Object.assign(m, { cluster, version, settings, data, maria }));
	for (const fd of sockets) yield* thread('listener', { fd });
	const ready = `ready for connections. Version: '${version}'  socket: '${path}'  port: ${networked ? port : 0}`;
	if (maria) {
		if (networked) yield* log(maria, 'System', '', `Server socket created on IP: '0.0.0.0'.`);
		yield* log(maria, 'System', '', 'mariadbd: ready for connections.');
		yield* write(2, `Version: '${version}'  socket: '${path}'  port: ${networked ? port : 0}  mariadb.org binary distribution\n`);
	} else {
		if (networked)
			yield* log(maria, 'System', 'MY-011323', "X Plugin ready for connections. Bind-address: '::' port: 33060, socket: /var/run/mysqld/mysqlx.sock");
		yield* log(maria, 'System', 'MY-010931', `/usr/sbin/mysqld: ${ready}  MySQL Community Server - GPL.`);
	}
	for (const signal of ['TERM', 'INT', 'QUIT'] as const) yield* sigaction(signal, 'catch');
	yield* sigaction('HUP', 'ignore');
	return { path };
}

function* watch(path: string): Sys<number> {
	for (;;) {
		yield* settle(path);
		try {
			if (yield* act((m: Memory) => m.stopping)) break;
			yield* pause();
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
		if ((yield* signals()).length > 0) break;
	}
	const { maria, version } = yield* act((m: Memory) => {
		m.stopping = true;
		return { maria: m.maria, version: m.version };
	});
	if (!maria) yield* log(maria, 'System', 'MY-013172', `Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${version}).`);
	else yield* log(maria, 'System', '', 'mariadbd (initiated by: unknown): Normal shutdown');
	yield* sleep(500_000);
	if (yield* exists(path)) yield* unlink(path);
	yield* log(
		maria,
		'System',
		'MY-010910',
		maria ? 'mariadbd: Shutdown complete' : `/usr/sbin/mysqld: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.`
	);
	if (!maria) yield* log(maria, 'System', 'MY-015016', 'MySQL Server - end.');
	return 0;
}

const server = (name: string): Program => ({
	name,
	rss: 380 << 20,
	memory: (): Memory => ({
		cluster: { databases: [], roles: [] },
		version: '',
		settings: {},
		data: '',
		sessions: {},
		nextId: 8,
		maria: false,
		stopping: false
	}),
	*main(context) {
		if (context.settled !== undefined) return yield* watch(context.settled as string);
		const started = yield* start(context);
		return typeof started === 'number' ? started : yield* watch(started.path);
	},
	threads: {
		*listener(context) {
			const { fd } = context.init as { fd: number };
			for (;;) {
				yield* settle('listening');
				const client = yield* accept(fd);
				yield* thread('connection', { fd: client.fd, host: client.peer.net === 'unix' ? 'localhost' : client.peer.host.replace(/^::ffff:/, '') });
			}
		},
		connection,
		/** A client asked for the end: the server signals itself. */
		*ending() {
			yield* kill((yield* ids()).pid, 'TERM');
		}
	}
});
export const mysqld = server('mysqld');
export const mariadbd = server('mariadbd');
