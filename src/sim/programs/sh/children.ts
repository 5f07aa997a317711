// Child processes of a shell: forked shells (subshells, pipeline stages, substitutions, background lists) and executed files.
// A forked shell is the same program with the state as plain data; descriptors are handed over by number.
import { Errno, type Sys } from '../../engine/sys.ts';
import {
	close,
	dup,
	exec,
	getrlimit,
	lseek,
	open,
	pipe,
	read,
	spawn,
	wait,
	signalNames,
	type SignalName,
	type SpawnOptions,
	type WaitStatus,
	constant
} from '../../kernel/index.ts';
import type { List, Node, Part, Simple } from './ast.ts';
import { faultLines } from './parse-fault.ts';
import { checkSignals, endsWait } from './traps.ts';
import { complain, complainRaw, errorPrefix, takeSignals, type Shell } from './shell.ts';
import { Discard, Exit, type ForkInit, type WriterInit } from './state.ts';
import { decode } from './text.ts';
import { expandText } from './expand.ts';

export interface ForkOptions {
	/** Descriptors that differ from the shell's own; null closes. */
	fds?: ReadonlyMap<number, number | null>;
	pgid?: 'new' | number | undefined;
	foreground?: boolean;
	exec?: boolean;
	substitution?: boolean;
	background?: boolean;
	ignore?: readonly SignalName[];
}

/** The descriptor table for a child: number in the child → number here. */
export function childFds(sh: Shell, changes?: ReadonlyMap<number, number | null>): Record<number, number> {
	const out: Record<number, number> = {};
	for (const [fd, real] of sh.state.fds) out[fd] = real;
	if (changes)
		for (const [fd, real] of changes) {
			if (real === null) delete out[fd];
			else out[fd] = real;
		}
	return out;
}

/** What a forked shell is to run, as the parser made it. */
const commandOf = (run: ForkInit['run']): object => ('node' in run ? run.node : 'list' in run ? run.list : run.redirections);

/** Starts a copy of this shell on a list or a command. */
export function* fork(sh: Shell, run: ForkInit['run'], options: ForkOptions = {}): Sys<number> {
	// A parsed command never changes: it is shared, not copied.
	constant(commandOf(run));
	// Nor does a plain variable: it is replaced.
	for (const scope of sh.state.scopes) for (const v of scope.variables.values()) if (!v.list && !v.map) constant(v);
	const fds = childFds(sh, options.fds);
	const identity = new Map(Object.keys(fds).map((fd) => [Number(fd), Number(fd)]));
	const init: ForkInit = {
		state: { ...sh.state, ...leftOut(sh, run, options), fds: identity },
		run,
		exec: options.exec !== false,
		substitution: options.substitution === true,
		background: options.background === true
	};
	const request: SpawnOptions = { program: sh.program, argv: sh.argv, fds, init };
	if (options.pgid !== undefined) request.pgid = options.pgid;
	if (options.foreground) request.foreground = true;
	const ignore = [...ignoredSignals(sh), ...(options.ignore ?? [])];
	if (ignore.length) request.ignore = ignore;
	return yield* retryFork(sh, request);
}
/** Starts a child of the shell that writes a text and ends: what a forked shell would do for one echo. */
export function* writer(sh: Shell, text: string, options: ForkOptions): Sys<number> {
	const init: WriterInit = { text };
	const request: SpawnOptions = { program: sh.program, argv: sh.argv, fds: childFds(sh, options.fds), init };
	if (options.pgid !== undefined) request.pgid = options.pgid;
	if (options.foreground) request.foreground = true;
	const ignore = [...ignoredSignals(sh), ...(options.ignore ?? [])];
	if (ignore.length) request.ignore = ignore;
	return yield* retryFork(sh, request);
}
const historians = new WeakMap<object, boolean>();
/** Whether a command names history or fc. */
function namesHistory(command: object): boolean {
	let known = historians.get(command);
	if (known === undefined) historians.set(command, (known = /"(?:history|fc)"/.test(JSON.stringify(command))));
	return known;
}
/** What the copy has no use for, so that a fork's cost does not grow with the session: jobs in the background, the history unless named. */
function leftOut(sh: Shell, run: ForkInit['run'], options: ForkOptions): Partial<ForkInit['state']> {
	const out: Partial<ForkInit['state']> = {};
	if (options.background) Object.assign(out, { jobs: [], jobOrder: [], finished: new Map() });
	if (sh.state.history.length && !namesHistory(commandOf(run))) out.history = [];
	return out;
}
/** Signals that `trap '' SIG` makes children ignore. */
export function ignoredSignals(sh: Shell): SignalName[] {
	const out: SignalName[] = [];
	for (const [name, action] of sh.state.traps) if (action === '' && !['EXIT', 'ERR', 'DEBUG', 'RETURN'].includes(name)) out.push(name as SignalName);
	return out;
}
function* retryFork(sh: Shell, request: SpawnOptions): Sys<number> {
	try {
		return yield* spawn(request);
	} catch (error) {
		if (!(error instanceof Errno) || error.code !== 'EAGAIN') throw error;
		const { flavour } = sh.state;
		yield* complain(sh, flavour === 'bash' ? `fork: retry: ${error.message}` : flavour === 'ash' ? `can't fork: ${error.message}` : 'Cannot fork');
		if (flavour !== 'bash' && !sh.state.interactive) throw new Exit(2);
		throw new Discard(flavour === 'bash' ? 254 : 2);
	}
}

