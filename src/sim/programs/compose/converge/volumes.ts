// The project's volumes: made when missing; one that was made with another configuration is made anew only when the learner says so
// (ensureVolume of pkg/compose/create.go).
import type { Sys } from '../../../engine/index.ts';
import { volumeHash, type VolumeConfig } from '../../../values/compose/index.ts';
import { goQuote } from '../../../values/index.ts';
import { segment } from '../../docker/client/api.ts';
import { Failure } from '../../docker/failure.ts';
import { VERSION } from '../app.ts';
import { askJson, change, getContainers, isNotFound } from '../engine.ts';
import { labels } from '../labels.ts';
import { warn } from '../log.ts';
import { created, creating, errorEvent } from '../progress/event.ts';
import { confirm } from '../prompt.ts';
import type { Work } from './state.ts';
import { stopServices } from './stop.ts';
import { removeContainers } from './remove.ts';

interface Volume {
	readonly Name: string;
	readonly Labels: Readonly<Record<string, string>> | null;
}

/** The names by key. */
export function* ensureVolumes(work: Work, assumeYes: boolean): Sys<ReadonlyMap<string, string>> {
	const names = new Map<string, string>();
	for (const [key, volume] of Object.entries(work.project.volumes)) names.set(key, yield* ensure(work, key, volume, assumeYes));
	return names;
}

function* ensure(work: Work, key: string, volume: VolumeConfig, assumeYes: boolean): Sys<string> {
	const { engine, project } = work;
	const name = volume.name ?? '';
	let found: Volume;
	try {
		found = yield* askJson<Volume>(engine, 'GET', `/volumes/${segment(name)}`);
	} catch (e) {
		if (!isNotFound(e)) throw e;
		if (volume.external === true) throw new Failure(`external volume ${goQuote(name)} not found`);
		yield* create(work, key, volume);
		return name;
	}
	if (volume.external === true) return name;
	const owner = found.Labels?.[labels.project];
	const hint = 'Use `external: true` to use an existing volume';
	if (owner === undefined) yield* warn(engine, `volume ${goQuote(name)} already exists but was not created by Docker Compose. ${hint}`);
	else if (owner !== project.name)
		yield* warn(engine, `volume ${goQuote(name)} already exists but was created for project ${goQuote(owner)} (expected ${goQuote(project.name)}). ${hint}`);
	const hash = found.Labels?.[labels.configHash];
	if (hash === undefined || hash === volumeHash(volume)) return found.Name;
	const question = `Volume ${goQuote(name)} exists but doesn't match configuration in compose file. Recreate (data will be lost)?`;
	if (!assumeYes && !(yield* confirm(question))) return found.Name;
	yield* removeDiverged(work, key, name);
	yield* create(work, key, volume);
	return name;
}

function* create(work: Work, key: string, volume: VolumeConfig): Sys<void> {
	const { engine, project, writer } = work;
	const name = volume.name ?? '';
	const id = `Volume ${goQuote(name)}`;
	yield* writer.event(creating(id));
	const made = {
		Name: name,
		Driver: volume.driver ?? '',
		DriverOpts: volume.driver_opts ?? null,
		Labels: {
			...volume.labels,
			[labels.volume]: key,
			[labels.project]: project.name,
			[labels.version]: VERSION,
			[labels.configHash]: volumeHash(volume)
		}
	};
	try {
		yield* change(engine, 'POST', '/volumes/create', { body: { json: made } });
	} catch (e) {
		if (e instanceof Failure) yield* writer.event(errorEvent(id));
		throw e;
	}
	yield* writer.event(created(id));
}

/** Who mounts it stops and goes, then the volume. */
function* removeDiverged(work: Work, key: string, name: string): Sys<void> {
	const { engine, project } = work;
	const services = Object.values(project.services).flatMap((service) => (service.volumes?.some((volume) => volume.source === key) ? [service.name] : []));
	yield* stopServices(work, services, undefined);
	const containers = yield* getContainers(engine, project.name, { oneOff: 'exclude', all: true, services });
	yield* removeContainers(work, containers, { force: false, volumes: false });
	yield* change(engine, 'DELETE', `/volumes/${segment(name)}`, { query: { force: true } });
}
