// Running the tree: lists, && and ||, compound commands, functions' definitions. $? and the rules of set -e and the ERR trap live here.
// `guard` counts the contexts in which set -e does not apply (conditions, all but the last of an && list, after !).
import type { Sys } from '../../engine/sys.ts';
import { step } from '../../kernel/index.ts';
import { evaluate } from './arithmetic.ts';
import type { CompoundNode, List, Node, Statement } from './ast.ts';
import { expandText, expandPattern, expandWords } from './expand.ts';
import { endProcessSubstitutions } from './children.ts';
import { language } from './parts.ts';
import { compilePattern, matches } from './pattern.ts';
import { redirect, restore } from './redirect.ts';
import { assignElement, complain, refreshClock, type Shell } from './shell.ts';
import { runSimple, shellError } from './simple.ts';
import { Exit, LoopJump, ShellError } from './state.ts';
import { checkSignals, runTrap } from './traps.ts';
import { needsClock } from './variables.ts';
import { writeTrace } from './xtrace.ts';

export function* runList(sh: Shell, list: List): Sys<number> {
	for (const statement of list) yield* runStatement(sh, statement);
	return sh.state.status;
}
export function* runStatement(sh: Shell, statement: Statement): Sys<void> {
	// set -n: what follows is read and not run.
	if (sh.state.options.has('noexec') && !sh.state.interactive) return;
	if (statement.background) yield* (yield* language(sh)).runBackground(sh, statement.node);
	else yield* runNode(sh, statement.node);
}

/** Runs a node; `exec`: a simple command may replace the shell, which has nothing else to do. */
export function* runNode(sh: Shell, node: Node, exec = false): Sys<number> {
	switch (node.kind) {
		case 'simple':
			return yield* after(sh, yield* runSimple(sh, node, exec));
		case 'and-or':
			return yield* runAndOr(sh, node, exec);
		case 'pipeline':
			return yield* runPipelineNode(sh, node);
		case 'function': {
			const { state } = sh;
			if (state.functions.get(node.name)?.readonly) {
				state.line = node.line;
				yield* complain(sh, `${node.name}: readonly function`);
				return yield* after(sh, 1);
			}
			sh.bodies.set(node.text, node.body);
			const source =
				state.frames.at(-1)?.source ?? (state.mode === 'script' ? state.name : state.interactive || state.mode === 'string' ? 'environment' : 'main');
			state.functions.set(node.name, { name: node.name, text: node.text, line: node.line, source });
			return (state.status = 0);
		}
		case 'coproc':
			return yield* (yield* language(sh)).runCoproc(sh, node);
		default:
			return yield* runCompound(sh, node);
	}
}

/** Sets $?, then the ERR trap and set -e when they apply. */
export function* after(sh: Shell, status: number): Sys<number> {
	const s = sh.state;
	s.status = status;
	if (status === 0 || s.guard > 0) return status;
	if (s.traps.has('ERR') && s.inTrap === 0 && (s.functionDepth === 0 || s.options.has('errtrace'))) yield* runTrap(sh, 'ERR');
	if (s.options.has('errexit')) throw new Exit(status, 'errexit');
	return status;
}

function* runAndOr(sh: Shell, node: Extract<Node, { kind: 'and-or' }>, exec: boolean): Sys<number> {
	const s = sh.state;
	const last = node.commands.length - 1;
	for (const [i, command] of node.commands.entries()) {
		if (i > 0 && (node.operators[i - 1] === '&&') !== (s.status === 0)) continue;
		if (i < last) yield* guarded(sh, command);
		else yield* runNode(sh, command, exec);
	}
	return s.status;
}
/** Runs where set -e does not apply. */
function* guarded(sh: Shell, node: Node | List): Sys<number> {
	sh.state.guard++;
	try {
		return 'kind' in node ? yield* runNode(sh, node) : yield* runList(sh, node);
	} finally {
		if (sh.state.guard > 0) sh.state.guard--;
	}
}

function* runPipelineNode(sh: Shell, node: Extract<Node, { kind: 'pipeline' }>): Sys<number> {
	const s = sh.state;
	const { runPipeline } = yield* language(sh);
	if (!node.negated) return yield* runPipeline(sh, node);
	s.guard++;
	try {
		yield* runPipeline(sh, node);
	} finally {
		if (s.guard > 0) s.guard--;
	}
	return (s.status = s.status === 0 ? 1 : 0);
}