export const statusOf = (s: WaitStatus): number =>
	'exited' in s ? s.exited : 'signaled' in s ? 128 + signalNumbers[s.signaled] : 'stopped' in s ? 128 + signalNumbers[s.stopped] : 0;
/** Signals by number, from 1. */
export const signalList = signalNames;
export const signalNumbers = Object.fromEntries(signalNames.map((n, i) => [n, i + 1])) as Record<SignalName, number>;
const texts: Partial<Record<SignalName, string>> = {
	HUP: 'Hangup',
	INT: 'Interrupt',
	QUIT: 'Quit',
	ILL: 'Illegal instruction',
	TRAP: 'Trace/breakpoint trap',
	ABRT: 'Aborted',
	BUS: 'Bus error',
	FPE: 'Floating point exception',
	KILL: 'Killed',
	USR1: 'User defined signal 1',
	SEGV: 'Segmentation fault',
	USR2: 'User defined signal 2',
	PIPE: 'Broken pipe',
	ALRM: 'Alarm clock',
	TERM: 'Terminated',
	STOP: 'Stopped (signal)',
	TSTP: 'Stopped',
	TTIN: 'Stopped (tty input)',
	TTOU: 'Stopped (tty output)',
	XCPU: 'CPU time limit exceeded',
	XFSZ: 'File size limit exceeded',
	VTALRM: 'Virtual timer expired',
	PROF: 'Profiling timer expired',
	IO: 'I/O possible',
	PWR: 'Power failure',
	SYS: 'Bad system call'
};
/** strsignal(3). */
export const signalText = (name: SignalName): string => texts[name] ?? name;

/** Waits for one child, restarted after signals (whose traps run when it has ended). */
export function* waitChild(sh: Shell, pid: number, untraced = false): Sys<WaitStatus> {
	for (;;) {
		try {
			const status = yield* wait(pid, { untraced });
			// A child that goes on has not ended.
			if (status && !('continued' in status))
				return 'signaled' in status && status.core ? { pid: status.pid, signaled: status.signaled, core: (yield* getrlimit('CORE'))[0] > 0 } : status;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code === 'ECHILD') return { pid, exited: 127 };
			if (error.code !== 'EINTR') throw error;
			yield* takeSignals(sh);
			if (endsWait(sh)) yield* checkSignals(sh);
		}
	}
}

/** Tells of a child ended by a signal, as a non-interactive shell does. */
export function* reportDeath(sh: Shell, status: WaitStatus, text: string): Sys<void> {
	if (!('signaled' in status) || status.signaled === 'INT' || status.signaled === 'PIPE') return;
	const what = signalText(status.signaled) + (status.core ? ' (core dumped)' : '');
	if (sh.state.flavour !== 'bash' || sh.state.interactive || status.signaled === 'TERM' || sh.state.traps.has(status.signaled))
		yield* complainRaw(sh, `${what}\n`);
	else yield* complainRaw(sh, `${errorPrefix(sh.state)}${String(status.pid).padStart(5)} ${what.padEnd(24)}${text}\n`);
}

const onlyReads = (body: List): Simple | undefined => {
	const node = body.length === 1 ? body[0]?.node : undefined;
	if (node?.kind !== 'simple' || node.words.length || node.assignments.length || node.redirections.length !== 1) return undefined;
	return node.redirections[0]?.operator === '<' ? node : undefined;
};

