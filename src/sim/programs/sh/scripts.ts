// Where a shell that has no terminal reads from: a script, a string, lines of its standard input.
import { Errno, settle, type Sys } from '../../engine/sys.ts';
import { close, open, read } from '../../kernel/index.ts';
import { expandAliases } from './alias.ts';
import { drainFile } from './builtins/files.ts';
import { heredocWarning, runLines, syntaxError } from './eval.ts';
import { readRecord } from './input.ts';
import { ended, guard } from './main.ts';
import type { Fault } from './ast.ts';
import type { Parsed } from './parse.ts';
import { startFiles } from './readline/interactive.ts';
import { runNode } from './run.ts';
import { complainRaw, type Shell } from './shell.ts';
import { findCommand, isBinary } from './simple.ts';
import { Discard, Exit } from './state.ts';
import { decode } from './text.ts';
import { getText } from './variables.ts';

export function* fromFile(sh: Shell, path: string): Sys<number> {
	const s = sh.state;
	let file = path;
	let text: string;
	try {
		let fd: number;
		try {
			fd = yield* open(file);
		} catch (error) {
			const found = error instanceof Errno && error.code === 'ENOENT' && !path.includes('/') ? yield* findCommand(sh, path) : undefined;
			if (!found) throw error;
			file = found.path;
			fd = yield* open(file);
		}
		const head = yield* read(fd, 80);
		// A program's file may be many MiB: it is known by its first bytes.
		text = isBinary(decode(head)) ? decode(head) : yield* drainFile(fd, head);
		yield* close(fd);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		const shell = sh.argv[0] as string;
		if (s.flavour === 'bash') yield* complainRaw(sh, `${error.code === 'EISDIR' ? path : shell}: ${path}: ${error.message}\n`);
		else if (s.flavour === 'dash') yield* complainRaw(sh, `${shell}: 0: cannot open ${path}: ${error.code === 'ENOENT' ? 'No such file' : error.message}\n`);
		else yield* complainRaw(sh, `${shell}: can't open '${path}': ${error.message}\n`);
		return s.flavour === 'bash' ? (error.code === 'ENOENT' ? 127 : 126) : error.code === 'ENOENT' ? (s.flavour === 'ash' ? 2 : 2) : 2;
	}
	if (isBinary(text)) {
		yield* complainRaw(sh, `${path}: ${path}: cannot execute binary file\n`);
		return 126;
	}
	const startup = getText(s, 'BASH_ENV');
	if (startup && s.flavour === 'bash') yield* guard(sh, startFiles(sh, undefined, startup));
	return yield* ended(sh, runText(sh, text, '', false));
}

/**
 * `exec`: the last command may be executed in the shell's place, as bash and ash do with -c; Debian 12's dash waits for it.
 * Runs a whole text whose lines come one after another; aliases made on one line hold from the next. */
