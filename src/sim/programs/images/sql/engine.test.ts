// The SQL engine through its own door: statements in, results and PostgreSQL's errors out.
import { describe, expect, test } from 'vitest';
import type { Cluster, Context, Result } from './data.ts';
import { perform } from './define.ts';
import { SqlFault } from './lexer.ts';
import { Parser } from './parser.ts';

function shop(): (sql: string) => Result | string {
	const database = { name: 'shop', owner: 'postgres', tables: [] };
	const cluster: Cluster = { databases: [database], roles: [] };
	const context: Context = {
		dialect: 'postgres',
		cluster,
		database,
		user: 'postgres',
		version: 'PostgreSQL 16.9',
		now: 1_763_625_600_000_000,
		random: () => 0.5,
		looked: 0
	};
	return (sql) => {
		try {
			return perform(new Parser(sql).statement(), context);
		} catch (error) {
			if (error instanceof SqlFault) return `${error.message}${error.at === null ? '' : ` @${error.at}`}`;
			throw error;
		}
	};
}
const rows = (result: Result | string): unknown => (typeof result === 'string' ? result : result.rows);

describe('the SQL engine', () => {
	test('a serial key counts and joins, groups and orders come out as PostgreSQL answers, it does', () => {
		const run = shop();
		run('create table items (id serial primary key, name text not null, price numeric(6,2) default 1.5)');
		run('create table sales (item integer references items(id), n int)');
		expect(run("insert into items (name) values ('lamp'), ('chair'), ('lamp')")).toMatchObject({ tag: 'INSERT 0 3' });
		run('insert into sales values (1, 2), (1, 3), (2, 5)');
		expect(rows(run('select name, count(*), sum(price) from items group by name having count(*) > 0 order by 2 desc, name'))).toEqual([
			['lamp', '2', '3'],
			['chair', '1', '1.5']
		]);
		expect(
			rows(run('select i.id, coalesce(sum(s.n), 0) as total from items i left join sales s on s.item = i.id group by i.id order by total desc limit 2'))
		).toEqual([
			['1', '5'],
			['2', '5']
		]);
		expect(rows(run('update items set price = price * 2 where id in (select item from sales where n = 5) returning id, price'))).toEqual([['2', '3.00']]);
	});

	test("mistakes are answered in PostgreSQL's words with their place, it does", () => {
		const run = shop();
		run('create table t (x int primary key, y varchar(3))');
		run("insert into t values (1, 'a')");
		expect(run('select * from nosuch')).toBe('relation "nosuch" does not exist @14');
		expect(run('select z from t')).toBe('column "z" does not exist @7');
		expect(run('selec 1')).toBe('syntax error at or near "selec" @0');
		expect(run("insert into t values (1, 'b')")).toBe('duplicate key value violates unique constraint "t_pkey"');
		expect(run("insert into t values (2, 'long')")).toBe('value too long for type character varying(3)');
		expect(run("insert into t values ('one', 'b')")).toBe('invalid input syntax for type integer: "one"');
		expect(run('select 1/0')).toBe('division by zero');
		expect(run('select x, count(*) from t')).toBe('column "t.x" must appear in the GROUP BY clause or be used in an aggregate function @7');
	});
});
