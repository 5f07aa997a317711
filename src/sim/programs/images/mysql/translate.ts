// MySQL's dialect as the engine's: quotes, comments, types and clauses; and the engine's errors as MySQL's, with code and state.
// What MySQL accepts and the engine has no use for (storage engines, character sets, keys that are no constraints) is left away.
import { SqlFault } from '../sql/lexer.ts';
import type { Refusal } from './wire.ts';

/** Outside quotes, `text` as given to `change`; quoted parts stay (with the engine's quotes). */
function outside(sql: string, change: (text: string) => string): string {
	const kept: string[] = [];
	let plain = '';
	for (let i = 0; i < sql.length;) {
		const c = sql[i] as string;
		const two = sql.slice(i, i + 2);
		if (c === '#' || (two === '--' && /\s|^$/.test(sql[i + 2] ?? ''))) {
			while (i < sql.length && sql[i] !== '\n') i++;
			continue;
		}
		if (two === '/*') {
			const end = sql.indexOf('*/', i + 2);
			i = end < 0 ? sql.length : end + 2;
			continue;
		}
		if (c !== "'" && c !== '"' && c !== '`') {
			plain += c;
			i++;
			continue;
		}
		let inner = '';
		for (i++; i < sql.length; i++) {
			if (sql[i] === '\\' && c !== '`') {
				const next = sql[++i] ?? '';
				inner += ({ n: '\n', t: '\t', r: '\r', '0': '\0' } as Readonly<Record<string, string>>)[next] ?? next;
			} else if (sql[i] === c) {
				if (sql[i + 1] !== c) break;
				inner += c;
				i++;
			} else inner += sql[i];
		}
		i++;
		plain += `\u0001${kept.length}\u0002`;
		kept.push(c === '`' ? (/^[a-z_][a-z0-9_]*$/.test(inner) ? inner : `"${inner}"`) : `'${inner.replaceAll("'", "''")}'`);
	}
	return change(plain).replace(/\u0001(\d+)\u0002/g, (_all, n: string) => kept[Number(n)] ?? '');
}

const types: readonly (readonly [RegExp, string])[] = [
	[/\b(?:tinyint|smallint|mediumint|int|integer)(?:\s*\(\s*\d+\s*\))?(?:\s+(?:unsigned|signed|zerofill))*/gi, 'integer'],
	[/\bbigint(?:\s*\(\s*\d+\s*\))?(?:\s+(?:unsigned|signed|zerofill))*/gi, 'bigint'],
	[/\b(?:datetime|timestamp)(?:\s*\(\s*\d+\s*\))?/gi, 'timestamp'],
	[/\b(?:tiny|medium|long)(?:text|blob)\b|\bblob\b|\bjson\b/gi, 'text'],
	[/\benum\s*\([^)]*\)/gi, 'text'],
	[/\b(?:double|float)(?:\s*\([^)]*\))?(?:\s+precision)?/gi, 'double precision'],
	[/\bdecimal\b/gi, 'numeric']
];
const clauses: readonly (readonly [RegExp, string])[] = [
	[
		/\)\s*(?:(?:engine|(?:default\s+)?charset|(?:default\s+)?character\s+set|(?:default\s+)?collate|auto_increment|comment|row_format)\s*=?\s*\S+\s*,?\s*)+$/i,
		')'
	],
	[/\s+(?:character\s+set|collate)\s+\w+/gi, ''],
	[/\s+on\s+update\s+current_timestamp(?:\s*\(\s*\d*\s*\))?/gi, ''],
	[/\s+comment\s+\u0001\d+\u0002/gi, ''],
	[/,\s*unique\s+(?:key|index)\s+\S+\s*\(/gi, ', unique ('],
	[/,\s*(?:key|index)\s+\S+\s*\([^)]*\)/gi, ''],
	[/,\s*constraint\s+\S+\s+foreign\s+key/gi, ', foreign key'],
	[/\bcurrent_timestamp\s*\(\s*\d*\s*\)/gi, 'current_timestamp']
];

