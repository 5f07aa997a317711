// The kinds of flag values: what help calls them, their zero, and how a text is checked. One row per kind.
// A kind checks when the flag is met, so that errors come in the order of the command line; commands read the accepted texts later.
import { DurationError, formatFloat, parseFloatText, parseGoDuration, parseInteger, ramInBytes, SizeError } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import { csvFields } from '../opts/csv.ts';
import { parseBool } from '../opts/cut.ts';
import { parseGpus } from '../opts/devices.ts';
import { parseMount } from '../opts/mount.ts';
import { parseNetwork } from '../opts/network.ts';
import { parseUlimit } from '../opts/ulimit.ts';

export interface KindRow {
	/** pflag's Type(): what help shows after the name, with its exceptions. */
	readonly shown: string;
	/** pflag's DefValue when the row gives none. */
	readonly zero: string;
	/** More than one value is kept. */
	readonly many?: true;
	/** Throws Failure with the text after "flag: ". */
	check(text: string): void;
	/** The value as a number, for kinds that are numbers. */
	number?(text: string): number;
}

const any = (): void => undefined;

function integer(func: string, text: string, low: bigint, high: bigint): number {
	const value = parseInteger(text, 0);
	if (value === undefined || (func === 'ParseUint' && /^[+-]/.test(text)))
		throw new Failure(`strconv.${func}: parsing ${JSON.stringify(text)}: invalid syntax`);
	if (value < low || value > high) throw new Failure(`strconv.${func}: parsing ${JSON.stringify(text)}: value out of range`);
	return Number(value);
}
function integers(shown: string, func: 'ParseInt' | 'ParseUint', bits: bigint): KindRow {
	const high = func === 'ParseInt' ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
	const low = func === 'ParseInt' ? -high - 1n : 0n;
	const number = (text: string): number => integer(func, text, low, high);
	return { shown, zero: '0', check: (text) => void number(text), number };
}

/** go-units' RAMInBytes. */
function bytes(text: string): number {
	try {
		return ramInBytes(text);
	} catch (e) {
		if (e instanceof SizeError) throw new Failure(e.message);
		throw e;
	}
}

/** big.Rat times 10^9: "1.5", "2", "1e-1", "3/2". */
function billionths(text: string): number {
	const fraction = /^([+-]?\d+)\/(\d+)$/.exec(text);
	const decimal = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
	let numerator: bigint;
	let denominator: bigint;
	if (fraction && BigInt(fraction[2] ?? '0') !== 0n) {
		numerator = BigInt(fraction[1] ?? '0');
		denominator = BigInt(fraction[2] ?? '1');
	} else if (decimal && `${decimal[2]}${decimal[3]}` !== '' && Math.abs(Number(decimal[4] ?? '0')) < 400) {
		const exponent = Number(decimal[4] ?? '0') - (decimal[3] ?? '').length;
		numerator = BigInt(`${decimal[2]}${decimal[3]}`) * (decimal[1] === '-' ? -1n : 1n) * 10n ** BigInt(Math.max(exponent, 0));
		denominator = 10n ** BigInt(Math.max(-exponent, 0));
	} else throw new Failure(`failed to parse ${text} as a rational number`);
	if ((numerator * 1_000_000_000n) % denominator !== 0n) throw new Failure('value is too precise');
	return Number((numerator * 1_000_000_000n) / denominator);
}

function duration(text: string): number {
	try {
		return Math.round(parseGoDuration(text) * 1000);
	} catch (e) {
		if (e instanceof DurationError) throw new Failure(e.message);
		throw e;
	}
}

function float(text: string): number {
	const value = parseFloatText(text);
	if (value === undefined) throw new Failure(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
	return Number(formatFloat(value, 'g'));
}

const texts = (shown: string, zero = '', check: (text: string) => void = any): KindRow => ({ shown, zero, many: true, check });
const numbers = (shown: string, zero: string, number: (text: string) => number): KindRow => ({ shown, zero, check: (text) => void number(text), number });

export const kinds = {
	bool: {
		shown: 'bool',
		zero: 'false',
		check: (text) => {
			if (parseBool(text) === undefined) throw new Failure(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
		}
	},
	string: { shown: 'string', zero: '', check: any },
	list: texts('list'),
	stringArray: texts('stringArray', '[]'),
	stringSlice: texts('stringSlice', '[]', (text) => void (text === '' || csvFields(text))),
	filter: texts('filter', '', (text) => {
		if (text !== '' && !text.includes('=')) throw new Failure('bad format of filter (expected name=value)');
	}),
	map: texts('map', 'map[]'),
	stringToString: texts('stringToString', '[]', (text) => {
		for (const pair of text === '' ? [] : csvFields(text)) if (!pair.includes('=')) throw new Failure(`${pair} must be formatted as key=value`);
	}),
	int: integers('int', 'ParseInt', 64n),
	int64: integers('int', 'ParseInt', 64n),
	uint: integers('uint', 'ParseUint', 64n),
	uint16: integers('uint16', 'ParseUint', 16n),
	uint32: integers('uint32', 'ParseUint', 32n),
	uint64: integers('uint', 'ParseUint', 64n),
	float: numbers('float', '0', float),
	bytes: numbers('bytes', '0', bytes),
	swapBytes: numbers('bytes', '0', (text) => (text === '-1' ? -1 : bytes(text))),
	decimal: numbers('decimal', '', billionths),
	duration: numbers('duration', '0s', duration),
	ulimit: texts('ulimit', '[]', (text) => void parseUlimit(text)),
	mount: texts('mount', '', (text) => void parseMount(text)),
	network: texts('network', '', (text) => void parseNetwork(text)),
	'gpu-request': texts('gpu-request', '', (text) => void parseGpus(text)),
	// Swarm's kinds keep their texts; the engine says what it thinks of them.
	config: texts('config'),
	secret: texts('secret'),
	'credential-spec': { shown: 'credential-spec', zero: '', check: any },
	command: { shown: 'command', zero: '', check: any },
	pref: texts('pref'),
	port: texts('port'),
	'pem-file': { shown: 'pem-file', zero: '', check: any },
	'external-ca': texts('external-ca'),
	ipNetSlice: texts('ipNetSlice', '[]'),
	'node-addr': { shown: 'node-addr', zero: '', check: any }
} as const satisfies Readonly<Record<string, KindRow>>;

export type Kind = keyof typeof kinds;
/** The kind's row, by its common shape. */
export const kindOf = (kind: Kind): KindRow => kinds[kind];
