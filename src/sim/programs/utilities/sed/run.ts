// Runs a sed script over its input: pattern and hold space, ranges, the append queue, in-place editing.
// Input is read a line ahead at most (to know the last line), so sed works in a pipe that never ends.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { chmod, close, open, pipe, readAll, readText, rename, spawn, stat, step, wait, write } from '../../../kernel/index.ts';
import type { CompiledRegExp } from '../../../values/index.ts';
import { Lines } from '../lib/lines.ts';
import { decode, encode } from '../lib/text.ts';
import { attempt, Exit, type Tool } from '../lib/tool.ts';
import type { Address, Command, Script, Substitution } from './script.ts';
import { substitute } from './substitute.ts';

export interface SedOptions {
	quiet: boolean;
	separate: boolean;
	/** undefined: not in place; else the backup suffix. */
	inPlace: string | undefined;
	nul: boolean;
	unbuffered: boolean;
	lineLength: number;
	sandbox: boolean;
}

interface State {
	tool: Tool;
	options: SedOptions;
	files: string[];
	lines: Lines | undefined;
	name: string;
	line: number;
	/** Whether the pattern space's line ended with a newline. */
	ended: boolean;
	pattern: string;
	hold: string;
	replaced: boolean;
	queue: ({ text: string } | { file: string } | { line: string })[];
	/** Per command: is its range open, and up to which line. */
	ranges: Map<Command, { until: number | undefined } | undefined>;
	last: CompiledRegExp | undefined;
	/** Files written by w, and line readers of R. */
	outputs: Map<string, number>;
	inputs: Map<string, Lines | null>;
	/** In place: what is to become the file. */
	edited: string[] | undefined;
	missingNewline: boolean;
}

/** Writes to the output: standard output, or the file being edited. */
function* emit(s: State, text: string, newline = true): Sys<void> {
	const end = s.options.nul ? '\0' : '\n';
	const out = (s.missingNewline ? end : '') + text + (newline ? end : '');
	s.missingNewline = false;
	if (s.edited) s.edited.push(out);
	else yield* s.tool.put(out);
	if (s.options.unbuffered) yield* s.tool.flush();
	if (!newline) s.missingNewline = true;
}

/** Output of the pattern space: without a newline when its line had none. */
function* emitLine(s: State, text: string): Sys<void> {
	const bare = !s.ended && (s.lines === undefined || (yield* s.lines.atEnd()));
	yield* emit(s, text, !bare);
}

/** Opens the next input file that can be read. */
function* nextFile(s: State): Sys<boolean> {
	yield* finishFile(s);
	for (;;) {
		const name = s.files.shift();
		if (name === undefined) return false;
		s.name = name;
		const { tool } = s;
		const info = name === '-' ? undefined : yield* attempt(stat(name));
		if (info instanceof Errno) {
			yield* tool.warn(tool.busybox ? `${name}: ${info.message}` : `can't read ${name}: ${info.message}`, 2);
			if (tool.busybox) tool.status = 1;
			continue;
		}
		if (info && info.type !== 'file' && s.options.inPlace !== undefined) {
			yield* tool.warn(`couldn't edit ${name}: not a regular file`, 4);
			continue;
		}
		if (info?.type === 'dir') {
			if (!tool.busybox) tool.die(`read error on ${name}: Is a directory`, 4);
			yield* tool.warn(`read error on ${name}: Is a directory`, 2);
			continue;
		}
		const fd = name === '-' ? 0 : yield* attempt(open(name));
		if (fd instanceof Errno) {
			yield* tool.warn(`can't read ${name}: ${fd.message}`, 2);
			continue;
		}
		s.lines = new Lines(tool, fd, s.options.nul ? 0 : 10);
		if (s.options.inPlace !== undefined) s.edited = [];
		if (s.options.separate) s.line = 0;
		return true;
	}
}

/** Closes the input; in place: puts the edited text where it was. */
function* finishFile(s: State): Sys<void> {
	if (s.lines && s.lines.fd !== 0) yield* close(s.lines.fd);
	s.lines = undefined;
	if (!s.edited || s.options.inPlace === undefined) return;
	const { name } = s;
	const info = yield* stat(name);
	const slash = name.lastIndexOf('/');
	const dir = slash < 0 ? './' : name.slice(0, slash + 1);
	const suffix = s.options.inPlace;
	const temporary = `${dir}sed${info.ino.toString(36).padStart(6, 'x').slice(-6)}`;
	const fd = yield* attempt(open(temporary, { write: true, create: true, trunc: true, mode: 0o600 }));
	if (fd instanceof Errno) throw new Exit(4, `${s.tool.name}: couldn't open temporary file ${temporary}: ${fd.message}\n`);
	yield* write(fd, encode(s.edited.join('')));
	yield* close(fd);
	yield* chmod(temporary, info.mode);
	if (suffix !== '') yield* rename(name, suffix.includes('*') ? dir + suffix.replaceAll('*', name.slice(slash + 1)) : name + suffix);
	yield* rename(temporary, name);
	s.edited = undefined;
	s.missingNewline = false;
}

