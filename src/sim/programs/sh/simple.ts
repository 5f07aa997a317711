// Simple commands: expansion, assignments, redirections, then a function, a builtin or an executed file.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { access, close, open, read, spawn, stat, step, type SpawnOptions } from '../../kernel/index.ts';
import type { Assignment, Part, Simple } from './ast.ts';
import { assign } from './assign.ts';
import { builtinNamed, type BuiltinCall } from './builtins/index.ts';
import { childFds, endProcessSubstitutions, execute, ignoredSignals, reportDeath, statusOf, waitChild } from './children.ts';
import { expandInto, expandText } from './expand.ts';
import { language } from './parts.ts';
import { printedSimple, printSimple } from './print-simple.ts';
import { defaultPath } from './start.ts';
import { keep, redirect, restore, type Undo } from './redirect.ts';
import { debug, runNode } from './run.ts';
import { complain, valueFor, type Shell } from './shell.ts';
import { attribute, Discard, Exit, readOnly, Return, ShellError, type ShellFunction } from './state.ts';
import { decode } from './text.ts';
import { checkSignals, runTrap } from './traps.ts';
import { environment, getRaw, getText } from './variables.ts';
import { tracePrefix, traceWords, writeTrace } from './xtrace.ts';

/** What a failed expansion does: its text, then the line is given up, or the shell ends. */
export function* shellError(sh: Shell, error: ShellError): Sys<never> {
	const s = sh.state;
	if (error.message) yield* complain(sh, error.message);
	if (error.fatal && !s.interactive) throw new Exit(error.status, 'error');
	if (s.flavour === 'bash' && !error.arithmetic && s.options.has('errexit') && !s.interactive) throw new Exit(error.status, 'error');
	throw new Discard(error.fatal ? 1 : error.status, false, error.unwinds);
}

export function* runSimple(sh: Shell, node: Simple, exec: boolean): Sys<number> {
	const s = sh.state;
	s.line = node.line;
	yield* step();
	if (s.catching.length) yield* checkSignals(sh);
	if (s.inTrap === 0 && s.flavour === 'bash') {
		s.command = printedSimple(node);
		if (s.traps.has('DEBUG') && (s.functionDepth === 0 || s.options.has('functrace'))) yield* runTrap(sh, 'DEBUG');
		s.line = node.line;
	}
	const from = sh.processes.length;
	const depth = s.scopes.length;
	sh.substituted = undefined;
	let status: number;
	try {
		const { argv, arrays } = yield* argumentsOf(sh, node);
		status = argv.length === 0 ? yield* assignOnly(sh, node) : yield* command(sh, node, argv, arrays, exec);
	} catch (error) {
		s.scopes.length = Math.min(depth, s.scopes.length);
		if (sh.processes.length > from) yield* endProcessSubstitutions(sh, from);
		if (error instanceof ShellError) return yield* shellError(sh, error);
		throw error;
	}
	if (sh.processes.length > from) yield* endProcessSubstitutions(sh, from);
	s.pipeStatus = [status];
	return status;
}

/** The expanded arguments; name=(…) arguments of declare stay apart. */
function* argumentsOf(sh: Shell, node: Simple): Sys<{ argv: string[]; arrays: Map<number, Assignment> }> {
	const argv: string[] = [];
	const arrays = new Map<number, Assignment>();
	for (const word of node.words) {
		if (!('assign' in word)) {
			if (word.plain !== undefined) argv.push(word.plain);
			else yield* expandInto(sh, word, argv);
			continue;
		}
		const a = word.assign;
		if (a.elements) {
			arrays.set(argv.length, a);
			argv.push(a.name);
		} else {
			const index = a.index ? `[${yield* expandText(sh, a.index)}]` : '';
			argv.push(`${a.name}${index}${a.append ? '+' : ''}=${a.value ? yield* expandText(sh, a.value, true) : ''}`);
		}
	}
	return { argv, arrays };
}

function* assignOnly(sh: Shell, node: Simple): Sys<number> {
	const s = sh.state;
	if (node.redirections.length) {
		const undo = yield* redirect(sh, node.redirections);
		if (!undo) return s.flavour === 'dash' ? 2 : 1;
		yield* restore(sh, undo);
	}
	for (const a of node.assignments) {
		const prefix = s.options.has('xtrace') ? yield* tracePrefix(sh) : undefined;
		const shown = yield* assign(sh, a);
		if (prefix !== undefined) yield* writeTrace(sh, shown, prefix);
	}
	s.lastArgument = node.assignments.length ? '' : s.lastArgument;
	return sh.substituted ?? 0;
}

