// compose watch: brings the project up, then follows the changes of its files (cmd/compose/watch.go).
import type { Run } from '../command.ts';
import { createAll } from '../converge/create.ts';
import { plainStart, startServices } from '../converge/start.ts';
import { buildAll, withService, type Work } from '../converge/state.ts';
import { engineOf } from '../engine.ts';
import { withProgress } from '../progress/writer.ts';
import { toProject } from '../project.ts';
import { watchAlone } from '../watch/loop.ts';
import { applyPlatforms } from './create-options.ts';

export const watch: Run = function* (app, flags, services) {
	let project = applyPlatforms(yield* toProject(app, services), true);
	const quiet = flags.bool('quiet');
	if (!flags.bool('no-up')) {
		for (const service of Object.values(project.services))
			if (service.build && service.develop) project = withService(project, { ...service, pull_policy: 'build' });
		const options = {
			services,
			build: { ...buildAll, quiet, services, deps: true },
			removeOrphans: false,
			ignoreOrphans: false,
			recreate: 'diverged',
			recreateDependencies: 'never',
			inherit: true,
			timeout: undefined,
			quietPull: quiet,
			assumeYes: false
		} as const;
		const work: Work = yield* withProgress(app, 'Running', function* (writer) {
			const made: Work = { engine: engineOf(app), writer, project };
			yield* createAll(made, options);
			yield* startServices(made, plainStart);
			return made;
		});
		project = work.project;
	}
	return yield* watchAlone(app, project, services, quiet);
};