/** Whether no line follows the current one. */
function* isLast(s: State): Sys<boolean> {
	if (s.lines && !(yield* s.lines.atEnd())) return false;
	if (s.options.separate) return true;
	// A following file counts when it has a line.
	for (const name of s.files) {
		if (name === '-') return false;
		const info = yield* attempt(stat(name));
		if (!(info instanceof Errno) && info.type !== 'dir' && (info.size > 0 || info.type !== 'file')) return false;
	}
	return true;
}

function* readLine(s: State): Sys<string | null> {
	for (;;) {
		if (s.lines) {
			const line = yield* s.lines.next();
			if (line !== null) {
				s.line++;
				s.ended = s.lines.terminated;
				return line;
			}
		}
		if (!(yield* nextFile(s))) return null;
	}
}

function* flushQueue(s: State): Sys<void> {
	for (const item of s.queue) {
		if ('text' in item) {
			// Nothing to append still ends an unfinished last line.
			if (item.text !== '') yield* emit(s, item.text.slice(0, -1));
			else if (s.missingNewline) yield* emit(s, '', false);
			if (item.text === '') s.missingNewline = false;
		} else if ('line' in item) yield* emit(s, item.line);
		else {
			const text = yield* attempt(item.file === '/dev/stdin' ? stdinText() : readText(item.file));
			if (text instanceof Errno || text === '') continue;
			if (s.missingNewline) yield* emit(s, '', false);
			if (s.edited) s.edited.push((s.missingNewline ? '\n' : '') + text);
			else yield* s.tool.put(text);
			s.missingNewline = false;
		}
	}
	s.queue = [];
}

function* stdinText(): Sys<string> {
	return decode(yield* readAll(0));
}

function* matches(s: State, address: Address): Sys<boolean> {
	switch (address.kind) {
		case 'line':
			return s.line === address.line;
		case 'last':
			return yield* isLast(s);
		case 'step':
			return address.step <= 0 ? s.line === address.first : s.line >= address.first && (s.line - address.first) % address.step === 0;
		case 'regexp': {
			const regexp = address.regexp ?? s.last;
			if (!regexp) throw new Exit(1, `${s.tool.name}: -e expression #1, char 0: no previous regular expression\n`);
			s.last = regexp;
			return regexp.test(s.pattern);
		}
	}
}

function* selected(s: State, c: Command): Sys<boolean> {
	if (!c.a1) return true;
	if (!c.a2) return yield* matches(s, c.a1);
	let range = s.ranges.get(c);
	if (!range && c.zero && !s.ranges.has(c)) range = { until: undefined };
	if (!range) {
		if (!(yield* matches(s, c.a1))) return false;
		const { a2 } = c;
		if (a2.kind === 'line') {
			if (a2.line > s.line) s.ranges.set(c, { until: a2.line });
			return true;
		}
		if (a2.kind === 'plus') {
			if (a2.count > 0) s.ranges.set(c, { until: s.line + a2.count });
			return true;
		}
		if (a2.kind === 'multiple') {
			const until = a2.of <= 0 ? s.line : (Math.floor(s.line / a2.of) + 1) * a2.of;
			if (until > s.line) s.ranges.set(c, { until });
			return true;
		}
		if (a2.kind === 'last' && (yield* isLast(s))) return true;
		s.ranges.set(c, { until: undefined });
		return true;
	}
	if (range.until !== undefined) {
		if (s.line >= range.until) s.ranges.set(c, undefined);
		if (s.line > range.until) return yield* selected(s, c);
		return true;
	}
	if (c.a2.kind !== 'plus' && c.a2.kind !== 'multiple' && (yield* matches(s, c.a2))) s.ranges.set(c, undefined);
	else s.ranges.set(c, range);
	return true;
}

