// The codecs of single values and of the small forms compose-go has types for: sizes, durations, commands, labels, hosts, modes, limits.
import { DurationError, parseGoDuration, ramInBytes, SizeError } from '../duration.ts';
import { parseFloatText, parseInteger } from '../numbers.ts';
import { goQuote } from '../strings.ts';
import { byBytes, scalar, sorted, unconvertible, ValueError, writeDuration, yamlOrder, type Codec, type Decoding } from './codecs.ts';
import { toBoolean, toInt64, toFloat } from './interpolate.ts';
import { shellWords } from './shell-words.ts';
import { goType, isDict, isList, keysOf, printed } from './tree.ts';

const orZero = <T>(value: T, zero: T, keep: boolean): T | undefined => (!keep && value === zero ? undefined : value);

const readText = (value: unknown): string => {
	if (typeof value === 'string') return value;
	if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return String(value);
	throw unconvertible('string', value);
};
export const text = scalar((value) => orZero(readText(value), '', false));
/** An entry of a list of texts, or a text that is kept when it is empty. */
export const entry = scalar(readText);

const readFlag = (value: unknown, d: Decoding): boolean => {
	if (typeof value === 'boolean') return value;
	if (typeof value === 'string') return toBoolean(value, (warning) => d.warn(warning));
	throw unconvertible('bool', value);
};
export const flag = scalar((value, d) => orZero(readFlag(value, d), false, false));
export const flagPointer = scalar(readFlag);

const readInt = (value: unknown, d: Decoding): number => {
	if (typeof value === 'number') return value < 0 ? Math.ceil(value) : Math.floor(value);
	if (typeof value === 'bigint') return Number(value);
	if (typeof value === 'string') return Number(toInt64(value, (warning) => d.warn(warning)));
	throw unconvertible('int64', value);
};
export const int = scalar((value, d) => orZero(readInt(value, d), 0, false));
export const intPointer = scalar(readInt);
/** Written though zero. */
export const intAlways = intPointer;

/** The shortest decimal that is this number in 32 bits. */
function shortest32(value: number): number {
	const wanted = Math.fround(value);
	for (let digits = 1; digits < 10; digits++) {
		const text = Number(wanted.toPrecision(digits));
		if (Math.fround(text) === wanted) return text;
	}
	return wanted;
}
const readFloat = (value: unknown, d: Decoding): number => {
	if (typeof value === 'number') return shortest32(value);
	if (typeof value === 'bigint') return Number(value);
	if (typeof value === 'string') return shortest32(Number(toFloat(value, (warning) => d.warn(warning))));
	throw unconvertible('float32', value);
};
export const float = scalar((value, d) => orZero(readFloat(value, d), 0, false));
export const cpus = scalar((value) => {
	if (typeof value === 'number') return orZero(shortest32(value), 0, false);
	if (typeof value !== 'string') throw new ValueError(`unexpected value type ${goType(value)} for cpus`);
	const parsed = parseFloatText(value);
	if (parsed === undefined) throw new ValueError(`strconv.ParseFloat: parsing ${goQuote(value)}: invalid syntax`);
	return orZero(shortest32(parsed), 0, false);
});

const writeBytes = (value: unknown): unknown => String(value);
const readBytes = (value: unknown): number => {
	if (typeof value === 'number') return Number.isInteger(value) ? value : 0;
	if (typeof value !== 'string') return 0;
	try {
		return ramInBytes(value);
	} catch (e) {
		if (e instanceof SizeError) throw new ValueError(e.message);
		throw e;
	}
};
export const bytes = scalar((value) => orZero(readBytes(value), 0, false), writeBytes);
export const bytesAlways = scalar(readBytes, writeBytes);

