// What a MySQL server answers: SHOW, USE, DESCRIBE, accounts and variables here, the rest by the SQL engine.
import type { Cluster, Context, Database, Result, Role } from '../sql/data.ts';
import { perform } from '../sql/define.ts';
import { SqlFault } from '../sql/lexer.ts';
import { Parser } from '../sql/parser.ts';
import type { Select } from '../sql/syntax.ts';
import { translate } from './translate.ts';

export interface Session {
	user: string;
	/** '' : none chosen. */
	database: string;
	/** The databases as this session's transaction sees them. */
	copy: Cluster | null;
	id: number;
}
export interface Server {
	cluster: Cluster;
	version: string;
	settings: Readonly<Record<string, string>>;
}
const system = ['information_schema', 'mysql', 'performance_schema', 'sys'];
const list = (name: string, values: readonly string[]): Result => ({
	tag: 'SELECT',
	columns: [{ name, type: 'text' }],
	rows: values.map((value) => [value]),
	count: values.length
});
const done = (count = 0): Result => ({ tag: 'OK', columns: null, rows: [], count });
const unquoted = (text: string): string => text.replace(/^(['"`])([^]*)\1$/, '$2');
const shownTypes: Readonly<Record<string, string>> = {
	integer: 'int',
	serial: 'int',
	bigserial: 'bigint',
	'timestamp without time zone': 'timestamp',
	'double precision': 'double',
	boolean: 'tinyint(1)',
	numeric: 'decimal(10,0)'
};
const shownType = (type: string): string =>
	shownTypes[type] ??
	type
		.replace(/^numeric/, 'decimal')
		.replace('character varying', 'varchar')
		.replace(/^character/, 'char');

const chosen = (cluster: Cluster, session: Session): Database => {
	const found = cluster.databases.find((database) => database.name === session.database);
	if (!found) throw new SqlFault('No database selected', null, '1046');
	return found;
};
function describe(cluster: Cluster, session: Session, name: string): Result {
	const database = chosen(cluster, session);
	const table = database.tables.find((candidate) => candidate.name === name);
	if (!table) throw new SqlFault(`Table '${database.name}.${name}' doesn't exist`, null, '1146');
	const names = ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'];
	return {
		tag: 'SELECT',
		columns: names.map((column) => ({ name: column, type: 'text' })),
		rows: table.columns.map((c) => [
			c.name,
			shownType(c.type),
			c.notNull || table.primary.includes(c.name) ? 'NO' : 'YES',
			table.primary.includes(c.name) ? 'PRI' : table.uniques.some((unique) => unique[0] === c.name) ? 'UNI' : '',
			c.fallback ? c.fallbackText.replace(/^'(.*)'$/, '$1') : null,
			c.type.endsWith('serial') ? 'auto_increment' : ''
		]),
		count: table.columns.length
	};
}
function show(server: Server, cluster: Cluster, session: Session, what: string): Result {
	const words = what.toLowerCase();
	if (/^(?:databases|schemas)/.test(words)) return list('Database', [...cluster.databases.map((d) => d.name), ...system].sort());
	if (/^(?:full\s+)?tables/.test(words)) {
		const database = chosen(cluster, session);
		return list(`Tables_in_${database.name}`, database.tables.map((table) => table.name).sort());
	}
	const described = /^(?:full\s+)?(?:columns|fields)\s+(?:from|in)\s+(\S+)/i.exec(what)?.[1];
	if (described !== undefined) return describe(cluster, session, unquoted(described));
	const variable = /^(?:global\s+|session\s+)?(?:variables|status)(?:\s+like\s+(.*))?$/i.exec(what);
	if (variable) {
		const pattern = new Map(Object.entries(server.settings));
		const like = unquoted(variable[1] ?? '%');
		const rows = [...pattern]
			.filter(([name]) => like === '%' || name === like || (like.endsWith('%') && name.startsWith(like.slice(0, -1))))
			.sort(([a], [b]) => (a < b ? -1 : 1));
		return { tag: 'SELECT', columns: ['Variable_name', 'Value'].map((name) => ({ name, type: 'text' })), rows, count: rows.length };
	}
	if (words.startsWith('processlist') || words.startsWith('full processlist')) {
		const names = ['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'];
		const row = [String(session.id), session.user, 'localhost', session.database || null, 'Query', '0', 'init', `show ${what}`];
		return { tag: 'SELECT', columns: names.map((name) => ({ name, type: 'text' })), rows: [row], count: 1 };
	}
	if (words.startsWith('grants'))
		return list(`Grants for ${session.user}@%`, [`GRANT ${session.user === 'root' ? 'ALL PRIVILEGES ON *.*' : 'USAGE ON *.*'} TO \`${session.user}\`@\`%\``]);
	if (words.startsWith('warnings') || words.startsWith('errors')) return { tag: 'SELECT', columns: [], rows: [], count: 0 };
	throw new SqlFault('syntax error', 0, '42601');
}

/** Columns that are expressions without a name are called as they were written. */
function headings(sql: string, select: Select, columns: Result['columns']): Result['columns'] {
	if (!columns || select.items.some((item) => item.of.kind === 'star')) return columns;
	const written: string[] = [''];
	let depth = 0;
	let quote = '';
	for (const [i, c] of [...sql.replace(/^\s*select\s+(?:distinct\s+)?/i, '')].entries()) {
		const rest = sql.replace(/^\s*select\s+(?:distinct\s+)?/i, '').slice(i);
		if (quote === '' && depth === 0 && /^\s+from\b/i.test(rest)) break;
		if (quote !== '') quote = c === quote ? '' : quote;
		else if (c === "'" || c === '"' || c === '`') quote = c;
		else if (c === '(') depth++;
		else if (c === ')') depth--;
		if (c === ',' && depth === 0 && quote === '') written.push('');
		else written[written.length - 1] += c;
	}
	return columns.map((column, i) => {
		const item = select.items[i];
		return item && item.alias === null && item.of.kind !== 'column' ? { ...column, name: (written[i] ?? column.name).trim() } : column;
	});
}

const account = /(?<quote>['"`]?)(?<name>[\w-]+)\k<quote>(?:\s*@\s*(?<mark>['"`]?)[\w.%-]+\k<mark>)?/;
/** CREATE USER, ALTER USER, DROP USER, GRANT; undefined when the statement is none of them. */
function accounts(server: Server, text: string): Result | undefined {
	const made = new RegExp(`^(create|alter|drop)\\s+user\\s+(if\\s+(?:not\\s+)?exists\\s+)?${account.source}(?<rest>[^]*)$`, 'i').exec(text);
	if (made) {
		const [, word = '', quiet] = made;
		const { name = '', rest = '' } = made.groups ?? {};
		const password = unquoted(/identified\s+(?:with\s+\S+\s+)?by\s+(\S+)/i.exec(rest)?.[1] ?? '');
		const at = server.cluster.roles.findIndex((role) => role.name === name);
		const failed = (): SqlFault => new SqlFault(`Operation ${word.toUpperCase()} USER failed for '${name}'@'%'`, null, '1396');
		if (word.toLowerCase() === 'create') {
			if (at >= 0 && quiet) return done();
			if (at >= 0) throw failed();
			server.cluster.roles.push({ name, password, super: false, login: true });
		} else if (at < 0) {
			if (!quiet) throw failed();
		} else if (word.toLowerCase() === 'drop') server.cluster.roles.splice(at, 1);
		else server.cluster.roles[at] = { ...(server.cluster.roles[at] as Role), password };
		return done();
	}
	return /^(?:grant|revoke|flush)\b/i.test(text) ? done() : undefined;
}

/** Runs one statement. Throws SqlFault. `wrote`: files must be written. */
export function answer(server: Server, session: Session, sql: string, context: Pick<Context, 'now' | 'random'>): { result: Result; wrote: boolean } {
	const text = sql.trim();
	const cluster = session.copy ?? server.cluster;
	const role = server.cluster.roles.find((candidate) => candidate.name === session.user);
	const used = /^use\s+(\S+)$/i.exec(text)?.[1];
	if (used !== undefined) {
		const name = unquoted(used);
		if (!cluster.databases.some((database) => database.name === name) && !system.includes(name)) throw new SqlFault(`Unknown database '${name}'`, null, '1049');
		session.database = name;
		return { result: done(), wrote: false };
	}
	const shown = /^show\s+([^]*)$/i.exec(text)?.[1];
	if (shown !== undefined) return { result: show(server, cluster, session, shown.trim()), wrote: false };
	const described = /^(?:describe|desc)\s+(\S+)$/i.exec(text)?.[1];
	if (described !== undefined) return { result: describe(cluster, session, unquoted(described)), wrote: false };
	const variable = /^select\s+(?:@@(?:global\.|session\.)?(\w+)|(version|database|schema|connection_id)\s*\(\s*\))\s*$/i.exec(text);
	if (variable) {
		const [, setting, call] = variable;
		const name = text.replace(/^select\s+/i, '');
		const of: Readonly<Record<string, string | null>> = {
			version: server.version,
			database: session.database || null,
			schema: session.database || null,
			connection_id: String(session.id)
		};
		const value = setting === undefined ? (of[(call ?? '').toLowerCase()] ?? null) : server.settings[setting.toLowerCase()];
		if (value === undefined) throw new SqlFault(`Unknown system variable '${setting ?? ''}'`, null, '1193');
		return { result: { tag: 'SELECT', columns: [{ name, type: 'text' }], rows: [[value]], count: 1 }, wrote: false };
	}
	if (/^set\b/i.test(text) || /^(?:lock|unlock)\s+tables/i.test(text)) return { result: done(), wrote: false };
	if (/^(?:create|alter|drop)\s+user\b|^grant\b|^revoke\b|^flush\b/i.test(text) && !role?.super)
		throw new SqlFault('Access denied; you need (at least one of) the CREATE USER privilege(s) for this operation', null, '1227');
	const made = accounts(server, text);
	if (made) return { result: made, wrote: true };
	if (/^(?:begin|start\s+transaction)\b/i.test(text)) {
		session.copy = structuredClone(server.cluster);
		return { result: done(), wrote: false };
	}
	if (/^(?:commit|rollback)\b/i.test(text)) {
		const { copy } = session;
		session.copy = null;
		if (copy && /^commit/i.test(text)) server.cluster = { ...copy, roles: server.cluster.roles };
		return { result: done(), wrote: copy !== null };
	}
	const own = structuredClone(cluster);
	const statement = new Parser(translate(text)).statement();
	const needs =
		statement.kind !== 'create-database' &&
		!(statement.kind === 'drop' && statement.what === 'database') &&
		!(statement.kind === 'select' && statement.from.length === 0);
	// A table may be named with its database.
	const named = [...text.matchAll(/\b(?:from|join|into|update|table|exists|truncate)\s+[`"]?(\w+)[`"]?\s*\.\s*[`"]?\w+/gi)]
		.map((match) => match[1])
		.find((name) => own.databases.some((d) => d.name === name));
	const database = own.databases.find((candidate) => candidate.name === (named ?? session.database));
	if (needs && !database && !/\binformation_schema\./i.test(text)) throw new SqlFault('No database selected', null, '1046');
	const result = perform(statement, {
		dialect: 'mysql',
		cluster: own,
		database: database ?? { name: '', owner: '', tables: [] },
		user: session.user,
		version: server.version,
		looked: 0,
		...context
	});
	if (statement.kind === 'select') return { result: { ...result, columns: headings(text, statement, result.columns) }, wrote: false };
	if (statement.kind === 'explain') return { result, wrote: false };
	if (statement.kind === 'drop' && statement.what === 'database' && !own.databases.some((candidate) => candidate.name === session.database))
		session.database = '';
	if (session.copy) session.copy = own;
	else server.cluster = own;
	const count = statement.kind === 'create-database' ? 1 : result.count;
	return { result: { ...result, count }, wrote: session.copy === null };
}
