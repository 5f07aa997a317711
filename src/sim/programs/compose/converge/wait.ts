// Waiting for what a service depends on: healthy, running, or completed; asked twice a second (waitDependencies of convergence.go).
import type { Sys } from '../../../engine/index.ts';
import { monotonic } from '../../../kernel/index.ts';
import type { Project } from '../../../values/compose/index.ts';
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { inspect, type Container, type Engine } from '../engine.ts';
import { group, rest } from '../fibers.ts';
import { warn } from '../log.ts';
import { isOneOff, progressName, serviceOf } from '../names.ts';
import { errorEvent, errorMessage, exited, healthy, skipped, waiting, type ProgressEvent } from '../progress/event.ts';
import { scaleOf, type Work } from './state.ts';

export interface Dependency {
	/** A condition of depends_on, or `up --wait`'s own: running, or healthy if it has a check. */
	readonly condition: string;
	readonly required: boolean;
}
export const RUNNING_OR_HEALTHY = 'running_or_healthy';
/** How often is asked, µs. */
const TICK = 500_000;

export class WaitTimeout {
	readonly text = 'timeout waiting for dependencies';
}

/** Waits for all of them. Throws Failure for one that will not come, WaitTimeout after `timeout` µs (0: never). */
export function* waitDependencies(
	work: Work,
	dependant: string,
	dependencies: Readonly<Record<string, Dependency>>,
	containers: readonly Container[],
	timeout: number
): Sys<void> {
	const until = timeout > 0 ? (yield* monotonic()) + timeout : Infinity;
	const tasks: Sys<void>[] = [];
	for (const [name, dependency] of Object.entries(dependencies)) {
		if (!mustWait(work.project, name, dependency)) continue;
		const own = containers.filter((container) => serviceOf(container) === name && !isOneOff(container));
		yield* tell(work, own, waiting);
		if (own.length === 0) {
			if (dependency.required) throw new Failure(`${dependant} is missing dependency ${name}`);
			yield* warn(work.engine, `${dependant} is missing dependency ${name}`);
		} else tasks.push(waitFor(work, name, dependency, own, until));
	}
	yield* group(tasks, { cancels: true });
}

function mustWait(project: Project, name: string, dependency: Dependency): boolean {
	if (dependency.condition === 'service_started') return false;
	const service = project.services[name];
	if (service) return scaleOf(service) !== 0;
	if (project.disabledServices[name]) return false;
	throw new Failure(`no such service: ${name}: not found`);
}
function* tell(work: Work, containers: readonly Container[], event: (id: string) => ProgressEvent): Sys<void> {
	for (const container of containers) yield* work.writer.event(event(progressName(container)));
}

function* waitFor(work: Work, name: string, { condition, required }: Dependency, containers: readonly Container[], until: number): Sys<void> {
	const { engine } = work;
	/** An optional dependency that fails is skipped. */
	function* skip(reason: string, why: string): Sys<void> {
		yield* tell(work, containers, (id) => skipped(id, reason));
		yield* warn(engine, `${reason}${why}`);
	}
	for (;;) {
		yield* rest(TICK);
		if ((yield* monotonic()) > until) throw new WaitTimeout();
		if (condition === 'service_completed_successfully') {
			const code = yield* exitCode(engine, containers);
			if (code === undefined) continue;
			if (code === 0) return yield* tell(work, containers, exited);
			const says = `${goQuote(name)} didn't complete successfully: exit ${code}`;
			if (!required) return yield* skip(`optional dependency ${says}`, '');
			yield* tell(work, containers, (id) => errorMessage(id, `service ${says}`));
			throw new Failure(`service ${says}`);
		}
		if (condition !== 'service_healthy' && condition !== RUNNING_OR_HEALTHY) return yield* warn(engine, `unsupported depends_on condition: ${condition}`);
		const runningDoes = condition === RUNNING_OR_HEALTHY;
		try {
			if (yield* isHealthy(engine, containers, runningDoes)) return yield* tell(work, containers, healthy);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			const optional = `optional dependency ${goQuote(name)} ${runningDoes ? 'is not running or is unhealthy' : 'failed to start'}`;
			if (!required) return yield* skip(optional, `: ${e.text}`);
			if (runningDoes) throw e;
			yield* tell(work, containers, errorEvent);
			throw new Failure(`dependency failed to start: ${e.text}`);
		}
	}
}

function* isHealthy(engine: Engine, containers: readonly Container[], runningDoes: boolean): Sys<boolean> {
	for (const { Id } of containers) {
		const { Name, State, Config } = yield* inspect(engine, Id);
		const name = Name.slice(1);
		if (State.Status === 'exited') throw new Failure(`container ${name} exited (${State.ExitCode})`);
		if (!Config.Healthcheck && runningDoes) return State.Status === 'running';
		if (!State.Health) throw new Failure(`container ${name} has no healthcheck configured`);
		switch (State.Health.Status) {
			case 'healthy':
				break;
			case 'unhealthy':
				throw new Failure(`container ${name} is unhealthy`);
			case 'starting':
				return false;
			default:
				throw new Failure(`container ${name} had unexpected health status ${goQuote(State.Health.Status)}`);
		}
	}
	return true;
}
/** The exit code of the first that ended. */
function* exitCode(engine: Engine, containers: readonly Container[]): Sys<number | undefined> {
	for (const { Id } of containers) {
		const { State } = yield* inspect(engine, Id);
		if (State.Status === 'exited') return State.ExitCode;
	}
	return undefined;
}
