// The kinds of value a command-line flag can have (spf13/pflag's Value), each with pflag's error texts.
// A value is plain data; a flag that is given again gets the value before as `previous`.

import { goDuration, parseGoDuration } from '../duration.ts';
import { formatFloat, NumError, parseFloatText, parseInteger } from '../numbers.ts';
import { goQuote } from '../strings.ts';

/** A value a flag refuses; `message` is what stands behind `invalid argument "x" for "--flag" flag: `. */
export class FlagValueError extends Error {}

/** How one kind of flag reads and shows its value. T is the value's type. */
export interface FlagType<T = unknown> {
	/** pflag's Type(): shown in docker's help behind the name ("string", "list", "bytes"). Empty: nothing is shown. */
	readonly name: string;
	/** The value of a text. `previous` is the value so far, undefined the first time (the default is replaced). Throws `FlagValueError`. */
	readonly parse: (text: string, previous: T | undefined) => T;
	/** pflag's String(): the default's text in help. */
	readonly format: (value: T) => string;
	/** The value when a row gives no default. */
	readonly zero: T;
	/** The value of the flag without an argument: bools "true", counts "+1". */
	readonly noOptDefVal?: string;
	/** The default texts that help does not show. */
	readonly hiddenDefaults: readonly string[];
}

/** A kind of flag whatever its values are: every `FlagType<T>` is one. */
export interface AnyFlagType {
	readonly name: string;
	readonly parse: (text: string, previous: never) => unknown;
	readonly format: (value: never) => string;
	readonly zero: unknown;
	readonly noOptDefVal?: string;
	readonly hiddenDefaults: readonly string[];
}

const commonHidden = ['false', '<nil>', '', '0'];

function numberError(func: string, text: string, range: boolean): FlagValueError {
	return new FlagValueError(new NumError(func, goQuote(text), range ? 'range' : 'syntax').message);
}

/** strconv.ParseBool. Throws `FlagValueError`. */
export function parseBool(text: string): boolean {
	if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
	if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
	throw numberError('ParseBool', text, false);
}

function integerType(name: string, low: bigint, high: bigint): FlagType<number> {
	const func = low === 0n ? 'ParseUint' : 'ParseInt';
	const parse = (text: string): number => {
		const value = low === 0n && /^[+-]/.test(text) ? undefined : parseInteger(text, 0);
		if (value === undefined) throw numberError(func, text, false);
		if (value < low || value > high) throw numberError(func, text, true);
		return Number(value);
	};
	return { name, parse, format: String, zero: 0, hiddenDefaults: ['0'] };
}

/** One record of comma-separated values (encoding/csv): fields in double quotes may hold commas. Throws `FlagValueError`. */
export function parseCsv(line: string): string[] {
	const fields: string[] = [];
	let at = 0;
	for (;;) {
		let field = '';
		if (line.charAt(at) === '"') {
			for (at++; ; at++) {
				if (at >= line.length) throw new FlagValueError(`parse error on line 1, column ${line.length + 1}: extraneous or missing " in quoted-field`);
				if (line.charAt(at) !== '"') field += line.charAt(at);
				else if (line.charAt(at + 1) === '"') field += line.charAt(at++);
				else break;
			}
			at++;
			if (at < line.length && line.charAt(at) !== ',') throw new FlagValueError(`parse error on line 1, column ${at}: extraneous or missing " in quoted-field`);
		} else {
			const end = line.indexOf(',', at);
			field = line.slice(at, end < 0 ? undefined : end);
			const bare = field.indexOf('"');
			if (bare >= 0) throw new FlagValueError(`parse error on line 1, column ${at + bare + 1}: bare " in non-quoted-field`);
			at += field.length;
		}
		fields.push(field);
		if (at >= line.length) return fields;
		at++;
	}
}

