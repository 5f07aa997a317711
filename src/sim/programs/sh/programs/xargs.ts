// xargs: command lines built from input. GNU's options that people use, its statuses and messages.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { open, read, wait, type WaitStatus } from '../../../kernel/index.ts';
import { decode } from '../text.ts';
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
	/** Characters of a command line. */
	limit: number;
	input: number;
}

export const xargs = utility('xargs', function* (tool) {
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
	const replace = options.get('I') ?? (options.has('i') ? options.get('i') || '{}' : undefined);
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
		perCall: number('n', Infinity),
		perLine: options.has('L') || options.has('l') ? number(options.has('L') ? 'L' : 'l', 1) : Infinity,
		replace,
		parallel: number('P', 1) || 64,
		trace: options.has('t') || options.has('p'),
		limit: number('s', 131_072),
		input: file === undefined ? 0 : yield* open(file)
	};
	const delimiter = options.has('0') ? '\0' : options.get('d') !== undefined ? unescape(options.get('d') as string) : undefined;
	const text = yield* readAll(rules.input);
	const items = delimiter !== undefined ? split(text, delimiter) : replace !== undefined ? lines(text) : words(tool, text, options.get('E'));
	return yield* runAll(tool, rules, items, options.has('r'));
});
const unescape = (text: string): string => text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\0/g, '\0').slice(0, 1);

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
		if (rules.trace) yield* tool.error(`${argv.join(' ')}\n`);
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
		for (const item of items) {
			if (batch.length && size + item.text.length + 1 > rules.limit) {
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
	if ('signaled' in status) throw new Exit(125, `${tool.name}: ${rules.command[0]}: terminated by signal ${status.signaled}\n`);
	if (!('exited' in status) || status.exited === 0) return;
	if (status.exited === 255) throw new Exit(124, `${tool.name}: ${rules.command[0]}: exited with status 255; aborting\n`);
	state.status = 123;
}
