// The value and the type of a SQL expression over a row. NULL is unknown, as in SQL; errors are PostgreSQL's.
// Leaves out time zones, intervals beyond adding to a moment, arrays and user functions.
import { formatGoTime, parseTime } from '../../../values/index.ts';
import type { Context } from './data.ts';
import { SqlFault } from './lexer.ts';
import type { Expression, Select, Value } from './syntax.ts';

export interface Bound {
	readonly alias: string;
	readonly columns: readonly { readonly name: string; readonly type: string }[];
	readonly values: readonly Value[];
}
export interface Scope {
	readonly row: readonly Bound[];
	/** With GROUP BY or an aggregate: the rows of the group. */
	readonly group: readonly (readonly Bound[])[] | null;
	readonly outer: Scope | null;
	readonly context: Context;
	readonly query: (query: Select, outer: Scope) => { columns: readonly { name: string; type: string }[]; rows: Value[][] };
}

const aggregates = new Set(['count', 'sum', 'avg', 'min', 'max', 'string_agg', 'group_concat', 'array_agg', 'bool_and', 'bool_or', 'json_agg']);
export const isAggregate = (e: Expression): boolean => {
	switch (e.kind) {
		case 'call':
			return aggregates.has(e.name) || e.args.some(isAggregate);
		case 'unary':
		case 'cast':
		case 'null':
			return isAggregate(e.of);
		case 'binary':
			return isAggregate(e.left) || isAggregate(e.right);
		case 'case':
			return e.arms.some((a) => isAggregate(a.when) || isAggregate(a.then)) || (e.otherwise !== null && isAggregate(e.otherwise));
		default:
			return false;
	}
};

function find(e: Extract<Expression, { kind: 'column' }>, scope: Scope): { value: Value; type: string } {
	for (let s: Scope | null = scope; s; s = s.outer) {
		const hits: { value: Value; type: string }[] = [];
		for (const bound of s.row) {
			if (e.table !== null && bound.alias !== e.table) continue;
			const i = bound.columns.findIndex((c) => c.name === e.name);
			if (i >= 0) hits.push({ value: bound.values[i] ?? null, type: (bound.columns[i] as { type: string }).type });
		}
		if (hits.length > 1) throw new SqlFault(`column reference "${e.name}" is ambiguous`, e.at, '42702');
		if (hits[0]) return hits[0];
		if (e.table !== null && s.outer === null && !s.row.some((b) => b.alias === e.table))
			throw new SqlFault(`missing FROM-clause entry for table "${e.table}"`, e.at, '42P01');
	}
	throw new SqlFault(`column ${e.table === null ? `"${e.name}"` : `${e.table}.${e.name}`} does not exist`, e.at, '42703');
}

const truth = (v: Value): boolean | null => (v === null ? null : typeof v === 'boolean' ? v : typeof v === 'number' ? v !== 0 : v === 't' || v === 'true');
const base = (type: string): string =>
	type
		.replace(/\(.*\)$/, '')
		.replace('bigserial', 'bigint')
		.replace('serial', 'integer');

