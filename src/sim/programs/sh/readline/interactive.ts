// The shell at a terminal: start-up files, job control, the prompt, reading commands over several lines, history. It settles at each
// prompt with all it knows.
import { windowSize } from './window.ts';
import { Errno, part, settle, type Sys } from '../../../engine/sys.ts';
import { close, ids, open, setpgid, tcgetpgrp, tcsetpgrp } from '../../../kernel/index.ts';
import { expandAliases } from '../alias.ts';
import { drainFile } from '../builtins/files.ts';
import { evalText, runLines, syntaxError } from '../eval.ts';
import { expandText } from '../expand.ts';
import { readRecord } from '../input.ts';
import type { CommandLine } from '../options-line.ts';
import type { Parsed } from '../parse.ts';
import { editingPart, language } from '../parts.ts';
import { promptFacts, promptText, promptTime } from '../prompt.ts';
import { assignElement, complainRaw, errorPrefix, getValue, realFd, type Shell } from '../shell.ts';
import { Discard, Exit, LoopJump, Return } from '../state.ts';
import { catchInteractive, checkSignals } from '../traps.ts';
import { loadHistory, remember, saveHistory } from './history.ts';
import { readInteractive } from './line.ts';

/** Reads what a starting shell reads: profiles for a login shell, rc files for an interactive one, $ENV or $BASH_ENV. */
export function* startFiles(sh: Shell, line: CommandLine | undefined, env?: string): Sys<void> {
	const s = sh.state;
	const home = getValue(sh, 'HOME') ?? '';
	// Start-up files ask for PS1 to see that the shell is interactive.
	if (s.flavour === 'bash' && s.interactive && getValue(sh, 'PS1') === undefined) assignElement(sh, 'PS1', undefined, '\\s-\\v\\$ ', false);
	if (line?.login && !line.noprofile) {
		yield* source(sh, '/etc/profile');
		for (const name of s.flavour === 'bash' ? ['.bash_profile', '.bash_login', '.profile'] : ['.profile']) if (yield* source(sh, `${home}/${name}`)) break;
	}
	if (s.flavour === 'bash' && s.interactive && line && !line.login && !line.norc) {
		if (line.rcfile !== undefined) yield* source(sh, line.rcfile);
		else {
			yield* source(sh, '/etc/bash.bashrc');
			yield* source(sh, `${home}/.bashrc`);
		}
	}
	const file = env ?? (s.flavour !== 'bash' && s.interactive ? getValue(sh, 'ENV') : undefined);
	if (file) yield* source(sh, file);
}
function* source(sh: Shell, path: string): Sys<boolean> {
	let text: string;
	try {
		const fd = yield* open(path);
		text = yield* drainFile(fd);
		yield* close(fd);
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
	const s = sh.state;
	const depth = s.frames.length;
	s.frames.push({ name: 'source', source: path, line: 0, kind: 'source' });
	s.sourceDepth++;
	try {
		yield* evalText(sh, text, 1, '');
	} catch (error) {
		if (!(error instanceof Return || error instanceof Discard)) throw error;
	} finally {
		s.sourceDepth--;
		s.frames.length = depth;
	}
	return true;
}

function* setUp(sh: Shell): Sys<void> {
	const s = sh.state;
	const bash = s.flavour === 'bash';
	s.options.add('monitor');
	if (bash) {
		s.options.add('emacs');
		s.options.add('history');
		s.options.add('histexpand');
		s.shopt.add('expand_aliases');
		if (s.login) s.shopt.add('login_shell');
	}
	yield* catchInteractive(sh);
	try {
		s.terminal = realFd(sh, 0);
		const me = yield* ids();
		if (me.pgid !== me.pid) {
			yield* setpgid(0, 0);
			yield* tcsetpgrp(s.terminal, me.pid);
		} else if ((yield* tcgetpgrp(s.terminal)) !== me.pid) yield* tcsetpgrp(s.terminal, me.pid);
		s.monitor = true;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		s.options.delete('monitor');
		if (bash)
			yield* complainRaw(sh, `${errorPrefix(s)}cannot set terminal process group (-1): ${error.message}\n${errorPrefix(s)}no job control in this shell\n`);
		else yield* complainRaw(sh, `${s.name}: 0: can't access tty; job control turned off\n`);
	}
	const preset = (name: string, text: string): void => {
		if (getValue(sh, name) === undefined) assignElement(sh, name, undefined, text, false);
	};
	preset('PS1', bash ? '\\s-\\v\\$ ' : s.flavour === 'ash' ? '\\w \\$ ' : s.uid === 0 ? '# ' : '$ ');
	preset('PS2', '> ');
	if (bash) {
		preset('HISTFILE', `${getValue(sh, 'HOME') ?? ''}/.bash_history`);
		preset('HISTSIZE', '500');
		preset('HISTFILESIZE', '500');
		s.history = yield* loadHistory(sh);
	}
	s.ready = true;
}
/** The prompt's loop, until the end of input or exit. */
export function* interact(sh: Shell): Sys<void> {
	const s = sh.state;
	if (!s.ready) yield* setUp(sh);
	for (;;) {
		yield* settle(s);
		try {
			if (!(yield* turn(sh))) break;
		} catch (error) {
			if (error instanceof Exit) {
				s.status = error.status;
				break;
			}
			if (error instanceof Discard) {
				s.status = error.status;
				if (error.interrupted) yield* afterInterrupt(sh);
			} else if (!(error instanceof LoopJump || error instanceof Return)) throw error;
			s.guard = s.loops = s.functionDepth = s.sourceDepth = s.evalDepth = s.inTrap = 0;
			s.frames.length = 0;
			s.scopes.length = 1;
		}
	}
	yield* hangUp(sh);
}
/** ^C has ended a command: the prompt begins on a fresh line, unless the editor has seen to it. */
function* afterInterrupt(sh: Shell): Sys<void> {
	sh.pending.length = 0;
	if (sh.reading) sh.reading = false;
	else yield* complainRaw(sh, '\n');
}
function* hangUp(sh: Shell): Sys<void> {
	if (sh.state.flavour !== 'bash') return;
	try {
		yield* saveHistory(sh, sh.state.shopt.has('histappend'));
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** One prompt and its command. Answers false at the end of input. */
function* turn(sh: Shell): Sys<boolean> {
	const s = sh.state;
	if (s.jobs.length > 0) yield* (yield* language(sh)).notify(sh);
	yield* windowSize(sh);
	yield* checkSignals(sh);
	const before = getValue(sh, 'PROMPT_COMMAND');
	if (before) {
		const { status } = s;
		yield* evalText(sh, before, 1, 'eval');
		s.status = status;
	}
	let text = '';
	let parsed: Parsed;
	for (let lines = 0; ; lines++) {
		const line = yield* readOne(sh, lines === 0 ? 'PS1' : 'PS2');
		if (line === undefined) {
			if (lines > 0 && text) {
				yield* complainRaw(
					sh,
					`${errorPrefix(s)}${/["'`]/.test(text) ? 'unexpected EOF while looking for matching quote' : 'syntax error: unexpected end of file'}\n`
				);
				s.status = 2;
				return true;
			}
			return !(yield* leaveShell(sh));
		}
		let given = line;
		if (s.options.has('histexpand') && s.flavour === 'bash' && /!|^\^/.test(line)) {
			const expanded = (yield* part(editingPart)).expandHistory(line, s.history);
			if (expanded.error !== undefined) {
				yield* complainRaw(sh, `${errorPrefix(s)}${expanded.error}\n`);
				return true;
			}
			given = expanded.text;
			if (expanded.changed) yield* complainRaw(sh, given + '\n');
			if (expanded.printOnly) {
				remember(sh, given);
				return true;
			}
		}
		text += given + '\n';
		if (text.trim() === '') return true;
		// dash counts the lines typed; bash begins each command with line 1.
		parsed = sh.parse(expandAliases(sh, text), s.flavour === 'dash' ? s.inputLine + 1 : 1);
		if (!parsed.incomplete) break;
	}
	s.warned = false;
	if (s.options.has('history')) remember(sh, oneLine(text));
	if (s.options.has('verbose')) yield* complainRaw(sh, text);
	const ps0 = getValue(sh, 'PS0');
	if (ps0) yield* complainRaw(sh, yield* prompt(sh, 'PS0'));
	s.line = s.flavour === 'dash' ? s.inputLine + 1 : 1;
	s.inputLine += text.split('\n').length - 1;
	yield* runLines(sh, parsed.statements, text);
	if (parsed.fault) {
		yield* syntaxError(sh, parsed.fault, '');
		s.status = 2;
	}
	return true;
}
/** cmdhist: lines of one command joined, with newlines kept where quotes or here-documents need them. */
function oneLine(text: string): string {
	const trimmed = text.replace(/\n$/, '');
	if (!trimmed.includes('\n') || /<<|["'`]/.test(trimmed)) return trimmed;
	return trimmed
		.split('\n')
		.map((l) => l.replace(/\\$/, ''))
		.reduce(
			(all, l) => all + (/(?:^|\s)(?:then|do|else|\{|\(|in|&&|\|\||\||;|&)\s*$/.test(all) || /[;&|({]$/.test(all.trimEnd()) ? ' ' : '; ') + l.trimStart()
		);
}
/** ^D at the prompt. Answers whether the shell ends. */
function* leaveShell(sh: Shell): Sys<boolean> {
	const s = sh.state;
	if (s.flavour === 'bash') yield* complainRaw(sh, s.login ? 'logout\n' : 'exit\n');
	else yield* complainRaw(sh, '\n');
	const jobState = s.jobs.length > 0 ? (yield* language(sh)).jobState : undefined;
	if (!s.warned && s.jobs.some((j) => jobState?.(j) === 'Stopped')) {
		yield* complainRaw(sh, s.flavour === 'bash' ? 'There are stopped jobs.\n' : 'You have stopped jobs.\n');
		s.warned = true;
		return false;
	}
	return true;
}

function* readOne(sh: Shell, name: 'PS1' | 'PS2'): Sys<string | undefined> {
	const text = yield* prompt(sh, name);
	if (sh.state.flavour === 'dash') {
		yield* complainRaw(sh, text);
		const got = yield* readRecord(sh, realFd(sh, 0), {});
		return got.end && got.text === '' ? undefined : got.text;
	}
	sh.reading = true;
	const line = yield* readInteractive(sh, text);
	sh.reading = false;
	return line;
}
function* prompt(sh: Shell, name: string): Sys<string> {
	const ps = getValue(sh, name) ?? '';
	const text =
		sh.state.flavour === 'dash'
			? ps
			: promptText(sh.state, ps, ps.includes('\\') ? { ...(yield* promptFacts(sh)), ...(yield* promptTime(sh, ps)) } : undefined);
	if (!/[$`]/.test(text)) return text;
	const word = sh.wordOf(text);
	if (!word) return text;
	const { status } = sh.state;
	const out = yield* expandText(sh, word);
	sh.state.status = status;
	return out;
}
