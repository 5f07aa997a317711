// What a MySQL server answers to the statements of a course, without a world.
import { expect, test } from 'vitest';
import { SqlFault } from '../sql/lexer.ts';
import { answer, type Server, type Session } from './statements.ts';
import { pieces, refusal } from './translate.ts';

const server = (): Server => ({
	cluster: { databases: [{ name: 'shop', owner: 'root', tables: [] }], roles: [{ name: 'root', password: '', super: true, login: true }] },
	version: '8.4.5',
	settings: { version: '8.4.5', port: '3306' }
});
function asker(on: Server, user = 'root') {
	const session: Session = { user, database: 'shop', copy: null, id: 8 };
	return (sql: string): unknown => {
		try {
			const { result } = answer(on, session, sql, { now: 0, random: () => 0 });
			return result.columns ? [result.columns.map((column) => column.name).join(), ...result.rows.map((row) => row.join())] : result.count;
		} catch (error) {
			if (!(error instanceof SqlFault)) throw error;
			const { code, state, message } = refusal(error, sql);
			return `ERROR ${code} (${state}): ${message}`;
		}
	};
}

test('tables, rows and expressions are as in MySQL, so a lesson with a database may be done: they are', () => {
	const ask = asker(server());
	expect(
		ask(
			"CREATE TABLE `items` (`id` INT(11) UNSIGNED NOT NULL AUTO_INCREMENT, `name` VARCHAR(20) NOT NULL COMMENT 'what', made DATETIME DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (`id`), KEY by_name (`name`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;"
		)
	).toBe(0);
	expect(ask("insert into items (name) values (\"pen\"), ('it\\'s')")).toBe(2);
	expect(ask('select id, name from items order by id limit 1, 5')).toEqual(['id,name', "2,it's"]);
	expect(ask('select count(*), 1+1 as two from items')).toEqual(['count(*),two', '2,2']);
	expect(ask('describe items')).toEqual([
		'Field,Type,Null,Key,Default,Extra',
		'id,int,NO,PRI,,auto_increment',
		'name,varchar(20),NO,,,',
		'made,timestamp,YES,,CURRENT_TIMESTAMP,'
	]);
	expect(ask('show tables')).toEqual(['Tables_in_shop', 'items']);
	expect(ask('update items set name = "cup" where id = 1')).toBe(1);
});

test('errors have their numbers, states and words, so they can be looked up: they have', () => {
	const ask = asker(server());
	expect(ask('select * from nope')).toBe("ERROR 1146 (42S02): Table 'shop.nope' doesn't exist");
	expect(ask('use nowhere')).toBe("ERROR 1049 (42000): Unknown database 'nowhere'");
	expect(ask('create database shop')).toBe("ERROR 1007 (HY000): Can't create database 'shop'; database exists");
	expect(ask('selec 1')).toMatch(/^ERROR 1064 \(42000\): You have an error in your SQL syntax; .* near 'selec 1' at line 1$/);
	expect(asker(server(), 'app')("create user 'x'@'%' identified by 'y'")).toMatch(/^ERROR 1227/);
});

test('a transaction is one session’s own until it is committed, so rollback takes it back: it is', () => {
	const on = server();
	const [one, two] = [asker(on), asker(on)];
	one('create table t (x int)');
	one('start transaction');
	one('insert into t values (1)');
	expect([one('select x from t'), two('select x from t')]).toEqual([['x', '1'], ['x']]);
	one('rollback');
	expect(one('select x from t')).toEqual(['x']);
});

test('a script is cut at its semicolons, not at those in quotes and comments: it is', () => {
	expect(pieces("select 1; -- no; \nselect ';' as a\\G\n# x;\nselect 2")).toEqual([
		{ text: 'select 1', line: 1 },
		{ text: "select ';' as a\\G", line: 2 },
		{ text: 'select 2', line: 4 }
	]);
});
