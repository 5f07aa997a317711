// psql: runs SQL from -c, -f, a pipe or a prompt, and its backslash commands. Leaves out the line editor, tab completion, \gexec,
// \watch, \copy and pagers.
import { Errno, settle, type Sys } from '../../../engine/index.ts';
import { close, isatty, read, readAll, readText, write, type Program } from '../../../kernel/index.ts';
import { text as decodeText } from '../../../values/index.ts';
import { SqlFault, statements } from '../sql/lexer.ts';
import { ask, login, target, type Target } from './client.ts';
import { describe } from './describe.ts';
import { errorText, table, type Look } from './format.ts';
import { versionText } from './settings.ts';
import { hear, tell, type FromServer } from './wire.ts';

interface Options {
	given: Partial<Target>;
	steps: { c?: string; f?: string }[];
	look: Look;
	quiet: boolean;
	variables: Record<string, string>;
	single: boolean;
	list: boolean;
}

function optionsOf(argv: readonly string[]): Options | string {
	const o: Options = {
		given: {},
		steps: [],
		look: { tuples: false, aligned: true, expanded: false, separator: '|', border: 1, csv: false, nil: '' },
		quiet: false,
		variables: {},
		single: false,
		list: false
	};
	const long: Record<string, string> = {
		command: 'c',
		file: 'f',
		dbname: 'd',
		host: 'h',
		port: 'p',
		username: 'U',
		set: 'v',
		variable: 'v',
		'tuples-only': 't',
		'no-align': 'A',
		quiet: 'q',
		'no-psqlrc': 'X',
		'no-password': 'w',
		password: 'W',
		'single-transaction': '1',
		expanded: 'x',
		list: 'l',
		'field-separator': 'F',
		'echo-all': 'a',
		'echo-queries': 'e',
		pset: 'P',
		output: 'o',
		csv: 'Z',
		'echo-errors': 'b',
		'no-readline': 'n'
	};
	const rest: string[] = [];
	const apply = (letter: string, value: string): void => {
		if (letter === 'c') o.steps.push({ c: value });
		else if (letter === 'f') o.steps.push({ f: value });
		else if (letter === 'd') o.given.database = value;
		else if (letter === 'h') o.given.host = value;
		else if (letter === 'p') o.given.port = Number(value);
		else if (letter === 'U') o.given.user = value;
		else if (letter === 'v') {
			const [name = '', set = ''] = value.split(/=(.*)/s);
			o.variables[name] = set;
		} else if (letter === 'F') o.look.separator = value;
		else if (letter === 't') o.look.tuples = true;
		else if (letter === 'A') o.look.aligned = false;
		else if (letter === 'x') o.look.expanded = true;
		else if (letter === 'Z') o.look.csv = true;
		else if (letter === 'q') o.quiet = true;
		else if (letter === 'w') o.given.never = true;
		else if (letter === '1') o.single = true;
		else if (letter === 'l') o.list = true;
	};
	for (let i = 1; i < argv.length; i++) {
		const arg = argv[i] as string;
		if (arg.startsWith('--') && arg.length > 2) {
			const [name = '', inline] = arg.slice(2).split(/=(.*)/s);
			const letter = long[name];
			if (letter === undefined) return `psql: unrecognized option '--${name}'\nTry "psql --help" for more information.\n`;
			apply(letter, 'cfdhpUvFPo'.includes(letter) ? (inline ?? argv[++i] ?? '') : '');
		} else if (arg.startsWith('-') && arg.length > 1) {
			for (let k = 1; k < arg.length; k++) {
				const letter = arg[k] as string;
				if ('cfdhpUvFPoLT'.includes(letter)) {
					const inline = arg.slice(k + 1);
					const value = inline === '' ? argv[++i] : inline;
					if (value === undefined) return `psql: option requires an argument -- '${letter}'\nTry "psql --help" for more information.\n`;
					apply(letter, value);
					break;
				}
				if (!'tAqXwW1xlaebnsSEzR0'.includes(letter)) return `psql: invalid option -- '${letter}'\nTry "psql --help" for more information.\n`;
				apply(letter, '');
			}
		} else rest.push(arg);
	}
	if (rest[0] !== undefined && o.given.database === undefined) o.given.database = rest.shift() as string;
	if (rest[0] !== undefined) o.given.user = rest[0];
	return o;
}

