// Starting the project's containers in the order of dependencies, each after what it waits for (start.go, startService).
import type { Sys } from '../../../engine/index.ts';
import { goDuration } from '../../../values/index.ts';
import type { Project, ServiceConfig } from '../../../values/compose/index.ts';
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { labelFilter, listContainers, startContainer, type Container } from '../engine.ts';
import { inDependencyOrder } from '../graph.ts';
import { labels } from '../labels.ts';
import { progressName, serviceOf } from '../names.ts';
import { started, starting } from '../progress/event.ts';
import { runHook, type HookListener } from './hooks.ts';
import { injectFiles } from './secrets.ts';
import { scaleOf, type Work } from './state.ts';
import { RUNNING_OR_HEALTHY, waitDependencies, WaitTimeout, type Dependency } from './wait.ts';

export interface StartOptions {
	/** `--wait`: until all are running or healthy. */
	readonly wait: boolean;
	/** µs; 0: for ever. */
	readonly waitTimeout: number;
	/** Who hears a post_start hook; absent: nobody. */
	readonly hookListener?: (container: Container) => HookListener;
}
export const plainStart: StartOptions = { wait: false, waitTimeout: 0 };

export function* startServices(work: Work, options: StartOptions): Sys<void> {
	const { engine, project } = work;
	const containers = engine.dry
		? engine.dry.containers
		: yield* listContainers(
				engine,
				labelFilter([
					[labels.project, project.name],
					[labels.oneOff, 'False']
				]),
				true
			);
	yield* inDependencyOrder(project, function* (name) {
		const service = project.services[name];
		if (service) yield* startService(work, service, containers, options);
	});
	if (!options.wait) return;
	const all = Object.fromEntries(
		Object.keys(project.services).map((name) => [name, { condition: conditionFor(project, name), required: true } satisfies Dependency])
	);
	try {
		yield* waitDependencies(work, project.name, all, containers, options.waitTimeout);
	} catch (e) {
		if (e instanceof WaitTimeout) throw new Failure(`application not healthy after ${goDuration(options.waitTimeout)}`);
		throw e;
	}
}

/** One-shot services that others wait for to complete are not waited for to run. */
function conditionFor(project: Project, name: string): string {
	const completes = Object.values(project.services).some((service) => service.depends_on?.[name]?.condition === 'service_completed_successfully');
	return completes ? 'service_completed_successfully' : RUNNING_OR_HEALTHY;
}

function* startService(work: Work, service: ServiceConfig, containers: readonly Container[], options: StartOptions): Sys<void> {
	const { engine, writer } = work;
	if (service.deploy?.replicas === 0) return;
	const dependencies = Object.fromEntries(
		Object.entries(service.depends_on ?? {}).map(([name, { condition = '', required }]) => [name, { condition, required }])
	);
	try {
		yield* waitDependencies(work, service.name, dependencies, containers, options.waitTimeout);
	} catch (e) {
		if (e instanceof WaitTimeout) throw new Failure(e.text);
		throw e;
	}
	if (containers.length === 0) {
		if (scaleOf(service) === 0) return;
		throw new Failure(`service ${goQuote(service.name)} has no container to start`);
	}
	for (const container of containers) {
		if (serviceOf(container) !== service.name || container.State === 'running') continue;
		yield* injectFiles(work, service, container.Id);
		const id = progressName(container);
		yield* writer.event(starting(id));
		yield* startContainer(engine, container.Id);
		for (const hook of service.post_start ?? []) yield* runHook(work, container, service, hook, options.hookListener?.(container));
		yield* writer.event(started(id));
	}
}