function* runCompound(sh: Shell, node: CompoundNode): Sys<number> {
	if (!node.redirections?.length) return yield* compound(sh, node);
	const s = sh.state;
	s.line = s.flavour !== 'bash' || node.kind === 'subshell' || node.kind === 'condition' || node.kind === 'arithmetic' ? node.line : s.outerLine;
	const from = sh.processes.length;
	let undo;
	try {
		undo = yield* redirect(sh, node.redirections);
	} catch (error) {
		if (error instanceof ShellError) return yield* shellError(sh, error);
		throw error;
	}
	if (!undo) return yield* after(sh, s.flavour === 'dash' ? 2 : 1);
	s.line = node.line;
	let status: number;
	try {
		status = yield* compound(sh, node);
	} catch (error) {
		// `finally` may not make calls: put things back on both ways out. `exit` leaves them to its EXIT trap.
		if (!(error instanceof Exit && error.by === 'exit' && s.flavour === 'bash')) yield* restore(sh, undo);
		throw error;
	}
	yield* restore(sh, undo);
	yield* endProcessSubstitutions(sh, from);
	return status;
}

function* compound(sh: Shell, node: CompoundNode): Sys<number> {
	const s = sh.state;
	switch (node.kind) {
		case 'group':
			if (node.body.length === 0) return (s.status = 0);
			return yield* runList(sh, node.body);
		case 'subshell':
			s.line = node.line;
			s.status = yield* (yield* language(sh)).runSubshell(sh, node.body);
			if (s.traps.size && s.inTrap === 0) s.command = (yield* language(sh)).printed(node);
			return yield* after(sh, s.status);
		case 'if':
			for (const clause of node.clauses) if ((yield* guarded(sh, clause.test)) === 0) return yield* runList(sh, clause.body);
			if (node.otherwise) return yield* runList(sh, node.otherwise);
			return (s.status = 0);
		case 'while':
			return yield* loop(
				sh,
				function* () {
					return ((yield* guarded(sh, node.test)) === 0) !== node.until;
				},
				node.body
			);
		case 'for':
			return yield* within(sh, node, forLoop(sh, node));
		case 'select':
			return yield* (yield* language(sh)).select(sh, node);
		case 'arithmetic-for':
			return yield* within(sh, node, arithmeticFor(sh, node));
		case 'case':
			return yield* within(sh, node, runCase(sh, node));
		case 'condition':
			return yield* after(sh, yield* runCondition(sh, node));
		case 'arithmetic':
			return yield* after(sh, yield* runArithmetic(sh, node));
	}
}

function* within(sh: Shell, node: CompoundNode, running: Sys<number>): Sys<number> {
	const before = sh.state.outerLine;
	sh.state.outerLine = node.line;
	try {
		return yield* running;
	} finally {
		sh.state.outerLine = before;
	}
}

/** Runs a loop's body once. Answers false when the loop is to end. */
export function* body(sh: Shell, list: List): Sys<boolean> {
	const s = sh.state;
	yield* step();
	if (s.catching.length) yield* checkSignals(sh);
	try {
		yield* runList(sh, list);
	} catch (error) {
		if (!(error instanceof LoopJump)) throw error;
		if (error.levels > 1) {
			error.levels--;
			throw error;
		}
		s.status = error.status;
		return error.kind === 'continue';
	}
	return true;
}
function* loop(sh: Shell, test: () => Sys<boolean>, list: List, next?: () => Sys<void>): Sys<number> {
	const s = sh.state;
	let status = 0;
	let testing = true;
	s.loops++;
	try {
		for (;;) {
			testing = true;
			if (!(yield* test())) break;
			testing = false;
			const on = yield* body(sh, list);
			({ status } = s);
			if (!on) break;
			if (next) yield* next();
		}
	} catch (error) {
		if (!testing || !(error instanceof LoopJump)) throw error;
		// break in the condition
		if (error.levels > 1) {
			error.levels--;
			throw error;
		}
	} finally {
		if (s.loops > 0) s.loops--;
	}
	return (s.status = status);
}

type Loop = Extract<CompoundNode, { kind: 'for' | 'select' }>;

/** What a loop over words goes through. A failed expansion is told, and thrown on. */
export function* loopValues(sh: Shell, node: Loop): Sys<readonly string[]> {
	try {
		return node.words ? yield* expandWords(sh, node.words) : [...sh.state.args];
	} catch (error) {
		if (error instanceof ShellError) return yield* shellError(sh, error);
		throw error;
	}
}
/** Its first line, as traps and traces show it. */
export const loopHead = ({ kind, name, words }: Loop): string => `${kind} ${name} in ${words ? words.map((w) => w.text).join(' ') : '"$@"'}`;

function* forLoop(sh: Shell, node: Extract<CompoundNode, { kind: 'for' | 'select' }>): Sys<number> {
	const s = sh.state;
	s.line = node.line;
	if (!/^[A-Za-z_]\w*$/.test(node.name)) {
		yield* complain(sh, `\`${node.name}': not a valid identifier`);
		return yield* after(sh, 1);
	}
	const values = yield* loopValues(sh, node);
	let status = 0;
	s.loops++;
	try {
		for (const value of values) {
			if (s.traps.size) yield* debug(sh, loopHead(node));
			if (s.options.has('xtrace') && s.flavour === 'bash') {
				s.line = node.line;
				yield* writeTrace(sh, loopHead(node));
			}
			try {
				assignElement(sh, node.name, undefined, value, false);
			} catch (error) {
				if (!(error instanceof ShellError)) throw error;
				if (error.unwinds || error.fatal || s.options.has('errexit')) return yield* shellError(sh, error);
				yield* complain(sh, error.message);
				return yield* after(sh, 1);
			}
			const on = yield* body(sh, node.body);
			({ status } = s);
			if (!on) break;
		}
	} finally {
		if (s.loops > 0) s.loops--;
	}
	return (s.status = status);
}

