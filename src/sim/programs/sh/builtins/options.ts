// Options of builtins: internal_getopt's rules, and the two lines about a wrong one.
import type { Sys } from '../../../engine/sys.ts';
import { language } from '../parts.ts';
import { complain, complainRaw, type Shell } from '../shell.ts';

export interface Flags {
	/** Letters met, in order, with '+' before those after a plus. */
	readonly letters: string;
	readonly values: Readonly<Record<string, string>>;
	readonly operands: readonly string[];
}

/** Reads flags. A letter followed by ':' takes a value. `plus` allows +x. Undefined: an error has been told (status 2). */
export function* parseFlags(sh: Shell, name: string, args: readonly string[], spec: string, plus = false): Sys<Flags | undefined> {
	let letters = '';
	const values: Record<string, string> = {};
	let i = 0;
	for (; i < args.length; i++) {
		const arg = args[i] as string;
		if (arg === '--') {
			i++;
			break;
		}
		const sign = arg[0];
		if (arg.length < 2 || !(sign === '-' || (plus && sign === '+'))) break;
		for (let j = 1; j < arg.length; j++) {
			const letter = arg[j] as string;
			const at = letter === ':' ? -1 : spec.indexOf(letter);
			if (at < 0) {
				yield* invalidOption(sh, name, `${sign}${letter}`);
				return undefined;
			}
			letters += sign === '+' ? '+' + letter : letter;
			if (spec[at + 1] !== ':') continue;
			const value = j + 1 < arg.length ? arg.slice(j + 1) : args[++i];
			if (value === undefined) {
				yield* complain(sh, `${name}: -${letter}: option requires an argument`);
				yield* usage(sh, name);
				return undefined;
			}
			values[letter] = value;
			break;
		}
	}
	return { letters, values, operands: args.slice(i) };
}
export function* invalidOption(sh: Shell, name: string, option: string): Sys<void> {
	if (sh.state.flavour === 'dash') yield* complain(sh, `${name}: Illegal option ${option}`);
	else {
		yield* complain(sh, `${name}: ${option}: invalid option`);
		yield* usage(sh, name);
	}
}
export function* usage(sh: Shell, name: string): Sys<void> {
	if (sh.state.flavour !== 'bash') return;
	const text = (yield* language(sh)).usages[name];
	if (text) yield* complainRaw(sh, `${name}: usage: ${text}\n`);
}