function visible(text: string, width: number): string {
	const named: Readonly<Record<string, string>> = { '\\': '\\\\', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };
	const parts: string[] = [];
	for (const char of text) {
		const code = char.codePointAt(0) ?? 0;
		if (named[char] !== undefined) parts.push(named[char]);
		else if (code >= 32 && code < 127) parts.push(char);
		else for (const byte of encode(char)) parts.push(`\\${byte.toString(8).padStart(3, '0')}`);
	}
	let out = '';
	let column = 0;
	for (const part of parts) {
		if (width > 1 && column + part.length > width - 1) {
			out += '\\\n';
			column = 0;
		}
		out += part;
		column += part.length;
	}
	return `${out}$`;
}

function* outputTo(s: State, path: string, text: string): Sys<void> {
	if (path === '/dev/stdout') return yield* emit(s, text);
	if (path === '/dev/stderr') return yield* s.tool.error(`${text}\n`);
	const fd = s.outputs.get(path);
	if (fd !== undefined) yield* write(fd, encode(`${text}\n`));
}

/** Runs a shell command and answers its output. */
function* evaluate(s: State, command: string): Sys<string> {
	yield* s.tool.flush();
	const ends = yield* pipe();
	const pid = yield* spawn({ path: '/bin/sh', argv: ['sh', '-c', command], env: s.tool.env, fds: { 0: 0, 1: ends.write, 2: 2 } });
	yield* close(ends.write);
	const out = decode(yield* readAll(ends.read));
	yield* close(ends.read);
	yield* wait(pid);
	return out;
}

function* applySubstitution(s: State, sub: Substitution): Sys<void> {
	const regexp = sub.regexp ?? s.last;
	if (!regexp) throw new Exit(1, `${s.tool.name}: -e expression #1, char 0: no previous regular expression\n`);
	s.last = regexp;
	const result = substitute(s.pattern, regexp, sub);
	if (result === undefined) return;
	s.pattern = result;
	s.replaced = true;
	if (sub.evaluate) s.pattern = (yield* evaluate(s, s.pattern)).replace(/\n$/, '');
	if (sub.print > 0) yield* emitLine(s, s.pattern);
	if (sub.write !== undefined) yield* outputTo(s, sub.write, s.pattern);
}

type Next = { jump: number } | 'end' | 'delete' | 'restart' | { quit: number; silent: boolean };

/** One command on the pattern space. Answers where to go on, or nothing for the next command. */
function* execute(s: State, c: Command, at: number): Sys<Next | undefined> {
	switch (c.name) {
		case '{':
		case '}':
		case ':':
			return undefined;
		case 'b':
			return c.text === '' ? 'end' : { jump: c.target };
		case 't':
		case 'T': {
			const go = s.replaced === (c.name === 't');
			s.replaced = false;
			return go ? (c.text === '' ? 'end' : { jump: c.target }) : undefined;
		}
		case 'a':
			s.queue.push({ text: c.text });
			return undefined;
		case 'i':
			if (c.text !== '') yield* emit(s, c.text.slice(0, -1));
			return undefined;
		case 'c': {
			const inRange = c.a2 !== undefined && !c.negated && s.ranges.get(c) !== undefined;
			if (!inRange && c.text !== '') yield* emit(s, c.text.slice(0, -1));
			return 'delete';
		}
		case 's':
			if (c.substitution) yield* applySubstitution(s, c.substitution);
			return undefined;
		case 'y':
			s.pattern = [...s.pattern].map((char) => c.map?.get(char) ?? char).join('');
			return undefined;
		case '=':
			yield* emit(s, String(s.line));
			return undefined;
		case 'd':
			return 'delete';
		case 'D': {
			const newline = s.pattern.indexOf('\n');
			if (newline < 0) return 'delete';
			s.pattern = s.pattern.slice(newline + 1);
			return 'restart';
		}
		case 'g':
			s.pattern = s.hold;
			return undefined;
		case 'G':
			s.pattern += `\n${s.hold}`;
			return undefined;
		case 'h':
			s.hold = s.pattern;
			return undefined;
		case 'H':
			s.hold += `\n${s.pattern}`;
			return undefined;
		case 'x':
			[s.pattern, s.hold] = [s.hold, s.pattern];
			return undefined;
		case 'z':
			s.pattern = '';
			return undefined;
		case 'F':
			yield* emit(s, s.name);
			return undefined;
		case 'l':
		case 'L':
			yield* emit(s, visible(s.pattern, c.number ?? s.options.lineLength));
			return undefined;
		case 'p':
			yield* emitLine(s, s.pattern);
			return undefined;
		case 'P': {
			const newline = s.pattern.indexOf('\n');
			yield* newline < 0 ? emitLine(s, s.pattern) : emit(s, s.pattern.slice(0, newline));
			return undefined;
		}
		case 'n':
		case 'N':
			return yield* nextLine(s, c.name);
		case 'r':
			s.queue.push({ file: c.text });
			return undefined;
		case 'R': {
			let lines = s.inputs.get(c.text);
			if (lines === undefined) {
				const fd = c.text === '/dev/stdin' ? 0 : yield* attempt(open(c.text));
				lines = fd instanceof Errno ? null : new Lines(s.tool, fd);
				s.inputs.set(c.text, lines);
			}
			const line = lines ? yield* lines.next() : null;
			if (line !== null) s.queue.push({ line });
			return undefined;
		}
		case 'w':
			yield* outputTo(s, c.text, s.pattern);
			return undefined;
		case 'W':
			yield* outputTo(s, c.text, s.pattern.split('\n')[0] ?? '');
			return undefined;
		case 'e': {
			if (c.text === '') s.pattern = (yield* evaluate(s, s.pattern)).replace(/\n$/, '');
			else {
				const out = yield* evaluate(s, c.text);
				if (out !== '') yield* emit(s, out.replace(/\n$/, ''));
			}
			return undefined;
		}
		case 'q':
			return { quit: c.number ?? 0, silent: false };
		case 'Q':
			return { quit: c.number ?? 0, silent: true };
		default:
			throw new Exit(1, `${s.tool.name}: command ${at}: ${c.name}\n`);
	}
}

