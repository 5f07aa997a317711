// `config --resolve-image-digests`: each tag pinned to the digest its registry has, asked through the engine (DistributionInspect).
import type { Sys } from '../../../engine/index.ts';
import type { Project, ServiceConfig } from '../../../values/compose/index.ts';
import { segment } from '../../docker/client/api.ts';
import { Failure } from '../../docker/failure.ts';
import { fullString, parseReference, withLatest } from '../../docker/reference.ts';
import type { App } from '../app.ts';
import { askJson } from '../engine.ts';

/** The project with every image as name:tag@digest. Throws Failure "failed to resolve digest for …". */
export function* resolveDigests(app: App, project: Project): Sys<Project> {
	const services: Record<string, ServiceConfig> = {};
	for (const [name, service] of Object.entries(project.services)) {
		services[name] = service;
		if (service.image === undefined) continue;
		const reference = withLatest(parseReference(service.image));
		const { tag: _tag, ...pinned } = reference;
		const named = fullString(reference.digest === undefined ? reference : pinned);
		services[name] = { ...service, image: named };
		if (reference.digest !== undefined) continue;
		try {
			const { Descriptor } = yield* askJson<{ readonly Descriptor: { readonly digest: string } }>(app, 'GET', `/distribution/${segment(named)}/json`);
			services[name] = { ...service, image: `${named}@${Descriptor.digest}` };
		} catch (e) {
			if (e instanceof Failure) throw new Failure(`failed to resolve digest for ${named}: ${e.text}`);
			throw e;
		}
	}
	return { ...project, services };
}
