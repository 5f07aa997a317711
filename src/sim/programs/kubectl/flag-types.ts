// Kinds of flag that kubectl has besides pflag's own.
import { flagType, FlagValueError, parseBool, type FlagRow } from '../../values/index.ts';

/** A bool that knows whether it was given (client-go's flag.Tristate): "" when not. */
export const tristate = flagType<string>({
	name: 'tristate',
	parse: (text) => String(parseBool(text)),
	format: (value) => (value === '' ? 'false' : value),
	zero: '',
	noOptDefVal: 'true'
});

/** "a=b,c=d" read as pairs. */
export const mapStringString = flagType<Readonly<Record<string, string>>>({
	name: 'mapStringString',
	parse: (text, previous) => {
		const pairs: Record<string, string> = { ...previous };
		for (const part of text.split(',')) {
			if (part === '') continue;
			const equals = part.indexOf('=');
			if (equals < 0) throw new FlagValueError(`malformed pair, expect string=string`);
			pairs[part.slice(0, equals).trim()] = part.slice(equals + 1).trim();
		}
		return pairs;
	},
	format: (pairs) =>
		Object.entries(pairs)
			.map(([key, value]) => `${key}=${value}`)
			.join(','),
	zero: {}
});

/** klog's --v. */
export const level = flagType<number>({
	name: 'Level',
	parse: (text) => {
		if (!/^[+-]?[0-9]+$/.test(text)) throw new FlagValueError(`strconv.ParseInt: parsing "${text}": invalid syntax`);
		return Number(text);
	},
	format: String,
	zero: 0
});
/** klog's --vmodule. */
export const moduleSpec = flagType<string>({ name: 'pattern=N,...', parse: (text) => text, format: (value) => value, zero: '' });

const own: Readonly<Record<string, FlagRow['type']>> = { tristate, mapStringString };

/** A flag as text: "-f filename stringSlice", "dry-run string=none ?unchanged" (default, then what it means without a value). Durations in µs. */
export function flagRow(spec: string, usage: string): FlagRow {
	const match = /^(?:-(\w) )?([\w-]+) (\w+)(?:=(.*?))?(?: \?(.*))?$/.exec(spec);
	if (!match) throw new Error(`no flag: ${spec}`);
	const [, shorthand, name = '', type = '', value, noOptDefVal] = match;
	return {
		name,
		...(shorthand === undefined ? {} : { shorthand }),
		type: own[type] ?? (type as FlagRow['type']),
		...(value === undefined ? {} : { default: defaultOf(type, value) }),
		...(noOptDefVal === undefined ? {} : { noOptDefVal }),
		usage
	};
}
const defaultOf = (type: string, text: string): unknown =>
	type === 'bool' ? text === 'true' : /^int|duration/.test(type) ? Number(text) : /^string[SA]/.test(type) ? text.split(',') : text;