function* nextLine(s: State, name: 'n' | 'N'): Sys<Next | undefined> {
	if (yield* isLast(s)) {
		// GNU prints the pattern space when there is no next line, unless POSIXLY_CORRECT says otherwise.
		if (s.lines && s.options.separate && s.files.length > 0) return 'end';
		return { quit: 0, silent: name === 'N' && s.tool.env['POSIXLY_CORRECT'] !== undefined };
	}
	if (name === 'n' && !s.options.quiet) yield* emitLine(s, s.pattern);
	yield* flushQueue(s);
	const line = yield* readLine(s);
	if (line === null) return { quit: 0, silent: true };
	s.pattern = name === 'n' ? line : `${s.pattern}\n${line}`;
	return undefined;
}

/** Runs the script over the operands (standard input when there are none). */
export function* runScript(tool: Tool, script: Script, options: SedOptions, operands: readonly string[]): Sys<number> {
	const s: State = {
		tool,
		options,
		files: operands.length === 0 ? ['-'] : [...operands],
		lines: undefined,
		name: '-',
		line: 0,
		ended: true,
		pattern: '',
		hold: '',
		replaced: false,
		queue: [],
		ranges: new Map(),
		last: undefined,
		outputs: new Map(),
		inputs: new Map(),
		edited: undefined,
		missingNewline: false
	};
	for (const c of script.commands) {
		const path = c.name === 'w' || c.name === 'W' ? c.text : c.substitution?.write;
		if (path === undefined || path === '/dev/stdout' || path === '/dev/stderr' || s.outputs.has(path)) continue;
		const fd = yield* attempt(open(path, { write: true, create: true, trunc: true }));
		if (fd instanceof Errno) throw new Exit(4, `${tool.name}: couldn't open file ${path}: ${fd.message}\n`);
		s.outputs.set(path, fd);
	}
	let restarted = false;
	for (;;) {
		if (!restarted) {
			const line = yield* readLine(s);
			if (line === null) break;
			s.pattern = line;
			s.replaced = false;
		}
		restarted = false;
		let next: Next | undefined;
		for (let at = 0; at < script.commands.length; at++) {
			const c = script.commands[at] as Command;
			if ((yield* selected(s, c)) === c.negated) {
				if (c.name === '{') at = c.target;
				continue;
			}
			next = yield* execute(s, c, at);
			if (next === undefined) continue;
			if (typeof next === 'string' || 'quit' in next) break;
			if (next.jump <= at) yield* step();
			at = next.jump;
			next = undefined;
		}
		if (next === 'delete') {
			yield* flushQueue(s);
			continue;
		}
		const quit = typeof next === 'object' && 'quit' in next ? next : undefined;
		if (next !== 'restart' && !quit?.silent && !options.quiet) yield* emitLine(s, s.pattern);
		if (!quit?.silent) yield* flushQueue(s);
		if (quit) {
			yield* drain(s);
			return quit.quit;
		}
		restarted = next === 'restart';
	}
	yield* finishFile(s);
	return tool.status;
}

/** After q: with -i the rest of the file is kept. */
function* drain(s: State): Sys<void> {
	if (s.edited && s.lines) for (let line = yield* s.lines.next(); line !== null; line = yield* s.lines.next()) yield* emit(s, line, s.lines.terminated);
	yield* finishFile(s);
}
