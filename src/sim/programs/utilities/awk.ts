// awk: mawk 1.3.4 on Debian, gawk's functions as gawk, BusyBox's awk as an applet. The language is in awk/.
import { Errno, type Sys } from '../../engine/sys.ts';
import { ids, random, readText } from '../../kernel/index.ts';
import { parseAwk } from './awk/parse.ts';
import { Interpreter } from './awk/interpreter.ts';
import { AwkSyntaxError, unescape, type Dialect } from './awk/lex.ts';
import { Exited, runAwk } from './awk/run.ts';
import { fromInput } from './awk/values.ts';
import { appletUsage } from './lib/getopt.ts';
import { attempt, Exit, showGnuText, utility, type Tool } from './lib/tool.ts';

interface Command {
	sources: string[];
	assignments: [string, string][];
	separator: string | undefined;
	operands: string[];
}

/** awk's own way with options. */
function* options(tool: Tool, dialect: Dialect): Sys<Command> {
	const command: Command = { sources: [], assignments: [], separator: undefined, operands: [] };
	const { args } = tool;
	let n = 0;
	for (; n < args.length; n++) {
		const arg = args[n] as string;
		if (arg === '--') {
			n++;
			break;
		}
		if (arg === '-' || !arg.startsWith('-')) break;
		if (dialect === 'gawk' && arg.startsWith('--')) {
			if (arg === '--version') yield* showGnuText(tool, 'version', 'gawk');
			const equals = arg.indexOf('=');
			const name = equals < 0 ? arg : arg.slice(0, equals);
			const value = (): string => (equals < 0 ? (args[++n] ?? '') : arg.slice(equals + 1));
			if (name === '--field-separator') command.separator = value();
			else if (name === '--assign') assign(command, value());
			else if (name === '--source') command.sources.push(value());
			else if (name === '--file') command.sources.push(yield* programFile(tool, value(), dialect));
			continue;
		}
		if (arg.startsWith('-W')) {
			const word = arg.length > 2 ? arg.slice(2) : (args[++n] ?? '');
			if (word.startsWith('v')) {
				yield* tool.put('mawk 1.3.4 20200120\nCopyright 2008-2019,2020, Thomas E. Dickey\nCopyright 1991-1996,2014, Michael D. Brennan\n\n');
				yield* tool.flush();
				throw new Exit(
					0,
					'random-funcs:       srandom/random\nregex-funcs:        internal\ncompiled limits:\nsprintf buffer      8192\nmaximum-integer     2147483647\n'
				);
			}
			if (word.startsWith('h') || word.startsWith('u')) throw new Exit(0, mawkUsage);
			continue;
		}
		const letter = arg[1] ?? '';
		if (!'Fvfeb'.includes(letter) || (dialect === 'mawk' && (letter === 'e' || letter === 'b'))) {
			if (dialect === 'busybox') {
				yield* tool.error(`awk: invalid option -- '${letter}'\n`);
				yield* appletUsage(tool);
			}
			if (dialect === 'gawk') throw new Exit(1, `gawk: invalid option -- '${letter}'\n${gawkUsage}`);
			throw new Exit(2, `${tool.name}: not an option: ${arg}\n`);
		}
		if (letter === 'b') continue;
		const value = arg.length > 2 ? arg.slice(2) : args[++n];
		if (value === undefined)
			throw new Exit(2, dialect === 'gawk' ? `gawk: option requires an argument -- ${letter}\n` : `${tool.name}: option -${letter} lacks argument\n`);
		if (letter === 'F') command.separator = value;
		else if (letter === 'v') {
			if (!/^[A-Za-z_]\w*=/.test(value))
				throw new Exit(
					2,
					dialect === 'gawk' ? `gawk: fatal: \`${value}' argument to \`-v' not in \`var=value' form\n` : `${tool.name}: improper assignment: -v ${value}\n`
				);
			assign(command, value);
		} else if (letter === 'e') command.sources.push(value);
		else command.sources.push(yield* programFile(tool, value, dialect));
	}
	command.operands = args.slice(n);
	return command;
}

