// Bake's standard functions (bake/hclparser/stdlib.go over go-cty's stdlib): one row per function.
// Leaves out bcrypt, rsadecrypt, the cidr functions, csvdecode, setproduct, uuidv4, uuidv5 and log.
// Invariant: pure; the time of `timestamp` is given. Failures are Unsuitable with the function's own text.
import { base64, digest, encodeJson, parseJson, rfc3339, text as decode, unbase64, utf8 } from '../../../../values/index.ts';
import { compareKeys, equal, jsonText, toBool, toList, toNumber, toText, toTexts, typeName, Unsuitable, UnsuitableArgument, valueOf } from './convert.ts';
import { formatText } from './format.ts';
import type { FunctionValue, Param } from './scope.ts';
import { isList, isMap, type Value } from './syntax.ts';
import { patternFunctions } from './patterns.ts';
import { formatDate, parseDate } from './dates.ts';

export const text = (name: string): Param => ({ name, type: 'other', convert: toText });
const number = (name: string): Param => ({ name, type: 'other', convert: toNumber });
const bool = (name: string): Param => ({ name, type: 'other', convert: toBool });
const list = (name: string): Param => ({ name, type: 'other', convert: toList });
const texts = (name: string): Param => ({ name, type: 'other', convert: toTexts });
const any = (name: string): Param => ({ name, type: 'any', convert: (value) => value });
/** What `convert` has made of an argument. */
const str = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
const num = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);
const items = (value: Value | undefined): readonly Value[] => (value !== undefined && isList(value) ? value : []);
const fail = (why: string): never => {
	throw new Unsuitable(why);
};
const row = (params: readonly Param[], run: FunctionValue['run'], variadic?: Param): FunctionValue => ({ params, run, variadic });
const numeric = (run: (a: number, b: number) => Value): FunctionValue => row([number('a'), number('b')], ([a, b]) => run(num(a), num(b)));
const sets = (run: (a: readonly Value[], b: readonly Value[]) => Value): FunctionValue => row([list('a'), list('b')], ([a, b]) => run(items(a), items(b)));
const has = (all: readonly Value[], one: Value): boolean => all.some((item) => equal(item, one));
const distinct = (all: readonly Value[]): Value[] => all.filter((item, i) => all.findIndex((other) => equal(other, item)) === i);
const size = (value: Value | undefined): number =>
	value !== undefined && value !== null && isList(value)
		? value.length
		: value !== undefined && isMap(value ?? null)
			? (value as ReadonlyMap<string, Value>).size
			: fail('collection must be a list, a map or a tuple');
const mapOf = (value: Value | undefined, why: string): ReadonlyMap<string, Value> => (value !== undefined && isMap(value) ? value : fail(why));
const flatten = (value: readonly Value[]): Value[] => value.flatMap((item) => (isList(item) ? flatten(item) : [item]));
const sorted = (map: ReadonlyMap<string, Value>): (readonly [string, Value])[] => [...map].sort(([a], [b]) => compareKeys(a, b));
const parts = (path: string): string[] => path.replace(/\/+$/, '').split('/');
const title = (word: string): string =>
	word.replaceAll(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_all, before: string, letter: string) => before + letter.toUpperCase());

