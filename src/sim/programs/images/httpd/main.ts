// httpd: Apache 2.4 with the event module: a parent that reads the configuration and keeps three children, children that serve.
// Leaves out daemonising (-k start stays in the foreground), .htaccess, CGI and TLS. FIDELITY: its version is HTTPD_VERSION.
import { act, Errno, settle, type Sys } from '../../../engine/index.ts';
import {
	accept,
	awaitSignals,
	clock,
	close,
	getaddrinfo,
	header,
	ids,
	kill,
	listen,
	open,
	pause,
	readRequest,
	readText,
	ResolveError,
	send,
	sigaction,
	spawn,
	thread,
	wait,
	write,
	writeFile,
	type Context,
	type Program,
	type SignalName
} from '../../../kernel/index.ts';
import { formatGoTime, httpDate } from '../../../values/index.ts';
import { ConfigFault, last, readConfig, siteOf, type Site } from './config.ts';
import { accessLine, answer } from './serve.ts';

interface Shared {
	site: Site;
	root: string;
	version: string;
	logs: Record<string, number>;
	errorLog: number;
	sockets: readonly { fd: number; port: number }[];
	pidFile: string;
	line: string;
}

/** A line of the error log, microseconds and all. */
function* note(fd: number, what: string, text: string, client = ''): Sys<void> {
	const now = yield* clock();
	const { pid, tid } = yield* ids();
	yield* write(
		fd,
		`[${formatGoTime(now, 'Mon Jan 02 15:04:05.000000 2006')}] [${what}] [pid ${pid}:tid ${tid}] ${client === '' ? '' : `[client ${client}] `}${text}\n`
	);
}

function* logTo(path: string, root: string): Sys<number> {
	if (path === '/proc/self/fd/1' || path === '/dev/stdout') return 1;
	if (path === '/proc/self/fd/2' || path === '/dev/stderr') return 2;
	const full = path.startsWith('/') ? path : `${root}/${path}`;
	try {
		return yield* open(full, { write: true, append: true, create: true, mode: 0o644 });
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		throw new ConfigFault(`(2)${error.message}: AH00091: httpd: could not open error log file ${full}.\nAH00015: Unable to open logs`);
	}
}

