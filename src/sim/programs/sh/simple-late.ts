// What simple commands seldom are: a file with redirections of its own process, a script without #!; and how set -x tells them.
import type { Sys } from '../../engine/sys.ts';
import { spawn, type SpawnOptions } from '../../kernel/index.ts';
import type { Assignment, Simple, Word } from './ast.ts';
import { childFds, execute, fork, reportDeath } from './children.ts';
import { printSimple } from './print-simple.ts';
import { singleQuote } from './quote.ts';
import type { Shell } from './shell.ts';
import { lookUp, waitFor } from './simple.ts';
import { traceWords, writeTrace } from './xtrace.ts';

/** Runs a command's file in a forked shell that makes the redirections first. */
export function* redirectedChild(sh: Shell, node: Simple, argv: readonly string[]): Sys<number> {
	const s = sh.state;
	if (!(argv[0] as string).includes('/')) yield* lookUp(sh, argv[0] as string);
	const text = printSimple(node);
	const pid = yield* fork(sh, { argv, redirections: node.redirections }, { pgid: s.monitor ? 'new' : undefined, foreground: s.monitor });
	const status = yield* waitFor(sh, pid, text);
	if (sh.death) {
		const { death } = sh;
		sh.death = undefined;
		yield* reportDeath(sh, death.status, death.text);
	}
	return status;
}

export const traceArguments = (argv: readonly string[], arrays: ReadonlyMap<number, Assignment>): string =>
	argv.map((a, i) => (arrays.has(i) ? a : traceWords([a]))).join(' ');
/** declare's name=(…) is traced as an assignment of its own, with every value quoted. */
export function* traceArrays(sh: Shell, arrays: ReadonlyMap<number, Assignment>): Sys<void> {
	const quoted = (word: Word): string => singleQuote(word.plain ?? word.text);
	for (const a of arrays.values()) {
		const items = (a.elements ?? []).map((e) => `${e.key ? `[${quoted(e.key)}]${e.append ? '+' : ''}=` : ''}${quoted(e.value)}`);
		yield* writeTrace(sh, `${a.name}${a.append ? '+' : ''}=(${items.join(' ')})`);
	}
}
/** export and readonly tell of what they assign. */
export function* traceExports(sh: Shell, argv: readonly string[]): Sys<void> {
	if (argv[0] !== 'export' && argv[0] !== 'readonly') return;
	for (const word of argv.slice(1)) {
		const m = /^(\w+\+?=)(.*)$/s.exec(word);
		if (m) yield* writeTrace(sh, `${m[1]}${m[2] === '' ? '' : traceWords([m[2] as string])}`);
	}
}

/** A file without #! is run by a shell like this one. */
export function* runScript(sh: Shell, path: string, argv: readonly string[], env: Record<string, string>, replaces: boolean, text: string): Sys<number> {
	const s = sh.state;
	const script = [s.flavour === 'bash' ? 'bash' : 'sh', path, ...argv.slice(1)];
	if (replaces) return yield* execute(sh, { program: sh.program, argv: script, env });
	const options: SpawnOptions = { program: sh.program, argv: script, env, fds: childFds(sh) };
	if (s.monitor) {
		options.pgid = 'new';
		options.foreground = true;
	}
	return yield* waitFor(sh, yield* spawn(options), text);
}
