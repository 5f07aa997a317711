// The smallest programs: true, false, sleep, echo, printf, test, [, pwd, kill. Their work is the builtins' own.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { clock, getcwd, kill as sendKill, sleep as sleepFor, stat, type Program } from '../../../kernel/index.ts';
import { parseSignal, signalTable } from '../builtins/kill.ts';
import { echoText } from '../builtins/output.ts';
import { formatPrintf } from '../builtins/printf-format.ts';
import { evaluateTest } from '../builtins/test.ts';
import { signalList, signalNumbers } from '../children.ts';
import { Shell } from '../shell.ts';
import { ShellError } from '../state.ts';
import { initialState } from '../start.ts';
import { getopt } from '../../utilities/lib/getopt.ts';
import { quoteName } from '../../utilities/lib/quote.ts';
import { showGnuText, utility, type Tool } from '../../utilities/lib/tool.ts';
import { parseInterval } from './interval.ts';

/** --help and --version as the only argument, of the tools that have no other option. */
function* soleOption(tool: Tool): Sys<void> {
	if (tool.busybox || tool.args.length !== 1) return;
	if (tool.args[0] === '--help') yield* showGnuText(tool, 'help', tool.name);
	if (tool.args[0] === '--version') yield* showGnuText(tool, 'version', tool.name);
}
export const trueProgram = utility('true', function* (tool) {
	yield* soleOption(tool);
	return 0;
});
// eslint-disable-next-line require-yield -- a program is a routine
export const falseProgram = utility('false', function* () {
	return 1;
});

export const sleep = utility('sleep', function* (tool) {
	const options = yield* getopt(tool, { short: '', posix: true });
	if (options.operands.length === 0) tool.usage('missing operand');
	let total = 0;
	let bad = false;
	for (const text of options.operands) {
		const us = parseInterval(text);
		if (us === undefined) {
			yield* tool.warn(tool.busybox ? `invalid number '${text}'` : `invalid time interval ${tool.quote(text)}`);
			bad = true;
		} else total += us;
	}
	if (bad) tool.usage('');
	yield* sleepFor(total);
	return 0;
});

export const echo = utility('echo', function* (tool) {
	yield* soleOption(tool);
	const posix = tool.env['POSIXLY_CORRECT'] !== undefined;
	yield* tool.put(echoText(tool.args, posix && tool.args[0] !== '-n', posix));
	return 0;
});

export const printf = utility('printf', function* (tool) {
	const args = tool.args[0] === '--' ? tool.args.slice(1) : tool.args;
	const [format, ...values] = args;
	if (format === undefined) tool.usage('missing operand');
	const result = formatPrintf(format as string, values, {
		now: yield* clock(),
		coreutils: quoteName
	});
	let shown = 0;
	for (const [i, message] of result.errors.entries()) {
		yield* tool.put(result.text.slice(shown, result.places[i]));
		shown = Math.max(shown, result.places[i] ?? 0);
		const bad = /^`(.*)': (?:invalid format|missing format) character$/s.exec(message);
		if (bad) {
			const at = /%[-+ #0'*.\d]*(?:hh|h|ll|l|j|z|t|L)?(?:[^diouxXeEfFgGaAcsbq%]|$)/.exec(format as string);
			yield* tool.warn(`${at?.[0] ?? bad[1]}: invalid conversion specification`);
			continue;
		}
		const m = /^(.*): invalid (?:number|octal number|hex number)$/s.exec(message);
		yield* tool.warn(
			m ? `${tool.quote(m[1] as string)}: ${/^\s*[-+]?\d/.test(m[1] as string) ? 'value not completely converted' : 'expected a numeric value'}` : message
		);
	}
	yield* tool.put(result.text.slice(shown));
	if (result.excess !== undefined) yield* tool.warn(`warning: ignoring excess arguments, starting with ${tool.quote(result.excess)}`, 0);
	return result.status;
});

function testProgram(name: string): Program {
	return utility(name, function* (tool) {
		let args = tool.args;
		if (name === '[') {
			if (args.at(-1) !== ']') tool.die('missing ‘]’', 2);
			args = args.slice(0, -1);
		}
		const line = { args: [], login: false, stdin: true, norc: true, noprofile: true, on: [], off: [], shopt: [], version: false, help: false };
		const sh = new Shell(yield* initialState('bash', tool.context, line), 'bash', tool.context.argv);
		try {
			return (yield* evaluateTest(sh, args)) ? 0 : 1;
		} catch (error) {
			if (!(error instanceof ShellError)) throw error;
			const m = /^(.*): (integer|unary operator|binary operator)( expression)? expected$/s.exec(error.message);
			tool.die(
				m ? (m[2] === 'integer' ? `invalid integer ${tool.quote(m[1] as string)}` : `${tool.quote(m[1] as string)}: ${m[2]} expected`) : error.message,
				2
			);
		}
	});
}
export const test = testProgram('test');
export const bracket = testProgram('[');

export const pwd = utility('pwd', function* (tool) {
	const options = yield* getopt(tool, { short: 'LP', long: ['logical=L', 'physical=P'] });
	const here = yield* getcwd();
	const named = tool.env['PWD'];
	yield* tool.put(`${options.has('L') && named !== undefined && (yield* same(named)) ? named : here}\n`);
	return 0;
});
function* same(path: string): Sys<boolean> {
	try {
		const [a, b] = [yield* stat(path), yield* stat('.')];
		return a.ino === b.ino && a.dev === b.dev;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}

export const kill = utility('kill', function* (tool: Tool) {
	const [first = '', second] = tool.args;
	if (tool.args.length === 0) {
		yield* tool.error(
			'\nUsage:\n kill [options] <pid> [...]\n\nOptions:\n <pid> [...]            send signal to every <pid> listed\n -<signal>, -s, --signal <signal>\n                        specify the <signal> to be sent\n -q, --queue <value>    integer value to be sent with the signal\n -l, --list=[<signal>]  list all signal names, or convert one to a name\n -L, --table            list all signal names in a nice table\n\n -h, --help     display this help and exit\n -V, --version  output version information and exit\n\nFor more details see kill(1).\n'
		);
		return 1;
	}
	if (first === '-l' || first === '--list') {
		if (second === undefined) yield* tool.put(signalList.join(' ') + '\n');
		else {
			const n = Number(second);
			const name = parseSignal(second);
			yield* tool.put(`${Number.isInteger(n) ? (signalList[(n > 128 ? n - 128 : n) - 1] ?? '') : name ? signalNumbers[name] : ''}\n`);
		}
		return 0;
	}
	if (first === '-L' || first === '--table') {
		yield* tool.put(signalTable());
		return 0;
	}
	const named = first === '-s' || first === '--signal';
	const flagged = named || (/^-[A-Za-z0-9]+$/.test(first) && tool.args.length > 1);
	const text = named ? (second ?? '') : flagged ? first.slice(1) : 'TERM';
	const signal = parseSignal(text);
	if (signal === undefined) tool.die(`unknown signal ${text}`);
	let status = 0;
	for (const target of tool.args.slice(named ? 2 : flagged ? 1 : 0)) {
		if (target === '--') continue;
		if (!/^-?\d+$/.test(target)) {
			yield* tool.warn(tool.busybox ? `invalid number '${target}'` : `failed to parse argument: '${target}'`);
			status = 1;
			continue;
		}
		try {
			yield* sendKill(Number(target), signal as Exclude<typeof signal, undefined>);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* tool.warn(tool.busybox ? `can't kill pid ${target}: ${error.message}` : `(${target}): ${error.message}`);
			status = 1;
		}
	}
	return status;
});