function assign(command: Command, text: string): void {
	const equals = text.indexOf('=');
	command.assignments.push([text.slice(0, equals), text.slice(equals + 1)]);
}

function* programFile(tool: Tool, path: string, dialect: Dialect): Sys<string> {
	const text = yield* attempt(readText(path === '-' ? '/dev/stdin' : path));
	if (!(text instanceof Errno)) return text;
	throw new Exit(
		2,
		dialect === 'gawk'
			? `gawk: fatal: cannot open source file \`${path}' for reading: ${text.message}\n`
			: dialect === 'busybox'
				? `awk: ${path}: ${text.message}\n`
				: `${tool.name}: cannot open ${path} (${text.message})\n`
	);
}

const mawkName = (tool: Tool): string => tool.name;

function syntaxText(tool: Tool, dialect: Dialect, source: string, error: AwkSyntaxError): string {
	if (dialect === 'busybox') return `awk: cmd. line:${error.line}: Unexpected token\n`;
	if (dialect === 'gawk') {
		const line = source.split('\n')[error.kind === 'missing' ? Math.max(0, error.line - 2) : error.line - 1] ?? '';
		const where = `gawk: cmd. line:${error.kind === 'missing' ? Math.max(1, error.line - 1) : error.line}: `;
		const column = error.kind === 'missing' || error.near === 'end of line' ? line.length : Math.max(0, line.indexOf(error.near));
		return `${where}${line}\n${where}${' '.repeat(column)}^ ${error.kind === 'missing' || error.near === 'end of line' ? 'unexpected newline or end of string' : 'syntax error'}\n`;
	}
	if (error.kind === 'mawk') return `${mawkName(tool)}: ${error.near.replaceAll('\nline ', `\n${mawkName(tool)}: line `)}\n`;
	if (error.kind === 'missing')
		return `${mawkName(tool)}: line ${error.line}: ${error.near.startsWith('missing') ? error.near : 'syntax error at or near end of file'}\n`;
	if (error.kind === 'arguments') return `${mawkName(tool)}: line ${error.line}: wrong number of arguments in call to ${error.near}\n`;
	if (error.kind === 'other')
		return `${mawkName(tool)}: line ${error.line}: ${error.near.startsWith('/') ? 'runaway regular expression' : 'runaway string constant'} ${error.near} ...\n`;
	if (error.near === '}' && /^\s*(?:[^{}]*\{[^{}]*\}\s*)*\}/.test(source))
		return `${mawkName(tool)}: line ${error.line}: extra '}'\n${mawkName(tool)}: line ${error.line}: syntax error at or near end of line\n`;
	return `${mawkName(tool)}: line ${error.line}: syntax error at or near ${error.near}\n`;
}

function* run(tool: Tool, dialect: Dialect): Sys<number> {
	tool.binary = dialect !== 'gawk';
	const command = yield* options(tool, dialect);
	if (command.sources.length === 0) {
		const source = command.operands.shift();
		if (source === undefined) {
			if (dialect === 'busybox') yield* appletUsage(tool);
			if (dialect === 'mawk') throw new Exit(0, mawkUsage);
			yield* tool.error(gawkUsage);
			return 1;
		}
		command.sources.push(source);
	}
	const source = tool.own(command.sources.join('\n'));
	let program;
	try {
		program = parseAwk(source, dialect);
	} catch (error) {
		if (!(error instanceof AwkSyntaxError)) throw error;
		throw new Exit(dialect === 'mawk' ? 2 : 1, syntaxText(tool, dialect, source, error));
	}
	const i = new Interpreter(tool, program, dialect);
	checkCalls(tool, i);
	const argv = i.array(i.globalFrame, 'ARGV');
	argv.set('0', dialect === 'gawk' ? tool.name : dialect === 'busybox' ? 'awk' : tool.name);
	command.operands.forEach((operand, n) => argv.set(String(n + 1), fromInput(tool.own(operand))));
	i.set('ARGC', command.operands.length + 1);
	const environ = i.array(i.globalFrame, 'ENVIRON');
	for (const name in tool.env) environ.set(tool.own(name), fromInput(tool.own(tool.env[name] ?? '')));
	if (dialect === 'gawk') {
		const info = i.array(i.globalFrame, 'PROCINFO');
		const me = yield* ids();
		for (const [name, value] of [
			['version', '5.2.1'],
			['pid', me.pid],
			['ppid', me.ppid],
			['uid', me.cred.uid],
			['gid', me.cred.gid],
			['euid', me.cred.euid],
			['egid', me.cred.egid],
			['FS', 'FS']
		] as const)
			info.set(name, value);
	}
	if (dialect === 'mawk') i.randomState = (yield* random(4)).reduce((all, byte) => all * 256 + byte, 0) >>> 0;
	if (command.separator !== undefined) {
		const given = tool.own(command.separator);
		i.set('FS', given === 't' && dialect !== 'mawk' ? '\t' : unescape(given));
	}
	for (const [name, value] of command.assignments) i.set(name, fromInput(unescape(tool.own(value))));
	try {
		return yield* runAwk(i, program);
	} catch (error) {
		if (error instanceof Exited) {
			yield* i.files.closeAll();
			return error.status;
		}
		if (error instanceof Exit) yield* i.files.flush();
		throw error;
	}
}

