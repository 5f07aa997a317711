// compose create: all that up does before the start (cmd/compose/create.go).
import { Failure } from '../../docker/failure.ts';
import type { Run } from '../command.ts';
import { createAll } from '../converge/create.ts';
import { engineOf } from '../engine.ts';
import { withProgress } from '../progress/writer.ts';
import { projectToRun } from '../project.ts';
import { applyOptions, applyScale, createOptions } from './create-options.ts';

export const create: Run = function* (app, flags, services) {
	if (flags.bool('build') && flags.bool('no-build')) throw new Failure('--build and --no-build are incompatible');
	if (flags.bool('force-recreate') && flags.bool('no-recreate')) throw new Failure('--force-recreate and --no-recreate are incompatible');
	const loaded = yield* projectToRun(app, services);
	const options = createOptions(app, flags, loaded, { renew: false, dependencies: false });
	const project = applyScale(applyOptions(loaded, flags), flags.list('scale'));
	const build = options.build && { ...options.build, services };
	yield* withProgress(app, 'Creating', (writer) => createAll({ engine: engineOf(app), writer, project }, { ...options, services, build }));
	return 0;
};
