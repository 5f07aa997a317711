// SQL statements that define: tables, indexes, databases, roles; and the rest of what a session may say.
import type { Context, Result, Table } from './data.ts';
import { run, runSelect, rootScope, tableOf } from './engine.ts';
import { evaluate, convert } from './evaluate.ts';
import { SqlFault } from './lexer.ts';
import type { Statement } from './syntax.ts';

const done = (tag: string, notice?: string): Result => ({ tag, columns: null, rows: [], count: 0, ...(notice === undefined ? {} : { notice }) });

function createTable(s: Extract<Statement, { kind: 'create-table' }>, context: Context): Result {
	const { database } = context;
	if (database.tables.some((t) => t.name === s.table)) {
		if (s.quiet) return done('CREATE TABLE', `relation "${s.table}" already exists, skipping`);
		throw context.dialect === 'mysql'
			? new SqlFault(`Table '${s.table}' already exists`, null, '1050')
			: new SqlFault(`relation "${s.table}" already exists`, null, '42P07');
	}
	if (s.from) {
		const { columns, rows } = runSelect(s.from, rootScope(context));
		database.tables.push({
			name: s.table,
			columns: columns.map((c) => ({ ...c, notNull: false, unique: false, primary: false, fallback: null, fallbackText: '', references: null, check: null })),
			primary: [],
			uniques: [],
			rows,
			serials: {},
			indexes: [],
			owner: context.user
		});
		return done(`SELECT ${rows.length}`);
	}
	const seen = new Set<string>();
	for (const column of s.columns) {
		if (seen.has(column.name)) throw new SqlFault(`column "${column.name}" specified more than once`, null, '42701');
		seen.add(column.name);
		if (column.references && column.references.table !== s.table && !database.tables.some((t) => t.name === column.references?.table))
			throw new SqlFault(`relation "${column.references.table}" does not exist`, null, '42P01');
	}
	database.tables.push({ name: s.table, columns: s.columns, primary: s.primary, uniques: s.uniques, rows: [], serials: {}, indexes: [], owner: context.user });
	database.tables.sort((a, b) => (a.name < b.name ? -1 : 1));
	return done('CREATE TABLE');
}

function drop(s: Extract<Statement, { kind: 'drop' }>, context: Context): Result {
	const { cluster, database } = context;
	const notices: string[] = [];
	for (const name of s.names) {
		const missing = (text: string): void => {
			if (!s.quiet) throw new SqlFault(text, null, '42P01');
			notices.push(`${text}, skipping`);
		};
		if (s.what === 'table') {
			const at = database.tables.findIndex((t) => t.name === name);
			if (at < 0) missing(context.dialect === 'mysql' ? `Unknown table '${database.name}.${name}'` : `table "${name}" does not exist`);
			else {
				const user = database.tables.find((t) => t.name !== name && t.columns.some((c) => c.references?.table === name));
				if (user && context.dialect === 'postgres')
					throw new SqlFault(
						`cannot drop table ${name} because other objects depend on it`,
						null,
						'2BP01',
						`constraint ${user.name}_${user.columns.find((c) => c.references?.table === name)?.name ?? ''}_fkey on table ${user.name} depends on table ${name}`,
						'Use DROP ... CASCADE to drop the dependent objects too.'
					);
				database.tables.splice(at, 1);
			}
		} else if (s.what === 'database') {
			const at = cluster.databases.findIndex((d) => d.name === name);
			if (name === database.name && context.dialect === 'postgres') throw new SqlFault('cannot drop the currently open database', null, '55006');
			if (at < 0) missing(context.dialect === 'mysql' ? `Can't drop database '${name}'; database doesn't exist` : `database "${name}" does not exist`);
			else cluster.databases.splice(at, 1);
		} else if (s.what === 'role') {
			const at = cluster.roles.findIndex((r) => r.name === name);
			if (at < 0) missing(`role "${name}" does not exist`);
			else cluster.roles.splice(at, 1);
		} else if (s.what === 'index') {
			const table = database.tables.find((t) => t.indexes.some((i) => i.name === name));
			if (!table) missing(`index "${name}" does not exist`);
			else table.indexes = table.indexes.filter((i) => i.name !== name);
		} else missing(`${s.what} "${name}" does not exist`);
	}
	return done(`DROP ${s.what.toUpperCase()}`, notices[0]);
}

