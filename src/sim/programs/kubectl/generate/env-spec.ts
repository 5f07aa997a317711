// Environment variables of `set env`: A=1, A-, and "-" for lines on standard input.
import type { Sys } from '../../../engine/index.ts';
import { Failure } from '../failure.ts';
import { readStdin } from '../manifest.ts';
import { str, type Json } from '../dig.ts';
import type { Session } from '../session.ts';

export interface EnvSpec {
	readonly set: readonly Json[];
	readonly remove: readonly string[];
}
const isEnv = (word: string): boolean => (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-') || word === '-';
/** Resources first, then changes. */
export function splitEnvArgs(args: readonly string[]): { resources: readonly string[]; env: readonly string[] } {
	const first = args.findIndex(isEnv);
	if (first < 0) return { resources: args, env: [] };
	if (args.slice(first).some((word) => !isEnv(word))) throw new Failure(`all resources must be specified before environment changes: ${args.join(' ')}`);
	return { resources: args.slice(0, first), env: args.slice(first) };
}
const validName = (name: string): boolean => /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name);

export function* parseEnv(s: Session, words: readonly string[]): Sys<EnvSpec> {
	const set: Json[] = [];
	const remove: string[] = [];
	const add = (line: string): void => {
		const equals = line.indexOf('=');
		const [name, value] = equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
		if (!validName(name))
			throw new Failure(
				`"${name}" is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`
			);
		set.push({ name, ...(value === '' ? {} : { value }) });
	};
	for (const word of words) {
		if (word === '-')
			for (const line of (yield* readStdin(s)).split('\n')) {
				if (line !== '' && !line.startsWith('#')) add(line);
			}
		else if (word.includes('=')) add(word);
		else if (word.endsWith('-')) remove.push(word.slice(0, -1));
		else throw new Failure(`unknown environment variable: ${word}`);
	}
	for (const name of remove)
		if (set.some((one) => one.name === name)) throw new Failure('can not both modify and remove the same environment variable in the same command');
	return { set, remove };
}
/** The list with variables set and removed; the last of a name wins. */
export function updateEnv(existing: readonly unknown[], { set, remove }: EnvSpec): unknown[] {
	const out: unknown[] = [];
	const covered = new Set(remove);
	for (const variable of existing) {
		const name = str(variable, 'name');
		if (covered.has(name)) continue;
		const next = [...set].reverse().find((one) => one.name === name);
		if (next) {
			out.push(next);
			covered.add(name);
		} else out.push(variable);
	}
	for (const variable of set) {
		if (covered.has(str(variable, 'name'))) continue;
		covered.add(str(variable, 'name'));
		out.push(variable);
	}
	return out;
}