function* arithmeticFor(sh: Shell, node: Extract<CompoundNode, { kind: 'arithmetic-for' }>): Sys<number> {
	const s = sh.state;
	s.line = node.line;
	const value = function* (word: (typeof node)['test'], empty: number): Sys<boolean> {
		const text = yield* expandText(sh, word);
		if (s.options.has('xtrace')) yield* writeTrace(sh, `(( ${text.trim() || '1'} ))`);
		if (needsClock(text)) yield* refreshClock(sh);
		return (text.trim() === '' ? empty : evaluate(sh, text)) != 0;
	};
	try {
		yield* value(node.initialize, 1);
		return yield* loop(
			sh,
			() => value(node.test, 1),
			node.body,
			function* () {
				yield* value(node.update, 1);
			}
		);
	} catch (error) {
		if (!(error instanceof ShellError)) throw error;
		if (error.fatal || error.unwinds) return yield* shellError(sh, error);
		yield* complain(sh, error.unnamed ? error.message : `((: ${error.message}`);
		return yield* after(sh, 1);
	}
}

/** The DEBUG trap, where it applies, before the command of this text. */
export function* debug(sh: Shell, text: string): Sys<void> {
	const s = sh.state;
	if (s.traps.size === 0 || s.inTrap > 0) return;
	s.command = text;
	if (s.traps.has('DEBUG') && (s.functionDepth === 0 || s.options.has('functrace'))) yield* runTrap(sh, 'DEBUG');
}

function* runCase(sh: Shell, node: Extract<CompoundNode, { kind: 'case' }>): Sys<number> {
	const s = sh.state;
	s.line = node.line;
	if (s.traps.size) yield* debug(sh, `case ${node.word.text} in `);
	try {
		const subject = yield* expandText(sh, node.word);
		if (s.options.has('xtrace') && s.flavour === 'bash') yield* writeTrace(sh, `case ${node.word.text} in`);
		let falling = false;
		let ran = false;
		for (const item of node.items) {
			let hit = falling;
			for (const pattern of item.patterns) {
				if (hit) break;
				const text = pattern.plain !== undefined ? undefined : yield* expandPattern(sh, pattern);
				hit =
					text === undefined
						? s.shopt.has('nocasematch')
							? pattern.plain?.toLowerCase() === subject.toLowerCase()
							: pattern.plain === subject
						: matches(compilePattern(text, { extglob: s.flavour === 'bash', fold: s.shopt.has('nocasematch') }), subject);
			}
			if (!hit) continue;
			ran = true;
			if (item.body.length) yield* runList(sh, item.body);
			else s.status = 0;
			if (item.terminator === ';;') break;
			falling = item.terminator === ';&';
		}
		if (!ran) s.status = 0;
		return s.status;
	} catch (error) {
		if (error instanceof ShellError) return yield* shellError(sh, error);
		throw error;
	}
}

function* runCondition(sh: Shell, node: Extract<CompoundNode, { kind: 'condition' }>): Sys<number> {
	const s = sh.state;
	s.line = node.line;
	yield* step();
	if (s.traps.size) yield* debug(sh, `[[ ${(yield* language(sh)).printCondition(node.expression)} ]]`);
	try {
		const value = yield* (yield* language(sh)).evaluateCondition(sh, node.expression);
		return value === null ? 2 : value ? 0 : 1;
	} catch (error) {
		if (!(error instanceof ShellError)) throw error;
		if (error.fatal || error.unwinds) return yield* shellError(sh, error);
		yield* complain(sh, error.unnamed ? error.message : `[[: ${error.message}`);
		return 1;
	}
}

function* runArithmetic(sh: Shell, node: Extract<CompoundNode, { kind: 'arithmetic' }>): Sys<number> {
	const s = sh.state;
	s.line = node.line;
	yield* step();
	if (s.traps.size) yield* debug(sh, `((${node.text.text}))`);
	try {
		const text = yield* expandText(sh, node.text);
		if (s.options.has('xtrace')) yield* writeTrace(sh, `(( ${text} ))`);
		if (needsClock(text)) yield* refreshClock(sh);
		return evaluate(sh, text) != 0 ? 0 : 1;
	} catch (error) {
		if (!(error instanceof ShellError)) throw error;
		if (error.fatal || error.unwinds) return yield* shellError(sh, error);
		yield* complain(sh, error.unnamed ? error.message : `((: ${error.message}`);
		return 1;
	}
}
