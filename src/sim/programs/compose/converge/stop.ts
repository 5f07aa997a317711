// Stopping containers, service by service against the order of dependencies, and taking them away (down.go, stop.go).
import type { Sys } from '../../../engine/index.ts';
import type { ServiceConfig } from '../../../values/compose/index.ts';
import { Failure } from '../../docker/failure.ts';
import { getContainers, isConflict, isNotFound, removeContainer, stopContainer, type Container } from '../engine.ts';
import { group } from '../fibers.ts';
import { inReverseOrder } from '../graph.ts';
import { progressName, serviceOf } from '../names.ts';
import { errorMessage, removed, removing, stopped, stopping } from '../progress/event.ts';
import { runHook } from './hooks.ts';
import type { Work } from './state.ts';

function* stopOne(work: Work, container: Container, service: ServiceConfig | undefined, timeout: number | undefined): Sys<void> {
	const { engine, writer } = work;
	const id = progressName(container);
	yield* writer.event(stopping(id));
	for (const hook of service?.pre_stop ?? []) if (service) yield* runHook(work, container, service, hook, undefined);
	try {
		yield* stopContainer(engine, container.Id, timeout);
	} catch (e) {
		yield* writer.event(errorMessage(id, 'Error while Stopping'));
		throw e;
	}
	yield* writer.event(stopped(id));
}

/** `compose stop`, and what other commands stop on their way. No service named: all. */
export function* stopServices(work: Work, services: readonly string[], timeout: number | undefined): Sys<void> {
	const containers = yield* getContainers(work.engine, work.project.name, { oneOff: 'exclude', all: true });
	const asked = services.length > 0 ? services : Object.keys(work.project.services);
	yield* inReverseOrder(work.project, function* (name) {
		if (!asked.includes(name)) return;
		const own = containers.filter((container) => serviceOf(container) === name);
		yield* group(
			own.map((container) => stopOne(work, container, work.project.services[name], timeout)),
			{ cancels: true }
		);
	});
}

/** Stops and removes a container; one that is gone already is no failure. */
export function* stopAndRemove(work: Work, container: Container, service: ServiceConfig | undefined, timeout: number | undefined, volumes: boolean): Sys<void> {
	const { engine, writer } = work;
	const id = progressName(container);
	try {
		yield* stopOne(work, container, service, timeout);
	} catch (e) {
		if (!isNotFound(e)) throw e;
		yield* writer.event(removed(id));
		return;
	}
	yield* writer.event(removing(id));
	try {
		yield* removeContainer(engine, container.Id, { force: true, volumes });
	} catch (e) {
		if (!isNotFound(e) && !isConflict(e)) {
			if (e instanceof Failure) yield* writer.event(errorMessage(id, 'Error while Removing'));
			throw e;
		}
	}
	yield* writer.event(removed(id));
}
export function* stopAndRemoveAll(
	work: Work,
	containers: readonly Container[],
	service: ServiceConfig | undefined,
	timeout: number | undefined,
	volumes: boolean
): Sys<void> {
	yield* group(containers.map((container) => stopAndRemove(work, container, service, timeout, volumes)));
}
