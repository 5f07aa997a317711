// Pipelines, subshells, background commands and coprocesses: which processes they are, and how the shell waits for them.
// A stage that is plainly an executable file is spawned at once; everything else is a forked shell.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, ids, monotonic, open, pipe, process, spawn, type SpawnOptions } from '../../kernel/index.ts';
import type { Coproc, List, Node, Pipeline, Simple, Word } from './ast.ts';
import { builtinNamed } from './builtins/index.ts';
import { childFds, fork, ignoredSignals, writer, reportDeath, statusOf, waitChild } from './children.ts';
import { expandWords } from './expand.ts';
import { addJob, forgetFinished, waitForeground } from './jobs.ts';
import { language } from './parts.ts';
import { printed, printNode } from './print.ts';
import { runNode, after, debug } from './run.ts';
import { isPurePart, lookUp } from './simple.ts';
import { assignElement, complainRaw, getValue, type Shell } from './shell.ts';
import { Discard } from './state.ts';
import { environment, store } from './variables.ts';

interface Started {
	pid: number;
	text: string;
}

export function* runPipeline(sh: Shell, node: Pipeline): Sys<number> {
	const s = sh.state;
	const started = node.time ? yield* monotonic() : 0;
	const cpu = node.time ? yield* used() : 0;
	let status: number;
	if (node.commands.length === 1) {
		status = yield* runNode(sh, node.commands[0] as Node);
		if (node.time) yield* printTime(sh, node.time, (yield* monotonic()) - started, (yield* used()) - cpu);
		return status;
	}
	if (node.commands.length === 0) {
		if (node.time) yield* printTime(sh, node.time, 0, 0);
		return (s.status = 0);
	}
	const last = s.shopt.has('lastpipe') && !s.monitor;
	const { children, tail } = yield* startPipeline(sh, node, false, last);
	const statuses: number[] = [];
	if (s.monitor) {
		status = yield* waitForeground(sh, children, printNode(node), children[0]?.pid ?? 0, statuses);
	} else {
		let inner = 0;
		if (tail !== undefined) {
			const before = s.fds.get(0);
			s.fds.set(0, tail);
			s.guard++;
			try {
				inner = yield* runNode(sh, node.commands.at(-1) as Node);
			} finally {
				if (s.guard > 0) s.guard--;
				if (before !== undefined) s.fds.set(0, before);
			}
			yield* close(tail);
		}
		for (const child of children) {
			const end = yield* waitChild(sh, child.pid);
			statuses.push(statusOf(end));
			if ('signaled' in end && (child === children.at(-1) || end.signaled !== 'PIPE')) yield* reportDeath(sh, end, child.text);
			if (s.interactive && 'signaled' in end && end.signaled === 'INT') throw new Discard(130, true);
		}
		if (s.jobs.length) yield* forgetFinished(sh);
		if (tail !== undefined) statuses.push(inner);
		status = statuses.at(-1) as number;
	}
	if (s.options.has('pipefail')) status = statuses.findLast((x) => x !== 0) ?? 0;
	s.status = status;
	if (node.time) yield* printTime(sh, node.time, (yield* monotonic()) - started, (yield* used()) - cpu);
	yield* after(sh, status);
	s.pipeStatus = statuses;
	return status;
}

/** Starts every stage (with `keepLast`: all but the last, whose input is answered). */
function* startPipeline(sh: Shell, node: Pipeline, background: boolean, keepLast = false): Sys<{ children: Started[]; tail?: number }> {
	const s = sh.state;
	const children: Started[] = [];
	let input: number | undefined;
	let pgid: 'new' | number | undefined = s.monitor ? 'new' : undefined;
	for (const [i, command] of node.commands.entries()) {
		const last = i === node.commands.length - 1;
		if (command.kind === 'simple') yield* debug(sh, printed(command));
		if (last && keepLast) return { children, tail: input as number };
		const ends = last ? undefined : yield* pipe();
		const fds = new Map<number, number>();
		if (input !== undefined) fds.set(0, input);
		if (ends) fds.set(1, ends.write);
		if (ends && node.both[i]) fds.set(2, ends.write);
		const pid: number = yield* startStage(sh, command, fds, pgid, background);
		if (pgid === 'new') pgid = pid;
		children.push({ pid, text: printed(command) });
		if (input !== undefined) yield* close(input);
		if (ends) yield* close(ends.write);
		input = ends?.read;
	}
	return { children };
}

