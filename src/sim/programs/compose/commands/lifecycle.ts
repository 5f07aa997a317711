// compose start, stop, restart, kill, pause and unpause: the same containers in another state.
import type { Sys } from '../../../engine/index.ts';
import { withSelectedServices, withServicesEnabled, type Project } from '../../../values/compose/index.ts';
import { err } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import type { App } from '../app.ts';
import { timeoutOf, type Run } from '../command.ts';
import { adoptProject, adoptServices } from '../converge/adopt.ts';
import { plainStart, startServices } from '../converge/start.ts';
import { stopServices } from '../converge/stop.ts';
import { waitDependencies } from '../converge/wait.ts';
import { engineOf, getContainers, killContainer, pauseContainer, restartContainer, type Container, type Engine } from '../engine.ts';
import { group } from '../fibers.ts';
import { inDependencyOrder } from '../graph.ts';
import { progressName, serviceOf } from '../names.ts';
import { errorMessage, killed, killing, restarting, said, started } from '../progress/event.ts';
import { withProgress, type Writer } from '../progress/writer.ts';
import { projectOrName } from '../project.ts';

/** The project of the files, or what the containers say. */
function* projectOf(engine: Engine, given: Project | undefined, name: string): Sys<Project> {
	if (given) return given;
	return yield* adoptProject(engine, name, yield* getContainers(engine, name, { oneOff: 'exclude', all: true }));
}

export const start: Run = function* (app, _flags, services) {
	const { project: given, name } = yield* projectOrName(app, services);
	const engine = engineOf(app);
	yield* withProgress(app, 'Running', function* (writer) {
		let project: Project | undefined = given;
		if (!project) {
			const containers = yield* getContainers(engine, name, { oneOff: 'exclude', all: true });
			if (containers.length === 0) throw new Failure(`no container found for project "${name}": not found`);
			project = adoptServices(name, containers);
			for (const service of services) if (!Object.hasOwn(project.services, service)) throw new Failure(`no such service: "${service}": not found`);
			project = withSelectedServices(project, services);
		}
		yield* startServices({ engine, writer, project }, plainStart);
	});
	return 0;
};

export const stop: Run = function* (app, flags, services) {
	const { project: given, name } = yield* projectOrName(app, services);
	const engine = engineOf(app);
	yield* withProgress(app, 'Stopping', function* (writer) {
		const project = yield* projectOf(engine, given, name);
		yield* stopServices({ engine, writer, project }, services, timeoutOf(flags));
	});
	return 0;
};

export const restart: Run = function* (app, flags, services) {
	const loaded = yield* projectOrName(app, []);
	const engine = engineOf(app);
	yield* withProgress(app, 'Restarting', function* (writer) {
		const containers = yield* getContainers(engine, loaded.name, { oneOff: 'exclude', all: true });
		let project = yield* projectOf(engine, loaded.project && withServicesEnabled(loaded.project, services), loaded.name);
		if (flags.bool('no-deps')) project = withSelectedServices(project, services, 'none');
		project = { ...project, services: onlyRestarting(project) };
		if (services.length > 0) project = withSelectedServices(project, services, 'dependents');
		const timeout = timeoutOf(flags);
		yield* inDependencyOrder(project, function* (name) {
			const dependencies = Object.fromEntries(
				Object.entries(project.services[name]?.depends_on ?? {}).map(([key, { condition = '', required }]) => [key, { condition, required }])
			);
			yield* waitDependencies({ engine, writer, project }, name, dependencies, containers, 0);
			yield* group(containers.filter((container) => serviceOf(container) === name).map((container) => restartOne(engine, writer, container, timeout)));
		});
	});
	return 0;
};
/** Dependencies without restart: true do not matter here. */
function onlyRestarting(project: Project): Project['services'] {
	return Object.fromEntries(
		Object.entries(project.services).map(([name, service]) => [
			name,
			service.depends_on
				? { ...service, depends_on: Object.fromEntries(Object.entries(service.depends_on).filter(([, dependency]) => dependency.restart === true)) }
				: service
		])
	);
}
function* restartOne(engine: Engine, writer: Writer, container: Container, timeout: number | undefined): Sys<void> {
	yield* writer.event(restarting(progressName(container)));
	yield* restartContainer(engine, container.Id, timeout);
	yield* writer.event(started(progressName(container)));
}

export const kill: Run = function* (app, flags, services) {
	const { project: given, name } = yield* projectOrName(app, services);
	const engine = engineOf(app);
	yield* withProgress(app, 'Killing', function* (writer) {
		const all = yield* getContainers(engine, name, { oneOff: 'include', all: false, services });
		const project = given ?? (yield* adoptProject(engine, name, all));
		const containers = flags.bool('remove-orphans') ? all : all.filter((container) => Object.hasOwn(project.services, serviceOf(container)));
		if (containers.length === 0) return yield* err('no container to kill');
		yield* group(
			containers.map((container) => killOne(engine, writer, container, flags.text('signal'))),
			{ cancels: true }
		);
	});
	return 0;
};
function* killOne(engine: Engine, writer: Writer, container: Container, signal: string): Sys<void> {
	const id = progressName(container);
	yield* writer.event(killing(id));
	try {
		yield* killContainer(engine, container.Id, signal);
	} catch (e) {
		if (e instanceof Failure) yield* writer.event(errorMessage(id, 'Error while Killing'));
		throw e;
	}
	yield* writer.event(killed(id));
}

function* pausing(app: App, services: readonly string[], action: 'pause' | 'unpause'): Sys<number> {
	const { project, name } = yield* projectOrName(app, services);
	const engine = engineOf(app);
	yield* withProgress(app, action === 'pause' ? 'Pausing' : 'Running', function* (writer) {
		const all = yield* getContainers(engine, name, { oneOff: 'exclude', all: false, services });
		const containers = project ? all.filter((container) => Object.hasOwn(project.services, serviceOf(container))) : all;
		yield* group(
			containers.map((container) => pauseOne(engine, writer, container, action)),
			{ cancels: true }
		);
	});
	return 0;
}
function* pauseOne(engine: Engine, writer: Writer, container: Container, action: 'pause' | 'unpause'): Sys<void> {
	yield* pauseContainer(engine, container.Id, action);
	yield* writer.event(said(progressName(container), 'done', action === 'pause' ? 'Paused' : 'Unpaused'));
}
export const pause: Run = (app, _flags, services) => pausing(app, services, 'pause');
export const unpause: Run = (app, _flags, services) => pausing(app, services, 'unpause');