function csvText(values: readonly string[]): string {
	return values.map((value) => (/[",\n\r]/.test(value) || value.startsWith(' ') ? `"${value.replaceAll('"', '""')}"` : value)).join(',');
}

function parsePairs(text: string, previous: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
	const pairs: Record<string, string> = { ...previous };
	const count = text.split('=').length - 1;
	if (count === 0) throw new FlagValueError(`${text} must be formatted as key=value`);
	const entries = count === 1 ? [text.replace(/^"(.*)"$/s, '$1')] : parseCsv(text);
	for (const entry of entries) {
		const equals = entry.indexOf('=');
		if (equals < 0) throw new FlagValueError(`${entry} must be formatted as key=value`);
		pairs[entry.slice(0, equals)] = entry.slice(equals + 1);
	}
	return pairs;
}

const stringType: FlagType<string> = { name: 'string', parse: (text) => text, format: (value) => value, zero: '', hiddenDefaults: [''] };

const boolType: FlagType<boolean> = {
	name: 'bool',
	parse: parseBool,
	format: String,
	zero: false,
	noOptDefVal: 'true',
	hiddenDefaults: ['false', '']
};

const countType: FlagType<number> = {
	name: 'count',
	parse: (text, previous) => (text === '+1' ? (previous ?? 0) + 1 : integerType('count', -(2n ** 63n), 2n ** 63n - 1n).parse(text, undefined)),
	format: String,
	zero: 0,
	noOptDefVal: '+1',
	hiddenDefaults: ['0']
};

/** Microseconds; Go's duration texts. */
const durationType: FlagType<number> = {
	name: 'duration',
	parse: (text) => {
		try {
			return parseGoDuration(text);
		} catch (error) {
			throw new FlagValueError(error instanceof Error ? error.message : '');
		}
	},
	format: goDuration,
	zero: 0,
	hiddenDefaults: ['0', '0s']
};

const floatType: FlagType<number> = {
	name: 'float64',
	parse: (text) => {
		const value = parseFloatText(text);
		if (value === undefined) throw numberError('ParseFloat', text, false);
		return value;
	},
	format: (value) => formatFloat(value, 'g'),
	zero: 0,
	hiddenDefaults: ['0']
};

/** Each use adds one value as it is. */
const stringArrayType: FlagType<readonly string[]> = {
	name: 'stringArray',
	parse: (text, previous) => [...(previous ?? []), text],
	format: (values) => `[${csvText(values)}]`,
	zero: [],
	hiddenDefaults: ['[]']
};

/** Each use adds the values of a comma-separated list. */
const stringSliceType: FlagType<readonly string[]> = {
	name: 'stringSlice',
	parse: (text, previous) => [...(previous ?? []), ...(text === '' ? [] : parseCsv(text))],
	format: (values) => `[${csvText(values)}]`,
	zero: [],
	hiddenDefaults: ['[]']
};

const stringToStringType: FlagType<Readonly<Record<string, string>>> = {
	name: 'stringToString',
	parse: parsePairs,
	format: (pairs) => `[${csvText(Object.entries(pairs).map(([key, value]) => `${key}=${value}`))}]`,
	zero: {},
	hiddenDefaults: commonHidden
};

const signed = (bits: bigint): [bigint, bigint] => [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];

/** pflag's own types by name. Other kinds are made with `flagType`. */
export const flagTypes = {
	string: stringType,
	bool: boolType,
	count: countType,
	duration: durationType,
	float: floatType,
	float64: floatType,
	float32: { ...floatType, name: 'float32' },
	int: integerType('int', ...signed(64n)),
	int8: integerType('int8', ...signed(8n)),
	int16: integerType('int16', ...signed(16n)),
	int32: integerType('int32', ...signed(32n)),
	int64: integerType('int64', ...signed(64n)),
	uint: integerType('uint', 0n, 2n ** 64n - 1n),
	uint8: integerType('uint8', 0n, 255n),
	uint16: integerType('uint16', 0n, 65_535n),
	uint32: integerType('uint32', 0n, 2n ** 32n - 1n),
	uint64: integerType('uint64', 0n, 2n ** 64n - 1n),
	stringArray: stringArrayType,
	stringSlice: stringSliceType,
	stringToString: stringToStringType
};

export type FlagTypeName = keyof typeof flagTypes;

/** A kind of flag of a tool's own (docker's "bytes", kubectl's "quantity"); what help hides is pflag's rule for foreign values unless told. */
export function flagType<T>(type: Omit<FlagType<T>, 'hiddenDefaults'> & { hiddenDefaults?: readonly string[] }): FlagType<T> {
	return { hiddenDefaults: commonHidden, ...type };
}
