// mysql and mariadb: the client. Runs statements of -e, of a pipe (tables only with -t) or typed at a prompt. mysqladmin: ping, status,
// shutdown. mysqldump: a database as statements. Leaves out history, completion, pagers and \. source files of the prompt's.
import { Errno, settle, type Sys } from '../../../engine/index.ts';
import { clock, close, isatty, read, readAll, write, type Context, type Program } from '../../../kernel/index.ts';
import { text } from '../../../values/index.ts';
import { isNumeric, type Result } from '../sql/data.ts';
import { login, optionsOf, said, type Options } from './client.ts';
import { pieces } from './translate.ts';
import { hear, tell, type FromServer, type Refusal } from './wire.ts';

const cell = (value: string | null): string => value ?? 'NULL';
/** A result drawn as MySQL draws tables. */
function boxed(result: Result): string {
	const columns = result.columns ?? [];
	const widths = columns.map((column, i) => Math.max([...column.name].length, ...result.rows.map((row) => [...cell(row[i] ?? null)].length)));
	const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
	const line = (values: readonly string[], right: readonly boolean[]): string =>
		`|${values.map((value, i) => ` ${right[i] ? value.padStart(widths[i] ?? 0) : value.padEnd(widths[i] ?? 0)} `).join('|')}|\n`;
	const numbers = columns.map((column) => isNumeric(column.type));
	const heads = line(
		columns.map((column) => column.name),
		[]
	);
	return (
		rule +
		heads +
		rule +
		result.rows
			.map((row) =>
				line(
					columns.map((_column, i) => cell(row[i] ?? null)),
					numbers
				)
			)
			.join('') +
		rule
	);
}
function vertical(result: Result): string {
	const columns = result.columns ?? [];
	const width = Math.max(0, ...columns.map((column) => column.name.length));
	return result.rows
		.map(
			(row, n) =>
				`${'*'.repeat(27)} ${n + 1}. row ${'*'.repeat(27)}\n${columns.map((column, i) => `${column.name.padStart(width)}: ${cell(row[i] ?? null)}\n`).join('')}`
		)
		.join('');
}
const tabbed = (result: Result, heads: boolean): string =>
	[...(heads ? [(result.columns ?? []).map((column) => column.name)] : []), ...result.rows.map((row) => row.map(cell))]
		.map((row) => `${row.join('\t')}\n`)
		.join('');

interface Showing {
	/** Tables, or tab-separated lines. */
	readonly table: boolean;
	readonly heads: boolean;
	/** Say how many rows and how long it took. */
	readonly chatty: boolean;
}
/** One statement, asked and shown; the refusal when it was refused. */
function* run(fd: number, sql: string, how: Showing): Sys<Refusal | undefined> {
	const wide = sql.endsWith('\\G');
	const began = yield* clock();
	yield* tell(fd, { type: 'query', sql: wide ? sql.slice(0, -2) : sql });
	const answer = yield* hear<FromServer>(fd);
	if (answer === null) return { code: '2013', state: 'HY000', message: 'Lost connection to MySQL server during query' };
	if (answer.type === 'refused') return answer.refusal;
	if (answer.type !== 'result') return undefined;
	const { result } = answer;
	const took = `(${(((yield* clock()) - began) / 1e6).toFixed(2)} sec)`;
	const rows = result.rows.length;
	if (result.columns === null) {
		const changed = result.count;
		if (how.chatty) yield* write(1, /^\s*use\s/i.test(sql) ? 'Database changed\n' : `Query OK, ${changed} row${changed === 1 ? '' : 's'} affected ${took}\n\n`);
		return undefined;
	}
	if (rows === 0) {
		if (how.chatty) yield* write(1, `Empty set ${took}\n\n`);
		return undefined;
	}
	yield* write(1, wide ? vertical(result) : how.table ? boxed(result) : tabbed(result, how.heads));
	if (how.chatty) yield* write(1, `${rows} row${rows === 1 ? '' : 's'} in set ${took}\n\n`);
	return undefined;
}
function* script(fd: number, sql: string, how: Showing, force: boolean): Sys<number> {
	for (const { text: statement, line } of pieces(sql)) {
		const refused = yield* run(fd, statement, how);
		if (!refused) continue;
		yield* write(2, `${said(refused, line)}\n`);
		if (!force) return 1;
	}
	return 0;
}