/** Converts as a cast or an assignment does. Throws PostgreSQL's errors. */
export function convert(value: Value, type: string, at: number | null = null): Value {
	if (value === null) return null;
	const to = base(type);
	const invalid = (): never => {
		throw new SqlFault(`invalid input syntax for type ${to}: "${String(value)}"`, at, '22P02');
	};
	if (to === 'integer' || to === 'bigint' || to === 'smallint') {
		const n =
			typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? Math.round(value) : /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : invalid();
		const limit = to === 'integer' ? 2_147_483_648 : to === 'smallint' ? 32_768 : 9.3e18;
		if (n >= limit || n < -limit)
			throw new SqlFault(typeof value === 'string' ? `value "${value}" is out of range for type ${to}` : `${to} out of range`, at, '22003');
		return n;
	}
	if (to === 'numeric' || to === 'real' || to === 'double precision') {
		const n =
			typeof value === 'number'
				? value
				: typeof value === 'string' && /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(value)
					? Number(value)
					: invalid();
		const scale = /,(\d+)\)/.exec(type)?.[1];
		return scale === undefined ? n : Number(n.toFixed(Number(scale)));
	}
	if (to === 'boolean') {
		if (typeof value === 'boolean') return value;
		if (typeof value === 'number') return value !== 0;
		const word = value.trim().toLowerCase();
		if (['t', 'true', 'y', 'yes', 'on', '1'].includes(word)) return true;
		return ['f', 'false', 'n', 'no', 'off', '0'].includes(word) ? false : invalid();
	}
	if (to === 'character varying' || to === 'character') {
		const text = String(typeof value === 'boolean' ? (value ? 'true' : 'false') : value);
		const size = Number(/\((\d+)\)/.exec(type)?.[1] ?? Infinity);
		if (text.length > size) throw new SqlFault(`value too long for type ${to}(${size})`, null, '22001');
		return to === 'character' ? text.padEnd(size === Infinity ? 1 : size) : text;
	}
	if (to.startsWith('timestamp') || to === 'date') {
		if (typeof value !== 'string') return String(value);
		const us = parseTime(
			value.trim().replace(' ', 'T') + (/\d{2}:\d{2}/.test(value) ? '' : 'T00:00:00') + (/[Z+]|-\d\d$|-\d\d:\d\d$/.test(value.slice(10)) ? '' : 'Z')
		);
		if (us === undefined) return invalid();
		return stamp(us, to);
	}
	if (to === 'json' || to === 'jsonb') {
		try {
			return to === 'jsonb'
				? JSON.stringify(JSON.parse(String(value)))
						.replace(/([{,])"((?:[^"\\]|\\.)*)":/g, '$1"$2": ')
						.replace(/,"/g, ', "')
				: String((JSON.parse(String(value)), value));
		} catch {
			return invalid();
		}
	}
	if (to === 'uuid' && !/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(String(value))) return invalid();
	return typeof value === 'boolean' ? (value ? 'true' : 'false') : String(value);
}

/** A moment as its type shows it. */
export const stamp = (us: number, type: string): string =>
	type === 'date' ? formatGoTime(us, '2006-01-02') : formatGoTime(us, '2006-01-02 15:04:05.999999') + (type.includes('with time zone') ? '+00' : '');

export function compare(a: Value, b: Value): number {
	if (typeof a === 'number' || typeof b === 'number') {
		const [x, y] = [Number(a), Number(b)];
		return x < y ? -1 : x > y ? 1 : 0;
	}
	const [x, y] = [typeof a === 'boolean' ? Number(a) : String(a), typeof b === 'boolean' ? Number(b) : String(b)];
	return x < y ? -1 : x > y ? 1 : 0;
}

function like(text: string, pattern: string, fold: boolean): boolean {
	const [t, p] = fold ? [text.toLowerCase(), pattern.toLowerCase()] : [text, pattern];
	let [i, j, star, mark] = [0, 0, -1, 0];
	while (i < t.length) {
		if (p[j] === '%') [star, mark] = [j++, i];
		else if (j < p.length && (p[j] === '_' || p[j] === t[i])) {
			i++;
			j++;
		} else if (star >= 0) {
			j = star + 1;
			i = ++mark;
		} else return false;
	}
	while (p[j] === '%') j++;
	return j === p.length;
}

