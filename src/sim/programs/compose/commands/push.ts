// compose push: the images that services build and name (pkg/compose/push.go).
import type { Sys } from '../../../engine/index.ts';
import { withSelectedServices } from '../../../values/compose/index.ts';
import { authHeaders } from '../../docker/auth.ts';
import { segment } from '../../docker/client/api.ts';
import { Failure } from '../../docker/failure.ts';
import { progressText, type ProgressMessage } from '../../docker/progress.ts';
import { familiarName, fullName, parseReference, withLatest } from '../../docker/reference.ts';
import type { Run } from '../command.ts';
import { engineOf, nextOf, openStream, type Engine } from '../engine.ts';
import { group } from '../fibers.ts';
import { quiet, withProgress, type Writer } from '../progress/writer.ts';
import { toProject } from '../project.ts';

export const push: Run = function* (app, flags, services) {
	let project = yield* toProject(app, services);
	if (!flags.bool('include-deps')) project = withSelectedServices(project, services, 'none');
	const engine = engineOf(app);
	const silent = flags.bool('quiet');
	function* work(writer: Writer): Sys<void> {
		const tasks: Sys<void>[] = [];
		for (const service of Object.values(project.services)) {
			const image = service.image ?? '';
			if (!service.build || image === '') {
				yield* writer.event({ id: service.name, status: 'done', text: 'Skipped' });
				continue;
			}
			for (const tag of [image, ...(service.build.tags ?? [])]) tasks.push(one(writer, service.name, tag));
		}
		yield* group(tasks, { cancels: true, limit: engine.parallel });
	}
	function* one(writer: Writer, service: string, tag: string): Sys<void> {
		try {
			yield* pushImage(engine, writer, tag, silent);
		} catch (e) {
			if (!(e instanceof Failure) || !flags.bool('ignore-push-failures')) throw e;
			yield* writer.tail(`Pushing ${service}: ${e.text}`);
		}
	}
	if (silent) yield* work(quiet);
	else yield* withProgress(app, 'Pushing', work);
	return 0;
};

function* pushImage(engine: Engine, writer: Writer, tag: string, silent: boolean): Sys<void> {
	const reference = withLatest(parseReference(tag));
	const name = reference.domain === 'docker.io' ? familiarName(reference) : fullName(reference);
	if (engine.dryRun) return;
	const stream = yield* openStream(engine, 'POST', `/images/${segment(name)}/push`, { query: { tag: reference.tag }, headers: authHeaders(engine.cli, tag) });
	for (let next = yield* nextOf(stream); next; next = yield* nextOf(next.stream)) {
		const { id = '', status = '', progressDetail, error, errorDetail } = next.message as ProgressMessage;
		const failed = errorDetail?.message ?? error;
		if (failed !== undefined) throw new Failure(failed);
		if (silent || id === '') continue;
		const done = ['pushed', 'layer already exists'].includes(status.toLowerCase());
		const { current = 0, total = 0 } = progressDetail ?? {};
		yield* writer.event({
			id: `Pushing ${tag}: ${id}`,
			text: status,
			status: done ? 'done' : 'working',
			statusText: progressDetail ? progressText(progressDetail, 200) : '',
			...(total > 0 ? { current, total } : {}),
			percent: total > 0 ? Math.trunc((current * 100) / total) : done ? 100 : 0
		});
	}
}
