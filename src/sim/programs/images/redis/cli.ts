// redis-cli: one command, a pipe of commands, or a prompt. Leaves out cluster mode, --stat, --bigkeys, --latency and the line editor
// (the terminal's own editing serves).
import { Errno, settle, type Sys } from '../../../engine/index.ts';
import { close, connect, getaddrinfo, isatty, read, readText, ResolveError, sleep, write, type Program } from '../../../kernel/index.ts';
import { text as decodeText, utf8 } from '../../../values/index.ts';
import { csv, formatted, raw } from './format.ts';
import { decodeReply, encodeRequest, fromBinary, splitWords, toBinary, type Reply } from './resp.ts';

export interface Options {
	host: string;
	port: number;
	password: string;
	user: string;
	db: number;
	warn: boolean;
	output: 'auto' | 'raw' | 'formatted' | 'csv';
	repeat: number;
	interval: number;
	stdinLast: boolean;
	failing: boolean;
	words: string[];
}

const help = (version: string): string => `redis-cli ${version}

Usage: redis-cli [OPTIONS] [cmd [arg [arg ...]]]
  -h <hostname>      Server hostname (default: 127.0.0.1).
  -p <port>          Server port (default: 6379).
  -s <socket>        Server socket (overrides hostname and port).
  -a <password>      Password to use when connecting to the server.
                     You can also use the REDISCLI_AUTH environment
                     variable to pass this password more safely
                     (if both are used, this argument takes precedence).
  --user <username>  Used to send ACL style 'AUTH username pass'. Needs -a.
  --pass <password>  Alias of -a for consistency with the new --user option.
  -u <uri>           Server URI.
  -r <repeat>        Execute specified command N times.
  -i <interval>      When -r is used, waits <interval> seconds per command.
  -n <db>            Database number.
  -x                 Read last argument from STDIN (see example below).
  -e                 Return exit error code when command execution fails.
  --raw              Use raw formatting for replies (default when STDOUT is
                     not a tty).
  --no-raw           Force formatted output even when STDOUT is not a tty.
  --csv              Output in CSV format.
  --no-auth-warning  Don't show warning message when using password on command
                     line interface.
  --help             Output this help and exit.
  --version          Output version and exit.
`;

const binary = (text: string): string => toBinary(utf8(text));

/** Reads the command line. A string is an error; the exit status is 1. */
export function readOptions(argv: readonly string[], env: Readonly<Record<string, string>>): Options | string {
	const o: Options = {
		host: '127.0.0.1',
		port: 6379,
		password: env['REDISCLI_AUTH'] ?? '',
		user: '',
		db: 0,
		warn: false,
		output: 'auto',
		repeat: 1,
		interval: 0,
		stdinLast: false,
		failing: false,
		words: []
	};
	let quiet = false;
	let i = 1;
	for (; i < argv.length; i++) {
		const arg = argv[i] as string;
		const more = i + 1 < argv.length;
		if (arg === '-h' && more) o.host = argv[++i] as string;
		else if (arg === '-p' && more) o.port = Number(argv[++i]);
		else if ((arg === '-a' || arg === '--pass') && more) {
			o.password = argv[++i] as string;
			o.warn = true;
		} else if (arg === '--user' && more) o.user = argv[++i] as string;
		else if (arg === '-u' && more) {
			const [, user = '', password = '', host = '', port = '6379', db = '0'] =
				/^redis:\/\/(?:([^:@]*):?([^@]*)@)?([^:/]+)(?::(\d+))?(?:\/(\d+))?$/.exec(argv[++i] as string) ?? [];
			if (host === '') return 'Invalid URI scheme\n';
			Object.assign(o, { host, port: Number(port), db: Number(db), ...(password === '' ? {} : { user, password, warn: true }) });
		} else if (arg === '-n' && more) o.db = Number(argv[++i]);
		else if (arg === '-r' && more) o.repeat = Number(argv[++i]);
		else if (arg === '-i' && more) o.interval = Number(argv[++i]);
		else if (arg === '-x') o.stdinLast = true;
		else if (arg === '-e') o.failing = true;
		else if (arg === '--raw') o.output = 'raw';
		else if (arg === '--no-raw') o.output = 'formatted';
		else if (arg === '--csv') o.output = 'csv';
		else if (arg === '--no-auth-warning') quiet = true;
		else if (arg === '-2' || arg === '-3' || arg === '-c' || arg === '--verbose') continue;
		else if (arg.startsWith('-')) return `Unrecognized option or bad number of args for: '${arg}'\n`;
		else break;
	}
	o.warn &&= !quiet;
	o.words = argv.slice(i).map(binary);
	return o;
}

