// `compose create`, the first half of `up`: images, networks, volumes, orphans, then every service converges (pkg/compose/create.go).
import type { Sys } from '../../../engine/index.ts';
import { Failure } from '../../docker/failure.ts';
import { getContainers, type Container } from '../engine.ts';
import { labels } from '../labels.ts';
import { warn } from '../log.ts';
import { canonicalName, serviceOf } from '../names.ts';
import type { Project } from '../../../values/compose/index.ts';
import { ensureImages } from './images.ts';
import { ensureNetworks } from './networks.ts';
import { Convergence } from './service.ts';
import type { CreateOptions, Work } from './state.ts';
import { stopAndRemoveAll } from './stop.ts';
import { ensureVolumes } from './volumes.ts';

/** Containers of services that the project does not have; one-off containers once they ended. */
export function isOrphan(project: Project, container: Container): boolean {
	if (container.Labels[labels.oneOff] === 'True') return container.State === 'exited' || container.State === 'dead';
	const service = serviceOf(container);
	return !Object.hasOwn(project.services, service) && !Object.hasOwn(project.disabledServices, service);
}

export function* createAll(work: Work, options: CreateOptions): Sys<void> {
	const { engine } = work;
	checkNames(work.project);
	yield* ensureImages(work, options.build, options.quietPull);
	const networks = yield* ensureNetworks(work);
	const volumes = yield* ensureVolumes(work, options.assumeYes);
	const observed = yield* getContainers(engine, work.project.name, { oneOff: 'include', all: true });
	const orphans = observed.filter((container) => isOrphan(work.project, container));
	if (orphans.length > 0 && !options.ignoreOrphans) {
		if (options.removeOrphans) yield* stopAndRemoveAll(work, orphans, undefined, undefined, false);
		else
			yield* warn(
				engine,
				`Found orphan containers ([${orphans.map(canonicalName).join(' ')}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.`
			);
	}
	yield* new Convergence(work, observed, networks, volumes).apply(options);
}

function checkNames(project: Project): void {
	const seen = new Set<string>();
	for (const [key, { container_name: name = '' }] of Object.entries(project.services)) {
		if (name === '') continue;
		if (seen.has(name)) throw new Failure(`services.${key}: container name ${JSON.stringify(name)} is already in use by service {}"`);
		seen.add(name);
	}
}
