// Flag sets and their parsing (spf13/pflag): a set is rows of data, a parse is a value; error texts are pflag's.
// Leaves out Go's package-level CommandLine set and reading flags from anywhere but the arguments.

import { goQuote, goQuoteRune } from '../strings.ts';
import { type AnyFlagType, type FlagType, type FlagTypeName, flagTypes, FlagValueError } from './types.ts';

/** One flag of a command. */
export interface FlagRow {
	readonly name: string;
	/** One letter. */
	readonly shorthand?: string;
	readonly type: FlagTypeName | AnyFlagType;
	/** What help says; a `word` in back quotes names the argument. */
	readonly usage: string;
	/** The value when the flag is not given; the type's zero unless told. */
	readonly default?: unknown;
	/** The default's text in help, when it is not the default's own. */
	readonly defaultText?: string;
	/** The value when the flag is given without an argument. */
	readonly noOptDefVal?: string;
	readonly hidden?: boolean;
	/** Why it should not be used any more: printed when it is. */
	readonly deprecated?: string;
	readonly shorthandDeprecated?: string;
}

export interface FlagSet {
	readonly flags: readonly FlagRow[];
	/** Spellings that stand for a flag's name: kubectl takes "_" for "-". */
	readonly normalize?: (name: string) => string;
}

export interface ParsedFlags {
	/** Every flag's value by name, given or default. */
	readonly values: Readonly<Record<string, unknown>>;
	/** The flags that were given, in that order. */
	readonly changed: ReadonlySet<string>;
	/** What is not a flag. */
	readonly args: readonly string[];
	/** How many of `args` stood before "--"; -1 without it. */
	readonly argsLenAtDash: number;
	/** Lines for stderr about deprecated flags. */
	readonly warnings: readonly string[];
	/** --help or -h was given and is no flag of the set: nothing behind it was read. */
	readonly help: boolean;
}

/** A command line that pflag refuses; `message` is its text. */
export class FlagError extends Error {
	readonly kind: 'unknown-flag' | 'unknown-shorthand' | 'needs-argument' | 'invalid-argument' | 'bad-syntax';
	/** The flag's name, or the letters it was given with. */
	readonly flag: string;
	constructor(kind: FlagError['kind'], flag: string, message: string) {
		super(message);
		this.kind = kind;
		this.flag = flag;
	}
}

export interface ParseFlagsOptions {
	/** Flags may stand behind arguments; true unless told. docker run stops at the image. */
	readonly interspersed?: boolean;
	/** Step over flags that the set does not have (kubectl's plugin lookup). */
	readonly unknownFlags?: boolean;
}

/** A flag's type. */
export function typeOf(row: FlagRow): FlagType {
	const type: AnyFlagType = typeof row.type === 'string' ? flagTypes[row.type] : row.type;
	// A row's default and its type belong together; pflag's rows are typed the same loose way inside.
	return { ...type, parse: (text, previous) => call(type.parse, text, previous), format: (value) => call(type.format, value) };
}

/** Calls a typed function with a value that came out of the same type. */
function call<R>(func: (...args: never[]) => R, ...args: unknown[]): R {
	return Reflect.apply(func, undefined, args);
}

/** The value of a flag without argument, or undefined when it needs one. */
export function noOptDefVal(row: FlagRow): string | undefined {
	return row.noOptDefVal ?? typeOf(row).noOptDefVal;
}

/** The default's text, as help shows it. */
export function defaultText(row: FlagRow): string {
	return row.defaultText ?? (row.default === undefined ? typeOf(row).format(typeOf(row).zero) : typeOf(row).format(row.default));
}

function flagTitle(row: FlagRow): string {
	return row.shorthand !== undefined && row.shorthandDeprecated === undefined ? `-${row.shorthand}, --${row.name}` : `--${row.name}`;
}

interface Parser {
	readonly byName: ReadonlyMap<string, FlagRow>;
	readonly byLetter: ReadonlyMap<string, FlagRow>;
	readonly normalize: (name: string) => string;
	readonly options: ParseFlagsOptions;
	readonly values: Record<string, unknown>;
	readonly changed: Set<string>;
	readonly args: string[];
	readonly warnings: string[];
	readonly rest: string[];
	help: boolean;
}

function setFlag(p: Parser, row: FlagRow, text: string): void {
	try {
		p.values[row.name] = typeOf(row).parse(text, p.changed.has(row.name) ? p.values[row.name] : undefined);
	} catch (error) {
		if (!(error instanceof FlagValueError)) throw error;
		throw new FlagError('invalid-argument', row.name, `invalid argument ${goQuote(text)} for ${goQuote(flagTitle(row))} flag: ${error.message}`);
	}
	p.changed.add(row.name);
	if (row.deprecated !== undefined) p.warnings.push(`Flag --${row.name} has been deprecated, ${row.deprecated}`);
}

/** Drops what is probably the value of an unknown flag. */
function stripUnknownValue(p: Parser): void {
	const first = p.rest[0];
	if (first !== undefined && !(first.length > 0 && first.startsWith('-')) && p.rest.length > 1) p.rest.shift();
}