function* startStage(sh: Shell, node: Node, fds: Map<number, number>, pgid: 'new' | number | undefined, background: boolean): Sys<number> {
	const s = sh.state;
	const foreground = pgid === 'new' && !background;
	const plain = node.kind === 'simple' ? yield* startPlain(sh, node, fds, pgid, background) : undefined;
	return plain ?? (yield* fork(sh, { node }, { fds, pgid, foreground, ignore: background && !s.monitor ? ['INT', 'QUIT'] : [] }));
}

/** One command in the background: the DEBUG trap is the parent's. */
function* startAlone(sh: Shell, node: Simple, fds: Map<number, number>, pgid: 'new' | number | undefined): Sys<number | undefined> {
	yield* debug(sh, printed(node));
	return yield* startPlain(sh, node, fds, pgid, true);
}

/** Spawns a command that is plainly an executable file; undefined: it takes a forked shell to run it. */
function* startPlain(sh: Shell, node: Simple, fds: Map<number, number>, pgid: 'new' | number | undefined, background: boolean): Sys<number | undefined> {
	const s = sh.state;
	const foreground = pgid === 'new' && !background;
	if (!s.options.has('xtrace') && isPlain(sh, node)) {
		const words = node.words.filter((w): w is Word => !('assign' in w));
		const argv = yield* expandWords(sh, words);
		const name = argv[0];
		// `echo … |`: a child that only writes is told what.
		const builtin = name && fds.has(1) && !s.functions.has(name) ? builtinNamed(s, name) : undefined;
		const text = (builtin?.late && name ? (yield* language(sh)).builtins.get(name) : builtin)?.writes?.(s, argv.slice(1));
		if (text !== undefined && node.redirections.length === 0 && s.traps.size === 0)
			return yield* writer(sh, text, { fds, pgid, foreground, ignore: background && !s.monitor ? ['INT', 'QUIT'] : [] });
		if (name && !s.functions.has(name) && !builtinNamed(s, name)) {
			const found = yield* lookUp(sh, name);
			const changed = plainDups(sh, node, fds);
			if (found && !found.denied && changed) {
				const env = { ...environment(s), ...(s.flavour === 'bash' ? { _: found.path } : {}) };
				const options: SpawnOptions = { path: found.path, argv, env, fds: childFds(sh, changed) };
				if (pgid !== undefined) options.pgid = pgid;
				if (foreground) options.foreground = true;
				const ignore = ignoredSignals(sh);
				if (background && !s.monitor) ignore.push('INT', 'QUIT');
				if (ignore.length) options.ignore = ignore;
				try {
					return yield* spawn(options);
				} catch (error) {
					// The forked shell meets the same error and tells it.
					if (!(error instanceof Errno)) throw error;
				}
			}
		}
	}
	return undefined;
}

/** Whether a stage can be expanded here: nothing in it changes the shell or can fail. */
function isPlain(sh: Shell, node: Simple): boolean {
	if (node.assignments.length || node.words.length === 0 || sh.state.options.has('nounset')) return false;
	return node.words.every((w) => !('assign' in w) && (w.plain !== undefined || w.parts.every(isPurePart)));
}
/** The descriptors with `2>&1` and `2>/dev/null`-free redirections applied; undefined when there are others. */
function plainDups(sh: Shell, node: Simple, fds: ReadonlyMap<number, number>): Map<number, number | null> | undefined {
	const out = new Map<number, number | null>(fds);
	for (const r of node.redirections) {
		if ((r.operator !== '>&' && r.operator !== '<&') || r.variable || r.target.plain === undefined || !/^\d+$/.test(r.target.plain)) return undefined;
		const from = Number(r.target.plain);
		const real = out.has(from) ? out.get(from) : sh.state.fds.get(from);
		if (real === undefined || real === null) return undefined;
		out.set(r.fd ?? (r.operator === '>&' ? 1 : 0), real);
	}
	return out;
}

export function* runSubshell(sh: Shell, list: List): Sys<number> {
	const s = sh.state;
	const pid = yield* fork(sh, { list }, { pgid: s.monitor ? 'new' : undefined, foreground: s.monitor });
	if (s.monitor) return yield* waitForeground(sh, [{ pid, text: '( ... )' }], `( ${list.map((x) => printNode(x.node)).join('; ')} )`, pid);
	const status = yield* waitChild(sh, pid);
	if (s.jobs.length) yield* forgetFinished(sh);
	yield* reportDeath(sh, status, `( ${list.map((x) => printNode(x.node)).join('; ')} )`);
	if (s.interactive && 'signaled' in status && status.signaled === 'INT') throw new Discard(130, true);
	s.pipeStatus = [statusOf(status)];
	return statusOf(status);
}

