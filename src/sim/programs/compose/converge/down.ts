// `compose down`: containers against the order of dependencies, then networks, and images and volumes when asked (pkg/compose/down.go).
import type { Sys } from '../../../engine/index.ts';
import type { Project } from '../../../values/compose/index.ts';
import { filtersJson, segment } from '../../docker/client/api.ts';
import { Failure } from '../../docker/failure.ts';
import { familiarString, tryReference, withLatest } from '../../docker/reference.ts';
import { askJson, change, getContainers, isConflict, isNotFound, labelFilter } from '../engine.ts';
import { group } from '../fibers.ts';
import { inReverseOrder } from '../graph.ts';
import { labels } from '../labels.ts';
import { warn } from '../log.ts';
import { imageName, serviceOf } from '../names.ts';
import { errorEvent, removed, removing, said } from '../progress/event.ts';
import { adoptProject } from './adopt.ts';
import { isOrphan } from './create.ts';
import type { Work } from './state.ts';
import { stopAndRemoveAll } from './stop.ts';

export interface DownOptions {
	readonly services: readonly string[];
	readonly removeOrphans: boolean;
	/** Seconds. */
	readonly timeout: number | undefined;
	readonly images: '' | 'all' | 'local';
	readonly volumes: boolean;
}

/** Without a project, what the containers say is taken. */
export function* downProject(base: Omit<Work, 'project'>, name: string, given: Project | undefined, options: DownOptions): Sys<void> {
	const { engine } = base;
	const containers = yield* getContainers(engine, name, { oneOff: options.removeOrphans ? 'include' : 'exclude', all: true });
	const project = given ?? (yield* adoptProject(engine, name, containers));
	const work: Work = { ...base, project };
	const services = options.services.filter((service) => {
		if (Object.hasOwn(project.services, service)) return true;
		if (given) throw new Failure(`no such service: ${service}: not found`);
		return false;
	});
	if (options.services.length > 0 && services.length === 0) return;
	yield* inReverseOrder(
		project,
		function* (service) {
			const own = containers.filter((container) => serviceOf(container) === service);
			yield* stopAndRemoveAll(work, own, project.services[service], options.timeout, options.volumes);
		},
		services
	);
	const orphans = containers.filter((container) => isOrphan(project, container));
	if (options.removeOrphans && orphans.length > 0) yield* stopAndRemoveAll(work, orphans, undefined, options.timeout, false);
	const tasks = Object.entries(project.networks).flatMap(([key, network]) => (network.external === true ? [] : [removeNetwork(work, key, network.name ?? '')]));
	if (options.images !== '') for (const image of yield* imagesToPrune(work, options)) tasks.push(removeImage(work, image));
	if (options.volumes) for (const volume of Object.values(project.volumes)) if (volume.external !== true) tasks.push(removeVolume(work, volume.name ?? ''));
	if (containers.length === 0 && tasks.length === 0) yield* warn(engine, `Warning: No resource found to remove for project "${name}".`);
	yield* group(tasks);
}

function* removeNetwork(work: Work, key: string, name: string): Sys<void> {
	const { engine, writer, project } = work;
	const query = {
		query: {
			filters: filtersJson(
				labelFilter([
					[labels.project, project.name],
					[labels.network, key]
				])
			)
		}
	};
	const networks = yield* askJson<readonly { Id: string; Name: string }[]>(engine, 'GET', '/networks', query);
	if (networks.length === 0) return;
	const id = `Network ${name}`;
	yield* writer.event(removing(id));
	let found = false;
	for (const network of networks) {
		if (network.Name !== name) continue;
		try {
			const { Containers } = yield* askJson<{ Containers: object | null }>(engine, 'GET', `/networks/${network.Id}`);
			found = true;
			if (Object.keys(Containers ?? {}).length > 0) {
				yield* writer.event(said(id, 'warning', 'Resource is still in use'));
				continue;
			}
		} catch (e) {
			if (!isNotFound(e)) throw e;
			yield* writer.event(said(id, 'warning', 'No resource found to remove'));
			return;
		}
		try {
			yield* change(engine, 'DELETE', `/networks/${network.Id}`);
		} catch (e) {
			if (isNotFound(e)) continue;
			if (!(e instanceof Failure)) throw e;
			yield* writer.event(errorEvent(id));
			throw new Failure(`failed to remove network ${name}: ${e.text}`, e.code);
		}
		yield* writer.event(removed(id));
	}
	if (!found) yield* writer.event(said(id, 'warning', 'No resource found to remove'));
}

/** Removes one resource; in use or gone already is said, and no failure. */
function* removeResource(work: Work, id: string, path: string, force: boolean): Sys<void> {
	const { engine, writer } = work;
	yield* writer.event(removing(id));
	try {
		yield* change(engine, 'DELETE', path, { query: { force } });
		yield* writer.event(removed(id));
	} catch (e) {
		if (isConflict(e)) yield* writer.event(said(id, 'warning', 'Resource is still in use'));
		else if (isNotFound(e)) yield* writer.event(said(id, 'done', 'Warning: No resource found to remove'));
		else throw e;
	}
}
function* removeVolume(work: Work, name: string): Sys<void> {
	try {
		yield* askJson(work.engine, 'GET', `/volumes/${segment(name)}`);
	} catch (e) {
		if (isNotFound(e)) return;
	}
	yield* removeResource(work, `Volume ${name}`, `/volumes/${segment(name)}`, true);
}
const removeImage = (work: Work, image: string): Sys<void> => removeResource(work, `Image ${image}`, `/images/${segment(image)}`, false);

/** "all": what services name, too; else what compose built for them. Sorted, without repeats. */
function* imagesToPrune(work: Work, options: DownOptions): Sys<readonly string[]> {
	const { engine, project } = work;
	const services = Object.values(project.services);
	const named = options.images === 'all' ? services.flatMap((service) => ((service.image ?? '') === '' ? [] : [service.image ?? ''])) : [];
	const unnamed = services.flatMap((service) => ((service.image ?? '') === '' ? [imageName(engine, service, project.name)] : []));
	const filters = { ...labelFilter([[labels.project, project.name]]), dangling: ['false'] };
	const labelled = yield* askJson<readonly { RepoTags: readonly string[] | null; Labels: Readonly<Record<string, string>> | null }[]>(
		engine,
		'GET',
		'/images/json',
		{
			query: { filters: filtersJson(filters) }
		}
	);
	const built = labelled.flatMap(({ RepoTags, Labels }) =>
		RepoTags?.[0] !== undefined && (options.removeOrphans || Object.hasOwn(project.services, Labels?.[labels.service] ?? '')) ? [RepoTags[0]] : []
	);
	const present: string[] = [];
	for (const image of [...named, ...unnamed]) {
		try {
			yield* askJson(engine, 'GET', `/images/${segment(image)}/json`);
			present.push(image);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			if (!isNotFound(e)) present.push(image);
		}
	}
	const shown = [...present, ...built].map((image) => {
		const reference = tryReference(image);
		return reference ? familiarString(withLatest(reference)) : image;
	});
	return [...new Set(shown)].sort();
}