function binary(e: Extract<Expression, { kind: 'binary' }>, scope: Scope): Value {
	if (e.op === 'and' || e.op === 'or') {
		const left = truth(evaluate(e.left, scope));
		if (left === (e.op === 'or')) return left;
		const right = truth(evaluate(e.right, scope));
		if (right === (e.op === 'or')) return right;
		return left === null || right === null ? null : right;
	}
	const [leftType, rightType] = [typeOf(e.left, scope), typeOf(e.right, scope)];
	let left = evaluate(e.left, scope);
	let right = evaluate(e.right, scope);
	if (e.op === 'is') return left === right;
	if (e.op === 'isnt') return left !== right;
	if (left === null || right === null) return null;
	if (leftType === 'unknown' && rightType !== 'unknown' && typeof right !== 'string')
		left = convert(left, rightType, e.left.kind === 'value' ? e.at + e.op.length : null);
	if (rightType === 'unknown' && leftType !== 'unknown' && typeof left !== 'string') right = convert(right, leftType);
	const comparable = (): void => {
		if (scope.context.dialect === 'postgres' && typeof left !== typeof right)
			throw new SqlFault(
				`operator does not exist: ${base(leftType)} ${e.op} ${base(rightType)}`,
				e.at,
				'42883',
				'',
				'No operator matches the given name and argument types. You might need to add explicit type casts.'
			);
	};
	switch (e.op) {
		case '=':
			comparable();
			return compare(left, right) === 0;
		case '<>':
			comparable();
			return compare(left, right) !== 0;
		case '<':
			comparable();
			return compare(left, right) < 0;
		case '>':
			comparable();
			return compare(left, right) > 0;
		case '<=':
			comparable();
			return compare(left, right) <= 0;
		case '>=':
			comparable();
			return compare(left, right) >= 0;
		case 'like':
			return like(String(left), String(right), scope.context.dialect === 'mysql');
		case 'ilike':
			return like(String(left), String(right), true);
		case '||':
			return String(left) + String(right);
		case '->':
		case '->>': {
			const found: unknown = (JSON.parse(String(left)) as Record<string, unknown>)[String(right)];
			return found === undefined || found === null ? null : e.op === '->>' && typeof found === 'string' ? found : JSON.stringify(found);
		}
	}
	if ((e.op === '+' || e.op === '-') && (leftType.startsWith('timestamp') || leftType === 'date') && rightType === 'interval') {
		const [, n = '0', unit = 'day'] = /^(-?\d+)\s*(\w+?)s?$/.exec(String(right)) ?? [];
		const us = Number(n) * ({ second: 1e6, minute: 6e7, hour: 3.6e9, day: 8.64e10, week: 6.048e11 }[unit] ?? 0) * (e.op === '-' ? -1 : 1);
		return stamp(
			(parseTime(
				String(left)
					.replace(' ', 'T')
					.replace(/(\+00)?$/, 'Z')
			) ?? 0) + us,
			leftType
		);
	}
	const [a, b] = [Number(left), Number(right)];
	if (Number.isNaN(a) || Number.isNaN(b))
		throw new SqlFault(
			`operator does not exist: ${base(leftType)} ${e.op} ${base(rightType)}`,
			e.at,
			'42883',
			'',
			'No operator matches the given name and argument types. You might need to add explicit type casts.'
		);
	const whole = !/^(?:numeric|real|double)/.test(leftType) && !/^(?:numeric|real|double)/.test(rightType);
	const checked = (n: number): number => {
		if (whole && (n >= 2_147_483_648 || n < -2_147_483_648) && !leftType.startsWith('big') && !rightType.startsWith('big'))
			throw new SqlFault('integer out of range', null, '22003');
		return n;
	};
	switch (e.op) {
		case '+':
			return checked(a + b);
		case '-':
			return checked(a - b);
		case '*':
			return checked(a * b);
		case '/':
			if (b === 0) {
				if (scope.context.dialect === 'mysql') return null;
				throw new SqlFault('division by zero', null, '22012');
			}
			return whole && scope.context.dialect === 'postgres' ? Math.trunc(a / b) : a / b;
		default:
			if (b === 0) throw new SqlFault('division by zero', null, '22012');
			return a % b;
	}
}

function aggregate(e: Extract<Expression, { kind: 'call' }>, scope: Scope): Value {
	const rows = scope.group ?? [];
	if (e.star) return rows.length;
	let values = rows.map((row) => evaluate(e.args[0] as Expression, { ...scope, row, group: null })).filter((v) => v !== null);
	if (e.distinct) values = [...new Set(values)];
	switch (e.name) {
		case 'count':
			return values.length;
		case 'sum':
			return values.length ? values.reduce((n: number, v) => n + Number(v), 0) : null;
		case 'avg':
			return values.length ? Number((values.reduce((n: number, v) => n + Number(v), 0) / values.length).toPrecision(16)) : null;
		case 'min':
			return values.reduce((a: Value, v) => (a === null || compare(v, a) < 0 ? v : a), null);
		case 'max':
			return values.reduce((a: Value, v) => (a === null || compare(v, a) > 0 ? v : a), null);
		case 'bool_and':
			return values.every((v) => v === true);
		case 'bool_or':
			return values.some((v) => v === true);
		case 'array_agg':
			return `{${values.join(',')}}`;
		case 'json_agg':
			return JSON.stringify(values);
		default: {
			const separator = e.args[1] ? String(evaluate(e.args[1], scope)) : ',';
			return values.length ? values.map(String).join(separator) : null;
		}
	}
}

