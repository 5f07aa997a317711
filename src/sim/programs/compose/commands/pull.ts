// compose pull: each image once; what can be built is no failure of its own (pkg/compose/pull.go).
import type { Sys } from '../../../engine/index.ts';
import { withSelectedServices, type Project, type ServiceConfig } from '../../../values/compose/index.ts';
import { Failure } from '../../docker/failure.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { tryReference } from '../../docker/reference.ts';
import type { Run } from '../command.ts';
import { imageSummaries, pullImage } from '../converge/images.ts';
import { engineOf, type Engine } from '../engine.ts';
import { group } from '../fibers.ts';
import { imageName } from '../names.ts';
import { withProgress, type Writer } from '../progress/writer.ts';
import { toProject } from '../project.ts';

export const pull: Run = function* (app, flags, services) {
	let project = yield* toProject(app, services, { skipEnvironment: true });
	if (!flags.bool('include-deps')) project = withSelectedServices(project, services, 'none');
	const engine = engineOf(app);
	yield* withProgress(app, 'Pulling', (writer) => pullAll(engine, writer, project, flags));
	return 0;
};

function* pullAll(engine: Engine, writer: Writer, project: Project, flags: Flags): Sys<void> {
	const local = yield* imageSummaries(engine, [...new Set(Object.values(project.services).map((service) => imageName(engine, service, project.name)))]);
	const mustBuild: string[] = [];
	const errors: string[] = [];
	const begun = new Map<string, string>();
	const tasks: Sys<void>[] = [];
	const ignoreFailures = flags.bool('ignore-pull-failures');
	for (const service of Object.values(project.services)) {
		const image = service.image ?? '';
		const skip = skipped(service, flags, (name) => local.has(name), begun.get(image));
		if (skip !== undefined) {
			yield* writer.event({ id: service.name, status: 'done', text: skip });
			continue;
		}
		begun.set(image, service.name);
		tasks.push(one(service));
	}
	function* one(service: ServiceConfig): Sys<void> {
		try {
			yield* pullImage(engine, writer, service, flags.bool('quiet'), project.environment['DOCKER_DEFAULT_PLATFORM'] ?? '');
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			errors.push(e.text);
			if (service.build) mustBuild.push(service.name);
			else if (!ignoreFailures) throw e;
		}
	}
	let failed: unknown;
	try {
		yield* group(tasks, { cancels: true, limit: engine.parallel });
	} catch (e) {
		failed = e;
	}
	if (mustBuild.length > 0)
		yield* writer.tail(`WARNING: Some service image(s) must be built from source by running:\n    docker compose build ${mustBuild.join(' ')}`);
	if (failed !== undefined) throw failed;
	if (!ignoreFailures && errors.length > 0) throw new Failure(multiError(errors));
}

/** go-multierror's text. */
const multiError = (errors: readonly string[]): string =>
	`${errors.length} error${errors.length === 1 ? '' : 's'} occurred:\n${errors.map((text) => `\t* ${text.replaceAll('\n', '\n\t  ')}`).join('\n')}\n\n`;

function skipped(service: ServiceConfig, flags: Flags, isLocal: (image: string) => boolean, by: string | undefined): string | undefined {
	const image = service.image ?? '';
	const policy = flags.text('policy') || (service.pull_policy ?? '');
	if (image === '') return 'Skipped - No image to be pulled';
	if (policy === 'never' || policy === 'build') return 'Skipped';
	if (policy === 'missing' || policy === 'if_not_present') {
		const tag = tryReference(image)?.tag ?? 'latest';
		if (isLocal(image) && tag !== 'latest') return 'Skipped - Image is already present locally';
	}
	if (service.build && flags.bool('ignore-buildable')) return 'Skipped - Image can be built';
	return by === undefined ? undefined : `Skipped - Image is already being pulled by ${by}`;
}