/** The table. `now` in µs since the epoch. */
export const standardFunctions = (now: number): ReadonlyMap<string, FunctionValue> =>
	new Map<string, FunctionValue>([
		['absolute', row([number('num')], ([n]) => Math.abs(num(n)))],
		['add', numeric((a, b) => a + b)],
		['subtract', numeric((a, b) => a - b)],
		['multiply', numeric((a, b) => a * b)],
		['divide', numeric((a, b) => (b === 0 ? fail('division by zero') : a / b))],
		['modulo', numeric((a, b) => (b === 0 ? fail('division by zero') : a % b))],
		['pow', row([number('num'), number('power')], ([n, p]) => power(num(n), num(p)))],
		['greaterthan', numeric((a, b) => a > b)],
		['greaterthanorequalto', numeric((a, b) => a >= b)],
		['lessthan', numeric((a, b) => a < b)],
		['lessthanorequalto', numeric((a, b) => a <= b)],
		['negate', row([number('num')], ([n]) => -num(n))],
		['ceil', row([number('num')], ([n]) => Math.ceil(num(n)))],
		['floor', row([number('num')], ([n]) => Math.floor(num(n)))],
		['int', row([number('num')], ([n]) => Math.trunc(num(n)))],
		['signum', row([number('num')], ([n]) => Math.sign(num(n)))],
		['max', row([], (all) => (all.length === 0 ? fail('must pass at least one number') : Math.max(...all.map(num))), number('numbers'))],
		['min', row([], (all) => (all.length === 0 ? fail('must pass at least one number') : Math.min(...all.map(num))), number('numbers'))],
		['parseint', row([any('number'), number('base')], ([n, base]) => parseInt(toText(n ?? ''), num(base)))],
		['and', row([bool('a'), bool('b')], ([a, b]) => a === true && b === true)],
		['or', row([bool('a'), bool('b')], ([a, b]) => a === true || b === true)],
		['not', row([bool('val')], ([a]) => a !== true)],
		['equal', row([any('a'), any('b')], ([a, b]) => equal(a ?? null, b ?? null))],
		['notequal', row([any('a'), any('b')], ([a, b]) => !equal(a ?? null, b ?? null))],
		['base64encode', row([text('str')], ([s]) => base64(utf8(str(s))))],
		['base64decode', row([text('str')], ([s]) => decode(unbase64(str(s))))],
		['urlencode', row([text('str')], ([s]) => encodeURIComponent(str(s)).replaceAll('%20', '+'))],
		['sha256', row([text('str')], ([s]) => digest(str(s)).slice('sha256:'.length))],
		['basename', row([text('path')], ([s]) => (str(s) === '' ? '.' : parts(str(s)).at(-1) || '/'))],
		['dirname', row([text('path')], ([s]) => (str(s).includes('/') ? str(s).slice(0, str(s).lastIndexOf('/')).replace(/\/+$/, '') || '/' : '.'))],
		['sanitize', row([text('name')], ([s]) => str(s).replaceAll(/[^a-zA-Z0-9_-]/gu, '_'))],
		['byteslen', row([any('buf')], ([s]) => utf8(toText(s ?? '')).length)],
		['upper', row([text('str')], ([s]) => str(s).toUpperCase())],
		['lower', row([text('str')], ([s]) => str(s).toLowerCase())],
		['title', row([text('str')], ([s]) => title(str(s)))],
		['reverse', row([text('str')], ([s]) => [...str(s)].reverse().join(''))],
		['strlen', row([text('str')], ([s]) => [...str(s)].length)],
		['substr', row([text('str'), number('offset'), number('length')], ([s, offset, length]) => substring(str(s), num(offset), num(length)))],
		['chomp', row([text('str')], ([s]) => str(s).replace(/(?:\r\n?|\n)*$/, ''))],
		['indent', row([number('spaces'), text('str')], ([n, s]) => str(s).replaceAll('\n', '\n' + ' '.repeat(num(n))))],
		['trim', row([text('str'), text('cutset')], ([s, cut]) => trim(str(s), str(cut)))],
		['trimspace', row([text('str')], ([s]) => str(s).trim())],
		['trimprefix', row([text('str'), text('prefix')], ([s, p]) => (str(s).startsWith(str(p)) ? str(s).slice(str(p).length) : str(s)))],
		['trimsuffix', row([text('str'), text('suffix')], ([s, p]) => (str(p) !== '' && str(s).endsWith(str(p)) ? str(s).slice(0, -str(p).length) : str(s)))],
		['replace', row([text('str'), text('substr'), text('replace')], ([s, from, to]) => str(s).split(str(from)).join(str(to)))],
		['split', row([text('separator'), text('str')], ([sep, s]) => (str(s) === '' ? [''] : str(s).split(str(sep))))],
		[
			'join',
			row(
				[text('separator')],
				([sep, ...all]) => (all.length === 0 ? fail('at least one list is required') : all.flatMap((one) => toTexts(one)).join(str(sep))),
				texts('lists')
			)
		],
		['format', row([text('format')], ([f, ...args]) => formatText(str(f), args), any('args'))],
		[
			'formatlist',
			row(
				[text('format')],
				([f, ...args]) => {
					const length = Math.max(1, ...args.map((arg) => (isList(arg) ? arg.length : 1)));
					return Array.from({ length }, (_, i) =>
						formatText(
							str(f),
							args.map((arg) => (isList(arg) ? (arg[i] ?? null) : arg))
						)
					);
				},
				any('args')
			)
		],
		['sort', row([texts('list')], ([all]) => items(all).map(str).sort(compareKeys))],
		['length', row([any('collection')], ([all]) => size(all))],
		['concat', row([], (all) => all.flatMap((one) => (isList(one) ? one : fail('all arguments must be lists or tuples'))), any('seqs'))],
		[
			'contains',
			row([any('list'), any('value')], ([all, one]) =>
				all !== undefined && isList(all) ? has(all, one ?? null) : fail('argument must be list, tuple, or set')
			)
		],
		['indexof', row([any('list'), any('value')], ([all, one]) => indexOf(all ?? null, one ?? null))],
		['index', row([any('collection'), any('key')], ([all, key]) => at(all ?? null, key ?? null))],
		[
			'hasindex',
			row([any('collection'), any('key')], ([all, key]) =>
				isList(all ?? null)
					? items(all)[toNumber(key ?? null)] !== undefined
					: mapOf(all, 'collection must be a list, a map or a tuple').has(toText(key ?? null))
			)
		],
		[
			'element',
			row([any('list'), number('index')], ([all, i]) =>
				size(all) === 0 ? fail('cannot use element function with an empty list') : (items(all)[num(i) % size(all)] ?? null)
			)
		],
		['coalesce', row([], (all) => all.find((one) => one !== null) ?? fail('no non-null arguments'), any('vals'))],
		['coalescelist', row([], (all) => all.find((one) => one !== null && isList(one) && one.length > 0) ?? fail('no non-null arguments'), any('vals'))],
		['compact', row([list('list')], ([all]) => items(all).filter((one) => one !== null && one !== ''))],
		['distinct', row([list('list')], ([all]) => distinct(items(all)))],
		['flatten', row([any('list')], ([all]) => (isList(all ?? null) ? flatten(items(all)) : fail('can only flatten lists, sets and tuples')))],
		[
			'reverselist',
			row([any('list')], ([all]) =>
				isList(all ?? null) ? [...items(all)].reverse() : fail(`can only reverse list or tuple values, not ${typeName(all ?? null)}`)
			)
		],
		['slice', row([any('list'), number('start_index'), number('end_index')], ([all, from, to]) => slice(all ?? null, num(from), num(to)))],
		['chunklist', row([list('list'), number('size')], ([all, n]) => chunks(items(all), num(n)))],
		['range', row([], (all) => range(all.map(num)), number('params'))],
		['keys', row([any('inputMap')], ([map]) => sorted(mapOf(map, 'must have map or object type')).map(([key]) => key))],
		['values', row([any('mapping')], ([map]) => sorted(mapOf(map, 'values() requires a map as the first argument')).map(([, value]) => value))],
		[
			'lookup',
			row(
				[any('inputMap'), text('key'), any('default')],
				([map, key, otherwise]) => mapOf(map, 'lookup() requires a map as the first argument').get(str(key)) ?? otherwise ?? null
			)
		],
		[
			'merge',
			row(
				[],
				(all) => new Map(all.flatMap((one) => (one === null ? [] : [...mapOf(one, `arguments must be maps or objects, got ${encodeJson(typeName(one))}`)]))),
				any('maps')
			)
		],
		['zipmap', row([texts('keys'), any('values')], ([keys, values]) => zip(items(keys).map(str), items(values)))],
		['sethaselement', row([list('set'), any('elem')], ([all, one]) => has(items(all), one ?? null))],
		['setunion', sets((a, b) => distinct([...a, ...b]))],
		['setintersection', sets((a, b) => distinct(a.filter((one) => has(b, one))))],
		['setsubtract', sets((a, b) => distinct(a.filter((one) => !has(b, one))))],
		['setsymmetricdifference', sets((a, b) => distinct([...a.filter((one) => !has(b, one)), ...b.filter((one) => !has(a, one))]))],
		['jsonencode', row([any('val')], ([value]) => jsonText(value ?? null))],
		['jsondecode', row([text('str')], ([s]) => valueOf(parseJson(str(s))))],
		['timestamp', row([], () => rfc3339(now))],
		['formatdate', row([text('format'), text('time')], ([format, time]) => formatDate(str(format), parseDate(str(time))))],
		['try', { params: [], variadic: any('expressions'), run: () => null, lazy: firstGood }],
		['can', { params: [any('expression')], run: () => null, lazy: ([one]) => isGood(one) }],
		...patternFunctions
	]);
