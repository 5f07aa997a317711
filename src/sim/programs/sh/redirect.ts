// Redirections: change the shell's descriptor table for a command, and put it back. The table maps the numbers that commands see to
// descriptors of the process, so a redirected builtin costs one open, and a child is handed the table as it is.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, fstat, open, pipe, stat, unlink, write, lseek, type OpenFlags } from '../../kernel/index.ts';
import type { Redirection } from './ast.ts';
import { expandInto, expandText } from './expand.ts';
import { language } from './parts.ts';
import { assignElement, complain, getValue, type Shell } from './shell.ts';
import { ShellError } from './state.ts';
import { writable } from './text.ts';
import { element, getVariable } from './variables.ts';

export interface Undo {
	/** Number → what it was (undefined: closed). */
	readonly before: Map<number, number | undefined>;
	/** Opened for the redirections. */
	readonly opened: number[];
}

/** Applies redirections in order. Undefined: one failed; it has been told and the others undone. */
export function* redirect(sh: Shell, list: readonly Redirection[]): Sys<Undo | undefined> {
	const undo: Undo = { before: new Map(), opened: [] };
	for (const r of list) {
		try {
			yield* one(sh, r, undo);
		} catch (error) {
			if (error instanceof RedirectError) yield* complain(sh, error.message);
			else {
				yield* restore(sh, undo);
				throw error;
			}
			yield* restore(sh, undo);
			return undefined;
		}
	}
	return undo;
}

/** Puts the table back and closes what was opened. */
export function* restore(sh: Shell, undo: Undo): Sys<void> {
	for (const [fd, real] of undo.before) {
		if (real === undefined) sh.state.fds.delete(fd);
		else sh.state.fds.set(fd, real);
	}
	for (const real of undo.opened) if (![...sh.state.fds.values()].includes(real)) yield* close(real);
}
/** Makes the change lasting (exec >file): what nothing points at any more is closed. */
export function* keep(sh: Shell, undo: Undo): Sys<void> {
	const live = new Set(sh.state.fds.values());
	for (const real of new Set([...undo.before.values(), ...undo.opened])) if (real !== undefined && !live.has(real)) yield* close(real);
}

class RedirectError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

function set(sh: Shell, undo: Undo, fd: number, real: number | undefined): void {
	if (!undo.before.has(fd)) undo.before.set(fd, sh.state.fds.get(fd));
	if (real === undefined) sh.state.fds.delete(fd);
	else sh.state.fds.set(fd, real);
}

const inputs = new Set(['<', '<&', '<>', '<<', '<<<']);

function* one(sh: Shell, r: Redirection, undo: Undo): Sys<void> {
	let fd = r.fd ?? (inputs.has(r.operator) ? 0 : 1);
	if (r.variable !== undefined) {
		if ((r.operator === '>&' || r.operator === '<&') && r.target.text === '-') {
			const [, name = '', index] = /^(\w+)(?:\[(.*)\])?$/.exec(r.variable) ?? [];
			const closed = Number((index === undefined ? getValue(sh, name) : element(getVariable(sh.state, name), index)) ?? -1);
			const real = sh.state.fds.get(closed);
			sh.state.fds.delete(closed);
			if (real !== undefined && ![...sh.state.fds.values()].includes(real)) yield* close(real);
			return;
		}
		fd = 10;
		while (sh.state.fds.has(fd)) fd++;
	}
	switch (r.operator) {
		case '<<':
		case '<<<': {
			const text = yield* expandText(sh, r.target);
			set(sh, undo, fd, yield* hereDocument(r.operator === '<<<' ? text + '\n' : text, undo));
			break;
		}
		case '<&':
		case '>&': {
			const target = yield* targetOf(sh, r);
			if (target === '-') set(sh, undo, fd, undefined);
			else if (/^\d+-?$/.test(target)) {
				const from = Number(target.replace('-', ''));
				set(sh, undo, fd, existing(sh, from, r.target.text));
				if (target.endsWith('-') && from !== fd) set(sh, undo, from, undefined);
			} else if (r.operator === '>&' && r.fd === undefined) yield* both(sh, target, false, undo);
			else throw new RedirectError(sh.state.flavour === 'bash' ? `${r.target.text}: ambiguous redirect` : 'Bad fd number');
			break;
		}
		case '&>':
		case '&>>':
			yield* both(sh, yield* targetOf(sh, r), r.operator === '&>>', undo);
			break;
		default:
			set(sh, undo, fd, yield* openFile(sh, yield* targetOf(sh, r), r.operator, undo, r.variable));
	}
	// {fd}>file outlives its command.
	if (r.variable !== undefined) {
		assignElement(sh, r.variable, undefined, String(fd), false);
		undo.before.delete(fd);
		const real = sh.state.fds.get(fd);
		const at = undo.opened.indexOf(real ?? -1);
		if (at >= 0) undo.opened.splice(at, 1);
	}
}
function existing(sh: Shell, fd: number, text = String(fd)): number {
	const real = sh.state.fds.get(fd);
	if (real === undefined) throw new RedirectError(sh.state.flavour === 'ash' ? `dup2(${fd},1): Bad file descriptor` : `${text}: Bad file descriptor`);
	return real;
}
function* targetOf(sh: Shell, r: Redirection): Sys<string> {
	if (r.target.plain !== undefined) return r.target.plain;
	if (sh.state.flavour !== 'bash') return yield* expandText(sh, r.target);
	const fields: string[] = [];
	yield* expandInto(sh, r.target, fields);
	const [only] = fields;
	if (fields.length !== 1 || only === undefined) throw new RedirectError(`${r.target.text}: ambiguous redirect`);
	return only;
}
function* both(sh: Shell, path: string, append: boolean, undo: Undo): Sys<void> {
	const real = yield* openFile(sh, path, append ? '>>' : '>', undo);
	set(sh, undo, 1, real);
	set(sh, undo, 2, real);
}