interface State {
	database: string;
	user: string;
	look: Look;
	variables: Record<string, string>;
	fd: number;
	transaction: 'idle' | 'open' | 'failed';
	buffer: string;
	left: string;
	quiet: boolean;
}

const interpolate = (sql: string, variables: Readonly<Record<string, string>>): string =>
	sql.replace(
		/(^|[^:]):("(\w+)"|'(\w+)'|(\w+))/g,
		(all, before: string, _w, ident: string | undefined, literal: string | undefined, bare: string | undefined) => {
			const value = variables[ident ?? literal ?? bare ?? ''];
			if (value === undefined) return all;
			return before + (ident ? `"${value.replaceAll('"', '""')}"` : literal ? `'${value.replaceAll("'", "''")}'` : value);
		}
	);

/** Sends SQL and prints what comes. Answers the exit status: 0, 1 (an error), 2 (the server is gone). `where` precedes errors from a file. */
function* runSql(state: State, sql: string, where = '', copyLines: readonly string[] = []): Sys<number> {
	const sent = interpolate(sql, state.variables);
	const answer = yield* ask(state.fd, sent);
	if (!answer) {
		yield* write(
			2,
			'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\nconnection to server was lost\n'
		);
		return 2;
	}
	state.transaction = answer.transaction;
	let code = 0;
	for (const result of answer.results) {
		if ('fault' in result) {
			yield* write(2, errorText(result.fault, sent, where));
			code = 1;
			continue;
		}
		if (result.notice !== undefined) yield* write(2, `${where}${/transaction/.test(result.notice) ? 'WARNING' : 'NOTICE'}:  ${result.notice}\n`);
		if (result.columns) yield* write(1, table(result, state.look));
		const silent = state.quiet || answer.copying || (result.columns !== null && /^(SELECT|SHOW|EXPLAIN)/.test(result.tag));
		if (!silent) yield* write(1, `${result.tag}\n`);
	}
	if (answer.copying) {
		yield* tell(state.fd, { type: 'copy-data', lines: [...copyLines] });
		const done = yield* hear<FromServer>(state.fd);
		if (done?.type === 'results')
			for (const result of done.results) {
				if ('fault' in result) {
					yield* write(2, errorText(result.fault, sent, where));
					code = 1;
				} else if (!state.quiet) yield* write(1, `${result.tag}\n`);
			}
	}
	return code;
}

