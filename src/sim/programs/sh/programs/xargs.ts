// xargs: command lines built from input. GNU's options that people use, its statuses and messages.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { close, open, read, signalNumber, wait, type WaitStatus } from '../../../kernel/index.ts';
import { decode, encode } from '../text.ts';
import { getopt } from '../../utilities/lib/getopt.ts';
import { Exit, utility, type Tool } from '../../utilities/lib/tool.ts';
import { startCommand } from './exec-path.ts';

interface Rules {
	command: readonly string[];
	perCall: number;
	perLine: number;
	replace: string | undefined;
	parallel: number;
	trace: boolean;
	/** -p: each command is asked about on the terminal. */
	ask: boolean;
	/** Characters of a command line. */
	limit: number;
	input: number;
}

/** -a's file. */
function* openInput(tool: Tool, file: string): Sys<number> {
	try {
		return yield* open(file);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		throw new Exit(1, `${tool.name}: ${tool.busybox ? `${file}: ` : `Cannot open input file ‘${file}’: `}${error.message}\n`);
	}
}

export const xargs = utility('xargs', function* (tool) {
	const ignored = new Set<string>();
	const options = yield* getopt(tool, {
		short: '0a:E:e::i::I:l::L:n:prs:txP:d:',
		long: [
			'null=0',
			'arg-file:=a',
			'delimiter:=d',
			'eof::=e',
			'replace::=i',
			'max-lines::=l',
			'max-args:=n',
			'interactive=p',
			'no-run-if-empty=r',
			'max-chars:=s',
			'verbose=t',
			'exit=x',
			'max-procs:=P'
		],
		posix: true
	});
	if (!tool.busybox) {
		// The last of -n, -L and -I counts; an earlier one is told of.
		const names: Readonly<Record<string, string>> = { n: '--max-args', L: '--max-lines', l: '--max-lines', I: '--replace', i: '--replace' };
		const shown: Readonly<Record<string, string>> = {
			n: '--max-args/-n',
			L: '--max-lines/-L',
			l: '--max-lines/-l',
			I: '--replace/-I/-i',
			i: '--replace/-I/-i'
		};
		const chosen = options.options.filter(([key]) => names[key] !== undefined);
		for (const [i, [key, value]] of chosen.entries()) {
			const before = chosen[i - 1]?.[0];
			if (before === undefined || names[before] === names[key]) continue;
			// With -I each line is a command of its own: -n 1 says nothing new.
			if (key === 'n' && value === '1' && names[before] === '--replace') {
				ignored.add('n');
				continue;
			}
			yield* tool.error(`xargs: warning: options ${names[before]} and ${shown[key]} are mutually exclusive, ignoring previous ${names[before]} value\n`);
			for (const old of chosen.slice(0, i)) ignored.add(old[0]);
		}
	}
	const delimiterText = options.get('d');
	if (delimiterText !== undefined && unescapeDelimiter(delimiterText) === undefined)
		tool.die(
			'Invalid input delimiter specification : the delimiter must be either a single character or an escape sequence starting with \\.'.replace(
				' :',
				delimiterText === '' ? ' :' : ` ${delimiterText}:`
			)
		);
	const replace = ignored.has('I') || ignored.has('i') ? undefined : (options.get('I') ?? (options.has('i') ? options.get('i') || '{}' : undefined));
	const number = (key: string, otherwise: number): number => {
		const text = options.get(key);
		if (text === undefined || text === '') return otherwise;
		if (!/^\d+$/.test(text)) tool.usage(`invalid number "${text}" for -${key} option`);
		if (Number(text) === 0 && key !== 'P') tool.usage(`value ${text} for -${key} option should be >= 1`);
		return Number(text);
	};
	const file = options.get('a');
	const rules: Rules = {
		command: options.operands.length ? options.operands : ['echo'],
		perCall: ignored.has('n') ? Infinity : number('n', Infinity),
		perLine: ignored.has('L') || ignored.has('l') ? Infinity : options.has('L') || options.has('l') ? number(options.has('L') ? 'L' : 'l', 1) : Infinity,
		replace,
		parallel: number('P', 1) || 64,
		trace: options.has('t'),
		ask: options.has('p'),
		limit: number('s', 131_072),
		input: file === undefined ? 0 : yield* openInput(tool, file)
	};
	const delimiter = options.has('0') ? '\0' : options.get('d') !== undefined ? unescapeDelimiter(options.get('d') as string) : undefined;
	const text = yield* readAll(rules.input);
	if (delimiter === undefined && text.includes('\0'))
		yield* tool.error(
			'xargs: WARNING: a NUL character occurred in the input.  It cannot be passed through in the argument list.  Did you mean to use the --null option?\n'
		);
	const items = delimiter !== undefined ? split(text, delimiter) : replace !== undefined ? lines(text) : words(tool, text, options.get('E'));
	return yield* runAll(tool, rules, items, options.has('r'));
});
const delimiters: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '0': '\0' };
/** -d's character, or undefined when it is none. */
function unescapeDelimiter(text: string): string | undefined {
	if ([...text].length === 1) return text;
	if (text[0] !== '\\') return undefined;
	const code = /^\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))$/.exec(text);
	if (code) return String.fromCharCode(code[1] !== undefined ? parseInt(code[1], 16) : parseInt(code[2] ?? '0', 8));
	return text.length === 2 ? delimiters[text[1] as string] : undefined;
}

