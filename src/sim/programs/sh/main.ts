// The shell as a program: how it was called decides what it reads — a string, a script, lines from stdin, a terminal — and a forked
// shell runs what its parent gave it. It settles between lines of stdin and at the prompt, with all it knows.
import { Errno, part, settle, type Sys } from '../../engine/sys.ts';
import { close, ids, isatty, open, read, write, type Context, type Program } from '../../kernel/index.ts';
import { expandAliases } from './alias.ts';
import { drainFile } from './builtins/files.ts';
import { syntaxError, heredocWarning, runLines } from './eval.ts';
import { readRecord } from './input.ts';
import { parseCommandLine } from './options-line.ts';
import type { Parsed } from './parse.ts';
import { builtinsPart } from './parts.ts';
import { interact, startFiles } from './readline/interactive.ts';
import { keep, redirect } from './redirect.ts';
import { runNode, runStatement } from './run.ts';
import { complainRaw, print, Shell } from './shell.ts';
import { external, findCommand, isBinary } from './simple.ts';
import { initialState } from './start.ts';
import { copyState, Discard, Exit, LoopJump, Return, type ForkInit, type ShellState, type WriterInit } from './state.ts';
import { decode, writable } from './text.ts';
import { resetTraps, runTrap } from './traps.ts';
import { getText } from './variables.ts';

export function shellProgram(name: string, flavour: ShellState['flavour']): Program {
	return { name, rss: 3 << 20, main: (context) => main(name, flavour, context) };
}