/** str2duration: Go's durations with days and weeks. µs. */
function parseLongDuration(source: string): number {
	const sign = /^[-+]/.test(source) ? source.slice(0, 1) : '';
	let hours = 0;
	const rest = source.slice(sign.length).replace(/(\d+(?:\.\d*)?|\.\d+)([dw])(?=[\d.]|$)/g, (_match, count: string, unit: string) => {
		hours += Number(count) * (unit === 'd' ? 24 : 168);
		return '';
	});
	try {
		const us = (hours > 0 && rest === '' ? 0 : parseGoDuration(rest)) + hours * 3_600_000_000;
		return sign === '-' ? -us : us;
	} catch (e) {
		if (e instanceof DurationError) throw new ValueError(rest === source ? e.message : e.message.replaceAll(`"${rest}"`, `"${source}"`));
		throw e;
	}
}
export const durationPointer = scalar((value) => parseLongDuration(printed(value)), writeDuration);
export const duration = scalar((value) => orZero(parseLongDuration(printed(value)), 0, false), writeDuration);

const noEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);
/** A text or a list of texts. */
export const stringList = scalar((value) => {
	if (typeof value === 'string') return [value];
	if (!isList(value) || value.some((one) => typeof one !== 'string')) throw new ValueError(`invalid type ${goType(value)} for string list`);
	return noEmpty(value);
});
export const numberList = scalar((value) => (typeof value === 'string' ? [value] : isList(value) ? noEmpty(value.map(printed)) : undefined));
/** A command: a text is cut as a shell would; an empty list is not nothing. */
export const command = scalar((value) => (typeof value === 'string' ? shellWords(value) : isList(value) ? value.map(printed) : undefined));
export const healthTest = scalar((value) => (typeof value === 'string' ? ['CMD-SHELL', value] : isList(value) ? noEmpty(value.map(printed)) : undefined));

type Pairs = readonly (readonly [string, unknown])[];
const pairsOf = (value: unknown, what: string): Pairs => {
	if (isDict(value)) return keysOf(value).map((key) => [key, value[key]] as const);
	if (!isList(value)) throw new ValueError(`unexpected value type ${goType(value)} for ${what}`);
	return value.map((one) => {
		const line = printed(one);
		const at = line.indexOf('=');
		return at < 0 ? ([line, undefined] as const) : ([line.slice(0, at), line.slice(at + 1)] as const);
	});
};
const mapOfPairs = (pairs: Pairs): Record<string, unknown> | undefined =>
	pairs.length === 0 ? undefined : Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** YAML sorts a mapping's keys by its own order, JSON by bytes. */
const keyed = (read: (value: unknown) => unknown): Codec => ({
	...scalar(read),
	yaml: (value) => (isDict(value) ? sorted(value, yamlOrder) : undefined),
	json: (value) => (isDict(value) ? sorted(value, byBytes) : undefined)
});

/** KEY=VALUE, where a value may be missing. */
export const mappingWithEquals = keyed((value) => {
	const pairs = pairsOf(value, 'mapping').map(([key, one]) => {
		if (isList(value) && /\s$/.test(key)) throw new ValueError(`environment variable ${key} is declared with a trailing space`);
		return [key, one === null || one === undefined ? null : printed(one)] as const;
	});
	return mapOfPairs(pairs);
});
const filled = (what: string): Codec =>
	keyed((value) => mapOfPairs(pairsOf(value, what).map(([key, one]) => [key, one === null || one === undefined ? '' : printed(one)] as const)));
/** KEY=VALUE, where a missing value is an empty one. */
export const mapping = filled('mapping');
export const labels = filled('labels');

