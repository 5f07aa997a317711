// What PostgreSQL's clients share: where to connect (options, PG* variables), logging in, libpq's error texts.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, connect, getaddrinfo, ids, isatty, read, readText, ResolveError, tcsetattr, write } from '../../../kernel/index.ts';
import { text } from '../../../values/index.ts';
import { hear, tell, type FromServer } from './wire.ts';

export interface Target {
	host: string;
	port: number;
	user: string;
	database: string;
	password: string | null;
	never: boolean;
}

/** The system user's name. */
export function* userName(): Sys<string> {
	const { cred } = yield* ids();
	const line = (yield* readText('/etc/passwd')).split('\n').find((l) => l.split(':')[2] === String(cred.euid));
	return line?.split(':')[0] ?? String(cred.euid);
}

export function* target(env: Readonly<Record<string, string>>, given: Partial<Target>): Sys<Target> {
	const url = /^postgres(?:ql)?:\/\/(?:([^:@]*)(?::([^@]*))?@)?([^:/]*)(?::(\d+))?(?:\/([^?]*))?/.exec(given.database ?? '');
	const named = url ? { user: url[1], password: url[2], host: url[3], port: url[4], database: url[5] } : {};
	const user = given.user ?? (named.user || undefined) ?? (env['PGUSER'] || undefined) ?? (yield* userName());
	return {
		host: given.host ?? named.host ?? env['PGHOST'] ?? '',
		port: given.port ?? Number(named.port ?? env['PGPORT'] ?? 5432),
		user,
		database: (url ? named.database : given.database) || env['PGDATABASE'] || user,
		password: named.password ?? (env['PGPASSWORD'] || null),
		never: given.never ?? false
	};
}

/** A logged-in connection, or the text of the failure (without the program's name). `ask` asks on the terminal. */
export function* login(to: Target): Sys<{ fd: number; version: string } | string> {
	const local = to.host === '' || to.host.startsWith('/');
	const path = `${local && to.host !== '' ? to.host : '/var/run/postgresql'}/.s.PGSQL.${to.port}`;
	let where = `connection to server on socket "${path}" failed: `;
	let addresses: string[] = [];
	if (!local) {
		try {
			addresses = yield* getaddrinfo(to.host);
		} catch (error) {
			if (!(error instanceof ResolveError)) throw error;
			return `could not translate host name "${to.host}" to address: ${error.message.includes('emporary') ? 'Temporary failure in name resolution' : 'Name or service not known'}`;
		}
	}
	let fd = -1;
	let why = '';
	for (const address of local ? [''] : addresses) {
		if (!local)
			where =
				to.host === address
					? `connection to server at "${to.host}", port ${to.port} failed: `
					: `connection to server at "${to.host}" (${address}), port ${to.port} failed: `;
		try {
			fd = yield* connect(local ? { net: 'unix', path } : { net: 'tcp', host: address, port: to.port });
			break;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			why = `${where}${error.message}${local ? '\n\tIs the server running locally and accepting connections on that socket?' : error.code === 'ECONNREFUSED' ? '\n\tIs the server running on that host and accepting TCP/IP connections?' : ''}`;
		}
	}
	if (fd < 0) return why;
	let { password } = to;
	yield* tell(fd, { type: 'startup', user: to.user, database: to.database });
	let answer = yield* hear<FromServer>(fd);
	if (answer?.type === 'need-password') {
		if (password === null && !to.never && (yield* isatty(0))) {
			yield* write(2, `Password for user ${to.user}: `);
			yield* tcsetattr(0, { echo: false });
			password = text(yield* read(0)).trim();
			yield* tcsetattr(0, { echo: true });
			yield* write(2, '\n');
		}
		if (password === null) {
			yield* close(fd);
			return `${where}fe_sendauth: no password supplied`;
		}
		yield* tell(fd, { type: 'password', password });
		answer = yield* hear<FromServer>(fd);
	}
	if (answer?.type === 'fault') {
		yield* close(fd);
		return `${where}FATAL:  ${answer.fault.message}`;
	}
	if (answer?.type !== 'ready')
		return `${where}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.`;
	return { fd, version: answer.version };
}

/** Sends SQL and answers the results; null when the server is gone. */
export function* ask(fd: number, sql: string): Sys<Extract<FromServer, { type: 'results' }> | null> {
	try {
		yield* tell(fd, { type: 'query', sql });
		const answer = yield* hear<FromServer>(fd);
		return answer?.type === 'results' ? answer : null;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return null;
	}
}

/** Options of the small tools: -h -p -U -d -w -W and what is left. */
export function commonOptions(
	argv: readonly string[],
	flags: string,
	withValue: string
): { given: Partial<Target>; rest: string[]; on: Set<string>; values: Record<string, string> } | string {
	const given: Partial<Target> = {};
	const rest: string[] = [];
	const on = new Set<string>();
	const values: Record<string, string> = {};
	const long: Record<string, string> = {
		host: 'h',
		port: 'p',
		username: 'U',
		dbname: 'd',
		'no-password': 'w',
		password: 'W',
		quiet: 'q',
		timeout: 't',
		file: 'f',
		table: 't',
		'schema-only': 's',
		'data-only': 'a',
		format: 'F',
		owner: 'O',
		clean: 'c',
		create: 'C',
		'if-exists': '!',
		superuser: 's',
		'if-not-exists': '?',
		'no-owner': 'O'
	};
	for (let i = 1; i < argv.length; i++) {
		const arg = argv[i] as string;
		if (!arg.startsWith('-') || arg === '-') {
			rest.push(arg);
			continue;
		}
		const [name = '', inline] = arg.startsWith('--') ? arg.slice(2).split(/=(.*)/s) : [arg[1] ?? '', arg.length > 2 ? arg.slice(2) : undefined];
		const letter = arg.startsWith('--') ? long[name] : name;
		if (letter === undefined || !`hpUdwW${flags}${withValue}`.includes(letter))
			return arg.startsWith('--') ? `unrecognized option '--${name}'` : `invalid option -- '${name}'`;
		if (!`hpUd${withValue}`.includes(letter)) {
			for (const c of arg.startsWith('--') ? letter : arg.slice(1)) on.add(c);
			if (on.has('w')) given.never = true;
			continue;
		}
		const value = inline ?? argv[++i];
		if (value === undefined) return `option requires an argument -- '${letter}'`;
		if (letter === 'h') given.host = value;
		else if (letter === 'p') given.port = Number(value);
		else if (letter === 'U') given.user = value;
		else if (letter === 'd') given.database = value;
		else values[letter] = value;
	}
	return { given, rest, on, values };
}
