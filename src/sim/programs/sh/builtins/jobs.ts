// jobs, fg, bg, wait, disown, suspend.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { ids, kill, tcsetpgrp, wait, type WaitStatus } from '../../../kernel/index.ts';
import { reportDeath, signalNumbers, statusOf } from '../children.ts';
import { findJob, forgetFinished, jobLine, jobState, jobStatus, marker, note, reap, removeJob, removeJobs, waitForeground } from '../jobs.ts';
import { assignElement, complain, output, takeSignals, type Shell } from '../shell.ts';
import { ShellError, type Job } from '../state.ts';
import { checkSignals } from '../traps.ts';
import type { Builtin } from './index.ts';
import { parseFlags } from './options.ts';

export const jobsBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, 'jobs', args, 'lnprs');
		if (!flags) return 2;
		yield* reap(sh);
		let status = 0;
		let list = s.jobs;
		if (flags.operands.length) {
			list = [];
			for (const spec of flags.operands) {
				const job = findJob(s, spec);
				if (job && job !== 'ambiguous') list.push(job);
				else {
					if (s.flavour === 'dash') throw new ShellError(`No such job: ${spec}`, 2);
					yield* complain(sh, `jobs: ${spec}: no such job`);
					status = 1;
				}
			}
		}
		let out = '';
		for (const job of [...list]) {
			const state = jobState(job);
			if (flags.letters.includes('r') && state !== 'Running') continue;
			if (flags.letters.includes('s') && state !== 'Stopped') continue;
			out += flags.letters.includes('p') ? `${job.pgid}\n` : jobLine(s, job, flags.letters.includes('l'));
			if (state === 'Done') {
				job.notified = true;
				removeJob(s, job);
			}
		}
		yield* output(sh, 'jobs', out);
		return status;
	}
};

function* theJob(sh: Shell, who: string, spec: string | undefined): Sys<Job | undefined> {
	const job = findJob(sh.state, spec);
	if (job && job !== 'ambiguous') return job;
	if (sh.state.flavour === 'dash') throw new ShellError(spec === undefined ? 'No current job' : `No such job: ${spec}`, 2);
	yield* complain(sh, job === 'ambiguous' ? `${who}: ${spec}: ambiguous job spec` : `${who}: ${spec ?? 'current'}: no such job`);
	return undefined;
}
function* resume(job: Job, background: boolean): Sys<void> {
	job.background = background;
	for (const p of job.processes) if (p.status && 'stopped' in p.status) p.status = null;
	try {
		yield* kill(-job.pgid, 'CONT');
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

export const fgBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		if (!s.monitor) {
			if (s.flavour === 'dash') yield* theJob(sh, 'fg', args[0]);
			yield* complain(sh, 'fg: no job control');
			return 1;
		}
		yield* reap(sh);
		const job = yield* theJob(sh, 'fg', args[0]);
		if (!job) return 1;
		if (jobState(job) === 'Done') {
			yield* complain(sh, 'fg: job has terminated');
			removeJob(s, job);
			return 1;
		}
		yield* output(sh, 'fg', job.text + '\n');
		// A script with set -m may have no terminal to give.
		try {
			yield* tcsetpgrp(s.terminal, job.pgid);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
		yield* resume(job, false);
		const left = job.processes.filter((p) => p.status === null);
		return yield* waitForeground(sh, left, job.text, job.pgid, [], job);
	}
};
export const bgBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		if (!s.monitor) {
			if (s.flavour === 'dash') yield* theJob(sh, 'bg', args[0]);
			yield* complain(sh, 'bg: no job control');
			return 1;
		}
		for (const spec of args.length ? args : [undefined]) {
			const job = yield* theJob(sh, 'bg', spec);
			if (!job) return 1;
			if (jobState(job) === 'Running') {
				yield* complain(sh, `bg: job ${job.id} already in background`);
				continue;
			}
			yield* output(sh, 'bg', `[${job.id}]${marker(s, job)} ${job.text} &\n`);
			yield* resume(job, true);
			s.backgroundPid = job.processes.at(-1)?.pid;
		}
		return 0;
	}
};
export const suspendBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const flags = yield* parseFlags(sh, 'suspend', args, 'f');
		if (!flags) return 2;
		if (!flags.letters.includes('f') && (!sh.state.monitor || sh.state.login)) {
			yield* complain(sh, `suspend: cannot suspend${sh.state.monitor ? ' a login shell' : ': no job control'}`);
			return 1;
		}
		const { pid } = yield* ids();
		yield* kill(pid, 'STOP');
		return 0;
	}
};
export const disownBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, 'disown', args, 'ahr');
		if (!flags) return 2;
		const drop = (job: Job): void => {
			if (flags.letters.includes('h')) job.noHup = true;
			else removeJob(s, job);
		};
		if (/[ar]/.test(flags.letters) && flags.operands.length === 0) {
			for (const job of [...s.jobs]) if (!flags.letters.includes('r') || jobState(job) === 'Running') drop(job);
			return 0;
		}
		for (const spec of flags.operands.length ? flags.operands : [undefined]) {
			const byPid = s.jobs.find((j) => j.processes.some((p) => String(p.pid) === spec));
			const job = byPid ?? (yield* theJob(sh, 'disown', spec));
			if (!job) return 1;
			drop(job);
		}
		return 0;
	}
};

