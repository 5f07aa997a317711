// The job table: pipelines in the background or stopped, their states, and bash's reports of them.
import { Errno, type Sys } from '../../engine/sys.ts';
import { ids, tcsetpgrp, wait, type WaitStatus } from '../../kernel/index.ts';
import { reportDeath, signalText, statusOf, waitChild } from './children.ts';
import { complainRaw, takeSignals, type Shell } from './shell.ts';
import { unsetVariable } from './variables.ts';
import { Discard, type Job, type JobProcess, type ShellState } from './state.ts';

export function addJob(sh: Shell, children: readonly { pid: number; text: string }[], text: string, background: boolean): Job {
	const s = sh.state;
	// A shell that never reports its jobs forgets the finished ones here.
	if (!s.interactive) for (const done of s.jobs.filter((j) => j.processes.every((p) => p.status && !('stopped' in p.status)) && j.notified)) removeJob(s, done);
	if (background) remark(s);
	const id = Math.max(0, ...s.jobs.map((j) => j.id)) + 1;
	const job: Job = {
		id,
		pgid: children[0]?.pid ?? 0,
		processes: children.map((c) => ({ pid: c.pid, status: null, text: c.text })),
		text,
		cwd: s.cwd,
		background,
		notified: false
	};
	s.jobs.push(job);
	s.jobOrder = [...s.jobOrder.filter((x) => x !== id), id];
	return job;
}
export const removeJob = (s: ShellState, job: Job): void => removeJobs(s, new Set([job]));
export function removeJobs(s: ShellState, gone: ReadonlySet<Job>): void {
	const leaving = new Set([...gone].map((j) => j.id));
	const current = ranking(s)
		.slice(-2)
		.some((id) => leaving.has(id));
	s.jobs = s.jobs.filter((j) => !gone.has(j));
	const ids = new Set(s.jobs.map((j) => j.id));
	s.jobOrder = s.jobOrder.filter((id) => ids.has(id));
	if (current) remark(s);
}
/** A new current job is chosen among those that still live. */
function remark(s: ShellState): void {
	const live = new Set(s.jobs.filter((j) => jobState(j) !== 'Done').map((j) => j.id));
	if (live.size < s.jobOrder.length) s.jobOrder = s.jobOrder.filter((id) => live.has(id));
}
/** When a foreground child of a shell that reports nothing has ended: jobs that a signal ended are told of, those of `-c` are forgotten. */
export function* forgetFinished(sh: Shell): Sys<void> {
	const s = sh.state;
	if (s.interactive || s.jobs.length === 0 || s.flavour !== 'bash') return;
	yield* reap(sh);
	const gone = new Set<Job>();
	for (const job of s.jobs) {
		if (jobState(job) !== 'Done') continue;
		const end = job.processes.at(-1)?.status;
		const killed = end && 'signaled' in end;
		if (killed && end.signaled !== 'TERM') yield* reportDeath(sh, { pid: job.pgid, ...end }, job.text);
		if (killed || s.mode === 'string') gone.add(job);
	}
	if (gone.size) removeJobs(s, gone);
}

export type JobState = 'Running' | 'Stopped' | 'Done';
export function jobState(job: Job): JobState {
	if (job.processes.some((p) => p.status && 'stopped' in p.status)) return 'Stopped';
	return job.processes.every((p) => p.status) ? 'Done' : 'Running';
}
export function jobStatus(job: Job): number {
	const last = job.processes.at(-1)?.status;
	return last ? statusOf({ pid: 0, ...last } as WaitStatus) : 0;
}

/** Notes a child's change in the table. */
export function note(s: ShellState, status: WaitStatus): void {
	const { coprocess } = s;
	if (coprocess?.pid === status.pid && ('exited' in status || 'signaled' in status)) {
		unsetVariable(s, coprocess.name);
		unsetVariable(s, `${coprocess.name}_PID`);
		s.coprocess = undefined;
	}
	for (const job of s.jobs)
		for (const p of job.processes)
			if (p.pid === status.pid) {
				p.status =
					'continued' in status
						? null
						: 'exited' in status
							? { exited: status.exited }
							: 'signaled' in status
								? { signaled: status.signaled, core: status.core }
								: { stopped: status.stopped };
				job.notified = false;
				if ('exited' in status || 'signaled' in status) s.finished.set(p.pid, statusOf(status));
				return;
			}
	if ('exited' in status || 'signaled' in status) s.finished.set(status.pid, statusOf(status));
}

/** Collects every child that has changed, without waiting. */
export function* reap(sh: Shell): Sys<void> {
	if (sh.state.jobs.length === 0) return;
	for (;;) {
		try {
			const status = yield* wait(-1, { nohang: true, untraced: sh.state.monitor });
			if (!status) return;
			note(sh.state, 'signaled' in status ? { pid: status.pid, signaled: status.signaled } : status);
		} catch (error) {
			if (error instanceof Errno) return;
			throw error;
		}
	}
}