const flagsOf: Record<string, OpenFlags> = {
	'<': { read: true },
	'>': { write: true, create: true, trunc: true, mode: 0o666 },
	'>|': { write: true, create: true, trunc: true, mode: 0o666 },
	'>>': { write: true, create: true, append: true, mode: 0o666 },
	'<>': { read: true, write: true, create: true, mode: 0o666 }
};

/** `variable`: of {variable}>path, which bash names when it fails. */
function* openFile(sh: Shell, path: string, operator: string, undo: Undo, variable?: string): Sys<number> {
	const own = /^\/dev\/(?:fd\/(\d+)|(stdin|stdout|stderr))$/.exec(path);
	const writes = operator !== '<';
	let file = path;
	if (own) {
		const real = existing(sh, own[1] !== undefined ? Number(own[1]) : ['stdin', 'stdout', 'stderr'].indexOf(own[2] as string));
		// Opening a regular file's descriptor opens the file again; a pipe or terminal is shared.
		if ((yield* fstat(real)).type !== 'file') return real;
		file = `/proc/self/fd/${real}`;
	}
	try {
		if (sh.state.flavour === 'bash' && path.startsWith('/dev/tcp/')) {
			const { connectTo } = yield* language(sh);
			const fd = yield* connectTo(path);
			undo.opened.push(fd);
			return fd;
		}
		if (operator === '>' && sh.state.options.has('noclobber') && (yield* isRegular(path)))
			throw new RedirectError(sh.state.flavour === 'bash' ? `${variable ?? path}: cannot overwrite existing file` : `cannot create ${path}: File exists`);
		const real = yield* open(file, { ...flagsOf[operator], cloexec: true });
		undo.opened.push(real);
		return real;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (error.code === 'EINTR') throw new ShellError('', 130);
		throw new RedirectError(failure(sh, variable ?? path, error, writes));
	}
}
function failure(sh: Shell, path: string, error: Errno, writes: boolean): string {
	switch (sh.state.flavour) {
		case 'bash':
			return path.startsWith('/dev/tcp/')
				? `connect: ${error.message}\n${sh.state.errorName}: line ${sh.state.line}: ${path}: ${error.message}`
				: `${path}: ${error.message}`;
		case 'dash': {
			const what = error.code === 'ENOENT' ? (writes ? 'Directory nonexistent' : 'No such file') : error.message;
			return `cannot ${writes ? 'create' : 'open'} ${path}: ${what}`;
		}
		case 'ash': {
			const what = error.code === 'ENOENT' ? (writes ? 'nonexistent directory' : 'no such file') : error.message;
			return `can't ${writes ? 'create' : 'open'} ${path}: ${what}`;
		}
	}
}
function* isRegular(path: string): Sys<boolean> {
	try {
		return (yield* stat(path)).type === 'file';
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}

/** A descriptor from which the text can be read: a pipe when it fits, else an unlinked file. */
function* hereDocument(text: string, undo: Undo): Sys<number> {
	const data = writable(text);
	if (data.length < 16_000) {
		const ends = yield* pipe();
		if (data.length) yield* write(ends.write, data);
		yield* close(ends.write);
		undo.opened.push(ends.read);
		return ends.read;
	}
	const path = `/tmp/sh-thd.${data.length}`;
	const fd = yield* open(path, { read: true, write: true, create: true, trunc: true, mode: 0o600, cloexec: true });
	yield* unlink(path);
	yield* write(fd, data);
	yield* lseek(fd, 0, 'set');
	undo.opened.push(fd);
	return fd;
}