export function* runBackground(sh: Shell, node: Node): Sys<void> {
	const s = sh.state;
	let children: Started[];
	const text = printNode(node);
	if (node.kind === 'pipeline' && node.commands.length > 1 && !node.negated && !node.time) ({ children } = yield* startPipeline(sh, node, true));
	else {
		const fds = new Map<number, number>();
		let nowhere: number | undefined;
		if (!s.monitor) {
			nowhere = yield* open('/dev/null');
			fds.set(0, nowhere);
		}
		const run = node.kind === 'subshell' && !node.redirections?.length ? { list: node.body } : { node };
		const pgid = s.monitor ? 'new' : undefined;
		const pid =
			(node.kind === 'simple' ? yield* startAlone(sh, node, fds, pgid) : undefined) ??
			(yield* fork(sh, run, { fds, pgid, background: true, ignore: s.monitor ? [] : ['INT', 'QUIT'] }));
		if (nowhere !== undefined) yield* close(nowhere);
		children = [{ pid, text }];
	}
	const pid = (children.at(-1) as Started).pid;
	s.backgroundPid = pid;
	const job = addJob(sh, children, text, true);
	if (s.interactive) yield* complainRaw(sh, `[${job.id}] ${pid}\n`);
	s.status = 0;
	s.pipeStatus = [0];
}

export function* runCoproc(sh: Shell, node: Coproc): Sys<number> {
	const s = sh.state;
	const down = yield* pipe();
	const up = yield* pipe();
	const pid = yield* fork(
		sh,
		{ node: node.body },
		{
			fds: new Map([
				[0, down.read],
				[1, up.write]
			]),
			pgid: s.monitor ? 'new' : undefined,
			background: true
		}
	);
	yield* close(down.read);
	yield* close(up.write);
	let fd = 63;
	const next = (real: number): number => {
		while (s.fds.has(fd)) fd--;
		s.fds.set(fd, real);
		return fd;
	};
	const list = new Map([[0, String(next(up.read))]]);
	// bash moves its ends one after another, each below the copies that were still open.
	fd = 60;
	list.set(1, String(next(down.write)));
	store(s, node.name, { list, attributes: 0 });
	assignElement(sh, `${node.name}_PID`, undefined, String(pid), false);
	s.backgroundPid = pid;
	s.coprocess = { name: node.name, pid };
	const job = addJob(sh, [{ pid, text: printNode(node.body) }], `coproc ${node.name} ${printNode(node.body)}`, true);
	if (s.interactive) yield* complainRaw(sh, `[${job.id}] ${pid}\n`);
	return (s.status = 0);
}

/** What `time` prints. FIDELITY: user and sys are not measured per command; user is the time not slept, sys nothing. */
/** CPU µs the shell and its children have used. */
function* used(): Sys<number> {
	const me = yield* process((yield* ids()).pid);
	return me.cpuTime + me.childCpu;
}

/** What `time` says. FIDELITY: of the CPU time used, a third counts as the kernel's. */
function* printTime(sh: Shell, style: 'bash' | 'posix', us: number, cpu: number): Sys<void> {
	const times: Readonly<Record<string, number>> = { R: us, U: Math.round((cpu * 2) / 3), S: Math.round(cpu / 3) };
	const seconds = (letter: string): string => ((times[letter] ?? 0) / 1e6).toFixed(2);
	const long = (value: number, digits: number): string => `${Math.floor(value / 6e7)}m${((value % 6e7) / 1e6).toFixed(digits)}s`;
	const format = getValue(sh, 'TIMEFORMAT');
	if (style === 'posix') yield* complainRaw(sh, `real ${seconds('R')}\nuser ${seconds('U')}\nsys ${seconds('S')}\n`);
	else if (format !== undefined) {
		const text = format.replace(/%(\d?)(l?)([RUSP%])/g, (_, digits: string, wide: string, letter: string) => {
			if (letter === '%') return '%';
			const d = digits === '' ? 3 : Math.min(3, Number(digits));
			if (letter === 'P') return us > 0 ? ((cpu * 100) / us).toFixed(2) : '0.00';
			const value = times[letter] ?? 0;
			return wide ? long(value, d) : (value / 1e6).toFixed(d);
		});
		if (text) yield* complainRaw(sh, text + '\n');
	} else yield* complainRaw(sh, `\nreal\t${long(us, 3)}\nuser\t${long(times['U'] ?? 0, 3)}\nsys\t${long(times['S'] ?? 0, 3)}\n`);
}
