// jq's native filters, one row each by "name/arity". What jq itself defines in jq is in library.ts.
import { civilTime, civilToMicros } from '../../../values/index.ts';
import { exp, log, pow, sin, cos, atan2 } from '../lib/math.ts';
import { formatDate, parseDate } from '../lib/dates.ts';
import type { Node } from './ast.ts';
import {
	deletePaths,
	fail,
	getPath,
	indicesOf,
	JqError,
	JqHalt,
	type Machine,
	type Native,
	pathsOf,
	run,
	setPath,
	shown,
	truthy,
	type Env,
	type Path,
	type Stream
} from './evaluate.ts';
import { compact, compare, isArray, isObject, sortedKeys, toText, typeOf, type Json } from './json.ts';
import { ParseError, parseJson } from './read.ts';
import { matches } from './regexp.ts';

type Plain = (input: Json, args: readonly Json[], m: Machine) => Json;

/** A filter of values: every combination of its arguments' outputs (the last argument varies slowest, as in jq). */
const pure = (fn: Plain): Native =>
	function* (m, env, args, input) {
		const each = function* (n: number, values: Json[]): Stream {
			if (n < 0) {
				yield [fn(input, values, m), undefined];
				return;
			}
			for (const [value] of run(m, env, args[n] as Node, input, undefined)) yield* each(n - 1, [value, ...values]);
		};
		yield* each(args.length - 1, []);
	};

const described = (value: Json): string => `${typeOf(value)} (${shown(value)})`;
const math = (fn: (x: number) => number): Native => pure((input) => (typeof input === 'number' ? fn(input) : fail(`${described(input)} number required`)));

function length(value: Json): number {
	if (value === null) return 0;
	if (typeof value === 'boolean') return fail(`${described(value)} has no length`);
	if (typeof value === 'number') return Math.abs(value);
	if (typeof value === 'string') return [...value].length;
	return isArray(value) ? value.length : (value as ReadonlyMap<string, Json>).size;
}

