// The system catalogues queries may read: information_schema.tables and columns, pg_tables, pg_database, pg_roles, pg_stat_activity.
import type { Context } from './data.ts';
import type { Value } from './syntax.ts';

interface Listed {
	columns: { name: string; type: string }[];
	rows: Value[][];
}
const texts = (names: string): Listed['columns'] => names.split(' ').map((name) => ({ name, type: 'text' }));

/** A catalogue's rows; null when the name is none. */
export function catalogue(name: string, context: Context): Listed | null {
	const { tables } = context.database;
	const schema = context.dialect === 'mysql' ? context.database.name : 'public';
	switch (name.replace(/^pg_catalog\./, '')) {
		case 'information_schema.tables':
			return {
				columns: texts('table_catalog table_schema table_name table_type'),
				rows: tables.map((t) => [context.database.name, schema, t.name, 'BASE TABLE'])
			};
		case 'information_schema.columns':
			return {
				columns: [...texts('table_schema table_name column_name'), { name: 'ordinal_position', type: 'integer' }, ...texts('data_type is_nullable')],
				rows: tables.flatMap((t) =>
					t.columns.map((c, i) => [
						schema,
						t.name,
						c.name,
						i + 1,
						c.type.replace('bigserial', 'bigint').replace('serial', 'integer').replace(/\(.*/, ''),
						c.notNull ? 'NO' : 'YES'
					])
				)
			};
		case 'information_schema.schemata':
			return { columns: texts('schema_name'), rows: context.cluster.databases.map((d) => [d.name]) };
		case 'pg_tables':
			return { columns: texts('schemaname tablename tableowner'), rows: tables.map((t) => ['public', t.name, t.owner]) };
		case 'pg_database':
			return { columns: texts('datname'), rows: [...context.cluster.databases.map((d) => [d.name]), ['template1'], ['template0']] };
		case 'pg_roles':
		case 'pg_user':
			return {
				columns: [
					{ name: name.endsWith('user') ? 'usename' : 'rolname', type: 'text' },
					{ name: 'rolsuper', type: 'boolean' },
					{ name: 'rolcanlogin', type: 'boolean' }
				],
				rows: context.cluster.roles.map((r) => [r.name, r.super, r.login])
			};
		case 'pg_stat_activity':
			return { columns: texts('datname usename state query'), rows: [[context.database.name, context.user, 'active', '']] };
		default:
			return null;
	}
}