/** Waits until a child's end is known. Answers undefined when a trapped signal came first. */
function* until<T>(sh: Shell, ready: () => T | undefined): Sys<T | number> {
	for (;;) {
		const value = ready();
		if (value !== undefined) return value;
		let status: WaitStatus | null;
		try {
			status = yield* wait(-1, { untraced: sh.state.monitor });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code === 'ECHILD') return 127;
			yield* takeSignals(sh);
			const trapped = sh.pending.find((x) => sh.state.traps.get(x)) ?? (sh.state.interactive ? sh.pending.find((x) => x === 'INT') : undefined);
			if (trapped) {
				yield* checkSignals(sh);
				return 128 + signalNumbers[trapped];
			}
			sh.pending.length = 0;
			continue;
		}
		if (status) note(sh.state, status);
	}
}

export const waitBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, 'wait', args, 'fnp:');
		if (!flags) return 2;
		yield* reap(sh);
		if (flags.letters.includes('n')) return yield* waitNext(sh, flags.operands, flags.values['p']);
		if (flags.operands.length === 0) {
			const result = yield* until(sh, () => (s.jobs.every((j) => jobState(j) !== 'Running') ? 0 : undefined));
			if (!s.interactive) removeJobs(s, new Set(s.jobs.filter((j) => jobState(j) === 'Done')));
			return result > 128 ? result : 0;
		}
		let status = 0;
		for (const spec of flags.operands) status = yield* waitOne(sh, spec);
		yield* forgetFinished(sh);
		return status;
	}
};
function* waitOne(sh: Shell, spec: string): Sys<number> {
	const s = sh.state;
	if (spec[0] === '%') {
		const job = yield* theJob(sh, 'wait', spec);
		if (!job) return 127;
		const result = yield* until(sh, () => (jobState(job) !== 'Running' ? { job } : undefined));
		if (typeof result === 'number') return result;
		const status = jobStatus(job);
		if (jobState(job) === 'Done' && !s.interactive) removeJob(s, job);
		return status;
	}
	if (!/^\d+$/.test(spec)) {
		yield* complain(sh, s.flavour === 'bash' ? `wait: \`${spec}': not a pid or valid job spec` : `wait: Illegal number: ${spec}`);
		return s.flavour === 'bash' ? 1 : 2;
	}
	const pid = Number(spec);
	const job = s.jobs.find((j) => j.processes.some((p) => p.pid === pid));
	if (!job && !s.finished.has(pid) && pid === s.backgroundPid) {
		// A process substitution is no job, and $! all the same.
		const ended = yield* until(sh, () => s.finished.get(pid));
		if (s.finished.has(pid)) return ended;
	}
	if (!job && !s.finished.has(pid)) {
		if (s.flavour === 'bash') yield* complain(sh, `wait: pid ${pid} is not a child of this shell`);
		return 127;
	}
	const known = yield* until(sh, () => s.finished.get(pid) ?? processStatus(job, pid));
	const end = job?.processes.find((p) => p.pid === pid)?.status;
	if (job && end && 'signaled' in end && end.signaled !== 'TERM' && !s.interactive) yield* reportDeath(sh, { pid, ...end } as WaitStatus, job.text);
	if (job && jobState(job) === 'Done' && !s.interactive) removeJob(s, job);
	return known;
}
function processStatus(job: Job | undefined, pid: number): number | undefined {
	const status = job?.processes.find((p) => p.pid === pid)?.status;
	return status ? statusOf({ pid, ...status } as WaitStatus) : undefined;
}
function* waitNext(sh: Shell, specs: readonly string[], variable: string | undefined): Sys<number> {
	const s = sh.state;
	const wanted = (job: Job): boolean => specs.length === 0 || specs.some((x) => findJob(s, x) === job || job.processes.some((p) => String(p.pid) === x));
	if (!s.jobs.some(wanted)) {
		for (const spec of specs) yield* complain(sh, `wait: ${spec}: no such job`);
		return 127;
	}
	const done = yield* until(sh, () => s.jobs.find((j) => wanted(j) && jobState(j) !== 'Running'));
	if (typeof done === 'number') return done;
	if (variable !== undefined) assignElement(sh, variable, undefined, String(done.processes.at(-1)?.pid ?? 0), false);
	const status = jobStatus(done);
	removeJob(s, done);
	return status;
}
