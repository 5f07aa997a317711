// Health checks: a monitor thread for each container that has one, which runs the probe as an exec and keeps the last five results.
import { settle, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, notify, thread, type Context } from '../../kernel/index.ts';
import { goDuration, rfc3339nano } from '../../values/index.ts';
import { DockerError } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { remember, runtimeOf, until, updateExec, updateRuntime, updateState } from '../memory.ts';
import type { Container, HealthResult } from '../state.ts';
import { killTask } from '../tasks.ts';
import { launchExec, registerExec } from './exec.ts';

const defaults = { Interval: 30e9, Timeout: 30e9, StartPeriod: 0, StartInterval: 5e9, Retries: 3 };
const maxOutput = 4096;

/** The probe's command line; undefined when there is none. */
export function probeOf(container: Container): string[] | undefined {
	const test = container.config.Healthcheck?.Test ?? [];
	if (test[0] === 'CMD') return test.slice(1);
	if (test[0] === 'CMD-SHELL') return [...(container.config.Shell ?? ['/bin/sh', '-c']), ...test.slice(1)];
	return undefined;
}

/** Begins monitoring a container that has started. */
export function* startHealth(id: string): Sys<void> {
	const container = yield* remember((m) => m.containers.get(id));
	if (!container || !probeOf(container)) return;
	yield* updateState(id, { health: { Status: 'starting', FailingStreak: 0, Log: container.state.health?.Log ?? [] } });
	yield* openMonitor(id);
}
export function* openMonitor(id: string): Sys<void> {
	const container = yield* remember((m) => m.containers.get(id));
	if (!container || !probeOf(container) || !container.state.running || container.state.paused) return;
	const monitor = yield* remember((m) => ++m.counter);
	yield* updateRuntime(id, { monitor });
	yield* thread('monitor', { id, monitor });
}
export function* stopHealth(id: string): Sys<void> {
	yield* updateRuntime(id, { monitor: 0 });
	yield* notify('monitor:' + id);
}

interface MonitorArgs {
	readonly id: string;
	readonly monitor: number;
}
/** The thread. */
export function* monitor(context: Context): Sys<void> {
	const args = (context.settled as MonitorArgs | undefined) ?? (context.init as MonitorArgs);
	for (;;) {
		yield* settle(args);
		const container = yield* current(args);
		if (!container) return;
		const health = { ...defaults, ...container.config.Healthcheck };
		const now = yield* clock();
		const starting = container.state.health?.Status === 'starting' && (now - container.state.startedAt) * 1000 < health.StartPeriod;
		const wait = Math.floor((starting ? health.StartInterval : health.Interval) / 1000);
		const end = now + wait;
		for (let left = wait; left > 0 && (yield* current(args)); left = end - (yield* clock())) yield* awaitKey('monitor:' + args.id, left);
		if (!(yield* current(args))) return;
		const result = yield* probe(container, Math.floor(health.Timeout / 1000));
		if (!(yield* current(args))) return;
		yield* record(args.id, result, health.Retries, health.StartPeriod);
	}
}
const current = ({ id, monitor: number }: MonitorArgs): Sys<Container | undefined> =>
	remember((m) => {
		const container = m.containers.get(id);
		return container?.state.running && !container.state.paused && runtimeOf(m, id).monitor === number ? container : undefined;
	});

interface ProbeResult {
	readonly start: number;
	readonly end: number;
	readonly code: number;
	readonly output: string;
}
function* probe(container: Container, timeoutUs: number): Sys<ProbeResult> {
	const start = yield* clock();
	const args = probeOf(container) ?? [];
	try {
		const id = yield* registerExec(container, {
			args,
			env: [],
			user: container.config.User,
			workingDir: container.config.WorkingDir,
			tty: false,
			privileged: false,
			openStdin: false,
			openStdout: true,
			openStderr: true,
			detachKeys: '',
			consoleSize: null
		});
		yield* updateExec(id, { output: '' });
		yield* launchExec(id);
		const done = yield* until(
			'exec:' + id,
			(m) => {
				const exec = m.execs.get(id);
				return !exec || (exec.exitCode !== null && exec.copiers <= 0) ? { code: exec?.exitCode ?? -1, output: exec?.output ?? '' } : undefined;
			},
			start + timeoutUs
		);
		const end = yield* clock();
		if (done) return { start, end, code: done.code, output: clip(done.output) };
		yield* killTask(container.id, 9, id);
		const output = yield* remember((m) => m.execs.get(id)?.output ?? '');
		return { start, end, code: -1, output: `Health check exceeded timeout (${goDuration(timeoutUs)})${output === '' ? '' : ': ' + clip(output)}` };
	} catch (error) {
		if (!(error instanceof DockerError)) throw error;
		return { start, end: yield* clock(), code: -1, output: error.message };
	}
}
const clip = (text: string): string => (text.length > maxOutput ? text.slice(0, maxOutput) + '...' : text);

function* record(id: string, result: ProbeResult, retries: number, startPeriodNs: number): Sys<void> {
	const changed = yield* remember((m) => {
		const container = m.containers.get(id);
		const health = container?.state.health;
		if (!container || !health) return undefined;
		const entry: HealthResult = { Start: rfc3339nano(result.start), End: rfc3339nano(result.end), ExitCode: result.code, Output: result.output };
		const grace = health.Status === 'starting' && (result.start - container.state.startedAt) * 1000 < startPeriodNs;
		const streak = result.code === 0 ? 0 : grace ? health.FailingStreak : health.FailingStreak + 1;
		const status =
			result.code === 0 ? ('healthy' as const) : !grace && streak >= (retries > 0 ? retries : defaults.Retries) ? ('unhealthy' as const) : health.Status;
		const next = { ...container, state: { ...container.state, health: { Status: status, FailingStreak: streak, Log: [...health.Log.slice(-4), entry] } } };
		m.containers.set(id, next);
		return status === health.Status ? undefined : { container: next, status };
	});
	if (changed) yield* logContainerEvent(changed.container, 'health_status: ' + changed.status);
	yield* notify('state:' + id);
}
