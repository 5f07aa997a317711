// Making one container of a service, and making it anew in place of another (createContainer and recreateContainer of convergence.go).
import type { Sys } from '../../../engine/index.ts';
import type { ServiceConfig } from '../../../values/compose/index.ts';
import { Failure } from '../../docker/failure.ts';
import { askJson, inspect, removeContainer, renameContainer, stopContainer, type Container } from '../engine.ts';
import { labels } from '../labels.ts';
import { containerName, numberOf, progressName } from '../names.ts';
import { created, creating, errorMessage, said } from '../progress/event.ts';
import { createBody, type SpecOptions } from './spec.ts';
import type { Work } from './state.ts';

/** POST /containers/create, and what came of it. */
function* make(work: Work, service: ServiceConfig, name: string, number: number, inherit: Container | undefined, options: SpecOptions): Sys<Container> {
	const { engine, project, writer } = work;
	const body = yield* createBody(engine, project, service, number, inherit, options);
	const platform = (service.platform ?? '') === '' ? (project.environment['DOCKER_DEFAULT_PLATFORM'] ?? '') : (service.platform ?? '');
	const nobody = { Image: '', ImageID: '', Command: '', Created: 0, Ports: null, State: '', Status: '' };
	if (engine.dry) {
		const fake: Container = { ...nobody, Id: name, Names: [name], Labels: (body as { Labels: Container['Labels'] }).Labels };
		engine.dry.containers.push(fake);
		return fake;
	}
	const answer = yield* askJson<{ Id: string; Warnings: readonly string[] | null }>(engine, 'POST', '/containers/create', {
		query: { name, platform },
		body: { json: body }
	});
	for (const text of answer.Warnings ?? []) yield* writer.event({ id: service.name, status: 'warning', text });
	const inspected = yield* inspect(engine, answer.Id);
	return {
		...nobody,
		Id: inspected.Id,
		Names: [inspected.Name],
		Labels: inspected.Config.Labels ?? {},
		NetworkSettings: inspected.NetworkSettings
	};
}

/** Tells of a failure at the resource it is about, unless it is that all was given up. */
function* tell<T>(work: Work, id: string, routine: Sys<T>): Sys<T> {
	try {
		return yield* routine;
	} catch (e) {
		if (e instanceof Failure) yield* work.writer.event(errorMessage(id, e.text));
		throw e;
	}
}

export function* createContainer(work: Work, service: ServiceConfig, name: string, number: number, options: SpecOptions): Sys<Container> {
	const id = `Container ${name}`;
	yield* work.writer.event(creating(id));
	const container = yield* tell(work, id, make(work, service, name, number, undefined, options));
	yield* work.writer.event(created(id));
	return container;
}

/** The new container is made under a name of its own, then the old one stops and goes, then the new one takes the name. */
export function* recreateContainer(work: Work, service: ServiceConfig, replaced: Container, inherit: boolean, timeout: number | undefined): Sys<Container> {
	const id = progressName(replaced);
	yield* work.writer.event(said(id, 'working', 'Recreate'));
	const container = yield* tell(work, id, replace(work, service, replaced, inherit, timeout));
	yield* work.writer.event(said(id, 'done', 'Recreated'));
	return container;
}
function* replace(work: Work, service: ServiceConfig, replaced: Container, inherit: boolean, timeout: number | undefined): Sys<Container> {
	const { engine, project } = work;
	const number = numberOf(replaced);
	if (number === undefined) throw new Failure(`strconv.Atoi: parsing ${JSON.stringify(replaced.Labels[labels.number] ?? '')}: invalid syntax`);
	const name = containerName(engine, project.name, service, number);
	const container = yield* make(work, service, `${replaced.Id.slice(0, 12)}_${name}`, number, inherit ? replaced : undefined, {
		autoRemove: false,
		attachStdin: false,
		useNetworkAliases: true,
		labels: { ...service.labels, ...service.customLabels, [labels.replace]: replaced.Id }
	});
	yield* stopContainer(engine, replaced.Id, timeout);
	yield* removeContainer(engine, replaced.Id, {});
	yield* renameContainer(engine, container.Id, name);
	return container;
}