/** Jobs by how current they are, the current one last. */
function ranking(s: ShellState): readonly number[] {
	const stopped = new Set(s.jobs.filter((j) => jobState(j) === 'Stopped').map((j) => j.id));
	return stopped.size ? [...s.jobOrder.filter((id) => !stopped.has(id)), ...s.jobOrder.filter((id) => stopped.has(id))] : s.jobOrder;
}
/** `+`, `-` or a blank. */
export function marker(s: ShellState, job: Job): string {
	const ranked = ranking(s);
	return ranked.at(-1) === job.id ? '+' : ranked.at(-2) === job.id ? '-' : ' ';
}
export function stateText(job: Job): string {
	const state = jobState(job);
	if (state === 'Running') return 'Running';
	if (state === 'Stopped') {
		const p = job.processes.find((x) => x.status && 'stopped' in x.status) as JobProcess;
		return p.status && 'stopped' in p.status ? signalText(p.status.stopped) : 'Stopped';
	}
	const last = job.processes.at(-1)?.status;
	if (last && 'signaled' in last) return signalText(last.signaled) + (last.core ? ' (core dumped)' : '');
	if (last && 'exited' in last && last.exited !== 0) return `Exit ${last.exited}`;
	return 'Done';
}
/** A line of `jobs`. */
export function jobLine(s: ShellState, job: Job, long: boolean): string {
	// bash names the signal in the long form only.
	const state = s.flavour === 'bash' && !long && jobState(job) === 'Stopped' ? 'Stopped' : stateText(job);
	const head = `[${job.id}]${marker(s, job)}  `;
	const tail = job.text + (jobState(job) === 'Running' && job.background ? ' &' : '');
	if (long && s.flavour === 'bash' && job.processes.length) {
		// Each process of a pipeline on its own line.
		const [first, ...rest] = job.processes;
		const more = rest.map((p) => `\n     ${String(p.pid).padStart(5)}${' '.repeat(23)}| ${p.text}`);
		const text = rest.length ? (first?.text ?? '') + more.join('') : job.text;
		return `[${job.id}]${marker(s, job)} ${String(first?.pid).padStart(5)} ${state.padEnd(24)}${text}${tail.slice(job.text.length)}\n`;
	}
	if (!long) return `${head}${state.padEnd(24)}${tail}\n`;
	return `${head.trimEnd()} ${job.processes.map((p) => p.pid).join(' ')} ${state.padEnd(24)}${tail}\n`.replace(/^(\[\d+\][+-]?) +/, '$1 ');
}

/** Tells of jobs that ended or stopped since the last prompt. */
export function* notify(sh: Shell): Sys<void> {
	const s = sh.state;
	yield* reap(sh);
	for (const job of [...s.jobs]) {
		const state = jobState(job);
		if (state === 'Running' || job.notified) continue;
		yield* complainRaw(sh, jobLine(s, job, false));
		job.notified = true;
		if (state === 'Done') removeJob(s, job);
	}
}

/** Waits for a foreground pipeline; takes the terminal back; a stopped one becomes a job. */
export function* waitForeground(
	sh: Shell,
	children: readonly { pid: number; text: string }[],
	text: string,
	pgid: number,
	statuses: number[] = [],
	existing?: Job
): Sys<number> {
	const s = sh.state;
	let stopped: WaitStatus | undefined;
	let last: WaitStatus | undefined;
	for (const child of children) {
		last = yield* waitChild(sh, child.pid, true);
		if (existing) note(s, last);
		statuses.push(statusOf(last));
		if ('stopped' in last) stopped = last;
	}
	yield* takeTerminal(sh);
	yield* takeSignals(sh);
	sh.pending.length = 0;
	s.pipeStatus = [...statuses];
	if (stopped) {
		const job = existing ?? addJob(sh, children, text, false);
		s.jobOrder = [...s.jobOrder.filter((x) => x !== job.id), job.id];
		if (!existing) note(s, stopped);
		for (const p of job.processes) p.status ??= 'stopped' in stopped ? { stopped: stopped.stopped } : null;
		job.notified = true;
		yield* complainRaw(sh, `\n${jobLine(s, job, false)}`);
		return statusOf(stopped);
	}
	if (existing) removeJob(s, existing);
	if (last && 'signaled' in last) {
		if (last.signaled === 'INT') throw new Discard(130, true);
		if (last.signaled !== 'PIPE') yield* complainRaw(sh, `${signalText(last.signaled)}${last.core ? ' (core dumped)' : ''}\n`);
	}
	return statuses.at(-1) ?? 0;
}

/** Makes the shell's own group the terminal's foreground group. */
export function* takeTerminal(sh: Shell): Sys<void> {
	if (!sh.state.monitor) return;
	try {
		const { pgid } = yield* ids();
		yield* tcsetpgrp(sh.state.terminal, pgid);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** %1, %+, %-, %name, %?text or nothing (the current job). */
export function findJob(s: ShellState, spec: string | undefined): Job | undefined | 'ambiguous' {
	const current = (): Job | undefined => s.jobs.find((j) => marker(s, j) === '+');
	if (spec === undefined || spec === '%' || spec === '%%' || spec === '%+') return current();
	const text = spec[0] === '%' ? spec.slice(1) : spec;
	if (text === '-') return s.jobs.find((j) => marker(s, j) === '-') ?? current();
	if (/^\d+$/.test(text)) return s.jobs.find((j) => j.id === Number(text));
	const found = s.jobs.filter((j) => (text[0] === '?' ? j.text.includes(text.slice(1)) : j.text.startsWith(text)));
	return found.length > 1 ? 'ambiguous' : found[0];
}
