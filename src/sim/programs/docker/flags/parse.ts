// docker's rows on pflag: each kind becomes a pflag type that checks a text when the flag is met and keeps the texts accepted.
// Reading values back (numbers, lists, maps, filters) happens here, by the row's kind.
import { assert } from '../../../engine/index.ts';
import { flagType, flagUsages, FlagError, FlagValueError, parseFlags as parsePflags, type FlagRow, type FlagType } from '../../../values/pflag.ts';
import { Failure } from '../failure.ts';
import { csvFields } from '../opts/csv.ts';
import { cut, pairs, parseBool } from '../opts/cut.ts';
import type { Filters, Flag, Flags } from './flag.ts';
import { kindOf } from './kinds.ts';

export interface Parsed {
	readonly flags: Flags;
	readonly args: readonly string[];
	/** --help or -h was met. */
	readonly help: boolean;
	/** Lines for stderr about deprecated flags. */
	readonly notices: readonly string[];
}

const help = (short: string): FlagRow => ({
	name: 'help',
	...(short === '' ? {} : { shorthand: short, shorthandDeprecated: 'use --help' }),
	type: 'bool',
	usage: 'Print usage',
	hidden: true
});

/** The kind as a pflag type; a value is the list of accepted texts. */
function typeFor(flag: Flag, env: Readonly<Record<string, string>>): FlagType<readonly string[]> {
	const kind = kindOf(flag.kind);
	const parse = (text: string, previous: readonly string[] | undefined): readonly string[] => {
		try {
			kind.check(text);
			const value = flag.check ? flag.check(text, env) : text;
			return kind.many && previous ? [...previous, value] : [value];
		} catch (e) {
			if (e instanceof Failure) throw new FlagValueError(e.text);
			throw e;
		}
	};
	const hidden = { bool: ['false'], stringSlice: ['[]'], stringArray: ['[]'], duration: ['', '0', '0s'] }[flag.kind as string];
	return flagType({
		name: kind.shown,
		parse,
		format: () => flag.def ?? kind.zero,
		zero: [],
		...(flag.kind === 'bool' ? { noOptDefVal: 'true' } : {}),
		...(hidden ? { hiddenDefaults: hidden } : {})
	});
}

const rowFor = (flag: Flag, env: Readonly<Record<string, string>>): FlagRow => ({
	name: flag.name,
	...(flag.short === '' ? {} : { shorthand: flag.short }),
	type: typeFor(flag, env),
	usage: flag.usage,
	...(flag.hidden ? { hidden: true } : {}),
	...(flag.deprecated === undefined ? {} : { deprecated: flag.deprecated })
});

/** The lines of help about flags, wrapped at `columns`. */
export const usages = (flags: readonly Flag[], columns: number): string => flagUsages({ flags: flags.map((flag) => rowFor(flag, {})) }, { columns });

/** What is the same for all runs of a command. */
interface Table {
	readonly byName: ReadonlyMap<string, Flag>;
	readonly hasHelp: boolean;
	readonly hasH: boolean;
}
const tables = new WeakMap<readonly Flag[], Table>();
function tableOf(own: readonly Flag[]): Table {
	let table = tables.get(own);
	if (!table) {
		table = {
			byName: new Map(own.map((flag) => [flag.name, flag])),
			hasHelp: own.some((flag) => flag.name === 'help'),
			hasH: own.some((flag) => flag.short === 'h')
		};
		tables.set(own, table);
	}
	return table;
}

/** The flags that a word of the command line may mean: pflag takes names whole and letters one by one, so no other can be set. */
function mentioned(own: readonly Flag[], argv: readonly string[]): Flag[] {
	const names = new Set<string>();
	let letters = '';
	for (const word of argv) {
		if (word.charCodeAt(0) !== 45) continue;
		if (word.charCodeAt(1) !== 45) letters += word;
		else {
			const equals = word.indexOf('=');
			names.add(equals < 0 ? word.slice(2) : word.slice(2, equals));
		}
	}
	if (names.size === 0 && letters === '') return [];
	return own.filter((flag) => names.has(flag.name) || (flag.short !== '' && letters.includes(flag.short)));
}

/** Throws Failure with pflag's text; the caller adds usage. Every command has --help; its -h gives way to the command's own. */
export function parseFlags(own: readonly Flag[], argv: readonly string[], interspersed: boolean, env: Readonly<Record<string, string>>): Parsed {
	const { hasHelp, hasH } = tableOf(own);
	const rows = mentioned(own, argv).map((flag) => rowFor(flag, env));
	if (!hasHelp) rows.push(help(hasH ? '' : 'h'));
	try {
		const { values, changed, args, warnings } = parsePflags({ flags: rows }, argv, { interspersed });
		const given = new Map<string, readonly string[]>();
		for (const flag of changed.size === 0 ? [] : own) {
			if (!changed.has(flag.name)) continue;
			const texts = values[flag.name];
			if (Array.isArray(texts)) given.set(flag.same ?? flag.name, [...(given.get(flag.same ?? flag.name) ?? []), ...texts.map(String)]);
		}
		const wanted = values['help'];
		return {
			flags: view(own, given),
			args,
			help: wanted === true || (Array.isArray(wanted) && wanted[0] !== undefined && parseBool(String(wanted[0])) === true),
			notices: warnings
		};
	} catch (e) {
		if (e instanceof FlagError) throw new Failure(e.message);
		throw e;
	}
}

function view(rows: readonly Flag[], given: ReadonlyMap<string, readonly string[]>): Flags {
	const { byName } = tableOf(rows);
	const row = (name: string): Flag => {
		const flag = byName.get(name);
		assert(flag !== undefined, `no flag --${name}`);
		return flag;
	};
	const list = (name: string): readonly string[] => {
		const flag = row(name);
		const values = given.get(name) ?? [];
		return flag.kind === 'stringSlice' || flag.kind === 'stringToString' ? values.flatMap((value) => (value === '' ? [] : csvFields(value))) : values;
	};
	const text = (name: string): string => given.get(name)?.[0] ?? row(name).def ?? kindOf(row(name).kind).zero;
	return {
		changed: (name) => given.has(row(name).same ?? name),
		bool: (name) => parseBool(text(name)) === true,
		text,
		number: (name) => {
			const number = kindOf(row(name).kind).number;
			assert(number !== undefined, `--${name} is no number`);
			const value = text(name);
			// Most are left at nothing, which every kind reads as 0.
			return value === '' || value === '0' || value === '0s' ? 0 : number(value);
		},
		list,
		map: (name) => pairs(list(name)),
		filters: (name) => filtersOf(list(name))
	};
}

/** "name=value" filters by lower-case name, without repeats. */
function filtersOf(texts: readonly string[]): Filters {
	const out: Record<string, string[]> = {};
	for (const filter of texts) {
		if (filter === '') continue;
		const [key, value] = cut(filter, '=');
		const values = (out[key.trim().toLowerCase()] ??= []);
		if (!values.includes(value.trim())) values.push(value.trim());
	}
	return out;
}