const functions: Readonly<Record<string, (args: Value[], context: Context) => Value>> = {
	version: (_a, c) => c.version,
	database: (_a, c) => c.database.name,
	current_database: (_a, c) => c.database.name,
	current_schema: () => 'public',
	current_user: (_a, c) => c.user,
	session_user: (_a, c) => c.user,
	user: (_a, c) => (c.dialect === 'mysql' ? `${c.user}@localhost` : c.user),
	now: (_a, c) => stamp(c.now, c.dialect === 'mysql' ? 'timestamp' : 'timestamp with time zone'),
	current_timestamp: (_a, c) => stamp(c.now, c.dialect === 'mysql' ? 'timestamp' : 'timestamp with time zone'),
	localtimestamp: (_a, c) => stamp(c.now, 'timestamp'),
	clock_timestamp: (_a, c) => stamp(c.now, 'timestamp with time zone'),
	current_date: (_a, c) => stamp(c.now, 'date'),
	curdate: (_a, c) => stamp(c.now, 'date'),
	random: (_a, c) => c.random(),
	rand: (_a, c) => c.random(),
	length: ([a]) => (a === null ? null : [...String(a)].length),
	char_length: ([a]) => (a === null ? null : [...String(a)].length),
	upper: ([a]) => (a === null ? null : String(a).toUpperCase()),
	lower: ([a]) => (a === null ? null : String(a).toLowerCase()),
	trim: ([a]) => (a === null ? null : String(a).trim()),
	abs: ([a]) => (a === null ? null : Math.abs(Number(a))),
	round: ([a, n]) => (a === null ? null : Number(Number(a).toFixed(Number(n ?? 0)))),
	floor: ([a]) => (a === null ? null : Math.floor(Number(a))),
	ceil: ([a]) => (a === null ? null : Math.ceil(Number(a))),
	sqrt: ([a]) => (a === null ? null : Math.sqrt(Number(a))),
	mod: ([a, b]) => Number(a) % Number(b),
	coalesce: (args) => args.find((a) => a !== null) ?? null,
	ifnull: (args) => args.find((a) => a !== null) ?? null,
	nullif: ([a = null, b]) => (a === b ? null : a),
	greatest: (args) => args.reduce((x, y) => (x === null || (y !== null && compare(y, x) > 0) ? y : x), null),
	least: (args) => args.reduce((x, y) => (x === null || (y !== null && compare(y, x) < 0) ? y : x), null),
	concat: (args) => args.map((a) => (a === null ? '' : String(a))).join(''),
	concat_ws: ([s, ...args]) => args.filter((a) => a !== null).join(String(s)),
	replace: ([a, b, c]) => String(a).replaceAll(String(b), String(c)),
	substr: ([a, from, n]) => String(a).slice(Number(from) - 1, n === undefined ? undefined : Number(from) - 1 + Number(n)),
	substring: ([a, from, n]) => String(a).slice(Number(from) - 1, n === undefined ? undefined : Number(from) - 1 + Number(n)),
	left: ([a, n]) => String(a).slice(0, Number(n)),
	right: ([a, n]) => String(a).slice(-Number(n)),
	repeat: ([a, n]) => String(a).repeat(Math.min(Number(n), 1_000_000)),
	lpad: ([a, n, p]) => String(a).padStart(Number(n), String(p ?? ' ')),
	rpad: ([a, n, p]) => String(a).padEnd(Number(n), String(p ?? ' ')),
	reverse: ([a]) => [...String(a)].reverse().join(''),
	initcap: ([a]) => String(a).replace(/\b\w/g, (x) => x.toUpperCase()),
	pg_sleep: () => '',
	sleep: () => 0,
	pg_is_in_recovery: () => false,
	pg_backend_pid: () => 70,
	connection_id: () => 8,
	pg_size_pretty: ([n]) => (Number(n) < 10_240 ? `${n} bytes` : `${Math.round(Number(n) / 1024)} kB`),
	pg_database_size: () => 7_602_703,
	set_config: ([, v]) => v ?? null,
	gen_random_uuid: (_a, c) => 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(c.random() * 16).toString(16)),
	uuid: (_a, c) => 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(c.random() * 16).toString(16))
};
const types: Readonly<Record<string, string>> = {
	count: 'bigint',
	length: 'integer',
	char_length: 'integer',
	now: 'timestamp with time zone',
	current_timestamp: 'timestamp with time zone',
	clock_timestamp: 'timestamp with time zone',
	current_date: 'date',
	random: 'double precision',
	round: 'numeric',
	floor: 'numeric',
	ceil: 'numeric',
	sqrt: 'double precision',
	mod: 'integer',
	pg_is_in_recovery: 'boolean',
	pg_backend_pid: 'integer',
	pg_database_size: 'bigint',
	avg: 'numeric',
	bool_and: 'boolean',
	bool_or: 'boolean',
	generate_series: 'integer'
};

