// complete, compgen, compopt: programmable completion. Tab asks these specifications first, then the registry of completers
// (readline/complete.ts). Leaves out -C and options beyond what -p prints.
import type { Sys } from '../../../engine/sys.ts';
import { Errno } from '../../../engine/sys.ts';
import { readdir } from '../../../kernel/index.ts';
import { byBytes, environment, getText, visibleNames } from '../variables.ts';
import { globMatch } from '../../utilities/lib/glob.ts';
import { groups, users } from '../../utilities/lib/users.ts';
import { paths } from '../expand.ts';
import { complain, output, type Shell } from '../shell.ts';
import { builtins, type Builtin } from './index.ts';
import { parseFlags, usage } from './options.ts';

const spec = 'abcdefgjksuvprDEIo:A:G:W:F:C:X:P:S:';
const actionLetters: Readonly<Record<string, string>> = {
	alias: 'a',
	builtin: 'b',
	command: 'c',
	directory: 'd',
	export: 'e',
	file: 'f',
	group: 'g',
	job: 'j',
	keyword: 'k',
	service: 's',
	user: 'u',
	variable: 'v'
};

/** The options as `complete -p` prints them. */
function specText(letters: string, values: Readonly<Record<string, string>>, options: readonly string[]): string {
	const parts: string[] = options.map((one) => `-o ${one}`);
	for (const letter of 'abcdefgjksuv') if (letters.includes(letter)) parts.push(`-${letter}`);
	const own = values['A'];
	if (own !== undefined) parts.push(actionLetters[own] ? `-${actionLetters[own]}` : `-A ${own}`);
	for (const letter of 'GWPSXCF') {
		const value = values[letter];
		if (value !== undefined)
			parts.push(`-${letter} ${letter === 'F' || (letter === 'C' && /^\w+$/.test(value)) ? value : `'${value.replaceAll("'", "'\\''")}'`}`);
	}
	return parts.join(' ');
}

export const completeBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const flags = yield* parseFlags(sh, 'complete', args, spec);
		if (!flags) return 2;
		const { letters, values } = flags;
		const known = (sh.state.completions ??= new Map());
		const names = [...flags.operands, ...(letters.includes('D') ? ['-D'] : []), ...(letters.includes('E') ? ['-E'] : [])];
		const show = (name: string, text: string): string => `complete ${text}${text ? ' ' : ''}${name}\n`;
		if (letters.includes('r')) {
			if (names.length === 0) known.clear();
			return yield* eachName(sh, names, (name) => known.delete(name));
		}
		if (letters.includes('p') || args.length === 0) {
			if (names.length === 0) for (const [name, one] of known) yield* output(sh, 'complete', show(name, one.text));
			let status = 0;
			for (const name of names) {
				const one = known.get(name);
				if (one) yield* output(sh, 'complete', show(name, one.text));
				else {
					yield* complain(sh, `complete: ${name}: no completion specification`);
					status = 1;
				}
			}
			return status;
		}
		if (names.length === 0) {
			yield* usage(sh, 'complete');
			return 2;
		}
		const options = args.flatMap((arg, i) => (arg === '-o' ? [args[i + 1] ?? ''] : []));
		for (const name of names) known.set(name, { text: specText(letters, values, options), letters, values });
		return 0;
	}
};
function* eachName(sh: Shell, names: readonly string[], act: (name: string) => boolean): Sys<number> {
	let status = 0;
	for (const name of names) {
		if (act(name)) continue;
		yield* complain(sh, `complete: ${name}: no completion specification`);
		status = 1;
	}
	return status;
}
/** bind: the keys are readline's own. FIDELITY: bindings are taken and not acted on. */
export const bindBuiltin: Builtin = {
	bashOnly: true,
	*run(sh) {
		if (!sh.state.interactive) yield* complain(sh, 'bind: warning: line editing not enabled');
		return 0;
	}
};
export const compoptBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		if (args.some((arg) => !arg.startsWith('-') && !arg.startsWith('+') && args[args.indexOf(arg) - 1] !== '-o' && args[args.indexOf(arg) - 1] !== '+o'))
			return 0;
		yield* complain(sh, 'compopt: not currently executing completion function');
		return 1;
	}
};

/** The words a specification offers for a prefix. */
export function* generate(sh: Shell, letters: string, values: Readonly<Record<string, string>>, prefix: string): Sys<string[]> {
	const action = values['A'] ?? '';
	const has = (letter: string, name: string): boolean => letters.includes(letter) || action === name;
	let found: string[] = [];
	if (letters.includes('W')) found.push(...(values['W'] ?? '').split(/\s+/).filter(Boolean));
	if (has('b', 'builtin')) found.push(...builtins.keys());
	if (has('v', 'variable')) found.push(...visibleNames(sh.state));
	if (has('e', 'export')) found.push(...Object.keys(environment(sh.state)));
	if (has('a', 'alias')) found.push(...sh.state.aliases.keys());
	if (action === 'function' || letters.includes('c')) found.push(...sh.state.functions.keys());
	if (has('k', 'keyword') || letters.includes('c'))
		found.push(...'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '));
	if (has('c', 'command')) found.push(...builtins.keys(), ...(yield* commandNames(sh)));
	if (has('u', 'user')) found.push(...(yield* users()).map((one) => one.name));
	if (has('g', 'group')) found.push(...(yield* groups()).map((one) => one.name));
	if (values['G'] !== undefined) found.push(...(yield* paths(sh, values['G'])));
	if (has('f', 'file') || has('d', 'directory')) found.push(...(yield* fileNames(prefix, has('d', 'directory'))));
	found = found.filter((f) => f.startsWith(prefix));
	const filter = values['X'];
	if (filter !== undefined) {
		const keep = filter.startsWith('!');
		found = found.filter((f) => globMatch(keep ? filter.slice(1) : filter, f) === keep);
	}
	if (!letters.includes('W') && !letters.includes('k')) found.sort(byBytes);
	return found.map((f) => `${values['P'] ?? ''}${f}${values['S'] ?? ''}`);
}

export const compgenBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const flags = yield* parseFlags(sh, 'compgen', args, 'abcdefgjksuvo:A:G:W:F:C:X:P:S:');
		if (!flags) return 2;
		const found = yield* generate(sh, flags.letters, flags.values, flags.operands[0] ?? '');
		if (found.length === 0) return 1;
		yield* output(sh, 'compgen', found.map((f) => `${f}\n`).join(''));
		return 0;
	}
};
/** Every executable name in PATH. */
export function* commandNames(sh: Shell): Sys<string[]> {
	const out = new Set<string>();
	for (const dir of (getText(sh.state, 'PATH') ?? '').split(':'))
		try {
			for (const entry of yield* readdir(dir || '.')) if (entry.type !== 'dir') out.add(entry.name);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	return [...out];
}
/** Paths that begin with a prefix. */
export function* fileNames(prefix: string, directories: boolean): Sys<string[]> {
	const slash = prefix.lastIndexOf('/') + 1;
	const dir = prefix.slice(0, slash);
	try {
		return (yield* readdir(dir || '.'))
			.filter((e) => (!directories || e.type === 'dir') && e.name.startsWith(prefix.slice(slash)) && (e.name[0] !== '.' || prefix[slash] === '.'))
			.map((e) => dir + e.name);
	} catch (error) {
		if (error instanceof Errno) return [];
		throw error;
	}
}
