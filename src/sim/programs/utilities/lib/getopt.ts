// getopt_long(3) for every utility: GNU's permutation, abbreviations and messages; BusyBox's and musl's messages for applets.
import type { Sys } from '../../../engine/sys.ts';
import { Exit, onMusl, showGnuText, showUsage, UsageExit, type Tool } from './tool.ts';

export interface Parsed {
	/** Options in order: a short option's letter or a long one's key, and its value. */
	readonly options: readonly (readonly [key: string, value: string])[];
	readonly operands: readonly string[];
	has(key: string): boolean;
	/** The last value of an option. */
	get(key: string): string | undefined;
}

export interface OptionSpec {
	/** Letters as for getopt(3): "ab:c::". */
	readonly short: string;
	/** "name=key", "name:=key" (argument), "name::=key" (optional argument); without "=": the name is the key. */
	readonly long?: readonly string[];
	/** Options end at the first operand. */
	readonly posix?: boolean;
	/** A digit option such as -5 is given to the tool as key "0"…"9" with itself as value. */
	readonly digits?: boolean | ((digit: string) => void);
	/** The program whose --help and --version texts are shown; the tool's own name unless told. */
	readonly help?: string;
	/** Applets: options BusyBox does not have although GNU does. */
	readonly notBusybox?: string;
}

interface Long {
	name: string;
	key: string;
	argument: 0 | 1 | 2;
}

function longOptions(list: readonly string[]): Long[] {
	return list.map((item) => {
		const eq = item.indexOf('=');
		const left = eq < 0 ? item : item.slice(0, eq);
		const name = left.replace(/:+$/, '');
		const colons = left.length - name.length;
		return { name, key: eq < 0 ? name : item.slice(eq + 1), argument: colons === 2 ? 2 : colons === 1 ? 1 : 0 };
	});
}

/** Parses a tool's arguments. A wrong option ends the program with the real message; --help and --version are answered here. */
export function* getopt(tool: Tool, spec: OptionSpec, args: readonly string[] = tool.args): Sys<Parsed> {
	const long = longOptions([...(spec.long ?? []), 'help', ...(tool.busybox ? [] : ['version'])]);
	const options: [string, string][] = [];
	const operands: string[] = [];
	const posix = spec.posix === true || tool.env['POSIXLY_CORRECT'] !== undefined;
	for (let i = 0; i < args.length; i++) {
		const arg = args[i] as string;
		if (arg === '--') {
			operands.push(...args.slice(i + 1));
			break;
		}
		if (arg === '-' || !arg.startsWith('-')) {
			if (posix) {
				operands.push(...args.slice(i));
				break;
			}
			operands.push(arg);
			continue;
		}
		if (arg.startsWith('--')) {
			const { name, value } = splitLong(arg.slice(2));
			const option = yield* findLong(tool, long, name, arg);
			if (option.argument === 0 && value !== undefined)
				yield* wrong(tool, `option '--${option.name}' doesn't allow an argument`, `option does not take an argument: ${option.name}`);
			if (option.key === 'help' && option.name === 'help') yield* tool.busybox ? showUsage(tool, 0) : showGnuText(tool, 'help', spec.help ?? tool.name);
			if (option.key === 'version' && option.name === 'version') yield* showGnuText(tool, 'version', spec.help ?? tool.name);
			if (option.argument === 1 && value === undefined) {
				if (++i >= args.length) yield* wrong(tool, `option '--${option.name}' requires an argument`, `option requires an argument: ${option.name}`);
				options.push([option.key, args[i] as string]);
			} else options.push([option.key, value ?? '']);
			continue;
		}
		for (let j = 1; j < arg.length; j++) {
			const letter = arg[j] as string;
			if (spec.digits && letter >= '0' && letter <= '9') {
				if (spec.digits !== true) spec.digits(letter);
				options.push(['digit', letter]);
				continue;
			}
			const at = letter === ':' || (tool.busybox && spec.notBusybox?.includes(letter)) ? -1 : spec.short.indexOf(letter);
			if (at < 0) yield* wrong(tool, `invalid option -- '${letter}'`, `unrecognized option: ${letter}`);
			const wants = spec.short[at + 1] === ':';
			const optional = wants && spec.short[at + 2] === ':';
			if (!wants) options.push([letter, '']);
			else {
				const rest = arg.slice(j + 1);
				if (rest !== '' || optional) options.push([letter, rest]);
				else {
					if (++i >= args.length) yield* wrong(tool, `option requires an argument -- '${letter}'`, `option requires an argument: ${letter}`);
					options.push([letter, args[i] as string]);
				}
				break;
			}
		}
	}
	return { options, operands, has: (key) => options.some(([k]) => k === key), get: (key) => options.findLast(([k]) => k === key)?.[1] };
}

function splitLong(text: string): { name: string; value: string | undefined } {
	const eq = text.indexOf('=');
	return eq < 0 ? { name: text, value: undefined } : { name: text.slice(0, eq), value: text.slice(eq + 1) };
}

function* findLong(tool: Tool, long: readonly Long[], name: string, arg: string): Sys<Long> {
	const exact = long.find((option) => option.name === name);
	if (exact) return exact;
	const found = long.filter((option) => option.name.startsWith(name));
	const first = found[0];
	if (first && found.every((option) => option.key === first.key && option.argument === first.argument)) return first;
	if (found.length > 1) {
		const shown = splitLong(arg).name;
		yield* wrong(tool, `option '${shown}' is ambiguous; possibilities: ${found.map((option) => `'--${option.name}'`).join(' ')}`, `ambiguous option: ${name}`);
	}
	return yield* wrong(tool, `unrecognized option '${tool.busybox ? arg : arg}'`, `unrecognized option: ${name}`);
}

/** A wrong option: GNU's text and hint; glibc's or musl's text and the usage of an applet. */
function* wrong(tool: Tool, glibc: string, musl: string): Sys<never> {
	if (!tool.busybox) throw new Exit(tool.usageStatus, `${tool.name}: ${glibc}\n${tool.hint()}`);
	throw new UsageExit(tool.usageStatus, `${tool.name}: ${(yield* onMusl()) ? musl : glibc}\n`);
}

/** Too few operands for an applet: its usage alone. */
export function* appletUsage(tool: Tool, status = 1): Sys<never> {
	yield* tool.flush();
	return yield* showUsage(tool, status);
}

/** "missing operand" and "extra operand" as coreutils say them; an applet shows its usage. */
export function* checkOperands(tool: Tool, operands: readonly string[], min: number, max = Infinity): Sys<void> {
	if (operands.length >= min && operands.length <= max) return;
	if (tool.busybox) yield* appletUsage(tool, tool.usageStatus);
	if (operands.length > max) tool.usage(`extra operand ${tool.quote(operands[max] as string)}`);
	tool.usage(operands.length === 0 ? 'missing operand' : `missing operand after ${tool.quote(operands[operands.length - 1] as string)}`);
}
