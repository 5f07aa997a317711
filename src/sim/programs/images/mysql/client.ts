// What MySQL's clients share: options (-u -p -h -P -S, MYSQL_PWD, /etc/my.cnf's socket), connecting, and how failures are said.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, connect, getaddrinfo, isatty, read, ResolveError, tcsetattr, write } from '../../../kernel/index.ts';
import { text } from '../../../values/index.ts';
import { hear, tell, type FromServer, type Refusal } from './wire.ts';

export interface Options {
	/** "mysql", "mariadb", "mysqladmin" …: what warnings call it. */
	readonly program: string;
	user: string;
	password: string | null;
	/** The password stood on the command line. */
	told: boolean;
	ask: boolean;
	host: string;
	port: number;
	socket: string;
	/** Options without a meaning of their own here, by name. */
	flags: Set<string>;
	values: Record<string, string>;
	rest: string[];
}
const withValue: Readonly<Record<string, string>> = { u: 'user', h: 'host', P: 'port', S: 'socket', e: 'execute', D: 'database' };

export function optionsOf(argv: readonly string[], env: Readonly<Record<string, string>>): Options {
	const program = (argv[0] ?? 'mysql').split('/').pop() ?? 'mysql';
	const o: Options = {
		program,
		user: 'root',
		password: env['MYSQL_PWD'] ?? null,
		told: false,
		ask: false,
		host: '',
		port: Number(env['MYSQL_TCP_PORT'] ?? 3306),
		socket: '/var/run/mysqld/mysqld.sock',
		flags: new Set(),
		values: {},
		rest: []
	};
	const set = (name: string, value: string): void => {
		if (name === 'user') o.user = value;
		else if (name === 'host') o.host = value;
		else if (name === 'port') o.port = Number(value);
		else if (name === 'socket') o.socket = value;
		else o.values[name] = value;
	};
	for (let i = 1; i < argv.length; i++) {
		const arg = argv[i] as string;
		const long = /^--([\w-]+)(?:=([^]*))?$/.exec(arg);
		if (arg === '-p' || arg === '--password') o.ask = true;
		else if (arg.startsWith('-p') && !arg.startsWith('--')) Object.assign(o, { password: arg.slice(2), told: true });
		else if (long?.[1] === 'password') Object.assign(o, { password: long[2] ?? '', told: true });
		else if (long) {
			const name = long[1] ?? '';
			if (long[2] !== undefined) set(name, long[2]);
			else if (Object.values(withValue).includes(name)) set(name, argv[++i] ?? '');
			else o.flags.add(name);
		} else if (arg.startsWith('-') && arg.length > 1) {
			const name = withValue[arg[1] ?? ''];
			if (name === undefined) for (const letter of arg.slice(1)) o.flags.add(letter);
			else set(name, arg.length > 2 ? arg.slice(2) : (argv[++i] ?? ''));
		} else o.rest.push(arg);
	}
	return o;
}

export const said = (refusal: Refusal, line?: number): string =>
	`ERROR ${refusal.code} (${refusal.state})${line === undefined ? '' : ` at line ${line}`}: ${refusal.message}`;

/** A logged-in connection, or what to say. */
export function* login(o: Options, database: string): Sys<{ fd: number; hello: Extract<FromServer, { type: 'ready' }> } | Refusal> {
	if (o.told && !/mariadb/.test(o.program)) yield* write(2, `${o.program}: [Warning] Using a password on the command line interface can be insecure.\n`);
	if (o.ask) {
		const terminal = yield* isatty(0);
		yield* write(2, 'Enter password: ');
		if (terminal) yield* tcsetattr(0, { echo: false });
		o.password = text(yield* read(0)).trim();
		if (terminal) yield* tcsetattr(0, { echo: true });
		yield* write(2, '\n');
	}
	const local = o.host === '' || o.host === 'localhost';
	let fd: number;
	try {
		fd = yield* connect(local ? { net: 'unix', path: o.socket } : { net: 'tcp', host: (yield* getaddrinfo(o.host))[0] ?? '', port: o.port });
	} catch (error) {
		const errno: Readonly<Record<string, number>> = { ENOENT: 2, EACCES: 13, ECONNREFUSED: 111, EHOSTUNREACH: 113, ETIMEDOUT: 110 };
		if (error instanceof ResolveError) return { code: '2005', state: 'HY000', message: `Unknown MySQL server host '${o.host}' (-2)` };
		if (!(error instanceof Errno)) throw error;
		const number = errno[error.code] ?? 5;
		return local
			? { code: '2002', state: 'HY000', message: `Can't connect to local MySQL server through socket '${o.socket}' (${number})` }
			: { code: '2003', state: 'HY000', message: `Can't connect to MySQL server on '${o.host}:${o.port}' (${number})` };
	}
	yield* tell(fd, { type: 'login', user: o.user, password: o.password, database });
	const answer = yield* hear<FromServer>(fd);
	if (answer?.type === 'ready') return { fd, hello: answer };
	yield* close(fd);
	if (answer?.type === 'refused') return answer.refusal;
	return { code: '2013', state: 'HY000', message: "Lost connection to MySQL server at 'reading initial communication packet', system error: 0" };
}