/** A statement in the engine's words. */
export const translate = (sql: string): string =>
	outside(sql.trim(), (given) => {
		let text = given.trim().replace(/;$/, '');
		if (/^create\s+(?:temporary\s+)?table\b|^alter\s+table\b/i.test(text)) {
			for (const [pattern, to] of [...clauses, ...types]) text = text.replace(pattern, to);
			text = text.replace(/\bmodify\s+(?:column\s+)?/gi, 'alter column ');
		}
		return text
			.replace(/\blimit\s+(\d+)\s*,\s*(\d+)/gi, 'limit $2 offset $1')
			.replace(/\binsert\s+ignore\s+into\b([^]*)$/i, 'insert into$1 on conflict do nothing')
			.replace(/\bifnull\s*\(/gi, 'coalesce(')
			.replace(/\bcreate\s+schema\b/gi, 'create database')
			.replace(/\bcurdate\s*\(\s*\)/gi, 'current_date')
			.replace(/^start\s+transaction$/i, 'begin')
			.replace(/^(create\s+database\s+(?:if\s+not\s+exists\s+)?\S+)\s+(?:default\s+)?(?:character|charset|collate)[^]*$/i, '$1');
	});

/** The pieces of a script at its semicolons, quotes and comments respected. */
export function pieces(sql: string): { text: string; line: number }[] {
	const out: { text: string; line: number }[] = [];
	let text = '';
	let line = 1;
	let from = 1;
	let quote = '';
	for (let i = 0; i < sql.length; i++) {
		const c = sql[i] as string;
		if (c === '\n') line++;
		if (quote !== '') {
			if (c === '\\' && quote !== '`') text += sql[i++];
			else if (c === quote) quote = '';
		} else if (c === '#' || (c === '-' && /^--(?:\s|$)/.test(sql.slice(i, i + 3)))) {
			while (i + 1 < sql.length && sql[i + 1] !== '\n') i++;
			continue;
		} else if (c === "'" || c === '"' || c === '`') quote = c;
		else if (c === ';' || (c === '\\' && (sql[i + 1] === 'G' || sql[i + 1] === 'g'))) {
			const vertical = c === '\\' && sql[i + 1] === 'G';
			if (c === '\\') i++;
			if (text.trim() !== '') out.push({ text: text.trim() + (vertical ? '\\G' : ''), line: from });
			text = '';
			from = line;
			continue;
		}
		if (text.trim() === '') from = line;
		text += sql[i] ?? '';
	}
	if (text.trim() !== '') out.push({ text: text.trim(), line: from });
	return out;
}

const states: Readonly<Record<string, string>> = {
	1007: 'HY000',
	1008: 'HY000',
	1044: '42000',
	1045: '28000',
	1046: '3D000',
	1048: '23000',
	1049: '42000',
	1050: '42S01',
	1051: '42S02',
	1054: '42S22',
	1062: '23000',
	1064: '42000',
	1136: '21S01',
	1146: '42S02',
	1364: 'HY000',
	1396: 'HY000',
	1406: '22001',
	1451: '23000',
	1452: '23000'
};
const byState: Readonly<Record<string, readonly [code: string, text?: (message: string) => string]>> = {
	'42703': ['1054', (message) => `Unknown column '${/"([^"]*)"/.exec(message)?.[1] ?? ''}' in 'field list'`],
	'42P07': ['1050', (message) => `Table '${/"([^"]*)"/.exec(message)?.[1] ?? ''}' already exists`],
	'42P04': ['1007', (message) => `Can't create database '${/"([^"]*)"/.exec(message)?.[1] ?? ''}'; database exists`],
	'42P01': ['1051', (message) => message],
	'3D000': ['1008', (message) => message],
	'23502': ['1048', (message) => `Column '${/column "([^"]*)"/.exec(message)?.[1] ?? ''}' cannot be null`],
	'23503': ['1452', () => 'Cannot add or update a child row: a foreign key constraint fails'],
	'22001': ['1406', (message) => message],
	'42883': ['1305', (message) => message.replace(/^function (\S+)\(.*$/, 'FUNCTION $1 does not exist')]
};
/** An error of the engine as MySQL says it; `sql`: what was being read. */
export function refusal(error: SqlFault, sql: string): Refusal {
	if (/^\d{4}$/.test(error.code)) return { code: error.code, state: states[error.code] ?? 'HY000', message: error.message };
	const known = byState[error.code];
	if (known) return { code: known[0], state: states[known[0]] ?? '42000', message: known[1]?.(error.message) ?? error.message };
	if (error.code.startsWith('42') || error.code === 'XX000') {
		const near = error.at === null ? sql : sql.slice(error.at);
		return {
			code: '1064',
			state: '42000',
			message: `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${near.slice(0, 80)}' at line 1`
		};
	}
	return { code: '1105', state: 'HY000', message: error.message };
}