function alter(table: Table, s: Extract<Statement, { kind: 'alter-table' }>, context: Context): Result {
	const { action } = s;
	const place = (name: string): number => {
		const i = table.columns.findIndex((c) => c.name === name);
		if (i < 0) throw new SqlFault(`column "${name}" of relation "${table.name}" does not exist`, null, '42703');
		return i;
	};
	if (action.do === 'add') {
		const { column } = action;
		if (table.columns.some((c) => c.name === column.name))
			throw new SqlFault(`column "${column.name}" of relation "${table.name}" already exists`, null, '42701');
		const value = column.fallback ? convert(evaluate(column.fallback, rootScope(context)), column.type) : null;
		if (column.notNull && value === null && table.rows.length && !column.type.endsWith('serial'))
			throw new SqlFault(`column "${column.name}" of relation "${table.name}" contains null values`, null, '23502');
		table.columns.push(column);
		table.rows = table.rows.map((row) => [
			...row,
			column.type.endsWith('serial') ? (table.serials[column.name] = (table.serials[column.name] ?? 0) + 1) : value
		]);
		if (column.unique) table.uniques.push([column.name]);
	} else if (action.do === 'drop') {
		const i = place(action.name);
		table.columns.splice(i, 1);
		table.rows = table.rows.map((row) => row.filter((_v, n) => n !== i));
		table.primary = table.primary.filter((n) => n !== action.name);
		table.uniques = table.uniques.filter((u) => !u.includes(action.name));
	} else if (action.do === 'rename') {
		const i = place(action.name);
		table.columns[i] = { ...(table.columns[i] as Table['columns'][number]), name: action.to };
		table.primary = table.primary.map((n) => (n === action.name ? action.to : n));
	} else if (action.do === 'rename-table') table.name = action.to;
	return done('ALTER TABLE');
}

/** Runs any statement but those of transactions and sessions, which the server keeps. */
export function perform(s: Statement, context: Context): Result {
	const { cluster, database } = context;
	switch (s.kind) {
		case 'select':
		case 'insert':
		case 'update':
		case 'delete':
			return run(s, context);
		case 'create-table':
			return createTable(s, context);
		case 'drop':
			return drop(s, context);
		case 'alter-table':
			return alter(tableOf(database, s.table, s.at, context), s, context);
		case 'create-index': {
			const table = tableOf(database, s.table, s.at, context);
			const name = s.name || `${s.table}_${s.columns.join('_')}_idx`;
			if (database.tables.some((t) => t.indexes.some((i) => i.name === name))) {
				if (s.quiet) return done('CREATE INDEX', `relation "${name}" already exists, skipping`);
				throw new SqlFault(`relation "${name}" already exists`, null, '42P07');
			}
			for (const c of s.columns) if (!table.columns.some((x) => x.name === c)) throw new SqlFault(`column "${c}" does not exist`, null, '42703');
			table.indexes.push({ name, columns: s.columns, unique: s.unique });
			return done('CREATE INDEX');
		}
		case 'create-database':
			if (cluster.databases.some((d) => d.name === s.name)) {
				if (s.quiet) return done('CREATE DATABASE');
				throw context.dialect === 'mysql'
					? new SqlFault(`Can't create database '${s.name}'; database exists`, null, '1007')
					: new SqlFault(`database "${s.name}" already exists`, null, '42P04');
			}
			cluster.databases.push({ name: s.name, owner: s.owner || context.user, tables: [] });
			cluster.databases.sort((a, b) => (a.name < b.name ? -1 : 1));
			return { ...done('CREATE DATABASE'), count: 1 };
		case 'create-role': {
			const old = cluster.roles.find((r) => r.name === s.name);
			if (old && !s.alter) {
				if (s.quiet) return done('CREATE ROLE');
				throw new SqlFault(`role "${s.name}" already exists`, null, '42710');
			}
			if (!old && s.alter) throw new SqlFault(`role "${s.name}" does not exist`, null, '42704');
			if (old) Object.assign(old, { password: s.password ?? old.password, super: s.super || old.super });
			else cluster.roles.push({ name: s.name, password: s.password, super: s.super, login: s.login });
			return done(s.alter ? 'ALTER ROLE' : 'CREATE ROLE');
		}
		case 'truncate':
			for (const name of s.tables) tableOf(database, name, null, context).rows = [];
			return done('TRUNCATE TABLE');
		case 'explain':
			return {
				tag: 'EXPLAIN',
				columns: [{ name: 'QUERY PLAN', type: 'text' }],
				rows: [
					[
						s.of.kind === 'select' && s.of.from[0]?.table
							? ` Seq Scan on ${s.of.from[0].table}  (cost=0.00..${(tableOf(database, s.of.from[0].table, s.of.from[0].at, context).rows.length * 0.01 + 1).toFixed(2)} rows=${tableOf(database, s.of.from[0].table, null, context).rows.length} width=36)`.trim()
							: 'Result  (cost=0.00..0.01 rows=1 width=4)'
					]
				],
				count: 1
			};
		case 'set':
			return done('SET');
		case 'accept':
			return done(s.tag);
		default:
			throw new SqlFault('syntax error', null, '42601');
	}
}
