// getopt of util-linux: puts a script's arguments in order, quoted for the shell. Leaves out csh quoting.
// Invariant: what it prints, given to `set --` through eval, are the same arguments, options first.
import type { Sys } from '../../engine/sys.ts';
import { getopt as parse } from './lib/getopt.ts';
import { utility, type Tool } from './lib/tool.ts';

const quoted = (text: string, unquoted: boolean): string => (unquoted ? text : `'${text.replaceAll("'", "'\\''")}'`);

interface Long {
	name: string;
	argument: 'none' | 'required' | 'optional';
}
const longNames = (list: string): Long[] =>
	list
		.split(/[, \t\n]+/)
		.filter((item) => item !== '')
		.map((item) => ({ name: item.replace(/:+$/, ''), argument: item.endsWith('::') ? 'optional' : item.endsWith(':') ? 'required' : 'none' }));

export const getopt = utility('getopt', function* (tool: Tool): Sys<number> {
	tool.usageStatus = 2;
	tool.hintText = `Try 'getopt --help' for more information.\n`;
	const compatible = tool.args[0] !== undefined && !tool.args[0].startsWith('-');
	const own = compatible
		? { operands: tool.args.slice(1), has: () => false, get: () => undefined, options: [] }
		: yield* parse(tool, {
				short: 'o:l:n:s:qQuTaV',
				long: ['options:=o', 'longoptions:=l', 'name:=n', 'shell:=s', 'quiet=q', 'quiet-output=Q', 'unquoted=u', 'test=T', 'alternative=a'],
				posix: true
			});
	if (own.has('T')) return 4;
	const operands = [...own.operands];
	const spec = compatible ? (tool.args[0] as string) : (own.get('o') ?? operands.shift());
	if (spec === undefined) tool.usage('missing optstring argument', 2);
	const long = own.options.filter(([key]) => key === 'l').flatMap(([, list]) => longNames(list));
	const name = own.get('n') ?? 'getopt';
	const unquoted = compatible || own.has('u');
	const letters = spec.replace(/^[+-]/, '').replace(/^:/, '');
	const order = spec[0] === '+' || spec[0] === '-' ? spec[0] : tool.env['POSIXLY_CORRECT'] === undefined ? '' : '+';
	const out: string[] = [];
	const rest: string[] = [];
	let failed = false;
	const wrong = function* (text: string): Sys<void> {
		failed = true;
		if (!own.has('q')) yield* tool.error(`${name}: ${text}\n`);
	};
	for (let i = 0; i < operands.length; i++) {
		const arg = operands[i] as string;
		if (arg === '--') {
			rest.push(...operands.slice(i + 1));
			break;
		}
		if (arg === '-' || arg[0] !== '-') {
			if (order === '+') {
				rest.push(...operands.slice(i));
				break;
			}
			if (order === '-') out.push(quoted(arg, unquoted));
			else rest.push(arg);
			continue;
		}
		if (arg.startsWith('--') || (own.has('a') && arg.length > 2)) {
			const text = arg.replace(/^--?/, '');
			const eq = text.indexOf('=');
			const word = eq < 0 ? text : text.slice(0, eq);
			const found = long.filter((option) => option.name.startsWith(word));
			const option = found.find((one) => one.name === word) ?? (found.length === 1 ? found[0] : undefined);
			if (!option) {
				yield* wrong(
					found.length > 1
						? `option '--${word}' is ambiguous; possibilities: ${found.map((one) => `'--${one.name}'`).join(' ')}`
						: `unrecognized option '${arg.startsWith('--') ? `--${word}` : arg}'`
				);
				continue;
			}
			if (option.argument === 'none' && eq >= 0) yield* wrong(`option '--${option.name}' doesn't allow an argument`);
			else if (option.argument === 'none') out.push(`--${option.name}`);
			else if (eq >= 0) out.push(`--${option.name}`, quoted(text.slice(eq + 1), unquoted));
			else if (option.argument === 'optional') out.push(`--${option.name}`, quoted('', unquoted));
			else if (i + 1 < operands.length) out.push(`--${option.name}`, quoted(operands[++i] as string, unquoted));
			else yield* wrong(`option '--${option.name}' requires an argument`);
			continue;
		}
		for (let j = 1; j < arg.length; j++) {
			const letter = arg[j] as string;
			const at = letter === ':' ? -1 : letters.indexOf(letter);
			if (at < 0) {
				yield* wrong(`invalid option -- '${letter}'`);
				continue;
			}
			if (letters[at + 1] !== ':') {
				out.push(`-${letter}`);
				continue;
			}
			const optional = letters[at + 2] === ':';
			const value = arg.slice(j + 1);
			if (value !== '' || optional) out.push(`-${letter}`, quoted(value, unquoted));
			else if (i + 1 < operands.length) out.push(`-${letter}`, quoted(operands[++i] as string, unquoted));
			else yield* wrong(`option requires an argument -- '${letter}'`);
			break;
		}
	}
	if (!own.has('Q')) yield* tool.put(`${['', ...out, '--', ...rest.map((arg) => quoted(arg, unquoted))].join(' ')}\n`);
	return failed ? 1 : 0;
});