const hostName = (name: string): string => {
	if (name === '' || /[:=]/.test(name)) throw new ValueError(`bad host name '${name}'`);
	return name;
};
const unbracketed = (ip: string): string => (ip.length > 2 && ip.startsWith('[') && ip.endsWith(']') ? ip.slice(1, -1) : ip);
function readHosts(value: unknown): Record<string, string[]> | undefined {
	const hosts = new Map<string, string[]>();
	if (isDict(value))
		for (const key of keysOf(value)) hosts.set(key, isList(value[key]) ? value[key].map(printed) : [value[key] === null ? '' : printed(value[key])]);
	else if (isList(value)) {
		for (const one of value) {
			const line = printed(one);
			const separator = line.includes('=') ? '=' : ':';
			const at = line.indexOf(separator);
			if (at < 0) throw new ValueError(`invalid additional host, missing IP: ${line}`);
			const name = line.slice(0, at);
			hosts.set(name, [...(hosts.get(name) ?? []), ...line.slice(at + 1).split(',')]);
		}
	} else throw new ValueError(`unexpected value type ${goType(value)} for extra_hosts`);
	return hosts.size === 0 ? undefined : Object.fromEntries([...hosts].map(([name, ips]) => [hostName(name), ips.map(unbracketed)]));
}
/** Host names and their addresses; written as "host=ip". */
export const hosts = scalar(readHosts, (value) =>
	isDict(value)
		? Object.entries(value)
				.flatMap(([name, ips]) => (isList(ips) ? ips.map((ip) => `${name}=${printed(ip)}`) : []))
				.sort()
		: undefined
);

const isOctal = /^[-+]?[0-7]+$/;
export const fileMode = scalar(
	(value) => {
		if (typeof value === 'number') return value;
		if (typeof value !== 'string') throw new ValueError(`unexpected value type ${goType(value)} for mode`);
		if (!isOctal.test(value)) throw new ValueError(`strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`);
		return Number(parseInteger(value, 8) ?? 0n);
	},
	(value) => `0${typeof value === 'number' ? value.toString(8) : ''}`
);

export const deviceCount = scalar((value) => {
	if (typeof value === 'number') return orZero(value, 0, false);
	if (typeof value !== 'string') throw new ValueError(`invalid type ${goType(value)} for device count`);
	if (value.toLowerCase() === 'all') return -1;
	const parsed = parseInteger(value, 10);
	if (parsed === undefined) throw new ValueError(`invalid value ${goQuote(value)}, the only value allowed is 'all' or a number`);
	return orZero(Number(parsed), 0, false);
});

/** A limit: a number, or soft and hard ones. */
export const ulimit: Codec = {
	decode: (value) =>
		typeof value === 'number' ? { single: value } : isDict(value) ? { soft: Number(value['soft'] ?? 0), hard: Number(value['hard'] ?? 0) } : undefined,
	yaml: (value) => (isDict(value) ? value['single'] || { soft: value['soft'] ?? 0, hard: value['hard'] ?? 0 } : undefined),
	json: (value) =>
		isDict(value) ? value['single'] || { ...(value['soft'] ? { soft: value['soft'] } : {}), ...(value['hard'] ? { hard: value['hard'] } : {}) } : undefined
};

/** Keys for ssh forwarding, by id. */
export const ssh: Codec = {
	decode: (value) => {
		if (!isDict(value) || Object.keys(value).length === 0) return undefined;
		return keysOf(value).map((id) => ({ id, ...(value[id] === null || value[id] === '' ? {} : { path: printed(value[id]) }) }));
	},
	yaml: (value) =>
		isList(value)
			? value.map((key) => (isDict(key) ? `${printed(key['id'])}${key['path'] === undefined ? '' : `: ${printed(key['path'])}`}` : key))
			: undefined,
	json: (value) => (isList(value) ? value.map((key) => (isDict(key) ? printed(key['id']) : key)) : undefined)
};

/** A provider's options: each may be given more than once. */
export const multiOptions = scalar((value) =>
	isDict(value) ? mapOfPairs(keysOf(value).map((key) => [key, isList(value[key]) ? value[key].map(printed) : [printed(value[key])]] as const)) : undefined
);

/** A file whose variables go into a service's environment. */
export const envFile: Codec = {
	decode: (value) =>
		isDict(value)
			? {
					path: printed(value['path']),
					required: value['required'] === true || value['required'] === 'true',
					...(value['format'] ? { format: printed(value['format']) } : {})
				}
			: undefined,
	yaml: (value) => (isDict(value) ? (value['required'] === true ? value['path'] : { path: value['path'], required: false }) : undefined),
	json: (value) =>
		isDict(value)
			? value['required'] === true
				? value['path']
				: { path: value['path'], required: false, ...(value['format'] ? { format: value['format'] } : {}) }
			: undefined
};