export function* runText(sh: Shell, source: string, who: '-c' | '', exec: boolean): Sys<void> {
	const s = sh.state;
	let text = source;
	let line = 1;
	for (;;) {
		const parsed: Parsed = sh.parse(expandAliases(sh, text), line);
		const expanded = expandAliases(sh, text);
		if (s.options.has('noexec')) {
			if (parsed.fault) yield* syntaxError(sh, parsed.fault, who);
			s.status = parsed.fault ? 2 : 0;
			return;
		}
		if (parsed.openHeredoc && s.flavour === 'bash') yield* heredocWarning(sh, parsed.openHeredoc, line + text.replace(/\n$/, '').split('\n').length - 1);
		const only = parsed.statements.length === 1 ? parsed.statements[0] : undefined;
		if (exec && only && !only.background && !parsed.fault && (only.node.kind === 'simple' || only.node.kind === 'and-or')) {
			try {
				yield* runNode(sh, only.node, true);
			} catch (error) {
				if (!(error instanceof Discard)) throw error;
				s.status = error.status;
			}
		} else {
			const lines = yield* runWatchingSyntax(sh, parsed, expanded, line, exec && !parsed.fault);
			if (lines !== undefined) {
				line += lines;
				text = afterLines(text, lines);
				continue;
			}
		}
		if (parsed.fault) {
			yield* syntaxError(sh, parsed.fault, who);
			if (goesOn(parsed.fault)) {
				s.status = 1;
				const lines = parsed.fault.line - line + 1;
				line += lines;
				text = afterLines(text, lines);
				continue;
			}
			// A fault inside [[ ]] leaves $? as it is.
			const { kind, ended: atEnd, inside, status } = parsed.fault;
			if (inside && who === '-c') s.status = 127;
			else if (kind !== 'message' || atEnd) s.status = status ?? 2;
			else if (inside) s.status = 1;
			throw new Exit(s.status);
		}
		return;
	}
}
/** A wrong word in name=(…) costs bash that line alone. */
const goesOn = ({ kind, status }: Fault): boolean => kind === 'token' && status === 1;
function afterLines(text: string, lines: number): string {
	let rest = 0;
	for (let n = 0; n < lines; n++) {
		const end = text.indexOf('\n', rest);
		if (end < 0) return '';
		rest = end + 1;
	}
	return text.slice(rest);
}
/** Runs the statements line by line; answers how many lines are done when aliases or extglob have changed, so that the rest reads differently. */
function* runWatchingSyntax(sh: Shell, parsed: Parsed, text: string, line: number, exec: boolean): Sys<number | undefined> {
	const s = sh.state;
	const { statements } = parsed;
	const syntax = (): string => `${s.shopt.has('extglob')}${s.flavour !== 'bash' || s.shopt.has('expand_aliases') ? [...s.aliases].join() : ''}`;
	const before = syntax();
	let from = 0;
	let start = 0;
	let counted = 0;
	s.outerLine = line;
	for (let i = 0; i < statements.length; i++) {
		const next = statements[i + 1]?.from ?? parsed.fault?.at ?? text.length;
		const gap = text.indexOf('\n', statements[i]?.to);
		const ends = gap >= 0 && gap < next;
		if (!ends && i + 1 < statements.length) continue;
		if (s.options.has('verbose')) {
			const source = text.slice(start, ends ? gap + 1 : text.length);
			yield* complainRaw(sh, source.endsWith('\n') ? source : source + '\n');
		}
		start = gap + 1;
		const to = statements[i]?.to ?? text.length;
		for (let at = text.indexOf('\n', counted); at >= 0 && at < to; at = text.indexOf('\n', counted)) {
			counted = at + 1;
			s.outerLine++;
		}
		yield* runLines(sh, statements.slice(from, i + 1), text, exec && i + 1 === statements.length, s.mode === 'string');
		from = i + 1;
		if (ends && syntax() !== before) return text.slice(0, gap + 1).split('\n').length - 1;
	}
	return undefined;
}

/** Commands from stdin, never reading past the one it runs. */
export function* fromStdin(sh: Shell): Sys<void> {
	const s = sh.state;
	for (;;) {
		yield* settle(s);
		let text = '';
		let parsed: Parsed | undefined;
		let end = false;
		const first = s.inputLine + 1;
		for (;;) {
			const real = s.fds.get(0);
			if (real === undefined) return;
			let got: { text: string; end: boolean };
			try {
				got = yield* readRecord(sh, real, {});
			} catch (error) {
				if (error instanceof Errno && error.code === 'EISDIR') return;
				throw error;
			}
			end = got.end;
			if (got.text !== '' || !end) s.inputLine++;
			text += got.end ? got.text : got.text + '\n';
			if (s.options.has('verbose') && got.text) yield* complainRaw(sh, got.text + '\n');
			if (text.trim() === '' && !end) {
				parsed = undefined;
				break;
			}
			parsed = sh.parse(expandAliases(sh, text), first);
			if (!parsed.incomplete || end) break;
		}
		if (parsed) {
			if (end && parsed.openHeredoc && s.flavour === 'bash') yield* heredocWarning(sh, parsed.openHeredoc, s.inputLine);
			s.outerLine = s.inputLine;
			yield* runLines(sh, parsed.statements, text);
			if (parsed.fault) {
				yield* syntaxError(sh, parsed.fault, '');
				if (parsed.fault.kind !== 'message' || parsed.fault.ended) s.status = parsed.fault.status ?? 2;
				if (!goesOn(parsed.fault)) throw new Exit(s.status);
			}
		}
		if (end) return;
	}
}
