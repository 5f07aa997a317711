// The shell as a program: how it was called decides what it reads — a terminal, or what scripts.ts reads — and a forked
// shell runs what its parent gave it. It settles between lines of stdin and at the prompt, with all it knows.
import { Errno, type Sys } from '../../engine/sys.ts';
import { ids, isatty, write, type Context, type Program } from '../../kernel/index.ts';
import { parseCommandLine } from './options-line.ts';
import { language } from './parts.ts';
import { interact, startFiles } from './readline/interactive.ts';
import { keep, redirect, type Undo } from './redirect.ts';
import { runNode, runStatement } from './run.ts';
import { complainRaw, print, Shell } from './shell.ts';
import { external, shellError } from './simple.ts';
import { initialState } from './start.ts';
import type { Redirection } from './ast.ts';
import { copyState, Discard, Exit, LoopJump, Return, ShellError, type ForkInit, type ShellState, type WriterInit } from './state.ts';
import { writable } from './text.ts';
import { resetTraps, runTrap } from './traps.ts';

export function shellProgram(name: string, flavour: ShellState['flavour']): Program {
	return { name, rss: 3 << 20, main: (context) => main(name, flavour, context) };
}

function* main(program: string, flavour: ShellState['flavour'], context: Context): Sys<number> {
	if (isWriter(context.init)) return yield* written(context.init.text);
	if (context.init !== undefined) return yield* forked(program, context);
	if (context.settled !== undefined) {
		const sh = new Shell(context.settled as ShellState, program, context.argv);
		return yield* ended(sh, sh.state.interactive ? interact(sh) : (yield* language(sh)).fromStdin(sh));
	}
	const line = parseCommandLine(context.argv);
	const sh = new Shell(yield* initialState(flavour, context, line), program, context.argv);
	const s = sh.state;
	if (line.error !== undefined) {
		yield* complainRaw(
			sh,
			flavour === 'bash'
				? `${s.errorName}: ${line.error}\n${line.error.endsWith(': invalid option') ? (yield* language(sh)).usageText : ''}`
				: flavour === 'dash'
					? `${s.name}: 0: Illegal option ${line.error.slice(0, 2)}\n`
					: `${s.name}: ${line.error}\n`
		);
		return 2;
	}
	if (line.version || line.help) {
		const { versionText, helpText } = yield* language(sh);
		yield* print(sh, line.version ? versionText : helpText);
		return 0;
	}
	if (line.string !== undefined) {
		const { string } = line;
		if (line.login) yield* guard(sh, startFiles(sh, line));
		return yield* ended(sh, (yield* language(sh)).runText(sh, string, '-c', flavour !== 'dash'));
	}
	if (line.script !== undefined) return yield* (yield* language(sh)).fromFile(sh, line.script);
	const terminal = line.interactive ?? ((yield* isTerminal(0)) && (yield* isTerminal(2)));
	if (terminal) {
		s.interactive = true;
		s.mode = 'interactive';
		yield* guard(sh, startFiles(sh, line));
		return yield* ended(sh, interact(sh));
	}
	if (line.login) yield* guard(sh, startFiles(sh, line));
	return yield* ended(sh, (yield* language(sh)).fromStdin(sh));
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
export function* guard(sh: Shell, routine: Sys<void>): Sys<void> {
	try {
		yield* routine;
	} catch (error) {
		if (!(error instanceof Discard || error instanceof Return)) throw error;
		sh.state.status = 1;
	}
}

/** Runs to the shell's end: the EXIT trap, then the status. */
export function* ended(sh: Shell, routine: Sys<unknown>): Sys<number> {
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
	// A command's child that only redirects is no subshell: BASH_SUBSHELL in its here-document is its parent's.
	if (!('argv' in init.run)) s.subshell++;
	s.interactive = false;
	s.monitor = false;
	s.loops = 0;
	s.finished.clear();
	resetTraps(sh);
	if (init.substitution) {
		s.evalDepth++;
		if (s.flavour === 'bash' && !s.shopt.has('inherit_errexit') && !s.options.has('posix')) s.options.delete('errexit');
	}
	// $(jobs) still lists the parent's; ( … ) has none.
	if (init.background || ('list' in init.run && !init.substitution)) {
		s.jobs = [];
		s.jobOrder = [];
	}
	return yield* ended(sh, forkBody(sh, init));
}
/** An expansion that fails ends the child as it would its parent. */
function* redirected(sh: Shell, redirections: readonly Redirection[]): Sys<Undo | undefined> {
	try {
		return yield* redirect(sh, redirections);
	} catch (error) {
		if (error instanceof ShellError) return yield* shellError(sh, error);
		throw error;
	}
}
function* forkBody(sh: Shell, init: ForkInit): Sys<void> {
	const { run } = init;
	if ('argv' in run) {
		const undo = yield* redirected(sh, run.redirections);
		if (!undo) throw new Exit(sh.state.flavour === 'dash' ? 2 : 1);
		sh.state.status = yield* external(sh, run.argv, true);
		return;
	}
	if ('node' in run) {
		const { node } = run;
		// A copy made for one compound command has nothing to put back: what its redirections replace is let go.
		if ('redirections' in node && node.redirections?.length && node.kind !== 'simple') {
			const undo = yield* redirected(sh, node.redirections);
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
