// jq: filters over JSON. The language is in jq/; this reads the options, the inputs as they arrive, and writes the outputs.
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, close, isatty, open, read, readText, step } from '../../kernel/index.ts';
import { decode } from './lib/text.ts';
import { attempt, Exit, showGnuText, utility, type Tool } from './lib/tool.ts';
import type { Definition } from './jq/ast.ts';
import { natives } from './jq/builtins.ts';
import { checkNames } from './jq/check.ts';
import { JqBreak, JqError, JqHalt, run, truthy, type Env, type Machine } from './jq/evaluate.ts';
import { compact, toText, type Json, type Style } from './jq/json.ts';
import { library } from './jq/library.ts';
import { CompileError, parseDefinitions, parseJq } from './jq/parse.ts';
import { JsonReader, ParseError, parseJson } from './jq/read.ts';

interface Options {
	filter: string | undefined;
	files: string[];
	slurp: boolean;
	raw: boolean;
	rawInput: boolean;
	join: boolean;
	nullInput: boolean;
	exitStatus: boolean;
	seq: boolean;
	stream: boolean;
	nul: boolean;
	style: Style;
	vars: Map<string, Json>;
	positional: Json[];
}

const hint = 'Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n';
const usageText = `Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] --args FILTER [ARGUMENTS...]\n\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]\n`;

const bad = (message: string): never => {
	throw new Exit(2, `jq: ${message}\n${hint}`);
};

function* parseArgs(tool: Tool): Sys<Options> {
	const o: Options = {
		filter: undefined,
		files: [],
		slurp: false,
		raw: false,
		rawInput: false,
		join: false,
		nullInput: false,
		exitStatus: false,
		seq: false,
		stream: false,
		nul: false,
		style: { ...compact, indent: '  ', colour: yield* isatty(1) },
		vars: new Map(),
		positional: []
	};
	const { args } = tool;
	let rest: 'files' | 'args' | 'json' = 'files';
	let plain = false;
	let fromFile = false;
	const json = (text: string, why: string): Json => {
		try {
			return parseJson(text);
		} catch (error) {
			if (error instanceof ParseError) return bad(why);
			throw error;
		}
	};
	const two = (n: number, name: string): readonly [string, string] =>
		n + 2 < args.length
			? [args[n + 1] as string, args[n + 2] as string]
			: bad(`--${name} takes two parameters (e.g. --${name} varname ${name === 'arg' ? 'value' : name === 'argjson' ? 'text' : 'filename'})`);
	for (let n = 0; n < args.length; n++) {
		const arg = args[n] as string;
		if (plain || !arg.startsWith('-') || arg === '-') {
			if (o.filter === undefined) o.filter = arg;
			else if (rest === 'files') o.files.push(arg);
			else o.positional.push(rest === 'args' ? arg : json(arg, `Invalid JSON text passed to --jsonargs`));
			continue;
		}
		if (arg === '--') {
			plain = true;
			continue;
		}
		if (!arg.startsWith('--')) {
			for (const letter of arg.slice(1)) {
				if (letter === 's') o.slurp = true;
				else if (letter === 'r') o.raw = true;
				else if (letter === 'R') o.rawInput = true;
				else if (letter === 'j') [o.raw, o.join] = [true, true];
				else if (letter === 'n') o.nullInput = true;
				else if (letter === 'c') o.style.indent = '';
				else if (letter === 'C') o.style.colour = true;
				else if (letter === 'M') o.style.colour = false;
				else if (letter === 'a') o.style.ascii = true;
				else if (letter === 'S') o.style.sortKeys = true;
				else if (letter === 'e') o.exitStatus = true;
				else if (letter === 'f') fromFile = true;
				else if (letter === 'h') {
					yield* showGnuText(tool, 'help', 'jq');
				} else if (letter === 'V') yield* showGnuText(tool, 'version', 'jq');
				else if (letter === 'L') n++;
				else bad(`Unknown option ${arg}`);
			}
			continue;
		}
		switch (arg.slice(2)) {
			case 'slurp':
				o.slurp = true;
				break;
			case 'raw-output':
				o.raw = true;
				break;
			case 'raw-output0':
				[o.raw, o.nul] = [true, true];
				break;
			case 'raw-input':
				o.rawInput = true;
				break;
			case 'join-output':
				[o.raw, o.join] = [true, true];
				break;
			case 'null-input':
				o.nullInput = true;
				break;
			case 'compact-output':
				o.style.indent = '';
				break;
			case 'color-output':
				o.style.colour = true;
				break;
			case 'monochrome-output':
				o.style.colour = false;
				break;
			case 'ascii-output':
				o.style.ascii = true;
				break;
			case 'sort-keys':
				o.style.sortKeys = true;
				break;
			case 'unbuffered':
				break;
			case 'tab':
				o.style.indent = '\t';
				break;
			case 'exit-status':
				o.exitStatus = true;
				break;
			case 'seq':
				o.seq = true;
				break;
			case 'stream':
				o.stream = true;
				break;
			case 'from-file':
				fromFile = true;
				break;
			case 'args':
				rest = 'args';
				break;
			case 'jsonargs':
				rest = 'json';
				break;
			case 'indent': {
				const width = Number(args[++n]);
				if (!(width >= 0 && width <= 7)) bad(width > 7 ? 'Cannot indent more than 7 characters' : '--indent takes a number');
				o.style.indent = ' '.repeat(width);
				break;
			}
			case 'arg': {
				const [name, value] = two(n, 'arg');
				o.vars.set(name, value);
				n += 2;
				break;
			}
			case 'argjson': {
				const [name, value] = two(n, 'argjson');
				o.vars.set(name, json(value, `Invalid JSON text passed to --argjson`));
				n += 2;
				break;
			}
			case 'slurpfile':
			case 'rawfile': {
				const [name, path] = two(n, arg.slice(2));
				const text = yield* attempt(readText(path));
				if (text instanceof Errno) bad(`Bad JSON in --${arg.slice(2)} ${name} ${path}: Could not open ${path}: ${text.message}`);
				else if (arg === '--rawfile') o.vars.set(name, text);
				else {
					const reader = new JsonReader();
					reader.feed(text);
					reader.end();
					const all: Json[] = [];
					for (let value = reader.next(); value !== undefined; value = reader.next()) all.push(value);
					o.vars.set(name, all);
				}
				n += 2;
				break;
			}
			case 'help':
				yield* showGnuText(tool, 'help', 'jq');
				break;
			case 'version':
				yield* showGnuText(tool, 'version', 'jq');
				break;
			default:
				bad(`Unknown option ${arg}`);
		}
	}
	if (o.filter !== undefined && fromFile) {
		const text = yield* attempt(readText(o.filter));
		if (text instanceof Errno) throw new Exit(2, `jq: error: Could not open ${o.filter}: ${text.message}\n`);
		o.filter = text;
	}
	return o;
}