/** A connection: what was read but not used stays in `left`. */
export class Connection {
	readonly fd: number;
	left = '';
	constructor(fd: number) {
		this.fd = fd;
	}
	/** The next reply, or null when the server closed. */
	*reply(): Sys<Reply | null> {
		for (;;) {
			const found = this.left === '' ? null : decodeReply(this.left);
			if (found) {
				this.left = this.left.slice(found.end);
				return found.reply;
			}
			const bytes = yield* read(this.fd);
			if (bytes.length === 0) return null;
			this.left += toBinary(bytes);
		}
	}
	*ask(words: readonly string[]): Sys<Reply | null> {
		try {
			yield* write(this.fd, fromBinary(encodeRequest(words)));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
		try {
			return yield* this.reply();
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			return null;
		}
	}
}

/** Connects, and logs in when there is a password. A string says why not. */
export function* reach(o: Options): Sys<Connection | string> {
	const failed = (why: string): string => `Could not connect to Redis at ${o.host}:${o.port}: ${why}\n`;
	let addresses: string[];
	try {
		addresses = yield* getaddrinfo(o.host);
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
		return failed(error.message.includes('emporary') ? 'Temporary failure in name resolution' : 'Name or service not known');
	}
	let why = 'Name or service not known';
	for (const address of addresses) {
		try {
			const connection = new Connection(yield* connect({ net: 'tcp', host: address, port: o.port }));
			if (o.password !== '') {
				const reply = yield* connection.ask(o.user === '' ? ['AUTH', o.password] : ['AUTH', o.user, o.password]);
				if (reply?.kind === 'error') yield* write(2, `AUTH failed: ${reply.text}\n`);
			}
			if (o.db !== 0) {
				const reply = yield* connection.ask(['SELECT', String(o.db)]);
				if (reply?.kind === 'error') yield* write(2, `SELECT ${o.db} failed: ${reply.text}\n`);
			}
			return connection;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			why = error.message;
		}
	}
	return failed(why);
}

const shown = (reply: Reply, output: 'raw' | 'formatted' | 'csv'): string =>
	output === 'formatted' ? formatted(reply) : output === 'csv' ? `${csv(reply)}\n` : `${raw(reply)}\n`;

/** Sends one command and prints what comes; (p)subscribe and monitor go on until the end. */
function* perform(connection: Connection, words: readonly string[], output: 'raw' | 'formatted' | 'csv', o: Options): Sys<number> {
	const streaming = /^p?subscribe$/i.test(words[0] ?? '');
	let reply = yield* connection.ask(words);
	if (streaming && output === 'formatted') yield* write(1, 'Reading messages... (press Ctrl-C to quit)\n');
	for (;;) {
		if (reply === null) {
			if (/^shutdown$/i.test(words[0] ?? '')) return 0;
			yield* write(2, 'Error: Server closed the connection\n');
			return 1;
		}
		yield* write(1, fromBinary(shown(reply, output)));
		if (!streaming) return reply.kind === 'error' && o.failing ? 1 : 0;
		reply = yield* connection.reply();
	}
}

interface Prompt {
	db: number;
	queueing: boolean;
	left: string;
	fd: number | null;
	terminal: boolean;
	output: 'raw' | 'formatted' | 'csv';
	options: Options;
}

/** The prompt, and commands from a pipe. */
function* dialogue(begin: Prompt): Sys<number> {
	const { options: o, terminal, output } = begin;
	let state = begin;
	let connection = state.fd === null ? null : new Connection(state.fd);
	for (;;) {
		yield* settle({ ...state, fd: connection?.fd ?? null });
		if (connection === null) {
			const found = yield* reach({ ...o, db: state.db });
			if (typeof found === 'string') yield* write(2, found);
			else connection = found;
		}
		if (terminal && !state.left.includes('\n'))
			yield* write(1, connection ? `${o.host}:${o.port}${state.db ? `[${state.db}]` : ''}${state.queueing ? '(TX)' : ''}> ` : 'not connected> ');
		let { left } = state;
		while (!left.includes('\n')) {
			const bytes = yield* read(0);
			if (bytes.length === 0) {
				if (left === '') return 0;
				left += '\n';
				break;
			}
			left += decodeText(bytes);
		}
		const end = left.indexOf('\n');
		const line = left.slice(0, end);
		state = { ...state, left: left.slice(end + 1) };
		const words = splitWords(binary(line));
		if (!words) {
			yield* write(1, 'Invalid argument(s)\n');
			continue;
		}
		const [first = ''] = words;
		if (first === '' || first.startsWith('#')) continue;
		if (/^(quit|exit)$/i.test(first)) return 0;
		if (/^clear$/i.test(first)) {
			yield* write(1, '\x1b[H\x1b[2J');
			continue;
		}
		const times = /^\d+$/.test(first) && words.length > 1 ? Number(words.shift()) : 1;
		for (let i = 0; i < times; i++) {
			if (connection === null) {
				const found = yield* reach({ ...o, db: state.db });
				if (typeof found === 'string') {
					yield* write(2, found);
					break;
				}
				connection = found;
			}
			const reply = yield* connection.ask(words);
			if (reply === null) {
				yield* close(connection.fd);
				connection = null;
				if (/^shutdown$/i.test(words[0] ?? '')) break;
				yield* write(2, 'Error: Server closed the connection\n');
				continue;
			}
			yield* write(1, fromBinary(shown(reply, output)));
			const name = (words[0] ?? '').toLowerCase();
			const good = reply.kind !== 'error';
			if (name === 'select' && good) state = { ...state, db: Number(words[1]) };
			if (name === 'multi' && good) state = { ...state, queueing: true };
			if (name === 'exec' || name === 'discard') state = { ...state, queueing: false };
			if (/^p?subscribe$/.test(name) && good)
				for (let more = yield* connection.reply(); more; more = yield* connection.reply()) yield* write(1, fromBinary(shown(more, output)));
		}
	}
}

export const redisCli: Program = {
	name: 'redis-cli',
	rss: 5 << 20,
	*main(context) {
		if (context.settled !== undefined) return yield* dialogue(context.settled as Prompt);
		const version = context.env['REDIS_VERSION'] ?? '7.0.15';
		if (context.argv[1] === '--version' || context.argv[1] === '-v') {
			yield* write(1, `redis-cli ${version}\n`);
			return 0;
		}
		if (context.argv[1] === '--help') {
			yield* write(1, help(version));
			return 0;
		}
		const o = readOptions(context.argv, context.env);
		if (typeof o === 'string') {
			yield* write(2, o);
			return 1;
		}
		const terminal = yield* isatty(1);
		const output = o.output === 'auto' ? (terminal ? 'formatted' : 'raw') : o.output;
		if (o.warn) yield* write(2, "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n");
		if (o.words.length === 0)
			return yield* dialogue({ db: o.db, queueing: false, left: '', fd: null, terminal: (yield* isatty(0)) && terminal, output, options: o });
		const connection = yield* reach(o);
		if (typeof connection === 'string') {
			yield* write(2, connection);
			return 1;
		}
		const words = o.stdinLast ? [...o.words, binary(yield* readText('/dev/stdin'))] : o.words;
		for (let i = 0; i < o.repeat || o.repeat < 0; i++) {
			const code = yield* perform(connection, words, output, o);
			if (code !== 0) return code;
			if (o.interval > 0) yield* sleep(o.interval * 1e6);
		}
		return 0;
	}
};
