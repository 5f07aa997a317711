// psql's backslash commands that look at the catalogue: \l \dt \d \du \di \dn \conninfo.
import type { Sys } from '../../../engine/index.ts';
import { parseJson } from '../../../values/index.ts';
import type { Cluster, Table } from '../sql/data.ts';
import { ask } from './client.ts';
import { table, type Look } from './format.ts';

/** What the catalogue queries of psql would read. */
export function* catalogueOf(fd: number): Sys<Cluster | null> {
	const answer = yield* ask(fd, 'select drydock_catalogue()');
	const [result] = answer?.results ?? [];
	const text = result && 'rows' in result ? result.rows[0]?.[0] : null;
	return typeof text === 'string' ? (parseJson(text) as Cluster) : null;
}
const texts = (names: readonly string[], rows: (string | null)[][]): Parameters<typeof table>[0] => ({
	columns: names.map((name) => ({ name, type: 'text' })),
	rows
});
const typeShown = (type: string): string => type.replace('bigserial', 'bigint').replace(/^serial$/, 'integer');

function describeTable(t: Table, all: readonly Table[], look: Look): string {
	const rows = t.columns.map((c) => [
		c.name,
		typeShown(c.type),
		'',
		c.notNull || t.primary.includes(c.name) ? 'not null' : '',
		c.type.endsWith('serial')
			? `nextval('${t.name}_${c.name}_seq'::regclass)`
			: c.fallbackText === ''
				? ''
				: /^'.*'$/.test(c.fallbackText)
					? `${c.fallbackText}::${c.type.replace(/\(.*/, '')}`
					: c.fallbackText
	]);
	let out = table(texts(['Column', 'Type', 'Collation', 'Nullable', 'Default'], rows), { ...look, tuples: false, title: `Table "public.${t.name}"` }).replace(
		/\(\d+ rows?\)\n\n$/,
		''
	);
	const indexes = [
		...(t.primary.length ? [`    "${t.name}_pkey" PRIMARY KEY, btree (${t.primary.join(', ')})`] : []),
		...t.indexes.map((i) => `    "${i.name}" ${i.unique ? 'UNIQUE, ' : ''}btree (${i.columns.join(', ')})`),
		...t.uniques.map((u) => `    "${t.name}_${u.join('_')}_key" UNIQUE CONSTRAINT, btree (${u.join(', ')})`)
	];
	if (indexes.length) out += `Indexes:\n${indexes.join('\n')}\n`;
	const foreign = t.columns
		.filter((c) => c.references)
		.map(
			(c) =>
				`    "${t.name}_${c.name}_fkey" FOREIGN KEY (${c.name}) REFERENCES ${c.references?.table}(${c.references?.column || all.find((o) => o.name === c.references?.table)?.primary[0] || ''})`
		);
	if (foreign.length) out += `Foreign-key constraints:\n${foreign.join('\n')}\n`;
	const users = all.flatMap((o) =>
		o.columns
			.filter((c) => c.references?.table === t.name)
			.map(
				(c) =>
					`    TABLE "${o.name}" CONSTRAINT "${o.name}_${c.name}_fkey" FOREIGN KEY (${c.name}) REFERENCES ${t.name}(${c.references?.column || t.primary[0] || ''})`
			)
	);
	if (users.length) out += `Referenced by:\n${users.join('\n')}\n`;
	return `${out}\n`;
}

/** Runs a backslash command that describes. Answers text for stdout, or {fault} for stderr; null when it is none of these. */
export function* describe(fd: number, command: string, argument: string, database: string, look: Look): Sys<string | { fault: string } | null> {
	const name = command.replace(/[+S]+$/, '');
	if (!['l', 'list', 'd', 'dt', 'du', 'dg', 'di', 'dn', 'ds', 'dv'].includes(name)) return null;
	const cluster = yield* catalogueOf(fd);
	if (!cluster) return { fault: 'server closed the connection unexpectedly\n' };
	const { tables } = cluster.databases.find((d) => d.name === database) ?? { tables: [] };
	const wanted = argument.replace(/^public\./, '').replace(/"/g, '');
	if (name === 'l' || name === 'list') {
		const owner = cluster.roles[0]?.name ?? 'postgres';
		const rows = [
			...cluster.databases.map((d) => [d.name, d.owner, null]),
			['template0', owner, `=c/${owner}          +\n${owner}=CTc/${owner}`],
			['template1', owner, `=c/${owner}          +\n${owner}=CTc/${owner}`]
		].sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
		return table(
			texts(
				['Name', 'Owner', 'Encoding', 'Locale Provider', 'Collate', 'Ctype', 'ICU Locale', 'ICU Rules', 'Access privileges'],
				rows.map(([n, o, p]) => [n ?? '', o ?? '', 'UTF8', 'libc', 'en_US.utf8', 'en_US.utf8', '', '', (p ?? '').replaceAll('          +\n', '\n')])
			),
			{ ...look, title: 'List of databases' }
		);
	}
	if (name === 'du' || name === 'dg')
		return table(
			texts(
				['Role name', 'Attributes'],
				cluster.roles.map((r) => [r.name, r.super ? 'Superuser, Create role, Create DB, Replication, Bypass RLS' : r.login ? '' : 'Cannot login'])
			),
			{ ...look, title: 'List of roles' }
		).replace(/\(\d+ rows?\)\n/, '');
	if (name === 'dn') return table(texts(['Name', 'Owner'], [['public', 'pg_database_owner']]), { ...look, title: 'List of schemas' });
	if (name === 'di') {
		const rows = tables.flatMap((t) =>
			[...(t.primary.length ? [`${t.name}_pkey`] : []), ...t.indexes.map((i) => i.name), ...t.uniques.map((u) => `${t.name}_${u.join('_')}_key`)].map((i) => [
				'public',
				i,
				'index',
				t.owner,
				t.name
			])
		);
		return rows.length
			? table(texts(['Schema', 'Name', 'Type', 'Owner', 'Table'], rows), { ...look, title: 'List of relations' })
			: { fault: 'Did not find any relations.\n' };
	}
	if (name === 'd' && wanted !== '') {
		const found = tables.filter((t) => t.name === wanted);
		return found.length ? found.map((t) => describeTable(t, tables, look)).join('') : { fault: `Did not find any relation named "${argument}".\n` };
	}
	const sequences = tables.flatMap((t) =>
		t.columns.filter((c) => c.type.endsWith('serial')).map((c) => ['public', `${t.name}_${c.name}_seq`, 'sequence', t.owner])
	);
	const plain = tables.map((t) => ['public', t.name, 'table', t.owner]);
	const rows = (name === 'dt' ? plain : name === 'ds' ? sequences : name === 'dv' ? [] : [...plain, ...sequences])
		.filter((r) => wanted === '' || r[1] === wanted || (wanted.endsWith('*') && (r[1] ?? '').startsWith(wanted.slice(0, -1))))
		.sort((a, b) => ((a[1] ?? '') < (b[1] ?? '') ? -1 : 1));
	if (rows.length === 0) return { fault: wanted === '' ? 'Did not find any relations.\n' : `Did not find any relation named "${argument}".\n` };
	return table(texts(['Schema', 'Name', 'Type', 'Owner'], rows), { ...look, title: 'List of relations' });
}