/** Calls of functions that nobody defines are found before the program runs. */
function checkCalls(tool: Tool, i: Interpreter): void {
	const missing = undefinedCall(i.program);
	if (!missing) return;
	if (i.dialect === 'gawk') throw new Exit(2, `gawk: cmd. line:${missing.line}: fatal: function \`${missing.name}' not defined\n`);
	if (i.dialect === 'busybox') throw new Exit(1, `awk: cmd. line:${missing.line}: Call to undefined function\n`);
	throw new Exit(2, `${mawkName(tool)}: line ${missing.line + 1}: function ${missing.name} never defined\n`);
}

/** Walks the tree as plain data for a call without a definition. */
function undefinedCall(program: Interpreter['program']): { name: string; line: number } | undefined {
	const stack: unknown[] = [...program.rules, ...[...program.functions.values()].map((fn) => fn.body)];
	while (stack.length > 0) {
		const one = stack.pop();
		if (typeof one !== 'object' || one === null) continue;
		if (
			'k' in one &&
			one.k === 'call' &&
			'name' in one &&
			typeof one.name === 'string' &&
			'line' in one &&
			typeof one.line === 'number' &&
			!program.functions.has(one.name)
		)
			return { name: one.name, line: one.line };
		stack.push(...(Array.isArray(one) ? one : Object.values(one)));
	}
	return undefined;
}

const mawkUsage = `Usage: mawk [Options] [Program] [file ...]

Program:
    The -f option value is the name of a file containing program text.
    If no -f option is given, a "--" ends option processing; the following
    parameters are the program text.

Options:
    -f program-file  Program  text is read from file instead of from the
                     command-line.  Multiple -f options are accepted.
    -F value         sets the field separator, FS, to value.
    -v var=value     assigns value to program variable var.
    --               unambiguous end of options.

    Implementation-specific options are prefixed with "-W".  They can be
    abbreviated:

    -W version       show version information and exit.
    -W dump          show assembler-like listing of program and exit.
    -W help          show this message and exit.
    -W interactive   set unbuffered output, line-buffered input.
    -W exec file     use file as program as well as last option.
    -W random=number set initial random seed.
    -W sprintf=number adjust size of sprintf buffer.
    -W posix_space   do not consider "\\n" a space.
    -W usage         show this message and exit.
`;
const gawkUsage = `Usage: gawk [POSIX or GNU style options] -f progfile [--] file ...
Usage: gawk [POSIX or GNU style options] [--] 'program' file ...
`;

export const awk = utility('awk', (tool: Tool) => run(tool, tool.busybox ? 'busybox' : 'mawk'), { usageStatus: 2 });
export const mawk = utility('mawk', (tool: Tool) => run(tool, 'mawk'), { usageStatus: 2 });
export const gawk = utility('gawk', (tool: Tool) => run(tool, 'gawk'), { usageStatus: 2 });