const power = (base: number, exponent: number): number => {
	if (!Number.isInteger(exponent)) return fail('cannot raise to a fractional power');
	let result = 1;
	for (let i = 0; i < Math.abs(exponent); i++) result *= base;
	return exponent < 0 ? 1 / result : result;
};
function firstGood(args: readonly (() => Value)[]): Value {
	for (const arg of args.slice(0, -1)) if (isGood(arg)) return arg();
	return args.at(-1)?.() ?? null;
}
function isGood(arg: (() => Value) | undefined): boolean {
	try {
		arg?.();
		return true;
	} catch {
		return false;
	}
}
function substring(s: string, offset: number, length: number): string {
	const all = [...s];
	const from = offset < 0 ? Math.max(0, all.length + offset) : offset;
	return (length < 0 ? all.slice(from) : all.slice(from, from + length)).join('');
}
function trim(s: string, cut: string): string {
	const all = [...s];
	while (all.length > 0 && cut.includes(all[0] ?? '')) all.shift();
	while (all.length > 0 && cut.includes(all.at(-1) ?? '')) all.pop();
	return all.join('');
}
function indexOf(all: Value, one: Value): number {
	if (!isList(all)) return fail('argument must be a list or tuple');
	if (all.length === 0) return fail('cannot search an empty list');
	const found = all.findIndex((item) => equal(item, one));
	return found < 0 ? fail('item not found') : found;
}
/** Of a tuple: an object is no map. */
function at(all: Value, key: Value): Value {
	if (!isList(all)) return fail('collection must be a list, a map or a tuple');
	const index = toNumber(key);
	return all[index] ?? fail(`key must be between 0 and ${all.length} inclusive`);
}
function slice(all: Value, from: number, to: number): Value {
	const bad = (index: number, why: string): never => {
		throw new UnsuitableArgument(index, why);
	};
	if (!isList(all)) return bad(0, 'must be a list or tuple value');
	if (from < 0) return bad(1, 'start index must not be less than zero');
	if (from > all.length) return bad(1, 'start index must not be greater than the length of the list');
	if (to < 0) return bad(2, 'end index must not be less than zero');
	if (to > all.length) return bad(2, 'end index must not be greater than the length of the list');
	return from > to ? bad(1, 'start index must not be greater than end index') : all.slice(from, to);
}
function chunks(all: readonly Value[], n: number): Value {
	if (n < 0) return fail('the size argument must be positive');
	if (n === 0) return [all];
	return Array.from({ length: Math.ceil(all.length / n) }, (_, i) => all.slice(i * n, (i + 1) * n));
}
function range(given: readonly number[]): Value {
	const [a = 0, b] = given;
	const [start, end] = b === undefined ? [0, a] : [a, b];
	const step = given[2] ?? (end < start ? -1 : 1);
	if (given.length === 0 || given.length > 3) return fail(`must have one, two, or three arguments`);
	if (step === 0) return fail('step must not be zero');
	const out: number[] = [];
	for (let at = start; step > 0 ? at < end : at > end; at += step) {
		if (out.length >= 1024) return fail('more than 1024 values were generated; either decrease the difference between start and end or use a smaller step');
		out.push(at);
	}
	return out;
}
function zip(keys: readonly string[], values: readonly Value[]): Value {
	if (keys.length !== values.length) return fail(`number of keys (${keys.length}) does not match number of values (${values.length})`);
	return new Map(keys.map((key, i) => [key, values[i] ?? null]));
}