/** $(…): the output without its final newlines; its status in sh.substituted. */
export function* substitute(sh: Shell, part: Extract<Part, { kind: 'command' }>): Sys<string> {
	if (part.fault) {
		const lines = faultLines(part.fault);
		for (const line of lines) yield* complainRaw(sh, `${sh.state.errorName}: command substitution: line ${part.fault.line}: ${line}\n`);
		sh.substituted = 1;
		return '';
	}
	if (part.body.length === 0) {
		sh.substituted = 0;
		return '';
	}
	const file = onlyReads(part.body);
	if (file) {
		const path = yield* expandText(sh, (file.redirections[0] as Simple['redirections'][number]).target);
		try {
			const text = yield* drain(sh, yield* open(path));
			sh.substituted = 0;
			return text;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* complain(sh, `${path}: ${error.message}`);
			sh.substituted = 1;
			return '';
		}
	}
	const ends = yield* pipe();
	const pid = yield* fork(sh, { list: part.body }, { fds: new Map([[1, ends.write]]), substitution: true });
	yield* close(ends.write);
	const text = yield* drain(sh, ends.read);
	const status = yield* waitChild(sh, pid);
	sh.substituted = statusOf(status);
	// What stands behind it in the same command sees its status already.
	if (sh.state.flavour === 'bash') sh.state.status = sh.substituted;
	if ('signaled' in status && status.signaled === 'INT' && sh.state.interactive) throw new Discard(130, true);
	return text;
}
function* drain(sh: Shell, fd: number): Sys<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for (;;) {
		try {
			const bytes = yield* read(fd);
			if (bytes.length === 0) break;
			chunks.push(bytes);
			size += bytes.length;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code !== 'EINTR') {
				yield* close(fd);
				throw error;
			}
			yield* checkSignals(sh);
		}
	}
	yield* close(fd);
	let all = chunks[0] ?? new Uint8Array(0);
	if (chunks.length > 1) {
		all = new Uint8Array(size);
		let at = 0;
		for (const chunk of chunks) {
			all.set(chunk, at);
			at += chunk.length;
		}
	}
	let text = decode(all);
	if (text.includes('\0')) {
		if (sh.state.flavour === 'bash') yield* complain(sh, 'warning: command substitution: ignored null byte in input');
		text = text.replaceAll('\0', '');
	}
	let end = text.length;
	while (end > 0 && text[end - 1] === '\n') end--;
	return text.slice(0, end);
}

/** <(…) and >(…): a pipe's end under /dev/fd, kept until the command is done. */
export function* processSubstitution(sh: Shell, operator: '<' | '>', body: List): Sys<string> {
	const ends = yield* pipe();
	const mine = operator === '<' ? ends.read : ends.write;
	const theirs = operator === '<' ? ends.write : ends.read;
	const pid = yield* fork(sh, { list: body }, { fds: new Map([[operator === '<' ? 1 : 0, theirs]]), background: false });
	yield* close(theirs);
	const used = new Set([...sh.state.fds].flat());
	let fd = 63;
	while (used.has(fd)) fd--;
	// Under its own number in this process too: builtins open /dev/fd/63 themselves, as in `. <(…)`.
	const real = yield* dup(mine, fd);
	yield* close(mine);
	sh.state.fds.set(fd, real);
	sh.processes.push({ real, pid, fd });
	sh.state.backgroundPid = pid;
	return `/dev/fd/${fd}`;
}
/** Closes the pipes of process substitutions made since `from`. */
export function* endProcessSubstitutions(sh: Shell, from: number): Sys<void> {
	for (const p of sh.processes.splice(from)) {
		sh.state.fds.delete(p.fd);
		if (![...sh.state.fds.values()].includes(p.real)) yield* close(p.real);
	}
}

/** Makes the process's descriptors what the shell's table says, then executes. Does not return unless execution fails. */
export function* execute(sh: Shell, options: { path?: string; program?: string; argv: readonly string[]; env: Record<string, string> }): Sys<never> {
	const wanted = childFds(sh);
	// Out of the way first: sources must survive their numbers being overwritten.
	const moved = new Map<number, number>();
	for (const [fd, real] of Object.entries(wanted)) if (Number(fd) !== real) moved.set(Number(fd), yield* dup(real, undefined, 100));
	const targets = new Set(Object.keys(wanted).map(Number));
	const stale = new Set([...sh.state.fds.values()].filter((real) => !targets.has(real) || moved.has(real)));
	for (const [fd, from] of moved) {
		yield* dup(from, fd);
		yield* close(from);
	}
	for (const real of stale) if (!targets.has(real)) yield* close(real);
	sh.state.fds = new Map([...targets].map((fd) => [fd, fd]));
	return yield* exec(options);
}

export const nodeOf = (list: List): Node | undefined => (list.length === 1 && !list[0]?.background ? list[0]?.node : undefined);
/** Whether a descriptor can seek (a regular file): reading ahead can be undone. */
export function* seekable(fd: number): Sys<boolean> {
	try {
		yield* lseek(fd, 0, 'cur');
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
