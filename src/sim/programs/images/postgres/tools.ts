// pg_isready, createdb, dropdb, createuser, dropuser, pg_dump, pg_restore: small clients of a PostgreSQL server.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, connect, getaddrinfo, readAll, ResolveError, write, writeFile, type Context, type Program } from '../../../kernel/index.ts';
import { text } from '../../../values/index.ts';
import type { Table } from '../sql/data.ts';
import { ask, commonOptions, login, target } from './client.ts';
import { catalogueOf } from './describe.ts';
import { versionText } from './settings.ts';
import { hear, tell, type FromServer } from './wire.ts';

function* usage(name: string, why: string): Sys<number> {
	yield* write(2, `${name}: ${why}\nTry "${name} --help" for more information.\n`);
	return 1;
}

export const pgIsready: Program = {
	name: 'pg_isready',
	*main(context) {
		const o = commonOptions(context.argv, 'q', 't');
		if (typeof o === 'string') {
			yield* usage('pg_isready', o);
			return 3;
		}
		const to = yield* target(context.env, o.given);
		const local = to.host === '' || to.host.startsWith('/');
		const where = `${local ? '/var/run/postgresql' : to.host}:${to.port}`;
		let [code, word] = [2, 'no response'];
		try {
			const fd = yield* connect(
				local ? { net: 'unix', path: `/var/run/postgresql/.s.PGSQL.${to.port}` } : { net: 'tcp', host: (yield* getaddrinfo(to.host))[0] ?? '', port: to.port },
				3_000_000
			);
			yield* tell(fd, { type: 'startup', user: to.user, database: to.database, probe: true });
			const answer = yield* hear<FromServer>(fd);
			if (answer?.type === 'ready') [code, word] = [0, 'accepting connections'];
			else if (answer?.type === 'fault') [code, word] = [1, 'rejecting connections'];
			yield* close(fd);
		} catch (error) {
			if (!(error instanceof Errno) && !(error instanceof ResolveError)) throw error;
		}
		if (!o.on.has('q')) yield* write(1, `${where} - ${word}\n`);
		return code;
	}
};

/** A tool that sends one statement. */
function small(name: string, statement: (argument: string, o: Exclude<ReturnType<typeof commonOptions>, string>) => string, said: string): Program {
	return {
		name,
		*main(context) {
			const o = commonOptions(context.argv, 'esSrRlLPdDcC!?', 'OT');
			if (typeof o === 'string') return yield* usage(name, o);
			const to = yield* target(context.env, { ...o.given, database: 'postgres' });
			const argument = o.rest[0] ?? to.user;
			const made = yield* login(to);
			if (typeof made === 'string') {
				yield* write(2, `${name}: error: ${made}\n`);
				return 1;
			}
			const answer = yield* ask(made.fd, statement(argument, o));
			const [result] = answer?.results ?? [];
			if (!result || 'fault' in result) {
				yield* write(
					2,
					`${name}: error: ${said.replace('%', argument)} failed: ERROR:  ${result && 'fault' in result ? result.fault.message : 'server closed the connection unexpectedly'}\n`
				);
				return 1;
			}
			return 0;
		}
	};
}
export const createdb = small('createdb', (n, o) => `CREATE DATABASE "${n}"${o.values['O'] ? ` OWNER ${o.values['O']}` : ''}`, 'database creation');
export const dropdb = small('dropdb', (n, o) => `DROP DATABASE ${o.on.has('!') ? 'IF EXISTS ' : ''}"${n}"`, 'database removal');
export const createuser = small('createuser', (n, o) => `CREATE ROLE "${n}" ${o.on.has('s') ? 'SUPERUSER ' : ''}LOGIN`, 'creation of new role');
export const dropuser = small('dropuser', (n) => `DROP ROLE "${n}"`, 'removal of role "%"');