/** Puts the assignments before a command into a scope of their own, exported. */
function* temporary(sh: Shell, assignments: readonly Assignment[]): Sys<void> {
	const s = sh.state;
	const variables = new Map<string, { text: string; attributes: number }>();
	s.scopes.push({ variables, temporary: true });
	for (const a of assignments) {
		const old = getRaw(s, a.name);
		if (old && old.attributes & attribute.readonly) {
			const error = readOnly(s, a.name);
			if (s.flavour !== 'bash') throw error;
			// bash says so and runs the command without it.
			yield* complain(sh, error.message);
			if (s.options.has('errexit')) throw new Exit(1);
			continue;
		}
		const value = a.elements ? '' : a.value ? yield* expandText(sh, a.value, true) : '';
		const text = valueFor(sh, old, getText(s, a.name), value, a.append);
		variables.set(a.name, { text, attributes: ((old?.attributes ?? 0) & ~attribute.nameref) | attribute.exported });
		if (s.options.has('xtrace')) yield* writeTrace(sh, `${a.name}${a.append ? '+' : ''}=${text === '' ? '' : traceWords([text])}`);
	}
}

function* command(sh: Shell, node: Simple, argv: string[], arrays: Map<number, Assignment>, exec: boolean): Sys<number> {
	const s = sh.state;
	const name = argv[0] as string;
	const builtin = builtinNamed(s, name);
	const f = builtin?.special && s.flavour !== 'bash' ? undefined : s.functions.get(name);
	let undo: Undo | undefined;
	const scoped = node.assignments.length > 0;
	if (scoped) yield* temporary(sh, node.assignments);
	if (s.options.has('xtrace')) {
		const { traceArguments, traceArrays, traceExports } = yield* language(sh);
		if (arrays.size) yield* traceArrays(sh, arrays);
		yield* writeTrace(sh, s.flavour === 'bash' ? traceArguments(argv, arrays) : argv.join(' '));
		if (s.flavour === 'bash') yield* traceExports(sh, argv);
	}
	if (node.redirections.length && !f && !builtin && !exec && (yield* seenByChild(sh, node))) {
		const status = yield* (yield* language(sh)).redirectedChild(sh, node, argv);
		if (scoped) s.scopes.pop();
		s.lastArgument = argv.at(-1) as string;
		return status;
	}
	if (node.redirections.length) {
		undo = yield* redirect(sh, node.redirections);
		if (!undo) {
			if (scoped) s.scopes.pop();
			// A special builtin's failed redirection ends a POSIX shell.
			if (s.flavour !== 'bash' && builtin?.special && !f && !s.interactive) throw new Exit(s.flavour === 'dash' ? 2 : 1);
			return s.flavour === 'dash' ? 2 : 1;
		}
	}
	let status: number;
	try {
		if (f) status = yield* call(callFunction(sh, f, argv.slice(1)));
		else if (builtin) {
			const invocation: BuiltinCall = { name, args: argv.slice(1), arrays, exec, endLine: node.endLine };
			status = yield* runBuiltin(sh, invocation);
			if (name === 'exec' && undo) {
				yield* keep(sh, undo);
				undo = undefined;
			}
			if (builtin.special && scoped && s.flavour !== 'bash') keepAssignments(sh);
		} else status = yield* external(sh, argv, exec, printSimple(node));
	} catch (error) {
		if (undo && !(error instanceof Exit && ((name === 'exec' && builtin) || (f && error.by === 'exit' && s.flavour === 'bash')))) yield* restore(sh, undo);
		throw error;
	}
	if (undo) yield* restore(sh, undo);
	if (sh.death) {
		const { death } = sh;
		sh.death = undefined;
		yield* reportDeath(sh, death.status, death.text);
	}
	if (scoped) {
		const at = s.scopes.findLastIndex((scope) => scope.temporary);
		if (at > 0) s.scopes.splice(at, 1);
	}
	s.lastArgument = argv.at(-1) as string;
	return status;
}
/** Whether expanding a part changes nothing and cannot fail. */
export function isPurePart(part: Part): boolean {
	switch (part.kind) {
		case 'literal':
		case 'quoted':
			return true;
		case 'double':
			return part.parts.every(isPurePart);
		case 'parameter':
			return (
				!part.bad && part.prefix === undefined && part.operator === undefined && part.index === undefined && !/^(RANDOM|SRANDOM|BASHPID|_)$/.test(part.name)
			);
		default:
			return false;
	}
}
/**
 * Redirections of a file's command are its child's: what they expand changes nothing here, and /proc/self is the child. When neither can be told
 * (plain targets outside /proc) the shell opens them for it, which spares a fork.
 */