function* load(context: Context): Sys<{ site: Site; root: string; version: string; words: string[]; test: boolean; signal: string }> {
	let root = context.env['HTTPD_PREFIX'] ?? '/usr/local/apache2';
	let file = 'conf/httpd.conf';
	const defines = new Set<string>();
	const words: string[] = [];
	let [test, signal] = [false, ''];
	for (let i = 1; i < context.argv.length; i++) {
		const arg = context.argv[i] as string;
		const [flag, rest] = [arg.slice(0, 2), arg.slice(2)];
		const value = (): string => (rest === '' ? (context.argv[++i] ?? '') : rest);
		if (flag === '-d') words.push('-d', (root = value()));
		else if (flag === '-f') words.push('-f', (file = value()));
		else if (flag === '-D') {
			const name = value();
			defines.add(name);
			words.push('-D', name);
		} else if (flag === '-k') signal = value();
		else if (flag === '-t') test = true;
		else if (flag === '-e' || flag === '-E' || flag === '-C' || flag === '-c') value();
		else if (arg !== '-X' && arg !== '-S' && arg !== '-M')
			throw new ConfigFault(
				`Usage: httpd [-D name] [-d directory] [-f file]\n             [-C "directive"] [-c "directive"]\n             [-k start|restart|graceful|graceful-stop|stop]\n             [-v] [-V] [-h] [-l] [-L] [-t] [-T] [-S] [-X]`
			);
	}
	const modules = new Set<string>();
	const main = yield* readConfig(file.startsWith('/') ? file : `${root}/${file}`, root, modules, defines);
	let mime = '';
	try {
		const path = last(main, 'typesconfig')?.[0] ?? 'conf/mime.types';
		mime = yield* readText(path.startsWith('/') ? path : `${root}/${path}`);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	return { site: siteOf(main, mime, modules), root, version: `Apache/${context.env['HTTPD_VERSION'] ?? '2.4.65'} (Unix)`, words, test, signal };
}

function* begin(context: Context): Sys<number> {
	if (context.argv[1] === '-v' || context.argv[1] === '-V') {
		yield* write(1, `Server version: Apache/${context.env['HTTPD_VERSION'] ?? '2.4.65'} (Unix)\nServer built:   May 23 2025 17:00:00\n`);
		return 0;
	}
	try {
		const { site, root, version, words, test, signal } = yield* load(context);
		const named = last(site.main, 'servername') !== undefined;
		if (!named) {
			const address = yield* ownAddress();
			for (let i = 0; i < (test ? 1 : 2); i++)
				yield* write(
					2,
					`AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`
				);
		}
		if (context.argv.includes('-M')) {
			yield* write(
				1,
				`Loaded Modules:\n core_module (static)\n so_module (static)\n http_module (static)\n${site.modules.map((m) => ` ${m}_module (shared)\n`).join('')}`
			);
			return 0;
		}
		if (test) {
			yield* write(2, 'Syntax OK\n');
			return 0;
		}
		const pidPath = last(site.main, 'pidfile')?.[0] ?? 'logs/httpd.pid';
		const pidFile = pidPath.startsWith('/') ? pidPath : `${root}/${pidPath}`;
		if (signal !== '' && signal !== 'start') {
			try {
				yield* kill(
					Number(yield* readText(pidFile)),
					({ stop: 'TERM', graceful: 'USR1', restart: 'HUP', 'graceful-stop': 'WINCH' } as Record<string, SignalName>)[signal] ?? 'TERM'
				);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				yield* write(1, `httpd (no pid file) not running\n`);
			}
			return 0;
		}
		const sockets: { fd: number; port: number }[] = [];
		for (const { host, port } of site.listens) {
			try {
				sockets.push({ fd: yield* listen({ net: 'tcp', host, port }), port });
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				const number = error.code === 'EADDRINUSE' ? 98 : error.code === 'EACCES' ? 13 : 99;
				throw new ConfigFault(
					`(${number})${error.message}: AH00072: make_sock: could not bind to address ${host === '::' ? '[::]' : host}:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs`
				);
			}
		}
		const errorLog = yield* logTo(last(site.main, 'errorlog')?.[0] ?? 'logs/error_log', root);
		const logs: Record<string, number> = {};
		for (const d of [...site.main, ...site.hosts.flatMap((h) => h.own)])
			if (d.name === 'customlog' && d.args[0]) logs[d.args[0]] ??= yield* logTo(d.args[0], root);
		yield* writeFile(pidFile, `${(yield* ids()).pid}\n`);
		const shared: Shared = { site, root, version, logs, errorLog, sockets, pidFile, line: `httpd ${words.join(' ')}`.trim() };
		for (const name of ['TERM', 'INT', 'HUP', 'USR1', 'WINCH', 'CHLD'] as const) yield* sigaction(name, 'catch');
		yield* greet(shared);
		return yield* parent({ shared, children: yield* raise(shared, 3) });
	} catch (error) {
		if (!(error instanceof ConfigFault)) throw error;
		yield* write(2, `${error.message}\n`);
		return 1;
	}
}

/** The address the host's name stands for. */
function* ownAddress(): Sys<string> {
	try {
		return (yield* getaddrinfo((yield* ids()).hostname))[0] ?? '127.0.0.1';
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
		return '127.0.0.1';
	}
}

function* greet(shared: Shared): Sys<void> {
	yield* note(shared.errorLog, 'mpm_event:notice', `AH00489: ${shared.version} configured -- resuming normal operations`);
	yield* note(shared.errorLog, 'core:notice', `AH00094: Command line: '${shared.line}'`);
}

function* raise(shared: Shared, count: number): Sys<number[]> {
	const { cred } = yield* ids();
	const user = { uid: 33, euid: 33, gid: 33, egid: 33, groups: [33] };
	const fds: Record<number, number> = { 0: 0, 1: 1, 2: 2 };
	for (const { fd } of shared.sockets) fds[fd] = fd;
	for (const fd of [...Object.values(shared.logs), shared.errorLog]) fds[fd] = fd;
	const pids: number[] = [];
	for (let i = 0; i < count; i++)
		pids.push(
			yield* spawn({ program: 'httpd', argv: shared.line.split(' '), fds, init: shared, ...(cred.euid === 0 ? { cred: user, capabilities: [] } : {}) })
		);
	return pids;
}

interface Parent {
	shared: Shared;
	children: number[];
}

function* parent(state: Parent): Sys<number> {
	for (;;) {
		yield* settle(state);
		let { shared, children } = state;
		for (const signal of yield* awaitSignals()) {
			if (signal === 'CHLD') {
				for (;;) {
					let ended = null;
					try {
						ended = yield* wait(-1, { nohang: true });
					} catch (error) {
						if (!(error instanceof Errno)) throw error;
					}
					if (ended === null) break;
					const gone = ended.pid;
					if (children.includes(gone)) children = [...children.filter((p) => p !== gone), ...(yield* raise(shared, 1))];
				}
				continue;
			}
			for (const pid of children) {
				try {
					yield* kill(pid, 'TERM');
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
				}
			}
			if (signal === 'HUP' || signal === 'USR1') {
				yield* note(
					shared.errorLog,
					'mpm_event:notice',
					signal === 'HUP' ? 'AH00494: SIGHUP received.  Attempting to restart' : 'AH00493: SIGUSR1 received.  Doing graceful restart'
				);
				try {
					const fresh = yield* load({
						argv: shared.line.split(' '),
						env: { HTTPD_PREFIX: shared.root, HTTPD_VERSION: /[\d.]+/.exec(shared.version)?.[0] ?? '' }
					});
					shared = { ...shared, site: fresh.site };
				} catch (error) {
					if (!(error instanceof ConfigFault)) throw error;
					yield* write(2, `${error.message}\n`);
					return 1;
				}
				children = yield* raise(shared, 3);
				yield* greet(shared);
				continue;
			}
			yield* note(
				shared.errorLog,
				'mpm_event:notice',
				signal === 'WINCH' ? 'AH00492: caught SIGWINCH, shutting down gracefully' : 'AH00491: caught SIGTERM, shutting down'
			);
			return 0;
		}
		state = { shared, children };
	}
}

interface Memory {
	shared: Shared | null;
}

function* child(context: Context): Sys<number> {
	const shared = context.init as Shared;
	if (context.settled === undefined) {
		yield* act((m: Memory) => void (m.shared = shared));
		for (const socket of shared.sockets) yield* thread('listener', socket);
	}
	for (;;) {
		yield* settle('serving');
		yield* pause();
	}
}

function* converse(job: { fd: number; host: string; peer: number; port: number }): Sys<void> {
	const shared = yield* act((m: Memory) => m.shared);
	if (!shared) return;
	for (;;) {
		const request = yield* readRequest(job.fd);
		if (request?.kind !== 'request') return;
		const made = yield* answer(shared.site, shared.root, request, job.port);
		const now = yield* clock();
		const closing = header(request, 'Connection')?.toLowerCase() === 'close';
		const { 'Content-Type': type, ...rest } = made.response.headers;
		const tokens = /^prod/i.test(last(made.own, 'servertokens')?.[0] ?? '') ? 'Apache' : shared.version;
		const headers = {
			Date: httpDate(now),
			Server: tokens,
			...rest,
			...(made.response.status === 304 ? {} : { 'Content-Length': String(made.size) }),
			...(closing ? { Connection: 'close' } : {}),
			...(type === undefined ? {} : { 'Content-Type': type })
		};
		const { body: _body, ...bare } = made.response;
		yield* send(job.fd, { ...(request.method === 'HEAD' ? bare : made.response), headers });
		for (const [what, text] of made.errors) yield* note(shared.errorLog, what, text, `${job.host}:${job.peer}`);
		for (const d of made.own) {
			if (d.name !== 'customlog') continue;
			const target = shared.logs[d.args[0] ?? ''];
			const format = shared.site.formats[d.args[1] ?? ''] ?? d.args[1] ?? '%h %l %u %t "%r" %>s %b';
			if (target !== undefined) yield* write(target, `${accessLine(format, request, made, job.host, now)}\n`);
		}
		if (closing) return;
	}
}

export const httpd: Program = {
	name: 'httpd',
	rss: 6 << 20,
	memory: (): Memory => ({ shared: null }),
	main: (context) => (context.init !== undefined ? child(context) : context.settled !== undefined ? parent(context.settled as Parent) : begin(context)),
	threads: {
		*listener(context) {
			const { fd, port } = context.init as { fd: number; port: number };
			for (;;) {
				yield* settle('listening');
				const client = yield* accept(fd);
				const peer = client.peer.net === 'unix' ? { host: 'unix', port: 0 } : client.peer;
				yield* thread('connection', { fd: client.fd, host: peer.host.replace(/^::ffff:/, ''), peer: peer.port, port });
			}
		},
		*connection(context) {
			const job = context.init as { fd: number; host: string; peer: number; port: number };
			try {
				yield* converse(job);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			yield* close(job.fd);
		}
	}
};
