// go-cty's `format`: %s %d %q %v %t %f %x %% with flags, width and precision. Leaves out %e, %g, %b, %o and argument indexes.
import { goQuote } from '../../../../values/index.ts';
import { jsonText, toBool, toNumber, toText, Unsuitable, UnsuitableArgument } from './convert.ts';
import type { Value } from './syntax.ts';

/** Throws Unsuitable with cty's text. */
export function formatText(format: string, args: readonly Value[]): string {
	let used = 0;
	const out = format.replaceAll(
		/%([-+ 0#]*)(\d+)?(?:\.(\d+))?(.)/gsu,
		(all, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
			if (verb === '%') return '%';
			if (!'vsqdtfxX'.includes(verb)) throw new Unsuitable(`unsupported format verb '${verb}' in ${JSON.stringify(all)} at offset ${format.indexOf(all)}`);
			const arg = args[used++];
			if (arg === undefined)
				throw new Unsuitable(`not enough arguments for ${JSON.stringify(all)} at ${format.indexOf(all)}: need index ${used} but have ${args.length} total`);
			const value = one(verb, arg, precision, all, format);
			const signed = flags.includes('+') && /^\d/.test(value) && 'df'.includes(verb) ? '+' + value : value;
			const room = Number(width ?? 0);
			return flags.includes('-') ? signed.padEnd(room) : signed.padStart(room, flags.includes('0') && 'dfxX'.includes(verb) ? '0' : ' ');
		}
	);
	if (used < args.length) throw new UnsuitableArgument(used + 1, `too many arguments; only ${used} used by format string`);
	return out;
}
function one(verb: string, arg: Value, precision: string | undefined, all: string, format: string): string {
	try {
		switch (verb) {
			case 'v':
				return arg === null ? 'null' : typeof arg === 'object' ? jsonText(arg) : toText(arg);
			case 's':
				return toText(arg).slice(0, precision === undefined ? undefined : Number(precision));
			case 'q':
				return goQuote(toText(arg));
			case 't':
				return String(toBool(arg));
			case 'd':
				return String(Math.trunc(toNumber(arg)));
			case 'f':
				return toNumber(arg).toFixed(precision === undefined ? 6 : Number(precision));
			default: {
				const digits = Math.trunc(toNumber(arg)).toString(16);
				return verb === 'X' ? digits.toUpperCase() : digits;
			}
		}
	} catch (error) {
		if (!(error instanceof Unsuitable)) throw error;
		throw new Unsuitable(
			`unsupported value for ${JSON.stringify(all)} at ${format.indexOf(all)}: ${arg === null ? 'null value cannot be formatted' : error.message}`
		);
	}
}