/** Inputs one after the other, read as they arrive. */
class Inputs {
	readonly tool: Tool;
	readonly o: Options;
	readonly files: string[];
	reader = new JsonReader();
	fd = -1;
	rest: Uint8Array = new Uint8Array(0);
	/** Values read ahead for input/0 and inputs/0. */
	ready: Json[] = [];
	done = false;
	failed = false;
	name: string | null = null;
	line = 0;
	raw = '';
	#slurped = false;

	constructor(tool: Tool, o: Options) {
		this.tool = tool;
		this.o = o;
		this.files = o.files.length === 0 ? ['-'] : [...o.files];
	}

	*more(): Sys<boolean> {
		for (;;) {
			if (this.fd < 0) {
				const file = this.files.shift();
				if (file === undefined) return false;
				if (file === '-' && this.o.files.length === 0) this.fd = 0;
				else {
					const fd = yield* attempt(open(file));
					if (fd instanceof Errno) {
						yield* this.tool.error(`jq: error: Could not open file ${file}: ${fd.message}\n`);
						this.failed = true;
						continue;
					}
					this.fd = fd;
					this.name = file;
				}
			}
			const part = yield* attempt(read(this.fd));
			if (part instanceof Errno) {
				yield* this.tool.error(`jq: error: Could not open ${this.name ?? '-'}: ${part.message}\n`);
				this.failed = true;
			} else if (part.length > 0) {
				const all = new Uint8Array(this.rest.length + part.length);
				all.set(this.rest);
				all.set(part, this.rest.length);
				let cut = all.length;
				while (cut > 0 && cut > all.length - 4 && ((all[cut - 1] ?? 0) & 0xc0) === 0x80) cut--;
				if (cut > 0 && (all[cut - 1] ?? 0) >= 0xc0) cut--;
				else cut = all.length;
				this.rest = all.subarray(cut);
				const text = decode(all.subarray(0, cut)).replace(/[\udc80-\udcff]/g, '\ufffd');
				if (this.o.rawInput) this.raw += text;
				else this.reader.feed(text);
				return true;
			}
			if (this.fd > 0) yield* close(this.fd);
			this.fd = -1;
		}
	}

