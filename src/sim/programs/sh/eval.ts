// Running text: eval, traps, sourced files, the strings of -c. A failed expansion ends the line it is on, not the text.
import type { Sys } from '../../engine/sys.ts';
import type { List } from './ast.ts';
import { faultLines } from './parse-fault.ts';
import { runNode, runStatement } from './run.ts';
import { complainRaw, type Shell } from './shell.ts';
import { expandAliases } from './alias.ts';
import { Discard, Exit } from './state.ts';

/** Runs text as commands, numbered from `line`. `who` names it in syntax errors. */
export function* evalText(sh: Shell, text: string, line: number, who: 'eval' | 'trap' | '-c' | ''): Sys<number> {
	const s = sh.state;
	const parsed = sh.parse(expandAliases(sh, text), line);
	const before = s.line;
	const { command } = s;
	if (parsed.statements.length === 0 && !parsed.fault) return (s.status = 0);
	if (parsed.openHeredoc && s.flavour === 'bash') yield* heredocWarning(sh, parsed.openHeredoc, line + text.replace(/\n$/, '').split('\n').length - 1);
	yield* runLines(sh, parsed.statements, text, false, true);
	if (parsed.fault) {
		yield* syntaxError(sh, parsed.fault, who);
		s.status = 2;
		if (s.flavour !== 'bash' && !s.interactive) throw new Exit(2);
	}
	if (who !== '-c') s.line = before;
	s.command = command;
	return s.status;
}

/**
 * Runs statements (with `exec`, the last may be executed in the shell's place); those on the line of one that failed to expand are skipped with it.
 * `whole`: a string of -c or eval, a sourced file; an error that unwinds gives up all of it.
 */
export function* runLines(sh: Shell, statements: List, source: string, exec = false, whole = false): Sys<void> {
	const s = sh.state;
	for (let i = 0; i < statements.length; i++) {
		const statement = statements[i] as List[number];
		try {
			// The last command of a string may take the shell's place.
			if (exec && i === statements.length - 1 && !statement.background && (statement.node.kind === 'simple' || statement.node.kind === 'and-or'))
				yield* runNode(sh, statement.node, true);
			else yield* runStatement(sh, statement);
		} catch (error) {
			if (!(error instanceof Discard) || error.interrupted) throw error;
			s.status = error.status;
			if (whole && error.unwinds) throw error;
			if (s.subshell > 0) throw new Exit(error.status);
			s.guard = 0;
			while (i + 1 < statements.length && !source.slice((statements[i] as List[number]).to, (statements[i + 1] as List[number]).from).includes('\n')) i++;
		}
	}
}

export function* heredocWarning(sh: Shell, open: { line: number; delimiter: string }, end: number): Sys<void> {
	yield* complainRaw(
		sh,
		`${sh.state.errorName}: ${sh.state.interactive ? '' : `line ${end}: `}warning: here-document at line ${open.line} delimited by end-of-file (wanted \`${open.delimiter}')\n`
	);
}

export function* syntaxError(sh: Shell, fault: NonNullable<ReturnType<Shell['parse']>['fault']>, who: string): Sys<void> {
	const s = sh.state;
	if (s.flavour !== 'bash') {
		const place =
			s.flavour === 'dash'
				? `${fault.line}: ${s.within === undefined ? '' : `${s.within}: `}Syntax`
				: `${s.mode === 'script' ? `line ${fault.line}: ` : ''}syntax`;
		if (fault.token !== '') yield* complainRaw(sh, `${s.name}: ${place} error: ${fault.token}\n`);
		return;
	}
	const place = s.interactive ? '' : `line ${fault.line}: `;
	const source = s.frames.at(-1)?.source || s.errorName;
	const head = `${s.interactive ? s.errorName.slice(s.errorName.lastIndexOf('/') + 1) : source}: ${who === 'eval' ? 'eval: ' : who === '-c' ? '-c: ' : ''}`;
	for (const line of faultLines(fault)) yield* complainRaw(sh, `${head}${place}${line}\n`);
	for (const more of fault.further ?? []) yield* complainRaw(sh, `${head}${s.interactive ? '' : `line ${more.line}: `}${more.text}\n`);
}