function* main(program: string, flavour: ShellState['flavour'], context: Context): Sys<number> {
	if (isWriter(context.init)) return yield* written(context.init.text);
	if (context.init !== undefined) return yield* forked(program, context);
	if (context.settled !== undefined) {
		const sh = new Shell(context.settled as ShellState, program, context.argv);
		return yield* ended(sh, sh.state.interactive ? interact(sh) : fromStdin(sh));
	}
	const line = parseCommandLine(context.argv);
	const sh = new Shell(yield* initialState(flavour, context, line), program, context.argv);
	const s = sh.state;
	if (line.error !== undefined) {
		yield* complainRaw(
			sh,
			flavour === 'bash'
				? `${s.errorName}: ${line.error}\n${line.error.endsWith(': invalid option') ? (yield* part(builtinsPart)).usageText : ''}`
				: flavour === 'dash'
					? `${s.name}: 0: Illegal option ${line.error.slice(0, 2)}\n`
					: `${s.name}: ${line.error}\n`
		);
		return 2;
	}
	if (line.version || line.help) {
		const { versionText, helpText } = yield* part(builtinsPart);
		yield* print(sh, line.version ? versionText : helpText);
		return 0;
	}
	if (line.string !== undefined) {
		const { string } = line;
		if (line.login) yield* guard(sh, startFiles(sh, line));
		return yield* ended(sh, runText(sh, string, '-c', flavour !== 'dash'));
	}
	if (line.script !== undefined) return yield* fromFile(sh, line.script);
	const terminal = line.interactive ?? ((yield* isTerminal(0)) && (yield* isTerminal(2)));
	if (terminal) {
		s.interactive = true;
		s.mode = 'interactive';
		yield* guard(sh, startFiles(sh, line));
		return yield* ended(sh, interact(sh));
	}
	if (line.login) yield* guard(sh, startFiles(sh, line));
	return yield* ended(sh, fromStdin(sh));
}
const isWriter = (init: unknown): init is WriterInit => typeof init === 'object' && init !== null && 'text' in init;
/** A pipe without readers kills by its signal; one that ignores it fails silently, as the rest of the shell would say nothing of it either. */
function* written(text: string): Sys<number> {
	try {
		if (text !== '') yield* write(1, writable(text));
		return 0;
	} catch (error) {
		if (error instanceof Errno) return 1;
		throw error;
	}
}
function* isTerminal(fd: number): Sys<boolean> {
	try {
		return yield* isatty(fd);
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
/** Runs start-up files: their failures do not end the shell. */
function* guard(sh: Shell, routine: Sys<void>): Sys<void> {
	try {
		yield* routine;
	} catch (error) {
		if (!(error instanceof Discard || error instanceof Return)) throw error;
		sh.state.status = 1;
	}
}

/** Runs to the shell's end: the EXIT trap, then the status. */
function* ended(sh: Shell, routine: Sys<unknown>): Sys<number> {
	const s = sh.state;
	try {
		yield* routine;
	} catch (error) {
		s.status = yield* statusOfEnd(sh, error);
		if (error instanceof Exit && error.place) Object.assign(s, error.place);
	}
	if (s.traps.get('EXIT')) {
		try {
			yield* runTrap(sh, 'EXIT');
		} catch (error) {
			s.status = yield* statusOfEnd(sh, error);
		}
	}
	return s.status & 255;
}
function* statusOfEnd(sh: Shell, error: unknown): Sys<number> {
	if (error instanceof Exit || error instanceof Return || error instanceof Discard) return error.status;
	if (error instanceof LoopJump) return 0;
	if (error instanceof Errno && error.code === 'EINTR') return 130;
	yield* print(sh, '');
	throw error;
}

function* forked(program: string, context: Context): Sys<number> {
	const init = context.init as ForkInit;
	const sh = new Shell(copyState(init.state), program, context.argv);
	const s = sh.state;
	const id = yield* ids();
	s.pid = id.pid;
	s.subshell++;
	s.interactive = false;
	s.monitor = false;
	s.loops = 0;
	s.jobOrder = [];
	s.finished.clear();
	resetTraps(sh);
	if (init.substitution) {
		s.evalDepth++;
		if (s.flavour === 'bash' && !s.shopt.has('inherit_errexit') && !s.options.has('posix')) s.options.delete('errexit');
	}
	if (init.background) s.jobs = [];
	return yield* ended(sh, forkBody(sh, init));
}
function* forkBody(sh: Shell, init: ForkInit): Sys<void> {
	const { run } = init;
	if ('argv' in run) {
		const undo = yield* redirect(sh, run.redirections);
		if (!undo) throw new Exit(sh.state.flavour === 'dash' ? 2 : 1);
		sh.state.status = yield* external(sh, run.argv, true);
		return;
	}
	if ('node' in run) {
		const { node } = run;
		// A copy made for one compound command has nothing to put back: what its redirections replace is let go.
		if ('redirections' in node && node.redirections?.length && node.kind !== 'simple') {
			const undo = yield* redirect(sh, node.redirections);
			if (!undo) throw new Exit(sh.state.flavour === 'dash' ? 2 : 1);
			yield* keep(sh, undo);
			yield* runNode(sh, { ...node, redirections: undefined });
		} else yield* runNode(sh, node, init.exec && (!init.background || node.kind === 'simple'));
		return;
	}
	const last = run.list.length - 1;
	for (const [i, statement] of run.list.entries()) {
		if (i === last && !statement.background && statement.node.kind === 'simple') yield* runNode(sh, statement.node, init.exec);
		else yield* runStatement(sh, statement);
	}
}

function* fromFile(sh: Shell, path: string): Sys<number> {
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
function* runText(sh: Shell, source: string, who: '-c' | '', exec: boolean): Sys<void> {
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
				let rest = 0;
				for (let n = 0; n < lines; n++) rest = text.indexOf('\n', rest) + 1;
				text = text.slice(rest);
				continue;
			}
		}
		if (parsed.fault) {
			yield* syntaxError(sh, parsed.fault, who);
			// A fault inside [[ ]] leaves $? as it is.
			if (parsed.fault.kind !== 'message' || parsed.fault.ended) s.status = parsed.fault.status ?? 2;
			throw new Exit(s.status);
		}
		return;
	}
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
				if (parsed.fault.kind !== 'message' || parsed.fault.ended) s.status = 2;
				throw new Exit(s.status);
			}
		}
		if (end) return;
	}
}