	/** The next value; undefined at the end. Throws ParseError. */
	*next(): Sys<Json | undefined> {
		const first = this.ready.shift();
		if (first !== undefined) return first;
		if (this.o.slurp) {
			if (this.#slurped) return undefined;
			this.#slurped = true;
			if (this.o.rawInput) {
				while (yield* this.more());
				return this.raw;
			}
			const all: Json[] = [];
			for (let value = yield* this.one(); value !== undefined; value = yield* this.one()) all.push(value);
			return all;
		}
		return yield* this.one();
	}

	*one(): Sys<Json | undefined> {
		for (;;) {
			if (this.o.rawInput) {
				const end = this.raw.indexOf('\n');
				if (end >= 0) {
					const line = this.raw.slice(0, end);
					this.raw = this.raw.slice(end + 1);
					this.line++;
					return line;
				}
				if (yield* this.more()) continue;
				if (this.raw === '') return undefined;
				const line = this.raw;
				this.raw = '';
				return line;
			}
			const value = this.reader.next();
			this.line = this.reader.line;
			if (value !== undefined) return value;
			if (this.done) return undefined;
			if (!(yield* this.more())) {
				this.reader.end();
				this.done = true;
			}
		}
	}
}

function libraryMap(): Map<string, Definition> {
	return new Map(parseDefinitions(library).map((def) => [`${def.name}/${def.params.length}`, def]));
}

const errorText = (value: Json): string => (typeof value === 'string' ? value : `${toText(value, compact)}`);

export const jq = utility('jq', function* (tool: Tool): Sys<number> {
	const o = yield* parseArgs(tool);
	if (o.filter === undefined) {
		yield* tool.error(usageText);
		return 2;
	}
	const lib = libraryMap();
	const named = new Map(o.vars);
	const vars = new Map<string, Json>([
		...o.vars,
		['__prog_args', o.positional],
		[
			'ARGS',
			new Map<string, Json>([
				['positional', o.positional],
				['named', named]
			])
		]
	]);
	const root: Env = { up: undefined };
	let program;
	try {
		program = parseJq(o.filter);
		checkNames(program, lib, new Set([...vars.keys(), 'ENV']), o.filter);
	} catch (error) {
		if (!(error instanceof CompileError)) throw error;
		yield* tool.error(`jq: error: ${error.message}\njq: 1 compile error\n`);
		return 3;
	}
	const inputs = new Inputs(tool, o);
	const wantsInputs = /\binputs?\b/.test(o.filter);
	let last: Json | undefined;
	let status = 0;
	const m: Machine = {
		natives,
		library: lib,
		root,
		steps: 0,
		input: () => inputs.ready.shift(),
		inputName: null,
		inputLine: 0,
		environment: new Map(Object.entries(tool.env)),
		now: yield* clock(),
		messages: [],
		named,
		positional: o.positional
	};
	const emit = function* (value: Json): Sys<void> {
		last = value;
		const text = o.raw && typeof value === 'string' ? value : toText(value, o.style);
		yield* tool.put((o.seq ? '\x1e' : '') + text + (o.nul ? '\0' : o.join ? '' : '\n'));
	};
	const say = function* (): Sys<void> {
		for (const message of m.messages.splice(0)) yield* tool.error(message);
	};
	const env: Env = { up: root, vars };
	const evaluate = function* (input: Json): Sys<boolean> {
		m.steps = 0;
		m.inputName = inputs.name;
		const where = o.nullInput && !inputs.done && inputs.line === 0 ? '<unknown>' : `${inputs.name ?? '<stdin>'}:${inputs.line}`;
		try {
			let n = 0;
			for (const [value] of run(m, env, program, input, undefined)) {
				yield* say();
				yield* emit(value);
				if ((++n & 127) === 0) yield* step();
				m.steps = 0;
			}
			yield* say();
			return true;
		} catch (error) {
			yield* say();
			if (error instanceof JqHalt) {
				if (error.value !== undefined && error.value !== null)
					yield* tool.error(typeof error.value === 'string' ? error.value : `${toText(error.value, compact)}\n`);
				status = error.status;
				return false;
			}
			if (error instanceof JqBreak) {
				yield* tool.error(`jq: error (at ${where}): break\n`);
				status = 5;
				return true;
			}
			if (error instanceof RangeError) {
				yield* tool.error(`jq: error (at ${where}): Stack overflow\n`);
				status = 5;
				return true;
			}
			if (!(error instanceof JqError)) throw error;
			const text = errorText(error.value);
			yield* tool.error(typeof error.value === 'string' ? `jq: error (at ${where}): ${text}\n` : `jq: error (at ${where}) (not a string): ${text}\n`);
			status = 5;
			return true;
		}
	};
	try {
		if (wantsInputs) for (let value = yield* inputs.next(); value !== undefined; value = yield* inputs.one()) inputs.ready.push(value);
		if (o.nullInput) yield* evaluate(null);
		else for (let value = yield* inputs.next(); value !== undefined; value = yield* inputs.next()) if (!(yield* evaluate(value))) break;
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		yield* tool.flush();
		yield* tool.error(`jq: parse error: ${error.message}\n`);
		return 5;
	}
	if (inputs.failed) return 2;
	if (status !== 0) return status;
	if (o.exitStatus) return last === undefined ? 4 : truthy(last) ? 0 : 1;
	return 0;
});