function* seenByChild(sh: Shell, node: Simple): Sys<boolean> {
	if (sh.state.cwd.startsWith('/proc')) return true;
	for (const r of node.redirections) {
		if (r.operator === '<<' || r.operator === '<<<') {
			if (r.target.plain === undefined && !r.target.parts.every(isPurePart)) return r.variable === undefined;
			continue;
		}
		if (r.variable !== undefined) return false;
		// dash expands the names of files before it forks.
		if (r.target.plain === undefined && !r.target.parts.every(isPurePart)) return sh.state.flavour !== 'dash';
		if ((r.target.plain ?? (yield* expandText(sh, r.target))).startsWith('/proc/')) return true;
	}
	return false;
}
/** POSIX: assignments before a special builtin last. */
function keepAssignments(sh: Shell): void {
	const s = sh.state;
	const scope = s.scopes.findLast((x) => x.temporary);
	const below = s.scopes[0];
	if (scope && below) for (const [name, v] of scope.variables) below.variables.set(name, v);
}

/** Runs a builtin; its errors are its own. */
export function* runBuiltin(sh: Shell, invocation: BuiltinCall): Sys<number> {
	const row = builtinNamed(sh.state, invocation.name);
	if (!row) return 127;
	const { within } = sh.state;
	sh.state.within = undefined;
	try {
		return yield* row.run(sh, invocation);
	} catch (error) {
		if (error instanceof Errno && error.code === 'EBADF') {
			yield* complain(sh, `${invocation.name}: write error: ${error.message}`);
			return 1;
		}
		if (!(error instanceof ShellError)) throw error;
		const { flavour, interactive } = sh.state;
		if (error.fatal && flavour === 'bash') throw error;
		yield* complain(sh, error.unnamed && flavour === 'bash' ? error.message : `${invocation.name}: ${error.message}`);
		if (flavour !== 'bash' && error.fatal && row.special && !invocation.commanded) throw interactive ? new Discard(error.status) : new Exit(error.status);
		if (error.unwinds) throw new Discard(error.status, false, true);
		return error.status;
	} finally {
		sh.state.within = within;
	}
}

/** Calls a function with arguments. */
export function* callFunction(sh: Shell, f: ShellFunction, args: string[]): Sys<number> {
	const s = sh.state;
	const saved = { args: s.args, loops: s.loops, getopts: s.getopts, depth: s.scopes.length, frames: s.frames.length, outerLine: s.outerLine };
	const limit = Number(getText(s, 'FUNCNEST') ?? 0);
	if (limit > 0 && s.functionDepth >= limit) {
		yield* complain(sh, `${f.name}: maximum function nesting level exceeded (${limit})`);
		throw new Discard(1);
	}
	s.frames.push({ name: f.name, source: f.source, line: s.line, kind: 'function' });
	s.scopes.push({ variables: new Map() });
	const body = sh.body(f);
	s.args = args;
	s.loops = 0;
	s.outerLine = body.line;
	s.functionDepth++;
	// A function does not inherit RETURN; one that it sets is its own, and stays.
	const onReturn = s.options.has('functrace') ? undefined : s.traps.get('RETURN');
	if (onReturn !== undefined) s.traps.delete('RETURN');
	try {
		try {
			if (s.traps.size && s.options.has('functrace')) {
				s.line = body.line;
				yield* debug(sh, s.command);
			}
			yield* runNode(sh, body);
		} catch (error) {
			if (error instanceof Exit && error.by !== 'error')
				error.place ??= { frames: [...s.frames], scopes: error.by === 'errexit' ? s.scopes.slice(0, 1) : [...s.scopes], args: s.args };
			if (!(error instanceof Return)) throw error;
			s.status = error.status;
		}
		if (s.traps.has('RETURN') && s.inTrap === 0) yield* runTrap(sh, 'RETURN');
		return s.status;
	} finally {
		if (onReturn !== undefined && !s.traps.has('RETURN')) s.traps.set('RETURN', onReturn);
		const scope = s.scopes[saved.depth];
		if (scope?.savedOptions) s.options = scope.savedOptions;
		s.scopes.length = saved.depth;
		s.frames.length = saved.frames;
		s.args = saved.args;
		s.loops = saved.loops;
		s.outerLine = saved.outerLine;
		s.functionDepth--;
	}
}

export interface Found {
	path: string;
	/** Found, but not executable. */
	denied: boolean;
}
/** Looks a command up in PATH (or takes a name with a slash as it is). */
export function* findCommand(
	sh: Shell,
	name: string,
	path = getText(sh.state, 'PATH') ?? (sh.state.flavour === 'bash' ? defaultPath : undefined)
): Sys<Found | undefined> {
	if (name.includes('/')) return { path: name, denied: false };
	if (path === undefined) return undefined;
	let denied: string | undefined;
	for (const dir of path.split(':')) {
		const file = dir === '' ? `./${name}` : dir.endsWith('/') ? dir + name : `${dir}/${name}`;
		try {
			if ((yield* stat(file)).type !== 'file') continue;
			yield* access(file, 1);
			return { path: file, denied: false };
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code === 'EACCES') denied ??= file;
		}
	}
	return denied === undefined ? undefined : { path: denied, denied: true };
}

