// compose rm: removes stopped containers, after asking (pkg/compose/remove.go).
import type { Project } from '../../../values/compose/index.ts';
import { err, out } from '../../docker/cli.ts';
import type { Run } from '../command.ts';
import { adoptProject } from '../converge/adopt.ts';
import { removeContainers } from '../converge/remove.ts';
import { stopServices } from '../converge/stop.ts';
import { engineOf, getContainers, inspect, isNotFound, type Container } from '../engine.ts';
import { canonicalName, serviceOf } from '../names.ts';
import { withProgress } from '../progress/writer.ts';
import { projectOrName } from '../project.ts';
import { confirm } from '../prompt.ts';

export const rm: Run = function* (app, flags, services) {
	const { project: given, name } = yield* projectOrName(app, services);
	const engine = engineOf(app);
	let project: Project | undefined = given;
	if (flags.bool('stop')) {
		const all = yield* getContainers(engine, name, { oneOff: 'exclude', all: true });
		const running = given ?? (yield* adoptProject(engine, name, all));
		yield* withProgress(app, 'Stopping', (writer) => stopServices({ engine, writer, project: running }, services, undefined));
	}
	const stopped: Container[] = [];
	for (const container of yield* getContainers(engine, name, { oneOff: 'exclude', all: true, services })) {
		if (project && !Object.hasOwn(project.services, serviceOf(container))) continue;
		try {
			const { State } = yield* inspect(engine, container.Id);
			if (!State.Running || (flags.bool('stop') && app.dryRun)) stopped.push(container);
		} catch (e) {
			if (!isNotFound(e)) throw e;
		}
	}
	if (stopped.length === 0) {
		yield* err('No stopped containers\n');
		return 0;
	}
	const message = `Going to remove ${stopped.map(canonicalName).join(', ')}`;
	if (flags.bool('force')) yield* out(`${message}\n`);
	else if (!(yield* confirm(message))) return 0;
	project ??= yield* adoptProject(engine, name, stopped);
	const own = project;
	yield* withProgress(app, 'Removing', (writer) =>
		removeContainers({ engine, writer, project: own }, stopped, { force: flags.bool('force'), volumes: flags.bool('volumes') })
	);
	return 0;
};
