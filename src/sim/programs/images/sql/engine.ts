// Runs SQL statements on a database in memory: tables with types, keys, checks and foreign keys; joins, groups, orders, subqueries.
// Leaves out views, triggers, functions, schemas beside public, savepoints and plans. Errors are PostgreSQL's words.
import { isNumeric, show, type Context, type Database, type Result, type Table } from './data.ts';
import { catalogue } from './catalogue.ts';
import { compare, convert, evaluate, isAggregate, typeOf, type Bound, type Scope } from './evaluate.ts';
import { SqlFault } from './lexer.ts';
import type { Column, Expression, Select, Statement, Value } from './syntax.ts';

type Rows = { columns: { name: string; type: string }[]; rows: Value[][] };

const tableOf = (database: Database, name: string, at: number | null, context: Context): Table => {
	const found = database.tables.find((t) => t.name === name);
	if (!found)
		throw context.dialect === 'mysql'
			? new SqlFault(`Table '${database.name}.${name}' doesn't exist`, null, '1146')
			: new SqlFault(`relation "${name}" does not exist`, at, '42P01');
	return found;
};
const shownType = (type: string): string => type.replace('bigserial', 'bigint').replace(/^serial/, 'integer');

function sourceRows(source: Select['from'][number], scope: Scope): Rows {
	if (source.query) return runSelect(source.query, scope, true);
	if (source.call?.kind === 'call') {
		if (source.call.name !== 'generate_series') throw new SqlFault(`function ${source.call.name}() does not exist`, source.at, '42883');
		const [from = 0, to = 0, step = 1] = source.call.args.map((a) => Number(evaluate(a, scope)));
		const rows: Value[][] = [];
		for (let n = from; step > 0 ? n <= to : n >= to; n += step) {
			if (rows.length > 1_000_000 || step === 0) throw new SqlFault('canceling statement due to statement timeout', null, '57014');
			rows.push([n]);
		}
		return { columns: [{ name: source.alias, type: 'integer' }], rows };
	}
	const name = source.table ?? '';
	const listed = catalogue(name, scope.context);
	if (listed) return listed;
	const table = tableOf(scope.context.database, name.replace(/^.*\./, ''), source.at, scope.context);
	return { columns: table.columns.map((c) => ({ name: c.name, type: shownType(c.type) })), rows: table.rows };
}

const look = (context: Context, n: number): void => {
	context.looked += n;
	if (context.looked > 3_000_000) throw new SqlFault('canceling statement due to statement timeout', null, '57014');
};

/** The joined rows of a FROM. */
function joined(query: Select, scope: Scope): { rows: Bound[][]; shape: Bound[] } {
	let rows: Bound[][] = [[]];
	let shape: Bound[] = [];
	for (const source of query.from) {
		const { columns, rows: found } = sourceRows(source, scope);
		if (shape.some((b) => b.alias === source.alias)) throw new SqlFault(`table name "${source.alias}" specified more than once`, source.at, '42712');
		const bound = (values: readonly Value[]): Bound => ({ alias: source.alias, columns, values });
		const empty = bound(columns.map(() => null));
		const matches = (row: Bound[]): boolean => {
			if (source.on) return evaluate(source.on, { ...scope, row }) === true;
			return (source.using ?? []).every((name) => {
				const left = row.slice(0, -1).find((b) => b.columns.some((c) => c.name === name));
				const right = row[row.length - 1];
				const pick = (b: Bound | undefined): Value => b?.values[b.columns.findIndex((c) => c.name === name)] ?? null;
				return pick(left) !== null && pick(left) === pick(right);
			});
		};
		if (source.on) typeOf(source.on, { ...scope, row: [...shape, empty] });
		look(scope.context, rows.length * Math.max(1, found.length));
		const next: Bound[][] = [];
		const used = new Set<number>();
		for (const row of rows) {
			let any = false;
			for (const [i, values] of found.entries()) {
				const candidate = [...row, bound(values)];
				if (source.join !== 'cross' && !matches(candidate)) continue;
				any = true;
				used.add(i);
				next.push(candidate);
			}
			if (!any && source.join === 'left') next.push([...row, empty]);
		}
		if (source.join === 'right')
			for (const [i, values] of found.entries())
				if (!used.has(i)) next.push([...shape.map((b) => ({ ...b, values: b.columns.map(() => null) })), bound(values)]);
		shape = [...shape, empty];
		rows = next;
	}
	return { rows, shape };
}