/** The path to execute for a command name; remembered when found in PATH. */
export function* lookUp(sh: Shell, name: string): Sys<Found | undefined> {
	const s = sh.state;
	const known = s.commands.get(name);
	if (known && !s.scopes.some((scope) => scope.temporary && scope.variables.has('PATH'))) {
		known.hits++;
		return { path: known.path, denied: false };
	}
	const found = yield* findCommand(sh, name);
	if (found && !found.denied && !name.includes('/') && (s.options.has('hashall') || s.flavour === 'dash')) s.commands.set(name, { path: found.path, hits: 1 });
	return found;
}

/** Runs a file: waits for it, or becomes it. */
export function* external(sh: Shell, argv: readonly string[], exec: boolean, text = argv.join(' ')): Sys<number> {
	const s = sh.state;
	const name = argv[0] as string;
	const found = name === '' ? undefined : yield* lookUp(sh, name);
	if (!found) {
		const handler = s.functions.get('command_not_found_handle');
		if (handler && s.flavour === 'bash') return yield* call(callFunction(sh, handler, [...argv]));
		const unset = s.flavour === 'bash' && name !== '' && getText(s, 'PATH') === '';
		yield* complain(sh, `${name}: ${unset ? 'No such file or directory' : s.flavour === 'bash' ? 'command not found' : 'not found'}`);
		return 127;
	}
	const env: Record<string, string> = { ...environment(s), ...(s.flavour === 'bash' ? { _: found.path } : {}) };
	const replaces = exec && s.traps.size === 0 && !s.interactive;
	try {
		if (replaces) {
			// What the shell becomes takes its place: one level less.
			if (s.flavour === 'bash' && env['SHLVL'] !== undefined) env['SHLVL'] = String(Math.max(0, (Number(getText(s, 'SHLVL')) || 0) - 1));
			return yield* execute(sh, { path: found.path, argv, env });
		}
		const options: SpawnOptions = { path: found.path, argv, env, fds: childFds(sh) };
		const ignore = ignoredSignals(sh);
		if (ignore.length) options.ignore = ignore;
		if (s.monitor) {
			options.pgid = 'new';
			options.foreground = true;
		}
		return yield* waitFor(sh, yield* spawn(options), text);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (error.code === 'ENOEXEC' && (yield* isBinaryFile(found.path))) {
			yield* complain(sh, s.flavour === 'bash' ? `${name}: cannot execute binary file: ${error.message}` : `${name}: ${error.message}`);
			return 126;
		}
		if (error.code === 'ENOEXEC') return yield* (yield* language(sh)).runScript(sh, found.path, argv, env, replaces, text);
		return yield* cannotExecute(sh, name, found.path, error);
	}
}
export function* waitFor(sh: Shell, pid: number, text: string): Sys<number> {
	const s = sh.state;
	if (s.monitor) return yield* (yield* language(sh)).waitForeground(sh, [{ pid, text }], text, pid);
	const status = yield* waitChild(sh, pid);
	if (s.jobs.length) yield* (yield* language(sh)).forgetFinished(sh);
	if ('signaled' in status) sh.death = { status, text };
	if (s.interactive && 'signaled' in status && status.signaled === 'INT') throw new Discard(130, true);
	return statusOf(status);
}
/** bash's check_binary_file: a null byte in the first line. */
export const isBinary = (text: string): boolean => text.startsWith('\x7fELF') || /^[^\n]*\0/.test(text.slice(0, 80));
function* isBinaryFile(path: string): Sys<boolean> {
	try {
		const fd = yield* open(path);
		const head = decode(yield* read(fd, 80));
		yield* close(fd);
		return isBinary(head);
	} catch {
		return false;
	}
}
/** The message and status of a failed execve. */
export function* cannotExecute(sh: Shell, name: string, path: string, error: Errno): Sys<number> {
	const bash = sh.state.flavour === 'bash';
	if (error.code === 'ENOENT') {
		let exists = true;
		try {
			yield* stat(path);
		} catch {
			exists = false;
		}
		yield* complain(sh, bash ? `${exists ? name : path}: ${exists ? 'cannot execute: required file not found' : error.message}` : `${name}: not found`);
		return 127;
	}
	if (error.code === 'EACCES') {
		let directory = false;
		try {
			directory = (yield* stat(path)).type === 'dir';
		} catch {
			// The message is about permission then.
		}
		yield* complain(sh, bash && directory ? `${path}: Is a directory` : `${bash ? path : name}: ${error.message}`);
		return 126;
	}
	yield* complain(sh, `${name}: ${error.message}`);
	return 126;
}