export function evaluate(e: Expression, scope: Scope): Value {
	switch (e.kind) {
		case 'value':
			return e.value;
		case 'column':
			return find(e, scope).value;
		case 'star':
			throw new SqlFault('syntax error at or near "*"', null, '42601');
		case 'unary': {
			const value = evaluate(e.of, scope);
			if (value === null) return null;
			return e.op === '-' ? -Number(value) : !truth(value);
		}
		case 'binary':
			return binary(e, scope);
		case 'cast':
			return convert(evaluate(e.of, scope), e.type, e.of.kind === 'value' ? e.at : null);
		case 'null':
			return (evaluate(e.of, scope) === null) !== e.not;
		case 'between': {
			const [v, low, high] = [evaluate(e.of, scope), evaluate(e.low, scope), evaluate(e.high, scope)];
			return v === null || low === null || high === null ? null : (compare(v, low) >= 0 && compare(v, high) <= 0) !== e.not;
		}
		case 'in': {
			const value = evaluate(e.of, scope);
			if (value === null) return null;
			const list = e.query ? scope.query(e.query, scope).rows.map((r) => r[0] ?? null) : (e.list ?? []).map((item) => evaluate(item, scope));
			if (list.some((item) => item !== null && compare(value, item) === 0)) return !e.not;
			return list.includes(null) ? null : e.not;
		}
		case 'exists':
			return scope.query(e.query, scope).rows.length > 0;
		case 'query': {
			const { rows } = scope.query(e.query, scope);
			if (rows.length > 1) throw new SqlFault('more than one row returned by a subquery used as an expression', null, '21000');
			return rows[0]?.[0] ?? null;
		}
		case 'case': {
			for (const arm of e.arms)
				if (e.of ? evaluate({ kind: 'binary', op: '=', left: e.of, right: arm.when, at: 0 }, scope) === true : truth(evaluate(arm.when, scope)) === true)
					return evaluate(arm.then, scope);
			return e.otherwise ? evaluate(e.otherwise, scope) : null;
		}
		case 'call': {
			if (aggregates.has(e.name)) {
				if (!scope.group) throw new SqlFault(`aggregate functions are not allowed in WHERE`, e.at, '42803');
				return aggregate(e, scope);
			}
			const run = Object.hasOwn(functions, e.name) ? functions[e.name] : undefined;
			if (!run) {
				const args = e.args.map((a) => base(typeOf(a, scope))).join(', ');
				throw scope.context.dialect === 'mysql'
					? new SqlFault(`FUNCTION ${scope.context.database.name}.${e.name} does not exist`, e.at, '1305')
					: new SqlFault(
							`function ${e.name}(${args}) does not exist`,
							e.at,
							'42883',
							'',
							'No function matches the given name and argument types. You might need to add explicit type casts.'
						);
			}
			return run(
				e.args.map((a) => evaluate(a, scope)),
				scope.context
			);
		}
	}
}

/** The type a result column has. */
export function typeOf(e: Expression, scope: Scope): string {
	switch (e.kind) {
		case 'value':
			return e.type;
		case 'column':
			return find(e, scope).type;
		case 'cast':
			return e.type;
		case 'unary':
			return e.op === 'not' ? 'boolean' : typeOf(e.of, scope);
		case 'binary': {
			if (['||', '->>'].includes(e.op)) return 'text';
			if (!['+', '-', '*', '/', '%'].includes(e.op)) return e.op === '->' ? 'json' : 'boolean';
			const [left, right] = [typeOf(e.left, scope), typeOf(e.right, scope)];
			if (left.startsWith('timestamp') || left === 'date') return left;
			return [left, right].some((t) => t.startsWith('double'))
				? 'double precision'
				: [left, right].some((t) => t.startsWith('numeric'))
					? 'numeric'
					: [left, right].some((t) => t.startsWith('big'))
						? 'bigint'
						: 'integer';
		}
		case 'case':
			return e.arms[0] ? typeOf(e.arms[0].then, scope) : 'text';
		case 'query':
			return scope.query(e.query, scope).columns[0]?.type ?? 'text';
		case 'call': {
			const [first] = e.args;
			if (e.name === 'sum') return first && typeOf(first, scope).startsWith('numeric') ? 'numeric' : 'bigint';
			if (['min', 'max', 'coalesce', 'nullif', 'greatest', 'least', 'abs'].includes(e.name) && first)
				return scope.group?.[0] ? typeOf(first, { ...scope, row: scope.group[0] }) : typeOf(first, scope);
			return types[e.name] ?? 'text';
		}
		case 'star':
			return 'text';
		default:
			return 'boolean';
	}
}