interface Prompt {
	readonly fd: number;
	readonly pending: string;
	readonly name: string;
	readonly maria: boolean;
	readonly database: string;
}
const greeting = (hello: Extract<FromServer, { type: 'ready' }>, maria: boolean): string =>
	maria
		? `Welcome to the MariaDB monitor.  Commands end with ; or \\g.\nYour MariaDB connection id is ${hello.id}\nServer version: ${hello.version} ${hello.comment}\n\nCopyright (c) 2000, 2018, Oracle, MariaDB Corporation Ab and others.\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n`
		: `Welcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is ${hello.id}\nServer version: ${hello.version} ${hello.comment}\n\nCopyright (c) 2000, 2025, Oracle and/or its affiliates.\n\nOracle is a registered trademark of Oracle Corporation and/or its\naffiliates. Other names may be trademarks of their respective\nowners.\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n`;

function* prompt(begun: Prompt): Sys<number> {
	let state = begun;
	for (;;) {
		yield* settle(state);
		const first = state.maria ? `MariaDB [${state.database || '(none)'}]> ` : 'mysql> ';
		yield* write(1, state.pending === '' ? first : `${' '.repeat(Math.max(0, first.length - 3))}-> `);
		let line: string;
		try {
			line = text(yield* read(0));
		} catch (error) {
			if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
			yield* write(1, '^C\n');
			state = { ...state, pending: '' };
			continue;
		}
		if (line === '' || (state.pending === '' && /^\s*(?:exit|quit|\\q)\s*;?\s*$/i.test(line))) {
			yield* write(1, 'Bye\n');
			yield* close(state.fd);
			return 0;
		}
		if (/\\c\s*$/.test(line)) {
			state = { ...state, pending: '' };
			continue;
		}
		const all = state.pending + line;
		if (all.trim() === '') continue;
		if (!/(?:;|\\[gG])\s*$/.test(all) && !/^\s*use\s+\S+\s*$/i.test(all)) {
			state = { ...state, pending: all };
			continue;
		}
		let { database } = state;
		for (const { text: statement } of pieces(all)) {
			const refused = yield* run(state.fd, statement, { table: true, heads: true, chatty: true });
			if (refused) {
				yield* write(1, `${said(refused)}\n`);
				if (refused.code === '2013') return 1;
			} else database = /^use\s+[`'"]?([^`'"\s;]+)/i.exec(statement)?.[1] ?? database;
		}
		state = { ...state, pending: '', database };
	}
}

function* client(context: Context): Sys<number> {
	if (context.settled !== undefined) return yield* prompt(context.settled as Prompt);
	const o = optionsOf(context.argv, context.env);
	const maria = /mariadb/.test(o.program);
	if (o.flags.has('version') || o.flags.has('V')) {
		yield* write(1, `${o.program}  Ver ${(context.env['MYSQL_VERSION'] ?? '8.4.5').replace(/-.*/, '')} for Linux on x86_64 (MySQL Community Server - GPL)\n`);
		return 0;
	}
	const database = o.values['database'] ?? o.rest[0] ?? '';
	const opened = yield* login(o, database);
	if ('code' in opened) {
		yield* write(2, `${said(opened)}\n`);
		return 1;
	}
	const { fd, hello } = opened;
	const terminal = yield* isatty(1);
	const how: Showing = {
		table: o.flags.has('t') || o.flags.has('table') || (terminal && o.values['execute'] !== undefined),
		heads: !o.flags.has('N') && !o.flags.has('skip-column-names'),
		chatty: o.flags.has('v')
	};
	const force = o.flags.has('f') || o.flags.has('force');
	if (o.values['execute'] !== undefined) return yield* script(fd, o.values['execute'], how, force);
	if (!(yield* isatty(0))) return yield* script(fd, text(yield* readAll(0)), how, force);
	yield* write(1, greeting(hello, maria));
	return yield* prompt({ fd, pending: '', name: o.program, maria, database });
}

function* admin(context: Context): Sys<number> {
	const o = optionsOf(context.argv, context.env);
	const opened = yield* login(o, '');
	const [command = ''] = o.rest;
	if ('code' in opened) {
		// The server answers, if only to refuse: that is what ping asks.
		if (command === 'ping' && opened.code === '1045') {
			yield* write(1, `mysqld is alive\n`);
			return 0;
		}
		if (!o.flags.has('silent') && !o.flags.has('s'))
			yield* write(
				2,
				`${o.program}: connect to server at '${o.host || 'localhost'}' failed\nerror: '${opened.message}'\n${opened.code === '2002' ? `Check that mysqld is running and that the socket: '${o.socket}' exists!\n` : ''}`
			);
		return 1;
	}
	if (command === 'ping') yield* write(1, 'mysqld is alive\n');
	else if (command === 'status')
		yield* write(1, 'Uptime: 60  Threads: 2  Questions: 2  Slow queries: 0  Opens: 119  Flush tables: 3  Open tables: 38  Queries per second avg: 0.033\n');
	else if (command === 'version') yield* write(1, `Server version\t\t${opened.hello.version}\n`);
	else if (command === 'shutdown') {
		yield* tell(opened.fd, { type: 'shutdown' });
		yield* hear<FromServer>(opened.fd);
	} else {
		yield* write(2, `${o.program}: Unknown command: '${command}'\n`);
		return 1;
	}
	yield* close(opened.fd);
	return 0;
}

const quoted = (value: string | null, number: boolean): string =>
	value === null ? 'NULL' : number ? value : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
function* rowsOf(fd: number, sql: string): Sys<Result | Refusal> {
	yield* tell(fd, { type: 'query', sql });
	const answer = yield* hear<FromServer>(fd);
	if (answer?.type === 'result') return answer.result;
	return answer?.type === 'refused' ? answer.refusal : { code: '2013', state: 'HY000', message: 'Lost connection to MySQL server during query' };
}
function* dump(context: Context): Sys<number> {
	const o: Options = optionsOf(context.argv, context.env);
	const [database = '', ...only] = o.rest;
	const opened = yield* login(o, database);
	if ('code' in opened) {
		yield* write(2, `${o.program}: Got error: ${opened.code}: ${opened.message} when trying to connect\n`);
		return 2;
	}
	const { fd, hello } = opened;
	yield* write(
		1,
		`-- MySQL dump 10.13  Distrib ${hello.version}, for Linux (x86_64)\n--\n-- Host: ${o.host || 'localhost'}    Database: ${database}\n-- ------------------------------------------------------\n-- Server version\t${hello.version}\n\n`
	);
	const tables = yield* rowsOf(fd, 'show tables');
	for (const [name = ''] of 'rows' in tables ? tables.rows : []) {
		if (name === null || (only.length > 0 && !only.includes(name))) continue;
		const columns = yield* rowsOf(fd, `describe ${name}`);
		const rows = yield* rowsOf(fd, `select * from ${name}`);
		if (!('rows' in columns) || !('rows' in rows)) continue;
		const lines = columns.rows.map(
			([column, type, nullable, , fallback, extra]) =>
				`  \`${column ?? ''}\` ${type ?? ''}${nullable === 'NO' ? ' NOT NULL' : ''}${fallback === null || fallback === undefined ? '' : ` DEFAULT '${fallback}'`}${extra ? ` ${extra.toUpperCase()}` : ''}`
		);
		const keys = columns.rows.filter((row) => row[3] === 'PRI').map((row) => `\`${row[0] ?? ''}\``);
		if (keys.length > 0) lines.push(`  PRIMARY KEY (${keys.join(',')})`);
		yield* write(
			1,
			`--\n-- Table structure for table \`${name}\`\n--\n\nDROP TABLE IF EXISTS \`${name}\`;\nCREATE TABLE \`${name}\` (\n${lines.join(',\n')}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;\n\n--\n-- Dumping data for table \`${name}\`\n--\n\n`
		);
		const numbers = (rows.columns ?? []).map((column) => isNumeric(column.type));
		if (rows.rows.length > 0)
			yield* write(
				1,
				`INSERT INTO \`${name}\` VALUES ${rows.rows.map((row) => `(${row.map((value, i) => quoted(value, numbers[i] ?? false)).join(',')})`).join(',')};\n\n`
			);
	}
	yield* write(1, '-- Dump completed\n');
	yield* close(fd);
	return 0;
}

const program = (name: string, main: (context: Context) => Sys<number>): Program => ({ name, rss: 8 << 20, main });
export const mysql = program('mysql', client);
export const mariadb = program('mariadb', client);
export const mysqladmin = program('mysqladmin', admin);
export const mariadbAdmin = program('mariadb-admin', admin);
export const mysqldump = program('mysqldump', dump);
export const mariadbDump = program('mariadb-dump', dump);