const quote = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`);
function dumpTable(t: Table): string {
	const head = (what: string, type: string): string => `--\n-- Name: ${what}; Type: ${type}; Schema: public; Owner: ${t.owner}\n--\n\n`;
	const columns = t.columns.map(
		(c) =>
			`    ${quote(c.name)} ${c.type}${c.type.endsWith('serial') || c.fallbackText === '' ? '' : ` DEFAULT ${c.fallbackText}`}${c.notNull && !c.type.endsWith('serial') ? ' NOT NULL' : ''}${c.references ? ` REFERENCES public.${c.references.table}${c.references.column ? `(${c.references.column})` : ''}` : ''}`
	);
	const keys = [
		...(t.primary.length ? [`    CONSTRAINT ${t.name}_pkey PRIMARY KEY (${t.primary.join(', ')})`] : []),
		...t.uniques.map((u) => `    CONSTRAINT ${t.name}_${u.join('_')}_key UNIQUE (${u.join(', ')})`)
	];
	return `${head(t.name, 'TABLE')}CREATE TABLE public.${quote(t.name)} (\n${[...columns, ...keys].join(',\n')}\n);\n\n\nALTER TABLE public.${quote(t.name)} OWNER TO ${t.owner};\n\n`;
}
const copyText = (v: string | null): string => (v === null ? '\\N' : v.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n'));

function* dump(context: Context): Sys<number> {
	const o = commonOptions(context.argv, 'saOcCx', 'ftFn');
	if (typeof o === 'string') return yield* usage('pg_dump', o);
	const to = yield* target(context.env, { ...o.given, ...(o.rest[0] === undefined ? {} : { database: o.rest[0] }) });
	const made = yield* login(to);
	if (typeof made === 'string') {
		yield* write(2, `pg_dump: error: ${made}\n`);
		return 1;
	}
	const cluster = yield* catalogueOf(made.fd);
	const database = cluster?.databases.find((d) => d.name === to.database);
	if (!database) return 1;
	const tables = database.tables.filter((t) => o.values['t'] === undefined || t.name === o.values['t']);
	if (o.values['t'] !== undefined && tables.length === 0) {
		yield* write(2, 'pg_dump: error: no matching tables were found\n');
		return 1;
	}
	const { short, long } = versionText(context.env);
	const version = `${short}${/ \(Debian [^)]*\)/.exec(long)?.[0] ?? ''}`;
	let out = `--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version ${version}\n-- Dumped by pg_dump version ${version}\n\nSET statement_timeout = 0;\nSET lock_timeout = 0;\nSET idle_in_transaction_session_timeout = 0;\nSET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nSELECT set_config('search_path', '', false);\nSET check_function_bodies = false;\nSET xmloption = content;\nSET client_min_messages = warning;\nSET row_security = off;\n\nSET default_tablespace = '';\n\nSET default_table_access_method = heap;\n\n`;
	if (!o.on.has('a')) for (const t of tables) out += `${o.on.has('c') ? `DROP TABLE IF EXISTS public.${quote(t.name)};\n` : ''}${dumpTable(t)}`;
	if (!o.on.has('s'))
		for (const t of tables) {
			const answer = yield* ask(made.fd, `SELECT ${t.columns.map((c) => `"${c.name}"`).join(', ') || '1'} FROM "${t.name}"`);
			const [result] = answer?.results ?? [];
			const rows = result && 'rows' in result ? result.rows : [];
			out += `--\n-- Data for Name: ${t.name}; Type: TABLE DATA; Schema: public; Owner: ${t.owner}\n--\n\nCOPY public.${quote(t.name)} (${t.columns.map((c) => quote(c.name)).join(', ')}) FROM stdin;\n${rows.map((r) => `${r.map(copyText).join('\t')}\n`).join('')}\\.\n\n\n`;
		}
	out += '--\n-- PostgreSQL database dump complete\n--\n\n';
	if (o.values['f'] === undefined) yield* write(1, out);
	else yield* writeFile(o.values['f'], out);
	return 0;
}
export const pgDump: Program = { name: 'pg_dump', main: dump };

export const pgRestore: Program = {
	name: 'pg_restore',
	*main() {
		const head = text((yield* readAll(0)).slice(0, 64));
		yield* write(
			2,
			head.startsWith('--')
				? 'pg_restore: error: input file appears to be a text format dump. Please use psql.\n'
				: 'pg_restore: error: input file is too short (read 0, expected 5)\n'
		);
		return 1;
	}
};