function parseLong(p: Parser, argument: string): void {
	const body = argument.slice(2);
	if (body.startsWith('-') || body.startsWith('=')) throw new FlagError('bad-syntax', argument, `bad flag syntax: ${argument}`);
	const equals = body.indexOf('=');
	const name = equals < 0 ? body : body.slice(0, equals);
	const row = p.byName.get(p.normalize(name));
	if (row === undefined) {
		if (name === 'help') p.help = true;
		else if (p.options.unknownFlags !== true) throw new FlagError('unknown-flag', name, `unknown flag: --${name}`);
		else if (equals < 0) stripUnknownValue(p);
		return;
	}
	const optional = noOptDefVal(row);
	if (equals >= 0) return setFlag(p, row, body.slice(equals + 1));
	if (optional !== undefined) return setFlag(p, row, optional);
	const value = p.rest.shift();
	if (value === undefined) throw new FlagError('needs-argument', name, `flag needs an argument: --${name}`);
	setFlag(p, row, value);
}

/** Reads the first letter of `letters`; answers those still to be read. */
function parseShort(p: Parser, letters: string): string {
	const letter = letters.charAt(0);
	const row = p.byLetter.get(letter);
	const joined = letters.length > 2 && letters.charAt(1) === '=';
	if (row === undefined) {
		if (letter === 'h') {
			p.help = true;
			return '';
		}
		if (p.options.unknownFlags !== true) {
			throw new FlagError('unknown-shorthand', letters, `unknown shorthand flag: ${goQuoteRune(letter)} in -${letters}`);
		}
		if (joined) return '';
		stripUnknownValue(p);
		return letters.slice(1);
	}
	if (row.shorthandDeprecated !== undefined) p.warnings.push(`Flag shorthand -${letter} has been deprecated, ${row.shorthandDeprecated}`);
	const optional = noOptDefVal(row);
	if (joined) setFlag(p, row, letters.slice(2));
	else if (optional !== undefined) {
		setFlag(p, row, optional);
		return letters.slice(1);
	} else if (letters.length > 1) setFlag(p, row, letters.slice(1));
	else {
		const value = p.rest.shift();
		if (value === undefined) throw new FlagError('needs-argument', letter, `flag needs an argument: ${goQuoteRune(letter)} in -${letters}`);
		setFlag(p, row, value);
	}
	return '';
}

/** Parses arguments (without the command's own words). Throws `FlagError` with pflag's text at the first that is wrong. */
export function parseFlags(set: FlagSet, argv: readonly string[], options: ParseFlagsOptions = {}): ParsedFlags {
	const normalize = set.normalize ?? ((name: string): string => name);
	const p: Parser = {
		byName: new Map(set.flags.map((row) => [normalize(row.name), row])),
		byLetter: new Map(set.flags.flatMap((row) => (row.shorthand === undefined ? [] : [[row.shorthand, row] as const]))),
		normalize,
		options,
		values: Object.fromEntries(set.flags.map((row) => [row.name, row.default ?? typeOf(row).zero])),
		changed: new Set(),
		args: [],
		warnings: [],
		rest: [...argv],
		help: false
	};
	let argsLenAtDash = -1;
	for (let argument = p.rest.shift(); argument !== undefined && !p.help; argument = p.rest.shift()) {
		if (argument === '-' || !argument.startsWith('-')) {
			p.args.push(argument);
			if (options.interspersed === false) {
				p.args.push(...p.rest.splice(0));
				break;
			}
		} else if (argument === '--') {
			argsLenAtDash = p.args.length;
			p.args.push(...p.rest.splice(0));
		} else if (argument.startsWith('--')) parseLong(p, argument);
		else for (let letters = argument.slice(1); letters !== '';) letters = parseShort(p, letters);
	}
	const { values, changed, args, warnings, help } = p;
	return { values, changed, args, argsLenAtDash, warnings, help };
}

function mistyped(name: string, wanted: string): never {
	throw new Error(`flag accessed but not defined: ${name} (${wanted})`);
}

/** The value of a string flag. */
export function flagString(parsed: ParsedFlags, name: string): string {
	const value = parsed.values[name];
	return typeof value === 'string' ? value : mistyped(name, 'string');
}

/** The value of a bool flag. */
export function flagBool(parsed: ParsedFlags, name: string): boolean {
	const value = parsed.values[name];
	return typeof value === 'boolean' ? value : mistyped(name, 'bool');
}

/** The value of a number, count or duration (µs) flag. */
export function flagNumber(parsed: ParsedFlags, name: string): number {
	const value = parsed.values[name];
	return typeof value === 'number' ? value : mistyped(name, 'number');
}

/** The values of a stringArray or stringSlice flag. */
export function flagList(parsed: ParsedFlags, name: string): readonly string[] {
	const value = parsed.values[name];
	return Array.isArray(value) ? value.map(String) : mistyped(name, 'list');
}

/** The pairs of a stringToString flag. */
export function flagMap(parsed: ParsedFlags, name: string): Readonly<Record<string, string>> {
	const value = parsed.values[name];
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return mistyped(name, 'map');
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}