const nameOf = (e: Expression): string =>
	e.kind === 'column'
		? e.name
		: e.kind === 'call'
			? e.name === 'group_concat'
				? 'group_concat'
				: e.name
			: e.kind === 'cast'
				? e.of.kind === 'column'
					? e.of.name
					: e.type.replace(/\(.*/, '').replace('integer', 'int4').replace('boolean', 'bool').replace('bigint', 'int8')
				: e.kind === 'case'
					? 'case'
					: e.kind === 'exists'
						? 'exists'
						: e.kind === 'query' && e.query.items[0]
							? (e.query.items[0].alias ?? nameOf(e.query.items[0].of))
							: '?column?';

function expand(items: Select['items'], shape: readonly Bound[]): { of: Expression; name: string }[] {
	return items.flatMap(({ of, alias }) => {
		if (of.kind !== 'star') return [{ of, name: alias ?? nameOf(of) }];
		const from = of.table === null ? shape : shape.filter((b) => b.alias === of.table);
		if (from.length === 0)
			throw of.table === null
				? new SqlFault('SELECT * with no tables specified is not valid', null, '42601')
				: new SqlFault(`missing FROM-clause entry for table "${of.table}"`, null, '42P01');
		return from.flatMap((b) => b.columns.map((c) => ({ of: { kind: 'column' as const, table: b.alias, name: c.name, at: 0 }, name: c.name })));
	});
}

/** A column of a grouped query that is neither grouped nor inside an aggregate. */
function ungrouped(e: Expression, group: readonly Expression[]): Extract<Expression, { kind: 'column' }> | null {
	if (group.some((g) => g.kind === 'column' && e.kind === 'column' && g.name === e.name)) return null;
	switch (e.kind) {
		case 'column':
			return e;
		case 'binary':
			return ungrouped(e.left, group) ?? ungrouped(e.right, group);
		case 'unary':
		case 'cast':
			return ungrouped(e.of, group);
		case 'call':
			return isAggregate(e) ? null : (e.args.map((a) => ungrouped(a, group)).find((x) => x !== null) ?? null);
		default:
			return null;
	}
}

export function runSelect(query: Select, outer: Scope, inner = false): Rows {
	const scope: Scope = { ...outer, row: [], group: null, outer: inner || outer.row.length ? outer : null };
	if (query.values) {
		const rows = query.values.map((row) => row.map((e) => evaluate(e, scope)));
		return { columns: (query.values[0] ?? []).map((e, i) => ({ name: `column${i + 1}`, type: typeOf(e, scope) })), rows };
	}
	const { rows, shape } = joined(query, scope);
	const items = expand(query.items, shape);
	const typing = { ...scope, row: shape, group: null };
	const grouped = query.group.length > 0 || items.some((i) => isAggregate(i.of)) || query.having !== null;
	const byName = (e: Expression): Expression => {
		if (e.kind === 'value' && typeof e.value === 'number' && e.type === 'integer') {
			const item = items[e.value - 1];
			if (!item) throw new SqlFault(`ORDER BY position ${e.value} is not in select list`, null, '42P10');
			return item.of;
		}
		if (e.kind === 'column' && e.table === null) return items.find((i) => i.name === e.name)?.of ?? e;
		return e;
	};
	const columns = items.map((i) => ({
		name: i.name,
		type: shownType(typeOf(i.of, grouped ? { ...typing, group: [shape] } : typing)).replace('unknown', 'text')
	}));
	if (query.where) typeOf(query.where, typing);
	const kept = query.where === null ? rows : rows.filter((row) => evaluate(query.where as Expression, { ...scope, row }) === true);
	const group = query.group.map(byName);
	let scopes: Scope[];
	if (grouped) {
		for (const item of items) {
			const stray = scope.context.dialect === 'postgres' ? ungrouped(item.of, group) : null;
			if (stray)
				throw new SqlFault(
					`column "${stray.table ?? shape.find((b) => b.columns.some((c) => c.name === stray.name))?.alias ?? ''}.${stray.name}" must appear in the GROUP BY clause or be used in an aggregate function`,
					stray.at,
					'42803'
				);
		}
		const groups = new Map<string, Bound[][]>();
		for (const row of kept) {
			const key = JSON.stringify(group.map((g) => evaluate(g, { ...scope, row })));
			const list = groups.get(key);
			if (list) list.push(row);
			else groups.set(key, [row]);
		}
		if (groups.size === 0 && group.length === 0) groups.set('', []);
		scopes = [...groups.values()].map((list) => ({ ...scope, row: list[0] ?? shape, group: list }));
		if (query.having) scopes = scopes.filter((s) => evaluate(query.having as Expression, s) === true);
	} else scopes = kept.map((row) => ({ ...scope, row }));
	let made = scopes.map((s) => ({ s, values: items.map((i) => evaluate(i.of, s)) }));
	if (query.distinct) {
		const seen = new Set<string>();
		made = made.filter(({ values }) => {
			const key = JSON.stringify(values);
			if (seen.has(key)) return false;
			seen.add(key);
			return true;
		});
	}
	if (query.union) {
		const other = runSelect(query.union.with, outer, inner);
		if (other.columns.length !== columns.length) throw new SqlFault('each UNION query must have the same number of columns', null, '42601');
		made = [...made, ...other.rows.map((values) => ({ s: scope, values }))];
		if (!query.union.all) made = [...new Map(made.map((m) => [JSON.stringify(m.values), m])).values()];
	}
	if (query.order.length) {
		const keys = query.order.map((o) => ({ ...o, of: byName(o.of) }));
		const sorted = made.map((m) => ({ m, keys: keys.map((k) => evaluate(k.of, m.s)) }));
		sorted.sort((a, b) => {
			for (const [i, k] of keys.entries()) {
				const [x = null, y = null] = [a.keys[i], b.keys[i]];
				if (x === null || y === null) {
					if (x === y) continue;
					const nullsFirst = k.nulls === null ? k.down !== (scope.context.dialect === 'mysql') : k.nulls === 'first';
					return (x === null) === nullsFirst ? -1 : 1;
				}
				const order = compare(x, y);
				if (order !== 0) return k.down ? -order : order;
			}
			return 0;
		});
		made = sorted.map(({ m }) => m);
	}
	const offset = query.offset ? Number(evaluate(query.offset, scope)) : 0;
	const limit = query.limit ? evaluate(query.limit, scope) : null;
	if (offset > 0 || limit !== null) made = made.slice(offset, limit === null ? undefined : offset + Number(limit));
	return { columns, rows: made.map((m) => m.values) };
}

export const rootScope = (context: Context): Scope => ({ row: [], group: null, outer: null, context, query: (query, outer) => runSelect(query, outer, true) });

const key = (table: Table, names: readonly string[], row: readonly Value[]): Value[] =>
	names.map((n) => row[table.columns.findIndex((c) => c.name === n)] ?? null);
const uniqueKeys = (table: Table): { name: string; columns: string[] }[] => [
	...(table.primary.length ? [{ name: `${table.name}_pkey`, columns: table.primary }] : []),
	...table.uniques.map((columns) => ({ name: `${table.name}_${columns.join('_')}_key`, columns })),
	...table.indexes.filter((i) => i.unique)
];

/** Checks a row that is to be stored. `self`: the row it replaces. Answers the unique key it breaks. */
function broken(table: Table, row: readonly Value[], self: readonly Value[] | null): { name: string; columns: string[] } | null {
	for (const unique of uniqueKeys(table)) {
		const wanted = key(table, unique.columns, row);
		if (!wanted.includes(null) && table.rows.some((other) => other !== self && JSON.stringify(key(table, unique.columns, other)) === JSON.stringify(wanted)))
			return unique;
	}
	return null;
}
function guard(table: Table, row: Value[], context: Context): void {
	const scope = rootScope(context);
	const shown = `(${row.map((v) => (v === null ? 'null' : typeof v === 'boolean' ? (v ? 't' : 'f') : String(v))).join(', ')})`;
	for (const [i, column] of table.columns.entries()) {
		const value = row[i] ?? null;
		if (value === null && (column.notNull || table.primary.includes(column.name)))
			throw context.dialect === 'mysql'
				? new SqlFault(`Column '${column.name}' cannot be null`, null, '1048')
				: new SqlFault(
						`null value in column "${column.name}" of relation "${table.name}" violates not-null constraint`,
						null,
						'23502',
						`Failing row contains ${shown}.`
					);
		if (column.check && evaluate(column.check, { ...scope, row: [{ alias: table.name, columns: table.columns, values: row }] }) === false)
			throw new SqlFault(
				`new row for relation "${table.name}" violates check constraint "${table.name}_${column.name}_check"`,
				null,
				'23514',
				`Failing row contains ${shown}.`
			);
		if (column.references && value !== null) {
			const target = context.database.tables.find((t) => t.name === column.references?.table);
			const at = target?.columns.findIndex((c) => c.name === (column.references?.column || target.primary[0])) ?? -1;
			if (!target?.rows.some((r) => r[at] === value))
				throw new SqlFault(
					`insert or update on table "${table.name}" violates foreign key constraint "${table.name}_${column.name}_fkey"`,
					null,
					'23503',
					`Key (${column.name})=(${String(value)}) is not present in table "${column.references.table}".`
				);
		}
	}
}
const clash = (table: Table, unique: { name: string; columns: string[] }, row: readonly Value[], context: Context): SqlFault =>
	context.dialect === 'mysql'
		? new SqlFault(
				`Duplicate entry '${key(table, unique.columns, row).join('-')}' for key '${table.name}.${unique.name.endsWith('_pkey') ? 'PRIMARY' : unique.columns.join('_')}'`,
				null,
				'1062'
			)
		: new SqlFault(
				`duplicate key value violates unique constraint "${unique.name}"`,
				null,
				'23505',
				`Key (${unique.columns.join(', ')})=(${key(table, unique.columns, row).join(', ')}) already exists.`
			);

const columnAt = (table: Table, name: string, at: number | null, context: Context): number => {
	const i = table.columns.findIndex((c) => c.name === name);
	if (i < 0)
		throw context.dialect === 'mysql'
			? new SqlFault(`Unknown column '${name}' in 'field list'`, null, '1054')
			: new SqlFault(`column "${name}" of relation "${table.name}" does not exist`, at, '42703');
	return i;
};
function fallback(table: Table, column: Column, context: Context): Value {
	if (column.type.endsWith('serial')) return (table.serials[column.name] = (table.serials[column.name] ?? 0) + 1);
	return column.fallback ? convert(evaluate(column.fallback, rootScope(context)), column.type) : null;
}
function returned(items: Select['items'] | null, table: Table, rows: readonly (readonly Value[])[], context: Context): Pick<Result, 'columns' | 'rows'> {
	if (!items) return { columns: null, rows: [] };
	const scope = rootScope(context);
	const shape: Bound = { alias: table.name, columns: table.columns, values: table.columns.map(() => null) };
	const expanded = expand(items, [shape]);
	const columns = expanded.map((i) => ({ name: i.name, type: shownType(typeOf(i.of, { ...scope, row: [shape] })) }));
	return {
		columns,
		rows: rows.map((values) =>
			expanded.map((i, n) => show(evaluate(i.of, { ...scope, row: [{ ...shape, values }] }), columns[n]?.type ?? 'text', context.dialect))
		)
	};
}

/** Stores rows given as text or values for some columns; used by INSERT and COPY. Answers the stored rows. */
export function store(
	table: Table,
	names: readonly string[] | null,
	rows: readonly (readonly (Value | undefined)[])[],
	context: Context,
	onConflict: Extract<Statement, { kind: 'insert' }>['onConflict'] = null,
	at: number | null = null
): Value[][] {
	const places = names ? names.map((name) => columnAt(table, name, at, context)) : table.columns.map((_c, i) => i);
	const stored: Value[][] = [];
	for (const given of rows) {
		if (given.length > places.length)
			throw context.dialect === 'mysql'
				? new SqlFault("Column count doesn't match value count at row 1", null, '1136')
				: new SqlFault('INSERT has more expressions than target columns', null, '42601');
		if (names && given.length < places.length)
			throw context.dialect === 'mysql'
				? new SqlFault("Column count doesn't match value count at row 1", null, '1136')
				: new SqlFault('INSERT has more target columns than expressions', null, '42601');
		const row: Value[] = [];
		for (const [i, column] of table.columns.entries()) {
			const place = places.indexOf(i);
			const value = place >= 0 && place < given.length ? given[place] : undefined;
			const auto = context.dialect === 'mysql' && column.type.endsWith('serial') && (value === null || value === 0);
			row.push(value === undefined || auto ? fallback(table, column, context) : convert(value, column.type));
			if (column.type.endsWith('serial') && context.dialect === 'mysql') table.serials[column.name] = Math.max(table.serials[column.name] ?? 0, Number(row[i]));
		}
		guard(table, row, context);
		const unique = broken(table, row, null);
		if (unique) {
			if (onConflict === null) throw clash(table, unique, row, context);
			if (onConflict !== 'nothing') {
				const index = table.rows.findIndex((other) => JSON.stringify(key(table, unique.columns, other)) === JSON.stringify(key(table, unique.columns, row)));
				const old = table.rows[index] as Value[];
				const fresh = [...old];
				const scope = {
					...rootScope(context),
					row: [
						{ alias: table.name, columns: table.columns, values: old },
						{ alias: 'excluded', columns: table.columns, values: row }
					]
				};
				for (const [name, of] of onConflict.set)
					fresh[columnAt(table, name, at, context)] = evaluate(of.kind === 'column' && of.table === null ? { ...of, table: table.name } : of, scope);
				table.rows[index] = fresh;
				stored.push(fresh);
			}
			continue;
		}
		table.rows.push(row);
		stored.push(row);
	}
	return stored;
}

/** Nothing may point at a row that goes. */
function unreferenced(table: Table, row: readonly Value[], database: Database): void {
	for (const other of database.tables)
		for (const [i, column] of other.columns.entries()) {
			if (column.references?.table !== table.name) continue;
			const name = column.references.column || (table.primary[0] ?? '');
			const value = row[table.columns.findIndex((c) => c.name === name)] ?? null;
			if (value !== null && other.rows.some((r) => r[i] === value))
				throw new SqlFault(
					`update or delete on table "${table.name}" violates foreign key constraint "${other.name}_${column.name}_fkey" on table "${other.name}"`,
					null,
					'23503',
					`Key (${name})=(${String(value)}) is still referenced from table "${other.name}".`
				);
		}
}

/** Runs a query or a change of rows; definitions are in define.ts. */
export function run(statement: Extract<Statement, { kind: 'select' | 'insert' | 'update' | 'delete' }>, context: Context): Result {
	const scope = rootScope(context);
	if (statement.kind === 'select') {
		const { columns, rows } = runSelect(statement, scope);
		return {
			tag: `SELECT ${rows.length}`,
			columns,
			rows: rows.map((row) => row.map((v, i) => show(v, columns[i]?.type ?? 'text', context.dialect))),
			count: rows.length
		};
	}
	const table = tableOf(context.database, statement.table, statement.at, context);
	if (statement.kind === 'insert') {
		const given = statement.source
			? runSelect(statement.source, scope).rows
			: (statement.rows ?? []).map((row) => row.map((e) => (e === null ? undefined : evaluate(e, scope))));
		const stored = store(table, statement.columns, given, context, statement.onConflict, statement.at);
		return { tag: `INSERT 0 ${stored.length}`, count: stored.length, ...returned(statement.returning, table, stored, context) };
	}
	const matches = (row: readonly Value[]): boolean =>
		statement.where === null || evaluate(statement.where, { ...scope, row: [{ alias: table.name, columns: table.columns, values: row }] }) === true;
	if (statement.where) typeOf(statement.where, { ...scope, row: [{ alias: table.name, columns: table.columns, values: [] }] });
	look(context, table.rows.length);
	const hit = table.rows.filter(matches);
	if (statement.kind === 'delete') {
		for (const row of hit) unreferenced(table, row, context.database);
		const gone = new Set(hit);
		table.rows = table.rows.filter((row) => !gone.has(row));
		return { tag: `DELETE ${hit.length}`, count: hit.length, ...returned(statement.returning, table, hit, context) };
	}
	const fresh: Value[][] = [];
	const places = statement.set.map(([name, , at]) => columnAt(table, name, at, context));
	for (const row of hit) {
		const next = [...row];
		for (const [i, [, of]] of statement.set.entries())
			next[places[i] as number] = convert(
				evaluate(of, { ...scope, row: [{ alias: table.name, columns: table.columns, values: row }] }),
				table.columns[places[i] as number]?.type ?? 'text'
			);
		guard(table, next, context);
		const unique = broken(table, next, row);
		if (unique) throw clash(table, unique, next, context);
		table.rows[table.rows.indexOf(row)] = next;
		fresh.push(next);
	}
	return { tag: `UPDATE ${hit.length}`, count: hit.length, ...returned(statement.returning, table, fresh, context) };
}
export { isNumeric, tableOf };