function has(value: Json, key: Json): boolean {
	if (isObject(value) && typeof key === 'string') return value.has(key);
	if (isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
	return fail(`Cannot check whether ${typeOf(value)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`);
}

function contains(a: Json, b: Json): boolean {
	if (isObject(a) && isObject(b)) return [...b].every(([key, value]) => a.has(key) && contains(a.get(key) ?? null, value));
	if (isArray(a) && isArray(b)) return b.every((one) => a.some((other) => contains(other, one)));
	if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
	if (typeOf(a) === typeOf(b)) return compare(a, b) === 0;
	return fail(`${described(a)} and ${described(b)} cannot have their containment checked`);
}

const list = (value: Json, what: string): readonly Json[] => (isArray(value) ? value : fail(what));

/** Items with their sort keys. */
function* keyed(m: Machine, env: Env, f: Node, input: Json, what: string): Generator<{ item: Json; key: Json }, void, undefined> {
	for (const item of list(input, `${described(input)} cannot be ${what}, as it is not an array`))
		yield { item, key: [...run(m, env, f, item, undefined)].map(([value]) => value) };
}
function groups(items: Iterable<{ item: Json; key: Json }>): { items: Json[]; key: Json }[] {
	const out: { items: Json[]; key: Json }[] = [];
	for (const { item, key } of [...items].sort((a, b) => compare(a.key, b.key))) {
		const last = out[out.length - 1];
		if (last && compare(last.key, key) === 0) last.items.push(item);
		else out.push({ items: [item], key });
	}
	return out;
}
function extreme(items: Iterable<{ item: Json; key: Json }>, sign: 1 | -1): Json {
	let best: { item: Json; key: Json } | undefined;
	for (const one of items) if (!best || compare(one.key, best.key) * sign > 0 || (sign > 0 && compare(one.key, best.key) === 0)) best = one;
	return best?.item ?? null;
}
const byKey = (make: (items: Iterable<{ item: Json; key: Json }>) => Json, what: string): Native =>
	function* (m, env, [f], input) {
		if (f) yield [make(keyed(m, env, f, input, what)), undefined];
	};
const identity: Node = { k: 'identity' };

function toNumber(value: Json): number {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string') return fail(`${described(value)} cannot be parsed as a number`);
	const number = /^\s*-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(value) || value === 'nan' ? Number(value) : undefined;
	return number ?? fail(`Invalid numeric literal at EOF at line 1, column ${value.length} (while parsing '${value}')`);
}

function flatten(value: readonly Json[], depth: number): Json[] {
	return value.flatMap((one) => (isArray(one) && depth > 0 ? flatten(one, depth - 1) : [one]));
}

const brokenDown = (us: number): Json => {
	const t = civilTime(us);
	return [t.year, t.month - 1, t.day, t.hour, t.minute, t.second + t.micros / 1_000_000, t.weekday, t.yearDay - 1];
};
function epoch(value: Json, name: string): number {
	if (!isArray(value) || value.length < 6 || value.some((n) => typeof n !== 'number')) return fail(`${name} requires array of 6 numbers`);
	const [year, month, day, hour, minute, second] = value.map(Number);
	return civilToMicros(year ?? 0, (month ?? 0) + 1, day ?? 1, hour, minute, Math.floor(second ?? 0));
}
function strftime(input: Json, [format]: readonly Json[]): Json {
	const us = typeof input === 'number' ? input * 1_000_000 : isArray(input) ? epoch(input, 'strftime/1') : fail('strftime/1 requires parsed datetime inputs');
	if (typeof format !== 'string') return fail('strftime/1 requires a string format');
	return formatDate(Math.floor(us), format, { name: 'UTC', offset: 0 });
}
function strptime(input: Json, [format]: readonly Json[]): Json {
	if (typeof input !== 'string') return fail(`strptime/1 requires string inputs and arguments`);
	const us = parseDate(input.replace(/Z$/, ' UTC'), 0, { name: 'UTC', offset: 0 });
	if (us === undefined || (format === '%Y-%m-%dT%H:%M:%SZ' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(input)))
		return fail(`date "${input}" does not match format "${String(format)}"`);
	return brokenDown(us);
}

function* range(m: Machine, env: Env, args: readonly Node[], input: Json): Stream {
	const [first, second, third] = args;
	const froms = second ? run(m, env, first as Node, input, undefined) : ([[0, undefined]] as const);
	for (const [from] of froms)
		for (const [to] of run(m, env, (second ?? first) as Node, input, undefined))
			for (const [by] of third ? run(m, env, third, input, undefined) : ([[1, undefined]] as const)) {
				if (typeof from !== 'number' || typeof to !== 'number' || typeof by !== 'number') return fail('Range bounds must be numeric');
				if (by === 0 && from < to) for (;;) yield [from, undefined];
				for (let n = from; by > 0 ? n < to : n > to; n += by) {
					m.steps++;
					yield [n, undefined];
				}
			}
}

const trim = (input: Json, name: string, fn: (text: string) => string): Json =>
	typeof input === 'string' ? fn(input) : fail(`${described(input)} cannot be ${name}`);

function tostream(value: Json, path: Json[]): Json[] {
	const out: Json[] = [];
	const entries: [Json, Json][] = isArray(value)
		? value.map((one, i) => [i, one])
		: isObject(value)
			? sortedKeys(value).map((key) => [key, value.get(key) ?? null])
			: [];
	if (entries.length === 0) out.push([path, value]);
	else {
		for (const [key, one] of entries) out.push(...tostream(one, [...path, key]));
		const last = entries[entries.length - 1];
		if (last) out.push([[...path, last[0]]]);
	}
	return out;
}

export const natives: Readonly<Record<string, Native>> = {
	'empty/0': function* () {},
	'not/0': pure((input) => !truthy(input)),
	'length/0': pure(length),
	'utf8bytelength/0': pure((input) =>
		typeof input === 'string' ? new TextEncoder().encode(input).length : fail(`${described(input)} only strings have UTF-8 byte length`)
	),
	'keys/0': pure((input) => (isObject(input) ? sortedKeys(input) : isArray(input) ? input.map((_, i) => i) : fail(`${described(input)} has no keys`))),
	'keys_unsorted/0': pure((input) => (isObject(input) ? [...input.keys()] : isArray(input) ? input.map((_, i) => i) : fail(`${described(input)} has no keys`))),
	'has/1': pure((input, [key]) => has(input, key ?? null)),
	'contains/1': pure((input, [other]) => contains(input, other ?? null)),
	'add/0': pure((input) => {
		const items = isObject(input)
			? [...input.values()]
			: isArray(input)
				? input
				: fail(`Cannot iterate over ${typeOf(input)}${input === null ? '' : ` (${shown(input)})`}`);
		if (items.length > 0 && items.every((one) => typeof one === 'string')) return items.join('');
		return items.reduce<Json>((sum, one) => arithmeticAdd(sum, one), null);
	}),
	'type/0': pure((input) => typeOf(input)),
	'tostring/0': pure((input) => (typeof input === 'string' ? input : toText(input, compact))),
	'tonumber/0': pure(toNumber),
	'tojson/0': pure((input) => toText(input, compact)),
	'fromjson/0': pure((input) => {
		if (typeof input !== 'string') return fail(`${described(input)} only strings can be parsed`);
		try {
			return parseJson(input);
		} catch (error) {
			if (error instanceof ParseError) return fail(`${error.message} (while parsing '${input}')`);
			throw error;
		}
	}),
	'ascii_downcase/0': pure((input) =>
		typeof input === 'string' ? input.replace(/[A-Z]+/g, (s) => s.toLowerCase()) : fail('ascii_downcase input must be a string')
	),
	'ascii_upcase/0': pure((input) =>
		typeof input === 'string' ? input.replace(/[a-z]+/g, (s) => s.toUpperCase()) : fail('ascii_upcase input must be a string')
	),
	'explode/0': pure((input) =>
		typeof input === 'string' ? [...input].map((char) => char.codePointAt(0) ?? 0) : fail(`${described(input)} cannot be exploded`)
	),
	'implode/0': pure((input) =>
		isArray(input)
			? String.fromCodePoint(...input.map((code) => (typeof code === 'number' ? code : fail('Unicode codepoint must be numeric'))))
			: fail(`${described(input)} cannot be imploded`)
	),
	'ltrimstr/1': pure((input, [start]) =>
		typeof input === 'string' && typeof start === 'string' && input.startsWith(start) ? input.slice(start.length) : input
	),
	'rtrimstr/1': pure((input, [end]) =>
		typeof input === 'string' && typeof end === 'string' && end !== '' && input.endsWith(end) ? input.slice(0, -end.length) : input
	),
	'startswith/1': pure((input, [start]) =>
		typeof input === 'string' && typeof start === 'string' ? input.startsWith(start) : fail('startswith() requires string inputs')
	),
	'endswith/1': pure((input, [end]) =>
		typeof input === 'string' && typeof end === 'string' ? input.endsWith(end) : fail('endswith() requires string inputs')
	),
	'trim/0': pure((input) => trim(input, 'trimmed', (text) => text.trim())),
	'ltrim/0': pure((input) => trim(input, 'trimmed', (text) => text.trimStart())),
	'rtrim/0': pure((input) => trim(input, 'trimmed', (text) => text.trimEnd())),
	'split/1': pure((input, [by]) =>
		typeof input === 'string' && typeof by === 'string'
			? input === ''
				? []
				: by === ''
					? [...input]
					: input.split(by)
			: fail('split input and separator must be strings')
	),
	'join/1': pure((input, [by]) => {
		const items = list(input, `Cannot iterate over ${typeOf(input)}${input === null ? '' : ` (${shown(input)})`}`);
		if (items.length === 0) return '';
		if (typeof by !== 'string') return fail(`${described(items[0] ?? null)} and ${described(by ?? null)} cannot be added`);
		let out = '';
		items.forEach((one, i) => {
			if (isArray(one) || isObject(one)) fail(`${typeOf(out)} (${shown(i === 0 ? '' : out + by)}) and ${described(one)} cannot be added`);
			out += (i > 0 ? by : '') + (one === null ? '' : typeof one === 'string' ? one : toText(one, compact));
		});
		return out;
	}),
	'sort/0': pure((input) => [...list(input, `${described(input)} cannot be sorted, as it is not an array`)].sort(compare)),
	'sort_by/1': byKey((items) => [...items].sort((a, b) => compare(a.key, b.key)).map(({ item }) => item), 'sorted'),
	'group_by/1': byKey((items) => groups(items).map((group) => group.items), 'grouped'),
	'unique/0': byKeyOf((items) => groups(items).map((group) => group.items[0] ?? null), 'sorted'),
	'unique_by/1': byKey((items) => groups(items).map((group) => group.items[0] ?? null), 'grouped'),
	'min/0': byKeyOf((items) => extreme(items, -1), 'iterated over'),
	'max/0': byKeyOf((items) => extreme(items, 1), 'iterated over'),
	'min_by/1': byKey((items) => extreme(items, -1), 'iterated over'),
	'max_by/1': byKey((items) => extreme(items, 1), 'iterated over'),
	'reverse/0': pure((input) =>
		typeof input === 'string' ? [...input].reverse().join('') : input === null ? [] : [...list(input, `Cannot reverse ${described(input)}`)].reverse()
	),
	'flatten/0': pure((input) => flatten(list(input, `Cannot iterate over ${typeOf(input)}`), 1e9)),
	'flatten/1': pure((input, [depth]) =>
		typeof depth === 'number' && depth >= 0 ? flatten(list(input, `Cannot iterate over ${typeOf(input)}`), depth) : fail('flatten depth must not be negative')
	),
	'indices/1': pure((input, [wanted]) => {
		if (input === null) return null;
		if (typeof input === 'string' && typeof wanted === 'string') {
			const out: Json[] = [];
			for (let at = wanted === '' ? -1 : input.indexOf(wanted); at >= 0; at = input.indexOf(wanted, at + 1)) out.push([...input.slice(0, at)].length);
			return out;
		}
		return isArray(input) ? indicesOf(input, isArray(wanted ?? null) ? (wanted as readonly Json[]) : [wanted ?? null]) : fail(`Cannot determine indices`);
	}),
	'range/1': range,
	'range/2': range,
	'range/3': range,
	'path/1': function* (m, env, [f], input) {
		if (f) for (const path of pathsOf(m, env, f, input)) yield [[...path], undefined];
	},
	'getpath/1': function* (m, env, [f], input, at) {
		if (f)
			for (const [path] of run(m, env, f, input, undefined))
				yield [getPath(input, list(path, 'Path must be specified as an array')), at === undefined ? undefined : [...at, ...(path as Path)]];
	},
	'setpath/2': pure((input, [path, value]) => setPath(input, list(path ?? null, 'Path must be specified as an array'), value ?? null)),
	'delpaths/1': pure((input, [paths]) =>
		deletePaths(
			input,
			list(paths ?? null, 'Paths must be specified as an array').map((path) => list(path, 'Path must be specified as an array'))
		)
	),
	'del/1': function* (m, env, [f], input) {
		if (f) yield [deletePaths(input, [...pathsOf(m, env, f, input)]), undefined];
	},
	'to_entries/0': pure((input) =>
		isArray(input)
			? input.map(
					(value, key) =>
						new Map<string, Json>([
							['key', key],
							['value', value]
						])
				)
			: isObject(input)
				? [...input].map(
						([key, value]) =>
							new Map<string, Json>([
								['key', key],
								['value', value]
							])
					)
				: fail(`${described(input)} has no keys`)
	),
	'error/0': pure((input) => {
		throw new JqError(input);
	}),
	'error/1': pure((_input, [value]) => {
		throw new JqError(value ?? null);
	}),
	'input/0': pure((_input, _args, m) => m.input() ?? fail('No more inputs')),
	'inputs/0': function* (m) {
		for (let value = m.input(); value !== undefined; value = m.input()) yield [value, undefined];
	},
	'debug/0': function* (m, _env, _args, input, path) {
		m.messages.push(`["DEBUG:",${toText(input, compact)}]\n`);
		yield [input, path];
	},
	'debug/1': function* (m, env, [f], input, path) {
		if (f) for (const [value] of run(m, env, f, input, undefined)) m.messages.push(`["DEBUG:",${toText(value, compact)}]\n`);
		yield [input, path];
	},
	'stderr/0': function* (m, _env, _args, input, path) {
		m.messages.push(toText(input, compact));
		yield [input, path];
	},
	'input_filename/0': pure((_input, _args, m) => m.inputName),
	'input_line_number/0': pure((_input, _args, m) => m.inputLine),
	'env/0': pure((_input, _args, m) => m.environment),
	'now/0': pure((_input, _args, m) => m.now / 1_000_000),
	'halt/0': pure(() => {
		throw new JqHalt(0);
	}),
	'halt_error/0': pure((input) => {
		throw new JqHalt(5, input);
	}),
	'halt_error/1': pure((input, [status]) => {
		throw new JqHalt(typeof status === 'number' ? status : 5, input);
	}),
	'infinite/0': pure(() => Infinity),
	'nan/0': pure(() => NaN),
	'isinfinite/0': math((x) => (Math.abs(x) === Infinity ? 1 : 0)),
	'isnan/0': pure((input) => typeof input === 'number' && Number.isNaN(input)),
	'isnormal/0': pure((input) => typeof input === 'number' && Number.isFinite(input) && Math.abs(input) >= 2.2250738585072014e-308),
	'floor/0': math(Math.floor),
	'ceil/0': math(Math.ceil),
	'round/0': math((x) => (x < 0 ? -Math.round(-x) : Math.round(x))),
	'trunc/0': math(Math.trunc),
	'sqrt/0': math(Math.sqrt),
	'fabs/0': math(Math.abs),
	'abs/0': math(Math.abs),
	'exp/0': math(exp),
	'exp2/0': math((x) => pow(2, x)),
	'exp10/0': math((x) => pow(10, x)),
	'log/0': math(log),
	'log2/0': math((x) => nearInteger(log(x) / 0.6931471805599453)),
	'log10/0': math((x) => nearInteger(log(x) / 2.302585092994046)),
	'sin/0': math(sin),
	'cos/0': math(cos),
	'tan/0': math((x) => sin(x) / cos(x)),
	'atan/0': math((x) => atan2(x, 1)),
	'pow/2': pure((_input, [x, y]) => pow(Number(x), Number(y))),
	'atan2/2': pure((_input, [y, x]) => atan2(Number(y), Number(x))),
	'fmin/2': pure((_i, [a, b]) => Math.min(Number(a), Number(b))),
	'fmax/2': pure((_i, [a, b]) => Math.max(Number(a), Number(b))),
	'splits/1': function* (m, env, args, input) {
		yield* splits(m, env, args, input);
	},
	'splits/2': function* (m, env, args, input) {
		yield* splits(m, env, args, input);
	},
	'_match/3': pure((input, [source, flags, test]) => matches(input, source ?? null, flags ?? null, test === true)),
	'tostream/0': function* (_m, _env, _args, input) {
		for (const one of tostream(input, [])) yield [one, undefined];
	},
	'strftime/1': pure(strftime),
	'strflocaltime/1': pure(strftime),
	'strptime/1': pure(strptime),
	'mktime/0': pure((input) => Math.floor(epoch(input, 'mktime') / 1_000_000)),
	'gmtime/0': pure((input) => (typeof input === 'number' ? brokenDown(Math.floor(input * 1_000_000)) : fail('gmtime() requires a number'))),
	'localtime/0': pure((input) => (typeof input === 'number' ? brokenDown(Math.floor(input * 1_000_000)) : fail('localtime() requires a number'))),
	'builtins/0': pure(() => Object.keys(natives))
};

function byKeyOf(make: (items: Iterable<{ item: Json; key: Json }>) => Json, what: string): Native {
	return function* (m, env, _args, input) {
		yield* byKey(make, what)(m, env, [identity], input, undefined);
	};
}
const nearInteger = (x: number): number => (Math.abs(x - Math.round(x)) < 1e-14 ? Math.round(x) : x);

function arithmeticAdd(a: Json, b: Json): Json {
	if (a === null) return b;
	if (b === null) return a;
	if (typeof a === 'number' && typeof b === 'number') return a + b;
	if (typeof a === 'string' && typeof b === 'string') return a + b;
	if (isArray(a) && isArray(b)) return [...a, ...b];
	if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
	return fail(`${described(a)} and ${described(b)} cannot be added`);
}

function* splits(m: Machine, env: Env, args: readonly Node[], input: Json): Stream {
	for (const [source] of run(m, env, args[0] as Node, input, undefined)) {
		const flags = args[1] ? ([...run(m, env, args[1], input, undefined)][0]?.[0] ?? null) : null;
		const found = matches(input, source, `g${typeof flags === 'string' ? flags : ''}`, false);
		let at = 0;
		const chars = [...String(input)];
		for (const one of isArray(found) ? found : []) {
			if (!isObject(one)) continue;
			const offset = Number(one.get('offset'));
			yield [chars.slice(at, offset).join(''), undefined];
			at = offset + Number(one.get('length'));
		}
		yield [chars.slice(at).join(''), undefined];
	}
}