function* readAll(fd: number): Sys<string> {
	const decoded: string[] = [];
	for (;;) {
		const part = yield* read(fd);
		if (part.length === 0) return decoded.join('');
		decoded.push(decode(part));
	}
}
interface Item {
	text: string;
	/** It ended a line of input (for -L). */
	ends: boolean;
}
function split(text: string, delimiter: string): Item[] {
	const parts = text.split(delimiter);
	if (parts.at(-1) === '') parts.pop();
	return parts.map((part) => ({ text: part, ends: true }));
}
const lines = (text: string): Item[] =>
	text
		.split('\n')
		.map((line) => line.replace(/^[ \t]+/, ''))
		.filter((line) => line !== '')
		.map((line) => ({
			text: /['"\\]/.test(line) ? line.replace(/\\(.)|'([^']*)'|"([^"]*)"/g, (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? '') : line,
			ends: true
		}));

/** Blank-separated words with quotes and backslashes. */
function words(tool: Tool, text: string, eof: string | undefined): Item[] {
	const out: Item[] = [];
	let word = '';
	let started = false;
	for (let i = 0; i < text.length; i++) {
		const c = text[i] as string;
		if (c === "'" || c === '"') {
			const end = text.indexOf(c, i + 1);
			const line = text.indexOf('\n', i + 1);
			if (end < 0 || (line >= 0 && line < end)) {
				tool.die(`unmatched ${c === "'" ? 'single' : 'double'} quote; by default quotes are special to xargs unless you use the -0 option`);
			}
			word += text.slice(i + 1, end);
			started = true;
			i = end;
		} else if (c === '\\') {
			word += text[++i] ?? '';
			started = true;
		} else if (c === ' ' || c === '\t' || c === '\n') {
			if (started) {
				if (word === eof) return out;
				out.push({ text: word, ends: c === '\n' });
			}
			word = '';
			started = false;
		} else {
			word += c;
			started = true;
		}
	}
	if (started && word !== eof) out.push({ text: word, ends: true });
	return out;
}

function* runAll(tool: Tool, rules: Rules, items: readonly Item[], skipEmpty: boolean): Sys<number> {
	const live = new Set<number>();
	const state = { status: 0 };
	const collect = function* (): Sys<void> {
		const status = yield* wait(-1);
		if (!status) return;
		live.delete(status.pid);
		judge(tool, rules, status, state);
	};
	const start = function* (argv: readonly string[]): Sys<void> {
		while (live.size >= rules.parallel) yield* collect();
		if (rules.ask) {
			yield* tool.error(argv.join(' '));
			let tty: number;
			try {
				tty = yield* open('/dev/tty');
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				return tool.die(`failed to open /dev/tty for reading: ${error.message}`);
			}
			yield* tool.error('?...');
			const answer = decode(yield* read(tty));
			yield* close(tty);
			if (!/^[yY]/.test(answer)) return;
		} else if (rules.trace) yield* tool.error(`${argv.join(' ')}\n`);
		const nowhere = yield* open('/dev/null');
		try {
			live.add(yield* startCommand(argv, { env: tool.env, fds: { 0: rules.input === 0 ? nowhere : 0, 1: 1, 2: 2 } }));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			throw new Exit(error.code === 'ENOENT' ? 127 : 126, `${tool.name}: ${tool.busybox ? `can't execute '${argv[0]}'` : argv[0]}: ${error.message}\n`);
		}
	};
	if (rules.replace !== undefined) {
		for (const item of items) yield* start(rules.command.map((word) => word.replaceAll(rules.replace as string, item.text)));
	} else {
		let batch: string[] = [];
		let size = 0;
		let ended = 0;
		let ran = false;
		const base = rules.command.reduce((sum, word) => sum + encode(word).length + 1, 0);
		for (const item of items) {
			if (base + item.text.length + 1 > rules.limit) tool.die('argument line too long');
			if (batch.length && base + size + item.text.length + 1 > rules.limit) {
				yield* start([...rules.command, ...batch]);
				batch = [];
				size = ended = 0;
				ran = true;
			}
			batch.push(item.text);
			size += item.text.length + 1;
			if (item.ends) ended++;
			if (batch.length >= rules.perCall || ended >= rules.perLine) {
				yield* start([...rules.command, ...batch]);
				batch = [];
				size = ended = 0;
				ran = true;
			}
		}
		if (batch.length || (!ran && items.length === 0 && !skipEmpty)) yield* start([...rules.command, ...batch]);
	}
	while (live.size) yield* collect();
	return state.status;
}
function judge(tool: Tool, rules: Rules, status: WaitStatus, state: { status: number }): void {
	if ('signaled' in status) throw new Exit(125, `${tool.name}: ${rules.command[0]}: terminated by signal ${signalNumber(status.signaled)}\n`);
	if (!('exited' in status) || status.exited === 0) return;
	if (status.exited === 255) throw new Exit(124, `${tool.name}: ${rules.command[0]}: exited with status 255; aborting\n`);
	state.status = 123;
}