/** A backslash command. Answers 'quit', or whether it went well. */
function* backslash(state: State, line: string, terminal: boolean): Sys<'quit' | boolean> {
	const [, name = '', argument = ''] = /^\\(\S+)\s*(.*?);?\s*$/.exec(line) ?? [];
	if (name === 'q' || name === 'quit') return 'quit';
	const described = yield* describe(state.fd, name, argument, state.database, state.look);
	if (described !== null) {
		yield* typeof described === 'string' ? write(1, described) : write(2, described.fault);
		return typeof described === 'string';
	}
	switch (name) {
		case 'c':
		case 'connect': {
			const made = yield* login(
				yield* target(
					{ PGPASSWORD: state.variables['\0password'] ?? '' },
					{
						database: argument.split(/\s+/)[0] || state.database,
						user: argument.split(/\s+/)[1] ?? state.user,
						host: state.variables['\0host'] ?? '',
						port: Number(state.variables['\0port'] ?? 5432)
					}
				)
			);
			if (typeof made === 'string') {
				yield* write(2, `${made}\nPrevious connection kept\n`);
				return false;
			}
			yield* close(state.fd);
			Object.assign(state, { fd: made.fd, database: argument.split(/\s+/)[0] || state.database, user: argument.split(/\s+/)[1] ?? state.user });
			yield* write(1, `You are now connected to database "${state.database}" as user "${state.user}".\n`);
			return true;
		}
		case 'x':
			state.look = { ...state.look, expanded: argument === 'on' || (argument !== 'off' && !state.look.expanded) };
			yield* write(1, `Expanded display is ${state.look.expanded ? 'on' : 'off'}.\n`);
			return true;
		case 't':
			state.look = { ...state.look, tuples: !state.look.tuples };
			yield* write(1, `Tuples only is ${state.look.tuples ? 'on' : 'off'}.\n`);
			return true;
		case 'a':
			state.look = { ...state.look, aligned: !state.look.aligned };
			yield* write(1, `Output format is ${state.look.aligned ? 'aligned' : 'unaligned'}.\n`);
			return true;
		case 'timing':
			yield* write(1, 'Timing is on.\n');
			return true;
		case 'conninfo':
			yield* write(1, `You are connected to database "${state.database}" as user "${state.user}" via socket in "/var/run/postgresql" at port "5432".\n`);
			return true;
		case 'echo':
			yield* write(1, `${argument.replace(/^'(.*)'$/, '$1')}\n`);
			return true;
		case 'set': {
			const [key = '', ...value] = argument.split(/\s+/);
			state.variables = { ...state.variables, [key]: value.join('').replace(/^'(.*)'$/, '$1') };
			return true;
		}
		case 'pset':
			return true;
		case 'i':
			return (yield* runFile(state, argument)) === 0;
		case '!':
			return true;
		case '?':
			yield* write(
				1,
				'General\n  \\copyright             show PostgreSQL usage and distribution terms\n  \\q                     quit psql\n\nInformational\n  \\d[S+]                 list tables, views, and sequences\n  \\d[S+]  NAME           describe table, view, sequence, or index\n  \\dt[S+] [PATTERN]      list tables\n  \\du[S+] [PATTERN]      list roles\n  \\l[+]   [PATTERN]      list databases\n\nConnection\n  \\c[onnect] {[DBNAME|- USER|- HOST|- PORT|-] | conninfo}\n                         connect to new database\n  \\conninfo              display information about current connection\n'
			);
			return true;
		default:
			yield* write(terminal ? 1 : 2, terminal ? `invalid command \\${name}\nTry \\? for help.\n` : `invalid command \\${name}\n`);
			return false;
	}
}

/** Runs a script's text. Stops at the first error when ON_ERROR_STOP is set (status 3). */
function* runScript(state: State, script: string, name: string): Sys<number> {
	const lines = script.split('\n');
	let pending = '';
	const strict = (): boolean => !['', '0', 'off', 'false'].includes(state.variables['ON_ERROR_STOP'] ?? '');
	for (let i = 0; i < lines.length; i++) {
		const line = lines[i] as string;
		if (pending.trim() === '' && line.trimStart().startsWith('\\')) {
			const made = yield* backslash(state, line.trim(), false);
			if (made === 'quit') return 0;
			if (!made && strict()) return 3;
			continue;
		}
		pending = pending.trim() === '' ? `${line}\n` : `${pending}${line}\n`;
		if (!ends(pending)) continue;
		const copyLines: string[] = [];
		if (/^copy\b.*from\s+stdin/is.test(pieces(pending).at(-1)?.text ?? ''))
			for (i++; i < lines.length && lines[i] !== '\\.'; i++) copyLines.push(lines[i] as string);
		for (const part of pieces(pending)) {
			const code = yield* runSql(state, part.text, name === '' ? '' : `psql:${name}:${i + 1}: `, copyLines);
			if (code === 2) return 2;
			if (code !== 0 && strict()) return 3;
		}
		pending = '';
	}
	if (pending.trim() !== '') {
		const code = yield* runSql(state, pending.replace(/\n$/, ''), name === '' ? '' : `psql:${name}:${lines.length}: `);
		if (code === 2) return 2;
		if (code !== 0 && strict()) return 3;
	}
	return 0;
}
const ends = (sql: string): boolean => {
	try {
		const found = statements(sql);
		const last = found[found.length - 1];
		return last === undefined ? false : sql.slice(last.at + last.text.length).includes(';');
	} catch (error) {
		if (!(error instanceof SqlFault)) throw error;
		return false;
	}
};
const pieces = (sql: string): { text: string }[] => {
	try {
		return statements(sql).map((p) => ({ text: `${p.text};` }));
	} catch (error) {
		if (!(error instanceof SqlFault)) throw error;
		return [{ text: sql }];
	}
};

function* runFile(state: State, path: string): Sys<number> {
	try {
		return yield* runScript(state, path === '-' ? decodeText(yield* readAll(0)) : yield* readText(path), path === '-' ? '<stdin>' : path);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* write(2, `psql: error: ${path}: ${error.message}\n`);
		return 1;
	}
}

function* prompt(begin: State): Sys<number> {
	let state = begin;
	for (;;) {
		yield* settle(state);
		state = structuredClone(state);
		if (!state.left.includes('\n'))
			yield* write(
				1,
				`${state.database}${state.transaction === 'open' ? '' : ''}${state.buffer.trim() === '' ? '=' : '-'}${state.transaction === 'open' ? '*' : state.transaction === 'failed' ? '!' : ''}# `
			);
		while (!state.left.includes('\n')) {
			let bytes: Uint8Array;
			try {
				bytes = yield* read(0);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				bytes = new Uint8Array();
			}
			if (bytes.length === 0) {
				yield* write(1, '\\q\n');
				return 0;
			}
			state.left += decodeText(bytes);
		}
		const at = state.left.indexOf('\n');
		const line = state.left.slice(0, at);
		state.left = state.left.slice(at + 1);
		if (state.buffer.trim() === '' && ['exit', 'quit'].includes(line.trim().replace(/;$/, ''))) return 0;
		if (state.buffer.trim() === '' && line.trim() === 'help') {
			yield* write(
				1,
				'You are using psql, the command-line interface to PostgreSQL.\nType:  \\copyright for distribution terms\n       \\h for help with SQL commands\n       \\? for help with psql commands\n       \\g or terminate with semicolon to execute query\n       \\q to quit\n'
			);
			continue;
		}
		if (line.trimStart().startsWith('\\')) {
			if ((yield* backslash(state, line.trim(), true)) === 'quit') return 0;
			continue;
		}
		state.buffer += `${state.buffer === '' ? '' : '\n'}${line}`;
		if (!ends(state.buffer)) continue;
		const sql = state.buffer;
		state.buffer = '';
		for (const part of pieces(sql)) if ((yield* runSql(state, part.text)) === 2) return 2;
	}
}

export const psql: Program = {
	name: 'psql',
	rss: 8 << 20,
	*main(context) {
		if (context.settled !== undefined) return yield* prompt(context.settled as State);
		const { short, long } = versionText(context.env);
		const shown = `${short}${/ \(Debian [^)]*\)/.exec(long)?.[0] ?? ''}`;
		if (context.argv.includes('--version') || context.argv[1] === '-V') {
			yield* write(1, `psql (PostgreSQL) ${shown}\n`);
			return 0;
		}
		const o = optionsOf(context.argv);
		if (typeof o === 'string') {
			yield* write(2, o);
			return 1;
		}
		const to = yield* target(context.env, { ...o.given, ...(o.list && o.given.database === undefined ? { database: 'postgres' } : {}) });
		const made = yield* login(to);
		if (typeof made === 'string') {
			yield* write(2, `psql: error: ${made}\n`);
			return 2;
		}
		const state: State = {
			database: to.database,
			user: to.user,
			look: o.look,
			variables: { ...o.variables, '\0host': to.host, '\0port': String(to.port), '\0password': to.password ?? '' },
			fd: made.fd,
			transaction: 'idle',
			buffer: '',
			left: '',
			quiet: o.quiet
		};
		if (o.list) {
			yield* backslash(state, '\\l', false);
			return 0;
		}
		if (o.steps.length === 0) {
			if (!(yield* isatty(0))) return yield* runScript(state, decodeText(yield* readAll(0)), '');
			if (!o.quiet) yield* write(1, `psql (${shown})\nType "help" for help.\n\n`);
			return yield* prompt(state);
		}
		let code = 0;
		for (const step of o.steps) {
			if (step.c !== undefined)
				code = step.c.trimStart().startsWith('\\') ? ((yield* backslash(state, step.c.trim(), false)) === false ? 1 : 0) : yield* runSql(state, step.c);
			else code = yield* runFile(state, step.f ?? '-');
			if (code !== 0) return code;
		}
		return code;
	}
};
